"""The two statutory forms: labels, codes and counts copied by hand from the hand-out; and the printed grids."""

import pytest

from gongkai.errors import UnknownFigure, UnknownForm
from gongkai.statute.forms import FORM_IDS, form_for, load_form

FORMS = sorted(FORM_IDS)

COLUMNS = [
    ("natural_person", "自然人", ("申请人情况",)),
    ("commercial_enterprise", "商业企业", ("申请人情况", "法人或其他组织")),
    ("research_institution", "科研机构", ("申请人情况", "法人或其他组织")),
    ("social_welfare_org", "社会公益组织", ("申请人情况", "法人或其他组织")),
    ("legal_service_org", "法律服务机构", ("申请人情况", "法人或其他组织")),
    ("other_org", "其他", ("申请人情况", "法人或其他组织")),
    ("total", "总计", ("申请人情况",)),
]

DONE = "三、本年度办理结果"
DENIED, UNABLE, REFUSED, OTHER = "（三）不予公开", "（四）无法提供", "（五）不予处理", "（六）其他处理"

ROWS_OF_BOTH = [
    ("new_received", "一、本年新收政府信息公开申请数量", ()),
    ("carried_in", "二、上年结转政府信息公开申请数量", ()),
    ("granted", "（一）予以公开", (DONE,)),
    ("partial", "（二）部分公开（区分处理的，只计这一情形，不计其他情形）", (DONE,)),
    ("denied_state_secret", "1.属于国家秘密", (DONE, DENIED)),
    ("denied_law_prohibited", "2.其他法律行政法规禁止公开", (DONE, DENIED)),
    ("denied_security_stability", "3.危及“三安全一稳定”", (DONE, DENIED)),
    ("denied_third_party", "4.保护第三方合法权益", (DONE, DENIED)),
    ("denied_internal_affairs", "5.属于三类内部事务信息", (DONE, DENIED)),
    ("denied_process_info", "6.属于四类过程性信息", (DONE, DENIED)),
    ("denied_enforcement_file", "7.属于行政执法案卷", (DONE, DENIED)),
    ("denied_admin_query", "8.属于行政查询事项", (DONE, DENIED)),
    ("unable_not_held", "1.本机关不掌握相关政府信息", (DONE, UNABLE)),
    ("unable_needs_creation", "2.没有现成信息需要另行制作", (DONE, UNABLE)),
    ("unable_unclear_after_supplement", "3.补正后申请内容仍不明确", (DONE, UNABLE)),
    ("refused_petition", "1.信访举报投诉类申请", (DONE, REFUSED)),
    ("refused_duplicate", "2.重复申请", (DONE, REFUSED)),
    ("refused_publication", "3.要求提供公开出版物", (DONE, REFUSED)),
    ("refused_excessive", "4.无正当理由大量反复申请", (DONE, REFUSED)),
    ("refused_confirm_reissue", "5.要求行政机关确认或重新出具已获取信息", (DONE, REFUSED)),
]
OTHER_2019 = [("other_disposal", "（六）其他处理", (DONE,))]
OTHER_2021 = [
    ("other_no_supplement", "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请", (DONE, OTHER)),
    ("other_no_payment", "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请", (DONE, OTHER)),
    ("other_other", "3.其他", (DONE, OTHER)),
]
LAST = [("handled_total", "（七）总计", (DONE,)), ("carried_out", "四、结转下年度继续办理", ())]
ROWS = {"fmt2019": ROWS_OF_BOTH + OTHER_2019 + LAST, "fmt2021": ROWS_OF_BOTH + OTHER_2021 + LAST}

POWERS = [
    ("projects_last_year", "上一年项目数量", "项"),
    ("change_this_year", "本年增/减", "项"),
    ("decisions", "处理决定数量", "件"),
]
DECISIONS = [("decisions_this_year", "本年处理决定数量", "件")]
TABLE_TWO = {
    "fmt2019": [
        (
            "第二十条第（一）项",
            [("rules", "规章"), ("normative_documents", "规范性文件")],
            [
                ("made_this_year", "本年新制作数量", "件"),
                ("newly_disclosed", "本年新公开数量", "件"),
                ("disclosed_total", "对外公开总数量", "件"),
            ],
        ),
        ("第二十条第（五）项", [("licensing", "行政许可"), ("other_public_services", "其他对外管理服务事项")], POWERS),
        ("第二十条第（六）项", [("penalty", "行政处罚"), ("coercion", "行政强制")], POWERS),
        ("第二十条第（八）项", [("admin_fees", "行政事业性收费")], POWERS[:2]),
        (
            "第二十条第（九）项",
            [("central_procurement", "政府集中采购")],
            [("project_count", "采购项目数量", "项"), ("total_amount", "采购总金额", None)],
        ),
    ],
    "fmt2021": [
        (
            "第二十条第（一）项",
            [("rules", "规章"), ("normative_documents", "行政规范性文件")],
            [
                ("issued_this_year", "本年制发件数", "件"),
                ("repealed_this_year", "本年废止件数", "件"),
                ("in_force", "现行有效件数", "件"),
            ],
        ),
        ("第二十条第（五）项", [("licensing", "行政许可")], DECISIONS),
        ("第二十条第（六）项", [("penalty", "行政处罚"), ("coercion", "行政强制")], DECISIONS),
        (
            "第二十条第（八）项",
            [("admin_fees", "行政事业性收费")],
            [("amount_wan_yuan", "本年收费金额（单位：万元）", "万元")],
        ),
    ],
}
RESULTS = [
    ("upheld", "结果维持"),
    ("corrected", "结果纠正"),
    ("other_result", "其他结果"),
    ("pending", "尚未审结"),
    ("total", "总计"),
]
REMEDIES = [
    ("recon", ("行政复议",)),
    ("lit_direct", ("行政诉讼", "未经复议直接起诉")),
    ("lit_after_recon", ("行政诉讼", "复议后起诉")),
]
HEADINGS = [
    ("overview", "一、总体情况"),
    ("proactive", "二、主动公开政府信息情况"),
    ("applications", "三、收到和处理政府信息公开申请情况"),
    ("remedies", "四、政府信息公开行政复议、行政诉讼情况"),
    ("problems", "五、存在的主要问题及改进情况"),
    ("other_matters", "六、其他需要报告的事项"),
]
NOTE = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"


def laid(form_id, table):
    """The printed grid as (row, column) → cell, every place a cell covers."""
    grid = {}
    for at, cells in enumerate(load_form(form_id).layout(table)):
        column = 0
        for cell in cells:
            while (at, column) in grid:
                column += 1
            for row in range(at, at + cell.rowspan):
                for over in range(column, column + cell.colspan):
                    assert (row, over) not in grid, f"two cells at row {row}, column {over}"
                    grid[(row, over)] = cell
            column += cell.colspan
    return grid


def texts(grid, row):
    """The texts along a row, each cell once."""
    seen = []
    for column in range(1 + max(over for _, over in grid)):
        cell = grid[(row, column)]
        if not seen or seen[-1] is not cell:
            seen.append(cell)
    return [(cell.text, cell.colspan, cell.rowspan) for cell in seen]


# --- which form, which sections -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("year", "form_id"), [(2019, "fmt2019"), (2020, "fmt2019"), (2021, "fmt2021"), (2024, "fmt2021"), (2026, "fmt2021")]
)
def test_form_of_a_report_year(year, form_id):
    assert form_for(year).id == form_id


def test_no_form_was_prescribed_before_2019():
    with pytest.raises(UnknownForm):
        form_for(2018)


def test_a_form_nobody_issued_is_refused():
    with pytest.raises(UnknownForm):
        load_form("fmt2023")


@pytest.mark.parametrize(
    ("form_id", "title", "notice"),
    [
        ("fmt2019", "中华人民共和国政府信息公开工作年度报告格式（试行）", "国办公开办函〔2019〕60号"),
        ("fmt2021", "中华人民共和国政府信息公开工作年度报告格式", "国办公开办函〔2021〕30号"),
    ],
)
def test_a_form_names_its_notice(form_id, title, notice):
    form = load_form(form_id)

    assert (form.title, form.notice) == (title, notice)


@pytest.mark.parametrize("form_id", FORMS)
def test_six_sections_in_order(form_id):
    sections = load_form(form_id).sections

    assert [(one.code, one.heading) for one in sections] == HEADINGS
    assert [one.number for one in sections] == [1, 2, 3, 4, 5, 6]
    assert [one.table for one in sections] == [None, "t2", "t3", "t4", None, None]


@pytest.mark.parametrize("form_id", FORMS)
def test_section_one_covers_five_topics_and_three_more_for_governments(form_id):
    overview = load_form(form_id).sections[0]

    assert overview.topics == ("主动公开", "依申请公开", "政府信息管理", "政府信息公开平台建设", "监督保障")
    assert overview.topics_of_governments == ("工作考核", "社会评议", "责任追究结果")


@pytest.mark.parametrize("form_id", FORMS)
def test_section_five_has_problems_and_improvements(form_id):
    assert load_form(form_id).sections[4].parts == ("问题", "改进")


# --- labels, codes and counts -------------------------------------------------------------------------------------


@pytest.mark.parametrize("form_id", FORMS)
def test_table_two_prints_its_blocks(form_id):
    blocks = load_form(form_id).tables["t2"].blocks

    assert [
        (
            block.label,
            [(row.code, row.label) for row in block.rows],
            [(column.code, column.label, column.unit) for column in block.columns],
        )
        for block in blocks
    ] == TABLE_TWO[form_id]
    assert {block.head for block in blocks} == {"信息内容"}


@pytest.mark.parametrize("form_id", FORMS)
def test_table_three_prints_its_rows(form_id):
    assert [(row.code, row.label, row.path) for row in load_form(form_id).tables["t3"].rows] == ROWS[form_id]


@pytest.mark.parametrize("form_id", FORMS)
def test_table_three_prints_its_columns(form_id):
    assert [(one.code, one.label, one.path) for one in load_form(form_id).tables["t3"].columns] == COLUMNS


@pytest.mark.parametrize("form_id", FORMS)
def test_table_three_prints_the_corner_note(form_id):
    assert load_form(form_id).tables["t3"].corner_note == NOTE


@pytest.mark.parametrize("form_id", FORMS)
def test_table_four_prints_fifteen_columns(form_id):
    expected = [(f"{remedy}_{result}", label, path) for remedy, path in REMEDIES for result, label in RESULTS]

    assert [(one.code, one.label, one.path) for one in load_form(form_id).tables["t4"].columns] == expected


@pytest.mark.parametrize(
    ("form_id", "table", "cells"),
    [
        ("fmt2019", "t2", 22),
        ("fmt2021", "t2", 10),
        ("fmt2019", "t3", 23 * 7),
        ("fmt2021", "t3", 25 * 7),
        ("fmt2019", "t4", 15),
        ("fmt2021", "t4", 15),
    ],
)
def test_number_of_figures(form_id, table, cells):
    assert len([key for key in load_form(form_id).figures if key[0] == table]) == cells


@pytest.mark.parametrize(("form_id", "leaves"), [("fmt2019", 19), ("fmt2021", 21)])
def test_handled_total_adds_every_outcome_leaf(form_id, leaves):
    rows = {row.code: row for row in load_form(form_id).tables["t3"].rows}
    expected = [code for code, _, path in ROWS[form_id] if path and code != "handled_total"]

    assert list(rows["handled_total"].sum_of) == expected
    assert len(expected) == leaves


@pytest.mark.parametrize("form_id", FORMS)
def test_total_column_adds_the_six_kinds_of_applicant(form_id):
    total = load_form(form_id).tables["t3"].columns[-1]

    assert total.sum_of == tuple(code for code, _, _ in COLUMNS[:-1])


@pytest.mark.parametrize("form_id", FORMS)
def test_totals_of_table_four_add_their_four_results(form_id):
    totals = {one.code: one.sum_of for one in load_form(form_id).tables["t4"].columns if one.sum_of}

    assert totals == {
        f"{remedy}_total": tuple(f"{remedy}_{result}" for result, _ in RESULTS[:-1]) for remedy, _ in REMEDIES
    }


@pytest.mark.parametrize("form_id", FORMS)
def test_only_increase_and_decrease_may_be_negative(form_id):
    signed = {figure.column for figure in load_form(form_id).figures.values() if figure.is_signed}

    assert signed == ({"change_this_year"} if form_id == "fmt2019" else set())


@pytest.mark.parametrize(("form_id", "columns"), [("fmt2019", {"total_amount"}), ("fmt2021", {"amount_wan_yuan"})])
def test_only_money_may_have_decimals(form_id, columns):
    assert {figure.column for figure in load_form(form_id).figures.values() if figure.is_decimal} == columns


@pytest.mark.parametrize("form_id", FORMS)
def test_tables_three_and_four_count_cases(form_id):
    assert {figure.unit for figure in load_form(form_id).figures.values() if figure.table != "t2"} == {"件"}


@pytest.mark.parametrize("form_id", FORMS)
def test_every_label_has_an_english_gloss(form_id):
    assert [figure.path for figure in load_form(form_id).figures.values() if not figure.gloss.isascii()] == []


# --- paths --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form_id", FORMS)
def test_every_figure_answers_to_its_path(form_id):
    form = load_form(form_id)

    assert [form.figure(figure.path) for figure in form.figures.values()] == list(form.figures.values())


@pytest.mark.parametrize(
    "path",
    ["t2.penalty.decisions_this_year", "t3.granted.total", "t4.recon_upheld", "t2.admin_fees.amount_wan_yuan"],
)
def test_public_paths_of_the_design_name_a_cell(path):
    assert load_form("fmt2021").figure(path).path == path


@pytest.mark.parametrize(
    "path", ["", "t1.a.b", "t3", "t3.granted", "t3.granted.women", "t4.recon", "t3.other_disposal.total", "t3.a.b.c.d"]
)
def test_a_path_outside_the_form_gets_a_hint(path):
    with pytest.raises(UnknownFigure, match=r"names no cell of this form; .+"):
        load_form("fmt2021").figure(path)


# --- the grids as printed -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("form_id", FORMS)
@pytest.mark.parametrize(("table", "width"), [("t2", 4), ("t3", 10), ("t4", 15)])
def test_cells_fill_a_rectangle_exactly(form_id, table, width):
    grid = laid(form_id, table)
    height = len(load_form(form_id).layout(table))

    assert set(grid) == {(row, column) for row in range(height) for column in range(width)}


@pytest.mark.parametrize("form_id", FORMS)
@pytest.mark.parametrize("table", ["t2", "t3", "t4"])
def test_every_figure_is_printed_once(form_id, table):
    form = load_form(form_id)
    printed = [cell.figure.key for row in form.layout(table) for cell in row if cell.figure is not None]

    assert printed == [key for key in form.figures if key[0] == table]


@pytest.mark.parametrize("form_id", FORMS)
def test_table_three_has_a_head_of_three_levels(form_id):
    grid = laid(form_id, "t3")

    assert texts(grid, 0) == [(NOTE, 3, 3), ("申请人情况", 7, 1)]
    assert texts(grid, 1) == [(NOTE, 3, 3), ("自然人", 1, 2), ("法人或其他组织", 5, 1), ("总计", 1, 2)]
    assert [text for text, _, _ in texts(grid, 2)] == [NOTE, *(label for _, label, _ in COLUMNS)]


@pytest.mark.parametrize(
    ("form_id", "spans"),
    [
        ("fmt2019", {DONE: 20, DENIED: 8, UNABLE: 3, REFUSED: 5}),
        ("fmt2021", {DONE: 22, DENIED: 8, UNABLE: 3, REFUSED: 5, OTHER: 3}),
    ],
)
def test_group_headings_of_table_three_span_their_rows(form_id, spans):
    labels = [cell for row in load_form(form_id).layout("t3") for cell in row if cell.kind == "label"]

    assert {cell.text: cell.rowspan for cell in labels if cell.rowspan > 1} == spans


@pytest.mark.parametrize("form_id", FORMS)
def test_row_labels_of_table_three_take_the_width_their_level_leaves(form_id):
    rows = load_form(form_id).layout("t3")[3:]
    width = {cell.text: cell.colspan for row in rows for cell in row if cell.kind == "label" and cell.rowspan == 1}

    assert width["一、本年新收政府信息公开申请数量"] == 3
    assert width["（一）予以公开"] == 2
    assert width["1.属于国家秘密"] == 1
    assert width["四、结转下年度继续办理"] == 3


@pytest.mark.parametrize("form_id", FORMS)
def test_table_four_has_heads_over_fifteen_figures(form_id):
    grid = laid(form_id, "t4")

    assert texts(grid, 0) == [("行政复议", 5, 1), ("行政诉讼", 10, 1)]
    assert [text for text, _, _ in texts(grid, 1)][-2:] == ["未经复议直接起诉", "复议后起诉"]
    assert [text for text, _, _ in texts(grid, 2)] == [label for _ in REMEDIES for _, label in RESULTS]


@pytest.mark.parametrize("form_id", FORMS)
def test_block_headings_of_table_two_span_the_table(form_id):
    blocks = [row[0] for row in load_form(form_id).layout("t2") if row[0].kind == "block"]

    assert [(cell.text, cell.colspan) for cell in blocks] == [(label, 4) for label, _, _ in TABLE_TWO[form_id]]
