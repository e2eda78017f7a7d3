"""Published penalty decisions that were changed: the list with its duty, the record of a change and of a withdrawal."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from gongkai.errors import GongkaiError
from gongkai.web.applications.forms import NO_NAMES, DayField, DeskForm, line
from gongkai.web.config.clock import calendar_of, local_today
from gongkai.web.desk.guard import DeskRequest, desk_view
from gongkai.web.desk.saying import say
from gongkai.web.registers import penalties
from gongkai.web.registers.actions import KEEP
from gongkai.web.registers.kinds import REGISTERS
from gongkai.web.registers.models import ChangedPenalty
from gongkai.web.registers.views import READ

_MOST = 500


class ChangeForm(DeskForm):
    """A published penalty decision was changed."""

    number = line(gettext_lazy("决定书文号"), 120, required=True)
    entry = forms.IntegerField(
        label=gettext_lazy("登记簿中的记录序号"),
        min_value=1,
        max_value=10**9,
        required=False,
        help_text=gettext_lazy("单独登记了这个决定的，填第几条；按合计登记的留空。"),
    )
    changed_on = DayField(label=gettext_lazy("变更、撤销之日"))
    how = forms.ChoiceField(
        label=gettext_lazy("如何变更"), choices=list(ChangedPenalty.WAYS.items()), widget=forms.RadioSelect
    )
    by = line(gettext_lazy("变更机关、文书"), 200, hint=gettext_lazy("如行政复议决定书、判决书的机关和文号。"))
    places = line(gettext_lazy("公开在哪里"), 200, hint=gettext_lazy("如门户网站处罚栏目、信用平台、公示栏。"))


class WithdrawalForm(DeskForm):
    """It was withdrawn from the public."""

    on = DayField(label=gettext_lazy("撤回之日"))
    reason = line(gettext_lazy("公开说明的理由"), 500, required=True, hint=NO_NAMES)


@desk_view(READ)
@require_GET
def penalty_list(request: DeskRequest) -> HttpResponse:
    """Changed decisions, those that must still be withdrawn first."""
    calendar = calendar_of(request.office.calendar_region)
    lines = penalties.withdrawals(ChangedPenalty.objects.all()[:_MOST], local_today(), calendar)
    context = {"register": REGISTERS["decisions"], "lines": lines, "may": request.officer.may(KEEP)}
    return render(request, "desk/registers/penalties.html", context)


@desk_view(KEEP)
@require_http_methods(["GET", "POST"])
def add_penalty(request: DeskRequest) -> HttpResponse:
    """Record that a published decision was changed."""
    form = ChangeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            penalties.note_change(request.officer, request.office, **form.cleaned_data)
        except GongkaiError as error:
            form.add_error(None, say(error))
        else:
            messages.success(request, _("已登记；请在期限内撤回已公开的决定，并公开说明理由。"))
            return redirect("desk:registers:penalties", request.office.code)
    return _show(request, form, _("登记已公开处罚决定的变更、撤销"), _("登记"))


@desk_view(KEEP)
@require_http_methods(["GET", "POST"])
def withdraw_penalty(request: DeskRequest, pk: int) -> HttpResponse:
    """Record that a decision was withdrawn from the public."""
    row = get_object_or_404(ChangedPenalty.objects.select_related("office"), pk=pk)
    form = WithdrawalForm(request.POST or None, initial={"on": local_today()})
    if request.method == "POST" and form.is_valid():
        try:
            penalties.note_withdrawal(request.officer, row.pk, **form.cleaned_data)
        except GongkaiError as error:
            form.add_error(None, say(error))
        else:
            messages.success(request, _("已登记撤回。"))
            return redirect("desk:registers:penalties", request.office.code)
    return _show(request, form, _("登记撤回：%(number)s") % {"number": row.number}, _("登记撤回"))


def _show(request: DeskRequest, form: DeskForm, heading: str, button: str) -> HttpResponse:
    context = {
        "register": REGISTERS["decisions"],
        "form": form,
        "heading": heading,
        "button": button,
        "is_penalty": True,
    }
    return render(request, "desk/registers/form.html", context, status=422 if form.errors else 200)
