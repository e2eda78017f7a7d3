"""The days of a count as small calendars, a table a month, and as a list of runs in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from gongkai.statute.periods import TraceDay

_DAY = timedelta(days=1)
_CLASSES = {"start": "start", "working": "counted", "make_up": "counted", "weekend": "rest", "holiday": "rest"}


@dataclass(frozen=True, slots=True)
class Cell:
    """A day of a calendar. css: how it is drawn; day: what the count says of it, None outside the count."""

    on: date
    css: str = "rest"
    day: TraceDay | None = None
    is_last: bool = False


@dataclass(frozen=True, slots=True)
class Month:
    """A month as weeks from Monday; None where a week begins or ends in another month."""

    first: date
    weeks: Sequence[Sequence[Cell | None]]


@dataclass(frozen=True, slots=True)
class Run:
    """Days that follow one another and count, or do not, for the same reason. count: the number reached at the end."""

    first: date
    last: date
    reason: str
    source: str
    days: int
    count: int | None

    @property
    def is_one_day(self) -> bool:
        return self.first == self.last


def months(trace: Sequence[TraceDay]) -> list[Month]:
    """The months a count touches; weeks it does not touch are left out."""
    known = {day.on: day for day in trace}
    last = trace[-1].on if trace else None
    firsts = sorted({day.on.replace(day=1) for day in trace})
    return [Month(first, list(_weeks(first, known, last))) for first in firsts]


def _weeks(first: date, known: dict[date, TraceDay], last: date | None) -> Iterable[Sequence[Cell | None]]:
    monday = first - first.weekday() * _DAY
    while monday <= first or monday.month == first.month:
        week = [monday + n * _DAY for n in range(7)]
        if any(on in known and on.month == first.month for on in week):
            yield [_cell(on, known.get(on), on == last) if on.month == first.month else None for on in week]
        monday += 7 * _DAY


def _cell(on: date, day: TraceDay | None, is_last: bool) -> Cell:
    if day is None:
        return Cell(on)
    return Cell(on, "last" if is_last else _CLASSES.get(day.kind, "excluded"), day, is_last)


def runs(trace: Sequence[TraceDay]) -> list[Run]:
    """The count in words: one line for days in a row with the same reason."""
    found = []
    for _key, group in groupby(trace, key=lambda day: (day.reason, day.source)):
        days = list(group)
        counted = [day.ordinal for day in days if day.ordinal is not None]
        found.append(
            Run(days[0].on, days[-1].on, days[0].reason, days[0].source, len(days), counted[-1] if counted else None)
        )
    return found
