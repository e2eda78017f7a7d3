"""A sheet laid over the columns of one file: which cell fills which field of which event.

Events are made a block of rows at a time, column by column: a parser runs down its column, and the constructor down the
parsed columns. A cell amiss refuses the whole block; the caller then offers its rows one by one.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from gongkai.documents.workbook.cells import EDGES, Memory, Parse, blank, holds_personal_data, parser_of, text
from gongkai.documents.workbook.heading import Heading
from gongkai.documents.workbook.problems import Problems, Refused
from gongkai.documents.workbook.quick import twin_of
from gongkai.documents.workbook.shape import VOID, Column, Sheet, Slot
from gongkai.documents.workbook.steps import choice_lists
from gongkai.ledger.events import Event

Columns = Sequence[Sequence[Any]]


@dataclass(frozen=True, slots=True)
class LaidSlot:
    """A slot over the columns of a file: each field with its parser and index, and the columns the slot does not use."""

    slot: Slot
    on: int
    parse_on: Parse
    names: tuple[str, ...]
    fields: tuple[tuple[Parse, int], ...]
    unused: tuple[int, ...]

    def events(self, columns: Columns) -> list[Event | None]:
        """The event of each row, None where the slot was left blank. Raises Refused for a cell or need amiss."""
        days = list(map(self.parse_on, columns[self.on]))
        if all(days):
            return self._made(days, columns)
        for _, index in self.fields:
            if not all(day or blank(raw) for day, raw in zip(days, columns[index], strict=True)):
                raise Refused("missing_date")
        stated = [place for place, day in enumerate(days) if day]
        events: list[Event | None] = [None] * len(days)
        chosen = [[column[place] for place in stated] for column in columns]
        for place, event in zip(stated, self._made([days[place] for place in stated], chosen), strict=True):
            events[place] = event
        return events

    def _made(self, days: list[Any], columns: Columns) -> list[Event | None]:
        event_class: Any = self.slot.event
        make, kind = _maker(event_class, ("on", *self.names), self.slot.fixed)
        made = list(map(make, days, *[map(parse, columns[index]) for parse, index in self.fields]))
        if kind is not None:
            for event in made:
                event.__class__ = kind
        return made


class LaidSheet:
    """The parsers and slots of a sheet, for the columns where a file has them.

    suspects: columns in which personal data was seen since it was last cleared.
    """

    def __init__(self, sheet: Sheet, heading: Heading, problems: Problems, *, is_1904: bool) -> None:
        self.sheet, self.heading, self.problems, self.is_1904 = sheet, heading, problems, is_1904
        self.columns = heading.columns
        self.suspects: list[str] = []
        self.parsers = {column.key: self._parser(column) for column in sheet.columns}
        self.slots = tuple(filter(None, map(self._lay, sheet.slots)))

    def label(self, key: str) -> str:
        """The heading of a column as the template has it."""
        return self.sheet.by_key[key].label

    def is_blank(self, row: Sequence[Any], key: str) -> bool:
        """Whether a row says nothing in a column, or the file has no such column."""
        return key not in self.columns or blank(row[self.columns[key]])

    def says_nothing(self, row: Sequence[Any]) -> bool:
        """Whether all known columns of a row are blank."""
        return all(blank(row[index]) for index in self.columns.values())

    def _lay(self, slot: Slot) -> LaidSlot | None:
        """The slot over the columns there are; None, and a problem where something is lost, without a column it needs."""
        fields = {name: key for name, key in slot.fields.items() if key in self.columns}
        lacking = [key for key in (slot.on, *slot.needs) if key not in self.columns]
        if lacking:
            if fields or slot.on in self.columns:
                self.problems.add(self.sheet.name, f"A{self.heading.number}", "no_column", label=self.label(lacking[0]))
            return None
        used = {slot.on, "subject", "act", VOID, *fields.values()}
        return LaidSlot(
            slot,
            self.columns[slot.on],
            self.parsers[slot.on],
            tuple(fields),
            tuple((self._field(slot, name, key), self.columns[key]) for name, key in fields.items()),
            tuple(index for key, index in self.columns.items() if key not in used),
        )

    def _field(self, slot: Slot, name: str, key: str) -> Parse:
        """The parser of a column that gives a blank cell the field's own default, or refuses it."""
        default = slot.event.__dataclass_fields__[name].default
        is_needed = key in slot.needs or default is dataclasses.MISSING
        parse = self.parsers[key]

        def parse_field(raw: Any) -> Any:
            value = parse(raw)
            if value is None:
                if is_needed:
                    raise Refused("missing")
                return default
            return value

        column = self.sheet.by_key[key]
        if column.kind == "text":
            return self._text(column, blank=Refused("missing") if is_needed else default)
        return (
            parse_field
            if column.kind == "number"
            else Memory(parse_field, {} if is_needed else {"": default}).__getitem__
        )

    def _text(self, column: Column, *, blank: object) -> Parse:
        """The parser of a text: `blank` for a blank cell, raised if it is a refusal. Notes what looks like personal data."""
        key, suspects, is_private = column.key, self.suspects, column.is_private

        def parse(raw: Any) -> Any:
            value = raw.strip(EDGES) if raw.__class__ is str else text(raw)
            if value:
                if is_private and len(value) > 10 and holds_personal_data(value):
                    suspects.append(key)
                return value
            if blank.__class__ is Refused:
                raise Refused("missing")
            return blank

        return parse

    def _parser(self, column: Column) -> Parse:
        if column.kind == "text":
            return self._text(column, blank=None)
        choices = choice_lists()[column.choices] if column.choices else None
        return parser_of(column.kind, choices, is_1904=self.is_1904)


@lru_cache(maxsize=256)
def _maker(
    kind: Any, names: tuple[str, ...], fixed: tuple[tuple[str, object], ...]
) -> tuple[Callable[..., Any], type[Event] | None]:
    """A function of these fields of an event, in order, and the class its result becomes."""
    twin = twin_of(kind, names, dict(fixed))
    if twin is not None:
        return twin, kind
    return lambda *values: kind(**dict(zip(names, values, strict=True)), **dict(fixed)), None
