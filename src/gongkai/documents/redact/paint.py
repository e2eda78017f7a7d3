"""Boxes painted on the picture of a page, each with the number of its ground where that fits.

A jpeg spreads what is near into blocks of eight pixels; on such a page boxes and labels begin and end with the blocks,
so that every pixel under a box is of exactly one colour there too.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

from gongkai.documents.redact.model import Box, Mark, numbered_grounds
from gongkai.documents.redact.text import PageText

BLOCK = 8
_MARGIN = 3  # pixels: 1 point at 200 dpi
_CELLS = 48, 24, 16  # pixels of a label, the largest first
_ROOM = 2  # how much larger than its label a box must be to have the largest one

Rectangle = tuple[int, int, int, int]
"""Pixels: left, top, right, bottom; the last two stand outside."""


def paint(picture: Image.Image, marks: Sequence[Mark], text: PageText, *, by_blocks: bool) -> None:
    """Paint the marks of a page into its picture. Characters under a mark are covered whole, though they stick out.

    by_blocks: whether the picture will be a jpeg.
    """
    draw = ImageDraw.Draw(picture)
    for mark in marks:
        for box in (mark.box, *text.covered(mark.box)):
            left, top, right, bottom = _around(box, picture.size, BLOCK if by_blocks else 1)
            draw.rectangle((left, top, right - 1, bottom - 1), fill="black")
    for (left, top, right, _), number in labels(marks, picture.size, by_blocks=by_blocks):
        picture.paste(label(number, right - left), (left, top))


def _around(box: Box, size: tuple[int, int], step: int) -> Rectangle:
    """The pixels of a box and of its margin, out to whole steps."""
    (width, height), margin = size, _MARGIN if step == 1 else 1
    left, top = int(box.left * width) - margin, int(box.top * height) - margin
    right, bottom = math.ceil(box.right * width) + margin, math.ceil(box.bottom * height) + margin
    left, top, right, bottom = (
        left // step * step,
        top // step * step,
        -(-right // step) * step,
        -(-bottom // step) * step,
    )
    return max(left, 0), max(top, 0), min(right, width), min(bottom, height)


def labels(marks: Sequence[Mark], size: tuple[int, int], *, by_blocks: bool) -> Iterator[tuple[Rectangle, int]]:
    """Where labels stand in a picture of this size, and their numbers: in the middle of each box that has the room."""
    known = numbered_grounds()
    taken: set[tuple[int, int]] = set()
    for mark in marks:
        cell = _cell(mark.box, size, BLOCK if by_blocks else 1)
        if cell is None:
            continue
        left, top, right, bottom = cell
        blocks = {
            (x, y) for x in range(left // BLOCK, -(-right // BLOCK)) for y in range(top // BLOCK, -(-bottom // BLOCK))
        }
        if taken.isdisjoint(blocks):
            taken |= blocks
            yield cell, known[mark.ground][0]


def _cell(box: Box, size: tuple[int, int], step: int) -> Rectangle | None:
    left, right = box.left * size[0], box.right * size[0]
    top, bottom = box.top * size[1], box.bottom * size[1]
    for side in _CELLS:
        x = round(((left + right - side) / 2) / step) * step
        y = round(((top + bottom - side) / 2) / step) * step
        room = side * _ROOM if side == _CELLS[0] else side
        fits = left <= x and x + side <= right and top <= y and y + side <= bottom
        if fits and min(right - left, bottom - top) >= room:
            return x, y, x + side, y + side
    return None


@lru_cache(maxsize=32)
def label(number: int, side: int) -> Image.Image:
    """The picture of a label: white on black in 16 greys, in the font that comes with Pillow."""
    picture = Image.new("L", (side, side), 0)
    font = ImageFont.load_default(side if number < 10 else side * 3 / 4)
    ImageDraw.Draw(picture).text((side / 2, side / 2), str(number), fill=255, font=font, anchor="mm")
    return picture.point([(value >> 4) * 17 for value in range(256)])
