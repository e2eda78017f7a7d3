"""No log record holds personal data or a query code: filing, asking, revealing, searching, logging in."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.urls import reverse

from gongkai.web.config.logs import JsonLines
from tests.web.conftest import DETAILS
from tests.web.portal.conftest import PERSON, Citizen

SECRET = [PERSON["name"], PERSON["id_number"], PERSON["phone"], PERSON["phone"][-4:], "示例路8号", "someone@"]
SECRET += [DETAILS.id_number]


@pytest.fixture
def logged() -> Iterator[list[str]]:
    """Every record of every logger, at its lowest level, as the log prints it and with all it carries."""
    lines: list[str] = []
    form = JsonLines()

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            carried = {
                key: str(value) for key, value in vars(record).items() if key not in ("request", "params", "sql")
            }
            lines.append(form.format(record) + json.dumps(carried, ensure_ascii=False))

    handler = Keep(level=logging.DEBUG)
    loggers = [logging.getLogger(), logging.getLogger("gongkai"), logging.getLogger("django.request")]
    levels = [one.level for one in loggers]
    loggers[0].addHandler(handler)
    for one in loggers:
        one.setLevel(logging.DEBUG)
    logging.getLogger("django.db.backends").setLevel(logging.INFO)
    cache.clear()
    yield lines
    loggers[0].removeHandler(handler)
    for one, level in zip(loggers, levels, strict=True):
        one.setLevel(level)


def leaks(lines: list[str], *more: str) -> list[str]:
    assert lines, "nothing was logged, so nothing was tested"
    return [secret for secret in (*SECRET, *more) if any(secret in line for line in lines)]


def test_a_filing_and_a_status_query(office, in_office, logged):
    citizen = Citizen(office)
    number, code = citizen.file()
    page = citizen.client.get(citizen.open_case(number, code))
    assert page.status_code == 200
    citizen.ask(number, "WRONGCODE2")
    assert leaks(logged, code, code.replace(" ", ""), "WRONGCODE2") == []


def test_a_search_and_a_reveal(case, staff, logged):
    client = staff.client("officer")
    for word in (DETAILS.name, DETAILS.phone, DETAILS.id_number):
        client.post(reverse("desk:search", args=["baiyun"]), {"q": word})
    where = reverse("desk:cases:reveal", args=["baiyun", case.pk])
    client.post(where, {"reason": "电话联系申请人"})
    client.post(reverse("desk:search", args=["baiyun"]), {"q": "x" * 5000})
    assert leaks(logged) == []


def test_a_registration_at_the_counter_refused_and_done(staff, in_office, logged):
    client = staff.client("officer")
    where = reverse("desk:cases:register", args=["baiyun"])
    assert client.post(where, {**PERSON, "arrived_on": "not a day"}).status_code == 422
    assert leaks(logged) == []


def test_a_login_that_fails(client, office, logged):
    client.post(reverse("account_login"), {"login": "someone@example.invalid", "password": "hunter2-secret"})
    assert leaks(logged, "hunter2-secret") == []


def test_a_page_that_fails_logs_its_trace_without_what_was_sent(case, staff, logged, monkeypatch):
    """A failure of ours is logged with its trace; the trace holds code, not the content of the form."""

    def broken(*_rest: object, **_more: object) -> None:
        raise RuntimeError("a slip of ours")

    monkeypatch.setattr("gongkai.web.desk.views.results", broken)
    client = staff.client("officer")
    client.raise_request_exception = False
    answer = client.post(reverse("desk:search", args=["baiyun"]), {"q": DETAILS.name})
    assert answer.status_code == 500
    assert any("a slip of ours" in line for line in logged)
    assert leaks(logged) == []
