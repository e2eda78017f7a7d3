"""Web pages and Word's filtered HTML: what a visitor sees, as lines, and data tables as grids.

A table that contains another, has one column, or calls itself presentation is layout: its text flows as lines.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from gongkai.documents.grid import Block, Document, Grid, GridCell, Line
from gongkai.documents.limits import DEFAULT, Limits
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
_HIDDEN = re.compile(r"(?:^|[;\s])(?:display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all)\b", re.IGNORECASE)

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
_BELIEVED = 32
"""Columns a span may claim; a wider one (colspan=100) means the width of the table. The forms have at most 15."""

_MOST_TAGS = 200_000
_SHALLOW = 3_000
_DEEPEST = 2_000
_MOST_REOPENED = 2_000_000
_TAG = re.compile(rb"<(/?)([a-z][a-z0-9]*)", re.IGNORECASE)
_UNCLOSED = frozenset(
    b"p li td th tr option dd dt tbody thead tfoot colgroup col area base br embed hr img input link meta source track wbr "
    b"param rp rt optgroup".split()
)
_FORMATTING = frozenset(b"a b big code em font i nobr s small strike strong tt u".split())

_Cells = tuple[GridCell, ...]


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
        DocumentError: empty, more than 16 MiB, more than 200,000 tags, nested too deep, or tables beyond all measure.
    """
    check_text(data, limits)
    declared = _CHARSET.search(data, 0, _HEAD)
    decoded = decode(data, declared[1].decode("ascii") if declared else "")
    _check_markup(decoded.text)
    try:
        page = LexborHTMLParser(decoded.text)
    except (SelectolaxError, ValueError, RuntimeError):
        raise DocumentError(
            "The web page cannot be parsed; open it in a browser and save it again.",
            zh="网页无法解析；请用浏览器打开后另存再试。",
        ) from None
    body = page.body
    blocks = tuple(_placed(_Page(limits).flow(body))) if body is not None else ()
    return Document("html", blocks, _metadata(page), warnings_of(decoded))


class _Page:
    def __init__(self, limits: Limits) -> None:
        self.columns = min(limits.columns, _COLUMNS)
        self.rows = min(limits.rows, _ROWS)
        self.places = min(limits.cells, _PLACES)

    def flow(self, root: LexborNode, *, keeps_space: bool = False) -> list[str | _Cells]:
        """Lines and tables under an element, without recursion: markup may be nested as deep as it likes."""
        items: list[str | _Cells] = []
        held: list[str] = []
        path: list[LexborNode] = []
        node = root.child
        while node is not None:
            tag = node.tag or ""
            child = None
            if tag == "-text":
                held.append(node.text_content or "")
            elif tag == "br":
                _end(held, items, keeps_space=keeps_space)
            elif tag in _DROPPED or _is_hidden(node):
                pass
            else:
                if tag in _BLOCKS:
                    _end(held, items, keeps_space=keeps_space)
                found: list[str | _Cells] | None = None
                if tag == "table":
                    found = self.table(node)
                elif tag == "pre" and not keeps_space:
                    found = self.flow(node, keeps_space=True)
                if found is None:
                    child = node.child
                else:
                    items += found
            if child is not None:
                path.append(node)
                node = child
                continue
            following = node.next
            while following is None and path:
                node = path.pop()
                if node.tag in _BLOCKS:
                    _end(held, items, keeps_space=keeps_space)
                following = node.next
            node = following
        _end(held, items, keeps_space=keeps_space)
        return items

    def table(self, table: LexborNode) -> list[str | _Cells] | None:
        """The caption and the cells of a data table; None for a table that is layout."""
        if table.attributes.get("role") in ("presentation", "none") or _holds_a_table(table):
            return None
        rows = list(_rows(table))
        if max((len(cells) for _, _, cells in rows), default=0) <= 1:
            return None
        if len(rows) > self.rows:
            raise _too_much(f"more than {self.rows} rows", f"{self.rows}行")
        made: list[GridCell] = []
        wide: list[int] = []
        covered: dict[int, int] = {}  # column → the row down to which a cell from above covers it, not included
        for y, end, cells in rows:
            x = 0
            for cell in cells:
                while covered.get(x, 0) > y:
                    x += 1
                if x >= self.columns:
                    raise _too_much(f"more than {self.columns} columns", f"{self.columns}列")
                colspan, rowspan = _span(cell, "colspan"), _span(cell, "rowspan")
                if colspan > _BELIEVED:
                    wide.append(len(made))
                    colspan = 1
                rowspan = end - y if rowspan == 0 else min(rowspan, end - y)
                width = 1
                while width < min(colspan, self.columns - x):
                    if covered.get(x + width, 0) > y:  # a cell from above stands in the way
                        break
                    width += 1
                for column in range(x, x + width):
                    covered[column] = y + rowspan
                text = "\n".join(item for item in self.flow(cell) if isinstance(item, str))
                made.append(GridCell(y, x, text.strip(), rowspan, width))
                x += width
        self.places -= len(rows) * max((cell.column + cell.colspan for cell in made), default=0)
        if self.places < 0:
            raise _too_much("more cells than any report", "任何年度报告的格数")
        caption = next((child for child in _elements(table) if child.tag == "caption"), None)
        lines = [] if caption is None or _is_hidden(caption) else self.flow(caption)
        return [*lines, tuple(_widened(made, wide))]


def _placed(items: list[str | _Cells]) -> Iterator[Block]:
    lines = tables = 0
    for item in items:
        if isinstance(item, str):
            if item.strip():
                lines += 1
                yield Line(item, f"第{lines}段")
        elif item:
            tables += 1
            yield Grid(item, f"表{tables}")


def _end(held: list[str], items: list[str | _Cells], *, keeps_space: bool) -> None:
    """End the line under way. A line end in the source between two Chinese characters is no space (CSS Text, 4.1.3)."""
    if not held:
        return
    text = "".join(held)
    held.clear()
    if keeps_space:
        items += [line.rstrip() for line in text.split("\n")]
    elif line := _SPACE.sub(" ", _INNER_BREAK.sub("", text)).strip():
        items.append(line)


def _rows(table: LexborNode) -> Iterator[tuple[int, int, list[LexborNode]]]:
    """Each row that shows: its number, where its row group ends, its cells. Feet come last wherever they stand."""
    groups: list[list[LexborNode]] = []
    feet: list[list[LexborNode]] = []
    for child in _elements(table):
        if child.tag == "tr":
            groups.append([child])
        elif child.tag in ("thead", "tbody", "tfoot") and not _is_hidden(child):
            (feet if child.tag == "tfoot" else groups).append([row for row in _elements(child) if row.tag == "tr"])
    y = 0
    for group in (*groups, *feet):
        shown = [row for row in group if not _is_hidden(row)]
        if shown and _only_sets_widths(shown[-1]):
            shown.pop()
        end = y + len(shown)
        for row in shown:
            yield y, end, [cell for cell in _elements(row) if cell.tag in ("td", "th") and not _is_hidden(cell)]
            y += 1


def _only_sets_widths(row: LexborNode) -> bool:
    """Whether this is the invisible last row that Word adds to a table with merged cells."""
    return row.attributes.get("height") == "0" and not row.text().strip()


def _elements(parent: LexborNode) -> Iterator[LexborNode]:
    node = parent.child
    while node is not None:
        yield node
        node = node.next


def _holds_a_table(table: LexborNode) -> bool:
    return any(child.css_first("table") is not None for child in _elements(table) if child.tag != "-text")


def _is_hidden(node: LexborNode) -> bool:
    attributes = node.attributes
    if not attributes:
        return False
    style = attributes.get("style")
    return "hidden" in attributes or bool(style and _HIDDEN.search(style))


def _span(cell: LexborNode, name: str) -> int:
    """A span as stated; 1 where it is no number. Only a rowspan can be 0."""
    stated = cell.attributes.get(name)
    found = _INTEGER.match(stated) if stated else None
    value = int(found[1][:9]) if found else 1
    return value if name == "rowspan" else max(value, 1)


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


def _check_markup(text: str) -> None:
    """Raise DocumentError for markup that would take the parser minutes: it looks through all open elements at each tag."""
    tags = text.count("<")
    if tags > _MOST_TAGS:
        raise DocumentError(
            f"The page has more than {_MOST_TAGS} tags, far more than a report; take the report out of it.",
            zh=f"网页的标记超过{_MOST_TAGS}个，远多于一份年度报告；请只保留报告部分。",
        )
    if tags <= _SHALLOW:
        return
    level: Counter[bytes] = Counter()
    deepest: Counter[bytes] = Counter()
    for closing, found in _TAG.findall(text.encode()):
        tag = found.lower()
        if tag not in _UNCLOSED:
            level[tag] = max(0, level[tag] + (-1 if closing else 1))
            deepest[tag] = max(deepest[tag], level[tag])
    reopened = sum(depth for tag, depth in deepest.items() if tag in _FORMATTING)
    if deepest.total() > _DEEPEST or reopened * tags > _MOST_REOPENED:
        raise DocumentError(
            "The page is nested too deep to be an ordinary one; open it in a browser and save it again.",
            zh="网页嵌套层次过深，不是正常的网页；请用浏览器打开后另存再试。",
        )


def _too_much(what: str, zh: str) -> DocumentError:
    return DocumentError(
        f"A table has {what}; this is not an annual report, or not an ordinary page.",
        zh=f"表格超过{zh}；这不是年度报告，或者不是正常的网页。",
    )
