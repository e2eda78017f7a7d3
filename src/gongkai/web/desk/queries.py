"""What the desk asks of the stored reading. Limits in working days become dates first, so that SQL compares dates."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Left
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django_scopes import scope

from gongkai.ledger.clock import days_left
from gongkai.statute.calendar import WorkCalendar
from gongkai.web.accounts.models import User
from gongkai.web.applications.models import Application, Submission, Task
from gongkai.web.config.clock import calendar_of
from gongkai.web.desk.templatetags import words
from gongkai.web.offices.models import Membership, Office, standing
from gongkai.web.offices.policy import PERMISSIONS, Officer

SOON_DAYS = 3
"""A case is due soon when no more working days are left."""

SHOWN = 20
"""Lines of a group on the to-do page; the rest stands in the case list."""

LINE_LENGTH = 120
"""Characters read of what was asked; a line shows fewer."""

_OF_CASE = """content form_wanted delivery help_wanted letter section code_digest batch created_at counted_from
is_extended is_supplemented is_answered served_on archived_on last_on last_act calendar version"""
_OF_HANDLER = """password last_login is_superuser first_name last_name email is_staff is_active date_joined phone
must_change_password"""
UNSHOWN = (*_OF_CASE.split(), *(f"handler__{name}" for name in _OF_HANDLER.split()))
"""Columns of a case and of its handler that no line shows."""

WAITING_STAGES = ("awaiting_supplement", "awaiting_payment", "consulting")


def soon_until(today: date, calendar: WorkCalendar) -> date:
    """The last day from which no more than `SOON_DAYS` working days are left."""
    return calendar.nth_working_day_after(today, SOON_DAYS + 1) - timedelta(days=1)


def open_cases() -> QuerySet[Application]:
    return Application.objects.filter(closed_on=None)


def overdue(today: date) -> Q:
    return Q(closed_on=None, reply_due_on__lt=today)


def due_soon(today: date, until: date) -> Q:
    return Q(closed_on=None, reply_due_on__gte=today, reply_due_on__lte=until)


def mine(officer: Officer) -> Q:
    """Cases an officer handles; for someone of a section also those of the section."""
    found = Q(handler_id=officer.user_id)
    return found | Q(section_id=officer.section_id) if officer.section_id else found


@dataclass(frozen=True, slots=True)
class Line:
    """A case in one line. left: working days to the reply date, None while none runs; why: the reason it is here."""

    case: Application
    content: str
    why: str = ""
    left: int | None = None
    is_ended: bool = False

    @property
    def is_late(self) -> bool:
        return self.left is not None and self.left < 0

    @property
    def is_soon(self) -> bool:
        return self.left is not None and 0 <= self.left <= SOON_DAYS


@dataclass(frozen=True, slots=True)
class Group:
    """A heading of the to-do page. query: the filters of the case list that show all of it; tone: of the tile."""

    code: str
    title: str
    hint: str
    count: int
    lines: Sequence[Any]
    query: str = ""
    tone: str = ""
    template: str = "desk/lines.html"

    @property
    def has_more(self) -> bool:
        return self.count > len(self.lines)


@dataclass(frozen=True, slots=True)
class Desk:
    """What the lines of one officer's page are reckoned from."""

    officer: Officer
    today: date
    calendar: WorkCalendar
    office: Office
    lines_shown: int = field(default=SHOWN)

    def line(self, case: Application, why: str = "", *, is_ended: bool = False) -> Line:
        due = case.reply_due_on if case.is_open else None
        left = None if due is None else days_left(due, self.today, self.calendar)
        return Line(case, one_line(case.line_content), why, left, is_ended)

    def lines(self, cases: QuerySet[Application]) -> list[Application]:
        return list(for_lines(cases)[: self.lines_shown])


def for_lines(cases: QuerySet[Application]) -> QuerySet[Application]:
    """Cases with what a line shows and nothing more: of what was asked only the beginning."""
    return cases.annotate(line_content=Left("content", LINE_LENGTH)).defer(*UNSHOWN).select_related("handler")


def dated_first(name: str) -> tuple[object, str]:
    """By a date, the earliest first, cases without it last; the same on both databases."""
    return F(name).asc(nulls_last=True), "number"


def one_line(text: str) -> str:
    """A text on one line."""
    return " ".join(text.split())


MORE_GROUPS: list[Callable[[Desk], Iterable[Group]]] = []
"""Groups that other parts of the desk put before the officer's own cases, with lines and a template of their own."""


def todo_groups(office: Office, officer: Officer, today: date) -> list[Group]:
    """The to-do page, in ten queries whatever the number of cases."""
    desk = Desk(officer, today, calendar_of(office.calendar_region), office)
    until = soon_until(today, desk.calendar)
    counts = open_cases().aggregate(
        # of columns that stand in the index of open cases, so that no row is read
        overdue=Count("number", filter=Q(reply_due_on__lt=today)),
        soon=Count("number", filter=Q(reply_due_on__gte=today, reply_due_on__lte=until)),
        unconfirmed=Count("number", filter=Q(stage="awaiting_confirmation")),
        waiting=Count("number", filter=Q(stage__in=WAITING_STAGES)),
        mine=Count("number", filter=mine(officer)),
    )
    return [
        _overdue(desk, counts["overdue"]),
        _soon(desk, counts["soon"], until),
        _unconfirmed(desk, counts["unconfirmed"]),
        _sent(desk),
        *_tasks(desk),
        _waiting(desk, counts["waiting"]),
        *(group for make in MORE_GROUPS for group in make(desk)),
        _mine(desk, counts["mine"]),
    ]


def _overdue(desk: Desk, count: int) -> Group:
    cases = desk.lines(open_cases().filter(overdue(desk.today)).order_by("reply_due_on", "number"))
    lines = [desk.line(case, _("答复期限已过")) for case in cases]
    hint = _("答复期限已过，应当尽快答复；逾期不答复，申请人可以申请行政复议（条例第五十一条）。")
    return Group("overdue", _("已逾期"), hint, count, lines, "overdue=on&sort=due", "bad" if count else "")


def _soon(desk: Desk, count: int, until: date) -> Group:
    cases = desk.lines(open_cases().filter(due_soon(desk.today, until)).order_by("reply_due_on", "number"))
    lines = [desk.line(case, _("答复期限将至")) for case in cases]
    hint = _("不能按期答复的，应当在期限届满前经工作机构负责人同意并告知申请人（条例第三十三条第二款）。")
    query = f"stage=open&due_from={desk.today.isoformat()}&due_to={until.isoformat()}&sort=due"
    title = _("%(days)d个工作日内到期") % {"days": SOON_DAYS}
    return Group("soon", title, hint, count, lines, query, "soon" if count else "")


def _unconfirmed(desk: Desk, count: int) -> Group:
    cases = desk.lines(open_cases().filter(stage="awaiting_confirmation").order_by("arrived_on", "number"))
    lines = [desk.line(case, _age(desk, case.arrived_on)) for case in cases]
    hint = _("这些渠道以双方确认之日为收到之日，应当及时与申请人确认（条例第三十一条）。")
    return Group("unconfirmed", _("待确认收到"), hint, count, lines, "stage=awaiting_confirmation&sort=oldest")


def _age(desk: Desk, arrived_on: date) -> str:
    days = desk.calendar.working_days_between(arrived_on, desk.today)
    if days <= 0:
        return _("今天来件，尚未确认")
    text = ngettext("来件已 %(days)d 个工作日，尚未确认", "来件已 %(days)d 个工作日，尚未确认", days)
    return text % {"days": days}


def _sent(desk: Desk) -> Group:
    """What applicants sent online and nobody has taken yet, the oldest first."""
    waiting = Submission.objects.filter(taken_at=None)
    count = waiting.count()
    rows = waiting.select_related("application", "application__handler").order_by("sent_at")
    rows = rows.defer("text", "application__content").annotate(line_content=Left("application__content", LINE_LENGTH))
    lines = []
    for row in rows[: desk.lines_shown] if count else ():
        row.application.line_content = row.line_content
        lines.append(desk.line(row.application, _("申请人提交：%(what)s") % {"what": Submission.KINDS[row.kind]}))
    hint = _("申请人在网上提交的材料，经核对接收后登记。")
    return Group("sent", _("申请人来件"), hint, count, lines, "", "soon" if count else "")


def _tasks(desk: Desk) -> Iterator[Group]:
    """What sections were asked to do and have not done; a liaison sees those of the own section. Left out where none."""
    rows = Task.objects.filter(done_on=None, application__closed_on=None)
    if desk.officer.section_id and not desk.officer.may("assign"):
        rows = rows.filter(Q(section_id=desk.officer.section_id) | Q(assignee_id=desk.officer.user_id))
    count = rows.count()
    if not count:
        return
    rows = rows.select_related("section", "assignee", "application", "application__handler").order_by("due_on", "pk")
    rows = rows.annotate(line_content=Left("application__content", LINE_LENGTH), beginning=Left("text", LINE_LENGTH))
    lines = []
    for row in rows.defer("text", "done_note", "application__content")[: desk.lines_shown]:
        row.application.line_content = row.line_content
        left = words.left(days_left(row.due_on, desk.today, desk.calendar))
        text = _("%(section)s：%(text)s（内部时限%(day)s，%(left)s）") % {
            "section": words.beside(row.section.name, row.assignee) if row.assignee_id else row.section.name,
            "text": Truncator(one_line(row.beginning)).chars(30),
            "day": words.near_day(row.due_on, desk.today),
            "left": left,
        }
        lines.append(desk.line(row.application, text, is_ended=row.due_on < desk.today))
    hint = _("交科室办理的事项；内部时限不改变答复期限。")
    yield Group("tasks", _("科室交办事项"), hint, count, lines)


ENDED = {
    "supplement_due_on": gettext_lazy("补正期限已过，可以视为放弃办理（条例第三十条）"),
    "fee_payment_due_on": gettext_lazy("缴费期限已过，可以按逾期未缴费办理"),
    "consultation_answer_due_on": gettext_lazy(
        "征求意见期限已过，可以登记逾期未提出意见（条例第三十二条、第三十四条）"
    ),
}
"""What may be done when a wait has ended, by the name of its date."""


def _waiting(desk: Desk, count: int) -> Group:
    """Cases that wait for someone else: ended waits first, waits without an end last."""
    cases = desk.lines(open_cases().filter(stage__in=WAITING_STAGES).order_by(*dated_first("wait_until")))
    lines = [_wait(desk, case) for case in cases]
    hint = _("等待申请人补正、缴费或者被征求意见方答复。")
    return Group("waiting", _("等待他人"), hint, count, lines, "stage=waiting&sort=wait")


def _wait(desk: Desk, case: Application) -> Line:
    until = case.wait_until
    if until is not None and until < desk.today:
        return desk.line(case, str(ENDED.get(case.wait_name, "")), is_ended=True)
    return desk.line(case)


def _mine(desk: Desk, count: int) -> Group:
    cases = desk.lines(open_cases().filter(mine(desk.officer)).order_by(*dated_first("reply_due_on")))
    lines = [desk.line(case) for case in cases]
    hint = _("由您或者您所在科室承办、尚未办结的申请。")
    return Group("mine", _("我承办的"), hint, count, lines, "stage=open&mine=on&sort=due")


# --- the offices one sees -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OfficeRow:
    """An office someone may open. depth: how far below the first one shown; counts are None without leave to see cases."""

    office: Office
    depth: int
    open: int | None = None
    overdue: int | None = None
    soon: int | None = None


def office_rows(user: User, today: date) -> list[OfficeRow]:
    """The offices of an account and, for a supervisor, those below, in the order of the tree; three queries."""
    posts = list(Membership.objects.filter(standing(today), user=user).select_related("office"))
    if not posts:
        return []
    wanted = Q(pk__in={post.office_id for post in posts})
    for post in posts:
        if post.role == "supervisor":
            wanted |= Q(path__startswith=post.office.path)
    offices = list(Office.objects.filter(wanted).order_by("path"))
    seen = [office for office in offices if _sees_cases(posts, office)]
    counts = _counts(seen, today)
    top = min(office.path.count("/") for office in offices)
    rows = []
    for office in offices:
        found = counts.get(office.pk, (0, 0, 0)) if office in seen else (None, None, None)
        rows.append(OfficeRow(office, office.path.count("/") - top, *found))
    return rows


def _sees_cases(posts: Sequence[Membership], office: Office) -> bool:
    roles = {post.role for post in posts if post.office_id == office.pk}
    roles |= {"supervisor" for post in posts if post.role == "supervisor" and office.path.startswith(post.office.path)}
    return bool(PERMISSIONS["see_cases"] & roles)


def _counts(offices: Sequence[Office], today: date) -> dict[int, tuple[int, int, int]]:
    """Open, overdue and soon due cases by office, in one query; each office by the calendar of its region."""
    if not offices:
        return {}
    soon = Q(pk__in=[])
    for region in {office.calendar_region for office in offices}:
        until = soon_until(today, calendar_of(region))
        soon |= Q(office__in=[one.pk for one in offices if one.calendar_region == region]) & due_soon(today, until)
    with scope(office=[office.pk for office in offices]):
        rows = (
            open_cases()
            .order_by()
            .values("office_id")
            .annotate(all=Count("pk"), late=Count("pk", filter=overdue(today)), near=Count("pk", filter=soon))
        )
        return {row["office_id"]: (row["all"], row["late"], row["near"]) for row in rows}
