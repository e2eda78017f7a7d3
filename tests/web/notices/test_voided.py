"""A slip is struck out and its letter stands there: it goes no further; it is released for the corrected act, or voided."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from gongkai.errors import OfficeError
from gongkai.ledger import steps
from gongkai.web.applications.actions import take_step, void_step
from gongkai.web.applications.models import CaseFile
from gongkai.web.entries.models import Entry
from gongkai.web.notices import actions, models
from gongkai.web.notices.dispatch import dispatch, seal, serve
from gongkai.web.notices.models import Letter
from gongkai.web.notices.queries import register
from tests.web.conftest import TODAY
from tests.web.notices.conftest import SUPPLEMENT, written
from tests.web.notices.test_sending import PDF


def strike(hands, sequence: int) -> None:
    void_step(hands.staff.officer("head"), hands.case.pk, sequence, reason="日期登记错误")


@pytest.fixture
def tied(hands, in_office) -> Letter:
    """A sealed letter of an act recorded by hand."""
    hands.sealed("supplement_notice")
    take_step(hands.officer, hands.case.pk, SUPPLEMENT)
    entry = Entry.objects.get(office=in_office, type="supplement_requested")
    return actions.draft_afterwards(hands.officer, hands.case, entry.sequence)


def test_a_letter_of_a_struck_act_goes_no_further(hands, tied, office, staff):
    strike(hands, tied.entry)
    with pytest.raises(OfficeError, match="struck out"):
        dispatch(hands.officer, tied.pk, version=tied.version, on=TODAY, way="post")
    client = staff.client("head")
    page = client.get(reverse("desk:letters:letter", args=[office.code, hands.case.pk, tied.pk])).content.decode()
    assert "所附步骤已作废" in page
    assert "登记发出</a>" not in page
    for name, args in (("desk:letters:register", []), ("desk:cases:case", [hands.case.pk])):
        assert "所附步骤已作废" in client.get(reverse(name, args=[office.code, *args])).content.decode()


def test_a_draft_of_a_struck_act_is_not_submitted_or_approved(hands, in_office):
    take_step(hands.officer, hands.case.pk, SUPPLEMENT)
    entry = Entry.objects.get(office=in_office, type="supplement_requested")
    letter = actions.draft_afterwards(hands.officer, hands.case, entry.sequence)
    letter = actions.write(hands.officer, letter.pk, written("supplement_notice"), version=letter.version)
    letter = actions.submit(hands.officer, letter.pk, version=letter.version)
    strike(hands, entry.sequence)
    with pytest.raises(OfficeError, match="struck out"):
        actions.approve(hands.staff.officer(letter.next_role), letter.pk, version=letter.version)


def test_a_released_letter_records_its_act_when_it_goes_out(hands, tied):
    with pytest.raises(OfficeError, match="stands"):
        actions.release(hands.officer, tied.pk, version=tied.version)
    strike(hands, tied.entry)
    letter = actions.release(hands.officer, tied.pk, version=tied.version)
    letter = dispatch(hands.officer, letter.pk, version=letter.version, on=TODAY, way="post")
    event = Entry.objects.get(office=letter.office, sequence=letter.entry).to_ledger().event
    assert (event.on, event.due_on) == (TODAY, date(2026, 7, 2))


def test_a_letter_that_went_out_is_tied_to_the_corrected_act(hands, in_office, office, staff):
    letter = hands.sent("reply_granted")
    strike(hands, letter.entry)
    with pytest.raises(OfficeError, match="struck out"):
        serve(hands.officer, letter.pk, version=letter.version, way="in_person", proof={"signed_on": TODAY})
    client = staff.client("head")
    path = reverse("desk:letters:decide", args=[office.code, hands.case.pk, letter.pk])
    assert client.post(path, {"do": "release", "version": letter.version}).status_code == 302
    letter.refresh_from_db()
    assert (letter.entry, letter.status) == (None, models.DISPATCHED)
    take_step(
        hands.officer,
        hands.case.pk,
        steps.Answered(on=date(2026, 6, 9), outcome="granted", article="36(2)", reason="邮寄"),
    )
    entry = Entry.objects.get(office=in_office, type="answered", on=date(2026, 6, 9))
    again = actions.draft_afterwards(hands.officer, hands.case, entry.sequence)
    assert (again.pk, again.entry) == (letter.pk, entry.sequence)
    served = serve(hands.officer, again.pk, version=again.version, way="in_person", proof={"signed_on": TODAY})
    assert served.status == models.SERVED


def test_a_letter_that_went_out_is_voided_when_its_act_was_struck_out(hands, in_office):
    letter = hands.approved("reply_granted")
    letter = seal(hands.officer, letter.pk, version=letter.version, on=TODAY, copies=1, scan=PDF)
    letter = dispatch(hands.officer, letter.pk, version=letter.version, on=TODAY, way="post")
    head = hands.staff.officer("head")
    with pytest.raises(OfficeError):
        actions.void(head, letter.pk, version=letter.version, reason="答复有误")
    strike(hands, letter.entry)
    letter = actions.void(head, letter.pk, version=letter.version, reason="答复有误")
    assert (letter.status, letter.number) == (models.VOID, "白云街公复〔2026〕1号")
    assert not CaseFile.objects.get(pk=letter.sealed_file_id).is_for_applicant
    assert [row.number for row in register(in_office, {})] == [letter.number]
    assert hands.approved("reply_granted").number == "白云街公复〔2026〕2号"
