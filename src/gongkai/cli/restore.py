"""`gongkai restore`: a backup into an empty office."""

from __future__ import annotations

import argparse
from pathlib import Path

from gongkai.cli.app import FINDINGS, FINE, Parser
from gongkai.cli.audit import show_verdicts
from gongkai.cli.say import say
from gongkai.cli.web import start


def add(parser: Parser) -> None:
    """Say what the command takes."""
    parser.add_argument("file", type=Path, help=say("备份文件", "the backup"))
    parser.add_argument("--check", action="store_true", help=say("只核对备份是否完整", "only check that it is whole"))
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Check the backup, bring it in, verify the chains."""
    start(is_new=True)
    from gongkai.web.config.backup import restore, verify_backup
    from gongkai.web.disclosure.indexing import rebuild
    from gongkai.web.entries.anchors import verify_all

    if options.check:
        manifest = verify_backup(options.file)
        print(say(f"备份完整，制作于{manifest['at']}", f"whole, made at {manifest['at']}"))
        return FINE
    manifest = restore(options.file)
    rebuild()  # a backup holds no index of the search
    rows = sum(manifest["rows"].values())
    print(
        say(f"已恢复{rows}行、{len(manifest['files'])}个文件", f"restored {rows} rows, {len(manifest['files'])} files")
    )
    verdicts = list(verify_all())
    show_verdicts(verdicts)
    return FINE if all(one.is_good for one in verdicts) else FINDINGS
