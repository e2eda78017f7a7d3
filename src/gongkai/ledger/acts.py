"""What may happen next: state and act in, the act or `StepNotAllowed` out. The only place that judges lawfulness.

A step at the desk goes through `take`. A ledger that comes in from a file is judged by `verify`: what cannot have
happened is an error; what happened unlawfully stays in the record, without effect where the law gives it none, and
is a warning.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, cast

from gongkai.errors import NoRuleInForce
from gongkai.ledger.clock import reply_due_on, undelayed_due_on, waiting_for
from gongkai.ledger.entries import Entry, Ledger
from gongkai.ledger.events import (
    Answered,
    ApplicationEvent,
    Archived,
    ClosedOtherwise,
    ConsultationAnswered,
    ConsultationDelivered,
    ConsultationSent,
    ConsultationSilent,
    Corrected,
    DeemedAbandoned,
    ExtensionApproved,
    ExtensionNotified,
    FeeLapsed,
    FeeNoticed,
    FeePaid,
    ReasonsReceived,
    ReasonsRequested,
    ReceiptConfirmed,
    Received,
    ReplyDelayed,
    Served,
    SupplementReceived,
    SupplementRequested,
    Withdrawn,
)
from gongkai.ledger.refusals import REFUSALS, refuse
from gongkai.ledger.state import State, apply, begin
from gongkai.ledger.steps import step_name
from gongkai.statute.calendar import WorkCalendar
from gongkai.statute.outcomes import grounds, outcomes
from gongkai.statute.periods import answer_due_on, due_on, period

Judge = Callable[[State, ApplicationEvent, WorkCalendar], Iterator[str]]


def take(state: State | None, event: ApplicationEvent, calendar: WorkCalendar) -> ApplicationEvent:
    """Return the event if the law allows it now.

    Raises:
        StepNotAllowed: the first reason against it, with its article.
        CalendarGap: the lawfulness turns on a date in a year without a holiday notice.
    """
    for code in judge(state, event, calendar):
        raise refuse(step_name(event), code)
    return event


def judge(state: State | None, event: ApplicationEvent, calendar: WorkCalendar) -> Iterator[str]:
    """Yield every reason against an act, as codes of `REFUSALS`; the gravest first. Nothing means it is lawful."""
    if state is None:
        if not isinstance(event, Received):
            yield "not_received"
        return
    if isinstance(event, Received):
        yield "received_twice"
        return
    if event.on < state.arrived_on:
        yield "before_arrival"
        return
    codes = list(_judge(state, event, calendar))
    yield from codes
    if not codes and state.last_on is not None and event.on < state.last_on:
        yield "before_last_act"


def _judge(state: State, event: ApplicationEvent, calendar: WorkCalendar) -> Iterator[str]:
    if state.archived_on is not None and not isinstance(event, Corrected):
        yield "archived"
    elif isinstance(event, _AFTER_CLOSING):
        yield from _after_closing(state, event)
    elif state.closed_on is not None:
        yield "closed"
    elif state.received_on is None and not isinstance(event, _BEFORE_CONFIRMATION):
        yield "not_confirmed"
    else:
        yield from _JUDGES[type(event)](state, event, calendar)


def allowed(state: State | None, on: date, calendar: WorkCalendar) -> tuple[str, ...]:
    """Return the names of the acts open on a day, in the order of `events.py`, for the buttons of a desk.

    An act is open when some lawful form of it is; what it must state (grounds, reasons) is checked by `take`.
    """
    found = (step_name(sample) for sample in _samples(state, on) if not _blocked(state, sample, calendar))
    return tuple(dict.fromkeys(found))


def _blocked(state: State | None, event: ApplicationEvent, calendar: WorkCalendar) -> bool:
    return any(code not in _ABOUT_CONTENT for code in judge(state, event, calendar))


# --- judges, one an act -------------------------------------------------------------------------------------------

_AFTER_CLOSING = (Served, Corrected, Archived)
_BEFORE_CONFIRMATION = (ReceiptConfirmed, Withdrawn, ClosedOtherwise)


def _after_closing(state: State, event: ApplicationEvent) -> Iterator[str]:
    if state.closed_on is None:
        yield "not_closed"
    elif event.on < state.closed_on:
        yield "before_reply"
    elif isinstance(event, Corrected) and event.outcome not in outcomes():
        yield "unknown_outcome"


def _confirmation(state: State, event: ApplicationEvent, calendar: WorkCalendar) -> Iterator[str]:
    if state.received_on is not None:
        yield "confirmed_twice"


def _supplement_request(state: State, event: ApplicationEvent, calendar: WorkCalendar) -> Iterator[str]:
    assert isinstance(event, SupplementRequested)
    assert state.received_on is not None
    if event.due_on is not None and event.due_on < event.on:
        yield "supplement_due_past"
    if state.supplement_requested_on is not None:
        yield "second_supplement"
        return
    try:
        if event.on > due_on(state.received_on, "supplement_notice", calendar):
            yield "late_supplement"
    except NoRuleInForce:
        return  # received before 2019-05-15: no limit then


def _supplement(state: State, event: ApplicationEvent, calendar: WorkCalendar) -> Iterator[str]:
    if not state.is_awaiting_supplement:
        yield "no_supplement_requested"


def _reasons_request(state: State, event: ApplicationEvent, calendar: WorkCalendar) -> Iterator[str]:
    if state.reasons_requested_on is not None:
        yield "second_reasons"


def _reasons(state: State, event: ApplicationEvent, calendar: WorkCalendar) -> Iterator[str]:
    if state.reasons_requested_on is None:
        yield "no_reasons_requested"


def _delay(state: State, event: ApplicationEvent, calendar: WorkCalendar) -> Iterator[str]:
    assert isinstance(event, ReplyDelayed)
    if event.due_on <= event.on:
        yield "delay_past"
    if not state.are_reasons_good:
        yield "no_good_reasons"
    elif _is_too_late_to_prolong(state, event.on, calendar):
        yield "late_extension"


def _consultation(state: State, event: ApplicationEvent, calendar: WorkCalendar) -> Iterator[str]:
    assert isinstance(event, ConsultationSent)
    if event.addressee_received_on is not None and event.addressee_received_on < event.on:
        yield "delivered_before_sent"
    if any(one.to == event.to for one in state.open_consultations):
        yield "already_consulting"


def _consultation_step(state: State, event: ApplicationEvent, calendar: WorkCalendar) -> Iterator[str]:
    assert isinstance(event, ConsultationDelivered | ConsultationAnswered | ConsultationSilent)
    one = next((one for one in state.open_consultations if one.to == event.to), None)
    if one is None:
        yield "no_consultation"
    elif event.on < one.sent_on:
        yield "delivered_before_sent"
    elif isinstance(event, ConsultationSilent):
        last = answer_due_on(one.party, one.received_on, calendar) if one.received_on else None
        if last is None:
            yield "silence_unknown"
        elif event.on < last:
            yield "not_silent_yet"


def _extension(state: State, event: ApplicationEvent, calendar: WorkCalendar) -> Iterator[str]:
    assert isinstance(event, ExtensionApproved)
    if state.extension_approved_on is not None:
        yield "second_extension"
        return
    if state.is_awaiting_supplement or state.is_awaiting_payment:
        yield "no_clock"
        return
    longest = period("extension", state.counted_from or event.on).value
    if not 1 <= event.days <= longest:
        yield "long_extension"
    if not event.by:
        yield "no_approver"
    if _is_too_late_to_prolong(state, event.on, calendar):
        yield "late_extension"


def _extension_notice(state: State, event: ApplicationEvent, calendar: WorkCalendar) -> Iterator[str]:
    if state.extension_approved_on is None:
        yield "extension_not_approved"
    elif state.extension_notified_on is not None:
        yield "second_extension"
    elif state.is_awaiting_supplement or state.is_awaiting_payment:
        yield "no_clock"
    elif _is_too_late_to_prolong(state, event.on, calendar):
        yield "late_extension"


def _fee(state: State, event: ApplicationEvent, calendar: WorkCalendar) -> Iterator[str]:
    assert isinstance(event, FeeNoticed)
    if not event.amount_yuan > 0:
        yield "bad_amount"
    if event.addressee_received_on is not None and event.addressee_received_on < event.on:
        yield "delivered_before_sent"
    if state.fee_noticed_on is not None:
        yield "second_fee"
        return
    try:
        period("fee_payment", event.on)
    except NoRuleInForce:
        yield "no_fee_yet"
    if state.is_awaiting_supplement:
        yield "no_clock"
    elif _is_past_due(state, event.on, calendar):
        yield "late_fee"


def _payment(state: State, event: ApplicationEvent, calendar: WorkCalendar) -> Iterator[str]:
    assert isinstance(event, FeePaid)
    if not event.amount_yuan > 0:
        yield "bad_amount"
    if not state.is_awaiting_payment:
        yield "no_fee"


def _lapse(state: State, event: ApplicationEvent, calendar: WorkCalendar) -> Iterator[str]:
    if not state.is_awaiting_payment or state.fee_notice_received_on is None:
        yield "no_fee"
    elif _runs(state.fee_notice_received_on, "fee_payment", event.on, calendar):
        yield "fee_period_runs"


def _abandonment(state: State, event: ApplicationEvent, calendar: WorkCalendar) -> Iterator[str]:
    if not state.is_awaiting_supplement or state.supplement_requested_on is None:
        yield "no_supplement_requested"
        return
    if state.supplement_due_on is not None:
        is_running = event.on <= state.supplement_due_on
    else:
        is_running = _runs(state.supplement_requested_on, "supplement", event.on, calendar)
    if is_running:
        yield "supplement_period_runs"


def _runs(start: date, name: str, on: date, calendar: WorkCalendar) -> bool:
    """Whether a period begun on `start` still runs on a day; False where the law of that time knew no such period."""
    try:
        return on <= due_on(start, name, calendar)
    except NoRuleInForce:
        return False


def _withdrawal(state: State, event: ApplicationEvent, calendar: WorkCalendar) -> Iterator[str]:
    return iter(())


def _other_closing(state: State, event: ApplicationEvent, calendar: WorkCalendar) -> Iterator[str]:
    assert isinstance(event, ClosedOtherwise)
    if not event.reason:
        yield "no_closing_reason"


def _answer(state: State, event: ApplicationEvent, calendar: WorkCalendar) -> Iterator[str]:
    assert isinstance(event, Answered)
    outcome = outcomes().get(event.outcome)
    if outcome is None:
        yield "unknown_outcome"
        return
    if any(code not in grounds() for code in event.grounds):
        yield "unknown_ground"
    if outcome.closed_by == "deemed_abandoned":
        yield from _abandonment(state, event, calendar)
    elif outcome.closed_by == "fee_lapsed":
        yield from _lapse(state, event, calendar)
    elif outcome.closed_by == "withdrawn" and not event.reason:
        yield "no_closing_reason"
    for need in outcome.needs:
        if not _MEETS[need](state, event):
            yield need
    if outcome.group in ("granted", "partial"):
        yield from _third_party(state, event, is_whole=outcome.group == "granted")


def _third_party(state: State, event: Answered, *, is_whole: bool) -> Iterator[str]:
    asked = [one for one in state.consultations if one.party == "third_party"]
    if any(one.ended_on is None for one in asked):
        yield "third_party_open"
    elif is_whole and any(one.consents is False for one in asked) and not event.third_party_note:
        yield "override_reason"


def _is_past_due(state: State, on: date, calendar: WorkCalendar) -> bool:
    due = reply_due_on(state, calendar)
    return due is not None and on > due


def _is_too_late_to_prolong(state: State, on: date, calendar: WorkCalendar) -> bool:
    """Whether an extension or a delay told on a day comes after the date it would have had to come by."""
    due = None if waiting_for(state) else undelayed_due_on(state, calendar)
    return due is not None and on > due


_MEETS: Mapping[str, Callable[[State, Answered], bool]] = {
    "reason": lambda state, event: bool(event.reason),
    "way_of_access": lambda state, event: bool(event.reason),
    "withheld_grounds": lambda state, event: bool(event.grounds),
    "consultation_or_reason": lambda state, event: (
        any(one.party == "third_party" for one in state.consultations) or bool(event.third_party_note)
    ),
    "search_record_if_36_4": lambda state, event: event.article == "36(5)" or bool(event.search_record),
    "reason_if_36_5": lambda state, event: event.article != "36(5)" or bool(event.reason),
    "earlier_case": lambda state, event: bool(event.earlier_case),
    "reasons_asked": lambda state, event: state.reasons_requested_on is not None and not state.are_reasons_good,
    "supplement_received": lambda state, event: state.supplement_received_on is not None,
}

_JUDGES: Mapping[type[ApplicationEvent], Judge] = {
    ReceiptConfirmed: _confirmation,
    SupplementRequested: _supplement_request,
    SupplementReceived: _supplement,
    ReasonsRequested: _reasons_request,
    ReasonsReceived: _reasons,
    ReplyDelayed: _delay,
    ConsultationSent: _consultation,
    ConsultationDelivered: _consultation_step,
    ConsultationAnswered: _consultation_step,
    ConsultationSilent: _consultation_step,
    ExtensionApproved: _extension,
    ExtensionNotified: _extension_notice,
    FeeNoticed: _fee,
    FeePaid: _payment,
    FeeLapsed: _lapse,
    Answered: _answer,
    Withdrawn: _withdrawal,
    DeemedAbandoned: _abandonment,
    ClosedOtherwise: _other_closing,
}

_ABOUT_CONTENT = frozenset({*_MEETS, "no_approver", "no_closing_reason", "override_reason", "third_party_open"})


def _samples(state: State | None, on: date) -> Iterator[ApplicationEvent]:
    """Plain instances of each act, to ask whether it is open at all; one for every open consultation."""
    later = date.fromordinal(on.toordinal() + 1)
    yield from (
        Received(on=on),
        ReceiptConfirmed(on=on),
        SupplementRequested(on=on),
        SupplementReceived(on=on),
        ReasonsRequested(on=on),
        ReasonsReceived(on=on),
        ReplyDelayed(on=on, due_on=later),
        ConsultationSent(on=on, to="\0another"),
    )
    for one in state.open_consultations if state is not None else ():
        yield ConsultationDelivered(on=on, to=one.to)
        yield ConsultationAnswered(on=on, to=one.to)
        yield ConsultationSilent(on=on, to=one.to)
    yield from (
        ExtensionApproved(on=on),
        ExtensionNotified(on=on),
        FeeNoticed(on=on, amount_yuan=Decimal(1)),
        FeePaid(on=on, amount_yuan=Decimal(1)),
        FeeLapsed(on=on),
        Answered(on=on, outcome="denied_state_secret"),
        Withdrawn(on=on),
        DeemedAbandoned(on=on),
        ClosedOtherwise(on=on, reason="-"),
        Served(on=on),
        Corrected(on=on, outcome="granted"),
        Archived(on=on),
    )


# --- a whole ledger -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Irregularity:
    """One entry the law or the record objects to. severity: "error" for what cannot have happened."""

    entry: Entry
    severity: Literal["error", "warning"]
    code: str

    @property
    def name(self) -> str:
        return step_name(self.entry.event)

    @property
    def article(self) -> str:
        return REFUSALS[self.code].article

    @property
    def zh(self) -> str:
        return REFUSALS[self.code].zh

    @property
    def en(self) -> str:
        return REFUSALS[self.code].en


def verify(ledger: Ledger, calendar: WorkCalendar) -> Iterator[Irregularity]:
    """Yield what is impossible, unlawful or late in the applications of a ledger.

    Raises:
        CalendarGap: an act lies in a year without a holiday notice. A period that merely runs on into such a year is
            judged on a provisional calendar: the act itself is then certainly in time.
    """
    for number, entries in ledger.applications.items():
        yield from verify_application(number, entries, calendar)


def verify_application(number: str, entries: Iterable[Entry], calendar: WorkCalendar) -> Iterator[Irregularity]:
    """The same for the entries of one application, in reading order; an impossible entry is left out of the fold."""
    ahead = calendar.provisional()
    state: State | None = None
    for entry in entries:
        event = cast("ApplicationEvent", entry.event)
        calendar.is_working_day(event.on)  # raises for a year without a notice
        codes = list(judge(state, event, ahead))
        yield from (Irregularity(entry, _severity(code), code) for code in codes)
        if any(REFUSALS[code].is_impossible for code in codes):
            continue
        if state is None:
            state = begin(number, cast("Received", event))
            continue
        if isinstance(event, Answered) and state.closed_on is None and _is_past_due(state, event.on, ahead):
            yield Irregularity(entry, "warning", "overdue")
        state = apply(state, event)


def _severity(code: str) -> Literal["error", "warning"]:
    return "error" if REFUSALS[code].is_impossible else "warning"
