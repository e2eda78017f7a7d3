"""Where a rule comes from, and which version of it was in force on a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol, TypeVar

from gongkai.errors import NoRuleInForce

Mark = Literal["S", "K", "D"]
"""How sure we are: S the text was seen, K from knowledge, D our own design (design.md)."""

_REMARKS: dict[Mark, str] = {"S": "", "K": "［未核对原文］", "D": "［本系统的处理办法］"}


@dataclass(frozen=True, slots=True)
class Source:
    """A place in an instrument, with the days it is in force and how sure we are of it.

    Args:
        instrument: the title in Chinese without title marks; a number or version follows it in
            （）, as in `全国年节及纪念日放假办法（国务院令第795号）`.
        article: the place in it as a clerk writes it, `第三十三条第二款`; empty for the whole.
        in_force_from, in_force_to: first and last day in force; None leaves that end open.
        mark: S seen, K known, D our design.
    """

    instrument: str
    article: str = ""
    in_force_from: date | None = None
    in_force_to: date | None = None
    mark: Mark = "K"

    @property
    def citation(self) -> str:
        """The place as a letter cites it: `《title》（number）article`."""
        title, bracket, rest = self.instrument.partition("（")
        return f"《{title}》{bracket}{rest}{self.article}"

    def __str__(self) -> str:
        """The citation, and a remark where the text has not been seen or the rule is our own."""
        return self.citation + _REMARKS[self.mark]


class Dated(Protocol):
    """Anything with a first and a last day in force; None leaves that end open."""

    @property
    def in_force_from(self) -> date | None: ...
    @property
    def in_force_to(self) -> date | None: ...


DatedT = TypeVar("DatedT", bound=Dated)


def in_force(entries: Iterable[DatedT], on: date, rule_name: str) -> DatedT:
    """Return the version of a rule that was in force on a day; of several, the one begun last.

    Args:
        entries: the versions, in any order; both ends of their time in force are inclusive.
        rule_name: named in the error.
    Raises:
        NoRuleInForce: no version covers `on`.
    """
    versions = [
        entry
        for entry in entries
        if (entry.in_force_from is None or entry.in_force_from <= on)
        and (entry.in_force_to is None or on <= entry.in_force_to)
    ]
    if not versions:
        raise NoRuleInForce(rule_name, on)
    return max(versions, key=lambda entry: entry.in_force_from or date.min)
