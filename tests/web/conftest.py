"""A district with two sub-district offices, staff of every role, and cases."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.backends.signals import connection_created
from django.test import Client
from django_scopes import scope

from gongkai.web.accounts.models import User
from gongkai.web.applications.actions import Filing, file_online, register, take_step
from gongkai.web.applications.models import Application
from gongkai.web.config import clock
from gongkai.web.desk.guard import DOORS
from gongkai.web.desk.remembered import MEMORY
from gongkai.web.disclosure.door import PAGES
from gongkai.web.offices.models import ROLES, Membership, Office
from gongkai.web.offices.policy import Officer, officer_of
from gongkai.web.people.models import Details
from tests.web.site import postgresql_template, sqlite_template

HERE = Path(__file__).parent
TODAY = date(2026, 6, 10)
"""A Wednesday; every test takes it for today."""

DETAILS = Details(
    name="王示例",
    id_kind="resident_id",
    id_number="11010119900307003X",
    phone="13800005678",
    address="示例市示例路8号2单元301室",
    email="someone@example.invalid",
)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What touches no database is left out of the run on PostgreSQL. The walks through the whole site come first:
    they take longest, and at the end one core would wait for them."""
    for item in items:
        if item.path.is_relative_to(HERE) and not {"db", "site"} & set(getattr(item, "fixturenames", ())):
            item.add_marker("one_engine")
    items.sort(key=lambda item: item.path.parent != HERE)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> Iterator[None]:
    """The database of the tests starts as a copy of one that is migrated; what a copy lacks is still migrated."""

    def fill(connection: Any, **_more: object) -> None:
        if connection.is_in_memory_db() and not connection.introspection.table_names():
            with closing(sqlite3.connect(sqlite_template())) as source:
                source.backup(connection.connection)

    if connection.vendor == "postgresql":
        connection.settings_dict["TEST"]["TEMPLATE"] = postgresql_template()
        yield
        return
    connection_created.connect(fill)
    yield
    connection_created.disconnect(fill)


@pytest.fixture(autouse=True)
def today(settings: Any, tmp_path: Path) -> Callable[[date], None]:
    """Take `TODAY` for today; called with a date, go on to that one."""
    file = tmp_path / "today"

    def go_to(on: date) -> None:
        file.write_text(on.isoformat())

    go_to(TODAY)
    settings.GONGKAI = replace(settings.GONGKAI, today_file=file)
    return go_to


@pytest.fixture(autouse=True)
def no_pages_of_another_test() -> None:
    """A test is rolled back, and the next one may get the same stamps."""
    MEMORY.clear()
    DOORS.clear()
    PAGES.clear()


@pytest.fixture
def district(db: None) -> Office:
    return Office.objects.create(code="yunhai", name="云海区人民政府办公室", kind="county_department", word="云海府办")


@pytest.fixture
def office(district: Office) -> Office:
    return Office.objects.create(
        code="baiyun",
        name="云海区白云街道办事处",
        kind="sub_district",
        parent=district,
        word="白云街",
        address="云海区白云路1号",
        hours="工作日9:00—12:00，14:00—17:00",
        phone="000-11112222",
        fax="000-11112223",
        postcode="000000",
        email="baiyun@example.invalid",
        website="https://baiyun.example.invalid/",
        ogi_office="党政综合办公室",
        reviewing_authority="云海区人民政府",
        court="云海区人民法院",
        online_reconsideration="https://fuyi.example.invalid/",
    )


@pytest.fixture
def other_office(district: Office) -> Office:
    return Office.objects.create(code="qingshan", name="云海区青山街道办事处", parent=district, word="青山街")


def member(office: Office, *roles: str) -> User:
    """An account with roles in an office since 2020, named for its first role."""
    username = f"{office.code}-{roles[0]}"
    user = User.objects.filter(username=username).first()
    if user is None:
        user = User.objects.create_user(username, password="a-long-password-1", name=str(ROLES[roles[0]]))
    for role in roles:
        Membership.objects.get_or_create(user=user, office=office, role=role, from_on=date(2020, 1, 1))
    return user


@dataclass(frozen=True)
class Staff:
    """Officers of one office by role, and browsers in their hands."""

    office: Office

    def officer(self, *roles: str) -> Officer:
        username = f"{self.office.code}-{roles[0]}"
        user = User.objects.filter(username=username).first() or member(self.office, *roles)
        found = officer_of(user, self.office, clock.local_today())
        assert found is not None
        return found

    def client(self, *roles: str) -> Client:
        self.officer(*roles)
        client = Client()
        client.force_login(User.objects.get(username=f"{self.office.code}-{roles[0]}"))
        return client


@pytest.fixture
def staff(office: Office) -> Staff:
    return Staff(office)


@pytest.fixture
def in_office(office: Office) -> Iterator[Office]:
    """The test runs in the scope of the office."""
    with scope(office=office):
        yield office


@pytest.fixture
def filing() -> Filing:
    return Filing("natural_person", DETAILS, "2025年度老旧小区加装电梯补贴发放名单", "electronic", "email")


@pytest.fixture
def case(in_office: Office, staff: Staff, filing: Filing) -> Application:
    """A case handed in at the counter on the first working day of the month."""
    return register(staff.officer("officer"), in_office, filing, channel="in_person", arrived_on=date(2026, 6, 1)).case


@pytest.fixture
def unconfirmed(in_office: Office, filing: Filing) -> Application:
    """A case that came over the internet today and waits for confirmation."""
    return file_online(in_office, filing).case


__all__ = ["DETAILS", "TODAY", "Staff", "member", "take_step"]
