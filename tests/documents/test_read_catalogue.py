"""The catalogue entry above a report: fields as written, and nothing of it in the text."""

import pytest

from gongkai.documents.catalogue import catalogue
from gongkai.documents.grid import Document, Grid, GridCell, Line
from gongkai.documents.read import report_of
from tests.documents import reports
from tests.documents.test_read_layouts import grid_document

FIELDS = {"索引号": "XG-2022-001", "发布机构": "某街道办事处", "发布日期": "2022-01-24", "文号": "某街〔2022〕3号"}


@pytest.mark.parametrize(
    "lines",
    [
        [f"{key}：{value}" for key, value in FIELDS.items()],
        ["索 引 号: XG-2022-001    发布机构: 某街道办事处", "发布日期：2022-01-24 | 文 号：某街〔2022〕3号"],
        [text for key, value in FIELDS.items() for text in (key, value)],
        [text for key, value in FIELDS.items() for text in (f"{key}：", "", value)],
        ["索引號：XG-2022-001", "發布機構：某街道办事处", "發布日期：2022-01-24", "文號：某街〔2022〕3号"],
    ],
)
def test_the_fields_stand_as_written_however_they_are_set(lines):
    found, taken = catalogue(lines)

    assert found == FIELDS
    assert taken == {at for at, line in enumerate(lines) if line}


@pytest.mark.parametrize(
    "line", ["本报告的索引号：见目录", "主题分类和关键词由各部门填写。", "关键词", "发布日期：", "文号：" + "很" * 200]
)
def test_what_is_no_field_gives_none(line):
    assert catalogue([line])[0] == {}


def test_a_field_left_empty_takes_nothing_from_the_next():
    assert catalogue(["文号：", "索引号：X1"])[0] == {"索引号": "X1"}


def test_a_title_below_an_empty_field_stays_the_title():
    assert catalogue(["有效性：", "", "某街道办事处2021年政府信息公开工作年度报告"])[0] == {}


def test_the_entry_is_metadata_and_no_text_of_the_report():
    told = reports.full_report("fmt2021")
    cells = [
        GridCell(at // 2, at % 2 * 2 + side, text)
        for at, pair in enumerate(FIELDS.items())
        for side, text in enumerate(pair)
    ]

    read = report_of(Document("html", (Grid(tuple(cells), "表1"), *grid_document(told).blocks)))

    assert read.metadata == FIELDS
    assert read.preamble == ()
    assert (read.title, read.office) == (told.title, told.office)


def test_a_report_without_an_entry_has_none():
    assert report_of(Document("html", (Line("说明"), *grid_document(reports.full_report()).blocks))).metadata == {}


@pytest.mark.parametrize("title", ["某街道办事处2021年政府信息公开工作年度报告", "某街道2021年信息公开年度报告"])
def test_the_name_of_the_information_is_a_field_where_the_title_stands_below(title):
    assert catalogue(["信息名称", title, "", title]) == ({"信息名称": title}, frozenset({0, 1}))
    assert catalogue(["信息名称", "", title])[0] == {}
    assert catalogue(["有效性", title, "", title])[0] == {}
