"""Scans made by code: pages of a report drawn, spoilt in the ways scanners and people spoil them, and put into files."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from io import BytesIO

import cv2
import numpy as np
import pypdfium2
from numpy.typing import NDArray
from PIL import Image

from gongkai.documents.write import render
from gongkai.report.model import AnnualReport

Page = NDArray[np.uint8]
"""A page in colours: rows, columns, red-green-blue."""

Spoil = Callable[[Page], Page]


def pages_of(report: AnnualReport, dpi: int = 200, *, only: Sequence[int] | None = None) -> list[Page]:
    """The pages of a report as a scanner gives them. only: numbers of pages from 0."""
    return drawn(render(report, "pdf"), dpi, only=only)


def drawn(pdf: bytes, dpi: int = 200, *, only: Sequence[int] | None = None) -> list[Page]:
    opened = pypdfium2.PdfDocument(pdf)
    numbers = range(len(opened)) if only is None else only
    found = [np.array(opened[number].render(scale=dpi / 72).to_pil().convert("RGB")) for number in numbers]
    opened.close()
    return found


# --- ways to spoil ------------------------------------------------------------------------------------------------


def tilted(page: Page, degrees: float) -> Page:
    height, width = page.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    return cv2.warpAffine(page, matrix, (width, height), flags=cv2.INTER_LINEAR, borderValue=(255, 255, 255))


def noisy(page: Page, strength: float = 12, seed: int = 7) -> Page:
    noise = np.random.default_rng(seed).normal(0, strength, page.shape[:2])[:, :, None]
    return np.clip(page + noise, 0, 255).astype(np.uint8)


def peppered(page: Page, share: float = 0.002, seed: int = 7) -> Page:
    random = np.random.default_rng(seed).random(page.shape[:2])
    spoilt = page.copy()
    spoilt[random < share / 2] = 0
    spoilt[random > 1 - share / 2] = 255
    return spoilt


def blurred(page: Page, sigma: float = 1.0) -> Page:
    return cv2.GaussianBlur(page, (0, 0), sigma)


def faint(page: Page, share: float = 0.35) -> Page:
    """Print of little toner: black becomes grey."""
    return (255 - (255 - page.astype(np.float64)) * share).astype(np.uint8)


def shaded(page: Page) -> Page:
    """A page that did not lie flat: darker to one side."""
    light = np.linspace(1.0, 0.6, page.shape[1])[None, :, None]
    return (page * light).astype(np.uint8)


def squeezed(page: Page, quality: int = 25) -> Page:
    """What JPEG leaves of a page."""
    file = BytesIO()
    Image.fromarray(page).save(file, "JPEG", quality=quality)
    return np.array(Image.open(file))


def sealed(page: Page, x: float = 0.6, y: float = 0.5) -> Page:
    """A red seal over the print: a ring, a star and characters; print under it stays visible."""
    height, width = page.shape[:2]
    seal = np.full_like(page, 255)
    middle, radius = (int(width * x), int(height * y)), int(width * 0.12)
    red, thick = (220, 30, 40), max(width // 300, 2)
    cv2.circle(seal, middle, radius, red, thick * 2)
    for turn in range(5):
        ends = [turn * 144 * np.pi / 180, (turn + 1) * 144 * np.pi / 180]
        points = [(int(middle[0] + radius * 0.4 * np.sin(a)), int(middle[1] - radius * 0.4 * np.cos(a))) for a in ends]
        cv2.line(seal, *points, red, thick * 2)
    cv2.putText(seal, "GONGKAI", (middle[0] - radius // 2, middle[1] + radius // 2), 0, width / 2000, red, thick)
    return np.minimum(page, seal)


def struck(page: Page, y: float = 0.4, slope: float = 0.01) -> Page:
    """A stroke of a pen through a row."""
    height, width = page.shape[:2]
    spoilt = page.copy()
    thick = max(width // 500, 1)
    cv2.line(spoilt, (width // 8, int(height * y)), (width * 7 // 8, int(height * (y + slope))), (20, 20, 90), thick)
    return spoilt


def cut(page: Page, share: float = 0.16) -> Page:
    """A page whose right edge the scanner did not catch."""
    return np.ascontiguousarray(page[:, : int(page.shape[1] * (1 - share))])


def turned(page: Page, quarters: int) -> Page:
    return np.ascontiguousarray(np.rot90(page, -quarters))


# --- files --------------------------------------------------------------------------------------------------------


def as_image(page: Page, kind: str = "PNG", **options: object) -> bytes:
    file = BytesIO()
    Image.fromarray(page).save(file, kind, **options)
    return file.getvalue()


def as_tiff(pages: Sequence[Page]) -> bytes:
    """All pages in one file."""
    first, *more = [Image.fromarray(page) for page in pages]
    file = BytesIO()
    first.save(file, "TIFF", save_all=True, append_images=more, compression="tiff_deflate")
    return file.getvalue()


def as_pdf(pages: Sequence[Page], dpi: int = 200, *, behind: str = "", mode: int = 3) -> bytes:
    """A PDF of nothing but pictures. behind: ASCII text set on every page in a render mode (3 leaves no trace)."""
    parts = [b"<</Type/Catalog/Pages 2 0 R>>", b"", b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"]
    kids = []
    for page in pages:
        high, wide = page.shape[:2]
        width, height = wide * 72 / dpi, high * 72 / dpi
        text = b"BT /F 10 Tf %d Tr 40 40 Td (%b) Tj ET\n" % (mode, behind.encode()) if behind else b""
        drawing = text + b"q %.3f 0 0 %.3f 0 0 cm /I Do Q" % (width, height)
        packed = zlib.compress(page.tobytes(), 1)
        number = len(parts) + 1
        kids.append(b"%d 0 R" % number)
        parts += [
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %.3f %.3f]/Contents %d 0 R"
            b"/Resources<</XObject<</I %d 0 R>>/Font<</F 3 0 R>>>>>>" % (width, height, number + 1, number + 2),
            b"<</Length %d>>stream\n%b\nendstream" % (len(drawing), drawing),
            b"<</Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceRGB/BitsPerComponent 8"
            b"/Filter/FlateDecode/Length %d>>stream\n%b\nendstream" % (wide, high, len(packed), packed),
        ]
    parts[1] = b"<</Type/Pages/Kids[%b]/Count %d>>" % (b" ".join(kids), len(kids))
    data, places = b"%PDF-1.7\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(data))
        data += b"%d 0 obj%b\nendobj\n" % (number, part)
    start = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1)
    data += b"".join(b"%010d 00000 n \n" % place for place in places)
    return data + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(parts) + 1, start)
