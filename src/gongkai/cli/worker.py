"""`gongkai worker`: what was queued, and what is done each day without anyone asking."""

from __future__ import annotations

import argparse
import logging

from gongkai.cli.app import FINDINGS, FINE, Parser
from gongkai.cli.say import say
from gongkai.cli.web import start


def add(parser: Parser) -> None:
    """Say what the command takes."""
    parser.add_argument(
        "--once",
        action="store_true",
        help=say("立即办完排队的任务和每日任务后退出", "do what is queued and the daily tasks, then stop"),
    )
    parser.add_argument(
        "--beside-server",
        action="store_true",
        help=say("由 gongkai serve 启动，随其结束", "started by `gongkai serve`, ends with it"),
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Do what is queued and the daily tasks, until stopped; or both now."""
    start()
    from gongkai.web.config.daily import run_daily, run_forever, run_turn
    from gongkai.web.config.start import end_with_server
    from gongkai.web.jobs.actions import take_up
    from gongkai.web.jobs.queue import work_off

    if options.beside_server:
        end_with_server()
    if not options.once:
        logging.getLogger("gongkai.worker").info("worker begins")
        run_forever()
        return FINE
    take_up()
    work_off()
    failed = run_daily()
    run_turn()
    for name in failed:
        print(say(f"每日任务失败：{name}", f"daily task failed: {name}"))
    return FINDINGS if failed else FINE
