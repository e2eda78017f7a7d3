"""Fill the tables of docs/rules.md from the data and the docstrings: `python -m tools.rules_page`.

A test fails when the page and the data disagree, so the page cannot go stale.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from gongkai.report import audit, reconcile, words
from gongkai.statute.duties import criteria, duties
from gongkai.statute.fees import NEWEST, TARIFFS, fee_rules
from gongkai.statute.organs import organs
from gongkai.statute.outcomes import NEEDS, grounds, outcomes
from gongkai.statute.periods import periods
from gongkai.statute.receipt import channels
from gongkai.statute.service import service_ways

PAGE = Path(__file__).parent.parent / "docs" / "rules.md"
UNITS = {"working_days": "working days", "days": "days", "months": "months"}


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


def _periods() -> str:
    rows = [
        (
            f"`{one.name}`",
            f"{one.value} {UNITS[one.unit]}" + (" at most" if one.at_most else ""),
            one.label,
            f"{one.source.citation}",
            one.in_force_from,
            one.in_force_to or "",
            one.mark,
        )
        for versions in periods().values()
        for one in versions
    ]
    return table(("name", "length", "period", "source", "in force from", "to", "mark"), rows)


def _channels() -> str:
    rows = [(f"`{c.code}`", c.label, c.fixed_by, c.note, c.source, c.mark) for c in channels().values()]
    return table(("code", "channel", "fixed by", "date of receipt", "source", "mark"), rows)


def _service() -> str:
    rows = [(f"`{one.code}`", one.label, one.days or "", one.source, one.mark) for one in service_ways().values()]
    return table(("code", "way", "days until it is complete", "source", "mark"), rows)


def _fees() -> str:
    rules = fee_rules(NEWEST)
    rows = []
    for name, label in TARIFFS.items():
        tariff = getattr(rules, name)
        steps = "; ".join(f"from {b.start}: {b.yuan} yuan" for b in tariff.brackets)
        more = f"; every further {tariff.step_pieces} cost {tariff.step_yuan} more apiece" if tariff.step_pieces else ""
        rows.append((f"`{name}`", label, steps + more, rules.source(name).citation, rules.in_force_from, rules.mark))
    return table(("name", "tariff", "price of each piece or page", "source", "in force from", "mark"), rows)


def _outcomes() -> str:
    rows = [
        (
            f"`{o.code}`",
            o.label,
            ", ".join(o.articles) or "–",
            f"`{o.row_2019}`",
            ", ".join(f"`{need}`" for need in o.needs) or "–",
            o.remedy,
            o.mark,
        )
        for o in outcomes().values()
    ]
    return table(("code = row 2021", "outcome", "articles", "row 2019", "needs", "remedy clause", "mark"), rows)


def _needs() -> str:
    return table(("need", "meaning"), [(f"`{name}`", text) for name, text in NEEDS.items()])


def _grounds() -> str:
    rows = [(f"`{g.code}`", g.label, g.article, f"`{g.outcome}`") for g in grounds().values()]
    return table(("code", "ground", "article", "outcome if all is withheld"), rows)


def _duties() -> str:
    rows: list[tuple[str, str, str]] = [(f"`{c.code}`", "art. 19", c.label) for c in criteria()]
    rows += [(f"`{d.code}`", d.level, d.label) for d in duties().values()]
    return table(("code", "for", "content"), rows)


def _organs() -> str:
    rows = [
        (
            f"`{o.code}`",
            o.label,
            "yes" if o.makes_rules else "no",
            f"{o.reviewed_by}（{o.reviewed_under}）",
            f"before {o.report_month:02}-{o.report_day:02} [{o.report_mark}] {o.report_source}",
            f"{o.fee_warning_wan_yuan:,} [D]",
        )
        for o in organs().values()
    ]
    return table(
        ("code", "kind", "makes rules", "reconsideration heard by", "report due", "R11 asks from (万元)"), rows
    )


def _checks() -> str:
    return "\n\n".join(_check(rule) for rule in every_rule())


def every_rule() -> Iterator[Callable[..., object]]:
    """Every check: within a year, across years, over a roll-up, on the text of a report that was read, beside the last."""
    yield from reconcile.RULES
    yield from reconcile.CROSS_YEAR_RULES
    yield from reconcile.ROLL_UP_RULES
    yield from audit.AUDIT_RULES
    yield from audit.AGAINST_RULES


def _check(rule: Callable[..., object]) -> str:
    text = inspect.cleandoc(rule.__doc__ or "")
    body, _, source = text.partition("Source:")
    code = body[:3]
    zh = words.WORDS[code][0] if code in words.WORDS else ""
    said = re.sub(r"\{(\w+)\}", r"‹\1›", zh)
    lines = [
        f"### {rule.__name__}",
        "",
        " ".join(body.split()),
        "",
        f"*Source:* {' '.join(source.split())}  ",
        f"*Said as:* {said}",
    ]
    return "\n".join(lines)


PARTS: Mapping[str, Callable[[], str]] = {
    "periods": _periods,
    "channels": _channels,
    "service": _service,
    "fees": _fees,
    "outcomes": _outcomes,
    "needs": _needs,
    "grounds": _grounds,
    "duties": _duties,
    "organs": _organs,
    "checks": _checks,
}


def filled(page: str) -> str:
    """The page with every generated part as the data now say."""
    for name, part in PARTS.items():
        pattern = re.compile(rf"(?<=<!-- begin {name} -->\n).*?(?=<!-- end {name} -->)", re.DOTALL)
        text = part()
        page, count = pattern.subn(lambda found, text=text: f"\n{text}\n\n", page)
        if count != 1:
            raise SystemExit(f"docs/rules.md must have one part {name!r}, has {count}.")
    return page


if __name__ == "__main__":
    PAGE.write_text(filled(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
