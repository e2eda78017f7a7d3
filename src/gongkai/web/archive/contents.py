"""What a bundle holds: the lines of its catalogue, its files, and the data of the case as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from gongkai.errors import SealBroken
from gongkai.ledger.entries import Entry as LedgerEntry
from gongkai.ledger.labels import describe
from gongkai.ledger.steps import Archived
from gongkai.web.accounts.models import User
from gongkai.web.applications.files import open_file
from gongkai.web.applications.models import Application, AssessmentStep, CaseFile, SearchRecord, Task
from gongkai.web.applications.reading import read_entries, stored
from gongkai.web.challenges.models import Challenge, Evidence
from gongkai.web.challenges.papers import count_pages
from gongkai.web.config.clock import calendar_of, now
from gongkai.web.entries.models import LEDGER, Entry
from gongkai.web.offices.policy import APPLICANT, SYSTEM

SCHEMA = "gongkai.case-file/1"
DATA_NAME = "00-案件数据.json"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the catalogue. attached: the name in the bundle; "" for a file that is left out. pages: 0 unknown."""

    name: str
    kind: str
    on: date
    attached: str
    sha256: str
    size: int
    pages: int
    media_type: str
    data: bytes = b""


@dataclass(frozen=True, slots=True)
class Step:
    """An entry of the case as the bundle prints it. sequence: 0 for the step recorded with the bundle."""

    sequence: int
    on: date
    text: str
    by: str
    is_void: bool


@dataclass(frozen=True, slots=True)
class Contents:
    """Everything a bundle is made of. sequence: the last entry in it.

    archived_on: the day of the step that is recorded with the bundle, or was before; its entry names the bundle by its
    digest, so it cannot stand in it.
    """

    case: Application
    archived_on: date | None
    applicant: str
    lines: tuple[Line, ...]
    steps: tuple[Step, ...]
    data: bytes
    sequence: int
    is_with_personal: bool


def gather(
    case: Application, *, is_with_personal: bool, archiving: Archived | None = None, by: str = SYSTEM
) -> Contents:
    """Read a case for its bundle. Files of personal kinds come in only with the personal data.

    archiving: the step that will be recorded with the bundle, by whom; state and dates are those after it.

    Raises:
        SealBroken: a file does not open. LookupError: the receipt of the case does not stand.
    """
    lines = tuple(_lines(case, is_with_personal=is_with_personal))
    rows = list(Entry.objects.filter(office_id=case.office_id, subject=case.number).order_by("sequence"))
    known = [row.to_ledger() for row in rows if row.kind == LEDGER]
    if archiving is not None:
        known.append(LedgerEntry(rows[-1].sequence + 1, archiving, case.number, now(), by))
    reading = read_entries(case.office, case.number, known)
    standing = {entry.sequence for entry in reading.entries}
    names = _names({row.by for row in rows} | {by})
    steps = tuple(
        Step(
            row.sequence,
            row.on,
            describe(row.to_ledger().event),
            names.get(row.by, row.by),
            row.sequence not in standing,
        )
        for row in rows
        if row.kind == LEDGER and row.type not in ("voided", "batch_voided")
    )
    if archiving is not None:
        steps += (Step(0, archiving.on, describe(archiving), names.get(by, by), is_void=False),)
    plain = {
        "schema": SCHEMA,
        "office": {"code": case.office.code, "name": case.office.name},
        "number": case.number,
        "content": case.content,
        "form_wanted": case.form_wanted,
        "delivery": case.delivery,
        "applicant": _person(case, is_with_personal=is_with_personal),
        "is_with_personal_data": is_with_personal,
        "stored": stored(reading, calendar_of(case.office.calendar_region)),
        "state": asdict(reading.state),
        "clock": asdict(reading.clock),
        "entries": [_entry(row) for row in rows],
        "archiving": {"on": archiving.on, "by": by} if archiving is not None else None,
        "assessment": _values(AssessmentStep, case, "step", "answer", "grounds", "earlier", "note", "by", "at"),
        "searches": _values(SearchRecord, case, "on", "place", "system", "words", "searched_by", "result"),
        "tasks": _values(Task, case, "section__name", "text", "given_on", "due_on", "done_on", "done_note"),
        "challenges": [_challenge(one) for one in Challenge.objects.filter(application=case)],
        "files": [{key: value for key, value in asdict(line).items() if key != "data"} for line in lines],
    }
    data = json.dumps(plain, ensure_ascii=False, indent=1, default=_plain).encode()
    applicant = plain["applicant"].get("name", "")
    return Contents(case, reading.state.archived_on, applicant, lines, steps, data, rows[-1].sequence, is_with_personal)


def _lines(case: Application, *, is_with_personal: bool) -> list[Line]:
    found = []
    for number, file in enumerate(CaseFile.objects.filter(application=case).select_related("office"), 1):
        is_in = is_with_personal or file.kind not in CaseFile.PERSONAL
        data = open_file(file) if is_in else b""
        pages = count_pages(data) if is_in and file.media_type == "application/pdf" else 0
        name = f"{number:02d}-{file.name}" if is_in else ""
        kind = str(file.get_kind_display())
        on = file.added_at.date()
        found.append(Line(file.name, kind, on, name, file.sha256, file.size, pages, file.media_type, data))
    return found


def _names(usernames: set[str]) -> dict[str, str]:
    """Who recorded something, as the bundle prints them."""
    found = {user.username: str(user) for user in User.objects.filter(username__in=usernames)}
    return {SYSTEM: "系统", APPLICANT: "申请人"} | found


def _person(case: Application, *, is_with_personal: bool) -> dict[str, Any]:
    if case.person is None:
        return {}
    try:
        return asdict(case.person.details if is_with_personal else case.person.masked)
    except SealBroken:
        return {}


def _entry(row: Entry) -> dict[str, Any]:
    names = ("sequence", "kind", "type", "on", "body", "recorded_at", "by", "where", "batch", "digest")
    return {name: getattr(row, name) for name in names}


def _values(model: Any, case: Application, *names: str) -> list[dict[str, Any]]:
    return list(model.objects.filter(application=case).values(*names))


def _challenge(one: Challenge) -> dict[str, Any]:
    names = ("number", "kind", "procedure", "role", "authority", "their_number", "received_on", "due_on")
    names += ("responded_on", "decided_on", "result", "redo_due_on", "redone_on", "column")
    evidence: Sequence[dict[str, Any]] = list(
        Evidence.objects.filter(challenge=one).values("place", "name", "proves", "source", "pages")
    )
    return {name: getattr(one, name) for name in names} | {"evidence": evidence}


def _plain(value: object) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Decimal | UUID):
        return str(value)
    raise TypeError(f"{type(value).__name__} is not for JSON")
