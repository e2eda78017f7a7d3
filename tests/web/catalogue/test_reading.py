"""Sheets of standard catalogues are read as they are really kept; what cannot be read is said in one sentence."""

from __future__ import annotations

import pytest

from gongkai.documents.tables import read_tables
from gongkai.web.catalogue.reading import read_catalogue
from gongkai.web.catalogue.reading_fields import field_in
from tests.web.catalogue.samples import DAYS, LOWER, OVER, ROWS, UPPER, tables, usual

FLAT = ("领域", "一级事项", "二级事项", "三级事项", "公开内容", "依据", "时限", "责任主体", "责任科室", "渠道和载体", "公开对象", "公开方式", "公开层级")  # fmt: skip


def read(*sheets, **more):
    return read_catalogue(tables(*sheets), **more)


def titles(found):
    return [" › ".join(filter(None, (one.values[f"level_{n}"] for n in (1, 2, 3)))) for one in found.rows]


def test_the_columns_really_used_with_merges_ticks_and_two_heading_rows():
    found = read_catalogue(read_tables(usual()), body="云海街道")
    assert found.refusal is None
    assert titles(found) == [
        "最低生活保障 › 办事指南（示例）",
        "最低生活保障 › 审核信息（示例）",
        "临时救助 › 给付信息（示例）",
    ]
    first, second, third = (one.values for one in found.rows)
    assert first["field"] == "social_assistance"
    assert first["content"] == "条件\n材料"
    assert (first["channels"], first["channels_more"]) == (["website", "board"], "某某小程序")
    assert (first["object"], first["way"], first["tier"]) == (["all"], ["publish"], ["township"])
    assert (second["object"], second["object_words"]) == (["specific"], "低保对象")
    assert second["tier"] == ["county", "township"]
    assert (third["object"], third["way"]) == (["all"], ["on_application"])
    assert third["body"] == "云海街道"
    assert third["channels"] == ["website", "board"]
    assert [(one.code, one.row) for one in found.findings] == [("unknown_limit", 6)]


def test_without_merged_cells_a_blank_level_takes_the_words_above():
    assert titles(read_catalogue(read_tables(usual(merge=False)))) == titles(read_catalogue(read_tables(usual())))


def test_several_sheets_each_a_field_and_three_levels_and_the_section():
    row = (
        "",
        "工伤",
        "申报",
        "指南（示例）",
        "要素",
        "条例",
        DAYS,
        "示例街道",
        "综合科",
        "■政府网站",
        "全社会",
        "主动公开",
        "■县级 ■乡级",
    )
    found = read(
        ("就业", [FLAT[1:], row[1:]], []),
        ("社会保险", [FLAT[1:], row[1:], ("", "", "流程（示例）", *row[4:])], []),
        ("说明", [("填表说明",), ("一行一项",)], []),
    )
    assert titles(found) == ["工伤 › 申报 › 指南（示例）"] * 2 + ["工伤 › 申报 › 流程（示例）"]
    assert [one.values["field"] for one in found.rows] == ["employment", "social_insurance", "social_insurance"]
    last = found.rows[-1].values
    assert (last["section"], last["object"], last["way"], last["tier"]) == (
        "综合科",
        ["all"],
        ["publish"],
        ["county", "township"],
    )
    assert found.findings == []


def test_heading_rows_name_fields_and_groups_and_notes_are_no_items():
    head = ("序号", "公开事项", "公开内容", "公开依据", "公开时限")
    rows = [
        ("示例街道标准目录",),
        head,
        ("一、社会救助领域（2项）",),
        (1, "低保指南（示例）", "要素", "条例", DAYS),
        ("（一）临时救助",),
        (2, "救助名单（示例）", "要素", "条例", DAYS),
        head,
        ("二、乡村振兴领域",),
        (3, "项目库（示例）", "要素", "条例", DAYS),
        ("注：本目录每年更新一次",),
    ]
    found = read(("目录", rows, ["A3:E3", "A5:E5", "A8:E8", "A10:E10"]))
    assert titles(found) == ["低保指南（示例）", "临时救助 › 救助名单（示例）", "项目库（示例）"]
    assert [one.values["field"] for one in found.rows] == ["social_assistance", "social_assistance", "乡村振兴"]
    assert found.findings == []


def test_a_column_of_fields_and_the_field_the_officer_named():
    row = ("养老服务", "津贴", "指南（示例）", "", "要素", "条例", DAYS, "", "", "网站", "特定群众", "主动", "街道")
    found = read(("全部", [FLAT, row], []))
    assert (found.rows[0].values["field"], found.rows[0].values["tier"]) == ("elderly_care", ["township"])
    nameless = ("目录", [FLAT[1:], row[1:]], [])
    assert [one.code for one in read(nameless).errors] == ["no_field"]
    assert read(nameless, given_field="health").rows[0].values["field"] == "health"


@pytest.mark.parametrize(
    ("rows", "code", "at"),
    [
        ([(*ROWS[0][:1], None, None, *ROWS[0][3:])], "no_matter", "第 4 行"),
        ([ROWS[0], ROWS[0]], "duplicate", "第 5 行"),
        ([(*ROWS[0][:2], "长" * 121, *ROWS[0][3:])], "long", "第 4 行 C 列"),
        ([(*ROWS[0][:5], "", *ROWS[0][6:])], "no_limit", "第 4 行"),
        ([(*ROWS[0][:3], "", *ROWS[0][4:])], "empty", "第 4 行"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(rows, code, at):
    found = read_catalogue(read_tables(usual(rows, merge=False)))
    assert [one.code for one in found.findings] == [code]
    assert found.findings[0].place.endswith(at)
    assert len(found.rows) == len(rows) - len(found.errors)


@pytest.mark.parametrize(
    "rows",
    [
        [("姓名", "电话"), ("示例", "1")],
        [("序号", "公开事项", "备注"), (1, "指南", "")],
        [UPPER, LOWER],
        [("决定日期", "决定类别", "数量", "公开依据"), ("2025-3-31", "行政处罚", 12, "条例")],
    ],
)
def test_wrong_columns_are_refused_in_one_sentence(rows):
    found = read(("表", rows, []))
    assert found.rows == []
    assert found.refusal is not None
    assert found.refusal[0].count("。") == 1


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("社会救助", "social_assistance"),
        ("附件3：示例区卫生健康领域基层政务公开标准目录", "health"),
        ("基层政务公开标准目录（就业创业）", "employment"),
        ("示例街道农村集体土地征收基层政务公开标准目录", "land_expropriation"),
        ("示例街道旅游领域基层政务公开标准目录", "旅游"),
        ("示例街道26个试点领域基层政务公开标准目录", ""),
        ("Sheet1", ""),
    ],
)
def test_titles_name_fields(title, code):
    assert field_in(title) == code


def test_the_columns_of_the_heading_are_told():
    found = read_catalogue(read_tables(usual()))
    assert ("J", "公开对象／特定群体（请写明）", "公开对象：特定群体") in found.read["Sheet1"]
    assert len(OVER) == 10
