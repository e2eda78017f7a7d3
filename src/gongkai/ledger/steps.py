"""The steps of one application (依申请公开) from receipt to archive, as frozen facts.

Apart from `events` so that a due date need not load the registers. Everything said there holds here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """An application reached the organ. For channels that need confirmation the clock waits (art. 31).

    channel: code of `statute.receipt.CHANNELS`.
    applicant: column code of table three, by the applicant's own nature, not the agent's.
    person: id of the applicant in the register of persons; never a name.
    """

    on: date
    channel: str = "in_person"
    applicant: str = "natural_person"
    person: str = ""
    content: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptConfirmed:
    """Both sides confirmed receipt (internet, fax), or the office reached the applicant (ordinary mail): art. 31."""

    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplementRequested:
    """The one notice to supplement (补正告知), within 7 working days of receipt; art. 30."""

    on: date
    due_on: date | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplementReceived:
    """The corrected application arrived; the reply period starts anew; art. 30."""

    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonsRequested:
    """The applicant was asked why so many or so frequent applications; art. 35."""

    on: date
    due_on: date | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonsReceived:
    """The applicant gave reasons; art. 35."""

    on: date
    are_reasonable: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyDelayed:
    """Reasonable but too much to answer in time: a reasonable delayed period was set and notified; art. 35."""

    on: date
    due_on: date
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsultationSent:
    """An opinion was asked in writing (征求意见). Time from the day after sending does not count; art. 33(3).

    party: "third_party" (art. 32), "co_maker" (art. 34) or "other_organ" (art. 33(3)).
    to: the office's name for this addressee, so that several consultations stay apart; never a person's name.
    addressee_received_on: starts the addressee's 15 working days.
    """

    on: date
    party: str = "third_party"
    to: str = ""
    addressee_received_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsultationDelivered:
    """Proof came that the addressee received the letter on this day; arts. 32, 34."""

    on: date
    to: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsultationAnswered:
    """The addressee answered; counting resumes the day after. consents: None when the answer takes no side."""

    on: date
    to: str = ""
    consents: bool | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsultationSilent:
    """The addressee's period passed in silence: a third party leaves the decision to the organ, a co-maker agrees."""

    on: date
    to: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionApproved:
    """The head of the OGI office approved a longer reply period; without notice it has no effect; art. 33(2)."""

    on: date
    by: str = ""
    days: int = 20
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionNotified:
    """The applicant was told of the extension, on or before the original due date; art. 33(2)."""

    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeNoticed:
    """The fee notice (收费通知) went out; to be paid within 20 working days of its receipt."""

    on: date
    amount_yuan: Decimal
    tariff: str = "per_piece"
    addressee_received_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeePaid:
    """The fee was paid in full; the reply period starts anew the day after."""

    on: date
    amount_yuan: Decimal
    receipt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeLapsed:
    """The fee was not paid in time; the application is taken as given up: row other_no_payment."""

    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """The reply (答复) went out: posted, or signed for in person. It ends the reply period.

    outcome: code of `statute.outcomes` (21 leaves of table three).
    article: of the Regulation, as "36(4)"; empty means the outcome's usual one.
    grounds: codes EX14A ... of what is withheld, for a partial disclosure.
    reason: concrete reasons, statute, responsible organ, place of publication: what this outcome must state.
    search_record: where, how and by whom it was searched; art. 36(4).
    earlier_case: number of the application already answered; art. 36(6).
    third_party_note: why a third party need not be consulted, or the reasons written to one that objected; art. 32.
    """

    on: date
    outcome: str
    article: str = ""
    grounds: tuple[str, ...] = ()
    reason: str = ""
    search_record: str = ""
    earlier_case: str = ""
    third_party_note: str = ""
    sent_by: str = "post"


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawn:
    """The applicant withdrew in writing: row other_other."""

    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class DeemedAbandoned:
    """No supplement in the period given and no good reason: row other_no_supplement; art. 30."""

    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedOtherwise:
    """Closed for a reason the form has no row for (merged, moved in a reform): row other_other."""

    on: date
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """The applicant received the reply; the periods of reconsideration and suit run from here."""

    on: date
    way: str = "post"


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """A new reply after a challenge. The figure published for the first reply is not changed."""

    on: date
    outcome: str
    challenge: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Archived:
    """The file was closed and archived; art. 45."""

    on: date


ApplicationEvent = (
    Received
    | ReceiptConfirmed
    | SupplementRequested
    | SupplementReceived
    | ReasonsRequested
    | ReasonsReceived
    | ReplyDelayed
    | ConsultationSent
    | ConsultationDelivered
    | ConsultationAnswered
    | ConsultationSilent
    | ExtensionApproved
    | ExtensionNotified
    | FeeNoticed
    | FeePaid
    | FeeLapsed
    | Answered
    | Withdrawn
    | DeemedAbandoned
    | ClosedOtherwise
    | Served
    | Corrected
    | Archived
)


def step_name(event: object) -> str:
    """Public name of an event: `SupplementRequested(...)` → "supplement_requested"."""
    return snake(type(event).__name__)


def snake(name: str) -> str:
    """CamelCase to snake_case."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()
