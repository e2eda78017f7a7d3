"""The status of a case: asked by number and code, then open for half an hour to this browser."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.cache import cache
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from django_scopes import scope

from gongkai.errors import OfficeError, SealBroken, StepNotAllowed
from gongkai.statute.guide import statements
from gongkai.statute.receipt import channels
from gongkai.web.applications.files import read_file
from gongkai.web.applications.models import Application, CaseFile, Submission
from gongkai.web.applications.reading import read_case
from gongkai.web.config.clock import calendar_of, local_today
from gongkai.web.desk.saying import say
from gongkai.web.notices.models import LetterFile
from gongkai.web.notices.papers import read_shared
from gongkai.web.offices.models import Office, standing
from gongkai.web.offices.policy import APPLICANT
from gongkai.web.portal import limits, proof, reading, tickets
from gongkai.web.portal.actions import answer_survey, may_send, send_submission
from gongkai.web.portal.door import office_view
from gongkai.web.portal.forms import StatusForm, SubmissionForm, SurveyForm
from gongkai.web.portal.intake import read_uploads
from gongkai.web.portal.lookup import Found, find, ticket_of
from gongkai.web.portal.models import CitizenRequest, Survey

COOKIE = "case"
PAGES = {Application: "portal:case", CitizenRequest: "portal:request"}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def status(request: HttpRequest) -> HttpResponse:
    """Choose the office, then ask."""
    offices = list(Office.objects.filter(standing(local_today())).order_by("path"))
    code = request.POST.get("office", "") if request.method == "POST" else ""
    office = next((one for one in offices if one.code == code), None)
    if office is not None:
        with scope(office=office):
            return _ask(request, None, office, offices)
    wrong = _("请选择受理申请的机关。") if request.method == "POST" else ""
    form = StatusForm(request.POST) if request.method == "POST" else StatusForm()
    return _page(request, form, None, offices, wrong=wrong, status=422 if wrong else 200)


@office_view(methods=("GET", "POST"), even_ended=True)
def office_status(request: HttpRequest, office: Office) -> HttpResponse:
    if request.method == "POST":
        return _ask(request, office, office, [])
    number = request.GET.get("number", "")[:40]
    return _page(request, StatusForm(initial={"number": number}), office, [])


def _ask(request: HttpRequest, shown: Office | None, office: Office, offices: list[Office]) -> HttpResponse:
    """Look for the case. One sentence for an unknown number and for a wrong code, one for too many tries."""
    form = StatusForm(request.POST)
    if not form.is_valid():
        return _page(request, form, shown, offices, status=422)
    number, code = form.cleaned_data["number"], form.cleaned_data["code"]
    address, who = limits.address_of(request), f"{office.pk}:{number}"
    is_hard = limits.counted(limits.LOOKUP_NUMBER, who) >= limits.LOOKUP_EASY or _failed_often(request)
    is_proved = is_hard and proof.take(request)
    if limits.is_over(limits.LOOKUP_ADDRESS, address) or (limits.is_over(limits.LOOKUP_NUMBER, who) and not is_proved):
        wrong = _("查询次数过多，请过一小时再试，或者拨打受理机关的电话。")
        return _page(request, form, shown, offices, wrong=wrong, status=429, is_hard=is_hard)
    if is_hard and not is_proved and not _asked_slowly(request):
        wrong = _("此前多次没有查到。请核对编号和查询码，再点一次“查询”。")
        return _page(request, form, shown, offices, wrong=wrong, status=422, is_hard=True)
    found = find(office, number, code)
    if found is None:
        limits.count(limits.LOOKUP_ADDRESS, address)
        limits.count(limits.LOOKUP_NUMBER, who)
        wrong = _("没有找到相符的申请，请核对受理机关、编号和查询码。")
        return _page(request, form, shown, offices, wrong=wrong, status=422, is_hard=is_hard)
    path = reverse(PAGES[type(found)], args=[office.code, found.pk])
    response = redirect(path)
    tickets.give(response, COOKIE, found.pk, ticket_of(found), path=path, seconds=tickets.STATUS_SECONDS)
    return response


def _failed_often(request: HttpRequest) -> bool:
    return limits.counted(limits.LOOKUP_ADDRESS, limits.address_of(request)) >= limits.LOOKUP_EASY


def _asked_slowly(request: HttpRequest) -> bool:
    """Whether the page was looked at before asking, where no script proved its work."""
    stamp = tickets.read_stamp(request.POST.get("stamp", ""))
    return stamp is not None and stamp.age >= tickets.LEAST_SECONDS


def _page(
    request: HttpRequest,
    form: StatusForm,
    office: Office | None,
    offices: list[Office],
    *,
    wrong: str = "",
    status: int = 200,
    is_hard: bool = False,
) -> HttpResponse:
    """The two fields. is_hard: after several failures the page asks for a proof of work, or for a little time."""
    chosen = request.POST.get("office", "")
    context = {"form": form, "office": office, "offices": offices, "chosen": chosen, "wrong": wrong, "here": "status"}
    if is_hard or _failed_often(request):
        context["stamp"] = tickets.new_stamp().text()
    return render(request, "portal/status.html", context, status=status)


def _holds(request: HttpRequest, row: Found) -> bool:
    return tickets.has(request, COOKIE, row.pk, ticket_of(row), seconds=tickets.STATUS_SECONDS)


def _case(request: HttpRequest, pk: UUID) -> Application | None:
    """The case, if this browser asked for it with its code a short while ago."""
    case = Application.objects.select_related("office", "merged_into").filter(pk=pk).first()
    return case if case is not None and _holds(request, case) else None


def _again(request: HttpRequest, office: Office) -> HttpResponse:
    """Ask for the code again: the same for a case that is not there, another's, and a cookie that ran out."""
    wrong = _("请输入编号和查询码；查询结果只保留半小时。")
    return _page(request, StatusForm(), office, [], wrong=wrong, status=403)


@office_view(even_ended=True)
def case_page(request: HttpRequest, office: Office, pk: UUID) -> HttpResponse:
    """Where the case stands, why its date is what it is, what one may do now."""
    case = _case(request, pk)
    if case is None:
        return _again(request, office)
    return _case_page(request, office, case)


def _case_page(request: HttpRequest, office: Office, case: Application, **more: Any) -> HttpResponse:
    sent = request.GET.get("sent", "")
    context: dict[str, Any] = {
        "office": office,
        "here": "status",
        "case": case,
        "may_send": [(kind, Submission.KINDS[kind]) for kind in may_send(case)],
        "submissions": [(one, Submission.KINDS[one.kind]) for one in Submission.objects.filter(application=case)],
        "files": list(CaseFile.objects.filter(application=case, is_for_applicant=True)),
        "just_sent": Submission.KINDS.get(sent, "") or (sent == "survey" and _("满意度评价")),
        "complaint": statements()["complaint"],
        "correction": statements()["correction"],
        "channel": channels()[case.channel],
    }
    try:
        context |= _read(office, case)
    except LookupError:  # its receipt was struck out
        context["is_unreadable"] = True
    context |= more
    return render(request, "portal/case.html", context, status=422 if more else 200)


def _read(office: Office, case: Application) -> dict[str, Any]:
    read, calendar = read_case(case), calendar_of(office.calendar_region)
    is_closed = read.state.closed_on is not None
    return {
        "stages": reading.stages(read.state),
        "state": read.state,
        "clock": read.clock,
        "happened": list(reading.happened(read)),
        "why": reading.why(read, local_today(), calendar),
        "waits": [one for one in read.clock.dates if one.name in ("supplement_due_on", "fee_payment_due_on")],
        "until": [one for one in read.clock.dates if one.name in ("reconsideration_until", "direct_suit_until")],
        "remedy": reading.remedy_of(office, read.state),
        "survey": Survey.objects.filter(application=case).first() if is_closed else None,
        "survey_form": SurveyForm() if is_closed else None,
    }


@office_view(methods=("GET", "POST"), even_ended=True)
def send(request: HttpRequest, office: Office, pk: UUID, kind: str) -> HttpResponse:
    """Supplement, proof of payment or withdrawal. The page says what it will do before it is sent."""
    case = _case(request, pk)
    if case is None:
        return _again(request, office)
    if kind not in Submission.KINDS:
        raise Http404
    back = redirect("portal:case", office.code, pk)
    if request.method != "POST":
        if kind not in may_send(case):
            return back
        return _send_page(request, office, case, SubmissionForm(kind=kind), tickets.new_stamp().text())
    form, stamp = SubmissionForm(request.POST, request.FILES, kind=kind), request.POST.get("stamp", "")
    good, wrong = read_uploads(request.FILES.getlist("files"))
    once = tickets.read_stamp(stamp)
    if once is None:
        wrong, stamp = [_("页面打开的时间太久，请核对内容后再次提交。")], tickets.new_stamp().text()
    if not form.is_valid() or wrong or once is None:
        if good:
            wrong.append(_("请再次选择要上传的文件。"))
        return _send_page(request, office, case, form, stamp, wrong, status=422)
    if not cache.add(f"sent:{once.id}", 1, tickets.STAMP_SECONDS):
        return _done(office, pk, kind)  # a second click
    try:
        send_submission(case, kind, form.cleaned_data["text"], good)
    except (OfficeError, StepNotAllowed) as error:
        cache.delete(f"sent:{once.id}")
        return _send_page(request, office, case, form, stamp, [say(error)], status=422)
    return _done(office, pk, kind)


def _done(office: Office, pk: UUID, what: str) -> HttpResponse:
    return redirect(reverse("portal:case", args=[office.code, pk]) + f"?sent={what}")


_ASKED_BY = {
    "supplement": ("supplement_requested", "supplement_due_on"),
    "reasons": ("reasons_requested", ""),
    "payment": ("fee_noticed", "fee_payment_due_on"),
}
"""What the office asked for, by what answers it; and the date by which."""


def _send_page(
    request: HttpRequest,
    office: Office,
    case: Application,
    form: SubmissionForm,
    stamp: str,
    wrong: list[str] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    context = {"office": office, "here": "status", "case": case, "form": form, "stamp": stamp, "wrong": wrong or []}
    context |= {"kind": form.kind, "label": Submission.KINDS[form.kind]}
    if form.kind in _ASKED_BY:
        read = read_case(case)
        asked = [one for one in reading.happened(read) if one.act == _ASKED_BY[form.kind][0]]
        context["asked"] = asked[-1] if asked else None
        context["waits"] = [one for one in read.clock.dates if one.name == _ASKED_BY[form.kind][1]]
    return render(request, "portal/submit.html", context, status=status)


@office_view(methods=("POST",), even_ended=True)
def survey(request: HttpRequest, office: Office, pk: UUID) -> HttpResponse:
    case = _case(request, pk)
    if case is None:
        return _again(request, office)
    form = SurveyForm(request.POST)
    if not form.is_valid():
        return _case_page(request, office, case, survey_form=form)
    try:
        answer_survey(case, int(form.cleaned_data["score"]), form.cleaned_data["text"])
    except OfficeError as error:
        return _case_page(request, office, case, wrong=[say(error)], survey_form=form)
    return _done(office, pk, "survey")


@office_view(even_ended=True)
def case_file(request: HttpRequest, office: Office, pk: UUID, file: UUID) -> HttpResponse:
    """A letter or released file, to the browser that holds this case; 404 for every other file there is."""
    case = _case(request, pk)
    if case is None:
        return _again(request, office)
    found = get_object_or_404(CaseFile, pk=file, application=case, is_for_applicant=True)
    try:
        data = read_file(found, by=APPLICANT, reason="status page")
    except SealBroken:
        return _case_page(request, office, case, wrong=[_("文件暂时无法下载，请联系受理机关。")])
    return download(data, found.name, found.media_type)


def download(data: bytes, name: str, media_type: str) -> HttpResponse:
    """Bytes as a file to save: never shown inside the site."""
    response = HttpResponse(data, content_type=media_type)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


@office_view(methods=("POST",), even_ended=True)
def leave(request: HttpRequest, office: Office, pk: UUID) -> HttpResponse:
    """End the query on this device."""
    response = redirect("portal:office_status", office.code)
    for name in PAGES.values():  # the browser keeps a cookie for each path
        response.delete_cookie(COOKIE, path=reverse(name, args=[office.code, pk]))
    return response


@office_view(even_ended=True)
def request_page(request: HttpRequest, office: Office, pk: UUID) -> HttpResponse:
    """Where a request to correct or a suggestion stands, with the answer."""
    row = _request(request, pk)
    if row is None:
        return _again(request, office)
    return _request_page(request, office, row)


def _request(request: HttpRequest, pk: UUID) -> CitizenRequest | None:
    """The request, if this browser asked for it with its code a short while ago."""
    row = CitizenRequest.objects.select_related("person").filter(pk=pk).first()
    return row if row is not None and _holds(request, row) else None


def _letters(row: CitizenRequest) -> QuerySet[LetterFile]:
    """The letters about a request that were given out."""
    return LetterFile.objects.filter(letter__request=row, is_for_applicant=True)


def _request_page(request: HttpRequest, office: Office, row: CitizenRequest, *, wrong: str = "") -> HttpResponse:
    context = {
        "office": office,
        "here": "status",
        "row": row,
        "kind": CitizenRequest.KINDS[row.kind],
        "stage": CitizenRequest.STAGES[row.stage],
        "result": CitizenRequest.RESULTS[row.kind].get(row.result, ""),
        "answer": row.content.get("answer", ""),
        "rule": statements()[row.kind],
        "complaint": statements()["complaint"],
        "letters": _letters(row).defer("sealed", "wrapped_key"),
        "wrong": wrong,
    }
    return render(request, "portal/request.html", context, status=422 if wrong else 200)


@office_view(even_ended=True)
def request_letter(request: HttpRequest, office: Office, pk: UUID, paper: UUID) -> HttpResponse:
    """A letter about a request, to the browser that holds it; 404 for every other file there is."""
    row = _request(request, pk)
    if row is None:
        return _again(request, office)
    found = get_object_or_404(_letters(row).select_related("office", "letter__request"), pk=paper)
    try:
        data = read_shared(found, by=APPLICANT, reason="status page")
    except SealBroken:
        return _request_page(request, office, row, wrong=_("文件暂时无法下载，请联系受理机关。"))
    return download(data, found.name, found.media_type)
