"""Files of an item: taken in while its version is open, sealed, opened again for a reviewer or the public."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Max, Sum

from gongkai.errors import BadUpload, OfficeError
from gongkai.web.applications.uploads import LARGEST_CASE, MEGABYTE, check_upload
from gongkai.web.archive.vault import load, path_of, store
from gongkai.web.config.clock import now
from gongkai.web.entries.record import record_desk
from gongkai.web.offices.policy import Officer
from gongkai.web.publishing.actions import newest, write
from gongkai.web.publishing.models import Attachment, Item, Version


def attach(
    officer: Officer, item_id: UUID, name: str, data: bytes, *, alt: str = "", revision: int | None = None
) -> Attachment:
    """Take a file into the open version of an item.

    Raises:
        NotPermitted, StaleCase; BadUpload: see `check_upload`, or too much in all; OfficeError: no version is open.
    """
    officer.must("item_text_changed")
    checked = check_upload(name, data)
    file = Attachment(id=uuid4(), name=checked.name, media_type=checked.media_type, alt=alt.strip()[:200])
    file.by, file.at = officer.username, now()
    item = Item.objects.get(pk=item_id)
    file.office_id = item.office_id
    path = store(file, checked.data)
    try:
        with transaction.atomic():
            writing = write(officer, item_id, "item_text_changed", revision)
            file.version = _open_version(writing.item)
            held = file.version.attachments.aggregate(size=Sum("size"), last=Max("position"))
            if (held["size"] or 0) + file.size > LARGEST_CASE:
                raise BadUpload(
                    f"The files of one item may hold {LARGEST_CASE // MEGABYTE} MB in all.",
                    zh=f"一条信息的附件合计不能超过{LARGEST_CASE // MEGABYTE}MB，“{file.name}”没有保存。",
                )
            file.position = (held["last"] or 0) + 1
            file.save(force_insert=True)
            details = {"file": str(file.pk), "size": file.size, "sha256": file.sha256}
            record_desk(item.office, "item_file_added", item.number, by=officer.username, **details)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return file


@transaction.atomic
def detach(officer: Officer, item_id: UUID, file_id: UUID, *, revision: int | None = None) -> None:
    """Take a file out of the open version; frozen versions that have it keep theirs."""
    writing = write(officer, item_id, "item_text_changed", revision)
    file = _open_version(writing.item).attachments.get(pk=file_id)
    record_desk(writing.office, "item_file_removed", writing.item.number, by=officer.username, file=str(file.pk))
    path = path_of(file)
    file.delete()
    transaction.on_commit(lambda: path.unlink(missing_ok=True))


@transaction.atomic
def describe(officer: Officer, item_id: UUID, file_id: UUID, alt: str) -> None:
    """Say in words what a picture shows, or name a file's content."""
    writing = write(officer, item_id, "item_text_changed")
    _open_version(writing.item).attachments.filter(pk=file_id).update(alt=alt.strip()[:200])


def copy(file: Attachment, version: Version) -> Attachment:
    """The same file for a new version: its own row, key and sealed bytes."""
    fresh = Attachment(
        id=uuid4(),
        office_id=file.office_id,
        version=version,
        position=file.position,
        name=file.name,
        alt=file.alt,
        media_type=file.media_type,
        text=file.text,
        by=file.by,
        at=file.at,
    )
    store(fresh, open_file(file))
    fresh.save(force_insert=True)
    return fresh


def open_file(file: Attachment) -> bytes:
    """The bytes of a file. Raises SealBroken."""
    return load(file)


def _open_version(item: Item) -> Version:
    version = newest(item)
    if version.frozen_at is not None:
        raise OfficeError(
            "This version is under review and cannot be changed; save a new version first.",
            zh="该版本已报送审核，不能改动附件；请先保存为新版本。",
        )
    return version
