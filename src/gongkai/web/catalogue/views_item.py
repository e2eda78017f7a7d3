"""One item: its columns, what the office above says otherwise, the papers filed under it; added, changed, ended."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from gongkai.errors import GongkaiError
from gongkai.web.catalogue import actions
from gongkai.web.catalogue.actions import KEEP
from gongkai.web.catalogue.forms import EndForm, ItemForm
from gongkai.web.catalogue.models import StandardItem
from gongkai.web.catalogue.queries import coverage_of, evidence_of, history_of, items_of
from gongkai.web.catalogue.saying import column_name, facts_of, say, shown
from gongkai.web.catalogue.values import EMPTY, differing
from gongkai.web.catalogue.views import READ
from gongkai.web.config.clock import local_today
from gongkai.web.desk.guard import DeskRequest, desk_view
from gongkai.web.desk.links import url_or_empty

STARTING = {"object": ["all"], "way": ["publish"], "tier": ["township"], "channels": ["website"]}
"""What is ticked in a new item."""


def get(request: DeskRequest, pk: int) -> StandardItem:
    item = StandardItem.objects.select_related("origin", "origin__office").filter(office=request.office, pk=pk).first()
    if item is None:
        raise Http404
    return item


@desk_view(READ)
@require_GET
def page(request: DeskRequest, pk: int) -> HttpResponse:
    """One item with its ten columns, its evidence and its history."""
    item, today = get(request, pk), local_today()
    context = {
        "item": item,
        "facts": facts_of(item),
        "differences": differences_of(item),
        "covered": coverage_of(request.office, [item], today)[0] if item.is_on(today) else None,
        "papers": [(one, url_or_empty("desk:items:item", request.office.code, one.pk)) for one in evidence_of(item)],
        "history": history_of(item),
        "is_gone": not item.is_on(today),
        "may": request.officer.may(KEEP) and item.is_on(today),
    }
    return render(request, "desk/catalogue/page.html", context)


def differences_of(item: StandardItem) -> list[tuple[str, str, str]]:
    """Column, our words and those of the office above, where they differ today."""
    if item.origin is None:
        return []
    theirs = item.origin.values
    return [
        (column_name(name), shown(name, getattr(item, name)), shown(name, theirs[name]))
        for name in differing(item.values, theirs)
    ]


def _fields(request: DeskRequest) -> set[str]:
    return {item.field for item in items_of(request.office, local_today())}


@desk_view(KEEP)
@require_http_methods(["GET", "POST"])
def add(request: DeskRequest) -> HttpResponse:
    """Put an item into the catalogue. `?field=`: the field it is for."""
    initial = {**EMPTY, **STARTING, "body": request.office.name, "field": request.GET.get("field", "")[:40]}
    form = ItemForm(request.POST or None, more=_fields(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            item = actions.add(request.officer, request.office, form.values)
        except GongkaiError as error:
            form.add_error(None, say(error))
        else:
            messages.success(request, _("已列入目录。"))
            return redirect("desk:catalogue:page", request.office.code, item.pk)
    return render(request, "desk/catalogue/edit.html", {"form": form}, status=422 if form.errors else 200)


@desk_view(KEEP)
@require_http_methods(["GET", "POST"])
def change(request: DeskRequest, pk: int) -> HttpResponse:
    """Say something else in an item."""
    item = get(request, pk)
    if not item.is_on(local_today()):
        return _is_gone(request, item)
    initial: dict[str, Any] = {**item.values, "version": item.version}
    form = ItemForm(request.POST or None, more={*_fields(request), item.field}, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change(request.officer, item, form.values, version=form.cleaned_data["version"] or 0)
        except GongkaiError as error:
            form.add_error(None, say(error))
        else:
            messages.success(request, _("已修改。"))
            return redirect("desk:catalogue:page", request.office.code, item.pk)
    context = {"form": form, "item": item, "differences": differences_of(item)}
    return render(request, "desk/catalogue/edit.html", context, status=422 if form.errors else 200)


@desk_view(KEEP)
@require_http_methods(["GET", "POST"])
def end(request: DeskRequest, pk: int) -> HttpResponse:
    """Take an item out of the catalogue."""
    item = get(request, pk)
    if not item.is_on(local_today()):
        return _is_gone(request, item)
    form = EndForm(request.POST or None, initial={"gone_on": local_today()})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.end(request.officer, item, gone_on=given["gone_on"], reason=given["reason"])
        except GongkaiError as error:
            form.add_error(None, say(error))
        else:
            messages.success(request, _("已移出目录，原有记录保留。"))
            return redirect("desk:catalogue:page", request.office.code, item.pk)
    return render(request, "desk/catalogue/end.html", {"form": form, "item": item}, status=422 if form.errors else 200)


def _is_gone(request: DeskRequest, item: StandardItem) -> HttpResponse:
    messages.error(request, _("这个事项已经不在目录中，不能再修改。"))
    return redirect("desk:catalogue:page", request.office.code, item.pk)
