"""What a terminal shows: two languages, dates as people say them, columns that align over wide characters."""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from gongkai.errors import UsageError

_state = {"language": "zh"}

WEEKDAYS = (
    ("星期一", "Mon"),
    ("星期二", "Tue"),
    ("星期三", "Wed"),
    ("星期四", "Thu"),
    ("星期五", "Fri"),
    ("星期六", "Sat"),
    ("星期日", "Sun"),
)

PAIRS = (
    ("the following arguments are required: ", "缺少参数："),
    ("unrecognized arguments: ", "不认识的参数："),
    ("invalid choice: ", "没有这个选项："),
    (r" \(choose from (.*)\)", r"（可选：\1）"),
    ("expected one argument", "需要一个值"),
    ("expected at least one argument", "至少需要一个值"),
    ("argument ", "参数"),
    ("not allowed with ", "不能同时使用："),
    ("one of the arguments ", "请给出其中一个参数："),
    (" is required", ""),
)
"""Patterns of argparse's sentences and their Chinese."""


def set_language(language: str) -> None:
    """Choose "zh" or "en" for everything said from here on. Raises UsageError for another."""
    if language not in ("zh", "en"):
        raise UsageError(
            f"Unknown language {language!r}; use zh or en.", zh=f"没有“{language}”这种语言；请用 zh 或 en。"
        )
    _state["language"] = language


def language() -> str:
    """The language of the screen."""
    return _state["language"]


def say(zh: str, en: str) -> str:
    """The sentence in the language of the screen."""
    return zh if _state["language"] == "zh" else en


def day(on: date) -> str:
    """2025年10月23日（星期四）, or 2025-10-23 (Thu)."""
    weekday = say(*WEEKDAYS[on.weekday()])
    return say(f"{on.year}年{on.month}月{on.day}日（{weekday}）", f"{on.isoformat()} ({weekday})")


def width(text: str) -> int:
    """Columns a text takes on a terminal; a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def columns(rows: Iterable[Sequence[str]], *, indent: int = 2, gap: int = 2) -> str:
    """Rows as aligned columns; the last column is left as long as it is."""
    table = [list(row) for row in rows]
    if not table:
        return ""
    count = max(len(row) for row in table)
    widths = [max((width(row[i]) for row in table if i < len(row)), default=0) for i in range(count)]
    lines = []
    for row in table:
        cells = [cell + " " * (widths[i] - width(cell) + gap) for i, cell in enumerate(row[:-1])]
        lines.append((" " * indent + "".join(cells) + row[-1]).rstrip())
    return "\n".join(lines)


def print_json(value: Any) -> None:
    """Exact JSON on standard output: dates in ISO form, Chinese as it is, one object a line's end."""
    json.dump(value, sys.stdout, ensure_ascii=False, indent=2)
    sys.stdout.write("\n")
