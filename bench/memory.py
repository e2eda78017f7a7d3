"""Peak memory of one job in a process of its own: `python -m bench.memory compile|load|read [FILE]`."""

from __future__ import annotations

import re
import sys
from pathlib import Path


def main() -> None:
    match sys.argv[1:]:
        case ["compile"]:
            from bench.data import YEAR, big_ledger
            from gongkai.report.compile import compile_report

            compile_report(big_ledger(100_000), YEAR)
        case ["load", path]:
            from gongkai.documents.workbook import read_ledger

            read_ledger(Path(path))
        case ["read", path]:
            from gongkai.documents.read import read_file_reports

            read_file_reports(Path(path))
        case _:
            raise SystemExit("usage: python -m bench.memory compile | load FILE | read FILE")
    print(peak())


def peak() -> float:
    """Peak memory of this process in MiB; ru_maxrss would count that of the process it was forked from."""
    status = Path("/proc/self/status")
    if status.exists():
        found = re.search(r"VmHWM:\s+(\d+) kB", status.read_text(encoding="ascii", errors="replace"))
        if found:
            return int(found[1]) / 1024
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
