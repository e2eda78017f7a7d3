"""The office on the web under load: requests a second beside a bare Django view, and the slowest of a list."""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from statistics import quantiles

from bench.measure import ROOT, Row
from gongkai.web.config.environment import new_secrets

CONNECTIONS = 4
SECONDS = 6.0
WORKERS = 2


def office() -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **os.environ,
            **new_secrets(),
            "GONGKAI_DATA_DIR": folder,
            "GONGKAI_HTTPS": "0",
            "GONGKAI_LOG_LEVEL": "WARNING",
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        }
        made = subprocess.run(
            [sys.executable, "-m", "bench.office_data"], env=environment, capture_output=True, check=True, text=True
        )
        facts = json.loads(made.stdout)
        cookie = {"Cookie": f"sessionid={facts['session']}"}
        with served("bench.office_bare:application", environment) as port:
            bare = len(load(port, ["/"], {})) / SECONDS
        desk = f"/desk/{facts['office']}"
        with served("gongkai.web.config.wsgi:application", environment) as port:
            case = len(load(port, [f"{desk}/cases/{facts['case']}/"], cookie)) / SECONDS
            lists = [f"{desk}/cases/?{query}" for query in FILTERS]
            slow = quantiles(load(port, lists, cookie), n=20)[-1]
            todo = quantiles(load(port, [f"{desk}/"], cookie), n=20)[-1]
    yield Row("time of one case page, both cores busy", 1e3 / case, 1e3 / (bare * 0.1), "ms", "10 × a bare Django view")
    yield Row("list with filters over 100,000 cases, p95", slow * 1e3, 300, "ms", f"budget, {CONNECTIONS} at once")
    yield Row("to-do list over 100,000 cases, p95", todo * 1e3, 300, "ms", f"budget, {CONNECTIONS} at once")


FILTERS = (
    "",
    "stage=handling",
    "outcome=granted",
    "applicant=natural_person&channel=internet",
    "received_from=2020-01-01&received_to=2020-12-31",
    "q=%E5%81%9C%E8%BD%A6%E4%BD%8D",
    "page=40",
)


@contextmanager
def served(application: str, environment: Mapping[str, str]) -> Iterator[int]:
    """A server of the application in processes of its own, as `gongkai serve` starts it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    command = [sys.executable, "-m", "granian", application, "--interface", "wsgi", "--port", str(port)]
    command += ["--workers", str(WORKERS), "--blocking-threads", "1", "--no-log"]
    process = subprocess.Popen(command, env=dict(environment), cwd=ROOT)
    try:
        _wait(port)
        yield port
    finally:
        process.terminate()
        process.wait()


def _wait(port: int) -> None:
    for _ in range(300):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            connection.request("GET", "/")
            connection.getresponse().read()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server did not come up")


def load(port: int, paths: list[str], headers: Mapping[str, str]) -> list[float]:
    """Ask for the paths in turn over some connections for a while; the seconds each answer took.

    Raises:
        RuntimeError: an answer other than 200.
    """
    until = time.perf_counter() + SECONDS

    def ask(start: int) -> list[float]:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        took = []
        at = start
        while (begun := time.perf_counter()) < until:
            connection.request("GET", paths[at % len(paths)], headers=dict(headers))
            response = connection.getresponse()
            response.read()
            if response.status != 200:
                raise RuntimeError(f"{paths[at % len(paths)]}: {response.status}")
            took.append(time.perf_counter() - begun)
            at += 1
        return took

    with ThreadPoolExecutor(CONNECTIONS) as pool:
        return [one for each in pool.map(ask, range(CONNECTIONS)) for one in each]
