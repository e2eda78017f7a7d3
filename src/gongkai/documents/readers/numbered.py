"""What the readers of Word documents (docx, doc, rtf) have in common: places of paragraphs and tables, and tables too large."""

from __future__ import annotations

from collections.abc import Iterator

from gongkai.documents.grid import Block, Grid, GridCell, Line
from gongkai.documents.readers.raised import settled
from gongkai.errors import DocumentError


class Numbers:
    """Numbers paragraphs, of which blank ones count, and tables; blank paragraphs and empty tables give no block."""

    def __init__(self) -> None:
        self._paragraphs = self._tables = 0

    def paragraph(self, text: str) -> Iterator[Block]:
        self._paragraphs += 1
        if shown := settled(text, in_cell=False).strip():
            yield Line(shown, f"第{self._paragraphs}段")

    def table(self, cells: tuple[GridCell, ...]) -> Iterator[Block]:
        if cells:
            self._tables += 1
            yield Grid(cells, f"表{self._tables}")


def too_much(what: str, zh: str) -> DocumentError:
    return DocumentError(
        f"A table has {what}; this is not an annual report, or not an ordinary file.",
        zh=f"表格超过{zh}；这不是年度报告，或者不是正常的文件。",
    )
