"""What an xlsx holds before a library opens it: its sheets, how far their cells reach, which cells are errors.

The library lays every sheet out as a full rectangle in memory and copies a shared string into each cell that names it, so
two cells in opposite corners, or one long string, can ask for more memory than there is. Ordinary sheets are cleared by
one search for an extraordinary cell; the rest are parsed and measured.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from posixpath import join, normpath
from typing import Any
from xml.parsers import expat

from python_calamine import CalamineError, CalamineWorkbook

from gongkai.documents.limits import Archive, Limits
from gongkai.errors import DocumentError

_WORKBOOK, _RELATIONS, _STRINGS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/sharedStrings.xml"

_DIMENSION = re.compile(rb'<dimension ref="(?:[A-Z]+[0-9]+:)?([A-Z]{1,2})([0-9]{1,6})"')
_PREFIXED = re.compile(rb"<[^<>\s]*:c[\s/>]")
_ERROR = re.compile(rb'<c r="([A-Z]+[0-9]+)"[^<>]* t="e"')
_ENDS = re.compile(rb"</(?:\w+:)?si>")
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_LONGEST_TAG = _LONGEST_STRING = 4 << 20
_MOST_ERRORS = 1_000


@dataclass(slots=True)
class Extent:
    """How far the cells of a sheet reach, counted from A1, and the cells that hold an error (#REF!)."""

    rows: int = 0
    columns: int = 0
    cells: int = 0
    text_bytes: int = 0
    errors: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Contents:
    """The sheets of a workbook: name → part of the zip, in order; and whether its day numbers start in 1904."""

    sheets: Mapping[str, str]
    is_1904: bool


def contents(archive: Archive) -> Contents:
    """Return the sheets of an xlsx. Raises DocumentError for a zip that is not an xlsx."""
    if _WORKBOOK not in archive.parts or _RELATIONS not in archive.parts:
        raise _other_kind(archive)
    targets: dict[str, str] = {}
    sheets: list[tuple[str, str]] = []
    epoch = []
    for name, attributes in _elements(archive, _RELATIONS):
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            targets[attributes.get("Id", "")] = attributes.get("Target", "")
    for name, attributes in _elements(archive, _WORKBOOK):
        if name == "sheet":
            relation = next((value for key, value in attributes.items() if key.endswith(":id") or key == "id"), "")
            sheets.append((attributes.get("name", ""), targets.get(relation, "")))
        elif name == "workbookPr":
            epoch.append(attributes.get("date1904", "0").lower() in ("1", "true"))
    found = {name: target[1:] if target.startswith("/") else normpath(join("xl", target)) for name, target in sheets}
    if len(found) != len(sheets):
        raise _unsound("Two sheets of the file have the same name", "有两张同名的工作表")
    return Contents(found, any(epoch))


class Gauge:
    """Measures the sheets of one workbook as they are wanted, and holds their sum against the limits."""

    def __init__(self, archive: Archive, found: Contents, limits: Limits) -> None:
        """Inflate every part but the sheets once, so that none is a bomb. Raises DocumentError for a damaged one."""
        self.archive, self.found, self.limits = archive, found, limits
        self.cells = self.text_bytes = 0
        for part in archive.parts:
            if part not in found.sheets.values() and part != _STRINGS:
                for _ in archive.pieces(part):
                    pass
        self.longest, self.strings = _longest_string(archive)

    def measure(self, name: str) -> Extent:
        """Return the extent of a sheet by its name.

        Raises:
            DocumentError: it is missing from the zip, damaged, or reaches further than the limits.
        """
        part = self.found.sheets[name]
        if part not in self.archive.parts:
            raise _unsound(f"The sheet {name} is missing inside the file", f"文件内部缺少工作表“{name}”")
        extent = _quick(self.archive, part)
        if extent is None or extent.cells * self.longest > self.limits.text_bytes:
            extent = Extent()
            for _ in _exact(self.archive, part, self.strings, extent):
                self._check(name, extent)
        self._check(name, extent)
        self.cells += extent.rows * extent.columns
        self.text_bytes += extent.text_bytes
        return extent

    def _check(self, name: str, extent: Extent) -> None:
        limits = self.limits
        if extent.rows > limits.rows:
            raise DocumentError(
                f"The sheet {name} reaches to row {extent.rows} or beyond; at most {limits.rows} rows are read. "
                "Delete the rows below the data and save again.",
                zh=f"工作表“{name}”到了第{extent.rows}行或者更多，最多读{limits.rows}行；请删除数据下方的行后保存。",
            )
        if extent.columns > limits.columns:
            raise DocumentError(
                f"The sheet {name} reaches across {extent.columns} columns or more; at most {limits.columns} are read. "
                "Delete the columns to the right of the data and save again.",
                zh=f"工作表“{name}”到了第{extent.columns}列或者更多，最多读{limits.columns}列；请删除数据右侧的列后保存。",
            )
        cells, text_bytes = extent.rows * extent.columns, extent.text_bytes
        if self.cells + cells > limits.cells or self.text_bytes + text_bytes > limits.text_bytes:
            raise DocumentError(
                f"The workbook is too large to be read at its sheet {name}; split it.",
                zh=f"读到工作表“{name}”时发现工作簿太大；请拆分。",
            )


def _other_kind(archive: Archive) -> DocumentError:
    kind, zh = "a zip of another kind", "是其他压缩文件"
    if "mimetype" in archive.parts:
        kind, zh = "an OpenDocument file (.ods)", "是OpenDocument文件（.ods）"
    elif "xl/workbook.bin" in archive.parts:
        kind, zh = "a binary workbook (.xlsb)", "是二进制工作簿（.xlsb）"
    elif "word/document.xml" in archive.parts:
        kind, zh = "a Word document", "是Word文档"
    return DocumentError(
        f"The file is {kind}, not xlsx; open it and save it as .xlsx.",
        zh=f"文件{zh}，不是xlsx；请打开后另存为xlsx格式。",
    )


def _unsound(what: str, zh: str) -> DocumentError:
    return DocumentError(f"{what}; open the file and save it again.", zh=f"{zh}；请打开后另存再试。")


def _quick(archive: Archive, part: str) -> Extent | None:
    """The extent a sheet claims, if every cell is written the usual way and lies within the claim; else None."""
    extent, strange = Extent(), None
    for piece in _whole_tags(archive, part):
        if strange is None:
            claim = _DIMENSION.search(piece)
            if claim is None:
                return None
            extent.rows, extent.columns, strange = _beyond(claim[1].decode(), int(claim[2]))
        if strange.search(piece) or (b":c" in piece and _PREFIXED.search(piece)):
            return None
        extent.cells += piece.count(b"<c r=")
        if b't="e"' in piece and len(extent.errors) < _MOST_ERRORS:
            extent.errors += [match[1].decode() for match in _ERROR.finditer(piece)]
    return extent if extent.rows * extent.columns <= extent.cells * 50 + 500_000 else None


def _beyond(letters: str, row: int) -> tuple[int, int, re.Pattern[bytes]]:
    """Rows and columns of the next round size from a corner, and a pattern that finds a cell outside or without place."""
    digits = str(row)
    lead, rest = int(digits[0]), len(digits) - 1
    rows = f"[1-{lead}]?[0-9]{{1,{rest}}}" if rest else "[0-9]"
    columns, width = f"[A-{letters}]", ord(letters[0]) - 64
    if len(letters) == 2:
        columns, width = f"[A-{letters[0]}]?[A-Z]", (width + 1) * 26
    strange = f'<c(?! r="{columns}{rows}")(?=[\\s/>])'
    return (lead + 1) * 10**rest - 1, width, re.compile(strange.encode())


def _whole_tags(archive: Archive, part: str) -> Iterator[bytes]:
    rest = b""
    for piece in archive.pieces(part):
        whole = rest + piece
        cut = whole.rfind(b">") + 1
        rest = whole[cut:]
        if len(rest) > _LONGEST_TAG:
            raise _unsound(f"The part {part} of the file is not an ordinary sheet", f"文件的部件{part}不是正常的工作表")
        yield whole[:cut]
    yield rest


def _longest_string(archive: Archive) -> tuple[int, list[int]]:
    """Length in bytes of the longest shared string, and of each."""
    if _STRINGS not in archive.parts:
        return 0, []
    lengths: list[int] = []
    rest = b""
    for piece in archive.pieces(_STRINGS):
        strings = _ENDS.split(rest + piece) if b":si>" in piece else (rest + piece).split(b"</si>")
        rest = strings.pop()
        lengths += map(len, strings)
        if len(rest) > _LONGEST_STRING:
            raise _unsound("A cell of the file holds more text than a cell can", "有单元格的文字超过了上限")
    return max(lengths, default=0), lengths


class _Measure:
    """Follows the cells of a sheet the way a reader does: a cell without a place stands after the one before it."""

    def __init__(self, strings: list[int], extent: Extent) -> None:
        self.extent = extent
        self.strings = strings
        self.row = self.column = 0
        self.kind = ""
        self.value: list[str] | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "row":
            self.row = (
                int(attributes["r"])
                if attributes.get("r", "").isascii() and attributes.get("r", "").isdigit()
                else self.row + 1
            )
            self.column = 0
        elif name == "c":
            self._cell(attributes)
        elif name == "v" and self.kind == "s":
            self.value = []

    def end(self, tag: str) -> None:
        if self.value is not None and tag.rpartition(":")[2] == "v":
            index = "".join(self.value).strip()
            if index.isascii() and index.isdigit() and int(index[:9]) < len(self.strings):
                self.extent.text_bytes += self.strings[int(index[:9])]
            self.value = None

    def text(self, data: str) -> None:
        if self.value is not None and len(self.value) < 20:
            self.value.append(data)

    def _cell(self, attributes: dict[str, str]) -> None:
        place = _REFERENCE.fullmatch(attributes.get("r", ""))
        if place is None and "r" in attributes:  # the library would read it in its own way, however far out
            raise _unsound("A cell of the file states a place that no sheet has", "有单元格的位置不是任何工作表会有的")
        self.column = column_number(place[1]) if place else self.column + 1
        row = int(place[2]) if place else max(self.row, 1)
        self.kind = attributes.get("t", "")
        extent = self.extent
        extent.rows, extent.columns = max(extent.rows, row), max(extent.columns, self.column)
        extent.cells += 1
        if self.kind == "e" and len(extent.errors) < _MOST_ERRORS:
            extent.errors.append(f"{column_letters(self.column)}{row}")


def _exact(archive: Archive, part: str, strings: list[int], extent: Extent) -> Iterator[None]:
    """Parse a sheet and fill its extent, a MiB at a time, so that the caller may stop."""
    measure = _Measure(strings, extent)
    parser = _parser()
    parser.StartElementHandler = measure.start
    parser.EndElementHandler = measure.end
    parser.CharacterDataHandler = measure.text
    yield from _feed(parser, archive, part)


def _elements(archive: Archive, part: str) -> list[tuple[str, dict[str, str]]]:
    found: list[tuple[str, dict[str, str]]] = []
    parser = _parser()
    parser.StartElementHandler = lambda tag, attributes: found.append((tag.rpartition(":")[2], attributes))
    archive.read(part)
    for _ in _feed(parser, archive, part):
        pass
    return found


def _parser() -> Any:
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse
    return parser


def _refuse(*_: object) -> None:
    raise _unsound(
        "The file declares a document type, which no office program writes", "文件内部有办公软件不会写的声明"
    )


def _feed(parser: Any, archive: Archive, part: str) -> Iterator[None]:
    try:
        for piece in archive.pieces(part):
            parser.Parse(piece, False)
            yield
        parser.Parse(b"", True)
    except (expat.ExpatError, LookupError, ValueError):  # ill-formed, an unknown encoding, a number without end
        raise _unsound(f"The file is damaged in its part {part}", f"文件的部件{part}已损坏") from None


def column_letters(number: int) -> str:
    """1 → A, 27 → AA."""
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """A → 1, AA → 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


@contextmanager
def opened(archive: Archive) -> Iterator[CalamineWorkbook]:
    """The workbook, with every failure of the library turned into DocumentError."""
    try:
        with CalamineWorkbook.from_filelike(BytesIO(archive.data)) as workbook:
            yield workbook
    except (CalamineError, OSError, ValueError) as error:
        raise _damaged(f" ({error})") from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # what a failed assertion in the Rust library becomes
            raise
        raise _damaged() from None


def _damaged(why: str = "") -> DocumentError:
    return DocumentError(
        f"The workbook is damaged and cannot be read{why}; open it and save it again.",
        zh=f"工作簿已损坏，无法读取{why}；请打开后另存再试。",
    )
