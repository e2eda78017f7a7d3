"""Files of a case: sealed under a key each, below the data folder; every one taken in or shown is recorded."""

from __future__ import annotations

import os
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import Sum

from gongkai.errors import BadUpload, OfficeError, SealBroken
from gongkai.web.applications.models import Application, CaseFile
from gongkai.web.applications.uploads import LARGEST_CASE, MEGABYTE, Checked, check_upload
from gongkai.web.config.clock import now
from gongkai.web.entries.record import record_desk, record_disclosure
from gongkai.web.offices.models import Office
from gongkai.web.offices.policy import Officer
from gongkai.web.people import seal


def add_file(
    office: Office,
    case: Application,
    kind: str,
    name: str,
    data: bytes,
    by: str,
    is_for_applicant: bool = False,
) -> CaseFile:
    """Take a file into a case. by: a username, or one of `policy.APPLICANT` and `policy.SYSTEM`.

    The sealed bytes are written first and the row after them, so that a row never lacks its file; a file whose row
    never came is sealed under a key nobody kept.

    Raises:
        BadUpload: see `check_upload`; or the case holds too much already.
        OfficeError: no such kind.
    """
    if kind not in CaseFile.KINDS:
        raise OfficeError("Say what the file is.", zh="请选择材料类别。")
    return keep(office, case, kind, check_upload(name, data), by, is_for_applicant=is_for_applicant)


def keep(
    office: Office, case: Application, kind: str, checked: Checked, by: str, *, is_for_applicant: bool = False
) -> CaseFile:
    """Seal and store what `check_upload` passed."""
    file = CaseFile(office=office, application=case, kind=kind, name=checked.name, media_type=checked.media_type)
    file.id, file.by, file.added_at, file.is_for_applicant = uuid4(), by, now(), is_for_applicant
    file.size, file.sha256 = len(checked.data), sha256(checked.data).hexdigest()
    key = seal.new_key()
    file.key_name, file.wrapped_key = seal.wrap(key, settings.GONGKAI.data_keys, file.id.bytes)
    path = path_of(file)
    _write(path, seal.seal(checked.data, key, file.id.bytes))
    try:
        _record(office, file)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return file


@transaction.atomic
def _record(office: Office, file: CaseFile) -> None:
    """The row and its entry; the case's row is locked, so that two who add at once do not pass the limit together."""
    case = Application.objects.select_for_update().get(pk=file.application_id)
    held = CaseFile.objects.filter(application=case).aggregate(size=Sum("size"))["size"] or 0
    if held + file.size > LARGEST_CASE:
        raise BadUpload(
            f"The files of {case.number} would be more than {LARGEST_CASE // MEGABYTE} MB.",
            zh=f"{case.number}的材料合计将超过{LARGEST_CASE // MEGABYTE}MB，“{file.name}”没有保存。",
        )
    file.save(force_insert=True)
    details = {"file": str(file.pk), "kind": file.kind, "size": file.size, "sha256": file.sha256}
    record_desk(office, "file_added", case.number, by=file.by, **details)


def attach(officer: Officer, office: Office, case: Application, kind: str, name: str, data: bytes) -> CaseFile:
    """Take in a file an officer uploads. Raises NotPermitted and what `add_file` raises."""
    officer.must("attach")
    return add_file(office, case, kind, name, data, officer.username)


@transaction.atomic
def set_for_applicant(officer: Officer, file: CaseFile, *, is_for_applicant: bool) -> CaseFile:
    """Let the applicant load a file from the status page, or no longer."""
    officer.must("attach")
    if is_for_applicant and file.kind == "original":
        raise OfficeError(
            "The original is not given out; release a redacted copy.",
            zh="原件不能直接提供给申请人，请提供处理后的副本。",
        )
    details = {"file": str(file.pk), "is_for_applicant": is_for_applicant}
    record_desk(file.office, "file_shared", file.application.number, by=officer.username, **details)
    file.is_for_applicant = is_for_applicant
    file.save(update_fields=["is_for_applicant"])
    return file


def open_file(file: CaseFile) -> bytes:
    """The bytes of a file as they were taken in.

    Raises:
        SealBroken: the file is gone, was changed, or the deployment's keys do not open it.
    """
    if file.wrapped_key is None:
        raise SealBroken("This file was destroyed.", zh="该文件已按规定销毁。")
    key = seal.unwrap(file.key_name, bytes(file.wrapped_key), settings.GONGKAI.data_keys, file.id.bytes)
    try:
        sealed = path_of(file).read_bytes()
    except OSError:
        raise SealBroken(
            f"The file {file.pk} is not in the data folder; restore it from the backup.",
            zh="文件不在数据目录中，请从备份恢复。",
        ) from None
    return seal.unseal(sealed, key, file.id.bytes)


def read_file(file: CaseFile, *, by: str, reason: str) -> bytes:
    """`open_file` for someone at the desk; a file with personal data leaves an entry."""
    data = open_file(file)
    if file.kind in CaseFile.REVEALING:
        with transaction.atomic():
            record_disclosure(file.office, "file_opened", file.application.number, by=by, reason=reason)
    return data


def rewrap(file: CaseFile) -> None:
    """Wrap the key of a file under the first of the deployment's keys (rotation)."""
    if file.wrapped_key is None:
        return
    keys = settings.GONGKAI.data_keys
    key = seal.unwrap(file.key_name, bytes(file.wrapped_key), keys, file.id.bytes)
    file.key_name, file.wrapped_key = seal.wrap(key, keys, file.id.bytes)
    file.save(update_fields=["key_name", "wrapped_key"])


def path_of(file: CaseFile) -> Path:
    """Where the sealed bytes of a file stand."""
    return settings.GONGKAI.data_dir / "files" / str(file.office_id) / str(file.pk)


def _write(path: Path, data: bytes) -> None:
    """Write under a temporary name, force it to the disk, then give it its name."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.part")
    try:
        with temporary.open("wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        os.replace(temporary, path)
        _sync_folder(path.parent)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise


def _sync_folder(folder: Path) -> None:
    """Force a new name in a folder to the disk; systems that cannot (Windows) do it in their own time."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
