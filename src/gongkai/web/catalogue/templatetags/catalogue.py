"""Filters of the pages of the catalogue."""

from __future__ import annotations

from django import template

from gongkai.ledger.coverage import COVERAGES, Coverage
from gongkai.web.catalogue.saying import column_name, field_name, limit_kind, shown
from gongkai.web.desk.templatetags.words import is_english
from gongkai.web.entries.names import NAMES

register = template.Library()
register.filter("limit_kind", limit_kind)


@register.filter
def field(code: str) -> str:
    """A field."""
    return field_name(code)


@register.filter
def status(code: str) -> str:
    """How an item stands."""
    zh, en = COVERAGES[code]
    return en[:1].upper() + en[1:] if is_english() else zh


@register.filter
def reason(found: Coverage) -> str:
    """Why an item stands so."""
    return found.reason_en[:1].upper() + found.reason_en[1:] if is_english() else found.reason


@register.filter
def say_column(value: object, name: str) -> str:
    """A value of a column."""
    return shown(name, value)


@register.filter
def ticked(codes: list[str], code: str) -> str:
    """√ where a code is among those ticked."""
    return "√" if code in codes else ""


@register.filter
def count_of(counts: dict[str, int], status_code: str) -> int:
    """How many items stand so."""
    return counts[status_code]


@register.filter
def column(name: str) -> str:
    """What a column is called."""
    return column_name(name)


@register.filter
def desk_act(code: str) -> str:
    """What an entry of the desk is called."""
    return str(NAMES.get(code, code))
