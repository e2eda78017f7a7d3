"""Pictures inside files, handed on as they are: whether a common decoder knows their format, and how they are loaded."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from gongkai.documents.limits import MIB, Archive
from gongkai.errors import DocumentError

_LARGEST = 64 * MIB
_DECODED = (b"\x89PNG", b"\xff\xd8\xff", b"BM", b"GIF8", b"II*\0", b"MM\0*")
"""How png, jpeg, bmp, gif and tiff begin; emf, wmf and jb2 (the JBIG2 of OFD) are none of them."""


def is_decodable(head: bytes) -> bool:
    """Whether these are the first bytes of a picture that can be looked into."""
    return head.startswith(_DECODED)


def part_loader(archive: Archive, name: str) -> Callable[[], bytes] | None:
    """What reads a picture part when it is asked for; None when its format is none that can be looked into."""
    try:
        head = next(archive.pieces(name), b"")
    except DocumentError:
        return None
    return partial(archive.read, name, _LARGEST) if is_decodable(head) else None
