"""Records: added, released by a second person, changed, withdrawn, ended; what the public sees, what is counted."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django_scopes import scope

from gongkai.errors import EntryError, NotPermitted, OfficeError
from gongkai.ledger.registers import Registers
from gongkai.web.entries.chain import verify
from gongkai.web.entries.models import Entry
from gongkai.web.entries.record import ledger_of
from gongkai.web.guides import actions, queries
from gongkai.web.guides.kinds import KINDS
from gongkai.web.guides.published import directory, file_of, powers, service_guides, systems
from gongkai.web.registers import actions as registers
from gongkai.web.registers.kinds import REGISTERS
from tests.web.conftest import TODAY
from tests.web.guides.samples import PDF, VALUES, record

PUBLIC = {"systems": systems, "services": service_guides, "directory": directory, "powers": powers}
"""What the portal reads of each kind."""


@pytest.fixture
def officer(staff):
    return staff.officer("officer")


@pytest.fixture
def head(staff):
    return staff.officer("head")


def released(head, kind, row):
    return actions.release(head, KINDS[kind], row.pk, row.version)


def registers_of(office) -> Registers:
    return Registers(ledger_of(office).register_entries)


def address(office, name, *args):
    return reverse(f"desk:registers:records:{name}", args=[office.code, *args])


# --- nothing reaches the public unreviewed ----------------------------------------------------------------------------


@pytest.mark.parametrize("kind", list(PUBLIC))
def test_the_public_sees_what_a_second_person_released_as_it_was(officer, head, in_office, kind):
    """Added, released, changed, released again, withdrawn: at each step what the portal shows, on every kind."""
    see, title = PUBLIC[kind], KINDS[kind].title
    row = record(officer, in_office, kind)
    assert see(in_office) == ()
    with pytest.raises(NotPermitted):
        actions.release(officer, KINDS[kind], row.pk, row.version)
    released(head, kind, row)
    assert [getattr(one, title) for one in see(in_office)] == [VALUES[kind][title]]
    row = actions.change(officer, KINDS[kind], row.pk, 1, {**VALUES[kind], title: "改过的内容"})
    assert getattr(see(in_office)[0], title) == VALUES[kind][title]
    with pytest.raises(OfficeError, match="changed meanwhile"):
        actions.release(head, KINDS[kind], row.pk, 1)
    released(head, kind, row)
    assert getattr(see(in_office)[0], title) == "改过的内容"
    with pytest.raises(OfficeError):
        actions.withdraw(head, KINDS[kind], row.pk, " ")
    actions.withdraw(head, KINDS[kind], row.pk, "内容有误")
    assert see(in_office) == ()
    assert verify(in_office).is_good


def test_nobody_releases_what_they_wrote(head, staff, in_office):
    row = record(head, in_office, "systems")
    with pytest.raises(OfficeError, match="Someone else"):
        released(head, "systems", row)
    assert systems(in_office) == ()
    released(staff.officer("leader"), "systems", row)
    assert len(systems(in_office)) == 1


def test_another_office_sees_nothing_of_it(officer, head, in_office, other_office):
    released(head, "directory", record(officer, in_office, "directory"))
    with scope(office=other_office):
        assert directory(other_office) == () == directory(in_office)


@pytest.mark.parametrize(("consents", "name"), [(False, ""), (True, "张示例")])
def test_a_name_is_public_with_its_owner_s_consent(officer, head, in_office, consents, name):
    released(head, "directory", record(officer, in_office, "directory", consents=consents))
    assert [(one.post, one.name) for one in directory(in_office)] == [("科长", name)]


def test_a_file_is_public_once_its_system_is_released_with_it(officer, head, in_office):
    row = record(officer, in_office, "systems")
    released(head, "systems", row)
    file = actions.add_file(officer, KINDS["systems"], row.pk, "办法.pdf", PDF)
    assert file_of(in_office, file.pk) is None
    row.refresh_from_db()
    released(head, "systems", row)
    assert [one.name for one in systems(in_office)[0].files] == ["办法.pdf"]
    assert file_of(in_office, file.pk)[1] == PDF
    actions.remove_file(officer, KINDS["systems"], row.pk, file.pk)
    assert file_of(in_office, file.pk) is not None  # public until the removal is released too
    actions.withdraw(head, KINDS["systems"], row.pk, "已被新办法取代")
    assert file_of(in_office, file.pk) is None


# --- what is refused --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        ("systems", {"name": " "}),
        ("systems", {"valid_until": date(2024, 1, 1)}),
        ("services", {"link": "javascript:alert(1)"}),
        ("services", {"phone": "13800005678"}),
        ("directory", {"duty": "身份证号 11010119900307003X"}),
        ("directory", {"place": 70_000}),
        ("powers", {"added_on": TODAY + timedelta(days=1)}),
        ("motions", {"due_on": date(2026, 3, 1)}),
    ],
)
def test_what_is_refused(officer, in_office, kind, given):
    with pytest.raises(OfficeError):
        record(officer, in_office, kind, **given)
    assert not KINDS[kind].model.objects.exists()


@pytest.mark.parametrize("kind", list(KINDS))
def test_the_same_twice_and_a_change_nobody_saw_are_refused(officer, in_office, kind):
    row = record(officer, in_office, kind)
    with pytest.raises(OfficeError, match="stands already"):
        record(officer, in_office, kind)
    title = KINDS[kind].title
    actions.change(officer, KINDS[kind], row.pk, 1, {**VALUES[kind], title: "新"})
    with pytest.raises(OfficeError, match="meanwhile"):
        actions.change(officer, KINDS[kind], row.pk, 1, {**VALUES[kind], title: "旧"})


def test_what_ended_is_not_public_and_not_changed(officer, head, in_office):
    row = record(officer, in_office, "services")
    released(head, "services", row)
    with pytest.raises(NotPermitted):
        actions.end(officer, KINDS["services"], row.pk, TODAY, "不再办理")
    actions.end(head, KINDS["services"], row.pk, TODAY, "不再办理")
    assert service_guides(in_office) == ()
    with pytest.raises(OfficeError, match="ended"):
        released(head, "services", row)


# --- what is counted --------------------------------------------------------------------------------------------------


def change_in_2026(office) -> int:
    return registers_of(office).projects_changed("penalty", 2026).value


def test_powers_that_come_and_go_count_in_table_two(officer, in_office):
    row = record(officer, in_office, "powers")
    record(officer, in_office, "powers", name="期初已有的事项（示例）", in_opening=True)
    assert change_in_2026(in_office) == 1
    with pytest.raises(EntryError, match="belongs to a record"):
        registers.void(officer, in_office, REGISTERS["projects"], row.added_entry, "想单独作废")
    given = {**VALUES["powers"], "kind": "licensing"}
    actions.change(officer, KINDS["powers"], row.pk, 1, given)
    assert change_in_2026(in_office) == 0
    assert registers_of(in_office).projects_changed("licensing", 2026).value == 1
    slip = record(officer, in_office, "powers", name="登记错的事项（示例）")
    actions.end(officer, KINDS["powers"], slip.pk, TODAY, "重复", is_slip=True)
    assert change_in_2026(in_office) == 0
    actions.end(officer, KINDS["powers"], row.pk, TODAY, "上级取消")
    assert registers_of(in_office).projects_changed("licensing", 2026).value == 0
    figures = [(one.label, one.before, one.added, one.removed, one.after) for one in queries.powers_in(in_office, 2026)]
    assert figures == [("行政许可", 0, 1, 1, 0), ("行政处罚", 1, 0, 0, 1)]


def test_the_reply_rate_counts_the_proposals_that_came(officer, in_office):
    first = record(officer, in_office, "motions")
    record(officer, in_office, "motions", number="A13", due_on=None)
    kind = KINDS["motions"]
    given = {"answered_on": date(2026, 6, 1), "result": "solved", "answer_public": True, "public_on": date(2026, 6, 5)}
    with pytest.raises(OfficeError, match="may not be published"):
        actions.answer(officer, kind, first.pk, {**given, "answer_public": False})
    actions.answer(officer, kind, first.pk, given)
    actions.answer(officer, kind, first.pk, {**given, "answered_on": date(2026, 6, 3)})  # a slip, mended
    (rate,) = queries.reply_rates(in_office, 2026, TODAY)
    assert (rate.received, rate.answered, rate.in_time, rate.overdue, rate.public) == (2, 1, 0, 0, 1)
    assert rate.percent == "50%"
    answers = [
        entry for entry in ledger_of(in_office).register_entries if type(entry.event).__name__ == "ProposalAnswered"
    ]
    assert [entry.event.on for entry in answers] == [date(2026, 6, 3)]


def test_what_a_check_of_the_site_would_miss_is_named(officer, head, in_office):
    record(officer, in_office, "services", phone="", flow="")
    ((_row, missing),) = queries.useless(in_office)
    assert [one.label for one in missing] == ["联系电话", "办理流程"]
    released(head, "systems", record(officer, in_office, "systems"))
    assert "review" not in {one.code for one in queries.systems_lacking(in_office)}


# --- pages ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", list(KINDS))
def test_a_record_is_typed_shown_listed_and_exported(staff, office, kind):
    client = staff.client("officer")
    values = {key: value.isoformat() if hasattr(value, "isoformat") else value for key, value in VALUES[kind].items()}
    answer = client.post(address(office, "add", kind), values)
    assert answer.status_code == 302, answer.content.decode()
    assert VALUES[kind][KINDS[kind].title] in client.get(answer["Location"]).content.decode()
    assert client.post(address(office, "add", kind), values).status_code == 422
    page = client.get(address(office, "list", kind) + "?q=示例&state=ended&year=2026").content.decode()
    assert "没有符合条件的记录" in page
    assert client.post(address(office, "export", kind), {"format": "xlsx"}).content.startswith(b"PK")


def test_a_release_by_post_and_queries_do_not_grow(
    staff, office, django_assert_max_num_queries, django_assert_num_queries
):
    with scope(office=office):
        row = record(staff.officer("officer"), office, "services")
    client = staff.client("head")
    assert client.post(address(office, "release", "services", row.pk), {"version": "1"}).status_code == 302
    with scope(office=office):
        assert len(service_guides(office)) == 1
        actions.change(staff.officer("officer"), KINDS["services"], row.pk, 1, {**VALUES["services"], "phone": ""})
    page = client.get(address(office, "page", "services", row.pk)).content.decode()
    assert page.count("公众看到的还是原来的内容") == 1
    assert "（已删去）" in page
    client.get(address(office, "list", "services"))  # the account is read anew once something of the office changed
    with django_assert_max_num_queries(16) as few:
        client.get(address(office, "list", "services"))
    most = len(few)
    with scope(office=office):
        for n in range(5):
            record(staff.officer("officer"), office, "services", name=f"事项{n}（示例）", phone="")
    client.get(address(office, "list", "services"))
    with django_assert_num_queries(most):
        client.get(address(office, "list", "services"))
    todo = client.get(reverse("desk:todo", args=[office.code])).content.decode()
    assert "办事指南：6 条待核对公开" in todo


def test_every_change_is_in_the_record_of_the_desk(officer, head, in_office):
    row = record(officer, in_office, "systems")
    released(head, "systems", row)
    assert [(one.type, one.by) for one in queries.history(row)] == [
        ("record_released", head.username),
        ("record_added", officer.username),
    ]
    assert Entry.objects.filter(type="record_added").count() == 1
