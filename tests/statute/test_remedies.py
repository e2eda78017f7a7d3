"""Which remedy clause a letter carries: case-documents.md §1 and regulation.md §6, both sides of 2024-01-01."""

from datetime import date

import pytest

from gongkai.errors import NoRuleInForce, StatuteError
from gongkai.statute.organs import organs
from gongkai.statute.outcomes import grounds, outcomes
from gongkai.statute.remedies import remedy, remedy_kind

OLD, NEW = date(2023, 12, 31), date(2024, 1, 1)

REFUSALS = [
    "denied_state_secret",
    "denied_law_prohibited",
    "denied_security_stability",  # art. 14
    "denied_third_party",  # art. 15
    "denied_internal_affairs",
    "denied_process_info",
    "denied_enforcement_file",  # art. 16
]
FREE = [
    "granted",  # arts. 36(1), 36(2)
    "denied_admin_query",  # 36(7): in the row of refusals, yet no refusal under arts. 14-16
    "unable_not_held",  # 36(4), 36(5)
    "unable_needs_creation",  # 38
    "unable_unclear_after_supplement",  # 30
    "refused_petition",
    "refused_publication",  # 39
    "refused_duplicate",  # 36(6)
    "refused_excessive",  # 35
    "refused_confirm_reissue",
    "other_no_supplement",
    "other_no_payment",  # closing notices, mark D
]


@pytest.mark.parametrize("code", REFUSALS)
def test_a_refusal_under_articles_14_to_16_goes_to_reconsideration_first(code):
    assert remedy_kind(code, NEW) == "first_reconsideration"  # 复议法 2023 art. 23(1)(4)


@pytest.mark.parametrize("code", REFUSALS)
def test_before_2024_a_refusal_left_the_choice_free(code):
    assert remedy_kind(code, OLD) == "free_choice"


@pytest.mark.parametrize("on", [OLD, NEW])
@pytest.mark.parametrize("code", FREE)
def test_any_other_outcome_leaves_the_choice_free(code, on):
    assert remedy_kind(code, on) == "free_choice"


def test_the_tables_cover_every_outcome():
    assert {*REFUSALS, *FREE, "partial", "other_other"} == set(outcomes())


def test_a_withdrawal_carries_no_clause():
    assert remedy_kind("other_other", NEW) == "none"
    assert remedy("other_other", NEW, "sub_district").text == ""


@pytest.mark.parametrize("code", [code for code in grounds() if code != "NOT_INFO"])
def test_the_withheld_part_of_a_partial_disclosure_decides(code):
    assert remedy_kind("partial", NEW, grounds=[code]) == "first_reconsideration"
    assert remedy_kind("partial", OLD, grounds=[code]) == "free_choice"


def test_a_partial_disclosure_that_withholds_no_government_information_leaves_the_choice_free():
    assert remedy_kind("partial", NEW, grounds=["NOT_INFO"]) == "free_choice"


def test_one_ground_under_articles_14_to_16_among_others_suffices():
    assert remedy_kind("partial", NEW, grounds=["NOT_INFO", "EX15"]) == "first_reconsideration"


@pytest.mark.parametrize(
    ("kind", "body", "article"),
    [
        ("sub_district", "设立该街道办事处的区（县级市）人民政府", "第二十四条第一款第（三）项"),
        ("township", "上一级（县级）人民政府", "第二十四条第一款第（二）项"),
        ("county_department", "本级人民政府", "第二十四条第一款第（一）项"),
        ("department_branch", "派出它的部门的本级人民政府", "第二十四条第四款"),
        ("vertical_department", "上一级主管部门", "第二十七条"),
    ],
)
def test_reviewing_authority_by_kind_of_office(kind, body, article):
    clause = remedy("denied_process_info", NEW, kind)

    assert body in clause.text
    assert clause.authority == body
    assert clause.authority_under == f"行政复议法{article}"


@pytest.mark.parametrize("kind", sorted(organs()))
def test_every_kind_of_office_has_a_clause(kind):
    clause = remedy("denied_process_info", NEW, kind)

    assert clause.kind == "first_reconsideration"
    assert "{" not in clause.text


def test_reconsideration_first_names_sixty_and_fifteen_days_in_order():
    text = remedy("denied_state_secret", NEW, "sub_district", authority="甲区人民政府", court="甲区人民法院").text

    assert text.index("60日") < text.index("甲区人民政府") < text.index("15日") < text.index("甲区人民法院")
    assert "先" in text
    assert "6个月" not in text


@pytest.mark.parametrize("on", [OLD, NEW])
def test_free_choice_names_sixty_days_and_six_months(on):
    text = remedy("granted", on, "sub_district", authority="甲区人民政府", court="甲区人民法院").text

    assert text.index("60日") < text.index("甲区人民政府") < text.index("6个月") < text.index("甲区人民法院")
    assert "或者" in text


def test_without_a_named_court_the_competent_one_is_meant():
    assert "有管辖权的人民法院" in remedy("granted", NEW, "sub_district").text


def test_a_letter_served_online_says_where_to_file_online():
    clause = remedy("granted", NEW, "sub_district", is_online=True, online="掌上复议")

    assert "掌上复议" in clause.text  # 复议法 2023 art. 22


def test_a_letter_served_online_without_an_online_way_is_refused():
    with pytest.raises(StatuteError):
        remedy("granted", NEW, "sub_district", is_online=True)


def test_a_letter_on_paper_says_nothing_of_filing_online():
    assert "掌上复议" not in remedy("granted", NEW, "sub_district", online="掌上复议").text


def test_before_2024_no_online_way_was_owed():
    assert remedy("granted", OLD, "sub_district", is_online=True).text == remedy("granted", OLD, "sub_district").text


def test_the_clause_cites_the_law_of_its_day():
    assert "第二十三条" in remedy("denied_state_secret", NEW, "sub_district").source
    assert "修订前" in remedy("denied_state_secret", OLD, "sub_district").source


def test_a_letter_from_before_the_regulation_is_refused():
    with pytest.raises(NoRuleInForce):
        remedy("granted", date(2019, 5, 14), "sub_district")


def test_the_suit_is_left_out_from_the_day_courts_are_said_not_to_hear_it_and_only_when_asked():
    assert "诉讼" in remedy("refused_petition", date(2025, 6, 1), "sub_district").text
    assert "诉讼" not in remedy("refused_petition", date(2025, 6, 1), "sub_district", has_suit=False).text
    assert "诉讼" in remedy("refused_petition", date(2025, 5, 31), "sub_district", has_suit=False).text
    assert "诉讼" in remedy("denied_process_info", date(2025, 6, 1), "sub_district", has_suit=False).text
