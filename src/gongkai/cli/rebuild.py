"""`gongkai rebuild`: fold every case anew, as after a new holiday notice or a new rule."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from gongkai.cli.app import FINE, Parser
from gongkai.cli.say import say
from gongkai.cli.show import table
from gongkai.cli.web import start


def add(parser: Parser) -> None:
    """Say what the command takes."""
    parser.epilog = say(
        "放假安排或规则文件更新后运行：未办结案件的期限重新计算，列出变化前后。",
        "Run it after a new holiday notice or rule file: the dates of open cases are worked out anew and compared.",
    )
    parser.add_argument("--all", action="store_true", help=say("已办结的案件也重算", "closed cases too"))
    parser.add_argument("--dry-run", action="store_true", help=say("只列出，不保存", "only list, store nothing"))
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Fold cases anew, store what differs, list before and after."""
    start()
    from django.db import transaction
    from django_scopes import scopes_disabled

    with scopes_disabled(), transaction.atomic():
        rows = list(_changes(every=options.all))
        if options.dry_run:
            transaction.set_rollback(True)
    if not rows:
        print(say("没有变化。", "Nothing changed."))
        return FINE
    head = (say("机关", "office"), say("编号", "number"), say("项目", "field"), say("原", "before"), say("现", "now"))
    table(head, rows)
    return FINE


def _changes(*, every: bool) -> Iterator[tuple[str, ...]]:
    from gongkai.web.applications.actions import refold
    from gongkai.web.applications.models import Application

    cases = Application.objects.select_related("office").order_by("office__path", "number")
    for case in (cases if every else cases.filter(closed_on=None)).iterator(chunk_size=500):
        for name, (old, new) in refold(case).items():
            if name != "calendar":
                yield case.office.name, case.number, name, str(old or ""), str(new or "")
