"""Two reports side by side: which figures differ, how much of the text is repeated. For a year and the next, a signed
report and now, two versions of one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from gongkai.ledger.entries import Ledger
from gongkai.report.compile import compile_report
from gongkai.report.model import AnnualReport, Cell, Number
from gongkai.statute.forms import Figure


@dataclass(frozen=True, slots=True)
class Difference:
    """One cell that differs. `change` is new less old where both state a number."""

    figure: Figure
    old: Cell
    new: Cell

    @property
    def change(self) -> Number | None:
        if self.old.stated is None or self.new.stated is None:
            return None
        return self.new.stated - self.old.stated


def differences(old: AnnualReport, new: AnnualReport) -> Iterator[Difference]:
    """Yield the cells both forms have whose value or status differs, in the order of the new form."""
    for figure, cell in new.figures():
        if figure.key not in old.form.figures:
            continue
        before = old.cell(figure.key)
        if (before.value, before.status) != (cell.value, cell.status):
            yield Difference(figure, before, cell)


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


def _sentences(text: str) -> Iterator[str]:
    """Sentences without white space and without years, which differ by themselves."""
    for part in re.split(r"[。；！？;]", re.sub(r"\s", "", text)):
        bare = re.sub(r"20[0-9]{2}年", "", part)
        if len(bare) >= SHORTEST_SENTENCE:
            yield bare
