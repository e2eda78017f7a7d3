"""Which pages there are, and which of them a change touches."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from hashlib import sha256
from math import ceil
from urllib.parse import quote

from django.db.models import QuerySet
from django.templatetags.static import static
from django_scopes import scope

from gongkai import __version__
from gongkai.ledger.events import EventTypes
from gongkai.web.applications.uploads import short_name
from gongkai.web.catalogue.queries import items_of
from gongkai.web.config.clock import local_today
from gongkai.web.disclosure.queries import SIZE, columns_of
from gongkai.web.entries.models import LEDGER, Entry
from gongkai.web.guides.published import service_guides, systems
from gongkai.web.offices.models import Office
from gongkai.web.opendata.files import PARTS, SETS, years_of
from gongkai.web.publishing import public
from gongkai.web.publishing.models import Item, Publication

DISTRICT = (
    *("/", "/feed.atom", "/feed.rss", "/sitemap.xml", "/robots.txt"),
    *("/data/catalog.jsonld", "/data/dictionary.json"),
)
"""Pages that show every office."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A page to be written. depends: what it shows, as "item/<number>", "column/<code>", "year/2026", "office"."""

    url: str
    depends: tuple[str, ...]


def district() -> Iterator[Planned]:
    for url in DISTRICT:
        yield Planned(url, ("offices",))


def fixed(office: Office) -> Iterator[Planned]:
    """The pages of an office that change with anything of it: home, parts, feeds, data. A few dozen."""
    own = f"/o/{office.code}/"
    for part in PARTS:
        yield Planned(own + part, ("office",))
    for name in ("feed.atom", "feed.rss", "sitemap.xml"):
        yield Planned(own + name, ("office",))
    for name in SETS:
        if name != "items":
            yield from (Planned(f"{own}data/{name}.{form}", (name,)) for form in ("csv", "json"))
    yield from (Planned(f"{own}services/{guide.id}/", ("services",)) for guide in service_guides(office))
    fields = dict.fromkeys(one.field for one in items_of(office, local_today()) if one.is_proactive)
    yield from (Planned(f"{own}catalogue/?field={field}", ("catalogue",)) for field in fields)
    for system in systems(office):
        yield from (Planned(f"{own}file/{file.id}/{quote(file.short_name)}", ("systems",)) for file in system.files)


def of_year(office: Office, year: int, count: int) -> Iterator[Planned]:
    """The list, the data and the part of the sitemap of a year."""
    own, about = f"/o/{office.code}/", (f"year/{year}",)
    yield from _pages(f"{own}info/{year}/", count, about)
    yield Planned(f"{own}sitemap-{year}.xml", about)
    yield from (Planned(f"{own}data/items-{year}.{form}", about) for form in ("csv", "json"))
    yield Planned(f"{own}find/{year}.json", about)


def of_column(office: Office, code: str, count: int) -> Iterator[Planned]:
    own = f"/o/{office.code}/info/c/{code}/"
    yield from _pages(own, count, (f"column/{code}",))
    yield from (Planned(f"{own}feed.{form}", (f"column/{code}",)) for form in ("atom", "rss"))


def _pages(url: str, count: int, depends: tuple[str, ...]) -> Iterator[Planned]:
    yield Planned(url, depends)
    for number in range(2, ceil(count / SIZE) + 1):
        yield Planned(f"{url}?page={number}", depends)


def of_item(office: Office, number: str) -> Iterator[Planned]:
    """The page of an item that stands or was withdrawn, and the files of what stands."""
    item = Item.objects.filter(office=office, number=number).first()
    if item is None or (item.web_on is None and item.web_ended_on is None):
        return
    yield _page_of(office, number)
    if item.web_on is not None:
        yield from _files(office, Publication.objects.filter(item=item))


def _page_of(office: Office, number: str) -> Planned:
    return Planned(f"/o/{office.code}/item/{number}/", (f"item/{number}",))


def _files(office: Office, places: QuerySet[Publication]) -> Iterator[Planned]:
    """The files of what stands on the own portal among these; one query."""
    standing = places.filter(channel="website", place="", ended_on=None).exclude(version__attachments=None)
    names = standing.values_list("item__number", "version__attachments", "version__attachments__name")
    for number, pk, name in names.iterator(chunk_size=2000):
        yield Planned(f"/o/{office.code}/file/{pk}/{quote(short_name(name))}", (f"item/{number}",))


def everything(office: Office) -> Iterator[Planned]:
    """Every page of an office."""
    yield from fixed(office)
    yield Planned(f"/o/{office.code}/find/", ("office",))
    yield from _pages(f"/o/{office.code}/info/", public.items(office).count(), ("office",))
    for year, count in years_of(office):
        yield from of_year(office, year, count)
    for column in columns_of(office, local_today()):
        yield from of_column(office, column.category.code, column.count)
    for found in (public.items(office), public.tombstones(office)):
        for number in found.values_list("number", flat=True).iterator(chunk_size=2000):
            yield _page_of(office, number)
    yield from _files(office, Publication.objects.filter(office=office))


def touched(office: Office, numbers: Collection[str]) -> Iterator[Planned]:
    """The pages a change of these items touches: themselves, what they explain, the lists of their years and columns."""
    items = list(Item.objects.filter(office=office, number__in=numbers).select_related("category", "interprets"))
    explained = {item.interprets.number for item in items if item.interprets is not None}
    for number in {item.number for item in items} | explained:
        yield from of_item(office, number)
    yield from fixed(office)
    yield Planned(f"/o/{office.code}/find/", ("office",))
    shown = Publication.objects.filter(item__in=items, channel="website", place="").values_list("on__year", flat=True)
    counts = dict(years_of(office))
    yield from (page for year in set(shown) for page in of_year(office, year, counts.get(year, 0)))
    columns = columns_of(office, local_today())
    own = {item.category_id for item in items}
    above: set[int | None] = set()
    for column in reversed(columns):
        category = column.category
        if category.pk in own or category.pk in above:
            above.add(category.parent_id)
            yield from of_column(office, category.code, column.count)


def changed_since(office: Office, sequence: int) -> tuple[int, set[str]]:
    """The newest entry of an office and the numbers of the items that have entries after one."""
    newer = Entry.objects.filter(office=office, sequence__gt=sequence)
    last = newer.order_by("-sequence").values_list("sequence", flat=True).first()
    types = (*EventTypes.of_item, "voided")
    found = newer.filter(kind=LEDGER, type__in=types).exclude(subject="").values_list("subject", flat=True).distinct()
    return last or sequence, set(found)


def frame_of(office: Office) -> str:
    """A digest of what stands on every page of an office: when it changes, all are written anew."""
    with scope(office=office):
        columns = [(one.code, one.name, one.parent_id) for one in public.categories(office, local_today())]
    head = (office.name, office.address, office.phone, office.path, str(office.to_on), __version__, static("site.css"))
    return sha256(json.dumps([head, columns], ensure_ascii=False).encode()).hexdigest()
