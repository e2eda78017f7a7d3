"""The cells of a ruled table on a sheet: their ink parted into lines and marks, read, and figures held to what is drawn.

A figure counts only where two readings of it agree, every character is sure, and the marks of ink in the cell are as
many, as high, as wide and as steep as its characters are; else it is marked as a doubt.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import cv2
import numpy as np

from gongkai.documents.numbers import Doubt, count_in, is_dash, money_in
from gongkai.documents.ocr_image import PER_POINT, Sheet
from gongkai.documents.ocr_models import Box, Grey, Reading, read_lines
from gongkai.documents.ocr_rules import Ruling
from gongkai.documents.readers.pages import DOUBT
from gongkai.documents.readers.pdf_grid import NEAR, Ruled
from gongkai.errors import DocumentError

SURE = 0.9
"""How sure the model must be of each character of a figure."""

_SPECK = round(0.75 * PER_POINT)
"""Pixels: a mark no larger either way is dirt; the point of a number is larger."""

_MOST_MARKS, _MOST_CELLS = 200_000, 3_000  # of a picture, of a table: more is no page of a report
_MOST_SPECKS = 8
_DRAWN = 0.7  # share of a side along which its rule must be seen
_EDGE = 3  # pixels beside a rule that belong to it
_LONGEST = 14  # characters of a figure
_STEEP = 0.2  # sideways by height: an upright stroke leans less, an oblique one more
_APART, _FAR_APART = 0.45, 0.6  # gap in a figure by height of its digits: two digits, others
_OF_FIGURES = frozenset("0123456789.,-")
_POINTS, _SIGNS = ".,，．", "-－−–—"


@dataclass
class CellText:
    """What a cell of a table says. marks: one picture a character, of a figure whose marks are as many."""

    box: Box
    lines: list[Box]
    text: str = ""
    is_figure: bool = False
    is_doubtful: bool = False
    marks: list[Grey] = field(default_factory=list)

    @property
    def told(self) -> str:
        return self.text + DOUBT if self.is_doubtful else self.text


def not_print() -> DocumentError:
    return DocumentError(
        "The picture holds more marks than a page of print; scan it again, without its background.",
        zh="图片里的墨迹多于一页印刷品，可能是照片或者底纹；请去掉底色重新扫描。",
    )


@dataclass(frozen=True)
class _Ink:
    """The ink of a sheet beside its rules. marks: box of each; touching: numbers of those that meet a rule."""

    pixels: Grey
    paper: Grey
    marks: Sequence[Box]
    touching: frozenset[int]


def read_tables(sheet: Sheet, ruling: Ruling) -> list[list[CellText]]:
    """Return the cells of each table of a sheet, in the order of its `cells`."""
    ink = _ink_beside(sheet, ruling)
    return [_read_table(sheet, ruling, ink, table) for table in ruling.tables]


def _ink_beside(sheet: Sheet, ruling: Ruling) -> _Ink:
    size = 2 * _EDGE - 1
    ruled = cv2.dilate(ruling.pixels, np.ones((size, size), np.uint8))
    pixels = np.asarray(np.where(ruled > 0, 0, sheet.ink), np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(pixels, connectivity=8)
    if count > _MOST_MARKS:
        raise not_print()
    beside = (cv2.dilate(ruled, np.ones((3, 3), np.uint8)) > 0) & (ruled == 0)
    touching = frozenset(np.unique(labels[beside]).tolist()) - {0}
    marks = [Box(x, y, x + w, y + h) for x, y, w, h, _ in stats[:count].tolist()]
    around = cv2.blur(sheet.unsealed, (round(9 * PER_POINT) | 1,) * 2)
    paper = np.where(ruled > 0, np.maximum(around, sheet.unsealed), sheet.unsealed)
    return _Ink(pixels, np.asarray(paper, np.uint8), marks, touching)


def _read_table(sheet: Sheet, ruling: Ruling, ink: _Ink, table: Ruled) -> list[CellText]:
    marks = _marks_by_cell(ink, table)
    heights = [ink.marks[one].height for found in marks for one in found if ink.marks[one].height > _SPECK]
    em = _share(heights, 0.95)
    cells: list[CellText] = []
    for at, cell in enumerate(table.cells):
        corners = table.xs[cell.column], table.ys[cell.row], table.xs[cell.column + cell.colspan]
        box = Box(*(round(one * PER_POINT) for one in (*corners, table.ys[cell.row + cell.rowspan])))
        large = [one for one in marks[at] if max(ink.marks[one].width, ink.marks[one].height) > _SPECK]
        lines = _lines([ink.marks[one] for one in large], em)
        found = CellText(box, lines)
        specks = len(marks[at]) - len(large)
        found.is_doubtful = specks > _MOST_SPECKS or any(_meets_rule(ink, one) for one in large)
        found.is_doubtful |= not _is_closed(ruling, box) or (not lines and _may_hold_print(sheet, box))
        cells.append(found)
    _read_cells(sheet, ink, cells, em)
    return cells


def _is_closed(ruling: Ruling, box: Box) -> bool:
    """Whether rules are drawn at all sides of a cell: at an open side the sheet may be cut off."""
    near = round(NEAR * PER_POINT)
    x0, y0, x1, y1 = box
    level = (ruling.pixels[max(y - near, 0) : y + near, x0:x1].max(axis=0, initial=0) for y in (y0, y1))
    plumb = (ruling.pixels[y0:y1, max(x - near, 0) : x + near].max(axis=1, initial=0) for x in (x0, x1))
    return all(side.size > 0 and float(side.mean()) > _DRAWN for side in (*level, *plumb))


def _marks_by_cell(ink: _Ink, table: Ruled) -> list[list[int]]:
    """Numbers of the marks whose middle is in each cell."""
    found: list[list[int]] = [[] for _ in table.cells]
    for number, mark in enumerate(ink.marks):
        if number:
            at = table.cell_at((mark.x0 + mark.x1) / 2 / PER_POINT, (mark.y0 + mark.y1) / 2 / PER_POINT)
            if at is not None:
                found[at].append(number)
    return found


def _meets_rule(ink: _Ink, number: int) -> bool:
    """Whether a mark reaches a rule; a sliver along the rule is its worn edge."""
    mark = ink.marks[number]
    return number in ink.touching and min(mark.width, mark.height) > _EDGE


def _may_hold_print(sheet: Sheet, box: Box, but: Box | None = None) -> bool:
    """Whether a cell may hold more than its ink shows: faint print, or print under a seal. but: where its ink is."""
    edge = round(1.5 * PER_POINT)
    inside = sheet.faint[box.y0 + edge : box.y1 - edge, box.x0 + edge : box.x1 - edge].copy()
    if inside.size == 0:
        return False
    if but is not None:
        left, top = (max(one - start - 2 * edge, 0) for one, start in ((but.x0, box.x0), (but.y0, box.y0)))
        inside[top : but.y1 - box.y0, left : but.x1 - box.x0] = 0
    high, wide = inside.shape
    count, _, stats, _ = cv2.connectedComponentsWithStats(inside, connectivity=8)
    for x, y, w, h, _ in stats[1:count].tolist():
        is_edge = (x == 0 or y == 0 or x + w == wide or y + h == high) and min(w, h) <= 2 * _SPECK
        if max(w, h) > 2 * _SPECK and not is_edge:
            return True
    return False


def _lines(marks: Sequence[Box], em: int) -> list[Box]:
    """Marks as lines from top to bottom: those beside each other, then those that together are no higher than one."""
    lines: list[Box] = []
    for mark in sorted(marks, key=lambda one: one.y0):
        if lines and mark.y0 < lines[-1].y1:
            lines[-1] = _around(lines[-1], mark)
        else:
            lines.append(mark)
    found: list[Box] = []
    for line in lines:
        if found and _around(found[-1], line).height <= 1.2 * em:
            found[-1] = _around(found[-1], line)
        else:
            found.append(line)
    return found


def _around(one: Box, other: Box) -> Box:
    return Box(min(one.x0, other.x0), min(one.y0, other.y0), max(one.x1, other.x1), max(one.y1, other.y1))


# --- what the lines say -------------------------------------------------------------------------------------------


def _read_cells(sheet: Sheet, ink: _Ink, cells: Sequence[CellText], em: int) -> None:
    told = [cell for cell in cells if cell.lines]
    if len(told) > _MOST_CELLS:
        raise not_print()
    readings = iter(read_lines([_cut(ink.paper, line, 0.18, cell.box) for cell in told for line in cell.lines]))
    figures: list[tuple[CellText, Reading]] = []
    for cell in told:
        mine = [next(readings) for _ in cell.lines]
        cell.text = "\n".join(reading.text.strip().replace("|", DOUBT) for reading in mine)
        if len(mine) == 1 and (dash := _dash(ink.pixels, cell, mine[0].text.strip(), em)):
            cell.text = dash
            cell.is_doubtful |= _may_hold_print(sheet, cell.box, but=cell.lines[0])
            continue
        cell.is_figure = is_like_figure(_rounded(cell.text))
        if cell.is_figure and len(mine) == 1:
            cell.text = _rounded(cell.text)
            figures.append((cell, mine[0]))
        elif cell.is_figure or not cell.text.strip():
            cell.is_doubtful = True
        else:
            cell.is_doubtful = False  # a label is held to the form
    for cell, _ in figures:
        cell.is_doubtful |= _may_hold_print(sheet, cell.box, but=cell.lines[0])
    _hold_to_ink(ink, figures)


def _rounded(text: str) -> str:
    """A text whose circles are zeros: the shape of a lone 0 does not tell it from a letter."""
    return text.translate(_ROUND)


_ROUND = str.maketrans("Oo〇○", "0000")


def is_like_figure(text: str) -> bool:
    """Whether a text may be taken for a figure or for the mark of none."""
    bare = "".join(text.split()).removeprefix("减")
    return is_dash(bare) or not isinstance(count_in(bare), Doubt) or not isinstance(money_in(bare), Doubt)


def _cut(paper: Grey, line: Box, margin: float, cell: Box) -> Grey:
    """A line with a margin of so many of its heights, and more of its cell at both sides: a faint sign must be seen."""
    edge, beside = max(round(margin * line.height), 2), round(0.7 * line.height)
    top, bottom = max(line.y0 - edge, 0), min(line.y1 + edge, paper.shape[0])
    left, right = max(line.x0 - beside, cell.x0 + _EDGE, 0), min(line.x1 + beside, cell.x1 - _EDGE)
    return np.ascontiguousarray(paper[top:bottom, min(left, line.x0) : max(right, line.x1)])


# --- figures held to their ink ------------------------------------------------------------------------------------


def _hold_to_ink(ink: _Ink, figures: Sequence[tuple[CellText, Reading]]) -> None:
    groups = [_groups(ink.pixels, cell.lines[0]) for cell, _ in figures]
    digits = [group for found in groups for group in found if group.height > 4 * _SPECK]
    height, width = _share([one.height for one in digits], 0.5), _share([one.width for one in digits], 0.75)
    groups = [_parted(found, cell.text, ink.pixels, width) for found, (cell, _) in zip(groups, figures, strict=True)]
    again = read_lines([_again(ink.pixels, cell.lines[0]) for cell, _ in figures])
    for (cell, first), second, found in zip(figures, again, groups, strict=True):
        text = cell.text
        agree = text == _rounded(second.text.strip()) and min(first.score, second.score) >= SURE
        is_explained = _explains(text, found, ink.pixels, height, width)
        if not agree or not is_explained or _has_worn_point(ink.pixels, cell.lines[0], found):
            cell.is_doubtful = True
        elif text.isascii() and text.isdigit() and len(found) == len(text):
            cell.marks = [_mark_of(ink.paper, group) for group in found]


def _share(values: Sequence[int], share: float) -> int:
    """The value that so many of all stay below."""
    return sorted(values)[int(len(values) * share)] if values else 0


def _again(pixels: Grey, line: Box) -> Grey:
    """The line as bare ink with more paper around, smaller therefore: another picture of the same print."""
    cut = pixels[line.y0 : line.y1, line.x0 : line.x1]
    edge = round(0.4 * line.height)
    wide = cv2.copyMakeBorder(255 - 255 * cut, edge, edge, edge, edge, cv2.BORDER_CONSTANT, value=255)
    return np.asarray(cv2.GaussianBlur(wide, (5, 5), 0), np.uint8)


def _groups(pixels: Grey, line: Box) -> list[Box]:
    """The marks of a line from left to right, those that stand above one another as one."""
    cut = pixels[line.y0 : line.y1, line.x0 : line.x1]
    count, _, stats, _ = cv2.connectedComponentsWithStats(cut, connectivity=8)
    marks = [Box(x, y, x + w, y + h) for x, y, w, h, _ in stats[1:count].tolist() if max(w, h) > _SPECK]
    groups: list[Box] = []
    for mark in sorted(marks):
        if groups:
            last = groups[-1]
            shared = min(last.x1, mark.x1) - mark.x0
            if shared > 0.5 * min(last.width, mark.width):
                groups[-1] = _around(last, mark)
                continue
        groups.append(mark)
    return [Box(g.x0 + line.x0, g.y0 + line.y0, g.x1 + line.x0, g.y1 + line.y0) for g in groups]


def _parted(groups: Sequence[Box], text: str, pixels: Grey, width: int) -> list[Box]:
    """The marks of a figure, those of digits that touch cut where there is least ink. width: of a digit, pixels."""
    if len(groups) >= len(text) or not width or not set(text) <= _OF_FIGURES:
        return list(groups)
    found: list[Box] = []
    for group in groups:
        count = round(group.width / width)
        if count < 2 or not 0.75 * count * width <= group.width <= 1.25 * count * width:
            found.append(group)
            continue
        columns = pixels[group.y0 : group.y1, group.x0 : group.x1].sum(axis=0)
        reach = group.width // (4 * count)
        cuts = [0]
        for middle in (group.width * part // count for part in range(1, count)):
            cuts.append(middle - reach + int(columns[middle - reach : middle + reach].argmin()))
        cuts.append(group.width)
        found += [Box(group.x0 + x0, group.y0, group.x0 + x1, group.y1) for x0, x1 in pairwise(cuts)]
    return found


def _has_worn_point(pixels: Grey, line: Box, groups: Sequence[Box]) -> bool:
    """Whether a speck stands where a point would: between two marks, in the lower half of the line."""
    gaps = [(before.x1 - line.x0, group.x0 - line.x0) for before, group in pairwise(groups)]
    lower = pixels[(line.y0 + line.y1) // 2 : line.y1 + _SPECK, line.x0 : line.x1]
    return any(lower[:, start + 1 : end - 1].any() for start, end in gaps if end - start > 2)


def _explains(text: str, groups: Sequence[Box], pixels: Grey, height: int, width: int) -> bool:
    """Whether a text says just what the marks of a cell show. height, width: of a digit of the table."""
    if not (text and len(text) <= _LONGEST and len(text) == len(groups) and text.isascii()):
        return False
    foot = max(group.y1 for group in groups)
    for (one, before), (other, group) in pairwise(zip(text, groups, strict=True)):
        room = _APART if one.isdigit() and other.isdigit() else _FAR_APART
        if group.x0 - before.x1 > room * height:
            return False  # two numbers, or a point that left no ink
    return all(_fits(one, group, pixels, height, width, foot) for one, group in zip(text, groups, strict=True))


def _fits(one: str, group: Box, pixels: Grey, height: int, width: int, foot: int) -> bool:
    if one in _POINTS:
        return group.height < 0.5 * height and group.width < 0.4 * height and group.y0 > foot - 0.6 * height
    if one in _SIGNS:
        return group.height < 0.35 * height and 0.2 * height < group.width and group.y1 < foot - 0.15 * height
    is_as_high = 0.85 * height <= group.height <= 1.15 * height
    widest = min(1.3 * width, 0.85 * height)  # on a wider one a point or a sign may hang
    is_as_wide = (0.08 if one == "1" else 0.3) * height < group.width <= widest
    return one.isdigit() and is_as_high and is_as_wide and (one != "1" or abs(_lean(pixels, group)) < _STEEP)


def _dash(pixels: Grey, cell: CellText, text: str, em: int) -> str:
    """The mark of no figure a cell holds, told by its shape: it is read as 一, _ or 1 as well; "" for anything else."""
    groups = _groups(pixels, cell.lines[0])
    line, box = cell.lines[0], cell.box
    if len(groups) == 1 and text in _LIKE_A_SLASH and _is_oblique(pixels, groups[0]):
        return "/"
    is_level = bool(groups) and all(
        _EDGE < one.height < 0.25 * em and one.width > max(1.5 * one.height, 0.35 * em) for one in groups
    )
    is_apart = line.width < 0.7 * box.width and 0.25 < ((line.y0 + line.y1) / 2 - box.y0) / box.height < 0.75
    return "—" if is_level and is_apart else ""


_LIKE_A_SLASH = frozenset("/1lI丿")


def _is_oblique(pixels: Grey, group: Box) -> bool:
    """Whether a mark is one straight stroke that leans as a slash does, more than any slanted 1."""
    ys, xs = np.nonzero(pixels[group.y0 : group.y1, group.x0 : group.x1])
    is_straight = len(ys) > 1 and min(np.var(ys), np.var(xs)) > 0 and np.corrcoef(xs, -ys)[0, 1] > 0.85
    return bool(is_straight) and 0.27 < _lean(pixels, group) < 1.0


def _lean(pixels: Grey, group: Box) -> float:
    """By how much a mark goes to the right as it goes up, by its height."""
    ys, xs = np.nonzero(pixels[group.y0 : group.y1, group.x0 : group.x1])
    spread = float(np.var(ys))
    return -float(np.mean((xs - xs.mean()) * (ys - ys.mean()))) / spread if spread else 0.0


_MARK = 16, 24  # pixels: width and height of the picture of one character


def _mark_of(paper: Grey, group: Box) -> Grey:
    """A character at a size of its own, whatever its place; a narrow one is not made wide."""
    cut = paper[group.y0 : group.y1, group.x0 : group.x1]
    wide = max(group.width, round(group.height * 0.6))
    left = (wide - group.width) // 2
    light = int(cut.max())
    whole = cv2.copyMakeBorder(cut, 0, 0, left, wide - group.width - left, cv2.BORDER_CONSTANT, value=light)
    return np.asarray(cv2.resize(whole, _MARK, interpolation=cv2.INTER_AREA), np.uint8)


# --- figures held to each other -----------------------------------------------------------------------------------


def doubt_odd_marks(cells: Sequence[CellText]) -> None:
    """Mark figures in which a character looks more like another one of the same document."""
    known = [(one, mark, cell) for cell in cells if not cell.is_doubtful for one, mark in _characters(cell)]
    if not known:
        return
    names = sorted({one for one, _, _ in known})
    marks = np.stack([_normed(mark) for _, mark, _ in known])
    numbers = np.array([names.index(one) for one, _, _ in known])
    sums = np.stack([marks[numbers == number].sum(axis=0) for number in range(len(names))])
    counts = np.bincount(numbers, minlength=len(names))
    for row, (_, _, cell) in enumerate(known):
        own = int(numbers[row])
        others = sums.copy()
        others[own] -= marks[row]  # a character is no witness of itself
        lengths = np.linalg.norm(others, axis=1)
        likeness = np.where(lengths > 0, others @ marks[row] / np.maximum(lengths, 1e-9), -1.0)
        if counts[own] > 1 and int(likeness.argmax()) != own:
            cell.is_doubtful = True


def _characters(cell: CellText) -> Iterator[tuple[str, Grey]]:
    return zip(cell.text.strip(), cell.marks, strict=False)


def _normed(mark: Grey) -> np.typing.NDArray[np.float64]:
    flat = mark.astype(np.float64).ravel()
    flat -= flat.mean()
    return np.asarray(flat / max(float(np.linalg.norm(flat)), 1e-9))
