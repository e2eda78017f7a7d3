"""Login and what belongs to one's own account: views of allauth with our forms. What staff do not need is closed."""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.socialaccount import views as social
from allauth.socialaccount.providers.openid_connect import views as oidc
from allauth.usersessions import views as sessions
from django.urls import path, re_path

from gongkai.web.accounts import forms, views

CLOSED = {
    "signup/": "account_signup",
    "email/": "account_email",
    "confirm-email/": "account_email_verification_sent",
    "confirm-email/<str:key>/": "account_confirm_email",
    "password/set/": "account_set_password",
    "password/reset/": "account_reset_password",
    "password/reset/done/": "account_reset_password_done",
    "login/code/confirm/": "account_confirm_login_code",
    "3rdparty/": "socialaccount_connections",
    "3rdparty/signup/": "socialaccount_signup",
}
"""Addresses whose names allauth may ask for; each answers 404."""

_KEY = r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$"

urlpatterns = [
    path("", views.own, name="account_own"),
    path("login/", account.LoginView.as_view(form_class=forms.LoginForm), name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path(
        "reauthenticate/",
        account.ReauthenticateView.as_view(form_class=forms.ReauthenticateForm),
        name="account_reauthenticate",
    ),
    path(
        "password/change/",
        account.PasswordChangeView.as_view(form_class=forms.ChangePasswordForm),
        name="account_change_password",
    ),
    re_path(
        _KEY,
        account.PasswordResetFromKeyView.as_view(form_class=forms.ResetPasswordKeyForm),
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("2fa/", mfa.index, name="mfa_index"),
    path(
        "2fa/authenticate/",
        mfa.AuthenticateView.as_view(form_class=forms.AuthenticateForm),
        name="mfa_authenticate",
    ),
    path(
        "2fa/reauthenticate/",
        mfa.ReauthenticateView.as_view(form_class=forms.MFAReauthenticateForm),
        name="mfa_reauthenticate",
    ),
    path(
        "2fa/totp/activate/",
        totp.ActivateTOTPView.as_view(form_class=forms.ActivateTOTPForm),
        name="mfa_activate_totp",
    ),
    path("2fa/totp/deactivate/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("2fa/recovery-codes/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("2fa/recovery-codes/generate/", recovery.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("2fa/recovery-codes/download/", recovery.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("sessions/", sessions.list_usersessions, name="usersessions_list"),
    path("3rdparty/login/cancelled/", social.login_cancelled, name="socialaccount_login_cancelled"),
    path("3rdparty/login/error/", social.login_error, name="socialaccount_login_error"),
    path("oidc/<slug:provider_id>/login/", views.sign_on, name="openid_connect_login"),
    path("oidc/<slug:provider_id>/login/callback/", oidc.callback, name="openid_connect_callback"),
    *(path(route, views.closed, name=name) for route, name in CLOSED.items()),
]
