"""A citizen with a browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from altcha import Challenge, Payload, solve_challenge
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from gongkai.web.applications.models import Application
from gongkai.web.offices.models import Office
from gongkai.web.portal.tickets import new_stamp

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
PERSON = {
    "name": "王示例",
    "id_kind": "resident_id",
    "id_number": "110101199003070038",
    "phone": "13800005678",
    "address": "示例市示例路8号",
    "email": "someone@example.invalid",
}
ASKED = {
    "content": "2025年度老旧小区加装电梯补贴发放名单",
    "form_wanted": "electronic",
    "delivery": "email",
    "help_wanted": "",
}


def stamp(ago: int = 60) -> str:
    """The stamp of a form opened a minute ago."""
    return new_stamp(ago=ago).text()


def solved() -> str:
    """A challenge of the site with its answer, as the script in the browser sends it."""
    challenge = Challenge.from_dict(Client().get("/challenge/").json())
    solution = solve_challenge(challenge)
    assert solution is not None
    return Payload(challenge, solution).to_base64()


def pdf(name: str = "证明.pdf", data: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, content_type="application/pdf")


@dataclass
class Citizen:
    """Someone who files and asks, with cookies of their own."""

    office: Office
    client: Client = field(default_factory=Client)

    def url(self, rest: str = "") -> str:
        return f"/o/{self.office.code}/{rest}"

    def fill_in(self, **changes: Any) -> Any:
        """Post the form of a natural person."""
        return self.client.post(
            self.url("apply/?kind=natural_person"), {**PERSON, **ASKED, "stamp": stamp(), **changes}
        )

    def file(self, **changes: Any) -> tuple[str, str]:
        """File an application; the number and the query code the receipt shows."""
        filled = self.fill_in(**changes)
        assert filled.status_code == 302, filled.content.decode()
        sent = self.client.post(filled["Location"], {"act": "send"})
        return self.read_receipt(sent["Location"])

    def read_receipt(self, url: str) -> tuple[str, str]:
        found = re.findall(r'class="number big">([^<]+)<', self.client.get(url).content.decode())
        return found[0], found[1]

    def request(self, kind: str, **given: Any) -> tuple[str, str]:
        """Send a request to correct or a suggestion, by the check as without script; number and query code."""
        filled = self.client.post(self.url(f"requests/{kind}/"), {"stamp": stamp(), **given})
        assert filled.status_code == 302, filled.content.decode()
        if "/receipt/" in filled["Location"]:
            return self.read_receipt(filled["Location"])
        sent = self.client.post(filled["Location"], {"act": "send"})
        return self.read_receipt(sent["Location"])

    def ask(self, number: str, code: str, **more: str) -> Any:
        """Ask for a case, on a page looked at for a minute."""
        return self.client.post(self.url("status/"), {"number": number, "code": code, "stamp": stamp(), **more})

    def open_case(self, number: str, code: str) -> str:
        """The address of the case after asking for it."""
        found = self.ask(number, code)
        assert found.status_code == 302, found.content.decode()
        return str(found["Location"])


@pytest.fixture(autouse=True)
def _empty_cache() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def citizen(office: Office) -> Citizen:
    return Citizen(office)


@pytest.fixture
def filed(citizen: Citizen, in_office: Office) -> tuple[Application, str]:
    """A case the citizen filed today, and its query code."""
    number, code = citizen.file()
    return Application.objects.get(number=number), code
