"""Numbers in the text against the tables and against themselves: R13-R15."""

from dataclasses import replace

import pytest

from gongkai.report.figures import applications_agree, challenges_agree, parts_add_up
from gongkai.report.model import Cell
from tests.report.test_audit import clean, saying

CELLS = {
    ("t3", "new_received", "total"): 16,
    ("t3", "carried_in", "total"): 1,
    ("t3", "handled_total", "total"): 15,
    ("t3", "carried_out", "total"): 2,
    ("t4", "count", "recon_total"): 3,
    ("t4", "count", "lit_direct_total"): 1,
    ("t4", "count", "lit_after_recon_total"): 2,
}


def busy():
    report = clean()
    return replace(report, cells={**report.cells, **{key: Cell(value, str(value)) for key, value in CELLS.items()}})


def judged(rule, text, code="overview", report=None):
    return [(one.expected, one.found) for one in rule(saying(report or busy(), code, text))]


@pytest.mark.parametrize(
    "text",
    [
        "全年新收政府信息公开申请16件，上年结转1件。",
        "共收到政府信息公开申请 16 件。",
        "全年共受理申请17件，其中上年结转1件。",
        "收到申请16件，办结15件，结转下年度继续办理2件。",
        "本年度新收到依申请公开申请16件，已答复15件。",
        "接听群众来电200件。",
        "办理12345平台群众来件690件，按时答复690件。",
        "2021年制发文件16件。",
    ],
)
def test_a_number_that_fits_a_measure_is_right(text):
    assert judged(applications_agree, text) == []


@pytest.mark.parametrize(
    ("text", "expected", "found"),
    [
        ("全年新收政府信息公开申请17件。", 16, 17),
        ("共收到政府信息公开申请18件。", 16, 18),
        ("上年结转申请2件。", 1, 2),
        ("收到申请16件，办结14件。", 15, 14),
        ("收到申请16件，结转下年度继续办理1件。", 2, 1),
        ("2021年度街道未收到政府信息公开申请。", 16, 0),
    ],
)
def test_a_number_that_fits_none_is_an_error(text, expected, found):
    assert judged(applications_agree, text) == [(expected, found)]


def test_none_received_is_right_where_the_table_says_so():
    assert judged(applications_agree, "全年未收到依申请公开件。", report=clean()) == []


def test_a_table_that_was_not_read_contradicts_nothing():
    report = busy()
    unread = {key: Cell(None, "?", status="unreadable") for key in CELLS}

    assert judged(applications_agree, "新收申请99件。", report=replace(report, cells={**report.cells, **unread})) == []


@pytest.mark.parametrize(
    ("text", "findings"),
    [
        ("行政复议3件，行政诉讼3件。", []),
        ("因信息公开被申请行政复议3件；被提起行政诉讼1件。", []),
        ("行政复议4件。", [(3, 4)]),
        ("行政诉讼5件。", [(1, 5)]),
        ("未发生因政府信息公开申请行政复议、提起行政诉讼的情况。", [(6, 0)]),
    ],
)
@pytest.mark.parametrize("code", ["overview", "remedies"])
def test_challenges_in_the_text_are_those_of_table_four(text, findings, code):
    assert judged(challenges_agree, text, code) == findings


@pytest.mark.parametrize(
    ("text", "findings"),
    [
        ("公布信息14条，其中机构职能8条，安全生产4条，其他2条。", []),
        ("公布信息14条，其中机构职能8条，安全生产4条，其他3条。", [(14, 15)]),
        ("公布信息14条，其中机构职能8条，安全生产4条，其他1条。", [(14, 13)]),
        ("公布信息14条，其中机构职能8条、安全生产4条等。", []),
        ("公布信息14条，其中机构职能3条，安全生产4条。", []),
        ("公布信息14条，其中机构职能9条，安全生产8条。", [(14, 17)]),
        ("发布462篇，其中原创3篇。", []),
        ("公布信息1,470条，其中甲1,000条，乙400条，丙70条。", []),
    ],
)
def test_parts_add_up_to_their_total(text, findings):
    assert judged(parts_add_up, text) == findings


def test_a_finding_quotes_the_words_it_rests_on():
    (finding,) = applications_agree(saying(busy(), "overview", "全年新收政府信息公开申请17件。"))

    assert "新收政府信息公开申请17件" in finding.detail
