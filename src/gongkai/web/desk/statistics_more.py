"""Further figures of the statistics page: table four (reconsideration and litigation), and fees."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from gongkai.ledger.entries import Ledger
from gongkai.ledger.labels import describe
from gongkai.ledger.steps import FeeLapsed, FeeNoticed, FeePaid
from gongkai.report.compile import compile_report
from gongkai.statute.forms import LaidCell, load_form
from gongkai.web.challenges.models import Challenge
from gongkai.web.challenges.reading import recorded
from gongkai.web.desk.statistics import FORM, Shown
from gongkai.web.desk.templatetags.words import is_english
from gongkai.web.entries.models import LEDGER, Entry
from gongkai.web.offices.models import Office

# --- table four ---------------------------------------------------------------------------------------------------


def table_four(office: Office, first: int, last: int) -> dict[str, tuple[int, ...]]:
    """The entries behind each figure of table four for years, by code.

    Decided cases of every year are put together; pending are those of the end of the last year.
    """
    return cells_of(Ledger(office.facts(), tuple(recorded(office))), first, last)


def cells_of(ledger: Ledger, first: int, last: int) -> dict[str, tuple[int, ...]]:
    """`table_four` of a ledger."""
    found: dict[str, tuple[int, ...]] = {}
    for year in range(first, last + 1):
        for (table, _row, code), cell in compile_report(ledger, year, FORM).cells.items():
            if table == "t4" and (year == last or not code.endswith("_pending")):
                found[code] = found.get(code, ()) + cell.entries
    for column in load_form(FORM).tables["t4"].columns:
        if column.sum_of:
            found[column.code] = tuple(number for part in column.sum_of for number in found.get(part, ()))
    return found


def printed_four(cells: Mapping[str, tuple[int, ...]]) -> list[list[Shown]]:
    """Table four as the form prints it, with figures."""
    rows = []
    for laid in load_form(FORM).layout("t4"):
        rows.append([_shown(cell, cells) for cell in laid])
    return rows


def _shown(cell: LaidCell, cells: Mapping[str, tuple[int, ...]]) -> Shown:
    if cell.figure is None:
        return Shown(cell)
    _table, row, column = cell.figure.key
    return Shown(cell, len(cells.get(column, ())), row, column)


def labels_four(column: str) -> tuple[str, str] | None:
    """What a cell of table four is called, and its group; None for one the form does not have."""
    for one in load_form(FORM).tables["t4"].columns:
        if one.code == column:
            return (one.gloss, "") if is_english() else (one.label, "，".join(one.path))
    return None


@dataclass(frozen=True, slots=True)
class ChallengeBasis:
    """One entry behind a figure of table four, and its case."""

    number: str
    on: date
    what: str
    challenge: Challenge | None


def basis_four(office: Office, first: int, last: int, column: str) -> list[ChallengeBasis]:
    """The entries behind one figure of table four."""
    ledger = Ledger(office.facts(), tuple(recorded(office)))
    numbers = cells_of(ledger, first, last).get(column, ())
    entries = sorted((ledger.by_sequence[one] for one in numbers), key=lambda entry: (entry.event.on, entry.sequence))
    known = {one.number: one for one in Challenge.objects.filter(number__in={one.subject for one in entries})}
    return [ChallengeBasis(one.subject, one.event.on, describe(one.event), known.get(one.subject)) for one in entries]


# --- fees -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Fees:
    """Fee notices, payments and lapses of a period, and their amounts in yuan."""

    noticed: int
    noticed_yuan: Decimal
    paid: int
    paid_yuan: Decimal
    lapsed: int


_FEE_TYPES = ("fee_noticed", "fee_paid", "fee_lapsed")


def fees(office: Office, first: int, last: int) -> Fees:
    """Fees of years by the dates of their entries; what was voided does not count."""
    rows = Entry.objects.filter(office=office, kind=LEDGER, type__in=(*_FEE_TYPES, "voided", "batch_voided"))
    ledger = Ledger(office.facts(), tuple(row.to_ledger() for row in rows.order_by("sequence")))
    found = [one.event for one in ledger.standing if date(first, 1, 1) <= one.event.on <= date(last, 12, 31)]
    noticed = [one.amount_yuan for one in found if isinstance(one, FeeNoticed)]
    paid = [one.amount_yuan for one in found if isinstance(one, FeePaid)]
    lapsed = sum(isinstance(one, FeeLapsed) for one in found)
    return Fees(len(noticed), _sum(noticed), len(paid), _sum(paid), lapsed)


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, Decimal(0))
