"""The first page: the one office, or the choice of them with how they stand; the menu."""

from __future__ import annotations

from datetime import date

from django.test import Client
from django.urls import reverse
from django_scopes import scope

from gongkai.web.accounts.models import User
from gongkai.web.applications.actions import register
from gongkai.web.desk.context import items
from gongkai.web.desk.queries import office_rows
from gongkai.web.offices.models import Membership, Office
from tests.web.conftest import TODAY, Staff, member
from tests.web.desk.cases import some_of_each


def test_someone_of_one_office_goes_straight_to_it(staff, office):
    assert staff.client("officer").get(reverse("desk:home"))["Location"] == reverse("desk:todo", args=["baiyun"])


def test_someone_of_several_offices_meets_what_each_asks_first(office, other_office):
    user = member(office, "officer")
    Membership.objects.create(user=user, office=other_office, role="officer", from_on=date(2020, 1, 1))
    client = Client()
    client.post(reverse("account_login"), {"login": user.username, "password": "a-long-password-1"})
    assert client.get(reverse("desk:home")).status_code == 200
    Membership.objects.create(user=user, office=other_office, role="head", from_on=date(2020, 1, 1))
    assert client.get(reverse("desk:home"))["Location"] == reverse("mfa_activate_totp")
    User.objects.filter(pk=user.pk).update(must_change_password=True)
    assert client.get(reverse("desk:home"))["Location"] == reverse("account_change_password")


def test_someone_without_a_post_is_told(office):
    client = Client()
    client.force_login(User.objects.create_user("nobody", password="a-long-password-1"))
    assert "没有任何机关的岗位" in client.get(reverse("desk:home")).content.decode()


def test_a_supervisor_sees_how_the_offices_below_stand(district, staff, in_office, other_office):
    some_of_each(staff, in_office, 2)
    rows = office_rows(member(district, "supervisor"), TODAY)
    assert [(row.office.code, row.depth) for row in rows] == [("yunhai", 0), ("baiyun", 1), ("qingshan", 1)]
    assert [(row.open, row.overdue, row.soon) for row in rows] == [(0, 0, 0), (10, 2, 2), (0, 0, 0)]


def test_a_supervisor_opens_a_case_below_and_can_do_nothing_to_it(district, case):
    member(district, "supervisor")
    client = Client()
    client.force_login(User.objects.get(username="yunhai-supervisor"))
    answer = client.get(reverse("desk:cases:case", args=["baiyun", case.pk]))
    assert answer.status_code == 200
    assert "此时没有您可以办理的步骤" in answer.content.decode()
    assert client.post(reverse("desk:cases:reveal", args=["baiyun", case.pk]), {"reason": "查"}).status_code == 403


def test_an_officer_of_the_district_sees_only_the_district(district, office):
    assert [row.office for row in office_rows(member(district, "officer"), TODAY)] == [district]


def test_an_administrator_is_shown_no_counts(office, other_office):
    user = member(office, "administrator")
    Membership.objects.create(user=user, office=other_office, role="officer", from_on=date(2020, 1, 1))
    assert [(row.office, row.open) for row in office_rows(user, TODAY)] == [(office, None), (other_office, 0)]


def test_the_page_of_a_district_asks_as_much_for_sixty_cases_and_many_offices(
    district, staff, in_office, filing, django_assert_num_queries, django_assert_max_num_queries
):
    member(district, "supervisor")
    client = Client()
    client.force_login(User.objects.get(username="yunhai-supervisor"))
    some_of_each(staff, in_office, 1)
    with django_assert_max_num_queries(8) as few:
        client.get(reverse("desk:home"))
    some_of_each(staff, in_office, 9)
    for number in range(5):
        other = Office.objects.create(code=f"street-{number}", name=f"第{number}街道", parent=district)
        with scope(office=other):
            register(Staff(other).officer("officer"), other, filing, channel="in_person", arrived_on=date(2026, 6, 1))
    with django_assert_num_queries(len(few)):
        assert client.get(reverse("desk:home")).status_code == 200


def test_the_menu_shows_what_one_may_open(staff):
    assert [item.label for item in items(staff.officer("officer"), "baiyun", "desk:todo")][:4] == [
        "待办",
        "案件",
        "登记申请",
        "统计",
    ]
    assert "登记申请" not in [item.label for item in items(staff.officer("auditor"), "baiyun", "")]
    assert "案件" not in [item.label for item in items(staff.officer("administrator"), "baiyun", "")]


def test_the_menu_shows_where_one_is(staff):
    officer = staff.officer("officer")
    for here, label in (
        ("desk:cases:case", "案件"),
        ("desk:cases:register", "登记申请"),
        ("desk:statistics_basis", "统计"),
        ("desk:todo", "待办"),
    ):
        assert [item.label for item in items(officer, "baiyun", here) if item.is_here] == [label]
    assert not any(item.is_here for item in items(officer, "baiyun", "desk:search"))
