"""Pages of errors: in our words, with a way on, and never a second error."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client, RequestFactory
from django.urls import reverse

from gongkai.web.config import views

pytestmark = pytest.mark.one_engine


def test_a_page_that_is_not_there_says_so_and_leads_on(client, db):
    page = client.get("/nothing/here/")
    assert page.status_code == 404
    assert "没有找到这个页面" in page.content.decode()
    assert reverse("portal:status") in page.content.decode()


def test_a_member_without_the_role_is_told_and_led_back(staff, office):
    page = staff.client("officer").get(reverse("desk:offices:members", args=[office.code]))
    assert page.status_code == 403
    assert "您的岗位不办理这一项" in page.content.decode()
    assert reverse("desk:home") in page.content.decode()


def test_a_form_without_its_token_is_refused_in_one_kind_sentence(office):
    page = Client(enforce_csrf_checks=True).post(reverse("portal:status"), {"number": "1", "code": "2"})
    assert page.status_code == 403
    assert "刷新后重新提交" in page.content.decode()
    assert "CSRF" not in page.content.decode()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_page_of_a_failure_needs_no_database(language):
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    request.LANGUAGE_CODE = language
    page = views.broken(request)
    assert page.status_code == 500
    assert "<main" in page.content.decode()


def test_too_many_at_once_are_told_to_wait(client, db):
    for _ in range(31):
        page = client.get(reverse("account_login"))
        page = client.post(reverse("account_login"), {"login": "x", "password": "y"})
    assert page.status_code == 429
    assert "操作过于频繁" in page.content.decode()
