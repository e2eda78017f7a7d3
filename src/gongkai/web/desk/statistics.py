"""Figures of the applications of an office: table three as the annual report counts it, and how long answers take."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

from django import forms
from django.core.cache import cache
from django.db.models import Count, F, Q
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongkai.ledger.entries import Entry as LedgerEntry
from gongkai.ledger.entries import Ledger
from gongkai.ledger.events import EventTypes
from gongkai.ledger.labels import describe
from gongkai.report.compile import compile_report
from gongkai.statute.calendar import WorkCalendar
from gongkai.statute.forms import FORM_IDS, Form, LaidCell, load_form
from gongkai.web.applications.models import Application
from gongkai.web.desk.templatetags.words import is_english
from gongkai.web.entries.models import LEDGER, ChainHead, Entry
from gongkai.web.offices.models import Office

FORM = FORM_IDS[-1]
"""The newest form; years of an older one are counted by its rows too, so that they can be added."""

FIRST_YEAR = 2008
MOST_YEARS = 10
LIMITS = (5, 10, 15, 20, 40)
"""Working days at which one group of the distribution ends."""

Cell = tuple[str, str]


class PeriodForm(forms.Form):
    """The years to count."""

    first = forms.IntegerField(label=gettext_lazy("自（年）"), min_value=FIRST_YEAR, max_value=2100)
    last = forms.IntegerField(label=gettext_lazy("至（年）"), min_value=FIRST_YEAR, max_value=2100)

    def __init__(self, data: QueryDict, *, today: date) -> None:
        """Without years in the address: this year."""
        given = {name: data.get(name) or str(today.year) for name in ("first", "last")}
        super().__init__(given)

    def clean(self) -> dict[str, int]:
        first, last = self.cleaned_data.get("first"), self.cleaned_data.get("last")
        if first and last and not 0 <= last - first < MOST_YEARS:
            text = _("起止年度应当先后有序，且不超过%(years)d年。") % {"years": MOST_YEARS}
            raise forms.ValidationError(text)
        return self.cleaned_data


# --- table three --------------------------------------------------------------------------------------------------


def table_three(office: Office, first: int, last: int) -> Mapping[str, int]:
    """Figures of table three for years, by "row.column"; counted anew when an entry was recorded since."""
    head = ChainHead.objects.filter(office=office).values_list("digest", flat=True).first()
    key = f"table-three:{office.pk}:{head}:{first}:{last}"
    found = cache.get(key)
    if found is None:
        cells = cells_behind(ledger_for(office, first, last), first, last)
        found = {f"{row}.{column}": len(entries) for (row, column), entries in cells.items()}
        cache.set(key, found, 24 * 60 * 60)
    return found


def ledger_for(office: Office, first: int, last: int) -> Ledger:
    """The ledger without cases that table three of these years leaves out, and without other registers.

    A case counts from its receipt to the year it was closed in; the stored reading tells which those are.
    """
    is_out = Q(closed_on__lt=date(first, 1, 1)) | Q(received_on__gt=date(last, 12, 31))
    left_out = Application.objects.filter(is_out).order_by().values("number")
    rows = Entry.objects.filter(kind=LEDGER, type__in=_TYPES).exclude(subject__in=left_out).order_by("sequence")
    kept: dict[int, LedgerEntry] = {}
    for row in rows.iterator(chunk_size=2000):
        if row.type != "voided" or row.body["entry"] in kept:  # else it voids an entry of another register
            kept[row.sequence] = row.to_ledger()
    return Ledger(office.facts(), tuple(kept.values()))


_TYPES = (*EventTypes.of_application, "voided", "batch_voided")


def cells_behind(ledger: Ledger, first: int, last: int) -> dict[Cell, tuple[int, ...]]:
    """The entries behind each figure of table three: those of the annual reports of the years, put together.

    What came in and what was decided is added; carried in is that of the first year, carried out that of the last.
    """
    found: dict[Cell, tuple[int, ...]] = {}
    for year in range(first, last + 1):
        report = compile_report(ledger, year, FORM)
        for (table, row, column), cell in report.cells.items():
            if table != "t3" or (row == "carried_in" and year != first):
                continue
            is_at_end = row == "carried_out"
            found[(row, column)] = cell.entries if is_at_end else found.get((row, column), ()) + cell.entries
    return found


@dataclass(frozen=True, slots=True)
class Shown:
    """A cell of the printed form. count, row and column: of a figure; label and spans: of a heading."""

    laid: LaidCell
    count: int | None = None
    row: str = ""
    column: str = ""


def printed(form: Form, counts: Mapping[str, int]) -> list[list[Shown]]:
    """Table three as the form prints it, with figures."""
    rows = []
    for laid in form.layout("t3"):
        cells = []
        for cell in laid:
            if cell.figure is None:
                cells.append(Shown(cell))
            else:
                _table, row, column = cell.figure.key
                cells.append(Shown(cell, counts.get(f"{row}.{column}", 0), row, column))
        rows.append(cells)
    return rows


@dataclass(frozen=True, slots=True)
class Basis:
    """One entry behind a figure, and the case it belongs to where it is still kept."""

    number: str
    on: date
    what: str
    case: Application | None


def basis_of(office: Office, first: int, last: int, row: str, column: str, *, most: int) -> tuple[list[Basis], int]:
    """The entries behind one figure, up to a number of them, and how many there are."""
    ledger = ledger_for(office, first, last)
    numbers = cells_behind(ledger, first, last).get((row, column), ())
    entries = sorted((ledger.by_sequence[one] for one in numbers), key=lambda entry: (entry.event.on, entry.sequence))
    shown = entries[:most]
    cases = {
        case.number: case
        for case in Application.objects.filter(number__in={one.subject for one in shown}).defer("content")
    }
    found = [Basis(one.subject, one.event.on, describe(one.event), cases.get(one.subject)) for one in shown]
    return found, len(entries)


def labels(row: str, column: str) -> tuple[str, str] | None:
    """What a row and a column of table three are called; None for a cell the form does not have."""
    table = load_form(FORM).tables["t3"]
    rows = {one.code: one.gloss if is_english() else "".join((*one.path, one.label)) for one in table.rows}
    columns = {one.code: one.gloss if is_english() else one.label for one in table.columns}
    return (rows[row], columns[column]) if row in rows and column in columns else None


# --- how long it takes --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Group:
    """One line of a distribution. percent: of all of it."""

    label: str
    count: int
    percent: int


@dataclass(frozen=True, slots=True)
class Times:
    """How long answers took, and how long open cases have been here, in working days."""

    answered: Sequence[Group]
    answers: int
    median: int | None
    longest: int | None
    in_time: int
    late: int
    ageing: Sequence[Group]
    open: int
    received: int
    extended: int
    supplemented: int

    @property
    def extended_percent(self) -> int:
        return _percent(self.extended, self.received)

    @property
    def supplemented_percent(self) -> int:
        return _percent(self.supplemented, self.received)

    @property
    def in_time_percent(self) -> int:
        return _percent(self.in_time, self.in_time + self.late)


def times(first: int, last: int, today: date, calendar: WorkCalendar) -> Times:
    """Read from the stored reading in three queries; days are counted by the calendar."""
    begin, end = date(first, 1, 1), date(last, 12, 31)
    cases = Application.objects.order_by()
    answered = cases.filter(is_answered=True, closed_on__gte=begin, closed_on__lte=end, counted_from__isnull=False)
    spans = answered.values("counted_from", "closed_on").annotate(n=Count("pk"), late=Count("pk", filter=_LATE))
    taken: Counter[int] = Counter()
    late = 0
    for row in spans:
        taken[_days(calendar, row["counted_from"], row["closed_on"])] += row["n"]
        late += row["late"]
    waiting: Counter[int] = Counter()
    unconfirmed = 0
    for row in cases.filter(closed_on=None).values("received_on").annotate(n=Count("pk")):
        if row["received_on"] is None:
            unconfirmed += row["n"]
        else:
            waiting[_days(calendar, row["received_on"], today)] += row["n"]
    received = cases.filter(received_on__gte=begin, received_on__lte=end).aggregate(
        all=Count("pk"),
        extended=Count("pk", filter=Q(is_extended=True)),
        supplemented=Count("pk", filter=Q(is_supplemented=True)),
    )
    total = taken.total()
    ageing = list(_groups(waiting, extra=((_("尚未确认收到"), unconfirmed),)))
    return Times(
        list(_groups(taken)),
        total,
        round(median(taken.elements())) if total else None,
        max(taken, default=None),
        total - late,
        late,
        ageing,
        waiting.total() + unconfirmed,
        received["all"],
        received["extended"],
        received["supplemented"],
    )


_LATE = Q(reply_due_on__isnull=False, closed_on__gt=F("reply_due_on"))


def _days(calendar: WorkCalendar, after: date, until: date) -> int:
    return calendar.working_days_between(after, until) if after < until else 0


def _groups(found: Counter[int], extra: Iterable[tuple[str, int]] = ()) -> Iterator[Group]:
    """Counts by `LIMITS`, then those that are no number of days."""
    more = list(extra)
    total = found.total() + sum(count for _label, count in more)
    low = 0
    for high in (*LIMITS, None):
        count = sum(n for days, n in found.items() if days >= low and (high is None or days <= high))
        if high is None:
            label = _("%(low)d 个工作日以上") % {"low": low}
        else:
            label = _("%(low)d—%(high)d 个工作日") % {"low": low, "high": high}
            low = high + 1
        yield Group(label, count, _percent(count, total))
    for label, count in more:
        yield Group(label, count, _percent(count, total))


def _percent(part: int, whole: int) -> int:
    return round(100 * part / whole) if whole else 0
