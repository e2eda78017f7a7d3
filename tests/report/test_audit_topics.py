"""What the sections of a report that was read speak of: R19-R21, R27."""

import pytest

from gongkai.report.audit import audit
from tests.report.texts import TEXTS, clean, saying


def found(report):
    return [(one.rule, one.severity, one.expected, one.found) for one in audit(report)]


@pytest.mark.parametrize(
    "text",
    [
        "存在的主要问题：一是更新不及时；二是人员不足。改进情况：一是按月检查；二是增加人员。",
        "存在的主要问题：一是更新不及时；二是人员不足。下一步，一是按月检查；二是增加人员；三是加强培训。",
        "存在的主要问题：一是更新不及时；二是人员不足。针对上述问题，按月检查并增加人员。",
        "存在的主要问题：更新不及时。改进情况：一是按月检查。",
        "存在的问题及改进情况如下。主要问题：一是更新不及时；二是人员不足。改进措施：一是按月检查。二是增加人员。",
        "存在的主要问题：一是更新不及时；三是人员不足。改进情况：一是按月检查。",
    ],
)
def test_as_many_improvements_as_problems_are_right(text):
    assert audit(saying(clean(), "problems", text)) == ()


@pytest.mark.parametrize(
    ("text", "problems", "measures"),
    [
        ("存在的主要问题：一是更新不及时；二是人员不足；三是解读少。下一步，一是按月检查；二是增加人员。", 3, 2),
        ("存在的主要问题：第一，更新不及时；第二，人员不足。改进措施：第一，按月检查。", 2, 1),
    ],
)
def test_fewer_improvements_than_problems_are_a_prompt(text, problems, measures):
    assert found(saying(clean(), "problems", text)) == [("R19", "prompt", problems, measures)]


@pytest.mark.parametrize(
    "text", ["主动公开各类信息。", "主动公开信息，设社区公开栏13个。", "主动公开信息。收到申请0件。"]
)
def test_a_section_one_without_a_number_of_items_is_a_prompt(text):
    rest = TEXTS["overview"].removeprefix("主动公开政府信息10条。")

    assert found(saying(clean(), "overview", text + rest)) == [("R20", "prompt", "主动公开政府信息的数量", None)]


@pytest.mark.parametrize("text", ["主动公开信息十条。", "网站发布动态120余条。", "更新公开栏12期。", "公开事项172项。"])
def test_any_number_of_items_will_do(text):
    rest = TEXTS["overview"].removeprefix("主动公开政府信息10条。")

    assert audit(saying(clean(), "overview", f"主动公开工作有序。{text}{rest}")) == ()


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("overview", "已答复件数、未答复件数均为0。"),
        ("proactive", "注：第二十条第（九）项不再列出。"),
        ("proactive", "政府集中采购项目20个。"),
        ("problems", TEXTS["problems"] + "上一年项目数量统计有误。"),
    ],
)
def test_categories_of_older_forms_are_a_prompt_in_the_2021_form(code, text):
    text = TEXTS["overview"] + text if code == "overview" else text

    assert found(saying(clean(), code, text)) == [("R21", "prompt", None, None)]


def test_categories_of_the_2019_form_are_right_in_it():
    assert audit(saying(clean("fmt2019", 2020), "proactive", "政府集中采购项目20个。")) == ()


def test_section_one_may_speak_of_procurement():
    assert audit(saying(clean(), "overview", TEXTS["overview"] + "公开政府集中采购项目3个。")) == ()


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("applications", "（一）通过政务公开栏公布办事流程。"),
        ("applications", "街道公众号发布信息30条。"),
        ("remedies", "全年主动公开政府信息30条。"),
    ],
)
def test_proactive_items_in_sections_three_and_four_are_a_prompt(code, text):
    assert found(saying(clean(), code, text)) == [("R27", "prompt", None, None)]


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("applications", "申请可通过门户网站在线提交。"),
        ("applications", "注：数据以年底统计为准。"),
        ("remedies", "本年无行政复议、行政诉讼。"),
        ("remedies", "复议决定书已主动公开。"),
        ("remedies", "无。"),
    ],
)
def test_text_of_their_own_is_right(code, text):
    assert audit(saying(clean(), code, text)) == ()
