"""Where personal data may stand: numbers and addresses by their form and check digit. A hint, never a decision.

What only looks like one (a number of a paper, an index number, an amount, a credit code, a date) is left out as far as its
form tells; names of people have no form and are not found.
"""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from gongkai.documents.redact.model import Hint, masked
from gongkai.documents.redact.source import opened, reading

MOST_HINTS = 5_000

_WIDE = "".join(chr(code) for code in range(0xFF01, 0xFF5F))
_FOLDED = str.maketrans(
    _WIDE + "\u3000\xa0‐‑–—−",
    "".join(chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)) + "  -----",
)
_PROVINCES = frozenset(
    [
        "11",
        "12",
        "13",
        "14",
        "15",
        "21",
        "22",
        "23",
        "31",
        "32",
        "33",
        "34",
        "35",
        "36",
        "37",
        "41",
        "42",
        "43",
        "44",
        "45",
        "46",
        "50",
        "51",
        "52",
        "53",
        "54",
        "61",
        "62",
        "63",
        "64",
        "65",
        "71",
        "81",
        "82",
        "83",
    ]
)
_WEIGHTS = 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2
_SIGNS = "10X98765432"
_NOT_CARD = ("注册号", "统一社会信用代码", "信用代码", "登记号", "索引号", "文号", "编号", "流水号", "订单号")
_NUMBER = r"\s?(?:[0-9A-Za-z一二三四五六七八九十百甲乙丙丁]{1,5}(?:[\-之][0-9A-Za-z一二三四五六七八九十]{1,4}){0,2})\s?"
_FIRST, _NEXT = "号楼|号院|号|弄|栋|幢|座|单元|室", "号楼|号院|号|弄|栋|幢|座|单元|层|楼|室|户"
_ADDRESS = re.compile(
    "[一-龥]{2,24}?(?:路|街|大道|巷|弄|胡同|小区|花园|新村|公寓|家园|苑|村)(?:[东西南北中]?[段路里]?)"
    rf"{_NUMBER}(?:{_FIRST})(?:(?:[一-龥]{{2,8}}?(?:小区|花园|公寓|家园|苑))?{_NUMBER}(?:{_NEXT})){{0,5}}"
    r"(?:\s?[0-9]{1,5}(?![0-9年月日]))?"
)


@dataclass(frozen=True, slots=True)
class TextHint:
    """A stretch of a text that may be personal data. kind: a key of `model.HINT_KINDS`. text: masked."""

    start: int
    end: int
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class _Kind:
    """A kind of hint: its form, what its digits must fulfil, and how much of it is shown."""

    name: str
    form: re.Pattern[str]
    holds: Callable[[str, str], bool]
    shown: tuple[int, int]


def hints(data: bytes) -> tuple[Hint, ...]:
    """Return what may be personal data in the text layer of a PDF, at most `MOST_HINTS`; an image has no text.

    Raises:
        DocumentError: what `source.opened` refuses.
    """
    found: list[Hint] = []
    with reading, opened(data) as source:
        for page in range(1, source.page_count + 1):
            layer = source.text(page)
            for hint in hints_in(layer.text):
                found += (Hint(page, box, hint.kind, hint.text) for box, _ in layer.lines(hint.start, hint.end))
            if len(found) >= MOST_HINTS:
                break
    return tuple(found[:MOST_HINTS])


def hints_in(text: str) -> tuple[TextHint, ...]:
    """Return what may be personal data in a text, in its order, none overlapping; wide digits count as digits."""
    folded = text.translate(_FOLDED)
    taken: list[TextHint] = []
    covered = bytearray(len(folded))
    for kind in _KINDS:
        for start, end in _matches(kind, folded):
            if not any(covered[start:end]):
                covered[start:end] = b"\1" * (end - start)
                taken.append(TextHint(start, end, kind.name, _masked(kind, folded[start:end])))
    return tuple(sorted(taken, key=lambda hint: hint.start))


def _matches(kind: _Kind, text: str) -> Iterator[tuple[int, int]]:
    """Where a kind stands; a stretch that fails its check does not hide one that begins within it."""
    at = 0
    while (found := kind.form.search(text, at)) is not None:
        start, end = found.span("is") if "is" in kind.form.groupindex else found.span()
        if kind.holds(found.group(), text[max(0, start - 12) : start]):
            yield start, end
            at = max(end, at + 1)
        else:
            at = found.start() + 1


def _masked(kind: _Kind, found: str) -> str:
    if kind.name == "email":
        name, _, domain = found.partition("@")
        return f"{masked(name)}@{domain}"
    close = found if kind.name == "address" else re.sub(r"[\s\-()·.]", "", found)
    return masked(re.sub(r"\s", "", close), *kind.shown)


def _digits(found: str) -> str:
    return "".join(char for char in found if char in string.digits or char in "Xx")


def _is_day(year: str, month: str, day: str) -> bool:
    try:
        return date(int(year), int(month), int(day)) >= date(1880, 1, 1) and int(year) < 2100
    except ValueError:
        return False


def _is_resident_id(found: str, before: str) -> bool:
    """GB 11643: place, birthday, and in the long form a check sign (ISO 7064 mod 11-2)."""
    digits = _digits(found).upper()
    if digits[:2] not in _PROVINCES:
        return False
    if len(digits) == 15:
        return _is_day("19" + digits[6:8], digits[8:10], digits[10:12]) and not before.rstrip(":： ").endswith(
            _NOT_CARD
        )
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits[:17], strict=True))
    return _is_day(digits[6:10], digits[10:12], digits[12:14]) and _SIGNS[total % 11] == digits[17]


def _is_bank_card(found: str, before: str) -> bool:
    """ISO/IEC 7812: the check digit of Luhn."""
    digits = [int(digit) for digit in _digits(found)]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[-2::-2]]
    is_number_of_paper = before.rstrip(":： ").endswith(_NOT_CARD)
    return (sum(doubled) + sum(digits[::-2])) % 10 == 0 and not is_number_of_paper


def _always(found: str, before: str) -> bool:
    return True


def _is_not_index(found: str, before: str) -> bool:
    return not before.rstrip(":： ").endswith(_NOT_CARD)


def _has_digit(found: str, before: str) -> bool:
    return any(char in string.digits for char in found)


_KINDS: Sequence[_Kind] = (
    _Kind(
        "resident_id",
        re.compile(r"(?<![0-9A-Za-z])[1-8](?:[ \-\n]?[0-9]){16}[ \-\n]?[0-9Xx](?![0-9A-Za-z])"),
        _is_resident_id,
        (4, 4),
    ),
    _Kind(
        "bank_card",
        re.compile(r"(?<![0-9A-Za-z./])(?:62|60|4|5[1-5]|95)[0-9]?(?:[ \-]?[0-9]){13,17}(?![0-9A-Za-z])"),
        _is_bank_card,
        (4, 4),
    ),
    _Kind(
        "resident_id", re.compile(r"(?<![0-9A-Za-z.])[1-8](?:[ \-]?[0-9]){14}(?![0-9A-Za-z])"), _is_resident_id, (4, 3)
    ),
    _Kind(
        "mobile",
        re.compile(r"(?<![0-9A-Za-z./])(?:(?:\+|00)?86[ \-]?)?1[3-9][0-9](?:[ \-]?[0-9]{4}){2}(?![0-9A-Za-z])"),
        _is_not_index,
        (3, 4),
    ),
    _Kind(
        "landline",
        re.compile(
            r"(?<![0-9A-Za-z/\-(])(?:\(0(?:10|2[0-9]|[3-9][0-9]{2})\) ?|0(?:10|2[0-9]|[3-9][0-9]{2})[ \-])"
            r"[2-8][0-9]{2,3}[ \-]?[0-9]{4}(?![0-9A-Za-z])"
        ),
        _is_not_index,
        (4, 2),
    ),
    _Kind(
        "landline",
        re.compile(
            r"(?:电话|座机|传真|热线)(?:号码)?[:： ]{0,3}(?P<is>[2-8][0-9]{2,3}[ \-]?[0-9]{4})(?![0-9A-Za-z\-])"
        ),
        _always,
        (2, 2),
    ),
    _Kind(
        "email",
        re.compile(
            r"(?<![\w.+\-])[A-Za-z0-9][\w.+\-]{0,63}@(?:[A-Za-z0-9\-]{1,63}\.){1,4}[A-Za-z]{2,10}(?![A-Za-z])", re.ASCII
        ),
        _always,
        (1, 0),
    ),
    _Kind(
        "plate",
        re.compile(
            r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][ ·.•]?"
            r"(?:[A-HJ-NP-Z0-9]{5}|[A-HJ-NP-Z0-9]{6}|[A-HJ-NP-Z0-9]{4}[挂学警港澳])(?![A-Za-z0-9])"
        ),
        _has_digit,
        (2, 1),
    ),
    _Kind(
        "passport",
        re.compile(
            r"(?<![A-Za-z0-9\-/])(?:[EGCW][0-9]{8}|[EC][A-HJ-NP-Z][0-9]{7}|(?:PE|DE|SE)[0-9]{7}|[HM](?:[0-9]{8}|[0-9]{10}))(?![A-Za-z0-9\-/])"
        ),
        _is_not_index,
        (2, 2),
    ),
    _Kind("address", _ADDRESS, _always, (3, 0)),
)
"""In the order in which they claim a stretch of text."""
