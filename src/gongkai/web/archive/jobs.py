"""The bundle of a case with many or large files, as the queue makes it."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Sum
from django.urls import reverse

from gongkai.web.applications.models import Application, CaseFile
from gongkai.web.archive.actions import archive_case, plan_archiving
from gongkai.web.jobs.actions import KINDS, PAGES, ask
from gongkai.web.jobs.models import Job
from gongkai.web.offices.policy import Officer

MOST_FILES_AT_ONCE, MOST_BYTES_AT_ONCE = 30, 5 * 1024 * 1024
"""Of a case whose bundle is made while the browser waits."""


def install() -> None:
    KINDS["bundle"] = _make
    PAGES["bundle"] = page


def is_long(case: Application) -> bool:
    """Whether the bundle of a case is made after the response."""
    held = CaseFile.objects.filter(application=case).aggregate(files=Count("pk"), size=Sum("size"))
    return held["files"] > MOST_FILES_AT_ONCE or (held["size"] or 0) > MOST_BYTES_AT_ONCE


def ask_bundle(officer: Officer, case: Application, given: dict[str, Any]) -> Job:
    """Queue the archiving of a case with its bundle. Raises: as `plan_archiving`, at once."""
    plan = plan_archiving(officer, case.pk, **given)
    on = plan.step.on.isoformat() if plan.step else None
    chosen = {"on": on, "reason": plan.reason, "is_with_personal": bool(given.get("is_with_personal"))}
    back = reverse("desk:archive:case", args=[case.office.code, case.pk])
    return ask(officer, "bundle", str(case.pk), back=back, **chosen, version=plan.case.version)


def _make(officer: Officer, job: Job) -> None:
    given = job.details | {"on": date.fromisoformat(job.details["on"]) if job.details["on"] else None}
    archive_case(officer, UUID(job.subject), **given, job=job)


def page(job: Job) -> str:
    """The page of the bundles of a case."""
    return reverse("desk:archive:case", args=[job.office.code, job.subject])
