"""Cases as a workbook or a CSV file. Personal data is masked; no cell can turn into a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from gongkai.errors import SealBroken
from gongkai.web.applications.models import Application
from gongkai.web.desk.templatetags import words

MOST = 20_000
"""Rows of one export; more must be asked for in parts."""

Cell = str | int | float | date | None
_LONGEST = 32_000  # Excel holds 32,767 characters in a cell
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def export_rows(cases: QuerySet[Application]) -> Iterator[list[Cell]]:
    """The head and a row a case, read in one query."""
    yield [
        _("编号"),
        _("申请人类别"),
        _("申请人（已隐去部分）"),
        _("渠道"),
        _("所需信息的名称、文号或者特征"),
        _("来件日期"),
        _("收到之日"),
        _("办理阶段"),
        _("答复期限"),
        _("等待事项截止"),
        _("是否补正"),
        _("是否延期"),
        _("办理结果"),
        _("办结日期"),
        _("送达日期"),
        _("归档日期"),
        _("承办人"),
        _("承办科室"),
    ]
    for case in cases.select_related("person", "handler", "section")[:MOST].iterator(chunk_size=1000):
        yield [
            case.number,
            words.applicant(case.applicant),
            masked_name(case),
            words.channel(case.channel),
            case.content,
            case.arrived_on,
            case.received_on,
            words.stage(case.stage),
            case.reply_due_on,
            case.wait_until,
            _("是") if case.is_supplemented else _("否"),
            _("是") if case.is_extended else _("否"),
            words.outcome(case.outcome),
            case.closed_on,
            case.served_on,
            case.archived_on,
            str(case.handler or ""),
            str(case.section or ""),
        ]


def masked_name(case: Application) -> str:
    """The applicant's name as a list may show it."""
    if case.person is None:
        return ""
    try:
        return case.person.masked.name
    except SealBroken:
        return _("（无法打开）")


def to_csv(rows: Iterable[Sequence[Cell]]) -> bytes:
    """Rows as CSV with a byte order mark, which Excel needs for Chinese."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    for row in rows:
        writer.writerow([_plain(value) for value in row])
    return buffer.getvalue().encode("utf-8-sig")


def _plain(value: Cell) -> str:
    """A cell as text; an apostrophe before what a spreadsheet would take for a formula."""
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float):
        return str(value)
    return "'" + value if value.startswith(_FORMULA) else value


def to_xlsx(sheets: Mapping[str, Iterable[Sequence[Cell]]], title: str) -> bytes:
    """Rows as a workbook, a sheet each; the first row of a sheet is its head. Text stays text, whatever it looks like."""
    import xlsxwriter

    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({"title": title[:255]})
        base = {"font_name": "宋体", "font_size": 11, "valign": "top"}
        head = book.add_format(base | {"bold": True, "bg_color": "#F2F2F2", "border": 1})
        text = book.add_format(base | {"text_wrap": True})
        day = book.add_format(base | {"num_format": "yyyy-mm-dd", "align": "left"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name[:31])
            sheet.freeze_panes(1, 1)
            widths: dict[int, int] = {}
            for y, row in enumerate(rows):
                for x, value in enumerate(row):
                    widths[x] = max(widths.get(x, 8), min(2 * len(str(value or "")) + 2, 44))
                    if isinstance(value, date):
                        sheet.write_datetime(y, x, value, day)
                    elif isinstance(value, int | float):
                        sheet.write_number(y, x, value, text)
                    elif value:
                        sheet.write_string(y, x, value[:_LONGEST], head if y == 0 else text)
            for x, width in widths.items():
                sheet.set_column(x, x, width)
    return buffer.getvalue()


def _xlsx_of(rows: Iterable[Sequence[Cell]]) -> bytes:
    return to_xlsx({_("案件"): rows}, _("依申请公开案件"))


FORMATS: Mapping[str, tuple[str, Callable[[Iterable[Sequence[Cell]]], bytes]]] = {
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _xlsx_of),
    "csv": ("text/csv; charset=utf-8", to_csv),
}
"""What a list can be exported as: media type and writer."""
