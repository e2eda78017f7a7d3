"""The forms of allauth with labels, hints and errors of ours, and without placeholders or links that lead nowhere."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.utils.translation import gettext as _


def _label(form: BaseForm, **labels: str) -> None:
    """Name the fields; drop placeholders and the hints of allauth."""
    for name, label in labels.items():
        field = form.fields[name]
        field.label, field.help_text = label, ""
        field.widget.attrs.pop("placeholder", None)


class LoginForm(account.LoginForm):
    """User name and password. A session ends with the browser, so nothing is remembered."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _label(self, login=_("登录名"), password=_("密码"))
        self.fields["login"].widget.attrs |= {"autofocus": True, "autocapitalize": "none", "spellcheck": "false"}
        del self.fields["remember"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        self.cleaned_data["remember"] = False
        return cleaned


class _NewPassword:
    """Two fields for a new password, with what it must be."""

    def _new_password(self: Any) -> None:
        _label(self, password1=_("新密码"), password2=_("再输入一次新密码"))
        self.fields["password1"].help_text = _("至少10位，不能只有数字，不能是常见密码，也不能与登录名、姓名相近。")

    def clean(self: Any) -> Any:
        try:
            cleaned = super().clean()
        finally:
            if "password2" in self.errors and self.cleaned_data.get("password1"):
                self.errors["password2"] = self.error_class([_("两次输入的密码不一致。")])
        return cleaned


class ChangePasswordForm(_NewPassword, account.ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _label(self, oldpassword=_("现在的密码"))
        self._new_password()


class ResetPasswordKeyForm(_NewPassword, account.ResetPasswordKeyForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._new_password()


class ReauthenticateForm(account.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _label(self, password=_("密码"))


class _Code:
    """A six digit code of the authenticator, or a recovery code."""

    def _code(self: Any, hint: str) -> None:
        _label(self, code=_("验证码"))
        self.fields["code"].help_text = hint
        self.fields["code"].widget.attrs |= {"class": "short", "autofocus": True, "maxlength": 20}

    def clean_code(self: Any) -> str:
        try:
            return super().clean_code()
        except ValidationError as error:
            if error.code == "too_many_login_attempts" or error.code == "rate_limited":
                raise ValidationError(_("输入次数过多，请过几分钟再试。")) from None
            raise ValidationError(_("验证码不正确。验证码每30秒更换一次，请输入现在显示的6位数字。")) from None


class AuthenticateForm(_Code, mfa.AuthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._code(_("验证器应用上显示的6位数字；手机不在身边时输入一个恢复码。"))


class MFAReauthenticateForm(_Code, mfa.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._code(_("验证器应用上显示的6位数字；手机不在身边时输入一个恢复码。"))


class ActivateTOTPForm(_Code, totp.ActivateTOTPForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._code(_("扫码以后，验证器应用上显示的6位数字。"))
