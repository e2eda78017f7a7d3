"""Kinds of administrative organ (行政机关) and the legal consequences of the kind."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

_DATA = Path(__file__).parent / "data" / "organs.toml"


@dataclass(frozen=True, slots=True)
class Organ:
    """A kind of organ.

    makes_rules: may make government rules (规章); 立法法 2023 arts. 91, 93.
    reviewed_by: who hears its reconsiderations, as printed in a remedy clause; reviewed_under: the article.
    report_month, report_day: the annual report is due before this date; art. 49, or practice where `report_mark` is K.
    fee_warning_wan_yuan: from this many 万元 of yearly charges R11 asks whether yuan were entered. Our proposal.
    """

    code: str
    label: str
    gloss: str
    is_peoples_government: bool
    makes_rules: bool
    name_endings: tuple[str, ...]
    reviewed_by: str
    reviewed_under: str
    report_month: int
    report_day: int
    report_mark: str
    report_source: str
    fee_warning_wan_yuan: int


@lru_cache(maxsize=1)
def organs() -> Mapping[str, Organ]:
    """Every kind by its code."""
    data = tomllib.loads(_DATA.read_text(encoding="utf-8"))
    found = {}
    for item in data["organ"]:
        due = item.pop("report_due")
        item["name_endings"] = tuple(item["name_endings"])
        found[item["code"]] = Organ(
            **item,
            report_month=due["month"],
            report_day=due["day"],
            report_mark=due["mark"],
            report_source=due["source"],
        )
    return found


def kind_of(name: str | None) -> str | None:
    """The kind of organ a name tells by its ending, the longest counting first; None when it tells none. Mark D."""
    endings = [(ending, organ.code) for organ in organs().values() for ending in organ.name_endings]
    return next(
        (code for ending, code in sorted(endings, key=lambda e: -len(e[0])) if name and name.endswith(ending)), None
    )
