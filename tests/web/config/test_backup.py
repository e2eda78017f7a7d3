"""A backup holds every row and file, says when it is not whole, and comes back into an empty office."""

from __future__ import annotations

import io
import json
import shutil
import tarfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from django.apps import apps
from django.db import connection

from gongkai.documents.redact.model import Box, Mark
from gongkai.errors import DocumentError
from gongkai.ledger import steps
from gongkai.web.applications.actions import take_step
from gongkai.web.applications.files import attach, open_file
from gongkai.web.applications.models import Application, CaseFile
from gongkai.web.archive.actions import archive_case, make_transfer, receive, send
from gongkai.web.archive.models import Bundle, Receipt
from gongkai.web.archive.vault import load
from gongkai.web.config.backup import LEFT_OUT, back_up, kept, restore, verify_backup
from gongkai.web.config.start import is_up_to_date
from gongkai.web.entries.chain import verify
from gongkai.web.entries.models import Entry
from gongkai.web.jobs.actions import ask
from gongkai.web.jobs.models import Job
from gongkai.web.jobs.queue import work_off
from gongkai.web.notices.actions import draft
from gongkai.web.offices.models import Office
from gongkai.web.people.inventory import listed
from gongkai.web.redaction.actions import add_marks, begin, make_copy
from gongkai.web.redaction.models import RedactedCopy
from tests.documents.redact import samples
from tests.web.conftest import DETAILS, TODAY


@pytest.fixture
def data_dir(tmp_path, settings):
    settings.GONGKAI = replace(settings.GONGKAI, data_dir=tmp_path / "data")
    (tmp_path / "data" / "files" / "1").mkdir(parents=True)
    (tmp_path / "data" / "files" / "1" / "a").write_bytes(b"sealed")
    return tmp_path


def emptied() -> None:
    """An empty database, as one who owns it would make it."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            names = ", ".join(f'"{model._meta.db_table}"' for model in kept())
            cursor.execute("ALTER TABLE entries_entry DISABLE TRIGGER USER")
            cursor.execute(f"TRUNCATE {names} CASCADE")
            cursor.execute("ALTER TABLE entries_entry ENABLE TRIGGER USER")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")  # as a restore has it, which begins a transaction of its own
        else:
            cursor.execute("DROP TRIGGER entries_no_DELETE")
            cursor.execute("PRAGMA defer_foreign_keys=ON")
            for model in kept():
                cursor.execute(f'DELETE FROM "{model._meta.db_table}"')


def test_a_restored_office_is_the_same(case, in_office, data_dir):
    before = {model._meta.label: list(model._base_manager.order_by("pk").values()) for model in kept()}
    manifest = back_up(data_dir / "b.tar.gz")
    assert manifest["rows"]["applications.application"] == 1
    emptied()
    (data_dir / "data" / "files" / "1" / "a").unlink()

    restore(data_dir / "b.tar.gz")

    assert {model._meta.label: list(model._base_manager.order_by("pk").values()) for model in kept()} == before
    assert (data_dir / "data" / "files" / "1" / "a").read_bytes() == b"sealed"
    assert verify(Office.objects.get(pk=in_office.pk)).is_good
    assert Application.objects.get(pk=case.pk).person.details == DETAILS
    assert is_up_to_date()


LONG = samples.typeset("密 #pagebreak() " * 10 + "密", "width: 20mm, height: 20mm, margin: 2mm")


def everything(case, staff) -> dict[str, tuple[Callable[[], bytes], bytes]]:
    """A case with everything that has a file, and a copy that waits in the queue: how to open each, and what it holds."""
    officer, office = staff.officer("officer"), case.office
    for number, paper in enumerate((samples.small_paper(), LONG), 1):
        redaction = begin(officer, attach(officer, office, case, "original", f"{number}.pdf", paper))
        add_marks(officer, redaction.pk, [Mark(1, Box(0.1, 0.1, 0.9, 0.2), "EX15")], version=1)
        if number == 1:
            make_copy(officer, redaction.pk, version=2)
        else:
            ask(officer, "redacted_copy", str(redaction.pk), back="/", version=2)
    draft(officer, case, "public_interest_notice", {})
    take_step(officer, case.pk, steps.Answered(on=date(2026, 6, 3), outcome="granted", reason="随函提供"))
    archive_case(officer, case.pk, reason="说明")
    archivist, period = staff.officer("archivist"), {"period_from": TODAY, "period_to": TODAY}
    listed = make_transfer(archivist, office, kind="case_files", to="云海区档案馆", handler="张经办", **period)
    send(archivist, listed, TODAY)
    receive(archivist, listed, TODAY, "回执.pdf", samples.small_paper())
    found = {
        f"file {file.pk}": (lambda pk=file.pk: open_file(CaseFile.objects.get(pk=pk))) for file in case.files.all()
    }
    found["bundle"] = lambda: load(Bundle.objects.get())
    found["receipt"] = lambda: load(Receipt.objects.get())
    return {name: (opened, opened()) for name, opened in found.items()}


def test_every_sealed_file_comes_back_and_what_was_queued_is_done(case, in_office, staff, data_dir):
    held = everything(case, staff)
    assert len(held) == 5  # two originals, a copy, the bundle, the receipt
    manifest = back_up(data_dir / "b.tar.gz")
    for model in ("redaction.redactedcopy", "redaction.redactionmark", "notices.letter", "archive.bundle", "jobs.job"):
        assert manifest["rows"][model] >= 1, model
    assert manifest["rows"]["django_tasks_database.dbtaskresult"] == 1
    emptied()
    shutil.rmtree(data_dir / "data" / "files")

    restore(data_dir / "b.tar.gz")

    assert {name: opened() for name, (opened, _data) in held.items()} == {
        name: data for name, (_, data) in held.items()
    }
    connection.check_constraints()
    assert work_off()
    assert (Job.objects.get().state, RedactedCopy.objects.count()) == ("done", 2)
    assert verify(Office.objects.get(pk=in_office.pk)).is_good


def test_only_what_may_be_left_out_is_left_out():
    assert {model._meta.label_lower for model in apps.get_models()} - {model._meta.label_lower for model in kept()} == {
        *LEFT_OUT
    }
    rules = {one.rule for one in listed() if one.model in LEFT_OUT}
    assert rules <= {"none", "session", "days", "copy"}


def test_new_rows_come_after_the_restored_ones(case, in_office, data_dir):
    back_up(data_dir / "b.tar.gz")
    emptied()
    (data_dir / "data" / "files" / "1" / "a").unlink()
    restore(data_dir / "b.tar.gz")
    assert Office.objects.create(code="new", name="新机关").pk > in_office.pk
    assert Entry.objects.filter(office=in_office).last().on == date(2026, 6, 1)


def test_nothing_of_a_person_stands_in_it_in_the_clear(case, data_dir):
    back_up(data_dir / "b.tar.gz")
    with tarfile.open(data_dir / "b.tar.gz") as archive:
        text = archive.extractfile("data.jsonl").read().decode()
    for value in (DETAILS.name, DETAILS.id_number, DETAILS.phone, DETAILS.email):
        assert value not in text
        assert json.dumps(value) not in text


def test_a_restore_does_not_go_over_what_is_there(case, data_dir):
    back_up(data_dir / "b.tar.gz")
    with pytest.raises(DocumentError, match="empty database"):
        restore(data_dir / "b.tar.gz")


@pytest.mark.parametrize("cut", [0, 10, 500, -1])
def test_a_cut_off_or_foreign_file_is_refused(case, data_dir, cut):
    back_up(data_dir / "b.tar.gz")
    data = (data_dir / "b.tar.gz").read_bytes()
    (data_dir / "c.tar.gz").write_bytes(data[:cut])
    with pytest.raises(DocumentError):
        verify_backup(data_dir / "c.tar.gz")


def test_a_changed_file_is_named(case, data_dir):
    back_up(data_dir / "b.tar.gz")
    with tarfile.open(data_dir / "b.tar.gz") as old, tarfile.open(data_dir / "c.tar.gz", "w:gz") as new:
        for member in old:
            data = old.extractfile(member).read()
            if member.name == "store/files/1/a":
                data = b"sealeD"
            new.addfile(member, io.BytesIO(data))
    with pytest.raises(DocumentError, match=r"store/files/1/a"):
        verify_backup(data_dir / "c.tar.gz")
