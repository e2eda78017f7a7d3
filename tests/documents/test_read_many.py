"""Many files read side by side: in order, as it comes, and ended at once when nobody wants the rest."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from gongkai.documents.worker import read_all
from gongkai.documents.write import render
from tests.documents import reports


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "report.docx"
    path.write_bytes(render(reports.full_report(), "docx"))
    return path


@pytest.mark.parametrize("jobs", [1, 2])
def test_only_a_few_files_are_read_ahead(report, jobs):
    asked: list[int] = []

    def paths() -> Iterator[Path]:
        for number in range(1_000):
            asked.append(number)
            yield report

    readings = read_all(paths(), jobs=jobs)
    try:
        assert isinstance(next(readings)[1], tuple)
        assert len(asked) <= 10
    finally:
        readings.close()


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_is_no_longer_wanted_is_given_up_at_once(tmp_path, report, jobs):
    endless = tmp_path / "endless.txt"
    os.mkfifo(endless)
    before = threading.active_count()
    readings = read_all([report, endless, endless, endless], jobs=jobs)

    next(readings)
    readings.close()

    assert threading.active_count() == before


def test_a_slow_file_does_not_change_the_order(tmp_path, report):
    missing = tmp_path / "none.txt"
    paths = [report, missing, missing, missing, report, missing] * 3

    assert [path for path, _ in read_all(paths, jobs=3)] == paths
