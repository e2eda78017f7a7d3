"""A file to redact, open: the pages of a PDF by pdfium, those of an image by Pillow, each drawn as it is displayed."""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any, Protocol

import pypdfium2
from PIL import Image, ImageOps
from pypdfium2 import raw

from gongkai.documents.limits import Limits, check_size
from gongkai.documents.readers import image as images
from gongkai.documents.readers import pdf as pdfs
from gongkai.documents.redact.model import MOST_PAGES, Page
from gongkai.documents.redact.text import PageText, text_of
from gongkai.errors import DocumentError

FILE_LIMITS = Limits(file_bytes=256 << 20)
MOST_PIXELS = 60_000_000
"""Of a picture that is read."""

MOST_DRAWN = 16_000_000
"""Pixels of a page that is drawn: an A3 sheet at 290 dpi; a larger page is drawn more coarsely."""

_LARGEST_PAGE = 14_400  # points: the limit of the format
_A4_LONG = 841.89
_FORMATS = ("PNG", "JPEG", "TIFF", "BMP", "WEBP")
_SENSIBLE_DPI = 60, 1300


class Source(Protocol):
    """An open file. Pages count from 1. Every method raises DocumentError and nothing else."""

    @property
    def page_count(self) -> int: ...
    def page(self, number: int) -> Page: ...
    def drawn(self, number: int, width: int, height: int) -> Image.Image: ...
    def text(self, number: int) -> PageText: ...


@contextmanager
def opened(data: bytes, *, checks_streams: bool = False) -> Iterator[Source]:
    """Open a PDF or an image. Who holds one open holds `readers.pdf`'s lock: see `reading`.

    checks_streams: whether the checksums of a PDF are looked at, which is done once for a file, not for each page.
    Raises:
        DocumentError: of neither kind, too large, too many pages, protected, cut off or damaged.
    """
    check_size(data, FILE_LIMITS)
    with _faults():
        if images.sniff(data):
            yield ImageSource(data)
        elif pdfs.sniff(data):
            pdfs.check_whole(data)
            if checks_streams:
                pdfs.check_unharmed(data, FILE_LIMITS)
            pdf = pypdfium2.PdfDocument(data)
            try:
                pdf.init_forms()
                yield PdfSource(pdf)
            finally:
                pdf.close()
        else:
            raise DocumentError(
                "The file is neither a PDF nor a picture; save or print it as PDF first.",
                zh="文件不是PDF也不是图片；请先另存或者打印为PDF。",
            )


reading = pdfs.reading
"""pdfium serves one thread at a time, with the readers."""


@contextmanager
def _faults() -> Iterator[None]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except pypdfium2.PdfiumError as error:
        raise pdfs.fault_of(error) from None
    except Image.DecompressionBombError:
        raise _too_large() from None
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, TypeError, ZeroDivisionError, OverflowError):
        raise DocumentError(
            "The file is damaged or of a kind that cannot be drawn; save or scan it again.",
            zh="文件已损坏或者无法显示；请重新保存或者扫描。",
        ) from None


def size_at(page: Page, dpi: float) -> tuple[int, int]:
    """Pixels of a page at a resolution, lowered where they would be more than `MOST_DRAWN`."""
    scale = min(dpi / 72, math.sqrt(MOST_DRAWN / (page.width * page.height)))
    return max(round(page.width * scale), 1), max(round(page.height * scale), 1)


class PdfSource:
    """A PDF. Annotations and form fields are drawn as a viewer shows them."""

    def __init__(self, pdf: Any) -> None:
        self._pdf = pdf
        self.page_count = len(pdf)
        _check_count(self.page_count)

    def page(self, number: int) -> Page:
        page = self._pdf[number - 1]
        width, height = page.get_size()
        if not (math.isfinite(width + height) and 1 <= width <= _LARGEST_PAGE and 1 <= height <= _LARGEST_PAGE):
            raise DocumentError(
                f"Page {number} is of a size no paper has; print the file to PDF again.",
                zh=f"第{number}页尺寸不正常；请重新打印为PDF。",
            )
        return Page(width, height, page.get_rotation())

    def drawn(self, number: int, width: int, height: int) -> Image.Image:
        self.page(number)
        return draw_page(self._pdf, number, width, height)

    def text(self, number: int) -> PageText:
        self.page(number)
        return text_of(self._pdf[number - 1], number)


def draw_page(pdf: Any, number: int, width: int, height: int) -> Image.Image:
    """A page in colours, of exactly so many pixels."""
    page = pdf[number - 1]
    bitmap = pypdfium2.PdfBitmap.new_native(width, height, raw.FPDFBitmap_BGR, rev_byteorder=True)
    bitmap.fill_rect((255, 255, 255, 255), 0, 0, width, height)
    flags = raw.FPDF_ANNOT | raw.FPDF_REVERSE_BYTE_ORDER
    raw.FPDF_RenderPageBitmap(bitmap.raw, page.raw, 0, 0, width, height, 0, flags)
    if pdf.formenv:
        raw.FPDF_FFLDraw(pdf.formenv.raw, bitmap.raw, page.raw, 0, 0, width, height, 0, flags)
    picture = Image.frombytes("RGB", (width, height), bytes(bitmap.buffer), "raw", "RGB", bitmap.stride)
    bitmap.close()
    return picture


class ImageSource:
    """An image file; a tiff may hold several pages."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._last: tuple[int, Image.Image, Page] | None = None
        self.page_count = 1
        with self._open() as picture:
            if picture.format == "TIFF":
                try:
                    while self.page_count <= MOST_PAGES:
                        picture.seek(self.page_count)
                        self.page_count += 1
                except EOFError:
                    pass
        _check_count(self.page_count)

    def _open(self) -> Image.Image:
        return Image.open(BytesIO(self._data), formats=_FORMATS)

    def page(self, number: int) -> Page:
        return self._loaded(number)[1]

    def drawn(self, number: int, width: int, height: int) -> Image.Image:
        picture, _ = self._loaded(number)
        if picture.size == (width, height):
            return picture.copy()
        return picture.resize((width, height), Image.Resampling.LANCZOS)

    def text(self, number: int) -> PageText:
        return PageText("", ())

    def _loaded(self, number: int) -> tuple[Image.Image, Page]:
        if self._last is None or self._last[0] != number:
            self._last = (number, *self._load(number))
        return self._last[1:]

    def _load(self, number: int) -> tuple[Image.Image, Page]:
        with self._open() as picture:
            if number > 1:
                picture.seek(number - 1)
            width, height = picture.size
            if width * height > MOST_PIXELS:
                raise _too_large()
            dots = [float(at) for at in picture.info.get("dpi", (0, 0))]
            turned = ImageOps.exif_transpose(picture)
            if turned.size != (width, height):
                dots.reverse()
            shown = _on_white(turned)
        low, high = _SENSIBLE_DPI
        if not all(low <= at <= high for at in dots):
            dots = [max(shown.size) * 72 / _A4_LONG] * 2  # no credible resolution: as large as an A4 sheet
        across, down = shown.width * 72 / dots[0], shown.height * 72 / dots[1]
        if max(across, down) > _LARGEST_PAGE:
            raise _too_large()
        return shown, Page(max(across, 1.0), max(down, 1.0))


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode in ("I", "I;16", "I;16B", "I;16L", "F"):
        raise ValueError("more than eight bits a colour")
    if picture.has_transparency_data:
        shown = picture.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", shown.size, "white"), shown).convert("RGB")
    return picture.convert("RGB")


def _check_count(pages: int) -> None:
    if pages > MOST_PAGES:
        raise DocumentError(
            f"The file has more than {MOST_PAGES} pages; split it.", zh=f"文件超过{MOST_PAGES}页；请拆分后分别处理。"
        )


def _too_large() -> DocumentError:
    return DocumentError(
        f"The picture has more than {MOST_PIXELS // 10**6} million pixels or is larger than any paper; scan it at 200 dpi.",
        zh=f"图片超过{MOST_PIXELS // 10**4}万像素，或者尺寸不正常；请按200 dpi重新扫描。",
    )
