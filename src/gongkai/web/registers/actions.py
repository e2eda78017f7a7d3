"""What is done in a register. Each action is one change: permission, the core's judgement, entry, in one transaction.

A slip is voided and recorded anew; no entry is ever edited.
"""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction

from gongkai.errors import EntryError, OfficeError
from gongkai.ledger.entries import Entry as LedgerEntry
from gongkai.ledger.entries import Ledger
from gongkai.ledger.events import Event, Voided, type_name
from gongkai.ledger.norm_acts import NormPolicy
from gongkai.web.config.clock import local_today
from gongkai.web.entries.models import ChainHead
from gongkai.web.entries.record import Act, of_event, record_all
from gongkai.web.offices.models import Office
from gongkai.web.offices.policy import Officer
from gongkai.web.registers.judging import check_life, faults, lives, same_as
from gongkai.web.registers.kinds import Register
from gongkai.web.registers.policy import policy_of
from gongkai.web.registers.queries import ledger_of_register

KEEP = "keep_registers"
_LAST = 2**62
"""Number of an entry that is not recorded yet, for its place among those of one day."""


HELD_BY: list[Callable[[Office, int], str]] = []
"""Asked whether an entry belongs to a record with a life of its own, in words; such an entry is changed through it."""


AFTER_DOCUMENT: list[Callable[[Office, str], None]] = []
"""Hear, in the transaction, that something of a document was recorded or voided; they are given its number."""


def recorded(officer: Officer, office: Office, *acts: Act) -> int:
    """Record what was judged, tell who follows documents; return the number of the last entry."""
    entries = record_all(office, acts, by=officer.username)
    for number in dict.fromkeys(act.subject for act in acts if act.subject):
        for hear in AFTER_DOCUMENT:
            hear(office, number)
    return entries[-1].sequence


class Repeated(OfficeError):
    """The very same entry stands already; it is recorded again only when the officer is sure."""


@transaction.atomic
def add(
    officer: Officer, office: Office, register: Register, event: Event, subject: str = "", *, is_sure: bool = False
) -> int:
    """Record an entry; return its number.

    Raises:
        NotPermitted; EntryError, StepNotAllowed: what the core says against it; Repeated: it stands already.
    """
    officer.must(KEEP)
    ledger = _locked(office, register)
    _check(register, event, subject)
    if not is_sure and (same := same_as(ledger, event, subject)) is not None:
        raise Repeated(
            f"Entry {same.sequence} says the same already; confirm that this is another one.",
            zh=f"已有一条完全相同的记录（第{same.sequence}条）。确实是另一件的，请勾选“不是重复登记”后再保存。",
        )
    if register.is_of_documents:
        life = lives(ledger, subject)
        check_life(life, [*life, (event.on, _LAST, event)], policy_of(office), local_today())
    return recorded(officer, office, of_event(event, subject))


@transaction.atomic
def void(
    officer: Officer, office: Office, register: Register, sequence: int, reason: str, *, of_record: bool = False
) -> None:
    """Void a slip; it stays in the record and counts nowhere.

    of_record: the record the entry belongs to asks for it.
    Raises:
        NotPermitted; OfficeError: no reason; EntryError: no such entry, voided before, of a record, or later entries
        rest on it.
    """
    officer.must(KEEP)
    ledger = _locked(office, register)
    entry = _standing(ledger, register, sequence)
    if not of_record:
        _check_free(office, sequence)
    if register.is_of_documents:
        later = [one for one in lives(ledger, entry.subject, [sequence]) if one[:2] > (entry.event.on, sequence)]
        if later:
            raise EntryError(
                f"Later entries of {entry.subject} rest on this one; void them first.",
                zh=f"“{entry.subject}”之后还有记录（{later[-1][0].isoformat()}），请先作废之后的记录。",
            )
    recorded(officer, office, _void_of(entry, reason))


@transaction.atomic
def correct(
    officer: Officer, office: Office, register: Register, sequence: int, event: Event, subject: str, reason: str
) -> int:
    """Void a slip and record it rightly, in one go; return the number of the new entry.

    Raises: as `add` and `void`; OfficeError: nothing was changed.
    """
    officer.must(KEEP)
    ledger = _locked(office, register)
    entry = _standing(ledger, register, sequence)
    _check_free(office, sequence)
    _check(register, event, subject)
    if (entry.event, entry.subject) == (event, subject):
        raise OfficeError("Nothing was changed.", zh="内容没有改动；确实要删去的，请用“作废”。")
    if register.is_of_documents:
        _check_corrected(ledger, entry, event, subject, policy_of(office))
    return recorded(officer, office, _void_of(entry, reason), of_event(event, subject))


def _check_corrected(ledger: Ledger, entry: LedgerEntry, event: Event, subject: str, policy: NormPolicy) -> None:
    """Another number takes the entry out of one document and into another one."""
    own = (event.on, entry.sequence, event)
    if subject == entry.subject:
        life = lives(ledger, subject)
        check_life(life, [*lives(ledger, subject, [entry.sequence]), own], policy, local_today())
        return
    if lives(ledger, entry.subject, [entry.sequence]):
        raise EntryError(
            f"{entry.subject} has other entries; void them before the number is corrected.",
            zh=f"“{entry.subject}”还有其他记录，请先作废其他记录，再更正文号。",
        )
    life = lives(ledger, subject)
    check_life(life, [*life, own], policy, local_today())


def _locked(office: Office, register: Register) -> Ledger:
    """The entries of a register, read while nobody else records."""
    ChainHead.objects.select_for_update().filter(office=office).first()
    return ledger_of_register(office, register)


def _check(register: Register, event: Event, subject: str) -> None:
    if type_name(event) not in register.slots or (register.is_of_documents and not subject.strip()):
        raise EntryError("This register takes no such entry.", zh="这个登记簿不登记这种记录。")
    for error in faults(event, subject, local_today()):
        raise error


def _standing(ledger: Ledger, register: Register, sequence: int) -> LedgerEntry:
    entry = ledger.by_sequence.get(sequence)
    if entry is None or type_name(entry.event) not in register.slots:
        raise EntryError(f"There is no entry {sequence} in this register.", zh=f"登记簿中没有第{sequence}条记录。")
    if sequence in ledger.voided:
        raise EntryError(f"Entry {sequence} was voided already.", zh=f"第{sequence}条记录已经作废。")
    return entry


def _check_free(office: Office, sequence: int) -> None:
    for ask in HELD_BY:
        if held_by := ask(office, sequence):
            raise EntryError(
                f"Entry {sequence} belongs to a record; change that one.",
                zh=f"这条记录由“{held_by}”产生，请在那里更正或者停用。",
            )


def _void_of(entry: LedgerEntry, reason: str) -> Act:
    if not reason.strip():
        raise OfficeError("Say why.", zh="请写明原因。")
    return of_event(Voided(on=local_today(), entry=entry.sequence, reason=reason.strip()), entry.subject)
