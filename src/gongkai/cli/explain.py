"""`gongkai explain`: the entries behind a figure."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from gongkai.cli.app import FINE, Parser, a_year
from gongkai.cli.say import print_json, say
from gongkai.cli.show import table

if TYPE_CHECKING:
    from gongkai.report.model import AnnualReport


def add(parser: Parser) -> None:
    """Say what the command takes."""
    parser.epilog = say(
        "例：\n"
        "  gongkai explain 报告/report.json t3.granted.natural_person\n"
        "  gongkai explain 台账2025.xlsx t2.admin_fees.amount_wan_yuan --year 2025\n"
        "  gongkai explain 报告/report.json t3.new_received.total t4.recon_total",
        "Examples:\n"
        "  gongkai explain report/report.json t3.granted.natural_person\n"
        "  gongkai explain ledger2025.xlsx t2.admin_fees.amount_wan_yuan --year 2025\n"
        "  gongkai explain report/report.json t3.new_received.total t4.recon_total",
    )
    parser.add_argument("report", metavar="REPORT", help=say("report.json或台账xlsx", "report.json, or a ledger xlsx"))
    parser.add_argument("path", metavar="CELL", nargs="+", help=say("单元格路径", "path of the cell"))
    parser.add_argument("--year", type=a_year, help=say("台账的报告年度", "year, for a ledger"))
    parser.add_argument("--json", action="store_true", help=say("输出JSON", "print JSON"))
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print each figure and the entries it was counted from."""
    from gongkai.cli.compile import load_report
    from gongkai.documents.workbook.law import compile_book, load_book

    if options.report.lower().endswith(".xlsx"):
        report = compile_book(load_book(options.report, options.year), options.year)
    else:
        report = load_report(options.report)
    figures = [report.form.figure(path) for path in options.path]
    if options.json:
        objects = [_object(report, figure.path) for figure in figures]
        print_json(objects[0] if len(objects) == 1 else objects)
        return FINE
    for figure in figures:
        cell = report.cell(figure.key)
        unit = f" {figure.unit}" if figure.unit else ""
        print(f"{figure.path}  {figure.label}  = {cell.written or '–'}{unit}")
        found = [report.evidence[number] for number in cell.entries if number in report.evidence]
        if found:
            head = (say("日期", "date"), say("编号", "number"), say("记录", "entry"), say("位置", "where"))
            table(head, [(one.on.isoformat(), one.subject, one.what, one.where) for one in found])
        elif cell.value == 0:
            print(say("  没有相关记录，故为0。", "  No entry; therefore 0."))
        elif not cell.entries:
            print(say("  报告没有保存这一数字的记录。", "  The report holds no entries for this figure."))
    return FINE


def _object(report: AnnualReport, path: str) -> dict[str, object]:
    figure = report.form.figure(path)
    cell = report.cell(figure.key)
    return {
        "path": figure.path,
        "label": figure.label,
        "unit": figure.unit,
        "value": None if cell.value is None else (cell.value if isinstance(cell.value, int) else str(cell.value)),
        "written": cell.written,
        "status": cell.status,
        "entries": [
            {
                "sequence": one.sequence,
                "on": one.on.isoformat(),
                "subject": one.subject,
                "what": one.what,
                "where": one.where,
            }
            for one in (report.evidence[number] for number in cell.entries if number in report.evidence)
        ],
    }
