"""Information processing fee: the 17 examples of the hand-out, its closed formulas, and one price at a time."""

from datetime import date
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.errors import NoRuleInForce
from gongkai.statute.fees import (
    TARIFFS,
    fee_by_application,
    fee_by_page,
    fee_lines,
    fee_rules,
    ordinals_in_month,
    quote,
)

d = date.fromisoformat


@pytest.mark.parametrize(
    ("applications", "yuan"),
    [
        (0, 0),
        (10, 0),  # example 1: Measures art. 4, up to 10 free
        (11, 100),  # 2
        (30, 2_000),  # 3
        (31, 2_200),  # art. 4: each further ten costs 100 more apiece
        (35, 3_000),  # 4
        (40, 4_000),  # 5
        (41, 4_300),
        (45, 5_500),  # 6
        (60, 11_000),  # 51-60 at 400
        (61, 11_500),  # 7
    ],
)
def test_fee_by_application(applications, yuan):
    assert fee_by_application(applications) == yuan


@pytest.mark.parametrize(
    ("ordinal", "yuan"),
    [(10, 0), (11, 100), (30, 100), (31, 200), (40, 200), (41, 300), (50, 300), (51, 400), (61, 500)],
)
def test_price_of_the_nth_application_of_the_month(ordinal, yuan):
    assert fee_by_application(1, already=ordinal - 1) == yuan


@pytest.mark.parametrize(
    ("pages", "yuan"),
    [
        (0, 0),
        (30, 0),  # 8: Measures art. 5, up to 30 free
        (31, 10),  # 9
        (68, 380),  # seen in a public report
        (100, 700),  # 10
        (101, 720),  # 11
        (200, 2_700),  # 12
        (201, 2_740),
        (250, 4_700),  # 13
    ],
)
def test_fee_by_page(pages, yuan):
    assert fee_by_page(pages) == yuan


def test_example_14_both_tariffs_are_quoted_and_one_is_chosen():
    both = quote(12, 130)

    assert (both.by_piece_yuan, both.by_page_yuan) == (100, 1_300)
    assert {both.yuan(tariff) for tariff in TARIFFS} == {100, 1_300}


def test_example_15_pages_of_several_applications_are_not_added_up():
    assert [fee_by_page(25) for _ in range(3)] == [0, 0, 0]


def test_example_16_months_are_not_added_up():
    january = [(date(2025, 1, 2 + i), 1) for i in range(8)]
    february = [(date(2025, 2, 5 + i), 1) for i in range(8)]

    ordinals = ordinals_in_month([*january, *february])

    assert ordinals == (*range(1, 9), *range(1, 9))
    assert sum(fee_by_application(1, already=ordinal - 1) for ordinal in ordinals) == 0


def test_example_17_a_letter_of_fourteen_items_counts_fourteen_pieces():
    assert quote(1, 0, pieces=14).by_piece_yuan == 400


def test_a_split_application_moves_the_counter_by_its_pieces():
    assert ordinals_in_month([(d("2025-03-03"), 14), (d("2025-03-04"), 1), (d("2025-04-01"), 1)]) == (1, 15, 1)


def test_the_same_month_of_another_year_counts_anew():
    assert ordinals_in_month([(d("2024-03-03"), 11), (d("2025-03-03"), 1)]) == (1, 1)


@given(ordinal=st.integers(1, 300), pages=st.integers(0, 400), pieces=st.integers(1, 40))
def test_a_quote_never_adds_both_tariffs(ordinal, pages, pieces):
    both = quote(ordinal, pages, pieces=pieces)

    assert both.yuan("per_piece") == fee_by_application(pieces, already=ordinal - 1)
    assert both.yuan("per_page") == fee_by_page(pages)


# --- the closed formulas of fees.md, and one price at a time ------------------------------------------------------


def price(n):
    """Marginal price of the nth piece, as the hand-out states it."""
    if n <= 10:
        return 0
    if n <= 30:
        return 100
    return 100 * (ceil((n - 30) / 10) + 1)


def price_of_page(n):
    return 0 if n <= 30 else 10 if n <= 100 else 20 if n <= 200 else 40


@given(already=st.integers(0, 500), applications=st.integers(0, 500))
def test_pieces_equal_the_sum_of_their_single_prices(already, applications):
    loop = sum(price(n) for n in range(already + 1, already + applications + 1))

    assert fee_by_application(applications, already=already) == loop


@given(pages=st.integers(0, 2_000))
def test_pages_equal_the_closed_formula_and_the_sum_of_single_prices(pages):
    closed = 10 * max(0, min(pages, 100) - 30) + 20 * max(0, min(pages, 200) - 100) + 40 * max(0, pages - 200)

    assert fee_by_page(pages) == closed == sum(price_of_page(n) for n in range(1, pages + 1))


@given(already=st.integers(0, 200), first=st.integers(0, 100), second=st.integers(0, 100))
def test_pieces_may_be_charged_in_any_portions(already, first, second):
    whole = fee_by_application(first + second, already=already)

    parts = fee_by_application(first, already=already) + fee_by_application(second, already=already + first)

    assert whole == parts


@given(tariff=st.sampled_from(sorted(TARIFFS)), already=st.integers(0, 100), count=st.integers(0, 300))
def test_lines_of_a_computation_are_gapless_and_add_up(tariff, already, count):
    lines = fee_lines(tariff, count, already=already)

    covered = [n for line in lines for n in range(line.first, line.last + 1)]
    marginal = price if tariff == "per_piece" else price_of_page
    assert covered == list(range(already + 1, already + count + 1))
    assert sum(line.total for line in lines) == sum(marginal(n) for n in covered)
    assert all(line.yuan == marginal(line.first) == marginal(line.last) for line in lines)


# --- when, and what cannot be ------------------------------------------------------------------------------------


@pytest.mark.parametrize("ask", [fee_by_application, fee_by_page])
def test_no_fee_could_be_charged_before_2021(ask):
    with pytest.raises(NoRuleInForce):
        ask(50, on=d("2020-12-31"))


def test_no_quote_can_be_made_before_2021():
    with pytest.raises(NoRuleInForce):
        quote(12, 130, on=d("2020-12-31"))


@pytest.mark.parametrize("ask", [fee_by_application, fee_by_page])
def test_the_measures_are_in_force_from_the_first_day_of_2021(ask):
    assert ask(50, on=d("2021-01-01")) == ask(50)


@pytest.mark.parametrize(("tariff", "article"), [("per_piece", "第四条"), ("per_page", "第五条")])
def test_each_tariff_cites_its_article(tariff, article):
    source = fee_rules(d("2021-01-01")).source(tariff)

    assert source.article == article
    assert "国办函〔2020〕109号" in source.instrument


@pytest.mark.parametrize("tariff", sorted(TARIFFS))
def test_a_negative_count_is_a_mistake(tariff):
    with pytest.raises(ValueError, match="negative"):
        fee_lines(tariff, -1)
