"""Pages of characters and ruled tables to a document: what readers of fixed layouts (pdf, ofd) have in common.

A table that goes on over the page is one grid; its repeated head is read once. A figure that runs over a rule belongs to
no cell for certain and makes both unreadable.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from gongkai.documents.grid import Block, Document, Grid, GridCell, Line, Picture
from gongkai.documents.readers.pdf_grid import Ruled
from gongkai.documents.readers.pdf_lines import DOUBT as DOUBT
from gongkai.documents.readers.pdf_lines import (
    Char,
    TextLine,
    are_one_number,
    goes_on,
    lines_of,
    text_line,
    text_of,
    without_chrome,
)
from gongkai.documents.readers.pdf_pages import PageTable
from gongkai.documents.readers.pdf_unruled import unruled_tables

_CONTINUED = re.compile(r"[（(]?(?:接|续)?(?:上表|续表|表续|续)[）)]?[:：]?")

_MOST_LOOKED = 20_000_000
"""Characters times tables of a page; beyond, it is a drawing, and its text is lines."""


@dataclass(frozen=True)
class _Found:
    """A table without rules in its place. y: its top on the page it begins on."""

    grid: Grid
    y: float


_Item = TextLine | PageTable | _Found | Picture


@dataclass
class Page:
    """An upright page; points from its top left, y downwards.

    aside: characters of another direction than most. has_picture: whether any picture is on it. pictures: those that may
    hold text, to be looked into; they follow what else the page holds. where: its place, "第3页" unless told.
    """

    number: int
    height: float
    chars: list[Char]
    aside: list[Char]
    tables: list[Ruled]
    has_picture: bool
    pictures: Sequence[Picture] = ()
    where: str = ""
    has_text: bool = field(init=False)

    def __post_init__(self) -> None:
        self.where = self.where or f"第{self.number}页"
        self.has_text = any(not char.text.isspace() for char in (*self.chars, *self.aside))


def document_of(
    kind: str, pages: Sequence[Page], metadata: Mapping[str, str] | None = None, *, finds_unruled: bool = False
) -> Document:
    """Return the lines, grids and pictures of pages in reading order, without page numbers and running heads.

    finds_unruled: whether the tables of the form are looked for where no rules stand; characters must be exact for that.
    """
    laid = [_laid(page) for page in pages]
    kept = without_chrome([(page.height, lines) for page, (lines, _) in zip(pages, laid, strict=True)])
    blocks: list[_Item] = []
    places: list[str] = []
    unruled = _without_rules(pages, laid, kept) if finds_unruled else {}
    last: TextLine | PageTable | _Found | None = None  # what a table at the top of the next page may go on
    for at, (page, (_, tables), lines) in enumerate(zip(pages, laid, kept, strict=True)):
        found = unruled.get(at, ())
        items: list[TextLine | PageTable | _Found] = sorted((*lines, *tables, *found), key=lambda item: item.y)
        done = _going_on(last, items)
        blocks += items[done:]
        places += [f"{page.where}第{number}行" for number in range(done + 1, len(items) + 1)]
        blocks += page.pictures
        places += [picture.where for picture in page.pictures]
        if items[done:]:
            last = items[-1]
        elif page.pictures and not items:
            last = None
    return Document(kind, tuple(_blocks(blocks, places)), metadata or {}, tuple(_warnings(pages)))


def _without_rules(
    pages: Sequence[Page], laid: Sequence[tuple[list[TextLine], list[PageTable]]], kept: Sequence[list[TextLine]]
) -> dict[int, list[_Found]]:
    """Tables of the form without rules, by the page they begin on; their lines are taken out of those kept."""
    shown = {id(line) for lines in kept for line in lines}
    marked = [[(line, id(line) not in shown) for line in lines] for lines, _ in laid]
    every = [line for lines, _ in laid for line in lines]
    found: dict[int, list[_Found]] = {}
    taken: set[int] = set()
    for table in unruled_tables(marked):
        before = len(laid[table.page][1]) + len(found.get(table.page, ()))
        grid = Grid(table.cells, f"{pages[table.page].where}表{before + 1}")
        found.setdefault(table.page, []).append(_Found(grid, table.y))
        taken |= {id(every[number]) for number in table.lines}
    for lines in kept:
        lines[:] = [line for line in lines if id(line) not in taken]
    return found


def _warnings(pages: Sequence[Page]) -> Iterator[str]:
    for page in pages:
        if page.has_picture and not page.has_text:
            yield f"{page.where}没有文字，只有图片"


def _laid(page: Page) -> tuple[list[TextLine], list[PageTable]]:
    """The lines and the tables of a page; each character goes to the cell that holds its middle."""
    found = page.tables if len(page.tables) * len(page.chars) <= _MOST_LOOKED else []
    texts: list[dict[int, list[Char]]] = [{} for _ in found]
    doubtful: set[tuple[int, int]] = set()
    outside: list[Char] = []
    before: tuple[Char, int, int] | None = None
    for char in page.chars:
        x, y = (char.x0 + char.x1) / 2, (char.y0 + char.y1) / 2
        for number, ruled in enumerate(found):
            cell = ruled.cell_at(x, y)
            if cell is not None:
                texts[number].setdefault(cell, []).append(char)
                if before and before[1:] != (number, cell) and are_one_number(before[0], char):
                    doubtful |= {(number, cell), before[1:]}
                before = char, number, cell
                break
        else:
            outside.append(char)
            if before and are_one_number(before[0], char):
                doubtful.add(before[1:])
            before = None
    tables: list[PageTable] = []
    order = sorted(range(len(found)), key=lambda number: found[number].ys[0])
    for number in order:
        ruled = found[number]
        cells = [
            GridCell(cell.row, cell.column, _cell_text(texts[number].get(at, ()), (number, at) in doubtful), *cell[2:])
            for at, cell in enumerate(ruled.cells)
        ]
        if texts[number]:
            tables.append(PageTable(f"{page.where}表{len(tables) + 1}", ruled.xs, cells, ruled.ys[0]))
    lines = [text_line(line) for line in lines_of(outside)]
    lines += [text_line(line)._replace(y=page.height, chars=()) for line in lines_of(page.aside)]
    return lines, tables


def _cell_text(chars: Sequence[Char], is_doubtful: bool) -> str:
    text = "\n".join(map(text_of, lines_of(chars))) if chars else ""
    return text + DOUBT if is_doubtful else text


def _going_on(last: TextLine | PageTable | _Found | None, items: Sequence[TextLine | PageTable | _Found]) -> int:
    """How many items at the top of a page are more of the table that ended the page before; its rows are added there."""
    table = next((item for item in items if isinstance(item, PageTable)), None)
    if table is None or not isinstance(last, PageTable):
        return 0
    before = items[: items.index(table)]
    if not all(isinstance(item, TextLine) and _CONTINUED.fullmatch(item.text) for item in before):
        return 0
    return len(before) + 1 if last.goes_on_with(table) else 0


def _blocks(blocks: Sequence[_Item], places: Sequence[str]) -> Iterator[Block]:
    """Lines of one paragraph as one, tables as grids, pictures as they are."""
    lines = [block for block in blocks if isinstance(block, TextLine)]
    left, right = min((line.x0 for line in lines), default=0), max((line.x1 for line in lines), default=0)
    text, where, before = "", "", None
    for block, place in zip(blocks, places, strict=True):
        if isinstance(block, TextLine) and before is not None and goes_on(before, block, left, right):
            gap = " " if text[-1].isascii() and text[-1].isalpha() and block.text[0].isascii() else ""
            text, before = f"{text}{gap}{block.text}", block
            continue
        if before is not None:
            yield Line(text, where)
        if isinstance(block, TextLine):
            text, where, before = block.text, place, block
            continue
        before = None
        if isinstance(block, Picture):
            yield block
        elif isinstance(block, _Found):
            yield block.grid
        else:
            yield Grid(tuple(sorted(block.cells, key=lambda cell: (cell.row, cell.column))), block.where)
    if before is not None:
        yield Line(text, where)
