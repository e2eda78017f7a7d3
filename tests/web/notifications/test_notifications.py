"""Notices: each once, to those it concerns, on working days, without personal data."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client
from django.urls import reverse
from django_scopes import scope

from gongkai.errors import BadSetting, NotPermitted, OfficeError
from gongkai.ledger import steps
from gongkai.web.accounts.models import User
from gongkai.web.applications.actions import assign, take_step
from gongkai.web.challenges.actions import Papers, register_challenge
from gongkai.web.config import daily
from gongkai.web.entries.models import Entry
from gongkai.web.notifications.actions import choose, deliver, deliver_all, mark_read, notify_all, set_times, unread
from gongkai.web.notifications.mail import email_settings
from gongkai.web.notifications.models import Notification
from gongkai.web.notifications.rules import is_quiet, offsets_of
from gongkai.web.notifications.sms import sender
from gongkai.web.offices.models import Membership
from tests.web.conftest import TODAY, Staff
from tests.web.desk.cases import opened, some_of_each


@pytest.fixture
def officer(staff):
    found = staff.officer("officer")
    User.objects.filter(pk=found.user_id).update(email="officer@example.invalid", phone="000-22223333")
    return found


def shanghai(on, hour):
    """An hour of a day in China Standard Time."""
    return datetime(on.year, on.month, on.day, hour, tzinfo=ZoneInfo("Asia/Shanghai"))


def told(kind=""):
    rows = Notification.objects.order_by("user_id", "key")
    return [(row.user.username, row.kind, row.left) for row in rows if not kind or row.kind == kind]


def test_a_limit_is_told_at_each_offset_once(staff, in_office, officer, today):
    opened(staff, date(2026, 5, 21))  # due on 18 June
    days = {
        date(2026, 6, 12): 0,
        date(2026, 6, 15): 1,
        date(2026, 6, 16): 0,
        date(2026, 6, 17): 1,
        date(2026, 6, 18): 1,
    }
    for on, new in days.items():
        today(on)
        assert (notify_all(), on) == (new, on)
        assert notify_all() == 0  # again makes none
    assert [row.left for row in Notification.objects.order_by("pk")] == [3, 1, 0]
    today(date(2026, 6, 22))
    assert notify_all() == 1
    assert told("overdue") == [("baiyun-officer", "overdue", -1)]


def test_a_day_the_worker_slept_is_made_good(staff, in_office, officer, today):
    opened(staff, date(2026, 5, 21))
    today(date(2026, 6, 16))  # two days left: the offset of three was missed
    assert notify_all() == 1


def test_no_notice_on_a_day_of_rest(staff, in_office, officer, today):
    opened(staff, date(2026, 5, 13))
    for on in (date(2026, 6, 13), date(2026, 6, 19)):  # a Saturday, a holiday
        today(on)
        assert notify_all() == 0


def test_the_head_is_told_of_what_is_late(staff, in_office, officer):
    staff.officer("head")
    opened(staff, date(2026, 5, 11))
    notify_all()
    assert {row[0] for row in told()} == {"baiyun-officer", "baiyun-head"}


def test_a_case_nobody_handles_is_told_to_all_who_could(staff, in_office, unconfirmed, officer, today):
    staff.officer("head")
    staff.officer("auditor")
    today(date(2026, 6, 11))
    notify_all()
    assert {row[0] for row in told("unconfirmed")} == {"baiyun-officer", "baiyun-head"}
    for on, new in ((date(2026, 6, 12), 0), (date(2026, 6, 16), 2)):  # again after three working days
        today(on)
        assert notify_all() == new


def test_an_ended_wait_and_a_challenge_are_told(staff, in_office, officer):
    case = opened(staff, date(2026, 5, 11))
    take_step(officer, case.pk, steps.SupplementRequested(on=date(2026, 5, 12), due_on=date(2026, 5, 25)))
    papers = Papers("reconsideration", date(2026, 6, 3), procedure="simple", authority="云海区人民政府")
    one = register_challenge(officer, in_office, papers)
    notify_all()
    assert told() == [("baiyun-officer", "challenge", 0), ("baiyun-officer", "wait_ended", 0)]
    texts = {row.kind: row.text for row in Notification.objects.all()}
    assert texts["challenge"] == f"{one.number} 提交答复期限今天到期（2026年6月10日止）"
    assert texts["wait_ended"] == f"{case.number} 申请人补正的期限（2026年5月25日）已过，可以办理下一步"


def test_who_left_is_told_nothing(staff, in_office, officer):
    case = opened(staff, date(2026, 5, 11))
    head = staff.officer("head")
    assign(head, case.pk, handler=officer.user_id, section=None)
    Membership.objects.filter(user_id=officer.user_id).update(to_on=date(2026, 6, 1))
    notify_all()
    assert {row[0] for row in told()} == {"baiyun-head"}


@pytest.mark.parametrize(
    ("given", "offsets"), [([5, 2], (2, 5)), (["x", -1], (3, 1)), ("x", (3, 1)), ([], (3, 1)), (None, (3, 1))]
)
def test_an_office_sets_its_own_offsets(office, given, offsets):
    office.settings = {"offsets": given} if given is not None else {}
    assert sorted(offsets_of(office)) == sorted(offsets)


@pytest.mark.parametrize(
    ("on", "hour", "quiet"),
    [
        (date(2026, 6, 10), 10, False),
        (date(2026, 6, 10), 7, True),
        (date(2026, 6, 10), 21, True),
        (date(2026, 6, 13), 10, True),  # a Saturday
        (date(2026, 6, 19), 10, True),  # a holiday
    ],
)
def test_quiet_hours_and_days_of_rest(office, on, hour, quiet):
    assert is_quiet(office, shanghai(on, hour)) is quiet
    office.settings = {"quiet_hours": ["不是时间"]}
    assert is_quiet(office, shanghai(on, hour)) is quiet


# --- sending ------------------------------------------------------------------------------------------------------


def test_one_mail_holds_all_and_goes_out_once(staff, in_office, officer):
    some_of_each(staff, in_office, 2)
    notify_all()
    assert deliver(in_office) == 1
    assert deliver(in_office) == 0
    (letter,) = mail.outbox
    assert letter.to == ["officer@example.invalid"]
    assert "答复逾期（2）" in letter.body
    assert letter.subject.startswith("政府信息公开待办")
    for value in ("张示例", "1380000", "道路施工", "预算"):
        assert value not in letter.body + letter.subject


def test_nothing_goes_out_in_quiet_hours(staff, in_office, officer):
    opened(staff, date(2026, 5, 11))
    notify_all()
    assert deliver_all(shanghai(TODAY, 6)) == 0
    assert deliver_all(shanghai(TODAY, 9)) == 1


def test_who_wants_no_mail_gets_none(staff, in_office, officer):
    opened(staff, date(2026, 5, 11))
    notify_all()
    choose(officer, by_email=True, by_sms=False, muted=["overdue"])
    assert deliver(in_office) == 0
    choose(officer, by_email=False, by_sms=False, muted=[])
    assert deliver(in_office) == 0
    with pytest.raises(OfficeError):
        choose(officer, by_email=True, by_sms=False, muted=["everything"])


def test_an_sms_counts_and_stands_in_a_file(staff, in_office, officer, settings):
    opened(staff, date(2026, 5, 11))
    opened(staff, date(2026, 5, 13))
    opened(staff, date(2026, 5, 18))
    notify_all()
    choose(officer, by_email=False, by_sms=True, muted=[])
    folder = settings.GONGKAI.data_dir / "sms"
    before = sum(len(file.read_text().splitlines()) for file in folder.glob("*.jsonl"))
    assert deliver(in_office) == 1
    lines = [line for file in sorted(folder.glob("*.jsonl")) for line in file.read_text().splitlines()]
    assert len(lines) == before + 1
    said = json.loads(lines[-1])
    assert said["to"] == "000-22223333"
    assert "今天到期 1 件、已逾期 1 件" in said["text"]


class Broken(EmailBackend):
    """A mail server that refuses."""

    def send_messages(self, messages):
        raise ConnectionRefusedError


class BrokenSms:
    def send(self, phone, text):
        raise OSError("no carrier")


def test_what_could_not_be_sent_is_tried_again(staff, in_office, officer, settings):
    opened(staff, date(2026, 5, 11))
    notify_all()
    choose(officer, by_email=True, by_sms=True, muted=[])
    settings.EMAIL_BACKEND = f"{__name__}.Broken"
    working = settings.GONGKAI
    settings.GONGKAI = replace(working, sms_sender=f"{__name__}.BrokenSms")
    assert deliver(in_office) == 0
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.GONGKAI = working
    assert deliver(in_office) == 2


def test_an_sms_goes_to_a_command(staff, in_office, officer, settings, tmp_path):
    opened(staff, date(2026, 5, 11))
    notify_all()
    choose(officer, by_email=False, by_sms=True, muted=[])
    keep = f"import sys; open({str(tmp_path / 'sent')!r}, 'wb').write(sys.stdin.buffer.read())"
    for command, sent in ((f"{keep}; sys.exit(3)", 0), (keep, 1)):
        settings.GONGKAI = replace(settings.GONGKAI, sms_command=(sys.executable, "-c", command))
        assert deliver(in_office) == sent
    assert json.loads((tmp_path / "sent").read_text())["to"] == "000-22223333"


@pytest.mark.parametrize("name", ["gongkai.web.notifications.sms.Nobody", "nowhere.Sms", "gongkai.errors.StaleCase"])
def test_a_sender_that_does_not_load_is_said(settings, name):
    settings.GONGKAI = replace(settings.GONGKAI, sms_sender=name)
    with pytest.raises(BadSetting, match="GONGKAI_SMS_SENDER"):
        sender()


def test_the_mail_of_the_day_waits_for_its_hour(staff, in_office, officer):
    opened(staff, date(2026, 5, 11))
    notify_all()
    in_office.settings = {"digest_at": "09:30"}
    in_office.save()
    assert deliver_all(shanghai(TODAY, 9)) == 0
    assert deliver_all(shanghai(TODAY, 10)) == 1
    assert "2026年6月10日，云海区白云街道办事处政府信息公开工作中有 1 项需要您留意。" in mail.outbox[0].body


def test_the_times_are_set_on_a_page_and_recorded(staff, in_office, officer):
    path = reverse("desk:notifications:times", args=[in_office.code])
    assert staff.client("officer").get(path).status_code == 403
    client = staff.client("head")
    assert path in client.get(reverse("desk:offices:home", args=[in_office.code])).content.decode()
    assert client.get(path).content.decode().count("checked") == 2
    given = {"offsets": ["5", "1"], "quiet_from": "19:00", "quiet_to": "08:00", "digest_at": "07:00"}
    refused = client.post(path, given)
    assert refused.status_code == 422
    assert "在不发送的时段内" in refused.content.decode()
    assert client.post(path, given | {"offsets": []}).status_code == 422
    assert client.post(path, given | {"digest_at": "08:30"}).status_code == 302
    in_office.refresh_from_db()
    assert offsets_of(in_office) == (1, 5)
    assert is_quiet(in_office, shanghai(TODAY, 7))
    row = Entry.objects.get(type="office_changed")
    assert row.body["changed"]["quiet_hours"] == [None, ["19:00", "08:00"]]
    client.post(path, given | {"digest_at": "08:30"})
    assert Entry.objects.filter(type="office_changed").count() == 1


def test_one_without_the_right_sets_no_times(staff, in_office, officer):
    with pytest.raises(NotPermitted):
        set_times(officer, in_office, offsets=[3], quiet_from=time(20), quiet_to=time(7), digest_at=None)


def test_the_worker_does_it_daily():
    assert {"notices", "notices to send"} <= {name for name, _work in daily.DAILY}


def test_the_offices_are_kept_apart(staff, in_office, officer, other_office):
    opened(staff, date(2026, 5, 11))
    notify_all()
    with scope(office=other_office):
        assert not Notification.objects.exists()


def test_a_thousand_cases_cost_as_many_queries_as_few(
    staff, in_office, officer, django_assert_num_queries, django_assert_max_num_queries
):
    some_of_each(staff, in_office, 1)
    with django_assert_max_num_queries(20) as few:
        notify_all()
    Notification.objects.all().delete()
    some_of_each(staff, in_office, 6)
    with django_assert_num_queries(len(few)):
        notify_all()


# --- the mail server ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "host", "port", "user", "password", "tls", "ssl"),
    [
        ("smtp://mail.example.invalid", "mail.example.invalid", 25, "", "", False, False),
        ("smtp://a%40b:p%3Aw%2F@host:2525?tls=1", "host", 2525, "a@b", "p:w/", True, False),
        ("smtp://host?tls=1", "host", 587, "", "", True, False),
        ("smtps://u:p@host", "host", 465, "u", "p", False, True),
        ("smtp://[::1]:25/?tls=0", "::1", 25, "", "", False, False),
    ],
)
def test_an_address_names_the_mail_server(url, host, port, user, password, tls, ssl):
    found = email_settings(url)
    assert found["EMAIL_BACKEND"].endswith("smtp.EmailBackend")
    assert (found["EMAIL_HOST"], found["EMAIL_PORT"]) == (host, port)
    assert (found["EMAIL_HOST_USER"], found["EMAIL_HOST_PASSWORD"]) == (user, password)
    assert (found["EMAIL_USE_TLS"], found["EMAIL_USE_SSL"]) == (tls, ssl)


def test_without_an_address_mail_goes_to_a_file():
    assert email_settings("") == {}


@pytest.mark.parametrize(
    "url",
    ["mail.example.invalid", "http://host", "smtp://", "smtp://host:99999", "smtp://host?tls=yes", "smtp://h?x=1"],
)
def test_a_wrong_address_stops_the_start_without_telling_the_password(url):
    with pytest.raises(BadSetting) as caught:
        email_settings(url)
    assert "GONGKAI_EMAIL_URL" in str(caught.value)


# --- pages --------------------------------------------------------------------------------------------------------


def test_notices_stand_in_the_menu_and_are_read(staff, in_office, officer, other_office):
    case = opened(staff, date(2026, 5, 11))
    notify_all()
    client = staff.client("officer")
    path = reverse("desk:notifications:list", args=[in_office.code])
    page = client.get(path).content.decode()
    assert "<b>(1)</b>" in page
    assert case.number in page
    row = Notification.objects.get()
    answer = client.post(reverse("desk:notifications:read", args=[in_office.code]), {"notice": row.pk})
    assert answer["Location"] == reverse("desk:cases:case", args=[in_office.code, case.pk])
    assert unread(officer) == 0
    assert "没有未读的通知" in client.get(path).content.decode()
    assert case.number in client.get(f"{path}?all=1").content.decode()


def test_another_ones_notices_are_no_page(staff, in_office, officer, other_office):
    opened(staff, date(2026, 5, 11))
    notify_all()
    row = Notification.objects.get()
    path = reverse("desk:notifications:read", args=[in_office.code])
    assert staff.client("liaison").post(path, {"notice": row.pk}).status_code == 404
    assert Staff(other_office).client("head").post(path, {"notice": row.pk}).status_code == 404
    assert Client().post(path)["Location"].startswith("/accounts/login/")
    assert mark_read(staff.officer("liaison")) == 0
    for name in ("list", "preferences"):
        page = reverse(f"desk:notifications:{name}", args=[in_office.code])
        assert Client().get(page)["Location"].startswith("/accounts/login/")
        assert Staff(other_office).client("head").get(page).status_code == 404


def test_all_are_read_at_once(staff, in_office, officer):
    some_of_each(staff, in_office, 1)
    notify_all()
    client = staff.client("officer")
    assert client.post(reverse("desk:notifications:read", args=[in_office.code])).status_code == 302
    assert unread(officer) == 0


def test_one_chooses_how_to_be_told(staff, in_office, officer):
    client = staff.client("officer")
    path = reverse("desk:notifications:preferences", args=[in_office.code])
    assert "officer@example.invalid" in client.get(path).content.decode()
    assert client.post(path, {"by_sms": "on", "wanted": ["overdue"]}).status_code == 302
    page = client.get(path).content.decode()
    assert page.count("checked") == 2
    assert client.post(path, {"wanted": ["x"]}).status_code == 422


def test_the_list_asks_as_much_for_many_as_for_few(
    staff, in_office, officer, django_assert_num_queries, django_assert_max_num_queries
):
    client = staff.client("officer")
    path = reverse("desk:notifications:list", args=[in_office.code])
    some_of_each(staff, in_office, 1)
    notify_all()
    with django_assert_max_num_queries(10) as few:
        client.get(path)
    some_of_each(staff, in_office, 5)
    notify_all()
    with django_assert_num_queries(len(few)):
        assert client.get(path).status_code == 200
