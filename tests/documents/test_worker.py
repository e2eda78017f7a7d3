"""Reading in a process of its own: a file that takes too long or breaks the reader costs that file only."""

import os
from pathlib import Path

import pytest

from gongkai.documents.worker import Worker, read_all
from gongkai.documents.write import render
from gongkai.errors import DocumentError
from tests.documents import reports
from tests.samples.layouts import cells_equal

TOLD = reports.full_report("fmt2021")


@pytest.fixture
def report(tmp_path):
    path = tmp_path / "report.docx"
    path.write_bytes(render(TOLD, "docx"))
    return path


def test_a_report_comes_back_whole(report):
    with Worker() as worker:
        (read,) = worker.read(report)

    assert cells_equal(read, TOLD) == []


def test_a_refusal_comes_back_in_both_languages(tmp_path):
    path = tmp_path / "bad.docx"
    path.write_bytes(b"PK\x03\x04 cut off")

    with Worker() as worker, pytest.raises(DocumentError) as caught:
        worker.read(path)

    assert caught.value.zh != str(caught.value)


def test_a_file_that_never_ends_is_given_up_and_the_next_is_read(tmp_path, report):
    endless = tmp_path / "endless.txt"
    os.mkfifo(endless)

    with Worker(seconds=0.5) as worker:
        with pytest.raises(DocumentError):
            worker.read(endless)
        worker.seconds = 30
        assert len(worker.read(report)) == 1


def test_a_worker_that_dies_is_replaced(report):
    with Worker() as worker:
        worker.read(report)
        worker._process.kill()
        worker._process.join()

        assert len(worker.read(report)) == 1


@pytest.mark.parametrize("jobs", [1, 2])
def test_many_files_come_back_in_the_order_given(tmp_path, report, jobs):
    missing = tmp_path / "none.txt"
    paths = [report, missing, report, report, missing]

    found = list(read_all(paths, jobs=jobs))

    assert [path for path, _ in found] == paths
    assert [isinstance(one, tuple) for _, one in found] == [True, False, True, True, False]


def test_no_files_give_nothing():
    assert list(read_all([], jobs=2)) == []


def test_a_worker_leaves_no_process_behind(report):
    with Worker() as worker:
        worker.read(report)
        number = worker._process.pid

    assert not Path(f"/proc/{number}").exists()


def test_a_file_that_needs_too_much_memory_is_refused(tmp_path, report):
    large = tmp_path / "large.txt"
    large.write_text("一、总体情况\n" * 900_000, encoding="utf-8")

    with Worker(seconds=60, megabytes=20) as worker, pytest.raises(DocumentError):
        worker.read(large)


def test_a_scan_has_more_time_and_memory_than_the_reading(tmp_path, report):
    from tests.documents import scans

    path = tmp_path / "scan.pdf"
    path.write_bytes(scans.as_pdf(scans.pages_of(TOLD, only=[2])))

    with Worker(seconds=4, megabytes=200) as worker:
        (read,) = worker.read(path)
        assert len(worker.read(report)) == 1

    assert sum(cell.status == "stated" for cell in read.cells.values()) == 10
    assert [one for one in cells_equal(read, TOLD) if one[2].status == "stated"] == []
