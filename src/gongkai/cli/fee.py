"""`gongkai fee`: the information processing fee (信息处理费), with its computation."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from gongkai.cli.app import FINE, Parser, a_count, a_date
from gongkai.cli.say import columns, print_json, say
from gongkai.errors import UsageError

if TYPE_CHECKING:
    from gongkai.statute.fees import FeeLine


def add(parser: Parser) -> None:
    """Say what the command takes."""
    parser.epilog = say(
        "例：\n"
        "  gongkai fee --applications 35               同一申请人一个自然月35件，按件计收\n"
        "  gongkai fee --applications 1 --already 11   当月第12件\n"
        "  gongkai fee --pages 130                     一件申请130页，按量计收\n"
        "  gongkai fee --applications 1 --already 11 --pages 130   两种都算，只能选一种\n",
        "Examples:\n"
        "  gongkai fee --applications 35               35 in one calendar month by one applicant, by piece\n"
        "  gongkai fee --applications 1 --already 11   the 12th of the month\n"
        "  gongkai fee --pages 130                     one application of 130 pages, by page\n"
        "  gongkai fee --applications 1 --already 11 --pages 130   both tariffs; choose one\n",
    )
    parser.add_argument(
        "--applications",
        type=a_count,
        metavar="N",
        help=say(
            "件数（拆分后，同一申请人同一自然月）",
            "applications of one applicant in one calendar month, after splitting",
        ),
    )
    parser.add_argument(
        "--already", type=a_count, default=0, metavar="N", help=say("当月此前已有件数", "earlier that month")
    )
    parser.add_argument("--pages", type=a_count, metavar="N", help=say("页数（A4单面）", "pages, one side of A4"))
    parser.add_argument("--on", type=a_date, metavar="DATE", help=say("收到日期，决定适用哪版办法", "date of receipt"))
    parser.add_argument("--json", action="store_true", help=say("输出JSON", "print JSON"))
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print one tariff or both; both are alternatives and are never added."""
    from gongkai.statute.fees import NEWEST, fee_lines, fee_rules

    if options.applications is None and options.pages is None:
        raise UsageError("Give --applications or --pages.", zh="请给出--applications（件数）或--pages（页数）。")
    on = options.on or NEWEST
    asked: dict[str, tuple[FeeLine, ...]] = {}
    if options.applications is not None:
        asked["per_piece"] = fee_lines("per_piece", options.applications, already=options.already, on=on)
    if options.pages is not None:
        asked["per_page"] = fee_lines("per_page", options.pages, on=on)
    if options.json:
        print_json(_object(asked, {name: str(fee_rules(on).source(name)) for name in asked}))
        return FINE
    for name, lines in asked.items():
        _show(name, lines, str(fee_rules(on).source(name)))
    if len(asked) == 2:
        print(
            say(
                "每件申请只能选择一种方式计收，不得相加。",
                "Choose one tariff for each application; they are never added.",
            )
        )
    return FINE


def _object(asked: dict[str, tuple[FeeLine, ...]], sources: dict[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {
        name: {
            "yuan": sum(line.total for line in lines),
            "lines": [{"first": x.first, "last": x.last, "yuan_each": x.yuan, "yuan": x.total} for x in lines],
            "source": sources[name],
        }
        for name, lines in asked.items()
    }
    if len(asked) == 1:
        found["yuan"] = next(iter(found.values()))["yuan"]
    else:
        found["choose_one"] = True
    return found


def _show(name: str, lines: tuple[FeeLine, ...], source: str) -> None:
    unit, noun = (
        (say("件", "piece"), say("按件计收", "By piece"))
        if name == "per_piece"
        else (
            say("页", "page"),
            say("按量计收", "By page"),
        )
    )
    total = sum(line.total for line in lines)
    print(f"{noun}  {total:,} {say('元', 'yuan')}  {source}")
    rows = [
        (
            say(f"第{x.first}–{x.last}{unit}", f"{unit} {x.first}–{x.last}")
            if x.first != x.last
            else say(f"第{x.first}{unit}", f"{unit} {x.first}"),
            f"{x.last - x.first + 1} × {x.yuan}",
            f"= {x.total:,}",
        )
        for x in lines
    ]
    if rows:
        print(columns(rows))
