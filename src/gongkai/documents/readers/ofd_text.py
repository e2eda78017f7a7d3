"""Text objects of OFD: where each character of a TextCode stands.

Positions come from X, Y, DeltaX and DeltaY; the fonts are not opened, so a width is the step to the next character, or,
where that tells nothing, what such a character usually takes. The text of TextCode is what is read, whatever glyphs
CGTransform shows for it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
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
    """Of a text object, in its own space. end: where its Boundary ends to the right, where that can be told."""

    matrix: Matrix
    size: float
    stretch: float
    angle: float
    read_angle: float
    end: float | None


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
    return item.get("Visible", "true").strip().lower() not in ("false", "0") and item.get("Alpha", "").strip() != "0"


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
        yield from _placed(text, _origins(code, text, (x, y), style), style, source)


def _style(item: etree._Element) -> _Style:
    matrix, size = matrix_of(item), number_of(item.get("Size", "").strip())
    stretch = number_of(item.get("HScale", "1").strip())
    turned, read = (number_of(item.get(name, "0").strip()) for name in ("CharDirection", "ReadDirection"))
    if matrix is None or size is None or stretch is None or turned is None or read is None:
        raise _misplaced()
    box = numbers_of(item.get("Boundary"), 4)
    is_plain = not turned and matrix[1] == 0 and matrix[0] > 0
    end = box[2] / matrix[0] if box is not None and is_plain else None
    return _Style(matrix, size, stretch, math.radians(turned), math.radians(read), end)


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
    x, y = start
    places = [start]
    at = 0
    for char in text[:-1]:
        for _ in range(2 if by_unit and char > "\uffff" else 1):
            if across or down:
                x += _step(across, at)
                y += _step(down, at)
            else:
                step = style.size * style.stretch * _widths(char)[1]
                x, y = x + step * math.cos(style.read_angle), y + step * math.sin(style.read_angle)
            at += 1
        places.append((x, y))
    return places


def _step(steps: Sequence[float], at: int) -> float:
    """A step; where fewer are stated than there are characters, the last one goes on."""
    return steps[min(at, len(steps) - 1)] if steps else 0.0


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


def _widths(char: str) -> tuple[float, float, float]:
    return _NARROW if ord(char) < 0x250 else _WIDE


def _placed(text: str, places: Sequence[tuple[float, float]], style: _Style, source: int) -> Iterator[Glyph]:
    """Characters with their boxes on the page."""
    a, b, c, d, e, f = style.matrix
    cos, sin = math.cos(style.angle), math.sin(style.angle)
    towards = math.atan2(-(b * cos + d * sin), a * cos + c * sin)  # y upwards
    turns = round(towards / (math.pi / 2))
    quarters = turns % 4 if abs(towards - turns * math.pi / 2) <= _SLANTED else None
    before: float | None = None
    for at, (char, (x, y)) in enumerate(zip(text, places, strict=True)):
        if at + 1 < len(places):
            step = (places[at + 1][0] - x) * cos + (places[at + 1][1] - y) * sin
        elif before is not None and _widths(text[at - 1]) == _widths(char):
            step = before
        else:
            step = 0.0 if style.end is None else style.end - x
        width = before = _width(char, step, style)
        corners = [(along, up) for along in (0, width) for up in (-_ABOVE * style.size, _BELOW * style.size)]
        xs, ys = [], []
        for along, up in corners:
            u, v = x + along * cos - up * sin, y + along * sin + up * cos
            xs.append((a * u + c * v + e) * POINTS)
            ys.append(-(b * u + d * v + f) * POINTS)
        yield Glyph(char, min(xs), min(ys), max(xs), max(ys), quarters, source)


def _width(char: str, step: float, style: _Style) -> float:
    least, usual, most = (share * style.size * style.stretch for share in _widths(char))
    return step if least <= step <= most else min(step, usual) if 0 < step < least else usual
