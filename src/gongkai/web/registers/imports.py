"""Bringing a sheet of the workbook into a register: read by the core, tried row by row, recorded as one batch, undone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from hashlib import sha256

from django.db import transaction

from gongkai.documents.extent import column_letters
from gongkai.documents.limited import run_limited
from gongkai.documents.tables import ERROR, LIMITS, Table, read_tables
from gongkai.documents.workbook.choices import key_of
from gongkai.documents.workbook.heading import find_heading
from gongkai.documents.workbook.problems import Problem, Problems
from gongkai.documents.workbook.rows import Import, SheetReader
from gongkai.errors import BadUpload, GongkaiError, OfficeError
from gongkai.ledger.entries import Entry as LedgerEntry
from gongkai.ledger.entries import Ledger
from gongkai.ledger.events import Voided
from gongkai.ledger.norm_acts import NormPolicy
from gongkai.web.applications.imports import import_ledger, undo_import
from gongkai.web.applications.uploads import clean_name, scan
from gongkai.web.config.clock import local_today, now
from gongkai.web.desk.saying import in_chinese
from gongkai.web.desk.templatetags.words import listed
from gongkai.web.entries.models import LEDGER, ChainHead, Entry
from gongkai.web.entries.record import record_desk
from gongkai.web.offices.models import Office
from gongkai.web.offices.policy import SYSTEM, Officer
from gongkai.web.registers.actions import KEEP
from gongkai.web.registers.judging import check_life, faults, lives
from gongkai.web.registers.kinds import REGISTERS, Register
from gongkai.web.registers.models import Upload
from gongkai.web.registers.policy import policy_of
from gongkai.web.registers.queries import ledger_of_register
from gongkai.web.sheets import brought, store

LARGEST = LIMITS.file_bytes
SECONDS, MEGABYTES = 30.0, 1024
DAYS = brought.DAYS


@dataclass(frozen=True)
class Plan:
    """What an import would record. tab: name of the sheet that was read; entries: of the sound rows, in order."""

    tab: str
    entries: tuple[LedgerEntry, ...]
    problems: tuple[Problem, ...]
    is_readable: bool = True

    @property
    def errors(self) -> list[Problem]:
        return [one for one in self.problems if one.severity == "error"]

    @property
    def warnings(self) -> list[Problem]:
        return [one for one in self.problems if one.severity == "warning"]

    @property
    def bad_rows(self) -> int:
        return len({_row(one.cell) for one in self.errors})

    @property
    def good_rows(self) -> int:
        return len({one.where for one in self.entries})


def take_in(officer: Officer, office: Office, register: Register, name: str, data: bytes) -> Upload:
    """Take a file in: read it once in a process of its own, and keep its rows sealed.

    Raises:
        NotPermitted; BadUpload: too large, not passed by the scanner, imported before; DocumentError: cannot be read.
    """
    officer.must(KEEP)
    name = clean_name(name)
    if len(data) > LARGEST:
        raise too_large(name)
    scan(name, data)
    tables = run_limited(partial(read_tables, data), seconds=SECONDS, megabytes=MEGABYTES)
    row = Upload(office=office, register=register.slug, name=name, by=officer.username, added_at=now())
    row.sha256 = sha256(data).hexdigest()
    mine = Upload.objects.filter(office=office, register=register.slug, sha256=row.sha256, state="imported")
    if before := mine.first():
        on = before.added_at.date().isoformat()
        raise BadUpload(
            f"This file was imported already ({on}); undo that import first.",
            zh=f"这个文件已经导入过（{on}上传），不能重复导入；需要重新导入的，请先撤销原来的导入。",
        )
    path = store.store(row, store.packed(tables))
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            record_desk(office, "sheet_added", by=officer.username, register=register.slug, sha256=row.sha256)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return row


def too_large(name: str) -> BadUpload:
    most = LARGEST // 2**20
    return BadUpload(f"{name} is larger than {most} MB; split it.", zh=f"“{name}”超过{most}MB；请拆分后再上传。")


# --- the dry run ----------------------------------------------------------------------------------------------------


def make_plan(row: Upload) -> Plan:
    """What the import of a file would record, and what is wrong with it.

    Raises:
        SealBroken: its content is gone.
    """
    tables = store.unpacked(store.load(row))
    return plan_of(tables, REGISTERS[row.register], row.office)


def plan_of(tables: Sequence[Table], register: Register, office: Office) -> Plan:
    """The same for tables that were read."""
    table, problems = _chosen(tables, register), Problems()
    rows = _rows(table, register, problems)
    sheet = register.sheet
    heading, below = find_heading(sheet.name, sheet.columns, sheet.starred, iter(rows), 0, problems)
    if heading is None:
        if not problems.errors:
            problems.add(sheet.name, "", "no_heading", labels=listed(column.label for column in register.columns))
        return Plan(table.name, (), (*problems.errors, *problems.warnings), is_readable=False)
    book = Import(problems, batch="", is_1904=table.is_1904)
    SheetReader(sheet, heading, book).read(below)
    ledger = ledger_of_register(office, register)
    found = list(_judged(book, register, ledger, policy_of(office)))
    wrong = {_row(one.cell) for one in (*problems.errors, *found) if one.severity == "error"}
    book.entries = [one for one in book.entries if _row(one.where) not in wrong]
    book.voids = [(one, why) for one, why in book.voids if _row(one.where) not in wrong]
    last = max((one.sequence for one in book.entries), default=0)
    voids = [_void(number, one, why) for number, (one, why) in enumerate(book.voids, last + 1)]
    every = sorted((*problems.errors, *found, *problems.warnings), key=lambda one: one.severity)
    return Plan(table.name, (*book.entries, *voids), tuple(every))


def _void(number: int, entry: LedgerEntry, why: str) -> LedgerEntry:
    event = Voided(on=entry.event.on, entry=entry.sequence, reason=why)
    return replace(entry, sequence=number, event=event)


def _chosen(tables: Sequence[Table], register: Register) -> Table:
    """The sheet of the workbook's name; else the first visible one."""
    names = {key_of(word) for word in (register.sheet.name, *register.sheet.aliases)}
    shown = [table for table in tables if not table.is_hidden] or list(tables)
    return next((table for table in shown if key_of(table.name) in names), shown[0])


def _rows(table: Table, register: Register, problems: Problems) -> list[list[object]]:
    width = max(map(len, table.rows), default=0)
    found = []
    for y, row in enumerate(table.rows, 1):
        for x, value in enumerate(row, 1):
            if value == ERROR:
                problems.add(register.sheet.name, f"{column_letters(x)}{y}", "error_cell")
        plain = ["" if value is None or value == ERROR else value for value in row]
        found.append([*plain, *[""] * (width - len(row))])
    return found


def _judged(book: Import, register: Register, ledger: Ledger, policy: NormPolicy) -> Iterator[Problem]:
    """What only this office knows: today, what stands already, the lives of its documents."""
    today = local_today()
    void = {entry.sequence for entry, _why in book.voids}
    added: dict[str, list[LedgerEntry]] = {}
    standing = {(one.event, one.subject): one.sequence for one in ledger.standing}
    for entry in sorted(book.entries, key=lambda one: (one.event.on, one.sequence)):
        errors: list[GongkaiError] = list(faults(entry.event, entry.subject, today))
        if entry.sequence not in void and not errors:
            if same := standing.get((entry.event, entry.subject)):
                zh, en = f"与已登记的第{same}条记录完全相同", f"entry {same} says the same already"
                yield _problem(entry, "repeated", zh, en, "warning")
            if register.is_of_documents:
                errors += _against_life(ledger, added, entry, policy)
        for error in errors:
            yield _problem(entry, "refused", in_chinese(error).rstrip("。"), str(error).rstrip("."), "error")


def _against_life(
    ledger: Ledger, added: dict[str, list[LedgerEntry]], entry: LedgerEntry, policy: NormPolicy
) -> Iterator[GongkaiError]:
    mine = added.setdefault(entry.subject, [])
    offset = ledger.last_sequence
    life = [*lives(ledger, entry.subject), *((one.event.on, offset + one.sequence, one.event) for one in mine)]
    try:
        check_life(life, [*life, (entry.event.on, offset + entry.sequence, entry.event)], policy, local_today())
    except GongkaiError as error:
        yield error
    else:
        mine.append(entry)


def _problem(entry: LedgerEntry, code: str, zh: str, en: str, severity: str) -> Problem:
    sheet, _bang, cell = entry.where.partition("!")
    todo = "请改正，或者不导入这一行" if severity == "error" else "确实是另一件的可以导入"
    return Problem(sheet, cell, code, zh, todo, en, severity)


def _row(cell: str) -> int:
    digits = cell.rpartition("!")[2].lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return int(digits) if digits.isdigit() else 0


# --- recording ------------------------------------------------------------------------------------------------------


@transaction.atomic
def bring_in(officer: Officer, row: Upload, *, without_errors: bool, seen: int | None = None) -> Upload:
    """Record the sound rows as one batch.

    without_errors: the officer said that rows with errors are left out. seen: how many rows they were shown.
    Raises:
        NotPermitted; OfficeError: nothing to record, errors nobody decided on, or another result by now.
    """
    officer.must(KEEP)
    row = brought.opened(Upload, row.pk)
    ChainHead.objects.select_for_update().filter(office=row.office).first()
    plan = make_plan(row)
    if plan.errors and not without_errors:
        raise OfficeError(
            f"{plan.bad_rows} rows have errors; mend them, or say that they are left out.",
            zh=f"有 {plan.bad_rows} 行存在错误：请改正后重新上传，或者勾选“有错误的行不导入”。",
        )
    if not plan.entries:
        raise OfficeError("No row can be imported.", zh="没有可以导入的行。")
    if seen is not None and seen != plan.good_rows:
        raise OfficeError(
            "The result has changed since it was shown; look at it once more.",
            zh="核对之后情况有变化，请再看一遍核对结果。",
        )
    row.batch, row.state = f"register-{row.pk.hex}", "imported"
    ledger = Ledger(row.office.facts(), plan.entries)
    row.entries = import_ledger(row.office, ledger, batch=row.batch, by=officer.username)
    row.left_out = plan.bad_rows
    details = {"register": row.register, "sha256": row.sha256, "rows": row.entries, "left_out": row.left_out}
    record_desk(row.office, "sheet_imported", by=officer.username, **details)
    brought.close(row)
    return row


@transaction.atomic
def undo(officer: Officer, row: Upload, reason: str) -> Upload:
    """Take an import back whole.

    Raises:
        NotPermitted; OfficeError: no reason, not imported, entries of it were corrected singly;
        EntryError: a document of it was worked on since.
    """
    officer.must(KEEP)
    if not reason.strip():
        raise OfficeError("Say why the import is undone.", zh="请写明撤销的原因。")
    row = brought.locked(Upload, row.pk)
    if row.state != "imported":
        raise OfficeError("This file is not imported.", zh="该文件没有导入，或者已经撤销。")
    mine = Entry.objects.filter(office=row.office, batch=row.batch)
    singly = Entry.objects.filter(office=row.office, kind=LEDGER, type="voided").exclude(batch=row.batch)
    numbers = set(mine.values_list("sequence", flat=True))
    if any(body["entry"] in numbers for body in singly.values_list("body", flat=True)):
        raise OfficeError(
            "Entries of this import were corrected or voided singly; void the others one by one.",
            zh="本批次中有记录已单独更正或者作废，不能整批撤销，请逐条作废。",
        )
    undo_import(row.office, row.batch, by=officer.username, reason=reason.strip())
    row.state, row.reason = "undone", reason.strip()[:200]
    row.save()
    record_desk(row.office, "sheet_undone", by=officer.username, register=row.register, reason=row.reason)
    return row


@transaction.atomic
def discard(officer: Officer, row: Upload) -> Upload:
    """Give a file up that was not imported; its content is destroyed."""
    officer.must(KEEP)
    return _discard(brought.opened(Upload, row.pk), officer.username)


def _discard(row: Upload, by: str) -> Upload:
    row.state = "discarded"
    record_desk(row.office, "sheet_discarded", by=by, register=row.register)
    brought.close(row)
    return row


def clean_up() -> int:
    """Give up files nobody imported in time; the daily task. Returns how many."""
    return brought.give_up_old(Upload, lambda row: _discard(row, SYSTEM))
