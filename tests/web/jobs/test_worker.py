"""Real processes: a worker killed in the middle loses nothing, and a server brings its worker and takes it along."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from tests.web.site import ROOT, STAFF, Site, environment_of, free_port, run_python, wait_for

PATIENCE_SECONDS = 120
START = "from gongkai.web.config.start import start_django, migrate\nstart_django()\n"
ASK = """
import __main__
__main__.__dict__.pop("__file__", None)  # a script of standard input has no file that a started process could read
from datetime import date
from django_scopes import scope
from gongkai.documents.redact.model import Box, Mark
from gongkai.web.accounts.models import User
from gongkai.web.applications.actions import Filing, register
from gongkai.web.applications.files import attach
from gongkai.web.jobs.actions import ask
from gongkai.web.offices.models import Office
from gongkai.web.offices.policy import officer_of
from gongkai.web.people.models import Details
from gongkai.web.redaction.actions import add_marks, begin
from tests.documents.redact import samples

office = Office.objects.get(code="baiyun")
with scope(office=office):
    officer = officer_of(User.objects.get(username="baiyun-officer"), office, date(2026, 6, 10))
    filing = Filing("natural_person", Details(name="王示例"), "名单", "electronic", "email")
    case = register(officer, office, filing, channel="in_person", arrived_on=date(2026, 6, 1)).case
    paper = samples.typeset("密 #pagebreak() " * {more} + "密", "width: 60mm, height: 60mm, margin: 2mm")
    made = begin(officer, attach(officer, office, case, "original", "a.pdf", paper))
    add_marks(officer, made.pk, [Mark(1, Box(0.1, 0.1, 0.9, 0.5), "EX15")], version=1)
    print(ask(officer, "redacted_copy", str(made.pk), back="/", version=2).pk)
"""
STATE = """
from django_scopes import scopes_disabled
from gongkai.web.jobs.models import Job
with scopes_disabled():
    print(Job.objects.get().state)
"""
KILL_WHEN_RUNNING = """
import os
import signal
import subprocess
import sys
import time
from django_scopes import scopes_disabled
from gongkai.web.jobs.models import Job
worker = subprocess.Popen([sys.executable, "-m", "gongkai", "worker"], stdout=2, start_new_session=True)
until = time.monotonic() + {patience}
with scopes_disabled():
    while Job.objects.get().state != "running":
        assert time.monotonic() < until
        time.sleep(0.02)
os.killpg(worker.pid, signal.SIGKILL)  # with the process that draws the pages
worker.wait()
"""
A_MINUTE_LATER = """
from datetime import timedelta
from django.utils import timezone
from django_scopes import scopes_disabled
from gongkai.web.jobs.models import Job
with scopes_disabled():
    Job.objects.update(alive_at=timezone.now() - timedelta(seconds=61))
"""
WHAT_THERE_IS = """
from django_scopes import scopes_disabled
from gongkai.web.applications.models import CaseFile
from gongkai.web.entries.anchors import verify_all
from gongkai.web.entries.models import Entry
from gongkai.web.jobs.models import Job
from gongkai.web.redaction.models import RedactedCopy
with scopes_disabled():
    copies = RedactedCopy.objects.filter(leaks=[]).exclude(proved_at=None).count()
    entries, job = Entry.objects.filter(type="redaction_copied").count(), Job.objects.get()
    print(copies, CaseFile.objects.filter(kind="redacted").count(), entries, job.state, job.tries)
    print([one.bad for one in verify_all()])
"""


@pytest.fixture
def site(tmp_path: Path) -> Site:
    environment = environment_of(tmp_path)
    run_python(START + "migrate()\n" + STAFF % "a-long-password-1", environment)
    return Site(f"http://127.0.0.1:{free_port()}", tmp_path, environment)


def started(site: Site, *words: str, **more: Any) -> subprocess.Popen[bytes]:
    with (site.folder / f"{words[0]}.log").open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "gongkai", *words],
            env=site.environment, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT, **more,
        )  # fmt: skip


def wait_until(is_so: Callable[[], bool], what: str) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < until, what
        time.sleep(0.1)


def ask_for_copy(site: Site, pages: int) -> None:
    run_python(START + ASK.replace("{more}", str(pages - 1)), site.environment)


def state(site: Site) -> str:
    return run_python(START + STATE, site.environment).strip()


def test_a_worker_killed_in_the_middle_leaves_the_job_to_the_next(site: Site) -> None:
    ask_for_copy(site, pages=60)
    run_python(START + KILL_WHEN_RUNNING.replace("{patience}", str(PATIENCE_SECONDS)), site.environment)
    assert state(site) == "running"
    run_python(START + A_MINUTE_LATER, site.environment)
    assert started(site, "worker", "--once").wait(PATIENCE_SECONDS) == 0
    there, chains = run_python(START + WHAT_THERE_IS, site.environment).splitlines()
    assert there == "1 1 1 done 2"
    assert set(chains.strip("[]").split(", ")) == {"None"}


def workers_of(server: subprocess.Popen[bytes]) -> list[int]:
    """Process ids of `gongkai worker` below a server."""
    children = Path(f"/proc/{server.pid}/task").glob("*/children")
    found = [int(pid) for file in children for pid in file.read_text().split()]
    return [pid for pid in found if b"--beside-server" in Path(f"/proc/{pid}/cmdline").read_bytes()]


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_a_server_brings_its_worker_and_takes_it_along(site: Site, how: signal.Signals) -> None:
    ask_for_copy(site, pages=11)
    port = site.url.rpartition(":")[2]
    server = started(site, "serve", "--port", port, "--workers", "1", "--no-migrate", start_new_session=True)
    try:
        wait_for(f"{site.url}/ready/", server, site.folder / "serve.log")
        wait_until(lambda: state(site) == "done", "the copy is not made")
        (worker,) = workers_of(server)
        os.kill(worker, signal.SIGKILL)
        wait_until(lambda: workers_of(server) not in ([], [worker]), "no new worker")
        (worker,) = workers_of(server)
        server.send_signal(how)
        server.wait(PATIENCE_SECONDS)
        wait_until(lambda: not Path(f"/proc/{worker}").exists(), "the worker stays behind")
    finally:
        with suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGKILL)
        server.wait()
