"""The list of items, the register of papers, and what is to be evaluated again."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from gongkai.web.applications.exports import FORMATS, MOST, to_csv, to_xlsx
from gongkai.web.config.clock import calendar_of, local_today
from gongkai.web.desk.actions import note_export
from gongkai.web.desk.guard import DeskRequest, desk_view
from gongkai.web.desk.remembered import remembered
from gongkai.web.publishing.models import Item
from gongkai.web.publishing.queries import (
    PAGE_SIZE,
    ItemFilter,
    export_rows,
    filtered,
    line_of,
    overdue,
    papers_of,
    stage_counts,
    to_evaluate,
    waiting_for,
)


@desk_view("see_items")
@require_GET
@remembered
def item_list(request: DeskRequest) -> HttpResponse:
    """The items that pass the filters of the address, a page of them, with how many stand at each stage."""
    form = ItemFilter(request.GET, office=request.office)
    context: dict[str, Any] = {"form": form, "may_draft": request.officer.may("item_drafted")}
    if not form.is_valid():
        return render(request, "publishing/list.html", context, status=422)
    today, calendar = local_today(), calendar_of(request.office.calendar_region)
    items = filtered(form.cleaned_data, today, calendar)
    page = Paginator(items, PAGE_SIZE).get_page(request.GET.get("page"))
    beside = filtered({**form.cleaned_data, "stage": ""}, today, calendar)
    context |= {
        "page": page,
        "lines": [line_of(item, today, calendar) for item in page],
        "stages": stage_counts(beside),
        "rest": form.without("stage"),
        "late": Item.objects.filter(overdue(today)).count(),
        "reviews": waiting_for(request.officer, request.office).count(),
        "may_export": request.officer.may("export"),
    }
    return render(request, "publishing/list.html", context)


@desk_view("see_items")
@require_GET
@remembered
def papers(request: DeskRequest) -> HttpResponse:
    """The register of papers of a year with their attribute, ground, reason, and who decided."""
    today = local_today()
    years = sorted({on.year for on in Item.objects.dates("drafted_on", "year")} | {today.year}, reverse=True)
    given = request.GET.get("year", "")
    year = int(given) if given.isdecimal() and int(given) in years else today.year
    form = ItemFilter(request.GET, office=request.office)
    if not form.is_valid():
        return redirect("desk:items:papers", request.office.code)
    items = filtered({**form.cleaned_data, "year": year}, today, calendar_of(request.office.calendar_region))
    page = Paginator(items, PAGE_SIZE).get_page(request.GET.get("page"))
    from gongkai.web.publishing.saying import decided

    context = {
        "form": form,
        "years": years,
        "year": year,
        "sums": papers_of(Item.objects.filter(drafted_on__year=year)),
        "page": page,
        "rows": decided(request.office, list(page)),
        "rest": form.without("year"),
        "may_export": request.officer.may("export"),
    }
    return render(request, "publishing/papers.html", context)


@desk_view("see_items")
@require_GET
@remembered
def evaluations(request: DeskRequest) -> HttpResponse:
    """What is withheld, the earliest evaluation first (art. 18)."""
    today, calendar = local_today(), calendar_of(request.office.calendar_region)
    items = Item.objects.filter(evaluate_by__isnull=False, archived_on=None).select_related("section")
    page = Paginator(items.order_by("evaluate_by", "number"), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "due": Item.objects.filter(to_evaluate(today)).count(),
        "may": request.officer.may("item_evaluated"),
        "calendar": calendar,
    }
    return render(request, "publishing/evaluations.html", context)


@desk_view("export")
@require_POST
def export(request: DeskRequest) -> HttpResponse:
    """The filtered items as a file; that it was taken is recorded."""
    form = ItemFilter(request.GET, office=request.office)
    back = f"{reverse('desk:items:list', args=[request.office.code])}?{form.address}"
    to = request.POST.get("format", "xlsx")
    if not form.is_valid() or to not in FORMATS:
        return redirect(back)
    items = filtered(form.cleaned_data, local_today(), calendar_of(request.office.calendar_region))
    count = items.values("pk")[: MOST + 1].count()
    if count > MOST:
        messages.error(request, _("超过 %(most)d 条，一次不能导出；请用筛选条件分批导出。") % {"most": MOST})
        return redirect(back)
    rows = export_rows(items)
    name = _("主动公开信息")
    data = to_csv(rows) if to == "csv" else to_xlsx({name: rows}, name)
    note_export(request.officer, request.office, to, count)
    return as_file(data, f"items-{request.office.code}-{local_today().isoformat()}.{to}", FORMATS[to][0])


def as_file(data: bytes, name: str, media_type: str) -> HttpResponse:
    response = HttpResponse(data, content_type=media_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    response["Cache-Control"] = "no-store"
    return response
