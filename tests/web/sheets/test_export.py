"""The ledger goes out as the core's workbook and comes into another office without loss."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django_scopes import scope

from gongkai.demo.busy import busy_book
from gongkai.documents.workbook import LedgerBook, read_ledger, write_ledger
from gongkai.errors import NotPermitted, OfficeError
from gongkai.ledger import steps
from gongkai.ledger.entries import Ledger, numbered
from gongkai.ledger.events import BatchVoided, DecisionsMade, Received, Voided
from gongkai.report.compile import compile_report
from gongkai.web.applications.actions import take_step, void_step
from gongkai.web.applications.imports import import_ledger
from gongkai.web.applications.models import Application
from gongkai.web.challenges.actions import Decision, Papers, decide, register_challenge
from gongkai.web.challenges.models import Challenge
from gongkai.web.desk.statistics import table_three
from gongkai.web.entries.models import Entry
from gongkai.web.entries.record import ledger_of
from gongkai.web.people.models import Person
from gongkai.web.sheets.actions import bring_in, take_in, undo
from gongkai.web.sheets.exporting import export_book
from gongkai.web.sheets.models import Sheet
from tests.web.conftest import Staff

BUSY = busy_book()


def told(ledger):
    """What stands and what is void, by subject, without numbers."""
    standing = sorted((one.event.on, one.subject, plain(one.event)) for one in ledger.standing if not_a_void(one))
    void = sorted((one.subject, plain(one.event)) for one in ledger.entries if one.sequence in ledger.voided)
    return standing, void


def plain(event):
    """An event as text; 39800.50 is 39800.5."""
    amount = getattr(event, "amount_yuan", None)
    return repr(event if amount is None else replace(event, amount_yuan=amount.normalize()))


def not_a_void(entry):
    return not isinstance(entry.event, Voided | BatchVoided)


def figures(ledger, year):
    return {key: cell.value for key, cell in compile_report(ledger, year).cells.items()}


@pytest.fixture
def full(in_office, staff, case):
    """The invented busy office, and a case of the desk with a slip and a reconsideration."""
    import_ledger(in_office, BUSY.ledger, batch="旧台账", by="baiyun-head")
    officer = staff.officer("officer")
    slip = take_step(officer, case.pk, steps.SupplementRequested(on=date(2026, 6, 2), reason="误登"))
    entry = Entry.objects.get(subject=case.number, type="supplement_requested")
    void_step(staff.officer("head"), slip.pk, entry.sequence, reason="登错案件")
    answered = take_step(officer, case.pk, steps.Answered(on=date(2026, 6, 3), outcome="granted", reason="随函"))
    papers = Papers("reconsideration", date(2026, 6, 8), application=answered)
    challenge = register_challenge(officer, in_office, papers)
    decide(officer, challenge.pk, Decision(date(2026, 6, 9), "第六十八条", "upheld"))
    return in_office


@pytest.fixture
def away(full, other_office):
    """The ledger of the whole office after its way into another one."""
    with scope(office=full):
        data = export_book(Staff(full).officer("officer"), full, None)
        before = ledger_of(full)
    with scope(office=other_office):
        head = Staff(other_office).officer("head")
        row = take_in(head, other_office, "台账.xlsx", data)
        assert row.is_book
        bring_in(head, row, without_errors=False)
        yield before, ledger_of(other_office), data, row


def test_what_went_out_comes_in_whole(away, case):
    before, after, _data, row = away
    assert told(after) == told(before)
    for year in (BUSY.year, 2026):
        assert figures(after, year) == figures(before, year)
    assert (row.state, row.kind) == ("open", "book")
    assert Sheet.objects.get().cases == len(before.applications)
    assert Application.objects.get(number=case.number).content == case.content
    assert Challenge.objects.get(number="议2026-0001").column == "recon_upheld"


def test_no_personal_data_goes_out(away, case):
    book = read_ledger(away[2])
    plain = " ".join(repr(entry) for entry in book.ledger.entries)
    assert str(case.person_id) in plain
    assert not any(text in plain for text in ("王示例", "11010119900307003X", "13800005678", "示例路8号"))
    assert not Person.objects.exists()


def test_the_way_out_again_is_the_same(away, other_office):
    again = export_book(Staff(other_office).officer("officer"), other_office, None)
    first, second = read_ledger(away[2]).ledger, read_ledger(again).ledger
    assert told(second) == told(first)


def test_a_book_is_undone_too(away, other_office):
    undo(Staff(other_office).officer("head"), Sheet.objects.get(), "拿错了")
    assert not Application.objects.exists()
    assert not ledger_of(other_office).standing[:-1] or not ledger_of(other_office).applications
    assert not Challenge.objects.exists()


@pytest.mark.parametrize("year", [BUSY.year - 1, BUSY.year, 2026])
def test_one_year_holds_what_its_report_rests_on(full, staff, year):
    data = export_book(staff.officer("officer"), full, year)
    book = read_ledger(data)
    assert book.year == year
    assert figures(book.ledger, year) == figures(ledger_of(full), year)


def test_what_was_voided_later_is_void_in_the_book_of_its_year(staff, in_office):
    events = [
        ("", DecisionsMade(on=date(2024, 5, 1), kind="penalty", count=3)),
        ("", Voided(on=date(2025, 2, 1), entry=1, reason="错")),
    ]
    import_ledger(in_office, Ledger(in_office.facts(), tuple(numbered(events))), batch="b", by="x")
    assert figures(ledger_of(in_office), 2024)["t2", "penalty", "decisions_this_year"] == 0
    book = read_ledger(export_book(staff.officer("officer"), in_office, 2024))
    assert figures(book.ledger, 2024)["t2", "penalty", "decisions_this_year"] == 0
    assert len(book.ledger.voided) == 1


def test_a_void_of_another_place_voids_the_same_entry_here(in_office, case):
    events = [
        ("2024-001", Received(on=date(2024, 5, 6), content="原文")),
        ("2024-001", steps.Answered(on=date(2024, 5, 8), outcome="granted", reason="误")),
        ("2024-001", Voided(on=date(2024, 5, 8), entry=2, reason="登错")),
        ("2024-001", steps.Answered(on=date(2024, 5, 9), outcome="partial", grounds=("EX15A",))),
    ]
    import_ledger(in_office, Ledger(in_office.facts(), tuple(numbered(events))), batch="b", by="x")
    row = Application.objects.get(number="2024-001")
    assert (row.outcome, row.content) == ("partial", "原文")
    assert Application.objects.get(pk=case.pk).stage == "handling"


def test_a_void_of_another_register_does_not_stop_the_statistics(in_office, case):
    events = [
        ("", DecisionsMade(on=date(2026, 5, 1), kind="penalty", count=3)),
        ("", Voided(on=date(2026, 5, 1), entry=1, reason="错")),
    ]
    import_ledger(in_office, Ledger(in_office.facts(), tuple(numbered(events))), batch="b", by="x")
    assert table_three(in_office, 2026, 2026)["new_received.total"] == 1


def test_a_book_with_errors_stays_out_whole(staff, in_office):
    events = [
        ("2024-001", Received(on=date(2024, 5, 6))),
        ("2024-001", steps.Answered(on=date(2024, 5, 9), outcome="granted", reason="随函")),
        ("2024-001", steps.Withdrawn(on=date(2024, 5, 10))),
    ]
    data = write_ledger(LedgerBook(Ledger(in_office.facts(), tuple(numbered(events))), 2024))
    row = take_in(staff.officer("head"), in_office, "台账.xlsx", data)
    page = staff.client("head").get(reverse("desk:sheets:check", args=[in_office.code, row.pk]))
    assert "“办理经过”第 4 行 A 列：2024-001：申请已办结，不能再办理此步骤" in page.content.decode()
    with pytest.raises(OfficeError, match="whole or not at all"):
        bring_in(staff.officer("head"), row, without_errors=True)
    assert not Application.objects.exists()


def test_the_pages(full, staff):
    client = staff.client("officer")
    page = client.get(reverse("desk:sheets:export", args=[full.code]))
    assert page.status_code == 200
    answer = client.get(reverse("desk:sheets:ledger", args=[full.code]), {"year": BUSY.year})
    assert answer["Content-Type"].endswith("sheet")
    assert Entry.objects.filter(type="exported").last().body["format"] == "ledger"
    assert client.get(reverse("desk:sheets:ledger", args=[full.code]), {"year": "1888"}).status_code == 422
    assert client.get(reverse("desk:sheets:list", args=[full.code])).status_code == 403
    assert client.get(reverse("desk:cases:list", args=[full.code])).content.decode().count("导入与导出") == 1
    head = staff.client("head")
    assert head.get(reverse("desk:sheets:template", args=[full.code])).status_code == 200
    data = write_ledger(LedgerBook(Ledger(full.facts(), ()), 2024))
    answer = head.post(reverse("desk:sheets:list", args=[full.code]), {"file": SimpleUploadedFile("空.xlsx", data)})
    assert answer["Location"].endswith("/check/")
    assert head.get(answer["Location"]).status_code == 200


def test_who_may_not_export(staff, in_office):
    with pytest.raises(NotPermitted):
        export_book(staff.officer("administrator"), in_office, None)
