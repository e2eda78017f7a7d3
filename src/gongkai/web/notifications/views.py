"""One's own notices, and how one is told."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gongkai.errors import GongkaiError
from gongkai.web.accounts.models import User
from gongkai.web.applications.forms import DeskForm
from gongkai.web.desk.guard import DeskRequest, desk_view
from gongkai.web.desk.saying import say
from gongkai.web.notifications import actions
from gongkai.web.notifications.models import KINDS, Notification, Preference
from gongkai.web.notifications.rules import hours_of, offsets_of

PAGE_SIZE = 50


class PreferenceForm(DeskForm):
    """How one is told."""

    by_email = forms.BooleanField(label=gettext_lazy("每个工作日发送邮件摘要"), required=False)
    by_sms = forms.BooleanField(label=gettext_lazy("今天到期和已逾期的发送短信"), required=False)
    wanted = forms.MultipleChoiceField(
        label=gettext_lazy("邮件、短信中包括"),
        choices=list(KINDS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("工作台的通知列表始终显示全部。"),
    )


OFFSET_CHOICES = (10, 7, 5, 3, 2, 1)


def _hour(label: object, *, required: bool = True, hint: object = "") -> forms.TimeField:
    widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    return forms.TimeField(label=label, required=required, help_text=hint, widget=widget)


class TimesForm(DeskForm):
    """When the members of an office are told."""

    offsets = forms.TypedMultipleChoiceField(
        label=gettext_lazy("期限届满前提醒"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("按工作日计算；到期当天和逾期时总会提醒。"),
    )
    quiet_from = _hour(gettext_lazy("不发送的时段：自"))
    quiet_to = _hour(gettext_lazy("不发送的时段：至"), hint=gettext_lazy("可以跨过零点；非工作日全天不发送。"))
    digest_at = _hour(
        gettext_lazy("每日邮件摘要的发送时间"), required=False, hint=gettext_lazy("留空则在不发送的时段结束后即发送。")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = sorted({*OFFSET_CHOICES, *self.initial["offsets"]}, reverse=True)
        label = gettext_lazy("提前 %(n)d 个工作日")
        self.fields["offsets"].choices = [(day, label % {"n": day}) for day in known]


@desk_view("set_up_office")
@require_http_methods(["GET", "POST"])
def times(request: DeskRequest) -> HttpResponse:
    """When the members of the office are told: days before a limit, quiet hours, the hour of the e-mail."""
    start, end = hours_of(request.office)
    given = {"offsets": offsets_of(request.office), "quiet_from": start, "quiet_to": end}
    given["digest_at"] = request.office.settings.get("digest_at", "")
    form = TimesForm(request.POST or None, initial=given)
    if request.method == "POST" and form.is_valid():
        try:
            changed = actions.set_times(request.officer, request.office, **form.cleaned_data)
        except GongkaiError as error:
            form.add_error(None, say(error))
        else:
            messages.success(request, _("已保存。") if changed else _("没有变化。"))
            return redirect("desk:offices:home", request.office.code)
    return render(request, "notifications/times.html", {"form": form}, status=422 if form.errors else 200)


@desk_view("see_desk")
@require_GET
def notices(request: DeskRequest) -> HttpResponse:
    """The officer's own notices in this office, the newest first."""
    rows = Notification.objects.filter(user_id=request.officer.user_id)
    is_all = bool(request.GET.get("all"))
    if not is_all:
        rows = rows.filter(read_at=None)
    context = {"page": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")), "is_all": is_all}
    return render(request, "notifications/list.html", context)


@desk_view("see_desk")
@require_POST
def read(request: DeskRequest) -> HttpResponse:
    """Mark one notice as read and open what it is about, or mark all."""
    wanted = request.POST.get("notice", "")
    if wanted.isdecimal() and wanted.isascii():
        row = get_object_or_404(Notification, pk=int(wanted[:15]), user_id=request.officer.user_id)
        actions.mark_read(request.officer, row.pk)
        return redirect(row.link)
    actions.mark_read(request.officer)
    return redirect("desk:notifications:list", request.office.code)


@desk_view("see_desk")
@require_http_methods(["GET", "POST"])
def preferences(request: DeskRequest) -> HttpResponse:
    """How the officer is told."""
    user = User.objects.get(pk=request.officer.user_id)
    known = Preference.objects.filter(user=user, office=request.office).first() or Preference()
    wanted = [kind for kind in KINDS if kind not in known.muted]
    given = {"by_email": known.by_email, "by_sms": known.by_sms, "wanted": wanted}
    form = PreferenceForm(request.POST or None, initial=given)
    if request.method == "POST":
        form = PreferenceForm(request.POST)
        if form.is_valid():
            chosen = form.cleaned_data
            muted = [kind for kind in KINDS if kind not in chosen["wanted"]]
            actions.choose(request.officer, by_email=chosen["by_email"], by_sms=chosen["by_sms"], muted=muted)
            messages.success(request, _("已保存。"))
            return redirect("desk:notifications:preferences", request.office.code)
    context = {"form": form, "account": user, "offsets": offsets_of(request.office), "quiet": hours_of(request.office)}
    context["may_set"] = request.officer.may("set_up_office")
    return render(request, "notifications/preferences.html", context, status=422 if form.errors else 200)
