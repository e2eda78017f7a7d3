"""What readers say in Chinese, in English: every remark there is, whatever stands in the file."""

import re
from dataclasses import replace

import pytest

from gongkai.documents.grid import Document, Grid, GridCell, Line
from gongkai.documents.read import report_of
from gongkai.documents.writers.review_words import place_in_file, remark_text
from gongkai.report.model import Cell, Remark
from tests.documents import reports
from tests.documents.test_read_layouts import grid_document, text_document
from tests.samples.layouts import LAYOUTS, Wrapped, document


@pytest.mark.parametrize(
    ("where", "told"),
    [
        ("表2第7行第9格", "table 2, row 7, cell 9"),
        ("第3页表1第7行第9格（识别）", "page 3, table 1, row 7, cell 9 (recognised)"),
        ("工作表“表三 依申请”第7行第2格", "sheet “表三 依申请”, row 7, cell 2"),
        ("第12行", "line 12"),
        ("第3页第4行", "page 3, line 4"),
        ("图2", "picture 2"),
        ("第5段", "paragraph 5"),
        ("台账", "台账"),
        ("", ""),
    ],
)
def test_a_place_is_told_in_english(where, told):
    assert place_in_file(where, "en") == told
    assert place_in_file(where) == where


def remarks_of(document):
    return report_of(document).warnings


def spoiled(report):
    """Documents that make the reader notice something."""
    odd = {**report.cells, ("t3", "granted", "natural_person"): Cell(0, "约3")}
    yield grid_document(replace(report, cells=odd), lambda grid: replace(grid, where="表1"))
    yield grid_document(report, lambda grid: Grid(grid.cells[:-1], "表1"))
    yield grid_document(report, lambda grid: Grid(tuple(map(renamed, grid.cells)), "第3页表1"))
    yield grid_document(
        report, lambda grid: Grid((), "") if grid.where == "t4" else replace(grid, where="表1", is_recognised=True)
    )
    told = document(report, LAYOUTS["columns"])
    yield text_document(told.replace("重复申请   ", "重复申请   其中   ").replace("   总计   ", "   总计   3   ", 1))
    yield text_document(document(report, Wrapped(width=24, shift=1)))
    whole = grid_document(report)
    yield Document("html", tuple(one for one in whole.blocks if not (isinstance(one, Line) and "总体" in one.text)))
    yield replace(
        whole,
        warnings=(
            "第3页没有文字，只有图片",
            "图1的格式无法识别（emf），没有读取其中的内容",
            "第2页有未读取的内容：复合图元",
            "批注（包括其中的印章、水印和手写）没有读取",
            "文中有划去（带删除线）的文字，按已删除处理，没有读取",
            "图1由图片识别（OCR），请与原件核对",
        ),
    )


def renamed(cell):
    text = {"（一）予以公开": "（一）予以公开的", "6.其他": "甲乙丙丁"}.get(cell.text, cell.text)
    return GridCell(cell.row, cell.column, text, cell.rowspan, cell.colspan)


@pytest.mark.parametrize("form_id", reports.BOTH)
def test_every_remark_is_told_in_english(form_id):
    found = [remark for document in spoiled(reports.full_report(form_id)) for remark in remarks_of(document)]

    assert {"not_a_number", "table_missing", "heading_missing", "ocr", "reader", "rows_differ"} <= {
        remark.code for remark in found
    }
    for remark in found:
        told = re.sub("“[^”]*”", "", remark_text(remark, "en"))
        assert re.findall(r"[\u4e00-\u9fff]", told) == [], (remark, told)
        assert remark_text(remark) == remark.message


def test_a_table_one_place_off_is_told_in_english():
    remark = Remark("rows_shifted", "t3", "表三（依申请公开）的数字整体错位一格，没有读取")
    assert remark_text(remark, "en").endswith("the figures stand one place off; not read")


def test_what_is_not_known_stays_as_it_stands():
    assert remark_text(Remark("x", "", "别的话"), "en") == "别的话"
    assert remark_text(Remark("reader", "doc", "pictures: 2 pictures"), "en") == "pictures: 2 pictures"
    assert (
        remark_text(Remark("x", "t3", "表1第2行第3格：“{a}{0}”不是数字"), "en")
        == "table 1, row 2, cell 3: “{a}{0}” is no number"
    )
