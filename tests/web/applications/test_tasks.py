"""Tasks to sections, merging, voiding, notes."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from gongkai.errors import NotPermitted, OfficeError, StepNotAllowed
from gongkai.ledger import steps
from gongkai.web.accounts.models import User
from gongkai.web.applications.actions import take_step
from gongkai.web.applications.models import Application, Task
from gongkai.web.applications.tasks import add_note, chase_task, finish_task, give_task, merge, open_tasks
from gongkai.web.entries.models import Entry
from gongkai.web.notifications.actions import notify_all
from gongkai.web.notifications.models import Notification
from gongkai.web.offices.models import Membership, Section
from gongkai.web.offices.policy import officer_of


@pytest.fixture
def section(in_office):
    return Section.objects.create(office=in_office, name="城市建设办公室")


def page(case, name, *more):
    return reverse(f"desk:cases:{name}", args=[case.office.code, case.pk, *more])


def test_a_task_is_given_chased_and_done(case, staff, section, in_office, today):
    officer = staff.officer("officer")
    task = give_task(officer, case, section, date(2026, 6, 12), "提供补贴发放名单")
    assert list(open_tasks(in_office)) == [task]
    today(date(2026, 6, 15))
    chase_task(officer, task)
    assert (task.chases, task.chased_on) == (1, date(2026, 6, 15))
    finish_task(officer, task, "名单已送交")
    assert not open_tasks(in_office)
    assert [row.type for row in Entry.objects.filter(type__startswith="task_")] == [
        "task_given",
        "task_chased",
        "task_done",
    ]
    with pytest.raises(OfficeError):
        finish_task(officer, task, "再次")


def test_the_most_urgent_stands_first(case, staff, section, in_office):
    officer = staff.officer("officer")
    later = give_task(officer, case, section, date(2026, 6, 20), "乙")
    sooner = give_task(officer, case, section, date(2026, 6, 11), "甲")
    assert list(open_tasks(in_office)) == [sooner, later]


def test_a_liaison_closes_only_tasks_of_the_own_section(case, staff, section, in_office):
    task = give_task(staff.officer("officer"), case, section, date(2026, 6, 12), "提供名单")
    liaison = staff.officer("liaison")
    with pytest.raises(NotPermitted):
        finish_task(liaison, task, "好了")
    row = Membership.objects.get(user_id=liaison.user_id)
    row.section = section
    row.save()
    mine = officer_of(row.user, in_office, date(2026, 6, 10))
    assert finish_task(mine, task, "好了").done_on == date(2026, 6, 10)


def test_a_task_is_given_to_someone_of_the_section_who_is_told_and_closes_it(case, staff, section, in_office, today):
    liaison = staff.officer("liaison")
    person = User.objects.get(pk=liaison.user_id)
    officer = staff.officer("officer")
    with pytest.raises(OfficeError, match="not of this section"):
        give_task(officer, case, section, date(2026, 6, 12), "提供名单", person)
    Membership.objects.filter(user=person).update(section=section)
    client = staff.client("officer")
    assert "城市建设办公室" in client.get(page(case, "tasks")).content.decode()
    data = {"section": section.pk, "assignee": person.pk, "due_on": "2026-06-15", "text": "提供名单"}
    assert client.post(page(case, "tasks"), data).status_code == 302
    task = Task.objects.get()
    assert task.assignee == person
    assert Entry.objects.get(type="task_given").body["assignee"] == person.username
    assert f"城市建设办公室，{person}" in client.get(page(case, "case")).content.decode()

    def told():
        rows = Notification.objects.filter(kind="task").order_by("pk")
        return [(row.user_id, row.left) for row in rows]

    notify_all()
    assert told() == [(person.pk, 3)]
    today(date(2026, 6, 16))
    notify_all()
    assert sorted(told()[1:]) == sorted([(person.pk, -1), (officer.user_id, -1)])
    assert "交办事项内部时限" in Notification.objects.filter(kind="task").first().text
    Membership.objects.filter(user=person).update(section=None)  # moved on; the task is still theirs
    mine = officer_of(person, in_office, date(2026, 6, 16))
    assert finish_task(mine, Task.objects.get(), "好了").done_on == date(2026, 6, 16)


def test_what_is_no_task_is_refused(case, staff, section, other_office):
    officer = staff.officer("officer")
    foreign = Section(office=other_office, name="别处")
    for where, due_on, text in (
        (section, date(2026, 6, 9), "x"),
        (section, date(2026, 6, 12), " "),
        (foreign, date(2026, 6, 12), "x"),
    ):
        with pytest.raises(OfficeError):
            give_task(officer, case, where, due_on, text)
    with pytest.raises(NotPermitted):
        give_task(staff.officer("auditor"), case, section, date(2026, 6, 12), "x")
    assert not Task.objects.exists()


def test_tasks_on_their_page(case, staff, section):
    client = staff.client("officer")
    data = {"section": section.pk, "due_on": "2026-06-12", "text": "提供名单"}
    assert client.post(page(case, "tasks"), data).status_code == 302
    task = Task.objects.get()
    assert client.post(page(case, "tasks"), {**data, "due_on": "2026-06-01"}).status_code == 422
    assert client.post(page(case, "task_done", task.pk), {"do": "chase"}).status_code == 302
    assert client.post(page(case, "task_done", task.pk), {"do": "done", "note": ""}, follow=True).status_code == 200
    assert Task.objects.get().done_on is None
    client.post(page(case, "task_done", task.pk), {"do": "done", "note": "已送"})
    assert "已送" in client.get(page(case, "tasks")).content.decode()
    assert "城市建设办公室" in client.get(page(case, "case")).content.decode()
    assert staff.client("auditor").post(page(case, "tasks"), data).status_code == 403


# --- merging, voiding, notes --------------------------------------------------------------------------------------


def test_a_duplicate_is_merged_and_closed(case, unconfirmed, staff):
    after = merge(staff.officer("officer"), unconfirmed.pk, case.number)
    assert (after.outcome, after.merged_into) == ("other_other", case)
    assert case.number in Entry.objects.get(type="closed_otherwise").body["reason"]
    case.refresh_from_db()
    assert case.is_open


def test_merging_goes_to_another_standing_case(case, unconfirmed, staff):
    officer = staff.officer("officer")
    for into in ("2020-0001", case.number, ""):
        with pytest.raises(OfficeError):
            merge(officer, case.pk, into)
    merge(officer, unconfirmed.pk, case.number)
    with pytest.raises(OfficeError, match="merged itself"):
        merge(officer, case.pk, unconfirmed.number)
    with pytest.raises(StepNotAllowed):
        merge(officer, unconfirmed.pk, case.number)


def test_merging_on_its_page(case, unconfirmed, staff):
    client = staff.client("officer")
    wrong = client.post(page(unconfirmed, "merge"), {"into": "2020-0009", "version": unconfirmed.version})
    assert wrong.status_code == 422
    assert "2020-0009" in wrong.content.decode()
    data = {"into": case.number, "version": unconfirmed.version}
    assert client.post(page(unconfirmed, "merge"), data).status_code == 302
    assert Application.objects.get(pk=unconfirmed.pk).merged_into == case


def test_the_head_voids_a_slip_on_its_page(case, staff):
    take_step(staff.officer("officer"), case.pk, steps.Withdrawn(on=date(2026, 6, 9)))
    case.refresh_from_db()
    slip = Entry.objects.get(type="withdrawn")
    address = page(case, "void", slip.sequence)
    assert staff.client("officer").get(address).status_code == 403
    client = staff.client("head")
    assert "申请人撤回" in client.get(address).content.decode()
    assert client.post(address, {"reason": "", "version": case.version}).status_code == 422
    assert client.post(address, {"reason": "登错案件", "version": case.version - 1}).status_code == 422
    assert client.post(address, {"reason": "登错案件", "version": case.version}).status_code == 302
    assert Application.objects.get(pk=case.pk).is_open
    assert client.get(page(case, "void", 99999)).status_code == 404


def test_a_note_stays_in_the_record(case, staff):
    client = staff.client("officer")
    assert client.post(page(case, "note"), {"text": "已电话联系档案室"}).status_code == 302
    assert Entry.objects.get(type="note").body == {"text": "已电话联系档案室"}
    assert "已电话联系档案室" in client.get(page(case, "case")).content.decode()
    with pytest.raises(OfficeError):
        add_note(staff.officer("officer"), case, "长" * 1001)
    assert staff.client("auditor").get(page(case, "note")).status_code == 403
