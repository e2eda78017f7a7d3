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
        "{at}：“{detail}”写的是{found}件，{cell}为{expected}件，两者应一致",
        "{at}: {detail!r} says {found}, but table three ({cell}) states {expected}",
    ),
    "R14": (
        "{at}：“{detail}”写的是{found}件，{cell}为{expected}件，两者应一致",
        "{at}: {detail!r} says {found}, but table four ({cell}) states {expected}",
    ),
    "R15": (
        "{at}：“{detail}”，分项之和为{found}，合计为{expected}，两者应相等",
        "{at}: {detail!r}: the parts add up to {found}, the total is {expected}",
    ),
    "R15.growth": (
        "{at}：“{detail}”，按所写数字计算增减幅度为{expected}，写的是{found}",
        "{at}: {detail!r}: the numbers give a change of {expected}, the text says {found}",
    ),
    "R15.rate": (
        "{at}：“{detail}”，按所写数字计算为{expected}，写的是{found}",
        "{at}: {detail!r}: the numbers give {expected}, the text says {found}",
    ),
    "R15.impossible": (
        "{at}：“{detail}”，比率不可能超过{expected}，写的是{found}",
        "{at}: {detail!r}: {found}, but a rate cannot exceed {expected}",
    ),
    "R15.previous": (
        "{at}：“{detail}”，与上年报告的{cell}相比应为{expected}，写的是{found}",
        "{at}: {detail!r}: against last year's {cell} the change is {expected}, the text says {found}",
    ),
    "R16": (
        "缺少标题“{expected}”，六部分标题应齐全",
        "the heading {expected!r} is missing; all six must stand",
    ),
    "R16.order": (
        "标题“{found}”次序不对，此处应为“{expected}”",
        "the heading {found!r} is out of order; {expected!r} belongs here",
    ),
    "R16.mark": (
        "标题“{found}”的序号写法与其他标题不一致，应写“{expected}”",
        "the heading {found!r} is numbered unlike the others; write {expected!r}",
    ),
    "R16.wording": (
        "标题“{found}”与统一格式不同，格式为“{expected}”",
        "the heading {found!r} is not worded as in the form: {expected!r}",
    ),
    "R16.extra": (
        "{at}：六部分之外还有同级标题“{found}”，请改为下一级标题",
        "{at}: {found!r} is numbered like a seventh section; number it one level below",
    ),
    "R17": (
        "{at}：年度或统计期限为{found}，应为{expected}",
        "{at}: year or period is {found}, should be {expected}",
    ),
    "R17.text": (
        "{at}：“{detail}”写的是{found}年，报告年度为{expected}年，请核对是否沿用了旧稿",
        "{at}: {detail!r} speaks of {found}, the report is of {expected}; text left over from an older one?",
    ),
    "R17.date": (
        "{at}为{found}，统计期限尚未结束，应在{expected}年；请核对标题年度和落款日期",
        "{at} is {found}, before the year had run; should be in {expected}",
    ),
    "R18": (
        "第六部分没有报告{expected}收取情况",
        "section six says nothing of the information processing fee ({expected})",
    ),
    "R19": (
        "第五部分没有写{expected}",
        "section five lacks {expected}",
    ),
    "R19.count": (
        "第五部分列了{expected}个问题，只有{found}条改进措施，请逐一对应",
        "section five lists {expected} problems but only {found} improvements",
    ),
    "R20": (
        "总体情况没有写到“{expected}”",
        "section one does not cover {expected}",
    ),
    "R21": (
        "{expected}年报告不应使用{found}格式的表格",
        "the report of {expected} uses the tables of the form {found}",
    ),
    "R21.words": (
        "{at}：“{detail}”是旧格式的项目，2021年格式已取消或改名",
        "{at}: {detail!r} is a category of an older form",
    ),
    "R26": (
        "{at}：“{detail}”写的是{found}，{cell}为{expected}，请核对两者口径",
        "{at}: {detail!r} says {found}, but table two ({cell}) states {expected}; check both",
    ),
    "R26.yuan": (
        "{at}：“{detail}”写的是{found}，{cell}为{expected}（万元），相差一万倍，疑似元与万元混用",
        "{at}: {detail!r} says {found}, table two ({cell}) states {expected} (10,000 yuan); yuan taken for 10,000 yuan?",
    ),
    "R26.none": (
        "{at}：“{detail}”提到政策或文件{found}份，而{cell}等均为{expected}，请核对是否漏计行政规范性文件",
        "{at}: {detail!r} counts {found} documents, table two ({cell}) has {expected}; any normative ones among them?",
    ),
    "R27": (
        "{at}：“{detail}”是主动公开的内容，应写在第一部分",
        "{at}: {detail!r} is about proactive disclosure and belongs in section one",
    ),
    "A01": ("{at}：正文有编辑残留“{found}”，请删除", "{at}: residue of editing {found!r}; delete it"),
    "A02": ("{at}：正文重复了标题，请删除", "{at}: the title stands again in the text; delete it"),
    "A03": ("标题应写明机关和年度：{detail}", "the title should name office and year ({expected})"),
    "A03.short": (
        "机关名称“{found}”不是全称，应写“{expected}”",
        "the organ is named {found!r}; its full name is {expected!r}",
    ),
    "A04": ("报告末尾应有落款单位和日期：{detail}", "the report should end with office and date ({expected})"),
    "A05": (
        "{at}：同级序号“{found}”与“{expected}”括号全角半角不一致",
        "{at}: the numbers {found!r} and {expected!r} stand in brackets of two widths",
    ),
    "A06": ("{at}：“{found}”中的冒号应为“{expected}”", "{at}: the colon in {found!r} should be {expected!r}"),
    "A06.doubled": ("{at}：“{found}”标点重复，应为“{expected}”", "{at}: doubled mark in {found!r}; write {expected!r}"),
    "A07": ("{at}：“{found}”用词有误，应为“{expected}”", "{at}: wrong word in {found!r}; write {expected!r}"),
    "A07.twice": (
        "{at}：“{found}”的简称前文已经定义，此处直接用简称",
        "{at}: the short name in {found!r} was defined before; just use it",
    ),
    "A08": (
        "{at}：“{detail}”说的不是本机关，请写本机关的情况（“{found}”）",
        "{at}: {detail!r} is not about this office ({found!r})",
    ),
    "A09": (
        "{at}：“{detail}”不属于政府信息公开工作，请核对是否需要写入（“{found}”）",
        "{at}: {detail!r} is no disclosure work ({found!r}); does it belong here?",
    ),
    "A10": (
        "{at}：{found}的文字与上年报告相同，内容雷同",
        "{at}: {found} of the text stands word for word in last year's report",
    ),
    "A10.problems": (
        "{at}：{found}的文字与上年报告相同，问题没有变化，请说明改进结果",
        "{at}: {found} of the text is last year's; say what became of those problems",
    ),
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
    variant = f"{finding.rule}.{finding.variant or (finding.detail if finding.rule == 'R23' else finding.at)}"
    zh, en = WORDS.get(variant) or WORDS.get(finding.rule) or _UNWORDED
    return (zh if lang == "zh" else en).format(
        at=place(finding.at, lang),
        expected=_number(finding.expected),
        found=_number(finding.found),
        detail=finding.detail,
        cell=place(finding.cell, lang) if finding.cell else "",
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
            named += [(item.group, item.path[-1], f"all of {item.group}") for item in block.rows if item.group]
            for found, label, gloss in named:
                if found == code:
                    return label, gloss
    return code, code


_TEXTS = {
    "title": ("标题", "title"),
    "preamble": ("前言", "preamble"),
    "period": ("统计期限", "statistics period"),
    "form": ("格式", "form"),
    "published_on": ("落款日期", "date of signature"),
}
_TABLES = {"t2": ("表二", "table two"), "t3": ("表三", "table three"), "t4": ("表四", "table four")}
_GROUPS = {
    "": ("", ""),
    "recon": ("行政复议", "reconsideration"),
    "lit_direct": ("未经复议直接起诉", "direct suit"),
    "lit_after_recon": ("复议后起诉", "suit after reconsideration"),
}
