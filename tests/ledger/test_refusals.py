"""Every reason to refuse an act, provoked; and beside it the lawful twin that is taken."""

from dataclasses import replace
from decimal import Decimal

import pytest

from gongkai.errors import StepNotAllowed
from gongkai.ledger.acts import judge, take, verify
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
    type_name,
)
from gongkai.ledger.refusals import REFUSALS
from tests.ledger.cases import CALENDAR, d, ledger_of, state_of
from tests.strategies import answer

GOT = Received(on=d("2024-09-13"))  # supplement notice by 09-25, reply by 10-17
ONLINE = Received(on=d("2024-09-12"), channel="internet")
ASKED = SupplementRequested(on=d("2024-09-20"), due_on=d("2024-09-30"))
CAME = SupplementReceived(on=d("2024-09-27"))
WHY = ReasonsRequested(on=d("2024-09-20"))
GOOD = ReasonsReceived(on=d("2024-09-24"))
BAD = ReasonsReceived(on=d("2024-09-24"), are_reasonable=False)
LATE = d("2024-10-18")
SENT = ConsultationSent(on=d("2024-09-20"), to="甲", addressee_received_on=d("2024-09-23"))  # answer by 10-17
UNDELIVERED = ConsultationSent(on=d("2024-09-20"), to="甲")
AGREED = ConsultationAnswered(on=d("2024-09-27"), to="甲", consents=True)
OBJECTED = ConsultationAnswered(on=d("2024-09-27"), to="甲", consents=False)
APPROVED = ExtensionApproved(on=d("2024-10-10"), by="王")
NOTIFIED = ExtensionNotified(on=d("2024-10-11"))
FEE = FeeNoticed(on=d("2024-09-20"), amount_yuan=Decimal(380), addressee_received_on=d("2024-09-23"))  # by 10-28
PAID = FeePaid(on=d("2024-09-30"), amount_yuan=Decimal(380))
REPLY = Answered(on=d("2024-10-10"), outcome="granted", reason="随附")
FILED = Archived(on=d("2024-10-20"))
OLD = Received(on=d("2020-12-15"))

PROVOKED = [
    ("not_received", [], Withdrawn(on=d("2024-09-13"))),  # art. 31
    ("received_twice", [GOT], Received(on=d("2024-09-14"))),
    ("before_arrival", [GOT], Withdrawn(on=d("2024-09-12"))),
    ("before_last_act", [GOT, SENT], Withdrawn(on=d("2024-09-19"))),
    ("confirmed_twice", [GOT], ReceiptConfirmed(on=d("2024-09-14"))),
    ("confirmed_twice", [ONLINE, ReceiptConfirmed(on=d("2024-09-13"))], ReceiptConfirmed(on=d("2024-09-14"))),
    ("not_confirmed", [ONLINE], REPLY),
    ("not_confirmed", [ONLINE], ASKED),
    ("closed", [GOT, REPLY], Withdrawn(on=d("2024-10-11"))),  # art. 33
    ("closed", [GOT, REPLY], answer(d("2024-10-11"), "partial")),
    ("archived", [GOT, REPLY, FILED], Served(on=d("2024-10-21"))),  # art. 45
    ("archived", [GOT, REPLY, FILED], Archived(on=d("2024-10-21"))),
    ("not_closed", [GOT], Served(on=d("2024-10-11"))),
    ("not_closed", [GOT], Corrected(on=d("2024-10-11"), outcome="granted")),
    ("before_reply", [GOT, REPLY], Served(on=d("2024-10-09"))),
    ("second_supplement", [GOT, ASKED, CAME], SupplementRequested(on=d("2024-09-29"))),  # art. 30
    ("late_supplement", [GOT], SupplementRequested(on=d("2024-09-26"))),
    ("supplement_due_past", [GOT], SupplementRequested(on=d("2024-09-20"), due_on=d("2024-09-19"))),
    ("no_supplement_requested", [GOT], CAME),
    ("no_supplement_requested", [GOT, ASKED, CAME], SupplementReceived(on=d("2024-09-29"))),
    ("no_supplement_requested", [GOT], DeemedAbandoned(on=d("2024-10-11"))),
    ("supplement_period_runs", [GOT, ASKED], DeemedAbandoned(on=d("2024-09-30"))),
    ("supplement_period_runs", [GOT, ASKED], answer(d("2024-09-30"), "other_no_supplement")),
    ("second_reasons", [GOT, WHY], ReasonsRequested(on=d("2024-09-21"))),  # art. 35
    ("no_reasons_requested", [GOT], GOOD),
    ("no_good_reasons", [GOT], ReplyDelayed(on=d("2024-09-25"), due_on=d("2024-12-31"))),
    ("no_good_reasons", [GOT, WHY, BAD], ReplyDelayed(on=d("2024-09-25"), due_on=d("2024-12-31"))),
    ("delay_past", [GOT, WHY, GOOD], ReplyDelayed(on=d("2024-09-25"), due_on=d("2024-09-25"))),
    ("late_extension", [GOT, WHY, GOOD], ReplyDelayed(on=LATE, due_on=d("2024-12-31"))),
    ("already_consulting", [GOT, SENT], replace(SENT, on=d("2024-09-21"))),  # art. 33(3)
    ("delivered_before_sent", [GOT], replace(SENT, addressee_received_on=d("2024-09-19"))),
    ("delivered_before_sent", [GOT, UNDELIVERED], ConsultationDelivered(on=d("2024-09-19"), to="甲")),
    ("delivered_before_sent", [GOT, SENT], ConsultationAnswered(on=d("2024-09-19"), to="甲")),
    ("delivered_before_sent", [GOT], replace(FEE, addressee_received_on=d("2024-09-19"))),
    ("no_consultation", [GOT], AGREED),
    ("no_consultation", [GOT, SENT], replace(AGREED, to="乙")),
    ("no_consultation", [GOT, SENT, AGREED], ConsultationSilent(on=d("2024-10-18"), to="甲")),
    ("not_silent_yet", [GOT, SENT], ConsultationSilent(on=d("2024-10-16"), to="甲")),  # arts. 32, 34
    ("silence_unknown", [GOT, UNDELIVERED], ConsultationSilent(on=d("2024-10-18"), to="甲")),
    ("silence_unknown", [GOT, replace(SENT, party="other_organ")], ConsultationSilent(on=d("2024-10-18"), to="甲")),
    ("second_extension", [GOT, APPROVED], ExtensionApproved(on=d("2024-10-11"), by="王")),  # art. 33(2)
    ("second_extension", [GOT, APPROVED, NOTIFIED], ExtensionApproved(on=d("2024-11-11"), by="王")),
    ("second_extension", [GOT, APPROVED, NOTIFIED], ExtensionNotified(on=d("2024-10-12"))),
    ("long_extension", [GOT], replace(APPROVED, days=21)),
    ("long_extension", [GOT], replace(APPROVED, days=0)),
    ("no_approver", [GOT], replace(APPROVED, by="")),
    ("late_extension", [GOT], replace(APPROVED, on=LATE)),
    ("late_extension", [GOT, APPROVED], replace(NOTIFIED, on=LATE)),
    ("extension_not_approved", [GOT], NOTIFIED),
    ("no_clock", [GOT, ASKED], replace(APPROVED, on=d("2024-09-23"))),
    ("no_clock", [GOT, FEE], replace(APPROVED, on=d("2024-09-24"))),
    ("no_clock", [GOT, ASKED], replace(FEE, on=d("2024-09-23"), addressee_received_on=None)),
    ("no_fee_yet", [OLD], FeeNoticed(on=d("2020-12-31"), amount_yuan=Decimal(100))),  # Fee Measures, in force 2021
    ("bad_amount", [GOT], replace(FEE, amount_yuan=Decimal(0))),
    ("bad_amount", [GOT], replace(FEE, amount_yuan=Decimal(-1))),
    ("bad_amount", [GOT, FEE], replace(PAID, amount_yuan=Decimal(0))),
    ("second_fee", [GOT, FEE], replace(FEE, on=d("2024-09-23"))),
    ("second_fee", [GOT, FEE, PAID], replace(FEE, on=d("2024-10-01"), addressee_received_on=None)),
    ("late_fee", [GOT], replace(FEE, on=LATE, addressee_received_on=None)),
    ("no_fee", [GOT], PAID),
    ("no_fee", [GOT, FEE, PAID], FeePaid(on=d("2024-10-08"), amount_yuan=Decimal(380))),
    ("no_fee", [GOT], FeeLapsed(on=d("2024-10-08"))),
    ("fee_period_runs", [GOT, FEE], FeeLapsed(on=d("2024-10-24"))),
    ("fee_period_runs", [GOT, FEE], answer(d("2024-10-24"), "other_no_payment")),
    ("unknown_outcome", [GOT], answer(d("2024-10-10"), "lost")),
    ("unknown_outcome", [GOT, REPLY], Corrected(on=d("2024-12-10"), outcome="lost")),
    ("unknown_ground", [GOT], answer(d("2024-10-10"), "partial", grounds=("EX99",))),
    ("third_party_open", [GOT, SENT], REPLY),  # art. 32
    ("third_party_open", [GOT, SENT], answer(d("2024-10-10"), "partial")),
    ("reason", [GOT], answer(d("2024-10-10"), "denied_state_secret", reason="")),  # art. 36(3)
    ("withheld_grounds", [GOT], answer(d("2024-10-10"), "partial", grounds=())),  # art. 37
    ("search_record_if_36_4", [GOT], answer(d("2024-10-10"), "unable_not_held", article="36(4)", search_record="")),
    ("search_record_if_36_4", [GOT], answer(d("2024-10-10"), "unable_not_held", search_record="")),
    ("reason_if_36_5", [GOT], answer(d("2024-10-10"), "unable_not_held", article="36(5)", reason="")),
    ("earlier_case", [GOT], answer(d("2024-10-10"), "refused_duplicate", earlier_case="")),  # art. 36(6)
    ("reasons_asked", [GOT], answer(d("2024-10-10"), "refused_excessive")),  # art. 35
    ("supplement_received", [GOT], answer(d("2024-10-10"), "unable_unclear_after_supplement")),  # art. 30
    ("way_of_access", [GOT], answer(d("2024-10-10"), "granted", reason="")),  # arts. 36(1), 36(2)
    ("way_of_access", [GOT], answer(d("2024-10-10"), "refused_publication", reason="")),  # art. 39(2)
    ("no_closing_reason", [GOT], ClosedOtherwise(on=d("2024-10-10"), reason="")),  # art. 45
    ("no_closing_reason", [GOT], answer(d("2024-10-10"), "other_other", reason="")),
    # A reason also counts as saying why nobody was consulted, and as the reason of an override: never these alone.
    ("reason consultation_or_reason", [GOT], answer(d("2024-10-10"), "denied_third_party", reason="")),
    ("consultation_or_reason", [GOT], answer(d("2024-10-10"), "denied_third_party")),
    ("override_reason", [GOT, SENT, OBJECTED], REPLY),
]


def label(value):
    return value if isinstance(value, str) else type_name(value) if hasattr(value, "on") else None


@pytest.mark.parametrize(("codes", "before", "act"), PROVOKED, ids=label)
def test_refusal_is_provoked(codes, before, act):
    state = state_of(*before) if before else None

    assert list(judge(state, act, CALENDAR)) == codes.split()


@pytest.mark.parametrize(("codes", "before", "act"), PROVOKED, ids=label)
def test_take_raises_the_gravest_reason_with_its_article(codes, before, act):
    state = state_of(*before) if before else None

    with pytest.raises(StepNotAllowed) as caught:
        take(state, act, CALENDAR)

    why = REFUSALS[codes.split()[0]]
    assert (caught.value.code, caught.value.act) == (codes.split()[0], type_name(act))
    assert (caught.value.article, caught.value.zh) == (why.article, why.zh)
    assert caught.value.is_impossible == why.is_impossible
    assert why.article in str(caught.value)


def test_a_late_reply_is_noted_as_overdue():
    ledger = ledger_of(("A1", GOT), ("A1", replace(REPLY, on=LATE)))

    assert [(one.code, one.severity) for one in verify(ledger, CALENDAR)] == [("overdue", "warning")]


def test_the_table_covers_every_refusal():
    provoked = {code for codes, _, _ in PROVOKED for code in codes.split()}

    assert provoked | {"overdue"} == set(REFUSALS)


def test_every_refusal_is_worded_in_both_languages():
    assert [code for code, why in REFUSALS.items() if not (why.article and why.en.isascii() and why.zh)] == []


LAWFUL = [
    ([], GOT),
    ([ONLINE], ReceiptConfirmed(on=d("2024-09-12"))),
    ([ONLINE], Withdrawn(on=d("2024-09-13"))),
    ([GOT], SupplementRequested(on=d("2024-09-25"))),  # the seventh working day
    ([GOT], SupplementRequested(on=d("2024-09-20"), due_on=d("2024-09-20"))),
    ([GOT, ASKED], CAME),
    ([GOT, ASKED], SupplementReceived(on=d("2024-10-09"))),  # late, but the application is not closed yet
    ([GOT, ASKED], DeemedAbandoned(on=d("2024-10-01"))),  # the day after the period
    ([GOT], WHY),
    ([GOT, WHY], GOOD),
    ([GOT, WHY, GOOD], ReplyDelayed(on=d("2024-10-17"), due_on=d("2024-12-31"))),
    ([GOT], SENT),
    ([GOT, SENT, AGREED], replace(SENT, on=d("2024-10-08"), addressee_received_on=None)),
    ([GOT, UNDELIVERED], ConsultationDelivered(on=d("2024-09-20"), to="甲")),
    ([GOT, SENT], AGREED),
    ([GOT, SENT], ConsultationSilent(on=d("2024-10-17"), to="甲")),  # the fifteenth working day (D9)
    ([GOT, replace(SENT, party="co_maker")], ConsultationSilent(on=d("2024-10-17"), to="甲")),
    ([GOT], replace(APPROVED, on=d("2024-10-17"))),  # the last day
    ([GOT], replace(APPROVED, days=1)),
    ([GOT], replace(APPROVED, days=20)),
    ([GOT, APPROVED], replace(NOTIFIED, on=d("2024-10-17"))),
    ([GOT], replace(FEE, on=d("2024-10-17"), addressee_received_on=None)),
    ([OLD], FeeNoticed(on=d("2021-01-04"), amount_yuan=Decimal(100))),
    ([GOT, FEE], PAID),
    ([GOT, FEE], FeeLapsed(on=d("2024-10-29"))),
    ([GOT], REPLY),
    ([GOT, SENT, AGREED], REPLY),
    ([GOT, SENT, OBJECTED], replace(REPLY, third_party_note="公共利益重大")),  # art. 32: told in writing
    ([GOT, SENT], answer(d("2024-10-10"), "unable_not_held")),
    ([GOT, replace(SENT, party="other_organ")], REPLY),
    ([GOT], answer(d("2024-10-10"), "unable_not_held", article="36(5)", search_record="")),
    ([GOT, SENT, OBJECTED], answer(d("2024-10-10"), "denied_third_party")),
    ([GOT], answer(d("2024-10-10"), "denied_third_party", third_party_note="已公开过的企业登记信息以外的商业秘密")),
    ([GOT, WHY, BAD], answer(d("2024-10-10"), "refused_excessive")),
    ([GOT, ASKED, CAME], answer(d("2024-10-10"), "unable_unclear_after_supplement")),
    ([GOT], ClosedOtherwise(on=d("2024-10-10"), reason="并案")),
    ([GOT], Withdrawn(on=d("2024-09-13"))),
    ([GOT, REPLY], Served(on=REPLY.on)),
    ([GOT, REPLY], FILED),
    ([GOT, REPLY, FILED], Corrected(on=d("2024-12-10"), outcome="partial")),  # after a challenge, archived or not
]


@pytest.mark.parametrize(("before", "act"), LAWFUL, ids=label)
def test_a_lawful_act_is_taken(before, act):
    state = state_of(*before) if before else None

    assert take(state, act, CALENDAR) is act


@pytest.mark.parametrize("outcome", ["granted", "partial", "denied_state_secret", "refused_petition", "other_other"])
def test_a_reply_that_states_all_it_must_is_taken(outcome):
    assert take(state_of(GOT), answer(d("2024-10-10"), outcome), CALENDAR)


# --- what the hand-outs demand beyond the table -------------------------------------------------------------------


def test_good_reasons_bar_a_refusal_as_excessive():
    """Art. 35: unreasonable reasons are refused; reasonable ones only delay the reply."""
    with pytest.raises(StepNotAllowed):
        take(state_of(GOT, WHY, GOOD), answer(d("2024-10-10"), "refused_excessive"), CALENDAR)


@pytest.mark.parametrize(
    ("before", "act"),
    [
        ([GOT, ASKED], SupplementReceived(on=d("2024-09-19"))),
        ([GOT, WHY], ReasonsReceived(on=d("2024-09-19"))),
        ([GOT, APPROVED], ExtensionNotified(on=d("2024-10-09"))),
        ([GOT, FEE], FeePaid(on=d("2024-09-19"), amount_yuan=Decimal(380))),
        ([GOT, ASKED, CAME], answer(d("2024-09-19"), "unable_unclear_after_supplement")),
        ([GOT, SENT], Withdrawn(on=d("2024-09-19"))),
    ],
    ids=label,
)
def test_no_act_is_taken_that_is_dated_before_the_one_it_follows(before, act):
    with pytest.raises(StepNotAllowed):
        take(state_of(*before), act, CALENDAR)


def test_an_extension_that_is_taken_has_effect():
    """After a delayed reply (art. 35) the desk must not accept an extension the clock then ignores."""
    from gongkai.ledger.clock import reply_due_on

    delayed = [GOT, WHY, GOOD, ReplyDelayed(on=d("2024-10-10"), due_on=d("2024-10-31"))]
    before = state_of(*delayed)
    extended = [*delayed, ExtensionApproved(on=d("2024-10-30"), by="王"), ExtensionNotified(on=d("2024-10-30"))]
    after = state_of(*extended)

    try:
        take(before, extended[-2], CALENDAR)
    except StepNotAllowed:
        return
    assert reply_due_on(after, CALENDAR) > reply_due_on(before, CALENDAR)
