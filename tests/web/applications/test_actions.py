"""A case at the desk: the law decides, the entry is recorded, the stored reading is that of the fold."""

from __future__ import annotations

from datetime import date

import pytest

from gongkai.errors import EntryError, NotPermitted, OfficeError, StaleCase, StepNotAllowed
from gongkai.ledger import steps
from gongkai.web.applications.actions import (
    code_digest,
    file_online,
    open_submissions,
    refold,
    submit,
    take_step,
    void_step,
)
from gongkai.web.applications.models import Application
from gongkai.web.applications.reading import read_case
from gongkai.web.entries.models import Entry
from gongkai.web.entries.record import ledger_of


def test_a_case_handed_in_at_the_counter_is_due_after_twenty_working_days(case):
    assert case.number == "2026-0001"
    assert case.stage == "handling"
    assert case.received_on == date(2026, 6, 1)
    assert case.reply_due_on == date(2026, 6, 30)  # 19 June 2026 is a holiday


def test_online_filings_wait_for_confirmation(unconfirmed):
    assert unconfirmed.stage == "awaiting_confirmation"
    assert unconfirmed.received_on is None
    assert unconfirmed.reply_due_on is None
    assert unconfirmed.waiting_for == "confirmation"


def test_numbers_of_a_year_leave_no_gap(in_office, filing):
    numbers = [file_online(in_office, filing).case.number for _ in range(3)]
    assert numbers == ["2026-0001", "2026-0002", "2026-0003"]


def test_the_query_code_is_kept_only_as_a_digest(in_office, filing):
    filed = file_online(in_office, filing)
    assert filed.case.code_digest == code_digest(in_office.pk, filed.case.number, filed.code.lower())
    assert filed.code not in str(list(Application.objects.values()))


def test_the_ledger_holds_no_personal_data(case):
    written = str(list(Entry.objects.filter(office=case.office).values()))
    for value in ("王示例", "11010119900307003X", "13800005678", "示例路8号", "someone@"):
        assert value not in written


def test_a_step_is_recorded_and_read(case, staff, in_office):
    after = take_step(
        staff.officer("officer"), case.pk, steps.SupplementRequested(on=date(2026, 6, 5), due_on=date(2026, 6, 22))
    )
    assert after.stage == "awaiting_supplement"
    assert after.reply_due_on is None
    assert (after.wait_name, after.wait_until) == ("supplement_due_on", date(2026, 6, 22))
    assert after.version == case.version + 1
    entry = Entry.objects.filter(office=in_office).last()
    assert (entry.type, entry.subject, entry.by) == ("supplement_requested", case.number, "baiyun-officer")


def test_what_the_law_refuses_leaves_no_entry(case, staff, in_office):
    late = steps.SupplementRequested(on=date(2026, 6, 10))
    officer = staff.officer("officer")
    take_step(officer, case.pk, late)
    before = Entry.objects.filter(office=in_office).count()
    with pytest.raises(StepNotAllowed, match=r"art\. 30"):
        take_step(officer, case.pk, late)
    assert Entry.objects.filter(office=in_office).count() == before


def test_an_officer_may_not_approve_an_extension(case, staff):
    event = steps.ExtensionApproved(on=date(2026, 6, 9), by="负责人")
    with pytest.raises(NotPermitted):
        take_step(staff.officer("officer"), case.pk, event)
    take_step(staff.officer("head"), case.pk, event)


def test_a_date_that_lies_ahead_is_refused(case, staff):
    with pytest.raises(OfficeError, match="ahead"):
        take_step(staff.officer("officer"), case.pk, steps.Withdrawn(on=date(2026, 6, 11)))


def test_of_two_who_act_at_once_the_second_is_told(case, staff):
    officer = staff.officer("officer")
    take_step(officer, case.pk, steps.ReasonsRequested(on=date(2026, 6, 9)), version=case.version)
    with pytest.raises(StaleCase):
        take_step(officer, case.pk, steps.Withdrawn(on=date(2026, 6, 9)), version=case.version)
    case.refresh_from_db()
    assert case.is_open


def test_a_slip_is_voided_and_stays_in_the_record(case, staff, in_office):
    take_step(staff.officer("officer"), case.pk, steps.Withdrawn(on=date(2026, 6, 9)))
    slip = Entry.objects.get(office=in_office, type="withdrawn")
    after = void_step(staff.officer("head"), case.pk, slip.sequence, reason="登错案件")
    assert after.is_open
    assert after.reply_due_on == case.reply_due_on
    assert Entry.objects.filter(office=in_office, pk=slip.pk).exists()


def test_what_rests_on_a_slip_keeps_it_from_being_voided(case, staff, in_office):
    officer = staff.officer("officer")
    take_step(officer, case.pk, steps.Answered(on=date(2026, 6, 9), outcome="granted", reason="随函提供"))
    take_step(officer, case.pk, steps.Served(on=date(2026, 6, 10)))
    answer = Entry.objects.get(office=in_office, type="answered")
    with pytest.raises(EntryError):
        void_step(staff.officer("head"), case.pk, answer.sequence, reason="误")
    received = Entry.objects.get(office=in_office, type="received")
    with pytest.raises(EntryError):
        void_step(staff.officer("head"), case.pk, received.sequence, reason="误")


def test_refolding_changes_nothing_and_mends_what_was_tampered_with(case, staff):
    take_step(staff.officer("officer"), case.pk, steps.ReasonsRequested(on=date(2026, 6, 9)))
    case.refresh_from_db()
    assert refold(case) == {}
    Application.objects.filter(pk=case.pk).update(reply_due_on=date(2030, 1, 1), stage="closed")
    case.refresh_from_db()
    assert set(refold(case)) == {"reply_due_on", "stage"}


def test_the_stored_reading_is_that_of_the_core(case, staff, in_office):
    take_step(staff.officer("officer"), case.pk, steps.ConsultationSent(on=date(2026, 6, 9), to="第三方甲"))
    case.refresh_from_db()
    reading = read_case(case)
    assert reading.state.stage == case.stage == "consulting"
    assert len(ledger_of(in_office).applications[case.number]) == 2


def test_the_applicant_sends_what_the_case_waits_for(case, staff):
    assert open_submissions(case) == ("withdrawal",)
    with pytest.raises(OfficeError):
        submit(case, "supplement", "补充说明")
    take_step(staff.officer("officer"), case.pk, steps.SupplementRequested(on=date(2026, 6, 5)))
    case.refresh_from_db()
    assert open_submissions(case) == ("supplement", "withdrawal")
    assert submit(case, "supplement", "补充说明").taken_at is None
