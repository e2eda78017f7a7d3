"""The core's own workbook (docs/workbook.md) coming in whole, or not at all."""

from __future__ import annotations

from dataclasses import dataclass

from gongkai.documents.extent import column_number, contents
from gongkai.documents.limited import run_limited
from gongkai.documents.limits import MIB, Limits, open_archive
from gongkai.documents.workbook import LedgerBook, Problem
from gongkai.documents.workbook.choices import key_of
from gongkai.documents.workbook.law import read_judged
from gongkai.documents.workbook.sheets import APPLICATIONS, OFFICE
from gongkai.errors import DocumentError
from gongkai.web.applications.models import Application
from gongkai.web.config.clock import local_today
from gongkai.web.offices.models import Office
from gongkai.web.sheets.findings import Finding, letters

LIMITS = Limits(file_bytes=10 * MIB, expanded_bytes=256 * MIB, rows=60_000, columns=256, cells=6_000_000)
SECONDS, MEGABYTES = 60.0, 1024
MOST_NUMBER, MOST_SUBJECT = 40, 120
"""Characters of the number of a case, and of a document."""


@dataclass(frozen=True)
class BookPlan:
    """What the import of a workbook would do. book: None where it cannot be read."""

    book: LedgerBook | None
    findings: tuple[Finding, ...]
    is_of_other: bool = False

    @property
    def errors(self) -> list[Finding]:
        return [one for one in self.findings if one.severity == "error"]

    @property
    def warnings(self) -> list[Finding]:
        return [one for one in self.findings if one.severity == "warning"]


def is_book(data: bytes) -> bool:
    """Whether an xlsx is the core's workbook: it has its two sheets that every one has."""
    try:
        names = {key_of(name) for name in contents(open_archive(data, LIMITS)).sheets}
    except DocumentError:
        return False
    return {key_of(OFFICE), key_of(APPLICATIONS.name)} <= names


def plan_book(data: bytes, office: Office) -> BookPlan:
    """What a workbook holds and what is wrong with it.

    Raises:
        DocumentError: it cannot be read at all.
    """
    book, problems = run_limited(read_judged, data, LIMITS, seconds=SECONDS, megabytes=MEGABYTES)
    found = [_finding(one) for one in problems]
    if book is None:
        return BookPlan(None, tuple(found))
    found += _ours(book, office)
    return BookPlan(book, tuple(found), book.ledger.office.name != office.name)


def _ours(book: LedgerBook, office: Office) -> list[Finding]:
    """What only this office knows: its own numbers, and today."""
    found = []
    known = set(Application.objects.filter(office=office).values_list("number", flat=True))
    for number, entries in book.ledger.applications.items():
        if number in known:
            zh, en = f"本机关已有编号为“{number}”的案件", f"there is a case {number!r} already"
            found.append(_at(entries[0].where, "known", zh, en))
    cases = {*book.ledger.applications, *book.ledger.challenges}
    today = local_today()
    for entry in book.ledger.standing:
        most = MOST_NUMBER if entry.subject in cases else MOST_SUBJECT
        if len(entry.subject) > most:
            found.append(
                _at(entry.where, "long", f"编号超过 {most} 个字", f"the number has more than {most} characters")
            )
        if entry.event.on > today:
            on = entry.event.on.isoformat()
            found.append(_at(entry.where, "ahead", f"日期 {on} 尚未到来", f"{on} lies ahead"))
    return found


def _at(where: str, code: str, zh: str, en: str) -> Finding:
    sheet, _, cell = where.partition("!")
    return Finding(_row(cell), _column(cell), code, zh, en, sheet=sheet)


def _finding(one: Problem) -> Finding:
    return Finding(_row(one.cell), _column(one.cell), one.code, one.zh, one.en, one.severity, one.sheet)


def _row(cell: str) -> int:
    digits = cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return int(digits) if digits.isdigit() else 0


def _column(cell: str) -> str:
    head = cell.rstrip("0123456789")
    return letters(column_number(head) - 1) if head.isalpha() and head.isascii() else ""
