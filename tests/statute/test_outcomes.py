"""The 21 outcomes of an application against table three of both forms and the articles of the hand-out."""

import pytest

from gongkai.statute.forms import FORM_IDS, load_form
from gongkai.statute.outcomes import APPLICANTS, NEEDS, grounds, outcomes

FORMS = sorted(FORM_IDS)

LEAVES = [
    "granted",
    "partial",
    "denied_state_secret",
    "denied_law_prohibited",
    "denied_security_stability",
    "denied_third_party",
    "denied_internal_affairs",
    "denied_process_info",
    "denied_enforcement_file",
    "denied_admin_query",
    "unable_not_held",
    "unable_needs_creation",
    "unable_unclear_after_supplement",
    "refused_petition",
    "refused_duplicate",
    "refused_publication",
    "refused_excessive",
    "refused_confirm_reissue",
    "other_no_supplement",
    "other_no_payment",
    "other_other",
]


def test_there_are_21_outcomes_in_the_order_of_the_form():
    assert list(outcomes()) == LEAVES


def test_the_2021_form_has_a_row_for_each_outcome():
    total = next(row for row in load_form("fmt2021").tables["t3"].rows if row.code == "handled_total")

    assert [one.row("fmt2021") for one in outcomes().values()] == list(total.sum_of)


def test_the_2019_form_holds_every_kind_of_other_disposal_in_one_row():
    total = next(row for row in load_form("fmt2019").tables["t3"].rows if row.code == "handled_total")

    assert list(dict.fromkeys(one.row("fmt2019") for one in outcomes().values())) == list(total.sum_of)
    assert {one.row("fmt2019") for one in outcomes().values() if one.group == "other"} == {"other_disposal"}


@pytest.mark.parametrize("form_id", FORMS)
@pytest.mark.parametrize("code", LEAVES)
def test_an_outcome_stands_in_its_group(form_id, code):
    outcome = outcomes()[code]
    row = next(row for row in load_form(form_id).tables["t3"].rows if row.code == outcome.row(form_id))

    assert outcome.group == (row.group or row.code)


@pytest.mark.parametrize("code", LEAVES)
def test_articles_are_those_of_the_form(code):
    row = next(row for row in load_form("fmt2021").tables["t3"].rows if row.code == code)

    assert set(outcomes()[code].articles) == set(row.articles)


@pytest.mark.parametrize(
    ("code", "articles"),
    [
        ("granted", {"36(1)", "36(2)"}),
        ("partial", {"37"}),
        ("denied_state_secret", {"14"}),
        ("denied_law_prohibited", {"14"}),
        ("denied_security_stability", {"14"}),
        ("denied_third_party", {"15", "32"}),
        ("denied_internal_affairs", {"16(1)"}),
        ("denied_process_info", {"16(2)"}),
        ("denied_enforcement_file", {"16(2)"}),
        ("denied_admin_query", {"36(7)"}),
        ("unable_not_held", {"36(4)", "36(5)"}),
        ("unable_needs_creation", {"38"}),
        ("unable_unclear_after_supplement", {"30"}),
        ("refused_petition", {"39(1)"}),
        ("refused_duplicate", {"36(6)"}),
        ("refused_publication", {"39(2)"}),
        ("refused_excessive", {"35"}),
        ("refused_confirm_reissue", set()),
        ("other_no_supplement", {"30"}),
        ("other_no_payment", {"42", "fee_measures_6"}),
        ("other_other", set()),
    ],
)
def test_articles_are_those_of_the_hand_out(code, articles):
    assert set(outcomes()[code].articles) == articles


@pytest.mark.parametrize(
    ("code", "need"),
    [
        ("partial", "withheld_grounds"),  # art. 37
        ("partial", "reason"),
        ("denied_state_secret", "reason"),  # art. 36(3)
        ("denied_third_party", "consultation_or_reason"),  # art. 32
        ("unable_not_held", "search_record_if_36_4"),  # art. 36(4), 指导案例101号
        ("unable_not_held", "reason_if_36_5"),  # art. 36(5)
        ("unable_unclear_after_supplement", "supplement_received"),  # art. 30
        ("refused_duplicate", "earlier_case"),  # art. 36(6)
        ("refused_excessive", "reasons_asked"),  # art. 35
        ("granted", "way_of_access"),  # arts. 36(1), 36(2)
        ("refused_publication", "way_of_access"),  # art. 39(2)
    ],
)
def test_what_an_outcome_needs(code, need):
    assert need in outcomes()[code].needs


@pytest.mark.parametrize("code", [one for one in LEAVES if one.startswith("denied_")])
def test_every_refusal_needs_a_reason(code):
    assert "reason" in outcomes()[code].needs  # art. 36(3)


def test_every_need_is_in_words():
    assert {need for one in outcomes().values() for need in one.needs} == set(NEEDS)


@pytest.mark.parametrize(
    ("code", "closed_by"),
    [("other_no_supplement", "deemed_abandoned"), ("other_no_payment", "fee_lapsed"), ("other_other", "withdrawn")],
)
def test_other_disposals_close_without_a_reply(code, closed_by):
    assert outcomes()[code].closed_by == closed_by
    assert not outcomes()[code].is_reply


def test_the_other_eighteen_outcomes_are_replies():
    assert len([one for one in outcomes().values() if one.is_reply]) == 18


def test_that_published_information_counts_as_granted_is_only_known_from_practice():
    assert outcomes()["granted"].mark == "K"


@pytest.mark.parametrize(
    ("code", "article", "outcome"),
    [
        ("EX14A", "14", "denied_state_secret"),
        ("EX14B", "14", "denied_law_prohibited"),
        ("EX14C", "14", "denied_security_stability"),
        ("EX15", "15", "denied_third_party"),
        ("EX16A", "16(1)", "denied_internal_affairs"),
        ("EX16B", "16(2)", "denied_process_info"),
        ("EX16C", "16(2)", "denied_enforcement_file"),
    ],
)
def test_ground_of_withholding(code, article, outcome):
    ground = grounds()[code]

    assert (ground.article, ground.outcome) == (article, outcome)


def test_what_is_no_government_information_may_be_withheld_from_a_partial_disclosure():
    assert grounds()["NOT_INFO"].article == "37"
    assert len(grounds()) == 8


def test_applicants_are_the_columns_of_table_three_without_the_total():
    assert [*APPLICANTS, "total"] == [column.code for column in load_form("fmt2021").tables["t3"].columns]


@pytest.mark.parametrize("code", LEAVES)
def test_an_outcome_is_labelled_in_both_languages(code):
    outcome = outcomes()[code]

    assert outcome.label
    assert outcome.gloss.isascii()
    assert outcome.mark in ("S", "K", "D")
