"""Retention: personal data goes after the years the office has set, and never where it has set none."""

from __future__ import annotations

from datetime import date

import pytest

from gongkai.errors import SealBroken
from gongkai.web.applications.actions import register
from gongkai.web.applications.files import attach, open_file
from gongkai.web.applications.models import Application, CaseFile, CoApplicant
from gongkai.web.config.daily import DAILY
from gongkai.web.entries.models import Entry
from gongkai.web.entries.record import ledger_of
from gongkai.web.people.models import Person
from gongkai.web.people.queries import find_people
from gongkai.web.people.retention import anonymise_due, years_before
from tests.documents.redact import samples


def archived(case: Application, on: date | None) -> Application:
    """The case as if archived on a day."""
    Application.objects.filter(pk=case.pk).update(archived_on=on, closed_on=on)
    return case


@pytest.fixture
def ten_years(in_office):
    in_office.settings = {"retention_years": 10}
    in_office.save()
    return in_office


def is_anonymous(case: Application) -> bool:
    return Person.objects.get(pk=case.person_id).is_anonymous


def test_it_is_a_daily_task():
    assert "retention" in [name for name, _work in DAILY]


@pytest.mark.parametrize(
    ("on", "goes"),
    [(date(2016, 6, 10), True), (date(2016, 6, 11), False), (date(2000, 1, 1), True), (None, False)],
)
def test_both_sides_of_the_day(case, ten_years, on, goes):
    archived(case, on)
    assert anonymise_due() == int(goes)
    assert is_anonymous(case) is goes
    assert anonymise_due() == 0


def test_without_years_nothing_ever_goes(case, in_office):
    archived(case, date(1990, 1, 1))
    assert anonymise_due() == 0
    assert not is_anonymous(case)


def test_one_case_still_kept_keeps_the_person(case, ten_years, staff, filing):
    archived(case, date(2000, 1, 1))
    other = register(staff.officer("officer"), ten_years, filing, channel="in_person", arrived_on=date(2026, 6, 1)).case
    CoApplicant.objects.create(office=ten_years, application=other, person_id=case.person_id)
    assert anonymise_due() == 0
    archived(other, date(2000, 1, 1))
    assert anonymise_due() == 2


def test_index_and_personal_files_go_and_the_ledger_stays(case, ten_years, staff):
    officer = staff.officer("officer")
    identity = attach(officer, ten_years, case, "identity", "身份证.pdf", samples.small_paper())
    evidence = attach(officer, ten_years, case, "evidence", "检索.pdf", samples.small_paper())
    before = [entry.digest for entry in Entry.objects.order_by("sequence")]
    archived(case, date(2000, 1, 1))
    assert anonymise_due() == 1
    assert find_people(ten_years.pk, "王示例") == []
    with pytest.raises(SealBroken):
        open_file(CaseFile.objects.get(pk=identity.pk))
    assert open_file(CaseFile.objects.get(pk=evidence.pk)) == samples.small_paper()
    entries = list(Entry.objects.order_by("sequence"))
    assert [entry.digest for entry in entries[: len(before)]] == before
    assert [entry.type for entry in entries[len(before) :]] == ["anonymised", "files_destroyed"]
    assert case.number in ledger_of(ten_years).applications


def test_another_office_is_left_alone(case, in_office, other_office):
    other_office.settings = {"retention_years": 1}
    other_office.save()
    archived(case, date(2000, 1, 1))
    assert anonymise_due() == 0


def test_a_leap_day_ten_years_on():
    assert years_before(date(2028, 2, 29), 10) == date(2018, 2, 28)
