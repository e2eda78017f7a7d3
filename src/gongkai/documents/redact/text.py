"""The text layer of a page of a PDF, each character with its place on the page as displayed."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pypdfium2 import raw

from gongkai.documents.redact.model import Box
from gongkai.errors import DocumentError

MOST_CHARACTERS = 200_000
"""Of one page."""

_SCALE = 1_000_000
_STEP = 1_000.0


@dataclass(frozen=True)
class PageText:
    """text: characters in reading order, lines ended by "\\n". boxes: one a character; None for what has no place."""

    text: str
    boxes: tuple[Box | None, ...]

    def lines(self, start: int, end: int) -> Iterator[tuple[Box, str]]:
        """The place of a stretch of text: one box a line."""
        for first, last in _parts(self.text, start, end, "\n"):
            yield from self._place(first, last)

    def words(self) -> Iterator[tuple[Box, str]]:
        """Stretches without a space."""
        for first, last in _parts(self.text, 0, len(self.text), "\n \t\u3000\xa0"):
            yield from self._place(first, last)

    def under(self, box: Box) -> Iterator[int]:
        """Characters that stand in a box, or whose ink stands in it for a third."""
        for index, place in enumerate(self.boxes):
            if place is not None and place.left < box.right and box.left < place.right and _share(place, box) > 1 / 3:
                yield index

    def covered(self, box: Box) -> Iterator[Box]:
        """Where the characters under a box stand: from the first to the last of each line."""
        indices = list(self.under(box))
        start = 0
        for at in range(1, len(indices) + 1):
            if at == len(indices) or "\n" in self.text[indices[at - 1] : indices[at]]:
                yield _hull([place for index in indices[start:at] if (place := self.boxes[index]) is not None])
                start = at

    def _place(self, first: int, last: int) -> Iterator[tuple[Box, str]]:
        places = [place for place in self.boxes[first:last] if place is not None]
        if places:
            yield _hull(places), self.text[first:last]


def _hull(places: Sequence[Box]) -> Box:
    left, top = min(place.left for place in places), min(place.top for place in places)
    return Box(left, top, max(place.right for place in places), max(place.bottom for place in places))


def _share(place: Box, box: Box) -> float:
    """How much of a place lies in a box."""
    wide = min(place.right, box.right) - max(place.left, box.left)
    high = min(place.bottom, box.bottom) - max(place.top, box.top)
    area = (place.right - place.left) * (place.bottom - place.top)
    return wide * high / area if wide > 0 and high > 0 and area > 0 else 0.0


def _parts(text: str, start: int, end: int, between: str) -> Iterator[tuple[int, int]]:
    first = start
    for index in range(start, end + 1):
        if index == end or text[index] in between:
            if first < index:
                yield first, index
            first = index + 1


def text_of(page: Any, number: int) -> PageText:
    """Return the text layer of an open page of pdfium; invisible text is part of it.

    Raises:
        DocumentError: more than `MOST_CHARACTERS`.
    """
    text_page = page.get_textpage()
    try:
        count = text_page.count_chars()
        if count > MOST_CHARACTERS:
            raise DocumentError(
                f"Page {number} holds more than {MOST_CHARACTERS} characters; it is not an ordinary page.",
                zh=f"第{number}页超过{MOST_CHARACTERS}字，不是正常的页面。",
            )
        return _read(text_page.raw, count, _to_display(page.raw))
    finally:
        text_page.close()


_Affine = tuple[float, float, float, float, float, float]


def _read(text_page: Any, count: int, shown: _Affine) -> PageText:
    characters: list[str] = []
    boxes: list[Box | None] = []
    high = 0
    for index in range(count):
        code = raw.FPDFText_GetUnicode(text_page, index)
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000:
            code, high = (0x10000 + ((high - 0xD800) << 10) + code - 0xDC00 if high else 0xFFFD), 0
        if code == 0xD:
            continue
        characters.append("-" if code in (2, 0xFFFE) else chr(code) if code else "\ufffd")
        boxes.append(None if code in (0xA, 0x20) else _box(text_page, index, shown))
    return PageText("".join(characters), tuple(boxes))


def _box(text_page: Any, index: int, shown: _Affine) -> Box | None:
    """The ink of a character; the room it takes where its ink is not known. Within the page, or None."""
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    corners = 0.0, 0.0, 0.0, 0.0
    if raw.FPDFText_GetCharBox(text_page, index, left, right, bottom, top):
        corners = left.value, bottom.value, right.value, top.value
    if corners[0] >= corners[2] or corners[1] >= corners[3]:
        room = raw.FS_RECTF()
        if not raw.FPDFText_GetLooseCharBox(text_page, index, ctypes.byref(room)):
            return None
        corners = room.left, room.bottom, room.right, room.top
    a, b, c, d, e, f = shown
    xs = [a * x + c * y + e for x in corners[::2] for y in corners[1::2]]
    ys = [b * x + d * y + f for x in corners[::2] for y in corners[1::2]]
    box = Box(*(min(max(at, 0.0), 1.0) for at in (min(xs), min(ys), max(xs), max(ys))))
    return box if box.left < box.right and box.top < box.bottom else None


def _to_display(page: Any) -> _Affine:
    """The way from the coordinates of a page to fractions of the page as displayed, rotation and crop included."""

    def shown(x: float, y: float) -> tuple[float, float]:
        across, down = ctypes.c_int(), ctypes.c_int()
        raw.FPDF_PageToDevice(page, 0, 0, _SCALE, _SCALE, 0, x, y, across, down)
        return across.value / _SCALE, down.value / _SCALE

    (x0, y0), (x1, y1), (x2, y2) = shown(0, 0), shown(_STEP, 0), shown(0, _STEP)
    return (x1 - x0) / _STEP, (y1 - y0) / _STEP, (x2 - x0) / _STEP, (y2 - y0) / _STEP, x0, y0
