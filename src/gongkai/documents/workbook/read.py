"""Workbook (台账) → ledger: everything or nothing."""

from __future__ import annotations

import gc
import hashlib
from collections import deque
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from itertools import repeat
from pathlib import Path
from typing import Any

from python_calamine import CalamineSheet, CalamineWorkbook

from gongkai.documents.extent import Contents, Gauge, column_letters, contents, opened
from gongkai.documents.limits import DEFAULT, Limits, open_archive, read_file
from gongkai.documents.workbook.book import LedgerBook
from gongkai.documents.workbook.cells import blank, parser_of
from gongkai.documents.workbook.choices import key_of
from gongkai.documents.workbook.heading import Row, find_heading
from gongkai.documents.workbook.problems import Problems, Refused
from gongkai.documents.workbook.rows import Import, SheetReader
from gongkai.documents.workbook.shape import Sheet
from gongkai.documents.workbook.sheets import APPLICATIONS, BODY, BODY_COLUMNS, ITEMS, OFFICE, OURS, SHEETS, Item
from gongkai.documents.workbook.steps import choice_lists
from gongkai.errors import DocumentError
from gongkai.ledger.entries import Ledger, OfficeFacts
from gongkai.report.model import Paragraph

_OFFICE_FIELDS = frozenset(OfficeFacts.__dataclass_fields__)


def read_ledger(
    source: bytes | Path, *, recorded_at: datetime | None = None, by: str = "", limits: Limits = DEFAULT
) -> LedgerBook:
    """Return the ledger, the office and its texts from a workbook as people fill it.

    Entries are numbered in the order of the sheets and rows, wherever the tabs stand; `where` names the row
    ("申请登记!A5"), `batch` is a short hash of the file. A row with 作废原因 gives its entries and, at the end, their
    `Voided`.

    Args:
        recorded_at, by: set on every entry.
    Raises:
        WorkbookError: rows need mending; `problems` holds all of them, and nothing is imported.
        DocumentError: not an xlsx, protected, damaged, too large, or a sheet every book needs is missing.
    """
    data = read_file(source, limits) if isinstance(source, Path) else source
    archive = open_archive(data, limits)
    found = contents(archive)
    problems = Problems()
    book = Import(problems, hashlib.sha256(data).hexdigest()[:12], recorded_at, by, found.is_1904)
    tabs = _tabs(found, problems)
    with opened(archive) as workbook, _no_collection():
        loaded = _load(workbook, Gauge(archive, found, limits), tabs, problems)
        facts = _office(next(loaded), problems, found.is_1904)
        texts: dict[str, tuple[Paragraph, ...]] = {}
        for tab in loaded:
            if tab.sheet is None:
                texts = _body(tab, problems)
                continue
            heading, rows = find_heading(
                tab.sheet.name, tab.sheet.columns, tab.sheet.starred, tab.rows, tab.shift, problems
            )
            if heading:
                SheetReader(tab.sheet, heading, book).read(rows)
        book.void()
    problems.check()
    office = OfficeFacts(**{name: value for name, value in facts.items() if name in _OFFICE_FIELDS})
    return LedgerBook(
        Ledger(office, tuple(book.entries)),
        facts.get("year"),
        texts,
        facts.get("title", ""),
        facts.get("signed_by", ""),
        facts.get("signed_on"),
        tuple(problems.warnings),
    )


@contextmanager
def _no_collection() -> Iterator[None]:
    """Hundreds of thousands of entries are made and none dropped: looking for garbage among them costs a fifth more."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


class _Tab:
    """The rows of one sheet from row 1; `shift` columns to the left of the first cell are left out."""

    def __init__(self, sheet: Sheet | None, read: CalamineSheet) -> None:
        self.sheet = sheet
        self.shift = read.start[1] if read.start else 0
        self.rows: Iterator[Row] = read.iter_rows() if read.start else iter(())


def _load(workbook: CalamineWorkbook, gauge: Gauge, tabs: Mapping[str, str], problems: Problems) -> Iterator[_Tab]:
    """Yield 基本信息, then the sheets of events in their order, then 报告正文, those that are there.

    The library unpacks a sheet without holding the interpreter, so the next one is unpacked while one is read.
    """
    wanted: list[tuple[str, Sheet | None]] = [(OFFICE, None), *((sheet.name, sheet) for sheet in SHEETS), (BODY, None)]
    with ThreadPoolExecutor(max_workers=1) as pool:
        coming: deque[tuple[Sheet | None, Future[CalamineSheet]]] = deque()
        for name, sheet in wanted:
            if name not in tabs:
                continue
            for cell in gauge.measure(tabs[name]).errors:
                problems.add(name, cell, "error_cell")
            coming.append((sheet, pool.submit(workbook.get_sheet_by_name, tabs[name])))
            if len(coming) > 1:
                sheet, future = coming.popleft()
                yield _Tab(sheet, future.result())
        for sheet, future in coming:
            yield _Tab(sheet, future.result())


def _tabs(found: Contents, problems: Problems) -> dict[str, str]:
    """Our sheet name → the tab that holds it. Raises DocumentError when a sheet every book needs is missing."""
    ours = {key_of(word): sheet.name for sheet in SHEETS for word in (sheet.name, *sheet.aliases)}
    ours |= {key_of(name): name for name in (OFFICE, BODY)}
    tabs: dict[str, str] = {}
    for tab in found.sheets:
        name = ours.get(key_of(tab))
        if name is not None and name not in tabs:
            tabs[name] = tab
        elif copied := name or next((ours[key] for key in ours if key_of(tab).startswith(f"{key}(")), ""):
            problems.add(tab, "", "copied_sheet", label=copied)
        elif tab not in OURS:
            problems.add(tab, "", "extra_sheet", severity="warning")
    for name in (OFFICE, APPLICATIONS.name):
        if name not in tabs:
            there = "、".join(found.sheets)
            raise DocumentError(
                f"The workbook has no sheet {name}; its sheets are {there[:300]}. Start from a template of "
                "`gongkai ledger new`.",
                zh=f"缺少工作表“{name}”；现有的工作表是{there[:300]}。请用 gongkai ledger new 生成的模板填写。",
            )
    return tabs


def _office(tab: _Tab, problems: Problems, is_1904: bool) -> dict[str, Any]:
    """The lines of 基本信息 by name; a line may stand twice if it says the same."""
    items = {key_of(word): item for item in ITEMS for word in (item.label, *item.aliases)}
    facts: dict[str, Any] = {}
    for number, row in enumerate(tab.rows, 1):
        first = next((index for index, raw in enumerate(row) if not blank(raw)), None)
        if first is None:
            continue
        key, raw = key_of(str(row[first])), row[first + 1] if first + 1 < len(row) else ""
        item = items.get(key)
        cell = f"{column_letters(first + tab.shift + 2)}{number}"
        if item is None:
            if number > 3 and not blank(raw):
                problems.add(OFFICE, cell, "unknown_item", severity="warning", label=str(row[first])[:30])
            continue
        _fact(item, raw, cell, facts, problems, is_1904)
    for item in ITEMS:
        if item.is_required and item.name not in facts and not any(p.sheet == OFFICE for p in problems.errors):
            if item.name == "year":
                problems.add(OFFICE, "", "no_year", severity="warning")
            else:
                problems.add(OFFICE, "", "missing", label=item.label)
    return facts


def _fact(item: Item, raw: Any, cell: str, facts: dict[str, Any], problems: Problems, is_1904: bool) -> None:
    choices = choice_lists()[item.choices] if item.choices else None
    try:
        value = parser_of(item.kind, choices, is_1904=is_1904)(raw)
    except Refused as refused:
        problems.add(OFFICE, cell, refused.code, **{"label": item.label, **refused.words})
        return
    if value is None:
        return
    if facts.setdefault(item.name, value) != value:
        problems.add(OFFICE, cell, "two_values", label=item.label, value=value, other=facts[item.name])
    if item.name == "postcode" and not (len(value) == 6 and value.isdigit()):
        problems.add(OFFICE, cell, "bad_postcode", severity="warning", value=value)


def _body(tab: _Tab, problems: Problems) -> dict[str, tuple[Paragraph, ...]]:
    """The office's own paragraphs by section; a cell with line breaks holds several."""
    starred = frozenset({"section", "text"})
    heading, rows = find_heading(BODY, BODY_COLUMNS, starred, tab.rows, tab.shift, problems)
    texts: dict[str, list[Paragraph]] = {}
    if heading is None:
        return {}
    parsers = [(column, parser_of(column.kind, choice_lists().get(column.choices))) for column in BODY_COLUMNS]
    section = None
    for number, row in enumerate(rows, heading.number + 1):
        values: dict[str, Any] = {}
        for column, parse in parsers:
            index = heading.columns.get(column.key)
            try:
                values[column.key] = None if index is None else parse(row[index])
            except Refused as refused:
                words = {"label": column.label, **refused.words}
                problems.add(BODY, heading.cell(index or 0, number), refused.code, **words)
        section = values.get("section") or section
        written = values.get("text")
        if written is None:
            continue
        if section is None:
            problems.add(BODY, heading.cell(heading.columns["section"], number), "no_section")
            continue
        paragraphs = texts.setdefault(section, [])
        lines = (line.strip() for line in written.splitlines())
        paragraphs += map(Paragraph, filter(None, lines), repeat(values.get("level") or 0))
    return {code: tuple(paragraphs) for code, paragraphs in texts.items()}
