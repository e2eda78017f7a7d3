"""What can be done to a letter up to its number: draft, write, submit, approve, return, take back, void."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F

from gongkai.documents.letters import pdf
from gongkai.documents.letters.compose import compose
from gongkai.documents.letters.from_ledger import letter_for
from gongkai.errors import LetterIncomplete, OfficeError, StaleCase
from gongkai.ledger.events import to_object
from gongkai.ledger.steps import step_name
from gongkai.statute.letters import letter_kind
from gongkai.web.applications.files import add_file
from gongkai.web.applications.models import Application, next_serial
from gongkai.web.applications.reading import read_case
from gongkai.web.config.clock import local_today, now
from gongkai.web.entries.record import record_desk
from gongkai.web.notices import models
from gongkai.web.notices.approval import APPROVERS, must_be_other, order_of
from gongkai.web.notices.events import OTHERS, RECORDS, WITH_LETTER
from gongkai.web.notices.facts import facts_for, missing_of
from gongkai.web.notices.models import Letter, Opinion
from gongkai.web.notices.prefill import prefill
from gongkai.web.offices.policy import Officer
from gongkai.web.people.models import Details, Person


@transaction.atomic
def draft(officer: Officer, case: Application, kind: str, event: Mapping[str, str]) -> Letter:
    """Open a letter for an act that is planned, or for none. event: what was chosen, as `events.Choice`."""
    officer.must("draft_letter")
    if event.get("type", "") not in WITH_LETTER and kind not in OTHERS:
        raise OfficeError("Choose a letter.", zh="请选择文书。")
    return _open(officer, case, kind, dict(event), None, local_today())


@transaction.atomic
def draft_afterwards(officer: Officer, case: Application, sequence: int) -> Letter:
    """Open the letter of an act that was recorded without one; a letter for the same act is used where one is on the way.

    Raises:
        OfficeError: no such act, or it has its letter.
    """
    officer.must("draft_letter")
    entry = next((one for one in read_case(case).entries if one.sequence == sequence), None)
    kind = letter_for(entry.event) if entry is not None else ""  # type: ignore[arg-type]
    standing = Letter.objects.filter(application=case).exclude(status=models.VOID)
    if entry is None or not kind or step_name(entry.event) not in WITH_LETTER | RECORDS:
        raise OfficeError("This act has no letter.", zh="该步骤没有对应的文书。")
    if standing.filter(entry=sequence).exists():
        raise OfficeError("This act has its letter.", zh="该步骤已有文书。")
    body = to_object(entry.event)
    on_the_way = standing.filter(kind=kind, entry=None, status__in=models.ON_THE_WAY)
    known = next((one for one in on_the_way if one.act == body["type"]), None)
    if known is None:
        return _open(officer, case, kind, body, sequence, entry.event.on)
    record_letter(known, "letter_tied", officer, entry=sequence)
    dated = {"dated_on": entry.event.on} if known.status in models.EDITABLE else {}
    return change(known, entry=sequence, event=body, **dated)


def _open(officer: Officer, case: Application, kind: str, event: dict[str, Any], entry: int | None, on: date) -> Letter:
    letter_kind(kind, on)  # raises for a kind that is none on this day
    at = now()
    letter = Letter.objects.create(
        office=case.office,
        application=case,
        kind=kind,
        event=event,
        entry=entry,
        dated_on=on,
        drafter=officer.username,
        authors=[officer.username],
        created_at=at,
        updated_at=at,
    )
    letter.said, letter.fields = prefill(letter)
    letter.save(update_fields=["said", "fields"])
    record_letter(letter, "letter_drafted", officer)
    return letter


@dataclass(frozen=True, slots=True)
class Written:
    """What the draft form says. party: the third party it is written to, kept sealed; None for any other letter."""

    dated_on: date
    said: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, Any] = field(default_factory=dict)
    party: Details | None = None
    party_kind: str = "other_org"


@transaction.atomic
def write(officer: Officer, letter_id: UUID, written: Written, *, version: int) -> Letter:
    """Keep what was written, complete or not.

    Raises:
        NotPermitted, StaleCase; OfficeError: it is not a draft any more; NoRuleInForce: none of its kind on that day.
    """
    officer.must("draft_letter")
    letter = lock(letter_id, version)
    must_be(letter, *models.EDITABLE)
    letter_kind(letter.kind, written.dated_on)  # raises where there was none on that day
    authors = [*letter.authors, *({officer.username} - set(letter.authors))]
    person = _party(letter, written)
    record_letter(letter, "letter_written", officer)
    return change(
        letter,
        dated_on=written.dated_on,
        said=dict(written.said),
        fields=dict(written.fields),
        authors=authors,
        addressee=person,
    )


def _party(letter: Letter, written: Written) -> Person | None:
    """The third party a letter is written to, sealed like an applicant."""
    if written.party is None:
        return letter.addressee
    person = letter.addressee or Person(office=letter.office)
    person.kind = written.party_kind
    person.set_details(written.party)
    person.save()
    return person


@transaction.atomic
def submit(officer: Officer, letter_id: UUID, *, version: int) -> Letter:
    """Lay the letter before the first who approves it; a form of the file needs no approval and is done.

    Raises:
        NotPermitted, StaleCase; LetterIncomplete: it names everything that is missing.
    """
    officer.must("draft_letter")
    letter = lock(letter_id, version)
    must_be(letter, *models.EDITABLE)
    lacking = missing_of(letter)
    if lacking:
        raise LetterIncomplete(letter.kind, letter.title, lacking)
    order = order_of(letter.office, letter_kind(letter.kind, letter.dated_on))
    record_letter(letter, "letter_submitted", officer)
    if not order:
        return _finish(letter)
    return change(letter, status=models.SUBMITTED, order=order, place=0, next_role=order[0])


@transaction.atomic
def approve(officer: Officer, letter_id: UUID, *, version: int, comment: str = "") -> Letter:
    """Agree to a letter in turn; the last to agree issues it: it gets its date, its number and its fixed PDF.

    Raises:
        NotPermitted, StaleCase; OfficeError: it waits for nobody, or four eyes are wanted; LetterIncomplete.
    """
    letter = lock(letter_id, version)
    role = _turn(letter, officer)
    is_own = must_be_other(letter, role, officer)
    _opine(letter, officer, role, "approved", comment, is_own=is_own)
    record_letter(letter, "letter_approved", officer, role=role, is_own=is_own)
    place = letter.place + 1
    if place < len(letter.order):
        status = models.BY_HEAD if role == "head" else models.SUBMITTED
        # updated_at stays: opinions since then are those of this round
        return change(letter, keeps_time=True, status=status, place=place, next_role=letter.order[place])
    return _finish(letter)


@transaction.atomic
def send_back(officer: Officer, letter_id: UUID, *, version: int, comment: str) -> Letter:
    """Return a letter to its drafter, saying why."""
    letter = lock(letter_id, version)
    role = _turn(letter, officer)
    if not comment.strip():
        raise OfficeError("Say what is to be mended.", zh="请写明退回修改的意见。")
    _opine(letter, officer, role, "returned", comment)
    record_letter(letter, "letter_returned", officer, role=role)
    return change(letter, status=models.RETURNED, order=[], place=0, next_role="")


@transaction.atomic
def withdraw(officer: Officer, letter_id: UUID, *, version: int) -> Letter:
    """Take a letter back from approval to mend it."""
    officer.must("draft_letter")
    letter = lock(letter_id, version)
    must_be(letter, *models.IN_APPROVAL)
    _opine(letter, officer, "", "withdrawn", "")
    record_letter(letter, "letter_withdrawn", officer)
    return change(letter, status=models.DRAFT, order=[], place=0, next_role="")


@transaction.atomic
def void(officer: Officer, letter_id: UUID, *, version: int, reason: str) -> Letter:
    """Give a letter up before it went out. Its number is not given again: the register shows it with the reason.

    Raises:
        NotPermitted: only the head voids a number. OfficeError: no reason, or it went out.
    """
    letter = lock(letter_id, version)
    officer.must("void" if letter.number else "draft_letter")
    must_be(letter, *models.ON_THE_WAY)
    if not reason.strip():
        raise OfficeError("Say why it is void.", zh="请写明作废的原因。")
    record_letter(letter, "letter_voided", officer, reason=reason.strip())
    return change(letter, status=models.VOID, next_role="", void_reason=reason.strip()[:300])


def _finish(letter: Letter) -> Letter:
    """Date, number and fixed text, in the approving transaction: what fails gives the number back."""
    kind = letter_kind(letter.kind, letter.dated_on)
    values: dict[str, Any] = {"status": models.APPROVED, "next_role": "", "place": len(letter.order)}
    if kind.shape != "form" and letter.entry is None:
        values["dated_on"] = letter.dated_on = local_today()
    if kind.shape != "form" and kind.type_word:
        words = letter.office.settings.get("letter", {}).get("words", {})
        type_word = words.get(kind.code, kind.type_word)
        year = letter.dated_on.year
        letter.serial = next_serial(letter.office, f"letter {type_word}", year)
        values |= {"word": letter.office.word, "type_word": type_word, "year": year, "serial": letter.serial}
    made = compose(letter.kind, facts_for(letter))
    values["number"] = letter.number = made.number
    values["pdf_file"] = add_file(
        letter.office,
        letter.application,
        "letter",
        f"{letter.title}{made.number}.pdf",
        pdf.render(made),
        letter.drafter,
    )
    return change(letter, **values)


# --- shared with dispatch -----------------------------------------------------------------------------------------


def lock(letter_id: UUID, version: int) -> Letter:
    """The letter, if nobody changed it since this version was shown. The caller holds a transaction."""
    rows = Letter.objects.select_related("office", "application__office", "application__person")
    letter = rows.select_for_update(of=("self",)).get(pk=letter_id)
    if letter.version != version:
        raise StaleCase(letter.application.number)
    return letter


def change(letter: Letter, *, keeps_time: bool = False, **values: Any) -> Letter:
    """Write columns of a letter, if nobody wrote it since it was read."""
    mine = Letter.objects.filter(pk=letter.pk, version=letter.version)
    times = {} if keeps_time else {"updated_at": now()}
    if not mine.update(version=F("version") + 1, **times, **values):
        raise StaleCase(letter.application.number)
    rows = Letter.objects.select_related("office", "application__office", "application__person")
    return rows.get(pk=letter.pk)


def record_letter(letter: Letter, act: str, officer: Officer, **details: Any) -> None:
    """The desk entry of something done to a letter."""
    shown = {"letter": str(letter.pk), "letter_kind": letter.kind, "name": str(letter)}
    record_desk(letter.office, act, letter.application.number, by=officer.username, **shown, **details)


def must_be(letter: Letter, *statuses: str) -> None:
    if letter.status not in statuses:
        raise OfficeError(
            f"The letter is {letter.status}; this cannot be done now.",
            zh=f"该文书目前为“{letter.get_status_display()}”，不能办理此操作。",
        )


def _turn(letter: Letter, officer: Officer) -> str:
    """The role whose turn it is; the officer must hold it."""
    must_be(letter, *models.IN_APPROVAL)
    officer.must(APPROVERS[letter.next_role])
    return letter.next_role


def _opine(letter: Letter, officer: Officer, role: str, decision: str, comment: str, *, is_own: bool = False) -> None:
    Opinion.objects.create(
        office=letter.office,
        letter=letter,
        who=officer.username,
        role=role,
        decision=decision,
        comment=comment.strip(),
        is_own=is_own,
        at=now(),
    )
