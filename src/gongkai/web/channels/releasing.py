"""Where an item can go, and making several public at once: the forms' side of `publishing.release`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from gongkai.errors import GongkaiError, OfficeError
from gongkai.ledger.codes import ITEM_CHANNELS
from gongkai.web.channels.boards import add_proof
from gongkai.web.channels.models import Board, ChannelAccount
from gongkai.web.config.clock import local_today
from gongkai.web.offices.models import Office, standing
from gongkai.web.offices.policy import Officer
from gongkai.web.publishing.models import Item, Publication
from gongkai.web.publishing.release import release

OWN = "website|"
"""The own portal among the targets."""
FREE = ("gazette", "press", "broadcast", "press_conference", "service_centre", "new_media", "other")
"""Channels whose place is typed: a paper, an issue, a window."""


@dataclass(frozen=True, slots=True)
class Target:
    """Somewhere an item can be published. code: "channel|place"; a typed place has none yet."""

    channel: str
    place: str
    label: str
    is_typed: bool = False

    @property
    def code(self) -> str:
        return f"{self.channel}|{self.place}"


def targets(office: Office, on: date) -> dict[str, list[Target]]:
    """Every target by group: the own portal, accounts, boards of the communities, and what is typed."""
    accounts = ChannelAccount.objects.filter(standing(on), office=office)
    boards = Board.objects.filter(standing(on), office=office).select_related("section")
    return {
        "own": [Target("website", "", str(_("本机关门户")))],
        "accounts": [Target(one.channel, one.name, one.name) for one in accounts],
        "boards": [
            Target(one.kind, one.name, _("%(board)s（%(section)s）") % {"board": one.name, "section": one.section})
            for one in boards
        ],
        "typed": [Target(code, "", ITEM_CHANNELS[code], is_typed=True) for code in FREE],
    }


def where(office: Office, code: str, typed: str, on: date) -> tuple[str, str]:
    """Channel and place of a choice. typed: the place, for the channels that want one.

    Raises:
        OfficeError: no such target, one that did not stand on the day, or no place typed.
    """
    channel, _bar, place = code.partition("|")
    if code == OWN:
        return "website", ""
    if channel in FREE and not place:
        typed = " ".join(typed.split())
        if not typed:
            raise OfficeError("Say which.", zh="请写明名称或者期号，如“某某日报2026年6月10日第3版”。")
        return channel, typed
    is_board = (
        channel in Board.KINDS and Board.objects.filter(standing(on), office=office, kind=channel, name=place).exists()
    )
    is_account = any(
        one.channel == channel for one in ChannelAccount.objects.filter(standing(on), office=office, name=place)
    )
    if not (is_board or is_account):
        raise OfficeError(
            "There is no such place on that day.", zh="发布之日没有这个账号、公开栏或者屏幕在用，请重新选择。"
        )
    return channel, place


@dataclass(frozen=True, slots=True)
class Posting:
    """What a release states beside its target. photo: name and bytes of a picture of it."""

    on: date
    link: str = ""
    remove_on: date | None = None
    photo: tuple[str, bytes] | None = None


@transaction.atomic
def put_up(
    officer: Officer, item_id: UUID, channel: str, place: str, posting: Posting, *, revision: int | None = None
) -> Item:
    """Release an item now, with the photo of it, in one go.

    Raises: what `release` and `add_proof` raise; then nothing is recorded.
    """
    item = release(
        officer,
        item_id,
        channel=channel,
        place=place,
        on=posting.on,
        link=posting.link,
        remove_on=posting.remove_on,
        revision=revision,
    )
    if posting.photo is not None:
        row = Publication.objects.get(item=item, channel=channel, place=place, ended_on=None)
        add_proof(officer, row, *posting.photo)
    return item


@dataclass(frozen=True, slots=True)
class Done:
    """How the release of one of several went. error: why it was not released; None where it was."""

    item: Item
    error: GongkaiError | None


def release_many(
    officer: Officer, office: Office, wanted: Iterable[tuple[UUID, int]], channel: str, place: str
) -> list[Done]:
    """Release several items today, each for itself: one that is refused does not keep the others.

    wanted: ids and the revision the officer saw.
    Raises:
        NotPermitted; OfficeError: nothing is chosen, or too many.
    """
    officer.must("item_released")
    pairs = list(wanted)
    if not pairs:
        raise OfficeError("Choose items.", zh="请勾选要发布的信息。")
    if len(pairs) > MOST_AT_ONCE:
        raise OfficeError(f"No more than {MOST_AT_ONCE}.", zh=f"一次最多发布{MOST_AT_ONCE}条。")
    items = Item.objects.filter(office=office).in_bulk([pk for pk, _revision in pairs])
    done = []
    for pk, revision in pairs:
        if pk not in items:
            continue
        try:
            item = release(officer, pk, channel=channel, place=place, on=local_today(), revision=revision)
        except GongkaiError as error:
            done.append(Done(items[pk], error))
        else:
            done.append(Done(item, None))
    return done


MOST_AT_ONCE = 50


def ready(office: Office) -> Sequence[Item]:
    """Items whose review is closed and that stand nowhere yet, those due first."""
    rows = Item.objects.filter(Q(stage="ready"), office=office).select_related("category", "section")
    return list(rows.order_by("due_on", "number")[:200])
