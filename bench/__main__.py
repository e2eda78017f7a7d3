"""Print the table of docs/performance.md: every figure beside the limit it is a ratio of."""

from __future__ import annotations

import itertools
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

from bench.data import YEAR, big_ledger
from bench.measure import ROOT, Row, memory, seconds
from bench.office import office
from bench.portal import portal
from bench.readers import reading
from gongkai.ledger.entries import Ledger
from gongkai.report.compile import compile_report


def due_date() -> Iterator[Row]:
    from gongkai.statute.calendar import Span, load_calendar
    from gongkai.statute.periods import due_on

    calendar = load_calendar()
    start, stop = date(2025, 9, 19), (Span(date(2025, 9, 23), date(2025, 10, 15)),)
    count = 20_000
    for what, work in (
        ("one due date", lambda: due_on(start, "reply", calendar)),
        ("one due date with a consultation", lambda: due_on(start, "reply", calendar, stopped=stop)),
    ):
        one = seconds(lambda work=work: [work() for _ in range(count)]) / count  # type: ignore[misc]
        yield Row(what, one * 1e6, 20, "µs", "budget")


def compiling() -> Iterator[Row]:
    sizes = (1_000, 10_000, 100_000)
    times: dict[int, float] = {}
    for size in sizes:
        ledger = big_ledger(size)

        def fresh(ledger: Ledger = ledger) -> object:
            return compile_report(Ledger(ledger.office, ledger.entries), YEAR)

        times[size] = seconds(fresh, times=3 if size < 100_000 else 1)
    yield Row("100,000 applications in memory to report", times[100_000], 8, "s", "budget")
    each = {size: times[size] / size * 1e6 for size in sizes}
    yield Row("cost of one application, 100,000 against 1,000", each[100_000], 2 * each[1_000], "µs", "2 × at 1,000")
    yield Row("memory of that run", memory("compile"), 1024, "MiB", "budget")


def workbook() -> Iterator[Row]:
    from python_calamine import CalamineWorkbook

    from gongkai.documents.workbook import LedgerBook, read_ledger, write_ledger

    with tempfile.TemporaryDirectory() as folder:
        per: dict[int, float] = {}
        for size in (1_000, 100_000):
            path = Path(folder) / f"{size}.xlsx"
            path.write_bytes(write_ledger(LedgerBook(big_ledger(size), YEAR)))

            def bare(path: Path = path) -> object:
                book = CalamineWorkbook.from_path(str(path))
                return [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]

            limit = seconds(bare, times=3 if size < 100_000 else 1)
            ours = seconds(lambda path=path: read_ledger(path), times=3 if size < 100_000 else 1)  # type: ignore[misc]
            per[size] = ours / size
            yield Row(f"loading a workbook of {size:,} applications", ours, 2 * limit, "s", "2 × calamine, same sheets")
        yield Row(
            "cost of one row, 100,000 against 1,000", per[100_000] * 1e6, 2 * per[1_000] * 1e6, "µs", "2 × at 1,000"
        )
        yield Row("memory of that load", memory("load", str(Path(folder) / "100000.xlsx")), 1024, "MiB", "budget")


def documents() -> Iterator[Row]:
    from bench.typst_bare import bare_pdf
    from gongkai.demo.busy import busy_book
    from gongkai.documents.workbook.law import compile_book
    from gongkai.documents.write import FORMATS, render

    report = compile_book(busy_book())
    bare = bare_pdf(report)
    bare()
    limit = seconds(bare, times=9)
    turn = itertools.count()
    for name in ("pdf", *(name for name in FORMATS if name != "pdf")):

        def once(name: str = name) -> object:
            return render(replace(report, title=f"{report.title} {next(turn)}"), name)

        once()
        label = "5 × bare typst, same pages" if name == "pdf" else "the same, for scale"
        yield Row(f"one report as {name}", seconds(once, times=9) * 1e3, 5 * limit * 1e3, "ms", label)


def starting() -> Iterator[Row]:
    bare = _start([sys.executable, "-c", "pass"])
    due = _start([sys.executable, "-m", "gongkai", "due", "--received", "2025-09-19", "--json"])
    yield Row("gongkai due, over bare Python", due - bare, 0.15, "s", "budget")
    again = _start([sys.executable, str(ROOT / "run"), "--version"])
    yield Row("./run, second start", again, 0.3, "s", "budget")


def _start(command: list[str]) -> float:
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}

    def once() -> object:
        return subprocess.run(command, env=environment, capture_output=True, check=True)

    once()
    return seconds(once, times=9)


def show(rows: list[Row]) -> str:
    lines = ["| what | measured | limit | ratio |", "| --- | ---: | --- | ---: |"]
    for row in rows:
        limit = f"{row.limit:,.3g} {row.unit} ({row.limit_is})"
        lines.append(f"| {row.what} | {row.measured:,.3g} {row.unit} | {limit} | {row.ratio:.2f} |")
    return "\n".join(lines)


def main() -> None:
    rows: list[Row] = []
    for part in (due_date, compiling, workbook, documents, reading, starting, office, portal):
        for row in part():
            rows.append(row)
            print(f"{row.what}: {row.measured:.3g} {row.unit}, {row.ratio:.2f} of the limit", file=sys.stderr)
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {platform.machine()}\n")
    print(show(rows))


if __name__ == "__main__":
    main()
