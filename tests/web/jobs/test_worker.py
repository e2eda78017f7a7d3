"""Real processes: a worker killed in the middle loses nothing, and a server brings its worker and takes it along."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from select import select
from threading import Thread

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
    environment = environment_of(tmp_path) | {"DJANGO_SETTINGS_MODULE": "tests.web.jobs.told"}
    run_python(START + "migrate()\n" + STAFF % "a-long-password-1", environment)
    return Site(f"http://127.0.0.1:{free_port()}", tmp_path, environment)


class Started:
    """A command of gongkai, and the lines that it and the processes it starts write."""

    def __init__(self, site: Site, *words: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gongkai", *words],
            env=site.environment, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
        self.log = site.folder / f"{words[0]}.log"
        self._lines: SimpleQueue[str] = SimpleQueue()
        Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout
        with self.process.stdout as output, self.log.open("ab", buffering=0) as log:
            for line in output:
                log.write(line)
                self._lines.put(line.decode())

    def says(self, word: str) -> str:
        """Wait for a line that starts so; return it."""
        try:
            while not (line := self._lines.get(timeout=PATIENCE_SECONDS)).startswith(word):
                pass
        except Empty:
            raise AssertionError(f"{word} was waited for:\n{self.log.read_text(errors='replace')}") from None
        return line

    def kill(self) -> None:
        """Kill it with all it started, such as the process that draws pages."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def ask_for_copy(site: Site, pages: int) -> None:
    run_python(START + ASK.replace("{more}", str(pages - 1)), site.environment)


def state(site: Site) -> str:
    return run_python(START + STATE, site.environment).strip()


def test_a_worker_killed_in_the_middle_leaves_the_job_to_the_next(site: Site) -> None:
    ask_for_copy(site, pages=12)
    worker = Started(site, "worker")
    try:
        worker.says("begun")
    finally:
        worker.kill()
    assert state(site) == "running"
    run_python(START + A_MINUTE_LATER, site.environment)
    assert Started(site, "worker", "--once").process.wait(PATIENCE_SECONDS) == 0
    there, chains = run_python(START + WHAT_THERE_IS, site.environment).splitlines()
    assert there == "1 1 1 done 2"
    assert set(chains.strip("[]").split(", ")) == {"None"}


@pytest.mark.one_engine
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_a_server_brings_its_worker_and_takes_it_along(site: Site, how: signal.Signals) -> None:
    ask_for_copy(site, pages=11)
    port = site.url.rpartition(":")[2]
    server = Started(site, "serve", "--port", port, "--workers", "1", "--no-migrate")
    try:
        worker = int(server.says("worker ").split()[1])
        server.says("done")
        assert state(site) == "done"
        os.kill(worker, signal.SIGKILL)
        worker = int(server.says("worker ").split()[1])
        wait_for(f"{site.url}/ready/", server.process, server.log)
        its_end = os.pidfd_open(worker)
        server.process.send_signal(how)
        server.process.wait(PATIENCE_SECONDS)
        assert select([its_end], [], [], PATIENCE_SECONDS)[0], "the worker stays behind"
        os.close(its_end)
    finally:
        server.kill()
