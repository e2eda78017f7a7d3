"""What a new draft starts with: the assessment, the searches, earlier letters. The officer may change all of it."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.utils.translation import override

from gongkai.documents.letters.wording import chinese_date
from gongkai.statute.letters import letter_kind
from gongkai.statute.periods import due_on
from gongkai.web.applications.assessment import for_reply
from gongkai.web.applications.models import Application, AssessmentStep, CaseFile
from gongkai.web.applications.models import SearchRecord as Search
from gongkai.web.challenges.papers import page_count
from gongkai.web.config.clock import calendar_of
from gongkai.web.desk.templatetags.words import day
from gongkai.web.notices.models import SENT, VOID, Letter, ReplacedScan
from gongkai.web.notices.passages import copy_lines, withheld_rows


def prefill(letter: Letter) -> tuple[dict[str, str], dict[str, Any]]:
    """Texts and values for `Letter.said` and `Letter.fields`."""
    kind, case = letter_kind(letter.kind, letter.dated_on), letter.application
    assert case is not None  # others start in `outside.py`
    wanted = frozenset(kind.elements)
    said: dict[str, str] = {}
    kept: dict[str, Any] = {"is_online": case.delivery == "online"}
    assessed = for_reply(case)
    if kind.family == "reply" and "reason" in wanted and assessed["reason"] and letter.entry is None:
        said["reason"] = assessed["reason"]
    if letter.kind == "supplement_notice" and letter.entry is None:
        calendar = calendar_of(letter.office.calendar_region)
        kept["due_on"] = due_on(letter.dated_on, "supplement", calendar).isoformat()
    if "search" in wanted and (found := _search(case)):
        kept["search"] = found
    if "withheld" in wanted:
        kept["withheld"] = withheld_rows(case) or [
            {"part": "", "ground": ground, "reason": ""} for ground in assessed["grounds"]
        ]
        kept["attachments"] = copy_lines(case)
    if kind.shape == "form":
        kept["form"] = _form(letter, case)
    if letter.kind == "archive_catalogue":
        kept["rows"] = catalogue_rows(case)
    if letter.kind == "review_slip":
        said["document"] = case.content
    if "earlier" in wanted and (number := _earlier_number(letter, assessed["earlier_case"])):
        kept["earlier"] = earlier_reply(letter, number)
    if letter.act == "consultation_sent" and letter.event.get("to"):
        kept["to"] = letter.event["to"]
        if kind.to == "organ":
            kept["organ"] = letter.event["to"]
    if letter.act == "corrected":
        kept["challenge"] = letter.event.get("challenge", "")
        kept["replaces"] = earlier_reply(letter, case.number)
    return said, kept


def _form(letter: Letter, case: Application) -> dict[str, str]:
    """Fields of a form of the file that the case states; those about the person are filled in when it is made."""
    unit = case.section.name if case.section else letter.office.ogi_office
    if letter.kind == "registration_form":
        kinds = CaseFile.objects.filter(application=case, kind__in=CaseFile.PERSONAL).values_list("kind", flat=True)
        return {"unit": unit, "materials": _counted(list(kinds))}  # not the names applicants gave their files
    if letter.kind == "review_slip":
        return {"unit": unit, "way": "application"}
    if letter.kind == "third_party_answer_form":
        rows = Letter.objects.filter(application=case, kind="third_party_consultation").exclude(serial=None)
        last = rows.order_by("-created_at").first()
        return {"letter_number": last.number} if last is not None else {}
    return {}


def _search(case: Application) -> dict[str, str]:
    """The searches of the case as one record; the period of the information is for the officer to say."""
    rows = list(Search.objects.filter(application=case))
    if not rows:
        return {}

    def joined(name: str) -> str:
        return "、".join(dict.fromkeys(value for row in rows if (value := getattr(row, name))))

    results = [f"{day(row.on)}：{row.result}" if len(rows) > 1 else row.result for row in rows]
    return {
        "places": joined("place"),
        "systems": joined("system"),
        "words": joined("words"),
        "period": "",
        "by": joined("searched_by"),
        "on": max(row.on for row in rows).isoformat(),
        "result": "；".join(results),
    }


def _earlier_number(letter: Letter, assessed: str) -> str:
    number = letter.event.get("earlier_case") or assessed
    if number:
        return str(number)
    row = AssessmentStep.objects.filter(application=letter.application).exclude(earlier="").first()
    return row.earlier if row is not None else ""


def earlier_reply(letter: Letter, number: str) -> dict[str, str]:
    """Number and date of the reply to a case of the office, as far as they are known here."""
    case = Application.objects.filter(office=letter.office_id, number=number).first()
    if case is None:
        return {"application": number, "number": "", "on": ""}
    rows = Letter.objects.filter(application=case, event__type="answered", status__in=SENT).exclude(pk=letter.pk)
    reply = rows.order_by("created_at").first()
    on = case.closed_on.isoformat() if case.closed_on else ""
    return {"application": number, "number": reply.number if reply else "", "on": on}


def _counted(kinds: list[str]) -> str:
    """`申请材料1件，身份证明2件`."""
    with override("zh-hans"):
        return "，".join(f"{CaseFile.KINDS[kind]}{count}件" for kind, count in Counter(kinds).items())


def catalogue_rows(case: Application) -> list[list[str]]:
    """The catalogue of the case file (案卷目录): every paper with number, date and pages, in the order it came.

    Pages run on while they are known; what was not served is said to be so.
    """
    letters = Letter.objects.filter(application=case).exclude(pdf_file=None)
    of_file = {letter.pdf_file_id: letter for letter in letters}
    of_file |= {letter.sealed_file_id: letter for letter in letters if letter.sealed_file_id}
    former = ReplacedScan.objects.filter(letter__application=case).select_related("letter")
    replaced = {one.file_id: one.letter for one in former}
    of_file |= replaced
    rows, page = [], 1
    for file in CaseFile.objects.filter(application=case):
        letter = of_file.get(file.pk)
        count = int(page_count(file) or 0) if page else 0
        pages = _pages(page, count) if count else ""
        page = page + count if count else 0
        name = f"{letter.title}{'' if file.kind == 'letter' else '（盖章件）'}" if letter else _plain(file)
        note = "已更换，未送达" if file.pk in replaced else "作废" if letter and letter.status == VOID else ""
        on = chinese_date(letter.dated_on if letter else file.added_at.date())
        rows.append([name[:200], letter.number if letter else "", on, pages, note])
    return rows


def _pages(first: int, count: int) -> str:
    return str(first) if count == 1 else f"{first}—{first + count - 1}"


def _plain(file: CaseFile) -> str:
    """A file by what it is; the names applicants gave theirs may name people."""
    with override("zh-hans"):
        kind = str(CaseFile.KINDS[file.kind])
    return kind if file.kind in CaseFile.PERSONAL else f"{kind}：{file.name.rsplit('.', 1)[0]}"
