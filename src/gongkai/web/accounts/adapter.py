"""No one registers: accounts are opened by an administrator, single sign-on only finds them."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from gongkai.web.accounts.models import User


class StaffAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class SingleSignOnAdapter(DefaultSocialAccountAdapter):
    """A login by OpenID Connect opens the account whose username is the provider's `preferred_username`, or none."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        if sociallogin.is_existing:
            return
        data = sociallogin.account.extra_data
        claims = {**data, **data.get("userinfo", {}), **data.get("id_token", {})}
        user = User.objects.filter(username=claims.get("preferred_username", ""), is_active=True).first()
        if user is None:
            messages.error(request, _("单点登录没有找到对应的账号，请联系本机关管理员。"))
            raise ImmediateHttpResponse(redirect("account_login"))
        sociallogin.connect(request, user)
