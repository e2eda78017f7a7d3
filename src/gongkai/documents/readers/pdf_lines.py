"""Characters of a page to text: lines by height, columns by gaps; page numbers and running heads left out.

Coordinates are points from the top left of the upright page, y downwards.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

DOUBT = "\ufffd"
"""Stands for what was not read for certain; a figure beside it is no number."""

MARGIN = 0.12
"""Share of the page at its top and bottom where page numbers and running heads stand."""

_PAGE_NUMBER = re.compile(
    r"[—–\-－·.\s]*(?:第\s*)?[0-9０-９]{1,3}\s*(?:页)?(?:\s*[/，,、]?\s*(?:共\s*)?(?<![0-9０-９])[0-9]{1,3}\s*页?)?[—–\-－·.\s]*"
)
_FIGURE = frozenset("0123456789０１２３４５６７８９.．,，-－+%")
_NONE = frozenset("/／-—－–")  # what stands for no figure
_WITHIN = frozenset("/／")  # and stands in a label too
_APART = 0.3  # of a character's width: a wider gap may part two cells
_TOUCHES = 0.15  # of a digit's width: figures closer than this are one number


class Char(NamedTuple):
    """A character and its box: advance by height of the font."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float


class TextLine(NamedTuple):
    """A line of a page outside tables. chars: what it was made of, from left to right."""

    text: str
    x0: float
    y: float
    x1: float
    em: float
    chars: Sequence[Char] = ()


def lines_of(chars: Iterable[Char]) -> list[list[Char]]:
    """Characters by line from top to bottom, in a line from left to right."""
    lines: list[list[Char]] = []
    middle = height = 0.0
    for char in sorted(chars, key=_middle):
        here, tall = (char.y0 + char.y1) / 2, char.y1 - char.y0
        if lines and here - middle <= 0.45 * min(height, tall):
            lines[-1].append(char)
        else:
            lines.append([char])
            middle, height = here, tall
    for line in lines:
        line.sort(key=_left)
    return [line for line in lines if any(not char.text.isspace() for char in line)]


def _middle(char: Char) -> float:
    return char.y0 + char.y1


def _left(char: Char) -> float:
    return char.x0


def text_of(line: Sequence[Char]) -> str:
    """The text of a line: a tab for a gap wider than one and a half characters, a space for one that was written.

    Figures are parted sooner: two numbers of a table without rules must not become one.
    """
    parts: list[str] = []
    before: Char | None = None
    spaced = False
    for char in line:
        if char.text.isspace():
            spaced = True
            continue
        if before is not None:
            gap = char.x0 - before.x1
            if gap > 0.5 or spaced:
                parts.append(_between(before, char, gap, spaced))
        parts.append(char.text)
        before, spaced = char, False
    return "".join(parts)


def _between(before: Char, char: Char, gap: float, spaced: bool) -> str:
    em = min(before.y1 - before.y0, char.y1 - char.y0)
    width = max(min(before.x1 - before.x0, char.x1 - char.x0), 0.4 * em)
    if before.text in _FIGURE and char.text in _FIGURE:
        is_parted = gap > 0.6 * width or (spaced and before.text.isdigit() and char.text.isdigit())
        return "\t" if is_parted else " " if spaced else ""
    if gap > 1.5 * width:
        return "\t"
    return " " if spaced or (gap > 0.2 * em and before.text.isascii() and char.text.isascii()) else ""


def are_parted(before: Char, char: Char, spaced: bool) -> bool:
    """Whether two characters of a line may belong to cells side by side: figures part sooner than they do in a text."""
    gap = char.x0 - before.x1
    if before.text in _FIGURE and char.text in _FIGURE:
        return (gap > 0.5 or spaced) and _between(before, char, gap, spaced) == "\t"
    is_mark = char.text in _NONE and before.text in _NONE
    if not is_mark and (char.text.isdigit() or char.text in _NONE):  # no label goes on with it, however close it stands
        return gap > 0.5 or char.text not in _WITHIN or not before.text.isalnum()
    return gap > _APART * max(before.x1 - before.x0, char.x1 - char.x0)


def are_uneven(figure: Sequence[Char]) -> bool:
    """Whether the characters of a figure do not follow each other evenly, as where two overlap or nearly touch."""
    gaps = [char.x0 - before.x1 for before, char in pairwise(figure)]
    return bool(gaps) and max(gaps) - min(gaps) > _TOUCHES * max(char.x1 - char.x0 for char in figure)


def are_one_number(before: Char, char: Char) -> bool:
    """Whether two characters, next to each other in the file, are parts of one figure."""
    return (
        before.text in _FIGURE
        and char.text in _FIGURE
        and abs(before.y0 - char.y0) < 1
        and -1 < char.x0 - before.x1 < _TOUCHES * (char.x1 - char.x0)
    )


def text_line(line: Sequence[Char]) -> TextLine:
    shown = [char for char in line if not char.text.isspace()]
    first, last = shown[0], shown[-1]
    em = max(char.y1 - char.y0 for char in shown)
    return TextLine(text_of(line), first.x0, (first.y0 + first.y1) / 2, last.x1, em, line)


def without_chrome(pages: Sequence[tuple[float, Sequence[TextLine]]]) -> list[list[TextLine]]:
    """Lines of each page (its height, its lines) without page numbers and without heads and feet of most pages."""
    counted = Counter(
        key for height, lines in pages for key in {_key(line) for line in lines if _in_margin(line, height)}
    )
    running = {key for key, times in counted.items() if times > 1 and times > len(pages) / 2}
    return [
        [
            line
            for line in lines
            if not (_in_margin(line, height) and (_key(line) in running or _PAGE_NUMBER.fullmatch(line.text)))
        ]
        for height, lines in pages
    ]


def _key(line: TextLine) -> tuple[str, int]:
    return re.sub(r"[0-9\s]+", "", line.text), round(line.y / 6)


def _in_margin(line: TextLine, height: float) -> bool:
    return not MARGIN * height < line.y < (1 - MARGIN) * height


def goes_on(before: TextLine, line: TextLine, left: float, right: float) -> bool:
    """Whether a line goes on the paragraph of the line before: that one is full, this one is not indented."""
    em = line.em
    return (
        before.x1 > right - 1.6 * em
        and line.x0 < left + 0.7 * em
        and abs(before.em - em) < 0.2 * em
        and "\t" not in before.text
        and "\t" not in line.text
    )
