"""Tables of the form without rules: rows by their labels, columns by what stands below each other, as grids.

The form is the prior: its labels are put together from their lines (`pdf_labels`) and must stand in printed order. A figure
belongs to the row whose label it stands beside, wherever it is aligned, and to the column of the heading it overlaps. What
stands beside two labels or none, under two headings or none, or in two lines, makes its row a doubt.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import pairwise, takewhile
from statistics import median

from gongkai.documents.grid import GridCell
from gongkai.documents.readers.pdf_columns import columns_of, longest_chain
from gongkai.documents.readers.pdf_labels import MOST_PIECES, Label, Piece, key_of, labels_of, pieces_of
from gongkai.documents.readers.pdf_lines import DOUBT, TextLine
from gongkai.statute.forms import FORM_IDS, LaidCell, load_form

_ENOUGH = 0.6  # of the rows of a table that must be found
_FEWEST_LINES = 2  # that have columns
_PAGE = 20_000.0  # points from page to page in one height of all
_HEADING = 200.0  # points above its rows within which a heading stands
_BELOW = 2.5  # heights of a line
_SAME_LINE = 0.4
_SHIFT = 2.0  # points a margin may differ by from page to page

_BEGINS = re.compile(r"\s*(?:[（(][一二三四五六七八九十]|[一二三四五六七八九十][、.．]|\d{1,2}[、.．])")

_ENDS_IN_FIGURE = re.compile(r"[\d无/—-]\s*$")


@dataclass(frozen=True, slots=True)
class Unruled:
    """A table found in lines. page: of its first line, from 0; y: its top there; lines: the numbers of those it takes."""

    page: int
    y: float
    cells: tuple[GridCell, ...]
    lines: frozenset[int]


def unruled_tables(pages: Sequence[Sequence[tuple[TextLine, bool]]]) -> list[Unruled]:
    """Return the tables of the form in the lines of all pages.

    pages: for each page its lines, and whether each is a page number or a running head.
    """
    if sum("\t" in line.text for lines in pages for line, _ in lines) < _FEWEST_LINES:
        return []
    pieces = pieces_of(pages)
    if len(pieces) > MOST_PIECES:
        return []
    labels = labels_of(pieces)
    found: list[Unruled] = []
    for table in ("t2", "t3", "t4"):
        looks = [_Look(_plan(form_id, table), pieces, labels) for form_id in FORM_IDS]
        best = max(looks, key=lambda look: (len(look.rows), look.share))
        if best.share >= _ENOUGH:
            found.append(best.table())
    return found


# --- the form as it is printed -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Placed:
    """A cell of the form in its place."""

    cell: LaidCell
    row: int
    column: int

    @property
    def key(self) -> str:
        return key_of(self.cell.text)


@dataclass(frozen=True, slots=True)
class _Row:
    """A printed row with figures. label: what stands beside them (none in table four); heads: what stands above each.

    run: number of the run of rows under the same headings.
    """

    number: int
    run: int
    label: _Placed | None
    figures: tuple[_Placed, ...]
    heads: tuple[_Placed, ...]


@dataclass(frozen=True, slots=True)
class _Plan:
    """A table of the form. others: its cells that are neither the label of a row nor above a figure."""

    rows: tuple[_Row, ...]
    others: tuple[_Placed, ...]


@lru_cache(maxsize=8)
def _plan(form_id: str, table: str) -> _Plan:
    placed = _placed(form_id, table)
    heads = [one for one in placed if one.cell.kind == "head"]
    rows: list[_Row] = []
    for number in sorted({one.row for one in placed if one.cell.figure}):
        figures = tuple(one for one in placed if one.row == number and one.cell.figure)
        left = [one for one in placed if one.row == number and one.column < figures[0].column]
        above = tuple(max((h for h in heads if _is_over(h, one)), key=lambda h: h.row) for one in figures)
        run = rows[-1].run + (rows[-1].heads != above) if rows else 0
        rows.append(_Row(number, run, left[-1] if left else None, figures, above))
    taken = {id(one) for row in rows for one in (row.label, *row.figures, *row.heads)}
    return _Plan(tuple(rows), tuple(one for one in placed if id(one) not in taken))


def _placed(form_id: str, table: str) -> list[_Placed]:
    found: list[_Placed] = []
    taken: set[tuple[int, int]] = set()
    for row, cells in enumerate(load_form(form_id).layout(table)):
        column = 0
        for cell in cells:
            while (row, column) in taken:
                column += 1
            found.append(_Placed(cell, row, column))
            taken |= {(row + y, column + x) for y in range(cell.rowspan) for x in range(cell.colspan)}
    return found


def _is_over(head: _Placed, one: _Placed) -> bool:
    return head.row < one.row and head.column <= one.column < head.column + head.cell.colspan


# --- a table in the lines -------------------------------------------------------------------------------------------------


def _height(page: int, y: float) -> float:
    return page * _PAGE + y


def _extent(label: Label) -> tuple[float, float]:
    """Top and bottom of a label in one height of all pages."""
    return _height(*label.top), _height(*label.bottom)


def _core(label: Label) -> tuple[float, float]:
    """The same without what tight lines share with those above and below."""
    top, bottom = _extent(label)
    return top + label.pieces[0].height / 4, bottom - label.pieces[-1].height / 4


@dataclass
class _Beside:
    """A row as found: its label, and the pieces that stand beside it."""

    row: _Row
    label: Label | None
    top: float
    bottom: float
    pieces: list[Piece] = field(default_factory=list)
    is_doubtful: bool = False


class _Look:
    """The search for one table of one form. rows: those found, by their place in the plan."""

    def __init__(self, plan: _Plan, pieces: Sequence[Piece], labels: dict[str, list[Label]]) -> None:
        self.plan, self.pieces, self.labels = plan, pieces, labels
        self.used: dict[int, Label] = {}  # place of a heading in the plan, by its id → label
        self.heads: dict[tuple[int, int], list[Label]] = {}  # run, page → its headings there
        self.rows: dict[int, _Beside] = {}
        self.loose: set[int] = set()  # lines with figures beside no label
        if plan.rows[0].label is None:
            self._find_single()
        else:
            self._find_rows()

    @property
    def share(self) -> float:
        return len(self.rows) / len(self.plan.rows)

    def table(self) -> Unruled:
        """The table as a grid; rows whose headings were not found hold no figure."""
        cells = list(_Laying(self).cells())
        for at, text in reversed(list(self._added())):
            cells = [*_opened(cells, at), GridCell(at, 0, text)]
        cells.sort(key=lambda cell: (cell.row, cell.column))
        lines = self._lines()
        page, y = min((piece.page, piece.y) for piece in self.pieces if piece.line in lines)
        return Unruled(page, y, tuple(cells), lines)

    def _added(self) -> Iterator[tuple[int, str]]:
        """Rows an office added: words that are no label, with figures on their line; each before a row of the form."""
        known = self._known() | {id(piece) for row in self.rows.values() for piece in row.pieces}
        known |= {id(piece) for row in self.rows.values() if row.label for piece in row.label.pieces}
        for line in sorted(self.loose):
            words = [one for one in self.pieces if one.line == line and not one.is_figure and id(one) not in known]
            below = [row for row in self.rows.values() if words and row.top > _height(words[0].page, words[0].y)]
            if below and len(below) < len(self.rows):
                yield below[0].row.number, "".join(one.text for one in words)

    def _lines(self) -> frozenset[int]:
        """All lines from the first to the last of the table."""
        told = [*self.used.values(), *(row.label for row in self.rows.values() if row.label)]
        mine = {piece.line for label in told for piece in label.pieces}
        mine |= {piece.line for row in self.rows.values() for piece in row.pieces}
        first, last = min(mine), max(mine)
        return frozenset(
            piece.line
            for piece in self.pieces
            if first <= piece.line <= last and (piece.line in mine or not piece.is_chrome)
        )

    # rows

    def _find_rows(self) -> None:
        wanted = [row.label.key for row in self.plan.rows if row.label]
        places = {id(one): _core(one) for key in set(wanted) for one in self.labels.get(key, ())}
        chosen = longest_chain(wanted, self.labels, places)
        if len(chosen) < _ENOUGH * len(wanted):
            return
        chosen |= self._near(chosen)
        for number, label in sorted(chosen.items()):
            self.rows[number] = _Beside(self.plan.rows[number], label, *_extent(label))
        self._find_heads()
        self._find_others()
        self._gather()

    def _near(self, chosen: Mapping[int, Label]) -> dict[int, Label]:
        """Labels typed in another way: the words between two that were found, if they are as many as are missing."""
        found: dict[int, Label] = {}
        known = self._known()
        right = max(label.x1 for label in chosen.values())
        numbers = sorted(chosen)
        for before, after in pairwise(numbers):
            if after - before < 2:
                continue
            top, bottom = _extent(chosen[before])[1], _extent(chosen[after])[0]
            words: list[list[Piece]] = []
            for piece in self.pieces:
                if piece.is_chrome or id(piece) in known or piece.x0 >= right or piece.is_figure:
                    continue
                if top < _height(piece.page, piece.y) < bottom:
                    if not words or (after - before > 2 and _BEGINS.match(piece.text)):
                        words.append([])
                    words[-1].append(piece)
            if len(words) == after - before - 1 and not any(_ENDS_IN_FIGURE.search(p.text) for w in words for p in w):
                found |= {before + 1 + at: Label("", tuple(part)) for at, part in enumerate(words)}
        return found

    def _known(self) -> set[int]:
        """The pieces of every label of this table."""
        keys = {one.key for one in self.plan.others} | {one.key for row in self.plan.rows for one in row.heads}
        keys |= {row.label.key for row in self.plan.rows if row.label}
        return {id(piece) for key in keys for label in self.labels.get(key, ()) for piece in label.pieces}

    # headings

    def _find_heads(self) -> None:
        """The headings of each run of rows on each page: just above, else as on the page before."""
        floor, ended = float("-inf"), float("-inf")
        run = -1
        for row in self.rows.values():
            assert row.label is not None
            if row.row.run != run:
                run, floor = row.row.run, ended
            for page, (top, _) in row.label.spans().items():
                if (run, page) not in self.heads:
                    self._look_above(row.row, page, top, floor)
            ended = row.bottom

    def _look_above(self, row: _Row, page: int, top: float, floor: float) -> None:
        """Find headings above a row: near it, else anywhere on its page or the one before, but below `floor`."""
        bottom = _height(page, top)
        for reach in (_HEADING, _PAGE):
            near = {
                head.key: [
                    one
                    for one in self.labels.get(head.key, ())
                    if max(floor, bottom - reach) < _extent(one)[0] and _extent(one)[1] < bottom + one.pieces[0].height
                ]
                for head in row.heads
            }
            if found := _side_by_side([head.key for head in row.heads], near):
                self.heads[row.run, page] = found
                for head, label in zip(row.heads, found, strict=True):
                    self.used.setdefault(id(head), label)
                return
        if (row.run, page - 1) in self.heads:
            self.heads[row.run, page] = self.heads[row.run, page - 1]

    def _find_others(self) -> None:
        """The other headings and labels, each nearest to the rows it belongs to."""
        if not self.rows:
            return
        tops = {row.row.number: row.top for row in self.rows.values()}
        first, last = min(tops.values()), max(row.bottom for row in self.rows.values())
        for one in self.plan.others:
            anchor = min((top for number, top in tops.items() if number >= one.row), default=last)
            near = [
                label
                for label in self.labels.get(one.key, ())
                if first - _HEADING - (_PAGE if one.row < min(tops) else 0) < _extent(label)[0] < last
            ]
            if near:
                self.used[id(one)] = min(near, key=lambda label: abs(_extent(label)[0] - anchor))

    # figures

    def _gather(self) -> None:
        """Give each piece to the row it stands beside; what stands beside none makes the rows around it doubtful."""
        known = self._known()
        rows = list(self.rows.values())
        spans = [row.label.spans() if row.label else {} for row in rows]
        left = min((one.x0 for heads in self.heads.values() for one in heads), default=0.0)
        pages = {page for span in spans for page in span}
        for piece in self.pieces:
            if piece.page not in pages or id(piece) in known:
                continue
            mine = [
                row
                for row, span in zip(rows, spans, strict=True)
                if piece.page in span
                and span[piece.page][0] < piece.y < span[piece.page][1]
                and row.label
                and piece.x0 >= row.label.x1 - _SAME_LINE * piece.height
            ]
            for row in mine:
                row.pieces.append(piece)
                row.is_doubtful = row.is_doubtful or len(mine) > 1
            if not mine and piece.is_figure and not piece.is_chrome and piece.x1 > left:
                _doubt_around(rows, piece)
                self.loose.add(piece.line)
        _doubt_beside(rows)

    def _find_single(self) -> None:
        """Table four: fifteen headings side by side, the figures in the line below."""
        (row,) = self.plan.rows
        keys = [head.key for head in row.heads]
        rare = self.labels.get(keys[3], ())
        for page in sorted({label.top[0] for label in rare}):
            tops = [_extent(label)[0] for label in rare if label.top[0] == page]
            if len(tops) < keys.count(keys[3]):  # the page may part the headings
                tops += [_extent(label)[0] for label in rare if label.top[0] == page + 1]
            near = {
                key: [
                    one
                    for one in self.labels.get(key, ())
                    if min(tops) - _HEADING / 4 < _extent(one)[0] < max(tops) + _HEADING / 4
                ]
                for key in set(keys)
            }
            if found := _side_by_side(keys, near):
                self._read_single(row, found)
                return

    def _read_single(self, row: _Row, found: list[Label]) -> None:
        self.used |= {id(head): label for head, label in zip(row.heads, found, strict=True)}
        bottom = max(_extent(label)[1] for label in found)
        below = [one for one in self.pieces if _height(one.page, one.y) > bottom and not one.is_chrome]
        below.sort(key=lambda one: _height(one.page, one.y))
        first = next(iter(below), None)
        page, end = divmod(bottom, _PAGE)
        if first is None or first.page > page + 1 or (first.page == page and first.y - end > _HEADING / 2):
            return
        line = list(takewhile(lambda one: one.page == first.page and one.is_figure, below))
        after = below[len(line) :][:1]
        is_cut = any(one.page == first.page and one.y - first.y < _BELOW / 2 * first.height for one in after)
        is_cut = is_cut or any(_is_close(first, one) for one in self.pieces if one.is_chrome)
        self.heads[row.run, first.page] = found
        self.rows[0] = _Beside(row, None, _height(first.page, first.y), _height(first.page, first.y), line, is_cut)
        _doubt_beside([self.rows[0]])
        self._find_others()


def _is_close(first: Piece, one: Piece) -> bool:
    """Whether a figure that looks like a page number stands as close to a row as its second line would."""
    return one.page == first.page and one.is_figure and abs(one.y - first.y) < _BELOW * first.height


def _side_by_side(keys: Sequence[str], near: dict[str, list[Label]]) -> list[Label]:
    """Headings in printed order from left to right; none unless all are there."""
    places = {id(one): (one.x0, one.x1) for labels in near.values() for one in labels}
    found = longest_chain(keys, near, places)
    return list(found.values()) if len(found) == len(keys) else []


def _doubt_around(rows: Sequence[_Beside], piece: Piece) -> None:
    """A figure beside no label may belong to the row above or below it, or to one the page cuts in two there."""
    at = _height(piece.page, piece.y)
    above = [row for row in rows if row.bottom <= at]
    below = [row for row in rows if row.top >= at]
    for row in rows:
        row.is_doubtful = row.is_doubtful or row.top < at < row.bottom
    if above and (below or at - above[-1].bottom < _BELOW * piece.height):
        above[-1].is_doubtful = True
    if below and (above or below[0].top - at < _BELOW * piece.height):
        below[0].is_doubtful = True


def _doubt_beside(rows: Sequence[_Beside]) -> None:
    """Where figures stand in two lines beside a label, one may be of the row above or below; so where a row has none."""
    for number, row in enumerate(rows):
        if not _is_one_line(row.pieces):
            for other in rows[max(number - 1, 0) : number + 2]:
                other.is_doubtful = True
    for before, row in (*pairwise(rows), *pairwise(reversed(rows))):
        row.is_doubtful = row.is_doubtful or (before.is_doubtful and not row.pieces)


# --- the grid --------------------------------------------------------------------------------------------------------------


class _Laying:
    """Puts what was found into the cells of the form; rows that were not found are left out."""

    def __init__(self, look: _Look) -> None:
        self.look = look
        rows = look.plan.rows
        heads = {id(head): head for row in rows for head in row.heads}
        self.labels = sorted((*look.plan.others, *heads.values()), key=lambda one: (one.row, one.column))

    def cells(self) -> Iterator[GridCell]:
        """Cells in the rows of the form; those of the headings as they are printed."""
        for one in self.labels:
            if id(one) in self.look.used:
                yield _cell(one, self.look.used[id(one)].text)
        columns = self._columns()
        for beside in self.look.rows.values():
            if beside.row.label and beside.label:
                yield _cell(beside.row.label, beside.label.text)
            texts = _texts(beside, columns, self.look)
            yield from (_cell(one, text) for one, text in zip(beside.row.figures, texts, strict=False))

    def _columns(self) -> dict[int, int]:
        """Number of the column of each piece, by its id; none of a page whose columns may have shifted."""
        found: dict[int, int] = {}
        for (run, page), labels in self.look.heads.items():
            rows = [row for row in self.look.rows.values() if row.row.run == run]
            columns = columns_of(labels, [one for row in rows for one in row.pieces if one.page == page])
            mine = {piece: number for piece, number in columns.of.items() if number not in columns.bad}
            on = {head.top[0] for head in labels}
            if columns.is_loose:
                continue
            if on == {page} or len(set(mine.values())) == len(labels) or _stands_as(rows, page, on):
                found |= mine
        return found


def _stands_as(rows: Sequence[_Beside], page: int, others: Collection[int]) -> bool:
    """Whether the labels of a page stand as far from the left as those of the pages with the headings."""
    for column in {row.row.label.column for row in rows if row.row.label}:
        mine = [row.label for row in rows if row.label and row.row.label and row.row.label.column == column]
        here = [label for label in mine if label.top[0] == page]
        there = [label for label in mine if label.top[0] in others]
        if here and there:
            by_left = median(one.x0 for one in here) - median(one.x0 for one in there)
            by_middle = median(one.x0 + one.x1 for one in here) - median(one.x0 + one.x1 for one in there)
            if min(abs(by_left), abs(by_middle) / 2) < _SHIFT:
                return True
    return False


def _texts(beside: _Beside, columns: Mapping[int, int], look: _Look) -> list[str]:
    """The text under each heading of a row; none where the headings were not found."""
    pages = {piece.page for piece in beside.pieces} or {int(beside.top // _PAGE)}
    if any((beside.row.run, page) not in look.heads for page in pages):
        return []
    texts = [""] * len(beside.row.figures)
    is_doubtful = beside.is_doubtful
    for piece in beside.pieces:
        number = columns.get(id(piece))
        if number is None or texts[number]:
            is_doubtful = True
        else:
            texts[number] = piece.text
    return [text + DOUBT for text in texts] if is_doubtful else texts


def _opened(cells: Sequence[GridCell], at: int) -> list[GridCell]:
    """The cells with room for one more row before row `at`."""
    return [
        replace(cell, row=cell.row + (cell.row >= at), rowspan=cell.rowspan + (cell.row < at < cell.row + cell.rowspan))
        for cell in cells
    ]


def _is_one_line(pieces: Sequence[Piece]) -> bool:
    ys = [piece.y for piece in pieces]
    return not pieces or (
        len({piece.page for piece in pieces}) == 1 and max(ys) - min(ys) < _SAME_LINE * min(p.height for p in pieces)
    )


def _cell(one: _Placed, text: str) -> GridCell:
    return GridCell(one.row, one.column, text, one.cell.rowspan, one.cell.colspan)
