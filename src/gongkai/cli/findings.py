"""What the checks found, on a terminal: errors first, each with the words of the report it rests on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from gongkai.cli.say import columns, language, say

if TYPE_CHECKING:
    from gongkai.report.model import AnnualReport, Finding


MOST_OF_A_RULE = 10
"""Findings of one rule and severity that a terminal shows; --json and --xlsx have all."""


def findings_of(
    report: AnnualReport, previous: AnnualReport | None = None, filers: Sequence[AnnualReport] = ()
) -> tuple[Finding, ...]:
    """What every check finds; the text is judged where the report was read, not compiled."""
    from gongkai.cli.compile import require_previous
    from gongkai.documents.script import simplified
    from gongkai.report.audit import audit, audit_against
    from gongkai.report.reconcile import check

    require_previous(report, previous)
    findings = check(report, previous, filers)
    if report.as_of is not None:
        return findings
    text = simplified(report)
    against = audit_against(text, simplified(previous)) if previous is not None else ()
    return (*findings, *audit(text), *against)


def show_grouped(report: AnnualReport, findings: Sequence[Finding]) -> None:
    """Print the findings by severity."""
    from gongkai.documents.writers.review import SEVERITIES, quote_of
    from gongkai.documents.writers.review_words import place_in_file
    from gongkai.report.words import finding_text

    lang = "zh" if language() == "zh" else "en"
    for severity, names in SEVERITIES.items():
        found = [finding for finding in findings if finding.severity == severity]
        if not found:
            continue
        print(f"  {say(*names)} {len(found)}")
        rows: list[tuple[str, str]] = []
        shown: Counter[str] = Counter()
        for finding in found:
            shown[finding.rule] += 1
            if shown[finding.rule] > MOST_OF_A_RULE:
                continue
            told = finding_text(finding, "zh" if lang == "zh" else "en")
            rows.append((finding.rule, told))
            words, where = quote_of(finding, report) if report.form_id else ("", "")
            if words.strip() and (where or words not in told):
                quoted = say(f"原文“{_shown(words)}”", f"source “{_shown(words)}”")
                rows.append(("", f"{quoted} {place_in_file(where, 'zh' if lang == 'zh' else 'en')}".rstrip()))
        for rule, count in shown.items():
            if count > MOST_OF_A_RULE:
                left = count - MOST_OF_A_RULE
                rows.append((rule, say(f"另有{left}项，见--json", f"{left} more: see --json")))
        print(columns(rows, indent=4))


def _shown(words: str) -> str:
    """Words on one line, a line end as ⏎."""
    from gongkai.documents.writers.review import printable

    shown = printable(words.strip().replace("\r\n", "\n").replace("\n", "⏎").replace("\t", " "))
    return shown if len(shown) <= 60 else f"{shown[:59]}…"
