"""Every page of the desk: shut to strangers (login), to other offices (404), to roles without the permission (403)."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from gongkai.errors import NotPermitted
from gongkai.web.desk.actions import make_feed, note_export, revoke_feed, save_view
from gongkai.web.offices.models import Membership
from gongkai.web.offices.policy import PERMISSIONS
from tests.web.conftest import Staff

pytestmark = pytest.mark.one_engine

PAGES = [
    # page, method, the act it takes
    ("desk:todo", "get", "see_desk"),
    ("desk:search", "get", "see_cases"),
    ("desk:search", "post", "see_cases"),
    ("desk:feeds", "get", "see_cases"),
    ("desk:statistics", "get", "see_statistics"),
    ("desk:statistics_export", "get", "see_statistics"),
    ("desk:cases:list", "get", "see_cases"),
    ("desk:cases:print", "get", "see_cases"),
    ("desk:cases:views", "post", "see_cases"),
    ("desk:cases:export", "post", "export"),
    ("desk:cases:case", "get", "see_cases"),
    ("desk:cases:assign", "post", "assign"),
    ("desk:cases:reveal", "post", "reveal"),
]
STAFF = ["officer", "liaison", "reviewer", "head", "leader", "archivist", "auditor", "administrator"]


def address(name, office, case):
    args = {"desk:cases:export": ["csv"]}.get(name, [])
    if name in ("desk:cases:case", "desk:cases:assign", "desk:cases:reveal"):
        args = [case.pk]
    return reverse(name, args=[office.code, *args])


@pytest.mark.parametrize(("name", "method", "act"), PAGES)
def test_a_page_opens_to_those_who_may_and_to_nobody_else(staff, case, office, other_office, name, method, act):
    path = address(name, office, case)
    assert getattr(Client(), method)(path)["Location"].startswith("/accounts/login/")
    assert getattr(Staff(other_office).client("head"), method)(path).status_code == 404
    for role in STAFF:
        answer = getattr(staff.client(role), method)(path)
        assert (answer.status_code == 403) == (role not in PERMISSIONS[act]), role
        assert answer.status_code in (200, 302, 403, 422), role


def test_a_case_of_another_office_is_no_page(staff, case, other_office):
    client = Staff(other_office).client("head")
    for name, method in (("case", "get"), ("assign", "post"), ("reveal", "post")):
        path = reverse(f"desk:cases:{name}", args=[other_office.code, case.pk])
        assert getattr(client, method)(path, {"reason": "查"}).status_code == 404


def test_an_unknown_office_is_no_page(staff):
    assert staff.client("officer").get("/desk/nowhere/").status_code == 404


def test_actions_ask_the_table_too(staff, in_office):
    administrator = staff.officer("administrator")
    post = Membership.objects.get(user_id=administrator.user_id)
    for act in (
        lambda: save_view(administrator, in_office, "名", ""),
        lambda: note_export(administrator, in_office, "csv", 1),
        lambda: make_feed(administrator, in_office, post),
        lambda: revoke_feed(administrator, in_office, post),
    ):
        with pytest.raises(NotPermitted):
            act()


@pytest.mark.parametrize("name", [name for name, method, _act in PAGES if method == "get"])
def test_a_page_stands_in_english_too(staff, case, office, name):
    client = staff.client("officer")
    client.cookies["lang"] = "en"
    answer = client.get(address(name, office, case))
    assert answer.status_code == 200


def test_nothing_is_changed_by_following_a_link(staff, office, case):
    client = staff.client("head")
    for name in ("desk:cases:views", "desk:cases:export", "desk:cases:assign"):
        assert client.get(address(name, office, case)).status_code == 405
