"""PDFs whose tables have no rules: every cell read where the layout is an ordinary one, never a wrong one."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.documents.readers import pdf
from gongkai.documents.readers.pdf_columns import columns_of
from gongkai.documents.readers.pdf_labels import Label, Piece, pieces_of
from gongkai.documents.readers.pdf_lines import Char, TextLine, text_line, without_chrome
from tests.documents import reports
from tests.documents.test_read_pdf import TABLES, read_back, stated_wrongly, typeset, whole
from tests.samples.layouts import UNRULED_ALIGNS, cells_equal, unruled

A4 = 'paper: "a4"'


def ways(align, **more):
    return {name: {"options": unruled(name, align), **more.get(name, {})} for name in TABLES}


@pytest.mark.parametrize("align", UNRULED_ALIGNS)
@pytest.mark.parametrize("form_id", reports.BOTH)
def test_portrait_with_wrapped_labels_is_read_whole(form_id, align):
    told = reports.full_report(form_id)
    assert cells_equal(read_back(typeset(whole(told, **ways(align)), A4)), told) == []


@pytest.mark.parametrize("head", [0, 3])
@pytest.mark.parametrize(
    "page", ['paper: "a4", flipped: true', "width: 210mm, height: 200mm", 'paper: "a4", margin: 15mm']
)
def test_over_pages_with_and_without_repeated_heads(page, head):
    told = reports.full_report()
    data = typeset(
        whole(told, **ways("middle", t3={"head": head})), f'{page}, numbering: "— 1 —", header: [某街道年度报告]'
    )
    assert cells_equal(read_back(data), told) == []


def test_blanks_keep_their_place():
    told = reports.full_report()
    keys = list(told.cells)
    cells = told.cells | {key: replace(told.cells[key], value=None, written="", status="blank") for key in keys[20::3]}
    told = replace(told, cells=cells)
    assert cells_equal(read_back(typeset(whole(told, **ways("middle")), A4)), told) == []


def test_grids_hold_the_labels_as_written_in_their_places():
    document = pdf.read(typeset(whole(reports.full_report(), **ways("top")), A4))
    assert [grid.where for grid in document.grids] == ["第1页表1", "第2页表1", "第3页表1"]
    (three,) = [grid for grid in document.grids if grid.width == 10]
    assert three.at[4, 0].text == "二、上年结转政府信息公开申请数量"
    assert three.at[7, 2].text.replace("\n", "") == "1.属于国家秘密"
    assert not any("属于国家秘密" in line.text for line in document.lines)


def test_a_row_labelled_in_another_way_makes_no_other_row_wrong():
    told = reports.full_report()
    body = whole(told, **ways("middle")).replace("3.要求提供公开出版物", "3.要求提供各类出版物")
    got = read_back(typeset(body, A4))
    assert {path.split(".")[1] for path, _, _ in cells_equal(got, told)} <= {"refused_publication"}
    assert stated_wrongly(told, typeset(body, A4)) == []


@pytest.mark.parametrize("height", ["30pt", "40pt"])
def test_figures_at_the_foot_of_high_rows_are_right_or_not_stated(height):
    told = reports.full_report()
    options = f"rows: {height}, stroke: none, align: (x, y) => if x < 3 {{ top }} else {{ bottom }},"
    assert stated_wrongly(told, typeset(whole(told, **{name: {"options": options} for name in TABLES}), A4)) == []


@pytest.mark.parametrize("outside", [15, 20, 25])
def test_margins_that_change_sides_shift_no_column(outside):
    told = reports.full_report()
    page = f"{A4}, binding: left, margin: (inside: 35mm, outside: {outside}mm)"
    assert stated_wrongly(told, typeset(whole(told, **ways("right")), page)) == []


@settings(max_examples=8, deadline=None)
@given(st.data())
def test_any_numbers_in_any_layout_are_right_or_not_stated(data):
    told = reports.full_report(data.draw(st.sampled_from(reports.BOTH)))
    texts = st.sampled_from(["", "/", "-", "无", "0", "7", "12", "345", "10086", "654321"])
    cells = {}
    for key, cell in told.cells.items():
        text = data.draw(texts)
        value = int(text) if text.isdigit() else None
        cells[key] = replace(cell, value=value, written=text, status="blank" if value is None else "stated")
    told = replace(told, cells=cells)
    side = st.tuples(st.sampled_from(["left", "center", "right"]), st.sampled_from(["top", "horizon", "bottom"]))
    text, figure = (" + ".join(data.draw(side)) for _ in range(2))
    inset = data.draw(st.sampled_from(["1pt", "5pt", "(x: 5.4pt, y: 0pt)"]))
    options = f"stroke: none, inset: {inset}, align: (x, y) => if x < 3 {{ {text} }} else {{ {figure} }},"
    size = f"width: {data.draw(st.integers(180, 300))}mm, height: {data.draw(st.integers(120, 300))}mm"
    got = read_back(typeset(whole(told, **{name: {"options": options} for name in TABLES}), size))
    for key, cell in got.figures():
        if cell.status == "stated":
            assert cell.value == told.cell(key.key).value


# --- columns ------------------------------------------------------------------------------------------------------


def piece(x0, x1, text="1", y=50.0):
    return Piece(text, text, 0, 0, x0, x1, y, 10.0, False)


def heads(*places):
    return [Label("", (piece(x0, x1, "总计", 10.0),)) for x0, x1 in places]


def test_a_figure_stands_under_the_heading_it_overlaps():
    figures = [piece(20, 25), piece(118, 123), piece(10, 30)]
    found = columns_of(heads((10, 30), (110, 130)), figures)
    assert [found.of[id(one)] for one in figures] == [0, 1, 0]


def test_a_figure_as_wide_as_two_columns_is_under_none():
    wide = piece(8, 112)
    assert id(wide) not in columns_of(heads((10, 30), (110, 130)), [wide]).of


def test_headings_left_and_figures_right_are_told_by_even_distance():
    figures = [piece(85, 90), piece(185, 190)]
    found = columns_of(heads((10, 30), (110, 130)), figures)
    assert [found.of[id(one)] for one in figures] == [0, 1]
    assert not columns_of(heads((10, 30), (110, 130)), [piece(85, 90), piece(140, 145)]).of


# --- figures that look like something else ------------------------------------------------------------------------


@pytest.mark.parametrize("number", ["1185", "185", "18"])
def test_a_figure_of_table_four_at_the_foot_of_a_page_is_no_page_number(number):
    """Set a line lower than the others it is not certain, but never blank."""
    told = reports.full_report()
    key = [key for key in told.cells if key[0] == "t4"][2]
    told = replace(told, cells=told.cells | {key: replace(told.cells[key], value=int(number), written=number)})
    row = f"#table(columns: 15, stroke: none, inset: 2pt, {', '.join(_of_table_four(told, lower=key))})"
    data = typeset(f"#v(1fr)\n{row}", "width: 260mm, height: 120mm, margin: (x: 10mm, y: 6mm)")
    got = read_back(data + b"\n")
    assert got.cell(key).status == "unreadable"
    assert [cell for key, cell in got.figures() if key.key[0] == "t4" and cell.status == "blank"] == []


def _of_table_four(told, lower):
    for cells in told.form.layout("t4"):
        for cell in cells:
            text = told.cell(cell.figure.key).written if cell.figure else cell.text
            below = "#linebreak()" if cell.figure and cell.figure.key == lower else ""
            yield f'table.cell(colspan: {cell.colspan}, rowspan: {cell.rowspan})[{below}#"{text}"]'


def test_a_stroke_close_below_a_heading_is_no_part_of_it():
    line = [Char(text, x, 0.0, x + 10, 10.0) for text, x in (("组", 0.0), ("织", 10.0), ("/", 20.2))]
    assert [one.text for one in pieces_of([[(text_line(line), False)]])] == ["组织", "/"]


@pytest.mark.parametrize("text", ["本年增/减", "本年增/"])
def test_a_stroke_within_a_heading_stays(text):
    line = [Char(letter, 10.0 * at, 0.0, 10.0 * at + 10, 10.0) for at, letter in enumerate(text)]
    assert [one.text for one in pieces_of([[(text_line(line), False)]])] == [text]


def test_four_digits_in_the_margin_are_no_page_number():
    lines = [TextLine(text, 0, 5, 20, 10) for text in ("1185", "— 3 —", "3/12", "第3页共12页", "118 5")]
    assert [line.text for line in without_chrome([(800, lines)])[0]] == ["1185"]


def test_a_row_an_office_added_is_told():
    told = reports.full_report()
    added = ", ".join(["table.cell(colspan: 3)[行政检查次数]", *(f"[{number}]" for number in range(901, 908))])
    body = whole(told, **ways("middle"))
    at = body.rindex("table.cell", 0, body.index("三、本年度办理结果"))
    got = read_back(typeset(f"{body[:at]}{added}, {body[at:]}", A4))
    assert [one.message for one in got.warnings if one.code == "row_extra" and "行政检查次数" in one.message]
    assert [cell.written for _, cell in got.figures() if cell.status == "stated" and cell.written[:2] == "90"] == []
