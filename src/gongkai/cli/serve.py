"""`gongkai serve`: the desk and the portal."""

from __future__ import annotations

import argparse

from gongkai.cli.app import FINE, Parser, a_count
from gongkai.cli.say import say
from gongkai.cli.web import start


def add(parser: Parser) -> None:
    """Say what the command takes."""
    parser.epilog = say(
        "设置取自环境变量，见docs/deploy.md；密钥可用 gongkai secrets 生成。",
        "Settings come from the environment, see docs/deploy.md; `gongkai secrets` makes the secrets.",
    )
    parser.add_argument("--host", default="127.0.0.1", help=say("监听的地址", "address to listen on"))
    parser.add_argument("--port", type=a_count, default=8000, help=say("端口", "port"))
    parser.add_argument("--workers", type=a_count, default=2, metavar="N", help=say("进程数", "worker processes"))
    parser.add_argument(
        "--no-migrate",
        action="store_true",
        help=say("不更新数据库结构（由部署者另行运行）", "leave the database as it is (migrated elsewhere)"),
    )
    parser.add_argument(
        "--no-worker",
        action="store_true",
        help=say("不启动后台进程（另行运行 gongkai worker）", "start no worker (`gongkai worker` runs elsewhere)"),
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Bring the database up to date and serve until stopped."""
    start(is_new=not options.no_migrate)
    from gongkai.web.config.start import serve

    print(say("服务地址：", "serving at "), f"http://{options.host}:{options.port}/", sep="", flush=True)
    serve(options.host, options.port, options.workers, with_worker=not options.no_worker)
    return FINE
