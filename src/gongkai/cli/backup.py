"""`gongkai backup`: database and files in one archive with a manifest of checksums."""

from __future__ import annotations

import argparse
from pathlib import Path

from gongkai.cli.app import FINE, Parser
from gongkai.cli.say import say
from gongkai.cli.web import start


def add(parser: Parser) -> None:
    """Say what the command takes."""
    parser.epilog = say("密钥不在备份中，请另行保管。", "The keys are not in the backup; keep them elsewhere.")
    parser.add_argument("file", type=Path, help=say("写到哪个文件（.tar.gz）", "file to write (.tar.gz)"))
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Write the backup, read it through, and say what is in it."""
    start()
    from gongkai.web.config.backup import back_up

    manifest = back_up(options.file)
    rows, files = sum(manifest["rows"].values()), len(manifest["files"])
    print(say(f"已备份{rows}行、{files}个文件：{options.file}", f"{rows} rows and {files} files in {options.file}"))
    return FINE
