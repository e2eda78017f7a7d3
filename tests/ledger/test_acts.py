"""What is open on a day agrees with what is taken; and a whole ledger judged entry by entry."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.errors import CalendarGap
from gongkai.ledger.acts import allowed, judge, take, verify, verify_application
from gongkai.ledger.entries import Ledger, numbered
from gongkai.ledger.events import (
    Answered,
    Archived,
    ConsultationSent,
    ConsultationSilent,
    DeemedAbandoned,
    ExtensionApproved,
    ExtensionNotified,
    FeeLapsed,
    FeeNoticed,
    ReceiptConfirmed,
    Received,
    Served,
    SupplementReceived,
    SupplementRequested,
    Voided,
    Withdrawn,
)
from gongkai.ledger.refusals import REFUSALS
from gongkai.ledger.state import apply, begin, fold
from tests.ledger.cases import CALENDAR, OFFICE, d, entries_of, ledger_of, state_of
from tests.strategies import ACT_NAMES, answer, forms_of, lawful_cases, lawful_forms, possible_cases

FIRST, LAST = date(2021, 1, 1), date(2025, 12, 31)
GOT = Received(on=d("2024-09-13"))
REPLY = Answered(on=d("2024-10-10"), outcome="granted", reason="随附")


def irregular(*events):
    return [(one.entry.sequence, one.code, one.severity) for one in verify(ledger_of(*pairs(*events)), CALENDAR)]


def pairs(*events):
    return [("A1", event) for event in events]


# --- allowed ------------------------------------------------------------------------------------------------------


def test_before_receipt_only_receipt_is_open():
    assert allowed(None, d("2024-09-13"), CALENDAR) == ("received",)


def test_a_fresh_application_opens_these_acts():
    assert allowed(state_of(GOT), d("2024-09-20"), CALENDAR) == (
        "supplement_requested",
        "reasons_requested",
        "consultation_sent",
        "extension_approved",
        "fee_noticed",
        "answered",
        "withdrawn",
        "closed_otherwise",
    )


def test_unconfirmed_receipt_opens_confirmation_and_withdrawal():
    state = state_of(Received(on=d("2024-09-13"), channel="internet"))

    assert allowed(state, d("2024-09-14"), CALENDAR) == ("receipt_confirmed", "withdrawn", "closed_otherwise")


def test_a_closed_application_opens_service_correction_and_archive():
    assert allowed(state_of(GOT, REPLY), d("2024-10-11"), CALENDAR) == ("served", "corrected", "archived")


def test_an_archived_application_opens_correction_only():
    state = state_of(GOT, REPLY, Archived(on=d("2024-10-20")))

    assert allowed(state, d("2024-10-21"), CALENDAR) == ("corrected",)


def test_after_the_due_date_no_extension_is_open():
    names = allowed(state_of(GOT), d("2024-10-18"), CALENDAR)

    assert "extension_approved" not in names
    assert "answered" in names


def test_silence_of_any_addressee_opens_silence():
    state = state_of(
        GOT,
        ConsultationSent(on=d("2024-09-18"), to="县局", party="other_organ", addressee_received_on=d("2024-09-19")),
        ConsultationSent(on=d("2024-09-18"), to="甲", addressee_received_on=d("2024-09-19")),
    )
    lawful = ConsultationSilent(on=d("2024-10-18"), to="甲")

    assert take(state, lawful, CALENDAR) is lawful
    assert "consultation_silent" in allowed(state, d("2024-10-18"), CALENDAR)


@settings(max_examples=60)
@given(events=lawful_cases(FIRST, LAST), wait=st.integers(0, 60))
def test_an_act_is_open_just_when_some_form_of_it_is_taken(events, wait):
    state, on = fold("A1", events), events[-1].on + timedelta(days=wait)
    lawful = {name for name in ACT_NAMES if lawful_forms(name, state, on)}

    assert set(allowed(state, on, CALENDAR)) == lawful


@settings(max_examples=40)
@given(events=lawful_cases(FIRST, LAST))
def test_a_lawful_case_is_irregular_only_where_the_reply_was_late(events):
    found = list(verify(Ledger(OFFICE, tuple(numbered(pairs(*events)))), CALENDAR))

    assert {one.code for one in found} <= {"overdue"}


@settings(max_examples=40)
@given(events=lawful_cases(FIRST, LAST))
def test_every_step_of_a_lawful_case_is_taken_again(events):
    state = begin("A1", take(None, events[0], CALENDAR))
    for event in events[1:]:
        state = apply(state, take(state, event, CALENDAR))

    assert state == fold("A1", events)


@settings(max_examples=60)
@given(events=possible_cases(FIRST, LAST), on=st.dates(FIRST, LAST))
def test_any_act_gets_known_reasons_or_none(events, on):
    state = fold("A1", sorted(events, key=lambda event: event.on))

    for name in ACT_NAMES:
        for event in forms_of(name, state, on)[:2]:
            assert set(judge(state, event, CALENDAR)) <= set(REFUSALS)


# --- verify -------------------------------------------------------------------------------------------------------


def test_a_clean_case_is_silent():
    assert irregular(GOT, REPLY, Served(on=d("2024-10-11")), Archived(on=d("2024-10-20"))) == []


def test_a_reply_on_the_last_day_is_in_time():
    assert irregular(GOT, replace(REPLY, on=d("2024-10-17"))) == []


def test_a_reply_a_day_late_is_a_warning():
    assert irregular(GOT, replace(REPLY, on=d("2024-10-18"))) == [(2, "overdue", "warning")]


def test_a_second_extension_is_a_warning_and_extends_nothing():
    events = [
        GOT,
        ExtensionApproved(on=d("2024-10-10"), by="王", days=5),
        ExtensionNotified(on=d("2024-10-11")),
        ExtensionApproved(on=d("2024-10-21"), by="王"),
        ExtensionNotified(on=d("2024-10-22")),
        replace(REPLY, on=d("2024-10-28")),
    ]

    assert irregular(*events) == [
        (4, "second_extension", "warning"),
        (5, "second_extension", "warning"),
        (6, "overdue", "warning"),
    ]


def test_a_reply_before_receipt_is_an_error():
    assert irregular(replace(REPLY, on=d("2024-09-12")), GOT) == [(1, "not_received", "error")]


def test_what_cannot_have_happened_is_left_out_of_the_fold():
    found = irregular(GOT, REPLY, Withdrawn(on=d("2024-10-11")), Served(on=d("2024-10-12")))

    assert found == [(3, "closed", "error")]


def test_entries_are_judged_in_reading_order_not_as_recorded():
    ledger = ledger_of(("A1", REPLY), ("A1", GOT))

    assert list(verify(ledger, CALENDAR)) == []


def test_a_voided_entry_is_not_judged():
    ledger = ledger_of(
        ("A1", GOT),
        ("A1", REPLY),
        ("A1", Withdrawn(on=d("2024-10-11"))),
        ("", Voided(on=d("2024-10-12"), entry=3, reason="错")),
    )

    assert list(verify(ledger, CALENDAR)) == []


def test_each_application_is_judged_by_itself():
    ledger = ledger_of(("A1", GOT), ("A2", Withdrawn(on=d("2024-09-14"))))

    assert [(one.entry.subject, one.code) for one in verify(ledger, CALENDAR)] == [("A2", "not_received")]


def test_an_irregularity_speaks_both_languages():
    (one,) = verify(ledger_of(("A2", Withdrawn(on=d("2024-09-14")))), CALENDAR)

    assert (one.name, one.zh, one.article) == ("withdrawn", REFUSALS["not_received"].zh, "art. 31")
    assert one.en.isascii()


def test_an_act_in_a_year_without_a_calendar_is_refused():
    with pytest.raises(CalendarGap):
        list(verify(ledger_of(("A1", Received(on=d("2027-01-04")))), CALENDAR))


def test_a_period_that_runs_into_such_a_year_is_no_obstacle():
    events = [Received(on=d("2026-12-10")), ExtensionApproved(on=d("2026-12-28"), by="王")]

    assert list(verify_application("A1", entries_of(*events), CALENDAR)) == []


def test_a_lapse_from_before_the_fee_measures_is_a_finding_and_no_crash():
    found = irregular(
        Received(on=d("2020-06-01")),
        FeeNoticed(on=d("2020-06-08"), amount_yuan=Decimal(100)),
        FeeLapsed(on=d("2020-08-03")),
    )

    assert (2, "no_fee_yet", "warning") in found


def test_a_consultation_from_before_the_revision_is_no_crash():
    events = [
        Received(on=d("2019-05-10")),
        ConsultationSent(on=d("2019-05-13"), to="甲", addressee_received_on=d("2019-05-14")),
        ConsultationSilent(on=d("2019-06-10"), to="甲"),
        replace(REPLY, on=d("2019-06-12")),
    ]

    assert [one for one in irregular(*events) if one[2] == "error"] == []


def test_an_abandonment_from_before_the_revision_is_no_crash():
    events = [
        Received(on=d("2019-05-06")),
        SupplementRequested(on=d("2019-05-08")),
        DeemedAbandoned(on=d("2019-06-10")),
    ]

    assert [one for one in irregular(*events) if one[2] == "error"] == []


def test_a_late_notice_to_supplement_is_a_warning():
    events = [GOT, SupplementRequested(on=d("2024-09-26")), SupplementReceived(on=d("2024-09-30"))]

    assert irregular(*events) == [(2, "late_supplement", "warning")]


@pytest.mark.parametrize("missing", ["reason", "search_record"])
def test_does_not_exist_without_its_support_is_a_warning(missing):
    reply = answer(d("2024-10-10"), "unable_not_held", article="36(4)", **{missing: ""})
    expected = [] if missing == "reason" else [(2, "search_record_if_36_4", "warning")]

    assert irregular(GOT, reply) == expected


def test_a_reply_to_an_unconfirmed_application_is_an_error():
    events = [Received(on=d("2024-09-13"), channel="internet"), REPLY, ReceiptConfirmed(on=d("2024-10-11"))]

    assert irregular(*events) == [(2, "not_confirmed", "error")]
