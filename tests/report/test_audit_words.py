"""The wording of a report that was read: A01-A09."""

from dataclasses import replace

import pytest

from gongkai.report.audit import audit
from gongkai.report.model import Paragraph
from tests.report.texts import TEXTS, clean, saying


def found(report):
    return [(one.rule, one.variant, one.found) for one in audit(report)]


def told_in_section_one(text):
    return found(saying(clean(), "overview", TEXTS["overview"] + text))


@pytest.mark.parametrize(
    "residue",
    ["## 主动公开", "undefined", "null", "&nbsp;", "&#160;", "×××", "XX街道", "xxx", "{{title}}", "错误！未找到引用源"],
)
def test_marks_of_editors_and_programs_are_residue(residue):
    assert [rule for rule, _, _ in told_in_section_one(residue)] == ["A01"]


@pytest.mark.parametrize(
    "text",
    [
        "LED屏3块。",
        "nullable一词。",
        "XXL字体可选。",
        "HTML5页面。",
        "A&B大厦。",
        "1×2米公示栏。",
        "编号#12。",
        "星级*评定。",
    ],
)
def test_what_only_looks_like_residue_is_right(text):
    assert told_in_section_one(text) == []


def test_residue_in_the_preamble_is_told():
    report = replace(clean(), preamble=(Paragraph("本报告由XX街道编制。"),))

    assert [(one.rule, one.at) for one in audit(report)] == [("A01", "preamble")]


@pytest.mark.parametrize(
    ("title", "findings"),
    [
        ("青石街道办事处2021年度政府信息公开工作年度报告", []),
        ("青石镇人民政府关于2021年政府信息公开工作年度报告", []),
        ("青石县民政局2021年政府信息公开工作年度报告", []),
        ("2021年政府信息公开工作年度报告", [("A03", "", "2021年政府信息公开工作年度报告")]),
        ("青石街道2021年政府信息公开工作年度报告", [("A03", "short", "青石街道")]),
        ("青石街2021年政府信息公开工作年度报告", [("A03", "short", "青石街")]),
        ("青石镇2021年政府信息公开工作年度报告", [("A03", "short", "青石镇")]),
    ],
)
def test_the_title_names_the_organ_in_full_and_the_year(title, findings):
    assert found(replace(clean(), title=title)) == findings


def test_a_title_in_two_lines_names_its_organ():
    title = "2021年政府信息公开工作年度报告"
    above = (Paragraph("青石街道 办事处"), Paragraph("本报告按统一格式编制。"))

    assert audit(replace(clean(), title=title, preamble=above)) == ()
    assert found(replace(clean(), title=title, preamble=above[1:])) == [("A03", "", title)]


def test_the_full_name_is_the_one_under_the_report_if_it_begins_alike():
    (finding,) = audit(replace(clean(), title="青石街道2021年政府信息公开工作年度报告"))

    assert finding.expected == "青石街道办事处"


@pytest.mark.parametrize(
    ("paragraphs", "findings"),
    [
        (("(一)问题。", "（二）改进。"), [("A05", "", "(一)")]),
        (("（一）问题。", "(二)改进。"), [("A05", "", "(二)")]),
        (("（一)问题和改进。",), [("A05", "", "（一)")]),
        (("(一)问题。", "(二)改进。"), []),
        (("（一）问题(见附件)。", "（二）改进。"), []),
    ],
)
def test_numbers_of_one_list_stand_in_like_brackets(paragraphs, findings):
    assert found(saying(clean(), "problems", *paragraphs)) == findings


@pytest.mark.parametrize(
    ("text", "variants"),
    [
        ("一是更新不及时：二是人员不足。", [""]),
        ("一是更新不及时；二是人员不足。", []),
        ("做法如下：一是加强学习；二是规范流程：按月检查；三是加强宣传。", []),
        ("加强学习，，规范流程。", ["doubled"]),
        ("加强学习。。规范流程。", ["doubled"]),
        ("按月检查……及时更新。", []),
        ("设公开栏、查阅点，方便群众。", []),
    ],
)
def test_marks_are_those_of_a_list(text, variants):
    assert [(rule, variant) for rule, variant, _ in told_in_section_one(text)] == [("A06", one) for one in variants]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("全年未收到依申请公开信息。", "全年未收到依申请公开信息"),
        ("推进法制政府建设。", "推进法制政府"),
    ],
)
def test_a_word_that_stands_for_another_is_told(text, words):
    assert told_in_section_one(text) == [("A07", "", words)]


@pytest.mark.parametrize(
    "text",
    [
        "全年未收到依申请公开信息公开申请。",
        "全年未收到依申请公开件。",
        "推进法治政府建设。",
        "开展法制宣传。",
        "由法制办政府公报发布。",
    ],
)
def test_like_words_in_their_place_are_right(text):
    assert told_in_section_one(text) == []


def test_a_short_name_is_defined_once():
    once, other = "《公开条例》（以下简称《条例》）", "《公开办法》（以下简称“办法”）"
    report = replace(clean(), preamble=(Paragraph(f"依据{once}和{other}编制。"),))

    assert audit(report) == ()
    assert found(saying(report, "overview", f"落实{once}。" + TEXTS["overview"])) == [
        ("A07", "twice", "以下简称《条例》")
    ]


@pytest.mark.parametrize("text", ["各级政府部门应加强公开。", "一些地区开发了应用。", "部分地区更新较慢。"])
def test_text_about_no_office_in_particular_is_told(text):
    assert [rule for rule, _, _ in told_in_section_one(text)] == ["A08"]
    report = replace(saying(clean(), "overview", TEXTS["overview"] + text), office_kind="county_government")
    assert audit(report) == ()


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("改造党群服务中心。", "党群服务中心"),
        ("办理信访投诉90件。", "信访投诉"),
        ("提高信息报送量。", "信息报送量"),
    ],
)
def test_matters_outside_disclosure_are_told(text, word):
    assert told_in_section_one(text) == [("A09", "", word)]


@pytest.mark.parametrize(
    "text", ["信访投诉类申请不予处理。", "设党务政务公开栏。", "办理12345热线来件90件。", "报送统计报表。"]
)
def test_matters_near_disclosure_are_right(text):
    assert told_in_section_one(text) == []
