"""The record of an office: its entries, who saw personal data, whether the chain holds."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from gongkai.web.applications.exports import MOST, to_csv, to_xlsx
from gongkai.web.applications.models import Application
from gongkai.web.config.clock import local_today
from gongkai.web.desk.guard import DeskRequest, desk_view
from gongkai.web.entries.models import DISCLOSURE, Entry
from gongkai.web.offices import audit as reading

TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


def _before(request: DeskRequest) -> int | None:
    """The number before which a page begins."""
    text = request.GET.get("before", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None


def _page(request: DeskRequest, template: str, form: reading.AuditForm, **fixed: str) -> HttpResponse:
    is_valid = form.is_valid()
    found = form.entries(request.office).filter(**fixed) if is_valid else Entry.objects.none()
    before = _before(request)
    if before is not None:
        found = found.filter(sequence__lt=before)
    entries = list(found[: reading.A_PAGE + 1])
    shown = entries[: reading.A_PAGE]
    query = request.GET.copy()
    query.pop("before", None)
    numbers = {entry.subject for entry in shown if entry.subject} if request.officer.may("see_cases") else set()
    cases = dict(Application.objects.filter(office=request.office, number__in=numbers).values_list("number", "pk"))
    names = reading.names_of(request.office)
    context = {
        "form": form,
        "rows": [(reading.row_of(entry, names), cases.get(entry.subject)) for entry in shown],
        "next": shown[-1].sequence if len(entries) > reading.A_PAGE else None,
        "query": query.urlencode(),
        "is_later": before is not None,
        "anchor": reading.last_anchor(request.office),
        "most": MOST,
    }
    return render(request, template, context, status=200 if is_valid else 422)


@never_cache
@desk_view("see_audit")
@require_GET
def audit(request: DeskRequest) -> HttpResponse:
    """Every entry, newest first."""
    return _page(request, "offices/audit.html", reading.AuditForm(request.GET))


@never_cache
@desk_view("see_audit")
@require_GET
def disclosures(request: DeskRequest) -> HttpResponse:
    """Who saw whose personal data, when and why."""
    return _page(request, "offices/disclosures.html", reading.AuditForm(request.GET), kind=DISCLOSURE)


@never_cache
@desk_view("see_audit")
@require_POST
def verdict(request: DeskRequest) -> HttpResponse:
    """Recompute the chain now and say what was found."""
    found = reading.check_chain(request.officer, request.office)
    return render(request, "offices/verdict.html", {"verdict": found, "anchor": reading.last_anchor(request.office)})


@never_cache
@desk_view("see_audit")
@require_POST
def export(request: DeskRequest, kind: str) -> HttpResponse:
    """The entries asked for as a file; that it was taken is recorded."""
    if kind not in TYPES:
        raise Http404
    form = reading.AuditForm(request.GET)
    if not form.is_valid():
        return redirect("desk:offices:audit", request.office.code)
    found = form.entries(request.office)
    count = found.values("pk")[: MOST + 1].count()
    if count > MOST:
        messages.error(request, _("超过 %(most)d 条，一次不能导出；请用日期分批导出。") % {"most": MOST})
        return redirect("desk:offices:audit", request.office.code)
    rows = list(reading.export_rows(found, reading.names_of(request.office)))
    data = to_csv(rows) if kind == "csv" else to_xlsx({_("记录"): rows}, _("台账记录"))
    reading.note_export(request.officer, request.office, kind, count)
    response = HttpResponse(data, content_type=TYPES[kind])
    name = f"entries-{request.office.code}-{local_today().isoformat()}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response
