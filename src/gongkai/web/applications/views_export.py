"""Exporting a list of cases: a short one while the browser waits, a long one after the response."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from gongkai.web.applications.exports import FORMATS, MOST
from gongkai.web.applications.jobs import ask_export, is_long
from gongkai.web.applications.queries import CaseFilter, filtered
from gongkai.web.applications.views_list import export as export_now
from gongkai.web.config.clock import local_today
from gongkai.web.desk.guard import DeskRequest, desk_view


@desk_view("export")
@require_POST
def export(request: DeskRequest, kind: str) -> HttpResponse:
    """The cases of the address as a file, or the page of the job that makes it."""
    form = CaseFilter(request.GET, office=request.office)
    if kind in FORMATS and form.is_valid():
        found = filtered(form.cleaned_data, request.officer, local_today())
        count = found.values("pk")[: MOST + 1].count()
        if is_long(count) and count <= MOST:
            job = ask_export(request.officer, request.office, kind, form.address)
            return redirect("desk:jobs:job", request.office.code, job.pk)
    return export_now(request, request.office.code, kind)  # refuses too many, and what is no filter
