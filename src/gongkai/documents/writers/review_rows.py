"""Sheets that grow row by row and are kept nowhere, for the workbooks of `read` and `compare`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gongkai.documents.writers.review import printable
from gongkai.report.model import Number

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

Value = Number | date | str | None

MOST_ROWS = 1_048_576
"""Rows of a sheet; what comes after stands on a further sheet of the same kind."""

LONGEST = 32_000
"""Characters of one cell; Excel holds 32,767."""

_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def new_book(path: Path) -> Workbook:
    """A workbook that is written to a file row by row; the same rows give the same bytes."""
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path), _OPTIONS)
    book.set_properties({"created": datetime(1980, 1, 1)})  # noqa: DTZ001  # no clock
    return book


def close_book(book: Workbook) -> None:
    """Write the workbook out. Raises OSError where the system refuses."""
    from xlsxwriter.exceptions import FileCreateError

    try:
        book.close()
    except FileCreateError as error:
        raise OSError(*getattr(error.__cause__, "args", ())) from error


class Looks:
    """The formats the sheets of a workbook share."""

    def __init__(self, book: Workbook) -> None:
        base = {"font_name": "宋体", "font_size": 11, "valign": "top"}
        self.book = book
        self.head = book.add_format(base | {"bold": True, "bg_color": "#F2F2F2", "bottom": 1, "text_wrap": True})
        self.text = book.add_format(base | {"text_wrap": True})
        self.number = book.add_format(base | {"num_format": "General"})
        self.day = book.add_format(base | {"num_format": "yyyy-mm-dd", "align": "left"})


class Rows:
    """A sheet that grows row by row, with a head that stays, a filter, and a next sheet when it is full."""

    def __init__(self, looks: Looks, name: str, columns: Sequence[tuple[str, float]]) -> None:
        self.columns = columns
        self._looks = looks
        self._name = name
        self._count = 0
        self._sheet = self._next_sheet()

    def add(self, values: Sequence[Value]) -> None:
        """Add a row. Text stays text, whatever it looks like; nothing stands where there is no value."""
        if self._row == MOST_ROWS:
            self.finish()
            self._sheet = self._next_sheet()
        for x, value in enumerate(values):
            self._write(x, value)
        self._row += 1

    def finish(self) -> None:
        """Put the filter on what the sheet holds."""
        self._sheet.autofilter(0, 0, max(1, self._row - 1), len(self.columns) - 1)

    def _next_sheet(self) -> Any:
        self._count += 1
        sheet: Worksheet = self._looks.book.add_worksheet(
            self._name if self._count == 1 else f"{self._name}{self._count}"
        )
        sheet.freeze_panes(1, 1)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        for x, (name, width) in enumerate(self.columns):
            sheet.set_column(x, x, width)
            sheet.write_string(0, x, name, self._looks.head)
        self._row = 1
        return sheet

    def _write(self, x: int, value: Value) -> None:
        sheet, looks, y = self._sheet, self._looks, self._row
        if isinstance(value, date):
            sheet.write_datetime(y, x, datetime(value.year, value.month, value.day), looks.day)  # noqa: DTZ001  # a day
        elif isinstance(value, (int, Decimal)) and Decimal(f"{float(value):.16G}") == value:
            sheet.write_number(y, x, float(value), looks.number)
        elif value is not None and str(value):
            shown = printable(str(value).replace("\r\n", "\n").replace("\r", "\n"))
            sheet.write_string(y, x, shown if len(shown) <= LONGEST else f"{shown[:LONGEST]}…", looks.text)
