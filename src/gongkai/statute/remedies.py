"""Which remedy clause (救济途径告知) a letter carries: by date, ground, kind of office and way of service.

Source: 行政复议法 2023 arts. 11, 20, 22-24, 27, 34; 行政诉讼法 arts. 45, 46; the press note to 法释〔2025〕8号 for the
scope of mandatory prior reconsideration (Regulation arts. 14-16). That the withheld part of a partial disclosure is treated
alike is our inference (mark D).
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from gongkai.errors import StatuteError
from gongkai.statute.organs import organs
from gongkai.statute.outcomes import grounds as all_grounds
from gongkai.statute.outcomes import outcomes
from gongkai.statute.sources import Mark, in_force

_DATA = Path(__file__).parent / "data" / "remedies.toml"

MANDATORY_FROM = date(2024, 1, 1)
"""From letters of this day on, refusals under arts. 14-16 go to reconsideration first; 行政复议法 2023 arts. 23, 90."""

MANDATORY_ARTICLES = frozenset({"14", "15", "16(1)", "16(2)"})


@dataclass(frozen=True, slots=True)
class Clause:
    """One version of a clause; `text` has places for the authority and the court."""

    kind: str
    label: str
    text: str
    source: str
    mark: Mark
    in_force_from: date
    in_force_to: date | None = None


@dataclass(frozen=True, slots=True)
class Remedy:
    """The clause a letter carries; text is "" for none.

    kind: "first_reconsideration", "free_choice", "reconsideration_only" or "none".
    """

    kind: str
    text: str
    source: str
    authority: str
    authority_under: str


@lru_cache(maxsize=1)
def _data() -> tuple[tuple[Clause, ...], dict[str, Any], dict[str, Any]]:
    data = tomllib.loads(_DATA.read_text(encoding="utf-8"))
    return tuple(Clause(**item) for item in data["clause"]), data["online"], data["suit"]


def optional_suits(on: date) -> tuple[str, ...]:
    """Outcomes whose suit half an office may leave out of a letter of this day. Source: 法释〔2025〕8号 (mark K)."""
    _, _, suit = _data()
    return tuple(suit["optional"]) if on >= suit["in_force_from"] else ()


def remedy_kind(outcome: str, on: date, *, grounds: Sequence[str] = ()) -> str:
    """Return "first_reconsideration", "free_choice" or "none" for a reply of this day.

    Args:
        outcome: code of `outcomes()`.
        grounds: codes of `grounds()` for a partial disclosure.
    """
    kind = outcomes()[outcome].remedy
    if kind == "by_grounds":
        bases = {all_grounds()[code].article for code in grounds}
        kind = "first_reconsideration" if bases & MANDATORY_ARTICLES else "free_choice"
    if kind == "first_reconsideration" and on < MANDATORY_FROM:
        return "free_choice"
    return kind


def remedy(
    outcome: str,
    on: date,
    organ_kind: str,
    *,
    grounds: Sequence[str] = (),
    authority: str = "",
    court: str = "",
    is_online: bool = False,
    online: str = "",
    has_suit: bool = True,
    letter: str = "本答复",
) -> Remedy:
    """Return the remedy clause of a reply.

    Args:
        on: date of the letter.
        organ_kind: code of `organs()`; names the reviewing authority unless `authority` does.
        is_online: the letter is served online; then it must say where to file reconsideration online (`online`).
        has_suit: False leaves the suit half out where `optional_suits` allows it.
        letter: what the letter calls itself.
    Raises:
        StatuteError: the letter is served online and no online way to file reconsideration is given.
        NoRuleInForce: a letter before 2019-05-15.
    """
    organ = organs()[organ_kind]
    body = authority or organ.reviewed_by
    kind = remedy_kind(outcome, on, grounds=grounds)
    if kind == "none":
        return Remedy(kind, "", "", body, organ.reviewed_under)
    if kind == "free_choice" and not has_suit and outcome in optional_suits(on):
        kind = "reconsideration_only"
    clauses, _, _ = _data()
    clause = in_force([c for c in clauses if c.kind == kind], on, f"remedy clause {kind}")
    text = clause.text.format(letter=letter, authority=body, court=court or "有管辖权的人民法院")
    if is_online:
        text += _online_clause(on, online, letter)
    return Remedy(kind, text, clause.source, body, organ.reviewed_under)


def _online_clause(on: date, online: str, letter: str) -> str:
    """What a letter served online adds. Source: 行政复议法 2023 art. 22; nothing before 2024-01-01."""
    _, data, _ = _data()
    if on < data["in_force_from"]:
        return ""
    if not online:
        raise StatuteError(
            "A reply served online must say where to file reconsideration online; set it for the office."
        )
    return str(data["text"]).format(online=online, letter=letter)
