"""`gongkai compare`: what changed between two reports, in figures and in text."""

from __future__ import annotations

import argparse

from gongkai.cli.app import FINE, Parser
from gongkai.cli.say import print_json, say
from gongkai.cli.show import table


def add(parser: Parser) -> None:
    """Say what the command takes."""
    parser.epilog = say(
        "例：\n"
        "  gongkai compare 报告2024/report.json 报告2025/report.json\n"
        "  gongkai compare 去年.docx 今年.docx --json\n\n"
        "列出不同的数字（旧、新、增减）、上年结转是否衔接，以及各部分文字与旧报告逐句相同的比例。",
        "Examples:\n"
        "  gongkai compare report2024/report.json report2025/report.json\n"
        "  gongkai compare last.docx this.docx --json\n\n"
        "Lists figures that differ (old, new, change), whether the carry-over fits, and the share of each section's text\n"
        "that stands word for word in the older report.",
    )
    parser.add_argument("old", metavar="OLD", help=say("旧报告", "the older report"))
    parser.add_argument("new", metavar="NEW", help=say("新报告", "the newer report"))
    parser.add_argument("--json", action="store_true", help=say("输出JSON", "print JSON"))
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the differences; that there are some is no error."""
    from gongkai.cli.compile import load_report
    from gongkai.report.compare import differences, repeated_shares
    from gongkai.report.model import written
    from gongkai.report.reconcile import carried_in_equals_carried_out
    from gongkai.report.words import finding_text

    old, new = load_report(options.old), load_report(options.new)
    found = list(differences(old, new))
    shares = repeated_shares(old, new)
    is_next_year = old.year is not None and new.year == old.year + 1
    carried = list(carried_in_equals_carried_out(new, old)) if is_next_year else []
    if options.json:
        print_json(
            {
                "old": {"office": old.office, "year": old.year, "form": old.form_id},
                "new": {"office": new.office, "year": new.year, "form": new.form_id},
                "cells": [
                    {
                        "path": one.figure.path,
                        "old": one.old.written,
                        "new": one.new.written,
                        "change": None if one.change is None else written(one.change),
                    }
                    for one in found
                ],
                "carry_over": [finding_text(one, "zh") for one in carried] if is_next_year else None,
                "repeated_text": {code: round(share, 3) for code, share in shares.items()},
            }
        )
        return FINE
    print(f"{old.office} {old.year}  →  {new.office} {new.year}")
    rows = [(one.figure.label, one.old.written or "–", one.new.written or "–", _signed(one.change)) for one in found]
    if rows:
        table((say("单元格", "cell"), say("旧", "old"), say("新", "new"), say("增减", "change")), rows)
    else:
        print(say("  数字全部相同。", "  All figures are equal."))
    for finding in carried:
        print(f"  {finding.rule}  {finding_text(finding, 'zh')}")
    for section in new.form.sections:
        if section.code in shares:
            print(
                say(
                    f"  {section.heading}：{shares[section.code]:.0%}的文字与旧报告逐句相同",
                    f"  {section.code}: {shares[section.code]:.0%} repeated",
                )
            )
    return FINE


def _signed(change: object) -> str:
    from decimal import Decimal

    from gongkai.report.model import written

    if not isinstance(change, int | Decimal):
        return "–"
    return f"+{written(change)}" if change > 0 else written(change)
