"""Every form of the site is sent hostile and odd content, one field at a time, the rest as a person would fill it in.

The forms are read from the pages behind every address (`doors`), so that a new form is covered at birth. Whatever comes
is refused in a page or taken: never a failure of ours, never an entry where it is refused, nothing typed is lost,
nothing is echoed as HTML.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from urllib.parse import quote_plus, urljoin, urlsplit
from uuid import UUID

import lxml.html
import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import resolve
from django_scopes import scope, scopes_disabled

from gongkai.ledger import steps
from gongkai.web.accounts.models import User
from gongkai.web.applications.actions import Filing, register, take_step
from gongkai.web.applications.models import Application
from gongkai.web.entries.models import Entry
from gongkai.web.offices.models import ROLES
from gongkai.web.offices.policy import officer_of
from gongkai.web.portal.tickets import new_stamp
from tests.web.conftest import TODAY, Staff, member
from tests.web.doors import World, address, build, doors
from tests.web.portal.conftest import ASKED, PERSON, Citizen

SCRIPT = "<script>alert('x')</script>"
HOSTILE = quote_plus(SCRIPT) + "%ED%A0%80%FF%00"
"""With a lone surrogate, a byte that is no UTF-8, and NUL, as a browser would never send them."""

DAYS = ("0001-01-01", "9999-12-31", "2026-02-31")
NUMBERS = ("9" * 40, "-1", "NaN")
TOO_LONG = b"x" * 10_000_000
ANSWERS = {200, 302, 400, 403, 404, 405, 409, 410, 413, 422, 429}
NEVER_KEPT = {"code", "password", "login", "oldpassword", "password1", "password2"}
"""Typed fields that are not shown again: secrets, and which account was tried."""

PEOPLE = {**PERSON, **ASKED, "credit_code": "91110000600037341L", "representative": "李示例", "contact": "赵示例"}
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Field:
    """A field as the page shows it. kind: type of the input, "select" or "textarea"; options: what may be chosen."""

    name: str
    kind: str
    value: str
    options: tuple[str, ...] = ()

    @property
    def is_typed(self) -> bool:
        return self.kind in ("text", "textarea", "search", "email", "tel", "url")

    def plain(self) -> str:
        """What a person would put in."""
        if self.name == "stamp":
            return new_stamp(ago=60).text()
        if self.value and self.kind != "textarea":
            return self.value
        if PEOPLE.get(self.name):
            return PEOPLE[self.name]
        usual = {"date": "2026-06-10", "number": "1", "email": "a@example.invalid", "tel": "13800005678"}
        if self.options:
            return next((one for one in self.options if one), "")
        return usual.get(self.kind, f"原文{self.name}")

    def hostile(self) -> tuple[str | None, ...]:
        """What is sent in its place, encoded; None leaves it out, a text with & gives it twice."""
        if self.is_typed and not re.search(r"(_on|_from|_to|^on|^day|^from|^to|date|until)$", self.name):
            return () if PEOPLE.get(self.name) else (HOSTILE, None)
        if self.kind == "number":
            return NUMBERS
        if self.options:
            return (f"no-such-choice&{quote_plus(self.name)}={'9' * 21}",)
        if self.kind == "hidden":
            return (HOSTILE, None, NUMBERS[0]) if self.value.isdigit() else (HOSTILE, None)
        return DAYS if self.kind != "checkbox" else ()


@dataclass(frozen=True)
class Form:
    """A form of a page. url: where it goes; button: the name and value of the button pressed."""

    url: str
    method: str
    fields: tuple[Field, ...]
    button: tuple[str, str] | None = None
    file_fields: tuple[str, ...] = ()
    where: str = field(default="", compare=False)

    def key(self) -> tuple[object, ...]:
        names = tuple(sorted(one.name for one in self.fields))
        return (resolve(urlsplit(self.url).path).view_name, self.method, names, self.button)

    def body(self, changed: Mapping[str, str | None] | None = None) -> str:
        """The form filled in, with something else in some fields."""
        given: dict[str, str | None] = {one.name: quote_plus(one.plain()) for one in self.fields}
        if self.button is not None:
            given[self.button[0]] = quote_plus(self.button[1])
        given |= changed or {}
        return "&".join(f"{quote_plus(name)}={value}" for name, value in given.items() if value is not None)

    def attacks(self) -> Iterator[dict[str, str | None]]:
        """What is changed in each sending: all fields of a kind together; hidden ones each by itself."""
        hidden = [one for one in self.fields if one.kind == "hidden"]
        for one in hidden:
            yield from ({one.name: value} for value in one.hostile())
        together: dict[tuple[str | None, ...], list[Field]] = {}
        for one in self.fields:
            if one not in hidden and one.hostile():
                kind = ("choices",) if one.options else one.hostile()
                together.setdefault(kind, []).append(one)
        for same in together.values():
            for place in range(len(same[0].hostile())):
                yield {one.name: one.hostile()[place] for one in same}


def forms_of(page: str, where: str) -> Iterator[Form]:
    """The forms in the main part of a page, one for each button that has a name."""
    tree = lxml.html.fromstring(page)
    for form in tree.iterfind(".//main//form"):
        fields = {one.name: one for one in _fields(form)}
        url = urljoin(where, form.get("action") or where)
        method, files = (form.get("method") or "get").lower(), tuple(form.xpath(".//input[@type='file']/@name"))
        pressed = {(one.get("name"), one.get("value", "")) for one in form.iterfind(".//button") if one.get("name")}
        for button in sorted(pressed) or [None]:
            yield Form(url, method, tuple(fields.values()), button, files, where)


def _fields(form: lxml.html.FormElement) -> Iterator[Field]:
    for one in form.iter("input", "select", "textarea"):
        name, kind = one.get("name"), one.get("type", "text") if one.tag == "input" else one.tag
        if not name or kind == "file" or name in ("csrfmiddlewaretoken", "homepage"):
            continue
        if kind == "radio":
            same = form.xpath(".//input[@type='radio'][@name=$name]/@value", name=name)
            yield Field(name, kind, "", tuple(same))
        elif kind == "checkbox":
            yield Field(name, kind, one.get("value", "on"))
        elif kind == "select":
            chosen = one.xpath("./option[@selected]/@value")
            yield Field(name, kind, chosen[0] if chosen else "", tuple(one.xpath(".//option/@value")))
        else:
            yield Field(name, kind, one.get("value", "") if one.tag == "input" else (one.text or "").strip())


@dataclass
class Site:
    """An office with one of everything, someone at its desk who may do all, and a citizen with an open case."""

    world: World
    cases: list[Application]
    desk: Client
    citizen: Citizen

    def pages(self) -> Iterator[tuple[Client, str]]:
        """Every page of the desk and the public ones, with the browser that may see it."""
        for door in doors():
            if door.name.startswith("desk:"):
                with suppress(LookupError):  # test_every_door says what cannot be filled
                    yield self.desk, address(door, self.world)
        for case, acts in ((self.world.case, OPEN_ACTS), *zip(self.cases, STATES.values(), strict=True)):
            for act in acts:
                yield self.desk, f"/desk/baiyun/cases/{case.pk}/steps/{act}/"
        for path in ("/accounts/login/", "/accounts/password/change/", "/accounts/", "/status/"):
            yield self.desk if "login" not in path else Client(), path
        yield from ((self.citizen.client, path) for path in self.citizen_pages())
        filer = Citizen(self.world.office)
        filled = str(filer.fill_in()["Location"])
        yield from ((filer.client, path) for path in (filled, filled + "edit/"))
        judge = Citizen(self.world.office)
        closed = judge.open_case(*judge.file())
        self._close(closed)
        yield judge.client, closed

    def citizen_pages(self) -> Iterator[str]:
        citizen = self.citizen
        yield from (citizen.url(f"apply/?kind={kind}") for kind in ("natural_person", "commercial_enterprise"))
        yield from (citizen.url(f"requests/{kind}/") for kind in ("correction", "suggestion"))
        yield from ("/", citizen.url("status/"))
        case = citizen.open_case(*citizen.file())
        yield from (case, case + "send/withdrawal/")

    def _close(self, url: str) -> None:
        """Answer the citizen's case, so that its page asks how content they are."""
        with scope(office=self.world.office):
            pk = UUID(url.rstrip("/").rpartition("/")[2])
            officer = officer_of(User.objects.get(username="baiyun-head"), self.world.office, TODAY)
            assert officer is not None
            take_step(officer, pk, steps.Withdrawn(on=TODAY))

    def forms(self) -> list[tuple[Client, Form]]:
        """Every form once."""
        found: dict[tuple[object, ...], tuple[Client, Form]] = {}
        for client, path in self.pages():
            answer = client.get(path)
            if answer.status_code == 200 and "html" in answer["Content-Type"]:
                for form in forms_of(answer.content.decode(), path):
                    found.setdefault(form.key(), (client, form))
        return list(found.values())


@pytest.fixture
def site(office, staff: Staff, filing) -> Site:
    cache.clear()
    desk, citizen = Client(), Citizen(office)
    with scope(office=office):
        world = build(staff, filing)
        desk.force_login(member(office, "head", *(set(ROLES) - {"head"})))
        cases = [_case(staff, filing, *events) for events in STATES]
    return Site(world, cases, desk, citizen)


ON = date(2026, 6, 5)
OPEN_ACTS = ("reasons_requested", "consultation_sent", "extension_approved", "fee_noticed", "answered", "withdrawn")
STATES: Mapping[tuple[steps.ApplicationEvent, ...], tuple[str, ...]] = {
    (steps.SupplementRequested(on=ON, due_on=ON),): ("supplement_received", "deemed_abandoned"),
    (steps.ConsultationSent(on=ON, to="甲"), steps.ReasonsRequested(on=ON)): (
        "consultation_delivered",
        "consultation_answered",
        "reasons_received",
    ),
    (steps.FeeNoticed(on=ON, amount_yuan=Decimal(100), addressee_received_on=ON),): ("fee_paid",),
    (steps.ExtensionApproved(on=ON, by="某某", reason="需要检索"),): ("extension_notified",),
    (steps.Answered(on=ON, outcome="denied_internal_affairs", reason="属于内部事务信息"),): ("served", "corrected"),
}
"""Cases by what was done, with the steps that are open then and not in a new one."""


def _case(staff: Staff, filing: Filing, *events: steps.ApplicationEvent) -> Application:
    officer = staff.officer("head")
    case = register(officer, staff.office, filing, channel="in_person", arrived_on=date(2026, 6, 1)).case
    for event in events:
        case = take_step(officer, case.pk, event)
    return case


def send(client: Client, form: Form, body: str | bytes, content_type: str = FORM) -> tuple[int, str, int]:
    """Status, page, and how many entries were made; what was done is taken back. An exception is status 500."""
    cache.clear()
    again = Client()
    again.cookies = client.cookies.copy()
    with transaction.atomic():
        before = _entries()
        try:
            if form.method == "get":
                path = urlsplit(form.url).path
                answer = again.get(path, QUERY_STRING=body if isinstance(body, str) else "")
            else:
                answer = again.generic("POST", form.url, body, content_type)
            text = "" if answer.streaming else answer.content.decode(errors="replace")
            found = answer.status_code, text
            if answer.status_code == 302 and "%" in str(body):  # what was taken must be shown again without failing
                shown = again.get(answer["Location"])
                text = "" if shown.streaming else shown.content.decode(errors="replace")
                found = (302 if shown.status_code in ANSWERS else shown.status_code), text
        except Exception as error:  # noqa: BLE001 (a form that fails is one finding, not the end of the walk)
            found = 500, f"{type(error).__name__}: {str(error)[:200]}"
        made = _entries() - before
        transaction.set_rollback(True)
    return *found, made


def _entries() -> int:
    with scopes_disabled():
        return Entry.objects.count()


def wrong_with(form: Form, changed: Mapping[str, object], status: int, page: str, made: int) -> str:
    """What is wrong with an answer; "" where nothing is."""
    if status not in ANSWERS:
        return f"{status} {page[:300] if status == 500 else ''}"
    if SCRIPT in page:
        return "echoes HTML"
    if "Traceback (most recent" in page:
        return "shows a traceback"
    if status >= 400 and made:
        return f"refused with {status}, and {made} entries made"
    if status == 422 and form.method == "post" and not any(name.endswith("_FORMS") for name in changed):
        typed = (one for one in form.fields if one.is_typed and one.name not in {*changed, *NEVER_KEPT})
        lost = [one.name for one in typed if html.escape(one.plain()) not in page]
        return f"422 lost {lost}" if lost else ""
    return ""


def test_no_form_fails_on_hostile_content_and_nothing_typed_is_lost(site):
    found, seen, count = [], set(), 0
    for client, form in site.forms():
        attacks = list(form.attacks())
        if form.key()[:3] in seen:  # the same form by another button
            attacks = attacks[:1]
        seen.add(form.key()[:3])
        for changed in attacks:
            count += 1
            wrong = wrong_with(form, changed, *send(client, form, form.body(changed)))
            if wrong:
                found.append(f"{form.method} {form.key()[0]} {form.button or ''} {changed}: {wrong}")
    assert found == [], "\n".join([f"{len(found)} of {count}", *found])


@pytest.mark.one_engine
def test_every_form_refuses_ten_megabytes_a_wrong_token_and_files_that_lie(site):
    forms = site.forms()
    names = {str(form.key()[0]) for _client, form in forms}  # else a page that is not reached would pass
    assert {"portal:apply", "portal:new_request", "portal:office_status", "portal:intake", "portal:send"} <= names
    assert {"desk:cases:step", "desk:cases:register", "desk:guide", "portal:survey", "portal:edit"} <= names
    assert {"desk:offices:particulars", "desk:letters:settings"} <= names
    posted = {form.url: (client, form) for client, form in forms if form.method == "post"}
    assert [one for client, form in posted.values() for one in without_token(client, form)] == []
    assert [one for client, form in posted.values() for one in too_long(client, form)] == []
    assert [one for client, form in posted.values() for one in lies(client, form)] == []


def without_token(client: Client, form: Form) -> Iterator[str]:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies.copy()
    status = strict.generic("POST", form.url, form.body() + "&csrfmiddlewaretoken=" + "a" * 64, FORM).status_code
    if status != 403:
        yield f"{form.key()}: {status}"


def too_long(client: Client, form: Form) -> Iterator[str]:
    if not form.fields:
        return
    status, page, made = send(client, form, form.fields[0].name.encode() + b"=" + TOO_LONG)
    if status not in (302, 400, 413) or (status >= 400 and made):
        yield f"{form.key()}: {status} {page[:200]}"


LIES = {
    "照片.jpg": b"%PDF-1.4\n%%EOF\n",
    "文件.pdf": b"MZ\x90\x00" + bytes(range(256)),
    "空.pdf": b"",
    "压缩.docx": b"PK\x05\x06" + b"\0" * 18,
    "../../etc/passwd\0.pdf": b"<html><script>alert('x')</script>",
}


def lies(client: Client, form: Form) -> Iterator[str]:
    """What is wrong where a file is not what its name says; the text stays."""
    for name in LIES if form.file_fields else ():
        cache.clear()
        again = Client()
        again.cookies = client.cookies.copy()
        data: dict[str, object] = {one.name: one.plain() for one in form.fields}
        data |= {one: SimpleUploadedFile(name, LIES[name], content_type="application/pdf") for one in form.file_fields}
        with transaction.atomic():
            before = _entries()
            answer = again.post(form.url, data)
            page, made = answer.content.decode(errors="replace"), _entries() - before
            transaction.set_rollback(True)
        wrong = wrong_with(form, {}, answer.status_code, page, made)
        if wrong or answer.status_code != 422:
            yield f"{form.key()} {name!a}: {answer.status_code} {wrong}"
