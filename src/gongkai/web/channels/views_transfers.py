"""Handing published information over to archives and libraries: what waits by month, a new list, its package."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from gongkai.errors import GongkaiError
from gongkai.ledger.codes import KEEPERS
from gongkai.web.archive.models import Transfer
from gongkai.web.archive.views_transfers import PAGE_SIZE
from gongkai.web.channels.figures import last_whole_month
from gongkai.web.channels.forms import TransferForm
from gongkai.web.channels.package import build
from gongkai.web.channels.transfers import make, months
from gongkai.web.channels.views import as_file
from gongkai.web.config.clock import local_today
from gongkai.web.desk.actions import note_export
from gongkai.web.desk.guard import DeskRequest, desk_view
from gongkai.web.desk.saying import say


@desk_view("see_cases")
@require_http_methods(["GET", "POST"])
def transfers(request: DeskRequest) -> HttpResponse:
    """Which months wait for which keeper, the lists there are, and a new one."""
    today = local_today()
    may = request.officer.may("item_transferred") and request.officer.may("archived")
    given = {"month": f"{last_whole_month(today):%Y-%m}", "handler": request.officer.name}
    given |= {name: request.GET[name] for name in ("month", "keeper") if name in request.GET}
    form = TransferForm(request.POST or None, initial=given)
    if request.method == "POST":
        if not may:
            raise PermissionDenied
        if form.is_valid():
            try:
                made = make(request.officer, request.office, **form.cleaned_data)
            except GongkaiError as error:
                form.add_error(None, say(error))
            else:
                return redirect("desk:archive:transfer", request.office.code, made.pk)
    context = {
        "form": form if may else None,
        "months": [
            (one, [(code, name, one.waiting[code]) for code, name in KEEPERS.items()])
            for one in months(request.office, today)
        ],
        "keepers": KEEPERS.values(),
        "lists": Transfer.objects.filter(kind="published")[:PAGE_SIZE],
    }
    return render(request, "channels/transfers.html", context, status=422 if form.errors else 200)


@desk_view("export")
@require_GET
def package(request: DeskRequest, pk: UUID) -> HttpResponse:
    """Load the package of a list as a zip."""
    row = get_object_or_404(Transfer.objects.select_related("office"), pk=pk)
    try:
        data = build(row)
    except GongkaiError as error:
        messages.error(request, say(error))
        return redirect("desk:archive:transfer", request.office.code, row.pk)
    note_export(request.officer, request.office, "zip", row.items.count())
    return as_file(data, row.number, "zip", "application/zip")
