"""What the columns of an item hold, as plain values and in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from gongkai.statute.catalogue import carriers, choices, columns, duty_codes, fields, topics
from gongkai.statute.duties import duties

Values = dict[str, Any]
"""Column → value of one item, by the names of `COLUMNS`."""

COLUMNS: Mapping[str, tuple[str, str]] = {
    "field": ("领域", "field"),
    **{code: (columns()[code].label, columns()[code].gloss) for code in ("level_1", "level_2", "level_3")},
    "content": (columns()["content"].label, columns()["content"].gloss),
    "basis": (columns()["basis"].label, columns()["basis"].gloss),
    "limit": (columns()["limit"].label, columns()["limit"].gloss),
    "body": (columns()["subject"].label, columns()["subject"].gloss),
    "section": (columns()["unit"].label, columns()["unit"].gloss),
    "channels": (columns()["channels"].label, columns()["channels"].gloss),
    "channels_more": ("其他渠道", "other channels"),
    "object": (columns()["object"].label, columns()["object"].gloss),
    "object_words": ("特定群体（写明）", "which groups"),
    "way": (columns()["way"].label, columns()["way"].gloss),
    "tier": (columns()["tier"].label, columns()["tier"].gloss),
    "duty": ("对应条例条款", "duty under the Regulation"),
}
"""Fields of an item that say something, with their Chinese and English names, in the order of a sheet."""

LONGEST: Mapping[str, int] = {
    "field": 40, "level_1": 120, "level_2": 120, "level_3": 120, "content": 4000, "basis": 4000, "limit": 200, "body": 120,
    "section": 80, "channels_more": 200, "object_words": 120,
}  # fmt: skip
"""Most characters of a text."""

EMPTY: Mapping[str, Any] = {name: [] if name in ("channels", "object", "way", "tier") else "" for name in COLUMNS}

LOCAL = ("body", "section")
"""What the office above cannot say for this one: filled here when an item is taken over, and no difference to it."""


def field_label(code: str) -> str:
    """The title of a field: of the 26 by its code, else the title the office gave it."""
    return fields()[code].label if code in fields() else code


def field_rank(code: str) -> tuple[int, str]:
    """Place of a field: the 26 in their order, then the others."""
    order = list(fields())
    return (order.index(code), "") if code in fields() else (len(order), code)


def duty_label(code: str) -> str:
    """A duty in words; empty for none."""
    if code in topics():
        return topics()[code].label
    return duties()[code].label if code in duties() else ""


def duty_choices() -> list[tuple[str, str]]:
    """Every duty an item may point at."""
    return [(code, duty_label(code)) for code in sorted(duty_codes())]


def differing(ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> list[str]:
    """Names of the columns that say something else; what only this office can say does not count."""
    return [name for name in COLUMNS if name not in LOCAL and name in theirs and ours.get(name) != theirs[name]]


def changed_in(new: Mapping[str, Any], old: Mapping[str, Any]) -> list[str]:
    """Names of all columns that say something else."""
    return [name for name in COLUMNS if name in new and new[name] != old.get(name)]


def words_of(name: str, value: Any) -> str:
    """A value of a column in words."""
    if name == "field":
        return field_label(value)
    if name == "duty":
        return duty_label(value)
    if name == "channels":
        return "、".join(labels(value, carriers()))
    if name in ("object", "way", "tier"):
        return "、".join(labels(value, choices(name)))
    return str(value)


def labels(codes: Iterable[str], table: Mapping[str, Any]) -> list[str]:
    """Labels of codes in the order of their table."""
    held = set(codes)
    return [one.label for code, one in table.items() if code in held]


def in_order(codes: Iterable[str], table: Mapping[str, Any]) -> list[str]:
    """Known codes, each once, in the order of their table."""
    held = set(codes)
    return [code for code in table if code in held]
