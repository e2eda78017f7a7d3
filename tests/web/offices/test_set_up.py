"""Setting up an office: particulars, name, place in the tree, merger, sections, leading group, offices below."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from gongkai.errors import NotPermitted, OfficeError
from gongkai.ledger import steps
from gongkai.web.accounts.models import User
from gongkai.web.applications.actions import register, take_step
from gongkai.web.applications.models import Task
from gongkai.web.applications.tasks import finish_task, give_task
from gongkai.web.challenges.actions import Decision, Papers, decide, register_challenge
from gongkai.web.entries.models import Entry
from gongkai.web.offices import actions
from gongkai.web.offices.models import LeadingGroupMember, Membership, Office, Section
from gongkai.web.offices.open_matters import open_matters
from gongkai.web.offices.policy import officer_of
from tests.web.conftest import TODAY, Staff, member

CODE = "91110000600037341L"


def last_entry(office: Office) -> Entry:
    found = Entry.objects.filter(office=office).order_by("-sequence").first()
    assert found is not None
    return found


@pytest.fixture
def admin(staff, in_office):
    return staff.officer("administrator")


@pytest.fixture
def chief(district):
    """The administrator of the district, at work for the sub-district office too."""
    return member(district, "administrator")


def form_of(office: Office, **changed: object) -> dict[str, object]:
    data = {name: getattr(office, name) for name in actions.FIELDS} | {"letter_layout": "letter", "mfa_roles": ["head"]}
    return {**data, **changed}


def test_particulars_are_changed_and_the_entry_says_from_what_to_what(staff, in_office):
    client = staff.client("administrator")
    url = reverse("desk:offices:particulars", args=["baiyun"])
    assert client.get(url).status_code == 200
    done = client.post(url, form_of(in_office, word="白云办", credit_code=CODE.lower(), retention_years="10"))
    assert done.status_code == 302
    in_office.refresh_from_db()
    assert (in_office.word, in_office.credit_code) == ("白云办", CODE)
    assert in_office.settings["retention_years"] == 10
    changed = last_entry(in_office).body["changed"]
    assert changed["word"] == ["白云街", "白云办"]
    assert changed["mfa_roles"] == [None, ["head"]]
    assert set(changed) == {"word", "credit_code", "mfa_roles", "letter_layout", "retention_years"}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"credit_code": "911100006000373410"}, "统一社会信用代码有误"),
        ({"region_code": "12345"}, "6、9或12位"),
        ({"region_code": "990100"}, "省级代码"),
        ({"from_on": "2026-06-11"}, "有几处需要修改"),
        ({"calendar_region": "湖北"}, "6位行政区划代码"),
        ({"email": "not an address"}, "有几处需要修改"),
        ({"kind": "no such"}, "有几处需要修改"),
        ({"retention_years": "0"}, "有几处需要修改"),
        ({"address": "长" * 201}, "有几处需要修改"),
    ],
)
def test_a_wrong_particular_is_refused_and_nothing_is_lost(staff, in_office, wrong, said):
    client = staff.client("administrator")
    page = client.post(reverse("desk:offices:particulars", args=["baiyun"]), form_of(in_office, word="留着", **wrong))
    assert page.status_code == 422
    assert said in page.content.decode()
    assert 'value="留着"' in page.content.decode()
    in_office.refresh_from_db()
    assert in_office.word == "白云街"


def test_the_day_an_office_began_is_mended_with_its_first_name(admin, in_office):
    actions.rename(admin, in_office, "云海区白云街道", date(2026, 3, 2), reason="规范名称")
    actions.change_particulars(admin, in_office, {"from_on": date(2021, 1, 1)})
    in_office.refresh_from_db()
    assert in_office.from_on == in_office.former_names.get().from_on == date(2021, 1, 1)
    assert last_entry(in_office).body["changed"] == {"from_on": ["2019-05-15", "2021-01-01"]}
    with pytest.raises(OfficeError, match="cannot begin after 2026-03-01"):
        actions.change_particulars(admin, in_office, {"from_on": date(2026, 4, 1)})


def test_the_settings_page_tells_what_is_not_set_up(staff, in_office):
    client = staff.client("administrator")
    url = reverse("desk:offices:home", args=["baiyun"])
    page = client.get(url).content.decode()
    assert "统一社会信用代码、行政区划代码" in page
    assert "一名经办人、一名工作机构负责人" in page
    Office.objects.filter(pk=in_office.pk).update(credit_code=CODE, region_code="330106001")
    staff.officer("officer"), staff.officer("head")
    page = client.get(url).content.decode()
    assert "还没有设置的" not in page
    assert "浙江省西湖区" in page


def test_other_settings_of_the_office_are_left_alone(admin, in_office):
    in_office.settings = {"guide": {"a": "b"}}
    in_office.save()
    actions.change_particulars(admin, in_office, {"phone": "1", "name": "x", "path": "/"}, {"mfa_roles": []})
    in_office.refresh_from_db()
    assert in_office.settings == {"guide": {"a": "b"}, "mfa_roles": []}
    assert in_office.name == "云海区白云街道办事处"


def test_another_local_calendar_moves_the_dates_of_open_cases(admin, case, in_office):
    case.refresh_from_db()
    before = case.calendar
    actions.change_particulars(admin, in_office, {"calendar_region": "450000"})
    case.refresh_from_db()
    assert case.calendar != before


def test_an_officer_may_not(staff, in_office):
    for act in (
        lambda who: actions.change_particulars(who, in_office, {"phone": "1"}),
        lambda who: actions.rename(who, in_office, "新", date(2026, 1, 1), reason="x"),
        lambda who: actions.save_section(who, in_office, None, {"name": "x"}),
        lambda who: actions.set_leading_group(who, in_office, [], date(2026, 1, 1), document="x"),
    ):
        with pytest.raises(NotPermitted):
            act(staff.officer("officer"))


def test_a_new_name_leaves_the_old_one_in_the_history(staff, in_office):
    client = staff.client("administrator")
    url = reverse("desk:offices:rename", args=["baiyun"])
    data = {"name": "云海区白云镇人民政府", "on": "2026-03-01", "reason": "撤街设镇", "document": "云政发〔2026〕3号"}
    assert client.post(url, data).status_code == 302
    in_office.refresh_from_db()
    assert in_office.name == "云海区白云镇人民政府"
    old = in_office.former_names.get()
    assert (old.name, old.to_on, old.document) == ("云海区白云街道办事处", date(2026, 2, 28), "云政发〔2026〕3号")
    assert last_entry(in_office).body["changed"]["name"][0] == "云海区白云街道办事处"
    again = client.post(url, {**data, "name": "又一个", "on": "2026-02-01"})
    assert again.status_code == 422
    assert "启用日期" in again.content.decode()
    assert "撤街设镇" in client.get(reverse("desk:offices:home", args=["baiyun"])).content.decode()


def test_only_who_sets_up_both_places_moves_an_office(district, other_office, staff, in_office, chief, client):
    with pytest.raises(NotPermitted):
        actions.move(staff.officer("administrator"), in_office, other_office, reason="区划调整")
    Membership.objects.create(user=chief, office=in_office, role="administrator", from_on=date(2020, 1, 1))
    client.force_login(chief)
    url = reverse("desk:offices:move", args=["baiyun"])
    assert client.post(url, {"parent": other_office.pk, "reason": "区划调整"}).status_code == 302
    in_office.refresh_from_db()
    assert in_office.path == f"{other_office.path}{in_office.pk}/"
    assert last_entry(in_office).body["changed"]["parent"] == ["yunhai", "qingshan"]


def test_a_merger_waits_for_open_cases_and_says_how_many(case, other_office, staff, in_office, chief, client):
    Membership.objects.create(user=chief, office=in_office, role="administrator", from_on=date(2020, 1, 1))
    client.force_login(chief)
    url = reverse("desk:offices:merge", args=["baiyun"])
    data = {"successor": other_office.pk, "on": "2026-06-10", "reason": "机构改革"}
    page = client.post(url, data)
    assert page.status_code == 422
    assert f"还有未办结的申请1件（{case.number}）" in page.content.decode()
    type(case).objects.filter(pk=case.pk).update(closed_on=date(2026, 6, 9))
    assert client.post(url, data).status_code == 302
    in_office.refresh_from_db()
    assert (in_office.successor, in_office.to_on) == (other_office, date(2026, 6, 10))
    assert "并入" in client.get(reverse("desk:offices:home", args=["baiyun"])).content.decode()


def test_a_merger_waits_for_all_that_is_under_way_and_names_it(case, other_office, staff, in_office, chief):
    officer = staff.officer("officer")
    section = Section.objects.create(office=in_office, name="城市建设办公室")
    give_task(officer, case, section, date(2026, 6, 12), "提供名单")
    take_step(officer, case.pk, steps.Answered(on=date(2026, 6, 9), outcome="granted", reason="随函提供"))
    suit = register_challenge(officer, in_office, Papers("litigation_direct", date(2026, 6, 9), application=case))
    Membership.objects.create(user=chief, office=in_office, role="administrator", from_on=date(2020, 1, 1))
    boss = officer_of(chief, in_office, TODAY)
    assert [(one.zh, one.count, one.numbers) for one in open_matters(in_office)] == [
        ("未结的复议诉讼", 1, (suit.number,)),
        ("未办结的交办事项", 1, (case.number,)),
    ]
    with pytest.raises(OfficeError, match=r"open reconsiderations and suits: 1 .*open tasks: 1") as refused:
        actions.merge(boss, in_office, other_office, TODAY, reason="机构改革")
    assert suit.number in refused.value.zh
    decide(officer, suit.pk, Decision(TODAY, result="upheld"))
    finish_task(officer, Task.objects.get(), "已送")
    assert not open_matters(in_office)
    assert actions.merge(boss, in_office, other_office, TODAY, reason="机构改革").successor == other_office


def test_a_merged_office_takes_no_application_that_comes_later(staff, in_office, other_office, filing, today):
    in_office.to_on, in_office.successor = TODAY, other_office
    in_office.save()
    today(date(2026, 6, 12))
    officer = staff.officer("officer")
    with pytest.raises(OfficeError, match="takes no applications"):
        register(officer, in_office, filing, channel="in_person", arrived_on=date(2026, 6, 11))
    assert register(officer, in_office, filing, channel="in_person", arrived_on=TODAY).case.is_open


def test_a_merger_into_an_office_one_does_not_set_up_is_refused(other_office, admin, in_office):
    with pytest.raises(NotPermitted):
        actions.merge(admin, in_office, other_office, date(2026, 6, 1), reason="x")


def test_sections_come_and_go_with_their_days(staff, case, in_office):
    client = staff.client("administrator")
    data = {"name": "综合科", "kind": "section", "from_on": "2026-01-01", "place": "1"}
    assert client.post(reverse("desk:offices:new_section", args=["baiyun"]), data).status_code == 302
    made = Section.objects.get(office=in_office)
    type(case).objects.filter(pk=case.pk).update(section=made)
    url = reverse("desk:offices:section", args=["baiyun", made.pk])
    page = client.post(url, {**data, "to_on": "2026-06-09"})
    assert page.status_code == 422
    assert "1件未办结" in page.content.decode()
    type(case).objects.filter(pk=case.pk).update(section=None)
    assert client.post(url, {**data, "to_on": "2026-06-09"}).status_code == 302
    made.refresh_from_db()
    assert made.to_on == date(2026, 6, 9)
    assert last_entry(in_office).body["changed"] == {"to_on": [None, "2026-06-09"]}
    assert "综合科" in client.get(reverse("desk:offices:sections", args=["baiyun"])).content.decode()


def test_the_leading_group_is_adjusted_and_its_history_stays(staff, in_office):
    client = staff.client("administrator")
    url = reverse("desk:offices:leading_group", args=["baiyun"])
    first = {
        "on": "2025-01-10",
        "document": "白街发〔2025〕1号",
        "members": "组长 张示例 主任\n副组长、李示例、副主任\n",
    }
    assert client.post(url, first).status_code == 302
    second = {"on": "2026-02-01", "document": "白街发〔2026〕2号", "members": "组长 王示例 主任"}
    assert client.post(url, second).status_code == 302
    rows = list(LeadingGroupMember.objects.filter(office=in_office).order_by("from_on", "place"))
    assert [(row.name, row.to_on) for row in rows] == [
        ("张示例", date(2026, 1, 31)),
        ("李示例", date(2026, 1, 31)),
        ("王示例", None),
    ]
    entry = last_entry(in_office)
    assert (entry.body["document"], entry.body["members"], entry.body["before"]) == ("白街发〔2026〕2号", 1, 2)
    assert "王示例" not in str(entry.body)
    page = client.get(url).content.decode()
    assert "张示例" in page
    assert client.post(url, {**second, "on": "2026-01-01"}).status_code == 422
    assert client.post(url, {**second, "on": "2026-03-01", "members": "组长"}).status_code == 422


def test_the_office_above_opens_one_below_it(district, chief, client):
    client.force_login(chief)
    url = reverse("desk:offices:below", args=["yunhai"])
    data = {"name": "云海区红叶街道办事处", "code": "hongye", "kind": "sub_district", "username": "hongye-admin"}
    assert client.post(url, data).status_code == 422  # a new administrator needs a name
    page = client.post(url, {**data, "admin_name": "示例管理员"})
    assert page.status_code == 200
    assert "/accounts/password/reset/key/" in page.content.decode()
    made = Office.objects.get(code="hongye")
    assert made.parent == district
    assert Membership.objects.get(office=made).user.username == "hongye-admin"
    again = client.post(url, {**data, "admin_name": "又一个", "username": "hongye-admin-2"})
    assert again.status_code == 422
    assert not User.objects.filter(username="hongye-admin-2").exists()


def test_who_may_do_nothing_here_does_not_see_the_page(staff: Staff, in_office):
    assert staff.client("officer").get(reverse("desk:offices:home", args=["baiyun"])).status_code == 403
    page = staff.client("auditor").get(reverse("desk:offices:home", args=["baiyun"])).content.decode()
    assert "记录与审计" in page
    assert reverse("desk:offices:members", args=["baiyun"]) not in page
