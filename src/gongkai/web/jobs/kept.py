"""Sealing what a job was asked or has made, for the officer who asked, and destroying it after some days."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.utils import timezone

from gongkai.errors import OfficeError
from gongkai.web.jobs.models import Kept
from gongkai.web.offices.policy import Officer
from gongkai.web.people import seal

DAYS = 3
"""How long something is kept."""


def put(officer: Officer, data: bytes, *, name: str = "", media_type: str = "") -> Kept:
    """Seal something under a key of its own."""
    row = Kept(id=uuid4(), office_id=officer.office_id, by=officer.username, name=name, media_type=media_type)
    key = seal.new_key()
    row.key_name, row.wrapped_key = seal.wrap(key, settings.GONGKAI.data_keys, row.id.bytes)
    row.sealed, row.size, row.at = seal.seal(data, key, row.id.bytes), len(data), timezone.now()
    row.save(force_insert=True)
    return row


def find(officer: Officer, pk: str) -> Kept | None:
    """What is kept for this officer under an id; None where there is nothing, or no more."""
    try:
        return Kept.objects.filter(pk=UUID(pk), by=officer.username).first()
    except ValueError:
        return None


def take(officer: Officer, pk: str) -> bytes:
    """The bytes of something kept.

    Raises:
        OfficeError: it is gone. SealBroken: no key that is set opens it.
    """
    row = find(officer, pk)
    if row is None:
        raise OfficeError("It was destroyed after some days; ask anew.", zh="已按规定清除，请重新办理。")
    return opened(row)


def opened(row: Kept) -> bytes:
    """The bytes again. Raises SealBroken."""
    key = seal.unwrap(row.key_name, bytes(row.wrapped_key), settings.GONGKAI.data_keys, row.id.bytes)
    return seal.unseal(bytes(row.sealed), key, row.id.bytes)


def forget() -> int:
    """Destroy what is older than `DAYS`, for every office; the caller has switched the scope off."""
    return int(Kept.objects.filter(at__lt=timezone.now() - timedelta(days=DAYS)).delete()[0])
