"""The letter register, the seal register, what waits for approval, the settings of letters."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from gongkai.documents.letters.compose import FREE
from gongkai.documents.letters.model import Letter
from gongkai.documents.letters.number import PATTERN
from gongkai.errors import GongkaiError
from gongkai.statute.letters import letter_kinds
from gongkai.web.accounts.models import User
from gongkai.web.applications.exports import MOST
from gongkai.web.config.clock import local_today
from gongkai.web.desk.actions import note_export
from gongkai.web.desk.guard import DeskRequest, desk_view
from gongkai.web.desk.saying import say
from gongkai.web.notices import queries, setup
from gongkai.web.notices.actions import struck_entries
from gongkai.web.notices.approval import waiting_for
from gongkai.web.notices.forms_steps import KindForm, SettingsForm
from gongkai.web.notices.models import VOID
from gongkai.web.notices.queries import PAGE, RegisterFilter
from gongkai.web.notices.values import layout_of
from gongkai.web.offices.models import Office


@desk_view("see_cases")
@require_GET
def register(request: DeskRequest) -> HttpResponse:
    """The letters of the office by number, void ones with their reason."""
    form = RegisterFilter(request.GET)
    values: dict[str, Any] = {"form": form}
    status = 200
    if form.is_valid():
        rows = queries.register(request.office, form.cleaned_data)
        page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
        struck = struck_entries(request.office, [row.subject for row in page if row.entry is not None])
        values |= {"page": page, "rows": [(row, row.entry in struck and row.status != VOID) for row in page]}
        values["query"] = _query(request)
    else:
        status = 422
    return render(request, "notices/register.html", values, status=status)


def _query(request: DeskRequest) -> str:
    given = request.GET.copy()
    given.pop("page", None)
    return given.urlencode()


@desk_view("export")
@require_POST
def export(request: DeskRequest, kind: str) -> HttpResponse:
    """The same letters as a file; that it was taken is recorded."""
    if kind not in queries.FORMATS:
        raise Http404
    form = RegisterFilter(request.GET)
    back = f"{reverse('desk:letters:register', args=[request.office.code])}?{request.GET.urlencode()}"
    if not form.is_valid():
        return redirect(back)
    rows = queries.register(request.office, form.cleaned_data)
    count = rows.count()
    if count > MOST:
        text = _("超过 %(most)d 条，一次不能导出；请用筛选条件分批导出。") % {"most": MOST}
        messages.error(request, text)
        return redirect(back)
    media_type, write = queries.FORMATS[kind]
    data = write(rows)
    note_export(request.officer, request.office, kind, count)
    response = HttpResponse(data, content_type=media_type)
    name = f"letters-{request.office.code}-{local_today().isoformat()}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response


@desk_view("see_cases")
@never_cache
@require_GET
def waiting(request: DeskRequest) -> HttpResponse:
    """Letters that wait for this officer's approval (待我审批)."""
    rows = list(waiting_for(request.officer)[:200])
    names = {user.username: str(user) for user in User.objects.filter(username__in={row.drafter for row in rows})}
    values = {"rows": [(row, names.get(row.drafter, row.drafter)) for row in rows]}
    return render(request, "notices/waiting.html", values)


@desk_view("see_cases")
@require_GET
def seals(request: DeskRequest) -> HttpResponse:
    """The seal register: who sealed what, when, how many copies."""
    page = Paginator(queries.seals(request.office), PAGE).get_page(request.GET.get("page"))
    names = {user.username: str(user) for user in User.objects.filter(username__in={row.by for row in page})}
    values = {"page": page, "rows": [(row, names.get(row.by, row.by)) for row in page]}
    return render(request, "notices/seals.html", values)


# --- settings -----------------------------------------------------------------------------------------------------


@desk_view("set_up_office")
@never_cache
def office_settings(request: DeskRequest) -> HttpResponse:
    """Order of approval, layout, number, remedy clause; what the office sets of one kind, with a preview."""
    office = request.office
    kind = request.POST.get("kind") or request.GET.get("kind", "")
    kind = kind if kind in letter_kinds() else ""
    is_of_kind = "kind" in request.POST
    form = SettingsForm(request.POST if request.method == "POST" and not is_of_kind else None, initial=_initial(office))
    of_kind = _kind_form(request, kind) if kind else None
    shown: Letter | None = None
    if request.method == "POST" and of_kind is not None and "preview" in request.POST:
        shown = _preview(office, kind, of_kind)
    elif request.method == "POST":
        done = _keep_kind(request, kind, of_kind) if of_kind is not None and is_of_kind else _keep(request, form)
        if done:
            messages.success(request, _("已保存。"))
            return redirect(f"{request.path}?kind={kind}#words" if is_of_kind else request.get_full_path())
    values = {
        "form": form,
        "of_kind": of_kind,
        "shown": shown,
        "kind": kind,
        "kind_title": letter_kinds()[kind][-1].title if kind else "",
        "kinds": [one for one in queries.kind_choices() if letter_kinds()[one[0]][-1].shape == "letter"],
    }
    wrong = form.errors or (of_kind is not None and of_kind.errors)
    return render(request, "notices/settings.html", values, status=422 if wrong else 200)


def _initial(office: Office) -> dict[str, Any]:
    kept = office.settings.get("letter", {})
    return {
        "approval": ",".join(office.settings.get("approval", [])),
        "layout": layout_of(office),
        "pattern": kept.get("pattern", PATTERN),
        "contact_person": kept.get("contact_person", ""),
        "without_suit": kept.get("without_suit", []),
        "e_delivery": kept.get("e_delivery", False),
    }


def _kind_form(request: DeskRequest, kind: str) -> KindForm:
    kept = request.office.settings
    own = kept.get("letters", {}).get(kind, {})
    usual = letter_kinds()[kind][-1].type_word
    initial = {name: own.get(name, FREE[name].get(kind, "")) for name in FREE}
    initial["approval"] = ",".join(kept.get("approval_of", {}).get(kind, []))
    initial["type_word"] = kept.get("letter", {}).get("words", {}).get(kind, usual)
    form = KindForm(request.POST if "kind" in request.POST else None, initial=initial, auto_id="words_%s")
    if not usual:
        del form.fields["type_word"]
    return form


def _preview(office: Office, kind: str, form: KindForm) -> Letter | None:
    """The letter as the form has it now; None where that cannot be, which the form then says."""
    if not form.is_valid():
        return None
    try:
        return setup.preview(office, kind, form.words(), form.cleaned_data.get("type_word", ""))
    except GongkaiError as error:
        form.add_error(None, say(error))
        return None


def _keep(request: DeskRequest, form: SettingsForm) -> bool:
    if not form.is_valid():
        return False
    data = dict(form.cleaned_data)
    approval = [role for role in data.pop("approval").split(",") if role]
    try:
        setup.set_up(request.officer, request.office, approval=approval, letter=data)
    except GongkaiError as error:
        form.add_error(None, say(error))
        return False
    return True


def _keep_kind(request: DeskRequest, kind: str, form: KindForm) -> bool:
    if not form.is_valid():
        return False
    word = form.cleaned_data.get("type_word", "")
    try:
        setup.set_kind(request.officer, request.office, kind, form.words(), approval=form.order(), type_word=word)
    except GongkaiError as error:
        form.add_error(None, say(error))
        return False
    return True
