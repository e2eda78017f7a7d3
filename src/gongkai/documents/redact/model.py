"""What redaction speaks of: boxes on a page, marks, words, hints and leaks; and how much of them one file may ask for."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from gongkai.errors import DocumentError
from gongkai.statute.outcomes import Ground, grounds

MOST_PAGES = 500
MOST_MARKS = 5_000
MOST_COPY_BYTES = 256 << 20
"""Size of a copy; a page of text takes about a quarter of a MiB, a colour scan about one."""

DPI = 200
"""Resolution of the copy: a scan of an office paper."""


class Box(NamedTuple):
    """A place on a page as displayed (after rotation), in fractions 0..1 of its width and height, from the top left."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Mark:
    """A passage to withhold. page: from 1. ground: code of `statute.outcomes.grounds`. note: for the office's own file;
    it never reaches the copy.
    """

    page: int
    box: Box
    ground: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """A page as displayed: width and height in points after rotation; rotation in degrees clockwise, already applied."""

    width: float
    height: float
    rotation: int = 0


@dataclass(frozen=True, slots=True)
class Word:
    """Text of the text layer with its place, for search-and-mark. page: from 1."""

    page: int
    box: Box
    text: str


@dataclass(frozen=True, slots=True)
class Hint:
    """What may be personal data. kind: a key of `HINT_KINDS`. text: masked. A number over two lines is two hints."""

    page: int
    box: Box
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Leak:
    """What forbids the release of a copy. page: from 1, 0 for the file. kind: a key of `LEAK_KINDS`. text: masked."""

    page: int
    kind: str
    text: str = ""


HINT_KINDS: Mapping[str, str] = {
    "resident_id": "居民身份证号",
    "mobile": "手机号码",
    "landline": "固定电话号码",
    "bank_card": "银行卡号",
    "email": "电子邮箱",
    "address": "详细地址",
    "plate": "车牌号",
    "passport": "护照或通行证号",
}
"""Kinds of hints, and their names on screens."""
HINT_GLOSSES: Mapping[str, str] = {
    "resident_id": "resident ID number",
    "mobile": "mobile number",
    "landline": "telephone number",
    "bank_card": "bank card number",
    "email": "e-mail address",
    "address": "detailed address",
    "plate": "number plate",
    "passport": "passport or travel permit number",
}

LEAK_KINDS: Mapping[str, str] = {
    "broken": "副本打不开或者不完整",
    "structure": "副本中有页面图片以外的内容",
    "text_layer": "副本有文字层",
    "metadata": "副本有多余的文件属性",
    "hidden_word": "副本中仍能找到遮盖的文字",
    "page_count": "副本页数与原件不符",
    "picture": "副本中的图片与显示的内容不一致",
    "not_solid": "遮盖处不是单一颜色",
    "uncovered": "遮盖处的文字没有全部盖住",
    "other_page": "副本页面与原件页面不是同一内容",
    "legend": "区分处理说明页与遮盖处不符",
}
"""Kinds of leaks, and what a screen says of them."""
LEAK_GLOSSES: Mapping[str, str] = {
    "broken": "the copy cannot be opened or is not complete",
    "structure": "the copy holds something other than page images",
    "text_layer": "the copy has a text layer",
    "metadata": "the copy has needless file properties",
    "hidden_word": "a covered word can still be found in the copy",
    "page_count": "the copy does not have as many pages as the original",
    "picture": "an image in the copy is not what is shown",
    "not_solid": "a covered place is not of one colour",
    "uncovered": "words at a covered place are not wholly covered",
    "other_page": "a page of the copy is not that of the original",
    "legend": "the page of explanations does not fit the covered places",
}


def masked(text: str, first: int = 1, last: int = 0) -> str:
    """The text with all but its first and last characters hidden; a short one is hidden more."""
    if len(text) <= first + last:
        first, last = min(1, len(text) - 1), 0
    return text[:first] + "*" * (len(text) - first - last) + text[len(text) - last :]


def numbered_grounds() -> Mapping[str, tuple[int, Ground]]:
    """Every ground by its code, with the number that stands on its boxes: its place in the list of grounds, from 1."""
    return {code: (number, ground) for number, (code, ground) in enumerate(grounds().items(), 1)}


def check_marks(marks: Sequence[Mark], pages: int) -> None:
    """Refuse marks that cannot be meant.

    Raises:
        DocumentError: too many, on no page, of no size or outside the page, of an unknown ground.
    """
    if len(marks) > MOST_MARKS:
        raise DocumentError(
            f"There are {len(marks)} marks, more than {MOST_MARKS}; withhold whole pages instead.",
            zh=f"遮盖处有{len(marks)}处，超过{MOST_MARKS}处；请改为整页遮盖。",
        )
    known = grounds()
    for number, mark in enumerate(marks, 1):
        left, top, right, bottom = mark.box
        if not 1 <= mark.page <= pages:
            raise _wrong(number, f"names page {mark.page} of {pages}", f"指向第{mark.page}页，文件共{pages}页")
        if not (all(map(math.isfinite, mark.box)) and 0 <= left < right <= 1 and 0 <= top < bottom <= 1):
            raise _wrong(number, "has a box that is empty or leaves the page", "的方框为空或者超出页面")
        if mark.ground not in known:
            raise _wrong(number, f"has the unknown ground {mark.ground!r}", "没有选择不予公开的理由")


def _wrong(number: int, en: str, zh: str) -> DocumentError:
    return DocumentError(f"Mark {number} {en}; draw it again.", zh=f"第{number}处遮盖{zh}；请重新标记。")
