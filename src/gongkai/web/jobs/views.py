"""The page of a job: it shows how far it is until it is done, then goes on to what was made."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from gongkai.errors import GongkaiError
from gongkai.web.applications.views_steps import say
from gongkai.web.desk.guard import DeskRequest, desk_view
from gongkai.web.jobs import actions
from gongkai.web.jobs.models import DONE, WAITING, Job

REFRESH_SECONDS = 5
LONG_WAIT = timedelta(minutes=2)
"""A job that waits so long may have no worker."""
TITLES = {
    "redacted_copy": (_("正在生成区分处理副本"), _("区分处理副本没有生成")),
    "redaction_release": (_("正在检验副本"), _("副本没有放行")),
    "bundle": (_("正在组卷"), _("案卷没有制作")),
}
"""What a job of a kind is called while it runs, and when it failed."""


@desk_view("see_cases")
@require_GET
def job(request: DeskRequest, pk: UUID) -> HttpResponse:
    """How far a job is. The page loads itself anew unless it was asked to stand still (`?still=1`)."""
    row = _own(request, pk)
    if row.state == DONE:
        return redirect(actions.PAGES[row.kind](row))
    is_still = bool(request.GET.get("still"))
    title = TITLES[row.kind][0 if row.is_unfinished else 1]
    context = {"job": row, "title": title, "is_still": is_still, "seconds": REFRESH_SECONDS}
    context["is_long"] = row.state == WAITING and row.asked_at < timezone.now() - LONG_WAIT
    response = render(request, "jobs/job.html", context)
    if row.is_unfinished and not is_still:
        response["Refresh"] = str(REFRESH_SECONDS)
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
