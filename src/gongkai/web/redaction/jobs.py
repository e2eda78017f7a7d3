"""Long work on originals and copies, as the queue does it."""

from __future__ import annotations

from uuid import UUID

from gongkai.web.applications.models import CaseFile
from gongkai.web.jobs.actions import KINDS, PAGES
from gongkai.web.jobs.models import Job
from gongkai.web.offices.policy import Officer
from gongkai.web.redaction.actions import begin, make_copy, release
from gongkai.web.redaction.models import RedactedCopy
from gongkai.web.redaction.views import address


def install() -> None:
    KINDS["redaction_begin"] = _begin
    PAGES["redaction_begin"] = _begun
    KINDS["redacted_copy"] = _make
    KINDS["redaction_release"] = _release
    PAGES["redacted_copy"] = PAGES["redaction_release"] = _page


def _begin(officer: Officer, job: Job) -> None:
    files = CaseFile.objects.select_related("application__office")
    begin(officer, files.get(pk=UUID(job.subject)), job=job)


def _begun(job: Job) -> str:
    """The page the marks are set on."""
    return job.back


def _make(officer: Officer, job: Job) -> None:
    make_copy(officer, int(job.subject), version=job.details["version"], job=job)


def _release(officer: Officer, job: Job) -> None:
    release(officer, UUID(job.subject), job=job)


def _page(job: Job) -> str:
    """The page of the copy; where it was made anew meanwhile, the one the job was asked on."""
    rows = RedactedCopy.objects.select_related("redaction__original__application__office")
    copy = rows.filter(pk=job.result).first()
    return address(copy.redaction.original, "copy", copy.pk) if copy else job.back
