"""Scans and pictures to lines and grids (OCR), where the extra `ocr` is installed; nothing of it is loaded before."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec

from gongkai.documents.grid import Document
from gongkai.documents.limits import DEFAULT, Limits
from gongkai.errors import DocumentError

_PACKAGES = ("rapidocr", "onnxruntime", "cv2", "numpy", "PIL")


def is_installed() -> bool:
    """Whether the packages of the extra are there."""
    return all(find_spec(name) is not None for name in _PACKAGES)


def not_installed() -> DocumentError:
    """What to tell a person whose file needs the extra."""
    return DocumentError(
        "The tables of this file are pictures (a scan); to read them install: pip install 'gongkai[ocr]'.",
        zh="这份文件的表格是图片（扫描件）；要识别图片，请先安装：pip install 'gongkai[ocr]'。",
    )


def recognised(
    document: Document, before_picture: Callable[[], None] = lambda: None, limits: Limits = DEFAULT
) -> Document:
    """Return a document with the lines and grids of its pictures in their place; see `ocr_document.recognised`.

    before_picture: called before anything large is loaded, and before each picture is looked into.
    Raises:
        DocumentError: the extra is not installed, or the document is nothing but pictures of which none can be read.
    """
    if not is_installed():
        raise not_installed()
    before_picture()
    from gongkai.documents import ocr_document

    return ocr_document.recognised(document, before_picture, limits)
