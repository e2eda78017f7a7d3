"""One application's events folded into its state: what each event changes, and what has no effect."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings

from gongkai.ledger.events import (
    Answered,
    Archived,
    ClosedOtherwise,
    ConsultationAnswered,
    ConsultationDelivered,
    ConsultationSent,
    ConsultationSilent,
    Corrected,
    DeemedAbandoned,
    ExtensionApproved,
    ExtensionNotified,
    FeeLapsed,
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
    Withdrawn,
)
from gongkai.ledger.state import STAGES, fold
from tests.ledger.cases import d, state_of
from tests.strategies import possible_cases

GOT = Received(on=d("2024-01-22"), applicant="research_institution", channel="post_signed", person="p7")
ONLINE = Received(on=d("2025-01-28"), channel="internet")


def test_nothing_is_known_before_receipt():
    assert fold("A1", []) is None
    assert fold("A1", [Withdrawn(on=d("2024-01-22"))]) is None


def test_receipt_starts_the_clock():
    state = state_of(GOT)

    assert (state.received_on, state.counted_from, state.arrived_on) == (GOT.on, GOT.on, GOT.on)
    assert (state.applicant, state.channel, state.person) == ("research_institution", "post_signed", "p7")
    assert state.stage == "handling"


@pytest.mark.parametrize("channel", ["internet", "fax", "post_ordinary", "forwarded"])
def test_receipt_by_some_channels_waits_for_confirmation(channel):
    state = state_of(Received(on=d("2025-01-28"), channel=channel))

    assert (state.received_on, state.counted_from, state.stage) == (None, None, "awaiting_confirmation")


def test_confirmation_fixes_the_date_of_receipt():
    state = state_of(ONLINE, ReceiptConfirmed(on=d("2025-02-05")))

    assert (state.arrived_on, state.received_on, state.counted_from) == (ONLINE.on, d("2025-02-05"), d("2025-02-05"))
    assert state.stage == "handling"


def test_a_second_confirmation_changes_nothing():
    events = [ONLINE, ReceiptConfirmed(on=d("2025-02-05"))]

    assert state_of(*events, ReceiptConfirmed(on=d("2025-02-07"))) == state_of(*events)


def test_a_confirmation_moves_no_receipt_that_is_fixed():
    assert state_of(GOT, ReceiptConfirmed(on=d("2024-01-25"))) == state_of(GOT)


def test_a_second_receipt_changes_nothing():
    assert state_of(GOT, Received(on=d("2024-02-01"))) == state_of(GOT)


def test_a_notice_to_supplement_stops_the_clock():
    state = state_of(GOT, SupplementRequested(on=d("2024-01-25"), due_on=d("2024-02-09")))

    assert (state.supplement_requested_on, state.supplement_due_on) == (d("2024-01-25"), d("2024-02-09"))
    assert state.is_awaiting_supplement
    assert state.stage == "awaiting_supplement"


def test_a_second_notice_to_supplement_has_no_effect():
    events = [GOT, SupplementRequested(on=d("2024-01-25")), SupplementReceived(on=d("2024-02-01"))]

    assert state_of(*events, SupplementRequested(on=d("2024-02-02"))) == state_of(*events)


def test_the_supplement_starts_the_clock_anew():
    state = state_of(GOT, SupplementRequested(on=d("2024-01-25")), SupplementReceived(on=d("2024-02-01")))

    assert (state.received_on, state.counted_from) == (GOT.on, d("2024-02-01"))
    assert state.stage == "handling"


def test_a_supplement_nobody_asked_for_restarts_nothing():
    assert state_of(GOT, SupplementReceived(on=d("2024-02-01"))) == state_of(GOT)


def test_reasons_are_asked_and_received():
    state = state_of(GOT, ReasonsRequested(on=d("2024-01-25")), ReasonsReceived(on=d("2024-01-30")))

    assert (state.reasons_requested_on, state.reasons_received_on) == (d("2024-01-25"), d("2024-01-30"))
    assert state.are_reasons_good is True
    assert state.counted_from == GOT.on


def test_a_delayed_reply_remembers_its_date():
    state = state_of(
        GOT,
        ReasonsRequested(on=d("2024-01-25")),
        ReasonsReceived(on=d("2024-01-30")),
        ReplyDelayed(on=d("2024-02-01"), due_on=d("2024-06-28")),
    )

    assert state.delayed_until == d("2024-06-28")


def test_a_delay_without_good_reasons_has_no_effect():
    assert state_of(GOT, ReplyDelayed(on=d("2024-02-01"), due_on=d("2024-06-28"))).delayed_until is None


def test_a_consultation_opens_and_closes():
    sent = ConsultationSent(on=d("2024-01-29"), to="甲公司", addressee_received_on=d("2024-01-31"))
    opened = state_of(GOT, sent)
    closed = state_of(GOT, sent, ConsultationAnswered(on=d("2024-02-21"), to="甲公司", consents=False))

    assert opened.stage == "consulting"
    assert closed.stage == "handling"
    assert [(one.ended_on, one.consents) for one in closed.consultations] == [(d("2024-02-21"), False)]


def test_delivery_is_noted_once():
    state = state_of(
        GOT,
        ConsultationSent(on=d("2024-01-29"), to="甲"),
        ConsultationDelivered(on=d("2024-01-31"), to="甲"),
        ConsultationDelivered(on=d("2024-02-05"), to="甲"),
    )

    assert state.consultations[0].received_on == d("2024-01-31")


def test_answers_go_to_the_addressee_they_name():
    state = state_of(
        GOT,
        ConsultationSent(on=d("2024-01-29"), to="甲"),
        ConsultationSent(on=d("2024-01-30"), to="乙"),
        ConsultationAnswered(on=d("2024-02-05"), to="乙", consents=True),
    )

    assert [(one.to, one.ended_on) for one in state.consultations] == [("甲", None), ("乙", d("2024-02-05"))]


@pytest.mark.parametrize(("party", "consents"), [("third_party", None), ("co_maker", True)])
def test_silence_of_a_co_maker_is_consent_and_of_a_third_party_is_none(party, consents):
    state = state_of(
        GOT,
        ConsultationSent(on=d("2024-01-29"), to="甲", party=party, addressee_received_on=d("2024-01-31")),
        ConsultationSilent(on=d("2024-02-26"), to="甲"),
    )

    assert (state.consultations[0].is_silent, state.consultations[0].consents) == (True, consents)  # arts. 32, 34


def test_an_answer_nobody_was_asked_for_changes_nothing():
    assert state_of(GOT, ConsultationAnswered(on=d("2024-02-05"), to="丙")) == state_of(GOT)


def test_an_extension_is_approved_then_notified():
    state = state_of(
        GOT, ExtensionApproved(on=d("2024-02-19"), by="王", days=10), ExtensionNotified(on=d("2024-02-20"))
    )

    assert (state.extension_approved_on, state.extension_days) == (d("2024-02-19"), 10)
    assert state.extension_notified_on == d("2024-02-20")


def test_a_notice_without_approval_extends_nothing():
    assert state_of(GOT, ExtensionNotified(on=d("2024-02-20"))) == state_of(GOT)


def test_a_second_extension_has_no_effect():
    events = [GOT, ExtensionApproved(on=d("2024-02-19"), days=10), ExtensionNotified(on=d("2024-02-20"))]

    again = state_of(*events, ExtensionApproved(on=d("2024-03-01"), days=20), ExtensionNotified(on=d("2024-03-02")))

    assert again == state_of(*events)


def test_a_fee_notice_waits_for_payment():
    state = state_of(
        GOT, FeeNoticed(on=d("2024-01-30"), amount_yuan=Decimal(380), addressee_received_on=d("2024-02-01"))
    )

    assert (state.fee_noticed_on, state.fee_notice_received_on) == (d("2024-01-30"), d("2024-02-01"))
    assert state.fee_yuan == Decimal(380)
    assert state.stage == "awaiting_payment"


def test_payment_starts_the_clock_anew():
    state = state_of(
        GOT, FeeNoticed(on=d("2024-01-30"), amount_yuan=Decimal(380)), FeePaid(on=d("2024-02-05"), amount_yuan=380)
    )

    assert state.counted_from == d("2024-02-05")
    assert state.stage == "handling"


def test_a_payment_nobody_asked_for_restarts_nothing():
    assert state_of(GOT, FeePaid(on=d("2024-02-05"), amount_yuan=Decimal(10))) == state_of(GOT)


@pytest.mark.parametrize(
    ("closing", "outcome", "is_answered"),
    [
        (Answered(on=d("2024-02-05"), outcome="granted"), "granted", True),
        (Withdrawn(on=d("2024-02-05")), "other_other", False),
        (DeemedAbandoned(on=d("2024-02-05")), "other_no_supplement", False),
        (FeeLapsed(on=d("2024-02-05")), "other_no_payment", False),
        (ClosedOtherwise(on=d("2024-02-05"), reason="并案"), "other_other", False),
    ],
)
def test_what_closes_an_application_and_with_which_outcome(closing, outcome, is_answered):
    state = state_of(GOT, closing)

    assert (state.closed_on, state.outcome, state.is_answered) == (d("2024-02-05"), outcome, is_answered)
    assert state.stage == "closed"


def test_the_first_closing_counts():
    state = state_of(GOT, Answered(on=d("2024-02-05"), outcome="granted"), Withdrawn(on=d("2024-02-06")))

    assert (state.closed_on, state.outcome) == (d("2024-02-05"), "granted")


def test_a_reply_keeps_its_article_and_grounds():
    state = state_of(GOT, Answered(on=d("2024-02-05"), outcome="partial", article="37", grounds=("EX15",)))

    assert (state.article, state.grounds) == ("37", ("EX15",))


def test_service_correction_and_archive_follow_the_closing():
    state = state_of(
        GOT,
        Answered(on=d("2024-02-05"), outcome="denied_process_info"),
        Served(on=d("2024-02-08")),
        Served(on=d("2024-02-10")),
        Corrected(on=d("2024-06-03"), outcome="granted"),
        Archived(on=d("2024-06-10")),
    )

    assert state.served_on == d("2024-02-08")
    assert state.corrected_on == d("2024-06-03")
    assert (state.outcome, state.closed_on) == ("denied_process_info", d("2024-02-05"))
    assert state.stage == "archived"


@settings(max_examples=60)
@given(events=possible_cases(date(2023, 9, 1), date(2025, 12, 31)))
def test_any_sequence_folds_and_stands_at_a_known_stage(events):
    state = fold("A1", sorted(events, key=lambda event: event.on))

    assert state is None or state.stage in STAGES
    assert (state is None) == (not any(isinstance(event, Received) for event in events))


@settings(max_examples=60)
@given(events=possible_cases(date(2023, 9, 1), date(2025, 12, 31)))
def test_once_closed_nothing_moves_the_closing(events):
    ordered = sorted(events, key=lambda event: event.on)
    states = [fold("A1", ordered[:end]) for end in range(len(ordered) + 1)]

    closings = [(state.closed_on, state.outcome) for state in states if state is not None and state.closed_on]

    assert len(set(closings)) <= 1


def test_a_fee_paid_in_part_restarts_nothing():
    noticed = FeeNoticed(on=d("2024-01-25"), amount_yuan=Decimal(380))
    half = FeePaid(on=d("2024-01-29"), amount_yuan=Decimal(200))
    rest = FeePaid(on=d("2024-01-31"), amount_yuan=Decimal(180))

    assert state_of(GOT, noticed, half).counted_from == d("2024-01-22")
    assert state_of(GOT, noticed, half).stage == "awaiting_payment"
    assert state_of(GOT, noticed, half, rest).counted_from == d("2024-01-31")
