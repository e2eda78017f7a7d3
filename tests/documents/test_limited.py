"""A function under a limit of time and memory, in a process of its own."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path

import pytest

from gongkai.documents.limited import run_limited
from gongkai.documents.redact.apply import redacted
from gongkai.documents.redact.leaks import leaks
from gongkai.documents.redact.pages import page_count
from gongkai.errors import DocumentError
from tests.documents.redact import samples


def test_redaction_runs_in_a_process_of_its_own():
    data = samples.small_paper()
    marks = samples.marked(data, samples.ID)
    copy = run_limited(partial(redacted, title="答复"), data, marks)
    assert copy == redacted(data, marks, title="答复")
    assert run_limited(leaks, data, copy, marks) == ()


def test_what_the_function_says_of_a_file_comes_back():
    with pytest.raises(DocumentError, match="neither a PDF nor a picture") as caught:
        run_limited(page_count, b"hello")
    assert caught.value.zh.startswith("文件不是PDF")


def test_a_call_that_takes_too_long_is_ended():
    with pytest.raises(DocumentError, match=r"within 0\.2 s"):
        run_limited(pow, 7, 10**9, seconds=0.2)


def test_a_call_that_takes_too_much_memory_is_ended():
    if Path("/proc/self/statm").exists():  # other systems cannot limit it
        with pytest.raises(DocumentError, match="more than 100 MiB"):
            run_limited(bytes, 500 << 20, megabytes=100)


def test_a_call_that_ends_its_process_is_told():
    with pytest.raises(DocumentError, match="ended the program"):
        run_limited(os._exit, 3)


def test_a_fault_of_ours_is_told():
    with pytest.raises(DocumentError, match="met a fault"):
        run_limited(int, "x")
