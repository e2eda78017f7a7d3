"""Putting things into the index and taking them out, inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from types import ModuleType

from django.db import connection, transaction

from gongkai.web.search import postgresql, sqlite
from gongkai.web.search.models import DAY, Indexed
from gongkai.web.search.words import marks_of, words_of

BATCH = 500


@dataclass(frozen=True, slots=True)
class Row:
    """One published thing as it is to be found.

    key: names the thing among all, as "item/<id>"; putting a row replaces the one with its key.
    kind: item, document, guide, report …
    number: 文号 or 索引号; several are parted by spaces.
    body, files: plain text of the page, and of its attachments.
    on: date of publication; newest first is by it.
    categories: codes to filter by: fields of the catalogue, articles.
    url: path of the page.
    """

    office_id: int
    kind: str
    key: str
    title: str
    on: date
    url: str
    number: str = ""
    body: str = ""
    files: str = ""
    categories: tuple[str, ...] = ()
    year: int | None = None
    status: str = ""


def engine() -> ModuleType:
    """The half of the index that differs by database."""
    return postgresql if connection.vendor == "postgresql" else sqlite


@transaction.atomic
def put(rows: Iterable[Row]) -> int:
    """Index rows, each in place of the one with its key; how many. The last of one key counts."""
    done = [_put({row.key: row for row in batch}) for batch in _batches(rows)]
    if len(done) > 1:
        engine().settle()
    return sum(done)


@transaction.atomic
def remove(keys: Collection[str]) -> int:
    """Take things out of the index; how many were there."""
    return _remove(_places(keys))


@transaction.atomic
def rebuild(rows: Iterable[Row]) -> int:
    """Make the index anew of these rows; how many. Those who search see the old one until the transaction ends."""
    engine().clear()
    Indexed.objects.all().delete()
    return put(rows)


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    several = iter(rows)
    while batch := list(islice(several, BATCH)):
        yield batch


def _put(rows: dict[str, Row]) -> int:
    before = _places(rows.keys())
    is_same_day = {key: place // DAY == rows[key].on.toordinal() for key, place in before.items()}
    fresh = iter(engine().serials(sum(not is_same_day.get(key, False) for key in rows)))  # while the old ones stand
    _remove(before)
    kept = [_indexed(row, before[key] % DAY if is_same_day.get(key) else next(fresh)) for key, row in rows.items()]
    Indexed.objects.bulk_create(kept)
    engine().add(
        words_of(
            one.place,
            one.office_id,
            (one.title, one.number, one.body, one.files),
            marks_of(one.office_id, one.kind, one.categories, one.year, one.status),
        )
        for one in kept
    )
    return len(kept)


def _places(keys: Collection[str]) -> dict[str, int]:
    """The places of the things that are there, by key."""
    return dict(Indexed.objects.filter(key__in=list(keys)).values_list("key", "place"))


def _remove(before: dict[str, int]) -> int:
    if before:
        engine().drop(before.values())
        Indexed.objects.filter(pk__in=before.values()).delete()
    return len(before)


def _indexed(row: Row, serial: int) -> Indexed:
    return Indexed(
        place=row.on.toordinal() * DAY + serial,
        serial=serial,
        key=row.key,
        kind=row.kind,
        office_id=row.office_id,
        title=_storable(row.title),
        number=_storable(row.number)[:200],
        body=_storable(row.body),
        files=_storable(row.files),
        on=row.on,
        year=row.year,
        categories=list(row.categories),
        status=row.status,
        url=row.url,
    )


def _storable(text: str) -> str:
    """Without what no database takes: NUL and halves of characters."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()
