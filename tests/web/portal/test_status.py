"""The status: number and code open one case for half an hour, and nothing else."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from gongkai.errors import OfficeError
from gongkai.ledger import steps
from gongkai.web.applications.actions import file_online, take_step
from gongkai.web.applications.files import add_file, path_of
from gongkai.web.applications.models import CaseFile, Submission
from gongkai.web.portal import limits
from gongkai.web.portal.actions import MOST_WAITING, answer_survey, send_submission
from gongkai.web.portal.models import Survey
from tests.web.portal.conftest import PDF, Citizen, pdf, stamp

NOT_FOUND = "没有找到相符的申请"


def closed(case, staff, *, served=True):
    officer = staff.officer("officer")
    take_step(officer, case.pk, steps.ReceiptConfirmed(on=date(2026, 6, 10)))
    answer = steps.Answered(on=date(2026, 6, 10), outcome="denied_internal_affairs", reason="属于内部事务信息")
    after = take_step(officer, case.pk, answer)
    return take_step(officer, case.pk, steps.Served(on=date(2026, 6, 10))) if served else after


def awaiting_supplement(case, staff):
    officer = staff.officer("officer")
    take_step(officer, case.pk, steps.ReceiptConfirmed(on=date(2026, 6, 10)))
    request = steps.SupplementRequested(on=date(2026, 6, 10), due_on=date(2026, 6, 25), reason="请写明年份")
    return take_step(officer, case.pk, request)


def test_number_and_code_open_the_case(citizen, filed):
    case, code = filed
    url = citizen.open_case(case.number, f" {code.lower()} ")
    page = citizen.client.get(url).content.decode()
    assert "待确认收到" in page
    assert "尚未确认收到，期限未起算" in page
    assert code.replace("-", "") not in url + page + str(citizen.client.cookies)


def test_the_page_for_all_offices_asks_which(citizen, filed):
    case, code = filed
    client = Client()
    assert client.get("/status/").status_code == 200
    wrong = client.post("/status/", {"office": "nowhere", "number": case.number, "code": code})
    assert wrong.status_code == 422
    assert "请选择受理申请的机关" in wrong.content.decode()
    found = client.post("/status/", {"office": "baiyun", "number": case.number, "code": code})
    assert client.get(found["Location"]).status_code == 200


def test_an_unknown_number_and_a_wrong_code_are_told_the_same(citizen, filed):
    case, code = filed
    pages = [
        citizen.ask(case.number, "AAAAABBBBB"),
        citizen.ask("2026-9999", code),
        citizen.ask("C2026-0001", code),
        citizen.ask("' OR 1=1 --", code),
    ]
    for page in pages:
        assert page.status_code == 422
        assert NOT_FOUND in page.content.decode()
        assert "case" not in page.cookies


def test_a_code_of_another_case_or_office_opens_nothing(citizen, filed, other_office, filing):
    case, code = filed
    second = file_online(case.office, filing)
    assert citizen.ask(case.number, second.code).status_code == 422
    elsewhere = Citizen(other_office)
    assert elsewhere.ask(case.number, code).status_code == 422


def test_a_case_without_a_code_is_opened_by_none(citizen, filed):
    case, _code = filed
    case.code_digest = ""
    case.save(update_fields=["code_digest"])
    for code in ("-", "0" * 40, "-" * 40):
        assert citizen.ask(case.number, code).status_code == 422
    assert citizen.ask(case.number, "").status_code == 422


def test_the_session_of_one_case_does_not_open_another(citizen, filed, filing):
    case, code = filed
    second = file_online(case.office, filing)
    url = citizen.open_case(case.number, code)
    other = url.replace(str(case.pk), str(second.case.pk))
    assert citizen.client.get(url).status_code == 200
    for rest in ("", "send/withdrawal/", f"files/{second.case.pk}/"):
        assert citizen.client.get(other + rest).status_code == 403
    assert citizen.client.post(other + "survey/", {"score": "5"}).status_code == 403
    assert citizen.client.post(other + "send/withdrawal/", {"stamp": stamp()}).status_code == 403
    assert Submission.objects.count() == 0


def test_without_or_with_a_forged_session_the_code_is_asked_again(citizen, filed):
    case, code = filed
    url = citizen.open_case(case.number, code)
    stranger = Client()
    assert stranger.get(url).status_code == 403
    stranger.cookies["case"] = citizen.client.cookies["case"].value + "x"
    assert stranger.get(url).status_code == 403
    unknown = url.replace(str(case.pk), "00000000-0000-4000-8000-000000000000")
    assert stranger.get(unknown).content.count(b"number") == stranger.get(url).content.count(b"number")


def test_the_session_ends_on_leaving(citizen, filed):
    case, code = filed
    url = citizen.open_case(case.number, code)
    citizen.client.post(url + "leave/")
    assert citizen.client.get(url).status_code == 403


def test_the_session_cookie_is_bound_to_the_page(citizen, filed):
    case, code = filed
    url = citizen.open_case(case.number, code)
    cookie = citizen.client.cookies["case"]
    assert cookie["path"] == url
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] == 1800


def test_guessing_is_stopped_for_an_address_and_for_a_number(citizen, filed):
    case, code = filed
    for _ in range(limits.LOOKUP_NUMBER.count):
        assert citizen.ask(case.number, "AAAAABBBBB").status_code == 422
    blocked = citizen.ask(case.number, code)
    assert blocked.status_code == 429
    assert "查询次数过多" in blocked.content.decode()
    elsewhere = Citizen(citizen.office, Client(REMOTE_ADDR="192.0.2.7"))
    assert elsewhere.ask(case.number, code).status_code == 429
    assert citizen.ask("2026-0777", "AAAAABBBBB").status_code == 429
    unknown = Citizen(citizen.office, Client(REMOTE_ADDR="192.0.2.8"))
    assert unknown.ask("2026-0778", "AAAAABBBBB").status_code == 422


@pytest.mark.parametrize("text", ["\x00", "字" * 500, "<script>", "２０２６－０００１\u202e"])
def test_odd_input_is_one_sentence(citizen, filed, text):
    page = citizen.ask(text, text)
    assert page.status_code == 422
    assert "<script>" not in page.content.decode().replace("<script src", "")


# --- what the page says -------------------------------------------------------------------------------------------


def test_the_due_date_says_why(citizen, filed, staff):
    case, code = filed
    take_step(staff.officer("officer"), case.pk, steps.ReceiptConfirmed(on=date(2026, 6, 10)))
    page = citizen.client.get(citizen.open_case(case.number, code)).content.decode()
    for words in ("还剩 20 个工作日", "2026年7月9日止", "2026年6月10日", "第三十三条第二款", "端午节放假"):
        assert words in page


def test_superseded_dates_stay_visible_and_the_consulted_are_not_named(citizen, filed, staff):
    case, code = filed
    officer = staff.officer("officer")
    take_step(officer, case.pk, steps.ReceiptConfirmed(on=date(2026, 6, 10)))
    sent = steps.ConsultationSent(on=date(2026, 6, 10), to="第三方张某", addressee_received_on=date(2026, 6, 10))
    take_step(officer, case.pk, sent)
    page = citizen.client.get(citizen.open_case(case.number, code)).content.decode()
    assert "<del>2026年7月9日</del>" in page
    assert "征求意见" in page
    assert "张某" not in page


def test_a_closed_case_explains_its_remedies_with_dates(citizen, filed, staff):
    case, code = filed
    closed(case, staff)
    page = citizen.client.get(citizen.open_case(case.number, code)).content.decode()
    for words in ("先向云海区人民政府申请行政复议", "2026年8月10日止", "投诉、举报", "条例第五十一条", "满意度评价"):
        assert words in page


def test_a_withdrawn_case_has_no_remedy(citizen, filed, staff):
    case, code = filed
    take_step(staff.officer("officer"), case.pk, steps.Withdrawn(on=date(2026, 6, 10)))
    page = citizen.client.get(citizen.open_case(case.number, code)).content.decode()
    assert "对结果不服怎么办" not in page
    assert "申请人撤回" in page


def test_queries_of_the_page_are_few(citizen, filed, staff, django_assert_max_num_queries):
    case, code = filed
    url = citizen.open_case(case.number, code)
    with django_assert_max_num_queries(12):
        citizen.client.get(url)


# --- what one may do ----------------------------------------------------------------------------------------------


def test_a_supplement_is_sent_with_files_once(citizen, filed, staff):
    case, code = filed
    awaiting_supplement(case, staff)
    url = citizen.open_case(case.number, code)
    page = citizen.client.get(url).content.decode()
    assert "在线补正" in page
    assert "请写明年份" in page
    given = {"text": "2025年度", "stamp": stamp()}
    sent = citizen.client.post(url + "send/supplement/", {**given, "files": pdf("补充.pdf")})
    assert sent["Location"] == url + "?sent=supplement"
    again = citizen.client.post(url + "send/supplement/", given)
    assert again["Location"] == sent["Location"]
    submission = Submission.objects.get()
    assert (submission.kind, submission.text, submission.taken_at) == ("supplement", "2025年度", None)
    assert CaseFile.objects.get().kind == "supplement"
    assert "等待机关登记" in citizen.client.get(sent["Location"]).content.decode()
    case.refresh_from_db()
    assert case.stage == "awaiting_supplement"  # an officer confirms it


def test_a_bad_file_keeps_the_text(citizen, filed, staff):
    case, code = filed
    awaiting_supplement(case, staff)
    url = citizen.open_case(case.number, code) + "send/supplement/"
    bad = pdf("假.png")
    page = citizen.client.post(url, {"text": "2025年度", "files": [bad, pdf("真.pdf")], "stamp": stamp()})
    assert page.status_code == 422
    text = page.content.decode()
    assert "假.png" in text
    assert "2025年度" in text
    assert "请再次选择要上传的文件" in text
    assert Submission.objects.count() == 0


def test_what_the_stage_does_not_ask_for_cannot_be_sent(citizen, filed):
    case, code = filed
    url = citizen.open_case(case.number, code)
    assert citizen.client.get(url + "send/payment/")["Location"] == url
    page = citizen.client.post(url + "send/payment/", {"text": "已缴", "stamp": stamp()})
    assert page.status_code == 422
    assert "不能提交该材料" in page.content.decode()
    assert citizen.client.get(url + "send/nonsense/").status_code == 404


def test_proof_of_payment_answers_a_fee_notice(citizen, filed, staff):
    case, code = filed
    officer = staff.officer("officer")
    take_step(officer, case.pk, steps.ReceiptConfirmed(on=date(2026, 6, 10)))
    take_step(officer, case.pk, steps.FeeNoticed(on=date(2026, 6, 10), amount_yuan=Decimal(400)))
    url = citizen.open_case(case.number, code)
    assert "400元" in citizen.client.get(url).content.decode()
    empty = citizen.client.post(url + "send/payment/", {"stamp": stamp()})
    assert empty.status_code == 422
    citizen.client.post(url + "send/payment/", {"files": pdf("凭证.pdf"), "stamp": stamp()})
    assert Submission.objects.get().kind == "payment"


def test_a_withdrawal_is_confirmed_first_and_sent_once(citizen, filed):
    case, code = filed
    url = citizen.open_case(case.number, code)
    assert "不再办理这件申请" in citizen.client.get(url + "send/withdrawal/").content.decode()
    assert Submission.objects.count() == 0
    citizen.client.post(url + "send/withdrawal/", {"text": "", "stamp": stamp()})
    citizen.client.post(url + "send/withdrawal/", {"text": "", "stamp": stamp()})
    assert Submission.objects.count() == 1
    assert "send/withdrawal/" not in citizen.client.get(url).content.decode()


def test_what_waits_for_the_office_has_a_limit(filed, staff):
    case, _code = filed
    case = awaiting_supplement(case, staff)
    for _ in range(MOST_WAITING):
        send_submission(case, "supplement", "又一份")
    with pytest.raises(OfficeError, match="not yet looked"):
        send_submission(case, "supplement", "又一份")


def test_only_what_is_for_the_applicant_can_be_loaded(citizen, filed, staff):
    case, code = filed
    letter = add_file(case.office, case, "letter", "答复书.pdf", PDF, "baiyun-officer", is_for_applicant=True)
    inside = add_file(case.office, case, "original", "原件.pdf", PDF, "baiyun-officer")
    url = citizen.open_case(case.number, code)
    got = citizen.client.get(f"{url}files/{letter.pk}/")
    assert got.content == PDF
    assert got["Content-Disposition"].startswith("attachment")
    assert "no-store" in got["Cache-Control"]
    assert citizen.client.get(f"{url}files/{inside.pk}/").status_code == 404
    assert Client().get(f"{url}files/{letter.pk}/").status_code == 403
    assert "原件" not in citizen.client.get(url).content.decode()


def test_a_lost_file_is_said_in_one_sentence(citizen, filed):
    case, code = filed
    letter = add_file(case.office, case, "letter", "答复书.pdf", PDF, "baiyun-officer", is_for_applicant=True)
    path_of(letter).unlink()
    page = citizen.client.get(citizen.open_case(case.number, code) + f"files/{letter.pk}/")
    assert page.status_code == 422
    assert "文件暂时无法下载" in page.content.decode()


def test_a_closed_case_is_judged_once(citizen, filed, staff):
    case, code = filed
    with pytest.raises(OfficeError):
        answer_survey(case, 5, "")
    closed(case, staff)
    url = citizen.open_case(case.number, code)
    assert citizen.client.post(url + "survey/", {"score": "9"}).status_code == 422
    assert citizen.client.post(url + "survey/", {"score": "4", "text": "较快"})["Location"].endswith("?sent=survey")
    again = citizen.client.post(url + "survey/", {"score": "1"})
    assert again.status_code == 422
    assert "已经评价" in again.content.decode()
    assert Survey.objects.get().score == 4
