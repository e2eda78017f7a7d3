"""A backup holds every row and file, says when it is not whole, and comes back into an empty office."""

from __future__ import annotations

import io
import json
import tarfile
from dataclasses import replace
from datetime import date

import pytest
from django.db import connection

from gongkai.errors import DocumentError
from gongkai.web.applications.models import Application
from gongkai.web.config.backup import back_up, kept, restore, verify_backup
from gongkai.web.config.start import is_up_to_date
from gongkai.web.entries.chain import verify
from gongkai.web.entries.models import Entry
from gongkai.web.offices.models import Office
from tests.web.conftest import DETAILS


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
