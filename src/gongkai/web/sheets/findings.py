"""What is wrong with a row, or worth knowing: where, and one sentence in Chinese and English."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from gongkai.documents.extent import column_letters
from gongkai.documents.workbook.problems import Problem
from gongkai.web.desk.saying import refusal_zh
from gongkai.web.desk.templatetags.words import is_english, named

Severity = Literal["error", "warning"]

WORDS: dict[str, tuple[str, str]] = {
    "missing": ("“{label}”没有填写，请补填", "{label} is empty; fill it in"),
    "no_column": (
        "没有选“{label}”一列，也没有统一指定，请回到上一步选择",
        "no column or common value was chosen for {label}; go back and choose one",
    ),
    "error_cell": (
        "这一格是公式错误（如 #REF!），请改正公式或者直接填写",
        "the cell is a formula error (as #REF!); mend it or type the value",
    ),
    "unknown_word": (
        "“{value}”不知道是哪一种“{label}”，请回到“核对用语”一步指定",
        "{value!r} is no known {label}; say what it means in the step before",
    ),
    "no_answer_date": (
        "填了办理结果“{value}”，没有填答复或者办结日期",
        "the outcome {value!r} stands without the date of the reply",
    ),
    "no_outcome": ("填了答复或者办结日期，没有填办理结果", "the date of the reply stands without an outcome"),
    "open_with_date": (
        "办理结果是尚未办结，却填了答复或者办结日期",
        "the case is said to be open and has a date of reply",
    ),
    "left_open": (
        "没有答复日期和办理结果，将作为未办结的案件导入",
        "there is no reply; the case will come in as an open one",
    ),
    "no_extension_date": (
        "写明已延期，没有填延期告知日期",
        "the case was extended, but the date it was told is missing",
    ),
    "extension_denied": ("写明没有延期，却填了延期告知日期", "the case was not extended, but has a date of extension"),
    "no_consultation_date": (
        "填了第三方意见或者回复日期，没有填征求意见日期",
        "the third party's answer stands without the date it was asked",
    ),
    "no_answer_of_third": (
        "填了第三方意见，没有填第三方回复日期",
        "the third party's opinion stands without its date",
    ),
    "no_fee_notice": ("填了收费，没有填收费通知日期", "there is a fee without the date of its notice"),
    "no_fee_amount": ("填了收费通知或者缴费日期，没有填金额", "there is a date of the fee without its amount"),
    "no_papers_date": (
        "填了{label}，没有填收到材料的日期和结案日期",
        "{label} stands without the date its papers came or it was decided",
    ),
    "papers_by_decision": (
        "{label}没有收到材料的日期，按结案日期登记",
        "the date the papers of {label} came is missing; the date of the decision is taken",
    ),
    "no_decision_date": ("填了{label}，没有填结案日期", "{label} stands without the date of the decision"),
    "no_result": ("填了结案日期，没有填{label}", "the date of the decision stands without {label}"),
    "decided_before": ("结案日期早于收到材料的日期", "the decision lies before its papers came"),
    "challenge_before": ("收到复议、诉讼材料的日期早于申请日期", "the papers came before the application"),
    "ahead": ("日期 {value} 尚未到来", "{value} lies ahead"),
    "long": ("“{label}”超过 {most} 个字", "{label} has more than {most} characters"),
    "duplicate": ("编号“{value}”与第 {other} 行重复", "the number {value!r} repeats that of row {other}"),
    "known": ("本机关已有编号为“{value}”的案件", "there is a case {value!r} already"),
    "personal_data": (
        "“{label}”里疑似有身份证号或者手机号，台账不登记个人信息，请删除后再导入",
        "{label} seems to hold an identity or phone number; keep personal data out of the ledger",
    ),
    "bad_id": ("证件号码的校验位不符，请核对", "the check digit of the identity number does not fit"),
    "no_name": ("没有申请人的姓名或者名称", "the applicant's name is missing"),
}
"""Sentences of this step; those of cells and of the law come from the core."""


@dataclass(frozen=True, slots=True)
class Finding:
    """row: number in the sheet. column: letters, or "" for the row as a whole. sheet: only where several are read."""

    row: int
    column: str
    code: str
    zh: str
    en: str
    severity: Severity = "error"
    sheet: str = ""

    @property
    def text(self) -> str:
        """The sentence alone, in the language of the screen."""
        if is_english():
            return self.en[:1].upper() + self.en[1:] + ("" if self.en.endswith(".") else ".")
        return self.zh if self.zh.endswith("。") else self.zh + "。"

    @property
    def place(self) -> str:
        """第 12 行 E 列; row 12, column E."""
        if is_english():
            parts = [self.sheet, f"row {self.row}" if self.row else "", f"column {self.column}" if self.column else ""]
            return ", ".join(filter(None, parts))
        sheet = f"“{self.sheet}”" if self.sheet else ""
        row = f"第 {self.row} 行" if self.row else ""
        return f"{sheet}{row}{f' {self.column} 列' if self.column else ''}"

    @property
    def sentence(self) -> str:
        return named(self.place, self.text) if self.place else self.text


def own(row: int, column: int | None, code: str, severity: Severity = "error", **words: Any) -> Finding:
    """A finding of `WORDS`. column: from 0."""
    zh, en = (template.format(**words) for template in WORDS[code])
    return Finding(row, letters(column), code, zh, en, severity)


def of_problem(row: int, column: int | None, found: Problem) -> Finding:
    """What the core says of one cell."""
    return Finding(row, letters(column), found.code, found.zh, found.en, found.severity)


def of_law(row: int, column: str, code: str, sentence: tuple[str, str], article: str, severity: Severity) -> Finding:
    """What the law says of one step. sentence: Chinese and English."""
    zh, en = sentence
    return Finding(row, column, code, refusal_zh(zh, article), f"{en} ({article})", severity)


def letters(column: int | None) -> str:
    return "" if column is None else column_letters(column + 1)
