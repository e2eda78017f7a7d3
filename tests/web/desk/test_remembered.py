"""A page of the desk is shown again from memory until anything it rests on changes; then it is made anew."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from gongkai.web.accounts.models import User
from gongkai.web.applications.models import Application
from gongkai.web.desk import remembered
from gongkai.web.desk.models import Change
from gongkai.web.desk.stamps import KEPT, prune, stamp_of, watched
from gongkai.web.offices.models import Membership, Office, Section
from tests.web.conftest import TODAY, Staff

DOOR = 1
"""Queries of a page from memory: the session and the stamp, in one."""


def shown(client: Client, address: str) -> tuple[str, int]:
    """The page without its tokens, and how many queries it took."""
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address)
    assert response.status_code == 200
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", response.content.decode())
    return text, len(queries)


@pytest.fixture
def address(case: Application) -> str:
    return f"/desk/baiyun/cases/{case.pk}/"


@pytest.mark.parametrize("page", ["/desk/baiyun/", "/desk/baiyun/cases/", "/desk/baiyun/cases/?stage=open", ""])
def test_the_second_look_costs_the_door_only(staff: Staff, address: str, page: str) -> None:
    client = staff.client("officer")
    first, many = shown(client, page or address)
    again, few = shown(client, page or address)
    assert again == first
    assert few == DOOR < many


def test_a_form_of_a_page_from_memory_can_be_sent(staff: Staff, address: str) -> None:
    client = Client(enforce_csrf_checks=True)
    staff.officer("head")
    client.force_login(User.objects.get(username="baiyun-head"))
    client.get(address)
    page = client.get(address).content.decode()
    assert remembered.MARK not in page
    tokens = set(re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', page))
    sent = client.post("/desk/baiyun/search/", {"q": "电梯", "csrfmiddlewaretoken": tokens.pop()})
    assert sent.status_code == 200
    assert client.post("/desk/baiyun/search/", {"q": "电梯", "csrfmiddlewaretoken": remembered.MARK}).status_code == 403


def change_the_case(case: Application, _staff: Staff) -> None:
    Application.objects.filter(pk=case.pk).update(content="改过的内容")  # no model, no signal: the database tells


def change_by_hand(case: Application, _staff: Staff) -> None:
    with connection.cursor() as cursor:
        sql = "UPDATE applications_application SET content = %s WHERE number = %s"
        cursor.execute(sql, ["改过的内容", case.number])


def add_a_section(_case: Application, staff: Staff) -> None:
    Section.objects.create(office=staff.office, name="改过的科室", from_on=date(2020, 1, 1))


def rename_the_office(_case: Application, staff: Staff) -> None:
    Office.objects.filter(pk=staff.office.pk).update(name="改过的街道办事处")


def rename_the_officer(_case: Application, _staff: Staff) -> None:
    User.objects.filter(username="baiyun-head").update(name="改过的姓名")


@pytest.mark.parametrize(
    "change", [change_the_case, change_by_hand, add_a_section, rename_the_office, rename_the_officer]
)
def test_a_change_however_made_makes_the_page_anew(
    staff: Staff, case: Application, in_office: Office, address: str, change: Callable[[Application, Staff], None]
) -> None:
    client = staff.client("head")
    first, _ = shown(client, address)
    change(case, staff)
    second, queries = shown(client, address)
    assert queries > DOOR
    assert "改过的" in second
    assert "改过的" not in first


def test_a_change_of_another_office_or_a_login_leaves_it(
    staff: Staff, address: str, other_office: Office, django_user_model: type[User]
) -> None:
    client = staff.client("officer")
    shown(client, address)
    Section.objects.create(office=other_office, name="科室", from_on=date(2020, 1, 1))
    User.objects.filter(username="baiyun-officer").update(last_login="2026-06-10T00:00:00Z")
    assert shown(client, address)[1] == DOOR


def test_no_page_outlives_the_day_the_language_or_the_print(
    staff: Staff, address: str, today: Callable[[date], None]
) -> None:
    client = staff.client("officer")
    texts = [shown(client, address)[0]]
    client.cookies["lang"] = "en"
    texts.append(shown(client, address)[0])
    client.cookies["large"] = "1"
    texts.append(shown(client, address)[0])
    today(TODAY + timedelta(days=1))
    texts.append(shown(client, address)[0])
    assert len(set(texts)) == 4
    assert 'class="large"' in texts[2]
    assert 'class="large"' not in texts[1]


def test_nobody_sees_the_page_of_another(staff: Staff, address: str) -> None:
    head = staff.client("head")
    assert shown(head, address)[0] != shown(staff.client("officer"), address)[0]
    Membership.objects.filter(user__username="baiyun-head").update(to_on=TODAY - timedelta(days=1))
    assert head.get(address).status_code == 404


def end_the_session(_office: Office, _user: User) -> None:
    Session.objects.all().delete()


def let_the_session_run_out(_office: Office, _user: User) -> None:
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))


def change_the_password(_office: Office, user: User) -> None:
    user.set_password("another-password-1")
    user.save(update_fields=["password"])


def close_the_account(_office: Office, user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)


def demand_a_new_password(_office: Office, user: User) -> None:
    User.objects.filter(pk=user.pk).update(must_change_password=True)


def end_the_post(_office: Office, user: User) -> None:
    Membership.objects.filter(user=user).update(to_on=TODAY - timedelta(days=1))


def move_the_post(office: Office, user: User) -> None:
    Membership.objects.filter(user=user).update(office=office)


def give_another_role(_office: Office, user: User) -> None:
    Membership.objects.filter(user=user).update(role="administrator")


@pytest.mark.parametrize(
    ("change", "status", "leads_to"),
    [
        (end_the_session, 302, "/accounts/login/"),
        (let_the_session_run_out, 302, "/accounts/login/"),
        (change_the_password, 302, "/accounts/login/"),
        (close_the_account, 302, "/accounts/login/"),
        (demand_a_new_password, 302, "/accounts/password/change/"),
        (end_the_post, 404, ""),
        (move_the_post, 404, ""),
        (give_another_role, 403, ""),
    ],
)
@pytest.mark.parametrize("role", ["officer", "supervisor"])
def test_what_ends_at_the_door_ends_at_the_next_look(
    staff: Staff, address: str, other_office: Office, role: str, change: Any, status: int, leads_to: str
) -> None:
    """A supervisor holds a post of the office above, whose changes stamp another office."""
    where = staff.office.parent if role == "supervisor" else staff.office
    user = User.objects.create(username="one", name="某人", password=make_password("a-password-1"))
    Membership.objects.create(user=user, office=where, role=role, from_on=date(2020, 1, 1))
    client = Client()
    client.force_login(user)
    shown(client, address)
    assert shown(client, address)[1] == DOOR
    change(other_office, user)
    answer = client.get(address)
    assert answer.status_code == (404 if status == 403 and role == "supervisor" else status)
    assert leads_to in answer.get("Location", "")


def test_a_post_ends_with_its_day(staff: Staff, address: str, today: Callable[[date], None]) -> None:
    client = staff.client("officer")
    Membership.objects.update(to_on=TODAY)
    shown(client, address)
    today(TODAY + timedelta(days=1))
    assert client.get(address).status_code == 404


def test_a_message_is_shown_once(staff: Staff, address: str) -> None:
    client = staff.client("head")
    shown(client, address)
    saved = client.post("/desk/baiyun/cases/views/", {"name": "我的", "query": "stage=open"})
    assert CookieStorage.cookie_name in saved.cookies
    assert "已保存为" in shown(client, address)[0]
    assert "已保存为" not in shown(client, address)[0]
    assert shown(client, address)[1] == DOOR


def test_every_table_of_an_office_is_watched(db: None) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute("SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal")
        found = {(table, name.lower()) for table, name in cursor.fetchall()}
    tables = set(watched())
    assert {"applications_application", "entries_entry", "notices_letter", "people_person"} <= tables
    missing = {(table, act) for table in tables for act in ("insert", "update", "delete")} - {
        (table, name.rpartition("_")[2]) for table, name in found if "_changed_" in name
    }
    assert missing == set()


def test_each_way_of_changing_a_row_gives_a_new_stamp(in_office: Office, other_office: Office) -> None:
    office = in_office
    seen, others = {stamp_of(office)}, stamp_of(other_office)
    section = Section.objects.create(office=office, name="甲科", from_on=date(2020, 1, 1))
    seen.add(stamp_of(office))
    Section.objects.filter(pk=section.pk).update(name="乙科")
    seen.add(stamp_of(office))
    Section.objects.bulk_create(Section(office=office, name=f"{n}科", from_on=date(2020, 1, 1)) for n in range(3))
    seen.add(stamp_of(office))
    Section.objects.filter(office=office).delete()
    seen.add(stamp_of(office))
    assert len(seen) == 5
    assert stamp_of(other_office) == others


def test_sweeping_leaves_one_row_and_a_stamp_never_seen(office: Office) -> None:
    seen = set()
    for _count in range(KEPT + 5):
        Change.objects.create(office_id=office.pk)  # as the triggers of PostgreSQL do
        seen.add(stamp_of(office))
    assert len(seen) == KEPT + 5
    prune()
    assert Change.objects.filter(office_id=office.pk).count() == 1
    assert stamp_of(office) not in seen
    assert prune() == 0


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch, staff: Staff, address: str) -> None:
    monkeypatch.setattr(remembered, "PAGES", 3)
    client = staff.client("officer")
    for count in range(6):
        shown(client, f"/desk/baiyun/cases/?n={count}")
    assert len(remembered.MEMORY) == 3
    monkeypatch.setattr(remembered, "LARGEST", 10)
    remembered.MEMORY.clear()
    shown(client, address)
    assert len(remembered.MEMORY) == 0


def test_a_refused_page_is_not_kept(staff: Staff, address: str) -> None:
    client = staff.client("officer")
    for _ in range(2):
        response: Any = client.get("/desk/baiyun/cases/?year=abc")
        assert response.status_code == 422
        assert remembered.MARK not in response.content.decode()
    assert len(remembered.MEMORY) == 0
