"""The empty workbook: a clerk fills it without a manual. Read back with openpyxl, as another program sees it."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest

from gongkai.documents.workbook import read_ledger, write_template
from gongkai.documents.workbook.look import FIRST_ROW, HEAD_ROW
from gongkai.documents.workbook.problems import _WORDS
from gongkai.documents.workbook.shape import ROWS, Sheet
from gongkai.documents.workbook.sheets import ACTS, BODY, DICTIONARY, GUIDE, ITEMS, OFFICE, PROCEEDINGS, SHEETS
from gongkai.documents.workbook.steps import STEPS, choice_lists
from gongkai.errors import DocumentError
from gongkai.ledger.entries import OfficeFacts
from gongkai.statute.outcomes import outcomes

FACTS = OfficeFacts("某某街道办事处", region="350502", address="某路1号", phone="0595-22783514", postcode="010010")
DATA = write_template(FACTS, 2021)
NAMES = [sheet.name for sheet in SHEETS]


@pytest.fixture(scope="module")
def book() -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(DATA))


def test_the_sheets_stand_in_the_order_of_the_work(book: openpyxl.Workbook) -> None:
    assert book.sheetnames == [GUIDE, OFFICE, *NAMES, BODY, ACTS, DICTIONARY]
    assert book.active.title == GUIDE


def test_an_empty_template_is_a_ledger_of_that_office_and_year() -> None:
    read = read_ledger(DATA)
    assert (read.ledger.office, read.year, read.ledger.entries, read.problems) == (FACTS, 2021, (), ())


def test_it_is_small() -> None:
    assert len(DATA) < 64 * 1024


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_every_column_has_its_heading_note_and_list(book: openpyxl.Workbook, sheet: Sheet) -> None:
    worksheet = book[sheet.name]
    placed = [(next(iter(rule.sqref.ranges)), rule) for rule in worksheet.data_validations.dataValidation]
    rules = {where.min_col: (where, rule) for where, rule in placed}
    for number, column in enumerate(sheet.columns, 1):
        heading = worksheet.cell(HEAD_ROW + 1, number)
        assert heading.value == column.label + ("＊" if column.key in sheet.starred else "")
        assert (heading.fill.fgColor.rgb == "FFFCE8C8") is (column.key in sheet.starred)
        where, rule = rules[number]
        assert rule.prompt == column.note
        assert (where.min_row, where.max_row) == (FIRST_ROW + 1, FIRST_ROW + ROWS)
        if column.choices:
            listed = rule.formula1.removeprefix(f"'{DICTIONARY}'!").replace("$", "")
            labels = [cell[0].value for cell in book[DICTIONARY][listed]]
            assert labels == list(choice_lists()[column.choices].labels.values())


@pytest.mark.parametrize("name", NAMES)
def test_a_sheet_is_ready_to_use_and_to_print(book: openpyxl.Workbook, name: str) -> None:
    worksheet = book[name]
    assert worksheet.freeze_panes == "B3"
    assert worksheet.auto_filter.ref.startswith("A2:")
    assert (worksheet.page_setup.orientation, worksheet.page_setup.paperSize) == ("landscape", 9)
    assert worksheet.print_title_rows == "$1:$2"
    assert (worksheet.page_setup.fitToWidth or 1, worksheet.page_setup.fitToHeight) == (1, 0)
    assert worksheet.sheet_properties.pageSetUpPr.fitToPage


@pytest.mark.parametrize(
    ("kind", "shown"), [("date", "yyyy-mm-dd"), ("number", "@"), ("text", "@"), ("money", "#,##0.00"), ("count", "0")]
)
def test_a_column_has_the_format_of_its_kind(book: openpyxl.Workbook, kind: str, shown: str) -> None:
    columns = [(s.name, n) for s in SHEETS for n, column in enumerate(s.columns, 1) if column.kind == kind]
    assert columns
    for name, number in columns:
        groups = book[name].column_dimensions.values()
        assert [group.number_format for group in groups if group.min <= number <= group.max] == [shown]


def test_notes_fit_where_a_spreadsheet_shows_them() -> None:
    for sheet in SHEETS:
        for column in sheet.columns:
            assert column.note
            assert len(column.note) <= 255
            assert len(column.label) <= 32


def test_the_twenty_one_outcomes_are_the_law_s_own(book: openpyxl.Workbook) -> None:
    labels = [
        label for (label,) in book[DICTIONARY].iter_rows(min_row=2, max_row=22, min_col=4, max_col=4, values_only=True)
    ]
    assert labels == [outcome.label for outcome in outcomes().values()]


def test_every_act_is_explained(book: openpyxl.Workbook) -> None:
    rows = list(book[ACTS].iter_rows(min_row=3, values_only=True))
    assert [row[0] for row in rows] == [step.label for step in STEPS]
    assert all(row[1] and row[2] and row[3] for row in rows)
    answer = next(row for row in rows if row[0] == "答复")
    assert answer[1] == "办理结果"
    assert "检索记录" in answer[2]


def test_cells_an_act_needs_turn_yellow_and_those_it_does_not_use_grey(book: openpyxl.Workbook) -> None:
    formulas = [
        (str(where.sqref), rule.formula[0])
        for where, rules in book[PROCEEDINGS.name].conditional_formatting._cf_rules.items()
        for rule in rules
    ]
    assert any(
        where.startswith("D3") and '$C3="答复"' in formula and formula.endswith('D3="")') for where, formula in formulas
    )
    assert any(where.startswith("M3") and "NOT(OR(" in formula for where, formula in formulas)


def test_the_office_is_filled_in(book: openpyxl.Workbook) -> None:
    lines = {str(label).rstrip("＊"): value for label, value, *_ in book[OFFICE].iter_rows(min_row=3, values_only=True)}
    assert set(lines) == {item.label for item in ITEMS}
    assert (lines["机关名称"], lines["机关类型"], lines["报告年度"], lines["邮编"]) == (
        "某某街道办事处",
        "街道办事处",
        2021,
        "010010",
    )


def test_the_first_sheet_says_what_not_to_type(book: openpyxl.Workbook) -> None:
    words = "".join(str(cell) for row in book[GUIDE].iter_rows(values_only=True) for cell in row if cell)
    assert "不登记申请人的姓名、身份证号、电话、住址" in words


def test_it_names_no_link_macro_or_outside_source() -> None:
    with ZipFile(BytesIO(DATA)) as parts:
        assert not [
            name for name in parts.namelist() if "external" in name or "vba" in name or "printerSettings" in name
        ]


def test_a_region_that_is_no_code_is_refused() -> None:
    with pytest.raises(DocumentError, match="six digits"):
        write_template(OfficeFacts("某街道", region="某区"), 2021)


def test_an_unknown_kind_of_office_is_refused() -> None:
    with pytest.raises(DocumentError, match="village"):
        write_template(OfficeFacts("某村", kind="village"), 2021)


def test_the_page_about_the_workbook_has_every_sheet_column_act_and_problem() -> None:
    page = (Path(__file__).parents[2] / "docs" / "workbook.md").read_text(encoding="utf-8")
    for sheet in SHEETS:
        _, _, part = page.partition(f"\n## {sheet.name}\n")
        table = part.partition("\n## ")[0]
        for column in sheet.columns:
            star = "＊" if column.key in sheet.starred else ""
            assert f"| {column.label}{star} |" in table, (sheet.name, column.label)
            assert column.note in table
    for step in STEPS:
        assert f"| {step.label} | `{step.event.__name__}`" in page
    for item in ITEMS:
        assert f"| {item.label}{'＊' if item.is_required else ''} |" in page
    for code in _WORDS:
        assert f"| `{code}` |" in page
