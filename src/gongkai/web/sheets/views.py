"""The pages of an import: the file, its columns, its words, the dry run; and taking it back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gongkai.errors import GongkaiError
from gongkai.web.applications.exports import FORMATS, Cell, to_csv, to_xlsx
from gongkai.web.desk.guard import DeskRequest, desk_view
from gongkai.web.desk.saying import say
from gongkai.web.desk.templatetags.words import listed
from gongkai.web.jobs.actions import unfinished
from gongkai.web.sheets import actions, jobs, store
from gongkai.web.sheets.book import BookPlan, plan_book
from gongkai.web.sheets.columns import labels_of
from gongkai.web.sheets.fields import FIELDS
from gongkai.web.sheets.findings import Finding, letters
from gongkai.web.sheets.forms import ColumnsForm, HeadingForm, ReasonForm, UploadForm, WordsForm
from gongkai.web.sheets.mapping import Decided
from gongkai.web.sheets.models import Sheet
from gongkai.web.sheets.plan import MOST_WORDINGS, Plan, figures, make_plan, sheet_of, wordings

A_PAGE = 50
LISTED = 50
"""Findings shown on the page; the file holds all."""


@desk_view("import")
@require_http_methods(["GET", "POST"])
def sheets(request: DeskRequest) -> HttpResponse:
    """Files brought in before, and bringing in another."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            if file.size > actions.LARGEST:
                raise actions.too_large(file.name)
            row = actions.take_in(request.officer, request.office, file.name, file.read())
        except GongkaiError as error:
            form.add_error("file", say(error))
        else:
            return redirect(_next(request, row))
    page = Paginator(Sheet.objects.all(), A_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "days": actions.DAYS}
    return render(request, "desk/sheets/list.html", context, status=422 if form.errors else 200)


def _next(request: DeskRequest, row: Sheet) -> str:
    return reverse(f"desk:sheets:{'check' if row.is_book else 'columns'}", args=[request.office.code, row.pk])


def _get(pk: UUID) -> Sheet:
    return get_object_or_404(Sheet.objects.select_related("office"), pk=pk)


def _closed(request: DeskRequest, row: Sheet) -> HttpResponse:
    messages.error(request, _("这个文件%(state)s，不能再操作；需要的请重新上传。") % {"state": row.state_name})
    return redirect("desk:sheets:list", request.office.code)


@never_cache
@desk_view("import")
@require_http_methods(["GET", "POST"])
def columns(request: DeskRequest, pk: UUID) -> HttpResponse:
    """Which sheet, where its heading is, and which column holds what."""
    row = _get(pk)
    if row.state != "open" or row.is_book:
        return redirect("desk:sheets:check", request.office.code, row.pk)
    try:
        tables = actions.tables_of(row)
    except GongkaiError as error:
        messages.error(request, say(error))
        return redirect("desk:sheets:list", request.office.code)
    decided = Decided.of(row.decided)
    heading = HeadingForm(
        request.POST if "reread" in request.POST else None,
        tables=tables,
        initial={"sheet": decided.sheet, "header": decided.header, "depth": decided.depth},
    )
    if "reread" in request.POST and heading.is_valid():
        new = actions.proposal(request.office, tables, **heading.cleaned_data)
        if _kept(request, row, new, tables, heading):
            return redirect("desk:sheets:columns", request.office.code, row.pk)
    form = ColumnsForm(
        request.POST if request.method == "POST" and "reread" not in request.POST else None,
        table=sheet_of(tables, decided),
        decided=decided,
    )
    if form.is_bound and form.is_valid() and _kept(request, row, form.decision(), tables, form):
        return redirect("desk:sheets:words", request.office.code, row.pk)
    context = {
        "sheet": row,
        "heading": heading,
        "form": form,
        "unused": _unused(tables, decided),
        "hidden": [one.name for one in tables if one.is_hidden],
    }
    is_wrong = form.errors or heading.errors
    return render(request, "desk/sheets/columns.html", context, status=422 if is_wrong else 200)


def _kept(request: DeskRequest, row: Sheet, decided: Decided, tables: Sequence[Any], form: Any) -> bool:
    """Keep a decision; False, with the reason on the form, where that was refused."""
    try:
        actions.decide(request.officer, row, decided, tables)
    except GongkaiError as error:
        form.add_error(None, say(error))
        return False
    return True


def _unused(tables: Sequence[Any], decided: Decided) -> list[str]:
    """Columns with a heading that no field takes."""
    labels = labels_of(sheet_of(tables, decided), decided.header, decided.depth)
    used = set(decided.columns.values())
    return [f"{letters(x)} {label}" for x, label in enumerate(labels) if label and x not in used]


@never_cache
@desk_view("import")
@require_http_methods(["GET", "POST"])
def words(request: DeskRequest, pk: UUID) -> HttpResponse:
    """What the words of the columns mean."""
    row = _get(pk)
    if row.state != "open" or row.is_book:
        return redirect("desk:sheets:check", request.office.code, row.pk)
    try:
        tables, decided = actions.tables_of(row), Decided.of(row.decided)
        found = wordings(tables, decided, request.office)
    except GongkaiError as error:
        messages.error(request, say(error))
        return redirect("desk:sheets:list", request.office.code)
    many = [str(FIELDS[key].label) for key, one in found.items() if len(one) > MOST_WORDINGS]
    form = WordsForm(
        request.POST if request.method == "POST" else None,
        office=request.office.pk,
        words={key: one for key, one in found.items() if len(one) <= MOST_WORDINGS},
        decided=decided,
    )
    if form.is_bound and form.is_valid() and _kept(request, row, form.decision(), tables, form):
        return redirect("desk:sheets:check", request.office.code, row.pk)
    context = {"sheet": row, "form": form, "many": many, "most": MOST_WORDINGS}
    return render(request, "desk/sheets/words.html", context, status=422 if form.errors else 200)


# --- the dry run --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Group:
    """One sentence and the rows it is said of."""

    text: str
    rows: tuple[int, ...]

    @property
    def lines(self) -> str:
        shown = listed(self.rows[:20])
        return shown + ("…" if len(self.rows) > 20 else "")


def grouped(found: Iterable[Finding]) -> list[Group]:
    """Warnings by their sentence, the frequent first."""
    groups: dict[str, list[int]] = {}
    for one in found:
        groups.setdefault(one.text, []).append(one.row)
    return sorted(
        (Group(text, tuple(dict.fromkeys(rows))) for text, rows in groups.items()), key=lambda g: -len(g.rows)
    )


@never_cache
@desk_view("import")
@require_http_methods(["GET", "POST"])
def check(request: DeskRequest, pk: UUID) -> HttpResponse:
    """What would be recorded, what is wrong, what the report would say; and the import itself."""
    row = _get(pk)
    if row.state != "open":
        return _closed(request, row) if request.method == "POST" else _done(request, row)
    refused = ""
    if request.method == "POST":
        try:
            seen = int(request.POST.get("seen", "")) if request.POST.get("seen", "").isdecimal() else None
            chosen = {"without_errors": bool(request.POST.get("without_errors")), "seen": seen}
            if jobs.is_long(_count(row)):
                job = jobs.ask_import(request.officer, row, **chosen)
                return redirect("desk:jobs:job", request.office.code, job.pk)
            done = actions.bring_in(request.officer, row, **chosen)
        except GongkaiError as error:
            refused = say(error)
        else:
            text = ngettext("已导入 %(n)d 件申请。", "已导入 %(n)d 件申请。", done.cases) % {"n": done.cases}
            messages.success(request, text)
            return redirect("desk:sheets:check", request.office.code, row.pk)
    try:
        context = _book_context(row) if row.is_book else _plan_context(request, row)
    except GongkaiError as error:
        messages.error(request, say(error))
        return redirect("desk:sheets:list", request.office.code)
    job = unfinished("sheet_import", [str(row.pk)]).get(str(row.pk))
    context |= {"sheet": row, "refused": refused, "job": job, "is_mine": job and job.by == request.officer.username}
    return render(request, "desk/sheets/check.html", context, status=422 if refused else 200)


def _count(row: Sheet) -> int:
    """How many applications a file may hold, or a workbook of the core entries: every line of the sheet."""
    if not row.is_book:
        return len(sheet_of(actions.tables_of(row), Decided.of(row.decided)).rows)
    book = plan_book(store.load(row), row.office).book
    return len(book.ledger.entries) if book is not None else 0


def _done(request: DeskRequest, row: Sheet) -> HttpResponse:
    """A file that is imported, undone or discarded: what became of it."""
    return render(request, "desk/sheets/done.html", {"sheet": row})


def _plan_context(request: DeskRequest, row: Sheet) -> dict[str, Any]:
    plan = make_plan(actions.tables_of(row), Decided.of(row.decided), row.office)
    page = Paginator(plan.rows, A_PAGE).get_page(request.GET.get("page"))
    bad, good = len(plan.bad), len(plan.good)
    return {
        "plan": plan,
        "page": page,
        "good": good,
        "bad": bad,
        "open_cases": sum(_is_open(one) for one in plan.good),
        "errors": plan.errors[:LISTED],
        "error_count": len(plan.errors),
        "listed": LISTED,
        "warnings": grouped(plan.warnings),
        "figures": figures(plan.ledger(row.office)) if good else None,
        "may_go": good > 0,
    }


def _is_open(one: Any) -> bool:
    return any(found.code == "left_open" for found in one.reading.findings) or one.reading.get("outcome") == "open"


def _book_context(row: Sheet) -> dict[str, Any]:
    plan = plan_book(store.load(row), row.office)
    book = plan.book
    good = len(book.ledger.applications) if book is not None else 0
    return {
        "book": plan,
        "entry_count": len(book.ledger.entries) if book is not None else 0,
        "challenge_count": len(book.ledger.challenges) if book is not None else 0,
        "good": good,
        "errors": plan.errors[:LISTED],
        "error_count": len(plan.errors),
        "listed": LISTED,
        "warnings": grouped(plan.warnings),
        "figures": figures(book.ledger) if book is not None and good and not plan.errors else None,
        "may_go": book is not None and not plan.errors,
    }


@desk_view("import")
@require_GET
def findings(request: DeskRequest, pk: UUID, kind: str) -> HttpResponse:
    """Errors and warnings as a file, a line each."""
    row = _get(pk)
    if kind not in FORMATS or row.state != "open":
        raise Http404
    try:
        found = _findings(row)
    except GongkaiError as error:
        messages.error(request, say(error))
        return redirect("desk:sheets:list", request.office.code)
    lines = list(_lines(found))
    name = _("核对结果")
    data = to_csv(lines) if kind == "csv" else to_xlsx({name: lines}, name)
    response = HttpResponse(data, content_type=FORMATS[kind][0])
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=f"{name}.{kind}")
    response["Cache-Control"] = "no-store"
    return response


def _findings(row: Sheet) -> Sequence[Finding]:
    found: BookPlan | Plan
    if row.is_book:
        found = plan_book(store.load(row), row.office)
    else:
        found = make_plan(actions.tables_of(row), Decided.of(row.decided), row.office)
    return [*found.errors, *found.warnings]


def _lines(found: Iterable[Finding]) -> Iterator[Sequence[Cell]]:
    yield [_("性质"), _("工作表"), _("行"), _("列"), _("说明")]
    for one in found:
        kind = _("错误") if one.severity == "error" else _("提示")
        yield [kind, one.sheet, one.row or None, one.column, one.text]


# --- ends ---------------------------------------------------------------------------------------------------------


@desk_view("import")
@require_POST
def discard(request: DeskRequest, pk: UUID) -> HttpResponse:
    """Give a file up."""
    row = _get(pk)
    try:
        actions.discard(request.officer, row)
    except GongkaiError as error:
        messages.error(request, say(error))
    else:
        messages.success(request, _("已放弃，文件内容已销毁。"))
    return redirect("desk:sheets:list", request.office.code)


@desk_view("import")
@require_http_methods(["GET", "POST"])
def undo(request: DeskRequest, pk: UUID) -> HttpResponse:
    """Take an import back."""
    row = _get(pk)
    if row.state != "imported":
        return _closed(request, row)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.undo(request.officer, row, form.cleaned_data["reason"])
        except GongkaiError as error:
            form.add_error(None, say(error))
        else:
            messages.success(request, _("已撤销。"))
            return redirect("desk:sheets:list", request.office.code)
    return render(request, "desk/sheets/undo.html", {"sheet": row, "form": form}, status=422 if form.errors else 200)
