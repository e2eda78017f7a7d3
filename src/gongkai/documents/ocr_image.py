"""A picture made ready for recognition: decoded within bounds, at a known scale, straight, and parted into ink and paper."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from io import BytesIO

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from gongkai.documents.ocr_models import Grey
from gongkai.errors import DocumentError

MOST_PIXELS = 60_000_000
PER_POINT = 300 / 72
"""Pixels a point: every picture is brought to this scale, as if it were a page of A4."""

_SHORTEST = 100  # pixels of a side: less is an ornament
_WIDE, _NARROW = 842.0, 595.0  # A4, points
_STEEPEST = 5.0  # degrees
_FORMATS = ("PNG", "JPEG", "TIFF", "BMP", "GIF", "WEBP", "PPM")
_DARK = 18  # by how much print is darker than its paper
_SPECK = 3  # pixels of noise
_STEP = 0.05  # degrees
_BRIGHT = 140  # red of the palest print under a seal
_SEAL = 60  # by how much red outshines green and blue in the ink of a seal


@dataclass(frozen=True)
class Sheet:
    """A page. grey: as it looks; unsealed: without red ink; ink: 1 where unsealed is dark; faint: where grey may be."""

    grey: Grey
    unsealed: Grey
    ink: Grey
    faint: Grey

    @property
    def height(self) -> int:
        return int(self.grey.shape[0])

    @property
    def width(self) -> int:
        return int(self.grey.shape[1])

    def turned(self, quarters: int) -> Sheet:
        """The sheet turned clockwise."""
        layers = self.grey, self.unsealed, self.ink, self.faint
        return Sheet(*(np.ascontiguousarray(np.rot90(one, -quarters)) for one in layers))


def decode(data: bytes) -> NDArray[np.uint8] | None:
    """Return the colours of a picture, upright as its camera says; None for one too small to hold text.

    Raises:
        DocumentError: of no known kind, damaged, or of more than `MOST_PIXELS`; its size is known before it is decoded.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(BytesIO(data), formats=_FORMATS) as picture:
                width, height = picture.size
                if width * height > MOST_PIXELS:
                    raise _too_large(width, height)
                if min(width, height) < _SHORTEST:
                    return None
                return _on_white(ImageOps.exif_transpose(picture))
    except Image.DecompressionBombError:
        raise _too_large(0, 0) from None
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, TypeError, ZeroDivisionError, OverflowError):
        raise DocumentError(
            "The picture is damaged or of a kind that cannot be read; save it as png or jpg.",
            zh="图片已损坏或者格式无法识别；请另存为png或jpg。",
        ) from None


def _on_white(picture: Image.Image) -> NDArray[np.uint8]:
    if picture.mode in ("I", "I;16", "I;16B", "F"):
        raise ValueError("more than eight bits a colour")
    if picture.has_transparency_data:
        shown = picture.convert("RGBA")
        paper = Image.new("RGBA", shown.size, "white")
        picture = Image.alpha_composite(paper, shown)
    return np.asarray(picture.convert("RGB"), np.uint8)


def _too_large(width: int, height: int) -> DocumentError:
    size = f" ({width} × {height})" if width else ""
    return DocumentError(
        f"The picture has more than {MOST_PIXELS // 10**6} million pixels{size}; scan it at 200 to 300 dpi.",
        zh=f"图片超过{MOST_PIXELS // 10**4}万像素{size}；请按200至300 dpi重新扫描。",
    )


def sheet_of(colours: NDArray[np.uint8]) -> Sheet:
    """Return a picture at `PER_POINT`, its lines level or plumb."""
    height, width = colours.shape[:2]
    scale = (_WIDE if width > height else _NARROW) * PER_POINT / width
    if abs(scale - 1) > 0.05:
        way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
        colours = np.asarray(cv2.resize(colours, None, fx=scale, fy=scale, interpolation=way), np.uint8)
    grey = np.asarray(cv2.cvtColor(colours, cv2.COLOR_RGB2GRAY), np.uint8)
    unsealed = _unsealed(colours, grey)
    angle = _tilt(unsealed)
    if angle:
        grey, unsealed = _rotated(grey, angle), _rotated(unsealed, angle)
    faint = cv2.morphologyEx(_darker(cv2.GaussianBlur(grey, (7, 7), 0), 6), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    return Sheet(
        grey,
        unsealed,
        _ink_of(unsealed),
        np.asarray(faint, np.uint8),
    )


def _unsealed(colours: NDArray[np.uint8], grey: Grey) -> Grey:
    """Grey without what is red: a seal becomes paper, black print under it stays."""
    red = colours[:, :, 0]
    others = cv2.max(colours[:, :, 1], colours[:, :, 2])
    is_red = cv2.subtract(red, others) > _SEAL
    if not is_red.any():
        return grey
    near = cv2.dilate(is_red.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    return np.asarray(np.where(near, np.where(red > _BRIGHT, 255, red), grey), np.uint8)


def _ink_of(unsealed: Grey) -> Grey:
    """1 where print is. Only a noisy sheet is smoothed more: that wears the points of numbers."""
    ink = _darker(cv2.GaussianBlur(unsealed, (3, 3), 0), _DARK)
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    is_speck = stats[1:, 2:4].max(axis=1) <= _SPECK
    if is_speck.size and is_speck.mean() > 0.5:
        return _darker(cv2.GaussianBlur(cv2.medianBlur(unsealed, 3), (3, 3), 0), _DARK)
    return ink


def _darker(grey: cv2.typing.MatLike, least: int) -> Grey:
    """1 where a pixel is darker by so much than what is around it."""
    around = round(14 * PER_POINT) | 1
    way = cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV
    return np.asarray(cv2.adaptiveThreshold(grey, 1, *way, around, least), np.uint8)


def _tilt(grey: Grey) -> float:
    """Degrees clockwise that set the lines level: where the rows of ink stand out most."""
    scale = 1000 / max(grey.shape)
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    dark = cv2.adaptiveThreshold(small, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 31, 12)
    best = _sharpest(dark, np.arange(-_STEEPEST, _STEEPEST + 0.01, 0.5))
    best = _sharpest(dark, best + np.arange(-0.5, 0.51, 0.1))
    best = _sharpest(dark, best + np.arange(-0.1, 0.11, _STEP / 2))
    return float(best) if abs(best) >= _STEP else 0.0


def _sharpest(dark: NDArray[np.uint8] | cv2.typing.MatLike, angles: NDArray[np.float64]) -> float:
    best, found = 0.0, -1.0
    height, width = dark.shape[:2]
    for angle in angles.tolist():
        matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1)
        turned = cv2.warpAffine(dark, matrix, (width, height))
        rows, columns = turned.sum(axis=1, dtype=np.float64), turned.sum(axis=0, dtype=np.float64)
        sharp = float(np.square(np.diff(rows)).sum() + np.square(np.diff(columns)).sum())
        if sharp > found:
            best, found = angle, sharp
    return best


def _rotated(grey: Grey, angle: float) -> Grey:
    height, width = grey.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1)
    return np.asarray(
        cv2.warpAffine(grey, matrix, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE), np.uint8
    )
