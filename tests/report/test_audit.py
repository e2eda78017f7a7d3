"""The checks on the text of a report that was read."""

from dataclasses import replace
from datetime import date

import pytest

from gongkai.report.audit import AUDIT_RULES, audit
from gongkai.report.audit_topics import TOPIC_WORDS
from tests.report.texts import TEXTS, clean, saying, told, without


def found(report):
    return told(audit(report))


@pytest.mark.parametrize(("form_id", "year"), [("fmt2021", 2021), ("fmt2021", 2025), ("fmt2019", 2020)])
def test_a_clean_report_has_no_finding(form_id, year):
    assert audit(clean(form_id, year)) == ()


@pytest.mark.parametrize("code", TEXTS)
def test_a_missing_heading_is_an_error(code):
    assert ("R16", "error", f"sections.{code}") in found(without(clean(), code))


def test_a_title_of_another_year_is_an_error():
    assert found(replace(clean(), title="青石街道办事处 2020 年政府信息公开工作年度报告")) == [
        ("R17", "error", "title")
    ]


def test_a_title_without_a_year_contradicts_nothing_but_is_told():
    assert found(replace(clean(), title="政府信息公开工作年度报告")) == [("A03", "prompt", "title")]


def test_a_report_without_a_title_is_told():
    assert found(replace(clean(), title="")) == [("A03", "prompt", "title")]


@pytest.mark.parametrize("residue", ["[bookmark: _GoBack]", "**", "扫一扫在手机上查看当前页面", "【请补充"])
def test_residue_of_editing_is_told(residue):
    text = TEXTS["problems"] + residue

    assert found(saying(clean(), "problems", text)) == [("A01", "prompt", "sections.problems")]


def test_a_title_printed_again_inside_a_section_is_told():
    again = "青石街道办事处 2021 年政府信息公开工作年度报告" + TEXTS["overview"]

    assert found(saying(clean(), "overview", again)) == [("A02", "prompt", "sections.overview")]


@pytest.mark.parametrize("missing", ["published_on", "signed_by"])
def test_a_report_without_signature_or_date_is_told(missing):
    assert found(replace(clean(), **{missing: None})) == [("A04", "prompt", "sections.other_matters")]


def test_a_period_of_another_year_is_an_error():
    assert found(replace(clean(), period=(date(2020, 1, 1), date(2020, 12, 31)))) == [("R17", "error", "period")]


def test_a_period_that_is_not_the_year_is_an_error():
    assert found(replace(clean(), period=(date(2021, 1, 1), date(2021, 11, 30)))) == [("R17", "error", "period")]


def test_section_six_without_the_fee_is_a_warning():
    assert found(saying(clean(), "other_matters", "无。")) == [("R18", "warning", "sections.other_matters")]


def test_the_2019_form_need_not_report_the_fee():
    assert audit(saying(clean("fmt2019", 2020), "other_matters", "无。")) == ()


@pytest.mark.parametrize("text", ["存在的主要问题：更新不够及时。", "下一步按月检查。"])
def test_problems_without_measures_or_measures_without_problems_is_a_warning(text):
    assert found(saying(clean(), "problems", text)) == [("R19", "warning", "sections.problems")]


def test_each_topic_that_is_missing_is_named():
    missing = [one.expected for one in audit(saying(clean(), "overview", "工作顺利。"))]

    assert missing == [*TOPIC_WORDS, "主动公开政府信息的数量"]


def test_the_old_form_for_a_new_year_is_an_error():
    assert ("R21", "error", "form") in found(clean("fmt2019", 2023))


def test_a_report_whose_form_is_not_known_is_not_judged():
    assert audit(replace(clean(), form_id=None)) == ()


def test_every_rule_names_its_source():
    assert all("Source:" in (rule.__doc__ or "") for rule in AUDIT_RULES)
