"""Numbers in the text against table two (R26)."""

from decimal import Decimal

import pytest

from gongkai.report.audit_topics import documents_are_in_the_table
from gongkai.report.disclosed import disclosed_figures_agree
from tests.report.texts import busy, clean, saying, stating


def judged(text, report=None):
    found = disclosed_figures_agree(saying(report or busy(), "overview", text))
    return [(one.expected, one.found, one.cell, one.variant) for one in found]


@pytest.mark.parametrize(
    "text",
    [
        "制发行政规范性文件2件，废止1件，现行有效5件。",
        "本年制发行政规范性文件两件，废止行政规范性文件1件，现行有效行政规范性文件5件。",
        "2023年制发行政规范性文件7件。",
        "全区制发行政规范性文件70件。",
        "制发行政规范性文件2件，比上年增加1件。",
        "制发规范性文件解读材料3篇。",
        "清理规范性文件20件，备案2件。",
        "全年作出行政许可决定8件、行政处罚决定50件。",
        "公开行政处罚信息20条，行政许可信息9条。",
        "双公示上报行政处罚决定45件。",
        "行政处罚案卷评查12件。",
        "收取行政事业性收费3.98万元。",
        "收取行政事业性收费39,800元。",
        "收取行政事业性收费4.0万元。",
        "行政事业性收费比上年减少0.2万元。",
        "取消行政事业性收费3项。",
        "本年度收取信息处理费200元。",
    ],
)
def test_what_fits_or_is_another_measure_is_right(text):
    assert judged(text) == []


@pytest.mark.parametrize(
    ("text", "expected", "found", "cell", "variant"),
    [
        ("制发行政规范性文件三件。", 2, 3, "t2.normative_documents.issued_this_year", ""),
        ("制定印发规范性文件3件。", 2, 3, "t2.normative_documents.issued_this_year", ""),
        ("制发规范性文件2件，废止2件。", 1, 2, "t2.normative_documents.repealed_this_year", ""),
        ("现行有效的行政规范性文件6件。", 5, 6, "t2.normative_documents.in_force", ""),
        ("全年作出行政许可决定9件。", 8, 9, "t2.licensing.decisions_this_year", ""),
        ("收到政府信息公开申请16件，实施行政处罚51起。", 50, 51, "t2.penalty.decisions_this_year", ""),
        ("实施行政处罚51起。", 50, 51, "t2.penalty.decisions_this_year", ""),
        ("收取行政事业性收费3.5万元。", Decimal("3.98"), "3.5万元", "t2.admin_fees.amount_wan_yuan", ""),
        ("收取行政事业性收费39800万元。", Decimal("3.98"), "39800万元", "t2.admin_fees.amount_wan_yuan", "yuan"),
    ],
)
def test_what_does_not_fit_is_a_warning_with_its_cell(text, expected, found, cell, variant):
    assert judged(text) == [(expected, found, cell, variant)]


def test_yuan_in_the_table_against_wan_yuan_in_the_text_is_said_so():
    report = stating(clean(), {"t2.admin_fees.amount_wan_yuan": 39800})

    assert judged("行政事业性收费3.98万元。", report) == [(39800, "3.98万元", "t2.admin_fees.amount_wan_yuan", "yuan")]


def test_the_2019_form_counts_documents_in_its_own_columns():
    report = stating(clean("fmt2019", 2020), {"t2.normative_documents.made_this_year": 2})

    assert judged("新制作规范性文件2件。", report) == []
    assert judged("新制作规范性文件3件。", report) == [(2, 3, "t2.normative_documents.made_this_year", "")]


def test_documents_counted_in_the_text_and_none_in_the_table_are_a_prompt():
    def prompts(text, report):
        return [(one.severity, one.found) for one in documents_are_in_the_table(saying(report, "overview", text))]

    assert prompts("公布政策文件5件。", clean()) == [("prompt", 5)]
    assert prompts("公布政策文件5件。", busy()) == []
    assert prompts("发布政策解读5篇，转发上级文件9件。", clean()) == []
    assert prompts("主动公开政府信息500条。", clean()) == []
