"""Reports in workbooks: our own, one sheet for all, hidden sheets, hostile ones."""

from io import BytesIO

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.documents.read import report_of
from gongkai.documents.readers import xlsx
from gongkai.documents.write import render
from gongkai.errors import DocumentError
from tests.documents import reports
from tests.samples.layouts import cells_equal, grid_rows

FORMS = ("fmt2021", "fmt2019")


def saved(workbook):
    target = BytesIO()
    workbook.save(target)
    return target.getvalue()


def one_sheet(report):
    """The whole report on one sheet, text and tables below each other, nothing merged."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.append([report.title])
    for section in report.form.sections:
        sheet.append([section.heading])
        if section.table:
            for row in grid_rows(report, section.table):
                sheet.append([int(cell) if cell.isdigit() else cell or None for cell in row])
        for paragraph in report.sections.get(section.code, ()):
            sheet.append([paragraph.text])
    sheet.append([report.signed_by])
    sheet.append([report.published_on])
    return workbook


WHOLE = saved(one_sheet(reports.full_report()))


@pytest.mark.parametrize("form_id", FORMS)
def test_our_own_workbook_reads_back_identical(form_id):
    told = reports.full_report(form_id)

    read = report_of(xlsx.read(render(told, "xlsx")))

    assert cells_equal(read, told) == []
    assert (read.office, read.year, read.published_on) == (told.office, told.year, told.published_on)


@pytest.mark.parametrize("form_id", FORMS)
def test_a_report_on_one_sheet_is_read_whole(form_id):
    told = reports.full_report(form_id)

    read = report_of(xlsx.read(saved(one_sheet(told))))

    assert cells_equal(read, told) == []
    assert (read.signed_by, read.published_on) == (told.signed_by, told.published_on)


def test_a_hidden_sheet_is_not_read():
    workbook = one_sheet(reports.full_report())
    workbook.create_sheet("草稿").append(["隐藏的内容"])
    workbook["草稿"].sheet_state = "hidden"

    document = xlsx.read(saved(workbook))

    assert [grid.where for grid in document.grids] == ["工作表“Sheet”"]


def test_a_workbook_is_known_by_its_content():
    assert xlsx.sniff(saved(one_sheet(reports.full_report())))
    assert not xlsx.sniff(render(reports.full_report(), "docx"))
    assert not xlsx.sniff(b"")


@settings(max_examples=40)
@given(data=st.data())
def test_a_damaged_workbook_is_refused_or_read_and_nothing_else(data):
    whole = bytearray(WHOLE)
    if data.draw(st.booleans()):
        whole = whole[: data.draw(st.integers(0, len(whole) - 1))]
    for _ in range(data.draw(st.integers(0, 3))):
        if whole:
            whole[data.draw(st.integers(0, len(whole) - 1))] ^= 0xFF
    refused = None
    try:
        xlsx.read(bytes(whole))
    except DocumentError as error:
        refused = error
    assert refused is None or refused.zh
