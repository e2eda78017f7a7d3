"""Reconsideration and litigation (行政复议、行政诉讼): the office's limits as respondent, results, columns of table four."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path

import gongkai.statute
from gongkai.ledger.entries import Entry
from gongkai.ledger.events import ChallengeDecided, ChallengeReceived, ResponseSubmitted
from gongkai.statute.calendar import WorkCalendar
from gongkai.statute.periods import CHALLENGE_PERIODS, due_on

KINDS: Mapping[str, str] = {
    "reconsideration": "行政复议",
    "litigation_direct": "行政诉讼（未经复议直接起诉）",
    "litigation_after_reconsideration": "行政诉讼（复议后起诉）",
}
RESULTS: Mapping[str, str] = {"upheld": "结果维持", "corrected": "结果纠正", "other_result": "其他结果"}
PROCEDURES: Mapping[str, str] = {"simple": "简易程序", "ordinary": "普通程序"}
ROLES: Mapping[str, str] = {"respondent": "被申请人、被告", "co_defendant": "共同被告（复议机关，不计入）"}

COLUMN_PREFIX: Mapping[str, str] = {
    "reconsideration": "recon",
    "litigation_direct": "lit_direct",
    "litigation_after_reconsideration": "lit_after_recon",
}
"""Columns of table four begin with this; the result or "pending" follows."""


@dataclass(frozen=True, slots=True)
class Challenge:
    """One case as far as it has gone. decided_on: the latest effective decision."""

    number: str
    kind: str
    received_on: date
    application: str = ""
    procedure: str = "ordinary"
    role: str = "respondent"
    responded_on: date | None = None
    decided_on: date | None = None
    result: str = ""
    redo_due_on: date | None = None
    entries: tuple[int, ...] = ()

    @property
    def is_counted(self) -> bool:
        """Whether this office counts the case: a mere co-defendant does not (国办公开办函〔2016〕201号)."""
        return self.role == "respondent"

    def response_due_on(self, calendar: WorkCalendar) -> date:
        """Last day of the office's answer. Source: 行政复议法 arts. 48, 54, 88; 行政诉讼法 art. 67."""
        procedure = self.procedure if self.kind == "reconsideration" else "ordinary"
        return due_on(self.received_on, CHALLENGE_PERIODS[(self.kind, procedure)], calendar)

    def column(self, year: int) -> str | None:
        """Column of table four in the report of a year, or None where the case does not count in it.

        A case decided in the year counts with its result, one open on 31 December as pending, and again with its
        result in the year of the decision (mark K).
        """
        if not self.is_counted or self.received_on.year > year:
            return None
        if self.decided_on is None or self.decided_on.year > year:
            return f"{COLUMN_PREFIX[self.kind]}_pending"
        return f"{COLUMN_PREFIX[self.kind]}_{self.result}" if self.decided_on.year == year else None


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
                        entries=(entry.sequence,),
                    )
            case ResponseSubmitted(on=on) if case is not None:
                case = replace(case, responded_on=case.responded_on or on)
            case ChallengeDecided(on=on) if case is not None and event.is_effective:
                case = replace(
                    case,
                    decided_on=on,
                    result=event.result,
                    redo_due_on=event.redo_due_on,
                    entries=(case.entries[0], entry.sequence),
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
