"""Bringing a ledger of another place in, as one batch; and taking the batch back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from django.db import transaction

from gongkai.errors import EntryError
from gongkai.ledger.entries import Entry as LedgerEntry
from gongkai.ledger.entries import Ledger
from gongkai.ledger.events import BatchVoided, ReportSigned, Voided
from gongkai.ledger.steps import Received
from gongkai.web.applications.models import Application, Counter
from gongkai.web.applications.reading import read_entries, stored
from gongkai.web.config.clock import calendar_of, local_today, now
from gongkai.web.entries.models import DISCLOSURE, Entry
from gongkai.web.entries.record import Act, of_event, record_all, record_event
from gongkai.web.offices.models import Office
from gongkai.web.people.models import BlindIndex, Person

_OURS = re.compile(r"(\d{4})-(\d{1,6})")
OF_THE_RECORD = (Voided, BatchVoided, ReportSigned)
"""Entries that name others by their number, which is another one here."""


@transaction.atomic
def import_ledger(
    office: Office,
    ledger: Ledger,
    *,
    batch: str,
    by: str,
    people: Mapping[str, Person] | None = None,
    contents: Mapping[str, str] | None = None,
    more: Mapping[str, Mapping[str, str]] | None = None,
) -> int:
    """Record the entries of a ledger in an office, with their cases; return how many entries were recorded.

    What is void there is recorded and voided here, with its reason. A lock (`ReportSigned`) is left out: it names the
    entries of its own record.

    people, contents: the applicant and the wording of a case by its number, where they are known; else the wording is
    that of its receipt, which then stands with the case and not in the entry. Inside the ledger an applicant stays an
    id. more: further columns of `Application` by number.
    Raises:
        EntryError: the batch is known already, or a case of the same number is.
    """
    people, more = people or {}, more or {}
    if Entry.objects.filter(office=office, batch=batch).exists():
        raise EntryError(f"The batch {batch!r} was imported already.", zh=f"批次“{batch}”已导入过。")
    known = set(Application.objects.filter(office=office).values_list("number", flat=True))
    if both := sorted(known & set(ledger.applications)):
        raise EntryError(f"Case {both[0]} is there already.", zh=f"已有编号为{both[0]}的案件。")
    contents = _contents(ledger) | dict(contents or {})
    gone = voids_of(ledger)
    plain = [one for one in ledger.entries if not isinstance(one.event, OF_THE_RECORD)]
    plain.sort(key=lambda one: (one.event.on, one.sequence))
    rows = record_all(office, [_act(one, batch, is_void=one.sequence in gone) for one in plain], by=by)
    numbers = {one.sequence: row.sequence for one, row in zip(plain, rows, strict=True)}
    voids = [_void(one, numbers[one.sequence], gone[one.sequence], batch) for one in plain if one.sequence in gone]
    rows += record_all(office, voids, by=by) if voids else []
    recorded = [row.to_ledger() for row in rows]
    cases = _cases(office, recorded, batch, people, contents, more)
    Application.objects.bulk_create(cases, batch_size=500)
    _count_on(office, ledger.applications)
    return len(recorded)


def _contents(ledger: Ledger) -> dict[str, str]:
    """The wording that stands in the receipt of each case."""
    found = {}
    for number, entries in ledger.applications.items():
        event = entries[0].event
        if isinstance(event, Received) and event.content:
            found[number] = event.content
    return found


def _act(one: LedgerEntry, batch: str, *, is_void: bool) -> Act:
    """An entry as it is recorded here: what was asked stands with the case; a void one has none and keeps it."""
    event = one.event
    if isinstance(event, Received) and event.content and not is_void:
        event = replace(event, content="")
    return of_event(event, one.subject, where=one.where, batch=batch)


def _void(one: LedgerEntry, sequence: int, why: tuple[date, str], batch: str) -> Act:
    event = Voided(on=why[0], entry=sequence, reason=why[1])
    return of_event(event, one.subject, where=one.where, batch=batch)


def voids_of(ledger: Ledger) -> dict[int, tuple[date, str]]:
    """When and why each void entry was voided, by its number."""
    found: dict[int, tuple[date, str]] = {}
    for one in ledger.entries:
        event = one.event
        if one.sequence in ledger.voided:
            continue
        if isinstance(event, Voided):
            found[event.entry] = event.on, event.reason
        elif isinstance(event, BatchVoided):
            mine = (e.sequence for e in ledger.entries if e.batch == event.batch and e.sequence < one.sequence)
            found |= dict.fromkeys(mine, (event.on, event.reason))
    return found


def _cases(
    office: Office,
    recorded: Iterable[LedgerEntry],
    batch: str,
    people: Mapping[str, Person],
    contents: Mapping[str, str],
    more: Mapping[str, Mapping[str, str]],
) -> Iterable[Application]:
    calendar = calendar_of(office.calendar_region)
    for number, entries in Ledger(office.facts(), tuple(recorded)).applications.items():
        columns = stored(read_entries(office, number, sorted(entries, key=lambda one: one.sequence)), calendar)
        columns |= {"person": people.get(number), "content": contents.get(number, ""), **more.get(number, {})}
        yield Application(office=office, number=number, batch=batch, **columns)


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


def worked_on(office: Office, batch: str) -> str:
    """The number of a case, reconsideration or suit of a batch that someone went on with; "" where nobody did.

    That personal data was looked at is no work on a case.
    """
    subjects = Entry.objects.filter(office=office, batch=batch).exclude(subject="").values("subject")
    later = Entry.objects.filter(office=office, subject__in=subjects).exclude(batch=batch).exclude(kind=DISCLOSURE)
    first = Entry.objects.filter(office=office, batch=batch).order_by("sequence").first()
    found = later.filter(sequence__gt=first.sequence).order_by("sequence").first() if first is not None else None
    return found.subject if found is not None else ""


@transaction.atomic
def undo_import(office: Office, batch: str, *, by: str, reason: str, on: date | None = None) -> None:
    """Take an import back: its batch is voided, its cases are gone, the record of both stays.

    What was known of its applicants is destroyed with it. Challenges are folded anew by the caller.

    Raises:
        EntryError: no such batch, it was taken back already, or someone went on with one of its cases.
    """
    if not Entry.objects.filter(office=office, batch=batch).exists():
        raise EntryError(f"There is no batch {batch!r}.", zh=f"没有批次“{batch}”。")
    if Entry.objects.filter(office=office, type="batch_voided", body__batch=batch).exists():
        raise EntryError(f"The batch {batch!r} was taken back already.", zh=f"批次“{batch}”已经撤销过。")
    if number := worked_on(office, batch):
        raise EntryError(
            f"Case {number} of this batch was worked on since; void its entries one by one.",
            zh=f"本批次的{number}导入后已继续办理，不能整批撤销，请逐条作废。",
        )
    cases = Application.objects.filter(office=office, batch=batch)
    people = list(cases.exclude(person=None).values_list("person_id", flat=True))
    record_event(office, BatchVoided(on=on or local_today(), batch=batch, reason=reason), "", by=by)
    cases.delete()
    _forget(people)


def _forget(people: Sequence[object]) -> None:
    """Destroy the keys of persons who stand with no case any more."""
    for start in range(0, len(people), 500):
        ids = people[start : start + 500]
        alone = Person.objects.filter(pk__in=ids, applications=None, co_applications=None, requests=None)
        keys = list(alone.values_list("pk", flat=True))
        BlindIndex.objects.filter(person_id__in=keys).delete()
        Person.objects.filter(pk__in=keys).update(wrapped_key=None, key_name="", sealed=b"", anonymised_at=now())
