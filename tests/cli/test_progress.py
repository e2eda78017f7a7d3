"""The bar while many files are read: on a terminal only, never in what is piped, and nothing is left of it."""

import json
import os
import pty
import subprocess
import sys

from gongkai.documents.write import render
from tests.documents import reports


def test_a_bar_is_shown_to_a_terminal_and_the_pipe_stays_json(tmp_path):
    for name in ("a.docx", "b.docx"):
        (tmp_path / name).write_bytes(render(reports.full_report(), "docx"))
    out = tmp_path / "out.jsonl"
    screen, terminal = pty.openpty()
    command = [sys.executable, "-m", "gongkai", "read", f"{tmp_path}/*.docx", "--json"]
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "100"}

    with out.open("wb") as piped, subprocess.Popen(command, stdout=piped, stderr=terminal, env=environment):
        os.close(terminal)
        shown = everything(screen)

    assert [json.loads(line)["part"] for line in out.read_text(encoding="utf-8").splitlines()] == [1, 1]
    assert b"/2" in shown
    assert shown.endswith(b"\x1b[2K")  # the line of the bar is wiped


def test_nothing_is_shown_where_nobody_watches(tmp_path):
    for name in ("a.docx", "b.docx"):
        (tmp_path / name).write_bytes(render(reports.full_report(), "docx"))
    command = [sys.executable, "-m", "gongkai", "read", str(tmp_path), "--json"]

    done = subprocess.run(command, capture_output=True, check=False)

    assert done.stderr == b""


def everything(screen):
    """What a terminal was sent until its last writer left."""
    shown = b""
    while True:
        try:
            piece = os.read(screen, 4096)
        except OSError:  # how Linux says that nobody writes any more
            break
        if not piece:
            break
        shown += piece
    os.close(screen)
    return shown
