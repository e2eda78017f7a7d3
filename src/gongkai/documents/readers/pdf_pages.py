"""A ruled table over pages: rows added, a repeated head left out, cells and rows that the page cut in two made whole."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from gongkai.documents.grid import GridCell
from gongkai.documents.readers.pdf_grid import NEAR

_BEGINS = re.compile(r"\s*(?:[（(][一二三四五六七八九十\d]|[一二三四五六七八九十][、.．]|\d|总计|合计|[-/—－无]\s*$)")
"""How a row of the form begins: by its number, as a total, or with a figure or what stands for none."""

_HAS_FIGURE = re.compile(r"\d")


@dataclass
class PageTable:
    """A table with its text; it grows while pages go on with it. y: its top on its first page."""

    where: str
    xs: tuple[float, ...]
    cells: list[GridCell]
    y: float

    @property
    def height(self) -> int:
        return max(cell.row + cell.rowspan for cell in self.cells)

    def goes_on_with(self, table: PageTable) -> bool:
        """Add the rows of a table on the next page if it has the columns of this one; a repeated head is left out."""
        columns = _common_columns(self.xs, table.xs)
        if columns is None:
            return False
        self.xs, first, second = columns
        self.cells = [_moved(cell, first) for cell in self.cells]
        more = [_moved(cell, second) for cell in table.cells]
        head = _repeated_rows(self.cells, more)
        more = [replace(cell, row=cell.row - head) for cell in more if cell.row >= head]
        self._join(_without_remainder(self.cells, more))
        return True

    def _join(self, more: Sequence[GridCell]) -> None:
        """Add rows; a cell of several rows that the page cut in two becomes one again, its text at its top."""
        height = self.height
        last = {(cell.column, cell.colspan): at for at, cell in enumerate(self.cells) if _end(cell) == height}
        for cell in more:
            at = last.get((cell.column, cell.colspan)) if cell.row == 0 else None
            if at is not None and not _is_beside(cell, more) and _is_cut(self.cells[at], cell):
                upper = self.cells[at]
                text = _joined(upper.text, cell.text)
                self.cells[at] = replace(upper, text=text, rowspan=upper.rowspan + cell.rowspan)
            else:
                self.cells.append(replace(cell, row=cell.row + height))


def _common_columns(
    first: Sequence[float], second: Sequence[float]
) -> tuple[tuple[float, ...], list[int], list[int]] | None:
    """Column positions of both parts and where those of each stand in them; None where they are not of one table."""
    ours, theirs = [x - first[0] for x in first], [x - second[0] for x in second]
    more, less = (ours, theirs) if len(ours) >= len(theirs) else (theirs, ours)
    found = [min(range(len(more)), key=lambda at: abs(more[at] - x)) for x in less]
    if any(abs(more[at] - x) > NEAR for at, x in zip(found, less, strict=True)) or found[-1] != len(more) - 1:
        return None
    whole = list(range(len(more)))
    longer = first if more is ours else second
    return tuple(longer), whole if more is ours else found, whole if more is theirs else found


def _moved(cell: GridCell, columns: Sequence[int]) -> GridCell:
    """A cell in the columns of the whole table."""
    start, end = columns[cell.column], columns[cell.column + cell.colspan]
    return replace(cell, column=start, colspan=end - start)


def _repeated_rows(cells: Sequence[GridCell], more: Sequence[GridCell]) -> int:
    """How many of the first rows of `more` repeat those of `cells`; no cell of them may reach further."""
    ours, theirs = _rows(cells), _rows(more)
    same = 0
    while same < min(len(ours), len(theirs)) and ours[same] == theirs[same]:
        same += 1
    while same and any(cell.row < same < cell.row + cell.rowspan for cell in more):
        same -= 1
    has_text = any(_bare(cell.text) for cell in more if cell.row < same)
    return same if has_text and same < len(theirs) else 0


def _rows(cells: Sequence[GridCell]) -> list[list[tuple[int, int, int, str]]]:
    rows: list[list[tuple[int, int, int, str]]] = [[] for _ in range(max(cell.row + cell.rowspan for cell in cells))]
    for cell in cells:
        rows[cell.row].append((cell.column, cell.colspan, cell.rowspan, _bare(cell.text)))
    return rows


def _bare(text: str) -> str:
    return "".join(text.split())


def _end(cell: GridCell) -> int:
    return cell.row + cell.rowspan


def _is_beside(cell: GridCell, more: Sequence[GridCell]) -> bool:
    """Whether an empty cell stands to the right of one with text: no heading at the side of its rows goes on there."""
    return not _bare(cell.text) and any(
        other.row == cell.row and other.column < cell.column and _bare(other.text) for other in more
    )


def _is_cut(upper: GridCell, lower: GridCell) -> bool:
    """Whether two cells, one at the foot and one at the head of a page, are one: a heading at the side of its rows."""
    return max(upper.rowspan, lower.rowspan) > 1 and not _BEGINS.match(lower.text if upper.text.strip() else "")


def _joined(upper: str, lower: str) -> str:
    return upper if _bare(upper) == _bare(lower) else "\n".join(filter(None, (upper, lower)))


def _without_remainder(cells: list[GridCell], more: Sequence[GridCell]) -> list[GridCell]:
    """The rows of the next page; a first row that only holds the last lines of labels goes to the row it belongs to."""
    height = max(map(_end, cells))
    last = {(cell.column, cell.colspan): at for at, cell in enumerate(cells) if _end(cell) == height}
    first = [cell for cell in more if cell.row == 0 and cell.rowspan == 1]
    told = [cell for cell in first if _bare(cell.text)]
    uppers = [last.get((cell.column, cell.colspan)) for cell in told]
    if not told or max(map(_end, more)) < 2 or any((c.column, c.colspan) not in last for c in first):
        return list(more)
    for cell, at in zip(told, uppers, strict=True):
        if at is None or not _goes_on_below(cells[at].text, cell.text):
            return list(more)
    for cell, at in zip(told, uppers, strict=True):
        if at is not None:
            cells[at] = replace(cells[at], text=f"{cells[at].text}\n{cell.text}")
    return [
        replace(cell, row=max(cell.row - 1, 0), rowspan=cell.rowspan - (cell.row == 0))
        for cell in more
        if not (cell.row == 0 and cell.rowspan == 1)
    ]


def _goes_on_below(upper: str, lower: str) -> bool:
    """Whether a text of several lines, the last of them full, goes on with another that begins nothing of its own."""
    lines = upper.split("\n")
    is_full = len(lines) > 1 and len(lines[-1]) >= max(map(len, lines)) - 2
    return is_full and not _BEGINS.match(lower) and not _HAS_FIGURE.search(upper.lstrip("0123456789")[1:] + lower)
