"""What is done to a catalogue. Each action is one change: permission, items, entry, in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from gongkai.errors import OfficeError
from gongkai.statute.catalogue import carriers, choices, duty_codes
from gongkai.web.catalogue.models import StandardItem
from gongkai.web.catalogue.plan import Change, Plan, plan_of_starter
from gongkai.web.catalogue.queries import above_of, items_of, plan_above, subject_of
from gongkai.web.catalogue.values import COLUMNS, EMPTY, LONGEST, Values, changed_in, in_order
from gongkai.web.config.clock import local_today
from gongkai.web.entries.models import ChainHead
from gongkai.web.entries.record import record_desk
from gongkai.web.offices.models import Office
from gongkai.web.offices.policy import Officer

KEEP = "keep_catalogue"
ACCEPT, KEEP_OURS = "accept", "keep"
"""What an officer may say to a difference."""


@transaction.atomic
def add(officer: Officer, office: Office, values: Mapping[str, Any], *, from_on: date | None = None) -> StandardItem:
    """Put an item into the catalogue.

    Raises:
        NotPermitted; OfficeError: no name or field, a code that is none, or the item stands already.
    """
    officer.must(KEEP)
    own = locked_items(office)
    full = checked({**EMPTY, **values})
    _refuse_twice(own, full, None)
    item = _new(office, full, _places(own), from_on or local_today())
    item.save()
    record_desk(office, "catalogue_item_added", subject_of(item), by=officer.username, title=item.title)
    return item


@transaction.atomic
def change(officer: Officer, item: StandardItem, values: Mapping[str, Any], *, version: int) -> StandardItem:
    """Say something else in columns of an item. version: what the officer saw.

    Raises:
        NotPermitted; OfficeError: ended, changed by someone else, nothing changed, or as `add`.
    """
    officer.must(KEEP)
    own = locked_items(item.office)
    row = _standing(own, item.pk)
    if row.version != version:
        raise stale()
    full = checked({**row.values, **values})
    _refuse_twice(own, full, row.pk)
    names = changed_in(full, row.values)
    if not names:
        raise OfficeError("Nothing was changed.", zh="内容没有改动。")
    before = {name: row.values[name] for name in names}
    if "field" in names:
        row.position = _next(_places(own), full["field"])
    put(row, full)
    record_desk(row.office, "catalogue_item_changed", subject_of(row), by=officer.username, before=before)
    return row


@transaction.atomic
def end(officer: Officer, item: StandardItem, *, gone_on: date, reason: str) -> None:
    """Take an item out of the catalogue from a day on; it stays on record.

    Raises:
        NotPermitted; OfficeError: no reason, a day ahead or before its first, or ended before.
    """
    officer.must(KEEP)
    row = _standing(locked_items(item.office), item.pk)
    if not reason.strip():
        raise OfficeError("Say why.", zh="请写明原因。")
    if gone_on > local_today() or gone_on < row.from_on:
        raise OfficeError(
            "The day must not lie ahead, nor before the item came in.",
            zh=f"日期不能晚于今天，也不能早于列入目录的日期（{row.from_on.isoformat()}）。",
        )
    end_from(row, gone_on)
    record_desk(row.office, "catalogue_item_ended", subject_of(row), by=officer.username, reason=reason.strip()[:200])


@transaction.atomic
def take_starter(officer: Officer, office: Office, fields: Iterable[str], *, seen: str) -> int:
    """Add the items of the starter catalogue that do not stand yet; return how many. seen: what the officer was shown.

    Raises:
        NotPermitted; OfficeError: nothing to add, or another result by now.
    """
    officer.must(KEEP)
    own = locked_items(office)
    plan = plan_of_starter(own, office.name, fields)
    _check_plan(plan, seen)
    made = add_all(office, own, plan)
    record_desk(office, "catalogue_started", by=officer.username, added=len(made))
    return len(made)


@transaction.atomic
def take_above(officer: Officer, office: Office, fields: Iterable[str], *, seen: str, **wish: bool) -> Plan:
    """Take the chosen fields of the office above over; return what was done. wish: as `queries.plan_above`.

    New items are added, those taken before follow what changed above, and end where they ended there. Where this office
    says otherwise itself, nothing is changed: `settle` decides.

    Raises:
        NotPermitted; OfficeError: no office above, nothing to take, or another result by now.
    """
    officer.must(KEEP)
    own = locked_items(office)
    above, theirs = above_of(office, local_today())
    if above is None:
        raise OfficeError("There is no office above.", zh="本机关没有上级机关，不能采用上级目录。")
    plan = plan_above(office, theirs, own, fields, **wish)
    _check_plan(plan, seen)
    made = add_all(office, own, plan)
    for item, origin in plan.linked:
        item.origin, item.taken = origin, origin.values
        put(item, {})
    for one in plan.takes:
        _accept(one)
    for item in plan.ended:
        end_from(item, local_today())
    counts = {"added": len(made), "linked": len(plan.linked), "changed": len(plan.takes), "ended": len(plan.ended)}
    record_desk(office, "catalogue_taken", by=officer.username, above=above.code, **counts)
    return plan


@transaction.atomic
def settle(officer: Officer, office: Office, said: Mapping[int, str]) -> tuple[int, int]:
    """Decide on differences to the office above: item → `ACCEPT` or `KEEP_OURS`. Return how many of each.

    An item that ended above and is kept becomes this office's own.

    Raises:
        NotPermitted; OfficeError: nothing was decided.
    """
    officer.must(KEEP)
    own = locked_items(office)
    _above, theirs = above_of(office, local_today())
    plan = plan_above(office, theirs, own, {item.field for item in (*own, *theirs)})
    accepted = kept = 0
    for one in plan.changed:
        if said.get(one.item.pk) == ACCEPT:
            _accept(one)
            accepted += 1
        elif said.get(one.item.pk) == KEEP_OURS and one.theirs is not None:
            one.item.taken = one.theirs.values
            put(one.item, {})
            kept += 1
    for item in plan.ended:
        if said.get(item.pk) == ACCEPT:
            end_from(item, local_today())
            accepted += 1
        elif said.get(item.pk) == KEEP_OURS:
            item.origin, item.taken = None, {}
            put(item, {})
            kept += 1
    if not accepted + kept:
        raise OfficeError("Nothing was decided.", zh="没有选择任何一项：请逐项选择“采用上级的”或者“保留本机关的”。")
    items = sorted(pk for pk, word in said.items() if word in (ACCEPT, KEEP_OURS))
    record_desk(office, "catalogue_settled", by=officer.username, accepted=accepted, kept=kept, items=items)
    return accepted, kept


# --- parts of a change, for the import too ------------------------------------------------------------------------


def checked(values: Mapping[str, Any]) -> Values:
    """Values as they are kept.

    Raises:
        OfficeError: no name or field, a text too long, a level left out, a code that is none.
    """
    full = {name: values[name].strip() if isinstance(values[name], str) else list(values[name]) for name in COLUMNS}
    if not full["level_1"] or not full["field"]:
        raise OfficeError("Name the field and the matter.", zh="请填写领域和一级事项。")
    if full["level_3"] and not full["level_2"]:
        raise OfficeError("A third level needs a second one.", zh="填了三级事项，没有填二级事项。")
    for name, most in LONGEST.items():
        if len(full[name]) > most:
            raise OfficeError(
                f"{name} has more than {most} characters.", zh=f"“{COLUMNS[name][0]}”不能超过{most}个字。"
            )
    tables = {"channels": carriers(), **{name: choices(name) for name in ("object", "way", "tier")}}
    for name, table in tables.items():
        if not set(full[name]) <= set(table):
            raise OfficeError(f"A code of {name} is unknown.", zh=f"“{COLUMNS[name][0]}”的选项无效。")
        full[name] = in_order(full[name], table)
    if full["duty"] and full["duty"] not in duty_codes():
        raise OfficeError("The duty is unknown.", zh="对应的条例条款无效。")
    return full


def add_all(office: Office, own: Iterable[StandardItem], plan: Plan, batch: str = "") -> list[StandardItem]:
    """Add what a plan adds, at the end of each field."""
    places, today = _places(own), local_today()
    made = []
    for one in plan.added:
        item = _new(office, checked(one.values), places, today)
        item.batch = batch
        if one.theirs is not None:
            item.origin, item.taken = one.theirs, one.theirs.values
        item.derive()
        made.append(item)
    return StandardItem.objects.bulk_create(made, batch_size=200)


def locked_items(office: Office) -> list[StandardItem]:
    """The items that stand today, read while nobody else changes them."""
    ChainHead.objects.select_for_update().filter(office=office).first()
    return items_of(office, local_today())


def _standing(own: Iterable[StandardItem], pk: int) -> StandardItem:
    row = next((item for item in own if item.pk == pk), None)
    if row is None:
        raise OfficeError("The item is no longer in the catalogue.", zh="这个事项已经不在目录中，不能再修改。")
    return row


def _refuse_twice(own: Iterable[StandardItem], values: Values, pk: int | None) -> None:
    key = (values["field"], *(values[level] for level in ("level_1", "level_2", "level_3") if values[level]))
    if any(item.key == key and item.pk != pk for item in own):
        raise OfficeError("This item stands in the catalogue already.", zh="目录中已有同一领域、同名的事项。")


def _check_plan(plan: Plan, seen: str) -> None:
    if plan.signature != seen:
        raise stale()
    if plan.is_empty:
        raise OfficeError("There is nothing to take.", zh="没有需要采用的内容。")


def stale() -> OfficeError:
    """What is said where the result is another one by now."""
    return OfficeError(
        "It has changed since it was shown; look at it once more.", zh="查看之后情况有变化，请再看一遍后重新提交。"
    )


def _places(own: Iterable[StandardItem]) -> dict[str, int]:
    """The last place of each field."""
    places: dict[str, int] = {}
    for item in own:
        places[item.field] = max(places.get(item.field, 0), item.position)
    return places


def _next(places: dict[str, int], field: str) -> int:
    places[field] = places.get(field, 0) + 1
    return places[field]


def _new(office: Office, values: Values, places: dict[str, int], from_on: date) -> StandardItem:
    item = StandardItem(office=office, position=_next(places, values["field"]), from_on=from_on)
    item.put(values)
    return item


def put(item: StandardItem, values: Mapping[str, Any]) -> None:
    """Take values over, as another version."""
    item.put(values)
    item.version += 1
    item.save()


def end_from(item: StandardItem, gone_on: date) -> None:
    """Take an item out from a day on."""
    item.to_on = gone_on - timedelta(days=1)
    item.version += 1
    item.save()


def _accept(one: Change) -> None:
    assert one.theirs is not None
    one.item.taken = one.theirs.values
    put(one.item, one.values)
