"""A letter as an archival, tagged PDF (PDF/A-2a, PDF/UA-1), set by typst, fonts embedded."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, get_args

from gongkai.documents.fonts import FontChoice, FontUse, Role, choose_fonts, fonts_used
from gongkai.documents.letters import layout
from gongkai.documents.letters.model import Letter, Paragraph, Row, Table
from gongkai.documents.writers.outline import clean, width_of
from gongkai.errors import DocumentError

if TYPE_CHECKING:
    import typst

_TEMPLATE = Path(__file__).parent / "data" / "letter.typ"
_LONGEST_WORD = 18
_LONGEST_LETTER = 100_000  # characters: about 200 pages, some seconds
_ALWAYS = "—0123456789附件：抄送，。共印份."
_setting = Lock()  # a typst compiler serves one thread at a time


def render(letter: Letter) -> bytes:
    """Return the letter as the bytes of a .pdf file.

    Raises:
        DocumentError: there is no font with Chinese characters, the text is too long, or the typesetter refuses.
    """
    if sum(map(len, letter.texts())) > _LONGEST_LETTER:
        raise DocumentError(
            f"The letter has more than {_LONGEST_LETTER} characters; move long passages into attachments.",
            zh=f"文书超过{_LONGEST_LETTER}字，无法生成PDF；请将较长的内容作为附件。",
        )
    characters = set(_ALWAYS).union(*letter.texts())
    try:
        return _typeset(letter, choose_fonts(characters))
    except DocumentError:
        return _typeset(letter, choose_fonts(characters, is_strict=True))


def fonts_of(letter: Letter) -> tuple[FontUse, ...]:
    """Return which fonts the PDF is set in, and characters that no font could set."""
    return fonts_used(_ALWAYS + "".join(letter.texts()))


def _typeset(letter: Letter, fonts: FontChoice) -> bytes:
    import typst

    inputs = {"letter": json.dumps(_data(letter, fonts), ensure_ascii=False)}
    try:
        with _setting:
            pdf = _compiler(fonts.folders).compile(sys_inputs=inputs, pdf_standards=["a-2a", "ua-1"])
    except typst.TypstError as error:
        raise DocumentError(
            f"The typesetter cannot set this letter: {error}; write docx instead and report this.",
            zh="无法生成此文书的PDF；请改用DOCX格式，并报告此问题。",
        ) from error
    assert isinstance(pdf, bytes)  # a list only for formats of one file a page
    return pdf


@lru_cache(maxsize=4)
def _compiler(folders: tuple[str, ...]) -> typst.Compiler:
    """A compiler that keeps its fonts; making one reads every font of the folders."""
    import typst

    return typst.Compiler(str(_TEMPLATE), font_paths=list(folders), ignore_system_fonts=True)


def _data(letter: Letter, fonts: FontChoice) -> dict[str, Any]:
    day = letter.dated_on
    roles: tuple[Role, ...] = get_args(Role)
    kept = layout.kept(letter)
    entries = layout.attachment_lines(letter.attachments)
    return {
        "layout": letter.layout,
        "is_form": letter.is_form,
        "title": fonts.printable(letter.title),
        "title_lines": [fonts.printable(line) for line in layout.title_lines(letter)],
        "organ": fonts.printable(letter.organ),
        "mark": _mark(letter, fonts) if letter.layout == "letter" else None,
        "number": fonts.printable(letter.number),
        "addressee": _pieces(letter.addressee, fonts) if letter.addressee else "",
        "dated_on": [day.year, day.month, day.day],
        "fonts": {role: fonts.families(role) for role in roles},
        "blocks": [
            _block(block, fonts, keeps=at in kept)
            for at, block in enumerate(letter.blocks)
            if not layout.is_given_to(block)
        ],
        "given_to": [_pieces(block.text, fonts) for block in letter.paragraphs if layout.is_given_to(block)],
        "attachments": [{"number": number, "pieces": _pieces(text, fonts)} for number, text in entries],
        "number_width": max((width_of(number) + 0.5 for number, _ in entries), default=0),
        "keeps_attachments": layout.keeps_attachments(letter),
        "signature": [{"text": fonts.printable(text), "indent": indent} for text, indent in layout.signature(letter)],
        "notes": [fonts.printable(note) for note in notes(letter)],
    }


def notes(letter: Letter) -> list[str]:
    """What stands at the foot (版记): who gets a copy, how many were made."""
    said = [f"抄送：{'，'.join(letter.cc)}。"] if letter.cc else []
    return [*said, f"共印{letter.copies}份。"] if letter.copies else said


def _mark(letter: Letter, fonts: FontChoice) -> dict[str, Any]:
    mark = layout.mark(letter)
    height = mark.size * (1.15 * len(mark.lines) - 0.15)
    return {"lines": [fonts.printable(line) for line in mark.lines], "size": mark.size, "height": height}


def _block(block: Paragraph | Table, fonts: FontChoice, *, keeps: bool) -> dict[str, Any]:
    if isinstance(block, Paragraph):
        return {"type": "paragraph", "role": block.role, "pieces": _pieces(block.text, fonts), "keeps": keeps}
    return {
        "type": "table",
        "widths": block.widths,
        "head_rows": block.head_rows,
        "size": block.size,
        "breakable": len(block.rows) > 8,
        "rows": [_row(row, block, fonts) for row in block.rows],
    }


def _row(row: Row, table: Table, fonts: FontChoice) -> dict[str, Any]:
    cells = []
    at = 0
    for cell in row.cells:
        room = sum(table.widths[at : at + cell.span]) - 2.4
        at += cell.span
        longest = max(4, int(room / 25.4 * 72 / table.size / 0.6))
        lines = [_pieces(line, fonts, longest=longest) for line in cell.text.split("\n")]
        cells.append({"span": cell.span, "label": cell.is_label, "align": cell.align, "lines": lines})
    return {"height": row.height - 2.6, "cells": cells}  # the cell's inset is above and below


def _pieces(text: str, fonts: FontChoice, *, longest: int = _LONGEST_WORD) -> list[str]:
    """The text in pieces between which a line may break: a word of more than `longest` letters breaks anywhere."""
    pieces: list[str] = []
    for part in re.split(rf"([!-~]{{{longest + 1},}})", fonts.printable(clean(text))):
        pieces += part if len(part) > longest and part.isascii() else [part]
    return pieces
