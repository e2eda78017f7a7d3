"""The difference between two versions, as lines with what was taken out and put in. No database."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

LONGEST_LINE = 2_000
"""Characters of a line that are still compared one by one; a longer line is shown as a whole."""
MOST_LINES = 4_000


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a line. kind: "same", "out" or "in"."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the difference. skipped: lines without a change left out before it."""

    pieces: tuple[Piece, ...]
    skipped: int = 0

    @property
    def is_changed(self) -> bool:
        return any(piece.kind != "same" for piece in self.pieces)


def compare(old: str, new: str, around: int = 1) -> tuple[Row, ...]:
    """The lines of two plain texts with their changes; unchanged lines only `around` a change."""
    before, after = old.splitlines()[:MOST_LINES], new.splitlines()[:MOST_LINES]
    rows = list(_rows(before, after))
    keep = {
        near
        for at, row in enumerate(rows)
        if row.is_changed
        for near in range(max(0, at - around), min(len(rows), at + around + 1))
    }
    found: list[Row] = []
    skipped = 0
    for at, row in enumerate(rows):
        if at in keep:
            found.append(Row(row.pieces, skipped))
            skipped = 0
        else:
            skipped += 1
    return tuple(found)


def _rows(before: Sequence[str], after: Sequence[str]) -> Iterator[Row]:
    matcher = SequenceMatcher(a=before, b=after, autojunk=len(before) + len(after) > 1_000)
    for kind, low, high, first, last in matcher.get_opcodes():
        if kind == "equal":
            yield from (Row((Piece("same", line),)) for line in before[low:high])
        elif kind == "replace" and high - low == last - first:
            yield from (Row(_line(old, new)) for old, new in zip(before[low:high], after[first:last], strict=True))
        else:
            yield from (Row((Piece("out", line),)) for line in before[low:high])
            yield from (Row((Piece("in", line),)) for line in after[first:last])


def _line(old: str, new: str) -> tuple[Piece, ...]:
    if max(len(old), len(new)) > LONGEST_LINE:
        return Piece("out", old), Piece("in", new)
    found: list[Piece] = []
    for kind, low, high, first, last in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if kind == "equal":
            found.append(Piece("same", old[low:high]))
            continue
        if low < high:
            found.append(Piece("out", old[low:high]))
        if first < last:
            found.append(Piece("in", new[first:last]))
    return tuple(found)
