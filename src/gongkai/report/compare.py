"""Two reports side by side: which figures differ, how much of the text is repeated. For a year and the next, a signed
report and now, two versions of one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from gongkai.ledger.entries import Ledger
from gongkai.report.compile import compile_report
from gongkai.report.model import AnnualReport, Cell, Finding, Number
from gongkai.report.reconcile import CROSS_YEAR_RULES
from gongkai.report.sentences import SentenceChange, sentence_changes
from gongkai.statute.forms import Figure

Presence = Literal["both", "added", "removed"]


@dataclass(frozen=True, slots=True)
class Difference:
    """One cell of two reports. `change` is new less old where both state a number."""

    figure: Figure
    old: Cell
    new: Cell

    @property
    def is_equal(self) -> bool:
        """Whether both say the same, however they write it."""
        return (self.old.value, self.old.status) == (self.new.value, self.new.status)

    @property
    def change(self) -> Number | None:
        """New less old; None where one states no number."""
        if self.old.stated is None or self.new.stated is None:
            return None
        return self.new.stated - self.old.stated


@dataclass(frozen=True, slots=True)
class SectionChange:
    """A section of two reports, sentence by sentence.

    presence: in which of the two it stands. share: part of its text that stands word for word in the older report,
    years apart; None where it has no sentence of some length.
    """

    code: str
    heading: str
    presence: Presence
    share: float | None
    sentences: tuple[SentenceChange, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What two reports have in common and what not.

    cells: every cell both forms have, equal or not, in the order of the new form.
    findings: what the rules across years say; None where the new report is not of the year after.
    """

    old: AnnualReport
    new: AnnualReport
    cells: tuple[Difference, ...]
    findings: tuple[Finding, ...] | None
    sections: tuple[SectionChange, ...]

    @property
    def differences(self) -> tuple[Difference, ...]:
        """The cells that differ."""
        return tuple(one for one in self.cells if not one.is_equal)

    @property
    def incomparable(self) -> dict[str, int]:
        """Tables of the new form to the number of their cells that the old form does not have, where it has fewer."""
        missing: dict[str, int] = {}
        for key in self.new.form.figures:
            if key not in self.old.form.figures:
                missing[key[0]] = missing.get(key[0], 0) + 1
        return missing


def compare(old: AnnualReport, new: AnnualReport) -> Comparison:
    """Return figures, carry-over and text of two reports side by side.

    Raises:
        UnknownForm: one of them is in no form we know.
    """
    is_next_year = old.year is not None and new.year == old.year + 1
    findings = tuple(finding for rule in CROSS_YEAR_RULES for finding in rule(new, old)) if is_next_year else None
    return Comparison(old, new, tuple(_pairs(old, new)), findings, text_changes(old, new))


def differences(old: AnnualReport, new: AnnualReport) -> Iterator[Difference]:
    """Yield the cells both forms have whose value or status differs, in the order of the new form."""
    return (one for one in _pairs(old, new) if not one.is_equal)


def _pairs(old: AnnualReport, new: AnnualReport) -> Iterator[Difference]:
    known = old.form.figures
    return (Difference(figure, old.cell(figure.key), cell) for figure, cell in new.figures() if figure.key in known)


def since_signed(ledger: Ledger, year: int) -> tuple[Difference, ...]:
    """Return what entries recorded after signing change in the report of a year; nothing for an unsigned year.

    The signed report itself is `compile_report(ledger, year, lock.form_id, as_of=lock.as_of)` and stays what it was.
    """
    lock = ledger.signed(year)
    if lock is None:
        return ()
    signed = compile_report(ledger, year, lock.form_id, as_of=lock.as_of)
    return tuple(differences(signed, compile_report(ledger, year, lock.form_id)))


SHORTEST_SENTENCE = 8
"""Characters from which on a repeated sentence counts; headings and 无 do not."""


def repeated_shares(old: AnnualReport, new: AnnualReport) -> dict[str, float]:
    """Return the share of each section's text, by characters, whose sentences stand word for word in the older report.

    Sections without a sentence of some length are left out. A high share is what reviewers call 内容雷同.
    """
    known = {sentence for paragraphs in old.sections.values() for p in paragraphs for sentence in _sentences(p.text)}
    shares = {}
    for code, paragraphs in new.sections.items():
        sentences = [sentence for paragraph in paragraphs for sentence in _sentences(paragraph.text)]
        length = sum(map(len, sentences))
        if length:
            shares[code] = sum(len(sentence) for sentence in sentences if sentence in known) / length
    return shares


def text_changes(old: AnnualReport, new: AnnualReport) -> tuple[SectionChange, ...]:
    """Return each section that stands in either report with its sentences: same, changed, removed, added.

    Sections come in the order of the new form.
    """
    shares = repeated_shares(old, new)
    changes = []
    for section in new.form.sections:
        code = section.code
        presence = _presence(code in old.sections, code in new.sections)
        if presence is None:
            continue
        texts = (_texts(old, code), _texts(new, code))
        heading = new.headings.get(code) or old.headings.get(code) or section.heading
        changes.append(
            SectionChange(code, heading, presence, shares.get(code), tuple(sentence_changes(*texts))),
        )
    return tuple(changes)


def _presence(in_old: bool, in_new: bool) -> Presence | None:
    if in_old and in_new:
        return "both"
    if in_new:
        return "added"
    return "removed" if in_old else None


def _texts(report: AnnualReport, code: str) -> Iterable[str]:
    return [paragraph.text for paragraph in report.sections.get(code, ())]


def _sentences(text: str) -> Iterator[str]:
    """Sentences without white space and without years, which differ by themselves."""
    for part in re.split(r"[。；！？;]", re.sub(r"\s", "", text)):
        bare = re.sub(r"20[0-9]{2}年", "", part)
        if len(bare) >= SHORTEST_SENTENCE:
            yield bare
