"""Columns: the tree, a column, how fresh they are, how many items each has."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gongkai.errors import GongkaiError
from gongkai.statute.columns import column_kinds, parts
from gongkai.web.applications.exports import FORMATS, Cell, to_csv, to_xlsx
from gongkai.web.channels import columns
from gongkai.web.channels.forms import ColumnForm, EndColumnForm
from gongkai.web.channels.tree import board, counted, lacking, tree
from gongkai.web.config.clock import local_today
from gongkai.web.desk.actions import note_export
from gongkai.web.desk.guard import DeskRequest, desk_view
from gongkai.web.desk.saying import say
from gongkai.web.desk.templatetags.words import is_english
from gongkai.web.publishing.models import Category

READ = "see_desk"


def as_file(data: bytes, name: str, kind: str, media_type: str = "") -> HttpResponse:
    """A file to load, which no cache keeps."""
    response = HttpResponse(data, content_type=media_type or FORMATS[kind][0])
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=f"{name}.{kind}")
    response["Cache-Control"] = "no-store"
    return response


def table_as_file(request: DeskRequest, table: list[list[Cell]], name: str) -> HttpResponse:
    """A table as the workbook or CSV that was asked for; that it was taken is recorded."""
    to = request.POST.get("format", "xlsx")
    if to not in FORMATS:
        raise Http404
    note_export(request.officer, request.office, to, len(table) - 1)
    data = to_csv(table) if to == "csv" else to_xlsx({name: table}, name)
    return as_file(data, f"{name}-{request.office.code}", to)


@desk_view(READ)
@require_GET
def home(request: DeskRequest) -> HttpResponse:
    """The tree, with what is lacking."""
    today = local_today()
    nodes = tree(request.office, today)
    known = {column.pk for column in (node.column for node in nodes)}
    ended = Category.objects.filter(office=request.office, to_on__lt=today).exclude(pk__in=known)
    context = {
        "nodes": nodes,
        "lacking": lacking(nodes),
        "parts": parts(),
        "kinds": column_kinds(),
        "ended": ended,
        "may": request.officer.may(columns.KEEP),
    }
    return render(request, "channels/columns.html", context)


@desk_view(columns.KEEP)
@require_POST
def start(request: DeskRequest) -> HttpResponse:
    """Begin with the starter tree."""
    try:
        n = columns.start(request.officer, request.office)
    except GongkaiError as error:
        messages.error(request, say(error))
    else:
        messages.success(request, ngettext("已增加 %(n)d 个栏目。", "已增加 %(n)d 个栏目。", n) % {"n": n})
    return redirect("desk:channels:columns", request.office.code)


def _get(request: DeskRequest, pk: int | None) -> Category | None:
    if pk is None:
        return None
    return get_object_or_404(Category.objects.select_related("office", "parent"), office=request.office, pk=pk)


@desk_view(columns.KEEP)
@require_http_methods(["GET", "POST"])
def add(request: DeskRequest) -> HttpResponse:
    """Add a column. `?parent=`: the one above."""
    nodes = tree(request.office, local_today())
    initial = {"parent": request.GET.get("parent", ""), "part": "content", "kind": "statutory"}
    form = ColumnForm(request.POST or None, nodes=nodes, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            parent = _get(request, form.cleaned_data["parent"])
            columns.add(request.officer, request.office, form.cleaned_data["code"], form.values, parent)
        except GongkaiError as error:
            form.add_error(None, say(error))
        else:
            messages.success(request, _("栏目已增加。"))
            return redirect("desk:channels:columns", request.office.code)
    context = {"form": form, "column": None}
    return render(request, "channels/column.html", context, status=422 if form.errors else 200)


@desk_view(columns.KEEP)
@require_http_methods(["GET", "POST"])
def column(request: DeskRequest, pk: int) -> HttpResponse:
    """Change a column, move it, or end it."""
    row = _get(request, pk)
    assert row is not None
    nodes = tree(request.office, local_today())
    do = request.POST.get("do", "change")
    if request.method == "POST" and do in ("up", "down"):
        columns.move(request.officer, row, -1 if do == "up" else 1)
        return redirect("desk:channels:columns", request.office.code)
    initial = {name: getattr(row, name) for name in columns.FIELDS} | {"parent": row.parent_id or ""}
    bound = {do: request.POST} if request.method == "POST" else {}
    form = ColumnForm(bound.get("change"), nodes=nodes, own=row.pk, initial=initial)
    end_form = EndColumnForm(bound.get("end"), nodes=nodes, own=row.pk, initial={"on": local_today()}, prefix="end")
    if request.method == "POST" and _did(request, row, do, form, end_form):
        return redirect("desk:channels:columns", request.office.code)
    context = {"form": form, "end_form": end_form if row.to_on is None else None, "column": row}
    is_wrong = form.errors or end_form.errors
    return render(request, "channels/column.html", context, status=422 if is_wrong else 200)


def _did(request: DeskRequest, row: Category, do: str, form: ColumnForm, end_form: EndColumnForm) -> bool:
    """Do what was asked; True where it was done."""
    asked: Any = end_form if do == "end" else form
    if not asked.is_valid():
        return False
    try:
        if do == "end":
            to = _get(request, end_form.cleaned_data["move_to"])
            columns.end(request.officer, row, end_form.cleaned_data["on"], to)
            messages.success(request, _("栏目已停用。"))
        else:
            columns.change(request.officer, row, form.values, _get(request, form.cleaned_data["parent"]))
            messages.success(request, _("已保存。"))
    except GongkaiError as error:
        asked.add_error(None, say(error))
        return False
    return True


@desk_view(READ)
@require_GET
def fresh(request: DeskRequest) -> HttpResponse:
    """Which columns are empty or stale, which soon will be, by which rule."""
    vetoes, lines = board(request.office, local_today())
    context = {
        "vetoes": [(one, one.en.capitalize() if is_english() else one.zh) for one in vetoes],
        "lines": lines,
        "bad": sum(1 for one in lines if one.finding),
        "soon": sum(1 for one in lines if one.is_soon and not one.finding),
        "may": request.officer.may(columns.KEEP),
    }
    return render(request, "channels/fresh.html", context)


@desk_view(READ)
@require_http_methods(["GET", "POST"])
def counts(request: DeskRequest) -> HttpResponse:
    """How many items of each column were first published in each year; posted: as a file."""
    found = counted(request.office, local_today())
    if request.method == "POST":
        if not request.officer.may("export"):
            raise PermissionDenied
        heads: list[Cell] = [_("栏目"), _("所属部分"), *(str(year) for year in found.years)]
        table: list[list[Cell]] = [heads]
        for node, numbers in found.lines:
            name = "　" * node.depth + node.column.name
            table.append([name, parts()[node.column.part].label, *numbers])
        if any(found.without):
            table.append([_("（未列入栏目）"), "", *found.without])
        table.append([_("合计"), "", *found.totals])
        return table_as_file(request, table, _("各栏目信息条数"))
    context = {
        "found": found,
        "used": found.used(found.years[0]),
        "may_export": request.officer.may("export"),
    }
    return render(request, "channels/counts.html", context)
