"""The chain: each entry's digest covers the entry and the digest before it, under a key kept outside the database."""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from django.conf import settings

from gongkai.web.entries.models import Anchor, ChainHead, Entry
from gongkai.web.offices.models import Office


def first_digest(office_id: int) -> str:
    """What the first entry of an office follows."""
    return _mac(f"gongkai chain of office {office_id}".encode())


def digest_of(entry: Entry, before: str) -> str:
    """The digest of an entry that follows one with digest `before`."""
    plain = {
        "office": entry.office_id,
        "sequence": entry.sequence,
        "kind": entry.kind,
        "type": entry.type,
        "subject": entry.subject,
        "on": entry.on.isoformat(),
        "body": entry.body,
        "recorded_at": entry.recorded_at.astimezone(UTC).isoformat(timespec="microseconds"),
        "by": entry.by,
        "where": entry.where,
        "batch": entry.batch,
    }
    return _mac(before.encode() + canonical(plain))


def canonical(plain: Any) -> bytes:
    """JSON in one spelling: keys sorted, no spaces; what jsonb gives back spells the same."""
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _mac(data: bytes) -> str:
    return hmac.new(settings.GONGKAI.audit_key, data, sha256).hexdigest()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What `verify` found of one office.

    bad: number of the first entry that does not fit; None where all fit.
    why: in English and Chinese. vouched_to: the last entry an anchor or the whole chain vouches for.
    """

    office: Office
    entries: int
    bad: int | None
    why: tuple[str, str]
    vouched_to: int
    anchored_at: datetime | None

    @property
    def is_good(self) -> bool:
        return self.bad is None


def verify(office: Office, anchors: Iterable[Anchor] = ()) -> Verdict:
    """Recompute the chain of an office and hold it against its head and its anchors."""
    known = {anchor.sequence: anchor for anchor in anchors}
    before, last, vouched, at = first_digest(office.pk), 0, 0, None
    for entry in _all(office):
        why = _fault(entry, last, before, known)
        if why is not None:
            return Verdict(office, last, last + 1, why, vouched, at)
        before, last = entry.digest, entry.sequence
        if last in known:
            vouched, at = last, known[last].at
    head = ChainHead.objects.filter(office=office).first()
    lost = max([anchor.sequence for anchor in known.values()] + [head.sequence if head else 0])
    if lost > last or (head is not None and head.digest != before):
        gone = ("Entries at the end are missing.", "末尾的记录缺失。")
        return Verdict(office, last, last + 1, gone, vouched, at)
    return Verdict(office, last, None, ("", ""), last, at)


def _all(office: Office) -> Iterator[Entry]:
    return Entry.objects.filter(office=office).order_by("sequence").iterator(chunk_size=2000)


def _fault(entry: Entry, last: int, before: str, anchors: dict[int, Anchor]) -> tuple[str, str] | None:
    if entry.sequence != last + 1:
        return (f"Entry {last + 1} is missing.", f"第{last + 1}条记录缺失。")
    if not hmac.compare_digest(entry.digest, digest_of(entry, before)):
        return (
            f"Entry {entry.sequence} was changed, or another key was used.",
            f"第{entry.sequence}条记录被改动，或密钥不符。",
        )
    anchor = anchors.get(entry.sequence)
    if anchor is not None and anchor.digest != entry.digest:
        return (
            f"Entry {entry.sequence} differs from the anchor of {anchor.at:%Y-%m-%d}.",
            f"第{entry.sequence}条记录与{anchor.at:%Y-%m-%d}的锚点不一致。",
        )
    return None
