"""Any table a person keeps (xlsx, xls, ods, csv) → its sheets as rows of plain values, within limits.

Formulas are not computed and macros not run: what is read is the value the file was saved with. For files from outside
call it through `limited.run_limited`.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from python_calamine import CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from gongkai.documents.extent import Gauge, column_number, contents, opened
from gongkai.documents.limits import MIB, Limits, check_size, open_archive
from gongkai.documents.readers import xls
from gongkai.errors import DocumentError

Value = str | float | int | bool | date | None
Row = tuple[Value, ...]

MOST_ROWS = 20_100
"""Rows of a sheet: 20,000 and their headings."""

LIMITS = Limits(
    file_bytes=10 * MIB, expanded_bytes=256 * MIB, rows=30_000, columns=260, cells=10_000_000, text_bytes=128 * MIB
)
"""What a ledger may ask; a sheet is measured in round numbers first, so more than `MOST_ROWS`."""

ERROR = "#ERROR"
"""What stands for a formula error (#REF!)."""

LONGEST = 32_767
"""Characters of one cell; Excel holds no more."""

_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
_SEPARATORS = (",", "\t", ";")
_ERRORS = frozenset(("#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#N/A", "#NULL!", "#NUM!"))
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet from cell A1 on; rows may differ in length. An empty cell is None, a date a date without time of day.

    merged: ranges of merged cells as (first row, first column, last row, last column), from 0.
    is_1904: bare day numbers of the file count from 1904.
    """

    name: str
    rows: tuple[Row, ...]
    merged: tuple[tuple[int, int, int, int], ...] = ()
    is_hidden: bool = False
    is_1904: bool = False


def kind_of(data: bytes) -> str:
    """What a file is by its content: "xlsx", "xls", "ods", "csv"; "" for anything else."""
    if data.startswith(b"PK"):
        if b"xl/workbook.xml" in data:
            return "xlsx"
        return "ods" if _ODS in data[:200] else ""
    if xls.sniff(data):
        return "xls"
    if data.lstrip()[:1] in (b"<", b"{", b"%") or data.startswith((b"MZ", b"\x7fELF")):
        return ""
    try:
        text = _decoded(data)
    except DocumentError:
        return ""
    return "" if _CONTROL.search(text) else "csv"


def read_tables(data: bytes, limits: Limits = LIMITS) -> tuple[Table, ...]:
    """Return the sheets of a file that hold anything.

    Raises:
        DocumentError: of no kind that is read, damaged, protected, a bomb, a program inside, or too large.
    """
    check_size(data, limits)
    kind = kind_of(data)
    if not kind:
        raise DocumentError(
            "The file is no table that can be read; open it and save it as xlsx, xls, ods or csv.",
            zh="文件不是可以读取的表格；请打开后另存为xlsx、xls、ods或者csv格式。",
        )
    tables = _READ[kind](data, limits)
    found = tuple(table for table in tables if any(any(value is not None for value in row) for row in table.rows))
    if not found:
        raise DocumentError("The file holds no rows.", zh="文件里没有内容。")
    return found


# --- workbooks ----------------------------------------------------------------------------------------------------


def _xlsx(data: bytes, limits: Limits) -> Iterator[Table]:
    archive = open_archive(data, limits)
    found = contents(archive)
    if any(part.lower().endswith("vbaproject.bin") for part in archive.parts):
        raise DocumentError(
            "The workbook holds macros; save it as an ordinary xlsx.", zh="工作簿带有宏；请另存为普通的xlsx文件。"
        )
    gauge = Gauge(archive, found, limits)
    with opened(archive) as workbook:
        for table in _sheets(workbook, gauge, found.sheets, limits):
            yield replace(table, is_1904=found.is_1904)


def _sheets(workbook: CalamineWorkbook, gauge: Gauge, parts: Mapping[str, str], limits: Limits) -> Iterator[Table]:
    for sheet in workbook.sheets_metadata:
        if sheet.name in parts:
            errors = gauge.measure(sheet.name).errors
            table = _table(workbook.get_sheet_by_name(sheet.name), sheet.visible, limits)
            yield _with_errors(table, errors)


def _with_errors(table: Table, cells: Sequence[str]) -> Table:
    """The library gives an error cell as nothing; it must not pass for an empty one."""
    places: dict[int, set[int]] = {}
    for cell in cells:
        if found := _REFERENCE.fullmatch(cell):
            places.setdefault(int(found[2]) - 1, set()).add(column_number(found[1]) - 1)
    if not places:
        return table
    rows = list(table.rows)
    for number, columns in places.items():
        if number < len(rows):
            rows[number] = tuple(ERROR if x in columns else value for x, value in enumerate(rows[number]))
    return replace(table, rows=tuple(rows))


def _xls(data: bytes, limits: Limits) -> Iterator[Table]:
    with opened(xls.measured(data, limits)) as workbook:
        for sheet in workbook.sheets_metadata:
            yield _table(workbook.get_sheet_by_name(sheet.name), sheet.visible, limits)


def _ods(data: bytes, limits: Limits) -> Iterator[Table]:
    archive = open_archive(data, limits, wanted="ods")
    for part in archive.parts:
        for _piece in archive.pieces(part):
            pass
    with opened(archive) as workbook:
        for sheet in workbook.sheets_metadata:
            yield _table(workbook.get_sheet_by_name(sheet.name), sheet.visible, limits)


def _table(sheet: CalamineSheet, visible: SheetVisibleEnum, limits: Limits) -> Table:
    if sheet.total_height > MOST_ROWS or sheet.total_width > limits.columns:
        raise too_far(sheet.name, limits)
    rows = tuple(tuple(map(_plain, row)) for row in sheet.to_python(skip_empty_area=False))
    merged = tuple((top, left, bottom, right) for (top, left), (bottom, right) in sheet.merged_cell_ranges or ())
    return Table(sheet.name, rows, merged, visible != SheetVisibleEnum.Visible)


def too_far(name: str, limits: Limits) -> DocumentError:
    """The error for a sheet that reaches beyond the limits."""
    return DocumentError(
        f"The sheet {name} is larger than {MOST_ROWS} rows or {limits.columns} columns; split it.",
        zh=f"工作表“{name}”超过{MOST_ROWS}行或者{limits.columns}列；请拆分，或者删去数据以外的行和列。",
    )


def _plain(value: object) -> Value:
    if isinstance(value, str):
        if value.strip() in _ERRORS:
            return ERROR
        return value[:LONGEST] or None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, bool | float | int | date):
        return value
    if isinstance(value, time | timedelta):
        return str(value)
    return None


# --- text ---------------------------------------------------------------------------------------------------------


def _csv(data: bytes, limits: Limits) -> Iterator[Table]:
    text = _decoded(data)
    rows: list[Row] = []
    csv.field_size_limit(LONGEST * 4)
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text)):
            rows.append(tuple(_plain(value.strip()) for value in row))
            if len(rows) > MOST_ROWS or len(row) > limits.columns:
                raise too_far("csv", limits)
    except csv.Error:
        raise DocumentError(
            "The file is not a sound CSV table; save it again as xlsx.",
            zh="CSV文件的格式有误；请在表格软件中打开后另存为xlsx。",
        ) from None
    yield Table("csv", tuple(rows))


def _decoded(data: bytes) -> str:
    """UTF-8 with or without its mark, UTF-16 with it, else GB18030: how Chinese office programs save CSV."""
    is_utf_16 = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for name in ("utf-16",) if is_utf_16 else ("utf-8-sig", "gb18030"):
        try:
            return data.decode(name)
        except UnicodeDecodeError:
            continue
    raise DocumentError(
        "The text of the file is in no encoding that is read; save it as xlsx or as CSV UTF-8.",
        zh="文件的文字编码无法识别；请另存为xlsx，或者“CSV UTF-8”。",
    )


def _separator(text: str) -> str:
    """The mark that parts the most cells in the first lines."""
    head = text[:8_192]
    return max(_SEPARATORS, key=head.count)


_READ: Mapping[str, Callable[[bytes, Limits], Iterator[Table]]] = {
    "xlsx": _xlsx,
    "xls": _xls,
    "ods": _ods,
    "csv": _csv,
}

__all__ = ["ERROR", "LIMITS", "Row", "Table", "Value", "kind_of", "read_tables", "too_far"]
