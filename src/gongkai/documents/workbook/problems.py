"""What is wrong with a cell, where, and what to do about it: in Chinese for the clerk, with an English twin."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from gongkai.errors import WorkbookError

Severity = Literal["error", "warning"]

MOST = 10_000
"""Problems kept of one file; a book with more is wrong in one way many times."""

_WORDS: Mapping[str, tuple[str, str, str]] = {
    "missing": ("“{label}”没有填写", "请补填", "{label} is empty; fill it in"),
    "missing_for_act": ("“{act}”需要填写“{label}”", "请补填", "the act {act} needs {label}; fill it in"),
    "missing_date": (
        "填了这一部分的内容，却没有填“{label}”",
        "请补填日期，或者清空这一部分",
        "{label} is empty beside other cells of this part; fill it in or clear them",
    ),
    "missing_in_merge": (
        "“{label}”没有填写（单元格可能被合并了）",
        "每一行都要填，请取消合并单元格",
        "{label} is empty, perhaps in a merged cell; unmerge and fill in every row",
    ),
    "unknown_choice": (
        "“{value}”不在“{label}”的可选项中",
        "请从下拉列表选择{hint}",
        "{value!r} is not a choice of {label}{hint_en}",
    ),
    "bad_date": ("{doubt}", "请按 2021-09-14 的样式填写", "{doubt_en}; write it as 2021-09-14"),
    "serial_1904": (
        "“{value}”像是日期的内部编号，但本文件使用1904日期系统，无法确定是哪一天",
        "请按 2021-09-14 的样式重新填写",
        "{value!r} is a day number in a file of the 1904 date system; write it as 2021-09-14",
    ),
    "bad_number": ("{doubt}", "请只填数字，如 39800", "{doubt_en}; write digits only, as 39800"),
    "not_whole": ("“{value}”不是整数", "请填整数", "{value!r} is not a whole number; write one"),
    "too_long": (
        "“{value}”超过15位，表格软件已经把末尾的数字变成0",
        "请把单元格设为文本后重新输入",
        "{value!r} has more than 15 digits and lost its last ones; format the cell as text and type it again",
    ),
    "negative_count": ("“{label}”不能是负数", "请改正", "{label} cannot be negative; correct it"),
    "negative_amount": (
        "金额不能是负数",
        "退费请在“行政收费”把金额写成正数，并在“是否退费”选“是”",
        "an amount cannot be negative; write a refund as a positive amount with 是否退费 = 是",
    ),
    "became_date": (
        "“{label}”被表格软件变成了日期",
        "请把单元格设为文本后重新输入",
        "{label} was turned into a date; format the cell as text and type it again",
    ),
    "bad_article": (
        "“{value}”不是条例的条款",
        "请按 36(4) 或者 第三十六条第（四）项 的样式填写",
        "{value!r} is no article of the Regulation; write it as 36(4)",
    ),
    "bad_year": ("{doubt}", "请填四位年份，如 2021", "{doubt_en}; write four digits, as 2021"),
    "bad_region": (
        "“{value}”不是六位行政区划代码",
        "请填六位代码，如 350502，或者留空",
        "{value!r} is not a region code of six digits; write one, as 350502, or leave it blank",
    ),
    "wrong_kind": (
        "“{label}”的内容无法识别",
        "请清空后重新输入",
        "{label} holds a value of the wrong kind; clear it and type it again",
    ),
    "error_cell": (
        "单元格是公式错误（如 #REF!）",
        "请改正公式，或者直接填写数值",
        "the cell is a formula error (as #REF!); mend it or type the value",
    ),
    "unused": (
        "“{act}”用不上“{label}”，这里却填了“{value}”",
        "请核对办理动作，或者清空这一格",
        "the act {act} does not use {label}; check the act or clear the cell",
    ),
    "unused_text": (
        "“{act}”用不上“{label}”，这一格没有导入",
        "需要保留的请另行登记",
        "the act {act} does not use {label}; the cell was not imported",
    ),
    "duplicate": (
        "编号“{value}”与{other}重复",
        "请改正编号；登记错的一行在“作废原因”写明",
        "number {value!r} repeats {other}; correct it, or void the wrong row",
    ),
    "not_registered": (
        "“申请登记”中没有编号“{value}”",
        "请核对编号，或者先登记申请{hint}",
        "no application {value!r} is registered; correct it or register it first{hint_en}",
    ),
    "voided_application": (
        "申请“{value}”已作废",
        "请把这一行也作废，或者改正编号",
        "application {value!r} is voided; void this row too, or correct the number",
    ),
    "no_case": (
        "案件“{value}”没有登记收到材料的日期和类型",
        "请在该案件的一行补填",
        "the case {value!r} has no row with the date its papers came and its kind; fill them in",
    ),
    "nothing_stated": ("这一行没有任何日期", "请填写“{label}”", "the row states no date; fill in {label}"),
    "no_heading": (
        "没有找到标题行",
        "标题行应当有：{labels}；请从新模板复制标题行",
        "no heading row was found; it should hold {labels}",
    ),
    "no_column": ("缺少“{label}”一列", "请恢复这一列，标题写“{label}”", "the column {label} is missing; put it back"),
    "two_columns": ("有两列都是“{label}”", "请删去一列", "two columns are headed {label}; remove one"),
    "extra_column": (
        "多出的一列“{label}”没有导入",
        "需要登记的内容请填在已有的列",
        "the extra column {label} was not imported",
    ),
    "extra_sheet": ("多出的工作表没有导入", "需要登记的内容请填在已有的表", "this extra sheet was not imported"),
    "copied_sheet": (
        "这张表像是“{label}”的副本",
        "一本台账同类的表只能有一张：请合并到“{label}”后删去这一张",
        "this sheet looks like a copy of {label}; a book holds one of each: move its rows and remove it",
    ),
    "two_values": (
        "“{label}”填了两个不同的值：“{value}”和“{other}”",
        "一本台账只登记一个机关一个年度，请只留一个",
        "{label} has two values, {value!r} and {other!r}; a book is of one office and year",
    ),
    "no_year": (
        "没有填写“报告年度”",
        "编制年报时需要另行指定",
        "the report year is not stated; it must be given when a report is compiled",
    ),
    "unknown_item": (
        "“{label}”不是基本信息的项目，没有导入",
        "请核对",
        "{label} is no item of this sheet and was not imported",
    ),
    "bad_postcode": (
        "邮编“{value}”不是六位数字",
        "请核对（以0开头的请设为文本后输入）",
        "the postcode {value!r} is not six digits; check it",
    ),
    "no_section": ("这段文字没有写明章节", "请从下拉列表选择章节", "the paragraph names no section; choose one"),
    "personal_data": (
        "“{label}”里疑似有身份证号或者手机号",
        "台账不登记个人信息，请删除，用申请人代号代替",
        "{label} seems to hold an identity or phone number; keep personal data out of the ledger",
    ),
    "too_many": (
        "问题太多，其余没有列出",
        "请先改正已列出的",
        "there are more problems than are listed; mend these first",
    ),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """Something to mend (error) or to know (warning). cell: "C7", or "" for the sheet as a whole."""

    sheet: str
    cell: str
    code: str
    what: str
    todo: str
    en: str
    severity: Severity = "error"

    @property
    def zh(self) -> str:
        """The whole sentence in Chinese: what is wrong, and what to do."""
        return f"{self.what}；{self.todo}。"

    @property
    def where(self) -> str:
        """As a formula writes it: 申请登记!C7."""
        return f"{self.sheet}!{self.cell}" if self.cell else self.sheet

    def __str__(self) -> str:
        return f"{self.where} {self.zh} / {self.en}."


class Refused(Exception):
    """A cell whose content is not read; `code` and `words` make the problem. Never leaves this package."""

    def __init__(self, code: str, **words: Any) -> None:
        super().__init__(code)
        self.code = code
        self.words = words


@dataclass(slots=True)
class Problems:
    """What was found in one file, errors and warnings apart, in the order found."""

    errors: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)

    def add(self, sheet: str, cell: str, code: str, *, severity: Severity = "error", **words: Any) -> None:
        """Add a problem by its code; `words` fill its sentences."""
        found = self.errors if severity == "error" else self.warnings
        if len(found) > MOST:
            return
        if len(found) == MOST:
            code = "too_many"
        words = {"hint": "", "hint_en": "", **words}
        what, todo, en = (template.format(**words) for template in _WORDS[code])
        found.append(Problem(sheet, cell, code, what, todo, en, severity))

    def check(self) -> None:
        """Raise WorkbookError when there is an error; `problems` holds errors first, then warnings."""
        if not self.errors:
            return
        first, count = self.errors[0], len(self.errors)
        places = "1 place needs" if count == 1 else f"{count} places need"
        raise WorkbookError(
            f"{places} mending and nothing was imported; {first.where}: {first.en}.",
            (*self.errors, *self.warnings),
            zh=f"有{count}处需要改正，没有导入任何内容；{first.where}：{first.zh}",
        )
