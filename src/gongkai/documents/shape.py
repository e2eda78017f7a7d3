"""What a table or a report has more or less than the form: rows and columns added or left out, a file that ends early."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from gongkai.documents.locate import Match, normal
from gongkai.report.model import Remark
from gongkai.statute.forms import load_form

TABLES: Mapping[str, str] = {"t2": "表二（主动公开）", "t3": "表三（依申请公开）", "t4": "表四（复议诉讼）"}
_WORDS = re.compile(r"[\u4e00-\u9fffA-Za-z]")
_LONGEST = 30
_MOST = 20
"""Remarks of one kind on one table; the rest are counted."""


def shape_remarks(match: Match, form_id: str) -> Iterator[Remark]:
    """Yield what stands in a table beside the form's own cells, and the rows of the form it lacks."""
    if match.form_id != form_id:
        return
    yield from _few([Remark("row_missing", match.table, text) for text in _missing(match)])
    if match.grid is not None:
        yield from _few(list(_extra(match)))


def _missing(match: Match) -> Iterator[str]:
    """Labels of rows and columns that stand nowhere in the table, not even out of order."""
    if all(number in match.labels for number, slot in enumerate(match.slots) if slot.label):
        return
    wanted = Counter(slot.label for slot in match.slots if slot.label)
    there = Counter(normal(token.text) for token in match.tokens[match.start : match.end])
    for number, slot in enumerate(match.slots):
        if not slot.label or number in match.labels or slot.label.startswith("（本列"):
            continue
        if there[slot.label] < wanted[slot.label]:
            yield f"{TABLES[match.table]}没有找到“{_short(slot.label)}”"


def _extra(match: Match) -> Iterator[Remark]:
    """Words of a grid that are no label: in a row with labels of columns another column, else another row."""
    taken = {at for first, last in match.labels.values() for at in range(first, last)}
    rows = {match.tokens[first].row for first, _ in match.labels.values()}
    heads = rows - {match.tokens[match.labels[number][0]].row for number in match.labels if _has_figures(match, number)}
    first, last = min(rows), max(rows)
    for at, token in enumerate(match.tokens):
        if at in taken or not (first <= token.row <= last) or not _WORDS.search(token.text):
            continue
        if token.row in heads:
            yield Remark("column_extra", match.table, f"{token.where}：“{_short(token.text)}”不是法定表格的栏目")
        elif token.row not in rows:
            yield Remark("row_extra", match.table, f"{token.where}：“{_short(token.text)}”不是法定表格的项目")


def _has_figures(match: Match, number: int) -> bool:
    """Whether figures stand beside a label; those of table four stand below."""
    return match.table != "t4" and number + 1 < len(match.slots) and match.slots[number + 1].figure is not None


def _few(remarks: Sequence[Remark]) -> Iterator[Remark]:
    yield from remarks[:_MOST]
    if len(remarks) > _MOST:
        more = len(remarks) - _MOST
        yield Remark(remarks[0].code, remarks[0].at, f"{TABLES[remarks[0].at]}另有{more}处同样的情况")


def cut_off(matches: Sequence[Match], headings: Mapping[str, str], form_id: str) -> Iterator[Remark]:
    """Yield one remark where a report ends early: its first sections stand and all later ones are missing."""
    sections = load_form(form_id).sections
    codes = [section.code for section in sections]
    count = len(headings)
    if 0 < count < len(codes) and list(headings) == codes[:count]:
        lost = {section.table for section in sections[count:] if section.table}
        if not lost & {match.table for match in matches}:
            heading = sections[count].heading
            yield Remark("cut_off", codes[count], f"文件不完整：从“{heading}”起都没有")


def _short(text: str) -> str:
    bare = " ".join(text.split())
    return bare if len(bare) <= _LONGEST else f"{bare[:_LONGEST]}…"
