"""The export of many cases, as the queue makes it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha256

from django.db import transaction
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import get_language, override

from gongkai.errors import OfficeError
from gongkai.web.applications.exports import FORMATS, MOST, Cell, export_rows
from gongkai.web.applications.queries import CaseFilter, filtered, in_order
from gongkai.web.config.clock import local_today
from gongkai.web.desk.actions import note_export
from gongkai.web.jobs import kept
from gongkai.web.jobs.actions import KINDS, PAGES, ask, progress, settle
from gongkai.web.jobs.models import Job
from gongkai.web.offices.models import Office
from gongkai.web.offices.policy import Officer

MOST_AT_ONCE = 2_000
"""Cases of an export that is made while the browser waits."""

EACH = 500
"""Cases after which the job says how far it is."""


def install() -> None:
    KINDS["case_export"] = _make
    PAGES["case_export"] = page


def is_long(count: int) -> bool:
    """Whether an export of so many cases is made after the response."""
    return count > MOST_AT_ONCE


@transaction.atomic
def ask_export(officer: Officer, office: Office, kind: str, address: str) -> Job:
    """Queue an export. The filters may name someone, so that they are sealed; asked for twice it is one job."""
    officer.must("export")
    mark = sha256(f"{officer.username}\0{kind}\0{address}".encode()).hexdigest()[:40]
    asked = kept.put(officer, address.encode())
    back = reverse("desk:cases:list", args=[office.code])
    chosen = {"asked": str(asked.pk), "format": kind, "language": get_language() or ""}
    job = ask(officer, "case_export", mark, back=back, **chosen)
    if job.details["asked"] != chosen["asked"]:  # the one that is under way
        asked.delete()
    return job


def _make(officer: Officer, job: Job) -> None:
    officer.must("export")
    office, kind = job.office, job.details["format"]
    address = kept.take(officer, job.details["asked"]).decode()
    with override(job.details["language"] or None):
        form = CaseFilter(QueryDict(address), office=office)
        if not form.is_valid():
            raise OfficeError("A filter is no longer valid; ask anew.", zh="筛选条件已失效，请重新导出。")
        cases = filtered(form.cleaned_data, officer, local_today())
        count = cases.values("pk")[:MOST].count()
        rows = export_rows(in_order(cases, form.cleaned_data["sort"] or "newest"))
        media_type, write = FORMATS[kind]
        data = write(_told(rows, job, count))
    name = f"cases-{office.code}-{local_today().isoformat()}.{kind}"
    with transaction.atomic():
        note_export(officer, office, kind, count)
        settle(job, kept.put(officer, data, name=name, media_type=media_type).pk)


def _told(rows: Iterable[list[Cell]], job: Job, count: int) -> Iterator[list[Cell]]:
    """The rows as they come, the job told how far it is; the first is the head."""
    for done, row in enumerate(rows):
        if done % EACH == 0:
            progress(job, done, count)
        yield row


def page(job: Job) -> str:
    """The page the file is loaded from."""
    return reverse("desk:jobs:made", args=[job.office.code, job.pk])
