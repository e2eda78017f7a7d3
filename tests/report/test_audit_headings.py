"""Headings and years of a report that was read: R16, R17."""

from dataclasses import replace
from datetime import date

import pytest

from gongkai.documents import write
from gongkai.documents.read import read_reports
from gongkai.documents.readers.json import loads
from gongkai.documents.writers import json
from gongkai.report.audit import audit
from gongkai.report.model import Paragraph
from tests.report.cases import report_of
from tests.report.texts import TEXTS, clean, saying


def found(report):
    return [(one.rule, one.severity, one.variant, one.at) for one in audit(report)]


def headed(**changes):
    report = clean()
    return replace(report, headings={**report.headings, **changes})


@pytest.mark.parametrize(
    "headings",
    [
        {},
        {"remedies": "四、 政府信息公开行政复议、行政诉讼情况："},
        {"remedies": "**四、政府信息公开行政复议 、行政诉讼情况**"},
        {"overview": "# 一、总体情况"},
        {"remedies": "四、政府信息公開行政復議、行政訴訟情況"},
    ],
)
def test_a_heading_as_printed_is_right_in_any_dress(headings):
    assert audit(headed(**headings)) == ()


def test_a_report_whose_headings_are_not_known_is_not_judged_by_them():
    assert audit(replace(clean(), headings={})) == ()


def test_headings_numbered_alike_in_another_manner_are_right():
    report = clean()
    headings = {code: heading.replace("、", ".", 1) for code, heading in report.headings.items()}

    assert audit(replace(report, headings=headings)) == ()


@pytest.mark.parametrize("heading", ["四. 政府信息公开行政复议、行政诉讼情况", "四政府信息公开行政复议、行政诉讼情况"])
def test_a_heading_numbered_unlike_the_others_is_a_warning(heading):
    assert found(headed(remedies=heading)) == [("R16", "warning", "mark", "sections.remedies")]


@pytest.mark.parametrize(
    ("code", "heading", "severity"),
    [
        ("remedies", "四、因政府信息公开工作被申请行政复议、提起行政诉讼情况", "prompt"),
        ("problems", "五、存在的问题和改进措施", "warning"),
        ("overview", "一、总体情况概述", "warning"),
    ],
)
def test_a_heading_in_other_words_is_told(code, heading, severity):
    assert found(headed(**{code: heading})) == [("R16", severity, "wording", f"sections.{code}")]


def test_headings_out_of_order_are_an_error():
    headings = clean().headings
    order = ["overview", "applications", "proactive", "remedies", "problems", "other_matters"]

    report = replace(clean(), headings={code: headings[code] for code in order})

    assert found(report) == [("R16", "error", "order", "sections.applications")]


def test_a_seventh_heading_is_a_warning():
    report = saying(clean(), "other_matters", TEXTS["other_matters"], "七、附件目录")

    assert found(report) == [("R16", "warning", "extra", "sections.other_matters")]


@pytest.mark.parametrize("text", ["（一）附件目录", "七、八月份集中培训两次，效果良好。", "1.附件"])
def test_text_that_is_no_heading_of_that_level_is_right(text):
    assert audit(saying(clean(), "other_matters", TEXTS["other_matters"], text)) == ()


@pytest.mark.parametrize(
    "text",
    [
        "2021年，街道依法公开。",
        "2020年以来，街道持续公开。",
        "2020年，街道被评为先进；2021年继续努力。",
        "今年，街道依法公开。",
        "2022年将继续完善目录。",
        "按照某政综〔2022〕2号文件要求。",
        "2019年修订的条例施行后，街道完善制度。",
    ],
)
def test_other_years_in_the_text_are_no_mismatch(text):
    assert audit(saying(clean(), "overview", text + TEXTS["overview"])) == ()


@pytest.mark.parametrize("text", ["2020年，街道依法公开。", "（一）2020年度主动公开情况。", "2020年我街道依法公开。"])
def test_a_section_one_of_last_year_is_a_warning(text):
    assert found(saying(clean(), "overview", text + TEXTS["overview"])) == [
        ("R17", "warning", "text", "sections.overview")
    ]


@pytest.mark.parametrize(
    ("on", "findings"),
    [
        (date(2022, 1, 24), []),
        (date(2021, 12, 31), []),
        (date(2021, 1, 24), [("R17", "warning", "date", "published_on")]),
    ],
)
def test_a_date_before_the_year_had_run_is_a_warning(on, findings):
    assert found(replace(clean(), published_on=on)) == findings


def test_headings_are_told_once_however_many_paragraphs():
    report = replace(clean(), preamble=tuple(Paragraph("本报告按统一格式编制。") for _ in range(3)))

    assert audit(report) == ()


def test_headings_are_read_as_written_and_kept_in_json():
    page = write.render(report_of(), "html").decode().replace("四、政府信息公开行政复议", "四. 政府信息公开行政复议")
    (report,) = read_reports(page.encode())

    assert report.headings == {**clean().headings, "remedies": "四. 政府信息公开行政复议、行政诉讼情况"}
    assert list(loads(json.render(report)).headings.items()) == list(report.headings.items())
    assert ("R16", "warning", "mark", "sections.remedies") in found(report)
