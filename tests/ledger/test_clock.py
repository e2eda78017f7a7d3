"""Due dates of one application through its events: the worked examples, what is superseded, what is not known."""

from datetime import date, timedelta
from decimal import Decimal

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.errors import CalendarGap
from gongkai.ledger.clock import DATES, days_left, read_clock
from gongkai.ledger.events import (
    Answered,
    ConsultationAnswered,
    ConsultationDelivered,
    ConsultationSent,
    ConsultationSilent,
    DeemedAbandoned,
    ExtensionApproved,
    ExtensionNotified,
    FeeNoticed,
    FeePaid,
    ReasonsReceived,
    ReasonsRequested,
    ReceiptConfirmed,
    Received,
    ReplyDelayed,
    Served,
    SupplementReceived,
    SupplementRequested,
)
from tests.ledger.cases import CALENDAR, d

DAY = timedelta(days=1)

GOT = Received(on=d("2024-01-22"), channel="post_signed")
ASKED = ConsultationSent(on=d("2024-01-29"), to="甲", addressee_received_on=d("2024-01-31"))
HEARD = ConsultationAnswered(on=d("2024-02-21"), to="甲", consents=True)


def clock_of(*events, calendar=CALENDAR):
    clock = read_clock("A1", events, calendar)
    assert clock is not None
    return clock


def extended(on, days=20):
    return ExtensionApproved(on=d(on), by="王", days=days), ExtensionNotified(on=d(on))


def dates(clock):
    return {one.name: one.on for one in clock.dates}


# --- worked examples of deadlines.md §3, through events -----------------------------------------------------------


@pytest.mark.parametrize(
    ("events", "due"),
    [
        ([Received(on=d("2021-09-14"))], "2021-10-18"),  # 1
        ([Received(on=d("2022-01-21"), channel="post_signed")], "2022-02-23"),  # 2
        ([Received(on=d("2023-09-30"), channel="post_signed")], "2023-11-01"),  # 3
        ([Received(on=d("2024-09-13"))], "2024-10-17"),  # 4
        ([Received(on=d("2024-09-13")), *extended("2024-10-17")], "2024-11-14"),  # 4, notified on the last day
        (
            [Received(on=d("2022-01-28"), channel="post_ordinary"), ReceiptConfirmed(on=d("2022-01-29"))],
            "2022-03-03",  # 10
        ),
        (
            [Received(on=d("2025-01-28"), channel="internet"), ReceiptConfirmed(on=d("2025-02-05"))],
            "2025-03-04",  # 11
        ),
        (
            [
                Received(on=d("2023-01-16")),
                SupplementRequested(on=d("2023-01-30"), due_on=d("2023-02-14")),
                SupplementReceived(on=d("2023-02-06")),
            ],
            "2023-03-06",  # 12
        ),
        ([GOT], "2024-02-22"),  # 13 without the consultation
        ([GOT, ASKED, HEARD], "2024-03-13"),  # 13
        ([GOT, ASKED, ConsultationSilent(on=d("2024-02-26"), to="甲")], "2024-03-18"),  # 14
        ([GOT, ASKED, HEARD, *extended("2024-02-23")], "2024-04-11"),  # 15
        (
            [
                Received(on=d("2025-09-15")),
                FeeNoticed(on=d("2025-09-23"), amount_yuan=Decimal(380), addressee_received_on=d("2025-09-24")),
                FeePaid(on=d("2025-10-20"), amount_yuan=Decimal(380)),
            ],
            "2025-11-17",  # 16
        ),
        ([Received(on=d("2024-12-20"))], "2025-01-20"),  # 25
        ([Received(on=d("2025-12-31"))], "2026-01-29"),  # 26
    ],
)
def test_worked_example_through_events(events, due):
    assert clock_of(*events).reply_due_on == d(due)


def test_example_12_the_notice_was_due_before_it_went_out():
    assert dates(clock_of(Received(on=d("2023-01-16"))))["supplement_notice_due_on"] == d("2023-01-30")


def test_example_13_the_third_party_answers_by():
    assert dates(clock_of(GOT, ASKED))["consultation_answer_due_on"] == d("2024-02-26")


def test_example_16_the_fee_is_to_be_paid_by():
    clock = clock_of(
        Received(on=d("2025-09-15")),
        FeeNoticed(on=d("2025-09-23"), amount_yuan=Decimal(380), addressee_received_on=d("2025-09-24")),
    )

    assert dates(clock)["fee_payment_due_on"] == d("2025-10-28")
    assert clock.reply_due_on is None
    assert clock.waiting_for == "payment"


def test_example_19_sixty_days_run_from_service_of_a_refusal():
    clock = clock_of(
        Received(on=d("2024-07-15")),
        Answered(on=d("2024-07-31"), outcome="denied_process_info", reason="过程稿"),
        Served(on=d("2024-08-02")),
    )

    assert dates(clock)["reconsideration_until"] == d("2024-10-08")
    assert "direct_suit_until" not in dates(clock)  # 复议前置


def test_example_22_six_months_run_from_service_of_another_reply():
    clock = clock_of(
        Received(on=d("2024-03-15")),
        Answered(on=d("2024-03-29"), outcome="granted", reason="随附"),
        Served(on=d("2024-04-01")),
    )

    assert dates(clock)["direct_suit_until"] == d("2024-10-08")
    assert dates(clock)["reconsideration_until"] == d("2024-05-31")


def test_a_refusal_of_2023_may_still_go_straight_to_court():
    clock = clock_of(
        Received(on=d("2023-12-01")),
        Answered(on=d("2023-12-28"), outcome="denied_process_info", reason="过程稿"),
        Served(on=d("2024-01-03")),
    )

    assert {"reconsideration_until", "direct_suit_until"} <= set(dates(clock))


def test_no_remedy_runs_before_the_reply_is_served():
    clock = clock_of(GOT, Answered(on=d("2024-02-20"), outcome="granted", reason="随附"))

    assert "reconsideration_until" not in dates(clock)


# --- what runs, and when ------------------------------------------------------------------------------------------


def test_a_fresh_application_shows_four_dates():
    clock = clock_of(Received(on=d("2024-09-13")))

    assert dates(clock) == {
        "supplement_notice_due_on": d("2024-09-25"),
        "reply_due_on": d("2024-10-17"),
        "extension_notice_due_on": d("2024-10-17"),
        "extended_reply_due_on": d("2024-11-14"),
    }
    assert [one.on for one in clock.dates] == sorted(one.on for one in clock.dates)


def test_every_date_cites_its_source_and_has_a_label():
    clock = clock_of(GOT, ASKED)

    assert {one.name for one in clock.dates} <= set(DATES)
    assert all(one.source and one.label for one in clock.dates)


def test_unconfirmed_receipt_starts_no_clock():
    clock = clock_of(Received(on=d("2025-01-28"), channel="fax"))

    assert (clock.received_on, clock.reply_due_on, clock.dates) == (None, None, ())
    assert clock.waiting_for == "confirmation"


def test_no_reply_period_runs_while_a_supplement_is_awaited():
    clock = clock_of(GOT, SupplementRequested(on=d("2024-01-25"), due_on=d("2024-02-19")))

    assert clock.reply_due_on is None
    assert clock.waiting_for == "supplement"
    assert dates(clock) == {"supplement_due_on": d("2024-02-19")}


def test_without_a_stated_period_the_default_of_fifteen_days_shows():
    clock = clock_of(GOT, SupplementRequested(on=d("2024-01-25")))

    assert dates(clock)["supplement_due_on"] == d("2024-02-09")  # D8; 除夕 of 2024 was a working day


def test_before_receipt_there_is_no_clock():
    assert read_clock("A1", [], CALENDAR) is None
    assert read_clock("A1", [SupplementReceived(on=d("2024-02-01"))], CALENDAR) is None


def test_trace_runs_from_the_counted_day_to_the_due_date():
    clock = clock_of(GOT, ASKED, HEARD)

    assert (clock.trace[0].on, clock.trace[-1].on) == (GOT.on, d("2024-03-13"))
    assert [row.ordinal for row in clock.trace if row.is_counted] == list(range(1, 21))


def test_trace_of_an_extended_reply_counts_to_forty():
    clock = clock_of(Received(on=d("2024-09-13")), *extended("2024-10-17"))

    assert clock.trace[-1].ordinal == 40


# --- extension ----------------------------------------------------------------------------------------------------


def test_an_extension_notified_after_the_due_date_has_no_effect():
    assert clock_of(Received(on=d("2024-09-13")), *extended("2024-10-18")).reply_due_on == d("2024-10-17")


def test_an_extension_without_notice_has_no_effect():
    approved = ExtensionApproved(on=d("2024-10-10"), by="王")

    assert clock_of(Received(on=d("2024-09-13")), approved).reply_due_on == d("2024-10-17")


@pytest.mark.parametrize(
    ("days", "due"), [(1, "2024-10-18"), (5, "2024-10-24"), (20, "2024-11-14"), (30, "2024-11-14")]
)
def test_an_extension_adds_its_days_and_twenty_at_most(days, due):
    assert clock_of(Received(on=d("2024-09-13")), *extended("2024-10-17", days)).reply_due_on == d(due)


def test_after_notice_no_further_extension_is_offered():
    clock = clock_of(Received(on=d("2024-09-13")), *extended("2024-10-17"))

    assert set(dates(clock)) == {"reply_due_on", "supplement_notice_due_on"}


# --- consultation -------------------------------------------------------------------------------------------------


def test_an_open_consultation_is_presumed_silent_to_its_end():
    clock = clock_of(GOT, ASKED)

    assert clock.is_presumed
    assert clock.reply_due_on == d("2024-03-18")


def test_an_answered_consultation_presumes_nothing():
    assert not clock_of(GOT, ASKED, HEARD).is_presumed


def test_an_answer_after_the_fifteen_days_excludes_no_more_than_silence():
    late = ConsultationAnswered(on=d("2024-03-08"), to="甲", consents=False)

    assert clock_of(GOT, ASKED, late).reply_due_on == d("2024-03-18")


def test_silence_noted_late_excludes_no_more_than_the_fifteen_days():
    assert clock_of(GOT, ASKED, ConsultationSilent(on=d("2024-03-08"), to="甲")).reply_due_on == d("2024-03-18")


def test_overlapping_consultations_are_merged():
    second = ConsultationSent(on=d("2024-02-05"), to="乙", addressee_received_on=d("2024-02-06"))
    first_answer = ConsultationAnswered(on=d("2024-02-07"), to="甲")
    second_answer = ConsultationAnswered(on=d("2024-02-21"), to="乙")

    assert clock_of(GOT, ASKED, second, first_answer, second_answer).reply_due_on == d("2024-03-13")


def test_consultations_with_a_gap_are_added():
    second = ConsultationSent(on=d("2024-02-27"), to="乙", addressee_received_on=d("2024-02-28"))
    answer = ConsultationAnswered(on=d("2024-03-04"), to="乙")

    # example 13 leaves 15 days from 02-22; 02-28 to 03-04 are four working days more
    assert clock_of(GOT, ASKED, HEARD, second, answer).reply_due_on == d("2024-03-19")


def test_a_consultation_begun_on_the_last_day_or_later_saves_nothing():
    for on in ("2024-02-22", "2024-02-23"):
        late = ConsultationSent(on=d(on), to="乙", addressee_received_on=d(on))

        assert clock_of(GOT, late).reply_due_on == d("2024-02-22")


def test_undelivered_letters_leave_the_end_open():
    clock = clock_of(GOT, ConsultationSent(on=d("2024-01-29"), to="甲"))

    assert clock.reply_due_on is None
    assert clock.waiting_for == "consultation"


def test_delivery_starts_the_addressees_fifteen_days():
    sent = ConsultationSent(on=d("2024-01-29"), to="甲")
    clock = clock_of(GOT, sent, ConsultationDelivered(on=d("2024-01-31"), to="甲"))

    assert dates(clock)["consultation_answer_due_on"] == d("2024-02-26")
    assert clock.reply_due_on == d("2024-03-18")


def test_other_organs_have_no_period_and_count_when_they_answer():
    sent = ConsultationSent(on=d("2024-01-29"), party="other_organ", to="县局", addressee_received_on=d("2024-01-31"))
    answered = ConsultationAnswered(on=d("2024-02-21"), to="县局")

    assert clock_of(GOT, sent).reply_due_on is None
    assert clock_of(GOT, sent, answered).reply_due_on == d("2024-03-13")


def test_a_co_maker_has_the_same_fifteen_days():
    sent = ConsultationSent(on=d("2026-02-06"), party="co_maker", to="县局", addressee_received_on=d("2026-02-09"))

    assert dates(clock_of(Received(on=d("2026-02-05")), sent))["consultation_answer_due_on"] == d("2026-03-06")  # 18


# --- delay (art. 35) ----------------------------------------------------------------------------------------------

DELAY = (
    ReasonsRequested(on=d("2024-01-25")),
    ReasonsReceived(on=d("2024-01-30"), are_reasonable=True),
    ReplyDelayed(on=d("2024-02-01"), due_on=d("2024-06-28"), reason="量大"),
)


def test_good_reasons_allow_a_delayed_reply():
    assert clock_of(GOT, *DELAY).reply_due_on == d("2024-06-28")


def test_a_delayed_date_never_shortens_the_period():
    early = ReplyDelayed(on=d("2024-02-01"), due_on=d("2024-02-05"))

    assert clock_of(GOT, *DELAY[:2], early).reply_due_on == d("2024-02-22")


def test_a_delay_told_after_the_due_date_does_not_undo_the_delay():
    late = ReplyDelayed(on=d("2024-02-26"), due_on=d("2024-06-28"))

    assert clock_of(GOT, *DELAY[:2], late).reply_due_on == d("2024-02-22")


def test_a_delay_without_good_reasons_moves_nothing():
    refused = ReasonsReceived(on=d("2024-01-30"), are_reasonable=False)

    assert clock_of(GOT, DELAY[0], refused, DELAY[2]).reply_due_on == d("2024-02-22")


# --- history ------------------------------------------------------------------------------------------------------


def test_superseded_dates_are_kept_with_what_changed_them():
    clock = clock_of(GOT, ASKED, HEARD, *extended("2024-02-23"))

    assert [(one.due_on, one.until, one.by) for one in clock.superseded] == [
        (d("2024-02-22"), d("2024-01-29"), "consultation_sent"),
        (d("2024-03-18"), d("2024-02-21"), "consultation_answered"),
        (d("2024-03-13"), d("2024-02-23"), "extension_notified"),
    ]


def test_a_discarded_clock_is_in_the_history():
    clock = clock_of(
        Received(on=d("2023-01-16")),
        SupplementRequested(on=d("2023-01-30"), due_on=d("2023-02-14")),
        SupplementReceived(on=d("2023-02-06")),
    )

    assert [(one.due_on, one.by) for one in clock.superseded] == [(d("2023-02-16"), "supplement_requested")]


def test_the_date_valid_when_the_reply_went_out_is_kept():
    clock = clock_of(GOT, ASKED, HEARD, Answered(on=d("2024-03-12"), outcome="granted", reason="随附"))

    assert clock.reply_due_on == d("2024-03-13")


def test_closing_without_a_reply_leaves_no_date_running():
    clock = clock_of(
        GOT, SupplementRequested(on=d("2024-01-25"), due_on=d("2024-02-19")), DeemedAbandoned(on=d("2024-02-20"))
    )

    assert (clock.reply_due_on, clock.dates, clock.waiting_for) == (None, (), "")


# --- beyond the calendar ------------------------------------------------------------------------------------------


def test_dates_beyond_the_calendar_are_named_as_unknown():
    clock = clock_of(Received(on=d("2026-11-25")))

    assert clock.reply_due_on == d("2026-12-23")
    assert "extended_reply_due_on" in clock.unknown
    assert "extended_reply_due_on" not in dates(clock)


def test_a_reply_beyond_the_calendar_is_not_guessed():
    with pytest.raises(CalendarGap):
        clock_of(Received(on=d("2026-12-10")))


def test_a_provisional_calendar_says_so():
    clock = clock_of(Received(on=d("2026-12-10")), calendar=CALENDAR.provisional())

    assert clock.is_provisional
    assert clock.reply_due_on is not None
    assert clock.reply_due_on.year == 2027


def test_a_reply_within_the_calendar_is_not_provisional():
    assert not clock_of(Received(on=d("2024-09-13")), calendar=CALENDAR.provisional()).is_provisional


def test_a_case_from_before_the_revision_can_still_be_dated():
    clock = clock_of(
        Received(on=d("2019-05-10")),
        ConsultationSent(on=d("2019-05-13"), to="甲", addressee_received_on=d("2019-05-14")),
        ConsultationAnswered(on=d("2019-05-20"), to="甲"),
    )

    assert clock.reply_due_on is not None


@pytest.mark.parametrize(("received", "is_settled"), [("2026-12-03", False), ("2025-12-03", True)])
def test_late_december_waits_for_the_notice_of_the_next_year(received, is_settled):
    clock = clock_of(Received(on=d(received)))

    assert clock.is_settled is is_settled


# --- days left, and an independent reading ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("today", "left"),
    [
        ("2024-10-16", 1),
        ("2024-10-17", 0),
        ("2024-10-18", -1),
        ("2024-10-12", 4),
        ("2024-10-21", -2),
        ("2024-09-30", 9),
    ],
)
def test_days_left_are_working_days(today, left):
    assert days_left(d("2024-10-17"), d(today), CALENDAR) == left


def counted(start, days, stopped):
    on = start
    while days:
        on += DAY
        if chinese_calendar.is_workday(on) and on not in stopped:
            days -= 1
    return on


@given(
    start=st.dates(date(2021, 1, 1), date(2026, 3, 31)),
    supplement=st.none() | st.tuples(st.integers(0, 7), st.integers(0, 20)),
    consultations=st.lists(st.tuples(st.integers(0, 25), st.integers(0, 3), st.integers(0, 40)), max_size=3),
    days=st.none() | st.integers(1, 20),
)
def test_the_clock_agrees_with_a_day_by_day_reading(start, supplement, consultations, days):
    events, counted_from = [Received(on=start)], start
    if supplement is not None:
        asked, came = start + DAY * supplement[0], start + DAY * sum(supplement)
        events += [SupplementRequested(on=asked), SupplementReceived(on=came)]
        counted_from = came
    stopped = set()
    for at, (wait, post, length) in enumerate(consultations):
        sent = counted_from + DAY * wait
        delivered, answered = sent + DAY * post, sent + DAY * (post + length)
        events.append(ConsultationSent(on=sent, to=str(at), addressee_received_on=delivered))
        events.append(ConsultationAnswered(on=answered, to=str(at)))
        end = min(answered, counted(delivered, 15, ()))
        stopped |= {sent + DAY * i for i in range(1, (end - sent).days + 1)}
    if days is not None:
        events += extended(counted_from.isoformat(), days)
    events.sort(key=lambda event: event.on)

    expected = counted(counted_from, 20 + (days or 0), stopped)

    assert clock_of(*events).reply_due_on == expected
