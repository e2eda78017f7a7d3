"""Two reports side by side: which figures differ. The same for a year and the next, and for a signed report and now."""

from __future__ import annotations

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
