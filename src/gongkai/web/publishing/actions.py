"""What is done to an item. Each action is one change: permission, the core's judgement, entry, stored reading, in one
transaction; those who show or index what is public hear of it (`changes`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F

from gongkai.errors import EntryError, NotPermitted, OfficeError, StaleCase
from gongkai.ledger.entries import Entry as LedgerEntry
from gongkai.ledger.events import Voided
from gongkai.ledger.item_acts import take_item, verify_item
from gongkai.ledger.item_steps import (
    ItemCorrected,
    ItemDrafted,
    ItemEvent,
    ItemLimited,
    ItemReleased,
    ItemReviewed,
    ItemScheduled,
    ItemSubmitted,
    ItemTakenDown,
    ItemTextChanged,
    ItemTransferred,
    ItemUnscheduled,
)
from gongkai.ledger.items import ReviewPolicy
from gongkai.ledger.steps import step_name
from gongkai.web.applications.models import next_serial
from gongkai.web.config.clock import calendar_of, local_today, now
from gongkai.web.entries.record import of_event, record_all, record_desk
from gongkai.web.offices.models import Office, Section
from gongkai.web.offices.policy import Officer
from gongkai.web.publishing import changes, content
from gongkai.web.publishing.models import Attachment, Category, Item, ReviewStage, Version
from gongkai.web.publishing.reading import Reading, entries_of, read_entries, stored
from gongkai.web.publishing.rules import keep_stages, policy_of, stages_of


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a version. Fields as of `models.Version`; body: HTML, cleaned here."""

    title: str
    body: str = ""
    summary: str = ""
    keywords: str = ""
    genre: str = ""
    theme: str = ""
    issuer: str = ""
    source: str = ""
    in_force_on: date | None = None

    def columns(self) -> dict[str, Any]:
        """As columns of `Version`.

        Raises:
            OfficeError: no title, or a body that is too long.
        """
        title = " ".join(self.title.split())
        if not title:
            raise OfficeError("The item needs a title.", zh="请填写信息名称。")
        names = ("summary", "keywords", "genre", "theme", "issuer", "source")
        plain = {name: getattr(self, name).replace("\0", "").strip() for name in names}
        return {"title": title, "body": content.clean(self.body), "in_force_on": self.in_force_on, **plain}


@dataclass(frozen=True, slots=True)
class Draft:
    """A paper to be registered. The disclosure attribute is fixed now, with its ground and reason where it is kept.

    limit, limit_source: of the catalogue item, in its own words. Other fields as of `ItemDrafted`.
    """

    words: Words
    attribute: str = "publish"
    ground: str = ""
    reason: str = ""
    category: Category | None = None
    section: Section | None = None
    standard: Any = None
    interprets: Item | None = None
    duty: str = ""
    document_number: str = ""
    formed_on: date | None = None
    limit: str = ""
    limit_source: str = ""
    batch: str = ""


@transaction.atomic
def draft(officer: Officer, office: Office, paper: Draft, *, on: date | None = None) -> Item:
    """Register a paper; return its item, with version 1 open for writing.

    Raises:
        NotPermitted; StepNotAllowed: e.g. withheld without a ground; OfficeError: no title.
    """
    officer.must("item_drafted")
    columns = paper.words.columns()
    today = local_today()
    event = ItemDrafted(
        on=on or today,
        title=columns["title"],
        attribute=paper.attribute,
        ground=paper.ground,
        reason=paper.reason.strip(),
        by=officer.username,
        category=paper.category.name if paper.category else "",
        duty=paper.duty or (paper.category.duty if paper.category else ""),
        document_number=paper.document_number.strip(),
        formed_on=paper.formed_on,
        limit=paper.limit,
        limit_source=paper.limit_source,
    )
    policy = policy_of(office)
    take_item(None, event, policy, today)
    serial = next_serial(office, "item", event.on.year)
    number = f"GK{event.on.year}-{serial:05d}"
    entries = record_all(office, [of_event(event, number, batch=paper.batch)], by=officer.username)
    keep_stages(office)
    reading = read_entries(office, number, [entry.to_ledger() for entry in entries])
    item = Item.objects.create(
        office=office,
        number=number,
        category=paper.category,
        section=paper.section,
        interprets=paper.interprets,
        standard=paper.standard,
        drafter=officer.username,
        created_at=now(),
        batch=paper.batch,
        title=columns["title"],
        **stored(reading, policy, calendar_version(office)),
    )
    Version.objects.create(office=office, item=item, number=1, by=officer.username, at=now(), **columns)
    return item


@dataclass(frozen=True)
class Writing:
    """An item locked for one change: its entries so far, its reading, the office's policy."""

    officer: Officer
    item: Item
    known: list[LedgerEntry]
    reading: Reading
    policy: ReviewPolicy

    @property
    def office(self) -> Office:
        return self.item.office

    def record(self, *events: ItemEvent | Voided, **others: Any) -> Item:
        """Record what the core allows one after the other, and store the reading."""
        known, reading = self.known, self.reading
        for event in events:
            if not isinstance(event, Voided):
                take_item(reading.state, event, self.policy, local_today())
            recorded = record_all(self.office, [of_event(event, self.item.number)], by=self.officer.username)
            known = [*known, *(entry.to_ledger() for entry in recorded)]
            reading = read_entries(self.office, self.item.number, known)
        return store(self.item, reading, self.policy, **others)


def write(officer: Officer, item_id: UUID, act: str, revision: int | None = None) -> Writing:
    """Lock an item for a change by an officer who may. The caller holds a transaction.

    Raises:
        NotPermitted; StaleCase: someone changed it since the page was shown.
    """
    officer.must(act)
    item = Item.objects.select_for_update(of=("self",)).select_related("office", "category").get(pk=item_id)
    if revision is not None and item.revision != revision:
        raise StaleCase(item.number)
    known = entries_of(item.office, item.number)
    return Writing(officer, item, known, read_entries(item.office, item.number, known), policy_of(item.office))


def store(item: Item, reading: Reading, policy: ReviewPolicy, **others: Any) -> Item:
    """Write the reading of an item, if nobody wrote it since it was read; tell who follows what is public."""
    columns = stored(reading, policy, calendar_version(item.office)) | others
    mine = Item.objects.filter(pk=item.pk, revision=item.revision)
    if not mine.update(revision=F("revision") + 1, **columns):
        raise StaleCase(item.number)
    after = Item.objects.select_related("office", "category").get(pk=item.pk)
    if item.is_public or after.is_public or item.web_ended_on != after.web_ended_on:
        changes.tell(after)
    return after


def calendar_version(office: Office) -> str:
    return calendar_of(office.calendar_region).version


_WITH_ROWS = (
    *(ItemDrafted, ItemSubmitted, ItemReviewed, ItemTextChanged, ItemCorrected),
    *(ItemReleased, ItemScheduled, ItemUnscheduled, ItemTakenDown, ItemTransferred),
)
"""Steps that are more than their entry: they have an action of their own, here, in `release` or in `channels`."""


@transaction.atomic
def take(officer: Officer, item_id: UUID, event: ItemEvent, *, revision: int | None = None) -> Item:
    """Do a step that changes neither words nor what is public where: attribute, date of the paper, effect, archive …

    Raises:
        NotPermitted, StepNotAllowed (with the article), StaleCase; OfficeError: a step that has an action of its own.
    """
    if isinstance(event, _WITH_ROWS):
        raise OfficeError("This step has its own page.", zh="请在相应页面办理此步骤。")
    return write(officer, item_id, step_name(event), revision).record(event)


@transaction.atomic
def limit(officer: Officer, item_id: UUID, words: str, source: str, *, revision: int | None = None) -> Item:
    """Set the limit of an item by the words of its catalogue item; empty words return to art. 26."""
    writing = write(officer, item_id, "item_limited", revision)
    return writing.record(ItemLimited(on=local_today(), limit=words, source=source))


# --- words --------------------------------------------------------------------------------------------------------


@transaction.atomic
def save_words(
    officer: Officer,
    item_id: UUID,
    words: Words,
    *,
    kind: str = "change",
    changed: str = "",
    is_new_information: bool = False,
    revision: int | None = None,
) -> Item:
    """Save the words: the open version in place, or a new one after the newest was handed in for review.

    kind: of the new version, "change" or "correction" (更正, of what was public). changed: what was changed.
    Raises:
        NotPermitted, StepNotAllowed, StaleCase, OfficeError.
    """
    writing = write(officer, item_id, "item_text_changed", revision)
    columns = words.columns()
    version = newest(writing.item)
    if version.frozen_at is None:
        Version.objects.filter(pk=version.pk).update(**columns, by=officer.username, at=now())
        return store(writing.item, writing.reading, writing.policy, title=columns["title"])
    event: ItemEvent
    if kind == "correction":
        event = ItemCorrected(on=local_today(), summary=changed.strip(), by=officer.username)
    else:
        event = ItemTextChanged(
            on=local_today(),
            summary=changed.strip(),
            title=columns["title"] if columns["title"] != version.title else "",
            by=officer.username,
            is_new_information=is_new_information,
        )
    item = writing.record(event, title=columns["title"])
    new = Version.objects.create(
        office=item.office,
        item=item,
        number=item.version,
        kind="correction" if kind == "correction" else "change",
        changes=changed.strip()[:300],
        by=officer.username,
        at=now(),
        **columns,
    )
    _carry_files(version, new)
    return item


def _carry_files(old: Version, new: Version) -> None:
    """The attachments of the version before, which share the sealed file of each; the body points at the new rows."""
    from gongkai.web.publishing.attachments import copy

    body = new.body
    for one in old.attachments.all():
        fresh = copy(one, new)
        body = body.replace(f"attachment:{one.pk}", f"attachment:{fresh.pk}")
    if body != new.body:
        Version.objects.filter(pk=new.pk).update(body=body)


def newest(item: Item) -> Version:
    """The newest version of an item."""
    return Version.objects.filter(item=item).order_by("-number")[0]


# --- review -------------------------------------------------------------------------------------------------------


@transaction.atomic
def submit(officer: Officer, item_id: UUID, *, revision: int | None = None) -> Item:
    """Hand the newest version in for review. From now on the database refuses any change of its words and files.

    Raises:
        NotPermitted, StepNotAllowed, StaleCase; OfficeError: neither words nor a file, or a picture without its words.
    """
    writing = write(officer, item_id, "item_submitted", revision)
    version = newest(writing.item)
    files = list(version.attachments.all())
    _is_whole(version, files)
    if version.frozen_at is None:
        version.frozen_at, version.sha256 = now(), content.digest_of(version, files)
        version.save(update_fields=["frozen_at", "sha256"])
        details = {"version": version.number, "sha256": version.sha256}
        record_desk(writing.office, "item_frozen", writing.item.number, by=officer.username, **details)
    return writing.record(ItemSubmitted(on=local_today(), by=officer.username))


def _is_whole(version: Version, files: Sequence[Attachment]) -> None:
    if not content.plain(version.body) and not files:
        raise OfficeError("There is neither text nor a file to review.", zh="正文和附件都是空的，不能报送审核。")
    known = {str(one.pk): one for one in files}
    for pk in content.files_of(version.body):
        if pk not in known:
            raise OfficeError("The text shows a file that is not attached.", zh="正文引用的附件已经删除，请改正。")
        if known[pk].media_type.startswith("image/") and not known[pk].alt:
            raise OfficeError(
                f"Say in words what the picture {known[pk].name} shows.",
                zh=f"请填写图片“{known[pk].name}”的文字说明，供读屏软件使用。",
            )


@transaction.atomic
def review(
    officer: Officer,
    item_id: UUID,
    verdict: str,
    *,
    version: int,
    opinion: str = "",
    checked: Sequence[str] = (),
    revision: int | None = None,
) -> Item:
    """Decide the stage whose turn it is. checked: codes of the checklist that were ticked; kept in the record.

    Raises:
        NotPermitted: the stage is not for this officer's roles. StepNotAllowed, StaleCase.
    """
    writing = write(officer, item_id, "item_reviewed", revision)
    stage = stage_to_decide(writing.office, writing.reading, writing.policy)
    if stage is not None and not may_decide(officer, stage):
        raise NotPermitted("item_reviewed", zh=f"“{stage.name}”由其他岗位的人员办理。")
    code = stage.code if stage is not None else writing.policy.stages[-1]
    if checked:
        details = {"stage": code, "version": version, "checked": list(checked)}
        record_desk(writing.office, "item_checked", writing.item.number, by=officer.username, **details)
    event = ItemReviewed(
        on=local_today(), stage=code, version=version, verdict=verdict, by=officer.username, opinion=opinion.strip()
    )
    return writing.record(event)


def stage_to_decide(office: Office, reading: Reading, policy: ReviewPolicy) -> ReviewStage | None:
    """The stage whose turn it is; None before the item is handed in and after the last."""
    code = reading.state.next_stage(policy)
    return next((one for one in stages_of(office) if one.code == code), None)


def may_decide(officer: Officer, stage: ReviewStage) -> bool:
    return bool(officer.roles & set(stage.roles.split()))


@transaction.atomic
def void(officer: Officer, item_id: UUID, sequence: int, reason: str, *, revision: int | None = None) -> Item:
    """Strike out a slip. What made something public, or the draft itself, is not struck out.

    Raises:
        NotPermitted, StaleCase; EntryError: no such entry, or what stands without it cannot have happened.
    """
    writing = write(officer, item_id, "void", revision)
    if not reason.strip():
        raise OfficeError("Say why the entry is a slip.", zh="请写明作废的原因。")
    number = writing.item.number
    target = next((one for one in writing.reading.entries if one.sequence == sequence), None)
    if target is None or step_name(target.event) in NOT_VOIDED:
        raise EntryError(
            f"Entry {sequence} of {number} cannot be voided.", zh=f"{number}的第{sequence}条记录不能作废。"
        )
    event = Voided(on=local_today(), entry=sequence, reason=reason.strip())
    rest = [one for one in writing.reading.entries if one.sequence != sequence]
    for one in verify_item(number, rest, writing.policy, local_today()):
        if one.severity == "error":
            raise EntryError(
                f"Without it the rest could not stand: {one.en}.", zh=f"作废后，其后的记录不能成立：{one.zh}。"
            )
    return writing.record(event)


NOT_VOIDED = frozenset({"item_drafted", "item_text_changed", "item_corrected", "item_released", "item_taken_down"})
"""Steps that have rows of their own, or made something public: mended by a further step, not by striking them out."""


@transaction.atomic
def refold(item: Item) -> dict[str, tuple[object, object]]:
    """Fold an item anew and store what differs; returns the columns that did, with the old and the new value."""
    policy = policy_of(item.office)
    reading = read_entries(item.office, item.number, entries_of(item.office, item.number))
    columns = stored(reading, policy, calendar_version(item.office))
    changed = {name: (getattr(item, name), value) for name, value in columns.items() if getattr(item, name) != value}
    if changed:
        store(item, reading, policy)
    return changed
