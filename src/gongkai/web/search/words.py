"""A row's words as both engines take them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from gongkai.web.search.fold import characters, pairs, runs


@dataclass(frozen=True, slots=True)
class Words:
    """The tokens of title, number, body and files; the characters of all of them; the filters."""

    place: int
    office_id: int
    fields: tuple[list[str], list[str], list[str], list[str]]
    characters: set[str]
    marks: tuple[str, ...]


def words_of(place: int, office_id: int, texts: tuple[str, str, str, str], marks: tuple[str, ...]) -> Words:
    title, number, body, files = (runs(text) for text in texts)
    found = characters((*title, *number, *body, *files))
    return Words(place, office_id, (pairs(title), pairs(number), pairs(body), pairs(files)), found, marks)


def mark(kind: str, value: object) -> str:
    """A filter as a token: letters and digits only, whatever the value is."""
    return kind + str(value).encode("utf-8", "replace").hex()


def marks_of(office_id: int, kind: str, categories: Collection[str], year: int | None, status: str) -> tuple[str, ...]:
    years = () if year is None else (mark("y", year),)
    states = (mark("s", status),) if status else ()
    return (mark("o", office_id), mark("k", kind), *(mark("c", one) for one in categories), *years, *states)
