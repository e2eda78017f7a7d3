"""The workbook: figures are numbers, text is text, the tables are merged as printed."""

from __future__ import annotations

import io
from dataclasses import replace
from decimal import Decimal

import openpyxl
import pytest

from gongkai.documents.write import render
from gongkai.documents.writers.outline import DRAFT_NOTICE
from gongkai.documents.writers.xlsx import SHEETS
from gongkai.report.model import Cell, Finding, Paragraph
from gongkai.report.words import finding_text
from tests.documents import reports


def book_of(data: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


def grid_of(sheet) -> list[list[object]]:
    """Value at every place below the title, merged cells repeated."""
    merged = {}
    for area in sheet.merged_cells.ranges:
        merged |= dict.fromkeys(area.cells, sheet.cell(area.min_row, area.min_col).value)
    return [
        [merged.get((row, column), sheet.cell(row, column).value) for column in range(1, sheet.max_column + 1)]
        for row in range(2, sheet.max_row + 1)
    ]


@pytest.mark.parametrize("form_id", reports.BOTH)
def test_tables_read_back_as_the_printed_form(form_id):
    report = reports.full_report(form_id)
    book = book_of(render(report, "xlsx"))
    for table, name in SHEETS.items():
        found = [["" if value is None else str(value) for value in row] for row in grid_of(book[name])]
        assert found == reports.printed_grid(report, table)


def test_figures_are_numbers_and_what_is_not_stated_is_text():
    book = book_of(render(reports.zero_report(), "xlsx"))
    values = [value for row in grid_of(book[SHEETS["t3"]]) for value in row[3:]]
    assert values.count("/") == 1
    assert values.count("1?") == 1
    assert set(map(type, (value for value in values if value not in ("/", "1?", None)))) == {int, str}
    rows = {row[0]: row for row in book["数据"].iter_rows(min_row=2, values_only=True)}
    assert rows["t3.granted.natural_person"][2:5] == (None, "/", "划线")
    assert rows["t3.granted.other_org"][2:5] == (0, "０", "已填写")
    assert rows["t3.carried_out.total"][2:5] == (None, None, "缺失")


def test_every_figure_is_a_row_of_data():
    report = reports.full_report()
    rows = list(book_of(render(report, "xlsx"))["数据"].iter_rows(min_row=2, values_only=True))
    assert [row[0] for row in rows] == [figure.path for figure in report.form.figures.values()]
    assert [row[1] for row in rows] == [figure.label for figure in report.form.figures.values()]
    assert [Decimal(str(row[2])) for row in rows] == [cell.stated for _, cell in report.figures()]
    assert {row[5] for row in rows} == {1}


def test_a_figure_excel_cannot_hold_stays_text():
    exact = Decimal("12345678901234.567891")
    report = replace(reports.zero_report(), cells={("t2", "admin_fees", "amount_wan_yuan"): Cell(exact)})
    rows = {row[0]: row for row in book_of(render(report, "xlsx"))["数据"].iter_rows(min_row=2, values_only=True)}
    assert rows["t2.admin_fees.amount_wan_yuan"][2] == "12345678901234.567891"


def test_text_that_looks_like_a_formula_or_address_stays_text():
    book = book_of(render(reports.hostile_report(), "xlsx"))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s", "n"}
    assert [cell.hyperlink for cell in cells if cell.hyperlink] == []
    texts = [cell.value for cell in cells]
    for text in (reports.HOSTILE, "=SUM(A1:A9)", "http://example.cn/?a=1&b=2", "=1+1"):
        assert text in texts


def test_text_is_a_paragraph_a_row_and_none_is_lost():
    long = replace(reports.full_report(), sections={"overview": (Paragraph("长" * 70_000),)})
    sheet = book_of(render(long, "xlsx"))["正文"]
    assert sum(len(row[1]) for row in sheet.iter_rows(values_only=True) if row[1] and row[1].startswith("长")) == 70_000
    draft = book_of(render(reports.draft_report(), "xlsx"))["正文"]
    assert draft["B2"].value == DRAFT_NOTICE


def test_sheets_are_set_up_for_print():
    book = book_of(render(reports.full_report(), "xlsx"))
    assert book.sheetnames == [*SHEETS.values(), "正文", "数据"]
    for sheet in book:
        assert sheet.page_setup.paperSize == 9
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
    assert book[SHEETS["t3"]].freeze_panes == "D5"
    assert book[SHEETS["t3"]].print_title_rows == "$1:$4"
    assert book.properties.creator == "西工区汉屯路街道办事处"
    assert book.properties.created.year == 2022


def test_findings_are_a_sheet_of_their_own():
    findings = (
        Finding("R04", "error", "t3.granted", expected=7, found=8),
        Finding("R12", "prompt", "t2.rules.in_force"),
    )
    book = book_of(render(reports.full_report(), "xlsx", findings=findings))
    rows = list(book["校验"].iter_rows(min_row=2, values_only=True))
    assert rows[0] == ("R04", "错误", "t3.granted", 7, 8, finding_text(findings[0], lang="zh"))
    assert rows[1][:5] == ("R12", "提示", "t2.rules.in_force", None, None)
