"""The public portal: a page as a file, live and beside a bare view; publishing among many; writing the files."""

from __future__ import annotations

import itertools
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from bench.measure import ROOT, Row
from bench.office import TURNS, load, p95, postgresql, rate, served
from gongkai.web.config.environment import new_secrets


def portal() -> Iterator[Row]:
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
        "GONGKAI_LOG_LEVEL": "WARNING",
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
    }
    command = [sys.executable, "-m", "bench.portal_data"]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True)
    facts = json.loads(done.stdout.splitlines()[-1])
    page = f"/o/{facts['office']}/item/{facts['number']}/"
    with tempfile.TemporaryDirectory() as site:
        shutil.copytree(facts["site"], site, dirs_exist_ok=True)
        mount = ("--static-path-route", "/o", "--static-path-mount", str(Path(site) / "o"))
        with (
            served("bench.office_bare:application", environment) as bare_port,
            served("bench.office_bare:application", environment, *mount) as file_port,
            served("gongkai.web.config.wsgi:application", environment) as port,
        ):
            turns = [
                (
                    rate(bare_port, itertools.repeat("/"), {}),
                    rate(file_port, itertools.repeat(f"{page}index.html"), {}),
                    rate(port, itertools.repeat(page), {}),
                )
                for _ in range(TURNS)
            ]
            fresh = load(port, (f"{page}?{n}" for n in itertools.count()), {})
    bare, as_file, live = (median(one) for one in zip(*turns, strict=True))
    yield Row(f"{engine}: a published page as a file", 1e3 / as_file, 1e3 / bare, "ms", "a bare view")
    yield Row(f"{engine}: the same page live, from memory", 1e3 / live, 1e4 / bare, "ms", "10 × a bare view")
    yield Row(f"{engine}: the same page live, made anew, p95", p95(fresh), 300, "ms", "budget, 4 at once")
    many = f"{facts['many']:,}"
    yield Row(f"{engine}: publishing one item among {many}", facts["publish"], 1, "s", "budget")
    yield Row(f"{engine}: all five steps to it", facts["whole"], 2, "s", "budget")
    small, large = facts["builds"]
    label = f"2 × at {small['items']:,}"
    each = [one["seconds"] / one["items"] * 1e3 for one in facts["builds"]]
    yield Row(f"{engine}: static files, one item of {large['items']:,}", each[1], 2 * each[0], "ms", label)
    yield Row(f"{engine}: static files after one more item", large["more"], 5, "s", "budget")


if __name__ == "__main__":
    for row in portal():
        print(row)
