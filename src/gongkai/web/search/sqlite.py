"""The index of words on SQLite: an FTS5 table whose rowid is the place, so that it reads newest first and stops early.

The table stores its tokens: this SQLite cannot delete from a contentless one, and what was folded by another version of
Unicode must be deleted as it was put.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from django.db import connection

from gongkai.web.search.query import COUNTED, Phrase, Wanted
from gongkai.web.search.words import Words

MOST_OFFICES = 1000
"""Offices that are looked up in the index; a longer list is a condition on the rows, each of which is read for it."""
_ADD = "INSERT INTO search_words (rowid, title, number, body, files, chars, marks) VALUES (%s, %s, %s, %s, %s, %s, %s)"


def add(words: Iterable[Words]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(_ADD, (_row(one) for one in words))


def _row(words: Words) -> tuple[object, ...]:
    fields = (" ".join(tokens) for tokens in words.fields)
    return (words.place, *fields, " ".join(sorted(words.characters)), " ".join(words.marks))


def drop(places: Iterable[int]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany("DELETE FROM search_words WHERE rowid = %s", [(place,) for place in places])


def clear() -> None:
    """Empty the index: made anew, since rows would be taken out one by one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sql FROM sqlite_master WHERE name = 'search_words'")
        (statement,) = cursor.fetchone()
        cursor.execute("DROP TABLE search_words")
        cursor.execute(statement)


def settle() -> None:
    """Nothing to do: FTS5 merges as it is written."""


def serials(count: int) -> range:
    """Serial numbers nobody has; the writer's lock keeps them ours."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(serial), 0) FROM search_indexed")
        (last,) = cursor.fetchone()
    return range(last + 1, last + 1 + count)


def count(wanted: Wanted, limit: int = COUNTED) -> int:
    """How many there are; one more than the limit for more."""
    source, values = _source(wanted)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM (SELECT 1 {source} LIMIT {limit + 1})", values)
        return int(cursor.fetchone()[0])


def some(wanted: Wanted, limit: int) -> list[int]:
    """Places in any order, as many as the limit."""
    return places(wanted, limit)


def places(wanted: Wanted, limit: int) -> list[int]:
    """The newest places, in that order."""
    statement, values = newest_statement(wanted, limit)
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [place for (place,) in cursor]


def counted(wanted: Wanted, limit: int, before: int) -> tuple[list[int], int]:
    """The newest places below one, and how many there are in all."""
    return places(wanted.below(before), limit), count(wanted)


def newest_statement(wanted: Wanted, limit: int) -> tuple[str, list[object]]:
    source, values = _source(wanted)
    return f"SELECT search_words.rowid {source} ORDER BY search_words.rowid DESC LIMIT {int(limit)}", values


def _source(wanted: Wanted) -> tuple[str, list[object]]:
    values: list[object] = [_match(wanted), wanted.low, wanted.high]
    joined = condition = ""
    if wanted.offices is not None:
        joined = "CROSS JOIN search_indexed ON search_indexed.place = search_words.rowid "
        condition = " AND search_indexed.office_id IN (SELECT value FROM json_each(%s))"
        values.append(json.dumps(wanted.offices))
    where = "WHERE search_words MATCH %s AND search_words.rowid >= %s AND search_words.rowid < %s"
    return f"FROM search_words {joined}{where}{condition}", values


def _match(wanted: Wanted) -> str:
    """The query in the language of FTS5. Tokens hold letters and digits only, so that nothing needs escaping."""
    parts = [_phrase(phrase, wanted.is_in_title) for phrase in wanted.phrases]
    parts += [f"marks : ({' OR '.join(f'{chr(34)}{mark}{chr(34)}' for mark in group)})" for group in wanted.marks]
    return " AND ".join(parts)


def _phrase(phrase: Phrase, is_in_title: bool) -> str:
    if phrase.is_character and not is_in_title:
        return f'chars : "{phrase.runs[0]}"'
    tokens, is_open = phrase.tokens()
    columns = "title number" if is_in_title else "title number body files"
    return f'{{{columns}}} : "{" ".join(tokens)}"{" *" if is_open else ""}'
