"""`gongkai read`: the figures and text of published reports, each cell with its place and status."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from gongkai.cli.app import FINDINGS, FINE, UNUSABLE, Parser, a_count
from gongkai.cli.say import say
from gongkai.cli.show import table
from gongkai.errors import GongkaiError

if TYPE_CHECKING:
    from gongkai.report.model import AnnualReport, Finding

STATUSES = {
    "stated": ("写明", "stated"),
    "blank": ("空白", "blank"),
    "dash": ("划线或“无”", "dash"),
    "missing": ("缺少", "missing"),
    "unreadable": ("无法认定", "unreadable"),
    "inferred": ("推定", "inferred"),
}


def add(parser: Parser) -> None:
    """Say what the command takes."""
    parser.epilog = say(
        "例：\n"
        "  gongkai read 年报.docx                逐表概览、异常和勾稽校验\n"
        "  gongkai read 年报/*.html --json       每份报告一行JSON（gongkai.report/1）\n\n"
        "文件类型按内容识别，目前可读docx、xlsx、odt、pdf（有文字层）、html、txt、md和report.json。\n"
        "写明的数字就是原文的数字；不能确定的单元格为空并说明原因，绝不补零。",
        "Examples:\n"
        "  gongkai read report.docx              tables, oddities and checks\n"
        "  gongkai read reports/*.html --json    one line of JSON a report (gongkai.report/1)\n\n"
        "The type is found by content: docx, xlsx, odt, pdf with text, html, txt, md and report.json so far.\n"
        "A number that is stated is the number in the file; a doubtful cell is empty and says why, never 0.",
    )
    parser.add_argument("file", metavar="FILE", nargs="+", help=say("报告文件或文件夹", "reports or folders"))
    parser.add_argument("--json", action="store_true", help=say("每份报告输出一行JSON", "one line of JSON a report"))
    parser.add_argument(
        "--jobs", type=a_count, default=1, metavar="N", help=say("同时读取的进程数", "processes side by side")
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Read every file; one that cannot be read does not stop the rest. The highest status counts."""
    from gongkai.documents.worker import read_all
    from gongkai.report.audit import audit
    from gongkai.report.reconcile import check

    status = FINE
    for path, report in read_all(files(options.file), jobs=options.jobs):
        if isinstance(report, GongkaiError):
            _refused(path, report, as_json=options.json)
            status = UNUSABLE
            continue
        findings = (*check(report), *audit(report))
        if any(finding.severity == "error" for finding in findings):
            status = max(status, FINDINGS)
        if options.json:
            from gongkai.documents.writers.json import to_object

            print(_line(to_object(report, findings, file=str(path))))
        else:
            _show(path, report, findings)
    return status


def files(names: list[str]) -> Iterator[Path]:
    """The files named, and those in the folders named, in order of their names."""
    for name in names:
        path = Path(name)
        if path.is_dir() and not (path / "report.json").is_file():
            yield from sorted(one for one in path.rglob("*") if one.is_file() and not one.name.startswith("."))
        elif path.is_dir():
            yield path / "report.json"
        else:
            yield path


def _refused(path: Path, error: GongkaiError, *, as_json: bool) -> None:
    if as_json:
        from gongkai.report.model import SCHEMA

        print(_line({"schema": SCHEMA, "file": str(path), "error": str(error)}))
    print(f"gongkai: {path}: {say(error.zh, str(error))}", file=sys.stderr)


def _line(value: object) -> str:
    from gongkai.documents.writers.json import dumps

    return dumps(value)


def _show(path: Path, report: AnnualReport, findings: tuple[Finding, ...]) -> None:
    from gongkai.cli.compile import show_findings

    unknown = say("不详", "unknown")
    print(f"{path}  {report.office or unknown}  {report.year or unknown}  {report.form_id}")
    rows = []
    for name in ("t2", "t3", "t4"):
        cells = [(figure, cell) for figure, cell in report.figures() if figure.table == name]
        counted = Counter(cell.status for _, cell in cells)
        told = "，".join(f"{say(*STATUSES[one])}{count}" for one, count in counted.items())
        shown = [f"{figure.label.split(' / ')[-1]} {cell.written}" for figure, cell in cells if cell.stated][:6]
        rows.append((name, str(len(cells)), told, "、".join(shown)))
    head = (say("表", "table"), say("格", "cells"), say("状态", "status"), say("非零数字", "not zero"))
    table(head, rows)
    for remark in report.warnings:
        print(f"  {remark.code}  {remark.at}  {remark.message}")
    if findings:
        show_findings(findings)
