"""What is wrong with a workbook is said row by row: sheet, cell, what, and what to do. Then nothing is imported."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from gongkai.documents.workbook import read_ledger
from gongkai.documents.workbook.problems import _WORDS, MOST, Problems
from gongkai.errors import DocumentError, WorkbookError
from tests.documents.books import ANSWER, APPLICATION, COLUMNS, FACTS, a_book, problems_of, written

DAY = date(2021, 9, 14)
CHARGE = {"日期": DAY, "收费项目": "占道费", "金额（元）": 100}
CASE = {"案号": "〔2021〕5号", "类型": "行政复议", "收到材料日期": DAY}
ISSUED = {"文号": "街办〔2021〕1号", "标题": "某办法", "类别": "行政规范性文件", "印发日期": DAY}


def of(sheet: str, *rows: dict[str, Any]) -> tuple[str, str, str]:
    """Code, place and Chinese sentence of the only problem of a book with these rows."""
    sheets: dict[str, Any] = {sheet: list(rows)}
    if sheet == "办理经过":
        sheets = {"申请登记": [APPLICATION], **sheets}
    (problem,) = problems_of(a_book(sheets))
    assert problem.severity == "error"
    assert problem.sheet == sheet
    return problem.code, problem.cell, problem.zh


@pytest.mark.parametrize(
    ("sheet", "row", "code", "cell", "says"),
    [
        ("申请登记", APPLICATION | {"到达日期": "2021-02-30"}, "bad_date", "B2", "没有这一天"),
        ("申请登记", APPLICATION | {"到达日期": "9月14日"}, "bad_date", "B2", "缺少年份"),
        ("申请登记", APPLICATION | {"到达日期": "21/9/14"}, "bad_date", "B2", "年份不是四位"),
        ("申请登记", APPLICATION | {"到达日期": date(1989, 1, 1)}, "bad_date", "B2", "1990—2100"),
        ("申请登记", APPLICATION | {"到达日期": 2021}, "bad_date", "B2", "1990—2100"),
        ("申请登记", APPLICATION | {"到达日期": True}, "wrong_kind", "B2", "无法识别"),
        ("申请登记", APPLICATION | {"到达日期": 0.35}, "bad_date", "B2", "不是日期"),
        ("申请登记", APPLICATION | {"到达日期": ""}, "missing_date", "B2", "到达日期"),
        ("申请登记", APPLICATION | {"渠道": "信函"}, "unknown_choice", "C2", "平常信函"),
        ("申请登记", APPLICATION | {"渠道": ""}, "missing", "C2", "渠道"),
        ("申请登记", APPLICATION | {"申请人类型": "自燃人"}, "unknown_choice", "E2", "“自然人”"),
        ("申请登记", APPLICATION | {"申请编号": " "}, "missing", "A2", "申请编号"),
        ("申请登记", APPLICATION | {"申请编号": date(2021, 3, 1)}, "became_date", "A2", "变成了日期"),
        ("申请登记", APPLICATION | {"申请编号": 12345678901234567890}, "too_long", "A2", "设为文本"),
        ("办理经过", ANSWER | {"办理结果": "于以公开"}, "unknown_choice", "D2", "“予以公开”"),
        ("办理经过", ANSWER | {"办理结果": "不予公开"}, "unknown_choice", "D2", "属于国家秘密"),
        ("办理经过", ANSWER | {"办理结果": ""}, "missing_for_act", "D2", "“答复”需要填写“办理结果”"),
        ("办理经过", ANSWER | {"办理动作": "回复"}, "unknown_choice", "C2", "下拉列表"),
        ("办理经过", ANSWER | {"办理动作": ""}, "missing", "C2", "办理动作"),
        ("办理经过", ANSWER | {"日期": ""}, "missing", "B2", "日期"),
        ("办理经过", ANSWER | {"申请编号": ""}, "missing_in_merge", "A2", "合并"),
        ("办理经过", ANSWER | {"申请编号": "2021-002"}, "not_registered", "A2", "“2021-001”"),
        ("办理经过", ANSWER | {"依据条款": "第三十六条第（四）"}, "bad_article", "E2", "36(4)"),
        ("办理经过", ANSWER | {"不公开理由": "不便公开"}, "unknown_choice", "F2", "不便公开"),
        ("办理经过", ANSWER | {"金额（元）": 100}, "unused", "M2", "用不上“金额（元）”"),
        ("办理经过", ANSWER | {"办理动作": "答复送达"}, "unused", "D2", "用不上“办理结果”"),
        ("办理经过", ANSWER | {"办理动作": "收到缴费", "办理结果": ""}, "missing_for_act", "M2", "金额"),
        (
            "办理经过",
            ANSWER | {"办理动作": "确定延迟答复期限", "办理结果": ""},
            "missing_for_act",
            "K2",
            "送达或期限日期",
        ),
        ("复议诉讼", CASE | {"类型": ""}, "missing", "C2", "类型"),
        ("复议诉讼", CASE | {"结果": "结果维持"}, "missing_date", "H2", "结案日期"),
        ("复议诉讼", CASE | {"结案日期": DAY}, "missing", "I2", "结果"),
        ("复议诉讼", {"案号": "〔2021〕6号"}, "nothing_stated", "A2", "收到材料日期"),
        ("复议诉讼", {"案号": "〔2021〕6号", "结案日期": DAY, "结果": "维持"}, "no_case", "A2", "没有登记收到材料"),
        ("规范性文件", ISSUED | {"印发日期": "", "废止日期": DAY}, "missing_date", "D2", "印发日期"),
        ("规范性文件", ISSUED | {"文号": ""}, "missing", "A2", "文号"),
        ("处理决定", {"日期": DAY, "类别": "处罚款", "件数": 1}, "unknown_choice", "B2", "处罚款"),
        ("处理决定", {"日期": DAY, "类别": "行政处罚", "件数": 1.5}, "not_whole", "C2", "不是整数"),
        ("处理决定", {"日期": DAY, "类别": "行政处罚", "件数": "约8件"}, "bad_number", "C2", "不是数字"),
        ("处理决定", {"日期": DAY, "类别": "行政处罚", "件数": -1}, "negative_count", "C2", "不能是负数"),
        ("处理决定", {"日期": DAY, "类别": "行政处罚", "件数": 1e16}, "too_long", "C2", "15位"),
        ("事项增减", {"日期": DAY, "类别": "行政处罚"}, "missing", "C2", "增减数"),
        ("行政收费", CHARGE | {"金额（元）": -100}, "negative_amount", "C2", "退费"),
        ("行政收费", CHARGE | {"金额（元）": "1,23"}, "bad_number", "C2", "不是数字"),
        ("行政收费", CHARGE | {"金额（元）": "约3万元"}, "bad_number", "C2", "不是数字"),
        ("行政收费", CHARGE | {"收费项目": ""}, "missing", "B2", "收费项目"),
        ("行政收费", CHARGE | {"是否退费": "大概"}, "unknown_choice", "D2", "是否退费"),
        ("工作数据", {"日期": DAY, "项目": "社区数"}, "unknown_choice", "B2", "“社区数”"),
        ("期初", {"日期": DAY, "科目": "行政处罚：上一年项目数量", "数量": "六"}, "bad_number", "C2", "不是数字"),
    ],
)
def test_a_cell_amiss_is_named_with_what_to_do(
    sheet: str, row: dict[str, Any], code: str, cell: str, says: str
) -> None:
    sheets: dict[str, Any] = {sheet: [row]}
    if sheet == "办理经过":
        sheets["申请登记"] = [APPLICATION]
    first = problems_of(a_book(sheets))[0]
    assert (first.sheet, first.cell, first.code, first.severity) == (sheet, cell, code, "error")
    assert says in first.zh
    assert first.todo
    assert re.search(r"[a-z]{3}", first.en)


def test_a_number_registered_twice_names_the_other_row() -> None:
    code, cell, zh = of("申请登记", APPLICATION, APPLICATION | {"申请编号": "２０２１-001"})
    assert (code, cell) == ("duplicate", "A3")
    assert "第2行" in zh


@pytest.mark.parametrize(("sheet", "row"), [("复议诉讼", CASE), ("规范性文件", ISSUED)])
def test_a_case_and_a_document_are_opened_once(sheet: str, row: dict[str, Any]) -> None:
    assert of(sheet, row, row)[:2] == ("duplicate", "A3")


def test_a_void_row_repeats_nothing() -> None:
    read_ledger(
        a_book(
            {
                "申请登记": [APPLICATION | {"作废原因": "写错"}, APPLICATION],
                "规范性文件": [ISSUED | {"作废原因": "错"}, ISSUED],
            }
        )
    )


def test_an_act_of_a_voided_application_must_be_voided_too() -> None:
    void = APPLICATION | {"作废原因": "不是申请"}
    (problem,) = problems_of(a_book({"申请登记": [void], "办理经过": [ANSWER]}))
    assert (problem.code, problem.where) == ("voided_application", "办理经过!A2")
    assert (
        len(read_ledger(a_book({"申请登记": [void], "办理经过": [ANSWER | {"作废原因": "同上"}]})).ledger.entries) == 4
    )


def test_a_remark_on_an_act_that_has_no_place_for_it_is_a_warning() -> None:
    row = ANSWER | {"办理动作": "归档", "办理结果": "", "理由或说明": "三号柜"}
    book = read_ledger(a_book({"申请登记": [APPLICATION], "办理经过": [row]}))
    assert [(p.code, p.where, p.severity) for p in book.problems] == [("unused_text", "办理经过!G2", "warning")]
    assert len(book.ledger.entries) == 2


@pytest.mark.parametrize("error", ["#REF!", "#N/A", "#DIV/0!", "#VALUE!"])
def test_a_formula_that_failed_is_an_error(error: str) -> None:
    assert of("行政收费", CHARGE | {"票据号": f"={error}"})[:2] == ("error_cell", "E2")


def test_a_bare_day_number_is_no_date_in_a_file_of_the_1904_system() -> None:
    book = a_book({"申请登记": [APPLICATION]}, is_1904=True)
    assert read_ledger(book).ledger.entries[0].event.on == DAY
    (problem,) = problems_of(a_book({"申请登记": [APPLICATION | {"到达日期": 44453}]}, is_1904=True))
    assert problem.code == "serial_1904"


def test_every_row_amiss_is_told_and_nothing_is_imported() -> None:
    rows = [APPLICATION | {"申请编号": f"A{n}", "到达日期": "2021-02-30", "渠道": "飞鸽"} for n in range(5)]
    data = a_book({"申请登记": rows, "处理决定": [{"日期": DAY, "类别": "行政处罚", "件数": "x"}]})
    with pytest.raises(WorkbookError) as caught:
        read_ledger(data)
    assert [p.cell for p in caught.value.problems] == [  # type: ignore[attr-defined]
        *(f"{column}{row}" for row in range(2, 7) for column in "BC"),
        "C2",
    ]
    assert str(caught.value).startswith("11 places need mending and nothing was imported; 申请登记!B2: ")
    assert caught.value.zh.startswith("有11处需要改正，没有导入任何内容；申请登记!B2：")
    assert "\n" not in str(caught.value)


def test_errors_come_before_warnings() -> None:
    rows = [[*COLUMNS["申请登记"], "经办人"], ["A1", "昨天", "当面提交", "", "自然人"]]
    assert [p.severity for p in problems_of(a_book({"申请登记": rows}))] == ["error", "warning"]


def test_problems_without_end_are_cut_off() -> None:
    problems = Problems()
    for number in range(MOST + 50):
        problems.add("申请登记", f"A{number}", "missing", label="x")
    assert len(problems.errors) == MOST + 1
    assert problems.errors[-1].code == "too_many"


def test_every_sentence_has_three_parts_and_an_english_twin() -> None:
    for code, (what, todo, en) in _WORDS.items():
        assert re.search(r"[\u4e00-\u9fff]|^\{doubt\}$", what), code
        assert re.search(r"[\u4e00-\u9fff]", todo), code
        assert not todo.endswith("。"), code
        assert not re.search(r"[\u4e00-\u9fff]", en.replace("是否退费 = 是", "").replace("第三十六条第（四）项", "")), (
            code
        )


# --- headings ---------------------------------------------------------------------------------------------------------


def test_a_sheet_without_a_heading_row_is_an_error() -> None:
    (problem,) = problems_of(a_book({"申请登记": [["2021-001", DAY, "当面提交"]]}))
    assert problem.code == "no_heading"
    assert "申请编号、到达日期" in problem.zh


def test_a_needed_column_that_is_gone_is_named() -> None:
    rows = [["申请编号", "到达日期", "申请人类型"], ["A1", DAY, "自然人"]]
    (problem,) = problems_of(a_book({"申请登记": rows}))
    assert (problem.code, problem.cell) == ("no_column", "A1")
    assert "渠道" in problem.zh


def test_a_date_column_that_is_gone_is_missed_only_when_something_rests_on_it() -> None:
    read_ledger(a_book({"申请登记": [["申请编号", "到达日期", "渠道", "申请人类型"]]}))
    case = [["案号", "类型", "收到材料日期", "结果"], ["1", "行政复议", DAY, "维持"]]
    assert problems_of(a_book({"复议诉讼": case}))[0].code == "no_column"


def test_a_heading_that_stands_twice_is_an_error() -> None:
    rows = [["申请编号", "到达日期", "渠道", "申请人类型", "编号"], ["A1", DAY, "当面提交", "自然人", "B1"]]
    assert problems_of(a_book({"申请登记": rows}))[0].code == "two_columns"


def test_money_in_a_column_of_another_unit_is_not_taken_for_yuan() -> None:
    rows = [["日期", "收费项目", "金额（万元）"], [DAY, "占道费", 3.98]]
    assert problems_of(a_book({"行政收费": rows}))[0].code == "no_column"


# --- the book ---------------------------------------------------------------------------------------------------------


def test_two_offices_in_one_book_are_an_error() -> None:
    rows: list[list[Any]] = [["项目", "内容"], *([k, v] for k, v in FACTS.items()), ["机关名称", "另一街道办事处"]]
    (problem,) = problems_of(a_book({"基本信息": rows}))
    assert (problem.code, problem.where) == ("two_values", "基本信息!B5")
    assert "另一街道办事处" in problem.zh


@pytest.mark.parametrize("name", ["基本信息 (2)", "申请登记（2）", "申请登记表"])
def test_a_copy_of_a_sheet_is_not_left_out_in_silence(name: str) -> None:
    (problem,) = problems_of(a_book({name: [COLUMNS["申请登记"]]}))
    assert (problem.code, problem.sheet, problem.severity) == ("copied_sheet", name, "error")


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        (FACTS | {"报告年度": "二一年"}, "bad_year"),
        (FACTS | {"报告年度": 20211}, "bad_year"),
        (FACTS | {"报告年度": date(2021, 1, 1)}, "bad_year"),
        (FACTS | {"机关类型": "居委会"}, "unknown_choice"),
        (FACTS | {"行政区划": "福建省泉州市鲤城区"}, "bad_region"),
        (FACTS | {"机关名称": " "}, "missing"),
        (FACTS | {"落款日期": "年底"}, "bad_date"),
        ({"机关名称": "某街道"}, "missing"),
    ],
)
def test_the_office_is_judged_like_any_row(facts: dict[str, Any], code: str) -> None:
    assert [problem.code for problem in problems_of(a_book(facts=facts))] == [code]


def test_a_postcode_of_five_digits_is_a_warning() -> None:
    assert [p.code for p in read_ledger(a_book(facts=FACTS | {"邮编": 10010})).problems] == ["bad_postcode"]


def test_a_line_nobody_knows_is_a_warning() -> None:
    rows: list[list[Any]] = [["项目", "内容"], *([k, v] for k, v in FACTS.items()), ["传真", "0595-1"]]
    assert [p.code for p in read_ledger(a_book({"基本信息": rows})).problems] == ["unknown_item"]


def test_a_paragraph_of_no_section_is_an_error() -> None:
    assert of("报告正文", {"文字": "一段"})[:2] == ("no_section", "A2")


@pytest.mark.parametrize("missing", ["基本信息", "申请登记"])
def test_a_book_without_a_sheet_every_book_needs_is_refused_with_the_names_it_has(missing: str) -> None:
    grids = {"基本信息": [["项目", "内容"]], "申请登记": [COLUMNS["申请登记"]], "Sheet1": [["x"]]}
    with pytest.raises(DocumentError, match=missing) as caught:
        read_ledger(written({name: rows for name, rows in grids.items() if name != missing}))
    assert "Sheet1" in str(caught.value)
    assert "Sheet1" in caught.value.zh
    assert not isinstance(caught.value, WorkbookError)
