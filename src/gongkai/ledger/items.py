"""One paper or item of proactive disclosure: its events folded into its state. `item_acts` judges, `item_clock` counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal, assert_never

from gongkai.errors import EntryError
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

ItemStage = Literal[
    "drafting", "in_review", "referred", "ready", "scheduled", "public", "taken_down", "kept", "archived"
]

ITEM_STAGES: dict[ItemStage, str] = {
    "drafting": "起草中",
    "in_review": "审核中",
    "referred": "待保密行政管理部门答复",
    "ready": "待发布",
    "scheduled": "已定时发布",
    "public": "已发布",
    "taken_down": "已撤下",
    "kept": "不主动公开",
    "archived": "已归档",
}

REVIEW_STAGES: dict[str, str] = {"section": "科室审核", "secrecy": "保密审查", "leader": "领导审签"}
"""The usual three reviews (三审) in their order; an office may set others. Source: Regulation art. 17; the three: D."""


@dataclass(frozen=True, slots=True)
class ReviewPolicy:
    """How an office reviews before it publishes. A setting; at least one stage, for nothing is public without one.

    stages: names in the order they decide. is_four_eyes: nobody decides two stages or on one's own draft (mark D).

    Raises:
        EntryError: no stage, or one named twice.
    """

    stages: tuple[str, ...] = tuple(REVIEW_STAGES)
    is_four_eyes: bool = True

    def __post_init__(self) -> None:
        if not self.stages or len(set(self.stages)) != len(self.stages) or not all(self.stages):
            raise EntryError(
                f"The stages of the review are {', '.join(self.stages) or 'none'}; name at least one, each once.",
                zh="公开审查至少要有一个环节，且各环节名称不能重复。",
            )


@dataclass(frozen=True, slots=True)
class Version:
    """One version of the text. kind: "draft", "change" or "correction"."""

    number: int
    on: date
    kind: Literal["draft", "change", "correction"] = "draft"
    summary: str = ""


@dataclass(frozen=True, slots=True)
class Review:
    """One stage passed in the running round."""

    stage: str
    version: int
    on: date
    by: str


@dataclass(frozen=True, slots=True)
class Referral:
    """A question to the secrecy authority. answer: empty while it is open, then a code of `REFERRAL_ANSWERS`."""

    stage: str
    version: int
    on: date
    answered_on: date | None = None
    answer: str = ""

    @property
    def is_open(self) -> bool:
        return self.answered_on is None

    @property
    def holds(self) -> bool:
        """Whether it keeps this version from any channel."""
        return self.answer != "may_disclose"


@dataclass(frozen=True, slots=True)
class Publication:
    """One version on one channel. ended_on: withdrawn or replaced; cause: "superseded" for a newer version there."""

    channel: str
    place: str
    version: int
    on: date
    link: str = ""
    by: str = ""
    remove_on: date | None = None
    ended_on: date | None = None
    cause: str = ""
    reason: str = ""

    @property
    def is_standing(self) -> bool:
        return self.ended_on is None

    @property
    def where(self) -> tuple[str, str]:
        return self.channel, self.place


@dataclass(frozen=True, slots=True)
class Schedule:
    """A release set for a day."""

    channel: str
    place: str
    version: int
    release_on: date


@dataclass(frozen=True)
class Item:
    """What is known of one item after some of its events.

    formed_on: date of the paper; None while it has none. counted_from: the day the limit runs from: formed, changed,
        or turned into an item to be published (mark D).
    version: number of the newest version; information_version: the one that last changed the information itself.
    reviews: stages passed in the running round; a new version or another attribute begins a new round.
    evaluated_on: the last evaluation under art. 18. last_on: date of the last act.
    """

    number: str
    title: str
    drafted_on: date
    attribute: str
    attributed_on: date
    drafted_by: str = ""
    ground: str = ""
    attribute_reason: str = ""
    category: str = ""
    duty: str = ""
    document_number: str = ""
    index_number: str = ""
    limit: str = ""
    limit_source: str = ""
    formed_on: date | None = None
    counted_from: date | None = None
    versions: tuple[Version, ...] = ()
    information_version: int = 1
    submitted_on: date | None = None
    reviews: tuple[Review, ...] = ()
    referral: Referral | None = None
    publications: tuple[Publication, ...] = ()
    schedules: tuple[Schedule, ...] = ()
    effect: str = "in_force"
    effect_on: date | None = None
    evaluated_on: date | None = None
    corrected_on: date | None = None
    clarified_on: date | None = None
    transferred_on: date | None = None
    archived_on: date | None = None
    last_on: date | None = field(default=None, compare=False)

    def changed(self, **changes: object) -> Item:
        """This state with some fields changed: `dataclasses.replace` without its cost, as in `state.State`."""
        item = object.__new__(Item)
        item.__dict__.update(self.__dict__, **changes)
        return item

    @property
    def version(self) -> int:
        return self.versions[-1].number

    @property
    def is_for_publication(self) -> bool:
        return self.attribute == "publish"

    @property
    def standing(self) -> tuple[Publication, ...]:
        """What is public now, one for each channel and place."""
        return tuple(one for one in self.publications if one.is_standing)

    @property
    def tombstones(self) -> tuple[Publication, ...]:
        """What was withdrawn and not published again there, newest last."""
        live = {one.where for one in self.standing}
        gone = {one.where: one for one in self.publications if not one.is_standing and one.cause != "superseded"}
        return tuple(one for where, one in gone.items() if where not in live)

    @property
    def must_come_down(self) -> tuple[Publication, ...]:
        """What is public although the item is not, or no longer, to be published."""
        return () if self.is_for_publication else self.standing

    @property
    def first_published_on(self) -> date | None:
        return min((one.on for one in self.publications), default=None)

    def review_closed_on(self, policy: ReviewPolicy) -> date | None:
        """The day the newest version passed the last stage, in order and without a referral that holds it; else None.

        Source: Regulation art. 17.
        """
        passed = tuple(review.stage for review in self.reviews if review.version == self.version)
        if passed != policy.stages or (self.referral is not None and self.referral.holds):
            return None
        answered = self.referral.answered_on if self.referral is not None else None
        return max(self.reviews[-1].on, answered or date.min)

    def next_stage(self, policy: ReviewPolicy) -> str | None:
        """The stage that decides next; None before it is handed in and after the last."""
        if self.submitted_on is None or len(self.reviews) >= len(policy.stages):
            return None
        return policy.stages[len(self.reviews)]

    def stage(self, policy: ReviewPolicy) -> ItemStage:
        """Where the item stands; of several channels the one that is public."""
        if self.archived_on is not None:
            return "archived"
        if self.standing:
            return "public"
        if self.referral is not None and self.referral.is_open:
            return "referred"
        if not self.is_for_publication:
            return "kept"
        if self.review_closed_on(policy) is not None:
            return "scheduled" if self.schedules else "taken_down" if self.tombstones else "ready"
        return "in_review" if self.submitted_on is not None else "taken_down" if self.tombstones else "drafting"


def begin_item(number: str, event: ItemDrafted) -> Item:
    """The state of a new draft."""
    return Item(
        number=number,
        title=event.title,
        drafted_on=event.on,
        drafted_by=event.by,
        attribute=event.attribute,
        attributed_on=event.on,
        ground=event.ground,
        attribute_reason=event.reason,
        category=event.category,
        duty=event.duty,
        document_number=event.document_number,
        limit=event.limit,
        limit_source=event.limit_source,
        formed_on=event.formed_on,
        counted_from=event.formed_on,
        versions=(Version(1, event.on),),
        last_on=event.on,
    )


def apply_item(item: Item, event: ItemEvent) -> Item:
    """The state after one more event. What can have no effect changes nothing but `last_on`."""
    after = _effect(item, event)
    last_on = max(event.on, item.last_on or event.on)
    if after is item:
        return item.changed(last_on=last_on)
    after.__dict__["last_on"] = last_on  # ours alone until it is returned
    return after


def _effect(item: Item, event: ItemEvent) -> Item:
    match event:
        case ItemDrafted():
            return item
        case ItemFormed() | ItemLimited():
            return _described(item, event)
        case ItemAttributed() | ItemEvaluated():
            return _attributed(item, event)
        case ItemTextChanged(on=on):
            kind: Literal["change"] = "change"
            changed = _new_version(item, Version(item.version + 1, on, kind, event.summary))
            if event.is_new_information:
                changed = changed.changed(counted_from=on, information_version=changed.version)
            return changed.changed(title=event.title or item.title)
        case ItemCorrected(on=on):
            corrected = Version(item.version + 1, on, "correction", event.summary)
            return _new_version(item, corrected).changed(corrected_on=on)
        case ItemClarified(on=on):
            return item.changed(clarified_on=on)
        case ItemSubmitted() | ItemReviewed() | ReferralAnswered():
            return _reviewed(item, event)
        case ItemScheduled() | ItemUnscheduled() | ItemReleased() | ItemTakenDown():
            return _public(item, event)
        case ItemEffectChanged(on=on):
            return item.changed(effect=event.effect, effect_on=on)
        case ItemTransferred(on=on):
            return item.changed(transferred_on=max(on, item.transferred_on or on))
        case ItemArchived(on=on):
            return item.changed(archived_on=item.archived_on or on)
        case _:
            assert_never(event)


def _described(item: Item, event: ItemFormed | ItemLimited) -> Item:
    if isinstance(event, ItemLimited):
        return item.changed(limit=event.limit, limit_source=event.source)
    if item.formed_on is not None:
        return item
    number = event.document_number or item.document_number
    is_first = item.information_version == 1  # a later change of the information has started the limit anew
    return item.changed(
        formed_on=event.on,
        document_number=number,
        counted_from=max(event.on, _turned_on(item)) if is_first else item.counted_from,
    )


def _turned_on(item: Item) -> date:
    """The day an item that was not to be published became one; the earliest of dates where it always was."""
    return item.attributed_on if item.is_for_publication and item.attributed_on > item.drafted_on else date.min


def _attributed(item: Item, event: ItemAttributed | ItemEvaluated) -> Item:
    evaluated = event.on if isinstance(event, ItemEvaluated) else item.evaluated_on
    if event.attribute == item.attribute:
        return item.changed(evaluated_on=evaluated, ground=event.ground, attribute_reason=event.reason)
    counted = item.counted_from
    if event.attribute == "publish" and counted is not None:
        counted = max(counted, event.on)  # it could not be published before; mark D
    return item.changed(
        attribute=event.attribute,
        attributed_on=event.on,
        ground=event.ground,
        attribute_reason=event.reason,
        evaluated_on=evaluated,
        counted_from=counted,
        submitted_on=None,
        reviews=(),
        schedules=(),
    )


def _new_version(item: Item, version: Version) -> Item:
    """The item with another text: review and schedules begin anew; only an open referral goes on holding it."""
    referral = item.referral if item.referral is not None and item.referral.is_open else None
    return item.changed(
        versions=(*item.versions, version), submitted_on=None, reviews=(), schedules=(), referral=referral
    )


def _reviewed(item: Item, event: ItemSubmitted | ItemReviewed | ReferralAnswered) -> Item:
    match event:
        case ItemSubmitted(on=on):
            return item.changed(submitted_on=item.submitted_on or on)
        case ReferralAnswered(on=on):
            if item.referral is None or not item.referral.is_open:
                return item
            return item.changed(referral=replace(item.referral, answered_on=on, answer=event.answer))
        case ItemReviewed(verdict="passed"):
            review = Review(event.stage, event.version, event.on, event.by)
            return item.changed(reviews=(*item.reviews, review))
        case ItemReviewed(verdict="returned"):
            return item.changed(submitted_on=None, reviews=(), schedules=())
        case ItemReviewed():
            return item.changed(referral=Referral(event.stage, event.version, event.on), schedules=())
        case _:
            assert_never(event)


def _public(item: Item, event: ItemScheduled | ItemUnscheduled | ItemReleased | ItemTakenDown) -> Item:
    where = (event.channel, event.place)
    schedules = tuple(one for one in item.schedules if (one.channel, one.place) != where)
    match event:
        case ItemScheduled() if any(one.where == where and one.version == event.version for one in item.standing):
            return item
        case ItemScheduled():
            added = Schedule(event.channel, event.place, event.version, event.release_on)
            return item.changed(schedules=(*schedules, added))
        case ItemUnscheduled():
            return item.changed(schedules=schedules)
        case ItemReleased(on=on):
            before = _ended(item.publications, where, on, "superseded", "")
            new = Publication(event.channel, event.place, event.version, on, event.link, event.by, event.remove_on)
            known = tuple(sorted((*before, new), key=lambda one: one.on))  # one may reach the register late
            index = item.index_number or event.index_number
            return item.changed(publications=known, schedules=schedules, index_number=index)
        case ItemTakenDown(on=on):
            return item.changed(publications=_ended(item.publications, where, on, event.cause, event.reason))
        case _:
            assert_never(event)


def _ended(
    known: tuple[Publication, ...], where: tuple[str, str], on: date, cause: str, reason: str
) -> tuple[Publication, ...]:
    return tuple(
        replace(one, ended_on=on, cause=cause, reason=reason) if one.is_standing and one.where == where else one
        for one in known
    )


def fold_item(number: str, events: Iterable[ItemEvent]) -> Item | None:
    """The state after all events in the order given; None before the paper is drafted."""
    item: Item | None = None
    for event in events:
        if item is None:
            if isinstance(event, ItemDrafted):
                item = begin_item(number, event)
        else:
            item = apply_item(item, event)
    return item
