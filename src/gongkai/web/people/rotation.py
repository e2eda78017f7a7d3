"""Rotation of the deployment's keys: what is sealed stays as it is, the keys it is sealed under are wrapped anew."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.conf import settings
from django.db import models, transaction
from django_scopes import scopes_disabled

from gongkai.errors import SealBroken
from gongkai.web.people import seal

BATCH = 500
"""Rows of one transaction: a rotation that was broken off goes on where it was."""


@dataclass(frozen=True, slots=True)
class Rotated:
    """What became of the keys of one kind of row. shut: those no key of `GONGKAI_DATA_KEYS` opens."""

    model: type[models.Model]
    rewrapped: int
    current: int
    shut: int


def sealed_models() -> list[type[models.Model]]:
    """Every model whose rows hold a wrapped key of their own; the row's id is what the wrapping is bound to."""
    wanted = {"key_name", "wrapped_key"}
    return [one for one in apps.get_models() if wanted <= {field.name for field in one._meta.get_fields()}]


def rotate() -> Iterator[Rotated]:
    """Wrap every key under the first of `GONGKAI_DATA_KEYS`. Done twice it changes nothing."""
    for model in sealed_models():
        with scopes_disabled():
            yield _rotate(model)


def _rotate(model: type[models.Model]) -> Rotated:
    rows = model._base_manager.exclude(wrapped_key=None)
    name = seal.key_name(settings.GONGKAI.data_keys[0])
    current, rewrapped, shut, last = rows.filter(key_name=name).count(), 0, 0, None
    while True:
        waiting = rows.exclude(key_name=name).order_by("pk")
        batch = list((waiting if last is None else waiting.filter(pk__gt=last)).only("key_name", "wrapped_key")[:BATCH])
        if not batch:
            return Rotated(model, rewrapped, current, shut)
        last = batch[-1].pk
        with transaction.atomic():
            done = sum(_rewrap(model, row) for row in batch)
        rewrapped, shut = rewrapped + done, shut + len(batch) - done


def _rewrap(model: type[models.Model], row: models.Model) -> bool:
    """Wrap the key of one row anew, unless someone did or destroyed it meanwhile; False where it does not open."""
    keys, context = settings.GONGKAI.data_keys, row.pk.bytes
    try:
        key = seal.unwrap(row.key_name, bytes(row.wrapped_key), keys, context)  # type: ignore[attr-defined]
    except SealBroken:
        return False
    name, wrapped = seal.wrap(key, keys, context)
    rows = model._base_manager.filter(pk=row.pk, key_name=row.key_name).exclude(wrapped_key=None)  # type: ignore[attr-defined]
    rows.update(key_name=name, wrapped_key=wrapped)
    return True
