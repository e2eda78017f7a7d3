"""Which heading a figure without rules around it stands under: decided over all rows of a page at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from gongkai.documents.readers.pdf_labels import Label, Piece

_TOUCH = 0.5  # points two columns may overlap by rounding

_EVEN = 2.0  # points by which columns may differ in how far apart a heading and its figures stand
_MOST = 600  # labels to choose a chain from

_Thing = Label | Piece


@dataclass
class Columns:
    """of: number of the heading of each piece, by its id; a piece not in it is under none for certain.

    bad: headings whose columns run into each other, so that nothing under them is certain. is_loose: whether a piece
    stands under no heading, so that none may stand where it seems to.
    """

    of: dict[int, int] = field(default_factory=dict)
    bad: set[int] = field(default_factory=set)
    is_loose: bool = False


def columns_of(heads: Sequence[Label], pieces: Sequence[Piece]) -> Columns:
    """Return the columns of a page.

    A column is what overlaps across: its heading and the figures below, however they are aligned. Where figures stand
    beside their headings (left above right), as many columns of figures as headings, evenly apart, tell as well.
    """
    found = Columns()
    single = [
        piece
        for piece in pieces
        if sum(_overlap(head, piece) for head in heads) < 2 and piece.x1 - piece.x0 < _least_pitch(heads)
    ]
    for group in _groups([*heads, *single]):
        numbers = [number for number, head in enumerate(heads) if any(one is head for one in group)]
        members = [one for one in group if isinstance(one, Piece)]
        if len(numbers) > 1:
            found.bad.update(numbers)
        elif numbers:
            found.of.update((id(piece), numbers[0]) for piece in members)
        elif members:
            found.is_loose = True
    if found.is_loose and not found.bad and (of := _in_order(heads, single)):
        return Columns(of)
    return found


def _least_pitch(heads: Sequence[Label]) -> float:
    """How far apart the columns are at least: what is wider may be two figures that touch."""
    steps = [
        min(right.x0 - left.x0, right.x1 - left.x1, (right.x0 + right.x1 - left.x0 - left.x1) / 2)
        for left, right in pairwise(heads)
    ]
    return min(steps, default=float("inf"))


def _in_order(heads: Sequence[Label], pieces: Sequence[Piece]) -> dict[int, int]:
    """Headings by order, where headings are set to one side of all columns and figures to the other; else empty."""
    groups = _groups(pieces)
    if len(groups) != len(heads):
        return {}
    rights = [max(one.x1 for one in group) - head.x0 for group, head in zip(groups, heads, strict=True)]
    lefts = [min(one.x0 for one in group) - head.x1 for group, head in zip(groups, heads, strict=True)]
    if min(max(rights) - min(rights), max(lefts) - min(lefts)) > _EVEN:
        return {}
    return {id(piece): number for number, group in enumerate(groups) for piece in group}


def _overlap(one: _Thing, other: _Thing) -> bool:
    return one.x0 < other.x1 - _TOUCH and other.x0 < one.x1 - _TOUCH


def _groups(things: Sequence[_Thing]) -> list[list[_Thing]]:
    """Things that overlap across, directly or through others, from left to right."""
    found: list[list[_Thing]] = []
    end = 0.0
    for thing in sorted(things, key=lambda one: one.x0):
        if found and thing.x0 < end - _TOUCH:
            found[-1].append(thing)
            end = max(end, thing.x1)
        else:
            found.append([thing])
            end = thing.x1
    return found


def longest_chain(
    wanted: Sequence[str], found: dict[str, list[Label]], places: dict[int, tuple[float, float]]
) -> dict[int, Label]:
    """Return the longest run of labels in the order wanted, none overlapping the next, the tightest of equals.

    places: start and end of each label, by its id, along the way they follow each other. The result is by place in
    `wanted`; empty where there are too many to choose from.
    """
    chains: list[tuple[int, float, int, Label, int]] = []  # labels so far, gaps, place in wanted, label, chain before
    for number, key in enumerate(wanted):
        for label in found.get(key, ()):
            start = places[id(label)][0]
            count, gaps, before = 1, 0.0, -1
            for index, (other, so_far, place, last, _) in enumerate(chains):
                end = places[id(last)][1]
                if place < number and end <= start + _TOUCH:
                    told = so_far + start - end
                    if other + 1 > count or (other + 1 == count and told < gaps):
                        count, gaps, before = other + 1, told, index
            chains.append((count, gaps, number, label, before))
        if len(chains) > _MOST:
            return {}
    best = max(range(len(chains)), key=lambda at: (chains[at][0], -chains[at][1]), default=-1)
    chosen: dict[int, Label] = {}
    while best >= 0:
        _, _, number, label, best = chains[best]
        chosen[number] = label
    return dict(sorted(chosen.items()))
