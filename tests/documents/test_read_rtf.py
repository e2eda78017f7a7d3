"""RTF: as Word shows it, the grid that docx gives; hostile files end in one sentence."""

from __future__ import annotations

import gzip
from dataclasses import replace
from itertools import cycle
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.documents.grid import Document
from gongkai.documents.limits import Limits
from gongkai.documents.read import read_document, read_reports, report_of
from gongkai.documents.readers import docx, html, rtf, text
from gongkai.documents.write import render
from gongkai.errors import DocumentError
from gongkai.report.model import Cell
from tests.documents import old_formats as old
from tests.documents import reports
from tests.documents.old_formats import escaped, escaped_gbk, rtf_row
from tests.samples.layouts import cells_equal

SAMPLES = Path(__file__).parents[1] / "samples" / "office"
WRITTEN = (
    "12",
    "0",
    "０",
    "１２",
    "1,234",
    " 7 ",
    "-3",
    "3.98",
    "3.98万元",
    "/",
    "—",
    "——",
    "",
    "无",
    "1 2",
    "8件",
    "𠮷",
    "{5}",
)


def sample(name):
    return gzip.decompress((SAMPLES / f"{name}.gz").read_bytes())


REPORT = sample("fmt2021.rtf")


def read(body: str, head: str = "") -> Document:
    return rtf.read(old.rtf(body, head))


def lines(body: str, head: str = "") -> list[str]:
    return [line.text for line in read(body, head).lines]


def cells(document: Document, number: int = 0) -> list[tuple[int, int, str, int, int]]:
    return [(each.row, each.column, each.text, each.rowspan, each.colspan) for each in document.grids[number].cells]


@pytest.mark.parametrize("form_id", reports.BOTH)
def test_a_file_of_another_program_reads_as_the_docx_it_was_made_from(form_id):
    told = reports.full_report(form_id)

    found = rtf.read(sample(f"{form_id}.rtf"))

    assert found.blocks == docx.read(render(told, "docx")).blocks
    assert found.warnings == ()
    assert cells_equal(report_of(found), told) == []


@pytest.mark.parametrize("spell", [escaped, escaped_gbk])
@pytest.mark.parametrize("form_id", reports.BOTH)
def test_every_cell_is_read_however_characters_are_spelt(form_id, spell):
    told = reports.full_report(form_id)

    (found,) = read_reports(old.rtf_report(told, spell))

    assert cells_equal(found, told) == []


@settings(max_examples=25, deadline=None)
@given(st.data(), st.sampled_from(reports.BOTH), st.sampled_from([escaped, escaped_gbk]))
def test_cells_however_written_read_as_in_docx(data, form_id, spell):
    full = reports.full_report(form_id)
    written = cycle(data.draw(st.lists(st.sampled_from(WRITTEN), min_size=1, max_size=30)))
    told = replace(
        full, cells={key: Cell(None, text, "", "blank") for key, text in zip(full.cells, written, strict=False)}
    )

    ours = report_of(rtf.read(old.rtf_report(told, spell)))

    assert ours.cells == report_of(docx.read(render(told, "docx"))).cells


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30))
def test_any_text_comes_back(told):
    for spell in (escaped, escaped_gbk):
        assert "".join(lines(f"|{spell(told)}|\\par ")) == f"|{told}|"


def test_what_another_program_writes_of_an_awkward_document():
    found = rtf.read(sample("awkward.rtf"))

    assert [line.text for line in found.lines][:5] == ["甲", "151", "a", "b", "12"]
    assert cells(found) == [(0, 0, "内1", 1, 1), (0, 1, "内2", 1, 1)]
    assert found.warnings[0].startswith("tables: ")  # it has a cell too many: see the README of the samples


def test_paragraphs_count_with_blank_ones_and_those_in_tables_do_not():
    found = read(r"\u-30?1\par\par " + rtf_row("1", "2") + r"2\par")
    assert [(line.text, line.where) for line in found.lines] == [("\uffe21", "第1段"), ("2", "第3段")]


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        (r"1\tab 2\line 3\_4\-5\~6", "1\t2\n3-45\xa06"),
        (r"1{\v 2}{\deleted 3}\v 4\v0 5{\revised 6}", "156"),
        (r"{\field{\*\fldinst PAGE}{\fldrslt 7}}8{\field{\fldinst X}{\fldrslt 9}}", "789"),
        (r"1{\footnote 2}{\header 3}{\*\unknown 4 {5}}{\listtext 6.}{\bkmkstart a}7", "17"),
        (r"1{\pict\wmetafile8 0102}{\*\shppict{\pict 03}}{\nonshppict{\pict 04}}2", "12"),
        (r"1{\shp{\*\shpinst{\shptxt 2\par}}{\shprslt 3}}4", "14"),
        (
            r"\uc2\u25919\'d5\'fe1\uc1\u-10187?\u-9073?2{\uc0\u24220 3}",
            "政1\U0001d48f2府3",
        ),
        (r"\u24220\u25919?1", "府政1"),
        (r"\u24220{1}2", "府12"),
        ("1\x002\\u0?3", "1\ufffd2\ufffd3"),
        (r"\u-10187?1", "\ufffd1"),
        (r"\f0\'d5\'fe\f1\'b8\'ae 1", "政府 1"),
        (r"\'d5" + "\n" + r"\'fe", "政"),
        (r"\ldblquote 1\rdblquote\emdash\'a3\'b2", "“1”—２"),
        (r"1\bin4 {{{{2", "12"),
        (r"\{1\}\\", "{1}\\"),
        (  # as Word writes it: the last of three fonts is that of the text
            r"{\rtlch\fcs1 \af0\afs24 \ltrch\fcs0 \loch\af1\hich\af1\dbch\f0 \'d5\'fe}{\f1\insrsid9 \hich\af1\dbch\af0\loch\f1 12}",
            "政12",
        ),
    ],
)
def test_what_word_shows_of_a_paragraph(inside, text):
    assert lines(inside + "\\par ") == [text]
    assert cells(read(rtf_row(inside, "2")))[0][2] == text


def test_text_struck_out_is_left_out_and_told():
    found = read(r"1{\strike 2\strike0 3}{\striked1 4}\par ")
    assert ([line.text for line in found.lines], found.warnings[0][:6]) == (["13"], "文中有划去（")


def test_a_raised_figure_beside_another_makes_a_cell_doubtful():
    assert lines(r"12{\super 3}\par ") == ["123"]
    found = read(rtf_row(r"12{\super 3}", r"m{\sub 2}", r"1\super\nosupersub 2", r"1{\super\u50?}"))
    assert [each[2] for each in cells(found)] == ["123\ufffd", "m2", "12", "12\ufffd"]


@pytest.mark.parametrize(
    ("font", "data", "text"),
    [
        (r"\fcharset136", r"\'ac\'46\'a9\'b2", "政府"),
        (r"\fcharset128", r"\'90\'ad", "政"),
        (r"\fcharset1", r"\'d5\'fe", "政"),
    ],
)
def test_bytes_are_read_by_the_character_set_of_their_font(font, data, text):
    fonts = rf"{{\fonttbl{{\f7{font} X;}}}}"
    assert lines(rf"{{\f7 {data}}}\'d5\'fe\plain\par", fonts) == [text + "政"]


@pytest.mark.parametrize(
    ("page", "data"), [(950, b"\xac\x46\xa9\xb2"), (936, "政府".encode("gbk")), (65001, "政府".encode())]
)
def test_bytes_are_read_by_the_code_page_of_the_file(page, data):
    assert rtf.read(b"{\\rtf1\\ansi\\ansicpg%d " % page + data + b"\\par}").lines[0].text == "政府"


@pytest.mark.parametrize("page", [0, -1, 99999, 7777, 1200])
def test_an_unknown_code_page_is_no_error(page):
    assert rtf.read(b"{\\rtf1\\ansi\\ansicpg%d 1\\par}" % page).lines[0].text == "1"


def test_the_title_is_taken_unless_it_is_garbled():
    info = r"{{\info{{\title {}}}{{\author \'d5\'fe}}}}1\par"
    assert read(info.format(escaped("年度报告"))).metadata == {"title": "年度报告"}
    assert read(info.format(r"\'d5\'fe")).metadata == {"title": "政"}
    assert rtf.read(rb"{\rtf1\ansi{\info{\title \'d5\'fe}}1\par}").metadata == {}
    assert lines(info.format("x")) == ["1"]


def test_columns_are_the_edges_of_all_rows():
    found = read(rtf_row("a", "b", edges=(0, 1200, 1800)) + rtf_row("c", "d", "e", edges=(3, 598, 1210, 1795)))
    assert cells(found) == [
        (0, 0, "a", 1, 2),
        (0, 2, "b", 1, 1),
        (1, 0, "c", 1, 1),
        (1, 1, "d", 1, 1),
        (1, 2, "e", 1, 1),
    ]


def test_merges_across_and_down():
    first = r"\trowd\clmgf\cellx600\clmrg\cellx1200\clvmgf\cellx1800 a\cell\cell b\cell\row"
    second = r"\trowd\cellx600\cellx1200\clvmrg\cellx1800 c\cell d\cell\cell\row"
    assert cells(read(first + second)) == [(0, 0, "a", 1, 2), (0, 2, "b", 2, 1), (1, 0, "c", 1, 1), (1, 1, "d", 1, 1)]


def test_a_row_has_the_definition_that_was_stated_last():
    body = r"\trowd\cellx100\cellx600\intbl 1\cell 2\cell\trowd\cellx900\cellx1800\row 3\cell 4\cell\row"
    assert cells(read(body)) == [(0, 0, "1", 1, 1), (0, 1, "2", 1, 1), (1, 0, "3", 1, 1), (1, 1, "4", 1, 1)]


def test_a_table_in_a_cell_follows_the_outer_one():
    nested = r"\itap2 1\nestcell 2\nestcell{\*\nesttableprops\trowd\cellx300\cellx600\nestrow}{\nonesttables x\par}"
    found = read(rf"\trowd\cellx900\cellx1800\intbl A\par {nested}\pard\intbl B\cell C\cell\row")
    assert [[each.text for each in grid.cells] for grid in found.grids] == [["A\nB", "C"], ["1", "2"]]


def test_a_table_of_one_column_is_a_frame_around_its_text():
    found = read(rtf_row("a") + rtf_row("b") + r"c\par")
    assert [getattr(block, "text", "") for block in found.blocks] == ["a", "b", "c"]


@pytest.mark.parametrize(
    "row",
    [
        r"\trowd\cellx600\cellx1200 c\cell d\cell e\cell\row",
        r"\trowd\cellx600\cellx1200\cellx1800 c\cell d\cell\row",
        r"\trowd\cellx600\cellx1200 c\cell d\par",
        r"\trowd\cellx600\cellx1200 c\cell d\cell x\row",
        r"\trowd\cellx600\cellx600 c\cell d\cell\row",
        r"\trowd c\cell d\cell\row",
    ],
)
def test_cells_that_do_not_fit_their_row_are_lines(row):
    found = read(rtf_row("a", "b") + r"\intbl " + row)
    assert (found.grids, found.warnings[0][:8]) == ((), "tables: ")
    assert [line.text for line in found.lines][:4] == ["a", "b", "c", "d"]


def test_pictures_and_text_boxes_are_told():
    assert read(r"1{\pict 00}").warnings == ("pictures: 1 pictures and no table; the form may be a picture",)
    assert read(r"1{\shp{\*\shpinst{\shptxt 2}}}").warnings == ("text_boxes: the text of 1 text boxes is left out",)
    assert read(r"\'ff").warnings == ("encoding: 1 characters could not be decoded and read \ufffd",)


def test_the_type_is_told_by_content():
    assert rtf.sniff(REPORT)
    assert read_document(REPORT).kind == "rtf"
    assert not html.sniff(REPORT)
    assert not text.sniff(REPORT)
    for other in (b"", b"{", b'{"rtf": 1}', render(reports.full_report(), "docx"), old.MAGIC):
        assert not rtf.sniff(other)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"{\\rtf",
        b"{\\rtf1 1\\par",
        REPORT[:-1],
        REPORT[: len(REPORT) // 2],
        old.rtf("{" * 501 + "}" * 501),
        b"{\\rtf1 " + b"{" * 100_000,
        old.rtf("\\bin2000000000 1"),
        old.rtf("1\\bin9"),
        old.rtf("\\itap99 1\\nestcell"),
        old.rtf("\\itap2000000000 1\\par"),
        old.rtf("1\\cell" * 300),
        old.rtf("x" * 1_000_001),
        old.rtf("".join(f"\\cellx{edge}" for edge in range(300)) + "1\\cell" * 300 + "\\row"),
        b"{\\rtf1 \\",
        b"{\\rtf1 1\\'0",
    ],
    ids=range(17),
)
def test_hostile_files_are_refused_soon(data):
    with pytest.raises(DocumentError) as caught:
        rtf.read(data)
    assert caught.value.zh != str(caught.value)


@pytest.mark.parametrize("limits", [Limits(rows=1), Limits(columns=1), Limits(cells=3)])
def test_tables_beyond_the_limits_are_refused(limits):
    with pytest.raises(DocumentError):
        rtf.read(old.rtf(rtf_row("1", "2") * 2), limits)


def test_a_file_cut_off_anywhere_is_refused():
    whole = old.rtf_report(reports.full_report())
    for length in range(0, len(whole), 487):
        with pytest.raises(DocumentError):
            rtf.read(whole[:length])


WORDS = r"{ } \par \cell \row \nestcell \nestrow \trowd \cellx1 \cellx600 \clmgf \clvmrg \intbl \itap2 \pard \plain \v \u55357? \'d5 1 "
PIECES = (
    *WORDS.split(),
    r"{\*\nesttableprops ",
    r"{\info{\title ",
    r"{\fonttbl\f0\fcharset136 ",
    r"\uc3 ",
    r"\bin1 ",
    " ",
)


@settings(deadline=None, max_examples=200)
@given(st.lists(st.sampled_from(PIECES), max_size=60))
def test_any_words_are_read_or_refused_without_overlaps(words):
    refused = None
    try:
        for grid in rtf.read(b"{\\rtf1" + "".join(words).encode() + b"}" * 40).grids:
            assert sum(each.rowspan * each.colspan for each in grid.cells) == len(grid.at)
    except DocumentError as error:
        refused = error
    assert refused is None or refused.zh


@settings(max_examples=60, deadline=None)
@given(st.data(), st.sampled_from([REPORT, old.rtf_report(reports.full_report(), escaped_gbk), sample("awkward.rtf")]))
def test_damaged_files_are_read_or_refused_and_nothing_else(data, whole):
    damaged = bytearray(whole)
    for at in data.draw(st.lists(st.integers(0, len(damaged) - 1), min_size=1, max_size=12)):
        damaged[at] = data.draw(st.integers(0, 255))
    refused = None
    try:
        rtf.read(bytes(damaged))
    except DocumentError as error:
        refused = error
    assert refused is None or refused.zh
