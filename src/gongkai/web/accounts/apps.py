from __future__ import annotations

from typing import Any

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "gongkai.web.accounts"
    label = "accounts"
    verbose_name = "账号"

    def ready(self) -> None:
        from allauth.account import signals

        for signal in (signals.password_changed, signals.password_reset, signals.password_set):
            signal.connect(_password_is_own, dispatch_uid="gongkai.own_password")


def _password_is_own(sender: Any, user: Any, **_rest: Any) -> None:
    """A password its owner chose need not be changed."""
    if user.must_change_password:
        user.must_change_password = False
        user.save(update_fields=["must_change_password"])
