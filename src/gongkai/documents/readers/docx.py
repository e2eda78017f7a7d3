"""Word documents (.docx, .docm) as Word shows them: changes accepted, hidden text and field codes left out.

Struck-out text is left out and told, as a change made by hand. Not read: headers, footers, notes, comments, embedded
documents (altChunk, told) and linked pictures. Pictures large enough to hold a table are handed on in their place.

Tables keep the spans the file states. A table of one column is a frame around text, so its text flows as lines. A table
inside a cell follows the outer one as a grid of its own and is no part of the outer cell's text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from io import BytesIO
from posixpath import normpath
from typing import Any
from zipfile import BadZipFile, ZipFile

from lxml import etree

from gongkai.documents.grid import Block, Document, Grid, GridCell, Picture
from gongkai.documents.limits import DEFAULT, Archive, Limits, open_archive
from gongkai.documents.readers.docx_pictures import BLIP, IMAGE_DATA, MOST, Image, Relations
from gongkai.documents.readers.docx_styles import PLAIN, Styles
from gongkai.documents.readers.numbered import Numbers, too_much
from gongkai.documents.readers.pictures import part_loader
from gongkai.documents.readers.raised import RAISED, settled
from gongkai.documents.xml import parsed
from gongkai.errors import DocumentError

_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_MAIN = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"

_P, _R, _TBL, _TR, _TC = f"{_W}p", f"{_W}r", f"{_W}tbl", f"{_W}tr", f"{_W}tc"
_BOX, _VAL, _FIELD, _SYMBOL = f"{_W}txbxContent", f"{_W}val", f"{_W}fldChar", f"{_W}sym"
_CHOICE, _FALLBACK, _EITHER = f"{_MC}Choice", f"{_MC}Fallback", f"{_MC}AlternateContent"
_THROUGH = frozenset(_W + tag for tag in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag"))
_TEXTS = frozenset((f"{_W}t", f"{_MATH}t"))
_MARKS = {
    _W + tag: mark for tag, mark in {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}.items()
}
_DROPPED = frozenset(
    _W + tag
    for tag in (
        *("del", "moveFrom", "delText", "instrText", "delInstrText", "pPr", "rPr", "sdtPr", "sdtEndPr", "rt", "rubyPr"),
        *("customXmlPr", "smartTagPr", "fldData", "softHyphen"),
    )
)
_EMBEDDED = f"{_W}altChunk"
_REMOVED = (f"{_W}del", f"{_W}moveFrom")

_COLUMNS, _ROWS, _PLACES = 256, 5_000, 1_000_000
_BELIEVED = 32
"""Columns a span may claim beyond those the table declares; the forms have at most 15."""

_Cells = tuple[GridCell, ...]
_Item = str | _Cells | Image


def sniff(data: bytes) -> bool:
    """Whether this is a Word document: a zip with a folder `word`, whole or cut off."""
    if not data.startswith(b"PK"):
        return False
    with suppress(BadZipFile, ValueError, NotImplementedError, OSError, IndexError), ZipFile(BytesIO(data)) as opened:
        return any(name.startswith("word/") for name in opened.namelist())
    return b"word/document" in data and b"xl/workbook" not in data


def read(data: bytes, limits: Limits = DEFAULT) -> Document:
    """Return paragraphs and tables in order.

    Raises:
        DocumentError: not a docx, damaged, encrypted, a zip or XML bomb, nested too deep, or tables beyond all measure.
    """
    archive = open_archive(data, limits, wanted="docx")
    try:
        targets = _targets(archive)
        name = targets.get("officeDocument", "word/document.xml")
        if name not in archive.parts:
            raise _not_word("has no main part")
        root = _parsed(archive, name)
        body = root.find(f"{_W}body")
        if root.tag != f"{_W}document" or body is None:
            raise _not_word("has no text of a Word document")
        relations = Relations(archive, name)
        reader = _Reader(limits, relations, _styles(archive, relations.purposes.get("styles", "word/styles.xml")))
        warnings: list[str] = []
        blocks = tuple(_placed(reader.flow(body), archive, warnings))
        return Document(
            "docx",
            blocks,
            _metadata(archive, targets.get("core-properties", "docProps/core.xml")),
            (*_warnings(body, blocks), *warnings, *reader.warnings()),
        )
    except RecursionError:
        raise DocumentError(
            "The document is nested too deep to be an ordinary one; open it and save it again.",
            zh="文件嵌套层次过深，不是正常的文档；请打开后另存再试。",
        ) from None


class _Reader:
    def __init__(self, limits: Limits, relations: Relations, styles: Styles) -> None:
        self.relations, self.styles = relations, styles
        self.look = PLAIN  # what the style of the paragraph under way says of its runs
        self.images: list[Image] = []  # of the paragraph under way
        self.has_struck = self.has_embedded = False
        self.columns = min(limits.columns, _COLUMNS)
        self.rows = min(limits.rows, _ROWS)
        self.places = min(limits.cells, _PLACES)
        self.fields: list[bool] = []  # of the open fields, from outside in: whether its code is not yet over

    def flow(self, parent: etree._Element) -> Iterator[_Item]:
        """Text of each paragraph, blank ones included, cells of each table, and pictures; raised text is marked."""
        held = ""
        for child in _children(parent):
            if child.tag == _P:
                pieces: list[str] = []
                boxes: list[etree._Element] = []
                self.fields.clear()
                self.look = self.styles.of_paragraph(child)
                self.inline(child, pieces, boxes)
                held += "".join(pieces)
                if _loses_its_end(child):  # a removed paragraph mark: the next paragraph goes on in this one
                    continue
                yield held
                held = ""
                images, self.images = self.images, []
                yield from images
                for box in boxes:
                    yield from self.flow(box)
            elif child.tag == _TBL:
                yield from self.table(child)
            elif child.tag == _EMBEDDED:
                self.has_embedded = True
        if held:
            yield held

    def inline(self, parent: etree._Element, pieces: list[str], boxes: list[etree._Element]) -> None:
        for child in parent:
            tag = child.tag
            if tag in _TEXTS:
                if child.text and not any(self.fields):
                    pieces.append(child.text)
            elif tag in _MARKS:
                if not any(self.fields):
                    pieces.append(_MARKS[tag])
            elif tag in _DROPPED:
                continue
            elif tag == _R:
                self.run(child, pieces, boxes)
            elif tag in (BLIP, IMAGE_DATA):
                if (image := self.relations.image(child)) is not None:
                    self.images.append(image)
            elif tag == _FIELD:
                self.field(child.get(f"{_W}fldCharType"))
            elif tag == _SYMBOL:
                pieces.append(_symbol(child.get(f"{_W}char")))
            elif tag == _BOX:
                boxes.append(child)
            elif tag == _EITHER:
                if (branch := _branch(child)) is not None:
                    self.inline(branch, pieces, boxes)
            else:
                self.inline(child, pieces, boxes)

    def run(self, run: etree._Element, pieces: list[str], boxes: list[etree._Element]) -> None:
        look = self.styles.of_run(run, self.look)
        if look.hidden or look.struck:
            for part in run.iterchildren(_FIELD):
                self.field(part.get(f"{_W}fldCharType"))
            self.has_struck = self.has_struck or (not look.hidden and any(part.tag in _TEXTS for part in run))
            return
        if look.raised:
            pieces.append(RAISED)
        self.inline(run, pieces, boxes)
        if look.raised:
            pieces.append(RAISED)

    def warnings(self) -> Iterator[str]:
        if self.has_struck:
            yield "文中有划去（带删除线）的文字，按已删除处理，没有读取"
        if self.has_embedded:
            yield "文中嵌有另一份文档（altChunk），没有读取；请用Word或者WPS打开后另存"

    def field(self, kind: str | None) -> None:
        if kind == "begin":
            self.fields.append(True)
        elif kind == "separate" and self.fields:
            self.fields[-1] = False
        elif kind == "end" and self.fields:
            self.fields.pop()

    def table(self, table: etree._Element) -> Iterator[_Item]:
        declared = len(table.findall(f"{_W}tblGrid/{_W}gridCol"))
        believed = min(max(declared, _BELIEVED), self.columns)
        cells: list[GridCell] = []
        contents: list[list[_Item]] = []
        open_cells: dict[int, int] = {}  # column → the cell a vertical merge may go on
        y, most = 0, 0
        for row in _rows(table):
            x, above = _before(row, believed), open_cells
            open_cells = {}
            in_row = _cells(row, believed)
            for cell, span, merge in in_row:
                if x + span > self.columns:
                    raise too_much(f"more than {self.columns} columns", f"{self.columns}列")
                from_above = above.get(x) if merge == "continue" else None
                if from_above is not None and cells[from_above].colspan == span:
                    cells[from_above] = replace(cells[from_above], rowspan=y + 1 - cells[from_above].row)
                    open_cells[x] = from_above
                else:
                    if merge:
                        open_cells[x] = len(cells)
                    contents.append(list(self.flow(cell)))
                    text = "\n".join(item for item in contents[-1] if isinstance(item, str))
                    cells.append(GridCell(y, x, settled(text, in_cell=True).strip(), 1, span))
                x += span
            most = max(most, len(in_row))
            y += 1
            if y > self.rows:
                raise too_much(f"more than {self.rows} rows", f"{self.rows}行")
        if most <= 1:
            for content in contents:
                yield from content
            return
        self.places -= y * max((cell.column + cell.colspan for cell in cells), default=0)
        if self.places < 0:
            raise too_much("more cells than any report", "任何年度报告的格数")
        yield tuple(cells)
        for content in contents:
            yield from (item for item in content if not isinstance(item, str))


def _placed(items: Iterator[_Item], archive: Archive, warnings: list[str]) -> Iterator[Block]:
    """Number paragraphs (blank ones count), tables and pictures, and leave out blank paragraphs."""
    numbers = Numbers()
    pictures = 0
    for item in items:
        if isinstance(item, Image):
            pictures += 1
            if pictures > MOST:
                continue
            if (load := part_loader(archive, item.part)) is not None:
                yield Picture(load, f"图{pictures}")
            else:
                warnings.append(f"图{pictures}的格式无法识别（{item.part.rpartition('.')[2][:8]}），没有读取其中的内容")
        else:
            yield from numbers.paragraph(item) if isinstance(item, str) else numbers.table(item)


def _children(parent: etree._Element) -> Iterator[etree._Element]:
    """Children as they count: through content controls and insertions, without what was removed."""
    for child in parent:
        tag = child.tag
        if tag in _THROUGH:
            yield from _children(child)
        elif tag == _EITHER:
            if (branch := _branch(child)) is not None:
                yield from _children(branch)
        elif tag not in _REMOVED:
            yield child


def _inside(parent: etree._Element, tag: str) -> Iterator[etree._Element]:
    return (child for child in _children(parent) if child.tag == tag)


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    for row in _inside(table, _TR):
        properties = _child(row, f"{_W}trPr", ())
        if _child(properties, f"{_W}del") is None and not _is_on(properties, "hidden"):
            yield row


def _cells(row: etree._Element, believed: int) -> list[tuple[etree._Element, int, str]]:
    """The cells of a row with width and `vMerge`; what the older way of merging (hMerge) continues is part of the first."""
    cells: list[tuple[etree._Element, int, str]] = []
    for cell in _inside(row, _TC):
        properties = {part.tag: part for part in _child(cell, f"{_W}tcPr", ())}
        if f"{_W}cellDel" in properties:
            continue
        span = _number(properties.get(f"{_W}gridSpan"), 1)
        span = span if 1 <= span <= believed else 1
        if cells and _merge(properties.get(f"{_W}hMerge")) == "continue":
            first, width, merge = cells[-1]
            cells[-1] = (first, width + span, merge)
        else:
            cells.append((cell, span, _merge(properties.get(f"{_W}vMerge"))))
    return cells


def _before(row: etree._Element, believed: int) -> int:
    skipped = _number(_child(_child(row, f"{_W}trPr", ()), f"{_W}gridBefore"), 0)
    return skipped if 0 <= skipped <= believed else 0


def _branch(either: etree._Element) -> etree._Element | None:
    """The one branch of an AlternateContent to take: the first choice that holds anything, else the fallback."""
    for choice in either.iterchildren(_CHOICE):
        if len(choice):
            return choice
    return either.find(_FALLBACK)


def _loses_its_end(paragraph: etree._Element) -> bool:
    mark = _child(_child(paragraph, f"{_W}pPr", ()), f"{_W}rPr", ())
    return any(part.tag in _REMOVED for part in mark)


def _is_on(properties: Iterable[etree._Element], name: str) -> bool:
    found = _child(properties, _W + name)
    return found is not None and found.get(_VAL, "true") not in ("false", "0", "off")


def _child(parent: Iterable[etree._Element], tag: str, otherwise: Any = None) -> Any:
    """The first child of that name, else `otherwise`: without the path language of `find`, which takes longer."""
    for child in parent:
        if child.tag == tag:
            return child
    return otherwise


def _number(found: etree._Element | None, otherwise: int) -> int:
    value = "" if found is None else found.get(_VAL, "")
    return int(value) if re.fullmatch(r"[0-9]{1,9}", value) else otherwise


def _merge(found: etree._Element | None) -> str:
    """`restart`, `continue` (also when not said), or nothing where the cell is no part of a merge."""
    return "" if found is None else str(found.get(_VAL, "continue"))


def _symbol(code: str | None) -> str:
    """A character given by its code in a font; digits of symbol fonts stand at F030, and may be anything."""
    value = int(code, 16) if code and re.fullmatch(r"[0-9A-Fa-f]{1,5}", code) else 0
    return chr(value) if value >= 0x20 and not 0xD800 <= value <= 0xDFFF else "\ufffd"


def _styles(archive: Archive, name: str) -> Styles:
    """The styles of the document; one without, or with a damaged part, has none."""
    with suppress(DocumentError):
        if name in archive.parts:
            return Styles(_parsed(archive, name))
    return Styles(None)


def _metadata(archive: Archive, name: str) -> dict[str, str]:
    """The title of the core properties, if they can be read at all."""
    with suppress(DocumentError):
        if name in archive.parts:
            title = _parsed(archive, name).findtext(_TITLE, "").strip()
            return {"title": title} if title else {}
    return {}


def _warnings(body: etree._Element, blocks: tuple[Block, ...]) -> tuple[str, ...]:
    """Say that there are pictures where there is no table: the form may be one of them."""
    if any(isinstance(block, Grid) for block in blocks):
        return ()
    pictures = sum(1 for _ in body.iter(BLIP, IMAGE_DATA))
    return (f"pictures: {pictures} pictures and no table; the form may be a picture",) if pictures else ()


def _targets(archive: Archive) -> dict[str, str]:
    """The parts that the package names, by what they are for."""
    found: dict[str, str] = {}
    with suppress(DocumentError):
        if "_rels/.rels" in archive.parts:
            for relation in _parsed(archive, "_rels/.rels").iter(_RELATION):
                purpose = relation.get("Type", "").rpartition("/")[2]
                found.setdefault(purpose, normpath("/" + relation.get("Target", "")).lstrip("/"))
    return found


def _parsed(archive: Archive, name: str) -> etree._Element:
    """A part, a strict document's names made the common ones. Raises DocumentError."""
    return parsed(archive, name, instead=(_STRICT, _MAIN))


def _not_word(why: str) -> DocumentError:
    return DocumentError(
        f"The file {why}; open it in Word or WPS and save it as docx.",
        zh="文件不是正常的Word文档；请用Word或者WPS打开后另存为docx。",
    )
