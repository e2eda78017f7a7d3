"""What a printed report says, in order, the same for every format.

A report (年度报告) becomes its catalogue entry, a title, preamble, six sections with their tables, signature and date.
Writers decide only how a block looks; what it says, where a table merges cells and where a narrow cell breaks is decided here.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from gongkai.documents.catalogue import KEYS
from gongkai.errors import DocumentError, UnknownForm
from gongkai.report.model import AnnualReport, Cell, Contact, Number, Paragraph, written
from gongkai.statute.forms import CellKind, Figure, Form, LaidCell

DRAFT_NOTICE = "草稿：标黄段落须由经办人补充或确认"
DRAFT_COMMENT = "本段由台账数据起草或待补充，请经办人核对、补充或改写；定稿后删除本批注并取消标黄。"

TABLE_SIZE = 10.5  # points; 五号
ENTRY_WIDTH = 14.0  # characters of a field of the catalogue entry that shares its row
_SMALLEST = 5.0
_NARROW = ("t3", "t4")
_BREAKS = {"本年度办理结果": ("本年度", "办理", "结果")}
_TITLE_WIDTH = 20  # characters of 22 pt in the 156 mm of GB/T 9704
_FORBIDDEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufeff\ufff9-\ufffb\ufffe\uffff]"
)


@dataclass(frozen=True, slots=True)
class Heading:
    """Heading of one of the six sections (一、…). `starts_page`: the table below fills a page of its own."""

    code: str
    text: str
    starts_page: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph, or a heading （一） (`level` 2) or 1. (`level` 3) inside a section or the preamble.

    rank: depth of the heading in the section, 1 or 2, that skips none whatever the levels; 0 for a paragraph.
    """

    text: str
    level: int = 0
    is_draft: bool = False
    rank: int = 0


@dataclass(frozen=True, slots=True)
class PrintedCell:
    """A table cell at its top left corner.

    x, y: column and row in the grid, from 0.
    lines: the text, broken where a narrow cell should break; joined they are the printed text.
    number: the figure the report states, None for a label or a cell that states none.
    """

    kind: CellKind
    x: int
    y: int
    colspan: int
    rowspan: int
    lines: tuple[str, ...]
    figure: Figure | None = None
    number: Number | None = None

    @property
    def text(self) -> str:
        return "".join(self.lines)


@dataclass(frozen=True, slots=True)
class Table:
    """A table as printed. `head_rows`: rows to repeat on each page; 0 where headings stand between the rows."""

    id: str
    caption: str
    width: int
    head_rows: int
    rows: tuple[tuple[PrintedCell, ...], ...]

    def covering(self, y: int) -> Iterator[PrintedCell]:
        """Every cell that covers a part of row `y`, from left to right, those that began above included."""
        cells = (cell for row in self.rows[: y + 1] for cell in row if cell.y + cell.rowspan > y)
        return iter(sorted(cells, key=lambda cell: cell.x))


@dataclass(frozen=True, slots=True)
class Signature:
    """Office and date (成文日期), with the space to the right of each in characters: the shorter is centred."""

    office: str
    date: str
    office_indent: float
    date_indent: float


Block = Heading | Text | Table | Signature


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the catalogue entry (目录元数据) above the title: its name and what it says, both on one line."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Outline:
    """A report ready to be set. `title_lines` joined are the title.

    entry: the catalogue entry, two fields a row, or one that needs the whole row; empty without one.
    dated_on: the date its files bear, never the clock's: of publication, else the last day of the report's year.
    """

    entry: tuple[tuple[Field, ...], ...]
    title_lines: tuple[str, ...]
    office: str
    published_on: date | None
    dated_on: date
    blocks: tuple[Block, ...]

    @property
    def title(self) -> str:
        return "".join(self.title_lines)

    @property
    def is_draft(self) -> bool:
        """Whether a person must still complete or confirm a paragraph."""
        return any(isinstance(block, Text) and block.is_draft for block in self.blocks)

    @property
    def tables(self) -> tuple[Table, ...]:
        return tuple(block for block in self.blocks if isinstance(block, Table))

    def texts(self) -> Iterator[str]:
        """Every piece of text that is printed, in order."""
        if self.is_draft:
            yield DRAFT_NOTICE
        yield from (text for row in self.entry for field in row for text in (field.name, field.value))
        yield from self.title_lines
        for block in self.blocks:
            if isinstance(block, Table):
                yield from (line for row in block.rows for cell in row for line in cell.lines)
            elif isinstance(block, Signature):
                yield from (block.office, block.date)
            else:
                yield block.text


def outline(report: AnnualReport) -> Outline:
    """Return what the printed report says, block by block.

    Raises:
        DocumentError: the report names no statutory form, so its tables cannot be laid out.
    """
    try:
        form = report.form
    except UnknownForm as error:
        raise DocumentError(f"The report names no statutory form, so its tables cannot be laid out: {error}") from error
    title = clean(report.title) or default_title(report)
    return Outline(
        entry=tuple(_entry(report.metadata)),
        title_lines=title_lines(title),
        office=clean(report.office or ""),
        published_on=report.published_on,
        dated_on=report.published_on or date(report.year or 1980, 12, 31),
        blocks=tuple(_blocks(report, form)),
    )


def clean(text: str) -> str:
    """Text as one line without the characters no file format may hold (controls, lone surrogates) or outer space."""
    return _FORBIDDEN.sub("", re.sub(r"[\t\r\n]+", " ", text)).strip()


def default_title(report: AnnualReport) -> str:
    """`<office><year>年政府信息公开工作年度报告`, leaving out what is not known."""
    year = f"{report.year}年" if report.year else ""
    return f"{clean(report.office or '')}{year}政府信息公开工作年度报告"


def title_lines(title: str) -> tuple[str, ...]:
    """Break a title that needs several lines before the year or 政府信息公开, and what is left evenly."""
    if len(title) <= _TITLE_WIDTH:
        return (title,)
    for mark in (r"\d{4}\s*年", "政府信息公开"):
        found = re.search(mark, title)
        if found and found.start() > 0 and len(title) - found.start() <= _TITLE_WIDTH:
            return (*_evenly(title[: found.start()]), title[found.start() :])
    return _evenly(title)


def _evenly(text: str) -> tuple[str, ...]:
    """Lines of about the same length, none broken inside a number or before a closing mark."""
    count = -(-len(text) // _TITLE_WIDTH)
    cuts = [0]
    for part in range(1, count):
        cut = max(cuts[-1] + 1, round(part * len(text) / count))
        while cut < len(text) and re.match(r"\d[\d年]|.[）》”、，]", text[cut - 1 : cut + 1]):
            cut += 1
        cuts.append(min(cut, len(text)))
    pieces = (text[start:end] for start, end in zip(cuts, [*cuts[1:], len(text)], strict=True))
    return tuple(piece for piece in pieces if piece)


def chinese_date(on: date) -> str:
    """`2022年1月24日`: Arabic figures without leading zeros, as GB/T 9704 asks."""
    return f"{on.year}年{on.month}月{on.day}日"


def shown(cell: Cell) -> str:
    """The characters printed for a figure: as written; a figure that is not stated is never turned into a number."""
    text = clean(cell.written)
    if text or cell.stated is None:
        return text
    return written(cell.stated)


def contact_sentence(contact: Contact, said: str) -> str:
    """One sentence with the ways to reach the office that the preamble (`said`) does not already give."""
    parts = (
        ("地址", contact.address),
        ("电话", contact.phone),
        ("邮编", contact.postcode),
        ("电子邮箱", contact.email),
        ("网址", contact.website),
    )
    missing = [f"{name}：{clean(value)}" for name, value in parts if clean(value) and clean(value) not in said]
    return f"联系方式：{'；'.join(missing)}。" if missing else ""


def _entry(metadata: Mapping[str, str]) -> Iterator[tuple[Field, ...]]:
    """The fields of a catalogue in their order, those that fit side by side in pairs; what a file says of itself is none."""
    waiting: tuple[Field, ...] = ()
    for name, stated in metadata.items():
        field = Field(name, clean(stated))
        if name not in KEYS or not field.value:
            continue
        if width_of(field.value) > ENTRY_WIDTH:
            if waiting:
                yield waiting
            yield (field,)
            waiting = ()
        elif waiting:
            yield (*waiting, field)
            waiting = ()
        else:
            waiting = (field,)
    if waiting:
        yield waiting


def _blocks(report: AnnualReport, form: Form) -> Iterator[Block]:
    yield from _texts(report.preamble, has_headings=False)
    said = "".join(paragraph.text for paragraph in report.preamble)
    if contact := contact_sentence(report.contact, said):
        yield Text(contact)
    for section in form.sections:
        yield Heading(section.code, section.heading, starts_page=section.table == "t3")
        if section.table:
            yield _table(report, form, section.table, section.heading)
        yield from _texts(report.sections.get(section.code, ()))
    if signature := _signature(report):
        yield signature


def _texts(paragraphs: Iterable[Paragraph], *, has_headings: bool = True) -> Iterator[Text]:
    has_second = False
    for paragraph in paragraphs:
        rank = 0
        if has_headings and paragraph.level in (2, 3):
            rank = 2 if paragraph.level == 3 and has_second else 1
            has_second = has_second or paragraph.level == 2
        for line in map(clean, paragraph.text.splitlines()):
            if line:
                yield Text(line, paragraph.level, paragraph.is_draft, rank)


def _table(report: AnnualReport, form: Form, table: str, heading: str) -> Table:
    laid = form.layout(table)
    width = sum(cell.colspan for cell in laid[0])
    heads = 0
    if table != "t2":
        heads = next(y for y, row in enumerate(laid) if any(cell.kind == "value" for cell in row))
    filled = [0] * width  # rows already covered in each column
    rows = []
    for y, row in enumerate(laid):
        x = 0
        cells = []
        for cell in row:
            while filled[x] > y:
                x += 1
            cells.append(_cell(report, table, cell, x, y))
            filled[x : x + cell.colspan] = [y + cell.rowspan] * cell.colspan
            x += cell.colspan
        rows.append(tuple(cells))
    return Table(table, heading.partition("、")[2] or heading, width, heads, tuple(rows))


def _cell(report: AnnualReport, table: str, cell: LaidCell, x: int, y: int) -> PrintedCell:
    number = None
    if cell.figure is None:
        lines = _lines(table, cell)
    else:
        stated = report.cell(cell.figure.key)
        lines = (shown(stated),)
        number = stated.stated
    return PrintedCell(cell.kind, x, y, cell.colspan, cell.rowspan, lines, cell.figure, number)


def _lines(table: str, cell: LaidCell) -> tuple[str, ...]:
    """Break headings of narrow columns in pairs, and labels beside several rows after their number."""
    text = cell.text
    if table not in _NARROW:
        return (text,)
    if cell.kind == "head" and cell.colspan == 1 and len(text) > 3:
        return tuple(text[start : start + 2] for start in range(0, len(text), 2))
    if cell.kind == "label" and cell.rowspan > 1:
        number, mark, name = re.split(r"(?<=.)([、）])", text, maxsplit=1)
        return (number + mark, *_BREAKS.get(name, (name,)))
    return (text,)


def _signature(report: AnnualReport) -> Signature | None:
    office = clean(report.signed_by or "")
    day = chinese_date(report.published_on) if report.published_on else ""
    if not office and not day:
        return None
    if not office or not day:
        return Signature(office, day, 4.0, 4.0)
    office_width, date_width = width_of(office), width_of(day)
    office_indent = max(0.0, 4 + (date_width - office_width) / 2)
    return Signature(office, day, office_indent, max(0.0, office_indent + (office_width - date_width) / 2))


def width_of(text: str) -> float:
    """Width of a line in characters: a figure or Latin letter takes half of one."""
    return sum(0.5 if char.isascii() else 1.0 for char in text)


def fitting_size(text: str, room: float) -> float:
    """The type size in points at which a figure fits into `room` points on one line, in half points; at least 5."""
    needed = sum(0.56 if char.isascii() else 1.0 for char in text)
    if needed * TABLE_SIZE <= room:
        return TABLE_SIZE
    return max(_SMALLEST, math.floor(2 * room / needed) / 2)
