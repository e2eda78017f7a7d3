"""Filters of the pages of the registers."""

from __future__ import annotations

from collections.abc import Sequence

from django import template

register = template.Library()


@register.filter
def item(row: Sequence[str], index: int) -> str:
    """One of a row, by its place."""
    return row[index]
