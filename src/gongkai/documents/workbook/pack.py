"""Ledger → rows of the workbook: the inverse of reading them. What a row cannot say is refused, never changed."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from gongkai.documents.workbook.cells import EDGES, Parse, parser_of
from gongkai.documents.workbook.problems import Refused
from gongkai.documents.workbook.rows import subject_key
from gongkai.documents.workbook.shape import VOID, Sheet, Slot
from gongkai.documents.workbook.sheets import APPLICATIONS, PROCEEDINGS, SHEETS
from gongkai.documents.workbook.steps import choice_lists
from gongkai.errors import DocumentError
from gongkai.ledger.condensed import condensed
from gongkai.ledger.entries import Entry, Ledger
from gongkai.ledger.events import BatchVoided, Event, ReportSigned, Voided

Values = dict[str, Any]
"""A row: column → value as the event has it."""

_NOT_KEPT = (Voided, BatchVoided, ReportSigned)
"""Entries a workbook has no row for: a void is told on the row it drops, a lock belongs to a numbered record."""

_HOMES: dict[type[Event], list[tuple[Sheet, int]]] = {}
for _sheet in SHEETS:
    for _place, _slot in enumerate(_sheet.slots):
        _HOMES.setdefault(_slot.event, []).append((_sheet, _place))

_MOST_TEXT = 32_767
_UNTYPED = dict.fromkeys([*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F, 0xFFFE, 0xFFFF, *range(0xD800, 0xE000)])


def clean(content: str) -> str:
    """A text as a cell can hold it: line breaks plain, without what no one can type, the ends stripped."""
    return content.replace("\r\n", "\n").replace("\r", "\n").translate(_UNTYPED).strip(EDGES)


@dataclass(slots=True)
class _Open:
    """The last row of a case or document that may still take a later event, and how far it is filled."""

    row: Values
    filled: int


@dataclass
class Packing:
    """Rows by sheet name, in reading order."""

    rows: dict[str, list[Values]] = field(default_factory=lambda: {sheet.name: [] for sheet in SHEETS})
    open: dict[tuple[str, str], _Open] = field(default_factory=dict)
    registered: set[str] = field(default_factory=set)
    started: set[str] = field(default_factory=set)
    parsers: dict[tuple[str, str], Parse] = field(default_factory=dict)

    def add(self, entry: Entry, void: str) -> None:
        """Put an entry on its row: a new one, or the open row of its subject where the events follow in order."""
        sheet, place = self._sheet_of(entry, void)
        slot = sheet.slots[place]
        key = (sheet.name, entry.subject)
        if not void and self._joins(sheet, place, entry):
            opened = self.open[key]
            opened.row.update(self._values(sheet, slot, entry.event))
            opened.filled = place
        else:
            row = self._values(sheet, slot, entry.event) | ({VOID: void} if void else {})
            self._name(sheet, slot, entry, row)
            self.rows[sheet.name].append(row)
            if not void:
                self.open[key] = _Open(row, place)
        if not void and sheet is PROCEEDINGS:
            self.started.add(subject_key(entry.subject))

    def _joins(self, sheet: Sheet, place: int, entry: Entry) -> bool:
        opened = self.open.get((sheet.name, entry.subject))
        return len(sheet.slots) > 1 and sheet is not PROCEEDINGS and opened is not None and opened.filled < place

    def _sheet_of(self, entry: Entry, void: str) -> tuple[Sheet, int]:
        """The sheet and slot for an event. A confirmation stands beside its receipt where nothing came between."""
        for sheet, place in _HOMES.get(type(entry.event), ()):
            if any(getattr(entry.event, name) != value for name, value in sheet.slots[place].fixed):
                continue
            if sheet is APPLICATIONS and place == 1:
                opened = self.open.get((sheet.name, entry.subject))
                if void or not opened or opened.filled or subject_key(entry.subject) in self.started:
                    continue
            return sheet, place
        raise _unheld(entry, f"{type(entry.event).__name__} has no row in a workbook", "台账没有登记这种记录的表")

    def _name(self, sheet: Sheet, slot: Slot, entry: Entry, row: Values) -> None:
        """Fill the subject and act of a new row."""
        subject = clean(entry.subject)
        if sheet is PROCEEDINGS:
            row["act"] = slot.label
        if subject and "subject" not in sheet.by_key:
            raise _unheld(
                entry,
                f"it has the subject {subject!r} and the sheet {sheet.name} has no column for it",
                f"有编号“{subject}”，而“{sheet.name}”没有编号一列",
            )
        if sheet.is_subject_required and not subject:
            raise _unheld(
                entry, f"it has no subject and the sheet {sheet.name} needs one", f"没有编号，“{sheet.name}”必须有编号"
            )
        if subject:
            row["subject"] = subject
        if VOID in row or sheet.role == "register":
            return
        key = subject_key(subject)
        if sheet is PROCEEDINGS and key not in self.registered:
            raise _unheld(
                entry, f"application {subject!r} is not received before it", f"申请“{subject}”在此之前没有登记"
            )
        if sheet is not PROCEEDINGS and slot is sheet.slots[0]:
            mark = key if sheet is APPLICATIONS else f"{sheet.name}\n{key}"
            if mark in self.registered:
                raise _unheld(
                    entry, f"{subject!r} is opened twice; void one entry first", f"“{subject}”登记了两次，请先作废一条"
                )
            self.registered.add(mark)

    def _values(self, sheet: Sheet, slot: Slot, event: Event) -> Values:
        """The cells of one slot. Raises DocumentError for a value that would be read back as another."""
        row: Values = {slot.on: self._checked(sheet, slot.on, event.on)}
        described = {f.name: f.default for f in dataclasses.fields(event)}
        for name, key in slot.fields.items():
            value = getattr(event, name)
            if isinstance(value, str) and not sheet.by_key[key].choices:
                value = clean(value)
            if value is None or value in ("", ()):
                if value != described[name]:
                    raise DocumentError(
                        f"{type(event).__name__}.{name} is empty; a workbook cannot say so.",
                        zh=f"“{sheet.by_key[key].label}”是空的，台账无法表示。",
                    )
                continue
            row[key] = self._checked(sheet, key, value)
        return row

    def _checked(self, sheet: Sheet, key: str, value: Any) -> Any:
        """The value, if what a cell shows for it is read back as the same."""
        column = sheet.by_key[key]
        if column.kind in ("text", "number"):
            if len(str(value)) > _MOST_TEXT:
                raise DocumentError(
                    f"A text for {sheet.name} {column.label} is longer than a cell can hold.",
                    zh=f"“{sheet.name}”的“{column.label}”文字太长，超过单元格上限。",
                )
            return value
        choices = choice_lists()[column.choices] if column.choices else None
        parse = self.parsers.setdefault((sheet.name, key), parser_of(column.kind, choices))
        try:
            if parse(shown(value, key, sheet)) == value:
                return value
        except (Refused, KeyError, TypeError):
            pass
        raise DocumentError(
            f"{value!r} cannot stand in the column {column.label} of the sheet {sheet.name}.",
            zh=f"“{value}”不能填在“{sheet.name}”的“{column.label}”。",
        )


def _unheld(entry: Entry, why: str, zh: str) -> DocumentError:
    return DocumentError(
        f"Entry {entry.sequence} cannot stand in a workbook: {why}.", zh=f"第{entry.sequence}条记录无法写入台账：{zh}。"
    )


def shown(value: Any, key: str, sheet: Sheet) -> Any:
    """A value as its cell shows it: labels for codes. Raises KeyError for a code without a label."""
    column = sheet.by_key[key]
    if not column.choices:
        return str(value) if column.kind == "money" else value
    labels: Mapping[Any, str] = choice_lists()[column.choices].labels
    return "；".join(labels[code] for code in value) if column.kind == "choices" else labels[value]


def pack(ledger: Ledger) -> Mapping[str, list[Values]]:
    """Return the rows of each sheet for a ledger, such that reading them gives the same events in the same order.

    Voided entries keep their row, with the reason; locks (`ReportSigned`) and the acts of voiding have none. The steps of
    items and documents have none either: what counts of them stands as publications and documents (`condensed`).

    Raises:
        DocumentError: what a workbook cannot hold: an act recorded before its application is received, a number opened
            twice, a code without a label, a subject where the sheet has no column for it.
    """
    packing = Packing()
    ledger = condensed(ledger)
    reasons = _reasons(ledger)
    for entry in sorted(ledger.entries, key=lambda entry: (entry.event.on, entry.sequence)):
        if not isinstance(entry.event, _NOT_KEPT):
            packing.add(entry, reasons.get(entry.sequence, ""))
    return packing.rows


def _reasons(ledger: Ledger) -> dict[int, str]:
    """Why each voided entry is void."""
    reasons: dict[int, str] = {}
    for entry in ledger.entries:
        event = entry.event
        if entry.sequence in ledger.voided:
            continue
        if isinstance(event, Voided):
            reasons[event.entry] = clean(event.reason) or "作废"
        elif isinstance(event, BatchVoided):
            dropped = (e.sequence for e in ledger.entries if e.batch == event.batch and e.sequence < entry.sequence)
            reasons |= dict.fromkeys(dropped, clean(event.reason) or "作废")
    return reasons
