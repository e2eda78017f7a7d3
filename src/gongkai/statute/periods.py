"""Statutory periods (期限): how long, and how the days are counted.

Rules D1-D17 of docs/rules.md. Days are `date` in China Standard Time. The day of the starting event is not counted
(民法典 art. 201); a limit in working days ends on a working day; a limit in natural days or months that ends on a day
off moves to the first working day after it (民事诉讼法 art. 85, 民法典 art. 203).
"""

from __future__ import annotations

import tomllib
from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Literal

from gongkai.errors import NoRuleInForce
from gongkai.statute.calendar import DayStatus, Span, WorkCalendar
from gongkai.statute.organs import organs
from gongkai.statute.sources import Mark, Source, in_force

_DATA = Path(__file__).parent / "data" / "periods.toml"
_DAY = timedelta(days=1)

ANSWER_PERIODS: Mapping[str, str | None] = {
    "third_party": "third_party_answer",
    "co_maker": "co_maker_answer",
    "other_organ": None,
}
"""Period in which each consulted party must answer; arts. 32, 34. Art. 33(3) sets none for other organs."""

PARTIES: Mapping[str, str] = {"third_party": "第三方", "co_maker": "共同制作机关", "other_organ": "其他机关"}
PARTY_GLOSSES: Mapping[str, str] = {
    "third_party": "third party",
    "co_maker": "co-making organ",
    "other_organ": "other organ",
}

CHALLENGE_PERIODS: Mapping[tuple[str, str], str] = {
    ("reconsideration", "simple"): "reconsideration_answer_simple",
    ("reconsideration", "ordinary"): "reconsideration_answer_ordinary",
    ("litigation_direct", "ordinary"): "suit_answer",
    ("litigation_after_reconsideration", "ordinary"): "suit_answer",
}
"""Period of the respondent's answer, by kind of challenge and procedure."""


@dataclass(frozen=True, slots=True)
class Period:
    """One version of a statutory period.

    unit: "working_days", "days" (natural) or "months". at_most: the law fixes a maximum only.
    """

    name: str
    label: str
    gloss: str
    value: int
    unit: Literal["working_days", "days", "months"]
    instrument: str
    article: str
    mark: Mark
    in_force_from: date
    in_force_to: date | None = None
    at_most: bool = False

    @property
    def source(self) -> Source:
        return Source(self.instrument, self.article, self.in_force_from, self.in_force_to, self.mark)


@dataclass(frozen=True, slots=True)
class TraceDay:
    """One day of a count: whether it counts, its number if so, why, and on what authority.

    kind: "start", "working", "make_up", "weekend", "holiday" or "stopped"; reason says it in Chinese.
    """

    on: date
    is_counted: bool
    ordinal: int | None
    reason: str
    source: str
    kind: str


@lru_cache(maxsize=1)
def periods() -> Mapping[str, tuple[Period, ...]]:
    """Every version of every period by name."""
    found: dict[str, list[Period]] = {}
    for item in tomllib.loads(_DATA.read_text(encoding="utf-8"))["period"]:
        found.setdefault(item["name"], []).append(Period(**item))
    return {name: tuple(versions) for name, versions in found.items()}


@lru_cache(maxsize=4096)
def period(name: str, on: date) -> Period:
    """Return the version of a period in force on a day.

    Raises:
        NoRuleInForce: none was; for "reply" that is before 2019-05-15.
    """
    return in_force(periods()[name], on, name)


def due_on(
    start: date,
    name: str,
    calendar: WorkCalendar,
    *,
    stopped: Sequence[Span] = (),
    extra_days: int = 0,
) -> date:
    """Return the last day on which an act bound by a period is in time.

    Args:
        start: day of the event that starts the period; not itself counted.
        name: a period of `periods()`; the version in force on `start` applies.
        stopped: time that does not count (working-day periods only); ends inclusive, may overlap.
        extra_days: working days added (an extension).
    Raises:
        CalendarGap: the count runs into a year whose holiday notice is not loaded.
        NoRuleInForce: the period did not exist on `start`.
    Source: D2-D5; the article of the period itself.
    """
    rule = period(name, start)
    if rule.unit == "working_days":
        return calendar.nth_working_day_after(start, rule.value + extra_days, skipping=stopped)
    end = start + timedelta(days=rule.value) if rule.unit == "days" else add_months(start, rule.value)
    return calendar.next_working_day(end)


def add_months(start: date, months: int) -> date:
    """Same day number some months later, or the last day of that month. Source: 民法典 art. 202."""
    index = start.year * 12 + start.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def excluded(sent_on: date, ended_on: date) -> Span:
    """Days a consultation takes out of the count: the day after sending up to the day of the answer.

    Source: Regulation art. 33(3) for the exclusion; the interval is our cautious reading (D9, mark D).
    """
    return Span(sent_on + _DAY, ended_on)


def answer_due_on(party: str, addressee_received_on: date, calendar: WorkCalendar) -> date | None:
    """Last day of a consulted party's answer; None where the law sets none: other organs, or before 2019-05-15.

    Source: Regulation arts. 32, 34.
    """
    name = ANSWER_PERIODS[party]
    try:
        return due_on(addressee_received_on, name, calendar) if name else None
    except NoRuleInForce:
        return None


@dataclass(frozen=True, slots=True)
class ReportDates:
    """When a report is due: the date the law or practice names, and the last working day before it."""

    statutory_on: date
    safe_on: date
    source: str
    mark: str


def report_dates(report_year: int, organ_kind: str, calendar: WorkCalendar) -> ReportDates:
    """When the report of a year must be out.

    Source: Regulation art. 49. It says "1月31日前" and leaves open whether the day itself counts; no roll-over is
    promised, so plan for `safe_on` (D15, mark D).
    Raises:
        CalendarGap: the next year's calendar is not loaded.
    """
    organ = organs()[organ_kind]
    statutory = date(report_year + 1, organ.report_month, organ.report_day)
    return ReportDates(statutory, calendar.previous_working_day(statutory), organ.report_source, organ.report_mark)


def dispatched_on(sent_by: str, posted_on: date | None, signed_on: date | None) -> date | None:
    """The day that meets the organ's limit: posting, or the applicant's signature for personal service.

    Source: 国办公开办函〔2016〕235号 (D12). The applicant's own periods run from receipt, not from this day.
    """
    return posted_on if sent_by == "post" else signed_on


def trace(start: date, end: date, calendar: WorkCalendar, *, stopped: Sequence[Span] = ()) -> tuple[TraceDay, ...]:
    """Return every day from `start` to `end`, both included, and whether it counts towards the period."""
    days = []
    ordinal = 0
    on = start
    while on <= end:
        status = calendar.why(on)
        if on == start:
            days.append(TraceDay(on, False, None, "起算日，当日不计入", "民法典第二百零一条", "start"))
        elif any(span.first <= on <= span.last for span in stopped):
            days.append(TraceDay(on, False, None, "征求意见期间，不计入", "条例第三十三条第三款", "stopped"))
        elif status.is_working:
            ordinal += 1
            days.append(TraceDay(on, True, ordinal, _reason(status), str(status.source), status.kind))
        else:
            days.append(TraceDay(on, False, None, _reason(status), str(status.source), status.kind))
        on += _DAY
    return tuple(days)


def _reason(status: DayStatus) -> str:
    words = {"working": "工作日", "make_up": "调休上班", "weekend": "周末", "holiday": f"{status.name}放假"}
    return words[status.kind] + ("（放假安排未公布，暂按推算）" if status.is_provisional else "")


REASON_GLOSSES: Mapping[str, str] = {
    "起算日，当日不计入": "first day, not counted",
    "征求意见期间，不计入": "consultation, not counted",
    "工作日": "working day",
    "调休上班": "make-up workday",
    "周末": "weekend",
    "（放假安排未公布，暂按推算）": " (holidays not announced, estimated)",
    "元旦": "New Year's Day",
    "春节": "Spring Festival",
    "清明节": "Qingming Festival",
    "劳动节": "Labour Day",
    "端午节": "Dragon Boat Festival",
    "中秋节": "Mid-Autumn Festival",
    "国庆节": "National Day",
    "抗战胜利70周年纪念日": "70th anniversary of victory in the War of Resistance",
    "壮族三月三": "Zhuang festival of the third day of the third month",
    "放假": " holiday",
    "、": ", ",
}
"""English of what `TraceDay.reason` is made of, the longer parts before those they hold."""


def english_reason(reason: str) -> str:
    """A `TraceDay.reason` in English; a name that is not known stays Chinese."""
    for part, gloss in REASON_GLOSSES.items():
        reason = reason.replace(part, gloss)
    return reason
