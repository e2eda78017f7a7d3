"""Parsing of the command line, and what every command shares: language, exit status, errors in one line."""

from __future__ import annotations

import argparse
import importlib
import os
import re
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NoReturn

from gongkai import __version__
from gongkai.cli.say import PAIRS, language, say, set_language
from gongkai.errors import GongkaiError

FINE, FINDINGS, UNUSABLE = 0, 1, 2

COMMANDS: Mapping[str, tuple[str, str]] = {
    "due": ("期限：最迟哪天答复，为什么", "due dates: by when to reply, and why"),
    "fee": ("信息处理费：按件、按量各是多少", "information processing fee, by piece and by page"),
    "ledger": ("台账：新建工作簿，检查工作簿", "the ledger workbook: make one, check one"),
    "compile": ("编制年度报告", "compile the annual report from a ledger"),
    "explain": ("一个数字由哪些记录而来", "the entries behind a figure"),
    "read": ("读取已公布的年度报告", "read published annual reports"),
    "check": ("校验年度报告的勾稽关系", "check the figures of a report"),
    "compare": ("比较两份年度报告", "compare two annual reports"),
    "demo": ("用五份真实报告的数据演示", "the demonstration on five real offices"),
    "serve": ("启动网页系统：工作台和公开平台", "serve the desk and the portal"),
    "migrate": ("更新数据库结构", "bring the database up to date"),
    "worker": ("后台任务和每日任务", "queued work and the daily tasks"),
    "backup": ("备份数据库和文件", "back up database and files"),
    "restore": ("由备份恢复", "restore a backup"),
    "audit": ("核对台账记录是否被改动", "whether the record was changed"),
    "rebuild": ("放假安排或规则更新后重算期限", "work out dates anew after a new notice or rule"),
    "search": ("重建公开信息的检索索引", "make the index of the public search anew"),
    "publish-static": ("把公开平台写成静态文件", "write the public portal as files"),
    "rotate": ("更换数据密钥", "wrap the keys of persons and files under a new key"),
    "secrets": ("生成一组密钥", "make fresh secrets"),
    "admin": ("开设首个管理员账号", "open the first administrator's account"),
}
"""Every command and what it answers, in Chinese and English. Its module is `gongkai.cli.<command>`, with _ for -."""


class Formatter(argparse.RawDescriptionHelpFormatter):
    """Help as it was written, under a heading in the language of the screen."""

    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, say("用法：", "usage: ") if prefix is None else prefix)


class Parser(argparse.ArgumentParser):
    """A parser that speaks the language of the screen; its errors are one line and tell where to read on."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings, add_help=False, formatter_class=Formatter)
        self._optionals.title = say("选项", "options")
        self._positionals.title = say("参数", "arguments")
        self.add_argument("-h", "--help", action="help", help=say("显示本说明", "show this help"))

    def error(self, message: str) -> NoReturn:
        hint = say("用法见", "see")
        self.exit(UNUSABLE, f"{self.prog}: {translated(message)}{say('；', '; ')}{hint} {self.prog} --help\n")


def translated(message: str) -> str:
    """argparse's own messages in the language of the screen; values stay as typed."""
    if language() == "en":
        return message
    for english, chinese in PAIRS:
        message = re.sub(english, chinese, message)
    return message


def run(argv: Sequence[str]) -> int:
    """Run one command line; never raises, never shows a traceback unless GONGKAI_DEBUG is set."""
    set_language(os.environ.get("GONGKAI_LANG", "zh"))
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        return _run(argv)
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else FINE
    except GongkaiError as error:
        _complain(say(error.zh, str(error)))
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except KeyboardInterrupt:
        return 130
    except Exception as error:  # the last line of defence: a slip of ours, told in one line
        if os.environ.get("GONGKAI_DEBUG"):
            raise
        _complain(
            say(
                f"程序内部错误（{type(error).__name__}：{error}）；请设置GONGKAI_DEBUG=1重新运行，并把输出报告给开发者。",
                f"internal error ({type(error).__name__}: {error}); run again with GONGKAI_DEBUG=1 and report the output.",
            )
        )
    return UNUSABLE


def _run(argv: Sequence[str]) -> int:
    argv = list(argv)
    if "--lang" in argv[:-1]:
        at = argv.index("--lang")
        set_language(argv[at + 1])
        del argv[at : at + 2]
    command = next((word for word in argv if not word.startswith("-")), None)
    parser = _parser(command)
    options = parser.parse_args(argv)
    if command is None or not hasattr(options, "run"):
        parser.print_help()
        return FINE
    status: int = options.run(options)
    return status


def _parser(command: str | None) -> Parser:
    parser = Parser(
        prog="gongkai",
        description=say(
            "政府信息公开：期限、收费、台账和年度报告。",
            "Open government information: due dates, fees, ledger, annual report.",
        ),
        epilog=say(
            "每个命令都有 --help；--json 输出精确数据；--lang en 显示英文。退出码：0 正常，1 有错误级的校验结果，2 用法或文件有误。",
            "Every command has --help; --json prints exact data; --lang zh shows Chinese. "
            "Exit status: 0 fine, 1 findings of severity error, 2 usage or unreadable input.",
        ),
    )
    parser.add_argument(
        "--version", action="version", version=f"gongkai {__version__}", help=say("显示版本", "show the version")
    )
    commands = parser.add_subparsers(title=say("命令", "commands"), metavar="COMMAND", parser_class=Parser)
    for name, texts in COMMANDS.items():
        sub = commands.add_parser(name, help=say(*texts), description=say(*texts))
        if name == command:
            module = importlib.import_module(f"gongkai.cli.{name.replace('-', '_')}")
            module.add(sub)
    return parser


def _complain(sentence: str) -> None:
    print(f"gongkai: {' '.join(sentence.split())}", file=sys.stderr)


def a_date(text: str) -> date:
    """A date as an argument: 2025-09-19, 20250919 or 2025年9月19日."""
    plain = text.strip().translate(_DIGITS)
    for sign in ("年", "月", "/", "."):
        plain = plain.replace(sign, "-")
    parts = plain.rstrip("日").split("-")
    try:
        if len(parts) == 3 and all(part.isdigit() for part in parts):
            return date(*map(int, parts))
        return date.fromisoformat(plain)
    except ValueError:
        raise argparse.ArgumentTypeError(
            say(f"“{text}”不是日期，请写成 2025-09-19", f"{text!r} is no date; write it as 2025-09-19")
        ) from None


def a_count(text: str) -> int:
    """A count as an argument: a whole number from 0 to a million."""
    plain = text.strip().translate(_DIGITS)
    if plain.isascii() and plain.isdigit() and int(plain) <= 1_000_000:
        return int(plain)
    raise argparse.ArgumentTypeError(
        say(f"“{text}”应为0到1000000的整数", f"{text!r} must be a whole number from 0 to 1,000,000")
    )


def a_year(text: str) -> int:
    """A year as an argument: 1990 to 2100."""
    plain = text.strip().translate(_DIGITS).removesuffix("年")
    if plain.isascii() and plain.isdigit() and 1990 <= int(plain) <= 2100:
        return int(plain)
    raise argparse.ArgumentTypeError(say(f"“{text}”不是年份，请写成 2025", f"{text!r} is no year; write it as 2025"))


_DIGITS = str.maketrans("０１２３４５６７８９－／．", "0123456789-/.")

__all__ = ["COMMANDS", "FINDINGS", "FINE", "UNUSABLE", "Parser", "a_count", "a_date", "a_year", "run"]
