"""Table two at the desk is that of the report; every figure opens; the quarters add up to the year."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from django_scopes import scope

from gongkai.demo.seeds import seeds
from gongkai.documents.tables import read_tables
from gongkai.ledger.events import (
    ChargeCollected,
    DecisionsMade,
    DocumentIssued,
    DocumentRepealed,
    ItemsPublished,
    Opening,
)
from gongkai.report.compile import compile_report
from gongkai.report.model import written
from gongkai.web.applications.imports import import_ledger
from gongkai.web.entries.record import ledger_of
from gongkai.web.registers.actions import add, void
from gongkai.web.registers.figures import figures_of, quarterly
from gongkai.web.registers.kinds import REGISTERS
from gongkai.web.registers.queries import heads_of
from tests.web.conftest import TODAY

SEEDS = seeds()


def address(office, name, **query):
    parts = "&".join(f"{key}={value}" for key, value in query.items())
    return f"{reverse(f'desk:registers:{name}', args=[office.code])}?{parts}"


@pytest.mark.parametrize("seed", SEEDS, ids=[seed.book.ledger.office.name for seed in SEEDS])
def test_the_page_equals_the_seed_s_report(staff, office, seed):
    """Table two as compiled from the whole ledger, and each number of it printed on the page and opened."""
    year = seed.book.year
    with scope(office=office):
        import_ledger(office, seed.book.ledger, batch="公开报告所载事实", by="system")
        whole = compile_report(ledger_of(office), year)
        assert compile_report(seed.book.ledger, year).cells.keys() == whole.cells.keys()
        found = figures_of(office, year)
    client = staff.client("officer")
    page = client.get(address(office, "figures", year=year)).content.decode()
    for key, cell in whole.cells.items():
        if key[0] != "t2":
            continue
        assert found.report.cells[key].value == cell.value
        assert compile_report(seed.book.ledger, year).cells[key].value == cell.value
        if cell.entries:
            behind = address(office, "basis", year=year, row=key[1], column=key[2])
            assert f'href="{behind.replace("&", "&amp;")}">{cell.written}</a>' in page
            opened = client.get(behind)
            assert opened.status_code == 200
            assert f"由 {len(cell.entries)} 条记录得出" in opened.content.decode()


@pytest.mark.parametrize("seed", SEEDS, ids=[seed.book.ledger.office.name for seed in SEEDS])
def test_the_lists_show_the_seed_s_entries(staff, office, seed):
    with scope(office=office):
        import_ledger(office, seed.book.ledger, batch="公开报告所载事实", by="system")
        heads = heads_of(office)
    client = staff.client("officer")
    for register in REGISTERS.values():
        there = sum(heads[name][0] for name in register.types if name in heads)
        page = client.get(reverse("desk:registers:list", args=[office.code, register.slug])).content.decode()
        assert (f"共 {there} 条" in page) if there else ("还没有记录" in page)


@pytest.fixture
def officer(staff):
    return staff.officer("officer")


@pytest.fixture
def filled(officer, in_office):
    def put(kind, event, subject=""):
        return add(officer, in_office, REGISTERS[kind], event, subject)

    put("documents", DocumentIssued(on=date(2025, 2, 3), title="甲（示例）"), "1号")
    put("documents", DocumentIssued(on=date(2025, 8, 3), title="乙（示例）", valid_until=date(2025, 11, 30)), "2号")
    put("documents", DocumentRepealed(on=date(2025, 5, 3)), "1号")
    put("decisions", DecisionsMade(on=date(2025, 3, 31), kind="penalty", count=5))
    put("decisions", DecisionsMade(on=date(2025, 12, 31), kind="penalty", count=7))
    put("charges", ChargeCollected(on=date(2025, 4, 1), item="占道费", amount_yuan=Decimal("12345.60")))
    put("items", ItemsPublished(on=date(2025, 7, 1), category="机构职能", count=9))
    return in_office


def test_quarters_add_up_to_the_year(filled):
    rows = {row[0]: row for row in quarterly(filled, 2025, TODAY)}
    assert rows["行政规范性文件制发"][2:] == [1, 0, 1, 0, 2]
    assert rows["行政规范性文件废止"][2:] == [0, 1, 0, 0, 1]
    assert rows["行政规范性文件现行有效（期末）"][2:] == [1, 0, 1, 0, 0]
    assert rows["行政处罚处理决定"][2:] == [5, 0, 0, 7, 12]
    assert rows["行政事业性收费"][2:] == [0, 12345.6, 0, 0, 12345.6]
    assert rows["主动公开信息"][2:] == [0, 0, 9, 0, 9]


def test_a_quarter_to_come_is_blank(filled):
    rows = {row[0]: row for row in quarterly(filled, 2026, TODAY)}
    assert rows["行政处罚处理决定"][2:] == [0, 0, None, None, 0]


def test_a_void_entry_is_in_no_quarter(filled, officer):
    made = add(officer, filled, REGISTERS["decisions"], DecisionsMade(on=date(2025, 1, 2), kind="penalty", count=100))
    void(officer, filled, REGISTERS["decisions"], made, "登记错了")
    rows = {row[0]: row for row in quarterly(filled, 2025, TODAY)}
    assert rows["行政处罚处理决定"][2:] == [5, 0, 0, 7, 12]


def test_compared_with_the_year_before(filled):
    found = figures_of(filled, 2026)
    lines = {figure.path: rest for figure, *rest in found.compared}
    assert lines["t2.penalty.decisions_this_year"] == ["0", "12", "-12"]
    assert lines["t2.admin_fees.amount_wan_yuan"][1] == written(Decimal("1.23456"))


def test_a_year_without_entries_is_not_compared(officer, in_office):
    add(officer, in_office, REGISTERS["openings"], Opening(on=date(2024, 12, 31), account="penalty.projects", count=6))
    add(officer, in_office, REGISTERS["decisions"], DecisionsMade(on=date(2025, 3, 31), kind="penalty"))
    assert not figures_of(in_office, 2025).has_before
    assert figures_of(in_office, 2025).remarks == []
    assert figures_of(in_office, 2026).has_before


def test_the_pages(staff, filled, office):
    client = staff.client("auditor")
    assert client.get(address(office, "figures", year=2025)).status_code == 200
    assert client.get(address(office, "figures")).status_code == 200
    assert client.get(address(office, "figures", year="x")).status_code == 422
    assert client.get(address(office, "figures", year=2010)).status_code == 200
    assert client.get(address(office, "basis", year=2025, row="penalty", column="nothing")).status_code == 404
    book = client.get(address(office, "quarters", year=2025))
    assert read_tables(book.content)[0].name == "2025年季度统计表"
    assert client.get(address(office, "home")).status_code == 200


def test_queries_of_the_figures_do_not_grow(staff, office, officer, in_office):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = staff.client("officer")

    def count():
        with CaptureQueriesContext(connection) as found:
            client.get(address(office, "figures", year=2025))
        return len(found)

    count()
    few = count()
    for day in range(1, 25):
        add(officer, in_office, REGISTERS["decisions"], DecisionsMade(on=date(2025, 3, day), kind="penalty"))
    count()  # the account is read anew once something of the office changed
    assert count() == few < 20
