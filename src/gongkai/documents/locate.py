"""Where a printed form stands in a document: its label sequence, aligned as a whole.

The form is the prior. A table is recognised by the sequence of its labels, each a whole cell (or a run of cells a layout
broke it into), in printed order; the alignment with the most labels wins, over both forms. One typed label more or less
moves nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from gongkai.documents.grid import Document, Grid, Line
from gongkai.documents.script import folded
from gongkai.statute.forms import FORM_IDS, Figure, LaidCell, load_form

LONGEST_RUN = 6
"""Most cells one label may be broken into."""

ENOUGH = 0.6
"""Share of its labels that must stand in order for a table to be recognised."""

_FOLD = str.maketrans("():,;“”‘’\"'", "（）：，；''''''")
_COLUMNS = re.compile(r" {2,}")
"""Between the columns of a text laid out in spaces; single spaces stand inside a cell."""

_MARKS = re.compile(r"[\s\u3000|*]+")


def normal(text: str) -> str:
    """A label without what layouts change: white space, width of punctuation, kind of quotes, pipes, asterisks, script."""
    return folded(plain(text))


def plain(text: str) -> str:
    """The same in the script it is written in, character by character."""
    return _MARKS.sub("", text).translate(_FOLD).replace("〇", "0")


@dataclass(frozen=True, slots=True)
class Token:
    """One cell of a text or a grid in reading order. row, column: its place in the grid or the physical line."""

    text: str
    where: str
    row: int
    column: int

    @property
    def is_empty(self) -> bool:
        return not _MARKS.sub("", self.text)


@dataclass(frozen=True, slots=True)
class Slot:
    """A printed cell of the form in reading order: a label, or the figure it holds."""

    label: str = ""
    figure: Figure | None = None


@dataclass(frozen=True)
class Match:
    """A table of the form found in tokens. labels: slot number → (first token, token after the last).

    near: slots whose label is written a little differently, as written.
    """

    form_id: str
    table: str
    tokens: Sequence[Token]
    slots: Sequence[Slot]
    labels: Mapping[int, tuple[int, int]]
    grid: Grid | None = None
    near: Mapping[int, str] = field(default_factory=dict)

    @property
    def score(self) -> float:
        """Share of the table's labels that were found in order."""
        return len(self.labels) / sum(1 for slot in self.slots if slot.label)

    @property
    def start(self) -> int:
        return min(first for first, _ in self.labels.values())

    @property
    def end(self) -> int:
        """The token after the last label; figures may follow."""
        return max(last for _, last in self.labels.values())


@lru_cache(maxsize=8)
def slots_of(form_id: str, table: str) -> tuple[Slot, ...]:
    """The printed cells of a table in reading order."""
    return tuple(_slot(cell) for row in load_form(form_id).layout(table) for cell in row)


def _slot(cell: LaidCell) -> Slot:
    return Slot(figure=cell.figure) if cell.figure is not None else Slot(label=normal(cell.text))


def tokens_of_lines(lines: Sequence[Line]) -> tuple[Token, ...]:
    """Cells of text: a line is split at tabs and pipes; a line without either is one cell. Empty cells are kept."""
    return tuple(
        Token(cell.strip(), line.where, number, column)
        for number, line in enumerate(lines)
        for column, cell in enumerate(_cells(line.text))
    )


def _cells(text: str) -> list[str]:
    if "\t" in text:
        return text.split("\t")
    bare = text.strip()
    if bare.startswith("|") and bare.endswith("|") and len(bare) > 1 and bare.count("|") > 2:
        return [] if set(bare) <= set("|-: ") and "-" in bare else bare[1:-1].split("|")
    if "|" in text:
        return text.split("|")
    return _COLUMNS.split(bare)


def tokens_of_grid(grid: Grid) -> tuple[Token, ...]:
    """Cells of a grid in reading order, each once."""
    return tuple(Token(cell.text, grid.place(cell), cell.row, cell.column) for cell in grid.cells)


def align(form_id: str, table: str, tokens: Sequence[Token], *, after: int = 0, grid: Grid | None = None) -> Match:
    """Return the longest chain of the table's labels in order, the tightest of equals, from token `after` on."""
    slots = slots_of(form_id, table)
    places = _label_places(tokens, frozenset(slot.label for slot in slots if slot.label), after)
    best: list[tuple[int, int, int, int, int]] = []  # slot, first, last, labels so far, index of the one before
    for number, slot in enumerate(slots):
        for first, last in places.get(slot.label, ()) if slot.label else ():
            count, span, before = 1, 0, -1
            for index, (other, begin, end, so_far, _) in enumerate(best):
                if other < number and end <= first:
                    width = first - begin
                    if (so_far + 1, -width) > (count, -span if before >= 0 else 1):
                        count, span, before = so_far + 1, width, index
            best.append((number, first, last, count, before))
    chain: dict[int, tuple[int, int]] = {}
    index = max(range(len(best)), key=lambda i: (best[i][3], -best[i][1]), default=-1)
    while index >= 0:
        number, first, last, _, index = best[index]
        chain[number] = (first, last)
    return Match(form_id, table, tokens, slots, dict(sorted(chain.items())), grid)


def _label_places(tokens: Sequence[Token], labels: frozenset[str], after: int) -> Mapping[str, list[tuple[int, int]]]:
    """Every run of cells whose joined text is a label."""
    longest = max(map(len, labels), default=0)
    starts = frozenset(label[:size] for label in labels for size in range(1, len(label) + 1))
    texts = [normal(token.text) for token in tokens]
    found: dict[str, list[tuple[int, int]]] = {}
    for first in range(after, len(tokens)):
        joined, last = texts[first], first + 1
        if not joined:
            continue
        while joined in starts and len(joined) <= longest:
            if joined in labels:
                found.setdefault(joined, []).append((first, last))
            while last < len(tokens) and not texts[last]:
                last += 1
            if last >= len(tokens) or last - first > LONGEST_RUN:
                break
            joined, last = joined + texts[last], last + 1
    return found


def locate(document: Document) -> tuple[Match, ...]:
    """Return the tables of the form a document holds: grids first; what no grid holds is looked for in the text."""
    found = [match for grid in document.grids for match in _in_grid(grid)]
    missing = [table for table in ("t2", "t3", "t4") if table not in {match.table for match in found}]
    if missing:
        found += _in_text(document, missing)
    return tuple(found)


def _in_grid(grid: Grid) -> Iterator[Match]:
    """The tables a grid holds: one as a rule, all three where a sheet holds the whole report."""
    tokens = tokens_of_grid(grid)
    for table in ("t2", "t3", "t4"):
        best = _best([align(form_id, table, tokens, grid=grid) for form_id in FORM_IDS])
        if best is not None:
            yield best


def _best(matches: Sequence[Match]) -> Match | None:
    """The match that explains most labels, of those that have enough; the 2021 form has rows the 2019 form lacks."""
    enough = [match for match in matches if match.labels and match.score >= ENOUGH]
    return max(enough, key=lambda match: (len(match.labels), match.score), default=None)


def _in_text(document: Document, tables: Sequence[str]) -> Iterator[Match]:
    tokens = tokens_of_lines(tuple(_all_lines(document)))
    for table in tables:
        matches = [align(form_id, table, tokens) for form_id in FORM_IDS]
        if (best := _best(matches)) is not None:
            yield best


def _all_lines(document: Document) -> Iterator[Line]:
    """Lines, and the rows of grids that were not recognised, as one text."""
    for block in document.blocks:
        if isinstance(block, Line):
            for part in block.text.split("\n"):
                yield Line(part, block.where)
        elif isinstance(block, Grid):
            for row in range(block.height):
                cells = list(block.row(row))
                yield Line("\t".join(cell.text.replace("\n", "") for cell in cells), block.where)
