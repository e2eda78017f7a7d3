"""The audit page: filters, disclosures, export, the chain's verdict."""

from __future__ import annotations

import io

import openpyxl
import pytest
from django.db import connection
from django.urls import reverse

from gongkai.web.entries.anchors import anchor_file, write_anchors
from gongkai.web.entries.models import Entry
from gongkai.web.people.actions import reveal


@pytest.fixture
def browser(staff):
    return staff.client("auditor")


@pytest.fixture
def seen(case, staff, in_office):
    """A case whose applicant was looked at."""
    reveal(staff.officer("officer"), in_office, case.person, case.number, reason="电话联系申请人补正")
    return case


def url(name: str, *args: str) -> str:
    return reverse(f"desk:offices:{name}", args=["baiyun", *args])


def test_every_entry_is_listed_in_words(browser, seen):
    page = browser.get(url("audit")).content.decode()
    for word in ("收到申请", "查看申请人信息", seen.number, "baiyun-officer"):
        assert word in page


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"kind": "disclosure"}, 1),
        ({"type": "received"}, 1),
        ({"by": "baiyun-officer"}, 2),
        ({"by": "nobody"}, 0),
        ({"subject": "2026-0001"}, 2),
        ({"first": "2026-06-11"}, 0),
        ({"last": "2026-06-10"}, 2),
        ({"last": "2026-06-09"}, 0),
    ],
)
def test_entries_are_found_by(browser, seen, query, count):
    rows = browser.get(url("audit"), query).context["rows"]
    assert len(rows) == count


def test_a_wrong_filter_is_told_and_shows_nothing(browser, seen):
    page = browser.get(url("audit"), {"first": "not a day", "kind": "x"})
    assert page.status_code == 422
    assert page.context["rows"] == []
    assert browser.get(url("audit"), {"before": "x'; --"}).status_code == 200


def test_disclosures_say_who_saw_whose_data_when_and_why(browser, seen):
    page = browser.get(url("disclosures")).content.decode()
    assert "电话联系申请人补正" in page
    assert seen.number in page
    assert "收到申请" not in page.split("<tbody>")[1]


def test_pages_go_back_by_number(browser, seen, in_office, monkeypatch):
    monkeypatch.setattr("gongkai.web.offices.audit.A_PAGE", 1)
    first = browser.get(url("audit"))
    assert first.context["next"] == 2
    second = browser.get(url("audit"), {"before": "2"})
    assert [row.entry.sequence for row, _case in second.context["rows"]] == [1]


def test_the_export_is_complete_and_recorded(browser, seen, in_office):
    assert browser.get(url("export", "csv")).status_code == 405
    text = browser.post(url("export", "csv")).content.decode("utf-8-sig")
    assert len(text.splitlines()) == 3
    assert "王示例" not in text
    book = openpyxl.load_workbook(io.BytesIO(browser.post(url("export", "xlsx") + "?kind=disclosure").content))
    assert book.active.max_row == 2
    assert browser.post(url("export", "pdf")).status_code == 404
    made = Entry.objects.filter(office=in_office, type="audit_exported").order_by("sequence")
    assert [entry.body["rows"] for entry in made] == [2, 1]


def test_the_chain_is_checked_on_demand(browser, seen, in_office):
    write_anchors()
    assert browser.get(url("verify")).status_code == 405
    page = browser.post(url("verify")).content.decode()
    assert "2 条记录全部完好" in page
    assert "最近一次锚点" in page
    assert Entry.objects.filter(office=in_office, type="audit_verified").count() == 1
    anchor_file().unlink()


def test_a_chain_with_a_hole_is_told_with_its_place(browser, seen, in_office):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE entries_chainhead SET sequence = sequence + 1")
    page = browser.post(url("verify")).content.decode()
    assert "从第 3 条起不能确认" in page
    assert "末尾的记录缺失" in page


def test_who_may_see_it(staff, in_office):
    for role in ("auditor", "administrator", "head"):
        assert staff.client(role).get(url("audit")).status_code == 200
    for role in ("officer", "supervisor", "leader"):
        assert staff.client(role).get(url("audit")).status_code == 403
        assert staff.client(role).post(url("verify")).status_code == 403


def test_the_page_asks_the_database_the_same_however_many(browser, seen, django_assert_max_num_queries):
    with django_assert_max_num_queries(14):
        browser.get(url("audit"))
