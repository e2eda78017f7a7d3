"""Table two and the figures of disclosure of a year, the entries behind one, and the sheet by quarters."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from gongkai.web.applications.exports import to_xlsx
from gongkai.web.config.clock import local_today
from gongkai.web.desk.guard import DeskRequest, desk_view
from gongkai.web.registers.figures import MOST_SHOWN, basis_of, figure_of, figures_of, form_of, quarterly
from gongkai.web.registers.forms import YearForm
from gongkai.web.registers.queries import years_of
from gongkai.web.registers.views import READ, as_file


def _form(request: DeskRequest, years: list[int]) -> YearForm:
    """Without a year in the address: the newest with an entry."""
    return YearForm(request.GET, usual=years[0] if years else local_today().year)


@desk_view(READ)
@require_GET
def figures(request: DeskRequest) -> HttpResponse:
    """Table two of a year as the report will print it, compared with the year before; other figures beside it."""
    years = years_of(request.office)
    form = _form(request, years)
    if not form.is_valid():
        return render(request, "registers/figures.html", {"form": form, "years": years}, status=422)
    found = figures_of(request.office, form.cleaned_data["year"])
    context = {"form": form, "years": years, "found": found, "year": found.year, "last_year": found.year - 1}
    return render(request, "registers/figures.html", context)


@desk_view(READ)
@require_GET
def basis(request: DeskRequest) -> HttpResponse:
    """The entries behind one figure of table two."""
    form = _form(request, [])
    if not form.is_valid():
        raise Http404
    year, row, column = form.cleaned_data["year"], request.GET.get("row", ""), request.GET.get("column", "")
    if not row and not column:
        return redirect("desk:registers:figures", request.office.code)
    figure = figure_of(form_of(year), row, column)
    if figure is None:
        raise Http404
    value, entries, count = basis_of(request.office, year, figure)
    context = {"figure": figure, "value": value, "entries": entries, "count": count, "year": year, "most": MOST_SHOWN}
    return render(request, "registers/basis.html", context)


@desk_view(READ)
@require_GET
def quarters(request: DeskRequest) -> HttpResponse:
    """The statistics sheet of a year by quarter, as a workbook; it holds no personal data."""
    form = _form(request, [])
    if not form.is_valid():
        return redirect("desk:registers:figures", request.office.code)
    year = form.cleaned_data["year"]
    name = _("%(year)d年季度统计表") % {"year": year}
    data = to_xlsx({name: quarterly(request.office, year, local_today())}, f"{request.office.name}{name}")
    return as_file(data, f"{name}-{request.office.code}", "xlsx")
