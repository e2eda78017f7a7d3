"""What every reader returns: a document as lines and grids in reading order, each with its place.

One shape for docx, html, xlsx, pdf and the rest; nothing of a format is left in it. A grid keeps spans as the file states
them; a cell that covers several places stands once, at its top left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

from gongkai.documents.limits import Limits

RECOGNISED = "（识别）"
"""Stands after the place of what was read from a picture."""


@dataclass(frozen=True, slots=True)
class GridCell:
    """One cell: its text as written (lines joined by "\\n"), its top left place counted from 0, and its spans."""

    row: int
    column: int
    text: str
    rowspan: int = 1
    colspan: int = 1


@dataclass(frozen=True)
class Grid:
    """A table. where: its place for a reader ("表2", "第3页表1"). Cells in reading order, none overlapping.

    is_recognised: whether its text was read from a picture (OCR); the place of each cell says so.
    """

    cells: tuple[GridCell, ...]
    where: str = ""
    is_recognised: bool = False

    @cached_property
    def height(self) -> int:
        return max((cell.row + cell.rowspan for cell in self.cells), default=0)

    @cached_property
    def width(self) -> int:
        return max((cell.column + cell.colspan for cell in self.cells), default=0)

    @cached_property
    def at(self) -> Mapping[tuple[int, int], GridCell]:
        """The cell that covers each place."""
        found: dict[tuple[int, int], GridCell] = {}
        for cell in self.cells:
            for row in range(cell.row, cell.row + cell.rowspan):
                for column in range(cell.column, cell.column + cell.colspan):
                    found.setdefault((row, column), cell)
        return found

    def row(self, row: int) -> Iterator[GridCell]:
        """Cells that begin in a row, from left to right."""
        return (cell for cell in self.cells if cell.row == row)

    def place(self, cell: GridCell) -> str:
        """Where a cell stands, for a person: 表2第7行第9格."""
        return f"{self.where}第{cell.row + 1}行第{cell.column + 1}格{RECOGNISED if self.is_recognised else ''}"


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph or a line of text outside tables. where: "第12行", "第3段", "第2页"."""

    text: str
    where: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that may hold text or a table; it is looked into only where the text around it lacks a table.

    load: its bytes as an image file (png, jpeg, pgm …); a page of a PDF is drawn only then. where: "第3页", "图2".
    """

    load: Callable[[], bytes]
    where: str = ""


Block = Line | Grid | Picture


@dataclass(frozen=True)
class Document:
    """A file as read. kind: the format found by content. warnings: codes and messages of the reader.

    metadata: catalogue fields the file states beside its text (title, 索引号, 发布日期 …), as written.
    """

    kind: str
    blocks: tuple[Block, ...]
    metadata: Mapping[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()

    @property
    def grids(self) -> tuple[Grid, ...]:
        return tuple(block for block in self.blocks if isinstance(block, Grid))

    @property
    def pictures(self) -> tuple[Picture, ...]:
        return tuple(block for block in self.blocks if isinstance(block, Picture))

    @property
    def lines(self) -> tuple[Line, ...]:
        return tuple(block for block in self.blocks if isinstance(block, Line))


class Reader(Protocol):
    """A module of `documents.readers`: `sniff` the first bytes, `read` the whole. Raises DocumentError, nothing else."""

    def sniff(self, data: bytes) -> bool: ...
    def read(self, data: bytes, limits: Limits) -> Document: ...
