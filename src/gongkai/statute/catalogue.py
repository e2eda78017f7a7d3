"""The standard catalogue of grassroots disclosure (基层政务公开标准目录): fields, columns, limits in words, a starter.

Data: `data/catalogue.toml` and `data/starter_catalogue.toml`. Source: 国办发〔2019〕54号 and catalogues seen.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from gongkai.errors import NoRuleInForce
from gongkai.statute.calendar import WorkCalendar
from gongkai.statute.duties import Limit, duties, publish_by
from gongkai.statute.periods import TraceDay, due_on, trace

_DATA = Path(__file__).parent / "data" / "catalogue.toml"
_STARTER = Path(__file__).parent / "data" / "starter_catalogue.toml"


@dataclass(frozen=True, slots=True)
class Topic:
    """One matter named in art. 21, below the list `duty` of `duties()`."""

    code: str
    duty: str
    label: str
    gloss: str


@dataclass(frozen=True, slots=True)
class Field:
    """One of the 26 pilot fields (试点领域). aliases: other titles of it.

    sub_district: "usual", "depends" or "county" (normally the county's only); mark D, whatever `mark` says of the name.
    """

    code: str
    label: str
    gloss: str
    aliases: tuple[str, ...]
    sub_district: str
    mark: str


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a catalogue sheet. synonyms: other headings of it, headings of its parts included."""

    code: str
    label: str
    gloss: str
    synonyms: tuple[str, ...]
    is_required: bool
    mark: str


@dataclass(frozen=True, slots=True)
class Term:
    """A word of catalogues with its code: the start of a limit, a carrier, a tick under a column. mark: of the label."""

    code: str
    label: str
    gloss: str
    synonyms: tuple[str, ...]
    mark: str
    column: str = ""


@dataclass(frozen=True, slots=True)
class Wording:
    """An example of the words of a limit and the kind it is."""

    kind: str
    text: str
    mark: str


@lru_cache(maxsize=1)
def _data() -> Mapping[str, Any]:
    data: dict[str, Any] = tomllib.loads(_DATA.read_text(encoding="utf-8"))
    for items in data.values():
        for item in items:
            item.update({key: tuple(item[key]) for key in ("aliases", "synonyms") if key in item})
    return data


def _by_code(name: str) -> Mapping[str, Term]:
    return {item["code"]: Term(**item) for item in _data()[name]}


@lru_cache(maxsize=1)
def topics() -> Mapping[str, Topic]:
    """The matters of art. 21 one by one. Source: Regulation art. 21."""
    return {item["code"]: Topic(**item) for item in _data()["topic"]}


@lru_cache(maxsize=1)
def fields() -> Mapping[str, Field]:
    """The 26 pilot fields by code. Source: 国办发〔2019〕54号."""
    return {item["code"]: Field(**item) for item in _data()["field"]}


@lru_cache(maxsize=1)
def columns() -> Mapping[str, Column]:
    """The columns of a standard catalogue by code, in their order; the three levels make up 公开事项."""
    return {item["code"]: Column(**item) for item in _data()["column"]}


@lru_cache(maxsize=1)
def starts() -> Mapping[str, Term]:
    """Events a limit may run from."""
    return _by_code("start")


@lru_cache(maxsize=1)
def carriers() -> Mapping[str, Term]:
    """Channels and carriers (公开渠道和载体) of the tick-list."""
    return _by_code("carrier")


@lru_cache(maxsize=4)
def choices(column: str) -> Mapping[str, Term]:
    """What may be ticked under "object", "way" or "tier"."""
    return {item["code"]: Term(**item) for item in _data()["choice"] if item["column"] == column}


@lru_cache(maxsize=1)
def wordings() -> tuple[Wording, ...]:
    """Examples of limits in words."""
    return tuple(Wording(**item) for item in _data()["wording"])


def duty_codes() -> frozenset[str]:
    """Every code an item may point at: arts. 20 and 21, and the single topics of art. 21."""
    return frozenset((*duties(), *topics()))


def citation(duty: str) -> str:
    """The place of a duty as a catalogue cites it; empty for a code that is none."""
    if re.fullmatch(r"A20_\d\d", duty):
        number = _CHINESE_NUMBERS[int(duty[4:])]
        return f"《中华人民共和国政府信息公开条例》第二十条第（{number}）项"
    return "《中华人民共和国政府信息公开条例》第二十一条" if duty.startswith("A21_") else ""


_CHINESE_NUMBERS = ("零", *"一二三四五六七八九十", "十一", "十二", "十三", "十四", "十五")


# --- words of a sheet ---------------------------------------------------------------------------------------------


def _plain(text: str) -> str:
    """Words without widths, spaces and brackets, to compare headings and terms."""
    return re.sub(r"[\s()\[\]【】、,/:：。;]", "", unicodedata.normalize("NFKC", text[:200]))


@lru_cache(maxsize=16)
def _terms(kind: str) -> Mapping[str, str]:
    """Every plain word of a table of terms → its code."""
    if kind == "field":
        return {_plain(word): one.code for one in fields().values() for word in (one.label, *one.aliases)}
    if kind == "column":
        return {_plain(word): one.code for one in columns().values() for word in (one.label, *one.synonyms)}
    tables = {"start": starts, "carrier": carriers}
    table = tables[kind]() if kind in tables else choices(kind)
    return {_plain(word): one.code for one in table.values() for word in (one.label, *one.synonyms)}


def field_of(title: str) -> str | None:
    """Code of the field a title names ("社会救助领域"); None where it is none of the 26."""
    plain = _plain(title)
    found = _terms("field")
    return found.get(plain) or found.get(plain.removesuffix("领域"))


def column_of(heading: str) -> str | None:
    """Code of the column a heading names; None where it is unknown. Of a two-line heading give the lower line first."""
    return _terms("column").get(_plain(heading))


def choice_of(column: str, word: str) -> str | None:
    """Code of a tick under "object", "way" or "tier"; None where the word is unknown."""
    return _terms(column).get(_plain(word))


_TICKED = "■☑√✓✔●"
_OPEN = "□☐○"


def carriers_in(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the carriers a cell names and the words in it nobody knows.

    With ticks in the cell only what is ticked counts; without any, everything named does.
    """
    is_ticked = any(mark in text for mark in _TICKED + _OPEN)
    parts = re.split(rf"(?=[{_TICKED}{_OPEN}])" if is_ticked else r"[\s、,，;；\n]+", text[:2000])
    known: dict[str, None] = {}
    unknown = []
    for part in (part.strip() for part in parts):
        word = part.strip(_TICKED + " \t\n、,，;；_＿")
        if not word or part[0] in _OPEN or (is_ticked and part[0] not in _TICKED):
            continue
        code = _terms("carrier").get(_plain(word))
        if code is None:
            unknown.append(word)
        else:
            known[code] = None
    return tuple(known), tuple(unknown)


# --- limits in words ----------------------------------------------------------------------------------------------

_NUMBER = r"(?P<number>\d{1,3}|[一二三四五六七八九十]{1,3})"
_TAIL = r"(?:内|以内|之内)?(?:予以|向社会|主动)?(?:公开|公布|公示|发布|更新)?"
_UNLESS = r"(?:[,;(]?[^,;]{1,16}另有规定的?,?从其规定\)?)?。?"
_START = r"(?:自?(?P<start>[^,;。\d]{1,24}?)之日起)?"
_LIMITS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(text + _UNLESS))
    for kind, text in (
        ("working_days", rf"{_START}{_NUMBER}个?工作日{_TAIL}"),
        ("days", rf"{_START}{_NUMBER}(?:个自然日|日|天){_TAIL}"),
        ("real_time", r"(?:实时|即时)(?:公开|更新|公布|发布)?"),
        ("fixed_date", r"每年(?P<month>\d{1,2})月(?P<day>\d{1,2})日(?:之前|以前|前)\w{0,20}"),
        ("long_term", r"长期(?:公开|公示)?"),
        ("promptly", r"及时(?:公开|更新|公布|发布)?"),
    )
)


@lru_cache(maxsize=1024)
def parse_limit(text: str, source: str = "") -> Limit:
    """Return the limit a catalogue states in words; kind "unknown" with the words kept where they are not understood.

    The whole wording must be understood: "实时公开，每月更新" is unknown, not half read.

    Args:
        source: what sets it; by default art. 26 for its own 20 working days, else the words "标准目录".
    """
    kept = text.strip()[:200]
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", kept))
    if re.match(r"\d{1,2}月", plain):
        plain = f"每年{plain}"
    for kind, pattern in _LIMITS:
        found = pattern.fullmatch(plain)
        if found is not None:
            limit = _limit(kind, found.groupdict(), kept)
            if limit is not None:
                return replace(limit, source=source) if source else limit
    return Limit("unknown", 0, source=source or "标准目录", start="", text=kept)


def _limit(kind: str, said: Mapping[str, str | None], text: str) -> Limit | None:
    """The limit of a match; None where its numbers are none."""
    start = said.get("start") or ""
    code = _terms("start").get(_plain(start), start) if start else "formed_or_changed"
    if kind in ("working_days", "days"):
        value = _whole(said.get("number") or "")
        if not value:
            return None
        is_art_26 = (kind, value) == ("working_days", 20)
        limit = Limit("working_days" if kind == "working_days" else "days", value, start=code, text=text)
        return limit if is_art_26 else replace(limit, source="标准目录")
    if kind == "fixed_date":
        month, day = int(said.get("month") or 0), int(said.get("day") or 0)
        try:
            date(2025, month, day)  # a year without 29 February: a date of every year
        except ValueError:
            return None
        return Limit("fixed_date", 0, month, day, "标准目录", code, text)
    plain: Mapping[str, Limit] = {
        "real_time": Limit("real_time", 0),
        "long_term": Limit("long_term", 0),
        "promptly": Limit("promptly", 0),
    }
    own_source = "条例第二十六条" if kind == "promptly" else "标准目录"
    return replace(plain[kind], source=own_source, start=code, text=text)


def _whole(digits: str) -> int:
    """A number in Arabic or Chinese figures up to 99; 0 where it is none."""
    if digits.isdecimal():
        return int(digits)
    tens, ten, ones = digits.partition("十")
    figures = {figure: value for value, figure in enumerate("一二三四五六七八九", 1)}
    if any(part and part not in figures for part in (tens, ones)):
        return 0
    if not ten:
        return figures.get(tens, 0)
    return (figures[tens] if tens else 1) * 10 + (figures[ones] if ones else 0)


def limit_text(limit: Limit) -> str:
    """The words of a limit: those it was read from, else ours. `parse_limit` reads them back as the same limit."""
    if limit.text:
        return limit.text
    start = starts()[limit.start].label if limit.start in starts() else limit.start
    since = f"{start}之日起" if start else ""
    return {
        "working_days": f"{since}{limit.value}个工作日内",
        "days": f"{since}{limit.value}个自然日内",
        "real_time": "实时公开",
        "fixed_date": f"每年{limit.month}月{limit.day}日前",
        "long_term": "长期公开",
        "promptly": "及时公开",
        "unknown": "",
    }[limit.kind]


@dataclass(frozen=True, slots=True)
class LimitDue:
    """When an item must be out, and why.

    on: the last day in time; None for long-term items and words nobody understood.
    statutory_on: art. 26's own last day, whatever the catalogue says; None before 2019-05-15.
    is_outer: the words name no day ("及时"), so `on` is only the outermost one.
    trace: every day of a count in days, from the start to `on`.
    """

    on: date | None
    start_on: date
    statutory_on: date | None
    source: str
    trace: tuple[TraceDay, ...] = ()
    is_outer: bool = False

    @property
    def is_beyond_article_26(self) -> bool:
        """Whether the limit ends after art. 26's, which only a law or an administrative regulation may allow."""
        return self.on is not None and self.statutory_on is not None and self.on > self.statutory_on


def limit_due_on(limit: Limit, start: date, calendar: WorkCalendar) -> LimitDue:
    """Return the last day to publish under a limit that runs from a day, with its trace.

    Raises:
        CalendarGap: the count runs into a year without a holiday notice.
        StatuteError: a limit that cannot be counted.
        NoRuleInForce: only art. 26 sets the limit, and it did not bind on that day.
    Source: Regulation art. 26; the limit's own source; D13.
    """
    try:
        statutory = due_on(start, "disclosure", calendar)
    except NoRuleInForce:
        statutory = None
    on = publish_by(start, calendar, limit)
    is_counted = limit.kind in ("working_days", "days", "promptly")
    days = trace(start, on, calendar) if on is not None and is_counted else ()
    return LimitDue(on, start, statutory, limit.source, days, limit.kind == "promptly")


# --- the starter --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class StarterItem:
    """An item of the starter catalogue; a proposal to adapt, mark D.

    field: code of `fields()`. duty: of `duty_codes()`. channels: codes of `carriers()`. object, way, tier: of `choices`.
    """

    field: str
    level_1: str
    level_2: str
    content: tuple[str, ...]
    duty: str
    basis: tuple[str, ...]
    limit: str
    channels: tuple[str, ...]
    object: str
    way: str
    tier: str


@lru_cache(maxsize=1)
def starter() -> tuple[StarterItem, ...]:
    """The starter catalogue of a sub-district, in its order; every word of it is ours, to be adapted (mark D)."""
    data = tomllib.loads(_STARTER.read_text(encoding="utf-8"))
    usual = data["usual"]
    found = []
    for group in data["group"]:
        for item in group["items"]:
            full = {**usual, **{key: group[key] for key in ("duty", "limit") if key in group}, **item}
            named = citation(full["duty"])
            found.append(
                StarterItem(
                    field=group["field"],
                    level_1=group["level_1"],
                    level_2=full["name"],
                    content=tuple(full["content"]),
                    duty=full["duty"],
                    basis=(*((named,) if named else ()), *full.get("basis", ())),
                    limit=full["limit"],
                    channels=tuple(full["channels"]),
                    object=full["object"],
                    way=full["way"],
                    tier=full["tier"],
                )
            )
    return tuple(found)
