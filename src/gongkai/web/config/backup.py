"""Backup and restore: every row as JSON lines, every stored file, and a manifest of checksums; on either engine.

The keys are not in it: what is sealed stays sealed. A restore goes into an empty database, checks every checksum
before it writes, and ends with verifying the chains.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import tarfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from tempfile import NamedTemporaryFile
from typing import IO, Any

from django.apps import apps
from django.conf import settings
from django.core import serializers
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.migrations.recorder import MigrationRecorder

from gongkai import __version__
from gongkai.errors import DocumentError
from gongkai.web.config.clock import now
from gongkai.web.publishing.gate import lifted

FORMAT = "gongkai.backup/1"
LEFT_OUT = {
    "sessions.session",
    "contenttypes.contenttype",
    "auth.permission",
    "jobs.round",
    "jobs.kept",
    "portal.intake",
    "portal.stagedfile",
    "usersessions.usersession",
    "desk.change",
    "search.indexed",
}
"""Rows that a migration makes anew, or that only hold who is logged in, who does the work of a day, or what was not yet sent."""


def kept() -> list[type[models.Model]]:
    """The models of a backup. What rows point to is checked at the end of the transaction that restores them."""
    wanted = [(app, None) for app in apps.get_app_configs()]
    found = serializers.sort_dependencies(wanted, allow_cycles=True)
    return [model for model in found if model._meta.label_lower not in LEFT_OUT and not model._meta.proxy]


def back_up(target: Path) -> dict[str, Any]:
    """Write the backup and return its manifest.

    Raises:
        DocumentError: the file cannot be written.
    """
    is_outermost = not connection.in_atomic_block
    with NamedTemporaryFile(suffix=".jsonl") as rows, transaction.atomic():
        if is_outermost and connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        counts = {}
        for model in kept():
            counts[model._meta.label_lower] = _dump(model, rows)
        rows.flush()
        files = {name: _digest_of(path) for name, path in _files()}
        manifest = {
            "format": FORMAT,
            "gongkai": __version__,
            "at": now().isoformat(),
            "migrations": sorted(".".join(key) for key in MigrationRecorder(connection).applied_migrations()),
            "rows": counts,
            "data": _digest_of(Path(rows.name)),
            "files": files,
        }
        _write(target, manifest, Path(rows.name))
    return manifest


def _dump(model: type[models.Model], out: IO[bytes]) -> int:
    count = 0
    for row in model._base_manager.order_by("pk").iterator(chunk_size=1000):
        values = {field.attname: _plain(field, row) for field in model._meta.concrete_fields}
        line = {"model": model._meta.label_lower, "values": values}
        out.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")
        count += 1
    return count


def _plain(field: models.Field[Any, Any], row: models.Model) -> Any:
    """A value as JSON has it; instants keep their microseconds, on which the chain rests."""
    value = getattr(row, field.attname)
    return value if value is None or isinstance(field, models.JSONField) else field.value_to_string(row)


def _files() -> Iterator[tuple[str, Path]]:
    root = settings.GONGKAI.data_dir
    for path in sorted((root / "files").rglob("*")):
        if path.is_file() and not path.name.startswith("."):
            yield path.relative_to(root).as_posix(), path
    if (root / "anchors.jsonl").exists():
        yield "anchors.jsonl", root / "anchors.jsonl"


def _digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write(target: Path, manifest: dict[str, Any], rows: Path) -> None:
    part = target.with_name(f".{target.name}.part")
    try:
        with tarfile.open(part, "w:gz", compresslevel=3) as archive:
            text = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
            head = tarfile.TarInfo("manifest.json")
            head.size = len(text)
            archive.addfile(head, io.BytesIO(text))
            archive.add(rows, "data.jsonl", recursive=False)
            for name in manifest["files"]:
                archive.add(settings.GONGKAI.data_dir / name, f"store/{name}", recursive=False)
        verify_backup(part)
        os.replace(part, target)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise DocumentError.unwritable(target, error) from None


def verify_backup(source: Path) -> dict[str, Any]:
    """Read a backup through and return its manifest.

    Raises:
        DocumentError: it is no backup, is cut off, or a checksum does not fit.
    """
    found: dict[str, str] = {}
    manifest: dict[str, Any] = {}
    try:
        with gzip.open(source) as whole:
            while whole.read(1 << 20):  # to the checksum at the very end, which tarfile leaves unread
                pass
        with tarfile.open(source, "r:gz") as archive:
            for member in archive:
                file = archive.extractfile(member)
                if file is None:
                    raise _bad(source, member.name)
                if member.name == "manifest.json":
                    manifest = json.load(file)
                else:
                    found[member.name] = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        if isinstance(error, FileNotFoundError | PermissionError | IsADirectoryError):
            raise DocumentError.unreadable(source, error) from None
        raise _bad(source, "") from None
    except (tarfile.TarError, EOFError, ValueError, zlib.error):
        raise _bad(source, "") from None
    if manifest.get("format") != FORMAT:
        raise _bad(source, "manifest.json")
    stated = {"data.jsonl": manifest["data"]} | {f"store/{name}": value for name, value in manifest["files"].items()}
    for name in sorted(stated.keys() | found.keys()):
        if stated.get(name) != found.get(name):
            raise _bad(source, name)
    return manifest


def _bad(source: Path, name: str) -> DocumentError:
    at = f" ({name})" if name else ""
    return DocumentError(
        f"{source} is no whole backup{at}; take another one.", zh=f"{source}不是完整的备份{at}；请换一份备份。"
    )


def restore(source: Path) -> dict[str, Any]:
    """Bring a backup into an empty database and an empty folder; return its manifest.

    Raises:
        DocumentError: the backup is not whole, of another version, or there is something in the way.
    """
    manifest = verify_backup(source)
    applied = sorted(".".join(key) for key in MigrationRecorder(connection).applied_migrations())
    if applied != manifest["migrations"]:
        raise DocumentError(
            f"{source} was made by Gongkai {manifest['gongkai']}; restore it with that version, then update.",
            zh=f"{source}由Gongkai {manifest['gongkai']}制作；请先用该版本恢复，再升级。",
        )
    if any(model._base_manager.exists() for model in kept()) or any(True for _ in _files()):
        raise DocumentError(
            "There is data already; restore into an empty database and an empty GONGKAI_DATA_DIR.",
            zh="已有数据；请恢复到空的数据库和空的GONGKAI_DATA_DIR。",
        )
    root = settings.GONGKAI.data_dir
    with tarfile.open(source, "r:gz") as archive, transaction.atomic(), lifted():
        for member in archive:
            file = archive.extractfile(member)
            assert file is not None  # verify_backup saw to it
            if member.name == "data.jsonl":
                _load(file)
            elif member.name.startswith("store/"):
                _put(root, PurePosixPath(member.name.removeprefix("store/")), file)
        if connection.vendor == "postgresql":
            connection.check_constraints()  # a table with checks pending takes no trigger
    _reset_sequences()
    return manifest


def _load(file: IO[bytes]) -> None:
    known = {model._meta.label_lower: model for model in kept()}
    for text in file:
        line = json.loads(text)
        model = known[line["model"]]
        row = model()
        for field in model._meta.concrete_fields:
            value = line["values"][field.attname]
            is_plain = value is None or isinstance(field, models.JSONField)
            setattr(row, field.attname, value if is_plain else field.to_python(value))
        models.Model.save_base(row, raw=True, force_insert=True)


def _put(root: Path, name: PurePosixPath, file: IO[bytes]) -> None:
    path = (root / name).resolve()
    if not path.is_relative_to(root.resolve()):
        raise _bad(root, str(name))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(file.read())


def _reset_sequences() -> None:
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), kept()):
            cursor.execute(statement)
