"""The work calendar against two packages, the notices' own arithmetic, and a day-by-day count."""

import re
import shutil
import tomllib
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import chinese_calendar
import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.errors import CalendarGap, NoRuleInForce, StatuteError, UsageError
from gongkai.statute.calendar import HOLIDAYS, NEXT_NOTICE_REACHES_FROM, Span, WorkCalendar, load_calendar, merged
from gongkai.statute.sources import Source, in_force

YEARS = range(2008, 2027)
DAY = timedelta(days=1)
CALENDAR = load_calendar()
FILES = {year: tomllib.loads((HOLIDAYS / f"{year}.toml").read_text("utf-8")) for year in YEARS}
LOCAL_FILES = sorted((HOLIDAYS / "local").glob("*.toml"))


def days(first: date, last: date) -> list[date]:
    return [first + DAY * i for i in range((last - first).days + 1)]


def days_of(year: int) -> list[date]:
    return days(date(year, 1, 1), date(year, 12, 31))


def month_days(text: str, year: int) -> list[date]:
    """`01-28~02-04; 12-31` as dates."""
    result = []
    for part in re.split(r"[;,]\s*", text):
        first, _, last = part.strip().partition("~")
        if len(last) == 2:
            last = first[:3] + last
        result += days(date.fromisoformat(f"{year}-{first}"), date.fromisoformat(f"{year}-{last or first}"))
    return result


# -- two independent packages ------------------------------------------------------------------

# Days on which a package differs from the notices, with the reason. chinesecalendar 1.11.0 and holidays
# 0.109 agree with each other and with the notices on every day of 2008 to 2026; a version that does not
# must be listed here by day and reason, or mended there.
CHINESECALENDAR_DIFFERS: dict[date, str] = {}
HOLIDAYS_DIFFERS: dict[date, str] = {}


@pytest.mark.parametrize("year", YEARS)
def test_every_day_is_as_chinesecalendar_has_it(year):
    differing = [day for day in days_of(year) if CALENDAR.is_working_day(day) != chinese_calendar.is_workday(day)]
    assert differing == [day for day in CHINESECALENDAR_DIFFERS if day.year == year]


@pytest.mark.parametrize("year", YEARS)
def test_every_day_is_as_holidays_has_it(year):
    china = holidays.country_holidays("CN", years=range(year - 1, year + 2))  # make-up days reach over the new year
    differing = [day for day in days_of(year) if CALENDAR.is_working_day(day) != china.is_working_day(day)]
    assert differing == [day for day in HOLIDAYS_DIFFERS if day.year == year]


# -- deadlines.md §2 ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("year", "make_up", "off"),
    [
        (
            2019,
            "02-02, 02-03, 04-28, 05-05, 09-29, 10-12",
            "01-01; 02-04~10; 04-05~07; 05-01~04; 06-07~09; 09-13~15; 10-01~07",
        ),
        (
            2020,
            "01-19, 04-26, 05-09, 06-28, 09-27, 10-10",
            "01-01; 01-24~02-02; 04-04~06; 05-01~05; 06-25~27; 10-01~08",
        ),
        (
            2021,
            "02-07, 02-20, 04-25, 05-08, 09-18, 09-26, 10-09",
            "01-01~03; 02-11~17; 04-03~05; 05-01~05; 06-12~14; 09-19~21; 10-01~07",
        ),
        (
            2022,
            "01-29, 01-30, 04-02, 04-24, 05-07, 10-08, 10-09",
            "01-01~03; 01-31~02-06; 04-03~05; 04-30~05-04; 06-03~05; 09-10~12; 10-01~07; 12-31",
        ),
        (
            2023,
            "01-28, 01-29, 04-23, 05-06, 06-25, 10-07, 10-08",
            "01-01~02; 01-21~27; 04-05; 04-29~05-03; 06-22~24; 09-29~10-06; 12-30~31",
        ),
        (
            2024,
            "02-04, 02-18, 04-07, 04-28, 05-11, 09-14, 09-29, 10-12",
            "01-01; 02-10~17; 04-04~06; 05-01~05; 06-10; 09-15~17; 10-01~07",
        ),
        (
            2025,
            "01-26, 02-08, 04-27, 09-28, 10-11",
            "01-01; 01-28~02-04; 04-04~06; 05-01~05; 05-31~06-02; 10-01~08",
        ),
        (
            2026,
            "01-04, 02-14, 02-28, 05-09, 09-20, 10-10",
            "01-01~03; 02-15~23; 04-04~06; 05-01~05; 06-19~21; 09-25~27; 10-01~07",
        ),
    ],
)
def test_yearly_table_of_holidays_and_make_up_workdays(year, make_up, off):
    runs = month_days(off, year)
    assert [day for day in days_of(year) if CALENDAR.why(day).kind == "make_up"] == month_days(make_up, year)
    assert not [day for day in runs if CALENDAR.is_working_day(day)]
    weekdays_off = [day for day in days_of(year) if day.weekday() < 5 and not CALENDAR.is_working_day(day)]
    assert weekdays_off == [day for day in runs if day.weekday() < 5]


@pytest.mark.parametrize(
    ("on", "kind", "name", "source"),
    [
        (date(2024, 2, 9), "working", "", "《国务院关于职工工作时间的规定》第七条"),  # 除夕, only encouraged leave
        (
            date(2025, 1, 28),
            "holiday",
            "春节",
            "《国务院办公厅关于2025年部分节假日安排的通知》（国办发明电〔2024〕12号）",
        ),
        (date(2025, 1, 26), "make_up", "", "《国务院办公厅关于2025年部分节假日安排的通知》（国办发明电〔2024〕12号）"),
        (date(2025, 9, 20), "weekend", "", "《国务院关于职工工作时间的规定》第七条"),
        (
            date(2019, 5, 2),
            "holiday",
            "劳动节",
            "《国务院办公厅关于调整2019年劳动节假期安排的通知》（国办发明电〔2019〕3号）",
        ),
        (
            date(2020, 1, 30),
            "holiday",
            "春节",
            "《国务院办公厅关于2020年部分节假日安排的通知》（国办发明电〔2019〕16号）",
        ),
        (  # a make-up workday of the first notice, undone by the second
            date(2020, 2, 1),
            "holiday",
            "春节",
            "《国务院办公厅关于延长2020年春节假期的通知》（国办发明电〔2020〕1号）",
        ),
        (
            date(2015, 9, 4),
            "holiday",
            "抗战胜利70周年纪念日",
            "《国务院关于中国人民抗日战争暨世界反法西斯战争胜利70周年纪念日调休放假的通知》（国发明电〔2015〕1号）",
        ),
        (
            date(2018, 12, 31),
            "holiday",
            "元旦",
            "《国务院办公厅关于2019年部分节假日安排的通知》（国办发明电〔2018〕15号）",
        ),
    ],
)
def test_a_day_says_why_and_by_which_notice(on, kind, name, source):
    status = CALENDAR.why(on)
    assert (status.kind, status.name, str(status.source)) == (kind, name, source)
    assert status.is_working is CALENDAR.is_working_day(on)
    assert not status.is_provisional
    assert status.region == ""


# -- counting ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "n", "end"),
    [
        (date(2021, 9, 14), 20, date(2021, 10, 18)),  # worked example 1
        (date(2022, 1, 21), 7, date(2022, 1, 30)),  # 2: ends on a make-up Sunday
        (date(2023, 9, 30), 1, date(2023, 10, 7)),  # 3: signed on a holiday, day 1 a make-up Saturday
        (date(2024, 12, 20), 20, date(2025, 1, 20)),  # 25: over the new year
        (date(2026, 12, 3), 20, date(2026, 12, 31)),  # the last computable day of 2026
    ],
)
def test_day_of_receipt_is_not_counted(start, n, end):
    assert CALENDAR.nth_working_day_after(start, n) == end


def test_stopped_time_is_not_counted():
    consulted = [Span(date(2024, 1, 30), date(2024, 2, 21))]  # worked example 13: 14 working days excluded
    assert CALENDAR.nth_working_day_after(date(2024, 1, 22), 20) == date(2024, 2, 22)
    assert CALENDAR.working_days_between(date(2024, 1, 29), date(2024, 2, 21)) == 14
    assert CALENDAR.nth_working_day_after(date(2024, 1, 22), 20, skipping=consulted) == date(2024, 3, 13)


def test_a_day_that_is_not_worked_rolls_to_the_first_after_it():
    assert CALENDAR.next_working_day(date(2024, 10, 1)) == date(2024, 10, 8)
    assert CALENDAR.next_working_day(date(2025, 2, 8)) == date(2025, 2, 8)  # a make-up Saturday stays
    assert CALENDAR.next_working_day(date(2022, 12, 31)) == date(2023, 1, 3)


def test_the_day_before_is_strictly_before():
    assert CALENDAR.previous_working_day(date(2026, 1, 31)) == date(2026, 1, 30)
    assert CALENDAR.previous_working_day(date(2026, 1, 1)) == date(2025, 12, 31)
    assert CALENDAR.previous_working_day(date(2025, 2, 5)) == date(2025, 1, 27)


def test_a_period_has_at_least_one_day():
    with pytest.raises(ValueError, match="at least 1"):
        CALENDAR.nth_working_day_after(date(2025, 1, 2), 0)


def test_nothing_lies_between_a_day_and_an_earlier_one():
    assert CALENDAR.working_days_between(date(2025, 3, 3), date(2025, 3, 3)) == 0
    assert CALENDAR.working_days_between(date(2025, 3, 4), date(2025, 3, 3)) == 0


def test_merged_spans_are_apart_ascending_and_not_empty():
    day = [date(2025, 3, n) for n in range(1, 31)]
    spans = [Span(day[9], day[12]), Span(day[0], day[3]), Span(day[4], day[5]), Span(day[11], day[11])]
    assert merged([*spans, Span(day[20], day[19])]) == (Span(day[0], day[5]), Span(day[9], day[12]))
    assert merged([]) == ()


starts = st.dates(date(2008, 1, 1), date(2025, 6, 30))
spans_from = st.lists(st.tuples(st.integers(-30, 90), st.integers(-1, 40)), max_size=4)


def spans_at(start: date, shapes: list[tuple[int, int]]) -> list[Span]:
    """Spans given by days after `start` and length; length -1 is an empty span."""
    return [Span(start + DAY * offset, start + DAY * (offset + length)) for offset, length in shapes]


def slow_nth(start: date, n: int, skipping: list[Span]) -> date:
    """Day by day, on the calendar of another package."""
    on = start
    while n:
        on += DAY
        if chinese_calendar.is_workday(on) and not any(span.first <= on <= span.last for span in skipping):
            n -= 1
    return on


@given(start=starts, n=st.integers(1, 60), shapes=spans_from)
def test_counting_is_a_day_by_day_loop(start, n, shapes):
    skipping = spans_at(start, shapes)
    assert CALENDAR.nth_working_day_after(start, n, skipping=skipping) == slow_nth(start, n, skipping)


@given(start=starts, n=st.integers(1, 300), shapes=spans_from)
def test_counting_forth_and_back_agree(start, n, shapes):
    skipping = spans_at(start, shapes)
    end = CALENDAR.nth_working_day_after(start, n, skipping=skipping)
    assert CALENDAR.is_working_day(end)
    assert CALENDAR.working_days_between(start, end, skipping=skipping) == n
    assert CALENDAR.working_days_between(start, end - DAY, skipping=skipping) == n - 1


@given(after=starts, length=st.integers(-10, 400), shapes=spans_from)
def test_days_between_are_counted_one_by_one(after, length, shapes):
    skipping = spans_at(after, shapes)
    until = after + DAY * length
    assert CALENDAR.working_days_between(after, until, skipping=skipping) == sum(
        chinese_calendar.is_workday(day) and not any(span.first <= day <= span.last for span in skipping)
        for day in days(after + DAY, until)
    )


@given(on=st.dates(date(2008, 1, 3), date(2026, 12, 31)))
def test_next_and_previous_are_neighbours(on):
    before, following = CALENDAR.previous_working_day(on), CALENDAR.next_working_day(on)
    assert before < on <= following
    assert [day for day in days(before, following) if chinese_calendar.is_workday(day)] == [before, following]


# -- a year without a notice -------------------------------------------------------------------


@pytest.mark.parametrize("year", [2007, 2027])
def test_a_year_without_a_notice_is_a_gap(year):
    for ask in (CALENDAR.is_working_day, CALENDAR.why, CALENDAR.is_provisional, CALENDAR.next_working_day):
        with pytest.raises(CalendarGap) as error:
            ask(date(year, 6, 1))
        assert error.value.year == year
    with pytest.raises(CalendarGap):
        CALENDAR.notices(year)


def test_a_count_into_a_year_without_a_notice_is_a_gap_not_a_guess():
    with pytest.raises(CalendarGap, match="2027"):
        CALENDAR.nth_working_day_after(date(2026, 12, 4), 20)
    with pytest.raises(CalendarGap, match="2027"):
        CALENDAR.nth_working_day_after(date(2026, 12, 1), 20, skipping=[Span(date(2026, 12, 2), date(2027, 1, 4))])
    with pytest.raises(CalendarGap, match="2027"):
        CALENDAR.working_days_between(date(2026, 12, 4), date(2027, 1, 4))
    with pytest.raises(CalendarGap, match="2007"):
        CALENDAR.previous_working_day(date(2008, 1, 1))


def test_stopped_time_beyond_the_end_does_not_make_a_gap():
    later = [Span(date(2027, 1, 4), date(2027, 1, 8))]
    assert CALENDAR.nth_working_day_after(date(2026, 12, 3), 20, skipping=later) == date(2026, 12, 31)


def test_a_provisional_calendar_says_so_and_knows_only_what_is_fixed():
    calendar = CALENDAR.provisional()
    assert calendar is load_calendar(provisional_years=True)
    assert calendar.provisional() is calendar
    weekdays_off = [day for day in days_of(2027) if day.weekday() < 5 and not calendar.is_working_day(day)]
    assert weekdays_off == [date(2027, 1, 1), date(2027, 10, 1)]  # 1-2 May and 2-3 October are weekends
    assert not [day for day in days_of(2027) if day.weekday() > 4 and calendar.is_working_day(day)]
    assert all(calendar.is_provisional(day) and calendar.why(day).is_provisional for day in days_of(2027))
    assert not calendar.is_settled(date(2027, 6, 1))
    labour_day = calendar.why(date(2028, 5, 2))
    assert (labour_day.kind, labour_day.name) == ("holiday", "劳动节")
    assert str(labour_day.source) == "《全国年节及纪念日放假办法》（国务院令第795号）第二条"
    assert calendar.nth_working_day_after(date(2026, 12, 4), 20) == date(2027, 1, 4)


def test_a_provisional_calendar_leaves_the_years_with_a_notice_alone():
    calendar = CALENDAR.provisional()
    assert not calendar.is_provisional(date(2026, 10, 1))
    assert calendar.why(date(2026, 10, 1)) == CALENDAR.why(date(2026, 10, 1))
    with pytest.raises(CalendarGap):  # the past is not guessed either
        calendar.is_working_day(date(2007, 6, 1))


# -- a notice reaches into the December before -------------------------------------------------

DECEMBER_REACH = {
    2008: ["2007-12-29 make_up", "2007-12-30 holiday", "2007-12-31 holiday"],
    2012: ["2011-12-31 make_up"],
    2019: ["2018-12-29 make_up", "2018-12-30 holiday", "2018-12-31 holiday"],
    2023: ["2022-12-31 holiday"],
}


def test_the_notices_that_reach_into_december():
    found: dict[int, list[str]] = {}
    for year, table in FILES.items():
        for kind, day in declared(table):
            if day.year < year:
                found.setdefault(year, []).append(f"{day} {kind}")
                assert (day.month, day.day) >= NEXT_NOTICE_REACHES_FROM
    assert {year: sorted(reached) for year, reached in found.items()} == DECEMBER_REACH


def test_late_december_is_unsettled_until_the_next_notice_is_loaded():
    assert CALENDAR.is_settled(date(2026, 12, 25))
    assert not CALENDAR.is_settled(date(2026, 12, 26))
    assert not CALENDAR.is_settled(date(2026, 12, 31))
    assert CALENDAR.is_settled(date(2025, 12, 31))
    assert CALENDAR.is_settled(date(2008, 1, 1))
    assert not CALENDAR.is_settled(date(2027, 1, 1))
    assert not CALENDAR.is_settled(date(2007, 12, 31))


NEXT_YEAR = """\
year = 2027
title = "虚构的2027年通知"
notice = "国办发明电〔2026〕0号"
issued_on = 2026-11-30
mark = "D"
measures = 2024-11-10
make_up = [2026-12-27]

[[off]]
name = "元旦"
from = 2026-12-31
to = 2027-01-03
"""  # invented, to try the mechanism


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder of one's own with the last notices."""
    for name in ("2025.toml", "2026.toml", "measures.toml"):
        shutil.copy(HOLIDAYS / name, tmp_path)
    (tmp_path / "local").mkdir()
    return tmp_path


def test_adding_next_years_notice_is_adding_one_file(data):
    before = WorkCalendar(data=data)
    assert before.is_working_day(date(2026, 12, 31))
    (data / "2027.toml").write_text(NEXT_YEAR, "utf-8")
    calendar = WorkCalendar(data=data)
    assert calendar.years == (2025, 2026, 2027)
    assert not calendar.is_working_day(date(2026, 12, 31))  # the new notice reaches back
    assert calendar.is_working_day(date(2026, 12, 27))
    assert calendar.is_settled(date(2026, 12, 31))
    assert calendar.nth_working_day_after(date(2026, 12, 30), 1) == date(2027, 1, 4)
    assert calendar.version != before.version


# -- regions -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("region", "on", "kind", "name"),
    [
        ("450000", date(2024, 4, 11), "holiday", "壮族三月三"),
        ("450103", date(2024, 4, 11), "holiday", "壮族三月三"),  # a district has its region's days
        ("450000", date(2021, 4, 18), "make_up", ""),
        ("450000", date(2017, 4, 1), "holiday", "壮族三月三"),  # undoes a national make-up workday
        ("450000", date(2017, 4, 8), "make_up", ""),
        ("420000", date(2020, 2, 3), "holiday", "春节"),
        ("420100", date(2020, 2, 13), "holiday", "春节"),
    ],
)
def test_a_regions_own_notice_overrides_the_national_one(region, on, kind, name):
    status = load_calendar(region).why(on)
    assert (status.kind, status.name, status.region) == (kind, name, region[:2] + "0000")
    assert status.is_working is load_calendar(region).is_working_day(on) is not CALENDAR.is_working_day(on)
    assert status.source in load_calendar(region).notices(on.year)
    assert status.source not in CALENDAR.notices(on.year)


def test_hubei_went_back_to_work_on_the_fourteenth():
    assert load_calendar("420000").next_working_day(date(2020, 2, 1)) == date(2020, 2, 14)
    assert CALENDAR.next_working_day(date(2020, 2, 1)) == date(2020, 2, 3)


def test_notices_of_a_year_are_the_national_ones_then_the_regions():
    assert [source.instrument[:2] for source in load_calendar("450000").notices(2019)] == ["国务", "国务", "广西"]


def test_guangxi_worked_its_holiday_in_the_epidemic():
    assert load_calendar("450000").is_working_day(date(2020, 3, 26))


def test_a_region_without_notices_has_the_national_days():
    liaoning = load_calendar("210103")
    assert all(liaoning.why(day) == CALENDAR.why(day) for day in days_of(2020))
    assert liaoning.is_settled(date(2020, 6, 1))


def test_a_region_with_a_notice_each_year_is_unsettled_where_one_is_missing(data):
    local = (
        'region = "330000"\nname = "某省"\nyearly_from = 2025\n[[notice]]\nyear = 2025\ntitle = "某通知"\nmark = "D"\n'
    )
    (data / "local" / "330000.toml").write_text(local + "make_up = []\n", "utf-8")
    calendar = WorkCalendar("330000", data=data)
    assert calendar.is_settled(date(2025, 6, 1))
    assert not calendar.is_settled(date(2026, 6, 1))
    assert WorkCalendar(data=data).is_settled(date(2026, 6, 1))


def test_the_nearest_notice_decides(data):
    for code, kind in (
        ("330000", "[[notice.off]]\nname = '省假'\nfrom = 2026-03-07\nto = 2026-03-09\n"),
        ("330100", ""),
    ):
        make_up = "[]" if kind else "[2026-03-07]"
        text = f"region = '{code}'\nname = '某地'\n[[notice]]\nyear = 2026\ntitle = '某通知'\nmark = 'D'\n"
        (data / "local" / f"{code}.toml").write_text(f"{text}make_up = {make_up}\n{kind}", "utf-8")
    city = WorkCalendar("330102", data=data)
    assert (city.why(date(2026, 3, 7)).kind, city.why(date(2026, 3, 7)).region) == ("make_up", "330100")
    assert (city.why(date(2026, 3, 9)).kind, city.why(date(2026, 3, 9)).region) == ("holiday", "330000")


@pytest.mark.parametrize("region", ["45000", "广西", "45000x", "../../x", ""])
def test_a_region_is_a_code_of_six_digits(region):
    with pytest.raises(UsageError, match="450000 for Guangxi"):
        load_calendar(region)


# -- the audit hash ----------------------------------------------------------------------------


def test_the_version_follows_the_days_not_the_comments(data):
    version = WorkCalendar(data=data).version
    assert re.fullmatch(r"[0-9a-f]{64}", version)
    notice = (data / "2026.toml").read_text("utf-8")
    again = data / "again"
    shutil.copytree(data, again)
    (again / "2026.toml").write_bytes(("# 注\n" + notice).replace("\n", "\r\n").encode())
    assert WorkCalendar(data=again).version == version
    moved = data / "moved"
    shutil.copytree(again, moved)
    (moved / "2026.toml").write_text(notice.replace("2026-05-09", "2026-05-10"), "utf-8")
    assert WorkCalendar(data=moved).version != version


def test_each_variant_has_its_own_version():
    variants = [load_calendar(), load_calendar("450000"), CALENDAR.provisional()]
    assert len({calendar.version for calendar in variants}) == 3


# -- the data files ----------------------------------------------------------------------------


def declared(table: dict) -> list[tuple[str, date]]:
    """The days of a notice and those that amend it, each of the last word."""
    result: dict[date, str] = {}
    for notice in (table, *table.get("amended_by", ())):
        for off in notice.get("off", ()):
            result |= dict.fromkeys(days(off["from"], off["to"]), "holiday")
        result |= dict.fromkeys(notice["make_up"], "make_up")
    return [(kind, day) for day, kind in result.items()]


def test_every_year_from_2008_has_its_notice():
    assert CALENDAR.years == tuple(YEARS)


@pytest.mark.parametrize("year", YEARS)
def test_a_notice_has_its_number_and_its_day(year):
    table = FILES[year]
    assert table["year"] == year
    assert table["title"] == f"国务院办公厅关于{year}年部分节假日安排的通知"
    assert re.fullmatch(rf"国办发明电〔{year - 1}〕[1-9]\d*号", table["notice"])
    assert date(year - 1, 10, 1) < table["issued_on"] < date(year, 1, 1)
    for notice in table.get("amended_by", ()):
        assert re.fullmatch(rf"国(办)?发明电〔{year}〕[1-9]\d*号", notice["notice"])
        assert notice["issued_on"].year == year
    assert [source.mark for source in CALENDAR.notices(year)] == ["S"] * (1 + len(table.get("amended_by", ())))


@pytest.mark.parametrize("year", YEARS)
def test_days_of_a_notice_are_ascending_and_apart(year):
    off = FILES[year]["off"]
    assert all(entry["from"] <= entry["to"] for entry in off)
    assert all(entry["to"] < following["from"] for entry, following in pairwise(off))
    assert FILES[year]["make_up"] == sorted(set(FILES[year]["make_up"]))
    assert {name for entry in off for name in entry["name"].split("、")} == {
        "元旦",
        "春节",
        "清明节",
        "劳动节",
        "端午节",
        "中秋节",
        "国庆节",
    }


# Every holiday is given on a weekday, moved if it falls on a weekend (办法 art. 6), and every further
# weekday off is paid for by a weekend day worked. So weekdays off less make-up workdays are the days of the
# Measures in force, except for days given once.
GIVEN_ONCE = {
    2015: 1,  # 3 September
    2020: 2,  # 31 January, and the make-up workday of 1 February dropped
}


@pytest.mark.parametrize("year", YEARS)
def test_a_notice_gives_exactly_the_days_of_the_measures(year):
    found = declared(FILES[year])
    weekdays_off = sum(kind == "holiday" and day.weekday() < 5 for kind, day in found)
    make_up = sum(kind == "make_up" for kind, _ in found)
    assert weekdays_off - make_up == (13 if year >= 2025 else 11) + GIVEN_ONCE.get(year, 0)


@pytest.mark.parametrize("year", YEARS)
def test_a_notice_rests_on_the_measures_in_force(year):
    measures = tomllib.loads((HOLIDAYS / "measures.toml").read_text("utf-8"))["measures"]
    (entry,) = (entry for entry in measures if entry["revised_on"] == FILES[year]["measures"])
    assert entry["in_force_from"] <= date(year, 1, 1)
    assert entry.get("in_force_to", date.max) >= date(year, 12, 31)
    fixed = [date.fromisoformat(f"{year}-{day}") for days_off in entry["fixed"].values() for day in days_off]
    assert set(fixed) <= {day for kind, day in declared(FILES[year]) if kind == "holiday"}


@pytest.mark.parametrize("path", LOCAL_FILES, ids=lambda path: path.stem)
def test_a_regions_notices_are_read_and_seen(path):
    table = tomllib.loads(path.read_text("utf-8"))
    calendar = load_calendar(table["region"])
    for notice in table["notice"]:
        assert notice["mark"] == "S"
        assert str(notice["year"]) in notice["title"]
        for kind, day in declared({"make_up": notice["make_up"], "off": notice.get("off", ())}):
            assert calendar.why(day).kind == kind
            assert calendar.why(day).region == path.stem


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("make_up =", "makeup =", "unknown key 'makeup'"),
        ("make_up = [2026-12-27]", "", "make_up is missing"),
        ("2026-12-27", "2026-12-28", "not a weekend day of 2027"),
        ("2026-12-27", "2027-01-02", "both off and a make-up workday"),
        ("2026-12-27", "2026-11-29", "not a weekend day of 2027"),
        ("2026-12-27", '"2026-12-27"', "not a weekend day of 2027"),
        ("from = 2026-12-31", "from = 2026-11-30", "not a span of 2027"),
        ("to = 2027-01-03", "to = 2026-12-30", "not a span of 2027"),
        ("to = 2027-01-03", "until = 2027-01-03", "has name, from and to"),
        ("year = 2027", "year = 2026", "the file's name and its year must agree"),
        ('notice = "国办发明电〔2026〕0号"', "", "notice is missing"),
        ('mark = "D"', 'mark = "X"', "mark is 'X'"),
        ("issued_on = 2026-11-30", 'issued_on = "Nov"', "issued_on is 'Nov', not a date"),
        ("[[off]]", "[[off]", "cannot be used"),
    ],
)
def test_a_wrong_file_is_refused_by_name(data, old, new, complaint):
    assert old in NEXT_YEAR
    (data / "2027.toml").write_text(NEXT_YEAR.replace(old, new), "utf-8")
    with pytest.raises(StatuteError, match=re.escape(complaint)) as error:
        WorkCalendar(data=data).is_working_day(date(2027, 1, 4))
    assert "2027.toml" in str(error.value)


def test_the_worked_example_of_the_docs_is_the_file():
    page = (Path(__file__).parents[2] / "docs" / "calendar.md").read_text("utf-8")
    (example,) = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    assert example == (HOLIDAYS / "2026.toml").read_text("utf-8")


def test_the_docs_list_every_notice():
    page = (Path(__file__).parents[2] / "docs" / "calendar.md").read_text("utf-8")
    for year, table in FILES.items():
        (row,) = re.findall(rf"^\| {year} \| 国办.*$", page, re.MULTILINE)
        assert row.startswith(f"| {year} | {table['notice']} | {table['issued_on']} |")
        assert all(notice["notice"] in row for notice in table.get("amended_by", ()))


# -- sources -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (
            Source("中华人民共和国政府信息公开条例", "第三十三条第二款", mark="S"),
            "《中华人民共和国政府信息公开条例》第三十三条第二款",
        ),
        (
            Source("全国年节及纪念日放假办法（国务院令第795号）", mark="K"),
            "《全国年节及纪念日放假办法》（国务院令第795号）［未核对原文］",
        ),
        (Source("某办法", "第一条", mark="D"), "《某办法》第一条［本系统的处理办法］"),
    ],
)
def test_a_source_reads_as_a_clerk_writes_it(source, text):
    assert str(source) == text
    assert source.citation == text.partition("［")[0]


def test_the_version_in_force_on_a_day():
    old = Source("旧", in_force_to=date(2019, 5, 14))
    new = Source("新", in_force_from=date(2019, 5, 15), in_force_to=date(2021, 12, 31))
    assert in_force([new, old], date(2019, 5, 14), "reply") is old
    assert in_force([new, old], date(2019, 5, 15), "reply") is new
    assert (
        in_force([old, new, late := Source("再新", in_force_from=date(2021, 1, 1))], date(2021, 6, 1), "reply") is late
    )
    with pytest.raises(NoRuleInForce, match="'reply' was in force on 2022-01-01"):
        in_force([old, new], date(2022, 1, 1), "reply")
