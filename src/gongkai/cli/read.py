"""`gongkai read`: the figures and text of published reports, each cell with its place and status."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gongkai.cli.app import FINDINGS, FINE, UNUSABLE, Parser, a_count
from gongkai.cli.say import language, say
from gongkai.cli.show import table
from gongkai.errors import DocumentError, GongkaiError

if TYPE_CHECKING:
    from gongkai.cli.views import Views
    from gongkai.documents.writers.review import Reviewed
    from gongkai.report.model import AnnualReport


def add(parser: Parser) -> None:
    """Say what the command takes."""
    parser.epilog = say(
        "例：\n"
        "  gongkai read 年报.docx                       逐表概览、异常和勾稽校验\n"
        "  gongkai read 年报.docx --html 年报核对.html  一页核对：先看什么，每格数值与原文对照\n"
        "  gongkai read 年报 --html 核对 --xlsx 年报.xlsx --jobs 4\n"
        "                                               每份报告一页和一览表，全部数字一个工作簿\n"
        "  gongkai read '年报/**/*.html' --json         每份报告一行JSON（gongkai.report/1）\n\n"
        "FILE可以是文件、文件夹或通配符。文件类型按内容识别，不看扩展名。\n"
        "写明的数字就是原文的数字；不能确定的单元格为空并说明原因，绝不补零。",
        "Examples:\n"
        "  gongkai read report.docx                     tables, oddities and checks\n"
        "  gongkai read report.docx --html view.html    one page to judge it by: value and source of every cell\n"
        "  gongkai read reports --html views --xlsx reports.xlsx --jobs 4\n"
        "                                               a page a report with a list, and one workbook of all figures\n"
        "  gongkai read 'reports/**/*.html' --json      one line of JSON a report (gongkai.report/1)\n\n"
        "FILE is a file, a folder or a pattern. The type is found by content, whatever the name.\n"
        "A number that is stated is the number in the file; a doubtful cell is empty and says why, never 0.",
    )
    parser.add_argument(
        "file", metavar="FILE", nargs="+", help=say("报告文件、文件夹或通配符", "reports, folders or patterns")
    )
    parser.add_argument("--json", action="store_true", help=say("每份报告输出一行JSON", "one line of JSON a report"))
    parser.add_argument(
        "--html",
        metavar="OUT",
        help=say("写核对网页：.html文件，或文件夹（多份报告）", "write pages: an .html file, or a folder for several"),
    )
    parser.add_argument("--xlsx", metavar="OUT", help=say("写工作簿", "write a workbook"))
    add_jobs(parser)
    parser.set_defaults(run=run)


def add_jobs(parser: Parser) -> None:
    """The option for reading side by side."""
    parser.add_argument(
        "--jobs", type=a_count, default=1, metavar="N", help=say("同时读取的进程数", "processes side by side")
    )


def run(options: argparse.Namespace) -> int:
    """Read every file; one that cannot be read does not stop the rest. The highest status counts."""
    from gongkai.cli.files import expand
    from gongkai.cli.progress import read_files
    from gongkai.cli.views import Views
    from gongkai.statute.forms import FORM_IDS

    status = FINE
    written = [Path(out) for out in (options.html, options.xlsx) if out]
    paths = expand(options.file, leaving_out=written)
    with Views(options.html, options.xlsx, paths) as views:
        for path, reports in read_files(paths, jobs=options.jobs):
            if isinstance(reports, GongkaiError):
                refuse(path, reports, views=views, as_json=options.json)
                status = UNUSABLE
                continue
            for part, report in enumerate(reports, start=1):
                if report.form_id not in FORM_IDS and (views.are_written or not options.json):
                    refuse(path, _no_form(), views=views)
                    status = UNUSABLE
                    continue
                found = _one(reviewed(path, report, part, len(reports)), views, as_json=options.json)
                status = max(status, found)
    if not options.json:
        for out in views.paths:
            print(f"  → {out}")
    return status


def reviewed(path: Path, report: AnnualReport, part: int, parts: int) -> Reviewed:
    """The report with what the checks find in it."""
    from gongkai.cli.findings import findings_of
    from gongkai.documents.writers.review import Reviewed

    return Reviewed(report, str(path), findings_of(report), part, parts)


def _no_form() -> DocumentError:
    return DocumentError(
        "The report names no statutory form, so its cells cannot be laid out; use --json.",
        zh="报告没有写明采用哪一种统一格式，无法排列单元格；可用--json查看。",
    )


def _one(one: Reviewed, views: Views, *, as_json: bool) -> int:
    """Write and show one report; return its status."""
    report = one.report
    views.add(one)
    if as_json:
        from gongkai.documents.writers.json import to_object

        print(_line(to_object(report, one.findings, file=one.file, part=one.part)))
    elif views.are_written:
        lang: Any = language()
        print(f"{_name(one)}  {one.verdict(lang)}")
    else:
        _show(one)
    return FINDINGS if one.severities["error"] else FINE


def refuse(path: Path, error: GongkaiError, *, views: Views | None = None, as_json: bool = False) -> None:
    """Say that a file could not be read, and why."""
    if as_json:
        from gongkai.report.model import SCHEMA

        print(_line({"schema": SCHEMA, "file": str(path), "part": 1, "error": str(error)}))
    reason = say(error.zh, str(error))
    if views is not None:
        views.refuse(str(path), reason)
    print(f"gongkai: {reason if str(path) in reason else f'{path}: {reason}'}", file=sys.stderr)


def _line(value: object) -> str:
    from gongkai.documents.writers.json import dumps

    return dumps(value)


def _name(one: Reviewed) -> str:
    unknown = say("不详", "unknown")
    report = one.report
    part = say(f"（第{one.part}份，共{one.parts}份）", f" ({one.part} of {one.parts})") if one.parts > 1 else ""
    return f"{one.file}{part}  {report.office or unknown}  {report.year or unknown}  {report.form_id}"


def _show(one: Reviewed) -> None:
    from gongkai.cli.findings import show_grouped
    from gongkai.documents.writers.review import STATUSES, TABLES
    from gongkai.documents.writers.review_words import remark_text

    lang: Any = language()
    report = one.report
    print(_name(one))
    rows = []
    for name in report.form.tables:
        cells = [(figure, cell) for figure, cell in report.figures() if figure.table == name]
        counted = Counter(cell.status for _, cell in cells)
        told = say("，", ", ").join(
            f"{say(*STATUSES[status])}{say('', ' ')}{count}" for status, count in counted.items()
        )
        shown = [f"{figure.label.split(' / ')[-1]} {cell.written.strip()}" for figure, cell in cells if cell.stated][:6]
        rows.append((say(*TABLES[name]), str(len(cells)), told, "、".join(shown)))
    head = (say("表", "table"), say("格", "cells"), say("状态", "status"), say("非零数字", "not zero"))
    table(head, rows)
    for remark in report.warnings:
        print(f"  {remark.code}  {remark.at}  {remark_text(remark, lang)}")
    show_grouped(report, one.findings)
