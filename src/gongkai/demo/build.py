"""The whole way for each office of the demonstration: ledger, workbook, reading it back, report, checks, files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from gongkai.demo.busy import busy_book
from gongkai.demo.seeds import Slip, seeds
from gongkai.documents.workbook import LedgerBook, write_ledger
from gongkai.documents.workbook.law import compile_book, load_book
from gongkai.documents.write import FORMATS, write_report
from gongkai.errors import DocumentError
from gongkai.report.compare import Difference, differences
from gongkai.report.model import AnnualReport, Finding
from gongkai.report.reconcile import check


@dataclass(frozen=True, slots=True)
class Built:
    """One office's result. printed: None for the invented office. slips: where the printed report erred."""

    folder: Path
    report: AnnualReport
    findings: tuple[Finding, ...]
    printed: AnnualReport | None
    differences: tuple[Difference, ...]
    slips: tuple[Slip, ...]

    @property
    def unexplained(self) -> tuple[Difference, ...]:
        """Cells that differ from print where no slip of the printed report is known; there should be none."""
        places = tuple(slip.at for slip in self.slips)
        return tuple(one for one in self.differences if not one.figure.path.startswith(places or ("\0",)))


def build_all(out: Path, formats: Sequence[str] = FORMATS) -> Iterator[Built]:
    """Write `ledger.xlsx` and the report in every format to `out/<office>-<year>/`, office by office.

    Raises:
        DocumentError: a file cannot be written.
    """
    for seed in seeds():
        yield _build(seed.book, out, formats, seed.printed, seed.slips)
    yield _build(busy_book(), out, formats, None, ())


def _build(
    book: LedgerBook, out: Path, formats: Sequence[str], printed: AnnualReport | None, slips: tuple[Slip, ...]
) -> Built:
    folder = out / f"{book.ledger.office.name}-{book.year}"
    path = folder / "ledger.xlsx"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.write_bytes(write_ledger(book))
    except OSError as error:
        raise DocumentError.unwritable(path, error) from None
    again = load_book(path)
    before = compile_book(again, again.year - 1) if again.year and printed is None else None
    report = compile_book(again, previous=before)
    findings = check(report, before)
    write_report(report, folder, formats, findings)
    found = tuple(differences(printed, report)) if printed is not None else ()
    return Built(folder, report, findings, printed, found, slips)
