"""The pages of an import into a register: the file, the dry run, and taking it back."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gongkai.errors import GongkaiError
from gongkai.web.applications.exports import FORMATS, to_csv, to_xlsx
from gongkai.web.desk.guard import DeskRequest, desk_view
from gongkai.web.desk.saying import say
from gongkai.web.desk.templatetags.words import is_english
from gongkai.web.registers import imports
from gongkai.web.registers.actions import KEEP
from gongkai.web.registers.forms import ReasonForm, UploadForm
from gongkai.web.registers.kinds import REGISTERS
from gongkai.web.registers.models import Upload
from gongkai.web.registers.queries import lines_of
from gongkai.web.registers.views import as_file, get

LISTED = 50
"""Problems and rows shown on the page; the file holds all problems."""


@desk_view(KEEP)
@require_http_methods(["GET", "POST"])
def upload(request: DeskRequest, kind: str) -> HttpResponse:
    """Bring a file in; the files brought in before."""
    register = get(kind)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            if file.size > imports.LARGEST:
                raise imports.too_large(file.name)
            row = imports.take_in(request.officer, request.office, register, file.name, file.read())
        except GongkaiError as error:
            form.add_error("file", say(error))
        else:
            return redirect("desk:registers:check", request.office.code, row.pk)
    rows = Upload.objects.filter(register=kind)[:LISTED]
    context = {"register": register, "form": form, "rows": rows, "days": imports.DAYS}
    return render(request, "registers/import.html", context, status=422 if form.errors else 200)


@desk_view(KEEP)
@require_GET
def template(request: DeskRequest, kind: str) -> HttpResponse:
    """An empty sheet with the headings of the register, and beside it what to type."""
    register = get(kind)
    notes = [[_("列"), _("填写说明")], *([column.label, column.note] for column in register.columns)]
    name = register.sheet.name
    sheets = {name: [[column.label for column in register.columns]], _("填写说明"): notes}
    return as_file(to_xlsx(sheets, name), f"{name}-{_('模板')}", "xlsx")


def _get(pk: UUID) -> Upload:
    return get_object_or_404(Upload.objects.select_related("office"), pk=pk, register__in=list(REGISTERS))


@never_cache
@desk_view(KEEP)
@require_http_methods(["GET", "POST"])
def check(request: DeskRequest, pk: UUID) -> HttpResponse:
    """What would be recorded and what is wrong; and the import itself."""
    row = _get(pk)
    register, refused = REGISTERS[row.register], ""
    if row.state != "open" and request.method == "GET":
        return render(request, "registers/done.html", {"row": row, "register": register})
    if request.method == "POST":
        seen = request.POST.get("seen", "")
        try:
            done = imports.bring_in(
                request.officer,
                row,
                without_errors=bool(request.POST.get("without_errors")),
                seen=int(seen) if seen.isdecimal() and len(seen) < 9 else None,
            )
        except GongkaiError as error:
            refused = say(error)
        else:
            text = ngettext("已导入 %(n)d 条记录。", "已导入 %(n)d 条记录。", done.entries) % {"n": done.entries}
            messages.success(request, text)
            return redirect("desk:registers:check", request.office.code, row.pk)
    try:
        plan = imports.make_plan(row)
    except GongkaiError as error:
        messages.error(request, say(error))
        return redirect("desk:registers:list", request.office.code, row.register)
    context = {
        "row": row,
        "register": register,
        "plan": plan,
        "refused": refused,
        "heads": [column.label for column in register.columns],
        "lines": lines_of(register, [one for one in plan.entries if one.event.__class__ in _classes(row)][:LISTED]),
        "errors": [_sentence(one) for one in plan.errors[:LISTED]],
        "warnings": [_sentence(one) for one in plan.warnings[:LISTED]],
        "listed": LISTED,
    }
    return render(request, "registers/check.html", context, status=422 if refused else 200)


def _classes(row: Upload) -> set[type]:
    return {slot.event for slot in REGISTERS[row.register].sheet.slots}


def _sentence(one: imports.Problem) -> tuple[str, str]:
    return one.where, f"{one.en}." if is_english() else one.zh


@desk_view(KEEP)
@require_GET
def problems(request: DeskRequest, pk: UUID) -> HttpResponse:
    """Errors and warnings as a file, a line each. `?format=csv` or xlsx."""
    row, to = _get(pk), request.GET.get("format", "xlsx")
    if to not in FORMATS or row.state != "open":
        raise Http404
    try:
        plan = imports.make_plan(row)
    except GongkaiError as error:
        messages.error(request, say(error))
        return redirect("desk:registers:list", request.office.code, row.register)
    kinds = {"error": _("错误"), "warning": _("提示")}
    lines = [[_("性质"), _("位置"), _("说明")], *([kinds[one.severity], *_sentence(one)] for one in plan.problems)]
    name = _("核对结果")
    return as_file(to_csv(lines) if to == "csv" else to_xlsx({name: lines}, name), name, to)


@desk_view(KEEP)
@require_POST
def discard(request: DeskRequest, pk: UUID) -> HttpResponse:
    """Give a file up."""
    row = _get(pk)
    try:
        imports.discard(request.officer, row)
    except GongkaiError as error:
        messages.error(request, say(error))
    else:
        messages.success(request, _("已放弃，文件内容已销毁。"))
    return redirect("desk:registers:list", request.office.code, row.register)


@desk_view(KEEP)
@require_http_methods(["GET", "POST"])
def undo(request: DeskRequest, pk: UUID) -> HttpResponse:
    """Take an import back."""
    row = _get(pk)
    if row.state != "imported":
        messages.error(request, _("这个文件%(state)s，不能再操作；需要的请重新上传。") % {"state": row.state_name})
        return redirect("desk:registers:list", request.office.code, row.register)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            imports.undo(request.officer, row, form.cleaned_data["reason"])
        except GongkaiError as error:
            form.add_error(None, say(error))
        else:
            messages.success(request, _("已撤销。"))
            return redirect("desk:registers:list", request.office.code, row.register)
    context = {"row": row, "register": REGISTERS[row.register], "form": form}
    return render(request, "registers/undo.html", context, status=422 if form.errors else 200)
