"""The ruled tables of a sheet: long strokes of ink become rules, rules become cells as they do in a PDF."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from gongkai.documents.ocr_image import PER_POINT, Sheet
from gongkai.documents.ocr_models import Grey
from gongkai.documents.readers.pdf_grid import Rule, Ruled, ruled_tables

_ACROSS, _DOWN = 24.0, 14.0
"""Points a stroke must run without a gap to be part of a rule: more than any stroke of a character in a cell."""

_NARROWEST = 120.0  # points: less is a drawing, or strokes of large print
_GAP = 1.5  # points a worn rule may lack
_THICKEST = 5.0  # points


@dataclass(frozen=True)
class Ruling:
    """The tables of a sheet, in points, and the pixels of all rules (1), those of the tables and others."""

    tables: tuple[Ruled, ...]
    pixels: Grey


def find_rules(sheet: Sheet, most_columns: int) -> Ruling:
    """Return the ruled tables of a sheet, the smallest first."""
    across, level = _rules(sheet.ink, _ACROSS)
    down, plumb = _rules(np.ascontiguousarray(sheet.ink.T), _DOWN)
    tables = [table for table in ruled_tables(across, down, most_columns) if table.xs[-1] - table.xs[0] > _NARROWEST]
    return Ruling(tuple(tables), np.asarray(cv2.bitwise_or(level, np.ascontiguousarray(plumb.T)), np.uint8))


def _rules(ink: Grey, shortest: float) -> tuple[list[Rule], Grey]:
    """Rules that run along the rows of a picture, and their pixels."""
    gap = np.ones((1, round(_GAP * PER_POINT) | 1), np.uint8)
    run = np.ones((1, round(shortest * PER_POINT)), np.uint8)
    thick = np.ones((3, 1), np.uint8)  # a rule a little out of level goes on in the next row
    whole = cv2.morphologyEx(cv2.dilate(ink, thick), cv2.MORPH_CLOSE, gap)
    long = cv2.bitwise_and(cv2.morphologyEx(whole, cv2.MORPH_OPEN, run), cv2.morphologyEx(ink, cv2.MORPH_CLOSE, gap))
    count, _, stats, _ = cv2.connectedComponentsWithStats(long, connectivity=8)
    found = []
    for x, y, w, h, _ in stats[1:count].tolist():
        if h <= _THICKEST * PER_POINT and w >= shortest * PER_POINT / 2:
            found.append(Rule((y + h / 2) / PER_POINT, x / PER_POINT, (x + w) / PER_POINT))
    return found, np.asarray(long, np.uint8)
