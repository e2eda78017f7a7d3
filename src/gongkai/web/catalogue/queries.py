"""What the pages of the catalogue read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django_scopes import scope

from gongkai.ledger.coverage import COVERAGES, TO_MEND, Coverage, Release, Standard, coverage
from gongkai.web.catalogue.models import StandardItem
from gongkai.web.catalogue.plan import Plan, plan_of_above
from gongkai.web.catalogue.values import field_rank
from gongkai.web.config.clock import calendar_of
from gongkai.web.entries.models import DESK, Entry
from gongkai.web.offices.models import Office, standing
from gongkai.web.publishing.models import Item

SHARED_TIER = "township"
"""The tier whose items of a district concern the offices below it."""


def subject_of(item: StandardItem) -> str:
    """What entries about an item name."""
    return f"standard-{item.pk}"


def items_of(office: Office, on: date) -> list[StandardItem]:
    """The items that stand on a day, in the order of the fields."""
    found = StandardItem.objects.filter(standing(on), office=office).select_related("origin")
    return sorted(found, key=lambda item: (field_rank(item.field), item.position, item.pk))


def found_in(items: Iterable[StandardItem], words: str) -> list[StandardItem]:
    """The items in which every word stands somewhere."""
    wanted = words.lower().split()
    return [item for item in items if all(word in _text_of(item) for word in wanted)]


def _text_of(item: StandardItem) -> str:
    texts = (item.field_label, item.title, item.content, item.basis, item.limit, item.body, item.section)
    return "\n".join(texts).lower()


def history_of(item: StandardItem) -> list[Entry]:
    """What was done to an item by itself, the newest first."""
    rows = Entry.objects.filter(office_id=item.office_id, kind=DESK, subject=subject_of(item))
    return list(rows.order_by("-sequence")[:50])


# --- the office above ---------------------------------------------------------------------------------------------


def above_of(office: Office, on: date) -> tuple[Office | None, list[StandardItem]]:
    """The nearest office above that has a catalogue, and its standing items; (the parent, nothing) where none has."""
    above = office.parent
    while above is not None:
        with scope(office=above):
            found = items_of(above, on)
        if found:
            return above, found
        above = above.parent
    return office.parent, []


def shared(items: Iterable[StandardItem]) -> list[StandardItem]:
    """The items of a district that concern the offices below: those whose tier says so, or says nothing."""
    return [item for item in items if not item.tier or SHARED_TIER in item.tier]


def plan_above(
    office: Office,
    above: Sequence[StandardItem],
    own: Sequence[StandardItem],
    chosen: Iterable[str],
    *,
    is_shared: bool = True,
    is_again: bool = False,
) -> Plan:
    """What taking the chosen fields of the office above would do; items taken before are compared in any case.

    is_shared: only items whose tier concerns this office. is_again: those this office ended itself come back too.
    """
    fields = set(chosen)
    taken = {item.origin_id for item in own}
    within = {item.pk for item in (shared(above) if is_shared else above)}
    left = set() if is_again else left_out(office)
    wanted = [
        item
        for item in above
        if item.field in fields and (item.pk in taken or (item.pk in within and item.pk not in left))
    ]
    plan = plan_of_above(own, wanted, {item.pk for item in above}, office.name)
    plan.ended = [item for item in plan.ended if item.field in fields]
    return plan


def left_out(office: Office) -> set[int]:
    """Items of the office above that this one took once and ended."""
    rows = StandardItem.objects.filter(office=office, origin__isnull=False, to_on__isnull=False)
    return set(rows.order_by().values_list("origin_id", flat=True))


# --- evidence and coverage ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Covered:
    """An item and how it stands. papers: how many are filed under it."""

    item: StandardItem
    coverage: Coverage
    papers: int


@dataclass
class FieldCoverage:
    """How the items of a field stand: counts by status."""

    field: str
    label: str
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(COVERAGES, 0))

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def asked(self) -> int:
        return self.total - self.counts["not_asked"]

    @property
    def covered(self) -> int:
        return self.counts["covered"] + self.counts["older"]

    @property
    def wanting(self) -> int:
        return sum(self.counts[status] for status in TO_MEND)

    @property
    def percent(self) -> int | None:
        """Items that were published and want nothing, of those asked for; rounded down, so that 100 is all."""
        return 100 * self.covered // self.asked if self.asked else None


def coverage_of(office: Office, items: Sequence[StandardItem], on: date) -> list[Covered]:
    """How items stand on a day; their papers are read in one query."""
    papers: dict[int, list[Release]] = {}
    rows = Item.objects.filter(office=office, standard__in=[item.pk for item in items], attribute="publish")
    names = ("standard_id", "formed_on", "first_published_on", "last_published_on", "due_on", "is_public")
    for standard, formed, first, last, due, is_public in rows.values_list(*names):
        papers.setdefault(standard, []).append(Release(formed, first, last, due, is_public))
    calendar = calendar_of(office.calendar_region)
    found = []
    for item in items:
        asked = Standard(item.parsed_limit, item.from_on, item.is_proactive)
        mine = papers.get(item.pk, [])
        found.append(Covered(item, coverage(asked, mine, on, calendar), len(mine)))
    return found


def by_field(found: Iterable[Covered]) -> list[FieldCoverage]:
    """Counts by field, in the order of the fields."""
    fields: dict[str, FieldCoverage] = {}
    for one in found:
        row = fields.setdefault(one.item.field, FieldCoverage(one.item.field, one.item.field_label))
        row.counts[one.coverage.status] += 1
    return sorted(fields.values(), key=lambda row: field_rank(row.field))


def sum_of(rows: Iterable[FieldCoverage]) -> FieldCoverage:
    """All fields together."""
    total = FieldCoverage("", "")
    for row in rows:
        for status, count in row.counts.items():
            total.counts[status] += count
    return total


def evidence_of(item: StandardItem) -> list[Item]:
    """The papers filed under an item, the newest publication first, those not published yet before them."""
    rows = Item.objects.filter(office_id=item.office_id, standard=item)
    return sorted(rows, key=lambda one: one.last_published_on or date.max, reverse=True)
