"""Rotation: everything sealed under an old key opens under the new one; doing it again changes nothing."""

from __future__ import annotations

import os
from dataclasses import replace

import pytest

from gongkai.cli.app import run
from gongkai.errors import SealBroken
from gongkai.web.applications.files import attach, open_file
from gongkai.web.applications.models import CaseFile
from gongkai.web.people.models import Person
from gongkai.web.people.rotation import rotate, sealed_models
from tests.documents.redact import samples
from tests.web.conftest import DETAILS


@pytest.fixture
def file(case, staff, in_office) -> CaseFile:
    return attach(staff.officer("officer"), in_office, case, "evidence", "材料.pdf", samples.small_paper())


def with_keys(settings, *keys: bytes) -> None:
    settings.GONGKAI = replace(settings.GONGKAI, data_keys=keys)


def counts() -> dict[str, tuple[int, int, int]]:
    return {one.model.__name__: (one.rewrapped, one.current, one.shut) for one in rotate()}


def test_it_covers_everything_that_holds_a_key():
    assert {"Person", "CaseFile", "Intake", "Bundle"} <= {one.__name__ for one in sealed_models()}


def test_everything_opens_under_the_new_key_alone(case, file, settings):
    old, new = settings.GONGKAI.data_keys[0], os.urandom(32)
    with_keys(settings, new, old)
    assert counts()["Person"] == (1, 0, 0)
    with_keys(settings, new)
    assert Person.objects.get(pk=case.person_id).details == DETAILS
    assert open_file(CaseFile.objects.get(pk=file.pk)) == samples.small_paper()
    again = counts()
    assert again["Person"] == (0, 1, 0)
    assert again["CaseFile"] == (0, 1, 0)


def test_broken_off_it_goes_on(case, file, settings, monkeypatch):
    old, new = settings.GONGKAI.data_keys[0], os.urandom(32)
    with_keys(settings, new, old)
    next(rotate())  # the rest was never reached
    assert sum(row[0] for row in counts().values()) >= 1
    assert all(row[0] == 0 for row in counts().values())


def test_what_no_key_opens_is_counted_and_left(case, settings, capsys):
    with_keys(settings, os.urandom(32))
    assert counts()["Person"] == (0, 0, 1)
    assert run(["rotate"]) == 1
    assert "打不开" in capsys.readouterr().out
    with pytest.raises(SealBroken):
        _ = Person.objects.get(pk=case.person_id).details


def test_a_destroyed_key_stays_destroyed(case, settings):
    person = Person.objects.get(pk=case.person_id)
    person.anonymise(person.created_at)
    with_keys(settings, os.urandom(32), settings.GONGKAI.data_keys[0])
    assert counts()["Person"] == (0, 0, 0)
    person.refresh_from_db()
    assert person.is_anonymous


def test_the_command_prints_how_many(case, capsys):
    assert run(["rotate"]) == 0
    assert "people.Person" in capsys.readouterr().out
