"""Labels with a typing error: a cell that differs a little from the one label of the form that can stand there.

Only between labels that were found, never to choose the form, and only where no other label or cell comes close.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from gongkai.documents.locate import LONGEST_RUN, Match, normal

LIKE = 0.75
"""Share of characters in common from which on a cell may be a label."""

CLEAR = 0.1
"""By how much a cell must be nearer to its label than any other is, or than it is to any other label."""

_SHORTEST = 4
"""Characters of a label below which a slip makes it another word."""

_TOKENS_A_LABEL = 16
"""Most cells between two labels that were found, for each that was not."""

_NUMBER = re.compile(r"(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|[0-9]+[.．、])")
_FIGURE = re.compile(r"[-－—/0-9.,，．\ufffd]*")


def with_near_labels(match: Match) -> Match:
    """Return the match with the labels found that were typed a little differently; `near` keeps them as written."""
    labels = dict(match.labels)
    near: dict[int, str] = {}
    for missing, first, last in _gaps(match):
        if len(missing) > len(match.slots) // 4 or last - first > _TOKENS_A_LABEL * (len(missing) + 1):
            continue
        at = first
        for slot in missing:
            found = _nearest(match, slot, missing, at, last)
            if found is not None:
                labels[slot] = found
                near[slot] = "".join(token.text for token in match.tokens[found[0] : found[1]]).strip()
                at = found[1]
    return replace(match, labels=dict(sorted(labels.items())), near=near) if near else match


def _gaps(match: Match) -> Iterator[tuple[list[int], int, int]]:
    """Slots of labels that were not found, with the tokens between the labels around them."""
    missing: list[int] = []
    before = 0 if match.grid is not None else match.start
    for number, slot in enumerate(match.slots):
        if not slot.label:
            continue
        if number in match.labels:
            if missing:
                yield missing, before, match.labels[number][0]
            missing, before = [], match.labels[number][1]
        else:
            missing.append(number)
    if missing and match.grid is not None:
        yield missing, before, len(match.tokens)


def _nearest(match: Match, slot: int, missing: Sequence[int], first: int, last: int) -> tuple[int, int] | None:
    """The run of cells that is like a label, if it is the only one and the label the only one it is like."""
    label = match.slots[slot].label
    if len(label) < _SHORTEST:
        return None
    scored = sorted(
        ((_likeness(label, text), start, end) for start, end, text in _runs(match, first, last)), reverse=True
    )
    if not scored or scored[0][0] < LIKE:
        return None
    best, start, end = scored[0]
    others = [score for score, other, beyond in scored[1:] if other >= end or beyond <= start]
    text = normal("".join(token.text for token in match.tokens[start:end]))
    labels = [match.slots[number].label for number in missing if number != slot]
    rivals = [*others, *(_likeness(other, text) for other in labels if other != label)]
    return (start, end) if all(best - rival >= CLEAR for rival in rivals) else None


def _runs(match: Match, first: int, last: int) -> Iterator[tuple[int, int, str]]:
    """Runs of cells that hold text, side by side or broken by empty ones."""
    texts = [normal(token.text) for token in match.tokens[first:last]]
    for start, text in enumerate(texts):
        joined = ""
        for end in range(start, min(start + LONGEST_RUN, len(texts))):
            if not text or (texts[end] and _FIGURE.fullmatch(texts[end])):
                break
            joined += texts[end]
            if texts[end]:
                yield first + start, first + end + 1, joined


def _likeness(label: str, text: str) -> float:
    """Share of characters in common; numbers in front must be the same unless all that follows is."""
    if not len(label) / 2 <= len(text) <= len(label) * 2:
        return 0
    mine, theirs = _NUMBER.match(label), _NUMBER.match(text)
    if mine and theirs and mine[0] != theirs[0]:
        return LIKE if label[mine.end() :] == text[theirs.end() :] else 0
    matcher = SequenceMatcher(None, label, text, autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= LIKE else 0
