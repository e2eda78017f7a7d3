"""Taking applications in at the desk."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.urls import reverse
from django_scopes import scope

from gongkai.errors import NotPermitted, StepNotAllowed
from gongkai.statute.receipt import CHANNELS, received_on
from gongkai.web.applications import intake
from gongkai.web.applications.actions import code_digest
from gongkai.web.applications.intake import Arrival, IntakeForm, confirm_receipt, take_in, take_in_again
from gongkai.web.applications.models import Application, CoApplicant
from gongkai.web.entries.models import Entry

FORM = {
    "channel": "in_person",
    "arrived_on": "2026-06-10",
    "applicant": "natural_person",
    "name": "王示例",
    "id_kind": "resident_id",
    "id_number": "110101199003070038",
    "phone": "13800005678",
    "content": "2025年度老旧小区加装电梯补贴发放名单",
    "form_wanted": "electronic",
    "delivery": "email",
}


@pytest.fixture
def url(office):
    return reverse("desk:cases:register", args=[office.code])


def post(client, url, **changes):
    return client.post(url, {**FORM, **changes})


def test_an_application_at_the_counter_is_registered_and_its_slip_shown(staff, office, url):
    client = staff.client("officer")
    response = post(client, url)
    assert response.status_code == 302
    case = only(office)
    assert response["Location"] == reverse("desk:cases:receipt", args=[office.code, case.pk])
    page = client.get(response["Location"]).content.decode()
    for shown in ("2026-0001", "当面提交", "按第三十一条确定为2026年6月10日", "以提交之日为收到之日", "<svg"):
        assert shown in page
    assert case.received_on == date(2026, 6, 10)
    assert "110101199003070038" not in page
    assert "王示例" not in page


def only(office):
    with scope(office=office):
        return Application.objects.select_related("person", "office").get()


def test_the_query_code_is_shown_once(staff, office, url):
    client = staff.client("officer")
    address = post(client, url)["Location"]
    case = only(office)
    first = client.get(address)
    code = first.context["query_code"]
    assert case.code_digest == code_digest(office.pk, case.number, code)
    assert code not in str(dict(client.session))
    assert client.get(address).context["query_code"] == ""


def test_a_lost_code_is_replaced(staff, office, url):
    client = staff.client("officer")
    address = post(client, url)["Location"]
    old = only(office).code_digest
    response = client.post(reverse("desk:cases:new_code", args=[office.code, only(office).pk]))
    code = client.get(response["Location"]).context["query_code"]
    case = only(office)
    assert case.code_digest == code_digest(office.pk, case.number, code) != old
    assert address == response["Location"]


@pytest.mark.parametrize("channel", CHANNELS)
def test_the_date_of_receipt_follows_from_the_channel(staff, in_office, filing, channel):
    confirmed = date(2026, 6, 9)
    arrival = Arrival(channel, date(2026, 6, 5), confirmed, "phone", "applicant")
    case = take_in(staff.officer("officer"), in_office, filing, arrival).case
    assert case.received_on == received_on(channel, date(2026, 6, 5), confirmed)


def test_ordinary_mail_waits_until_it_is_confirmed(staff, office, url):
    client = staff.client("officer")
    post(client, url, channel="post_ordinary")
    case = only(office)
    assert case.received_on is None
    assert case.stage == "awaiting_confirmation"


def test_who_was_reached_is_recorded_without_personal_data(staff, in_office, unconfirmed):
    case = confirm_receipt(
        staff.officer("officer"), unconfirmed.pk, date(2026, 6, 10), means="phone", reached="applicant"
    )
    assert case.received_on == date(2026, 6, 10)
    entry = Entry.objects.get(office=in_office, type="receipt_means")
    assert entry.body == {"means": "phone", "reached": "applicant"}


def test_an_oral_application_says_who_wrote_it_down(staff, in_office, filing):
    take_in(staff.officer("officer"), in_office, filing, Arrival("oral", date(2026, 6, 10)))
    assert Entry.objects.get(office=in_office, type="transcribed").by == "baiyun-officer"


def test_a_confirmation_needs_its_means(staff, url):
    client = staff.client("officer")
    response = post(client, url, channel="fax", confirmed_on="2026-06-10")
    assert response.status_code == 422
    assert {"means", "reached"} <= set(response.context["form"].errors)


def test_a_channel_fixed_by_arrival_takes_no_confirmation(staff, url):
    client = staff.client("officer")
    response = post(client, url, confirmed_on="2026-06-10", means="phone", reached="applicant")
    assert response.status_code == 422
    assert "confirmed_on" in response.context["form"].errors


def test_a_confirmation_before_the_arrival_is_refused_and_nothing_typed_is_lost(staff, office, url):
    client = staff.client("officer")
    response = post(
        client, url, channel="fax", confirmed_on="2026-06-09", means="phone", reached="applicant", note="上午来电"
    )
    assert response.status_code == 422
    page = response.content.decode()
    assert "第三十一条" in page
    assert "上午来电" in page
    with scope(office=office):
        assert not Application.objects.exists()


@pytest.mark.parametrize(
    ("kind", "number", "is_good"),
    [
        ("resident_id", "110101199003070038", True),
        ("resident_id", "110101199003070031", False),
        ("credit_code", "91110000600037341L", True),
        ("credit_code", "91110000600037341A", False),
        ("passport", "E12345678", True),
        ("", "whatever", True),
    ],
)
def test_identity_numbers_are_checked(kind, number, is_good):
    form = IntakeForm({**FORM, "id_kind": kind, "id_number": number})
    assert form.is_valid() is is_good
    assert IntakeForm({**FORM, "id_kind": kind, "id_number": number, "id_confirmed": "on"}).is_valid()


def test_nothing_asks_for_a_purpose(staff, url):
    assert not {"purpose", "use", "reason"} & set(IntakeForm().fields)
    assert "用途" in staff.client("officer").get(url).content.decode()  # only to say that it is not asked


@pytest.mark.parametrize(
    "bad",
    [
        {"channel": "pigeon"},
        {"arrived_on": "2026-06-11"},
        {"arrived_on": "2026-02-30"},
        {"applicant": "alien"},
        {"name": ""},
        {"content": "长" * 6000},
        {"email": "no address"},
    ],
)
def test_bad_shapes_are_refused(staff, url, bad):
    assert post(staff.client("officer"), url, **bad).status_code == 422


def test_what_is_typed_is_shown_as_text(staff, office, url):
    client = staff.client("officer")
    page = client.get(post(client, url, content="<script>alert(1)</script>")["Location"]).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_several_cases_of_one_letter_share_applicant_dates_and_letter(staff, in_office, filing):
    officer = staff.officer("officer")
    first = take_in(
        officer, in_office, filing, Arrival("fax", date(2026, 6, 5), date(2026, 6, 8), "phone", "agent")
    ).case
    intake.add_co_applicant(officer, first, "natural_person", filing.details)
    second = take_in_again(officer, first, "另一项内容", "paper", "post").case
    assert second.letter == first.letter
    assert (second.channel, second.arrived_on, second.received_on) == ("fax", date(2026, 6, 5), date(2026, 6, 8))
    assert second.person.details == first.person.details
    assert second.number != first.number
    assert second.co_applicants.count() == 1


def test_the_next_case_of_a_letter_is_registered_on_its_own_page(staff, office, case):
    client = staff.client("officer")
    address = reverse("desk:cases:again", args=[office.code, case.pk])
    assert "13800005678" not in client.get(address).content.decode()
    response = client.post(address, {"content": "另一项内容", "form_wanted": "", "delivery": ""})
    assert response.status_code == 302
    assert Application.objects.filter(letter=case.letter).count() == 2


def test_further_applicants_are_registered(staff, office, case):
    client = staff.client("officer")
    address = reverse("desk:cases:co_applicants", args=[office.code, case.pk])
    data = {"applicant": "natural_person", "name": "李示例", "phone": "13900001234"}
    assert client.post(address, data).status_code == 302
    assert CoApplicant.objects.get().person.details.name == "李示例"
    page = client.get(address).content.decode()
    assert "李**" in page
    assert "李示例" not in page
    assert "李示例" not in str(list(Entry.objects.values()))


def test_what_article_29_wants_and_is_missing_is_named(staff, in_office, filing):
    bare = replace(filing, details=type(filing.details)(name="某人"), form_wanted="", delivery="")
    case = take_in(staff.officer("officer"), in_office, bare, Arrival("in_person", date(2026, 6, 10))).case
    assert list(intake.missing(case)) == ["身份证明", "联系方式", "获取信息的方式、途径"]


def test_only_who_may_register_registers(staff, in_office, filing, url):
    with pytest.raises(NotPermitted):
        take_in(staff.officer("auditor"), in_office, filing, Arrival("in_person", date(2026, 6, 10)))
    assert staff.client("auditor").get(url).status_code == 403


def test_a_confirmation_ahead_of_the_arrival_takes_nothing_in(staff, in_office, filing):
    arrival = Arrival("fax", date(2026, 6, 9), date(2026, 6, 8), "phone", "applicant")
    with pytest.raises(StepNotAllowed):
        take_in(staff.officer("officer"), in_office, filing, arrival)
    assert not Application.objects.exists()
    assert not Entry.objects.filter(office=in_office).exists()


def test_the_form_costs_few_queries(staff, url, django_assert_max_num_queries):
    client = staff.client("officer")
    client.get(url)
    with django_assert_max_num_queries(12):
        client.get(url)
