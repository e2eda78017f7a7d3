"""Login, lockout, one's own password, the one-time link, sessions, the second factor. Closed doors stay closed."""

from __future__ import annotations

import re
from dataclasses import replace
from importlib import import_module

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from django.apps import apps
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from gongkai.web.accounts.first import password_path
from gongkai.web.accounts.models import User
from gongkai.web.accounts.urls import CLOSED
from tests.web.conftest import member

PASSWORD = "a-long-password-1"
NEW = "another-long-password-2"


@pytest.fixture(autouse=True)
def no_limits_left_over():
    cache.clear()


@pytest.fixture
def user(office):
    return member(office, "officer")


def log_in(client: Client, username: str, password: str = PASSWORD):
    return client.post(reverse("account_login"), {"login": username, "password": password})


def test_the_login_page_is_chinese_and_leads_nowhere_else(client, db):
    page = client.get(reverse("account_login")).content.decode()
    assert "登录名" in page
    assert "忘记密码请联系管理员" in page
    assert "placeholder" not in page
    for name in ("signup", "reset", "Password", "Username"):
        assert name not in page


def test_a_member_logs_in_and_out(client, user, office):
    assert log_in(client, user.username).url == reverse("desk:home")
    assert client.get(reverse("desk:todo", args=[office.code])).status_code == 200
    client.post(reverse("account_logout"))
    assert client.get(reverse("desk:todo", args=[office.code])).status_code == 302


def test_after_five_wrong_passwords_the_right_one_is_refused_for_a_while(client, user):
    for _ in range(5):
        assert "登录名或密码不正确" in log_in(client, user.username, "wrong").content.decode()
    page = log_in(client, user.username).content.decode()
    assert "登录已暂停" in page
    assert "_auth_user_id" not in client.session
    assert log_in(Client(REMOTE_ADDR="10.0.0.9"), user.username).status_code == 200  # from elsewhere neither


def test_a_deactivated_account_does_not_log_in(client, user):
    User.objects.update(is_active=False)
    page = client.post(reverse("account_login"), {"login": user.username, "password": PASSWORD}, follow=True)
    assert "_auth_user_id" not in client.session
    assert "停用" in page.content.decode()


@pytest.mark.parametrize("name", sorted(set(CLOSED.values()) - {"account_confirm_email"}))
def test_what_staff_do_not_need_is_closed(client, user, name):
    for browser in (client, Client()):
        browser.force_login(user) if browser is client else None
        assert browser.get(reverse(name)).status_code == 404
        assert browser.post(reverse(name), {"username": "x", "email": "x@example.invalid"}).status_code == 404


def test_the_one_time_link_sets_a_password_once(client, office):
    user = User(username="new", name="新人", must_change_password=True)
    user.set_unusable_password()
    user.save()
    path = password_path(user)
    form = client.get(path, follow=True)
    assert "设置密码" in form.content.decode()
    where = form.redirect_chain[-1][0]
    assert "两次输入的密码不一致" in client.post(where, {"password1": NEW, "password2": "x"}).content.decode()
    assert "密码已设置" in client.post(where, {"password1": NEW, "password2": NEW}, follow=True).content.decode()
    user.refresh_from_db()
    assert user.check_password(NEW)
    assert not user.must_change_password
    assert "已经使用过" in Client().get(path, follow=True).content.decode()
    assert log_in(Client(), "new", NEW).status_code == 302


def test_a_password_set_by_another_must_be_changed_first(client, user, office):
    User.objects.update(must_change_password=True)
    log_in(client, user.username)
    todo = reverse("desk:todo", args=[office.code])
    assert client.get(todo).url == reverse("account_change_password")
    data = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    assert client.post(reverse("account_change_password"), data).status_code == 302
    assert client.get(todo).status_code == 200


def test_a_weak_or_repeated_password_is_refused_in_chinese(client, user):
    log_in(client, user.username)
    page = client.post(
        reverse("account_change_password"), {"oldpassword": "wrong", "password1": "12345678", "password2": "12345678"}
    ).content.decode()
    assert "现在的密码不正确" in page
    assert re.findall(r"(?:This password|too common|You must)[^<]*", page) == []


def test_other_sessions_are_listed_and_ended(client, user, office):
    other = Client()
    log_in(client, user.username)
    log_in(other, user.username)
    todo = reverse("desk:todo", args=[office.code])
    assert other.get(todo).status_code == client.get(todo).status_code == 200
    assert "结束其他会话" in client.get(reverse("usersessions_list")).content.decode()
    assert client.post(reverse("usersessions_list")).status_code == 302
    assert client.get(todo).status_code == 200
    assert other.get(todo).status_code == 302


def test_one_s_own_page_leads_to_everything(client, user):
    log_in(client, user.username)
    page = client.get(reverse("account_own")).content.decode()
    for name in ("account_change_password", "mfa_index", "usersessions_list", "account_logout"):
        assert reverse(name) in page
    assert "经办人" in page


def counter() -> int:
    return next(iter(auth.yield_hotp_counters_from_time()))


def set_up(client: Client, user: User) -> None:
    assert "请再次确认是您本人" in client.get(reverse("mfa_activate_totp"), follow=True).content.decode()
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = client.get(reverse("mfa_activate_totp"))
    assert page.status_code == 200
    secret = page.context["form"].secret
    assert secret in page.content.decode()
    assert "data:image/svg+xml" in page.content.decode()
    wrong = client.post(reverse("mfa_activate_totp"), {"code": "000000"}).content.decode()
    assert "验证码不正确" in wrong
    client.post(reverse("mfa_activate_totp"), {"code": auth.format_hotp_value(auth.hotp_value(secret, counter()))})
    kept = Authenticator.objects.get(user=user, type="totp").data["secret"]
    assert secret not in kept
    assert get_adapter().decrypt(kept) == secret


def test_secrets_kept_in_the_clear_before_are_sealed_by_the_migration(user):
    totp = Authenticator.objects.create(user=user, type="totp", data={"secret": "JBSWY3DPEHPK3PXP"})
    codes = Authenticator.objects.create(user=user, type="recovery_codes", data={"seed": "abcd", "used_mask": 4})
    migration = import_module("gongkai.web.accounts.migrations.0002_seal_second_factors")
    for _ in range(2):  # a second time changes nothing that opens
        migration.forwards(apps, None)
    for row in (totp, codes):
        row.refresh_from_db()
    assert "JBSWY" not in totp.data["secret"]
    assert get_adapter().decrypt(totp.data["secret"]) == "JBSWY3DPEHPK3PXP"
    assert (get_adapter().decrypt(codes.data["seed"]), codes.data["used_mask"]) == ("abcd", 4)
    assert auth.TOTP(totp).validate_code(auth.format_hotp_value(auth.hotp_value("JBSWY3DPEHPK3PXP", counter())))
    migration.backwards(apps, None)
    totp.refresh_from_db()
    assert totp.data["secret"] == "JBSWY3DPEHPK3PXP"


def test_the_second_factor_is_set_up_asked_and_switched_off(client, user, office):
    log_in(client, user.username)
    set_up(client, user)
    codes = client.get(reverse("mfa_view_recovery_codes"))
    spare = codes.context["unused_codes"][0]
    assert spare in codes.content.decode()
    assert client.get(reverse("mfa_index")).status_code == 200

    fresh = Client()
    assert log_in(fresh, user.username).url == reverse("mfa_authenticate")
    assert fresh.get(reverse("desk:todo", args=[office.code])).status_code == 302
    assert "恢复码" in fresh.get(reverse("mfa_authenticate")).content.decode()
    assert "验证码不正确" in fresh.post(reverse("mfa_authenticate"), {"code": "111111"}).content.decode()
    fresh.post(reverse("mfa_authenticate"), {"code": spare})
    assert fresh.get(reverse("desk:todo", args=[office.code])).status_code == 200

    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 3600
    session.save()
    asked = client.get(reverse("mfa_deactivate_totp"), follow=True)
    assert "请再次确认是您本人" in asked.content.decode()
    assert client.post(reverse("mfa_deactivate_totp")).status_code == 302
    assert Authenticator.objects.filter(user=user, type="totp").exists()
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    client.post(reverse("mfa_deactivate_totp"))
    assert not Authenticator.objects.filter(user=user).exists()


def test_a_head_sets_up_a_second_factor_before_any_desk_page(client, office):
    user = member(office, "head")
    todo = reverse("desk:todo", args=[office.code])
    log_in(client, user.username)
    assert client.get(todo).url == reverse("mfa_activate_totp")
    set_up(client, user)
    assert client.get(todo).status_code == 200


def test_an_office_says_which_roles_need_one_and_a_demonstration_none(client, office, settings):
    user = member(office, "head")
    todo = reverse("desk:todo", args=[office.code])
    log_in(client, user.username)
    settings.GONGKAI = replace(settings.GONGKAI, is_demo=True)
    assert client.get(todo).status_code == 200
    settings.GONGKAI = replace(settings.GONGKAI, is_demo=False)
    assert client.get(todo).status_code == 302
    office.settings = {"mfa_roles": []}
    office.save()
    assert client.get(todo).status_code == 200


def test_the_lockout_is_shared_by_all_workers(client, user, settings):
    """As shipped, failed logins are counted in the database, which every worker asks."""
    from gongkai.web.config import settings as shipped

    settings.CACHES = shipped.CACHES
    assert settings.CACHES["default"]["BACKEND"].endswith("DatabaseCache")
    call_command("createcachetable", verbosity=0)
    for _ in range(5):
        log_in(Client(), user.username, "wrong")
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM cache")
        assert cursor.fetchone()[0] > 0
    assert "登录已暂停" in log_in(client, user.username).content.decode()
