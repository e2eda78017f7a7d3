"""PDFs read: our own and other layouts; every cell right or not stated, and a hostile file a clear error, soon."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from functools import cache

import pypdfium2
import pytest
import typst
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongkai.documents import limits
from gongkai.documents.fonts import choose_fonts
from gongkai.documents.grid import GridCell, Picture
from gongkai.documents.read import report_of
from gongkai.documents.readers import pdf
from gongkai.documents.readers.pdf_grid import Rule, merged, ruled_tables
from gongkai.documents.readers.pdf_lines import TextLine, without_chrome
from gongkai.documents.readers.pdf_pages import PageTable
from gongkai.documents.write import render
from gongkai.errors import DocumentError
from tests.documents import reports
from tests.samples.layouts import cells_equal, halved, text_of

TABLES = ("t2", "t3", "t4")


@cache
def rendered(sample, form_id):
    return render(sample(form_id), "pdf")


def read_back(data):
    return report_of(pdf.read(data))


def stated_wrongly(told, data):
    """Cells read as another number than was told."""
    return [one for one in cells_equal(read_back(data), told) if one[2].status == "stated"]


# --- PDFs made here -----------------------------------------------------------------------------------------------


def typeset(body, page='paper: "a4"', before=""):
    """A PDF of some typst."""
    fonts = choose_fonts(set(body))
    families = ", ".join(f'"{name}"' for name in fonts.families("song"))
    source = (
        f'#set page({page})\n#set text(lang: "zh", size: 9pt, font: ({families},))\n'
        f"#set table(stroke: 0.5pt)\n{before}\n{body}"
    )
    compiler = typst.Compiler(font_paths=list(fonts.folders), ignore_system_fonts=True)
    return compiler.compile(source.encode())


def quoted(text):
    return '#"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def broken(label):
    """A label with line breaks set by hand."""
    return "#linebreak()".join(quoted(part) for part in halved(label).split("\n"))


def table(report, name, *, head=0, shown=quoted, options="", cut=False):
    """A table of the form in typst; its first `head` rows are repeated on each page. cut: a page may cut a row in two."""
    rows = report.form.layout(name)
    width = sum(cell.colspan for cell in rows[0])
    first = 2 if name == "t3" else 1
    wide = "(" + ", ".join(["2fr" if x <= first and name == "t3" else "1fr" for x in range(width)]) + ")"

    def one(cell):
        text = (quoted if cell.figure else shown)(text_of(report, cell))
        return f"table.cell(colspan: {cell.colspan}, rowspan: {cell.rowspan}, breakable: {str(cut or cell.rowspan > 1).lower()})[{text}]"

    lines = [", ".join(map(one, row)) for row in rows]
    top = [f"table.header({', '.join(lines[:head])})"] if head else []
    return f"#table(columns: {wide}, {options}\n{', '.join([*top, *lines[head:]])})"


def whole(report, **ways):
    """All of a report in typst; ways: for each table the keywords of `table`."""
    parts = [quoted(report.title)]
    for section in report.form.sections:
        parts.append(quoted(section.heading))
        if section.table:
            parts.append(table(report, section.table, **ways.get(section.table, {})))
        parts += [quoted(paragraph.text) for paragraph in report.sections.get(section.code, ())]
    parts += [quoted(report.signed_by or ""), quoted("2022年1月24日")]
    return "\n\n".join(parts)


# --- our own ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form_id", reports.BOTH)
@pytest.mark.parametrize("sample", [reports.full_report, reports.draft_report, reports.long_report])
def test_our_pdf_reads_back_cell_for_cell(sample, form_id):
    told = sample(form_id)
    got = read_back(rendered(sample, form_id))
    assert cells_equal(got, told) == []
    assert (got.form_id, got.signed_by, got.published_on) == (form_id, told.signed_by, told.published_on)


@pytest.mark.parametrize("form_id", reports.BOTH)
@pytest.mark.parametrize("sample", reports.SAMPLES)
def test_no_sample_states_a_wrong_number(sample, form_id):
    assert stated_wrongly(sample(form_id), rendered(sample, form_id)) == []


def test_paragraphs_are_whole_again():
    told = reports.full_report()
    got = read_back(rendered(reports.full_report, "fmt2021"))
    for code, part in told.sections.items():
        assert [one.text for one in got.sections[code]] == [one.text for one in part]


def test_every_place_names_its_page_once():
    document = pdf.read(rendered(reports.full_report, "fmt2021"))
    places = [block.where for block in document.blocks]
    assert len(places) == len(set(places))
    assert [grid.where for grid in document.grids] == ["第3页表1", "第4页表1", "第5页表1"]


def test_page_numbers_are_no_text():
    document = pdf.read(rendered(reports.full_report, "fmt2021"))
    assert not [line for line in document.lines if line.text.startswith("—")]


# --- other layouts ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form_id", reports.BOTH)
def test_plain_table_in_another_layout(form_id):
    told = reports.full_report(form_id)
    assert cells_equal(read_back(typeset(whole(told))), told) == []


@pytest.mark.parametrize("head", [0, 3])
@pytest.mark.parametrize("form_id", reports.BOTH)
def test_table_three_over_pages_with_and_without_repeated_head(form_id, head):
    told = reports.full_report(form_id)
    body = whole(told, t3={"head": head})
    data = typeset(body, 'width: 210mm, height: 150mm, margin: 15mm, header: [某街道年度报告], numbering: "— 1 —"')
    document = pdf.read(data)
    assert len(pypdfium2.PdfDocument(data)) > 4
    assert [grid.height for grid in document.grids][1] == len(told.form.layout("t3"))
    assert cells_equal(report_of(document), told) == []


@pytest.mark.parametrize("height", [90, 118, 146, 188, 216, 230, 244])
def test_rows_and_headings_cut_by_the_page_are_whole_again(height):
    told = reports.full_report()
    ways = {name: {"cut": True} for name in TABLES}
    data = typeset(whole(told, **ways), f"width: 210mm, height: {height}mm")
    assert cells_equal(read_back(data), told) == []


@pytest.mark.parametrize("height", [90, 104, 132, 160, 188, 216, 230, 244])
def test_cut_rows_under_repeated_heads_and_shifted_margins_state_nothing_wrong(height):
    told = reports.full_report()
    body = whole(told, t3={"cut": True, "head": 3})
    page = f"width: 210mm, height: {height}mm, header: [某街道], binding: left, margin: (inside: 30mm, outside: 15mm)"
    assert stated_wrongly(told, typeset(body, page)) == []


@pytest.mark.parametrize("form_id", reports.BOTH)
def test_landscape(form_id):
    told = reports.full_report(form_id)
    assert cells_equal(read_back(typeset(whole(told), 'paper: "a4", flipped: true')), told) == []


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_turned_pages(quarters):
    told = reports.full_report()
    document = pypdfium2.PdfDocument(rendered(reports.full_report, "fmt2021"))
    for page in document:
        page.set_rotation(90 * quarters)
    assert cells_equal(read_back(saved(document)), told) == []


@pytest.mark.parametrize(("angle", "width"), [(90, 270), (-90, 270), (180, 190)])
def test_table_set_sideways_on_its_page(angle, width):
    told = reports.full_report()
    small = "inset: 2pt,"
    parts = [
        f"#page[#rotate({angle}deg, reflow: true, block(width: {width}mm)[{table(told, name, options=small)}])]"
        for name in TABLES
    ]
    data = typeset("\n".join([quoted(told.title), *parts]), 'paper: "a4", margin: 8mm')
    assert cells_equal(read_back(data), told) == []


def test_labels_broken_over_lines():
    told = reports.full_report()
    body = whole(told, **{name: {"shown": broken} for name in TABLES})
    assert cells_equal(read_back(typeset(body)), told) == []


@pytest.mark.parametrize(
    "stroke",
    [
        '(paint: black, dash: "dashed")',
        "(x: none, y: 0.5pt)",
        "2pt",
        "(x, y) => (left: if x > 0 { 0.5pt }, right: none, top: 0.5pt, bottom: 0.5pt)",
    ],
)
def test_rules_of_other_kinds(stroke):
    """Dashes; rows only; thick; open at the sides. Without rules between figures nothing may be read amiss."""
    told = reports.full_report()
    data = typeset(whole(told, **{name: {"options": f"stroke: {stroke},"} for name in TABLES}))
    if stroke.startswith("(x:"):
        assert stated_wrongly(told, data) == []
    else:
        assert cells_equal(read_back(data), told) == []


@pytest.mark.parametrize("form_id", reports.BOTH)
def test_table_without_rules_is_right_or_not_stated(form_id):
    told = reports.full_report(form_id)
    ways = {name: {"options": "stroke: none,"} for name in TABLES}
    data = typeset(whole(told, **ways), 'paper: "a3", flipped: true')
    got = read_back(data)
    assert stated_wrongly(told, data) == []
    assert sum(cell.status == "stated" for _, cell in got.figures()) > len(told.cells) / 2


def test_columns_without_rules_become_tabs():
    data = typeset("#table(columns: (60mm, 20mm, 20mm, 20mm), stroke: none, [总计], [12], [0], [345])")
    assert [line.text for line in pdf.read(data).lines] == ["总计\t12\t0\t345"]


def test_numbers_side_by_side_without_a_rule_stay_two():
    data = typeset("本年12 34件#h(4pt)56 78")
    assert "1234" not in pdf.read(data).lines[0].text
    assert pdf.read(data).lines[0].text.count("\t") >= 1


def test_a_number_over_a_rule_belongs_to_no_cell():
    data = typeset("#table(columns: (12mm, 12mm), [#box(width: 3mm)[#place(dx: 2mm)[1234567]]~], [89])")
    (grid,) = pdf.read(data).grids
    assert all("\ufffd" in cell.text for cell in grid.cells)


@settings(max_examples=8, deadline=None)
@given(st.data())
def test_any_numbers_and_blanks_in_any_height_of_page(data):
    told = reports.full_report(data.draw(st.sampled_from(reports.BOTH)))
    texts = st.sampled_from(["", "/", "0", "7", "12", "345", "10086", "1,234"])
    cells = {
        key: replace(cell, value=None, written=data.draw(texts), status="unreadable")
        for key, cell in told.cells.items()
    }
    told = replace(told, cells=cells)
    height = data.draw(st.integers(120, 300))
    got = read_back(
        typeset(whole(told, t3={"head": data.draw(st.sampled_from([0, 3]))}), f"width: 210mm, height: {height}mm")
    )
    for figure, cell in got.figures():
        if cell.status == "stated":
            assert cell.written == told.cell(figure.key).written
            assert cell.value == int(cell.written.replace(",", ""))


# --- parts --------------------------------------------------------------------------------------------------------


def test_dashes_and_joints_make_one_rule():
    dashes = [Rule(10 + at % 2 * 0.4, at * 5, at * 5 + 3) for at in range(20)]
    assert merged(dashes) == [Rule(dashes[0].at, 0, 98)]


def test_cells_are_bounded_by_rules_and_span_where_they_lack():
    across = [Rule(0, 0, 60), Rule(20, 20, 60), Rule(40, 0, 60)]
    down = [Rule(0, 0, 40), Rule(20, 0, 40), Rule(40, 20, 40), Rule(60, 0, 40)]
    (found,) = ruled_tables(across, down, 256)
    assert [tuple(cell) for cell in found.cells] == [(0, 0, 2, 1), (0, 1, 1, 2), (1, 1, 1, 1), (1, 2, 1, 1)]


def test_frame_round_a_text_is_no_table():
    sides = [Rule(0, 0, 60), Rule(40, 0, 60)], [Rule(0, 0, 40), Rule(60, 0, 40)]
    assert ruled_tables(*sides, 256) == []


def test_running_heads_and_page_numbers_go_and_text_stays():
    def page(number):
        return 800.0, [
            TextLine("某区年度报告", 10, 40, 90, 10),
            TextLine(f"正文{number}", 10, 400, 90, 10),
            TextLine("12", 10, 420, 90, 10),
            TextLine(f"第 {number} 页 共 3 页", 10, 780, 90, 10),
        ]

    kept = without_chrome([page(1), page(2), page(3)])
    assert [[line.text for line in lines] for lines in kept] == [[f"正文{n}", "12"] for n in (1, 2, 3)]


def test_an_empty_cell_at_the_head_of_a_page_is_no_part_of_a_heading_above_it():
    head = [GridCell(0, 0, "项目", 2), GridCell(0, 1, "自然人", 2), GridCell(0, 2, "企业"), GridCell(1, 2, "商业")]
    row = [GridCell(0, 0, "一、新收"), GridCell(0, 1, ""), GridCell(0, 2, "5")]
    table = PageTable("表1", (0.0, 50.0, 100.0, 150.0), head, 700.0)
    assert table.goes_on_with(PageTable("表1", table.xs, row, 50.0))
    assert [(cell.column, cell.text) for cell in table.cells if cell.row == 2] == [(0, "一、新收"), (1, ""), (2, "5")]


def test_sniff():
    assert pdf.sniff(b"%PDF-1.7")
    assert pdf.sniff(b"\r\n" * 20 + b"%PDF-1.4")
    assert not pdf.sniff(b"PK\x03\x04")


# --- hostile ------------------------------------------------------------------------------------------------------


def saved(document, **options):
    from io import BytesIO

    file = BytesIO()
    document.save(file, **options)
    document.close()
    return file.getvalue()


def refused(data, *words):
    with pytest.raises(DocumentError) as caught:
        pdf.read(data)
    assert all(word in caught.value.zh for word in words)


@pytest.mark.parametrize("share", [0.01, 0.3, 0.9, 0.99])
def test_cut_off(share):
    data = rendered(reports.full_report, "fmt2021")
    refused(data[: int(len(data) * share)], "不完整")


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"%PDF-1.7\n%%EOF", b"%PDF-1.4\n" + b"[" * 100_000 + b"\n%%EOF"])
def test_no_pdf_behind_the_mark(data):
    refused(data)


def blank(pages, width=595, height=842):
    document = pypdfium2.PdfDocument.new()
    for _ in range(pages):
        document.new_page(width, height)
    return saved(document)


def test_empty_pages():
    refused(blank(2), "空白页")


def scan(**options):
    import numpy as np

    from tests.documents import scans

    return scans.as_pdf([np.full((300, 200, 3), 200, np.uint8)] * 2, 100, **options)


def test_a_scan_is_pictures_page_by_page():
    document = pdf.read(scan())
    assert [(type(block), block.where) for block in document.blocks] == [(Picture, "第1页"), (Picture, "第2页")]
    assert document.pictures[0].load().startswith(b"P6\n600 ")


@pytest.mark.parametrize(("mode", "why"), [(3, "invisible"), (0, "painted over")])
def test_text_hidden_behind_a_scan_is_not_used(mode, why):
    document = pdf.read(scan(behind="12 345 6789", mode=mode))
    assert document.lines == ()
    assert len(document.pictures) == 2
    assert any("第1页是扫描图片，附带的隐藏文字" in warning for warning in document.warnings), why


def test_a_page_of_curves_alone_is_a_picture():
    document = pdf.read(with_content(b"0 0 m 100 100 l S"))
    assert [picture.where for picture in document.pictures] == ["第1页"]


def test_a_picture_beside_text_is_drawn_where_it_stands():
    text = b" ".join(b"BT /F1 12 Tf 10 %d Td (text that people read) Tj ET" % y for y in range(10, 200, 20))
    inline = b"q 400 0 0 300 200 400 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x80 EI Q"
    document = pdf.read(with_content(text + b" " + inline))
    assert document.lines
    head, _, rows = document.pictures[0].load().partition(b"\n255\n")
    wide, high = map(int, head.split()[1:])
    shown = [(at // 3 % wide, at // 3 // wide) for at in range(0, len(rows), 3 * 997) if rows[at] < 255]
    assert all(0.25 * wide - 9 <= x <= 0.75 * wide + 9 for x, _ in shown)
    assert all(high / 8 - 9 <= y <= high / 2 + 9 for _, y in shown)
    assert shown


def test_too_many_pages():
    refused(blank(pdf.MOST_PAGES + 1), "201页")


def test_absurd_page():
    refused(blank(1, 1_000_000, 10), "尺寸")


def test_password():
    refused(ENCRYPTED, "密码")


def test_a_page_of_lines_without_end_is_soon_over():
    lines = "".join(f"{x} 0 m {x} 800 l S 0 {x} m 800 {x} l S\n" for x in range(0, 800, 4)) * 30
    data = with_content(lines.encode() + b"BT /F1 12 Tf 10 10 Td (12) Tj ET")
    pdf.read(data)


@pytest.mark.parametrize("matrix", ["0 0 0 0 0 0", "1e38 0 0 1e38 0 0", "0 1e38 -1e38 0 1e38 1e38"])
def test_text_of_no_direction_or_size(matrix):
    content = f"{matrix} cm 0 0 m 9 9 l S BT /F1 12 Tf 1e38 0 0 1e38 0 0 Tm (12) Tj ET BT /F1 12 Tf (3) Tj ET"
    with suppress(DocumentError):
        pdf.read(with_content(content.encode()))


def test_too_many_drawn_parts():
    refused(with_content(b"0 0 1 1 re f\n" * 300_001 + b"BT /F1 12 Tf 10 10 Td (12) Tj ET"), "图形")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.floats(0, 0.999999), st.integers(0, 255)), min_size=1, max_size=40))
def test_flipped_bytes_end_in_a_document_or_an_error(changes):
    data = bytearray(rendered(reports.full_report, "fmt2021"))
    for share, byte in changes:
        data[int(share * len(data))] = byte
    with suppress(DocumentError):
        report_of(pdf.read(bytes(data)))


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=2000))
def test_any_bytes_end_in_a_document_or_an_error(junk):
    with suppress(DocumentError):
        pdf.read(b"%PDF-1.7\n" + junk + b"\n%%EOF")


def test_too_large_a_file():
    with pytest.raises(DocumentError):
        pdf.read(rendered(reports.full_report, "fmt2021"), limits.Limits(file_bytes=1000))


def with_content(content):
    """A PDF of one page with this content."""
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 800 800]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%b\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    return file_of(parts)


def file_of(parts, trailer=b""):
    data, places = b"%PDF-1.7\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(data))
        data += b"%d 0 obj%b\nendobj\n" % (number, part)
    start = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1)
    data += b"".join(b"%010d 00000 n \n" % place for place in places)
    return data + b"trailer<</Size %d/Root 1 0 R%b>>\nstartxref\n%d\n%%%%EOF\n" % (len(parts) + 1, trailer, start)


ENCRYPTED = file_of(
    [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 800 800]>>",
        b"<</Filter/Standard/V 2/R 3/Length 128/P -44/O<%b>/U<%b>>>" % (b"11" * 32, b"22" * 32),
    ],
    b"/Encrypt 4 0 R/ID[<00112233445566778899aabbccddeeff><00112233445566778899aabbccddeeff>]",
)
"""A file whose password nobody knows: its keys are made up."""
