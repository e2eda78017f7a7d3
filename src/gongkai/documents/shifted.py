"""Whether a whole table read from text stands one row or one cell beside its place: its sums tell.

The identities the checks ask for (R01 to R03 in table three, R05 in table four) serve as a checksum. A printed error breaks
one or two of them, and no shift mends them; figures one row off break several, and hold again when moved back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gongkai.report.model import Cell, Number
from gongkai.statute.forms import Key, load_form

_SEVERAL = 2
"""Sums that must fail before a shift is thought of."""

_Values = Sequence[Number | None]


def is_shifted(form_id: str, table: str, cells: Mapping[Key, Cell]) -> bool:
    """Return whether sums of table three or four fail in several columns and hold one row, or one cell, further on."""
    if table == "t3":
        return _is_one_row_off(form_id, cells)
    return table == "t4" and _is_one_cell_off(form_id, cells)


def _is_one_row_off(form_id: str, cells: Mapping[Key, Cell]) -> bool:
    spec = load_form(form_id).tables["t3"]
    codes = [row.code for row in spec.rows]
    parts = [codes.index(code) for row in spec.rows if row.code == "handled_total" for code in row.sum_of]
    total = codes.index("handled_total")
    columns = [[_value(cells, ("t3", code, column.code)) for code in codes] for column in spec.columns]
    told = [column for column in columns if any(column)]
    failing = sum(_adds_up(column, parts, total) is False for column in told)
    return failing >= _SEVERAL and any(
        all(_adds_up(_moved(column, by), parts, total) for column in told) for by in (-1, 1)
    )


def _is_one_cell_off(form_id: str, cells: Mapping[Key, Cell]) -> bool:
    columns = load_form(form_id).tables["t4"].columns
    codes = [column.code for column in columns]
    sums = [([codes.index(part) for part in one.sum_of], codes.index(one.code)) for one in columns if one.sum_of]
    values = [_value(cells, ("t4", "count", code)) for code in codes]
    if sum(_adds_up(values, *one) is False for one in sums) < _SEVERAL:
        return False
    moved = ([_adds_up(_moved(values, by), *one) for one in sums] for by in (-1, 1))
    return any(False not in answers and answers.count(True) >= _SEVERAL for answers in moved)


def _value(cells: Mapping[Key, Cell], key: Key) -> Number | None:
    cell = cells.get(key)
    return cell.stated if cell is not None else None


def _moved(values: _Values, by: int) -> _Values:
    """The values one place on or back; what is not known at the end is None."""
    return [None, *values[:-1]] if by > 0 else [*values[1:], None]


def _adds_up(values: _Values, parts: Sequence[int], total: int) -> bool | None:
    """Whether values add up to their total; None where one of them is not stated."""
    known = [value for at in parts if (value := values[at]) is not None]
    stated = values[total]
    return sum(known) == stated if stated is not None and len(known) == len(parts) else None
