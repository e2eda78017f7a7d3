"""Which letter an act of the ledger calls for, and the facts the ledger already holds for it.

Names of people, texts the ledger does not keep and numbers of letters are for the caller to add (`dataclasses.replace`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from gongkai.documents.letters.model import Consulted, EarlierLetter, LetterFacts, LetterOffice
from gongkai.ledger.state import State
from gongkai.ledger.steps import (
    Answered,
    ApplicationEvent,
    Archived,
    ClosedOtherwise,
    ConsultationSent,
    Corrected,
    DeemedAbandoned,
    ExtensionApproved,
    ExtensionNotified,
    FeeLapsed,
    FeeNoticed,
    ReasonsRequested,
    ReceiptConfirmed,
    Received,
    ReplyDelayed,
    Served,
    SupplementRequested,
    Withdrawn,
)
from gongkai.statute.letters import kinds_for
from gongkai.statute.outcomes import outcomes

_LETTERS: Mapping[type[ApplicationEvent], str] = {
    Received: "receipt_slip",
    ReceiptConfirmed: "receipt_confirmation",
    SupplementRequested: "supplement_notice",
    ReasonsRequested: "reasons_notice",
    ReplyDelayed: "delay_notice",
    ExtensionApproved: "extension_notice",
    ExtensionNotified: "extension_notice",
    FeeNoticed: "fee_notice",
    FeeLapsed: "lapse_notice",
    DeemedAbandoned: "abandonment_notice",
    Withdrawn: "withdrawal_record",
    ClosedOtherwise: "withdrawal_record",
    Served: "service_proof",
    Archived: "archive_catalogue",
}
_CONSULTATIONS = {
    "third_party": "third_party_consultation",
    "co_maker": "co_maker_consultation",
    "other_organ": "assistance_request",
}


def letter_for(event: ApplicationEvent) -> str:
    """Return the code of the letter an act calls for; "" where it calls for none, as an answer that came in.

    An answer with several possible letters takes the one of its article, else the usual one.
    """
    match event:
        case ConsultationSent(party=party):
            return _CONSULTATIONS.get(party, "")
        case Answered(outcome=outcome, article=article):
            return _reply(outcome, event.on, article)
        case Corrected(outcome=outcome):
            return _reply(outcome, event.on, "")
        case _:
            return _LETTERS.get(type(event), "")


def _reply(outcome: str, on: date, article: str) -> str:
    found = kinds_for(outcome, on, article=article) or kinds_for(outcome, on)
    return found[0].code if found else ""


def facts_of(office: LetterOffice, state: State, event: ApplicationEvent) -> LetterFacts:
    """Return the facts the ledger holds for the letter of an act.

    Args:
        state: the state after the act.
    """
    said = _said(event)
    return LetterFacts(
        office=office,
        on=event.on,
        application=state.number,
        received_on=state.received_on,
        channel=state.channel,
        request=event.content if isinstance(event, Received) else "",
        supplemented_on=state.supplement_received_on,
        due_on=_due_on(state, event),
        asked_on=state.reasons_requested_on,
        outcome=_outcome(event),
        said={code: text for code, text in said.items() if text},
        consulted=tuple(Consulted(one.to, one.sent_on, one.ended_on) for one in state.consultations),
        notice=_notice(state, event),
    )


def _said(event: ApplicationEvent) -> dict[str, str]:
    match event:
        case SupplementRequested(reason=reason):
            return {"unclear": reason}
        case ReasonsRequested(reason=reason):
            return {"figures": reason}
        case ExtensionApproved(by=by, reason=reason):
            return {"approver": by, "reason": reason}
        case ReplyDelayed(reason=reason) | ClosedOtherwise(reason=reason) | Corrected(reason=reason):
            return {"reason": reason}
        case Answered(reason=reason, third_party_note=note):
            # Where the record keeps one text, it is what this outcome must state: a way of access or a reason.
            is_way = "way_of_access" in outcomes()[event.outcome].needs if event.outcome in outcomes() else False
            way = {"provision": reason, "place": reason} if is_way else {"reason": reason}
            return way | {"consultation_result": note}
        case _:
            return {}


def _outcome(event: ApplicationEvent) -> str:
    return event.outcome if isinstance(event, Answered | Corrected) else ""


def _due_on(state: State, event: ApplicationEvent) -> date | None:
    match event:
        case SupplementRequested() | DeemedAbandoned():
            return state.supplement_due_on
        case ReasonsRequested(due_on=due_on) | ReplyDelayed(due_on=due_on):
            return due_on
        case _:
            return None


def _notice(state: State, event: ApplicationEvent) -> EarlierLetter | None:
    """The notice a closing rests on; its number is for the caller to add."""
    if isinstance(event, FeeLapsed) and state.fee_noticed_on is not None:
        return EarlierLetter("", state.fee_noticed_on, served_on=state.fee_notice_received_on)
    if isinstance(event, DeemedAbandoned | Answered) and state.supplement_requested_on is not None:
        return EarlierLetter("", state.supplement_requested_on)
    return None
