"""Reports kept or published as xlsx: each visible sheet is a grid; a row of one cell is also a line of text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta

from python_calamine import CalamineSheet, SheetVisibleEnum

from gongkai.documents.extent import Gauge, contents, opened
from gongkai.documents.grid import Block, Document, Grid, GridCell, Line
from gongkai.documents.limits import DEFAULT, Limits, open_archive

Value = int | float | str | bool | time | date | datetime | timedelta

_MOST_ROWS = 5_000
"""Rows of a sheet that are read; the longest form has 28."""

_TEXT = ["部分", "内容"]
_NO_TEXT = (["代码", "名称", "数值"], ["规则", "级别", "位置"])
"""How the sheets of our own workbooks begin: the text, row by row; figures once more and findings, no part of a report."""

_XLSB, _ODS = b"xl/workbook.bin", b"application/vnd.oasis.opendocument.spreadsheet"


def sniff(data: bytes) -> bool:
    """Whether this is a zip that holds a workbook, or one of the kinds that `read` refuses by name."""
    return data.startswith(b"PK") and (b"xl/workbook.xml" in data or _XLSB in data or _ODS in data[:200])


def read(data: bytes, limits: Limits = DEFAULT) -> Document:
    """Return the sheets of a workbook.

    Raises:
        DocumentError: damaged, protected, a bomb, or sheets that reach too far.
    """
    archive = open_archive(data, limits)
    found = contents(archive)
    gauge = Gauge(archive, found, limits)
    blocks: list[Block] = []
    with opened(archive) as workbook:
        visible = {sheet.name for sheet in workbook.sheets_metadata if sheet.visible == SheetVisibleEnum.Visible}
        for name in workbook.sheet_names:
            if name in visible and name in found.sheets:
                gauge.measure(name)
                blocks += blocks_of(workbook.get_sheet_by_name(name), name)
    return Document("xlsx", tuple(blocks))


def blocks_of(sheet: CalamineSheet, name: str) -> Iterator[Block]:
    """The grid of a sheet whose extent was measured, and a line for each row of one cell; nothing of sheets about it."""
    rows = sheet.to_python(skip_empty_area=False)[:_MOST_ROWS]
    spans = dict(sheet.merged_cell_ranges or ())
    texts = [[_text(value) for value in row] for row in rows]
    if texts and texts[0][:3] in _NO_TEXT:
        return
    yield Grid(tuple(_cells(texts, spans)), f"工作表“{name}”")
    if texts and texts[0] == _TEXT:
        return
    for number, row in enumerate(texts, 1):
        filled = [text for text in row if text]
        if len(filled) == 1:
            yield Line(filled[0], f"工作表“{name}”第{number}行")


def _cells(texts: Sequence[Sequence[str]], spans: dict[tuple[int, int], tuple[int, int]]) -> Iterator[GridCell]:
    """Every cell of the rectangle once; what a merged range covers belongs to its first cell."""
    covered: set[tuple[int, int]] = set()
    for y, row in enumerate(texts):
        for x, text in enumerate(row):
            if (y, x) in covered:
                continue
            if (y, x) not in spans:
                yield GridCell(y, x, text)
                continue
            last_row, last_column = spans[y, x]
            last_row, last_column = min(last_row, len(texts) - 1), min(last_column, len(row) - 1)
            if (
                last_row < y
                or last_column < x
                or any((r, c) in covered for r in range(y, last_row + 1) for c in range(x, last_column + 1))
            ):
                last_row, last_column = y, x  # a range no office program writes: reversed, or over another
            covered |= {(r, c) for r in range(y, last_row + 1) for c in range(x, last_column + 1)}
            yield GridCell(y, x, text, last_row - y + 1, last_column - x + 1)


def _text(value: Value) -> str:
    """A value as a person reads it in the sheet: whole numbers without a point, dates in ISO form."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)
