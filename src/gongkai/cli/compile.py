"""`gongkai compile`: from the ledger workbook to the annual report in every format."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gongkai.cli.app import FINDINGS, FINE, Parser, a_year
from gongkai.cli.say import language, say
from gongkai.cli.show import busy, table
from gongkai.errors import UsageError

if TYPE_CHECKING:
    from gongkai.report.model import AnnualReport, Finding


def add(parser: Parser) -> None:
    """Say what the command takes."""
    from gongkai.documents.write import FORMATS
    from gongkai.statute.forms import FORM_IDS

    parser.epilog = say(
        "例：\n"
        "  gongkai compile 台账2025.xlsx --out 报告\n"
        "  gongkai compile 台账2025.xlsx --year 2025 --out 报告 --previous 报告2024/report.json\n"
        "  gongkai compile 台账2025.xlsx --out 报告 --signed 报告/report.json   与已签发的报告比较\n\n"
        "台账有错误时不写任何文件。",
        "Examples:\n"
        "  gongkai compile ledger2025.xlsx --out report\n"
        "  gongkai compile ledger2025.xlsx --year 2025 --out report --previous report2024/report.json\n"
        "  gongkai compile ledger2025.xlsx --out report --signed report/report.json   compare with the signed one\n\n"
        "Nothing is written while the ledger has errors.",
    )
    parser.add_argument("file", metavar="LEDGER", help=say("台账工作簿（xlsx）", "the ledger workbook (xlsx)"))
    parser.add_argument("--year", type=a_year, help=say("报告年度，默认取台账所填", "year; default: the workbook's"))
    parser.add_argument(
        "--out", metavar="DIR", help=say("写到哪个文件夹，默认 out/机关-年度", "folder; default: out/<office>-<year>")
    )
    parser.add_argument("--form", choices=FORM_IDS, help=say("格式，默认按年度", "form; default: by year"))
    parser.add_argument(
        "--format",
        action="append",
        choices=FORMATS,
        metavar="FORMAT",
        help=say(f"文件格式（{'、'.join(FORMATS)}），可多次", "file format, may repeat"),
    )
    parser.add_argument("--previous", metavar="FILE", help=say("上年报告（report.json）", "last year's report.json"))
    parser.add_argument("--signed", metavar="FILE", help=say("已签发的本年报告", "the signed report of this year"))
    parser.add_argument("--as-of", type=int, metavar="N", help=say("只计到第N条记录", "the ledger as of entry N"))
    parser.add_argument("--json", action="store_true", help=say("把报告JSON打印出来", "print the report as JSON"))
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Read, judge, compile, check, write; in this order, and nothing is written before the last."""
    from gongkai.documents.workbook.law import compile_book, load_book
    from gongkai.documents.write import FORMATS, write_report
    from gongkai.report.reconcile import check

    with busy(say("正在读取台账…", "reading the ledger…")):
        book = load_book(options.file, options.year)
    previous = load_report(options.previous) if options.previous else None
    report = compile_book(book, options.year, options.form, previous, options.as_of)
    require_previous(report, previous)
    findings = check(report, previous)
    if options.json:
        from gongkai.documents.writers.json import dumps, to_object

        print(dumps(to_object(report, findings)))
    if options.out is not None or not options.json:
        folder = options.out or Path("out", f"{report.office}-{report.year}")
        with busy(say("正在写报告…", "writing the report…")):
            paths = write_report(report, folder, options.format or FORMATS, findings)
        if not options.json:
            _show(report, findings, paths)
    if options.signed and not options.json:
        _show_differences(load_report(options.signed), report)
    return FINDINGS if any(finding.severity == "error" for finding in findings) else FINE


def load_report(file: str) -> AnnualReport:
    """Read the one report of a file. Raises DocumentError, naming the file, also where it holds several."""
    from gongkai.documents.read import only
    from gongkai.errors import DocumentError

    reports = load_reports(file)
    try:
        return only(reports)
    except DocumentError as error:
        raise DocumentError(f"{file}: {error}", zh=f"{file}：{error.zh}") from None


def load_reports(file: str) -> tuple[AnnualReport, ...]:
    """Read the reports of a file in any format, or the report.json of a folder. Raises DocumentError, naming the file."""
    from gongkai.documents.read import read_file_reports
    from gongkai.errors import DocumentError

    path = Path(file)
    if path.is_dir() and (path / "report.json").is_file():
        path = path / "report.json"
    try:
        return read_file_reports(path)
    except DocumentError as error:
        if str(path) in str(error):
            raise
        raise DocumentError(f"{path}: {error}", zh=f"{path}：{error.zh}") from None


def require_previous(report: AnnualReport, previous: AnnualReport | None) -> None:
    """Raise UsageError when `previous` is not the report of the year before, or of another office."""
    if previous is None or report.year is None or previous.year is None:
        return
    if previous.year != report.year - 1:
        raise UsageError(
            f"--previous is the report of {previous.year}, but that of {report.year - 1} is needed.",
            zh=f"--previous是{previous.year}年报告，应为{report.year - 1}年报告。",
        )
    if previous.office and report.office and previous.office != report.office:
        raise UsageError(
            f"--previous is a report of {previous.office}, not of {report.office}.",
            zh=f"--previous是{previous.office}的报告，不是{report.office}的。",
        )


def show_findings(findings: Sequence[Finding]) -> None:
    """Findings as a table, in the order of the rules."""
    from gongkai.report.words import SEVERITIES, finding_text

    lang: Any = language()
    rows = [
        (
            finding.rule,
            SEVERITIES[finding.severity] if lang == "zh" else finding.severity,
            finding_text(finding, lang),
        )
        for finding in findings
    ]
    table((say("规则", "rule"), say("级别", "severity"), say("说明", "what")), rows)


def _show(report: AnnualReport, findings: Sequence[Finding], paths: Sequence[Path]) -> None:
    from gongkai.documents.writers.review_words import remark_text

    print(report.title)
    for remark in report.warnings:
        print(say(f"  提醒：{remark.message}", f"  warning: {remark_text(remark, 'en')}"))
    drafts = sum(paragraph.is_draft for paragraphs in report.sections.values() for paragraph in paragraphs)
    if drafts:
        print(say(f"  正文有{drafts}处须由人补充。", f"  {drafts} paragraphs are left for a person to write."))
    if findings:
        show_findings(findings)
    else:
        print(say("  勾稽关系全部通过。", "  All checks passed."))
    for path in paths:
        print(f"  {path}")
    if any(path.suffix == ".pdf" for path in paths):
        from gongkai.documents.write import fonts_used

        names = dict.fromkeys(use.family for use in fonts_used(report))
        print(say(f"  PDF字体：{'、'.join(names)}", f"  PDF fonts: {', '.join(names)}"))


def _show_differences(signed: AnnualReport, now: AnnualReport) -> None:
    from gongkai.report.compare import differences

    rows = [(one.figure.label, one.old.written, one.new.written) for one in differences(signed, now)]
    if not rows:
        print(say("与已签发的报告一致。", "Equal to the signed report."))
        return
    print(say("签发以后补录的记录使下列数字不同：", "Entries recorded after signing change these figures:"))
    table((say("单元格", "cell"), say("已签发", "signed"), say("现在", "now")), rows)
