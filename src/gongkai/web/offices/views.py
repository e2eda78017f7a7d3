"""Pages of an office's own settings: particulars, name, place, sections, leading group, offices below."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from gongkai.errors import GongkaiError, OfficeError
from gongkai.web.accounts.demands import MFA_ROLES
from gongkai.web.accounts.first import password_path
from gongkai.web.accounts.models import User
from gongkai.web.config.clock import local_today
from gongkai.web.desk.guard import DeskRequest, desk_view
from gongkai.web.desk.templatetags import words
from gongkai.web.desk.templatetags.words import is_english
from gongkai.web.offices import actions
from gongkai.web.offices import forms as office_forms
from gongkai.web.offices.lacking import lacking
from gongkai.web.offices.members import members_of, open_account
from gongkai.web.offices.models import LeadingGroupMember, Membership, Office, Section, standing
from gongkai.web.offices.open_matters import open_matters
from gongkai.web.offices.policy import Officer
from gongkai.web.offices.regions import region_name

Save = Callable[[dict[str, Any]], str | HttpResponse]
editing = require_http_methods(["GET", "POST"])


def said(error: GongkaiError) -> str:
    return str(error) if is_english() else error.zh


def edit(
    request: HttpRequest, form: forms.Form, title: str, save: Save, back: str, *, button: str, **more: Any
) -> HttpResponse:
    """A page with one form. save: does the action with the form's data; returns what to say, or a page of its own."""
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                done = save(form.cleaned_data)
            except GongkaiError as error:
                form.add_error(None, said(error))
            else:
                if isinstance(done, HttpResponse):
                    return done
                messages.success(request, done)
                return redirect(back, request.office.code)
        status = 422
    context = {"form": form, "title": title, "button": button, "back": back, **more}
    return render(request, "offices/form.html", context, status=status)


@desk_view("see_office")
@require_GET
def home(request: DeskRequest) -> HttpResponse:
    """The office as it stands, and the way to each part of its settings."""
    office = request.office
    context = {
        "path": Office.objects.filter(pk__in=[int(part) for part in office.path.strip("/").split("/")]),
        "names": office.former_names.order_by("from_on"),
        "below": Office.objects.filter(parent=office).order_by("path"),
        "sections": Section.objects.filter(standing(local_today()), office=office).count(),
        "members": User.objects.filter(
            pk__in=Membership.objects.filter(standing(local_today()), office=office).values("user"), is_active=True
        ).count(),
        "group": LeadingGroupMember.objects.filter(standing(local_today()), office=office).count(),
        "region": region_name(office.region_code) if office.region_code else "",
        "lacking": [] if office.successor_id else _by_page(office, request.officer),
        "may": {act: request.officer.may(act) for act in ("set_up_office", "manage_members", "see_audit")},
    }
    return render(request, "offices/home.html", context)


def _by_page(office: Office, officer: Officer) -> list[tuple[str, str]]:
    """What the officer could still set up: the address of a page, and what is missing there."""
    found: dict[str, list[str]] = {}
    for what, page in lacking(office):
        if officer.may("manage_members" if page == "desk:offices:members" else "set_up_office"):
            found.setdefault(reverse(page, args=[office.code]), []).append(what)
    return [(url, words.listed(what)) for url, what in found.items()]


@desk_view("set_up_office")
@editing
def particulars(request: DeskRequest) -> HttpResponse:
    """Everything an office says of itself, except its name."""
    office = request.office
    initial = {name: getattr(office, name) for name in actions.FIELDS}
    initial |= {name: office.settings.get(name) for name in actions.OPTIONS}
    initial["mfa_roles"] = office.settings.get("mfa_roles", MFA_ROLES)
    form = office_forms.ParticularsForm(request.POST or None, initial=initial)

    def save(data: dict[str, Any]) -> str:
        fields = {name: data[name] for name in actions.FIELDS}
        options = {name: data[name] for name in actions.OPTIONS}
        if set(options["mfa_roles"]) == set(initial["mfa_roles"]):
            options.pop("mfa_roles")
        changed = actions.change_particulars(request.officer, office, fields, options)
        return _("已保存。") if changed else _("没有变化。")

    return edit(request, form, _("机关信息"), save, "desk:offices:home", button=_("保存"))


@desk_view("set_up_office")
@editing
def rename(request: DeskRequest) -> HttpResponse:
    form = office_forms.RenameForm(request.POST or None, initial={"on": local_today(), "name": request.office.name})

    def save(data: dict[str, Any]) -> str:
        actions.rename(request.officer, request.office, **data)
        return _("名称已变更，原名称保留在沿革中。")

    return edit(request, form, _("变更名称"), save, "desk:offices:home", button=_("变更名称"))


@desk_view("set_up_office")
@editing
def move(request: DeskRequest) -> HttpResponse:
    """Another office above. Only offices the officer sets up are offered."""
    choices = actions.possible_parents(request.officer, request.office)
    form = office_forms.MoveForm(request.POST or None, offices=choices)

    def save(data: dict[str, Any]) -> str:
        actions.move(request.officer, request.office, **data)
        return _("上级机关已调整。")

    intro = _(
        "调整后，新上级机关的主管人员可以查看本机关的案件，原上级机关不能再看。须由两个上级机关共同的管理员办理。"
    )
    nothing = "" if choices else _("您没有可以选择的上级机关；请由上级机关的管理员办理。")
    return edit(
        request, form, _("调整上级机关"), save, "desk:offices:home", button=_("调整"), intro=intro, nothing=nothing
    )


@desk_view("set_up_office")
@editing
def merge(request: DeskRequest) -> HttpResponse:
    choices = actions.successors(request.officer, request.office)
    form = office_forms.MergeForm(request.POST or None, offices=choices, initial={"on": local_today()})

    def save(data: dict[str, Any]) -> str:
        actions.merge(request.officer, request.office, **data)
        return _("合并已登记。台账保留，可以继续查阅。")

    intro = _(
        "合并前，申请、复议诉讼、交办、文书等都须办结。合并以后本机关不再收件，网站引导到并入的机关；"
        "台账照旧保留，合并后才收到的复议、诉讼材料仍在本机关台账中登记。"
    )
    nothing = "" if choices else _("您没有可以选择的机关；请由上级机关的管理员办理。")
    more = {"intro": intro, "nothing": nothing, "is_danger": True, "waiting": open_matters(request.office)}
    return edit(request, form, _("并入其他机关"), save, "desk:offices:home", button=_("办理合并"), **more)


@desk_view("set_up_office")
@editing
def below(request: DeskRequest) -> HttpResponse:
    """Open an office below this one, with its first administrator: a new account, or a member's."""
    form = office_forms.BelowForm(request.POST or None)

    def save(data: dict[str, Any]) -> str | HttpResponse:
        user = User.objects.filter(username=data["username"]).filter(members_of(request.office)).first()
        link = ""
        if user is None:
            if not data["admin_name"].strip():
                raise OfficeError("Name the new administrator.", zh="请填写新管理员的姓名。")
            user = open_account(request.officer, request.office, data["username"], data["admin_name"].strip())
            link = request.build_absolute_uri(password_path(user))
        made = actions.open_below(request.officer, request.office, data["code"], data["name"], data["kind"], user)
        if not link:
            return _("“%(name)s”已开设。") % {"name": made.name}
        return render(request, "offices/link.html", {"user_of": user, "link": link, "made": made})

    return edit(request, form, _("开设下级机关"), _at_once(save), "desk:offices:home", button=_("开设"))


def _at_once(save: Save) -> Save:
    """The same in one transaction: an account is not opened where the office is refused."""

    def both(data: dict[str, Any]) -> str | HttpResponse:
        with transaction.atomic():
            return save(data)

    return both


# --- sections, leading group ------------------------------------------------------------------------------------------


@desk_view("set_up_office")
@require_GET
def sections(request: DeskRequest) -> HttpResponse:
    rows = Section.objects.filter(office=request.office).order_by("place", "name")
    return render(request, "offices/sections.html", {"rows": rows})


@desk_view("set_up_office")
@editing
def new_section(request: DeskRequest) -> HttpResponse:
    form = office_forms.SectionForm(request.POST or None, initial={"from_on": local_today(), "place": 0})

    def save(data: dict[str, Any]) -> str:
        actions.save_section(request.officer, request.office, None, data)
        return _("已开设。")

    return edit(request, form, _("开设科室、社区"), save, "desk:offices:sections", button=_("开设"))


@desk_view("set_up_office")
@editing
def section(request: DeskRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Section, office=request.office, pk=pk)
    fields = ("name", "kind", "is_ogi_office", "phone", "place", "from_on", "to_on")
    form = office_forms.SectionForm(request.POST or None, initial={name: getattr(found, name) for name in fields})

    def save(data: dict[str, Any]) -> str:
        actions.save_section(request.officer, request.office, found, {name: data[name] for name in fields})
        return _("已保存。")

    return edit(request, form, found.name, save, "desk:offices:sections", button=_("保存"))


@desk_view("set_up_office")
@editing
def leading_group(request: DeskRequest) -> HttpResponse:
    """The leading group today, its history, and its adjustment."""
    rows = list(LeadingGroupMember.objects.filter(office=request.office).order_by("-from_on", "place"))
    current = [row for row in rows if row.is_on(local_today())]
    lines = "\n".join(" ".join(part for part in (row.role, row.name, row.title) if part) for row in current)
    form = office_forms.LeadingGroupForm(request.POST or None, initial={"on": local_today(), "members": lines})

    def save(data: dict[str, Any]) -> str:
        actions.set_leading_group(
            request.officer, request.office, data["members"], data["on"], document=data["document"]
        )
        return _("领导小组已登记；原成员保留在沿革中。")

    more = {"current": current, "former": [row for row in rows if row not in current], "above": "offices/group.html"}
    return edit(
        request, form, _("政府信息公开工作领导小组"), save, "desk:offices:leading_group", button=_("成立或调整"), **more
    )
