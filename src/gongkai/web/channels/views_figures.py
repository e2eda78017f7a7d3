"""Figures of channels: the table of a year, typing a month, bringing in a sheet, the accounts."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from gongkai.errors import GongkaiError
from gongkai.web.applications.exports import Cell, to_xlsx
from gongkai.web.channels import figures as actions
from gongkai.web.channels import figures_import
from gongkai.web.channels.figures import KEEP, NAMES, Figures, Line, last_whole_month, year_of
from gongkai.web.channels.figures_import import HEADS
from gongkai.web.channels.forms import AccountForm, FiguresForm, SheetForm
from gongkai.web.channels.models import ChannelAccount, ChannelMonth
from gongkai.web.channels.views import READ, as_file, table_as_file
from gongkai.web.config.clock import local_today
from gongkai.web.desk.guard import DeskRequest, desk_view
from gongkai.web.desk.saying import say
from gongkai.web.registers.forms import YearForm


@desk_view(READ)
@require_http_methods(["GET", "POST"])
def figures(request: DeskRequest) -> HttpResponse:
    """The accounts and their months of a year, with sums and bars; posted: as a file."""
    newest = ChannelMonth.objects.order_by("-month").values_list("month__year", flat=True).first()
    form = YearForm(request.GET, usual=newest or local_today().year)
    if not form.is_valid():
        return render(request, "channels/figures.html", {"form": form}, status=422)
    year = form.cleaned_data["year"]
    lines = year_of(request.office, year)
    if request.method == "POST":
        if not request.officer.may("export"):
            raise PermissionDenied
        return table_as_file(request, _table(lines), _("渠道数据"))
    context = {
        "form": form,
        "year": year,
        "lines": [(line, _bars(line)) for line in lines],
        "numbers": range(1, 13),
        "totals": [_total(lines, name) for name in NAMES],
        "may": request.officer.may(KEEP),
        "may_export": request.officer.may("export"),
    }
    return render(request, "channels/figures.html", context)


def _bars(line: Line) -> list[tuple[int, ChannelMonth | None, int]]:
    """Each month with the height of its bar, the highest being 100."""
    values = [one.posts or 0 if one else 0 for one in line.cells]
    most = max(values) or 1
    return [
        (number, one, round(100 * n / most)) for number, (one, n) in enumerate(zip(line.cells, values, strict=True), 1)
    ]


def _total(lines: list[Line], name: str) -> int | None:
    known = [value for line in lines if (value := getattr(line, name)) is not None]
    return sum(known) if known else None


def _table(lines: list[Line]) -> list[list[Cell]]:
    """The months as rows in the headings that the import reads."""
    table: list[list[Cell]] = [list(HEADS.values())]
    for line in lines:
        for one in (*line.cells, line.whole):
            if one is not None:
                month = f"{one.month.year}年" if one.is_year else f"{one.month:%Y-%m}"
                table.append([line.account.name, month, one.posts, one.reads, one.followers])
    return table


@desk_view(KEEP)
@require_http_methods(["GET", "POST"])
def record(request: DeskRequest) -> HttpResponse:
    """Type the figures of a month, or change them; empty ones take them back."""
    last = last_whole_month(local_today())
    initial: dict[str, Any] = {"year": last.year, "month": last.month}
    initial |= {name: request.GET[name] for name in ("account", "year", "month") if request.GET.get(name)}
    initial |= _known(initial)
    form = FiguresForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        numbers = Figures(given["posts"], given["reads"], given["followers"])
        try:
            actions.keep_month(request.officer, given["account"], form.first, numbers, is_year=given["month"] is None)
        except GongkaiError as error:
            form.add_error(None, say(error))
        else:
            messages.success(request, _("已保存，并已记入台账。"))
            return redirect(f"{reverse('desk:channels:figures', args=[request.office.code])}?year={given['year']}")
    return render(request, "channels/figures_form.html", {"form": form}, status=422 if form.errors else 200)


def _known(given: dict[str, Any]) -> dict[str, Any]:
    """The figures that stand for the account and month of the address."""
    parts = [str(given.get(name, "")) for name in ("account", "year", "month")]
    if not all(part.isdecimal() and len(part) < 9 for part in parts):
        return {}
    account, year, month = map(int, parts)
    row = ChannelMonth.objects.filter(account=account, month__year=year, month__month=month, is_year=False).first()
    return {name: getattr(row, name) for name in NAMES} if row is not None else {}


@desk_view(KEEP)
@require_http_methods(["GET", "POST"])
def bring_in(request: DeskRequest) -> HttpResponse:
    """Read a sheet and show what it would record; then record it."""
    if "rows" in request.POST:
        return _recorded(request)
    form = SheetForm(request.POST or None, request.FILES or None)
    plan = None
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            plan = figures_import.plan(request.officer, request.office, file.name, file.read())
        except GongkaiError as error:
            form.add_error("file", say(error))
    context = {"form": form, "plan": plan, "heads": HEADS.values()}
    return render(request, "channels/figures_import.html", context, status=422 if form.errors else 200)


def _recorded(request: DeskRequest) -> HttpResponse:
    try:
        n = figures_import.record(request.officer, request.office, request.POST["rows"])
    except GongkaiError as error:
        messages.error(request, say(error))
        return redirect("desk:channels:import_figures", request.office.code)
    messages.success(request, ngettext("已记入 %(n)d 行数据。", "已记入 %(n)d 行数据。", n) % {"n": n})
    return redirect("desk:channels:figures", request.office.code)


@desk_view(KEEP)
@require_GET
def template(request: DeskRequest) -> HttpResponse:
    """A sheet with the headings and a line for each account and last month."""
    last = f"{last_whole_month(local_today()):%Y-%m}"
    rows: list[list[Cell]] = [[one.name, last, None, None, None] for one in ChannelAccount.objects.all()]
    table: list[list[Cell]] = [list(HEADS.values()), *rows]
    name = _("渠道数据")
    return as_file(to_xlsx({name: table}, name), f"{name}-{_('模板')}", "xlsx")


@desk_view(KEEP)
@require_http_methods(["GET", "POST"])
def add_account(request: DeskRequest) -> HttpResponse:
    return _kept(request, None)


@desk_view(KEEP)
@require_http_methods(["GET", "POST"])
def account(request: DeskRequest, pk: int) -> HttpResponse:
    return _kept(request, get_object_or_404(ChannelAccount, pk=pk))


def _kept(request: DeskRequest, row: ChannelAccount | None) -> HttpResponse:
    """An account's form, for a new one and for one that is there."""
    initial: dict[str, Any] = {"from_on": local_today().replace(month=1, day=1)}
    if row is not None:
        initial = {name: getattr(row, name) for name in ("kind", "name", "from_on", "to_on")}
    form = AccountForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.keep_account(request.officer, request.office, row, form.cleaned_data)
        except GongkaiError as error:
            form.add_error(None, say(error))
        else:
            messages.success(request, _("已保存。"))
            return redirect("desk:channels:figures", request.office.code)
    return render(request, "channels/account.html", {"form": form, "account": row}, status=422 if form.errors else 200)
