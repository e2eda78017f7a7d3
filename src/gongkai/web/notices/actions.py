"""What can be done to a letter up to its number: draft, write, submit, approve, return, take back, void, release."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet

from gongkai.documents.letters import pdf
from gongkai.documents.letters.compose import compose
from gongkai.documents.letters.from_ledger import letter_for
from gongkai.errors import LetterIncomplete, OfficeError, StaleCase
from gongkai.ledger.events import to_object
from gongkai.ledger.steps import step_name
from gongkai.statute.letters import letter_kind
from gongkai.web.applications.files import set_for_applicant
from gongkai.web.applications.models import Application, next_serial
from gongkai.web.applications.reading import read_case
from gongkai.web.challenges.models import Challenge
from gongkai.web.challenges.numbering import given_serial, series, type_word_of
from gongkai.web.config.clock import local_today, now
from gongkai.web.entries.models import LEDGER, Entry
from gongkai.web.entries.record import record_desk
from gongkai.web.notices import models
from gongkai.web.notices.approval import APPROVERS, must_be_other, order_of
from gongkai.web.notices.events import CASE_FORMS, OTHERS, RECORDS, WITH_LETTER
from gongkai.web.notices.facts import facts_for, missing_of
from gongkai.web.notices.models import Letter, Opinion, SealedText
from gongkai.web.notices.outside import OF_REQUEST, prefill_outside, response_kind
from gongkai.web.notices.papers import columns, keep
from gongkai.web.notices.prefill import prefill
from gongkai.web.offices.models import Office
from gongkai.web.offices.policy import Officer
from gongkai.web.people.models import Details, Person
from gongkai.web.portal.models import CitizenRequest


@transaction.atomic
def draft(officer: Officer, case: Application, kind: str, event: Mapping[str, str]) -> Letter:
    """Open a letter for an act that is planned, or for none. event: what was chosen, as `events.Choice`."""
    officer.must("draft_letter")
    if event.get("type", "") not in WITH_LETTER and kind not in (*OTHERS, *CASE_FORMS):
        raise OfficeError("Choose a letter.", zh="请选择文书。")
    return _open(officer, case.office, kind, local_today(), application=case, event=dict(event))


@transaction.atomic
def draft_for_request(officer: Officer, request: CitizenRequest, kind: str) -> Letter:
    """Open a letter about a request to correct: the notice to who asked, or the letter that forwards it (art. 41)."""
    officer.must("draft_letter")
    if request.kind != "correction" or kind not in OF_REQUEST:
        raise OfficeError("Choose a letter.", zh="请选择文书。")
    return _open(officer, request.office, kind, local_today(), request=request)


@transaction.atomic
def draft_for_challenge(officer: Officer, challenge: Challenge) -> Letter:
    """Open the office's answer in a reconsideration or its defence in a suit; one that is on the way is gone on with."""
    officer.must("draft_letter")
    kind = response_kind(challenge)
    known = Letter.objects.filter(challenge=challenge, kind=kind).exclude(status=models.VOID).first()
    if known is not None:
        return known
    case = challenge.application
    return _open(officer, challenge.office, kind, local_today(), application=case, challenge=challenge)


@transaction.atomic
def draft_afterwards(officer: Officer, case: Application, sequence: int) -> Letter:
    """Open the letter of an act that was recorded without one; a letter for the same act that is on the way, or was
    released from an act that was struck out, is tied to it.

    Raises:
        OfficeError: no such act, or it has its letter.
    """
    officer.must("draft_letter")
    entry = next((one for one in read_case(case).entries if one.sequence == sequence), None)
    kind = letter_for(entry.event) if entry is not None else ""
    standing = Letter.objects.filter(application=case).exclude(status=models.VOID)
    if entry is None or not kind or step_name(entry.event) not in WITH_LETTER | RECORDS:
        raise OfficeError("This act has no letter.", zh="该步骤没有对应的文书。")
    if standing.filter(entry=sequence).exists():
        raise OfficeError("This act has its letter.", zh="该步骤已有文书。")
    body = to_object(entry.event)
    free = standing.filter(kind=kind, entry=None, status__in=(*models.ON_THE_WAY, *models.SENT))
    known = next((one for one in free.order_by("created_at") if one.act == body["type"]), None)
    if known is None:
        return _open(officer, case.office, kind, entry.event.on, application=case, event=body, entry=sequence)
    record_letter(known, "letter_tied", officer, entry=sequence)
    dated = {"dated_on": entry.event.on} if known.status in models.EDITABLE else {}
    return change(known, entry=sequence, event=body, **dated)


def _open(officer: Officer, office: Office, kind: str, on: date, **of: Any) -> Letter:
    """A new draft. of: what it belongs to; the act it goes with, and its entry where it is recorded."""
    letter_kind(kind, on)  # raises for a kind that is none on this day
    at = now()
    letter = Letter.objects.create(
        office=office,
        kind=kind,
        dated_on=on,
        drafter=officer.username,
        authors=[officer.username],
        created_at=at,
        updated_at=at,
        **of,
    )
    is_outside = letter.request is not None or letter.challenge is not None
    said, letter.fields = prefill_outside(letter) if is_outside else prefill(letter)
    letter.said = _kept_texts(letter, said)
    letter.save(update_fields=["said", "fields"])
    record_letter(letter, "letter_drafted", officer)
    return letter


def _kept_texts(letter: Letter, said: Mapping[str, str]) -> dict[str, str]:
    """Texts for the column `said`; those of a letter about a request are sealed instead."""
    if letter.request is None:
        return dict(said)
    kept = SealedText.objects.filter(letter=letter).first() or SealedText(office=letter.office, letter=letter)
    kept.set_texts(said)
    kept.save()
    return {}


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
        said=_kept_texts(letter, written.said),
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
    must_stand(letter)
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
    must_stand(letter)
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
    """Void a letter. A number that was given stays used and stands in the register with the reason.

    One that went out is voided only when its act was struck out; the applicant then loads it no longer.

    Raises:
        NotPermitted: only the head voids a number. OfficeError: no reason, or it went out.
    """
    letter = lock(letter_id, version)
    officer.must("void" if letter.number else "draft_letter")
    must_be(letter, *models.ON_THE_WAY, *(models.SENT if is_struck(letter) else ()))
    if not reason.strip():
        raise OfficeError("Say why it is void.", zh="请写明作废的原因。")
    record_letter(letter, "letter_voided", officer, reason=reason.strip())
    for file in (letter.pdf_file, letter.sealed_file):
        if file is not None and file.is_for_applicant:
            set_for_applicant(officer, file, is_for_applicant=False)
    return change(letter, status=models.VOID, next_role="", void_reason=reason.strip()[:300])


@transaction.atomic
def release(officer: Officer, letter_id: UUID, *, version: int) -> Letter:
    """Part a letter from an act that was struck out, so that it goes with the corrected one.

    One that did not go out records its act when it does; one that went out waits for the corrected act to be recorded.

    Raises:
        NotPermitted; OfficeError: its act stands, or it is void.
    """
    officer.must("draft_letter")
    letter = lock(letter_id, version)
    must_be(letter, *models.ON_THE_WAY, *models.SENT)
    if not is_struck(letter):
        raise OfficeError("The act of the letter stands.", zh="该文书所附的步骤没有作废。")
    record_letter(letter, "letter_released", officer, entry=letter.entry)
    return change(letter, entry=None)


def _finish(letter: Letter) -> Letter:
    """Date, number and fixed text, in the approving transaction: what fails gives the number back."""
    kind = letter_kind(letter.kind, letter.dated_on)
    values: dict[str, Any] = {"status": models.APPROVED, "next_role": "", "place": len(letter.order)}
    if kind.shape != "form" and letter.entry is None:
        values["dated_on"] = letter.dated_on = local_today()
    if kind.shape != "form" and kind.type_word:
        type_word = type_word_of(letter.office, kind)
        year = letter.dated_on.year
        given = given_serial(letter.challenge, type_word, year) if letter.challenge is not None else None
        letter.serial = given or next_serial(letter.office, series(type_word), year)
        values |= {"word": letter.office.word, "type_word": type_word, "year": year, "serial": letter.serial}
    made = compose(letter.kind, facts_for(letter))
    values["number"] = letter.number = made.number
    paper = keep(letter, "letter", f"{letter.title}{made.number}.pdf", pdf.render(made), letter.drafter)
    return change(letter, **values, **columns("pdf_", paper))


# --- shared with dispatch -----------------------------------------------------------------------------------------


def lock(letter_id: UUID, version: int) -> Letter:
    """The letter, if nobody changed it since this version was shown. The caller holds a transaction."""
    letter = with_matter().select_for_update(of=("self",)).get(pk=letter_id)
    if letter.version != version:
        raise StaleCase(letter.subject)
    return letter


def with_matter() -> QuerySet[Letter]:
    """Letters with what they belong to."""
    of_case = ("application__office", "application__person", "application__handler")
    others = ("request__person", "request__office", "challenge__office", "challenge__application")
    return Letter.objects.select_related("office", "addressee", *of_case, *others).defer("request__sealed")


def change(letter: Letter, *, keeps_time: bool = False, **values: Any) -> Letter:
    """Write columns of a letter, if nobody wrote it since it was read."""
    mine = Letter.objects.filter(pk=letter.pk, version=letter.version)
    times = {} if keeps_time else {"updated_at": now()}
    if not mine.update(version=F("version") + 1, **times, **values):
        raise StaleCase(letter.subject)
    return with_matter().get(pk=letter.pk)


def record_letter(letter: Letter, act: str, officer: Officer, **details: Any) -> None:
    """The desk entry of something done to a letter."""
    shown = {"letter": str(letter.pk), "letter_kind": letter.kind, "name": str(letter)}
    record_desk(letter.office, act, letter.subject, by=officer.username, **shown, **details)


def must_be(letter: Letter, *statuses: str) -> None:
    if letter.status not in statuses:
        raise OfficeError(
            f"The letter is {letter.status}; this cannot be done now.",
            zh=f"该文书目前为“{letter.get_status_display()}”，不能办理此操作。",
        )


def is_struck(letter: Letter) -> bool:
    """Whether the act the letter is tied to was struck out."""
    return letter.entry is not None and letter.entry in struck_entries(letter.office, [letter.subject])


def struck_entries(office: Office, subjects: Iterable[str]) -> set[int]:
    """Entries of some cases that were struck out; one query."""
    rows = Entry.objects.filter(office=office, subject__in=set(subjects), kind=LEDGER, type="voided")
    return {body["entry"] for body in rows.values_list("body", flat=True)}


def must_stand(letter: Letter) -> None:
    if is_struck(letter):
        raise OfficeError(
            "The act of this letter was struck out; release the letter for the corrected act, or void it.",
            zh="所附步骤已作废，该文书不能继续办理；请解除关联后用于更正的步骤，或者作废。",
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
