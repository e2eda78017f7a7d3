"""OFD files built by code: an annual report set on pages, in the ways programs that write OFD differ."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

from gongkai.report.model import AnnualReport
from tests.samples.layouts import text_of

SPACE = "http://www.ofdspec.org/2016"
MARGIN = 15.0
SIZE = 3.0
LINE = 4.0
ABOVE = 0.88


@dataclass(frozen=True)
class Way:
    """How a file is written. Millimetres.

    per_char: an object for each digit. scale: text set in a unit scaled up by CTM. repeats: deltas as "g n v".
    filled: rules as thin filled rectangles. head: rows of table three repeated on each page. templated: the running head in a
    template page. turned: the page lies on its side, by CTM. grouped: objects within PageBlocks. twice: text drawn twice,
    for weight. prefix, space: of the XML names.
    """

    wide: float = 210.0
    high: float = 297.0
    per_char: bool = False
    scale: float = 1.0
    repeats: bool = False
    filled: bool = False
    grouped: bool = False
    twice: bool = False
    head: int = 0
    templated: bool = False
    turned: bool = False
    prefix: str = "ofd:"
    space: str = SPACE


PLAIN = Way()


@dataclass
class Pages:
    """Pages under way: the objects of each, and how far down the last one is filled."""

    way: Way
    objects: list[list[str]] = field(default_factory=lambda: [[]])
    y: float = MARGIN

    @property
    def bottom(self) -> float:
        return self.way.high - MARGIN

    def turn_over(self) -> None:
        self.objects.append([])
        self.y = MARGIN

    def text(self, x: float, y: float, text: str) -> None:
        """A line of text whose top is y."""
        for start, piece in pieces(text, self.way):
            left = x + sum(map(advance, text[:start]))
            made = text_object(left, y, piece, self.way)
            self.objects[-1] += [made, made] if self.way.twice else [made]

    def rule(self, x0: float, y0: float, x1: float, y1: float) -> None:
        self.objects[-1].append(rule_object(x0, y0, x1, y1, self.way))


def pieces(text: str, way: Way) -> Iterator[tuple[int, str]]:
    if not way.per_char:
        yield 0, text
        return
    yield from enumerate(text)


def advance(char: str) -> float:
    return SIZE * (0.5 if char < "\u0250" else 1)


def text_object(x: float, y: float, text: str, way: Way) -> str:
    steps = [advance(char) / way.scale for char in text]
    boundary = f"{x:.4f} {y:.4f} {sum(steps) * way.scale:.4f} {SIZE:.4f}"
    ctm = f' CTM="{way.scale} 0 0 {way.scale} 0 0"' if way.scale != 1 else ""
    start = f'X="0" Y="{ABOVE * SIZE / way.scale:.5f}"'
    if way.turned:
        boundary, ctm = f"0 0 {way.high} {way.wide}", turned(way)
        start = f'X="{x:.4f}" Y="{y + ABOVE * SIZE:.4f}"'
    deltas = delta_x(steps[:-1], way)
    code = f"<{way.prefix}TextCode {start}{deltas}>{escape(text)}</{way.prefix}TextCode>"
    size = SIZE / way.scale
    return f'<{way.prefix}TextObject ID="1" Font="1" Size="{size:.5f}" Boundary="{boundary}"{ctm}>{code}</{way.prefix}TextObject>'


def turned(way: Way) -> str:
    """A quarter turn clockwise."""
    return f' CTM="0 1 -1 0 {way.high} 0"'


def delta_x(steps: Sequence[float], way: Way) -> str:
    if not steps:
        return ""
    if not way.repeats:
        return f' DeltaX="{" ".join(f"{step:.5f}" for step in steps)}"'
    runs: list[tuple[float, int]] = []
    for step in steps:
        count = runs.pop()[1] if runs and runs[-1][0] == step else 0
        runs.append((step, count + 1))
    return f' DeltaX="{" ".join(f"g {count} {step:.5f}" if count > 1 else f"{step:.5f}" for step, count in runs)}"'


def rule_object(x0: float, y0: float, x1: float, y1: float, way: Way) -> str:
    box, ctm = f"{x0:.4f} {y0:.4f} {x1 - x0 + 0.2:.4f} {y1 - y0 + 0.2:.4f}", ""
    if way.filled:
        wide, high = x1 - x0 + 0.2, y1 - y0 + 0.2
        data = f"M 0 0 L {wide:.4f} 0 L {wide:.4f} {high:.4f} L 0 {high:.4f} C"
        drawn = 'Stroke="false" Fill="true"'
    else:
        data, drawn = f"S 0.1 0.1 M 0.1 0.1 L {x1 - x0 + 0.1:.4f} {y1 - y0 + 0.1:.4f}", 'LineWidth="0.2"'
    if way.turned:
        box, ctm = f"0 0 {way.high} {way.wide}", turned(way)
        data = f"M {x0:.4f} {y0:.4f} L {x1:.4f} {y1:.4f}"
    return (
        f'<{way.prefix}PathObject ID="2" Boundary="{box}"{ctm} {drawn}>'
        f"<{way.prefix}AbbreviatedData>{data}</{way.prefix}AbbreviatedData></{way.prefix}PathObject>"
    )


# --- a report on pages ------------------------------------------------------------------------------------------------


def set_report(report: AnnualReport, way: Way = PLAIN, show: Callable[[str], str] = str) -> bytes:
    """All of a report as OFD. show: how a label is printed ("\\n" where it is broken by hand)."""
    pages = Pages(way)
    set_paragraph(pages, report.title)
    for paragraph in report.preamble:
        set_paragraph(pages, "\u3000\u3000" + paragraph.text)
    for section in report.form.sections:
        set_paragraph(pages, section.heading)
        if section.table:
            set_table(pages, report, section.table, show)
        for paragraph in report.sections.get(section.code, ()):
            set_paragraph(pages, "\u3000\u3000" + paragraph.text)
    set_paragraph(pages, report.signed_by or "")
    if report.published_on:
        on = report.published_on
        set_paragraph(pages, f"{on.year}年{on.month}月{on.day}日")
    return package(pages.objects, way)


def wrapped(text: str, wide: float) -> list[str]:
    """Lines that fit a width."""
    lines: list[str] = []
    for part in text.split("\n"):
        line, taken = "", 0.0
        for char in part:
            if taken + advance(char) > wide + 0.001:
                lines.append(line)
                line, taken = "", 0.0
            line, taken = line + char, taken + advance(char)
        lines.append(line)
    return lines


def set_paragraph(pages: Pages, text: str) -> None:
    for line in wrapped(text, pages.way.wide - 2 * MARGIN):
        if pages.y + LINE > pages.bottom:
            pages.turn_over()
        pages.text(MARGIN, pages.y, line)
        pages.y += LINE
    pages.y += LINE / 2


@dataclass
class Placed:
    row: int
    column: int
    rowspan: int
    colspan: int
    text: str


def placed_cells(report: AnnualReport, table: str, show: Callable[[str], str]) -> list[Placed]:
    taken: set[tuple[int, int]] = set()
    cells = []
    for y, row in enumerate(report.form.layout(table)):
        x = 0
        for cell in row:
            while (y, x) in taken:
                x += 1
            taken |= {(y + dy, x + dx) for dy in range(cell.rowspan) for dx in range(cell.colspan)}
            text = text_of(report, cell)
            cells.append(Placed(y, x, cell.rowspan, cell.colspan, text if cell.figure else show(text)))
    return cells


def set_table(pages: Pages, report: AnnualReport, table: str, show: Callable[[str], str]) -> None:
    cells = placed_cells(report, table, show)
    width = max(cell.column + cell.colspan for cell in cells)
    shares = [2.0 if table == "t3" and x < 3 else 1.0 for x in range(width)]
    unit = (pages.way.wide - 2 * MARGIN) / sum(shares)
    xs = [MARGIN + unit * sum(shares[:x]) for x in range(width + 1)]
    lines = {id(cell): wrapped(cell.text, xs[cell.column + cell.colspan] - xs[cell.column] - 1) for cell in cells}
    heights = row_heights(cells, lines)
    head = pages.way.head if table == "t3" else 0
    start, first = 0, True
    while start < len(heights):
        again = 0 if first else head
        room = pages.bottom - pages.y - sum(heights[:again])
        end = start
        while end < len(heights) and sum(heights[start : end + 1]) <= room:
            end += 1
        if end > start and not (first and end <= head):
            set_rows(pages, cells, lines, xs, heights, list(range(again)) + list(range(start, end)))
            start, first = end, False
        if start < len(heights):
            assert pages.y > MARGIN, "a row is higher than a page"
            pages.turn_over()
    pages.y += LINE / 2


def row_heights(cells: Sequence[Placed], lines: dict[int, list[str]]) -> list[float]:
    heights = [LINE + 1] * max(cell.row + cell.rowspan for cell in cells)
    for cell in sorted(cells, key=lambda cell: cell.rowspan):
        needed = len(lines[id(cell)]) * LINE + 1
        missing = needed - sum(heights[cell.row : cell.row + cell.rowspan])
        heights[cell.row + cell.rowspan - 1] += max(missing, 0)
    return heights


def set_rows(
    pages: Pages,
    cells: Sequence[Placed],
    lines: dict[int, list[str]],
    xs: Sequence[float],
    heights: Sequence[float],
    rows: Sequence[int],
) -> None:
    """Rows of a table on one page; of a cell that the page cuts, the lines that fit, the others on the next page."""
    tops: dict[int, float] = {}
    for row in rows:
        tops[row] = pages.y
        pages.y += heights[row]
    for cell in cells:
        mine = [row for row in range(cell.row, cell.row + cell.rowspan) if row in tops]
        if not mine:
            continue
        top, bottom = tops[mine[0]], tops[mine[-1]] + heights[mine[-1]]
        left, right = xs[cell.column], xs[cell.column + cell.colspan]
        for x0, y0, x1, y1 in ((left, top, right, top), (left, bottom, right, bottom)):
            pages.rule(x0, y0, x1, y1)
        for x in (left, right):
            pages.rule(x, top, x, bottom)
        before = sum(heights[row] for row in range(cell.row, mine[0]))
        done = int((before - 0.999) // LINE) if before else 0
        fits = int((bottom - top - 0.999) // LINE)
        done = min(max(done, 0), len(lines[id(cell)]))
        for number, line in enumerate(lines[id(cell)][done : done + fits]):
            pages.text(left + 0.5, top + 0.5 + number * LINE + 0.5, line)


# --- the file ---------------------------------------------------------------------------------------------------------


def content(objects: str, way: Way, *, extra: str = "") -> str:
    p = way.prefix
    inside = f"<{p}PageBlock ID='9'>{objects}</{p}PageBlock>" if way.grouped else objects
    return (
        f'<{p}Page xmlns{":" + p[:-1] if p else ""}="{way.space}">{extra}'
        f"<{p}Content><{p}Layer ID='3' Type='Body'>{inside}</{p}Layer></{p}Content></{p}Page>"
    )


def package(pages: Sequence[Sequence[str]], way: Way = PLAIN, **others: str | bytes) -> bytes:
    """A file of these pages' objects. others: parts added or put in the place of those made here."""
    p = way.prefix
    names = f'xmlns{":" + p[:-1] if p else ""}="{way.space}"'
    size = f"{way.high} {way.wide}" if way.turned else f"{way.wide} {way.high}"
    area = f"<{p}PageArea><{p}PhysicalBox>0 0 {size}</{p}PhysicalBox></{p}PageArea>"
    listed = "".join(f'<{p}Page ID="{n}" BaseLoc="Pages/Page_{n}/Content.xml"/>' for n in range(len(pages)))
    template = f'<{p}TemplatePage ID="77" BaseLoc="Tpls/Tpl_0/Content.xml"/>' if way.templated else ""
    parts: dict[str, str | bytes] = {
        "OFD.xml": (
            f'<{p}OFD {names} Version="1.0" DocType="OFD"><{p}DocBody><{p}DocInfo><{p}Title>年度报告</{p}Title>'
            f"<{p}CreationDate>2022-01-24</{p}CreationDate></{p}DocInfo>"
            f"<{p}DocRoot>/Doc_0/Document.xml</{p}DocRoot></{p}DocBody></{p}OFD>"
        ),
        "Doc_0/Document.xml": (
            f"<{p}Document {names}><{p}CommonData><{p}MaxUnitID>99</{p}MaxUnitID>{area}"
            f"<{p}PublicRes>PublicRes.xml</{p}PublicRes><{p}DocumentRes>DocumentRes.xml</{p}DocumentRes>{template}"
            f"</{p}CommonData><{p}Pages>{listed}</{p}Pages></{p}Document>"
        ),
        "Doc_0/PublicRes.xml": f'<{p}Res {names} BaseLoc="Res"><{p}Fonts/></{p}Res>',
        "Doc_0/DocumentRes.xml": f'<{p}Res {names} BaseLoc="Res"></{p}Res>',
    }
    if way.templated:
        head = text_object(MARGIN, 6, "某街道年度报告", way) + text_object(MARGIN, way.high - 8, "内部资料", way)
        parts["Doc_0/Tpls/Tpl_0/Content.xml"] = content(head, way)
    extra = f'<{p}Template TemplateID="77"/>' if way.templated else ""
    for number, objects in enumerate(pages):
        parts[f"Doc_0/Pages/Page_{number}/Content.xml"] = content("".join(objects), way, extra=extra)
    return packed(parts | others)


def packed(parts: dict[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, part in parts.items():
            opened.writestr(name, part)
    return buffer.getvalue()


# --- parts of a file by hand ------------------------------------------------------------------------------------------


def box(*texts, wide=20.0):
    """A row of ruled cells with a text each."""
    right = 10 + wide * len(texts)
    lines = [rule_object(10, y, right, y, Way()) for y in (20, 26)]
    sides = [rule_object(10 + wide * at, 20, 10 + wide * at, 26, Way()) for at in range(len(texts) + 1)]
    return [*lines, *sides, *(text_object(11 + wide * at, 21, text, Way()) for at, text in enumerate(texts) if text)]


def text(code, boundary="10 60 80 5", **attributes):
    """A text object as written: its TextCode elements and attributes."""
    stated = {"Size": "3", "Boundary": boundary} | attributes
    written = " ".join(f"{name}='{value}'" for name, value in stated.items())
    return f"<ofd:TextObject {written}>{code}</ofd:TextObject>"


DOCUMENT = (
    f'<ofd:Document xmlns:ofd="{SPACE}"><ofd:CommonData>{{}}</ofd:CommonData><ofd:Pages>{{}}</ofd:Pages></ofd:Document>'
)
PAGE = f'<ofd:Page xmlns:ofd="{SPACE}">{{}}<ofd:Content><ofd:Layer>{{}}</ofd:Layer></ofd:Content></ofd:Page>'
ROOT = f'<ofd:OFD xmlns:ofd="{SPACE}">{{}}</ofd:OFD>'
BODY = "<ofd:DocBody><ofd:DocRoot>{}</ofd:DocRoot></ofd:DocBody>"


def one(words):
    return text_object(20, 20, words, Way())


RESOURCES = (
    f'<ofd:Res xmlns:ofd="{SPACE}" BaseLoc="Res"><ofd:MultiMedias><ofd:MultiMedia ID="5" Type="Image">'
    "<ofd:MediaFile>{}</ofd:MediaFile></ofd:MultiMedia></ofd:MultiMedias></ofd:Res>"
)


def image(wide, high, number=5):
    return f'<ofd:ImageObject Boundary="0 0 {wide} {high}" CTM="{wide} 0 0 {high} 0 0" ResourceID="{number}"/>'
