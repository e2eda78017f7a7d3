"""Transfer lists: the register, one of them, and what is done with it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from gongkai.errors import GongkaiError
from gongkai.web.applications.uploads import LARGEST, too_large
from gongkai.web.archive import actions, lists
from gongkai.web.archive.forms import ItemForm, ReceiptForm, SendForm, TransferForm, last_month
from gongkai.web.archive.models import Receipt, Transfer
from gongkai.web.archive.vault import load
from gongkai.web.archive.views import PAGE_SIZE, download
from gongkai.web.config.clock import local_today
from gongkai.web.desk.actions import note_export
from gongkai.web.desk.guard import DeskRequest, desk_view
from gongkai.web.desk.saying import say


@desk_view("see_cases")
@require_GET
def transfers(request: DeskRequest) -> HttpResponse:
    """The register of transfer lists."""
    rows = Transfer.objects.annotate(lines=Count("items")).order_by("-made_on", "-number")
    status = request.GET.get("status", "")
    if status in Transfer.STATUSES:
        rows = rows.filter(status=status)
    context = {
        "page": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
        "status": status,
        "statuses": Transfer.STATUSES.items(),
        "may": request.officer.may("archived"),
    }
    return render(request, "archive/transfers.html", context)


@desk_view("archived")
@require_http_methods(["GET", "POST"])
def new(request: DeskRequest) -> HttpResponse:
    """Begin a list, by default of last month."""
    first, last = last_month(local_today())
    given = {"kind": "case_files", "period_from": first, "period_to": last, "handler": request.officer.name}
    form = TransferForm(request.POST or None, initial=given)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.make_transfer(request.officer, request.office, **form.cleaned_data)
        except GongkaiError as error:
            form.add_error(None, say(error))
        else:
            return redirect("desk:archive:transfer", request.office.code, made.pk)
    return render(request, "archive/new_transfer.html", {"form": form}, status=422 if form.errors else 200)


@desk_view("see_cases")
@require_http_methods(["GET", "POST"])
def transfer(request: DeskRequest, pk: UUID) -> HttpResponse:
    """A list: its lines, more of them while it is a draft, sending it, its receipt."""
    row = _get(pk)
    may = request.officer.may("archived")
    forms = _forms(request, row) if may else {}
    if request.method == "POST":
        if not may:
            raise PermissionDenied
        if _done(request, row, forms):
            return redirect("desk:archive:transfer", request.office.code, row.pk)
    context = {
        "transfer": row,
        "items": row.items.select_related("bundle__application").defer("bundle__application__content"),
        "receipts": row.receipts.all(),
        "may": may,
        **forms,
    }
    is_wrong = any(form.errors for form in forms.values())
    return render(request, "archive/transfer.html", context, status=422 if is_wrong else 200)


def _forms(request: DeskRequest, row: Transfer) -> dict[str, Any]:
    """The forms of a list by its status; the one that was sent is bound."""
    kinds: dict[str, tuple[Any, dict[str, Any]]] = {}
    if row.status == "draft":
        kinds = {"item_form": (ItemForm, {"copies": 1}), "send_form": (SendForm, {"on": local_today()})}
    else:
        kinds = {"receipt_form": (ReceiptForm, {"on": local_today()})}
    asked = f"{request.POST.get('do', '')}_form"
    found = {}
    for name, (kind, initial) in kinds.items():
        prefix = name.removesuffix("_form")
        bound = (request.POST, request.FILES) if request.method == "POST" and name == asked else ()
        found[name] = kind(*bound, initial=initial, prefix=prefix)
    return found


def _done(request: DeskRequest, row: Transfer, forms: dict[str, Any]) -> bool:
    """Do what was asked; True where it was done."""
    what = request.POST.get("do", "")
    officer = request.officer
    if what == "remove":
        try:
            actions.remove_item(officer, row, int(request.POST.get("item", "0") or 0))
        except (GongkaiError, ValueError) as error:
            messages.error(request, say(error) if isinstance(error, GongkaiError) else _("没有这一项。"))
        return True
    form = forms.get(f"{what}_form")
    if form is None or not form.is_valid():
        return form is None
    given = form.cleaned_data
    try:
        if what == "item":
            actions.add_item(officer, row, **given)
        elif what == "send":
            actions.send(officer, row, given["on"])
        else:
            _receive(request, row, given)
    except GongkaiError as error:
        form.add_error(None, say(error))
        return False
    messages.success(request, _("已保存。"))
    return True


def _receive(request: DeskRequest, row: Transfer, given: dict[str, Any]) -> None:
    file = given["file"]
    if file.size > LARGEST:
        raise too_large(file.name)
    actions.receive(request.officer, row, given["on"], file.name, file.read())


@desk_view("export")
@require_GET
def transfer_file(request: DeskRequest, pk: UUID, kind: str) -> HttpResponse:
    """A list as a paper or a workbook."""
    if kind not in lists.FORMATS:
        raise Http404
    row = _get(pk)
    items = list(row.items.select_related("bundle"))
    media_type, write = lists.FORMATS[kind]
    try:
        data = write(row, items)
    except GongkaiError as error:
        messages.error(request, say(error))
        return redirect("desk:archive:transfer", request.office.code, row.pk)
    note_export(request.officer, request.office, kind, len(items))
    response = HttpResponse(data, content_type=media_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=f"{row.number}.{kind}")
    response["Cache-Control"] = "no-store"
    return response


@desk_view("see_cases")
@require_GET
def receipt(request: DeskRequest, pk: UUID) -> HttpResponse:
    """Load the scan of a receipt."""
    row = get_object_or_404(Receipt, pk=pk)
    try:
        return download(row, load(row))
    except GongkaiError as error:
        messages.error(request, say(error))
        return redirect("desk:archive:transfer", request.office.code, row.transfer_id)


def _get(pk: UUID) -> Transfer:
    return get_object_or_404(Transfer.objects.select_related("office"), pk=pk)
