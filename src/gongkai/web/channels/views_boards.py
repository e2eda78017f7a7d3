"""Boards of the communities: all of them, one with its postings by month, what must come down, exports."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gongkai.errors import GongkaiError
from gongkai.web.applications.exports import Cell
from gongkai.web.applications.views_steps import qr
from gongkai.web.channels import boards as actions
from gongkai.web.channels.boards import KEEP, QUIET_DAYS, in_month, overview, postings, to_come_down
from gongkai.web.channels.forms import BoardFilter, BoardForm
from gongkai.web.channels.models import Board
from gongkai.web.channels.views import READ, table_as_file
from gongkai.web.config.clock import local_today
from gongkai.web.desk.guard import DeskRequest, desk_view
from gongkai.web.desk.links import url_or_empty
from gongkai.web.desk.saying import say
from gongkai.web.publishing.models import Publication

PAGE_SIZE = 50
MONTHS_SHOWN = 12


@desk_view(READ)
@require_GET
def boards(request: DeskRequest) -> HttpResponse:
    """Every board, what stands on it, what must come down, which are bare."""
    form = BoardFilter(request.GET or None)
    days, ended = _filtered(form)
    today = local_today()
    lines = overview(request.office, today, days, with_ended=ended)
    context = {
        "form": form if form.is_bound else BoardFilter(),
        "days": days,
        "lines": lines,
        "late": list(to_come_down(request.office, today)[:PAGE_SIZE]),
        "communities": len({one.board.section_id for one in lines}),
        "quiet": sum(1 for one in lines if one.is_quiet and one.board.is_on(today)),
        "may": request.officer.may(KEEP),
        "may_export": request.officer.may("export"),
    }
    return render(request, "channels/boards.html", context, status=422 if form.is_bound and form.errors else 200)


def _filtered(form: BoardFilter) -> tuple[int, bool]:
    if not form.is_bound or not form.is_valid():
        return QUIET_DAYS, False
    return form.cleaned_data["days"] or QUIET_DAYS, form.cleaned_data["ended"]


@desk_view(KEEP)
@require_http_methods(["GET", "POST"])
def add(request: DeskRequest) -> HttpResponse:
    return _edited(request, None)


@desk_view(KEEP)
@require_http_methods(["GET", "POST"])
def edit(request: DeskRequest, pk: int) -> HttpResponse:
    return _edited(request, _get(pk))


def _edited(request: DeskRequest, row: Board | None) -> HttpResponse:
    """A board's form, for a new one and for one that is there."""
    names = ("section", "kind", "name", "place", "from_on", "to_on")
    initial: dict[str, Any] = {"from_on": local_today()}
    if row is not None:
        initial = {name: getattr(row, name) for name in names}
    form = BoardForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            kept = actions.keep(request.officer, request.office, row, form.cleaned_data)
        except GongkaiError as error:
            form.add_error(None, say(error))
        else:
            messages.success(request, _("已保存。"))
            return redirect("desk:channels:board", request.office.code, kept.pk)
    context = {"form": form, "board": row}
    return render(request, "channels/board_form.html", context, status=422 if form.errors else 200)


def _get(pk: int) -> Board:
    return get_object_or_404(Board.objects.select_related("section", "office"), pk=pk)


def _month(text: str) -> date | None:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return None


@desk_view(READ)
@require_GET
def board(request: DeskRequest, pk: int) -> HttpResponse:
    """A board: what stands there, what stood there, by month; its QR code."""
    row, today = _get(pk), local_today()
    month = _month(request.GET.get("month", ""))
    rows = in_month(postings(row), month).select_related("item", "version").prefetch_related("proofs")
    address = _portal(request)
    context = {
        "board": row,
        "page": Paginator(rows.order_by("-on", "-pk"), PAGE_SIZE).get_page(request.GET.get("page")),
        "month": month,
        "months": _months(today),
        "today": today,
        "address": address,
        "qr": qr(address) if address else "",
        "may": request.officer.may(KEEP),
    }
    return render(request, "channels/board.html", context)


def _months(today: date) -> list[date]:
    found = [today.replace(day=1)]
    while len(found) < MONTHS_SHOWN:
        last = found[-1]
        found.append(date(last.year - (last.month == 1), last.month - 1 or 12, 1))
    return found


def _portal(request: DeskRequest) -> str:
    """The office's page of the public portal; "" where this process serves none."""
    code = request.office.code
    page = url_or_empty("disclosure:info", code) or url_or_empty("portal:office", code)
    return request.build_absolute_uri(page) if page else ""


@desk_view("export")
@require_POST
def export(request: DeskRequest) -> HttpResponse:
    """Every posting of every board, or of the days of a month (`?month=`), as a file."""
    month = _month(request.GET.get("month", ""))
    names = {(one.kind, one.name): one for one in Board.objects.select_related("section")}
    rows = Publication.objects.filter(channel__in=list(Board.KINDS)).select_related("item", "version")
    table: list[list[Cell]] = [
        [
            _("社区、场所"),
            _("公开栏、屏幕"),
            _("类别"),
            _("编号"),
            _("名称"),
            _("张贴日期"),
            _("计划撤下"),
            _("撤下日期"),
            _("照片数"),
        ]
    ]
    for one in in_month(rows, month).order_by("place", "on", "pk").prefetch_related("proofs"):
        place = names.get((one.channel, one.place))
        section = str(place.section) if place else ""
        kind = place.kind_name if place else one.channel_name
        head: list[Cell] = [section, one.place, kind, one.item.number, one.version.title]
        table.append([*head, one.on, one.remove_on, one.ended_on, len(one.proofs.all())])
    return table_as_file(request, table, _("公开栏张贴记录"))
