"""Numbers and dates as people type them; every doubt is said, none is raised or guessed away."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.documents.numbers import (
    FIRST_YEAR,
    LAST_YEAR,
    Doubt,
    count_in,
    date_in,
    date_of_serial,
    is_dash,
    money_in,
    narrow,
    number_in,
    year_in,
)

DAY = date(2021, 9, 14)
DATES = st.dates(date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31))


@pytest.mark.parametrize(
    "typed",
    [
        "2021-09-14",
        "2021-9-14",
        "2021/9/14",
        "2021.9.14",
        "2021年9月14日",
        "2021年9月14号",
        "2021 年 9 月 14 日",
        "20210914",
        "２０２１年９月１４日",
        "２０２１．９．１４",
        "２０２１／９／１４",
        "  2021-9-14\xa0",
        "\u30002021-9-14\ufeff",
        "2021-09-14 10:05",
        "2021-09-14T00:00:00",
        "2021/9/14 08:30:15.5",
        "二〇二一年九月十四日",
        "二○二一年九月十四日",
        "二零二一年九月十四日",
    ],
)
def test_a_date_is_read_as_it_is_typed(typed: str) -> None:
    assert date_in(typed) == DAY


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("二〇二二年一月六日", date(2022, 1, 6)),
        ("二〇二一年十二月三十一日", date(2021, 12, 31)),
        ("二〇二一年十月二十日", date(2021, 10, 20)),
        ("二〇二一年十一月十日", date(2021, 11, 10)),
    ],
)
def test_a_date_in_chinese_numerals_is_read(typed: str, day: date) -> None:
    assert date_in(typed) == day


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("2021-02-30", "没有这一天"),
        ("2021年13月1日", "没有这一天"),
        ("20210931", "没有这一天"),
        ("二〇二一年二三月一日", "没有这一天"),
        ("21/9/14", "年份不是四位"),
        ("9/14/2021", "年份不是四位"),
        ("21年9月14日", "年份不是四位"),
        ("9月14日", "缺少年份"),
        ("9/14", "缺少年份"),
        ("2021年9月", "缺少日"),
        ("2021/9", "缺少日"),
        ("1989-12-31", "1990—2100"),
        ("2101-01-01", "1990—2100"),
        ("2021-9/14", "不是日期"),
        ("上周五", "不是日期"),
        ("", "不是日期"),
        ("2021-9-14-1", "不是日期"),
        ("2021-9-14 至 2021-9-15", "不是日期"),
    ],
)
def test_what_is_no_date_or_could_be_two_is_a_doubt(typed: str, why: str) -> None:
    doubt = date_in(typed)
    assert isinstance(doubt, Doubt)
    assert why in doubt.zh
    assert doubt.en


@pytest.mark.parametrize(
    ("serial", "day"),
    [(44453.0, DAY), (44453.99, DAY), (20210914.0, DAY), (32874.0, date(1990, 1, 1)), (73415.0, date(2100, 12, 31))],
)
def test_a_day_number_of_a_spreadsheet_is_a_date(serial: float, day: date) -> None:
    assert date_of_serial(serial) == day


@pytest.mark.parametrize(
    "serial", [0.0, 1.0, 32873.0, 73416.0, 2021.0, 20210230.0, -5.0, 1e300, float("nan"), float("inf")]
)
def test_a_number_that_is_no_day_of_these_years_is_a_doubt(serial: float) -> None:
    assert isinstance(date_of_serial(serial), Doubt)


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("12", "12"),
        ("１２", "12"),
        ("1,234", "1234"),
        ("１，２３４", "1234"),
        ("-2", "-2"),
        ("－2", "-2"),
        ("−2", "-2"),
        ("+3", "3"),
        ("51.95662", "51.95662"),
        ("3.50", "3.50"),
        (" 7 ", "7"),
        ("007", "7"),
    ],
)
def test_a_number_keeps_its_digits(typed: str, value: str) -> None:
    assert str(number_in(typed)) == value


@pytest.mark.parametrize(
    "typed", ["", "1,23", "1.234,5", "1 2", "12a", "1e5", "(5)", "5.", ".5", "--5", "①", "²", "٣", "一二", "9" * 80]
)
def test_what_is_no_number_or_could_be_two_is_a_doubt(typed: str) -> None:
    assert isinstance(number_in(typed), Doubt)


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("8件", 8),
        ("８ 件", 8),
        ("1,867人次", 1867),
        ("690", 690),
        ("1.8万", 18_000),
        ("18.017万次", 180_170),
        ("-2", -2),
        ("3.0", 3),
    ],
)
def test_a_count_may_carry_its_measure_word(typed: str, value: int) -> None:
    assert count_in(typed) == value


@pytest.mark.parametrize("typed", ["3.5", "1.00005万", "约500", "10余件", "8元", "两件", "8/9", "500左右"])
def test_what_is_not_exactly_a_whole_number_is_a_doubt(typed: str) -> None:
    assert isinstance(count_in(typed), Doubt)


@pytest.mark.parametrize(
    ("typed", "yuan"),
    [
        ("39800", "39800"),
        ("39,800元", "39800"),
        ("￥39,800.00", "39800.00"),
        ("¥ 100", "100"),
        ("人民币380元整", "380"),
        ("3.98万元", "39800"),
        ("３．９８ 万元", "39800"),
        ("51.95662万", "519566.2"),
        ("1.2亿元", "120000000"),
        ("51.95662", "51.95662"),
    ],
)
def test_money_is_read_in_yuan(typed: str, yuan: str) -> None:
    value = money_in(typed)
    assert value == Decimal(yuan)


@pytest.mark.parametrize("typed", ["约3万元", "3万5千元", "1,23元", "三万元", "$5", "3.98万元/年", "元", ""])
def test_what_is_no_amount_is_a_doubt(typed: str) -> None:
    assert isinstance(money_in(typed), Doubt)


@pytest.mark.parametrize("typed", ["2021", "2021年", "２０２１年度", " 2021 "])
def test_a_year_is_read(typed: str) -> None:
    assert year_in(typed) == 2021


@pytest.mark.parametrize("typed", ["21", "二一年", "2021-2022", "1949", "3021", "", "去年"])
def test_a_year_needs_four_digits_of_these_times(typed: str) -> None:
    assert isinstance(year_in(typed), Doubt)


@pytest.mark.parametrize(
    ("written", "expected"),
    [("/", True), ("——", True), ("－", True), (" — ", True), ("", False), ("0", False), ("-1", False)],
)
def test_a_dash_states_no_figure(written: str, expected: bool) -> None:
    assert is_dash(written) is expected


def test_narrowing_leaves_chinese_punctuation_of_sentences_alone() -> None:
    assert narrow("　《条例》第36条。") == "《条例》第36条。"


@given(DATES, st.sampled_from(["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d"]))
def test_every_way_of_writing_a_date_gives_it_back(day: date, style: str) -> None:
    assert date_in(day.strftime(style)) == day


@given(DATES)
def test_every_day_number_gives_its_date_back(day: date) -> None:
    assert date_of_serial(float((day - date(1899, 12, 30)) // timedelta(days=1))) == day


@given(st.integers(-(10**12), 10**12))
def test_every_whole_number_is_read_back_plain_grouped_or_wide(value: int) -> None:
    wide = str(value).translate(str.maketrans("0123456789-", "０１２３４５６７８９－"))
    assert count_in(str(value)) == count_in(f"{value:,}") == count_in(wide) == value


@given(st.decimals(-(10**9), 10**9, places=5))
def test_every_amount_is_read_back_in_yuan_and_in_ten_thousands(amount: Decimal) -> None:
    assert money_in(f"{amount:f}元") == amount
    assert money_in(f"{amount:f}万元") == amount * 10_000


@given(st.text(max_size=80) | st.text(alphabet="0123456789０１２年月日-/.,万元亿件¥ 〇一二十", max_size=80))
def test_no_text_raises(text: str) -> None:
    for read in (number_in, count_in, money_in, date_in, year_in):
        result = read(text)
        assert result is not None
    is_dash(text)


@given(st.floats())
def test_no_day_number_raises(serial: float) -> None:
    assert isinstance(date_of_serial(serial), date | Doubt)
