"""The pages of letters: their doors, the draft form, approval and dispatch by hand, registers, settings."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gongkai.ledger import steps
from gongkai.web.applications.actions import take_step
from gongkai.web.entries.models import DISCLOSURE, Entry
from gongkai.web.notices import actions, models
from gongkai.web.notices.models import Letter
from gongkai.web.notices.panel import ACTS
from gongkai.web.offices.policy import PERMISSIONS
from tests.web.conftest import DETAILS, TODAY, Staff
from tests.web.notices.conftest import SAMPLES, written

pytestmark = pytest.mark.one_engine

PAGES = [
    # page, method, the act it takes
    ("draft", "post", "draft_letter"),
    ("letter", "get", "see_cases"),
    ("edit", "get", "draft_letter"),
    ("decide", "post", "see_cases"),
    ("seal", "get", "seal"),
    ("scan", "get", "seal"),
    ("dispatch", "get", "see_cases"),
    ("service", "get", "served"),
    ("pdf", "get", "reveal"),
    ("docx", "get", "reveal"),
    ("proof", "get", "reveal"),
    ("register", "get", "see_cases"),
    ("export", "post", "export"),
    ("waiting", "get", "see_cases"),
    ("seals", "get", "see_cases"),
    ("settings", "get", "set_up_office"),
]
STAFF = ["officer", "liaison", "reviewer", "head", "leader", "archivist", "auditor", "administrator"]


def address(name, office, letter):
    if name in ("register", "waiting", "seals", "settings"):
        args = []
    elif name == "export":
        args = ["csv"]
    else:
        args = [letter.application_id] + ([letter.pk] if name != "draft" else [])
    return reverse(f"desk:letters:{name}", args=[office.code, *args])


@pytest.mark.parametrize(("name", "method", "act"), PAGES)
def test_a_page_opens_to_those_who_may_and_to_nobody_else(hands, office, other_office, staff, name, method, act):
    letter = hands.drafted("supplement_notice")
    path = address(name, office, letter)
    assert getattr(Client(), method)(path)["Location"].startswith("/accounts/login/")
    assert getattr(Staff(other_office).client("head"), method)(path).status_code == 404
    for role in STAFF:
        answer = getattr(staff.client(role), method)(path)
        wanted = role in PERMISSIONS[act] and (name != "dispatch" or role in PERMISSIONS["supplement_requested"])
        assert (answer.status_code == 403) == (not wanted), role
        assert answer.status_code in (200, 302, 403, 422), role


def test_a_letter_of_another_office_is_no_page(hands, other_office):
    letter = hands.drafted("supplement_notice")
    client = Staff(other_office).client("head")
    for name, method, _act in PAGES:
        if name not in ("register", "export", "waiting", "seals", "settings"):
            path = address(name, other_office, letter)
            assert getattr(client, method)(path, {"do": "void", "comment": "x"}).status_code == 404


def test_a_letter_under_another_case_is_no_page(hands, office, unconfirmed, staff):
    letter = hands.drafted("supplement_notice")
    path = reverse("desk:letters:letter", args=[office.code, unconfirmed.pk, letter.pk])
    assert staff.client("officer").get(path).status_code == 404


def test_from_the_case_page_to_the_sealed_letter_by_hand(hands, office, staff):
    client, case = staff.client("officer"), hands.case
    page = client.get(reverse("desk:cases:case", args=[office.code, case.pk])).content.decode()
    assert 'value="supplement_notice:supplement_requested"' in page
    path = reverse("desk:letters:draft", args=[office.code, case.pk])
    edit = client.post(path, {"choice": "supplement_notice:supplement_requested"})["Location"]
    shown = client.get(edit).content.decode()
    assert "送审前还须补充" in shown
    assert 'href="#id_said_guidance"' in shown
    form = {"version": 1, "dated_on": "2026-06-10", "due_on": "2026-07-02", "done": "1"}
    texts = {"said_unclear": "没有写明年度。", "said_guidance": "可以写明文件名称。", "said_supplement": "年度。"}
    saved = client.post(edit, form | {"said_unclear": texts["said_unclear"]})
    letter = Letter.objects.get()
    assert saved.status_code == 302
    assert letter.said == {"unclear": "没有写明年度。"}
    decide = address("decide", office, letter)
    refused = client.post(decide, {"do": "submit", "version": letter.version})
    assert refused.status_code == 422
    assert "指导和释明" in refused.content.decode()
    client.post(edit, form | texts | {"version": letter.version})
    letter.refresh_from_db()
    assert client.post(decide, {"do": "submit", "version": letter.version}).status_code == 302
    letter.refresh_from_db()
    head = staff.client("head")
    assert "待我审批" in head.get(reverse("desk:letters:waiting", args=[office.code])).content.decode()
    assert head.post(decide, {"do": "approve", "version": letter.version, "comment": "同意"}).status_code == 302
    letter.refresh_from_db()
    data = {"version": letter.version, "on": "2026-06-10", "copies": 2, "medium": "paper"}
    assert client.post(address("seal", office, letter), data).status_code == 302
    letter.refresh_from_db()
    data = {"version": letter.version, "on": "2026-06-10", "way": "post", "tracking": "XA1"}
    answer = client.post(address("dispatch", office, letter), data, follow=True)
    assert "申请人补正期限至2026年7月2日" in answer.content.decode()
    case.refresh_from_db()
    assert case.stage == "awaiting_supplement"


def test_a_letter_that_does_not_fit_now_is_not_opened(hands, office, staff):
    path = reverse("desk:letters:draft", args=[office.code, hands.case.pk])
    for choice in ("", "reply_unclear:30:unable_unclear_after_supplement:answered", "lapse_notice:fee_lapsed", "x"):
        staff.client("officer").post(path, {"choice": choice})
    staff.client("officer").post(path, {"entry": "99999"})
    assert not Letter.objects.exists()


@pytest.mark.parametrize("kind", SAMPLES)
def test_the_draft_form_shows_and_keeps_what_was_written(hands, office, staff, today, kind):
    for before in SAMPLES[kind].before:
        before(hands.staff, hands.case)
    today(SAMPLES[kind].today)
    letter = hands.drafted(kind, on=SAMPLES[kind].today)
    client = staff.client("officer")
    page = client.get(address("edit", office, letter))
    assert page.status_code == 200
    form = page.context["form"]
    data = {name: form[name].value() for name in form.fields}
    data = {name: value.isoformat() if isinstance(value, date) else value for name, value in data.items() if value}
    answer = client.post(address("edit", office, letter), data)
    assert answer.status_code == 302, answer.context["form"].errors
    after = Letter.objects.get(pk=letter.pk)
    assert after.fields == {key: value for key, value in letter.fields.items() if value}
    assert set(after.said) <= {*written(kind).said, "approver", "reason"}
    assert "内容齐全" in client.get(address("edit", office, after)).content.decode()


def test_bad_input_is_refused_and_nothing_is_lost(hands, office, staff):
    letter = hands.drafted("supplement_notice")
    client = staff.client("officer")
    for wrong in ({"dated_on": "1990-01-01"}, {"dated_on": "x"}, {"version": "x"}, {"said_unclear": "长" * 6000}):
        data = {"version": letter.version, "dated_on": "2026-06-10", "said_guidance": "<b>粗</b>"} | wrong
        answer = client.post(address("edit", office, letter), data)
        assert answer.status_code == 422, wrong
        assert "&lt;b&gt;粗&lt;/b&gt;" in answer.content.decode()
    assert Letter.objects.get(pk=letter.pk).version == letter.version


def test_who_decides_on_an_old_page_is_told(hands, office, staff):
    letter = hands.drafted("supplement_notice")
    old = letter.version
    letter = actions.submit(hands.officer, letter.pk, version=old)
    answer = staff.client("head").post(address("decide", office, letter), {"do": "approve", "version": old})
    assert answer.status_code == 422
    assert "刚刚由他人办理" in answer.content.decode()
    assert Letter.objects.get(pk=letter.pk).status == models.SUBMITTED


def test_the_letter_in_the_browser_leaves_an_entry(hands, office, staff, in_office):
    letter = hands.approved("supplement_notice")
    answer = staff.client("officer").get(address("pdf", office, letter))
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("inline")
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert answer.content.startswith(b"%PDF")
    assert Entry.objects.filter(office=in_office, kind=DISCLOSURE, type="letter_shown").count() == 1
    assert staff.client("officer").get(address("docx", office, letter)).content.startswith(b"PK")


def test_a_preview_of_what_is_not_complete_says_what_is_missing(hands, office, staff):
    letter = hands.drafted("supplement_notice", full=False)
    answer = staff.client("officer").get(address("pdf", office, letter))
    assert answer.status_code == 422
    assert "指导和释明" in answer.content.decode()


def test_an_act_recorded_by_hand_offers_its_letter(hands, office, staff):
    take_step(hands.officer, hands.case.pk, steps.SupplementRequested(on=TODAY, due_on=date(2026, 7, 1)))
    client = staff.client("officer")
    page = client.get(reverse("desk:cases:case", args=[office.code, hands.case.pk])).content.decode()
    assert "补做《政府信息公开申请补正告知书》" in page
    entry = Entry.objects.get(office=office, type="supplement_requested")
    path = reverse("desk:letters:draft", args=[office.code, hands.case.pk])
    assert client.post(path, {"entry": entry.sequence}).status_code == 302
    page = client.get(reverse("desk:cases:case", args=[office.code, hands.case.pk])).content.decode()
    assert "补做《" not in page


def test_service_is_entered_by_hand(hands, office, staff):
    letter = hands.sent("reply_granted")
    client = staff.client("officer")
    path = address("service", office, letter)
    assert "留置送达" in client.get(path).content.decode()
    assert "第八十九条" in client.get(path, {"way": "left"}).content.decode()
    data = {"version": letter.version, "way": "left", "left_on": "2026-06-10"}
    assert client.post(path, data).status_code == 422
    assert client.post(path, data | {"evidence": "witness"}).status_code == 302
    assert "留置送达" in client.get(address("letter", office, letter)).content.decode()


def test_the_register_filters_and_exports(hands, office, staff):
    hands.sent("supplement_notice")
    hands.approved("reply_granted")
    client = staff.client("officer")
    path = reverse("desk:letters:register", args=[office.code])
    assert len(client.get(path).context["page"].object_list) == 2
    assert len(client.get(path, {"word": "公复"}).context["page"].object_list) == 1
    assert len(client.get(path, {"year": "2025"}).context["page"].object_list) == 0
    assert len(client.get(path, {"status": "dispatched"}).context["page"].object_list) == 1
    assert client.get(path, {"year": "x"}).status_code == 422
    out = reverse("desk:letters:export", args=[office.code, "csv"])
    text = client.post(f"{out}?word=公补").content.decode("utf-8-sig")
    assert "白云街公补〔2026〕1号" in text
    assert "公复" not in text
    assert DETAILS.name not in text
    assert client.post(reverse("desk:letters:export", args=[office.code, "xlsx"])).content.startswith(b"PK")
    assert client.post(reverse("desk:letters:export", args=[office.code, "exe"])).status_code == 404
    assert "2" in client.get(reverse("desk:letters:seals", args=[office.code])).content.decode()


def test_queries_do_not_grow_with_the_letters(hands, office, staff):
    client = staff.client("officer")
    paths = [reverse(f"desk:letters:{name}", args=[office.code]) for name in ("register", "seals", "waiting")]
    hands.sent("supplement_notice")
    counts = [_count(client, path) for path in paths]
    for _ in range(3):
        hands.sealed("reply_granted")
    assert [_count(client, path) for path in paths] == counts


def _count(client, path):
    with CaptureQueriesContext(connection) as seen:
        assert client.get(path).status_code == 200
    return len(seen)


def test_settings_are_kept_and_a_bad_pattern_is_refused(hands, office, staff):
    client = staff.client("administrator")
    path = reverse("desk:letters:settings", args=[office.code])
    data = {"approval": "head", "layout": "plain", "pattern": "{code}{word}[{year}]{serial}号", "e_delivery": "on"}
    assert client.post(path, data | {"pattern": "{code}"}).status_code == 422
    assert client.post(path, data).status_code == 302
    office.refresh_from_db()
    assert office.settings["approval"] == ["head"]
    assert office.settings["letter_layout"] == "plain"
    words = {"kind": "reply_granted", "opening": "{office}感谢您。", "closing": ""}
    assert client.post(path, words | {"opening": "{nobody}"}).status_code == 422
    assert client.post(path, words).status_code == 302
    office.refresh_from_db()
    assert office.settings["letters"]["reply_granted"] == {"opening": "{office}感谢您。"}


def test_pages_stand_in_english_too(hands, office, staff):
    letter = hands.drafted("reply_partial")
    client = staff.client("head")
    client.cookies["lang"] = "en"
    for name in ("letter", "edit", "register", "seals", "waiting", "settings"):
        assert client.get(address(name, office, letter)).status_code == 200


def test_every_act_on_a_letter_has_a_name_on_the_case_page(hands, in_office):
    hands.sent("reply_granted")
    types = set(Entry.objects.filter(office=in_office, type__startswith="letter").values_list("type", flat=True))
    assert types <= set(ACTS)
