"""`gongkai migrate`: the database as this version wants it."""

from __future__ import annotations

import argparse

from gongkai.cli.app import FINE, Parser
from gongkai.cli.say import say
from gongkai.cli.web import start


def add(parser: Parser) -> None:
    """Say what the command takes."""
    parser.epilog = say("升级前请先备份。", "Back up before an update.")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Apply what waits."""
    start(is_new=True)
    print(say("数据库结构已是最新。", "The database is up to date."))
    return FINE
