"""The life of an item: every refusal provoked, the review gate tried in every order, the state as a fold."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.errors import EntryError, StepNotAllowed
from gongkai.ledger.codes import ATTRIBUTES, EFFECTS, REFERRAL_ANSWERS, VERDICTS
from gongkai.ledger.events import EventTypes
from gongkai.ledger.item_acts import allowed_for_item, judge_item, take_item, verify_items
from gongkai.ledger.item_refusals import ITEM_REFUSALS
from gongkai.ledger.item_steps import (
    ItemArchived,
    ItemAttributed,
    ItemClarified,
    ItemCorrected,
    ItemDrafted,
    ItemEffectChanged,
    ItemEvaluated,
    ItemEvent,
    ItemFormed,
    ItemLimited,
    ItemReleased,
    ItemReviewed,
    ItemScheduled,
    ItemSubmitted,
    ItemTakenDown,
    ItemTextChanged,
    ItemTransferred,
    ItemUnscheduled,
    ReferralAnswered,
)
from gongkai.ledger.items import Item, ReviewPolicy, apply_item, begin_item, fold_item
from gongkai.ledger.steps import step_name
from tests.ledger.cases import d, ledger_of

POLICY = ReviewPolicy()
TODAY = d("2025-06-30")
DRAFT = ItemDrafted(on=d("2025-03-03"), title="停水通知", by="乙", formed_on=d("2025-03-03"), category="市政服务")
KEPT = ItemDrafted(
    on=d("2025-03-03"), title="内部安排", attribute="withhold", ground="EX16A", reason="内部事务", by="乙"
)
SENT = ItemSubmitted(on=d("2025-03-04"))


def passed(stage, on="2025-03-05", version=1, **more):
    return ItemReviewed(on=d(on), stage=stage, version=version, **{"by": f"审{stage}", **more})


def release(on="2025-03-06", channel="website", version=1, **more):
    return ItemReleased(on=d(on), channel=channel, version=version, **more)


REVIEWED = (DRAFT, SENT, passed("section"), passed("secrecy"), passed("leader"))
UNFORMED = replace(DRAFT, formed_on=None)
PUBLIC = (*REVIEWED, release(index_number="A/2025-00001"))
REFERRED = (DRAFT, SENT, passed("section"), passed("secrecy", verdict="referred", opinion="请审定"))
CHANGED = ItemTextChanged(on=d("2025-03-07"), summary="改时间")
FUTURE = TODAY + timedelta(1)


def item_of(*events):
    item = fold_item("1", events)
    assert item is not None
    return item


def refusals(events, event, policy=POLICY, today=TODAY):
    return list(judge_item(fold_item("1", events), event, policy, today))


# --- every refusal, and beside it the lawful twin -------------------------------------------------------------------

PROVOKED = [
    ("not_drafted", (), SENT),
    ("drafted_twice", (DRAFT,), DRAFT),
    ("future", (), replace(DRAFT, on=FUTURE)),
    ("future", (), replace(DRAFT, formed_on=FUTURE)),
    ("future", (DRAFT,), ItemSubmitted(on=FUTURE)),
    ("future", REVIEWED, release("2025-07-01")),
    ("before_draft", (DRAFT,), ItemSubmitted(on=d("2025-03-02"))),
    ("before_last_act", (*REVIEWED, CHANGED), ItemSubmitted(on=d("2025-03-06"))),
    ("archived", (*PUBLIC, ItemArchived(on=d("2025-03-10"))), replace(CHANGED, on=d("2025-03-11"))),
    ("archived", (*PUBLIC, ItemArchived(on=d("2025-03-10"))), release("2025-03-11", "wechat")),
    ("no_title", (), replace(DRAFT, title="  ")),
    ("unknown_duty", (), replace(DRAFT, duty="A20_99")),
    ("unknown_attribute", (), replace(DRAFT, attribute="secret")),
    ("unknown_ground", (), replace(KEPT, ground="EX99")),
    ("unknown_ground", (), replace(KEPT, ground="NOT_INFO")),
    ("no_ground", (), replace(KEPT, ground="")),
    ("no_attribute_reason", (), replace(KEPT, reason="")),
    ("no_attribute_reason", (), replace(DRAFT, attribute="on_application")),
    ("no_decider", (), replace(KEPT, by="")),
    ("same_attribute", (DRAFT,), ItemAttributed(on=d("2025-03-04"), attribute="publish")),
    ("not_kept", (DRAFT,), ItemEvaluated(on=d("2025-03-04"), attribute="publish")),
    ("already_submitted", (DRAFT, SENT), SENT),
    ("not_submitted", (DRAFT,), passed("section")),
    ("review_closed", REVIEWED, passed("leader", by="丁")),
    ("other_stage", (DRAFT, SENT), passed("secrecy")),
    ("other_stage", (DRAFT, SENT, passed("section")), passed("section", by="丁")),
    ("other_version", (DRAFT, CHANGED, ItemSubmitted(on=d("2025-03-08"))), passed("section", "2025-03-08", 1)),
    ("no_reviewer", (DRAFT, SENT), passed("section", by="")),
    ("same_reviewer", (DRAFT, SENT), passed("section", by="乙")),
    ("same_reviewer", (DRAFT, SENT, passed("section")), passed("secrecy", by="审section")),
    ("no_opinion", (DRAFT, SENT), passed("section", verdict="returned")),
    ("referral_open", REFERRED, passed("secrecy")),
    ("referral_open", REFERRED, release()),
    (
        "referral_negative",
        (*REFERRED, ReferralAnswered(on=d("2025-03-06"), answer="may_not")),
        passed("secrecy", "2025-03-06"),
    ),
    (
        "referral_negative",
        (*REFERRED, ReferralAnswered(on=d("2025-03-06"), answer="after_change")),
        release("2025-03-06"),
    ),
    ("no_referral", (DRAFT, SENT), ReferralAnswered(on=d("2025-03-06"), answer="may_disclose")),
    ("not_for_release", (KEPT,), release()),
    ("not_reviewed", (DRAFT,), release()),
    ("not_reviewed", (DRAFT, SENT, passed("section"), passed("secrecy")), release()),
    ("not_reviewed", (*PUBLIC, CHANGED), release("2025-03-08", version=2)),
    ("other_version", (*PUBLIC, CHANGED), release("2025-03-08", "wechat", version=1)),
    ("not_formed", (UNFORMED, *REVIEWED[1:]), release()),
    ("before_formed", (UNFORMED, *REVIEWED[1:], ItemFormed(on=d("2025-03-06"))), release("2025-03-05")),
    ("before_formed", (UNFORMED, *PUBLIC[1:]), ItemFormed(on=d("2025-03-07"))),
    ("formed_twice", PUBLIC, ItemFormed(on=d("2025-03-07"))),
    ("before_review", REVIEWED, release("2025-03-04")),
    ("already_public", PUBLIC, release("2025-03-07")),
    (
        "later_release",
        (*PUBLIC, ItemTakenDown(on=d("2025-03-10"), channel="website", reason="错")),
        release("2025-03-09"),
    ),
    ("index_changed", PUBLIC, release("2025-03-07", "wechat", index_number="A/2025-00002")),
    ("removal_past", REVIEWED, release(channel="board", remove_on=d("2025-03-05"))),
    (
        "schedule_past",
        REVIEWED,
        ItemScheduled(on=d("2025-03-06"), channel="website", release_on=d("2025-06-29"), version=1),
    ),
    (
        "not_reviewed",
        (DRAFT,),
        ItemScheduled(on=d("2025-03-06"), channel="website", release_on=FUTURE, version=1),
    ),
    ("not_scheduled", REVIEWED, ItemUnscheduled(on=d("2025-03-06"), channel="website")),
    ("not_public", REVIEWED, ItemTakenDown(on=d("2025-03-06"), channel="website", reason="错")),
    ("not_public", PUBLIC, ItemTakenDown(on=d("2025-03-07"), channel="website", place="二", reason="错")),
    ("later_release", PUBLIC, ItemTakenDown(on=d("2025-03-05"), channel="website", reason="错")),
    ("never_public", REVIEWED, ItemCorrected(on=d("2025-03-06"), summary="改")),
    ("never_public", REVIEWED, ItemTransferred(on=d("2025-03-06"))),
    ("no_take_down_reason", PUBLIC, ItemTakenDown(on=d("2025-03-07"), channel="website")),
    ("no_summary", PUBLIC, ItemCorrected(on=d("2025-03-07"), summary=" ")),
    ("no_summary", PUBLIC, ItemClarified(on=d("2025-03-07"), summary="")),
    ("same_effect", PUBLIC, ItemEffectChanged(on=d("2025-03-07"), effect="in_force")),
    ("review_runs", (DRAFT, SENT), ItemArchived(on=d("2025-03-07"))),
]


@pytest.mark.parametrize(("code", "events", "event"), PROVOKED)
def test_a_refusal_says_what_stands_against_it(code, events, event):
    assert code in refusals(events, event)
    with pytest.raises(StepNotAllowed) as refused:
        take_item(fold_item("1", events), event, POLICY, TODAY)
    first = ITEM_REFUSALS[refused.value.code]
    assert refused.value.zh == first.zh
    assert first.en in str(refused.value)
    assert first.article in str(refused.value)


def test_every_refusal_is_provoked():
    assert {code for code, _, _ in PROVOKED} == set(ITEM_REFUSALS)


def test_every_refusal_is_one_sentence_in_both_languages():
    for refusal in ITEM_REFUSALS.values():
        assert refusal.en
        assert refusal.zh
        assert "。" not in refusal.zh
        assert refusal.article


@pytest.mark.parametrize(
    ("events", "event"),
    [
        ((), DRAFT),
        ((), KEPT),
        ((DRAFT,), SENT),
        (REVIEWED, release()),
        (REVIEWED, ItemScheduled(on=d("2025-03-06"), channel="website", release_on=TODAY, version=1)),
        (PUBLIC, release("2025-03-06", "board", place="一社区", remove_on=d("2025-04-06"))),
        (PUBLIC, ItemTakenDown(on=d("2025-03-09"), channel="website", cause="expired")),
        ((*REFERRED, ReferralAnswered(on=d("2025-03-06"), answer="may_disclose")), passed("secrecy", "2025-03-06")),
        ((*REFERRED, ReferralAnswered(on=d("2025-03-06"), answer="may_not")), CHANGED),
        ((KEPT,), ItemEvaluated(on=d("2025-06-03"), attribute="withhold", ground="EX16A", reason="仍属", by="乙")),
        (
            (*PUBLIC, ItemArchived(on=d("2025-03-10"))),
            ItemTakenDown(on=d("2025-03-11"), channel="website", reason="误"),
        ),
    ],
)
def test_a_lawful_step_is_taken(events, event):
    assert take_item(fold_item("1", events), event, POLICY, TODAY) is event


# --- the gate -----------------------------------------------------------------------------------------------------


def steps_in_any_order():
    """The steps of one publication: only one order of those that matter leads through the gate."""
    return [SENT, passed("section"), passed("secrecy"), passed("leader"), release("2025-03-06")]


def test_of_all_orders_of_the_steps_only_the_right_one_publishes():
    published = []
    for order in permutations(replace(step, on=d("2025-03-06")) for step in steps_in_any_order()):
        item = begin_item("1", DRAFT)
        for step in order:
            if not refusals_of(item, step):
                item = apply_item(item, step)
        if item.publications:
            published.append([type(step).__name__ + getattr(step, "stage", "") for step in order])
    assert published == [
        ["ItemSubmitted", "ItemReviewedsection", "ItemReviewedsecrecy", "ItemReviewedleader", "ItemReleased"]
    ]


def refusals_of(item, step, policy=POLICY, today=TODAY):
    return list(judge_item(item, step, policy, today))


@pytest.mark.parametrize(
    "between",
    [
        CHANGED,
        ItemAttributed(on=d("2025-03-07"), attribute="withhold", ground="EX15", reason="隐私", by="丙"),
        ItemAttributed(on=d("2025-03-07"), attribute="on_application", reason="对象特定", by="丙"),
    ],
)
def test_a_new_version_or_another_attribute_opens_the_review_again(between):
    item = item_of(*REVIEWED, between)
    assert item.review_closed_on(POLICY) is None
    assert refusals_of(item, release("2025-03-08", version=item.version))


def test_an_attribute_that_comes_and_goes_does_not_keep_the_old_review():
    back = ItemAttributed(on=d("2025-03-08"), attribute="publish")
    away = ItemAttributed(on=d("2025-03-07"), attribute="withhold", ground="EX15", reason="隐私", by="丙")
    assert "not_reviewed" in refusals((*REVIEWED, away, back), release("2025-03-09"))


def test_a_policy_with_more_stages_reopens_what_fewer_had_closed():
    more = ReviewPolicy(("section", "secrecy", "leader", "district"))
    assert "not_reviewed" in refusals(REVIEWED, release(), more)


def test_a_refused_version_does_not_pass_by_a_change_of_attribute():
    refused = (*REFERRED, ReferralAnswered(on=d("2025-03-06"), answer="may_not"))
    away = ItemAttributed(on=d("2025-03-07"), attribute="on_application", reason="对象特定", by="丙")
    back = ItemAttributed(on=d("2025-03-08"), attribute="publish")
    sent = ItemSubmitted(on=d("2025-03-08"))
    assert "referral_negative" in refusals((*refused, away, back, sent), passed("section", "2025-03-08"))


def test_an_open_referral_goes_on_holding_a_changed_text():
    item = item_of(*REFERRED, CHANGED, ItemSubmitted(on=d("2025-03-08")))
    assert "referral_open" in refusals_of(item, passed("section", "2025-03-08", 2))


@pytest.mark.parametrize(
    "events",
    [
        (DRAFT, SENT, passed("leader"), passed("secrecy"), passed("section")),  # a file may say so; no desk lets it
        (DRAFT, SENT, passed("section"), passed("section"), passed("leader")),
        (DRAFT, SENT, passed("section"), passed("secrecy"), passed("leader", version=2)),
        (*REVIEWED, passed("leader", "2025-03-06", verdict="referred", opinion="请审定")),
    ],
)
def test_a_record_out_of_order_or_on_hold_closes_no_review(events):
    assert item_of(*events).review_closed_on(POLICY) is None
    assert refusals(events, release("2025-03-07"))


@pytest.mark.parametrize("stages", [(), ("a", "a"), ("",)])
def test_a_policy_without_a_stage_is_refused(stages):
    with pytest.raises(EntryError):
        ReviewPolicy(stages)


def test_one_person_may_do_all_where_the_office_says_so():
    alone = ReviewPolicy(is_four_eyes=False)
    events = (DRAFT, SENT, passed("section", by="乙"), passed("secrecy", by="乙"))
    assert refusals(events, passed("leader", by="乙"), alone) == []


# --- state --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("events", "stage"),
    [
        ((DRAFT,), "drafting"),
        ((DRAFT, SENT), "in_review"),
        (REFERRED, "referred"),
        (REVIEWED, "ready"),
        (
            (*REVIEWED, ItemScheduled(on=d("2025-03-06"), channel="website", release_on=TODAY, version=1)),
            "scheduled",
        ),
        (PUBLIC, "public"),
        ((*PUBLIC, ItemTakenDown(on=d("2025-03-07"), channel="website", reason="误")), "taken_down"),
        ((KEPT,), "kept"),
        ((*PUBLIC, ItemArchived(on=d("2025-03-10"))), "archived"),
    ],
)
def test_where_an_item_stands(events, stage):
    assert item_of(*events).stage(POLICY) == stage


def test_a_withdrawn_item_leaves_a_tombstone_until_it_is_published_again():
    down = ItemTakenDown(on=d("2025-03-07"), channel="website", cause="wrong", reason="金额有误")
    item = item_of(*PUBLIC, down)
    (stone,) = item.tombstones
    assert (stone.cause, stone.reason, stone.ended_on, item.standing) == ("wrong", "金额有误", d("2025-03-07"), ())
    assert item_of(*PUBLIC, down, release("2025-03-08")).tombstones == ()


def test_a_new_version_replaces_the_old_one_on_its_channel_only():
    again = (
        ItemCorrected(on=d("2025-03-10"), summary="改金额"),
        ItemSubmitted(on=d("2025-03-10")),
        *(passed(stage, "2025-03-10", 2) for stage in POLICY.stages),
        release("2025-03-11", version=2),
    )
    item = item_of(*PUBLIC, release("2025-03-06", "board"), *again)
    assert {(one.channel, one.version) for one in item.standing} == {("website", 2), ("board", 1)}
    assert [one.cause for one in item.publications if not one.is_standing] == ["superseded"]
    assert item.tombstones == ()
    assert item.corrected_on == d("2025-03-10")


def test_what_must_not_be_public_is_named():
    away = ItemAttributed(on=d("2025-03-07"), attribute="withhold", ground="EX15", reason="隐私", by="丙")
    assert [one.channel for one in item_of(*PUBLIC, away).must_come_down] == ["website"]
    assert item_of(*PUBLIC).must_come_down == ()


def test_a_change_of_text_calls_off_what_was_scheduled():
    plan = ItemScheduled(on=d("2025-03-06"), channel="website", release_on=TODAY, version=1)
    assert item_of(*REVIEWED, plan).schedules
    assert item_of(*REVIEWED, plan, CHANGED).schedules == ()


def test_a_notice_put_up_earlier_may_be_recorded_late():
    late = release("2025-03-06", "board", place="一社区")
    events = (*PUBLIC, ItemClarified(on=d("2025-03-20"), summary="谣言"))
    assert refusals(events, late) == []


@pytest.mark.parametrize(
    ("events", "names"),
    [
        ((), {"item_drafted"}),
        (
            (DRAFT,),
            {
                "item_limited",
                "item_attributed",
                "item_text_changed",
                "item_submitted",
                "item_clarified",
                "item_effect_changed",
                "item_archived",
            },
        ),
    ],
)
def test_open_steps(events, names):
    assert set(allowed_for_item(fold_item("1", events), POLICY, TODAY)) == names


def test_release_is_offered_only_behind_the_gate():
    for events, is_open in ((REVIEWED[:-1], False), (REVIEWED, True), ((*REVIEWED, CHANGED), False), ((KEPT,), False)):
        assert ("item_released" in allowed_for_item(item_of(*events), POLICY, TODAY)) is is_open


def test_a_ledger_from_a_file_is_told_what_was_published_unreviewed():
    ledger = ledger_of(*(("1", event) for event in (DRAFT, release())))
    assert [(one.entry.sequence, one.severity, one.code) for one in verify_items(ledger, POLICY, TODAY)] == [
        (2, "warning", "not_reviewed")
    ]


# --- any order ----------------------------------------------------------------------------------------------------

DAYS = st.dates(d("2025-03-03"), d("2025-03-12"))
WHO = st.sampled_from(("甲", "乙", "丙", "丁"))
VERSIONS = st.integers(1, 3)
WHERE = {"channel": st.sampled_from(("website", "board")), "place": st.sampled_from(("", "一"))}
STEPS = st.one_of(
    st.builds(ItemFormed, on=DAYS),
    st.builds(ItemLimited, on=DAYS, limit=st.sampled_from(("", "10个工作日内", "长期公开"))),
    st.builds(
        ItemAttributed,
        on=DAYS,
        attribute=st.sampled_from(sorted(ATTRIBUTES)),
        ground=st.sampled_from(("", "EX15")),
        reason=st.just("因"),
        by=WHO,
    ),
    st.builds(
        ItemEvaluated,
        on=DAYS,
        attribute=st.sampled_from(sorted(ATTRIBUTES)),
        ground=st.just("EX15"),
        reason=st.just("因"),
        by=WHO,
    ),
    st.builds(ItemTextChanged, on=DAYS, is_new_information=st.booleans()),
    st.builds(ItemSubmitted, on=DAYS),
    st.builds(
        ItemReviewed,
        on=DAYS,
        stage=st.sampled_from(POLICY.stages),
        version=VERSIONS,
        verdict=st.sampled_from(sorted(VERDICTS)),
        by=WHO,
        opinion=st.just("意见"),
    ),
    st.builds(ReferralAnswered, on=DAYS, answer=st.sampled_from(sorted(REFERRAL_ANSWERS))),
    st.builds(ItemScheduled, on=DAYS, **WHERE, release_on=st.just(d("2025-03-12")), version=VERSIONS),
    st.builds(ItemUnscheduled, on=DAYS, **WHERE),
    st.builds(ItemReleased, on=DAYS, **WHERE, version=VERSIONS),
    st.builds(ItemCorrected, on=DAYS, summary=st.just("改")),
    st.builds(ItemClarified, on=DAYS, summary=st.just("清")),
    st.builds(ItemEffectChanged, on=DAYS, effect=st.sampled_from(sorted(EFFECTS))),
    st.builds(ItemTakenDown, on=DAYS, **WHERE, reason=st.just("误")),
    st.builds(ItemTransferred, on=DAYS),
    st.builds(ItemArchived, on=DAYS),
)
TRIES = st.lists(STEPS, max_size=40)
PREFIXES = st.sampled_from(((DRAFT,), (UNFORMED,), REVIEWED[:3], REVIEWED, PUBLIC, REFERRED, (KEPT,)))
LATEST = d("2025-03-12")


def walked(start: tuple[ItemEvent, ...], steps: list[ItemEvent]) -> tuple[list[ItemEvent], Item]:
    """What is left of any steps when the unlawful ones are refused."""
    item = item_of(*start)
    taken: list[ItemEvent] = list(start)
    for step in steps:
        if not refusals_of(item, step, today=LATEST):
            item = apply_item(item, step)
            taken.append(step)
    return taken, item


def passed_before(taken: list[ItemEvent], at: int) -> bool:
    """Whether the version released at a place had passed every stage since its text or attribute last changed."""
    event = taken[at]
    assert isinstance(event, ItemReleased)
    stages: list[str] = []
    version, is_held, attribute = 1, False, "publish"
    for step in taken[:at]:
        match step:
            case ItemDrafted():
                attribute = step.attribute
            case ItemTextChanged() | ItemCorrected():
                version, stages = version + 1, []
            case ItemAttributed() | ItemEvaluated():
                stages = stages if step.attribute == attribute else []
                attribute = step.attribute
            case ItemReviewed(verdict="passed"):
                stages.append(step.stage)
            case ItemReviewed(verdict="returned"):
                stages = []
            case ItemReviewed():
                is_held = True
            case ReferralAnswered():
                is_held = False
            case _:
                pass
    return stages == list(POLICY.stages) and version == event.version and attribute == "publish" and not is_held


@settings(max_examples=120)
@given(PREFIXES, TRIES)
def test_no_order_of_steps_publishes_an_unreviewed_version(start, steps):
    taken, item = walked(start, steps)
    releases = [at for at, step in enumerate(taken) if isinstance(step, ItemReleased)]
    assert all(passed_before(taken, at) for at in releases)
    assert len(item.publications) == len(releases)
    assert all(item.formed_on is not None and one.on >= item.formed_on for one in item.publications)


@settings(max_examples=80)
@given(PREFIXES, TRIES)
def test_the_ledger_order_gives_the_state_the_desk_saw(start, steps):
    taken, item = walked(start, steps)
    ledger = ledger_of(*(("1", step) for step in taken))
    assert fold_item("1", [entry.event for entry in ledger.items["1"]]) == item
    assert not [one for one in verify_items(ledger, POLICY, LATEST) if one.severity == "error"]


@settings(max_examples=80)
@given(PREFIXES, TRIES)
def test_what_is_offered_can_be_taken_and_nothing_else(start, steps):
    _, item = walked(start, steps)
    offered = allowed_for_item(item, POLICY, LATEST)
    assert set(offered) <= EventTypes.of_item
    for step in steps:
        if not refusals_of(item, replace(step, on=LATEST), today=LATEST):
            assert step_name(step) in offered


@given(st.lists(STEPS, max_size=30))
def test_any_order_of_steps_folds(steps):
    item = fold_item("1", (DRAFT, *steps))
    assert item is not None
    assert item.version == 1 + sum(isinstance(step, ItemTextChanged | ItemCorrected) for step in steps)
    assert len({one.where for one in item.standing}) == len(item.standing)
    item.stage(POLICY)


def test_steps_before_the_draft_fold_to_nothing():
    assert fold_item("1", [SENT]) is None
