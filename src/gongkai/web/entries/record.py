"""Recording: the only way an entry comes to be. The caller holds a transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from gongkai.ledger.entries import Ledger
from gongkai.ledger.events import Event, to_object, type_name
from gongkai.web.config.clock import local_today, now
from gongkai.web.entries.chain import digest_of, first_digest
from gongkai.web.entries.models import DESK, DISCLOSURE, LEDGER, ChainHead, Entry
from gongkai.web.offices.models import Office


@dataclass(frozen=True, slots=True)
class Act:
    """Something to record. See `Entry` for the fields."""

    kind: str
    type: str
    subject: str
    on: date
    body: Mapping[str, Any]
    where: str = ""
    batch: str = ""


def of_event(event: Event, subject: str = "", *, where: str = "", batch: str = "") -> Act:
    """An event of the core as something to record."""
    return Act(LEDGER, type_name(event), subject, event.on, to_object(event), where, batch)


def record_event(office: Office, event: Event, subject: str, *, by: str) -> Entry:
    """Record one event of the core."""
    return record_all(office, [of_event(event, subject)], by=by)[0]


def record_desk(office: Office, act: str, subject: str = "", *, by: str, **details: Any) -> Entry:
    """Record something done at the desk that is no event of the core. details: plain JSON, no personal data."""
    return record_all(office, [Act(DESK, act, subject, local_today(), details)], by=by)[0]


def record_disclosure(office: Office, what: str, subject: str, *, by: str, reason: str) -> Entry:
    """Record that personal data was shown to someone."""
    return record_all(office, [Act(DISCLOSURE, what, subject, local_today(), {"reason": reason})], by=by)[0]


def record_all(office: Office, acts: Iterable[Act], *, by: str) -> list[Entry]:
    """Append entries to the chain of an office, in the order given, in one go.

    The head's row is locked until the transaction ends, so that two who record at once come one after the other.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("Entries are recorded inside a transaction.")
    head, _ = ChainHead.objects.get_or_create(office=office, defaults={"digest": first_digest(office.pk)})
    head = ChainHead.objects.select_for_update().get(pk=head.pk)
    if not head.sequence:
        head.digest = first_digest(office.pk)  # the setting may have changed since the row was made
    at = now()
    made = []
    for act in acts:
        head.sequence += 1
        entry = Entry(
            office=office,
            sequence=head.sequence,
            kind=act.kind,
            type=act.type,
            subject=act.subject,
            on=act.on,
            body=dict(act.body),
            recorded_at=at,
            by=by,
            where=act.where,
            batch=act.batch,
        )
        entry.digest = head.digest = digest_of(entry, head.digest)
        made.append(entry)
    Entry.objects.bulk_create(made, batch_size=500)
    head.save(update_fields=["sequence", "digest"])
    return made


def ledger_of(office: Office, *, until: int | None = None) -> Ledger:
    """The ledger of an office as the core reads it, up to an entry number."""
    rows = Entry.objects.filter(office=office, kind=LEDGER).order_by("sequence")
    if until is not None:
        rows = rows.filter(sequence__lte=until)
    return Ledger(office.facts(), tuple(row.to_ledger() for row in rows.iterator(chunk_size=2000)))
