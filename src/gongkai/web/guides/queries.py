"""Reading the records: lists, one record as a page shows it, what it lacks, the reply rate of proposals."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext as _

from gongkai.statute.service_guide import Element, missing_elements
from gongkai.statute.systems import SystemKind, missing_systems
from gongkai.web.applications.exports import Cell
from gongkai.web.desk.templatetags.words import day, gloss
from gongkai.web.entries.models import DESK, Entry
from gongkai.web.guides.kinds import KINDS, YES_NO, Field, Kind
from gongkai.web.guides.models import Kept, Power, Proposal, ServiceGuide, SystemDocument
from gongkai.web.offices.models import Office

PAGE_SIZE = 50
STATES = ("public", "changed", "waiting", "ended")
"""States a list is filtered by."""


@dataclass(frozen=True, slots=True)
class Line:
    """A record as a list shows it."""

    row: Any
    cells: tuple[str, ...]
    state: str


def found(kind: Kind, words: str = "", state: str = "", choice: str = "") -> QuerySet[Any]:
    """The records of a kind that hold every word, in a state; without one all that have not ended."""
    rows = kind.model.objects.all()
    texts = [field.name for field in kind.fields if field.kind in ("line", "text")]
    for word in words.split():
        any_of = Q()
        for name in texts:
            any_of |= Q(**{f"{name}__icontains": word})
        rows = rows.filter(any_of)
    if choice:
        rows = rows.filter(kind=choice)
    if state == "ended":
        return rows.exclude(ended_on=None)
    rows = rows.filter(ended_on=None)
    if state == "public":
        return rows.exclude(published_on=None)
    if state == "waiting":
        return rows.filter(published_on=None)
    if state == "changed":
        return rows.exclude(published_on=None).exclude(released_version=F("version"))
    return rows


def state_of(kind: Kind, row: Kept) -> str:
    """Where a record stands, in words."""
    if row.ended_on is not None:
        return _("已停用（%(day)s）") % {"day": day(row.ended_on)}
    if isinstance(row, Proposal):
        return _("已答复") if row.answered_on else _("办理中")
    if not kind.has_release:
        return ""
    if row.published_on is None:
        return _("尚未公开，待负责人核对")
    return _("已公开，有修改待核对") if row.waits_for_release else _("已公开")


def lines_of(kind: Kind, rows: Iterable[Kept]) -> list[Line]:
    return [
        Line(row, tuple(text_of(field, getattr(row, field.name)) for field in kind.listed), state_of(kind, row))
        for row in rows
    ]


def text_of(field: Field, value: Any) -> str:
    """A value as a page shows it."""
    if field.kind == "yes_no":
        return _("是") if value else _("否")
    if value is None or value == "":
        return ""
    if isinstance(value, date):
        return day(value)
    return str(gloss(field.choices[value])) if field.choices and value in field.choices else str(value)


def export_rows(kind: Kind, rows: Iterable[Kept]) -> list[Sequence[Cell]]:
    """Records as rows of their sheet, its headings first: the same file can be imported."""
    table: list[Sequence[Cell]] = [[column.label for column in kind.columns]]
    for row in rows:
        table.append([_plain(field, getattr(row, field.name)) for field in kind.typed])
    return table


def _plain(field: Field, value: Any) -> Cell:
    if field.kind == "yes_no":
        return YES_NO["1" if value else "0"]
    return field.choices.get(value, value) if field.choices else value


def history(row: Kept) -> list[Entry]:
    """What was done to a record, the newest first."""
    rows = Entry.objects.filter(office_id=row.office_id, kind=DESK, subject=str(row.pk))
    return list(rows.order_by("-sequence"))


def counts(office: Office) -> dict[str, tuple[int, int]]:
    """How many records of each kind stand, and how many wait for release."""
    found_ = {}
    for slug, kind in KINDS.items():
        waits = Count("pk", filter=~Q(released_version=F("version")))
        row = kind.model.objects.filter(office=office, ended_on=None).aggregate(all=Count("pk"), waits=waits)
        found_[slug] = (row["all"], row["waits"] if kind.has_release else 0)
    return found_


# --- what is missing --------------------------------------------------------------------------------------------


def lacking(guide: ServiceGuide, *, advised: bool = False) -> tuple[Element, ...]:
    """What a service guide does not state."""
    given = {field.name: str(getattr(guide, field.name)) for field in KINDS["services"].fields}
    return missing_elements(given, advised=advised)


def useless(office: Office) -> list[tuple[ServiceGuide, tuple[Element, ...]]]:
    """Service guides a check of the site would call useless (服务不实用), with what each lacks."""
    rows = ServiceGuide.objects.filter(office=office, ended_on=None)
    return [(row, missing) for row in rows if (missing := lacking(row))]


def systems_lacking(office: Office) -> tuple[SystemKind, ...]:
    """Kinds of systems of which the public finds none."""
    rows = SystemDocument.objects.filter(office=office, ended_on=None).exclude(published_on=None)
    return missing_systems(set(rows.values_list("kind", flat=True)))


# --- powers and proposals by year ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PowerYear:
    """How one kind of powers changed in a year: before it, added, taken away, at its end."""

    label: str
    before: int
    added: int
    removed: int

    @property
    def after(self) -> int:
        return self.before + self.added - self.removed


def powers_in(office: Office, year: int) -> list[PowerYear]:
    """The list of powers in a year, by kind; slips count nowhere. Records alone, without the opening balance."""
    begin, last = date(year, 1, 1), date(year, 12, 31)
    field = KINDS["powers"].by_name["kind"]
    result = []
    rows = Power.objects.filter(office=office).filter(Q(ended_on=None) | Q(end_entry__isnull=False))
    for code, label in (field.choices or {}).items():
        mine = rows.filter(kind=code)
        before = mine.filter(Q(added_on__lt=begin) | Q(in_opening=True)).filter(
            Q(ended_on=None) | Q(ended_on__gte=begin)
        )
        figures = mine.aggregate(
            added=Count("pk", filter=Q(added_on__gte=begin, added_on__lte=last, in_opening=False)),
            removed=Count("pk", filter=Q(ended_on__gte=begin, ended_on__lte=last)),
        )
        line = PowerYear(str(gloss(label)), before.count(), figures["added"], figures["removed"])
        if line.before or line.added or line.removed:
            result.append(line)
    return result


@dataclass(frozen=True, slots=True)
class ReplyRate:
    """Proposals of one kind that came in a year: how many, answered, in time, open past their day, answers published."""

    label: str
    received: int
    answered: int
    in_time: int
    overdue: int
    may_be_public: int
    public: int

    @property
    def percent(self) -> str:
        """The reply rate (办复率); "" where none came."""
        return f"{100 * self.answered / self.received:.3g}%" if self.received else ""


def reply_rates(office: Office, year: int, today: date) -> list[ReplyRate]:
    """The reply rate of the proposals that came in a year, by kind; an answer counts whenever it was given."""
    rows = Proposal.objects.filter(office=office, ended_on=None, received_on__year=year)
    field = KINDS["motions"].by_name["kind"]
    answered = Q(answered_on__isnull=False)
    result = []
    for code, label in (field.choices or {}).items():
        figures = rows.filter(kind=code).aggregate(
            received=Count("pk"),
            answered=Count("pk", filter=answered),
            in_time=Count("pk", filter=answered & (Q(due_on=None) | Q(answered_on__lte=F("due_on")))),
            overdue=Count("pk", filter=Q(answered_on=None, due_on__lt=today)),
            may_be_public=Count("pk", filter=answered & Q(answer_public=True)),
            public=Count("pk", filter=Q(public_on__isnull=False)),
        )
        if figures["received"]:
            result.append(ReplyRate(str(gloss(label)), **figures))
    return result
