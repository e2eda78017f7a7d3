"""What can be done to a case. Each action is one change: permission, law, entry, stored reading, in one transaction."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import F

from gongkai.errors import EntryError, OfficeError, StaleCase
from gongkai.ledger.acts import take
from gongkai.ledger.entries import Entry as LedgerEntry
from gongkai.ledger.events import Voided
from gongkai.ledger.steps import Answered, ApplicationEvent, FeeNoticed, ReceiptConfirmed, Received, step_name
from gongkai.statute.fees import TARIFFS, FeeLine, Quote, fee_lines, ordinals_in_month, quote
from gongkai.statute.outcomes import outcomes
from gongkai.statute.receipt import AWAITING_CONFIRMATION
from gongkai.web.applications.assessment import cases_of_applicant
from gongkai.web.applications.models import Application, Submission, next_serial
from gongkai.web.applications.reading import entries_of, read_case, read_entries, stored
from gongkai.web.config.clock import calendar_of, local_today, now
from gongkai.web.entries.models import DESK, Entry
from gongkai.web.entries.record import of_event, record_all, record_desk
from gongkai.web.offices.models import Office, Section
from gongkai.web.offices.policy import APPLICANT, Officer
from gongkai.web.people.models import Details, Person

CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # no 0 and O, no 1 and I: they are read over the phone
CODE_LENGTH = 10


@dataclass(frozen=True, slots=True)
class Filing:
    """What an applicant asks, whichever way it comes. Codes as in `statute.outcomes.APPLICANTS`, `models.FORMS`."""

    applicant: str
    details: Details
    content: str
    form_wanted: str = ""
    delivery: str = ""
    help_wanted: str = ""


@dataclass(frozen=True, slots=True)
class Filed:
    """A case just opened. code: what the applicant asks its status with; it is told once and kept only as a digest."""

    case: Application
    code: str


@transaction.atomic
def file_online(office: Office, filing: Filing, *, today: date | None = None) -> Filed:
    """Take in an application from the portal. The period begins when receipt is confirmed (art. 31(3))."""
    on = today or local_today()
    return _open(office, filing, Received(on=on, channel="internet", applicant=filing.applicant), by=APPLICANT)


@transaction.atomic
def register(
    officer: Officer,
    office: Office,
    filing: Filing,
    *,
    channel: str,
    arrived_on: date,
    confirmed_on: date | None = None,
    letter: UUID | None = None,
) -> Filed:
    """Register an application that came by any other way; the date of receipt follows from the channel (art. 31).

    Raises:
        StepNotAllowed: a confirmation before the arrival.
        OfficeError: a date that lies ahead, or after the office was merged into another.
    """
    officer.must("register")
    _not_ahead(arrived_on, confirmed_on)
    received = Received(on=arrived_on, channel=channel, applicant=filing.applicant)
    filed = _open(office, filing, received, by=officer.username, letter=letter, handler=officer.user_id)
    if confirmed_on is not None and channel in AWAITING_CONFIRMATION:
        event = ReceiptConfirmed(on=confirmed_on)
        return Filed(take_step(officer, filed.case.pk, event, version=filed.case.version), filed.code)
    return filed


def _open(
    office: Office,
    filing: Filing,
    received: Received,
    *,
    by: str,
    letter: UUID | None = None,
    handler: int | None = None,
) -> Filed:
    if office.to_on is not None and received.on > office.to_on:
        raise OfficeError(
            f"The office ended on {office.to_on.isoformat()} and takes no applications since.",
            zh=f"本机关已于{office.to_on.isoformat()}合并，此后的申请由承接的机关登记。",
        )
    person = Person(office=office, kind=filing.applicant)
    person.set_details(filing.details)
    person.save()
    person.index(filing.details)
    event = Received(on=received.on, channel=received.channel, applicant=received.applicant, person=str(person.pk))
    serial = next_serial(office, "application", event.on.year)
    number = f"{event.on.year}-{serial:04d}"
    code = "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
    entries = record_all(office, [of_event(event, number)], by=by)
    calendar = calendar_of(office.calendar_region)
    reading = read_entries(office, number, [entry.to_ledger() for entry in entries])
    case = Application.objects.create(
        office=office,
        number=number,
        person=person,
        content=filing.content,
        form_wanted=filing.form_wanted,
        delivery=filing.delivery,
        help_wanted=filing.help_wanted,
        letter=letter or uuid4(),
        handler_id=handler,
        code_digest=code_digest(office.pk, number, code),
        **stored(reading, calendar),
    )
    return Filed(case, code)


def code_digest(office: int, number: str, code: str) -> str:
    """What is kept of a query code."""
    plain = f"{office}\0{number}\0{code.strip().upper()}"
    return hmac.new(settings.GONGKAI.index_key, plain.encode(), sha256).hexdigest()


@transaction.atomic
def take_step(officer: Officer, case_id: UUID, event: ApplicationEvent, *, version: int | None = None) -> Application:
    """Do one step of a case, if the officer may and the law allows it.

    version: that of the page the officer decided on.
    Raises:
        NotPermitted, StepNotAllowed (with the article), StaleCase (someone acted first), OfficeError (a date ahead).
    """
    officer.must(step_name(event))
    _not_ahead(event.on)
    case = Application.objects.select_related("office").get(pk=case_id)
    if version is not None and case.version != version:
        raise StaleCase(case.number)
    _nothing_unopened(case, event)
    calendar = calendar_of(case.office.calendar_region)
    known = entries_of(case.office, case.number)
    reading = read_entries(case.office, case.number, known)
    take(reading.state, event, calendar)
    recorded = record_all(case.office, [of_event(event, case.number)], by=officer.username)
    return _store(case, [*known, *(entry.to_ledger() for entry in recorded)])


_SILENCE = {"deemed_abandoned": "supplement", "fee_lapsed": "payment"}
"""Acts that close a case because nothing came, by what would have had to come."""


def _nothing_unopened(case: Application, event: ApplicationEvent) -> None:
    """Raise where a case would be closed for silence while what the applicant sent online waits to be opened."""
    name = step_name(event)
    if isinstance(event, Answered) and event.outcome in outcomes():
        name = outcomes()[event.outcome].closed_by
    kind = _SILENCE.get(name)
    if kind and Submission.objects.filter(application=case, kind=kind, taken_at=None).exists():
        what = Submission.KINDS[kind]
        raise OfficeError(
            f"The applicant sent this online ({kind}); take it in or file it first.",
            zh=f"申请人已在线提交“{what}”，请先核对登记或者归入案卷。",
        )


@transaction.atomic
def void_step(
    officer: Officer, case_id: UUID, sequence: int, *, reason: str, version: int | None = None
) -> Application:
    """Strike out a slip: the entry stays in the record and is dropped from every reading. Receipt cannot be struck out.

    Raises:
        EntryError: no such entry in this case, or what stands without it cannot have happened.
    """
    officer.must("void")
    if not reason.strip():
        raise OfficeError("Say why the entry is a slip.", zh="请写明作废的原因。")
    case = Application.objects.select_related("office").get(pk=case_id)
    if version is not None and case.version != version:
        raise StaleCase(case.number)
    known = entries_of(case.office, case.number)
    target = next((entry for entry in known if entry.sequence == sequence), None)
    if target is None or isinstance(target.event, Received | Voided):
        raise EntryError(
            f"Entry {sequence} of {case.number} cannot be voided.", zh=f"{case.number}的第{sequence}条记录不能作废。"
        )
    event = Voided(on=local_today(), entry=sequence, reason=reason.strip())
    recorded = record_all(case.office, [of_event(event, case.number)], by=officer.username)
    entries = [*known, *(entry.to_ledger() for entry in recorded)]
    _still_possible(case, entries)
    return _store(case, entries)


def _still_possible(case: Application, entries: Sequence[LedgerEntry]) -> None:
    """Raise where the rest, without what was voided, cannot have happened."""
    from gongkai.ledger.acts import verify_application

    reading = read_entries(case.office, case.number, entries)
    calendar = calendar_of(case.office.calendar_region)
    for one in verify_application(case.number, reading.entries, calendar):
        if one.severity == "error":
            raise EntryError(
                f"Without it, {one.name} could not stand: {one.en}.", zh=f"作废后，其后的记录不能成立：{one.zh}。"
            )


def _store(case: Application, entries: Sequence[LedgerEntry]) -> Application:
    """Write the reading of a case, if nobody wrote it since it was read."""
    calendar = calendar_of(case.office.calendar_region)
    columns = stored(read_entries(case.office, case.number, entries), calendar)
    mine = Application.objects.filter(pk=case.pk, version=case.version)
    if not mine.update(version=F("version") + 1, **columns):
        raise StaleCase(case.number)
    return Application.objects.select_related("office").get(pk=case.pk)


@transaction.atomic
def refold(case: Application) -> dict[str, tuple[object, object]]:
    """Fold a case anew and store what differs; returns the columns that did, with the old and the new value."""
    calendar = calendar_of(case.office.calendar_region)
    columns = stored(read_entries(case.office, case.number, entries_of(case.office, case.number)), calendar)
    changed = {name: (getattr(case, name), value) for name, value in columns.items() if getattr(case, name) != value}
    if changed:
        Application.objects.filter(pk=case.pk).update(version=F("version") + 1, **columns)
    return changed


@transaction.atomic
def assign(
    officer: Officer, case_id: UUID, *, handler: int | None, section: Section | None, version: int | None = None
) -> Application:
    """Hand a case to an officer and a section.

    Raises:
        NotPermitted, StaleCase: someone acted first.
    """
    officer.must("assign")
    case = Application.objects.select_related("office").get(pk=case_id)
    details = {"handler": handler, "section": section.pk if section else None}
    record_desk(case.office, "assigned", case.number, by=officer.username, **details)
    mine = Application.objects.filter(pk=case.pk, version=case.version if version is None else version)
    if not mine.update(version=F("version") + 1, handler_id=handler, section=section):
        raise StaleCase(case.number)
    return Application.objects.select_related("office").get(pk=case_id)


@transaction.atomic
def submit(case: Application, kind: str, text: str) -> Submission:
    """Take in what the applicant sends online to a case; an officer confirms it and it takes effect then."""
    if kind not in Submission.KINDS or kind not in open_submissions(case):
        raise OfficeError("This cannot be sent at this point of the case.", zh="此申请目前的办理阶段不能提交该材料。")
    record_desk(case.office, "submitted", case.number, by=APPLICANT, kind=kind)
    return Submission.objects.create(office=case.office, application=case, kind=kind, text=text, sent_at=now())


def open_submissions(case: Application) -> tuple[str, ...]:
    """What the applicant may send online now."""
    if not case.is_open:
        return ()
    waits = {"supplement": "supplement", "payment": "payment"}.get(case.waiting_for)
    reasons = "reasons" if _owes_reasons(case) else None
    return tuple(kind for kind in (waits, reasons, "withdrawal") if kind)


def _owes_reasons(case: Application) -> bool:
    """Whether the applicant was asked for reasons and gave none yet (art. 35)."""
    state = read_case(case).state
    return state.reasons_requested_on is not None and state.reasons_received_on is None


# --- the processing fee ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FeeSheet:
    """Both tariffs for a case. month: the applicant's cases of the calendar month of receipt, with their pieces."""

    quote: Quote
    month: tuple[tuple[Application, int], ...]
    piece_lines: tuple[FeeLine, ...]
    page_lines: tuple[FeeLine, ...]


def work_out_fee(case: Application, pages: int, pieces: int) -> FeeSheet:
    """Work both tariffs out.

    Raises:
        OfficeError: receipt is not confirmed. NoRuleInForce: no fee could be charged then.
    """
    received_on = case.received_on
    if received_on is None:
        raise OfficeError("Confirm receipt first.", zh="请先确认收到之日。")
    month = _of_month(case, received_on, pieces)
    counted = [(one.received_on, count) for one, count in month if one.received_on is not None]
    ordinal = dict(zip([one.pk for one, _count in month], ordinals_in_month(counted), strict=True))[case.pk]
    return FeeSheet(
        quote(ordinal, pages, pieces=pieces, on=received_on),
        tuple(month),
        fee_lines("per_piece", pieces, already=ordinal - 1, on=received_on),
        fee_lines("per_page", pages, on=received_on),
    )


def _of_month(case: Application, received_on: date, pieces: int) -> list[tuple[Application, int]]:
    """The applicant's cases received in the same month, in order of receipt, each with its pieces."""
    same = [
        one
        for one in cases_of_applicant(case)
        if one.received_on is not None
        and (one.received_on.year, one.received_on.month) == (received_on.year, received_on.month)
    ]
    if all(one.pk != case.pk for one in same):
        same.append(case)
    same.sort(key=lambda one: (one.received_on, one.number))
    split = _pieces(case, same)
    return [(one, pieces if one.pk == case.pk else split.get(one.number, 1)) for one in same]


def _pieces(case: Application, cases: Sequence[Application]) -> dict[str, int]:
    """Into how many pieces earlier fee decisions split a case; one where none did."""
    rows = Entry.objects.filter(
        office=case.office, kind=DESK, type="fee_decided", subject__in=[one.number for one in cases]
    ).order_by("sequence")
    return {row.subject: int(row.body.get("pieces", 1)) for row in rows}


@transaction.atomic
def notice_fee(
    officer: Officer,
    case_id: UUID,
    on: date,
    *,
    tariff: str,
    pages: int,
    pieces: int,
    approver: str,
    addressee_received_on: date | None = None,
    version: int | None = None,
) -> Application:
    """Decide the fee of a case by one tariff and record its notice; the amount is worked out here.

    Raises:
        NotPermitted, StepNotAllowed, StaleCase: as `actions.take_step`. OfficeError: no tariff or approver.
    """
    if tariff not in TARIFFS or not approver.strip():
        raise OfficeError("Choose one tariff and name the approver.", zh="请选择一种收费标准，并写明批准人。")
    case = Application.objects.select_related("office", "person").get(pk=case_id)
    found = work_out_fee(case, pages, pieces).quote
    event = FeeNoticed(
        on=on, amount_yuan=Decimal(found.yuan(tariff)), tariff=tariff, addressee_received_on=addressee_received_on
    )
    after = take_step(officer, case_id, event, version=version)
    record_desk(
        case.office,
        "fee_decided",
        case.number,
        by=officer.username,
        tariff=tariff,
        approver=approver.strip(),
        ordinal=found.ordinal,
        pages=pages,
        pieces=pieces,
        by_piece_yuan=found.by_piece_yuan,
        by_page_yuan=found.by_page_yuan,
    )
    return after


def _not_ahead(*dates: date | None) -> None:
    today = local_today()
    for on in dates:
        if on is not None and on > today:
            raise OfficeError(
                f"{on.isoformat()} lies ahead; record what has happened.",
                zh=f"{on.isoformat()}尚未到来，请登记已发生的日期。",
            )
