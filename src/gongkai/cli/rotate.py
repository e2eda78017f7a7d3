"""`gongkai rotate`: wrap the keys of persons and files under the first of GONGKAI_DATA_KEYS."""

from __future__ import annotations

import argparse

from gongkai.cli.app import FINDINGS, FINE, Parser
from gongkai.cli.say import say
from gongkai.cli.show import table
from gongkai.cli.web import start


def add(parser: Parser) -> None:
    """Say what the command takes."""
    parser.epilog = say(
        "先把新密钥放在GONGKAI_DATA_KEYS的最前面（旧密钥留在后面，用逗号隔开）并重启服务，再运行本命令。"
        "中断后重新运行即可继续；全部完成以后，旧密钥可以移除（恢复旧备份时仍要用到，请另行保管）。",
        "Put the new key first in GONGKAI_DATA_KEYS, the old ones behind it, and restart; then run this. Broken off, it "
        "goes on when run again. When all is done the old key may go; keep it elsewhere for old backups.",
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Wrap every key anew and print how many of each kind."""
    start()
    from gongkai.web.people.rotation import rotate

    done = list(rotate())
    head = (say("数据", "data"), say("重新包装", "rewrapped"), say("无需更换", "current"), say("打不开", "shut"))
    rows = [(one.model._meta.label, str(one.rewrapped), str(one.current), str(one.shut)) for one in done]
    table(head, rows)
    shut = sum(one.shut for one in done)
    if shut:
        print(
            say(
                f"有{shut}个密钥打不开：GONGKAI_DATA_KEYS中缺少当时的密钥，请补在后面再运行一次。",
                f"{shut} keys do not open: the key of that time is missing from GONGKAI_DATA_KEYS; add it and run again.",
            )
        )
        return FINDINGS
    return FINE
