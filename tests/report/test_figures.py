"""Numbers in the text against tables three and four (R13, R14): what is told, and what is no contradiction."""

from dataclasses import replace

import pytest

from gongkai.report.figures import applications_agree, challenges_agree
from gongkai.report.model import Cell
from tests.report.texts import BUSY, busy, clean, saying, stating

HEADING = "（二）依申请公开情况"


def judged(rule, *texts, code="overview", report=None):
    quiet = saying(report or busy(), "overview")
    return [(one.expected, one.found, one.cell) for one in rule(saying(quiet, code, *texts))]


@pytest.mark.parametrize(
    "text",
    [
        "全年新收政府信息公开申请16件，上年结转1件。",
        "共收到政府信息公开申请 16 件。",
        "共收到政府信息公开申请１６件。",
        "本年度新收到政府信息公开申请十六件，加上上年结转一件，应办理十七件。",
        "全年共受理申请17件，其中上年结转1件。",
        "收到申请16件，办结15件，结转下年度继续办理2件。",
        "办理依申请公开17件，已办结15件，2件结转下年度办理。",
        "结转到2025年继续办理的申请2件。",
        "结转上年度申请1件。",
        "收到公民、法人和其他组织提出的政府信息公开申请共计16件。",
        "自然人、法人或其他组织申请政府信息公开16件。",
        "收到申请16件，其中自然人申请12件，法人或其他组织申请4件。",
        "办结申请15件，其中予以公开6件，部分公开2件，不予公开2件，无法提供3件，不予处理1件，其他处理1件。",
        "办理结果为：予以公开6件，部分公开2件，不予公开2件。",
        "答复政府信息公开申请14件，1件由申请人主动撤回。",
        "受理并答复政府信息公开申请15件。",
        "对15件申请作出答复，2件结转下年度。",
        "共答复申请13件，不予处理1件，申请人撤回1件。",
        "收到申请16件，其中信息不存在2件。",
    ],
)
def test_a_number_that_fits_a_measure_is_right(text):
    assert judged(applications_agree, HEADING, text) == []


@pytest.mark.parametrize(
    "text",
    [
        "2023年收到政府信息公开申请12件，2024年收到16件。",
        "2023年共收到申请12件，比2022年减少2件。",
        "去年收到政府信息公开申请12件。",
        "上年未收到政府信息公开申请。",
        "自2008年以来累计收到政府信息公开申请300件。",
        "一季度收到政府信息公开申请3件。",
        "截至6月底，收到政府信息公开申请8件。",
    ],
)
def test_another_year_or_a_part_of_the_year_is_not_judged(text):
    assert judged(applications_agree, HEADING, text) == []


@pytest.mark.parametrize(
    "text",
    [
        "收到政府信息公开申请16件，较上年增加4件。",
        "收到政府信息公开申请16件（比上年减少3件）。",
        "收到政府信息公开申请16件，上年为12件。",
        "收到政府信息公开申请100余件。",
        "收到政府信息公开申请约20件。",
    ],
)
def test_a_change_or_a_rough_number_is_no_total(text):
    assert judged(applications_agree, HEADING, text) == []


@pytest.mark.parametrize(
    "text",
    [
        "全区各单位共收到政府信息公开申请320件。",
        "协助区政府办理信息公开申请4件。",
        "街道便民服务中心全年受理申请3200件。",
        "政务服务大厅受理申请事项1200件，依申请公开0投诉。",
        "受理低保申请20件，救助申请5件。",
        "受理行政许可申请80件，办结80件。",
        "收到行政复议申请7件。",
        "收到公租房申请120件，办理残疾人补贴申请30件。",
        "办理12345热线工单690件，办结690件。",
        "接听群众来电200件。",
        "新增公开信息20条，发布信息200条。",
        "接待查阅政府信息群众200人次，答复咨询120件。",
        "2024年制发文件19件。",
    ],
)
def test_another_organ_or_another_matter_is_not_judged(text):
    assert judged(applications_agree, HEADING, text) == []


@pytest.mark.parametrize(
    "text",
    [
        "全年受理申请16件，其中当面申请3件，网络申请10件，信函申请3件。",
        "通过网站受理政府信息公开申请10件。",
        "按时答复申请14件，延期答复1件。",
        "办理申请17件，顺延至下一年答复3件。",
        "政府信息公开申请按主动公开1件、依申请公开4件、咨询2件、非政府信息1件、信息不存在3件答复。",
        "答复申请人依申请公开4件，主动公开2件。",
        "申请内容涉及征地拆迁5件、财政预算3件。",
    ],
)
def test_a_part_and_the_words_of_older_forms_are_not_judged(text):
    assert judged(applications_agree, HEADING, text) == []


@pytest.mark.parametrize(
    "text",
    [
        "未收到要求减免信息处理费的申请。",
        "未收到行政复议申请，未收到投诉。",
        "依申请公开工作无投诉。",
        "未收到申请人提出的异议。",
        "未收到申请减免费用的情况。",
        "无逾期答复的情况。",
    ],
)
def test_none_of_something_else_is_not_none_received(text):
    assert judged(applications_agree, HEADING, text) == []


@pytest.mark.parametrize(
    ("text", "expected", "found", "cell"),
    [
        ("全年新收政府信息公开申请17件。", 16, 17, "t3.new_received.total"),
        ("共收到政府信息公开申请18件。", 16, 18, "t3.new_received.total"),
        ("共收到政府信息公开申请1,600件。", 16, 1600, "t3.new_received.total"),
        ("共收到政府信息公开申请二十件。", 16, 20, "t3.new_received.total"),
        ("2023年收到政府信息公开申请12件，2024年收到14件。", 16, 14, "t3.new_received.total"),
        ("上年结转申请2件。", 1, 2, "t3.carried_in.total"),
        ("收到申请16件，办结16件。", 15, 16, "t3.handled_total.total"),
        ("应办理政府信息公开申请18件。", 15, 18, "t3.handled_total.total"),
        ("收到申请16件，结转下年度继续办理1件。", 2, 1, "t3.carried_out.total"),
        ("收到申请16件，3件结转下年度办理。", 2, 3, "t3.carried_out.total"),
        ("收到申请16件，其中自然人13件。", 12, 13, "t3.new_received.natural_person"),
        ("收到申请16件，其中法人或其他组织5件。", 4, 5, "t3.new_received.total"),
        ("办结申请15件，其中予以公开7件。", 6, 7, "t3.granted.total"),
        ("办结申请15件，其中不予公开1件。", 2, 1, "t3.denied"),
        ("收到申请16件，其中信息不存在5件。", 3, 5, "t3.unable_not_held.total"),
        ("2024年度街道未收到政府信息公开申请。", 16, 0, "t3.new_received.total"),
        ("全年零政府信息公开申请。", 16, 0, "t3.new_received.total"),
        ("依申请公开数量为零。", 16, 0, "t3.new_received.total"),
        ("收到政府信息公开申请0件。", 16, 0, "t3.new_received.total"),
    ],
)
def test_a_number_that_fits_none_is_an_error_with_its_cell(text, expected, found, cell):
    assert judged(applications_agree, HEADING, text) == [(expected, found, cell)]


def test_bare_words_are_judged_only_under_a_heading_or_beside_words_about_applications():
    assert judged(applications_agree, "（一）主动公开情况", "收到申请99件。") == []
    assert judged(applications_agree, "二是依申请公开。全年收到申请99件。") == [(16, 99, "t3.new_received.total")]
    assert judged(applications_agree, HEADING, "收到申请16件。", "三是监督保障。受理申请99件。") == []
    assert judged(applications_agree, "收到申请99件。", code="applications") == [(16, 99, "t3.new_received.total")]


def test_none_received_is_right_where_the_table_says_so():
    assert judged(applications_agree, "全年未收到依申请公开申请。", report=clean()) == []


def test_a_table_that_was_not_read_contradicts_nothing():
    report = busy()
    unread = {report.form.figure(path).key: Cell(None, "?", status="unreadable") for path in BUSY}
    report = replace(report, cells={**report.cells, **unread})

    assert judged(applications_agree, HEADING, "新收申请99件，办结98件，自然人97件。", report=report) == []
    assert judged(challenges_agree, "行政复议99件，行政诉讼98件。", code="remedies", report=report) == []


@pytest.mark.parametrize(
    "text",
    [
        "因政府信息公开被申请行政复议3件，其中结果维持1件，结果纠正1件，尚未审结1件。",
        "因政府信息公开引发行政复议3件、行政诉讼3件。",
        "因信息公开被提起行政诉讼3件，其中未经复议直接起诉1件，复议后提起诉讼2件。",
        "信息公开行政复议案件3件，已审结2件，1件尚未审结；行政诉讼案件共3件。",
        "2024年政府信息公开行政复议、行政诉讼共6件。",
        "2023年政府信息公开行政复议5件。",
        "政府信息公开行政复议3件，比上年减少2件。",
        "未发生因政府信息公开被行政复议机关纠正、被法院判决败诉的情况。",
        "未发生因政府信息公开逾期答复引发的行政复议。",
        "新增政府信息公开行政复议2件，上年结转1件。",
    ],
)
@pytest.mark.parametrize("code", ["overview", "remedies"])
def test_challenges_that_fit_are_right(text, code):
    assert judged(challenges_agree, text, code=code) == []


@pytest.mark.parametrize(
    ("text", "findings"),
    [
        ("因政府信息公开被申请行政复议4件。", [(3, 4, "t4.recon_total")]),
        ("因政府信息公开被提起行政诉讼5件。", [(3, 5, "t4.lit_direct_total")]),
        ("信息公开行政复议3件，其中结果维持2件。", [(1, 2, "t4.recon_upheld")]),
        ("信息公开行政复议3件，2件尚未审结。", [(1, 2, "t4.recon_pending")]),
        ("信息公开行政复议3件，已审结3件。", [(2, 3, "t4.recon_total")]),
        (
            "信息公开行政诉讼中，未经复议直接起诉2件，复议后起诉1件。",
            [(1, 2, "t4.lit_direct_total"), (2, 1, "t4.lit_after_recon_total")],
        ),
        ("政府信息公开行政复议、行政诉讼共7件。", [(6, 7, "t4.recon_total")]),
        ("未发生因政府信息公开申请行政复议、提起行政诉讼的情况。", [(6, 0, "t4.recon_total")]),
        ("未发生因政府信息公开申请行政复议的情况。", [(3, 0, "t4.recon_total")]),
    ],
)
@pytest.mark.parametrize("code", ["overview", "remedies"])
def test_challenges_that_do_not_fit_are_errors(text, findings, code):
    assert judged(challenges_agree, text, code=code) == findings


def test_other_cases_of_the_office_are_judged_in_section_four_only():
    text = "依申请公开渠道畅通。规范行政执法，全年办理行政复议案件25件。"

    assert judged(challenges_agree, text) == []
    assert judged(challenges_agree, text, code="remedies") == [(3, 25, "t4.recon_total")]


def test_none_of_one_remedy_says_nothing_of_the_other():
    report = stating(clean(), {"t4.lit_direct_total": 1})

    assert judged(challenges_agree, "无行政复议，行政诉讼1件。", code="remedies", report=report) == []
    assert judged(challenges_agree, "无行政复议、行政诉讼。", code="remedies", report=report) == [
        (1, 0, "t4.lit_direct_total")
    ]


def test_a_finding_quotes_the_words_as_written():
    (finding,) = applications_agree(saying(busy(), "overview", "全年新收政府信息公开申请 １７ 件，上年结转1件。"))

    assert finding.detail == "全年新收政府信息公开申请１７件"
    assert finding.at == "sections.overview"
