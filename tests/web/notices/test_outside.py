"""Letters about a request to correct and the office's answer in a challenge: the same way, sealed beside the letter."""

from __future__ import annotations

import json
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from gongkai.errors import OfficeError
from gongkai.web.applications.actions import code_digest
from gongkai.web.challenges.actions import EvidenceLine, Papers, describe, register_challenge, set_evidence
from gongkai.web.challenges.models import Challenge
from gongkai.web.challenges.numbering import answer_serial
from gongkai.web.entries.models import Entry
from gongkai.web.notices import actions, models
from gongkai.web.notices.actions import Written
from gongkai.web.notices.dispatch import add_scan, dispatch, replace_scan, seal, serve, service_proof
from gongkai.web.notices.models import Letter, LetterFile, SealedText
from gongkai.web.notices.outside import OF_REQUEST
from gongkai.web.notices.papers import open_paper
from gongkai.web.people.actions import anonymise
from gongkai.web.people.models import Details
from gongkai.web.portal.models import CitizenRequest
from tests.web.conftest import DETAILS, TODAY
from tests.web.notices.test_letters import text_of
from tests.web.notices.test_sending import PDF
from tests.web.portal.conftest import Citizen

WRONG, RIGHT = "户籍信息登记出生日期为1970年1月5日", "出生日期为1970年5月1日"
SAID = {"evidence": "户口簿复印件1份。", "reason": "经核对户籍档案属实。", "decision": "出生日期更正为1970年5月1日。"}


@pytest.fixture
def correction(hands, in_office) -> CitizenRequest:
    row = CitizenRequest(
        office=in_office,
        kind="correction",
        number="C2026-0001",
        person=hands.case.person,
        code_digest=code_digest(in_office.pk, "C2026-0001", "ABCDEFGHJK"),
        sent_on=date(2026, 6, 2),
    )
    row.set_content({"record": WRONG, "right": RIGHT, "evidence": "户口簿"})
    row.save()
    return row


@pytest.fixture
def challenge(hands, in_office) -> Challenge:
    papers = Papers("reconsideration", date(2026, 6, 8), application=hands.case)
    one = register_challenge(hands.officer, in_office, papers)
    describe(hands.officer, one.pk, facts="收到申请后依法答复。", arguments="答复合法。", plea="请予维持。")
    set_evidence(hands.officer, one.pk, [EvidenceLine("检索记录", "全面检索", "本机关", "1—3")])
    Challenge.objects.filter(pk=one.pk).update(authority="云海区人民政府", their_number="云复〔2026〕8号")
    return Challenge.objects.get(pk=one.pk)


def approved(hands, letter: Letter) -> Letter:
    letter = actions.submit(hands.officer, letter.pk, version=letter.version)
    while letter.next_role:
        letter = actions.approve(hands.staff.officer(letter.next_role), letter.pk, version=letter.version)
    return letter


def test_a_notice_of_correction_goes_from_draft_to_service(hands, correction, in_office):
    letter = actions.draft_for_request(hands.officer, correction, "correction_notice")
    assert letter.words["evidence"] == "户口簿"
    letter = actions.write(hands.officer, letter.pk, Written(TODAY, SAID, {}), version=letter.version)
    letter = approved(hands, letter)
    assert letter.number == "白云街公更〔2026〕1号"
    said = text_of(open_paper(letter.issued)).replace("\n", "")
    assert all(one in said for one in (DETAILS.name, "C2026-0001", WRONG, RIGHT, "如不服本告知书"))
    letter = seal(hands.officer, letter.pk, version=letter.version, on=TODAY, copies=1, scan=PDF)
    letter = replace_scan(hands.officer, letter.pk, version=letter.version, scan=PDF, reason="页码缺失")
    letter = dispatch(hands.officer, letter.pk, version=letter.version, on=TODAY, way="post")
    assert DETAILS.name in text_of(service_proof(letter, on=TODAY))
    proof = {"signed_on": TODAY}
    letter = serve(hands.officer, letter.pk, version=letter.version, way="in_person", proof=proof, scan=PDF)
    assert letter.status == models.SERVED
    assert sorted(LetterFile.objects.values_list("kind", flat=True)) == ["letter", "served", "served", "service"]
    assert open_paper(letter.original) == PDF[1]


def test_a_letter_of_correction_that_went_out_stands_on_the_status_page(hands, correction, in_office):
    citizen = Citizen(in_office)
    page = citizen.open_case("C2026-0001", "ABCDEFGHJK")
    notice, forwarding = (actions.draft_for_request(hands.officer, correction, kind) for kind in OF_REQUEST)
    notice = actions.write(hands.officer, notice.pk, Written(TODAY, SAID, {}), version=notice.version)
    written = Written(TODAY, {"reason": "登记由公安机关负责。"}, {"organ": "云海区公安分局", **forwarding.fields})
    forwarding = actions.write(hands.officer, forwarding.pk, written, version=forwarding.version)
    sealed = [
        seal(hands.officer, letter.pk, version=letter.version, on=TODAY, copies=1, scan=PDF)
        for letter in (approved(hands, notice), approved(hands, forwarding))
    ]
    assert "文书和材料" not in citizen.client.get(page).content.decode()
    for letter in sealed:
        dispatch(hands.officer, letter.pk, version=letter.version, on=TODAY, way="post")
    shared = LetterFile.objects.get(is_for_applicant=True)
    assert shared.letter_id == notice.pk
    assert f"{page}letters/{shared.pk}/" in citizen.client.get(page).content.decode()
    assert citizen.client.get(f"{page}letters/{shared.pk}/").content == PDF[1]
    assert Entry.objects.filter(type="file_opened", subject="C2026-0001", by="applicant").exists()
    others = LetterFile.objects.exclude(pk=shared.pk).values_list("pk", flat=True)
    assert {citizen.client.get(f"{page}letters/{pk}/").status_code for pk in others} == {404}
    assert Client().get(f"{page}letters/{shared.pk}/").status_code == 403


def test_what_a_letter_about_a_request_says_is_sealed_and_goes_with_the_person(hands, correction, in_office):
    letter = actions.draft_for_request(hands.officer, correction, "correction_notice")
    letter = actions.write(hands.officer, letter.pk, Written(TODAY, SAID, {}), version=letter.version)
    kept = json.dumps([letter.said, letter.fields], ensure_ascii=False) + str(bytes(SealedText.objects.get().sealed))
    assert not any(text in kept for text in SAID.values())
    entries = json.dumps(list(Entry.objects.values_list("body", flat=True)), ensure_ascii=False)
    assert not any(text in entries for text in (WRONG, RIGHT, DETAILS.name, *SAID.values()))
    anonymise(in_office, correction.person)
    assert Letter.objects.select_related("request__person").get().words == {}


def test_a_request_is_forwarded_to_the_organ_that_may_correct(hands, correction, office, staff):
    client = staff.client("officer")
    page = client.get(reverse("desk:request", args=[office.code, correction.pk])).content.decode()
    assert "起草《关于转送政府信息更正申请的函》" in page
    path = reverse("desk:letters:draft_for_request", args=[office.code, correction.pk])
    edit = client.post(path, {"kind": "forwarding_letter"})["Location"]
    letter = Letter.objects.get()
    data = {
        "version": letter.version,
        "dated_on": "2026-06-10",
        "organ": "云海区公安分局",
        "said_reason": "登记由公安机关负责。",
        "attachments": "更正申请 1份",
        "cc": "云海区大数据局",
        "copies": "3",
    }
    assert client.post(edit, data).status_code == 302
    letter = approved(hands, Letter.objects.get())
    said = text_of(open_paper(letter.issued)).replace("\n", "")
    assert all(one in said for one in ("云海区公安分局", DETAILS.name, "抄送：云海区大数据局", "共印3份"))
    for name in ("letter", "pdf"):
        address = reverse(f"desk:letters:{name}", args=[office.code, correction.pk, letter.pk])
        assert client.get(address).status_code == 200
    assert "C2026-0001" in client.get(reverse("desk:letters:register", args=[office.code])).content.decode()


def test_a_suggestion_has_no_letter_of_correction(hands, correction):
    correction.kind = "suggestion"
    with pytest.raises(OfficeError):
        actions.draft_for_request(hands.officer, correction, "correction_notice")


def test_the_answer_in_a_reconsideration_is_numbered_and_its_dispatch_recorded(hands, challenge, office, staff):
    client = staff.client("officer")
    page = client.get(reverse("desk:challenges:page", args=[office.code, challenge.pk])).content.decode()
    assert "起草《行政复议答复书》" in page
    edit = client.post(reverse("desk:letters:draft_for_challenge", args=[office.code, challenge.pk]))["Location"]
    assert "云复〔2026〕8号" in client.get(edit).content.decode()
    letter = Letter.objects.get()
    assert actions.draft_for_challenge(hands.officer, challenge).pk == letter.pk
    letter = approved(hands, letter)
    assert letter.number == "白云街公辩〔2026〕1号"
    said = text_of(open_paper(letter.issued)).replace("\n", "")
    assert all(one in said for one in ("云海区人民政府", DETAILS.name, "证据目录", "检索记录", "请予维持"))
    letter = seal(hands.officer, letter.pk, version=letter.version, on=TODAY, copies=1)
    shown = client.get(reverse("desk:letters:dispatch", args=[office.code, hands.case.pk, letter.pk]))
    assert "同时在复议诉讼案件中登记本机关已提交答复" in shown.content.decode()
    dispatch(hands.officer, letter.pk, version=letter.version, on=TODAY, way="post")
    assert Challenge.objects.get(pk=challenge.pk).responded_on == TODAY


def test_the_other_side_of_a_suit_without_a_case_is_kept_sealed(hands, in_office):
    papers = Papers("litigation_direct", date(2026, 6, 8), authority="云海区人民法院", their_number="（2026）行初8号")
    one = register_challenge(hands.officer, in_office, papers)
    letter = actions.draft_for_challenge(hands.officer, one)
    assert letter.kind == "litigation_response"
    said = {"case_number": "（2026）行初8号", "facts": "略。", "arguments": "合法。", "plea": "请予驳回。"}
    written = Written(TODAY, said, letter.fields, Details(name="赵甲乙"), "natural_person")
    letter = actions.write(hands.officer, letter.pk, written, version=letter.version)
    letter = approved(hands, letter)
    text = text_of(open_paper(letter.issued)).replace("\n", "")
    assert "赵甲乙不服本机关" in text
    assert text.index("此致") > text.index("证据目录")
    assert letter.number == ""
    assert LetterFile.objects.get().kind == "letter"
    letter = seal(hands.officer, letter.pk, version=letter.version, on=TODAY, copies=1)
    letter = add_scan(hands.officer, letter.pk, version=letter.version, scan=PDF)
    client = hands.staff.client("officer")
    address = reverse("desk:letters:paper", args=[in_office.code, one.pk, letter.pk, letter.sealed_paper_id])
    assert client.get(address).content == PDF[1]
    assert Entry.objects.filter(type="file_opened", subject=one.number).exists()


def test_an_answer_made_as_a_file_takes_its_number_from_the_series_of_letters(hands, challenge, office, staff):
    client, path = staff.client("officer"), reverse("desk:challenges:answer", args=[office.code, challenge.pk])

    def made() -> str:
        answer = client.post(path, {"format": "pdf", "l-on": "2026-06-10", "l-applicant": "王示例"})
        assert answer["Content-Type"] == "application/pdf", answer.content.decode()
        return text_of(answer.content)

    assert "l-serial" not in client.get(path).content.decode()
    refused = client.post(path, {"format": "pdf", "l-on": "", "l-applicant": "王示例"})
    assert refused.status_code == 422
    assert "公辩〔2026〕1号" in made()
    assert "公辩〔2026〕1号" in made()  # the same paper again
    assert Entry.objects.filter(type="answer_numbered", subject=challenge.number).count() == 1
    second = register_challenge(hands.officer, office, Papers("reconsideration", date(2026, 6, 9)))
    assert answer_serial(hands.officer, second.pk, TODAY) == 2
    letter = approved(hands, actions.draft_for_challenge(hands.officer, challenge))
    assert letter.number == "白云街公辩〔2026〕1号"  # of the same answer
    assert "公辩〔2026〕1号" in made()
    actions.void(staff.officer("head"), letter.pk, version=letter.version, reason="写错")
    letter = approved(hands, actions.draft_for_challenge(hands.officer, challenge))
    assert letter.number == "白云街公辩〔2026〕3号"
    assert "公辩〔2026〕3号" in made()
