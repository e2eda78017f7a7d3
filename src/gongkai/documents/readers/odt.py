"""OpenDocument texts (.odt) as LibreOffice and WPS write them: paragraphs and tables in order, deleted text left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lxml import etree

from gongkai.documents.grid import Block, Document, Grid, GridCell, Line
from gongkai.documents.limits import DEFAULT, Limits, open_archive
from gongkai.documents.xml import damaged, parsed
from gongkai.errors import DocumentError

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_KIND = b"application/vnd.oasis.opendocument.text"

_DROPPED = frozenset(_TEXT + tag for tag in ("tracked-changes", "note", "sequence-decls", "bookmark", "annotation"))
_PARAGRAPHS = (f"{_TEXT}p", f"{_TEXT}h")
_ROWS, _COLUMNS = 5_000, 256
_PLACES = 200_000
"""Places all cells of a file may cover together; a report has about 400."""


def sniff(data: bytes) -> bool:
    """Whether this is a zip that says it is an OpenDocument text."""
    return data.startswith(b"PK") and _KIND in data[:200]


def read(data: bytes, limits: Limits = DEFAULT) -> Document:
    """Return paragraphs and tables in order.

    Raises:
        DocumentError: damaged, encrypted, a zip or XML bomb, or tables beyond all measure.
    """
    archive = open_archive(data, limits, wanted="odt")
    if "content.xml" not in archive.parts:
        raise damaged("content.xml")
    body = parsed(archive, "content.xml").find(f"{_OFFICE}body/{_OFFICE}text")
    if body is None:
        raise damaged("content.xml")
    return Document("odt", tuple(_placed(_blocks(body))))


def _placed(items: Iterator[str | tuple[GridCell, ...]]) -> Iterator[Block]:
    lines = tables = places = 0
    for item in items:
        if isinstance(item, str):
            lines += 1
            yield Line(item, f"第{lines}段")
        else:
            tables += 1
            places += sum(cell.rowspan * cell.colspan for cell in item)
            if places > _PLACES:
                raise _too_much()
            yield Grid(item, f"表{tables}")


def _blocks(parent: Iterable[etree._Element]) -> Iterator[str | tuple[GridCell, ...]]:
    """Paragraphs, and tables as cells; a table within a cell follows the outer one."""
    for child in parent:
        if child.tag in _PARAGRAPHS:
            yield _text(child)
        elif child.tag == f"{_TABLE}table":
            cells, inner = _table(child)
            yield cells
            for table in inner:
                yield from _blocks([table])
        elif child.tag not in _DROPPED:
            yield from _blocks(child)  # lists, sections, indexes


def _table(table: etree._Element) -> tuple[tuple[GridCell, ...], list[etree._Element]]:
    cells: list[GridCell] = []
    inner: list[etree._Element] = []
    y = 0
    for row in _rows(table):
        x = 0
        for cell in row:
            repeated = _number(cell, "number-columns-repeated")
            if cell.tag == f"{_TABLE}table-cell":
                held = list(_held(cell))
                inner += (each for each in held if each.tag == f"{_TABLE}table")
                text = "\n".join(_text(each) for each in held if each.tag in _PARAGRAPHS)
                spans = (_number(cell, "number-rows-spanned"), _number(cell, "number-columns-spanned"))
                for place in range(min(repeated, _COLUMNS)):
                    cells.append(GridCell(y, x + place, text, *spans))
            elif cell.tag != f"{_TABLE}covered-table-cell":
                continue
            x += repeated
            if x > _COLUMNS:
                raise _too_much()
        y += min(_number(row, "number-rows-repeated"), _ROWS)
        if y > _ROWS:
            raise _too_much()
    return tuple(cells), inner


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    """Rows of a table, of its head and of groups, but not those of tables inside its cells."""
    for child in table:
        if child.tag == f"{_TABLE}table-row":
            yield child
        elif child.tag in (f"{_TABLE}table-header-rows", f"{_TABLE}table-row-group", f"{_TABLE}table-rows"):
            yield from _rows(child)


def _held(cell: etree._Element) -> Iterator[etree._Element]:
    """What stands in a cell, in order; a table within it, but not what that holds."""
    waiting = list(reversed(cell))
    while waiting:
        element = waiting.pop()
        yield element
        if element.tag != f"{_TABLE}table":
            waiting += reversed(element)


def _number(element: etree._Element, name: str) -> int:
    text = element.get(_TABLE + name, "1")
    return max(1, int(text)) if text.isdecimal() and len(text) < 8 else 1


def _text(element: etree._Element) -> str:
    """Text of a paragraph with its spaces, tabs and breaks."""
    parts = [element.text or ""]
    for child in element:
        if child.tag == f"{_TEXT}s":
            count = child.get(f"{_TEXT}c", "1")
            parts.append(" " * (int(count) if count.isdecimal() and len(count) < 5 else 1))
        elif child.tag == f"{_TEXT}tab":
            parts.append("\t")
        elif child.tag == f"{_TEXT}line-break":
            parts.append("\n")
        elif child.tag not in _DROPPED:
            parts.append(_text(child))
        parts.append(child.tail or "")
    return "".join(parts)


def _too_much() -> DocumentError:
    return DocumentError(
        f"A table has more than {_COLUMNS} columns or {_ROWS} rows; this is not an annual report, or not an ordinary file. "
        "Keep the report only.",
        zh=f"表格超过{_COLUMNS}列或者{_ROWS}行；这不是年度报告，或者不是正常的文件；请只保留报告部分。",
    )
