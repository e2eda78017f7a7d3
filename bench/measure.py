"""What every measurement is made of: a row of the table, time, and the memory of a process of its own."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import NamedTuple

ROOT = Path(__file__).parent.parent


class Row(NamedTuple):
    """One measurement: what, how much, the limit, and the unit of both. Within the limit when ratio <= 1."""

    what: str
    measured: float
    limit: float
    unit: str
    limit_is: str

    @property
    def ratio(self) -> float:
        return self.measured / self.limit


def seconds(work: Callable[[], object], *, times: int = 3) -> float:
    """Median wall time of some runs, the collector at rest between them."""
    return median(_time(work) for _ in range(times))


def both(one: Callable[[], object], other: Callable[[], object], *, times: int) -> tuple[float, float]:
    """Least wall times of two works taken in turn: what neither can do without, whatever else the machine does."""
    found = [(_time(one), _time(other)) for _ in range(times)]
    return min(first for first, _ in found), min(second for _, second in found)


def _time(work: Callable[[], object]) -> float:
    gc.collect()
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def memory(what: str, *arguments: str) -> float:
    """Peak memory in MiB of a process of its own."""
    command = [sys.executable, "-m", "bench.memory", what, *arguments]
    environment = {**os.environ, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
    done = subprocess.run(command, env=environment, capture_output=True, check=True, text=True)
    return float(done.stdout)
