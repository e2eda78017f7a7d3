"""The ledger leaves as the core's workbook; and an empty one to fill."""

from __future__ import annotations

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from gongkai.errors import GongkaiError
from gongkai.web.applications.exports import FORMATS
from gongkai.web.applications.forms import DeskForm
from gongkai.web.config.clock import local_today
from gongkai.web.desk.guard import DeskRequest, desk_view
from gongkai.web.desk.saying import say
from gongkai.web.sheets import exporting

XLSX = FORMATS["xlsx"][0]


class ExportForm(DeskForm):
    year = forms.ChoiceField(label=_("年度"), required=False)


@desk_view("export")
@require_GET
def export(request: DeskRequest) -> HttpResponse:
    """What can go out and come in."""
    form = ExportForm()
    form.fields["year"].choices = _choices(request)
    return render(request, "desk/sheets/export.html", _context(request, form))


@desk_view("export")
@require_GET
def ledger(request: DeskRequest) -> HttpResponse:
    """The ledger of a year or of all as a workbook."""
    form = ExportForm(request.GET)
    form.fields["year"].choices = _choices(request)
    if form.is_valid():
        year = int(form.cleaned_data["year"]) if form.cleaned_data["year"] else None
        try:
            data = exporting.export_book(request.officer, request.office, year)
        except GongkaiError as error:
            form.add_error(None, say(error))
        else:
            return workbook(data, f"台账-{request.office.code}-{year or local_today().isoformat()}.xlsx")
    return render(request, "desk/sheets/export.html", _context(request, form), status=422)


@desk_view("import")
@require_GET
def template(request: DeskRequest) -> HttpResponse:
    """An empty workbook of the core for this office."""
    return workbook(exporting.template(request.office), f"台账模板-{request.office.code}.xlsx")


def workbook(data: bytes, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=XLSX)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    response["Cache-Control"] = "no-store"
    return response


def _choices(request: DeskRequest) -> list[tuple[str, object]]:
    return [("", _("全部年度")), *((str(year), str(year)) for year in exporting.years(request.office))]


def _context(request: DeskRequest, form: ExportForm) -> dict[str, object]:
    return {"form": form, "may_import": request.officer.may("import")}
