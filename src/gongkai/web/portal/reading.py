"""A case as its applicant reads it: five stages, what happened, the due date with its reason, remedies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from gongkai.ledger.clock import Clock, days_left
from gongkai.ledger.state import State
from gongkai.ledger.steps import Answered, FeeNoticed, ReasonsRequested, ReplyDelayed, SupplementRequested, step_name
from gongkai.statute.calendar import WorkCalendar
from gongkai.statute.remedies import Remedy, remedy
from gongkai.web.applications.reading import Reading
from gongkai.web.offices.models import Office

INTERNAL = frozenset({"extension_approved", "consultation_delivered"})
"""Steps inside the office; the applicant is told of their result."""


@dataclass(frozen=True, slots=True)
class StageLine:
    """One of the five stages of art. 45. on: when it was done; None while it is not."""

    label: str
    on: date | None
    is_here: bool
    note: str = ""


def stages(state: State) -> list[StageLine]:
    """Registration, review, handling, reply, archive, with the day each was done and which one is under way.

    Review is done when receipt is confirmed and nothing is awaited to complete the application.
    """
    reviewed = None if state.is_awaiting_supplement else state.supplement_received_on or state.received_on
    if state.closed_on is not None:
        reviewed = reviewed or state.closed_on
    replied = state.closed_on if state.is_answered else None
    is_closed_otherwise = state.closed_on is not None and not state.is_answered
    done = [state.arrived_on, reviewed, state.closed_on, state.closed_on, state.archived_on]
    labels = [
        pgettext("stage", "登记"),
        _("审核"),
        _("办理"),
        _("办结") if is_closed_otherwise else _("答复"),
        _("归档"),
    ]
    here = next((place for place, on in enumerate(done) if on is None), None)
    if replied is not None and state.archived_on is None:
        here = None
    return [StageLine(label, on, place == here) for place, (label, on) in enumerate(zip(labels, done, strict=True))]


@dataclass(frozen=True, slots=True)
class Happened:
    """One step the applicant may know of. note: what it said to the applicant."""

    on: date
    act: str
    note: str = ""


def happened(reading: Reading) -> Iterator[Happened]:
    """The steps in order. Whom the office consulted is not said: it may be a private person."""
    for event in reading.events:
        name = step_name(event)
        if name not in INTERNAL:
            yield Happened(event.on, name, _note(event))


def _note(event: object) -> str:
    match event:
        case SupplementRequested(reason=reason) | ReasonsRequested(reason=reason):
            return reason
        case FeeNoticed(amount_yuan=amount):
            return _("%(amount)s元") % {"amount": f"{amount.normalize():f}"}
        case ReplyDelayed(due_on=due, reason=reason):
            return _("延迟至%(day)s。%(reason)s") % {"day": due.isoformat(), "reason": reason}
        case Answered(article=article):
            return _("条例第%(article)s条") % {"article": article} if article else ""
        case _:
            return ""


@dataclass(frozen=True, slots=True)
class Run:
    """Days in a row that count, or do not, for one reason."""

    first: date
    last: date
    days: int
    is_counted: bool
    reason: str
    source: str


@dataclass(frozen=True, slots=True)
class Why:
    """The reason of a due date. start_name: what happened on the day the count starts. source: the article."""

    start: date
    start_name: str
    due: date
    left: int
    counted: int
    resting: int
    stopped: int
    source: str
    stopped_source: str
    runs: tuple[Run, ...]


def why(reading: Reading, today: date, calendar: WorkCalendar) -> Why | None:
    """The due date of the reply and its reason; None while no period runs or the case is closed."""
    state, clock = reading.state, reading.clock
    if clock.reply_due_on is None or clock.counted_from is None or state.closed_on is not None:
        return None
    days = clock.trace
    runs = []
    for (is_counted, reason, source), group in groupby(days, key=lambda one: (one.is_counted, one.reason, one.source)):
        found = list(group)
        runs.append(Run(found[0].on, found[-1].on, len(found), is_counted, reason, source))
    return Why(
        start=clock.counted_from,
        start_name=_start_name(state),
        due=clock.reply_due_on,
        left=_left(clock, today, calendar),
        counted=sum(one.is_counted for one in days),
        resting=sum(one.kind in ("weekend", "holiday") for one in days),
        stopped=sum(one.kind == "stopped" for one in days),
        source=_source(clock),
        stopped_source=next((one.source for one in days if one.kind == "stopped"), ""),
        runs=tuple(runs),
    )


def _left(clock: Clock, today: date, calendar: WorkCalendar) -> int:
    """Days of the count still to come, those of a consultation left out; negative once the date has passed."""
    assert clock.reply_due_on is not None
    if today > clock.reply_due_on:
        return days_left(clock.reply_due_on, today, calendar)
    return sum(one.is_counted and one.on > today for one in clock.trace)


def _source(clock: Clock) -> str:
    return next((one.source for one in clock.dates if one.name == "reply_due_on"), "")


def _start_name(state: State) -> str:
    if state.fee_paid_on is not None and state.fee_paid_on == state.counted_from:
        return _("缴费之日")
    if state.supplement_received_on is not None and state.supplement_received_on == state.counted_from:
        return _("收到补正之日")
    return _("收到申请之日")


def remedy_of(office: Office, state: State) -> Remedy | None:
    """The remedy clause of a closed case; None where the law gives none, or the case is open."""
    if state.closed_on is None or not state.outcome:
        return None
    found = remedy(
        state.outcome,
        state.closed_on,
        office.kind,
        grounds=state.grounds,
        authority=office.reviewing_authority,
        court=office.court,
    )
    return found if found.kind != "none" else None
