"""The text of a report as its checks read it: folded to one spelling, cut in sentences, each figure with the words
before it, the year it is of, and the characters as written.

A check that finds nothing here says nothing: words about another year, another organ, a part of the year or a rough
number are left out, not judged.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from gongkai.report.model import AnnualReport

LONGEST_SECTION = 200_000
LONGEST_SENTENCE = 800
"""Characters of a section, and of one sentence, that are examined; what is longer is no report a person wrote."""

UNITS = "件条份个项次起宗篇"
_MARKS = str.maketrans(",;:()?!％．０１２３４５６７８９", "，；：（）？！%.0123456789")
_DIGIT = "[0-9０-９]"
_TOKEN = re.compile(
    rf"(?P<grouped>(?<!{_DIGIT}){_DIGIT}{{1,3}}(?:[,，]{_DIGIT}{{3}})++(?!{_DIGIT}))"
    rf"|(?P<plain>{_DIGIT}{{1,30}}(?:[.．]{_DIGIT}{{1,30}})?)"
    rf"|(?P<chinese>(?<![第几数上每统唯同之某零〇一二两三四五六七八九十百千万0-9０-９])[零〇一二两三四五六七八九十百千万]{{1,12}}+(?=[{UNITS}]))"
    r"|(?P<space>[^\S\n]+)"
    r"|(?P<other>.)",
    re.DOTALL,
)
_TEN_THOUSANDS = re.compile(rf"万(?=[{UNITS}])")
_VALUES = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_SCALES = {"十": 10, "百": 100, "千": 1000}


@dataclass(frozen=True, slots=True)
class Folded:
    """A text without white space, with ASCII digits and Chinese marks; `source` is what was written.

    starts, stops: for each character of `text`, where what it stands for begins and ends in `source`.
    """

    text: str
    source: str
    starts: tuple[int, ...]
    stops: tuple[int, ...]

    def quote(self, start: int, stop: int) -> str:
        """The words as written, white space apart, at most 60 characters of them."""
        words = re.sub(r"\s+", "", self.source[self.starts[start] : self.stops[stop - 1]])
        return words if len(words) <= 60 else f"{words[:59]}…"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a folded text; paragraph counts from 0 within the section."""

    source: Folded
    start: int
    text: str
    paragraph: int

    def quote(self, start: int, stop: int) -> str:
        """Words of this sentence as written."""
        return self.source.quote(self.start + start, self.start + stop)


@dataclass(frozen=True, slots=True)
class Count:
    """A counted number in a sentence.

    head: the words of its clause before it, back to the figure before; tail: the few words after its unit.
    """

    sentence: Sentence
    value: int
    unit: str
    start: int
    stop: int
    head: str
    tail: str

    def quote(self, further: int = 0) -> str:
        """The words that say what is counted, the number and its unit, as written, and so many characters after it."""
        first = self.start - len(self.head.lstrip("、："))
        return self.sentence.quote(first, self.stop + further)


def section_text(report: AnnualReport, code: str) -> str:
    """The paragraphs of a section a line each, as far as they are examined."""
    size, lines = 0, []
    for paragraph in report.sections.get(code, ()):
        if size >= LONGEST_SECTION:
            break
        lines.append(paragraph.text[: LONGEST_SECTION - size].replace("\n", " "))
        size += len(lines[-1]) + 1
    return "\n".join(lines)


@lru_cache(maxsize=16)
def fold(source: str) -> Folded:
    """Return the text in one spelling: １２ and 12, 1,470 and 1470, 两件 and 2件, “:” and “：” alike."""
    pieces: list[tuple[str, int, int]] = []
    for found in _TOKEN.finditer(source):
        kind, text, start, stop = found.lastgroup, found[0], found.start(), found.end()
        if kind == "space":
            continue
        if kind == "grouped":
            text = re.sub("[,，]", "", text).translate(_MARKS)
        elif kind == "chinese":
            value = chinese_number(text)
            text = text if value is None else str(value)
        else:
            text = text.translate(_MARKS)
        if kind == "other" and text == "万" and pieces and _TEN_THOUSANDS.match(source, start):
            _times_ten_thousand(pieces, stop)
            continue
        pieces += [(character, start, stop) for character in text]
    characters, starts, stops = zip(*pieces, strict=True) if pieces else ((), (), ())
    return Folded("".join(characters), source, starts, stops)


def _times_ten_thousand(pieces: list[tuple[str, int, int]], stop: int) -> None:
    """Write the number at the end of the pieces out, 1.2万 as 12000; without a number there 万 is a character."""
    at = len(pieces)
    while at and len(pieces) - at < 12 and pieces[at - 1][0] in "0123456789.":
        at -= 1
    digits = "".join(character for character, _, _ in pieces[at:])
    whole, _, part = digits.partition(".")
    if not whole.isdigit() or len(part) > 4 or digits.endswith("."):
        pieces.append(("万", stop - 1, stop))
        return
    value = str(int(whole + part.ljust(4, "0")))
    start = pieces[at][1]
    del pieces[at:]
    pieces += [(character, start, stop) for character in value]


def chinese_number(text: str) -> int | None:
    """The number of a Chinese numeral up to 万, such as 十二 or 两千零三; None for what is none, such as 一两."""
    total = part = digit = 0
    has_digit = False
    for character in text:
        if character in _VALUES:
            if has_digit and digit:
                return None
            digit, has_digit = _VALUES[character], True
        elif character == "万":
            total, part, digit, has_digit = (total + part + digit) * 10_000, 0, 0, False
        else:
            part += (digit if has_digit else 1) * _SCALES[character]
            digit, has_digit = 0, False
    return total + part + digit


def sentences(folded: Folded) -> Iterator[Sentence]:
    """The sentences short enough to judge, in order."""
    paragraph = 0
    for found in re.finditer(r"\n|[^。！？\n]+", folded.text):
        if found[0] == "\n":
            paragraph += 1
        elif len(found[0]) <= LONGEST_SENTENCE:
            yield Sentence(folded, found.start(), found[0], paragraph)


_COUNT = re.compile(r"(?<![0-9.第约近超逾足])([0-9]{1,9})(件|宗|起|份|个|条|篇|项)(?!以上|左右|以内|多)")
_LAST_CLAUSE = re.compile(r"[^，；（）]*$")
_HEAD = 48


def counts(sentence: Sentence) -> Iterator[Count]:
    """The exact numbers with a unit in a sentence; 约 10 件, 10 余件 and 第 10 条 are none."""
    last = 0
    for found in _COUNT.finditer(sentence.text):
        head = sentence.text[max(last, found.start() - _HEAD) : found.start()]
        clause = _LAST_CLAUSE.search(head)
        tail = sentence.text[found.end() : found.end() + 16]
        last = found.end()
        yield Count(sentence, int(found[1]), found[2], *found.span(), clause[0] if clause else "", tail)


_SCOPE = re.compile(
    r"(?<![较比与同跟至转])(?<!转到)"
    r"(?:(20[0-9]{2})年|(上一?年|去年|往年|前年|历年|同期|以来|截至|截止|至今)|(?:本年|今年|当年|全年))"
    r"(?!度?(?:结转|未办结|遗留|转入))"
)
_PART_OF_YEAR = re.compile(r"季度|半年|[0-9]{1,2}月(?!1日|31日)|每月|月份|每周|每年")
_OTHER_BODY = re.compile(
    r"全区|全市|全县|全省|全国|全系统|各单位|各部门|各街道|各镇|各乡|各科室|各局|下属|所属|上级|兄弟|协助|配合"
    r"|协办|会办|转办|转来|交办|[区市县省]政府(?!信息)"
)
_GROWTH = re.compile(r"[较比]|同比|环比|增加|增长|减少|下降|上升|平均|人均|每")


def is_of_the_report(count: Count, year: int | None) -> bool:
    """Whether a number is this organ's, of the whole of this year, and neither a change nor a mean."""
    return not _GROWTH.search(count.head) and is_in_scope(count.sentence.text, count.start, year)


def is_in_scope(text: str, at: int, year: int | None) -> bool:
    """Whether what a sentence says at a place is said of this organ and the whole of this year."""
    if _PART_OF_YEAR.search(text) or _OTHER_BODY.search(text):
        return False
    said = list(_SCOPE.finditer(text, 0, at))
    if not said or not (said[-1][1] or said[-1][2]):
        return True
    return bool(said[-1][1]) and int(said[-1][1]) == year
