"""Rotation: everything sealed under an old key opens under the new one; doing it again changes nothing."""

from __future__ import annotations

import os
from dataclasses import replace
from uuid import uuid4

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP

from gongkai.cli.app import run
from gongkai.errors import SealBroken
from gongkai.web.applications.files import attach, open_file, path_of
from gongkai.web.applications.models import CaseFile
from gongkai.web.config.clock import now
from gongkai.web.people import seal
from gongkai.web.people.models import BlindIndex, Person
from gongkai.web.people.queries import find_people
from gongkai.web.people.rotation import KEPT_BY, filed_models, filled_models, rotate, sealed_models
from gongkai.web.portal.models import Intake
from tests.documents.redact import samples
from tests.web.conftest import DETAILS, member


@pytest.fixture
def file(case, staff, in_office) -> CaseFile:
    return attach(staff.officer("officer"), in_office, case, "evidence", "材料.pdf", samples.small_paper())


def with_keys(settings, *keys: bytes) -> None:
    settings.GONGKAI = replace(settings.GONGKAI, data_keys=keys)


def counts() -> dict[str, tuple[int, int, int]]:
    """Of the keys, by the name of the model."""
    return {one.model.__name__: (one.rewrapped, one.current, one.shut) for one in rotate() if one.what == "key"}


def done() -> dict[tuple[str, str], int]:
    """How many were made anew, by model and kind; nothing where none was."""
    return {(one.model.__name__, one.what): one.rewrapped for one in rotate() if one.rewrapped}


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


# --- another cipher, another digest -----------------------------------------------------------------------------------


def test_every_sealed_model_has_a_key_that_rotation_finds():
    keyed = {one._meta.label for one in sealed_models()}
    assert {one._meta.label for one in filled_models()} <= keyed | set(KEPT_BY)
    assert {"CaseFile", "Bundle"} <= {one.__name__ for one in filed_models()}


def test_a_change_to_sm4_reads_both_and_seals_all_anew(case, file, in_office, settings):
    intake = Intake(id=uuid4(), office=in_office, kind="application", begun_at=now())
    intake.set_content({"content": "预算"})
    intake.save()
    settings.GONGKAI = replace(settings.GONGKAI, cipher="sm4")
    assert open_file(CaseFile.objects.get(pk=file.pk)) == samples.small_paper()
    made = done()
    for one in (("Person", "key"), ("Person", "data"), ("Intake", "data"), ("CaseFile", "key"), ("CaseFile", "file")):
        assert made[one] == 1, one
    assert not done()
    person = Person.objects.get(pk=case.person_id)
    assert person.details == DETAILS
    assert Intake.objects.get(pk=intake.pk).content == {"content": "预算"}
    assert open_file(CaseFile.objects.get(pk=file.pk)) == samples.small_paper()
    for sealed in (bytes(person.sealed), bytes(person.wrapped_key), path_of(file).read_bytes()):
        assert seal.cipher_of(sealed) == "sm4"
    settings.GONGKAI = replace(settings.GONGKAI, cipher="aes")
    assert Person.objects.get(pk=case.person_id).details == DETAILS
    assert done()[("CaseFile", "file")] == 1
    assert seal.cipher_of(path_of(file).read_bytes()) == "aes"


def test_a_change_to_sm3_finds_persons_again_after_rotation(case, in_office, settings):
    settings.GONGKAI = replace(settings.GONGKAI, digest="sm3")
    assert done() == {("Person", "index"): 1}
    assert find_people(in_office.pk, DETAILS.name) == [case.person_id]
    assert all(one.startswith("sm3:") for one in BlindIndex.objects.values_list("digest", flat=True))
    assert not done()


def test_secrets_of_the_second_factor_are_sealed_anew(district, settings):
    user = member(district, "officer")
    old, new = settings.GONGKAI.data_keys[0], os.urandom(32)
    totp = TOTP.activate(user, "JBSWY3DPEHPK3PXP").instance
    codes = RecoveryCodes.activate(user).get_unused_codes()
    with_keys(settings, new, old)
    assert done()[("Authenticator", "secret")] == 2
    assert not done()
    with_keys(settings, new)
    totp.refresh_from_db()
    assert TOTP(totp).validate_code(codes[0]) is False
    assert get_adapter().decrypt(totp.data["secret"]) == "JBSWY3DPEHPK3PXP"
    assert RecoveryCodes.activate(user).get_unused_codes() == codes
    with_keys(settings, os.urandom(32))
    assert {one.shut for one in rotate() if one.what == "secret"} == {2}
