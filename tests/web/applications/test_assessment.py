"""The seven-step assessment: answers, searches, the applicant's other cases, what the reply takes over."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.urls import reverse

from gongkai.errors import NotPermitted, OfficeError
from gongkai.ledger import steps
from gongkai.ledger.labels import ACTS
from gongkai.statute.outcomes import outcomes
from gongkai.web.applications.actions import register, take_step
from gongkai.web.applications.assessment import (
    STEPS,
    assess,
    cases_of_applicant,
    evidence,
    for_reply,
    likeness,
    panel,
    record_search,
    regulation,
)
from gongkai.web.applications.models import AssessmentStep, SearchRecord
from gongkai.web.entries.models import Entry

SEARCH = {
    "on": date(2026, 6, 9),
    "place": "档案室",
    "system": "电子公文系统",
    "words": "加装电梯 补贴",
    "searched_by": "档案员甲",
    "result": "未检索到",
}


def url(case):
    return reverse("desk:cases:assessment", args=[case.office.code, case.pk])


def test_every_answer_points_to_an_outcome_or_an_act_and_every_article_is_one():
    for step in STEPS:
        assert all(regulation(one).startswith("条例第") for one in step.articles)
        for _label, target in step.answers.values():
            assert not target or target in outcomes() or target in ACTS


def test_an_answer_is_kept_and_recorded_without_its_reasons(case, staff):
    officer = staff.officer("officer")
    assess(officer, case, "exempt", "part", grounds=["EX15"], note="名单含个人账号")
    assess(officer, case, "exempt", "part", grounds=["EX15", "EX16B"], note="名单含个人账号")
    assert AssessmentStep.objects.get().grounds == ["EX15", "EX16B"]
    entries = Entry.objects.filter(type="assessed")
    assert entries.count() == 2
    assert "账号" not in str([entry.body for entry in entries])


def test_what_is_no_answer_is_refused(case, staff, unconfirmed):
    officer = staff.officer("officer")
    for wrong in (
        {"step": "exempt", "answer": "maybe"},
        {"step": "eighth", "answer": "yes"},
        {"step": "exempt", "answer": "part", "grounds": ["EX99"]},
        {"step": "is_application", "answer": "repeat", "earlier": "2020-0001"},
        {"step": "is_application", "answer": "repeat", "earlier": case.number},
    ):
        with pytest.raises(OfficeError):
            assess(officer, case, wrong.pop("step"), wrong.pop("answer"), **wrong)
    with pytest.raises(NotPermitted):
        assess(staff.officer("auditor"), case, "complete", "yes")
    assert not AssessmentStep.objects.exists()


def test_a_closed_case_is_assessed_no_more(case, staff):
    officer = staff.officer("officer")
    after = take_step(officer, case.pk, steps.Withdrawn(on=date(2026, 6, 9)))
    with pytest.raises(OfficeError):
        assess(officer, after, "complete", "yes")
    with pytest.raises(OfficeError):
        record_search(officer, after, **SEARCH)


def test_the_reply_takes_over_what_the_assessment_found(case, unconfirmed, staff):
    officer = staff.officer("officer")
    assess(officer, case, "is_application", "repeat", earlier=unconfirmed.number, note="已于去年答复")
    assess(officer, case, "exempt", "part", grounds=["EX15"], note="账号属个人隐私")
    record_search(officer, case, **SEARCH)
    given = for_reply(case)
    assert given["earlier_case"] == unconfirmed.number
    assert given["grounds"] == ["EX15"]
    assert given["reason"] == "已于去年答复\n账号属个人隐私"
    assert given["search_record"] == (
        "2026年6月9日，档案员甲检索档案室、电子公文系统，检索词“加装电梯 补贴”，结果：未检索到"
    )
    client = staff.client("officer")
    page = client.get(reverse("desk:cases:step", args=[case.office.code, case.pk, "answered"]) + "?outcome=partial")
    assert page.context["form"]["grounds"].initial == ["EX15"]
    assert "账号属个人隐私" in page.content.decode()


@pytest.mark.parametrize(
    ("answers", "target"),
    [
        ([], ""),
        ([("complete", "supplement", {})], "supplement_requested"),
        ([("complete", "yes", {}), ("whose", "not_ours", {})], "unable_not_held"),
        ([("exempt", "withheld", {"grounds": ["EX14A"]})], "denied_state_secret"),
        ([("exempt", "part", {"grounds": ["EX15"]})], "partial"),
        ([("exempt", "public", {}), ("form", "as_wanted", {})], "granted"),
    ],
)
def test_the_first_answer_that_ends_the_order_says_where_it_leads(case, staff, answers, target):
    for step, answer, more in answers:
        assess(staff.officer("officer"), case, step, answer, **more)
    assert panel(case)["suggested"] == target


def test_not_ours_is_article_36_5(case, staff):
    assess(staff.officer("officer"), case, "whose", "not_ours")
    assert for_reply(case)["article"] == "36(5)"


@pytest.mark.parametrize(
    ("one", "other", "is_alike"),
    [
        ("2025年老旧小区加装电梯补贴名单", "2025年度老旧小区加装电梯补贴发放名单", True),
        ("2025年老旧小区加装电梯补贴名单", "行政处罚决定书", False),
        ("", "", False),
        ("甲", "甲", False),
    ],
)
def test_likeness_is_the_share_of_bigrams(one, other, is_alike):
    assert (likeness(one, other) >= 0.6) is is_alike
    assert likeness(one, other) == likeness(other, one)


def test_the_same_applicant_is_found_by_number_and_not_by_agent(in_office, staff, case, filing):
    officer = staff.officer("officer")
    again = replace(filing, details=replace(filing.details, name="王 示例", id_number="11010119900307003x", phone=""))
    represented = replace(
        filing,
        details=replace(filing.details, name="他人", id_number="", phone="1", agent_id_number="11010119900307003X"),
    )
    unnumbered = replace(filing, details=replace(filing.details, id_number=""))
    namesake = replace(filing, details=replace(filing.details, id_number="", phone="13900000000"))
    made = [
        register(officer, in_office, one, channel="in_person", arrived_on=date(2026, 6, 2)).case
        for one in (again, represented, unnumbered, namesake)
    ]
    assert {one.pk for one in cases_of_applicant(case)} == {case.pk, made[0].pk, made[2].pk}


def test_duplicates_and_counts_are_shown_with_their_evidence(in_office, staff, case, filing):
    officer = staff.officer("officer")
    same = replace(filing, content="2025年老旧小区加装电梯补贴的发放名单")
    register(officer, in_office, same, channel="in_person", arrived_on=date(2026, 5, 6))
    stranger = replace(same, details=replace(filing.details, name="李", id_number="", phone="13911112222"))
    earlier = register(officer, in_office, stranger, channel="in_person", arrived_on=date(2026, 4, 1)).case
    take_step(officer, earlier.pk, steps.Answered(on=date(2026, 4, 20), outcome="granted", reason="x"))
    found = evidence(case)
    assert (found.counts.month, found.counts.year, found.counts.everything) == (1, 2, 2)
    assert [one.case.number for one in found.duplicates] == ["2026-0002"]
    assert found.duplicates[0].percent >= 60
    assert [one.case.number for one in found.earlier] == [earlier.number]
    page = staff.client("officer").get(url(case)).content.decode()
    assert "2026-0002" in page
    assert "13911112222" not in page


def test_each_answer_is_saved_by_itself_on_the_page(case, staff):
    client = staff.client("officer")
    data = {"step": "exempt", "exempt-answer": "part", "exempt-grounds": ["EX15"], "exempt-note": "账号"}
    response = client.post(url(case), data)
    assert response.status_code == 302
    assert response["Location"].endswith("#exempt")
    assert "部分公开" in client.get(url(case)).content.decode()
    search = {**SEARCH, "on": "2026-06-09", "step": "search"}
    assert client.post(url(case), search).status_code == 302
    assert SearchRecord.objects.get().place == "档案室"


def test_bad_answers_come_back_with_what_was_typed(case, staff):
    client = staff.client("officer")
    response = client.post(url(case), {"step": "exempt", "exempt-answer": "x", "exempt-note": "打了很多字"})
    assert response.status_code == 422
    assert "打了很多字" in response.content.decode()
    response = client.post(url(case), {**SEARCH, "on": "2026-07-01", "step": "search"})
    assert response.status_code == 422
    assert "未检索到" in response.content.decode()
    assert client.post(url(case), {"step": "nonsense"}).status_code == 404


def test_who_may_only_read_sees_answers_and_no_form(case, staff):
    assess(staff.officer("officer"), case, "complete", "yes", note="三项齐全")
    client = staff.client("auditor")
    page = client.get(url(case)).content.decode()
    assert "三项齐全" in page
    assert 'name="step"' not in page
    assert client.post(url(case), {"step": "complete", "complete-answer": "yes"}).status_code == 403


def test_the_page_costs_the_same_for_many_cases(in_office, staff, case, filing, django_assert_max_num_queries):
    officer, client = staff.officer("officer"), staff.client("officer")
    for _number in range(15):
        register(officer, in_office, filing, channel="in_person", arrived_on=date(2026, 6, 2))
    client.get(url(case))
    with django_assert_max_num_queries(26):
        client.get(url(case))
