"""What is done to a record: add, change, release, withdraw, end. One transaction each, with an entry of the desk.

Nothing reaches the public unreviewed: what is released was written by one person and released by another.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from gongkai.documents.workbook.cells import holds_personal_data
from gongkai.errors import OfficeError
from gongkai.web.applications.uploads import check_upload
from gongkai.web.config.clock import local_today, now
from gongkai.web.entries.models import ChainHead
from gongkai.web.entries.record import record_desk
from gongkai.web.guides import counted
from gongkai.web.guides.kinds import Kind
from gongkai.web.guides.models import DirectoryEntry, Kept, SystemDocument, SystemFile
from gongkai.web.offices.models import Office
from gongkai.web.offices.policy import Officer
from gongkai.web.sheets import store

KEEP = "keep_registers"
RELEASE = "release_records"
_MOST = 9999
_LINKS = ("https://", "http://")


@transaction.atomic
def add(officer: Officer, office: Office, kind: Kind, values: Mapping[str, Any], *, batch: str = "") -> Kept:
    """Record something new; the public does not see it yet.

    Raises:
        NotPermitted; OfficeError: a value cannot be, or it stands already; EntryError: the ledger does not take it.
    """
    officer.must(KEEP)
    given = checked(kind, values)
    ChainHead.objects.select_for_update().filter(office=office).first()  # two who add the same come one after the other
    if same_as(office, kind, given) is not None:
        raise _repeated()
    row = kind.model(office=office, batch=batch, changed_by=officer.username, changed_at=now(), **given)
    counted.added(officer, row)
    _save(row, is_new=True)
    _note("record_added", officer, kind, row)
    return row


@transaction.atomic
def change(officer: Officer, kind: Kind, pk: UUID, version: int, values: Mapping[str, Any]) -> Kept:
    """Change a record. What is public stays as it was released until the change is released too.

    Raises:
        NotPermitted; OfficeError: a value cannot be, nothing differs, it has ended, or someone changed it meanwhile.
    """
    officer.must(KEEP)
    row = _standing(kind, pk)
    if row.version != version:
        raise OfficeError(
            f"{row.changed_by} changed this record meanwhile; look at it and change it again.",
            zh=f"{row.changed_by} 刚刚修改过这条记录，请核对后重新修改。",
        )
    given = checked(kind, values)
    names = sorted(name for name, value in given.items() if getattr(row, name) != value)
    if not names:
        raise OfficeError("Nothing was changed.", zh="内容没有改动。")
    other = same_as(row.office, kind, given)
    if other is not None and other.pk != row.pk:
        raise _repeated()
    for name in names:
        setattr(row, name, given[name])
    counted.changed(officer, row, names)
    _written(officer, row)
    _note("record_changed", officer, kind, row, fields=names)
    return row


@transaction.atomic
def release(officer: Officer, kind: Kind, pk: UUID, version: int) -> Kept:
    """Let the public see a record as it stands: by another person than the one who wrote it.

    Raises:
        NotPermitted; OfficeError: written by the same person, nothing new, ended, or changed since it was looked at.
    """
    officer.must(RELEASE)
    row = _standing(kind, pk)
    if not kind.has_release:
        raise OfficeError("These records are not published.", zh="这种记录不对外公开。")
    if row.version != version:
        raise OfficeError(
            "The record was changed meanwhile; look at it again.", zh="记录刚刚被修改，请重新核对后再公开。"
        )
    if not row.waits_for_release:
        raise OfficeError("Nothing new is to be released.", zh="没有需要公开的内容。")
    if row.changed_by == officer.username:
        raise OfficeError(
            "Someone else must release what you wrote.", zh="自己登记或者修改的内容，须由另一名负责人核对后公开。"
        )
    today = local_today()
    row.released = _public(kind, row) | {"changed_on": today.isoformat()}
    row.released_version, row.released_by = row.version, officer.username
    row.published_on = row.published_on or today
    row.save()
    _note("record_released", officer, kind, row)
    return row


@transaction.atomic
def withdraw(officer: Officer, kind: Kind, pk: UUID, reason: str) -> Kept:
    """Take a record from the public; it stays here.

    Raises:
        NotPermitted; OfficeError: no reason, or it is not public.
    """
    officer.must(RELEASE)
    row = _standing(kind, pk)
    if not row.is_public:
        raise OfficeError("This record is not public.", zh="这条记录没有公开。")
    said = _said(reason)
    _hide(row)
    row.save()
    _note("record_withdrawn", officer, kind, row, reason=said)
    return row


@transaction.atomic
def end(officer: Officer, kind: Kind, pk: UUID, on: date, reason: str, *, is_slip: bool = False) -> Kept:
    """End a record: it was abolished, or written by mistake. The public sees it no more; it stays in the register.

    is_slip: it should never have been recorded; what it counted is voided.
    Raises:
        NotPermitted; OfficeError: no reason, ended already, a day ahead; EntryError: the ledger does not take it.
    """
    officer.must(KEEP)
    row = _standing(kind, pk)
    if row.is_public:
        officer.must(RELEASE)
    if on > local_today():
        raise OfficeError("This day lies ahead.", zh="日期晚于今天，请在当日登记。")
    row.end_reason, row.ended_on = _said(reason), on
    counted.ended(officer, row, is_slip=is_slip)
    _hide(row)
    row.save()
    _note("record_ended", officer, kind, row, reason=row.end_reason, is_slip=is_slip)
    return row


# --- files of a system ----------------------------------------------------------------------------------------------


@transaction.atomic
def add_file(officer: Officer, kind: Kind, pk: UUID, name: str, data: bytes) -> SystemFile:
    """Put a file to a system; the public sees it once the system is released again.

    Raises:
        NotPermitted; OfficeError: no system; BadUpload: of no type taken in, too large, not passed by the scanner.
    """
    officer.must(KEEP)
    row = _standing(kind, pk)
    if not isinstance(row, SystemDocument):
        raise OfficeError("Only systems have files.", zh="只有制度可以上传文件。")
    found = check_upload(name, data)
    file = SystemFile(office=row.office, document=row, name=found.name, media_type=found.media_type, size=len(data))
    file.sha256, file.by, file.added_at = sha256(data).hexdigest(), officer.username, now()
    path = store.store(file, data)
    try:
        with transaction.atomic():
            file.save(force_insert=True)
            _written(officer, row)
            _note("record_file_added", officer, kind, row, sha256=file.sha256)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return file


@transaction.atomic
def remove_file(officer: Officer, kind: Kind, pk: UUID, file: UUID) -> None:
    """Take a file from a system; the content stays, and public until the system is released again."""
    officer.must(KEEP)
    row = _standing(kind, pk)
    done = SystemFile.objects.filter(pk=file, document_id=row.pk, removed_at=None).update(removed_at=now())
    if not done:
        raise OfficeError("There is no such file.", zh="没有这个文件。")
    _written(officer, row)
    _note("record_file_removed", officer, kind, row)


# --- proposals ------------------------------------------------------------------------------------------------------


@transaction.atomic
def answer(officer: Officer, kind: Kind, pk: UUID, values: Mapping[str, Any]) -> Kept:
    """Record that a proposal was answered, or record it rightly; the answer counts in the report.

    Raises:
        NotPermitted; OfficeError: answered before it came, published before it was answered or though it may not be.
    """
    officer.must(KEEP)
    row = _standing(kind, pk)
    for name in ("answered_on", "result", "answer_public", "public_on", "link"):
        setattr(row, name, values.get(name) or kind.model._meta.get_field(name).get_default())
    counted.answered(officer, row)
    _check_link(row.link)
    _written(officer, row)
    _note("record_answered", officer, kind, row)
    return row


# --- shared ---------------------------------------------------------------------------------------------------------


def checked(kind: Kind, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a record with spaces trimmed.

    Raises:
        OfficeError: one is missing, an address is none, a text holds an ID or mobile number, days in the wrong order.
    """
    given: dict[str, Any] = {}
    for field in kind.typed:
        value = values.get(field.name)
        if isinstance(value, str):
            value = value.strip()
        if value is None or value == "":
            value = kind.model._meta.get_field(field.name).get_default()
        label = str(kind.label_of(field.name))
        if field.is_required and not value:
            raise OfficeError(f"{field.name} is empty.", zh=f"“{label}”没有填写。")
        if isinstance(value, str) and holds_personal_data(value):
            raise OfficeError(
                f"{field.name} seems to hold an identity or mobile number.",
                zh=f"“{label}”里疑似有身份证号或者手机号，请删去；对外联系请填办公电话。",
            )
        if field.kind == "date" and not field.is_ahead and value is not None and value > local_today():
            raise OfficeError(f"{field.name} lies ahead.", zh=f"“{label}”晚于今天，请登记已发生的日期。")
        if field.kind == "number" and not 0 <= (value or 0) <= _MOST:
            raise OfficeError(f"{field.name} is not from 0 to {_MOST}.", zh=f"“{label}”应当是0至{_MOST}的整数。")
        given[field.name] = value
    _check_link(given.get("link", ""))
    begins, ends = (
        given.get("in_force_from") or given.get("received_on"),
        given.get("valid_until") or given.get("due_on"),
    )
    if begins and ends and ends < begins:
        raise OfficeError("It ends before it begins.", zh="截止日期不能早于开始日期。")
    return given


def same_as(office: Office, kind: Kind, given: Mapping[str, Any]) -> Kept | None:
    """A standing record that is the same by the fields that tell two apart."""
    same = {name: given[name] for name in kind.same}
    return kind.model.objects.filter(office=office, ended_on=None, **same).first()


def _check_link(link: str) -> None:
    if link and not link.startswith(_LINKS):
        raise OfficeError("A link begins with https:// or http://.", zh="网址应当以 https:// 或者 http:// 开头。")


def _repeated() -> OfficeError:
    return OfficeError(
        "This record stands already; change that one.", zh="已有同一条记录，请修改原来的记录，不重复登记。"
    )


def _standing(kind: Kind, pk: UUID) -> Any:
    row = kind.model.objects.select_for_update(of=("self",)).select_related("office").get(pk=pk)
    if row.ended_on is not None:
        raise OfficeError("This record has ended.", zh="这条记录已经停用，不能再修改。")
    return row


def _written(officer: Officer, row: Kept) -> None:
    row.version += 1
    row.changed_by, row.changed_at = officer.username, now()
    _save(row)


def _save(row: Kept, *, is_new: bool = False) -> None:
    try:
        with transaction.atomic():
            row.save(force_insert=is_new)
    except IntegrityError:
        raise _repeated() from None


def _hide(row: Kept) -> None:
    row.published_on, row.released, row.released_version, row.released_by = None, {}, 0, ""


def _public(kind: Kind, row: Kept) -> dict[str, Any]:
    """What the public may see of a record as it stands. A name stands there only with its owner's consent."""
    found = {field.name: _plain(getattr(row, field.name)) for field in kind.fields if field.is_public}
    if isinstance(row, DirectoryEntry) and not row.consents:
        found["name"] = ""
    if isinstance(row, SystemDocument):
        files = row.files.filter(removed_at=None)
        found["files"] = [
            {"id": str(one.pk), "name": one.name, "media_type": one.media_type, "size": one.size} for one in files
        ]
    return found


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _said(reason: str) -> str:
    if not reason.strip():
        raise OfficeError("Say why.", zh="请写明原因。")
    return reason.strip()[:200]


def _note(act: str, officer: Officer, kind: Kind, row: Kept, **details: Any) -> None:
    record_desk(row.office, act, str(row.pk), by=officer.username, register=kind.slug, version=row.version, **details)
