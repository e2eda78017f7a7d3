"""Arithmetic inside the text (R15): parts, shares, rates, growth."""

import pytest

from gongkai.report.sums import growth_is_right, parts_add_up, rates_are_right
from tests.report.texts import clean, saying


def judged(text, *rules):
    report = saying(clean(), "overview", text)
    return [(one.severity, one.expected, one.found) for rule in rules for one in rule(report)]


@pytest.mark.parametrize(
    ("text", "findings"),
    [
        ("公布信息14条，其中机构职能8条，安全生产4条，其他2条。", []),
        ("公布信息14条，其中机构职能8条，安全生产4条，其他3条。", [("error", 14, 15)]),
        ("公布信息14条，其中机构职能8条，安全生产4条，其他1条。", [("error", 14, 13)]),
        ("公布信息14条，其中机构职能8条、安全生产4条等。", []),
        ("公布信息14条，其中机构职能3条，安全生产4条。", []),
        ("公布信息14条，其中机构职能9条，安全生产8条。", [("error", 14, 17)]),
        ("公布信息十四条，其中机构职能九条，安全生产八条。", [("error", 14, 17)]),
        ("公布信息100条，其中财政60条，救助30条，教育9条。", [("warning", 100, 99)]),
        ("公布信息500条，其中政策20条，财政30条，公告100条。", []),
        ("发布462篇，其中原创3篇。", []),
        ("公布信息1,470条，其中甲1,000条，乙400条，丙70条。", []),
        ("公布信息1.2万条，其中甲1万条，乙2000条。", []),
        ("收到申请16件，其中自然人12件，法人4件，办结15件，结转2件。", []),
        ("收到申请16件，其中自然人12件，法人3件，予以公开6件。", []),
        ("发布信息100条，其中网站60条，公众号40条，政策类30条，动态类70条。", []),
        ("发布信息60条（其中网站40条，公众号20条），微信50条。", []),
        ("发布信息60条，其中网站40条（其中动态30条），公众号20条。", []),
        ("依据第二十条，其中第三条、第四条规定公开。", []),
        ("发布信息60条，其中网站50条，比上年增加20条。", []),
    ],
)
def test_parts_add_up_to_their_total(text, findings):
    assert judged(text, parts_add_up) == findings


@pytest.mark.parametrize(
    ("text", "findings"),
    [
        ("主动公开信息147条，比上年增加12条，增长8.9%。", []),
        ("主动公开信息147条，比上年增加12条，增长8.8%。", []),  # cut off, not rounded
        ("主动公开信息147条，比上年增加12条，增长12.9%。", [("error", "8.9%", "12.9%")]),
        ("主动公开信息147条，比上年减少53条，下降26.5%。", []),
        ("主动公开信息147条，比上年减少53条，下降36%。", [("error", "26.5%", "36%")]),
        ("收到申请16件，比上年的12件增长33.3%。", []),
        ("收到申请16件，比上年的12件增加4件，增长25%。", [("error", "33.3%", "25%")]),
        ("收到申请12件，较2023年16件增长25%。", [("error", "-25.0%", "25%")]),
        ("收到申请16件，上年无申请，同比增长100%。", []),
        ("公开信息200条（较上年增加50条，增长33.3%）。", []),
        ("阅读量提高2.5个百分点，增长20%。", []),
    ],
)
def test_growth_is_that_of_the_numbers_beside_it(text, findings):
    assert judged(text, growth_is_right) == findings


@pytest.mark.parametrize(
    ("text", "findings"),
    [
        ("全年发布信息共300条，其中动态类100条，占33.3%。", []),
        ("全年发布信息共300条，其中动态类100条，占比35%。", [("error", "33.3%", "35%")]),
        ("发布信息300条，其中微信100条，占新媒体发布量的40%。", []),
        ("全年承办建议3件，办复2件，办复率67%。", []),
        ("全年承办建议3件，办复2件，办复率100%。", [("error", "66.7%", "100%")]),
        ("收到来件690件，已办结690件，办结率100%。", []),
        ("办结率达到120%。", [("error", "100%", "120%")]),
        ("群众满意率102%。", [("error", "100%", "102%")]),
        ("任务完成率120%，同比增长150%。", []),
    ],
)
def test_shares_and_rates_are_those_of_the_numbers_beside_them(text, findings):
    assert judged(text, rates_are_right) == findings


def test_a_finding_quotes_its_words():
    (finding,) = growth_is_right(saying(clean(), "overview", "公开信息 147 条,比上年增加 12 条,增长 12.9%。"))

    assert finding.detail == "147条,比上年增加12条,增长12.9%"
