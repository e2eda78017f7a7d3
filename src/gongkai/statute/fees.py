"""Information processing fee (信息处理费): by application or by page, one tariff for each application.

Amounts are whole yuan. Source: Regulation art. 42; 国办函〔2020〕109号 arts. 4, 5, in force 2021-01-01.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from gongkai.statute.sources import Mark, Source, in_force

_DATA = Path(__file__).parent / "data" / "fees.toml"

TARIFFS: Mapping[str, str] = {"per_piece": "按件计收", "per_page": "按量计收"}
"""The two tariffs. For each application one is chosen, never both (art. 3 of the Measures)."""
TARIFF_GLOSSES: Mapping[str, str] = {"per_piece": "by application", "per_page": "by page"}


@dataclass(frozen=True, slots=True)
class Bracket:
    """From this piece or page on, each costs `yuan`."""

    start: int
    yuan: int


@dataclass(frozen=True, slots=True)
class Tariff:
    """A progressive tariff. From the last bracket on, every further `step_pieces` cost `step_yuan` more apiece."""

    brackets: tuple[Bracket, ...]
    article: str
    step_pieces: int = 0
    step_yuan: int = 0

    def price(self, ordinal: int) -> int:
        """Price in yuan of the piece or page with this number, counted from 1."""
        bracket = next(b for b in reversed(self.brackets) if b.start <= ordinal)
        if bracket is self.brackets[-1] and self.step_pieces:
            return bracket.yuan + (ordinal - bracket.start) // self.step_pieces * self.step_yuan
        return bracket.yuan


@dataclass(frozen=True, slots=True)
class FeeRules:
    """One version of the Measures."""

    per_piece: Tariff
    per_page: Tariff
    instrument: str
    mark: Mark
    in_force_from: date
    in_force_to: date | None = None

    def source(self, tariff: str) -> Source:
        article: str = getattr(self, tariff).article
        return Source(self.instrument, article, self.in_force_from, self.in_force_to, self.mark)


@dataclass(frozen=True, slots=True)
class FeeLine:
    """One step of a computation: pieces or pages `first` to `last` at `yuan` each."""

    first: int
    last: int
    yuan: int

    @property
    def total(self) -> int:
        return (self.last - self.first + 1) * self.yuan


@lru_cache(maxsize=1)
def _versions() -> tuple[FeeRules, ...]:
    return tuple(_version(item) for item in tomllib.loads(_DATA.read_text(encoding="utf-8"))["fees"])


def _version(item: dict[str, Any]) -> FeeRules:
    return FeeRules(**item | {name: _tariff(item[name]) for name in TARIFFS})


def _tariff(item: dict[str, Any]) -> Tariff:
    brackets = tuple(Bracket(bracket["from"], bracket["yuan"]) for bracket in item["brackets"])
    return Tariff(brackets, item["article"], item.get("step_pieces", 0), item.get("step_yuan", 0))


def fee_rules(on: date) -> FeeRules:
    """The Measures in force on a day. Raises NoRuleInForce before 2021-01-01: no fee could be charged."""
    return in_force(_versions(), on, "information processing fee")


NEWEST = date(9999, 12, 31)


def fee_by_application(applications: int, *, already: int = 0, on: date = NEWEST) -> int:
    """Return the fee in yuan for some applications of one applicant in one calendar month, by piece.

    Args:
        applications: how many, after splitting into the smallest reasonable units.
        already: applications of the same applicant received earlier in the same month.
        on: date of receipt; fixes the version of the Measures.
    Raises:
        ValueError: a negative count.
    Source: Measures art. 4: 1-10 free, 11-30 100 yuan each, from 31 every ten more cost 100 more apiece.
    """
    return sum(line.total for line in fee_lines("per_piece", applications, already=already, on=on))


def fee_by_page(pages: int, *, on: date = NEWEST) -> int:
    """Return the fee in yuan for the pages of one application.

    Source: Measures art. 5: up to 30 free, 31-100 10 yuan, 101-200 20 yuan, from 201 40 yuan a page.
    """
    return sum(line.total for line in fee_lines("per_page", pages, on=on))


def fee_lines(tariff: str, count: int, *, already: int = 0, on: date = NEWEST) -> tuple[FeeLine, ...]:
    """Return the computation step by step: runs of pieces or pages with one price. Same errors as the sums."""
    if count < 0 or already < 0:
        raise ValueError(f"A count of {'pieces' if tariff == 'per_piece' else 'pages'} cannot be negative.")
    rules: Tariff = getattr(fee_rules(on), tariff)
    lines: list[FeeLine] = []
    first, last = already + 1, already + count
    while first <= last:
        price = rules.price(first)
        end = min(last, _end_of_run(rules, first))
        lines.append(FeeLine(first, end, price))
        first = end + 1
    return tuple(lines)


def _end_of_run(tariff: Tariff, ordinal: int) -> int:
    later = [bracket.start for bracket in tariff.brackets if bracket.start > ordinal]
    if later:
        return later[0] - 1
    if not tariff.step_pieces:
        return 10**9
    start = tariff.brackets[-1].start
    return start + ((ordinal - start) // tariff.step_pieces + 1) * tariff.step_pieces - 1


@dataclass(frozen=True, slots=True)
class Quote:
    """Both tariffs for one application. The office chooses one; they are never added."""

    by_piece_yuan: int
    by_page_yuan: int
    ordinal: int
    pieces: int
    pages: int

    def yuan(self, tariff: str) -> int:
        """The amount under the chosen tariff."""
        return self.by_piece_yuan if tariff == "per_piece" else self.by_page_yuan


def quote(ordinal: int, pages: int, *, pieces: int = 1, on: date = NEWEST) -> Quote:
    """Return what one application costs under each tariff.

    Args:
        ordinal: number of its first piece among this applicant's applications of the calendar month, from 1.
        pages: pages asked for; information already published is not counted [K].
        pieces: units it was split into (一事一申请).
    """
    return Quote(
        fee_by_application(pieces, already=ordinal - 1, on=on), fee_by_page(pages, on=on), ordinal, pieces, pages
    )


def ordinals_in_month(received: Sequence[tuple[date, int]]) -> tuple[int, ...]:
    """Return for each application the number of its first piece within its calendar month.

    Args:
        received: (date of receipt, pieces) of one applicant, in order of receipt.
    Source: Measures art. 4 (同一申请人, 自然月); months are not added up.
    """
    counters: dict[tuple[int, int], int] = {}
    result = []
    for on, pieces in received:
        month = (on.year, on.month)
        result.append(counters.get(month, 0) + 1)
        counters[month] = counters.get(month, 0) + pieces
    return tuple(result)
