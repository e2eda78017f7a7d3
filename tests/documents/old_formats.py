"""Word 97 and RTF files made by code, as small as the formats allow: what our readers of them are tested on."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

from gongkai.report.model import AnnualReport
from tests.samples.layouts import text_of

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
Part = TypeVar("Part")
END, FREE = 0xFFFFFFFE, 0xFFFFFFFF
SECTOR = 512
COLUMN = 600
"""Twips of a column of the tables made here."""

# --- the form as rows of cells, continued ones included -----------------------------------------------------------


@dataclass(frozen=True)
class Place:
    """A cell of a row. down: "", "restart" or "continue" of a vertical merge."""

    text: str
    column: int
    span: int = 1
    down: str = ""


def places_of(report: AnnualReport, table: str) -> list[list[Place]]:
    """A table of the form, row by row, with the cells a vertical merge goes on in."""
    layout = report.form.layout(table)
    rows: list[list[Place]] = [[] for _ in layout]
    taken: set[tuple[int, int]] = set()
    for y, row in enumerate(layout):
        x = 0
        for cell in row:
            while (y, x) in taken:
                x += 1
            taken |= {(y + down, x + right) for down in range(cell.rowspan) for right in range(cell.colspan)}
            for down in range(cell.rowspan):
                merge = "" if cell.rowspan == 1 else "continue" if down else "restart"
                rows[y + down].append(Place("" if down else text_of(report, cell), x, cell.colspan, merge))
    return [sorted(row, key=lambda place: place.column) for row in rows]


def edges_of(row: Sequence[Place]) -> list[int]:
    return [COLUMN * row[0].column, *(COLUMN * (place.column + place.span) for place in row)]


# --- OLE ----------------------------------------------------------------------------------------------------------


def container(streams: Mapping[str, bytes]) -> bytes:
    """An OLE file with streams at its top, each filled up to the 4,096 bytes below which it would have to be a mini one."""
    parts = [content.ljust(4096, b"\0") for content in streams.values()]
    counts = [-(-len(part) // SECTOR) for part in parts]
    directories = -(-(len(parts) + 1) // 4)
    fats = 1
    while fats * 128 < fats + directories + sum(counts):
        fats += 1
    chain = [0xFFFFFFFD] * fats + [*range(fats + 1, fats + directories), END]
    entries = [_entry("Root Entry", 5, child=1 if parts else FREE, right=FREE, start=END, size=0)]
    for number, (name, part, count) in enumerate(zip(streams, parts, counts, strict=True), 1):
        start = len(chain)
        chain += [*range(start + 1, start + count), END]
        right = number + 1 if number < len(parts) else FREE
        entries.append(_entry(name, 2, child=FREE, right=right, start=start, size=len(part)))
    header = MAGIC + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<IIIIIIIII", 0, fats, fats, 0, 4096, END, 0, END, 0) + struct.pack(f"<{fats}I", *range(fats))
    table = struct.pack(f"<{len(chain)}I", *chain).ljust(fats * SECTOR, b"\xff")
    directory = b"".join(entries).ljust(directories * SECTOR, b"\0")
    body = b"".join(part.ljust(count * SECTOR, b"\0") for part, count in zip(parts, counts, strict=True))
    return header.ljust(SECTOR, b"\xff") + table + directory + body


def _entry(name: str, kind: int, *, child: int, right: int, start: int, size: int) -> bytes:
    spelled = name.encode("utf-16-le")
    head = spelled.ljust(64, b"\0") + struct.pack("<HBBIII", len(spelled) + 2, kind, 1, FREE, right, child)
    return head + bytes(36) + struct.pack("<IQ", start, size)


# --- Word 97 ------------------------------------------------------------------------------------------------------

REMOVED, INSERTED, HIDDEN, SPECIAL = (struct.pack("<HB", code, 1) for code in (0x0800, 0x0801, 0x083C, 0x0855))
IN_TABLE = struct.pack("<HB", 0x2416, 1)
ROW_END = struct.pack("<HB", 0x2417, 1)
INNER_CELL = struct.pack("<HB", 0x244B, 1)
INNER_ROW_END = struct.pack("<HB", 0x244C, 1)
DOWN = {"": 0, "restart": 0x60, "continue": 0x20}


@dataclass(frozen=True)
class Paragraph:
    """Runs of text with their properties, the mark that ends them, and the properties of the paragraph and the mark."""

    runs: tuple[tuple[str, bytes], ...]
    mark: str = "\r"
    properties: bytes = b""
    mark_properties: bytes = b""


def paragraph(
    *runs: str | tuple[str, bytes], mark: str = "\r", properties: bytes = b"", at_mark: bytes = b""
) -> Paragraph:
    told = tuple((run, b"") if isinstance(run, str) else run for run in runs)
    return Paragraph(told, mark, properties, at_mark)


def level(depth: int) -> bytes:
    return struct.pack("<Hi", 0x6649, depth)


def cell(*runs: str | tuple[str, bytes]) -> Paragraph:
    return paragraph(*runs, mark="\x07", properties=IN_TABLE)


def inner_cell(text: str, depth: int = 2) -> Paragraph:
    return paragraph(text, properties=IN_TABLE + level(depth) + INNER_CELL)


def definition(edges: Sequence[int], flags: Sequence[int]) -> bytes:
    """sprmTDefTable: the edges of a row and the flags of its cells."""
    body = struct.pack(f"<B{len(edges)}h", len(edges) - 1, *edges)
    body += b"".join(struct.pack("<H18x", flag) for flag in flags)
    return struct.pack("<HH", 0xD608, len(body) + 1) + body


def row_end(edges: Sequence[int], flags: Sequence[int] = (), more: bytes = b"", at_mark: bytes = b"") -> Paragraph:
    properties = IN_TABLE + ROW_END + definition(edges, flags) + more
    return paragraph(mark="\x07", properties=properties, at_mark=at_mark)


def inner_row_end(edges: Sequence[int], depth: int = 2) -> Paragraph:
    return paragraph(properties=IN_TABLE + level(depth) + INNER_CELL + INNER_ROW_END + definition(edges, ()))


def row(*texts: str, edges: Sequence[int] = (), flags: Sequence[int] = ()) -> list[Paragraph]:
    return [*map(cell, texts), row_end(edges or [COLUMN * x for x in range(len(texts) + 1)], flags)]


def word_report(report: AnnualReport, *, pieces: int = 1) -> bytes:
    """A report as a Word 97 file."""

    def table(rows: Iterable[Sequence[Place]]) -> Iterable[Paragraph]:
        for places in rows:
            texts = [place.text for place in places]
            yield from row(*texts, edges=edges_of(places), flags=[DOWN[place.down] for place in places])

    return word(_whole(report, lambda text: [paragraph(text)], table), pieces=pieces)


def _whole(
    report: AnnualReport,
    line: Callable[[str], Iterable[Part]],
    table: Callable[[Iterable[Sequence[Place]]], Iterable[Part]],
) -> list[Part]:
    parts = [*line(report.title)]
    for section in report.form.sections:
        parts += line(section.heading)
        if section.table:
            parts += table(places_of(report, section.table))
        for text in report.sections.get(section.code, ()):
            parts += line(text.text)
    return parts


Unit = tuple[str, tuple[int, bytes], tuple[int, bytes]]
"""A UTF-16 unit with the number and the properties of its paragraph and of its run."""

Stored = tuple[int, tuple[int, bytes], tuple[int, bytes]]
"""The same with its offset in the main stream in place of the unit."""


def word(
    paragraphs: Sequence[Paragraph],
    boxes: Sequence[Paragraph] = (),
    *,
    pieces: int = 1,
    ident: int = 0xA5EC,
    version: int = 0xC1,
    flags: int = 0x0200,
    data: bytes = b"",
) -> bytes:
    """A Word 97 file.

    Args:
        pieces: how many the text is cut into; they are stored from last to first, narrow where they can.
        data: how the stream Data begins.
    """
    chars = [char for number, each in enumerate([*paragraphs, *boxes]) for char in _chars(number, each)]
    size = max(-(-len(chars) // pieces), 1)
    cut = [chars[at : at + size] for at in range(0, len(chars), size)]
    main = bytearray(1024)
    stored: list[Stored] = []
    places: list[tuple[int, bool]] = []
    for part in reversed(cut):
        text = "".join(char for char, *_ in part)
        is_narrow = pieces > 1 and text.isascii()
        places.insert(0, (len(main), is_narrow))
        width = 1 if is_narrow else 2
        stored += [(len(main) + width * at, *unit[1:]) for at, unit in enumerate(part)]
        main += text.encode("ascii" if is_narrow else "utf-16-le", "surrogatepass")
        main += bytes(len(main) % 2)
    end = len(main)
    rest = bytearray(data)
    tables = [
        _pages(main, _runs(stored, 2), end, is_paragraphs=False, data=rest),
        _pages(main, _runs(stored, 1), end, is_paragraphs=True, data=rest),
        _piece_table(cut, places),
    ]
    table, found = bytearray(), {}
    for number, content in zip((12, 13, 33), tables, strict=True):
        found[number] = (len(table), len(content))
        table += content
    struct.pack_into("<HH6xH", main, 0, ident, version, flags)
    struct.pack_into("<8I", main, 76, *(_length(paragraphs), 0, 0, 0, 0, 0, _length(boxes), 0))
    for number, place in found.items():
        struct.pack_into("<II", main, 154 + 8 * number, *place)
    return container({"WordDocument": bytes(main), "1Table": bytes(table), "Data": bytes(rest)})


def _length(paragraphs: Sequence[Paragraph]) -> int:
    return sum(len(list(_chars(0, each))) for each in paragraphs)


def _chars(number: int, each: Paragraph) -> Iterable[Unit]:
    """UTF-16 units, each with the paragraph and the run it belongs to."""
    owner = (number, each.properties)
    for run, (text, properties) in enumerate([*each.runs, (each.mark, each.mark_properties)]):
        units = text.encode("utf-16-le", "surrogatepass")
        for at in range(0, len(units), 2):
            unit = units[at : at + 2].decode("utf-16-le", "surrogatepass")
            yield unit, owner, (100 * number + run, properties)


def _runs(stored: Sequence[Stored], which: Literal[1, 2]) -> list[tuple[int, bytes]]:
    """Where each run begins, and its properties, in the order of the main stream."""
    runs: list[tuple[int, bytes]] = []
    before = None
    for item in stored:
        if item[which] != before:
            runs.append((item[0], item[which][1]))
            before = item[which]
    return runs


def _pages(
    main: bytearray, runs: Sequence[tuple[int, bytes]], end: int, *, is_paragraphs: bool, data: bytearray
) -> bytes:
    """Write pages of runs after the text; the table that lists them."""
    starts, numbers, waiting = [], [], list(runs)
    while waiting:
        taken, size = [], 5
        while waiting and size + 20 + len(_packed(waiting[0][1], is_paragraphs, bytearray())) < SECTOR:
            start, properties = waiting.pop(0)
            taken.append((start, _packed(properties, is_paragraphs, data)))
            size += (17 if is_paragraphs else 5) + len(taken[-1][1]) + 1
        last = waiting[0][0] if waiting else end
        main += bytes(-len(main) % SECTOR)
        starts.append(taken[0][0])
        numbers.append(len(main) // SECTOR)
        main += _page(taken, last, is_paragraphs)
    return struct.pack(f"<{len(starts) + 1}I{len(numbers)}I", *starts, end, *numbers)


def _packed(properties: bytes, is_paragraphs: bool, data: bytearray) -> bytes:
    """Properties as they stand on a page; a list too long for one goes to the stream Data."""
    if not is_paragraphs:
        return struct.pack("<B", len(properties)) + properties
    if len(properties) > 300:
        place = len(data)
        data += struct.pack("<H", len(properties)) + properties
        properties = struct.pack("<HI", 0x6646, place)
    whole = struct.pack("<H", 0) + properties
    return (
        struct.pack("<B", len(whole) // 2 + 1) + whole
        if len(whole) % 2
        else struct.pack("<BB", 0, len(whole) // 2) + whole
    )


def _page(taken: Sequence[tuple[int, bytes]], last: int, is_paragraphs: bool) -> bytes:
    page, at, places = bytearray(SECTOR), SECTOR - 1, []
    for _, properties in taken:
        at = (at - len(properties)) // 2 * 2
        page[at : at + len(properties)] = properties
        places.append(at // 2)
    step = "12x" if is_paragraphs else ""
    head = struct.pack(f"<{len(taken) + 1}I", *(start for start, _ in taken), last)
    head += b"".join(struct.pack(f"<B{step}", place) for place in places)
    assert len(head) <= at
    page[: len(head)] = head
    page[-1] = len(taken)
    return bytes(page)


def _piece_table(cut: Sequence[Sequence[Unit]], places: Sequence[tuple[int, bool]]) -> bytes:
    starts = [0]
    for part in cut:
        starts.append(starts[-1] + len(part))
    pieces = [struct.pack("<HIH", 0, 2 * place | 1 << 30 if is_narrow else place, 0) for place, is_narrow in places]
    body = struct.pack(f"<{len(starts)}I", *starts) + b"".join(pieces)
    return b"\x02" + struct.pack("<I", len(body)) + body


# --- RTF ----------------------------------------------------------------------------------------------------------


def escaped(text: str) -> str:
    """Text as RTF spells it: marks escaped, the rest by number, a question mark for readers that do not know it."""
    units = struct.unpack(
        f"<{len(text.encode('utf-16-le', 'surrogatepass')) // 2}h", text.encode("utf-16-le", "surrogatepass")
    )
    return "".join(
        f"\\{chr(unit)}" if chr(unit & 0xFFFF) in "\\{}" else chr(unit) if 0x20 <= unit < 0x7F else f"\\u{unit}?"
        for unit in units
    )


def escaped_gbk(text: str) -> str:
    """Text by its bytes, as older programs spell it."""
    return "".join(
        f"\\{chr(byte)}" if chr(byte) in "\\{}" else chr(byte) if 0x20 <= byte < 0x7F else f"\\'{byte:02x}"
        for byte in text.encode("gb18030")
    )


def rtf(body: str, head: str = "") -> bytes:
    fonts = r"{\fonttbl{\f0\fcharset134 SimSun;}{\f1\fcharset0 Times New Roman;}}"
    return f"{{\\rtf1\\ansi\\ansicpg936\\deff0{fonts}{head}{body}}}".encode("ascii")


def rtf_row(*texts: str, edges: Sequence[int] = (), down: Sequence[str] = ()) -> str:
    """A row with texts already escaped, its definition before the cells."""
    marks = {"": "", "restart": r"\clvmgf", "continue": r"\clvmrg"}
    edges = edges or [COLUMN * x for x in range(len(texts) + 1)]
    down = down or [""] * len(texts)
    stated = "".join(f"{marks[merge]}\\cellx{edge}" for merge, edge in zip(down, edges[1:], strict=True))
    return (
        f"\\trowd\\trleft{edges[0]}{stated}\\pard\\intbl "
        + "".join(f"{text}\\cell " for text in texts)
        + "\\row\\pard "
    )


def rtf_report(report: AnnualReport, spell: Callable[[str], str] = escaped) -> bytes:
    """A report as RTF."""

    def table(rows: Iterable[Sequence[Place]]) -> Iterable[str]:
        for places in rows:
            texts = [spell(place.text) for place in places]
            yield rtf_row(*texts, edges=edges_of(places), down=[place.down for place in places])

    return rtf("".join(_whole(report, lambda text: [f"{spell(text)}\\par "], table)))
