"""Kinds of letters, their elements, and articles in print: case-documents.md §§1-2, regulation.md (notation)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.errors import NoRuleInForce, StatuteError
from gongkai.statute.letters import (
    FRAME,
    article_text,
    chinese_number,
    cite,
    elements,
    instruments,
    kinds_for,
    letter_kind,
    letter_kinds,
)
from gongkai.statute.outcomes import outcomes

TODAY = date(2026, 3, 1)
VERSIONS = [kind for versions in letter_kinds().values() for kind in versions]


@pytest.mark.parametrize(
    ("reference", "printed"),
    [
        ("30", "第三十条"),
        ("14", "第十四条"),
        ("10(1)", "第十条第一款"),  # 10, 16, 33, 39, 42, 47, 49: paragraphs (款)
        ("16(2)", "第十六条第二款"),
        ("33(2)", "第三十三条第二款"),
        ("33(3)", "第三十三条第三款"),
        ("39(1)", "第三十九条第一款"),
        ("42(1)", "第四十二条第一款"),
        ("47(2)", "第四十七条第二款"),
        ("49(1)", "第四十九条第一款"),
        ("20(15)", "第二十条第（十五）项"),  # 20, 29, 31, 36, 50, 53: items (项)
        ("29(1)", "第二十九条第二款第（一）项"),
        ("31(2)", "第三十一条第（二）项"),
        ("36(4)", "第三十六条第（四）项"),
        ("50(4)", "第五十条第一款第（四）项"),
        ("53(3)", "第五十三条第（三）项"),
        ("fees:6", "第六条"),
        ("reconsideration:24.1(3)", "第二十四条第一款第（三）项"),
        ("reconsideration:24.4", "第二十四条第四款"),
    ],
)
def test_an_article_is_printed_with_its_paragraph_or_item(reference, printed):
    assert article_text(reference) == printed


@pytest.mark.parametrize(
    "reference",
    [
        "",
        "0",
        "036",
        "57",
        "36(0)",
        "36（4）",
        "36(4",
        "第36条",
        "37(2)",
        "law:3",
        "fees:11",
        "36(4)(1)",
        "３６(4)",
        "36.0",
    ],
)
def test_what_is_no_article_is_refused(reference):
    with pytest.raises(StatuteError):
        article_text(reference)


@pytest.mark.parametrize(
    ("number", "printed"),
    [
        (1, "一"),
        (10, "十"),
        (11, "十一"),
        (20, "二十"),
        (36, "三十六"),
        (100, "一百"),
        (101, "一百零一"),
        (110, "一百一十"),
        (999, "九百九十九"),
    ],
)
def test_numbers_of_articles(number, printed):
    assert chinese_number(number) == printed


@pytest.mark.parametrize("number", [0, 1000, -1])
def test_no_article_has_such_a_number(number):
    with pytest.raises(ValueError, match="no number"):
        chinese_number(number)


@given(st.integers(1, 999))
def test_no_two_numbers_are_printed_alike(number):
    digits = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
    value, digit = 0, 1
    for char in chinese_number(number):
        if char in "百十":
            value += digit * (100 if char == "百" else 10)
            digit = 0
        else:
            digit = digits.get(char, 0)
    last = chinese_number(number)[-1]

    assert value + digits.get(last, 0) == number


@given(st.text(max_size=12))
def test_any_text_is_an_article_or_refused(text):
    try:
        printed = article_text(text)
    except StatuteError:
        return
    assert printed.startswith("第")


def test_articles_are_cited_with_their_law_once():
    text = "《中华人民共和国政府信息公开条例》第十四条、第三十六条第（三）项"
    fees = "、《政府信息公开信息处理费管理办法》（国办函〔2020〕109号）第六条"

    assert cite(["14", "36(3)", "fees:6"]) == text + fees


@pytest.mark.parametrize("code", outcomes())
def test_every_outcome_has_a_letter(code):
    (first, *_) = kinds_for(code, TODAY)

    assert bool(first.remedy) == (outcomes()[code].remedy != "none")
    assert first.family == ("reply" if outcomes()[code].is_reply else "closing")


@pytest.mark.parametrize("code", [code for code, one in outcomes().items() if one.is_reply])
def test_every_article_of_an_outcome_has_its_letter(code):
    for article in outcomes()[code].articles:
        assert kinds_for(code, TODAY, article=article)


@pytest.mark.parametrize(
    ("outcome", "article", "kind"),
    [
        ("granted", "36(1)", "reply_published"),
        ("granted", "36(2)", "reply_granted"),
        ("unable_not_held", "36(4)", "reply_not_exist"),
        ("unable_not_held", "36(5)", "reply_not_ours"),
    ],
)
def test_where_an_outcome_has_two_articles_each_has_a_letter(outcome, article, kind):
    assert [one.code for one in kinds_for(outcome, TODAY, article=article)] == [kind]


@pytest.mark.parametrize("kind", VERSIONS, ids=lambda kind: f"{kind.code}-{kind.in_force_from}")
def test_a_kind_names_known_elements_articles_and_outcomes(kind):
    assert set(kind.required) <= set(elements())
    assert len(kind.required) == len(set(kind.required))
    assert kind.articles
    assert cite(kind.articles)
    assert set(kind.outcomes) <= set(outcomes())
    assert kind.mark in ("S", "K", "D")
    assert kind.remedy in ("", "outcome") or kind.remedy in outcomes()
    assert kind.shape == "form" or set(kind.required) >= {code for code in FRAME if code != "number"}


def test_every_element_is_asked_for_by_some_kind():
    assert set(elements()) == {code for kind in VERSIONS for code in kind.required}


@pytest.mark.parametrize(
    "code",
    [
        *("supplement_notice", "extension_notice", "consultation_notice_to_applicant", "fee_notice"),
        *("third_party_consultation", "co_maker_consultation", "reasons_notice", "delay_notice"),
    ],
)
def test_steps_on_the_way_carry_no_remedy_clause(code):
    assert letter_kind(code, TODAY).remedy == ""  # 国办函〔2021〕132号 art. 3


@pytest.mark.parametrize("kind", [kind for kind in VERSIONS if kind.family == "reply"], ids=lambda kind: kind.code)
def test_every_reply_carries_the_clause_of_its_outcome(kind):
    assert kind.remedy == "outcome"
    assert "remedy" in kind.required


@pytest.mark.parametrize("code", ["fee_notice", "lapse_notice"])
def test_no_fee_letter_before_the_measures(code):
    with pytest.raises(NoRuleInForce):
        letter_kind(code, date(2020, 12, 31))
    assert letter_kind(code, date(2021, 1, 1)).code == code


def test_before_2021_the_lapsed_fee_has_no_letter():
    assert kinds_for("other_no_payment", date(2020, 12, 31)) == ()


@pytest.mark.parametrize(("on", "article"), [(date(2023, 12, 31), "第二十三条"), (date(2024, 1, 1), "第四十八条")])
def test_the_answer_in_reconsideration_cites_the_law_of_its_day(on, article):
    assert cite(letter_kind("challenge_response", on).articles) == f"《中华人民共和国行政复议法》{article}"


def test_an_unknown_kind_is_refused():
    with pytest.raises(StatuteError, match="no letter"):
        letter_kind("poem", TODAY)


def test_laws_are_named_in_full():
    assert all(one.name.startswith(("中华人民共和国", "政府信息公开")) for one in instruments().values())
