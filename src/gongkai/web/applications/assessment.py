"""The seven-step assessment of a case (补不补、是不是、谁负责、有没有、给不给、怎么给、怎么答), and the evidence beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gongkai.errors import OfficeError, StatuteError
from gongkai.statute.letters import article_text
from gongkai.statute.outcomes import grounds as all_grounds
from gongkai.web.applications.models import Application, AssessmentStep, SearchRecord
from gongkai.web.applications.queries import same_people
from gongkai.web.config.clock import local_today, now
from gongkai.web.desk.templatetags.words import day, is_english
from gongkai.web.entries.record import record_desk
from gongkai.web.offices.policy import Officer
from gongkai.web.people.models import Details, Person
from gongkai.web.people.seal import plain_form


@dataclass(frozen=True, slots=True)
class Step:
    """One question. answers: code → (label, outcome or act it points to; "" to go on)."""

    code: str
    word: Any
    question: Any
    articles: tuple[str, ...]
    answers: Mapping[str, tuple[Any, str]]


STEPS: tuple[Step, ...] = (
    Step(
        "complete",
        _("补不补"),
        _("申请的三项内容是否齐全、明确？"),
        ("29", "30"),
        {
            "yes": (_("齐全明确"), ""),
            "supplement": (_("内容不明确，需要补正"), "supplement_requested"),
            "unclear": (_("补正后仍不明确"), "unable_unclear_after_supplement"),
        },
    ),
    Step(
        "is_application",
        _("是不是"),
        _("是否为对政府信息的公开申请？"),
        ("2", "35", "36(6)", "39"),
        {
            "yes": (_("是政府信息公开申请"), ""),
            "petition": (_("以申请形式信访、投诉、举报"), "refused_petition"),
            "repeat": (_("已答复过的重复申请"), "refused_duplicate"),
            "publication": (_("要求提供公开出版物"), "refused_publication"),
            "excessive": (_("数量、频次明显超过合理范围"), "reasons_requested"),
            "confirm": (_("要求确认或者重新出具已获取的信息"), "refused_confirm_reissue"),
            "registry": (_("工商、不动产登记等有专门查询规定"), "denied_admin_query"),
        },
    ),
    Step(
        "whose",
        _("谁负责"),
        _("是否由本机关负责公开？"),
        ("10", "36(5)"),
        {"ours": (_("由本机关负责"), ""), "not_ours": (_("不属于本机关负责公开"), "unable_not_held")},
    ),
    Step(
        "exists",
        _("有没有"),
        _("经检索，信息是否存在？"),
        ("36(4)", "38"),
        {
            "exists": (_("存在"), ""),
            "not_found": (_("经检索不存在"), "unable_not_held"),
            "creation": (_("没有现成信息，需要加工、分析"), "unable_needs_creation"),
        },
    ),
    Step(
        "exempt",
        _("给不给"),
        _("是否属于不予公开的情形？"),
        ("14", "15", "16", "37"),
        {
            "public": (_("可以公开"), "granted"),
            "published": (_("已经主动公开"), "granted"),
            "part": (_("部分不予公开，可以区分处理"), "partial"),
            "withheld": (_("全部不予公开"), ""),
        },
    ),
    Step(
        "form",
        _("怎么给"),
        _("能否按申请人要求的形式提供？"),
        ("40",),
        {
            "as_wanted": (_("按要求的形式提供"), ""),
            "other_form": (_("以电子数据或者其他适当形式提供"), ""),
            "inspection": (_("安排查阅、抄录"), ""),
            "nothing": (_("不提供信息"), ""),
        },
    ),
    Step(
        "letter",
        _("怎么答"),
        _("答复的结论和要点？"),
        ("33(1)", "36"),
        {"ready": (_("可以拟写答复"), ""), "ask": (_("需要会商或者请示"), "")},
    ),
)
"""The questions, in their order. Only guidance: what a reply must state `ledger.acts` checks."""

BY_CODE: Mapping[str, Step] = {step.code: step for step in STEPS}


def regulation(reference: str) -> str:
    """An article of the Regulation as a screen names it; other references as they are."""
    try:
        return f"art. {reference}" if is_english() else f"条例{article_text(reference)}"
    except StatuteError:
        return reference


def basis(references: Iterable[str]) -> str:
    """Several articles of the Regulation, its name once."""
    if is_english():
        return ", ".join(regulation(one) for one in references)
    found = [article_text(one) for one in references]
    return "条例" + "、".join(found) if found else ""


@transaction.atomic
def assess(
    officer: Officer,
    case: Application,
    step: str,
    answer: str,
    *,
    grounds: Iterable[str] = (),
    earlier: str = "",
    note: str = "",
) -> AssessmentStep:
    """Answer one question of the assessment; a later answer replaces the earlier one, whose entry stays.

    Raises:
        NotPermitted; OfficeError: no such answer, a closed case, a ground or an earlier case that is not there.
    """
    officer.must("assess")
    question, chosen = BY_CODE.get(step), tuple(grounds)
    if question is None or answer not in question.answers:
        raise OfficeError("Choose an answer.", zh="请选择一个答案。")
    _must_be_open(case)
    if any(code not in all_grounds() for code in chosen):
        raise OfficeError("Choose a ground of the list.", zh="请从列表中选择依据。")
    if earlier and not _is_other_case(case, earlier):
        raise OfficeError(f"There is no earlier case {earlier}.", zh=f"没有编号为“{earlier}”的其他申请。")
    details = {"step": step, "answer": answer, "grounds": list(chosen), "earlier": earlier}
    record_desk(case.office, "assessed", case.number, by=officer.username, **details)
    saved, _made = AssessmentStep.objects.update_or_create(
        application=case,
        step=step,
        defaults={
            "office": case.office,
            "answer": answer,
            "grounds": list(chosen),
            "earlier": earlier,
            "note": note.strip(),
            "by": officer.username,
            "at": now(),
        },
    )
    return saved


def _must_be_open(case: Application) -> None:
    if not case.is_open:
        raise OfficeError("The case is closed.", zh="本件已办结，不能再修改。")


def _is_other_case(case: Application, number: str) -> bool:
    return Application.objects.filter(office=case.office, number=number).exclude(pk=case.pk).exists()


@transaction.atomic
def record_search(officer: Officer, case: Application, **fields: Any) -> SearchRecord:
    """Record one search. fields: those of `SearchRecord`."""
    officer.must("assess")
    _must_be_open(case)
    if fields["on"] > local_today():
        raise OfficeError("The search lies ahead.", zh="检索日期不能晚于今天。")
    row = SearchRecord.objects.create(office=case.office, application=case, **fields)
    record_desk(case.office, "searched", case.number, by=officer.username, search=row.pk, on=row.on.isoformat())
    return row


# --- the applicant's other cases ----------------------------------------------------------------------------------


def same_person(person: Person) -> list[UUID]:
    """Ids of the rows of one applicant: the same ID number; where one of two is not known, the same name and phone.

    The digests also find whose agent has that number, so each found is opened and compared here; nothing is shown.
    """
    if person.is_anonymous:
        return [person.pk]
    mine = person.details
    found = Person.objects.filter(pk__in=same_people(person.pk), wrapped_key__isnull=False)
    return [other.pk for other in found if other.pk == person.pk or _are_same(mine, other.details)]


def _are_same(one: Details, other: Details) -> bool:
    names = ("id_number",) if one.id_number and other.id_number else ("name", "phone")
    return all(plain_form(name, getattr(one, name)) == plain_form(name, getattr(other, name)) != "" for name in names)


def cases_of_applicant(case: Application) -> list[Application]:
    """Every case of the applicant in this office, this one too, newest first."""
    if case.person is None:
        return [case]
    rows = Application.objects.filter(office=case.office_id, person__in=same_person(case.person))
    return list(rows.order_by("-arrived_on", "-number"))


@dataclass(frozen=True, slots=True)
class Counts:
    """How often the applicant asked in the month and the year this case arrived."""

    month: int
    year: int
    everything: int


def counts(case: Application, cases: Sequence[Application]) -> Counts:
    on = case.arrived_on
    year = [one for one in cases if one.arrived_on.year == on.year]
    return Counts(sum(one.arrived_on.month == on.month for one in year), len(year), len(cases))


# --- alike cases --------------------------------------------------------------------------------------------------

ALIKE = 0.6
"""From this share of bigrams on two requests are shown as alike."""
COMPARED = 2000
"""So many of an office's newest closed cases are compared."""
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Alike:
    """A case whose wording is like that of another. percent: share of bigrams they have in common."""

    case: Application
    percent: int


def likeness(one: str, other: str) -> float:
    """Share of the character bigrams two texts have in common (Dice), 0 to 1; spaces and signs do not count."""
    left, right = _bigrams(one), _bigrams(other)
    if not left or not right:
        return 0.0
    return 2 * len(left & right) / (len(left) + len(right))


def _bigrams(text: str) -> set[str]:
    plain = "".join(sign for sign in text if sign.isalnum()).casefold()
    return {plain[at : at + 2] for at in range(len(plain) - 1)}


def alike(case: Application, others: Iterable[Application]) -> list[Alike]:
    """Those of the others that are like a case, the likest first."""
    mine = [(other, likeness(case.content, other.content)) for other in others if other.pk != case.pk]
    mine.sort(key=lambda pair: -pair[1])
    return [Alike(other, round(share * 100)) for other, share in mine if share >= ALIKE]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the desk shows beside the questions. duplicates: of the same applicant; earlier: of anyone, answered."""

    counts: Counts
    duplicates: tuple[Alike, ...]
    earlier: tuple[Alike, ...]


def evidence(case: Application) -> Evidence:
    own = cases_of_applicant(case)
    known = {one.pk for one in own}
    answered = Application.objects.filter(office=case.office_id, is_answered=True).exclude(pk=case.pk)
    others = [one for one in answered.order_by("-arrived_on", "-number")[:COMPARED] if one.pk not in known]
    return Evidence(counts(case, own), tuple(alike(case, own)), tuple(alike(case, others)[:SHOWN]))


# --- what the reply takes over ------------------------------------------------------------------------------------


def search_text(rows: Iterable[SearchRecord]) -> str:
    """The searches as a reply's record states them, one a line."""
    return "\n".join(_search_line(row) for row in rows)


def _search_line(row: SearchRecord) -> str:
    where = "、".join(part for part in (row.place, row.system) if part)
    return f"{day(row.on)}，{row.searched_by}检索{where}，检索词“{row.words}”，结果：{row.result}"


def for_reply(case: Application) -> dict[str, Any]:
    """What the assessment says, as initial values of the reply form."""
    answered = {row.step: row for row in AssessmentStep.objects.filter(application=case)}
    notes = [answered[step.code].note for step in STEPS if step.code in answered and answered[step.code].note]
    exempt, repeat = answered.get("exempt"), answered.get("is_application")
    return {
        "reason": "\n".join(notes),
        "search_record": search_text(SearchRecord.objects.filter(application=case)),
        "grounds": exempt.grounds if exempt is not None else [],
        "earlier_case": repeat.earlier if repeat is not None else "",
        "article": _article(answered),
    }


def _article(answered: Mapping[str, AssessmentStep]) -> str:
    """The article where the outcome leaves a choice of two."""
    if (row := answered.get("whose")) is not None and row.answer == "not_ours":
        return "36(5)"
    if (row := answered.get("exempt")) is not None and row.answer == "published":
        return "36(1)"
    return ""


def suggested(rows: Iterable[AssessmentStep]) -> str:
    """The outcome (or act) the first answer that ends the order points to; "" while none does."""
    answered = {row.step: row for row in rows}
    for step in STEPS:
        row = answered.get(step.code)
        if row is None:
            continue
        target = step.answers[row.answer][1] if row.answer in step.answers else ""
        if not target and row.answer == "withheld" and row.grounds:
            target = all_grounds()[row.grounds[0]].outcome
        if target:
            return target
    return ""


def panel(case: Application, today: date | None = None) -> dict[str, Any]:
    """What `applications/case/assessment.html` shows: each question with its answer, the searches, how far it is."""
    rows = {row.step: row for row in AssessmentStep.objects.filter(application=case)}
    lines = [(step, rows.get(step.code), _answer(step, rows.get(step.code))) for step in STEPS]
    return {
        "assessment": lines,
        "assessed": len(rows),
        "assessment_steps": len(STEPS),
        "searches": list(SearchRecord.objects.filter(application=case)),
        "suggested": suggested(rows.values()),
    }


def _answer(step: Step, row: AssessmentStep | None) -> str:
    if row is None:
        return ""
    label = step.answers.get(row.answer)
    return str(label[0]) if label else gettext("（已取消的答案）")
