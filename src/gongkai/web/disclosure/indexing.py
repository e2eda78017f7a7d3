"""What of an item the search holds: put in and taken out in the transaction that makes it public or ends it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from django.db.models import QuerySet
from django_scopes import scopes_disabled

from gongkai.web.disclosure.texts import NOTHING, ask_to_read, is_unread
from gongkai.web.offices.models import Office
from gongkai.web.portal.suggest import Suggestion
from gongkai.web.publishing import content, public
from gongkai.web.publishing.models import Attachment, Item, Version
from gongkai.web.search import index
from gongkai.web.search.suggest import likely_titles

KIND = "item"
LONGEST = 2_000_000
"""Characters of all the attachments of an item that are searched."""


def follow(items: Sequence[Item]) -> None:
    """Hear of a change of something public (`publishing.changes`): the index says the same from this transaction on."""
    shown = {item.pk: item for item in items if item.web_version is not None}
    index.remove([key_of(item) for item in items if item.pk not in shown])
    versions = _versions().filter(item__in=shown, number__in={item.web_version for item in shown.values()})
    standing = [one for one in versions if one.number == shown[one.item_id].web_version]
    index.put(row_of(shown[one.item_id], one) for one in standing)
    for version in standing:
        if any(is_unread(file) for file in version.attachments.all()):
            ask_to_read(shown[version.item_id])


def rebuild() -> int:
    """Make the index anew of everything that is public; how many."""
    with scopes_disabled():
        return index.rebuild(_rows())


def _rows() -> Iterator[index.Row]:
    shown = _versions().filter(pk__in=public.standing().values("version"))
    shown = shown.select_related("item__office", "item__category").order_by("pk")
    for version in shown.iterator(chunk_size=200):
        yield row_of(version.item, version)


def _versions() -> QuerySet[Version]:
    return Version.objects.prefetch_related("attachments")


def key_of(item: Item) -> str:
    return f"item/{item.pk}"


def row_of(item: Item, version: Version) -> index.Row:
    """The item as it is found. version: the one that stands on the portal."""
    assert item.web_on is not None
    words = (content.plain(version.body), version.summary, version.keywords, version.issuer, item.number)
    return index.Row(
        office_id=item.office_id,
        kind=KIND,
        key=key_of(item),
        title=version.title,
        on=item.web_on,
        url=address_of(item),
        number=" ".join(one for one in (item.document_number, item.index_number) if one),
        body="\n".join(one for one in words if one),
        files="\n".join(_texts(version.attachments.all()))[:LONGEST],
        categories=categories_of(item.category.code if item.category else "", item.duty),
        year=item.web_on.year,
        status=item.effect,
    )


def address_of(item: Item) -> str:
    """The path of an item's page; a process that serves only the desk knows no routes of the portal."""
    return f"/o/{item.office.code}/item/{item.number}/"


def categories_of(column: str, duty: str) -> tuple[str, ...]:
    """What a column and a duty are filtered by."""
    return (*((f"column/{column}",) if column else ()), *((f"duty/{duty}",) if duty else ()))


def _texts(files: Iterable[Attachment]) -> Iterator[str]:
    for file in files:
        yield file.name
        if file.alt:
            yield file.alt
        if file.text != NOTHING:
            yield file.text


def likely(office: Office, words: str, most: int) -> Sequence[Suggestion]:
    """Published items of an office whose titles share much with a description (`portal.suggest`)."""
    rows = likely_titles(words, office.pk, most)
    return [Suggestion(row.title, row.url, row.on.isoformat()) for row in rows]
