"""Pages of the members of an office."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from gongkai.errors import GongkaiError, OfficeError
from gongkai.web.accounts.first import password_path
from gongkai.web.accounts.models import User
from gongkai.web.config.clock import local_today
from gongkai.web.desk.guard import DeskRequest, desk_view
from gongkai.web.offices import forms, hands, members
from gongkai.web.offices.hands import in_hand
from gongkai.web.offices.models import ROLES, Membership, Section, standing
from gongkai.web.offices.views import edit, editing, said


def _member(request: DeskRequest, pk: int) -> User:
    return get_object_or_404(User.objects.filter(members.members_of(request.office)).distinct(), pk=pk)


def _active(request: DeskRequest, **more: Any) -> QuerySet[User]:
    """Accounts with a post here today."""
    posts = Membership.objects.filter(standing(local_today()), office=request.office, **more)
    return User.objects.filter(pk__in=posts.values("user"), is_active=True).order_by("name", "username")


def _sections(request: DeskRequest) -> QuerySet[Section]:
    return Section.objects.filter(standing(local_today()), office=request.office)


@desk_view("manage_members")
@require_GET
def member_list(request: DeskRequest) -> HttpResponse:
    """Who works here by role, and whose posts have ended."""
    rows = Membership.objects.filter(office=request.office).select_related("user", "section", "deputy_for__user")
    today = local_today()
    by_role: dict[str, list[Membership]] = {role: [] for role in ROLES}
    former = []
    for row in rows.order_by("from_on", "pk"):
        if row.to_on is None or row.to_on >= today:
            by_role[row.role].append(row)
        else:
            former.append(row)
    groups = list(by_role.items())
    return render(request, "offices/members.html", {"groups": groups, "former": former})


@never_cache
@desk_view("manage_members")
@editing
def open_account(request: DeskRequest) -> HttpResponse:
    """Open an account, or give one that exists a role here."""
    form = forms.OpenForm(request.POST or None, sections=_sections(request), initial={"from_on": local_today()})

    def save(data: dict[str, Any]) -> str | HttpResponse:
        office, officer = request.office, request.officer
        with transaction.atomic():
            if data["is_known"]:
                user = User.objects.filter(username=data["username"], is_active=True).first()
                if user is None:
                    raise OfficeError("There is no such account.", zh="没有这个登录名的账号，请核对。")
            else:
                user = members.open_account(officer, office, data["username"], data["name"], phone=data["phone"])
            fields = {name: data[name] for name in ("to_on", "section", "post")}
            members.give_role(officer, office, user, data["role"], data["from_on"], **fields)
        if data["is_known"]:
            return _("已增加岗位。")
        link = request.build_absolute_uri(password_path(user))
        return render(request, "offices/link.html", {"user_of": user, "link": link})

    return edit(request, form, _("开设账号"), save, "desk:offices:members", button=_("开设账号"))


@desk_view("manage_members")
@require_GET
def member(request: DeskRequest, pk: int) -> HttpResponse:
    """An account: its posts here, its cases, its sessions, and what may be done."""
    user = _member(request, pk)
    today = local_today()
    rows = Membership.objects.filter(office=request.office, user=user).select_related("section", "deputy_for__user")
    posts = [(row, row.to_on is None or row.to_on >= today) for row in rows.order_by("-from_on", "-pk")]
    context = {
        "member": user,
        "posts": posts,
        "held": in_hand(request.office, user),
        "sessions": UserSession.objects.filter(user=user).count(),
        "has_second_factor": Authenticator.objects.filter(user=user, type="totp").exists(),
    }
    return render(request, "offices/member.html", context)


@desk_view("manage_members")
@editing
def change(request: DeskRequest, pk: int) -> HttpResponse:
    user = _member(request, pk)
    form = forms.AccountForm(request.POST or None, initial={"name": user.name, "phone": user.phone})

    def save(data: dict[str, Any]) -> str:
        members.change_account(request.officer, request.office, user, **data)
        return _("已保存。")

    return edit(request, form, str(user), save, "desk:offices:members", button=_("保存"))


@desk_view("manage_members")
@editing
def give_role(request: DeskRequest, pk: int) -> HttpResponse:
    user = _member(request, pk)
    form = forms.RoleForm(request.POST or None, sections=_sections(request), initial={"from_on": local_today()})

    def save(data: dict[str, Any]) -> str:
        members.give_role(request.officer, request.office, user, **data)
        return _("已增加岗位。")

    return edit(request, form, _("%(name)s：增加岗位") % {"name": user}, save, "desk:offices:members", button=_("增加"))


@desk_view("manage_members")
@editing
def end_role(request: DeskRequest, pk: int, post: int) -> HttpResponse:
    row = get_object_or_404(Membership, office=request.office, user=_member(request, pk), pk=post)
    form = forms.EndForm(request.POST or None, initial={"last_on": local_today()})

    def save(data: dict[str, Any]) -> str:
        members.end_role(request.officer, request.office, row, data["last_on"])
        return _("岗位已结束，记录保留。")

    title = _("%(name)s：结束“%(role)s”岗位") % {"name": row.user, "role": ROLES[row.role]}
    return edit(request, form, title, save, "desk:offices:members", button=_("结束岗位"), is_danger=True)


@desk_view("manage_members")
@editing
def deputy(request: DeskRequest, pk: int, post: int) -> HttpResponse:
    """Someone stands in for a post for some days."""
    row = get_object_or_404(
        Membership, standing(local_today()), office=request.office, user=_member(request, pk), pk=post
    )
    choices = _active(request).exclude(pk=row.user_id)
    form = forms.DeputyForm(request.POST or None, members=choices, initial={"from_on": local_today()})

    def save(data: dict[str, Any]) -> str:
        members.give_role(
            request.officer,
            request.office,
            data["user"],
            row.role,
            data["from_on"],
            to_on=data["to_on"],
            section=row.section,
            deputy_for=row,
        )
        return _("代理已登记。")

    title = _("%(name)s的“%(role)s”岗位由谁代理") % {"name": row.user, "role": ROLES[row.role]}
    return edit(request, form, title, save, "desk:offices:members", button=_("登记代理"))


@desk_view("manage_members")
@editing
def hand_over(request: DeskRequest, pk: int) -> HttpResponse:
    """Everything one person has in hand to another, listed before."""
    user = _member(request, pk)
    held = in_hand(request.office, user)
    choices = _active(request, role__in=held.roles).exclude(pk=user.pk)
    form = forms.HandOverForm(request.POST or None, members=choices)

    def save(data: dict[str, Any]) -> str:
        moved = hands.hand_over(request.officer, request.office, user, data["to"], reason=data["reason"])
        return ngettext("已移交%(count)d件。", "已移交%(count)d件。", moved) % {"count": moved}

    nothing = "" if held.count else _("没有未办结的事项需要移交。")
    more = {"above": "offices/cases.html", "held": held, "nothing": nothing}
    title = _("移交%(name)s手上的事项") % {"name": user}
    return edit(request, form, title, save, "desk:offices:members", button=_("全部移交"), **more)


@never_cache
@desk_view("manage_members")
@require_POST
def account(request: DeskRequest, pk: int) -> HttpResponse:
    """What is done with one button of the member's page; a new link is shown once."""
    user, officer, office = _member(request, pk), request.officer, request.office
    do = request.POST.get("do", "")
    try:
        if do == "link":
            link = request.build_absolute_uri(members.new_link(officer, office, user))
            return render(request, "offices/link.html", {"user_of": user, "link": link})
        if do == "unlock":
            members.note_unlock(officer, office, user)
            get_adapter(request).unlock(request, user.username)
            messages.success(request, _("已解除登录暂停。"))
        elif do in _SIMPLE:
            act, done = _SIMPLE[do]
            act(officer, office, user)
            messages.success(request, done())
        else:
            raise Http404
    except GongkaiError as error:
        messages.error(request, said(error))
    return redirect("desk:offices:member", office.code, user.pk)


_SIMPLE: dict[str, Any] = {
    "deactivate": (members.deactivate, lambda: _("账号已停用，会话已结束。")),
    "activate": (members.activate, lambda: _("账号已恢复。")),
    "sessions": (members.end_sessions, lambda: _("会话已全部结束。")),
    "second_factor": (members.drop_second_factor, lambda: _("验证器已解除。")),
}
