"""Making public: release to a channel, setting one for a day, taking down. Nothing else writes `Publication`."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.utils import DatabaseError
from django_scopes import scope, scopes_disabled

from gongkai.errors import GongkaiError, OfficeError
from gongkai.ledger.item_steps import ItemReleased, ItemScheduled, ItemTakenDown, ItemUnscheduled
from gongkai.web.config.clock import local_today, now
from gongkai.web.entries.models import LEDGER, Entry
from gongkai.web.offices.policy import SYSTEM, Officer
from gongkai.web.publishing.actions import Writing, newest, write
from gongkai.web.publishing.gate import REFUSED
from gongkai.web.publishing.models import Item, Publication
from gongkai.web.publishing.reading import OWN_PORTAL
from gongkai.web.publishing.rules import index_number_for

LOG = logging.getLogger("gongkai.publishing")
LONGEST = {"place": 80, "link": 300, "reason": 300}
"""Characters of what `Publication` keeps in words."""


@transaction.atomic
def release(
    officer: Officer,
    item_id: UUID,
    *,
    channel: str = "website",
    place: str = "",
    on: date | None = None,
    link: str = "",
    remove_on: date | None = None,
    version: int | None = None,
    revision: int | None = None,
) -> Item:
    """Put the newest version on a channel. The office's own portal shows it from this moment: its date is today.

    Raises:
        NotPermitted, StepNotAllowed (no closed review, a date ahead or before the paper …), StaleCase.
        OfficeError: another date for the own portal.
    """
    return _release(
        write(officer, item_id, "item_released", revision),
        ItemReleased(
            on=on or local_today(),
            channel=channel,
            place=place.strip(),
            link=link.strip(),
            remove_on=remove_on,
            by=officer.username,
            version=version or 0,
        ),
    )


def _release(writing: Writing, event: ItemReleased) -> Item:
    item = writing.item
    if (event.channel, event.place) == OWN_PORTAL and event.on != local_today():
        raise OfficeError(
            "The office's own portal shows what is released from today on; its date cannot be another.",
            zh="本机关门户自发布之时起显示，发布日期只能是今天。",
        )
    _fit(place=event.place, link=event.link)
    if item.category is None and event.channel == "website":
        raise OfficeError("Choose the column it belongs to.", zh="请先选择所属栏目，再发布。")
    index = item.index_number or index_number_for(writing.office, item, event.on)
    wanted = ItemReleased(
        on=event.on,
        channel=event.channel,
        place=event.place,
        link=event.link,
        remove_on=event.remove_on,
        by=event.by,
        version=event.version or item.version,
        index_number=index,
        category=item.category.name if item.category else "",
    )
    after = writing.record(wanted)
    Publication.objects.filter(item=item, channel=wanted.channel, place=wanted.place, ended_on=None).update(
        ended_on=wanted.on, cause="superseded"
    )
    _put(after, wanted)
    return after


def _put(item: Item, event: ItemReleased) -> None:
    sequence = Entry.objects.filter(office=item.office, kind=LEDGER, subject=item.number).order_by("-sequence")
    row = Publication(
        office=item.office,
        item=item,
        version=newest(item),
        channel=event.channel,
        place=event.place,
        on=event.on,
        link=event.link,
        by=event.by,
        at=now(),
        sequence=sequence.values_list("sequence", flat=True)[0],
        remove_on=event.remove_on,
    )
    try:
        row.save(force_insert=True)
    except DatabaseError as error:
        if REFUSED not in str(error):
            raise
        raise OfficeError(
            "The database refuses it: the review of this version is not closed. Hand it in again.",
            zh="数据库拒绝发布：该版本的审查记录不完整，请重新报送审核。",
        ) from None


@transaction.atomic
def schedule(
    officer: Officer,
    item_id: UUID,
    release_on: date,
    *,
    channel: str = "website",
    place: str = "",
    revision: int | None = None,
) -> Item:
    """Set a release for a later day; a worker does it on that day, if nothing changed meanwhile."""
    writing = write(officer, item_id, "item_scheduled", revision)
    if writing.item.category is None and channel == "website":
        raise OfficeError("Choose the column it belongs to.", zh="请先选择所属栏目，再发布。")
    _fit(place=place)
    return writing.record(
        ItemScheduled(
            on=local_today(),
            channel=channel,
            place=place.strip(),
            release_on=release_on,
            version=writing.item.version,
            by=officer.username,
        )
    )


@transaction.atomic
def unschedule(
    officer: Officer, item_id: UUID, *, channel: str, place: str = "", reason: str = "", revision: int | None = None
) -> Item:
    """Call off a release that was set for a day.

    Raises:
        NotPermitted, StepNotAllowed: none is set there; StaleCase.
    """
    _fit(reason=reason)
    writing = write(officer, item_id, "item_unscheduled", revision)
    return writing.record(ItemUnscheduled(on=local_today(), channel=channel, place=place, reason=reason.strip()))


@transaction.atomic
def take_down(
    officer: Officer,
    item_id: UUID,
    *,
    channel: str,
    place: str = "",
    cause: str,
    reason: str = "",
    on: date | None = None,
    revision: int | None = None,
) -> Item:
    """Withdraw an item from a channel; a tombstone stays where it stood. on: the day a posting came down; today.

    Raises:
        NotPermitted, StepNotAllowed: it does not stand there, no reason, a day ahead or before it went up; StaleCase.
        OfficeError: another day for the own portal.
    """
    writing = write(officer, item_id, "item_taken_down", revision)
    return _take_down(writing, channel, place, cause, reason, on or local_today())


def _take_down(writing: Writing, channel: str, place: str, cause: str, reason: str, on: date) -> Item:
    _fit(reason=reason)
    if (channel, place) == OWN_PORTAL and on != local_today():
        raise OfficeError(
            "The office's own portal stops showing it now; its date cannot be another.",
            zh="本机关门户自撤下之时起不再显示，撤下日期只能是今天。",
        )
    event = ItemTakenDown(
        on=on, channel=channel, place=place, cause=cause, reason=reason.strip(), by=writing.officer.username
    )
    after = writing.record(event)
    standing = Publication.objects.filter(item=after, channel=channel, place=place, ended_on=None)
    standing.update(ended_on=on, cause=cause, reason=event.reason)
    return after


def _fit(**texts: str) -> None:
    """Raise where a text is longer than its column."""
    names = {"place": "发布位置", "link": "链接", "reason": "原因"}
    for name, text in texts.items():
        if len(text) > LONGEST[name]:
            raise OfficeError(
                f"The {name} has more than {LONGEST[name]} characters.",
                zh=f"{names[name]}不能超过{LONGEST[name]}个字。",
            )


# --- what a worker does -------------------------------------------------------------------------------------------


def release_what_is_due() -> int:
    """Release what is set for today or was missed, and take down postings whose time is over; how many."""
    today = local_today()
    with scopes_disabled():
        due = list(Item.objects.filter(release_on__lte=today).values_list("pk", "office_id"))
        over = list(
            Publication.objects.filter(ended_on=None, remove_on__lt=today)
            .values_list("item_id", "office_id")
            .distinct()
        )
    done = 0
    for item_id, office_id in due:
        with scope(office=office_id):
            done += _guarded(item_id, _release_due)
    for item_id, office_id in over:
        with scope(office=office_id):
            done += _guarded(item_id, _end_due)
    return done


def _guarded(item_id: UUID, work: object) -> int:
    """One item that cannot be released does not keep the others; it stays on the to-do list."""
    try:
        with transaction.atomic():
            return work(item_id)
    except GongkaiError as error:
        LOG.warning("not released", extra={"fields": {"item": str(item_id), "error": type(error).__name__}})
        return 0


def worker_of(office_id: int) -> Officer:
    """The worker acts for those who set the release; its acts are `by` the system."""
    return Officer(0, SYSTEM, SYSTEM, office_id, frozenset({"head"}))


def _release_due(item_id: UUID) -> int:
    office_id = Item.objects.values_list("office_id", flat=True).get(pk=item_id)
    done = 0
    while True:
        writing = write(worker_of(office_id), item_id, "item_released")
        due = next((one for one in writing.reading.state.schedules if one.release_on <= local_today()), None)
        if due is None:
            return done
        event = ItemReleased(on=local_today(), channel=due.channel, place=due.place, version=due.version, by=SYSTEM)
        _release(writing, event)
        done += 1


def _end_due(item_id: UUID) -> int:
    office_id = Item.objects.values_list("office_id", flat=True).get(pk=item_id)
    done = 0
    for channel, place in _over(item_id):
        writing = write(worker_of(office_id), item_id, "item_taken_down")
        _take_down(writing, channel, place, "expired", "", local_today())
        done += 1
    return done


def _over(item_id: UUID) -> Iterator[tuple[str, str]]:
    rows = Publication.objects.filter(item=item_id, ended_on=None, remove_on__lt=local_today())
    yield from rows.values_list("channel", "place")
