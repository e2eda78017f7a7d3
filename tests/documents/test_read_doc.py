"""Word 97 documents: as Word shows them, the grid that docx gives; hostile ones end in one sentence."""

from __future__ import annotations

import gzip
import struct
from contextlib import suppress
from dataclasses import replace
from itertools import cycle
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.documents.grid import Document
from gongkai.documents.limits import Limits
from gongkai.documents.read import read_document, report_of
from gongkai.documents.readers import doc, docx
from gongkai.documents.write import render
from gongkai.errors import DocumentError
from gongkai.report.model import Cell
from tests.documents import old_formats as old
from tests.documents import reports
from tests.documents.old_formats import HIDDEN, INSERTED, REMOVED, SPECIAL, cell, paragraph, row, row_end
from tests.samples.layouts import cells_equal

SAMPLES = Path(__file__).parents[1] / "samples" / "office"
STRUCK, RAISED = struct.pack("<HB", 0x0837, 1), struct.pack("<HB", 0x2A48, 1)
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
)


def sample(name):
    return gzip.decompress((SAMPLES / f"{name}.gz").read_bytes())


REPORT = sample("fmt2021.doc")


def read(*paragraphs: old.Paragraph, data: bytes = b"") -> Document:
    return doc.read(old.word(paragraphs, data=data))


def lines(*paragraphs: old.Paragraph) -> list[str]:
    return [line.text for line in read(*paragraphs).lines]


def cells(document: Document, number: int = 0) -> list[tuple[int, int, str, int, int]]:
    return [(each.row, each.column, each.text, each.rowspan, each.colspan) for each in document.grids[number].cells]


@pytest.mark.parametrize("form_id", reports.BOTH)
def test_a_file_of_another_program_reads_as_the_docx_it_was_made_from(form_id):
    told = reports.full_report(form_id)

    found = doc.read(sample(f"{form_id}.doc"))

    assert found.blocks == docx.read(render(told, "docx")).blocks
    assert found.warnings == ()
    assert cells_equal(report_of(found), told) == []


@pytest.mark.parametrize("pieces", [1, 9, 300])
@pytest.mark.parametrize("form_id", reports.BOTH)
def test_every_cell_is_read_however_the_text_is_cut_into_pieces(form_id, pieces):
    told = reports.full_report(form_id)

    found = doc.read(old.word_report(told, pieces=pieces))

    assert cells_equal(report_of(found), told) == []
    assert [grid.where for grid in found.grids] == ["表1", "表2", "表3"]


@settings(max_examples=25, deadline=None)
@given(st.data(), st.sampled_from(reports.BOTH), st.integers(1, 40))
def test_cells_however_written_read_as_in_docx(data, form_id, pieces):
    full = reports.full_report(form_id)
    written = cycle(data.draw(st.lists(st.sampled_from(WRITTEN), min_size=1, max_size=30)))
    told = replace(
        full, cells={key: Cell(None, text, "", "blank") for key, text in zip(full.cells, written, strict=False)}
    )

    ours = report_of(doc.read(old.word_report(told, pieces=pieces)))

    theirs = report_of(docx.read(render(told, "docx")))
    assert ours.cells == theirs.cells


def test_what_another_program_writes_of_an_awkward_document():
    found = doc.read(sample("awkward.doc"))

    assert [line.text for line in found.lines] == ["甲", "151", "乙", "丙", "框", "架", "“𠮷”—1 234"]
    assert cells(found)[:6] == [
        (0, 0, "a", 2, 1),
        (0, 1, "b", 1, 2),
        (0, 3, "12", 1, 1),
        (1, 1, "c", 1, 1),
        (1, 2, "d", 1, 1),
        (1, 3, "x\ny", 1, 1),
    ]
    assert (3, 0, "外\n内后", 1, 1) in cells(found)
    assert cells(found, 1) == [(0, 0, "内1", 1, 1), (0, 1, "内2", 1, 1)]


def test_paragraphs_count_with_blank_ones_and_those_in_tables_do_not():
    found = read(paragraph("甲"), paragraph(), *row("1", "2"), paragraph("乙"))
    assert [(line.text, line.where) for line in found.lines] == [("甲", "第1段"), ("乙", "第3段")]


@pytest.mark.parametrize(
    ("runs", "text"),
    [
        (("1\t2\x0b3\x1e4\x1f5",), "1\t2\n3-45"),
        (("1", ("2", INSERTED), ("3", REMOVED), ("4", HIDDEN)), "12"),
        (("1", ("3", HIDDEN + struct.pack("<HB", 0x083C, 0))), "13"),
        (("1\x13 PAGE \x147\x158",), "178"),
        (("1\x13 A \x13 B \x14x\x15 C \x147\x15",), "17"),
        (("1\x13 HIDES ALL",), "1"),
        (("1\x002",), "1\ufffd2"),
        (("1\x142\x15",), "1\ufffd2"),
        (("1", ("\x01\x02\x05\x08", SPECIAL), "2"), "12"),
        (("1", ("(", SPECIAL + struct.pack("<HHH", 0x6A09, 3, 0xF0FE))), "1\uf0fe"),
        (("1", ("5", SPECIAL)), "1\ufffd"),
        (("𠮷", ("\ud842", b""), ("\udfb7", HIDDEN)), "𠮷\ufffd"),
    ],
)
def test_what_word_shows_of_a_paragraph(runs, text):
    assert lines(paragraph(*runs)) == [text]
    assert cells(read(cell(*runs), cell("2"), row_end((0, 600, 1200))))[0][2] == text


def test_text_struck_out_is_left_out_and_told():
    found = read(paragraph("1", ("2", STRUCK), "3"))
    assert ([line.text for line in found.lines], found.warnings[0][:6]) == (["13"], "文中有划去（")


def test_a_raised_figure_beside_another_makes_a_cell_doubtful():
    assert lines(paragraph("12", ("3", RAISED))) == ["123"]
    found = read(*row("x", "y"), cell("12", ("3", RAISED)), cell("m", ("2", RAISED)), row_end((0, 600, 1200)))
    assert [each[2] for each in cells(found)[2:]] == ["123\ufffd", "m2"]


def test_a_field_hides_no_more_than_its_paragraph():
    assert lines(paragraph("1\x13 PAGE"), paragraph("2")) == ["1", "2"]


def test_a_removed_paragraph_mark_joins_paragraphs_but_not_a_table():
    removed = paragraph("甲", at_mark=REMOVED)
    assert lines(removed, paragraph("乙"), paragraph("丙")) == ["甲乙", "丙"]
    found = read(removed, *row("1", "2"))
    assert ([line.text for line in found.lines], cells(found)[0][2]) == (["甲"], "1")


def test_removed_and_hidden_rows_are_left_out():
    edges = (0, 600, 1200)
    rows = [*row("1", "2"), cell("3"), cell("4"), row_end(edges, at_mark=REMOVED)]
    rows += [cell("5"), cell("6"), row_end(edges, at_mark=HIDDEN), *row("7", "8")]
    assert [each[2] for each in cells(read(*rows))] == ["1", "2", "7", "8"]


def test_columns_are_the_edges_of_all_rows():
    found = read(
        *row("a", "b", edges=(0, 1200, 1800)),
        *row("c", "d", "e", edges=(3, 598, 1210, 1795)),
        *row("f", "g", edges=(600, 1200, 1800)),
    )
    assert cells(found) == [
        (0, 0, "a", 1, 2),
        (0, 2, "b", 1, 1),
        (1, 0, "c", 1, 1),
        (1, 1, "d", 1, 1),
        (1, 2, "e", 1, 1),
        (2, 1, "f", 1, 1),
        (2, 2, "g", 1, 1),
    ]


def test_narrow_columns_are_not_taken_for_one():
    assert read(*row("a", "b", "c", edges=(0, 40, 80, 900))).grids[0].width == 3


@pytest.mark.parametrize(("first", "merged"), [(1, 2), (2, 1)])
def test_cells_merged_across_are_one_whichever_bit_begins_them(first, merged):
    found = read(*row("a", "", "b", "c", flags=(first, merged, first, 0)), *row("1", "2", "3", "4"))
    assert cells(found)[:3] == [(0, 0, "a", 1, 2), (0, 2, "b", 1, 1), (0, 3, "c", 1, 1)]


def test_merges_stated_after_the_row_count():
    edges = (0, 600, 1200, 1800)
    across = struct.pack("<HBB", 0x5624, 1, 3)
    begins, goes_on = (struct.pack("<HBBB", 0xD62B, 2, 2, down) for down in (3, 1))
    wider = struct.pack("<HBBh", 0x7623, 2, 3, 900)
    found = read(
        *map(cell, "abc"),
        row_end(edges, more=begins),
        *map(cell, "dex"),
        row_end(edges, more=goes_on),
        *map(cell, "fgy"),
        row_end(edges, more=across),
    )
    assert cells(found) == [
        (0, 0, "a", 1, 1),
        (0, 1, "b", 1, 1),
        (0, 2, "c", 2, 1),
        (1, 0, "d", 1, 1),
        (1, 1, "e", 1, 1),
        (2, 0, "f", 1, 1),
        (2, 1, "g", 1, 2),
    ]
    widened = read(*map(cell, "abc"), row_end(edges, more=wider), *map(cell, "def"), row_end((0, 600, 1200, 2100)))
    assert widened.grids[0].width == 3


def elsewhere(place: int) -> bytes:
    return old.IN_TABLE + old.ROW_END + struct.pack("<HI", 0x646B, place)


def test_a_row_stated_in_the_stream_data_for_later_programs():
    """Word 2000 and later insert the cells there; beside the paragraph they repeat the row for Word 97, or do not."""
    inserted = struct.pack("<HBBH", 0x7621, 0, 2, 600) + struct.pack("<HBBH", 0x7621, 2, 1, 900)
    inserted += struct.pack("<Hh", 0x9601, 600)
    data = bytes(8) + struct.pack("<H", len(inserted)) + inserted
    found = read(
        *map(cell, "abcd"),
        row_end((0, 600, 1200, 1800, 2700)),
        *map(cell, "efg"),
        paragraph(mark="\x07", properties=elsewhere(8)),
        *map(cell, "hi"),
        paragraph(mark="\x07", properties=elsewhere(8) + old.definition((0, 1800, 2700), ())),
        data=data,
    )
    assert [each[:3] for each in cells(found)[4:]] == [(1, 1, "e"), (1, 2, "f"), (1, 3, "g"), (2, 0, "h"), (2, 3, "i")]


def test_a_row_stated_where_there_is_nothing_is_refused():
    with pytest.raises(DocumentError):
        read(cell("a"), cell("b"), paragraph(mark="\x07", properties=elsewhere(0x7FFFFFF0)))


def test_a_table_in_a_cell_follows_the_outer_one():
    inner = [old.inner_cell("1"), old.inner_cell("2"), old.inner_row_end((0, 300, 600))]
    found = read(paragraph("甲", properties=old.IN_TABLE), *inner, cell("乙"), cell("丙"), row_end((0, 600, 1200)))
    assert [[each.text for each in grid.cells] for grid in found.grids] == [["甲\n乙", "丙"], ["1", "2"]]


def test_a_table_of_one_column_is_a_frame_around_its_text():
    inner = [old.inner_cell("1"), old.inner_cell("2"), old.inner_row_end((0, 300, 600))]
    found = read(paragraph("甲", properties=old.IN_TABLE), *inner, cell("乙"), row_end((0, 600)), *row("丙"))
    assert [getattr(block, "text", "") for block in found.blocks] == ["甲", "", "乙", "丙"]


@pytest.mark.parametrize(
    "rows",
    [
        [*row("a", "b"), cell("c"), row_end((0, 600, 1200))],  # a cell too few
        [*row("a", "b"), *map(cell, "cde"), row_end((0, 600, 1200))],  # one too many
        [*row("a", "b"), cell("c"), cell("d"), paragraph(mark="\x07", properties=old.IN_TABLE + old.ROW_END)],
        [*row("a", "b"), cell("c"), cell("d")],  # no end of the row
        [*row("a", "b"), *row("c", "d", edges=(0, 1200, 600))],  # edges that go back
        [*row("a", "b"), *row("c", "d", edges=(0, 600, 600))],  # a cell without width
        [*row("a", "b"), *map(cell, "cd"), row_end((0, 600, 1200), more=struct.pack("<HBB", 0x5622, 0, 1))],
    ],
    ids=range(7),
)
def test_cells_that_do_not_fit_their_row_are_lines(rows):
    found = read(*rows)
    assert [line.text for line in found.lines][:4] == ["a", "b", "c", "d"][: len(found.lines)]
    assert len(found.lines) >= 3
    assert found.grids == ()
    assert found.warnings[0].startswith("tables: ")


def test_the_end_of_a_cell_outside_tables_is_the_end_of_a_line():
    found = read(*row("a", "b"), paragraph("c", mark="\x07"), *row("d", "e"))
    assert ([line.text for line in found.lines], len(found.grids)) == (["c"], 2)


def test_text_boxes_follow_the_text():
    data = old.word([paragraph("甲"), paragraph("乙")], [paragraph("盒"), *row("1", "2")])
    assert [getattr(block, "text", "") for block in doc.read(data).blocks] == ["甲", "乙", "盒", ""]


def test_pictures_without_a_table_are_told():
    assert read(paragraph("甲", ("\x01", SPECIAL))).warnings[0].startswith("pictures: 1 ")


def test_the_type_is_told_by_content():
    assert doc.sniff(REPORT)
    assert read_document(REPORT).kind == "doc"
    for other in (b"", old.MAGIC[:4], render(reports.full_report(), "docx"), sample("fmt2021.xls"), b"{\\rtf1}"):
        assert not doc.sniff(other)


def test_a_container_cut_off_is_told_as_damaged():
    assert doc.sniff(REPORT[:600])  # it is no workbook, as far as can be seen
    with pytest.raises(DocumentError, match="damaged"):
        doc.read(REPORT[:600])


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (old.word([paragraph("甲")], flags=0x0300), "密码"),
        (old.container({"EncryptionInfo": b"", "EncryptedPackage": b""}), "密码"),
        (old.word([paragraph("甲")], version=0x65, ident=0xA5DC), "Word 95"),
        (old.word([paragraph("甲")], version=0x68), "Word 95"),
        (old.container({"PowerPoint Document": b""}), "不是Word文档"),
        (old.container({"Else": b""}), "损坏"),
        (b"{\\rtf1 x}", "不是Word文档"),
    ],
)
def test_what_cannot_be_read_says_what_it_is(data, says):
    with pytest.raises(DocumentError) as caught:
        doc.read(data)
    assert says in caught.value.zh


def patched(data: bytes, offset: int, form: str, *values: int) -> bytes:
    """A file with values written over the main stream of a `word`, which begins behind header, table and directory."""
    changed = bytearray(data)
    main = changed.index(struct.pack("<HH", 0xA5EC, 0xC1))
    struct.pack_into(form, changed, main + offset, *values)
    return bytes(changed)


SMALL = old.word([paragraph("甲"), *row("1", "2")])


@pytest.mark.parametrize(
    "data",
    [
        b"",
        old.MAGIC,
        old.MAGIC + bytes(2000),
        old.MAGIC + b"\xff" * 5000,
        REPORT[: len(REPORT) // 2],
        REPORT[:-20_000],
        old.container({"WordDocument": b""}),
        old.container({"WordDocument": struct.pack("<HH", 0xA5EC, 0xC1)}),
        patched(SMALL, 76, "<I", 0xFFFFFFFF),  # characters
        patched(SMALL, 76, "<I", 999_999),
        patched(SMALL, 100, "<I", 999_999),  # of text boxes
        patched(SMALL, 154 + 8 * 33, "<II", 0, 0),  # no pieces
        patched(SMALL, 154 + 8 * 33, "<II", 0xFFFFFFF0, 0xFFFFFFF0),
        patched(SMALL, 154 + 8 * 12, "<II", 0, 0),
        patched(SMALL, 154 + 8 * 13, "<II", 0xFFFFFFF0, 16),
        SMALL[:44] + b"\xff\xff\xff\x7f" + SMALL[48:],  # sectors of the table
        SMALL[:64] + b"\xff\xff\xff\x7f" + SMALL[68:],
        old.word([*map(cell, "甲" * 300), row_end((0, 600))]),
        old.word([old.inner_cell("1", depth) for depth in range(2, 90)]),
        old.word([old.inner_cell("1", 0x7FFFFFFF)]),
    ],
    ids=range(20),
)
def test_hostile_files_are_refused_soon(data):
    with pytest.raises(DocumentError) as caught:
        doc.read(data)
    assert caught.value.zh != str(caught.value)


@pytest.mark.parametrize("limits", [Limits(rows=1), Limits(columns=1), Limits(cells=3)])
def test_tables_beyond_the_limits_are_refused(limits):
    with pytest.raises(DocumentError):
        doc.read(old.word([*row("1", "2"), *row("3", "4")]), limits)


BUILT = old.word_report(reports.full_report(), pieces=5)


@pytest.mark.parametrize("whole", [REPORT, BUILT], ids=["libreoffice", "built"])
def test_files_cut_off_anywhere_are_refused_or_whole(whole):
    found = doc.read(whole)
    for length in [*range(0, 2_000, 97), *range(2_000, len(whole), 3_331)]:
        with suppress(DocumentError):
            assert doc.read(whole[:length]).grids == found.grids


@settings(max_examples=150, deadline=None)
@given(st.data(), st.sampled_from([REPORT, BUILT, SMALL, sample("awkward.doc")]))
def test_damaged_files_are_read_or_refused_and_nothing_else(data, whole):
    damaged = bytearray(whole)
    for at in data.draw(st.lists(st.integers(0, len(damaged) - 1), min_size=1, max_size=12)):
        damaged[at] = data.draw(st.integers(0, 255))
    refused = None
    try:
        for grid in doc.read(bytes(damaged)).grids:
            assert sum(each.rowspan * each.colspan for each in grid.cells) == len(grid.at)
    except DocumentError as error:
        refused = error
    assert refused is None or refused.zh
