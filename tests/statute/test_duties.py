"""What must be disclosed proactively, and by when: Regulation arts. 19-21, 26; D13."""

from datetime import date

import pytest

from gongkai.errors import NoRuleInForce, StatuteError
from gongkai.statute.calendar import load_calendar
from gongkai.statute.duties import Limit, criteria, duties, publish_by
from gongkai.statute.organs import organs

CALENDAR = load_calendar()
FIFTEEN = [f"A20_{number:02}" for number in range(1, 16)]
d = date.fromisoformat


def test_article_19_has_three_criteria():
    assert [one.label for one in criteria()] == ["涉及公众利益调整", "需要公众广泛知晓", "需要公众参与决策"]


def test_article_20_has_fifteen_items_for_every_organ():
    assert [code for code, duty in duties().items() if duty.level == "all"] == FIFTEEN


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("A20_01", "规范性文件"),
        ("A20_02", "机构设置"),
        ("A20_03", "规划"),
        ("A20_04", "统计"),
        ("A20_05", "行政许可"),
        ("A20_06", "行政处罚、行政强制"),
        ("A20_07", "预算、决算"),
        ("A20_08", "行政事业性收费"),
        ("A20_09", "政府集中采购"),
        ("A20_10", "重大建设项目"),
        ("A20_11", "社会保障"),
        ("A20_12", "突发公共事件"),
        ("A20_13", "安全生产"),
        ("A20_14", "公务员"),
        ("A20_15", "其他"),
    ],
)
def test_item_of_article_20(code, words):
    assert words in duties()[code].label


@pytest.mark.parametrize("kind", sorted(organs()))
def test_townships_have_the_rural_list_of_article_21_and_all_others_the_county_list(kind):
    expected = "A21_township" if kind == "township" else "A21_county"

    assert list(duties(kind)) == [*FIFTEEN, expected]


def test_the_rural_list_names_levies_and_the_county_list_public_order():
    assert "筹资筹劳" in duties()["A21_township"].label
    assert "治安管理" in duties()["A21_county"].label


@pytest.mark.parametrize(
    ("limit", "last_day"),
    [
        (Limit(), "2025-10-29"),  # art. 26; example 17
        (Limit(value=10, source="地方目录"), "2025-10-15"),  # example 17: a shorter limit of the item
        (Limit(value=3), "2025-09-29"),  # 09-28 is a make-up Sunday
        (Limit(kind="days", value=5), "2025-09-30"),
        (Limit(kind="days", value=7), "2025-10-09"),  # the 7th day is a holiday
        (Limit(kind="real_time"), "2025-09-25"),
        (Limit(kind="fixed_date", month=1, day=31), "2026-01-31"),
    ],
)
def test_last_day_to_publish(limit, last_day):
    assert publish_by(d("2025-09-25"), CALENDAR, limit) == d(last_day)


def test_a_long_term_item_has_no_last_day():
    assert publish_by(d("2025-09-25"), CALENDAR, Limit(kind="long_term")) is None


def test_an_impossible_date_is_refused():
    with pytest.raises(StatuteError):
        publish_by(d("2025-09-25"), CALENDAR, Limit(kind="fixed_date", month=2, day=30))


@pytest.mark.parametrize("limit", [Limit(value=0), Limit(value=-1)])
def test_a_limit_without_days_is_refused(limit):
    with pytest.raises(StatuteError):
        publish_by(d("2025-09-25"), CALENDAR, limit)


def test_article_26_did_not_bind_before_the_revision():
    with pytest.raises(NoRuleInForce):
        publish_by(d("2019-05-14"), CALENDAR)
