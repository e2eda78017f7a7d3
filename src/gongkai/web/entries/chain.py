"""The chain: each entry's digest covers the entry and the digest before it, under a key kept outside the database.

A digest tells its own algorithm (`config.digests`), so that a chain goes on and verifies when the setting changes.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.conf import settings

from gongkai.web.config.digests import algorithm_of, keyed_digest
from gongkai.web.entries.models import Anchor, ChainHead, Entry
from gongkai.web.offices.models import Office


def first_digest(office_id: int, algorithm: str = "") -> str:
    """What the first entry of an office follows. algorithm: "" for that of the deployment."""
    return _mac(f"gongkai chain of office {office_id}".encode(), algorithm)


def digest_of(entry: Entry, before: str, algorithm: str = "") -> str:
    """The digest of an entry that follows one with digest `before`. algorithm: "" for that of the deployment."""
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
    return _mac(before.encode() + canonical(plain), algorithm)


def canonical(plain: Any) -> bytes:
    """JSON in one spelling: keys sorted, no spaces; what jsonb gives back spells the same."""
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _mac(data: bytes, algorithm: str) -> str:
    return keyed_digest(settings.GONGKAI.audit_key, data, algorithm or settings.GONGKAI.digest)


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
    before, last, vouched, at = "", 0, 0, None
    for entry in _all(office):
        before = before or first_digest(office.pk, algorithm_of(entry.digest))
        why = _fault(entry, last, before, known)
        if why is not None:
            return Verdict(office, last, last + 1, why, vouched, at)
        before, last = entry.digest, entry.sequence
        if last in known:
            vouched, at = last, known[last].at
    head = ChainHead.objects.filter(office=office).first()
    lost = max([anchor.sequence for anchor in known.values()] + [head.sequence if head else 0])
    if head is not None:
        before = before or first_digest(office.pk, algorithm_of(head.digest))
    if lost > last or (head is not None and head.digest != before):
        gone = ("Entries at the end are missing.", "末尾的记录缺失。")
        return Verdict(office, last, last + 1, gone, vouched, at)
    return Verdict(office, last, None, ("", ""), last, at)


def _all(office: Office) -> Iterator[Entry]:
    return Entry.objects.filter(office=office).order_by("sequence").iterator(chunk_size=2000)


def _fault(entry: Entry, last: int, before: str, anchors: dict[int, Anchor]) -> tuple[str, str] | None:
    if entry.sequence != last + 1:
        return (f"Entry {last + 1} is missing.", f"第{last + 1}条记录缺失。")
    if not hmac.compare_digest(entry.digest, digest_of(entry, before, algorithm_of(entry.digest))):
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
