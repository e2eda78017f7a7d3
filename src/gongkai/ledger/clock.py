"""The due dates of one application, with their reasons (期限): every date that runs, day by day, and what it superseded."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import NamedTuple

from gongkai.errors import CalendarGap, NoRuleInForce
from gongkai.ledger.state import Consultation, State, apply, begin
from gongkai.ledger.steps import ApplicationEvent, Received, step_name
from gongkai.statute.calendar import Span, WorkCalendar
from gongkai.statute.periods import (
    ANSWER_PERIODS,
    PARTIES,
    TraceDay,
    answer_due_on,
    due_on,
    excluded,
    period,
    periods,
    trace,
)
from gongkai.statute.remedies import remedy_kind

DATES: dict[str, tuple[str, str]] = {
    "supplement_notice_due_on": ("补正告知", "notice to supplement"),
    "reply_due_on": ("答复", "reply"),
    "extension_notice_due_on": ("如需延期，最迟告知", "notice of an extension, if needed"),
    "extended_reply_due_on": ("如延期20个工作日，最迟答复", "reply, if extended by 20 working days"),
    "supplement_due_on": ("申请人补正", "supplement by the applicant"),
    "consultation_answer_due_on": ("征求意见答复", "answer to the consultation"),
    "fee_payment_due_on": ("缴纳信息处理费", "payment of the processing fee"),
    "reconsideration_until": ("申请人申请行政复议", "applicant's reconsideration"),
    "direct_suit_until": ("申请人直接起诉", "applicant's direct suit"),
}
"""Every date the clock may return, with its label in Chinese and English."""


@dataclass(frozen=True, slots=True)
class DueDate:
    """One date that runs. on: the last day in time. of: whom it concerns where there are several. source: article."""

    name: str
    on: date
    source: str
    of: str = ""

    @property
    def label(self) -> str:
        return DATES[self.name][0] + (f"（{self.of}）" if self.of else "")

    @property
    def gloss(self) -> str:
        return DATES[self.name][1] + (f" ({self.of})" if self.of else "")


@dataclass(frozen=True, slots=True)
class Superseded:
    """A reply date that was valid until an act changed it."""

    due_on: date
    until: date
    by: str


@dataclass(frozen=True, slots=True)
class Clock:
    """All dates of an application at one state.

    reply_due_on: None while no reply period runs; `waiting_for` then says why, as a key of `WAITS`.
    is_presumed: the date presumes that the consulted party stays silent to the end of its period.
    is_provisional: the count runs through days no holiday notice has fixed.
    is_settled: no date can still be moved by the next year's notice, which may reach into late December.
    unknown: names of dates that fall in a year without a holiday notice; the reply date itself raises instead.
    trace: every day from `counted_from` to `reply_due_on`.
    """

    received_on: date | None
    counted_from: date | None
    reply_due_on: date | None
    waiting_for: str
    dates: tuple[DueDate, ...]
    trace: tuple[TraceDay, ...]
    superseded: tuple[Superseded, ...]
    is_presumed: bool = False
    is_provisional: bool = False
    is_settled: bool = True
    unknown: tuple[str, ...] = ()


def reply_due_on(state: State, calendar: WorkCalendar) -> date | None:
    """Return the last day to reply, or None while no reply period runs.

    Raises:
        CalendarGap: the count runs into a year without a holiday notice.
    Source: Regulation arts. 30, 31, 33, 35; Fee Measures art. 6; D2, D8-D11.
    """
    if waiting_for(state):
        return None
    due = undelayed_due_on(state, calendar)
    if due is None or state.delayed_on is None or state.delayed_until is None or state.delayed_on > due:
        return due
    return max(due, state.delayed_until)


def undelayed_due_on(state: State, calendar: WorkCalendar) -> date | None:
    """The reply date without a delay under art. 35; by it an extension or a delay must be told."""
    base = _base_due_on(state, calendar)
    if base is None or state.counted_from is None or not is_extended(state, base):
        return base
    longest = period("extension", state.counted_from).value
    days = min(state.extension_days, longest)
    stopped = stopped_spans(state, calendar)
    return due_on(state.counted_from, "reply", calendar, stopped=stopped, extra_days=days)


def _base_due_on(state: State, calendar: WorkCalendar) -> date | None:
    """The reply date without extension or delay."""
    if state.counted_from is None:
        return None
    return due_on(state.counted_from, "reply", calendar, stopped=stopped_spans(state, calendar))


def is_extended(state: State, base: date) -> bool:
    """Whether the extension has effect: notified within the running period, on or before `base` (D10)."""
    notified, start = state.extension_notified_on, state.counted_from
    return notified is not None and start is not None and start <= notified <= base


WAITS: dict[str, tuple[str, str]] = {
    "confirmation": ("尚未确认收到，期限未起算", "receipt is not confirmed, the period has not begun"),
    "supplement": ("等待申请人补正，收到补正后重新计算", "awaiting the supplement, after which the period starts anew"),
    "payment": ("等待申请人缴费，缴费次日重新计算", "awaiting payment, after which the period starts anew"),
    "consultation": ("征求意见中，答复后继续计算", "a consultation is open, the count goes on after the answer"),
}
"""Why no reply period runs, in Chinese and English."""


def waiting_for(state: State) -> str:
    """Why no reply period runs, as a key of `WAITS`; empty when one does."""
    if state.received_on is None:
        return "confirmation"
    if state.is_awaiting_supplement:
        return "supplement"
    if state.is_awaiting_payment:
        return "payment"
    if any(one.ended_on is None and _is_endless(one) for one in state.consultations):
        return "consultation"
    return ""


def _is_endless(one: Consultation) -> bool:
    """Whether silence would never end the consultation: no period is set, or its start is not known."""
    name = ANSWER_PERIODS[one.party]
    return name is None or one.received_on is None or one.received_on < periods()[name][0].in_force_from


def stopped_spans(state: State, calendar: WorkCalendar) -> tuple[Span, ...]:
    """Days that do not count because someone is consulted.

    A consultation ends with the answer, or at the latest with the addressee's 15 working days (cautious, mark D);
    an open one is presumed to last that long. Source: art. 33(3); D9.
    """
    spans = []
    for one in state.consultations:
        latest = answer_due_on(one.party, one.received_on, calendar) if one.received_on is not None else None
        ends = [on for on in (one.ended_on, latest) if on is not None]
        if ends:
            spans.append(excluded(one.sent_on, min(ends)))
    return tuple(spans)


def read_clock(number: str, events: Iterable[ApplicationEvent], calendar: WorkCalendar) -> Clock | None:
    """Fold events (in reading order) and return all dates, with the history of the reply date.

    Returns None before receipt.
    Raises:
        CalendarGap: a count runs into a year without a holiday notice; use a provisional calendar to go on.
    """
    state: State | None = None
    history: list[Superseded] = []
    current: date | None = None
    for event in events:
        if state is None:
            if not isinstance(event, Received):
                continue
            state = begin(number, event)
        else:
            state = apply(state, event)
        due = reply_due_on(state, calendar)
        if due != current and current is not None:
            history.append(Superseded(current, event.on, step_name(event)))
        current = due
    return None if state is None else _clock(state, calendar, current, tuple(history))


def _clock(state: State, calendar: WorkCalendar, due: date | None, history: tuple[Superseded, ...]) -> Clock:
    days: tuple[TraceDay, ...] = ()
    if due is not None and state.counted_from is not None:
        days = trace(state.counted_from, due, calendar, stopped=stopped_spans(state, calendar))
    known: list[DueDate] = []
    unknown: list[str] = []
    for rule in _rules(state, calendar, due):
        try:
            known.append(DueDate(rule.name, rule.work_out(), _source(rule.period, rule.start), rule.of))
        except CalendarGap:
            unknown.append(rule.name)
        except NoRuleInForce:
            pass  # the law of that time set no such limit (before 2019-05-15)
    order = list(DATES)
    return Clock(
        received_on=state.received_on,
        counted_from=state.counted_from,
        reply_due_on=due,
        waiting_for="" if state.closed_on else waiting_for(state),
        dates=tuple(sorted(known, key=lambda one: (one.on, order.index(one.name)))),
        trace=days,
        superseded=history,
        is_presumed=due is not None and bool(state.open_consultations),
        is_provisional=any(calendar.is_provisional(one.on) for one in known),
        is_settled=all(calendar.is_settled(one.on) for one in known),
        unknown=tuple(unknown),
    )


class _Rule(NamedTuple):
    """A date to work out: its name, the period behind it, the day it starts and the computation."""

    name: str
    period: str
    start: date
    work_out: Callable[[], date]
    of: str = ""


def _rules(state: State, calendar: WorkCalendar, due: date | None) -> Iterator[_Rule]:
    """The dates that run at this state."""
    start = state.counted_from
    if due is not None and start is not None:
        yield _Rule("reply_due_on", "reply", start, lambda: due)
    if state.closed_on is not None:
        yield from _remedies(state, calendar)
        return
    received = state.received_on
    if received is not None and state.supplement_requested_on is None:
        yield _Rule(
            "supplement_notice_due_on",
            "supplement_notice",
            received,
            lambda: due_on(received, "supplement_notice", calendar),
        )
    if due is not None and start is not None and state.extension_notified_on is None:
        yield from _extension(state, start, calendar)
    asked, given = state.supplement_requested_on, state.supplement_due_on
    if state.is_awaiting_supplement and asked is not None:
        last = partial(due_on, asked, "supplement", calendar) if given is None else lambda: given
        yield _Rule("supplement_due_on", "supplement", asked, last)
    noticed = state.fee_notice_received_on
    if state.is_awaiting_payment and noticed is not None:
        yield _Rule("fee_payment_due_on", "fee_payment", noticed, lambda: due_on(noticed, "fee_payment", calendar))
    yield from _answers(state, calendar)


def _extension(state: State, start: date, calendar: WorkCalendar) -> Iterator[_Rule]:
    stopped = stopped_spans(state, calendar)
    longest = period("extension", start).value
    yield _Rule(
        "extension_notice_due_on", "extension", start, lambda: due_on(start, "reply", calendar, stopped=stopped)
    )
    yield _Rule(
        "extended_reply_due_on",
        "extension",
        start,
        lambda: due_on(start, "reply", calendar, stopped=stopped, extra_days=longest),
    )


def _answers(state: State, calendar: WorkCalendar) -> Iterator[_Rule]:
    for one in state.open_consultations:
        name = ANSWER_PERIODS[one.party]
        if name is not None and one.received_on is not None:
            count = partial(due_on, one.received_on, name, calendar)
            yield _Rule("consultation_answer_due_on", name, one.received_on, count, one.to or PARTIES[one.party])


def _remedies(state: State, calendar: WorkCalendar) -> Iterator[_Rule]:
    """The applicant's own periods, from receipt of the reply (D12)."""
    served, closed = state.served_on, state.closed_on
    if served is None or closed is None:
        return
    kind = remedy_kind(state.outcome, closed, grounds=state.grounds)
    if kind == "none":
        return
    count = partial(due_on, served, "reconsideration_filing", calendar)
    yield _Rule("reconsideration_until", "reconsideration_filing", served, count)
    if kind == "free_choice":
        yield _Rule("direct_suit_until", "direct_suit", served, partial(due_on, served, "direct_suit", calendar))


def _source(name: str, start: date) -> str:
    return str(period(name, start).source)


def days_left(due: date, today: date, calendar: WorkCalendar) -> int:
    """Working days left after today up to the due date; negative when it has passed."""
    if today <= due:
        return calendar.working_days_between(today, due)
    return -calendar.working_days_between(due, today)
