"""OpenDocument texts: tables with spans, repeated cells, text as shown, hostile files."""

import zipfile
from io import BytesIO
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.documents.read import report_of
from gongkai.documents.readers import odt
from gongkai.errors import DocumentError
from tests.documents import reports
from tests.samples.layouts import cells_equal, text_of

SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "text", "table")
)


def packed(content):
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr(zipfile.ZipInfo("mimetype", (2021, 1, 1, 0, 0, 0)), "application/vnd.oasis.opendocument.text")
        archive.writestr(zipfile.ZipInfo("content.xml", (2021, 1, 1, 0, 0, 0)), content)
    return target.getvalue()


def text(body):
    head = '<?xml version="1.0"?><office:document-content ' + SPACES + "><office:body><office:text>"
    return packed(head + body + "</office:text></office:body></office:document-content>")


def table_of(report, table):
    """A table as LibreOffice writes it: covered cells in the place of what a span covers."""
    rows, taken, lines = report.form.layout(table), {}, []
    width = 4 if table == "t2" else 10 if table == "t3" else 15
    for y, row in enumerate(rows):
        x, cells = 0, list(row)
        line = []
        while x < width:
            if (y, x) in taken:
                line.append("<table:covered-table-cell/>")
                x += 1
                continue
            cell = cells.pop(0)
            spans = f'table:number-columns-spanned="{cell.colspan}" table:number-rows-spanned="{cell.rowspan}"'
            line.append(
                f"<table:table-cell {spans}><text:p>{escape(text_of(report, cell))}</text:p></table:table-cell>"
            )
            for dy in range(cell.rowspan):
                for dx in range(cell.colspan):
                    taken[(y + dy, x + dx)] = True
            x += 1
        lines.append(f"<table:table-row>{''.join(line)}</table:table-row>")
    return f"<table:table>{''.join(lines)}</table:table>"


def whole(report):
    parts = [f"<text:p>{escape(report.title)}</text:p>"]
    for section in report.form.sections:
        parts.append(f'<text:h text:outline-level="1">{section.heading}</text:h>')
        if section.table:
            parts.append(table_of(report, section.table))
        parts += [f"<text:p>{escape(p.text)}</text:p>" for p in report.sections.get(section.code, ())]
    parts.append(f"<text:p>{report.signed_by}</text:p><text:p>2022年1月24日</text:p>")
    return text("".join(parts))


WHOLE = whole(reports.full_report())


@pytest.mark.parametrize("form_id", ["fmt2021", "fmt2019"])
def test_every_cell_of_a_report_is_read(form_id):
    told = reports.full_report(form_id)

    read = report_of(odt.read(whole(told)))

    assert cells_equal(read, told) == []
    assert (read.office, read.year, read.signed_by) == (told.office, told.year, told.signed_by)


def test_an_odt_is_known_by_its_content():
    assert odt.sniff(WHOLE)
    assert not odt.sniff(b"PK\x03\x04 something else")


def test_text_is_as_shown():
    body = (
        "<text:p>甲<text:s text:c='2'/>乙<text:tab/>丙<text:line-break/>丁<text:span>戊</text:span>己"
        "<text:note><text:note-body><text:p>脚注</text:p></text:note-body></text:note>庚</text:p>"
        "<text:tracked-changes><text:p>删去</text:p></text:tracked-changes>"
        "<text:list><text:list-item><text:p>一项</text:p></text:list-item></text:list>"
    )

    assert [line.text for line in odt.read(text(body)).lines] == ["甲  乙\t丙\n丁戊己庚", "一项"]


def test_repeated_cells_stand_each_in_its_place():
    row = "<table:table-row><table:table-cell table:number-columns-repeated='3'><text:p>0</text:p></table:table-cell></table:table-row>"

    (grid,) = odt.read(text(f"<table:table>{row}</table:table>")).grids

    assert [(cell.column, cell.text) for cell in grid.cells] == [(0, "0"), (1, "0"), (2, "0")]


def test_a_table_inside_a_cell_follows_as_a_table_of_its_own():
    inner = "<table:table><table:table-row><table:table-cell><text:p>内</text:p></table:table-cell></table:table-row></table:table>"
    outer = f"<table:table><table:table-row><table:table-cell><text:p>外</text:p>{inner}</table:table-cell></table:table-row></table:table>"

    first, second = odt.read(text(outer)).grids

    assert [cell.text for cell in first.cells] == ["外"]
    assert [cell.text for cell in second.cells] == ["内"]


@pytest.mark.parametrize(
    "content",
    [
        "<not closed",
        '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
        "<a/>",
        "<a>" * 300 + "</a>" * 300,
    ],
)
def test_what_is_no_document_is_refused(content):
    with pytest.raises(DocumentError):
        odt.read(packed(content))


def test_a_table_beyond_all_measure_is_refused():
    row = "<table:table-row><table:table-cell table:number-columns-repeated='9999999'/><table:table-cell/></table:table-row>"

    with pytest.raises(DocumentError):
        odt.read(text(f"<table:table>{row}</table:table>"))


@settings(max_examples=40)
@given(data=st.data())
def test_a_damaged_file_is_refused_or_read_and_nothing_else(data):
    bytes_ = bytearray(WHOLE[: data.draw(st.integers(0, len(WHOLE)))] if data.draw(st.booleans()) else WHOLE)
    for _ in range(data.draw(st.integers(0, 3))):
        if bytes_:
            bytes_[data.draw(st.integers(0, len(bytes_) - 1))] ^= 0xFF
    refused = None
    try:
        odt.read(bytes(bytes_))
    except DocumentError as error:
        refused = error
    assert refused is None or refused.zh


def test_tables_two_deep_in_a_cell_follow_once_each():
    body = "<text:p>丙</text:p>"
    for text_before in ("乙", "甲"):
        body = f"<text:p>{text_before}</text:p><table:table><table:table-row><table:table-cell>{body}</table:table-cell></table:table-row></table:table>"

    grids = odt.read(text(body)).grids

    assert [cell.text for grid in grids for cell in grid.cells] == ["乙", "丙"]
