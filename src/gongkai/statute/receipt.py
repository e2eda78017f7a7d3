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


@dataclass(frozen=True, slots=True)
class SentOnline:
    """How the date of receipt of what follows an application online is fixed; fields as of `Channel`."""

    label: str
    gloss: str
    fixed_by: str
    source: str
    mark: str
    note: str


@lru_cache(maxsize=1)
def sent_online() -> SentOnline:
    """The rule for a supplement, reasons, a proof of payment or a withdrawal sent through the office's own system."""
    return SentOnline(**tomllib.loads(_DATA.read_text(encoding="utf-8"))["sent_online"])


def sent_received_on(sent_on: date) -> date:
    """Return the date of receipt of what an applicant sent online after applying: the day it was sent.

    It is in the office's designated system from then on. A reply in time by this date is in time as well where the day
    an officer opens it is taken, so that the reading is the cautious one for the office.
    Source: Electronic Signature Law art. 11(2); Regulation art. 30; a non-working day is still the date of receipt.
    """
    return sent_on


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
