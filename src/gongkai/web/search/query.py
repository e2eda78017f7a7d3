"""What somebody typed, as phrases to look for. Never raises: what cannot be looked for is left out."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise

from gongkai.web.search.fold import HAN, LONGEST_WORD, is_han, pairs, runs

LONGEST_QUERY = 400
LONGEST_PHRASE = 100
"""Characters of a phrase that are looked for; passages of a long text overlap by as many tokens."""
MOST_PHRASES = 8
COUNTED = 1000
"""Matches are counted up to this; one more stands for "more than"."""
_QUOTES = str.maketrans(dict.fromkeys("“”＂„‟「」『』﹁﹂﹃﹄", '"'))
_PIECES = re.compile(r'"([^"]*)"?|([^\s"]+)')


@dataclass(frozen=True, slots=True)
class Phrase:
    """Runs that follow each other in the text."""

    runs: tuple[str, ...]

    @property
    def is_character(self) -> bool:
        """One Chinese character alone."""
        return len(self.runs) == 1 and len(self.runs[0]) == 1 and is_han(self.runs[0])

    def tokens(self) -> tuple[list[str], bool]:
        """The tokens that follow each other; whether the last one is only the beginning of a pair."""
        found = pairs(self.runs)
        last = self.runs[-1]
        is_open = is_han(last) and len(last) == 1
        if is_han(last) and not is_open:
            found.pop()  # in the text the run may go on
        return found, is_open

    def pattern(self) -> str:
        """A regular expression that finds the phrase in folded text."""
        parts = [_run_pattern(self.runs[0])]
        for run, after in pairwise(self.runs):
            if is_han(run) and is_han(after):
                parts.append(r" *\|[ |]*")
            else:
                parts.append("[ |]*" if is_han(run) != is_han(after) else "[ |]+")
            parts.append(_run_pattern(after))
        return "".join(parts)

    def __str__(self) -> str:
        """The phrase as it could be typed."""
        if len(self.runs) == 1:
            return self.runs[0]
        text = self.runs[0]
        for run, after in pairwise(self.runs):  # a space would join Chinese characters
            text += ("，" if is_han(run) and is_han(after) else " ") + after
        return f'"{text}"'


def _run_pattern(run: str) -> str:
    if is_han(run):
        return " *".join(map(re.escape, run))
    rest = f"[^{HAN} |]*" if len(run) == LONGEST_WORD else ""
    return f"(?<![^{HAN} |]){re.escape(run)}{rest}(?![^{HAN} |])"


def read_query(text: str) -> tuple[Phrase, ...]:
    """The phrases of a query: parted by spaces, or between quotation marks; all of them are to be found."""
    found: dict[Phrase, None] = {}
    for quoted, plain in _PIECES.findall(text[:LONGEST_QUERY].translate(_QUOTES)):
        if phrase := _phrase(quoted or plain):
            found[phrase] = None
    return tuple(found)[:MOST_PHRASES]


def _phrase(text: str) -> Phrase | None:
    kept: list[str] = []
    left = LONGEST_PHRASE
    for run in runs(text):
        if left <= 0:
            break
        kept.append(run[:left] if is_han(run) else run)
        left -= len(run) if is_han(run) else 1
    if len(kept) > 2 and kept[-1] == "号" and kept[-2].isdigit() and kept[-3].isdigit():
        kept.pop()  # 〔2021〕12号: every number ends so, and the index would read them all
    return Phrase(tuple(kept)) if kept else None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an engine looks for.

    phrases: all of them, anywhere in the thing, or all in its title or number.
    marks: of each group at least one: filters, as tokens of the index.
    offices: a filter too long for marks; None for every office.
    low, high: places from, and below.
    """

    phrases: tuple[Phrase, ...] = ()
    marks: tuple[tuple[str, ...], ...] = ()
    offices: tuple[int, ...] | None = None
    low: int = 0
    high: int = 1 << 62
    is_in_title: bool = False

    @property
    def needs_index(self) -> bool:
        return bool(self.phrases or self.marks)

    def of(self, *phrases: Phrase) -> Wanted:
        return replace(self, phrases=phrases)

    def below(self, place: int) -> Wanted:
        return replace(self, high=min(self.high, place))
