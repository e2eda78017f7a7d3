"""Pieces of lines and the labels of the form they make: what a table without rules is found by.

A label that wraps is put together again from the pieces below each other, letter by letter as the form prints it.
Coordinates are points from the top left of the page, y downwards.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from gongkai.documents.locate import normal
from gongkai.documents.readers.pdf_lines import DOUBT, Char, TextLine, are_parted, are_uneven, text_of
from gongkai.statute.forms import FORM_IDS, load_form

MOST_PIECES = 20_000
"""Pieces of a document beyond which it holds no form."""

_BELOW = 2.2  # heights of a line within which the next line of a label follows
_BESIDE = 3.0  # and the next piece of a label written with gaps
_SAME_LINE = 0.4
_MOST_TRIED = 8  # pieces at the top of the next page that a cut label may go on with
_MOST_CHAINS = 64  # ways to read one label from one piece on

_PUNCTUATION = re.compile(r"[\W_]+")
_WORDS = re.compile(r"[^\W\d_]")


def key_of(text: str) -> str:
    """The letters and digits of a text, without what layouts and typists vary."""
    return _PUNCTUATION.sub("", normal(text))


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """A run of characters without a wide gap. line: number of its line in the document; page: from 0; y: its middle."""

    text: str
    key: str
    page: int
    line: int
    x0: float
    x1: float
    y: float
    height: float
    is_chrome: bool

    @property
    def is_figure(self) -> bool:
        """Whether it is a figure or what stands for none: it holds no word."""
        return not _WORDS.search(self.text) or self.text.strip() == "无"


@dataclass(frozen=True, slots=True, eq=False)
class Label:
    """A label of the form as found: its pieces in order."""

    key: str
    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        parts = [self.pieces[0].text]
        for before, piece in pairwise(self.pieces):
            parts.append(piece.text if before.line == piece.line else f"\n{piece.text}")
        return "".join(parts)

    @property
    def x0(self) -> float:
        return min(piece.x0 for piece in self.pieces)

    @property
    def x1(self) -> float:
        return max(piece.x1 for piece in self.pieces)

    @property
    def top(self) -> tuple[int, float]:
        """Page and height of its first line."""
        return self.pieces[0].page, self.pieces[0].y - self.pieces[0].height / 2

    @property
    def bottom(self) -> tuple[int, float]:
        return self.pieces[-1].page, self.pieces[-1].y + self.pieces[-1].height / 2

    def spans(self) -> dict[int, tuple[float, float]]:
        """Its top and bottom on each of its pages."""
        found: dict[int, tuple[float, float]] = {}
        for piece in self.pieces:
            top, bottom = piece.y - piece.height / 2, piece.y + piece.height / 2
            before = found.get(piece.page, (top, bottom))
            found[piece.page] = min(before[0], top), max(before[1], bottom)
        return found


def pieces_of(pages: Sequence[Sequence[tuple[TextLine, bool]]]) -> list[Piece]:
    """The pieces of the lines of all pages (each line and whether it is a page number or a running head), in order."""
    found: list[Piece] = []
    number = 0
    for page, lines in enumerate(pages):
        for line, is_chrome in lines:
            for run in _runs(line.chars):
                text = text_of(run)
                if not _WORDS.search(text) and are_uneven(run):
                    text += DOUBT
                height = max(char.y1 - char.y0 for char in run)
                y = (run[0].y0 + run[0].y1) / 2
                key = key_of(text) if len(text) <= _longest() else ""
                found.append(Piece(text, key, page, number, run[0].x0, run[-1].x1, y, height, is_chrome))
            number += 1
    return found


def _runs(line: Sequence[Char]) -> Iterator[list[Char]]:
    run: list[Char] = []
    spaced = False
    for char in line:
        if char.text.isspace():
            spaced = True
            continue
        if run and are_parted(run[-1], char, spaced):
            yield from _without_slash(run)
            run = []
        run.append(char)
        spaced = False
    if run:
        yield from _without_slash(run)


def _without_slash(run: list[Char]) -> Iterator[list[Char]]:
    """A run, and a stroke at its end on its own: it stands for no figure, but where 增/减 wraps."""
    if len(run) > 1 and run[-1].text in "/／" and run[-2].text != "增" and _WORDS.search(run[-2].text):
        yield run[:-1]
        yield run[-1:]
    else:
        yield run


# --- labels ------------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _starts() -> Mapping[str, bool]:
    """Every beginning of a label of either form, and whether it is the whole of one."""
    forms = [load_form(form_id) for form_id in FORM_IDS]
    cells = [cell for form in forms for table in form.tables for row in form.layout(table) for cell in row]
    keys = {key_of(cell.text) for cell in cells if cell.figure is None}
    return {key[:size]: key[:size] in keys for key in keys for size in range(1, len(key) + 1)}


@lru_cache(maxsize=1)
def _longest() -> int:
    """Characters of the longest label, with as many again for marks and gaps."""
    return 2 * max(map(len, _starts()))


def labels_of(pieces: Sequence[Piece]) -> dict[str, list[Label]]:
    """Every label the pieces make, by its key, in reading order."""
    starts, around = _starts(), _Around(pieces)
    found: dict[str, list[Label]] = {}
    for piece in pieces:
        if (piece.is_chrome and piece.is_figure) or piece.key not in starts:
            continue
        chains: list[tuple[str, tuple[Piece, ...]]] = [(piece.key, (piece,))]
        for count, (key, chain) in enumerate(chains):  # grows while it is walked
            if starts[key]:
                found.setdefault(key, []).append(Label(key, around.with_marks(chain)))
            if count < _MOST_CHAINS:
                chains += [(key + one.key, (*chain, one)) for one in around.next(chain) if key + one.key in starts]
    return found


class _Around:
    """Which pieces follow a piece: beside it, below it, or on the next page."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self.beside: dict[int, Piece] = {}
        self.pages: dict[int, list[Piece]] = {}
        for before, piece in pairwise(pieces):
            if before.line == piece.line:
                self.beside[id(before)] = piece
        for piece in pieces:
            if not (piece.is_chrome and piece.is_figure):
                self.pages.setdefault(piece.page, []).append(piece)
        for page in self.pages.values():
            page.sort(key=lambda piece: piece.y)
        self.heights = {number: [piece.y for piece in page] for number, page in self.pages.items()}

    def next(self, chain: Sequence[Piece]) -> Iterator[Piece]:
        """The pieces a label may go on with; those that hold marks only are none."""
        last = chain[-1]
        beside = self.beside.get(id(last))
        if beside is not None and beside.key and beside.x0 - last.x1 < _BESIDE * last.height:
            yield beside
        below = next(self._below(chain, last.page, last.y + _SAME_LINE * last.height), None)
        if below is None:
            tops = self._below(chain, last.page + 1, 0)
            yield from (piece for piece, _ in zip(tops, range(_MOST_TRIED), strict=False))
        elif below.y - last.y < _BELOW * last.height:
            yield below

    def _below(self, chain: Sequence[Piece], page: int, y: float) -> Iterator[Piece]:
        """Pieces of a page from a height on that stand under a chain, from top to bottom."""
        left, right = min(one.x0 for one in chain), max(one.x1 for one in chain)
        first = bisect_left(self.heights.get(page, ()), y)
        under = (piece for piece in self.pages.get(page, ())[first:] if piece.x0 < right and left < piece.x1)
        return (piece for piece in under if piece.key)

    def with_marks(self, chain: tuple[Piece, ...]) -> tuple[Piece, ...]:
        """The chain with a closing bracket that wrapped onto a line of its own."""
        last = chain[-1]
        page = self.pages.get(last.page, ())
        heights = self.heights.get(last.page, ())
        first = bisect_left(heights, last.y + _SAME_LINE * last.height)
        left, right = min(one.x0 for one in chain), max(one.x1 for one in chain)
        for piece in page[first : bisect_right(heights, last.y + _BELOW * last.height)]:
            if piece.x0 < right and left < piece.x1:
                return (*chain, piece) if piece.text in "）)”" else chain
        return chain
