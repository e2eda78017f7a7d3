"""The stored reading of an item: what the fold of its entries says, as columns that lists and the portal can ask."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from gongkai.ledger import items
from gongkai.ledger.entries import Entry as LedgerEntry
from gongkai.ledger.entries import Ledger
from gongkai.ledger.item_clock import ItemClock, read_item_clock
from gongkai.ledger.item_steps import ItemEvent
from gongkai.ledger.items import ReviewPolicy, fold_item
from gongkai.ledger.steps import step_name
from gongkai.web.config.clock import calendar_of
from gongkai.web.entries.models import LEDGER, Entry
from gongkai.web.offices.models import Office
from gongkai.web.publishing.models import Item

OWN_PORTAL = ("website", "")
"""Channel and place of the office's own portal."""


@dataclass(frozen=True, slots=True)
class Reading:
    """An item folded: its standing entries in reading order, the state after them, its dates."""

    entries: tuple[LedgerEntry, ...]
    state: items.Item
    clock: ItemClock

    @property
    def events(self) -> tuple[ItemEvent, ...]:
        return tuple(cast("ItemEvent", entry.event) for entry in self.entries)


def read_item(item: Item) -> Reading:
    """Fold the entries of an item."""
    return read_entries(item.office, item.number, entries_of(item.office, item.number))


def entries_of(office: Office, number: str) -> list[LedgerEntry]:
    """Every ledger entry of an item, voided ones and those that void them included, in the order of recording."""
    rows = Entry.objects.filter(office=office, kind=LEDGER, subject=number).order_by("sequence")
    return [row.to_ledger() for row in rows]


def read_entries(office: Office, number: str, entries: Sequence[LedgerEntry]) -> Reading:
    """Fold entries of one item.

    Raises:
        LookupError: no standing entry drafts it.
    """
    standing = Ledger(office.facts(), tuple(entries)).items.get(number, ())
    events = [cast("ItemEvent", entry.event) for entry in standing]
    state = fold_item(number, events)
    clock = read_item_clock(number, events, calendar_of(office.calendar_region))
    if state is None or clock is None:
        raise LookupError(number)
    return Reading(tuple(standing), state, clock)


def stored(reading: Reading, policy: ReviewPolicy, calendar: str) -> dict[str, Any]:
    """The columns of `Item` under "stored reading"."""
    state, clock = reading.state, reading.clock
    on_web = next((one for one in state.standing if one.where == OWN_PORTAL), None)
    gone = next((one for one in state.tombstones if one.where == OWN_PORTAL), None)
    dates = {one.name: one.on for one in clock.dates}
    return {
        "document_number": state.document_number,
        "index_number": state.index_number,
        "attribute": state.attribute,
        "ground": state.ground,
        "duty": state.duty,
        "stage": state.stage(policy),
        "next_stage": state.next_stage(policy) or "",
        "version": state.version,
        "drafted_on": state.drafted_on,
        "formed_on": state.formed_on,
        "counted_from": state.counted_from,
        "due_on": clock.due_on if clock.published_on is None else None,
        "evaluate_by": dates.get("evaluate_by"),
        "release_on": min((one.release_on for one in state.schedules), default=None),
        "first_published_on": state.first_published_on,
        "last_published_on": max((one.on for one in state.publications), default=None),
        "is_late": clock.is_late,
        "is_public": bool(state.standing),
        "must_come_down": bool(state.must_come_down),
        "web_version": on_web.version if on_web else None,
        "web_on": on_web.on if on_web else None,
        "web_ended_on": gone.ended_on if gone else None,
        "effect": state.effect,
        "effect_on": state.effect_on,
        "transferred_on": state.transferred_on,
        "archived_on": state.archived_on,
        "last_on": state.last_on or state.drafted_on,
        "last_act": step_name(reading.events[-1]),
        "calendar": calendar,
    }
