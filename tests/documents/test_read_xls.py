"""Workbooks of Excel 97 to 2003: read as xlsx is; nothing reaches the library that could make it ask for much."""

from __future__ import annotations

import gzip
import struct
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.documents.limits import Limits
from gongkai.documents.read import read_document, report_of
from gongkai.documents.readers import xls, xlsx
from gongkai.documents.readers.doc_ole import streams_of
from gongkai.documents.readers.xls_strings import string_lengths
from gongkai.documents.write import render
from gongkai.errors import DocumentError
from tests.documents import old_formats as old
from tests.documents import reports
from tests.samples.layouts import cells_equal

SAMPLES = Path(__file__).parents[1] / "samples" / "office"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
EOF = struct.pack("<HH", 0x0A, 0)


def sample(name):
    return gzip.decompress((SAMPLES / f"{name}.gz").read_bytes())


REPORT = sample("fmt2021.xls")


def record(kind: int, content: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def bof(kind: int, version: int = 0x600) -> bytes:
    return record(0x809, struct.pack("<HH12x", version, kind))


def strings(*texts: str, count: int | None = None) -> bytes:
    told = b"".join(struct.pack("<HB", len(text), 1) + text.encode("utf-16-le") for text in texts)
    return record(0xFC, struct.pack("<II", len(texts), len(texts) if count is None else count) + told)


def number(row: int, column: int, value: float) -> bytes:
    return record(0x203, struct.pack("<HHHd", row, column, 0, value))


def label(row: int, column: int, index: int) -> bytes:
    return record(0xFD, struct.pack("<HHHI", row, column, 0, index))


def formula(row: int, column: int, value: float, code: bytes) -> bytes:
    return record(0x06, struct.pack("<HHHdHIH", row, column, 0, value, 0, 0, len(code)) + code)


def dimensions(first_row: int, last_row: int, first: int, last: int) -> bytes:
    return record(0x200, struct.pack("<IIHHH", first_row, last_row, first, last, 0))


def merged(*places: int) -> bytes:
    return record(0xE5, struct.pack("<H4H", 1, *places))


def workbook(
    *cells: bytes, more: bytes = b"", state: int = 0, version: int = 0x600, offset: int | None = None
) -> bytes:
    """A workbook of one sheet in a container."""
    name = b"\x01\x00S"
    before = len(bof(5)) + len(record(0x85, bytes(6) + name)) + len(more) + len(EOF)
    place = before if offset is None else offset
    sheet = record(0x85, struct.pack("<IBB", place, state, 0) + name)
    stream = bof(5, version) + sheet + more + EOF + bof(16) + b"".join(cells) + EOF
    return old.container({"Workbook": stream})


def texts(data: bytes) -> list[list[str]]:
    (grid,) = xls.read(data).grids
    return [[cell.text for cell in grid.row(row)] for row in range(grid.height)]


@pytest.mark.parametrize("form_id", reports.BOTH)
def test_a_file_of_another_program_reads_as_the_xlsx_it_was_made_from(form_id):
    told = reports.full_report(form_id)

    found = xls.read(sample(f"{form_id}.xls"))

    assert found.blocks == xlsx.read(render(told, "xlsx")).blocks
    assert cells_equal(report_of(found), told) == []


def test_numbers_texts_and_values_of_formulas():
    cells = (
        dimensions(0, 2, 0, 2),
        label(0, 0, 1),
        number(0, 1, 12),
        number(1, 0, 3.98),
        formula(1, 1, 7, b"\x1e\x07\0"),
    )
    assert texts(workbook(*cells, more=strings("甲", "乙"))) == [["乙", "12"], ["3.98", "7"]]


def test_the_code_of_a_formula_is_not_spelt_out():
    """A name in one byte's place in the code would stand as 255 characters in its text."""
    code = struct.pack("<BI", 0x23, 1) * 10_000
    assert texts(workbook(formula(0, 0, 7, code[:8_000]), number(0, 1, 1))) == [["7", "1"]]


def test_merged_cells_are_one_and_ranges_that_overlap_are_none():
    cells = [number(row, column, 1) for row in range(3) for column in range(3)]
    (grid,) = xls.read(
        workbook(*cells, merged(0, 1, 0, 1), merged(1, 0xFFFF, 2, 0xFFFF), merged(2, 2, 0, 2), merged(0, 0, 2, 0))
    ).grids
    spans = {
        (cell.row, cell.column): (cell.rowspan, cell.colspan) for cell in grid.cells if cell.rowspan + cell.colspan > 2
    }
    assert spans == {(0, 0): (2, 2), (1, 2): (2, 1)}


def test_a_hidden_sheet_is_not_read():
    assert xls.read(workbook(number(0, 0, 1), state=1)).grids == ()


def test_the_type_is_told_by_content():
    assert xls.sniff(REPORT)
    assert read_document(REPORT).kind == "xls"
    for other in (b"", sample("fmt2021.doc"), render(reports.full_report(), "xlsx"), old.MAGIC + bytes(3000)):
        assert not xls.sniff(other)


@pytest.mark.parametrize(("part", "content", "says"), [("mimetype", ODS, ".ods"), ("xl/workbook.bin", "", ".xlsb")])
def test_newer_workbooks_that_are_not_read_are_named(part, content, says):
    target = BytesIO()
    with ZipFile(target, "w") as archive:
        archive.writestr(part, content)
    with pytest.raises(DocumentError) as caught:
        read_document(target.getvalue())
    assert says in caught.value.zh


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (workbook(more=record(0x2F, bytes(54))), "密码"),
        (workbook(version=0x500), "Excel 95"),
        (old.container({"Book": bof(5, 0x500)}), "Excel 95"),
        (sample("fmt2021.doc"), "不是Excel"),
        (render(reports.full_report(), "xlsx"), "不是Excel"),
    ],
)
def test_what_cannot_be_read_says_what_it_is(data, says):
    with pytest.raises(DocumentError) as caught:
        xls.read(data)
    assert says in caught.value.zh


@pytest.mark.parametrize(
    "data",
    [
        b"",
        old.MAGIC,
        REPORT[: len(REPORT) // 2],
        old.container({"Workbook": b""}),
        workbook(number(0xFFFF, 0xFFFF, 1)),
        workbook(number(0, 256, 1)),
        workbook(dimensions(0, 0xFFFFFFFF, 0, 0xFFFF)),
        workbook(dimensions(5, 1, 0, 1)),
        workbook(dimensions(0, 1, 7, 1)),
        workbook(more=strings(count=0x7FFFFFFF)),
        workbook(more=strings(count=0xFFFFFFFF)),
        workbook(more=strings("甲", count=2)),
        workbook(offset=0x7FFFFFFF),
        workbook(offset=3),
        workbook(more=record(0x85, struct.pack("<IBB", 0, 0, 0) + b"\x01\x00T") * 2),
        workbook(record(0x06, bytes(20))),
        workbook(record(0x203, b"")),
        workbook(record(0x200, b"")),
        workbook(record(0xBD, struct.pack("<HH", 1, 1))),
        old.container({"Workbook": bof(5) + record(0x18, bytes(3)) + EOF}),
        old.container({"Workbook": bof(5) + struct.pack("<HH", 0x85, 0xFFFF)}),
    ],
    ids=range(21),
)
def test_hostile_files_are_refused_soon(data):
    with pytest.raises(DocumentError) as caught:
        xls.read(data)
    assert caught.value.zh != str(caught.value)


@pytest.mark.parametrize("limits", [Limits(rows=1), Limits(columns=1), Limits(cells=3), Limits(text_bytes=4)])
def test_sheets_beyond_the_limits_are_refused(limits):
    cells = [label(row, column, 0) for row in range(2) for column in range(2)]
    with pytest.raises(DocumentError):
        xls.read(workbook(*cells, more=strings("甲")), limits)


def test_a_chain_of_sectors_without_end_is_not_followed():
    whole = bytearray(workbook(number(0, 0, 1)))
    fat = 512  # the table of sectors is the first; the stream begins behind it and the directory
    struct.pack_into("<I", whole, fat + 4 * 9, 2)
    assert texts(bytes(whole)) == [["1"]]


def test_strings_may_be_cut_between_records():
    parts = [
        struct.pack("<II", 3, 3) + struct.pack("<HB", 3, 1) + "甲乙".encode("utf-16-le"),
        b"\x00" + b"c" + struct.pack("<HBHI", 1, 0x0C, 2, 5) + b"d" + bytes(4),
        bytes(9) + struct.pack("<HB", 2, 0) + b"ef",
    ]
    assert string_lengths(parts) == [3, 1, 2]


def test_files_cut_off_anywhere_are_refused_or_whole():
    found = xls.read(REPORT)
    for length in range(0, len(REPORT), 4_999):
        refused = None
        try:
            assert xls.read(REPORT[:length]) == found
        except DocumentError as error:
            refused = error
        assert refused is None or refused.zh


STREAM = streams_of(REPORT, "Workbook")["Workbook"]


@settings(max_examples=60, deadline=None)
@given(st.data(), st.booleans())
def test_damaged_files_are_read_or_refused_and_nothing_else(data, in_stream):
    damaged = bytearray(STREAM if in_stream else REPORT)
    for at in data.draw(st.lists(st.integers(0, len(damaged) - 1), min_size=1, max_size=8)):
        damaged[at] = data.draw(st.integers(0, 255))
    refused = None
    try:
        xls.read(old.container({"Workbook": bytes(damaged)}) if in_stream else bytes(damaged))
    except DocumentError as error:
        refused = error
    assert refused is None or refused.zh
