"""Raised figures in a cell: a note's number or an exponent beside a figure must not become part of it."""

from __future__ import annotations

import re

RAISED = "\0"
"""Stands before and after raised or lowered text until its cell or paragraph is whole; no XML or HTML text holds it."""

_BESIDE = re.compile(r"[0-9０-９.,，．]\s*\0+\s*[0-9０-９]")


def settled(text: str, *, in_cell: bool) -> str:
    """The text of a cell or a paragraph without the marks of raised text.

    In a cell a raised figure beside another is a note's number, an exponent or a part of the figure: U+FFFD says that the
    cell holds no certain number.
    """
    if RAISED not in text:
        return text
    doubt = "\ufffd" if in_cell and _BESIDE.search(text) else ""
    return text.replace(RAISED, "") + doubt
