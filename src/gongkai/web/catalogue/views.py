"""The catalogue: its fields, its items, how they are covered; printed and exported."""

from __future__ import annotations

from itertools import groupby

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from gongkai.ledger.coverage import COVERAGES
from gongkai.web.applications.exports import FORMATS
from gongkai.web.catalogue import exporting
from gongkai.web.catalogue.actions import KEEP
from gongkai.web.catalogue.forms import CoverageFilter, Filter
from gongkai.web.catalogue.models import StandardItem
from gongkai.web.catalogue.queries import (
    above_of,
    by_field,
    coverage_of,
    found_in,
    items_of,
    plan_above,
    sum_of,
)
from gongkai.web.config.clock import local_today
from gongkai.web.desk.actions import note_export
from gongkai.web.desk.guard import DeskRequest, desk_view

READ = "see_desk"
PAGE_SIZE = 100


@desk_view(READ)
@require_GET
def home(request: DeskRequest) -> HttpResponse:
    """Every field, how many items it has and how they stand; what came new from the office above."""
    office, today = request.office, local_today()
    items = items_of(office, today)
    rows = by_field(coverage_of(office, items, today))
    above, theirs = above_of(office, today)
    context = {
        "rows": [(row, sum(one.adapted for one in items if one.field == row.field)) for row in rows],
        "total": sum_of(rows),
        "has_origins": any(item.origin_id for item in items),
        "above": above,
        "above_count": len(theirs),
        "may": request.officer.may(KEEP),
        "may_export": request.officer.may("export"),
    }
    if above is not None and theirs and context["has_origins"]:
        fields = {item.field for item in items if item.origin_id}
        plan = plan_above(office, theirs, items, fields)
        context |= {"differences": len(plan.changed) + len(plan.ended), "news": len(plan.added)}
    return render(request, "desk/catalogue/home.html", context)


@desk_view(READ)
@require_GET
def listing(request: DeskRequest) -> HttpResponse:
    """The items that stand today and pass the filters of the address, a page of them."""
    every = items_of(request.office, local_today())
    form = Filter(request.GET, fields={item.field for item in every})
    if not form.is_valid():
        return render(request, "desk/catalogue/list.html", {"form": form}, status=422)
    found = chosen(form, every)
    context = {
        "form": form,
        "page": Paginator(found, PAGE_SIZE).get_page(request.GET.get("page")),
        "is_of_one_field": bool(form.cleaned_data["field"]),
        "may": request.officer.may(KEEP),
        "may_export": request.officer.may("export"),
    }
    return render(request, "desk/catalogue/list.html", context)


def chosen(form: Filter, items: list[StandardItem]) -> list[StandardItem]:
    """The items that pass a filter."""
    field = form.cleaned_data["field"]
    return found_in((item for item in items if not field or item.field == field), form.cleaned_data["q"])


@desk_view(READ)
@require_GET
def board(request: DeskRequest) -> HttpResponse:
    """How every item stands: counts by field, and the items that want something, each with its reason."""
    office, today = request.office, local_today()
    items = items_of(office, today)
    form = CoverageFilter(request.GET, fields={item.field for item in items})
    found = coverage_of(office, items, today)
    rows = by_field(found)
    context = {"form": form, "rows": rows, "total": sum_of(rows)}
    if not form.is_valid():
        return render(request, "desk/catalogue/coverage.html", context, status=422)
    wanted = {item.pk for item in chosen(form, items)}
    lines = [one for one in found if one.item.pk in wanted and one.coverage.status in form.statuses]
    order = list(COVERAGES)
    lines.sort(key=lambda one: (order.index(one.coverage.status), one.coverage.on or today))
    context["page"] = Paginator(lines, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "desk/catalogue/coverage.html", context)


@desk_view(READ)
@require_GET
def printed(request: DeskRequest) -> HttpResponse:
    """The filtered items in their ten columns, for A4 landscape."""
    every = items_of(request.office, local_today())
    form = Filter(request.GET, fields={item.field for item in every})
    groups = []
    for field, items in groupby(chosen(form, every) if form.is_valid() else [], key=lambda item: item.field):
        groups.append((field, [(item, exporting.channels(item)) for item in items]))
    return render(request, "desk/catalogue/print.html", {"groups": groups, "form": form})


@desk_view("export")
@require_POST
def export(request: DeskRequest) -> HttpResponse:
    """The filtered items as a workbook in the verbatim columns; that it was taken is recorded."""
    every = items_of(request.office, local_today())
    form = Filter(request.GET, fields={item.field for item in every})
    found = chosen(form, every) if form.is_valid() else []
    if not found:
        return redirect("desk:catalogue:list", request.office.code)
    groups = [(field, list(items)) for field, items in groupby(found, key=lambda item: item.field)]
    note_export(request.officer, request.office, "xlsx", len(found))
    return as_file(exporting.to_book(request.office.name, groups), f"{_('标准目录')}-{request.office.code}")


def as_file(data: bytes, name: str, kind: str = "xlsx") -> HttpResponse:
    response = HttpResponse(data, content_type=FORMATS[kind][0])
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=f"{name}.{kind}")
    response["Cache-Control"] = "no-store"
    return response
