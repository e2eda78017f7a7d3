"""The dates of an item: twenty working days with their trace, superseded dates, evaluation, withdrawal."""

from dataclasses import replace

import pytest

from gongkai.errors import CalendarGap
from gongkai.ledger.item_clock import ITEM_DATES, read_item_clock
from gongkai.ledger.item_steps import (
    ItemAttributed,
    ItemDrafted,
    ItemEffectChanged,
    ItemEvaluated,
    ItemFormed,
    ItemLimited,
    ItemReleased,
    ItemScheduled,
    ItemTakenDown,
    ItemTextChanged,
)
from tests.ledger.cases import CALENDAR, d

DRAFT = ItemDrafted(on=d("2025-09-25"), title="通知", formed_on=d("2025-09-25"))
UNFORMED = replace(DRAFT, on=d("2025-09-01"), formed_on=None)
KEPT = replace(DRAFT, attribute="withhold", ground="EX16A", reason="内部", by="甲")


def out(on, version=1, channel="website", **more):
    return ItemReleased(on=d(on), channel=channel, version=version, **more)


def clock_of(*events, calendar=CALENDAR):
    clock = read_item_clock("1", events, calendar)
    assert clock is not None
    return clock


def dates(clock):
    return {one.name: one.on for one in clock.dates}


def test_twenty_working_days_from_the_date_of_the_paper_with_a_trace():
    clock = clock_of(DRAFT)

    assert clock.due_on == d("2025-10-29")  # art. 26; example 17
    assert clock.due.trace[-1].ordinal == 20
    assert clock.dates[0].source == "条例第二十六条"
    assert dates(clock) == {"publish_by": d("2025-10-29")}


def test_a_draft_without_a_date_has_no_clock_until_it_is_signed():
    assert clock_of(UNFORMED).due is None
    assert clock_of(UNFORMED, ItemFormed(on=d("2025-09-25"))).due_on == d("2025-10-29")


@pytest.mark.parametrize(
    ("limit", "due", "note"),
    [
        ("制定或获取信息之日起10个工作日内", "2025-10-15", ""),
        ("实时公开", "2025-09-25", ""),
        ("长期公开", None, "长期公开"),
        ("及时公开", "2025-10-29", "及时公开"),
        ("按需公开", None, "按需公开"),
    ],
)
def test_the_limit_of_the_catalogue_counts(limit, due, note):
    clock = clock_of(replace(DRAFT, limit=limit))
    assert clock.due_on == (d(due) if due else None)
    assert clock.note == note
    assert clock.due.statutory_on == d("2025-10-29")


def test_a_limit_set_later_supersedes_the_first_date():
    clock = clock_of(DRAFT, ItemLimited(on=d("2025-09-26"), limit="10个工作日内", source="区标准目录"))
    assert clock.due_on == d("2025-10-15")
    assert clock.dates[0].source == "区标准目录"
    assert [(one.due_on, one.until, one.by) for one in clock.superseded] == [
        (d("2025-10-29"), d("2025-09-26"), "item_limited")
    ]


@pytest.mark.parametrize(
    ("on", "is_late", "lag"), [("2025-09-25", False, 0), ("2025-10-29", False, 20), ("2025-10-30", True, 21)]
)
def test_publication_in_time_and_late(on, is_late, lag):
    clock = clock_of(DRAFT, out(on))
    assert (clock.published_on, clock.is_late, clock.lag) == (d(on), is_late, lag)
    assert dates(clock) == {}
    assert not clock.is_overdue(d("2026-01-05"))


@pytest.mark.parametrize(("today", "is_overdue"), [("2025-10-29", False), ("2025-10-30", True)])
def test_overdue_from_the_day_after(today, is_overdue):
    assert clock_of(DRAFT).is_overdue(d(today)) is is_overdue


def test_new_information_starts_the_limit_anew_and_the_old_publication_does_not_meet_it():
    changed = ItemTextChanged(on=d("2025-11-03"), is_new_information=True)
    clock = clock_of(DRAFT, out("2025-10-09"), changed)
    assert (clock.counted_from, clock.due_on, clock.published_on) == (d("2025-11-03"), d("2025-12-01"), None)
    assert [(one.due_on, one.by) for one in clock.superseded] == [(d("2025-10-29"), "item_text_changed")]
    assert clock_of(DRAFT, out("2025-10-09"), changed, out("2025-11-10", 2)).published_on == d("2025-11-10")


def test_a_mere_edit_leaves_the_limit_and_the_publication():
    clock = clock_of(DRAFT, out("2025-10-09"), ItemTextChanged(on=d("2025-11-03")))
    assert (clock.counted_from, clock.published_on, clock.superseded) == (d("2025-09-25"), d("2025-10-09"), ())


def test_an_item_turned_public_counts_from_that_day():
    turned = ItemEvaluated(on=d("2025-11-03"), attribute="publish")
    clock = clock_of(KEPT, turned)
    assert (clock.counted_from, clock.due_on) == (d("2025-11-03"), d("2025-12-01"))


def test_an_item_that_is_withheld_again_has_no_date_to_publish():
    away = ItemAttributed(on=d("2025-09-30"), attribute="withhold", ground="EX15", reason="隐私", by="甲")
    clock = clock_of(DRAFT, away)
    assert clock.due is None
    assert [one.due_on for one in clock.superseded] == [d("2025-10-29")]


@pytest.mark.parametrize(
    ("events", "on"),
    [
        ((KEPT,), "2026-09-28"),  # twelve months; 09-25 is the Mid-Autumn Festival
        ((replace(KEPT, on=d("2025-02-01"), formed_on=None),), "2026-02-02"),  # a Sunday moves
        (
            (KEPT, ItemEvaluated(on=d("2025-12-01"), attribute="withhold", ground="EX16A", reason="仍属", by="甲")),
            "2026-12-01",
        ),
    ],
)
def test_what_is_withheld_is_evaluated_after_twelve_months(events, on):
    assert dates(clock_of(*events)) == {"evaluate_by": d(on)}


def test_what_is_given_on_application_has_no_date_of_evaluation():
    assert dates(clock_of(replace(KEPT, attribute="on_application", ground=""))) == {}


def test_a_published_penalty_that_is_annulled_comes_down_within_three_working_days():
    penalty = replace(DRAFT, duty="A20_06")
    annulled = ItemEffectChanged(on=d("2025-10-09"), effect="repealed")  # Thursday; Saturday 10-11 is worked
    assert dates(clock_of(penalty, out("2025-09-30"), annulled)) == {"withdraw_by": d("2025-10-13")}
    down = ItemTakenDown(on=d("2025-10-10"), channel="website", cause="changed", reason="撤销")
    assert dates(clock_of(penalty, out("2025-09-30"), annulled, down)) == {}
    assert dates(clock_of(DRAFT, out("2025-09-30"), annulled)) == {}


def test_planned_dates_stand_beside():
    plan = ItemScheduled(on=d("2025-09-25"), channel="website", release_on=d("2025-10-09"), version=1)
    board = out("2025-09-26", channel="board", place="一社区", remove_on=d("2025-10-26"))
    clock = clock_of(DRAFT, plan, board)
    assert [(one.name, one.of, one.on) for one in clock.dates] == [
        ("release_on", "website", d("2025-10-09")),
        ("remove_on", "board 一社区", d("2025-10-26")),
    ]
    assert {one.name for one in clock.dates} <= set(ITEM_DATES)


def test_a_count_into_a_year_without_a_notice_is_an_error_and_a_provisional_calendar_goes_on():
    late = replace(DRAFT, on=d("2026-12-28"), formed_on=d("2026-12-28"))
    with pytest.raises(CalendarGap):
        clock_of(late)
    assert clock_of(late, calendar=CALENDAR.provisional()).due_on > d("2027-01-20")


def test_other_dates_in_such_a_year_are_named():
    assert clock_of(replace(KEPT, on=d("2026-05-06"), formed_on=None)).unknown == ("evaluate_by",)


def test_a_paper_of_before_the_regulation_has_no_limit():
    assert clock_of(replace(DRAFT, on=d("2019-05-06"), formed_on=d("2019-05-06"))).due is None


def test_no_clock_before_the_draft():
    assert read_item_clock("1", [out("2025-09-26")], CALENDAR) is None
