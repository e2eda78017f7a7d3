"""Where the heading row of a sheet stands, and which column is which: by label, never by position."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

from gongkai.documents.extent import column_letters
from gongkai.documents.workbook.choices import key_of
from gongkai.documents.workbook.problems import Problems
from gongkai.documents.workbook.shape import Column

Row = list[Any]

_SEARCHED = 30


@dataclass(frozen=True, slots=True)
class Heading:
    """columns: key → index in a row; number: of the heading row, from 1; shift: columns left of the first cell."""

    number: int
    columns: Mapping[str, int]
    shift: int

    def cell(self, index: int, number: int) -> str:
        """The place of a cell as people write it: C7."""
        return f"{column_letters(index + self.shift + 1)}{number}"


def find_heading(
    sheet: str, columns: Sequence[Column], starred: frozenset[str], rows: Iterator[Row], shift: int, problems: Problems
) -> tuple[Heading | None, Iterator[Row]]:
    """Return where the columns of a sheet stand, and the rows below the heading.

    The heading is the row, of the first thirty, with the most known labels. Columns nobody knows are named in a warning.
    A heading without a starred column, or with one label twice, is an error and None.

    Args:
        shift: empty columns left of the first cell, which the rows leave out.
    """
    head = list(islice(rows, _SEARCHED))
    if not any(any(row) for row in head):
        return None, rows
    keys = {key_of(word): column.key for column in columns for word in (*column.aliases, column.label)}
    scores = [len({keys[key] for key in _labels(row) if key in keys}) for row in head]
    best = scores.index(max(scores))
    if scores[best] < min(2, len(columns)):
        labels = "、".join(column.label for column in columns if column.key in starred)
        problems.add(sheet, "", "no_heading", labels=labels)
        return None, rows
    found: dict[str, int] = {}
    heading = Heading(best + 1, found, shift)
    sound = True
    for index, label in enumerate(_labels(head[best])):
        key = keys.get(label)
        if key in found:
            problems.add(sheet, heading.cell(index, best + 1), "two_columns", label=_typed(head[best][index]))
            sound = False
        elif key is not None:
            found[key] = index
        elif label:
            cell = heading.cell(index, best + 1)
            problems.add(sheet, cell, "extra_column", severity="warning", label=_typed(head[best][index]))
    for column in columns:
        if column.key in starred and column.key not in found:
            problems.add(sheet, f"A{best + 1}", "no_column", label=column.label)
            sound = False
    return (heading if sound else None), chain(head[best + 1 :], rows)


def _labels(row: Row) -> list[str]:
    return [key_of(value) if isinstance(value, str) and len(value) < 60 else "" for value in row]


def _typed(value: object) -> str:
    return " ".join(str(value).split())
