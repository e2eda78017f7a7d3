"""Tables as Word states them in .doc and .rtf: a stream of paragraphs, cell ends and row ends, each row with its own edges.

The columns of the grid are the edges of all rows together. A table whose cells do not fit the edges it states is given as
lines, a cell a line: its numbers are then read only where their count tells their places.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Literal

from gongkai.documents.grid import Block, Grid, GridCell
from gongkai.documents.limits import Limits
from gongkai.documents.readers.numbered import Numbers, too_much
from gongkai.documents.readers.raised import settled
from gongkai.errors import DocumentError

COLUMNS = 256
_ROWS, _PLACES = 5_000, 1_000_000
_DEEPEST = 60
_NEAR = (57, 8, 0)
"""Twips within which edges are one column, tried in turn: 1 mm, slips of rounding, none."""

Across = int
"""How a cell merges with its neighbours: 0 not, else one of two codes, of which the first in a run begins the merge."""

Down = Literal["", "restart", "continue"]

_Cells = tuple[GridCell, ...]
Item = str | _Cells
"""Text of a paragraph, blank ones included and raised text marked, or the cells of a table."""


@dataclass(frozen=True, slots=True)
class RowShape:
    """The edges of a row in twips, one more than it has cells, and how each cell merges."""

    edges: tuple[int, ...]
    across: tuple[Across, ...]
    down: tuple[Down, ...]


@dataclass(slots=True)
class _Row:
    shape: RowShape | None
    cells: list[list[Item]]


@dataclass(slots=True)
class _Level:
    """A table under way: rows that have ended, cells of the row that has not, content of the cell that has not."""

    rows: list[_Row] = field(default_factory=list)
    cells: list[list[Item]] = field(default_factory=list)
    content: list[Item] = field(default_factory=list)


class Flow:
    """Takes paragraphs and the ends of cells and rows as they come; `finish` returns text and tables in order.

    depth: 0 outside tables, 1 in a table, 2 in a table within a cell. Everything raises DocumentError beyond all measure.
    """

    def __init__(self, limits: Limits) -> None:
        self.columns = min(limits.columns, COLUMNS)
        self.rows = min(limits.rows, _ROWS)
        self.places = min(limits.cells, _PLACES)
        self.unplaced = 0
        self._items: list[Item] = []
        self._levels: list[_Level] = []

    def paragraph(self, text: str, depth: int) -> None:
        self._go_to(depth)
        self._open_content().append(text)

    def end_cell(self, text: str, depth: int) -> None:
        """The last paragraph of a cell, with its end."""
        self._go_to(max(depth, 1))
        level = self._levels[-1]
        level.content.append(text)
        level.cells.append(level.content)
        level.content = []
        if len(level.cells) > self.columns:
            raise too_much(f"more than {self.columns} columns", f"{self.columns}列")

    def end_row(self, shape: RowShape | None, depth: int, *, is_removed: bool = False) -> None:
        """The end of a row. shape: None where the file does not state it. is_removed: the row does not show."""
        self._go_to(max(depth, 1))
        level = self._levels[-1]
        if _is_blank(level.content):
            level.content = []
        else:
            shape = None
        if level.content:
            level.cells.append(level.content)
            level.content = []
        if not is_removed:
            level.rows.append(_Row(shape, level.cells))
        level.cells = []
        if len(level.rows) > self.rows:
            raise too_much(f"more than {self.rows} rows", f"{self.rows}行")

    def finish(self) -> list[Item]:
        self._go_to(0)
        items, self._items = self._items, []
        return items

    def _open_content(self) -> list[Item]:
        return self._levels[-1].content if self._levels else self._items

    def _go_to(self, depth: int) -> None:
        if depth > _DEEPEST:
            raise DocumentError(
                "The tables are nested too deep to be ordinary ones; open the document and save it again.",
                zh="表格嵌套层次过深，不是正常的文档；请打开后另存再试。",
            )
        while len(self._levels) > depth:
            level = self._levels.pop()
            self._open_content().extend(self._table(level))
        while len(self._levels) < depth:
            self._levels.append(_Level())

    def _table(self, level: _Level) -> Iterator[Item]:
        """The items of a table that has ended: a frame's content, the cells of a grid, or a line a cell."""
        rest = [content for content in (*level.cells, level.content) if not _is_blank(content)]
        if rest:
            level.rows.append(_Row(None, rest))
        rows = level.rows
        contents = [content for row in rows for content in row.cells]
        if max((_shown(row) for row in rows), default=0) <= 1:
            for content in contents:
                yield from content
            return
        cells = self._grid(rows)
        if cells is None:
            self.unplaced += 1
            yield from map(_text, contents)
        else:
            yield cells
        for content in contents:
            yield from (item for item in content if not isinstance(item, str))

    def _grid(self, rows: Sequence[_Row]) -> _Cells | None:
        """The cells in their columns; None where a row does not fit the edges it states."""
        shapes = [row.shape for row in rows if row.shape is not None and len(row.shape.across) == len(row.cells)]
        columns = _columns(shapes) if len(shapes) == len(rows) else None
        if columns is None:
            return None
        width = max(last for row in columns for last in row)
        if width > self.columns:
            raise too_much(f"more than {self.columns} columns", f"{self.columns}列")
        self.places -= len(rows) * width
        if self.places < 0:
            raise too_much("more cells than any report", "任何年度报告的格数")
        return tuple(_laid(rows, shapes, columns))


def placed(items: Sequence[Item]) -> Iterator[Block]:
    """Number paragraphs (blank ones count) and tables, and leave out blank paragraphs."""
    numbers = Numbers()
    for item in items:
        yield from numbers.paragraph(item) if isinstance(item, str) else numbers.table(item)


def warnings_of(flow: Flow, blocks: Sequence[Block], pictures: int, *, has_struck: bool) -> tuple[str, ...]:
    """What is to be said of a document: tables not laid out, text struck out, pictures where there is no table."""
    found = []
    if flow.unplaced:
        found.append(f"tables: the cells of {flow.unplaced} tables do not fit their columns and are read as lines")
    if has_struck:
        found.append("文中有划去（带删除线）的文字，按已删除处理，没有读取")
    if pictures and not any(isinstance(block, Grid) for block in blocks):
        found.append(f"pictures: {pictures} pictures and no table; the form may be a picture")
    return tuple(found)


def _columns(shapes: Sequence[RowShape]) -> list[list[int]] | None:
    """The column at which each edge of each row stands; None where a cell would have no width."""
    edges = sorted({edge for shape in shapes for edge in shape.edges})
    for near in _NEAR:
        starts: list[int] = []
        for edge in edges:
            if not starts or edge - starts[-1] > near:
                starts.append(edge)
        columns = [[bisect_right(starts, edge) - 1 for edge in shape.edges] for shape in shapes]
        if all(left < right for row in columns for left, right in pairwise(row)):
            return columns
    return None


def _laid(rows: Sequence[_Row], shapes: Sequence[RowShape], columns: Sequence[Sequence[int]]) -> list[GridCell]:
    cells: list[GridCell] = []
    open_cells: dict[int, int] = {}  # column → the cell a vertical merge may go on
    for y, (row, shape, places) in enumerate(zip(rows, shapes, columns, strict=True)):
        above, open_cells = open_cells, {}
        for at, end in _runs(shape.across):
            x, span, down = places[at], places[end] - places[at], shape.down[at]
            from_above = above.get(x) if down == "continue" else None
            if from_above is not None and cells[from_above].colspan == span:
                cells[from_above] = replace(cells[from_above], rowspan=y + 1 - cells[from_above].row)
                open_cells[x] = from_above
                continue
            if down:
                open_cells[x] = len(cells)
            cells.append(GridCell(y, x, _text(row.cells[at]), 1, span))
    return cells


def _runs(across: Sequence[Across]) -> Iterator[tuple[int, int]]:
    """First cell of each that shows, and the cell after its last. The first code of a run is the one that begins merges."""
    at = 0
    while at < len(across):
        end = at + 1
        begins = across[at]
        while begins and end < len(across) and across[end] not in (0, begins):
            end += 1
        yield at, end
        at = end


def _shown(row: _Row) -> int:
    """Cells of a row that show."""
    if row.shape is None or len(row.shape.across) != len(row.cells):
        return len(row.cells)
    return sum(1 for _ in _runs(row.shape.across))


def _text(content: Sequence[Item]) -> str:
    return settled("\n".join(item for item in content if isinstance(item, str)), in_cell=True).strip()


def _is_blank(content: Sequence[Item]) -> bool:
    return all(isinstance(item, str) and not item.strip() for item in content)
