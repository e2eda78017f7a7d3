"""Web pages and Word's filtered HTML: what a visitor sees, as lines, and data tables as grids.

A table that contains another, has one column, or calls itself presentation is layout: its text flows as lines. Where the
page itself shows no table of any size, an article kept in a script, a template or an attribute is read, and told. Pictures
inside the page (data:) are handed on; others are not fetched.
"""

from __future__ import annotations

import re
from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from urllib.parse import unquote

from selectolax.lexbor import LexborHTMLParser, LexborNode

from gongkai.documents.grid import Block, Document, Grid, GridCell, Line, Picture
from gongkai.documents.limits import DEFAULT, Limits
from gongkai.documents.readers.html_embedded import embedded_markup
from gongkai.documents.readers.html_markup import parsed, without_fonts
from gongkai.documents.readers.html_styles import Look, Styles
from gongkai.documents.readers.pictures import is_decodable
from gongkai.documents.readers.raised import RAISED, settled
from gongkai.documents.readers.text import check_text, decode, warnings_of
from gongkai.errors import DocumentError

_HEAD = 64 * 1024
_TELLING = re.compile(rb"<(?:!doctype\s+html|html|head|body|meta)[\s>]", re.IGNORECASE)
_OPENING = re.compile(
    rb"\s*<(?:table|div|p|title|span|h[1-6]|center|font|section|article|main|ul|ol)[\s>]", re.IGNORECASE
)
_CHARSET = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
_NOT_HTML = (b"PK\x03\x04", b"%PDF", b"{\\rtf", b"\xd0\xcf\x11\xe0", b"MIME-Version", b"From: ")

_BLOCK_TAGS = (
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure footer "
    "form h1 h2 h3 h4 h5 h6 header hgroup hr legend li main menu nav ol p pre search section summary table tbody td tfoot "
    "th thead tr ul"
)
_DROPPED_TAGS = (
    "script style noscript template head title meta link iframe object embed applet svg canvas audio video select textarea "
    "datalist noframes noembed frameset map area del -comment !doctype"
)
_BLOCKS, _DROPPED = frozenset(_BLOCK_TAGS.split()), frozenset(_DROPPED_TAGS.split())

_WIDE = r"[\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff]"
_INNER_BREAK = re.compile(rf"(?<={_WIDE})[ \t]*[\r\n][ \t\r\n]*(?={_WIDE})")
_INTEGER = re.compile(r"\s*\+?([0-9]+)")
_SPACE = re.compile(r"[ \t\r\n\f]+")

_NAMES = {
    name.lower(): name
    for name in (
        *("ArticleTitle", "PubDate", "ContentSource", "ColumnName", "ColumnType", "SiteName", "SiteDomain", "Url"),
        *("Author", "Keywords", "Description", "date", "IndexNumber", "DocumentNumber", "publishdate"),
    )
}

_COLUMNS, _ROWS, _PLACES = 256, 5_000, 1_000_000
_LARGE = 20
"""Cells from which on a table may be one of the form; the catalogue above an article has fewer."""

_DATA = re.compile(r"data:image/(?:png|jpe?g|bmp|gif)\s*(?:;[\w=.\-]{1,40}){0,3};base64,", re.IGNORECASE)
_MOST_PICTURES = 50
_SHORT = 76
"""Pixels of two centimetres."""

_BELIEVED = 32
"""Columns a span may claim; a wider one (colspan=100) means the width of the table. The forms have at most 15."""

_Cells = tuple[GridCell, ...]
_PLAIN = Look()


@dataclass(frozen=True, slots=True)
class _Image:
    """A picture inside the page. load: its bytes."""

    load: Callable[[], bytes]


_Item = str | _Cells | _Image


def sniff(data: bytes) -> bool:
    """Whether this is a web page, whole or in part."""
    if data.startswith(_NOT_HTML):
        return False
    head = data[:_HEAD].replace(b"\0", b"")  # UTF-16
    for mark in (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"):
        head = head.removeprefix(mark)
    return bool(_OPENING.match(head) or (head.lstrip().startswith(b"<") and _TELLING.search(head)))


def read(data: bytes, limits: Limits = DEFAULT) -> Document:
    """Return lines and tables in order, and what title and meta elements state.

    Raises:
        DocumentError: empty, more than 16 MiB, more than 200,000 tags, nested too deep, tags with more attributes than can
            be compared, or tables beyond all measure.
    """
    check_text(data, limits)
    data = without_fonts(data)
    declared = _CHARSET.search(data, 0, _HEAD)
    decoded = decode(data, declared[1].decode("ascii") if declared else "")
    tree = parsed(decoded.text.replace("\0", "") if b"\0" in data else decoded.text)
    page = _Page(limits)
    items = page.whole(tree)
    if not any(isinstance(item, tuple) and len(item) >= _LARGE for item in items):
        items += page.embedded(tree)
    blocks = tuple(_placed(items))
    return Document("html", blocks, _metadata(tree), (*warnings_of(decoded), *page.warnings(blocks)))


_Attributes = Mapping[str, str | None]
_Cell = tuple[LexborNode, _Attributes]


class _Page:
    def __init__(self, limits: Limits) -> None:
        self.columns = min(limits.columns, _COLUMNS)
        self.rows = min(limits.rows, _ROWS)
        self.places = min(limits.cells, _PLACES)
        self.sheets: list[str] = []
        self.styles = Styles(())
        self.has_struck = self.is_embedded = self.is_nested = False
        self.remote = self.images = self.hidden_tables = 0

    def whole(self, tree: LexborHTMLParser) -> list[_Item]:
        """Lines, tables and pictures of a parsed page, by its style sheets and those before it."""
        self.sheets += [sheet.text() for sheet in tree.css("style")]
        self.styles = Styles(self.sheets)
        self.is_nested = tree.css_first("table table") is not None
        return self.flow(tree.body) if tree.body is not None else []

    def embedded(self, tree: LexborHTMLParser) -> list[_Item]:
        """The same of articles the page keeps out of its own markup; one that is not ordinary markup is left out."""
        items: list[_Item] = []
        for markup in embedded_markup(tree):
            with suppress(DocumentError):
                found = self.whole(parsed(markup))
                if any(isinstance(item, tuple) for item in found):
                    items += found
                    self.is_embedded = True
        return items

    def warnings(self, blocks: tuple[Block, ...]) -> Iterator[str]:
        if self.is_embedded:
            yield "正文取自网页的脚本、模板或者隐藏字段，网页本身的标记中没有表格；请与网页所见核对"
        if self.has_struck:
            yield "文中有划去（带删除线）的文字，按已删除处理，没有读取"
        if self.hidden_tables:
            yield f"有{self.hidden_tables}个表格被网页样式隐藏，没有读取"
        if self.remote and not any(isinstance(block, Grid) for block in blocks):
            yield f"网页没有表格，有{self.remote}张图片没有下载；表格可能在图片里，请将图片另存后读取"

    def flow(self, root: LexborNode, *, keeps_space: bool = False) -> list[_Item]:
        """Lines and tables under an element, without recursion: markup may be nested as deep as it likes."""
        items: list[_Item] = []
        held: list[str] = []
        path: list[LexborNode] = []
        raised: list[int] = []  # lengths of the path at which raised text began
        node = root.first_child
        while node is not None:
            tag = node.tag or ""
            child = None
            if tag == "-text":
                held.append(node.text_content or "")
            elif tag == "br":
                _end(held, items, keeps_space=keeps_space)
            elif tag == "img":
                items += self.image(node)
            elif tag not in _DROPPED and not self.is_left_out(node, tag, look := self.styles.look(node)):
                if tag in _BLOCKS:
                    _end(held, items, keeps_space=keeps_space)
                found = self.apart(node, tag, keeps_space=keeps_space)
                if found is None:
                    child = node.first_child
                else:
                    items += found
            if child is not None:
                if look.raised and tag not in _BLOCKS:
                    raised.append(len(path))
                    held.append(RAISED)
                path.append(node)
                node = child
                continue
            following = node.next
            while following is None and path:
                node = path.pop()
                if raised and raised[-1] == len(path):
                    raised.pop()
                    held.append(RAISED)
                if node.tag in _BLOCKS:
                    _end(held, items, keeps_space=keeps_space)
                following = node.next
            node = following
        _end(held, items, keeps_space=keeps_space)
        return items

    def apart(self, node: LexborNode, tag: str, *, keeps_space: bool) -> list[_Item] | None:
        """What a data table or preformatted text holds; None for an element whose text flows on."""
        if tag == "table":
            return self.table(node)
        return self.flow(node, keeps_space=True) if tag == "pre" and not keeps_space else None

    def is_left_out(self, node: LexborNode, tag: str, look: Look) -> bool:
        """Whether an element is hidden or struck out; what that leaves out is noted."""
        if look.hidden:
            if tag == "table" or node.css_first("table") is not None:
                self.hidden_tables += 1
            return True
        if look.struck:
            self.has_struck = self.has_struck or bool((node.text() or "").strip())
            return True
        return False

    def image(self, node: LexborNode) -> Iterator[_Image]:
        """The picture of an `img` whose data stands in the page, unless it is hidden or too small for a table."""
        attributes = node.attributes
        if self.styles.look_of("img", attributes).hidden:
            return
        if any(_is_short(attributes.get(side)) for side in ("width", "height")):
            return
        source = (attributes.get("src") or "").strip()
        found = _DATA.match(source)
        if found is None:
            self.remote += bool(source) and not source.startswith("data:")
        elif self.images < _MOST_PICTURES:
            load = partial(_decoded_picture, source[found.end() :])
            if is_decodable(_first_bytes(source[found.end() :])):
                self.images += 1
                yield _Image(load)

    def table(self, table: LexborNode) -> list[_Item] | None:
        """The caption and the cells of a data table; None for a table that is layout."""
        if table.attributes.get("role") in ("presentation", "none") or (self.is_nested and _holds_a_table(table)):
            return None
        rows = list(_rows(table, self.styles))
        if max((len(cells) for _, _, cells in rows), default=0) <= 1:
            return None
        if len(rows) > self.rows:
            raise _too_much(f"more than {self.rows} rows", f"{self.rows}行")
        made: list[GridCell] = []
        wide: list[int] = []
        images: list[_Image] = []
        covered: dict[int, int] = {}  # column → the row down to which a cell from above covers it, not included
        reach = 0
        for y, end, cells in rows:
            x = 0
            for cell, attributes in cells:
                while covered.get(x, 0) > y:
                    x += 1
                if x >= self.columns:
                    raise _too_much(f"more than {self.columns} columns", f"{self.columns}列")
                rowspan = colspan = 1
                if "colspan" in attributes or "rowspan" in attributes:
                    rowspan, colspan, is_wide = self.spans(attributes, x, y, end, covered)
                    if is_wide:
                        wide.append(len(made))
                made.append(GridCell(y, x, self.text(cell, images), rowspan, colspan))
                x += colspan
            reach = max(reach, x)
        self.places -= len(rows) * reach
        if self.places < 0:
            raise _too_much("more cells than any report", "任何年度报告的格数")
        caption = next((child for child in _elements(table) if child.tag == "caption"), None)
        lines = [] if caption is None or self.styles.look(caption).hidden else self.flow(caption)
        return [*lines, tuple(_widened(made, wide)), *images]

    def spans(
        self, attributes: _Attributes, x: int, y: int, end: int, covered: dict[int, int]
    ) -> tuple[int, int, bool]:
        """Rows and columns of a cell that states them; whether it asks for more columns than any table has."""
        colspan, rowspan = max(_span(attributes.get("colspan")), 1), _span(attributes.get("rowspan"))
        is_wide = colspan > _BELIEVED
        most = 1 if is_wide else min(colspan, self.columns - x)
        rowspan = end - y if rowspan == 0 else min(rowspan, end - y)
        width = 1
        while width < most and covered.get(x + width, 0) <= y:  # else a cell from above stands in the way
            width += 1
        if rowspan > 1:
            covered.update(dict.fromkeys(range(x, x + width), y + rowspan))
        return rowspan, width, is_wide

    def text(self, cell: LexborNode, images: list[_Image]) -> str:
        """The text of a cell; most hold one text and nothing else. Pictures are added to `images`."""
        only = cell.first_child
        if only is None:
            return ""
        if only.next is None and only.tag == "-text":
            return _spaced(only.text_content or "")
        content = self.flow(cell)
        images += [item for item in content if isinstance(item, _Image)]
        return settled("\n".join(item for item in content if isinstance(item, str)), in_cell=True).strip()


def _placed(items: list[_Item]) -> Iterator[Block]:
    lines = tables = pictures = 0
    for item in items:
        if isinstance(item, _Image):
            pictures += 1
            yield Picture(item.load, f"图{pictures}")
        elif isinstance(item, str):
            text = settled(item, in_cell=False)
            if text.strip():
                lines += 1
                yield Line(text, f"第{lines}段")
        elif item:
            tables += 1
            yield Grid(item, f"表{tables}")


def _end(held: list[str], items: list[_Item], *, keeps_space: bool) -> None:
    """End the line under way. A line end in the source between two Chinese characters is no space (CSS Text, 4.1.3)."""
    if not held:
        return
    text = "".join(held)
    held.clear()
    if keeps_space:
        items += [line.rstrip() for line in text.split("\n")]
    elif line := _spaced(text):
        items.append(line)


def _spaced(text: str) -> str:
    """A line with its white space as a browser shows it."""
    if text.isalnum():
        return text
    bare = text.strip()
    return bare if len(bare.split(None, 1)) < 2 else _SPACE.sub(" ", _INNER_BREAK.sub("", text)).strip()


def _rows(table: LexborNode, styles: Styles) -> Iterator[tuple[int, int, list[_Cell]]]:
    """Each row that shows: its number, where its row group ends, its cells with their attributes. Feet come last wherever they stand."""
    groups: list[list[LexborNode]] = []
    feet: list[list[LexborNode]] = []
    for child in _elements(table):
        if child.tag == "tr":
            groups.append([child])
        elif child.tag in ("thead", "tbody", "tfoot") and not styles.look(child).hidden:
            (feet if child.tag == "tfoot" else groups).append([row for row in _elements(child) if row.tag == "tr"])
    y = 0
    for group in (*groups, *feet):
        shown = [row for row in group if not styles.look(row).hidden]
        if shown and _only_sets_widths(shown[-1]):
            shown.pop()
        end = y + len(shown)
        for row in shown:
            yield y, end, _cells(row, styles)
            y += 1


def _cells(row: LexborNode, styles: Styles) -> list[_Cell]:
    """The cells of a row that show, with their attributes."""
    found: list[_Cell] = []
    node = row.first_child
    while node is not None:
        tag = node.tag
        if tag == "td" or tag == "th":
            attributes = node.attributes
            if not styles.look_of(tag, attributes).hidden:
                found.append((node, attributes))
        node = node.next
    return found


def _only_sets_widths(row: LexborNode) -> bool:
    """Whether this is the invisible last row that Word adds to a table with merged cells."""
    return row.attributes.get("height") == "0" and not row.text().strip()


def _elements(parent: LexborNode) -> Iterator[LexborNode]:
    node = parent.first_child
    while node is not None:
        yield node
        node = node.next


def _holds_a_table(table: LexborNode) -> bool:
    return any(child.css_first("table") is not None for child in _elements(table) if child.tag != "-text")


def _is_short(side: str | None) -> bool:
    """Whether a side of a picture, in pixels, is too short for a table."""
    found = _INTEGER.match(side) if side and "%" not in side else None
    return found is not None and int(found[1][:9]) < _SHORT


def _first_bytes(data: str) -> bytes:
    with suppress(DocumentError):
        return _decoded_picture(data[:64])
    return b""


def _decoded_picture(data: str) -> bytes:
    """The bytes of a data: URI, as far as they are whole. Raises DocumentError when they are damaged."""
    bare = _SPACE.sub("", unquote(data)).rstrip("=")
    try:
        return b64decode(bare + "=" * (-len(bare) % 4))
    except (Base64Error, ValueError):
        raise DocumentError(
            "A picture in the page is damaged; save the page again.", zh="网页中的图片已损坏；请重新另存网页。"
        ) from None


def _span(stated: str | None) -> int:
    """A span as stated; 1 where it is no number. Only a rowspan can be 0."""
    found = _INTEGER.match(stated) if stated else None
    return int(found[1][:9]) if found else 1


def _widened(cells: list[GridCell], wide: list[int]) -> list[GridCell]:
    """Let cells that ask for more columns than any table has reach as far as the table does otherwise."""
    if not wide:
        return cells
    grid = Grid(tuple(cells))
    taken = set(grid.at)
    for index in wide:
        cell = cells[index]
        rows = range(cell.row, cell.row + cell.rowspan)
        end = cell.column + 1
        while end < grid.width and not any((row, end) in taken for row in rows):
            taken.update((row, end) for row in rows)
            end += 1
        cells[index] = replace(cell, colspan=end - cell.column)
    return cells


def _metadata(page: LexborHTMLParser) -> dict[str, str]:
    """Title and the catalogue fields of meta elements, by their usual names; of repeated ones the first that says much."""
    found: dict[str, str] = {}
    title = page.css_first("head title") or page.css_first("title")
    if title is not None and (text := _SPACE.sub(" ", title.text()).strip()):
        found["title"] = text
    for meta in page.css("meta"):
        name = _NAMES.get((meta.attributes.get("name") or "").strip().lower())
        content = (meta.attributes.get("content") or "").strip()
        if name and content:
            found.setdefault(name, content)
    return found


def _too_much(what: str, zh: str) -> DocumentError:
    return DocumentError(
        f"A table has {what}; this is not an annual report, or not an ordinary page.",
        zh=f"表格超过{zh}；这不是年度报告，或者不是正常的网页。",
    )
