"""The import of a long ledger, as the queue does it."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse

from gongkai.web.jobs.actions import KINDS, PAGES, ask
from gongkai.web.jobs.models import Job
from gongkai.web.offices.policy import Officer
from gongkai.web.sheets.actions import bring_in
from gongkai.web.sheets.models import Sheet

MOST_AT_ONCE = 2_000
"""Applications, or entries of a workbook of the core, that are imported while the browser waits."""


def install() -> None:
    KINDS["sheet_import"] = _import
    PAGES["sheet_import"] = page


def is_long(count: int) -> bool:
    """Whether an import of so many is done after the response."""
    return count > MOST_AT_ONCE


def ask_import(officer: Officer, row: Sheet, *, without_errors: bool, seen: int | None) -> Job:
    """Queue the import of a file; what is wrong with it is said when it is done."""
    officer.must("import")
    chosen = {"without_errors": without_errors, "seen": seen}
    return ask(officer, "sheet_import", str(row.pk), back=_check(row.office.code, row.pk), **chosen)


def _import(officer: Officer, job: Job) -> None:
    row = Sheet.objects.select_related("office").get(pk=UUID(job.subject))
    bring_in(officer, row, **job.details, job=job)


def page(job: Job) -> str:
    """The page of the file, which says what became of it."""
    return _check(job.office.code, job.subject)


def _check(code: str, pk: UUID | str) -> str:
    return reverse("desk:sheets:check", args=[code, pk])
