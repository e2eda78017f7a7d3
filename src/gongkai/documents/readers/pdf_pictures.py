"""Pictures on a page of a PDF: which page is a scan, whatever text another program laid behind it, and what it looks like.

Invisible text is another program's recognition of the scan; its figures are nobody's statement and are not used.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import pypdfium2
from pypdfium2 import raw

from gongkai.documents.readers.pdf_grid import matrix_of, times

_COVERS = 0.6  # share of the page from which a picture is the page
_TELLS = 0.1  # and from which it may hold a table
_FEW = 50  # characters beside a scan: a page number, a stamp
_DEEPEST = 6
_PER_POINT = 300 / 72
_MOST_PIXELS = 12_000_000
_WHITE = 255, 255, 255, 255

Box = tuple[float, float, float, float]
_Matrix = tuple[float, float, float, float, float, float]


class Looks(NamedTuple):
    """What a page looks like. is_drawn: anything is on it. is_scan: a picture is the page. hides_text: and there is text
    nobody can see. pictures: the boxes of those large enough to hold a table, in the coordinates of the file.
    """

    is_drawn: bool
    is_scan: bool
    hides_text: bool
    pictures: tuple[Box, ...]


class _Item(NamedTuple):
    """A picture or a text in painting order. covers: share of the page; length: characters; is_seen: it leaves a trace."""

    box: Box
    covers: float = 0.0
    length: int = 0
    is_seen: bool = True


def looks_of(page: Any, text_page: Any, box: Sequence[float]) -> Looks:
    """Say whether a page is a scan. box: of the page. The count of drawn parts was checked before."""
    pictures: list[_Item] = []
    seen = hidden = 0
    counts = raw.FPDFPage_CountObjects, raw.FPDFPage_GetObject
    for item in _items(page, *counts, text_page, box, (1, 0, 0, 1, 0, 0), 0):
        if item.length:
            seen, hidden = (seen + item.length, hidden) if item.is_seen else (seen, hidden + item.length)
        elif item.covers:
            pictures.append(item)
            if item.is_seen and item.covers >= _COVERS:
                seen, hidden = 0, seen + hidden  # painted over what stood there
    covered = sum(item.covers for item in pictures)
    large = tuple(item.box for item in pictures if item.covers >= _TELLS)
    is_scan = (covered >= _COVERS and (hidden > 0 or seen < _FEW)) or (bool(large) and hidden > 0)
    return Looks(raw.FPDFPage_CountObjects(page) > 0, is_scan, is_scan and hidden > 0, large)


def _items(
    parent: Any, count: Any, get: Any, text_page: Any, page: Sequence[float], matrix: _Matrix, depth: int
) -> Iterator[_Item]:
    """The pictures and texts of a page or a form on it, in painting order."""
    for index in range(max(count(parent), 0)):
        item = get(parent, index)
        kind = raw.FPDFPageObj_GetType(item)
        if kind == raw.FPDF_PAGEOBJ_IMAGE:
            yield _picture(item, page, matrix)
        elif kind == raw.FPDF_PAGEOBJ_TEXT:
            length = raw.FPDFTextObj_GetText(item, text_page, None, 0) // 2 - 1
            mode = raw.FPDFTextObj_GetTextRenderMode(item)
            yield _Item((0, 0, 0, 0), length=max(length, 0), is_seen=mode not in _UNSEEN)
        elif kind == raw.FPDF_PAGEOBJ_FORM and depth < _DEEPEST:
            inner = times(matrix_of(item), matrix)
            count_in, get_in = raw.FPDFFormObj_CountObjects, raw.FPDFFormObj_GetObject
            yield from _items(item, count_in, get_in, text_page, page, inner, depth + 1)


_UNSEEN = raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP


def _picture(item: Any, page: Sequence[float], matrix: _Matrix) -> _Item:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    if not raw.FPDFPageObj_GetBounds(item, left, bottom, right, top):
        return _Item((0, 0, 0, 0))
    a, b, c, d, e, f = matrix
    corners = [
        (a * x + c * y + e, b * x + d * y + f) for x in (left.value, right.value) for y in (bottom.value, top.value)
    ]
    x0, x1 = max(min(x for x, _ in corners), page[0]), min(max(x for x, _ in corners), page[2])
    y0, y1 = max(min(y for _, y in corners), page[1]), min(max(y for _, y in corners), page[3])
    if not (x0 < x1 and y0 < y1):
        return _Item((0, 0, 0, 0))
    share = (x1 - x0) * (y1 - y0) / ((page[2] - page[0]) * (page[3] - page[1]))
    return _Item((x0, y0, x1, y1), covers=share, is_seen=not raw.FPDFPageObj_HasTransparency(item))


def draw(pdf: pypdfium2.PdfDocument, index: int, only: Sequence[Box]) -> bytes:
    """Return a page as a picture (PPM). only: boxes to show with what lies between them; the whole page without any."""
    page = pdf[index]
    width, height = page.get_size()
    scale = min(_PER_POINT, (_MOST_PIXELS / (width * height)) ** 0.5)
    bitmap = page.render(scale=scale, rev_byteorder=True, may_draw_forms=False)
    if only and page.get_rotation() == 0:
        left, _, _, top = page.get_bbox()
        x0, x1 = min(box[0] for box in only) - left, max(box[2] for box in only) - left
        y0, y1 = top - max(box[3] for box in only), top - min(box[1] for box in only)
        _show_only(bitmap, *(round(at * scale) for at in (x0, y0, x1, y1)))
    rows, step = bytes(bitmap.buffer), bitmap.width * bitmap.n_channels
    kept = b"".join(rows[start : start + step] for start in range(0, bitmap.stride * bitmap.height, bitmap.stride))
    kind = b"P6" if bitmap.n_channels == 3 else b"P5"
    return b"%b\n%d %d\n255\n" % (kind, bitmap.width, bitmap.height) + kept


def _show_only(bitmap: pypdfium2.PdfBitmap, x0: int, y0: int, x1: int, y1: int) -> None:
    """Make white what is outside a rectangle."""
    wide, high = bitmap.width, bitmap.height
    for left, top, right, bottom in ((0, 0, wide, y0), (0, y1, wide, high), (0, y0, x0, y1), (x1, y0, wide, y1)):
        if left < right and top < bottom:
            bitmap.fill_rect(_WHITE, left, top, right - left, bottom - top)
