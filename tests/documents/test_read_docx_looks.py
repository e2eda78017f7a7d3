"""Word documents: what is struck out, hidden by style or raised, and the pictures among the text."""

from __future__ import annotations

import pytest

from gongkai.documents.grid import Document
from gongkai.documents.readers import docx
from tests.documents.test_read_docx import LINK, W, document, lines, only_grid, p, packed, read, run, tbl, tc, tr

# --- struck out, hidden by style, raised --------------------------------------------------------------------------


def with_styles(body: str, *styles: str) -> Document:
    parts = {"word/styles.xml": f'<w:styles xmlns:w="{W}">{"".join(styles)}</w:styles>'}
    return docx.read(packed(document(body), **parts))


def style(name: str, properties: str = "", based_on: str = "", kind: str = "character") -> str:
    base = f'<w:basedOn w:val="{based_on}"/>' if based_on else ""
    return f'<w:style w:type="{kind}" w:styleId="{name}">{base}<w:rPr>{properties}</w:rPr></w:style>'


def styled(text: str, name: str, properties: str = "") -> str:
    return run(text, f'<w:rStyle w:val="{name}"/>{properties}')


def in_style(name: str, *inside: str) -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{name}"/></w:pPr>{"".join(inside)}</w:p>'


@pytest.mark.parametrize("mark", ["<w:strike/>", "<w:dstrike/>", '<w:strike w:val="1"/>'])
def test_struck_out_figures_are_left_out_and_told(mark):
    found = read(tbl(tr("总计", tc(p(run("12", mark), run("15"))))))
    assert [cell.text for cell in found.grids[0].cells] == ["总计", "15"]
    assert len(found.warnings) == 1
    assert "删除线" in found.warnings[0]


def test_a_strike_that_is_off_is_none():
    found = read(p(run("12", '<w:strike w:val="0"/><w:dstrike w:val="false"/>')))
    assert ([line.text for line in found.lines], found.warnings) == (["12"], ())


def test_a_field_that_ends_in_a_hidden_run_is_over():
    end = '<w:r><w:rPr><w:strike/></w:rPr><w:fldChar w:fldCharType="end"/></w:r>'
    begin = LINK.format("begin") + "<w:r><w:instrText>PAGE</w:instrText></w:r>"
    assert lines(f"<w:p>{begin}{end}{run('8')}</w:p>") == ["8"]


def test_what_a_style_hides_or_strikes_is_left_out():
    styles = (
        style("hid", "<w:vanish/>"),
        style("heir", based_on="hid"),
        style("free", '<w:vanish w:val="0"/>', based_on="hid"),
        style("cut", "<w:strike/>"),
        style("loop", based_on="loop"),
        style("gone", "<w:vanish/>", kind="paragraph"),
    )
    body = (
        p(styled("1", "hid"), styled("2", "heir"), styled("3", "free"), styled("4", "cut"), styled("5", "loop"))
        + p(styled("6", "hid", '<w:vanish w:val="0"/>'), styled("7", "none"))
        + in_style("gone", run("8"), run("9", '<w:vanish w:val="0"/>'))
        + in_style("gone", styled("10", "hid"), styled("11", "free"))
    )
    found = with_styles(body, *styles)
    assert [line.text for line in found.lines] == ["35", "67", "9", "10"]  # two styles that hide cancel out
    assert len(found.warnings) == 1


def test_a_chain_of_styles_without_end_costs_nothing():
    chain = [style(f"s{at}", based_on=f"s{at + 1}") for at in range(3_000)]
    found = with_styles(p(styled("1", "s0")), *chain, style("s3000", "<w:vanish/>"))
    assert [line.text for line in found.lines] == ["1"]


def test_damaged_styles_hide_nothing():
    data = packed(document(p(styled("1", "hid"))), **{"word/styles.xml": "<w:styles"})
    assert [line.text for line in docx.read(data).lines] == ["1"]


@pytest.mark.parametrize(
    "inside",
    [
        p("12", run("1", '<w:vertAlign w:val="superscript"/>')),
        p(run("1", '<w:vertAlign w:val="superscript"/>'), "12"),
        p("12", run(" 1", '<w:vertAlign w:val="subscript"/>')),
        p("12") + p(run("1", '<w:vertAlign w:val="superscript"/>')),
        p("12", styled("1", "note")),
    ],
)
def test_a_raised_figure_beside_a_figure_makes_the_cell_doubtful(inside):
    found = with_styles(tbl(tr("总计", tc(inside))), style("note", '<w:vertAlign w:val="superscript"/>'))
    text = found.grids[0].cells[1].text
    assert text.endswith("\ufffd")
    assert {"1", "2"} <= set(text)


def test_raised_text_elsewhere_is_text():
    raised = '<w:vertAlign w:val="superscript"/>'
    assert lines(p("100m", run("2", raised), "，10", run("3", raised))) == ["100m2，103"]
    assert only_grid(tr(tc(p(run("12", raised))), tc(p("12", run("注", raised)))))[0][2] == "12"
    assert only_grid(tr(tc(p("12", run("3", '<w:vertAlign w:val="baseline"/>'))), "2"))[0][2] == "123"


def test_an_embedded_document_is_told():
    found = read(p("甲") + "<w:altChunk/>")
    assert [line.text for line in found.lines] == ["甲"]
    assert "altChunk" in found.warnings[0]


# --- pictures -----------------------------------------------------------------------------------------------------

PNG = b"\x89PNG\r\n\x1a\n" + bytes(60)
CM = 360_000


def drawing(number: str = "r1", wide: int = 15 * CM, high: int = 10 * CM, attribute: str = "embed") -> str:
    extent = f'<wp:extent cx="{wide}" cy="{high}"/>'
    return f'<w:r><w:drawing><wp:inline>{extent}<a:graphic><a:blip r:{attribute}="{number}"/></a:graphic></wp:inline></w:drawing></w:r>'


def pict(number: str = "r1", size: str = "width:400pt;height:300pt") -> str:
    return f'<w:r><w:pict><v:shape style="{size}"><v:imagedata r:id="{number}"/></v:shape></w:pict></w:r>'


def with_pictures(body: str, target: str = "media/a.png", mode: str = "", data: bytes = PNG) -> Document:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{kind}" Target="{target}"{mode}/></Relationships>'
    )
    return docx.read(packed(document(body), **{"word/_rels/document.xml.rels": relations, "word/media/a.png": data}))


@pytest.mark.parametrize("picture", [drawing(), pict(), pict(size=""), drawing(wide=-1)])
@pytest.mark.parametrize("target", ["media/a.png", "/word/media/a.png", "../word/media/a.png"])
def test_pictures_stand_in_their_place(picture, target):
    found = with_pictures(p("前") + p(picture) + p("后"), target)
    assert [block.where for block in found.blocks] == ["第1段", "图1", "第3段"]
    assert found.pictures[0].load() == PNG


def test_pictures_in_cells_follow_the_table():
    found = with_pictures(tbl(tr("甲", tc(p(drawing())))) + p(pict()))
    assert [block.where for block in found.blocks] == ["表1", "图1", "图2"]
    assert [cell.text for cell in found.grids[0].cells] == ["甲", ""]


@pytest.mark.parametrize(
    "picture",
    [
        drawing(wide=CM),
        drawing(high=CM),
        pict(size="position:absolute;width:30pt;height:300pt"),
        drawing(attribute="link"),
        drawing("r9"),
        f"<w:del>{drawing()}</w:del>",
    ],
)
def test_icons_links_and_removed_pictures_are_none(picture):
    assert with_pictures(p(picture) + tbl(tr("1", "2"))).pictures == ()


@pytest.mark.parametrize("target", ["../../etc/passwd", "/etc/passwd", "media/none.png", ""])
def test_pictures_that_are_not_in_the_file_are_none(target):
    assert with_pictures(p(drawing()), target).pictures == ()
    assert with_pictures(p(drawing()), "http://127.0.0.1/a.png", ' TargetMode="External"').pictures == ()


@pytest.mark.parametrize("data", [b"\xd7\xcd\xc6\x9a" + bytes(40), b"\x01\0\0\0" + bytes(40), b""])
def test_pictures_nobody_can_decode_are_told(data):
    found = with_pictures(p(drawing()) + tbl(tr("1", "2")), data=data)
    assert found.pictures == ()
    assert found.warnings[0].startswith("图1的格式无法识别")


def test_pictures_are_bounded():
    assert len(with_pictures(p(drawing() * 300)).pictures) == 200
