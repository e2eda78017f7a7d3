"""The PDF: every label and figure can be read from it in order, tagged, archival, and never a tofu."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pypdfium2
import pytest
import typst
from pypdfium2 import raw

from gongkai.documents import fonts
from gongkai.documents.write import fonts_used, render
from gongkai.documents.writers import pdf
from gongkai.documents.writers.outline import DRAFT_NOTICE, outline
from gongkai.errors import DocumentError
from gongkai.report.model import Paragraph
from tests.documents import reports


def pages_of(data: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(data)
    try:
        return [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()


def tagged(data: bytes) -> list[tuple[str, str]]:
    """Kind of element and its text, in the order of the tags: what a screen reader reads."""
    document = pypdfium2.PdfDocument(data)
    found = []
    for page in document:
        texts: dict[int, str] = {}
        text_page = page.get_textpage()
        for item in page.get_objects():
            mark = raw.FPDFPageObj_GetMarkedContentID(item.raw)
            if mark >= 0 and raw.FPDFPageObj_GetType(item.raw) == raw.FPDF_PAGEOBJ_TEXT:
                size = raw.FPDFTextObj_GetText(item.raw, text_page.raw, None, 0)
                buffer = (ctypes.c_ushort * (size // 2))()
                raw.FPDFTextObj_GetText(item.raw, text_page.raw, buffer, size)
                texts[mark] = texts.get(mark, "") + bytes(buffer).decode("utf-16-le").rstrip("\0")
        tree = raw.FPDF_StructTree_GetForPage(page.raw)
        for index in range(raw.FPDF_StructTree_CountChildren(tree)):
            found += _leaves(raw.FPDF_StructTree_GetChildAtIndex(tree, index), texts)
        raw.FPDF_StructTree_Close(tree)
    document.close()
    return found


def _leaves(element: object, texts: dict[int, str]) -> Iterator[tuple[str, str]]:
    size = raw.FPDF_StructElement_GetType(element, None, 0)
    buffer = ctypes.create_string_buffer(size)
    raw.FPDF_StructElement_GetType(element, buffer, size)
    kind = buffer.raw.decode("utf-16-le").rstrip("\0")
    for index in range(raw.FPDF_StructElement_CountChildren(element)):
        mark = raw.FPDF_StructElement_GetChildMarkedContentID(element, index)
        if mark >= 0:
            yield kind, texts.get(mark, "")
        elif child := raw.FPDF_StructElement_GetChildAtIndex(element, index):
            yield from _leaves(child, texts)


def packed(text: str) -> str:
    """Text without space and the numbers of pages."""
    return re.sub(r"\s", "", re.sub(r"— ?\d+ ?—", "", text))


@pytest.mark.parametrize("sample", [reports.full_report, reports.zero_report, reports.draft_report])
@pytest.mark.parametrize("form_id", reports.BOTH)
def test_every_text_and_figure_is_tagged_in_order(sample, form_id):
    read = packed("".join(text for _, text in tagged(render(sample(form_id), "pdf"))))
    assert read == packed("".join(outline(sample(form_id)).texts()))


@pytest.mark.parametrize("form_id", reports.BOTH)
def test_headings_of_tables_and_sections_are_tagged_so(form_id):
    report = reports.full_report(form_id)
    kinds: dict[str, str] = {}
    for kind, text in tagged(render(report, "pdf")):
        kinds[kind] = kinds.get(kind, "") + packed(text)
    heads = [cell for table in outline(report).tables for row in table.rows for cell in row]
    assert kinds["TH"] == "".join(packed(cell.text) for cell in heads if cell.kind in ("block", "head", "corner"))
    assert kinds["H1"] == "".join(section.heading for section in report.form.sections)
    assert kinds["H2"].startswith("（一）主动公开情况（二）依申请公开情况")


@pytest.mark.parametrize("sample", reports.WRITTEN)
@pytest.mark.parametrize("form_id", reports.BOTH)
def test_every_character_can_be_read(sample, form_id):
    found = "".join(pages_of(render(sample(form_id), "pdf")))
    assert {char for text in outline(sample(form_id)).texts() for char in text if not char.isspace()} <= set(found)


def test_a_character_no_font_has_is_printed_as_a_missing_type():
    report = replace(reports.zero_report(), sections={"overview": (Paragraph("甲\ue000乙\U000300b8丙👩‍⚖️丁"),)})
    found = packed("".join(pages_of(render(report, "pdf"))))
    assert "甲〓乙" in found
    assert "\ue000" not in found
    missing = [use for use in fonts_used(report) if use.role == "missing"]
    assert "\ue000" in missing[0].characters


def test_pdf_is_tagged_archival_titled_and_in_chinese():
    data = render(reports.full_report(), "pdf")
    document = pypdfium2.PdfDocument(data)
    assert pypdfium2.raw.FPDFCatalog_IsTagged(document.raw)
    information = document.get_metadata_dict()
    assert information["Title"] == "西工区汉屯路街道办事处2021年政府信息公开工作年度报告"
    assert information["Author"] == "西工区汉屯路街道办事处"
    assert information["CreationDate"].startswith("D:20220124")
    assert next(item.get_title() for item in document.get_toc()) == "一、总体情况"
    document.close()
    assert b"/Lang(zh-CN)" in data
    assert b"<pdfaid:part>2</pdfaid:part>" in data
    assert b"<pdfaid:conformance>A</pdfaid:conformance>" in data
    assert b"<pdfuaid:part>1</pdfuaid:part>" in data


def test_drafts_are_announced_and_others_are_not():
    assert DRAFT_NOTICE in packed("".join(pages_of(render(reports.draft_report(), "pdf"))))
    assert DRAFT_NOTICE not in packed("".join(pages_of(render(reports.full_report(), "pdf"))))


def test_tables_three_and_four_each_stand_whole_on_a_page():
    for form_id in reports.BOTH:
        pages = [packed(page) for page in pages_of(render(reports.full_report(form_id), "pdf"))]
        (third,) = [page for page in pages if "一、本年新收政府信息公开申请数量" in page]
        assert third.startswith("三、收到和处理政府信息公开申请情况")
        assert "四、结转下年度继续办理" in third
        (fourth,) = [page for page in pages if "未经复议直接起诉" in page]
        assert "300" in fourth or "298" in fourth


def test_the_signature_never_stands_alone():
    for count in range(1, 40):
        last = tuple(Paragraph(f"其他事项之{number}。") for number in range(count))
        report = replace(reports.zero_report(), sections={"other_matters": last})
        page = packed(pages_of(render(report, "pdf"))[-1])
        assert f"其他事项之{count - 1}。八泉街道办事处2022年1月24日" in page


def test_what_the_typesetter_refuses_is_one_clear_error(monkeypatch):
    class Refusing:
        def compile(self, **_):
            raise typst.TypstError("no")

    monkeypatch.setattr(pdf, "_compiler", lambda folders: Refusing())
    with pytest.raises(DocumentError, match="The PDF cannot be set: no"):
        render(reports.zero_report(), "pdf")


def test_it_can_be_set_in_several_threads_at_once():
    wanted = [render(reports.full_report(form_id), "pdf") for form_id in reports.BOTH] * 4
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda form_id: render(reports.full_report(form_id), "pdf"), list(reports.BOTH) * 4))
    assert found == wanted


def test_fonts_of_a_report_name_every_part():
    roles = [use.role for use in fonts_used(reports.full_report())]
    assert roles[: len(fonts.PREFERRED)] == ["title", "body", "heading", "kai", "song"]
