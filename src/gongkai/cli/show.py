"""Tables and progress on a terminal. rich is loaded only when one is shown."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from gongkai.cli.say import columns


def table(head: Sequence[str], rows: Sequence[Sequence[str]], *, title: str = "") -> None:
    """Print a table: ruled and wrapped on a terminal, plain aligned columns in a pipe."""
    if not sys.stdout.isatty():
        if title:
            print(title)
        print(columns([head, *rows]))
        return
    from rich import box
    from rich.console import Console
    from rich.table import Table

    drawn = Table(*head, title=title or None, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    for row in rows:
        drawn.add_row(*row)
    Console(highlight=False, markup=False, emoji=False).print(drawn)


@contextmanager
def busy(what: str) -> Iterator[None]:
    """A line that moves while long work goes on; nothing when standard error is no terminal."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    with Console(stderr=True, highlight=False, markup=False).status(what):
        yield
