"""A report as a workbook: the three tables as printed, the text, the findings, and every figure as a row of data."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING

from gongkai.documents.writers.outline import (
    DRAFT_NOTICE,
    Heading,
    Outline,
    PrintedCell,
    Signature,
    Table,
    Text,
    clean,
    outline,
)
from gongkai.report.model import AnnualReport, Finding, Number

if TYPE_CHECKING:
    import xlsxwriter
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

SHEETS = {"t2": "表二 主动公开", "t3": "表三 依申请", "t4": "表四 复议诉讼"}
_WIDTHS = {
    "t2": (24, 20, 20, 20),
    "t3": (9, 11, 38, 9, 8, 8, 8, 8, 8, 9),
    "t4": (7.5,) * 15,
}
_LINE = 16.0  # points of a line in a cell
_HIGHEST = 409.0  # points of a row
_LONGEST = 32_000  # characters Excel holds in a cell are 32,767
_SEVERITIES = {"error": "错误", "warning": "提醒", "prompt": "提示"}
_STATUSES = {
    "stated": "已填写",
    "blank": "空白",
    "dash": "划线",
    "missing": "缺失",
    "unreadable": "无法辨认",
    "inferred": "推算",
}


def render(report: AnnualReport, findings: Sequence[Finding] = ()) -> bytes:
    """Return the report as the bytes of an .xlsx file. Text stays text, whatever it looks like.

    Raises:
        DocumentError: the report names no statutory form.
    """
    import xlsxwriter

    paper = outline(report)
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        created = datetime.combine(paper.dated_on, time())
        book.set_properties({"title": paper.title[:255], "author": paper.office[:255], "created": created})
        sheets = _Sheets(book)
        for table in paper.tables:
            sheets.printed(table, paper)
        sheets.text(paper)
        if findings:
            sheets.findings(findings)
        sheets.data(report)
    return buffer.getvalue()


class _Sheets:
    """The sheets of one workbook and the formats they share."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        base = {"font_name": "宋体", "font_size": 11, "valign": "vcenter", "text_wrap": True}
        boxed = base | {"border": 1}
        head = boxed | {"bold": True, "align": "center", "bg_color": "#F2F2F2"}
        add = book.add_format
        self._formats = {
            "title": add(base | {"font_size": 14, "bold": True, "align": "center"}),
            "block": add(head),
            "head": add(head),
            "corner": add(boxed | {"align": "center"}),
            "label": add(boxed | {"align": "left"}),
            "group": add(boxed | {"align": "center"}),
            "value": add(boxed | {"align": "center"}),
            "section": add(base | {"bold": True, "font_size": 12}),
            "text": add(base | {"valign": "top"}),
            "draft": add(base | {"valign": "top", "bg_color": "#FFF2A8"}),
            "right": add(base | {"align": "right"}),
            "data": add({"font_name": "宋体", "font_size": 11}),
        }

    def printed(self, table: Table, paper: Outline) -> None:
        """A table in the layout of the form, below the title of the report."""
        sheet = self._sheet(SHEETS[table.id], _WIDTHS[table.id], is_landscape=table.id == "t4")
        sheet.merge_range(0, 0, 0, table.width - 1, "", self._formats["title"])
        sheet.write_string(0, 0, paper.title, self._formats["title"])
        sheet.set_row(0, 30)
        for y, row in enumerate(table.rows):
            sheet.set_row(y + 1, _height(row, _WIDTHS[table.id]))
            for cell in row:
                self._cell(sheet, table, cell)
        labels = {"t2": 1, "t3": 3, "t4": 0}[table.id]
        sheet.freeze_panes(1 + table.head_rows, labels)
        sheet.repeat_rows(0, table.head_rows)

    def _cell(self, sheet: Worksheet, table: Table, cell: PrintedCell) -> None:
        kind = "group" if cell.kind == "label" and (cell.rowspan > 1 or table.id == "t2") else cell.kind
        style = self._formats[kind]
        y = cell.y + 1
        if cell.colspan > 1 or cell.rowspan > 1:
            sheet.merge_range(y, cell.x, y + cell.rowspan - 1, cell.x + cell.colspan - 1, "", style)
        _write(sheet, y, cell.x, cell.text, cell.number, style)

    def text(self, paper: Outline) -> None:
        """The text of the report, a paragraph a row, with its section."""
        sheet = self._sheet("正文", (34, 100))
        self._header(sheet, ("部分", "内容"))
        section = "标题"
        rows: list[tuple[str, str, str]] = [(one.name, one.value, "text") for row in paper.entry for one in row]
        rows.append((section, paper.title, "section"))
        if paper.is_draft:
            rows.insert(0, ("提示", DRAFT_NOTICE, "draft"))
        section = "前言"
        for block in paper.blocks:
            match block:
                case Heading():
                    section = block.text
                    rows.append((section, "", "section"))
                case Text():
                    style = "draft" if block.is_draft else "section" if block.level else "text"
                    pieces = range(0, len(block.text), _LONGEST)
                    rows += [(section, block.text[start : start + _LONGEST], style) for start in pieces]
                case Table():
                    pass  # on sheets of their own
                case Signature():
                    rows += [("落款", line, "right") for line in (block.office, block.date) if line]
        for y, (part, text, style) in enumerate(rows, start=1):
            sheet.set_row(y, min(_HIGHEST, max(_LINE * _lines(part, 34), _LINE * _lines(text, 100)) + 4))
            sheet.write_string(y, 0, part, self._formats["text"])
            sheet.write_string(y, 1, text, self._formats[style])

    def findings(self, findings: Sequence[Finding]) -> None:
        """What the checks found, a finding a row."""
        from gongkai.report.words import finding_text

        sheet = self._sheet("校验", (10, 10, 34, 14, 14, 80))
        self._header(sheet, ("规则", "级别", "位置", "应为", "实为", "说明"))
        for y, finding in enumerate(findings, start=1):
            cells = (finding.rule, _SEVERITIES[finding.severity], finding.at, finding.expected, finding.found)
            text = clean(finding_text(finding, lang="zh"))
            sheet.set_row(y, min(_HIGHEST, _LINE * max(_lines(text, 80), _lines(finding.at, 34)) + 4))
            for x, value in enumerate((*cells, text)):
                number = value if isinstance(value, (int, Decimal)) else None
                _write(sheet, y, x, "" if value is None else clean(str(value)), number, self._formats["text"])

    def data(self, report: AnnualReport) -> None:
        """Every figure as a row: path, label, number, as written, status, number of ledger entries behind it."""
        sheet = self._sheet("数据", (46, 92, 12, 14, 12, 12))
        self._header(sheet, ("代码", "名称", "数值", "原文", "状态", "台账条数"))
        style = self._formats["data"]
        y = 0
        for y, (figure, cell) in enumerate(report.figures(), start=1):
            sheet.write_string(y, 0, figure.path, style)
            sheet.write_string(y, 1, figure.label, style)
            _write(sheet, y, 2, "", cell.stated, style)
            _write(sheet, y, 3, clean(cell.written), None, style)
            sheet.write_string(y, 4, _STATUSES[cell.status], style)
            sheet.write_number(y, 5, len(cell.entries), style)
        sheet.autofilter(0, 0, y, 5)

    def _header(self, sheet: Worksheet, names: Sequence[str]) -> None:
        for x, name in enumerate(names):
            sheet.write_string(0, x, name, self._formats["head"])
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)

    def _sheet(self, name: str, widths: Sequence[float], *, is_landscape: bool = False) -> Worksheet:
        """An empty sheet set up for A4, one page wide."""
        sheet = self._book.add_worksheet(name)
        for x, width in enumerate(widths):
            sheet.set_column(x, x, width)
        sheet.set_paper(9)
        if is_landscape:
            sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.center_horizontally()
        sheet.set_margins(left=0.6, right=0.6, top=0.8, bottom=0.8)
        sheet.set_footer("&C— &P —")
        sheet.hide_gridlines(1)
        return sheet


def _write(sheet: Worksheet, y: int, x: int, text: str, number: Number | None, style: Format) -> None:
    """Write a number where it is stated and Excel can hold every digit of it, else the text."""
    if number is None and not text:
        sheet.write_blank(y, x, None, style)
    elif number is None:
        sheet.write_string(y, x, text[:_LONGEST], style)
    elif Decimal(f"{float(number):.16G}") == number:
        sheet.write_number(y, x, float(number), style)
    else:
        sheet.write_string(y, x, text or str(number), style)


def _height(row: Sequence[PrintedCell], widths: Sequence[float]) -> float:
    """Height of a row that shows every line of its cells, as Excel does not fit merged cells by itself."""
    lines = (_lines(cell.text, sum(widths[cell.x : cell.x + cell.colspan])) / cell.rowspan for cell in row)
    return _LINE * max(lines) + 8


def _lines(text: str, width: float) -> int:
    """Lines that a text needs in a column `width` figures wide; a Chinese character is two."""
    return max(1, -(-sum(1 if char.isascii() else 2 for char in text) // int(width - 1.5)))
