"""Addresses that may not exist yet: another part of the desk may not be installed."""

from __future__ import annotations

from typing import Any

from django.urls import NoReverseMatch, reverse


def url_or_empty(name: str, *args: Any) -> str:
    """The address of a page, or "" where no part of the desk has that page."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
