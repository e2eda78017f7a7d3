"""`gongkai ledger`: make a workbook for a year, or check one row by row."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gongkai.cli.app import FINDINGS, FINE, Parser, a_year
from gongkai.cli.say import language, print_json, say
from gongkai.cli.show import busy, table
from gongkai.errors import DocumentError, UsageError, WorkbookError

if TYPE_CHECKING:
    from gongkai.documents.workbook import LedgerBook, Problem


def add(parser: Parser) -> None:
    """Say what the command takes."""
    from gongkai.statute.organs import organs

    actions = parser.add_subparsers(
        title=say("做什么", "actions"), metavar="new|check", required=True, parser_class=Parser
    )
    new = actions.add_parser("new", help=say("新建一年的台账", "make the workbook of a year"))
    new.epilog = say(
        "例：gongkai ledger new 台账2026.xlsx --office 青石街道办事处 --year 2026",
        "Example: gongkai ledger new ledger2026.xlsx --office 青石街道办事处 --year 2026",
    )
    new.add_argument(
        "file",
        metavar="FILE",
        nargs="?",
        help=say("要写的xlsx文件，默认“机关-年度-台账.xlsx”", "the xlsx file to write"),
    )
    new.add_argument("--office", required=True, metavar="NAME", help=say("机关全称", "full name of the organ"))
    new.add_argument("--year", required=True, type=a_year, help=say("报告年度", "year of the report"))
    new.add_argument("--kind", choices=tuple(organs()), default="sub_district", help=say("机关类型", "kind of organ"))
    new.add_argument("--force", action="store_true", help=say("覆盖已有文件", "replace an existing file"))
    new.set_defaults(run=run_new)
    check = actions.add_parser("check", help=say("逐行检查台账", "check a workbook row by row"))
    check.epilog = say(
        "逐条列出工作表、单元格、问题和改法；有错误时退出码为1，什么也不导入。",
        "Lists sheet, cell, problem and what to do; exit status 1 if there is an error. Nothing is imported.",
    )
    check.add_argument("file", metavar="FILE", help=say("台账工作簿", "the ledger workbook"))
    check.add_argument("--json", action="store_true", help=say("输出JSON", "print JSON"))
    check.set_defaults(run=run_check)


def run_new(options: argparse.Namespace) -> int:
    """Write an empty workbook; never over an existing file unless told to."""
    from gongkai.documents.workbook import write_template
    from gongkai.ledger.entries import OfficeFacts

    name = " ".join(options.office.split())
    if not name:
        raise UsageError("--office is empty; give the full name of the organ.", zh="--office为空，请写机关全称。")
    path = Path(options.file or f"{name}-{options.year}-台账.xlsx")
    if path.suffix.lower() != ".xlsx":
        raise UsageError(f"{path} must end in .xlsx.", zh=f"{path}应以.xlsx结尾。")
    if path.exists() and not options.force:
        raise UsageError(
            f"{path} exists; choose another name, or --force to replace it.",
            zh=f"{path}已存在；请换一个名称，或用--force覆盖。",
        )
    data = write_template(OfficeFacts(name, options.kind), options.year)
    put(path, data)
    print(say(f"已写入{path}（{name}，{options.year}年）。", f"Wrote {path} ({name}, {options.year})."))
    print(
        say(
            "填好后先运行 gongkai ledger check，再运行 gongkai compile。",
            "Fill it in, then run gongkai ledger check and gongkai compile.",
        )
    )
    return FINE


def put(path: Path, data: bytes) -> None:
    """Write a file whole or not at all."""
    temporary = path.with_name(f".{path.name}.tmp")
    try:
        temporary.write_bytes(data)
        os.replace(temporary, path)
    except OSError as error:
        raise DocumentError.unwritable(path, error) from None
    finally:
        temporary.unlink(missing_ok=True)


def run_check(options: argparse.Namespace) -> int:
    """Check shape and law of every row."""
    from gongkai.documents.workbook import read_ledger
    from gongkai.documents.workbook.law import legal_problems

    book: LedgerBook | None = None
    try:
        with busy(say("正在读取台账…", "reading the ledger…")):
            book = read_ledger(Path(options.file))
            problems = [*book.problems, *legal_problems(book)]
    except WorkbookError as error:
        if not error.problems:
            raise
        problems = list(error.problems)  # type: ignore[arg-type]  # read_ledger gives Problem
    worst = any(problem.severity == "error" for problem in problems)
    if options.json:
        print_json(_object(options.file, book, problems))
    else:
        _show(options.file, book, problems)
    return FINDINGS if worst else FINE


def show_problems(problems: list[Problem]) -> None:
    """The problems as a table, the gravest first."""
    from gongkai.report.words import SEVERITIES

    ranked = sorted(problems, key=lambda one: one.severity != "error")
    rows = [
        (
            SEVERITIES[one.severity] if language() == "zh" else one.severity,
            one.where,
            say(one.zh, one.en),
        )
        for one in ranked[:SHOWN]
    ]
    table((say("级别", "severity"), say("位置", "where"), say("问题与改法", "problem, and what to do")), rows)
    if len(ranked) > SHOWN:
        print(
            say(f"……另有{len(ranked) - SHOWN}条，用--json查看全部。", f"… and {len(ranked) - SHOWN} more; see --json.")
        )


SHOWN = 200


def _show(file: str, book: LedgerBook | None, problems: list[Problem]) -> None:
    if problems:
        show_problems(problems)
        print()
    errors = sum(one.severity == "error" for one in problems)
    others = len(problems) - errors
    found = say(f"错误{errors}条，提醒{others}条", f"{errors} errors, {others} warnings")
    if book is None:
        print(say(f"{file}：{found}，未导入。", f"{file}: {found}; nothing was imported."))
        return
    ledger = book.ledger
    print(
        say(
            f"{ledger.office.name}{book.year or ''}年台账：申请{len(ledger.applications)}件，"
            f"复议诉讼{len(ledger.challenges)}件，共{len(ledger.entries)}条记录；{found}。",
            f"{ledger.office.name} {book.year or ''}: {len(ledger.applications)} applications, "
            f"{len(ledger.challenges)} challenges, {len(ledger.entries)} entries; {found}.",
        )
    )


def _object(file: str, book: LedgerBook | None, problems: list[Problem]) -> dict[str, Any]:
    ledger = None if book is None else book.ledger
    return {
        "file": file,
        "office": ledger.office.name if ledger else None,
        "year": book.year if book else None,
        "applications": len(ledger.applications) if ledger else None,
        "challenges": len(ledger.challenges) if ledger else None,
        "entries": len(ledger.entries) if ledger else None,
        "problems": [
            {
                "severity": one.severity,
                "sheet": one.sheet,
                "cell": one.cell,
                "what": one.what,
                "todo": one.todo,
                "message": one.en,
            }
            for one in problems
        ],
    }
