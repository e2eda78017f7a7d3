"""Figures from tables in text and in grids: every cell right, or not stated; never a wrong number."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.documents.fill import fill
from gongkai.documents.grid import Document, Grid, GridCell, Line
from gongkai.documents.locate import locate, normal
from gongkai.documents.read import report_of
from gongkai.errors import DocumentError
from gongkai.report.model import Cell
from gongkai.report.reconcile import check
from tests.documents import reports
from tests.samples.layouts import LAYOUTS, cells_equal, document, text_of

FORMS = ("fmt2021", "fmt2019")


def text_document(text):
    return Document("text", tuple(Line(line, f"第{at}行") for at, line in enumerate(text.split("\n"), 1)))


def grid_of(report, table, where=""):
    """A table as a reader of docx or html returns it."""
    cells, taken = [], set()
    for y, row in enumerate(report.form.layout(table)):
        x = 0
        for cell in row:
            while (y, x) in taken:
                x += 1
            cells.append(GridCell(y, x, text_of(report, cell), cell.rowspan, cell.colspan))
            taken |= {(y + dy, x + dx) for dy in range(cell.rowspan) for dx in range(cell.colspan)}
    return Grid(tuple(cells), where or table)


def grid_document(report, change=lambda grid: grid):
    blocks = [Line(report.title, "第1段")]
    for section in report.form.sections:
        blocks.append(Line(section.heading))
        if section.table:
            blocks.append(change(grid_of(report, section.table)))
        blocks += [Line(paragraph.text) for paragraph in report.sections.get(section.code, ())]
    blocks += [Line(report.signed_by or ""), Line("2022年1月24日")]
    return Document("html", tuple(blocks))


def zeros():
    told = reports.full_report("fmt2021")
    return reports.replace(told, cells=reports.cells_of("fmt2021", lambda figure, index: 0))


def stated_wrongly(read, told):
    """Cells that state another number than the source."""
    return [one for one in cells_equal(read, told) if one[2].status == "stated"]


# --- whole reports ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("form_id", FORMS)
def test_every_cell_of_every_text_layout_is_read(form_id, layout):
    told = reports.full_report(form_id)

    read = report_of(text_document(document(told, LAYOUTS[layout])))

    assert read.form_id == form_id
    assert cells_equal(read, told) == []
    assert read.warnings == ()


@pytest.mark.parametrize("form_id", FORMS)
def test_every_cell_of_every_grid_is_read(form_id):
    told = reports.full_report(form_id)

    read = report_of(grid_document(told))

    assert read.form_id == form_id
    assert cells_equal(read, told) == []


@pytest.mark.parametrize("layout", LAYOUTS)
def test_what_stands_around_the_tables_is_read(layout):
    told = reports.full_report("fmt2021")

    read = report_of(text_document(document(told, LAYOUTS[layout])))

    assert read.office == told.office
    assert read.year == told.year
    assert normal(read.title) == normal(told.title)
    assert read.signed_by == told.signed_by
    assert read.published_on == told.published_on
    assert set(read.sections) == {section.code for section in told.form.sections}


def test_a_report_of_zeros_is_read_as_zeros():
    told = zeros()

    assert {cell.value for cell in report_of(grid_document(told)).cells.values()} == {0}


@pytest.mark.parametrize("layout", ["tabs", "markdown"])
def test_a_blank_cell_in_a_row_of_its_own_place_is_blank_and_never_zero(layout):
    told = reports.full_report("fmt2019")
    blank = {key: Cell(None, "", status="blank") for key in told.cells if key[0] == "t4" and key[2].startswith("recon")}
    spoiled = reports.replace(told, cells={**told.cells, **blank})

    read = report_of(text_document(document(spoiled, LAYOUTS[layout])))

    assert [read.cell(key).status for key in blank] == ["blank"] * 5
    assert cells_equal(read, spoiled) == []


@pytest.mark.parametrize(
    ("written", "value", "status"),
    [
        ("１２", 12, "stated"),
        ("1,234", 1234, "stated"),
        ("8件", 8, "stated"),
        ("1 2", 12, "stated"),
        ("", None, "blank"),
        ("/", None, "dash"),
        ("—", None, "dash"),
        ("无", None, "dash"),
        ("约3", None, "unreadable"),
        ("3/4", None, "unreadable"),
        ("O", None, "unreadable"),
    ],
)
def test_blank_dash_and_zero_stay_apart_and_a_number_is_what_is_written(written, value, status):
    told = reports.full_report("fmt2021")
    key = ("t3", "granted", "commercial_enterprise")
    odd = reports.replace(told, cells={**told.cells, key: Cell(0, written)})

    cell = report_of(grid_document(odd)).cell(key)

    assert (cell.value, cell.status, cell.written) == (value, status, written)


@pytest.mark.parametrize(
    ("written", "value"), [("3.98", "3.98"), ("3.98万元", "3.98"), ("39800元", "3.98"), ("39800", "39800")]
)
def test_money_is_read_in_the_unit_of_the_cell(written, value):
    told = reports.full_report("fmt2021")
    key = ("t2", "admin_fees", "amount_wan_yuan")

    cell = report_of(grid_document(reports.replace(told, cells={**told.cells, key: Cell(0, written)}))).cell(key)

    assert cell.stated == Decimal(value)


@pytest.mark.parametrize("written", ["-2", "－2", "减2", "−2"])
def test_a_decrease_is_read_however_it_is_signed(written):
    told = reports.full_report("fmt2019")
    key = ("t2", "penalty", "change_this_year")

    cell = report_of(grid_document(reports.replace(told, cells={**told.cells, key: Cell(0, written)}))).cell(key)

    assert cell.stated == -2


def test_every_cell_knows_its_place():
    read = report_of(grid_document(reports.full_report("fmt2021")))

    assert all(cell.where for cell in read.cells.values())
    assert read.at("t3.new_received.natural_person").where == "t3第4行第4格"


# --- damage: what is lost is not stated -----------------------------------------------------------------------------


@settings(max_examples=60)
@given(form_id=st.sampled_from(FORMS), layout=st.sampled_from(sorted(LAYOUTS)), data=st.data())
def test_a_lost_line_never_makes_a_wrong_number(form_id, layout, data):
    told = reports.full_report(form_id)
    lines = document(told, LAYOUTS[layout]).split("\n")
    lost = data.draw(st.integers(0, len(lines) - 1))

    read = report_of(text_document("\n".join(lines[:lost] + lines[lost + 1 :])))

    assert stated_wrongly(read, told) == []


@settings(max_examples=60)
@given(form_id=st.sampled_from(FORMS), layout=st.sampled_from(sorted(LAYOUTS)), data=st.data())
def test_a_strayed_page_number_never_makes_a_wrong_number(form_id, layout, data):
    told = reports.full_report(form_id)
    lines = document(told, LAYOUTS[layout]).split("\n")
    at = data.draw(st.integers(0, len(lines)))

    read = report_of(
        text_document("\n".join([*lines[:at], data.draw(st.sampled_from(["3", "— 3 —", "- 3 -"])), *lines[at:]]))
    )

    assert stated_wrongly(read, told) == []


@settings(max_examples=60)
@given(form_id=st.sampled_from(FORMS), data=st.data())
def test_a_lost_cell_of_a_grid_never_makes_a_wrong_number(form_id, data):
    told = reports.full_report(form_id)
    table = data.draw(st.sampled_from(["t2", "t3", "t4"]))
    lost = data.draw(st.integers(0, len(grid_of(told, table).cells) - 1))

    def without(grid):
        return Grid(grid.cells[:lost] + grid.cells[lost + 1 :], grid.where) if grid.where == table else grid

    assert stated_wrongly(report_of(grid_document(told, without)), told) == []


@settings(max_examples=60)
@given(form_id=st.sampled_from(FORMS), data=st.data())
def test_a_shifted_row_of_a_grid_never_makes_a_wrong_number(form_id, data):
    told = reports.full_report(form_id)
    table = data.draw(st.sampled_from(["t2", "t3", "t4"]))
    row = data.draw(st.integers(0, grid_of(told, table).height - 1))
    start = data.draw(st.integers(0, 9))

    def shifted(grid):
        if grid.where != table:
            return grid
        cells = tuple(
            GridCell(c.row, c.column + 1, c.text, c.rowspan, c.colspan) if c.row == row and c.column >= start else c
            for c in grid.cells
        )
        return Grid(cells, grid.where)

    assert stated_wrongly(report_of(grid_document(told, shifted)), told) == []


def test_a_row_with_too_few_cells_is_left_unread_with_its_reason():
    told = reports.full_report("fmt2021")
    grid = grid_of(told, "t3")
    row = next(cell.row for cell in grid.cells if cell.text == "（一）予以公开")
    spoiled = Grid(tuple(cell for cell in grid.cells if (cell.row, cell.column) != (row, 9)), "t3")

    (match,) = locate(Document("html", (spoiled,)))
    filled = fill(match)

    assert [cell.status for key, cell in filled.cells.items() if key[1] == "granted"] == ["unreadable"] * 7
    assert [one.code for one in filled.remarks] == ["cell_count"]


def test_a_file_without_the_form_is_no_report():
    with pytest.raises(DocumentError):
        report_of(text_document("关于召开会议的通知\n\n各部门：\n一、总体情况\n没有表格。"))


def test_the_checks_run_on_what_was_read():
    told = zeros()
    key = ("t3", "granted", "total")
    wrong = reports.replace(told, cells={**told.cells, key: Cell(3, "3")})

    rules = {finding.rule for finding in check(report_of(grid_document(wrong)))}

    assert rules == {"R02", "R04"}
