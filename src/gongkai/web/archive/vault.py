"""Bundles and receipts on the disk: sealed under a key each, in the folder that the backup keeps."""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path

from django.conf import settings

from gongkai.errors import SealBroken
from gongkai.web.archive.models import Bundle, Receipt
from gongkai.web.people import seal

Row = Bundle | Receipt


def store(row: Row, data: bytes) -> Path:
    """Seal and write the bytes of a row that is not saved yet; the caller saves it, or unlinks the path."""
    row.size, row.sha256 = len(data), sha256(data).hexdigest()
    key = seal.new_key()
    row.key_name, row.wrapped_key = seal.wrap(key, settings.GONGKAI.data_keys, row.pk.bytes)
    path = path_of(row)
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.part")
    try:
        with temporary.open("wb") as out:
            out.write(seal.seal(data, key, row.pk.bytes))
            out.flush()
            os.fsync(out.fileno())
        os.replace(temporary, path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
    return path


def load(row: Row) -> bytes:
    """The bytes of a row, checked against its digest.

    Raises:
        SealBroken: destroyed, gone, changed, or sealed with keys that are not set.
    """
    if row.wrapped_key is None:
        raise SealBroken("This file was destroyed.", zh="该文件已按规定销毁。")
    key = seal.unwrap(row.key_name, bytes(row.wrapped_key), settings.GONGKAI.data_keys, row.pk.bytes)
    try:
        sealed = path_of(row).read_bytes()
    except OSError:
        raise SealBroken(
            f"The file {row.pk} is not in the data folder; restore it from the backup.",
            zh="文件不在数据目录中，请从备份恢复。",
        ) from None
    data = seal.unseal(sealed, key, row.pk.bytes)
    if sha256(data).hexdigest() != row.sha256:
        raise SealBroken("The file does not have its digest.", zh="文件与登记的校验值不符。")
    return data


def rewrap(row: Row) -> None:
    """Wrap the key of a row under the first of the deployment's keys (rotation)."""
    if row.wrapped_key is None:
        return
    keys = settings.GONGKAI.data_keys
    key = seal.unwrap(row.key_name, bytes(row.wrapped_key), keys, row.pk.bytes)
    row.key_name, row.wrapped_key = seal.wrap(key, keys, row.pk.bytes)
    row.save(update_fields=["key_name", "wrapped_key"])


def destroy(row: Row) -> None:
    """Destroy the key and the file (retention of bundles with personal data)."""
    row.wrapped_key, row.key_name = None, ""
    row.save(update_fields=["key_name", "wrapped_key"])
    path_of(row).unlink(missing_ok=True)


def path_of(row: Row) -> Path:
    """Where the sealed bytes stand."""
    return settings.GONGKAI.data_dir / "files" / str(row.office_id) / str(row.pk)
