"""The calendar feed: numbers and dates for whoever holds the token, nothing else, until it is revoked."""

from __future__ import annotations

from datetime import date

import icalendar
import pytest
from django.test import Client
from django.urls import reverse

from gongkai.errors import OfficeError
from gongkai.ledger import steps
from gongkai.web.applications.actions import take_step
from gongkai.web.applications.models import Application
from gongkai.web.desk.actions import make_feed, revoke_feed
from gongkai.web.desk.models import Feed
from gongkai.web.entries.models import Entry
from gongkai.web.offices.models import Membership
from tests.web.conftest import TODAY
from tests.web.desk.cases import opened


@pytest.fixture
def post(staff, in_office):
    staff.officer("officer")
    return Membership.objects.get(user__username="baiyun-officer")


@pytest.fixture
def token(staff, in_office, post):
    return make_feed(staff.officer("officer"), in_office, post)


def read(token):
    return Client().get(reverse("desk:feed", args=[token]))


def events(answer):
    found = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
    return {(str(event["SUMMARY"]), event.decoded("DTSTART")) for event in found}


def test_it_holds_my_deadlines_without_login(staff, case, token, in_office):
    waiting = opened(staff, date(2026, 6, 1))
    take_step(
        staff.officer("officer"),
        waiting.pk,
        steps.SupplementRequested(on=date(2026, 6, 2), due_on=date(2026, 6, 22)),
    )
    answer = read(token)
    assert answer["Content-Type"].startswith("text/calendar")
    assert "no-store" in answer["Cache-Control"]
    assert events(answer) == {
        ("2026-0001 答复", date(2026, 6, 30)),
        ("2026-0002 申请人补正", date(2026, 6, 22)),
    }


def test_it_holds_nothing_of_who_asked_or_what(case, token):
    text = read(token).content.decode().replace("\r\n ", "")
    for value in ("王", "电梯", "1380", "natural_person"):
        assert value not in text


def test_closed_cases_and_those_of_others_are_not_in_it(staff, case, token):
    other = opened(staff, date(2026, 6, 1))
    Application.objects.filter(pk=other.pk).update(handler=None)
    take_step(staff.officer("officer"), case.pk, steps.Withdrawn(on=TODAY))
    assert events(read(token)) == set()


def test_the_head_has_the_whole_office(staff, case, in_office):
    head = staff.officer("head")
    token = make_feed(head, in_office, Membership.objects.get(user_id=head.user_id))
    assert len(events(read(token))) == 1


def test_an_unknown_token_is_no_page(token):
    name, _dot, secret = token.partition(".")
    for odd in (f"{name}.{secret[:-1]}", f"{name}.{'A' * 32}", f"{'0' * 32}.{secret}", f"{name}.x"):
        assert read(odd).status_code == 404
    assert Client().get("/desk/feed/x.ics").status_code in (302, 404)


def test_a_revoked_feed_stops(staff, in_office, token, post):
    revoke_feed(staff.officer("officer"), in_office, post)
    assert read(token).status_code == 404


def test_a_new_address_ends_the_old_one(staff, in_office, token, post):
    again = make_feed(staff.officer("officer"), in_office, post)
    assert (read(token).status_code, read(again).status_code) == (404, 200)


def test_who_has_left_is_told_nothing(token, post, today):
    post.to_on = TODAY
    post.save()
    assert read(token).status_code == 200
    today(date(2026, 6, 11))
    assert read(token).status_code == 404


def test_a_blocked_account_is_told_nothing(token, post):
    post.user.is_active = False
    post.user.save()
    assert read(token).status_code == 404


def test_the_token_is_kept_only_as_a_digest_and_its_making_is_recorded(token, in_office):
    assert token.partition(".")[2] not in str(list(Feed.objects.values()))
    entry = Entry.objects.get(office=in_office, type="feed_made")
    assert entry.by == "baiyun-officer"
    assert token.partition(".")[2] not in str(entry.body)


def test_nobody_makes_a_feed_of_anothers_post(staff, in_office, post):
    with pytest.raises(OfficeError):
        make_feed(staff.officer("head"), in_office, post)
    answer = staff.client("head").post(reverse("desk:feeds", args=["baiyun"]), {"post": post.pk, "do": "make"})
    assert answer.status_code == 404


def test_the_address_is_shown_once(staff, in_office, post):
    client = staff.client("officer")
    page = reverse("desk:feeds", args=["baiyun"])
    answer = client.post(page, {"post": post.pk, "do": "make"})
    assert answer.context["address"].startswith("http://testserver/desk/feed/")
    assert answer.context["address"] in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert "/desk/feed/" not in client.get(page).content.decode()
    client.post(page, {"post": post.pk, "do": "revoke"})
    assert Feed.objects.filter(revoked_at=None).count() == 0


def test_a_feed_asks_as_much_for_many_cases(staff, token, in_office, django_assert_num_queries):
    for _number in range(3):
        opened(staff, date(2026, 6, 1))
    with django_assert_num_queries(3):
        read(token)
    for _number in range(10):
        opened(staff, date(2026, 6, 1))
    with django_assert_num_queries(3):
        read(token)
