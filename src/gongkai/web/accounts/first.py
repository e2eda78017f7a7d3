"""The first administrator, and links with which an account's owner sets a password."""

from __future__ import annotations

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.db import transaction
from django.urls import reverse

from gongkai.errors import UsageError
from gongkai.web.accounts.models import User
from gongkai.web.config.clock import local_today
from gongkai.web.entries.record import record_desk
from gongkai.web.offices.models import Membership, Office
from gongkai.web.offices.policy import SYSTEM


@transaction.atomic
def first_administrator(code: str, username: str, *, name: str = "", office_name: str = "", kind: str) -> str:
    """Open an administrator's account in an office, making the office where it is new; return the one-time path.

    Raises:
        UsageError: the office is unknown and has no name given, or the account exists.
    """
    office = Office.objects.filter(code=code).first()
    if office is None:
        if not office_name:
            raise UsageError(
                f"There is no office {code!r}; name it with --office-name.",
                zh=f"没有机关“{code}”；请用--office-name给出名称。",
            )
        office = Office.objects.create(code=code, name=office_name, kind=kind)
    if User.objects.filter(username=username).exists():
        raise UsageError(f"There is an account {username!r} already.", zh=f"账号“{username}”已存在。")
    user = User(username=username, name=name or username)
    user.set_unusable_password()
    user.save()
    Membership.objects.create(user=user, office=office, role="administrator", from_on=local_today())
    record_desk(office, "account_opened", username, by=SYSTEM, role="administrator")
    return password_path(user)


def password_path(user: User) -> str:
    """The path under which the owner of an account sets a password; it works once."""
    key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
    uid, _, token = key.partition("-")
    return reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": token})
