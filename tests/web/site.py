"""A real server process for browser tests: `gongkai serve` on a free port, with a data folder and a database of its own.

    from tests.web.site import Site, site  # noqa: F401

    def test_something(site: Site, browser):
        site.run("from gongkai.web.offices.models import Office; print(Office.objects.count())")
        page = site.page(browser, "baiyun-officer")

It runs on SQLite, or with GONGKAI_TEST_ENGINE=postgresql in a new database of the server the other tests use.
"""

from __future__ import annotations

import base64
import os
import secrets
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import textwrap
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PASSWORD = "a-long-password-1"
TODAY = date(2026, 6, 10)
START_SECONDS, TRY_SECONDS = 60.0, 0.05
ROOT = Path(__file__).resolve().parents[2]

STAFF = """
from datetime import date
from gongkai.web.accounts.models import User
from gongkai.web.offices.models import ROLES, Membership, Office

district = Office.objects.create(code="yunhai", name="云海区人民政府办公室", kind="county_department", word="云海府办")
office = Office.objects.create(
    code="baiyun", name="云海区白云街道办事处", kind="sub_district", parent=district, word="白云街",
    address="云海区白云路1号", hours="工作日9:00—12:00，14:00—17:00", phone="000-11112222", fax="000-11112223",
    postcode="000000", email="baiyun@example.invalid", website="https://baiyun.example.invalid/",
    ogi_office="党政综合办公室", reviewing_authority="云海区人民政府", court="云海区人民法院",
    online_reconsideration="https://fuyi.example.invalid/",
)
for role, name in ROLES.items():
    user = User.objects.create_user(f"baiyun-{role}", password="%s", name=str(name))
    Membership.objects.create(user=user, office=office, role=role, from_on=date(2020, 1, 1))
"""
"""The seed of `site`: a district, the office `baiyun`, one account a role, named `baiyun-<role>`, password `PASSWORD`."""

_START = "from gongkai.web.config.start import start_django, migrate\nstart_django()\n"


@dataclass(frozen=True)
class Site:
    """A server that runs. url: without a slash at the end. today_file: write a date into it to go to that day."""

    url: str
    folder: Path
    environment: dict[str, str]

    @property
    def today_file(self) -> Path:
        return Path(self.environment["GONGKAI_TODAY_FILE"])

    def go_to(self, on: date) -> None:
        self.today_file.write_text(on.isoformat())

    def run(self, script: str) -> str:
        """Run Python in the deployment, beside the server, and return what it printed."""
        return run_python(_START + textwrap.dedent(script), self.environment)

    def page(self, browser: Browser, username: str = "", *, width: int = 1280, script: bool = True) -> Page:
        """A page of a new browser window, logged in where an account is named. script: whether JavaScript runs."""
        window = browser.new_context(
            viewport={"width": width, "height": 900}, base_url=self.url, java_script_enabled=script
        )
        page = window.new_page()
        if username:
            page.goto("/accounts/login/")
            page.fill("input[name=login]", username)
            page.fill("input[name=password]", PASSWORD)
            page.click("main button[type=submit]")
            page.wait_for_url("**/desk/**")
        return page


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server with the office `baiyun` and its staff (`STAFF`); one for the tests of a module."""
    folder = tmp_path_factory.mktemp("site")
    environment = environment_of(folder)
    run_python(_START + "migrate()\n" + STAFF % PASSWORD, environment)
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "gongkai", "serve", "--port", str(port), "--workers", "1"]
    command += ["--no-migrate", "--no-worker"]
    with (folder / "server.log").open("wb") as log:
        server = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT)
    try:
        wait_for(f"{url}/ready/", server, folder / "server.log")
        yield Site(url, folder, environment)
    finally:
        server.terminate()
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def environment_of(folder: Path) -> dict[str, str]:
    """What a deployment below a folder needs: keys of no value, the date, a migrated database of its own."""
    if os.environ.get("GONGKAI_TEST_ENGINE") == "postgresql":
        return _settings(folder) | {
            "DATABASE_URL": postgresql_copy(f"site_{secrets.token_hex(6)}", postgresql_template())
        }
    (folder / "data").mkdir(parents=True)
    shutil.copy(sqlite_template(), folder / "data" / "gongkai.sqlite3")
    return _settings(folder)


def _settings(folder: Path) -> dict[str, str]:
    key = base64.urlsafe_b64encode(b"a key for tests, of no value....").decode()
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GONGKAI_", "DJANGO_"))}
    today = folder / "today"
    today.write_text(TODAY.isoformat())
    return kept | {
        **dict.fromkeys(("GONGKAI_SECRET_KEY", "GONGKAI_AUDIT_KEY", "GONGKAI_INDEX_KEY", "GONGKAI_DATA_KEYS"), key),
        "GONGKAI_DATA_DIR": str(folder / "data"),
        "GONGKAI_DEMO": "1",
        "GONGKAI_HTTPS": "0",
        "GONGKAI_TODAY_FILE": str(today),
        "DATABASE_URL": "",
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
        "PYTHONUTF8": "1",
    }


# Migrating takes longer than most tests: it is done once a run and engine, and every other database is a copy.


@contextmanager
def _turn() -> Iterator[Path]:
    """The folder of the run, for one of its processes at a time."""
    folder = Path(os.environ["GONGKAI_TEST_SHARED"])
    with closing(sqlite3.connect(folder / "turn", timeout=600, isolation_level=None)) as lock:
        lock.execute("BEGIN EXCLUSIVE")
        yield folder


def sqlite_template() -> Path:
    """A migrated SQLite database."""
    with _turn() as shared:
        made = shared / "migrated.sqlite3"
        if not made.exists():
            folder = Path(tempfile.mkdtemp(dir=shared))
            run_python(_START + "migrate()", _settings(folder))
            with closing(sqlite3.connect(folder / "data" / "gongkai.sqlite3")) as source:
                source.execute("VACUUM INTO ?", [str(made)])
    return made


def postgresql_template() -> str:
    """The name of a migrated PostgreSQL database."""
    name = "gongkai_migrated"
    with _turn() as shared:
        if not (shared / name).exists():
            url = postgresql_copy(name, "template0")
            run_python(_START + "migrate()", _settings(Path(tempfile.mkdtemp(dir=shared))) | {"DATABASE_URL": url})
            (shared / name).touch()
    return name


def postgresql_copy(name: str, template: str) -> str:
    """The address of a new PostgreSQL database, a copy of another."""
    import psycopg

    from tests.web.postgres import server_url

    with psycopg.connect(server_url(), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    head, _, query = server_url().partition("?")
    return f"{head.rpartition('/')[0]}/{name}" + (f"?{query}" if query else "")


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def run_python(script: str, environment: dict[str, str]) -> str:
    """Run Python in a process of its own and return what it printed."""
    done = subprocess.run(
        [sys.executable, "-"], input=script, env=environment, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def wait_for(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    """Ask until the server answers; between two tries wait for its end, which would be the failure."""
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(url, timeout=START_SECONDS):
                return
        except OSError:
            with suppress(subprocess.TimeoutExpired):
                server.wait(TRY_SECONDS)
                break
    raise AssertionError(log.read_text(errors="replace"))
