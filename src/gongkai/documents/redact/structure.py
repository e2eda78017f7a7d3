"""What a copy is made of, byte by byte: nothing but a catalogue, pages and one picture a page may be in it.

The file is taken apart here by its own grammar, not by a PDF library: what a library skips (an earlier version, an object
nobody refers to, a comment, bytes after a stream) is found too.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

_ALLOWED = frozenset(
    [
        "Type",
        "Catalog",
        "Pages",
        "Page",
        "Kids",
        "Count",
        "Parent",
        "MediaBox",
        "Resources",
        "XObject",
        "P",
        "Contents",
        "Subtype",
        "Image",
        "Width",
        "Height",
        "ColorSpace",
        "DeviceGray",
        "DeviceRGB",
        "BitsPerComponent",
        "Filter",
        "FlateDecode",
        "DCTDecode",
        "DecodeParms",
        "Predictor",
        "Colors",
        "Columns",
        "Length",
        "Size",
        "Root",
        "Info",
        "Title",
        "Producer",
    ]
)
_TWICE = "BitsPerComponent"  # of a picture, and of its rows
_CONTENT = re.compile(rb"q \d+\.\d\d 0 0 \d+\.\d\d 0 0 cm /P Do Q")
_WORDS = frozenset(b"obj endobj xref trailer startxref R n f".split())
_TOKEN = re.compile(
    rb"(?P<space>[\s\0]+)|(?P<comment>%[^\r\n]*)|(?P<name>/[^\s\0()<>\[\]{}/%]*)|(?P<mark><<|>>|[\[\]])"
    rb"|(?P<hex><[0-9A-Fa-f\s]*>)|(?P<number>[+-]?[0-9.]+)|(?P<string>\((?:[^()\\]|\\.)*\))|(?P<word>[A-Za-z]+)|(?P<other>.)",
    re.DOTALL,
)
_MOST_EXPANDED = 128 << 20
_MOST_BODIES = 256 << 20
_MOST_STRANGE = 100_000  # bytes of no known token, after which there is no use in going on
_JPEG_PARTS = frozenset((0xC0, 0xC1, 0xC4, 0xDB, 0xE0))
_JFIF = 16


@dataclass
class Parts:
    """A file taken apart. odd: what a copy of ours never holds. strings: texts it holds. bodies: streams that are no proven
    picture, as stored and inflated. pictures, pages: how many are declared.
    """

    odd: dict[str, None] = field(default_factory=dict)
    strings: list[str] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    pictures: int = 0
    pages: int = 0
    streams: int = 0


def parts_of(data: bytes) -> Parts:
    """Take a file apart; never raises."""
    parts, at, length = Parts(), 0, -1
    names: list[str] = []
    numbers: dict[str, int] = {}
    comments: list[bytes] = []
    strange = 0
    while at < len(data) and strange < _MOST_STRANGE:
        token = _TOKEN.match(data, at)
        assert token is not None  # the last way takes any byte
        kind, found, at = token.lastgroup, token.group(), token.end()
        if kind == "name":
            names.append(found[1:].decode("latin-1"))
        elif kind == "number" and names:
            numbers.setdefault(names[-1], _whole(found))
            length = numbers.get("Length", -1)
        elif kind == "word" and found == b"stream":
            body, at = _body(data, at, length)
            _take(parts, body, names, numbers)
        elif kind in ("hex", "string"):
            parts.strings.append(_decoded(found))
            if names[-1:] not in (["Title"], ["Producer"]):
                parts.odd["string"] = None
        elif kind == "comment":
            comments.append(found)
        elif (kind == "word" and found not in _WORDS and found != b"endstream") or kind == "other":
            parts.odd[found.decode("latin-1")[:20]] = None
            strange += 1
        if kind == "word" and found == b"endobj":
            _close(parts, names)
            names, numbers, length = [], {}, -1
    _close(parts, names)
    if comments != [b"%PDF-1.7", b"%\xe2\xe3\xcf\xd3", b"%%EOF"] or not data.endswith(b"%%EOF\n"):
        parts.odd["%"] = None
        parts.bodies += comments
    if parts.streams != 2 * parts.pages or parts.pictures != parts.pages:
        parts.odd["stream"] = None
    return parts


def _close(parts: Parts, names: list[str]) -> None:
    parts.odd.update((name[:20], None) for name in names if name not in _ALLOWED)
    parts.odd.update((name, None) for name, times in Counter(names).items() if times > 1 and name != _TWICE)
    parts.pages += "MediaBox" in names


def _whole(found: bytes) -> int:
    return int(found) if found.isdigit() and len(found) < 10 else -1


def _body(data: bytes, at: int, length: int) -> tuple[bytes, int]:
    """The bytes of a stream by its length, or to its end mark where the length is wrong."""
    at += 2 if data[at : at + 2] == b"\r\n" else 1
    if length >= 0 and data[at + length : at + length + 10] == b"\nendstream":
        return data[at : at + length], at + length
    end = data.find(b"endstream", at)
    end = end if end >= 0 else len(data)
    return data[at:end], end


def _take(parts: Parts, body: bytes, names: list[str], numbers: dict[str, int]) -> None:
    parts.streams += 1
    is_picture = "Image" in names
    if is_picture and ("DCTDecode" in names) and "FlateDecode" not in names:
        proven = _is_bare_jpeg(body)
    elif is_picture and "FlateDecode" in names and "DCTDecode" not in names:
        proven = _is_bare_raster(body, numbers)
    else:
        proven = not is_picture and "Filter" not in names and _CONTENT.fullmatch(body) is not None
    parts.pictures += is_picture
    if not proven:
        parts.odd["stream"] = None
        if sum(map(len, parts.bodies)) < _MOST_BODIES:
            parts.bodies += (body, _inflated(body)[0])


def _is_bare_raster(body: bytes, numbers: dict[str, int]) -> bool:
    """Whether a stream inflates to exactly the rows of its picture and holds no byte more."""
    bits = numbers.get("BitsPerComponent", 0) * numbers.get("Colors", 1)
    rows = (numbers.get("Width", 0) * bits + 7) // 8 + 1
    inflated, is_whole = _inflated(body)
    is_plain = numbers.get("Predictor") == 15 and numbers.get("Columns") == numbers.get("Width")
    return is_whole and is_plain and len(inflated) == rows * numbers.get("Height", 0)


def _inflated(body: bytes) -> tuple[bytes, bool]:
    """What a stream inflates to, and whether it ends with its end."""
    inflater = zlib.decompressobj()
    try:
        found = inflater.decompress(body, _MOST_EXPANDED)
    except zlib.error:
        return b"", False
    return found, inflater.eof and not inflater.unused_data


def _is_bare_jpeg(body: bytes) -> bool:
    """Whether a jpeg holds nothing but its picture: no EXIF, comment, thumbnail or bytes after its end."""
    at = 2
    if body[:2] != b"\xff\xd8" or body[-2:] != b"\xff\xd9" or body.find(b"\xff\xd9") != len(body) - 2:
        return False
    while at + 4 <= len(body) and body[at] == 0xFF:
        kind, length = body[at + 1], int.from_bytes(body[at + 2 : at + 4], "big")
        if kind == 0xDA:
            return re.search(rb"\xff[^\x00\xd0-\xd7]", body[at + 2 + length : -2]) is None
        if kind not in _JPEG_PARTS or (kind == 0xE0 and length != _JFIF):
            return False
        at += 2 + length
    return False


def _decoded(found: bytes) -> str:
    """The text of a string, in the encoding it says."""
    if found.startswith(b"<"):
        digits = b"".join(found[1:-1].split())
        data = bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii"))
    else:
        data = re.sub(rb"\\([0-7]{1,3})", lambda octal: bytes([int(octal[1], 8) & 255]), found[1:-1])
        data = re.sub(rb"\\(.)", rb"\1", data, flags=re.DOTALL)
    return data.decode("utf-16-be", "replace") if data.startswith(b"\xfe\xff") else data.decode("utf-8", "replace")


def written_forms(text: str) -> Iterator[bytes]:
    """The ways a text may be written in a stream."""
    for encoding in ("utf-8", "utf-16-be", "utf-16-le", "gb18030"):
        form = text.encode(encoding, "replace")
        if len(form) >= 4:
            yield form
            yield form.hex().encode()
            yield form.hex().upper().encode()
