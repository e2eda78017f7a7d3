"""Index numbers: the patterns seen, there and back, the next free one, gaps, repetitions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.errors import EntryError
from gongkai.ledger.index_numbers import (
    SERIAL,
    gaps,
    next_free,
    pattern_of,
    placeholders,
    repeated,
    same_number,
    seen_patterns,
)

CREDIT = "1150011255408455X1"
YEARLY = pattern_of("{credit_code}/{year}-{serial:5}")
SCOPE = {"credit_code": CREDIT, "year": 2025}


@pytest.mark.parametrize("seen", seen_patterns(), ids=lambda one: one.text)
def test_every_pattern_seen_reads_its_example_there_and_back(seen):
    pattern = pattern_of(seen.text)
    values = pattern.parse(seen.example)
    assert values is not None
    assert pattern.format(values) == seen.example


@pytest.mark.parametrize(
    ("text", "number", "values"),
    [
        (
            "{credit_code}/{year}-{serial:5}",
            "1150011255408455X1/2025-00002",
            {"credit_code": CREDIT, "year": "2025", "serial": "00002"},
        ),
        (
            "{credit_code}/{year}-{serial:7}",
            "11370322004222241N/2021-5135380",
            {"credit_code": "11370322004222241N", "year": "2021", "serial": "5135380"},
        ),
        (
            "{credit_code}/{year}{month}-{serial:5}",
            "11341702486344515H/202110-00013",
            {"credit_code": "11341702486344515H", "year": "2021", "month": "10", "serial": "00013"},
        ),
        (
            "{organ:9}/{year}-{serial:5}",
            "000000001/2021-00151",
            {"organ": "000000001", "year": "2021", "serial": "00151"},
        ),
        (
            "{organ:9}-{year}-{serial:6}",
            "01527918X-2020-153077",
            {"organ": "01527918X", "year": "2020", "serial": "153077"},
        ),
    ],
)
def test_numbers_seen_on_live_pages(text, number, values):
    assert pattern_of(text).parse(number) == values


@pytest.mark.parametrize(
    "number",
    ["", "1150011255408455X1/2025-0002", "1150011255408455x1/2025-00002", "1150011255408455X1/2025-00002 ", "无"],
)
def test_another_number_does_not_follow_the_pattern(number):
    assert YEARLY.parse(number) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{year}",
        "{year}-{serial:0}",
        "{yaer}-{serial}",
        "{serial}-{serial}",
        "{year:2}-{serial}",
        "{year}-{serial:19}",
        "{year-{serial}",
        "{year}}-{serial}",
        "{category}{serial:5}",
        "{category}{department}-{serial}",
        "{category}0-{serial}",
        "第{serial}号 ",
        "（{year}）{serial}",
        "x" * 101 + "{serial}",
    ],
)
def test_a_pattern_nobody_could_read_back_is_refused(text):
    with pytest.raises(EntryError) as refused:
        pattern_of(text)
    assert refused.value.zh.startswith("索引号规则")


@pytest.mark.parametrize(
    "values",
    [{"credit_code": CREDIT, "year": 2025}, {**SCOPE, SERIAL: 100_000}, {**SCOPE, "credit_code": "短", SERIAL: 1}],
)
def test_a_value_that_does_not_fit_is_refused(values):
    with pytest.raises(EntryError):
        YEARLY.format(values)


def numbers(*serials, year=2025):
    return [YEARLY.format({**SCOPE, "year": year, SERIAL: serial}) for serial in serials]


@pytest.mark.parametrize(
    ("taken", "serial"),
    [
        ([], 1),
        (numbers(1, 2), 3),
        (numbers(1, 7), 8),
        (numbers(9, year=2024), 1),
        ([*numbers(4), "别的号码", ""], 5),
        ([numbers(4)[0].lower()], 5),
    ],
)
def test_the_next_number_comes_after_the_highest_of_its_scope(taken, serial):
    assert next_free(YEARLY, taken, SCOPE) == numbers(serial)[0]


def test_used_up_serial_numbers_are_an_error():
    with pytest.raises(EntryError, match="widen"):
        next_free(YEARLY, numbers(99_999), SCOPE)


def test_gaps_are_named_and_bounded():
    assert gaps(YEARLY, numbers(2, 5, 6), SCOPE) == (1, 3, 4)
    assert gaps(YEARLY, numbers(1, 2), SCOPE) == ()
    assert len(gaps(YEARLY, numbers(99_999), SCOPE, most=10)) == 10


def test_one_number_written_in_two_ways_is_one_number():
    one = numbers(1)[0]
    assert repeated([one, one.lower(), "１" + one[1:], numbers(2)[0], "", " "]) == {same_number(one): 3}
    assert repeated(numbers(1, 2)) == {}


@st.composite
def patterns(draw):
    """A pattern that is allowed, with values for it."""
    codes = draw(
        st.lists(st.sampled_from([code for code in placeholders() if code != SERIAL]), max_size=5, unique=True)
    )
    codes.insert(draw(st.integers(0, len(codes))), SERIAL)
    text, values = "", {}
    for code in codes:
        wide = placeholders()[code].width or draw(st.integers(1, 6))
        wide = draw(st.integers(1, 9)) if code == SERIAL else wide
        is_fixed = code in ("year", "month", "day")
        text += draw(st.sampled_from(("", "-", "/", "."))) + (f"{{{code}}}" if is_fixed else f"{{{code}:{wide}}}")
        letters = "0123456789" if placeholders()[code].charset == "[0-9]" else "0123456789ABCDEFXYZ"
        values[code] = draw(st.text(letters, min_size=wide, max_size=wide))
    return pattern_of(text), values


@given(patterns())
def test_a_number_is_read_back_as_its_values(drawn):
    pattern, values = drawn
    assert pattern.parse(pattern.format(values)) == values


@given(st.lists(st.integers(1, 60), max_size=20))
def test_the_next_number_is_never_taken(serials):
    taken = numbers(*serials)
    free = next_free(YEARLY, taken, SCOPE)
    assert free not in taken
    highest = max(serials, default=0)
    assert {*serials, *gaps(YEARLY, taken, SCOPE)} == set(range(1, highest + 1))
