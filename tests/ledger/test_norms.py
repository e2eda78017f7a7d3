"""Normative documents: the order of their steps, in force on any date, and the same counts as table two."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.errors import StepNotAllowed
from gongkai.ledger.codes import DELIBERATIONS, EVALUATION_VERDICTS, LEGALITY_VERDICTS
from gongkai.ledger.events import DocumentIssued, DocumentLapsed, DocumentRepealed, EventTypes
from gongkai.ledger.norm_acts import NORM_REFUSALS, NormPolicy, allowed_for_norm, judge_norm, take_norm
from gongkai.ledger.norm_steps import (
    CommentsClosed,
    CommentsOpened,
    LegalityReviewed,
    NormAmended,
    NormDeliberated,
    NormDrafted,
    NormEvaluated,
    NormFiled,
    NormInterpreted,
    NormNumbered,
    NormPublished,
    NormRenewed,
    NormSigned,
)
from gongkai.ledger.norms import (
    apply_norm,
    begin_norm,
    expiring,
    fold_norm,
    in_force_on,
    norm_dates,
    norms_of,
    run_out,
)
from gongkai.ledger.registers import Registers
from gongkai.ledger.steps import step_name
from tests.ledger.cases import CALENDAR, d, ledger_of
from tests.strategies import document_histories

POLICY = NormPolicy()
TODAY = d("2025-06-30")
DRAFT = NormDrafted(on=d("2025-01-06"), title="停车管理办法", unit="综合科")
MAJOR = replace(DRAFT, is_major=True)
OPENED = CommentsOpened(on=d("2025-01-07"), until=d("2025-02-06"))
CLOSED = CommentsClosed(on=d("2025-02-07"), comments=5, adopted=2)
LAWFUL = LegalityReviewed(on=d("2025-02-10"))
ADOPTED = NormDeliberated(on=d("2025-02-12"), meeting="第3次主任办公会")
SIGNED = NormSigned(on=d("2025-02-13"))
NUMBERED = NormNumbered(on=d("2025-02-14"), number="办发〔2025〕1号")
ISSUED = DocumentIssued(on=d("2025-02-14"), title="停车管理办法", valid_until=d("2026-02-13"))
PUBLISHED = NormPublished(on=d("2025-02-17"), item="17")
READY = (DRAFT, LAWFUL, ADOPTED, SIGNED, NUMBERED)
STANDING = (*READY, ISSUED, PUBLISHED)
REPEALED = DocumentRepealed(on=d("2025-05-06"))


def norm_of(*events):
    norm = fold_norm("n1", events)
    assert norm is not None
    return norm


def refusals(events, event, policy=POLICY):
    return list(judge_norm(fold_norm("n1", events), event, policy, TODAY))


PROVOKED = [
    ("not_drafted", (), LAWFUL),
    ("drafted_twice", (DRAFT,), DRAFT),
    ("future", (), replace(DRAFT, on=TODAY + timedelta(1))),
    ("before_last_act", (DRAFT, LAWFUL), NormDeliberated(on=d("2025-02-09"))),
    ("no_title", (), replace(DRAFT, title="")),
    ("issued", STANDING, ISSUED),
    ("issued", STANDING, replace(LAWFUL, on=d("2025-03-03"))),
    ("not_issued", READY, PUBLISHED),
    ("not_issued", STANDING, replace(PUBLISHED, on=d("2025-02-13"))),
    ("ended", (*STANDING, REPEALED), DocumentLapsed(on=d("2025-06-03"))),
    ("ended", (*STANDING, REPEALED), NormAmended(on=d("2025-06-03"))),
    ("not_in_force", (replace(ISSUED, valid_until=d("2025-03-01")),), NormRenewed(on=d("2025-03-02"))),
    ("comments_end_early", (DRAFT,), replace(OPENED, until=d("2025-01-06"))),
    ("short_comments", (MAJOR,), replace(OPENED, until=d("2025-02-05"))),
    ("comments_open", (DRAFT, OPENED), replace(LAWFUL, on=d("2025-01-20"))),
    ("comments_open", (DRAFT, OPENED), replace(CLOSED, on=d("2025-02-05"))),
    ("no_comments", (MAJOR,), LAWFUL),
    ("not_opened", (DRAFT,), CLOSED),
    ("bad_comments", (DRAFT, OPENED), replace(CLOSED, adopted=6)),
    ("no_opinion", (DRAFT,), LegalityReviewed(on=d("2025-02-10"), verdict="to_amend")),
    ("not_lawful", (DRAFT,), ADOPTED),
    ("not_lawful", (DRAFT, LegalityReviewed(on=d("2025-02-10"), verdict="unlawful", opinion="越权")), ADOPTED),
    ("not_adopted", (DRAFT, LAWFUL), SIGNED),
    ("not_adopted", (DRAFT, LAWFUL, replace(ADOPTED, decision="postponed")), SIGNED),
    ("not_signed", (DRAFT, LAWFUL, ADOPTED), NUMBERED),
    ("signed_twice", READY, replace(SIGNED, on=d("2025-02-20"))),
    ("not_numbered", READY[:-1], ISSUED),
    ("numbered_twice", READY, replace(NUMBERED, on=d("2025-02-20"))),
    ("no_number", READY[:-1], replace(NUMBERED, number=" ")),
    ("published_twice", STANDING, replace(PUBLISHED, on=d("2025-02-20"))),
    ("no_longer_term", STANDING, NormRenewed(on=d("2025-06-03"), valid_until=d("2026-02-13"))),
    ("no_longer_term", (replace(ISSUED, valid_until=None),), NormRenewed(on=d("2025-06-03"))),
]


@pytest.mark.parametrize(("code", "events", "event"), PROVOKED)
def test_a_refusal_says_what_stands_against_it(code, events, event):
    assert code in refusals(events, event)
    with pytest.raises(StepNotAllowed) as refused:
        take_norm(fold_norm("n1", events), event, POLICY, TODAY)
    assert refused.value.zh == NORM_REFUSALS[refused.value.code].zh


def test_every_refusal_is_provoked():
    assert {code for code, _, _ in PROVOKED} == set(NORM_REFUSALS)


def test_a_life_from_draft_to_repeal_is_lawful():
    life = (
        MAJOR,
        OPENED,
        CLOSED,
        *READY[1:],
        ISSUED,
        PUBLISHED,
        NormInterpreted(on=d("2025-02-18"), form="图解"),
        NormFiled(on=d("2025-03-03"), authority="区司法局"),
        NormEvaluated(on=d("2025-04-01")),
        NormAmended(on=d("2025-04-07"), document="办发〔2025〕2号"),
        NormRenewed(on=d("2025-05-06"), valid_until=d("2030-02-13")),
        DocumentRepealed(on=d("2025-06-03")),
    )
    for at, event in enumerate(life):
        assert refusals(life[:at], event) == [], event


@pytest.mark.parametrize("event", [ISSUED, REPEALED, DocumentLapsed(on=d("2025-05-06"))])
def test_an_older_document_is_recorded_without_its_draft(event):
    assert refusals((), event) == []


@pytest.mark.parametrize(
    ("until", "reason", "is_fine"), [("2025-02-06", "", True), ("2025-02-05", "", False), ("2025-01-14", "应急", True)]
)
def test_thirty_days_for_a_major_decision_or_a_reason(until, reason, is_fine):
    assert (refusals((MAJOR,), replace(OPENED, until=d(until), reason=reason)) == []) is is_fine


def test_a_plain_document_needs_no_thirty_days():
    assert refusals((DRAFT,), replace(OPENED, until=d("2025-01-14"))) == []


def test_an_office_under_other_rules_may_drop_a_step():
    assert refusals((DRAFT,), SIGNED, NormPolicy(needs_legality=False, needs_deliberation=False)) == []


@pytest.mark.parametrize(
    ("count", "stage"),
    [(1, "drafting"), (2, "reviewed"), (3, "adopted"), (4, "signed"), (5, "numbered"), (6, "issued"), (7, "published")],
)
def test_where_a_document_stands(count, stage):
    assert norm_of(*STANDING[:count]).stage == stage


def test_stages_of_the_comment_and_the_end():
    assert norm_of(DRAFT, OPENED).stage == "commenting"
    assert norm_of(DRAFT, OPENED, CLOSED).stage == "commented"
    assert norm_of(*STANDING, REPEALED).stage == "ended"


@pytest.mark.parametrize(
    ("on", "effect"),
    [
        ("2025-02-13", "not_yet"),
        ("2025-02-14", "in_force"),
        ("2025-04-06", "in_force"),
        ("2025-04-07", "amended"),
        ("2026-02-13", "amended"),
        ("2026-02-14", "lapsed"),
    ],
)
def test_the_effect_on_a_day(on, effect):
    norm = norm_of(*STANDING, NormAmended(on=d("2025-04-07")))
    assert norm.effect(d(on)) == effect
    assert norm.is_in_force(d(on)) is (effect in ("in_force", "amended"))


def test_only_a_published_document_is_enforceable():
    assert not norm_of(*READY, ISSUED).is_enforceable(d("2025-03-03"))
    assert not norm_of(*STANDING).is_enforceable(d("2025-02-16"))
    assert norm_of(*STANDING).is_enforceable(d("2025-02-17"))


def test_a_prolonged_term_counts():
    norm = norm_of(*STANDING, NormRenewed(on=d("2025-06-03"), valid_until=d("2030-02-13")))
    assert norm.effect(d("2026-02-14")) == "in_force"


@pytest.mark.parametrize(("on", "is_warned"), [("2025-11-14", False), ("2025-11-15", True), ("2026-02-13", True)])
def test_expiry_is_warned_of_ninety_days_ahead(on, is_warned):
    assert bool(expiring([norm_of(*STANDING)], d(on))) is is_warned


def test_a_term_that_ran_out_in_silence_is_named():
    assert run_out([norm_of(*STANDING)], d("2026-02-13")) == ()
    assert [norm.number for norm in run_out([norm_of(*STANDING)], d("2026-02-14"))] == ["n1"]
    assert run_out([norm_of(*STANDING, REPEALED)], d("2026-02-14")) == ()


def test_dates_a_document_runs_towards():
    assert [(one.name, one.on) for one in norm_dates(norm_of(DRAFT, OPENED), CALENDAR)] == [
        ("comments_until", d("2025-02-06"))
    ]
    assert [(one.name, one.on) for one in norm_dates(norm_of(*READY, ISSUED), CALENDAR)] == [
        ("publish_by", d("2025-03-14")),
        ("valid_until", d("2026-02-13")),
    ]
    assert [(one.name, one.on) for one in norm_dates(norm_of(*STANDING), CALENDAR)] == [
        ("interpret_by", d("2025-02-20")),  # three working days
        ("valid_until", d("2026-02-13")),
    ]
    assert norm_dates(norm_of(*STANDING, REPEALED), CALENDAR) == ()


# --- the same counts as table two ---------------------------------------------------------------------------------


def figures(registers, year):
    kind = "normative_documents"
    return (
        registers.issued(kind, year).value,
        registers.repealed(kind, year).value,
        registers.in_force(kind, date(year, 12, 31)).value,
        registers.disclosed(kind, date(year, 1, 1), date(year, 12, 31)).value,
    )


def test_the_steps_of_a_document_add_nothing_but_publication_and_term():
    ledger = ledger_of(
        *(("n1", event) for event in (*STANDING, NormRenewed(on=d("2025-06-03"), valid_until=d("2030-02-13"))))
    )
    registers = Registers(ledger.register_entries)
    assert figures(registers, 2025) == (1, 0, 1, 1)
    assert figures(registers, 2026) == (0, 0, 1, 0)
    assert registers.documents(TODAY)["n1"].number == "办发〔2025〕1号"
    assert registers.disclosed("normative_documents", d("2025-01-01"), d("2025-12-31")).entries == (7,)


def test_a_draft_counts_nowhere():
    registers = Registers(ledger_of(*(("n1", event) for event in READY)).register_entries)
    assert figures(registers, 2025) == (0, 0, 0, 0)


FIRST, LAST = d("2024-01-01"), d("2025-12-31")


@given(st.lists(document_histories(FIRST, LAST), max_size=5), st.dates(FIRST, d("2026-12-31")))
def test_in_force_is_the_figure_of_the_register(histories, on):
    ledger = ledger_of(*((f"文{at}", event) for at, events in enumerate(histories) for event in events))
    assert (
        len(in_force_on(norms_of(ledger).values(), on))
        == Registers(ledger.register_entries).in_force("normative_documents", on).value
    )


# --- any order ----------------------------------------------------------------------------------------------------

DAYS = st.dates(d("2025-01-06"), d("2025-01-20"))
STEPS = st.one_of(
    st.builds(CommentsOpened, on=DAYS, until=DAYS, reason=st.just("急")),
    st.builds(CommentsClosed, on=DAYS),
    st.builds(LegalityReviewed, on=DAYS, verdict=st.sampled_from(sorted(LEGALITY_VERDICTS)), opinion=st.just("意见")),
    st.builds(NormDeliberated, on=DAYS, decision=st.sampled_from(sorted(DELIBERATIONS))),
    st.builds(NormSigned, on=DAYS),
    st.builds(NormNumbered, on=DAYS, number=st.just("1号")),
    st.builds(DocumentIssued, on=DAYS, title=st.just("办法")),
    st.builds(NormPublished, on=DAYS),
    st.builds(NormInterpreted, on=DAYS),
    st.builds(NormFiled, on=DAYS),
    st.builds(NormEvaluated, on=DAYS, verdict=st.sampled_from(sorted(EVALUATION_VERDICTS))),
    st.builds(NormAmended, on=DAYS),
    st.builds(NormRenewed, on=DAYS),
    st.builds(DocumentRepealed, on=DAYS),
    st.builds(DocumentLapsed, on=DAYS),
)


@settings(max_examples=200)
@given(st.sampled_from((DRAFT, MAJOR)), st.lists(STEPS, max_size=40))
def test_no_order_of_steps_issues_what_was_not_reviewed_and_adopted(draft, steps):
    norm = begin_norm("n1", draft)
    taken = [draft]
    for step in steps:
        if not list(judge_norm(norm, step, POLICY, d("2025-01-20"))):
            norm = apply_norm(norm, step)
            taken.append(step)
    assert fold_norm("n1", sorted(taken, key=lambda step: step.on)) == norm
    if norm.issued_on is not None:
        assert norm.is_lawful
        assert norm.is_adopted
        assert norm.signed_on is not None
        assert norm.document_number == "1号"
        assert not norm.is_major or norm.comments_closed_on is not None
    if norm.published_on is not None:
        assert norm.issued_on is not None
        assert norm.published_on >= norm.issued_on
    offered = allowed_for_norm(norm, POLICY, d("2025-01-20"))
    assert set(offered) <= set(EventTypes.by_name)
    for step in steps:
        today = d("2025-01-20")
        if not isinstance(step, CommentsOpened) and not list(judge_norm(norm, replace(step, on=today), POLICY, today)):
            assert step_name(step) in offered


@given(st.lists(STEPS, max_size=20))
def test_any_order_of_steps_folds(steps):
    norm = norm_of(DRAFT, *steps)
    assert norm.effect(d("2025-06-30")) in {"not_yet", "in_force", "amended", "repealed", "lapsed"}
    assert norm.stage
