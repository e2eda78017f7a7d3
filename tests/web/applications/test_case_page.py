"""The page of a case: what was asked, the date and why, what happened, what may be done; personal data only revealed."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from gongkai.errors import StaleCase
from gongkai.ledger import steps
from gongkai.ledger.acts import allowed
from gongkai.web.applications import panels
from gongkai.web.applications.actions import assign, take_step, void_step
from gongkai.web.applications.models import Application, CaseFile
from gongkai.web.applications.panels import Panel, open_page, panels_of
from gongkai.web.config.clock import calendar_of, now
from gongkai.web.entries.models import Entry
from gongkai.web.offices.models import Section
from tests.web.conftest import TODAY, Staff
from tests.web.desk.cases import opened, some_of_each


def url(case, name="case"):
    return reverse(f"desk:cases:{name}", args=[case.office.code, case.pk])


def page(staff, case, *roles):
    answer = staff.client(*(roles or ("officer",))).get(url(case))
    assert answer.status_code == 200
    return answer.content.decode()


def facts(staff, case, name, *roles):
    case = Application.objects.select_related("office", "person").get(pk=case.pk)
    shown = open_page(case, staff.officer(*(roles or ("officer",))))
    return next(
        panel["it"] for place in ("top", "main", "side") for panel in panels_of(shown, place) if panel["name"] == name
    )


def test_the_applicant_is_masked(staff, case):
    text = page(staff, case)
    assert "王**" in text
    assert "1101**********003X" in text
    for value in ("王示例", "11010119900307003X", "13800005678", "示例路8号2单元", "someone@"):
        assert value not in text


def test_the_due_date_says_why(staff, case):
    text = page(staff, case)
    assert "答复期限：2026年6月30日" in text
    assert "还剩 13 个工作日" in text
    assert "自2026年6月1日起算，当日不计入，至第 20 个工作日止" in text
    assert "第三十三条" in text
    assert "端午节放假" in text
    (june,) = facts(staff, case, "due")["months"]
    days = {cell.on.day: cell.css for week in june.weeks for cell in week if cell is not None}
    assert (days[1], days[2], days[6], days[19], days[30]) == ("start", "counted", "rest", "rest", "last")


def test_consulted_days_are_drawn_as_not_counted(staff, case):
    sent = steps.ConsultationSent(on=date(2026, 6, 3), to="甲", addressee_received_on=date(2026, 6, 4))
    take_step(staff.officer("officer"), case.pk, sent)
    june = facts(staff, case, "due")["months"][0]
    days = {cell.on.day: cell.css for week in june.weeks for cell in week if cell is not None}
    assert (days[3], days[4], days[10]) == ("counted", "excluded", "excluded")
    assert "这一日期按对方到期限届满仍不答复推算" in page(staff, case)


def test_a_case_that_waits_says_for_what(staff, unconfirmed):
    text = page(staff, unconfirmed)
    assert "尚未确认收到，期限未起算" in text
    assert [step.act for step in facts(staff, unconfirmed, "next")["waited"]] == ["receipt_confirmed"]


def test_a_superseded_date_names_the_act(staff, case):
    officer = staff.officer("officer")
    take_step(officer, case.pk, steps.SupplementRequested(on=date(2026, 6, 5)))
    assert "2026年6月30日，因2026年6月5日“补正告知”不再适用" in page(staff, case)


def test_a_provisional_date_says_so(staff, in_office, today):
    today(date(2026, 12, 20))
    case = opened(staff, date(2026, 12, 18))
    assert case.is_provisional
    assert "放假安排尚未公布" in page(staff, case)


@pytest.mark.parametrize("role", ["officer", "head", "archivist", "auditor", "leader"])
def test_the_next_steps_are_those_of_the_law_and_the_role(staff, case, role):
    shown = facts(staff, case, "next", role)
    acts = {step.act for name in ("waited", "usual", "rest") for step in shown[name]}
    officer = staff.officer(role)
    case.refresh_from_db()
    state = open_page(case, officer).reading.state
    assert acts == {act for act in allowed(state, TODAY, calendar_of()) if officer.may(act)}


def test_a_step_leads_to_its_page_with_its_limit(staff, case):
    shown = {step.act: step for step in facts(staff, case, "next")["usual"]}
    assert shown["answered"].limit.on == date(2026, 6, 30)
    assert shown["supplement_requested"].limit.on == date(2026, 6, 10)
    assert shown["answered"].url == reverse("desk:cases:step", args=["baiyun", case.pk, "answered"])


def test_the_timeline_tells_what_happened_and_strikes_out_slips(staff, case):
    officer = staff.officer("officer")
    take_step(officer, case.pk, steps.ReasonsRequested(on=date(2026, 6, 9), reason="申请较多"))
    slip = Entry.objects.get(type="reasons_requested")
    void_step(staff.officer("head"), case.pk, slip.sequence, reason="登错案件")
    happened = facts(staff, case, "timeline")["happened"]
    assert [(one.title, one.is_void) for one in happened] == [("收到申请：当面提交", False), ("要求说明理由", True)]
    assert (happened[1].voided, happened[1].voided_by) == ("登错案件", "工作机构负责人")
    text = page(staff, case)
    assert "<s><b>要求说明理由</b></s>" in text
    assert "理由：申请较多" in text
    assert "经办人 登记于" in text


def test_hostile_content_is_shown_as_text(staff, in_office):
    case = opened(staff, date(2026, 6, 1), content="<script>alert(1)</script>{{ 7|add:7 }}\n第二行")
    text = page(staff, case)
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7|add:7 }}<br>第二行" in text


# --- revealing ----------------------------------------------------------------------------------------------------


def test_personal_data_is_shown_once_with_a_reason_and_recorded(staff, case):
    client = staff.client("officer")
    answer = client.post(url(case, "reveal"), {"reason": "电话确认收到"})
    text = answer.content.decode()
    assert "11010119900307003X" in text
    assert "no-store" in answer["Cache-Control"]
    entry = Entry.objects.get(kind="disclosure")
    assert (entry.subject, entry.by, entry.body) == (case.number, "baiyun-officer", {"reason": "电话确认收到"})
    again = client.get(url(case, "reveal"))
    assert again["Location"] == url(case)
    assert "查看申请人信息 1 次" in client.get(url(case)).content.decode()


@pytest.mark.parametrize("reason", ["", "  "])
def test_without_a_reason_nothing_is_shown(staff, case, reason):
    answer = staff.client("officer").post(url(case, "reveal"), {"reason": reason})
    assert answer.status_code == 422
    assert "请写明查看的原因" in answer.content.decode()
    assert "11010119900307003X" not in answer.content.decode()
    assert not Entry.objects.filter(kind="disclosure").exists()


def test_who_may_not_reveal_is_not_offered_it(staff, case):
    assert "查看完整的申请人信息" not in page(staff, case, "auditor")
    assert staff.client("auditor").post(url(case, "reveal"), {"reason": "查"}).status_code == 403


# --- handing over -------------------------------------------------------------------------------------------------


def test_a_case_is_handed_to_an_officer_and_a_section(staff, case, in_office):
    section = Section.objects.create(office=in_office, name="规划科")
    head = staff.officer("head").user_id
    given = {"handler": head, "section": section.pk, "version": case.version}
    assert staff.client("officer").post(url(case, "assign"), given).status_code == 302
    case.refresh_from_db()
    assert (case.handler_id, case.section) == (head, section)
    text = page(staff, case)
    assert "承办人：工作机构负责人" in text
    assert "承办科室：规划科" in text


def test_a_stale_page_hands_nothing_over(staff, case):
    take_step(staff.officer("officer"), case.pk, steps.ReasonsRequested(on=TODAY))
    given = {"handler": staff.officer("head").user_id, "section": "", "version": case.version}
    answer = staff.client("officer").post(url(case, "assign"), given)
    assert answer.status_code == 422
    assert "刚刚由他人办理" in answer.content.decode()
    case.refresh_from_db()
    assert case.handler_id != given["handler"]


def test_of_two_who_hand_over_at_once_one_is_told(staff, case):
    officer, head = staff.officer("officer"), staff.officer("head")
    assign(head, case.pk, handler=head.user_id, section=None, version=case.version)
    with pytest.raises(StaleCase):
        assign(officer, case.pk, handler=officer.user_id, section=None, version=case.version)
    case.refresh_from_db()
    assert case.handler_id == head.user_id
    assert Entry.objects.filter(type="assigned").count() == 1


@pytest.mark.parametrize("given", [{}, {"version": "x"}, {"version": 1, "handler": 999999}])
def test_an_odd_assignment_is_refused(staff, case, given):
    assert staff.client("officer").post(url(case, "assign"), given).status_code == 422


def test_nobody_of_another_office_is_handed_a_case(staff, case, other_office):
    stranger = Staff(other_office).officer("officer").user_id
    given = {"handler": stranger, "section": "", "version": case.version}
    assert staff.client("officer").post(url(case, "assign"), given).status_code == 422


# --- what is beside it --------------------------------------------------------------------------------------------


def test_the_same_applicant_is_counted_by_month_and_year(staff, in_office):
    opened(staff, date(2026, 2, 2))
    first = opened(staff, date(2026, 6, 1))
    second = opened(staff, date(2026, 6, 3), id_number="", address="别处")  # the same name and telephone
    opened(staff, date(2026, 6, 3), name="李示例", id_number="110101198001010010")  # the same telephone only
    found = facts(staff, second, "same")
    assert (found.in_month, found.in_year, found.ordinal) == (2, 3, 2)
    assert [case.number for case in found.cases] == [first.number, "2026-0001"]


def test_a_single_case_has_nothing_beside_it(staff, case):
    names = {panel["name"] for panel in panels_of(open_page(case, staff.officer("officer")), "side")}
    assert not {"linked", "same"} & names


def test_cases_of_one_letter_and_merged_ones_are_linked(staff, case, in_office):
    other, merged = opened(staff, date(2026, 6, 1)), opened(staff, date(2026, 6, 1))
    Application.objects.filter(pk=other.pk).update(letter=case.letter)
    Application.objects.filter(pk=merged.pk).update(merged_into=case)
    found = [(one.number, relation) for one, relation in facts(staff, case, "linked")["cases"]]
    assert found == [(other.number, "同一来件"), (merged.number, "已并入本件")]
    merged.refresh_from_db()
    assert f"本件已并入 {case.number}" in page(staff, merged)


def test_files_are_listed(staff, case, in_office):
    CaseFile.objects.create(
        office=in_office,
        application=case,
        kind="application",
        name="申请表.pdf",
        media_type="application/pdf",
        size=2048,
        sha256="0" * 64,
        by="baiyun-officer",
        added_at=now(),
    )
    text = page(staff, case)
    assert "申请表.pdf" in text
    assert "申请材料" in text


def test_another_part_of_the_desk_adds_a_panel(staff, case, monkeypatch):
    monkeypatch.setattr(panels, "_PANELS", dict(panels._PANELS))
    panels.add(Panel("extra", "applications/case/linked.html", lambda shown: {"cases": [(shown.case, "试")]}, "side"))
    panels.add(Panel("hidden", "applications/case/linked.html", lambda shown: {"cases": []}, act="see_audit"))
    panels.add(Panel("none", "applications/case/linked.html", lambda shown: None))
    shown = open_page(case, staff.officer("officer"))
    assert "extra" in {panel["name"] for panel in panels_of(shown, "side")}
    assert not {"hidden", "none"} & {panel["name"] for panel in panels_of(shown, "main")}
    assert '<span class="tag">试</span>' in page(staff, case)


def test_a_person_made_anonymous_is_shown_as_such(staff, case):
    case.person.anonymise(now())
    assert "（已匿名）" in page(staff, case)


def test_the_page_asks_as_much_for_sixty_cases_and_many_entries(
    staff, in_office, django_assert_num_queries, django_assert_max_num_queries
):
    client = staff.client("officer")
    case = opened(staff, date(2026, 6, 1))
    opened(staff, date(2026, 6, 1))
    with django_assert_max_num_queries(26) as few:
        client.get(url(case))
    some_of_each(staff, in_office, 4)
    for _number in range(10):
        opened(staff, date(2026, 6, 1))
    officer = staff.officer("officer")
    take_step(officer, case.pk, steps.ReasonsRequested(on=TODAY))
    take_step(officer, case.pk, steps.ReasonsReceived(on=TODAY))
    with django_assert_num_queries(len(few)):
        client.get(url(case))
