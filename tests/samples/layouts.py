"""Text layouts of published reports: what extraction and conversion make of the same printed form."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from gongkai.report.model import AnnualReport, Cell
from gongkai.statute.forms import LaidCell, LaidRow

NUMERALS = "一二三四五六"


def text_of(report: AnnualReport, cell: LaidCell) -> str:
    """What is printed in a cell."""
    return cell.text if cell.figure is None else report.cell(cell.figure.key).written


def grid_rows(report: AnnualReport, table: str) -> list[list[str]]:
    """A table as full rows: text at the top left of each span, empty texts for what the span covers."""
    rows = report.form.layout(table)
    taken: set[tuple[int, int]] = set()
    placed: dict[tuple[int, int], str] = {}
    for y, row in enumerate(rows):
        x = 0
        for cell in row:
            while (y, x) in taken:
                x += 1
            placed[(y, x)] = text_of(report, cell)
            taken |= {(y + dy, x + dx) for dy in range(cell.rowspan) for dx in range(cell.colspan)}
    width = 1 + max(x for _, x in taken)
    return [[placed.get((y, x), "") for x in range(width)] for y in range(len(rows))]


def laid_rows(report: AnnualReport, table: str) -> tuple[LaidRow, ...]:
    return report.form.layout(table)


def cell_per_line(report: AnnualReport, table: str) -> Iterator[str]:
    """A line a cell, a blank line a row: what a converter of Word files prints."""
    for row in laid_rows(report, table):
        for cell in row:
            yield f"\t{text_of(report, cell)}" if cell.figure else f"\t{halved(text_of(report, cell))}"
        yield ""


def halved(label: str) -> str:
    """A short label broken over two lines, as a narrow cell prints it."""
    return f"{label[:2]}\n{label[2:]}" if len(label) == 4 and label[0] not in "（1" else label


def tabs(report: AnnualReport, table: str) -> Iterator[str]:
    """A line a row, tabs between cells, spans left empty: what a PDF converter prints."""
    for cells in grid_rows(report, table):
        yield "\t".join(cells)


def broken_tabs(report: AnnualReport, table: str) -> Iterator[str]:
    """The same with inner spaces in labels, half-width brackets, and the empty cells of a page lost at its left."""
    for number, cells in enumerate(grid_rows(report, table)):
        shifted = [cell for cell in cells if cell] if number % 9 == 8 and all(cells[-7:]) else cells
        yield "\t".join(spaced(cell) for cell in shifted) + "\t" * (len(cells) - len(shifted))
        if number % 9 == 4:
            yield ""


def spaced(label: str) -> str:
    if label.replace(".", "").lstrip("-").isdigit():
        return label
    return label.replace("（", "(").replace("）", ") ").replace("，", ", ").replace(".", ". ", 1)


def closed_pipes(report: AnnualReport, table: str) -> Iterator[str]:
    """A line a cell, closed with a pipe, and pipes for the ends of rows: what some web pages leave behind."""
    for row in laid_rows(report, table):
        for cell in row:
            yield f"{text_of(report, cell)} |"
        yield "|||"


def markdown(report: AnnualReport, table: str) -> Iterator[str]:
    """A Markdown table."""
    for number, cells in enumerate(grid_rows(report, table)):
        yield "| " + " | ".join(cells) + " |"
        if not number:
            yield "|" + " --- |" * len(cells)


def columns(report: AnnualReport, table: str) -> Iterator[str]:
    """Columns kept apart by spaces, as pdftotext -layout does; empty cells leave nothing."""
    for cells in grid_rows(report, table):
        yield "   ".join(cell for cell in cells if cell)


Layout = Callable[[AnnualReport, str], Iterator[str]]
LAYOUTS: dict[str, Layout] = {
    "cell_per_line": cell_per_line,
    "tabs": tabs,
    "broken_tabs": broken_tabs,
    "closed_pipes": closed_pipes,
    "markdown": markdown,
    "columns": columns,
}


def document(report: AnnualReport, layout: Layout) -> str:
    """A whole report as text, its tables in one layout."""
    return "\n".join(_lines(report, layout))


def _lines(report: AnnualReport, layout: Layout) -> Iterator[str]:
    yield from ("", report.title, "")
    for paragraph in report.preamble:
        yield from (paragraph.text, "")
    for section in report.form.sections:
        yield from (section.heading, "")
        if section.table:
            yield from layout(report, section.table)
            yield ""
        for paragraph in report.sections.get(section.code, ()):
            yield from (paragraph.text, "")
    if report.signed_by:
        yield f"                    {report.signed_by}"
    if report.published_on:
        on = report.published_on
        yield f"\u3000\u3000{on.year}年{on.month}月{on.day}日"


def cells_equal(read: AnnualReport, told: AnnualReport) -> list[tuple[str, Cell, Cell]]:
    """Cells that differ in value or in being stated."""
    return [
        (figure.path, cell, read.cell(figure.key))
        for figure, cell in told.figures()
        if (read.cell(figure.key).value, read.cell(figure.key).status) != (cell.value, cell.status)
    ]


# --- text with wrapped labels -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Wrapped:
    """How `pdftotext -layout` and the like print a table whose labels wrap.

    width: characters of a column of labels. label, figure: where the lines of a cell and the figures of a row stand: 0 at
    the top, 0.5 in the middle, 1 at the bottom. shift: lines the figures stand below (above) their place. apart: empty
    lines between rows. are_groups_high: whether the labels of groups wrap over all of their rows.
    """

    width: int = 8
    label: float = 0
    figure: float = 0
    shift: int = 0
    apart: int = 0
    are_groups_high: bool = True

    def __call__(self, report: AnnualReport, table: str) -> Iterator[str]:
        cells = list(_placed(report, table))
        lines = {id(cell): self._lines(text) for _, _, cell, text in cells}
        tops = [0]
        for y in range(1 + max(y for y, *_ in cells)):
            own = [len(lines[id(cell)]) for row, _, cell, _ in cells if row == y and cell.rowspan == 1]
            tops.append(tops[-1] + max(own, default=1) + self.apart)
        canvas: dict[int, dict[int, str]] = {}
        for y, x, cell, text in cells:
            room = tops[y + cell.rowspan] - tops[y] - self.apart
            is_group = cell.rowspan > 1 and cell.kind != "head"
            parts = [text] if is_group and not self.are_groups_high else lines[id(cell)]
            share = self.figure if cell.figure else 0 if is_group and not self.are_groups_high else self.label
            top = tops[y] + int(max(room - len(parts), 0) * share) + (self.shift if cell.figure else 0)
            for at, part in enumerate(parts):
                canvas.setdefault(top + at, {})[x] = part
        for number in range(min(canvas), max(canvas) + 1):
            yield self._line(canvas.get(number, {}))

    def _lines(self, text: str) -> list[str]:
        return [text[at : at + self.width] for at in range(0, len(text), self.width)] or [""]

    def _line(self, parts: dict[int, str]) -> str:
        """Each part in its column, at least two spaces apart."""
        text = ""
        for x, part in sorted(parts.items()):
            if part:
                text = f"{text:<{x * (self.width + 3)}}" + ("  " if text else "") + part
        return text


def _placed(report: AnnualReport, table: str) -> Iterator[tuple[int, int, LaidCell, str]]:
    """Row, column, cell and text of each cell."""
    taken: set[tuple[int, int]] = set()
    for y, row in enumerate(report.form.layout(table)):
        x = 0
        for cell in row:
            while (y, x) in taken:
                x += 1
            yield y, x, cell, text_of(report, cell)
            taken |= {(y + dy, x + dx) for dy in range(cell.rowspan) for dx in range(cell.colspan)}


# --- PDF without rules -------------------------------------------------------------------------------------------------

UNRULED_ALIGNS = {
    "top": ("left + top", "center + top"),
    "middle": ("left + horizon", "center + horizon"),
    "bottom": ("left + horizon", "center + bottom"),
    "right": ("left + top", "right + bottom"),
}
"""Where labels, and where headings and figures stand in the cells of a table without rules."""

_LABEL_COLUMNS = {"t2": 1, "t3": 3, "t4": 0}


def unruled(table: str, align: str) -> str:
    """Options of a typst table without rules; on A4 its labels and headings wrap."""
    label, figure = UNRULED_ALIGNS[align]
    return f"stroke: none, align: (x, y) => if x < {_LABEL_COLUMNS[table]} {{ {label} }} else {{ {figure} }},"
