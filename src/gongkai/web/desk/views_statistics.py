"""The statistics page, the cases behind a figure, and the same as a workbook."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from gongkai.errors import GongkaiError
from gongkai.statute.forms import load_form
from gongkai.web.applications.exports import FORMATS, to_xlsx
from gongkai.web.applications.exports import Cell as SheetCell
from gongkai.web.config.clock import calendar_of, local_today
from gongkai.web.desk import statistics_more
from gongkai.web.desk.guard import DeskRequest, desk_view
from gongkai.web.desk.satisfaction import satisfaction, sheet
from gongkai.web.desk.statistics import FORM, PeriodForm, Times, basis_of, labels, printed, table_three, times
from gongkai.web.desk.templatetags.words import is_english, named

MOST_SHOWN = 500
"""Entries shown behind one figure."""


@desk_view("see_statistics")
@require_GET
def statistics(request: DeskRequest) -> HttpResponse:
    """Table three live for the years of the address, and how long answers take."""
    form = PeriodForm(request.GET, today=local_today())
    if not form.is_valid():
        return render(request, "desk/statistics.html", {"form": form}, status=422)
    context: dict[str, Any] = {"form": form, **form.cleaned_data}
    try:
        counts, found = _read(request, **form.cleaned_data)
    except GongkaiError as error:
        context["error"] = str(error) if is_english() else error.zh
        return render(request, "desk/statistics.html", context, status=422)
    context |= {"rows": printed(load_form(FORM), counts), "times": found, **_more(request, **form.cleaned_data)}
    return render(request, "desk/statistics.html", context)


def _more(request: DeskRequest, first: int, last: int) -> dict[str, Any]:
    """Table four, the fees, and how content applicants say they are."""
    cells = statistics_more.table_four(request.office, first, last)
    return {
        "four": statistics_more.printed_four(cells),
        "fees": statistics_more.fees(request.office, first, last),
        "satisfaction": satisfaction(first, last),
    }


def _read(request: DeskRequest, first: int, last: int) -> tuple[Mapping[str, int], Times]:
    calendar = calendar_of(request.office.calendar_region)
    return table_three(request.office, first, last), times(first, last, local_today(), calendar)


@desk_view("see_statistics")
@require_GET
def basis(request: DeskRequest) -> HttpResponse:
    """The entries behind one figure, each with its case."""
    form = PeriodForm(request.GET, today=local_today())
    row, column = request.GET.get("row", ""), request.GET.get("column", "")
    if row == "count" and form.is_valid():
        return _basis_four(request, column, **form.cleaned_data)
    found = labels(row, column)
    if not form.is_valid() or found is None:
        raise Http404
    years = form.cleaned_data
    entries, count = basis_of(request.office, years["first"], years["last"], row, column, most=MOST_SHOWN)
    context = {"entries": entries, "count": count, "row": found[0], "column": found[1], "most": MOST_SHOWN, **years}
    return render(request, "desk/statistics_basis.html", context)


def _basis_four(request: DeskRequest, column: str, first: int, last: int) -> HttpResponse:
    """The entries behind a figure of table four, each with its reconsideration or suit."""
    found = statistics_more.labels_four(column)
    if found is None:
        raise Http404
    entries = statistics_more.basis_four(request.office, first, last, column)
    context = {"row": found[0], "column": found[1], "first": first, "last": last, "entries": entries}
    return render(request, "desk/statistics_basis_four.html", context)


@desk_view("see_statistics")
@require_GET
def export(request: DeskRequest) -> HttpResponse:
    """The page as a workbook; it holds no personal data."""
    form = PeriodForm(request.GET, today=local_today())
    if not form.is_valid():
        return redirect("desk:statistics", request.office.code)
    years = form.cleaned_data
    counts, found = _read(request, **years)
    period = str(years["first"]) if years["first"] == years["last"] else f"{years['first']}-{years['last']}"
    four = statistics_more.table_four(request.office, **years)
    fees = statistics_more.fees(request.office, **years)
    sheets = {
        _("表三"): _table(counts),
        _("表四"): _table_four(four),
        _("办理时长"): _times(found),
        _("信息处理费"): _fees(fees),
        _("满意度评价"): sheet(satisfaction(**years)),
    }
    data = to_xlsx(sheets, f"{request.office.name} {period}")
    response = HttpResponse(data, content_type=FORMATS["xlsx"][0])
    response["Content-Disposition"] = f'attachment; filename="statistics-{request.office.code}-{period}.xlsx"'
    return response


def _table(counts: Mapping[str, int]) -> Iterator[list[SheetCell]]:
    table = load_form(FORM).tables["t3"]
    yield [_("项目"), *(column.label for column in table.columns)]
    for row in table.rows:
        label = " ".join((*row.path, row.label))
        yield [label, *(counts.get(f"{row.code}.{column.code}", 0) for column in table.columns)]


def _table_four(cells: Mapping[str, tuple[int, ...]]) -> Iterator[list[SheetCell]]:
    yield [_("项目"), _("件数")]
    for column in load_form(FORM).tables["t4"].columns:
        yield [" ".join((*column.path, column.label)), len(cells.get(column.code, ()))]


def _fees(found: statistics_more.Fees) -> Iterator[list[SheetCell]]:
    yield [_("项目"), _("件数"), _("金额（元）")]
    yield [_("发出收费通知"), found.noticed, float(found.noticed_yuan)]
    yield [_("已缴费"), found.paid, float(found.paid_yuan)]
    yield [_("逾期未缴费"), found.lapsed, None]


def _times(found: Times) -> Iterator[list[SheetCell]]:
    yield [_("项目"), _("件数"), _("占比（%）")]
    for title, groups in ((_("答复用时"), found.answered), (_("未办结件已用时间"), found.ageing)):
        for group in groups:
            yield [named(title, group.label), group.count, group.percent]
    yield [_("按期答复"), found.in_time, found.in_time_percent]
    yield [_("延期"), found.extended, found.extended_percent]
    yield [_("补正"), found.supplemented, found.supplemented_percent]
