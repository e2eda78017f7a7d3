"""Asking for a job, doing it, taking up what a killed worker left, and forgetting what is long over.

The queue (django-tasks-db) says which worker does what when; the row of `Job` says what, for whom and how far. A kind of
job does its slow part first and then, in one transaction, its rows, its entries and `settle`: done twice it counts once.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone
from django_scopes import scope, scopes_disabled
from django_tasks_db.models import DBTaskResult

from gongkai.errors import GongkaiError, NotPermitted, OfficeError
from gongkai.web.accounts.models import User
from gongkai.web.config.clock import local_today
from gongkai.web.jobs import heart, kept
from gongkai.web.jobs.models import DONE, FAILED, RUNNING, UNFINISHED, WAITING, Job
from gongkai.web.jobs.notices import tell_of_job
from gongkai.web.offices.policy import Officer, officer_of

LOG = logging.getLogger("gongkai.jobs")
KINDS: dict[str, Callable[[Officer, Job], None]] = {}
"""What does a job of a kind; apps add theirs when they start. It ends with `settle`, in the transaction of its rows."""
PAGES: dict[str, Callable[[Job], str]] = {}
"""By kind, the address of the page that shows what a job made."""

MOST_TRIES = 3
"""A job whose worker ended so often has ended it: it fails and is not taken up again."""
KEPT = timedelta(days=30)
"""Jobs that are over are kept so long."""


class JobLost(Exception):
    """Another worker has taken up the job; what was done for it is rolled back."""


def ask(officer: Officer, kind: str, subject: str, *, back: str, **details: object) -> Job:
    """Put a job on the queue, or return the unfinished one there is. Permission is for the caller to ask, and asked again.

    details: plain JSON, no personal data.
    """
    job = Job(office_id=officer.office_id, kind=kind, subject=subject, details=details, by=officer.username, back=back)
    job.asked_at = timezone.now()
    try:
        with transaction.atomic():
            job.save(force_insert=True)
            _enqueue(job)
    except IntegrityError:
        found = unfinished(kind, [subject]).get(subject)
        if found is None:
            raise
        return found
    return job


def again(officer: Officer, job: Job) -> Job:
    """Ask anew for a job that failed, with what was chosen then.

    Raises:
        OfficeError: it did not fail.
    """
    if job.state != FAILED:
        raise OfficeError("This job has not failed.", zh="该任务没有失败，无需重试。")
    return ask(officer, job.kind, job.subject, back=job.back, **job.details)


def unfinished(kind: str, subjects: list[str]) -> dict[str, Job]:
    """The unfinished jobs of a kind by their subject."""
    rows = Job.objects.filter(kind=kind, subject__in=subjects, state__in=UNFINISHED)
    return {row.subject: row for row in rows}


def _enqueue(job: Job) -> None:
    from gongkai.web.jobs.tasks import work

    job.task = UUID(work.enqueue(str(job.pk)).id)
    job.save(update_fields=["task"])


# --- doing it -----------------------------------------------------------------------------------------------------


def do(job_id: UUID) -> None:
    """Do a job that waits. What goes wrong is written to its row; only the end of the process gets out of here."""
    job = _taken(job_id)
    if job is None:
        return
    with scope(office=job.office_id):
        try:
            with heart.beating(job, token=job.token):
                KINDS[job.kind](_officer(job), job)
        except JobLost:
            LOG.warning("job lost", extra={"fields": {"job": str(job.pk), "kind": job.kind}})
        except GongkaiError as error:
            _fail(job, error.zh, str(error))
        except Exception as error:  # a slip of ours must not leave the officer waiting; it is logged with its trace
            LOG.exception("job failed", extra={"fields": {"job": str(job.pk), "kind": job.kind}})
            name = type(error).__name__
            _fail(job, f"程序出错（{name}），请重试；仍不成功的，请联系管理员。", f"A fault of the program ({name}).")
        except BaseException:  # told to stop: the job waits for the next worker
            put_back(job)
            raise


def _taken(job_id: UUID) -> Job | None:
    """The job, now ours; None where it does not wait any more."""
    token = uuid4().hex
    with scopes_disabled():
        mine = Job.objects.filter(pk=job_id, state=WAITING)
        if not mine.update(state=RUNNING, token=token, alive_at=timezone.now(), tries=F("tries") + 1):
            return None
        return Job.objects.select_related("office").get(pk=job_id)


def _officer(job: Job) -> Officer:
    """Who asked, with the roles of today."""
    user = User.objects.filter(username=job.by).first()
    officer = officer_of(user, job.office, local_today()) if user is not None else None
    if officer is None:
        raise NotPermitted(job.kind)
    return officer


def settle(job: Job | None, result: object) -> None:
    """Mark a job as done, in the transaction of what it made; nothing to do where the work was done at once.

    Raises:
        JobLost: it is another worker's by now.
    """
    if job is None:
        return
    mine = Job.objects.filter(pk=job.pk, state=RUNNING, token=job.token)
    if not mine.update(state=DONE, result=str(result), finished_at=timezone.now(), token=""):
        raise JobLost(str(job.pk))
    tell_of_job(job, is_done=True)


def progress(job: Job | None, done: int, total: int) -> None:
    """Write how far a job is; not within the transaction that ends it, where nobody could read it."""
    if job is not None:
        Job.objects.filter(pk=job.pk, token=job.token).update(parts_done=done, parts=total)


@transaction.atomic
def _fail(job: Job, zh: str, en: str) -> None:
    mine = Job.objects.filter(pk=job.pk, token=job.token)
    ended = {"error_zh": zh[:500], "error_en": en[:500], "finished_at": timezone.now()}
    if mine.update(state=FAILED, token="", **ended):
        tell_of_job(job, is_done=False)


def put_back(job: Job) -> None:
    """Let a job that was begun wait again; the try does not count."""
    with transaction.atomic():
        mine = Job.objects.filter(pk=job.pk, state=RUNNING, token=job.token)
        if mine.update(state=WAITING, token="", alive_at=None, tries=job.tries - 1):
            _enqueue(job)


# --- what was left ------------------------------------------------------------------------------------------------


def take_up() -> int:
    """Queue anew what a killed worker or a restored backup left behind; returns how many jobs."""
    done = 0
    with scopes_disabled():
        for job in Job.objects.filter(heart.cold(), state__in=UNFINISHED):
            queued = DBTaskResult.objects.filter(pk=job.task, status="READY").exists()
            is_new = job.state == WAITING and job.asked_at > timezone.now() - heart.LEASE
            if not queued and not is_new:
                done += _queue_anew(job)
    return done


@transaction.atomic
def _queue_anew(job: Job) -> int:
    same = Job.objects.filter(heart.cold(), pk=job.pk, state=job.state, token=job.token, task=job.task)
    if job.tries >= MOST_TRIES:
        zh = f"处理{job.tries}次都被中断，已停止；请检查文件后重试。"
        en = f"It was broken off {job.tries} times and given up; look at the file and try again."
        ended = {"error_zh": zh, "error_en": en, "finished_at": timezone.now()}
        return same.update(state=FAILED, token="", **ended)
    if not same.update(state=WAITING, token="", asked_at=timezone.now()):
        return 0
    DBTaskResult.objects.filter(pk=job.task).delete()
    _enqueue(job)
    return 1


def forget() -> int:
    """Drop jobs that are long over, and rows of the queue that nothing waits for."""
    old = timezone.now() - KEPT
    with scopes_disabled():
        gone = Job.objects.filter(finished_at__lt=old).delete()[0] + kept.forget()
        wanted = Job.objects.filter(state__in=UNFINISHED).exclude(task=None).values("task")
        over = DBTaskResult.objects.filter(
            Q(finished_at__lt=timezone.now() - timedelta(days=1)) | Q(enqueued_at__lt=old)
        )
        gone += over.exclude(pk__in=wanted).delete()[0]
    return gone
