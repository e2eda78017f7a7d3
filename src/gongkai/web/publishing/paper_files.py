"""A file as a title and the HTML of a body. Run in a process of its own: nothing of the site is imported here."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from gongkai.documents.grid import Document, Grid, GridCell, Line
from gongkai.documents.read import read_document

_HEADING = re.compile(r"^(?:第[一二三四五六七八九十百]{1,5}[章节]\s?.{0,30}|[一二三四五六七八九十]{1,3}、.{1,36})$")
_ENDS = tuple("。；：，、！？,;:")


def read(data: bytes) -> tuple[str, str, dict[str, str], tuple[str, ...]]:
    """Title, HTML, catalogue fields and warnings of a file; in the limited process."""
    document = read_document(data)
    title, blocks = _title(document)
    return title, "\n".join(_html(blocks)), dict(document.metadata), document.warnings


def _title(document: Document) -> tuple[str, list[Line | Grid]]:
    """The first line where it is short and no sentence; then it is left out of the body."""
    blocks = [block for block in document.blocks if isinstance(block, Line | Grid)]
    for at, block in enumerate(blocks):
        if isinstance(block, Grid):
            break
        text = " ".join(block.text.split())
        if not text:
            continue
        if len(text) <= 100 and not text.endswith(_ENDS):
            return text, [*blocks[:at], *blocks[at + 1 :]]
        break
    return "", blocks


def _html(blocks: list[Line | Grid]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Grid):
            yield from _table(block)
            continue
        for line in block.text.split("\n"):
            text = line.strip(" \t\u3000\r")
            if text:
                tag = "h2" if _HEADING.match(text) and not text.endswith(_ENDS) else "p"
                yield f"<{tag}>{html.escape(text)}</{tag}>"


def _table(grid: Grid) -> Iterator[str]:
    rows: dict[int, list[GridCell]] = {}
    for one in grid.cells:
        rows.setdefault(one.row, []).append(one)
    yield "<table><tbody>"
    for row in sorted(rows):
        cells = []
        for cell in rows[row]:
            spans = "".join(
                f' {name}="{value}"'
                for name, value in (("rowspan", cell.rowspan), ("colspan", cell.colspan))
                if value > 1
            )
            text = "<br>".join(html.escape(line.strip()) for line in cell.text.split("\n"))
            cells.append(f"<td{spans}>{text}</td>")
        yield f"<tr>{''.join(cells)}</tr>"
    yield "</tbody></table>"
