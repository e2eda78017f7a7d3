"""`gongkai worker`: what is done each day without anyone asking."""

from __future__ import annotations

import argparse

from gongkai.cli.app import FINDINGS, FINE, Parser
from gongkai.cli.say import say
from gongkai.cli.web import start


def add(parser: Parser) -> None:
    """Say what the command takes."""
    parser.add_argument(
        "--once", action="store_true", help=say("立即做一遍每日任务后退出", "do the daily tasks once and stop")
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Do the daily tasks now, or each day until stopped."""
    start()
    from gongkai.web.config.daily import run_daily, run_forever

    if not options.once:
        run_forever()
    failed = run_daily()
    for name in failed:
        print(say(f"每日任务失败：{name}", f"daily task failed: {name}"))
    return FINDINGS if failed else FINE
