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
from django.db import connection, transaction
from django.db.utils import DatabaseError

from gongkai.documents.redact.model import Box, Mark
from gongkai.errors import DocumentError
from gongkai.ledger import steps
from gongkai.web.applications.actions import take_step
from gongkai.web.applications.files import attach, open_file
from gongkai.web.applications.models import Application, CaseFile
from gongkai.web.archive.actions import archive_case, make_transfer, receive, send
from gongkai.web.archive.models import Bundle, Receipt
from gongkai.web.archive.vault import load
from gongkai.web.channels.models import Proof
from gongkai.web.channels.releasing import Posting, put_up
from gongkai.web.config.backup import LEFT_OUT, back_up, kept, restore, verify_backup
from gongkai.web.config.clock import now
from gongkai.web.config.start import is_up_to_date
from gongkai.web.entries.chain import verify
from gongkai.web.entries.models import Entry
from gongkai.web.jobs.actions import ask
from gongkai.web.jobs.models import Job
from gongkai.web.jobs.queue import work_off
from gongkai.web.notices.actions import draft
from gongkai.web.offices.models import Office
from gongkai.web.people.inventory import listed
from gongkai.web.publishing import public
from gongkai.web.publishing.actions import submit
from gongkai.web.publishing.attachments import attach as attach_to_item
from gongkai.web.publishing.attachments import open_file as open_attachment
from gongkai.web.publishing.gate import KEPT, REFUSED, lift
from gongkai.web.publishing.models import Category, Item, Publication, ReviewStage
from gongkai.web.publishing.release import release
from gongkai.web.redaction.actions import add_marks, begin, make_copy
from gongkai.web.redaction.models import RedactedCopy
from tests.documents.redact import samples
from tests.web.conftest import DETAILS, TODAY
from tests.web.publishing.conftest import Papers


@pytest.fixture
def data_dir(tmp_path, settings):
    settings.GONGKAI = replace(settings.GONGKAI, data_dir=tmp_path / "data")
    (tmp_path / "data" / "files" / "1").mkdir(parents=True)
    (tmp_path / "data" / "files" / "1" / "a").write_bytes(b"sealed")
    return tmp_path


def emptied() -> None:
    """An empty database, as one who owns it would make it."""
    lift()
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


def test_what_was_published_comes_back_past_the_gate(in_office, staff, data_dir):
    """Old publications passed the gate of their time; after the restore it stands again."""
    column = Category.objects.create(office=in_office, code="notices", name="通知公告", kind="notices")
    papers = Papers(staff, column)
    officer, item = staff.officer("officer"), papers.formed()
    file = attach_to_item(officer, item.pk, "附表.pdf", samples.small_paper())
    papers.passed(submit(officer, item.pk))
    put_up(officer, item.pk, "press", "示例日报", Posting(TODAY, photo=("版面.pdf", samples.small_paper())))
    release(officer, item.pk)
    ReviewStage.objects.create(office=in_office, position=4, code="more", name="另加一审", roles="leader")
    back_up(data_dir / "b.tar.gz")
    emptied()
    shutil.rmtree(data_dir / "data" / "files")

    restore(data_dir / "b.tar.gz")

    assert [row.channel for row in Publication.objects.order_by("channel")] == ["press", "website"]
    shown = public.shown(Item.objects.get(pk=item.pk))
    assert [one.pk for one in shown.attachments] == [file.pk]
    assert open_attachment(shown.attachments[0]) == samples.small_paper() == load(Proof.objects.get())
    with pytest.raises(DatabaseError, match=KEPT), transaction.atomic():
        Publication.objects.update(place="别处")
    with pytest.raises(DatabaseError, match=REFUSED), transaction.atomic():
        Publication.objects.create(office=in_office, item=item, version=shown.version, channel="board", place="栏",
                                   on=TODAY, by="x", at=now(), sequence=1)  # fmt: skip


def test_only_what_may_be_left_out_is_left_out():
    assert {model._meta.label_lower for model in apps.get_models()} - {model._meta.label_lower for model in kept()} == {
        *LEFT_OUT
    }
    rules = {one.rule for one in listed() if one.model in LEFT_OUT}
    assert rules <= {"none", "session", "days", "copy", "kept"}


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
