"""The wording of each finding, in Chinese for screens and in English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from gongkai.errors import UnknownFigure
from gongkai.report.model import Finding, Number, written
from gongkai.statute.forms import FORM_IDS, load_form

Language = Literal["zh", "en"]

WORDS: Mapping[str, tuple[str, str]] = {
    "R01": (
        "{at}：新收加上年结转为{expected}，办理总计加结转下年度为{found}，两者应相等",
        "{at}: new plus carried in is {expected}, handled plus carried out is {found}; they must be equal",
    ),
    "R02": (
        "{at}：（一）至（六）各项之和为{expected}，（七）总计为{found}，两者应相等",
        "{at}: outcomes (1) to (6) add up to {expected}, the total (7) states {found}",
    ),
    "R03": (
        "{at}：（一）至（六）各项之和为{expected}，（七）总计为{found}，两者应相等",
        "{at}: outcomes (1) to (6) add up to {expected}, the total (7) states {found}",
    ),
    "R04": (
        "{at}：自然人与五类组织之和为{expected}，总计为{found}，两者应相等",
        "{at}: natural persons and organizations add up to {expected}, the total states {found}",
    ),
    "R05": (
        "{at}：维持、纠正、其他、尚未审结之和为{expected}，总计为{found}，两者应相等",
        "{at}: upheld, corrected, other and pending add up to {expected}, the total states {found}",
    ),
    "R06": (
        "{at}：{found}应为非负整数（仅“本年增/减”可为负，仅金额可有小数）",
        "{at}: {found} must be a whole number not below zero (signed only in changes, decimals only in money)",
    ),
    "R07": (
        "{at}：没有填数（原文“{found}”），无数据应填0，不得空缺",
        "{at}: no figure (written {found!r}); enter 0 when nothing happened",
    ),
    "R08": (
        "{at}：本年“上年结转”为{found}，上年“结转下年度”为{expected}，两者应相等",
        "{at}: carried in is {found}, last year carried out {expected}; they must be equal",
    ),
    "R09": (
        "{at}：现行有效{found}件，按上年有效加制发减废止应为{expected}件；有自动失效、划转的请说明",
        "{at}: {found} in force, but last year's plus issued less repealed gives {expected}; explain lapses and transfers",
    ),
    "R10": (
        "{at}：现行有效{found}件，少于本年制发减废止的{expected}件，请核对（尚未施行的除外）",
        "{at}: {found} in force, fewer than the {expected} issued and not repealed this year; check those not yet in force",
    ),
    "R11": (
        "{at}：收费{found}万元，对{detail}明显偏大，疑似误填为元（折合{expected}万元）",
        "{at}: {found} (10,000 yuan) looks too large for this office; entered in yuan? That would be {expected}",
    ),
    "R12": (
        "{at}：{detail}无规章制定权，应为0，现为{found}",
        "{at}: this kind of organ makes no government rules; must be 0, is {found}",
    ),
    "R13": (
        "{at}：“{detail}”，表三为{expected}件，两者应一致",
        "{at}: {detail!r}, but table three states {expected}",
    ),
    "R14": (
        "{at}：“{detail}”，表四为{expected}件，两者应一致",
        "{at}: {detail!r}, but table four states {expected}",
    ),
    "R15": (
        "{at}：“{detail}”，分项之和为{found}，合计为{expected}，两者应相等",
        "{at}: {detail!r}: the parts add up to {found}, the total is {expected}",
    ),
    "R16": (
        "缺少标题“{expected}”，六部分标题应齐全",
        "the heading {expected!r} is missing; all six must stand",
    ),
    "R17": (
        "{at}：年度或统计期限为{found}，应为{expected}",
        "{at}: year or period is {found}, should be {expected}",
    ),
    "R18": (
        "第六部分没有报告{expected}收取情况",
        "section six says nothing of the information processing fee ({expected})",
    ),
    "R19": (
        "第五部分没有写{expected}",
        "section five lacks {expected}",
    ),
    "R20": (
        "总体情况没有写到“{expected}”",
        "section one does not cover {expected}",
    ),
    "R21": (
        "{expected}年报告不应使用{found}格式的表格",
        "the report of {expected} uses the tables of the form {found}",
    ),
    "A01": ("{at}：正文有编辑残留“{found}”，请删除", "{at}: residue of editing {found!r}; delete it"),
    "A02": ("{at}：正文重复了标题，请删除", "{at}: the title stands again in the text; delete it"),
    "A03": ("标题应写明机关和年度：{detail}", "the title should name office and year ({expected})"),
    "A04": ("报告末尾应有落款单位和日期：{detail}", "the report should end with office and date ({expected})"),
    "R22": (
        "{at}：本年没有申请而有复议、诉讼{found}件，请核实并在正文说明",
        "{at}: {found} challenges in a year without any application; please explain in the text",
    ),
    "R23": (
        "{at}：项目数量滚算应为{expected}，现为{found}；项目数量与处理决定数量是两个口径",
        "{at}: rolling the powers forward gives {expected}, found {found}; powers and decisions are different measures",
    ),
    "R23.decisions": (
        "{at}：处理决定{found}件恰为上年项目数量加本年增减，疑似把项目数量当作决定数量",
        "{at}: {found} decisions is just last year's powers plus the change; powers taken for decisions?",
    ),
    "R24": ("{at}：分组标题不应填数，现为{found}", "{at}: a group heading holds no figure, found {found}"),
    "R25": (
        "{at}：汇总为{found}，各单位之和为{expected}，两者应相等",
        "{at}: the summary states {found}, the filers add up to {expected}",
    ),
    "R25.filers": (
        "{detail}在汇总范围内出现{found}次，应为1次",
        "{detail} stands {found} times among the filers; once is right",
    ),
}
"""Chinese and English wording by rule, or by rule and variant."""

_UNWORDED = (
    "{at}：应为{expected}，现为{found}；{detail}",
    "{at}: expected {expected}, found {found}; {detail}",
)
"""For a rule of a newer version, read from its JSON."""

SEVERITIES: Mapping[str, str] = {"error": "错误", "warning": "提醒", "prompt": "提示"}


def finding_text(finding: Finding, lang: Language = "zh") -> str:
    """Return one sentence for a finding: where, what was expected, what was found."""
    variant = f"{finding.rule}.{finding.detail if finding.rule == 'R23' else finding.at}"
    zh, en = WORDS.get(variant) or WORDS.get(finding.rule) or _UNWORDED
    return (zh if lang == "zh" else en).format(
        at=place(finding.at, lang),
        expected=_number(finding.expected),
        found=_number(finding.found),
        detail=finding.detail,
    )


def _number(value: Number | str | None) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else written(value)


def place(at: str, lang: Language = "zh") -> str:
    """The printed name of a place: a cell, a row, a column or a group of columns; the path itself if unknown."""
    if at.startswith("sections."):
        return _section(at.removeprefix("sections."), lang)
    if at in _TEXTS:
        return _TEXTS[at][0 if lang == "zh" else 1]
    for form_id in reversed(FORM_IDS):
        form = load_form(form_id)
        try:
            figure = form.figure(at)
        except UnknownFigure:
            pass
        else:
            return f"{_TABLES[figure.table][0]} {figure.label}" if lang == "zh" else figure.gloss
    table, _, code = at.partition(".")
    if table not in _TABLES:
        return at
    zh, en = _TABLES[table]
    label = _GROUPS.get(code) or _row_or_column(table, code)
    return f"{zh} {label[0]}" if lang == "zh" else f"{en}, {label[1]}"


def _section(code: str, lang: Language) -> str:
    heading = next((one.heading for one in load_form(FORM_IDS[-1]).sections if one.code == code), code)
    return f"“{heading}”" if lang == "zh" else f"section {code}"


def _row_or_column(table: str, code: str) -> tuple[str, str]:
    for form_id in reversed(FORM_IDS):
        for block in load_form(form_id).tables[table].blocks:
            named = [(item.code, item.label, item.gloss) for item in block.rows]
            named += [(item.code, f"“{item.label}”列", item.gloss) for item in block.columns]
            for found, label, gloss in named:
                if found == code:
                    return label, gloss
    return code, code


_TEXTS = {"title": ("标题", "title"), "period": ("统计期限", "statistics period"), "form": ("格式", "form")}
_TABLES = {"t2": ("表二", "table two"), "t3": ("表三", "table three"), "t4": ("表四", "table four")}
_GROUPS = {
    "": ("", ""),
    "recon": ("行政复议", "reconsideration"),
    "lit_direct": ("未经复议直接起诉", "direct suit"),
    "lit_after_recon": ("复议后起诉", "suit after reconsideration"),
}
