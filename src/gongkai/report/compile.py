"""Ledger in, annual report out (年度报告编制). Every figure keeps the entries it was counted from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import cast

from gongkai.errors import EntryError, UnknownForm
from gongkai.ledger.challenges import fold_challenge
from gongkai.ledger.entries import Entry, Ledger
from gongkai.ledger.events import ApplicationEvent, FeePaid, ReceiptConfirmed, Received
from gongkai.ledger.labels import describe
from gongkai.ledger.registers import DECISION_KINDS, DOCUMENT_KINDS, Registers, Tally
from gongkai.ledger.state import CLOSING, State, fold
from gongkai.report.model import AnnualReport, Cell, Contact, Evidence, Paragraph, Remark, written
from gongkai.report.narrative import draft, with_own_text
from gongkai.statute.forms import Figure, Form, Key, form_for, load_form
from gongkai.statute.outcomes import APPLICANTS, outcomes
from gongkai.statute.receipt import AWAITING_CONFIRMATION

_WAN = Decimal(10_000)


def compile_report(
    ledger: Ledger,
    year: int,
    form_id: str | None = None,
    *,
    previous: AnnualReport | None = None,
    as_of: int | None = None,
    texts: Mapping[str, tuple[Paragraph, ...]] | None = None,
    title: str = "",
    signed_by: str = "",
    signed_on: date | None = None,
) -> AnnualReport:
    """Return the annual report of a year as the ledger states it.

    Args:
        form_id: statutory form; by default the one prescribed for the year. Another one is compiled with a remark.
        previous: last year's report, for comparisons in the text; no figure is taken from it.
        as_of: compile the ledger as it stood at this entry (a signed report is reproduced byte for byte).
        texts: the office's own text by section code; it replaces the draft (see `narrative.with_own_text`).
        signed_on: date of the signature; None leaves it open.
    Raises:
        UnknownForm: no form of this name, or none for this year.
    Source: notices 国办公开办函〔2019〕60号, 〔2021〕30号; Regulation art. 50. Counting rules: docs/rules.md.
    """
    form = load_form(form_id) if form_id else form_for(year)
    book = ledger if as_of is None else ledger.as_of(as_of)
    registers = Registers(book.register_entries)
    tallies = {**_table_two(form, book, registers, year), **_table_three(form, book, year), **_table_four(book, year)}
    cells = {key: _cell(figure, tallies.get(key, Tally(0))) for key, figure in form.figures.items()}
    office = book.office
    report = AnnualReport(
        office=office.name,
        office_kind=office.kind,
        year=year,
        form_id=form.id,
        cells=cells,
        title=title or f"{office.name}{year}年政府信息公开工作年度报告",
        period=(date(year, 1, 1), date(year, 12, 31)),
        signed_by=signed_by or office.name,
        published_on=signed_on,
        contact=Contact(office.address, office.phone, office.postcode, office.email, office.website),
        warnings=tuple(_remarks(form, year)),
        as_of=book.last_sequence,
    )
    preamble, drafted = draft(report, book, registers, previous)
    sections = with_own_text(drafted, texts or {})
    evidence = LedgerEvidence(book, _numbers(cells, sections))
    return replace(report, preamble=preamble, sections=sections, evidence=evidence)


class LedgerEvidence(Mapping[int, Evidence]):
    """The entries behind a report, described when asked for. `numbers`: their sequence numbers."""

    def __init__(self, ledger: Ledger, numbers: Iterable[int]) -> None:
        self._ledger = ledger
        self._numbers = dict.fromkeys(sorted(set(numbers)))

    def __getitem__(self, sequence: int) -> Evidence:
        if sequence not in self._numbers:
            raise KeyError(sequence)
        entry = self._ledger.by_sequence[sequence]
        return Evidence(sequence, entry.event.on, entry.subject, describe(entry.event), entry.where)

    def __iter__(self) -> Iterator[int]:
        return iter(self._numbers)

    def __len__(self) -> int:
        return len(self._numbers)


def _numbers(cells: Mapping[Key, Cell], sections: Mapping[str, tuple[Paragraph, ...]]) -> Iterator[int]:
    for cell in cells.values():
        yield from cell.entries
    for paragraphs in sections.values():
        for paragraph in paragraphs:
            yield from paragraph.entries


def _cell(figure: Figure, tally: Tally) -> Cell:
    value = tally.value
    if isinstance(value, Decimal) and not figure.is_decimal:
        value = int(value)
    return Cell(value, written(value), "ledger", "stated", tally.entries)


def _remarks(form: Form, year: int) -> Iterator[Remark]:
    if form.covers(year):
        return
    try:
        proper = form_for(year).id
    except UnknownForm:
        return
    yield Remark("wrong_form", form.id, f"{year}年报告应使用{proper}格式，本报告按{form.id}编制")


# --- table two ----------------------------------------------------------------------------------------------------


def _table_two(form: Form, ledger: Ledger, registers: Registers, year: int) -> dict[Key, Tally]:
    tallies = _block_2019(registers, year) if form.id == "fmt2019" else _block_2021(ledger, registers, year)
    return {("t2", row, column): tally for (row, column), tally in tallies.items()}


def _block_2021(ledger: Ledger, registers: Registers, year: int) -> dict[tuple[str, str], Tally]:
    last = date(year, 12, 31)
    found = {}
    for kind in DOCUMENT_KINDS:
        found[(kind, "issued_this_year")] = registers.issued(kind, year)
        found[(kind, "repealed_this_year")] = registers.repealed(kind, year)
        found[(kind, "in_force")] = registers.in_force(kind, last)
    for kind in ("licensing", "penalty", "coercion"):
        found[(kind, "decisions_this_year")] = registers.decisions(kind, year)
    yuan = registers.charges_yuan(year) + processing_fees(ledger, year)
    found[("admin_fees", "amount_wan_yuan")] = Tally(Decimal(yuan.value) / _WAN, yuan.entries)
    return found


def _block_2019(registers: Registers, year: int) -> dict[tuple[str, str], Tally]:
    first, last = date(year, 1, 1), date(year, 12, 31)
    found = {}
    for kind in DOCUMENT_KINDS:
        found[(kind, "made_this_year")] = registers.issued(kind, year)
        found[(kind, "newly_disclosed")] = registers.disclosed(kind, first, last)
        found[(kind, "disclosed_total")] = registers.disclosed_total(kind, last)
    for kind in (*DECISION_KINDS, "admin_fees"):
        found[(kind, "projects_last_year")] = registers.projects_before(kind, year)
        found[(kind, "change_this_year")] = registers.projects_changed(kind, year)
    for kind in DECISION_KINDS:
        found[(kind, "decisions")] = registers.decisions(kind, year)
    found[("central_procurement", "project_count")] = registers.purchases(year)
    yuan = registers.purchases_yuan(year)
    found[("central_procurement", "total_amount")] = Tally(Decimal(yuan.value) / _WAN, yuan.entries)
    return found


def processing_fees(ledger: Ledger, year: int) -> Tally:
    """Processing fees (信息处理费) received in a year, in yuan.

    They are an administrative fee and count in table two (provincial notices [S]; inclusion mark D).
    """
    paid = [
        (entry.sequence, entry.event.amount_yuan)
        for entry in ledger.standing
        if isinstance(entry.event, FeePaid) and entry.event.on.year == year
    ]
    return Tally(sum((amount for _, amount in paid), Decimal(0)), tuple(sequence for sequence, _ in paid))


# --- table three --------------------------------------------------------------------------------------------------


def _table_three(form: Form, ledger: Ledger, year: int) -> dict[Key, Tally]:
    """Applications by row and kind of applicant; one application stands in one outcome row only."""
    counted: dict[tuple[str, str], list[int]] = {}
    rows = {code: outcome.row(form.id) for code, outcome in outcomes().items()}
    first, last = date(year, 1, 1), date(year, 12, 31)
    for number, entries in ledger.applications.items():
        state = fold(number, (cast("ApplicationEvent", entry.event) for entry in entries))
        if state is None or state.received_on is None or state.received_on > last:
            continue
        if state.applicant not in APPLICANTS or (state.outcome and state.outcome not in rows):
            raise EntryError(
                f"Application {number}: {state.applicant!r} or {state.outcome!r} is no code of table three; "
                "void the entry and record it again.",
                zh=f"申请{number}：申请人类型“{state.applicant}”或办理结果“{state.outcome}”不是表三的代码；请作废后重新登记。",
            )
        closed = state.closed_on
        if closed is not None and closed < first:
            continue
        receipt = _receipt(entries, state)
        row = "new_received" if state.received_on >= first else "carried_in"
        counted.setdefault((row, state.applicant), []).append(receipt)
        if closed is None or closed > last:
            counted.setdefault(("carried_out", state.applicant), []).append(receipt)
        else:
            counted.setdefault((rows[state.outcome], state.applicant), []).append(_closing(entries, state))
    return _with_totals(form, counted)


def _receipt(entries: tuple[Entry, ...], state: State) -> int:
    """The entry that fixed the date of receipt: arrival, or its confirmation."""
    kind = ReceiptConfirmed if state.channel in AWAITING_CONFIRMATION else Received
    return next((entry.sequence for entry in entries if isinstance(entry.event, kind)), entries[0].sequence)


def _closing(entries: tuple[Entry, ...], state: State) -> int:
    """The first entry that closes."""
    return next(
        entry.sequence for entry in entries if isinstance(entry.event, CLOSING) and entry.event.on == state.closed_on
    )


def _with_totals(form: Form, counted: Mapping[tuple[str, str], list[int]]) -> dict[Key, Tally]:
    table = form.tables["t3"]
    tallies: dict[Key, Tally] = {}
    for row in table.rows:
        for column in APPLICANTS:
            parts = row.sum_of or (row.code,)
            found = [number for part in parts for number in counted.get((part, column), ())]
            tallies[("t3", row.code, column)] = Tally(len(found), tuple(found))
        whole = [number for column in APPLICANTS for number in tallies[("t3", row.code, column)].entries]
        tallies[("t3", row.code, "total")] = Tally(len(whole), tuple(whole))
    return tallies


# --- table four ---------------------------------------------------------------------------------------------------


def _table_four(ledger: Ledger, year: int) -> dict[Key, Tally]:
    found: dict[str, list[int]] = {}
    for number, entries in ledger.challenges.items():
        case = fold_challenge(number, entries)
        counted = case.counted(year) if case is not None else None
        if counted is None:
            continue
        column, basis = counted
        total = next(prefix for prefix in ("recon", "lit_direct", "lit_after_recon") if column.startswith(prefix + "_"))
        for name in (column, f"{total}_total"):
            found.setdefault(name, []).append(basis)
    return {("t4", "count", name): Tally(len(numbers), tuple(numbers)) for name, numbers in found.items()}
