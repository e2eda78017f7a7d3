"""Every address of the desk is tried by a stranger, by every role, by another office; every public one with nonsense.

The addresses come from the URLconf: a new one is covered at birth, and fails here until `doors.FILL` can fill it.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django_scopes import scope

from gongkai.web.accounts.models import User
from gongkai.web.offices.models import ROLES, Membership
from gongkai.web.offices.policy import PERMISSIONS
from tests.web.conftest import TODAY, Staff, member
from tests.web.doors import Door, Watch, World, address, build, desk_doors, doors, public_doors

LET_IN = {200, 302, 400, 403, 404, 405, 409, 410, 413, 422, 429}
"""What a page may answer to someone its role lets in: done, shown, refused with a reason; never a failure of ours."""

OPEN = ("desk:home", "desk:feed")
"""Addresses of the desk that name no office: the choice of one's offices, and a feed that its token opens."""

NOT_THERE = (
    "desk:feed",
    "desk:statistics_basis",
    "desk:cases:redaction:copy",
    "desk:letters:paper",
    "desk:jobs:file",
    "desk:archive:bundle",
    "desk:archive:transfer",
    "desk:archive:receipt",
)
"""Addresses, by the start of their name, of things the office of the test does not have, or that need a query."""

READ_TRACES = {"entries_entry", "entries_chainhead", "desk_savedview", "desk_feed"}
READ_TRACES |= {"notifications_notification", "notifications_preference"}
"""What someone who only reads may leave: the entry of an export; views, feeds and notices of one's own."""


@pytest.fixture
def world(office, staff, filing) -> World:
    cache.clear()
    with scope(office=office):
        return build(staff, filing)


def visit(client: Client, world: World, door: Door, method: str) -> tuple[int, str, set[str]]:
    """Status, address gone to, tables changed; the change is taken back. 500 stands for an exception."""
    watch = Watch()
    with watch.watching(), transaction.atomic():
        try:
            answer = getattr(client, method)(address(door, world))
            for _chunk in getattr(answer, "streaming_content", ()):
                pass
            found = answer.status_code, answer.get("Location", "")
        except Exception as error:  # noqa: BLE001 (a page that fails is one finding, not the end of the walk)
            found = 500, f"{type(error).__name__}: {error}"
        transaction.set_rollback(True)
    return *found, watch.tables


def walk(client: Client, world: World, wrong, methods: tuple[str, ...] = ("get", "post")) -> list[str]:
    """Try every door with each method; return what `wrong` says of each, with its name."""
    found = []
    for door in desk_doors():
        for method in methods:
            why = wrong(door, method, *visit(client, world, door, method))
            if why:
                found.append(f"{method} {door.name}: {why}")
    return found


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def shut(door: Door, method: str, status: int, to: str, changed: set[str]) -> str:
    """What is wrong where nobody is let in: a login or no page, and nothing changed."""
    if changed:
        return f"changed {sorted(changed)}"
    if status == 302 and to.startswith("/accounts/login/"):
        return ""
    return "" if status == 404 or (door.name in OPEN and status == 405) else f"{status} {to}"


def not_found(door: Door, method: str, status: int, to: str, changed: set[str]) -> str:
    if door.name in OPEN:
        return f"changed {sorted(changed)}" if changed or status >= 500 else ""
    return "" if status == 404 and not changed else f"{status} {to} {sorted(changed)}"


def test_every_address_can_be_filled(world):
    for door in doors():
        address(door, world)


def test_the_things_are_real_and_all_roles_together_find_them(world, staff):
    """Else a page that is never reached would pass every test below."""

    def wrong(door: Door, method: str, status: int, to: str, changed: set[str]) -> str:
        return "" if status != 404 or door.name.startswith(NOT_THERE) else str(status)

    assert walk(staff.client(*ROLES), world, wrong, ("get",)) == []


def test_every_address_of_an_office_has_a_door():
    for door in desk_doors():
        if door.name not in OPEN:
            assert "code" in door.kwargs, door.name
            assert door.act in PERMISSIONS, f"{door.name} asks for {door.act!r}, which nobody may do"


@pytest.mark.one_engine
def test_a_stranger_is_sent_to_the_login(world):
    assert walk(Client(), world, shut) == []


@pytest.mark.one_engine
def test_a_deactivated_account_is_a_stranger(world, staff):
    client = staff.client("officer", *(set(ROLES) - {"officer"}))
    User.objects.filter(pk=staff.officer("officer").user_id).update(is_active=False)
    assert walk(client, world, shut) == []


@pytest.mark.one_engine
def test_an_account_whose_days_ended_yesterday_finds_nothing(world, office):
    user = User.objects.create_user("gone", password="a-long-password-1")
    for role in ROLES:
        yesterday = TODAY - timedelta(days=1)
        Membership.objects.create(user=user, office=office, role=role, from_on=date(2020, 1, 1), to_on=yesterday)
    assert walk(signed_in(user), world, not_found) == []


@pytest.mark.one_engine
def test_an_account_whose_days_begin_tomorrow_finds_nothing(world, office):
    user = User.objects.create_user("early", password="a-long-password-1")
    for role in ROLES:
        Membership.objects.create(user=user, office=office, role=role, from_on=TODAY + timedelta(days=1))
    assert walk(signed_in(user), world, not_found) == []


@pytest.mark.one_engine
def test_another_office_finds_nothing(world, other_office):
    user = member(other_office, *ROLES)
    assert walk(signed_in(user), world, not_found) == []


def test_the_things_of_another_office_are_not_found_below_one_s_own(world, other_office):
    """The address names one's own office, and a case, file or member of the other one."""
    client = signed_in(member(other_office, *(set(ROLES) - {"supervisor"})))
    found = []
    for door in desk_doors():
        things = set(door.kwargs) - {"code", "kind", "act", "number", "token"}
        if not things or "code" not in door.kwargs:
            continue
        for method in ("get", "post"):
            there = address(door, world).replace(f"/{world.office.code}/", f"/{other_office.code}/", 1)
            watch = Watch()
            with watch.watching(), transaction.atomic():
                status = getattr(client, method)(there).status_code
                transaction.set_rollback(True)
            if status not in (404, 405) or watch.tables:
                found.append(f"{method} {door.name}: {status} {sorted(watch.tables)}")
    assert found == []


@pytest.mark.one_engine
def test_the_district_above_reads_and_writes_nothing(world, district):
    user = member(district, "supervisor")

    def wrong(door: Door, method: str, status: int, to: str, changed: set[str]) -> str:
        if changed - READ_TRACES:
            return f"changed {sorted(changed)}"
        return by_role(frozenset({"supervisor"}), door, status, to)

    assert walk(signed_in(user), world, wrong) == []


@pytest.mark.one_engine
def test_the_administrator_above_has_no_part_in_the_office(world, district):
    user = member(district, *(set(ROLES) - {"supervisor"}))
    assert walk(signed_in(user), world, not_found) == []


def by_role(roles: frozenset[str], door: Door, status: int, to: str) -> str:
    """What is wrong for someone with these roles, by the act the door asks for."""
    if door.act is None:
        return "" if status < 500 else f"{status} {to}"
    if roles & PERMISSIONS[door.act]:
        return "" if status in LET_IN and not to.startswith("/accounts/") else f"{status} {to}"
    return "" if status == 403 else f"{status} {to}, though the role may not {door.act}"


@pytest.mark.one_engine
@pytest.mark.parametrize("role", list(ROLES))
def test_a_role_opens_what_the_policy_says(world, staff: Staff, role):
    client = staff.client(role)

    def wrong(door: Door, method: str, status: int, to: str, changed: set[str]) -> str:
        if changed and (status == 403 or status == 405):
            return f"refused, and changed {sorted(changed)}"
        return by_role(frozenset({role}), door, status, to)

    assert walk(client, world, wrong) == []


def test_public_addresses_answer_nonsense_without_failing(world):
    nonsense = {
        "number": "<script>",
        "code": "' OR 1=1 --",
        "login": "\0",
        "password": "x",
        "next": "//evil",
        "act": "?",
    }
    found = []
    for door in public_doors():
        for method, data in (("get", nonsense), ("post", nonsense), ("post", {}), ("put", {}), ("delete", {})):
            with transaction.atomic():
                try:
                    status = getattr(Client(), method)(address(door, world), data).status_code
                except Exception as error:  # noqa: BLE001 (see `visit`)
                    status = f"{type(error).__name__}: {error}"
                transaction.set_rollback(True)
            if not isinstance(status, int) or (status >= 500 and door.name != "ready"):
                found.append(f"{method} {door.name}: {status}")
    assert found == []
