"""A report as an archival, tagged PDF (PDF/A-2a, PDF/UA-1) in the layout of GB/T 9704-2012, set by typst."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, get_args

from gongkai.documents.fonts import FontChoice, FontUse, Role, choose_fonts, fonts_used
from gongkai.documents.writers.outline import (
    DRAFT_NOTICE,
    TABLE_SIZE,
    Field,
    Heading,
    Outline,
    PrintedCell,
    Signature,
    Table,
    Text,
    fitting_size,
    outline,
)
from gongkai.errors import DocumentError
from gongkai.report.model import AnnualReport, Finding

if TYPE_CHECKING:
    import typst

_TEMPLATE = Path(__file__).parent.parent / "data" / "report.typ"
_WIDTHS = {  # millimetres, 156 in all
    "t2": (42.6, 37.8, 37.8, 37.8),
    "t3": (13.0, 16.6, 53.2, 13.0, 9.6, 9.6, 9.6, 9.6, 9.6, 12.2),
    "t4": (10.4,) * 15,
}
_ENTRY_WIDTHS = (21.0, 57.0, 21.0, 57.0)
_INSETS = {"t2": 1.6, "t3": 1.1, "t4": 1.6}  # millimetres above and below the text of a cell
_LONGEST_WORD = 24
_setting = Lock()  # a typst compiler serves one thread at a time


def render(report: AnnualReport, findings: Sequence[Finding] = ()) -> bytes:
    """Return the report as the bytes of a .pdf file; findings are not part of what is handed in.

    Raises:
        DocumentError: the report names no statutory form, or there is no font with Chinese characters.
    """
    paper = outline(report)
    characters = set("—0123456789").union(*paper.texts())
    try:
        return typeset(paper, choose_fonts(characters))
    except DocumentError:
        return typeset(paper, choose_fonts(characters, is_strict=True))


def fonts_of(report: AnnualReport) -> tuple[FontUse, ...]:
    """Return which fonts the PDF of a report is set in, and characters that no font could set."""
    return fonts_used("".join(outline(report).texts()))


def typeset(paper: Outline, fonts: FontChoice) -> bytes:
    """Return the PDF of an outline in given fonts.

    Raises:
        DocumentError: the typesetter refuses; the message says why.
    """
    import typst

    inputs = {"report": json.dumps(_data(paper, fonts), ensure_ascii=False)}
    try:
        with _setting:
            pdf = _compiler(fonts.folders).compile(sys_inputs=inputs, pdf_standards=["a-2a", "ua-1"])
    except typst.TypstError as error:
        raise DocumentError(f"The PDF cannot be set: {error}; write docx instead and report this.") from error
    assert isinstance(pdf, bytes)  # a list only for formats of one file a page
    return pdf


@lru_cache(maxsize=4)
def _compiler(folders: tuple[str, ...]) -> typst.Compiler:
    """A compiler that keeps its fonts; making one reads every font of the folders."""
    import typst

    return typst.Compiler(str(_TEMPLATE), font_paths=list(folders), ignore_system_fonts=True)


def _data(paper: Outline, fonts: FontChoice) -> dict[str, Any]:
    day = paper.dated_on
    roles: tuple[Role, ...] = get_args(Role)
    return {
        "title": fonts.printable(paper.title),
        "title_lines": [[fonts.printable(line)] for line in paper.title_lines],
        "office": fonts.printable(paper.office),
        "dated_on": [day.year, day.month, day.day],
        "notice": DRAFT_NOTICE if paper.is_draft else None,
        "fonts": {role: fonts.families(role) for role in roles},
        "entry": {"widths": _ENTRY_WIDTHS, "rows": [_entry_row(row, fonts) for row in paper.entry]},
        "blocks": [_block(block, fonts) for block in paper.blocks],
    }


def _entry_row(row: Sequence[Field], fonts: FontChoice) -> list[dict[str, Any]]:
    """Names and values in turn, each value on one line, so that none is read as two; it is set smaller if it must be."""
    cells: list[dict[str, Any]] = []
    for field in row:
        width = _ENTRY_WIDTHS[1] if len(row) > 1 else sum(_ENTRY_WIDTHS[1:])
        size = fitting_size(field.value, (width - 3.6) / 25.4 * 72)
        span = 1 if len(row) > 1 else 3
        cells.append({"kind": "name", "colspan": 1, "size": TABLE_SIZE, "text": fonts.printable(field.name)})
        cells.append({"kind": "value", "colspan": span, "size": size, "text": fonts.printable(field.value)})
    return cells


def _block(block: Heading | Text | Table | Signature, fonts: FontChoice) -> dict[str, Any]:
    match block:
        case Heading():
            return {"type": "heading", "text": block.text, "starts_page": block.starts_page}
        case Text():
            pieces = _pieces(fonts.printable(block.text), longest=_LONGEST_WORD)
            return {
                "type": "text",
                "pieces": pieces,
                "level": block.level,
                "rank": block.rank,
                "marked": block.is_draft,
            }
        case Table():
            return _table(block, fonts)
        case Signature():
            lines = ((block.office, block.office_indent), (block.date, block.date_indent))
            shown = [{"text": fonts.printable(text), "indent": indent} for text, indent in lines if text]
            return {"type": "signature", "lines": shown}


def _pieces(text: str, *, longest: int) -> list[str]:
    """The text in pieces between which a line may break: a word of more than `longest` letters breaks anywhere."""
    pieces: list[str] = []
    for part in re.split(rf"([!-~]{{{longest + 1},}})", text):
        pieces += part if len(part) > longest and part.isascii() else [part]
    return pieces


def _table(table: Table, fonts: FontChoice) -> dict[str, Any]:
    return {
        "type": "table",
        "head_rows": table.head_rows,
        "widths": _WIDTHS[table.id],
        "breakable": table.id == "t3",  # fills a page of its own; only unusual figures make it longer
        "inset": _INSETS[table.id],
        "rows": [[_cell(cell, table, fonts) for cell in row] for row in table.rows],
    }


def _cell(cell: PrintedCell, table: Table, fonts: FontChoice) -> dict[str, Any]:
    lines = [[fonts.printable(line)] for line in cell.lines]
    size = TABLE_SIZE
    if cell.kind == "value":
        room = (sum(_WIDTHS[table.id][cell.x : cell.x + cell.colspan]) - 1.6) / 25.4 * 72
        size = fitting_size(cell.text, room)
        lines = [_pieces(line, longest=round(room / size / 0.56)) for (line,) in lines]
    return {
        "kind": cell.kind,
        "colspan": cell.colspan,
        "rowspan": cell.rowspan,
        "left": table.id == "t3",
        "size": size,
        "lines": lines,
    }
