"""Registering an application and doing the next step."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

import segno
from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from gongkai.errors import GongkaiError, NotPermitted, SealBroken, StaleCase
from gongkai.ledger import steps
from gongkai.ledger.acts import allowed, judge
from gongkai.ledger.clock import days_left
from gongkai.ledger.labels import describe
from gongkai.ledger.refusals import REFUSALS
from gongkai.statute.calendar import WorkCalendar
from gongkai.statute.fees import TARIFFS
from gongkai.statute.outcomes import outcomes
from gongkai.statute.receipt import channels
from gongkai.web.accounts.models import User
from gongkai.web.applications import intake
from gongkai.web.applications.actions import FeeSheet, Filed, notice_fee, take_step, work_out_fee
from gongkai.web.applications.assessment import basis, for_reply, panel
from gongkai.web.applications.forms import (
    STEP_FORMS,
    Answer,
    Confirmation,
    Context,
    DayField,
    DeskForm,
    Fee,
    StepForm,
    outcome_groups,
)
from gongkai.web.applications.intake import ContentForm, IntakeForm, PersonForm
from gongkai.web.applications.models import Application
from gongkai.web.applications.panels import DESK_ACTS
from gongkai.web.applications.reading import Reading, read_case
from gongkai.web.config.clock import calendar_of, local_today
from gongkai.web.desk.guard import desk_view
from gongkai.web.desk.links import url_or_empty
from gongkai.web.desk.saying import refusal_zh, say
from gongkai.web.desk.templatetags.words import act as act_word
from gongkai.web.desk.templatetags.words import day, due_name, glossed, is_english, left, wait
from gongkai.web.entries.models import LEDGER, Entry
from gongkai.web.offices.models import Membership, standing
from gongkai.web.offices.policy import APPLICANT, SYSTEM

CODES = "query_codes"
BY = {APPLICANT: _("申请人"), SYSTEM: _("系统")}


@desk_view("register")
def register_case(request: HttpRequest) -> HttpResponse:
    """Take in one application of any channel."""
    form = IntakeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            filed = intake.take_in(request.officer, request.office, form.filing(), form.arrival())
        except GongkaiError as error:
            form.add_error(None, say(error))
        else:
            return _to_receipt(request, filed)
    values = {"form": form, "channels": channels().values()}
    return render(request, "applications/register.html", values, status=422 if form.errors else 200)


@desk_view("register")
def register_again(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One more case out of the same letter: applicant, channel and dates are those of the case before."""
    earlier = _case(pk)
    form = ContentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            filed = intake.take_in_again(request.officer, earlier, **form.cleaned_data)
        except GongkaiError as error:
            form.add_error(None, say(error))
        else:
            return _to_receipt(request, filed)
    values = {"form": form, "earlier": earlier, "siblings": _siblings(earlier)}
    return render(request, "applications/register_again.html", values, status=422 if form.errors else 200)


def _to_receipt(request: HttpRequest, filed: Filed) -> HttpResponse:
    hidden = dict(request.session.get(CODES, {}))
    request.session[CODES] = hidden | {str(filed.case.pk): intake.hide_code(filed.case, filed.code)}
    return redirect("desk:cases:receipt", filed.case.office.code, filed.case.pk)


@desk_view("register")
@never_cache
def receipt(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The slip for the applicant. The query code stands on it once, right after it was made."""
    case = _case(pk)
    hidden = dict(request.session.get(CODES, {}))
    code = ""
    if str(case.pk) in hidden:
        try:
            code = intake.show_code(case, hidden.pop(str(case.pk)))
        except SealBroken:
            code = ""
        request.session[CODES] = hidden
    address = _status_address(request, case)
    dates = _reading(case).clock.dates
    values = {
        "case": case,
        "query_code": code,
        "notice_due": next((one for one in dates if one.name == "supplement_notice_due_on"), None),
        "fixed_by": intake.fixed_by(case),
        "missing": list(intake.missing(case)),
        "due": due_sentence(case, local_today(), calendar_of(case.office.calendar_region)),
        "address": address,
        "qr": qr(address) if address else "",
        "applicant_name": case.person.masked.name if case.person else "",
        "siblings": _siblings(case),
        "others": case.co_applicants.count(),
    }
    return render(request, "applications/receipt.html", values)


def _status_address(request: HttpRequest, case: Application) -> str:
    """The status page with the number filled in; never the code. "" where this process serves no portal."""
    page = url_or_empty("portal:office_status", case.office.code) or url_or_empty("portal:status")
    return request.build_absolute_uri(f"{page}?number={case.number}") if page else ""


def qr(address: str) -> SafeString:
    """A QR code as SVG that stands in a page."""
    drawn = segno.make(address, error="m").svg_inline(scale=3, border=2, omitsize=False, title=gettext("查询网址"))
    return mark_safe(drawn)  # drawn here from digits and lines only


@desk_view("register")
@require_POST
def new_code(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A new query code for an applicant who lost theirs."""
    case = _case(pk)
    code = intake.reissue_code(request.officer, case)
    return _to_receipt(request, Filed(case, code))


@desk_view("register")
def co_applicants(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The further applicants of a case, and one more."""
    case = _case(pk)
    form = PersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        intake.add_co_applicant(request.officer, case, form.cleaned_data["applicant"], form.details())
        messages.success(request, gettext("已登记共同申请人。"))
        return redirect(reverse("desk:cases:co_applicants", args=[case.office.code, case.pk]))
    rows = case.co_applicants.select_related("person")
    values = {"case": case, "form": form, "others": [(row, row.person.masked) for row in rows]}
    return render(request, "applications/register_person.html", values, status=422 if form.errors else 200)


def _case(pk: UUID) -> Application:
    return get_object_or_404(Application.objects.select_related("office", "person"), pk=pk)


def _siblings(case: Application) -> list[Application]:
    """The other cases of the same letter."""
    if case.letter is None:
        return []
    return list(
        Application.objects.filter(office=case.office, letter=case.letter).exclude(pk=case.pk).order_by("number")
    )


# --- the next step ---------------------------------------------------------------------------------------------------


class FeeCount(DeskForm):
    """What both tariffs are worked out from."""

    pages = forms.IntegerField(
        label=_("页数"), min_value=0, max_value=1_000_000, initial=0, help_text=_("A4及以下幅面的单面为1页。")
    )
    pieces = forms.IntegerField(
        label=_("件数"),
        min_value=1,
        max_value=10_000,
        initial=1,
        help_text=_("一件申请包含多项内容的，可按最小合理单位拆分计件。"),
    )


class OnForm(DeskForm):
    """The day a step was done, where it was done before today."""

    on = DayField()


@desk_view("see_cases")
@never_cache
def step(request: HttpRequest, pk: UUID, act: str) -> HttpResponse:
    """The form of one act; where the law does not open it today, the reason and no form."""
    form_type = STEP_FORMS.get(act)
    if form_type is None:
        raise Http404
    case = get_object_or_404(Application.objects.select_related("office", "person"), pk=pk)
    if not request.officer.may(act):
        raise PermissionDenied
    context = _context(request, case)
    if request.method == "POST":
        return _take(request, case, form_type, context)
    why = refusals(form_type, context)
    if why:
        return _show(request, case, act, {"refusals": why, "on": context.on}, status=409)
    return _open(request, case, form_type, context)


def _context(request: HttpRequest, case: Application) -> Context:
    asked = OnForm(request.GET)
    on = asked.cleaned_data["on"] if "on" in request.GET and asked.is_valid() else local_today()
    calendar = calendar_of(case.office.calendar_region)
    return Context(case, _reading(case).state, calendar, request.officer, on, {})


def _open(request: HttpRequest, case: Application, form_type: type[StepForm], context: Context) -> HttpResponse:
    """The empty form; for a reply and a fee first what it depends on."""
    extra: dict[str, Any] = {}
    if form_type is Answer:
        code = request.GET.get("outcome", "")
        if code not in outcomes() or not outcomes()[code].is_reply:
            return _show(request, case, form_type.act, _choices_of_outcome(case, context))
        context = _given(context, for_reply(case) | {"outcome": code})
        extra = _about_outcome(code, context)
        if extra["blocked"]:
            return _show(request, case, form_type.act, {"refusals": extra["blocked"], "outcome": extra["outcome"]}, 409)
    if form_type is Fee:
        count = FeeCount(request.GET if "pages" in request.GET else None)
        if not count.is_bound or not count.is_valid():
            return _show(request, case, form_type.act, {"count": count}, status=422 if count.is_bound else 200)
        try:
            sheet = work_out_fee(case, **count.cleaned_data)
        except GongkaiError as error:
            return _show(request, case, form_type.act, {"refusals": [say(error)]}, status=409)
        context, extra = _with_fee(context, sheet), {"sheet": sheet}
    form = form_type(context=context, initial={"version": case.version, "last": _last_sequence(case)})
    return _show(request, case, form_type.act, extra | {"form": form})


def _reading(case: Application) -> Reading:
    """The fold of a case; a case whose receipt does not stand has no steps."""
    try:
        return read_case(case)
    except LookupError:
        raise Http404 from None


def _given(context: Context, given: Mapping[str, Any]) -> Context:
    return Context(context.case, context.state, context.calendar, context.officer, context.on, given)


def _choices_of_outcome(case: Application, context: Context) -> dict[str, Any]:
    """The outcomes a reply may have, those not open now with the reason."""
    groups = [
        (label, [(one, basis(one.articles), reply_refusals(one.code, context)) for one in members])
        for label, members in outcome_groups()
    ]
    return {"groups": groups, "suggested": panel(case)["suggested"]}


def _about_outcome(code: str, context: Context) -> dict[str, Any]:
    return {"outcome": outcomes()[code], "blocked": reply_refusals(code, context)}


def _with_fee(context: Context, sheet: FeeSheet) -> Context:
    quote = sheet.quote
    tariffs = [
        (code, gettext("%(name)s：%(yuan)d元") % {"name": label, "yuan": quote.yuan(code)})
        for code, label in glossed(TARIFFS)()
        if quote.yuan(code) > 0
    ]
    given = {"tariffs": tariffs, "pages": quote.pages, "pieces": quote.pieces, "head": acting_head(context.case)}
    return _given(context, given)


def acting_head(case: Application) -> str:
    """The head of the OGI office today, or who stands in."""
    rows = Membership.objects.filter(standing(local_today()), office=case.office, role="head").select_related("user")
    return next((str(row.user) for row in rows.order_by(F("deputy_for").asc(nulls_last=True), "pk")), "")


# --- doing it -----------------------------------------------------------------------------------------------------


def _take(request: HttpRequest, case: Application, form_type: type[StepForm], context: Context) -> HttpResponse:
    extra: dict[str, Any] = {}
    if form_type is Answer:
        code = request.POST.get("outcome", "")
        if code not in outcomes() or not outcomes()[code].is_reply:
            return redirect(request.path)
        extra = _about_outcome(code, context)
    if form_type is Fee:
        count = FeeCount(request.POST)
        if not count.is_valid():
            return _show(request, case, form_type.act, {"count": count}, status=422)
        try:
            sheet = work_out_fee(case, **count.cleaned_data)
        except GongkaiError as error:
            return _show(request, case, form_type.act, {"refusals": [say(error)]}, status=409)
        context, extra = _with_fee(context, sheet), {"sheet": sheet}
    form = form_type(request.POST, context=context)
    if not form.is_valid():
        return _show(request, case, form_type.act, extra | {"form": form}, status=422)
    try:
        after = _perform(form, case)
    except StaleCase as error:
        return _stale(request, case, form_type, context, extra | {"error": say(error)})
    except NotPermitted as error:
        raise PermissionDenied from error
    except GongkaiError as error:
        form.add_error(None, say(error))
        return _show(request, case, form_type.act, extra | {"form": form}, status=422)
    return _done(request, after, form_type.act)


def _perform(form: StepForm, case: Application) -> Application:
    perform = _ACTIONS.get(form.act, _step)
    return perform(form, case)


def _step(form: StepForm, case: Application) -> Application:
    return take_step(form.context.officer, case.pk, form.event(), version=form.cleaned_data["version"])


def _confirm(form: StepForm, case: Application) -> Application:
    data = form.cleaned_data
    return intake.confirm_receipt(
        form.context.officer,
        case.pk,
        data["on"],
        means=data["means"],
        reached=data["reached"],
        version=data["version"],
    )


def _notice_fee(form: StepForm, case: Application) -> Application:
    names = ("on", "tariff", "pages", "pieces", "approver", "addressee_received_on", "version")
    return notice_fee(form.context.officer, case.pk, **{name: form.cleaned_data[name] for name in names})


_ACTIONS: Mapping[str, Callable[[StepForm, Application], Application]] = {
    Confirmation.act: _confirm,
    Fee.act: _notice_fee,
}
"""Acts with more to do than record their event."""


def _done(request: HttpRequest, case: Application, act: str) -> HttpResponse:
    due = due_sentence(case, local_today(), calendar_of(case.office.calendar_region))
    done = gettext("%(number)s已登记“%(act)s”。") % {"number": case.number, "act": act_word(act)}
    messages.success(request, f"{done}{due}")
    return redirect("desk:cases:case", case.office.code, case.pk)


def _stale(
    request: HttpRequest, case: Application, form_type: type[StepForm], context: Context, extra: dict[str, Any]
) -> HttpResponse:
    """What others did since the form was opened, and the form again with everything typed."""
    case = Application.objects.select_related("office", "person").get(pk=case.pk)
    rows = Entry.objects.filter(office=case.office, subject=case.number).order_by("sequence")
    seen = request.POST.get("last", "")
    newer = rows.filter(sequence__gt=int(seen)) if seen.isdigit() and len(seen) < 18 else rows
    data: QueryDict = request.POST.copy()
    data["version"], data["last"] = str(case.version), str(_last_sequence(case))
    fresh = _context(request, case)
    context = _given(fresh, context.given)
    form = form_type(data, context=context)
    values = extra | {
        "form": form,
        "changes": _changes(newer),
        "refusals": refusals(form_type, context),
        "due": due_sentence(case, local_today(), context.calendar),
    }
    return _show(request, case, form_type.act, values, status=409, template="applications/stale.html")


def _changes(rows: Iterable[Entry]) -> list[tuple[Entry, str, str]]:
    """Each entry, what it says, and the name of who recorded it."""
    rows = list(rows)
    names = {user.username: str(user) for user in User.objects.filter(username__in={row.by for row in rows})}
    return [(row, entry_line(row), names.get(row.by, str(BY.get(row.by, row.by)))) for row in rows]


def _last_sequence(case: Application) -> int:
    rows = Entry.objects.filter(office=case.office, subject=case.number).order_by("-sequence")
    return rows.values_list("sequence", flat=True).first() or 0


def _show(
    request: HttpRequest,
    case: Application,
    act: str,
    values: Mapping[str, Any],
    status: int = 200,
    template: str = "applications/step.html",
) -> HttpResponse:
    due = due_sentence(case, local_today(), calendar_of(case.office.calendar_region))
    return render(request, template, {"case": case, "act": act, "due": due} | dict(values), status=status)


# --- whether it is open ----------------------------------------------------------------------------------------------


def refusals(form: type[StepForm], context: Context) -> list[str]:
    """Why an act is not open on a day, in sentences; empty where it is."""
    if form.act in allowed(context.state, context.on, context.calendar):
        return []
    return [refusal(code) for code in judge(context.state, form.sample(context), context.calendar)]


FILLED = {"reason": "-", "search_record": "-", "earlier_case": "-", "third_party_note": "-", "grounds": ("EX15",)}


def reply_refusals(code: str, context: Context) -> list[str]:
    """Why a reply with this outcome is not open however it is worded."""
    event = steps.Answered(on=context.on, outcome=code, **FILLED)
    return [refusal(reason) for reason in judge(context.state, event, context.calendar)]


# --- sentences -------------------------------------------------------------------------------------------------------


def refusal(code: str) -> str:
    """One reason to refuse a step, with its article."""
    why = REFUSALS[code]
    return f"{why.en} ({why.article})" if is_english() else refusal_zh(why.zh, why.article)


def entry_line(entry: Entry) -> str:
    """What an entry says, in one line."""
    if entry.kind != LEDGER:
        return str(DESK_ACTS.get(entry.type, entry.type))
    return act_word(entry.type) if is_english() else describe(entry.to_ledger().event)


def due_sentence(case: Application, today: date, calendar: WorkCalendar) -> str:
    """When the case is due now, or what it waits for."""
    if case.closed_on is not None:
        if case.is_answered and case.served_on is None:
            return gettext("请在送达后登记送达日期，复议和诉讼期限从送达起算。")
        return ""
    if case.reply_due_on is not None:
        days = left(days_left(case.reply_due_on, today, calendar))
        return gettext("答复期限至%(day)s，%(left)s。") % {"day": day(case.reply_due_on), "left": days}
    if case.wait_until is not None:
        values = {"wait": wait(case.waiting_for), "what": due_name(case.wait_name), "day": day(case.wait_until)}
        return gettext("%(wait)s；%(what)s期限至%(day)s。") % values
    return wait(case.waiting_for) + ("." if is_english() else "。") if case.waiting_for else ""
