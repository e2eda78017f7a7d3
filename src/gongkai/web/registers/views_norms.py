"""The life of normative documents at the desk: drafts, one document, its steps, in force on a day, the policy."""

from __future__ import annotations

from collections import Counter
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gongkai.errors import GongkaiError
from gongkai.ledger.codes import DOCUMENT_KINDS, EFFECTS
from gongkai.ledger.entries import Ledger
from gongkai.ledger.norms import NORM_STAGES, WARNING_DAYS, Norm, norms_of
from gongkai.web.applications.exports import FORMATS, to_csv, to_xlsx
from gongkai.web.config.clock import calendar_of, local_today
from gongkai.web.desk.actions import note_export
from gongkai.web.desk.guard import DeskRequest, desk_view
from gongkai.web.desk.saying import say
from gongkai.web.registers import norm_actions, norm_life
from gongkai.web.registers.actions import KEEP
from gongkai.web.registers.forms import ReasonForm
from gongkai.web.registers.norm_actions import DOCUMENTS
from gongkai.web.registers.norm_forms import STEPS, InForceFilter, PolicyForm, StepForm
from gongkai.web.registers.policy import SETTING, policy_of
from gongkai.web.registers.queries import PAGE_SIZE, ledger_of_register
from gongkai.web.registers.views import READ, as_file


def _norm(request: DeskRequest, sequence: int) -> tuple[Ledger, Norm]:
    """The document an entry belongs to."""
    ledger = ledger_of_register(request.office, DOCUMENTS)
    entry = norm_actions.step_of(ledger, sequence)
    norm = norms_of(ledger).get(entry.subject) if entry is not None else None
    if norm is None:
        raise Http404
    return ledger, norm


@desk_view(READ)
@require_GET
def drafts(request: DeskRequest) -> HttpResponse:
    """Documents on their way that are not issued yet."""
    ledger, today = ledger_of_register(request.office, DOCUMENTS), local_today()
    calendar = calendar_of(request.office.calendar_region)
    rows = [
        (norm, NORM_STAGES[norm.stage], norm_life.running(norm, today, calendar), ledger.norms[norm.number][0].sequence)
        for norm in norm_life.drafts_of(ledger)
    ]
    context = {"register": DOCUMENTS, "rows": rows, "may": request.officer.may(KEEP)}
    return render(request, "desk/registers/drafts.html", context)


@desk_view(READ)
@require_GET
def life(request: DeskRequest, sequence: int) -> HttpResponse:
    """One document from draft to repeal: what was done, what comes next, what it runs towards."""
    ledger, norm = _norm(request, sequence)
    today = local_today()
    may = request.officer.may(KEEP)
    running = norm_life.running(norm, today, calendar_of(request.office.calendar_region))
    context = {
        "register": DOCUMENTS,
        "norm": norm,
        "title": norm.title or norm.document_number,
        "kind": DOCUMENT_KINDS[norm.kind],
        "effect": EFFECTS[norm.effect(today)] if norm.issued_on or norm.ended_on else "",
        "stage": NORM_STAGES[norm.stage],
        "stages": norm_life.life_of(ledger, norm, policy_of(request.office), today),
        "running": running,
        "is_warning": any(one.days <= WARNING_DAYS for one in running),
        "is_enforceable": norm.is_enforceable(today),
        "first": ledger.norms[norm.number][0].sequence,
        "may": may,
    }
    return render(request, "desk/registers/life.html", context)


def _form_page(request: DeskRequest, form: Any, heading: str, button: str, **more: Any) -> HttpResponse:
    context = {"register": DOCUMENTS, "form": form, "heading": heading, "button": button, **more}
    return render(request, "desk/registers/form.html", context, status=422 if form.errors else 200)


@desk_view(KEEP)
@require_http_methods(["GET", "POST"])
def draft(request: DeskRequest) -> HttpResponse:
    """Register a document that is being drafted."""
    form = StepForm(request.POST or None, step=STEPS["norm_drafted"], norm=None)
    if request.method == "POST" and form.is_valid():
        try:
            made = norm_actions.take(request.officer, request.office, form.number, form.event())
        except GongkaiError as error:
            form.add_error(None, say(error))
        else:
            messages.success(request, _("已登记起草。"))
            return redirect("desk:registers:life", request.office.code, made)
    return _form_page(request, form, _("登记起草规范性文件"), _("登记"))


@desk_view(KEEP)
@require_http_methods(["GET", "POST"])
def step(request: DeskRequest, sequence: int, act: str) -> HttpResponse:
    """Record a step of a document."""
    if act not in STEPS or act == "norm_drafted":
        raise Http404
    _ledger, norm = _norm(request, sequence)
    form = StepForm(request.POST or None, step=STEPS[act], norm=norm)
    if request.method == "POST" and form.is_valid():
        try:
            made = norm_actions.take(request.officer, request.office, norm.number, form.event())
        except GongkaiError as error:
            form.add_error(None, say(error))
        else:
            messages.success(request, _("已登记，第 %(number)d 条记录。") % {"number": made})
            return redirect("desk:registers:life", request.office.code, made)
    heading = str(norm_life.STEP_NAMES[act])
    return _form_page(request, form, heading, heading, norm=norm, sequence=sequence, title=norm.title)


@desk_view(KEEP)
@require_http_methods(["GET", "POST"])
def void_step(request: DeskRequest, sequence: int) -> HttpResponse:
    """Void the last step of a document."""
    ledger, norm = _norm(request, sequence)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            norm_actions.void_last(request.officer, request.office, sequence, form.cleaned_data["reason"])
        except GongkaiError as error:
            form.add_error(None, say(error))
        else:
            messages.success(request, _("已作废。记录保留，不再计入统计和年报。"))
            left = [one.sequence for one in ledger.norms[norm.number] if one.sequence != sequence]
            if left:
                return redirect("desk:registers:life", request.office.code, left[0])
            return redirect("desk:registers:drafts", request.office.code)
    return _form_page(
        request, form, _("作废这一步"), _("作废"), norm=norm, sequence=sequence, title=norm.title, is_danger=True
    )


@desk_view(READ)
@require_GET
def in_force(request: DeskRequest) -> HttpResponse:
    """The documents in force on the day of the address."""
    form = InForceFilter(request.GET, auto_id="f_%s")
    context: dict[str, Any] = {"register": DOCUMENTS, "form": form, "may_export": request.officer.may("export")}
    if not form.is_valid():
        return render(request, "desk/registers/in_force.html", context, status=422)
    on = form.cleaned_data["on"] or local_today()
    found = norm_life.standing_on(ledger_of_register(request.office, DOCUMENTS), on, form.cleaned_data["q"])
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    table = list(norm_life.in_force_rows(page, on))
    counts = Counter(norm.kind for norm in found)
    context |= {
        "on": on,
        "page": page,
        "heads": table[0],
        "rows": table[1:],
        "counts": [(label, counts[kind]) for kind, label in DOCUMENT_KINDS.items() if counts[kind]],
        "query": urlencode({"on": on.isoformat(), "q": form.cleaned_data["q"]}),
    }
    return render(request, "desk/registers/in_force.html", context)


@desk_view("export")
@require_POST
def in_force_export(request: DeskRequest) -> HttpResponse:
    """The same as a file; that it was taken is recorded."""
    form, to = InForceFilter(request.GET), request.POST.get("format", "xlsx")
    if not form.is_valid() or to not in FORMATS:
        return redirect("desk:registers:in_force", request.office.code)
    on = form.cleaned_data["on"] or local_today()
    found = norm_life.standing_on(ledger_of_register(request.office, DOCUMENTS), on, form.cleaned_data["q"])
    table = list(norm_life.in_force_rows(found, on))
    note_export(request.officer, request.office, to, len(table) - 1)
    name = _("现行有效的规范性文件-%(day)s") % {"day": on.isoformat()}
    return as_file(to_csv(table) if to == "csv" else to_xlsx({name[:31]: table}, name), name, to)


@desk_view("set_up_office")
@require_http_methods(["GET", "POST"])
def policy(request: DeskRequest) -> HttpResponse:
    """Which steps the office demands before an issue."""
    now = policy_of(request.office)
    initial = {"needs_legality": now.needs_legality, "needs_deliberation": now.needs_deliberation}
    initial["basis"] = request.office.settings.get(SETTING, {}).get("basis", "")
    form = PolicyForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            norm_actions.set_policy(request.officer, request.office, **form.cleaned_data)
        except GongkaiError as error:
            form.add_error(None, say(error))
        else:
            messages.success(request, _("已保存。"))
            return redirect("desk:registers:policy", request.office.code)
    return _form_page(request, form, _("规范性文件的必经程序"), _("保存"))
