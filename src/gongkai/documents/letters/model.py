"""What a letter is made from (`LetterFacts`) and what it says (`Letter`), the same for every format."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from gongkai.documents.letters.number import PATTERN
from gongkai.documents.writers.outline import clean
from gongkai.ledger.entries import OfficeFacts

LAYOUTS = {"letter": "信函格式", "plain": "普通格式"}
"""Layouts of GB/T 9704: organ mark in red with double lines, or the organ's name in black above the title."""

Layout = Literal["letter", "plain"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterOffice:
    """The office a letter goes out from.

    facts: name, kind, address, telephone, reviewing authority and court; an empty authority is named by the kind.
    unit: the OGI office (政府信息公开工作机构), its contact person and where papers are sent unless `facts.address`.
    code: 单位代字; type_words: words of number series by kind of letter, where they differ from the usual ones.
    online_way: where reconsideration is filed online; a letter served online must name it.
    wording: free passages in the office's own words, by kind of letter and name of the passage (`compose.FREE`).
    without_suit: outcomes whose letters leave the suit out of the remedy clause (`statute.remedies.optional_suits`).
    """

    facts: OfficeFacts
    unit: str = ""
    contact_person: str = ""
    code: str = ""
    number_pattern: str = PATTERN
    type_words: Mapping[str, str] = field(default_factory=dict)
    online_way: str = ""
    layout: Layout = "letter"
    wording: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    without_suit: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Attachment:
    """One attachment. pages, copies: 0 where not stated."""

    name: str
    pages: int = 0
    copies: int = 0


@dataclass(frozen=True, slots=True)
class Withheld:
    """A part not disclosed: which, on which ground (code of `statute.outcomes.grounds()`), and why."""

    part: str
    ground: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchRecord:
    """How it was searched (art. 36(4)); every part must be stated. by: names or posts of who searched."""

    places: str
    systems: str
    words: str
    period: str
    by: str
    on: date
    result: str

    @property
    def is_complete(self) -> bool:
        """Whether every part says something."""
        return all((self.places, self.systems, self.words, self.period, self.by, self.result))


@dataclass(frozen=True, slots=True)
class FeeCount:
    """What a fee is computed from. count: pieces or pages; already: pieces of the same month charged or free before."""

    tariff: Literal["per_piece", "per_page"]
    count: int
    already: int = 0


@dataclass(frozen=True, slots=True)
class Consulted:
    """Who was consulted (`to`, as it may be told to the addressee of this letter), when, and when the answer came."""

    to: str
    on: date
    answered_on: date | None = None


@dataclass(frozen=True, slots=True)
class Responsible:
    """The organ that is responsible (art. 36(5)); empty where it cannot be determined, which the letter then says."""

    name: str = ""
    contact: str = ""


@dataclass(frozen=True, slots=True)
class EarlierLetter:
    """A letter of before: an answered application, or a notice this letter rests on. application: its number."""

    number: str
    on: date
    application: str = ""
    served_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterFacts:
    """Everything a letter may need; each kind says what it must have (`statute.letters`).

    on: date of the letter. serial: its number in the series of the year.
    addressee: whom it is written to; honorific follows the name (先生, 女士); is_organization: 贵单位 instead of 您.
    applicant: name, where the letter is not written to the applicant and may name them.
    request: what was asked for, as the applicant wrote it.
    due_on: the last day of whatever the letter sets or tells; original_due_on: the reply date before an extension.
    outcome: where the kind tells several; grounds come from `withheld`.
    is_online: served online, so that the clause names an online way to file.
    said: text by code of element (`statute.letters.elements()`): reason, unclear, place, …; lines become paragraphs.
    fields: values of a form by name of the field, as printed; rows: rows of a list.
    replaces: the reply this one takes the place of, and by which decision (`said["replaced_by"]`).
    """

    office: LetterOffice
    on: date | None = None
    serial: int | None = None
    addressee: str = ""
    honorific: str = ""
    is_organization: bool = False
    applicant: str = ""
    application: str = ""
    received_on: date | None = None
    channel: str = ""
    request: str = ""
    supplemented_on: date | None = None
    due_on: date | None = None
    original_due_on: date | None = None
    extended_until: date | None = None
    asked_on: date | None = None
    outcome: str = ""
    further_articles: tuple[str, ...] = ()
    said: Mapping[str, str] = field(default_factory=dict)
    given: tuple[str, ...] = ()
    withheld: tuple[Withheld, ...] = ()
    search: SearchRecord | None = None
    fee: FeeCount | None = None
    consulted: tuple[Consulted, ...] = ()
    responsible: Responsible | None = None
    notice: EarlierLetter | None = None
    earlier: EarlierLetter | None = None
    replaces: EarlierLetter | None = None
    papers_received_on: date | None = None
    handler: str = ""
    attachments: tuple[Attachment, ...] = ()
    cc: tuple[str, ...] = ()
    copies: int = 0
    is_online: bool = False
    fields: Mapping[str, str] = field(default_factory=dict)
    rows: tuple[tuple[str, ...], ...] = ()

    def text(self, code: str) -> str:
        """What is said under an element, its lines without outer space and controls; "" where nothing is."""
        lines = map(clean, self.said.get(code, "").splitlines())
        return "\n".join(line for line in lines if line)


Role = Literal[
    "opening",
    "heading",
    "fact",
    "finding",
    "basis",
    "decision",
    "way",
    "consequence",
    "remedy",
    "contact",
    "closing",
    "to",
]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of the text. role: what it does; only "opening" and "closing" may be in the office's own words.

    "to" is whom a paper for a court is given to (此致), below the attachments; its last line stands flush left.
    """

    role: Role
    text: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a ruled table. is_label: a heading or field name; align: of its text."""

    text: str
    span: int = 1
    is_label: bool = False
    align: Literal["left", "center", "right"] = "left"


@dataclass(frozen=True, slots=True)
class Row:
    """A row; height: its least height in millimetres."""

    cells: tuple[Cell, ...]
    height: float = 8.5


@dataclass(frozen=True, slots=True)
class Table:
    """A ruled table. widths: of its columns in millimetres; head_rows: rows repeated on each page; size: of type, points."""

    caption: str
    widths: tuple[float, ...]
    rows: tuple[Row, ...]
    head_rows: int = 0
    size: float = 12.0


Block = Paragraph | Table


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter ready to be set. Every kind has a title; what it does not bear is "" or empty.

    organ: the organ mark, and the name above a plain letter's title; signature: the organ's name over the date.
    articles: its basis in order, as cited; copies: how many are made, 0 where not stated.
    """

    kind: str
    layout: Layout
    organ: str
    title: str
    number: str
    addressee: str
    blocks: tuple[Block, ...]
    attachments: tuple[Attachment, ...]
    signature: str
    dated_on: date
    date: str
    cc: tuple[str, ...]
    copies: int
    is_form: bool

    @property
    def paragraphs(self) -> Sequence[Paragraph]:
        """The paragraphs without the tables."""
        return tuple(block for block in self.blocks if isinstance(block, Paragraph))

    def part(self, role: Role) -> str:
        """The paragraphs of one role, each on a line."""
        return "\n".join(one.text for one in self.paragraphs if one.role == role)

    def texts(self) -> Iterator[str]:
        """Every piece of text that is printed, in order."""
        yield from (self.organ, self.title, self.number, self.addressee)
        for block in self.blocks:
            if isinstance(block, Table):
                yield from (cell.text for row in block.rows for cell in row.cells)
            else:
                yield block.text
        yield from (one.name for one in self.attachments)
        yield from (self.signature, self.date, *self.cc)
