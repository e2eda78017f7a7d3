"""`gongkai demo`: the main job on five real offices and one invented one."""

from __future__ import annotations

import argparse
import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gongkai.cli.app import FINDINGS, FINE, Parser, a_count
from gongkai.cli.say import language, say
from gongkai.cli.show import busy, table

if TYPE_CHECKING:
    from gongkai.demo.build import Built


WORKER_LOG = "worker.log"
"""In the data folder of the office on the web."""


def add(parser: Parser) -> None:
    """Say what the command takes."""
    parser.epilog = say(
        "由五份公开报告所载事实建立台账，编制年度报告，与原报告逐格比较；另有一个虚构机关，各类情形俱全。",
        "Builds ledgers from the facts five published reports state, compiles each report and compares it with print "
        "cell by cell; and one invented office in which everything happens.",
    )
    parser.add_argument("--out", default="out/demo", metavar="DIR", help=say("写到哪个文件夹", "folder to write to"))
    parser.add_argument(
        "--port", type=a_count, default=8000, help=say("网页系统的端口", "port of the office on the web")
    )
    parser.add_argument(
        "--no-serve",
        action="store_true",
        help=say("只写文件，不启动网页系统", "write files only, do not start the office on the web"),
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Build every office and say how its report compares with print; then start the office on the web."""
    from gongkai.demo.remember import recall, remember

    folder = Path(options.out)
    printed = recall(folder, language())
    if printed is None:
        printed = _build(folder)
        remember(folder, language(), printed)
    head = (
        say("机关", "office"),
        say("年度", "year"),
        say("格式", "form"),
        say("单元格", "cells"),
        say("与原报告不同", "differ from print"),
        say("校验", "checks"),
    )
    table(head, printed["rows"])
    print("", *printed["lines"], sep="\n")
    print(
        say(f"\n报告在 {options.out} 下各机关的文件夹中：", f"\nThe reports are in {options.out}, a folder an office:")
    )
    print("  report.docx  report.pdf  report.html  report.xlsx  report.json  ledger.xlsx")
    if printed["is_wrong"] or options.no_serve:
        return FINDINGS if printed["is_wrong"] else FINE
    return _serve(folder / "office", options.port)


def _build(folder: Path) -> dict[str, Any]:
    """Compile every report and return what there is to print: rows of the table, lines below it."""
    from gongkai.demo.build import build_all
    from gongkai.report.words import finding_text

    with busy(say("正在编制六份报告…", "compiling six reports…")):
        built = list(build_all(folder))
    lines = []
    for one in built:
        name = one.report.office
        lines += [f"  {name}：{say(slip.zh, slip.en)}" for slip in one.slips]
        in_words = ((each.rule, finding_text(each, "zh" if language() == "zh" else "en")) for each in one.findings)
        lines += [f"  {name}：{rule} {text}" for rule, text in in_words]
        lines += [f"  {name}：{each.figure.path} {each.old.written} → {each.new.written}" for each in one.unexplained]
    wrong = any(one.unexplained or any(f.severity == "error" for f in one.findings) for one in built)
    return {"rows": [_row(one) for one in built], "lines": lines, "is_wrong": wrong}


def _serve(folder: Path, port: int) -> int:
    """Start the office on the web, made on the first start, with its own secrets in the folder."""
    from gongkai.cli.web import start
    from gongkai.demo.settings import PASSWORD, set_environment

    set_environment(folder)
    with busy(say("正在准备网页系统…", "preparing the office on the web…")):
        start(is_new=True)
        from gongkai.demo.office import is_loaded, load_office

        if not is_loaded():
            load_office(os.environ[PASSWORD])
    from gongkai.web.config.start import serve

    log = folder / WORKER_LOG
    print(say("\n正在启动网页系统…", "\nStarting the office on the web…"), flush=True)
    serve("127.0.0.1", port, workers=1, worker_log=log, on_ready=partial(_announce, port, log))
    return FINE


def _announce(port: int, log: Path) -> None:
    """Print addresses and accounts, the last lines on the terminal."""
    from gongkai.demo.office import BUSY
    from gongkai.demo.settings import PASSWORD
    from gongkai.web.offices.models import ROLES

    address = f"http://127.0.0.1:{port}"
    print(
        say(
            f"\n网页系统：{address}/（公开平台）  {address}/desk/（工作台）",
            f"\nThe office: {address}/ (portal), {address}/desk/ (desk)",
        )
    )
    print(
        say(
            f"工作台账号（密码均为 {os.environ[PASSWORD]}）：",
            f"Accounts of the desk, all with password {os.environ[PASSWORD]}:",
        )
    )
    table(
        (say("账号", "account"), say("角色", "role")), [(f"{BUSY}-{code}", str(label)) for code, label in ROLES.items()]
    )
    print(say(f"后台进程的日志：{log}", f"Log of the worker: {log}"))
    print(say("按Ctrl+C停止。", "Ctrl+C stops it."), flush=True)


def _row(one: Built) -> tuple[str, ...]:
    errors = sum(finding.severity == "error" for finding in one.findings)
    others = len(one.findings) - errors
    found = say(f"错误{errors} 提醒{others}", f"{errors} errors, {others} warnings")
    if one.printed is None:
        compared = say("虚构，无原报告", "invented")
    elif not one.differences:
        compared = say("无", "none")
    else:
        compared = say(f"{len(one.differences)}格（原报告有误）", f"{len(one.differences)} (errors in print)")
    cells = str(len(one.report.cells))
    return (one.report.office or "", str(one.report.year), one.report.form_id or "", cells, compared, found)
