"""Bringing a file of items in: read once and kept sealed, tried without writing, recorded as one batch, undone whole."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from hashlib import sha256

from django.db import transaction

from gongkai.documents.limited import run_limited
from gongkai.documents.tables import LIMITS, read_tables
from gongkai.errors import BadUpload, OfficeError
from gongkai.web.applications.uploads import clean_name, scan
from gongkai.web.catalogue import actions
from gongkai.web.catalogue.actions import KEEP
from gongkai.web.catalogue.models import CatalogueUpload, StandardItem
from gongkai.web.catalogue.plan import Plan, plan_of_values
from gongkai.web.catalogue.queries import items_of
from gongkai.web.catalogue.reading import Reading, read_catalogue
from gongkai.web.config.clock import local_today, now
from gongkai.web.entries.record import record_desk
from gongkai.web.offices.models import Office
from gongkai.web.offices.policy import SYSTEM, Officer
from gongkai.web.sheets import brought, store

LARGEST = LIMITS.file_bytes
SECONDS, MEGABYTES = 30.0, 1024
DAYS = brought.DAYS


@dataclass(frozen=True)
class Trial:
    """What an import would do. reading: what the file says; plan: what that does to the catalogue."""

    reading: Reading
    plan: Plan


def take_in(officer: Officer, office: Office, name: str, data: bytes, *, field: str = "") -> CatalogueUpload:
    """Take a file in: read it once in a process of its own, and keep its rows sealed.

    field: of the items whose file names none.
    Raises:
        NotPermitted; BadUpload: too large, not passed by the scanner, imported before; DocumentError: cannot be read;
        OfficeError: it has not the columns of a catalogue.
    """
    officer.must(KEEP)
    name = clean_name(name)
    if len(data) > LARGEST:
        raise too_large(name)
    scan(name, data)
    tables = run_limited(partial(read_tables, data), seconds=SECONDS, megabytes=MEGABYTES)
    row = CatalogueUpload(office=office, name=name, field=field, by=officer.username, added_at=now())
    row.sha256 = sha256(data).hexdigest()
    if before := CatalogueUpload.objects.filter(office=office, sha256=row.sha256, state="imported").first():
        on = before.added_at.date().isoformat()
        raise BadUpload(
            f"This file was imported already ({on}); undo that import first.",
            zh=f"这个文件已经导入过（{on}上传），不能重复导入；需要重新导入的，请先撤销原来的导入。",
        )
    if refusal := read_catalogue(tables, given_field=field).refusal:
        raise OfficeError(refusal[1], zh=refusal[0])
    path = store.store(row, store.packed(tables))
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            record_desk(office, "sheet_added", by=officer.username, register="catalogue", sha256=row.sha256)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return row


def too_large(name: str) -> BadUpload:
    most = LARGEST // 2**20
    return BadUpload(f"{name} is larger than {most} MB; split it.", zh=f"“{name}”超过{most}MB；请拆分后再上传。")


def try_out(row: CatalogueUpload, own: list[StandardItem] | None = None) -> Trial:
    """What the import of a file would do today; nothing is written.

    Raises:
        SealBroken: its content is gone.
    """
    tables = store.unpacked(store.load(row))
    reading = read_catalogue(tables, given_field=row.field, body=row.office.name)
    told = ((one.row, one.values) for one in reading.rows)
    return Trial(reading, plan_of_values(items_of(row.office, local_today()) if own is None else own, told))


@transaction.atomic
def bring_in(
    officer: Officer, row: CatalogueUpload, *, without_errors: bool, ends_missing: bool, seen: str
) -> CatalogueUpload:
    """Record the sound rows as one batch.

    without_errors: the officer said that rows with errors are left out. ends_missing: that standing items of the
    file's fields which it lacks end today. seen: the signature of what they were shown.
    Raises:
        NotPermitted; OfficeError: nothing to record, errors nobody decided on, or another result by now.
    """
    officer.must(KEEP)
    row = brought.opened(CatalogueUpload, row.pk)
    trial = try_out(row, actions.locked_items(row.office))
    plan, bad = trial.plan, trial.reading.bad_rows
    if bad and not without_errors:
        raise OfficeError(
            f"{bad} rows have errors; mend them, or say that they are left out.",
            zh=f"有 {bad} 行存在错误：请改正后重新上传，或者勾选“有错误的行不导入”。",
        )
    if plan.signature != seen:
        raise actions.stale()
    if not ends_missing:
        plan.ended = []
    if plan.is_empty:
        raise OfficeError("No row changes anything.", zh="没有可以导入的内容：文件与现有目录一致，或者没有可用的行。")
    row.done, row.left_out, row.state = _apply(row, plan), bad, "imported"
    details = {"register": "catalogue", "sha256": row.sha256, **row.counts, "left_out": bad}
    record_desk(row.office, "sheet_imported", by=officer.username, **details)
    brought.close(row)
    return row


def _apply(row: CatalogueUpload, plan: Plan) -> dict[str, list[list[object]]]:
    """Do what a plan says; return how to undo it."""
    done: dict[str, list[list[object]]] = {"added": [], "changed": [], "ended": []}
    own = [*(one.item for one in plan.changed), *plan.ended, *items_of(row.office, local_today())]
    for item in actions.add_all(row.office, own, plan, f"catalogue-{row.pk.hex}"):
        done["added"].append([item.pk, item.version])
    for one in plan.changed:
        before = {name: one.item.values[name] for name in one.names}
        actions.put(one.item, {name: one.values[name] for name in one.names})
        done["changed"].append([one.item.pk, one.item.version, before])
    for item in plan.ended:
        actions.end_from(item, local_today())
        done["ended"].append([item.pk, item.version])
    return done


@transaction.atomic
def undo(officer: Officer, row: CatalogueUpload, reason: str) -> CatalogueUpload:
    """Take an import back whole: what it added was never in the catalogue, what it changed and ended is as before.

    Raises:
        NotPermitted; OfficeError: no reason, not imported, or one of its items was changed or used since.
    """
    officer.must(KEEP)
    if not reason.strip():
        raise OfficeError("Say why the import is undone.", zh="请写明撤销的原因。")
    row = brought.locked(CatalogueUpload, row.pk)
    if row.state != "imported":
        raise OfficeError("This file is not imported.", zh="该文件没有导入，或者已经撤销。")
    actions.locked_items(row.office)
    steps = [(what, *step) for what in ("added", "changed", "ended") for step in row.done.get(what, ())]
    items = StandardItem.objects.filter(office=row.office).in_bulk([step[1] for step in steps])
    later = [items[pk] for _what, pk, version, *_before in steps if items[pk].version != version]
    later += list(StandardItem.objects.filter(pk__in=_added(row), items__isnull=False).distinct())
    if later:
        raise OfficeError(
            f"{len(later)} items were changed or used since; undo is no longer possible.",
            zh=f"其中 {len(later)} 项后来又修改过，或者已有公开信息归入（如“{later[0].name}”），不能整批撤销，请逐项处理。",
        )
    for what, pk, _version, *before in steps:
        item = items[pk]
        if what == "changed":
            actions.put(item, before[0])
        else:
            item.to_on = None if what == "ended" else item.from_on - timedelta(days=1)
            actions.put(item, {})
    row.state, row.reason = "undone", reason.strip()[:200]
    row.save()
    record_desk(row.office, "sheet_undone", by=officer.username, register="catalogue", reason=row.reason)
    return row


def _added(row: CatalogueUpload) -> list[int]:
    return [int(step[0]) for step in row.done.get("added", ())]


@transaction.atomic
def discard(officer: Officer, row: CatalogueUpload) -> CatalogueUpload:
    """Give a file up that was not imported; its content is destroyed."""
    officer.must(KEEP)
    return _discard(brought.opened(CatalogueUpload, row.pk), officer.username)


def _discard(row: CatalogueUpload, by: str) -> CatalogueUpload:
    row.state = "discarded"
    record_desk(row.office, "sheet_discarded", by=by, register="catalogue")
    brought.close(row)
    return row


def clean_up() -> int:
    """Give up files nobody imported in time; the daily task. Returns how many."""
    return brought.give_up_old(CatalogueUpload, lambda row: _discard(row, SYSTEM))
