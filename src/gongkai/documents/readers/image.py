"""An image file: one picture a page, to be looked into; a tiff may hold several pages. Nothing is decoded here."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from functools import partial

from gongkai.documents.grid import Document, Picture
from gongkai.documents.limits import DEFAULT, Limits, check_size
from gongkai.errors import DocumentError

MOST_PAGES = 200

_ORDERS = {b"II*\0": "<", b"MM\0*": ">"}
"""How a tiff begins, and the order of bytes it says by that."""

_ENTRY = 12  # bytes of an entry of a tiff's directory


def sniff(data: bytes) -> bool:
    """Whether these are the bytes of a png, jpeg, gif, bmp, webp or tiff."""
    if data[:4] in _ORDERS or data.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a")):
        return True
    is_bmp = data.startswith(b"BM") and len(data) > 14 and data[6:10] == b"\0\0\0\0"
    return is_bmp or (data.startswith(b"RIFF") and data[8:12] == b"WEBP")


def read(data: bytes, limits: Limits = DEFAULT) -> Document:
    """Return the pages of an image file as pictures.

    Raises:
        DocumentError: empty, too large, or a tiff that is damaged or has more pages than a report.
    """
    check_size(data, limits)
    if data[:4] not in _ORDERS:
        return Document("image", (Picture(partial(bytes, data), "第1页"),))
    places = list(_pages(data, _ORDERS[data[:4]]))
    return Document(
        "image", tuple(Picture(partial(_page, data, place), f"第{number}页") for number, place in enumerate(places, 1))
    )


def _page(data: bytes, place: int) -> bytes:
    """The same file with another page first."""
    return data[:4] + struct.pack(_ORDERS[data[:4]] + "I", place) + data[8:]


def _pages(data: bytes, order: str) -> Iterator[int]:
    """Where the directory of each page of a tiff begins."""
    seen: set[int] = set()
    place = _number(data, 4, order, "I")
    while place:
        if place in seen:
            raise _damaged()
        if len(seen) == MOST_PAGES:
            raise DocumentError(
                f"The picture has more than {MOST_PAGES} pages; keep those of the report.",
                zh=f"图片超过{MOST_PAGES}页；请只保留年度报告的页面。",
            )
        seen.add(place)
        yield place
        place = _number(data, place + 2 + _ENTRY * _number(data, place, order, "H"), order, "I")


def _number(data: bytes, at: int, order: str, kind: str) -> int:
    try:
        (number,) = struct.unpack_from(order + kind, data, at)
    except struct.error:
        raise _damaged() from None
    return int(number)


def _damaged() -> DocumentError:
    return DocumentError(
        "The picture is cut off or damaged; copy or scan it again.", zh="图片不完整或者已损坏；请重新复制或者扫描。"
    )
