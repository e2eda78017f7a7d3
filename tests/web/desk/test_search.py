"""Global search: by number, words, and exactly who; masked, and never in an address, a log or an entry."""

from __future__ import annotations

import logging

import pytest
from django.urls import reverse

from gongkai.web.entries.models import Entry
from tests.web.desk.cases import some_of_each


def search(client, office, text):
    return client.post(reverse("desk:search", args=[office.code]), {"q": text})


def found(answer):
    return {result.title: [line.case.number for line, _name in result.lines] for result in answer.context["results"]}


def test_a_number_leads_straight_to_its_case(staff, case, in_office):
    answer = search(staff.client("officer"), in_office, " 2026-0001 ")
    assert answer["Location"] == reverse("desk:cases:case", args=["baiyun", case.pk])


def test_a_short_number_finds_it_in_every_year(staff, case, in_office):
    assert found(search(staff.client("officer"), in_office, "1"))["编号"] == ["2026-0001"]


@pytest.mark.parametrize(
    "text",
    ["王示例", "王 示例", "13800005678", "138-0000-5678", "5678", "11010119900307003x", "someone@example.invalid"],
)
def test_an_applicant_is_found_exactly_and_shown_masked(staff, case, in_office, text):
    answer = search(staff.client("officer"), in_office, text)
    assert found(answer)["申请人的姓名、电话或者证件号码"] == ["2026-0001"]
    page = answer.content.decode()
    assert "王**" in page
    body = page.replace(f'value="{text}"', "")
    assert "11010119900307003X" not in body
    assert "13800005678" not in body


@pytest.mark.parametrize("text", ["王", "1380000", "示例", "567"])
def test_part_of_a_name_or_a_telephone_finds_nobody(staff, case, in_office, text):
    assert "申请人的姓名、电话或者证件号码" not in found(search(staff.client("officer"), in_office, text))


def test_words_are_found_in_what_was_asked(staff, case, in_office):
    assert found(search(staff.client("officer"), in_office, "电梯 补贴"))["所需信息"] == ["2026-0001"]
    assert found(search(staff.client("officer"), in_office, "电梯 拆迁")) == {}


def test_another_office_finds_nothing(staff, case, in_office, other_office):
    from tests.web.conftest import Staff

    answer = search(Staff(other_office).client("officer"), other_office, "王示例")
    assert answer.context["results"] == []


def test_what_was_looked_for_is_neither_logged_nor_recorded(staff, case, in_office, caplog):
    client = staff.client("officer")
    before = Entry.objects.count()
    with caplog.at_level(logging.DEBUG, logger="gongkai"):
        answer = search(client, in_office, "王示例")
    assert "王示例" not in str([record.__dict__ for record in caplog.records])
    assert Entry.objects.count() == before
    assert answer["Cache-Control"].startswith("max-age=0")
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("text", ["%", "_", "'", "<script>alert(1)</script>", "\u202e", "🛗" * 40, "  ", "-- "])
def test_odd_words_find_nothing_and_break_nothing(staff, case, in_office, text):
    answer = search(staff.client("officer"), in_office, text)
    assert answer.status_code == 200
    assert "<script>alert" not in answer.content.decode()


@pytest.mark.parametrize("text", ["a\0b", "长" * 101])
def test_what_cannot_be_looked_for_is_refused(staff, case, in_office, text):
    assert search(staff.client("officer"), in_office, text).status_code == 422


def test_the_page_asks_as_much_for_sixty_cases_as_for_three(
    staff, in_office, django_assert_num_queries, django_assert_max_num_queries
):
    client = staff.client("officer")
    some_of_each(staff, in_office, 1)
    with django_assert_max_num_queries(18) as few:
        search(client, in_office, "示例")
    some_of_each(staff, in_office, 9)
    with django_assert_num_queries(len(few)):
        search(client, in_office, "示例")
