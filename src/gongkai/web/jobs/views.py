"""The page of a job: it shows how far it is until it is done, then goes on to what was made."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_POST

from gongkai.errors import GongkaiError
from gongkai.web.desk.guard import DeskRequest, desk_view
from gongkai.web.desk.saying import say
from gongkai.web.jobs import actions, kept
from gongkai.web.jobs.models import DONE, WAITING, Job
from gongkai.web.jobs.names import NAMES

REFRESH_SECONDS = 5
LONG_WAIT = timedelta(minutes=2)
"""A job that waits so long may have no worker."""


@desk_view("see_cases")
@require_GET
def job(request: DeskRequest, pk: UUID) -> HttpResponse:
    """How far a job is. The page loads itself anew unless it was asked to stand still (`?still=1`)."""
    row = _own(request, pk)
    if row.state == DONE:
        return redirect(actions.PAGES[row.kind](row))
    is_still = bool(request.GET.get("still"))
    names = NAMES[row.kind]
    title = names.running if row.is_unfinished else names.failed
    context = {"job": row, "title": title, "unit": names.unit, "is_still": is_still, "seconds": REFRESH_SECONDS}
    context["is_long"] = row.state == WAITING and row.asked_at < timezone.now() - LONG_WAIT
    response = render(request, "jobs/job.html", context)
    if row.is_unfinished and not is_still:
        response["Refresh"] = str(REFRESH_SECONDS)
    response["Cache-Control"] = "no-store"
    return response


@desk_view("see_cases")
@require_GET
def made(request: DeskRequest, pk: UUID) -> HttpResponse:
    """The file a job made, to be loaded while it is kept."""
    row = _own(request, pk)
    if row.state != DONE:
        return redirect("desk:jobs:job", request.office.code, row.pk)
    names, file = NAMES[row.kind], kept.find(request.officer, row.result)
    return render(request, "jobs/made.html", {"job": row, "title": names.done, "file": file, "days": kept.DAYS})


@desk_view("export")
@require_GET
def file(request: DeskRequest, pk: UUID) -> HttpResponse:
    """That file; 404 once it is gone."""
    found = kept.find(request.officer, _own(request, pk).result)
    if found is None:
        raise Http404
    try:
        response = HttpResponse(kept.opened(found), content_type=found.media_type)
    except GongkaiError as error:
        messages.error(request, say(error))
        return redirect("desk:jobs:made", request.office.code, pk)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=found.name)
    response["Cache-Control"] = "no-store"
    return response


@desk_view("see_cases")
@require_POST
def again(request: DeskRequest, pk: UUID) -> HttpResponse:
    """Try once more what failed; whether the officer may is asked when it is done."""
    row = _own(request, pk)
    try:
        row = actions.again(request.officer, row)
    except GongkaiError as error:
        messages.error(request, say(error))
    return redirect("desk:jobs:job", request.office.code, row.pk)


def _own(request: DeskRequest, pk: UUID) -> Job:
    """A job the officer asked for; nobody else is told of it."""
    row = get_object_or_404(Job, pk=pk)
    if row.by != request.officer.username:
        raise Http404
    return row
