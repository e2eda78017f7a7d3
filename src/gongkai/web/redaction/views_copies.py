"""The copy of an original: making it, looking at it page by page, its proof, its release."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from gongkai.documents.redact.model import LEAK_KINDS
from gongkai.errors import GongkaiError
from gongkai.web.desk.guard import desk_view
from gongkai.web.desk.saying import say
from gongkai.web.jobs import actions as jobs
from gongkai.web.redaction.actions import make_copy, marks_of, release, withdraw
from gongkai.web.redaction.forms import WithdrawForm
from gongkai.web.redaction.models import RedactedCopy, RedactionMark, digest_of
from gongkai.web.redaction.queries import by_ground
from gongkai.web.redaction.views import address, named, number_of, picture_response, redaction_of, show_page
from gongkai.web.redaction.work import is_long


@desk_view("redact")
@require_POST
def make(request: HttpRequest, pk: UUID, file: UUID) -> HttpResponse:
    """Make and prove the copy, then show it; the copy of a long file is made after the response."""
    redaction = redaction_of(pk, file)
    asked = request.POST.get("version", "")
    version = int(asked) if asked.isdecimal() and len(asked) < 10 else 0
    if is_long(redaction.page_count, redaction.original.size):
        back = address(redaction.original, "page")
        job = jobs.ask(request.officer, "redacted_copy", str(redaction.pk), back=back, version=version)
        return redirect("desk:jobs:job", redaction.original.application.office.code, job.pk)
    try:
        copy = make_copy(request.officer, redaction.pk, version=version)
    except GongkaiError as error:
        redaction.refresh_from_db(fields=["version", "hands"])
        return show_page(request, redaction, 1, copy_error=say(error))
    return redirect(address(redaction.original, "copy", copy.pk))


@desk_view("redact")
def preview(request: HttpRequest, pk: UUID, file: UUID, copy: UUID) -> HttpResponse:
    """The copy page by page, what its proof found, and who may release it."""
    return _show(request, _copy(pk, file, copy))


def _show(request: HttpRequest, copy: RedactedCopy, **more: Any) -> HttpResponse:
    named([copy])
    original, officer = copy.redaction.original, request.officer
    is_stale = digest_of(marks_of(copy.redaction)) != copy.marks
    marks = [] if is_stale else RedactionMark.objects.filter(redaction=copy.redaction)
    number = number_of(request, copy.copy_pages)
    values = {
        "case": original.application,
        "file": original,
        "copy": copy,
        "number": number,
        "picture": address(original, "copy_picture", copy.pk, number),
        "numbers": range(1, copy.copy_pages + 1),
        "summary": by_ground(copy.file.name, marks),
        "leaks": [(page, LEAK_KINDS.get(kind, kind), text) for page, kind, text in copy.leaks],
        "is_stale": is_stale,
        "may_release": officer.may("release_redaction"),
        "job": jobs.unfinished("redaction_release", [str(copy.pk)]).get(str(copy.pk)),
        "is_own": officer.username in copy.redaction.hands,
        "withdraw_form": WithdrawForm(),
        **more,
    }
    return render(request, "redaction/copy.html", values, status=422 if more else 200)


@desk_view("redact")
@require_GET
def copy_picture(request: HttpRequest, pk: UUID, file: UUID, copy: UUID, number: int) -> HttpResponse:
    """A page of the copy as PNG."""
    row = _copy(pk, file, copy)
    return picture_response(row.file, number, row.copy_pages)


@desk_view("release_redaction")
@require_POST
def release_copy(request: HttpRequest, pk: UUID, file: UUID, copy: UUID) -> HttpResponse:
    """Prove again and release; a long copy is proved after the response."""
    row = _copy(pk, file, copy)
    if is_long(row.page_count, row.file.size):
        back = address(row.redaction.original, "copy", row.pk)
        job = jobs.ask(request.officer, "redaction_release", str(row.pk), back=back)
        return redirect("desk:jobs:job", row.redaction.original.application.office.code, job.pk)
    try:
        release(request.officer, row.pk)
    except GongkaiError as error:
        return _show(request, _copy(pk, file, copy), error=say(error))
    messages.success(request, gettext("副本已放行，申请人可以下载，也可以随答复提供。"))
    return redirect(address(row.redaction.original, "copy", row.pk))


@desk_view("release_redaction")
@require_POST
def withdraw_copy(request: HttpRequest, pk: UUID, file: UUID, copy: UUID) -> HttpResponse:
    """Take a release back, saying why."""
    row, form = _copy(pk, file, copy), WithdrawForm(request.POST)
    if form.is_valid():
        try:
            withdraw(request.officer, row.pk, reason=form.cleaned_data["reason"])
        except GongkaiError as error:
            form.add_error(None, say(error))
        else:
            messages.success(request, gettext("已撤回放行，申请人不能再下载该副本。"))
            return redirect(address(row.redaction.original, "copy", row.pk))
    return _show(request, _copy(pk, file, copy), withdraw_form=form)


def _copy(pk: UUID, file: UUID, copy: UUID) -> RedactedCopy:
    rows = RedactedCopy.objects.select_related("file", "redaction__original__application__office")
    found = get_object_or_404(rows, pk=copy, redaction__original=file)
    if found.redaction.original.application_id != pk:
        raise Http404
    return found
