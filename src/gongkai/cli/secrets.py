"""`gongkai secrets`: fresh secrets for a new deployment."""

from __future__ import annotations

import argparse

from gongkai.cli.app import FINE, Parser
from gongkai.cli.say import say


def add(parser: Parser) -> None:
    """Say what the command takes."""
    parser.epilog = say(
        "写入只有服务可读的文件，另存一份在别处：丢失后，已加密的申请人信息无法打开。",
        "Keep them in a file only the service can read, and a copy elsewhere: without them sealed data is lost.",
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print a line for each secret, as an environment file has it."""
    from gongkai.web.config.environment import new_secrets

    for name, value in new_secrets().items():
        print(f"{name}={value}")
    return FINE
