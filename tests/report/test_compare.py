"""Two reports side by side: the cells that differ, and by how much."""

from dataclasses import replace
from decimal import Decimal

from gongkai.report.compare import compare, differences, text_changes
from gongkai.report.model import Cell, Paragraph
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


def year(number, **changes):
    title = f"街道{number}年政府信息公开工作年度报告"
    return replace(report_of(figures=changes.pop("figures", {})), year=number, title=title, **changes)


def test_every_cell_both_forms_have_is_compared_and_equal_ones_are_told():
    comparison = compare(year(2021), year(2022, figures={"t3.granted.total": 1}))

    assert len(comparison.cells) == 200
    assert [one.figure.path for one in comparison.differences] == ["t3.granted.total"]
    assert comparison.incomparable == {}


def test_cells_only_the_newer_form_has_are_counted_by_table():
    comparison = compare(report_of("fmt2019"), report_of())

    assert comparison.incomparable["t2"] > 0
    assert "t4" not in comparison.incomparable
    assert len(comparison.cells) + sum(comparison.incomparable.values()) == 200


def test_the_rules_across_years_are_asked_for_the_year_after_only():
    before = year(2021, figures={"t3.carried_out.total": 2})

    assert [one.rule for one in compare(before, year(2022)).findings] == ["R08"]
    assert compare(before, year(2023)).findings is None
    assert compare(before, year(2021)).findings is None


def test_sections_that_came_and_went_are_named():
    old = year(2021, sections={"overview": (Paragraph("甲。"),), "problems": (Paragraph("乙。"),)}, headings={})
    new = year(2022, sections={"overview": (Paragraph("甲。"),), "remedies": (Paragraph("丙。"),)}, headings={})

    found = {one.code: (one.presence, [change.kind for change in one.sentences]) for one in text_changes(old, new)}

    assert found == {
        "overview": ("both", ["same"]),
        "remedies": ("added", ["added"]),
        "problems": ("removed", ["removed"]),
    }


def test_a_section_has_its_heading_as_written():
    old = year(2021, sections={"overview": ()}, headings={"overview": "一、旧标题"})
    new = year(2022, sections={"overview": ()}, headings={"overview": "一、新标题"})

    assert [one.heading for one in text_changes(old, new)] == ["一、新标题"]
    assert [one.heading for one in text_changes(old, replace(new, headings={}))] == ["一、旧标题"]
