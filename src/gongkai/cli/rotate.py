"""`gongkai rotate`: make anew what an old data key, cipher or digest made."""

from __future__ import annotations

import argparse

from gongkai.cli.app import FINDINGS, FINE, Parser
from gongkai.cli.say import say
from gongkai.cli.show import table
from gongkai.cli.web import start

KINDS = {
    "key": ("密钥", "key"),
    "data": ("内容", "data"),
    "file": ("文件", "file"),
    "secret": ("验证器", "second factor"),
    "index": ("检索索引", "index"),
}
"""What was made anew, in Chinese and English."""


def add(parser: Parser) -> None:
    """Say what the command takes."""
    parser.epilog = say(
        "先把新密钥放在GONGKAI_DATA_KEYS的最前面（旧密钥留在后面，用逗号隔开）并重启服务，再运行本命令。"
        "更换GONGKAI_CIPHER或GONGKAI_DIGEST后也运行本命令，已有数据改用新算法。"
        "中断后重新运行即可继续；全部完成以后，旧密钥可以移除（恢复旧备份时仍要用到，请另行保管）。",
        "Put the new key first in GONGKAI_DATA_KEYS, the old ones behind it, and restart; then run this. Run it also "
        "after a change of GONGKAI_CIPHER or GONGKAI_DIGEST: what is there is made anew. Broken off, it goes on when "
        "run again. When all is done the old key may go; keep it elsewhere for old backups.",
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Make everything anew and print how many of each kind."""
    start()
    from gongkai.web.people.rotation import rotate

    done = list(rotate())
    head = (
        say("数据", "data"),
        say("内容", "what"),
        say("已更换", "made anew"),
        say("无需更换", "current"),
        say("打不开", "shut"),
    )
    rows = [
        (one.model._meta.label, say(*KINDS[one.what]), str(one.rewrapped), str(one.current), str(one.shut))
        for one in done
        if one.rewrapped or one.current or one.shut
    ]
    table(head, rows)
    shut = sum(one.shut for one in done)
    if shut:
        print(
            say(
                f"有{shut}项打不开：GONGKAI_DATA_KEYS中缺少当时的密钥，请补在后面再运行一次。",
                f"{shut} items do not open: the key of that time is missing from GONGKAI_DATA_KEYS; add it and run again.",
            )
        )
        return FINDINGS
    return FINE
