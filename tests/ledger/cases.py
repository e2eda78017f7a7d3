"""Short hands of the ledger tests: dates, a folded state, a ledger from (subject, event) pairs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from gongkai.ledger.entries import Entry, Ledger, OfficeFacts, numbered
from gongkai.ledger.events import ApplicationEvent, Event
from gongkai.ledger.state import State, fold
from gongkai.statute.calendar import load_calendar

CALENDAR = load_calendar()
OFFICE = OfficeFacts("八泉街道办事处")
d = date.fromisoformat


def state_of(*events: ApplicationEvent) -> State:
    """The state after these events, which begin with a receipt."""
    state = fold("A1", events)
    assert state is not None
    return state


def entries_of(*events: Event, subject: str = "A1") -> tuple[Entry, ...]:
    """Entries of one subject, numbered from 1."""
    return tuple(numbered((subject, event) for event in events))


def ledger_of(*pairs: tuple[str, Event], office: OfficeFacts = OFFICE) -> Ledger:
    """A ledger recorded in the order given."""
    return Ledger(office, tuple(numbered(pairs)))


def sequences(entries: Iterable[Entry]) -> list[int]:
    return [entry.sequence for entry in entries]
