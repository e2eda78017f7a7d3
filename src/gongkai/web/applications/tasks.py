"""Work on a case beside its steps: tasks to a section, what the applicant sent in, merging duplicates, notes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from gongkai.errors import OfficeError
from gongkai.ledger.state import State
from gongkai.ledger.steps import (
    ApplicationEvent,
    ClosedOtherwise,
    FeePaid,
    ReasonsReceived,
    SupplementReceived,
    Withdrawn,
)
from gongkai.statute.receipt import sent_received_on
from gongkai.web.accounts.models import User
from gongkai.web.applications.actions import take_step
from gongkai.web.applications.files import add_file
from gongkai.web.applications.models import Application, Submission, Task
from gongkai.web.applications.reading import read_case
from gongkai.web.config.clock import local_today, now
from gongkai.web.entries.record import record_desk
from gongkai.web.offices.models import Membership, Office, Section, standing
from gongkai.web.offices.policy import APPLICANT, PERMISSIONS, Officer

ONLINE_NAMES = {"supplement": "补正", "reasons": "说明理由", "payment": "缴费说明", "withdrawal": "撤回申请"}
"""Names of the files in which what an applicant wrote online is kept."""

# --- tasks --------------------------------------------------------------------------------------------------------


def open_tasks(office: Office) -> QuerySet[Task]:
    """The tasks not done yet, the most urgent first, for the list of what is to do."""
    rows = Task.objects.filter(office=office, done_on=None).select_related("application", "section")
    return rows.order_by("due_on", "pk")


@transaction.atomic
def give_task(
    officer: Officer, case: Application, section: Section, due_on: date, text: str, assignee: User | None = None
) -> Task:
    """Ask a section, or someone of it, to do something for a case by an internal limit.

    Raises:
        NotPermitted; OfficeError: nothing is asked, the limit has passed, the case is closed, a section of elsewhere,
        someone who is not of the section today.
    """
    officer.must("assign")
    if not case.is_open:
        raise OfficeError("The case is closed.", zh="本件已办结，不能再交办。")
    if section.office_id != case.office_id:
        raise OfficeError("Choose a section of your office.", zh="请选择本机关的科室。")
    if not text.strip():
        raise OfficeError("Say what is to be done.", zh="请写明交办事项。")
    if due_on < local_today():
        raise OfficeError("The limit has passed already.", zh="内部时限不能早于今天。")
    if assignee is not None and assignee not in people_of(section):
        raise OfficeError(f"{assignee} is not of this section today.", zh=f"{assignee}今天不在该科室，请另选。")
    task = Task.objects.create(
        office=case.office,
        application=case,
        section=section,
        assignee=assignee,
        text=text.strip(),
        given_on=local_today(),
        due_on=due_on,
        by=officer.username,
    )
    details = {"task": task.pk, "section": section.pk, "due_on": due_on.isoformat()}
    details |= {"assignee": assignee.username} if assignee else {}
    record_desk(case.office, "task_given", case.number, by=officer.username, **details)
    return task


def people_of(section: Section) -> QuerySet[User]:
    """Who of a section may be given a task today."""
    posts = Membership.objects.filter(standing(local_today()), section=section, role__in=PERMISSIONS["attach"])
    return User.objects.filter(pk__in=posts.values("user_id"), is_active=True).order_by("name", "pk")


@transaction.atomic
def chase_task(officer: Officer, task: Task) -> Task:
    """Note that the section was reminded."""
    officer.must("assign")
    _must_stand(task)
    task.chases, task.chased_on = task.chases + 1, local_today()
    task.save(update_fields=["chases", "chased_on"])
    record_desk(task.office, "task_chased", task.application.number, by=officer.username, task=task.pk)
    return task


@transaction.atomic
def finish_task(officer: Officer, task: Task, note: str) -> Task:
    """Close a task with what came of it. A liaison closes those of their own section and those given to them."""
    if not (officer.may("attach") and (officer.section_id == task.section_id or officer.user_id == task.assignee_id)):
        officer.must("assign")
    _must_stand(task)
    if not note.strip():
        raise OfficeError("Say what came of it.", zh="请写明办理情况。")
    task.done_on, task.done_note = local_today(), note.strip()
    task.save(update_fields=["done_on", "done_note"])
    record_desk(task.office, "task_done", task.application.number, by=officer.username, task=task.pk)
    return task


def _must_stand(task: Task) -> None:
    if task.done_on is not None:
        raise OfficeError("This task is done already.", zh="该交办事项已办结。")


# --- what the applicant sent in -----------------------------------------------------------------------------------


def date_of(submission: Submission, state: State) -> date:
    """The date what was sent in online has: the day it was sent, which is the day the office received it.

    Reasons and a withdrawal start no period; where another step was recorded since, they follow it on its day.
    Raises:
        OfficeError: a supplement that was sent before a step recorded since; the earlier date counts, so that step
            must be voided first.
    """
    sent_on = sent_received_on(timezone.localtime(submission.sent_at).date())
    last = state.last_on
    if last is None or last <= sent_on or state.closed_on is not None:
        return sent_on
    if submission.kind in ("reasons", "withdrawal"):
        return last
    if submission.kind != "supplement":
        return sent_on
    raise OfficeError(
        f"It was sent on {sent_on.isoformat()}, and that day counts; but a step of {last.isoformat()} was recorded since. "
        "Void that step, take in the supplement, then record the step again.",
        zh=f"补正于{sent_on.isoformat()}在线提交，应以当日为收到之日；但此后又登记了{last.isoformat()}的步骤。"
        "请先作废该步骤，登记补正以后再重新登记。",
    )


@transaction.atomic
def take_submission(
    officer: Officer, submission: Submission, given: Mapping[str, Any], *, version: int | None = None
) -> Application:
    """Confirm what the applicant sent: it becomes a step of the case.

    given: `are_reasonable` for reasons; `amount_yuan`, `receipt` and `paid_on` for a payment.
    Raises:
        NotPermitted, StepNotAllowed, StaleCase: as `actions.take_step`. OfficeError: it was taken already, a payment
        dated after its proof was sent, or what `date_of` says.
    """
    _must_be_new(submission)
    event = _event(submission, given, date_of(submission, read_case(submission.application).state))
    after = take_step(officer, submission.application_id, event, version=version)
    _mark_taken(officer, submission)
    return after


def _event(submission: Submission, given: Mapping[str, Any], on: date) -> ApplicationEvent:
    match submission.kind:
        case "supplement":
            return SupplementReceived(on=on)
        case "reasons":
            return ReasonsReceived(on=on, are_reasonable=bool(given["are_reasonable"]))
        case "payment":
            if given["paid_on"] > on:
                raise OfficeError(
                    f"The proof was sent on {on.isoformat()}; the payment cannot be later.",
                    zh=f"凭证于{on.isoformat()}提交，缴费之日不会晚于当日。",
                )
            amount = Decimal(given["amount_yuan"])
            return FeePaid(on=given["paid_on"], amount_yuan=amount, receipt=given.get("receipt", ""))
        case "withdrawal":
            return Withdrawn(on=on)
        case _:
            raise OfficeError("Unknown kind of submission.", zh="无法识别的材料类别。")


@transaction.atomic
def only_file(officer: Officer, submission: Submission) -> None:
    """Keep what the applicant sent with the case, without a step: it came too late, or is no such thing."""
    officer.must("register")
    _must_be_new(submission)
    _mark_taken(officer, submission, is_only_filed=True)


def _must_be_new(submission: Submission) -> None:
    if submission.taken_at is not None:
        raise OfficeError("This was taken already.", zh="该材料已登记，不必重复办理。")


def _mark_taken(officer: Officer, submission: Submission, *, is_only_filed: bool = False) -> None:
    number, details = submission.application.number, {"kind": submission.kind, "is_only_filed": is_only_filed}
    record_desk(submission.office, "submission_taken", number, by=officer.username, **details)
    mine = Submission.objects.filter(pk=submission.pk, taken_at=None)
    if not mine.update(taken_at=now(), taken_by=officer.username):
        _must_be_new(Submission.objects.get(pk=submission.pk))
    if submission.text:
        _keep_text(submission)


def _keep_text(submission: Submission) -> None:
    """What the applicant wrote online becomes a paper of the case, which is archived with it."""
    kind = "supplement" if submission.kind in ("supplement", "reasons") else "application"
    sent = timezone.localtime(submission.sent_at)
    name = f"{sent:%Y%m%d}-{ONLINE_NAMES[submission.kind]}.txt"
    text = f"{submission.application.number}号申请\n网上提交时间：{sent:%Y-%m-%d %H:%M}\n\n{submission.text}\n"
    add_file(submission.office, submission.application, kind, name, text.encode(), APPLICANT)


# --- duplicates, notes --------------------------------------------------------------------------------------------


@transaction.atomic
def merge(officer: Officer, case_id: UUID, into: str, *, version: int | None = None) -> Application:
    """Close a case that repeats another one of the office; the other one goes on.

    Raises:
        NotPermitted, StepNotAllowed, StaleCase: as `actions.take_step`. OfficeError: no such case, or itself merged.
    """
    case = Application.objects.select_related("office").get(pk=case_id)
    other = Application.objects.filter(office=case.office, number=into.strip()).exclude(pk=case.pk).first()
    if other is None:
        raise OfficeError(f"There is no other case {into!r}.", zh=f"没有编号为“{into}”的其他申请。")
    if other.merged_into_id is not None:
        raise OfficeError(
            f"{other.number} was merged itself.", zh=f"{other.number}本身已并入其他申请，请填写最终的申请编号。"
        )
    event = ClosedOtherwise(on=local_today(), reason=f"与{other.number}合并办理")
    after = take_step(officer, case.pk, event, version=version)
    record_desk(case.office, "merged", case.number, by=officer.username, into=other.number)
    Application.objects.filter(pk=case.pk).update(merged_into=other)
    after.merged_into = other
    return after


LONGEST_NOTE = 1000


@transaction.atomic
def add_note(officer: Officer, case: Application, text: str) -> None:
    """Leave a note in the record of a case; it stays for good, so nothing personal belongs there."""
    officer.must("attach")
    text = text.strip()
    if not text or len(text) > LONGEST_NOTE:
        raise OfficeError(f"A note has 1 to {LONGEST_NOTE} characters.", zh=f"工作记录应为1至{LONGEST_NOTE}字。")
    record_desk(case.office, "note", case.number, by=officer.username, text=text)
