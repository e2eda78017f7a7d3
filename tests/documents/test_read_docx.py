"""Word documents: read as Word shows them; hostile ones end in one sentence."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.documents.grid import Document, Grid
from gongkai.documents.readers import docx, html
from gongkai.documents.write import render
from gongkai.errors import DocumentError
from tests.documents import reports

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
REPORT = render(reports.full_report(), "docx")
LINK = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'


def packed(document: str | bytes, name: str = "word/document.xml", **others: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(name, document)
        for part, content in others.items():
            package.writestr(part, content)
    return buffer.getvalue()


def document(body: str, namespace: str = W) -> str:
    return (
        f'<w:document xmlns:w="{namespace}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
        'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
        'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
        f'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><w:body>{body}<w:sectPr/></w:body></w:document>'
    )


def read(body: str) -> Document:
    return docx.read(packed(document(body)))


def lines(body: str) -> list[str]:
    return [line.text for line in read(body).lines]


def run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def p(*inside: str) -> str:
    return f"<w:p>{''.join(part if part.startswith('<') else run(part) for part in inside)}</w:p>"


def tc(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{text if text.startswith('<') else p(text)}</w:tc>"


def tr(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(c if c.startswith('<') else tc(c) for c in cells)}</w:tr>"


def tbl(*rows: str) -> str:
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def cells(grid: Grid) -> list[tuple[int, int, str, int, int]]:
    return [(cell.row, cell.column, cell.text, cell.rowspan, cell.colspan) for cell in grid.cells]


def only_grid(*rows: str) -> list[tuple[int, int, str, int, int]]:
    (grid,) = read(tbl(*rows)).grids
    return cells(grid)


def laid_out(report, table):
    """Cells of the printed form with their places and spans."""
    grid = reports.printed_grid(report, table)
    taken, laid = set(), []
    for y, row in enumerate(report.form.layout(table)):
        x = 0
        for cell in row:
            while (y, x) in taken:
                x += 1
            taken |= {(y + down, x + right) for down in range(cell.rowspan) for right in range(cell.colspan)}
            laid.append((y, x, grid[y][x], cell.rowspan, cell.colspan))
    return laid


@pytest.mark.parametrize("form_id", reports.BOTH)
@pytest.mark.parametrize("sample", reports.SAMPLES)
def test_our_own_document_reads_back_cell_by_cell(sample, form_id):
    report = sample(form_id)
    read_back = docx.read(render(report, "docx"))
    assert [grid.where for grid in read_back.grids] == ["表1", "表2", "表3"]
    for grid, table in zip(read_back.grids, ("t2", "t3", "t4"), strict=True):
        found = [(y, x, text.replace("\n", ""), down, right) for y, x, text, down, right in cells(grid)]
        assert found == laid_out(report, table)


def test_our_own_document_keeps_text_and_title():
    report = reports.full_report()
    read_back = docx.read(REPORT)
    texts = [line.text for line in read_back.lines]
    assert texts[0].replace("\n", "") == report.title
    assert {paragraph.text for paragraph in report.preamble} <= set(texts)
    assert texts[-2:] == ["西工区汉屯路街道办事处", "2022年1月24日"]
    assert (read_back.metadata, read_back.warnings) == ({"title": report.title}, ())


def test_blank_paragraphs_count_and_are_left_out():
    found = read(p("甲") + p() + tbl(tr("1", "2")) + p("乙"))
    assert [(line.text, line.where) for line in found.lines] == [("甲", "第1段"), ("乙", "第3段")]


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        ("<w:r><w:t>1</w:t><w:tab/><w:t>2</w:t><w:br/><w:t>3</w:t><w:noBreakHyphen/></w:r>", "1\t2\n3-"),
        (run("1") + f"<w:ins>{run('2')}</w:ins><w:del><w:r><w:delText>3</w:delText></w:r></w:del>", "12"),
        (run("1") + f"<w:moveFrom>{run('2')}</w:moveFrom><w:moveTo>{run('3')}</w:moveTo>", "13"),
        (run("1") + run("2", "<w:vanish/>") + run("3", '<w:vanish w:val="0"/>'), "13"),
        (f"<w:sdt><w:sdtPr><w:alias/></w:sdtPr><w:sdtContent>{run('1')}</w:sdtContent></w:sdt>", "1"),
        (f"<w:hyperlink>{run('1')}</w:hyperlink><w:smartTag>{run('2')}</w:smartTag>", "12"),
        (
            LINK.format("begin")
            + f"<w:r><w:instrText>PAGE</w:instrText></w:r>{run('x')}"
            + LINK.format("separate")
            + run("7")
            + LINK.format("end")
            + run("8"),
            "78",
        ),
        (f'<w:fldSimple w:instr="PAGE">{run("7")}</w:fldSimple>', "7"),
        (f"{run('1')}<w:r><w:footnoteReference w:id='1'/></w:r>", "1"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>', "\uf0fe"),
        (
            "<w:r><w:ruby><w:rt><w:r><w:t>zi</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>字</w:t></w:r></w:rubyBase></w:ruby></w:r>",
            "字",
        ),
        ("<m:oMath><m:r><m:t>12</m:t></m:r></m:oMath>", "12"),
        (run("1") + "<!-- c --><?pi x?>" + run("2"), "12"),
    ],
)
def test_what_word_shows_of_a_paragraph(inside, text):
    assert lines(f"<w:p>{inside}</w:p>") == [text]
    assert only_grid(tr(tc(f"<w:p>{inside}</w:p>"), "2"))[0][2] == text


def test_numbers_of_lists_are_not_invented():
    assert lines(f"<w:p><w:pPr><w:numPr><w:numId w:val='1'/></w:numPr></w:pPr>{run('项')}</w:p>") == ["项"]


def test_a_removed_paragraph_mark_joins_paragraphs():
    first = f"<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{run('甲')}</w:p>"
    assert lines(first + p("乙") + p("丙")) == ["甲乙", "丙"]
    assert lines(first) == ["甲"]


def test_removed_and_hidden_rows_are_left_out_and_inserted_ones_kept():
    rows = (
        tr("1", "2", properties="<w:del/>"),
        tr("3", "4", properties="<w:ins/>"),
        tr("5", "6", properties="<w:hidden/>"),
    )
    assert only_grid(*rows) == [(0, 0, "3", 1, 1), (0, 1, "4", 1, 1)]
    assert only_grid(tr(tc("1", "<w:cellDel/>"), "2", "3")) == [(0, 0, "2", 1, 1), (0, 1, "3", 1, 1)]


@pytest.mark.parametrize(
    "fallback",
    ["", "<mc:Fallback><w:pict><v:textbox><w:txbxContent>{}</w:txbxContent></v:textbox></w:pict></mc:Fallback>"],
)
def test_text_boxes_are_read_once_after_their_paragraph(fallback):
    box = p("盒") + tbl(tr("1", "2"))
    choice = f"<mc:Choice Requires='wps'><w:drawing><w:txbxContent>{box}</w:txbxContent></w:drawing></mc:Choice>"
    found = read(
        p("甲", f"<w:r><mc:AlternateContent>{choice}{fallback.format(box)}</mc:AlternateContent></w:r>") + p("乙")
    )
    assert [getattr(block, "text", "") for block in found.blocks] == ["甲", "盒", "", "乙"]
    only_fallback = f"<mc:AlternateContent><mc:Choice/>{fallback.format(box)}</mc:AlternateContent>"
    assert len(read(p(f"<w:r>{only_fallback}</w:r>")).grids) == bool(fallback)


def test_merges_across_and_down():
    restart, going_on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    rows = (
        tr(tc("a", restart), tc("b", '<w:gridSpan w:val="2"/>')),
        tr(tc("x", going_on), "c", "d"),
        tr(tc("e", restart), "f", tc("g", '<w:vMerge w:val="continue"/>')),
    )
    assert only_grid(*rows) == [
        (0, 0, "a", 2, 1),
        (0, 1, "b", 1, 2),
        (1, 1, "c", 1, 1),
        (1, 2, "d", 1, 1),
        (2, 0, "e", 1, 1),
        (2, 1, "f", 1, 1),
        (2, 2, "g", 1, 1),
    ]


def test_the_older_way_of_merging():
    def merged(across: str, down: str) -> str:
        return f'<w:hMerge w:val="{across}"/><w:vMerge w:val="{down}"/>'

    rows = (
        tr(tc("a", merged("restart", "restart")), tc("", merged("continue", "restart")), "b"),
        tr(tc("", merged("restart", "continue")), tc("", merged("continue", "continue")), "c"),
    )
    assert only_grid(*rows) == [(0, 0, "a", 2, 2), (0, 2, "b", 1, 1), (1, 2, "c", 1, 1)]


def test_places_left_free_before_and_after():
    rows = (tr("a", "b", "c"), tr("d", properties='<w:gridBefore w:val="1"/><w:gridAfter w:val="1"/>'))
    assert only_grid(*rows)[-1] == (1, 1, "d", 1, 1)


@pytest.mark.parametrize("span", ["1000000000", "99999", "0", "-1", "x", ""])
def test_absurd_spans_are_one(span):
    rows = (
        tr(tc("a", f'<w:gridSpan w:val="{span}"/>'), "b", properties=f'<w:gridBefore w:val="{span}"/>'),
        tr("c", "d"),
    )
    assert only_grid(*rows)[:2] == [(0, 0, "a", 1, 1), (0, 1, "b", 1, 1)]


def test_rows_and_cells_in_content_controls():
    def control(inside: str) -> str:
        return f"<w:sdt><w:sdtPr/><w:sdtContent>{inside}</w:sdtContent></w:sdt>"

    assert read(control(tbl(control(tr(control(tc("1")), "2"))))).grids[0].width == 2


def test_a_table_in_a_cell_follows_the_outer_one():
    found = read(tbl(tr(tc(p("甲") + tbl(tr("1", "2")) + p("乙")), "丙")))
    assert [(grid.where, [cell.text for cell in grid.cells]) for grid in found.grids] == [
        ("表1", ["甲\n乙", "丙"]),
        ("表2", ["1", "2"]),
    ]


def test_a_table_of_one_column_is_a_frame_around_its_text():
    found = read(tbl(tr(tc(p("甲") + tbl(tr("1", "2")) + p("乙"))), tr("丙")))
    assert [getattr(block, "text", "") for block in found.blocks] == ["甲", "", "乙", "丙"]


def test_strict_namespace_is_read():
    strict = document(p("甲") + tbl(tr("1", "2")), "http://purl.oclc.org/ooxml/wordprocessingml/main")
    found = docx.read(packed(strict))
    assert (found.lines[0].text, found.grids[0].width) == ("甲", 2)


def test_the_main_part_is_the_one_the_package_names():
    relation = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="{}"/></Relationships>'
    )
    data = packed(document(p("甲")), "word/document2.xml", **{"_rels/.rels": relation.format("/word/document2.xml")})
    assert docx.read(data).lines[0].text == "甲"
    with pytest.raises(DocumentError):
        docx.read(packed(document(p("甲")), **{"_rels/.rels": relation.format("../../etc/passwd")}))


def test_pictures_without_a_table_are_told():
    assert read(p("<w:r><w:drawing><a:blip/></w:drawing></w:r>")).warnings[0].startswith("pictures: 1 ")


def test_the_type_is_told_by_content():
    assert docx.sniff(REPORT)
    assert docx.sniff(REPORT[:9_000])  # cut off
    assert not html.sniff(REPORT)
    for other in (b"", b"PK", b"PK\x03\x04", render(reports.full_report(), "xlsx"), b"<html>"):
        assert not docx.sniff(other)


ENTITIES = "".join(
    f'<!ENTITY {"a" * n} "{"&" + "a" * (n - 1) + ";"}{"&" + "a" * (n - 1) + ";"}">' for n in range(2, 40)
)
BOMB = f'<!DOCTYPE w:document [<!ENTITY a "aaaaaaaaaa">{ENTITIES}]>'


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK",
        b"<html>",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(999),
        REPORT[:-100],
        REPORT[:3000],
        packed("word", "other.txt"),
        packed(""),
        packed("<w:document/>"),
        packed(document(p("甲"))[:-20]),
        packed(BOMB + document(p(f"&{'a' * 39};"))),
        packed("<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>" + document(p("&e;"))),
        packed("<!DOCTYPE x SYSTEM 'http://127.0.0.1:9/x.dtd'>" + document(p("甲"))),
        packed(document("<w:sdt><w:sdtContent>" * 9_000)),
        packed(document("<w:tbl><w:tr><w:tc>" * 90 + "</w:tc></w:tr></w:tbl>" * 90)),
        packed(document(tbl(*[tr("甲", "乙")] * 5_001))),
        packed(document(tbl(tr(*["甲"] * 300)))),
        packed(document("x" * 20_000_000)),
        packed(document(p("甲")).encode("utf-16")[:-1]),
        packed(b"\xff" * 1_000),
    ],
    ids=range(20),
)
def test_hostile_files_are_refused_soon(data):
    with pytest.raises(DocumentError) as caught:
        docx.read(data)
    assert caught.value.zh != str(caught.value)


def test_nesting_that_xml_allows_is_read():
    depth = 60
    found = read("<w:tbl><w:tr><w:tc>" * depth + p("甲") + "</w:tc></w:tr></w:tbl>" * depth)
    assert [line.text for line in found.lines] == ["甲"]


def test_a_part_that_is_not_what_was_packed_is_refused():
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w") as package:
        package.writestr("word/document.xml", document(p("147")))
    with pytest.raises(DocumentError, match="damaged"):
        docx.read(stored.getvalue().replace(b"147", b"741"))


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_damaged_files_are_read_whole_or_refused(data):
    damaged = bytearray(REPORT)
    del damaged[data.draw(st.integers(1, len(damaged))) :]
    for at in data.draw(st.lists(st.integers(0, len(damaged) - 1), max_size=5)):
        damaged[at] = data.draw(st.integers(0, 255))
    try:
        found = docx.read(bytes(damaged))
    except DocumentError:
        return
    assert found.grids == docx.read(REPORT).grids


TAGS = ("tbl", "tr", "tc", "p", "r", "sdt", "sdtContent", "ins", "txbxContent", "tcPr", "trPr")


@settings(deadline=None)
@given(
    st.recursive(
        st.just("<w:r><w:t>1</w:t></w:r><w:vMerge/><w:hMerge/>"),
        lambda inner: st.builds(
            lambda tag, parts: f"<w:{tag}>{''.join(parts)}</w:{tag}>",
            st.sampled_from(TAGS),
            st.lists(inner, max_size=3),
        ),
        max_leaves=40,
    )
)
def test_any_elements_are_read_without_overlaps(body):
    for grid in read(body).grids:
        assert sum(cell.rowspan * cell.colspan for cell in grid.cells) == len(grid.at)
