"""Table two and the other figures of disclosure: compiled by the core, each with the entries behind it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from gongkai.errors import UnknownForm
from gongkai.ledger import events as e
from gongkai.ledger.codes import DECISION_KINDS, DOCUMENT_KINDS
from gongkai.ledger.entries import Entry as LedgerEntry
from gongkai.ledger.entries import Ledger
from gongkai.ledger.events import type_name
from gongkai.ledger.labels import describe
from gongkai.ledger.registers import Registers
from gongkai.report.compile import compile_report, processing_fees
from gongkai.report.model import AnnualReport, Cell, written
from gongkai.report.reconcile import check
from gongkai.report.words import finding_text
from gongkai.statute.forms import FORM_IDS, Figure, Form, LaidCell, form_for, load_form
from gongkai.web.applications.exports import Cell as SheetCell
from gongkai.web.applications.models import Application
from gongkai.web.desk.templatetags.words import gloss, is_english
from gongkai.web.offices.models import Office
from gongkai.web.registers.kinds import BY_TYPE, REGISTERS
from gongkai.web.registers.queries import OF_FIGURES, ledger_for, sums_of

BESIDE = ("purchases", "items", "channels", "requests", "proposals", "facts")
"""Registers whose figures stand beside table two, in the text of the report."""

MOST_SHOWN = 500
"""Entries listed behind one figure."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A cell of the printed form. text: of a figure, as it is printed; row and column: its codes."""

    laid: LaidCell
    text: str = ""
    row: str = ""
    column: str = ""
    is_open: bool = False


@dataclass(frozen=True)
class Figures:
    """The figures of one year and those of the year before, in the form of this year."""

    year: int
    form: Form
    ledger: Ledger
    report: AnnualReport
    before: AnnualReport

    @property
    def rows(self) -> list[list[Shown]]:
        """Table two as the form prints it."""
        return [[_shown(cell, self.report) for cell in laid] for laid in self.form.layout("t2")]

    @property
    def compared(self) -> Iterator[tuple[Figure, str, str, str]]:
        """Each figure of table two: this year, last year, the difference."""
        for figure in _of_two(self.form):
            now, then = self.report.cells[figure.key].value, self.before.cells[figure.key].value
            change = "" if now is None or then is None else _signed(Decimal(now) - Decimal(then))
            yield figure, _written(now), _written(then), change

    @property
    def has_before(self) -> bool:
        """Whether anything but an opening balance was recorded for the year before; else its figures say nothing."""
        last = self.year - 1
        return any(one.event.on.year == last and not isinstance(one.event, e.Opening) for one in self.ledger.standing)

    @property
    def remarks(self) -> list[str]:
        """What the checks of the core say of table two."""
        language = "en" if is_english() else "zh"
        found = check(self.report, self.before if self.has_before else None)
        return [finding_text(one, language) for one in found if one.at.startswith("t2.")]

    @property
    def beside(self) -> list[tuple[Any, list[tuple[str, str, str]]]]:
        """Figures of the text by register: what, this year, last year."""
        found = []
        for slug in BESIDE:
            register = REGISTERS[slug]
            mine = dict(sums_of(register, self.ledger, self.year, date(self.year, 12, 31)))
            last = dict(sums_of(register, self.ledger, self.year - 1, date(self.year - 1, 12, 31)))
            lines = [(label, mine.get(label, "—"), last.get(label, "—")) for label in {**mine, **last}]
            if any({now, then} - {"0", "—"} for _label, now, then in lines):
                found.append((register, lines))
        return found


def form_of(year: int) -> Form:
    """The form of a year; the oldest one for a year before any."""
    try:
        return form_for(year)
    except UnknownForm:
        return load_form(FORM_IDS[0])


def figures_of(office: Office, year: int) -> Figures:
    """Compile table two of a year and of the year before from the registers."""
    ledger, form = ledger_for(office, OF_FIGURES), form_of(year)
    before = compile_report(ledger, year - 1, form.id)
    return Figures(year, form, ledger, compile_report(ledger, year, form.id, previous=before), before)


def _shown(laid: LaidCell, report: AnnualReport) -> Shown:
    if laid.figure is None:
        return Shown(laid)
    cell: Cell = report.cells[laid.figure.key]
    return Shown(laid, cell.written, laid.figure.row, laid.figure.column, bool(cell.entries))


def _of_two(form: Form) -> list[Figure]:
    return [figure for key, figure in form.figures.items() if key[0] == "t2"]


def _written(value: Any) -> str:
    return "" if value is None else written(value)


def _signed(change: Decimal) -> str:
    return f"{'+' if change > 0 else ''}{written(change)}" if change else "0"


# --- behind a figure ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Basis:
    """One entry behind a figure. register: its slug, or "" for an entry of a case."""

    sequence: int
    on: date
    subject: str
    what: str
    register: str = ""
    case: Application | None = None


def figure_of(form: Form, row: str, column: str) -> Figure | None:
    return form.figures.get(("t2", row, column))


def basis_of(office: Office, year: int, figure: Figure) -> tuple[str, list[Basis], int]:
    """The figure as printed, the entries behind it, the first `MOST_SHOWN` of them, and how many there are."""
    found = figures_of(office, year)
    cell = found.report.cells[figure.key]
    entries = [found.ledger.by_sequence[number] for number in dict.fromkeys(cell.entries)]
    shown = entries[:MOST_SHOWN]
    fees = [one.subject for one in shown if isinstance(one.event, e.FeePaid)]
    cases = {one.number: one for one in Application.objects.filter(number__in=fees)} if fees else {}
    return cell.written, [_basis(one, cases) for one in shown], len(entries)


def _basis(entry: LedgerEntry, cases: Mapping[str, Application]) -> Basis:
    register = BY_TYPE.get(type_name(entry.event))
    slug, case = register.slug if register else "", cases.get(entry.subject)
    return Basis(entry.sequence, entry.event.on, entry.subject, describe(entry.event), slug, case)


# --- quarters -------------------------------------------------------------------------------------------------------

ENDS = ((3, 31), (6, 30), (9, 30), (12, 31))


def quarterly(office: Office, year: int, today: date) -> Iterator[Sequence[SheetCell]]:
    """The statistics sheet: a row a figure, a column a quarter. A quarter that has not begun is blank.

    Each figure is the core's own count of the ledger up to the end of a quarter, less that up to the end of the one
    before; what stands at a day (in force) is taken at that day.
    """
    ledger = ledger_for(office, OF_FIGURES)
    ends = [date(year, month, last) for month, last in ENDS]
    begun = [number for number in range(4) if date(year, 3 * number + 1, 1) <= today]
    counted = [_until(ledger, year, ends[number]) for number in begun]
    yield [_("项目"), _("单位"), *(_("第%(n)d季度") % {"n": n} for n in range(1, 5)), _("全年累计")]
    for (label, unit, is_at_day), values in _series(counted).items():
        flows = (
            values if is_at_day else [one - before for one, before in zip(values, [Decimal(0), *values], strict=False)]
        )
        cells: list[SheetCell] = [float(one) for one in flows]
        last: SheetCell = float(values[-1]) if values else None
        yield [label, unit, *cells, *[None] * (4 - len(cells)), last]


Key = tuple[str, str, bool]


def _series(counted: Sequence[Mapping[Key, Decimal]]) -> dict[Key, list[Decimal]]:
    keys = list(dict.fromkeys(key for one in counted for key in one))
    return {key: [one.get(key, Decimal(0)) for one in counted] for key in keys}


def _until(ledger: Ledger, year: int, end: date) -> dict[Key, Decimal]:
    """Figures of a year up to a day. Key: label, unit, whether it stands at the day."""
    part = Ledger(ledger.office, tuple(one for one in ledger.entries if _is_by(one, end)))
    registers = Registers(part.register_entries)
    piece, yuan = pgettext("unit", "件"), _("元")
    found: dict[Key, Any] = {}
    for kind, label in DOCUMENT_KINDS.items():
        name = str(gloss(label))
        found[_("%(kind)s制发") % {"kind": name}, piece, False] = registers.issued(kind, year).value
        found[_("%(kind)s废止") % {"kind": name}, piece, False] = registers.repealed(kind, year).value
        found[_("%(kind)s现行有效（期末）") % {"kind": name}, piece, True] = registers.in_force(kind, end).value
    for kind, label in DECISION_KINDS.items():
        found[_("%(kind)s处理决定") % {"kind": gloss(label)}, piece, False] = registers.decisions(kind, year).value
    charges = registers.charges_yuan(year) + processing_fees(part, year)
    found[_("行政事业性收费"), yuan, False] = charges.value
    found[_("政府集中采购项目"), _("个"), False] = registers.purchases(year).value
    found[_("政府集中采购金额"), yuan, False] = registers.purchases_yuan(year).value
    found[_("主动公开信息"), _("条"), False] = registers.items_published(year).value
    found[_("公众留言受理"), piece, False] = sum(one.received for _e, one in registers.of(e.RequestsAnswered, year))
    found[_("建议提案答复"), piece, False] = sum(1 for _one in registers.of(e.ProposalAnswered, year))
    return {key: Decimal(value) for key, value in found.items()}


def _is_by(entry: LedgerEntry, end: date) -> bool:
    """Voids stay whatever their day: what they drop counts nowhere."""
    return isinstance(entry.event, e.Voided | e.BatchVoided) or entry.event.on <= end
