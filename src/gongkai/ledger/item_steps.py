"""The steps of one paper or item of proactive disclosure (主动公开) from its draft to the archive, as frozen facts.

The subject of an entry is the office's own number of the item, which never changes; the index number (索引号) is given
with the first release. Everything said in `events` holds here. `by` is an officer's id or a post, never a name.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemDrafted:
    """A paper was drafted and its disclosure attribute (公开属性) fixed with it.

    attribute: code of `codes.ATTRIBUTES`. ground: code of `statute.outcomes.grounds` for what is withheld.
    reason: why it is not published. by: who decided so. category: name of the category in the office's catalogue.
    duty: code of `statute.catalogue.duty_codes()`. formed_on: date of the paper (成文日期), where it has one already.
    limit, limit_source: the catalogue's limit in its own words and what sets it; empty for art. 26.
    """

    on: date
    title: str
    attribute: str = "publish"
    ground: str = ""
    reason: str = ""
    by: str = ""
    category: str = ""
    duty: str = ""
    document_number: str = ""
    formed_on: date | None = None
    limit: str = ""
    limit_source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemFormed:
    """The paper was signed and dated (成文); art. 26 counts from this day. Once only: a wrong date is voided."""

    on: date
    document_number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemLimited:
    """The limit of the item was set by the catalogue item it belongs to; empty words return to art. 26."""

    on: date
    limit: str
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemAttributed:
    """The disclosure attribute was changed before or after the paper was formed. Fields as of `ItemDrafted`."""

    on: date
    attribute: str
    ground: str = ""
    reason: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemEvaluated:
    """What is not published was evaluated again (art. 18). attribute: what it has from now on, perhaps the same."""

    on: date
    attribute: str
    ground: str = ""
    reason: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemTextChanged:
    """The text, its attachments or its title were changed: a new version, which no review has seen.

    is_new_information: the information itself changed (变更) on this day, so that art. 26 counts anew.
    """

    on: date
    summary: str = ""
    title: str = ""
    by: str = ""
    is_new_information: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemSubmitted:
    """The item was handed in for review (报送审核)."""

    on: date
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemReviewed:
    """One stage of the review decided on one version; art. 17. verdict: code of `codes.VERDICTS`.

    version: the number of the version the reviewer read.
    """

    on: date
    stage: str
    version: int
    verdict: str = "passed"
    by: str = ""
    opinion: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralAnswered:
    """The secrecy authority or the competent department answered a referral; art. 17. answer: `REFERRAL_ANSWERS`."""

    on: date
    answer: str
    letter: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemScheduled:
    """A release was set for a later day. Nothing is public by it."""

    on: date
    channel: str
    release_on: date
    version: int
    place: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemUnscheduled:
    """A release that was set is called off."""

    on: date
    channel: str
    place: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemReleased:
    """One version became public on one channel (发布); arts. 23-26.

    channel: code of `codes.ITEM_CHANNELS`; place: which account, board or paper, where there are several.
    link: address or number of the issue; index_number: 索引号, with the first release.
    category: where it counts in the report, if not the one of the draft. remove_on: planned removal from a board.
    """

    on: date
    channel: str
    version: int
    place: str = ""
    link: str = ""
    by: str = ""
    index_number: str = ""
    category: str = ""
    remove_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemCorrected:
    """What was published had an error and is mended (更正): a new version, to be reviewed and released again; art. 6."""

    on: date
    summary: str
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemClarified:
    """False or incomplete information about it was answered with accurate information (澄清); art. 6.

    item: number of the item that says so, if there is one.
    """

    on: date
    summary: str
    item: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemEffectChanged:
    """The effect (有效性) of what it publishes changed on this day. effect: code of `codes.EFFECTS`.

    document: number of the document that amends or repeals it.
    """

    on: date
    effect: str
    document: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemTakenDown:
    """The item was withdrawn from a channel; a tombstone stays. cause: code of `codes.TAKE_DOWN_CAUSES`."""

    on: date
    channel: str
    place: str = ""
    cause: str = "other"
    reason: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemTransferred:
    """The published item was handed to an archive or library; art. 25. keeper: code of `codes.KEEPERS`.

    transfer_list: number of the list (移送清单); receipt: of the receipt.
    """

    on: date
    keeper: str = "archives"
    transfer_list: str = ""
    receipt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemArchived:
    """The file of the item was closed. What is public stays so."""

    on: date


ItemEvent = (
    ItemDrafted
    | ItemFormed
    | ItemLimited
    | ItemAttributed
    | ItemEvaluated
    | ItemTextChanged
    | ItemSubmitted
    | ItemReviewed
    | ReferralAnswered
    | ItemScheduled
    | ItemUnscheduled
    | ItemReleased
    | ItemCorrected
    | ItemClarified
    | ItemEffectChanged
    | ItemTakenDown
    | ItemTransferred
    | ItemArchived
)
