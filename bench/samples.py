"""One report, a different figure in each of its cells, in every format that is read."""

from __future__ import annotations

import gzip

from bench.measure import ROOT
from gongkai.documents.write import render
from gongkai.report.model import AnnualReport
from tests.documents.ofd_files import set_report
from tests.documents.reports import full_report


def sample() -> AnnualReport:
    report: AnnualReport = full_report()
    return report


def files() -> dict[str, bytes]:
    """The sample as a file of each format; doc, rtf and xls were written by LibreOffice (see tests/samples/office)."""
    report = sample()
    found = {name: render(report, name) for name in ("html", "docx", "pdf", "xlsx")}
    found["ofd"] = set_report(report)
    for name in ("doc", "rtf", "xls"):
        packed = ROOT / "tests" / "samples" / "office" / f"fmt2021.{name}.gz"
        found[name] = gzip.decompress(packed.read_bytes())
    return found
