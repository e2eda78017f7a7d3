"""OFD read: reports as different programs set them; every cell right or not stated, and a hostile file a clear error."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.documents.read import read_document, report_of
from gongkai.documents.readers import docx, ofd
from gongkai.documents.readers.ofd_text import deltas
from gongkai.errors import DocumentError
from tests.documents import reports
from tests.documents.ofd_files import (
    BODY,
    DOCUMENT,
    PAGE,
    RESOURCES,
    ROOT,
    SPACE,
    Way,
    box,
    image,
    one,
    package,
    packed,
    rule_object,
    set_report,
    text,
    text_object,
)
from tests.samples.layouts import cells_equal, halved

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415478da63f8ffff3f0005fe02fe33126d"
    "2a0000000049454e44ae426082"
)


PLAIN = Way()
ONE_PAGE = 1200


@cache
def rendered(form_id="fmt2021", way=PLAIN):
    return set_report(reports.full_report(form_id), way)


def read(*objects, way=PLAIN, **others):
    return ofd.read(package([objects], way, **others))


def lines(*objects, **others):
    return [line.text for line in read(*objects, **others).lines]


# --- reports ------------------------------------------------------------------------------------------------------

WAYS = {
    "plain": Way(),
    "landscape": Way(wide=297, high=210),
    "over pages": Way(high=150),
    "head repeated": Way(high=150, head=3),
    "a digit an object": Way(per_char=True),
    "scaled": Way(scale=3.175),
    "repeats and filled rules": Way(repeats=True, filled=True),
    "groups, drawn twice": Way(grouped=True, twice=True),
    "template": Way(templated=True, high=180),
    "on its side": Way(turned=True, wide=297, high=210),
    "2012": Way(prefix="", space="http://www.ofdspec.org/2012"),
}


@pytest.mark.parametrize("form_id", reports.BOTH)
@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_report_reads_back_cell_for_cell(way, form_id):
    told = reports.full_report(form_id)
    got = report_of(ofd.read(rendered(form_id, way)))
    assert cells_equal(got, told) == []
    assert (got.form_id, got.title, got.signed_by, got.published_on) == (
        form_id,
        told.title,
        told.signed_by,
        told.published_on,
    )


@pytest.mark.parametrize("form_id", reports.BOTH)
@pytest.mark.parametrize("sample", reports.SAMPLES)
def test_no_sample_states_a_wrong_number(sample, form_id):
    told = replace(sample(form_id), sections={}, preamble=())
    try:
        data = set_report(told)
    except ValueError:
        return  # characters XML cannot hold
    with suppress(DocumentError):
        got = report_of(ofd.read(data))
        assert [one for one in cells_equal(got, told) if one[2].status == "stated"] == []


@pytest.mark.parametrize("high", [100, 118, 132, 146, 163, 188, 216, 244])
@pytest.mark.parametrize("head", [0, 3])
def test_any_height_of_page_states_nothing_wrong(high, head):
    told = reports.full_report()
    got = report_of(ofd.read(rendered(way=Way(high=high, head=head))))
    assert [one for one in cells_equal(got, told) if one[2].status == "stated"] == []


def test_labels_broken_over_lines():
    told = reports.full_report()
    assert cells_equal(report_of(ofd.read(set_report(told, show=halved))), told) == []


@settings(max_examples=15, deadline=None)
@given(st.data())
def test_any_numbers_and_blanks_in_any_way(data):
    told = reports.full_report(data.draw(st.sampled_from(reports.BOTH)))
    texts = st.sampled_from(["", "/", "0", "7", "12", "345", "10086", "1,234", "１２"])
    told = replace(
        told,
        sections={},
        cells={
            key: replace(cell, value=None, written=data.draw(texts), status="unreadable")
            for key, cell in told.cells.items()
        },
    )
    way = Way(
        high=data.draw(st.just(ONE_PAGE) | st.integers(120, 300)),
        head=data.draw(st.sampled_from([0, 3])),
        per_char=data.draw(st.booleans()),
        repeats=data.draw(st.booleans()),
        scale=data.draw(st.sampled_from([1.0, 0.353, 3.0])),
    )
    got = report_of(ofd.read(set_report(told, way)))
    for figure, cell in got.figures():
        written = told.cell(figure.key).written
        if cell.status == "stated":
            assert cell.written == written
        elif way.high == ONE_PAGE:  # else a row may be refused where a page ends just above it and a cell is blank
            assert written in ("", "/")


def test_metadata_and_places():
    document = ofd.read(rendered())
    assert document.metadata == {"title": "年度报告", "创建日期": "2022-01-24"}
    assert document.lines[0].where == "第1页第1行"
    assert [grid.where[-2:] for grid in document.grids] == ["表1", "表2", "表2"]


def test_the_type_is_told_by_content():
    data = rendered()
    assert ofd.sniff(data)
    assert ofd.sniff(data[:900])  # cut off
    assert read_document(data).kind == "ofd"
    assert not docx.sniff(data)
    for other in (b"", b"PK", packed({"word/document.xml": "x"}), b"<html>"):
        assert not ofd.sniff(other)


# --- text ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stated", "most", "found"),
    [
        ("1 2 3", 3, [1, 2, 3]),
        ("g 3 1.5 2", 9, [1.5, 1.5, 1.5, 2]),
        ("2 g 2 1", 9, [2, 1, 1]),
        ("g 1000000000 1", 4, [1, 1, 1, 1]),
        ("g 0 1 2", 9, [2]),
        ("", 5, []),
        (None, 5, []),
        ("1 2 3", 1, [1]),
    ],
)
def test_deltas(stated, most, found):
    assert deltas(stated, most) == found


@pytest.mark.parametrize(
    "stated", ["g", "g 2", "g x 1", "g -1 1", "1e99", "nan", "inf", "1 2 x", "g 2 g 2 1", "g 9999999999999 1"]
)
def test_deltas_of_another_shape_are_refused(stated):
    with pytest.raises(DocumentError, match="place"):
        deltas(stated, 5)


def test_text_is_laid_by_its_places_and_not_in_the_order_of_the_file():
    last = text('<ofd:TextCode X="30" Y="3" DeltaX="1.5">34</ofd:TextCode>')
    first = text('<ofd:TextCode X="0" Y="3" DeltaX="1.5">12</ofd:TextCode><ofd:TextCode X="10">5</ofd:TextCode>')
    assert lines(last, first) == ["12\t5\t34"]


def test_steps_that_go_back_read_as_they_look():
    assert lines(text('<ofd:TextCode X="9" Y="3" DeltaX="-1.5 -1.5">321</ofd:TextCode>')) == ["123"]


@pytest.mark.parametrize("given_deltas", ["", ' DeltaX="3"'])
def test_steps_that_are_not_stated_go_on(given_deltas):
    assert lines(text(f'<ofd:TextCode X="0" Y="3"{given_deltas}>政府信息</ofd:TextCode>')) == ["政府信息"]


def test_steps_by_utf16_unit():
    whole = text('<ofd:TextCode X="0" Y="3" DeltaX="0 3 3 9">𠮷林1 2</ofd:TextCode>')
    by_unit = text('<ofd:TextCode X="0" Y="3" DeltaX="1.5 1.5 3 3">𠮷林12</ofd:TextCode>')
    assert lines(by_unit) == ["𠮷林1\t2"]
    assert len(lines(whole)) == 1


def test_white_space_of_the_markup_is_no_text():
    assert lines(text('<ofd:TextCode X="0" Y="3" DeltaX="1.5">\n  12\n</ofd:TextCode>')) == ["12"]


def test_vertical_text_stands_line_by_line():
    (grid,) = read(
        rule_object(10, 20, 40, 20, Way()),
        rule_object(10, 40, 40, 40, Way()),
        *(rule_object(x, 20, x, 40, Way()) for x in (10, 20, 40)),
        text('<ofd:TextCode X="3" Y="5" DeltaY="4 4">新受理</ofd:TextCode>', "10 20 10 20"),
    ).grids
    assert grid.cells[0].text == "新\n受\n理"


def test_what_is_not_shown_is_not_read():
    shown = text('<ofd:TextCode X="0" Y="3" DeltaX="1.5">12</ofd:TextCode>')
    hidden = text('<ofd:TextCode X="6" Y="3">9</ofd:TextCode>', Visible="false")
    clear = text('<ofd:TextCode X="6" Y="3">8</ofd:TextCode>', Alpha="0")
    empty = text('<ofd:TextCode X="6" Y="3">7</ofd:TextCode>', Fill="false")
    off = text('<ofd:TextCode X="900" Y="3">6</ofd:TextCode>')
    assert lines(shown, hidden, clear, empty, off) == ["12"]


def test_a_watermark_across_the_page_is_left_out_and_told():
    across = text('<ofd:TextCode X="0" Y="3" DeltaX="g 3 8">内部资料</ofd:TextCode>', CTM="0.7 -0.7 0.7 0.7 20 20")
    document = read(*box("总计", "12"), across)
    assert [cell.text for cell in document.grids[0].cells] == ["总计", "12"]
    assert document.warnings == ("第1页有未读取的内容：斜排的文字（如水印）",)


def test_text_drawn_twice_is_read_once_and_figures_over_others_not_at_all():
    (grid,) = read(*box("总计", "11"), text_object(31.05, 21, "11", Way())).grids
    assert grid.cells[1].text == "11"
    (grid,) = read(*box("总计", "12"), text_object(31, 21, "34", Way())).grids
    assert "\ufffd" in grid.cells[1].text
    (grid,) = read(
        *box("总计"), *box("", ""), text('<ofd:TextCode X="21" Y="-36" DeltaX="0.1">11</ofd:TextCode>')
    ).grids
    assert "\ufffd" in grid.cells[1].text


def test_a_number_over_a_rule_belongs_to_no_cell():
    for way in (Way(), Way(per_char=True)):
        digits = [text_object(28.5 + at * 1.5, 21, digit, way) for at, digit in enumerate("1234")]
        objects = digits if way.per_char else [text_object(28.5, 21, "1234", way)]
        (grid,) = read(*box("", ""), *objects).grids
        assert all("\ufffd" in cell.text for cell in grid.cells)


def test_a_number_of_wide_digits_over_a_rule_belongs_to_no_cell():
    wide = text('<ofd:TextCode X="18.5" Y="13.6" DeltaX="1.9 1.9 1.9">1234</ofd:TextCode>', "10 10 80 5")
    scaled = [
        text(
            f'<ofd:TextCode X="0" Y="1">{digit}</ofd:TextCode>',
            f"{27 + at * 1.9} 21 1.9 3",
            CTM="3 0 0 3 0 0",
            Size="1",
        )
        for at, digit in enumerate("1234")
    ]
    for objects in ([wide], scaled):
        (grid,) = read(*box("", ""), *objects).grids
        assert all("\ufffd" in cell.text for cell in grid.cells)


def test_curves_are_no_rules():
    round_box = (
        '<ofd:PathObject Boundary="10 10 50 20" Stroke="true">'
        "<ofd:AbbreviatedData>M 0 5 B 0 2 2 0 5 0 Q 1 1 2 2 A 1 1 0 0 1 5 5 L 0 5 C</ofd:AbbreviatedData></ofd:PathObject>"
    )
    broken = (
        '<ofd:PathObject Boundary="1 1 9 9"><ofd:AbbreviatedData>M 0 L 9 X 3</ofd:AbbreviatedData></ofd:PathObject>'
    )
    assert len(read(*box("总计", "12"), round_box, broken).grids) == 1


# --- the package --------------------------------------------------------------------------------------------------


def test_several_documents_are_read_in_order():
    page = '<ofd:Page BaseLoc="Content.xml"/>'
    parts = {"OFD.xml": ROOT.format(BODY.format("A/Document.xml") + BODY.format("/B/Document.xml"))}
    for name in "AB":
        parts |= {
            f"{name}/Document.xml": DOCUMENT.format("", page),
            f"{name}/Content.xml": PAGE.format("", one(name * (3 if name == "A" else 9))),
        }
    document = ofd.read(packed(parts))
    assert [(line.text, line.where) for line in document.lines] == [("AAA", "第1页第1行"), ("BBBBBBBBB", "第2页第1行")]


def test_the_current_version_is_read():
    versions = (
        '<ofd:Versions><ofd:Version Index="0" BaseLoc="v0.xml"/>'
        '<ofd:Version Index="1" Current="true" BaseLoc="/V/v1.xml"/></ofd:Versions>'
    )
    body = f"<ofd:DocBody><ofd:DocRoot>Old.xml</ofd:DocRoot>{versions}</ofd:DocBody>"
    page = '<ofd:Page BaseLoc="{}.xml"/>'
    parts = {
        "OFD.xml": ROOT.format(body),
        "V/v1.xml": f'<ofd:DocVersion xmlns:ofd="{SPACE}"><ofd:DocRoot>../New.xml</ofd:DocRoot></ofd:DocVersion>',
        "Old.xml": DOCUMENT.format("", page.format("OldPage")),
        "New.xml": DOCUMENT.format("", page.format("NewPage")),
        "OldPage.xml": PAGE.format("", one("old")),
        "NewPage.xml": PAGE.format("", one("new")),
    }
    assert [line.text for line in ofd.read(packed(parts)).lines] == ["new"]


def test_names_are_found_whatever_their_case():
    parts = {
        "OFD.xml": ROOT.format(BODY.format("doc_0/document.XML")),
        "Doc_0/Document.xml": DOCUMENT.format("", '<ofd:Page BaseLoc="Pages\\p.xml"/>'),
        "Doc_0/pages/P.xml": PAGE.format("", one("甲")),
    }
    assert [line.text for line in ofd.read(packed(parts)).lines] == ["甲"]


def test_the_area_of_a_page_goes_before_that_of_the_document():
    area = "<ofd:Area><ofd:PhysicalBox>0 0 500 500</ofd:PhysicalBox></ofd:Area>"
    far = text_object(400, 400, "远", Way())
    inside = {"Doc_0/Pages/Page_0/Content.xml": PAGE.format(area, far)}
    assert lines("", **inside) == ["远"]
    with pytest.raises(DocumentError):
        read(far)


def test_annotations_are_not_read_and_told():
    stated = DOCUMENT.format("", '<ofd:Page BaseLoc="p.xml"/>').replace(
        "</ofd:Document>", "<ofd:Annotations>Annotations.xml</ofd:Annotations></ofd:Document>"
    )
    document = read(**{"Doc_0/Document.xml": stated, "Doc_0/p.xml": PAGE.format("", one("甲"))})
    assert document.warnings == ("批注（包括其中的印章、水印和手写）没有读取",)


# --- pictures -----------------------------------------------------------------------------------------------------


def with_picture(objects, data=PNG, path="scan.png"):
    return read(*objects, **{"Doc_0/DocumentRes.xml": RESOURCES.format(path), "Doc_0/Res/scan.png": data})


def test_a_page_that_is_a_picture_is_handed_on():
    document = with_picture([image(210, 297)])
    (picture,) = document.pictures
    assert (picture.where, picture.load()) == ("第1页", PNG)
    assert document.warnings == ("第1页没有文字，只有图片",)


def test_a_picture_under_text_is_handed_on_only_where_it_covers_the_page():
    assert len(with_picture([image(210, 297), one("甲")]).pictures) == 1
    assert with_picture([image(40, 40), one("甲")]).pictures == ()


def test_a_picture_page_stands_between_its_neighbours():
    data = package(
        [[one("前")], [image(210, 297)], [one("后")]],
        **{"Doc_0/DocumentRes.xml": RESOURCES.format("scan.png"), "Doc_0/Res/scan.png": PNG},
    )
    assert [block.where for block in ofd.read(data).blocks] == ["第1页第1行", "第2页", "第3页第1行"]


def test_a_picture_behind_a_table_does_not_part_it_from_the_next_page():
    pages = [[*box("甲", "1"), image(210, 297)], [*box("乙", "2"), image(210, 297)]]
    data = package(pages, **{"Doc_0/DocumentRes.xml": RESOURCES.format("scan.png"), "Doc_0/Res/scan.png": PNG})
    document = ofd.read(data)
    assert [grid.height for grid in document.grids] == [2]
    assert len(document.pictures) == 2


@pytest.mark.parametrize(("data", "path"), [(b"\x97JB2\r\n", "scan.png"), (PNG, "none.png"), (b"", "scan.png")])
def test_pictures_that_cannot_be_had_are_told(data, path):
    document = with_picture([image(210, 297), one("甲")], data, path)
    assert document.pictures == ()
    assert "图片" in document.warnings[0]
