"""One's own notices, and how one is told."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gongkai.web.accounts.models import User
from gongkai.web.applications.forms import DeskForm
from gongkai.web.desk.guard import DeskRequest, desk_view
from gongkai.web.notifications import actions
from gongkai.web.notifications.models import KINDS, Notification, Preference
from gongkai.web.notifications.rules import QUIET, offsets_of

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
    quiet = request.office.settings.get("quiet_hours", QUIET)
    context = {"form": form, "account": user, "offsets": offsets_of(request.office), "quiet": quiet}
    return render(request, "notifications/preferences.html", context, status=422 if form.errors else 200)
