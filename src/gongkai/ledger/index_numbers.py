"""Index numbers (索引号) by the office's own pattern: parse, form, the next free one, gaps, repetitions.

A pattern is text with placeholders in braces: `{credit_code}/{year}-{serial:5}`; the number is their width. Known
placeholders and patterns seen stand in `statute/data/index_numbers.toml`.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import gongkai.statute
from gongkai.errors import EntryError

SERIAL = "serial"
_LONGEST = 100
_WIDEST = 18


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A part of a pattern. charset: a regular expression class; width: the usual one, 0 for any."""

    code: str
    label: str
    gloss: str
    charset: str
    width: int


@dataclass(frozen=True, slots=True)
class SeenPattern:
    """A pattern seen on live pages, offered as a choice. mark: S seen, K its widths are a guess."""

    text: str
    label: str
    gloss: str
    example: str
    mark: str


@lru_cache(maxsize=1)
def _data() -> tuple[Mapping[str, Placeholder], tuple[SeenPattern, ...]]:
    path = Path(gongkai.statute.__file__).parent / "data" / "index_numbers.toml"
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    return (
        {item["code"]: Placeholder(**item) for item in data["placeholder"]},
        tuple(SeenPattern(**item) for item in data["pattern"]),
    )


def placeholders() -> Mapping[str, Placeholder]:
    """Every placeholder by its code."""
    return _data()[0]


def seen_patterns() -> tuple[SeenPattern, ...]:
    """Patterns to choose from."""
    return _data()[1]


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a pattern: plain text, or a placeholder with its width (0: any)."""

    text: str
    code: str = ""
    width: int = 0


@dataclass(frozen=True)
class Pattern:
    """A pattern that was read; `pattern_of` makes it."""

    text: str
    parts: tuple[Part, ...]
    matcher: re.Pattern[str] = field(repr=False, compare=False)

    @property
    def codes(self) -> tuple[str, ...]:
        """Its placeholders in order."""
        return tuple(part.code for part in self.parts if part.code)

    @property
    def serial_width(self) -> int:
        return next(part.width for part in self.parts if part.code == SERIAL)

    def parse(self, number: str) -> Mapping[str, str] | None:
        """Return the value of each placeholder of an index number, or None where it does not follow the pattern."""
        found = self.matcher.fullmatch(number)
        return None if found is None else found.groupdict()

    def format(self, values: Mapping[str, str | int]) -> str:
        """Return the index number of these values; a number is filled with zeros to the width of its placeholder.

        Raises:
            EntryError: a value is missing, does not fit its width or has characters the placeholder does not take.
        """
        pieces = []
        for part in self.parts:
            if not part.code:
                pieces.append(part.text)
                continue
            if part.code not in values:
                raise _missing(self, part)
            value = values[part.code]
            said = str(value).zfill(part.width) if isinstance(value, int) else value
            if not re.fullmatch(_charset(part), said):
                raise _unfit(part, said)
            pieces.append(said)
        return "".join(pieces)


@lru_cache(maxsize=256)
def pattern_of(text: str) -> Pattern:
    """Read a pattern.

    Raises:
        EntryError: an unknown or repeated placeholder, a stray brace, no serial number or one without width, two parts
            of any width side by side (nobody could tell where one ends), or no end to its length.
    """
    pieces = re.split(r"\{(\w{1,20})(?::(\d{1,2}))?\}", text[: _LONGEST + 1])
    parts: list[Part] = []
    for at in range(0, len(pieces), 3):
        if pieces[at]:
            parts.append(Part(pieces[at]))
        if at + 1 < len(pieces):
            parts.append(_part(text, pieces[at + 1], pieces[at + 2]))
    _check(text, parts)
    matcher = "".join(f"(?P<{part.code}>{_charset(part)})" if part.code else re.escape(part.text) for part in parts)
    return Pattern(text, tuple(parts), re.compile(matcher))


def _part(text: str, code: str, width: str | None) -> Part:
    known = placeholders().get(code)
    if known is None:
        names = ", ".join(placeholders())
        raise _bad(text, f"{{{code}}} is no placeholder; known: {names}", f"没有“{{{code}}}”这一项")
    wide = known.width if width is None else int(width)
    if not 0 <= wide <= _WIDEST or (code in ("year", "month", "day") and wide != known.width):
        raise _bad(text, f"{{{code}}} cannot be {wide} wide", f"“{known.label}”的位数不能是{wide}")
    return Part("", code, wide)


def _check(text: str, parts: list[Part]) -> None:
    codes = [part.code for part in parts if part.code]
    if len(text) > _LONGEST:
        raise _bad(text[:20], f"it is longer than {_LONGEST} characters", f"超过{_LONGEST}个字符")
    if any("{" in part.text or "}" in part.text for part in parts):
        raise _bad(text, "a brace does not belong to a placeholder", "大括号不成对，或者其中不是占位名称")
    if any(part.text != unicodedata.normalize("NFKC", part.text) or re.search(r"\s", part.text) for part in parts):
        raise _bad(text, "it holds spaces or full-width characters", "含有空格或者全角字符")
    if len(set(codes)) != len(codes):
        raise _bad(text, "a placeholder stands twice", "同一占位名称出现两次")
    if not any(part.code == SERIAL and part.width for part in parts):
        raise _bad(text, "it has no serial number of a fixed width", "没有固定位数的流水号")
    for first, second in pairwise(parts):
        is_open = bool(first.code) and not first.width
        if is_open and not second.code and second.text[0].isalnum():
            raise _bad(
                text,
                f"nobody can tell where {{{first.code}}} ends before {second.text!r}",
                f"“{first.code}”没有规定位数，其后应为分隔符",
            )
        if first.code and second.code and not (first.width and second.width):
            raise _bad(
                text,
                f"{{{first.code}}} and {{{second.code}}} stand side by side without a width",
                f"“{first.code}”和“{second.code}”相连而没有规定位数",
            )


def _charset(part: Part) -> str:
    return placeholders()[part.code].charset + (f"{{{part.width}}}" if part.width else f"{{1,{_WIDEST}}}")


# --- the numbers in use -------------------------------------------------------------------------------------------


def next_free(pattern: Pattern, taken: Iterable[str], values: Mapping[str, str | int]) -> str:
    """Return the index number after the highest in use that has the same other parts; gaps are not filled.

    Args:
        taken: every number in use or ever used; those of another pattern do not matter.
        values: every placeholder but the serial number.
    Raises:
        EntryError: the serial numbers are used up, or a value does not fit.
    """
    used = _serials(pattern, taken, values)
    serial = max(used, default=0) + 1
    if len(str(serial)) > pattern.serial_width:
        raise EntryError(
            f"No serial number of {pattern.serial_width} digits is left under {pattern.text!r}; widen the pattern.",
            zh=f"索引号规则“{pattern.text}”的{pattern.serial_width}位流水号已用完，请增加位数。",
        )
    return pattern.format({**values, SERIAL: serial})


def gaps(
    pattern: Pattern, taken: Iterable[str], values: Mapping[str, str | int], *, most: int = 1000
) -> tuple[int, ...]:
    """Return the serial numbers not in use between 1 and the highest in use, at most `most` of them."""
    found: list[int] = []
    before = 0
    for serial in sorted(_serials(pattern, taken, values)):
        found += range(before + 1, min(serial, before + 1 + most - len(found)))
        before = serial
        if len(found) >= most:
            break
    return tuple(found)


def repeated(numbers: Iterable[str]) -> Mapping[str, int]:
    """Return the index numbers in use more than once and how often; width and case make no difference."""
    counts = Counter(same_number(number) for number in numbers if number.strip())
    return {number: count for number, count in counts.items() if count > 1}


def same_number(number: str) -> str:
    """The form in which two spellings of one index number are equal: half width, capitals, no spaces."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", number)).upper()


def _serials(pattern: Pattern, taken: Iterable[str], values: Mapping[str, str | int]) -> set[int]:
    scope = pattern.parse(pattern.format({**values, SERIAL: 1}))
    assert scope is not None
    parsed = (pattern.parse(number) or pattern.parse(same_number(number)) for number in taken)
    rest = {code: value for code, value in scope.items() if code != SERIAL}
    return {int(one[SERIAL]) for one in parsed if one is not None and rest.items() <= one.items()} - {0}


def _bad(text: str, en: str, zh: str) -> EntryError:
    return EntryError(
        f"The index number pattern {text!r} cannot be used: {en}.", zh=f"索引号规则“{text}”无法使用：{zh}。"
    )


def _missing(pattern: Pattern, part: Part) -> EntryError:
    label = placeholders()[part.code].label
    return EntryError(
        f"The index number pattern {pattern.text!r} needs a value for {part.code!r}; give it.",
        zh=f"索引号规则“{pattern.text}”缺少“{label}”，请补充。",
    )


def _unfit(part: Part, value: str) -> EntryError:
    label, wide = placeholders()[part.code].label, part.width or f"1-{_WIDEST}"
    return EntryError(
        f"{value!r} cannot be the {part.code!r} of an index number; it takes {wide} characters of "
        f"{placeholders()[part.code].charset}.",
        zh=f"“{value}”不能作为索引号的“{label}”，应为{wide}位数字或者大写字母。",
    )
