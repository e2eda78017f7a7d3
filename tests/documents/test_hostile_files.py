"""Files made to do harm, read as a user's are: in a worker with its limits. Each ends in a report or in a clear refusal.

One worker reads them all: none may take its time or memory up, end it, or reach what lies outside the file. What a
reader does with each kind is tested beside the reader.
"""

from __future__ import annotations

import gzip
import io
import re
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from functools import cache, partial
from pathlib import Path

import pytest

from gongkai.documents.limits import MIB
from gongkai.documents.worker import Worker
from gongkai.documents.write import render
from gongkai.errors import DocumentError
from tests.documents import ofd_files, old_formats, reports
from tests.documents.test_read_odt import SPACES
from tests.documents.test_read_odt import packed as odt
from tests.documents.test_read_odt import whole as odt_report
from tests.samples.layouts import LAYOUTS, cells_equal, document

SAMPLES = Path(__file__).parent.parent / "samples"
TOLD = reports.full_report()
OURS = re.compile("没有读完|内存超过|程序出错|程序中断|没有启动")
"""What the worker says when a file got the better of the reader."""

HELPS = re.compile("请|可读|可能|没有找到年度报告")
"""What a refusal holds that says what to do."""

Make = Callable[[], bytes]

# --- sound files ------------------------------------------------------------------------------------------------------


@cache
def sound(kind: str) -> bytes:
    """A report in a format, by the ending of its name."""
    if kind in ("doc", "xls", "rtf"):
        return gzip.decompress((SAMPLES / "office" / f"fmt2021.{kind}.gz").read_bytes())
    if kind == "odt":
        return odt_report(TOLD)
    if kind == "ofd":
        return ofd_files.set_report(TOLD)
    if kind == "txt":
        return document(TOLD, LAYOUTS["tabs"]).encode()
    return png(200, 200, bytes(200 * 601)) if kind == "png" else render(TOLD, kind)


def png(wide: int, high: int, lines: bytes) -> bytes:
    """A picture of red, green and blue whose header says so, whatever its lines hold."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", wide, high, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(lines)) + chunk(b"IEND", b"")


def parts_of(kind: str) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(sound(kind))) as opened:
        return {info.filename: opened.read(info) for info in opened.infolist()}


def with_parts(kind: str, changed: dict[str, bytes]) -> bytes:
    """A sound file with parts added or put in the place of its own."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, part in {**parts_of(kind), **changed}.items():
            packed.writestr(name, part, zipfile.ZIP_STORED if name == "mimetype" else None)
    return target.getvalue()


MAIN = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "odt": "content.xml", "ofd": "OFD.xml"}
"""The part a reader begins with."""

SHEET = "xl/worksheets/sheet1.xml"


def main_with(kind: str, old: str, new: str, *, part: str = "") -> bytes:
    """A sound file with the first match of a pattern in its main part, or another, put in other words."""
    name = part or MAIN[kind]
    text = parts_of(kind)[name].decode()
    changed, times = re.subn(old, lambda _: new, text, count=1)
    assert times == 1
    return with_parts(kind, {name: changed.encode()})


# --- what can be wrong ------------------------------------------------------------------------------------------------


def cut(kind: str, share: float) -> bytes:
    return sound(kind)[: int(len(sound(kind)) * share)]


def bomb(kind: str) -> bytes:
    """One part of 64 MiB of nothing."""
    return with_parts(kind, {MAIN[kind]: parts_of(kind)[MAIN[kind]] + b" " * (64 * MIB)})


def nested_bomb() -> bytes:
    inner = ofd_files.packed({"zeros": bytes(30 * MIB)})
    for _ in range(3):
        inner = ofd_files.packed({f"{number}.zip": inner for number in range(10)})
    return inner


def many_parts() -> bytes:
    return ofd_files.packed({str(number): b"" for number in range(20_000)})


def entity(kind: str, start: str) -> bytes:
    """The main part with the text of a file of this machine in it, if its entity were followed."""
    kinds = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    text = re.sub(r"^<\?xml[^>]*\?>", "", parts_of(kind)[MAIN[kind]].decode().lstrip("\ufeff"))
    assert start in text
    return with_parts(kind, {MAIN[kind]: (kinds + text.replace(start, f"{start}&e;", 1)).encode()})


def deep(kind: str, depth: int = 100_000) -> bytes:
    return with_parts(kind, {MAIN[kind]: b"<a>" * depth + b"</a>" * depth})


def attributes(kind: str) -> bytes:
    stated = " ".join(f'a{number}=""' for number in range(1_000_000))
    return with_parts(kind, {MAIN[kind]: f"<a {stated}/>".encode()})


def outside(kind: str) -> bytes:
    names = ("../{}", "../../../../tmp/{}", "/tmp/{}", "..\\{}", "C:\\{}", "folder/../../{}")
    return with_parts(kind, {name.format(OUTSIDE): b"out" for name in names})


OUTSIDE = "gongkai-hostile-name"


def with_macros(kind: str, folder: str, plain: str, macros: str) -> bytes:
    types = parts_of(kind)["[Content_Types].xml"].decode()
    assert plain in types
    types = types.replace(plain, f"application/vnd.ms-{macros}.macroEnabled.main+xml")
    macro = old_formats.container({"VBA": b'Sub AutoOpen()\nShell "touch x"\nEnd Sub'})
    return with_parts(kind, {"[Content_Types].xml": types.encode(), f"{folder}/vbaProject.bin": macro})


def nested_odt(depth: int, rows: int) -> bytes:
    """Tables in tables, the innermost large: each may be read once, not once a level."""
    inside = "<table:table-row><table:table-cell><text:p>1</text:p></table:table-cell></table:table-row>" * rows
    begin, end = (
        "<table:table><table:table-row><table:table-cell>",
        "</table:table-cell></table:table-row></table:table>",
    )
    tables = begin * depth + f"<table:table>{inside}</table:table>" + end * depth
    return odt_text(tables)


def odt_text(body: str) -> bytes:
    head = f'<?xml version="1.0"?><office:document-content {SPACES}><office:body><office:text>'
    return odt(f"{head}{body}</office:text></office:body></office:document-content>")


def pdf(content: bytes, *, box: bytes = b"[0 0 595 842]", more: bytes = b"") -> bytes:
    """A page with this content, no table of its objects: a reader must look for them."""
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/Contents 4 0 R/MediaBox" + box + more + b">>",
        b"<</Length %d>>stream\n" % len(content) + content + b"\nendstream",
    )
    body = b"".join(b"%d 0 obj" % number + one + b"endobj\n" for number, one in enumerate(objects, 1))
    return b"%PDF-1.4\n" + body + b"trailer<</Root 1 0 R/Size 5>>\n%%EOF"


def pdf_bomb() -> bytes:
    packed = zlib.compress(zlib.compress(b" " * (400 * MIB), 1), 1)
    stream = b"4 0 obj<</Length %d/Filter[/FlateDecode/FlateDecode]>>stream\n" % len(packed) + packed + b"\nendstream"
    return pdf(b"").replace(b"4 0 obj<</Length 0>>stream\n\nendstream", stream)


HTML = "<meta charset=utf-8><h1>年度报告</h1>"


SPANNED = (
    "<table:table-row><table:table-cell table:number-columns-spanned='200' table:number-rows-spanned='4000'/>"
    "</table:table-row>"
)


def html(text: str) -> bytes:
    return (HTML + text).encode()


def in_page(before: str, after: str = "") -> bytes:
    """A sound page with words before its end."""
    return sound("html").replace(b"</body>", before.encode() + after.encode() + b"</body>")


# --- the table --------------------------------------------------------------------------------------------------------

REFUSED: dict[str, Make] = {
    "empty": bytes,
    "nothing but zeros": partial(bytes, 10_000),
    **{
        f"{kind} cut at its head": partial(cut, kind, 0.01)
        for kind in ("docx", "xlsx", "odt", "ofd", "pdf", "doc", "xls")
    },
    **{
        f"{kind} cut at {share}": partial(cut, kind, share)
        for kind in ("docx", "xlsx", "odt", "ofd", "doc", "xls", "rtf")
        for share in (0.5, 0.99)
    },
    "png cut in its signature": lambda: sound("png")[:6],
    "png cut in its header": lambda: sound("png")[:20],
    "png cut in its lines": lambda: sound("png")[:-30],
    "png of absurd size": lambda: png(2**31 - 1, 2**31 - 1, b""),
    "png larger than any page": lambda: png(30_000, 30_000, bytes(1000)),
    "gif of absurd size": lambda: b"GIF89a" + struct.pack("<HHBBB", 65535, 65535, 0, 0, 0) + b";",
    **{f"{kind} that expands without end": partial(bomb, kind) for kind in MAIN},
    "zip in zip in zip": nested_bomb,
    "zip of very many parts": many_parts,
    **{f"{kind} of deep xml": partial(deep, kind) for kind in MAIN},
    **{f"{kind} of a million attributes": partial(attributes, kind) for kind in MAIN},
    "docx that asks for a file": lambda: entity("docx", "<w:body>"),
    "odt that asks for a file": lambda: entity("odt", "<text:p>"),
    "ofd that asks for a file": lambda: entity("ofd", "<ofd:Title>"),
    "xlsx that asks for a file": lambda: entity("xlsx", ">"),
    "office file with a password": lambda: old_formats.container({"EncryptionInfo": b"", "EncryptedPackage": b""}),
    "word file with a password": lambda: old_formats.word([old_formats.paragraph("甲")], flags=0x0300),
    "rtf of deep groups": lambda: b"{\\rtf1 " + b"{" * 1_000_000,
    "pdf of deep arrays": lambda: pdf(b"[" * 1_000_000),
    "pdf whose page is a deep array": lambda: pdf(b"", more=b"/X" + b"[" * 100_000 + b"]" * 100_000),
    "pdf of an absurd page": lambda: pdf(b"", box=b"[0 0 1e30 1e30]"),
    "pdf that expands without end": pdf_bomb,
    "pdf whose page is its own parent": lambda: pdf(b"").replace(b"/Kids[3 0 R]", b"/Kids[2 0 R]"),
    "html of deep tables": lambda: html("<table><tr><td>" * 20_000),
    "html of deep boxes": lambda: html("<div>" * 500_000),
    "html of one line of 50 MB": lambda: html("公开" * (50 * MIB // 6)),
    "html of one cell of 50 MB": lambda: html("<table><tr><td>" + "1" * (50 * MIB)),
    "html of cells, 50 MB": lambda: html("<table><tr>" + "<td>" * (50 * MIB // 4)),
    "txt of one line of 50 MB": lambda: ("公开" * (50 * MIB // 6)).encode(),
    "txt of spaces, 50 MB": lambda: "公开".encode() + b" " * (50 * MIB),
    "txt of figures, 50 MB": lambda: b"1 " * (25 * MIB),
    "txt of empty lines, 50 MB": lambda: b"a" + b"\n" * (50 * MIB),
    "txt of pipes, 50 MB": lambda: b"|" * (50 * MIB),
    "odt of endless spans": lambda: odt_text(
        "<table:table><table:table-row><table:table-cell table:number-columns-spanned='9999999' "
        "table:number-rows-spanned='9999999'/></table:table-row></table:table>"
    ),
    "odt of spans upon spans": lambda: odt_text(f"<table:table>{SPANNED * 2_000}</table:table>"),
    "odt of tables in tables": lambda: nested_odt(80, 4_000),
    "xlsx with a cell beyond every sheet": lambda: main_with("xlsx", 'r="A4"', 'r="A4294967295"', part=SHEET),
    "xlsx with a cell at the last place": lambda: main_with("xlsx", 'r="A4"', 'r="XFD1048576"', part=SHEET),
    "xlsx with a row beyond every sheet": lambda: main_with(
        "xlsx", '<row r="4"', '<row r="4294967295"><c><v>1</v></c></row><row r="4"', part=SHEET
    ),
    "xlsx with a row number without end": lambda: main_with(
        "xlsx", '<row r="4"', f'<row r="{"9" * 5_000}"><c><v>1</v></c></row><row r="4"', part=SHEET
    ),
    "xlsx in no known encoding": lambda: with_parts("xlsx", {SHEET: b'<?xml version="1.0" encoding="UTF-255"?><a/>'}),
    "odt of endless repeats": lambda: main_with(
        "odt", "<table:table-cell ", "<table:table-cell table:number-columns-repeated='9999999' "
    ),
}

READ: dict[str, Make] = {
    **{f"{kind} as any other is": partial(sound, kind) for kind in ("pdf", "doc", "xls", "rtf", "txt")},
    "docm": lambda: with_macros(
        "docx",
        "word",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
        "word.document",
    ),
    "xlsm": lambda: with_macros(
        "xlsx", "xl", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml", "excel.sheet"
    ),
    "html with a wide table beside": lambda: in_page(f"<table><tr><td colspan={10**9} rowspan={10**9}>x</table>"),
    "docx with a wide table beside": lambda: main_with(
        "docx",
        "</w:tbl>",
        '</w:tbl><w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="1000000000"/></w:tcPr></w:tc></w:tr></w:tbl>',
    ),
    "xlsx of endless merges": lambda: main_with(
        "xlsx", "<mergeCell ", '<mergeCell ref="A100:XFD1048576"/><mergeCell ', part=SHEET
    ),
    "html that asks for a file": lambda: in_page(
        '<iframe src="file:///etc/passwd"></iframe><img src=file:///etc/passwd>'
    ),
}


FOUND = sorted((SAMPLES / "hostile").glob("*.gz"))
"""Files that `tools.fuzz_readers` found to end a reader, as small as they still do."""


@pytest.fixture(scope="module")
def worker(tmp_path_factory) -> Iterator[Worker]:
    path = tmp_path_factory.mktemp("sound") / "file"
    path.write_bytes(sound("html"))
    with Worker() as started:
        started.read(path)
        yield started
        assert len(started.read(path)) == 1


@pytest.fixture(autouse=True)
def same_process(worker):
    """The worker was not ended, nor did it end itself."""
    number = worker._process.pid
    yield
    assert worker._process.is_alive()
    assert worker._process.pid == number


def assert_refused(worker: Worker, path: Path, data: bytes) -> None:
    path.write_bytes(data)
    with pytest.raises(DocumentError) as caught:
        worker.read(path)
    assert not OURS.search(caught.value.zh)
    assert HELPS.search(caught.value.zh)
    assert caught.value.zh != str(caught.value)
    assert "root:" not in str(caught.value)


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused_in_words_that_help(tmp_path, worker, name):
    assert_refused(worker, tmp_path / "file", REFUSED[name]())


@pytest.mark.parametrize("sample", FOUND, ids=lambda path: path.name)
def test_what_once_ended_a_reader_is_refused(tmp_path, worker, sample):
    assert_refused(worker, tmp_path / "file", gzip.decompress(sample.read_bytes()))


@pytest.mark.parametrize("name", READ)
def test_it_is_read_as_any_other(tmp_path, worker, name):
    path = tmp_path / "file"
    path.write_bytes(READ[name]())

    (read,) = worker.read(path)

    assert [one for one in cells_equal(read, TOLD) if one[2].status == "stated"] == []
    assert sum(cell.status == "stated" for cell in read.cells.values()) > 100
    assert "root:" not in repr(read)


@pytest.mark.parametrize(
    ("kind", "ending"),
    [("docx", "pdf"), ("pdf", "docx"), ("html", "doc"), ("rtf", "doc"), ("xls", "xlsx"), ("doc", "txt")],
)
def test_a_wrong_ending_changes_nothing(tmp_path, worker, kind, ending):
    path = tmp_path / f"file.{ending}"
    path.write_bytes(sound(kind))

    assert sum(cell.status == "stated" for cell in worker.read(path)[0].cells.values()) > 100


@pytest.mark.parametrize("kind", MAIN)
def test_names_that_lead_outside_are_not_followed(tmp_path, worker, kind):
    path = tmp_path / "a" / "b" / "file"
    path.parent.mkdir(parents=True)
    path.write_bytes(outside(kind))
    around = (Path.cwd(), Path.cwd().parent, Path(tempfile.gettempdir()), Path("/"))

    assert len(worker.read(path)) == 1

    assert [each for each in tmp_path.rglob("*") if each.is_file()] == [path]
    assert [folder for folder in around for each in folder.glob(f"*{OUTSIDE}*")] == []
