"""How a sheet of the workbook is described: columns, and the slots of a row that make events."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from gongkai.ledger.events import Event

Kind = Literal["text", "number", "date", "count", "integer", "money", "choice", "choices", "article", "year", "region"]
"""How a cell is read. "number" is a register number (编号), "choices" several labels in one cell."""

Role = Literal["applications", "acts", "cases", "documents", "register"]
"""How rows hang together: applications, cases and documents are opened by their first slot, once; acts belong to an
application that was registered; rows of a register stand alone."""

VOID = "void"
VOID_LABEL = "作废原因"
ROWS = 2_000
"""Rows of a template that have drop-downs and checks."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column. key: its name in the slots; note: what to type, shown when a cell is entered.

    aliases: other headings people give it. is_private: people are tempted to type personal data here.
    """

    key: str
    label: str
    kind: Kind
    note: str
    width: int = 14
    choices: str = ""
    aliases: tuple[str, ...] = ()
    is_private: bool = False


@dataclass(frozen=True, slots=True)
class Slot:
    """An event a row may state. It is stated when its date column `on` is filled.

    fields: event field → column. fixed: fields the slot itself decides. needs: columns that must be filled too.
    label: of the act, where the row names one; note: what to fill, and the article.
    """

    event: type[Event]
    on: str
    fields: Mapping[str, str]
    needs: tuple[str, ...] = ()
    fixed: tuple[tuple[str, object], ...] = ()
    label: str = ""
    note: str = ""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """A sheet of rows. A column "subject" names what the events belong to; a column "act" chooses the slot."""

    name: str
    purpose: str
    columns: tuple[Column, ...]
    slots: tuple[Slot, ...]
    role: Role = "register"
    aliases: tuple[str, ...] = ()

    @cached_property
    def by_key(self) -> Mapping[str, Column]:
        return {column.key: column for column in self.columns}

    @property
    def is_subject_required(self) -> bool:
        return self.role != "register"

    @cached_property
    def starred(self) -> frozenset[str]:
        """Columns marked as required: those the first slot cannot do without, or every act."""
        keys = {self.slots[0].on}
        if self.is_subject_required:
            keys.add("subject")
        keys.update(("act",) if self.role == "acts" else self.slots[0].needs)
        return frozenset(keys)


def day_column(label: str, note: str, key: str = "on", *, aliases: tuple[str, ...] = ()) -> Column:
    return Column(key, label, "date", note, 13, aliases=aliases)


def count_column(key: str, label: str, note: str, *aliases: str) -> Column:
    return Column(key, label, "count", note, 12, aliases=aliases)


def choice_column(key: str, label: str, choices: str, note: str, width: int = 16, *aliases: str) -> Column:
    return Column(key, label, "choice", note, width, choices, aliases)


def number_column(label: str, note: str, *aliases: str) -> Column:
    return Column("subject", label, "number", note, 18, aliases=aliases)


def void_column() -> Column:
    return Column(
        VOID,
        VOID_LABEL,
        "text",
        "这一行登记错了：不要删除，在此写明原因（如“重复登记”），再另起一行重新登记。平时留空。",
        14,
        aliases=("作废", "作废说明"),
    )
