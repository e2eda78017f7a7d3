"""A report's text beside last year's: growth (R15) and repeated text (A10)."""

from dataclasses import replace

import pytest

from gongkai.report.audit import audit_against
from tests.report.texts import busy, clean, saying, stating

LAST = stating(clean(year=2023), {"t3.new_received.total": 12})
LONG = "".join(f"街道在第{number}个方面完善了公开制度并明确了责任人。" for number in range(12))
OTHER = "".join(f"第{number}个社区设立了便于老年人查阅的公开专区。" for number in range(12))


def found(report, previous=LAST):
    return [
        (one.rule, one.severity, one.variant, one.at, one.expected, one.found)
        for one in audit_against(report, previous)
    ]


@pytest.mark.parametrize(
    "text",
    [
        "收到政府信息公开申请16件，比上年增加4件。",
        "新收政府信息公开申请16件，同比增长33.3%。",
        "新收政府信息公开申请16件，较2023年增长33%。",
        "办理政府信息公开申请17件，同比增长50%。",
        "网站发布信息16件，同比增长50%。",
    ],
)
def test_growth_between_the_two_tables_is_right(text):
    assert found(saying(busy(), "overview", text)) == []


@pytest.mark.parametrize(
    ("text", "expected", "said"),
    [
        ("收到政府信息公开申请16件，比上年增加5件。", "+4件", "+5件"),
        ("收到政府信息公开申请16件，比上年减少4件。", "+4件", "-4件"),
        ("收到政府信息公开申请16件，与上年持平。", "+4件", "持平"),
        ("收到政府信息公开申请16件，同比增长25%。", "+33.3%", "+25%"),
    ],
)
def test_growth_that_is_not_that_of_the_tables_is_an_error(text, expected, said):
    assert found(saying(busy(), "overview", text)) == [
        ("R15", "error", "previous", "sections.overview", expected, said)
    ]


def test_growth_is_not_judged_against_a_report_of_another_year():
    text = "收到政府信息公开申请16件，同比增长25%。"

    assert found(saying(busy(), "overview", text), replace(LAST, year=2021)) == []


def test_a_section_said_again_is_a_prompt():
    previous = saying(LAST, "overview", LONG)

    assert found(saying(busy(), "overview", LONG), previous) == [
        ("A10", "prompt", "", "sections.overview", None, "100%")
    ]
    assert found(saying(busy(), "overview", LONG + OTHER), previous) == []
    assert found(saying(busy(), "overview", OTHER), previous) == []


def test_problems_said_again_are_a_prompt_even_when_short():
    text = (
        "存在的主要问题：公开内容更新不够及时，专业人员配备不足。改进情况：按月检查公开栏目，组织业务培训并通报结果。"
    )
    previous = saying(LAST, "problems", text)

    assert found(saying(busy(), "problems", text), previous) == [
        ("A10", "prompt", "problems", "sections.problems", None, "100%")
    ]
    changed = text.replace("公开内容更新不够及时", "政策解读形式较为单一")
    assert found(saying(busy(), "problems", changed), previous) == []


def test_a_report_whose_form_is_not_known_is_not_judged():
    assert audit_against(replace(busy(), form_id=None), LAST) == ()
    assert audit_against(busy(), replace(LAST, form_id=None)) == ()
