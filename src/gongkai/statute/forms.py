"""The statutory forms of the annual report (年度报告统一格式) as data: sections, tables, cells, spans, units.

The labels are those printed in the notices (国办公开办函〔2019〕60号, 〔2021〕30号); the codes are ours and
are public API: a figure is named by a path such as `t3.granted.natural_person` or `t4.recon_upheld`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from gongkai.errors import UnknownFigure, UnknownForm

_DATA = Path(__file__).parent / "data" / "forms"

FORM_IDS = ("fmt2019", "fmt2021")
"""Every form Gongkai knows, oldest first; a new notice adds a file under data/forms and its name here."""

CellKind = Literal["corner", "block", "head", "label", "value"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column that holds figures. `path` is the printed headings above its own label."""

    code: str
    label: str
    gloss: str
    unit: str | None = None
    path: tuple[str, ...] = ()
    sum_of: tuple[str, ...] = ()
    is_signed: bool = False
    is_decimal: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row that holds figures. `path` is the printed headings to its left; `articles` are of the Regulation."""

    code: str
    label: str
    gloss: str
    path: tuple[str, ...] = ()
    group: str | None = None
    articles: tuple[str, ...] = ()
    sum_of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """A part of table two: one item of article 20 with headings of its own."""

    code: str
    label: str
    head: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the form. Tables three and four are one block without a heading."""

    id: str
    section: int
    blocks: tuple[Block, ...]
    unit: str | None = None
    corner_note: str = ""

    @property
    def rows(self) -> tuple[Row, ...]:
        return tuple(row for block in self.blocks for row in block.rows)

    @property
    def columns(self) -> tuple[Column, ...]:
        """Columns of the only block (tables three and four)."""
        (block,) = self.blocks
        return block.columns


@dataclass(frozen=True, slots=True)
class Section:
    """One of the six sections, in the order the notice fixes."""

    number: int
    code: str
    heading: str
    table: str | None = None
    topics: tuple[str, ...] = ()
    topics_of_governments: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """One cell of the form that holds a figure: where it stands and what may be written in it."""

    table: str
    row: str
    column: str
    unit: str | None
    is_signed: bool
    is_decimal: bool
    label: str
    gloss: str

    @property
    def key(self) -> tuple[str, str, str]:
        return (self.table, self.row, self.column)

    @property
    def path(self) -> str:
        """Public name: `t2.penalty.decisions_this_year`, `t3.granted.total`, `t4.recon_upheld`."""
        return path_of(self.key)


@dataclass(frozen=True, slots=True)
class LaidCell:
    """A cell as printed: its text, or the figure it holds, and how many columns and rows it covers."""

    kind: CellKind
    text: str = ""
    colspan: int = 1
    rowspan: int = 1
    figure: Figure | None = None


Key = tuple[str, str, str]
LaidRow = tuple[LaidCell, ...]


def path_of(key: Key) -> str:
    """The public name of a cell; table four has one row, which is not named."""
    table, row, column = key
    return f"{table}.{column}" if table == "t4" else f"{table}.{row}.{column}"


@dataclass(frozen=True, slots=True)
class Form:
    """A statutory form: what is printed, in order, and which cells hold figures."""

    id: str
    title: str
    notice: str
    first_year: int
    last_year: int | None
    sections: tuple[Section, ...]
    tables: Mapping[str, Table]
    figures: Mapping[Key, Figure] = field(repr=False)

    def covers(self, year: int) -> bool:
        """Whether this is the form prescribed for the report of `year`."""
        return self.first_year <= year and (self.last_year is None or year <= self.last_year)

    def figure(self, path: str) -> Figure:
        """Return the cell a path names.

        Raises:
            UnknownFigure: with the nearest parts that do exist.
        """
        parts = tuple(path.split("."))
        key = (parts[0], "count", parts[-1]) if parts[0] == "t4" and len(parts) == 2 else parts
        if len(key) == 3 and key in self.figures:
            return self.figures[key]
        raise UnknownFigure(path, self._hint(parts))

    def _hint(self, parts: tuple[str, ...]) -> str:
        if parts[0] not in self.tables:
            return f"paths begin with one of {', '.join(self.tables)}."
        rows = list(dict.fromkeys(row for table, row, _ in self.figures if table == parts[0]))
        if parts[0] != "t4" and (len(parts) < 2 or parts[1] not in rows):
            return f"rows of {parts[0]} in {self.id}: {', '.join(rows)}."
        row = "count" if parts[0] == "t4" else parts[1]
        columns = [c for table, r, c in self.figures if table == parts[0] and r == row]
        return f"columns there: {', '.join(columns)}."

    def layout(self, table: str) -> tuple[LaidRow, ...]:
        """Return the rows of a table as printed, each cell once, at its top left corner."""
        return tuple(_LAYOUTS[table](self, self.tables[table]))


@lru_cache(maxsize=len(FORM_IDS))
def load_form(form_id: str) -> Form:
    """Return a form by its name.

    Raises:
        UnknownForm: the name is not one of `FORM_IDS`.
    """
    if form_id not in FORM_IDS:
        raise UnknownForm(f"There is no form {form_id!r}; the forms are {', '.join(FORM_IDS)}.")
    return _form(json.loads((_DATA / f"{form_id}.json").read_text(encoding="utf-8")))


def form_for(year: int) -> Form:
    """Return the form prescribed for the report of a year.

    Raises:
        UnknownForm: before 2019 no unified form was prescribed.
    Source: notices 国办公开办函〔2019〕60号 (reports for 2019, 2020) and 〔2021〕30号 (from 2021).
    """
    for form_id in FORM_IDS:
        form = load_form(form_id)
        if form.covers(year):
            return form
    raise UnknownForm(
        f"No unified form was prescribed for the report of {year}; the first is for 2019.",
        zh=f"{year}年的年度报告没有统一格式；统一格式自2019年度起。",
    )


def _form(data: dict[str, Any]) -> Form:
    tables = {item["id"]: _table(item) for item in data["tables"]}
    return Form(
        id=data["id"],
        title=data["title"],
        notice=data["notice"],
        first_year=data["first_year"],
        last_year=data["last_year"],
        sections=tuple(Section(**_tuples(item)) for item in data["sections"]),
        tables=tables,
        figures={figure.key: figure for table in tables.values() for figure in _figures(table)},
    )


def _table(data: dict[str, Any]) -> Table:
    blocks = data.get("blocks") or [
        {"code": data["id"], "label": "", "head": "", "columns": data["columns"], "rows": data["rows"]}
    ]
    return Table(
        id=data["id"],
        section=data["section"],
        unit=data.get("unit"),
        corner_note=data.get("corner_note", ""),
        blocks=tuple(
            Block(
                code=block["code"],
                label=block["label"],
                head=block["head"],
                columns=tuple(Column(**_tuples(item)) for item in block["columns"]),
                rows=tuple(Row(**_tuples(item)) for item in block["rows"]),
            )
            for block in blocks
        ),
    )


def _tuples(item: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in item.items()}


def _figures(table: Table) -> Iterator[Figure]:
    for block in table.blocks:
        for row in block.rows:
            for column in block.columns:
                labels = (*row.path, row.label, *column.path, column.label)
                yield Figure(
                    table=table.id,
                    row=row.code,
                    column=column.code,
                    unit=column.unit or table.unit,
                    is_signed=column.is_signed,
                    is_decimal=column.is_decimal,
                    label=" / ".join(label for label in labels if label),
                    gloss=f"{row.gloss}, {column.gloss}" if row.label else column.gloss,
                )


def _lay_blocks(form: Form, table: Table) -> Iterator[LaidRow]:
    """Table two: a block heading over the whole width, then headings, then rows; the last column takes what is left."""
    width = 1 + max(len(block.columns) for block in table.blocks)
    for block in table.blocks:
        rest = width - len(block.columns)
        yield (LaidCell("block", block.label, colspan=width),)
        yield (
            LaidCell("head", block.head),
            *(LaidCell("head", column.label) for column in block.columns[:-1]),
            LaidCell("head", block.columns[-1].label, colspan=rest),
        )
        for row in block.rows:
            figures = [form.figures[(table.id, row.code, column.code)] for column in block.columns]
            yield (
                LaidCell("label", row.label),
                *(LaidCell("value", figure=figure) for figure in figures[:-1]),
                LaidCell("value", figure=figures[-1], colspan=rest),
            )


def _lay_rows(form: Form, table: Table) -> Iterator[LaidRow]:
    """Table three: three levels of heading above and to the left of the figures."""
    depth = max(len(column.path) for column in table.columns) + 1
    indent = max(len(row.path) for row in table.rows) + 1
    head = [list(cells) for cells in _heads(table.columns, depth)]
    head[0].insert(0, LaidCell("corner", table.corner_note, colspan=indent, rowspan=depth))
    yield from (tuple(cells) for cells in head)
    seen: set[tuple[str, ...]] = set()
    for row in table.rows:
        cells = []
        for level in range(1, len(row.path) + 1):
            above = row.path[:level]
            if above not in seen:
                seen.add(above)
                span = sum(1 for other in table.rows if other.path[:level] == above)
                cells.append(LaidCell("label", above[-1], rowspan=span))
        cells.append(LaidCell("label", row.label, colspan=indent - len(row.path)))
        cells.extend(
            LaidCell("value", figure=form.figures[(table.id, row.code, column.code)]) for column in table.columns
        )
        yield tuple(cells)


def _lay_single(form: Form, table: Table) -> Iterator[LaidRow]:
    """Table four: headings of three levels over one row of figures."""
    depth = max(len(column.path) for column in table.columns) + 1
    yield from _heads(table.columns, depth)
    yield tuple(LaidCell("value", figure=form.figures[(table.id, "count", column.code)]) for column in table.columns)


def _heads(columns: tuple[Column, ...], depth: int) -> Iterator[LaidRow]:
    for level in range(1, depth + 1):
        cells: list[LaidCell] = []
        seen: set[tuple[str, ...]] = set()
        for column in columns:
            if level <= len(column.path):
                above = column.path[:level]
                if above not in seen:
                    seen.add(above)
                    span = sum(1 for other in columns if other.path[:level] == above)
                    cells.append(LaidCell("head", above[-1], colspan=span))
            elif level == len(column.path) + 1:
                cells.append(LaidCell("head", column.label, rowspan=depth - len(column.path)))
        yield tuple(cells)


_LAYOUTS = {"t2": _lay_blocks, "t3": _lay_rows, "t4": _lay_single}
