"""Correction (art. 41) and suggestion (art. 44): cases of their own, outside the ledger and table three."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from gongkai.errors import NotPermitted, OfficeError, SealBroken, StaleCase
from gongkai.web.applications.actions import file_online
from gongkai.web.applications.models import Application
from gongkai.web.entries.models import DESK, DISCLOSURE, Entry
from gongkai.web.entries.record import ledger_of
from gongkai.web.people.actions import anonymise
from gongkai.web.portal.actions import answer_request, close_request, open_request_file
from gongkai.web.portal.models import CitizenRequest, Intake, RequestFile
from tests.web.portal.conftest import PDF, PERSON, Citizen, pdf, solved, stamp

WRONG = {"record": "补贴名单中我的门牌号写错", "right": "应为301室", "evidence": "房产证"}


def ask(citizen: Citizen, kind: str = "correction", **changes) -> tuple[str, str]:
    return citizen.request(kind, **{**PERSON, **WRONG, "reason": "需要公众广泛知晓", **changes})


@pytest.fixture
def asked(citizen, in_office) -> tuple[CitizenRequest, str]:
    number, code = ask(citizen, files=pdf("房产证.pdf"))
    return CitizenRequest.objects.get(number=number), code


def test_a_correction_is_a_case_of_its_own(asked, in_office):
    request, _code = asked
    assert (request.number, request.kind, request.stage) == ("C2026-0001", "correction", "open")
    assert request.content == WRONG
    assert request.person.details.name == "王示例"
    assert Application.objects.count() == 0
    assert len(ledger_of(in_office).entries) == 0
    entry = Entry.objects.get(type="request_received")
    assert (entry.kind, entry.subject, entry.by) == (DESK, "C2026-0001", "applicant")
    written = str(list(Entry.objects.values())) + str(list(CitizenRequest.objects.values()))
    assert "301室" not in written
    assert "王示例" not in written


def test_evidence_is_sealed_and_opening_it_is_recorded(asked, staff):
    file = RequestFile.objects.get()
    assert PDF not in bytes(file.sealed)
    assert open_request_file(staff.officer("officer"), file) == PDF
    assert Entry.objects.filter(kind=DISCLOSURE, type="file_opened", by="baiyun-officer").count() == 1
    with pytest.raises(NotPermitted):
        open_request_file(staff.officer("auditor"), file)


def test_a_suggestion_may_be_anonymous(citizen, in_office):
    number, code = ask(citizen, "suggestion", name="", phone="", email="")
    assert number == "S2026-0001"
    request = CitizenRequest.objects.get()
    assert request.content == {"record": WRONG["record"], "reason": "需要公众广泛知晓"}
    assert citizen.client.get(citizen.open_case(number, code)).status_code == 200


def test_sent_twice_it_is_one_request(citizen, in_office):
    given = stamp()
    assert ask(citizen, stamp=given) == ask(citizen, stamp=given)
    assert CitizenRequest.objects.count() == 1


def test_without_script_the_check_comes_first_and_can_go_back(citizen, in_office):
    given = {**PERSON, **WRONG, "stamp": stamp(), "files": pdf("房产证.pdf")}
    filled = citizen.client.post(citizen.url("requests/correction/"), given)
    page = citizen.client.get(filled["Location"]).content.decode()
    for text in (*WRONG.values(), "房产证.pdf", "还没有提交", PERSON["name"]):
        assert text in page
    assert "20个工作日" not in page  # the law sets no limit
    assert CitizenRequest.objects.count() == 0
    edit = citizen.client.get(filled["Location"] + "edit/").content.decode()
    assert WRONG["record"] in edit
    assert "房产证.pdf" in edit
    again = re.search(r'name="stamp" value="([^"]+)"', edit).group(1)
    changed = {**PERSON, **WRONG, "right": "应为302室", "stamp": again}
    assert citizen.client.post(filled["Location"] + "edit/", changed)["Location"] == filled["Location"]
    citizen.client.post(filled["Location"], {"act": "send"})
    assert CitizenRequest.objects.get().content["right"] == "应为302室"
    assert RequestFile.objects.count() == 1


def test_with_a_proof_it_is_sent_at_once(citizen, in_office):
    given = {**PERSON, **WRONG, "stamp": stamp(), "go": "send", "altcha": solved()}
    sent = citizen.client.post(citizen.url("requests/correction/"), given)
    assert sent["Location"].endswith("/receipt/")
    assert CitizenRequest.objects.count() == 1


def test_an_organization_s_request_is_of_an_organization(citizen, in_office):
    given = {**PERSON, **WRONG, "credit_code": "91110000600037341L", "representative": "李示例", "contact": "赵示例"}
    given["stamp"] = stamp()
    filled = citizen.client.post(citizen.url("requests/correction/?by=organization"), given)
    assert "赵示例" in citizen.client.get(filled["Location"]).content.decode()
    citizen.client.post(filled["Location"], {"act": "send"})
    assert CitizenRequest.objects.get().person.kind == "other_org"


def test_numbers_run_by_kind(citizen, in_office):
    assert [ask(citizen, kind)[0] for kind in ("correction", "suggestion", "correction")] == [
        "C2026-0001",
        "S2026-0001",
        "C2026-0002",
    ]


def test_what_is_wrong_loses_neither_text_nor_file(citizen, in_office):
    url = citizen.url("requests/correction/")
    page = citizen.client.post(url, {**PERSON, **WRONG, "right": "", "stamp": stamp(), "files": pdf("房产证.pdf")})
    assert page.status_code == 422
    text = page.content.decode()
    assert WRONG["record"] in text
    assert "已上传" in text
    again = re.search(r'name="stamp" value="([^"]+)"', text).group(1)
    filled = citizen.client.post(url, {**PERSON, **WRONG, "stamp": again})
    citizen.client.post(filled["Location"], {"act": "send"})
    assert RequestFile.objects.get().name == "房产证.pdf"


def test_scripts_are_held_off(citizen, in_office):
    url = citizen.url("requests/suggestion/")
    page = citizen.client.post(url, {**WRONG, "reason": "x", "homepage": "spam", "stamp": stamp()})
    assert page.status_code == 422
    assert Intake.objects.count() == 0
    assert citizen.client.get(citizen.url("requests/nonsense/")).status_code == 404


def test_the_desk_answers_and_the_citizen_reads_it(citizen, asked, staff):
    request, code = asked
    client = staff.client("officer")
    assert request.number in client.get("/desk/baiyun/requests/").content.decode()
    url = f"/desk/baiyun/requests/{request.pk}/"
    page = client.get(url).content.decode()
    assert "应为301室" in page
    assert PERSON["id_number"] not in page
    assert "不计入" in client.get("/desk/baiyun/requests/?stage=all").content.decode()
    refused = client.post(url, {"act": "answer", "result": "", "text": "已核实"})
    assert refused.status_code == 422
    assert "已核实" in refused.content.decode()
    done = client.post(url, {"act": "answer", "result": "corrected", "text": "已改为301室", "version": "0"})
    assert done.status_code == 302
    seen = citizen.client.get(citizen.open_case(request.number, code)).content.decode()
    assert "属实，已经更正" in seen
    assert "已改为301室" in seen
    assert client.post(url, {"act": "close", "version": "1"}).status_code == 302
    request.refresh_from_db()
    assert request.stage == "closed"
    types = list(Entry.objects.filter(subject=request.number).values_list("type", flat=True))
    assert types == ["request_received", "request_answered", "request_closed"]


def test_the_person_is_shown_for_a_reason_only(asked, staff):
    request, _code = asked
    url = f"/desk/baiyun/requests/{request.pk}/"
    client = staff.client("officer")
    refused = client.post(url, {"act": "reveal", "reason": " "})
    assert refused.status_code == 422
    assert PERSON["id_number"] not in refused.content.decode()
    shown = client.post(url, {"act": "reveal", "reason": "核对身份"})
    assert PERSON["id_number"] in shown.content.decode()
    assert Entry.objects.get(kind=DISCLOSURE).body == {"reason": "核对身份"}


def test_who_may_only_read_sees_no_buttons(asked, staff):
    request, _code = asked
    page = staff.client("auditor").get(f"/desk/baiyun/requests/{request.pk}/").content.decode()
    main = page[page.index("<main") :]
    assert "<form" not in main
    assert "房产证.pdf" in main
    assert "/files/" not in main


def test_answers_follow_the_order_and_the_roles(asked, staff):
    request, _code = asked
    officer = staff.officer("officer")
    with pytest.raises(OfficeError, match="before closing"):
        close_request(officer, request)
    with pytest.raises(OfficeError, match="result"):
        answer_request(officer, request, result="will_publish", text="好")
    with pytest.raises(NotPermitted):
        answer_request(staff.officer("auditor"), request, result="corrected", text="好")
    answer_request(officer, request, result="corrected", text="好", version=0)
    with pytest.raises(StaleCase):
        close_request(officer, request, version=0)
    close_request(officer, request, version=1)
    with pytest.raises(OfficeError, match="closed"):
        answer_request(officer, request, result="accurate", text="再答")


def test_making_the_person_anonymous_takes_the_content_along(asked, staff, in_office):
    request, _code = asked
    anonymise(in_office, request.person)
    request = CitizenRequest.objects.select_related("person").get()
    assert request.content == {}
    with pytest.raises(SealBroken):
        open_request_file(staff.officer("officer"), RequestFile.objects.get())
    assert staff.client("officer").get(f"/desk/baiyun/requests/{request.pk}/").status_code == 200


def test_another_office_and_a_stranger_find_nothing(asked, other_office, staff):
    request, _code = asked
    file = RequestFile.objects.get()
    for url in (f"requests/{request.pk}/", f"requests/{request.pk}/files/{file.pk}/", "requests/"):
        assert Client().get("/desk/baiyun/" + url).status_code == 302
        assert staff.client("officer").get("/desk/qingshan/" + url).status_code == 404
    assert Client().get(f"/o/baiyun/request/{request.pk}/").status_code == 403
    assert Client().get(f"/o/qingshan/request/{request.pk}/").status_code == 403


def test_the_session_of_a_request_opens_no_application(citizen, asked, filing, in_office):
    request, code = asked
    case = file_online(in_office, filing).case
    citizen.open_case(request.number, code)
    assert citizen.client.get(citizen.url(f"case/{case.pk}/")).status_code == 403


def test_the_list_asks_a_constant_number_of_queries(citizen, in_office, staff, django_assert_max_num_queries):
    client = staff.client("officer")
    for _ in range(4):
        ask(citizen)
    client.get("/desk/baiyun/requests/")
    with django_assert_max_num_queries(14):
        client.get("/desk/baiyun/requests/")
