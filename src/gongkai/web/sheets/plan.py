"""The dry run: what a file would record, what is wrong row by row, and where its cases would fall in the report."""

from __future__ import annotations

import re
from collections import Counter as Tally
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.text import capfirst

from gongkai.documents.tables import ERROR, Row, Table
from gongkai.errors import OfficeError, StatuteError
from gongkai.ledger.acts import verify_application
from gongkai.ledger.challenges import COLUMN_PREFIX
from gongkai.ledger.entries import Entry, Ledger
from gongkai.ledger.events import ChallengeDecided, ChallengeReceived, Event
from gongkai.ledger.steps import Answered, ApplicationEvent, ClosedOtherwise, DeemedAbandoned, FeeLapsed, Withdrawn
from gongkai.report.compile import compile_report
from gongkai.statute.calendar import WorkCalendar
from gongkai.statute.forms import FORM_IDS, load_form
from gongkai.statute.forms import Column as FormColumn
from gongkai.statute.forms import Row as FormRow
from gongkai.web.applications.models import Application, Counter
from gongkai.web.config.clock import calendar_of, local_today
from gongkai.web.desk.templatetags.words import is_english
from gongkai.web.offices.models import Office
from gongkai.web.people.models import Details
from gongkai.web.sheets.columns import labels_of, shown, without_brackets
from gongkai.web.sheets.fields import CHOICES, FIELDS, headings
from gongkai.web.sheets.findings import Finding, letters, of_law
from gongkai.web.sheets.mapping import Decided
from gongkai.web.sheets.rows import Act, RowReader, RowReading, acts_of, dates_of, details_of

MOST_ROWS = 20_000
EACH = 200
"""Applications after which it is told how many are read."""

MOST_WORDINGS = 60
"""Different words of one choice column; a column with more holds something else."""

_CASE = ApplicationEvent.__args__
_SUM = re.compile(r"(?:件数|数|[0-9]+件?)?")
_CLOSING = (Answered, Withdrawn, DeemedAbandoned, FeeLapsed, ClosedOtherwise)


@dataclass
class PlannedRow:
    """One application as it would be recorded."""

    reading: RowReading
    acts: list[Act]
    details: Details | None
    number: str = ""

    @property
    def line(self) -> int:
        return self.reading.line

    @property
    def is_bad(self) -> bool:
        return self.reading.is_bad

    @property
    def content(self) -> str:
        return str(self.reading.get("content") or "")

    def subject(self, told: str) -> str:
        """The subject of an act: the case, or a reconsideration or suit of it."""
        return f"{self.number}{told}" if told.startswith("-") or not told else told


@dataclass
class Plan:
    """What an import of a sheet would do. left_out: lines of rows that are no application, by why."""

    sheet: str
    rows: list[PlannedRow] = field(default_factory=list)
    blank: int = 0
    totals: list[int] = field(default_factory=list)
    repeated: list[int] = field(default_factory=list)

    @property
    def findings(self) -> list[Finding]:
        found = [one for row in self.rows for one in row.reading.findings]
        return sorted(found, key=lambda one: (one.row, len(one.column), one.column))

    @property
    def errors(self) -> list[Finding]:
        return [one for one in self.findings if one.severity == "error"]

    @property
    def warnings(self) -> list[Finding]:
        return [one for one in self.findings if one.severity == "warning"]

    @property
    def good(self) -> list[PlannedRow]:
        return [row for row in self.rows if not row.is_bad]

    @property
    def bad(self) -> list[PlannedRow]:
        return [row for row in self.rows if row.is_bad]

    def entries(self, rows: Iterable[PlannedRow] | None = None) -> Iterator[Entry]:
        """The entries of the sound rows, or of those given, each with the cell it rests on."""
        sequence = 0
        for row in self.good if rows is None else rows:
            for told, event, key in row.acts:
                sequence += 1
                yield Entry(sequence, _named(event, row), row.subject(told), where=self.place(row, key))

    def place(self, row: PlannedRow, key: str) -> str:
        return f"{self.sheet}!{letters(row.reading.columns.get(key, 0))}{row.line}"

    def ledger(self, office: Office) -> Ledger:
        return Ledger(office.facts(), tuple(self.entries()))


def _named(event: Event, row: PlannedRow) -> Event:
    """A challenge names its case only now that the case has its number."""
    if isinstance(event, ChallengeReceived):
        return ChallengeReceived(on=event.on, kind=event.kind, application=row.number)
    return event


def make_plan(
    tables: Sequence[Table], decided: Decided, office: Office, tell: Callable[[int, int], None] | None = None
) -> Plan:
    """Read a sheet as the clerk decided; every row is judged, none is recorded.

    tell: is told now and then how many of how many rows are read.

    Raises:
        OfficeError: the sheet is not there, or holds too many rows.
    """
    table = sheet_of(tables, decided)
    plan = Plan(table.name)
    reader = RowReader(office.pk, decided, table.name, is_1904=table.is_1904)
    for line, row in _lines(table, decided, plan):
        reading = reader.read(line, row)
        details = details_of(reading)
        plan.rows.append(PlannedRow(reading, acts_of(reading), details))
        if tell is not None and len(plan.rows) % EACH == 0:
            tell(len(plan.rows), len(table.rows))
        if len(plan.rows) > MOST_ROWS:
            raise OfficeError(
                f"The sheet holds more than {MOST_ROWS} applications; split it.",
                zh=f"表中的申请超过{MOST_ROWS}件，请拆分后分次导入。",
            )
    _number(plan, office, decided)
    _judge(plan, calendar_of(office.calendar_region), local_today())
    return plan


def sheet_of(tables: Sequence[Table], decided: Decided) -> Table:
    if not 0 <= decided.sheet < len(tables):
        raise OfficeError("The sheet is not in the file.", zh="文件中没有这张工作表，请重新选择。")
    return tables[decided.sheet]


def _lines(table: Table, decided: Decided, plan: Plan) -> Iterator[tuple[int, Row]]:
    """The rows below the heading that are applications, with their numbers."""
    first = decided.header + decided.depth - 1
    labels = labels_of(table, decided.header, decided.depth)
    heads = [labels[column] if column < len(labels) else "" for column in decided.columns.values()]
    for line, row in enumerate(table.rows[first:], first + 1):
        cells = {key: row[column] for key, column in decided.columns.items() if column < len(row)}
        told = [shown(value) or (value == ERROR and ERROR) for key, value in cells.items() if key != "number"]
        if not any(told) and not is_total(row):
            plan.blank += 1
            continue
        if is_total(row):
            plan.totals.append(line)
        elif sum(bool(head) and shown(row[column]) == head for head, column in _pairs(heads, decided, row)) > 1:
            plan.repeated.append(line)
        else:
            yield line, row


def _pairs(heads: Sequence[str], decided: Decided, row: Row) -> Iterator[tuple[str, int]]:
    for head, column in zip(heads, decided.columns.values(), strict=True):
        if column < len(row):
            yield head, column


def is_total(row: Row) -> bool:
    """Whether a row sums others up: its first words say so."""
    first = next((without_brackets(text) for value in row if (text := shown(value))), "")
    return any(first.startswith(word) and _SUM.fullmatch(first.removeprefix(word)) for word in _totals())


def _totals() -> Sequence[str]:
    found: Sequence[str] = headings()["rows"]["totals"]
    return found


def _number(plan: Plan, office: Office, decided: Decided) -> None:
    """Give each row its number; without a column for it, the office's next ones of the year of arrival."""
    known = set(Application.objects.filter(office=office).values_list("number", flat=True))
    last = dict(Counter.objects.filter(office=office, series="application").values_list("year", "last"))
    seen: dict[str, int] = {}
    for row in plan.rows:
        reading = row.reading
        row.number = reading.get("number") or ""
        if "number" in decided.columns:
            if not row.number and not any(one.column == letters(decided.columns["number"]) for one in reading.findings):
                reading.add("number", "missing", label=str(FIELDS["number"].label))
        elif row.acts and not reading.is_bad:
            year = row.acts[0][1].on.year
            last[year] = last.get(year, 0) + 1
            while f"{year}-{last[year]:04d}" in known:
                last[year] += 1
            row.number = f"{year}-{last[year]:04d}"
        if row.number in seen:
            reading.add("number", "duplicate", value=row.number, other=seen[row.number])
        elif row.number in known:
            reading.add("number", "known", value=row.number)
        elif row.number:
            seen[row.number] = row.line
    _number_challenges(plan)


def _number_challenges(plan: Plan) -> None:
    """A case number of a court that stands in two rows would make one case of two."""
    seen: dict[str, int] = {}
    for row in plan.rows:
        for told, event, key in row.acts:
            if isinstance(event, ChallengeReceived):
                subject = row.subject(told)
                if subject in seen and seen[subject] != row.line:
                    row.reading.add(key, "duplicate", value=subject, other=seen[subject])
                seen.setdefault(subject, row.line)


def _judge(plan: Plan, calendar: WorkCalendar, today: date) -> None:
    """Ask the law about every row; what lies ahead has not happened."""
    for row in plan.rows:
        for on, key in dates_of(row.acts):
            if on > today:
                row.reading.add(key, "ahead", value=on.isoformat())
        if not row.acts:
            continue
        received = row.acts[0][1].on
        for _told, event, key in row.acts:
            if isinstance(event, ChallengeReceived) and event.on < received:
                row.reading.add(key, "challenge_before")
        _ask_law(plan, row, calendar)


def _ask_law(plan: Plan, row: PlannedRow, calendar: WorkCalendar) -> None:
    entries = [one for one in plan.entries([row]) if isinstance(one.event, _CASE)]
    entries.sort(key=lambda one: (one.event.on, one.sequence))
    try:
        for one in verify_application(row.number or "-", entries, calendar):
            column = one.entry.where.rpartition("!")[2].rstrip("0123456789")
            found = of_law(row.line, column, one.code, (one.zh, one.en), one.article, one.severity)
            row.reading.findings.append(found)
            if one.severity == "error":
                return  # what follows from it is no news
    except StatuteError as error:
        row.reading.findings.append(Finding(row.line, "", "calendar", error.zh, str(error)))


# --- wordings -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Wording:
    """What stands in cells of a choice column. code: what it is taken for, "" where nobody knows."""

    text: str
    count: int
    code: str


def wordings(tables: Sequence[Table], decided: Decided, office: Office) -> dict[str, list[Wording]]:
    """The different words of each choice column, the frequent first; at most one more than `MOST_WORDINGS`."""
    table = sheet_of(tables, decided)
    reader = RowReader(office.pk, decided, table.name, is_1904=table.is_1904)
    tallies: dict[str, Tally[str]] = {key: Tally() for key in CHOICES if key in decided.columns}
    for _line, row in _lines(table, decided, Plan(table.name)):
        for key, tally in tallies.items():
            column = decided.columns[key]
            text = shown(row[column]) if column < len(row) else ""
            if text:
                tally[text] += 1
    return {
        key: [Wording(text, count, reader.code(key, text)) for text, count in tally.most_common(MOST_WORDINGS + 1)]
        for key, tally in tallies.items()
    }


# --- the report ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Figures:
    """Totals of table three by year, and of table four. lines: label, depth, a number a year."""

    years: tuple[int, ...]
    lines: tuple[tuple[str, tuple[int, ...]], ...]
    challenges: tuple[tuple[str, tuple[int, ...]], ...]


def figures(ledger: Ledger) -> Figures:
    """Where the cases of a ledger fall in tables three and four, in the rows of the form of today."""
    years = sorted(_years(ledger))
    form = load_form(FORM_IDS[-1])
    reports = [compile_report(ledger, year, form.id).cells for year in years]
    lines = []
    for row in form.tables["t3"].rows:
        values = tuple(int(cells["t3", row.code, "total"].value or 0) for cells in reports)
        if any(values):
            lines.append((_label(row), values))
    challenges = []
    for column in form.tables["t4"].columns:
        if not column.code.startswith(tuple(COLUMN_PREFIX.values())):
            continue
        values = tuple(_figure(cells, column.code) for cells in reports)
        if any(values) and not column.code.endswith("_total"):
            challenges.append((_heading(column), values))
    return Figures(tuple(years), tuple(lines), tuple(challenges))


def _label(row: FormRow) -> str:
    """A row as the form prints it, with the group it belongs to; its gloss in English."""
    if is_english():
        return row.gloss[:1].upper() + row.gloss[1:]
    groups = [one for one in row.path if one.startswith("（")]
    return "".join((*groups, row.label))


def _heading(column: FormColumn) -> str:
    """A column with what it stands below; in English its gloss."""
    return capfirst(column.gloss) if is_english() else "：".join((*column.path, column.label))


def _figure(cells: Mapping[tuple[str, str, str], object], column: str) -> int:
    found = next((cell for (table, _row, code), cell in cells.items() if table == "t4" and code == column), None)
    value = getattr(found, "value", None)
    return int(value) if value else 0


def _years(ledger: Ledger) -> set[int]:
    """Years in which a case came in or ended, or a challenge was decided."""
    found = set()
    for entries in (*ledger.applications.values(), *ledger.challenges.values()):
        found.add(entries[0].event.on.year)
        found |= {one.event.on.year for one in entries if isinstance(one.event, (*_CLOSING, ChallengeDecided))}
    return found
