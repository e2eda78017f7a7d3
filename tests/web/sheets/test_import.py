"""A ledger of an office's own comes in: proposed, decided, tried, recorded, undone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django_scopes import scope

from gongkai.errors import BadUpload, EntryError, NotPermitted, OfficeError
from gongkai.ledger import steps
from gongkai.report.compile import compile_report
from gongkai.web.applications.actions import refold, register, take_step
from gongkai.web.applications.models import Application
from gongkai.web.challenges.models import Challenge
from gongkai.web.entries.chain import verify
from gongkai.web.entries.models import Entry
from gongkai.web.entries.record import ledger_of
from gongkai.web.people.actions import reveal
from gongkai.web.people.models import BlindIndex, Person
from gongkai.web.people.queries import find_people
from gongkai.web.sheets import store
from gongkai.web.sheets.actions import DAYS, _record_plan, bring_in, clean_up, decide, discard, tables_of, take_in, undo
from gongkai.web.sheets.mapping import Decided, digest
from gongkai.web.sheets.models import Habit, Sheet
from gongkai.web.sheets.plan import make_plan, wordings
from tests.web.conftest import TODAY
from tests.web.sheets.samples import HEAD, ROWS, usual, xlsx

REFUSED = (
    5,
    "2025-002",
    "重复",
    "村民",
    "",
    "",
    "",
    "微信",
    "25/3/1",
    "x",
    None,
    None,
    "",
    "",
    None,
    "2025-5-1",
    "不予公开",
    "",
)


@pytest.fixture
def head(staff):
    return staff.officer("head")


def brought(head, office, data, name="台账.xlsx"):
    return take_in(head, office, name, data)


def decided(row, **changes):
    plain = Decided.of(row.decided).to_json() | {"constants": {"extension_by": "工作机构负责人"}}
    return Decided.of(plain | changes)


def plan_of(row):
    return make_plan(tables_of(row), Decided.of(row.decided), row.office)


def run(head, row, **options):
    decide(head, row, decided(row), tables_of(row))
    return bring_in(head, row, without_errors=options.get("without_errors", False))


def test_a_ledger_comes_in_with_its_steps_persons_and_challenges(head, in_office, django_capture_on_commit_callbacks):
    row = brought(head, in_office, usual())
    path = store.path_of(row)
    assert path.exists()
    assert b"\xe7\x8e\x8b" not in path.read_bytes()
    with django_capture_on_commit_callbacks(execute=True):
        done = run(head, row)
    assert (done.state, done.cases, done.left_out) == ("imported", 4, 0)
    assert not path.exists()
    assert done.wrapped_key is None
    cases = {case.number: case for case in Application.objects.select_related("person")}
    assert list(cases) == ["2025-004", "2025-003", "2025-002", "2025-001"]
    assert [cases[f"2025-00{n}"].outcome for n in (1, 2, 3, 4)] == ["granted", "unable_not_held", "partial", ""]
    assert cases["2025-002"].is_extended
    assert cases["2025-003"].is_supplemented
    assert cases["2025-001"].person.details.id_kind == "resident_id"
    assert cases["2025-001"].content == "某小区征收补偿方案"
    assert find_people(in_office.pk, "13800005678") == [cases["2025-001"].person_id]
    assert [refold(case) for case in cases.values()] == [{}] * 4
    challenge = Challenge.objects.get()
    assert (challenge.column, challenge.application.number) == ("recon_upheld", "2025-002")
    report = compile_report(ledger_of(in_office), 2025)
    assert report.cells["t3", "new_received", "total"].value == 4
    assert report.cells["t3", "carried_out", "total"].value == 1
    assert verify(in_office).is_good
    bodies = " ".join(str(one.body) for one in Entry.objects.all())
    assert not any(text in bodies for text in ("王示例", "11010119900307003X", "13800005678", "征收补偿"))
    first = Entry.objects.get(subject="2025-001", type="received")
    assert first.where == "2025年台账!I3"
    assert first.body["person"] == str(cases["2025-001"].person_id)


def test_the_officer_says_that_rows_with_errors_are_left_out(head, in_office):
    row = brought(head, in_office, usual(REFUSED))
    decide(head, row, decided(row), tables_of(row))
    plan = plan_of(row)
    assert [one.sentence for one in plan.errors] == [
        "第 7 行 B 列：编号“2025-002”与第 4 行重复。",
        "第 7 行 H 列：“微信”不知道是哪一种“渠道”，请回到“核对用语”一步指定。",
        "第 7 行 I 列：“25/3/1”的年份不是四位，可能有两种读法；请按 2021-09-14 的样式填写。",
        "第 7 行 Q 列：“不予公开”不知道是哪一种“办理结果”，请回到“核对用语”一步指定。",
    ]
    assert plan.totals == [8]
    with pytest.raises(OfficeError, match="1 rows have errors"):
        bring_in(head, row, without_errors=False)
    assert not Application.objects.exists()
    done = bring_in(head, row, without_errors=True)
    assert (done.cases, done.left_out) == (4, 1)


def test_what_was_shown_must_still_hold(head, in_office):
    row = brought(head, in_office, usual())
    decide(head, row, decided(row), tables_of(row))
    with pytest.raises(OfficeError, match="changed since"):
        bring_in(head, row, without_errors=True, seen=3)


def test_the_law_is_asked_about_every_row(head, in_office):
    late = list(ROWS[0])
    late[1], late[15], late[18] = "2025-010", "2025-2-1", None
    unlawful = list(ROWS[1])
    unlawful[1], unlawful[13], unlawful[20], unlawful[21] = "2025-011", "2025-6-30", "", None
    row = brought(head, in_office, xlsx(HEAD, late, unlawful))
    decide(head, row, decided(row), tables_of(row))
    plan = plan_of(row)
    assert [one.sentence for one in plan.errors] == [
        "第 2 行 P 列：申请尚未收到，不能在收到之前办理（条例第三十一条）。",
        "第 3 行 N 列：申请已办结，不能再办理此步骤（条例第三十三条）。",
    ]


def test_an_import_is_undone_whole_and_comes_again(head, in_office):
    row = run(head, brought(head, in_office, usual()))
    people = list(Person.objects.values_list("pk", flat=True))
    done = undo(head, row, "导错机关")
    assert done.state == "undone"
    assert not Application.objects.exists()
    assert not Challenge.objects.exists()
    assert not ledger_of(in_office).applications
    assert all(one.is_anonymous for one in Person.objects.filter(pk__in=people))
    assert not BlindIndex.objects.exists()
    again = run(head, brought(head, in_office, usual()))
    assert again.cases == 4
    assert [refold(case) for case in Application.objects.all()] == [{}] * 4
    case = Application.objects.get(number="2025-004")
    take_step(head, case.pk, steps.Answered(on=case.arrived_on + timedelta(days=20), outcome="granted", reason="随函"))
    assert verify(in_office).is_good
    with pytest.raises(EntryError, match="2025-004"):
        undo(head, again, "再撤销")
    assert Challenge.objects.count() == 1


def test_to_have_looked_at_personal_data_is_no_work(head, in_office):
    row = run(head, brought(head, in_office, usual()))
    person = Application.objects.get(number="2025-001").person
    reveal(head, in_office, person, "2025-001", reason="核对")
    assert undo(head, row, "导错").state == "undone"


def test_a_case_that_came_in_meanwhile_stops_the_import(head, in_office, filing):
    row = brought(head, in_office, xlsx(("收到日期", "申请方式", "申请人类型"), ("2026-1-5", "当面", "公民")))
    plan = plan_of(row)
    register(head, in_office, filing, channel="in_person", arrived_on=TODAY)
    with pytest.raises(EntryError, match="2026-0001"):
        _record_plan(head, row, plan)
    assert Application.objects.count() == 1


def test_the_same_file_does_not_come_twice(head, in_office):
    run(head, brought(head, in_office, usual()))
    with pytest.raises(BadUpload, match="already"):
        brought(head, in_office, usual(), name="另存.xlsx")


def test_numbers_the_office_has_are_named(head, in_office, case):
    taken = list(ROWS[0])
    taken[1] = case.number
    row = brought(head, in_office, xlsx(HEAD, taken))
    assert any(one.code == "known" for one in plan_of(row).errors)


def test_without_a_column_of_numbers_the_office_goes_on_counting(head, in_office, case):
    row = brought(
        head,
        in_office,
        xlsx(("收到日期", "申请方式", "申请人类型"), ("2026-1-5", "当面", "公民"), ("2026-1-6", "当面", "公民")),
    )
    assert [one.number for one in plan_of(row).rows] == ["2026-0002", "2026-0003"]
    done = bring_in(head, row, without_errors=False)
    assert done.cases == 2
    assert set(Application.objects.values_list("number", flat=True)) == {"2026-0001", "2026-0002", "2026-0003"}


def test_words_are_asked_and_remembered_without_being_kept(head, in_office):
    row = brought(head, in_office, usual(REFUSED))
    found = wordings(tables_of(row), Decided.of(row.decided), in_office)
    assert {one.text: one.code for one in found["outcome"]} == {
        "予以公开": "granted", "信息不存在": "unable_not_held", "部分公开": "partial", "办理中": "open", "不予公开": "",
    }  # fmt: skip
    told = {"channel": {digest(in_office.pk, "channel", "微信"): "internet"}}
    decide(head, row, decided(row, values=told), tables_of(row))
    assert "微信" not in str(Habit.objects.get().decided)
    discard(head, row)
    again = brought(head, in_office, usual(REFUSED))
    assert Decided.of(again.decided).values == told
    assert {one.text: one.code for one in wordings(tables_of(again), Decided.of(again.decided), in_office)["channel"]}[
        "微信"
    ] == "internet"


def test_a_file_nobody_imports_is_destroyed(head, in_office, today, django_capture_on_commit_callbacks):
    row = brought(head, in_office, usual())
    path = store.path_of(row)
    assert clean_up() == 0
    Sheet.objects.update(added_at=row.added_at - timedelta(days=DAYS, minutes=1))
    with django_capture_on_commit_callbacks(execute=True):
        assert clean_up() == 1
    row.refresh_from_db()
    assert (row.state, row.wrapped_key) == ("discarded", None)
    assert not path.exists()


def test_only_the_head_and_the_administrator_import(staff, in_office):
    for role in ("officer", "auditor", "supervisor"):
        with pytest.raises(NotPermitted):
            take_in(staff.officer(role), in_office, "台账.xlsx", usual())


def test_the_pages_from_file_to_undo(staff, office, django_assert_max_num_queries):
    client = staff.client("head")
    address = reverse("desk:sheets:list", args=[office.code])
    answer = client.post(address, {"file": SimpleUploadedFile("台账.xlsx", usual(REFUSED))})
    assert answer.status_code == 302
    page = client.get(answer["Location"])
    assert "O 列 应答复日期" in page.content.decode()
    with scope(office=office):
        row = Sheet.objects.get()
        columns = {key: str(column) for key, column in row.decided["columns"].items()}
    given = columns | {"all_extension_by": "工作机构负责人"}
    answer = client.post(page.request["PATH_INFO"], given | {"received_on": ""})
    assert answer.status_code == 422
    answer = client.post(page.request["PATH_INFO"], given)
    assert answer["Location"].endswith("/words/")
    page = client.get(answer["Location"])
    assert "微信" in page.content.decode()
    form = page.context["form"]
    told = {bound.html_name: word.code for _label, pairs in form.sections() for bound, word in pairs}
    answer = client.post(answer["Location"], told)
    check = answer["Location"]
    with django_assert_max_num_queries(25):
        page = client.get(check)
    text = page.content.decode()
    assert "第 7 行 I 列" in text
    assert "王示例" not in text
    for kind in ("xlsx", "csv"):
        assert client.get(reverse("desk:sheets:findings", args=[office.code, row.pk, kind])).status_code == 200
    answer = client.post(check, {"seen": "4"})
    assert answer.status_code == 422
    answer = client.post(check, {"seen": "4", "without_errors": "1"})
    assert answer.status_code == 302
    assert "已导入" in client.get(check).content.decode()
    undo_address = reverse("desk:sheets:undo", args=[office.code, row.pk])
    assert client.post(undo_address, {"reason": ""}).status_code == 422
    assert client.post(undo_address, {"reason": "导错"}).status_code == 302
    assert client.post(check, {"seen": "4"}).status_code == 302
    assert client.get(address).status_code == 200
    with scope(office=office):
        assert not Application.objects.exists()
