"""The to-do page: what waits today, why, and how long; in constant queries."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from gongkai.ledger import steps
from gongkai.web.applications.actions import submit, take_step
from gongkai.web.applications.models import Application, Task
from gongkai.web.config.clock import calendar_of
from gongkai.web.desk.queries import soon_until, todo_groups
from gongkai.web.offices.models import Membership, Section
from tests.web.conftest import TODAY
from tests.web.desk.cases import opened, some_of_each


def groups(staff, office):
    return {group.code: group for group in todo_groups(office, staff.officer("officer"), TODAY)}


def page(staff, *roles):
    return staff.client(*(roles or ("officer",))).get(reverse("desk:todo", args=[staff.office.code]))


def test_an_empty_desk_says_so(staff, in_office):
    assert "没有。" in page(staff).content.decode()


@pytest.mark.parametrize(
    ("received", "group"),
    [
        (date(2026, 5, 11), "overdue"),  # due 2026-06-08
        (date(2026, 5, 13), "soon"),  # due today
        (date(2026, 5, 18), "soon"),  # due 2026-06-15: three working days
        (date(2026, 5, 19), ""),  # due 2026-06-16: four
    ],
)
def test_a_case_stands_where_its_reply_date_puts_it(staff, in_office, received, group):
    case = opened(staff, received)
    found = groups(staff, in_office)
    where = [code for code in ("overdue", "soon") if [line.case for line in found[code].lines] == [case]]
    assert where == ([group] if group else [])
    assert [line.case for line in found["mine"].lines] == [case]


def test_three_working_days_reach_over_a_weekend(staff):
    assert soon_until(date(2026, 6, 11), calendar_of()) == date(2026, 6, 16)
    assert soon_until(date(2026, 6, 17), calendar_of()) == date(2026, 6, 23)  # 19 to 21 June are off


def test_the_days_left_are_reckoned_on_reading(staff, in_office, today):
    opened(staff, date(2026, 5, 18))
    assert "还剩 3 个工作日" in page(staff).content.decode()
    assert "（6月15日止）" in page(staff).content.decode()
    today(date(2026, 6, 16))
    assert "已逾期 1 个工作日" in page(staff).content.decode()


def test_an_unconfirmed_receipt_nags_with_its_age(staff, unconfirmed, today):
    assert "今天来件，尚未确认" in page(staff).content.decode()
    today(date(2026, 6, 15))
    assert "来件已 3 个工作日，尚未确认" in page(staff).content.decode()


def test_an_ended_wait_comes_first_and_says_what_may_be_done(staff, in_office):
    officer = staff.officer("officer")
    runs, ended = opened(staff, date(2026, 6, 1)), opened(staff, date(2026, 6, 1))
    take_step(officer, runs.pk, steps.SupplementRequested(on=date(2026, 6, 2), due_on=date(2026, 6, 22)))
    take_step(officer, ended.pk, steps.SupplementRequested(on=date(2026, 6, 2), due_on=date(2026, 6, 9)))
    lines = groups(staff, in_office)["waiting"].lines
    assert [line.case for line in lines] == [ended, runs]
    assert lines[0].is_ended
    assert lines[0].why == "补正期限已过，可以视为放弃办理（条例第三十条）"
    assert not lines[1].is_ended


def test_a_wait_without_an_end_comes_last(staff, in_office):
    officer = staff.officer("officer")
    endless, runs = opened(staff, date(2026, 6, 1)), opened(staff, date(2026, 6, 1))
    take_step(officer, endless.pk, steps.ConsultationSent(on=date(2026, 6, 2), party="other_organ", to="某局"))
    take_step(officer, runs.pk, steps.SupplementRequested(on=date(2026, 6, 2), due_on=date(2026, 6, 22)))
    assert [line.case for line in groups(staff, in_office)["waiting"].lines] == [runs, endless]


def test_what_an_applicant_sent_waits_to_be_taken(staff, case, in_office):
    sent = submit(case, "withdrawal", "不再需要")
    group = groups(staff, in_office)["sent"]
    assert [line.case for line in group.lines] == [case]
    assert group.lines[0].why == "申请人提交：撤回申请"
    sent.taken_at = sent.sent_at
    sent.save()
    assert groups(staff, in_office)["sent"].count == 0


def test_tasks_of_sections_stand_with_their_internal_limit(staff, case, in_office):
    section = Section.objects.create(office=in_office, name="规划科")
    other = Section.objects.create(office=in_office, name="财务科")
    for one, on in ((section, date(2026, 6, 12)), (other, date(2026, 6, 9))):
        Task.objects.create(
            office=in_office, application=case, section=one, text="请查找材料", given_on=TODAY, due_on=on, by="x"
        )
    lines = groups(staff, in_office)["tasks"].lines
    assert [(line.why, line.is_ended) for line in lines] == [
        ("财务科：请查找材料（内部时限6月9日，已逾期 1 个工作日）", True),
        ("规划科：请查找材料（内部时限6月12日，还剩 2 个工作日）", False),
    ]
    staff.officer("liaison")
    Membership.objects.filter(role="liaison").update(section=section)
    (group,) = [one for one in todo_groups(in_office, staff.officer("liaison"), TODAY) if one.code == "tasks"]
    assert group.count == 1
    Task.objects.update(done_on=TODAY)
    assert "tasks" not in groups(staff, in_office)


def test_a_closed_case_is_no_work(staff, case, in_office):
    take_step(staff.officer("officer"), case.pk, steps.Withdrawn(on=TODAY))
    assert {code: group.count for code, group in groups(staff, in_office).items()} == dict.fromkeys(
        ("overdue", "soon", "unconfirmed", "sent", "waiting", "mine"), 0
    )


def test_another_officers_case_is_not_mine(staff, case, in_office):
    Application.objects.update(handler=None)
    assert groups(staff, in_office)["mine"].count == 0


def test_a_long_application_takes_one_line(staff, in_office):
    opened(staff, date(2026, 6, 1), content="关于\n\n加装电梯" + "的材料" * 2000)
    line = groups(staff, in_office)["mine"].lines[0]
    assert line.content.startswith("关于 加装电梯")
    assert len(line.content) < 130


def test_the_page_asks_as_much_for_sixty_cases_as_for_three(
    staff, in_office, django_assert_num_queries, django_assert_max_num_queries
):
    client = staff.client("officer")
    address = reverse("desk:todo", args=[in_office.code])
    some_of_each(staff, in_office, 1)
    with django_assert_max_num_queries(21) as few:
        client.get(address)
    some_of_each(staff, in_office, 9)
    with django_assert_num_queries(len(few)):
        assert client.get(address).status_code == 200


def test_a_long_group_leads_to_the_list(staff, in_office):
    some_of_each(staff, in_office, 25)
    client = staff.client("officer")
    text = client.get(reverse("desk:todo", args=[in_office.code])).content.decode()
    assert "查看“已逾期”全部 25 件" in text
    for group in todo_groups(in_office, staff.officer("officer"), TODAY):
        if group.query:
            answer = client.get(f"{reverse('desk:cases:list', args=[in_office.code])}?{group.query}")
            assert answer.context["count"] == group.count, group.code


def test_an_administrator_sees_no_cases(staff, case):
    answer = page(staff, "administrator")
    assert answer.status_code == 200
    assert case.number not in answer.content.decode()
