"""What is done in a reconsideration or suit. Each action is one change: permission, entry, stored reading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django_scopes import scope

from gongkai.errors import EntryError, OfficeError, StaleCase
from gongkai.ledger.challenges import usual_result
from gongkai.ledger.events import (
    ChallengeDecided,
    ChallengeEvent,
    ChallengeReceived,
    ResponseSubmitted,
    Voided,
    from_object,
    to_object,
)
from gongkai.ledger.steps import Corrected
from gongkai.statute.letters import chinese_number
from gongkai.web.applications.actions import take_step
from gongkai.web.applications.models import Application, next_serial
from gongkai.web.challenges.models import Challenge, Evidence
from gongkai.web.challenges.reading import CHALLENGE_TYPES, read_challenges, recorded, stored
from gongkai.web.config.clock import local_today
from gongkai.web.entries.record import of_event, record_all, record_desk
from gongkai.web.offices.models import Office
from gongkai.web.offices.policy import Officer

MOST_EVIDENCE = 200


@dataclass(frozen=True, slots=True)
class Papers:
    """What came in. application: the case it is about, where it is about one."""

    kind: str
    received_on: date
    procedure: str = "ordinary"
    role: str = "respondent"
    application: Application | None = None
    authority: str = ""
    their_number: str = ""
    claim: str = ""


@transaction.atomic
def register_challenge(officer: Officer, office: Office, papers: Papers) -> Challenge:
    """Register papers received; the limit of the answer runs from the day they came.

    Raises:
        NotPermitted; EntryError: an unknown code; OfficeError: a date ahead, or before the application came.
    """
    officer.must("challenge")
    case = papers.application
    _not_ahead(papers.received_on)
    if case is not None and papers.received_on < case.arrived_on:
        raise OfficeError(
            f"The papers cannot have come before the application of {case.arrived_on.isoformat()}.",
            zh=f"收到材料的日期不能早于申请来件日期（{case.arrived_on.isoformat()}）。",
        )
    event = ChallengeReceived(
        on=papers.received_on,
        kind=papers.kind,
        application=case.number if case else "",
        procedure=papers.procedure if papers.kind == "reconsideration" else "ordinary",
        role=papers.role,
    )
    from_object(to_object(event))  # refuses a code that is none
    is_reconsideration = event.kind == "reconsideration"
    serial = next_serial(office, "reconsideration" if is_reconsideration else "litigation", event.on.year)
    number = f"{'议' if is_reconsideration else '诉'}{event.on.year}-{serial:04d}"
    entries = record_all(office, [of_event(event, number)], by=officer.username)
    reading = read_challenges(office, [entry.to_ledger() for entry in entries])[number]
    return Challenge.objects.create(
        office=office,
        number=number,
        authority=papers.authority,
        their_number=papers.their_number,
        claim=papers.claim,
        handler_id=officer.user_id,
        **stored(office, reading, papers.their_number),
    )


def submit_response(officer: Officer, pk: UUID, on: date, *, version: int | None = None) -> Challenge:
    """Record that the office's answer and evidence went in."""
    return _take(officer, pk, ResponseSubmitted(on=on), version)


def article_number(text: str) -> str:
    """The number of an article as the table of results has it: "第六十八条", "68条" → "68"; "" where none is told."""
    digits = "".join(sign for sign in text if sign.isdecimal() and sign.isascii())
    if digits:
        return digits
    bare = text.strip().removeprefix("第").split("条")[0]
    return next((str(number) for number in range(1, 200) if chinese_number(number) == bare), "")


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided. result: "" for the usual one of the article. redo_due_on: by when the office must act anew."""

    on: date
    basis: str = ""
    result: str = ""
    is_effective: bool = True
    redo_due_on: date | None = None


def decide(officer: Officer, pk: UUID, decision: Decision, *, version: int | None = None) -> Challenge:
    """Record a decision or judgment.

    Raises:
        OfficeError: no result is told and the article does not tell one; the date to redo lies before the decision.
    """
    challenge = _get(pk)
    result = decision.result or usual_result(challenge.kind, article_number(decision.basis)) or ""
    if not result:
        raise OfficeError(
            "The article does not tell the result; choose it.", zh="依据条款不能确定统计结果，请选择一项结果。"
        )
    if decision.redo_due_on is not None and decision.redo_due_on < decision.on:
        raise OfficeError(
            "The date to act anew lies before the decision.", zh="责令重新处理的期限不能早于决定、裁判的日期。"
        )
    event = ChallengeDecided(
        on=decision.on,
        result=result,
        basis=decision.basis,
        is_effective=decision.is_effective,
        redo_due_on=decision.redo_due_on if decision.is_effective else None,
    )
    return _take(officer, pk, event, version)


@transaction.atomic
def redo(officer: Officer, pk: UUID, *, on: date, outcome: str, reason: str, version: int | None = None) -> Challenge:
    """Answer the case anew after the decision (a step of the case itself; the figure of the first reply stands).

    Raises:
        OfficeError: no case is linked, or nothing was decided before that day; what `take_step` raises.
    """
    officer.must("challenge")
    challenge = _get(pk, version)
    if challenge.application is None:
        raise OfficeError("No application is linked to this case.", zh="本案没有关联依申请公开案件，不能登记重新答复。")
    if challenge.decided_on is None or on < challenge.decided_on:
        raise OfficeError(
            "A new reply follows the decision.", zh="重新答复应当在决定、裁判生效之后，请先登记决定、裁判。"
        )
    event = Corrected(on=on, outcome=outcome, challenge=challenge.number, reason=reason.strip())
    take_step(officer, challenge.application_id, event)
    return _store(challenge)


@transaction.atomic
def void_entry(officer: Officer, pk: UUID, sequence: int, *, reason: str) -> Challenge:
    """Strike out a slip. The receipt of the papers cannot be struck out."""
    officer.must("void")
    challenge = _get(pk)
    if not reason.strip():
        raise OfficeError("Say why the entry is a slip.", zh="请写明作废的原因。")
    reading = read_challenges(challenge.office, recorded(challenge.office, challenge.number))[challenge.number]
    target = next((entry for entry in reading.entries if entry.sequence == sequence), None)
    if target is None or isinstance(target.event, ChallengeReceived):
        raise EntryError(
            f"Entry {sequence} of {challenge.number} cannot be voided.",
            zh=f"{challenge.number}的第{sequence}条记录不能作废。",
        )
    event = Voided(on=local_today(), entry=sequence, reason=reason.strip())
    record_all(challenge.office, [of_event(event, challenge.number)], by=officer.username)
    return _store(challenge)


@transaction.atomic
def describe(officer: Officer, pk: UUID, **texts: str) -> Challenge:
    """Change what no entry says: authority, their number, claim, and the draft of the answer."""
    officer.must("challenge")
    challenge = _get(pk)
    known = ("authority", "their_number", "claim", "facts", "arguments", "plea")
    changed = [name for name in known if name in texts and getattr(challenge, name) != texts[name]]
    if changed:
        record_desk(challenge.office, "challenge_described", challenge.number, by=officer.username, fields=changed)
        for name in changed:
            setattr(challenge, name, texts[name])
        challenge.save(update_fields=changed)
    return _store(challenge) if "their_number" in changed else challenge


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """A line of the list of evidence as the officer wrote it."""

    name: str
    proves: str = ""
    source: str = ""
    pages: str = ""
    file_id: UUID | None = None
    entry: int | None = None


@transaction.atomic
def set_evidence(officer: Officer, pk: UUID, lines: Sequence[EvidenceLine]) -> list[Evidence]:
    """Write the list of evidence anew, numbered in the order given.

    Raises:
        OfficeError: too many lines, or a file that is not the case's.
    """
    officer.must("challenge")
    challenge = Challenge.objects.select_for_update().get(pk=pk)
    if len(lines) > MOST_EVIDENCE:
        raise OfficeError(f"No more than {MOST_EVIDENCE} lines.", zh=f"证据目录最多{MOST_EVIDENCE}项。")
    case = challenge.application
    files = set(case.files.values_list("pk", flat=True)) if case else set()
    if any(line.file_id is not None and line.file_id not in files for line in lines):
        raise OfficeError("A file is not of this case.", zh="所选材料不属于本案关联的案件。")
    Evidence.objects.filter(challenge=challenge).delete()
    made = [
        Evidence(
            office_id=challenge.office_id,
            challenge=challenge,
            place=place,
            name=line.name,
            proves=line.proves,
            source=line.source,
            pages=line.pages,
            file_id=line.file_id,
            entry=line.entry,
        )
        for place, line in enumerate(lines, 1)
    ]
    Evidence.objects.bulk_create(made)
    record_desk(challenge.office, "evidence_listed", challenge.number, by=officer.username, lines=len(made))
    return made


# --- the stored reading -------------------------------------------------------------------------------------------


@transaction.atomic
def refold(challenge: Challenge) -> dict[str, tuple[object, object]]:
    """Fold a challenge anew and store what differs; returns the columns that did, with the old and the new value."""
    reading = read_challenges(challenge.office, recorded(challenge.office, challenge.number))[challenge.number]
    columns = stored(challenge.office, reading, challenge.their_number)
    changed = {
        name: (getattr(challenge, name), value) for name, value in columns.items() if getattr(challenge, name) != value
    }
    if changed:
        Challenge.objects.filter(pk=challenge.pk).update(version=F("version") + 1, **columns)
    return changed


@transaction.atomic
def refold_office(office: Office) -> int:
    """Fold every challenge of an office anew, those an import brought included; returns how many there are."""
    readings = read_challenges(office, recorded(office))
    known = {one.number: one for one in Challenge.objects.filter(office=office)}
    for number, reading in readings.items():
        row = known.get(number)
        columns = stored(office, reading, row.their_number if row else number)
        if row is None:
            Challenge.objects.create(office=office, number=number, their_number=number, **columns)
        elif any(getattr(row, name) != value for name, value in columns.items()):
            Challenge.objects.filter(pk=row.pk).update(version=F("version") + 1, **columns)
    return len(readings)


def refold_all() -> int:
    """Fold the challenges of every office anew: an import brings some, a case may be answered anew on its own page."""
    count = 0
    for office in Office.objects.all():
        with scope(office=office):
            count += refold_office(office)
    return count


@transaction.atomic
def _take(officer: Officer, pk: UUID, event: ChallengeEvent, version: int | None) -> Challenge:
    officer.must("challenge")
    challenge = _get(pk, version)
    _not_ahead(event.on)
    from_object(to_object(event))
    if event.on < challenge.received_on:
        raise OfficeError(
            "This lies before the papers came.",
            zh=f"日期不能早于收到复议、诉讼材料之日（{challenge.received_on.isoformat()}）。",
        )
    if isinstance(event, ResponseSubmitted) and challenge.responded_on is not None:
        raise OfficeError("The answer is recorded already.", zh="已经登记过提交答复；登记有误的，请先作废。")
    record_all(challenge.office, [of_event(event, challenge.number)], by=officer.username)
    return _store(challenge)


def _get(pk: UUID, version: int | None = None) -> Challenge:
    challenge = Challenge.objects.select_related("office", "application").get(pk=pk)
    if version is not None and challenge.version != version:
        raise StaleCase(challenge.number)
    return challenge


def _store(challenge: Challenge) -> Challenge:
    """Write the reading, if nobody wrote it since it was read."""
    reading = read_challenges(challenge.office, recorded(challenge.office, challenge.number))[challenge.number]
    columns = stored(challenge.office, reading, challenge.their_number)
    mine = Challenge.objects.filter(pk=challenge.pk, version=challenge.version)
    if not mine.update(version=F("version") + 1, **columns):
        raise StaleCase(challenge.number)
    return _get(challenge.pk)


def _not_ahead(on: date) -> None:
    if on > local_today():
        raise OfficeError(
            f"{on.isoformat()} lies ahead; record what has happened.",
            zh=f"{on.isoformat()}尚未到来，请登记已发生的日期。",
        )


__all__ = [
    "CHALLENGE_TYPES",
    "Decision",
    "EvidenceLine",
    "Papers",
    "article_number",
    "decide",
    "describe",
    "redo",
    "refold",
    "refold_all",
    "refold_office",
    "register_challenge",
    "set_evidence",
    "submit_response",
    "void_entry",
]
