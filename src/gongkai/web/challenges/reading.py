"""The stored reading of a reconsideration or suit: what the core's fold of its entries says, as columns."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from gongkai.errors import NoRuleInForce
from gongkai.ledger.challenges import Challenge as Folded
from gongkai.ledger.challenges import fold_challenge
from gongkai.ledger.entries import Entry as LedgerEntry
from gongkai.ledger.entries import Ledger
from gongkai.ledger.events import ChallengeDecided
from gongkai.ledger.steps import Corrected, step_name
from gongkai.statute.periods import CHALLENGE_PERIODS, Period, period
from gongkai.web.applications.models import Application
from gongkai.web.applications.reading import entries_of
from gongkai.web.config.clock import calendar_of
from gongkai.web.entries.models import LEDGER, Entry
from gongkai.web.offices.models import Office

CHALLENGE_TYPES = ("challenge_received", "response_submitted", "challenge_decided")
_VOIDING = ("voided", "batch_voided")


@dataclass(frozen=True, slots=True)
class Reading:
    """A case folded: its standing entries in reading order and where it stands."""

    entries: tuple[LedgerEntry, ...]
    folded: Folded

    @property
    def is_appealed(self) -> bool:
        """Whether the last word is a judgment that is not effective yet."""
        decided = [entry.event for entry in self.entries if isinstance(entry.event, ChallengeDecided)]
        return bool(decided) and not decided[-1].is_effective


def recorded(office: Office, number: str = "") -> list[LedgerEntry]:
    """Every entry of one challenge, or of all of an office, with those that void them, in the order of recording."""
    rows = Entry.objects.filter(office=office, kind=LEDGER).order_by("sequence")
    own = rows.filter(type__in=CHALLENGE_TYPES, **({"subject": number} if number else {}))
    found = {row.sequence: row.to_ledger() for row in own}
    for row in rows.filter(type__in=_VOIDING):  # a void may itself be voided, later
        if row.type == "batch_voided" or row.body["entry"] in found:
            found[row.sequence] = row.to_ledger()
    return [found[sequence] for sequence in sorted(found)]


def read_challenges(office: Office, entries: Iterable[LedgerEntry]) -> dict[str, Reading]:
    """Every challenge whose receipt stands, by number."""
    ledger = Ledger(office.facts(), tuple(entries))
    found = {}
    for number, standing in ledger.challenges.items():
        folded = fold_challenge(number, standing)
        if folded is not None:
            found[number] = Reading(standing, folded)
    return found


def limit_of(kind: str, procedure: str, received_on: date) -> Period:
    """The period of the office's answer, with its article."""
    procedure = procedure if kind == "reconsideration" else "ordinary"
    try:
        return period(CHALLENGE_PERIODS[(kind, procedure)], received_on)
    except NoRuleInForce:  # the simple procedure came in 2024
        return period(CHALLENGE_PERIODS[(kind, "ordinary")], received_on)


def stored(office: Office, reading: Reading, their_number: str = "") -> dict[str, Any]:
    """The columns of `Challenge` under "stored reading"."""
    one = reading.folded
    case = Application.objects.filter(office=office, number=one.application).first() if one.application else None
    is_open_again = reading.is_appealed and not one.decisions
    year = (one.decided_on or one.received_on).year
    last = reading.entries[-1]
    return {
        "kind": one.kind,
        "procedure": one.procedure,
        "role": one.role,
        "application": case,
        "received_on": one.received_on,
        "due_on": one.response_due_on(calendar_of(office.calendar_region)),
        "responded_on": one.responded_on,
        "is_appealed": is_open_again,
        "decided_on": one.decided_on,
        "result": one.result,
        "redo_due_on": one.redo_due_on,
        "redone_on": _redone_on(office, one, their_number),
        "column": one.column(year) or "",
        "last_on": last.event.on,
        "last_act": step_name(last.event),
    }


def _redone_on(office: Office, one: Folded, their_number: str) -> date | None:
    """When the case was answered anew after the decision, naming it."""
    if one.decided_on is None or not one.application:
        return None
    ledger = Ledger(office.facts(), tuple(entries_of(office, one.application)))
    names = {one.number, their_number} - {""}
    for entry in ledger.applications.get(one.application, ()):
        event = entry.event
        if isinstance(event, Corrected) and event.on >= one.decided_on and event.challenge in names:
            return event.on
    return None
