"""The pictures of a document looked into: upright, ruled tables cell by cell, lines outside them, pages joined.

Only figures inside ruled cells count. A line outside them that may be a figure is marked as a doubt: nobody can tell from
a picture without rules where one number ends and the next begins.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from gongkai.documents.grid import RECOGNISED, Block, Document, Grid, Line, Picture
from gongkai.documents.limits import Limits
from gongkai.documents.ocr_cells import CellText, doubt_odd_marks, is_like_figure, not_print, read_tables
from gongkai.documents.ocr_image import PER_POINT, Sheet, decode, sheet_of
from gongkai.documents.ocr_models import Box, Grey, find_text, read_lines
from gongkai.documents.ocr_rules import Ruling, find_rules
from gongkai.documents.readers.pages import DOUBT, Page, document_of
from gongkai.documents.readers.pdf_lines import Char
from gongkai.errors import DocumentError

MOST_PICTURES = 200
_MOST_LINES = 1_000  # outside tables of one picture

_UNLIKELY = 0.6  # mean score of a line below which it is a drawing
_UPRIGHT = 0.9  # mean score of lines above which nobody asks whether they stand on their head
_ASKED = 4  # lines that are read both ways
_UPSIDE_DOWN = 2  # quarter turns


@dataclass
class _Seen:
    """What a picture holds, before the figures of all pictures are held to each other."""

    picture: Picture
    height: float
    lines: list[Char]
    ruling: Ruling
    cells: list[list[CellText]]


def recognised(document: Document, before_picture: Callable[[], None], limits: Limits) -> Document:
    """Return a document with the lines and grids of its pictures in their place; tables go on over pages.

    before_picture: called before each picture is looked into.
    Raises:
        DocumentError: the document is nothing but pictures of which none can be read.
    """
    pictures = document.pictures[:MOST_PICTURES]
    warnings: list[str] = []
    errors: list[DocumentError] = []
    seen: dict[int, _Seen] = {}
    for number, picture in enumerate(pictures):
        before_picture()
        try:
            found = _look_into(picture, limits)
        except DocumentError as error:
            errors.append(error)
            warnings.append(f"{picture.where}：{error.zh}")
            continue
        if found is not None:
            seen[number] = found
            warnings.append(f"{picture.where}由图片识别（OCR），请与原件核对")
    if errors and not seen and not document.lines and not document.grids:
        raise errors[0]
    if len(document.pictures) > MOST_PICTURES:
        warnings.append(f"图片超过{MOST_PICTURES}幅，其余没有识别")
    doubt_odd_marks([cell for one in seen.values() for table in one.cells for cell in table])
    blocks = tuple(_replaced(document, seen))
    warnings += _unruled(blocks)
    return replace(document, blocks=blocks, warnings=(*document.warnings, *warnings))


def _replaced(document: Document, seen: dict[int, _Seen]) -> Iterator[Block]:
    """The blocks with each run of pictures, empty lines between them left out, read as the pages of one document."""
    number = 0
    kept = [block for block in document.blocks if not isinstance(block, Line) or block.text.strip()]
    for is_picture, run in groupby(kept, key=lambda block: isinstance(block, Picture)):
        if not is_picture:
            yield from run
            continue
        count = len(list(run))
        pages = [_page(seen[at], at + 1) for at in range(number, number + count) if at in seen]
        number += count
        yield from map(_marked, document_of(document.kind, pages).blocks)


def _page(seen: _Seen, number: int) -> Page:
    chars = list(seen.lines)
    for table in seen.cells:
        for cell in table:
            chars += _chars_of(cell)
    return Page(number, seen.height, chars, [], list(seen.ruling.tables), False, where=seen.picture.where)


def _chars_of(cell: CellText) -> Iterator[Char]:
    """The lines of a cell as characters of a page: what a line says is not taken apart."""
    if not cell.lines:
        if cell.is_doubtful:
            yield _char(DOUBT, cell.box)
        return
    texts = cell.told.split("\n")
    for text, line in zip(texts, cell.lines, strict=True):
        yield _char(text, line)


def _char(text: str, box: Box) -> Char:
    return Char(text, box.x0 / PER_POINT, box.y0 / PER_POINT, box.x1 / PER_POINT, box.y1 / PER_POINT)


def _marked(block: Block) -> Block:
    """A block that says where it comes from; what may be a figure outside the tables is none for certain."""
    if isinstance(block, Grid):
        return replace(block, is_recognised=True)
    if isinstance(block, Line):
        parts = (part + DOUBT if is_like_figure(part) else part for part in block.text.split("\t"))
        return Line("\t".join(parts), block.where + RECOGNISED)
    return block


def _unruled(blocks: Sequence[Block]) -> Iterator[str]:
    lines = [block for block in blocks if isinstance(block, Line) and block.where.endswith(RECOGNISED)]
    if any(DOUBT in line.text for line in lines):
        yield "图片中没有表格线处的数字没有读取"


# --- one picture --------------------------------------------------------------------------------------------------


def _look_into(picture: Picture, limits: Limits) -> _Seen | None:
    """What a picture holds; None for an ornament."""
    colours = decode(picture.load())
    if colours is None:
        return None
    sheet, boxes = _upright(sheet := sheet_of(colours), find_text(sheet.grey))
    ruling = find_rules(sheet, limits.columns)
    outside = [box for box in boxes if not _is_inside(box, ruling)]
    if len(outside) > _MOST_LINES:
        raise not_print()
    return _Seen(picture, sheet.height / PER_POINT, list(_lines(sheet, outside)), ruling, read_tables(sheet, ruling))


def _upright(sheet: Sheet, boxes: Sequence[Box]) -> tuple[Sheet, list[Box]]:
    """The sheet and the boxes of its text turned so that the lines run level and stand on their feet."""
    plumb = sum(box.height for box in boxes if box.height > 1.5 * box.width)
    level = sum(box.width for box in boxes if box.width > 1.5 * box.height)
    quarters = 1 if plumb > level else 0
    turned, found = sheet.turned(quarters) if quarters else sheet, _turned(sheet, boxes, quarters)
    asked = [_cut(turned, box) for box in sorted(found, key=lambda box: -box.width)[:_ASKED]]
    upright = sum(reading.mean for reading in read_lines(asked))
    if upright >= _UPRIGHT * len(asked):
        return turned, found
    if sum(reading.mean for reading in read_lines([cut[::-1, ::-1] for cut in asked])) <= upright:
        return turned, found
    return turned.turned(_UPSIDE_DOWN), _turned(turned, found, _UPSIDE_DOWN)


def _turned(sheet: Sheet, boxes: Sequence[Box], quarters: int) -> list[Box]:
    """Boxes on the sheet turned clockwise."""
    if quarters == 1:
        return [Box(sheet.height - box.y1, box.x0, sheet.height - box.y0, box.x1) for box in boxes]
    if quarters == _UPSIDE_DOWN:
        wide, high = sheet.width, sheet.height
        return [Box(wide - box.x1, high - box.y1, wide - box.x0, high - box.y0) for box in boxes]
    return list(boxes)


def _cut(sheet: Sheet, box: Box) -> Grey:
    return sheet.grey[box.y0 : box.y1, box.x0 : box.x1]


def _is_inside(box: Box, ruling: Ruling) -> bool:
    x, y = (box.x0 + box.x1) / 2 / PER_POINT, (box.y0 + box.y1) / 2 / PER_POINT
    return any(table.cell_at(x, y) is not None for table in ruling.tables)


def _lines(sheet: Sheet, boxes: Sequence[Box]) -> Iterator[Char]:
    """The lines outside the tables, parts of one line side by side with a tab between them."""
    rows: list[list[Box]] = []
    for box in sorted(boxes, key=lambda one: one.y0 + one.y1):
        last = rows[-1][0] if rows else None
        if last and abs(box.y0 + box.y1 - last.y0 - last.y1) < 0.8 * min(box.height, last.height):
            rows[-1].append(box)
        else:
            rows.append([box])
    rows = [sorted(row) for row in rows]
    readings = iter(read_lines([_cut(sheet, box) for row in rows for box in row]))
    for row in rows:
        told = [reading for reading in [next(readings) for _ in row] if reading.mean >= _UNLIKELY]
        text = "\t".join(" ".join(reading.text.split()).replace("|", DOUBT) for reading in told)
        if text.strip():
            yield _char(text, Box(row[0].x0, min(b.y0 for b in row), row[-1].x1, max(b.y1 for b in row)))
