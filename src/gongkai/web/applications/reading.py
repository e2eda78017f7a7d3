"""The stored reading of a case: what the fold of its entries says, as columns that lists and statistics can ask."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from gongkai.ledger.clock import Clock, read_clock, reply_due_on, undelayed_due_on
from gongkai.ledger.entries import Entry as LedgerEntry
from gongkai.ledger.entries import Ledger
from gongkai.ledger.state import State, fold
from gongkai.ledger.steps import ApplicationEvent, step_name
from gongkai.statute.calendar import WorkCalendar
from gongkai.web.applications.models import Application
from gongkai.web.config.clock import calendar_of
from gongkai.web.entries.models import LEDGER, Entry
from gongkai.web.offices.models import Office

_WAITS = {
    "awaiting_supplement": ("supplement_due_on",),
    "awaiting_payment": ("fee_payment_due_on",),
    "consulting": ("consultation_answer_due_on",),
}


@dataclass(frozen=True, slots=True)
class Reading:
    """A case folded: standing entries in reading order, the state after them, its dates."""

    entries: tuple[LedgerEntry, ...]
    state: State
    clock: Clock

    @property
    def events(self) -> tuple[ApplicationEvent, ...]:
        return tuple(cast("ApplicationEvent", entry.event) for entry in self.entries)


def read_case(case: Application) -> Reading:
    """Fold the entries of a case.

    Raises:
        LookupError: the case has no standing entry of receipt (its receipt was voided).
    """
    return read_entries(case.office, case.number, entries_of(case.office, case.number))


def entries_of(office: Office, number: str) -> list[LedgerEntry]:
    """Every ledger entry of a case, voided ones included, in the order of recording; with the entries that void them."""
    rows = list(Entry.objects.filter(office=office, kind=LEDGER, subject=number).order_by("sequence"))
    if sum(row.type == "received" for row in rows) > 1:  # an import that was undone had a case of this number
        rows += Entry.objects.filter(office=office, kind=LEDGER, type="batch_voided")
        rows.sort(key=lambda row: row.sequence)
    return [row.to_ledger() for row in rows]


def read_entries(office: Office, number: str, entries: Sequence[LedgerEntry]) -> Reading:
    """Fold entries of one case."""
    ledger = Ledger(office.facts(), tuple(entries))
    standing = ledger.applications.get(number, ())
    events = [cast("ApplicationEvent", entry.event) for entry in standing]
    calendar = calendar_of(office.calendar_region)
    state = fold(number, events)
    clock = read_clock(number, events, calendar)
    if state is None or clock is None:
        raise LookupError(number)
    return Reading(standing, state, clock)


def stored(reading: Reading, calendar: WorkCalendar) -> dict[str, Any]:
    """The columns of `Application` under "stored reading"."""
    state, clock = reading.state, reading.clock
    wait = _wait(clock, state)
    return {
        "applicant": state.applicant,
        "channel": state.channel,
        "arrived_on": state.arrived_on,
        "received_on": state.received_on,
        "counted_from": state.counted_from,
        "stage": state.stage,
        "waiting_for": clock.waiting_for,
        "reply_due_on": clock.reply_due_on,
        "is_provisional": clock.is_provisional,
        "wait_name": wait[0],
        "wait_until": wait[1],
        "is_extended": _is_extended(state, calendar),
        "is_supplemented": state.supplement_requested_on is not None,
        "outcome": state.outcome,
        "closed_on": state.closed_on,
        "is_answered": state.is_answered,
        "served_on": state.served_on,
        "archived_on": state.archived_on,
        "last_on": state.last_on or state.arrived_on,
        "last_act": step_name(reading.entries[-1].event),
        "calendar": calendar.version,
    }


def _wait(clock: Clock, state: State) -> tuple[str, date | None]:
    names = _WAITS.get(state.stage, ())
    found = [(one.on, one.name) for one in clock.dates if one.name in names]
    return (min(found)[1], min(found)[0]) if found else ("", None)


def _is_extended(state: State, calendar: WorkCalendar) -> bool:
    if state.extension_notified_on is None or (state.closed_on is None and reply_due_on(state, calendar) is None):
        return state.extension_notified_on is not None
    return undelayed_due_on(state, calendar) is not None
