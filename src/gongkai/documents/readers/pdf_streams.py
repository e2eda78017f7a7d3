"""The checksums of a PDF's compressed streams: pdfium does not look at them, and a flipped bit makes another figure.

Every Flate stream ends with an Adler-32 of what it holds. One that fails, or breaks off, refuses the file: nobody can tell
which figure it would have changed. What does no harm is let pass: bytes after the stream, a wrong /Length, a checksum that
was never written (fewer than four bytes, white space or four zeros after the last block), and streams no text depends on (pictures,
metadata, attached files). Object streams are streams like any other. Streams that are not compressed, or in another way,
carry no checksum; nothing is said about them.
"""

from __future__ import annotations

import base64
import re
import zlib
from collections.abc import Iterator

from gongkai.documents.limits import MIB, Limits
from gongkai.errors import DocumentError

_FLATE = re.compile(rb"/Fl(?:ateDecode)?(?![A-Za-z])")
_FILTERED_ELSEWHERE = re.compile(rb"/Filter\s+[0-9]+\s+[0-9]+\s+R")
_FIRST_FILTER = re.compile(rb"/Filter\s*\[?\s*/([A-Za-z0-9]+)")
_NOT_TEXT = re.compile(rb"/(?:Subtype\s*/Image|Type\s*/Metadata|Type\s*/EmbeddedFile)(?![A-Za-z])")
_NO_CHECKSUM = b"\0\0\0\0"
_PIECE = MIB


def is_encrypted(data: bytes) -> bool:
    """Whether a file says so; its streams can only be looked at in a copy without protection."""
    return b"/Encrypt" in data


def check_streams(data: bytes, limits: Limits) -> None:
    """Inflate every stream text may depend on.

    Raises:
        DocumentError: one of them is damaged or cut off, or all together are larger than `limits.expanded_bytes`.
    """
    room = limits.expanded_bytes
    for stated, start, end in _streams(data):
        if _NOT_TEXT.search(stated):
            continue
        stored: bytes | memoryview = memoryview(data)[start:end]
        if not _FLATE.search(stated) and not (_FILTERED_ELSEWHERE.search(stated) and _looks_deflated(stored)):
            continue
        first = _FIRST_FILTER.search(stated)
        if first and first[1] in (b"ASCII85Decode", b"A85", b"ASCIIHexDecode", b"AHx"):
            stored = _bytes_of(bytes(stored), first[1])
        elif first and not first[1].startswith(b"Fl"):
            continue
        room -= _length(stored, room)


def _streams(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Each stream: its dictionary, and where its bytes start and where "endstream" stands."""
    done = 0
    at = data.find(b"stream")
    while at >= 0:
        before = data[max(at - 16, done) : at].rstrip()
        start = at + len(b"stream")
        if before.endswith(b">>"):
            stated = data[max(data.rfind(b"obj", done, at), done) : at]
            start += 2 if data[start : start + 2] == b"\r\n" else 1
            end = data.find(b"endstream", start)
            end = len(data) if end < 0 else end
            yield stated, start, end
            start = end + len(b"endstream")
        done = start
        at = data.find(b"stream", start)


def _looks_deflated(stored: bytes | memoryview) -> bool:
    return len(stored) > 1 and stored[0] & 0x8F == 8 and (stored[0] << 8 | stored[1]) % 31 == 0


def _bytes_of(stored: bytes, name: bytes) -> bytes:
    """What a stream written in ASCII stands for."""
    bare = b"".join(stored.split())
    try:
        if name.startswith(b"ASCIIHex") or name == b"AHx":
            digits = bare.partition(b">")[0]
            return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii"))
        return base64.a85decode(bare.removeprefix(b"<~").partition(b"~")[0])
    except ValueError:
        raise _damaged() from None


def _length(stored: bytes | memoryview, room: int) -> int:
    """Return how many bytes a stream holds. Raises DocumentError: damaged, cut off, or more than `room`."""
    inflater = zlib.decompressobj()
    try:
        length = _inflated(inflater, stored, room)
    except zlib.error:
        return _length_without_checksum(stored, room)
    return length if inflater.eof else _length_without_checksum(stored, room)


def _length_without_checksum(stored: bytes | memoryview, room: int) -> int:
    """The same for a stream whose checksum failed: it passes if none was written."""
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        length = _inflated(inflater, stored[2:], room) if _looks_deflated(stored) else 0
    except zlib.error:
        raise _damaged() from None
    rest = inflater.unused_data
    if not inflater.eof or (len(rest) > 3 and rest.strip() and not rest.startswith(_NO_CHECKSUM)):
        raise _damaged()
    return length


def _inflated(inflater: zlib._Decompress, stored: bytes | memoryview, room: int) -> int:
    length = 0
    rest: bytes | memoryview = stored
    while not inflater.eof:
        piece = inflater.decompress(rest, _PIECE)
        length += len(piece)
        if length > room:
            raise DocumentError(
                "The PDF would expand to more than a report holds; print it to a new PDF.",
                zh="PDF展开后过大，不是正常的文件；请重新打印为PDF。",
            )
        rest = inflater.unconsumed_tail
        if not piece and not rest:
            break
    return length


def _damaged() -> DocumentError:
    return DocumentError(
        "The PDF is damaged: a part of it does not match its checksum, so no figure in it is certain. "
        "Copy or download it again.",
        zh="PDF文件已损坏，内部数据与校验和不符，其中的数字都不可信；请重新复制或者下载。",
    )
