"""The same files read with the same libraries and nothing else: what the limits of the readers are measured by.

Each returns the texts or characters it found.
"""

from __future__ import annotations

import ctypes
from io import BytesIO
from zipfile import ZipFile

import pypdfium2
from lxml import etree
from pypdfium2 import raw
from python_calamine import CalamineWorkbook
from selectolax.lexbor import LexborHTMLParser

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TEXT_OF_OFD = "{http://www.ofdspec.org/2016}TextCode"


def html(data: bytes) -> list[str]:
    """The texts of all cells."""
    return [cell.text() for cell in LexborHTMLParser(data).css("td, th")]


def docx(data: bytes) -> list[str]:
    """The texts of all cells."""
    with ZipFile(BytesIO(data)) as opened:
        root = etree.fromstring(opened.read("word/document.xml"))
    return ["".join(text.text or "" for text in cell.iter(f"{_W}t")) for cell in root.iter(f"{_W}tc")]


def sheets(data: bytes) -> list[str]:
    """The texts of all cells of xlsx and xls; empty places are none."""
    book = CalamineWorkbook.from_filelike(BytesIO(data))
    rows = [row for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python()]
    return [str(cell) for row in rows for cell in row if cell != ""]


def ofd(data: bytes) -> list[str]:
    """The texts of all text objects, every part parsed."""
    found: list[str] = []
    with ZipFile(BytesIO(data)) as opened:
        for name in opened.namelist():
            if name.endswith(".xml"):
                root = etree.fromstring(opened.read(name))
                found += [code.text or "" for code in root.iter(_TEXT_OF_OFD)]
    return found


def pdf(data: bytes) -> list[tuple[int, float, float, float, float]]:
    """All characters with their boxes, by pdfium's own calls; the boxes of the drawn objects are looked up too."""
    document = pypdfium2.PdfDocument(data)
    found: list[tuple[int, float, float, float, float]] = []
    for page in document:
        text = page.get_textpage()
        box = raw.FS_RECTF()
        for index in range(text.count_chars()):
            code = raw.FPDFText_GetUnicode(text.raw, index)
            raw.FPDFText_GetLooseCharBox(text.raw, index, ctypes.byref(box))
            found.append((code, box.left, box.bottom, box.right, box.top))
        _lines(page.raw)
        text.close()
    document.close()
    return found


def _lines(page: object) -> list[tuple[float, float, float, float]]:
    found: list[tuple[float, float, float, float]] = []
    sides = [ctypes.c_float() for _ in range(4)]
    for index in range(raw.FPDFPage_CountObjects(page)):
        drawn = raw.FPDFPage_GetObject(page, index)
        if raw.FPDFPageObj_GetType(drawn) == raw.FPDF_PAGEOBJ_PATH:
            raw.FPDFPageObj_GetBounds(drawn, *map(ctypes.byref, sides))
            left, bottom, right, top = (side.value for side in sides)
            found.append((left, bottom, right, top))
    return found
