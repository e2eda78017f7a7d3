"""The checks on the text of a report beside last year's: growth stated (R15), text said again (A10)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from gongkai.report.clauses import Sentence, fold, is_in_scope, section_text, sentences
from gongkai.report.compare import repeated_shares
from gongkai.report.model import AnnualReport, Finding, Paragraph

REPEATED_SHARE = 0.8
REPEATED_FROM = 200
"""A section is told as repeated from this share on, and only if it has so many characters."""

PROBLEMS_SHARE = 0.95
PROBLEMS_FROM = 40

_NEW = "t3.new_received.total"
_CHANGED = re.compile(
    r"申请([0-9]{1,9})件[，（](?:同比|(?:较|比|与)(?:上一?年|去年|20[0-9]{2}年)度?(?:同期)?(?:相比)?，?)"
    r"(?:(?P<up>增加|增长|上升|多)|(?P<down>减少|下降|降低|少)|(?P<same>持平))了?"
    r"(?:(?P<count>[0-9]{1,9})件|(?P<percent>[0-9]{1,6}(?:\.[0-9]{1,4})?)%)?"
)


def growth_agrees_with_last_year(report: AnnualReport, previous: AnnualReport) -> Iterator[Finding]:
    """R15: growth of the applications received is that between the two tables three, in 件 or in per cent.

    Judged where the number it follows is the number newly received.

    Source: arithmetic; row one of table three in both years.
    """
    now, before = report.value("t3", "new_received", "total"), previous.value("t3", "new_received", "total")
    is_next = report.year is None or previous.year is None or report.year == previous.year + 1
    if now is None or before is None or not is_next:
        return
    for sentence in sentences(fold(section_text(report, "overview"))):
        for found in _CHANGED.finditer(sentence.text):
            if int(found[1]) == now and is_in_scope(sentence.text, found.start(), report.year):
                yield from _judge(sentence, found, Decimal(now), Decimal(before))


def _judge(sentence: Sentence, found: re.Match[str], now: Decimal, before: Decimal) -> Iterator[Finding]:
    sign = -1 if found["down"] else 1
    expected = said = None
    if found["same"] and now != before:
        expected, said = f"{now - before:+}件", "持平"
    elif found["count"] and sign * int(found["count"]) != now - before:
        expected, said = f"{now - before:+}件", f"{sign * int(found['count']):+}件"
    elif found["percent"] and before:
        decimals = len(found["percent"].partition(".")[2])
        true = 100 * (now - before) / before
        if abs(true - sign * Decimal(found["percent"])) >= Decimal(1).scaleb(-decimals):
            expected, said = f"{round(true, max(decimals, 1)):+}%", f"{sign * Decimal(found['percent']):+}%"
    if expected is not None:
        quote = sentence.quote(*found.span())
        yield Finding("R15", "error", "sections.overview", expected, said, quote, _NEW, "previous")


def _own_text(report: AnnualReport) -> AnnualReport:
    """The report with the text the office wrote, as far as it is examined: what is fixed or drafted repeats by right."""
    own = {
        code: tuple(one for one in paragraphs if one.by == "office" and not one.is_draft)
        for code, paragraphs in report.sections.items()
    }
    written = replace(report, sections=own)
    return replace(report, sections={code: (Paragraph(section_text(written, code)),) for code in own})


def _length(report: AnnualReport, code: str) -> int:
    return len(re.sub(r"\s", "", section_text(report, code)))


def text_is_not_last_years(report: AnnualReport, previous: AnnualReport) -> Iterator[Finding]:
    """A10: no section repeats last year's text: four fifths of its characters word for word, from 200 characters on.

    Source: 国办公开办函〔2021〕30号 (内容雷同); the threshold is ours.
    """
    own = _own_text(report)
    for code, share in repeated_shares(_own_text(previous), own).items():
        if share >= REPEATED_SHARE and _length(own, code) >= REPEATED_FROM:
            yield Finding("A10", "prompt", f"sections.{code}", found=f"{round(100 * share)}%")


def problems_are_new(report: AnnualReport, previous: AnnualReport) -> Iterator[Finding]:
    """A10: section five is not last year's: problems that stay the same were not improved on.

    Source: Regulation art. 50(4); reviewers' practice.
    """
    own = _own_text(report)
    share = repeated_shares(_own_text(previous), own).get("problems", 0)
    if share >= PROBLEMS_SHARE and PROBLEMS_FROM <= _length(own, "problems") < REPEATED_FROM:
        yield Finding("A10", "prompt", "sections.problems", found=f"{round(100 * share)}%", variant="problems")
