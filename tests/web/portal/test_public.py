"""Home, office, large print; the five stages as a citizen reads them; signed tickets."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from gongkai.ledger import steps
from gongkai.ledger.state import fold
from gongkai.web.offices.models import Office, OfficeName
from gongkai.web.portal.reading import stages
from gongkai.web.portal.tickets import new_stamp, read_stamp


def test_the_first_page_lists_offices_and_finds_one(client, office, other_office):
    page = client.get("/").content.decode()
    assert page.index("云海区人民政府办公室") < page.index("云海区白云街道办事处")
    found = client.get("/", {"q": "青山"}).content.decode()
    assert "青山街道" in found
    assert "白云街道" not in found
    assert "没有找到这个机关" in client.get("/", {"q": "\x00<b>'\\"}).content.decode()


def test_an_office_is_found_by_a_former_name(client, office):
    OfficeName.objects.create(office=office, name="白云镇人民政府")
    assert "云海区白云街道办事处" in client.get("/", {"q": "白云镇"}).content.decode()


def test_the_list_costs_the_same_for_many_offices(client, office, django_assert_max_num_queries):
    for one in range(20):
        Office.objects.create(code=f"o{one}", name=f"第{one}街道办事处", parent=office.parent)
    with django_assert_max_num_queries(5):
        client.get("/")


def test_an_office_that_ended_leads_to_its_successor(client, office, other_office):
    other_office.to_on, other_office.successor = date(2025, 12, 31), office
    other_office.save()
    assert "青山街道" not in client.get("/").content.decode()
    for rest in ("", "guide/", "apply/", "requests/"):
        assert client.get(f"/o/qingshan/{rest}")["Location"] == "/o/baiyun/"
    assert client.get("/o/qingshan/status/").status_code == 200  # its old cases are still asked for
    assert client.get("/o/nowhere/").status_code == 404


def test_every_link_of_the_office_page_leads_somewhere(client, office):
    import re

    page = client.get("/o/baiyun/").content.decode()
    links = set(re.findall(r'<a [^>]*href="(/[^"]*)"', page))
    assert {"/o/baiyun/guide/", "/o/baiyun/apply/", "/o/baiyun/status/", "/o/baiyun/requests/"} <= links
    for link in links:
        assert client.get(link).status_code == 200, link


def test_large_print_is_remembered_and_taken_back(client, office):
    back = client.post("/large/", {"large": "1", "next": "/o/baiyun/"})
    assert back["Location"] == "/o/baiyun/"
    assert 'class="large"' in client.get("/o/baiyun/").content.decode()
    client.post("/large/", {"large": "0", "next": "/o/baiyun/"})
    assert 'class="large"' not in client.get("/o/baiyun/").content.decode()
    assert client.post("/large/", {"large": "1", "next": "https://evil.invalid/"})["Location"] == "/"
    foreign = client.post("/large/", {"large": "1"}, headers={"sec-fetch-site": "cross-site"})
    assert foreign.status_code == 403
    assert (
        Client(enforce_csrf_checks=True).post("/large/", {"large": "1"}).status_code == 302
    )  # its page holds no token


def test_public_pages_need_no_login_and_refuse_other_methods(client, office):
    for url in ("/", "/status/", "/o/baiyun/", "/o/baiyun/guide/", "/o/baiyun/apply/", "/o/baiyun/requests/"):
        assert client.get(url).status_code == 200, url
        assert client.delete(url).status_code in (403, 405), url


RECEIVED = steps.Received(on=date(2026, 6, 1), channel="internet")
CONFIRMED = steps.ReceiptConfirmed(on=date(2026, 6, 2))
ASKED = steps.SupplementRequested(on=date(2026, 6, 3))
GIVEN = steps.SupplementReceived(on=date(2026, 6, 4))
ANSWERED = steps.Answered(on=date(2026, 6, 8), outcome="granted", reason="见附件")


@pytest.mark.parametrize(
    ("events", "done", "here"),
    [
        ([], [1, 0, 0, 0, 0], "审核"),
        ([CONFIRMED], [1, 2, 0, 0, 0], "办理"),
        ([CONFIRMED, ASKED], [1, 0, 0, 0, 0], "审核"),
        ([CONFIRMED, ASKED, GIVEN], [1, 4, 0, 0, 0], "办理"),
        ([CONFIRMED, ANSWERED], [1, 2, 8, 8, 0], ""),
        ([CONFIRMED, ANSWERED, steps.Archived(on=date(2026, 6, 9))], [1, 2, 8, 8, 9], ""),
        ([steps.Withdrawn(on=date(2026, 6, 2))], [1, 2, 2, 2, 0], "归档"),
    ],
)
def test_the_five_stages_of_article_45(events, done, here):
    state = fold("2026-0001", [RECEIVED, *events])
    found = stages(state)
    assert [one.on.day if one.on else 0 for one in found] == done
    assert "".join(one.label for one in found if one.is_here) == here


def test_a_stamp_holds_a_day_and_cannot_be_forged():
    stamp = new_stamp()
    assert read_stamp(stamp.text()) == stamp
    assert read_stamp(stamp.text() + "x") is None
    assert read_stamp("") is None


@pytest.mark.parametrize("rest", ["", "guide/", "apply/", "apply/?kind=other_org", "status/", "requests/correction/"])
def test_public_pages_stand_in_english_too(client, office, rest):
    client.cookies["lang"] = "en"
    page = client.get(f"/o/baiyun/{rest}")
    assert page.status_code == 200
    assert '<html lang="en"' in page.content.decode()
