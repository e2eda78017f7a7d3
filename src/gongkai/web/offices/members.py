"""Members of an office: accounts, roles with their dates, deputies, what is done when one forgets or leaves."""

from __future__ import annotations

from datetime import date, timedelta

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.db.models import Q

from gongkai.errors import OfficeError
from gongkai.web.accounts.first import password_path
from gongkai.web.accounts.models import User
from gongkai.web.config.clock import local_today
from gongkai.web.entries.record import record_desk
from gongkai.web.offices.hands import in_hand
from gongkai.web.offices.models import ROLES, Membership, Office, Section, standing
from gongkai.web.offices.policy import Officer

DAY = timedelta(days=1)


def members_of(office: Office) -> Q:
    """Accounts that have or had a post in an office."""
    return Q(memberships__office=office)


@transaction.atomic
def open_account(officer: Officer, office: Office, username: str, name: str, *, phone: str = "") -> User:
    """Open an account without a password; its owner sets one with the link of `password_path`.

    Raises:
        NotPermitted; OfficeError: the user name is taken.
    """
    officer.must("manage_members")
    if User.objects.filter(username__iexact=username).exists():
        raise OfficeError(f"The user name {username!r} is taken.", zh=f"登录名“{username}”已有人使用，请换一个。")
    user = User(username=username, name=name, phone=phone)
    user.set_unusable_password()
    user.save()
    record_desk(office, "account_opened", username, by=officer.username)
    return user


@transaction.atomic
def change_account(officer: Officer, office: Office, user: User, *, name: str, phone: str) -> User:
    """Correct the name or the office phone of a member."""
    officer.must("manage_members")
    _must_own(office, user)
    changed = sorted(field for field, value in (("name", name), ("phone", phone)) if getattr(user, field) != value)
    if changed:
        user.name, user.phone = name, phone
        user.save(update_fields=["name", "phone"])
        record_desk(office, "account_changed", user.username, by=officer.username, fields=changed)
    return user


# --- roles ------------------------------------------------------------------------------------------------------------


@transaction.atomic
def give_role(
    officer: Officer,
    office: Office,
    user: User,
    role: str,
    from_on: date,
    *,
    to_on: date | None = None,
    section: Section | None = None,
    post: str = "",
    deputy_for: Membership | None = None,
) -> Membership:
    """Give an account a role for some days. deputy_for: the post it stands in for, whose role it then has.

    Raises:
        NotPermitted; OfficeError: no such role, it has the role on these days already, the days are the wrong way round.
    """
    officer.must("manage_members")
    if role not in ROLES or (deputy_for is not None and (deputy_for.office_id != office.pk or deputy_for.role != role)):
        raise OfficeError(f"There is no role {role!r} here.", zh="没有这个岗位。")
    if to_on is not None and to_on < from_on:
        raise OfficeError("The role would end before it begins.", zh="结束日期早于开始日期。")
    if deputy_for is not None and (deputy_for.user_id == user.pk or to_on is None):
        raise OfficeError(
            "A deputy is someone else, and for days that end.", zh="代理人应是另一个人，并写明代理到哪一天。"
        )
    rows = Membership.objects.filter(office=office, user=user, role=role)
    rows = rows.filter(Q(to_on=None) | Q(to_on__gte=from_on))
    if (rows if to_on is None else rows.filter(from_on__lte=to_on)).exists():
        raise OfficeError("The account has this role on these days already.", zh="此人在这些日期已有这个岗位。")
    more = {"section": section, "post": post, "to_on": to_on, "deputy_for": deputy_for}
    row, _ = Membership.objects.update_or_create(user=user, office=office, role=role, from_on=from_on, defaults=more)
    record_desk(
        office,
        "deputy_named" if deputy_for is not None else "role_given",
        user.username,
        by=officer.username,
        role=role,
        section=section.pk if section else None,
        days=[from_on.isoformat(), to_on.isoformat() if to_on else None],
        deputy_for=deputy_for.user.username if deputy_for else None,
    )
    return row


@transaction.atomic
def end_role(officer: Officer, office: Office, post: Membership, last_on: date) -> Membership:
    """Let a role end after a day; its row stays as history. Who deputised for it ends with it.

    Raises:
        NotPermitted; OfficeError: the last administrator, or the role has ended.
    """
    officer.must("manage_members")
    office = Office.objects.select_for_update().get(pk=office.pk)
    post = Membership.objects.select_related("user").get(pk=post.pk, office=office)
    if post.to_on is not None and post.to_on < local_today():
        raise OfficeError("The role has ended already.", zh="这个岗位已经结束。")
    if last_on < local_today() - DAY:
        raise OfficeError(
            "A role is not ended for days gone by.", zh="最后一天不能早于昨天：已做的工作以当时的岗位为准。"
        )
    if post.role == "administrator" and post.deputy_for_id is None:
        _must_leave_an_administrator(office, without=post.user_id)
    post.to_on = last_on
    post.save(update_fields=["to_on"])
    post.deputies.filter(Q(to_on=None) | Q(to_on__gt=last_on)).update(to_on=last_on)
    record_desk(
        office, "role_ended", post.user.username, by=officer.username, role=post.role, last_on=last_on.isoformat()
    )
    return post


def _must_leave_an_administrator(office: Office, *, without: int) -> None:
    """Raise where no other active account administers the office from today without end."""
    others = Membership.objects.filter(
        standing(local_today()), office=office, role="administrator", to_on=None, deputy_for=None, user__is_active=True
    ).exclude(user_id=without)
    if not others.exists():
        raise OfficeError(
            "This is the last administrator; name another one first.",
            zh="这是本机关最后一名管理员；请先给另一人管理员岗位。",
        )


# --- the account ------------------------------------------------------------------------------------------------------


def _must_own(office: Office, user: User) -> None:
    """Raise where an account also works for an office that is not this one or below it: then it is not ours to change."""
    posts = Membership.objects.filter(user=user).filter(Q(to_on=None) | Q(to_on__gte=local_today()))
    foreign = posts.exclude(office__path__startswith=office.path).select_related("office").first()
    if foreign is not None:
        raise OfficeError(
            f"The account also works for {foreign.office.name}, whose administrator must do this.",
            zh=f"此账号在“{foreign.office.name}”也有岗位，须由该机关或其上级机关的管理员办理。",
        )


@transaction.atomic
def deactivate(officer: Officer, office: Office, user: User) -> None:
    """Close an account: no login, no open session. Its roles and history stay.

    Raises:
        NotPermitted; OfficeError: oneself, the last administrator, something still in hand.
    """
    officer.must("manage_members")
    office = Office.objects.select_for_update().get(pk=office.pk)
    _must_own(office, user)
    if user.pk == officer.user_id:
        raise OfficeError("One does not deactivate oneself.", zh="不能停用自己的账号。")
    for post in Membership.objects.filter(standing(local_today()), user=user, role="administrator", deputy_for=None):
        _must_leave_an_administrator(post.office, without=user.pk)
    if waiting := in_hand(office, user).count:
        raise OfficeError(
            f"{waiting} open matters are in this account's hands; hand them over first.",
            zh=f"此人手上还有{waiting}件未办结的事项，请先移交。",
        )
    user.is_active = False
    user.save(update_fields=["is_active"])
    ended = _end_sessions(user)
    record_desk(office, "account_deactivated", user.username, by=officer.username, sessions=ended)


@transaction.atomic
def activate(officer: Officer, office: Office, user: User) -> None:
    """Open a deactivated account again."""
    officer.must("manage_members")
    _must_own(office, user)
    user.is_active = True
    user.save(update_fields=["is_active"])
    record_desk(office, "account_activated", user.username, by=officer.username)


@transaction.atomic
def new_link(officer: Officer, office: Office, user: User) -> str:
    """Take an account's password away and end its sessions; return the path at which its owner sets a new one, once."""
    officer.must("manage_members")
    _must_own(office, user)
    user.set_unusable_password()
    user.save(update_fields=["password"])
    _end_sessions(user)
    record_desk(office, "password_reset", user.username, by=officer.username)
    return password_path(user)


@transaction.atomic
def drop_second_factor(officer: Officer, office: Office, user: User) -> None:
    """Remove the authenticator of someone who lost it; recovery codes go with it."""
    officer.must("manage_members")
    _must_own(office, user)
    Authenticator.objects.filter(user=user).delete()
    record_desk(office, "second_factor_removed", user.username, by=officer.username)


@transaction.atomic
def end_sessions(officer: Officer, office: Office, user: User) -> int:
    """End every session of a member at once."""
    officer.must("manage_members")
    _must_own(office, user)
    ended = _end_sessions(user)
    record_desk(office, "sessions_ended", user.username, by=officer.username, sessions=ended)
    return ended


def _end_sessions(user: User) -> int:
    sessions = list(UserSession.objects.filter(user=user))
    for session in sessions:
        session.end()
    return len(sessions)


@transaction.atomic
def note_unlock(officer: Officer, office: Office, user: User) -> None:
    """Record that failed logins of a member are forgotten; the view asks the adapter to forget them."""
    officer.must("manage_members")
    _must_own(office, user)
    record_desk(office, "account_unlocked", user.username, by=officer.username)
