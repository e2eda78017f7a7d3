"""Filters of the pages of the registers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import template

from gongkai.web.entries.names import NAMES

register = template.Library()


@register.filter
def item(row: Sequence[str], index: int) -> str:
    """One of a row, by its place."""
    return row[index]


@register.filter
def desk_act(kind: str) -> Any:
    """The name of something done at the desk."""
    return NAMES.get(kind, kind)
