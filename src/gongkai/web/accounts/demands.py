"""What an account owes before it may work: a password of its own, and a second factor where its role needs one."""

from __future__ import annotations

from collections.abc import Iterable

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from gongkai.web.accounts.models import User

MFA_ROLES = ("administrator", "head")
"""Roles that need a second factor unless the office says otherwise (`Office.settings["mfa_roles"]`)."""


def unmet(request: HttpRequest, roles: Iterable[str], asked_of: Iterable[str]) -> HttpResponse | None:
    """Where to go first, with the reason as a message; None where nothing is owed."""
    user: User = request.user
    if user.must_change_password and user.has_usable_password():
        messages.warning(request, _("请先换成您自己的密码，再继续工作。"))
        return redirect("account_change_password")
    if set(roles) & set(asked_of) and needs_second_factor(request, user):
        messages.warning(request, _("您的岗位要求登录时使用验证器。请先设置，再继续工作。"))
        return redirect("mfa_activate_totp")
    return None


def needs_second_factor(request: HttpRequest, user: User) -> bool:
    """Whether this login was by our password alone. Single sign-on brings a second factor of its own.

    Not in a demonstration, whose accounts many people share.
    """
    if settings.GONGKAI.is_demo:
        return False
    methods = {record.get("method") for record in get_authentication_records(request, user)}
    return "password" in methods and not is_mfa_enabled(user, [Authenticator.Type.TOTP])
