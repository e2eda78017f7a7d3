"""Files that are not what they say, or ask for more than there is: one clear sentence, soon."""

from __future__ import annotations

import re
import resource
import struct
import zlib
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from time import process_time
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from gongkai.documents.extent import Gauge, column_letters, column_number, contents
from gongkai.documents.limits import MIB, Limits, open_archive, read_file
from gongkai.documents.workbook import read_ledger, write_template
from gongkai.errors import DocumentError, WorkbookError
from gongkai.ledger.entries import OfficeFacts
from tests.documents.books import APPLICATION, a_book

SOUND = a_book({"申请登记": [APPLICATION]})
SHEET = "xl/worksheets/sheet2.xml"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def rebuilt(data: bytes, level: int = 9, **changed: bytes | None) -> bytes:
    """The file with some parts replaced (None: left out), by the last word of their name."""
    target = BytesIO()
    with ZipFile(BytesIO(data)) as old, ZipFile(target, "w", ZIP_DEFLATED, compresslevel=level) as new:
        for info in old.infolist():
            key = Path(info.filename).stem
            content = changed.get(key, old.read(info))
            if content is not None:
                new.writestr(info.filename, content)
    return target.getvalue()


def part(name: str, data: bytes = SOUND) -> bytes:
    with ZipFile(BytesIO(data)) as opened:
        return opened.read(name)


def with_rows(rows: bytes, dimension: bytes = b"A1:H2") -> bytes:
    """A book whose 申请登记 holds these rows of XML besides its own."""
    sheet = part(SHEET).replace(b"</sheetData>", rows + b"</sheetData>")
    return rebuilt(SOUND, 1, sheet2=re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="' + dimension + b'"', sheet))


def refusal(data: bytes) -> DocumentError:
    """The error of a book that is not read; within ten seconds of work, and no row problem."""
    start = process_time()
    with pytest.raises(DocumentError) as caught:
        read_ledger(data)
    assert process_time() - start < 10
    assert not isinstance(caught.value, WorkbookError)
    assert "\n" not in str(caught.value)
    assert re.search(r"[\u4e00-\u9fff]", caught.value.zh)
    return caught.value


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf\xe7\xbc\x96\xe5\x8f\xb7,\xe6\x97\xa5\xe6\x9c\x9f", "not xlsx"),
        (OLE, r"\.xls"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "password"),
        (b"<html><table>", "web page"),
        (b"PK\x03\x04" + bytes(100), "cut off or damaged"),
        (SOUND[: len(SOUND) // 2], "cut off or damaged"),
        (SOUND[:-10], "cut off or damaged"),
        (rebuilt(SOUND, workbook=None), "zip of another kind"),
        (rebuilt(SOUND, workbook=b"<workbook"), "damaged"),
        (rebuilt(SOUND, sheet2=part(SHEET)[:300]), "damaged"),
        (rebuilt(SOUND, sheet2=None), "missing inside"),
        (rebuilt(SOUND, workbook=b"<!DOCTYPE x [<!ENTITY a 'b'>]><x/>"), "document type"),
        (rebuilt(SOUND, sharedStrings=b"<sst><si><t>"), ""),
    ],
)
def test_what_is_no_sound_xlsx_is_said_to_be_so(data: bytes, says: str) -> None:
    assert re.search(says, str(refusal(data)))


def test_an_old_workbook_is_told_to_be_saved_anew() -> None:
    assert "另存为xlsx" in refusal(OLE).zh


def test_an_opendocument_or_binary_workbook_is_named() -> None:
    for name, says in (("mimetype", "OpenDocument"), ("xl/workbook.bin", "xlsb"), ("word/document.xml", "Word")):
        target = BytesIO()
        with ZipFile(target, "w") as new:
            new.writestr(name, b"x")
        assert says in str(refusal(target.getvalue()))


def test_a_directory_and_a_missing_file_are_named(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.xlsx"):
        with pytest.raises(DocumentError, match=re.escape(str(path))):
            read_ledger(path)


def test_a_file_over_the_limit_is_not_read_whole(tmp_path: Path) -> None:
    file = tmp_path / "big.xlsx"
    file.write_bytes(b"PK" + bytes(2 * MIB))
    with pytest.raises(DocumentError, match="larger than 1 MiB"):
        read_file(file, Limits(file_bytes=MIB))


def test_every_cut_of_a_sound_file_is_refused_or_read() -> None:
    for length in range(0, len(SOUND), 97):
        with pytest.raises(DocumentError):
            read_ledger(SOUND[:length])


def test_a_flipped_byte_never_escapes_as_another_error() -> None:
    for place in range(0, len(SOUND), 53):
        data = bytearray(SOUND)
        data[place] ^= 0x55
        with suppress(DocumentError):
            read_ledger(bytes(data))


# --- bombs ----------------------------------------------------------------------------------------------------------


def test_a_part_that_expands_without_measure_is_refused_unopened() -> None:
    bomb = rebuilt(SOUND, sheet2=part(SHEET) + b" " * (64 * MIB))
    assert len(bomb) < MIB
    assert "more than 500 times" in str(refusal(bomb))


def test_a_part_longer_than_its_directory_says_is_refused() -> None:
    """The declared size is what a reader trusts; here 40 MiB hide behind 400 bytes."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    stored = packer.compress(b"<x/>" * (10 * MIB)) + packer.flush()
    name = b"xl/theme/theme1.xml"
    data = bytearray(rebuilt(SOUND, theme1=b""))
    end = data.rindex(b"PK\x05\x06")
    start, count = struct.unpack("<I", data[end + 16 : end + 20])[0], struct.unpack("<H", data[end + 10 : end + 12])[0]
    place = bytes(data).index(b"PK\x01\x02", start)
    while data[place + 46 : place + 46 + len(name)] != name:
        place = bytes(data).index(b"PK\x01\x02", place + 4)
    local = start
    head = struct.pack("<4sHHHHHIIIHH", b"PK\x03\x04", 20, 0, 8, 0, 0, 0, len(stored), 400, len(name), 0)
    added = head + name + stored
    struct.pack_into("<HHHIII", data, place + 10, 8, 0, 0, 0, len(stored), 400)
    struct.pack_into("<I", data, place + 42, local)
    data[start:start] = added
    end += len(added)
    struct.pack_into("<I", data, end + 16, start + len(added))
    assert count == struct.unpack("<H", data[end + 10 : end + 12])[0]
    assert "theme1.xml" in str(refusal(bytes(data)))


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        (b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>', "row 1048576"),
        (b'<row r="3"><c r="XFD3"><v>1</v></c></row>', "16384 columns"),
        (b'<row r="500000"><c r="A500000"><v>1</v></c></row>', "row 500000"),
        (b'<row r="390000"><c r="ZZ3"><v>1</v></c><c r="A390000"/></row>', "columns"),
        (b'<row r="390000"><c r="CV390000"><v>1</v></c></row>', "too large"),
        (b"<row r='1048576'><c r='A1048576'><v>1</v></c></row>", "row 1048576"),
        (b'<row r="1048576"><c><v>1</v></c></row>', "row 1048576"),
        (b'<x:row r="1048576"><x:c r="B1048576"><x:v>1</x:v></x:c></x:row>', "row 1048576"),
        (b'<row r="3">' + b"<c/>" * 20_000 + b"</row>", "20000 columns"),
        (b'<row r="3"><c s="1" r="XFD3"><v>1</v></c></row>', "16384 columns"),
    ],
)
def test_a_few_cells_far_out_are_refused_before_they_are_laid_out(rows: bytes, says: str) -> None:
    for dimension in (b"A1:H2", b"A1:XFD1048576", b"A1:ZZ399999"):
        assert says in str(refusal(with_rows(rows, dimension)))


def test_a_sheet_that_claims_too_much_is_measured_not_believed() -> None:
    for dimension in (b"A1:XFD1048576", b"A1:ZZ999999", b"A1:A1", b"B2"):
        assert len(read_ledger(with_rows(b"", dimension)).ledger.entries) == 1


def test_a_million_rows_are_refused_soon() -> None:
    rows = b"".join(b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (n, n) for n in range(3, 1_000_003))
    assert "at most 400000" in str(refusal(with_rows(rows, b"A1:H1000002")))


def test_one_long_text_in_very_many_cells_is_refused() -> None:
    count = 100_000
    strings = part("xl/sharedStrings.xml").replace(b"</sst>", b"<si><t>" + b"x" * 30_000 + b"</t></si></sst>")
    index = strings.count(b"<si>") - 1
    rows = b"".join(b'<row r="%d"><c r="A%d" t="s"><v>%d</v></c></row>' % (n, n, index) for n in range(3, count + 3))
    data = rebuilt(with_rows(rows, b"A1:H100002"), sharedStrings=strings)
    assert "too large" in str(refusal(data))


def test_a_long_text_in_a_few_cells_of_a_large_book_is_fine() -> None:
    strings = part("xl/sharedStrings.xml").replace(b"</sst>", b"<si><t>" + b"x" * 30_000 + b"</t></si></sst>")
    rows = b"".join(b'<row r="%d"><c r="I%d"><v>1</v></c></row>' % (n, n) for n in range(3, 30_000))
    archive = open_archive(rebuilt(with_rows(rows, b"A1:I30000"), sharedStrings=strings))
    gauge = Gauge(archive, contents(archive), Limits())
    assert gauge.measure("申请登记").text_bytes < MIB


def test_reading_a_hostile_book_takes_no_memory_to_speak_of() -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    refusal(with_rows(b'<row r="399999"><c r="ZZ399999"><v>1</v></c></row>', b"A1:B2"))
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200_000


# --- the measure agrees with what is there -----------------------------------------------------------------------------


def test_the_quick_and_the_exact_measure_see_the_same_book() -> None:
    archive = open_archive(write_template(OfficeFacts("某街道"), 2021))
    found = contents(archive)
    gauge = Gauge(archive, found, Limits())
    for name in found.sheets:
        extent = gauge.measure(name)
        assert 0 < extent.rows < 400
        assert 0 < extent.columns <= 20


@pytest.mark.parametrize(
    ("letters", "number"), [("A", 1), ("Z", 26), ("AA", 27), ("AZ", 52), ("ZZ", 702), ("XFD", 16384)]
)
def test_columns_are_counted_as_a_spreadsheet_does(letters: str, number: int) -> None:
    assert (column_number(letters), column_letters(number)) == (number, letters)
