"""The annual report (年度报告) as typed cells and text. A report that was compiled and one that was read look alike.

Not stated is not zero: `Cell(None, written="/", status="dash")` is not `Cell(0, written="0", status="stated")`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from gongkai.statute.forms import Figure, Form, Key, load_form, path_of

SCHEMA = "gongkai.report/1"

Number = int | Decimal
Status = Literal["stated", "blank", "dash", "missing", "unreadable", "inferred"]
Severity = Literal["error", "warning", "prompt"]
Author = Literal["form", "ledger", "office"]
Level = Literal[0, 2, 3]


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure: its value, how it is written, where it stands, and the ledger entries behind it.

    value: None unless the source states a number (or `status` is "inferred").
    where: place in the source, for a reader: "第2表第7行第9列" or "ledger".
    entries: sequence numbers of ledger entries, empty for a report that was read.
    """

    value: Number | None
    written: str = ""
    where: str = ""
    status: Status = "stated"
    entries: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if self.value is None and self.status in ("stated", "inferred"):
            raise ValueError(f"A cell that is {self.status} has a value; use blank, dash, missing or unreadable.")

    @property
    def stated(self) -> Number | None:
        """The number the source states; an inferred number is not stated."""
        return self.value if self.status == "stated" else None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of a section, and the figures it rests on.

    level: 0 text, 2 a heading （一）, 3 a heading 1.
    by: "form" fixed wording, "ledger" drafted from facts, "office" written by the office.
    figures: paths of the cells the text states, in order; entries: ledger entries of the other facts it states.
    is_draft: a person must still complete or replace it.
    """

    text: str
    level: Level = 0
    by: Author = "office"
    figures: tuple[str, ...] = ()
    is_draft: bool = False
    entries: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Contact:
    """How the public reaches the office about the report."""

    address: str = ""
    phone: str = ""
    postcode: str = ""
    email: str = ""
    website: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One ledger entry behind a figure, as a person would look it up. Holds no personal data."""

    sequence: int
    on: date
    subject: str
    what: str
    where: str = ""


@dataclass(frozen=True, slots=True)
class Remark:
    """Something the compiler or a reader noticed that is not a finding about the figures."""

    code: str
    at: str
    message: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found: rule, place and numbers. `gongkai.report.words` puts it in Chinese or English.

    cell: path of the figure the words at `at` are compared with; variant: which wording of the rule says it.
    """

    rule: str
    severity: Severity
    at: str
    expected: Number | str | None = None
    found: Number | str | None = None
    detail: str = ""
    cell: str = ""
    variant: str = ""


@dataclass(frozen=True, slots=True)
class AnnualReport:
    """A report of one office for one year in one statutory form.

    headings: section code to heading as written, in the order they stand; empty for a report that was compiled.
    """

    office: str | None
    year: int | None
    form_id: str | None
    cells: Mapping[Key, Cell] = field(repr=False)
    sections: Mapping[str, tuple[Paragraph, ...]] = field(default_factory=dict, repr=False)
    title: str = ""
    preamble: tuple[Paragraph, ...] = ()
    period: tuple[date, date] | None = None
    signed_by: str | None = None
    published_on: date | None = None
    contact: Contact = Contact()
    metadata: Mapping[str, str] = field(default_factory=dict)
    office_kind: str | None = None
    warnings: tuple[Remark, ...] = ()
    as_of: int | None = None
    evidence: Mapping[int, Evidence] = field(default_factory=dict, repr=False)
    headings: Mapping[str, str] = field(default_factory=dict)

    @property
    def form(self) -> Form:
        """The statutory form this report is written in.

        Raises:
            UnknownForm: the report's form was not recognised.
        """
        return load_form(self.form_id or "")

    def cell(self, key: Key) -> Cell:
        """The cell, or a missing one."""
        return self.cells.get(key, MISSING)

    def at(self, path: str) -> Cell:
        """The cell a path names. Raises UnknownFigure for a path outside the form."""
        return self.cell(self.form.figure(path).key)

    def value(self, table: str, row: str, column: str) -> Number | None:
        """The stated number, or None."""
        return self.cell((table, row, column)).stated

    def sum(self, table: str, column: str, rows: Iterable[str]) -> Number | None:
        """Sum of stated numbers of some rows in a column; None as soon as one is not stated."""
        return total(self.value(table, row, column) for row in rows)

    def figures(self) -> Iterable[tuple[Figure, Cell]]:
        """Every cell of the form in printed order."""
        return ((figure, self.cell(key)) for key, figure in self.form.figures.items())


MISSING = Cell(None, status="missing")


def total(values: Iterable[Number | None]) -> Number | None:
    """Sum, or None when any part is not stated."""
    result: Number = 0
    for value in values:
        if value is None:
            return None
        result += value
    return result


def written(value: Number) -> str:
    """The digits of a number as a report prints them: no exponent, no needless zeros after the point."""
    if isinstance(value, int):
        return str(value)
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


__all__ = [
    "MISSING",
    "SCHEMA",
    "AnnualReport",
    "Cell",
    "Contact",
    "Evidence",
    "Figure",
    "Finding",
    "Number",
    "Paragraph",
    "Remark",
    "Severity",
    "Status",
    "path_of",
    "total",
    "written",
]
