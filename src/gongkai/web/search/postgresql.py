"""The index of words on PostgreSQL: a tsvector with positions of our own under a GIN index, phrases by `<->`.

A tsvector keeps positions up to 16,383 and 255 of one lexeme, so a long text stands as overlapping passages; its row in
`search_words` then has no vector. GIN cannot read newest first: few matches are fetched and sorted; of many the newest
are found by walking down the places.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from django.db import connection, transaction

from gongkai.web.search.query import COUNTED, LONGEST_PHRASE, Phrase, Wanted
from gongkai.web.search.words import Words

MOST_OFFICES = 20
"""Offices that are looked up in the index; a longer list is a condition on the rows."""
LONGEST_PASSAGE = 5000
MOST_OF_ONE = 250
BULK = 100
"""Rows written at once from which the index is served in bulk."""
WALKS = (1_000, 16_000)
"""Rows looked at, newest first, before all matches are gathered after all."""

Placed = tuple[str, int, str]
"""A token, its position, its weight: A in title and number."""


def add(words: Iterable[Words]) -> None:
    short: list[tuple[object, ...]] = []
    long: list[tuple[object, ...]] = []
    for one in words:
        vectors = vectors_of(one)
        short.append((one.place, one.office_id, vectors[0] if len(vectors) == 1 else None))
        if len(vectors) > 1:
            long += [(one.place, part, one.office_id, vector) for part, vector in enumerate(vectors)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('gin_pending_list_limit', %s, true)", [_pending(len(short))])
        cursor.executemany("INSERT INTO search_words (place, office_id, vector) VALUES (%s, %s, %s::tsvector)", short)
        if long:
            cursor.executemany(
                "INSERT INTO search_passage (place, part, office_id, vector) VALUES (%s, %s, %s, %s::tsvector)", long
            )


def _pending(rows: int) -> str:
    """What the index may leave to be sorted in: little, so that no writer pays for many others; in bulk, much."""
    return "16MB" if rows > BULK else "256kB"


def vectors_of(words: Words) -> list[str]:
    """The row's tsvectors: one, or one a passage of a long text."""
    placed = list(_placed(words))
    fixed = [f"@{mark}" for mark in words.marks]
    found = []
    for start, end in _passages([token for token, _position, _weight in placed]):
        passage = placed[start:end]
        chars = {char for token, _position, _weight in passage for char in token if char in words.characters}
        found.append(_vector(passage, [*fixed, *(f"_{char}" for char in sorted(chars))]))
    return found


def _placed(words: Words) -> Iterator[Placed]:
    position = 0
    for field, tokens in enumerate(words.fields):
        position += 1  # no phrase goes from one field into the next
        for token in tokens:
            position += 1
            yield token, position, "A" if field < 2 else ""


def _passages(tokens: list[str]) -> Iterator[tuple[int, int]]:
    """Spans of tokens that fit into a tsvector each; neighbours overlap by the longest phrase."""
    start = 0
    while True:
        seen: Counter[str] = Counter()
        end = start
        while end < len(tokens) and end - start < LONGEST_PASSAGE and seen[tokens[end]] < MOST_OF_ONE:
            seen[tokens[end]] += 1
            end += 1
        yield start, end
        if end >= len(tokens):
            return
        start = end - LONGEST_PHRASE


def _vector(passage: list[Placed], bare: list[str]) -> str:
    """In PostgreSQL's notation. Tokens hold letters and digits only, so that nothing needs escaping."""
    positions: defaultdict[str, list[str]] = defaultdict(list)
    base = passage[0][1] - 1 if passage else 0
    for token, position, weight in passage:
        positions[token].append(f"{position - base}{weight}")
    return " ".join([*(f"'{token}':{','.join(at)}" for token, at in positions.items()), *(f"'{one}'" for one in bare)])


def drop(places: Iterable[int]) -> None:
    doomed = list(places)
    with connection.cursor() as cursor:
        for table in ("search_words", "search_passage"):
            cursor.execute(f"DELETE FROM {table} WHERE place = ANY(%s)", [doomed])


def clear() -> None:
    with connection.cursor() as cursor:
        for table in ("search_words", "search_passage"):
            cursor.execute(f"DELETE FROM {table}")


def settle() -> None:
    """Sort in what a bulk load left, before somebody's single row has to: any row written does it."""
    add([Words(-1, 0, ([], [], [], []), set(), ("0",))])
    drop([-1])


def serials(count: int) -> list[int]:
    """Serial numbers nobody has."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('search_serial') FROM generate_series(1, %s)", [count])
        return [serial for (serial,) in cursor]


def count(wanted: Wanted, limit: int = COUNTED) -> int:
    """How many there are; one more than the limit for more."""
    return len(some(wanted, limit + 1))


def some(wanted: Wanted, limit: int) -> list[int]:
    """Places in any order, as many as the limit."""
    return _ask(*some_statement(wanted, limit))


def places(wanted: Wanted, limit: int) -> list[int]:
    """The newest places, in that order."""
    return counted(wanted, limit, wanted.high)[0]


def counted(wanted: Wanted, limit: int, before: int) -> tuple[list[int], int]:
    """The newest places below one, and how many there are in all."""
    found = some(wanted, COUNTED + 1)
    number = len(found)
    if number <= COUNTED:
        return sorted((place for place in found if place < before), reverse=True)[:limit], number
    for statement, values in newest_statements(wanted.below(before), limit):
        found = _ask(statement, values)
        if len(found) >= limit:
            break
    return found, number


def _ask(statement: str, values: list[object]) -> list[int]:
    """Run a statement without scans of whole tables: the planner knows nothing of vectors stored beside their rows."""
    goes_on = connection.in_atomic_block
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('enable_seqscan', 'off', true)")
        cursor.execute(statement, values)
        found = [place for (place,) in cursor]
        if goes_on:  # else the setting ends with the transaction
            cursor.execute("SELECT set_config('enable_seqscan', 'on', true)")
    return found


def some_statement(wanted: Wanted, limit: int) -> tuple[str, list[object]]:
    """Matches in no order, by the index: `MATERIALIZED` keeps the limit from tempting the planner to read the table."""
    source, values = _matches(wanted)
    return f"WITH found AS MATERIALIZED ({source}) SELECT place FROM found LIMIT {int(limit)}", values


def newest_statements(wanted: Wanted, limit: int) -> Iterator[tuple[str, list[object]]]:
    """Statements to try in turn until one gives enough: walks down the newest rows, then all matches sorted."""
    bounds, bound_values = _bounds(wanted)
    word, passages, values = _conditions(wanted)
    for rows in WALKS:
        newest = f"SELECT place, vector FROM search_words WHERE {bounds} ORDER BY place DESC LIMIT {rows}"
        matching = f"SELECT place FROM ({newest}) newest WHERE {word} OR (vector IS NULL AND {passages})"
        yield f"{matching} ORDER BY place DESC LIMIT {int(limit)}", [*bound_values, *values]
    source, all_values = _matches(wanted)
    yield f"SELECT place FROM ({source}) found ORDER BY place DESC LIMIT {int(limit)}", all_values


def _conditions(wanted: Wanted) -> tuple[str, str, list[object]]:
    """Whether a row's vector matches; whether its passages do; the values of both."""
    terms = _terms(wanted)
    one = "EXISTS (SELECT FROM search_passage WHERE search_passage.place = newest.place AND search_passage.vector @@ %s::tsquery)"
    return "vector @@ %s::tsquery", " AND ".join([one] * len(terms)), [" & ".join(terms), *terms]


def _matches(wanted: Wanted) -> tuple[str, list[object]]:
    """All places that match: rows of one vector, and rows of passages, of which each phrase may stand in another."""
    bounds, bound_values = _bounds(wanted)
    terms = _terms(wanted)
    passage = f"SELECT DISTINCT place FROM search_passage WHERE {bounds} AND vector @@ %s::tsquery"
    passages = " INTERSECT ".join([passage] * len(terms))
    values = [*bound_values, " & ".join(terms)]
    for term in terms:
        values += [*bound_values, term]
    words = f"SELECT place FROM search_words WHERE {bounds} AND vector @@ %s::tsquery"
    return f"{words} UNION ALL SELECT place FROM ({passages}) passages", values


def _bounds(wanted: Wanted) -> tuple[str, list[object]]:
    parts, values = ["true"], []
    for condition, value, is_set in (
        ("place >= %s", wanted.low, wanted.low > 0),
        ("place < %s", wanted.high, wanted.high < 1 << 62),
        ("office_id = ANY(%s)", list(wanted.offices or ()), wanted.offices is not None),
    ):
        if is_set:
            parts.append(condition)
            values.append(value)
    return " AND ".join(parts), values


def _terms(wanted: Wanted) -> list[str]:
    """A tsquery each: all the filters are in every passage, so they go with each phrase."""
    marks = [f"({' | '.join(f'{chr(39)}@{mark}{chr(39)}' for mark in group)})" for group in wanted.marks]
    if not wanted.phrases:
        return [" & ".join(marks)]
    return [" & ".join([f"({_phrase(one, wanted.is_in_title)})", *marks]) for one in wanted.phrases]


def _phrase(phrase: Phrase, is_in_title: bool) -> str:
    if phrase.is_character and not is_in_title:
        return f"'_{phrase.runs[0]}'"
    tokens, is_open = phrase.tokens()
    weight = "A" if is_in_title else ""
    *before, last = (f"'{token}'" for token in tokens)
    ends = f":{'*' if is_open else ''}{weight}" if is_open or weight else ""
    return " <-> ".join([*(f"{token}:{weight}" if weight else token for token in before), last + ends])
