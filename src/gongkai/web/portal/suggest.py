"""Already published items that may answer a question before it is asked (art. 36(1)).

The publishing app registers its catalogue as a source; until one does, nothing is suggested. Earlier answers to other
applicants are never a source: they were given to those who asked.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from gongkai.web.offices.models import Office

SHORTEST, LONGEST, MOST = 2, 200, 6


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A published item: its title, its address, the day it was published."""

    title: str
    url: str
    published_on: str = ""


Source = Callable[[Office, str, int], Sequence[Suggestion]]
"""Given an office, the words and how many at most, the best items first."""

_sources: list[Source] = []


def add_source(source: Source) -> None:
    """Register a source; called from an app's `ready`."""
    if source not in _sources:
        _sources.append(source)


def suggest(office: Office, text: str) -> list[Suggestion]:
    """The published items that fit a description best; none for a text too short to tell."""
    words = text.strip()[:LONGEST]
    if len(words) < SHORTEST:
        return []
    found = [one for source in _sources for one in source(office, words, MOST)]
    return found[:MOST]
