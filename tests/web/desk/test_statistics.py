"""Statistics: the figures of the annual report, live; each opens the entries behind it."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from django.urls import reverse

from gongkai.ledger import steps
from gongkai.report.compile import compile_report
from gongkai.web.applications.actions import take_step
from gongkai.web.challenges.actions import Decision, Papers, decide, register_challenge
from gongkai.web.config.clock import calendar_of
from gongkai.web.desk.statistics import cells_behind, table_three, times
from gongkai.web.desk.statistics_more import fees, table_four
from gongkai.web.entries.record import ledger_of
from tests.web.conftest import TODAY
from tests.web.desk.cases import opened, some_of_each


def address(office, name="statistics", **query):
    return (
        reverse(f"desk:{name}", args=[office.code]) + "?" + "&".join(f"{key}={value}" for key, value in query.items())
    )


def test_a_year_is_that_of_the_annual_report(staff, in_office):
    some_of_each(staff, in_office, 2)
    report = compile_report(ledger_of(in_office), 2026)
    counts = table_three(in_office, 2026, 2026)
    assert counts == {
        f"{row}.{column}": cell.value for (table, row, column), cell in report.cells.items() if table == "t3"
    }
    assert counts["new_received.total"] == 10  # two of twelve are not confirmed
    assert counts["granted.natural_person"] == 2


def test_years_put_together_still_reconcile(staff, in_office, today):
    officer = staff.officer("officer")
    old = opened(staff, date(2024, 12, 20))
    opened(staff, date(2025, 3, 3))
    opened(staff, date(2026, 3, 3))
    take_step(officer, old.pk, steps.Answered(on=date(2025, 1, 10), outcome="granted", reason="随函提供"))
    cells = {key: len(entries) for key, entries in cells_behind(ledger_of(in_office), 2025, 2026).items()}
    took_in = cells[("new_received", "total")] + cells[("carried_in", "total")]
    assert (cells[("new_received", "total")], cells[("carried_in", "total")]) == (2, 1)
    assert took_in == cells[("handled_total", "total")] + cells[("carried_out", "total")]
    assert cells[("carried_out", "total")] == 2


def test_a_figure_is_counted_anew_after_each_entry(staff, case, in_office):
    assert table_three(in_office, 2026, 2026)["carried_out.total"] == 1
    take_step(staff.officer("officer"), case.pk, steps.Withdrawn(on=TODAY))
    assert table_three(in_office, 2026, 2026)["carried_out.total"] == 0


def test_each_figure_opens_its_cases(staff, in_office):
    some_of_each(staff, in_office, 1)
    client = staff.client("officer")
    page = client.get(address(in_office)).content.decode()
    link = address(in_office, "statistics_basis", first=2026, last=2026, row="granted", column="total")
    assert link.replace("&", "&amp;") in page
    answer = client.get(link)
    (basis,) = answer.context["entries"]
    assert basis.what == "答复：予以公开"
    assert reverse("desk:cases:case", args=["baiyun", basis.case.pk]) in answer.content.decode()


def test_table_four_is_that_of_the_annual_report_and_opens_its_cases(staff, case, in_office):
    officer = staff.officer("officer")
    kinds = ("reconsideration", "litigation_direct", "litigation_direct")
    first, second, _third = [
        register_challenge(officer, in_office, Papers(kind, date(2026, 6, 8), application=case)) for kind in kinds
    ]
    for one in (first, second):
        decide(officer, one.pk, Decision(TODAY, result="corrected"))
    report = compile_report(ledger_of(in_office), 2026)
    counts = {code: len(entries) for code, entries in table_four(in_office, 2026, 2026).items()}
    assert {code: count for code, count in counts.items() if count} == {
        code: cell.value for (table, _row, code), cell in report.cells.items() if table == "t4" and cell.value
    }
    assert (counts["recon_corrected"], counts["lit_direct_pending"], counts["lit_direct_total"]) == (1, 1, 2)
    client = staff.client("auditor")
    link = address(in_office, "statistics_basis", first=2026, last=2026, row="count", column="recon_corrected")
    assert link.replace("&", "&amp;") in client.get(address(in_office)).content.decode()
    page = client.get(link).content.decode()
    assert reverse("desk:challenges:page", args=["baiyun", first.pk]) in page
    assert client.get(address(in_office, "statistics_basis", row="count", column="x")).status_code == 404


def test_pending_at_the_end_of_a_year_and_decided_in_the_next_counts_once_for_both(staff, in_office, today):
    officer = staff.officer("officer")
    one = register_challenge(officer, in_office, Papers("reconsideration", date(2025, 12, 22)))
    decide(officer, one.pk, Decision(date(2026, 1, 20), result="upheld"))
    assert len(table_four(in_office, 2025, 2025)["recon_pending"]) == 1
    both = {code: len(entries) for code, entries in table_four(in_office, 2025, 2026).items() if entries}
    assert both == {"recon_upheld": 1, "recon_total": 1}


def test_fees_of_a_period(staff, case, in_office):
    officer = staff.officer("officer")
    take_step(officer, case.pk, steps.FeeNoticed(on=date(2026, 6, 3), amount_yuan=Decimal(100)))
    found = fees(in_office, 2026, 2026)
    assert (found.noticed, found.noticed_yuan, found.paid, found.lapsed) == (1, Decimal(100), 0, 0)
    take_step(officer, case.pk, steps.FeePaid(on=date(2026, 6, 5), amount_yuan=Decimal(100)))
    assert fees(in_office, 2026, 2026).paid_yuan == Decimal(100)
    assert fees(in_office, 2025, 2025).noticed == 0
    assert "发出收费通知" in staff.client("officer").get(address(in_office)).content.decode()


@pytest.mark.parametrize("query", [{"row": "granted"}, {"row": "x", "column": "total"}, {"first": "x"}, {}])
def test_a_figure_the_form_does_not_have_is_no_page(staff, in_office, query):
    assert staff.client("officer").get(address(in_office, "statistics_basis", **query)).status_code == 404


@pytest.mark.parametrize(
    "query", [{"first": 2026, "last": 2020}, {"first": 1999}, {"first": "二〇二六"}, {"last": 2090}]
)
def test_odd_years_are_refused_in_a_sentence(staff, in_office, query):
    assert staff.client("officer").get(address(in_office, **query)).status_code == 422


def test_working_days_to_answer_and_ages(staff, in_office):
    officer = staff.officer("officer")
    for received, answered in ((date(2026, 5, 6), date(2026, 5, 9)), (date(2026, 3, 2), date(2026, 4, 1))):
        case = opened(staff, received)
        take_step(officer, case.pk, steps.Answered(on=answered, outcome="granted", reason="随函提供"))
    opened(staff, date(2026, 6, 9))
    found = times(2026, 2026, TODAY, calendar_of())
    assert [group.count for group in found.answered] == [1, 0, 0, 0, 1, 0]  # 9 May is a make-up workday: 3; and 22
    assert (found.answers, found.longest, found.in_time, found.late) == (2, 22, 1, 1)
    assert [group.count for group in found.ageing] == [1, 0, 0, 0, 0, 0, 0]


def test_shares_of_extended_and_supplemented(staff, in_office):
    head, officer = staff.officer("head"), staff.officer("officer")
    extended, supplemented = opened(staff, date(2026, 6, 1)), opened(staff, date(2026, 6, 1))
    opened(staff, date(2026, 6, 1))
    opened(staff, date(2026, 6, 1))
    take_step(head, extended.pk, steps.ExtensionApproved(on=date(2026, 6, 2), by="负责人"))
    take_step(officer, extended.pk, steps.ExtensionNotified(on=date(2026, 6, 2)))
    take_step(officer, supplemented.pk, steps.SupplementRequested(on=date(2026, 6, 2)))
    found = times(2026, 2026, TODAY, calendar_of())
    assert (found.extended_percent, found.supplemented_percent) == (25, 25)


def test_an_office_without_cases_has_a_page_of_zeros(staff, in_office):
    answer = staff.client("auditor").get(address(in_office))
    assert answer.status_code == 200
    assert not any(cell.count for row in answer.context["rows"] for cell in row)


def test_the_page_goes_out_as_a_workbook(staff, in_office):
    some_of_each(staff, in_office, 1)
    answer = staff.client("officer").get(address(in_office, "statistics_export", first=2026, last=2026))
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == ["表三", "表四", "办理时长", "信息处理费", "满意度评价"]
    rows = {row[0]: row[1:] for row in book["表三"].iter_rows(values_only=True)}
    assert rows["一、本年新收政府信息公开申请数量"][-1] == 5


def test_the_page_asks_as_much_for_sixty_cases_as_for_three(
    staff, in_office, django_assert_num_queries, django_assert_max_num_queries
):
    client = staff.client("officer")
    some_of_each(staff, in_office, 1)
    basis = address(in_office, "statistics_basis", first=2026, last=2026, row="new_received", column="total")
    counted = []
    for query in (address(in_office), basis):
        with django_assert_max_num_queries(16) as few:
            client.get(query)
        counted.append(len(few))
    some_of_each(staff, in_office, 9)
    for query, most in zip((address(in_office), basis), counted, strict=True):
        with django_assert_num_queries(most):
            assert client.get(query).status_code == 200
