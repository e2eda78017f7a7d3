"""The 政府信息公开 column: its required parts, how long each kind of column may be silent, faults a check counts.

Source: 国办公开办函〔2019〕61号; 国办秘函〔2019〕19号; data `data/columns.toml`, each line with its mark.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from gongkai.statute.periods import add_months

_DATA = Path(__file__).parent / "data" / "columns.toml"


@dataclass(frozen=True, slots=True)
class Part:
    """A part the column must have."""

    code: str
    label: str
    gloss: str
    source: str
    mark: str


@dataclass(frozen=True, slots=True)
class ColumnKind:
    """A kind of column and its longest silence: `value` days or months; 0 sets none.

    counts_as: the veto-level fault a stale column adds to; empty for none.
    """

    code: str
    label: str
    gloss: str
    value: int
    unit: Literal["days", "months"]
    counts_as: str
    source: str
    mark: str

    def last_day(self, updated_on: date) -> date | None:
        """The last day on which a column updated on a day is still fresh; None where no silence is too long."""
        if not self.value:
            return None
        if self.unit == "days":
            return updated_on + timedelta(days=self.value)
        return add_months(updated_on, self.value)


@dataclass(frozen=True, slots=True)
class Veto:
    """A fault that makes a site unqualified (单项否决) once `count` columns show it."""

    code: str
    label: str
    gloss: str
    count: int
    source: str
    mark: str


@dataclass(frozen=True, slots=True)
class ReplyRule:
    """How long messages of the public may wait. is_veto: whether it alone makes a site unqualified."""

    code: str
    label: str
    gloss: str
    months: int
    is_veto: bool
    source: str
    mark: str


@lru_cache(maxsize=1)
def _data() -> Mapping[str, Any]:
    return tomllib.loads(_DATA.read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def parts() -> Mapping[str, Part]:
    """The parts of the column in their order. Source: 国办公开办函〔2019〕61号."""
    return {item["code"]: Part(**item) for item in _data()["part"]}


@lru_cache(maxsize=1)
def column_kinds() -> Mapping[str, ColumnKind]:
    """Kinds of columns by code."""
    return {item["code"]: ColumnKind(**item) for item in _data()["kind"]}


@lru_cache(maxsize=1)
def vetoes() -> Mapping[str, Veto]:
    """Veto-level faults by code. Source: 国办秘函〔2019〕19号."""
    return {item["code"]: Veto(**item) for item in _data()["veto"]}


@lru_cache(maxsize=1)
def reply_rules() -> Mapping[str, ReplyRule]:
    """Limits of answers to messages by code."""
    return {item["code"]: ReplyRule(**item) for item in _data()["reply"]}


def missing_parts(present: Collection[str]) -> tuple[Part, ...]:
    """Return the required parts a column lacks. Source: 国办公开办函〔2019〕61号."""
    return tuple(part for part in parts().values() if part.code not in present)


@dataclass(frozen=True, slots=True)
class WebColumn:
    """A column as it stands. kind: of `column_kinds()`; updated_on: None for one that never had anything.

    longest_days: the office's own, stricter setting in days; 0 leaves the kind's.
    items: how many items stand in it; None where that is not known.
    """

    code: str
    name: str
    kind: str
    updated_on: date | None
    items: int | None = None
    longest_days: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether nothing stands in it."""
        return self.items == 0 or (self.items is None and self.updated_on is None)

    def fresh_until(self) -> date | None:
        """The last day it is fresh without an update; None where it has none, or cannot go stale."""
        if self.updated_on is None:
            return None
        last = column_kinds()[self.kind].last_day(self.updated_on)
        own = self.updated_on + timedelta(days=self.longest_days) if self.longest_days else None
        return min((day for day in (last, own) if day is not None), default=None)


@dataclass(frozen=True, slots=True)
class Staleness:
    """One finding. code: "empty", "stale" or "veto"; at: code of the column, or of the fault for a veto.

    since: first day it was stale. columns: codes behind a veto. count: its columns. mark, source: of the rule.
    """

    code: Literal["empty", "stale", "veto"]
    at: str
    zh: str
    en: str
    source: str
    mark: str
    since: date | None = None
    columns: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        return len(self.columns)


def freshness(columns: Sequence[WebColumn], today: date) -> tuple[Staleness, ...]:
    """Return what is wrong with the columns on a day: veto-level faults first, then empty, then stale ones.

    An empty column is not stale as well. A column stale only by the office's own setting adds to no veto.
    Source: 国办秘函〔2019〕19号; the silence of kinds it does not name is ours (mark D in the data).
    """
    empty = [column for column in columns if column.is_empty]
    stale = [column for column in columns if not column.is_empty and _is_past(column.fresh_until(), today)]
    single = (*map(_empty, empty), *map(_stale, stale))
    return (*_vetoes(empty, [one for one in stale if _is_past(_kind_until(one), today)]), *single)


def _is_past(last: date | None, today: date) -> bool:
    return last is not None and today > last


def _kind_until(column: WebColumn) -> date | None:
    return None if column.updated_on is None else column_kinds()[column.kind].last_day(column.updated_on)


def _empty(column: WebColumn) -> Staleness:
    rule = vetoes()["empty"]
    zh, en = f"栏目“{column.name}”没有内容", f"column {column.name} is empty"
    return Staleness("empty", column.code, zh, en, rule.source, rule.mark)


def _stale(column: WebColumn) -> Staleness:
    kind, last = column_kinds()[column.kind], column.fresh_until()
    assert last is not None
    assert column.updated_on is not None
    since = last + timedelta(days=1)
    zh = f"栏目“{column.name}”最近更新于{column.updated_on.isoformat()}，自{since.isoformat()}起超过更新时限"
    en = f"column {column.name} was last updated on {column.updated_on.isoformat()}, stale since {since.isoformat()}"
    is_own = last != _kind_until(column)
    source, mark = ("本机关设定的更新时限", "D") if is_own else (kind.source, kind.mark)
    return Staleness("stale", column.code, zh, en, source, mark, since)


def _vetoes(empty: Iterable[WebColumn], stale: Iterable[WebColumn]) -> Iterator[Staleness]:
    groups: dict[str, list[str]] = {"empty": [column.code for column in empty]}
    for column in stale:
        groups.setdefault(column_kinds()[column.kind].counts_as, []).append(column.code)
    for rule in vetoes().values():
        found = groups.get(rule.code, [])
        if len(found) >= rule.count:
            zh = f"单项否决：{rule.label}（现有{len(found)}个）"
            en = f"unqualified at once: {rule.gloss} ({len(found)} found)"
            yield Staleness("veto", rule.code, zh, en, rule.source, rule.mark, columns=tuple(found))


def unanswered_since(received_on: date, today: date) -> date | None:
    """Return the first day on which an unanswered message became a veto-level fault, or None where it is none (yet).

    Only messages of the last year count. Source: 国办秘函〔2019〕19号.
    """
    last = add_months(received_on, reply_rules()["unanswered"].months)
    return last + timedelta(days=1) if last < today <= add_months(received_on, 12) else None
