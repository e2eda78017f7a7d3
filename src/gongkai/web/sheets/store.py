"""The content of a file brought in: sealed under a key of its own, in the folder the backup keeps, for some days.

A table is read once, in a process of its own, and kept as its plain rows; the core's workbook as it came.
"""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings

from gongkai.documents.limits import MIB
from gongkai.documents.tables import Table, Value
from gongkai.errors import SealBroken
from gongkai.web.people import seal
from gongkai.web.sheets.models import Sheet

_MOST = 256 * MIB


def store(row: Sheet, data: bytes) -> Path:
    """Seal and write the content of a row that is not saved yet; the caller saves it, or unlinks the path."""
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


def load(row: Sheet) -> bytes:
    """The content again.

    Raises:
        SealBroken: it was destroyed, is gone, was changed, or no key that is set opens it.
    """
    if row.wrapped_key is None:
        raise SealBroken("The content of this file was destroyed.", zh="该文件的内容已按规定销毁，请重新上传。")
    key = seal.unwrap(row.key_name, bytes(row.wrapped_key), settings.GONGKAI.data_keys, row.pk.bytes)
    try:
        sealed = path_of(row).read_bytes()
    except OSError:
        raise SealBroken(
            f"The file {row.pk} is not in the data folder; upload it again.", zh="文件不在数据目录中，请重新上传。"
        ) from None
    return seal.unseal(sealed, key, row.pk.bytes)


def destroy(row: Sheet) -> None:
    """Destroy the key and the content; the caller saves the row."""
    row.wrapped_key, row.key_name = None, ""
    path_of(row).unlink(missing_ok=True)


def path_of(row: Sheet) -> Path:
    """Where the sealed content stands."""
    return settings.GONGKAI.data_dir / "files" / str(row.office_id) / str(row.pk)


def packed(tables: Sequence[Table]) -> bytes:
    """Tables as bytes."""
    plain = [
        {
            "name": table.name,
            "rows": [[_plain(value) for value in row] for row in table.rows],
            "merged": table.merged,
            "is_hidden": table.is_hidden,
            "is_1904": table.is_1904,
        }
        for table in tables
    ]
    return zlib.compress(json.dumps(plain, ensure_ascii=False).encode("utf-8", "surrogatepass"), 6)


def unpacked(data: bytes) -> tuple[Table, ...]:
    """Tables again."""
    inflater = zlib.decompressobj()
    plain = json.loads(inflater.decompress(data, _MOST).decode("utf-8", "surrogatepass"))
    return tuple(
        Table(
            one["name"],
            tuple(tuple(_value(value) for value in row) for row in one["rows"]),
            tuple((a, b, c, d) for a, b, c, d in one["merged"]),
            one["is_hidden"],
            one["is_1904"],
        )
        for one in plain
    )


def _plain(value: Value) -> Any:
    return [value.isoformat()] if isinstance(value, date) else value


def _value(plain: Any) -> Value:
    return date.fromisoformat(plain[0]) if isinstance(plain, list) else plain
