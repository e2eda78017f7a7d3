"""The seal register, the dispatch, what the applicant may load, and the proof of service."""

from __future__ import annotations

from datetime import date

import pypdfium2
import pytest

from gongkai.errors import BadUpload, NotPermitted, OfficeError
from gongkai.ledger import steps
from gongkai.web.applications.actions import take_step
from gongkai.web.applications.models import Application, CaseFile
from gongkai.web.applications.reading import read_case
from gongkai.web.notices import models
from gongkai.web.notices.dispatch import add_scan, dispatch, seal, serve, service_proof
from gongkai.web.notices.models import SealUse
from gongkai.web.notices.service import WAYS, served_on
from gongkai.web.notices.setup import set_up
from tests.web.conftest import DETAILS, TODAY

PDF = ("盖章件.pdf", b"%PDF-1.7\n%sealed\n")
DAY = date(2026, 6, 10)

PROOFS = {
    # way: proof, day of service, way in the ledger
    "in_person": ({"signed_on": DAY}, DAY, "in_person"),
    "left": ({"left_on": DAY, "evidence": "recording"}, DAY, "in_person"),
    "post": ({"posted_on": DAY, "received_on": date(2026, 6, 12), "tracking": "XA1"}, date(2026, 6, 12), "post"),
    "electronic": ({"arrived_on": DAY, "consent": True}, DAY, "electronic"),
    "entrusted": ({"signed_on": DAY, "entrusted_to": "青山街道办事处"}, DAY, "entrusted"),
    "notice": ({"published_on": DAY, "published_in": "政府网站公告栏"}, date(2026, 7, 10), "notice"),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_reply_is_served_with_the_proof_of_its_way(hands, today, way):
    letter = hands.sent("reply_granted")
    proof, on, code = PROOFS[way]
    today(date(2026, 7, 15))
    letter = serve(hands.officer, letter.pk, version=letter.version, way=way, proof=proof, scan=PDF)
    assert (letter.status, letter.served_on) == (models.SERVED, on)
    case = Application.objects.get(pk=hands.case.pk)
    assert case.served_on == on
    assert read_case(case).events[-1] == steps.Served(on=on, way=code)
    file = letter.services.get().file
    assert (file.kind, file.is_for_applicant) == ("service", False)


@pytest.mark.parametrize("way", WAYS)
def test_a_proof_that_lacks_a_part_is_refused(way):
    proof = PROOFS[way][0]
    for name in proof:
        with pytest.raises(OfficeError, match=name):
            served_on(way, {key: value for key, value in proof.items() if key != name})


def test_dates_of_a_proof_stand_in_order():
    with pytest.raises(OfficeError, match="order"):
        served_on("post", {"posted_on": DAY, "received_on": date(2026, 6, 9), "tracking": "X"})
    with pytest.raises(OfficeError, match="way of service"):
        served_on("pigeon", {})


def test_service_by_public_notice_is_recorded_when_its_days_have_passed(hands):
    letter = hands.sent("reply_granted")
    with pytest.raises(OfficeError, match="2026-07-10"):
        serve(hands.officer, letter.pk, version=letter.version, way="notice", proof=PROOFS["notice"][0])


def test_a_letter_is_not_served_before_it_went_out(hands, today):
    letter = hands.sent("reply_granted")
    with pytest.raises(OfficeError, match="before it went out"):
        serve(hands.officer, letter.pk, version=letter.version, way="in_person", proof={"signed_on": date(2026, 6, 9)})


def test_the_service_of_a_consultation_starts_its_period(hands):
    letter = hands.sent("third_party_consultation")
    serve(hands.officer, letter.pk, version=letter.version, way="in_person", proof={"signed_on": TODAY})
    case = Application.objects.get(pk=hands.case.pk)
    assert read_case(case).state.open_consultations[0].received_on == TODAY
    assert case.wait_until is not None


def test_the_service_of_a_notice_is_kept_and_no_act(hands):
    letter = hands.sent("supplement_notice")
    count = len(read_case(hands.case).events)
    letter = serve(hands.officer, letter.pk, version=letter.version, way="in_person", proof={"signed_on": TODAY})
    assert letter.served_on == TODAY
    assert len(read_case(hands.case).events) == count


def test_service_recorded_by_hand_is_not_recorded_twice(hands):
    letter = hands.sent("reply_granted")
    take_step(hands.officer, hands.case.pk, steps.Served(on=TODAY))
    count = len(read_case(hands.case).events)
    letter = serve(hands.officer, letter.pk, version=letter.version, way="in_person", proof={"signed_on": TODAY})
    assert letter.status == models.SERVED
    assert len(read_case(hands.case).events) == count


def test_the_seal_register_says_who_when_and_how_many(hands):
    letter = hands.sealed("reply_granted")
    use = SealUse.objects.get(letter=letter)
    assert (use.by, use.on, use.copies, use.medium) == ("baiyun-officer", TODAY, 2, "paper")


def test_a_letter_is_sealed_once_it_has_its_number(hands):
    letter = hands.drafted("reply_granted")
    with pytest.raises(OfficeError):
        seal(hands.officer, letter.pk, version=letter.version, on=TODAY, copies=1)
    letter = hands.approved("reply_granted")
    for on in (date(2026, 6, 9), date(2026, 6, 11)):
        with pytest.raises(OfficeError):
            seal(hands.officer, letter.pk, version=letter.version, on=on, copies=1)
    with pytest.raises(OfficeError, match="copies"):
        seal(hands.officer, letter.pk, version=letter.version, on=TODAY, copies=0)


def test_the_sealed_scan_is_for_the_applicant_when_the_letter_went_out(hands):
    letter = hands.approved("reply_granted")
    letter = seal(hands.officer, letter.pk, version=letter.version, on=TODAY, copies=1, scan=PDF)
    assert (letter.sealed_file.kind, letter.sealed_file.is_for_applicant) == ("served", False)
    letter = dispatch(hands.officer, letter.pk, version=letter.version, on=TODAY, way="post")
    assert CaseFile.objects.get(pk=letter.sealed_file_id).is_for_applicant
    assert not CaseFile.objects.get(pk=letter.pdf_file_id).is_for_applicant


def test_a_scan_comes_later_and_a_file_that_lies_is_refused(hands):
    letter = hands.sent("reply_granted")
    with pytest.raises(BadUpload):
        add_scan(hands.officer, letter.pk, version=letter.version, scan=("盖章件.pdf", b"MZ\x90\0"))
    letter = add_scan(hands.officer, letter.pk, version=letter.version, scan=PDF)
    assert CaseFile.objects.get(pk=letter.sealed_file_id).is_for_applicant


def test_a_consultation_is_no_file_for_the_applicant(hands):
    letter = hands.sent("third_party_consultation")
    letter = add_scan(hands.officer, letter.pk, version=letter.version, scan=PDF)
    assert not CaseFile.objects.get(pk=letter.sealed_file_id).is_for_applicant


def test_an_electronic_letter_is_released_where_the_office_and_the_letter_allow_it(hands, staff, in_office):
    letter = hands.sealed("supplement_notice")
    with pytest.raises(OfficeError, match="online"):
        dispatch(hands.officer, letter.pk, version=letter.version, on=TODAY, way="electronic")
    set_up(staff.officer("administrator"), in_office, approval=[], letter={"e_delivery": True})
    letter = dispatch(hands.officer, letter.pk, version=letter.version, on=TODAY, way="electronic")
    assert CaseFile.objects.get(pk=letter.pdf_file_id).is_for_applicant


def test_a_reply_not_worded_for_it_is_not_sent_online(hands, staff, in_office):
    set_up(staff.officer("administrator"), in_office, approval=[], letter={"e_delivery": True})
    letter = hands.sealed("reply_granted")
    with pytest.raises(OfficeError, match="remedy clause"):
        dispatch(hands.officer, letter.pk, version=letter.version, on=TODAY, way="electronic")


def test_the_proof_of_service_bears_the_letter_and_the_applicant(hands):
    letter = hands.sent("reply_granted")
    document = pypdfium2.PdfDocument(service_proof(letter, on=TODAY))
    text = "".join(page.get_textpage().get_text_range() for page in document).replace("\r\n", "")
    assert DETAILS.name in text
    assert letter.number in text
    assert "示例路8号" in text


def test_those_who_may_not_seal_or_serve_are_refused(hands, staff):
    letter = hands.approved("reply_granted")
    with pytest.raises(NotPermitted):
        seal(staff.officer("leader"), letter.pk, version=letter.version, on=TODAY, copies=1)
    letter = seal(staff.officer("archivist"), letter.pk, version=letter.version, on=TODAY, copies=1)
    with pytest.raises(NotPermitted):
        dispatch(staff.officer("archivist"), letter.pk, version=letter.version, on=TODAY, way="post")
