"""Taking over what an office had published before it kept its items here: many at once, each on its own day.

What was public is taken over as public; that it may stay so is reviewed anew, as a whole, by those who decide each stage.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from django.db import transaction

from gongkai.errors import OfficeError
from gongkai.ledger.entries import Entry as LedgerEntry
from gongkai.ledger.index_numbers import SERIAL, next_free, pattern_of, repeated
from gongkai.ledger.item_acts import verify_item
from gongkai.ledger.item_steps import ItemDrafted, ItemEvent, ItemReleased, ItemReviewed, ItemSubmitted
from gongkai.web.applications.models import Counter
from gongkai.web.config.clock import local_today, now
from gongkai.web.entries.record import of_event, record_all
from gongkai.web.offices.models import Office
from gongkai.web.publishing import changes, content
from gongkai.web.publishing.actions import Words, calendar_version
from gongkai.web.publishing.models import Category, Item, Publication, Version
from gongkai.web.publishing.reading import read_entries, stored
from gongkai.web.publishing.rules import index_number_for, keep_stages, pattern_text, policy_of

BATCH = 500


@dataclass(frozen=True, slots=True)
class Carried:
    """One item as it was published before. standard: its item of the standard catalogue; index_number: if it had one."""

    words: Words
    category: Category
    formed_on: date
    published_on: date
    document_number: str = ""
    index_number: str = ""
    link: str = ""
    more: tuple[tuple[str, Any], ...] = ()


def carry_in(office: Office, rows: Iterable[Carried], *, by: str, reviewers: Mapping[str, str], batch: str) -> int:
    """Take items over, public on the own portal since their own day; return how many.

    reviewers: who decided each stage of the office's review, for all of them.
    Raises:
        OfficeError: an item cannot have been so (published before its paper, or in the future); nothing is taken over.
    """
    policy = policy_of(office)
    if missing := [stage for stage in policy.stages if not reviewers.get(stage)]:
        raise OfficeError(
            f"Say who decided the stages {', '.join(missing)} for these items.",
            zh=f"请写明这批信息各审查环节由谁审定（缺{len(missing)}个环节）。",
        )
    done = 0
    waiting = iter(rows)
    with transaction.atomic():
        keep_stages(office)
        while some := list(islice(waiting, BATCH)):
            done += len(_carry(office, some, by, reviewers, batch))
    return done


def _carry(
    office: Office, rows: Sequence[Carried], by: str, reviewers: Mapping[str, str], batch: str
) -> list[Publication]:
    policy, calendar = policy_of(office), calendar_version(office)
    numbers = list(_numbers(office, rows))
    indexes = list(_indexes(office, rows))
    _each_once(office, indexes)
    acts, events = [], []
    for row, number, index in zip(rows, numbers, indexes, strict=True):
        own = list(_events(row, by, index, policy.stages, reviewers))
        events.append(own)
        acts += [of_event(event, number, batch=batch) for event in own]
    entries = [entry.to_ledger() for entry in record_all(office, acts, by=by)]
    items, versions, places = [], [], []
    at, start = now(), 0
    for row, number, own in zip(rows, numbers, events, strict=True):
        mine = entries[start : start + len(own)]
        start += len(own)
        _check(number, mine, policy)
        columns = row.words.columns()
        reading = stored(read_entries(office, number, mine), policy, calendar)
        item = Item(
            office=office, number=number, category=row.category, drafter=by, created_at=at, batch=batch, **reading
        )
        item.title = columns["title"]
        for name, value in row.more:
            setattr(item, name, value)
        version = Version(office=office, item=item, number=1, by=by, at=at, frozen_at=at, **columns)
        version.sha256 = content.digest_of(version, ())
        items.append(item)
        versions.append(version)
        places.append(
            Publication(
                office=office,
                item=item,
                version=version,
                channel="website",
                on=row.published_on,
                link=row.link,
                by=by,
                at=at,
                sequence=mine[-1].sequence,
            )
        )
    Item.objects.bulk_create(items)
    Version.objects.bulk_create(versions)
    made = Publication.objects.bulk_create(places)
    changes.tell(*items)
    return made


def _events(
    row: Carried, by: str, index: str, stages: Sequence[str], reviewers: Mapping[str, str]
) -> Iterator[ItemEvent]:
    on, out = row.formed_on, row.published_on
    yield ItemDrafted(
        on=on,
        title=row.words.title,
        by=by,
        category=row.category.name,
        duty=row.category.duty,
        document_number=row.document_number,
        formed_on=on,
    )
    yield ItemSubmitted(on=out, by=by)
    for stage in stages:
        yield ItemReviewed(on=out, stage=stage, version=1, by=reviewers[stage], opinion="历史信息整体审查")
    yield ItemReleased(
        on=out, channel="website", version=1, link=row.link, by=by, index_number=index, category=row.category.name
    )


def _check(number: str, entries: Sequence[LedgerEntry], policy: Any) -> None:
    for one in verify_item(number, entries, policy, local_today()):
        title = getattr(entries[0].event, "title", number)
        raise OfficeError(f"{title}: {one.en}; nothing was taken over.", zh=f"“{title}”：{one.zh}；整批没有接收。")


def _each_once(office: Office, indexes: Sequence[str]) -> None:
    twice = repeated(
        [*indexes, *Item.objects.filter(office=office, index_number__in=indexes).values_list("index_number", flat=True)]
    )
    for number in twice:
        raise OfficeError(
            f"The index number {number} stands for two items; nothing was taken over.",
            zh=f"索引号“{number}”重复；整批没有接收，请改正后重新导入。",
        )


def _numbers(office: Office, rows: Sequence[Carried]) -> Iterator[str]:
    """The office's own numbers, by year of the paper."""
    counters: dict[int, Counter] = {}
    for row in rows:
        year = row.formed_on.year
        if year not in counters:
            Counter.objects.get_or_create(office=office, series="item", year=year)
            counters[year] = Counter.objects.select_for_update().get(office=office, series="item", year=year)
        counters[year].last += 1
        yield f"GK{year}-{counters[year].last:05d}"
    for counter in counters.values():
        counter.save(update_fields=["last"])


def _indexes(office: Office, rows: Sequence[Carried]) -> Iterator[str]:
    """Index numbers: those they had, else the next ones after the highest of their year and column."""
    pattern = pattern_of(pattern_text(office))
    last: dict[tuple[int | None, date], str] = {}
    for row in rows:
        if row.index_number:
            yield row.index_number
            continue
        alike = (row.category.pk if "category" in pattern.codes else None, _period(pattern.codes, row.published_on))
        if alike in last:
            values = dict(pattern.parse(last[alike]) or {})
            del values[SERIAL]
            last[alike] = next_free(pattern, [last[alike]], values)
        else:
            last[alike] = index_number_for(office, Item(category=row.category), row.published_on)
        yield last[alike]


def _period(codes: Sequence[str], on: date) -> date:
    """The days that share their serial numbers."""
    day = on if "day" in codes else on.replace(day=1)
    return day if "month" in codes or "day" in codes else day.replace(month=1)
