"""Date of receipt (收到之日) of an application by the way it came; Regulation art. 31."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

_DATA = Path(__file__).parent / "data" / "channels.toml"

CHANNELS = ("in_person", "post_signed", "post_ordinary", "internet", "fax", "oral", "forwarded")
"""Codes of every channel; the details are data (`channels()`)."""

AWAITING_CONFIRMATION = frozenset({"post_ordinary", "internet", "fax", "forwarded"})
"""Channels whose date of receipt is the day of confirmation; checked against the data by a test."""


@dataclass(frozen=True, slots=True)
class Channel:
    """A way to apply. `note` says in one clause how art. 31 fixes the date."""

    code: str
    label: str
    gloss: str
    fixed_by: str
    source: str
    mark: str
    note: str


@lru_cache(maxsize=1)
def channels() -> Mapping[str, Channel]:
    """Every channel by its code."""
    data = tomllib.loads(_DATA.read_text(encoding="utf-8"))
    return {item["code"]: Channel(**item) for item in data["channel"]}


def received_on(channel: str, arrived_on: date, confirmed_on: date | None = None) -> date | None:
    """Return the date of receipt, or None while it waits for confirmation.

    Args:
        channel: code of `CHANNELS`.
        arrived_on: the day it was handed in, signed for, or came in.
        confirmed_on: the day both sides confirmed, or the applicant was reached.
    Source: Regulation art. 31(1)-(3); a non-working day is still the date of receipt.
    """
    return confirmed_on if channel in AWAITING_CONFIRMATION else arrived_on
