"""The registers: all of them, the list of one, an entry, and what is done to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gongkai.documents.workbook.shape import Slot
from gongkai.errors import GongkaiError
from gongkai.ledger.entries import Entry as LedgerEntry
from gongkai.ledger.entries import Ledger
from gongkai.ledger.events import BatchVoided, Voided, type_name
from gongkai.ledger.labels import describe
from gongkai.web.applications.exports import FORMATS, MOST, to_csv, to_xlsx
from gongkai.web.config.clock import local_today
from gongkai.web.desk.actions import note_export
from gongkai.web.desk.guard import DeskRequest, desk_view
from gongkai.web.desk.saying import say
from gongkai.web.offices.models import Office
from gongkai.web.registers import actions
from gongkai.web.registers.forms import CorrectionForm, EntryForm, ReasonForm, RegisterFilter, typed
from gongkai.web.registers.kinds import REGISTERS, Register
from gongkai.web.registers.models import Upload
from gongkai.web.registers.queries import (
    PAGE_SIZE,
    cells_of,
    document_lines,
    documents_of,
    ending,
    entries_of,
    export_rows,
    heads_of,
    ledger_of_register,
    lines_of,
    sums_of,
)

READ = "see_statistics"

MORE_ROWS: list[Callable[[Office], Any]] = []
"""What other registers the front page lists: see `guides.panels`."""


@desk_view(READ)
@require_GET
def home(request: DeskRequest) -> HttpResponse:
    """Every register, how many entries it holds, and what it feeds."""
    heads = heads_of(request.office)
    rows = []
    for register in REGISTERS.values():
        mine = [heads[name] for name in register.types if name in heads]
        rows.append((register, sum(count for count, _day in mine), max((day for _count, day in mine), default=None)))
    context: dict[str, Any] = {"rows": rows, "may": request.officer.may(actions.KEEP)}
    for more in MORE_ROWS:
        context["records"] = more(request.office)
    return render(request, "registers/home.html", context)


def get(kind: str) -> Register:
    if kind not in REGISTERS:
        raise Http404
    return REGISTERS[kind]


@desk_view(READ)
@require_GET
def register_list(request: DeskRequest, kind: str) -> HttpResponse:
    """The standing entries of a register that pass the filters of the address, a page of them."""
    register = get(kind)
    form = RegisterFilter(request.GET, register=register)
    context: dict[str, Any] = {"register": register, "form": form, "may": request.officer.may(actions.KEEP)}
    if not form.is_valid():
        return render(request, "registers/list.html", context, status=422)
    ledger, today = ledger_of_register(request.office, register), local_today()
    newest = (one.event.on.year for one in reversed(ledger.standing) if type_name(one.event) in register.slots)
    year = form.cleaned_data["year"] or next(newest, today.year)
    is_for_print = "print" in request.GET
    if register.is_of_documents:
        context |= _documents(form, ledger, request.GET.get("page"), is_for_print)
    else:
        found = entries_of(register, ledger, form.cleaned_data["year"], form.cleaned_data["q"])
        page = Paginator(found, MOST if is_for_print else PAGE_SIZE).get_page(request.GET.get("page"))
        context |= {"page": page, "lines": lines_of(register, list(page)), "heads": _heads(register)}
    context |= {
        "sums": sums_of(register, ledger, year, form.day if register.is_of_documents else today),
        "year": year,
        "may_export": request.officer.may("export"),
        "may_set": request.officer.may("set_up_office"),
        "is_for_print": is_for_print,
        "uploads": Upload.objects.filter(register=kind, state="imported")[:10],
    }
    return render(request, "registers/list.html", context)


def _documents(form: RegisterFilter, ledger: Ledger, number: str | None, is_for_print: bool) -> dict[str, Any]:
    given, on = form.cleaned_data, form.day
    found = documents_of(ledger, on, given["year"], given["q"], given["effect"])
    page = Paginator(found, MOST if is_for_print else PAGE_SIZE).get_page(number)
    soon, over = ending(ledger, on)
    heads = (_("文号"), _("标题"), _("类别"), _("印发"), _("施行"), _("有效期至"), _("公开"), _("废止、失效"))
    return {
        "page": page,
        "lines": document_lines(ledger, list(page), on),
        "heads": heads,
        "on": on,
        "soon": document_lines(ledger, soon, on),
        "over": document_lines(ledger, over, on),
    }


def _heads(register: Register) -> tuple[str, ...]:
    return tuple(column.label for column in register.columns)


@desk_view("export")
@require_POST
def export(request: DeskRequest, kind: str) -> HttpResponse:
    """The filtered entries as a file that can be imported again; that it was taken is recorded."""
    register = get(kind)
    form = RegisterFilter(request.GET, register=register)
    back = f"{reverse('desk:registers:list', args=[request.office.code, kind])}?{form.address}"
    to = request.POST.get("format", "xlsx")
    if not form.is_valid() or to not in FORMATS:
        return redirect(back)
    ledger = ledger_of_register(request.office, register)
    given = form.cleaned_data
    entries: list[LedgerEntry]
    if register.is_of_documents:
        norms = documents_of(ledger, form.day, given["year"], given["q"], given["effect"])
        entries = [entry for norm in norms for entry in ledger.norms[norm.number]]
    else:
        entries = entries_of(register, ledger, given["year"], given["q"])
    if len(entries) > MOST:
        messages.error(request, _("超过 %(most)d 条，一次不能导出；请用筛选条件分批导出。") % {"most": MOST})
        return redirect(back)
    try:
        table = export_rows(register, request.office, entries)
    except GongkaiError as error:
        messages.error(request, say(error))
        return redirect(back)
    note_export(request.officer, request.office, to, len(table) - 1)
    name = register.sheet.name
    return as_file(to_csv(table) if to == "csv" else to_xlsx({name: table}, name), f"{name}-{request.office.code}", to)


def as_file(data: bytes, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(data, content_type=FORMATS[kind][0])
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=f"{name}.{kind}")
    response["Cache-Control"] = "no-store"
    return response


# --- one entry ------------------------------------------------------------------------------------------------------


def _slot(register: Register, act: str) -> Slot:
    return register.slots.get(act) or register.sheet.slots[0]


@desk_view(actions.KEEP)
@require_http_methods(["GET", "POST"])
def add(request: DeskRequest, kind: str) -> HttpResponse:
    """Record an entry. `?act=`: the event; `?number=`: the document it is about."""
    register = get(kind)
    slot = _slot(register, request.GET.get("act", ""))
    initial = {slot.on: local_today(), "subject": request.GET.get("number", "")[:120]}
    is_again = "is_sure" in request.POST
    form = EntryForm(request.POST or None, register=register, slot=slot, may_repeat=is_again, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.add(
                request.officer, request.office, register, form.event(), form.subject, is_sure=form.is_sure
            )
        except actions.Repeated as error:
            form = EntryForm(request.POST, register=register, slot=slot, may_repeat=True)
            form.add_error(None, say(error))
        except GongkaiError as error:
            form.add_error(None, say(error))
        else:
            messages.success(request, _("已登记，第 %(number)d 条记录。") % {"number": made})
            return redirect("desk:registers:page", request.office.code, kind, made)
    context = {
        "register": register,
        "form": form,
        "act": next(name for name, one in register.slots.items() if one is slot),
        "acts": _acts(register),
    }
    return render(request, "registers/add.html", context, status=422 if form.errors else 200)


ACTS = {
    "document_issued": gettext_lazy("制发文件"),
    "document_repealed": gettext_lazy("废止文件"),
    "document_lapsed": gettext_lazy("宣布文件失效"),
}


def _acts(register: Register) -> list[tuple[str, str]]:
    return [(name, str(ACTS[name])) for name in register.slots if name in ACTS]


def _entry(request: DeskRequest, register: Register, sequence: int) -> tuple[Ledger, LedgerEntry]:
    ledger = ledger_of_register(request.office, register)
    entry = ledger.by_sequence.get(sequence)
    if entry is None or type_name(entry.event) not in register.slots:
        raise Http404
    return ledger, entry


@desk_view(READ)
@require_GET
def page(request: DeskRequest, kind: str, sequence: int) -> HttpResponse:
    """One entry: what it says, who recorded it, whether it stands."""
    register = get(kind)
    ledger, entry = _entry(request, register, sequence)
    is_void = sequence in ledger.voided
    cells = cells_of(register, entry)
    context = {
        "register": register,
        "entry": entry,
        "what": describe(entry.event),
        "facts": [(column.label, cells[column.key]) for column in register.columns if cells.get(column.key)],
        "is_void": is_void,
        "void": _void_behind(ledger, entry) if is_void else None,
        "may": request.officer.may(actions.KEEP) and not is_void,
        "others": _others(register, ledger, entry),
        "acts": [one for one in _acts(register) if one[0] != "document_issued"] if _is_standing(ledger, entry) else [],
    }
    return render(request, "registers/page.html", context)


def _void_behind(ledger: Ledger, entry: LedgerEntry) -> LedgerEntry | None:
    """What drops an entry: the last voiding of it, or of its batch."""
    for one in reversed(ledger.entries):
        if isinstance(one.event, Voided) and one.event.entry == entry.sequence:
            return one
        if isinstance(one.event, BatchVoided) and entry.batch and one.event.batch == entry.batch:
            return one
    return None


def _others(register: Register, ledger: Ledger, entry: LedgerEntry) -> list[tuple[LedgerEntry, str, bool]]:
    """The other standing entries of the same document: each in words, and whether it opens here."""
    if not register.is_of_documents:
        return []
    mine = [one for one in ledger.norms.get(entry.subject, ()) if one.sequence != entry.sequence]
    return [(one, describe(one.event), type_name(one.event) in register.slots) for one in mine]


def _is_standing(ledger: Ledger, entry: LedgerEntry) -> bool:
    """Whether the document of an entry has not ended."""
    ends = {"document_repealed", "document_lapsed"}
    found = ledger.norms.get(entry.subject, ())
    return bool(found) and not any(type_name(one.event) in ends for one in found)


@desk_view(actions.KEEP)
@require_http_methods(["GET", "POST"])
def correct(request: DeskRequest, kind: str, sequence: int) -> HttpResponse:
    """Void an entry and record it rightly."""
    register = get(kind)
    ledger, entry = _entry(request, register, sequence)
    if sequence in ledger.voided:
        return _is_gone(request, kind, sequence)
    slot = register.slots[type_name(entry.event)]
    form = CorrectionForm(
        request.POST or None, register=register, slot=slot, initial=dict(typed(register, slot, entry))
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.correct(
                request.officer,
                request.office,
                register,
                sequence,
                form.event(),
                form.subject,
                form.cleaned_data["why"],
            )
        except GongkaiError as error:
            form.add_error(None, say(error))
        else:
            messages.success(request, _("已更正：原记录作废，新记录为第 %(number)d 条。") % {"number": made})
            return redirect("desk:registers:page", request.office.code, kind, made)
    context = {"register": register, "form": form, "entry": entry}
    return render(request, "registers/correct.html", context, status=422 if form.errors else 200)


@desk_view(actions.KEEP)
@require_http_methods(["GET", "POST"])
def void(request: DeskRequest, kind: str, sequence: int) -> HttpResponse:
    """Void an entry."""
    register = get(kind)
    ledger, entry = _entry(request, register, sequence)
    if sequence in ledger.voided:
        return _is_gone(request, kind, sequence)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.void(request.officer, request.office, register, sequence, form.cleaned_data["reason"])
        except GongkaiError as error:
            form.add_error(None, say(error))
        else:
            messages.success(request, _("已作废。记录保留，不再计入统计和年报。"))
            return redirect("desk:registers:list", request.office.code, kind)
    context = {"register": register, "form": form, "entry": entry, "what": describe(entry.event)}
    return render(request, "registers/void.html", context, status=422 if form.errors else 200)


def _is_gone(request: DeskRequest, kind: str, sequence: int) -> HttpResponse:
    messages.error(request, _("这条记录已经作废。"))
    return redirect("desk:registers:page", request.office.code, kind, sequence)
