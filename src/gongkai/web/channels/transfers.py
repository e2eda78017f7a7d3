"""Published information on its way to archives and libraries: what goes onto a list, and the entry once it went."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Exists, OuterRef

from gongkai.errors import OfficeError
from gongkai.ledger.codes import KEEPERS
from gongkai.ledger.item_steps import ItemTransferred
from gongkai.web.archive.actions import MOST_ITEMS, make_transfer
from gongkai.web.archive.models import Transfer, TransferItem
from gongkai.web.channels.models import HandedOver, month_end
from gongkai.web.config.clock import local_today
from gongkai.web.offices.models import Office
from gongkai.web.offices.policy import Officer
from gongkai.web.publishing.actions import write
from gongkai.web.publishing.models import Publication


def keeper_of(receiver: str) -> str:
    """The kind of keeper a receiver is by its name: 图书馆, 档案馆, else another place for reading."""
    if "图书" in receiver:
        return "library"
    return "archives" if "档案" in receiver else "other_keeper"


def waiting(office: Office, first: date, last: date, keeper: str) -> list[Publication]:
    """What was published in a period, stands in public and is on no list for the keeper: one release an item.

    A version that was handed over is not handed over again; a new version is. Source: Regulation art. 25.
    """
    over = HandedOver.objects.filter(version=OuterRef("version"), keeper=keeper)
    rows = (
        Publication.objects.filter(office=office, ended_on=None, on__gte=first, on__lte=last)
        .exclude(Exists(over))
        .select_related("item", "version")
        .order_by("on", "item__number", "pk")
    )
    by_item: dict[object, Publication] = {}
    for row in rows:
        known = by_item.get(row.item_id)
        if known is None or known.version.number < row.version.number:
            by_item[row.item_id] = row
    return list(by_item.values())


@transaction.atomic
def make(officer: Officer, office: Office, *, keeper: str, to: str, month: date, handler: str) -> Transfer:
    """Begin the list of a month for a keeper, with everything that waits for it.

    Raises:
        NotPermitted; OfficeError: no such keeper, a month ahead, nothing waits.
    """
    officer.must("item_transferred")
    if keeper not in KEEPERS:
        raise OfficeError("There is no such keeper.", zh="请选择接收单位的类别。")
    first = month.replace(day=1)
    if first <= local_today() and not waiting(office, first, month_end(first), keeper):
        raise OfficeError("Nothing waits.", zh="这个月没有需要移送该类单位的信息。")
    transfer = make_transfer(
        officer, office, kind="published", to=to, period_from=first, period_to=month_end(first), handler=handler
    )
    transfer.items.all().delete()  # what the receiver's name alone brought onto it
    fill(transfer, keeper)
    return transfer


def fill(transfer: Transfer, keeper: str = "") -> int:
    """Put onto a list what waits for its period; return how many lines came."""
    keeper = keeper or keeper_of(transfer.to)
    rows = waiting(transfer.office, transfer.period_from, transfer.period_to, keeper)[:MOST_ITEMS]
    lines = [_line(transfer, place, row) for place, row in enumerate(rows, 1)]
    TransferItem.objects.bulk_create(lines)
    HandedOver.objects.bulk_create(
        HandedOver(office_id=transfer.office_id, line=line, item_id=row.item_id, version=row.version, keeper=keeper)
        for line, row in zip(lines, rows, strict=True)
    )
    return len(lines)


def _line(transfer: Transfer, place: int, row: Publication) -> TransferItem:
    item = row.item
    return TransferItem(
        office_id=transfer.office_id,
        transfer=transfer,
        place=place,
        title=row.version.title[:200],
        document=(item.document_number or item.index_number)[:80],
        dated_on=item.formed_on,
        note=item.number,
    )


def record_sent(officer: Officer, transfer: Transfer, on: date) -> None:
    """Record of every item on a list that it went to the keeper.

    Raises:
        OfficeError: a version on it does not stand in public any more.
    """
    rows = list(HandedOver.objects.filter(line__transfer=transfer).select_related("item", "line"))
    stands = Publication.objects.filter(version__in=[one.version_id for one in rows], ended_on=None)
    standing = set(stands.values_list("version", flat=True))
    for one in rows:
        if one.version_id not in standing:
            raise OfficeError(
                f"{one.item.number} was withdrawn or changed; take it off the list.",
                zh=f"第{one.line.place}项（{one.item.number}）已经撤下或者换了新版本，请先移出清单。",
            )
        event = ItemTransferred(on=on, keeper=one.keeper, transfer_list=transfer.number)
        write(officer, one.item_id, "item_transferred").record(event)


@dataclass(frozen=True, slots=True)
class Month:
    """A month and what of it waits, by keeper."""

    first: date
    published: int
    waiting: dict[str, int]


def months(office: Office, today: date) -> Iterator[Month]:
    """The last months with something published, the newest first; a query for the releases, one for each keeper."""
    first = date(today.year - 1, today.month, 1)
    rows = Publication.objects.filter(office=office, ended_on=None, on__gte=first).order_by()
    published: dict[date, set[object]] = {}
    for item, on in rows.values_list("item", "on"):
        published.setdefault(on.replace(day=1), set()).add(item)
    waits: dict[str, dict[date, int]] = {}
    for keeper in KEEPERS:
        for row in waiting(office, first, today, keeper):
            of_month = waits.setdefault(keeper, {})
            month = row.on.replace(day=1)
            of_month[month] = of_month.get(month, 0) + 1
    for month in sorted(published, reverse=True):
        counts = {keeper: waits.get(keeper, {}).get(month, 0) for keeper in KEEPERS}
        yield Month(month, len(published[month]), counts)
