"""The Word document: read back it is the printed form, and its XML is in the order Word insists on."""

from __future__ import annotations

import io
import zipfile

import pytest
from lxml import etree

from gongkai.documents.write import render
from gongkai.documents.writers.outline import DRAFT_NOTICE, outline
from tests.documents import reports

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

# Children in schema order (ISO/IEC 29500-1, wml.xsd), as far as we use them and a few between.
ORDER = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore widowControl autoSpaceDE autoSpaceDN snapToGrid spacing ind jc outlineLvl rPr",
    "rPr": "rStyle rFonts b i color spacing kern sz szCs highlight lang",
    "tblPr": "tblStyle tblW jc tblInd tblBorders tblLayout tblCellMar tblLook tblCaption",
    "tcPr": "tcW gridSpan vMerge tcMar vAlign",
    "sectPr": "headerReference footerReference pgSz pgMar cols docGrid",
    "tbl": "tblPr tblGrid tr",
    "style": "name basedOn next uiPriority semiHidden unhideWhenUsed qFormat pPr rPr tblPr",
}


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def document(data: bytes) -> etree._Element:
    return etree.fromstring(parts(data)["word/document.xml"])


def text_of(element: etree._Element) -> str:
    return "".join(element.itertext(f"{W}t"))


def grid_of(table: etree._Element) -> list[list[str]]:
    """Text at every place, merged cells repeated."""
    grid: list[list[str]] = []
    for row in table.iter(f"{W}tr"):
        line: list[str] = []
        for cell in row.iter(f"{W}tc"):
            properties = cell.find(f"{W}tcPr")
            span = properties.find(f"{W}gridSpan")
            merge = properties.find(f"{W}vMerge")
            text = text_of(cell)
            if merge is not None and merge.get(f"{W}val") is None:
                assert text == ""
                text = grid[-1][len(line)]
            line += [text] * (1 if span is None else int(span.get(f"{W}val")))
        grid.append(line)
    return grid


@pytest.mark.parametrize("sample", [reports.full_report, reports.zero_report])
@pytest.mark.parametrize("form_id", reports.BOTH)
def test_tables_read_back_as_the_printed_form(sample, form_id):
    report = sample(form_id)
    tables = document(render(report, "docx")).findall(f".//{W}tbl")
    assert [grid_of(table) for table in tables] == [reports.printed_grid(report, table) for table in ("t2", "t3", "t4")]


@pytest.mark.parametrize("sample", reports.WRITTEN)
def test_every_text_stands_in_order(sample):
    paper = outline(sample())
    text = text_of(document(render(sample(), "docx")))
    assert text.replace(DRAFT_NOTICE, "") == "".join(paper.texts()).replace(DRAFT_NOTICE, "")


@pytest.mark.parametrize("sample", reports.WRITTEN)
@pytest.mark.parametrize("form_id", reports.BOTH)
def test_elements_stand_in_schema_order(sample, form_id):
    for name, data in parts(render(sample(form_id), "docx")).items():
        for element in etree.fromstring(data).iter():
            order = ORDER.get(etree.QName(element).localname, "").split()
            if order and element.tag.startswith(W):
                places = [order.index(etree.QName(child).localname) for child in element]
                assert places == sorted(places), (name, etree.tostring(element)[:300])


def test_page_is_that_of_gb_t_9704():
    section = document(render(reports.full_report(), "docx")).find(f".//{W}sectPr")
    margins = section.find(f"{W}pgMar")
    millimetres = {side: round(int(margins.get(W + side)) / 1440 * 25.4) for side in ("top", "left", "bottom", "right")}
    assert millimetres == {"top": 37, "left": 28, "bottom": 35, "right": 26}
    height = 16838 - int(margins.get(f"{W}top")) - int(margins.get(f"{W}bottom"))
    assert height // 580 == 22  # lines of 29 pt


def test_tables_are_as_wide_as_the_text_and_their_heads_repeat():
    for table in document(render(reports.full_report(), "docx")).iter(f"{W}tbl"):
        widths = [int(column.get(f"{W}w")) for column in table.find(f"{W}tblGrid")]
        assert sum(widths) == int(table.find(f"{W}tblPr/{W}tblW").get(f"{W}w")) == 8844  # 156 mm
        for row in table.iter(f"{W}tr"):
            assert row.find(f"{W}trPr/{W}cantSplit") is not None
            cells = [int(cell.find(f"{W}tcPr/{W}tcW").get(f"{W}w")) for cell in row.iter(f"{W}tc")]
            assert sum(cells) == 8844
    _, three, four = document(render(reports.full_report(), "docx")).iter(f"{W}tbl")
    assert [len(table.findall(f".//{W}tblHeader")) for table in (three, four)] == [3, 3]


def test_headings_are_styles_with_levels():
    styles = etree.fromstring(parts(render(reports.full_report(), "docx"))["word/styles.xml"])
    levels = {
        style.get(f"{W}styleId"): style.find(f"{W}pPr/{W}outlineLvl").get(f"{W}val")
        for style in styles.iter(f"{W}style")
        if style.find(f"{W}pPr/{W}outlineLvl") is not None
    }
    assert levels == {"Heading1": "0", "Heading2": "1", "Heading3": "2"}
    known = {style.get(f"{W}styleId") for style in styles.iter(f"{W}style")}
    used = {style.get(f"{W}val") for style in document(render(reports.draft_report(), "docx")).iter(f"{W}pStyle")}
    assert used <= known


def test_drafts_are_marked_and_explained():
    data = render(reports.draft_report(), "docx")
    body = document(data)
    marked = [text_of(run) for run in body.iter(f"{W}r") if run.find(f"{W}rPr/{W}highlight") is not None]
    assert marked[0] == DRAFT_NOTICE
    assert marked[1:] == [
        "全年公开政府信息147条，请补充重点领域公开情况。",
        "（一）存在的问题",
        "（请填写本年度存在的主要问题。）",
    ]
    comments = etree.fromstring(parts(data)["word/comments.xml"])
    assert len(comments) == len(body.findall(f".//{W}commentReference")) == 3


def test_a_report_without_drafts_has_no_marks():
    names = parts(render(reports.full_report(), "docx"))
    assert "word/comments.xml" not in names
    assert b"comments" not in names["[Content_Types].xml"] + names["word/_rels/document.xml.rels"]
    assert b"highlight" not in names["word/document.xml"]


@pytest.mark.parametrize("sample", reports.WRITTEN)
def test_every_part_is_declared_and_related(sample):
    names = parts(render(sample(), "docx"))
    types = etree.fromstring(names["[Content_Types].xml"])
    declared = {item.get("PartName").lstrip("/") for item in types if item.get("PartName")}
    assert declared == {name for name in names if not name.endswith(".rels") and name != "[Content_Types].xml"}
    relations = {item.get("Id"): item.get("Target") for item in etree.fromstring(names["word/_rels/document.xml.rels"])}
    assert {f"word/{target}" for target in relations.values()} <= set(names)
    footers = document(render(sample(), "docx")).iter(f"{W}footerReference")
    key = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
    assert {item.get(f"{W}type"): relations[item.get(key)] for item in footers} == {
        "default": "footer1.xml",
        "even": "footer2.xml",
    }


def test_properties_name_the_office_and_no_machine():
    core = parts(render(reports.full_report(), "docx"))["docProps/core.xml"].decode()
    assert "<dc:title>西工区汉屯路街道办事处2021年政府信息公开工作年度报告</dc:title>" in core
    assert "<dc:creator>西工区汉屯路街道办事处</dc:creator>" in core
    assert "2022-01-24T00:00:00Z" in core
    with zipfile.ZipFile(io.BytesIO(render(reports.full_report(), "docx"))) as package:
        assert {item.date_time for item in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
