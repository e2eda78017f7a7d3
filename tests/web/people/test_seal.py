"""Personal data is sealed, found blind, shown masked, opened with a reason, and gone when its key is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from gongkai.errors import NotPermitted, OfficeError, SealBroken
from gongkai.web.config.clock import now
from gongkai.web.entries.models import Entry
from gongkai.web.people import seal
from gongkai.web.people.actions import reveal
from gongkai.web.people.models import Details, Person, mask
from gongkai.web.people.queries import find_people
from tests.web.conftest import DETAILS

KEY, OTHER = b"k" * 32, b"o" * 32


@pytest.fixture(autouse=True, params=["aes", "sm4"], scope="module")
def cipher(request: pytest.FixtureRequest) -> Iterator[str]:
    """Every test runs with either cipher."""
    before = settings.GONGKAI
    settings.GONGKAI = replace(before, cipher=request.param)
    yield request.param
    settings.GONGKAI = before


def test_sm4_gives_the_vector_of_the_standard():
    """GB/T 32907-2016, annex A.1."""
    key = bytes.fromhex("0123456789abcdeffedcba9876543210")
    encryptor = Cipher(algorithms.SM4(key), modes.ECB()).encryptor()
    assert (encryptor.update(key) + encryptor.finalize()).hex() == "681edf34d206965e86b3e94f536e4246"


def test_sm4_gcm_gives_the_vector_of_rfc_8998():
    """RFC 8998, appendix A.1."""
    key, nonce = bytes.fromhex("0123456789abcdeffedcba9876543210"), bytes.fromhex("00001234567800000000abcd")
    sealer = Cipher(algorithms.SM4(key), modes.GCM(nonce)).encryptor()
    sealer.authenticate_additional_data(bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2"))
    plain = bytes.fromhex("".join(byte * 8 for byte in ("aa", "bb", "cc", "dd", "ee", "ff", "ee", "aa")))
    sealed = sealer.update(plain) + sealer.finalize()
    assert sealed.hex().startswith("17f399f08c67d5ee19d0dc9969c4bb7d")
    assert sealer.tag.hex() == "83de3541e4c2b58177e065a9bf7b62ec"


def test_what_either_cipher_sealed_opens_under_the_other_setting(cipher):
    sealed = seal.seal(b"data", KEY, b"c")
    assert seal.cipher_of(sealed) == cipher
    now_set = settings.GONGKAI
    settings.GONGKAI = replace(now_set, cipher="sm4" if cipher == "aes" else "aes")
    assert seal.unseal(sealed, KEY, b"c") == b"data"
    settings.GONGKAI = now_set


@pytest.mark.parametrize("length", [0, 7, 8, 12, 20, 30])
def test_a_cut_value_does_not_open(length):
    with pytest.raises(SealBroken):
        seal.unseal(seal.seal(b"data", KEY, b"")[:length], KEY, b"")


def test_a_text_never_sealed_is_given_back():
    assert seal.unseal_text("JBSWY3DP", (KEY,), b"") == "JBSWY3DP"
    sealed = seal.seal_text("JBSWY3DP", (KEY,), b"c")
    assert "JBSWY3DP" not in sealed
    assert seal.unseal_text(sealed, (OTHER, KEY), b"c") == "JBSWY3DP"
    with pytest.raises(SealBroken):
        seal.unseal_text(sealed, (KEY,), b"d")


@given(st.binary(max_size=200), st.binary(min_size=1, max_size=20))
def test_what_is_sealed_opens_with_its_key_and_context_only(data, context):
    sealed = seal.seal(data, KEY, context)
    assert seal.unseal(sealed, KEY, context) == data
    for key, other in ((OTHER, context), (KEY, context + b"x")):
        with pytest.raises(SealBroken):
            seal.unseal(sealed, key, other)


@given(st.binary(min_size=1, max_size=50), st.integers(min_value=0), st.integers(1, 255))
def test_a_changed_byte_is_noticed(data, at, change):
    sealed = bytearray(seal.seal(data, KEY, b""))
    sealed[at % len(sealed)] ^= change
    with pytest.raises(SealBroken):
        seal.unseal(bytes(sealed), KEY, b"")


def test_a_key_wrapped_under_an_old_key_is_rewrapped_under_the_new_one():
    name, wrapped = seal.wrap(b"d" * 32, (OTHER,), b"p")
    assert seal.unwrap(name, wrapped, (KEY, OTHER), b"p") == b"d" * 32
    with pytest.raises(SealBroken):
        seal.unwrap(name, wrapped, (KEY,), b"p")


@pytest.mark.parametrize(
    "typed",
    [
        "王示例",
        "11010119900307003X",
        "11010119900307003x",
        "１１０１０１１９９００３０７００３Ｘ",
        "13800005678",
        "138 0000-5678",
        "5678",
        "someone@example.invalid",
    ],
)
def test_a_person_is_found_by_what_is_known(case, in_office, typed):
    assert find_people(in_office.pk, typed) == [case.person_id]


@pytest.mark.parametrize("typed", ["王示", "1380000567", "678", ""])
def test_a_part_finds_nobody(case, in_office, typed):
    assert find_people(in_office.pk, typed) == []


def test_a_person_of_another_office_is_not_found(case, other_office):
    from django_scopes import scope

    with scope(office=other_office):
        assert find_people(other_office.pk, "王示例") == []


def test_nothing_stands_in_the_clear(case):
    row = Person.objects.filter(pk=case.person_id).values().get()
    assert DETAILS.name.encode() not in bytes(row["sealed"])
    assert case.person.details == DETAILS
    assert case.person.masked == Details(
        name="王**",
        id_kind="resident_id",
        id_number="1101**********003X",
        phone="138****5678",
        address="示例市示例路*********",
        email="s******@example.invalid",
    )


@given(st.text(max_size=30), st.integers(0, 6), st.integers(0, 6))
def test_a_mask_always_hides_something(text, head, tail):
    shown = mask(text, head, tail)
    assert len(shown) == len(text)
    assert not text or "*" in shown


def test_revealing_needs_a_reason_and_leaves_an_entry(case, staff, in_office):
    officer = staff.officer("officer")
    with pytest.raises(OfficeError):
        reveal(officer, in_office, case.person, case.number, reason=" ")
    assert reveal(officer, in_office, case.person, case.number, reason="邮寄答复书") == DETAILS
    entry = Entry.objects.filter(office=in_office, kind="disclosure").get()
    assert (entry.type, entry.subject, entry.body) == ("person_revealed", case.number, {"reason": "邮寄答复书"})
    with pytest.raises(NotPermitted):
        reveal(staff.officer("auditor"), in_office, case.person, case.number, reason="x")


def test_an_anonymous_person_cannot_be_opened_again(case, in_office):
    person = case.person
    person.anonymise(now())
    person.refresh_from_db()
    assert person.is_anonymous
    assert person.details.name == "（已匿名）"
    assert find_people(in_office.pk, "王示例") == []
    with pytest.raises(SealBroken):
        person.key()
