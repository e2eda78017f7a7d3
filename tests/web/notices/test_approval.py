"""Approval in turn, four eyes, returned and taken back, numbers without gaps, void numbers, versions."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import transaction

from gongkai.documents.letters import pdf
from gongkai.errors import DocumentError, NotPermitted, OfficeError, StaleCase
from gongkai.web.accounts.models import User
from gongkai.web.applications.models import Counter
from gongkai.web.entries.models import Entry
from gongkai.web.notices import actions, models
from gongkai.web.notices.approval import waiting_for
from gongkai.web.notices.facts import composed
from gongkai.web.notices.models import Letter
from gongkai.web.notices.queries import register
from gongkai.web.notices.setup import set_kind, set_up
from gongkai.web.offices.models import Membership
from tests.web.conftest import TODAY


def submitted(hands, kind="reply_granted", officer=None):
    letter = hands.drafted(kind)
    return actions.submit(officer or hands.officer, letter.pk, version=letter.version)


def last_entry(in_office):
    return Entry.objects.filter(office=in_office).order_by("-sequence")[0]


def test_a_letter_is_approved_in_the_order_of_the_office(hands, staff, in_office):
    letter = submitted(hands)
    with pytest.raises(NotPermitted):
        actions.approve(staff.officer("leader"), letter.pk, version=letter.version)
    letter = actions.approve(staff.officer("head"), letter.pk, version=letter.version, comment="同意")
    assert (letter.status, letter.next_role, letter.number) == (models.BY_HEAD, "leader", "")
    letter = actions.approve(staff.officer("leader"), letter.pk, version=letter.version)
    assert (letter.status, letter.next_role) == (models.APPROVED, "")
    assert letter.number == "白云街公复〔2026〕1号"
    assert [(one.role, one.decision) for one in letter.opinions.all()] == [
        ("head", "approved"),
        ("leader", "approved"),
    ]


def test_the_office_sets_the_order(hands, staff, in_office):
    set_up(staff.officer("administrator"), in_office, approval=["leader", "head"], letter={})
    hands.case.office.refresh_from_db()
    letter = submitted(hands, "supplement_notice")
    assert letter.order == ["leader", "head"]
    in_office.settings = in_office.settings | {"approval_of": {"reply_granted": ["head"]}}
    in_office.save()
    hands.case.office.refresh_from_db()
    letter = submitted(hands, "reply_granted")
    letter = actions.approve(staff.officer("head"), letter.pk, version=letter.version)
    assert letter.status == models.APPROVED


def test_an_order_of_roles_that_cannot_approve_is_refused(hands, in_office):
    in_office.settings = {"approval": ["archivist"]}
    in_office.save()
    hands.case.office.refresh_from_db()
    with pytest.raises(OfficeError, match="order of approval"):
        submitted(hands)


def test_nobody_approves_what_they_drafted(hands, staff, in_office):
    head = staff.officer("head")
    letter = actions.draft(head, hands.case, "reply_granted", {"type": "answered", "outcome": "granted"})
    letter = actions.write(hands.officer, letter.pk, _words(), version=letter.version)
    letter = actions.submit(hands.officer, letter.pk, version=letter.version)
    second = User.objects.get(username="baiyun-officer")
    Membership.objects.create(user=second, office=in_office, role="head", from_on=date(2020, 1, 1))
    with pytest.raises(OfficeError, match="Nobody approves"):
        actions.approve(head, letter.pk, version=letter.version)
    assert not letter.opinions.exists()


def _words():
    return actions.Written(TODAY, {"provision": "随函附上复印件。"}, {})


def test_the_only_holder_of_the_role_may_and_it_is_recorded(hands, staff, in_office):
    head = staff.officer("head")
    letter = actions.draft(head, hands.case, "reply_granted", {"type": "answered", "outcome": "granted"})
    letter = actions.write(head, letter.pk, _words(), version=letter.version)
    letter = actions.submit(head, letter.pk, version=letter.version)
    assert list(waiting_for(head)) == [letter]
    letter = actions.approve(head, letter.pk, version=letter.version)
    assert letter.opinions.get().is_own
    assert last_entry(in_office).body["is_own"] is True


def test_what_a_holder_wrote_does_not_wait_for_them_while_there_is_another(hands, staff, in_office):
    head = staff.officer("head")
    letter = actions.draft(head, hands.case, "reply_granted", {"type": "answered", "outcome": "granted"})
    letter = actions.write(head, letter.pk, _words(), version=letter.version)
    actions.submit(head, letter.pk, version=letter.version)
    other = User.objects.get(username="baiyun-officer")
    Membership.objects.create(user=other, office=in_office, role="head", from_on=date(2020, 1, 1))
    assert list(waiting_for(head)) == []
    assert [one.pk for one in waiting_for(staff.officer("officer"))] == [letter.pk]


def test_a_letter_is_returned_mended_and_submitted_again(hands, staff):
    letter = submitted(hands)
    head = staff.officer("head")
    with pytest.raises(OfficeError, match="mended"):
        actions.send_back(head, letter.pk, version=letter.version, comment=" ")
    letter = actions.send_back(head, letter.pk, version=letter.version, comment="写明页数")
    assert (letter.status, letter.next_role) == (models.RETURNED, "")
    letter = actions.write(hands.officer, letter.pk, _words(), version=letter.version)
    letter = actions.submit(hands.officer, letter.pk, version=letter.version)
    for role in ("head", "leader"):
        letter = actions.approve(staff.officer(role), letter.pk, version=letter.version)
    assert letter.status == models.APPROVED
    assert letter.serial == 1


def test_a_letter_is_taken_back_and_cannot_be_changed_while_it_waits(hands):
    letter = submitted(hands)
    with pytest.raises(OfficeError):
        actions.write(hands.officer, letter.pk, _words(), version=letter.version)
    letter = actions.withdraw(hands.officer, letter.pk, version=letter.version)
    assert letter.status == models.DRAFT


def test_of_two_who_approve_at_once_the_second_is_told(hands, staff):
    letter = submitted(hands)
    head = staff.officer("head")
    actions.approve(head, letter.pk, version=letter.version)
    with pytest.raises(StaleCase):
        actions.approve(head, letter.pk, version=letter.version)
    assert letter.opinions.count() == 1


def test_numbers_leave_no_gap_when_issuing_fails(hands, staff, in_office, monkeypatch):
    first = hands.approved("supplement_notice")
    letter = submitted(hands, "supplement_notice")

    def broken(_letter):
        raise DocumentError("no fonts")

    with monkeypatch.context() as patch:
        patch.setattr(pdf, "render", broken)
        with pytest.raises(DocumentError):
            actions.approve(staff.officer("head"), letter.pk, version=letter.version)
    letter.refresh_from_db()
    assert (letter.status, letter.serial, letter.opinions.count()) == (models.SUBMITTED, None, 0)
    letter = actions.approve(staff.officer("head"), letter.pk, version=letter.version)
    assert (first.serial, letter.serial) == (1, 2)
    assert Counter.objects.get(office=in_office, series="letter 公补", year=2026).last == 2


def test_each_word_has_its_own_series(hands):
    assert hands.approved("supplement_notice").number == "白云街公补〔2026〕1号"
    assert hands.approved("reply_granted").number == "白云街公复〔2026〕1号"
    assert hands.approved("reply_not_exist").number == "白云街公告〔2026〕1号"


def test_a_void_number_stands_in_the_register_with_its_reason(hands, staff, in_office):
    letter = hands.approved("reply_granted")
    with pytest.raises(NotPermitted):
        actions.void(hands.officer, letter.pk, version=letter.version, reason="内容有误")
    head = staff.officer("head")
    with pytest.raises(OfficeError, match="void"):
        actions.void(head, letter.pk, version=letter.version, reason="")
    actions.void(head, letter.pk, version=letter.version, reason="内容有误")
    again = hands.approved("reply_granted")
    assert again.serial == 2
    found = [(one.serial, one.status, one.void_reason) for one in register(in_office, {})]
    assert found == [(2, models.APPROVED, ""), (1, models.VOID, "内容有误")]


def test_what_went_out_is_not_voided(hands, staff):
    letter = hands.sent("supplement_notice")
    with pytest.raises(OfficeError):
        actions.void(staff.officer("head"), letter.pk, version=letter.version, reason="误")
    assert Letter.objects.get(pk=letter.pk).status == models.DISPATCHED


def test_a_letter_is_dated_on_the_day_it_is_issued(hands, staff, today):
    letter = submitted(hands)
    today(date(2026, 6, 12))
    for role in ("head", "leader"):
        letter = actions.approve(staff.officer(role), letter.pk, version=letter.version)
    assert letter.dated_on == date(2026, 6, 12)


@pytest.mark.parametrize("role", ["liaison", "reviewer", "auditor", "administrator", "leader"])
def test_only_those_who_handle_cases_draft(hands, staff, role):
    with pytest.raises(NotPermitted), transaction.atomic():
        actions.draft(staff.officer(role), hands.case, "reply_granted", {"type": "answered", "outcome": "granted"})


def test_the_offices_own_words_stand_in_the_letter(hands, staff, in_office):
    administrator = staff.officer("administrator")
    with pytest.raises(OfficeError, match="braces"):
        set_kind(administrator, in_office, "reply_granted", {"opening": "{secret}"})
    with pytest.raises(OfficeError, match="braces"):
        set_kind(administrator, in_office, "reply_granted", {"opening": "{office.facts}"})
    set_kind(administrator, in_office, "reply_granted", {"opening": "感谢关注{office}的工作。"})
    hands.case.office.refresh_from_db()
    assert "感谢关注云海区白云街道办事处的工作。" in composed(hands.drafted("reply_granted")).part("opening")
