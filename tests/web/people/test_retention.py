"""Retention: personal data goes after the years the office has set, and never where it has set none."""

from __future__ import annotations

from datetime import date

import pytest

from gongkai.documents.redact.model import Box, Mark
from gongkai.errors import SealBroken
from gongkai.ledger import steps
from gongkai.web.applications.actions import register, take_step
from gongkai.web.applications.files import attach, open_file, path_of
from gongkai.web.applications.models import Application, CaseFile, CoApplicant, Submission
from gongkai.web.archive.actions import archive_case, make_transfer
from gongkai.web.archive.models import Transfer
from gongkai.web.archive.vault import load
from gongkai.web.config.clock import now
from gongkai.web.config.daily import DAILY
from gongkai.web.entries.chain import verify
from gongkai.web.entries.models import Entry
from gongkai.web.entries.record import ledger_of
from gongkai.web.notices.actions import draft
from gongkai.web.notices.models import Letter
from gongkai.web.people.models import Person
from gongkai.web.people.queries import find_people
from gongkai.web.people.retention import anonymise_due, years_before
from gongkai.web.portal.models import Survey
from gongkai.web.redaction.actions import add_marks, begin, make_copy
from gongkai.web.redaction.models import RedactedCopy, Redaction, RedactionMark
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


NAMING = ("letter", "served", "service", "original", "challenge", "other")
"""Kinds of files that may name someone and stand in every bundle."""


@pytest.fixture
def full(case, ten_years, staff):
    """A case with a file of every kind, what the applicant wrote, a letter, marks and a redacted copy."""
    officer = staff.officer("officer")
    for kind in CaseFile.KINDS:
        if kind != "redacted":
            attach(officer, ten_years, case, kind, f"{kind}.pdf", samples.small_paper())
    original = CaseFile.objects.get(kind="original")
    made = begin(officer, original)
    add_marks(officer, made.pk, [Mark(1, Box(0.1, 0.1, 0.9, 0.2), "EX15", "王示例的住址")], version=1)
    make_copy(officer, made.pk, version=2)
    RedactedCopy.objects.update(leaks=[[1, "text", "王*"]])
    Submission.objects.create(office=ten_years, application=case, kind="reasons", text="我是王示例", sent_at=now())
    Survey.objects.create(office=ten_years, application=case, score=5, text="谢谢，王示例", at=now())
    draft(officer, case, "public_interest_notice", {})
    Letter.objects.update(said={"reason": "王示例"}, fields={"x": "王示例"})
    return case


def bundled(case, staff):
    """The case answered and archived with its bundle, long ago."""
    officer = staff.officer("officer")
    take_step(officer, case.pk, steps.Answered(on=date(2026, 6, 3), outcome="granted", reason="随函提供"))
    bundle = archive_case(officer, case.pk, reason="说明")
    archived(case, date(2000, 1, 1))
    return bundle


def gone() -> set[str]:
    return set(CaseFile.objects.filter(wrapped_key=None).values_list("kind", flat=True))


def test_what_a_bundle_holds_goes_with_the_person(full, staff, django_capture_on_commit_callbacks):
    bundle = bundled(full, staff)
    paths = {file.kind: path_of(file) for file in CaseFile.objects.all()}
    with django_capture_on_commit_callbacks(execute=True):
        assert anonymise_due() == 1
    assert gone() == {*CaseFile.PERSONAL, *NAMING}
    assert {kind for kind, path in paths.items() if not path.exists()} == gone()
    assert {file.name for file in CaseFile.objects.filter(wrapped_key=None)} == {"（已销毁）"}
    full.refresh_from_db()
    assert (full.content, full.help_wanted) == ("", "")
    assert (Letter.objects.get().said, Letter.objects.get().fields) == ({}, {})
    assert load(bundle).startswith(b"%PDF")  # the record


def test_without_a_bundle_what_names_someone_stays_for_it_is_the_only_record(full, staff):
    archived(full, date(2000, 1, 1))
    anonymise_due()
    assert gone() == set(CaseFile.PERSONAL)
    full.refresh_from_db()
    assert full.content != ""
    assert Letter.objects.get().said != {}


def test_what_the_applicant_wrote_and_notes_on_marks_go_in_any_case(full, staff):
    archived(full, date(2000, 1, 1))
    anonymise_due()
    assert [Submission.objects.get().text, Survey.objects.get().text, RedactionMark.objects.get().note] == ["", "", ""]
    assert (Redaction.objects.get().hints, RedactedCopy.objects.get().leaks) == ([], [])
    assert Survey.objects.get().score == 5


@pytest.mark.parametrize(("status", "goes"), [("draft", False), ("sent", False), ("received", True)])
def test_a_bundle_goes_once_the_archives_have_it(full, staff, ten_years, status, goes):
    bundle = bundled(full, staff)
    period = {"period_from": date(2000, 1, 1), "period_to": date(2026, 6, 1)}
    officer = staff.officer("archivist")
    made = make_transfer(officer, ten_years, kind="case_files", to="云海区档案馆", handler="张经办", **period)
    assert made.items.count() == 1
    Transfer.objects.update(status=status)
    anonymise_due()
    bundle.refresh_from_db()
    assert (bundle.wrapped_key is None) is goes
    assert bundle.sha256 != ""


def test_the_chain_holds_after_all_went(full, staff, ten_years):
    bundled(full, staff)
    anonymise_due()
    assert verify(ten_years).is_good
    assert full.number in ledger_of(ten_years).applications


def test_another_office_is_left_alone(case, in_office, other_office):
    other_office.settings = {"retention_years": 1}
    other_office.save()
    archived(case, date(2000, 1, 1))
    assert anonymise_due() == 0


def test_a_leap_day_ten_years_on():
    assert years_before(date(2028, 2, 29), 10) == date(2018, 2, 28)
