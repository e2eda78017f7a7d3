"""The office's ledger as the core's workbook, of one year or whole. Applicants are ids in it; personal data stays here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from django.db import transaction

from gongkai.documents.workbook import LedgerBook, write_ledger, write_template
from gongkai.ledger.challenges import fold_challenge
from gongkai.ledger.entries import Entry, Ledger, OfficeFacts
from gongkai.ledger.events import ChallengeReceived, Opening, RegisterEvent, Voided
from gongkai.ledger.state import fold
from gongkai.ledger.steps import Received
from gongkai.web.applications.imports import OF_THE_RECORD, voids_of
from gongkai.web.applications.models import Application
from gongkai.web.config.clock import local_today
from gongkai.web.desk.actions import note_export
from gongkai.web.entries.models import LEDGER
from gongkai.web.entries.models import Entry as Row
from gongkai.web.entries.record import ledger_of
from gongkai.web.offices.models import Office
from gongkai.web.offices.policy import Officer

_REGISTER = (*RegisterEvent.__args__, Opening)


@transaction.atomic
def export_book(officer: Officer, office: Office, year: int | None) -> bytes:
    """The workbook of one year, or of all; that it was taken is recorded.

    Raises:
        NotPermitted; DocumentError: the ledger holds what a workbook has no row for.
    """
    officer.must("export")
    ledger = ledger_of(office)
    if year is not None:
        ledger = of_year(ledger, year)
    ledger = Ledger(_facts(office), tuple(_with_contents(office, ledger.entries)))
    data = write_ledger(LedgerBook(ledger, year or newest_year(ledger)))
    note_export(officer, office, "ledger", len(ledger.entries))
    return data


def template(office: Office) -> bytes:
    """An empty workbook of this office and year."""
    return write_template(_facts(office), local_today().year)


def years(office: Office) -> list[int]:
    """Years in which the office recorded anything, the newest first."""
    found = Row.objects.filter(office=office, kind=LEDGER).values_list("on__year", flat=True).distinct()
    return sorted(set(found), reverse=True)


def newest_year(ledger: Ledger) -> int:
    """The year a book of several years is headed with."""
    return max((entry.event.on.year for entry in ledger.standing), default=local_today().year)


def of_year(ledger: Ledger, year: int) -> Ledger:
    """The part of a ledger that its report of a year rests on: with what was open and in force when the year began.

    A case or challenge is there with all its entries, later ones too, or not at all.
    """
    first, last = date(year, 1, 1), date(year, 12, 31)
    subjects = set()
    for number, entries in ledger.applications.items():
        state = fold(number, [entry.event for entry in entries])
        if state is not None and _touches(state.arrived_on, state.closed_on, entries, first, last):
            subjects.add(number)
    for number, entries in ledger.challenges.items():
        case = fold_challenge(number, entries)
        if case is not None and _touches(case.received_on, case.decided_on, entries, first, last):
            subjects.add(number)
            if case.application in ledger.applications:
                subjects.add(case.application)
    subjects |= _void_subjects(ledger, first, last)
    plain = (entry for entry in ledger.entries if not isinstance(entry.event, OF_THE_RECORD))
    kept = [entry for entry in plain if _is_kept(entry, subjects, last)]
    return Ledger(ledger.office, (*kept, *_voids(ledger, kept)))


def _void_subjects(ledger: Ledger, first: date, last: date) -> set[str]:
    """Matters that were struck out whole and had begun in the year."""
    standing = {*ledger.applications, *ledger.challenges}
    begun = (one for one in ledger.entries if isinstance(one.event, Received | ChallengeReceived))
    return {one.subject for one in begun if one.subject not in standing and first <= one.event.on <= last}


def _voids(ledger: Ledger, kept: Iterable[Entry]) -> Iterator[Entry]:
    """What strikes out the void ones of some entries, after all others."""
    why, sequence = voids_of(ledger), ledger.last_sequence
    for entry in kept:
        if entry.sequence in why:
            sequence += 1
            on, reason = why[entry.sequence]
            yield Entry(sequence, Voided(on=on, entry=entry.sequence, reason=reason), entry.subject)


def _touches(begun: date, ended: date | None, entries: Iterable[Entry], first: date, last: date) -> bool:
    """Whether a matter was open at some time of the year, or something was done to it then."""
    if begun <= last and (ended is None or ended >= first):
        return True
    return any(first <= entry.event.on <= last for entry in entries)


def _is_kept(entry: Entry, subjects: set[str], last: date) -> bool:
    """A matter goes whole, registers up to the end of the year."""
    return entry.event.on <= last if isinstance(entry.event, _REGISTER) else entry.subject in subjects


def _with_contents(office: Office, entries: Iterable[Entry]) -> Iterable[Entry]:
    """What was asked stands with the case here and with its receipt in a workbook."""
    rows = Application.objects.filter(office=office).exclude(content="")
    contents = dict(rows.values_list("number", "content"))
    for entry in entries:
        event = entry.event
        if isinstance(event, Received) and not event.content and entry.subject in contents:
            yield replace(entry, event=replace(event, content=contents[entry.subject]))
        else:
            yield entry


def _facts(office: Office) -> OfficeFacts:
    """As a workbook takes them: a region is a code of six digits or none."""
    facts = office.facts()
    is_code = len(facts.region) == 6 and facts.region.isascii() and facts.region.isdigit()
    return facts if is_code else replace(facts, region="")
