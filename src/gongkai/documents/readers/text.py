"""Plain text (.txt, .md, conversions), and how bytes become text: by byte order mark, then by what decodes without error."""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

from gongkai.documents.grid import Document, Line
from gongkai.documents.limits import DEFAULT, MIB, Limits, check_size
from gongkai.errors import DocumentError

LARGEST = 16 * MIB
"""Bytes of text or markup that are read; the longest report we met has less than one."""

_MOST_LINES = 200_000
_HEAD = 64 * 1024
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_TRIED = ("utf-8", "gb18030", "big5hkscs")
_COMMON = ("的", "年", "政府", "公开", "公開", "信息", "資訊")
_BINARY = (
    b"PK\x03\x04",
    b"%PDF",
    b"{\\rtf",
    b"\xd0\xcf\x11\xe0",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"BM",
    b"II*\0",
)
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\ufffd]")


class Decoded(NamedTuple):
    """Text of a file. is_exact: no byte had to be replaced by U+FFFD."""

    text: str
    encoding: str
    is_exact: bool


def decode(data: bytes, declared: str = "") -> Decoded:
    """Return the text of bytes; a declaration decides only between encodings that fit and read equally well.

    A byte order mark is believed; then comes UTF-8, which other Chinese text does not pass for; then of GB18030 (GB2312,
    GBK) and Big5 the one that gives more of the commonest words. Where none fits, the one with the fewest bytes wrong.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _replacing(data[len(mark) :], encoding)
    utf8 = _strict(data, "utf-8")
    if utf8 is not None:
        return Decoded(utf8, "utf-8", is_exact=True)
    order = sorted(_TRIED[1:], key=lambda encoding: encoding != _family(declared))
    exact = [Decoded(text, each, is_exact=True) for each in order if (text := _strict(data, each)) is not None]
    if exact:
        return max(exact, key=lambda each: _familiar(each.text))
    return min((_replacing(data, each) for each in _TRIED), key=lambda each: each.text.count("\ufffd"))


def is_text(data: bytes) -> bool:
    """Whether bytes hold text: no mark of another format, hardly any control character or undecodable byte."""
    if not data or data.startswith(_BINARY):
        return False
    text = decode(data[:_HEAD]).text
    return len(_CONTROLS.findall(text)) <= 2 + len(text) // 100


def check_text(data: bytes, limits: Limits = DEFAULT) -> None:
    """Raise DocumentError for an empty file or one with more text than is read."""
    check_size(data, limits)
    if len(data) > LARGEST:
        raise DocumentError(
            f"The file has more than {LARGEST // MIB} MiB of text, far more than a report; take the report out of it.",
            zh=f"文件的文字超过{LARGEST // MIB} MiB，远大于一份年度报告；请只保留报告部分。",
        )


def sniff(data: bytes) -> bool:
    """Whether this is text; markup is text too, so ask the other readers first."""
    return is_text(data)


def read(data: bytes, limits: Limits = DEFAULT) -> Document:
    """Return every line, blank ones included, as it stands: spaces, tabs and pipes in place.

    Raises:
        DocumentError: empty, not text, more than 16 MiB or 200,000 lines.
    """
    check_text(data, limits)
    if not is_text(data):
        raise DocumentError(
            "The file is not text; open it in the program that made it and save it as docx, xlsx or PDF.",
            zh="文件不是文本；请用生成它的程序打开，另存为docx、xlsx或者PDF。",
        )
    decoded = decode(data)
    text = decoded.text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "")
    if text.count("\n") > _MOST_LINES:
        raise DocumentError(
            f"The file has more than {_MOST_LINES} lines, far more than a report; take the report out of it.",
            zh=f"文件超过{_MOST_LINES}行，远大于一份年度报告；请只保留报告部分。",
        )
    lines = text.removesuffix("\n").split("\n")
    return Document(
        kind="text",
        blocks=tuple(Line(line, f"第{number}行") for number, line in enumerate(lines, start=1)),
        warnings=warnings_of(decoded),
    )


def warnings_of(decoded: Decoded) -> tuple[str, ...]:
    """What a reader says of text whose bytes did not all decode."""
    if decoded.is_exact:
        return ()
    count = decoded.text.count("\ufffd")
    return (f"encoding: {count} characters could not be decoded as {decoded.encoding} and read \ufffd",)


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _replacing(data: bytes, encoding: str) -> Decoded:
    text = _strict(data, encoding)
    if text is not None:
        return Decoded(text, encoding, is_exact=True)
    return Decoded(data.decode(encoding, errors="replace"), encoding, is_exact=False)


def _family(declared: str) -> str:
    return "big5hkscs" if "big5" in declared.lower() else "gb18030"


def _familiar(text: str) -> int:
    return sum(map(text.count, _COMMON))
