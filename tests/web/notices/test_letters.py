"""A letter from draft to dispatch: complete or refused, approved in turn, numbered, and the act in the ledger."""

from __future__ import annotations

from datetime import date

import pypdfium2
import pytest

from gongkai.documents.letters.elements import missing
from gongkai.documents.letters.from_ledger import letter_for
from gongkai.errors import LetterIncomplete, StepNotAllowed
from gongkai.ledger import steps
from gongkai.statute.letters import letter_kind
from gongkai.web.applications.actions import take_step
from gongkai.web.applications.files import open_file
from gongkai.web.applications.models import Application
from gongkai.web.entries.models import Entry
from gongkai.web.notices import actions, models
from gongkai.web.notices.dispatch import dispatch, seal
from gongkai.web.notices.facts import facts_for, missing_of
from gongkai.web.notices.models import Letter
from tests.documents.letters.samples import SAID
from tests.web.conftest import DETAILS, TODAY
from tests.web.notices.conftest import SAMPLES


def text_of(data: bytes) -> str:
    return "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(data)).replace("\r\n", "")


def prepared(hands, kind, today):
    sample = SAMPLES[kind]
    for before in sample.before:
        before(hands.staff, hands.case)
    today(sample.today)
    hands.case.refresh_from_db()
    return sample


@pytest.mark.parametrize("kind", SAMPLES)
def test_a_draft_that_lacks_something_is_refused_with_the_names(hands, today, kind):
    sample = prepared(hands, kind, today)
    letter = hands.drafted(kind, on=sample.today, full=False)
    lacking = missing(letter_kind(kind, sample.today), facts_for(letter, serial=1))
    if kind == "extension_notice":
        assert not lacking  # the approval recorded before says all of it
        return
    assert lacking
    with pytest.raises(LetterIncomplete) as refused:
        actions.submit(hands.officer, letter.pk, version=letter.version)
    assert all(zh in refused.value.zh for _code, zh, _en in lacking)
    assert Letter.objects.get(pk=letter.pk).status == models.DRAFT


@pytest.mark.parametrize("kind", SAMPLES)
def test_a_letter_goes_from_draft_to_the_ledger(hands, today, in_office, kind):
    sample = prepared(hands, kind, today)
    on = sample.today
    letter = hands.drafted(kind, on=on)
    assert missing_of(letter) == ()
    letter = actions.submit(hands.officer, letter.pk, version=letter.version)
    assert letter.status == models.SUBMITTED
    family = letter_kind(kind, on).family
    assert letter.order == (["head"] if family in ("notice", "consultation") else ["head", "leader"])

    letter = _approve(hands, letter)
    word = letter_kind(kind, on).type_word
    assert letter.number == f"白云街{word}〔2026〕1号"
    assert letter.status == models.APPROVED
    before = Application.objects.get(pk=hands.case.pk)

    letter = seal(hands.officer, letter.pk, version=letter.version, on=on, copies=2)
    letter = dispatch(hands.officer, letter.pk, version=letter.version, on=on, way="post", tracking="XA1")
    assert letter.status == models.DISPATCHED
    entry = Entry.objects.get(office=in_office, sequence=letter.entry)
    assert entry.type == sample.event["type"]
    assert letter_for(entry.to_ledger().event) == kind
    after = Application.objects.get(pk=hands.case.pk)
    moved = ("reply_due_on", "wait_until", "closed_on", "stage", "waiting_for")
    if kind != "reasons_notice":  # asking for reasons moves no date
        assert any(getattr(before, name) != getattr(after, name) for name in moved)

    text = text_of(open_file(letter.pdf_file))
    assert letter.number in text
    if letter_kind(kind, on).to == "applicant":
        assert DETAILS.name in text


def _approve(hands, letter):
    while letter.next_role:
        letter = actions.approve(hands.staff.officer(letter.next_role), letter.pk, version=letter.version)
    return letter


def test_no_personal_data_stands_in_letters_or_entries(hands, in_office):
    hands.sent("supplement_notice")
    hands.drafted("reply_granted")
    letter = hands.drafted("third_party_consultation")
    assert letter.addressee.details.name == "赵甲乙"
    rows = str(list(Letter.objects.values())) + str(list(Entry.objects.filter(office=in_office).values()))
    for value in (DETAILS.name, DETAILS.id_number, DETAILS.phone, "示例路8号", "someone@", "赵甲乙", "示例路9号"):
        assert value not in rows


def test_what_the_law_refuses_at_dispatch_changes_nothing(hands, in_office):
    letter = hands.sealed("supplement_notice")
    take_step(hands.officer, hands.case.pk, steps.SupplementRequested(on=TODAY))
    count = Entry.objects.filter(office=in_office).count()
    with pytest.raises(StepNotAllowed, match=r"art\. 30"):
        dispatch(hands.officer, letter.pk, version=letter.version, on=TODAY, way="post")
    assert Entry.objects.filter(office=in_office).count() == count
    letter.refresh_from_db()
    assert (letter.status, letter.entry, letter.sent_on) == (models.SEALED, None, None)


def test_the_letter_of_an_act_recorded_by_hand_is_drawn_up_afterwards(hands, in_office):
    day = date(2026, 6, 5)
    take_step(
        hands.officer, hands.case.pk, steps.SupplementRequested(on=day, due_on=date(2026, 6, 26), reason="写明年度")
    )
    entry = Entry.objects.get(office=in_office, type="supplement_requested")
    letter = actions.draft_afterwards(hands.officer, hands.case, entry.sequence)
    assert (letter.kind, letter.dated_on) == ("supplement_notice", day)
    facts = facts_for(letter)
    assert (facts.text("unclear"), facts.due_on) == ("写明年度", date(2026, 6, 26))
    wanted = actions.Written(day, {"guidance": "可以写明文件名称。", "supplement": "所需信息的年度。"}, {})
    letter = actions.write(hands.officer, letter.pk, wanted, version=letter.version)
    letter = _approve(hands, actions.submit(hands.officer, letter.pk, version=letter.version))
    assert letter.dated_on == day
    letter = seal(hands.officer, letter.pk, version=letter.version, on=TODAY, copies=1)
    count = Entry.objects.filter(office=in_office, kind="ledger").count()
    letter = dispatch(hands.officer, letter.pk, version=letter.version, on=TODAY, way="post")
    assert Entry.objects.filter(office=in_office, kind="ledger").count() == count
    with pytest.raises(Exception, match="has its letter"):
        actions.draft_afterwards(hands.officer, hands.case, entry.sequence)


def test_a_draft_is_tied_to_the_act_recorded_in_the_meantime(hands, in_office):
    letter = hands.drafted("supplement_notice")
    take_step(hands.officer, hands.case.pk, steps.SupplementRequested(on=TODAY))
    entry = Entry.objects.get(office=in_office, type="supplement_requested")
    tied = actions.draft_afterwards(hands.officer, hands.case, entry.sequence)
    assert (tied.pk, tied.entry) == (letter.pk, entry.sequence)


def test_a_sealed_letter_goes_out_for_an_act_recorded_by_hand(hands, in_office):
    letter = hands.sealed("supplement_notice")
    take_step(hands.officer, hands.case.pk, steps.SupplementRequested(on=TODAY))
    entry = Entry.objects.get(office=in_office, type="supplement_requested")
    letter = actions.draft_afterwards(hands.officer, hands.case, entry.sequence)
    letter = dispatch(hands.officer, letter.pk, version=letter.version, on=TODAY, way="post")
    assert (letter.status, letter.entry) == (models.DISPATCHED, entry.sequence)
    assert Entry.objects.filter(office=in_office, type="supplement_requested").count() == 1


def test_a_new_reply_after_a_challenge_names_the_one_it_replaces(hands):
    first = hands.sent("reply_granted")
    event = {"type": "corrected", "outcome": "unable_needs_creation", "article": "38"}
    letter = actions.draft(hands.officer, hands.case, "reply_needs_creation", event)
    assert letter.fields["replaces"]["number"] == first.number
    said = SAID | {"replaced_by": "云海区人民政府行政复议决定书"}
    kept = letter.fields | {"challenge": "云复〔2026〕8号"}
    letter = actions.write(hands.officer, letter.pk, actions.Written(TODAY, said, kept), version=letter.version)
    letter = _approve(hands, actions.submit(hands.officer, letter.pk, version=letter.version))
    letter = seal(hands.officer, letter.pk, version=letter.version, on=TODAY, copies=1)
    letter = dispatch(hands.officer, letter.pk, version=letter.version, on=TODAY, way="post")
    event = Entry.objects.get(office=letter.office, sequence=letter.entry).to_ledger().event
    assert event == steps.Corrected(
        on=TODAY, outcome="unable_needs_creation", challenge="云复〔2026〕8号", reason=SAID["reason"]
    )
    assert f"作出{first.number}答复" in text_of(open_file(letter.pdf_file))
    assert Application.objects.get(pk=hands.case.pk).outcome == "granted"


def test_a_form_of_the_file_needs_no_approval_and_no_number(hands, in_office):
    entry = Entry.objects.get(office=in_office, type="received")
    letter = actions.draft_afterwards(hands.officer, hands.case, entry.sequence)
    assert letter.kind == "receipt_slip"
    take_step(hands.officer, hands.case.pk, steps.Withdrawn(on=TODAY))
    entry = Entry.objects.get(office=in_office, type="withdrawn")
    letter = actions.draft_afterwards(hands.officer, hands.case, entry.sequence)
    letter = actions.write(
        hands.officer, letter.pk, actions.Written(TODAY, {"reason": "申请人书面撤回。"}, {}), version=letter.version
    )
    letter = actions.submit(hands.officer, letter.pk, version=letter.version)
    assert (letter.kind, letter.status, letter.number) == ("withdrawal_record", models.APPROVED, "")
    assert DETAILS.name in text_of(open_file(letter.pdf_file))
