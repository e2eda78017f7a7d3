"""From the number to the proof of service: the seal, the dispatch with its act, the sealed scan, the service."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import override

from gongkai.documents.letters import pdf
from gongkai.documents.letters.compose import compose
from gongkai.documents.letters.model import LetterFacts
from gongkai.documents.letters.wording import chinese_date
from gongkai.errors import OfficeError
from gongkai.ledger import steps
from gongkai.ledger.codes import SERVICE_WAYS
from gongkai.ledger.events import to_object
from gongkai.ledger.state import CLOSING
from gongkai.statute.letters import letter_kind
from gongkai.web.applications.actions import notice_fee, take_step
from gongkai.web.applications.files import set_for_applicant
from gongkai.web.applications.models import CaseFile
from gongkai.web.applications.reading import read_case
from gongkai.web.challenges.actions import submit_response
from gongkai.web.config.clock import local_today, now
from gongkai.web.entries.models import LEDGER, Entry
from gongkai.web.notices import models
from gongkai.web.notices.actions import change, lock, must_be, must_stand, record_letter
from gongkai.web.notices.events import planned_event
from gongkai.web.notices.facts import details_of, facts_for, letter_office, name_of, scene_of
from gongkai.web.notices.models import Letter, LetterFile, ReplacedScan, SealUse, Service
from gongkai.web.notices.papers import Paper, columns, keep, share_paper
from gongkai.web.notices.service import WAYS, served_on
from gongkai.web.offices.models import Office
from gongkai.web.offices.policy import Officer

Upload = tuple[str, bytes]
"""Name and content of an uploaded file."""


@transaction.atomic
def seal(
    officer: Officer,
    letter_id: UUID,
    *,
    version: int,
    on: date,
    copies: int,
    medium: str = "paper",
    scan: Upload | None = None,
) -> Letter:
    """Enter the use of the seal; the sealed scan, if there is one, is kept as the original that is served.

    Raises:
        NotPermitted, StaleCase, BadUpload; OfficeError: it has no number yet, or a wrong date or count.
    """
    officer.must("seal")
    letter = lock(letter_id, version)
    must_be(letter, models.APPROVED)
    must_stand(letter)
    _not_before(letter, on)
    if letter_kind(letter.kind, letter.dated_on).shape == "form":
        raise OfficeError("A form of the file is not sealed.", zh="入卷的表格不需要用印登记。")
    if not 1 <= copies <= 999 or medium not in SealUse.MEDIA:
        raise OfficeError("Say how many copies were sealed.", zh="请填写用印份数（1至999）。")
    SealUse.objects.create(
        office=letter.office, letter=letter, by=officer.username, on=on, copies=copies, medium=medium, at=now()
    )
    record_letter(letter, "letter_sealed", officer, copies=copies, medium=medium)
    values: dict[str, Any] = {"status": models.SEALED}
    if scan is not None:
        values |= columns("sealed_", _keep(letter, officer, "served", scan))
    return change(letter, **values)


@transaction.atomic
def add_scan(officer: Officer, letter_id: UUID, *, version: int, scan: Upload) -> Letter:
    """Keep the sealed scan of a letter whose seal is entered; of one that went out the applicant may load it."""
    officer.must("seal")
    letter = lock(letter_id, version)
    must_be(letter, models.SEALED, *models.SENT)
    if letter.original is not None:
        raise OfficeError("The sealed scan is kept already.", zh="盖章件已经上传。")
    file = _keep(letter, officer, "served", scan)
    record_letter(letter, "letter_scanned", officer)
    after = change(letter, **columns("sealed_", file))
    if letter.status in models.SENT:
        _release(officer, after)
    return after


@transaction.atomic
def replace_scan(officer: Officer, letter_id: UUID, *, version: int, scan: Upload, reason: str) -> Letter:
    """Put another sealed scan in the place of a wrong one before the letter goes out; the wrong one is kept, unserved.

    Raises:
        NotPermitted, StaleCase, BadUpload; OfficeError: it went out, no scan is there, or no reason is given.
    """
    officer.must("seal")
    letter = lock(letter_id, version)
    must_be(letter, models.SEALED)
    former = letter.original
    if former is None:
        raise OfficeError("There is no sealed scan to replace.", zh="还没有上传盖章件。")
    if not reason.strip():
        raise OfficeError("Say why the scan is replaced.", zh="请写明更换盖章件的原因。")
    file = _keep(letter, officer, "served", scan)
    if isinstance(former, CaseFile) and former.is_for_applicant:
        former = set_for_applicant(officer, former, is_for_applicant=False)
    ReplacedScan.objects.create(
        office=letter.office,
        letter=letter,
        reason=reason.strip()[:300],
        by=officer.username,
        at=now(),
        **columns("", former),
    )
    record_letter(letter, "letter_scan_replaced", officer, former=str(former.pk), reason=reason.strip())
    return change(letter, **columns("sealed_", file))


def may_deliver_online(office: Office) -> bool:
    """Whether the office lets applicants load their letters as electronic ones."""
    return bool(office.settings.get("letter", {}).get("e_delivery"))


@transaction.atomic
def dispatch(officer: Officer, letter_id: UUID, *, version: int, on: date, way: str, tracking: str = "") -> Letter:
    """Send a sealed letter out and record the act it goes with, so that the clock knows; both or neither.

    Raises:
        NotPermitted, StaleCase; StepNotAllowed: the law refuses the act, and nothing is changed; OfficeError: a date
        before the letter's or ahead, an unknown way, electronic where the office or the letter is not made for it.
    """
    letter = lock(letter_id, version)
    officer.must(letter.act if letter.act else "seal")
    must_be(letter, models.SEALED)
    must_stand(letter)
    _not_before(letter, on)
    if way not in SERVICE_WAYS:
        raise OfficeError("Choose a way of dispatch.", zh="请选择发出方式。")
    if way == "electronic":
        _may_go_online(letter)
    values: dict[str, Any] = {"status": models.DISPATCHED, "sent_on": on, "sent_by": way, "tracking": tracking.strip()}
    if letter.entry is None and letter.act:
        values |= _record(officer, letter, on, way)
    if answers_challenge(letter):
        assert letter.challenge is not None
        submit_response(officer, letter.challenge.pk, on)
    record_letter(letter, "letter_dispatched", officer, way=way, sent_on=on.isoformat())
    after = change(letter, **values)
    _release(officer, after)
    return after


def answers_challenge(letter: Letter) -> bool:
    """Whether sending the letter is the office's answer in a challenge, which is recorded with it."""
    return letter.challenge is not None and letter.challenge.responded_on is None


def _record(officer: Officer, letter: Letter, on: date, way: str) -> dict[str, Any]:
    """Record the act of a letter; returns the columns that name its entry."""
    case, kept = letter.application, letter.fields
    assert case is not None  # only letters of a case go with an act
    if letter.act == "fee_noticed":
        if "tariff" not in kept:
            raise OfficeError(
                "The letter was drawn up for an act recorded before and holds no fee; void it and draft another.",
                zh="该文书原是补做的，没有收费的计算；请作废后重新起草。",
            )
        counts = {name: int(kept[name]) for name in ("pages", "pieces")}
        notice_fee(officer, case.pk, on, tariff=kept["tariff"], approver=_approver(letter), **counts)
    else:
        event = planned_event(letter, on, way)
        assert event is not None
        take_step(officer, case.pk, event)
    rows = Entry.objects.filter(office=letter.office, kind=LEDGER, type=letter.act, subject=case.number)
    entry = rows.order_by("-sequence")[0]
    return {"entry": entry.sequence, "event": to_object(entry.to_ledger().event)}


def _approver(letter: Letter) -> str:
    """The name of the last who approved the letter."""
    return name_of(letter.opinions.filter(decision="approved").order_by("-at", "-pk")[0].who)


def _may_go_online(letter: Letter) -> None:
    kind = letter_kind(letter.kind, letter.dated_on)
    if not may_deliver_online(letter.office):
        raise OfficeError(
            "The office does not deliver letters online; its settings say so.",
            zh="本机关没有开通网络送达，请在文书设置中开通或者选择其他方式。",
        )
    if kind.remedy and not letter.fields.get("is_online"):
        raise OfficeError(
            "The letter was not worded to be served online: its remedy clause names no online way.",
            zh="该文书不是按网络送达拟写的，救济告知中没有网上途径；请选择其他方式。",
        )


def _release(officer: Officer, letter: Letter) -> None:
    """Let the applicant load the letter: the sealed scan, or the PDF of one that was sent online."""
    if letter_kind(letter.kind, letter.dated_on).to != "applicant" or not officer.may("attach"):
        return
    file = letter.original or (letter.issued if letter.sent_by == "electronic" else None)
    if file is None or file.is_for_applicant:
        return
    if isinstance(file, LetterFile):
        share_paper(file, by=officer.username)
    else:
        set_for_applicant(
            officer, CaseFile.objects.select_related("office", "application").get(pk=file.pk), is_for_applicant=True
        )


@transaction.atomic
def serve(
    officer: Officer, letter_id: UUID, *, version: int, way: str, proof: Mapping[str, Any], scan: Upload | None = None
) -> Letter:
    """Enter how and when a letter was served; of a reply the service is recorded, of a consultation the delivery.

    Raises:
        NotPermitted, StaleCase, StepNotAllowed; OfficeError: a part of the proof is missing or its day lies ahead.
    """
    officer.must("served")
    letter = lock(letter_id, version)
    must_be(letter, models.DISPATCHED)
    must_stand(letter)
    on = served_on(way, proof)
    if letter.sent_on is not None and on < letter.sent_on:
        raise OfficeError("It cannot be served before it went out.", zh="送达日期不能早于发出日期。")
    if on > local_today():
        raise OfficeError(
            f"Service is complete on {on.isoformat()}; record it then.",
            zh=f"送达日期为{chinese_date(on)}，届时再登记。",
        )
    kept = columns("", _keep(letter, officer, "service", scan)) if scan is not None else {}
    plain = {name: value.isoformat() if isinstance(value, date) else value for name, value in proof.items()}
    Service.objects.create(
        office=letter.office, letter=letter, way=way, on=on, proof=plain, by=officer.username, at=now(), **kept
    )
    record_letter(letter, "letter_served", officer, way=way, served_on=on.isoformat())
    _record_service(officer, letter, on, WAYS[way].ledger)
    return change(letter, status=models.SERVED, served_on=on)


def _record_service(officer: Officer, letter: Letter, on: date, way: str) -> None:
    """The act the law knows of a service: that of the reply, or the day a consulted party got its letter."""
    if letter.application is None or letter.challenge is not None:
        return
    case, scene = letter.application, scene_of(letter)
    state = read_case(case).state
    if isinstance(scene.event, steps.ConsultationSent):
        to = scene.event.to
        if any(one.to == to and one.received_on is None for one in state.open_consultations):
            take_step(officer, case.pk, steps.ConsultationDelivered(on=on, to=to))
    elif isinstance(scene.event, CLOSING) and scene.kind.to == "applicant" and state.served_on is None:
        take_step(officer, case.pk, steps.Served(on=on, way=way))


def service_proof(letter: Letter, *, on: date) -> bytes:
    """The form 送达回证 of a letter that goes out, to be signed; what is known of the service is filled in."""
    to = letter_kind(letter.kind, letter.dated_on).to
    known = letter.services.order_by("-at").first()
    with override("zh-hans"):  # a paper is in Chinese whatever the language of the screen
        way = str(WAYS[known.way].label) if known is not None else letter.way
    person = letter.addressee if to == "third_party" else letter.person
    details = details_of(person) if to in ("applicant", "third_party") else None
    address = details.address if details is not None else ""
    whom = facts_for(letter)
    fields = {"post_number": letter.tracking}
    if known is not None:
        fields |= {"served_at": chinese_date(known.on), "signed_on": _printed_iso(known.proof.get("signed_on", ""))}
    facts = replace(
        LetterFacts(office=letter_office(letter.office)),
        on=on,
        addressee=whom.addressee,
        application=letter.subject,
        said={
            "document": f"{letter.title}（{letter.number}）" if letter.number else letter.title,
            "service": "，".join(one for one in (way, address) if one),
        },
        fields=fields,
    )
    return pdf.render(compose("service_proof", facts))


def _printed_iso(value: str) -> str:
    return chinese_date(date.fromisoformat(value)) if value else ""


def _keep(letter: Letter, officer: Officer, kind: str, upload: Upload) -> Paper:
    return keep(letter, kind, *upload, officer.username)


def _not_before(letter: Letter, on: date) -> None:
    if on > local_today():
        raise OfficeError("The date lies ahead; record what has happened.", zh="日期尚未到来，请登记已发生的日期。")
    if on < letter.dated_on:
        raise OfficeError("The date is before that of the letter.", zh="日期不能早于文书的成文日期。")
