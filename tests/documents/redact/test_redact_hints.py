"""Hints of personal data, by form and check digit. Every number is invented; places and streets too."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.documents.redact.hints import hints, hints_in
from gongkai.documents.redact.model import HINT_KINDS
from tests.documents.redact import samples

WIDE = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")


@pytest.mark.parametrize(
    ("text", "kind", "shown"),
    [
        ("身份证号110101199003070011。", "resident_id", "1101**********0011"),
        ("110101 19900307 0011", "resident_id", "1101**********0011"),
        ("110101-19900307-0011", "resident_id", "1101**********0011"),
        ("11010119900307\n0011", "resident_id", "1101**********0011"),
        ("110101199003070011".translate(WIDE), "resident_id", "1101**********0011"),
        ("证号11010119900307002x", "resident_id", "1101**********002x"),
        ("旧证130503670401001", "resident_id", "1305********001"),
        ("账号6222020000111122222", "bank_card", "6222***********2222"),
        ("6222 0200 0011 1127", "bank_card", "6222********1127"),
        ("手机13800001111", "mobile", "138****1111"),
        ("138 0000 1111", "mobile", "138****1111"),
        ("138-0000-1111", "mobile", "138****1111"),
        ("１３８００００１１１１", "mobile", "138****1111"),
        ("+86 13800001111", "mobile", "+86*******1111"),
        ("（010）65001111", "landline", "0106*****11"),
        ("0531-83001111", "landline", "0531******11"),
        ("0531—8300 1111", "landline", "0531******11"),
        ("联系电话：83001111", "landline", "83****11"),
        ("zhang.san@example.gov.cn", "email", "z********@example.gov.cn"),
        ("lisi＠example．com", "email", "l***@example.com"),
        ("地址：某某市东城区朝阳路12号院3号楼2单元501室。", "address", "某某市********************"),
        ("幸福小区8栋2单元301", "address", "幸福小*********"),
        ("住和平街三号", "address", "住和平***"),
        ("京A12345", "plate", "京A****5"),
        ("京A·D12345", "plate", "京A*****5"),
        ("粤Z1234港", "plate", "粤Z****港"),
        ("护照E12345678", "passport", "E1*****78"),
        ("EA1234567", "passport", "EA*****67"),
    ],
)
def test_what_may_be_personal_is_hinted_and_shown_masked(text, kind, shown):
    (hint,) = hints_in(text)
    assert (hint.kind, hint.text) == (kind, shown)
    assert hint.kind in HINT_KINDS
    assert not text[hint.start : hint.end].isspace()


@pytest.mark.parametrize(
    "text",
    [
        "国办发〔2020〕12号",
        "京政公开〔2024〕第138号",
        "索引号：000014349/2024-00012",
        "2024年12月31日",
        "2021-2022年度",
        "金额1234567890123元",
        "共12,345,678.00元",
        "138000.01111",
        "统一社会信用代码11110000000013338W",
        "91110108MA01ABCD2X",
        "注册号110108670401001",
        "编号：13812345678",
        "20240315123456789",
        "110101199003070012",
        "110101199013070011",
        "990101199003070011",
        "6222020000111122223",
        "京ICP备05012345号",
        "G106国道",
        "第3号楼",
        "办公楼3层",
        "010203040506",
        "电话会议2024年召开",
        "道路交通安全法第12条",
        "全村十户",
        "农村三层楼房",
        "街道办事处2024年第5号公告",
        "在路上12时",
        "邮编100017",
        "一号文件",
        "user@",
        "表二第20条、第三十三条第二款",
    ],
)
def test_what_only_looks_like_it_is_not(text):
    assert hints_in(text) == ()


def test_several_stand_in_their_order_and_none_overlap():
    text = "13800001111 110101199003070011，电话0531-83001111，a@example.com"
    found = hints_in(text)
    assert [hint.kind for hint in found] == ["mobile", "resident_id", "landline", "email"]
    assert [text[hint.start : hint.end] for hint in found][:2] == ["13800001111", "110101199003070011"]


@given(st.text(st.sampled_from("0123456789 -X京A路号·@.a（）\n１"), max_size=60))
def test_any_text_is_looked_through(text):
    found = hints_in(text)
    ends = 0
    for hint in found:
        assert ends <= hint.start < hint.end <= len(text)
        ends = hint.end


def test_hints_of_a_pdf_stand_where_the_text_is():
    data = samples.paper(2)
    found = hints(data)
    assert [(hint.page, hint.kind) for hint in found if hint.page == 2] == [
        (2, "resident_id"),
        (2, "mobile"),
        (2, "address"),
    ]
    picture = samples.drawn(data)
    for hint in found[:3]:
        assert samples.darkest(samples.within(picture, hint.box)) < 60
        assert "*" in hint.text


def test_a_number_over_two_lines_is_two_boxes():
    data = samples.typeset("证号11010119900307#linebreak()0011")
    one, other = hints(data)
    assert one.text == other.text == "1101**********0011"
    assert one.box.bottom < other.box.top


def test_an_image_has_no_text_to_look_through():
    assert hints(samples.image_file(samples.sheet())) == ()
