"""What is done with a file brought in. Each action is one change: permission, rows, entry, in one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError

from gongkai.documents.limited import run_limited
from gongkai.documents.tables import LIMITS, Table, kind_of, read_tables
from gongkai.errors import BadUpload, OfficeError
from gongkai.ledger.entries import Entry as LedgerEntry
from gongkai.ledger.entries import Ledger
from gongkai.ledger.steps import Received
from gongkai.web.applications.imports import import_ledger, undo_import, worked_on
from gongkai.web.applications.uploads import MEGABYTE, clean_name, scan
from gongkai.web.challenges.actions import CHALLENGE_TYPES, refold_office
from gongkai.web.challenges.models import Challenge
from gongkai.web.config.clock import now
from gongkai.web.entries.models import Entry
from gongkai.web.entries.record import record_desk
from gongkai.web.jobs.actions import progress, settle
from gongkai.web.jobs.models import Job
from gongkai.web.offices.models import Office
from gongkai.web.offices.policy import SYSTEM, Officer
from gongkai.web.people.actions import take_in as take_in_people
from gongkai.web.people.models import Person
from gongkai.web.sheets import brought, store
from gongkai.web.sheets.book import is_book, plan_book
from gongkai.web.sheets.columns import fingerprint, guess, labels_of, propose
from gongkai.web.sheets.mapping import Decided
from gongkai.web.sheets.models import Habit, Sheet
from gongkai.web.sheets.plan import Plan, PlannedRow, make_plan, sheet_of

LARGEST = LIMITS.file_bytes
SECONDS, MEGABYTES = 30.0, 1024
DAYS = brought.DAYS


def take_in(officer: Officer, office: Office, name: str, data: bytes) -> Sheet:
    """Take a file in: read it once, in a process of its own, and keep what it holds sealed.

    Raises:
        NotPermitted; BadUpload: too large, not passed by the scanner, imported before; DocumentError: cannot be read.
    """
    officer.must("import")
    name = clean_name(name)
    if len(data) > LARGEST:
        raise too_large(name)
    scan(name, data)
    row = Sheet(office=office, name=name, by=officer.username, added_at=now(), size=len(data))
    if kind_of(data) == "xlsx" and is_book(data):
        row.kind, content = "book", data
    else:
        tables = run_limited(partial(read_tables, data), seconds=SECONDS, megabytes=MEGABYTES)
        row.kind, content = kind_of(data), store.packed(tables)
        row.decided = first_decision(office, tables).to_json()
    row.sha256 = sha256(content).hexdigest()
    _refuse_twice(row)
    path = store.store(row, content)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            record_desk(office, "sheet_added", by=officer.username, sheet=str(row.pk), size=row.size, sha256=row.sha256)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return row


def _refuse_twice(row: Sheet) -> None:
    """Raise where the same content stands imported; saved anew it is the same."""
    if before := Sheet.objects.filter(office=row.office, sha256=row.sha256, state="imported").first():
        on = before.added_at.date().isoformat()
        raise BadUpload(
            f"This table was imported already ({on}); undo that import first.",
            zh=f"这个文件已经导入过（{on}上传），不能重复导入；需要重新导入的，请先撤销原来的导入。",
        )


def too_large(name: str) -> BadUpload:
    most = LARGEST // MEGABYTE
    return BadUpload(
        f"{name} is larger than {most} MB; split it, or remove pictures and unused sheets.",
        zh=f"“{name}”超过{most}MB；请拆分，或者删去图片和不用的工作表。",
    )


def tables_of(row: Sheet) -> tuple[Table, ...]:
    """The sheets of a file that is no workbook of the core."""
    return store.unpacked(store.load(row))


def first_decision(office: Office, tables: Sequence[Table]) -> Decided:
    """What is proposed for a file: what was decided for the same headings, else what the words say."""
    return proposal(office, tables, *guess(tables))


def proposal(office: Office, tables: Sequence[Table], sheet: int, header: int, depth: int) -> Decided:
    """What is proposed for a heading."""
    labels = labels_of(tables[sheet], header, depth)
    habit = Habit.objects.filter(office=office, fingerprint=fingerprint(labels)).first()
    if habit is not None:
        old = Decided.of(habit.decided)
        return Decided(sheet, header, depth, old.columns, old.constants, old.values)
    return Decided(sheet, header, depth, propose(labels))


@transaction.atomic
def decide(officer: Officer, row: Sheet, decided: Decided, tables: Sequence[Table]) -> None:
    """Keep what was decided, and remember it for the next file with these headings."""
    officer.must("import")
    row = brought.opened(Sheet, row.pk)
    table = sheet_of(tables, decided)
    row.decided = decided.to_json()
    row.save(update_fields=["decided"])
    mark = fingerprint(labels_of(table, decided.header, decided.depth))
    values = {"decided": row.decided, "by": officer.username, "at": now()}
    Habit.objects.update_or_create(office=row.office, fingerprint=mark, defaults=values)


def bring_in(
    officer: Officer, row: Sheet, *, without_errors: bool, seen: int | None = None, job: Job | None = None
) -> Sheet:
    """Record the sound rows of a file as one batch.

    The rows are read and judged before the change begins, so that others wait only while it is recorded.

    without_errors: the officer said that rows with errors are left out. seen: how many cases they were shown.
    job: it is done for, if any.
    Raises:
        NotPermitted; OfficeError: nothing to record, errors nobody decided on, or another result by now;
        EntryError: a case of the same number came in meanwhile.
    """
    officer.must("import")
    row = Sheet.objects.select_related("office").get(pk=row.pk)
    if row.state != "open":
        raise brought.no_longer(row)
    if row.is_book:
        return _bring_in_book(officer, row, job)
    plan = make_plan(tables_of(row), Decided.of(row.decided), row.office, partial(progress, job))
    if plan.bad and not without_errors:
        raise OfficeError(
            f"{len(plan.bad)} rows have errors; mend them, or say that they are left out.",
            zh=f"有 {len(plan.bad)} 行存在错误：请改正后重新上传，或者勾选“有错误的行不导入”。",
        )
    if not plan.good:
        raise OfficeError("No row can be imported.", zh="没有可以导入的行。")
    if seen is not None and seen != len(plan.good):
        raise _changed()
    return _record_plan(officer, row, plan, job)


def _changed() -> OfficeError:
    return OfficeError(
        "The result has changed since it was shown; look at it once more.",
        zh="核对之后情况有变化（可能有人改了选择，或者登记了同编号的案件），请再看一遍核对结果。",
    )


@transaction.atomic
def _record_plan(officer: Officer, row: Sheet, plan: Plan, job: Job | None = None) -> Sheet:
    decided, row = row.decided, brought.opened(Sheet, row.pk)
    if row.decided != decided:
        raise _changed()
    good = plan.good
    people = _people(row.office, good)
    ledger = plan.ledger(row.office)
    ledger = Ledger(ledger.office, tuple(_with_person(one, people) for one in ledger.entries))
    more = {one.number: {key: one.reading.get(key) or "" for key in ("form_wanted", "delivery")} for one in good}
    contents = {one.number: one.content for one in good}
    _record(officer, row, ledger, left_out=len(plan.bad), people=people, contents=contents, more=more)
    settle(job, row.pk)
    return row


def _with_person(entry: LedgerEntry, people: Mapping[str, Person]) -> LedgerEntry:
    """A receipt names its person, as those of the desk do."""
    person = people.get(entry.subject)
    if person is None or not isinstance(entry.event, Received):
        return entry
    return replace(entry, event=replace(entry.event, person=str(person.pk)))


def _people(office: Office, rows: Sequence[PlannedRow]) -> dict[str, Person]:
    """The applicants, sealed; by the number of the case."""
    told = [(row.number, str(row.reading.get("applicant")), row.details) for row in rows if row.details is not None]
    made = take_in_people(office, ((kind, details) for _number, kind, details in told))
    return {number: person for (number, _kind, _details), person in zip(told, made, strict=True)}


def _bring_in_book(officer: Officer, row: Sheet, job: Job | None) -> Sheet:
    plan = plan_book(store.load(row), row.office)
    if plan.book is None or plan.errors:
        raise OfficeError(
            "The workbook has errors; it comes in whole or not at all.",
            zh="工作簿中有错误，未导入：整本导入的工作簿须全部无误，请改正后重新上传。",
        )
    with transaction.atomic():
        row = brought.opened(Sheet, row.pk)
        _record(officer, row, plan.book.ledger)
        settle(job, row.pk)
    return row


def _record(officer: Officer, row: Sheet, ledger: Ledger, *, left_out: int = 0, **more: Any) -> None:
    row.batch = f"sheet-{row.pk.hex}"
    row.entries = import_ledger(row.office, ledger, batch=row.batch, by=officer.username, **more)
    refold_office(row.office)
    row.cases, row.left_out, row.state = len(ledger.applications), left_out, "imported"
    row.imported_by, row.imported_at = officer.username, now()
    details = {
        "sheet": str(row.pk),
        "sha256": row.sha256,
        "count": row.cases,
        "rows": row.entries,
        "left_out": left_out,
    }
    record_desk(row.office, "sheet_imported", by=officer.username, **details)
    brought.close(row)


@transaction.atomic
def undo(officer: Officer, row: Sheet, reason: str) -> Sheet:
    """Take an import back whole, while nobody worked on one of its cases.

    Raises:
        NotPermitted; OfficeError: no reason, not imported; EntryError: someone went on with a case.
    """
    officer.must("import")
    if not reason.strip():
        raise OfficeError("Say why the import is undone.", zh="请写明撤销的原因。")
    row = Sheet.objects.select_for_update(of=("self",)).select_related("office").get(pk=row.pk)
    if row.state != "imported":
        raise OfficeError("This file is not imported.", zh="该文件没有导入，或者已经撤销。")
    try:
        if not worked_on(row.office, row.batch):
            mine = Entry.objects.filter(office=row.office, batch=row.batch, type__in=CHALLENGE_TYPES).values("subject")
            Challenge.objects.filter(office=row.office, number__in=mine).delete()
        undo_import(row.office, row.batch, by=officer.username, reason=reason.strip())
    except ProtectedError:
        raise OfficeError(
            "Something hangs on a case of this import; it cannot be undone as a whole.",
            zh="本次导入的案件已有关联的材料，不能整批撤销，请逐条作废。",
        ) from None
    refold_office(row.office)
    row.state, row.reason = "undone", reason.strip()[:200]
    row.ended_by, row.ended_at = officer.username, now()
    row.save()
    record_desk(row.office, "sheet_undone", by=officer.username, sheet=str(row.pk), reason=row.reason, count=row.cases)
    return row


@transaction.atomic
def discard(officer: Officer, row: Sheet) -> Sheet:
    """Give a file up that was not imported; its content is destroyed."""
    officer.must("import")
    row = brought.opened(Sheet, row.pk)
    return _discard(row, officer.username)


def _discard(row: Sheet, by: str) -> Sheet:
    row.state, row.ended_by, row.ended_at = "discarded", by, now()
    record_desk(row.office, "sheet_discarded", by=by, sheet=str(row.pk))
    brought.close(row)
    return row


def clean_up() -> int:
    """Discard files nobody imported in time; the daily task. Returns how many."""
    return brought.give_up_old(Sheet, lambda row: _discard(row, SYSTEM))


__all__ = [
    "bring_in",
    "clean_up",
    "decide",
    "discard",
    "first_decision",
    "proposal",
    "tables_of",
    "take_in",
    "undo",
]
