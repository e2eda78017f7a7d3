"""Bringing a sheet into a register of records: taken in and sealed as for the others, tried row by row, then added."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction

from gongkai.documents.extent import column_letters
from gongkai.documents.tables import ERROR, Table
from gongkai.documents.workbook.choices import key_of
from gongkai.documents.workbook.heading import Heading, find_heading
from gongkai.documents.workbook.problems import Problem, Problems
from gongkai.documents.workbook.single import problem, read_cell
from gongkai.errors import GongkaiError, OfficeError
from gongkai.web.config.clock import local_today
from gongkai.web.entries.record import record_desk
from gongkai.web.guides import actions
from gongkai.web.guides.kinds import KINDS, YES_NO, Field, Kind
from gongkai.web.offices.policy import Officer
from gongkai.web.registers.models import Upload
from gongkai.web.sheets import brought, store


@dataclass
class Plan:
    """What an import would add. rows: number of the row and values of each sound one; bad: rows with an error."""

    tab: str
    rows: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    errors: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    bad: set[int] = field(default_factory=set)


def make_plan(upload: Upload) -> Plan:
    """What the import of a file would add, and what is wrong with it.

    Raises:
        SealBroken: its content is gone.
    """
    kind = KINDS[upload.register]
    table = _chosen(store.unpacked(store.load(upload)), kind)
    plan, problems = Plan(table.name), Problems()
    width = max(map(len, table.rows), default=0)
    rows = [["" if value is None else value for value in (*row, *[None] * (width - len(row)))] for row in table.rows]
    heading, below = find_heading(kind.sheet, kind.columns, kind.starred, iter(rows), 0, problems)
    if heading is None and not problems.errors:
        labels = "、".join(column.label for column in kind.columns)
        problems.add(kind.sheet, "", "no_heading", labels=labels)
    seen: dict[tuple[Any, ...], int] = {}
    if heading is not None:
        for number, row in enumerate(below, heading.number + 1):
            if any(value not in ("", None) for value in row):
                _read(plan, kind, heading, number, row, upload, seen, is_1904=table.is_1904)
    plan.errors[:0] = problems.errors
    plan.warnings[:0] = problems.warnings
    return plan


def _read(
    plan: Plan,
    kind: Kind,
    heading: Heading,
    number: int,
    row: list[Any],
    upload: Upload,
    seen: dict[tuple[Any, ...], int],
    *,
    is_1904: bool,
) -> None:
    """Read one row into the plan: every wrong cell is named; a row without one is tried as the action would take it."""
    values, found = {}, []
    for one in kind.typed:
        at = heading.columns.get(one.name)
        raw = row[at] if at is not None else ""
        place = (kind.sheet, heading.cell(at, number) if at is not None else f"A{number}")
        values[one.name], wrong = _value(kind, one, raw, place, is_1904=is_1904)
        if wrong is not None:
            found.append(wrong)
    if not found:
        found = _against(kind, values, number, upload, seen)
    if found:
        plan.errors += found
        plan.bad.add(number)
    else:
        plan.rows.append((number, values))


def _against(
    kind: Kind, values: dict[str, Any], number: int, upload: Upload, seen: dict[tuple[Any, ...], int]
) -> list[Problem]:
    """What the action would say, and whether the record stands already or twice in the file."""
    try:
        given = actions.checked(kind, values)
    except GongkaiError as error:
        return [_problem(kind, number, error.zh.rstrip("。"), str(error).rstrip("."))]
    key = tuple(given[name] for name in kind.same)
    other = seen.setdefault(key, number)
    if other != number:
        return [_problem(kind, number, f"与第{other}行重复", f"row {other} says the same")]
    if actions.same_as(upload.office, kind, given) is not None:
        return [_problem(kind, number, "登记簿中已有同一条记录", "this record stands already")]
    return []


def _value(kind: Kind, one: Field, raw: Any, place: tuple[str, str], *, is_1904: bool) -> tuple[Any, Problem | None]:
    label = next(column.label for column in kind.columns if column.key == one.name)
    if raw == ERROR:
        return None, problem(place, "error_cell")
    if raw == "":
        return None, problem(place, "missing", label=label) if one.is_required else None
    choices = YES_NO if one.kind == "yes_no" else one.choices
    if choices:
        code = _code(choices, str(raw))
        if code is None:
            hint = "：" + "、".join(choices.values())
            return None, problem(place, "unknown_choice", value=raw, label=label, hint=hint, hint_en="")
        return (code == "1" if one.kind == "yes_no" else code), None
    cell = {"date": "date", "number": "count"}.get(one.kind, "text")
    if cell == "text":
        text = str(int(raw)) if isinstance(raw, float) and raw.is_integer() else str(raw)
        longest = kind.model._meta.get_field(one.name).max_length or 5000
        if len(text) > longest:
            return None, _problem(kind, 0, f"“{label}”超过{longest}个字", f"{label} is too long", place)
        return text.strip(), None
    return read_cell(cell, raw, label, place, is_1904=is_1904)


def _code(choices: Mapping[str, str], text: str) -> str | None:
    """The code of a choice by its label."""
    key = key_of(text)
    return next((code for code, label in choices.items() if key_of(label) == key), None)


def _problem(kind: Kind, number: int, zh: str, en: str, place: tuple[str, str] | None = None) -> Problem:
    cell = place[1] if place else f"{column_letters(1)}{number}"
    return Problem(kind.sheet, cell, "refused", zh, "请改正，或者不导入这一行", en)


def _chosen(tables: tuple[Table, ...], kind: Kind) -> Table:
    shown = [table for table in tables if not table.is_hidden] or list(tables)
    return next((table for table in shown if key_of(table.name) == key_of(kind.sheet)), shown[0])


@transaction.atomic
def undo(officer: Officer, pk: UUID, reason: str) -> Upload:
    """Take an import back whole: its records end as slips.

    Raises:
        NotPermitted; OfficeError: no reason, not imported, a record was changed, released or ended since.
    """
    officer.must(actions.KEEP)
    upload = Upload.objects.select_for_update(of=("self",)).select_related("office").get(pk=pk)
    if upload.state != "imported":
        raise OfficeError("This file is not imported.", zh="该文件没有导入，或者已经撤销。")
    if not reason.strip():
        raise OfficeError("Say why the import is undone.", zh="请写明撤销的原因。")
    kind = KINDS[upload.register]
    rows = list(kind.model.objects.filter(batch=upload.batch))
    if any(row.version > 1 or row.released or row.ended_on for row in rows):
        raise OfficeError(
            "Records of this import were changed, released or ended; end the others one by one.",
            zh="本批次中有记录已经修改、公开或者停用，不能整批撤销，请逐条停用。",
        )
    for row in rows:
        actions.end(officer, kind, row.pk, local_today(), reason, is_slip=True)
    upload.state, upload.reason = "undone", reason.strip()[:200]
    upload.save()
    record_desk(upload.office, "sheet_undone", by=officer.username, register=upload.register, reason=upload.reason)
    return upload


@transaction.atomic
def bring_in(officer: Officer, pk: UUID, *, without_errors: bool) -> Upload:
    """Add the sound rows; the public does not see them before they are released.

    Raises:
        NotPermitted; OfficeError: nothing to add, or errors nobody decided on.
    """
    officer.must(actions.KEEP)
    upload = brought.opened(Upload, pk)
    plan, kind = make_plan(upload), KINDS[upload.register]
    if plan.bad and not without_errors:
        raise OfficeError(
            f"{len(plan.bad)} rows have errors; mend them, or say that they are left out.",
            zh=f"有 {len(plan.bad)} 行存在错误：请改正后重新上传，或者勾选“有错误的行不导入”。",
        )
    if not plan.rows:
        raise OfficeError("No row can be imported.", zh="没有可以导入的行。")
    upload.batch, upload.state = f"records-{upload.pk.hex}", "imported"
    for _number, values in plan.rows:
        actions.add(officer, upload.office, kind, values, batch=upload.batch)
    upload.entries, upload.left_out = len(plan.rows), len(plan.bad)
    details = {
        "register": upload.register,
        "sha256": upload.sha256,
        "rows": upload.entries,
        "left_out": upload.left_out,
    }
    record_desk(upload.office, "sheet_imported", by=officer.username, **details)
    brought.close(upload)
    return upload
