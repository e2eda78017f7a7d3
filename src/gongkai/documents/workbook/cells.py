"""One cell's content → one value: what the library returns, or `Refused`. Blank is None.

Words, dates and numbers repeat down a column, so each parser remembers what it has read; a refusal is not remembered.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from math import isfinite
from typing import Any

from gongkai.documents.numbers import Doubt, count_in, date_in, date_of_serial, in_range, money_in, narrow, year_in
from gongkai.documents.workbook.choices import Choices, Code
from gongkai.documents.workbook.problems import Refused
from gongkai.statute.outcomes import outcomes

Raw = str | float | int | bool | date | datetime | time | timedelta
Parse = Callable[[Any], Any]

EDGES = "".join(chr(code) for code in range(0x3001) if chr(code).isspace()) + "\u200b\u200c\u200d\u2060\ufeff"
"""Characters that do not count at the ends of a cell: every space, and the invisible ones that pasting leaves."""

_EXACT = 1e15
_PERSONAL = re.compile(
    r"(?<![0-9])(?:[1-9][0-9]{5}(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]"
    r"|1[3-9][0-9]{9})(?![0-9A-Za-z])"
)
_ARTICLE = re.compile(r"[1-9][0-9]?(?:\([1-9][0-9]?\))?")
_ARTICLE_IN_WORDS = re.compile(
    r"(?:条例)?第?([一二三四五六七八九十]{1,3}|[0-9]{1,2})条(?:第?\(?([一二三四五六七八九十]{1,3}|[0-9]{1,2})\)?[款项])?"
)
_DIGITS = {word: value for value, word in enumerate("一二三四五六七八九", 1)}


class Memory(dict[Any, Any]):
    """A parser that remembers: `memory[raw]` is the value, parsed once. Refusals are raised each time."""

    def __init__(self, parse: Parse, known: Mapping[Any, Any]) -> None:
        super().__init__(known)
        self.parse = parse

    def __missing__(self, raw: Raw) -> Any:
        value = self.parse(raw)
        if len(self) < 100_000:
            self[raw] = value
        return value


def blank(raw: Raw) -> bool:
    """Whether a cell holds nothing a person would see."""
    return isinstance(raw, str) and not raw.strip(EDGES)


def text(raw: Raw) -> str | None:
    """A text cell; numbers and dates as they look. Raises Refused for a number that lost its last digits."""
    if isinstance(raw, str):
        return raw.strip(EDGES) or None
    if isinstance(raw, bool):
        return "是" if raw else "否"
    if isinstance(raw, float | int):
        if not abs(raw) < _EXACT:
            raise Refused("too_long", value=f"{raw:.0f}")
        return _digits(raw)
    return raw.isoformat() if isinstance(raw, date | time) else str(raw)


def register_number(raw: Raw) -> str | None:
    """A number of a case or document. Raises Refused for a date (2021-3 typed into a cell that is not text)."""
    if isinstance(raw, date | time | timedelta | bool):
        raise Refused("became_date")
    return text(raw)


def day(raw: Raw) -> date | None:
    if isinstance(raw, datetime):
        raw = raw.date()
    if isinstance(raw, date):
        return _dated(in_range(raw))
    if isinstance(raw, str):
        bare = raw.strip(EDGES)
        return _dated(date_in(bare)) if bare else None
    if isinstance(raw, bool) or not isinstance(raw, float | int):
        raise Refused("wrong_kind")
    return _dated(date_of_serial(float(raw)))


def day_1904(raw: Raw) -> date | None:
    """As `day`, for a file whose day numbers start in 1904: a bare number is no date there."""
    if isinstance(raw, float | int) and not isinstance(raw, bool) and raw < 1_000_000:
        raise Refused("serial_1904", value=_digits(raw))
    return day(raw)


def integer(raw: Raw) -> int | None:
    if isinstance(raw, str):
        bare = raw.strip(EDGES)
        return _settled(count_in(bare), "bad_number") if bare else None
    if isinstance(raw, bool) or not isinstance(raw, float | int):
        raise Refused("wrong_kind")
    if not abs(raw) < _EXACT:
        raise Refused("too_long", value=f"{raw:.0f}")
    if raw != int(raw):
        raise Refused("not_whole", value=_digits(raw))
    return int(raw)


def count(raw: Raw) -> int | None:
    value = integer(raw)
    if value is not None and value < 0:
        raise Refused("negative_count")
    return value


def money(raw: Raw) -> Decimal | None:
    """An amount in yuan, digit for digit as typed; a spreadsheet keeps 15 digits of a number."""
    value: Decimal
    if isinstance(raw, str):
        bare = raw.strip(EDGES)
        if not bare:
            return None
        value = _settled(money_in(bare), "bad_number")
    elif isinstance(raw, bool) or not isinstance(raw, float | int):
        raise Refused("wrong_kind")
    elif not abs(raw) < _EXACT:
        raise Refused("too_long", value=f"{raw:.0f}")
    else:
        value = Decimal(_digits(raw))
    if value < 0:
        raise Refused("negative_amount")
    return abs(value)


def year(raw: Raw) -> int | None:
    bare = text(raw)
    return _settled(year_in(bare), "bad_year") if bare else None


def region(raw: Raw) -> str | None:
    """A code of an administrative division: six digits."""
    bare = text(raw)
    if bare is None:
        return None
    code = narrow(bare)
    if not (len(code) == 6 and code.isascii() and code.isdigit()):
        raise Refused("bad_region", value=bare)
    return code


def article(raw: Raw) -> str | None:
    """An article of the Regulation as "36(4)"; also 第三十六条第（四）项."""
    bare = text(raw)
    if bare is None:
        return None
    close = "".join(narrow(bare).split())
    if _ARTICLE.fullmatch(close) or close in _named_articles():
        return close
    found = _ARTICLE_IN_WORDS.fullmatch(close.strip("《》"))
    numbers = [_small(word) for word in found.groups() if word] if found else []
    if not numbers or 0 in numbers:
        raise Refused("bad_article", value=bare)
    return f"{numbers[0]}({numbers[1]})" if len(numbers) == 2 else str(numbers[0])


@lru_cache(maxsize=1)
def _named_articles() -> frozenset[str]:
    """Articles outcomes rest on, those of other instruments among them."""
    return frozenset(article for outcome in outcomes().values() for article in outcome.articles)


def choice(choices: Choices) -> Parse:
    """A parser of one label of a list."""

    def parse(raw: Raw) -> Code | None:
        bare = text(raw)
        if bare is None:
            return None
        code = choices.find(bare)
        if code is None:
            raise _not_a_choice(choices, bare)
        return code

    return parse


def several(choices: Choices) -> Parse:
    """A parser of labels parted by ；, a line break, or, where every part is a label, by 、 or a comma."""

    def parse(raw: Raw) -> tuple[Code, ...] | None:
        bare = text(raw)
        if bare is None:
            return None
        codes: list[Code] = []
        for part in filter(None, (part.strip(EDGES) for part in re.split(r"[;；\n]", bare))):
            code = choices.find(part)
            found = [code] if code is not None else [choices.find(piece) for piece in re.split(r"[、,，]", part)]
            if None in found:
                raise _not_a_choice(choices, part)
            codes += [code for code in found if code is not None]
        return tuple(codes)

    return parse


def holds_personal_data(content: str) -> bool:
    """Whether a text seems to hold an identity number or a mobile phone number."""
    return _PERSONAL.search(content) is not None


def _dated(on: date | Doubt) -> date:
    if isinstance(on, Doubt):
        raise Refused("bad_date", doubt=on.zh, doubt_en=on.en)
    return on


def _settled(value: Any, code: str) -> Any:
    if isinstance(value, Doubt):
        raise Refused(code, doubt=value.zh, doubt_en=value.en)
    return value


def _not_a_choice(choices: Choices, typed: str) -> Refused:
    near = choices.nearest(typed)
    return Refused(
        "unknown_choice",
        value=typed if len(typed) <= 30 else typed[:29] + "…",
        hint="".join(f"，例如“{label}”" if n == 0 else f"或“{label}”" for n, label in enumerate(near)),
        hint_en=f"; near it: {', '.join(near)}"
        if near
        else f"; the choices: {', '.join(choices.labels.values())}"[:200],
    )


def _digits(number: float) -> str:
    """A number as the cell shows it: no exponent, no ".0", 15 digits at most."""
    if not isfinite(number):
        raise Refused("wrong_kind")
    if number == int(number):
        return str(int(number))
    shortest = repr(number)
    if len(shortest.replace(".", "").lstrip("-0")) > 15:
        shortest = format(number, ".15g")
    return format(Decimal(shortest), "f")


def _small(words: str) -> int:
    """十四 → 14, 36 → 36; 0 for what is not a number."""
    if words.isdigit():
        return int(words)
    tens, ten, units = words.rpartition("十")
    if not ten:
        return _DIGITS.get(words, 0)
    if (tens and tens not in _DIGITS) or (units and units not in _DIGITS):
        return 0
    return _DIGITS.get(tens, 1) * 10 + _DIGITS.get(units, 0)


_PARSERS: dict[str, Parse] = {
    "text": text,
    "number": register_number,
    "date": day,
    "count": count,
    "integer": integer,
    "money": money,
    "article": article,
    "year": year,
    "region": region,
}


def parser_of(kind: str, choices: Choices | None = None, *, is_1904: bool = False) -> Parse:
    """Return the parser of a kind of column; it takes what the library read and gives the value or None."""
    if choices is not None:
        return Memory(several(choices) if kind == "choices" else choice(choices), {"": None}).__getitem__
    if kind == "date":
        return Memory(day_1904 if is_1904 else day, {"": None}).__getitem__
    if kind in ("text", "number"):
        return _PARSERS[kind]
    return Memory(_PARSERS[kind], {"": None}).__getitem__


__all__ = ["EDGES", "Memory", "Parse", "Raw", "blank", "holds_personal_data", "parser_of", "text"]
