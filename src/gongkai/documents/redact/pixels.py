"""The pictures of a copy, pixel by pixel: of one colour under every mark, and the page of the original around it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import pypdfium2
from PIL import Image, ImageChops

from gongkai.documents.redact.model import DPI, Box, Leak, Mark, Page
from gongkai.documents.redact.paint import Rectangle, label, labels
from gongkai.documents.redact.source import MOST_DRAWN, Source, draw_page, size_at
from gongkai.documents.redact.text import PageText

_DRAWN = 100, 240  # dpi, beside its own 200
_CELL = 32  # pixels at the resolution of the copy: 4 mm
_UNLIKE = 40  # difference of the greys of a cell
_LABEL_EDGE = 100  # what a jpeg may change in a label
_DRAWN_EDGE = 3  # what drawing at another size may change inside a box
_LEGEND_EDGE = 24
_TILE = 7  # bits of a tile: 128 pixels

_Cells = dict[tuple[int, int], list[Rectangle]]


def picture_leaks(pdf: Any, number: int, thing: Any, marks: Sequence[Mark], text: PageText) -> Iterator[Leak]:
    """What is wrong with the only picture of a page: it must fill the page, hold nothing that the page does not show, and
    be of one colour under every mark and every character under it.
    """
    page = pdf[number - 1]
    image = pypdfium2.PdfImage(thing, page=page, pdf=pdf)
    corners = zip(image.get_bounds(), (0, 0, *page.get_size()), strict=True)
    if math.prod(image.get_px_size()) > MOST_DRAWN + 100_000:
        yield Leak(number, "picture")
        return
    picture = image.get_bitmap(render=False).to_pil().convert("RGB")
    fills = all(abs(found - wanted) < 0.05 for found, wanted in corners) and page.get_rotation() == 0
    if not fills or _highest(ImageChops.difference(picture, draw_page(pdf, number, *picture.size))) > 0:
        yield Leak(number, "picture")
    is_jpeg = "DCTDecode" in image.get_filters()
    stand = list(labels(marks, picture.size, by_blocks=is_jpeg))
    expected = Image.new("RGB", picture.size)
    for (left, top, right, _), value in stand:
        expected.paste(label(value, right - left), (left, top))
    difference = ImageChops.difference(picture, expected)
    if is_jpeg:
        _forgive_labels(difference, stand)
    for mark in marks:
        if _highest(difference.crop(_inside(mark.box, picture.size))) > 0:
            yield Leak(number, "not_solid")
        covered = (box for index in text.under(mark.box) if (box := text.boxes[index]) is not None)
        if any(_highest(difference.crop(_inside(box, picture.size))) > 0 for box in covered):
            yield Leak(number, "uncovered")
    yield from drawn_leaks(pdf, number, marks, [_part(cell, picture.size) for cell, _ in stand])


def _forgive_labels(difference: Image.Image, stand: Iterable[tuple[Rectangle, int]]) -> None:
    """Take out of a difference what a jpeg does to the edges of a label."""
    for cell, _ in stand:
        if _highest(difference.crop(cell)) <= _LABEL_EDGE:
            difference.paste((0, 0, 0), cell)


def drawn_leaks(pdf: Any, number: int, marks: Sequence[Mark], cells: Sequence[Box]) -> Iterator[Leak]:
    """What is not black a pixel inside a mark when the page is drawn at other sizes. cells: the places of labels."""
    if not marks:
        return
    page = Page(*pdf[number - 1].get_size())
    for dpi in _DRAWN:
        size = size_at(page, dpi)
        picture = draw_page(pdf, number, *size)
        for cell in cells:
            left, top, right, bottom = _enclosing(cell, size)
            picture.paste((0, 0, 0), (left - 2, top - 2, right + 2, bottom + 2))
        for mark in marks:
            left, top, right, bottom = _inside(mark.box, size)
            within = left + 1, top + 1, right - 1, bottom - 1
            if within[0] < within[2] and within[1] < within[3] and _highest(picture.crop(within)) > _DRAWN_EDGE:
                yield Leak(number, "not_solid", f"{dpi} dpi")


def is_like(source: Source, pdf: Any, number: int, marks: Sequence[Mark]) -> bool:
    """Whether a page of the copy is that of the original, outside the marks, as seen from far."""
    page, found = source.page(number), pdf[number - 1].get_size()
    if abs(page.width - found[0]) > 0.1 or abs(page.height - found[1]) > 0.1:
        return False
    size = size_at(page, DPI)  # at fewer pixels pdfium draws thin rules too thick
    pictures = source.drawn(number, *size), draw_page(pdf, number, *size)
    greys = [picture.convert("L") for picture in pictures]
    for mark in marks:
        left, top, right, bottom = _enclosing(mark.box, size)
        for grey in greys:
            grey.paste(0, (left - _CELL, top - _CELL, right + _CELL, bottom + _CELL))
    return _highest(ImageChops.difference(*(grey.reduce(_CELL) for grey in greys))) <= _UNLIKE


def shows(pdf: Any, number: int, picture: Image.Image) -> bool:
    """Whether a page shows a picture, but for the finest greys."""
    drawn = draw_page(pdf, number, *picture.size)
    return _highest(ImageChops.difference(drawn, picture)) <= _LEGEND_EDGE


def _part(place: Rectangle, size: tuple[int, int]) -> Box:
    return Box(place[0] / size[0], place[1] / size[1], place[2] / size[0], place[3] / size[1])


def _inside(box: Box, size: tuple[int, int]) -> Rectangle:
    """The pixels wholly inside a box; those it touches where there are none."""
    width, height = size
    left, top = math.ceil(box.left * width), math.ceil(box.top * height)
    right, bottom = math.floor(box.right * width), math.floor(box.bottom * height)
    return (left, top, right, bottom) if left < right and top < bottom else _enclosing(box, size)


def _enclosing(box: Box, size: tuple[int, int]) -> Rectangle:
    """The pixels a box touches."""
    width, height = size
    left, top = math.floor(box.left * width), math.floor(box.top * height)
    return left, top, min(math.ceil(box.right * width), width), min(math.ceil(box.bottom * height), height)


def _highest(picture: Image.Image) -> int:
    return max((int(band.getextrema()[1]) for band in picture.split()), default=0)  # type: ignore[arg-type]  # one band, one number
