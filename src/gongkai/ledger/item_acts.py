"""What may happen to an item next: state and step in, the step or `StepNotAllowed` out. See `acts` for the style."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, cast

from gongkai.ledger.codes import ATTRIBUTES, EFFECTS
from gongkai.ledger.entries import Entry, Ledger
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
from gongkai.ledger.items import Item, ReviewPolicy, apply_item, begin_item
from gongkai.ledger.refusals import refuse
from gongkai.ledger.steps import step_name
from gongkai.statute.catalogue import duty_codes
from gongkai.statute.outcomes import grounds

Judge = Callable[[Item, ItemEvent, ReviewPolicy, date], Iterator[str]]


def take_item(item: Item | None, event: ItemEvent, policy: ReviewPolicy, today: date) -> ItemEvent:
    """Return the step if the law and the office's rules of review allow it now.

    Raises:
        StepNotAllowed: the first reason against it, with its article.
    """
    for code in judge_item(item, event, policy, today):
        raise refuse(step_name(event), code, ITEM_REFUSALS)
    return event


def judge_item(item: Item | None, event: ItemEvent, policy: ReviewPolicy, today: date) -> Iterator[str]:
    """Yield every reason against a step, as codes of `ITEM_REFUSALS`; the gravest first. Nothing means it is lawful."""
    if item is None:
        yield from _draft(event, today) if isinstance(event, ItemDrafted) else ("not_drafted",)
        return
    if isinstance(event, ItemDrafted):
        yield "drafted_twice"
        return
    if event.on > today:
        yield "future"
    if event.on < item.drafted_on:
        yield "before_draft"
        return
    if item.archived_on is not None and not isinstance(event, _AFTER_ARCHIVING):
        yield "archived"
        return
    codes = list(_JUDGES[type(event)](item, event, policy, today))
    yield from codes
    is_late = item.last_on is not None and event.on < item.last_on
    if not codes and is_late and not isinstance(event, _RECORDED_LATE):
        yield "before_last_act"


def allowed_for_item(item: Item | None, policy: ReviewPolicy, today: date) -> tuple[str, ...]:
    """Return the names of the steps open today, in the order of `item_steps`, for the buttons of a desk.

    A step is open when some lawful form of it is; what it must state (reasons, who) is checked by `take_item`.
    """
    found = []
    for sample in _samples(item, policy, today):
        if all(code in _ABOUT_CONTENT for code in judge_item(item, sample, policy, today)):
            found.append(step_name(sample))
    return tuple(dict.fromkeys(found))


# --- judges, one a step -------------------------------------------------------------------------------------------

_AFTER_ARCHIVING = (ItemTakenDown, ItemEffectChanged, ItemTransferred, ItemClarified)
_RECORDED_LATE = (ItemFormed, ItemReleased, ItemTakenDown, ItemTransferred)
"""Steps that reach the register later than they happened: a notice put up in a community, a list that was signed."""


def _draft(event: ItemDrafted, today: date) -> Iterator[str]:
    if event.on > today or (event.formed_on is not None and event.formed_on > today):
        yield "future"
    if not event.title.strip():
        yield "no_title"
    if event.duty and event.duty not in duty_codes():
        yield "unknown_duty"
    yield from _attribute(event)


def _attribute(event: ItemDrafted | ItemAttributed | ItemEvaluated) -> Iterator[str]:
    """Source: Regulation arts. 13-16; a reason for what is not published: 国办发〔2016〕80号 (mark K)."""
    if event.attribute not in ATTRIBUTES:
        yield "unknown_attribute"
        return
    if event.ground and (event.ground not in grounds() or grounds()[event.ground].article == "37"):
        yield "unknown_ground"
    if event.attribute == "publish":
        return
    if event.attribute == "withhold" and not event.ground:
        yield "no_ground"
    if not event.reason.strip():
        yield "no_attribute_reason"
    if not event.by:
        yield "no_decider"


def _formed(item: Item, event: ItemEvent, policy: ReviewPolicy, today: date) -> Iterator[str]:
    first = item.first_published_on
    if item.formed_on is not None:
        yield "formed_twice"
    elif first is not None and event.on > first:
        yield "before_formed"


def _limited(item: Item, event: ItemEvent, policy: ReviewPolicy, today: date) -> Iterator[str]:
    return iter(())


def _attributed(item: Item, event: ItemEvent, policy: ReviewPolicy, today: date) -> Iterator[str]:
    assert isinstance(event, ItemAttributed)
    if event.attribute == item.attribute and event.ground == item.ground:
        yield "same_attribute"
    yield from _attribute(event)


def _evaluated(item: Item, event: ItemEvent, policy: ReviewPolicy, today: date) -> Iterator[str]:
    assert isinstance(event, ItemEvaluated)
    if item.is_for_publication:
        yield "not_kept"
    yield from _attribute(event)


def _changed(item: Item, event: ItemEvent, policy: ReviewPolicy, today: date) -> Iterator[str]:
    return iter(())


def _submitted(item: Item, event: ItemEvent, policy: ReviewPolicy, today: date) -> Iterator[str]:
    if item.submitted_on is not None:
        yield "already_submitted"


def _reviewed(item: Item, event: ItemEvent, policy: ReviewPolicy, today: date) -> Iterator[str]:
    assert isinstance(event, ItemReviewed)
    if item.submitted_on is None:
        yield "not_submitted"
        return
    stage = item.next_stage(policy)
    if event.version != item.version:
        yield "other_version"
    elif stage is None:
        yield "review_closed"
    elif event.stage != stage:
        yield "other_stage"
    elif item.referral is not None and item.referral.is_open:
        yield "referral_open"
    elif item.referral is not None and item.referral.holds and event.verdict != "returned":
        yield "referral_negative"
    if not event.by:
        yield "no_reviewer"
    elif policy.is_four_eyes and event.by in {item.drafted_by, *(review.by for review in item.reviews)}:
        yield "same_reviewer"
    if event.verdict != "passed" and not event.opinion.strip():
        yield "no_opinion"


def _referral_answer(item: Item, event: ItemEvent, policy: ReviewPolicy, today: date) -> Iterator[str]:
    if item.referral is None or not item.referral.is_open:
        yield "no_referral"


def _gate(item: Item, version: int, policy: ReviewPolicy) -> Iterator[str]:
    """Reasons why this version may not become public at all. Source: Regulation arts. 13, 17, 26."""
    if not item.is_for_publication:
        yield "not_for_release"
    if version != item.version:
        yield "other_version"
    if item.referral is not None and item.referral.is_open:
        yield "referral_open"
    elif item.referral is not None and item.referral.holds:
        yield "referral_negative"
    elif item.review_closed_on(policy) is None:
        yield "not_reviewed"
    if item.formed_on is None:
        yield "not_formed"


def _released(item: Item, event: ItemEvent, policy: ReviewPolicy, today: date) -> Iterator[str]:
    assert isinstance(event, ItemReleased)
    yield from _gate(item, event.version, policy)
    closed = item.review_closed_on(policy)
    if item.formed_on is not None and event.on < item.formed_on:
        yield "before_formed"
    elif closed is not None and event.on < closed:
        yield "before_review"
    there = [one for one in item.publications if one.where == (event.channel, event.place)]
    if any(one.is_standing and one.version == event.version for one in there):
        yield "already_public"
    elif any(max(one.on, one.ended_on or one.on) > event.on for one in there):
        yield "later_release"
    if item.index_number and event.index_number not in ("", item.index_number):
        yield "index_changed"
    if event.remove_on is not None and event.remove_on < event.on:
        yield "removal_past"


def _scheduled(item: Item, event: ItemEvent, policy: ReviewPolicy, today: date) -> Iterator[str]:
    assert isinstance(event, ItemScheduled)
    yield from _gate(item, event.version, policy)
    where = (event.channel, event.place)
    if any(one.where == where and one.version == event.version for one in item.standing):
        yield "already_public"
    if event.release_on < max(today, event.on):
        yield "schedule_past"
    if item.formed_on is not None and event.release_on < item.formed_on:
        yield "before_formed"


def _unscheduled(item: Item, event: ItemEvent, policy: ReviewPolicy, today: date) -> Iterator[str]:
    assert isinstance(event, ItemUnscheduled)
    if not any((one.channel, one.place) == (event.channel, event.place) for one in item.schedules):
        yield "not_scheduled"


def _corrected(item: Item, event: ItemEvent, policy: ReviewPolicy, today: date) -> Iterator[str]:
    assert isinstance(event, ItemCorrected)
    if not item.publications:
        yield "never_public"
    if not event.summary.strip():
        yield "no_summary"


def _clarified(item: Item, event: ItemEvent, policy: ReviewPolicy, today: date) -> Iterator[str]:
    assert isinstance(event, ItemClarified)
    if not event.summary.strip():
        yield "no_summary"


def _effect(item: Item, event: ItemEvent, policy: ReviewPolicy, today: date) -> Iterator[str]:
    assert isinstance(event, ItemEffectChanged)
    if item.formed_on is None:
        yield "not_formed"
    elif event.on < item.formed_on:
        yield "before_formed"
    if event.effect == item.effect:
        yield "same_effect"


def _taken_down(item: Item, event: ItemEvent, policy: ReviewPolicy, today: date) -> Iterator[str]:
    assert isinstance(event, ItemTakenDown)
    where = (event.channel, event.place)
    standing = next((one for one in item.standing if one.where == where), None)
    if standing is None:
        yield "not_public"
    elif event.on < standing.on:
        yield "later_release"
    if event.cause != "expired" and not event.reason.strip():
        yield "no_take_down_reason"


def _transferred(item: Item, event: ItemEvent, policy: ReviewPolicy, today: date) -> Iterator[str]:
    first = item.first_published_on
    if first is None or event.on < first:
        yield "never_public"


def _archived(item: Item, event: ItemEvent, policy: ReviewPolicy, today: date) -> Iterator[str]:
    is_reviewing = item.submitted_on is not None and item.review_closed_on(policy) is None
    if is_reviewing or item.schedules or (item.referral is not None and item.referral.is_open):
        yield "review_runs"


_JUDGES: Mapping[type[ItemEvent], Judge] = {
    ItemFormed: _formed,
    ItemLimited: _limited,
    ItemAttributed: _attributed,
    ItemEvaluated: _evaluated,
    ItemTextChanged: _changed,
    ItemSubmitted: _submitted,
    ItemReviewed: _reviewed,
    ReferralAnswered: _referral_answer,
    ItemScheduled: _scheduled,
    ItemUnscheduled: _unscheduled,
    ItemReleased: _released,
    ItemCorrected: _corrected,
    ItemClarified: _clarified,
    ItemEffectChanged: _effect,
    ItemTakenDown: _taken_down,
    ItemTransferred: _transferred,
    ItemArchived: _archived,
}

_ABOUT_CONTENT = frozenset(
    {
        "no_title",
        "no_ground",
        "no_attribute_reason",
        "no_decider",
        "no_reviewer",
        "same_reviewer",
        "no_opinion",
        "no_take_down_reason",
        "no_summary",
    }
)


def _samples(item: Item | None, policy: ReviewPolicy, today: date) -> Iterator[ItemEvent]:
    """Plain instances of each step, to ask whether it is open at all."""
    if item is None:
        yield ItemDrafted(on=today, title="-")
        return
    version, where = item.version, "\0another"
    stage = item.next_stage(policy) or policy.stages[-1]
    yield ItemFormed(on=today)
    yield ItemLimited(on=today, limit="")
    yield from (ItemAttributed(on=today, attribute=code) for code in ATTRIBUTES)
    yield ItemEvaluated(on=today, attribute=item.attribute)
    yield ItemTextChanged(on=today)
    yield ItemSubmitted(on=today)
    yield from (ItemReviewed(on=today, stage=stage, version=version, verdict=one) for one in ("passed", "returned"))
    yield ReferralAnswered(on=today, answer="may_disclose")
    yield ItemScheduled(on=today, channel="website", place=where, release_on=today, version=version)
    yield from (ItemUnscheduled(on=today, channel=one.channel, place=one.place) for one in item.schedules)
    yield ItemReleased(on=today, channel="website", place=where, version=version)
    yield ItemCorrected(on=today, summary="-")
    yield ItemClarified(on=today, summary="-")
    yield from (ItemEffectChanged(on=today, effect=code) for code in EFFECTS)
    yield from (ItemTakenDown(on=today, channel=one.channel, place=one.place) for one in item.standing)
    yield ItemTransferred(on=today)
    yield ItemArchived(on=today)


# --- a whole ledger -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ItemIrregularity:
    """One entry of an item the law or the record objects to. severity: "error" for what cannot have happened."""

    entry: Entry
    severity: Literal["error", "warning"]
    code: str

    @property
    def zh(self) -> str:
        return ITEM_REFUSALS[self.code].zh

    @property
    def en(self) -> str:
        return ITEM_REFUSALS[self.code].en


def verify_items(ledger: Ledger, policy: ReviewPolicy, today: date) -> Iterator[ItemIrregularity]:
    """Yield what is impossible or unlawful in the items of a ledger that came from elsewhere."""
    for number, entries in ledger.items.items():
        yield from verify_item(number, entries, policy, today)


def verify_item(number: str, entries: Iterable[Entry], policy: ReviewPolicy, today: date) -> Iterator[ItemIrregularity]:
    """The same for the entries of one item, in reading order; an impossible entry is left out of the fold."""
    item: Item | None = None
    for entry in entries:
        event = cast("ItemEvent", entry.event)
        codes = list(judge_item(item, event, policy, today))
        for code in codes:
            yield ItemIrregularity(entry, "error" if ITEM_REFUSALS[code].is_impossible else "warning", code)
        if any(ITEM_REFUSALS[code].is_impossible for code in codes):
            continue
        item = begin_item(number, cast("ItemDrafted", event)) if item is None else apply_item(item, event)
