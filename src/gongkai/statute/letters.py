"""Letters and records (文书) of disclosure on application: which there are, what each must hold, how an article is cited.

What a letter says is `documents.letters`'s business; what it may not lack is said here, dated and cited.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from gongkai.errors import NoRuleInForce, StatuteError
from gongkai.statute.sources import Mark, in_force

_DATA = Path(__file__).parent / "data" / "letters.toml"
_REFERENCE = re.compile(
    r"(?:(?P<law>[a-z_]+):)?(?P<article>[1-9]\d{0,2})(?:\.(?P<paragraph>[1-9]\d?))?(?:\((?P<part>[1-9]\d?)\))?"
)
_DIGITS = "零一二三四五六七八九"

Family = Literal["intake", "notice", "consultation", "reply", "closing", "other", "record", "challenge"]

FRAME = ("number", "addressee", "article", "signature", "date", "contact")
"""Elements of every letter in the form of one (`shape` "letter"), beside those of its kind."""


@dataclass(frozen=True, slots=True)
class Element:
    """Something a letter must hold (要素), named so that a refusal can name it."""

    code: str
    label: str
    gloss: str


@dataclass(frozen=True, slots=True)
class Instrument:
    """A law letters cite. `clauses`: articles whose "(k)" is a paragraph (款).

    items: articles whose "(k)" is an item (项), with the number of the paragraph it stands in, 0 where there is one only.
    """

    code: str
    name: str
    last_article: int
    clauses: frozenset[int] = frozenset()
    items: Mapping[int, int] | None = None


@dataclass(frozen=True, slots=True)
class LetterKind:
    """One version of a kind of letter.

    shape: "letter" (text, signature, date) or "form" (a ruled table).
    to: whom it is written to: applicant, third_party, organ, court or file.
    type_word: word of its number series (公复, 公告, …), "" where it bears no number; an office may change it.
    articles: its basis, as `article_text` reads them.
    elements: codes of `elements()` it must hold, those of `FRAME` left out.
    outcomes: outcomes of an application it tells or records.
    remedy: "" no clause, "outcome" the clause of its outcome, else the outcome whose clause it carries.
    """

    code: str
    title: str
    gloss: str
    family: Family
    shape: Literal["letter", "form"]
    to: str
    type_word: str
    articles: tuple[str, ...]
    elements: tuple[str, ...]
    outcomes: tuple[str, ...]
    remedy: str
    mark: Mark
    in_force_from: date
    in_force_to: date | None = None

    @property
    def required(self) -> tuple[str, ...]:
        """Codes of everything it must hold, in the order a refusal lists them."""
        if self.shape == "form":
            return self.elements
        frame = (code for code in FRAME if code != "number" or self.type_word)
        return (*frame, *self.elements, *(("remedy",) if self.remedy else ()))


@lru_cache(maxsize=1)
def _data() -> dict[str, Any]:
    return tomllib.loads(_DATA.read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def elements() -> Mapping[str, Element]:
    """Every element by its code."""
    return {item["code"]: Element(**item) for item in _data()["element"]}


@lru_cache(maxsize=1)
def instruments() -> Mapping[str, Instrument]:
    """Every law letters cite, by its code."""
    return {item["code"]: _instrument(item) for item in _data()["instrument"]}


def _instrument(item: dict[str, Any]) -> Instrument:
    items = {int(article): paragraph for article, paragraph in item.get("items", {}).items()}
    return Instrument(item["code"], item["name"], item["last_article"], frozenset(item.get("paragraphs", ())), items)


@lru_cache(maxsize=1)
def letter_kinds() -> Mapping[str, tuple[LetterKind, ...]]:
    """Every version of every kind of letter, by its code. Source: case-documents in docs/letters.md; marks in the data."""
    found: dict[str, list[LetterKind]] = {}
    for item in _data()["kind"]:
        lists = {name: tuple(item.get(name, ())) for name in ("articles", "elements", "outcomes")}
        found.setdefault(item["code"], []).append(
            LetterKind(**{"shape": "letter", "type_word": "", "remedy": "", "to": "applicant"} | item | lists)
        )
    return {code: tuple(versions) for code, versions in found.items()}


def letter_kind(code: str, on: date) -> LetterKind:
    """Return the version of a kind of letter in force on a day.

    Raises:
        StatuteError: there is no such kind.
        NoRuleInForce: it did not exist on that day, as a fee notice before 2021-01-01.
    """
    versions = letter_kinds().get(code)
    if versions is None:
        raise StatuteError(f"There is no letter {code!r}; see docs/letters.md.", zh=f"没有“{code}”这种文书。")
    return in_force(versions, on, f"letter {code}")


def kinds_for(outcome: str, on: date, *, article: str = "") -> tuple[LetterKind, ...]:
    """Return the kinds that tell or record an outcome, the usual one first.

    Args:
        outcome: code of `statute.outcomes.outcomes()`.
        article: only kinds based on this article of the Regulation, as "36(5)"; empty for all.
    """
    found = []
    for versions in letter_kinds().values():
        try:
            kind = in_force(versions, on, versions[0].code)
        except NoRuleInForce:
            continue
        if outcome in kind.outcomes and (not article or article in kind.articles):
            found.append(kind)
    return tuple(found)


def chinese_number(number: int) -> str:
    """A number from 1 to 999 as an article bears it: 10 → 十, 36 → 三十六, 105 → 一百零五.

    Raises:
        ValueError: out of that range.
    """
    if not 1 <= number <= 999:
        raise ValueError(f"{number} is no number of an article.")
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    text = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        text += ("" if tens == 1 and not hundreds else _DIGITS[tens]) + "十"
    elif hundreds and ones:
        text += _DIGITS[0]
    return text + (_DIGITS[ones] if ones else "")


def article_text(reference: str) -> str:
    """Return an article as a letter prints it, without the law: "36(4)" → 第三十六条第（四）项.

    Args:
        reference: "36", "36(4)" or "33(2)" (item or paragraph, as that article is built), "24.1(3)" (paragraph and item)
            or "24.4" (paragraph); a law other than the Regulation stands before a colon, "fees:6".
    Raises:
        StatuteError: no such reference, an unknown law, an article it does not have, or "(k)" where we do not know
            whether a paragraph or an item is meant.
    """
    _, article, paragraph, item = _parsed(reference)
    text = f"第{chinese_number(article)}条"
    if paragraph:
        text += f"第{chinese_number(paragraph)}款"
    return text + (f"第（{chinese_number(item)}）项" if item else "")


def cite(references: Iterable[str]) -> str:
    """Return articles with their laws, as a letter cites them: 《…条例》第三十条、第三十五条、《…办法》第六条.

    Raises:
        StatuteError: as `article_text`.
    """
    laws: dict[str, list[str]] = {}
    for reference in references:
        laws.setdefault(_parsed(reference)[0].name, []).append(article_text(reference))
    return "、".join(f"{_titled(name)}{'、'.join(articles)}" for name, articles in laws.items())


def _titled(name: str) -> str:
    title, bracket, rest = name.partition("（")
    return f"《{title}》{bracket}{rest}"


def _parsed(reference: str) -> tuple[Instrument, int, int, int]:
    """Law, article, paragraph and item; 0 where there is none."""
    found = _REFERENCE.fullmatch(reference)
    law = instruments().get(found["law"] or "regulation") if found else None
    if found is None or law is None or int(found["article"]) > law.last_article:
        raise StatuteError(f"{reference!r} is no article of a law we cite.", zh=f"条款“{reference}”无法识别。")
    article = int(found["article"])
    paragraph, part = int(found["paragraph"] or 0), int(found["part"] or 0)
    if paragraph or not part:
        return law, article, paragraph, part
    if article in law.clauses:
        return law, article, part, 0
    if law.items is not None and article in law.items:
        return law, article, law.items[article], part
    raise StatuteError(
        f"{reference!r}: write {article}.{part} for a paragraph, or name the paragraph before the item.",
        zh=f"条款“{reference}”未写明是款还是项。",
    )
