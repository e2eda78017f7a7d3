"""A ledger comes in as one batch, compiles to the same report, and is taken back as one."""

from __future__ import annotations

import pytest
from django_scopes import scope

from gongkai.demo.busy import busy_book
from gongkai.demo.office import BUSY, CODES, is_loaded, load_office
from gongkai.demo.seeds import seeds
from gongkai.documents.workbook.law import compile_book
from gongkai.errors import EntryError
from gongkai.ledger import steps
from gongkai.ledger.registers import Registers
from gongkai.report.compile import compile_report
from gongkai.report.narrative import draft
from gongkai.web.applications.actions import refold, take_step
from gongkai.web.applications.imports import import_ledger, undo_import
from gongkai.web.applications.models import Application
from gongkai.web.entries.chain import verify
from gongkai.web.entries.record import ledger_of
from gongkai.web.offices.models import Office
from gongkai.web.publishing.models import Item


def figures(report):
    return {key: cell.value for key, cell in report.cells.items()}


def words(ledger, year):
    """The narrative of a year, as its draft says it."""
    preamble, sections = draft(compile_report(ledger, year), ledger, Registers(ledger.register_entries))
    return [paragraph.text for said in (preamble, *sections.values()) for paragraph in said]


def test_the_demonstration_compiles_to_the_same_reports(db):
    load_office("demo-password")
    assert is_loaded()
    for code, seed in zip(CODES, seeds(), strict=True):
        office = Office.objects.get(code=code)
        with scope(office=office):
            ledger, year = ledger_of(office), seed.book.year
            assert figures(compile_report(ledger, year)) == figures(compile_book(seed.book))
            assert words(ledger, year) == words(seed.book.ledger, year)
    office, book = Office.objects.get(code=BUSY), busy_book()
    with scope(office=office):
        assert figures(compile_report(ledger_of(office), book.year)) == figures(compile_book(book))
        stages = set(Application.objects.filter(closed_on=None).values_list("stage", flat=True))
        assert stages == {"awaiting_confirmation", "handling", "awaiting_supplement", "consulting", "awaiting_payment"}
        at = set(Item.objects.filter(office=office).values_list("stage", flat=True))
        assert at >= {"drafting", "in_review", "referred", "ready", "scheduled", "public", "taken_down", "kept"}
        assert [refold(case) for case in Application.objects.all()[:40]] == [{}] * 40
        assert verify(office).is_good


@pytest.fixture
def imported(in_office):
    import_ledger(in_office, busy_book().ledger, batch="旧台账", by="baiyun-head")
    return in_office


def test_an_import_is_taken_back_whole(imported):
    assert Application.objects.count() > 200
    undo_import(imported, "旧台账", by="baiyun-head", reason="导错机关")
    assert Application.objects.count() == 0
    assert not ledger_of(imported).applications
    assert verify(imported).is_good


def test_a_case_someone_went_on_with_keeps_the_import(imported, staff):
    case = Application.objects.filter(closed_on=None).first()
    take_step(staff.officer("officer"), case.pk, steps.Withdrawn(on=case.arrived_on))
    with pytest.raises(EntryError):
        undo_import(imported, "旧台账", by="baiyun-head", reason="导错机关")


def test_the_same_batch_or_number_does_not_come_twice(imported):
    for batch in ("旧台账", "另一批"):
        with pytest.raises(EntryError):
            import_ledger(imported, busy_book().ledger, batch=batch, by="baiyun-head")
