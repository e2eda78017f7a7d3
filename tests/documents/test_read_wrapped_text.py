"""Tables in text whose labels wrap or whose figures stand a line off: a number is right or it is not stated."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.documents.read import report_of
from gongkai.documents.shifted import is_shifted
from gongkai.errors import DocumentError
from gongkai.report.model import Cell
from gongkai.statute.outcomes import APPLICANTS
from tests.documents import reports
from tests.documents.test_read_layouts import stated_wrongly, text_document
from tests.samples.layouts import LAYOUTS, Wrapped, cells_equal, document

FORM_2021 = reports.full_report("fmt2021")
SHARES = (0, 0.5, 1)


def read_text(text):
    return report_of(text_document(text))


def stated(report, table):
    return sum(cell.status == "stated" for key, cell in report.cells.items() if key[0] == table)


def wrapped(shifts):
    return st.builds(
        Wrapped,
        width=st.integers(3, 24),
        label=st.sampled_from(SHARES),
        figure=st.sampled_from(SHARES),
        shift=st.sampled_from(shifts),
        apart=st.integers(0, 1),
        are_groups_high=st.booleans(),
    )


def with_texts(report, texts):
    """The report with other texts in its cells, taken in turn."""
    cells = {}
    for at, (key, cell) in enumerate(report.cells.items()):
        text = texts[at % len(texts)] or cell.written
        value = int(text) if text.isdigit() else cell.value if text == cell.written else None
        cells[key] = replace(cell, value=value, written=text.strip(), status="blank" if value is None else "stated")
    return replace(report, cells=cells)


@settings(max_examples=200, deadline=None)
@given(form_id=st.sampled_from(reports.BOTH), layout=wrapped((0, 0, 1, -1, 2, -2)), data=st.data())
def test_labels_that_wrap_never_make_a_wrong_number(form_id, layout, data):
    told = with_texts(
        reports.full_report(form_id), data.draw(st.lists(st.sampled_from(["", "", "", " ", "/", "0"]), min_size=1))
    )
    lines = document(told, layout).split("\n")
    at = data.draw(st.integers(0, len(lines) - 1))
    lines[at : at + data.draw(st.integers(0, 1))] = data.draw(st.sampled_from([[], [], ["3"], ["— 3 —"], ["某年报"]]))

    try:
        read = read_text("\n".join(lines))
    except DocumentError:
        return

    assert stated_wrongly(read, told) == []


@pytest.mark.parametrize("figure", SHARES)
@pytest.mark.parametrize("form_id", reports.BOTH)
def test_figures_beside_any_line_of_their_label_are_read(form_id, figure):
    told = reports.full_report(form_id)

    read = read_text(document(told, Wrapped(width=8, figure=figure, are_groups_high=False)))

    assert stated_wrongly(read, told) == []
    assert stated(read, "t2") == sum(key[0] == "t2" for key in told.cells)
    assert stated(read, "t3") > 0.9 * sum(key[0] == "t3" for key in told.cells)


@pytest.mark.parametrize("shift", [1, -1])
def test_figures_a_line_off_are_not_stated(shift):
    read = read_text(document(FORM_2021, Wrapped(width=24, shift=shift, are_groups_high=False)))

    assert (stated(read, "t2"), stated(read, "t3")) == (0, 0)
    assert "rows_differ" in {one.code for one in read.warnings}


# --- one row ------------------------------------------------------------------------------------------------------


def row_of(layout, label, change):
    """The document in a layout, its line with a label changed."""
    lines = document(FORM_2021, LAYOUTS[layout]).split("\n")
    return "\n".join(change(line) if label in line else line for line in lines)


def test_the_rest_of_a_label_is_no_figure():
    def torn(line):
        return line.replace("不明确", "不").replace("215", "明确")

    read = read_text(row_of("columns", "3.补正后申请内容仍不明确", torn))

    assert stated_wrongly(read, FORM_2021) == []
    cells = [read.cell(key) for key in FORM_2021.cells if key[1] == "unable_unclear_after_supplement"]
    assert {cell.status for cell in cells} == {"unreadable"}


def test_the_rest_of_a_label_below_its_figures_is_the_labels():
    read = read_text(row_of("columns", "3.补正后申请内容仍不明确", lambda line: line.replace("明确", "") + "\n明确"))

    assert cells_equal(read, FORM_2021) == []


@pytest.mark.parametrize("word", ["约3", "见说明", "12 13", "3（件）"])
def test_a_word_among_figures_leaves_its_row_unread_and_no_other(word):
    read = read_text(row_of("tabs", "（一）予以公开", lambda line: line.replace("128", word)))

    assert {path.rpartition(".")[0] for path, *_ in cells_equal(read, FORM_2021)} == {"t3.granted"}
    assert {read.at(f"t3.granted.{column}").status for column in APPLICANTS} == {"unreadable"}


def test_a_row_with_its_figures_below_among_rows_with_them_beside_is_unread():
    read = read_text(row_of("columns", "2.重复申请", lambda line: line.replace("请   ", "请\n")))

    assert {path.rpartition(".")[0] for path, *_ in cells_equal(read, FORM_2021)} == {"t3.refused_duplicate"}


def test_a_page_number_for_the_blank_cell_of_table_four_is_no_figure():
    key = next(key for key in FORM_2021.cells if key[0] == "t4")
    told = reports.replace(FORM_2021, cells={**FORM_2021.cells, key: Cell(None, "", status="blank")})
    text = document(told, LAYOUTS["columns"]).replace("五、存在", "3\n五、存在")

    assert stated_wrongly(read_text(text), told) == []


def test_a_label_without_figures_before_one_with_two_rows_of_them():
    lines = document(FORM_2021, LAYOUTS["cell_per_line"]).split("\n")
    first = next(at for at, line in enumerate(lines) if "2.重复申请" in line)
    lines.insert(first + 8, lines.pop(first))

    read = read_text("\n".join(lines))

    assert stated_wrongly(read, FORM_2021) == []
    assert stated(read, "t3") > 100


# --- sums ---------------------------------------------------------------------------------------------------------


def summed(odd=0):
    """Table three of a report whose sums hold; odd: what its first total is printed too high by."""
    form = FORM_2021.form
    spec = form.tables["t3"]
    groups = next(row.sum_of for row in spec.rows if row.code == "handled_total")
    cells = {key: Cell(0, "0") for key in FORM_2021.cells}
    for column, count in (("natural_person", 4), ("commercial_enterprise", 3), ("total", 7)):
        numbers = dict.fromkeys((*groups[:2], "new_received"), count)
        numbers |= {"carried_in": 2 * count, "handled_total": 2 * count, "carried_out": count}
        for code, number in numbers.items():
            cells["t3", code, column] = Cell(number, str(number))
    wrong = cells["t3", "handled_total", "total"].value + odd
    cells["t3", "handled_total", "total"] = Cell(wrong, str(wrong))
    return reports.replace(FORM_2021, cells=cells)


def moved(report, by):
    """The report with the figures of table three one row on, or back."""
    codes = [row.code for row in report.form.tables["t3"].rows]
    source = dict(zip(codes, codes[by:] + codes[:by], strict=True))
    cells = {key: report.cells[key[0], source.get(key[1], key[1]), key[2]] for key in report.cells}
    return reports.replace(report, cells=cells)


@pytest.mark.parametrize("by", [1, -1])
@pytest.mark.parametrize("layout", ["tabs", "cell_per_line", "markdown"])
def test_a_table_one_row_off_is_told_by_its_sums(layout, by):
    read = read_text(document(moved(summed(), by), LAYOUTS[layout]))

    assert stated(read, "t3") == 0
    assert "rows_shifted" in {one.code for one in read.warnings}


@pytest.mark.parametrize("odd", [0, 1, 9])
def test_a_printed_error_is_stated_as_printed(odd):
    assert cells_equal(read_text(document(summed(odd), LAYOUTS["tabs"])), summed(odd)) == []


def test_table_four_one_cell_off_is_told_by_its_sums():
    columns = FORM_2021.form.tables["t4"].columns
    numbers = [1, 0, 2, 0, 3, 0, 0, 4, 0, 4, 5, 0, 0, 1, 6]

    def cells(shifted):
        return {("t4", "count", one.code): Cell(n) for one, n in zip(columns, shifted, strict=True)}

    assert not is_shifted("fmt2021", "t4", cells(numbers))
    assert is_shifted("fmt2021", "t4", cells([0, *numbers[:-1]]))
    assert is_shifted("fmt2021", "t4", cells([*numbers[1:], 0]))
    assert not is_shifted("fmt2021", "t4", cells([*numbers[:4], 9, *numbers[5:9], 9, *numbers[10:]]))
