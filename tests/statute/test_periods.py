"""Statutory periods: the worked examples of the hand-out, then many more against a day-by-day loop of our own."""

from calendar import monthrange
from datetime import date, timedelta
from itertools import pairwise

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.errors import CalendarGap, NoRuleInForce
from gongkai.statute.calendar import Span, load_calendar
from gongkai.statute.periods import (
    ANSWER_PERIODS,
    CHALLENGE_PERIODS,
    add_months,
    answer_due_on,
    dispatched_on,
    due_on,
    excluded,
    period,
    periods,
    report_dates,
    trace,
)

DAY = timedelta(days=1)
CALENDAR = load_calendar()
d = date.fromisoformat

# --- the worked examples of deadlines.md §3 -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "name", "last_day"),
    [
        ("2021-09-14", "supplement_notice", "2021-09-24"),  # example 1: Regulation art. 30
        ("2021-09-14", "reply", "2021-10-18"),  # 1: art. 33(2)
        ("2022-01-21", "supplement_notice", "2022-01-30"),  # 2: a make-up Sunday; art. 30
        ("2022-01-21", "reply", "2022-02-23"),  # 2: art. 33(2)
        ("2023-09-30", "reply", "2023-11-01"),  # 3: signed on a holiday, day 1 a make-up Saturday; arts. 31, 33(2)
        ("2024-09-13", "reply", "2024-10-17"),  # 4: art. 33(2)
        ("2025-01-17", "supplement_notice", "2025-01-27"),  # 5: art. 30
        ("2025-01-17", "reply", "2025-02-20"),  # 5: art. 33(2)
        ("2025-09-19", "reply", "2025-10-23"),  # 6: art. 33(2)
        ("2026-02-10", "supplement_notice", "2026-02-26"),  # 7: art. 30
        ("2026-02-10", "reply", "2026-03-16"),  # 7: art. 33(2)
        ("2021-02-05", "supplement_notice", "2021-02-20"),  # 8: a make-up Saturday; art. 30
        ("2021-02-05", "reply", "2021-03-10"),  # 8: art. 33(2)
        ("2026-09-18", "reply", "2026-10-22"),  # 9: art. 33(2)
        ("2022-01-29", "reply", "2022-03-03"),  # 10: confirmed on a make-up Saturday; art. 31(2)
        ("2025-02-05", "reply", "2025-03-04"),  # 11: both sides confirmed; art. 31(3)
        ("2023-01-16", "supplement_notice", "2023-01-30"),  # 12: art. 30
        ("2023-02-06", "reply", "2023-03-06"),  # 12: from the corrected application; art. 30
        ("2024-01-31", "third_party_answer", "2024-02-26"),  # 13: art. 32
        ("2025-09-24", "fee_payment", "2025-10-28"),  # 16: Fee Measures art. 6
        ("2025-10-20", "reply", "2025-11-17"),  # 16: from the day of payment
        ("2025-09-25", "disclosure", "2025-10-29"),  # 17: art. 26
        ("2025-09-25", "disclosure_social_assistance", "2025-10-15"),  # 17: local catalogue
        ("2026-02-09", "co_maker_answer", "2026-03-06"),  # 18: art. 34
        ("2024-08-02", "reconsideration_filing", "2024-10-08"),  # 19: 复议法 art. 20; 60th day a holiday
        ("2025-12-03", "reconsideration_filing", "2026-02-02"),  # 20: 60th day a Sunday
        ("2024-12-10", "reconsideration_filing", "2025-02-08"),  # 21: 60th day a make-up Saturday stays
        ("2024-04-01", "direct_suit", "2024-10-08"),  # 22: 行政诉讼法 art. 46
        ("2025-09-23", "reconsideration_answer_simple", "2025-09-29"),  # 23: 复议法 arts. 54, 88
        ("2025-09-23", "reconsideration_answer_ordinary", "2025-10-13"),  # 23: 复议法 arts. 48, 88
        ("2025-09-23", "suit_after_reconsideration", "2025-10-09"),  # 24: 行政诉讼法 art. 45
        ("2024-12-20", "reply", "2025-01-20"),  # 25: over the year's end
        ("2025-12-31", "reply", "2026-01-29"),  # 26
    ],
)
def test_worked_example(start, name, last_day):
    assert due_on(d(start), name, CALENDAR) == d(last_day)


def test_example_4_extension_adds_twenty_working_days_to_the_first_limit():
    assert due_on(d("2024-09-13"), "reply", CALENDAR, extra_days=20) == d("2024-11-14")


@pytest.mark.parametrize(
    ("ended_on", "extra_days", "last_day"),
    [
        ("2024-02-21", 0, "2024-03-13"),  # example 13: 14 working days excluded; art. 33(3)
        ("2024-02-26", 0, "2024-03-18"),  # 14: the third party stayed silent, 17 excluded
        ("2024-02-21", 20, "2024-04-11"),  # 15: the exclusion reaches into the extension too
    ],
)
def test_example_13_to_15_consultation_is_excluded(ended_on, extra_days, last_day):
    stopped = [excluded(d("2024-01-29"), d(ended_on))]

    assert due_on(d("2024-01-22"), "reply", CALENDAR, stopped=stopped, extra_days=extra_days) == d(last_day)


@pytest.mark.parametrize(("ended_on", "days"), [("2024-02-21", 14), ("2024-02-26", 17)])
def test_day_of_sending_counts_and_day_of_the_answer_does_not(ended_on, days):
    span = excluded(d("2024-01-29"), d(ended_on))

    assert span == Span(d("2024-01-30"), d(ended_on))
    assert CALENDAR.working_days_between(span.first - DAY, span.last) == days


def test_first_five_days_of_example_13_were_used_before_sending():
    assert CALENDAR.working_days_between(d("2024-01-22"), d("2024-01-29")) == 5


# --- which period, which version ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "on", "value", "unit"),
    [
        ("reply", "2019-05-15", 20, "working_days"),  # Regulation art. 33(2)
        ("extension", "2019-05-15", 20, "working_days"),
        ("supplement_notice", "2019-05-15", 7, "working_days"),  # art. 30
        ("third_party_answer", "2019-05-15", 15, "working_days"),  # art. 32
        ("co_maker_answer", "2019-05-15", 15, "working_days"),  # art. 34
        ("disclosure", "2019-05-15", 20, "working_days"),  # art. 26
        ("fee_payment", "2021-01-01", 20, "working_days"),  # Fee Measures
        ("penalty_withdrawal", "2021-07-15", 3, "working_days"),  # 行政处罚法 art. 48
        ("reconsideration_filing", "2024-01-01", 60, "days"),  # 复议法 art. 20
        ("direct_suit", "2024-01-01", 6, "months"),  # 行政诉讼法 art. 46
        ("suit_after_reconsideration", "2024-01-01", 15, "days"),  # 行政诉讼法 art. 45
        ("suit_answer", "2024-01-01", 15, "days"),  # 行政诉讼法 art. 67
        ("reconsideration_answer_simple", "2024-01-01", 5, "working_days"),  # 复议法 arts. 54, 88
        ("reconsideration_answer_ordinary", "2024-01-01", 10, "working_days"),  # 复议法 arts. 48, 88
    ],
)
def test_length_of_a_period(name, on, value, unit):
    rule = period(name, d(on))

    assert (rule.value, rule.unit) == (value, unit)


def test_the_twenty_days_of_the_regulation_begin_with_the_revision_of_2019():
    assert period("reply", d("2019-05-14")).value != 20
    assert period("reply", d("2019-05-15")).value == 20


def test_only_the_extension_is_a_maximum():
    assert {name for name, versions in periods().items() if any(one.at_most for one in versions)} == {"extension"}


@pytest.mark.parametrize(
    ("name", "day_before"),
    [
        ("fee_payment", "2020-12-31"),
        ("supplement_notice", "2019-05-14"),
        ("disclosure", "2019-05-14"),
        ("reconsideration_answer_simple", "2023-12-31"),  # 简易程序 came with the revision of 2023
    ],
)
def test_a_period_that_did_not_exist_yet_is_refused(name, day_before):
    with pytest.raises(NoRuleInForce):
        due_on(d(day_before), name, CALENDAR)


def test_every_version_of_a_period_is_cited():
    assert [one.name for versions in periods().values() for one in versions if not one.instrument] == []


def test_versions_of_a_period_do_not_overlap():
    for versions in periods().values():
        ordered = sorted(versions, key=lambda one: one.in_force_from)
        for older, newer in pairwise(ordered):
            assert older.in_force_to is not None
            assert older.in_force_to < newer.in_force_from


@pytest.mark.parametrize(
    ("party", "last_day"),
    [("third_party", "2024-02-26"), ("co_maker", "2024-02-26"), ("other_organ", None)],  # arts. 32, 34, 33(3)
)
def test_consulted_parties_have_fifteen_working_days_and_other_organs_none(party, last_day):
    assert answer_due_on(party, d("2024-01-31"), CALENDAR) == (d(last_day) if last_day else None)


def test_every_party_that_may_be_consulted_is_known():
    assert set(ANSWER_PERIODS) == {"third_party", "co_maker", "other_organ"}


@pytest.mark.parametrize(
    ("kind", "procedure", "last_day"),
    [
        ("reconsideration", "simple", "2025-09-29"),  # example 23
        ("reconsideration", "ordinary", "2025-10-13"),
        ("litigation_direct", "ordinary", "2025-10-09"),  # 15 natural days end on 2025-10-08, a holiday
        ("litigation_after_reconsideration", "ordinary", "2025-10-09"),
    ],
)
def test_respondent_answers_in_time(kind, procedure, last_day):
    assert due_on(d("2025-09-23"), CHALLENGE_PERIODS[(kind, procedure)], CALENDAR) == d(last_day)


def test_withdrawal_of_a_published_penalty_within_three_working_days():
    assert due_on(d("2025-09-26"), "penalty_withdrawal", CALENDAR) == d("2025-09-30")  # 09-28 is a make-up Sunday


# --- dates of the annual report (D15) -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("year", "safe_on"),
    [
        (2019, "2020-01-23"),  # 01-24 to 02-02 off
        (2020, "2021-01-29"),  # 01-31 a Sunday
        (2021, "2022-01-30"),  # a make-up Sunday before the festival
        (2022, "2023-01-30"),
        (2023, "2024-01-30"),
        (2024, "2025-01-27"),  # 01-28 to 02-04 off
        (2025, "2026-01-30"),  # 01-31 a Saturday
    ],
)
@pytest.mark.parametrize("organ", ["sub_district", "township", "county_department"])
def test_report_of_an_organ_is_planned_for_the_working_day_before_31_january(organ, year, safe_on):
    dates = report_dates(year, organ, CALENDAR)

    assert (dates.statutory_on, dates.safe_on) == (date(year + 1, 1, 31), d(safe_on))


@pytest.mark.parametrize(("year", "safe_on"), [(2023, "2024-03-29"), (2024, "2025-03-28"), (2022, "2023-03-30")])
@pytest.mark.parametrize("organ", ["county_government", "city_government"])
def test_report_of_a_government_is_planned_for_the_working_day_before_31_march(organ, year, safe_on):
    dates = report_dates(year, organ, CALENDAR)

    assert (dates.statutory_on, dates.safe_on) == (date(year + 1, 3, 31), d(safe_on))


def test_the_law_dates_a_department_and_only_practice_dates_a_sub_district():
    assert report_dates(2024, "county_department", CALENDAR).mark == "S"  # art. 49(1)
    assert report_dates(2024, "sub_district", CALENDAR).mark == "K"  # art. 49 does not name them


@pytest.mark.parametrize(
    ("sent_by", "met_on"),
    [("post", "2024-03-01"), ("personal", "2024-03-05"), ("entrusted", "2024-03-05")],
)
def test_posting_or_the_signature_meets_the_limit_of_the_organ(sent_by, met_on):
    assert dispatched_on(sent_by, d("2024-03-01"), d("2024-03-05")) == d(met_on)  # D12, 〔2016〕235号


# --- a day-by-day loop over an independent calendar ---------------------------------------------------------------


def counted(start, days, stopped=()):
    """The nth working day after a start, found by walking."""
    on = start
    while days:
        on += DAY
        if chinese_calendar.is_workday(on) and not any(first <= on <= last for first, last in stopped):
            days -= 1
    return on


def rolled(on):
    """The first working day from here on."""
    while not chinese_calendar.is_workday(on):
        on += DAY
    return on


def spread(last, step):
    first = date(2019, 5, 15)
    return [first + DAY * offset for offset in range(0, (d(last) - first).days + 1, step)]


PLAIN = spread("2026-11-30", 31)
LONG = spread("2026-10-20", 37)
CHARGED = [on for on in spread("2026-10-20", 29) if on >= date(2021, 1, 1)]
SPANS = [(0, 3, 20), (5, 6, 40), (3, 3, 12), (10, 2, 25), (1, 1, 1), (25, 30, 44)]
CASES = (
    [("reply", on) for on in PLAIN]
    + [("supplement_notice", on) for on in PLAIN]
    + [("extended", on) for on in LONG]
    + [("consulted", on) for on in LONG]
    + [("paid", on) for on in CHARGED]
)


def test_there_are_more_than_three_hundred_cases_against_the_loop():
    assert len(CASES) >= 300
    assert min(len([one for one in CASES if one[0] == kind]) for kind, _ in CASES) >= 70


@pytest.mark.parametrize(("kind", "on"), CASES, ids=lambda value: str(value))
def test_count_agrees_with_a_day_by_day_loop(kind, on):
    match kind:
        case "reply":
            assert due_on(on, "reply", CALENDAR) == counted(on, 20)
        case "supplement_notice":
            assert due_on(on, "supplement_notice", CALENDAR) == counted(on, 7)
        case "extended":
            assert due_on(on, "reply", CALENDAR, extra_days=20) == counted(on, 40)
        case "consulted":
            offset, _, length = SPANS[on.toordinal() % len(SPANS)]
            sent_on = on + DAY * offset
            ended_on = min(sent_on + DAY * length, date(2026, 11, 10))
            stopped = [(sent_on + DAY, ended_on)]
            assert due_on(on, "reply", CALENDAR, stopped=[excluded(sent_on, ended_on)]) == counted(on, 20, stopped)
        case "paid":
            paid_on = counted(on, 1 + on.toordinal() % 20)
            assert due_on(on, "fee_payment", CALENDAR) == counted(on, 20)
            assert due_on(paid_on, "reply", CALENDAR) == counted(paid_on, 20)


RANDOM_DAYS = st.dates(date(2019, 5, 15), date(2026, 6, 30))


@given(
    start=RANDOM_DAYS,
    spans=st.lists(st.tuples(st.integers(-5, 60), st.integers(-3, 30)), max_size=4),
    extra_days=st.integers(0, 20),
)
def test_any_stopped_time_agrees_with_the_loop(start, spans, extra_days):
    stopped = [Span(start + DAY * first, start + DAY * (first + length)) for first, length in spans]

    expected = counted(start, 20 + extra_days, stopped)

    assert due_on(start, "reply", CALENDAR, stopped=stopped, extra_days=extra_days) == expected


@pytest.mark.parametrize("start", spread("2026-10-01", 23))
def test_sixty_natural_days_end_on_or_roll_to_a_working_day(start):
    assert due_on(start, "reconsideration_filing", CALENDAR) == rolled(start + DAY * 60)


@pytest.mark.parametrize("start", spread("2026-11-01", 29))
def test_fifteen_natural_days_to_sue_end_on_or_roll_to_a_working_day(start):
    assert due_on(start, "suit_after_reconsideration", CALENDAR) == rolled(start + DAY * 15)


@pytest.mark.parametrize("start", spread("2026-05-20", 19))
def test_six_months_end_on_the_same_number_or_the_last_day_and_roll(start):
    month, year = start.month + 6, start.year
    if month > 12:
        month, year = month - 12, year + 1
    on = date(year, month, min(start.day, monthrange(year, month)[1]))

    assert due_on(start, "direct_suit", CALENDAR) == rolled(on)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2024-08-31", 6, "2025-02-28"),  # 民法典 art. 202: no such day, so the last of the month
        ("2023-08-31", 6, "2024-02-29"),
        ("2024-03-31", 6, "2024-09-30"),
        ("2024-07-15", 6, "2025-01-15"),
        ("2024-06-30", 6, "2024-12-30"),  # the same number, not the last day
        ("2024-12-31", 12, "2025-12-31"),
    ],
)
def test_months_end_on_the_same_day_number_or_the_last_of_the_month(start, months, end):
    assert add_months(d(start), months) == d(end)


# --- the edge of what is known, and the trace ---------------------------------------------------------------------


def test_last_computable_reply_of_2026_was_received_on_3_december():
    assert due_on(d("2026-12-03"), "reply", CALENDAR) == d("2026-12-31")


def test_reply_that_runs_into_a_year_without_a_notice_is_not_guessed():
    with pytest.raises(CalendarGap):
        due_on(d("2026-12-04"), "reply", CALENDAR)


@given(start=RANDOM_DAYS)
def test_trace_counts_to_twenty_and_lists_every_day_once(start):
    due = due_on(start, "reply", CALENDAR)
    rows = trace(start, due, CALENDAR)

    assert [row.on for row in rows] == [start + DAY * i for i in range((due - start).days + 1)]
    assert [row.ordinal for row in rows if row.is_counted] == list(range(1, 21))
    assert [row.on for row in rows if row.is_counted] == [
        row.on for row in rows[1:] if chinese_calendar.is_workday(row.on)
    ]


def test_trace_gives_each_day_a_reason_and_a_source():
    rows = trace(d("2024-01-22"), d("2024-03-13"), CALENDAR, stopped=[excluded(d("2024-01-29"), d("2024-02-21"))])

    assert all(row.reason and row.source for row in rows)
    assert rows[0].reason == "起算日，当日不计入"
    assert {row.reason for row in rows if d("2024-01-29") < row.on <= d("2024-02-21")} == {"征求意见期间，不计入"}
    assert rows[-1].ordinal == 20


@pytest.mark.parametrize(
    ("on", "word"),
    [
        ("2024-02-04", "调休"),  # a make-up Sunday
        ("2024-02-12", "春节"),
        ("2024-01-27", "周末"),
        ("2024-02-09", "工作日"),  # 除夕 of 2024 was formally a working day
    ],
)
def test_trace_names_the_kind_of_day(on, word):
    rows = {row.on: row for row in trace(d("2024-01-22"), d("2024-02-26"), CALENDAR)}

    assert word in rows[d(on)].reason
