"""Bringing a ledger of another place in, as one batch; and taking the batch back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date

from django.db import transaction

from gongkai.errors import EntryError
from gongkai.ledger.entries import Entry as LedgerEntry
from gongkai.ledger.entries import Ledger
from gongkai.ledger.events import BatchVoided
from gongkai.web.applications.models import Application, Counter
from gongkai.web.applications.reading import read_entries, stored
from gongkai.web.config.clock import calendar_of, local_today
from gongkai.web.entries.models import Entry
from gongkai.web.entries.record import of_event, record_all, record_event
from gongkai.web.offices.models import Office
from gongkai.web.people.models import Person

_OURS = re.compile(r"(\d{4})-(\d{1,6})")


@transaction.atomic
def import_ledger(
    office: Office,
    ledger: Ledger,
    *,
    batch: str,
    by: str,
    people: Mapping[str, Person] | None = None,
    contents: Mapping[str, str] | None = None,
) -> int:
    """Record the standing entries of a ledger in an office, with their cases; return how many were recorded.

    people, contents: the applicant and the wording of a case by its number, where they are known. Inside the ledger an
    applicant stays an id.
    Raises:
        EntryError: the batch is known already, or a case of the same number is.
    """
    people, contents = people or {}, contents or {}
    if Entry.objects.filter(office=office, batch=batch).exists():
        raise EntryError(f"The batch {batch!r} was imported already.", zh=f"批次“{batch}”已导入过。")
    known = set(Application.objects.filter(office=office).values_list("number", flat=True))
    if both := sorted(known & set(ledger.applications)):
        raise EntryError(f"Case {both[0]} is there already.", zh=f"已有编号为{both[0]}的案件。")
    acts = [of_event(one.event, one.subject, where=one.where, batch=batch) for one in ledger.standing]
    recorded = [entry.to_ledger() for entry in record_all(office, acts, by=by)]
    Application.objects.bulk_create(_cases(office, recorded, batch, people, contents), batch_size=500)
    _count_on(office, ledger.applications)
    return len(recorded)


def _cases(
    office: Office,
    recorded: Iterable[LedgerEntry],
    batch: str,
    people: Mapping[str, Person],
    contents: Mapping[str, str],
) -> Iterable[Application]:
    calendar = calendar_of(office.calendar_region)
    for number, entries in Ledger(office.facts(), tuple(recorded)).applications.items():
        columns = stored(read_entries(office, number, sorted(entries, key=lambda one: one.sequence)), calendar)
        person = people.get(number)
        content = contents.get(number, "")
        yield Application(office=office, number=number, person=person, content=content, batch=batch, **columns)


def _count_on(office: Office, numbers: Iterable[str]) -> None:
    """Let new numbers go on after the imported ones that look like ours."""
    last: dict[int, int] = {}
    for number in numbers:
        if found := _OURS.fullmatch(number):
            year, serial = int(found[1]), int(found[2])
            last[year] = max(last.get(year, 0), serial)
    for year, serial in last.items():
        counter, _ = Counter.objects.get_or_create(office=office, series="application", year=year)
        Counter.objects.filter(pk=counter.pk, last__lt=serial).update(last=serial)


@transaction.atomic
def undo_import(office: Office, batch: str, *, by: str, reason: str, on: date | None = None) -> None:
    """Take an import back: its batch is voided, its cases are gone, the record of both stays.

    Raises:
        EntryError: no such batch, or someone went on with one of its cases.
    """
    mine = Entry.objects.filter(office=office, batch=batch)
    if not mine.exists():
        raise EntryError(f"There is no batch {batch!r}.", zh=f"没有批次“{batch}”。")
    numbers = Application.objects.filter(office=office, batch=batch).values("number")
    gone_on = Entry.objects.filter(office=office, subject__in=numbers).exclude(batch=batch).first()
    if gone_on is not None:
        raise EntryError(
            f"Case {gone_on.subject} of this batch was worked on since; void its entries one by one.",
            zh=f"本批次的{gone_on.subject}导入后已继续办理，不能整批撤销，请逐条作废。",
        )
    record_event(office, BatchVoided(on=on or local_today(), batch=batch, reason=reason), "", by=by)
    Application.objects.filter(office=office, batch=batch).delete()
