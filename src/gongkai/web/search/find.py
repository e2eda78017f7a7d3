"""What the portal asks: things found, newest first, with their matches marked."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from gongkai.web.search.index import engine
from gongkai.web.search.marked import Marked, beginning, mark_text, pattern_of, snippet
from gongkai.web.search.models import DAY, Indexed
from gongkai.web.search.query import COUNTED, Phrase, Wanted, read_query
from gongkai.web.search.suggest import SimilarTitle, Suggestion, shorter, similar_titles
from gongkai.web.search.words import mark

_SERIAL = re.compile(r"(\d{1,18})|r(\d{1,4})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found.

    excerpt: of the body around the first match; of the attachments where neither title nor body nor number holds one;
        or the beginning of the body. row: its `files` are not loaded.
    is_in_files: the excerpt is of an attachment.
    """

    row: Indexed
    title: Marked
    number: Marked
    excerpt: Marked
    is_in_files: bool


@dataclass(frozen=True, slots=True)
class Found:
    """A page of hits.

    count: how many there are, at most `COUNTED`; has_more_than_count: there are more.
    next: what to give as `after` for the next page; empty on the last.
    suggestions, similar: for a query that finds nothing.
    without_filters: for a query that finds nothing, how many there would be without the filters.
    """

    phrases: tuple[Phrase, ...]
    hits: tuple[Hit, ...] = ()
    count: int = 0
    has_more_than_count: bool = False
    next: str = ""
    suggestions: tuple[Suggestion, ...] = ()
    similar: tuple[SimilarTitle, ...] = ()
    without_filters: int = 0


def find(
    query: str,
    *,
    offices: Collection[int] | None = None,
    kinds: Collection[str] = (),
    categories: Collection[str] = (),
    years: Collection[int] = (),
    statuses: Collection[str] = (),
    since: date | None = None,
    until: date | None = None,
    order: Literal["newest", "relevance"] = "newest",
    after: str = "",
    size: int = 20,
) -> Found:
    """Find what holds every phrase of the query and passes the filters; an empty query finds all that pass.

    Args:
        offices: of any of these; None for all.
        kinds, categories, years, statuses: of each at least one, where any is given.
        since, until: first and last day of publication.
        order: "relevance" puts those first whose title or number holds the phrases, the shortest first.
        after: `next` of the page before; anything else begins anew.
    """
    phrases = read_query(query)
    filters = _filters(offices, since, until, {"k": kinds, "c": categories, "y": years, "s": statuses})
    if (offices is not None and not offices) or (query.strip() and not phrases):
        return Found(phrases)
    wanted = filters.of(*phrases)
    page = _by_relevance if order == "relevance" and phrases else _newest
    places, count, following = page(wanted, after, size)
    if not count and phrases:
        return _nothing(wanted)
    return Found(phrases, _hits(places, phrases), min(count, COUNTED), count > COUNTED, following)


def _filters(
    offices: Collection[int] | None, since: date | None, until: date | None, groups: dict[str, Iterable[object]]
) -> Wanted:
    marks = [tuple(mark(kind, value) for value in values) for kind, values in groups.items() if values]
    is_long = offices is not None and len(offices) > engine().MOST_OFFICES
    if offices and not is_long:
        marks.append(tuple(mark("o", office) for office in offices))
    wanted = Wanted(marks=tuple(marks), offices=tuple(offices) if offices and is_long else None)
    if since is not None:
        wanted = replace(wanted, low=since.toordinal() * DAY)
    if until is not None and until < date.max:
        wanted = replace(wanted, high=(until + timedelta(days=1)).toordinal() * DAY)
    return wanted


def _newest(wanted: Wanted, after: str, size: int) -> tuple[list[int], int, str]:
    """A page of places; how many there are in all; what the next page comes after."""
    given = _SERIAL.fullmatch(after)
    before = int(given[1]) if given and given[1] else wanted.high
    if wanted.needs_index:
        places, count = engine().counted(wanted, size + 1, before)
    else:
        rows = Indexed.objects.filter(place__gte=wanted.low, place__lt=wanted.high).order_by("-place")
        if wanted.offices is not None:
            rows = rows.filter(office_id__in=wanted.offices)
        keys = rows.values_list("place", flat=True)
        places, count = list(keys.filter(place__lt=before)[: size + 1]), len(keys[: COUNTED + 1])
    return places[:size], count, str(places[size - 1]) if len(places) > size else ""


def _by_relevance(wanted: Wanted, after: str, size: int) -> tuple[list[int], int, str]:
    """As `_newest`. Of title hits and of the others the newest `COUNTED` are ranked: all would take a second each time."""
    given = _SERIAL.fullmatch(after)
    start = int(given[2]) if given and given[2] else 0
    titled = engine().places(replace(wanted, is_in_title=True), COUNTED)
    lengths = {
        place: len(title) for place, title in Indexed.objects.filter(pk__in=titled).values_list("place", "title")
    }
    ranked = sorted(titled, key=lambda place: lengths.get(place, 0))  # stable: newest first among equals
    if len(ranked) > start + size:  # the page is full without the others
        return ranked[start : start + size], engine().count(wanted), f"r{start + size}"
    others, count = engine().counted(wanted, COUNTED, wanted.high)
    ranked += [place for place in others if place not in lengths]
    return ranked[start : start + size], count, f"r{start + size}" if len(ranked) > start + size else ""


def _hits(places: list[int], phrases: tuple[Phrase, ...]) -> tuple[Hit, ...]:
    """Attachments may be a hundred times as long as the page: only those are read that are to be shown."""
    rows = Indexed.objects.defer("files").in_bulk(places)
    pattern = pattern_of(phrases)
    found = [_hit(rows[place], pattern) for place in places if place in rows]
    unsaid = [hit.row.place for hit in found if not hit.excerpt.spans and not hit.title.spans and not hit.number.spans]
    unsaid += [hit.row.place for hit in found if not hit.excerpt.text]
    files = dict(Indexed.objects.filter(pk__in=unsaid).values_list("place", "files")) if unsaid else {}
    return tuple(_with_files(hit, files.get(hit.row.place, ""), pattern) for hit in found)


def _hit(row: Indexed, pattern: re.Pattern[str] | None) -> Hit:
    excerpt = snippet(row.body, pattern) or beginning(row.body)
    return Hit(row, mark_text(row.title, pattern), mark_text(row.number, pattern), excerpt, False)


def _with_files(hit: Hit, files: str, pattern: re.Pattern[str] | None) -> Hit:
    in_files = snippet(files, pattern)
    if in_files is not None:
        return replace(hit, excerpt=in_files, is_in_files=True)
    return hit if hit.excerpt.text else replace(hit, excerpt=beginning(files))


def _nothing(wanted: Wanted) -> Found:
    bare = Wanted(wanted.phrases)
    elsewhere = engine().count(bare) if bare != wanted else 0
    suggestions = shorter(wanted, engine().count)
    return Found(
        wanted.phrases,
        suggestions=suggestions,
        similar=similar_titles(wanted, engine().some),
        without_filters=min(elsewhere, COUNTED),
    )
