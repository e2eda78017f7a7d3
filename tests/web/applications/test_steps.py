"""The steps of a case on the web: what the law opens has a form, what it refuses a reason; nothing typed is lost."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from gongkai.ledger import steps
from gongkai.ledger.acts import allowed
from gongkai.ledger.steps import snake
from gongkai.statute.outcomes import outcomes
from gongkai.web.applications.actions import notice_fee, register, take_step, work_out_fee
from gongkai.web.applications.forms import STEP_FORMS
from gongkai.web.applications.models import Application
from gongkai.web.applications.reading import read_case
from gongkai.web.config.clock import calendar_of
from gongkai.web.entries.models import Entry
from tests.web.conftest import Staff

ALL = ("head",)


def url(case, act, query=""):
    return reverse("desk:cases:step", args=[case.office.code, case.pk, act]) + query


def sent(client, case, act, **data):
    """Post a form as its page gave it, with some fields filled."""
    last = Entry.objects.filter(office=case.office, subject=case.number).order_by("-sequence").first().sequence
    case = Application.objects.get(pk=case.pk)
    return client.post(url(case, act), {"on": "2026-06-10", "version": case.version, "last": last, **data})


def test_every_act_but_receipt_has_a_form():
    events = {snake(event.__name__): event for event in steps.ApplicationEvent.__args__}
    assert set(STEP_FORMS) == set(events) - {"received"}
    for act, form in STEP_FORMS.items():
        stated = {field.name for field in fields(events[act])}
        asked = set(form.base_fields)
        assert stated <= asked | {"by", "amount_yuan"}, act


def test_every_act_the_law_opens_has_a_page_and_every_other_a_reason(staff, case):
    client = staff.client(*ALL)
    state, calendar = read_case(case).state, calendar_of()
    is_open = allowed(state, date(2026, 6, 10), calendar)
    assert {"answered", "extension_approved", "withdrawn"} <= set(is_open)
    for act in STEP_FORMS:
        response = client.get(url(case, act))
        page = response.content.decode()
        assert response.status_code == (200 if act in is_open else 409), act
        assert ('method="post" class="card"' in page) is (act in is_open and act not in ("answered", "fee_noticed"))
        if act not in is_open:
            assert "条例" in page, act


def test_no_such_act(staff, case):
    client = staff.client(*ALL)
    assert client.get(url(case, "received")).status_code == 404
    assert client.get(url(case, "shredded")).status_code == 404


def test_an_officer_sees_no_form_of_what_the_head_approves(staff, case):
    assert staff.client("officer").get(url(case, "extension_approved")).status_code == 403
    assert staff.client("auditor").post(url(case, "withdrawn")).status_code == 403


def test_receipt_is_confirmed_with_who_was_reached(staff, unconfirmed):
    client = staff.client(*ALL)
    response = sent(client, unconfirmed, "receipt_confirmed", means="phone", reached="applicant")
    assert response.status_code == 302
    page = client.get(response["Location"]).content.decode()
    assert "答复期限至2026年7月9日" in page
    assert Entry.objects.filter(type="receipt_means").exists()


def test_a_supplement_is_requested_with_the_usual_period(staff, case):
    client = staff.client(*ALL)
    form = client.get(url(case, "supplement_requested")).context["form"]
    assert form["due_on"].initial == date(2026, 6, 25)
    response = sent(client, case, "supplement_requested", due_on="2026-06-25", reason="请明确年度")
    assert "补正期限至2026年6月25日" in client.get(response["Location"]).content.decode()


def test_what_the_law_refuses_comes_back_with_everything_typed(staff, case):
    client = staff.client(*ALL)
    response = sent(client, case, "supplement_requested", due_on="2026-06-08", reason="请明确年度和范围")
    assert response.status_code == 422
    page = response.content.decode()
    assert "给予的补正期限早于告知之日（条例第三十条）" in page
    assert "请明确年度和范围" in page


def test_a_date_ahead_is_refused_in_the_form(staff, case):
    response = sent(staff.client(*ALL), case, "withdrawn", on="2026-06-11")
    assert response.status_code == 422
    assert "日期不能晚于今天" in response.content.decode()


def test_a_date_far_back_is_asked_about_once(staff, in_office, filing):
    client = staff.client(*ALL)
    officer = staff.officer("officer")
    case = register(officer, in_office, filing, channel="in_person", arrived_on=date(2026, 4, 1)).case
    response = sent(client, case, "withdrawn", on="2026-04-20")
    assert response.status_code == 422
    assert "51天以前" in response.content.decode()
    assert sent(client, case, "withdrawn", on="2026-04-20", sure="on").status_code == 302


def test_a_step_done_in_time_is_recorded_later(staff, case, today):
    today(date(2026, 6, 12))
    client = staff.client(*ALL)
    late = client.get(url(case, "supplement_requested"))
    assert late.status_code == 409
    assert "7个工作日" in late.content.decode()
    in_time = client.get(url(case, "supplement_requested", "?on=2026-06-10"))
    assert in_time.status_code == 200
    assert in_time.context["form"]["on"].initial == date(2026, 6, 10)


def test_of_two_the_second_sees_what_changed_and_keeps_what_was_typed(staff, case):
    client, head = staff.client(*ALL), staff.client("head")
    opened = client.get(url(case, "consultation_sent")).context["form"]
    sent(head, case, "reasons_requested", reason="本月申请明显过多")
    data = {name: opened.initial[name] for name in ("version", "last")}
    data |= {"on": "2026-06-10", "party": "third_party", "to": "第三方甲"}
    response = client.post(url(case, "consultation_sent"), data)
    assert response.status_code == 409
    page = response.content.decode()
    assert "要求说明理由" in page
    assert "工作机构负责人：要求说明理由" in page  # who did it, by name
    assert 'value="第三方甲"' in page
    again = {name: response.context["form"].data[name] for name in ("version", "last", "on", "party", "to")}
    assert client.post(url(case, "consultation_sent"), again).status_code == 302


def test_when_the_change_closes_the_step_the_second_is_told_why(staff, case):
    client = staff.client(*ALL)
    opened = client.get(url(case, "withdrawn")).context["form"]
    sent(client, case, "closed_otherwise", reason="机构改革移交")
    data = {name: opened.initial[name] for name in ("version", "last")} | {"on": "2026-06-10"}
    response = client.post(url(case, "withdrawn"), data)
    assert response.status_code == 409
    assert "申请已办结" in response.content.decode()
    assert "仍然登记" not in response.content.decode()


# --- consultation -------------------------------------------------------------------------------------------------


def test_a_consultation_from_letter_to_answer(staff, case):
    client = staff.client(*ALL)
    page = client.get(url(case, "consultation_sent")).content.decode()
    assert "15个工作日内提出意见" in page
    assert sent(client, case, "consultation_sent", party="third_party", to="第三方甲").status_code == 302
    assert sent(client, case, "consultation_delivered", to="第三方乙").status_code == 422
    assert sent(client, case, "consultation_delivered", to="第三方甲").status_code == 302
    assert client.get(url(case, "consultation_silent")).status_code == 409
    assert (
        sent(client, case, "consultation_answered", to="第三方甲", consents="no", reason="涉及商业秘密").status_code
        == 302
    )
    answered = Entry.objects.get(type="consultation_answered")
    assert answered.body["consents"] is False
    blocked = client.get(url(case, "answered", "?outcome=granted")).context["form"]
    assert "third_party_note" in blocked.fields


def test_an_answer_may_take_no_side(staff, case):
    client = staff.client(*ALL)
    sent(client, case, "consultation_sent", party="other_organ", to="区住房局")
    assert sent(client, case, "consultation_answered", to="区住房局", consents="").status_code == 302
    assert Entry.objects.get(type="consultation_answered").body.get("consents") is None


# --- extension ----------------------------------------------------------------------------------------------------


def test_an_extension_is_approved_by_the_acting_head(staff, case):
    client = staff.client(*ALL)
    assert sent(client, case, "extension_approved", days="21", reason="量大").status_code == 422
    assert sent(client, case, "extension_approved", days="10", reason="需查阅历史档案").status_code == 302
    body = Entry.objects.get(type="extension_approved").body
    assert (body["days"], body["by"]) == (10, staff.officer("head").name)
    response = sent(client, case, "extension_notified")
    assert "7月14日" in client.get(response["Location"]).content.decode()


# --- fee ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def eleventh(staff, in_office, filing):
    """The eleventh application of a month by the same person; another one has that person for its agent."""
    officer = staff.officer("officer")
    other = replace(
        filing, details=replace(filing.details, name="他人", id_number="", agent_id_number=filing.details.id_number)
    )
    register(officer, in_office, other, channel="in_person", arrived_on=date(2026, 6, 1))
    register(officer, in_office, filing, channel="in_person", arrived_on=date(2026, 5, 29))
    made = [register(officer, in_office, filing, channel="in_person", arrived_on=date(2026, 6, 2)) for _ in range(11)]
    return made[-1].case


def test_the_ordinal_counts_the_same_applicant_in_the_calendar_month(eleventh):
    sheet = work_out_fee(eleventh, 130, 1)
    assert sheet.quote.ordinal == 11
    assert (sheet.quote.by_piece_yuan, sheet.quote.by_page_yuan) == (100, 1300)  # fees.md, example 14
    assert len(sheet.month) == 11


def test_one_of_both_tariffs_is_chosen(staff, eleventh):
    client = staff.client(*ALL)
    assert client.get(url(eleventh, "fee_noticed")).context["count"]
    page = client.get(url(eleventh, "fee_noticed", "?pages=130&pieces=1"))
    shown = page.content.decode()
    assert "按件计收：100元" in shown
    assert "按量计收：1300元" in shown
    data = {"pages": "130", "pieces": "1", "tariff": "per_page", "approver": "负责人"}
    response = sent(client, eleventh, "fee_noticed", **data)
    assert response.status_code == 302
    assert Decimal(Entry.objects.get(type="fee_noticed").body["amount_yuan"]) == 1300
    decided = Entry.objects.get(type="fee_decided").body
    assert (decided["by_piece_yuan"], decided["ordinal"], decided["approver"]) == (100, 11, "负责人")
    paid = client.get(url(eleventh, "fee_paid")).context["form"]
    assert paid["amount_yuan"].initial == 1300


def test_what_is_free_is_not_charged(staff, case):
    client = staff.client(*ALL)
    page = client.get(url(case, "fee_noticed", "?pages=30&pieces=1")).content.decode()
    assert "无需收费" in page
    response = sent(client, case, "fee_noticed", pages="30", pieces="1", tariff="per_page", approver="x")
    assert response.status_code == 422


def test_earlier_splits_count_as_pieces(staff, eleventh):
    officer = staff.officer("officer")
    first = Application.objects.filter(arrived_on=date(2026, 6, 2)).order_by("number").first()
    notice_fee(
        officer, first.pk, date(2026, 6, 9), tariff="per_piece", pages=0, pieces=14, approver="x"
    )  # fees.md, example 17
    assert Decimal(Entry.objects.get(type="fee_noticed").body["amount_yuan"]) == 400
    assert work_out_fee(eleventh, 0, 1).quote.ordinal == 24


# --- reply --------------------------------------------------------------------------------------------------------


def test_the_outcomes_are_offered_in_their_groups_with_what_bars_them(staff, case):
    page = staff.client(*ALL).get(url(case, "answered")).content.decode()
    for group in ("予以公开", "部分公开", "不予公开", "无法提供", "不予处理"):
        assert f"<legend>{group}</legend>" in page
    assert "应先要求申请人说明理由（条例第三十五条）" in page


@pytest.mark.parametrize("code", [one.code for one in outcomes().values() if one.is_reply])
def test_each_outcome_asks_only_what_it_needs(staff, case, code):
    client = staff.client(*ALL)
    response = client.get(url(case, "answered", f"?outcome={code}"))
    if response.status_code == 409:
        assert code in ("refused_excessive", "unable_unclear_after_supplement")
        return
    form, needs = response.context["form"], outcomes()[code].needs
    assert ("grounds" in form.fields) is ("withheld_grounds" in needs)
    assert ("earlier_case" in form.fields) is ("earlier_case" in needs)
    assert ("search_record" in form.fields) is ("search_record_if_36_4" in needs)
    data = {"outcome": code, "sent_by": "post", "reason": "理由", "grounds": ["EX15"], "earlier_case": "2026-0001"}
    data |= {"search_record": "档案室，无", "third_party_note": "无需征求"}
    if "article" in form.fields:
        data["article"] = outcomes()[code].articles[0]
    assert sent(client, case, "answered", **data).status_code == 302
    case.refresh_from_db()
    assert case.outcome == code


def test_no_search_record_no_not_held(staff, case):
    response = sent(
        staff.client(*ALL), case, "answered", outcome="unable_not_held", article="36(4)", sent_by="post", reason="没有"
    )
    assert response.status_code == 422
    assert "应有检索记录（条例第三十六条第（四）项）" in response.content.decode()


def test_an_outcome_that_is_no_reply_is_not_offered(staff, case):
    client = staff.client(*ALL)
    assert "groups" in client.get(url(case, "answered", "?outcome=other_no_payment")).context
    assert sent(client, case, "answered", outcome="other_other", sent_by="post").status_code == 302
    case.refresh_from_db()
    assert case.is_open


def test_the_life_of_a_case_by_its_forms(staff, case):
    client = staff.client(*ALL)
    assert (
        sent(
            client, case, "answered", outcome="granted", article="36(2)", reason="随函提供", sent_by="post"
        ).status_code
        == 302
    )
    assert sent(client, case, "served", way="post").status_code == 302
    data = {"outcome": "partial", "challenge": "（2026）1号", "reason": "复议纠正"}
    assert sent(client, case, "corrected", **data).status_code == 302
    assert sent(client, case, "archived").status_code == 302
    case.refresh_from_db()
    assert (case.stage, case.outcome) == ("archived", "granted")
    assert client.get(url(case, "served")).status_code == 409


def test_abandonment_needs_the_word_that_no_reason_was_given(staff, case, today):
    client = staff.client(*ALL)
    take_step(
        staff.officer("officer"), case.pk, steps.SupplementRequested(on=date(2026, 6, 5), due_on=date(2026, 6, 9))
    )
    assert sent(client, case, "deemed_abandoned").status_code == 422
    assert sent(client, case, "deemed_abandoned", no_good_reason="on").status_code == 302


@pytest.mark.parametrize(
    "bad",
    [
        {"on": ""},
        {"on": "2026-13-40"},
        {"on": "第三天"},
        {"version": "x"},
        {"version": ""},
        {"last": "-"},
        {"reason": "长" * 6000, "due_on": "2026-06-25"},
        {"reason": "\0", "due_on": "2026-06-25"},
        {"due_on": "<b>"},
    ],
)
def test_bad_shapes_are_refused_and_change_nothing(staff, case, bad):
    response = sent(staff.client(*ALL), case, "supplement_requested", **{"reason": "x", "due_on": "2026-06-25", **bad})
    assert response.status_code == 422
    assert not Entry.objects.filter(type="supplement_requested").exists()


def test_typed_html_stays_text(staff, case):
    client = staff.client(*ALL)
    response = sent(client, case, "closed_otherwise", reason="<img src=x onerror=alert(1)>", on="x")
    assert "<img src=x" not in response.content.decode()


def test_a_step_page_costs_few_queries(staff, case, django_assert_max_num_queries):
    client = staff.client(*ALL)
    client.get(url(case, "withdrawn"))
    with django_assert_max_num_queries(14):
        client.get(url(case, "withdrawn"))


# --- other offices ------------------------------------------------------------------------------------------------

PAGES = ("again", "receipt", "co_applicants", "files", "assessment", "tasks", "merge", "note")


@pytest.mark.parametrize("name", PAGES)
def test_another_office_finds_nothing_of_a_case(case, staff, other_office, name):
    stranger = Staff(other_office).client("head")
    own = reverse(f"desk:cases:{name}", args=[other_office.code, case.pk])
    theirs = reverse(f"desk:cases:{name}", args=[case.office.code, case.pk])
    for method in (stranger.get, stranger.post):
        assert method(own).status_code == 404
        assert method(theirs).status_code == 404
    assert staff.client("head").get(theirs).status_code == 200


@pytest.mark.parametrize("act", STEP_FORMS)
def test_another_office_takes_no_step(case, other_office, act):
    stranger = Staff(other_office).client("head")
    for code in (other_office.code, case.office.code):
        address = reverse("desk:cases:step", args=[code, case.pk, act])
        assert stranger.get(address).status_code == 404
        assert stranger.post(address, {"on": "2026-06-10"}).status_code == 404


def test_a_visitor_is_asked_to_log_in(case, client):
    response = client.get(url(case, "withdrawn"))
    assert response.status_code == 302
    assert "login" in response["Location"]


def test_a_case_whose_receipt_does_not_stand_has_no_steps(case, staff):
    Application.objects.filter(pk=case.pk).update(number="2026-9999")  # its entries stand under another number
    assert staff.client("head").get(url(case, "withdrawn")).status_code == 404


@pytest.mark.parametrize("name", PAGES)
def test_pages_stand_in_english(case, staff, name):
    client = staff.client("head")
    client.cookies["lang"] = "en"
    assert client.get(reverse(f"desk:cases:{name}", args=[case.office.code, case.pk])).status_code == 200


def test_steps_and_refusals_stand_in_english(case, staff):
    client = staff.client("head")
    client.cookies["lang"] = "en"
    assert "(art. 33(2))" in client.get(url(case, "extension_notified")).content.decode()
    for act in STEP_FORMS:
        assert client.get(url(case, act)).status_code in (200, 409)
