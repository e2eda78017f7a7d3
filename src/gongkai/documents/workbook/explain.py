"""Why a row was refused: every cell that is amiss, and every cell that is wanting, by name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gongkai.documents.workbook.cells import blank
from gongkai.documents.workbook.heading import Row
from gongkai.documents.workbook.laid import LaidSheet, LaidSlot
from gongkai.documents.workbook.problems import Refused
from gongkai.documents.workbook.shape import VOID


def explain(laid: LaidSheet, number: int, row: Row, refused: Refused) -> None:
    """Name every cell of a refused row that is amiss, or else the row's own fault at its subject."""
    before = len(laid.problems.errors)
    for column in laid.sheet.columns:
        index = laid.columns.get(column.key)
        if index is None:
            continue
        try:
            laid.parsers[column.key](row[index])
        except Refused as cell:
            tell(laid, number, column.key, cell.code, **{"label": column.label, **cell.words})
    for key, code, words in _lacking(laid, row):
        tell(laid, number, key, code, **words)
    if len(laid.problems.errors) == before:
        label = laid.label(laid.sheet.slots[0].on)
        tell(laid, number, "subject", refused.code, **{"label": label, **refused.words})


def explain_unused(laid: LaidSheet, number: int, row: Row, slot: LaidSlot) -> bool:
    """Warn of texts the act does not use; other cells it does not use are errors. Return whether there was none."""
    is_sound = True
    used = {slot.slot.on, "subject", "act", VOID, *slot.slot.fields.values()}
    for column in laid.sheet.columns:
        index = laid.columns.get(column.key)
        if index is None or column.key in used or blank(row[index]):
            continue
        words = {"act": slot.slot.label, "label": column.label, "value": str(row[index])[:30]}
        if column.kind == "text":
            tell(laid, number, column.key, "unused_text", severity="warning", **words)
        else:
            tell(laid, number, column.key, "unused", **words)
            is_sound = False
    return is_sound


def tell(laid: LaidSheet, number: int, key: str, code: str, **words: Any) -> None:
    """Add a problem at a column of a row; where the file lacks the column, at the first cell of the row."""
    laid.problems.add(laid.sheet.name, laid.heading.cell(laid.columns.get(key, 0), number), code, **words)


def _lacking(laid: LaidSheet, row: Row) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Columns the row should have filled: key, code of the problem, its words."""
    sheet, is_act = laid.sheet, laid.sheet.role == "acts"
    if sheet.is_subject_required and laid.is_blank(row, "subject"):
        yield "subject", "missing_in_merge" if is_act else "missing", {"label": laid.label("subject")}
    slots = sheet.slots
    if is_act:
        for key in ("act", "on"):
            if laid.is_blank(row, key):
                yield key, "missing", {"label": laid.label(key)}
        slots = tuple(slot for slot in slots if slot.label == _chosen(laid, row))
    for slot in slots:
        filled = [key for key in slot.fields.values() if not laid.is_blank(row, key)]
        if laid.is_blank(row, slot.on):
            if filled and not is_act:
                yield slot.on, "missing_date", {"label": laid.label(slot.on)}
            continue
        for key in slot.needs:
            if key not in filled:
                code = "missing_for_act" if slot.label else "missing"
                yield key, code, {"label": laid.label(key), "act": slot.label}


def _chosen(laid: LaidSheet, row: Row) -> object:
    try:
        return laid.parsers["act"](row[laid.columns["act"]])
    except Refused:
        return None
