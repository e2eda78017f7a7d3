"""Whether an item of the standard catalogue (标准目录事项) is covered by what was published, and why not.

What is published is the evidence: an item is judged by the papers filed under it, on a day, with one sentence of reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from gongkai.errors import StatuteError
from gongkai.statute.calendar import WorkCalendar
from gongkai.statute.catalogue import limit_due_on
from gongkai.statute.duties import Limit

CoverageStatus = Literal["covered", "older", "never", "overdue", "stale", "not_asked"]

COVERAGES: dict[CoverageStatus, tuple[str, str]] = {
    "overdue": ("已逾期", "overdue"),
    "stale": ("未更新", "stale"),
    "never": ("从未公开", "never published"),
    "older": ("近一年没有新内容", "nothing new within a year"),
    "covered": ("已覆盖", "covered"),
    "not_asked": ("依申请公开", "on application only"),
}
"""Every status, the most pressing first, in Chinese and English."""

TO_MEND: tuple[CoverageStatus, ...] = ("overdue", "stale", "never")
"""What wants an act of the office. "older" only asks: nothing new may have come into being."""


@dataclass(frozen=True, slots=True)
class Standard:
    """What is asked of an item. from_on: day it came into the catalogue. is_proactive: 主动公开 is among its ways."""

    limit: Limit
    from_on: date
    is_proactive: bool = True


@dataclass(frozen=True, slots=True)
class Release:
    """A paper filed under an item.

    formed_on: 成文日期. first_on, last_on: first and latest day it was published; None where it never was.
    due_on: its own last day where it is known; else it is counted from formed_on by the item's limit.
    """

    formed_on: date | None = None
    first_on: date | None = None
    last_on: date | None = None
    due_on: date | None = None
    is_public: bool = False


@dataclass(frozen=True, slots=True)
class Coverage:
    """How an item stands. on: the day the reason speaks of; None where there is none."""

    status: CoverageStatus
    reason: str
    reason_en: str
    on: date | None = None

    @property
    def label(self) -> str:
        return COVERAGES[self.status][0]

    @property
    def gloss(self) -> str:
        return COVERAGES[self.status][1]


def coverage(standard: Standard, releases: Sequence[Release], on: date, calendar: WorkCalendar) -> Coverage:
    """Return how an item stands on a day: the most pressing of what can be said.

    A formed paper past its last day comes first; then an item without any publication, one all of whose papers were
    taken down, a yearly date that passed without a release in its year, and last a year without anything new.

    Raises:
        CalendarGap: a last day in a year without a holiday notice; use a provisional calendar.
    Source: Regulation arts. 20, 21, 26; 国办发〔2019〕54号; the sorting: mark D.
    """
    if not standard.is_proactive:
        return Coverage("not_asked", "目录规定依申请公开，不要求主动发布", "it is disclosed on application only")
    if (late := _overdue(standard, releases, on, calendar)) is not None:
        return late
    out = [one.last_on or one.first_on for one in releases if one.first_on is not None and one.first_on <= on]
    last = max(out, default=None)
    if last is None:
        return _never(standard, on)
    if not any(one.is_public for one in releases):
        return Coverage(
            "stale", f"最近一次公开是{_zh(last)}，现已全部撤下", f"last published {last}, all taken down", last
        )
    return _by_kind(standard, releases, last, on)


def _overdue(standard: Standard, releases: Iterable[Release], on: date, calendar: WorkCalendar) -> Coverage | None:
    """The formed paper that should have been public first, if its day has passed."""
    found = []
    for one in releases:
        if one.first_on is not None or one.formed_on is None:
            continue
        due = one.due_on or _due(standard.limit, one.formed_on, calendar)
        if due is not None and due < on:
            found.append((due, one.formed_on))
    if not found:
        return None
    due, formed = min(found)
    zh = f"{_zh(formed)}形成的信息应于{_zh(due)}前公开，至今没有公开"
    if len(found) > 1:
        zh += f"；这样的信息共{len(found)}件"
    return Coverage("overdue", zh, f"what was formed on {formed} was due by {due} and is not public", due)


def _due(limit: Limit, formed: date, calendar: WorkCalendar) -> date | None:
    try:
        return limit_due_on(limit, formed, calendar).on
    except StatuteError:
        return None  # a limit that cannot be counted, or none in force on that day


def _never(standard: Standard, on: date) -> Coverage:
    since = f"{_zh(standard.from_on)}列入目录，从未公开"
    en = f"in the catalogue since {standard.from_on}, never published"
    limit = standard.limit
    if limit.kind == "fixed_date" and (due := _last_date(limit, on)) is not None and due >= standard.from_on:
        return Coverage("never", f"{since}；最近一次应公开的日期是{_zh(due)}", f"{en}; it was due by {due}", due)
    return Coverage("never", since, en, standard.from_on)


def _by_kind(standard: Standard, releases: Iterable[Release], last: date, on: date) -> Coverage:
    """What the kind of the limit says of an item that is public."""
    limit = standard.limit
    if limit.kind == "long_term":
        return Coverage("covered", f"长期公开的事项，{_zh(last)}公开", f"a long-term item, published {last}", last)
    if limit.kind == "fixed_date":
        due = _last_date(limit, on)
        days = {day for one in releases for day in (one.first_on, one.last_on) if day is not None and day <= on}
        if due is None or due < standard.from_on or any(day.year >= due.year for day in days):
            return Coverage("covered", f"最近一次公开是{_zh(last)}", f"last published {last}", last)
        zh = f"每年{limit.month}月{limit.day}日前应公开，{due.year}年没有公开；最近一次是{_zh(last)}"
        return Coverage("stale", zh, f"due every year by {limit.month}-{limit.day}; nothing in {due.year}", due)
    if last > _year_before(on):
        return Coverage("covered", f"最近一次公开是{_zh(last)}", f"last published {last}", last)
    if limit.kind == "real_time":
        zh = f"应实时公开，最近一次公开是{_zh(last)}，已超过一年"
        return Coverage("stale", zh, f"to be shown in real time, but last published {last}", last)
    zh = f"最近一次公开是{_zh(last)}；此后形成过新信息的，请补充公开"
    return Coverage("older", zh, f"last published {last}; publish what was formed since", last)


def _last_date(limit: Limit, on: date) -> date | None:
    """The latest yearly date that has wholly passed; None for a date that is none."""
    try:
        due = date(on.year, limit.month, limit.day)
        return due if due < on else date(on.year - 1, limit.month, limit.day)
    except ValueError:
        return None


def _year_before(on: date) -> date:
    return on.replace(year=on.year - 1, day=28 if (on.month, on.day) == (2, 29) else on.day)


def _zh(on: date) -> str:
    return f"{on.year}年{on.month}月{on.day}日"
