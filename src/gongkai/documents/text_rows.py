"""The figures of a table in text: which of them are the row's of each label, or why that is not certain.

A text has no cells but what its lines and order show. Figures are a row's if they stand beside its label (on the line it
ends in, or within its lines), or if every row of the table has them below. One row without figures, or with those of two,
may have moved all the rows around it by one: then none of them is certain.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from gongkai.documents.locate import LONGEST_RUN, Match, Token, normal
from gongkai.documents.values import is_value
from gongkai.statute.forms import Figure

_TELLING = 5
"""Cells from which on a line of just the right length tells the places of its empty cells."""

_NEW_HEADINGS = 2
"""Labels between two rows beyond which new headings stand between them: a row has its own and those of its groups."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why the figures of a row are not read: a code, and a sentence for a person."""

    code: str
    message: str


@dataclass
class _Row:
    """A row whose label was found.

    number: slot of its first figure; gap: the tokens after the label up to the next one; inside: figures between the
    parts of the label; is_next: whether the line of a token is the one the next label begins on; missing: rows between
    this and the next whose labels were not found.
    """

    number: int
    size: int
    label: Token
    gap: Sequence[Token]
    inside: Sequence[Token]
    next_line: int
    missing: int
    answer: Sequence[Token] | Refusal = field(default_factory=tuple)
    place: str = ""

    @cached_property
    def told(self) -> list[Token]:
        """What stands in the gap; words that begin the line of the next label are that line's."""
        told = [token for token in self.gap if not token.is_empty]
        while told and told[-1].row == self.next_line != self.label.row and not is_value(told[-1].text):
            told.pop()
        return told

    @cached_property
    def count(self) -> int:
        """Figures within and after the label."""
        return len(self.inside) + sum(is_value(token.text) for token in self.told)


# --- labels that figures stand in -----------------------------------------------------------------------------------


def with_broken_labels(match: Match) -> Match:
    """Return the match with the labels whose parts have figures between them, where the parts make just the label."""
    labels = dict(match.labels)
    missing = [number for number, slot in enumerate(match.slots) if slot.label and number not in labels]
    for number in missing:
        first = max((labels[n][1] for n in labels if n < number), default=match.start)
        last = min((labels[n][0] for n in labels if n > number), default=match.end)
        found = _broken(match.slots[number].label, match.tokens, first, last)
        if found is not None:
            labels[number] = found
    return replace(match, labels=dict(sorted(labels.items()))) if len(labels) > len(match.labels) else match


def _broken(label: str, tokens: Sequence[Token], first: int, last: int) -> tuple[int, int] | None:
    for start in range(first, last):
        text = normal(tokens[start].text)
        if not text or not label.startswith(text) or is_value(tokens[start].text):
            continue
        at, parts = start + 1, 1
        while at < last and text != label and parts < LONGEST_RUN:
            word = normal(tokens[at].text)
            if word and not is_value(tokens[at].text):
                if not label.startswith(text + word):
                    break
                text, parts = text + word, parts + 1
            at += 1
        if text == label:
            return start, at
    return None


# --- rows -------------------------------------------------------------------------------------------------------------


def rows_of_text(match: Match, runs: Sequence[tuple[int, Sequence[Figure]]]) -> Mapping[int, Sequence[Token] | Refusal]:
    """Return the cells of each row whose label was found, as many as its figures, or why not; by its first slot."""
    rows = list(_rows(match, runs))
    for row in rows:
        _read(match, row)
    before: Sequence[_Row] = ()
    for block in _blocks(match, runs):
        mine = [row for row in rows if row.number in block]
        moved = _moved(mine)
        if mine and _has_strays_above(match, mine[0], block, before):
            moved = [*before, *mine]
        for row in moved:
            row.answer = _not_certain(row)
        before = mine or before
    kinds = {row.place for row in rows if not isinstance(row.answer, Refusal)}
    for row in rows:
        if row.place == "below" and len(kinds) > 1 and not isinstance(row.answer, Refusal):
            row.answer = _not_certain(row)
    return {row.number: row.answer for row in rows}


def _not_certain(row: _Row) -> Refusal:
    return Refusal("rows_differ", f"{row.label.where}：数字属于哪一行不能确定，没有读取")


def _rows(match: Match, runs: Sequence[tuple[int, Sequence[Figure]]]) -> Iterator[_Row]:
    numbers = [number for number, _ in runs]
    for at, (number, figures) in enumerate(runs):
        span = match.labels.get(number - 1)
        if span is None:
            continue
        later = [slot for slot in match.labels if slot > number]
        end = match.labels[later[0]][0] if later else _end_of_figures(match.tokens, span[1])
        missing = sum(1 for other in numbers[at + 1 :] if later and other - 1 < later[0])
        yield _Row(
            number,
            len(figures),
            match.tokens[span[1] - 1],
            match.tokens[span[1] : end],
            [token for token in match.tokens[span[0] : span[1]] if _is_inside(match, number - 1, token)],
            match.tokens[end].row if later else -1,
            missing,
        )


def _is_inside(match: Match, slot: int, token: Token) -> bool:
    """Whether a token between the first and the last of a label is a figure and no part of it."""
    first, last = match.labels[slot]
    if token.is_empty or not is_value(token.text):
        return False
    joined = normal("".join(one.text for one in match.tokens[first:last]))
    return slot not in match.near and joined != match.slots[slot].label


def _end_of_figures(tokens: Sequence[Token], start: int) -> int:
    """Where the last run of a table ends: before the first cell that is no figure."""
    end = start
    while end < len(tokens) and (tokens[end].is_empty or is_value(tokens[end].text)):
        end += 1
    return end


def _read(match: Match, row: _Row) -> None:
    """Find the cells of a row by itself."""
    told, where = row.told, row.label.where
    if any(not is_value(token.text) for token in told) and not (told := _without_rest(match, row, told)):
        row.answer = Refusal("cell_count", f"{where}之后：应有{row.size}个数字，实有{row.count}个，其间有其他文字")
        return
    values = [*row.inside, *told]
    if len(values) != row.size or _has_gap(row, values):
        values = [] if row.inside else _same_line(row, values)
    if len(values) != row.size:
        row.answer = Refusal("cell_count", f"{where}之后：应有{row.size}个数字，实有{len([*row.inside, *told])}个")
        return
    row.answer = values
    row.place = _place(row, values)
    if row.place == "mixed":
        row.answer = _not_certain(row)


def _without_rest(match: Match, row: _Row, told: Sequence[Token]) -> list[Token]:
    """What stands after a label without the rest of the label itself; none where the words are not just that."""
    slot = row.number - 1
    words = [token for token in told if not is_value(token.text)]
    whole = normal(match.near.get(slot, "") + "".join(token.text for token in words))
    return [token for token in told if is_value(token.text)] if whole == match.slots[slot].label else []


def _has_gap(row: _Row, values: Sequence[Token]) -> bool:
    """Whether an empty cell stands between the figures of one line: then one of them may be no cell of the form."""
    lines = {token.row for token in values}
    columns = [token.column for token in values]
    return len(lines) == 1 and any(
        token.is_empty and token.row in lines and min(columns) < token.column < max(columns) for token in row.gap
    )


def _same_line(row: _Row, values: Sequence[Token]) -> list[Token]:
    """Cells of one physical line that holds all that was found, empty ones in their place.

    Either what follows the label on its own line, or a line of just this many cells; a short line is too likely to be one
    cell with a margin.
    """
    lines = {token.row for token in values} or {row.label.row}
    if len(lines) != 1:
        return []
    (line,) = lines
    cells = [token for token in row.gap if token.row == line]
    return cells if len(cells) == row.size and (line == row.label.row or row.size >= _TELLING) else []


def _place(row: _Row, values: Sequence[Token]) -> str:
    """Where the figures of a row stand: beside its label or within it on one line, below it, or neither."""
    lines = {token.row for token in values}
    if row.inside or row.label.row in lines:
        return "beside" if len(lines) == 1 else "mixed"
    return "below" if len(lines) in (1, len(values)) else "mixed"


# --- rows that may have moved -------------------------------------------------------------------------------------------


def _blocks(match: Match, runs: Sequence[tuple[int, Sequence[Figure]]]) -> list[list[int]]:
    """The rows under the same headings, by the slots of their first figures."""
    blocks: list[list[int]] = []
    end = -1
    for number, figures in runs:
        if not blocks or number - end > _NEW_HEADINGS:
            blocks.append([])
        blocks[-1].append(number)
        end = number + len(figures)
    return blocks


def _moved(rows: Sequence[_Row]) -> Sequence[_Row]:
    """The rows of a block whose figures may be another's: from the first that lacks its own, or has more, to the last.

    All of the block where these do not even out, as when figures have moved beyond it, or where figures stand on the
    lines of labels: there a label of two lines may hide the end of a move.
    """
    odd = [at for at, row in enumerate(rows) if _is_displaced(row)] if len(rows) > 1 else []
    if not odd:
        return ()
    between = rows[odd[0] : odd[-1] + 1]
    evens_out = sum(row.count for row in between) == sum((row.missing + 1) * row.size for row in between)
    is_in_order = all(row.place == "below" for row in rows if not isinstance(row.answer, Refusal))
    return between if evens_out and is_in_order else rows


def _is_displaced(row: _Row) -> bool:
    """Whether the figures of a row, or of one after it whose label was not found, stand with another row."""
    told, count = row.told, row.count
    empty = sum(token.is_empty and token.row == row.label.row for token in row.gap)
    if 2 * count < row.size and count + empty < row.size:
        return True
    if count >= (row.missing + 2) * row.size:
        return True
    if isinstance(row.answer, Refusal) and told and not row.inside and not is_value(told[0].text):
        return True
    return bool(row.missing and told and not is_value(told[-1].text))


def _has_strays_above(match: Match, row: _Row, block: Sequence[int], before: Sequence[_Row]) -> bool:
    """Whether figures stand among the headings above the first row found of a block, as many as a row may have.

    before: the rows of the block above.
    """
    slot = row.number - 1
    spans = [span for number, span in match.labels.items() if number < slot]
    mine = [span for number, span in match.labels.items() if (before[-1].number if before else -1) <= number < slot]
    labels = {at for span in mine for at in range(*span)}
    start = min(labels, default=max((span[1] for span in spans), default=match.labels[slot][0]))
    between = [(at, match.tokens[at]) for at in range(start, match.labels[slot][0])]
    told = [one for at, one in between if not one.is_empty and (at not in labels or is_value(one.text))]
    values = [token for token in told if is_value(token.text)]
    if len(values) < min(2, row.size):
        return False
    return len(values) > block.index(row.number) * row.size or is_value(told[0].text)
