"""What an organ must disclose proactively (主动公开), and by when. Source: Regulation arts. 19-21, 26."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Literal

from gongkai.errors import StatuteError
from gongkai.statute.calendar import WorkCalendar
from gongkai.statute.periods import due_on

_DATA = Path(__file__).parent / "data" / "duties.toml"

_ART21_OF: Mapping[str, str] = {"township": "township"}
"""Which list of art. 21 an organ uses; every other kind uses the county list (for 街道办事处: mark D)."""


@dataclass(frozen=True, slots=True)
class Duty:
    """One item of arts. 20-21. `level`: "all", "county" or "township"."""

    code: str
    label: str
    gloss: str
    level: str


@dataclass(frozen=True, slots=True)
class Criterion:
    """One of the three tests of art. 19; any one suffices."""

    code: str
    label: str
    gloss: str


LimitKind = Literal["working_days", "days", "real_time", "fixed_date", "long_term", "promptly", "unknown"]


@dataclass(frozen=True, slots=True)
class Limit:
    """How soon an item must be out, as standard catalogues state it. `statute.catalogue.parse_limit` reads their words.

    kind: "working_days" or "days" after the starting event, "real_time" (the day itself), "fixed_date" (the next such
        month and day), "long_term" (no date), "promptly" (及时: no date but art. 26's) or "unknown" (words not understood).
    start: code of the starting event (`catalogue.starts()`), or the words of the catalogue where they are none of these.
    source: what sets it, if not art. 26. text: the words it was read from.
    """

    kind: LimitKind = "working_days"
    value: int = 20
    month: int = 0
    day: int = 0
    source: str = "条例第二十六条"
    start: str = field(default="formed_or_changed", compare=False)
    text: str = field(default="", compare=False)


ARTICLE_26 = Limit()


@lru_cache(maxsize=1)
def _data() -> tuple[dict[str, Duty], tuple[Criterion, ...]]:
    data = tomllib.loads(_DATA.read_text(encoding="utf-8"))
    found = {item["code"]: Duty(item["code"], item["label"], item["gloss"], level=item["for"]) for item in data["duty"]}
    return found, tuple(Criterion(**item) for item in data["test"])


def criteria() -> tuple[Criterion, ...]:
    """The three tests of art. 19."""
    return _data()[1]


def duties(organ_kind: str = "") -> Mapping[str, Duty]:
    """Items an organ of this kind must publish where it holds them; all items without a kind."""
    found = _data()[0]
    if not organ_kind:
        return found
    level = _ART21_OF.get(organ_kind, "county")
    return {code: duty for code, duty in found.items() if duty.level in ("all", level)}


def publish_by(formed_on: date, calendar: WorkCalendar, limit: Limit = ARTICLE_26) -> date | None:
    """Return the last day to publish an item formed or changed on a day.

    None for a long-term item and for words nobody understood. "Promptly" has art. 26 as its outer limit (mark D).

    Args:
        formed_on: for a fixed date, the day from which the next such date is looked for: the last day of the year
            reported where a yearly report is due by 31 January.
    Raises:
        StatuteError: a limit that cannot be counted (no days, an impossible date).
        NoRuleInForce: art. 26 did not bind on that day.
    Source: Regulation art. 26 unless the limit names its own; D13.
    """
    if limit.kind in ("days", "working_days") and limit.value < 1:
        raise StatuteError(
            f"A limit of {limit.value} days cannot be counted; mend the limit of this item.",
            zh=f"公开时限{limit.value}日无法计算；请改正该事项的公开时限。",
        )
    match limit.kind:
        case "long_term" | "unknown":
            return None
        case "real_time":
            return formed_on
        case "promptly":
            return due_on(formed_on, "disclosure", calendar)
        case "fixed_date":
            return _next_date(formed_on, limit)
        case "days":
            return calendar.next_working_day(formed_on + timedelta(days=limit.value))
        case "working_days":
            if limit == ARTICLE_26:
                return due_on(formed_on, "disclosure", calendar)
            return calendar.nth_working_day_after(formed_on, limit.value)


def _next_date(start: date, limit: Limit) -> date:
    try:
        due = date(start.year, limit.month, limit.day)
        return due if due >= start else date(start.year + 1, limit.month, limit.day)
    except ValueError:
        raise StatuteError(
            f"{limit.month}-{limit.day} is no date of every year; mend the limit of this item.",
            zh=f"{limit.month}月{limit.day}日不是每年都有的日期；请改正该事项的公开时限。",
        ) from None
