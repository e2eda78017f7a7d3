"""The pages of an import into a register of records: the file, the dry run, the import."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gongkai.errors import GongkaiError
from gongkai.web.applications.exports import to_xlsx
from gongkai.web.desk.guard import DeskRequest, desk_view
from gongkai.web.desk.saying import say
from gongkai.web.desk.templatetags.words import is_english
from gongkai.web.guides import imports
from gongkai.web.guides.actions import KEEP
from gongkai.web.guides.forms import ReasonForm
from gongkai.web.guides.kinds import KINDS
from gongkai.web.guides.queries import text_of
from gongkai.web.guides.views import get
from gongkai.web.registers import imports as files
from gongkai.web.registers.forms import UploadForm
from gongkai.web.registers.models import Upload
from gongkai.web.registers.views import as_file

LISTED = 50


@desk_view(KEEP)
@require_http_methods(["GET", "POST"])
def upload(request: DeskRequest, kind: str) -> HttpResponse:
    """Bring a file in; the files brought in before."""
    found = get(kind)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            if file.size > files.LARGEST:
                raise files.too_large(file.name)
            row = files.take_in(request.officer, request.office, found, file.name, file.read())
        except GongkaiError as error:
            form.add_error("file", say(error))
        else:
            return redirect("desk:registers:records:check", request.office.code, row.pk)
    rows = Upload.objects.filter(register=kind)[:LISTED]
    context = {"kind": found, "form": form, "rows": rows, "days": files.DAYS}
    return render(request, "desk/guides/import.html", context, status=422 if form.errors else 200)


@desk_view(KEEP)
@require_GET
def template(request: DeskRequest, kind: str) -> HttpResponse:
    """An empty sheet with the headings, and beside it what to type."""
    found = get(kind)
    notes = [[_("列"), _("填写说明")], *([column.label, column.note] for column in found.columns)]
    sheets = {found.sheet: [[column.label for column in found.columns]], _("填写说明"): notes}
    return as_file(to_xlsx(sheets, found.sheet), f"{found.sheet}-{_('模板')}", "xlsx")


def _get(pk: UUID) -> Upload:
    return get_object_or_404(Upload.objects.select_related("office"), pk=pk, register__in=list(KINDS))


@never_cache
@desk_view(KEEP)
@require_http_methods(["GET", "POST"])
def check(request: DeskRequest, pk: UUID) -> HttpResponse:
    """What would be added and what is wrong; and the import itself."""
    row = _get(pk)
    kind, refused = KINDS[row.register], ""
    if row.state != "open":
        messages.info(request, _("这个文件%(state)s。") % {"state": row.state_name})
        return redirect("desk:registers:records:list", request.office.code, row.register)
    if request.method == "POST":
        try:
            done = imports.bring_in(request.officer, row.pk, without_errors=bool(request.POST.get("without_errors")))
        except GongkaiError as error:
            refused = say(error)
        else:
            text = ngettext("已导入 %(n)d 条记录。", "已导入 %(n)d 条记录。", done.entries) % {"n": done.entries}
            messages.success(request, text)
            return redirect("desk:registers:records:list", request.office.code, row.register)
    try:
        plan = imports.make_plan(row)
    except GongkaiError as error:
        messages.error(request, say(error))
        return redirect("desk:registers:records:list", request.office.code, row.register)
    context = {
        "row": row,
        "kind": kind,
        "plan": plan,
        "refused": refused,
        "heads": [column.label for column in kind.columns],
        "lines": [(n, [text_of(one, values[one.name]) for one in kind.typed]) for n, values in plan.rows[:LISTED]],
        "errors": [(one.where, f"{one.en}." if is_english() else one.zh) for one in plan.errors],
        "warnings": [(one.where, f"{one.en}." if is_english() else one.zh) for one in plan.warnings],
        "listed": LISTED,
    }
    return render(request, "desk/guides/check.html", context, status=422 if refused else 200)


@desk_view(KEEP)
@require_http_methods(["GET", "POST"])
def undo(request: DeskRequest, pk: UUID) -> HttpResponse:
    """Take an import back."""
    row = _get(pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            imports.undo(request.officer, row.pk, form.cleaned_data["reason"])
        except GongkaiError as error:
            form.add_error(None, say(error))
        else:
            messages.success(request, _("已撤销。"))
            return redirect("desk:registers:records:list", request.office.code, row.register)
    heading = _("撤销导入：%(name)s") % {"name": row.name}
    context = {
        "kind": KINDS[row.register],
        "form": form,
        "heading": heading,
        "button": _("撤销导入"),
        "is_danger": True,
    }
    return render(request, "desk/guides/form.html", context, status=422 if form.errors else 200)


@desk_view(KEEP)
@require_POST
def discard(request: DeskRequest, pk: UUID) -> HttpResponse:
    """Give a file up."""
    row = _get(pk)
    try:
        files.discard(request.officer, row)
    except GongkaiError as error:
        messages.error(request, say(error))
    else:
        messages.success(request, _("已放弃，文件内容已销毁。"))
    return redirect("desk:registers:records:list", request.office.code, row.register)
