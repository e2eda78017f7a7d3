"""Archiving a case with its bundle, and transfers. Each action is one change: permission, law, entry, rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from django.db import transaction

from gongkai.errors import OfficeError, StaleCase
from gongkai.ledger.acts import take
from gongkai.ledger.steps import Archived
from gongkai.web.applications.actions import take_step
from gongkai.web.applications.models import Application, next_serial
from gongkai.web.applications.reading import read_case
from gongkai.web.applications.uploads import check_upload
from gongkai.web.archive.bundle import check_bundle, render
from gongkai.web.archive.check import check_case
from gongkai.web.archive.contents import Contents, gather
from gongkai.web.archive.models import Bundle, Receipt, Transfer, TransferItem
from gongkai.web.archive.vault import load, store
from gongkai.web.challenges.papers import count_pages
from gongkai.web.config.clock import calendar_of, local_today, now
from gongkai.web.entries.models import DISCLOSURE, ChainHead, Entry
from gongkai.web.entries.record import record_desk, record_disclosure
from gongkai.web.jobs.actions import settle
from gongkai.web.jobs.models import Job
from gongkai.web.offices.models import Office
from gongkai.web.offices.policy import Officer

MOST_ITEMS = 2000
FILLED_BY: dict[str, Callable[[Transfer], int]] = {}
"""What puts lines onto a new list of a kind, and says how many; other parts add theirs."""
HEAR_SENT: list[Callable[[Officer, Transfer, date], None]] = []
"""Each hears of a list that went out, in the transaction that records it."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What archiving a case comes to. step: None for one that is archived and gets a new bundle; lacking: codes."""

    case: Application
    step: Archived | None
    lacking: list[str]
    reason: str


def plan_archiving(
    officer: Officer,
    pk: UUID,
    *,
    on: date | None = None,
    reason: str = "",
    is_with_personal: bool = False,
    version: int | None = None,
) -> Plan:
    """Whether a case may be archived now. reason: why it is archived though something lacks.

    Raises:
        NotPermitted; StepNotAllowed: not closed; StaleCase; OfficeError: something lacks and no reason is given.
    """
    officer.must("archived")
    if is_with_personal:
        officer.must("reveal")
    case, reason = _case(pk), reason.strip()
    if version is not None and case.version != version:
        raise StaleCase(case.number)
    state = read_case(case).state
    lacking = check_case(case, state) if case.closed_on else []
    if case.archived_on is not None:
        reason = reason or case.bundles.values_list("reason", flat=True).first() or ""
        return Plan(case, None, [one.code for one in lacking], reason)
    step = Archived(on=on or local_today())
    take(state, step, calendar_of(case.office.calendar_region))
    if lacking and not reason:
        words = "；".join(one.words for one in lacking)
        raise OfficeError(
            "The file is not complete; mend it, or say why it is archived so.",
            zh=f"案卷材料不齐：{words}。请补齐，或者写明原因后继续归档。",
        )
    return Plan(case, step, [one.code for one in lacking], reason)


def archive_case(
    officer: Officer,
    pk: UUID,
    *,
    on: date | None = None,
    reason: str = "",
    is_with_personal: bool = False,
    version: int | None = None,
    job: Job | None = None,
) -> Bundle:
    """Archive a case (art. 45) with its bundle; a case that is archived gets a new bundle. job: it is done for, if any.

    The bundle is set and checked first, which takes seconds in which no chain is locked. Then step, bundle and their
    entries are recorded in one transaction, if nothing was recorded of the case meanwhile: no case is archived without
    its bundle, and no bundle lacks what the case had when it was archived.

    Raises:
        what `plan_archiving` raises; StaleCase: the case went on meanwhile.
        SealBroken, DocumentError: the bundle cannot be made; nothing is archived.
    """
    plan = plan_archiving(officer, pk, on=on, reason=reason, is_with_personal=is_with_personal, version=version)
    contents = gather(plan.case, is_with_personal=is_with_personal, archiving=plan.step, by=officer.username)
    data = render(contents, local_today(), plan.lacking, plan.reason)
    check_bundle(data, contents)
    return keep_bundle(officer, plan, contents, data, job)


def keep_bundle(officer: Officer, plan: Plan, contents: Contents, data: bytes, job: Job | None = None) -> Bundle:
    """Archive a case with the bundle that was set for it. Raises StaleCase where it went on meanwhile; nothing is left."""
    case = contents.case
    bundle = Bundle(
        id=uuid4(),
        office=case.office,
        application=case,
        name=f"案卷-{case.number}.pdf",
        by=officer.username,
        made_at=now(),
        pages=count_pages(data),
        files=sum(1 for line in contents.lines if line.attached),
        sequence=contents.sequence,
        is_with_personal=contents.is_with_personal,
        lacking=plan.lacking,
        reason=plan.reason[:500],
    )
    path = store(bundle, data)
    try:
        with transaction.atomic():
            _record(officer, plan, contents, bundle)
            settle(job, bundle.pk)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return bundle


def _record(officer: Officer, plan: Plan, contents: Contents, bundle: Bundle) -> None:
    """The step, the bundle and their entries, if the bundle holds everything that was recorded of the case."""
    case = contents.case
    ChainHead.objects.select_for_update().get(office=case.office)
    newest = Entry.objects.filter(office=case.office, subject=case.number).exclude(kind=DISCLOSURE)
    if newest.filter(sequence__gt=contents.sequence).exists():
        raise StaleCase(case.number)
    if plan.step is not None:
        take_step(officer, case.pk, plan.step, version=case.version)
    if contents.is_with_personal:
        why = plan.reason or "制作归档案卷"
        record_disclosure(case.office, "bundle_made", case.number, by=officer.username, reason=why)
    bundle.save(force_insert=True)
    details = {"bundle": str(bundle.pk), "sha256": bundle.sha256, "lacking": plan.lacking, "reason": plan.reason}
    record_desk(case.office, "bundled", case.number, by=officer.username, **details)


def open_bundle(officer: Officer, bundle: Bundle, *, reason: str) -> bytes:
    """The bytes of a bundle; one with personal data is given for a reason, which is recorded.

    Raises:
        NotPermitted, OfficeError, SealBroken.
    """
    if bundle.is_with_personal:
        officer.must("reveal")
        if not reason.strip():
            raise OfficeError("Say why the data is needed.", zh="本案卷含个人信息，请写明查看的原因。")
        with transaction.atomic():
            record_disclosure(
                bundle.office, "bundle_opened", bundle.application.number, by=officer.username, reason=reason.strip()
            )
    else:
        officer.must("see_cases")
    return load(bundle)


# --- transfers ----------------------------------------------------------------------------------------------------


@transaction.atomic
def make_transfer(
    officer: Officer, office: Office, *, kind: str, to: str, period_from: date, period_to: date, handler: str
) -> Transfer:
    """Begin the transfer list of a period; case files archived in it and not yet on a list come onto it.

    Raises:
        OfficeError: no such kind, a period that ends before it begins or lies ahead, no receiver.
    """
    officer.must("archived")
    if kind not in Transfer.KINDS or not to.strip() or not handler.strip():
        raise OfficeError("Say what goes to whom, and who sends it.", zh="请选择移送内容，并填写接收单位和经办人。")
    if period_to < period_from or period_from > local_today():
        raise OfficeError("This period is none.", zh="移送期间有误：截止日期不能早于开始日期，开始日期不能晚于今天。")
    year = local_today().year
    transfer = Transfer.objects.create(
        office=office,
        number=f"移送〔{year}〕{next_serial(office, 'transfer', year)}号",
        kind=kind,
        to=to.strip(),
        period_from=period_from,
        period_to=period_to,
        handler=handler.strip(),
        made_on=local_today(),
        by=officer.username,
    )
    items = 0
    if kind == "case_files":
        rows = untransferred(office, period_from, period_to)[:MOST_ITEMS]
        lines = [_of_bundle(transfer, place, bundle) for place, bundle in enumerate(rows, 1)]
        items = len(TransferItem.objects.bulk_create(lines))
    elif kind in FILLED_BY:
        items = FILLED_BY[kind](transfer)
    record_desk(office, "transfer_made", transfer.number, by=officer.username, kind=kind, items=items)
    return transfer


def untransferred(office: Office, period_from: date, period_to: date) -> list[Bundle]:
    """The newest bundle of each case archived in a period of which no bundle is on a list yet, by number of the case."""
    rows = (
        Bundle.objects.filter(
            office=office, application__archived_on__gte=period_from, application__archived_on__lte=period_to
        )
        .exclude(application__bundles__transfer_item__isnull=False)
        .select_related("application")
        .order_by("application__number", "made_at")
    )
    newest = {bundle.application_id: bundle for bundle in rows}
    return list(newest.values())


def _of_bundle(transfer: Transfer, place: int, bundle: Bundle) -> TransferItem:
    case = bundle.application
    note = "含个人信息" if bundle.is_with_personal else ""
    return TransferItem(
        office_id=transfer.office_id,
        transfer=transfer,
        bundle=bundle,
        place=place,
        title="依申请公开案卷",
        document=case.number,
        dated_on=case.archived_on,
        note=note,
    )


@transaction.atomic
def add_item(
    officer: Officer, transfer: Transfer, *, title: str, document: str, dated_on: date | None, copies: int, note: str
) -> TransferItem:
    """Add a paper to a list that has not gone out: published information, a paper file."""
    officer.must("archived")
    transfer = _draft(transfer)
    count = transfer.items.count()
    if count >= MOST_ITEMS:
        raise OfficeError(f"No more than {MOST_ITEMS} lines.", zh=f"一份清单最多{MOST_ITEMS}项，请另编一份。")
    last = transfer.items.order_by("-place").values_list("place", flat=True).first() or 0
    return TransferItem.objects.create(
        office_id=transfer.office_id,
        transfer=transfer,
        place=last + 1,
        title=title,
        document=document,
        dated_on=dated_on,
        copies=copies,
        note=note,
    )


@transaction.atomic
def remove_item(officer: Officer, transfer: Transfer, item: int) -> None:
    """Take a line off a list that has not gone out; the rest is numbered anew."""
    officer.must("archived")
    transfer = _draft(transfer)
    transfer.items.filter(pk=item).delete()
    for place, row in enumerate(transfer.items.order_by("place"), 1):
        if row.place != place:
            row.place = place
            row.save(update_fields=["place"])


@transaction.atomic
def send(officer: Officer, transfer: Transfer, on: date) -> Transfer:
    """Record that what is on the list went out; the list stands from then on.

    Raises:
        OfficeError: it is empty, went out before, or the day lies ahead.
    """
    officer.must("archived")
    transfer = _draft(transfer)
    if not transfer.items.exists():
        raise OfficeError("The list is empty.", zh="清单中没有内容，不能移送。")
    if on > local_today() or on < transfer.made_on:
        raise OfficeError("This day is none.", zh="移送日期不能早于清单编制日期，也不能晚于今天。")
    transfer.status, transfer.sent_on = "sent", on
    transfer.save(update_fields=["status", "sent_on"])
    record_desk(transfer.office, "transfer_sent", transfer.number, by=officer.username, on=on.isoformat())
    for hear in HEAR_SENT:
        hear(officer, transfer, on)
    return transfer


def receive(officer: Officer, transfer: Transfer, on: date, name: str, data: bytes) -> Receipt:
    """Keep the receipt for a transfer.

    Raises:
        BadUpload; OfficeError: the list has not gone out, or the day is none.
    """
    officer.must("archived")
    checked = check_upload(name, data)
    receipt = Receipt(
        id=uuid4(),
        office=transfer.office,
        transfer=transfer,
        name=checked.name,
        media_type=checked.media_type,
        by=officer.username,
        made_at=now(),
    )
    path = store(receipt, checked.data)
    try:
        with transaction.atomic():
            transfer = Transfer.objects.select_for_update().get(pk=transfer.pk)
            if transfer.status == "draft" or transfer.sent_on is None:
                raise OfficeError("The list has not gone out.", zh="请先登记移送，再登记回执。")
            if not transfer.sent_on <= on <= local_today():
                raise OfficeError("This day is none.", zh="回执日期不能早于移送日期，也不能晚于今天。")
            receipt.save(force_insert=True)
            transfer.status, transfer.received_on = "received", on
            transfer.save(update_fields=["status", "received_on"])
            details = {"on": on.isoformat(), "sha256": receipt.sha256}
            record_desk(transfer.office, "transfer_received", transfer.number, by=officer.username, **details)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return receipt


def _draft(transfer: Transfer) -> Transfer:
    transfer = Transfer.objects.select_for_update().get(pk=transfer.pk)
    if transfer.status != "draft":
        raise OfficeError("The list went out; it stands.", zh="清单已经移送，不能再修改。")
    return transfer


def _case(pk: UUID) -> Application:
    return Application.objects.select_related("office", "person").get(pk=pk)
