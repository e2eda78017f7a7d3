"""What the applicant sends online becomes a step when an officer confirms it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from gongkai.errors import NotPermitted, OfficeError
from gongkai.ledger import steps
from gongkai.web.applications.actions import submit, take_step, void_step
from gongkai.web.applications.models import Application, Submission
from gongkai.web.applications.tasks import only_file, take_submission
from gongkai.web.entries.models import Entry


def url(sent):
    return reverse("desk:cases:submission", args=[sent.office.code, sent.application_id, sent.pk])


@pytest.fixture
def supplement(case, staff):
    """A supplement sent on Wednesday the tenth, to a case that waits for it since Friday."""
    take_step(staff.officer("officer"), case.pk, steps.SupplementRequested(on=date(2026, 6, 5)))
    return submit(Application.objects.get(pk=case.pk), "supplement", "请提供2025年度的名单")


def test_a_supplement_starts_the_period_anew_on_the_day_it_was_sent(supplement, staff, today):
    today(date(2026, 6, 15))
    case = take_submission(staff.officer("officer"), supplement, {})
    assert case.counted_from == date(2026, 6, 10)
    entry = Entry.objects.get(type="supplement_received")
    assert (entry.on, entry.recorded_at.astimezone(timezone.get_current_timezone()).date()) == (
        date(2026, 6, 10),
        date(2026, 6, 15),
    )
    supplement.refresh_from_db()
    assert (supplement.taken_at is not None, supplement.taken_by) == (True, "baiyun-officer")


def test_sent_on_a_day_off_it_is_received_that_day(case, staff, today):
    take_step(staff.officer("officer"), case.pk, steps.SupplementRequested(on=date(2026, 6, 5)))
    today(date(2026, 6, 13))  # a Saturday
    sent = submit(Application.objects.get(pk=case.pk), "supplement", "2025年度")
    today(date(2026, 6, 16))
    assert take_submission(staff.officer("officer"), sent, {}).counted_from == date(2026, 6, 13)


def test_late_in_the_evening_is_that_day_in_china(case, staff, today):
    take_step(staff.officer("officer"), case.pk, steps.SupplementRequested(on=date(2026, 6, 5)))
    sent = submit(Application.objects.get(pk=case.pk), "supplement", "2025年度")
    Submission.objects.filter(pk=sent.pk).update(sent_at=datetime(2026, 6, 9, 15, 59, tzinfo=UTC))
    sent.refresh_from_db()
    assert take_submission(staff.officer("officer"), sent, {}).counted_from == date(2026, 6, 9)  # 23:59


def test_the_page_says_which_day_and_why(supplement, staff, today):
    today(date(2026, 6, 15))
    page = staff.client("officer").get(url(supplement)).content.decode()
    for words in (
        "登记日期：2026年6月10日",
        "以进入本机关指定的系统之日为收到之日",
        "电子签名法第十一条",
        "不从登记之日计算",
    ):
        assert words in page


def test_a_step_recorded_since_must_go_first(supplement, staff, today):
    officer = staff.officer("head")
    today(date(2026, 6, 12))
    case = take_step(officer, supplement.application_id, steps.ConsultationSent(on=date(2026, 6, 11), to="甲"))
    client = staff.client("officer")
    assert "请先作废该步骤" in client.get(url(supplement)).content.decode()
    refused = client.post(url(supplement), {"version": case.version})
    assert refused.status_code == 422
    assert "补正于2026-06-10在线提交" in refused.content.decode()
    entry = Entry.objects.get(type="consultation_sent")
    case = void_step(officer, case.pk, entry.sequence, reason="先登记补正")
    assert client.post(url(supplement), {"version": case.version}).status_code == 302
    case = take_step(officer, case.pk, steps.ConsultationSent(on=date(2026, 6, 11), to="甲"))
    assert case.counted_from == date(2026, 6, 10)


@pytest.mark.parametrize(("kind", "given"), [("reasons", {"are_reasonable": True}), ("withdrawal", {})])
def test_what_starts_no_period_follows_a_step_recorded_since(case, staff, today, kind, given):
    officer = staff.officer("officer")
    take_step(officer, case.pk, steps.ReasonsRequested(on=date(2026, 6, 5)))
    sent = submit(Application.objects.get(pk=case.pk), kind, "研究")
    today(date(2026, 6, 12))
    take_step(officer, case.pk, steps.ConsultationSent(on=date(2026, 6, 11), to="甲"))
    assert "不早于该步骤" in staff.client("officer").get(url(sent)).content.decode()
    take_submission(officer, sent, given)
    assert Entry.objects.filter(kind="ledger").latest("sequence").on == date(2026, 6, 11)


@pytest.mark.parametrize(
    "event",
    [
        steps.DeemedAbandoned(on=date(2026, 7, 1)),
        steps.Answered(on=date(2026, 7, 1), outcome="other_no_supplement", reason="逾期未补正"),
    ],
)
def test_no_case_is_given_up_while_its_supplement_waits(supplement, staff, today, event):
    today(date(2026, 7, 1))
    with pytest.raises(OfficeError) as told:
        take_step(staff.officer("officer"), supplement.application_id, event)
    assert "申请人已在线提交“补正”" in told.value.zh
    only_file(staff.officer("officer"), supplement)
    assert take_step(staff.officer("officer"), supplement.application_id, event).outcome == "other_no_supplement"


def test_it_is_taken_once(supplement, staff):
    take_submission(staff.officer("officer"), supplement, {})
    with pytest.raises(OfficeError):
        take_submission(staff.officer("officer"), Submission.objects.get(), {})
    assert Entry.objects.filter(type="supplement_received").count() == 1


def test_it_is_taken_on_its_page(supplement, staff):
    client = staff.client("officer")
    page = client.get(url(supplement)).content.decode()
    assert "请提供2025年度的名单" in page
    assert "2026年6月10日" in page
    response = client.post(url(supplement), {"version": Application.objects.get().version})
    assert response.status_code == 302
    assert "答复期限至" in client.get(response["Location"]).content.decode()
    assert "已由" in client.get(url(supplement)).content.decode()


def test_what_comes_too_late_is_only_filed(supplement, staff, case):
    client = staff.client("officer")
    take_step(staff.officer("officer"), case.pk, steps.Withdrawn(on=date(2026, 6, 10)))
    refused = client.post(url(supplement), {"version": Application.objects.get().version})
    assert refused.status_code == 422
    assert "申请已办结" in refused.content.decode()
    assert client.post(url(supplement), {"do": "file"}).status_code == 302
    assert Entry.objects.get(type="submission_taken").body["is_only_filed"] is True
    with pytest.raises(OfficeError):
        only_file(staff.officer("officer"), Submission.objects.get())


def test_who_acted_first_is_told(supplement, staff):
    response = staff.client("officer").post(url(supplement), {"version": 1})
    assert response.status_code == 422
    assert "刚刚由他人办理" in response.content.decode()


def test_a_withdrawal_closes_the_case_on_the_day_it_was_sent(case, staff, today):
    sent = submit(case, "withdrawal", "不再需要")
    today(date(2026, 6, 12))
    after = take_submission(staff.officer("officer"), sent, {})
    assert (after.outcome, after.closed_on) == ("other_other", date(2026, 6, 10))


def test_a_payment_has_the_date_of_its_receipt(case, staff, today):
    from decimal import Decimal

    fee = steps.FeeNoticed(on=date(2026, 6, 5), amount_yuan=Decimal(380), tariff="per_page")
    take_step(staff.officer("officer"), case.pk, fee)
    sent = submit(Application.objects.get(pk=case.pk), "payment", "已缴")
    client = staff.client("officer")
    form = client.get(url(sent)).context["form"]
    assert form["amount_yuan"].value() == Decimal(380)
    data = {"paid_on": "2026-06-09", "amount_yuan": "380", "receipt": "NO1", "version": form["version"].value()}
    assert client.post(url(sent), {**data, "paid_on": ""}).status_code == 422
    today(date(2026, 6, 12))
    late = client.post(url(sent), {**data, "paid_on": "2026-06-11"})
    assert late.status_code == 422
    assert "缴费之日不会晚于当日" in late.content.decode()
    assert client.post(url(sent), data).status_code == 302
    assert Application.objects.get(pk=case.pk).counted_from == date(2026, 6, 9)


def test_reasons_are_judged(case, staff, in_office):
    from gongkai.web.config.clock import now

    take_step(staff.officer("officer"), case.pk, steps.ReasonsRequested(on=date(2026, 6, 5)))
    sent = Submission.objects.create(office=in_office, application=case, kind="reasons", text="研究", sent_at=now())
    case.refresh_from_db()
    client = staff.client("officer")
    assert client.post(url(sent), {"version": case.version}).status_code == 422
    assert client.post(url(sent), {"version": case.version, "are_reasonable": "no"}).status_code == 302
    assert Entry.objects.get(type="reasons_received").body["are_reasonable"] is False


def test_who_may_not_handle_takes_nothing(supplement, staff):
    with pytest.raises(NotPermitted):
        take_submission(staff.officer("auditor"), supplement, {})
    assert staff.client("auditor").get(url(supplement)).status_code == 403
    supplement.refresh_from_db()
    assert supplement.taken_at is None
