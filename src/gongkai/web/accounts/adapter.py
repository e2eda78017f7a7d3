"""No one registers: accounts are opened by an administrator, single sign-on only finds them."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongkai.web.accounts.models import User
from gongkai.web.people import seal

PASSWORD_FAULTS = {
    "password_too_short": gettext_lazy("密码太短，至少要10位。"),
    "password_too_common": gettext_lazy("这是常见的密码，容易被猜到，请换一个。"),
    "password_entirely_numeric": gettext_lazy("密码不能只有数字。"),
    "password_too_similar": gettext_lazy("密码与登录名或姓名太相近，请换一个。"),
}
"""What is wrong with a password, by the code of Django's validators, whose own words are not all in Chinese."""


class StaffAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": gettext_lazy("登录名或密码不正确。"),
        "too_many_login_attempts": gettext_lazy("输错次数过多，登录已暂停。请十分钟后再试，或请本机关管理员解除。"),
        "incorrect_password": gettext_lazy("密码不正确。"),
        "enter_current_password": gettext_lazy("现在的密码不正确。"),
        "invalid_password_reset": gettext_lazy("链接无效。"),
        "rate_limited": gettext_lazy("操作过于频繁，请稍后再试。"),
        "account_inactive": gettext_lazy("此账号已停用。"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def clean_password(self, password: str, user: Any = None) -> str:
        try:
            return super().clean_password(password, user)
        except ValidationError as error:
            said = [PASSWORD_FAULTS.get(one.code or "") or one for one in error.error_list]
            raise ValidationError(said) from None

    def unlock(self, request: HttpRequest, username: str) -> None:
        """Forget the failed logins of an account, so that its owner need not wait."""
        key = self._get_login_attempts_cache_key(request, username=username)
        ratelimit.clear(request, app="allauth.account", action="login_failed", key=key)


class SecondFactorAdapter(DefaultMFAAdapter):
    """Keeps the secrets of authenticators and recovery codes sealed under the data keys of the deployment."""

    def encrypt(self, text: str) -> str:
        return seal.seal_text(text, settings.GONGKAI.data_keys, SECOND_FACTOR)

    def decrypt(self, encrypted_text: str) -> str:
        return seal.unseal_text(encrypted_text, settings.GONGKAI.data_keys, SECOND_FACTOR)


SECOND_FACTOR = b"second factor"
"""What these secrets are sealed to."""


class SingleSignOnAdapter(DefaultSocialAccountAdapter):
    """A login by OpenID Connect opens the account whose username is the provider's `preferred_username`, or none."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        if sociallogin.is_existing:
            return
        data = sociallogin.account.extra_data
        claims = {**data, **data.get("userinfo", {}), **data.get("id_token", {})}
        username = claims.get("preferred_username") or ""
        user = User.objects.filter(username=username, is_active=True).first() if username else None
        if user is None:
            messages.error(request, _("单点登录没有找到对应的账号，请联系本机关管理员。"))
            raise ImmediateHttpResponse(redirect("account_login"))
        sociallogin.connect(request, user)
