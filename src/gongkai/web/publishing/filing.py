"""Where an item belongs: its column, section, item of the standard catalogue, what it interprets. Not part of its words."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from gongkai.errors import OfficeError
from gongkai.ledger.item_steps import ItemLimited
from gongkai.web.catalogue.models import StandardItem
from gongkai.web.config.clock import local_today
from gongkai.web.entries.record import record_desk
from gongkai.web.offices.models import Section
from gongkai.web.offices.policy import Officer
from gongkai.web.publishing.actions import store, write
from gongkai.web.publishing.models import Category, Item


@transaction.atomic
def file_under(
    officer: Officer,
    item_id: UUID,
    *,
    category: Category | None,
    section: Section | None,
    standard: StandardItem | None,
    interprets: Item | None,
    revision: int | None = None,
) -> Item:
    """Move an item. Another item of the standard catalogue sets its limit.

    Raises:
        NotPermitted, StaleCase, StepNotAllowed; OfficeError: something of another office, or an item that explains itself.
    """
    writing = write(officer, item_id, "item_text_changed", revision)
    item = writing.item
    for one in (category, section, standard, interprets):
        if one is not None and one.office_id != item.office_id:
            raise OfficeError("Choose something of your own office.", zh="请选择本机关的栏目、科室和事项。")
    if interprets is not None and interprets.pk == item.pk:
        raise OfficeError("An item cannot explain itself.", zh="解读的对象不能是本条信息自己。")
    chosen = {"category": category, "section": section, "standard": standard, "interprets": interprets}
    changed = {name: one for name, one in chosen.items() if getattr(item, f"{name}_id") != (one.pk if one else None)}
    if not changed:
        return item
    details = {name: str(one.pk) if one is not None else "" for name, one in changed.items()}
    record_desk(item.office, "item_filed", item.number, by=officer.username, **details)
    limit, source = limit_of(standard)
    state = writing.reading.state
    if "standard" in changed and (limit, source) != (state.limit, state.limit_source):
        return writing.record(ItemLimited(on=local_today(), limit=limit, source=source), **changed)
    return store(item, writing.reading, writing.policy, **changed)


def limit_of(standard: StandardItem | None) -> tuple[str, str]:
    """The limit of an item of the standard catalogue in its own words, and what sets it."""
    if standard is None or not standard.limit:
        return "", ""
    return standard.limit, f"标准目录“{standard.title}”"[:120]
