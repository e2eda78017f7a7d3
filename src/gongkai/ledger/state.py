"""One application's events folded into its state. No calendar: what a date means is `clock`'s and `acts`'s business."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Literal, assert_never

from gongkai.ledger.steps import (
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
from gongkai.statute.receipt import AWAITING_CONFIRMATION

Stage = Literal[
    "awaiting_confirmation",
    "handling",
    "awaiting_supplement",
    "consulting",
    "awaiting_payment",
    "closed",
    "archived",
]

STAGES: dict[Stage, str] = {
    "awaiting_confirmation": "待确认收到",
    "handling": "办理中",
    "awaiting_supplement": "待补正",
    "consulting": "征求意见中",
    "awaiting_payment": "待缴费",
    "closed": "已办结",
    "archived": "已归档",
}


Closing = Answered | Withdrawn | DeemedAbandoned | FeeLapsed | ClosedOtherwise
CLOSING = (Answered, Withdrawn, DeemedAbandoned, FeeLapsed, ClosedOtherwise)
"""Events that close an application; the first one counts."""


@dataclass(frozen=True, slots=True)
class Consultation:
    """One opinion asked. Open while `ended_on` is None."""

    party: str
    to: str
    sent_on: date
    received_on: date | None = None
    ended_on: date | None = None
    consents: bool | None = None
    is_silent: bool = False


@dataclass(frozen=True)
class State:
    """What is known of one application after some of its events.

    received_on: date of receipt (art. 31); None while it waits for confirmation.
    counted_from: the day the running reply period starts; moves on a supplement and on payment.
    fee_paid_on: the day the fee was paid in full.
    closed_on, outcome: the first reply or other closing; a later correction does not move them.
    last_on: date of the last act.
    """

    number: str
    arrived_on: date
    channel: str
    applicant: str
    person: str = ""
    received_on: date | None = None
    counted_from: date | None = None
    supplement_requested_on: date | None = None
    supplement_due_on: date | None = None
    supplement_received_on: date | None = None
    reasons_requested_on: date | None = None
    reasons_received_on: date | None = None
    are_reasons_good: bool | None = None
    delayed_on: date | None = None
    delayed_until: date | None = None
    consultations: tuple[Consultation, ...] = ()
    extension_approved_on: date | None = None
    extension_days: int = 0
    extension_notified_on: date | None = None
    fee_noticed_on: date | None = None
    fee_notice_received_on: date | None = None
    fee_yuan: Decimal | None = None
    fee_paid_yuan: Decimal = Decimal(0)
    fee_paid_on: date | None = None
    closed_on: date | None = None
    outcome: str = ""
    article: str = ""
    grounds: tuple[str, ...] = ()
    is_answered: bool = False
    served_on: date | None = None
    corrected_on: date | None = None
    archived_on: date | None = None
    last_on: date | None = field(default=None, compare=False)

    def changed(self, **changes: object) -> State:
        """This state with some fields changed: `dataclasses.replace` without its cost, which ruled the fold."""
        state = object.__new__(State)
        state.__dict__.update(self.__dict__, **changes)
        return state

    @property
    def is_awaiting_supplement(self) -> bool:
        return self.supplement_requested_on is not None and self.supplement_received_on is None

    @property
    def is_awaiting_payment(self) -> bool:
        return self.fee_noticed_on is not None and self.fee_paid_on is None

    @property
    def open_consultations(self) -> tuple[Consultation, ...]:
        return tuple(one for one in self.consultations if one.ended_on is None)

    @property
    def stage(self) -> Stage:
        """Where the application stands; of several waits the one that keeps the clock from running."""
        if self.archived_on is not None:
            return "archived"
        if self.closed_on is not None:
            return "closed"
        if self.received_on is None:
            return "awaiting_confirmation"
        if self.is_awaiting_supplement:
            return "awaiting_supplement"
        if self.is_awaiting_payment:
            return "awaiting_payment"
        return "consulting" if self.open_consultations else "handling"


def begin(number: str, event: Received) -> State:
    """The state on receipt. Source: art. 31; channels that need confirmation start no clock."""
    received_on = None if event.channel in AWAITING_CONFIRMATION else event.on
    return State(
        number=number,
        arrived_on=event.on,
        channel=event.channel,
        applicant=event.applicant,
        person=event.person,
        received_on=received_on,
        counted_from=received_on,
        last_on=event.on,
    )


def apply(state: State, event: ApplicationEvent) -> State:
    """The state after one more event. What has no legal effect (a second notice to supplement) changes nothing else."""
    after = _effect(state, event)
    if after is state:
        return state.changed(last_on=event.on)
    after.__dict__["last_on"] = event.on  # ours alone until it is returned
    return after


def _effect(state: State, event: ApplicationEvent) -> State:
    match event:
        case Answered() | Withdrawn() | DeemedAbandoned() | FeeLapsed() | ClosedOtherwise():
            return _closed(state, event)
        case Served(on=on):
            return state.changed(served_on=state.served_on or on)
        case Archived(on=on):
            return state.changed(archived_on=state.archived_on or on)
        case Corrected(on=on):
            return state.changed(corrected_on=on)
        case ReceiptConfirmed(on=on):
            if state.received_on is not None:
                return state
            return state.changed(received_on=on, counted_from=on)
        case SupplementRequested(on=on, due_on=due_on):
            if state.supplement_requested_on is not None:
                return state
            return state.changed(supplement_requested_on=on, supplement_due_on=due_on)
        case SupplementReceived(on=on):
            if not state.is_awaiting_supplement:
                return state
            return state.changed(supplement_received_on=on, counted_from=on)  # art. 30: the period starts again
        case FeeNoticed(on=on):
            if state.fee_noticed_on is not None:
                return state
            received_on = event.addressee_received_on or on
            return state.changed(fee_noticed_on=on, fee_notice_received_on=received_on, fee_yuan=event.amount_yuan)
        case FeePaid(on=on):
            if not state.is_awaiting_payment:
                return state
            paid = state.fee_paid_yuan + event.amount_yuan
            if state.fee_yuan is not None and paid < state.fee_yuan:
                return state.changed(fee_paid_yuan=paid)
            return state.changed(fee_paid_yuan=paid, fee_paid_on=on, counted_from=on)  # starts again (D11)
        case ExtensionApproved(on=on, days=days):
            if state.extension_approved_on is not None:
                return state
            return state.changed(extension_approved_on=on, extension_days=days)
        case ExtensionNotified(on=on):
            if state.extension_approved_on is None or state.extension_notified_on is not None:
                return state
            return state.changed(extension_notified_on=on)
        case ReasonsRequested(on=on):
            return state.changed(reasons_requested_on=state.reasons_requested_on or on)
        case ReasonsReceived(on=on, are_reasonable=good):
            return state.changed(reasons_received_on=on, are_reasons_good=good)
        case ReplyDelayed(on=on, due_on=due_on):
            if not state.are_reasons_good:
                return state
            return state.changed(delayed_on=on, delayed_until=due_on)
        case ConsultationSent() | ConsultationDelivered() | ConsultationAnswered() | ConsultationSilent():
            return state.changed(consultations=_consulted(state.consultations, event))
        case Received():
            return state
        case _:
            assert_never(event)


def _closed(state: State, event: Closing) -> State:
    if state.closed_on is not None:
        return state
    match event:
        case Answered(on=on):
            return state.changed(
                closed_on=on,
                outcome=event.outcome,
                article=event.article,
                grounds=event.grounds,
                is_answered=True,
            )
        case DeemedAbandoned(on=on):
            return state.changed(closed_on=on, outcome="other_no_supplement")
        case FeeLapsed(on=on):
            return state.changed(closed_on=on, outcome="other_no_payment")
        case Withdrawn(on=on) | ClosedOtherwise(on=on):
            return state.changed(closed_on=on, outcome="other_other")
        case _:
            assert_never(event)


def _consulted(
    known: tuple[Consultation, ...],
    event: ConsultationSent | ConsultationDelivered | ConsultationAnswered | ConsultationSilent,
) -> tuple[Consultation, ...]:
    """The consultations after one event; an event names its consultation by addressee, the first open one counts."""
    if isinstance(event, ConsultationSent):
        return (*known, Consultation(event.party, event.to, event.on, event.addressee_received_on))
    at = next((i for i, one in enumerate(known) if one.to == event.to and one.ended_on is None), None)
    if at is None:
        return known
    match event:
        case ConsultationDelivered(on=on):
            changed = replace(known[at], received_on=known[at].received_on or on)
        case ConsultationAnswered(on=on, consents=consents):
            changed = replace(known[at], ended_on=on, consents=consents)
        case ConsultationSilent(on=on):
            agrees = True if known[at].party == "co_maker" else None  # art. 34: a silent co-maker agrees
            changed = replace(known[at], ended_on=on, consents=agrees, is_silent=True)
        case _:
            assert_never(event)
    return (*known[:at], changed, *known[at + 1 :])


def fold(number: str, events: Iterable[ApplicationEvent]) -> State | None:
    """The state after all events in the order given; None before the application is received."""
    state: State | None = None
    for event in events:
        if state is None:
            if isinstance(event, Received):
                state = begin(number, event)
        else:
            state = apply(state, event)
    return state
