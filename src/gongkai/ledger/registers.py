"""Registers (登记簿): normative documents, decisions, charges, procurement, publication, and what they add up to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import TypeVar, cast

from gongkai.ledger.codes import ACCOUNTS, DECISION_KINDS, DOCUMENT_KINDS, FACTS, ITEM_CHANNELS, PROJECT_KINDS
from gongkai.ledger.entries import Entry
from gongkai.ledger.events import (
    ChargeCollected,
    DecisionsMade,
    DocumentIssued,
    DocumentLapsed,
    DocumentRepealed,
    FactStated,
    ItemEvent,
    ItemsPublished,
    LedgerEvent,
    NormEvent,
    Opening,
    ProjectsChanged,
    PurchaseMade,
    RegisterEvent,
)
from gongkai.ledger.item_steps import ItemDrafted, ItemReleased
from gongkai.ledger.norm_steps import NormNumbered, NormPublished, NormRenewed

EventT = TypeVar("EventT", bound=RegisterEvent | LedgerEvent | ItemEvent | NormEvent)

__all__ = [
    "ACCOUNTS",
    "DECISION_KINDS",
    "DOCUMENT_KINDS",
    "FACTS",
    "PROJECT_KINDS",
    "Document",
    "Overlap",
    "Registers",
    "Release",
    "Tally",
]


@dataclass(frozen=True, slots=True)
class Tally:
    """A figure and the entries it was counted from."""

    value: int | Decimal
    entries: tuple[int, ...] = ()

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.value + other.value, self.entries + other.entries)


@dataclass(frozen=True, slots=True)
class Document:
    """A document of the register, as known so far. Dates as in `DocumentIssued`."""

    number: str
    title: str
    kind: str
    issued_on: date
    in_force_from: date
    valid_until: date | None
    disclosed_on: date | None
    entry: int
    disclosed_entry: int = 0
    ended_on: date | None = None
    is_repealed: bool = False
    end_entry: int | None = None

    def is_in_force(self, on: date) -> bool:
        """Whether it applies on a day: begun, not repealed or lapsed by then, its own term not over."""
        if on < self.in_force_from or (self.ended_on is not None and self.ended_on <= on):
            return False
        return self.valid_until is None or on <= self.valid_until


@dataclass(frozen=True, slots=True)
class Release:
    """One item, or a total of items, as it counts on one channel.

    item: number of the item; empty for what is not recorded singly. is_first: its first publication anywhere.
    """

    entry: Entry
    channel: str
    category: str
    count: int
    item: str = ""
    is_first: bool = True


@dataclass(frozen=True, slots=True)
class Overlap:
    """A dated total beside single items of the same month, category and channel: they may be the same twice."""

    total: Entry
    singly: tuple[Entry, ...]


@dataclass(frozen=True)
class Registers:
    """All registers of an office, read from its ledger entries in reading order."""

    entries: tuple[Entry, ...] = field(repr=False)

    def of(self, kind: type[EventT], year: int) -> Iterator[tuple[Entry, EventT]]:
        """Entries of one kind whose legal date lies in a year."""
        for entry, event in self.until(kind, date(year, 12, 31)):
            if event.on.year == year:
                yield entry, event

    def until(self, kind: type[EventT], on: date) -> Iterator[tuple[Entry, EventT]]:
        """Entries of one kind with a legal date up to a day, that day included."""
        for entry in self._by_kind.get(kind, ()):
            if entry.event.on <= on:
                yield entry, cast("EventT", entry.event)

    @cached_property
    def _by_kind(self) -> Mapping[type, list[Entry]]:
        groups: dict[type, list[Entry]] = {}
        for entry in self.entries:
            groups.setdefault(type(entry.event), []).append(entry)
        return groups

    # --- normative documents (规范性文件) and rules -----------------------------------------------------------------

    def documents(self, on: date) -> Mapping[str, Document]:
        """Documents recorded up to a day, by the number of their entries, each as it stood then."""
        found: dict[str, Document] = {}
        numbers: dict[str, str] = {}
        for entry in self.entries:
            event = entry.event
            if event.on > on:
                break
            if isinstance(event, DocumentIssued):
                found[entry.subject] = Document(
                    number=numbers.get(entry.subject, entry.subject),
                    title=event.title,
                    kind=event.kind,
                    issued_on=event.on,
                    in_force_from=event.in_force_from or event.on,
                    valid_until=event.valid_until,
                    disclosed_on=event.disclosed_on,
                    entry=entry.sequence,
                    disclosed_entry=entry.sequence if event.disclosed_on is not None else 0,
                )
            elif isinstance(event, NormNumbered):
                numbers[entry.subject] = event.number
            elif isinstance(event, NormPublished | NormRenewed) and entry.subject in found:
                found[entry.subject] = _carried_on(found[entry.subject], event, entry.sequence)
            elif isinstance(event, DocumentRepealed | DocumentLapsed) and entry.subject in found:
                found[entry.subject] = replace(
                    found[entry.subject],
                    ended_on=event.on,
                    is_repealed=isinstance(event, DocumentRepealed),
                    end_entry=entry.sequence,
                )
        return found

    def issued(self, kind: str, year: int) -> Tally:
        """Documents issued in a year (本年制发件数)."""
        return _count(entry for entry, event in self.of(DocumentIssued, year) if event.kind == kind)

    def repealed(self, kind: str, year: int) -> Tally:
        """Documents repealed in a year (本年废止件数); lapses are not repeals."""
        known = self.documents(date(year, 12, 31))
        return _count(
            entry
            for subject, entry in self._ended(DocumentRepealed, date(year, 12, 31)).items()
            if entry.event.on.year == year
            and (known[subject].kind if subject in known else "normative_documents") == kind
        )

    def in_force(self, kind: str, on: date) -> Tally:
        """Documents in force on a day (现行有效件数): those of the opening balance and those recorded singly.

        A repeal or lapse of a document that is not recorded singly lowers the opening balance.
        """
        known = self.documents(on)
        standing = [doc.entry for doc in known.values() if doc.kind == kind and doc.is_in_force(on)]
        tally = self._opening(f"{kind}.in_force", on) + Tally(len(standing), tuple(standing))
        if kind == "normative_documents":
            ended = {**self._ended(DocumentLapsed, on), **self._ended(DocumentRepealed, on)}
            gone = tuple(entry.sequence for subject, entry in ended.items() if subject not in known)
            tally = tally + Tally(-len(gone), gone)
        return tally

    def _ended(self, kind: type[DocumentRepealed] | type[DocumentLapsed], on: date) -> Mapping[str, Entry]:
        """The first repeal or lapse of each document up to a day: one document ends once."""
        found: dict[str, Entry] = {}
        for entry, _ in self.until(kind, on):
            found.setdefault(entry.subject, entry)
        return found

    def disclosed(self, kind: str, first: date, last: date) -> Tally:
        """Documents recorded singly and published between two days, both included."""
        singly = [
            doc.disclosed_entry
            for doc in self.documents(last).values()
            if doc.kind == kind and doc.disclosed_on is not None and first <= doc.disclosed_on <= last
        ]
        return Tally(len(singly), tuple(singly))

    def disclosed_total(self, kind: str, on: date) -> Tally:
        """Documents published up to a day, repealed ones included (对外公开总数量; mark D)."""
        return self._opening(f"{kind}.disclosed", on) + self.disclosed(kind, date.min, on)

    # --- decisions, powers, money -----------------------------------------------------------------------------------

    def decisions(self, kind: str, year: int) -> Tally:
        """Decisions made in a year, published or not (本年处理决定数量)."""
        return _sum((entry, event.count) for entry, event in self.of(DecisionsMade, year) if event.kind == kind)

    def projects_before(self, kind: str, year: int) -> Tally:
        """Listed powers at the end of the year before (上一年项目数量)."""
        last = date(year - 1, 12, 31)
        changes = _sum((entry, e.change) for entry, e in self.until(ProjectsChanged, last) if e.kind == kind)
        return self._opening(f"{kind}.projects", date(year, 1, 1)) + changes

    def projects_changed(self, kind: str, year: int) -> Tally:
        """Increase or decrease of listed powers in a year (本年增/减), signed."""
        return _sum((entry, event.change) for entry, event in self.of(ProjectsChanged, year) if event.kind == kind)

    def charges_yuan(self, year: int) -> Tally:
        """Administrative fees collected in a year less refunds, in yuan."""
        return _sum(
            (entry, -event.amount_yuan if event.is_refund else event.amount_yuan)
            for entry, event in self.of(ChargeCollected, year)
        )

    def purchases(self, year: int) -> Tally:
        """Centralised purchases in a year."""
        return _sum((entry, event.count) for entry, event in self.of(PurchaseMade, year))

    def purchases_yuan(self, year: int) -> Tally:
        """What they cost, in yuan."""
        return _sum((entry, event.amount_yuan) for entry, event in self.of(PurchaseMade, year))

    # --- publication and the rest of the narrative ------------------------------------------------------------------

    @cached_property
    def releases(self) -> tuple[Release, ...]:
        """What was published, each item once on each channel: with its first publication there, in reading order.

        A total (`ItemsPublished`) counts what it states: items that are not recorded singly. One that names a recorded
        item by its number or index number (索引号) is that item's publication, and is not counted beside it.
        """
        items, categories = self._item_numbers
        seen: set[tuple[str, str]] = set()
        published: set[str] = set()
        found = []
        for entry in self.entries:
            event = entry.event
            item = ""
            if isinstance(event, ItemReleased):
                item = entry.subject
                channel = ITEM_CHANNELS.get(event.channel, event.channel)
                category = event.category or categories.get(item) or _UNSORTED
                count = 1
            elif isinstance(event, ItemsPublished):
                channel, category, count = event.channel, event.category, event.count
                item = items.get(entry.subject, "") if count == 1 and entry.subject else ""
            else:
                continue
            if item and (item, channel) in seen:
                continue
            found.append(Release(entry, channel, category, count, item, item not in published))
            if item:
                seen.add((item, channel))
                published.add(item)
        return tuple(found)

    @cached_property
    def _item_numbers(self) -> tuple[Mapping[str, str], Mapping[str, str]]:
        """Number or index number of each item → its number; number of each item → its category."""
        numbers: dict[str, str] = {}
        categories: dict[str, str] = {}
        for entry in self.entries:
            if isinstance(entry.event, ItemDrafted):
                numbers[entry.subject] = entry.subject
                categories.setdefault(entry.subject, entry.event.category)
            elif isinstance(entry.event, ItemReleased) and entry.event.index_number:
                numbers.setdefault(entry.event.index_number, entry.subject)
        return numbers, categories

    def published(self, year: int) -> Mapping[str, Mapping[str, Tally]]:
        """Items published in a year by channel, then by category, in the order of their first entry.

        An item on two channels counts on both, as each channel says what it brought; `items_published` counts it once.
        """
        found: dict[str, dict[str, Tally]] = {}
        for release in self._released(year):
            categories = found.setdefault(release.channel, {})
            tally = Tally(release.count, (release.entry.sequence,))
            categories[release.category] = categories.get(release.category, Tally(0)) + tally
        return found

    def items_published(self, year: int) -> Tally:
        """Items published in a year, each counted once, with its first publication on any channel; totals as stated."""
        return _sum((release.entry, release.count) for release in self._released(year) if release.is_first)

    def published_by_month(self, year: int) -> Mapping[int, Tally]:
        """The same in each month of a year; months without any are 0."""
        found = {month: Tally(0) for month in range(1, 13)}
        for release in self._released(year):
            if release.is_first:
                found[release.entry.event.on.month] += Tally(release.count, (release.entry.sequence,))
        return found

    def overlaps(self, year: int) -> tuple[Overlap, ...]:
        """Totals that may hold what is recorded singly as well: to be looked at, not corrected by the machine."""
        singly: dict[tuple[int, str, str], list[Entry]] = {}
        for one in self._released(year):
            if one.item:
                singly.setdefault((one.entry.event.on.month, one.channel, one.category), []).append(one.entry)
        found = []
        for one in self._released(year):
            beside = singly.get((one.entry.event.on.month, one.channel, one.category), [])
            if not one.item and beside:
                found.append(Overlap(one.entry, tuple(beside)))
        return tuple(found)

    def _released(self, year: int) -> Iterator[Release]:
        return (release for release in self.releases if release.entry.event.on.year == year)

    def facts(self, year: int) -> Mapping[str, Tally]:
        """The latest value of each stated fact at the end of a year, if stated in that year."""
        return {event.name: Tally(event.value, (entry.sequence,)) for entry, event in self.of(FactStated, year)}

    def _opening(self, account: str, on: date) -> Tally:
        return _sum((entry, event.count) for entry, event in self.until(Opening, on) if event.account == account)


_UNSORTED = "其他"


def _carried_on(doc: Document, event: NormPublished | NormRenewed, sequence: int) -> Document:
    """A document after its publication was recorded or its term prolonged."""
    if isinstance(event, NormRenewed):
        return replace(doc, valid_until=event.valid_until)
    if doc.disclosed_on is not None:
        return doc
    return replace(doc, disclosed_on=event.on, disclosed_entry=sequence)


def _count(entries: Iterable[Entry]) -> Tally:
    found = tuple(entry.sequence for entry in entries)
    return Tally(len(found), found)


def _sum(parts: Iterable[tuple[Entry, int | Decimal]]) -> Tally:
    value: int | Decimal = 0
    found = []
    for entry, amount in parts:
        value += amount
        found.append(entry.sequence)
    return Tally(value, tuple(found))
