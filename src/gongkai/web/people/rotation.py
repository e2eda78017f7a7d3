"""Rotation: what was made with an old key, cipher or digest is made anew with the one of the deployment.

Keys are wrapped anew under the first data key; what they seal, in rows and in files, is sealed anew where another
cipher made it; secrets of the second factor are sealed anew; blind indexes are digested anew.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models, transaction
from django_scopes import scopes_disabled

from gongkai.errors import SealBroken
from gongkai.web.config.digests import algorithm_of
from gongkai.web.people import seal
from gongkai.web.people.models import BlindIndex, Person

BATCH = 500
"""Rows of one transaction: a rotation that was broken off goes on where it was."""

FEW = 20
"""Rows of one transaction whose data is read: a file may be 20 MB."""

KEPT_BY = {
    "portal.StagedFile": "intake",
    "portal.CitizenRequest": "person",
    "portal.RequestFile": "request.person",
    "notices.SealedText": "letter.request.person",
}
"""Models whose rows are sealed under the key of another row: the way to that row."""


@dataclass(frozen=True, slots=True)
class Rotated:
    """What became of the rows of one model. what: "key", "data", "file", "secret" or "index".

    rewrapped: made anew. shut: those no key of `GONGKAI_DATA_KEYS` opens.
    """

    model: type[models.Model]
    rewrapped: int
    current: int
    shut: int
    what: str = "key"


def sealed_models() -> list[type[models.Model]]:
    """Every model whose rows hold a wrapped key of their own; the row's id is what the wrapping is bound to."""
    return [one for one in apps.get_models() if {"key_name", "wrapped_key"} <= _fields(one)]


def filled_models() -> list[type[models.Model]]:
    """Every model whose rows hold sealed data."""
    return [one for one in apps.get_models() if "sealed" in _fields(one)]


def filed_models() -> list[type[models.Model]]:
    """Every model with a key of its own whose data is a file in the data folder."""
    return [one for one in sealed_models() if "sealed" not in _fields(one)]


def _fields(model: type[models.Model]) -> set[str]:
    return {field.name for field in model._meta.get_fields()}


def rotate() -> Iterator[Rotated]:
    """Make everything anew that an old key, cipher or digest made. Done twice it changes nothing."""
    from gongkai.web.accounts.second_factor import Authenticator, reseal_all

    with scopes_disabled():
        for model in sealed_models():
            rows = model._base_manager.exclude(wrapped_key=None).only("key_name", "wrapped_key")
            yield _each(model, "key", rows, _rewrap)
    for model in filled_models():
        with scopes_disabled():
            yield _each(model, "data", model._base_manager.all(), _reseal, size=FEW)
    for model in filed_models():
        with scopes_disabled():
            rows = model._base_manager.exclude(wrapped_key=None).only("key_name", "wrapped_key", "office_id")
            yield _each(model, "file", rows, _reseal_file)
    yield Rotated(Authenticator, *reseal_all(), "secret")
    with scopes_disabled():
        yield _each(Person, "index", Person._base_manager.exclude(wrapped_key=None), _reindex)


Work = Callable[[Any], bool]
"""Makes one row anew; False where it is so already. Raises SealBroken where no key opens it."""


def _each(model: type[models.Model], what: str, rows: models.QuerySet[Any], work: Work, size: int = BATCH) -> Rotated:
    """Do the work on every row, in order of the id, a batch a transaction."""
    done, current, shut, last = 0, 0, 0, None
    while True:
        batch = list((rows if last is None else rows.filter(pk__gt=last)).order_by("pk")[:size])
        if not batch:
            return Rotated(model, done, current, shut, what)
        last = batch[-1].pk
        with transaction.atomic():
            for row in batch:
                try:
                    is_new = work(row)
                except SealBroken:
                    shut += 1
                else:
                    done, current = done + is_new, current + (not is_new)


def _is_current(sealed: bytes) -> bool:
    return seal.cipher_of(sealed) == settings.GONGKAI.cipher


def _rewrap(row: Any) -> bool:
    """Wrap the key of one row anew, unless someone did or destroyed it meanwhile."""
    keys, context = settings.GONGKAI.data_keys, row.pk.bytes
    if row.key_name == seal.key_name(keys[0]) and _is_current(bytes(row.wrapped_key)):
        return False
    key = seal.unwrap(row.key_name, bytes(row.wrapped_key), keys, context)
    name, wrapped = seal.wrap(key, keys, context)
    rows = type(row)._base_manager.filter(pk=row.pk, key_name=row.key_name).exclude(wrapped_key=None)
    rows.update(key_name=name, wrapped_key=wrapped)
    return True


def _key_of(row: Any) -> bytes | None:
    """The key a row is sealed under: its own, or that of the row that keeps it; None where it was destroyed."""
    way = KEPT_BY.get(row._meta.label)
    keeper = attrgetter(way)(row) if way else row
    if keeper.wrapped_key is None:
        return None
    return seal.unwrap(keeper.key_name, bytes(keeper.wrapped_key), settings.GONGKAI.data_keys, keeper.pk.bytes)


def _reseal(row: Any) -> bool:
    """Seal the data of one row with the cipher of the deployment, unless someone wrote it meanwhile."""
    old = bytes(row.sealed)
    if not old or _is_current(old) or (key := _key_of(row)) is None:
        return False
    new = seal.seal(seal.unseal(old, key, row.pk.bytes), key, row.pk.bytes)
    type(row)._base_manager.filter(pk=row.pk, sealed=old).update(sealed=new)
    return True


def _reseal_file(row: Any) -> bool:
    """Seal the file of one row with the cipher of the deployment; it is replaced at once and whole."""
    path: Path = settings.GONGKAI.data_dir / "files" / str(row.office_id) / str(row.pk)
    if not path.exists():
        return False
    with path.open("rb") as file:
        if _is_current(file.read(len(seal.SM4_MARK))):
            return False
    key = _key_of(row)
    assert key is not None  # rows whose key was destroyed are not asked for
    new = seal.seal(seal.unseal(path.read_bytes(), key, row.pk.bytes), key, row.pk.bytes)
    part = path.with_name(f".{path.name}.part")
    with part.open("wb") as out:
        out.write(new)
        out.flush()
        os.fsync(out.fileno())
    os.replace(part, path)
    return True


def _reindex(row: Person) -> bool:
    """Write the blind indexes of one person anew where another algorithm made them."""
    digests = BlindIndex.objects.filter(person=row).values_list("digest", flat=True)
    if all(algorithm_of(one) == settings.GONGKAI.digest for one in digests):
        return False
    row.index(row.details)
    return True
