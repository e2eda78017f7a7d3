"""Which row is the heading and which column holds what: guessed from the words, decided by the clerk."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from hashlib import sha256

from gongkai.documents.numbers import narrow
from gongkai.documents.tables import ERROR, Table, Value
from gongkai.web.sheets.fields import FIELDS, headings

SEARCHED = 20
"""Rows at the top among which the heading is looked for."""
MOST_LABEL = 40

PART = "/"
"""Between the words of two heading rows."""

_BRACKETS = re.compile(r"[(（\[【].*?[)）\]】]")
_MARKS = re.compile(r"[\s*＊:：,，、/\\.。·\-—_“”\"'()（）\[\]【】<>《》|?？]+")


def plain(text: str) -> str:
    """A heading as it is compared: narrow, no spaces, brackets, marks."""
    return _MARKS.sub("", narrow(text)).lower()


def without_brackets(text: str) -> str:
    return plain(_BRACKETS.sub("", narrow(text)))


def shown(value: Value) -> str:
    """A cell as one line of text."""
    if value is None or value == ERROR:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return " ".join(str(value).split())


def labels_of(table: Table, header: int, depth: int) -> list[str]:
    """The label of each column. header: number of the first heading row, from 1; depth: rows the heading takes.

    Of two rows the upper one's words stand before the lower one's: 申请人 over 姓名 gives 申请人/姓名.
    """
    width = max((len(row) for row in table.rows[: header + depth + 50]), default=0)
    rows = [_heading_row(table, number, width) for number in range(header - 1, header - 1 + depth)]
    found = []
    for x in range(width):
        parts = list(dict.fromkeys(row[x] for row in rows if row[x]))
        found.append(PART.join(parts))
    return found


def _heading_row(table: Table, number: int, width: int) -> list[str]:
    """The texts of one row; a merged cell's text stands in every cell it covers."""
    row = table.rows[number] if number < len(table.rows) else ()
    texts = [shown(value)[:MOST_LABEL] for value in row] + [""] * (width - len(row))
    for top, left, bottom, right in table.merged:
        if top <= number <= bottom and top < len(table.rows) and left < len(table.rows[top]):
            text = shown(table.rows[top][left])[:MOST_LABEL]
            for x in range(left, min(right, width - 1) + 1):
                texts[x] = text
    return texts


def guess(tables: Sequence[Table]) -> tuple[int, int, int]:
    """Sheet, first row and depth of the heading that names the most fields; of the first sheet where nothing does."""
    first = next((index for index, table in enumerate(tables) if not table.is_hidden), 0)
    best, found = 0.0, (first, 1, 1)
    for index, table in enumerate(tables):
        if table.is_hidden:
            continue
        for header in range(1, min(SEARCHED, len(table.rows)) + 1):
            for depth in (1, 2):
                score = len(propose(labels_of(table, header, depth))) + (
                    _depth_bonus(table, header) if depth == 2 else 0
                )
                if score > best:
                    best, found = score, (index, header, depth)
    return found


def _depth_bonus(table: Table, header: int) -> float:
    """How much speaks for a heading of two rows: merged cells in the first that stand over several of the second."""
    width = len(table.rows[header - 1])
    over = (
        1 for top, left, bottom, right in table.merged if top == bottom == header - 1 and 0 < right - left < width - 1
    )
    return 0.5 if any(over) else -0.5


def propose(labels: Sequence[str]) -> dict[str, int]:
    """Field → column, by the words of the headings; each column once, the surest pairs first."""
    pairs = []
    for column, label in enumerate(labels):
        for key in FIELDS:
            if (score := _score(key, label)) > 0:
                pairs.append((-score, column, key))
    found: dict[str, int] = {}
    taken: set[int] = set()
    for _surer, column, key in sorted(pairs):
        if key not in found and column not in taken:
            found[key] = column
            taken.add(column)
    return found


@lru_cache(maxsize=4_096)
def _score(key: str, label: str) -> float:
    """How surely a heading names a field: 0 not at all, above 100 for its very words."""
    whole, bare = plain(label), without_brackets(label)
    if not whole or len(whole) > MOST_LABEL or {whole, bare} & _ignored():
        return 0
    words = _words()[key]
    if whole in words:
        return 102
    if bare in words:
        return 101
    if PART in label and plain(label.rpartition(PART)[2]) in words:
        return 100
    inside = [word for word in words if len(word) > 2 and word in bare]
    if not inside or any(word in bare for word in _ignored() if len(word) > 2):
        return 0
    longest = max(map(len, inside))
    return longest * 10 * longest / len(bare) if longest * 2 >= len(bare) else 0


@lru_cache(maxsize=1)
def _words() -> Mapping[str, frozenset[str]]:
    return {key: frozenset(plain(word) for word in one["words"]) for key, one in headings()["fields"].items()}


@lru_cache(maxsize=1)
def _ignored() -> frozenset[str]:
    return frozenset(plain(word) for word in headings()["ignored"])


def fingerprint(labels: Sequence[str]) -> str:
    """What two files with the same headings in the same order share."""
    return sha256("\n".join(plain(label) for label in labels).encode()).hexdigest()
