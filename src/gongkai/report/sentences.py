"""Two texts sentence by sentence: what is the same, what was taken out, what came in, what was reworded and where."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

Kind = Literal["same", "changed", "removed", "added"]

MOST_SENTENCES = 2_000
"""Sentences of a section that are compared one by one; what follows counts as one. No office writes so many."""

MOST_TOKENS = 199
"""Characters, or numbers, of a sentence within which a change is looked for."""

_EFFORT = 2_000_000  # pairs of tokens looked at within sentences of a section; then whole sentences are shown
_WINDOW = 40  # sentences at one place among which the reworded one is looked for
_ALIKE = 0.5  # share of letter pairs two wordings of one sentence have in common
_END = re.compile(r"[^。！？；;\n]*[。！？；;]?[”’』」）)]*")
_TOKEN = re.compile(r"[0-9]+(?:[.,][0-9]+)*|[A-Za-z]+|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of characters of a sentence that was reworded."""

    kind: Literal["same", "removed", "added"]
    text: str


@dataclass(frozen=True, slots=True)
class SentenceChange:
    """A sentence of two texts, as written. `pieces` says for a changed one what changed, in order."""

    kind: Kind
    old: str
    new: str
    pieces: tuple[Piece, ...] = ()


def sentence_changes(old: Iterable[str], new: Iterable[str]) -> Iterator[SentenceChange]:
    """Yield the sentences of two texts in order, given by paragraph. White space makes no difference."""
    before, after = _sentences(old), _sentences(new)
    matcher = SequenceMatcher(None, [_bare(one) for one in before], [_bare(one) for one in after])
    effort = [_EFFORT]
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            yield from (SentenceChange("same", *pair) for pair in zip(before[i1:i2], after[j1:j2], strict=True))
        else:
            yield from _replaced(before[i1:i2], after[j1:j2], effort)


def _sentences(paragraphs: Iterable[str]) -> list[str]:
    found = [one.strip() for text in paragraphs for one in _END.findall(text) if one.strip()]
    if len(found) > MOST_SENTENCES:
        found[MOST_SENTENCES:] = ["".join(found[MOST_SENTENCES:])]
    return found


def _bare(sentence: str) -> str:
    return re.sub(r"\s", "", sentence)


def _replaced(before: Sequence[str], after: Sequence[str], effort: list[int]) -> Iterator[SentenceChange]:
    """Sentences at one place of both texts: each new one beside the old one it rewords, if there is one."""
    start = 0
    known = [_letter_pairs(one) for one in before]
    for sentence in after:
        window = before[start : start + _WINDOW]
        pairs = _letter_pairs(sentence)
        likeness = [_likeness(one, pairs) for one in known[start : start + _WINDOW]]
        best = max(range(len(window)), key=likeness.__getitem__, default=-1)
        if best < 0 or likeness[best] < _ALIKE:
            yield SentenceChange("added", "", sentence)
            continue
        yield from (SentenceChange("removed", one, "") for one in window[:best])
        yield _changed(window[best], sentence, effort)
        start += best + 1
    yield from (SentenceChange("removed", one, "") for one in before[start:])


def _letter_pairs(sentence: str) -> Counter[str]:
    bare = _bare(sentence)[:1_000]
    return Counter(bare[start : start + 2] for start in range(max(1, len(bare) - 1)))


def _likeness(one: Counter[str], other: Counter[str]) -> float:
    """Share of neighbouring pairs of characters that two sentences have in common, from 0 to 1."""
    return 2 * (one & other).total() / (one.total() + other.total())


def _changed(old: str, new: str, effort: list[int]) -> SentenceChange:
    ours, theirs = _TOKEN.findall(old), _TOKEN.findall(new)
    cost = len(ours) * len(theirs)
    if max(len(ours), len(theirs)) > MOST_TOKENS or cost > effort[0]:
        return SentenceChange("changed", old, new, (Piece("removed", old), Piece("added", new)))
    effort[0] -= cost
    return SentenceChange("changed", old, new, tuple(_pieces(ours, theirs)))


def _pieces(old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    """Runs that stayed, went and came. One character that stayed between two changes is part of the change."""
    gone, come = "", ""
    codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for place, (tag, i1, i2, j1, j2) in enumerate(codes):
        text = "".join(old[i1:i2])
        if tag == "equal" and (len(text) > 1 or place in (0, len(codes) - 1) or text in "，、。；："):
            yield from (piece for piece in (Piece("removed", gone), Piece("added", come)) if piece.text)
            gone, come = "", ""
            yield Piece("same", text)
        else:
            gone += text
            come += "".join(new[j1:j2])
    yield from (piece for piece in (Piece("removed", gone), Piece("added", come)) if piece.text)
