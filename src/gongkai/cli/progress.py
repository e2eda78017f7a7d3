"""A bar on standard error while many files are read: only on a terminal, and nothing is left of it."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from gongkai.cli.say import say

if TYPE_CHECKING:
    from gongkai.documents.worker import Reading


def read_files(paths: list[Path], *, jobs: int) -> Iterator[Reading]:
    """Yield each file with its reports or the reason it has none, in order, with a bar where somebody watches."""
    from gongkai.documents.worker import read_all

    with closing(read_all(paths, jobs=jobs)) as readings:
        if len(paths) < 2 or not sys.stderr.isatty():
            yield from readings
        else:
            yield from _watched(readings, len(paths))


def _watched(readings: Iterable[Reading], count: int) -> Iterator[Reading]:
    """The same with a bar, which makes room while the caller prints to the same terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    shares_screen = sys.stdout.isatty()
    console = Console(stderr=True, highlight=False, markup=False)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    bar = Progress(*columns, console=console, transient=True, redirect_stdout=False, redirect_stderr=False)
    task = bar.add_task(say("读取", "reading"), total=count)
    try:
        bar.start()
        for reading in readings:
            bar.advance(task)
            if shares_screen or not isinstance(reading[1], tuple):
                bar.stop()
                yield reading
                bar.start()
            else:
                yield reading
    finally:
        bar.stop()
