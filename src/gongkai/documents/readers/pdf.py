"""A PDF by pdfium: characters and rules with their places to lines and ruled grids; a scanned page is a picture.

A table that goes on over the page is one grid; its repeated head is read once. A figure that runs over a rule belongs to
no cell for certain and makes both unreadable.
"""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from io import BytesIO
from itertools import islice, pairwise
from threading import Lock
from typing import Any

import pypdfium2
from pypdfium2 import raw

from gongkai.documents.grid import Document, Picture
from gongkai.documents.limits import DEFAULT, Limits, check_size
from gongkai.documents.readers.pages import DOUBT, Page, document_of
from gongkai.documents.readers.pdf_grid import Drawn, absurd, ruled_tables, upright
from gongkai.documents.readers.pdf_lines import Char
from gongkai.documents.readers.pdf_pictures import Box, Looks, draw, looks_of
from gongkai.documents.readers.pdf_streams import check_streams, is_encrypted
from gongkai.errors import DocumentError

MOST_PAGES = 200
MOST_CHARACTERS = 1_000_000
_SQUEEZED = 0.5  # points between two characters that stand on each other
_LARGEST_PAGE = 14_400  # points: the limit of the format
reading = Lock()
"""pdfium serves one thread at a time; who has it open holds this."""


def sniff(data: bytes) -> bool:
    """Whether these are the bytes of a PDF: its mark may stand after some other bytes."""
    return b"%PDF" in data[:1024]


def read(data: bytes, limits: Limits = DEFAULT) -> Document:
    """Return the lines and grids of a PDF.

    Raises:
        DocumentError: protected, cut off, damaged, empty, or of more or larger pages than a report has.
    """
    check_size(data, limits)
    check_whole(data)
    with reading:
        try:
            check_unharmed(data, limits)
            pages, hidden = _pages(data, limits)
        except pypdfium2.PdfiumError as error:
            raise fault_of(error) from None
    if not any(page.has_text or page.pictures for page in pages):
        raise DocumentError(
            "This PDF holds no text and no pictures, only empty pages; save or scan it again.",
            zh="这份PDF没有文字，也没有图片，只有空白页；请重新保存或者扫描。",
        )
    document = document_of("pdf", pages, finds_unruled=True)
    return replace(document, warnings=(*document.warnings, *(_HIDDEN.format(number) for number in hidden)))


_HIDDEN = "第{}页是扫描图片，附带的隐藏文字是其他软件识别的，没有采用"


def check_whole(data: bytes) -> None:
    """Raise DocumentError for a file that is cut off."""
    end = data.rfind(b"%%EOF")
    if end < 0 or (len(data) - end > 1024 and b" obj" in data[end:]):
        raise DocumentError(
            "The PDF is cut off: its end is missing. Copy or download it again.",
            zh="PDF文件不完整，缺少结尾；请重新复制或者下载。",
        )


def check_unharmed(data: bytes, limits: Limits) -> None:
    """Look at the checksums of a file's streams; hold `reading`. Raises DocumentError or, where it does not open, PdfiumError."""
    check_streams(_unprotected(data) if is_encrypted(data) else data, limits)


def _unprotected(data: bytes) -> bytes:
    """A copy of a file that opens without a password, its streams as they were before they were encrypted."""
    pdf = pypdfium2.PdfDocument(data)
    try:
        copy = BytesIO()
        pdf.save(copy, flags=raw.FPDF_REMOVE_SECURITY)
        return copy.getvalue()
    finally:
        pdf.close()


def fault_of(error: pypdfium2.PdfiumError) -> DocumentError:
    """What to tell of a file pdfium does not open."""
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


def _pages(data: bytes, limits: Limits) -> tuple[list[Page], list[int]]:
    """The pages, and the numbers of those whose text is hidden behind a scan."""
    pdf = pypdfium2.PdfDocument(data)
    try:
        if len(pdf) > MOST_PAGES:
            raise DocumentError(
                f"The PDF has {len(pdf)} pages, more than {MOST_PAGES}; take out the pages of the report.",
                zh=f"PDF有{len(pdf)}页，超过{MOST_PAGES}页；请只保留年度报告的页面。",
            )
        pages: list[Page] = []
        hidden: list[int] = []
        room = MOST_CHARACTERS
        for number in range(1, len(pdf) + 1):
            page, looks = _page(pdf[number - 1], number, room, limits)
            room -= len(page.chars)
            if looks.hides_text:
                hidden.append(number)
            if looks.is_scan or (looks.is_drawn and not page.has_text):
                page = replace(page, chars=[], aside=[], tables=[], pictures=[_picture(data, number, ())])
            elif looks.pictures:
                page = replace(page, pictures=[_picture(data, number, looks.pictures)])
            pages.append(page)
        return _without_squeezed(pages), hidden
    finally:
        pdf.close()


def _without_squeezed(pages: Sequence[Page]) -> list[Page]:
    """The pages with a doubt for each digit that has no width somewhere: the next character stands on it.

    Of two such digits side by side pdfium leaves one out, so that no number with one is certain.
    """
    digits = {
        before.text
        for page in pages
        for before, char in pairwise(page.chars)
        if abs(char.x0 - before.x0) < _SQUEEZED and before.text.isdigit() and abs(char.y0 - before.y0) < 1
    }
    if not digits:
        return list(pages)
    return [
        replace(page, chars=[c._replace(text=DOUBT) if c.text in digits else c for c in page.chars]) for page in pages
    ]


def _picture(data: bytes, number: int, only: Sequence[Box]) -> Picture:
    return Picture(partial(_load, data, number, only), f"第{number}页")


def _load(data: bytes, number: int, only: Sequence[Box]) -> bytes:
    """Draw a page when it is looked into."""
    with reading:
        try:
            pdf = pypdfium2.PdfDocument(data)
            try:
                return draw(pdf, number - 1, only)
            finally:
                pdf.close()
        except pypdfium2.PdfiumError as error:
            raise fault_of(error) from None


def _page(page: pypdfium2.PdfPage, number: int, room: int, limits: Limits) -> tuple[Page, Looks]:
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
        drawn = Drawn(number, box, turn)
        drawn.add_page(page.raw)
        looks = looks_of(page.raw, text_page.raw, box)
        chars, aside = _chars(text_page.raw, count, box, turn)
    finally:
        text_page.close()
    tables = ruled_tables(drawn.across, drawn.down, limits.columns)
    height = top - bottom if turn % 2 == 0 else right - left
    return Page(number, height, chars, aside, tables, drawn.has_picture), looks


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
            text = chr(0x10000 + ((high - 0xD800) << 10) + code - 0xDC00) if high else DOUBT
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
        return chr(code) if code < 0xFFFE else "-" if code == 0xFFFE else DOUBT
    if code == 2:
        return "-"  # pdfium's mark of a hyphen at the end of a line
    if code < 0x20:
        return " " if code == 9 else DOUBT
    if code < 0x250 and code != 0x20 and raw.FPDFText_HasUnicodeMapError(text_page, index) == 1:
        return DOUBT
    return " " if code in (0xA0, 0x20) else chr(code)
