"""Material that sections are asked for, and what sections handed in."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gongkai.errors import GongkaiError
from gongkai.ledger.clock import days_left
from gongkai.web.accounts.models import User
from gongkai.web.applications.exports import FORMATS, Cell, to_csv, to_xlsx
from gongkai.web.config.clock import calendar_of, local_today
from gongkai.web.desk.actions import note_export
from gongkai.web.desk.guard import DeskRequest, desk_view
from gongkai.web.desk.remembered import remembered
from gongkai.web.desk.saying import say
from gongkai.web.desk.templatetags import words
from gongkai.web.publishing import liaisons
from gongkai.web.publishing.forms import DoneForm, TaskForm
from gongkai.web.publishing.models import Collection, Item
from gongkai.web.publishing.queries import PAGE_SIZE, SectionRow, section_rows
from gongkai.web.publishing.views import as_file


@desk_view("see_items")
@require_http_methods(["GET", "POST"])
def tasks(request: DeskRequest) -> HttpResponse:
    """The tasks, open ones first; and a new one."""
    may = request.officer.may("collect_material")
    form = TaskForm(request.POST or None, office=request.office) if may else None
    if request.method == "POST" and form is not None and form.is_valid():
        given = form.cleaned_data
        try:
            liaisons.ask(request.officer, request.office, given["section"], given["text"], given["due_on"])
        except GongkaiError as error:
            form.add_error(None, say(error))
        else:
            messages.success(request, _("已布置。"))
            return redirect("desk:items:tasks", request.office.code)
    today, calendar = local_today(), calendar_of(request.office.calendar_region)
    seen = liaisons.seen_by(request.officer)
    is_done = request.GET.get("done") == "1"
    chosen = seen.filter(done_on__isnull=False).order_by("-done_on", "-pk") if is_done else seen.filter(done_on=None)
    page = Paginator(chosen, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "may": may,
        "page": page,
        "rows": [(one, None if one.done_on else days_left(one.due_on, today, calendar)) for one in page],
        "is_done": is_done,
        "open": seen.filter(done_on=None).count(),
        "late": seen.filter(liaisons.overdue(today)).count(),
    }
    return render(request, "publishing/tasks.html", context, status=422 if form is not None and form.errors else 200)


@desk_view("see_items")
@require_http_methods(["GET", "POST"])
def task(request: DeskRequest, task: int) -> HttpResponse:
    """One task, and its end: the item it became or why there is none."""
    row = get_object_or_404(liaisons.seen_by(request.officer), pk=task)
    may = request.officer.may("collect_material") or (
        request.officer.may("item_drafted") and request.officer.section_id == row.section_id
    )
    form = DoneForm(request.POST or None)
    if request.method == "POST" and may and form.is_valid():
        try:
            liaisons.finish(request.officer, row.pk, form.cleaned_data["item"], form.cleaned_data["note"])
        except GongkaiError as error:
            form.add_error(None, say(error))
        else:
            messages.success(request, _("已办结。"))
            return redirect("desk:items:tasks", request.office.code)
    candidates = Item.objects.filter(section_id=row.section_id, drafted_on__gte=row.given_on).order_by("-number")[:20]
    context = {
        "asked_by": User.objects.filter(username=row.by).first() or row.by,
        "task": row,
        "form": form if may and row.done_on is None else None,
        "candidates": candidates,
    }
    return render(request, "publishing/task.html", context, status=422 if form.errors else 200)


@desk_view("collect_material")
@require_POST
def chase(request: DeskRequest, task: int) -> HttpResponse:
    """Remind a section."""
    try:
        liaisons.chase(request.officer, task)
    except Collection.DoesNotExist:
        raise Http404 from None
    except GongkaiError as error:
        messages.error(request, say(error))
    else:
        messages.success(request, _("已登记催报。"))
    return redirect("desk:items:tasks", request.office.code)


@desk_view("see_items")
@require_GET
@remembered
def sections(request: DeskRequest) -> HttpResponse:
    """What each section handed in, by month: submitted, accepted, published, days from the paper to the public."""
    year = _year(request)
    calendar = calendar_of(request.office.calendar_region)
    context = {
        "year": year,
        "today_year": local_today().year,
        "sums": section_rows(request.office, year, calendar, by_month=False),
        "rows": section_rows(request.office, year, calendar, by_month=True),
        "may_export": request.officer.may("export"),
    }
    return render(request, "publishing/sections.html", context)


@desk_view("export")
@require_POST
def export_sections(request: DeskRequest) -> HttpResponse:
    """The same table as a file."""
    to = request.POST.get("format", "xlsx")
    year = _year(request)
    if to not in FORMATS:
        return redirect("desk:items:sections", request.office.code)
    rows = section_rows(request.office, year, calendar_of(request.office.calendar_region), by_month=True)
    table = list(_table(rows))
    name = _("科室报送情况")
    data = to_csv(table) if to == "csv" else to_xlsx({name: table}, name)
    note_export(request.officer, request.office, to, len(rows))
    return as_file(data, f"sections-{request.office.code}-{year}.{to}", FORMATS[to][0])


def _table(rows: list[SectionRow]) -> Any:
    head: list[Cell] = [_("科室"), _("月份"), _("报送"), _("采用"), _("发布"), _("逾期发布"), _("平均工作日")]
    yield head
    for row in rows:
        month = words.month(row.month) if row.month else ""
        yield [row.name, month, row.submitted, row.accepted, row.published, row.late, row.average]


def _year(request: DeskRequest) -> int:
    given = request.GET.get("year", "")
    return int(given) if given.isdecimal() and 2008 <= int(given) <= 2100 else local_today().year
