"""The list of items at the desk: its filters, its counts, what an export holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import Count, F, Min, Q, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongkai.ledger.clock import days_left
from gongkai.ledger.codes import ATTRIBUTES, EFFECTS
from gongkai.ledger.index_numbers import SERIAL, gaps, pattern_of
from gongkai.ledger.items import ITEM_STAGES
from gongkai.statute.calendar import WorkCalendar
from gongkai.statute.outcomes import grounds
from gongkai.web.applications.exports import MOST, Cell
from gongkai.web.desk.queries import soon_until
from gongkai.web.desk.templatetags.words import gloss, glossed
from gongkai.web.offices.models import Office, Section, standing
from gongkai.web.offices.policy import Officer
from gongkai.web.publishing.models import Category, Item, ReviewStage
from gongkai.web.publishing.rules import index_values, pattern_prefix, pattern_text, stages_of

PAGE_SIZE = 50
SOON_DAYS = 3

DUES: Mapping[str, Any] = {
    "overdue": gettext_lazy("已逾期未公开"),
    "soon": gettext_lazy("3个工作日内到期"),
    "open": gettext_lazy("有公开期限"),
    "come_down": gettext_lazy("应当撤下"),
    "evaluate": gettext_lazy("应当评估"),
}
ORDERS: Mapping[str, tuple[Any, tuple[Any, ...]]] = {
    "newest": (gettext_lazy("登记日期，新的在前"), ("-drafted_on", "-number")),
    "due": (gettext_lazy("公开期限，早的在前"), (F("due_on").asc(nulls_last=True), "number")),
    "published": (gettext_lazy("发布日期，新的在前"), (F("last_published_on").desc(nulls_last=True), "-number")),
    "evaluate": (gettext_lazy("评估期限，早的在前"), (F("evaluate_by").asc(nulls_last=True), "number")),
}


class ItemFilter(forms.Form):
    """The filters of the list, as they stand in its address."""

    q = forms.CharField(label=gettext_lazy("标题、文号、编号中的词"), max_length=100, required=False)
    stage = forms.ChoiceField(label=gettext_lazy("环节"), required=False)
    attribute = forms.ChoiceField(label=gettext_lazy("公开属性"), required=False)
    category = forms.ModelChoiceField(
        Category.objects.none(), label=gettext_lazy("栏目"), required=False, empty_label=gettext_lazy("全部")
    )
    section = forms.ModelChoiceField(
        Section.objects.none(), label=gettext_lazy("科室"), required=False, empty_label=gettext_lazy("全部")
    )
    due = forms.ChoiceField(label=gettext_lazy("期限"), required=False)
    effect = forms.ChoiceField(label=gettext_lazy("有效性"), required=False)
    year = forms.IntegerField(label=gettext_lazy("登记年度"), min_value=2008, max_value=2100, required=False)
    sort = forms.ChoiceField(label=gettext_lazy("排序"), required=False)

    def __init__(self, data: QueryDict, *, office: Office) -> None:
        super().__init__(data, auto_id="f_%s")
        every = [("", _("全部"))]
        for name, table in (("stage", ITEM_STAGES), ("attribute", ATTRIBUTES), ("effect", EFFECTS)):
            self.fields[name].choices = [*every, *glossed({str(k): v for k, v in table.items()})()]
        self.fields["due"].choices = [*every, *DUES.items()]
        self.fields["sort"].choices = [(code, label) for code, (label, _by) in ORDERS.items()]
        self.fields["category"].queryset = Category.objects.filter(office=office)
        self.fields["section"].queryset = Section.objects.filter(office=office)

    @property
    def is_used(self) -> bool:
        return any(self.data.get(name) for name in self.fields if name != "sort")

    @property
    def address(self) -> str:
        """The filters as the part of an address after the question mark, without the page and without what is empty."""
        return urlencode([(name, self.data[name]) for name in self.fields if self.data.get(name)])

    def without(self, *names: str) -> str:
        return urlencode([(name, self.data[name]) for name in self.fields if self.data.get(name) and name not in names])


def overdue(today: date) -> Q:
    return Q(due_on__lt=today, archived_on=None)


def due_soon(today: date, calendar: WorkCalendar) -> Q:
    return Q(due_on__gte=today, due_on__lte=soon_until(today, calendar), archived_on=None)


def to_evaluate(today: date) -> Q:
    return Q(evaluate_by__lte=today, archived_on=None)


def filtered(given: Mapping[str, Any], today: date, calendar: WorkCalendar) -> QuerySet[Item]:
    """The items that pass the filters; given: the cleaned data of an `ItemFilter`."""
    items = Item.objects.select_related("category", "section")
    for name in ("stage", "attribute", "category", "section", "effect"):
        if given.get(name):
            items = items.filter(**{name: given[name]})
    if given.get("year"):
        items = items.filter(drafted_on__gte=date(given["year"], 1, 1), drafted_on__lte=date(given["year"], 12, 31))
    items = items.filter(_due(given.get("due", ""), today, calendar))
    for word in given.get("q", "").split():
        items = items.filter(
            Q(title__icontains=word)
            | Q(document_number__icontains=word)
            | Q(number__icontains=word)
            | Q(index_number__icontains=word)
        )
    return items.order_by(*ORDERS[given.get("sort") or "newest"][1])


def _due(code: str, today: date, calendar: WorkCalendar) -> Q:
    if code == "soon":
        return due_soon(today, calendar)
    return {
        "overdue": overdue(today),
        "open": Q(due_on__isnull=False),
        "come_down": Q(must_come_down=True),
        "evaluate": to_evaluate(today),
    }.get(code, Q())


@dataclass(frozen=True, slots=True)
class Line:
    """An item in one line. left: working days to the last day to publish; None while none runs."""

    item: Item
    left: int | None

    @property
    def is_late(self) -> bool:
        return self.left is not None and self.left < 0

    @property
    def is_soon(self) -> bool:
        return self.left is not None and 0 <= self.left <= SOON_DAYS


def line_of(item: Item, today: date, calendar: WorkCalendar) -> Line:
    is_running = item.due_on is not None and item.archived_on is None
    return Line(item, days_left(item.due_on, today, calendar) if is_running and item.due_on else None)


def stage_counts(items: QuerySet[Item]) -> list[tuple[str, str, int]]:
    """Code, label and number of items of each stage that has any."""
    found = dict(items.order_by().values_list("stage").annotate(n=Count("pk")))
    return [(code, label, found[code]) for code, label in ITEM_STAGES.items() if code in found]


@dataclass(frozen=True, slots=True)
class Papers:
    """The year's papers: how many, how many were published, how many are kept back, and which not done."""

    total: int
    published: int
    on_application: int
    withheld: int
    waiting: int


def papers_of(items: QuerySet[Item]) -> Papers:
    """Count papers by their attribute; waiting: to be published and not yet."""
    found = items.order_by().aggregate(
        total=Count("pk"),
        published=Count("pk", filter=Q(first_published_on__isnull=False, attribute="publish")),
        on_application=Count("pk", filter=Q(attribute="on_application")),
        withheld=Count("pk", filter=Q(attribute="withhold")),
        waiting=Count("pk", filter=Q(attribute="publish", first_published_on=None)),
    )
    return Papers(**found)


def export_rows(items: QuerySet[Item]) -> Iterator[list[Cell]]:
    """The head and a row an item."""
    yield [
        _("编号"),
        _("索引号"),
        _("标题"),
        _("文号"),
        _("成文日期"),
        _("公开属性"),
        _("不予公开的理由"),
        _("环节"),
        _("栏目"),
        _("科室"),
        _("公开期限"),
        _("首次发布"),
        _("是否逾期"),
        _("有效性"),
        _("评估期限"),
        _("登记日期"),
        _("登记人"),
    ]
    for item in items[:MOST].iterator(chunk_size=1000):
        yield [
            item.number,
            item.index_number,
            item.title,
            item.document_number,
            item.formed_on,
            gloss(item.attribute_name),
            ground_label(item.ground),
            gloss(item.stage_name),
            item.category.name if item.category else "",
            item.section.name if item.section else "",
            item.due_on,
            item.first_published_on,
            _("是") if item.is_late else "",
            gloss(item.effect_name),
            item.evaluate_by,
            item.drafted_on,
            item.drafter,
        ]


def ground_label(code: str) -> str:
    found = grounds().get(code)
    return gloss(found.label) if found else ""


# --- review -------------------------------------------------------------------------------------------------------


def waiting_for(officer: Officer, office: Office) -> QuerySet[Item]:
    """What waits for a decision of this officer: the stage is theirs, and they may decide it. Who drafted it or passed
    another stage is told on its page."""
    codes = [stage.code for stage in stages_of(office) if officer.roles & set(stage.roles.split())]
    if not officer.may("item_reviewed") or not codes:
        return Item.objects.none()
    items = Item.objects.filter(in_review(), next_stage__in=codes).select_related("category", "section")
    if office.settings.get("four_eyes", True):
        items = items.exclude(drafter=officer.username)
    return items.order_by(F("due_on").asc(nulls_last=True), "number")


def in_review() -> Q:
    """Handed in and not closed; what stands on the own portal in its newest version is not asked about again."""
    return (
        Q(archived_on=None, attribute="publish", stage__in=("in_review", "public", "taken_down"))
        & ~Q(next_stage="")
        & ~Q(web_version=F("version"), web_on__isnull=False)
    )


def referred_items() -> QuerySet[Item]:
    return Item.objects.filter(stage="referred").order_by("last_on")


def stage_names(office: Office) -> dict[str, str]:
    return {stage.code: stage.name for stage in ReviewStage.objects.filter(office=office)}


# --- index numbers ------------------------------------------------------------------------------------------------


def index_gaps(office: Office, year: int) -> tuple[int, tuple[int, ...]]:
    """How many index numbers the usual values of a year have in use, and the serial numbers missing among them.

    Raises:
        EntryError: the pattern does not fit.
    """
    pattern = pattern_of(pattern_text(office))
    if {"month", "day", "category"} & set(pattern.codes):
        return Item.objects.filter(office=office).exclude(index_number="").count(), ()
    values = index_values(office, pattern, date(year, 1, 1))
    prefix = pattern_prefix(pattern, pattern.format({**values, SERIAL: 1}))
    taken = list(
        Item.objects.filter(office=office, index_number__startswith=prefix).values_list("index_number", flat=True)
    )
    return len(taken), gaps(pattern, taken, values, most=200)


# --- sections -----------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class SectionRow:
    """What a section handed in. lags: working days from the date of the paper to its publication."""

    name: str
    month: date | None
    submitted: int = 0
    accepted: int = 0
    published: int = 0
    late: int = 0
    lags: list[int] | None = None

    @property
    def average(self) -> float | None:
        return round(sum(self.lags) / len(self.lags), 1) if self.lags else None


def section_rows(office: Office, year: int, calendar: WorkCalendar, *, by_month: bool) -> list[SectionRow]:
    """Papers handed in for review in a year, by section and month of the first hand-in."""
    rows: dict[tuple[str, int], SectionRow] = {}
    items = (
        Item.objects.filter(office=office)
        .annotate(handed_at=Min("versions__frozen_at"))
        .filter(handed_at__year=year)
        .order_by()
        .values_list("section__name", "handed_at", "stage", "next_stage", "formed_on", "first_published_on", "is_late")
    )
    for name, handed, stage, next_stage, formed, published, is_late in items:
        month = timezone.localtime(handed).month
        key = (name or "", month if by_month else 0)
        row = rows.setdefault(key, SectionRow(name or "", date(year, month, 1) if by_month else None, lags=[]))
        row.submitted += 1
        row.accepted += (
            published is not None or stage in ("ready", "scheduled") or (stage == "archived" and not next_stage)
        )
        row.published += published is not None
        row.late += bool(is_late)
        if published is not None and formed is not None and row.lags is not None:
            lag = _lag(formed, published, calendar)
            if lag is not None:
                row.lags.append(lag)
    return [rows[key] for key in sorted(rows)]


def _lag(formed: date, published: date, calendar: WorkCalendar) -> int | None:
    from gongkai.errors import CalendarGap

    try:
        return calendar.working_days_between(formed, published)
    except CalendarGap:
        return None


def sections_of(office: Office, on: date) -> QuerySet[Section]:
    return Section.objects.filter(standing(on), office=office)
