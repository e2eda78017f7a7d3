"""The workbook (台账) as a file: an empty one to fill, or one that holds a ledger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

from gongkai.documents.workbook.book import LedgerBook
from gongkai.documents.workbook.cells import region
from gongkai.documents.workbook.guide import EXAMPLES, PARTS, TITLE
from gongkai.documents.workbook.look import (
    FAINT,
    FIRST_ROW,
    HEAD_ROW,
    LINE,
    TABS,
    TITLE_ROW,
    Look,
    colour,
    lines,
    print_setup,
    validate,
    wraps,
    write_lists,
)
from gongkai.documents.workbook.pack import Values, clean, pack, shown
from gongkai.documents.workbook.problems import Refused
from gongkai.documents.workbook.shape import ROWS, Column, Sheet
from gongkai.documents.workbook.sheets import (
    ACTS,
    APPLICATIONS,
    BODY,
    BODY_COLUMNS,
    DICTIONARY,
    GUIDE,
    ITEMS,
    OFFICE,
    PROCEEDINGS,
    SHEETS,
)
from gongkai.documents.workbook.steps import STEPS, choice_lists
from gongkai.errors import DocumentError
from gongkai.ledger.entries import Ledger, OfficeFacts
from gongkai.report.model import Paragraph

_STAR = "＊"
_EXACT = 10**15
_LINE, _TALLEST = 15, 12
_OPTIONS = {"in_memory": True, "strings_to_numbers": False, "strings_to_formulas": False, "strings_to_urls": False}


def write_template(office: OfficeFacts, year: int) -> bytes:
    """Return an empty workbook (xlsx) for one office and year, to be filled without a manual.

    Raises:
        DocumentError: the office's kind is unknown.
    """
    return _write(LedgerBook(Ledger(office, ()), year), {})


def write_ledger(book: LedgerBook | Ledger, *, year: int | None = None) -> bytes:
    """Return a workbook (xlsx) that holds a ledger, such that `read_ledger` gives its standing events back in order.

    Voided entries keep their row with the reason. Texts are trimmed and lose control characters. What a workbook has no
    row for is left out: `ReportSigned`, and the day an entry was voided.

    Args:
        year: report year, where the ledger comes without one.
    Raises:
        DocumentError: the ledger holds what a workbook cannot (see `pack`), or more rows than a sheet has.
    """
    if isinstance(book, Ledger):
        book = LedgerBook(book, year)
    return _write(book, pack(book.ledger))


def _write(book: LedgerBook, rows: Mapping[str, Sequence[Values]]) -> bytes:
    from xlsxwriter import Workbook  # 40 ms that reading a book need not pay

    target = BytesIO()
    workbook = Workbook(target, _OPTIONS)
    year = book.year or 2000
    workbook.set_properties({"title": TITLE, "author": book.ledger.office.name, "created": datetime(year, 1, 1)})  # noqa: DTZ001 - a fixed day keeps equal books equal
    workbook.set_size(2400, 1500)
    look = Look(workbook)
    names = (GUIDE, OFFICE, *(sheet.name for sheet in SHEETS), BODY, ACTS, DICTIONARY)
    tabs = {name: workbook.add_worksheet(name) for name in names}
    ranges = write_lists(tabs[DICTIONARY], look)
    _write_guide(tabs[GUIDE], look)
    _write_office(tabs[OFFICE], look, book, ranges)
    for sheet in SHEETS:
        _write_sheet(tabs[sheet.name], sheet, look, ranges, rows.get(sheet.name, ()))
    _write_body(tabs[BODY], look, ranges, book.texts)
    _write_acts(tabs[ACTS], look)
    for name in (GUIDE, ACTS, DICTIONARY):
        tabs[name].set_tab_color(TABS["explain"])
        tabs[name].protect("", {"select_locked_cells": True, "select_unlocked_cells": True, "format_columns": True})
    tabs[GUIDE if not any(rows.values()) else OFFICE].activate()
    workbook.close()
    return target.getvalue()


def _write_sheet(worksheet: Any, sheet: Sheet, look: Look, ranges: Mapping[str, str], rows: Sequence[Values]) -> None:
    last_row = FIRST_ROW + max(ROWS, len(rows) + 200) - 1
    if last_row >= 1_048_576:
        raise DocumentError(
            f"The ledger has {len(rows)} rows for the sheet {sheet.name}; a sheet holds fewer.",
            zh=f"“{sheet.name}”有{len(rows)}行，超过工作表上限。",
        )
    is_application = sheet in (APPLICATIONS, PROCEEDINGS)
    worksheet.set_tab_color(TABS["application" if is_application else "register"])
    _write_head(worksheet, sheet.name, sheet.purpose, sheet.columns, sheet.starred, look)
    worksheet.freeze_panes(FIRST_ROW, 1)
    worksheet.autofilter(HEAD_ROW, 0, last_row, len(sheet.columns) - 1)
    worksheet.set_default_row(_LINE + 4)
    for number, row in enumerate(rows, FIRST_ROW):
        height = 1
        for index, column in enumerate(sheet.columns):
            if column.key in row:
                value = shown(row[column.key], column.key, sheet)
                _write_cell(worksheet, number, index, column, value, look)
                if isinstance(value, str) and wraps(column):
                    height = max(height, lines(value, column.width))
        if height > 1:
            worksheet.set_row(number, min(height, _TALLEST) * _LINE + 4)
    validate(worksheet, sheet.columns, ranges, last_row)
    colour(worksheet, sheet, look, last_row)
    print_setup(worksheet)


def _write_head(
    worksheet: Any, name: str, purpose: str, columns: Sequence[Column], starred: frozenset[str], look: Look
) -> None:
    worksheet.set_row(TITLE_ROW, 30)
    worksheet.set_row(HEAD_ROW, 32)
    name_format = look.format(bold=True, font_size=13)
    worksheet.merge_range(TITLE_ROW, 0, TITLE_ROW, len(columns) - 1, "", look.title())
    purpose_format = look.format(font_color=FAINT, font_size=10)
    worksheet.write_rich_string(TITLE_ROW, 0, name_format, name, purpose_format, f"　{purpose}", look.title())
    for index, column in enumerate(columns):
        is_starred = column.key in starred
        worksheet.set_column(index, index, column.width, look.body(column))
        label = column.label + (_STAR if is_starred else "")
        worksheet.write_string(HEAD_ROW, index, label, look.head(is_starred=is_starred))


def _write_cell(worksheet: Any, row: int, index: int, column: Column, value: Any, look: Look) -> None:
    """A value in the way its column is typed: dates as dates, numbers as numbers where a cell keeps every digit."""
    style = look.body(column)
    if isinstance(value, date):
        worksheet.write_datetime(row, index, value, style)
    elif column.kind == "money" and _keeps(Decimal(value)):
        worksheet.write_number(row, index, float(value), style)
    elif isinstance(value, int) and abs(value) < _EXACT:
        worksheet.write_number(row, index, value, style)
    else:
        worksheet.write_string(row, index, str(value), style)


def _keeps(amount: Decimal) -> bool:
    """Whether a cell holds the amount digit for digit; it keeps 15."""
    return len(amount.as_tuple().digits) <= 15 and Decimal(f"{float(amount):.15g}") == amount


def _write_office(worksheet: Any, look: Look, book: LedgerBook, ranges: Mapping[str, str]) -> None:
    worksheet.set_tab_color(TABS["office"])
    columns = (
        Column("item", "项目", "text", "", 18),
        Column("value", "内容", "text", "", 46),
        Column("note", "怎样填", "text", "", 62),
    )
    _write_head(worksheet, OFFICE, "本机关和报告的基本情况，带“＊”的必填。", columns, frozenset(), look)
    office = book.ledger.office
    known: dict[str, Any] = {
        "year": book.year,
        "title": book.title,
        "signed_by": book.signed_by,
        "signed_on": book.signed_on,
    }
    for number, item in enumerate(ITEMS, FIRST_ROW):
        label, style = item.label + (_STAR if item.is_required else ""), look.head(is_starred=item.is_required)
        worksheet.set_row(number, 22)
        worksheet.write_string(number, 0, label, style)
        worksheet.write_string(number, 2, item.note, look.format(font_color=FAINT, font_size=10))
        value = known[item.name] if item.name in known else getattr(office, item.name)
        shape = {"date": "yyyy-mm-dd", "year": "0"}.get(item.kind, "@")
        cell = look.format(num_format=shape, align="left", border=1, border_color=LINE)
        if item.name == "region" and value:
            _check_region(value)
        if item.choices:
            labels = choice_lists()[item.choices].labels
            if value not in labels:
                kinds = ", ".join(map(str, labels))
                raise DocumentError(
                    f"There is no kind of office {value!r}; the kinds are {kinds}.",
                    zh=f"没有“{value}”这种机关类型；可用的是{kinds}。",
                )
            value = labels[value]
            worksheet.data_validation(number, 1, number, 1, {"validate": "list", "source": ranges[item.choices]})
        _write_value(worksheet, number, value, cell)
    worksheet.freeze_panes(FIRST_ROW, 0)
    worksheet.hide_gridlines(2)
    print_setup(worksheet)


def _check_region(value: str) -> None:
    try:
        region(value)
    except Refused:
        raise DocumentError(
            f"{value!r} is not a region code of six digits; leave it empty if it is not known.",
            zh=f"“{value}”不是六位行政区划代码；不清楚可留空。",
        ) from None


def _write_value(worksheet: Any, number: int, value: Any, style: Any) -> None:
    if isinstance(value, date):
        worksheet.write_datetime(number, 1, value, style)
    elif isinstance(value, int):
        worksheet.write_number(number, 1, value, style)
    elif value:
        worksheet.write_string(number, 1, clean(value), style)
    else:
        worksheet.write_blank(number, 1, None, style)


def _write_body(
    worksheet: Any, look: Look, ranges: Mapping[str, str], texts: Mapping[str, tuple[Paragraph, ...]]
) -> None:
    worksheet.set_tab_color(TABS["report"])
    purpose = "自己写的文字。写了哪一部分，就替换那一部分的草稿；一行一段，可以先空着。"
    _write_head(worksheet, BODY, purpose, BODY_COLUMNS, frozenset(), look)
    headings, levels = choice_lists()["section"].labels, choice_lists()["level"].labels
    number = FIRST_ROW
    for code, paragraphs in texts.items():
        for paragraph in paragraphs:
            cells = (headings[code], levels.get(paragraph.level, levels[0]), clean(paragraph.text))
            worksheet.set_row(number, 4 + _LINE * lines(cells[2], BODY_COLUMNS[2].width))
            for index, (column, value) in enumerate(zip(BODY_COLUMNS, cells, strict=True)):
                worksheet.write_string(number, index, value, look.body(column))
            number += 1
    last_row = max(FIRST_ROW + 300, number + 100)
    validate(worksheet, BODY_COLUMNS, ranges, last_row)
    worksheet.freeze_panes(FIRST_ROW, 0)
    print_setup(worksheet)


def _write_acts(worksheet: Any, look: Look) -> None:
    """The table of acts: which columns each needs and may fill, and the article."""
    columns = (
        Column("act", "办理动作", "text", "", 26),
        Column("needs", "必填", "text", "", 22),
        Column("may", "可填", "text", "", 44),
        Column("note", "说明和条文", "text", "", 70),
    )
    _write_head(worksheet, ACTS, "“办理经过”中每个动作要填哪些列。申请编号、日期每行都填。", columns, frozenset(), look)
    cell = look.format(text_wrap=True, border=1, border_color=LINE, font_size=10)
    by_key = PROCEEDINGS.by_key
    for number, step in enumerate(STEPS, FIRST_ROW):
        needs = "、".join(by_key[key].label for key in step.needs)
        may = "、".join(by_key[key].label for key in step.fields.values() if key not in step.needs)
        worksheet.set_row(number, 5 + 14 * max(lines(may, 48), lines(step.note, 76)))
        for index, content in enumerate((step.label, needs or "—", may or "—", step.note)):
            worksheet.write_string(number, index, content, cell)
    worksheet.freeze_panes(FIRST_ROW, 1)
    worksheet.hide_gridlines(2)
    print_setup(worksheet)


def _write_guide(worksheet: Any, look: Look) -> None:
    worksheet.hide_gridlines(2)
    worksheet.set_column(0, 0, 3)
    worksheet.set_column(1, 1, 16)
    worksheet.set_column(2, 2, 104)
    worksheet.set_row(0, 38)
    worksheet.write_string(0, 1, TITLE, look.format(bold=True, font_size=18))
    number = 1
    for heading, paragraphs in PARTS:
        worksheet.set_row(number, 26)
        worksheet.write_string(number, 1, heading, look.format(bold=True, font_size=12, font_color="#2F6F9F"))
        for line in paragraphs:
            number += 1
            worksheet.set_row(number, 4 + _LINE * lines(line, 116))
            worksheet.merge_range(number, 1, number, 2, line, look.format(text_wrap=True))
        number += 1
    worksheet.set_row(number, 26)
    worksheet.write_string(number, 1, "例", look.format(bold=True, font_size=12, font_color="#2F6F9F"))
    cell = {"border": 1, "border_color": LINE, "font_size": 10, "text_wrap": True}
    for offset, (sheet, content) in enumerate(EXAMPLES, number + 1):
        style = look.head(is_starred=False) if offset == number + 1 else look.format(**cell)
        worksheet.set_row(offset, 20)
        worksheet.write_string(offset, 1, sheet, style)
        worksheet.write_string(offset, 2, content, style)
    print_setup(worksheet, landscape=False)
