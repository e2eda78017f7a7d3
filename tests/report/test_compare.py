"""Two reports side by side: the cells that differ, and by how much."""

from decimal import Decimal

from gongkai.report.compare import differences
from gongkai.report.model import Cell
from tests.report.cases import report_of, with_cell


def told(old, new):
    return [(one.figure.path, one.old.stated, one.new.stated, one.change) for one in differences(old, new)]


def test_equal_reports_do_not_differ():
    assert told(report_of(), report_of()) == []


def test_a_difference_is_new_less_old():
    old, new = report_of(figures={"t3.granted.total": 5}), report_of(figures={"t3.granted.total": 3})

    assert told(old, new) == [("t3.granted.total", 5, 3, -2)]


def test_amounts_are_subtracted_exactly():
    path = "t2.admin_fees.amount_wan_yuan"

    assert told(report_of(figures={path: Decimal("0.1")}), report_of(figures={path: Decimal("0.3")})) == [
        (path, Decimal("0.1"), Decimal("0.3"), Decimal("0.2"))
    ]


def test_a_figure_that_is_not_stated_differs_from_zero_and_has_no_change():
    assert told(report_of(), report_of(figures={"t3.granted.total": None})) == [("t3.granted.total", 0, None, None)]


def test_the_way_a_figure_is_written_is_no_difference():
    full_width = with_cell(report_of(), ("t3", "granted", "total"), Cell(0, "０"))

    assert told(report_of(), full_width) == []


def test_differences_come_in_the_order_of_the_form():
    new = report_of(figures={"t4.recon_total": 1, "t2.penalty.decisions_this_year": 1, "t3.granted.total": 1})

    assert [path.partition(".")[0] for path, *_ in told(report_of(), new)] == ["t2", "t3", "t4"]


def test_only_cells_both_forms_have_are_compared():
    old = report_of("fmt2019", {"t2.penalty.decisions": 9, "t3.granted.total": 2})

    assert told(old, report_of(figures={"t2.penalty.decisions_this_year": 4})) == [("t3.granted.total", 2, 0, -2)]
