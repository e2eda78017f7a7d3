"""Numbers of letters (发文字号): "×街公复〔2026〕12号" from its four parts, and back."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from string import Formatter

PATTERN = "{code}{word}〔{year}〕{serial}号"
"""How an office writes its numbers unless it says otherwise: GB/T 9704 asks for 〔〕, no leading zero and no 第."""

_PARTS = ("code", "word", "year", "serial")


@dataclass(frozen=True, slots=True)
class LetterNumber:
    """The four parts of a number. code: the office's (单位代字); word: of the series (公复). One serial a word and year."""

    code: str
    word: str
    year: int
    serial: int

    def __post_init__(self) -> None:
        if not self.code or not self.word:
            raise ValueError("A letter's number needs the office's code and the word of its series.")
        if not 1000 <= self.year <= 9999 or self.serial < 1:
            raise ValueError(f"Year {self.year} and serial {self.serial} make no number; the year has four digits.")


def check_pattern(pattern: str) -> str:
    """Return a pattern if it names each of {code}, {word}, {year} and {serial} once, and nothing else.

    Raises:
        ValueError: it does not.
    """
    try:
        fields = list(Formatter().parse(pattern))
    except ValueError:
        fields = []
    names = [name for _, name, _, _ in fields if name is not None]
    if sorted(names) != sorted(_PARTS) or any(spec or conversion for _, _, spec, conversion in fields):
        raise ValueError(
            f"A pattern names {{code}}, {{word}}, {{year}} and {{serial}} once each; {pattern!r} does not."
        )
    return pattern


def format_number(number: LetterNumber, pattern: str = PATTERN) -> str:
    """Return the number as printed: no leading zero, no 第.

    Raises:
        ValueError: a pattern that does not name the four parts.
    """
    return check_pattern(pattern).format(code=number.code, word=number.word, year=number.year, serial=number.serial)


def parse_number(text: str, words: Iterable[str], pattern: str = PATTERN) -> LetterNumber | None:
    """Return the parts of a printed number, or None when it is none of this pattern.

    Args:
        words: the words of the office's series; of two that fit the longer counts.
    Raises:
        ValueError: a pattern that does not name the four parts.
    """
    known = "|".join(re.escape(word) for word in sorted(set(words), key=lambda word: (-len(word), word)) if word)
    if not known:
        return None
    shapes = {"code": "(?P<code>.+?)", "word": f"(?P<word>{known})", "year": "(?P<year>[1-9][0-9]{3})"}
    shapes["serial"] = "(?P<serial>[1-9][0-9]{0,8})"
    parts = (
        re.escape(said) + shapes.get(name or "", "") for said, name, _, _ in Formatter().parse(check_pattern(pattern))
    )
    found = re.fullmatch("".join(parts), text)
    return LetterNumber(found["code"], found["word"], int(found["year"]), int(found["serial"])) if found else None
