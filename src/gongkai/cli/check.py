"""`gongkai check`: the checks on the figures of reports."""

from __future__ import annotations

import argparse
import sys

from gongkai.cli.app import FINDINGS, FINE, UNUSABLE, Parser
from gongkai.cli.say import print_json, say
from gongkai.errors import GongkaiError


def add(parser: Parser) -> None:
    """Say what the command takes."""
    parser.epilog = say(
        "例：\n"
        "  gongkai check 报告/report.json 年报.docx\n"
        "  gongkai check 报告2025/report.json --previous 报告2024/report.json\n"
        "  gongkai check 全区汇总.json --filers */report.json     汇总表等于各单位之和\n\n"
        "规则及其依据见 docs/rules.md。有错误级结果时退出码为1，文件不能读时为2。",
        "Examples:\n"
        "  gongkai check report/report.json published.docx\n"
        "  gongkai check report2025/report.json --previous report2024/report.json\n"
        "  gongkai check summary.json --filers */report.json     the summary equals the sum\n\n"
        "The rules and their sources are in docs/rules.md. Exit status 1 for errors, 2 for an unreadable file.",
    )
    parser.add_argument(
        "file",
        metavar="FILE",
        nargs="+",
        help=say("报告：report.json、docx、xlsx、html、txt", "reports: report.json, docx, xlsx, html, txt"),
    )
    parser.add_argument("--previous", metavar="FILE", help=say("上年报告", "last year's report"))
    parser.add_argument(
        "--filers", metavar="FILE", nargs="+", default=[], help=say("汇总的各单位报告", "filers of a summary")
    )
    parser.add_argument("--json", action="store_true", help=say("输出JSON", "print JSON"))
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Check every file; one that cannot be read does not stop the rest. The highest status counts."""
    from gongkai.cli.compile import load_report, require_previous, show_findings
    from gongkai.report.audit import audit
    from gongkai.report.reconcile import check
    from gongkai.report.words import finding_text

    previous = load_report(options.previous) if options.previous else None
    filers = [load_report(name) for name in options.filers]
    status = FINE
    objects = []
    for name in options.file:
        try:
            report = load_report(name)
            require_previous(report, previous)
            findings = check(report, previous, filers)
            if report.as_of is None:  # read, not compiled
                findings = (*findings, *audit(report))
        except GongkaiError as error:
            print(f"gongkai: {say(error.zh, str(error))}", file=sys.stderr)
            objects.append({"file": name, "error": str(error)})
            status = UNUSABLE
            continue
        if any(finding.severity == "error" for finding in findings):
            status = max(status, FINDINGS)
        objects.append(
            {
                "file": name,
                "findings": [
                    {
                        "rule": one.rule,
                        "severity": one.severity,
                        "at": one.at,
                        "expected": one.expected if isinstance(one.expected, int | str | None) else str(one.expected),
                        "found": one.found if isinstance(one.found, int | str | None) else str(one.found),
                        "message": finding_text(one, "zh"),
                    }
                    for one in findings
                ],
            }
        )
        if not options.json:
            print(f"{name}  {say('全部通过', 'passed') if not findings else ''}".rstrip())
            if findings:
                show_findings(findings)
    if options.json:
        print_json(objects)
    return status
