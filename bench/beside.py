"""Side by side with markitdown, which is no dependency: `python -m bench.beside PYTHON`, a Python that has markitdown.

The same files, each in a process that has read it once before: the time, and where the figures stand in its output.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.measure import seconds
from bench.samples import files, sample
from gongkai.documents.read import read_reports
from gongkai.report.model import AnnualReport
from tests.documents.reports import printed_grid

FORMATS = ("docx", "html", "pdf", "xlsx")
_FIGURE = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_SPACE = re.compile(r"\s+")

OTHER = """
import json, sys, time
from statistics import median
from markitdown import MarkItDown, __version__
tool, told = MarkItDown(), {}
for path in sys.argv[2:]:
    text, times = tool.convert(path).text_content, []
    for _ in range(int(sys.argv[1])):
        start = time.perf_counter()
        tool.convert(path)
        times.append(time.perf_counter() - start)
    told[path.rpartition(".")[2]] = [median(times), text]
print(json.dumps([__version__, told]))
"""
TIMES = 5


def main() -> None:
    report = sample()
    found = {name: data for name, data in files().items() if name in FORMATS}
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / f"report.{name}" for name in FORMATS]
        for path in paths:
            path.write_bytes(found[path.suffix[1:]])
        command = [sys.argv[1], "-W", "ignore", "-c", OTHER, str(TIMES), *map(str, paths)]
        done = subprocess.run(command, capture_output=True, check=True, text=True, encoding="utf-8")
    version, other = json.loads(done.stdout)
    print(f"markitdown {version}\n")
    print(
        "| file | gongkai | right cells | markitdown | on the line of their row | with its label | in their column too |"
    )
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    for name in FORMATS:
        ours = seconds(lambda data=found[name]: read_reports(data), times=TIMES)  # type: ignore[misc]
        theirs, text = other[name]
        together, labelled, in_column = standing(report, text)
        cells = f"{right_cells(report, found[name])} of {len(report.cells)}"
        print(
            f"| {name} | {ours * 1e3:.3g} ms | {cells} | {theirs * 1e3:.3g} ms | {together} | {labelled} | {in_column} |"
        )


def right_cells(report: AnnualReport, data: bytes) -> int:
    """How many cells are stated with the figure the report has."""
    (read,) = read_reports(data)
    return sum(
        read.cells[key].status == "stated" and read.cells[key].value == cell.value for key, cell in report.cells.items()
    )


def standing(report: AnnualReport, markdown: str) -> tuple[int, int, int]:
    """How many figures stand on one line with the others of their row; there with its label too; in their column too.

    The label is the text left of the figures; table four has none, there its line alone counts.
    """
    lines = markdown.split("\n")
    together = labelled = in_column = 0
    for table in ("t2", "t3", "t4"):
        for row in printed_grid(report, table):
            # A merged cell stands once, at its first column.
            places = {figure: row.index(figure) for figure in dict.fromkeys(row) if _FIGURE.fullmatch(figure)}
            if not places:
                continue
            first = min(places.values())
            label = _SPACE.sub("", row[first - 1]) if first else ""
            together += max(len(_words(line) & places.keys()) for line in lines)
            with_label = (line for line in lines if label in _SPACE.sub("", line))
            best = max(with_label, key=lambda line: len(_words(line) & places.keys()), default="")
            labelled += len(_words(best) & places.keys())
            cells = [cell.strip() for cell in best.strip().removeprefix("|").removesuffix("|").split("|")]
            in_column += sum(column < len(cells) and cells[column] == figure for figure, column in places.items())
    return together, labelled, in_column


def _words(line: str) -> set[str]:
    return set(line.replace("|", " ").split())


if __name__ == "__main__":
    main()
