"""What the reconciliation identities say a cell must be where it could not be read: an error-detecting code put to use.

Only an unreadable cell is inferred, only where every other cell of an identity is stated, and only where all identities
that decide it agree. What is written is never overwritten; a blank is never inferred. The result is marked.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from gongkai.report.model import AnnualReport, Cell, Number
from gongkai.statute.forms import Form, Key

Identity = tuple[tuple[Key, int], ...]
"""Cells with their signs; the sum is zero."""


def with_inferred(report: AnnualReport) -> AnnualReport:
    """Return the report with unreadable cells inferred where the identities single out one whole number not below zero.

    Source: R01-R05, the identities of the statutory forms.
    """
    if report.form_id is None:
        return report
    found: dict[Key, set[Number]] = {}
    for identity in identities(report.form):
        unknown = [(key, sign) for key, sign in identity if report.cell(key).stated is None]
        if len(unknown) == 1:
            (key, sign) = unknown[0]
            rest = sum((sign_ * _stated(report, other) for other, sign_ in identity if other != key), start=0)
            found.setdefault(key, set()).add(-rest * sign)
    cells = dict(report.cells)
    for key, values in found.items():
        cell = report.cell(key)
        if cell.status == "unreadable" and len(values) == 1:
            (value,) = values
            if value >= 0 and value == int(value):
                cells[key] = Cell(int(value), cell.written, cell.where, "inferred")
    return replace(report, cells=cells)


def _stated(report: AnnualReport, key: Key) -> Number:
    value = report.cell(key).stated
    assert value is not None  # the only one not stated was left out
    return value


def identities(form: Form) -> Iterator[Identity]:
    """Every identity of tables three and four: R01-R05."""
    table = form.tables["t3"]
    for column in table.columns:
        yield tuple(
            (("t3", row, column.code), sign)
            for row, sign in (("new_received", 1), ("carried_in", 1), ("handled_total", -1), ("carried_out", -1))
        )
        for row in table.rows:
            if row.sum_of:
                yield _sum("t3", [(part, column.code) for part in row.sum_of], (row.code, column.code))
    for row in table.rows:
        for column in table.columns:
            if column.sum_of:
                yield _sum("t3", [(row.code, part) for part in column.sum_of], (row.code, column.code))
    for column in form.tables["t4"].columns:
        if column.sum_of:
            yield _sum("t4", [("count", part) for part in column.sum_of], ("count", column.code))


def _sum(table: str, parts: list[tuple[str, str]], whole: tuple[str, str]) -> Identity:
    return (*(((table, *part), 1) for part in parts), ((table, *whole), -1))
