"""What is wrong with an entry of a register by itself."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from gongkai.ledger.entry_faults import MOST_SUBJECT, entry_faults
from gongkai.ledger.events import ChannelMeasured, DecisionsMade, DocumentIssued, Event, RequestsAnswered

TODAY = date(2026, 6, 10)
DAY = timedelta(days=1)


def issued(**more: date) -> DocumentIssued:
    return DocumentIssued(on=TODAY, title="某办法", **more)


@pytest.mark.parametrize(
    ("event", "wrong"),
    [
        (DecisionsMade(on=TODAY, kind="penalty", count=3, published=3), ""),
        (DecisionsMade(on=TODAY, kind="penalty", count=3, published=4), "published than made"),
        (DecisionsMade(on=TODAY, kind="penalty", count=3), ""),
        (DecisionsMade(on=TODAY, kind="praise", count=3), "praise"),
        (DecisionsMade(on=TODAY + DAY, kind="penalty"), "lies ahead"),
        (RequestsAnswered(on=TODAY, platform="12345", received=5, answered_in_time=5), ""),
        (RequestsAnswered(on=TODAY, platform="12345", received=5, answered_in_time=6), "answered than received"),
        (RequestsAnswered(on=TODAY, platform="12345", received=0), ""),
        (ChannelMeasured(on=TODAY, channel="微信", posts=0), ""),
        (ChannelMeasured(on=TODAY, channel="微信"), "No figure"),
        (issued(), ""),
        (issued(valid_until=TODAY), ""),
        (issued(valid_until=TODAY - DAY), "ends before it begins"),
        (issued(in_force_from=TODAY + 30 * DAY, valid_until=TODAY + 30 * DAY), ""),
        (issued(in_force_from=TODAY + 30 * DAY, valid_until=TODAY + 29 * DAY), "ends before it begins"),
        (issued(disclosed_on=TODAY), ""),
        (issued(disclosed_on=TODAY - DAY), "before it is issued"),
    ],
)
def test_dates_and_counts_must_fit_together(event: Event, wrong: str):
    found = [str(error) for error in entry_faults(event, "某文〔2026〕1号", TODAY)]
    assert len(found) == bool(wrong)
    assert all(wrong in sentence for sentence in found)


@pytest.mark.parametrize(("length", "count"), [(MOST_SUBJECT, 0), (MOST_SUBJECT + 1, 1)])
def test_a_number_has_a_limit(length: int, count: int):
    assert len(list(entry_faults(issued(), "号" * length, TODAY))) == count


def test_every_fault_is_told_at_once():
    event = DecisionsMade(on=TODAY + DAY, kind="penalty", count=1, published=2)
    assert len(list(entry_faults(event, "号" * (MOST_SUBJECT + 1), TODAY))) == 3
