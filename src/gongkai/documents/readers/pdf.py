"""A PDF with a text layer, by pdfium: characters and rules with their places to lines and ruled grids.

A table that goes on over the page is one grid; its repeated head is read once. A figure that runs over a rule belongs to
no cell for certain and makes both unreadable.
"""

from __future__ import annotations

import ctypes
import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from threading import Lock
from typing import Any

import pypdfium2
from pypdfium2 import raw

from gongkai.documents.grid import Block, Document, Grid, GridCell, Line
from gongkai.documents.limits import DEFAULT, Limits, check_size
from gongkai.documents.readers.pdf_grid import Drawn, Ruled, absurd, ruled_tables, upright
from gongkai.documents.readers.pdf_lines import (
    Char,
    TextLine,
    are_one_number,
    goes_on,
    lines_of,
    text_line,
    text_of,
    without_chrome,
)
from gongkai.documents.readers.pdf_pages import PageTable
from gongkai.errors import DocumentError

MOST_PAGES = 200
MOST_CHARACTERS = 1_000_000
_LARGEST_PAGE = 14_400  # points: the limit of the format
_DOUBT = "\ufffd"
_CONTINUED = re.compile(r"[（(]?(?:接|续)?(?:上表|续表|表续|续)[）)]?[:：]?")
_reading = Lock()  # pdfium serves one thread at a time


def sniff(data: bytes) -> bool:
    """Whether these are the bytes of a PDF: its mark may stand after some other bytes."""
    return b"%PDF" in data[:1024]


def read(data: bytes, limits: Limits = DEFAULT) -> Document:
    """Return the lines and grids of a PDF.

    Raises:
        DocumentError: protected, cut off, damaged, without text (a scan), or of more or larger pages than a report has.
    """
    check_size(data, limits)
    _check_whole(data)
    with _reading:
        try:
            pages = _pages(data, limits)
        except pypdfium2.PdfiumError as error:
            raise _why(error) from None
    if not any(page.has_text for page in pages):
        raise DocumentError(
            "This PDF holds no text, only pictures: it is a scan. Recognition of scans (OCR) comes later; "
            "until then use the docx, html or the PDF it was made from.",
            zh="这份PDF没有文字层，是扫描件；扫描件识别（OCR）以后提供，目前请改用docx、网页或带文字的PDF。",
        )
    return _document(pages)


def _check_whole(data: bytes) -> None:
    end = data.rfind(b"%%EOF")
    if end < 0 or (len(data) - end > 1024 and b" obj" in data[end:]):
        raise DocumentError(
            "The PDF is cut off: its end is missing. Copy or download it again.",
            zh="PDF文件不完整，缺少结尾；请重新复制或者下载。",
        )


def _why(error: pypdfium2.PdfiumError) -> DocumentError:
    if getattr(error, "err_code", None) == raw.FPDF_ERR_PASSWORD:
        return DocumentError(
            "The PDF is protected by a password; remove it and save the file again.",
            zh="PDF设有打开密码；请取消密码后另存。",
        )
    if getattr(error, "err_code", None) == raw.FPDF_ERR_SECURITY:
        return DocumentError(
            "The PDF is encrypted in a way that cannot be read; save it without protection.",
            zh="PDF的加密方式无法读取；请取消保护后另存。",
        )
    return DocumentError(
        "The PDF is damaged and does not open; copy or save it again.",
        zh="PDF文件已损坏，无法打开；请重新复制或者另存。",
    )


# --- what pdfium gives --------------------------------------------------------------------------------------------


@dataclass
class _Page:
    """An upright page. aside: characters of another direction than most."""

    number: int
    height: float
    chars: list[Char]
    aside: list[Char]
    tables: list[Ruled]
    has_picture: bool
    has_text: bool = field(init=False)

    def __post_init__(self) -> None:
        self.has_text = any(not char.text.isspace() for char in (*self.chars, *self.aside))


def _pages(data: bytes, limits: Limits) -> list[_Page]:
    pdf = pypdfium2.PdfDocument(data)
    try:
        if len(pdf) > MOST_PAGES:
            raise DocumentError(
                f"The PDF has {len(pdf)} pages, more than {MOST_PAGES}; take out the pages of the report.",
                zh=f"PDF有{len(pdf)}页，超过{MOST_PAGES}页；请只保留年度报告的页面。",
            )
        pages, room = [], MOST_CHARACTERS
        for number in range(len(pdf)):
            pages.append(_page(pdf[number], number + 1, room, limits))
            room -= len(pages[-1].chars)
        return pages
    finally:
        pdf.close()


def _page(page: pypdfium2.PdfPage, number: int, room: int, limits: Limits) -> _Page:
    box = page.get_bbox()
    left, bottom, right, top = box
    if not all(map(math.isfinite, box)) or not (
        0 < right - left <= _LARGEST_PAGE and 0 < top - bottom <= _LARGEST_PAGE
    ):
        raise absurd(number, "is of a size no paper has", "尺寸不正常")
    text_page = page.get_textpage()
    try:
        count = text_page.count_chars()
        if count > room:
            raise absurd(number, f"brings the file over {MOST_CHARACTERS} characters", f"使全文超过{MOST_CHARACTERS}字")
        turn = _turn(text_page.raw, count)
        chars, aside = _chars(text_page.raw, count, box, turn)
    finally:
        text_page.close()
    drawn = Drawn(number, box, turn)
    drawn.add_page(page.raw)
    tables = ruled_tables(drawn.across, drawn.down, limits.columns)
    return _Page(number, top - bottom if turn % 2 == 0 else right - left, chars, aside, tables, drawn.has_picture)


def _turn(text_page: Any, count: int) -> int:
    """Quarter turns clockwise that set most of the text upright; what pdfium adds at line ends has no direction."""
    written = (index for index in range(count) if raw.FPDFText_GetUnicode(text_page, index) > 0x20)
    counted = Counter(_quarters(text_page, index) for index in islice(written, 0, None, max(count // 40, 1)))
    return counted.most_common(1)[0][0] if counted else 0


def _quarters(text_page: Any, index: int) -> int:
    """Quarter turns clockwise that set a character upright; pdfium's angle runs the other way."""
    angle: float = raw.FPDFText_GetCharAngle(text_page, index)
    return round(-angle / (math.pi / 2)) % 4 if math.isfinite(angle) else 0


def _chars(text_page: Any, count: int, box: Sequence[float], turn: int) -> tuple[list[Char], list[Char]]:
    """Characters within the page: those set as most are, and the others."""
    unicode, loose = raw.FPDFText_GetUnicode, raw.FPDFText_GetLooseCharBox
    place, high = raw.FS_RECTF(), 0
    pointer = ctypes.byref(place)
    left, bottom, right, top = box
    chars: list[Char] = []
    aside: list[Char] = []
    for index in range(count):
        code = unicode(text_page, index)
        if code in (13, 10):
            continue
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if not loose(text_page, index, pointer):
            continue
        x0, y0, x1, y1 = place.left, place.bottom, place.right, place.top
        if 0xDC00 <= code < 0xE000:
            text = chr(0x10000 + ((high - 0xD800) << 10) + code - 0xDC00) if high else _DOUBT
            high = 0
        else:
            text = _text(text_page, index, code)
        if text == " " and x0 == x1 and y0 == y1:
            continue  # pdfium's own guess at a space
        if not (left <= (x0 + x1) / 2 <= right and bottom <= (y0 + y1) / 2 <= top):
            continue
        if turn:
            mine = _quarters(text_page, index)
            (chars if mine == turn else aside).append(Char(text, *upright(x0, y0, x1, y1, box, mine)))
        else:
            chars.append(Char(text, x0 - left, top - y1, x1 - left, top - y0))
    return chars, aside


def _text(text_page: Any, index: int, code: int) -> str:
    """The character of a code; one the font does not explain is no guess at a digit."""
    if code >= 0x2E80:
        return chr(code) if code < 0xFFFE else "-" if code == 0xFFFE else _DOUBT
    if code == 2:
        return "-"  # pdfium's mark of a hyphen at the end of a line
    if code < 0x20:
        return " " if code == 9 else _DOUBT
    if code < 0x250 and code != 0x20 and raw.FPDFText_HasUnicodeMapError(text_page, index) == 1:
        return _DOUBT
    return " " if code in (0xA0, 0x20) else chr(code)


# --- pages to a document ------------------------------------------------------------------------------------------


def _document(pages: Sequence[_Page]) -> Document:
    laid = [_laid(page) for page in pages]
    kept = without_chrome([(page.height, lines) for page, (lines, _) in zip(pages, laid, strict=True)])
    blocks: list[TextLine | PageTable] = []
    places: list[str] = []
    for page, (_, tables), lines in zip(pages, laid, kept, strict=True):
        items: list[TextLine | PageTable] = sorted((*lines, *tables), key=lambda item: item.y)
        place = f"第{page.number}页"
        if not (items and blocks and _is_continued(blocks, items)):
            blocks += items
            places += [f"{place}第{at}行" for at in range(1, len(items) + 1)]
            continue
        table = next(item for item in items if isinstance(item, PageTable))
        rest = items[items.index(table) + 1 :]
        blocks += rest
        places += [f"{place}第{at}行" for at in range(len(items) - len(rest) + 1, len(items) + 1)]
    return Document("pdf", tuple(_blocks(blocks, places)), warnings=tuple(_warnings(pages)))


def _warnings(pages: Sequence[_Page]) -> Iterator[str]:
    for page in pages:
        if page.has_picture and not page.has_text:
            yield f"第{page.number}页没有文字，只有图片"


def _laid(page: _Page) -> tuple[list[TextLine], list[PageTable]]:
    """The lines and the tables of a page; each character goes to the cell that holds its middle."""
    texts: list[dict[int, list[Char]]] = [{} for _ in page.tables]
    doubtful: set[tuple[int, int]] = set()
    outside: list[Char] = []
    before: tuple[Char, int, int] | None = None
    for char in page.chars:
        x, y = (char.x0 + char.x1) / 2, (char.y0 + char.y1) / 2
        for number, ruled in enumerate(page.tables):
            cell = ruled.cell_at(x, y)
            if cell is not None:
                texts[number].setdefault(cell, []).append(char)
                if before and before[1:] != (number, cell) and are_one_number(before[0], char):
                    doubtful |= {(number, cell), before[1:]}
                before = char, number, cell
                break
        else:
            outside.append(char)
            if before and are_one_number(before[0], char):
                doubtful.add(before[1:])
            before = None
    tables: list[PageTable] = []
    order = sorted(range(len(page.tables)), key=lambda number: page.tables[number].ys[0])
    for number in order:
        ruled = page.tables[number]
        cells = [
            GridCell(cell.row, cell.column, _cell_text(texts[number].get(at, ()), (number, at) in doubtful), *cell[2:])
            for at, cell in enumerate(ruled.cells)
        ]
        if texts[number]:
            tables.append(PageTable(f"第{page.number}页表{len(tables) + 1}", ruled.xs, cells, ruled.ys[0]))
    lines = [text_line(line) for line in lines_of(outside)]
    lines += [text_line(line)._replace(y=page.height) for line in lines_of(page.aside)]
    return lines, tables


def _cell_text(chars: Sequence[Char], is_doubtful: bool) -> str:
    text = "\n".join(map(text_of, lines_of(chars))) if chars else ""
    return text + _DOUBT if is_doubtful else text


def _is_continued(blocks: Sequence[TextLine | PageTable], items: Sequence[TextLine | PageTable]) -> bool:
    """Whether a page begins with more of the table that ended the page before; if so, its rows are added there."""
    table, last = next((item for item in items if isinstance(item, PageTable)), None), blocks[-1]
    if table is None or not isinstance(last, PageTable):
        return False
    before = items[: items.index(table)]
    if not all(isinstance(item, TextLine) and _CONTINUED.fullmatch(item.text) for item in before):
        return False
    return last.goes_on_with(table)


def _blocks(blocks: Sequence[TextLine | PageTable], places: Sequence[str]) -> Iterator[Block]:
    """Lines of one paragraph as one, tables as grids."""
    lines = [block for block in blocks if isinstance(block, TextLine)]
    left, right = min((line.x0 for line in lines), default=0), max((line.x1 for line in lines), default=0)
    text, where, before = "", "", None
    for block, place in zip(blocks, places, strict=True):
        if isinstance(block, TextLine) and before is not None and goes_on(before, block, left, right):
            gap = " " if text[-1].isascii() and text[-1].isalpha() and block.text[0].isascii() else ""
            text, before = f"{text}{gap}{block.text}", block
            continue
        if before is not None:
            yield Line(text, where)
        if isinstance(block, TextLine):
            text, where, before = block.text, place, block
        else:
            before = None
            yield Grid(tuple(sorted(block.cells, key=lambda cell: (cell.row, cell.column))), block.where)
    if before is not None:
        yield Line(text, where)
