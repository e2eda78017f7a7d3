"""The ledger (台账): entries in the order they were recorded, read in the order (`on`, sequence)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from gongkai.errors import EntryError
from gongkai.ledger.events import (
    ApplicationEvent,
    BatchVoided,
    ChallengeEvent,
    DocumentIssued,
    DocumentLapsed,
    DocumentRepealed,
    Event,
    ItemEvent,
    LedgerEvent,
    NormEvent,
    RegisterEvent,
    ReportSigned,
    Voided,
)

_APPLICATION = frozenset(ApplicationEvent.__args__)
_CHALLENGE = frozenset(ChallengeEvent.__args__)
_ITEM = frozenset(ItemEvent.__args__)
_NORM = frozenset((*NormEvent.__args__, DocumentIssued, DocumentRepealed, DocumentLapsed))
_REGISTER = frozenset((*RegisterEvent.__args__, *LedgerEvent.__args__, *ItemEvent.__args__, *NormEvent.__args__))


@dataclass(frozen=True, slots=True)
class Entry:
    """One recorded act. Never edited; a slip is mended by `Voided` and a new entry.

    sequence: place in the record, from 1, without repetition; later entries have higher numbers.
    recorded_at: aware or naive instant of recording; not the legal date (that is `event.on`).
    subject: application number, challenge number or document number; "" for the office as a whole.
    where: place in the file it came from ("依申请公开!A5"), for a person to look it up.
    batch: name of the import it came with.
    """

    sequence: int
    event: Event
    subject: str = ""
    recorded_at: datetime | None = None
    by: str = ""
    where: str = ""
    batch: str = ""


@dataclass(frozen=True, slots=True)
class OfficeFacts:
    """Who keeps this ledger. kind: code of `statute.organs`."""

    name: str
    kind: str = "sub_district"
    region: str = ""
    address: str = ""
    phone: str = ""
    postcode: str = ""
    email: str = ""
    website: str = ""
    reviewing_authority: str = ""
    court: str = ""


@dataclass(frozen=True)
class Ledger:
    """All entries of one office. Readings drop what was voided."""

    office: OfficeFacts
    entries: tuple[Entry, ...] = field(repr=False)

    def __post_init__(self) -> None:
        last = 0
        for entry in self.entries:
            if entry.sequence <= last:
                raise EntryError(f"Entry {entry.sequence} follows entry {last}; sequence numbers must rise.")
            last = entry.sequence

    @property
    def last_sequence(self) -> int:
        """Number of the newest entry; 0 for an empty ledger."""
        return self.entries[-1].sequence if self.entries else 0

    def as_of(self, sequence: int) -> Ledger:
        """The ledger as it stood when entry `sequence` had just been recorded."""
        if sequence >= self.last_sequence:
            return self
        return Ledger(self.office, tuple(entry for entry in self.entries if entry.sequence <= sequence))

    def extended(self, entries: Iterable[Entry]) -> Ledger:
        """The ledger with later entries added."""
        return Ledger(self.office, (*self.entries, *entries))

    @cached_property
    def by_sequence(self) -> Mapping[int, Entry]:
        """Every entry by its number, voided ones included."""
        return {entry.sequence: entry for entry in self.entries}

    @cached_property
    def voided(self) -> frozenset[int]:
        """Numbers of entries that readings drop. Voiding a `Voided` entry restores what it dropped.

        Raises:
            EntryError: a `Voided` names an entry that was not recorded before it.
        """
        gone: set[int] = set()
        for entry in reversed(self.entries):
            if entry.sequence in gone:
                continue
            if isinstance(entry.event, Voided):
                if entry.event.entry not in self.by_sequence or entry.event.entry >= entry.sequence:
                    raise EntryError(f"Entry {entry.sequence} voids entry {entry.event.entry}, which is not before it.")
                gone.add(entry.event.entry)
            elif isinstance(entry.event, BatchVoided):
                batch = entry.event.batch
                mine = (e for e in self.entries if e.batch == batch and e.sequence < entry.sequence)
                gone.update(e.sequence for e in mine if batch)  # entries without a batch were recorded by hand
        return frozenset(gone)

    @cached_property
    def standing(self) -> tuple[Entry, ...]:
        """Entries that were not voided, in the order they are read: (`on`, sequence)."""
        gone = self.voided
        kept = [entry for entry in self.entries if entry.sequence not in gone] if gone else list(self.entries)
        kept.sort(key=lambda entry: (entry.event.on, entry.sequence))
        return tuple(kept)

    @cached_property
    def applications(self) -> Mapping[str, tuple[Entry, ...]]:
        """Standing entries of each application, in reading order, by application number."""
        return self._grouped(_APPLICATION)

    @cached_property
    def challenges(self) -> Mapping[str, tuple[Entry, ...]]:
        """Standing entries of each reconsideration or suit, by its number."""
        return self._grouped(_CHALLENGE)

    @cached_property
    def items(self) -> Mapping[str, tuple[Entry, ...]]:
        """Standing entries of each item of proactive disclosure, by its number."""
        return self._grouped(_ITEM)

    @cached_property
    def norms(self) -> Mapping[str, tuple[Entry, ...]]:
        """Standing entries of each normative document, its issue and end included, by its number."""
        return self._grouped(_NORM)

    @cached_property
    def register_entries(self) -> tuple[Entry, ...]:
        """Standing entries of the registers, the items and the ledger itself, in reading order."""
        return tuple(entry for entry in self.standing if type(entry.event) in _REGISTER)

    def signed(self, year: int) -> ReportSigned | None:
        """The lock of a year's report, if it was signed; the last one when signed again."""
        found = [e.event for e in self.register_entries if isinstance(e.event, ReportSigned) and e.event.year == year]
        return found[-1] if found else None

    def _grouped(self, kinds: frozenset[type[Event]]) -> Mapping[str, tuple[Entry, ...]]:
        groups: dict[str, list[Entry]] = {}
        for entry in self.standing:
            if type(entry.event) in kinds:
                groups.setdefault(entry.subject, []).append(entry)
        return {subject: tuple(entries) for subject, entries in groups.items()}


def numbered(events: Iterable[tuple[str, Event]], *, start: int = 1) -> Iterator[Entry]:
    """Entries for (subject, event) pairs, numbered in the order given."""
    for sequence, (subject, event) in enumerate(events, start):
        yield Entry(sequence, event, subject)
