"""`gongkai admin`: the first administrator of an office, with a link that works once."""

from __future__ import annotations

import argparse

from gongkai.cli.app import FINE, Parser
from gongkai.cli.say import say
from gongkai.cli.web import start
from gongkai.errors import UsageError


def add(parser: Parser) -> None:
    """Say what the command takes."""
    parser.add_argument(
        "office", help=say("机关代码（网址中的部分，如 baiyun）", "code of the office, as in its address")
    )
    parser.add_argument("username", help=say("登录名", "name to log in with"))
    parser.add_argument("--name", default="", help=say("姓名", "full name"))
    parser.add_argument(
        "--office-name", default="", help=say("机关名称（机关不存在时新建）", "name of the office, if it is new")
    )
    parser.add_argument(
        "--kind",
        default="sub_district",
        help=say(
            "机关类别，如sub_district（街道办事处，默认）、township、county_department；写错时列出全部",
            "kind of organ, such as sub_district (the default), township, county_department; a wrong one lists them all",
        ),
    )
    parser.add_argument("--url", default="http://127.0.0.1:8000", help=say("网站地址", "address of the site"))
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Make the office if need be, and the account; print the link with which its owner sets a password."""
    start(is_new=True)
    from gongkai.statute.organs import organs
    from gongkai.web.accounts.first import first_administrator

    if options.kind not in organs():
        known = "、".join(organs())
        raise UsageError(
            f"{options.kind!r} is no kind of organ: {known}", zh=f"没有“{options.kind}”这类机关；可用：{known}"
        )
    path = first_administrator(
        options.office, options.username, name=options.name, office_name=options.office_name, kind=options.kind
    )
    print(say("请本人打开此链接设置密码（一次有效）：", "Its owner sets a password here (works once):"))
    print(options.url.rstrip("/") + path)
    return FINE
