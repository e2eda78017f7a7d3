"""The columns of an office: begun from the starter, added, changed, put in order, ended. Each action one transaction."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max

from gongkai.errors import OfficeError
from gongkai.statute.catalogue import duty_codes
from gongkai.statute.columns import column_kinds, parts
from gongkai.web.channels.starter import STARTER
from gongkai.web.config.clock import local_today
from gongkai.web.entries.record import record_desk
from gongkai.web.offices.models import Office, standing
from gongkai.web.offices.policy import Officer
from gongkai.web.publishing import changes
from gongkai.web.publishing.models import Category, Item

KEEP = "keep_columns"
DEEPEST = 4
"""Levels of the tree."""
LISTENERS: list[Callable[[Office], None]] = []
"""Each is given the office after its columns changed, in the transaction of the change."""
FIELDS = ("name", "part", "kind", "longest_days", "duty", "about")
_CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


@transaction.atomic
def start(officer: Officer, office: Office) -> int:
    """Begin with the starter tree; columns of the same code stay as they are. Return how many came."""
    officer.must(KEEP)
    known = {one.code: one for one in Category.objects.filter(office=office)}
    added = 0
    for position, one in enumerate(STARTER, 1):
        if one.code in known:
            continue
        known[one.code] = Category.objects.create(
            office=office,
            parent=known.get(one.parent),
            code=one.code,
            name=one.name,
            position=position,
            part=one.part,
            kind=one.kind,
            duty=one.duty,
            about=one.about,
        )
        added += 1
    if not added:
        raise OfficeError("The starter's columns are all there.", zh="示范栏目都已经有了，没有需要增加的。")
    _done(officer, office, "columns_started", "", columns=added)
    return added


@transaction.atomic
def add(officer: Officer, office: Office, code: str, values: Mapping[str, Any], parent: Category | None) -> Category:
    """Add a column at the end of its level. code: its part of the address, "" for a number.

    Raises:
        NotPermitted; OfficeError: a code that is none or taken, a name that is taken beside it, too deep a tree.
    """
    officer.must(KEEP)
    code = code.strip().lower() or _free_code(office)
    if not _CODE.fullmatch(code):
        raise OfficeError("The code is of letters, digits and hyphens.", zh="代码只能用小写字母、数字和连字符。")
    if Category.objects.filter(office=office, code=code).exists():
        raise OfficeError(f"There is a column {code} already.", zh=f"代码“{code}”已经用过，请换一个。")
    if parent is not None and len(_above(parent)) >= DEEPEST:
        raise OfficeError(f"No more than {DEEPEST} levels.", zh=f"栏目最多{DEEPEST}级。")
    values = _of_parent(values, parent)
    _check(office, values, parent, None)
    last = Category.objects.filter(office=office, parent=parent).aggregate(last=Max("position"))["last"] or 0
    row = Category.objects.create(
        office=office, code=code, parent=parent, position=last + 1, from_on=local_today(), **values
    )
    _done(officer, office, "column_added", code, name=row.name)
    return row


@transaction.atomic
def change(officer: Officer, row: Category, values: Mapping[str, Any], parent: Category | None) -> Category:
    """Change a column, or put it under another; its code stays."""
    officer.must(KEEP)
    row = Category.objects.select_for_update(of=("self",)).select_related("office").get(pk=row.pk)
    if parent is not None and row.pk in {one.pk for one in _above(parent)}:
        raise OfficeError("A column cannot stand below itself.", zh="不能把栏目放到它自己或者它的下级栏目之下。")
    if parent is not None and len(_above(parent)) + _depth(row) > DEEPEST:
        raise OfficeError(f"No more than {DEEPEST} levels.", zh=f"栏目最多{DEEPEST}级。")
    values = _of_parent(values, parent)
    _check(row.office, values, parent, row.pk)
    before = {name: getattr(row, name) for name in FIELDS} | {"parent": row.parent_id}
    for name in FIELDS:
        setattr(row, name, values[name])
    row.parent = parent
    row.save(update_fields=[*FIELDS, "parent"])
    _hand_down(row)
    now = {name: getattr(row, name) for name in FIELDS} | {"parent": row.parent_id}
    changed = sorted(name for name, value in now.items() if value != before[name])
    if changed:
        _done(officer, row.office, "column_changed", row.code, changed=changed)
    return row


@transaction.atomic
def move(officer: Officer, row: Category, by: int) -> None:
    """Put a column before (-1) or after (1) its neighbour."""
    officer.must(KEEP)
    today = local_today()
    beside = Category.objects.select_for_update().filter(standing(today), office=row.office_id, parent=row.parent_id)
    rows = list(beside)
    at = next((index for index, one in enumerate(rows) if one.pk == row.pk), None)
    if at is None or not 0 <= at + by < len(rows):
        return
    rows[at], rows[at + by] = rows[at + by], rows[at]
    for position, one in enumerate(rows, 1):
        if one.position != position:
            Category.objects.filter(pk=one.pk).update(position=position)
    _done(officer, row.office, "column_changed", row.code, changed=["position"])


@transaction.atomic
def end(officer: Officer, row: Category, on: date, move_to: Category | None = None) -> Category:
    """Let a column stand no longer from a day on; its items go to another column.

    Raises:
        NotPermitted; OfficeError: columns below it stand, a day ahead, or it has items and no column takes them.
    """
    officer.must(KEEP)
    row = Category.objects.select_for_update(of=("self",)).select_related("office").get(pk=row.pk)
    if not row.from_on <= on <= local_today():
        raise OfficeError("This day is none.", zh="停用日期不能早于启用日期，也不能晚于今天。")
    if row.to_on is not None:
        raise OfficeError("The column has ended.", zh="这个栏目已经停用。")
    if Category.objects.filter(standing(local_today()), parent=row).exists():
        raise OfficeError("Columns below it stand.", zh="它的下级栏目还在使用，请先停用或者移走下级栏目。")
    items = list(Item.objects.filter(category=row).values_list("pk", flat=True))
    if items and move_to is None:
        raise OfficeError(
            f"It has {len(items)} items; choose the column that takes them.",
            zh=f"本栏目有{len(items)}条信息，请选择转入哪个栏目。",
        )
    if move_to is not None and (move_to.pk == row.pk or not move_to.is_on(local_today())):
        raise OfficeError("That column does not stand.", zh="转入的栏目应当是另一个使用中的栏目。")
    Item.objects.filter(pk__in=items).update(category=move_to)
    row.to_on = on - timedelta(days=1)
    row.save(update_fields=["to_on"])
    details = {"on": on.isoformat(), "items": len(items), "to": move_to.code if move_to else ""}
    _done(officer, row.office, "column_ended", row.code, **details)
    for item in Item.objects.filter(pk__in=items, is_public=True).select_related("office", "category"):
        changes.tell(item)
    return row


def _done(officer: Officer, office: Office, act: str, code: str, **details: Any) -> None:
    record_desk(office, act, code, by=officer.username, **details)
    for listener in LISTENERS:
        listener(office)


def _of_parent(values: Mapping[str, Any], parent: Category | None) -> Mapping[str, Any]:
    """A column below another belongs to its part."""
    return values if parent is None else {**values, "part": parent.part}


def _hand_down(row: Category) -> None:
    for below in row.children.exclude(part=row.part):
        below.part = row.part
        below.save(update_fields=["part"])
        _hand_down(below)


def _check(office: Office, values: Mapping[str, Any], parent: Category | None, own: int | None) -> None:
    if values["part"] not in parts() or values["kind"] not in column_kinds():
        raise OfficeError("Choose part and kind.", zh="请选择所属部分和更新要求。")
    if values["duty"] and values["duty"] not in duty_codes():
        raise OfficeError("There is no such duty.", zh="没有这一条例事项。")
    same = Category.objects.filter(standing(local_today()), office=office, parent=parent, name=values["name"])
    if same.exclude(pk=own).exists():
        raise OfficeError("A column beside it has this name.", zh=f"同一级已有“{values['name']}”，请换一个名称。")


def _free_code(office: Office) -> str:
    taken = set(Category.objects.filter(office=office, code__startswith="c").values_list("code", flat=True))
    return next(code for number in range(1, len(taken) + 2) if (code := f"c{number}") not in taken)


def _above(row: Category) -> list[Category]:
    """A column and those above it."""
    found: list[Category] = []
    one: Category | None = row
    while one is not None:
        found.append(one)
        one = one.parent
    return found


def _depth(row: Category) -> int:
    """Levels of a column and what is below it."""
    return 1 + max((_depth(one) for one in row.children.filter(to_on=None)), default=0)
