"""Replaced scans, the settings of one kind with their preview, the to-do page, dates on the screens, redacted copies."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from gongkai.errors import OfficeError
from gongkai.statute.letters import letter_kinds
from gongkai.web.applications.files import set_for_applicant
from gongkai.web.applications.models import CaseFile
from gongkai.web.notices import actions, models
from gongkai.web.notices.actions import Written
from gongkai.web.notices.dispatch import add_scan, dispatch, replace_scan, serve
from gongkai.web.notices.passages import mismatches
from gongkai.web.notices.setup import preview, set_kind, set_up
from gongkai.web.redaction.actions import make_copy, release
from tests.web.conftest import TODAY
from tests.web.notices.test_sending import PDF
from tests.web.redaction.conftest import marked, original, redaction

OTHER = ("盖章件2.pdf", b"%PDF-1.7\n%sealed again\n")
COPIES = (marked, original, redaction)  # fixtures of the redaction tests


def test_a_wrong_scan_is_replaced_kept_and_never_served(hands, office, staff):
    letter = hands.sealed("reply_granted")
    with pytest.raises(OfficeError, match="no sealed scan"):
        replace_scan(hands.officer, letter.pk, version=letter.version, scan=OTHER, reason="缺页")
    letter = add_scan(hands.officer, letter.pk, version=letter.version, scan=PDF)
    former = letter.sealed_file
    with pytest.raises(OfficeError, match="why"):
        replace_scan(hands.officer, letter.pk, version=letter.version, scan=OTHER, reason=" ")
    client = staff.client("officer")
    path = reverse("desk:letters:replace_scan", args=[office.code, hands.case.pk, letter.pk])
    data = {"version": letter.version, "reason": "扫描缺第2页", "scan": SimpleUploadedFile(*OTHER)}
    assert client.post(path, data).status_code == 302
    letter.refresh_from_db()
    assert letter.sealed_file_id != former.pk
    assert letter.replaced_scans.get().reason == "扫描缺第2页"
    page = client.get(reverse("desk:letters:letter", args=[office.code, hands.case.pk, letter.pk])).content.decode()
    assert "更换过的盖章件（1）" in page
    assert "扫描缺第2页" in page
    letter = dispatch(hands.officer, letter.pk, version=letter.version, on=TODAY, way="post")
    assert [file.pk for file in CaseFile.objects.filter(is_for_applicant=True)] == [letter.sealed_file_id]
    with pytest.raises(OfficeError, match="replaced"):
        set_for_applicant(hands.officer, CaseFile.objects.get(pk=former.pk), is_for_applicant=True)
    with pytest.raises(OfficeError):
        replace_scan(hands.officer, letter.pk, version=letter.version, scan=PDF, reason="发出以后")
    assert client.get(path).status_code == 302


def test_a_kind_has_its_own_order_word_and_words(hands, staff, in_office):
    administrator = staff.officer("administrator")
    words = {"closing": "感谢您对{office}的监督。"}
    set_kind(administrator, in_office, "reply_granted", words, approval=["leader"], type_word="依复")
    letter = hands.drafted("reply_granted")
    letter = actions.submit(hands.officer, letter.pk, version=letter.version)
    assert letter.order == ["leader"]
    letter = actions.approve(staff.officer("leader"), letter.pk, version=letter.version)
    assert letter.number == "白云街依复〔2026〕1号"
    with pytest.raises(OfficeError, match="no number"):
        set_kind(administrator, in_office, "reply_granted", {}, type_word="〔2026〕")
    set_kind(administrator, in_office, "reply_granted", {}, type_word="公复")
    assert (
        in_office.settings["letter"]["words"]
        == in_office.settings["approval_of"]
        == in_office.settings["letters"]
        == {}
    )


@pytest.mark.parametrize("kind", [code for code, versions in letter_kinds().items() if versions[-1].shape == "letter"])
def test_every_letter_is_previewed_with_the_words_as_typed(office, kind):
    shown = preview(office, kind, {"opening": "感谢关注{office}。", "closing": "特此告知。"})
    assert shown.part("opening") == f"感谢关注{office.name}。"
    assert shown.part("closing") == "特此告知。"


def test_the_preview_stands_beside_the_form_and_keeps_nothing(hands, office, staff):
    client = staff.client("administrator")
    path = reverse("desk:letters:settings", args=[office.code])
    data = {"kind": "reply_partial", "opening": "您好！", "closing": "", "type_word": "依复", "approval": "head"}
    answer = client.post(path, data | {"preview": "1"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "<mark>您好！</mark>" in page
    assert "白云街依复〔2026〕1号" in page
    office.refresh_from_db()
    assert "letters" not in office.settings
    wrong = client.post(path, data | {"preview": "1", "opening": "{nobody}"})
    assert wrong.status_code == 422
    assert client.post(path, data).status_code == 302
    office.refresh_from_db()
    assert office.settings["approval_of"] == {"reply_partial": ["head"]}
    home = client.get(reverse("desk:offices:home", args=[office.code])).content.decode()
    assert path in home


def test_the_suit_is_left_out_where_the_office_says_so(hands, staff, in_office):
    letter = {"pattern": "{code}{word}〔{year}〕{serial}号", "without_suit": ["refused_petition"], "layout": "letter"}
    set_up(staff.officer("administrator"), in_office, approval=[], letter=letter)
    assert "诉讼" not in preview(in_office, "reply_petition", {}).part("remedy")
    assert "诉讼" in preview(in_office, "reply_duplicate", {}).part("remedy")


def test_what_waits_for_approval_stands_on_the_to_do_page(hands, office, staff):
    letter = hands.drafted("reply_granted")
    actions.submit(hands.officer, letter.pk, version=letter.version)
    path = reverse("desk:todo", args=[office.code])
    assert "等您审批的文书" in staff.client("head").get(path).content.decode()
    assert "等您审批的文书" not in staff.client("leader").get(path).content.decode()
    assert "等您审批的文书" not in staff.client("officer").get(path).content.decode()


def test_the_screens_of_a_letter_print_no_iso_date(hands, office, staff):
    letter = hands.sent("reply_granted")
    proof = {"posted_on": TODAY, "received_on": TODAY, "tracking": "XA1"}
    serve(hands.officer, letter.pk, version=letter.version, way="post", proof=proof)
    client = staff.client("head")
    for name, args in (
        ("letter", [hands.case.pk, letter.pk]),
        ("register", []),
        ("seals", []),
        ("waiting", []),
    ):
        page = client.get(reverse(f"desk:letters:{name}", args=[office.code, *args])).content.decode()
        text = re.sub(r"<[^>]*>", " ", page)
        assert not re.search(r"20\d\d-\d\d-\d\d", text), name


def test_a_partial_reply_starts_from_the_released_copies_and_must_agree_with_them(hands, marked, staff, office):
    copy = make_copy(staff.officer("officer"), marked.pk, version=marked.version)
    release(staff.officer("reviewer"), copy.pk)
    event = {"type": "answered", "outcome": "partial", "article": "37"}
    letter = actions.draft(hands.officer, hands.case, "reply_partial", event)
    rows = letter.fields["withheld"]
    assert [row["ground"] for row in rows] == ["EX15", "EX16A"]
    assert all("第1页，共1处" in row["part"] for row in rows)
    assert re.search(r" \d+页 1份$", letter.fields["attachments"])
    assert mismatches(letter) == []
    kept = {
        **letter.fields,
        "withheld": [rows[0] | {"reason": "隐私"}, {**rows[1], "ground": "EX14"}],
        "attachments": "",
    }
    letter = actions.write(hands.officer, letter.pk, Written(TODAY, {}, kept), version=letter.version)
    assert len(mismatches(letter)) == 3
    client = staff.client("officer")
    for name in ("edit", "letter"):
        page = client.get(reverse(f"desk:letters:{name}", args=[office.code, hands.case.pk, letter.pk]))
        assert "文书与区分处理副本不一致" in page.content.decode()


def test_a_partial_reply_without_a_copy_says_so(hands):
    letter = hands.drafted("reply_partial")
    assert letter.status == models.DRAFT
    assert len(mismatches(letter)) == 1
    assert mismatches(hands.drafted("reply_granted")) == []
