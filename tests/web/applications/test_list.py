"""The case list: every filter, order and page; saved views; exports without formulas and personal data; print."""

from __future__ import annotations

import csv
import io
from datetime import date
from urllib.parse import urlencode

import openpyxl
import pytest
from django.urls import reverse

from gongkai.ledger import steps
from gongkai.web.applications import queries
from gongkai.web.applications.actions import assign, take_step
from gongkai.web.applications.models import Application
from gongkai.web.applications.queries import ORDERS, Mark, page_of
from gongkai.web.desk.models import SavedView
from gongkai.web.desk.remembered import MEMORY
from gongkai.web.entries.models import Entry
from gongkai.web.offices.models import Section
from tests.web.conftest import TODAY, Staff
from tests.web.desk.cases import opened, some_of_each


def address(office, name="list", *args, **query):
    found = reverse(f"desk:cases:{name}", args=[office.code, *args])
    return found + "?" + urlencode(query) if query else found


def numbers(client, office, **query):
    answer = client.get(address(office, **query))
    assert answer.status_code == 200, answer.context["form"].errors
    return [line.case.number for line in answer.context["lines"]]


@pytest.fixture
def three(staff, in_office):
    """An overdue one, an answered one, and one of today with a handler of another name and a section."""
    officer = staff.officer("officer")
    late = opened(staff, date(2026, 4, 1), content="加装电梯补贴名单")
    answered = opened(staff, date(2026, 5, 6), content="财政决算 100%")
    take_step(officer, answered.pk, steps.Answered(on=date(2026, 5, 20), outcome="granted", reason="随函提供"))
    fresh = opened(staff, TODAY, content="停车场收费标准")
    section = Section.objects.create(office=in_office, name="规划科")
    assign(staff.officer("head"), fresh.pk, handler=staff.officer("head").user_id, section=section)
    return late, answered, fresh, section


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, "3 2 1"),
        ({"stage": "open"}, "3 1"),
        ({"stage": "done"}, "2"),
        ({"stage": "handling"}, "3 1"),
        ({"stage": "closed"}, "2"),
        ({"stage": "waiting"}, ""),
        ({"outcome": "granted"}, "2"),
        ({"applicant": "natural_person"}, "3 2 1"),
        ({"applicant": "other_org"}, ""),
        ({"channel": "in_person"}, "3 2 1"),
        ({"channel": "fax"}, ""),
        ({"year": "2026"}, "3 2 1"),
        ({"year": "2025"}, ""),
        ({"received_from": "2026-05-06"}, "3 2"),
        ({"received_to": "2026-05-06"}, "2 1"),
        ({"due_from": "2026-06-10"}, "3"),
        ({"due_to": "2026-06-09"}, "2 1"),
        ({"closed_from": "2026-05-20", "closed_to": "2026-05-20"}, "2"),
        ({"closed_from": "2026-05-21"}, ""),
        ({"overdue": "on"}, "1"),
        ({"mine": "on"}, "2 1"),
        ({"q": "电梯 名单"}, "1"),
        ({"q": "100%"}, "2"),
        ({"q": "_"}, ""),
        ({"stage": "open", "q": "停车"}, "3"),
        ({"sort": "oldest"}, "1 2 3"),
        ({"sort": "due"}, "1 2 3"),
        ({"sort": "closed"}, "2 3 1"),
    ],
)
def test_each_filter_lets_through_what_it_says(staff, in_office, three, query, expected):
    found = numbers(staff.client("officer"), in_office, **query)
    assert [number.removeprefix("2026-000") for number in found] == expected.split()


def test_filters_by_handler_and_section(staff, in_office, three):
    _late, _answered, _fresh, section = three
    client = staff.client("officer")
    assert numbers(client, in_office, handler=staff.officer("head").user_id) == ["2026-0003"]
    assert numbers(client, in_office, section=section.pk) == ["2026-0003"]


@pytest.mark.parametrize(
    "query",
    [
        {"stage": "nonsense"},
        {"year": "-1"},
        {"year": "9" * 30},
        {"received_from": "2026-02-30"},
        {"handler": "999999"},
        {"handler": "x"},
        {"q": "a\0b"},
        {"q": "长" * 101},
        {"sort": "content"},
    ],
)
def test_a_filter_that_is_no_value_is_named(staff, in_office, three, query):
    answer = staff.client("officer").get(address(in_office, **query))
    assert answer.status_code == 422
    assert "有几处需要修改" in answer.content.decode()


def test_a_handler_of_another_office_is_no_value(staff, in_office, three, other_office):
    stranger = Staff(other_office).officer("officer")
    assert staff.client("officer").get(address(in_office, handler=stranger.user_id)).status_code == 422


@pytest.mark.parametrize("sort", list(ORDERS))
def test_turning_pages_shows_every_case_once_forth_and_back(staff, in_office, sort, monkeypatch):
    some_of_each(staff, in_office, 2)
    monkeypatch.setattr(queries, "PAGE_SIZE", 5)
    every = [case.number for case in queries.in_order(Application.objects.all(), sort)]
    assert len(every) == 12
    forth, page = [], page_of(Application.objects.order_by(), sort)
    pages = [page]
    while page.next:
        page = page_of(Application.objects.order_by(), sort, after=page.next)
        pages.append(page)
    forth = [case.number for one in pages for case in one.cases]
    assert forth == every
    assert not pages[0].back
    back = []
    while True:
        back = [case.number for case in page.cases] + back
        if not page.back:
            break
        page = page_of(Application.objects.order_by(), sort, before=page.back)
    assert back == every


@pytest.mark.parametrize("mark", ["x", "2026-13-01~2026-0001", "~", "-~", "2026-01-01~" + "x" * 50, "\0"])
def test_an_odd_mark_shows_the_first_page(staff, in_office, three, mark):
    assert Mark.read(mark) is None
    assert len(numbers(staff.client("officer"), in_office, after=mark)) == 3


def test_the_filters_stay_in_the_address_of_the_next_page(staff, in_office, monkeypatch):
    monkeypatch.setattr(queries, "PAGE_SIZE", 2)
    some_of_each(staff, in_office, 1)
    page = staff.client("officer").get(address(in_office, stage="open", q="")).content.decode()
    assert "?stage=open&amp;after=" in page


def test_a_long_list_is_counted_up_to_a_thousand(staff, in_office, monkeypatch):
    some_of_each(staff, in_office, 1)
    monkeypatch.setattr(queries, "COUNTED_TO", 4)
    assert "超过 4 条" in staff.client("officer").get(address(in_office)).content.decode()
    monkeypatch.setattr(queries, "COUNTED_TO", 6)
    MEMORY.clear()
    assert "共 6 条" in staff.client("officer").get(address(in_office)).content.decode()


# --- saved views --------------------------------------------------------------------------------------------------


def test_filters_are_kept_under_a_name_and_forgotten(staff, in_office, three):
    client = staff.client("officer")
    query = "stage=open&sort=due&after=2026-01-01~x&evil=1"
    client.post(address(in_office, "views"), {"name": " 我的  在办 ", "query": query})
    (view,) = SavedView.objects.all()
    assert (view.name, view.query) == ("我的 在办", "stage=open&sort=due")
    assert (
        f'?{view.query.replace("&", "&amp;")}" aria-current'
        in client.get(address(in_office, stage="open", sort="due")).content.decode()
    )
    client.post(address(in_office, "views"), {"name": "我的 在办", "query": "stage=done"})
    assert SavedView.objects.get().query == "stage=done"
    client.post(address(in_office, "views"), {"delete": "我的 在办"})
    assert not SavedView.objects.exists()


def test_a_view_is_its_owners_alone(staff, in_office, three):
    staff.client("officer").post(address(in_office, "views"), {"name": "在办", "query": "stage=open"})
    assert "在办</a>" not in staff.client("head").get(address(in_office)).content.decode()
    staff.client("head").post(address(in_office, "views"), {"delete": "在办"})
    assert SavedView.objects.count() == 1


def test_a_view_without_a_name_is_refused(staff, in_office):
    answer = staff.client("officer").post(
        address(in_office, "views"), {"name": " ", "query": "stage=open"}, follow=True
    )
    assert "请为这组筛选条件取一个名称" in answer.content.decode()
    assert not SavedView.objects.exists()


# --- exports and print --------------------------------------------------------------------------------------------


def exported(client, office, kind, **query):
    answer = client.post(address(office, "export", kind, **query))
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    return answer.content


def test_the_csv_opens_in_excel_and_holds_no_formula(staff, in_office):
    for content in ("=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "\t=1", "普通"):
        opened(staff, date(2026, 6, 1), content=content)
    data = exported(staff.client("officer"), in_office, "csv", sort="oldest")
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert [row[4] for row in rows[1:]] == ["'=HYPERLINK(1)", "'+1", "'-1", "'@SUM(A1)", "'\t=1", "普通"]


def test_the_workbook_keeps_text_as_text(staff, in_office):
    opened(staff, date(2026, 6, 1), content="=1+1")
    book = openpyxl.load_workbook(io.BytesIO(exported(staff.client("officer"), in_office, "xlsx")))
    head, row = list(book.active.iter_rows())
    cells = {one.value: two for one, two in zip(head, row, strict=True)}
    assert (cells["所需信息的名称、文号或者特征"].value, cells["所需信息的名称、文号或者特征"].data_type) == (
        "=1+1",
        "s",
    )
    assert cells["收到之日"].value.date() == date(2026, 6, 1)
    assert cells["答复期限"].value.date() == date(2026, 6, 30)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_no_personal_data_leaves_in_the_clear(staff, three, in_office, kind):
    data = exported(staff.client("officer"), in_office, kind)
    if kind == "csv":
        text = data.decode("utf-8-sig")
    else:
        text = str([[cell.value for cell in row] for row in openpyxl.load_workbook(io.BytesIO(data)).active])
    assert "王**" in text
    for value in ("王示例", "11010119900307003X", "13800005678", "示例路", "someone@"):
        assert value not in text


def test_an_export_is_recorded_without_the_words_looked_for(staff, three, in_office):
    exported(staff.client("officer"), in_office, "csv", q="电梯")
    entry = Entry.objects.get(office=in_office, type="exported")
    assert entry.body == {"format": "csv", "rows": 1}


def test_an_export_asks_as_much_for_sixty_cases_as_for_six(
    staff, in_office, django_assert_num_queries, django_assert_max_num_queries
):
    client = staff.client("officer")
    some_of_each(staff, in_office, 1)
    with django_assert_max_num_queries(14) as few:
        exported(client, in_office, "csv")
    some_of_each(staff, in_office, 9)
    with django_assert_num_queries(len(few)):
        exported(client, in_office, "csv")


def test_too_much_for_one_export_is_refused(staff, in_office, monkeypatch):
    from gongkai.web.applications import views_list

    monkeypatch.setattr(views_list, "MOST", 2)
    some_of_each(staff, in_office, 1)
    answer = staff.client("officer").post(address(in_office, "export", "csv", stage="open"), follow=True)
    assert "超过 2 条" in answer.content.decode()
    assert answer.redirect_chain[0][0].endswith("?stage=open")


def test_an_export_of_another_kind_is_no_page(staff, in_office):
    assert staff.client("officer").post(address(in_office, "export", "pdf")).status_code == 404
    assert staff.client("officer").get(address(in_office, "export", "csv")).status_code == 405


def test_the_printed_list_says_what_was_chosen(staff, in_office, three):
    page = staff.client("officer").get(address(in_office, "print", stage="open", received_from="2026-05-01")).content
    text = page.decode()
    assert "办理阶段：未办结" in text
    assert "收到之日自：2026年5月1日" in text
    assert "截至2026年6月10日，1 件" in text
    assert "2026-0003" in text


@pytest.mark.parametrize("name", ["list", "print"])
def test_the_list_asks_as_much_for_sixty_cases_as_for_three(
    staff, in_office, name, django_assert_num_queries, django_assert_max_num_queries
):
    client = staff.client("officer")
    some_of_each(staff, in_office, 1)
    with django_assert_max_num_queries(12) as few:
        client.get(address(in_office, name))
    some_of_each(staff, in_office, 9)
    with django_assert_num_queries(len(few)):
        assert client.get(address(in_office, name)).status_code == 200
