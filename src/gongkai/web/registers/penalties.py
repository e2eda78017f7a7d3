"""Published penalty decisions that were changed: withdrawn in time, with the reason told. Source: 行政处罚法 art. 48."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from gongkai.documents.workbook.cells import holds_personal_data
from gongkai.errors import CalendarGap, NoRuleInForce, OfficeError
from gongkai.ledger.clock import days_left
from gongkai.ledger.events import DecisionsMade
from gongkai.statute.calendar import WorkCalendar
from gongkai.statute.periods import due_on, period
from gongkai.web.config.clock import local_today, now
from gongkai.web.entries.record import record_desk
from gongkai.web.offices.models import Office
from gongkai.web.offices.policy import Officer
from gongkai.web.registers.actions import KEEP
from gongkai.web.registers.kinds import REGISTERS
from gongkai.web.registers.models import ChangedPenalty
from gongkai.web.registers.queries import ledger_of_register

RULE = "penalty_withdrawal"


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A changed decision and its duty. due_on: the last day of the withdrawal, None where no rule was in force then.

    left: working days to it, None once withdrawn; is_late: withdrawn after it, or not yet and it is over.
    """

    row: ChangedPenalty
    due_on: date | None
    source: str
    left: int | None
    is_late: bool


@transaction.atomic
def note_change(officer: Officer, office: Office, **given: Any) -> ChangedPenalty:
    """Record that a published penalty decision was changed: from now on its withdrawal is owed.

    given: fields of `ChangedPenalty`.
    Raises:
        NotPermitted; OfficeError: a day ahead, no such decision, recorded already.
    """
    officer.must(KEEP)
    if given["changed_on"] > local_today():
        raise OfficeError("This day lies ahead.", zh="变更、撤销之日晚于今天。")
    _check_words(given)
    if given.get("entry") is not None:
        _check_entry(office, given["entry"])
    row = ChangedPenalty(office=office, noted_by=officer.username, noted_at=now(), **given)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise OfficeError(
            "This change is recorded already.", zh=f"“{row.number}”在这一天的变更已经登记，不重复登记。"
        ) from None
    record_desk(office, "penalty_changed", row.number, by=officer.username, how=row.how, on=row.changed_on.isoformat())
    return row


@transaction.atomic
def note_withdrawal(officer: Officer, pk: int, on: date, reason: str) -> ChangedPenalty:
    """Record that the decision was withdrawn from the public and the reason told.

    Raises:
        NotPermitted; OfficeError: before the change or ahead, without a reason, withdrawn already.
    """
    officer.must(KEEP)
    row = ChangedPenalty.objects.select_for_update(of=("self",)).select_related("office").get(pk=pk)
    if row.withdrawn_on is not None:
        raise OfficeError("It was withdrawn already.", zh="已经登记撤回。")
    if not row.changed_on <= on <= local_today():
        raise OfficeError(
            "It is withdrawn after the change and not after today.",
            zh="撤回之日不能早于变更、撤销之日，也不能晚于今天。",
        )
    if not reason.strip():
        raise OfficeError("Say what the public was told.", zh="撤回时应当公开说明理由，请填写。")
    _check_words({"reason": reason})
    row.withdrawn_on, row.reason = on, reason.strip()
    row.save()
    record_desk(row.office, "penalty_withdrawn", row.number, by=officer.username, on=on.isoformat())
    return row


def _check_words(given: dict[str, Any]) -> None:
    if any(isinstance(value, str) and holds_personal_data(value) for value in given.values()):
        raise OfficeError(
            "A text seems to hold an identity or mobile number.", zh="文字里疑似有身份证号或者手机号，请删去。"
        )


def _check_entry(office: Office, sequence: int) -> None:
    entry = ledger_of_register(office, REGISTERS["decisions"]).by_sequence.get(sequence)
    if entry is None or not isinstance(entry.event, DecisionsMade) or entry.event.kind != "penalty":
        raise OfficeError(f"Entry {sequence} is no penalty.", zh=f"第{sequence}条记录不是行政处罚决定。")
    if not (entry.event.published or 0):
        raise OfficeError(
            f"Entry {sequence} was not published.", zh=f"第{sequence}条记录没有登记为已公开，没有需要撤回的信息。"
        )


def withdrawals(rows: Iterable[ChangedPenalty], today: date, calendar: WorkCalendar) -> list[Withdrawal]:
    """Changed decisions with the last day of their withdrawal, those that are owed first."""
    found = [_withdrawal(row, today, calendar) for row in rows]
    return sorted(found, key=lambda one: (one.row.withdrawn_on is not None, one.due_on or date.max, one.row.pk))


def _withdrawal(row: ChangedPenalty, today: date, calendar: WorkCalendar) -> Withdrawal:
    try:
        due, source = due_on(row.changed_on, RULE, calendar), str(period(RULE, row.changed_on).source)
        left = None if row.withdrawn_on is not None else days_left(due, today, calendar)
    except (NoRuleInForce, CalendarGap):
        return Withdrawal(row, None, "", None, False)
    return Withdrawal(row, due, source, left, (row.withdrawn_on or today) > due)
