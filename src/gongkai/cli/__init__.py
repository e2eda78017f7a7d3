"""The command line: one command a question. Every command module is loaded only when its command is called."""

from __future__ import annotations

import sys
from collections.abc import Sequence

__all__ = ["main"]


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command and return its exit status: 0 fine, 1 findings of severity error, 2 usage or unreadable input."""
    from gongkai.cli.app import run

    return run(sys.argv[1:] if argv is None else argv)
