"""The pages of an import: the file, the dry run, and taking it back."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gongkai.errors import GongkaiError
from gongkai.statute.catalogue import columns
from gongkai.web.applications.exports import FORMATS, to_csv, to_xlsx
from gongkai.web.catalogue import imports
from gongkai.web.catalogue.actions import KEEP
from gongkai.web.catalogue.exporting import to_book
from gongkai.web.catalogue.forms import ReasonForm, UploadForm
from gongkai.web.catalogue.models import CatalogueUpload
from gongkai.web.catalogue.plan import Change, by_field
from gongkai.web.catalogue.queries import items_of
from gongkai.web.catalogue.saying import column_name, say, shown
from gongkai.web.catalogue.views import as_file
from gongkai.web.config.clock import local_today
from gongkai.web.desk.guard import DeskRequest, desk_view

LISTED = 50
"""Problems and items shown on the page; the file holds all problems."""


@desk_view(KEEP)
@require_http_methods(["GET", "POST"])
def upload(request: DeskRequest) -> HttpResponse:
    """Bring a file in; the files brought in before."""
    more = {item.field for item in items_of(request.office, local_today())}
    form = UploadForm(request.POST or None, request.FILES or None, more=more)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            if file.size > imports.LARGEST:
                raise imports.too_large(file.name)
            row = imports.take_in(
                request.officer, request.office, file.name, file.read(), field=form.cleaned_data["field"]
            )
        except GongkaiError as error:
            form.add_error("file", say(error))
        else:
            return redirect("desk:catalogue:check", request.office.code, row.pk)
    context = {
        "form": form,
        "rows": CatalogueUpload.objects.all()[:LISTED],
        "columns": columns().values(),
        "days": imports.DAYS,
    }
    return render(request, "desk/catalogue/import.html", context, status=422 if form.errors else 200)


@desk_view(KEEP)
@require_GET
def template(request: DeskRequest) -> HttpResponse:
    """An empty sheet with the ten columns. `?field=`: the field it is for."""
    field = request.GET.get("field", "social_assistance")[:40]
    return as_file(to_book(request.office.name, [(field, [])]), _("标准目录-模板"))


def _get(pk: UUID) -> CatalogueUpload:
    return get_object_or_404(CatalogueUpload.objects.select_related("office"), pk=pk)


@never_cache
@desk_view(KEEP)
@require_http_methods(["GET", "POST"])
def check(request: DeskRequest, pk: UUID) -> HttpResponse:
    """What the import would do and what is wrong; and the import itself."""
    row, refused = _get(pk), ""
    if row.state != "open" and request.method == "GET":
        return render(request, "desk/catalogue/done.html", {"row": row})
    if request.method == "POST":
        try:
            imports.bring_in(
                request.officer,
                row,
                without_errors=bool(request.POST.get("without_errors")),
                ends_missing=bool(request.POST.get("ends_missing")),
                seen=request.POST.get("seen", ""),
            )
        except GongkaiError as error:
            refused = say(error)
        else:
            messages.success(request, _("已导入。"))
            return redirect("desk:catalogue:check", request.office.code, row.pk)
    try:
        trial = imports.try_out(row)
    except GongkaiError as error:
        messages.error(request, say(error))
        return redirect("desk:catalogue:import", request.office.code)
    plan, reading = trial.plan, trial.reading
    context = {
        "row": row,
        "plan": plan,
        "reading": reading,
        "refused": refused,
        "fields": by_field(one.values["field"] for one in reading.rows),
        "changed": [(one.item, _cells(one)) for one in plan.changed[:LISTED]],
        "added": plan.added[:LISTED],
        "listed": LISTED,
        "errors": reading.errors[:LISTED],
        "warnings": reading.warnings[:LISTED],
    }
    return render(request, "desk/catalogue/check.html", context, status=422 if refused else 200)


def _cells(one: Change) -> list[tuple[str, str, str]]:
    """Column, what stands and what the file says."""
    return [
        (column_name(name), shown(name, one.item.values[name]), shown(name, one.values[name])) for name in one.names
    ]


@desk_view(KEEP)
@require_GET
def problems(request: DeskRequest, pk: UUID) -> HttpResponse:
    """Errors and remarks as a file, a line each. `?format=csv` or xlsx."""
    row, to = _get(pk), request.GET.get("format", "xlsx")
    if to not in FORMATS or row.state != "open":
        raise Http404
    try:
        found = imports.try_out(row).reading.findings
    except GongkaiError as error:
        messages.error(request, say(error))
        return redirect("desk:catalogue:import", request.office.code)
    kinds = {"error": _("错误"), "warning": _("提示")}
    lines = [[_("性质"), _("位置"), _("说明")], *([kinds[one.severity], one.place, one.text] for one in found)]
    name = _("核对结果")
    return as_file(to_csv(lines) if to == "csv" else to_xlsx({name: lines}, name), name, to)


@desk_view(KEEP)
@require_POST
def discard(request: DeskRequest, pk: UUID) -> HttpResponse:
    """Give a file up."""
    row = _get(pk)
    try:
        imports.discard(request.officer, row)
    except GongkaiError as error:
        messages.error(request, say(error))
    else:
        messages.success(request, _("已放弃，文件内容已销毁。"))
    return redirect("desk:catalogue:import", request.office.code)


@desk_view(KEEP)
@require_http_methods(["GET", "POST"])
def undo(request: DeskRequest, pk: UUID) -> HttpResponse:
    """Take an import back."""
    row = _get(pk)
    if row.state != "imported":
        messages.error(request, _("这个文件%(state)s，不能再操作；需要的请重新上传。") % {"state": row.state_name})
        return redirect("desk:catalogue:import", request.office.code)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            imports.undo(request.officer, row, form.cleaned_data["reason"])
        except GongkaiError as error:
            form.add_error(None, say(error))
        else:
            messages.success(request, _("已撤销。"))
            return redirect("desk:catalogue:home", request.office.code)
    return render(request, "desk/catalogue/undo.html", {"row": row, "form": form}, status=422 if form.errors else 200)
