"""The ledger: reading order, voiding, and the ledger as it once stood."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.errors import EntryError
from gongkai.ledger.entries import Entry, Ledger, numbered
from gongkai.ledger.events import (
    Answered,
    BatchVoided,
    ChallengeReceived,
    DecisionsMade,
    Opening,
    Received,
    ReportSigned,
    Voided,
)
from tests.ledger.cases import OFFICE, d, ledger_of, sequences


def made(on, count=1):
    return DecisionsMade(on=d(on), kind="penalty", count=count)


def void(entry, on="2024-12-01"):
    return Voided(on=d(on), entry=entry, reason="重复登记")


# --- order --------------------------------------------------------------------------------------------------------


def test_entries_are_read_by_legal_date():
    ledger = ledger_of(("", made("2024-03-02")), ("", made("2024-03-01")))

    assert sequences(ledger.standing) == [2, 1]


def test_entries_of_one_day_are_read_as_they_were_recorded():
    ledger = ledger_of(("", made("2024-03-01", 1)), ("", made("2024-03-01", 2)), ("", made("2024-03-01", 3)))

    assert [entry.event.count for entry in ledger.standing] == [1, 2, 3]


@given(offsets=st.lists(st.integers(0, 5), max_size=8))
def test_reading_order_is_legal_date_then_sequence(offsets):
    ledger = ledger_of(*(("", made((date(2024, 3, 1) + timedelta(days=one)).isoformat())) for one in offsets))

    assert [(e.event.on, e.sequence) for e in ledger.standing] == sorted(
        (e.event.on, e.sequence) for e in ledger.entries
    )


@pytest.mark.parametrize("numbers", [(1, 1), (2, 1), (1, 3, 2)])
def test_sequence_numbers_must_rise(numbers):
    with pytest.raises(EntryError):
        Ledger(OFFICE, tuple(Entry(number, made("2024-03-01")) for number in numbers))


def test_sequence_numbers_may_have_gaps():
    assert Ledger(OFFICE, (Entry(3, made("2024-03-01")), Entry(9, made("2024-03-01")))).last_sequence == 9


def test_an_empty_ledger_has_no_last_entry():
    assert Ledger(OFFICE, ()).last_sequence == 0


def test_later_entries_are_added_behind():
    ledger = ledger_of(("", made("2024-03-01")))

    longer = ledger.extended(numbered([("", made("2024-03-02"))], start=2))

    assert (ledger.last_sequence, longer.last_sequence) == (1, 2)


# --- voiding ------------------------------------------------------------------------------------------------------


def test_a_voided_entry_is_not_read_and_stays_in_the_record():
    ledger = ledger_of(("", made("2024-03-01")), ("", made("2024-03-02")), ("", void(1)))

    assert 1 not in sequences(ledger.standing)
    assert ledger.by_sequence[1].event == made("2024-03-01")


def test_voiding_works_whatever_the_legal_date_of_the_voiding():
    ledger = ledger_of(("", made("2024-03-01")), ("", void(1, on="2024-01-01")))

    assert 1 not in sequences(ledger.standing)


def test_voiding_a_voiding_restores_the_entry():
    ledger = ledger_of(("", made("2024-03-01")), ("", void(1)), ("", void(2)))

    assert ledger.voided == {2}
    assert 1 in sequences(ledger.standing)


def test_a_restored_entry_may_be_voided_again():
    ledger = ledger_of(("", made("2024-03-01")), ("", void(1)), ("", void(2)), ("", void(1)))

    assert ledger.voided == {1, 2}


def test_a_chain_of_voidings_ends_with_the_last():
    ledger = ledger_of(("", made("2024-03-01")), ("", void(1)), ("", void(2)), ("", void(3)))

    assert ledger.voided == {1, 3}


@pytest.mark.parametrize("target", [0, 2, 3, 99, -1])
def test_only_an_earlier_entry_can_be_voided(target):
    ledger = ledger_of(("", made("2024-03-01")), ("", void(target)))

    with pytest.raises(EntryError):
        _ = ledger.voided


def test_an_entry_that_is_not_in_the_ledger_cannot_be_voided():
    ledger = Ledger(OFFICE, (Entry(1, made("2024-03-01")), Entry(9, void(5))))

    with pytest.raises(EntryError):
        _ = ledger.voided


def batched(*batches):
    pairs = [replace(entry, batch=batch) for entry, batch in zip(_three(), batches, strict=True)]
    return Ledger(OFFICE, tuple(pairs))


def _three():
    return numbered(("", made(f"2024-03-0{day}")) for day in (1, 2, 3))


def undo(ledger, batch):
    return ledger.extended([Entry(ledger.last_sequence + 1, BatchVoided(on=d("2024-12-01"), batch=batch, reason="错"))])


def test_undoing_an_import_drops_its_batch_and_nothing_else():
    assert undo(batched("x", "y", "x"), "x").voided == {1, 3}


def test_entries_imported_again_after_the_undoing_stand():
    ledger = undo(batched("x", "x", "y"), "x")

    again = ledger.extended([Entry(5, made("2024-03-01"), batch="x")])

    assert again.voided == {1, 2}


def test_undoing_an_import_can_itself_be_undone():
    ledger = undo(batched("x", "x", "y"), "x")

    assert ledger.extended([Entry(5, void(4))]).voided == {4}


def test_undoing_an_import_without_a_name_drops_nothing_recorded_by_hand():
    assert undo(batched("", "", "x"), "").voided <= {4}


def test_undoing_an_import_restores_what_the_import_had_voided():
    ledger = Ledger(OFFICE, (Entry(1, made("2024-03-01")), Entry(2, void(1), batch="x")))

    assert undo(ledger, "x").voided == {2}


# --- as it once stood ---------------------------------------------------------------------------------------------


def test_the_ledger_as_it_stood_knows_nothing_later():
    ledger = ledger_of(("", made("2024-03-01")), ("", made("2024-03-02")), ("", void(1)))

    assert sequences(ledger.as_of(2).standing) == [1, 2]
    assert sequences(ledger.standing)[0] == 2


@given(cut=st.integers(0, 6))
def test_as_of_keeps_the_first_entries(cut):
    ledger = ledger_of(*(("", made("2024-03-01", count)) for count in range(5)))

    assert sequences(ledger.as_of(cut).entries) == list(range(1, min(cut, 5) + 1))


# --- groups -------------------------------------------------------------------------------------------------------


def test_entries_are_grouped_by_kind_and_subject():
    ledger = ledger_of(
        ("A1", Received(on=d("2024-01-22"))),
        ("A2", Received(on=d("2024-01-23"))),
        ("A1", Answered(on=d("2024-02-01"), outcome="granted")),
        ("F1", ChallengeReceived(on=d("2024-03-01"), kind="reconsideration", application="A1")),
        ("", made("2024-03-01")),
        ("", Opening(on=d("2024-01-01"), account="penalty.projects", count=6)),
    )

    assert {number: sequences(entries) for number, entries in ledger.applications.items()} == {"A1": [1, 3], "A2": [2]}
    assert {number: sequences(entries) for number, entries in ledger.challenges.items()} == {"F1": [4]}
    assert sequences(ledger.register_entries) == [6, 5]


def test_a_number_shared_by_an_application_and_a_challenge_stays_apart():
    ledger = ledger_of(
        ("1", Received(on=d("2024-01-22"))), ("1", ChallengeReceived(on=d("2024-03-01"), kind="reconsideration"))
    )

    assert sequences(ledger.applications["1"]) == [1]
    assert sequences(ledger.challenges["1"]) == [2]


def signed(on, year, as_of):
    return ReportSigned(on=d(on), year=year, form_id="fmt2021", as_of=as_of)


def test_the_lock_of_a_year_is_its_last_signature():
    ledger = ledger_of(
        ("", signed("2025-01-20", 2024, 40)), ("", signed("2025-01-27", 2024, 44)), ("", signed("2024-01-20", 2023, 9))
    )

    assert ledger.signed(2024).as_of == 44
    assert ledger.signed(2023).as_of == 9
    assert ledger.signed(2022) is None


def test_a_voided_signature_is_no_lock():
    assert ledger_of(("", signed("2025-01-20", 2024, 40)), ("", void(1))).signed(2024) is None
