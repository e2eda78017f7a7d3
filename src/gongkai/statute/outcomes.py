"""The 21 outcomes (办理结果) of an application: label, article, row in each form, what the record must hold."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

_DATA = Path(__file__).parent / "data" / "outcomes.toml"

APPLICANTS = (
    "natural_person",
    "commercial_enterprise",
    "research_institution",
    "social_welfare_org",
    "legal_service_org",
    "other_org",
)
"""Kinds of applicant: the columns of table three without its total, in printed order."""

NEEDS: Mapping[str, str] = {
    "reason": "the reply must give concrete reasons",
    "withheld_grounds": "each withheld part needs a ground of arts. 14-16, or that it is not government information",
    "consultation_or_reason": "the third party must be consulted, or the reply must say why that was not needed",
    "search_record_if_36_4": "'does not exist' needs a record of the search: places, systems, words, by whom",
    "reason_if_36_5": "the reply must give reasons and, if known, the responsible organ",
    "earlier_case": "a repeat application needs the number of the application already answered",
    "reasons_asked": "the applicant must first be asked for reasons",
    "supplement_received": "only a supplemented application can still be unclear",
    "way_of_access": "the reply must provide the information, or say where and how to get it",
}
"""What `Outcome.needs` names, in words; `ledger.acts` holds the tests."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One outcome. `row_2021` is its code; `articles` are of the Regulation, the usual one first.

    group: granted, partial, denied, unable, refused or other.
    remedy: clause its letter carries: first_reconsideration, free_choice, by_grounds or none.
    closed_by: the event that closes with this outcome where it is not a reply.
    """

    code: str
    label: str
    gloss: str
    group: str
    articles: tuple[str, ...]
    row_2019: str
    needs: tuple[str, ...]
    remedy: str
    mark: str
    closed_by: str = "answered"

    @property
    def row_2021(self) -> str:
        return self.code

    @property
    def is_reply(self) -> bool:
        """Whether a reply (答复) has this outcome; the rest close without one."""
        return self.closed_by == "answered"

    def row(self, form_id: str) -> str:
        """Row code of table three in the named form."""
        return self.row_2019 if form_id == "fmt2019" else self.code


@dataclass(frozen=True, slots=True)
class Ground:
    """A ground of withholding and the outcome when all is withheld on it; Regulation arts. 14-16, 37."""

    code: str
    label: str
    gloss: str
    article: str
    outcome: str


@lru_cache(maxsize=1)
def _data() -> tuple[dict[str, Outcome], dict[str, Ground]]:
    data = tomllib.loads(_DATA.read_text(encoding="utf-8"))
    found = {
        item["code"]: Outcome(**item | {"articles": tuple(item["articles"]), "needs": tuple(item["needs"])})
        for item in data["outcome"]
    }
    return found, {item["code"]: Ground(**item) for item in data["ground"]}


def outcomes() -> Mapping[str, Outcome]:
    """Every outcome by its code, in printed order. Source: 2021 form, table three; 2019 form by `row_2019`."""
    return _data()[0]


def grounds() -> Mapping[str, Ground]:
    """Every ground of withholding by its code."""
    return _data()[1]
