"""The standard catalogue: 26 fields, ten columns, limits in words, the starter of a sub-district."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.errors import NoRuleInForce
from gongkai.ledger.codes import CHANNEL_CARRIERS, ITEM_CHANNELS
from gongkai.statute.calendar import load_calendar
from gongkai.statute.catalogue import (
    carriers,
    carriers_in,
    choice_of,
    choices,
    citation,
    column_of,
    columns,
    duty_codes,
    field_of,
    fields,
    limit_due_on,
    limit_text,
    parse_limit,
    starter,
    starts,
    topics,
    wordings,
)
from gongkai.statute.duties import ARTICLE_26, Limit, duties

CALENDAR = load_calendar()
d = date.fromisoformat


# --- fields, columns, words ---------------------------------------------------------------------------------------


def test_there_are_26_pilot_fields_of_which_one_name_was_not_seen():
    assert len(fields()) == 26
    assert [one.label for one in fields().values() if one.mark == "K"] == ["税收管理"]


def test_three_fields_are_normally_the_countys():
    county = [one.label for one in fields().values() if one.sub_district == "county"]
    assert county == ["税收管理", "农村危房改造", "城乡规划"]


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("社会救助", "social_assistance"),
        ("社会救助领域", "social_assistance"),
        ("卫生健康", "health"),
        ("农村集体土地征收", "land_expropriation"),
        (" 公共 资源交易 ", "public_resource_trading"),
        ("党建", None),
    ],
)
def test_a_title_names_its_field(title, code):
    assert field_of(title) == code


def test_topics_stand_below_article_21():
    assert {one.duty for one in topics().values()} == {"A21_county", "A21_township"}
    for one in topics().values():
        assert one.label.removeprefix("乡镇") in duties()[one.duty].label or one.duty == "A21_township"


def test_ten_columns_the_levels_of_the_matter_being_one():
    required = [one.code for one in columns().values() if one.is_required]
    assert len([code for code in required if not code.startswith("level")]) + 1 == 10


@pytest.mark.parametrize(
    ("heading", "code"),
    [
        ("序号", "serial"),
        ("公开内容（要素）", "content"),
        ("公开内容\n(要素)", "content"),
        ("一级事项", "level_1"),
        ("二级\u3000事项", "level_2"),
        ("三级事项", "level_3"),
        ("公开渠道和载体", "channels"),
        ("特定群体（请写明）", "object"),
        ("依申请公开", "way"),
        ("乡、村级", "tier"),
        ("责任科室", "unit"),
        ("备注", None),
    ],
)
def test_a_heading_names_its_column(heading, code):
    assert column_of(heading) == code


@pytest.mark.parametrize(
    ("text", "codes", "unknown"),
    [
        ("■政府网站 □政府公报 ■两微一端 □其他____", ("website", "new_media"), ()),
        ("□政府网站 □政府公报", (), ()),
        ("☑社区/企事业单位/村公示栏（电子屏）□精准推送", ("board",), ()),
        ("政府网站、政务公开栏，微信公众号", ("website", "board", "new_media"), ()),
        ("政府网站；飞鸽", ("website",), ("飞鸽",)),
        ("■飞鸽 □政府网站", (), ("飞鸽",)),
        ("", (), ()),
    ],
)
def test_carriers_of_a_cell(text, codes, unknown):
    assert carriers_in(text) == (codes, unknown)


def test_every_word_of_a_table_leads_to_its_own_code():
    for one in carriers().values():
        assert carriers_in(one.label)[0] == (one.code,)
    for column in ("object", "way", "tier"):
        for one in choices(column).values():
            assert [choice_of(column, word) for word in (one.label, *one.synonyms)] == [one.code] * (
                1 + len(one.synonyms)
            )


def test_every_channel_serves_a_carrier():
    assert set(CHANNEL_CARRIERS) == set(ITEM_CHANNELS)
    assert set(CHANNEL_CARRIERS.values()) <= set(carriers())


@pytest.mark.parametrize(
    ("code", "place"),
    [
        ("A20_01", "第二十条第（一）项"),
        ("A20_10", "第二十条第（十）项"),
        ("A20_15", "第二十条第（十五）项"),
        ("A21_county_7", "第二十一条"),
    ],
)
def test_a_duty_is_cited(code, place):
    assert citation(code) == f"《中华人民共和国政府信息公开条例》{place}"


# --- limits in words ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("wording", wordings(), ids=lambda one: one.text)
def test_every_example_is_read_as_its_kind(wording):
    assert parse_limit(wording.text).kind == wording.kind


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("信息形成或者变更之日起20个工作日内", ARTICLE_26),
        ("自信息形成（变更）之日起２０个工作日内予以公开，法律、法规另有规定的，从其规定。", ARTICLE_26),
        ("二十个工作日", ARTICLE_26),
        ("制定或获取信息之日起10个工作日内", Limit(value=10, source="标准目录")),
        ("作出行政决定之日起七个工作日内公开", Limit(value=7, source="标准目录")),
        ("十五个工作日内", Limit(value=15, source="标准目录")),
        ("7日内", Limit("days", 7, source="标准目录")),
        ("信息形成之日起30个自然日内", Limit("days", 30, source="标准目录")),
        ("实时公开", Limit("real_time", 0, source="标准目录")),
        ("1月31日之前公布上一年度报告", Limit("fixed_date", 0, 1, 31, "标准目录")),
        ("每年3月31日前", Limit("fixed_date", 0, 3, 31, "标准目录")),
        ("长期公开", Limit("long_term", 0, source="标准目录")),
        ("及时公开", Limit("promptly", 0)),
    ],
)
def test_a_limit_in_words(text, limit):
    read = parse_limit(text)
    assert read == limit
    assert read.text == text


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("信息形成或变更之日起20个工作日内", "formed_or_changed"),
        ("制定或者获取信息之日起10个工作日内", "made_or_obtained"),
        ("收到批件之日起5个工作日内", "收到批件"),
        ("10个工作日内", "formed_or_changed"),
    ],
)
def test_what_a_limit_runs_from(text, start):
    assert parse_limit(text).start == start


@pytest.mark.parametrize(
    "text",
    [
        "",
        "按进展情况公开",
        "实时公开，每月更新",
        "每季度第一个月",
        "20个工作日内；重大事项实时公开",
        "2月30日前",
        "2月29日前",
        "零个工作日",
        "0个工作日内",
        "第二十六条",
        "20",
        "工作日内",
        "长" * 5000,
    ],
)
def test_words_not_understood_stay_words_and_have_no_date(text):
    limit = parse_limit(text)
    assert (limit.kind, limit.text) == ("unknown", text[:200])
    assert limit_due_on(limit, d("2025-09-25"), CALENDAR).on is None


@given(st.text(max_size=40) | st.text("一二十0123456789个工作日内之起月前每年实时长期及公开，。", max_size=16))
def test_any_words_are_read_or_kept(text):
    assert parse_limit(text).text == text.strip()


LIMITS = st.one_of(
    st.builds(
        Limit, st.sampled_from(("working_days", "days")), st.integers(1, 99), start=st.sampled_from(sorted(starts()))
    ),
    st.builds(lambda on: Limit("fixed_date", 0, on.month, on.day), st.dates(date(2025, 1, 1), date(2025, 12, 31))),
    st.sampled_from([Limit("real_time", 0), Limit("long_term", 0), Limit("promptly", 0)]),
)


@given(LIMITS)
def test_the_words_of_a_limit_are_read_back(limit):
    again = parse_limit(limit_text(limit))
    assert (again.kind, again.value, again.month, again.day) == (limit.kind, limit.value, limit.month, limit.day)
    if limit.kind in ("working_days", "days"):
        assert again.start == limit.start


# --- when ---------------------------------------------------------------------------------------------------------


def test_twenty_working_days_with_their_trace():
    due = limit_due_on(ARTICLE_26, d("2025-09-25"), CALENDAR)

    assert due.on == due.statutory_on == d("2025-10-29")  # example 17: a make-up Sunday and National Day between
    assert (due.trace[0].on, due.trace[0].is_counted) == (d("2025-09-25"), False)
    assert (due.trace[-1].on, due.trace[-1].ordinal) == (d("2025-10-29"), 20)
    assert not due.is_outer
    assert not due.is_beyond_article_26


@pytest.mark.parametrize(
    ("text", "on", "is_beyond"),
    [
        ("制定或获取信息之日起10个工作日内", "2025-10-15", False),
        ("30个工作日内", "2025-11-12", True),
        ("实时公开", "2025-09-25", False),
        ("每年1月31日前", "2026-01-31", True),
        ("长期公开", None, False),
    ],
)
def test_the_last_day_of_a_limit_beside_article_26(text, on, is_beyond):
    due = limit_due_on(parse_limit(text), d("2025-09-25"), CALENDAR)
    assert due.on == (d(on) if on else None)
    assert due.is_beyond_article_26 is is_beyond


def test_promptly_has_article_26_as_its_outer_limit():
    due = limit_due_on(parse_limit("及时公开"), d("2025-09-25"), CALENDAR)
    assert (due.on, due.is_outer) == (d("2025-10-29"), True)


@pytest.mark.parametrize(
    ("start", "on"),
    [
        ("2024-12-31", "2025-01-31"),
        ("2025-01-10", "2025-01-31"),
        ("2025-01-31", "2025-01-31"),
        ("2025-02-01", "2026-01-31"),
    ],
)
def test_a_fixed_date_is_the_next_one_from_the_start(start, on):
    assert limit_due_on(parse_limit("1月31日前"), d(start), CALENDAR).on == d(on)


def test_before_2019_article_26_sets_no_date_but_a_catalogue_may():
    assert limit_due_on(parse_limit("5个工作日内"), d("2019-05-06"), CALENDAR).statutory_on is None
    with pytest.raises(NoRuleInForce):
        limit_due_on(ARTICLE_26, d("2019-05-06"), CALENDAR)


# --- the starter --------------------------------------------------------------------------------------------------


def test_the_starter_is_whole():
    items = starter()
    assert 60 <= len(items) <= 90
    names = [(one.field, one.level_1, one.level_2) for one in items]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("item", starter(), ids=lambda one: f"{one.field}/{one.level_2}")
def test_an_item_of_the_starter_uses_known_codes_and_a_limit_that_is_read(item):
    assert item.field in fields()
    assert fields()[item.field].sub_district != "county"
    assert item.duty in duty_codes()
    assert parse_limit(item.limit).kind != "unknown"
    assert set(item.channels) <= set(carriers())
    assert (item.object in choices("object"), item.way in choices("way"), item.tier in choices("tier")) == (True,) * 3
    assert len(item.content) >= 3
    assert all(
        basis.startswith(("《中华人民共和国政府信息公开条例》", "《中华人民共和国行政处罚法》")) for basis in item.basis
    )


def test_social_assistance_has_ten_working_days_in_the_starter():
    limits = {parse_limit(one.limit).value for one in starter() if one.field == "social_assistance"}
    assert limits == {10}


def test_the_starter_file_says_that_it_is_a_starting_point():
    from pathlib import Path

    from gongkai.statute import catalogue

    text = (Path(catalogue.__file__).parent / "data" / "starter_catalogue.toml").read_text(encoding="utf-8")
    assert "starting point" in text.splitlines()[0]
