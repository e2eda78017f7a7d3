"""Files of letters: of a case in its case file, of anything else beside the letter. All are sealed."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models.signals import pre_save

from gongkai.errors import OfficeError, SealBroken
from gongkai.web.applications.files import add_file, open_file
from gongkai.web.applications.models import CaseFile
from gongkai.web.applications.uploads import check_upload
from gongkai.web.config.clock import now
from gongkai.web.entries.record import record_desk, record_disclosure
from gongkai.web.notices.models import Letter, LetterFile, ReplacedScan
from gongkai.web.people import seal

Paper = CaseFile | LetterFile


def keep(letter: Letter, kind: str, name: str, data: bytes, by: str) -> Paper:
    """Take a file of a letter in.

    Raises:
        BadUpload: it is none of the types, too large, or not what it says it is.
    """
    if letter.application is not None:
        return add_file(letter.office, letter.application, kind, name, data, by)
    checked = check_upload(name, data)
    file = LetterFile(office=letter.office, letter=letter, kind=kind, name=checked.name, by=by, added_at=now())
    file.media_type, file.size = checked.media_type, len(checked.data)
    file.sha256 = sha256(checked.data).hexdigest()
    key = seal.new_key()
    file.key_name, file.wrapped_key = seal.wrap(key, settings.GONGKAI.data_keys, file.id.bytes)
    file.sealed = seal.seal(checked.data, key, file.id.bytes)
    file.save(force_insert=True)
    details = {"file": str(file.pk), "kind": kind, "size": file.size, "sha256": file.sha256}
    record_desk(letter.office, "file_added", letter.subject, by=by, **details)
    return file


def columns(name: str, paper: Paper) -> dict[str, Any]:
    """The column of a letter or a service that holds a file. name: "pdf_", "sealed_", or "" for a service."""
    return {f"{name}file" if isinstance(paper, CaseFile) else f"{name}paper": paper}


def open_paper(paper: Paper) -> bytes:
    """The bytes of a file as they were taken in.

    Raises:
        SealBroken: it is gone, was changed, or the deployment's keys do not open it.
    """
    if isinstance(paper, CaseFile):
        return open_file(paper)
    if paper.wrapped_key is None:
        raise SealBroken("This file was destroyed.", zh="该文件已按规定销毁。")
    key = seal.unwrap(paper.key_name, bytes(paper.wrapped_key), settings.GONGKAI.data_keys, paper.pk.bytes)
    return seal.unseal(bytes(paper.sealed), key, paper.pk.bytes)


def share_paper(file: LetterFile, *, by: str) -> None:
    """Let who asked for a correction load a letter from the status page. The caller holds a transaction."""
    record_desk(file.office, "file_shared", file.letter.subject, by=by, file=str(file.pk), is_for_applicant=True)
    file.is_for_applicant = True
    file.save(update_fields=["is_for_applicant"])


def read_shared(file: LetterFile, *, by: str, reason: str) -> bytes:
    """The bytes of a letter for someone outside the desk; it names a person, so that opening it leaves an entry.

    Raises:
        SealBroken: as `open_paper`.
    """
    data = open_paper(file)
    with transaction.atomic():
        record_disclosure(file.office, "file_opened", file.letter.subject, by=by, reason=reason)
    return data


def watch() -> None:
    pre_save.connect(_check, sender=CaseFile, dispatch_uid="notices.papers")


def _check(sender: type[CaseFile], instance: CaseFile, *, raw: bool = False, **_more: Any) -> None:
    """A scan that was replaced reaches no applicant; a restored backup is taken as it is.

    Raises:
        OfficeError: it was replaced.
    """
    if raw or not instance.is_for_applicant or instance.kind != "served":
        return
    if ReplacedScan.objects.filter(office_id=instance.office_id, file=instance).exists():
        raise OfficeError(
            "This scan was replaced by another and is not given out.",
            zh="该盖章件已被更换，不能提供给申请人；请提供更换后的盖章件。",
        )
