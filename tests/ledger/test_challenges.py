"""Reconsideration and litigation: columns of table four, the respondent's limits, results by article."""

from itertools import product

import pytest

from gongkai.ledger.challenges import COLUMN_PREFIX, KINDS, RESULTS, fold_challenge, usual_result
from gongkai.ledger.events import ChallengeDecided, ChallengeReceived, ResponseSubmitted
from gongkai.statute.forms import load_form
from tests.ledger.cases import CALENDAR, d, entries_of


def case_of(*events):
    case = fold_challenge("F1", entries_of(*events, subject="F1"))
    assert case is not None
    return case


def received(on="2024-11-04", kind="reconsideration", **fields):
    return ChallengeReceived(on=d(on), kind=kind, **fields)


def decided(on, result="upheld", **fields):
    return ChallengeDecided(on=d(on), result=result, **fields)


PREFIXES = {
    "reconsideration": "recon",
    "litigation_direct": "lit_direct",
    "litigation_after_reconsideration": "lit_after_recon",
}


def test_kinds_and_results_make_the_columns_of_the_form():
    columns = [column.code for column in load_form("fmt2021").tables["t4"].columns if not column.sum_of]
    made = [f"{COLUMN_PREFIX[kind]}_{result}" for kind, result in product(KINDS, (*RESULTS, "pending"))]

    assert made == columns
    assert dict(COLUMN_PREFIX) == PREFIXES


@pytest.mark.parametrize(("kind", "result"), list(product(sorted(KINDS), sorted(RESULTS))))
def test_a_case_decided_in_the_year_stands_under_its_result(kind, result):
    case = case_of(received(kind=kind), decided("2024-12-20", result))

    assert case.column(2024) == f"{PREFIXES[kind]}_{result}"


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_case_open_on_31_december_is_pending_and_counts_again_when_decided(kind):
    case = case_of(received(kind=kind), decided("2025-01-02", "corrected"))

    assert case.column(2024) == f"{PREFIXES[kind]}_pending"
    assert case.column(2025) == f"{PREFIXES[kind]}_corrected"
    assert case.column(2026) is None


def test_a_case_decided_on_the_last_day_is_not_pending():
    assert case_of(received(), decided("2024-12-31")).column(2024) == "recon_upheld"


def test_a_case_that_stays_open_is_pending_every_year():
    assert [case_of(received()).column(year) for year in (2024, 2025, 2026)] == ["recon_pending"] * 3


def test_a_case_does_not_count_before_its_papers_came():
    assert case_of(received("2025-01-02")).column(2024) is None


def test_a_mere_co_defendant_does_not_count():
    case = case_of(received(role="co_defendant"), decided("2024-12-20"))

    assert not case.is_counted
    assert case.column(2024) is None


def test_a_judgment_under_appeal_leaves_the_case_pending():
    case = case_of(received(kind="litigation_direct"), decided("2024-12-02", "corrected", is_effective=False))

    assert (case.decided_on, case.column(2024)) == (None, "lit_direct_pending")


def test_the_judgment_on_appeal_is_the_result():
    case = case_of(
        received(kind="litigation_direct"),
        decided("2024-12-02", "corrected", is_effective=False),
        decided("2025-03-03", "upheld"),
    )

    assert case.column(2024) == "lit_direct_pending"
    assert case.column(2025) == "lit_direct_upheld"


def test_two_instances_are_one_case():
    case = case_of(
        received(kind="litigation_direct"), decided("2024-06-03", "upheld"), decided("2024-12-02", "corrected")
    )

    assert case.column(2024) == "lit_direct_corrected"


def test_a_retrial_next_year_does_not_move_the_figure_of_this_year():
    case = case_of(
        received("2024-02-05", kind="litigation_direct"),
        decided("2024-06-03", "upheld"),
        decided("2025-12-02", "corrected"),
    )

    assert case.column(2024) == "lit_direct_upheld"


def test_papers_that_never_came_make_no_case():
    assert fold_challenge("F1", entries_of(decided("2024-12-20"), subject="F1")) is None


def test_a_case_keeps_the_entries_that_fix_it():
    events = [received(), ResponseSubmitted(on=d("2024-11-12")), decided("2024-12-20")]

    assert case_of(*events).received_entry == 1
    assert case_of(*events).decisions == ((d("2024-12-20"), "upheld", 3),)
    assert case_of(*events).responded_on == d("2024-11-12")


def test_the_date_for_a_new_act_is_kept():
    assert case_of(received(), decided("2024-12-20", "corrected", redo_due_on=d("2025-01-20"))).redo_due_on == d(
        "2025-01-20"
    )


@pytest.mark.parametrize(
    ("kind", "procedure", "on", "last_day"),
    [
        ("reconsideration", "simple", "2025-09-23", "2025-09-29"),  # example 23; 复议法 arts. 54, 88
        ("reconsideration", "ordinary", "2025-09-23", "2025-10-13"),  # 复议法 arts. 48, 88
        ("litigation_direct", "ordinary", "2025-09-23", "2025-10-09"),  # 行政诉讼法 art. 67
        ("litigation_after_reconsideration", "ordinary", "2025-09-23", "2025-10-09"),
        ("litigation_direct", "simple", "2025-09-23", "2025-10-09"),  # the procedure matters in reconsideration only
    ],
)
def test_respondent_answers_by(kind, procedure, on, last_day):
    assert case_of(received(on, kind, procedure=procedure)).response_due_on(CALENDAR) == d(last_day)


@pytest.mark.parametrize(
    ("kind", "article", "result"),
    [
        ("reconsideration", "68", "upheld"),
        ("reconsideration", "69", "upheld"),
        *[("reconsideration", article, "corrected") for article in ("63", "64", "65", "66", "67", "70")],
        *[("reconsideration", article, "other_result") for article in ("30", "33", "41", "73", "74")],
        ("litigation_direct", "69", "upheld"),
        *[("litigation_after_reconsideration", one, "corrected") for one in ("70", "72", "73", "74", "75", "77")],
        ("litigation_direct", "1", None),
        ("reconsideration", "99", None),
    ],
)
def test_usual_result_by_article(kind, article, result):
    assert usual_result(kind, article) == result
