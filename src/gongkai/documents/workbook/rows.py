"""Rows of one sheet → ledger entries, a block of rows at a time; a block that is refused is read again row by row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from difflib import get_close_matches
from itertools import chain, count, islice, repeat
from typing import Any

from gongkai.documents.numbers import narrow
from gongkai.documents.workbook.cells import text
from gongkai.documents.workbook.explain import explain, explain_unused, tell
from gongkai.documents.workbook.heading import Heading, Row
from gongkai.documents.workbook.laid import Columns, LaidSheet
from gongkai.documents.workbook.problems import Problems, Refused
from gongkai.documents.workbook.quick import twin_of
from gongkai.documents.workbook.shape import VOID, Sheet
from gongkai.ledger.entries import Entry
from gongkai.ledger.events import Event, Voided

_BLOCK = 1_000
_FEW = 5_000
_ENTRY = twin_of(Entry, ("sequence", "event", "subject", "recorded_at", "by", "where", "batch"))


def subject_key(number: str) -> str:
    """What two spellings of one register number share: narrow characters, no spaces."""
    if number.isascii() and number.isprintable() and " " not in number:
        return number
    return "".join(narrow(number).split())


@dataclass(slots=True)
class Import:
    """What one reading of a book gathers. Entries are numbered in the order they are added.

    applications: key of the number → the number as its registration spells it.
    """

    problems: Problems
    batch: str
    recorded_at: datetime | None = None
    by: str = ""
    is_1904: bool = False
    entries: list[Entry] = field(default_factory=list)
    voids: list[tuple[Entry, str]] = field(default_factory=list)
    applications: dict[str, str] = field(default_factory=dict)
    voided_applications: set[str] = field(default_factory=set)

    def add(
        self, events: Sequence[Event], subjects: Sequence[str], places: Sequence[str], voids: Sequence[str]
    ) -> None:
        """Add the entries of some rows; `voids` says why a row is void, or is empty."""
        constants = repeat(self.recorded_at), repeat(self.by)
        made = list(
            map(_ENTRY or Entry, count(len(self.entries) + 1), events, subjects, *constants, places, repeat(self.batch))
        )
        if _ENTRY is not None:
            for entry in made:
                entry.__class__ = Entry
        self.entries += made
        if any(voids):
            self.voids += [(entry, why) for entry, why in zip(made, voids, strict=True) if why]

    def void(self) -> None:
        """Add the `Voided` entries of the rows that say why they are void, after all others."""
        entries = [entry for entry, _ in self.voids]
        events = [Voided(on=entry.event.on, entry=entry.sequence, reason=why) for entry, why in self.voids]
        self.add(events, [entry.subject for entry in entries], [entry.where for entry in entries], ())


class SheetReader:
    """Reads the rows of one sheet into an `Import`."""

    def __init__(self, sheet: Sheet, heading: Heading, book: Import) -> None:
        self.sheet, self.book = sheet, book
        self.laid = LaidSheet(sheet, heading, book.problems, is_1904=book.is_1904)
        self.acts = {laid.slot.label: laid for laid in self.laid.slots}
        self.opened: dict[str, int] = {}
        self.mentioned: dict[str, int] = {}
        self.first = heading.number + 1
        self.prefix = f"{sheet.name}!{heading.cell(0, 0)[:-1]}"

    def read(self, rows: Iterator[Row]) -> None:
        """Read every row; what is amiss goes to the problems of the import."""
        first = self.first
        while block := list(islice(rows, _BLOCK)):
            numbers: Sequence[int] = range(first, first + len(block))
            first += len(block)
            if not all(map(any, block)):
                filled = [(n, row) for n, row in zip(numbers, block, strict=True) if row.count("") != len(row)]
                numbers, block = [n for n, _ in filled], [row for _, row in filled]
            if block:
                self._read_block(numbers, block)
        for key, number in self.mentioned.items():
            if self.sheet.role == "cases" and key not in self.opened:
                tell(self.laid, number, "subject", "no_case", value=key)

    def _read_block(self, numbers: Sequence[int], rows: list[Row]) -> None:
        take = self._take_acts if self.sheet.role == "acts" else self._take_states
        if len(rows) > 1:
            try:
                take(numbers, rows)
                return
            except Refused:
                self.laid.suspects.clear()
        for number, row in zip(numbers, rows, strict=True):
            try:
                take((number,), [row])
            except Refused as refused:
                explain(self.laid, number, row, refused)
            for key in dict.fromkeys(self.laid.suspects):
                tell(self.laid, number, key, "personal_data", severity="warning", label=self.laid.label(key))
            self.laid.suspects.clear()

    def _take_acts(self, numbers: Sequence[int], rows: list[Row]) -> None:
        """Rows of 办理经过: the act of each chooses its slot."""
        laid, columns = self.laid, list(zip(*rows, strict=True))
        groups: dict[Any, list[int]] = {}
        for place, act in enumerate(map(laid.parsers["act"], columns[laid.columns["act"]])):
            groups.setdefault(act, []).append(place)
        events: list[Any] = [None] * len(rows)
        for act, places in groups.items():
            slot = self.acts.get(act)
            if slot is None:
                if len(rows) == 1 and laid.says_nothing(rows[0]):
                    return
                raise Refused("missing")
            part: Columns = columns if len(groups) == 1 else list(zip(*[rows[place] for place in places], strict=True))
            if any(any(part[index]) for index in slot.unused) and (
                len(rows) > 1 or not explain_unused(laid, numbers[0], rows[0], slot)
            ):
                self._give_up(rows)
                return
            for place, event in zip(places, slot.events(part), strict=True):
                events[place] = event
        if not all(events):
            raise Refused("missing")
        voids = self._voids(columns)
        subjects = self._applications(columns[laid.columns["subject"]], voids)
        self._settle(rows)
        self.book.add(events, subjects, [f"{self.prefix}{number}" for number in numbers], voids)

    def _take_states(self, numbers: Sequence[int], rows: list[Row]) -> None:
        """Rows of any other sheet: every slot whose date is filled states an event."""
        columns: Columns = list(zip(*rows, strict=True))
        made = [slot.events(columns) for slot in self.laid.slots]
        stated = [[event for event in events if event] for events in zip(*made, strict=True)]
        if not all(stated):
            if len(rows) == 1 and self.laid.says_nothing(rows[0]):
                return
            raise Refused("nothing_stated")
        voids, subjects = self._voids(columns), self._subjects(columns)
        self._settle(rows)
        if self.sheet.is_subject_required:
            self._open(subjects, numbers, [events[0] for events in stated], voids)
        places = [f"{self.prefix}{number}" for number in numbers]
        if len(made) > 1:
            times = list(map(len, stated))
            subjects, places, voids = (
                [one for one, n in zip(given, times, strict=True) for _ in range(n)]
                for given in (subjects, places, voids)
            )
        self.book.add(list(chain.from_iterable(stated)), subjects, places, voids)

    def _settle(self, rows: list[Row]) -> None:
        """Nothing was refused so far; but a warning needs its row."""
        if self.laid.suspects:
            self._give_up(rows)

    def _give_up(self, rows: list[Row]) -> None:
        """Refuse a block, to read it row by row; a single row goes on."""
        if len(rows) > 1:
            raise Refused("block")

    def _voids(self, columns: Columns) -> list[str]:
        index = self.laid.columns.get(VOID)
        if index is None or not any(columns[index]):
            return [""] * len(columns[0])
        return [text(raw) or "" for raw in columns[index]]

    def _subjects(self, columns: Columns) -> list[str]:
        index = self.laid.columns.get("subject")
        if index is None:
            return [""] * len(columns[0])
        subjects = [subject or "" for subject in map(self.laid.parsers["subject"], columns[index])]
        if self.sheet.is_subject_required and not all(subjects):
            raise Refused("missing")
        return subjects

    def _applications(self, typed: Sequence[Any], voids: Sequence[str]) -> list[str]:
        """The application each row of 办理经过 belongs to, as its registration spells it."""
        known = self.book.applications
        subjects = [known.get(raw) if raw.__class__ is str else None for raw in typed]
        if all(subjects):
            return subjects  # type: ignore[return-value]  # all of them, as was just asked
        return [
            subject or self._registered(raw, void) for subject, raw, void in zip(subjects, typed, voids, strict=True)
        ]

    def _registered(self, typed: Any, void: str) -> str:
        number = self.laid.parsers["subject"](typed)
        if number is None:
            raise Refused("missing")
        key = subject_key(number)
        known = self.book.applications.get(key)
        if known or void:
            return known or str(number)
        if key in self.book.voided_applications:
            raise Refused("voided_application", value=number)
        near = get_close_matches(key, self.book.applications, n=1) if len(self.book.applications) < _FEW else []
        hint = {"hint": f"（有一件编号是“{near[0]}”）", "hint_en": f"; there is {near[0]!r}"} if near else {}
        raise Refused("not_registered", value=number, **hint)

    def _open(
        self, subjects: Sequence[str], numbers: Sequence[int], firsts: Sequence[Event], voids: Sequence[str]
    ) -> None:
        """Note what rows are about: an application, case or document is opened once; void rows do not count."""
        opener, is_application = self.sheet.slots[0].event, self.sheet.role == "applications"
        opening: dict[str, int] = {}
        for subject, number, first, void in zip(subjects, numbers, firsts, voids, strict=True):
            key = subject_key(subject)
            if void:
                if is_application:
                    self.book.voided_applications.add(key)
            elif first.__class__ is not opener:
                self.mentioned.setdefault(key, number)
            elif key in self.opened or key in opening:
                raise Refused("duplicate", value=subject, other=f"第{self.opened.get(key, number)}行")
            else:
                opening[key] = number
                if is_application:
                    self.book.applications[key] = subject
        self.opened |= opening
