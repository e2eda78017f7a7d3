"""Lists of cases, their exports, and the page of one case."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from gongkai.errors import OfficeError, SealBroken, StaleCase
from gongkai.web.applications.actions import assign
from gongkai.web.applications.exports import FORMATS, MOST, export_rows
from gongkai.web.applications.models import Application
from gongkai.web.applications.panels import handlers_of, open_page, panels_of
from gongkai.web.applications.queries import CaseFilter, filtered, in_order, page_of
from gongkai.web.config.clock import calendar_of, local_today
from gongkai.web.desk.actions import delete_view, note_export, save_view
from gongkai.web.desk.guard import DeskRequest, desk_view
from gongkai.web.desk.models import SavedView
from gongkai.web.desk.queries import LINE_LENGTH, Desk, for_lines
from gongkai.web.desk.remembered import remembered
from gongkai.web.desk.templatetags.words import is_english
from gongkai.web.offices.models import Section, standing
from gongkai.web.people.actions import reveal

PRINTED = 1000
"""Cases on one printed list."""

MORE = (
    *("outcome", "applicant", "channel", "section", "year"),
    *(f"{name}_{end}" for name in ("received", "due", "closed") for end in ("from", "to")),
)
"""Filters that stand folded away until one is used."""


def in_language(error: OfficeError) -> str:
    """An error in the language of the screen."""
    return str(error) if is_english() else error.zh


@desk_view("see_cases")
@require_GET
@remembered
def case_list(request: DeskRequest) -> HttpResponse:
    """The cases that pass the filters of the address, a page of them."""
    form, cases = _asked_for(request)
    context: dict[str, Any] = {
        "form": form,
        "views": SavedView.objects.filter(user_id=request.officer.user_id),
        "most": MOST,
        "may_export": request.officer.may("export"),
        "more_open": any(form.data.get(name) for name in MORE),
    }
    if cases is None:
        return render(request, "applications/list.html", context, status=422)
    given = request.GET
    page = page_of(cases, _sort(form), after=given.get("after", ""), before=given.get("before", ""))
    desk = Desk(request.officer, local_today(), calendar_of(request.office.calendar_region), request.office)
    context |= {
        "lines": [desk.line(case) for case in page.cases],
        "page": page,
        "count": page.count,
        "has_more": page.has_more,
    }
    return render(request, "applications/list.html", context)


def _asked_for(request: DeskRequest) -> tuple[CaseFilter, Any]:
    """The filters of the address and the cases they let through; None where a filter is no value."""
    form = CaseFilter(request.GET, office=request.office)
    if not form.is_valid():
        return form, None
    return form, filtered(form.cleaned_data, request.officer, local_today())


def _sort(form: CaseFilter) -> str:
    return form.cleaned_data["sort"] or "newest"


@desk_view("see_cases")
@require_GET
def print_list(request: DeskRequest) -> HttpResponse:
    """The same cases on paper: no page turns, no personal data."""
    form, cases = _asked_for(request)
    if cases is None:
        return redirect(f"{reverse('desk:cases:list', args=[request.office.code])}?{request.GET.urlencode()}")
    desk = Desk(request.officer, local_today(), calendar_of(request.office.calendar_region), request.office)
    found = list(for_lines(in_order(cases, _sort(form)))[: PRINTED + 1])
    context = {
        "form": form,
        "lines": [desk.line(case) for case in found[:PRINTED]],
        "has_more": len(found) > PRINTED,
        "most": PRINTED,
    }
    return render(request, "applications/list_print.html", context)


@desk_view("export")
@require_POST
def export(request: DeskRequest, kind: str) -> HttpResponse:
    """The same cases as a file. That it was taken is recorded, with how many rows, not with the words looked for."""
    if kind not in FORMATS:
        raise Http404
    form, cases = _asked_for(request)
    back = f"{reverse('desk:cases:list', args=[request.office.code])}?{request.GET.urlencode()}"
    if cases is None:
        return redirect(back)
    count = cases.values("pk")[: MOST + 1].count()
    if count > MOST:
        text = _("超过 %(most)d 条，一次不能导出；请用筛选条件分批导出。") % {"most": MOST}
        messages.error(request, text)
        return redirect(back)
    media_type, write = FORMATS[kind]
    data = write(export_rows(in_order(cases, _sort(form))))
    note_export(request.officer, request.office, kind, count)
    response = HttpResponse(data, content_type=media_type)
    name = f"cases-{request.office.code}-{local_today().isoformat()}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response


@desk_view("see_cases")
@require_POST
def save(request: DeskRequest) -> HttpResponse:
    """Keep the filters under a name, or forget a name."""
    given = QueryDict(request.POST.get("query", ""))
    back = reverse("desk:cases:list", args=[request.office.code])
    if "delete" in request.POST:
        delete_view(request.officer, request.POST["delete"])
        messages.success(request, _("已删除。"))
        return redirect(back)
    form = CaseFilter(given, office=request.office)
    try:
        view = save_view(request.officer, request.office, request.POST.get("name", ""), form.address)
    except OfficeError as error:
        messages.error(request, in_language(error))
        return redirect(f"{back}?{form.address}")
    messages.success(request, _("已保存为“%(name)s”。") % {"name": view.name})
    return redirect(f"{back}?{view.query}")


# --- one case -----------------------------------------------------------------------------------------------------


def _case(request: DeskRequest, pk: UUID) -> Application:
    case = get_object_or_404(Application.objects.select_related("person", "handler", "section"), pk=pk)
    case.office = request.office  # the scope's own, already read
    return case


def show_case(request: DeskRequest, case: Application, *, status: int = 200, **extra: Any) -> HttpResponse:
    """The page of a case. extra: what its panels are told, such as what a refused form held."""
    page = open_page(case, request.officer, **extra)
    places = {place: panels_of(page, place) for place in ("top", "main", "side")}
    case.line_content = case.content[:LINE_LENGTH]
    line = Desk(request.officer, page.today, page.calendar, request.office).line(case)
    context = {"case": case, "page": page, "line": line, **places}
    return render(request, "applications/case.html", context, status=status)


@desk_view("see_cases")
@require_GET
@remembered
def case_page(request: DeskRequest, pk: UUID) -> HttpResponse:
    return show_case(request, _case(request, pk))


@desk_view("assign")
@require_POST
def assign_case(request: DeskRequest, pk: UUID) -> HttpResponse:
    """Hand the case to an officer and a section."""
    case = _case(request, pk)
    given = {name: request.POST.get(name, "") for name in ("handler", "section", "version")}
    staff = dict(handlers_of(request.office, local_today()))
    sections = {str(one.pk): one for one in Section.objects.filter(standing(local_today()))}
    try:
        if given["version"] != str(case.version):
            raise StaleCase(case.number)
        if (given["handler"] and given["handler"] not in staff) or (
            given["section"] and given["section"] not in sections
        ):
            raise OfficeError("Choose someone of this office.", zh="请选择本机关在岗的人员和现有的科室。")
        handler = int(given["handler"]) if given["handler"] else None
        section = sections.get(given["section"])
        assign(request.officer, case.pk, handler=handler, section=section, version=case.version)
    except OfficeError as error:
        return show_case(request, case, status=422, assign_given=given, assign_error=in_language(error))
    messages.success(request, _("已交办。"))
    return redirect("desk:cases:case", request.office.code, case.pk)


@never_cache
@desk_view("reveal")
def reveal_person(request: DeskRequest, pk: UUID) -> HttpResponse:
    """Show the applicant's data once, on a page nothing keeps; asked for anew it must be given a reason anew."""
    case = _case(request, pk)
    if request.method != "POST" or case.person is None:
        return redirect("desk:cases:case", request.office.code, case.pk)
    reason = request.POST.get("reason", "")[:200].replace("\0", "")
    try:
        details = reveal(request.officer, request.office, case.person, case.number, reason=reason)
    except SealBroken as error:
        return show_case(request, case, status=422, reveal_error=in_language(error), reason=reason)
    except OfficeError as error:
        return show_case(request, case, status=422, reveal_error=in_language(error), reason=reason)
    return render(request, "applications/case_person.html", {"case": case, "person": details})
