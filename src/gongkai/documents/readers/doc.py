"""Word 97 to 2003 documents (.doc, .wps) as Word shows them: changes accepted, hidden text and field codes left out.

The text is a list of pieces of the main stream; what a character is (a cell's end, deleted, hidden) is told by the
properties at its offset. Macros and embedded objects are not looked at.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from gongkai.documents.grid import Document
from gongkai.documents.limits import DEFAULT, Limits, check_size
from gongkai.documents.readers.doc_ole import MAGIC, damaged, encrypted, kind_of, streams_of
from gongkai.documents.readers.doc_pages import CharacterLook, Runs, changes, character_look, paragraph_look
from gongkai.documents.readers.doc_tables import Flow, Item, placed, warnings_of
from gongkai.documents.readers.raised import RAISED
from gongkai.errors import DocumentError

_WORD_97, _OLDEST = 0xA5EC, 0xC0
_OLDER = (0xA5DC, 0xA59B, 0xA59C, 0xA5DB)
_ENCRYPTED, _TABLE_1 = 0x0100, 0x0200
_CHPX, _PAPX, _CLX = 12, 13, 33
"""Places of the tables this reader needs in the list of the FIB."""

_MOST_TEXT = 1_000_000
"""Characters that are read; the longest report we met has fewer than a tenth."""

_CELL, _PARAGRAPH, _BREAK_PAGE = "\x07", "\r", "\f"
_FIELD_BEGIN, _FIELD_SEPARATE, _FIELD_END = "\x13", "\x14", "\x15"
_FIELD_MARKS = (_FIELD_BEGIN, _FIELD_SEPARATE, _FIELD_END)
_PICTURES = "\x01\x08"
_SHOWN = {"\t": "\t", "\x0b": "\n", "\x0e": "\n", "\x1e": "-"} | dict.fromkeys("\x01\x02\x05\x08\x15\x1f", "")
"""Marks within a paragraph: breaks, hyphens, the places of pictures, notes and comments. Others are no text of Word's."""

_SPLIT = re.compile("([\x00-\x1f])")
_SURROGATE = re.compile("[\ud800-\udfff]")
_ANSI = {code: bytes((code,)).decode("cp1252", "replace") for code in range(0x80, 0xA0)}


def sniff(data: bytes) -> bool:
    """Whether this is an old office file of any kind but a workbook; `read` says why it cannot read the others."""
    return data.startswith(MAGIC) and kind_of(data) != "xls"


def read(data: bytes, limits: Limits = DEFAULT) -> Document:
    """Return paragraphs and tables in order, then those of text boxes.

    Raises:
        DocumentError: no Word document of 1997 or later, damaged, protected by a password, or beyond all measure.
    """
    check_size(data, limits)
    _check_kind(data)
    streams = streams_of(data, "WordDocument", "0Table", "1Table", "Data")
    try:
        reader = _Reader(streams["WordDocument"], streams, limits)
        items = reader.items()
    except (struct.error, IndexError):  # a table that ends before it should
        raise damaged() from None
    blocks = tuple(placed(items))
    return Document(
        "doc", blocks, warnings=warnings_of(reader.flow, blocks, reader.pictures, has_struck=reader.has_struck)
    )


def _check_kind(data: bytes) -> None:
    """Raise DocumentError for what is no Word document."""
    kind = kind_of(data)
    if kind == "encrypted":
        raise encrypted()
    if not data.startswith(MAGIC) or kind in ("xls", "ppt"):
        raise DocumentError(
            "The file is not a Word document; open it in the program that made it and save it as docx or xlsx.",
            zh="文件不是Word文档；请用生成它的程序打开，另存为docx或者xlsx。",
        )
    if kind != "doc":
        raise damaged()


@dataclass(frozen=True, slots=True)
class _Piece:
    """Characters `first` to `last` (not included) of the document, from an offset on. width: bytes of each."""

    first: int
    last: int
    offset: int
    width: int
    changes: bytes


class _Reader:
    def __init__(self, main: bytes, streams: Mapping[str, bytes], limits: Limits) -> None:
        flags = _check_fib(main)
        table = streams.get("1Table" if flags & _TABLE_1 else "0Table")
        if table is None:
            raise damaged()
        self.main, self.data = main, streams.get("Data", b"")
        self.counts = struct.unpack_from("<8I", main, 76)
        tables = [_table(main, table, number) for number in (_CHPX, _PAPX, _CLX)]
        self.characters = Runs(main, tables[0], is_paragraphs=False)
        self.paragraphs = Runs(main, tables[1], is_paragraphs=True)
        self.pieces = _pieces(tables[2])
        self.flow = Flow(limits)
        self.pictures, self.has_struck = 0, False
        self.text: list[str] = []
        self.carried: tuple[str, int] | None = None  # text and depth of a paragraph whose mark was removed
        self.fields: list[bool] = []  # of the open fields, from outside in: whether its code is not yet over

    def items(self) -> list[Item]:
        """The main text, then the text boxes."""
        main, before_boxes, boxes = self.counts[0], sum(self.counts[:6]), self.counts[6]
        if main + boxes > _MOST_TEXT or not self.pieces or self.pieces[-1].last < main:
            raise _too_long() if main + boxes > _MOST_TEXT else damaged()
        items = self._story(0, main)
        return items + self._story(before_boxes, before_boxes + boxes)

    def _story(self, first: int, last: int) -> list[Item]:
        for piece in self.pieces:
            start, end = max(piece.first, first), min(piece.last, last)
            if start < end:
                self._piece(piece, start, end)
        if rest := self._held(0):
            self.flow.paragraph(rest, 0)
        return self.flow.finish()

    def _piece(self, piece: _Piece, start: int, end: int) -> None:
        at = piece.offset + (start - piece.first) * piece.width
        stop = piece.offset + (end - piece.first) * piece.width
        if stop > len(self.main):
            raise damaged()
        while at < stop:
            run, properties = self.characters.at(at)
            run = min(max(run, at + 1), stop)
            run += (run - at) % piece.width
            self._run(_decoded(self.main[at:run], piece.width), at, piece, properties)
            at = run

    def _run(self, text: str, at: int, piece: _Piece, properties: bytes) -> None:
        """Characters of the same properties: words, and marks between them."""
        look = character_look(properties + piece.changes)
        is_there = not (look.is_removed or look.is_hidden)
        if is_there and look.is_struck and _SPLIT.sub("", text).strip():
            self.has_struck = True
        is_shown = is_there and not look.is_struck
        for part in _SPLIT.split(text):
            if not part:
                continue
            if part in (_CELL, _PARAGRAPH, _BREAK_PAGE):
                self._end(part, at, piece, look)
            elif is_shown or (part in _FIELD_MARKS and not look.is_removed):
                self._show(part, look)
            at += len(part) * piece.width

    def _show(self, part: str, look: CharacterLook) -> None:
        if part == _FIELD_BEGIN:
            self.fields.append(True)
        elif part == _FIELD_SEPARATE and self.fields:
            self.fields[-1] = False
        elif part == _FIELD_END and self.fields:
            self.fields.pop()
        elif any(self.fields):
            return
        elif part < " ":
            self.text.append(_SHOWN.get(part, "\ufffd"))
            self.pictures += part in _PICTURES
        elif look.is_special:
            self.text.append("".join(look.symbol if char == "(" and look.symbol else "\ufffd" for char in part))
        else:
            self.text.append(f"{RAISED}{part}{RAISED}" if look.is_raised else part)

    def _end(self, mark: str, at: int, piece: _Piece, look: CharacterLook) -> None:
        """The end of a paragraph, which may be that of a cell or a row."""
        _, properties = self.paragraphs.at(at)
        found = paragraph_look(properties + piece.changes, self.data)
        text = self._held(found.depth)
        self.fields.clear()
        if found.ends_row:
            if text:
                self.flow.paragraph(text, found.depth)
            self.flow.end_row(found.shape, found.depth, is_removed=look.is_removed or look.is_hidden)
        elif found.ends_cell or (mark == _CELL and found.depth):
            self.flow.end_cell(text, found.depth)
        elif look.is_removed and mark == _PARAGRAPH:  # the next paragraph goes on in this one
            self.carried = (text, found.depth)
        else:  # a cell's end outside tables is one whose place is not known
            self.flow.paragraph(text, found.depth)

    def _held(self, depth: int) -> str:
        """The text since the last mark; it goes on with a paragraph whose mark was removed, if that stood as deep."""
        text = "".join(self.text)
        self.text.clear()
        if _SURROGATE.search(text):
            text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        if self.carried is not None:
            carried, its_depth = self.carried
            self.carried = None
            if its_depth == depth:
                return carried + text
            self.flow.paragraph(carried, its_depth)
        return text


def _check_fib(main: bytes) -> int:
    """Return the flags of the document. Raises DocumentError for one that is older, encrypted or cut off."""
    if len(main) < 32:
        raise damaged()
    ident, version = struct.unpack_from("<HH", main)
    (flags,) = struct.unpack_from("<H", main, 10)
    if ident in _OLDER or (ident == _WORD_97 and version < _OLDEST):
        raise DocumentError(
            "The document was saved by Word 95 or earlier; open it and save it as docx.",
            zh="文档是Word 95或者更早版本的格式；请打开后另存为docx格式。",
        )
    if ident != _WORD_97:
        raise damaged()
    if flags & _ENCRYPTED:
        raise encrypted()
    return int(flags)


def _table(main: bytes, table: bytes, number: int) -> bytes:
    """One of the tables that the FIB lists. Raises DocumentError where it is missing or cut off."""
    start, length = struct.unpack_from("<II", main, 154 + 8 * number)
    if not length or start + length > len(table):
        raise damaged()
    return table[start : start + length]


def _pieces(clx: bytes) -> list[_Piece]:
    """The piece table, which follows lists of changes that its pieces name."""
    lists: list[bytes] = []
    at = 0
    while clx[at] == 1:
        (length,) = struct.unpack_from("<H", clx, at + 1)
        lists.append(clx[at + 3 : at + 3 + length])
        at += 3 + length
    (length,) = struct.unpack_from("<I", clx, at + 1)
    count = (length - 4) // 12
    if clx[at] != 2 or count < 1 or at + 5 + length > len(clx):
        raise damaged()
    starts = struct.unpack_from(f"<{count + 1}I", clx, at + 5)
    stated = struct.iter_unpack("<HIH", clx[at + 9 + 4 * count : at + 9 + 12 * count])
    return list(_checked(starts, stated, lists))


def _checked(starts: tuple[int, ...], stated: Iterator[tuple[int, ...]], lists: list[bytes]) -> Iterator[_Piece]:
    if starts[0] != 0:
        raise damaged()
    for first, last, (_, place, prm) in zip(starts, starts[1:], stated, strict=False):
        if last <= first:
            raise damaged()
        is_narrow = place >> 30 & 1
        place &= 0x3FFFFFFF
        yield _Piece(first, last, place // 2 if is_narrow else place, 1 if is_narrow else 2, changes(prm, lists))


def _decoded(data: bytes, width: int) -> str:
    """Characters of a run: UTF-16, of which a pair may be cut in two, or Latin with the punctuation of Windows."""
    if width == 2:
        return data.decode("utf-16-le", "surrogatepass")
    return data.decode("latin-1").translate(_ANSI)


def _too_long() -> DocumentError:
    return DocumentError(
        f"The document has more than {_MOST_TEXT} characters, far more than a report; take the report out of it.",
        zh=f"文档超过{_MOST_TEXT}字，远多于一份年度报告；请只保留报告部分。",
    )
