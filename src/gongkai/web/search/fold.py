"""Text made alike for matching: width, case, script, punctuation; and cut into runs and overlapping pairs.

Every character is folded by itself, so that a part of a text folds to a part of the folded text, and a place in the
folded text can be told in the original.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from itertools import accumulate, islice, pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opencc import OpenCC

SPACE, MARK = " ", "|"
"""What white space and punctuation fold to. White space between two Chinese characters does not part them."""
HAN = (
    "\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3038-\u303b\u3041-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3105-\u312f"
    "\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\U0001b000-\U0001b16f"
    "\U00020000-\U0003ffff"
)
"""Characters written without spaces, as the inside of a regular expression's class."""
LONGEST_WORD = 40
"""Of a Latin word or number only so many characters are matched."""

# Characters OpenCC changes in some words only, or that differ between regions; radicals that PDF files hold for characters.
_ALIKE = dict(
    zip(
        "著藉瞭覆画敍衞簷餘馀迳谘锺痺暱○◯⺠⻓⻚⻔⻋⻅⻢⻛⻜⻨⻘⻩⻬⻰⻥⻦⻝⺟⻄⻉⻣⻤⻳⻁⻙⻆⻈⻐",
        "着借了复划叙卫檐余余径咨钟痹昵〇〇民长页门车见马风飞麦青黄齐龙鱼鸟食母西贝骨鬼龟虎韦角讠钅",
        strict=True,
    )
)
_DROPPED = {"Mn", "Me", "Cf", "Cc"}
_REMEMBERED = 60_000
_HAN = re.compile(f"[{HAN}]")
_JOINS = re.compile(f"(?<=[{HAN}]) +(?=[{HAN}])")
_RUNS = re.compile(f"[{HAN}]+|[^{HAN} |]+")


class _Folding(dict[int, str]):
    """A table for `str.translate` that fills itself. `irregular` are the characters that become none or several."""

    def __init__(self) -> None:
        super().__init__()
        self.irregular: set[str] = set()

    def __missing__(self, code: int) -> str:
        char = chr(code)
        text = _settled(char)
        if len(text) != 1:
            self.irregular.add(char)
        if len(self) < _REMEMBERED:
            self[code] = text
        return text


def fold(text: str) -> str:
    """The text in lower case, half width and simplified script, without marks on letters; idempotent."""
    return text.translate(_FOLDING)


def runs(text: str) -> list[str]:
    """The runs of a text: Chinese characters that stand together, and words of other letters and digits."""
    return [run[:LONGEST_WORD] if not is_han(run) else run for run in _RUNS.findall(_JOINS.sub("", fold(text)))]


def is_han(run: str) -> bool:
    return _HAN.match(run) is not None


def pairs(text_runs: Iterable[str]) -> list[str]:
    """The tokens of a text: words whole; of a Chinese run its pairs and its last character, which keeps runs apart."""
    found: list[str] = []
    for run in text_runs:
        if is_han(run):
            found += map("".join, pairwise(run))
            found.append(run[-1])
        else:
            found.append(run)
    return found


def characters(text_runs: Iterable[str]) -> set[str]:
    """The Chinese characters of a text: a lone one is looked for among them."""
    return {char for run in text_runs if is_han(run) for char in run}


def original_spans(text: str, folded: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans of the folded text, in order, as spans of the text it was folded from."""
    if not spans or _FOLDING.irregular.isdisjoint(text):
        return spans
    ends = accumulate(len(_FOLDING[ord(char)]) for char in text)
    source = [0] * spans[-1][1]
    before = 0
    for place, end in enumerate(islice(ends, len(text))):
        for at in range(before, min(end, len(source))):
            source[at] = place
        before = end
        if end >= len(source):
            break
    return [(source[start], source[end - 1] + 1) for start, end in spans]


def _settled(char: str) -> str:
    text = char
    for _ in range(6):
        other = "".join(map(_step, text))
        if other == text:
            break
        text = other
    return text


def _step(char: str) -> str:
    wide = unicodedata.normalize("NFKC", char).casefold()
    bare = "".join(one for one in unicodedata.normalize("NFD", wide) if not _is_dropped(one))
    return "".join(map(_plain, unicodedata.normalize("NFC", bare)))


def _is_dropped(char: str) -> bool:
    return unicodedata.category(char) in _DROPPED and not char.isspace()


def _plain(char: str) -> str:
    if char in _ALIKE:
        return _ALIKE[char]
    if _HAN.match(char):
        simple: str = _converter().convert(char)
        return _ALIKE.get(simple, simple)
    if char.isspace():
        return SPACE
    return char if char.isalnum() else MARK


@cache
def _converter() -> OpenCC:
    from opencc import OpenCC

    return OpenCC("t2s")


_FOLDING = _Folding()
