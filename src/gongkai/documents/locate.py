"""Where a printed form stands in a document: its label sequence, aligned as a whole.

The form is the prior. A table is recognised by the sequence of its labels, each a whole cell (or a run of cells a layout
broke it into), in printed order; the alignment with the most labels wins, over both forms. One typed label more or less
moves nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from heapq import heappop, heappush
from itertools import islice

from gongkai.documents.grid import Document, Grid, Line
from gongkai.documents.script import folded
from gongkai.documents.values import is_value
from gongkai.errors import DocumentError
from gongkai.statute.forms import FORM_IDS, Figure, LaidCell, load_form

LONGEST_RUN = 6
"""Most cells one label may be broken into."""

TABLES = ("t2", "t3", "t4")

ENOUGH = 0.6
"""Share of its labels that must stand in order for a table to be recognised."""

_FOLD = str.maketrans("():,;“”‘’\"'", "（）：，；''''''")
_COLUMNS = re.compile(r" {2,}")
"""Between the columns of a text laid out in spaces; single spaces stand inside a cell."""

_MARKS = re.compile(r"[\s\u3000|*]+")
_CHANGED = re.compile(r"[\s\u3000|*():,;“”‘’\"'〇]")
"""What `plain` takes out or puts in other words; most cells hold none of it."""

MOST_CELLS = 300_000
"""Cells of text in which the tables are looked for: fifty reports have a tenth of it."""


def normal(text: str) -> str:
    """A label without what layouts change: white space, width of punctuation, kind of quotes, pipes, asterisks, script."""
    return text if text.isascii() and text.isalnum() else folded(plain(text))


def plain(text: str) -> str:
    """The same in the script it is written in, character by character."""
    if _CHANGED.search(text) is None:
        return text
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
        return not self.text or not _MARKS.sub("", self.text)


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

    @cached_property
    def rows(self) -> Mapping[int, Sequence[Token]]:
        """The tokens of each row, in reading order."""
        found: dict[int, list[Token]] = {}
        for token in self.tokens:
            found.setdefault(token.row, []).append(token)
        return found


@cache
def slots_of(form_id: str, table: str) -> tuple[Slot, ...]:
    """The printed cells of a table in reading order."""
    return tuple(_slot(cell) for row in load_form(form_id).layout(table) for cell in row)


def _slot(cell: LaidCell) -> Slot:
    return Slot(figure=cell.figure) if cell.figure is not None else Slot(label=normal(cell.text))


def tokens_of_lines(lines: Iterable[Line]) -> Iterator[Token]:
    """Cells of text: a line is split at tabs and pipes; a line without either is one cell. Empty cells are kept."""
    for number, line in enumerate(lines):
        for column, cell in enumerate(_cells(line.text)):
            yield Token(cell.strip(), line.where, number, column)


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


_Places = Mapping[str, Sequence[tuple[int, int]]]


def align(form_id: str, table: str, tokens: Sequence[Token], places: _Places, grid: Grid | None = None) -> Match | None:
    """Return the longest chain of the table's labels in order, the tightest of equals; None where too few stand at all."""
    slots = slots_of(form_id, table)
    labels = [(number, slot.label) for number, slot in enumerate(slots) if slot.label]
    there = [(number, places[label]) for number, label in labels if label in places]
    if len(there) / len(labels) < ENOUGH:
        return None
    chain = _longest_chain(there)
    return Match(form_id, table, tokens, slots, chain, grid) if len(chain) / len(labels) >= ENOUGH else None


_Link = tuple[int, int, int, int, int]
"""Labels up to here, first token, slot and last token below zero, and its number: the greater is the better one to go on from."""

_NO_LINK: _Link = (0, -1, 0, 0, -1)


def _longest_chain(there: Sequence[tuple[int, Sequence[tuple[int, int]]]]) -> dict[int, tuple[int, int]]:
    """The most labels, each in a later slot and behind the one before; by slot.

    One sweep over the tokens. A binary indexed tree over the slots holds the best chain among those that have ended, so the
    time is that of sorting the places however often a text repeats its tables.
    """
    size = len(there)
    best = [_NO_LINK] * (size + 1)
    links: list[_Link] = []
    befores: list[int] = []
    ending: list[tuple[int, int, _Link]] = []
    for first, last, rank in sorted(
        (first, last, rank) for rank, (_, places) in enumerate(there) for first, last in places
    ):
        while ending and ending[0][0] <= first:
            _, at, link = heappop(ending)
            at += 1
            while at <= size:
                best[at] = max(best[at], link)
                at += at & -at
        before, at = _NO_LINK, rank
        while at:
            before = max(before, best[at])
            at &= at - 1
        link = (before[0] + 1, first, -rank, -last, len(links))
        links.append(link)
        befores.append(before[4])
        heappush(ending, (last, rank, link))
    chain: dict[int, tuple[int, int]] = {}
    index = max(links, key=lambda link: (link[0], -link[1], link[2], link[3]), default=_NO_LINK)[4]
    while index >= 0:
        _, first, rank, last, _ = links[index]
        chain[there[-rank][0]] = (first, -last)
        index = befores[index]
    return dict(sorted(chain.items()))


@cache
def _labels() -> tuple[frozenset[str], frozenset[str]]:
    """The labels of all tables of all forms, and everything they begin with."""
    slots = [slot for form_id in FORM_IDS for table in TABLES for slot in slots_of(form_id, table)]
    labels = frozenset(slot.label for slot in slots if slot.label)
    return labels, frozenset(label[:size] for label in labels for size in range(1, len(label) + 1))


def _label_places(tokens: Sequence[Token]) -> _Places:
    """Every run of cells whose joined text is a label."""
    labels, starts = _labels()
    texts = [normal(token.text) for token in tokens]
    found: dict[str, list[tuple[int, int]]] = {}
    for first, joined in enumerate(texts):
        last = first + 1
        while joined in starts:
            if joined in labels:
                found.setdefault(joined, []).append((first, last))
            while last < len(tokens) and not texts[last]:
                last += 1
            if last >= len(tokens) or last - first > LONGEST_RUN:
                break
            joined, last = joined + texts[last], last + 1
    return found


def locate(document: Document) -> tuple[Match, ...]:
    """Return the tables of the form a document holds: grids first; what no grid holds is looked for in the text.

    Raises:
        DocumentError: the text has more than 300,000 cells.
    """
    found = [match for grid in document.grids for match in _located(tokens_of_grid(grid), TABLES, grid)]
    missing = [table for table in TABLES if table not in {match.table for match in found}]
    if missing:
        tokens = _tokens_of_text(document)
        found += _located(tokens, missing)
        missing = [table for table in missing if table not in {match.table for match in found}]
        found += _located_around_figures(tokens, missing)
    return tuple(found)


def _located_around_figures(tokens: Sequence[Token], tables: Sequence[str]) -> Iterator[Match]:
    """The tables of a text most of whose labels have figures between their lines; the span of such a label covers them."""
    kept = [at for at, token in enumerate(tokens) if tables and not is_value(token.text)]
    for match in _located([tokens[at] for at in kept], tables):
        spans = {slot: (kept[first], kept[last - 1] + 1) for slot, (first, last) in match.labels.items()}
        yield replace(match, tokens=tokens, labels=spans)


def _located(tokens: Sequence[Token], tables: Sequence[str], grid: Grid | None = None) -> Iterator[Match]:
    """The tables that tokens hold: of a grid one as a rule, all three where a sheet holds the whole report."""
    places = _label_places(tokens)
    for table in tables:
        matches = [align(form_id, table, tokens, places, grid) for form_id in FORM_IDS]
        best = _best([match for match in matches if match is not None])
        if best is not None:
            yield best


def _best(matches: Sequence[Match]) -> Match | None:
    """The match that explains most labels; the 2021 form has rows the 2019 form lacks."""
    return max(matches, key=lambda match: (len(match.labels), match.score), default=None)


def _tokens_of_text(document: Document) -> tuple[Token, ...]:
    tokens = tuple(islice(tokens_of_lines(_all_lines(document)), MOST_CELLS + 1))
    if len(tokens) > MOST_CELLS:
        raise DocumentError(
            f"The text has more than {MOST_CELLS} cells, far more than a report; take the report out of it.",
            zh=f"文字超过{MOST_CELLS}格，远多于一份年度报告；请只保留报告部分。",
        )
    return tokens


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
