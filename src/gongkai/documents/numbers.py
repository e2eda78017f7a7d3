"""Numbers and dates (数字、日期) as people type and print them: １２, 3.98万元, 2021年9月14日, 二〇二二年一月六日.

Every function returns the value or a `Doubt` that says why the text is not one; none raises. What could mean two things
(21/9/14, 1,23, 约500) is a doubt, never a guess.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

FIRST_YEAR, LAST_YEAR = 1990, 2100
"""Years a date of this work can lie in; a slip of the keyboard falls outside."""

DASHES = frozenset("/-—–－―─﹣−")
"""Marks a report prints where it states no number."""

COUNT_UNITS = tuple("件份条次个人篇起宗例项户期场部家名张处页位字")
"""Measure words that may follow a count and change nothing; so does 人次."""

MULTIPLES = {"": Decimal(1), "万": Decimal(10_000), "亿": Decimal(100_000_000)}

_LONGEST = 64
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: " ", 0xA0: " ", 0x202F: " "}
_INVISIBLE = dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF))
_NARROW = _FULL_WIDTH | _INVISIBLE | {ord("−"): "-", ord("﹣"): "-", ord("–"): "-"}

_NUMBER = re.compile(r"([+-]?)([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(\.[0-9]+)?")
_MONEY = re.compile(r"(?:人民币|RMB|[¥￥])?\s*(" + _NUMBER.pattern + r")\s*([万亿]?)(?:元整|元|圆)?")
_COUNT = re.compile(r"(" + _NUMBER.pattern + r")\s*([万亿]?)(?:人次|[" + "".join(COUNT_UNITS) + r"])?")

_SEPARATED = re.compile(r"([0-9]+)\s*([-/.])\s*([0-9]+)\s*\2\s*([0-9]+)")
_NAMED = re.compile(r"([0-9]+)\s*年\s*([0-9]+)\s*月\s*([0-9]+)\s*[日号]")
_COMPACT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_TIME = re.compile(r"[T\s]+[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?$")
_NO_DAY = re.compile(r"[0-9]{4}\s*(?:年|[-/.])\s*[0-9]{1,2}\s*月?")
_NO_YEAR = re.compile(r"[0-9]{1,2}\s*(?:月|[-/.])\s*[0-9]{1,2}\s*[日号]?")
_IN_WORDS = re.compile(
    r"([〇○零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})[日号]"
)
_YEAR = re.compile(r"([0-9]{4})\s*(?:年度?)?")
_DIGITS = {"〇": 0, "○": 0, "零": 0, **{word: value for value, word in enumerate("一二三四五六七八九", 1)}}
_SERIAL_ZERO = date(1899, 12, 30)


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why a text is not read as a number or a date, for the person who typed it: `zh` Chinese, `en` English."""

    zh: str
    en: str


def narrow(text: str) -> str:
    """Return the text with full-width ASCII made half-width, odd spaces plain, minus signs "-", and the ends stripped."""
    return text.strip() if text.isascii() else text.translate(_NARROW).strip()


def is_dash(text: str) -> bool:
    """Whether a cell holds only a mark for "no figure": /, —, ——, －."""
    bare = text.strip()
    return bool(bare) and set(bare) <= DASHES


def number_in(text: str) -> Decimal | Doubt:
    """Return the number a text states and nothing else: "１２", "1,234", "-2", "3.50" (digits kept)."""
    bare = narrow(text)
    found = _NUMBER.fullmatch(bare) if len(bare) <= _LONGEST else None
    return _decimal(found, 1) if found else _not_a_number(text)


def count_in(text: str) -> int | Doubt:
    """Return the whole number a text states, with or without a measure word: "8件", "1,867 人次", "1.8万"."""
    bare = narrow(text)
    found = _COUNT.fullmatch(bare) if len(bare) <= _LONGEST else None
    if not found:
        return _not_a_number(text)
    value = _decimal(found, 2) * MULTIPLES[found[5]]
    if value != value.to_integral_value():
        return Doubt(f"“{_short(text)}”不是整数", f"{_short(text)!r} is not a whole number")
    return int(value)


def money_in(text: str) -> Decimal | Doubt:
    """Return an amount in yuan: "39,800元", "¥39800.00", "3.98万元" (39800), digit for digit otherwise."""
    bare = narrow(text)
    found = _MONEY.fullmatch(bare) if len(bare) <= _LONGEST else None
    if not found:
        return _not_a_number(text)
    value, multiple = _decimal(found, 2), found[5]
    return value * MULTIPLES[multiple] if multiple else value


def year_in(text: str) -> int | Doubt:
    """Return the year a text states: "2021", "2021年", "２０２１年度"; four digits, 1990 to 2100."""
    found = _YEAR.fullmatch(narrow(text))
    year = int(found[1]) if found else 0
    if FIRST_YEAR <= year <= LAST_YEAR:
        return year
    return Doubt(f"“{_short(text)}”不是年份", f"{_short(text)!r} is not a year")


def date_in(text: str) -> date | Doubt:
    """Return the date a text states; a time of day after it is dropped.

    Year first and in four digits: 2021-9-14, 2021/9/14, 2021.9.14, 2021年9月14日, 20210914, 二〇二一年九月十四日.
    """
    bare = narrow(text)
    if len(bare) > _LONGEST:
        return _not_a_date(text)
    bare = _TIME.sub("", bare)
    if found := _SEPARATED.fullmatch(bare):
        return _dated(text, found[1], found[3], found[4])
    if found := _NAMED.fullmatch(bare) or _COMPACT.fullmatch(bare):
        return _dated(text, found[1], found[2], found[3])
    if found := _IN_WORDS.fullmatch(bare):
        return _day_of(text, _year_in_words(found[1]), _in_words(found[2]), _in_words(found[3]))
    return _not_a_date(text)


def date_of_serial(serial: float) -> date | Doubt:
    """Return the date of a spreadsheet's day number (44453 → 2021-09-14), or of a number typed as 20210914."""
    day = int(serial) if abs(serial) < 1e9 else 0
    if day == serial and FIRST_YEAR <= day // 10_000 <= LAST_YEAR:
        return date_in(str(day))
    if 1 <= day <= 109_205:  # the last day of 2198: what a spreadsheet may mean; the years decide
        return in_range(_SERIAL_ZERO + timedelta(days=day))
    return Doubt(f"“{serial:g}”不是日期", f"{serial:g} is not a date")


def in_range(on: date) -> date | Doubt:
    """Return the date if its year is one this work can meet."""
    if FIRST_YEAR <= on.year <= LAST_YEAR:
        return on
    return Doubt(
        f"日期 {on.isoformat()} 不在 {FIRST_YEAR}—{LAST_YEAR} 年之间",
        f"{on} is not between {FIRST_YEAR} and {LAST_YEAR}",
    )


def _decimal(found: re.Match[str], group: int) -> Decimal:
    sign, whole, fraction = found[group], found[group + 1], found[group + 2] or ""
    return Decimal(f"{sign}{whole.replace(',', '')}{fraction}")


def _dated(text: str, year: str, month: str, day: str) -> date | Doubt:
    if len(year) != 4:
        return Doubt(
            f"“{_short(text)}”的年份不是四位，可能有两种读法",
            f"{_short(text)!r} can be read in more than one way: the year needs four digits",
        )
    if len(month) > 2 or len(day) > 2:
        return _not_a_date(text)
    return _day_of(text, int(year), int(month), int(day))


def _day_of(text: str, year: int, month: int, day: int) -> date | Doubt:
    try:
        return in_range(date(year, month, day))
    except ValueError:
        return Doubt(f"“{_short(text)}”：没有这一天", f"{_short(text)!r}: there is no such day")


def _year_in_words(words: str) -> int:
    return int("".join(str(_DIGITS[word]) for word in words))


def _in_words(words: str) -> int:
    """九 → 9, 十四 → 14, 三十一 → 31; 0 for what is not a number (二三)."""
    tens, ten, units = words.rpartition("十")
    if not ten:
        return _DIGITS[words] if len(words) == 1 else 0
    if len(tens) > 1 or len(units) > 1 or tens == "十":
        return 0
    return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[units] if units else 0)


def _not_a_number(text: str) -> Doubt:
    return Doubt(f"“{_short(text)}”不是数字", f"{_short(text)!r} is not a number")


def _not_a_date(text: str) -> Doubt:
    bare = narrow(text)
    if len(bare) <= _LONGEST and _NO_DAY.fullmatch(bare):
        return Doubt(f"“{_short(text)}”缺少日", f"{_short(text)!r} lacks the day")
    if len(bare) <= _LONGEST and _NO_YEAR.fullmatch(bare):
        return Doubt(f"“{_short(text)}”缺少年份", f"{_short(text)!r} lacks the year")
    return Doubt(f"“{_short(text)}”不是日期", f"{_short(text)!r} is not a date")


def _short(text: str) -> str:
    bare = " ".join(text.split())
    return bare if len(bare) <= 30 else bare[:29] + "…"
