"""The readers, each against its own library reading the same file, and their memory; a scan where OCR is installed."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from importlib import import_module
from pathlib import Path

from bench import readers_bare as bare
from bench.measure import Row, both, memory, seconds
from bench.samples import files, sample
from gongkai.documents import ocr
from gongkai.documents.read import read_reports

LIMITS: dict[str, tuple[int, Callable[[bytes], Sequence[object]], str]] = {
    "html": (5, bare.html, "selectolax, cell texts"),
    "docx": (5, bare.docx, "lxml over zip, cell texts"),
    "pdf": (3, bare.pdf, "pypdfium2, characters, boxes and lines"),
    "xlsx": (5, bare.sheets, "calamine, same sheets"),
    "xls": (5, bare.sheets, "calamine, same sheets"),
    "ofd": (5, bare.ofd, "lxml over zip, all parts"),
}
"""How many times the bare library each reader may take."""

MEGABYTES = 300
MILLISECONDS = 100
"""For formats no library at hand reads: ten files a second."""

TURNS = 60
"""Turns of the two works of a ratio; the least time of each counts."""

TABLE_PAGES = (2, 3, 4)
"""Pages of our PDF, from 0, on which the tables stand."""


def reading() -> Iterator[Row]:
    found = files()
    for name, (times, work, library) in LIMITS.items():
        read, data = import_module(f"gongkai.documents.readers.{name}").read, found[name]
        read(data)
        if not work(data):
            raise SystemExit(f"the bare library found nothing in the {name}")
        ours, theirs = both(partial(read, data), partial(work, data), times=TURNS)
        yield Row(f"reading a report as {name}", ours * 1e3, times * theirs * 1e3, "ms", f"{times} × {library}")
    for name in ("doc", "rtf"):
        read, data = import_module(f"gongkai.documents.readers.{name}").read, found[name]
        read(data)
        ours = seconds(lambda read=read, data=data: read(data), times=15)  # type: ignore[misc]
        yield Row(f"reading a report as {name}", ours * 1e3, MILLISECONDS, "ms", "budget")
    with tempfile.TemporaryDirectory() as folder:
        for name, data in found.items():
            path = Path(folder) / f"report.{name}"
            path.write_bytes(data)
            peak = memory("read", str(path)) * 1.048576
            yield Row(f"memory of reading that {name}", peak, MEGABYTES, "MB", "budget")
    if ocr.is_installed():
        yield scan()


def scan() -> Row:
    """A page of a clean scan, the models loaded: three pages with the tables, drawn at 200 dpi from our own PDF."""
    from gongkai.documents.worker import OCR_SECONDS
    from tests.documents.scans import as_pdf, pages_of

    data = as_pdf(pages_of(sample(), only=TABLE_PAGES))
    (report,) = read_reports(data)
    stated = sum(cell.status == "stated" for cell in report.cells.values())
    each = seconds(lambda: read_reports(data), times=1) / len(TABLE_PAGES)
    what = f"one page of a scan, 200 dpi ({stated} of {len(report.cells)} figures stated)"
    return Row(what, each, OCR_SECONDS, "s", "time a worker gives a page")
