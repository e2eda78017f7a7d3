"""A page of OFD as characters, ruled tables and pictures: its templates first, then its own layers."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from lxml import etree

from gongkai.documents.grid import Picture
from gongkai.documents.limits import Archive
from gongkai.documents.readers.ofd_package import Budget, children, kind, number_of
from gongkai.documents.readers.ofd_text import POINTS, Glyph, glyphs_of, is_shown, matrix_of
from gongkai.documents.readers.pages import DOUBT, Page
from gongkai.documents.readers.pdf_grid import Drawn, ruled_tables, upright
from gongkai.documents.readers.pdf_lines import Char
from gongkai.documents.readers.pictures import part_loader

_MOST_OF_PAGE = 0.6
_MOST_PICTURES = 50

_TOKEN = re.compile(r"[A-Za-z]|[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]{1,3})?")
_SHORT_PATH = 200
_ARGUMENTS = {"S": 2, "M": 2, "L": 2, "Q": 4, "B": 6, "A": 7, "C": 0}

_DIGITS = frozenset("0123456789０１２３４５６７８９")
_BUCKET = 4.0  # points
_COLUMN = 1 << 20  # buckets of a column, more than any page has
_AROUND = tuple(column + row for column in (-_COLUMN, 0, _COLUMN) for row in (-1, 0, 1))
_FULL = 12

Box = tuple[float, float, float, float]
_Part = tuple[Sequence[tuple[float, float]], bool]


@dataclass
class Sheet:
    """What is drawn on a page. box: left, bottom, right, top in points, y upwards.

    images: boxes and resource numbers. unread: what is on the page and was not read, for a warning.
    """

    number: int
    box: Box
    budget: Budget
    glyphs: list[Glyph] = field(default_factory=list)
    paths: list[tuple[_Part, bool]] = field(default_factory=list)
    images: list[tuple[Box, str]] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)

    def add(self, content: etree._Element) -> None:
        """Add the layers of a Content; groups may be nested as deep as they like."""
        waiting = [layer for layer in reversed(content) if kind(layer) == "Layer" and is_shown(layer)]
        while waiting:
            item = waiting.pop()
            name = kind(item)
            self.budget.spend(drawn=1)
            if name in ("Layer", "PageBlock"):
                waiting += [one for one in reversed(item) if is_shown(one)]
            elif name == "TextObject":
                self.glyphs += glyphs_of(item, len(self.glyphs), self.budget)
            elif name == "PathObject" and is_shown(item):
                self._path(item)
            elif name == "ImageObject" and is_shown(item):
                if (box := _box_of(item)) is not None:
                    self.images.append((box, item.get("ResourceID", "").strip()))
            elif name == "CompositeObject":
                self.unread.add("复合图元")

    def _path(self, item: etree._Element) -> None:
        is_stroked, is_filled = item.get("Stroke") != "false", item.get("Fill") == "true"
        matrix = matrix_of(item)
        if matrix is None or not (is_stroked or is_filled):
            return
        a, b, c, d, e, f = matrix
        for data in children(item, "AbbreviatedData"):
            for points, is_straight in _parts_of(data.text or "", self.budget):
                if len(points) < 2:
                    continue  # a start from which nothing is drawn
                placed = [((a * x + c * y + e) * POINTS, -(b * x + d * y + f) * POINTS) for x, y in points]
                self.paths.append(((placed, is_straight), is_stroked))

    def page(self, most_columns: int, media: Mapping[str, str], archive: Archive) -> Page:
        """The page upright. media: names of the parts that hold pictures, by resource number."""
        shown = [glyph for glyph in self.glyphs if glyph.quarters is not None]
        if len(shown) < len(self.glyphs):
            self.unread.add("斜排的文字（如水印）")
        counted = Counter(glyph.quarters for glyph in shown if not glyph.text.isspace())
        turn = (counted.most_common(1)[0][0] if counted else 0) or 0
        drawn = Drawn(self.number, self.box, turn)
        for (points, is_straight), is_stroked in self.paths:
            drawn.add_points(points, is_straight, is_stroked)
        chars: list[Char] = []
        aside: list[Char] = []
        for text, x0, y0, x1, y1, quarters, _ in _without_doubles(self._inside(shown)):
            box = upright(x0, y0, x1, y1, self.box, quarters or 0)
            (chars if quarters == turn else aside).append(Char(" " if text.isspace() else text, *box))
        left, bottom, right, top = self.box
        height = top - bottom if turn % 2 == 0 else right - left
        tables = ruled_tables(drawn.across, drawn.down, most_columns)
        has_text = any(not char.text.isspace() for char in (*chars, *aside))
        pictures = tuple(self._pictures(has_text, media, archive))
        return Page(self.number, height, chars, aside, tables, bool(self.images), pictures)

    def _inside(self, glyphs: Sequence[Glyph]) -> Iterator[Glyph]:
        left, bottom, right, top = self.box
        for glyph in glyphs:
            _, x0, y0, x1, y1, _, _ = glyph
            if left <= (x0 + x1) / 2 <= right and bottom <= (y0 + y1) / 2 <= top:
                yield glyph

    def _pictures(self, has_text: bool, media: Mapping[str, str], archive: Archive) -> Iterator[Picture]:
        """Pictures that may be the page: those that cover most of it, or any on a page without text."""
        left, bottom, right, top = self.box
        area = (right - left) * (top - bottom)
        found = sorted(self.images, key=lambda image: -image[0][3])
        wanted = [
            name for (x0, y0, x1, y1), name in found if not has_text or (x1 - x0) * (y1 - y0) > _MOST_OF_PAGE * area
        ]
        for number in dict.fromkeys(wanted[:_MOST_PICTURES]):
            if number not in media:
                self.unread.add("缺失的图片")
            elif (load := part_loader(archive, media[number])) is None:
                self.unread.add("无法解码的图片（如jb2）")
            else:
                yield Picture(load, f"第{self.number}页")


def _box_of(image: etree._Element) -> Box | None:
    """The box of an image: the unit square through its CTM, else its Boundary."""
    matrix = matrix_of(image)
    if matrix is None:
        return None
    a, b, c, d, e, f = matrix
    if image.get("CTM") is None:
        size = [number_of(part) for part in image.get("Boundary", "").split()[2:4]]
        if len(size) != 2 or size[0] is None or size[1] is None:
            return None
        a, d = size[0], size[1]
    xs, ys = sorted((e, e + a, e + c, e + a + c)), sorted((f, f + b, f + d, f + b + d))
    return xs[0] * POINTS, -ys[-1] * POINTS, xs[-1] * POINTS, -ys[0] * POINTS


def _parts_of(data: str, budget: Budget) -> Iterable[_Part]:
    """The parts of a path, each point paid for. Rules of one length are the same path, thousands of times in a file."""
    if len(data) > _SHORT_PATH:
        return _parts(data, budget)
    parts = _short_parts(data)
    budget.spend(points=sum(len(points) for points, _ in parts))
    return parts


@lru_cache(maxsize=4096)
def _short_parts(data: str) -> tuple[_Part, ...]:
    return tuple(_parts(data, Budget()))


def _parts(data: str, budget: Budget) -> Iterator[_Part]:
    """The parts of a path: their points, and whether all their sides are straight. A path that breaks off ends there."""
    points: list[tuple[float, float]] = []
    is_straight = True
    tokens = (found.group() for found in _TOKEN.finditer(data))
    for name in tokens:
        values = []
        for _ in range(_ARGUMENTS.get(name, 0)):
            value = number_of(next(tokens, ""))
            if value is None:
                break
            values.append(value)
        if name not in _ARGUMENTS or len(values) < _ARGUMENTS[name]:
            break
        budget.spend(points=1)
        if name in "SM" and points:
            yield points, is_straight
            points, is_straight = [], True
        if name in "QBA":
            is_straight = False
        if values:
            points.append((values[-2], values[-1]))
        elif points:
            points.append(points[0])
    if points:
        yield points, is_straight


def _without_doubles(glyphs: Iterator[Glyph]) -> Iterator[Glyph]:
    """Characters without those drawn twice for weight; figures drawn over others are not certain.

    The same character of another object just there is the same; a figure over another figure makes both doubtful.
    """
    kept: list[Glyph] = []
    near: dict[int, list[int]] = defaultdict(list)
    for glyph in glyphs:
        x, y = (glyph[1] + glyph[3]) / 2, (glyph[2] + glyph[4]) / 2
        bucket = math.floor(x / _BUCKET) * _COLUMN + math.floor(y / _BUCKET)
        over: list[int] = []
        for step in _AROUND:
            if bucket + step in near:
                over += [at for at in near[bucket + step] if _is_over(kept[at], glyph, 0.4)]
        if over and any(_is_double(kept[at], glyph) for at in over):
            continue
        if over and glyph.text in _DIGITS:
            for at in over:
                if kept[at].text in _DIGITS or kept[at].text == DOUBT:
                    kept[at] = kept[at]._replace(text=DOUBT)
                    glyph = glyph._replace(text=DOUBT)
        if len(near[bucket]) < _FULL:
            near[bucket].append(len(kept))
        kept.append(glyph)
    return iter(kept)


def _is_over(first: Glyph, second: Glyph, share: float) -> bool:
    """Whether the middles of two characters are less than a share of their size apart, however squeezed they are."""
    high = min(first.y1 - first.y0, second.y1 - second.y0) * share
    wide = max(min(first.x1 - first.x0, second.x1 - second.x0) * share, 0.4 * high)
    return (
        abs(first.x0 + first.x1 - second.x0 - second.x1) < 2 * wide
        and abs(first.y0 + first.y1 - second.y0 - second.y1) < 2 * high
    )


def _is_double(first: Glyph, second: Glyph) -> bool:
    return (
        first.text == second.text
        and first.source != second.source
        and first.quarters == second.quarters
        and _is_over(first, second, 0.25)
    )
