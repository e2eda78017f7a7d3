"""What is said when the server and its worker are ready."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from gongkai.web.config.start import Beside, call_when


def test_it_is_called_once_everything_is_ready_and_at_last_all_the_same():
    looks, said = [], []
    call_when(lambda: len(looks) > 2 or bool(looks.append(1)), lambda: said.append(len(looks)), seconds=60)
    assert said == [3]
    call_when(lambda: False, lambda: said.append(0), seconds=0)
    assert said == [3, 0]


def test_a_worker_has_begun_when_its_log_has_grown(tmp_path: Path):
    log = tmp_path / "worker.log"
    log.write_text("of yesterday\n")
    beside = Beside(log)
    assert not beside.has_begun
    with log.open("ab") as out:
        subprocess.run([sys.executable, "-c", "print('begun')"], stdout=out, check=True)
    assert beside.has_begun
    assert Beside().has_begun  # nobody can tell
