"""Columns and values of items in the language of the screen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from gongkai.errors import GongkaiError
from gongkai.statute.catalogue import carriers, choices, fields, topics
from gongkai.statute.duties import duties
from gongkai.web.catalogue.models import StandardItem
from gongkai.web.catalogue.values import COLUMNS, duty_label, field_label, field_rank
from gongkai.web.desk.templatetags.words import beside, is_english

LIMIT_KINDS = {
    "working_days": ("按工作日", "working days"),
    "days": ("按自然日", "days"),
    "real_time": ("实时", "in real time"),
    "fixed_date": ("每年固定日期", "a date of every year"),
    "long_term": ("长期", "long-term"),
    "promptly": ("及时，最晚按条例第二十六条", "promptly; art. 26 at the latest"),
    "unknown": ("未能识别，不计算期限", "not understood, not counted"),
}


def say(error: GongkaiError) -> str:
    """What an error says, in the language of the screen."""
    return str(error) if is_english() else error.zh


def column_name(name: str) -> str:
    """What a column is called."""
    zh, en = COLUMNS[name]
    return en[:1].upper() + en[1:] if is_english() else zh


def field_name(code: str) -> str:
    """What a field is called."""
    if is_english() and code in fields():
        gloss = fields()[code].gloss
        return gloss[:1].upper() + gloss[1:]
    return field_label(code)


def limit_kind(kind: str) -> str:
    """How a limit was understood."""
    return LIMIT_KINDS[kind][is_english()]


def shown(name: str, value: Any) -> str:
    """A value of a column."""
    if name == "field":
        return field_name(value)
    if name == "duty":
        return duty_name(value)
    if name == "channels":
        return _row(value, carriers())
    if name in ("object", "way", "tier"):
        return _row(value, choices(name))
    return str(value)


def _row(codes: Iterable[str], table: Mapping[str, Any]) -> str:
    held = set(codes)
    words = [one.gloss if is_english() else one.label for code, one in table.items() if code in held]
    return (", " if is_english() else "、").join(words)


def duty_name(code: str) -> str:
    """A duty under arts. 20 and 21."""
    if not is_english():
        return duty_label(code)
    found = topics().get(code) or duties().get(code)
    return found.gloss if found is not None else code


def term_choices(table: Callable[[], Mapping[str, Any]]) -> Callable[[], list[tuple[str, str]]]:
    """Choices of a form from a table of terms."""
    return lambda: [(code, one.gloss if is_english() else one.label) for code, one in table().items()]


def facts_of(item: StandardItem) -> list[tuple[str, str]]:
    """The columns of an item that say something, in words; the names of the matter aside."""
    found = []
    for name in COLUMNS:
        if name.startswith("level_"):
            continue
        text = shown(name, getattr(item, name))
        if name == "limit":
            text = beside(text, limit_kind(item.limit_kind))
            if not item.limit:
                text = _("目录未写明，按条例第二十六条：20个工作日内")
        if text:
            found.append((column_name(name), text))
    return found


def field_choices(more: Iterable[str] = ()) -> list[tuple[str, str]]:
    """The 26 fields, and others that are in use."""
    codes = sorted({*fields(), *more}, key=field_rank)
    return [(code, field_name(code)) for code in codes]
