"""The pieces of RTF: tokens, encodings by the code page of the file or the character set of a font, definitions of rows."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from gongkai.documents.readers.doc_tables import COLUMNS, Down, RowShape

_TOKEN = re.compile(
    rb"""\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?[0-9]{1,10})?[ ]?  # one space belongs to a word
    |\\'(?P<byte>[0-9a-fA-F]{2})
    |\\(?P<symbol>[^a-zA-Z])
    |(?P<brace>[{}])
    |(?P<text>[^\\{}]+)""",
    re.VERBOSE | re.DOTALL,
)

_CHARSETS = {
    77: "mac-roman",
    128: "cp932",
    129: "cp949",
    134: "gb18030",
    136: "big5hkscs",
    161: "cp1253",
    162: "cp1254",
    163: "cp1258",
    177: "cp1255",
    178: "cp1256",
    186: "cp1257",
    204: "cp1251",
    222: "cp874",
    238: "cp1250",
}
_CODE_PAGES = {936: "gb18030", 54936: "gb18030", 950: "big5hkscs", 65001: "utf-8", 10000: "mac-roman"}

_ACROSS = {"clmgf": 1, "clmrg": 2}
_DOWN: dict[str, Down] = {"clvmgf": "restart", "clvmrg": "continue"}

Token = tuple[str, int | None, bytes]
"""A word with its number, a brace, "\\" with the symbol after it, or nothing with bytes of text."""


def tokens(data: bytes) -> Iterator[Token]:
    """Every token up to the first that is none; the raw bytes after \\bin are left out."""
    at = 0
    while found := _TOKEN.match(data, at):
        at = found.end()
        which = found.lastgroup
        if which == "text":
            if text := found["text"].translate(None, b"\r\n"):
                yield "", None, text
        elif which == "brace":
            yield found["brace"].decode("ascii"), None, b""
        elif which == "byte":
            yield "", None, bytes.fromhex(found["byte"].decode("ascii"))
        elif which == "symbol":
            yield "\\", None, found["symbol"]
        else:
            word, number = found["word"].decode("ascii"), found["number"]
            value = int(number) if number else None
            if word == "bin":
                at += max(value or 0, 0)
            yield word, value, b""


def codec_of_charset(charset: int, otherwise: str) -> str:
    """The encoding of a font's bytes; `otherwise`, that of the file, where the font names none of its own."""
    return _CHARSETS.get(charset, otherwise)


def codec_of_page(page: int) -> str:
    """The encoding of a Windows code page; that of Western Europe where it is not known."""
    name = _CODE_PAGES.get(page, f"cp{page}")
    try:
        return codecs.lookup(name).name if 0 < page < 100_000 else "cp1252"
    except LookupError:
        return "cp1252"


ROW_WORDS = frozenset(("cellx", "trleft", *_ACROSS, *_DOWN))


class RowDefinition:
    """What \\trowd begins: the edges so far, and how the cell merges whose edge comes next."""

    def __init__(self) -> None:
        self._left = 0
        self._edges: list[int] = []
        self._across: list[int] = []
        self._down: list[Down] = []
        self._next: tuple[int, Down] = (0, "")

    def take(self, word: str, number: int | None) -> None:
        """Take one of `ROW_WORDS`."""
        across, down = self._next
        if word == "cellx":
            if len(self._edges) <= COLUMNS:
                self._edges.append(number or 0)
                self._across.append(across)
                self._down.append(down)
            self._next = (0, "")
        elif word == "trleft":
            self._left = number or 0
        elif word in _ACROSS:
            self._next = (_ACROSS[word], down)
        else:
            self._next = (across, _DOWN[word])

    def shape(self) -> RowShape | None:
        """The edges and merges; None where none or more than any table has were stated."""
        if not 0 < len(self._edges) <= COLUMNS:
            return None
        return RowShape((self._left, *self._edges), tuple(self._across), tuple(self._down))
