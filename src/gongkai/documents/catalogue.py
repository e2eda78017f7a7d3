"""The catalogue entry (目录元数据) printed above a report: 索引号, 文号, 发布机构, dates, as lines or as cells."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from gongkai.documents.script import folded

KEYS = (
    "索引号",
    "发文字号",
    "文号",
    "发布机构",
    "发文机关",
    "公开主体",
    "信息来源",
    "成文日期",
    "生成日期",
    "发布日期",
    "发布时间",
    "公开日期",
    "公开方式",
    "公开时限",
    "主题分类",
    "体裁分类",
    "信息名称",
    "有效性",
    "主题词",
    "关键词",
)
"""Names of the fields of proactive-disclosure catalogues, GB/T 40952 and local ones."""

_KEY = "|".join(r"\s*".join(key) for key in KEYS)
_FIELD = re.compile(rf"(?<![\u4e00-\u9fff])({_KEY})\s*[:：]")
_ALONE = re.compile(rf"\s*({_KEY})\s*[:：]?\s*")
_TITLE = re.compile(r"信息公开\s*(?:工作)?\s*年度\s*报告")
"""A title below a field left empty is no value of it."""

_LONGEST_LINE, _LONGEST_VALUE = 400, 120


def catalogue(lines: Sequence[str]) -> tuple[Mapping[str, str], frozenset[int]]:
    """Return the fields the lines above a report state, as written, and the numbers of those lines."""
    fields: dict[str, str] = {}
    taken: set[int] = set()
    key = ""
    for at, line in enumerate(lines):
        search = folded(line) if len(line) <= _LONGEST_LINE else ""
        alone, found = _ALONE.fullmatch(search), list(_FIELD.finditer(search))
        if alone:
            key = _name(alone[1])
            taken.add(at)
        elif found and not search[: found[0].start()].strip(" |\t\u3000"):
            ends = [*(one.start() for one in found[1:]), len(line)]
            for one, end in zip(found, ends, strict=True):
                key = _name(one[1])
                _put(fields, key, line[one.end() : end])
            taken.add(at)
            key = "" if fields.get(key) else key
        elif key and line.strip():
            if len(line) <= _LONGEST_VALUE and not (_TITLE.search(search) and _is_title(key, lines[at + 1 :])):
                _put(fields, key, line)
                taken.add(at)
            key = ""
    return fields, frozenset(taken)


def _is_title(key: str, below: Sequence[str]) -> bool:
    """Whether what reads like a title is the title: not as the name of the information above the title itself."""
    return key != "信息名称" or not any(_TITLE.search(folded(line[:_LONGEST_LINE])) for line in below)


def _name(written: str) -> str:
    return re.sub(r"\s", "", written)


def _put(fields: dict[str, str], key: str, value: str) -> None:
    value = value.strip(" |\t\u3000")
    if value and len(value) <= _LONGEST_VALUE:
        fields.setdefault(key, value)
