"""The acts an office records, as frozen facts. One class a kind; its name in snake case is its public name.

`on` is always the legal date of the act in China Standard Time. Dates of recording, who recorded it and the order of
recording stand on the `Entry` around the event (`gongkai.ledger.entries`). No event holds personal data.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from gongkai.errors import EntryError
from gongkai.ledger.codes import (
    ACCOUNTS,
    ATTRIBUTES,
    CHALLENGE_KINDS,
    DECISION_KINDS,
    DELIBERATIONS,
    DOCUMENT_KINDS,
    EFFECTS,
    EVALUATION_VERDICTS,
    FACTS,
    ITEM_CHANNELS,
    KEEPERS,
    LEGALITY_VERDICTS,
    PROCEDURES,
    PROJECT_KINDS,
    PROPOSAL_KINDS,
    REFERRAL_ANSWERS,
    RESULTS,
    ROLES,
    SERVICE_WAYS,
    TAKE_DOWN_CAUSES,
    VERDICTS,
)
from gongkai.ledger.item_steps import ItemEvent
from gongkai.ledger.norm_steps import NormEvent
from gongkai.ledger.register_steps import (
    ChannelMeasured,
    ChargeCollected,
    DecisionsMade,
    DocumentIssued,
    DocumentLapsed,
    DocumentRepealed,
    FactStated,
    ItemsPublished,
    ProjectsChanged,
    ProposalAnswered,
    PurchaseMade,
    RegisterEvent,
    RequestsAnswered,
)
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
    snake,
    step_name,
)
from gongkai.statute.fees import TARIFFS
from gongkai.statute.outcomes import APPLICANTS
from gongkai.statute.periods import PARTIES
from gongkai.statute.receipt import CHANNELS

# --- challenges (行政复议、行政诉讼) ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class ChallengeReceived:
    """Papers of a reconsideration or a suit about a disclosure act reached the office.

    kind: "reconsideration", "litigation_direct" or "litigation_after_reconsideration".
    procedure: "simple" or "ordinary" (reconsideration only; fixes the respondent's days).
    role: "respondent" counts in table four; "co_defendant" (a reconsideration organ after 维持) does not.
    """

    on: date
    kind: str
    application: str = ""
    procedure: str = "ordinary"
    role: str = "respondent"


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseSubmitted:
    """The office's answer and evidence went in."""

    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ChallengeDecided:
    """The case was decided. result: "upheld", "corrected" or "other_result"; basis: the article of the decision.

    is_effective: False for a judgment under appeal; the case stays pending.
    redo_due_on: the date set for a new act.
    """

    on: date
    result: str
    basis: str = ""
    is_effective: bool = True
    redo_due_on: date | None = None


ChallengeEvent = ChallengeReceived | ResponseSubmitted | ChallengeDecided

# --- the ledger itself ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A balance the office starts from, where the single acts are not in the ledger.

    account: code of `ledger.registers.ACCOUNTS`, as "penalty.projects" or "normative_documents.in_force".
    """

    on: date
    account: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Voided:
    """An entry was a slip; it is dropped from every reading and stays in the record."""

    on: date
    entry: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchVoided:
    """An import is undone: every entry of the batch is dropped."""

    on: date
    batch: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportSigned:
    """The report of a year was signed and locked as the ledger stood at entry `as_of`."""

    on: date
    year: int
    form_id: str
    as_of: int


LedgerEvent = Opening | Voided | BatchVoided | ReportSigned
Event = ApplicationEvent | ChallengeEvent | RegisterEvent | LedgerEvent | ItemEvent | NormEvent


class EventTypes:
    """The public name of each event class, both ways."""

    by_name: ClassVar[Mapping[str, type[Event]]] = {snake(kind.__name__): kind for kind in Event.__args__}
    of_application: ClassVar[frozenset[str]] = frozenset(snake(kind.__name__) for kind in ApplicationEvent.__args__)
    of_item: ClassVar[frozenset[str]] = frozenset(snake(kind.__name__) for kind in ItemEvent.__args__)
    of_norm: ClassVar[frozenset[str]] = frozenset(snake(kind.__name__) for kind in NormEvent.__args__)


type_name = step_name


def to_object(event: Event) -> dict[str, Any]:
    """Return the event as plain JSON values: its `type`, then its fields; dates in ISO form, money as text."""
    plain: dict[str, Any] = {"type": type_name(event)}
    for field in fields(event):
        value = getattr(event, field.name)
        if isinstance(value, date):
            value = value.isoformat()
        elif isinstance(value, Decimal):
            value = str(value)
        elif isinstance(value, tuple):
            value = list(value)
        plain[field.name] = value
    return plain


def from_object(plain: Mapping[str, Any]) -> Event:
    """Return the event a JSON object states.

    Raises:
        EntryError: unknown type or field, a missing field, or a value of the wrong kind; says which.
    """
    name = plain.get("type")
    kind = EventTypes.by_name.get(name) if isinstance(name, str) else None
    if kind is None:
        raise EntryError(f"Unknown event type {name!r}; known types: {', '.join(sorted(EventTypes.by_name))}.")
    known = {field.name: field for field in fields(kind)}
    values: dict[str, Any] = {}
    for key, value in plain.items():
        if key == "type":
            continue
        if key not in known:
            raise EntryError(f"Event {name!r} has no field {key!r}; its fields: {', '.join(known)}.")
        values[key] = _typed(name, key, str(known[key].type), value)
    _check_codes(kind, values)
    try:
        return kind(**values)
    except TypeError:
        lacking = [field for field in known if field not in values and _is_required(kind, field)]
        raise EntryError(f"Event {name!r} lacks {', '.join(lacking)}.") from None


def codes_of(kind: type[Event], field: str) -> Collection[str]:
    """Codes a text field may hold; empty where any text may stand."""
    return _CODES.get((kind.__name__, field), _CODES.get(("", field), ()))


def _check_codes(kind: type[Event], values: Mapping[str, Any]) -> None:
    for key, value in values.items():
        known = codes_of(kind, key)
        if known and value not in known:
            raise EntryError(f"Event {snake(kind.__name__)!r}, field {key!r}: {value!r} is none of {', '.join(known)}.")
        if key in COUNTS and value is not None and value < 0:
            raise EntryError(f"Event {snake(kind.__name__)!r}, field {key!r}: {value} is below zero.")


_CODES: Mapping[tuple[str, str], Collection[str]] = {
    ("", "channel"): CHANNELS,
    ("", "applicant"): APPLICANTS,
    ("", "party"): PARTIES,
    ("", "tariff"): TARIFFS,
    ("", "result"): RESULTS,
    ("", "procedure"): PROCEDURES,
    ("", "role"): ROLES,
    ("", "account"): ACCOUNTS,
    ("", "sent_by"): SERVICE_WAYS,
    ("", "way"): SERVICE_WAYS,
    ("ChallengeReceived", "kind"): CHALLENGE_KINDS,
    ("DocumentIssued", "kind"): DOCUMENT_KINDS,
    ("DecisionsMade", "kind"): DECISION_KINDS,
    ("ProjectsChanged", "kind"): PROJECT_KINDS,
    ("ProposalAnswered", "kind"): PROPOSAL_KINDS,
    ("FactStated", "name"): FACTS,
    ("ItemsPublished", "channel"): (),
    ("ChannelMeasured", "channel"): (),
    ("", "attribute"): ATTRIBUTES,
    ("", "effect"): EFFECTS,
    ("", "cause"): TAKE_DOWN_CAUSES,
    ("", "keeper"): KEEPERS,
    ("", "answer"): REFERRAL_ANSWERS,
    ("", "decision"): DELIBERATIONS,
    ("ItemScheduled", "channel"): ITEM_CHANNELS,
    ("ItemUnscheduled", "channel"): ITEM_CHANNELS,
    ("ItemReleased", "channel"): ITEM_CHANNELS,
    ("ItemTakenDown", "channel"): ITEM_CHANNELS,
    ("ItemReviewed", "verdict"): VERDICTS,
    ("LegalityReviewed", "verdict"): LEGALITY_VERDICTS,
    ("NormEvaluated", "verdict"): EVALUATION_VERDICTS,
    ("NormDrafted", "kind"): DOCUMENT_KINDS,
}
"""Codes a field takes, by event class and field, or by field alone; an empty list lets any text stand."""

COUNTS = frozenset(
    (
        "count",
        "published",
        "posts",
        "reads",
        "followers",
        "received",
        "answered_in_time",
        "value",
        "amount_yuan",
        "days",
        "version",
        "comments",
        "adopted",
    )
)


def _is_required(kind: type[Event], field: str) -> bool:
    return repr(kind.__dataclass_fields__[field].default).startswith("<dataclasses._MISSING")


def _typed(name: str | None, key: str, declared: str, value: Any) -> Any:
    wrong = EntryError(f"Event {name!r}, field {key!r}: {value!r} is not {_SAY.get(declared, declared)}.")
    base = declared.removesuffix(" | None")
    if value is None:
        if declared.endswith("None"):
            return None
        raise wrong
    try:
        match base:
            case "date" if isinstance(value, str):
                return date.fromisoformat(value)
            case "Decimal" if isinstance(value, str | int | float) and not isinstance(value, bool):
                amount = Decimal(str(value))
                if amount.is_finite():
                    return amount
            case "int" if isinstance(value, int) and not isinstance(value, bool):
                return value
            case "bool" if isinstance(value, bool):
                return value
            case "str" if isinstance(value, str):
                return value
            case "tuple[str, ...]" if isinstance(value, list) and all(isinstance(part, str) for part in value):
                return tuple(value)
    except (ValueError, ArithmeticError):
        pass
    raise wrong


_SAY = {
    "date": "a date like 2025-09-19",
    "date | None": "a date like 2025-09-19",
    "Decimal": "an amount",
    "int": "a whole number",
    "str": "a text",
    "tuple[str, ...]": "a list of texts",
}

__all__ = [
    "Answered",
    "ApplicationEvent",
    "Archived",
    "BatchVoided",
    "ChallengeDecided",
    "ChallengeEvent",
    "ChallengeReceived",
    "ChannelMeasured",
    "ChargeCollected",
    "ClosedOtherwise",
    "ConsultationAnswered",
    "ConsultationDelivered",
    "ConsultationSent",
    "ConsultationSilent",
    "Corrected",
    "DecisionsMade",
    "DeemedAbandoned",
    "DocumentIssued",
    "DocumentLapsed",
    "DocumentRepealed",
    "Event",
    "EventTypes",
    "ExtensionApproved",
    "ExtensionNotified",
    "FactStated",
    "FeeLapsed",
    "FeeNoticed",
    "FeePaid",
    "ItemEvent",
    "ItemsPublished",
    "LedgerEvent",
    "NormEvent",
    "Opening",
    "ProjectsChanged",
    "ProposalAnswered",
    "PurchaseMade",
    "ReasonsReceived",
    "ReasonsRequested",
    "ReceiptConfirmed",
    "Received",
    "RegisterEvent",
    "ReplyDelayed",
    "ReportSigned",
    "RequestsAnswered",
    "ResponseSubmitted",
    "Served",
    "SupplementReceived",
    "SupplementRequested",
    "Voided",
    "Withdrawn",
    "codes_of",
    "from_object",
    "to_object",
    "type_name",
]
