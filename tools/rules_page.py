"""Fill the tables of docs/rules.md from the data and the docstrings: `python -m tools.rules_page`.

A test fails when the page and the data disagree, so the page cannot go stale.
"""

from __future__ import annotations

import inspect
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from gongkai.ledger.index_numbers import placeholders, seen_patterns
from gongkai.report import audit, reconcile, words
from gongkai.statute import catalogue
from gongkai.statute.columns import column_kinds, parts, reply_rules, vetoes
from gongkai.statute.duties import criteria, duties
from gongkai.statute.fees import NEWEST, TARIFFS, fee_rules
from gongkai.statute.organs import organs
from gongkai.statute.outcomes import NEEDS, grounds, outcomes
from gongkai.statute.periods import periods
from gongkai.statute.receipt import channels
from gongkai.statute.service import service_ways
from gongkai.statute.service_guide import guide_elements
from gongkai.statute.systems import system_kinds

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


def _topics() -> str:
    rows = [(f"`{t.code}`", f"`{t.duty}`", t.label) for t in catalogue.topics().values()]
    return table(("code", "of", "matter"), rows)


def _catalogue_fields() -> str:
    held = Counter(item.field for item in catalogue.starter())
    rows = [
        (f"`{f.code}`", f.label, "、".join(f.aliases) or "–", f"{f.sub_district} [D]", held.get(f.code, 0), f.mark)
        for f in catalogue.fields().values()
    ]
    return table(("code", "field", "also called", "at a sub-district", "starter items [D]", "mark of the name"), rows)


def _catalogue_columns() -> str:
    rows = [
        (f"`{c.code}`", c.label, "、".join(c.synonyms) or "–", "yes" if c.is_required else "no", c.mark)
        for c in catalogue.columns().values()
    ]
    return table(("code", "column", "other headings", "required", "mark"), rows)


def _catalogue_terms() -> str:
    named = [("start of a limit", one) for one in catalogue.starts().values()]
    named += [("carrier", one) for one in catalogue.carriers().values()]
    named += [(column, one) for column in ("object", "way", "tier") for one in catalogue.choices(column).values()]
    rows = [(kind, f"`{one.code}`", one.label, "、".join(one.synonyms) or "–", one.mark) for kind, one in named]
    return table(("of", "code", "word", "also written", "mark"), rows)


def _limits() -> str:
    return table(
        ("kind", "example of its words", "mark"), [(f"`{w.kind}`", w.text, w.mark) for w in catalogue.wordings()]
    )


def _column_parts() -> str:
    return table(
        ("code", "part", "source", "mark"), [(f"`{p.code}`", p.label, p.source, p.mark) for p in parts().values()]
    )


def _column_kinds() -> str:
    rows = [
        (f"`{k.code}`", k.label, f"{k.value} {k.unit}" if k.value else "–", k.counts_as or "–", k.source, k.mark)
        for k in column_kinds().values()
    ]
    return table(("code", "kind of column", "longest silence", "counts as", "source", "mark"), rows)


def _vetoes() -> str:
    rows = [(f"`{v.code}`", v.label, v.count, v.source, v.mark) for v in vetoes().values()]
    rows += [(f"`{r.code}`", r.label, 1, r.source, r.mark) for r in reply_rules().values() if r.is_veto]
    rows += [(f"`{r.code}`", r.label, 0, r.source, r.mark) for r in reply_rules().values() if not r.is_veto]
    return table(("code", "fault", "how many make a site unqualified (0: points only)", "source", "mark"), rows)


def _guide_elements() -> str:
    rows = [
        (f"`{e.code}`", e.label, "required" if e.is_required else "advised", e.source, e.mark) for e in guide_elements()
    ]
    return table(("code", "element", "", "source", "mark"), rows)


def _systems() -> str:
    rows = [(f"`{one.code}`", one.label, one.source or "–", one.mark) for one in system_kinds().values()]
    return table(("code", "system", "source", "mark"), rows)


def _index_numbers() -> str:
    rows = [(f"`{p.text}`", p.label, p.example, p.mark) for p in seen_patterns()]
    known = ", ".join(f"`{{{p.code}}}` {p.label}" for p in placeholders().values())
    return table(("pattern", "what it is", "example", "mark"), rows) + f"\n\nPlaceholders: {known}."


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
    "topics": _topics,
    "catalogue_fields": _catalogue_fields,
    "catalogue_columns": _catalogue_columns,
    "catalogue_terms": _catalogue_terms,
    "limits": _limits,
    "column_parts": _column_parts,
    "column_kinds": _column_kinds,
    "vetoes": _vetoes,
    "guide_elements": _guide_elements,
    "systems": _systems,
    "index_numbers": _index_numbers,
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
