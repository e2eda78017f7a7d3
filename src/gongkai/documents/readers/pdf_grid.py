"""Ruled tables of a page: rules → merged rules → those that meet → places between them → cells with spans.

Coordinates are points from the top left of the upright page, y downwards.
"""

from __future__ import annotations

import ctypes
import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, NamedTuple

from pypdfium2 import raw

from gongkai.errors import DocumentError

NEAR = 3.0
"""Points within which rules lie on one line, meet, or go on after a gap (dashes, squares at joints)."""

SHORTEST = 4.0
MOST_RULES = 4_000
MOST_OBJECTS = 300_000
MOST_PLACES = 100_000
_DEEPEST = 6
_THIN = 3.0


class Rule(NamedTuple):
    """A horizontal or vertical stroke. at: its place across; start, end: its extent along."""

    at: float
    start: float
    end: float


class Cell(NamedTuple):
    row: int
    column: int
    rowspan: int
    colspan: int


@dataclass(frozen=True)
class Ruled:
    """A ruled table without its text. xs, ys: positions of its columns and rows, one more than there are."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: tuple[Cell, ...]
    owners: dict[tuple[int, int], int] = field(repr=False)

    @property
    def area(self) -> float:
        return (self.xs[-1] - self.xs[0]) * (self.ys[-1] - self.ys[0])

    def cell_at(self, x: float, y: float) -> int | None:
        """Number of the cell that holds a point, None outside the table."""
        if not (self.xs[0] <= x < self.xs[-1] and self.ys[0] <= y < self.ys[-1]):
            return None
        return self.owners[bisect_right(self.ys, y) - 1, bisect_right(self.xs, x) - 1]


# --- what is drawn on a page -------------------------------------------------------------------------------------------


def absurd(number: int, what: str, zh: str) -> DocumentError:
    return DocumentError(
        f"Page {number} of the PDF {what}; it is not an ordinary document. Print it to a new PDF.",
        zh=f"PDF第{number}页{zh}，不是正常的文件；请重新打印为PDF。",
    )


def upright(x0: float, y0: float, x1: float, y1: float, box: Sequence[float], turn: int) -> tuple[float, ...]:
    """A box of the file's coordinates (y upwards) on the page turned clockwise, y downwards."""
    left, bottom, right, top = box
    if turn == 0:
        return x0 - left, top - y1, x1 - left, top - y0
    if turn == 1:
        return y0 - bottom, x0 - left, y1 - bottom, x1 - left
    if turn == 2:
        return right - x1, y0 - bottom, right - x0, y1 - bottom
    return top - y1, right - x1, top - y0, right - x0


_Matrix = tuple[float, float, float, float, float, float]


class Drawn:
    """The rules and pictures of a page."""

    def __init__(self, number: int, box: Sequence[float], turn: int) -> None:
        self.number, self.box, self.turn = number, box, turn
        self.across: list[Rule] = []
        self.down: list[Rule] = []
        self.has_picture = False
        self.room = MOST_OBJECTS

    def add_page(self, page: Any) -> None:
        self.add_all(page, raw.FPDFPage_CountObjects, raw.FPDFPage_GetObject, (1, 0, 0, 1, 0, 0), 0)

    def add_all(self, parent: Any, count: Any, get: Any, matrix: _Matrix, depth: int) -> None:
        number = count(parent)
        self.spend(max(number, 0))
        for index in range(number):
            item = get(parent, index)
            kind = raw.FPDFPageObj_GetType(item)
            if kind == raw.FPDF_PAGEOBJ_PATH:
                self.add_path(item, matrix)
            elif kind == raw.FPDF_PAGEOBJ_IMAGE:
                self.has_picture = True
            elif kind == raw.FPDF_PAGEOBJ_FORM and depth < _DEEPEST:
                inner = times(matrix_of(item), matrix)
                self.add_all(item, raw.FPDFFormObj_CountObjects, raw.FPDFFormObj_GetObject, inner, depth + 1)

    def spend(self, number: int) -> None:
        self.room -= number
        if self.room < 0:
            raise absurd(self.number, f"has more than {MOST_OBJECTS} drawn parts", f"的图形超过{MOST_OBJECTS}个")

    def add_path(self, item: Any, matrix: _Matrix) -> None:
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        raw.FPDFPath_GetDrawMode(item, fill, stroke)
        if not (fill.value or stroke.value):
            return
        number = raw.FPDFPath_CountSegments(item)
        self.spend(max(number, 0))
        a, b, c, d, e, f = times(matrix_of(item), matrix)
        points: list[tuple[float, float]] = []
        x, y = ctypes.c_float(), ctypes.c_float()
        is_straight = True
        for index in range(number):
            segment = raw.FPDFPath_GetPathSegment(item, index)
            kind = raw.FPDFPathSegment_GetType(segment)
            if kind == raw.FPDF_SEGMENT_MOVETO:
                self.add_points(points, is_straight, bool(stroke.value))
                points, is_straight = [], True
            elif kind == raw.FPDF_SEGMENT_BEZIERTO:
                is_straight = False
            if not raw.FPDFPathSegment_GetPoint(segment, x, y):
                continue
            points.append((a * x.value + c * y.value + e, b * x.value + d * y.value + f))
            if raw.FPDFPathSegment_GetClose(segment):
                points.append(points[0])
        self.add_points(points, is_straight, bool(stroke.value))

    def add_points(self, points: Sequence[tuple[float, float]], is_straight: bool, is_stroked: bool) -> None:
        """A part of a path: thin as a whole, it is one rule; else, if stroked, each straight side is one."""
        if len(points) < 2 or not is_straight or not all(math.isfinite(x) and math.isfinite(y) for x, y in points):
            return
        xs, ys = [x for x, _ in points], [y for _, y in points]
        if max(xs) - min(xs) <= _THIN or max(ys) - min(ys) <= _THIN:
            self.add(min(xs), min(ys), max(xs), max(ys))
        elif is_stroked:
            for (x0, y0), (x1, y1) in pairwise(points):
                if abs(x0 - x1) <= 1 or abs(y0 - y1) <= 1:
                    self.add(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))

    def add(self, x0: float, y0: float, x1: float, y1: float) -> None:
        left, top, right, bottom = upright(x0, y0, x1, y1, self.box, self.turn)
        if bottom - top <= _THIN:
            self.across.append(Rule((top + bottom) / 2, left, right))
        if right - left <= _THIN:
            self.down.append(Rule((left + right) / 2, top, bottom))


def matrix_of(item: Any) -> _Matrix:
    matrix = raw.FS_MATRIX()
    if not raw.FPDFPageObj_GetMatrix(item, matrix):
        return 1, 0, 0, 1, 0, 0
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


def times(first: _Matrix, then: _Matrix) -> _Matrix:
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


# --- rules to tables ---------------------------------------------------------------------------------------------------


def ruled_tables(across: Iterable[Rule], down: Iterable[Rule], most_columns: int) -> list[Ruled]:
    """Return the tables that horizontal (`across`) and vertical (`down`) rules make, the smallest first.

    A frame of one cell is a box of text, not a table; a web of more than `most_columns` is a drawing.
    """
    rows, columns = merged(across), merged(down)
    if len(rows) + len(columns) > MOST_RULES:
        return []
    found = [_table(*part, most_columns) for part in _parts(rows, columns)]
    return sorted((table for table in found if table is not None), key=lambda table: table.area)


def merged(rules: Iterable[Rule]) -> list[Rule]:
    """Rules on one line become one where they touch or nearly do; what stays a dot is left out."""
    lines: list[list[Rule]] = []
    for rule in sorted(rules):
        if lines and rule.at - lines[-1][0].at <= NEAR:
            lines[-1].append(rule)
        else:
            lines.append([rule])
    found = []
    for line in lines:
        longest = max(line, key=lambda rule: rule.end - rule.start)
        start = end = None
        for _, first, last in sorted(line, key=lambda rule: rule.start):
            if start is None or end is None:
                start, end = first, last
            elif first <= end + NEAR:
                end = max(end, last)
            else:
                found.append(Rule(longest.at, start, end))
                start, end = first, last
        if start is not None and end is not None:
            found.append(Rule(longest.at, start, end))
    return [rule for rule in found if rule.end - rule.start >= SHORTEST]


def _parts(rows: Sequence[Rule], columns: Sequence[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """Rules that hang together."""
    heads = list(range(len(rows) + len(columns)))

    def head(one: int) -> int:
        while heads[one] != one:
            heads[one] = heads[heads[one]]
            one = heads[one]
        return one

    ats = [row.at for row in rows]
    for number, column in enumerate(columns, len(rows)):
        for index in range(bisect_left(ats, column.start - NEAR), bisect_right(ats, column.end + NEAR)):
            if rows[index].start - NEAR <= column.at <= rows[index].end + NEAR:
                heads[head(index)] = head(number)
    parts: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for index, rule in enumerate((*rows, *columns)):
        parts.setdefault(head(index), ([], []))[0 if index < len(rows) else 1].append(rule)
    return [part for part in parts.values() if part[0] and part[1]]


def _table(rows: Sequence[Rule], columns: Sequence[Rule], most_columns: int) -> Ruled | None:
    xs, ys = _positions(columns, rows), _positions(rows, columns)
    wide, high = len(xs) - 1, len(ys) - 1
    if wide * high < 2 or wide > most_columns or wide * high > MOST_PLACES:
        return None
    below = _covered(rows, ys, xs)
    right = _covered(columns, xs, ys)
    owners: dict[tuple[int, int], int] = {}
    cells: list[Cell] = []
    for y in range(high):
        for x in range(wide):
            if (y, x) in owners:
                continue
            end = x + 1
            while end < wide and (end, y) not in right and (y, end) not in owners:
                end += 1
            last = y + 1
            while last < high and _goes_on(last, x, end, below, right):
                last += 1
            for row in range(y, last):
                for column in range(x, end):
                    owners[row, column] = len(cells)
            cells.append(Cell(y, x, last - y, end - x))
    return Ruled(tuple(xs), tuple(ys), tuple(cells), owners)


def _goes_on(y: int, x: int, end: int, below: set[tuple[int, int]], right: set[tuple[int, int]]) -> bool:
    """Whether a cell of columns x to end goes on in row y: no rule above the row there, none inside it."""
    return not any((y, column) in below for column in range(x, end)) and not any(
        (column, y) in right for column in range(x + 1, end)
    )


def _positions(rules: Sequence[Rule], crossing: Sequence[Rule]) -> list[float]:
    """Where the rules lie, and where those that cross them end: a table may be open at its sides."""
    found = sorted({rule.at for rule in rules})
    first, last = min(rule.start for rule in crossing), max(rule.end for rule in crossing)
    if first < found[0] - 2 * NEAR:
        found.insert(0, first)
    if last > found[-1] + 2 * NEAR:
        found.append(last)
    return found


def _covered(rules: Sequence[Rule], positions: Sequence[float], steps: Sequence[float]) -> set[tuple[int, int]]:
    """(position, step) wherever a rule covers the middle half of a step."""
    found = set()
    for rule in rules:
        at = bisect_left(positions, rule.at)
        for step in range(
            max(bisect_left(steps, rule.start) - 1, 0), min(bisect_right(steps, rule.end), len(steps) - 1)
        ):
            quarter = (steps[step + 1] - steps[step]) / 4
            if rule.start <= steps[step] + quarter and rule.end >= steps[step + 1] - quarter:
                found.add((at, step))
    return found
