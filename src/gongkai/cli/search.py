"""`gongkai search rebuild`: make the index of the public search anew."""

from __future__ import annotations

import argparse

from gongkai.cli.app import FINE, Parser
from gongkai.cli.say import say
from gongkai.cli.web import start


def add(parser: Parser) -> None:
    """Say what the command takes."""
    parser.epilog = say(
        "升级后检索规则有变化，或者怀疑检索结果不全时运行；重建期间原索引照常可用。",
        "Run it when an upgrade changes how words are matched, or when something is not found; the old index serves meanwhile.",
    )
    parser.add_argument("what", choices=("rebuild",), help=say("rebuild 重建索引", "rebuild the index"))
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Index everything that is public anew, in one transaction."""
    start()
    from gongkai.web.disclosure.indexing import rebuild

    count = rebuild()
    print(say(f"已重建：{count}条公开信息可以检索。", f"rebuilt: {count} public items can be found."))
    return FINE
