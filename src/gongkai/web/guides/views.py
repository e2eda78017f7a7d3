"""Pages of the records: the list of a kind, one record, and what is done to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gongkai.errors import GongkaiError
from gongkai.web.applications.exports import FORMATS, MOST, to_csv, to_xlsx
from gongkai.web.config.clock import local_today
from gongkai.web.desk.actions import note_export
from gongkai.web.desk.guard import DeskRequest, desk_view
from gongkai.web.desk.saying import say
from gongkai.web.guides import actions, queries
from gongkai.web.guides.forms import AnswerForm, EndForm, FileForm, ReasonForm, RecordFilter, RecordForm
from gongkai.web.guides.kinds import KINDS, Kind
from gongkai.web.guides.models import DirectoryEntry, Kept, ServiceGuide, SystemDocument, SystemFile
from gongkai.web.registers.views import as_file
from gongkai.web.sheets import store

READ = "see_statistics"


def get(slug: str) -> Kind:
    if slug not in KINDS:
        raise Http404
    return KINDS[slug]


def _row(kind: Kind, pk: UUID) -> Any:
    return get_object_or_404(kind.model.objects.select_related("office"), pk=pk)


def _may(request: DeskRequest) -> dict[str, bool]:
    return {"may_keep": request.officer.may(actions.KEEP), "may_release": request.officer.may(actions.RELEASE)}


@desk_view(READ)
@require_GET
def record_list(request: DeskRequest, kind: str) -> HttpResponse:
    """The records of a kind that pass the filters of the address, and what the office lacks."""
    found, form = get(kind), RecordFilter(request.GET, kind=get(kind))
    context: dict[str, Any] = {
        "kind": found,
        "form": form,
        **_may(request),
        "may_export": request.officer.may("export"),
    }
    if not form.is_valid():
        return render(request, "desk/guides/list.html", context, status=422)
    given = form.cleaned_data
    rows = queries.found(found, given["q"], given["state"], given.get("kind", ""))
    is_for_print = "print" in request.GET
    page = Paginator(rows, MOST if is_for_print else queries.PAGE_SIZE).get_page(request.GET.get("page"))
    context |= {
        "page": page,
        "lines": queries.lines_of(found, page),
        "heads": [found.label_of(field.name) for field in found.listed],
        "query": _query(request),
        "is_for_print": is_for_print,
        **_beside(request, found, given.get("year") or local_today().year),
    }
    return render(request, "desk/guides/list.html", context)


def _query(request: DeskRequest) -> str:
    """The filters without the page."""
    given = request.GET.copy()
    given.pop("page", None)
    given.pop("print", None)
    return given.urlencode()


def _beside(request: DeskRequest, kind: Kind, year: int) -> dict[str, Any]:
    """What stands above the list of a kind: what is missing, or the figures of a year."""
    office = request.office
    if kind.slug == "systems":
        return {"systems_lacking": queries.systems_lacking(office)}
    if kind.slug == "services":
        return {"useless": queries.useless(office)}
    if kind.slug == "powers":
        return {"powers": queries.powers_in(office, year), "year": year}
    if kind.slug == "motions":
        return {"rates": queries.reply_rates(office, year, local_today()), "year": year}
    return {}


@desk_view("export")
@require_POST
def export(request: DeskRequest, kind: str) -> HttpResponse:
    """The filtered records as a file that can be imported again; that it was taken is recorded."""
    found, form = get(kind), RecordFilter(request.GET, kind=get(kind))
    to = request.POST.get("format", "xlsx")
    if not form.is_valid() or to not in FORMATS:
        return redirect("desk:registers:records:list", request.office.code, kind)
    given = form.cleaned_data
    table = queries.export_rows(found, queries.found(found, given["q"], given["state"], given.get("kind", ""))[:MOST])
    note_export(request.officer, request.office, to, len(table) - 1)
    name = found.sheet
    return as_file(to_csv(table) if to == "csv" else to_xlsx({name: table}, name), f"{name}-{request.office.code}", to)


@desk_view(READ)
@require_GET
def page(request: DeskRequest, kind: str, pk: UUID) -> HttpResponse:
    """One record: what it says, what the public sees of it, what is missing, what was done to it."""
    found = get(kind)
    return _page(request, found, _row(found, pk))


def _page(request: DeskRequest, found: Kind, row: Any, file_form: FileForm | None = None) -> HttpResponse:
    context = {
        "kind": found,
        "row": row,
        "title": getattr(row, found.title),
        "state": queries.state_of(found, row),
        "facts": _facts(found, row),
        "is_own": row.changed_by == request.officer.username,
        "history": queries.history(row),
        **_may(request),
    }
    if isinstance(row, ServiceGuide):
        context["missing"] = queries.lacking(row)
        context["advised"] = [one for one in queries.lacking(row, advised=True) if not one.is_required]
    if isinstance(row, SystemDocument):
        context["files"] = row.files.filter(removed_at=None)
        context["file_form"] = file_form or FileForm()
    return render(request, "desk/guides/page.html", context, status=422 if file_form is not None else 200)


def _facts(kind: Kind, row: Kept) -> list[tuple[Any, str, bool]]:
    """Fields with a value: label, text, whether the public does not see this one as it stands."""
    found = []
    for field in kind.fields:
        value = getattr(row, field.name)
        text = queries.text_of(field, value)
        differs = False
        if row.is_public and field.is_public and not (isinstance(row, DirectoryEntry) and field.name == "name"):
            now = value.isoformat() if hasattr(value, "isoformat") else value
            differs = row.released.get(field.name) != now
        if text or differs:
            found.append((kind.label_of(field.name), text or _("（已删去）"), differs))
    return found


# --- what is done ---------------------------------------------------------------------------------------------------


def _done(
    request: DeskRequest, kind: Kind, form: Form, act: Callable[[], Kept | None], said: str
) -> HttpResponse | None:
    """Do it and go to the record; None where the form must be shown again."""
    try:
        row = act()
    except GongkaiError as error:
        form.add_error(None, say(error))
        return None
    messages.success(request, said)
    if row is None:
        return redirect("desk:registers:records:list", request.office.code, kind.slug)
    return redirect("desk:registers:records:page", request.office.code, kind.slug, row.pk)


def _show(request: DeskRequest, kind: Kind, form: Form, heading: str, button: str, **more: Any) -> HttpResponse:
    context = {"kind": kind, "form": form, "heading": heading, "button": button, **more}
    return render(request, "desk/guides/form.html", context, status=422 if form.errors else 200)


@desk_view(actions.KEEP)
@require_http_methods(["GET", "POST"])
def add(request: DeskRequest, kind: str) -> HttpResponse:
    """Record something new."""
    found = get(kind)
    form = RecordForm(request.POST or None, kind=found)
    if request.method == "POST" and form.is_valid():
        done = _done(
            request,
            found,
            form,
            lambda: actions.add(request.officer, request.office, found, form.values()),
            _("已登记。"),
        )
        if done is not None:
            return done
    return _show(request, found, form, _("登记：%(name)s") % {"name": found.label}, _("登记"))


@desk_view(actions.KEEP)
@require_http_methods(["GET", "POST"])
def change(request: DeskRequest, kind: str, pk: UUID) -> HttpResponse:
    """Change a record."""
    found = get(kind)
    row = _row(found, pk)
    initial = {field.name: getattr(row, field.name) for field in found.typed} | {"version": row.version}
    form = RecordForm(request.POST or None, kind=found, initial=initial)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"] or 0
        said = _("已修改；对外公开的内容在负责人核对公开后才更新。") if row.is_public else _("已修改。")
        act = lambda: actions.change(request.officer, found, row.pk, version, form.values())  # noqa: E731
        done = _done(request, found, form, act, said)
        if done is not None:
            return done
    return _show(request, found, form, _("修改：%(name)s") % {"name": getattr(row, found.title)}, _("保存"), row=row)


@desk_view(actions.KEEP)
@require_http_methods(["GET", "POST"])
def end(request: DeskRequest, kind: str, pk: UUID) -> HttpResponse:
    """End a record."""
    found = get(kind)
    row = _row(found, pk)
    form = EndForm(request.POST or None, initial={"on": local_today(), "is_slip": ""})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        act = lambda: actions.end(  # noqa: E731
            request.officer, found, row.pk, given["on"], given["reason"], is_slip=bool(given["is_slip"])
        )
        done = _done(request, found, form, act, _("已停用，记录保留。"))
        if done is not None:
            return done
    return _show(
        request,
        found,
        form,
        _("停用：%(name)s") % {"name": getattr(row, found.title)},
        _("停用"),
        row=row,
        is_danger=True,
    )


@desk_view(actions.KEEP)
@require_http_methods(["GET", "POST"])
def answer(request: DeskRequest, kind: str, pk: UUID) -> HttpResponse:
    """Record the answer of a proposal."""
    found = get(kind)
    row = _row(found, pk)
    if kind != "motions":
        raise Http404
    names = ("answered_on", "result", "answer_public", "public_on", "link")
    form = AnswerForm(request.POST or None, initial={name: getattr(row, name) for name in names})
    if request.method == "POST" and form.is_valid():
        act = lambda: actions.answer(request.officer, found, row.pk, form.cleaned_data)  # noqa: E731
        done = _done(request, found, form, act, _("已登记答复，计入年度报告的建议提案办理情况。"))
        if done is not None:
            return done
    return _show(request, found, form, _("登记答复：%(name)s") % {"name": row.title}, _("登记答复"), row=row)


@desk_view(actions.RELEASE)
@require_POST
def release(request: DeskRequest, kind: str, pk: UUID) -> HttpResponse:
    """Let the public see a record as it stands."""
    found = get(kind)
    row, seen = _row(found, pk), request.POST.get("version", "")
    try:
        actions.release(request.officer, found, row.pk, int(seen) if seen.isdecimal() and len(seen) < 9 else 0)
    except GongkaiError as error:
        messages.error(request, say(error))
    else:
        messages.success(request, _("已公开。"))
    return redirect("desk:registers:records:page", request.office.code, kind, pk)


@desk_view(actions.RELEASE)
@require_http_methods(["GET", "POST"])
def withdraw(request: DeskRequest, kind: str, pk: UUID) -> HttpResponse:
    """Take a record from the public."""
    found = get(kind)
    row = _row(found, pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        act = lambda: actions.withdraw(request.officer, found, row.pk, form.cleaned_data["reason"])  # noqa: E731
        done = _done(request, found, form, act, _("已撤下，公众不再看到；记录保留。"))
        if done is not None:
            return done
    heading = _("撤下：%(name)s") % {"name": getattr(row, found.title)}
    return _show(request, found, form, heading, _("撤下"), row=row, is_danger=True)


# --- files of a system ----------------------------------------------------------------------------------------------


@desk_view(actions.KEEP)
@require_POST
def add_file(request: DeskRequest, kind: str, pk: UUID) -> HttpResponse:
    """Put a file to a system."""
    found = get(kind)
    row = _row(found, pk)
    form = FileForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            actions.add_file(request.officer, found, row.pk, file.name, file.read())
        except GongkaiError as error:
            form.add_error("file", say(error))
    if not form.is_valid():
        return _page(request, found, row, form)
    messages.success(request, _("已上传；负责人核对公开后，公众可以下载。"))
    return redirect(reverse("desk:registers:records:page", args=[request.office.code, kind, pk]) + "#files")


@desk_view(READ)
@require_GET
def file(request: DeskRequest, kind: str, pk: UUID, file: UUID) -> HttpResponse:
    """The content of a file, to keep."""
    row = get_object_or_404(SystemFile, pk=file, document_id=_row(get(kind), pk).pk)
    try:
        data = store.load(row)
    except GongkaiError as error:
        messages.error(request, say(error))
        return redirect("desk:registers:records:page", request.office.code, kind, pk)
    response = HttpResponse(data, content_type=row.media_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=row.name)
    response["Cache-Control"] = "no-store"
    return response


@desk_view(actions.KEEP)
@require_POST
def remove_file(request: DeskRequest, kind: str, pk: UUID, file: UUID) -> HttpResponse:
    """Take a file from a system."""
    found = get(kind)
    row = _row(found, pk)
    get_object_or_404(SystemFile, pk=file, document_id=row.pk)
    try:
        actions.remove_file(request.officer, found, row.pk, file)
    except GongkaiError as error:
        messages.error(request, say(error))
    return redirect(reverse("desk:registers:records:page", args=[request.office.code, kind, pk]) + "#files")
