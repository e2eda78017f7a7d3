"""Every kind of letter has a place: one at the desk where it is drafted, or a page that makes it from what is entered."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from gongkai.ledger import steps
from gongkai.statute.letters import letter_kinds
from gongkai.web.applications.actions import take_step
from gongkai.web.applications.files import attach, open_file
from gongkai.web.applications.panels import open_page
from gongkai.web.entries.models import Entry
from gongkai.web.notices import actions, models
from gongkai.web.notices.events import CASE_FORMS, MADE_ELSEWHERE, OTHERS
from gongkai.web.notices.models import Letter
from gongkai.web.notices.outside import OF_REQUEST
from gongkai.web.notices.panel import groups_of
from tests.web.conftest import DETAILS, TODAY
from tests.web.notices.conftest import SAMPLES
from tests.web.notices.test_letters import text_of

pytestmark = pytest.mark.one_engine

AFTER_THE_ACT = ("receipt_slip", "receipt_confirmation", "withdrawal_record")
"""Forms drawn up from an act that is recorded; `test_letters` draws them up."""
OF_CHALLENGE = ("challenge_response", "litigation_response")


def test_every_kind_has_its_place():
    places = [*SAMPLES, *OTHERS, *CASE_FORMS, *AFTER_THE_ACT, *OF_REQUEST, *OF_CHALLENGE, *MADE_ELSEWHERE]
    assert sorted(places) == sorted(letter_kinds())
    assert len(places) == 47


@pytest.mark.parametrize("kind", SAMPLES)
def test_a_letter_with_an_act_is_offered_on_the_case_page_when_it_fits(hands, today, kind):
    sample = SAMPLES[kind]
    for go in sample.before:
        go(hands.staff, hands.case)
    today(sample.today)
    hands.case.refresh_from_db()
    page = open_page(hands.case, hands.staff.officer("head"))
    offered = [(one.kind, dict(one.event)) for _label, group in groups_of(page) for one in group]
    assert kind in [code for code, _event in offered]
    assert {name: value for name, value in sample.event.items() if value}.items() <= next(
        event.items() for code, event in offered if code == kind and event["type"] == sample.event["type"]
    )


@pytest.mark.parametrize("kind", [*OTHERS, *CASE_FORMS])
def test_a_letter_without_an_act_is_drafted_from_the_case_page(hands, office, staff, kind):
    client = staff.client("officer")
    path = reverse("desk:letters:draft", args=[office.code, hands.case.pk])
    edit = client.post(path, {"choice": kind})["Location"]
    assert client.get(edit).status_code == 200
    assert Letter.objects.get().kind == kind


@pytest.mark.parametrize(("act", "kind"), [("received", "receipt_slip"), ("withdrawn", "withdrawal_record")])
def test_a_form_of_an_act_is_drafted_from_the_case_page(hands, office, staff, act, kind):
    take_step(hands.officer, hands.case.pk, steps.Withdrawn(on=TODAY))
    entry = Entry.objects.get(office=office, type=act, subject=hands.case.number)
    client = staff.client("officer")
    page = client.get(reverse("desk:cases:case", args=[office.code, hands.case.pk])).content.decode()
    assert f'name="entry" value="{entry.sequence}"' in page
    client.post(reverse("desk:letters:draft", args=[office.code, hands.case.pk]), {"entry": entry.sequence})
    assert Letter.objects.get().kind == kind


def test_the_confirmation_of_receipt_is_drafted_from_its_act(hands, unconfirmed, in_office):
    take_step(hands.officer, unconfirmed.pk, steps.ReceiptConfirmed(on=TODAY))
    entry = Entry.objects.get(office=in_office, type="receipt_confirmed")
    assert actions.draft_afterwards(hands.officer, unconfirmed, entry.sequence).kind == "receipt_confirmation"


def finished(hands, letter: Letter) -> str:
    """The text of a form when it is done."""
    letter = actions.submit(hands.officer, letter.pk, version=letter.version)
    assert letter.status == models.APPROVED
    return text_of(open_file(letter.pdf_file))


def test_the_application_form_bears_the_applicant_and_keeps_nothing_of_them(hands):
    letter = actions.draft(hands.officer, hands.case, "application_form", {})
    assert DETAILS.id_number not in str(letter.fields)
    said = finished(hands, letter)
    assert all(one in said for one in (DETAILS.name, DETAILS.id_number, DETAILS.phone, "居民身份证"))


def test_the_registration_form_bears_the_limit(hands):
    said = finished(hands, actions.draft(hands.officer, hands.case, "registration_form", {}))
    assert DETAILS.phone in said
    assert "2026年6月30日" in said.replace("\n", "") or "2026年6月29日" in said.replace("\n", "")


def test_the_review_slip_is_filled_in_and_left_to_sign(hands, office, staff):
    letter = actions.draft(hands.officer, hands.case, "review_slip", {})
    client = staff.client("officer")
    data = {
        "version": letter.version,
        "dated_on": "2026-06-10",
        "said_document": "名单",
        "said_opinion": "不涉密。",
        "form_way": "application",
        "form_channel": "邮寄",
    }
    path = reverse("desk:letters:edit", args=[office.code, hands.case.pk, letter.pk])
    assert client.post(path, data).status_code == 302
    letter.refresh_from_db()
    assert letter.fields["form"] == {"way": "application", "channel": "邮寄"}
    assert "■依申请公开" in finished(hands, letter)


def test_the_catalogue_starts_from_the_case_file_and_its_rows_are_edited(hands, office, staff):
    sent = hands.sent("reply_granted")
    attach(hands.officer, office, hands.case, "evidence", "检索记录.png", PNG)
    letter = actions.draft(hands.officer, hands.case, "archive_catalogue", {})
    rows = letter.fields["rows"]
    assert [row[0] for row in rows] == ["政府信息公开申请答复书", "证据、检索材料：检索记录"]
    assert rows[0][1:3] == [sent.number, "2026年6月10日"]
    assert [row[3] for row in rows] == ["1", "2"] or rows[0][3].startswith("1—")
    client = staff.client("officer")
    path = reverse("desk:letters:edit", args=[office.code, hands.case.pk, letter.pk])
    page = client.get(path).content.decode()
    assert page.count('name="cell_0_') == len(rows) + 2
    assert client.get(f"{path}?more=1").content.decode().count('name="cell_0_') == len(rows) + 10
    data = {"version": letter.version, "dated_on": "2026-06-10", "more": "1"}
    data |= {f"cell_{place}_{at}": text for at, row in enumerate(rows) for place, text in enumerate(row)}
    data |= {"cell_0_0": "", "cell_1_0": "", "cell_2_0": "", "cell_3_0": "", "cell_0_2": "送达回证", "cell_3_2": "5"}
    answer = client.post(path, data)
    assert answer["Location"].endswith("?more=1#rows")
    letter.refresh_from_db()
    assert [row[0] for row in letter.fields["rows"]] == ["证据、检索材料：检索记录", "送达回证"]
    assert "送达回证" in finished(hands, letter)


PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360000002000001e221bc33"
    "0000000049454e44ae426082"
)


@pytest.mark.parametrize(("kind", "name"), MADE_ELSEWHERE.items())
def test_what_is_made_elsewhere_has_its_page(hands, office, kind, name):
    letter = hands.drafted("reply_granted")
    args = {
        "service_proof": [office.code, hands.case.pk, letter.pk],
        "evidence_list": [office.code, hands.case.pk],
        "transfer_list": [office.code],
    }
    assert reverse(name, args=args[kind])
    assert letter_kinds()[kind][-1].in_force_from <= date(2026, 6, 10)
