"""Steps of an item that are forms of fields, and the striking out of a slip."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gongkai.errors import GongkaiError
from gongkai.ledger.item_acts import allowed_for_item
from gongkai.web.config.clock import local_today
from gongkai.web.desk.guard import DeskRequest, desk_view
from gongkai.web.desk.saying import say
from gongkai.web.desk.templatetags import words
from gongkai.web.publishing.actions import submit, take, void
from gongkai.web.publishing.forms_steps import STEP_FORMS, StepForm, VoidForm
from gongkai.web.publishing.models import Item
from gongkai.web.publishing.reading import read_item
from gongkai.web.publishing.rules import policy_of
from gongkai.web.publishing.views_item import get_item


@desk_view("see_items")
@require_http_methods(["GET", "POST"])
def step(request: DeskRequest, pk: UUID, act: str) -> HttpResponse:
    """Do one step."""
    if act not in STEP_FORMS:
        raise Http404
    if not request.officer.may(act):
        raise PermissionDenied
    item = get_item(request, pk)
    is_open = act in allowed_for_item(read_item(item).state, policy_of(request.office), local_today())
    form = STEP_FORMS[act](request.POST or None, item=item, officer=request.officer)
    if request.method == "POST" and form.is_valid() and _done(request, item, act, form):
        messages.success(request, _("已登记“%(act)s”。") % {"act": words.act(act)})
        return redirect("desk:items:item", request.office.code, item.pk)
    context = {"item": item, "act": act, "form": form, "is_open": is_open or form.is_bound}
    return render(request, "publishing/step.html", context, status=422 if form.errors else 200)


def _done(request: DeskRequest, item: Item, act: str, form: StepForm) -> bool:
    revision = form.cleaned_data["revision"]
    try:
        if act == "item_submitted":
            submit(request.officer, item.pk, revision=revision)
        else:
            take(request.officer, item.pk, form.event(), revision=revision)
    except GongkaiError as error:
        form.add_error(None, say(error))
        return False
    return True


@desk_view("void")
@require_http_methods(["GET", "POST"])
def void_entry(request: DeskRequest, pk: UUID, sequence: int) -> HttpResponse:
    """Strike out a slip."""
    item = get_item(request, pk)
    entry = next((one for one in read_item(item).entries if one.sequence == sequence), None)
    if entry is None:
        raise Http404
    form = VoidForm(request.POST or None, initial={"revision": item.revision})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            void(request.officer, item.pk, sequence, given["reason"], revision=given["revision"])
        except GongkaiError as error:
            form.add_error(None, say(error))
        else:
            messages.success(request, _("已作废。"))
            return redirect("desk:items:item", request.office.code, item.pk)
    context = {"item": item, "entry": entry, "form": form}
    return render(request, "publishing/void.html", context, status=422 if form.errors else 200)
