"""What holds for every ledger: a lawful one compiles without an error, and any one balances."""

import re
from dataclasses import fields
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongkai.ledger.entries import Ledger
from gongkai.ledger.events import (
    ChallengeDecided,
    ChallengeReceived,
    ChargeCollected,
    DecisionsMade,
    DocumentIssued,
    DocumentLapsed,
    DocumentRepealed,
    FeePaid,
    Opening,
    ProjectsChanged,
    ProposalAnswered,
    PurchaseMade,
    ReceiptConfirmed,
    Received,
)
from gongkai.ledger.state import CLOSING
from gongkai.report.compare import differences
from gongkai.report.compile import compile_report
from gongkai.report.reconcile import COLUMNS, check
from gongkai.report.words import finding_text
from gongkai.statute.forms import FORM_IDS
from gongkai.statute.outcomes import outcomes
from tests.strategies import ledgers

FORMS = sorted(FORM_IDS)
YEARS = st.integers(2020, 2024)
MODEST = settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def two_years(ledger, year, form_id):
    this = compile_report(ledger, year, form_id)
    return this, compile_report(ledger, year + 1, form_id, previous=this)


# --- the central property -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("form_id", FORMS)
@MODEST
@given(data=st.data(), year=YEARS)
def test_any_lawful_ledger_compiles_without_an_error_in_two_years(form_id, data, year):
    this, following = two_years(data.draw(ledgers(year)), year, form_id)

    findings = [*check(this), *check(following, this)]

    assert [finding_text(one) for one in findings if one.severity == "error"] == []


@pytest.mark.parametrize("form_id", FORMS)
@MODEST
@given(data=st.data(), year=YEARS)
def test_intake_equals_disposal_whatever_happened(form_id, data, year):
    this, following = two_years(data.draw(ledgers(year, lawful=False)), year, form_id)

    for report in (this, following):
        for column in COLUMNS:
            took_in = report.sum("t3", column, ("new_received", "carried_in"))
            assert took_in == report.sum("t3", column, ("handled_total", "carried_out"))
    for column in COLUMNS:
        assert following.value("t3", "carried_in", column) == this.value("t3", "carried_out", column)
    assert [one for one in check(following, this) if one.severity == "error"] == []


@MODEST
@given(data=st.data(), year=YEARS)
def test_both_forms_count_the_same_applications(data, year):
    ledger = data.draw(ledgers(year, lawful=False))
    old, new = (compile_report(ledger, year, form_id) for form_id in FORMS)

    assert [one.figure.path for one in differences(old, new) if one.figure.table != "t2"] == []
    others = [outcome.code for outcome in outcomes().values() if outcome.group == "other"]
    for column in COLUMNS:
        assert old.value("t3", "other_disposal", column) == new.sum("t3", column, others)


@MODEST
@given(data=st.data(), year=YEARS, cut=st.integers(0, 40))
def test_a_report_as_of_an_entry_equals_the_one_compiled_then(data, year, cut):
    ledger = data.draw(ledgers(year))
    then = Ledger(ledger.office, ledger.entries[:cut])

    assert compile_report(ledger, year, as_of=then.last_sequence) == compile_report(then, year)


# --- every figure opens to entries that justify it ----------------------------------------------------------------

TYPES = {"new_received": (Received, ReceiptConfirmed), "carried_in": (Received, ReceiptConfirmed)}
TYPES["carried_out"] = TYPES["new_received"]


@pytest.mark.parametrize("form_id", FORMS)
@MODEST
@given(data=st.data(), year=YEARS)
def test_entries_justify_every_figure(form_id, data, year):
    ledger = data.draw(ledgers(year))
    report = compile_report(ledger, year, form_id)
    first, last = date(year, 1, 1), date(year, 12, 31)

    for figure, cell in report.figures():
        behind = [ledger.by_sequence[number] for number in cell.entries]
        events = [entry.event for entry in behind]
        assert len(set(cell.entries)) == len(cell.entries)
        if figure.table == "t3":
            assert cell.value == len(behind) == len({entry.subject for entry in behind})
            assert all(isinstance(event, TYPES.get(figure.row, CLOSING)) for event in events)
            if figure.row == "new_received":
                assert all(first <= event.on <= last for event in events)
            elif figure.row == "carried_in":
                assert all(event.on < first for event in events)
            elif figure.row == "carried_out":
                assert all(event.on <= last for event in events)
            else:
                assert all(first <= event.on <= last for event in events)
        elif figure.table == "t4":
            assert cell.value == len(behind) == len({entry.subject for entry in behind})
            kind = ChallengeReceived if figure.column.endswith("pending") else (ChallengeDecided, ChallengeReceived)
            assert all(isinstance(event, kind) for event in events)
        else:
            assert cell.value == justified(figure, events)


def justified(figure, events):
    """What the entries behind a cell of table two add up to, by their types."""
    worth = 0
    for event in events:
        match event:
            case DecisionsMade() | PurchaseMade() | Opening() if figure.column != "total_amount":
                worth += event.count
            case ProjectsChanged():
                worth += event.change
            case ChargeCollected() | FeePaid() | PurchaseMade():
                worth += event.amount_yuan / 10_000
            case DocumentIssued():
                worth += 1
            case DocumentRepealed() | DocumentLapsed():
                worth += 1 if figure.column == "repealed_this_year" else -1
    return worth


# --- the text says no number that is not in the ledger ------------------------------------------------------------

NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")


def numbers_of(report, ledger, paragraph):
    """Every number a paragraph may say: its cells, their sums by group of outcomes, its entries, their sums."""
    cells = {path: report.at(path).value for path in paragraph.figures}
    known = set(map(Decimal, cells.values()))
    for outcome in outcomes().values():
        mates = {one.row(report.form_id) for one in outcomes().values() if one.group == outcome.group}
        known.add(Decimal(sum(value for path, value in cells.items() if path.split(".")[1] in mates)))
    known.add(Decimal(sum(value for path, value in cells.items() if path.startswith("t4"))))
    by_type = {}
    for number in paragraph.entries:
        event = ledger.by_sequence[number].event
        by_type.setdefault(type(event), []).append(event)
        by_type.setdefault((type(event), getattr(event, "category", None)), []).append(event)
    for events in by_type.values():
        known.add(Decimal(len(events)))
        for field in fields(events[0]):
            values = [getattr(event, field.name) for event in events]
            amounts = [Decimal(value) for value in values if isinstance(value, int | Decimal)]
            known |= {*amounts, sum(amounts, Decimal(0)), sum(amounts, Decimal(0)) / 10_000}
        if isinstance(events[0], ProposalAnswered):
            known.add(Decimal(round(100 * sum(event.is_done for event in events) / len(events))))
    return known | ({Decimal(0)} if not by_type.keys() & {FeePaid} else set())


@pytest.mark.parametrize("form_id", FORMS)
@MODEST
@given(data=st.data(), year=YEARS)
def test_every_number_in_a_draft_comes_from_a_figure_or_an_entry(form_id, data, year):
    ledger = data.draw(ledgers(year))
    report = compile_report(ledger, year, form_id)

    for paragraphs in report.sections.values():
        for one in paragraphs:
            if one.by == "ledger":
                said = {Decimal(text) for text in NUMBER.findall(one.text)}
                assert said <= numbers_of(report, ledger, one), one.text
