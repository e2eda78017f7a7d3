"""What of an office is public now. The portal, the feeds, the interface and the static pages read this and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from gongkai.web.offices.models import Office
from gongkai.web.publishing.models import Attachment, Category, Item, Publication, Version


def standing() -> QuerySet[Publication]:
    """What stands on the own portals: rows the database let in after a closed review, and nothing else does."""
    return Publication.objects.filter(channel="website", place="", ended_on=None)


def items(office: Office | None = None) -> QuerySet[Item]:
    """What stands on the own portals, newest first; titles are those of the version that stands there, see `shown`.

    The stored reading chooses and orders, so that many are listed fast; every word shown of them comes through a row of
    `standing` (`shown`, `with_words`), and an item without one is left out.
    """
    found = Item.objects.filter(web_on__isnull=False).select_related("category", "office", "section")
    found = found.order_by("-web_on", "-number")
    return found if office is None else found.filter(office=office)


def tombstones(office: Office | None = None) -> QuerySet[Item]:
    """What was withdrawn from the own portals and not put back."""
    found = Item.objects.filter(web_on__isnull=True, web_ended_on__isnull=False).select_related("category", "office")
    return found if office is None else found.filter(office=office)


@dataclass(frozen=True, slots=True)
class Shown:
    """An item as the public may see it. version: the one that stands; versions: those that stood, newest first.

    tombstone: how it ended, for what was withdrawn; then version is None.
    """

    item: Item
    version: Version | None
    attachments: tuple[Attachment, ...]
    versions: tuple[Publication, ...]
    tombstone: Publication | None


def shown(item: Item) -> Shown | None:
    """What is public of an item on the own portal; None where it never was."""
    rows = list(
        Publication.objects.filter(item=item, channel="website", place="")
        .select_related("version")
        .order_by("-on", "-pk")
    )
    if not rows:
        return None
    up = next((row for row in rows if row.ended_on is None), None)
    if up is None:
        return Shown(item, None, (), tuple(rows), rows[0])
    files = tuple(Attachment.objects.filter(version=up.version).defer("text"))
    return Shown(item, up.version, files, tuple(rows), None)


def versions_shown(items: QuerySet[Item]) -> QuerySet[Item]:
    """The same items, each with `on_web`: the one publication that stands, its version and files with it."""
    files = Prefetch("version__attachments", queryset=Attachment.objects.defer("text"))
    there = standing().select_related("version").prefetch_related(files)
    return items.prefetch_related(Prefetch("publications", queryset=there, to_attr="on_web"))


def with_words(items: QuerySet[Item]) -> list[Item]:
    """The items of `versions_shown` that have what stands, which is every one unless a hand changed the database."""
    return [item for item in versions_shown(items) if item.on_web]


def public_file(office: Office, file_id: UUID) -> Attachment | None:
    """A file of a version that stands on the own portal; None for any other."""
    file = Attachment.objects.filter(office=office, pk=file_id).select_related("version").first()
    if file is None:
        return None
    return file if standing().filter(version=file.version).exists() else None


def categories(office: Office, on: date) -> QuerySet[Category]:
    """The columns of an office on a day, in their order."""
    from gongkai.web.offices.models import standing

    return Category.objects.filter(standing(on), office=office)
