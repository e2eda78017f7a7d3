"""Working days (工作日), counted on the State Council's yearly holiday notices.

A working day is a day that is neither a weekend nor declared off, or a weekend day declared a
make-up workday (调休上班). Neither can be computed: each year has a notice, kept as it was issued in
`data/holidays/<year>.toml`. A notice may reach into the December before its year, so a year is
settled only when the next one is loaded too; a year without a notice is a `CalendarGap`, never a
guess. Regions add their own notices in `data/holidays/local/<region>.toml`.

Nothing is read at import; a year is read the first time it is reached. `docs/calendar.md` tells how
to add a year.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Literal, NamedTuple

from gongkai.errors import CalendarGap, StatuteError, UsageError
from gongkai.statute.sources import Mark, Source, in_force

HOLIDAYS = Path(__file__).parent / "data" / "holidays"

NEXT_NOTICE_REACHES_FROM = (12, 26)
"""From this month and day the notice of the next year may still change a year. Seen since 2006:
29 to 31 December (docs/calendar.md); three days of margin are our design."""

DayKind = Literal["working", "make_up", "weekend", "holiday"]

_DAY = timedelta(days=1)
_WEEK = Source("国务院关于职工工作时间的规定", "第七条", in_force_from=date(1995, 5, 1), mark="S")


class Span(NamedTuple):
    """Days from `first` to `last`, both included; empty if `last` is before `first`."""

    first: date
    last: date


def merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return the same days as ascending spans that neither overlap nor touch; empty spans are dropped."""
    result: list[Span] = []
    for first, last in sorted(span for span in spans if span.first <= span.last):
        if result and first.toordinal() <= result[-1].last.toordinal() + 1:
            if last > result[-1].last:
                result[-1] = Span(result[-1].first, last)
        else:
            result.append(Span(first, last))
    return tuple(result)


@dataclass(frozen=True, slots=True)
class DayStatus:
    """Why a day is a working day or not.

    Args:
        kind: `working`, `weekend`, `make_up` (a weekend day declared worked) or `holiday` (declared off).
        source: the notice that declares the day, else the rule of the five-day week.
        name: the festival of a holiday, in Chinese; else empty.
        region: the code whose own notice decides the day; empty for the whole country.
        is_provisional: no notice for the year is loaded, so a notice may yet change the day.
    """

    on: date
    kind: DayKind
    source: Source
    name: str = ""
    region: str = ""
    is_provisional: bool = False

    @property
    def is_working(self) -> bool:
        return self.kind in ("working", "make_up")


class _Notice(NamedTuple):
    """One notice as issued: days off and make-up workdays, some perhaps of the December before `year`."""

    year: int
    source: Source
    off: tuple[tuple[str, Span], ...]
    make_up: tuple[date, ...]
    region: str = ""

    def days(self) -> Iterator[DayStatus]:
        for name, (first, last) in self.off:
            for ordinal in range(first.toordinal(), last.toordinal() + 1):
                yield DayStatus(date.fromordinal(ordinal), "holiday", self.source, name, self.region)
        for on in self.make_up:
            yield DayStatus(on, "make_up", self.source, "", self.region)


class _Region(NamedTuple):
    """The notices of one region; from `yearly_from` each year must have one."""

    code: str
    yearly_from: int | None
    notices: tuple[_Notice, ...]


class _Year(NamedTuple):
    working: list[int]  # ordinals of the working days, ascending
    declared: dict[date, DayStatus]
    is_provisional: bool = False


class WorkCalendar:
    """Counts working days for the country, or for one region. Take one from `load_calendar`.

    Every method raises `CalendarGap` when it reaches a year whose notice is not loaded, unless the
    calendar is `provisional()` and the year comes after the last notice.
    """

    def __init__(self, region: str | None = None, *, provisional_years: bool = False, data: Path = HOLIDAYS) -> None:
        """`region` is an administrative division code (行政区划代码) of six digits; `data` a folder laid out
        like `data/holidays`.

        Raises:
            UsageError: the region is not six digits.
        """
        if region is not None and not (len(region) == 6 and region.isascii() and region.isdigit()):
            raise UsageError(
                f"{region!r} is not a region of the calendar; give the administrative division code "
                "(行政区划代码) of six digits, such as 450000 for Guangxi."
            )
        self.region = region
        self._data = data
        self._guesses = provisional_years
        self._built: dict[int, _Year] = {}

    # -- counting -----------------------------------------------------------------------------

    def is_working_day(self, on: date) -> bool:
        """Tell whether a day is worked, make-up workdays included."""
        working = self._year(on.year).working
        ordinal = on.toordinal()
        at = bisect_left(working, ordinal)
        return at < len(working) and working[at] == ordinal

    def nth_working_day_after(self, start: date, n: int, *, skipping: Sequence[Span] = ()) -> date:
        """Return the nth working day after `start`, which is itself not counted.

        Args:
            n: working days, at least 1.
            skipping: days that do not count (stopped time); ends inclusive, may overlap.
        Raises:
            CalendarGap: the count, or a span it passes, runs into a year whose notice is not loaded.
            ValueError: `n` is less than 1.
        Source: first day excluded as in Civil Code art. 201; stopped time, Regulation art. 33(3).
        """
        if n < 1:
            raise ValueError(f"n is {n}; a period has at least 1 working day")
        end = self._working_day(start.year, bisect_right(self._year(start.year).working, start.toordinal()) + n - 1)
        if skipping:
            for first, last in skipping if len(skipping) == 1 else merged(skipping):
                if last <= start:
                    continue
                if first > end:
                    break
                stopped = self._count(max(first, start + _DAY) - _DAY, last)
                if stopped:
                    index = bisect_right(self._year(end.year).working, end.toordinal())
                    end = self._working_day(end.year, index + stopped - 1)
        return end

    def working_days_between(self, after: date, until: date, *, skipping: Sequence[Span] = ()) -> int:
        """Return how many working days d have `after` < d <= `until`, days in `skipping` left out.

        0 if `until` is not later than `after`.
        """
        count = self._count(after, until)
        for first, last in merged(skipping):
            count -= self._count(max(first - _DAY, after), min(last, until))
        return count

    def next_working_day(self, on: date) -> date:
        """Return `on` itself if it is a working day, else the first one after it."""
        return self._working_day(on.year, bisect_left(self._year(on.year).working, on.toordinal()))

    def previous_working_day(self, on: date) -> date:
        """Return the last working day strictly before `on`."""
        return self._working_day(on.year, bisect_left(self._year(on.year).working, on.toordinal()) - 1)

    # -- explaining ---------------------------------------------------------------------------

    def why(self, on: date) -> DayStatus:
        """Return what decides whether `on` is a working day, with its source."""
        year = self._year(on.year)
        if status := year.declared.get(on):
            return status
        kind: DayKind = "working" if on.weekday() < 5 else "weekend"
        return DayStatus(on, kind, _WEEK, is_provisional=year.is_provisional)

    @cached_property
    def years(self) -> tuple[int, ...]:
        """The years that have a State Council notice, ascending."""
        return tuple(sorted(int(path.stem) for path in self._data.glob("[0-9][0-9][0-9][0-9].toml")))

    def notices(self, year: int) -> tuple[Source, ...]:
        """Return the notices issued for a year: the first, those that amend it, those of the region."""
        if year not in self.years:
            raise CalendarGap(year)
        return tuple(notice.source for notice in self._notices(year))

    def is_settled(self, on: date) -> bool:
        """Tell whether every notice that may decide this day is loaded.

        False for a year without a notice; from 26 December on while the next year has none; and in a
        region that has a notice each year, for a year whose notice is missing.
        """
        if on.year not in self.years:
            return False
        if (on.month, on.day) >= NEXT_NOTICE_REACHES_FROM and on.year + 1 not in self.years:
            return False
        return all(
            region.yearly_from is None
            or on.year < region.yearly_from
            or any(notice.year == on.year for notice in region.notices)
            for region in self._regions
        )

    def provisional(self) -> WorkCalendar:
        """Return this calendar, answering also for years after the last notice.

        There it knows weekends and the holidays the Measures fix by the solar calendar; 春节, 清明节,
        端午节, 中秋节 and every make-up workday are missing, so a count may be out in either direction.
        `is_provisional` and `DayStatus.is_provisional` say so.
        """
        return self if self._guesses else self._guessing

    @cached_property
    def _guessing(self) -> WorkCalendar:
        if self._data == HOLIDAYS:
            return load_calendar(self.region, provisional_years=True)
        return WorkCalendar(self.region, provisional_years=True, data=self._data)

    def is_provisional(self, on: date) -> bool:
        """Tell whether a day is answered for without a notice (see `provisional`)."""
        return self._year(on.year).is_provisional

    @cached_property
    def version(self) -> str:
        """SHA-256, in hexadecimal, of every day declared by every notice this calendar can reach.

        It changes when a notice or a day does, not with a comment or a line ending.
        """
        from hashlib import sha256

        lines = [f"region {self.region or '-'}", f"provisional {self._guesses}"]
        for year in self.years:
            for notice in self._notices(year):
                lines.append(f"{year} {notice.source.instrument}")
                lines += sorted(f"{day.on} {day.kind} {day.name} {day.region}" for day in notice.days())
        if self._guesses:
            lines += [repr(measures) for measures in _read_measures(self._data / "measures.toml")]
        return sha256("\n".join(lines).encode()).hexdigest()

    # -- inside -------------------------------------------------------------------------------

    def _working_day(self, year: int, at: int) -> date:
        """The working day at an index counted from the first of `year`, which may lie in another year."""
        working = self._year(year).working
        while at >= len(working):
            at -= len(working)
            year += 1
            working = self._year(year).working
        while at < 0:
            year -= 1
            working = self._year(year).working
            at += len(working)
        return date.fromordinal(working[at])

    def _count(self, after: date, until: date) -> int:
        if until <= after:
            return 0
        count = bisect_right(self._year(until.year).working, until.toordinal())
        for year in range(after.year, until.year):
            count += len(self._year(year).working)
        return count - bisect_right(self._year(after.year).working, after.toordinal())

    def _year(self, year: int) -> _Year:
        try:
            return self._built[year]
        except KeyError:
            built = self._built[year] = self._build(year)
            return built

    def _build(self, year: int) -> _Year:
        if year in self.years:
            declared = {day.on: day for day in self._declared(year) if day.on.year == year}
            return _Year(_working_ordinals(year, declared), declared)
        if self._guesses and self.years and year > self.years[-1]:
            measures = in_force(_read_measures(self._data / "measures.toml"), date(year, 1, 1), "public holidays")
            declared = {
                day: DayStatus(day, "holiday", measures.source, name, is_provisional=True)
                for day, name in measures.days_of(year)
            }
            return _Year(_working_ordinals(year, declared), declared, is_provisional=True)
        raise CalendarGap(year)

    def _declared(self, year: int) -> Iterator[DayStatus]:
        """Every declaration that may touch a year; where two speak of one day, the later here decides."""
        for issued_for in (year, year + 1):
            if issued_for in self.years:
                for notice in _read_notices(self._data / f"{issued_for}.toml"):
                    yield from notice.days()
        for region in self._regions:
            for notice in region.notices:
                yield from notice.days()

    def _notices(self, year: int) -> Iterator[_Notice]:
        yield from _read_notices(self._data / f"{year}.toml")
        for region in self._regions:
            yield from (notice for notice in region.notices if notice.year == year)

    @cached_property
    def _regions(self) -> tuple[_Region, ...]:
        """The region's own notices, from province to county; the nearest decides."""
        if self.region is None:
            return ()
        codes = dict.fromkeys((self.region[:2] + "0000", self.region[:4] + "00", self.region))
        paths = [self._data / "local" / f"{code}.toml" for code in codes]
        return tuple(_read_region(path) for path in paths if path.is_file())


def load_calendar(region: str | None = None, *, provisional_years: bool = False) -> WorkCalendar:
    """Return the calendar of the country or of a region; the same object each time.

    Args:
        region: administrative division code (行政区划代码) of six digits. The notices of its province, city
            and county apply, as far as there are any; a region without one has the national calendar.
        provisional_years: answer also for years after the last notice (see `WorkCalendar.provisional`).
    Raises:
        UsageError: the region is not six digits.
    Source: 全国年节及纪念日放假办法 and the yearly notices of 国务院办公厅.
    """
    return _calendar(region, provisional_years)


@cache
def _calendar(region: str | None, provisional_years: bool) -> WorkCalendar:
    return WorkCalendar(region, provisional_years=provisional_years)


def _working_ordinals(year: int, declared: Mapping[date, DayStatus]) -> list[int]:
    first, last = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
    working = {ordinal for ordinal in range(first, last + 1) if (ordinal - 1) % 7 < 5}  # ordinal 1 is a Monday
    for on, status in declared.items():
        (working.add if status.is_working else working.discard)(on.toordinal())
    return sorted(working)


# -- data files: a key we do not know is an error, for a misspelt `make_up` would silently cost days --------

_NOTICE_KEYS = {"year", "title", "notice", "issued_on", "mark", "make_up", "off"}


@cache
def _read_notices(path: Path) -> tuple[_Notice, ...]:
    """The notice of a year and those that amend it, in order; an amendment overrides day by day."""
    table = _read_table(path, {"measures", "amended_by"} | _NOTICE_KEYS)
    year = _typed(path, table, "year", int)
    if str(year) != path.stem:
        raise _bad(path, f"year is {year}; the file's name and its year must agree")
    _typed(path, table, "measures", date)
    amendments = _typed(path, table, "amended_by", list, [])
    base = {key: value for key, value in table.items() if key in _NOTICE_KEYS}
    return tuple(_notice(path, {**item, "year": year}) for item in (base, *amendments))


@cache
def _read_region(path: Path) -> _Region:
    table = _read_table(path, {"region", "name", "yearly_from", "notice"})
    if _typed(path, table, "region", str) != path.stem:
        raise _bad(path, "the file's name and its region must agree")
    _typed(path, table, "name", str)
    items = _typed(path, table, "notice", list)
    notices = tuple(_notice(path, item, path.stem) for item in items)
    return _Region(path.stem, _typed(path, table, "yearly_from", int, None), notices)


def _notice(path: Path, item: dict[str, Any], region: str = "") -> _Notice:
    if unknown := sorted(item.keys() - _NOTICE_KEYS):
        raise _bad(path, f"unknown key {unknown[0]!r}")
    year = _typed(path, item, "year", int)
    number = _typed(path, item, "notice", str, "") if region else _typed(path, item, "notice", str)
    title = _typed(path, item, "title", str) + (f"（{number}）" if number else "")
    issued_on = _typed(path, item, "issued_on", date, None)
    source = Source(title, in_force_from=issued_on, mark=_mark(path, item))
    earliest = date(year - 1, *NEXT_NOTICE_REACHES_FROM)
    off = []
    for entry in _typed(path, item, "off", list, []):
        if entry.keys() != {"name", "from", "to"}:
            raise _bad(path, f"an off entry has name, from and to, not {', '.join(sorted(entry))}")
        span = Span(_typed(path, entry, "from", date), _typed(path, entry, "to", date))
        if not earliest <= span.first <= span.last <= date(year, 12, 31):
            raise _bad(path, f"days off from {span.first} to {span.last} are not a span of {year}")
        off.append((_typed(path, entry, "name", str), span))
    make_up = tuple(_typed(path, item, "make_up", list))
    for day in make_up:
        if type(day) is not date or not earliest <= day <= date(year, 12, 31) or day.weekday() < 5:
            raise _bad(path, f"make-up workday {day} is not a weekend day of {year}")
        if any(span.first <= day <= span.last for _, span in off):
            raise _bad(path, f"{day} is both off and a make-up workday")
    return _Notice(year, source, tuple(off), make_up, region)


@dataclass(frozen=True, slots=True)
class _Measures:
    """A revision of 全国年节及纪念日放假办法: the days it fixes by the solar calendar, as (name, month, day)."""

    source: Source
    fixed: tuple[tuple[str, int, int], ...]
    in_force_from: date
    in_force_to: date | None

    def days_of(self, year: int) -> Iterator[tuple[date, str]]:
        for name, month, day in self.fixed:
            yield date(year, month, day), name


@cache
def _read_measures(path: Path) -> tuple[_Measures, ...]:
    result = []
    for item in _read_table(path, {"measures"})["measures"]:
        since, until = _typed(path, item, "in_force_from", date), _typed(path, item, "in_force_to", date, None)
        title = f"全国年节及纪念日放假办法（{_typed(path, item, 'order', str)}）"
        source = Source(title, "第二条", in_force_from=since, in_force_to=until, mark=_mark(path, item))
        fixed = tuple((name, int(day[:2]), int(day[3:])) for name, days in item["fixed"].items() for day in days)
        result.append(_Measures(source, fixed, since, until))
    return tuple(result)


def _read_table(path: Path, keys: set[str]) -> dict[str, Any]:
    import tomllib

    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _bad(path, str(error)) from error
    if unknown := sorted(table.keys() - keys):
        raise _bad(path, f"unknown key {unknown[0]!r}")
    return table


_REQUIRED: Any = object()


def _typed(path: Path, table: Mapping[str, Any], key: str, kind: type, default: Any = _REQUIRED) -> Any:
    value = table.get(key, default)
    if value is _REQUIRED:
        raise _bad(path, f"{key} is missing")
    if type(value) is not kind and value is not default:
        raise _bad(path, f"{key} is {value!r}, not a {kind.__name__}")
    return value


def _mark(path: Path, table: Mapping[str, Any]) -> Mark:
    mark = table.get("mark")
    if mark not in ("S", "K", "D"):
        raise _bad(path, f"mark is {mark!r}; write S if you saw the text, K if you know it, D for a design of ours")
    return mark  # type: ignore[no-any-return]  # one of the three, as was just asked


def _bad(path: Path, what: str) -> StatuteError:
    return StatuteError(
        f"The holiday file {path} cannot be used: {what}; compare it with the notice (docs/calendar.md)."
    )
