"""What the pages list, with as many queries for many items as for one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, Max, OuterRef, QuerySet
from django.http import Http404

from gongkai.ledger.codes import EFFECTS
from gongkai.statute.catalogue import topics
from gongkai.statute.duties import duties
from gongkai.web.offices.models import Office
from gongkai.web.publishing import public
from gongkai.web.publishing.models import Category, Item, Version

SIZE = 20
"""Items on a page."""


@dataclass(frozen=True)
class Column:
    """A column of the portal. count, latest: of its items and those of the columns below it."""

    category: Category
    depth: int = 0
    count: int = 0
    latest: date | None = None


@dataclass(frozen=True)
class Choice:
    """A value of a filter, with how many items have it."""

    code: str
    label: str
    count: int
    is_chosen: bool = False


@dataclass(frozen=True)
class Wanted:
    """The filters of a list as its address gives them; what is not there stands for all."""

    duty: str = ""
    column: str = ""
    year: str = ""
    kind: str = ""
    effect: str = ""

    @classmethod
    def of(cls, given: Mapping[str, str], **fixed: str) -> Wanted:
        names = ("duty", "column", "year", "kind", "effect")
        return cls(**{name: given.get(name, "").replace("\0", "")[:60] for name in names} | fixed)

    def items(self, office: Office, columns: Sequence[Column]) -> QuerySet[Item]:
        """The items of an office that pass, the newest first."""
        found = public.items(office)
        if self.duty:
            found = found.filter(duty=self.duty)
        if self.column:
            found = found.filter(category__in=below(columns, self.column))
        if self.year:
            found = found.filter(web_on__year=int(self.year)) if is_year(self.year) else found.none()
        if self.effect:
            found = found.filter(effect=self.effect)
        if self.kind:
            shown = Version.objects.filter(item=OuterRef("pk"), number=OuterRef("web_version"), genre=self.kind)
            found = found.filter(Exists(shown))
        return found


def is_year(text: str) -> bool:
    return len(text) == 4 and text.isascii() and text.isdecimal() and int(text) > 0


def columns_of(office: Office, on: date) -> list[Column]:
    """The columns of an office, each below its parent, with what stands in them; two queries."""
    counted = public.items(office).order_by().values_list("category").annotate(Count("pk"), Max("web_on"))
    own = {category: (count, latest) for category, count, latest in counted}
    below_of: dict[int | None, list[Category]] = {}
    categories = list(public.categories(office, on))
    known = {one.pk for one in categories}
    for one in categories:
        below_of.setdefault(one.parent_id if one.parent_id in known else None, []).append(one)

    def branch(parent: int | None, depth: int) -> list[Column]:
        found: list[Column] = []
        for category in below_of.get(parent, ()):
            inner = branch(category.pk, depth + 1)
            count, latest = own.get(category.pk, (0, None))
            direct = [one for one in inner if one.depth == depth + 1]
            dates = [one for one in (latest, *(column.latest for column in direct)) if one is not None]
            count += sum(one.count for one in direct)
            found += [Column(category, depth, count, max(dates, default=None)), *inner]
        return found

    return branch(None, 0)


def below(columns: Iterable[Column], code: str) -> list[int]:
    """Ids of a column and of those below it."""
    found: list[int] = []
    depth: int | None = None
    for one in columns:
        if depth is not None and one.depth > depth:
            found.append(one.category.pk)
        elif one.category.code == code:
            depth, found = one.depth, [one.category.pk]
        else:
            depth = None
    return found


def of_part(columns: Iterable[Column], part: str) -> list[int]:
    """Ids of the columns that belong to a part of the statutory column."""
    return [one.category.pk for one in columns if one.category.part == part]


@dataclass
class Choices:
    """The filters of an office's list: the values that stand there."""

    duties: list[Choice] = field(default_factory=list)
    years: list[Choice] = field(default_factory=list)
    kinds: list[Choice] = field(default_factory=list)
    effects: list[Choice] = field(default_factory=list)


def choices_of(office: Office, wanted: Wanted) -> Choices:
    """What the list can be filtered by, with counts over all items; two queries."""
    by_duty: Counter[str] = Counter()
    by_year: Counter[str] = Counter()
    by_effect: Counter[str] = Counter()
    counted = public.items(office).order_by().values_list("duty", "effect", "web_on__year").annotate(Count("pk"))
    for duty, effect, year, count in counted:
        by_duty[duty] += count
        by_effect[effect] += count
        by_year[str(year)] += count
    genres = Version.objects.filter(pk__in=public.standing().filter(office=office).values("version"))
    of_genre = genres.exclude(genre="").order_by().values_list("genre").annotate(Count("pk"))
    return Choices(
        duties=[Choice(code, duty_label(code), by_duty[code], code == wanted.duty) for code in sorted(by_duty) if code],
        years=[Choice(year, year, by_year[year], year == wanted.year) for year in sorted(by_year, reverse=True)],
        kinds=[Choice(kind, kind, count, kind == wanted.kind) for kind, count in sorted(of_genre)],
        effects=[
            Choice(code, EFFECTS[code], by_effect[code], code == wanted.effect) for code in EFFECTS if by_effect[code]
        ],
    )


def duty_label(code: str) -> str:
    """What a duty is called: 财政预算、决算信息; the code where it is none."""
    found = duties().get(code) or topics().get(code)
    return found.label if found is not None else code


def page_of(found: QuerySet[Item], given: str) -> Page[Any]:
    """A page of items with the titles that stand. Raises Http404: there is no such page."""
    pages = Paginator(found, SIZE)
    number = int(given) if given.isascii() and given.isdecimal() and len(given) < 9 else 1
    if number < 1 or (number > 1 and number > pages.num_pages):
        raise Http404
    page = pages.page(number)
    page.object_list = titled(page.object_list)
    return page


def titled(found: Iterable[Item]) -> list[Item]:
    """The items with `shown_title` and `genre` of the version that stands; one query more. Others are left out."""
    rows = list(found)
    there = public.standing().filter(item__in=[row.pk for row in rows])
    words = {
        item: (title, genre) for item, title, genre in there.values_list("item", "version__title", "version__genre")
    }
    shown = [row for row in rows if row.pk in words]
    for row in shown:
        row.shown_title, row.genre = words[row.pk]
    return shown
