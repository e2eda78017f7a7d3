"""`gongkai check`: the checks on the figures and the text of reports."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gongkai.cli.app import FINDINGS, FINE, UNUSABLE, Parser
from gongkai.cli.read import add_jobs, refuse
from gongkai.cli.say import print_json, say
from gongkai.errors import GongkaiError

if TYPE_CHECKING:
    from gongkai.report.model import AnnualReport, Finding, Number


def add(parser: Parser) -> None:
    """Say what the command takes."""
    parser.epilog = say(
        "例：\n"
        "  gongkai check 报告/report.json 年报.docx\n"
        "  gongkai check '年报/*.pdf' --jobs 4\n"
        "  gongkai check 报告2025/report.json --previous 报告2024/report.json\n"
        "  gongkai check 全区汇总.json --filers */report.json     汇总表等于各单位之和\n\n"
        "规则及其依据见 docs/rules.md。有错误级结果时退出码为1，文件不能读时为2。",
        "Examples:\n"
        "  gongkai check report/report.json published.docx\n"
        "  gongkai check 'reports/*.pdf' --jobs 4\n"
        "  gongkai check report2025/report.json --previous report2024/report.json\n"
        "  gongkai check summary.json --filers */report.json     the summary equals the sum\n\n"
        "The rules and their sources are in docs/rules.md. Exit status 1 for errors, 2 for an unreadable file.",
    )
    parser.add_argument(
        "file", metavar="FILE", nargs="+", help=say("报告文件、文件夹或通配符", "reports, folders or patterns")
    )
    parser.add_argument("--previous", metavar="FILE", help=say("上年报告", "last year's report"))
    parser.add_argument(
        "--filers", metavar="FILE", nargs="+", default=[], help=say("汇总的各单位报告", "filers of a summary")
    )
    parser.add_argument("--json", action="store_true", help=say("输出JSON", "print JSON"))
    add_jobs(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Check every file; one that cannot be read does not stop the rest. The highest status counts."""
    from gongkai.cli.compile import load_report
    from gongkai.cli.files import expand
    from gongkai.cli.findings import findings_of
    from gongkai.cli.progress import read_files

    previous = load_report(options.previous) if options.previous else None
    filers = [load_report(name) for name in options.filers]
    status = FINE
    objects: list[dict[str, Any]] = []
    for path, reports in read_files(expand(options.file), jobs=options.jobs):
        if isinstance(reports, GongkaiError):
            refuse(path, reports)
            objects.append({"file": str(path), "error": str(reports)})
            status = UNUSABLE
            continue
        for part, report in enumerate(reports, start=1):
            try:
                findings = findings_of(report, previous, filers)
            except GongkaiError as error:
                refuse(path, error)
                objects.append({"file": str(path), "part": part, "error": str(error)})
                status = UNUSABLE
                continue
            if any(finding.severity == "error" for finding in findings):
                status = max(status, FINDINGS)
            if options.json:
                objects.append({"file": str(path), "part": part, "findings": [_object(one) for one in findings]})
            else:
                _show(path, report, part if len(reports) > 1 else 0, findings)
    if options.json:
        print_json(objects)
    return status


def _object(finding: Finding) -> dict[str, Any]:
    from gongkai.documents.writers.json import figure_at
    from gongkai.report.words import finding_text

    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "at": finding.at,
        "expected": _plain(finding.expected),
        "found": _plain(finding.found),
        "cell": figure_at(finding.cell),
        "variant": finding.variant or None,
        "message": finding_text(finding, "zh"),
    }


def _plain(value: Number | str | None) -> int | str | None:
    return value if isinstance(value, int | str | None) else str(value)


def _show(path: Path, report: AnnualReport, part: int, findings: Sequence[Finding]) -> None:
    from gongkai.cli.findings import show_grouped

    number = say(f"（第{part}份）", f" ({part})") if part else ""
    told = f"{report.office or say('机关不详', 'unknown office')} {report.year or ''}".strip()
    print(f"{path}{number}  {told}  {'' if findings else say('全部通过', 'passed')}".rstrip())
    show_grouped(report, findings)
