"""One cell of a table that is no workbook of ours, read as the workbook reads its own: a value, or what is wrong."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from gongkai.documents.workbook.cells import Parse, parser_of
from gongkai.documents.workbook.problems import Problem, Problems, Refused
from gongkai.documents.workbook.steps import choice_lists


def read_cell(
    kind: str, raw: Any, label: object, place: tuple[str, str], *, choices: str = "", is_1904: bool = False
) -> tuple[Any, Problem | None]:
    """Return the value of a cell and None, or None and the problem.

    Args:
        kind: of a column of the workbook: "text", "number", "date", "count", "money", "article", "choice", "choices".
        label: of the column, for the sentence. place: sheet and cell. choices: name of a list of the workbook.
        is_1904: day numbers of the file count from 1904.
    """
    if raw is None:
        return None, None
    try:
        return _parser(kind, choices, is_1904)(raw), None
    except Refused as refused:
        return None, problem(place, refused.code, **{"label": label, **refused.words})


def problem(place: tuple[str, str], code: str, **words: Any) -> Problem:
    """A problem by its code; place: sheet and cell."""
    problems = Problems()
    problems.add(*place, code, **words)
    return problems.errors[0]


@lru_cache(maxsize=64)
def _parser(kind: str, choices: str, is_1904: bool) -> Parse:
    return parser_of(kind, choice_lists()[choices] if choices else None, is_1904=is_1904)
