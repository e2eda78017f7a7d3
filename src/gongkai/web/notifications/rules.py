"""Who is told of what, when: from the stored reading of cases and challenges. Limits are the core's; nothing is counted here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from django.urls import reverse
from django.utils import timezone

from gongkai.ledger.clock import days_left
from gongkai.statute.calendar import WorkCalendar
from gongkai.web.applications.models import Application, Task
from gongkai.web.challenges.models import Challenge
from gongkai.web.challenges.queries import line, pending
from gongkai.web.config.clock import calendar_of
from gongkai.web.desk.queries import WAITING_STAGES, open_cases
from gongkai.web.offices.models import Membership, Office, standing

OFFSETS = (3, 1)
"""Working days before a limit at which one is told, unless the office says otherwise."""
QUIET = ("20:00", "07:30")
"""From when to when no e-mail and no SMS goes out, unless the office says otherwise."""
DIGEST = ""
"""From when the e-mail of the day goes out, unless the office says otherwise: at once when the quiet hours end."""
NAG_DAYS = 3
"""An unconfirmed receipt is told of again after so many working days."""


def offsets_of(office: Office) -> tuple[int, ...]:
    """The office's own offsets, `settings["offsets"]`; anything that is no list of whole days is passed over."""
    given = office.settings.get("offsets", OFFSETS)
    if not isinstance(given, list | tuple):
        return OFFSETS
    days = {day for day in given if isinstance(day, int) and not isinstance(day, bool) and 0 < day <= 60}
    return tuple(sorted(days)) or OFFSETS


def is_quiet(office: Office, at: datetime) -> bool:
    """Whether nothing may be sent now: within the quiet hours, or on a day that is no working day of the office."""
    local = timezone.localtime(at)
    if not calendar_of(office.calendar_region).is_working_day(local.date()):
        return True
    return is_within_quiet(local.time(), *hours_of(office))


def is_digest_time(office: Office, at: datetime) -> bool:
    """Whether the e-mail of the day may go out: from the office's own hour on."""
    given = office.settings.get("digest_at", DIGEST)
    try:
        return not given or timezone.localtime(at).time() >= time.fromisoformat(given)
    except (TypeError, ValueError):
        return True


def is_within_quiet(clock: time, start: time, end: time) -> bool:
    """Whether an hour lies in the quiet hours, which may go over midnight."""
    return start <= clock < end if start <= end else clock >= start or clock < end


def hours_of(office: Office) -> tuple[time, time]:
    """From when to when the office wants nothing sent; the default where its setting is no pair of hours."""
    given = office.settings.get("quiet_hours", QUIET)
    try:
        start, end = given
        return time.fromisoformat(start), time.fromisoformat(end)
    except (TypeError, ValueError):
        return time.fromisoformat(QUIET[0]), time.fromisoformat(QUIET[1])


@dataclass(frozen=True, slots=True)
class Matter:
    """Something to tell. to: ids of users; the rest as `Notification`."""

    kind: str
    number: str
    link: str
    key: str
    to: frozenset[int]
    limit: date | None = None
    left: int = 0
    what: str = ""


@dataclass(frozen=True)
class Staff:
    """Who is at work in an office on a day. by_role: users; liaisons: users by section."""

    by_role: dict[str, set[int]] = field(default_factory=dict)
    liaisons: dict[int, set[int]] = field(default_factory=dict)

    @classmethod
    def of(cls, office: Office, on: date) -> Staff:
        found = cls()
        rows = Membership.objects.filter(standing(on), office=office, user__is_active=True)
        for user, role, section in rows.values_list("user_id", "role", "section_id"):
            found.by_role.setdefault(role, set()).add(user)
            if role == "liaison" and section:
                found.liaisons.setdefault(section, set()).add(user)
        return found

    @property
    def everyone(self) -> set[int]:
        return set().union(*self.by_role.values())

    def of_case(self, handler: int | None, section: int | None = None, *, with_head: bool = False) -> frozenset[int]:
        """The handler while at work, else every officer and the head; the liaisons of the section; the head when late."""
        heads = self.by_role.get("head", set())
        if handler in self.everyone:
            told = {handler} | (heads if with_head else set())
        else:
            told = self.by_role.get("officer", set()) | heads
        return frozenset(user for user in told | self.liaisons.get(section or 0, set()) if user)


def matters(office: Office, today: date) -> Iterator[Matter]:
    """Everything there is to tell on a day; the same matter has the same key on the next."""
    calendar, staff = calendar_of(office.calendar_region), Staff.of(office, today)
    offsets = offsets_of(office)
    yield from _due(office, today, calendar, staff, offsets)
    yield from _unconfirmed(office, today, calendar, staff)
    yield from _ended(office, today, staff)
    yield from _tasks(office, today, calendar, staff, offsets)
    for one in pending().only("pk", "number", "kind", "procedure", "received_on", "due_on", "handler_id", *_STAGE):
        yield from _challenge(office, one, today, calendar, staff, offsets)


_CASE = ("pk", "number", "reply_due_on", "arrived_on", "wait_name", "wait_until", "handler_id", "section_id")
_STAGE = ("responded_on", "decided_on", "redo_due_on", "redone_on", "is_appealed")


def _step(left: int, offsets: Sequence[int]) -> int | None:
    """The offset reached: 0 on the day, else the smallest that is not passed; None while none is near."""
    if left <= 0:
        return 0
    return next((offset for offset in offsets if left <= offset), None)


def _due(office: Office, today: date, calendar: WorkCalendar, staff: Staff, offsets: Sequence[int]) -> Iterator[Matter]:
    horizon = calendar.nth_working_day_after(today, max(offsets) + 1)
    for case in open_cases().filter(reply_due_on__lte=horizon).only(*_CASE).iterator(chunk_size=1000):
        due = case.reply_due_on
        if due is None:
            continue
        left = days_left(due, today, calendar)
        to = staff.of_case(case.handler_id, case.section_id, with_head=due <= today)
        if due < today:
            yield Matter("overdue", case.number, _page(office, case), f"overdue:{case.pk}:{due}", to, due, left)
        elif (offset := _step(left, offsets)) is not None:
            yield Matter("due", case.number, _page(office, case), f"due:{case.pk}:{due}:{offset}", to, due, left)


def _unconfirmed(office: Office, today: date, calendar: WorkCalendar, staff: Staff) -> Iterator[Matter]:
    for case in open_cases().filter(stage="awaiting_confirmation").only(*_CASE).iterator(chunk_size=1000):
        age = calendar.working_days_between(case.arrived_on, today)
        if age >= 1:
            key = f"unconfirmed:{case.pk}:{(age - 1) // NAG_DAYS}"
            to = staff.of_case(case.handler_id)
            yield Matter("unconfirmed", case.number, _page(office, case), key, to, case.arrived_on, -age)


def _ended(office: Office, today: date, staff: Staff) -> Iterator[Matter]:
    rows = open_cases().filter(stage__in=WAITING_STAGES, wait_until__lt=today)
    for case in rows.only(*_CASE).iterator(chunk_size=1000):
        key = f"wait:{case.pk}:{case.wait_name}:{case.wait_until}"
        to = staff.of_case(case.handler_id)
        link = _page(office, case)
        yield Matter("wait_ended", case.number, link, key, to, case.wait_until, what=case.wait_name)


def _tasks(
    office: Office, today: date, calendar: WorkCalendar, staff: Staff, offsets: Sequence[int]
) -> Iterator[Matter]:
    """A task is told when it is given, at each offset and when it is late: to whom it was given while at work, else to
    the liaisons of the section; a late one to the handler of the case too."""
    rows = Task.objects.filter(done_on=None, application__closed_on=None).select_related("application")
    for task in rows.defer("text", "done_note", "application__content").iterator(chunk_size=1000):
        left = days_left(task.due_on, today, calendar)
        offset = -1 if task.due_on < today else _step(left, offsets)
        to = {task.assignee_id} if task.assignee_id in staff.everyone else staff.liaisons.get(task.section_id, set())
        if offset == -1:
            to = to | staff.of_case(task.application.handler_id)
        link = reverse("desk:cases:tasks", args=[office.code, task.application_id])
        key = f"task:{task.pk}:{task.due_on}:{'given' if offset is None else offset}"
        people = frozenset(user for user in to if user)
        yield Matter("task", task.application.number, link, key, people, task.due_on, left)


def _challenge(
    office: Office, one: Challenge, today: date, calendar: WorkCalendar, staff: Staff, offsets: Sequence[int]
) -> Iterator[Matter]:
    found = line(one, today, calendar)
    if found.limit is None or found.left is None:
        return
    offset = -1 if found.limit < today else _step(found.left, offsets)
    if offset is None:
        return
    what = "redo" if one.stage == "redoing" else "answer"
    key = f"challenge:{one.pk}:{what}:{found.limit}:{offset}"
    to = staff.of_case(one.handler_id, with_head=found.limit <= today)
    link = reverse("desk:challenges:page", args=[office.code, one.pk])
    yield Matter("challenge", one.number, link, key, to, found.limit, found.left, what)


def _page(office: Office, case: Application | Any) -> str:
    return reverse("desk:cases:case", args=[office.code, case.pk])
