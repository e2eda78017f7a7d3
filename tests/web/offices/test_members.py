"""Accounts and roles: opened with a link, dated, deputised, handed over, ended; the last administrator stays."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from gongkai.errors import NotPermitted, OfficeError
from gongkai.web.accounts.models import User
from gongkai.web.applications.models import Application
from gongkai.web.applications.tasks import give_task
from gongkai.web.challenges.actions import Papers, register_challenge
from gongkai.web.entries.models import Entry
from gongkai.web.offices import members
from gongkai.web.offices.hands import hand_over, in_hand
from gongkai.web.offices.models import Membership, Section
from gongkai.web.offices.policy import officer_of
from tests.web.conftest import TODAY, member

PASSWORD = "a-long-password-1"
DAY = timedelta(days=1)


@pytest.fixture
def admin(staff, in_office):
    return staff.officer("administrator")


@pytest.fixture
def browser(staff, admin):
    return staff.client("administrator")


def url(name: str, *args: object) -> str:
    return reverse(f"desk:offices:{name}", args=["baiyun", *args])


def entries(office, kind: str) -> list[Entry]:
    return list(Entry.objects.filter(office=office, type=kind).order_by("sequence"))


def test_an_account_is_opened_with_a_link_that_works_once(browser, in_office, client):
    data = {"username": "wang", "name": "王示例", "phone": "1234", "role": "officer", "from_on": "2026-06-10"}
    page = browser.post(url("open_account"), data)
    link = page.context["link"]
    assert link in page.content.decode()
    form = client.get(link, follow=True)
    where = form.redirect_chain[-1][0]
    client.post(where, {"password1": "another-long-password-2", "password2": "another-long-password-2"})
    user = User.objects.get(username="wang")
    assert user.check_password("another-long-password-2")
    assert officer_of(user, in_office, TODAY).roles == {"officer"}
    assert "王示例" not in str([entry.body for entry in Entry.objects.filter(office=in_office)])
    assert browser.post(url("open_account"), {**data, "username": "WANG"}).status_code == 422
    assert "王示例" in browser.get(url("members")).content.decode()


def test_an_account_of_another_office_gets_a_role_here(browser, in_office, other_office):
    user = member(other_office, "officer")
    data = {"username": user.username, "is_known": "on", "role": "archivist", "from_on": "2026-06-10"}
    assert browser.post(url("open_account"), data).status_code == 302
    assert officer_of(user, in_office, TODAY).roles == {"archivist"}
    assert browser.post(url("open_account"), {**data, "username": "nobody"}).status_code == 422


def test_a_role_has_its_days_and_history_stays(browser, staff, in_office):
    user = member(in_office, "officer")
    post = Membership.objects.get(user=user)
    give = {"role": "archivist", "from_on": "2026-07-01", "to_on": "2026-07-31"}
    assert browser.post(url("give_role", user.pk), give).status_code == 302
    assert browser.post(url("give_role", user.pk), give).status_code == 422
    assert browser.post(url("give_role", user.pk), {**give, "to_on": "2026-06-01"}).status_code == 422
    assert officer_of(user, in_office, TODAY).roles == {"officer"}
    assert officer_of(user, in_office, date(2026, 7, 31)).roles == {"officer", "archivist"}
    assert officer_of(user, in_office, date(2026, 8, 1)).roles == {"officer"}
    assert browser.post(url("end_role", user.pk, post.pk), {"last_on": "2026-06-09"}).status_code == 302
    assert officer_of(user, in_office, TODAY) is None
    assert "已结束的岗位" in browser.get(url("members")).content.decode()
    assert browser.get(url("member", user.pk)).status_code == 200
    assert entries(in_office, "role_ended")[0].body["last_on"] == "2026-06-09"
    assert browser.post(url("end_role", user.pk, post.pk), {"last_on": "2026-06-09"}).status_code == 422


def test_a_deputy_has_the_role_for_these_days_and_no_longer(browser, staff, in_office):
    head, deputy = member(in_office, "head"), member(in_office, "officer")
    post = Membership.objects.get(user=head)
    where = url("deputy", head.pk, post.pk)
    assert browser.get(where).status_code == 200
    assert browser.post(where, {"user": head.pk, "from_on": "2026-06-10", "to_on": "2026-06-12"}).status_code == 422
    assert browser.post(where, {"user": deputy.pk, "from_on": "2026-06-11"}).status_code == 422
    done = browser.post(where, {"user": deputy.pk, "from_on": "2026-06-11", "to_on": "2026-06-12"})
    assert done.status_code == 302
    assert not officer_of(deputy, in_office, date(2026, 6, 10)).may("approve_as_head")
    assert officer_of(deputy, in_office, date(2026, 6, 11)).may("approve_as_head")
    assert not officer_of(deputy, in_office, date(2026, 6, 13)).may("approve_as_head")
    assert entries(in_office, "deputy_named")[0].body["deputy_for"] == head.username
    browser.post(url("end_role", head.pk, post.pk), {"last_on": "2026-06-10"})
    assert not officer_of(deputy, in_office, date(2026, 6, 11)).may("approve_as_head")


def test_the_last_administrator_stays(browser, admin, in_office):
    me = User.objects.get(pk=admin.user_id)
    post = Membership.objects.get(user=me)
    page = browser.post(url("end_role", me.pk, post.pk), {"last_on": "2026-06-10"})
    assert page.status_code == 422
    assert "最后一名管理员" in page.content.decode()
    other = member(in_office, "officer")
    members.give_role(admin, in_office, other, "administrator", TODAY, to_on=TODAY + DAY)
    with pytest.raises(OfficeError):
        members.end_role(admin, in_office, post, TODAY)  # the other one's days end
    members.give_role(admin, in_office, member(in_office, "head"), "administrator", TODAY)
    assert browser.post(url("end_role", me.pk, post.pk), {"last_on": "2026-06-10"}).status_code == 302


def test_open_cases_are_handed_over_in_one_go(browser, staff, case, in_office):
    leaving, stays = User.objects.get(username="baiyun-officer"), member(in_office, "head")
    auditor = member(in_office, "auditor")
    where = url("hand_over", leaving.pk)
    page = browser.get(where).content.decode()
    assert case.number in page
    assert browser.post(where, {"to": auditor.pk, "reason": "调离"}).status_code == 422
    assert browser.post(url("account", leaving.pk), {"do": "deactivate"}, follow=True).content.decode().count("先移交")
    assert browser.post(where, {"to": stays.pk, "reason": "调离"}).status_code == 302
    after = Application.objects.get(pk=case.pk)
    assert after.handler == stays
    assert after.version == case.version + 1
    entry = entries(in_office, "handed_over")[0]
    assert (entry.subject, entry.body["to"], entry.body["reason"]) == (case.number, stays.username, "调离")
    assert "没有未办结的事项" in browser.get(where).content.decode()


def test_tasks_and_challenges_go_with_the_cases(admin, staff, case, in_office):
    officer = staff.officer("officer")
    leaving = User.objects.get(pk=officer.user_id)
    stays, other = member(in_office, "head"), member(in_office, "liaison")
    theirs = Section.objects.create(office=in_office, name="综合科")
    elsewhere = Section.objects.create(office=in_office, name="窗口", kind="venue")
    Membership.objects.filter(user=leaving).update(section=theirs)
    Membership.objects.filter(user=stays).update(section=theirs)
    own = give_task(officer, case, theirs, date(2026, 6, 12), "甲", leaving)
    Membership.objects.filter(user=leaving).update(section=elsewhere)
    foreign = give_task(officer, case, elsewhere, date(2026, 6, 12), "乙", leaving)
    suit = register_challenge(officer, in_office, Papers("litigation_direct", date(2026, 6, 9), application=case))
    with pytest.raises(OfficeError):
        hand_over(admin, in_office, leaving, other, reason="调离")  # a liaison takes no cases
    with pytest.raises(OfficeError, match="4 open matters"):
        members.deactivate(admin, in_office, leaving)
    assert hand_over(admin, in_office, leaving, stays, reason="调离") == 4
    for row in (own, foreign, suit, case):
        row.refresh_from_db()
    assert (case.handler, suit.handler, own.assignee, foreign.assignee) == (stays, stays, stays, None)
    assert [row.body["to"] for row in entries(in_office, "handed_over")] == [*[stays.username] * 3, "窗口"]
    assert not in_hand(in_office, leaving).count


def test_a_task_alone_goes_to_a_liaison(admin, staff, case, in_office):
    first, second = member(in_office, "liaison"), User.objects.create_user("second", name="第二联络员")
    section = Section.objects.create(office=in_office, name="综合科")
    Membership.objects.filter(user=first).update(section=section)
    Membership.objects.create(user=second, office=in_office, role="liaison", section=section, from_on=TODAY)
    task = give_task(staff.officer("officer"), case, section, date(2026, 6, 12), "甲", first)
    hand_over(admin, in_office, first, second, reason="退休")
    task.refresh_from_db()
    assert task.assignee == second


def test_a_deactivated_account_is_out_at_once_and_may_come_back(browser, in_office):
    user = member(in_office, "officer")
    theirs = Client()
    theirs.post(reverse("account_login"), {"login": user.username, "password": PASSWORD})
    todo = reverse("desk:todo", args=["baiyun"])
    assert theirs.get(todo).status_code == 200
    browser.post(url("account", user.pk), {"do": "deactivate"})
    assert theirs.get(todo).status_code == 302
    assert not UserSession.objects.filter(user=user).exists()
    assert Membership.objects.filter(user=user, to_on=None).exists()
    browser.post(url("account", user.pk), {"do": "activate"})
    user.refresh_from_db()
    assert user.is_active


def test_sessions_password_and_lockout(browser, in_office):
    cache.clear()
    user = member(in_office, "officer")
    login = {"login": user.username, "password": PASSWORD}
    theirs = Client()
    theirs.post(reverse("account_login"), login)
    todo = reverse("desk:todo", args=["baiyun"])
    assert theirs.get(todo).status_code == 200
    browser.post(url("account", user.pk), {"do": "sessions"})
    assert theirs.get(todo).status_code == 302
    for _ in range(5):
        theirs.post(reverse("account_login"), {**login, "password": "wrong"})
    assert theirs.post(reverse("account_login"), login).status_code == 200
    browser.post(url("account", user.pk), {"do": "unlock"})
    assert theirs.post(reverse("account_login"), login).status_code == 302
    page = browser.post(url("account", user.pk), {"do": "link"})
    assert "/accounts/password/reset/key/" in page.context["link"]
    assert theirs.get(todo).status_code == 302
    assert Client().post(reverse("account_login"), login).status_code == 200
    assert browser.post(url("account", user.pk), {"do": "nonsense"}).status_code == 404
    done = {entry.type for entry in Entry.objects.filter(office=in_office, subject=user.username)}
    assert {"sessions_ended", "account_unlocked", "password_reset"} <= done


def test_an_account_that_works_elsewhere_too_is_not_ours_to_take_over(admin, browser, district, in_office):
    chief = member(district, "administrator")
    members.give_role(admin, in_office, chief, "archivist", TODAY)
    for act in (members.new_link, members.deactivate, members.drop_second_factor, members.end_sessions):
        with pytest.raises(OfficeError, match="whose administrator"):
            act(admin, in_office, chief)
    page = browser.post(url("account", chief.pk), {"do": "link"}, follow=True)
    assert "也有岗位" in page.content.decode()
    assert chief.has_usable_password()


def test_only_an_administrator_manages_members(staff, in_office):
    user = member(in_office, "officer")
    with pytest.raises(NotPermitted):
        members.new_link(staff.officer("head"), in_office, user)
    assert staff.client("head").get(url("members")).status_code == 403


def test_members_of_another_office_are_not_found(browser, other_office):
    stranger = member(other_office, "officer")
    for name in ("member", "change_member", "give_role", "hand_over"):
        assert browser.get(url(name, stranger.pk)).status_code == 404


def test_a_name_is_corrected_without_writing_it_into_the_record(browser, in_office):
    user = member(in_office, "officer")
    browser.post(url("change_member", user.pk), {"name": "李更正", "phone": "000"})
    user.refresh_from_db()
    assert user.name == "李更正"
    assert entries(in_office, "account_changed")[0].body == {"fields": ["name", "phone"]}


def test_the_list_asks_the_database_the_same_however_many(browser, in_office, django_assert_max_num_queries):
    for role in ("officer", "head", "leader", "archivist"):
        member(in_office, role)
    with django_assert_max_num_queries(14):
        browser.get(url("members"))


@pytest.mark.parametrize("pk", [0, 2**63, 10**30])
def test_a_number_that_is_no_member_is_not_found(browser, pk):
    assert browser.get(url("member", pk)).status_code == 404
    assert browser.get(url("section", pk)).status_code == 404


@pytest.mark.parametrize("odd", ["<script>alert(1)</script>", "a\0b", "长" * 100_000, "' OR 1=1 --"])
def test_odd_content_is_refused_or_shown_as_it_is(browser, in_office, odd):
    page = browser.post(url("new_section"), {"name": odd, "kind": "section", "from_on": "2026-01-01"})
    assert page.status_code in (302, 422)
    assert "<script>alert" not in browser.get(url("sections")).content.decode()
    account = {"username": odd, "name": odd, "role": odd, "from_on": odd, "section": odd}
    assert browser.post(url("open_account"), account).status_code == 422
    assert browser.get(url("audit"), {"by": odd[:1000], "first": odd[:100], "before": odd[:100]}).status_code in (
        200,
        422,
    )
