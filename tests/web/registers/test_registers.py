"""Entries of the registers: recorded, voided, corrected, listed; what the core says against them."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django_scopes import scope

from gongkai.errors import EntryError, NotPermitted, OfficeError, StepNotAllowed
from gongkai.ledger.events import (
    ChargeCollected,
    DecisionsMade,
    DocumentIssued,
    DocumentLapsed,
    DocumentRepealed,
    ProposalAnswered,
    RequestsAnswered,
)
from gongkai.ledger.registers import Registers
from gongkai.web.entries.chain import verify
from gongkai.web.entries.models import Entry
from gongkai.web.entries.record import ledger_of
from gongkai.web.registers.actions import Repeated, add, correct, void
from gongkai.web.registers.kinds import REGISTERS
from gongkai.web.registers.queries import document_lines, documents_of, ending, ledger_of_register, sums_of
from tests.web.conftest import TODAY

DECISIONS, DOCUMENTS, CHARGES = REGISTERS["decisions"], REGISTERS["documents"], REGISTERS["charges"]
NUMBER = "白云街办发〔2026〕1号"


def penalty(count: int = 3, **more) -> DecisionsMade:
    return DecisionsMade(on=date(2026, 3, 31), kind="penalty", count=count, **more)


def issued(**more) -> DocumentIssued:
    return DocumentIssued(on=date(2026, 2, 2), title="停车管理办法（示例）", **more)


@pytest.fixture
def officer(staff):
    return staff.officer("officer")


def registers_of(office) -> Registers:
    return Registers(ledger_of(office).register_entries)


def address(office, name, *args):
    return reverse(f"desk:registers:{name}", args=[office.code, *args])


# --- actions --------------------------------------------------------------------------------------------------------


def test_an_entry_counts_in_table_two(officer, in_office):
    add(officer, in_office, DECISIONS, penalty(12, published=10))
    assert registers_of(in_office).decisions("penalty", 2026).value == 12


@pytest.mark.parametrize("role", ["officer", "head", "liaison"])
def test_who_keeps_registers(staff, in_office, role):
    assert add(staff.officer(role), in_office, DECISIONS, penalty())


@pytest.mark.parametrize("role", ["reviewer", "leader", "archivist", "auditor", "supervisor", "administrator"])
def test_who_does_not(staff, in_office, role):
    with pytest.raises(NotPermitted):
        add(staff.officer(role), in_office, DECISIONS, penalty())


@pytest.mark.parametrize(
    ("register", "event"),
    [
        ("decisions", DecisionsMade(on=TODAY + timedelta(days=1), kind="penalty")),
        ("decisions", DecisionsMade(on=TODAY, kind="nothing")),
        ("decisions", DecisionsMade(on=TODAY, kind="penalty", count=-1)),
        ("decisions", DecisionsMade(on=TODAY, kind="penalty", count=1, published=2)),
        ("charges", ChargeCollected(on=TODAY, item="占道费", amount_yuan=Decimal(-1))),
        ("requests", RequestsAnswered(on=TODAY, platform="12345", received=1, answered_in_time=2)),
        ("proposals", ProposalAnswered(on=TODAY, title="王示例 13800005678 的建议")),
        ("decisions", ProposalAnswered(on=TODAY, title="不属于这个登记簿")),
    ],
)
def test_what_is_refused(officer, in_office, register, event):
    before = Entry.objects.count()
    with pytest.raises(EntryError):
        add(officer, in_office, REGISTERS[register], event)
    assert Entry.objects.count() == before


def test_the_same_twice_is_asked_about(officer, in_office):
    add(officer, in_office, DECISIONS, penalty())
    with pytest.raises(Repeated):
        add(officer, in_office, DECISIONS, penalty())
    add(officer, in_office, DECISIONS, penalty(), is_sure=True)
    assert registers_of(in_office).decisions("penalty", 2026).value == 6


def test_a_void_entry_stays_and_counts_nowhere(officer, in_office):
    made = add(officer, in_office, DECISIONS, penalty())
    void(officer, in_office, DECISIONS, made, "重复登记")
    assert registers_of(in_office).decisions("penalty", 2026).value == 0
    assert Entry.objects.filter(sequence=made).exists()
    with pytest.raises(EntryError):
        void(officer, in_office, DECISIONS, made, "再作废一次")
    with pytest.raises(OfficeError):
        void(officer, in_office, DECISIONS, add(officer, in_office, DECISIONS, penalty()), " ")
    assert verify(in_office).is_good


def test_a_correction_voids_and_records(officer, in_office):
    made = add(officer, in_office, DECISIONS, penalty(3))
    new = correct(officer, in_office, DECISIONS, made, penalty(5), "", "数字看错")
    assert new == made + 2
    assert registers_of(in_office).decisions("penalty", 2026).value == 5
    with pytest.raises(OfficeError):
        correct(officer, in_office, DECISIONS, new, penalty(5), "", "没有改动")
    with pytest.raises(EntryError):
        correct(officer, in_office, DECISIONS, made, penalty(6), "", "已经作废的")


def test_an_entry_of_another_register_is_not_voided_here(officer, in_office):
    made = add(officer, in_office, DECISIONS, penalty())
    with pytest.raises(EntryError):
        void(officer, in_office, CHARGES, made, "拿错了登记簿")


# --- documents ------------------------------------------------------------------------------------------------------


def test_effect_on_a_chosen_day(officer, in_office):
    add(officer, in_office, DOCUMENTS, issued(in_force_from=date(2026, 3, 1)), NUMBER)
    add(officer, in_office, DOCUMENTS, DocumentRepealed(on=date(2026, 5, 1)), NUMBER)
    ledger = ledger_of_register(in_office, DOCUMENTS)

    def effect(on):
        return document_lines(ledger, documents_of(ledger, on, None, "", ""), on)[0].effect

    days = [date(2026, 2, 28), date(2026, 3, 1), date(2026, 4, 30), date(2026, 5, 1)]
    assert [effect(on) for on in days] == ["尚未生效", "现行有效", "现行有效", "已废止"]
    assert dict(sums_of(DOCUMENTS, ledger, 2026, TODAY))["本年废止"] == "1"


def test_a_document_ends_once_and_after_its_issue(officer, in_office):
    add(officer, in_office, DOCUMENTS, issued(), NUMBER)
    with pytest.raises(StepNotAllowed):
        add(officer, in_office, DOCUMENTS, issued(valid_until=date(2030, 1, 1)), NUMBER)
    with pytest.raises(StepNotAllowed):
        add(officer, in_office, DOCUMENTS, DocumentRepealed(on=date(2026, 1, 1)), NUMBER)
    add(officer, in_office, DOCUMENTS, DocumentLapsed(on=date(2026, 5, 1)), NUMBER)
    with pytest.raises(StepNotAllowed):
        add(officer, in_office, DOCUMENTS, DocumentRepealed(on=date(2026, 5, 2)), NUMBER)


def test_an_issue_is_not_voided_below_its_repeal_but_may_be_corrected(officer, in_office):
    made = add(officer, in_office, DOCUMENTS, issued(), NUMBER)
    end = add(officer, in_office, DOCUMENTS, DocumentRepealed(on=date(2026, 5, 1)), NUMBER)
    with pytest.raises(EntryError):
        void(officer, in_office, DOCUMENTS, made, "登记错了")
    with pytest.raises(EntryError):
        correct(officer, in_office, DOCUMENTS, made, issued(), "白云街办发〔2026〕2号", "文号写错")
    late = DocumentIssued(on=date(2026, 5, 2), title="停车管理办法（示例）")
    with pytest.raises(StepNotAllowed):
        correct(officer, in_office, DOCUMENTS, made, late, NUMBER, "日期写错")
    correct(officer, in_office, DOCUMENTS, made, issued(kind="rules"), NUMBER, "类别选错")
    void(officer, in_office, DOCUMENTS, end, "没有废止")
    assert registers_of(in_office).repealed("normative_documents", 2026).value == 0
    assert registers_of(in_office).in_force("rules", TODAY).value == 1


def test_what_ends_within_ninety_days(officer, in_office):
    for number, days in enumerate((-1, 0, 90, 91)):
        add(officer, in_office, DOCUMENTS, issued(valid_until=TODAY + timedelta(days=days)), f"{number}号")
    soon, over = ending(ledger_of_register(in_office, DOCUMENTS), TODAY)
    assert [one.number for one in soon] == ["1号", "2号"]
    assert [one.number for one in over] == ["0号"]


# --- pages ----------------------------------------------------------------------------------------------------------

FILLED = {
    "documents": {"subject": NUMBER, "title": "办法（示例）", "kind": "normative_documents", "on": "2026-02-02"},
    "decisions": {"on": "2026-03-31", "kind": "penalty", "count": "１２"},
    "charges": {"on": "2026-03-31", "item": "占道费", "amount": "39,800.50"},
    "purchases": {"on": "2026-03-31", "project": "办公设备（示例）", "amount": "519566.2"},
    "projects": {"on": "2026-03-31", "kind": "penalty", "change": "-2"},
    "items": {"on": "2026-03-31", "category": "机构职能", "count": "3"},
    "channels": {"on": "2026-03-31", "channel": "微信公众号", "reads": "100"},
    "requests": {"on": "2026-03-31", "platform": "12345", "received": "4", "answered": "3"},
    "proposals": {"on": "2026-03-31", "title": "示例建议", "kind": "congress", "done": "True"},
    "facts": {"on": "2026-03-31", "name": "communities", "value": "8"},
    "openings": {"on": "2025-12-31", "account": "penalty.projects", "count": "6"},
}


@pytest.mark.parametrize("kind", list(REGISTERS))
def test_every_register_is_typed_listed_opened_and_corrected(staff, office, kind):
    client = staff.client("officer")
    assert client.get(address(office, "add", kind)).status_code == 200
    answer = client.post(address(office, "add", kind), FILLED[kind])
    assert answer.status_code == 302, answer.content.decode()
    page = client.get(answer["Location"])
    assert page.status_code == 200
    shown = client.get(address(office, "list", kind))
    assert answer["Location"] in shown.content.decode()
    again = client.post(f"{answer['Location']}correct/", FILLED[kind] | {"why": "没有改动"})
    assert again.status_code == 422
    done = client.post(f"{answer['Location']}void/", {"reason": "示例"})
    assert done.status_code == 302
    assert answer["Location"] not in client.get(address(office, "list", kind)).content.decode()
    assert "这条记录已作废" in client.get(answer["Location"]).content.decode()


@pytest.mark.parametrize(
    ("kind", "given", "sentence"),
    [
        ("decisions", {"on": "2026-13-01"}, "日期"),
        ("decisions", {"on": "2027-01-01"}, "日期不能晚于今天"),
        ("decisions", {"on": "1066-10-14"}, "年之间"),
        ("decisions", {"count": "十二点五"}, "请只填数字"),
        ("decisions", {"count": "-1"}, "不能是负数"),
        ("decisions", {"kind": ""}, "类别"),
        ("charges", {"amount": "-5"}, "金额不能是负数"),
        ("charges", {"amount": "1" * 40}, "30"),
        ("channels", {"reads": ""}, "请至少填写一项数据"),
        ("documents", {"subject": ""}, "文号"),
        ("documents", {"valid_until": "2026-01-01"}, "“有效期至”不能早于施行日期"),
        ("proposals", {"title": "身份证 11010119900307003X"}, "不登记个人信息"),
    ],
)
def test_bad_input_is_one_sentence_and_loses_nothing(staff, office, kind, given, sentence):
    client = staff.client("officer")
    answer = client.post(address(office, "add", kind), FILLED[kind] | given)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in text
    with scope(office=office):
        assert not Entry.objects.filter(kind="ledger").exists()
    kept = FILLED[kind].get("project") or FILLED[kind].get("item") or FILLED[kind]["on"]
    assert kept in text or given.get("on")


def test_a_repeal_is_recorded_from_the_document_s_page(staff, office):
    client = staff.client("officer")
    page = client.post(address(office, "add", "documents"), FILLED["documents"])["Location"]
    way = f"{address(office, 'add', 'documents')}?act=document_repealed"
    assert way in client.get(page).content.decode()
    form = client.get(f"{way}&number={NUMBER}").content.decode()
    assert NUMBER in form
    assert "有效期至" not in form
    done = client.post(way, {"subject": NUMBER, "repealed": "2026-05-01"})
    assert done.status_code == 302
    listed = client.get(f"{address(office, 'list', 'documents')}?effect=repealed").content.decode()
    assert NUMBER in listed
    before = client.get(f"{address(office, 'list', 'documents')}?effect=repealed&on=2026-04-30").content.decode()
    assert "没有符合条件的记录" in before
    refused = client.post(way, {"subject": NUMBER, "repealed": "2026-05-02"})
    assert "该文件已经废止或者失效" in refused.content.decode()


def test_the_same_twice_asks_on_the_page(staff, office):
    client, given = staff.client("officer"), FILLED["decisions"]
    client.post(address(office, "add", "decisions"), given)
    asked = client.post(address(office, "add", "decisions"), given)
    assert asked.status_code == 422
    assert "不是重复登记" in asked.content.decode()
    assert client.post(address(office, "add", "decisions"), given | {"is_sure": "on"}).status_code == 302


def test_filters_of_year_and_words(staff, office):
    client = staff.client("officer")
    client.post(address(office, "add", "charges"), FILLED["charges"])
    here = address(office, "list", "charges")
    assert "3.98005" in client.get(f"{here}?year=2026").content.decode()
    assert "占道费" in client.get(f"{here}?q=占道").content.decode()
    assert "没有符合条件的记录" in client.get(f"{here}?year=2025").content.decode()
    assert client.get(f"{here}?year=x").status_code == 422


@pytest.mark.parametrize("kind", ["decisions", "documents"])
def test_queries_do_not_grow_with_the_entries(staff, office, kind, django_assert_num_queries):
    client, officer = staff.client("officer"), staff.officer("officer")

    def fill(first, last):
        with scope(office=office):
            for n in range(first, last):
                if kind == "decisions":
                    add(officer, office, DECISIONS, penalty(n))
                else:
                    add(officer, office, DOCUMENTS, issued(), f"{n}号")

    def count() -> int:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as found:
            client.get(address(office, "list", kind))
        return len(found)

    client.get(address(office, "list", kind))
    fill(1, 3)
    few = count()
    fill(3, 25)
    assert count() == few < 20


def test_another_office_s_entries_are_not_here(staff, office, other_office, district):
    from tests.web.conftest import Staff

    stranger = Staff(other_office)
    with scope(office=other_office):
        made = add(stranger.officer("officer"), other_office, DECISIONS, penalty(7_654_321))
    client = staff.client("officer")
    assert client.get(address(office, "page", "decisions", made)).status_code == 404
    assert "7654321" not in client.get(address(office, "list", "decisions")).content.decode().split("<main")[1]
    assert client.get(address(other_office, "list", "decisions")).status_code == 404
