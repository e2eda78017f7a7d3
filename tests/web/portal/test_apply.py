"""Filing: form, check, receipt; nothing lost, nothing twice, nothing leaked."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import partial

import pytest
from django.test import Client
from django_scopes import scopes_disabled

from gongkai.errors import OfficeError
from gongkai.web.applications.files import open_file
from gongkai.web.applications.models import Application, CaseFile
from gongkai.web.config import daily
from gongkai.web.config.clock import now
from gongkai.web.entries.models import Entry
from gongkai.web.portal import limits, suggest
from gongkai.web.portal.actions import take_out, throw_away
from gongkai.web.portal.models import Intake, StagedFile
from gongkai.web.portal.suggest import Suggestion
from tests.web.portal.conftest import ASKED, PDF, PERSON, Citizen, pdf, stamp


def test_a_citizen_files_in_three_pages(citizen, in_office):
    assert "个人" in citizen.client.get(citizen.url("apply/")).content.decode()
    number, code = citizen.file()
    case = Application.objects.get()
    assert (case.number, case.stage, case.channel) == (number, "awaiting_confirmation", "internet")
    assert case.person.details.name == "王示例"
    assert case.content == ASKED["content"]
    assert len(code.replace("-", "")) == 10


def test_an_organization_states_its_credit_code_and_contact(citizen, in_office):
    given = {**ASKED, "name": "示例公司", "credit_code": "91110000600037341L", "representative": "李示例"}
    given |= {"contact": "赵示例", "phone": "010-12345678", "email": "a@example.invalid", "stamp": stamp()}
    url = citizen.url("apply/?kind=commercial_enterprise")
    wrong = citizen.client.post(url, {**given, "credit_code": "911100006000373411"})
    assert wrong.status_code == 422
    assert "统一社会信用代码有误" in wrong.content.decode()
    filled = citizen.client.post(url, given)
    citizen.client.post(filled["Location"], {"act": "send"})
    case = Application.objects.get()
    assert case.applicant == "commercial_enterprise"
    assert (case.person.details.id_kind, case.person.details.contact) == ("credit_code", "赵示例")


def test_the_form_never_asks_what_for(citizen):
    page = citizen.client.get(citizen.url("apply/?kind=natural_person")).content.decode()
    assert not re.search(r'name="[^"]*(purpose|reason|use)[^"]*"', page)
    assert "不需要说明用途" in page


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": ""}, "请填写此项"),
        ({"id_number": "110101199003070039"}, "身份证号码有误"),
        ({"phone": "", "address": "", "email": "", "delivery": "pickup"}, "请至少留下一种联系方式"),
        ({"phone": "abc"}, "电话号码有误"),
        ({"delivery": "fax"}, "请填写传真号码"),
        ({"delivery": "post", "address": ""}, "请填写通信地址"),
        ({"content": "长" * 2001}, "请不要超过2000字"),
        ({"form_wanted": "clay"}, "form_wanted"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_lost(citizen, changes, sentence):
    page = citizen.fill_in(**changes)
    assert page.status_code == 422
    text = page.content.decode()
    assert sentence in text
    assert 'id="errors" tabindex="-1" autofocus' in text
    for name, value in {**PERSON, **ASKED}.items():
        if name not in changes and name not in ("id_kind", "form_wanted", "delivery") and value:
            assert value in text


def test_files_stay_when_a_field_is_wrong(citizen, in_office):
    page = citizen.fill_in(name="", identity=pdf())
    assert page.status_code == 422
    assert "已上传" in page.content.decode()
    again = re.search(r'name="stamp" value="([^"]+)"', page.content.decode()).group(1)
    filled = citizen.fill_in(stamp=again)
    assert "证明.pdf" in citizen.client.get(filled["Location"]).content.decode()
    citizen.client.post(filled["Location"], {"act": "send"})
    file = CaseFile.objects.get()
    assert (file.kind, file.by, open_file(file)) == ("identity", "applicant", PDF)
    assert StagedFile.objects.count() == 0


def test_a_file_that_lies_about_its_type_is_refused_by_name(citizen, in_office):
    page = citizen.fill_in(application=pdf("照片.jpg"))
    assert page.status_code == 422
    assert "照片.jpg" in page.content.decode()
    page = citizen.fill_in(application=pdf("程序.pdf", b"MZ\x90\x00" + bytes(range(256))))
    assert "文件类型不能上传" in page.content.decode()
    assert StagedFile.objects.count() == 0


def test_the_check_page_shows_everything_and_can_go_back(citizen, in_office):
    filled = citizen.fill_in(help_wanted="大字")
    page = citizen.client.get(filled["Location"]).content.decode()
    for value in [*PERSON.values(), *ASKED.values(), "大字"]:
        assert value in page or value in ("resident_id", "electronic", "email", "")
    edit = citizen.client.get(filled["Location"] + "edit/").content.decode()
    assert PERSON["id_number"] in edit
    given = {**PERSON, **ASKED, "content": "改过的内容"}
    given["stamp"] = re.search(r'name="stamp" value="([^"]+)"', edit).group(1)
    again = citizen.client.post(filled["Location"] + "edit/", given)
    assert again["Location"] == filled["Location"]
    assert "改过的内容" in citizen.client.get(filled["Location"]).content.decode()
    assert Application.objects.count() == 0


def test_sent_twice_it_is_one_case_with_one_receipt(citizen, in_office):
    given = {"stamp": stamp()}
    filled = citizen.fill_in(**given)
    first = citizen.client.post(filled["Location"], {"act": "send"})
    receipt = citizen.read_receipt(first["Location"])
    assert citizen.client.post(filled["Location"], {"act": "send"})["Location"] == first["Location"]
    assert citizen.fill_in(**given)["Location"] == first["Location"]  # back to the form, and sent again
    assert citizen.read_receipt(first["Location"]) == receipt
    assert Application.objects.count() == 1


def test_the_receipt_says_when_the_period_begins(citizen, in_office):
    filled = citizen.fill_in()
    sent = citizen.client.post(filled["Location"], {"act": "send"})
    page = citizen.client.get(sent["Location"]).content.decode()
    for words in ("以双方确认之日为收到之日", "20个工作日", "期限没有起算", "2026年6月15日", "000-11112222", "<svg"):
        assert words in page


def test_the_code_is_in_no_address_no_cookie_and_not_in_the_qr_code(citizen, in_office):
    filled = citizen.fill_in()
    sent = citizen.client.post(filled["Location"], {"act": "send"})
    _number, code = citizen.read_receipt(sent["Location"])
    code = code.replace("-", "")
    page = citizen.client.get(sent["Location"]).content.decode()
    assert not re.search(rf"(href|action|src)=[^>]*({code}|{code[:5]}-)", page)
    assert code not in str(citizen.client.cookies)
    assert code not in str(list(Intake.objects.values()))
    assert "no-store" in citizen.client.get(sent["Location"])["Cache-Control"]


def test_another_browser_sees_neither_check_nor_receipt(citizen, in_office):
    filled = citizen.fill_in()
    stranger = Client()
    assert stranger.get(filled["Location"]).status_code == 410
    assert stranger.post(filled["Location"], {"act": "send"}).status_code == 410
    sent = citizen.client.post(filled["Location"], {"act": "send"})
    assert stranger.get(sent["Location"]).status_code == 410
    assert citizen.client.get(f"/o/yunhai/send/{Intake.objects.get().pk}/receipt/").status_code == 410


def test_the_receipt_is_erased_on_request(citizen, in_office):
    given = stamp()
    filled = citizen.fill_in(stamp=given)
    sent = citizen.client.post(filled["Location"], {"act": "send"})
    number, _code = citizen.read_receipt(sent["Location"])
    citizen.client.post(sent["Location"])
    assert citizen.client.get(sent["Location"]).status_code == 410
    assert Intake.objects.get().content == {}
    again = citizen.fill_in(stamp=given)
    assert again["Location"] == sent["Location"]
    assert Application.objects.get().number == number


def test_thrown_away_nothing_is_filed(citizen, in_office):
    filled = citizen.fill_in(identity=pdf())
    citizen.client.post(filled["Location"], {"act": "erase"})
    assert (Intake.objects.count(), StagedFile.objects.count(), Application.objects.count()) == (0, 0, 0)


def test_what_was_sent_from_another_window_is_not_thrown_away(citizen, in_office):
    filled = citizen.fill_in(identity=pdf())
    seen = Intake.objects.get()  # as a window shows it that was open before
    citizen.client.post(filled["Location"], {"act": "send"})
    for act in (throw_away, partial(take_out, file=None)):
        with pytest.raises(OfficeError, match="sent already"):
            act(seen)
    assert (Intake.objects.count(), Application.objects.count()) == (1, 1)


def test_a_file_can_be_taken_back_before_sending(citizen, in_office):
    filled = citizen.fill_in(identity=pdf())
    citizen.client.post(filled["Location"], {"act": "remove", "file": "nonsense"})
    assert StagedFile.objects.count() == 1
    citizen.client.post(filled["Location"], {"act": "remove", "file": str(StagedFile.objects.get().pk)})
    assert StagedFile.objects.count() == 0


def test_what_waits_is_sealed_and_goes_after_a_day(citizen, in_office):
    citizen.fill_in(identity=pdf())
    stored = b"".join(bytes(row.sealed) for row in [*Intake.objects.all(), *StagedFile.objects.all()])
    assert "王示例".encode() not in stored
    assert PDF not in stored
    Intake.objects.update(begun_at=now() - timedelta(hours=25))
    dict(daily.DAILY)["intakes"]()
    assert (Intake.objects.count(), StagedFile.objects.count()) == (0, 0)


def test_files_of_one_intake_have_a_limit(citizen, in_office):
    many = [pdf(f"{one}.pdf", PDF + str(one).encode()) for one in range(10)]
    page = citizen.fill_in(application=many)
    assert page.status_code == 422
    assert "一次最多8个文件" in page.content.decode()
    assert StagedFile.objects.count() == 8


# --- scripts and hostile input ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"homepage": "http://spam.invalid/"}, "请勿填写"),
        ({"stamp": "forged"}, "页面打开的时间太久"),
        ({"stamp": ""}, "页面打开的时间太久"),
    ],
)
def test_scripts_are_held_off_and_people_lose_nothing(citizen, in_office, changes, sentence):
    page = citizen.fill_in(**changes)
    assert page.status_code == 422
    assert sentence in page.content.decode()
    assert ASKED["content"] in page.content.decode()
    assert Intake.objects.count() == 0


def test_a_form_sent_at_once_is_not_a_persons(citizen, in_office):
    assert "提交得太快" in citizen.fill_in(stamp=stamp(ago=0)).content.decode()


def test_an_address_that_files_too_often_is_told(citizen, in_office):
    for _ in range(limits.FILING.count):
        limits.count(limits.FILING, "127.0.0.1")
    page = citizen.fill_in()
    assert page.status_code == 429
    assert "提交的次数过多" in page.content.decode()
    assert ASKED["content"] in page.content.decode()


def test_a_stamp_of_another_form_makes_an_intake_of_its_own(citizen, in_office):
    given = stamp()
    first = citizen.fill_in(stamp=given)
    url = citizen.url("requests/suggestion/")
    second = citizen.client.post(url, {"record": "名单", "reason": "广泛知晓", "stamp": given})
    assert second.status_code == 302
    assert second["Location"] != first["Location"] + "receipt/"
    assert Intake.objects.count() == 2


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
    ],
)
def test_an_address_is_counted_by_its_network(rf, address, counted):
    assert limits.address_of(rf.get("/", REMOTE_ADDR=address)) == counted


def test_without_a_csrf_token_nothing_is_taken(office, in_office):
    client = Client(enforce_csrf_checks=True)
    page = client.post("/o/baiyun/apply/?kind=natural_person", {**PERSON, **ASKED, "stamp": stamp()})
    assert page.status_code == 403
    assert Intake.objects.count() == 0


def test_html_is_shown_as_text(citizen, in_office):
    number, _code = citizen.file(content="<script>alert(1)</script><b>名单</b>", name="<img src=x onerror=alert(1)>")
    page = citizen.client.get(citizen.url("send/") + f"{Intake.objects.get().pk}/receipt/").content.decode()
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page
    assert Application.objects.get(number=number).content.startswith("<script>")


def test_signs_that_are_not_seen_are_left_out(citizen, in_office):
    citizen.file(content="补贴\x00名单\u202e反向\u200b零宽\r\n第二行", name="王\x00示\u202e例")
    case = Application.objects.get()
    assert case.content.startswith("补贴名单反向零宽\n第二行")
    assert case.person.details.name == "王示例"


def test_rare_characters_of_names_stay(citizen, in_office):
    citizen.file(name="𠮷田·䶮\ue001")
    assert Application.objects.get().person.details.name == "𠮷田·䶮\ue001"


def test_ten_megabytes_of_text_are_refused(citizen, in_office):
    page = citizen.fill_in(content="字" * 3_500_000)
    assert page.status_code in (400, 413)
    assert Intake.objects.count() == 0


def test_an_unknown_kind_of_applicant_leads_to_the_choice(citizen):
    for kind in ("total", "", "x\x00", "natural_person'--"):
        page = citizen.client.get(citizen.url("apply/"), {"kind": kind})
        assert "您以什么身份申请" in page.content.decode()


def test_the_ledger_learns_nothing_personal(citizen, in_office):
    citizen.file(identity=pdf("王示例身份证.pdf"))
    written = str(list(Entry.objects.values()))
    for value in PERSON.values():
        assert value == "resident_id" or value not in written


def test_the_number_of_queries_does_not_grow_with_the_cases(citizen, in_office, django_assert_max_num_queries):
    for _ in range(3):
        citizen.file()
    with django_assert_max_num_queries(18):
        citizen.fill_in()
    filled = citizen.fill_in()
    with django_assert_max_num_queries(40):
        citizen.client.post(filled["Location"], {"act": "send"})


# --- suggestions --------------------------------------------------------------------------------------------------


def test_without_a_catalogue_nothing_is_suggested(citizen, filed):
    found = citizen.client.get(citizen.url("suggest/"), {"q": "电梯补贴"})
    assert found.json() == {"items": []}  # though an application asked for just that


def test_a_registered_source_is_asked(citizen, monkeypatch):
    def catalogue(office, words, most):
        return [Suggestion(f"{words}的公告", "/o/baiyun/items/1/", "2026-01-05")] * (most + 5)

    monkeypatch.setattr(suggest, "_sources", [])
    suggest.add_source(catalogue)
    found = citizen.client.get(citizen.url("suggest/"), {"q": "电梯补贴"}).json()["items"]
    assert len(found) == suggest.MOST
    assert found[0] == {"title": "电梯补贴的公告", "url": "/o/baiyun/items/1/", "on": "2026-01-05"}
    assert citizen.client.get(citizen.url("suggest/"), {"q": "电"}).json() == {"items": []}


def test_intakes_of_other_offices_stay_closed(citizen, other_office, in_office):
    filled = citizen.fill_in()
    elsewhere = filled["Location"].replace("baiyun", "qingshan")
    assert Citizen(other_office, citizen.client).client.get(elsewhere).status_code == 410
    with scopes_disabled():
        assert Intake.objects.count() == 1


# --- the draft on the device --------------------------------------------------------------------------------------


def test_only_what_is_asked_may_be_kept_on_the_device(citizen):
    page = citizen.client.get(citizen.url("apply/?kind=natural_person")).content.decode()
    kept = {re.search(r'name="([^"]+)"', tag).group(1) for tag in re.findall(r"<[^>]* data-draft[ =][^>]*>", page)}
    assert kept == {"content", "form_wanted", "delivery", "help_wanted"}
    assert re.search(r"<div [^>]*hidden data-draft-box", page)  # nothing is offered where no script runs
    assert not re.search(r"<input[^>]*checked[^>]*data-draft-on", page)
    assert "清除本机草稿" in page
