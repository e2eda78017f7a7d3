"""Workbooks of Excel 97 to 2003 (.xls, .et): measured record by record, then read as those of xlsx are.

The library that reads them allocates what the file declares and follows chains of sectors without end, so it is given a
container of our own around the one stream it needs, once every record of that stream is known to ask for little.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from itertools import pairwise

from python_calamine import SheetTypeEnum, SheetVisibleEnum

from gongkai.documents.extent import opened
from gongkai.documents.grid import Block, Document
from gongkai.documents.limits import DEFAULT, Archive, Limits, check_size
from gongkai.documents.readers.doc_ole import MAGIC, damaged, encrypted, kind_of, streams_of
from gongkai.documents.readers.xls_strings import string_lengths
from gongkai.documents.readers.xlsx import blocks_of
from gongkai.errors import DocumentError

_BOF, _EOF, _CONTINUE = 0x809, 0x0A, 0x3C
_FILE_PASS, _BOUND_SHEET, _SST, _NAME = 0x2F, 0x85, 0xFC, 0x18
_DIMENSIONS, _FORMULA, _LABEL_SST, _MUL_RK, _STRING = 0x200, 0x06, 0xFD, 0xBD, 0x207
_CELLS = frozenset((_FORMULA, _LABEL_SST, _MUL_RK, 0x203, 0x204, 0x205, 0x27E))
"""Records that begin with the row and the column of a cell."""

_HEAD = struct.Struct("<HH")
"""Kind and length of a record."""

_PLACE = struct.Struct("<HH")
"""Row and column of a cell."""

_BIFF_8 = 0x600
_MOST_RECORDS = 1_000_000
_MOST_SHEETS = 256
_PLACES = 500_000
"""Places of all sheets as full rectangles, empty ones included; the longest form has 270."""

_SECTOR = 4096
_END, _FREE, _IS_FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def sniff(data: bytes) -> bool:
    """Whether this is an old office file that holds a workbook."""
    return kind_of(data) == "xls"


def read(data: bytes, limits: Limits = DEFAULT) -> Document:
    """Return the visible sheets of a workbook.

    Raises:
        DocumentError: no workbook of Excel 97 or later, damaged, protected by a password, or sheets that reach too far.
    """
    blocks: list[Block] = []
    with opened(measured(data, limits)) as workbook:
        for sheet in workbook.sheets_metadata:
            if sheet.visible == SheetVisibleEnum.Visible and sheet.typ == SheetTypeEnum.WorkSheet:
                blocks += blocks_of(workbook.get_sheet_by_name(sheet.name), sheet.name)
    return Document("xls", tuple(blocks))


def measured(data: bytes, limits: Limits = DEFAULT) -> Archive:
    """Return the workbook in a container of our own, every record of it measured.

    Raises:
        DocumentError: as `read`.
    """
    check_size(data, limits)
    if not sniff(data):
        raise DocumentError(
            "The file is not an Excel workbook; open it in the program that made it and save it as xlsx.",
            zh="文件不是Excel工作簿；请用生成它的程序打开，另存为xlsx格式。",
        )
    stream = streams_of(data, "Workbook").get("Workbook")
    if stream is None:
        raise _too_old()
    try:
        safe = _Measured(stream, limits).stream
    except (struct.error, IndexError):
        raise damaged() from None
    return Archive(_contained(safe), {})


class _Measured:
    """A workbook whose records ask for no more than the limits allow; `stream` has the code of its formulas taken out."""

    def __init__(self, stream: bytes, limits: Limits) -> None:
        self.limits = limits
        self.places = min(limits.cells, _PLACES)
        self.stated = stream
        self.stream = bytearray(stream)
        self.records = self.cells = self.text_bytes = 0
        self.strings: list[int] = []
        self.spans: list[tuple[int, int]] = []
        for position in self._globals():
            self._sheet(position)
        if any(end >= start for (_, end), (start, _) in pairwise(sorted(self.spans))):
            raise damaged()  # records within records: a formula cut out of one sheet would change another

    def _globals(self) -> list[int]:
        """Where each sheet begins. Raises DocumentError for an older workbook, a password, too many sheets."""
        positions: list[int] = []
        strings: list[bytes] = []
        before = 0
        for kind, at, content in self._substream(0):
            if kind == _FILE_PASS:
                raise encrypted()
            if kind == _BOUND_SHEET:
                positions.append(int.from_bytes(content[:4], "little"))
            elif kind == _SST or (kind == _CONTINUE and before == _SST):
                strings.append(content)
                kind = _SST
            elif kind == _NAME:
                self._cut(at, 4)
            if kind != _CONTINUE:
                before = kind
        if len(positions) > _MOST_SHEETS or len(set(positions)) != len(positions):
            raise damaged()
        if strings:
            self.strings = string_lengths(strings)
        return positions

    def _sheet(self, position: int) -> None:
        rows = columns = 0
        for kind, at, content in self._substream(position):
            if kind == _DIMENSIONS:
                self._check_claim(content)
            elif kind in _CELLS:
                row, column = _PLACE.unpack_from(content)
                if kind == _MUL_RK:
                    column += max((len(content) - 6) // 6, 1) - 1
                elif kind == _LABEL_SST:
                    (index,) = struct.unpack_from("<I", content, 6)
                    self.text_bytes += 3 * self.strings[index] if index < len(self.strings) else 0
                elif kind == _FORMULA:
                    self._cut(at, 20)
                if row < rows and column < columns:
                    continue
                rows, columns = max(rows, row + 1), max(columns, column + 1)
                if columns <= self.limits.columns and rows <= self.limits.rows:
                    continue
                raise _too_large(f"reaches to row {rows} and column {columns}", f"到了第{rows}行、第{columns}列")
        self.cells += rows * columns
        if self.cells > self.places or self.text_bytes > self.limits.text_bytes:
            raise _too_large("holds more than can be read", "内容太多")

    def _check_claim(self, content: bytes) -> None:
        """The library sets room aside for what a sheet says it holds."""
        first_row, last_row, first, last = struct.unpack_from("<IIHH", content)
        claimed = (last_row - first_row) * (last - first)
        if last_row < first_row or last < first or claimed > self.places:
            raise damaged()

    def _substream(self, position: int) -> Iterator[tuple[int, int, bytes]]:
        """Kind, offset and content of each record from one that begins a substream to the one that ends it."""
        at = position
        stated = self.stated
        while True:
            kind, length = _HEAD.unpack_from(stated, at)
            content = stated[at + 4 : at + 4 + length]
            self.records += 1
            if len(content) != length or (at == position and kind != _BOF):
                raise damaged()
            if kind == _BOF and int.from_bytes(content[:2], "little") != _BIFF_8:
                raise _too_old()
            if self.records > _MOST_RECORDS:
                raise _too_large("holds more than can be read", "内容太多")
            if kind == _EOF:
                self.spans.append((position, at))
                return
            yield kind, at, content
            at += 4 + length

    def _cut(self, at: int, place: int) -> None:
        """Say that a formula has no code: its value stands beside it, and the library would spell the code out."""
        length = int.from_bytes(self.stream[at + 2 : at + 4], "little")
        if length < place + 2:
            raise damaged()
        self.stream[at + 4 + place : at + 6 + place] = b"\0\0"


def _contained(stream: bytes | bytearray) -> bytes:
    """A container with one stream: header, allocation table, directory, the stream."""
    stream = bytes(stream).ljust(_SECTOR, b"\0")
    count = -(-len(stream) // _SECTOR)
    fats = -(-(count + 2) // (_SECTOR // 4 - 1))
    chain = [_IS_FAT] * fats + [_END] + [*range(fats + 2, fats + 1 + count), _END]
    table = struct.pack(f"<{len(chain)}I", *chain).ljust(fats * _SECTOR, b"\xff")
    header = MAGIC + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 12, 6)
    header += struct.pack("<IIIIIIIII", 0, fats, fats, 0, _SECTOR, _END, 0, _END, 0)
    header += struct.pack(f"<{fats}I", *range(fats))
    directory = _entry("Root Entry", 5, 1, _END, 0) + _entry("Workbook", 2, _FREE, fats + 1, len(stream))
    return (
        header.ljust(512, b"\xff").ljust(_SECTOR, b"\0")
        + table
        + directory.ljust(_SECTOR, b"\0")
        + stream.ljust(count * _SECTOR, b"\0")
    )


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    spelled = name.encode("utf-16-le")
    head = spelled.ljust(64, b"\0") + struct.pack("<HBBIII", len(spelled) + 2, kind, 1, _FREE, _FREE, child)
    return head + bytes(36) + struct.pack("<IQ", start, size)


def _too_old() -> DocumentError:
    return DocumentError(
        "The workbook was saved by Excel 95 or earlier; open it and save it as xlsx.",
        zh="工作簿是Excel 95或者更早版本的格式；请打开后另存为xlsx格式。",
    )


def _too_large(what: str, zh: str) -> DocumentError:
    return DocumentError(
        f"A sheet of the workbook {what}; it is not an annual report, or not an ordinary file.",
        zh=f"工作簿的工作表{zh}；这不是年度报告，或者不是正常的文件。",
    )
