"""Properties of characters, paragraphs and rows in a Word 97 file: pages of runs (FKP), lists of changes (grpprl, sprm).

Names and codes are those of [MS-DOC]. Everything is looked up by the offset of a character in the main stream.
"""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise

from gongkai.documents.readers.doc_ole import damaged
from gongkai.documents.readers.doc_tables import COLUMNS, Down, RowShape

_PAGE = 512
_SIZES = {0: 1, 1: 1, 2: 2, 3: 4, 4: 2, 5: 2, 7: 3}
"""Bytes of the operand by the top three bits of a code; 6 states its length itself."""

_FR_MARK_DEL, _F_VANISH, _F_SPEC, _SYMBOL = 0x0800, 0x083C, 0x0855, 0x6A09
_STRIKES, _ISS = (0x0837, 0x2A53), 0x2A48
_IN_TABLE, _TTP, _ITAP, _DTAP = 0x2416, 0x2417, 0x6649, 0x664A
_INNER_CELL, _INNER_TTP = 0x244B, 0x244C
_HUGE, _TABLE_PROPS = (0x6645, 0x6646), 0x646B
_DEF_TABLE, _INSERT, _MERGE, _VERT_MERGE, _DXA_COL, _DXA_LEFT = 0xD608, 0x7621, 0x5624, 0xD62B, 0x7623, 0x9601
_RESHAPING = (0x5622, 0x5625)
"""Cells deleted or split after the row was stated: never met, and not followed."""

_CHANGE_TABS = 0xC615
_SHORT = {0x18: _IN_TABLE, 0x19: _TTP, 0x41: _FR_MARK_DEL, 0x5C: _F_VANISH}
"""Codes a piece may state in one byte, those that matter here."""

_DOWN: dict[int, Down] = {0: "", 1: "continue", 2: "", 3: "restart"}


@dataclass(frozen=True, slots=True)
class CharacterLook:
    """is_raised: or lowered. symbol: the character of a symbol font that stands here."""

    is_removed: bool = False
    is_hidden: bool = False
    is_struck: bool = False
    is_raised: bool = False
    is_special: bool = False
    symbol: str = ""


@dataclass(frozen=True, slots=True)
class ParagraphLook:
    """depth: 0 outside tables. ends_cell: of a table within a cell, whose cells end with a paragraph mark."""

    depth: int = 0
    ends_row: bool = False
    ends_cell: bool = False
    shape: RowShape | None = None


class Runs:
    """Runs of one kind of property: a table of pages, read as they are needed.

    is_paragraphs: PAPX, whose runs are paragraphs; else CHPX.
    """

    def __init__(self, main: bytes, plc: bytes, *, is_paragraphs: bool) -> None:
        count = max((len(plc) - 4) // 8, 0)
        self._main, self._is_paragraphs = main, is_paragraphs
        self._starts = struct.unpack_from(f"<{count + 1}I", plc) if count else ()
        self._pages = struct.unpack_from(f"<{count}I", plc, 4 * count + 4) if count else ()
        self._read: dict[int, tuple[tuple[int, ...], list[bytes]]] = {}

    def at(self, offset: int) -> tuple[int, bytes]:
        """Where the run of a character ends, and its properties; nothing where the file states none.

        Raises:
            DocumentError: the page does not hold the run it should.
        """
        page = bisect_right(self._starts, offset) - 1
        if not 0 <= page < len(self._pages):
            return (self._starts[0] if self._starts and page < 0 else 1 << 40), b""
        number = self._pages[page] & 0x3FFFFF
        if number not in self._read:
            self._read[number] = self._page(number)
        starts, properties = self._read[number]
        run = bisect_right(starts, offset) - 1
        if not 0 <= run < len(properties):
            raise damaged()
        return min(starts[run + 1], self._starts[page + 1]), properties[run]

    def _page(self, number: int) -> tuple[tuple[int, ...], list[bytes]]:
        page = self._main[number * _PAGE : (number + 1) * _PAGE]
        step = 13 if self._is_paragraphs else 1
        count = page[-1] if len(page) == _PAGE else 0
        if not count or 4 * count + 4 + step * count >= _PAGE:
            raise damaged()
        starts = struct.unpack_from(f"<{count + 1}I", page)
        places = page[4 * count + 4 : 4 * count + 4 + step * count : step]
        return starts, [self._properties(page, 2 * place) for place in places]

    def _properties(self, page: bytes, place: int) -> bytes:
        """The list of changes at a place of a page; that of a paragraph follows the number of its style."""
        if not place:
            return b""
        length, place = page[place], place + 1
        if not self._is_paragraphs:
            return page[place : min(place + length, _PAGE - 1)]
        if length:
            length = 2 * length - 1
        else:
            length, place = 2 * page[place], place + 1
        return page[place + 2 : min(place + length, _PAGE - 1)]


def changes(prm: int, clx: list[bytes]) -> bytes:
    """The changes a piece states for all its text: one in short form, or a list of those before the piece table."""
    if prm & 1:
        return clx[prm >> 1] if prm >> 1 < len(clx) else b""
    code = _SHORT.get(prm >> 1 & 0x7F)
    return struct.pack("<HB", code, prm >> 8) if code else b""


@lru_cache(maxsize=4096)
def character_look(properties: bytes) -> CharacterLook:
    is_removed = is_hidden = is_raised = is_special = False
    strikes: dict[int, bool] = {}
    symbol = ""
    for code, operand in _sprms(properties):
        if code == _FR_MARK_DEL:
            is_removed = operand[0] != 0
        elif code == _F_VANISH:
            is_hidden = operand[0] in (1, 0x81)
        elif code in _STRIKES:
            strikes[code] = operand[0] in (1, 0x81)
        elif code == _ISS:
            is_raised = operand[0] in (1, 2)
        elif code == _F_SPEC:
            is_special = operand[0] != 0
        elif code == _SYMBOL:
            value = int.from_bytes(operand[2:], "little")
            symbol = chr(value) if value >= 0x20 and not 0xD800 <= value <= 0xDFFF else "\ufffd"
    return CharacterLook(is_removed, is_hidden, any(strikes.values()), is_raised, is_special, symbol)


def paragraph_look(properties: bytes, data: bytes) -> ParagraphLook:
    """What a paragraph is. data: the stream Data, where lists of changes too long for a page stand.

    Word states a row twice, beside the paragraph for readers of 1997 and there for later ones; the first is enough.
    """
    for code, operand in _sprms(properties):
        if code in _HUGE:
            properties += _elsewhere(operand, data)
            break
    stated = dict(_sprms(properties))
    if _TABLE_PROPS in stated and _DEF_TABLE not in stated:
        properties += _elsewhere(stated[_TABLE_PROPS], data)
    return _paragraph_look(properties)


def _elsewhere(operand: bytes, data: bytes) -> bytes:
    """The list of changes at a place of the stream Data."""
    at = int.from_bytes(operand, "little")
    length = int.from_bytes(data[at : at + 2], "little")
    if at + 2 + length > len(data):
        raise damaged()
    return data[at + 2 : at + 2 + length]


@lru_cache(maxsize=512)
def _paragraph_look(properties: bytes) -> ParagraphLook:
    is_in_table = ends_row = ends_cell = ends_inner_row = False
    level = 0
    for code, operand in _sprms(properties):
        if code == _IN_TABLE:
            is_in_table = operand[0] != 0
        elif code == _TTP:
            ends_row = operand[0] != 0
        elif code == _ITAP:
            level = int.from_bytes(operand, "little", signed=True)
        elif code == _DTAP:
            level += int.from_bytes(operand, "little", signed=True)
        elif code == _INNER_CELL:
            ends_cell = operand[0] != 0
        elif code == _INNER_TTP:
            ends_inner_row = operand[0] != 0
    depth = max(level, 1) if is_in_table or level > 0 else 0
    ends_row = ends_row or ends_inner_row
    return ParagraphLook(depth, ends_row, ends_cell, _shape(properties) if ends_row else None)


def _shape(properties: bytes) -> RowShape | None:
    """The edges and merges of a row; None where they are not stated, or are changed in a way not followed."""
    left, is_stated = 0, False
    widths: list[int] = []
    across: list[int] = []
    down: list[Down] = []
    for code, operand in _sprms(properties):
        if code == _DEF_TABLE:
            count = operand[0] if operand else 0
            if not 1 <= count <= COLUMNS or len(operand) < 1 + 2 * (count + 1):
                return None
            edges = struct.unpack_from(f"<{count + 1}h", operand, 1)
            flags = [int.from_bytes(operand[at : at + 2], "little") for at in range(3 + 2 * count, len(operand), 20)]
            flags = (flags + [0] * count)[:count]
            left, is_stated, widths = edges[0], True, [last - first for first, last in pairwise(edges)]
            across, down = [flag & 3 for flag in flags], [_DOWN[flag >> 5 & 3] for flag in flags]
        elif code == _INSERT and not is_stated and operand[0] <= len(widths) <= COLUMNS:
            at, count, width = operand[0], operand[1], int.from_bytes(operand[2:], "little")
            widths[at:at], across[at:at], down[at:at] = [width] * count, [0] * count, [_DOWN[0]] * count
        elif code == _INSERT or code in _RESHAPING:
            return None
        elif code == _DXA_LEFT and not is_stated:
            left = int.from_bytes(operand, "little", signed=True)
        elif code == _MERGE and operand[0] < operand[1] <= len(across):
            across[operand[0] : operand[1]] = [1] + [2] * (operand[1] - operand[0] - 1)
        elif code == _VERT_MERGE and len(operand) == 2 and operand[0] < len(down):
            down[operand[0]] = _DOWN[operand[1] & 3]
        elif code == _DXA_COL and operand[0] < operand[1] <= len(widths):
            width = int.from_bytes(operand[2:], "little", signed=True)
            widths[operand[0] : operand[1]] = [width] * (operand[1] - operand[0])
    return RowShape(tuple(accumulate(widths, initial=left)), tuple(across), tuple(down)) if widths else None


def _sprms(properties: bytes) -> Iterator[tuple[int, bytes]]:
    """Each change with its operand, whole ones only."""
    at, end = 0, len(properties)
    while at + 2 < end:
        code = properties[at] | properties[at + 1] << 8
        at += 2
        size = _SIZES.get(code >> 13)
        if size is None:
            at, size = _measured(properties, at, code)
        if at + size > end:
            return
        yield code, properties[at : at + size]
        at += size


def _measured(properties: bytes, at: int, code: int) -> tuple[int, int]:
    """Where an operand that states its length begins, and its length."""
    size = properties[at]
    if code == _DEF_TABLE:
        return at + 2, max(int.from_bytes(properties[at : at + 2], "little") - 1, 0)
    if code == _CHANGE_TABS and size == 0xFF and at + 1 < len(properties):
        removed = properties[at + 1]
        added_at = at + 2 + 4 * removed
        added = properties[added_at] if added_at < len(properties) else 0
        return at + 1, 2 + 4 * removed + 3 * added
    return at + 1, size
