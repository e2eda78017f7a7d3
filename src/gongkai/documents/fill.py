"""The figures of a located table: each cell with its value, its text as written, its place and its status.

A number is stated only where label and position agree. Where a row has too few or too many cells, or a cell is not a
number, the cell is unreadable and says why; it is never shifted into place.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache

from gongkai.documents.locate import Match, Token, normal, slots_of
from gongkai.documents.near import with_near_labels
from gongkai.documents.numbers import Doubt, count_in, is_dash, money_in, narrow, number_in
from gongkai.documents.script import folded
from gongkai.documents.shape import TABLES
from gongkai.documents.shifted import is_shifted
from gongkai.documents.text_rows import Refusal, rows_of_text, with_broken_labels
from gongkai.documents.values import NOTHING
from gongkai.report.model import Cell, Number, Remark
from gongkai.statute.forms import Figure, Key, path_of

_WAN = Decimal(10_000)
_BROKEN = re.compile(r"(?<=[0-9０-９.．，,])\s+(?=[0-9０-９.．，,])")
"""White space within a number, where a layout broke it; `written` keeps it."""

_WORDS = re.compile(r"[\u4e00-\u9fffA-Za-z]")
_LONGEST = 64  # digits; what is longer is no number
_NO_LABEL = "没有找到这一行的标题，未读取数字"


class Filled:
    """Cells of one table and what was odd about it. match: the table, with the labels that were written differently."""

    def __init__(self, match: Match) -> None:
        self.match = match
        self.cells: dict[Key, Cell] = {}
        self.remarks: list[Remark] = []

    def put(self, figure: Figure, token: Token) -> None:
        """Read one cell."""
        self.cells[figure.key] = cell_of(figure, token)
        if self.cells[figure.key].status == "unreadable":
            self.remarks.append(Remark("not_a_number", figure.path, f"{token.where}：“{token.text}”不是数字"))

    def refuse(self, figures: Sequence[Figure], code: str, message: str, *, where: str = "") -> None:
        """Leave cells unread, and say why."""
        for figure in figures:
            self.cells[figure.key] = Cell(None, "", where, "unreadable")
        if figures:
            at = f"{path_of(figures[0].key)} – {path_of(figures[-1].key)}" if len(figures) > 1 else figures[0].path
            self.remarks.append(Remark(code, at, message))


def fill(match: Match) -> Filled:
    """Return the figures of a located table."""
    if match.grid is None:
        match = with_broken_labels(match)
    match = with_near_labels(match)
    filled = Filled(match)
    for slot, text in match.near.items():
        message = f"{match.tokens[match.labels[slot][0]].where}：写作“{text}”，按“{match.slots[slot].label}”读取"
        filled.remarks.append(Remark("label_differs", match.table, message))
    runs = list(_runs(match))
    if match.grid is None:
        _fill_from_text(match, runs, filled)
        return filled
    for number, figures in runs:
        before = match.labels.get(number - 1)
        if before is None:
            filled.refuse(figures, "label_missing", _NO_LABEL)
        else:
            _fill_from_grid(match, number, figures, before, filled)
    return filled


def _runs(match: Match) -> Iterator[tuple[int, list[Figure]]]:
    """Figures that stand side by side, with the number of the first slot."""
    run: list[Figure] = []
    start = 0
    for number, slot in enumerate(match.slots):
        if slot.figure is not None:
            if not run:
                start = number
            run.append(slot.figure)
        elif run:
            yield start, run
            run = []
    if run:
        yield start, run


# --- grids: the label gives the row, the heading the column -------------------------------------------------------


def _fill_from_grid(
    match: Match, number: int, figures: Sequence[Figure], before: tuple[int, int], filled: Filled
) -> None:
    label = match.tokens[before[1] - 1]
    row = label.row if match.table != "t4" else _row_below(match)
    cells = [token for token in match.rows.get(row, ()) if token.column > label.column or match.table == "t4"]
    columns = _head_columns(match, number, figures)
    if len(cells) != len(figures):
        cells = _below_heads(match, cells, columns)
    if len(cells) != len(figures):
        filled.refuse(
            figures, "cell_count", f"{label.where}：应有{len(figures)}格，实有{len(cells)}格", where=label.where
        )
        return
    for figure, token, place in zip(figures, cells, columns, strict=True):
        if place is not None and place[1] != token.column:
            filled.refuse([figure], "column_differs", f"{token.where}：与表头所在列不一致", where=token.where)
        else:
            filled.put(figure, token)


def _below_heads(match: Match, cells: Sequence[Token], columns: Sequence[tuple[int, int] | None]) -> list[Token]:
    """Cells just below the headings, where every heading was found and all else in the row is empty or below another.

    A sheet without merged cells has empty ones between and behind the figures; an office may add a column 备注.
    """
    wanted = [place[1] for place in columns if place is not None]
    if len(wanted) != len(columns) or sorted(set(wanted)) != wanted:
        return []
    rows = {place[0] for place in columns if place is not None}
    for token in cells:
        if not token.is_empty and token.column not in wanted and not _is_below_another(match, rows, token.column):
            return []
    return [token for token in cells if token.column in wanted]


def _is_below_another(match: Match, rows: Collection[int], column: int) -> bool:
    """Whether a column has a heading of its own, in words, that is none of the form's."""
    assert match.grid is not None
    labels = {(match.tokens[at].row, match.tokens[at].column) for span in match.labels.values() for at in range(*span)}
    heads = [cell for row in rows if (cell := match.grid.at.get((row, column))) is not None]
    return any(_WORDS.search(cell.text) for cell in heads) and all((c.row, c.column) not in labels for c in heads)


def _row_below(match: Match) -> int:
    """Row of the figures of table four: the first below all its headings."""
    assert match.grid is not None
    last = max(match.tokens[first].row for first, _ in match.labels.values())
    return min((row for row in match.rows if row > last), default=-1)


def _head_columns(match: Match, first: int, figures: Sequence[Figure]) -> list[tuple[int, int] | None]:
    """Row and column of the heading of each figure, None where it was not found. Headings just above count first.

    first: slot of the first figure.
    """
    heads = _heads(match.form_id, match.table)
    labels = [_heading(figure.label) for figure in figures]
    if match.table == "t4":
        order = sorted(number for label in set(labels) for number in heads.get(label, ()))
        return [_place_of(match, n) if n in match.labels else None for n in order]
    above = [[number for number in heads.get(label, ()) if number < first] for label in labels]
    return [_place_of(match, numbers[-1]) if numbers and numbers[-1] in match.labels else None for numbers in above]


@cache
def _heads(form_id: str, table: str) -> Mapping[str, Sequence[int]]:
    """The slots of each label of a table, in order."""
    found: dict[str, list[int]] = {}
    for number, slot in enumerate(slots_of(form_id, table)):
        if slot.label:
            found.setdefault(slot.label, []).append(number)
    return found


@cache
def _heading(label: str) -> str:
    """The heading a figure stands below, by the label of the figure, as labels are compared."""
    return normal(label.rsplit(" / ", 1)[-1])


def _place_of(match: Match, number: int) -> tuple[int, int]:
    token = match.tokens[match.labels[number][0]]
    return token.row, token.column


# --- text: what lines and order show ------------------------------------------------------------------------------


def _fill_from_text(match: Match, runs: Sequence[tuple[int, Sequence[Figure]]], filled: Filled) -> None:
    found = rows_of_text(match, runs)
    for number, figures in runs:
        answer = found.get(number)
        if answer is None:
            filled.refuse(figures, "label_missing", _NO_LABEL)
        elif isinstance(answer, Refusal):
            where = match.tokens[match.labels[number - 1][1] - 1].where
            filled.refuse(figures, answer.code, answer.message, where=where)
        else:
            for figure, token in zip(figures, answer, strict=True):
                filled.put(figure, token)
    if is_shifted(match.form_id, match.table, filled.cells):
        figures = [figure for _, run in runs for figure in run]
        message = f"{TABLES[match.table]}的数字整体错位一格，没有读取"
        filled.refuse(figures, "rows_shifted", message, where=match.tokens[match.start].where)


# --- one cell -----------------------------------------------------------------------------------------------------


def cell_of(figure: Figure, token: Token) -> Cell:
    """Return what a cell states. Blank, dash and 无 are told apart by `written` and state no number."""
    text = token.text.strip()
    if text.isascii() and text.isdigit() and len(text) <= _LONGEST:
        return Cell(int(text), text, token.where, "stated")
    joined = _BROKEN.sub("", text)
    if token.is_empty:
        return Cell(None, text, token.where, "blank")
    if is_dash(narrow(text)) or folded(text) in NOTHING:
        return Cell(None, text, token.where, "dash")
    value = _value(figure, joined)
    return Cell(None, text, token.where, "unreadable") if value is None else Cell(value, text, token.where, "stated")


def _value(figure: Figure, text: str) -> Number | None:
    bare = narrow(folded(text))
    if bare.startswith("减") and figure.is_signed:
        bare = "-" + bare[1:]
    number = number_in(bare)
    if not isinstance(number, Doubt):
        return int(number) if number == number.to_integral_value() and "." not in bare else number
    if figure.is_decimal:
        amount = money_in(bare)
        return None if isinstance(amount, Doubt) else amount / _WAN
    count = count_in(bare)
    return None if isinstance(count, Doubt) else count
