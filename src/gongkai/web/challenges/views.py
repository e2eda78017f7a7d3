"""The list of challenges, one of them, and what is done in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gongkai.errors import GongkaiError
from gongkai.ledger.challenges import PROCEDURES, ROLES
from gongkai.ledger.events import ChallengeDecided, ChallengeReceived, type_name
from gongkai.ledger.labels import describe as in_words
from gongkai.web.accounts.models import User
from gongkai.web.applications.exports import MOST, to_csv, to_xlsx
from gongkai.web.applications.forms import DeskForm
from gongkai.web.applications.models import Application
from gongkai.web.challenges import actions
from gongkai.web.challenges.forms import DecisionForm, DetailsForm, PapersForm, RedoForm, ResponseForm, usual_results
from gongkai.web.challenges.models import Challenge
from gongkai.web.challenges.queries import (
    PAGE_SIZE,
    ChallengeFilter,
    basis,
    column_label,
    export_rows,
    filtered,
    line,
)
from gongkai.web.challenges.reading import limit_of, read_challenges, recorded
from gongkai.web.config.clock import calendar_of, local_today
from gongkai.web.desk.actions import note_export
from gongkai.web.desk.guard import DeskRequest, desk_view
from gongkai.web.desk.saying import say
from gongkai.web.desk.templatetags.words import act as act_word
from gongkai.web.desk.templatetags.words import is_english


@desk_view("see_cases")
@require_GET
def challenge_list(request: DeskRequest) -> HttpResponse:
    """The challenges that pass the filters of the address, a page of them."""
    form = ChallengeFilter(request.GET)
    if not form.is_valid():
        return render(request, "challenges/list.html", {"form": form}, status=422)
    shown = Paginator(filtered(form.cleaned_data), PAGE_SIZE).get_page(request.GET.get("page"))
    today, calendar = local_today(), calendar_of(request.office.calendar_region)
    context = {
        "form": form,
        "page": shown,
        "lines": [line(one, today, calendar) for one in shown],
        "may": request.officer.may("challenge"),
        "may_export": request.officer.may("export"),
    }
    return render(request, "challenges/list.html", context)


@desk_view("export")
@require_POST
def export(request: DeskRequest, kind: str) -> HttpResponse:
    """The same challenges as a file; that it was taken is recorded."""
    if kind not in ("xlsx", "csv"):
        raise Http404
    form = ChallengeFilter(request.GET)
    back = f"{reverse('desk:challenges:list', args=[request.office.code])}?{form.address}"
    if not form.is_valid():
        return redirect(back)
    rows = filtered(form.cleaned_data)
    count = rows.count()
    if count > MOST:
        messages.error(request, _("超过 %(most)d 条，一次不能导出；请用筛选条件分批导出。") % {"most": MOST})
        return redirect(back)
    table = list(export_rows(rows))
    data = to_csv(table) if kind == "csv" else to_xlsx({_("复议诉讼"): table}, _("行政复议、行政诉讼案件"))
    note_export(request.officer, request.office, kind, count)
    types = {
        "csv": "text/csv; charset=utf-8",
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    }
    response = HttpResponse(data, content_type=types[kind])
    name = f"challenges-{request.office.code}-{local_today().isoformat()}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response


@desk_view("challenge")
@require_http_methods(["GET", "POST"])
def register(request: DeskRequest) -> HttpResponse:
    """Register papers received; `?case=` names the case they are about."""
    form = PapersForm(request.POST or None, initial=_from_case(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.register_challenge(request.officer, request.office, form.papers())
        except GongkaiError as error:
            form.add_error(None, say(error))
        else:
            messages.success(request, _("已登记为 %(number)s。") % {"number": made.number})
            return redirect("desk:challenges:page", request.office.code, made.pk)
    return render(request, "challenges/register.html", {"form": form}, status=422 if form.errors else 200)


def _from_case(request: DeskRequest) -> dict[str, Any]:
    given: dict[str, Any] = {"authority": request.office.reviewing_authority, "received_on": local_today()}
    try:
        case = Application.objects.filter(pk=UUID(request.GET.get("case", ""))).first()
    except ValueError:
        case = None
    if case is not None:
        given["application"] = case.number
    return given


@desk_view("see_cases")
@require_GET
def page(request: DeskRequest, pk: UUID) -> HttpResponse:
    """One challenge: where it stands, its limit and why, what happened, its papers."""
    return show(request, get(pk))


def get(pk: UUID) -> Challenge:
    rows = Challenge.objects.select_related("office", "application", "application__person", "handler")
    return get_object_or_404(rows, pk=pk)


def show(request: DeskRequest, challenge: Challenge, *, status: int = 200, **extra: Any) -> HttpResponse:
    """The page of a challenge. extra: a form with its errors."""
    today, calendar = local_today(), calendar_of(request.office.calendar_region)
    limit = limit_of(challenge.kind, challenge.procedure, challenge.received_on)
    may = request.officer.may("challenge")
    context = {
        "one": challenge,
        "line": line(challenge, today, calendar),
        "limit": limit,
        "limit_basis": basis(limit),
        "procedure": PROCEDURES.get(challenge.procedure, "") if challenge.kind == "reconsideration" else "",
        "role_name": ROLES.get(challenge.role, challenge.role),
        "column": column_label(challenge.column),
        "happened": _happened(request, challenge),
        "evidence": list(challenge.evidence.all()),
        "may": may,
        "may_void": request.officer.may("void"),
        "can_redo": may and challenge.stage == "redoing" and challenge.application is not None,
        **extra,
    }
    return render(request, "challenges/page.html", context, status=status)


def _happened(request: DeskRequest, challenge: Challenge) -> list[dict[str, Any]]:
    """The entries that stand, the newest last."""
    reading = read_challenges(challenge.office, recorded(challenge.office, challenge.number)).get(challenge.number)
    entries = reading.entries if reading else ()
    names = {user.username: str(user) for user in User.objects.filter(username__in={entry.by for entry in entries})}
    found = []
    for entry in entries:
        event = entry.event
        details = []
        if isinstance(event, ChallengeDecided):
            details = [(_("依据条款"), event.basis)] if event.basis else []
            details.append((_("效力"), _("已经生效") if event.is_effective else _("尚未生效")))
        title = act_word(type_name(event)) if is_english() else in_words(event)
        found.append(
            {
                "on": event.on,
                "title": title,
                "details": details,
                "by": names.get(entry.by, entry.by),
                "at": entry.recorded_at,
                "sequence": entry.sequence,
                "can_void": not isinstance(event, ChallengeReceived),
            }
        )
    return found


def _do(
    request: DeskRequest,
    challenge: Challenge,
    form: DeskForm,
    template: str,
    act: Callable[[], object],
    done: str,
    **context: Any,
) -> HttpResponse:
    """A form of one act: shown, or checked and done; a refusal stays with what was written."""
    if request.method == "POST" and form.is_valid():
        try:
            act()
        except GongkaiError as error:
            form.add_error(None, say(error))
        else:
            messages.success(request, done)
            return redirect("desk:challenges:page", request.office.code, challenge.pk)
    values = {"one": challenge, "form": form, **context}
    return render(request, template, values, status=422 if form.errors else 200)


@desk_view("challenge")
def details(request: DeskRequest, pk: UUID) -> HttpResponse:
    """Authority, their number, claim."""
    one = get(pk)
    given = {"authority": one.authority, "their_number": one.their_number, "claim": one.claim}
    form = DetailsForm(request.POST or None, initial=given)

    def act() -> object:
        return actions.describe(request.officer, one.pk, **form.cleaned_data)

    return _do(request, one, form, "challenges/form.html", act, _("已保存。"), title=_("修改案件信息"))


@desk_view("challenge")
def respond(request: DeskRequest, pk: UUID) -> HttpResponse:
    """Record that the answer went in."""
    one = get(pk)
    form = ResponseForm(request.POST or None, initial={"on": local_today(), "version": one.version})

    def act() -> object:
        given = form.cleaned_data
        return actions.submit_response(request.officer, one.pk, given["on"], version=given["version"])

    limit = limit_of(one.kind, one.procedure, one.received_on)
    said = _("答复期限：%(day)s（%(basis)s）。") % {"day": one.due_on.isoformat(), "basis": basis(limit)}
    title = _("登记提交答复")
    return _do(request, one, form, "challenges/form.html", act, _("已登记提交答复。"), title=title, advice=said)


@desk_view("challenge")
def decision(request: DeskRequest, pk: UUID) -> HttpResponse:
    """Record a decision or judgment."""
    one = get(pk)
    form = DecisionForm(request.POST or None, initial={"on": local_today(), "version": one.version})

    def act() -> object:
        return actions.decide(request.officer, one.pk, form.decision(), version=form.cleaned_data["version"])

    context = {"title": _("登记决定、裁判"), "usual": list(usual_results(one.kind))}
    return _do(request, one, form, "challenges/form.html", act, _("已登记。"), **context)


@desk_view("challenge")
def redo_case(request: DeskRequest, pk: UUID) -> HttpResponse:
    """Answer the case anew."""
    one = get(pk)
    form = RedoForm(request.POST or None, initial={"on": local_today(), "version": one.version})

    def act() -> object:
        return actions.redo(request.officer, one.pk, **form.cleaned_data)

    context = {"title": _("登记重新答复"), "advice": _("原答复在年度报告中的统计不变。")}
    return _do(request, one, form, "challenges/form.html", act, _("已登记重新答复。"), **context)


@desk_view("void")
@require_POST
def void(request: DeskRequest, pk: UUID, sequence: int) -> HttpResponse:
    """Strike out a slip."""
    one = get(pk)
    reason = request.POST.get("reason", "")[:200].replace("\0", "")
    try:
        actions.void_entry(request.officer, one.pk, sequence, reason=reason)
    except GongkaiError as error:
        return show(request, one, status=422, error=say(error))
    messages.success(request, _("已作废。"))
    return redirect("desk:challenges:page", request.office.code, one.pk)
