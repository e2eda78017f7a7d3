"""The portal's pages at the desk: edit and publish the guide; answer requests beside applications."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from gongkai.errors import GongkaiError, OfficeError, StaleCase
from gongkai.statute.guide import guide_fields, statements
from gongkai.statute.receipt import channels
from gongkai.web.config.clock import local_today
from gongkai.web.desk.guard import DeskRequest, desk_view
from gongkai.web.desk.saying import say
from gongkai.web.desk.templatetags.words import channel as channel_name
from gongkai.web.offices.models import Office
from gongkai.web.people.actions import reveal
from gongkai.web.portal import actions, guide
from gongkai.web.portal.forms import AnswerForm, GuideForm
from gongkai.web.portal.models import CitizenRequest, Guide, RequestFile
from gongkai.web.portal.views_status import download

A_PAGE = 50


@desk_view("set_up_office")
def edit_guide(request: DeskRequest) -> HttpResponse:
    """The texts and contact data of the guide, what is missing, and the button that publishes it."""
    office = request.office
    open_channels = {code: str(channel_name(code)) for code in channels() if code not in guide.UNUSED_CHANNELS}
    if request.method != "POST":
        form = GuideForm(initial=_initial(office), channels=open_channels)
        return _guide_page(request, form)
    if request.POST.get("act") == "publish":
        return _publish(request, GuideForm(initial=_initial(office), channels=open_channels))
    form = GuideForm(request.POST, channels=open_channels)
    if not form.is_valid():
        return _guide_page(request, form, status=422)
    data = form.cleaned_data
    texts = {code: data[code] for code in guide.TEXTS} | {"channels": form.notes()}
    try:
        actions.save_guide(request.officer, office, {name: data[name] for name in form.office_fields}, texts)
    except GongkaiError as error:
        return _guide_page(request, form, wrong=say(error), status=422)
    messages.success(request, _("已保存。公开页面在发布之前不变。"))
    return redirect("desk:guide", office.code)


def _publish(request: DeskRequest, form: GuideForm) -> HttpResponse:
    try:
        published = actions.publish_guide(request.officer, request.office)
    except OfficeError as error:
        return _guide_page(request, form, wrong=say(error), status=422)
    messages.success(request, _("公开指南第%(version)s版已发布。") % {"version": published.version})
    return redirect("desk:guide", request.office.code)


def _initial(office: Office) -> dict[str, Any]:
    texts = guide.texts_of(office)
    given = {name: getattr(office, name) for name in GuideForm.office_fields}
    given |= {code: texts[code] for code in guide.TEXTS}
    for code, usage in guide.USAGE.items():
        given |= {f"open_{code}": code in texts["channels"], f"note_{code}": texts["channels"].get(code, usage)}
    return given


def _guide_page(request: DeskRequest, form: GuideForm, *, wrong: str = "", status: int = 200) -> HttpResponse:
    office = request.office
    published = Guide.objects.filter(office=office).first()
    body = guide.compile_guide(office, local_today())
    given, lacking = guide.fields_of(office), {one.code for one in guide.missing(office)}
    context = {
        "form": form,
        "wrong": wrong,
        "guide": published,
        "changed": guide.differences(published.body, body) if published is not None else [],
        "fields": [(one, given[one.code], one.code in lacking) for one in guide_fields()],
        "is_complete": not lacking,
        "texts": [form[code] for code in guide.TEXTS],
        "contacts": [form[name] for name in form.office_fields],
        "channels": [(form[f"open_{code}"], form[f"note_{code}"], channels()[code]) for code in form.channels],
    }
    return render(request, "portal/desk_guide.html", context, status=status)


@desk_view("see_cases")
def request_list(request: DeskRequest) -> HttpResponse:
    """Requests to correct and suggestions, the open ones first asked for."""
    stage = request.GET.get("stage", "open")
    found = CitizenRequest.objects.defer("sealed")
    if stage in CitizenRequest.STAGES:
        found = found.filter(stage=stage)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    rows = [(row, CitizenRequest.KINDS[row.kind], CitizenRequest.STAGES[row.stage]) for row in page]
    context = {"rows": rows, "page": page, "stage": stage, "stages": CitizenRequest.STAGES.items()}
    return render(request, "portal/desk_requests.html", context)


@desk_view("see_cases")
def request_case(request: DeskRequest, pk: UUID) -> HttpResponse:
    """One request: what was asked, the person masked, the answer."""
    row = get_object_or_404(CitizenRequest.objects.select_related("person", "office"), pk=pk)
    form = AnswerForm(request.POST if request.POST.get("act") == "answer" else None, kind=row.kind)
    shown, wrong = None, ""
    if request.method == "POST":
        try:
            if _do(request, row, form):
                return redirect("desk:request", request.office.code, pk)
            if request.POST.get("act") == "reveal":
                reason = request.POST.get("reason", "").replace("\0", "")[:200]
                shown = reveal(request.officer, request.office, row.person, row.number, reason=reason)
        except (OfficeError, StaleCase) as error:
            wrong = say(error)
    is_wrong = bool(wrong) or (form.is_bound and not form.is_valid())
    return _request_page(request, row, form, shown=shown, wrong=wrong, status=422 if is_wrong else 200)


def _do(request: DeskRequest, row: CitizenRequest, form: AnswerForm) -> bool:
    """Answer or close; True when it was done."""
    version = request.POST.get("version", "")
    seen = int(version) if version.isascii() and version.isdigit() and len(version) < 9 else None
    act = request.POST.get("act")
    if act == "answer" and form.is_valid():
        actions.answer_request(request.officer, row, version=seen, **form.cleaned_data)
        return True
    if act == "close":
        actions.close_request(request.officer, row, version=seen)
        return True
    return False


def _request_page(
    request: DeskRequest, row: CitizenRequest, form: AnswerForm, *, shown: Any, wrong: str, status: int
) -> HttpResponse:
    content = row.content
    labels = {
        "record": _("哪一条信息记录不准确") if row.kind == "correction" else _("建议公开什么信息"),
        "right": _("正确的内容是什么"),
        "evidence": _("有什么证据"),
        "reason": _("为什么应当公开"),
    }
    context = {
        "row": row,
        "kind": CitizenRequest.KINDS[row.kind],
        "stage": CitizenRequest.STAGES[row.stage],
        "result": CitizenRequest.RESULTS[row.kind].get(row.result, ""),
        "asked": [(labels[name], text) for name, text in content.items() if name in labels and text],
        "answer": content.get("answer", ""),
        "person": shown or row.person.masked,
        "is_shown": shown is not None,
        "files": row.files.defer("sealed"),
        "form": form,
        "wrong": wrong,
        "rule": statements()[row.kind],
        "may_reveal": request.officer.may("reveal"),
        "may_answer": request.officer.may("assess"),
    }
    return render(request, "portal/desk_request.html", context, status=status)


@desk_view("reveal")
def request_file(request: DeskRequest, pk: UUID, file: UUID) -> HttpResponse:
    """Evidence given with a request. It may hold personal data, so opening it leaves an entry."""
    found = get_object_or_404(RequestFile.objects.select_related("office", "request__person"), pk=file, request_id=pk)
    return download(actions.open_request_file(request.officer, found), found.name, found.media_type)
