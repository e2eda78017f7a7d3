"""Invented ledgers of any size."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from gongkai.ledger import steps
from gongkai.ledger.entries import Entry, Ledger, OfficeFacts, numbered
from gongkai.ledger.events import Event
from gongkai.statute.outcomes import APPLICANTS, outcomes

YEAR = 2024
REPLIES = tuple(code for code, outcome in outcomes().items() if outcome.is_reply)


def big_ledger(applications: int) -> Ledger:
    """An office with this many applications in a year; three to six acts each, a tenth of them open at its end."""
    entries: list[Entry] = list(numbered(_events(applications)))
    return Ledger(OfficeFacts("虚构机关", "city_government"), tuple(entries))


def _events(applications: int) -> Iterator[tuple[str, Event]]:
    for count in range(applications):
        number = f"{YEAR}-{count:06d}"
        on = date(YEAR, 1, 2) + timedelta(days=count % 360)
        applicant = APPLICANTS[count % 6]
        yield number, steps.Received(on=on, applicant=applicant, channel="post_signed", person=f"P{count % 9999}")
        if count % 10 == 0:
            continue
        if count % 5 == 0:
            yield number, steps.SupplementRequested(on=on + timedelta(days=3), due_on=on + timedelta(days=18))
            yield number, steps.SupplementReceived(on=on + timedelta(days=8))
        if count % 7 == 0:
            yield number, steps.FeeNoticed(on=on + timedelta(days=9), amount_yuan=Decimal(100))
            yield number, steps.FeePaid(on=on + timedelta(days=11), amount_yuan=Decimal(100))
        outcome = REPLIES[count % len(REPLIES)]
        yield (
            number,
            steps.Answered(on=on + timedelta(days=14), outcome=outcome, reason="理由", search_record="检索记录"),
        )
        yield number, steps.Served(on=on + timedelta(days=17))
