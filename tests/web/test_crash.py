"""The server is killed while eight hands file 200 applications: no receipt is lost, no number is missing or double."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import re
import signal
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from pathlib import Path
from threading import Event

import pytest

from tests.web.site import ROOT, STAFF, Site, environment_of, free_port, run_python, wait_for

HANDS = 8
FILINGS = 200
KILLED_AFTER = 60
"""Receipts given when the server is killed."""
CUT_OFF = (urllib.error.URLError, http.client.HTTPException, ConnectionError, TimeoutError)
START = "from gongkai.web.config.start import start_django, migrate\nstart_django()\n"
PERSON = {
    "name": "王示例",
    "id_kind": "other",
    "phone": "19900005678",
    "email": "someone@example.invalid",
    "form_wanted": "electronic",
    "delivery": "email",
}
RESULT = """
    import json
    from django_scopes import scope
    from gongkai.web.applications.actions import code_digest
    from gongkai.web.applications.models import Application, Counter
    from gongkai.web.entries.anchors import verify_all
    from gongkai.web.entries.models import LEDGER, Entry
    from gongkai.web.offices.models import Office

    office = Office.objects.get(code="baiyun")
    with scope(office=office):
        digests = dict(Application.objects.values_list("number", "code_digest"))
        contents = list(Application.objects.values_list("content", flat=True))
        received = list(Entry.objects.filter(kind=LEDGER, type="received").order_by("sequence").values_list("subject", flat=True))
        counter = Counter.objects.get(series="application").last
    receipts = {receipts!r}
    found = [digests.get(number) == code_digest(office.pk, number, code) for number, code in receipts]
    verdicts = [[one.office.code, one.bad] for one in verify_all()]
    print(json.dumps([found, sorted(digests), contents, received, counter, verdicts]))
"""


@dataclass
class Citizen:
    """Someone who files through the public form with a browser that keeps cookies.

    Each has an address of their own, which the proxy in front would report: an address may file 40 times an hour.
    """

    url: str
    count: int
    cookies: CookieJar = field(default_factory=CookieJar)
    form: dict[str, str] = field(default_factory=dict)
    receipt: tuple[str, str] | None = None

    @property
    def content(self) -> str:
        return f"第{self.count}号小区加装电梯补贴发放名单"

    def ask(self, path: str, fields: dict[str, str] | None = None) -> tuple[int, str, str]:
        """Status, address and text of a page; redirects are followed."""
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))
        data = urllib.parse.urlencode(fields).encode() if fields is not None else None
        address = urllib.parse.urljoin(self.url, path)
        request = urllib.request.Request(
            address, data, {"X-Forwarded-For": f"10.0.{self.count // 250}.{self.count % 250 + 1}", "Referer": address}
        )
        try:
            with opener.open(request, timeout=60) as answer:
                return answer.status, answer.url, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, address, error.read().decode()

    def open_form(self) -> None:
        status, _, page = self.ask("/o/baiyun/apply/?kind=natural_person")
        assert status == 200
        hidden = dict(re.findall(r'name="(csrfmiddlewaretoken|stamp)" value="([^"]+)"', page))
        self.form = {**PERSON, **hidden, "id_number": f"示例证件{self.count}", "content": self.content}

    def file(self) -> None:
        """Fill in, check, send; the receipt counts once it was read to its end."""
        status, address, page = self.ask("/o/baiyun/apply/?kind=natural_person", self.form)
        while status == 422 and "提交得太快" in page:
            status, address, page = self.ask("/o/baiyun/apply/?kind=natural_person", self.form)
        if not address.endswith("/receipt/"):
            assert (status, "/send/" in address) == (200, True), page
            status, address, page = self.ask(address, {"act": "send", **self.token(page)})
        assert (status, address.endswith("/receipt/")) == (200, True), page
        number, code = re.findall(r'<dd class="number big">([^<]+)</dd>', page)
        assert "</html>" in page
        self.receipt = (number, code.replace("-", ""))

    def token(self, page: str) -> dict[str, str]:
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert found
        return {"csrfmiddlewaretoken": found[1]}

    def follow(self) -> str:
        """The status page of the application, asked for with what the receipt says."""
        assert self.receipt
        number, code = self.receipt
        _, _, page = self.ask("/o/baiyun/status/")
        status, address, page = self.ask("/o/baiyun/status/", {"number": number, "code": code, **self.token(page)})
        assert (status, "/case/" in address) == (200, True), page
        return page


@contextlib.contextmanager
def serving(site: Site) -> Iterator[subprocess.Popen[bytes]]:
    """The server and its workers, killed at the end with SIGKILL if not before."""
    port = site.url.rpartition(":")[2]
    command = [sys.executable, "-m", "gongkai", "serve", "--port", port, "--workers", "2", "--no-migrate"]
    with (site.folder / "server.log").open("ab") as log:
        server = subprocess.Popen(
            command, env=site.environment, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
        )
    try:
        wait_for(f"{site.url}/ready/", server, site.folder / "server.log")
        yield server
    finally:
        kill(server)


def kill(server: subprocess.Popen[bytes]) -> None:
    """`kill -9` of the server and every worker, with no chance to finish anything."""
    if server.returncode is None:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """An office whose server the test starts and kills itself."""
    environment = environment_of(tmp_path) | {"GONGKAI_PROXIES": "1"}
    run_python(START + "migrate()\n" + STAFF % "a-long-password-1", environment)
    return Site(f"http://127.0.0.1:{free_port()}", tmp_path, environment)


def test_every_receipt_survives_the_killing_of_the_server(site: Site) -> None:
    citizens = [Citizen(site.url, count) for count in range(FILINGS)]
    halt = Event()

    def try_to_file(citizen: Citizen) -> str:
        if halt.is_set():
            return "not begun"
        try:
            citizen.file()
        except CUT_OFF:
            return "cut off"
        if sum(one.receipt is not None for one in citizens) >= KILLED_AFTER:
            halt.set()
        return "filed"

    with serving(site) as server, ThreadPoolExecutor(HANDS + 1) as pool:
        list(pool.map(Citizen.open_form, citizens))
        killed = pool.submit(lambda: halt.wait(120) and kill(server))
        outcomes = list(pool.map(try_to_file, citizens))
        assert killed.result() is None
    assert outcomes.count("filed") >= KILLED_AFTER
    assert outcomes.count("cut off") > 0  # it fell in the midst of their filing
    given = [one.receipt for one in citizens if one.receipt is not None]

    found, numbers, contents, received, counter, verdicts = json.loads(site.run(RESULT.format(receipts=given)))
    assert all(found)
    assert len(found) == len(given)
    assert numbers == received == [f"2026-{serial:04d}" for serial in range(1, counter + 1)]
    assert len(set(contents)) == len(contents) >= len(given)
    assert verdicts == [["yunhai", None], ["baiyun", None]]

    with serving(site), ThreadPoolExecutor(HANDS) as pool:
        for citizen in (one for one in citizens[:KILLED_AFTER:12] if one.receipt is not None):
            assert citizen.receipt[0] in citizen.follow()
        waiting = [one for one in citizens if one.receipt is None]
        list(pool.map(Citizen.file, waiting))  # the same form, sent again
    every = [one.receipt for one in citizens]
    found, numbers, contents, received, counter, verdicts = json.loads(site.run(RESULT.format(receipts=every)))
    assert all(found)
    assert numbers == received == [f"2026-{serial:04d}" for serial in range(1, FILINGS + 1)]
    assert sorted(contents) == sorted(one.content for one in citizens)
    assert verdicts == [["yunhai", None], ["baiyun", None]]
