"""What the applicant sends online becomes a step when an officer confirms it."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from gongkai.errors import NotPermitted, OfficeError
from gongkai.ledger import steps
from gongkai.web.applications.actions import submit, take_step
from gongkai.web.applications.models import Application, Submission
from gongkai.web.applications.tasks import only_file, take_submission
from gongkai.web.entries.models import Entry


def url(sent):
    return reverse("desk:cases:submission", args=[sent.office.code, sent.application_id, sent.pk])


@pytest.fixture
def supplement(case, staff):
    """A supplement sent on the fifth, to a case that waits for it."""
    take_step(staff.officer("officer"), case.pk, steps.SupplementRequested(on=date(2026, 6, 5)))
    return submit(Application.objects.get(pk=case.pk), "supplement", "请提供2025年度的名单")


def test_a_supplement_starts_the_period_anew_on_the_day_it_is_confirmed(supplement, staff, today):
    today(date(2026, 6, 11))
    case = take_submission(staff.officer("officer"), supplement, {})
    assert case.counted_from == date(2026, 6, 11)  # the internet channel: the day both sides confirm
    supplement.refresh_from_db()
    assert (supplement.taken_at is not None, supplement.taken_by) == (True, "baiyun-officer")


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


def test_a_withdrawal_closes_the_case(case, staff):
    sent = submit(case, "withdrawal", "不再需要")
    after = take_submission(staff.officer("officer"), sent, {})
    assert (after.outcome, after.closed_on) == ("other_other", date(2026, 6, 10))


def test_a_payment_has_the_date_of_its_receipt(case, staff):
    from decimal import Decimal

    fee = steps.FeeNoticed(on=date(2026, 6, 5), amount_yuan=Decimal(380), tariff="per_page")
    take_step(staff.officer("officer"), case.pk, fee)
    sent = submit(Application.objects.get(pk=case.pk), "payment", "已缴")
    client = staff.client("officer")
    form = client.get(url(sent)).context["form"]
    assert form["amount_yuan"].value() == Decimal(380)
    data = {"paid_on": "2026-06-09", "amount_yuan": "380", "receipt": "NO1", "version": form["version"].value()}
    assert client.post(url(sent), {**data, "paid_on": ""}).status_code == 422
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
