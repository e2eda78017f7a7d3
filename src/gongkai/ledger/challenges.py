"""Reconsideration and litigation (行政复议、行政诉讼): the office's limits as respondent, results, columns of table four."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path

import gongkai.statute
from gongkai.errors import NoRuleInForce
from gongkai.ledger.codes import CHALLENGE_KINDS as KINDS
from gongkai.ledger.codes import PROCEDURES, RESULTS, ROLES
from gongkai.ledger.entries import Entry
from gongkai.ledger.events import ChallengeDecided, ChallengeReceived, ResponseSubmitted
from gongkai.statute.calendar import WorkCalendar
from gongkai.statute.periods import CHALLENGE_PERIODS, due_on

__all__ = ["COLUMN_PREFIX", "KINDS", "PROCEDURES", "RESULTS", "ROLES", "Challenge", "fold_challenge", "usual_result"]

COLUMN_PREFIX: Mapping[str, str] = {
    "reconsideration": "recon",
    "litigation_direct": "lit_direct",
    "litigation_after_reconsideration": "lit_after_recon",
}
"""Columns of table four begin with this; the result or "pending" follows."""


@dataclass(frozen=True, slots=True)
class Challenge:
    """One case as far as it has gone.

    decisions: effective decisions as (date, result, entry), in order; a judgment under appeal is none.
    received_entry: the entry of the papers. redo_due_on: date set for a new act by the latest decision.
    """

    number: str
    kind: str
    received_on: date
    application: str = ""
    procedure: str = "ordinary"
    role: str = "respondent"
    responded_on: date | None = None
    decisions: tuple[tuple[date, str, int], ...] = ()
    redo_due_on: date | None = None
    received_entry: int = 0

    @property
    def is_counted(self) -> bool:
        """Whether this office counts the case: a mere co-defendant does not (国办公开办函〔2016〕201号)."""
        return self.role == "respondent"

    def response_due_on(self, calendar: WorkCalendar) -> date:
        """Last day of the office's answer.

        Source: 行政复议法 2023 arts. 48, 54, 88, which brought the simple procedure; 行政诉讼法 art. 67.
        """
        procedure = self.procedure if self.kind == "reconsideration" else "ordinary"
        try:
            return due_on(self.received_on, CHALLENGE_PERIODS[(self.kind, procedure)], calendar)
        except NoRuleInForce:
            return due_on(self.received_on, CHALLENGE_PERIODS[(self.kind, "ordinary")], calendar)

    @property
    def decided_on(self) -> date | None:
        """Date of the latest effective decision."""
        return self.decisions[-1][0] if self.decisions else None

    @property
    def result(self) -> str:
        """Result of the latest effective decision."""
        return self.decisions[-1][1] if self.decisions else ""

    def counted(self, year: int) -> tuple[str, int] | None:
        """Column of table four in the report of a year and the entry it rests on; None where the case is not in it.

        A case decided in the year counts with the latest result of that year, one open on 31 December as pending, and
        again with its result in the year of the decision (mark K). What a later year decides moves no earlier figure.
        """
        if not self.is_counted or self.received_on.year > year:
            return None
        known = [decision for decision in self.decisions if decision[0].year <= year]
        if not known:
            return f"{COLUMN_PREFIX[self.kind]}_pending", self.received_entry
        on, result, entry = known[-1]
        return (f"{COLUMN_PREFIX[self.kind]}_{result}", entry) if on.year == year else None

    def column(self, year: int) -> str | None:
        """Column of table four in the report of a year, or None where the case does not count in it."""
        found = self.counted(year)
        return None if found is None else found[0]


def fold_challenge(number: str, entries: Iterable[Entry]) -> Challenge | None:
    """The case after its entries in reading order; None before papers were received.

    Of several decisions the latest effective one counts: one case, not one instance (setting, mark D).
    """
    case: Challenge | None = None
    for entry in entries:
        event = entry.event
        match event:
            case ChallengeReceived():
                if case is None:
                    case = Challenge(
                        number,
                        event.kind,
                        event.on,
                        event.application,
                        event.procedure,
                        event.role,
                        received_entry=entry.sequence,
                    )
            case ResponseSubmitted(on=on) if case is not None:
                case = replace(case, responded_on=case.responded_on or on)
            case ChallengeDecided(on=on) if case is not None and event.is_effective:
                case = replace(
                    case,
                    decisions=(*case.decisions, (on, event.result, entry.sequence)),
                    redo_due_on=event.redo_due_on,
                )
            case _:
                pass
    return case


@lru_cache(maxsize=1)
def _results() -> Mapping[str, Mapping[str, str]]:
    path = Path(gongkai.statute.__file__).parent / "data" / "challenge_results.toml"
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    return {
        kind: {article: result for result, articles in data[kind].items() for article in articles}
        for kind in ("reconsideration", "litigation")
    }


def usual_result(kind: str, article: str) -> str | None:
    """The result a decision under an article usually counts as; None where the table does not say. Mark K."""
    return _results()["reconsideration" if kind == "reconsideration" else "litigation"].get(article)
