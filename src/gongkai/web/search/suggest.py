"""For a query that finds nothing: shorter ones that do, and titles much like it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from gongkai.web.search.fold import is_han, pairs, runs
from gongkai.web.search.index import engine
from gongkai.web.search.models import Indexed
from gongkai.web.search.query import Phrase, Wanted, read_query
from gongkai.web.search.words import mark

MOST = 5
SPLITS = 4
TITLE_PAIRS = 12
TITLES_A_PAIR = 100
ALIKE = 0.3
"""Shared pairs of two titles, of all their pairs, from which they are called alike."""

COUNTED = 100
"""Hits of a suggestion are counted up to this."""

Count = Callable[[Wanted, int], int]
Places = Callable[[Wanted, int], list[int]]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A query that finds something under the same filters. `count` is 101 for more than 100."""

    query: str
    count: int


@dataclass(frozen=True, slots=True)
class SimilarTitle:
    title: str
    url: str
    key: str


def shorter(wanted: Wanted, count: Count) -> tuple[Suggestion, ...]:
    """Queries with a word less, with the first or last characters dropped, or split in two, that find something."""
    asked: dict[tuple[Phrase, ...], int] = {}

    def counted(*phrases: Phrase) -> int:
        if phrases not in asked:
            asked[phrases] = count(wanted.of(*phrases), COUNTED)
        return asked[phrases]

    if len(wanted.phrases) > 1:
        tried = [
            tuple(other for other in wanted.phrases if other != one)
            for one in reversed(wanted.phrases)  # the last word is most often one too many
        ]
    else:
        tried = _parts(wanted.phrases[0], counted)
    found = [(phrases, counted(*phrases)) for phrases in tried]
    queries = {" ".join(map(str, phrases)): number for phrases, number in found if number}
    return tuple(Suggestion(query, number) for query, number in list(queries.items())[:MOST])


def _parts(phrase: Phrase, counted: Count) -> list[tuple[Phrase, ...]]:
    """The longest beginning and the longest end that find something, and two parts that do together."""
    atoms = _atoms(phrase)
    head = _longest(len(atoms), lambda size: counted(_joined(atoms[:size])) > 0)
    tail = _longest(len(atoms), lambda size: counted(_joined(atoms[-size:])) > 0)
    least = 2 if all(len(atom) == 1 for _run, atom in atoms) else 1
    splits = [
        (_joined(atoms[:size]), _joined(atoms[size:]))
        for size in range(head, least - 1, -1)
        if least <= len(atoms) - size <= tail
    ]
    whole = [both for both in splits[:SPLITS] if counted(*both)][:1]
    ends = [_joined(part) for part in (atoms[:head], atoms[len(atoms) - tail :]) if len(part) >= least]
    return [*whole, *((one,) for one in ends)]


def _longest(size: int, finds: Callable[[int], bool]) -> int:
    """The largest number below `size` that finds something: what is longer finds no more than what is shorter."""
    low, high = 0, size - 1
    while low < high:
        middle = (low + high + 1) // 2
        if finds(middle):
            low = middle
        else:
            high = middle - 1
    return low


def _atoms(phrase: Phrase) -> list[tuple[int, str]]:
    """The characters and words of a phrase, each with the number of its run."""
    return [(number, atom) for number, run in enumerate(phrase.runs) for atom in (list(run) if is_han(run) else [run])]


def _joined(atoms: list[tuple[int, str]]) -> Phrase:
    by_run: dict[int, str] = {}
    for number, atom in atoms:
        by_run[number] = by_run.get(number, "") + atom
    return Phrase(tuple(by_run.values()))


def similar_titles(wanted: Wanted, places: Places) -> tuple[SimilarTitle, ...]:
    """Titles that share many pairs with the query, under the same filters; some of each pair are weighed."""
    ours = Counter(pairs(run for phrase in wanted.phrases for run in phrase.runs))
    asked = [token for token in ours if len(token) > 1][:TITLE_PAIRS]
    near = Counter(place for token in asked for place in places(_in_title(wanted, Phrase((token,))), TITLES_A_PAIR))
    likely = [place for place, _shared in near.most_common(TITLES_A_PAIR)]
    rows = Indexed.objects.filter(pk__in=likely).only("title", "url", "key")
    weighed = sorted(((_alike(ours, Counter(pairs(runs(row.title)))), row.place, row) for row in rows), reverse=True)
    return tuple(SimilarTitle(row.title, row.url, row.key) for share, _place, row in weighed if share >= ALIKE)[:MOST]


DESCRIBED = 20
"""Pairs of a description that are looked for in titles."""
SHARED, OF_TITLE, OF_TEXT = 3, 0.35, 0.6
"""Pairs a title shares with a description at least; and of its own, or else of the description's, for it to be meant."""


def likely_titles(text: str, office: int, most: int) -> list[Indexed]:
    """What of an office has a title that shares much with a description, the most alike first."""
    ours = Counter(pairs(run for phrase in read_query(text) for run in phrase.runs))
    asked = [token for token in ours if len(token) > 1][:DESCRIBED]
    marks = ((mark("o", office),),)
    near = Counter(
        place
        for token in asked
        for place in engine().some(Wanted((Phrase((token,)),), marks, is_in_title=True), TITLES_A_PAIR)
    )
    likely = [place for place, shared in near.most_common(TITLES_A_PAIR) if shared >= min(SHARED, len(asked))]
    found = []
    for row in Indexed.objects.filter(pk__in=likely).only("title", "url", "on"):
        its = Counter(pairs(runs(row.title)))
        shared = (ours & its).total()
        of_title, of_text = shared / max(its.total(), 1), shared / max(ours.total(), 1)
        if of_title >= OF_TITLE or of_text >= OF_TEXT:
            found.append((max(of_title, of_text), row.place, row))
    return [row for _share, _place, row in sorted(found, key=lambda one: one[:2], reverse=True)][:most]


def _in_title(wanted: Wanted, phrase: Phrase) -> Wanted:
    return Wanted((phrase,), wanted.marks, wanted.offices, wanted.low, wanted.high, is_in_title=True)


def _alike(one: Counter[str], other: Counter[str]) -> float:
    """Dice's coefficient."""
    return 2 * (one & other).total() / (one.total() + other.total())
