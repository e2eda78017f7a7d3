"""The columns as a tree, how fresh each is, and how many items each has. A few queries, whatever the number of items."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max
from django.utils.translation import gettext as _

from gongkai.statute.columns import Part, Staleness, WebColumn, column_kinds, freshness, missing_parts
from gongkai.web.channels.figures import last_whole_month
from gongkai.web.channels.models import ChannelAccount, ChannelMonth, month_end
from gongkai.web.guides.published import systems
from gongkai.web.offices.models import Office, standing
from gongkai.web.portal.models import Guide
from gongkai.web.publishing.models import Category, Item, Publication

HOME = "home"
"""Code of the home page among the columns that are checked."""


@dataclass(frozen=True)
class Node:
    """A column in the tree. depth: 0 for the topmost; items, updated_on: of it and everything below it."""

    column: Category
    depth: int
    has_children: bool
    items: int
    updated_on: date | None

    @property
    def indent(self) -> str:
        return f"depth-{min(self.depth, 3)}" if self.depth else ""


def columns_of(office: Office, on: date) -> list[Category]:
    return list(Category.objects.filter(standing(on), office=office).select_related("parent"))


def tree(office: Office, on: date) -> list[Node]:
    """The columns that stand on a day, each below its own, in their order; a lost one stands at the top."""
    rows = columns_of(office, on)
    children = _children(rows)
    held = _held(office, rows)
    return list(_walk(children, held, None, 0))


Children = Mapping[int | None, Sequence[Category]]
Held = Mapping[int, tuple[int, date | None]]


def _children(rows: Sequence[Category]) -> Children:
    found: dict[int | None, list[Category]] = {}
    known = {one.pk for one in rows}
    for one in rows:
        found.setdefault(one.parent_id if one.parent_id in known else None, []).append(one)
    return found


def _walk(children: Children, held: Held, parent: int | None, depth: int) -> Iterator[Node]:
    for one in children.get(parent, ()):
        below = list(_walk(children, held, one.pk, depth + 1))
        direct = [node for node in below if node.depth == depth + 1]
        count, last = held.get(one.pk, (0, None))
        days = [day for day in (last, *(node.updated_on for node in direct)) if day is not None]
        items = count + sum(node.items for node in direct)
        yield Node(one, depth, bool(below), items, max(days, default=None))
        yield from below


def _held(office: Office, rows: Iterable[Category]) -> Held:
    """Items that stand on the own portal and the last release there, by column; and what other registers show there."""
    found: dict[int, tuple[int, date | None]] = {}
    of_items = Item.objects.filter(office=office, web_on__isnull=False, category__isnull=False).order_by()
    for pk, count, last in of_items.values_list("category").annotate(Count("pk"), Max("web_on")):
        found[pk] = (count, last)
    elsewhere = _elsewhere(office)
    for one in rows:
        if one.part in elsewhere and one.parent_id is None:
            count, last = found.get(one.pk, (0, None))
            more, when = elsewhere[one.part]
            days = [day for day in (last, when) if day is not None]
            found[one.pk] = (count + more, max(days, default=None))
    return found


def _elsewhere(office: Office) -> Mapping[str, tuple[int, date | None]]:
    """What the parts show that is no item: the guide, the systems, the entrance for applications."""
    guide = Guide.objects.filter(office=office).aggregate(n=Count("pk"), last=Max("published_on"))
    shown = systems(office)
    return {
        "guide": (1 if guide["n"] else 0, guide["last"]),
        "systems": (len(shown), max((one.changed_on for one in shown), default=None)),
        "applications": (1, None),  # the entrance is a page of its own, always there
    }


def lacking(nodes: Iterable[Node]) -> tuple[Part, ...]:
    """The required parts that no column of the office is."""
    return missing_parts({node.column.part for node in nodes if node.depth == 0})


# --- freshness --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Fresh:
    """A column and its limit. left: days to the last fresh day, None where it has none; findings: what is wrong."""

    column: WebColumn
    pk: int | None
    kind: str
    rule: str
    until: date | None
    left: int | None
    finding: Staleness | None

    @property
    def is_soon(self) -> bool:
        return self.left is not None and 0 <= self.left <= SOON_DAYS


SOON_DAYS = 7
"""Days before the last fresh day from which a column is marked. Ours."""


def board(office: Office, today: date) -> tuple[list[Staleness], list[Fresh]]:
    """Veto-level faults, and every column that is checked with its limit: the worst first."""
    nodes = tree(office, today)
    pks = {node.column.code: node.column.pk for node in nodes}
    columns = [*_checked(nodes), *_accounts(office, today)]
    if nodes:
        newest = max((node.updated_on for node in nodes if node.updated_on), default=None)
        columns.insert(0, WebColumn(HOME, _("门户首页"), HOME, newest))
    found = freshness(columns, today)
    of_column = {one.at: one for one in found if one.code != "veto"}
    lines = [_fresh(one, pks.get(one.code), of_column.get(one.code), today) for one in columns]
    lines.sort(key=lambda one: (one.finding is None, one.left is None, one.left or 0))
    return [one for one in found if one.code == "veto"], lines


def _checked(nodes: Sequence[Node]) -> Iterator[WebColumn]:
    """The columns that hold something themselves: those above others are as fresh as what is below."""
    for node in nodes:
        one = node.column
        if not node.has_children:
            kind = one.kind if one.kind in column_kinds() else "fixed"
            yield WebColumn(one.code, one.name, kind, node.updated_on, node.items, one.longest_days)


def _accounts(office: Office, today: date) -> Iterator[WebColumn]:
    """Accounts in new media: fresh by their last release, or the last month with posts where it is not the last one."""
    rows = [one for one in ChannelAccount.objects.filter(standing(today), office=office) if one.kind != "website"]
    if not rows:
        return
    channels = {one.channel for one in rows}
    of_accounts = (
        Publication.objects.filter(office=office, channel__in=channels).order_by().values_list("channel", "place")
    )
    last = {(channel, place): day for channel, place, day in of_accounts.annotate(Max("on"))}
    months = ChannelMonth.objects.filter(account__in=rows, posts__gt=0, is_year=False).order_by()
    measured = dict(months.values_list("account").annotate(Max("month")))
    for one in rows:
        released, month = last.get((one.channel, one.name)), measured.get(one.pk)
        if released is None and month == last_whole_month(today):
            continue  # the running month is measured when it is over; nothing says that it is silent
        days = [day for day in (released, month_end(month) if month else None) if day is not None]
        yield WebColumn(f"@{one.pk}", one.name, "new_media", max(days, default=None))


def _fresh(column: WebColumn, pk: int | None, finding: Staleness | None, today: date) -> Fresh:
    kind = column_kinds()[column.kind]
    until = column.fresh_until()
    rule = kind.source
    if until is not None and column.updated_on is not None and until != kind.last_day(column.updated_on):
        rule = _("本机关设定的更新时限（%(days)d天）") % {"days": column.longest_days}
    left = (until - today).days if until is not None else None
    return Fresh(column, pk, kind.label, rule, until, left, finding)


# --- counts -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Counted:
    """Items by column and year of their first publication. lines: node and count by year, of it and what is below."""

    years: tuple[int, ...]
    lines: tuple[tuple[Node, tuple[int, ...]], ...]
    without: tuple[int, ...]
    totals: tuple[int, ...]

    def used(self, year: int) -> int:
        """How many columns without columns below them have an item of a year."""
        at = self.years.index(year)
        return sum(1 for node, counts in self.lines if not node.has_children and counts[at])

    @property
    def has_without(self) -> bool:
        return any(self.without)


MOST_YEARS = 6


def counted(office: Office, today: date) -> Counted:
    """How many items were first published in each column and year, on whatever channel, as the report counts them."""
    nodes = tree(office, today)
    rows = Item.objects.filter(office=office, first_published_on__isnull=False).order_by()
    found: dict[tuple[int | None, int], int] = {}
    for pk, year, n in rows.values_list("category", "first_published_on__year").annotate(Count("pk")):
        found[pk, year] = n
    years = tuple(sorted({year for _pk, year in found} | {today.year}, reverse=True))[:MOST_YEARS]
    known = {node.column.pk for node in nodes}
    of_parent: dict[int, list[Node]] = {}
    for node in nodes:
        if node.column.parent_id in known:
            of_parent.setdefault(node.column.parent_id, []).append(node)

    def count(node: Node, year: int) -> int:
        below = sum(count(one, year) for one in of_parent.get(node.column.pk, ()))
        return found.get((node.column.pk, year), 0) + below

    lines = tuple((node, tuple(count(node, year) for year in years)) for node in nodes)
    without = tuple(sum(n for (pk, of), n in found.items() if of == year and pk not in known) for year in years)
    totals = tuple(sum(n for (_pk, of), n in found.items() if of == year) for year in years)
    return Counted(years, lines, without, totals)
