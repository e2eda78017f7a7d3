"""`gongkai audit`: whether the record was changed behind the office's back."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

from gongkai.cli.app import FINDINGS, FINE, Parser
from gongkai.cli.say import say
from gongkai.cli.show import table
from gongkai.cli.web import start

if TYPE_CHECKING:
    from gongkai.web.entries.chain import Verdict


def add(parser: Parser) -> None:
    """Say what the command takes."""
    parser.add_argument(
        "what", choices=("verify", "anchor"), help=say("verify 核对；anchor 写入锚点", "verify, or write anchors")
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Verify every chain, or write anchors now."""
    start()
    from gongkai.web.entries.anchors import anchor_file, verify_all, write_anchors

    if options.what == "anchor":
        count = write_anchors()
        print(say(f"写入{count}个锚点：{anchor_file()}", f"{count} anchors written to {anchor_file()}"))
        return FINE
    verdicts = list(verify_all())
    show_verdicts(verdicts)
    return FINE if all(one.is_good for one in verdicts) else FINDINGS


def show_verdicts(verdicts: Sequence[Verdict]) -> None:
    """A table of the chains: good, or where the first entry stands that does not fit."""
    head = (say("机关", "office"), say("记录", "entries"), say("结果", "result"), say("可证至", "vouched to"))
    rows = []
    for one in verdicts:
        result = say("完好", "good") if one.is_good else say(*reversed(one.why))
        anchored = f"（{one.anchored_at:%Y-%m-%d}）" if one.anchored_at else ""
        rows.append((one.office.name, str(one.entries), result, f"{one.vouched_to}{anchored}"))
    table(head, rows)
