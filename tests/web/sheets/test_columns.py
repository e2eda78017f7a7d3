"""Headings, dates and words as offices write them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.documents.tables import Table, read_tables
from gongkai.statute.outcomes import outcomes
from gongkai.web.sheets import store
from gongkai.web.sheets.columns import fingerprint, guess, labels_of, propose
from gongkai.web.sheets.fields import CHOICES, FIELDS, code_for, codes_of, headings
from gongkai.web.sheets.mapping import Decided
from gongkai.web.sheets.plan import is_total
from gongkai.web.sheets.rows import RowReader, acts_of
from tests.web.sheets.samples import HEAD, ROWS, csv_of, ods_of, xlsx


@pytest.mark.parametrize(
    ("label", "field"),
    [
        ("编号", "number"),
        ("登记编号", "number"),
        ("受理号", "number"),
        ("申 请 人", "name"),
        ("申请人（姓名/名称）", "name"),
        ("申请人类型", "applicant"),
        ("申请人类别*", "applicant"),
        ("身份证号码", "id_number"),
        ("手机", "phone"),
        ("申请方式", "channel"),
        ("收到日期", "received_on"),
        ("受理时间", "received_on"),
        ("收到申请时间（年月日）", "received_on"),
        ("申请时间", "arrived_on"),
        ("申请公开内容", "content"),
        ("补正告知日期", "supplement_requested_on"),
        ("是否延期", "is_extended"),
        ("答复日期", "answered_on"),
        ("办结时间", "answered_on"),
        ("办理结果", "outcome"),
        ("答复类型", "outcome"),
        ("送达方式", "way"),
        ("行政复议结果", "recon_result"),
        ("行政诉讼情况", "lit_result"),
        ("信息处理费（元）", "fee_yuan"),
    ],
)
def test_a_heading_names_its_field(label, field):
    assert propose([label]) == {field: 0}


@pytest.mark.parametrize(
    "label",
    ["序号", "应答复日期", "答复期限", "办理期限", "是否逾期", "承办科室", "经办人", "附件", "", "　", "随便什么"],
)
def test_a_heading_of_something_else_names_none(label):
    assert propose([label]) == {}


def test_every_word_is_of_one_field_and_every_code_is_one():
    words = [word for one in headings()["fields"].values() for word in one["words"]]
    assert len(words) == len(set(words))
    assert set(headings()["fields"]) == set(FIELDS)
    for key, table in headings()["values"].items():
        assert set(table) <= set(codes_of(key)), key
        written = [word for words in table.values() for word in words]
        assert len(written) == len(set(written)), key


def test_a_heading_of_two_rows_under_a_title_is_found():
    data = xlsx(
        ("某某街道2024年台账",),
        ("编号", "申请人信息", "", "收到日期", "答复", ""),
        ("", "姓名", "联系电话", "", "答复日期", "办理结果"),
        ("1", "张示例", "13800001111", "2024-3-1", "2024-3-9", "公开"),
        merges=(("D2:D3", "收到日期"), ("A2:A3", "编号"), ("B2:C2", "申请人信息"), ("E2:F2", "答复")),
    )
    tables = read_tables(data)
    assert guess(tables) == (0, 2, 2)
    labels = labels_of(tables[0], 2, 2)
    assert labels == ["编号", "申请人信息/姓名", "申请人信息/联系电话", "收到日期", "答复/答复日期", "答复/办理结果"]
    found = {key: labels[column] for key, column in propose(labels).items()}
    assert found["received_on"] == "收到日期"
    assert found["answered_on"] == "答复/答复日期"
    assert found["outcome"] == "答复/办理结果"
    assert found["name"] == "申请人信息/姓名"
    assert found["phone"] == "申请人信息/联系电话"


def test_a_hidden_sheet_is_not_proposed():
    tables = read_tables(xlsx(("说明",), name="首页", hidden=(HEAD, ROWS[1])))
    assert guess(tables)[0] == 0


def test_the_same_headings_are_known_again():
    assert fingerprint(["编 号", "收到日期："]) == fingerprint(["编号", "收到日期"])
    assert fingerprint(["编号", "收到日期"]) != fingerprint(["收到日期", "编号"])


DAY = date(2025, 3, 1)


@pytest.mark.parametrize(
    "written",
    ["2025-3-1", "2025/3/1", "2025.3.1", "2025年3月1日", "20250301", 20250301.0, 45717.0, "2025-03-01 09:30", DAY, "２０２５－３－１",
     "二〇二五年三月一日"],
)  # fmt: skip
def test_a_date_is_read(written):
    assert reading(written).get("received_on") == DAY


@pytest.mark.parametrize(
    "written", ["3月1日", "3-1", "25/3/1", "2025-2-30", "2025年3月", "三月初", 12.5, "1899-1-1", True]
)
def test_what_is_no_sure_date_is_refused(written):
    found = reading(written)
    assert found.get("received_on") is None
    assert found.is_bad


@given(
    st.dates(date(1990, 1, 1), date(2099, 12, 31)),
    st.sampled_from(["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d"]),
)
def test_any_date_in_any_form_is_itself(on, form):
    assert reading(on.strftime(form)).get("received_on") == on
    assert reading(float((on - date(1899, 12, 30)).days)).get("received_on") == on


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(text):
    found = reading(text)
    acts_of(found)
    assert found.get("received_on") is None or isinstance(found.get("received_on"), date)


def reading(value):
    decided = Decided(columns={"received_on": 0}, constants={"applicant": "natural_person", "channel": "in_person"})
    return RowReader(1, decided, "台账", is_1904=False).read(2, (value,))


def test_a_bare_day_number_of_1904_is_refused():
    decided = Decided(columns={"received_on": 0})
    assert RowReader(1, decided, "台账", is_1904=True).read(2, (45717.0,)).is_bad


@pytest.mark.parametrize(
    ("field", "word", "code"),
    [
        ("outcome", "予以公开", "granted"),
        ("outcome", "已主动公开", "granted"),
        ("outcome", "信息不存在", "unable_not_held"),
        ("outcome", "撤回申请", "withdrawn"),
        ("outcome", "并案", "closed_otherwise"),
        ("outcome", "在办", "open"),
        ("outcome", "视为放弃", "other_no_supplement"),
        ("outcome", "重复申请", "refused_duplicate"),
        ("outcome", "不予公开", ""),
        ("outcome", "无法提供", ""),
        ("channel", "EMS", "post_signed"),
        ("channel", "网上平台", "internet"),
        ("channel", "微信", ""),
        ("applicant", "公民", "natural_person"),
        ("applicant", "律所", "legal_service_org"),
        ("is_extended", "√", "yes"),
        ("is_extended", "×", "no"),
        ("recon_result", "维持", "upheld"),
        ("recon_result", "撤销", "corrected"),
        ("lit_result", "审理中", "pending"),
        ("way", "邮政EMS", "post"),
        ("form_wanted", "电子版", "electronic"),
    ],
)
def test_a_word_means_its_code_or_is_asked(field, word, code):
    assert code_for(field, word) == code


def test_every_outcome_that_ends_a_case_can_be_chosen():
    assert {code for code, one in outcomes().items() if one.closed_by != "withdrawn"} < set(codes_of("outcome"))
    assert all(codes_of(key) for key in CHOICES)


@pytest.mark.parametrize(
    ("row", "is_one"),
    [
        (("合计", 4), True),
        ((None, " 总 计："), True),
        (("小计（件）",), True),
        (("合计公司", "x"), False),
        (("1",), False),
    ],
)
def test_a_row_of_sums_is_known(row, is_one):
    assert is_total(row) is is_one


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "gb18030", "utf-16"])
def test_text_in_every_encoding_offices_use(encoding):
    tables = read_tables(csv_of(("编号", "收到日期"), ("１", "2025-3-1"), encoding=encoding))
    assert tables[0].rows == (("编号", "收到日期"), ("１", "2025-3-1"))


def test_tabs_and_semicolons_part_cells_too():
    for mark in ("\t", ";"):
        assert read_tables(f"编号{mark}收到日期{mark}内容\n1{mark}2025-3-1{mark}a,b\n".encode())[0].rows[1] == (
            "1",
            "2025-3-1",
            "a,b",
        )


def test_opendocument_is_read():
    assert read_tables(ods_of(("编号", "收到日期"), ("1", "2025-3-1")))[0].rows[1] == ("1", "2025-3-1")


VALUES = (
    st.none()
    | st.text(min_size=1, max_size=9)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.booleans()
    | st.dates()
)


@given(st.lists(st.lists(VALUES, max_size=4).map(tuple), max_size=5).map(tuple))
def test_what_is_kept_sealed_is_the_table(rows):
    tables = (Table("台账", rows, ((0, 0, 1, 2),), is_hidden=True, is_1904=True), Table("二", ()))
    assert store.unpacked(store.packed(tables)) == tables
