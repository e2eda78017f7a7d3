"""The parts of a case's page. A panel has a name, a template and a function that gives the template what it shows.

Another part of the desk adds one with `add(Panel(…))`. Its template stands in `templates/applications/case/` and gets
`case`, `page` (`CasePage`) and `it` (what the function returned).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any, Literal
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gongkai.errors import SealBroken
from gongkai.ledger.acts import allowed
from gongkai.ledger.clock import Clock, DueDate, days_left
from gongkai.ledger.entries import Ledger
from gongkai.ledger.events import Event, Voided
from gongkai.ledger.labels import describe
from gongkai.statute.calendar import WorkCalendar
from gongkai.web.accounts.models import User
from gongkai.web.applications.models import DELIVERIES, FORMS, Application, CaseFile, CoApplicant, Submission
from gongkai.web.applications.queries import same_applicant
from gongkai.web.applications.reading import Reading, read_entries
from gongkai.web.config.clock import calendar_of, local_today
from gongkai.web.desk.links import url_or_empty
from gongkai.web.desk.months import months, runs
from gongkai.web.desk.queries import for_lines
from gongkai.web.desk.templatetags import words
from gongkai.web.entries.models import DISCLOSURE, LEDGER, Entry
from gongkai.web.offices.models import Membership, Office, Section, standing
from gongkai.web.offices.policy import APPLICANT, SYSTEM, Officer
from gongkai.web.people.models import Details, Person

Place = Literal["top", "main", "side"]


@dataclass(frozen=True)
class CasePage:
    """A case as one officer sees it. rows: its entries of every kind, in the order of recording, read once."""

    case: Application
    officer: Officer
    today: date
    calendar: WorkCalendar
    rows: Sequence[Entry]
    extra: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def reading(self) -> Reading | None:
        """The fold of the entries; None where the receipt does not stand."""
        entries = [row.to_ledger() for row in self.rows if row.kind == LEDGER]
        try:
            return read_entries(self.case.office, self.case.number, entries)
        except LookupError:
            return None

    @cached_property
    def clock(self) -> Clock | None:
        return self.reading.clock if self.reading else None

    @cached_property
    def sections(self) -> Sequence[Section]:
        return list(Section.objects.filter(office_id=self.case.office_id))

    @cached_property
    def staff(self) -> Mapping[str | int, str]:
        """Names of those who recorded something or were handed the case, by user name and by id."""
        given = {row.body.get("handler") for row in self.rows if row.type == "assigned"} - {None}
        found = User.objects.filter(Q(username__in={row.by for row in self.rows}) | Q(pk__in=given))
        names: dict[str | int, str] = {SYSTEM: str(_("系统")), APPLICANT: str(_("申请人"))}
        for user in found:
            names[user.username] = names[user.pk] = str(user)
        return names


def open_page(case: Application, officer: Officer, **extra: Any) -> CasePage:
    """Read what the page of a case rests on. extra: what a panel of the page is told, such as a form with errors."""
    rows = list(Entry.objects.filter(subject=case.number).order_by("sequence"))  # the scope names the office
    return CasePage(case, officer, local_today(), calendar_of(case.office.calendar_region), rows, extra)


@dataclass(frozen=True)
class Panel:
    """A part of the page. order: the lower, the higher up in its place. act: who may not do it does not see the panel.

    facts: what the template gets as `it`; a panel whose facts are None is left out.
    """

    name: str
    template: str
    facts: Callable[[CasePage], Any]
    place: Place = "main"
    order: int = 50
    act: str = "see_cases"


_PANELS: dict[str, Panel] = {}


def add(panel: Panel) -> None:
    """Put a panel on the page; one of the same name is replaced."""
    _PANELS[panel.name] = panel


def panels_of(page: CasePage, place: Place) -> list[dict[str, Any]]:
    """The panels of a place in their order, each with its template and its facts."""
    found = []
    for panel in sorted(_PANELS.values(), key=lambda one: (one.order, one.name)):
        if panel.place == place and page.officer.may(panel.act):
            facts = panel.facts(page)
            if facts is not None:
                found.append({"name": panel.name, "template": panel.template, "it": facts})
    return found


# --- what was asked, and by whom ----------------------------------------------------------------------------------


def _asked(page: CasePage) -> dict[str, Any]:
    case = page.case
    others = CoApplicant.objects.filter(application=case).select_related("person")
    return {
        "person": masked(case.person),
        "others": [masked(one.person) for one in others],
        "form": FORMS.get(case.form_wanted, case.form_wanted),
        "delivery": DELIVERIES.get(case.delivery, case.delivery),
        "can_reveal": page.officer.may("reveal") and case.person is not None and not case.person.is_anonymous,
        "reveal_error": page.extra.get("reveal_error", ""),
        "reason": page.extra.get("reason", ""),
    }


def masked(person: Person | None) -> Details | None:
    """A person as a screen may show them; None where nobody is known or the data does not open."""
    try:
        return person.masked if person else None
    except SealBroken:
        return None


# --- the due date and why -----------------------------------------------------------------------------------------


WEEK_DAYS = (_("一"), _("二"), _("三"), _("四"), _("五"), _("六"), _("日"))


def _due(page: CasePage) -> dict[str, Any] | None:
    clock = page.clock
    if clock is None:
        return None
    is_open = page.case.is_open
    due = clock.reply_due_on
    reply = next((one for one in clock.dates if one.name == "reply_due_on"), None)
    return {
        "clock": clock,
        "left": days_left(due, page.today, page.calendar) if due and is_open else None,
        "source": reply.source if reply else "",
        "counted": max((day.ordinal or 0 for day in clock.trace), default=0),
        "months": months(clock.trace),
        "runs": runs(clock.trace),
        "week_days": [str(name) for name in WEEK_DAYS],
        "is_late": bool(due and page.case.closed_on and page.case.closed_on > due),
        "dates": [(one, days_left(one.on, page.today, page.calendar)) for one in clock.dates],
    }


# --- the next steps -----------------------------------------------------------------------------------------------

_WAITED_FOR = {
    "confirmation": ("receipt_confirmed",),
    "supplement": ("supplement_received", "deemed_abandoned"),
    "payment": ("fee_paid", "fee_lapsed"),
    "consultation": ("consultation_delivered", "consultation_answered", "consultation_silent"),
}
_USUAL = (
    "answered",
    "served",
    "archived",
    "supplement_requested",
    "consultation_sent",
    "consultation_delivered",
    "consultation_answered",
    "consultation_silent",
    "extension_approved",
    "extension_notified",
    "fee_noticed",
)
_LIMITS = {
    "answered": "reply_due_on",
    "supplement_requested": "supplement_notice_due_on",
    "extension_approved": "extension_notice_due_on",
    "extension_notified": "extension_notice_due_on",
    "supplement_received": "supplement_due_on",
    "fee_paid": "fee_payment_due_on",
    "consultation_answered": "consultation_answer_due_on",
}
_HINTS = {
    "receipt_confirmed": _("双方确认之日为收到之日（条例第三十一条）"),
    "deemed_abandoned": _("无正当理由逾期不补正的（条例第三十条）"),
    "fee_lapsed": _("逾期未缴纳信息处理费的（信息处理费管理办法）"),
    "consultation_sent": _("征求第三方、其他机关意见的时间不计入期限（条例第三十三条第三款）"),
    "consultation_silent": _("期限届满未提出意见的（条例第三十二条、第三十四条）"),
    "reasons_requested": _("数量、频次明显超过合理范围的（条例第三十五条）"),
    "reply_delayed": _("理由合理但不能按期答复的（条例第三十五条）"),
    "fee_noticed": _("数量、频次明显超过合理范围的（条例第四十二条）"),
    "served": _("申请人自收到之日起算复议、诉讼期限"),
    "corrected": _("复议、诉讼后重新答复；已公布的统计不变"),
    "archived": _("登记、审核、办理、答复、归档（条例第四十五条）"),
}


def _page_of(act: str, code: str, pk: UUID) -> str:
    """Where a step is done: archiving has a page of its own, which checks the file and makes its bundle."""
    own = url_or_empty("desk:archive:case", code, pk) if act == "archived" else ""
    return own or url_or_empty("desk:cases:step", code, pk, act)


@dataclass(frozen=True, slots=True)
class Step:
    """An act open to the officer: its name, its page, the date by which it must be done, a word about the law."""

    act: str
    url: str
    limit: DueDate | None = None
    hint: str = ""


def _next(page: CasePage) -> dict[str, Any]:
    """The acts the law allows today and the officer may do: those the case waits for, the usual ones, the rest."""
    state = page.reading.state if page.reading else None
    acts = [act for act in allowed(state, page.today, page.calendar) if page.officer.may(act)]
    waited = _WAITED_FOR.get(page.case.waiting_for, ()) if page.case.is_open else ()
    limits = {one.name: one for one in reversed(page.clock.dates)} if page.clock else {}

    def steps(chosen: Iterator[str]) -> list[Step]:
        code = page.case.office.code
        return [
            Step(
                act,
                _page_of(act, code, page.case.pk),
                limits.get(_LIMITS.get(act, "")),
                str(_HINTS.get(act, "")),
            )
            for act in chosen
        ]

    return {
        "waited": steps(act for act in waited if act in acts),
        "usual": steps(act for act in _USUAL if act in acts and act not in waited),
        "rest": steps(act for act in acts if act not in _USUAL and act not in waited),
    }


# --- what happened ------------------------------------------------------------------------------------------------

DESK_ACTS: dict[str, Any] = {
    "assigned": _("交办"),
    "submitted": _("申请人网上提交"),
    "submission_taken": _("接收申请人来件"),
    "file_added": _("添加材料"),
    "exported": _("导出"),
    "anonymised": _("申请人信息匿名化"),
    "person_revealed": _("查看申请人信息"),
}
"""Names of what is done at the desk; another part adds its own."""

_DETAILS: dict[str, Any] = {
    "due_on": _("截止日期"),
    "to": _("对象"),
    "addressee_received_on": _("对方收到日期"),
    "consents": _("是否同意"),
    "days": _("延长工作日"),
    "article": _("依据条款"),
    "grounds": _("不予公开的理由"),
    "reason": _("理由"),
    "search_record": _("检索记录"),
    "earlier_case": _("原申请编号"),
    "third_party_note": _("关于第三方"),
    "receipt": _("票据"),
    "challenge": _("复议诉讼编号"),
}


@dataclass(frozen=True, slots=True)
class Happened:
    """One entry as the timeline shows it. voided: why it was struck out, empty while it stands."""

    sequence: int
    on: date
    title: str
    details: Sequence[tuple[str, str]]
    by: str
    recorded_at: datetime
    is_desk: bool = False
    is_void: bool = False
    voided: str = ""
    voided_by: str = ""
    can_void: str = ""


def _timeline(page: CasePage) -> dict[str, Any]:
    """Every entry in reading order, what was voided included, and notes of the desk among them."""
    book = Ledger(page.case.office.facts(), tuple(row.to_ledger() for row in page.rows if row.kind == LEDGER))
    reasons = {
        entry.event.entry: (entry.event.reason, page.staff.get(entry.by, entry.by))
        for entry in book.entries
        if isinstance(entry.event, Voided) and entry.sequence not in book.voided
    }
    happened = []
    for row in page.rows:
        if row.type == "voided" or row.kind == DISCLOSURE:
            continue
        why, who = reasons.get(row.sequence, ("", ""))
        event = book.by_sequence[row.sequence].event if row.kind == LEDGER else None
        happened.append(
            Happened(
                row.sequence,
                row.on,
                _title(row, event),
                list(_details(event) if event is not None else _note(page, row)),
                page.staff.get(row.by, row.by),
                row.recorded_at,
                is_desk=row.kind != LEDGER,
                is_void=row.sequence in book.voided,
                voided=why,
                voided_by=who,
                can_void=_void_url(page, row) if row.sequence not in book.voided else "",
            )
        )
    happened.sort(key=lambda one: (one.on, one.sequence))
    return {"happened": happened, "seen": [_seen(page, row) for row in page.rows if row.kind == DISCLOSURE]}


def _title(row: Entry, event: Event | None) -> str:
    if event is None:
        return str(DESK_ACTS.get(row.type, row.type))
    return words.act(row.type) if words.is_english() else describe(event)


def _void_url(page: CasePage, row: Entry) -> str:
    if row.kind != LEDGER or row.type == "received" or not page.officer.may("void"):
        return ""
    return url_or_empty("desk:cases:void", page.case.office.code, page.case.pk, row.sequence)


def _details(event: Event) -> Iterator[tuple[str, str]]:
    """What an event states beyond its name."""
    for name, label in _DETAILS.items():
        value = getattr(event, name, None)
        if value is None or value in ("", ()):
            continue
        if isinstance(value, date):
            value = words.day(value)
        elif isinstance(value, bool):
            value = _("同意") if value else _("不同意")
        elif isinstance(value, tuple):
            value = words.listed(value)
        yield str(label), str(value)


def _note(page: CasePage, row: Entry) -> Iterator[tuple[str, str]]:
    """What a note of the desk states: codes and ids in words, the rest as it stands."""
    for name, value in row.body.items():
        if value in (None, "", []):
            continue
        if name == "handler":
            yield str(_("承办人")), page.staff.get(value, str(value))
        elif name == "section":
            yield str(_("承办科室")), next((one.name for one in page.sections if one.pk == value), str(value))
        elif name == "kind":
            known = {**dict(CaseFile.KINDS), **Submission.KINDS}
            yield str(_("内容")), str(known.get(value, value))
        elif name in ("name", "reason", "note", "text") and isinstance(value, str):
            yield str({"name": _("名称"), "reason": _("理由")}.get(name, _("说明"))), value


def _seen(page: CasePage, row: Entry) -> dict[str, Any]:
    return {"on": row.on, "by": page.staff.get(row.by, row.by), "reason": row.body.get("reason", "")}


# --- files, linked cases, the same applicant ----------------------------------------------------------------------


def _files(page: CasePage) -> dict[str, Any]:
    code = page.case.office.code
    rows = CaseFile.objects.filter(application=page.case).defer("wrapped_key")
    found = [(row, url_or_empty("desk:cases:file", code, page.case.pk, row.pk)) for row in rows]
    can_add = page.officer.may("attach")
    return {"files": found, "add_url": url_or_empty("desk:cases:files", code, page.case.pk) if can_add else ""}


LINKED_SHOWN = 50


def _linked(page: CasePage) -> dict[str, Any] | None:
    """Cases split from the same letter, merged into this one, or into which this one was merged."""
    case = page.case
    every = Application.objects.with_scopes_disabled()  # ids only, by their own indexes; what is shown is in the scope
    ids = every.filter(merged_into=case).order_by().values_list("pk")
    if case.letter:
        ids = ids.union(every.filter(letter=case.letter).order_by().values_list("pk"))
    known = ({pk for (pk,) in ids} | {case.merged_into_id}) - {case.pk, None}
    if not known:
        return None
    found = for_lines(Application.objects.filter(pk__in=known).order_by("number"))[:LINKED_SHOWN]
    return {"cases": [(one, _relation(case, one)) for one in found]}


def _relation(case: Application, other: Application) -> str:
    if other.pk == case.merged_into_id:
        return str(_("本件已并入"))
    return str(_("已并入本件")) if other.merged_into_id == case.pk else str(_("同一来件"))


def handlers_of(office: Office, on: date) -> Iterator[tuple[str, str]]:
    """Ids and names of those who may be handed a case on a day."""
    posts = Membership.objects.filter(standing(on), office=office, role__in=HANDLERS, user__is_active=True)
    rows = posts.order_by("user__name", "user_id").values_list("user_id", "user__name", "user__username").distinct()
    return ((str(key), name or username) for key, name, username in rows)


HANDLERS = ("officer", "head", "liaison")


def _same(page: CasePage) -> Any:
    return same_applicant(page.case)


def _assign(page: CasePage) -> dict[str, Any]:
    """Whom the case may be handed to; given: what a refused form held."""
    given = page.extra.get("assign_given") or {
        "handler": str(page.case.handler_id or ""),
        "section": str(page.case.section_id or ""),
    }
    return {
        "may": page.officer.may("assign"),
        "error": page.extra.get("assign_error", ""),
        "given": given,
        "staff": list(handlers_of(page.case.office, page.today)) if page.officer.may("assign") else [],
        "sections": [one for one in page.sections if one.is_on(page.today)],
    }


for _panel in (
    Panel("next", "applications/case/next.html", _next, "top", 10),
    Panel("asked", "applications/case/asked.html", _asked, "main", 10),
    Panel("due", "applications/case/due.html", _due, "main", 20),
    Panel("files", "applications/case/files.html", _files, "main", 60),
    Panel("timeline", "applications/case/timeline.html", _timeline, "main", 90),
    Panel("assign", "applications/case/assign.html", _assign, "side", 10),
    Panel("linked", "applications/case/linked.html", _linked, "side", 20),
    Panel("same", "applications/case/same.html", _same, "side", 30),
):
    add(_panel)
