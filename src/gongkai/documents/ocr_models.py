"""The recognition models in rapidocr's wheel, run by onnxruntime: where text stands on a page, and what a line says.

Only the model files of rapidocr are used; none of its code runs, so nothing is fetched and nothing is logged.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

import cv2
import numpy as np
import onnxruntime
from numpy.typing import NDArray

from gongkai.errors import DocumentError

Grey = NDArray[np.uint8]
"""A picture in shades of grey, rows first; 0 is black."""

THREADS = 2
"""Most threads one model uses."""

cv2.setNumThreads(THREADS)

_READS, _FINDS = "PP-OCRv6_rec_small.onnx", "PP-OCRv6_det_small.onnx"
_HEIGHT = 48  # of a line, as the model was trained
_WIDEST = 2400
_STEP = 16  # widths are brought to a multiple of it
_BATCH = 16
_LONG_SIDE = 1_280  # of the page that text is looked for in
_IS_TEXT = 0.3
_SURE_TEXT = 0.5


class Reading(NamedTuple):
    """What a line says. scores: how sure the model is of each character, 0 to 1.

    A digit competes with other parts of figures only: that it may be a letter of the same shape makes no other number.
    """

    text: str
    scores: tuple[float, ...]

    @property
    def score(self) -> float:
        return min(self.scores, default=0.0)

    @property
    def mean(self) -> float:
        return sum(self.scores) / len(self.scores) if self.scores else 0.0


class Box(NamedTuple):
    """A rectangle of pixels; x1 and y1 are beyond it."""

    x0: int
    y0: int
    x1: int
    y1: int

    @property
    def width(self) -> int:
        return self.x1 - self.x0

    @property
    def height(self) -> int:
        return self.y1 - self.y0


@cache
def _session(name: str) -> Any:
    found = find_spec("rapidocr")
    path = Path(found.origin).parent / "models" / name if found is not None and found.origin else None
    if path is None or not path.is_file():
        raise DocumentError(
            f"The recognition model {name} is missing; install the packages again: pip install --force-reinstall "
            "'gongkai[ocr]'.",
            zh=f"缺少识别模型{name}；请重新安装：pip install --force-reinstall 'gongkai[ocr]'。",
        )
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = min(THREADS, os.cpu_count() or 1)
    options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 4
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


@cache
def _characters() -> tuple[str, ...]:
    """The characters by number in what the model returns; the first stands for none."""
    listed = _session(_READS).get_modelmeta().custom_metadata_map["character"]
    return "", *listed.splitlines(), " "


@cache
def _figures() -> NDArray[np.int64]:
    """Numbers of the characters figures are written in."""
    return np.array([number for number, one in enumerate(_characters()) if one and one in "0123456789.,-/"])


def read_lines(lines: Sequence[Grey]) -> list[Reading]:
    """Return what each picture of one line says; those of one width are read together.

    A picture is never padded to the width of another: beside much paper a lone 0 is read as a letter.
    """
    shaped = [_to_height(line) for line in lines]
    order = sorted(range(len(shaped)), key=lambda at: shaped[at].shape[1])
    found: list[Reading] = [Reading("", ())] * len(shaped)
    for _, alike in groupby(order, key=lambda at: shaped[at].shape[1]):
        same = list(alike)
        for start in range(0, len(same), _BATCH):
            batch = same[start : start + _BATCH]
            stacked = np.stack([shaped[at] for at in batch])[:, None].astype(np.float32) / 127.5 - 1
            (scores,) = _session(_READS).run(None, {"x": np.repeat(stacked, 3, axis=1)})
            for at, one in zip(batch, scores, strict=True):
                found[at] = _decoded(one)
    return found


def _to_height(line: Grey) -> Grey:
    height, width = line.shape
    wide = min(max(round(width * _HEIGHT / height), 16), _WIDEST)
    way = cv2.INTER_AREA if height > _HEIGHT else cv2.INTER_CUBIC
    shaped = np.asarray(cv2.resize(line, (wide, _HEIGHT), interpolation=way), np.uint8)
    return np.pad(shaped, ((0, 0), (0, -wide % _STEP)), mode="edge")


def _decoded(scores: NDArray[np.float32]) -> Reading:
    best = scores.argmax(axis=1)
    text: list[str] = []
    sure: list[float] = []
    before = 0
    figures = _figures()
    for at, number in enumerate(best):
        score = float(scores[at, number])
        if number in figures:
            score /= float(scores[at, figures].sum())
        if number and number != before:
            text.append(_characters()[number])
            sure.append(score)
        elif number:
            sure[-1] = max(sure[-1], score)
        before = int(number)
    return Reading("".join(text), tuple(sure))


def find_text(page: Grey) -> list[Box]:
    """Return where lines of text stand on a page, whichever way they run."""
    height, width = page.shape
    scale = min(_LONG_SIDE / max(height, width), 1.0)
    high, wide = (max(round(side * scale / 32), 1) * 32 for side in (height, width))
    small = cv2.resize(page, (wide, high), interpolation=cv2.INTER_AREA).astype(np.float32) / 127.5 - 1
    (scores,) = _session(_FINDS).run(None, {"x": np.repeat(small[None, None], 3, axis=1)})
    is_text = (scores[0, 0] > _IS_TEXT).astype(np.uint8)
    count, _, stats, _ = cv2.connectedComponentsWithStats(is_text)
    found = []
    for x, y, w, h, area in stats[1:count].tolist():
        if min(w, h) < 3 or scores[0, 0, y : y + h, x : x + w].max() < _SURE_TEXT:
            continue
        grow = round(0.6 * area / (w + h)) + 1  # the model marks the middle of a line
        found.append(
            Box(
                max(round((x - grow) * width / wide), 0),
                max(round((y - grow) * height / high), 0),
                min(round((x + w + grow) * width / wide), width),
                min(round((y + h + grow) * height / high), height),
            )
        )
    return found
