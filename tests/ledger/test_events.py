"""Events as plain objects: there and back for every class, and one clear error for what is no event."""

import json
from dataclasses import FrozenInstanceError, fields
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.errors import EntryError
from gongkai.ledger.events import (
    EventTypes,
    FeeNoticed,
    Received,
    SupplementRequested,
    from_object,
    to_object,
    type_name,
)
from gongkai.ledger.labels import ACTS, describe
from tests.strategies import ACT_NAMES, instances

KINDS = sorted(EventTypes.by_name)


@pytest.mark.parametrize("name", KINDS)
@settings(max_examples=20)
@given(data=st.data())
def test_an_event_survives_json(name, data):
    event = data.draw(instances(EventTypes.by_name[name]))

    assert from_object(json.loads(json.dumps(to_object(event)))) == event


@pytest.mark.parametrize("name", KINDS)
def test_an_event_is_named_after_its_class(name):
    kind = EventTypes.by_name[name]

    assert "".join(word.capitalize() for word in name.split("_")) == kind.__name__


@pytest.mark.parametrize("name", KINDS)
@settings(max_examples=5)
@given(data=st.data())
def test_an_event_describes_itself_in_chinese(name, data):
    event = data.draw(instances(EventTypes.by_name[name]))

    assert describe(event).startswith(ACTS[name])


@pytest.mark.parametrize("name", KINDS)
def test_an_event_is_frozen_and_slotted(name):
    kind = EventTypes.by_name[name]

    assert kind.__dataclass_params__.frozen
    assert kind.__slots__


def test_a_frozen_event_refuses_a_new_date():
    with pytest.raises(FrozenInstanceError):
        Received(on=date(2024, 1, 22)).on = date(2024, 1, 23)


@pytest.mark.parametrize("name", KINDS)
def test_every_event_has_its_legal_date(name):
    assert fields(EventTypes.by_name[name])[0].name == "on"


def test_every_event_has_a_chinese_name():
    assert set(ACTS) == set(EventTypes.by_name)


def test_acts_of_an_application_are_those_the_issue_lists():
    assert EventTypes.of_application == set(ACT_NAMES)


def test_dates_and_money_are_written_as_text():
    plain = to_object(FeeNoticed(on=date(2025, 9, 23), amount_yuan=Decimal("380.50")))

    assert plain["type"] == "fee_noticed"
    assert (plain["on"], plain["amount_yuan"]) == ("2025-09-23", "380.50")


def test_fields_left_out_take_their_default():
    assert from_object({"type": "received", "on": "2024-01-22"}) == Received(on=date(2024, 1, 22))


def test_the_example_of_the_issue_is_read():
    event = from_object({"type": "consultation_sent", "on": "2024-01-29", "addressee_received_on": "2024-01-31"})

    assert (type_name(event), event.addressee_received_on) == ("consultation_sent", date(2024, 1, 31))


@pytest.mark.parametrize(
    ("plain", "word"),
    [
        ({}, "type"),
        ({"type": "recieved", "on": "2024-01-22"}, "recieved"),
        ({"type": ["received"], "on": "2024-01-22"}, "type"),
        ({"type": "received"}, "on"),
        ({"type": "received", "on": "2024-01-22", "chanel": "fax"}, "chanel"),
        ({"type": "received", "on": "22.1.2024"}, "on"),
        ({"type": "received", "on": 20240122}, "on"),
        ({"type": "received", "on": None}, "on"),
        ({"type": "received", "on": "2024-01-22", "channel": 3}, "channel"),
        ({"type": "extension_approved", "on": "2024-01-22", "days": "20"}, "days"),
        ({"type": "extension_approved", "on": "2024-01-22", "days": True}, "days"),
        ({"type": "fee_noticed", "on": "2024-01-22", "amount_yuan": "viel"}, "amount_yuan"),
        ({"type": "fee_noticed", "on": "2024-01-22", "amount_yuan": "NaN"}, "amount_yuan"),
        ({"type": "reasons_received", "on": "2024-01-22", "are_reasonable": "yes"}, "are_reasonable"),
        ({"type": "answered", "on": "2024-01-22", "outcome": "partial", "grounds": "EX15"}, "grounds"),
        ({"type": "answered", "on": "2024-01-22", "outcome": "partial", "grounds": [15]}, "grounds"),
        ({"type": "answered", "on": "2024-01-22"}, "outcome"),
    ],
)
def test_what_is_no_event_gets_an_error_that_names_the_slip(plain, word):
    with pytest.raises(EntryError, match=word):
        from_object(plain)


@pytest.mark.parametrize(
    "plain",
    [
        {"type": "received", "on": "2024-01-22", "channel": "pigeon"},
        {"type": "received", "on": "2024-01-22", "applicant": "martian"},
        {"type": "consultation_sent", "on": "2024-01-22", "party": "neighbour"},
        {"type": "fee_noticed", "on": "2024-01-22", "amount_yuan": 1, "tariff": "both"},
        {"type": "challenge_received", "on": "2024-01-22", "kind": "duel"},
        {"type": "challenge_decided", "on": "2024-01-22", "result": "drawn"},
        {"type": "document_issued", "on": "2024-01-22", "title": "通知", "kind": "poems"},
        {"type": "decisions_made", "on": "2024-01-22", "kind": "pardon"},
        {"type": "opening", "on": "2024-01-22", "account": "cats", "count": 1},
        {"type": "fact_stated", "on": "2024-01-22", "name": "cats", "value": 1},
    ],
)
def test_a_code_nobody_knows_is_refused_when_read(plain):
    with pytest.raises(EntryError):
        from_object(plain)


def test_optional_dates_may_be_null():
    assert from_object({"type": "supplement_requested", "on": "2024-01-22", "due_on": None}) == SupplementRequested(
        on=date(2024, 1, 22)
    )
