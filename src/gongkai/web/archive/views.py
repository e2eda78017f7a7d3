"""Archiving a case, and the register of bundles."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gongkai.errors import GongkaiError
from gongkai.ledger.acts import allowed
from gongkai.web.accounts.models import User
from gongkai.web.applications.models import Application, CaseFile
from gongkai.web.applications.reading import read_case
from gongkai.web.archive import actions, jobs
from gongkai.web.archive.check import check_case, in_words
from gongkai.web.archive.forms import ArchiveForm
from gongkai.web.archive.models import Bundle, Receipt
from gongkai.web.config.clock import calendar_of, local_today
from gongkai.web.desk.guard import DeskRequest, desk_view
from gongkai.web.desk.saying import say
from gongkai.web.jobs.actions import unfinished

PAGE_SIZE = 50


@desk_view("see_cases")
@require_GET
def bundles(request: DeskRequest) -> HttpResponse:
    """The bundles of the office, by number of the case; those not on a transfer list can be shown alone."""
    rows = Bundle.objects.select_related("application", "transfer_item__transfer").defer("application__content")
    text, is_left = request.GET.get("q", "").strip()[:40].replace("\0", ""), bool(request.GET.get("left"))
    if text:
        rows = rows.filter(application__number__icontains=text)
    if is_left:
        rows = rows.filter(transfer_item=None)
    ready = Application.objects.filter(closed_on__isnull=False, archived_on=None)
    context = {
        "page": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
        "q": text,
        "is_left": is_left,
        "ready": ready.count(),
        "may": request.officer.may("archived"),
    }
    return render(request, "archive/list.html", context)


@desk_view("archived")
@require_http_methods(["GET", "POST"])
def case(request: DeskRequest, pk: UUID) -> HttpResponse:
    """What the file of a case has and lacks; archiving it; making its bundle anew."""
    one = get_object_or_404(Application.objects.select_related("office", "person"), pk=pk)
    try:
        state = read_case(one).state
    except LookupError:
        state = None
    calendar = calendar_of(request.office.calendar_region)
    is_archived = one.archived_on is not None
    may_now = is_archived or "archived" in allowed(state, local_today(), calendar)
    lacking = check_case(one, state) if state is not None and one.closed_on else []
    form = ArchiveForm(
        request.POST or None,
        initial={"on": local_today(), "version": one.version},
        may_reveal=request.officer.may("reveal"),
        is_archived=is_archived,
        lacks=bool(lacking),
    )
    if request.method == "POST" and may_now and form.is_valid():
        try:
            if jobs.is_long(one):
                job = jobs.ask_bundle(request.officer, one, form.cleaned_data)
                return redirect("desk:jobs:job", request.office.code, job.pk)
            actions.archive_case(request.officer, one.pk, **form.cleaned_data)
        except GongkaiError as error:
            form.add_error(None, say(error))
        else:
            messages.success(request, _("案卷已制作。") if is_archived else _("已归档，案卷已制作。"))
            return redirect("desk:archive:case", request.office.code, one.pk)
    context = {
        "case": one,
        "form": form,
        "may_now": may_now,
        "job": unfinished("bundle", [str(one.pk)]).get(str(one.pk)),
        "lacking": lacking,
        "files": CaseFile.objects.filter(application=one).defer("wrapped_key"),
        "bundles": _shown(one.bundles.select_related("transfer_item__transfer")),
        "may_reveal": request.officer.may("reveal"),
    }
    return render(request, "archive/case.html", context, status=422 if request.method == "POST" else 200)


def _shown(rows: QuerySet[Bundle]) -> list[tuple[Bundle, str, str]]:
    """Bundles with what they lack in words and who made them."""
    names = {user.username: str(user) for user in User.objects.filter(username__in=rows.order_by().values("by"))}
    return [(row, in_words(row.lacking), names.get(row.by, row.by)) for row in rows]


@never_cache
@desk_view("see_cases")
@require_POST
def bundle(request: DeskRequest, pk: UUID) -> HttpResponse:
    """Load a bundle; one with personal data is given for a reason."""
    row = get_object_or_404(Bundle.objects.select_related("office", "application"), pk=pk)
    if row.is_with_personal and not request.officer.may("reveal"):
        raise PermissionDenied
    reason = request.POST.get("reason", "")[:200].replace("\0", "")
    try:
        data = actions.open_bundle(request.officer, row, reason=reason)
    except GongkaiError as error:
        messages.error(request, say(error))
        return redirect("desk:archive:case", request.office.code, row.application_id)
    return download(row, data)


def download(row: Bundle | Receipt, data: bytes) -> HttpResponse:
    """A file that a browser saves and never opens in the page's name."""
    response = HttpResponse(data, content_type=row.media_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=row.name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "no-store"
    return response
