"""Reconsideration and litigation: limits by the law's own numbers, results, the duty to redo, table four."""

from __future__ import annotations

import io
from datetime import date

import pypdfium2
import pytest
from django.test import Client
from django.urls import reverse

from gongkai.errors import EntryError, LetterIncomplete, NotPermitted, OfficeError, StaleCase
from gongkai.ledger import steps
from gongkai.report.compile import compile_report
from gongkai.web.applications.actions import take_step
from gongkai.web.applications.files import add_file
from gongkai.web.applications.models import Application
from gongkai.web.challenges import papers
from gongkai.web.challenges.actions import (
    Decision,
    EvidenceLine,
    Papers,
    article_number,
    decide,
    describe,
    redo,
    refold,
    refold_office,
    register_challenge,
    set_evidence,
    submit_response,
    void_entry,
)
from gongkai.web.challenges.models import Challenge
from gongkai.web.entries.models import DISCLOSURE, Entry
from gongkai.web.entries.record import ledger_of
from gongkai.web.offices.policy import PERMISSIONS
from tests.web.conftest import Staff

CAME = date(2026, 6, 8)


@pytest.fixture
def answered(case, staff):
    officer = staff.officer("officer")
    take_step(officer, case.pk, steps.Answered(on=date(2026, 6, 3), outcome="granted", reason="随函提供"))
    return take_step(officer, case.pk, steps.Served(on=date(2026, 6, 4), way="post"))


@pytest.fixture
def challenge(answered, staff, in_office):
    return opened(staff, in_office, application=answered)


def opened(staff, office, **given):
    """A reconsideration whose papers came on 8 June 2026."""
    given = {
        "kind": "reconsideration",
        "received_on": CAME,
        "authority": "云海区人民政府",
        "their_number": "云政复〔2026〕7号",
    } | given
    return register_challenge(staff.officer("officer"), office, Papers(**given))


@pytest.mark.parametrize(
    ("kind", "procedure", "due"),
    [
        ("reconsideration", "ordinary", date(2026, 6, 23)),  # ten working days; 19 June is a holiday
        ("reconsideration", "simple", date(2026, 6, 15)),  # five
        ("litigation_direct", "ordinary", date(2026, 6, 23)),  # fifteen days
        ("litigation_after_reconsideration", "simple", date(2026, 6, 23)),
    ],
)
def test_the_answer_is_due_by_the_law_of_its_kind(staff, in_office, kind, procedure, due):
    one = opened(staff, in_office, kind=kind, procedure=procedure)
    assert (one.due_on, one.stage) == (due, "answering")


def test_each_kind_has_its_own_series(staff, in_office):
    kinds = ("reconsideration", "litigation_direct", "reconsideration")
    assert [opened(staff, in_office, kind=kind).number for kind in kinds] == [
        "议2026-0001",
        "诉2026-0001",
        "议2026-0002",
    ]


def test_a_case_is_answered_decided_and_counted_in_table_four(challenge, staff, in_office):
    officer = staff.officer("officer")
    assert cell(in_office, "recon_pending") == 1
    assert challenge.column == "recon_pending"
    one = submit_response(officer, challenge.pk, date(2026, 6, 9))
    assert (one.stage, one.responded_on) == ("deciding", date(2026, 6, 9))
    one = decide(officer, challenge.pk, Decision(date(2026, 6, 10), "第六十四条", redo_due_on=date(2026, 7, 8)))
    assert (one.result, one.column, one.stage) == ("corrected", "recon_corrected", "redoing")
    assert (cell(in_office, "recon_corrected"), cell(in_office, "recon_pending")) == (1, 0)
    one = redo(officer, challenge.pk, on=date(2026, 6, 10), outcome="granted", reason="按决定重新答复")
    assert (one.stage, one.redone_on) == ("done", date(2026, 6, 10))
    after = Application.objects.get(pk=challenge.application_id)
    assert after.last_act == "corrected"
    assert refold(one) == {}


def cell(office, column):
    return compile_report(ledger_of(office), 2026).value("t4", "count", column)


@pytest.mark.parametrize(
    ("kind", "column"), [("litigation_direct", "lit_direct"), ("litigation_after_reconsideration", "lit_after_recon")]
)
def test_suits_stand_in_their_own_columns(staff, in_office, kind, column):
    one = opened(staff, in_office, kind=kind)
    assert cell(in_office, f"{column}_pending") == 1
    one = decide(staff.officer("officer"), one.pk, Decision(date(2026, 6, 10), "69", is_effective=False))
    assert (one.stage, one.column, cell(in_office, f"{column}_upheld")) == ("appealed", f"{column}_pending", 0)
    one = decide(staff.officer("officer"), one.pk, Decision(date(2026, 6, 10), "69"))
    assert (one.stage, one.column, cell(in_office, f"{column}_upheld")) == ("done", f"{column}_upheld", 1)


def test_a_mere_co_defendant_does_not_count(staff, in_office):
    one = opened(staff, in_office, kind="litigation_after_reconsideration", role="co_defendant")
    assert (one.column, cell(in_office, "lit_after_recon_pending")) == ("", 0)


@pytest.mark.parametrize(
    ("text", "number"),
    [("第六十八条", "68"), ("68", "68"), ("第70条", "70"), ("七十三条", "73"), ("", ""), ("其他", "")],
)
def test_articles_are_read_as_officers_write_them(text, number):
    assert article_number(text) == number


def test_an_article_that_tells_nothing_asks_for_the_result(challenge, staff):
    with pytest.raises(OfficeError, match="choose"):
        decide(staff.officer("officer"), challenge.pk, Decision(date(2026, 6, 10), "第一条"))


@pytest.mark.parametrize(
    "act",
    [
        lambda officer, one: submit_response(officer, one.pk, date(2026, 6, 7)),  # before the papers
        lambda officer, one: submit_response(officer, one.pk, date(2026, 6, 11)),  # ahead
        lambda officer, one: decide(officer, one.pk, Decision(date(2026, 6, 10), "68", redo_due_on=date(2026, 6, 9))),
        lambda officer, one: redo(officer, one.pk, on=date(2026, 6, 10), outcome="granted", reason=""),  # undecided
    ],
)
def test_what_cannot_have_happened_leaves_no_entry(challenge, staff, in_office, act):
    before = Entry.objects.count()
    with pytest.raises(OfficeError):
        act(staff.officer("officer"), challenge)
    assert Entry.objects.count() == before


def test_an_answer_is_recorded_once_and_two_hands_are_told(challenge, staff):
    officer = staff.officer("officer")
    submit_response(officer, challenge.pk, date(2026, 6, 9), version=challenge.version)
    with pytest.raises(StaleCase):
        submit_response(officer, challenge.pk, date(2026, 6, 9), version=challenge.version)
    with pytest.raises(OfficeError, match="already"):
        submit_response(officer, challenge.pk, date(2026, 6, 9))


def test_a_slip_is_voided_by_the_head_and_the_papers_never(challenge, staff, in_office):
    submit_response(staff.officer("officer"), challenge.pk, date(2026, 6, 9))
    rows = {row.type: row.sequence for row in Entry.objects.filter(subject=challenge.number)}
    with pytest.raises(NotPermitted):
        void_entry(staff.officer("officer"), challenge.pk, rows["response_submitted"], reason="误登")
    one = void_entry(staff.officer("head"), challenge.pk, rows["response_submitted"], reason="误登")
    assert one.stage == "answering"
    with pytest.raises(EntryError):
        void_entry(staff.officer("head"), challenge.pk, rows["challenge_received"], reason="误登")


def test_an_import_is_read_too(challenge, staff, in_office):
    Challenge.objects.all().delete()
    assert refold_office(in_office) == 1
    assert Challenge.objects.get().number == challenge.number


# --- papers -------------------------------------------------------------------------------------------------------


def pdf_bytes():
    """A PDF of two empty pages."""
    out = io.BytesIO()
    document = pypdfium2.PdfDocument.new()
    for _ in range(2):
        document.new_page(300, 400)
    document.save(out)
    document.close()
    return out.getvalue()


def with_evidence(challenge, staff):
    case = challenge.application
    file = add_file(case.office, case, "letter", "告知书.pdf", pdf_bytes(), "baiyun-officer")
    entry = Entry.objects.get(subject=case.number, type="answered")
    lines = papers.picked(challenge, [f"file:{file.pk}", f"entry:{entry.sequence}"])
    return set_evidence(staff.officer("officer"), challenge.pk, lines)


def test_evidence_comes_from_the_case_file_with_its_pages(challenge, staff):
    rows = with_evidence(challenge, staff)
    assert [(row.place, row.name.split("：")[0], row.pages) for row in rows] == [
        (1, "告知书", "2"),
        (2, "政府信息公开台账记录", ""),
    ]
    for kind, head in (("pdf", b"%PDF"), ("docx", b"PK")):
        letter = papers.evidence_list(challenge, rows, CAME)
        assert papers.FORMATS[kind][1](letter).startswith(head)


def test_a_file_of_another_case_is_no_evidence(challenge, staff, in_office, filing):
    from gongkai.web.applications.actions import file_online

    other = file_online(in_office, filing).case
    file = add_file(in_office, other, "letter", "别案.pdf", pdf_bytes(), "x")
    with pytest.raises(OfficeError):
        set_evidence(staff.officer("officer"), challenge.pk, [EvidenceLine("别案", file_id=file.pk)])


def test_the_answer_names_all_it_lacks_and_then_is_set(challenge, staff):
    officer = staff.officer("officer")
    with pytest.raises(LetterIncomplete):
        papers.response(challenge, [], papers.ResponseFacts(CAME, "", 1))
    rows = with_evidence(challenge, staff)
    one = describe(officer, challenge.pk, facts="6月1日收到申请。", arguments="依法答复。", plea="请求维持。")
    name = papers.applicant_of(officer, one, reason="制作答复书")
    assert name == "王示例"
    assert Entry.objects.filter(kind=DISCLOSURE, subject=challenge.number).count() == 1
    letter = papers.response(one, rows, papers.ResponseFacts(CAME, name, 3))
    assert letter.title == "行政复议答复书"
    assert any("云政复〔2026〕7号" in text for text in letter.texts())


# --- pages --------------------------------------------------------------------------------------------------------

PAGES = [
    ("list", "get", "see_cases", False),
    ("register", "get", "challenge", False),
    ("page", "get", "see_cases", True),
    ("details", "get", "challenge", True),
    ("respond", "get", "challenge", True),
    ("decide", "get", "challenge", True),
    ("redo", "get", "challenge", True),
    ("evidence", "get", "challenge", True),
    ("answer", "get", "challenge", True),
]


@pytest.mark.parametrize(("name", "method", "act", "is_one"), PAGES)
def test_a_page_opens_to_those_who_may_and_to_nobody_else(
    staff, challenge, office, other_office, name, method, act, is_one
):
    path = reverse(f"desk:challenges:{name}", args=[office.code, *([challenge.pk] if is_one else [])])
    assert Client().get(path)["Location"].startswith("/accounts/login/")
    assert Staff(other_office).client("head").get(path).status_code == 404
    if is_one:
        elsewhere = reverse(f"desk:challenges:{name}", args=[other_office.code, challenge.pk])
        assert Staff(other_office).client("head").get(elsewhere).status_code == 404
    for role in ("officer", "auditor", "administrator"):
        answer = staff.client(role).get(path)
        assert (answer.status_code == 200) == (role in PERMISSIONS[act]), role


def test_papers_are_registered_from_the_page_of_a_case(staff, answered, office):
    client = staff.client("officer")
    page = client.get(reverse("desk:cases:case", args=[office.code, answered.pk])).content.decode()
    address = reverse("desk:challenges:register", args=[office.code])
    assert f"{address}?case={answered.pk}" in page
    assert answered.number in client.get(f"{address}?case={answered.pk}").content.decode()
    given = {"kind": "reconsideration", "procedure": "simple", "role": "respondent", "received_on": "2026-06-09"}
    given |= {"application": answered.number, "authority": "云海区人民政府"}
    made = client.post(address, given)
    one = Challenge.objects.get()
    assert made["Location"] == reverse("desk:challenges:page", args=[office.code, one.pk])
    text = client.get(made["Location"]).content.decode()
    assert "还剩 4 个工作日" in text
    assert "第五十四条" in text
    page = client.get(reverse("desk:cases:case", args=[office.code, answered.pk])).content.decode()
    assert one.number in page


@pytest.mark.parametrize(
    "wrong",
    [{"received_on": "2026-06-11"}, {"application": "2099-1"}, {"kind": "x"}, {"authority": ""}, {"received_on": "x"}],
)
def test_a_refused_form_keeps_what_was_written(staff, in_office, wrong):
    given = {"kind": "reconsideration", "procedure": "simple", "role": "respondent", "received_on": "2026-06-09"}
    given |= {"authority": "云海区人民政府", "claim": "请求撤销原答复"} | wrong
    answer = staff.client("officer").post(reverse("desk:challenges:register", args=[in_office.code]), given)
    assert answer.status_code == 422
    assert "请求撤销原答复" in answer.content.decode()
    assert not Challenge.objects.exists()


def test_a_case_is_led_to_its_end_on_the_pages(staff, challenge, office):
    client = staff.client("officer")

    def post(name, **given):
        version = Challenge.objects.get(pk=challenge.pk).version
        path = reverse(f"desk:challenges:{name}", args=[office.code, challenge.pk])
        answer = client.post(path, {"on": "2026-06-10", "version": version, **given})
        assert answer.status_code == 302, answer.content.decode()

    post("respond")
    post("decide", basis="第六十四条", result="", is_effective="yes", redo_due_on="2026-06-30")
    todo = client.get(reverse("desk:todo", args=[office.code])).content.decode()
    assert "按决定、裁判重新处理" in todo
    assert challenge.number in todo
    post("redo", outcome="granted", reason="按复议决定重新答复")
    assert challenge.number not in client.get(reverse("desk:todo", args=[office.code])).content.decode()
    page = client.get(reverse("desk:challenges:page", args=[office.code, challenge.pk])).content.decode()
    assert "行政复议：结果纠正" in page


def test_evidence_is_picked_worded_and_loaded(staff, challenge, office):
    client = staff.client("officer")
    file = add_file(office, challenge.application, "letter", "告知书.pdf", pdf_bytes(), "baiyun-officer")
    path = reverse("desk:challenges:evidence", args=[office.code, challenge.pk])
    assert "告知书.pdf" in client.get(path).content.decode()
    assert client.post(path, {"add": "1", "pick": [f"file:{file.pk}"]}).status_code == 302
    row = challenge.evidence.get()
    given = {
        "e-TOTAL_FORMS": "2",
        "e-INITIAL_FORMS": "1",
        "e-0-place": "2",
        "e-0-name": "告知书",
        "e-0-file": row.file_id,
    }
    given |= {"e-0-proves": "依法答复", "e-1-place": "1", "e-1-name": "登记表"}
    assert client.post(path, given).status_code == 302
    assert [(one.place, one.name, one.file_id) for one in challenge.evidence.all()] == [
        (1, "登记表", None),
        (2, "告知书", file.pk),
    ]
    loaded = client.get(reverse("desk:challenges:evidence_file", args=[office.code, challenge.pk, "pdf"]))
    assert loaded.content.startswith(b"%PDF")


def test_the_answer_is_drafted_and_made(staff, challenge, office):
    client = staff.client("officer")
    path = reverse("desk:challenges:answer", args=[office.code, challenge.pk])
    answer = client.post(path, {"format": "pdf", "l-on": "2026-06-10", "l-applicant": "王示例"})
    assert answer.status_code == 422
    draft = {"save": "1", "d-facts": "收到申请。", "d-arguments": "依法答复。", "d-plea": "请求维持。"}
    assert client.post(path, draft).status_code == 302
    answer = client.post(path, {"format": "pdf", "l-on": "2026-06-10", "l-applicant": "王示例"})
    assert answer.content.startswith(b"%PDF")


@pytest.mark.parametrize(("kind", "head"), [("xlsx", b"PK"), ("csv", "\ufeff编号".encode())])
def test_the_list_is_filtered_and_taken_away(staff, challenge, office, kind, head):
    client = staff.client("officer")
    path = reverse("desk:challenges:list", args=[office.code])
    for query, is_there in (("stage=answering", True), ("stage=done", False), ("q=云政复", True), ("year=2025", False)):
        assert (challenge.number in client.get(f"{path}?{query}").content.decode()) is is_there, query
    assert client.get(f"{path}?year=x").status_code == 422
    loaded = client.post(reverse("desk:challenges:export", args=[office.code, kind]))
    assert loaded.content.startswith(head)
    assert Entry.objects.filter(type="exported").count() == 1


def test_the_list_asks_as_much_for_many_as_for_few(
    staff, challenge, in_office, django_assert_num_queries, django_assert_max_num_queries
):
    client = staff.client("officer")
    path = reverse("desk:challenges:list", args=[in_office.code])
    with django_assert_max_num_queries(12) as few:
        client.get(path)
    for _ in range(12):
        opened(staff, in_office, application=challenge.application)
    with django_assert_num_queries(len(few)):
        assert client.get(path).status_code == 200


def test_an_office_without_challenges_is_told_so(staff: Staff) -> None:
    client = staff.client("officer")
    assert "还没有复议诉讼案件。" in client.get("/desk/baiyun/challenges/").content.decode()
    assert "没有符合条件的案件。" in client.get("/desk/baiyun/challenges/?year=2019").content.decode()
