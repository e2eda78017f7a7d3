"""What can be done on the public pages and to what comes from them. Each action is one change in one transaction."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from gongkai.errors import OfficeError, StaleCase
from gongkai.web.applications.actions import (
    CODE_LENGTH,
    CODE_LETTERS,
    code_digest,
    file_online,
    open_submissions,
    submit,
)
from gongkai.web.applications.files import add_file, keep
from gongkai.web.applications.models import Application, Submission, next_serial
from gongkai.web.applications.uploads import Checked
from gongkai.web.config.clock import local_today, now
from gongkai.web.entries.record import record_desk, record_disclosure
from gongkai.web.offices.models import Office
from gongkai.web.offices.policy import APPLICANT, Officer
from gongkai.web.people import seal
from gongkai.web.people.models import Details, Person
from gongkai.web.portal import guide
from gongkai.web.portal.forms import REQUEST_FORMS, details_of, filing_of
from gongkai.web.portal.models import CitizenRequest, Guide, Intake, RequestFile, Survey

MOST_WAITING = 5
"""Submissions of one case that wait for the office at a time."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What the receipt says. code: told on the receipt page only."""

    number: str
    code: str


# --- the guide ----------------------------------------------------------------------------------------------------


@transaction.atomic
def save_guide(officer: Officer, office: Office, fields: Mapping[str, str], texts: Mapping[str, Any]) -> None:
    """Change the contact data and the texts the guide is made of; nothing is published by it.

    fields: of `Office`; texts: as `guide.texts_of` gives them.
    """
    officer.must("set_up_office")
    office = Office.objects.select_for_update().get(pk=office.pk)
    changed = sorted(name for name, value in fields.items() if getattr(office, name) != value)
    changed += sorted(name for name, value in texts.items() if guide.texts_of(office)[name] != value)
    if not changed:
        return
    for name, value in fields.items():
        setattr(office, name, value)
    office.settings = {**office.settings, "guide": dict(texts)}
    office.save()
    record_desk(office, "guide_edited", by=officer.username, fields=changed)


@transaction.atomic
def publish_guide(officer: Officer, office: Office) -> Guide:
    """Publish the guide as the settings give it today.

    Raises:
        NotPermitted; OfficeError: fields of art. 12 are missing (they are named), or nothing changed since the last.
    """
    officer.must("set_up_office")
    office = Office.objects.select_for_update().get(pk=office.pk)
    lacking = guide.missing(office)
    if lacking:
        raise OfficeError(
            f"The guide lacks: {', '.join(one.gloss for one in lacking)} (art. 12). Fill them in, then publish.",
            zh=f"指南缺少：{'、'.join(one.label for one in lacking)}（条例第十二条）。请补充后再发布。",
        )
    on = local_today()
    last = Guide.objects.filter(office=office).first()
    body = guide.compile_guide(office, on)
    if last is not None and last.body == body:
        raise OfficeError("Nothing changed since the last guide.", zh="内容与已发布的指南相同，无需再次发布。")
    version = last.version + 1 if last else 1
    record_desk(office, "guide_published", f"{version}", by=officer.username, version=version)
    return Guide.objects.create(office=office, version=version, published_on=on, body=body, by=officer.username)


# --- sending ------------------------------------------------------------------------------------------------------


@transaction.atomic
def send_application(office: Office, intake_id: UUID) -> Sent:
    """File the application an intake holds; sent again, the same receipt comes back and nothing is filed.

    Raises:
        OfficeError: the intake is gone, or nothing was filled in yet.
    """
    intake = _locked(office, intake_id, "application")
    if intake.sent_at is not None:
        return _told(intake)
    filed = file_online(office, filing_of(intake.content))
    key = intake.key()
    for file in intake.files.all():
        add_file(office, filed.case, file.kind, file.name, file.open(key), APPLICANT)
    return _sent(intake, Sent(filed.case.number, filed.code))


@transaction.atomic
def send_request(office: Office, intake_id: UUID) -> Sent:
    """Take in the request an intake holds; sent again, the same receipt comes back.

    Raises:
        OfficeError: the intake is gone, or nothing was filled in yet.
    """
    intake = _locked(office, intake_id, *CitizenRequest.KINDS)
    if intake.sent_at is not None:
        return _told(intake)
    content, on = intake.content, local_today()
    person = _person(office, content["kind"], details_of(content))
    number = f"{CitizenRequest.LETTERS[intake.kind]}{on.year}-{next_serial(office, intake.kind, on.year):04d}"
    code = "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
    request = CitizenRequest(id=intake.pk, office=office, kind=intake.kind, number=number, person=person, sent_on=on)
    request.code_digest = code_digest(office.pk, number, code)
    request.set_content({name: str(content[name]) for name in REQUEST_FORMS[intake.kind].text_fields})
    request.save(force_insert=True)
    _move_files(intake, request)
    record_desk(office, "request_received", number, by=APPLICANT, kind=intake.kind)
    return _sent(intake, Sent(number, code))


def _locked(office: Office, intake_id: UUID, *kinds: str) -> Intake:
    intake = Intake.objects.select_for_update().filter(office=office, pk=intake_id, kind__in=kinds).first()
    if intake is None or (intake.sent_at is None and not intake.content):
        raise OfficeError(
            "Nothing to send is kept any more; fill in the form again.", zh="填写的内容已过期，请重新填写。"
        )
    return intake


def _told(intake: Intake) -> Sent:
    content = intake.content
    if not content:
        raise OfficeError("This was sent, and its receipt erased.", zh="该申请已经提交，回执已按您的要求清除。")
    return Sent(content["number"], content["code"])


def _sent(intake: Intake, sent: Sent) -> Sent:
    """Keep of an intake what its receipt says, and nothing else."""
    intake.files.all().delete()
    intake.set_content({"number": sent.number, "code": sent.code})
    intake.sent_at = now()
    intake.save(update_fields=["sealed", "sent_at"])
    return sent


def _person(office: Office, kind: str, details: Details) -> Person:
    person = Person(office=office, kind=kind)
    person.set_details(details)
    person.save()
    person.index(details)
    return person


def _move_files(intake: Intake, request: CitizenRequest) -> None:
    """Seal the files of an intake anew, under the key of the person."""
    old, key = intake.key(), request.person.key()
    for file in intake.files.all():
        sealed = seal.seal(file.open(old), key, file.pk.bytes)
        RequestFile.objects.create(
            id=file.pk,
            office=request.office,
            request=request,
            name=file.name,
            media_type=file.media_type,
            size=file.size,
            sealed=sealed,
        )


@transaction.atomic
def open_request_file(officer: Officer, file: RequestFile) -> bytes:
    """The bytes of evidence as they were given. It may hold personal data, so that opening it leaves an entry.

    Raises:
        NotPermitted; SealBroken: the person was made anonymous.
    """
    officer.must("reveal")
    data = seal.unseal(bytes(file.sealed), file.request.person.key(), file.pk.bytes)
    subject = file.request.number
    record_disclosure(file.office, "file_opened", subject, by=officer.username, reason="办理该事项")
    return data


# --- what was not sent ------------------------------------------------------------------------------------------------


@transaction.atomic
def throw_away(intake: Intake) -> None:
    """Destroy what was filled in and its files, which nobody but the citizen has seen; no entry is left of it.

    Raises:
        OfficeError: it was sent meanwhile.
    """
    _unsent(intake).delete()


@transaction.atomic
def take_out(intake: Intake, file: UUID | None) -> None:
    """Destroy one file of what was filled in; a file that is not there is none the less gone.

    Raises:
        OfficeError: it was sent meanwhile.
    """
    _unsent(intake).files.filter(pk=file).delete()


@transaction.atomic
def clear_receipt(intake: Intake) -> None:
    """Erase the receipt from the page. The row stays, emptied, so that the form sent again files nothing."""
    intake.set_content({})
    intake.save(update_fields=["sealed"])


def _unsent(intake: Intake) -> Intake:
    """The intake, locked against a sending from another window."""
    found = Intake.objects.select_for_update().filter(pk=intake.pk).first()
    if found is None or found.sent_at is not None:
        raise OfficeError("This was sent already, or is gone.", zh="该内容已经提交或者清除，请查看回执。")
    return found


# --- on an open case ----------------------------------------------------------------------------------------------

_FILE_KINDS = {"supplement": "supplement", "reasons": "supplement", "payment": "other"}


@transaction.atomic
def send_submission(case: Application, kind: str, text: str, files: Sequence[Checked] = ()) -> Submission:
    """Send something to an open case, with files; it takes effect when an officer confirms it.

    Raises:
        OfficeError: not open at this stage, a withdrawal sent already, or too many that wait; BadUpload.
    """
    case = Application.objects.select_for_update().select_related("office").get(pk=case.pk)
    waiting = Submission.objects.filter(application=case, taken_at=None)
    if kind == "withdrawal" and waiting.filter(kind=kind).exists():
        raise OfficeError("The withdrawal was sent already.", zh="撤回申请已经提交，正在等待机关确认。")
    if waiting.count() >= MOST_WAITING:
        raise OfficeError(
            "The office has not yet looked at what you sent before; wait or call it.",
            zh="此前提交的材料机关尚未处理，请稍后再提交，或者电话联系。",
        )
    submission = submit(case, kind, text)
    for checked in files:
        keep(case.office, case, _FILE_KINDS[kind], checked, APPLICANT)
    return submission


def may_send(case: Application) -> tuple[str, ...]:
    """What the applicant may send now: what the case is open for, without a second withdrawal."""
    kinds = open_submissions(case)
    if not kinds:
        return ()
    sent = set(Submission.objects.filter(application=case, taken_at=None).values_list("kind", flat=True))
    return tuple(kind for kind in kinds if kind != "withdrawal" or kind not in sent)


@transaction.atomic
def answer_survey(case: Application, score: int, text: str) -> Survey:
    """Keep how satisfied the applicant is with a closed case.

    Raises:
        OfficeError: the case is open, or was judged already.
    """
    case = Application.objects.select_for_update().get(pk=case.pk)
    if case.is_open or score not in Survey.SCORES:
        raise OfficeError("The case is not closed yet.", zh="申请办结后才能评价。")
    if Survey.objects.filter(application=case).exists():
        raise OfficeError("You have judged it already; thank you.", zh="您已经评价过了，谢谢。")
    record_desk(case.office, "survey_answered", case.number, by=APPLICANT, score=score)
    return Survey.objects.create(office=case.office, application=case, score=score, text=text, at=now())


# --- requests at the desk -----------------------------------------------------------------------------------------


@transaction.atomic
def answer_request(
    officer: Officer, request: CitizenRequest, *, result: str, text: str, version: int | None = None
) -> CitizenRequest:
    """Answer a request; the citizen reads it on the status page.

    Raises:
        NotPermitted, StaleCase; OfficeError: closed already, no such result, or no text.
    """
    officer.must("assess")
    request = _stale(request, version)
    if request.stage == "closed":
        raise OfficeError("The request is closed.", zh="该事项已办结。")
    if result not in CitizenRequest.RESULTS[request.kind] or not text.strip():
        raise OfficeError("Choose a result and say why.", zh="请选择处理结果并写明答复内容。")
    record_desk(request.office, "request_answered", request.number, by=officer.username, result=result)
    request.set_content({**request.content, "answer": text.strip()})
    request.result, request.stage, request.answered_on = result, "answered", local_today()
    return _kept(request)


@transaction.atomic
def close_request(officer: Officer, request: CitizenRequest, *, version: int | None = None) -> CitizenRequest:
    """Close an answered request. Raises NotPermitted, StaleCase; OfficeError: not answered yet."""
    officer.must("assess")
    request = _stale(request, version)
    if request.stage != "answered":
        raise OfficeError("Answer the request before closing it.", zh="请先答复，再办结。")
    record_desk(request.office, "request_closed", request.number, by=officer.username)
    request.stage, request.closed_on = "closed", local_today()
    return _kept(request)


def _stale(request: CitizenRequest, version: int | None) -> CitizenRequest:
    found = CitizenRequest.objects.select_for_update(of=("self",)).select_related("person", "office").get(pk=request.pk)
    if version is not None and found.version != version:
        raise StaleCase(found.number)
    return found


def _kept(request: CitizenRequest) -> CitizenRequest:
    request.version = request.version + 1
    request.save()
    return request
