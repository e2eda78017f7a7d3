"""`gongkai publish-static DIR`: the whole portal as files; later runs write what changed."""

from __future__ import annotations

import argparse
from pathlib import Path
from urllib.parse import urlsplit

from gongkai.cli.app import FINE, Parser
from gongkai.cli.say import say
from gongkai.cli.web import start
from gongkai.errors import UsageError


def add(parser: Parser) -> None:
    """Say what the command takes."""
    parser.epilog = say(
        "把公开平台的全部页面写成文件，可由任何网站服务器或者对象存储提供；再次运行只写有变化的。申请、进度查询和全文检索仍由在线系统"
        "（--live）提供。设置GONGKAI_STATIC_DIR、GONGKAI_STATIC_BASE后，后台任务在每次发布后自动更新。",
        "Writes every page of the portal as a file for any web server or object storage; run again it writes what changed. "
        "Applications, their status and the full search stay on the live server (--live). With GONGKAI_STATIC_DIR and "
        "GONGKAI_STATIC_BASE set, the worker does it after each publication.",
    )
    parser.add_argument("folder", type=Path, metavar="DIR", help=say("写到哪个目录", "where to write"))
    parser.add_argument(
        "--base", required=True, metavar="URL", help=say("文件发布后的网址", "address the files are served at")
    )
    parser.add_argument("--live", default="", metavar="URL", help=say("在线系统的网址", "address of the live server"))
    parser.add_argument("--whole", action="store_true", help=say("全部重写", "write every page anew"))
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Write the files and say how many."""
    for address in filter(None, (options.base, options.live)):
        parts = urlsplit(address)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.path not in ("", "/"):
            raise UsageError(
                f"{address} is no address of a site; write it like https://gov.example.cn",
                zh=f"“{address}”不是网站地址，请写成 https://gov.example.cn 的形式",
            )
    start()
    from gongkai.web.mirror.write import Publisher

    done = Publisher(options.folder, options.base, options.live).run(is_whole=options.whole)
    print(
        say(
            f"已写入{done.written}个文件，{done.same}个没有变化，移除{done.removed}个：{options.folder}",
            f"{done.written} files written, {done.same} unchanged, {done.removed} removed: {options.folder}",
        )
    )
    return FINE
