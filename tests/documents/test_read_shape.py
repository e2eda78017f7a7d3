"""Tables that are not quite the form: labels with slips, rows and columns added or left out, files that end early."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.documents.grid import Document, Grid, GridCell
from gongkai.documents.read import report_of
from gongkai.statute.forms import FORM_IDS
from tests.documents import reports
from tests.documents.test_read_layouts import grid_document, grid_of, stated_wrongly, text_document
from tests.samples.layouts import LAYOUTS, cells_equal, document

FORM_2021 = reports.full_report("fmt2021")


def codes(report):
    return [(one.code, one.at) for one in report.warnings]


def with_label(grid, old, new):
    return Grid(tuple(replace(c, text=new) if c.text == old else c for c in grid.cells), grid.where)


def in_table(table, change):
    return lambda grid: change(grid) if grid.where == table else grid


# --- labels with slips --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("法人或其他组织", "法人及其他组织"),
        ("（四）无法提供", "（四）无法提供信息"),
        ("8.属于行政查询事项", "8.属于行政查寻事项"),
        ("3.危及“三安全一稳定”", "3.危及三安全一稳定"),
        ("2.重复申请", "2重复申请"),
        ("三、本年度办理结果", "三、本年度处理结果"),
        ("一、本年新收政府信息公开申请数量", "一、本年新受理政府信息公开申请数量"),
    ],
)
def test_a_slip_in_a_label_costs_nothing_and_is_told(old, new):
    assert any(cell.text == old for cell in grid_of(FORM_2021, "t3").cells)

    read = report_of(grid_document(FORM_2021, in_table("t3", lambda grid: with_label(grid, old, new))))

    assert cells_equal(read, FORM_2021) == []
    assert codes(read) == [("label_differs", "t3")]
    assert new in read.warnings[0].message


def test_a_label_that_could_be_either_of_two_is_none():
    def both_lost(grid):
        return with_label(
            with_label(grid, "6.属于四类过程性信息", "属于某类信息"), "5.属于三类内部事务信息", "属于某类信息"
        )

    read = report_of(grid_document(FORM_2021, in_table("t3", both_lost)))

    assert stated_wrongly(read, FORM_2021) == []
    assert {read.at(f"t3.denied_{row}.total").status for row in ("internal_affairs", "process_info")} == {"unreadable"}


@settings(max_examples=60)
@given(form_id=st.sampled_from(FORM_IDS), layout=st.sampled_from([*sorted(LAYOUTS), "grid"]), data=st.data())
def test_slips_in_labels_never_make_a_wrong_number(form_id, layout, data):
    told = reports.full_report(form_id)
    labels = sorted({c.text for t in ("t2", "t3", "t4") for c in grid_of(told, t).cells if c.text[:1] not in "-0123"})
    slips = {}
    for label in data.draw(st.lists(st.sampled_from(labels), min_size=1, max_size=4)):
        at = data.draw(st.integers(0, len(label) - 1))
        slips[label] = label[:at] + data.draw(st.sampled_from(["", "的", "其他", label[at] * 2])) + label[at + 1 :]

    def spoiled(grid):
        return Grid(tuple(replace(c, text=slips.get(c.text, c.text)) for c in grid.cells), grid.where)

    if layout == "grid":
        read = report_of(grid_document(told, spoiled))
    else:
        text = document(told, LAYOUTS[layout])
        for old, new in slips.items():
            text = text.replace(old, new)
        read = report_of(text_document(text))

    assert stated_wrongly(read, told) == []


# --- rows and columns ---------------------------------------------------------------------------------------------


def with_row(grid, at, cells):
    moved = tuple(replace(c, row=c.row + 1) if c.row >= at else c for c in grid.cells)
    wider = tuple(
        replace(c, rowspan=c.rowspan + 1) if c.row < at < c.row + c.rowspan else c for c in moved if c.row != at
    )
    return Grid(tuple(sorted((*wider, *cells), key=lambda c: (c.row, c.column))), grid.where)


def test_a_row_added_is_told_and_moves_nothing():
    row = next(c.row for c in grid_of(FORM_2021, "t2").cells if c.text == "行政强制") + 1
    extra = [GridCell(row, 0, "行政检查"), GridCell(row, 1, "77", 1, 3)]

    read = report_of(grid_document(FORM_2021, in_table("t2", lambda grid: with_row(grid, row, extra))))

    assert cells_equal(read, FORM_2021) == []
    assert codes(read) == [("row_extra", "t2")]
    assert "行政检查" in read.warnings[0].message


def test_a_column_added_with_a_heading_of_its_own_is_told_and_moves_nothing():
    def noted(grid):
        width = grid.width
        notes = [GridCell(0, width, "备注", 3, 1)]
        notes += [GridCell(row, width, "见说明") for row in range(3, grid.height)]
        return Grid(tuple(sorted((*grid.cells, *notes), key=lambda c: (c.row, c.column))), grid.where)

    read = report_of(grid_document(FORM_2021, in_table("t3", noted)))

    assert cells_equal(read, FORM_2021) == []
    assert codes(read) == [("column_extra", "t3")]


def test_a_column_added_without_a_heading_leaves_its_rows_unread():
    def noted(grid):
        notes = [GridCell(row, grid.width, "5") for row in range(3, grid.height)]
        return Grid(tuple(sorted((*grid.cells, *notes), key=lambda c: (c.row, c.column))), grid.where)

    read = report_of(grid_document(FORM_2021, in_table("t3", noted)))

    assert stated_wrongly(read, FORM_2021) == []


def test_a_row_left_out_is_told():
    def without(grid):
        row = next(c.row for c in grid.cells if c.text == "2.重复申请")
        kept = [c for c in grid.cells if c.row != row]
        return Grid(tuple(replace(c, row=c.row - 1) if c.row > row else c for c in kept), grid.where)

    read = report_of(grid_document(FORM_2021, in_table("t3", without)))

    assert stated_wrongly(read, FORM_2021) == []
    assert ("row_missing", "t3") in codes(read)


# --- files that end early -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_report_that_ends_before_table_three_says_so(layout):
    text = document(FORM_2021, LAYOUTS[layout]).partition("三、收到和处理")[0]

    read = report_of(text_document(text))

    assert ("cut_off", "applications") in codes(read)
    assert {cell.status for key, cell in read.cells.items() if key[0] == "t2"} == {"stated"}
    assert {cell.status for key, cell in read.cells.items() if key[0] != "t2"} == {"missing"}


def test_a_report_that_ends_within_a_table_names_the_rows_it_lacks():
    def cut(grid):
        return Grid(tuple(cell for cell in grid.cells if cell.row < 20), grid.where)

    whole = grid_document(FORM_2021, in_table("t3", cut))
    end = next(at for at, block in enumerate(whole.blocks) if isinstance(block, Grid) and block.where == "t3")

    read = report_of(Document("docx", whole.blocks[: end + 1]))

    assert stated_wrongly(read, FORM_2021) == []
    assert {"cut_off", "row_missing"} <= {code for code, _ in codes(read)}
