"""Acts of the ledger and their letters: which one, and what is already known for it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from gongkai.documents.letters.compose import compose
from gongkai.documents.letters.from_ledger import facts_of, letter_for
from gongkai.errors import LetterIncomplete
from gongkai.ledger.state import fold
from gongkai.ledger.steps import (
    Answered,
    ClosedOtherwise,
    ConsultationAnswered,
    ConsultationSent,
    Corrected,
    DeemedAbandoned,
    ExtensionApproved,
    FeeLapsed,
    FeeNoticed,
    FeePaid,
    ReasonsRequested,
    ReceiptConfirmed,
    Received,
    SupplementReceived,
    SupplementRequested,
    Withdrawn,
)
from gongkai.statute.letters import letter_kinds
from gongkai.statute.outcomes import outcomes
from tests.documents.letters.samples import OFFICE, facts_for

ON = date(2026, 3, 2)
RECEIVED = Received(on=ON, channel="post_signed", content="2025年度民政资金使用情况表")


@pytest.mark.parametrize(
    ("event", "code"),
    [
        (RECEIVED, "receipt_slip"),
        (ReceiptConfirmed(on=ON), "receipt_confirmation"),
        (SupplementRequested(on=ON), "supplement_notice"),
        (ReasonsRequested(on=ON), "reasons_notice"),
        (ConsultationSent(on=ON), "third_party_consultation"),
        (ConsultationSent(on=ON, party="co_maker"), "co_maker_consultation"),
        (ConsultationSent(on=ON, party="other_organ"), "assistance_request"),
        (ExtensionApproved(on=ON), "extension_notice"),
        (FeeNoticed(on=ON, amount_yuan=Decimal(100)), "fee_notice"),
        (FeeLapsed(on=ON), "lapse_notice"),
        (DeemedAbandoned(on=ON), "abandonment_notice"),
        (Withdrawn(on=ON), "withdrawal_record"),
        (ClosedOtherwise(on=ON, reason="并案"), "withdrawal_record"),
        (Answered(on=ON, outcome="granted"), "reply_granted"),
        (Answered(on=ON, outcome="granted", article="36(1)"), "reply_published"),
        (Answered(on=ON, outcome="unable_not_held"), "reply_not_exist"),
        (Answered(on=ON, outcome="unable_not_held", article="36(5)"), "reply_not_ours"),
        (Answered(on=ON, outcome="unknown"), ""),
        (Corrected(on=ON, outcome="partial"), "reply_partial"),
        (SupplementReceived(on=ON), ""),
        (FeePaid(on=ON, amount_yuan=Decimal(100)), ""),
    ],
)
def test_the_letter_of_an_act(event, code):
    assert letter_for(event) == code


@pytest.mark.parametrize("outcome", outcomes())
def test_every_outcome_finds_its_letter(outcome):
    assert letter_for(Answered(on=ON, outcome=outcome)) in letter_kinds()


def test_a_notice_to_supplement_lacks_only_what_the_ledger_does_not_hold():
    event = SupplementRequested(on=date(2026, 3, 5), due_on=date(2026, 3, 20), reason="没有写明年份。")
    facts = facts_of(OFFICE, fold("2026-017", [RECEIVED, event]), event)
    with pytest.raises(LetterIncomplete) as caught:
        compose("supplement_notice", facts)

    assert {code for code, _, _ in caught.value.missing} == {"number", "addressee", "request", "guidance", "supplement"}


def test_a_reply_takes_over_what_the_record_states():
    answered = Answered(on=date(2026, 3, 16), outcome="granted", reason="纸质复印件1份3页，邮寄。")
    facts = facts_of(OFFICE, fold("2026-017", [RECEIVED, answered]), answered)
    letter = compose("reply_granted", replace(facts, serial=3, addressee="孙立", request=RECEIVED.content))

    assert "纸质复印件1份3页" in letter.part("way")
    assert "2026年3月2日收到您以邮寄方式提交" in letter.part("fact")
    assert letter.date == "2026年3月16日"


def test_a_closing_names_the_notice_it_rests_on():
    events = [
        RECEIVED,
        SupplementRequested(on=date(2026, 3, 5), due_on=date(2026, 3, 20)),
        DeemedAbandoned(on=date(2026, 3, 23)),
    ]
    facts = facts_of(OFFICE, fold("2026-017", events), events[-1])

    assert facts.notice.on == date(2026, 3, 5)
    assert facts.due_on == date(2026, 3, 20)


def test_consultations_come_with_their_dates():
    events = [
        RECEIVED,
        ConsultationSent(on=date(2026, 3, 4), to="第三方甲"),
        ConsultationAnswered(on=date(2026, 3, 9), to="第三方甲", consents=False),
        Answered(on=date(2026, 3, 16), outcome="denied_third_party", reason="理由", third_party_note="不同意"),
    ]
    facts = facts_of(OFFICE, fold("2026-017", events), events[-1])

    assert [(one.to, one.on, one.answered_on) for one in facts.consulted] == [
        ("第三方甲", date(2026, 3, 4), date(2026, 3, 9))
    ]
    assert facts.text("reason") == "理由"
    assert facts.text("consultation_result") == "不同意"


def test_the_samples_name_a_letter_for_every_act():
    acts = {letter_for(Answered(on=ON, outcome=outcome)) for outcome in outcomes()}

    assert all(compose(code, facts_for(code)).title for code in acts)
