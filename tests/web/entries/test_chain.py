"""The chain names the first entry that does not fit; the database refuses to change one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from cryptography.hazmat.primitives import hashes
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from gongkai.ledger import steps
from gongkai.web.applications.actions import take_step
from gongkai.web.config.clock import now
from gongkai.web.config.digests import algorithm_of, keyed_digest
from gongkai.web.config.environment import DIGESTS
from gongkai.web.entries.chain import canonical, first_digest, verify
from gongkai.web.entries.models import Anchor, ChainHead, Entry
from gongkai.web.entries.record import record_desk


@pytest.fixture
def chained(case, staff, in_office):
    """An office with five entries."""
    officer = staff.officer("officer")
    take_step(officer, case.pk, steps.ReasonsRequested(on=date(2026, 6, 3)))
    take_step(officer, case.pk, steps.ReasonsReceived(on=date(2026, 6, 5)))
    record_desk(in_office, "note", case.number, by="baiyun-officer", text="电话核实")
    take_step(officer, case.pk, steps.Withdrawn(on=date(2026, 6, 9)))
    return in_office


def without_triggers(statement: str) -> None:
    """Change the table as one who owns the database could."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE entries_entry DISABLE TRIGGER USER")
        else:
            cursor.execute("DROP TRIGGER entries_no_UPDATE")
            cursor.execute("DROP TRIGGER entries_no_DELETE")
        cursor.execute(statement)


def test_an_untouched_chain_verifies(chained):
    verdict = verify(chained)
    assert verdict.is_good
    assert verdict.entries == verdict.vouched_to == 5


@pytest.mark.parametrize(
    "statement",
    ["UPDATE entries_entry SET subject = 'x'", "DELETE FROM entries_entry", "TRUNCATE entries_entry CASCADE"],
)
def test_the_database_refuses_to_change_an_entry(chained, statement):
    connection.check_constraints()
    with pytest.raises(DatabaseError, match=r"append-only|syntax"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)  # SQLite knows no TRUNCATE


@pytest.mark.parametrize(
    "change",
    [
        "subject = '2026-0009'",
        "\"by\" = 'someone'",
        "\"on\" = '2026-06-01'",
        "kind = 'desk'",
        "type = 'x'",
        "batch = 'b'",
    ],
)
def test_a_changed_entry_is_named(chained, change):
    without_triggers(f"UPDATE entries_entry SET {change} WHERE sequence = 3")
    verdict = verify(chained)
    assert (verdict.bad, verdict.is_good) == (3, False)


def test_a_missing_entry_is_named(chained):
    without_triggers("DELETE FROM entries_entry WHERE sequence = 2")
    assert verify(chained).bad == 2


def test_a_cut_end_is_named(chained):
    without_triggers("DELETE FROM entries_entry WHERE sequence = 5")
    assert verify(chained).bad == 5


def test_an_anchor_tells_a_chain_rewritten_with_its_head(chained):
    head = ChainHead.objects.get(office=chained)
    anchor = Anchor.objects.create(office=chained, sequence=5, digest=head.digest, at=now())
    assert verify(chained, [anchor]).anchored_at == anchor.at
    four = Entry.objects.get(office=chained, sequence=4)
    without_triggers("DELETE FROM entries_entry WHERE sequence = 5")
    ChainHead.objects.filter(office=chained).update(sequence=4, digest=four.digest)
    assert verify(chained).is_good  # nothing but the anchor knows
    assert verify(chained, [anchor]).bad == 5


def test_offices_have_chains_of_their_own(chained, other_office):
    assert record_desk(other_office, "note", by="qingshan-officer").sequence == 1


# --- another digest ---------------------------------------------------------------------------------------------------


def test_sm3_gives_the_vector_of_the_standard():
    """GB/T 32905-2016, annex A.1."""
    digest = hashes.Hash(hashes.SM3())
    digest.update(b"abc")
    assert digest.finalize().hex() == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"


def test_a_digest_tells_its_algorithm_and_fits_its_column():
    for algorithm in DIGESTS:
        digest = keyed_digest(b"k", b"abc", algorithm)
        assert algorithm_of(digest) == algorithm
        assert len(digest) <= Entry._meta.get_field("digest").max_length


@pytest.mark.parametrize("begun", DIGESTS)
def test_a_chain_verifies_across_a_change_of_the_digest(in_office, settings, begun):
    for algorithm in (begun, *(other for other in DIGESTS if other != begun), begun):
        settings.GONGKAI = replace(settings.GONGKAI, digest=algorithm)
        record_one(in_office)
    found = [algorithm_of(one) for one in Entry.objects.order_by("sequence").values_list("digest", flat=True)]
    assert len(set(found)) == 2
    assert verify(in_office).is_good
    without_triggers("UPDATE entries_entry SET subject = 'x' WHERE sequence = 2")
    assert verify(in_office).bad == 2


def test_a_chain_begun_before_the_change_and_still_empty_verifies(in_office, settings):
    ChainHead.objects.create(office=in_office, digest=first_digest(in_office.pk))
    settings.GONGKAI = replace(settings.GONGKAI, digest="sm3")
    assert verify(in_office).is_good
    record_one(in_office)
    assert verify(in_office).is_good


def record_one(office) -> None:
    with transaction.atomic():
        record_desk(office, "note", by="baiyun-officer", text="一")


PLAIN = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20)
BODIES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | PLAIN,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(PLAIN, inner, max_size=3),
    max_leaves=8,
)


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=BODIES)
def test_a_body_is_spelled_alike_before_and_after_the_database(district, body):
    district.settings = {"body": body}
    district.save(update_fields=["settings"])
    district.refresh_from_db()
    assert canonical(district.settings) == canonical({"body": body})
