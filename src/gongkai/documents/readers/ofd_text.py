"""Text objects of OFD: where each character of a TextCode stands.

Positions come from X, Y, DeltaX and DeltaY; the fonts are not opened, so a width is the step to the next character, or,
where that tells nothing, what such a character usually takes. The text of TextCode is what is read, whatever glyphs
CGTransform shows for it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

from lxml import etree

from gongkai.documents.readers.ofd_package import Budget, children, number_of, numbers_of
from gongkai.errors import DocumentError

POINTS = 72 / 25.4
"""Points of a millimetre."""

_ABOVE, _BELOW = 0.88, 0.12
_SLANTED = math.radians(8)
_NARROW, _WIDE = (0.25, 0.5, 0.8), (0.7, 1.0, 1.25)
"""Least, usual and greatest width of a character, in its size."""

Matrix = tuple[float, float, float, float, float, float]


class Glyph(NamedTuple):
    """A character on its page. Its box: points, y upwards. quarters: turns clockwise that set it upright, None where it is
    slanted. source: number of the text object."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    quarters: int | None
    source: int


class _Style(NamedTuple):
    """Of a text object, in its own space. end: where its Boundary ends to the right, where that can be told.

    narrow, wide: least, usual and greatest width of its characters. is_straight: it stands upright on the page.
    """

    matrix: Matrix
    size: float
    stretch: float
    angle: float
    read_angle: float
    end: float | None
    narrow: tuple[float, float, float]
    wide: tuple[float, float, float]
    is_straight: bool

    def widths(self, char: str) -> tuple[float, float, float]:
        return self.narrow if char < "\u0250" else self.wide


def matrix_of(item: etree._Element) -> Matrix | None:
    """From the space of an object to the page, in millimetres: its CTM, then the corner of its Boundary."""
    stated = item.get("CTM")
    ctm = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0] if stated is None else numbers_of(stated, 6)
    box = [0.0] * 4 if item.get("Boundary") is None else numbers_of(item.get("Boundary"), 4)
    if ctm is None or box is None:
        return None
    a, b, c, d, e, f = ctm
    return a, b, c, d, e + box[0], f + box[1]


def is_shown(item: etree._Element) -> bool:
    visible, alpha = item.get("Visible"), item.get("Alpha")
    is_visible = visible is None or visible.strip().lower() not in ("false", "0")
    return is_visible and (alpha is None or alpha.strip() != "0")


def glyphs_of(item: etree._Element, source: int, budget: Budget) -> Iterator[Glyph]:
    """The characters of a text object that shows.

    Raises:
        DocumentError: a place is not stated as the standard says, so a figure might be lost or stand elsewhere.
    """
    if not is_shown(item) or (item.get("Fill") == "false" and item.get("Stroke") != "true"):
        return
    style = _style(item)
    x, y = 0.0, 0.0
    for code in children(item, "TextCode"):
        text = code.text or ""
        if text.strip() != text and any(mark in text for mark in "\r\n"):
            text = text.strip()  # white space of the markup
        if not text:
            continue
        budget.spend(characters=len(text))
        x, y = _stated(code, "X", x), _stated(code, "Y", y)
        places = _origins(code, text, (x, y), style)
        boxed = _set_straight if style.is_straight else _set_turned
        yield from boxed(text, places, _room(text, places, style), style, source)


def _style(item: etree._Element) -> _Style:
    matrix, size = matrix_of(item), number_of(item.get("Size", "").strip())
    stretch = number_of(item.get("HScale", "1").strip())
    turned, read = (number_of(item.get(name, "0").strip()) for name in ("CharDirection", "ReadDirection"))
    if matrix is None or size is None or stretch is None or turned is None or read is None:
        raise _misplaced()
    box = numbers_of(item.get("Boundary"), 4)
    is_plain = not turned and matrix[1] == 0 and matrix[0] > 0
    end = box[2] / matrix[0] if box is not None and is_plain else None
    narrow, wide = (_times(shares, size * stretch) for shares in (_NARROW, _WIDE))
    is_straight = is_plain and matrix[2] == 0 and matrix[3] > 0 and size > 0 and stretch > 0
    angles = math.radians(turned), math.radians(read)
    return _Style(matrix, size, stretch, *angles, end, narrow, wide, is_straight)


def _times(shares: tuple[float, float, float], size: float) -> tuple[float, float, float]:
    least, usual, most = shares
    return least * size, usual * size, most * size


def _stated(code: etree._Element, name: str, before: float) -> float:
    stated = code.get(name)
    value = before if stated is None else number_of(stated.strip())
    if value is None:
        raise _misplaced()
    return value


def _misplaced() -> DocumentError:
    return DocumentError(
        "The OFD file holds text whose place is not stated as the standard says; export it again.",
        zh="OFD文件中有文字的位置数据不符合标准，无法确定其所在的格；请重新导出。",
    )


def _origins(code: etree._Element, text: str, start: tuple[float, float], style: _Style) -> list[tuple[float, float]]:
    """Where each character begins. Steps are counted by character, or by UTF-16 unit where there are just as many."""
    units = len(text) + sum(char > "\uffff" for char in text)
    across, down = (deltas(code.get(name), units - 1) for name in ("DeltaX", "DeltaY"))
    by_unit = units > len(text) and max(len(across), len(down)) == units - 1
    count = (units if by_unit else len(text)) - 1
    if across or down:
        xs, ys = _steps(across, count), _steps(down, count)
    else:
        steps = [style.widths(char)[1] for char in text[:-1]]
        cos, sin = math.cos(style.read_angle), math.sin(style.read_angle)
        xs, ys = [step * cos for step in steps], [step * sin for step in steps]
    places = list(zip(accumulate(xs, initial=start[0]), accumulate(ys, initial=start[1]), strict=True))
    if not by_unit:
        return places
    firsts = accumulate((2 if char > "\uffff" else 1 for char in text[:-1]), initial=0)
    return [places[at] for at in firsts]


def _steps(steps: list[float], count: int) -> list[float]:
    """So many steps; where fewer are stated, the last one goes on."""
    return steps[:count] + (steps[-1:] or [0.0]) * (count - len(steps))


def deltas(stated: str | None, most: int) -> list[float]:
    """Steps of a DeltaX or DeltaY, "g n v" being n times v; never more than `most`.

    Raises:
        DocumentError: it is not of that shape.
    """
    found: list[float] = []
    parts = iter((stated or "").split())
    for part in parts:
        count, value = 1, part
        if part == "g":
            times = next(parts, "")
            if not (times.isascii() and times.isdigit() and len(times) <= 12):
                raise _misplaced()
            count, value = int(times), next(parts, "")
        step = number_of(value)
        if step is None:
            raise _misplaced()
        found += [step] * min(count, most - len(found))
        if len(found) >= most:
            break
    return found


def _room(text: str, places: Sequence[tuple[float, float]], style: _Style) -> list[float]:
    """The width of each character: the step to the next, or of the last one before where it stands alone at the end."""
    cos, sin = math.cos(style.angle), math.sin(style.angle)
    steps = [(x1 - x) * cos + (y1 - y) * sin for (x, y), (x1, y1) in pairwise(places)]
    widths = [_width(step, style.widths(char)) for char, step in zip(text, steps, strict=False)]
    last = style.widths(text[-1])
    if widths and style.widths(text[-2]) == last:
        step = widths[-1]
    else:
        step = 0.0 if style.end is None else style.end - places[-1][0]
    return [*widths, _width(step, last)]


def _width(step: float, widths: tuple[float, float, float]) -> float:
    least, usual, most = widths
    return step if least <= step <= most else min(step, usual) if 0 < step < least else usual


def _set_straight(
    text: str, places: Sequence[tuple[float, float]], widths: Sequence[float], style: _Style, source: int
) -> Iterator[Glyph]:
    """Characters with their boxes on the page, as nearly all stand."""
    a, _, _, d, e, f = style.matrix
    above, below = -_ABOVE * style.size, _BELOW * style.size
    for char, (x, y), width in zip(text, places, widths, strict=True):
        top, bottom = -(d * (y + above) + f) * POINTS, -(d * (y + below) + f) * POINTS
        yield Glyph(char, (a * x + e) * POINTS, bottom, (a * (x + width) + e) * POINTS, top, 0, source)


def _set_turned(
    text: str, places: Sequence[tuple[float, float]], widths: Sequence[float], style: _Style, source: int
) -> Iterator[Glyph]:
    """Characters with their boxes on the page, however they are turned, stretched or slanted."""
    a, b, c, d, e, f = style.matrix
    cos, sin = math.cos(style.angle), math.sin(style.angle)
    towards = math.atan2(-(b * cos + d * sin), a * cos + c * sin)  # y upwards
    turns = round(towards / (math.pi / 2))
    quarters = turns % 4 if abs(towards - turns * math.pi / 2) <= _SLANTED else None
    for char, (x, y), width in zip(text, places, widths, strict=True):
        corners = [(along, up) for along in (0, width) for up in (-_ABOVE * style.size, _BELOW * style.size)]
        xs, ys = [], []
        for along, up in corners:
            u, v = x + along * cos - up * sin, y + along * sin + up * cos
            xs.append((a * u + c * v + e) * POINTS)
            ys.append(-(b * u + d * v + f) * POINTS)
        yield Glyph(char, min(xs), min(ys), max(xs), max(ys), quarters, source)
