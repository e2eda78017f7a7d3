"""Arithmetic inside the text (R15): totals and their parts, shares, rates and growth, recomputed from the same sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import accumulate

from gongkai.report.clauses import Sentence, fold, section_text, sentences
from gongkai.report.model import AnnualReport, Finding, Severity

_TOTAL = re.compile(r"(?<![0-9.第])([0-9]{1,9})(条|件|份|篇|个|项)[，：（]?其中([^。；（）\n]{0,2000})")
_PART = re.compile(r"(?<![0-9.第])([0-9]{1,9})(条|件|份|篇|个|项)")
_FEWEST_PARTS = 3


def parts_add_up(report: AnnualReport) -> Iterator[Finding]:
    """R15: where a total is followed by a list of its parts, the parts add up to it.

    其中 may begin a selection: a list that falls short is told as an error only where it names the rest (其他), and as a
    warning where three or more parts make nine tenths of the total. A list that holds a second one is left alone.

    Source: arithmetic.
    """
    for code in report.sections:
        folded = fold(section_text(report, code))
        for found in _TOTAL.finditer(folded.text):
            whole, unit, clause = int(found[1]), found[2], found[3]
            parts = [int(part) for part, its_unit in _PART.findall(clause) if its_unit == unit]
            if len(parts) > 1 and not _is_mixed(clause, unit) and whole not in accumulate(parts):
                severity = _severity(whole, parts, clause)
                if severity is not None:
                    quote = folded.quote(*found.span())
                    yield Finding("R15", severity, f"sections.{code}", whole, sum(parts), quote)


def _severity(whole: int, parts: list[int], clause: str) -> Severity | None:
    """How sure it is that the parts should have added up; None if they may be a selection."""
    if sum(parts) > whole:
        return "error"
    if len(parts) < _FEWEST_PARTS or "等" in clause:
        return None
    if re.search("其[他余它]", clause):
        return "error"
    return "warning" if 10 * sum(parts) >= 9 * whole else None


def _is_mixed(clause: str, unit: str) -> bool:
    """Whether a list holds a list, a change, another total or another division, so that its numbers are not one whole."""
    if re.search(r"其中|[较比]上|同比|增加|减少|合计|共计|包括|含|分别", clause):
        return True
    if unit == "件" and re.search("办结|办理|答复|办复|回复|结转|转办|已处理|满意", clause):
        return True
    kinds = ("自然人|法人|组织", "公开|提供|处理", "当面|现场|网[络上]|信函|邮寄|平台|窗口")
    return sum(bool(re.search(kind, clause)) for kind in kinds) > 1


_NUMBER = r"([0-9]{1,9})(件|条|份|篇|个|项|次|人次|宗|起)"
_PERCENT = r"([0-9]{1,6}(?:\.[0-9]{1,4})?)%"
_UP, _DOWN = "增加|增长|上升|提高|提升|上涨|多", "减少|下降|降低|回落|少"
_CHANGE = f"(?:(?P<up>{_UP})|(?P<down>{_DOWN}))了?"

_FROM_NUMBER = re.compile(
    rf"{_NUMBER}[，（]?(?:较|比|与)(?:上年|去年|上一年|20[0-9]{{2}}年)(?:度)?(?:同期)?(?:的)?([0-9]{{1,9}})\2"
    rf"(?:相比)?，?(?:(?:{_UP}|{_DOWN})了?[0-9]{{1,9}}\2[，、])?(?:同比)?{_CHANGE}{_PERCENT}"
)
_FROM_CHANGE = re.compile(
    rf"{_NUMBER}[，（](?:较|比|同比)(?:上年|去年|上一年|20[0-9]{{2}}年)?(?:度)?(?:同期)?{_CHANGE}([0-9]{{1,9}})\2"
    rf"[，、（](?:同比)?(?:增长|下降|增加|减少|增幅|降幅|上升|增长率)(?:率|幅度)?(?:为|达)?{_PERCENT}"
)


def growth_is_right(report: AnnualReport) -> Iterator[Finding]:
    """R15: a growth rate whose two numbers stand beside it is theirs, within the decimals it is printed with.

    Source: arithmetic.
    """
    for code in report.sections:
        for sentence in sentences(fold(section_text(report, code))):
            for found in _FROM_NUMBER.finditer(sentence.text):
                now, before, percent = int(found[1]), int(found[3]), found[found.re.groups]
                yield from _growth(sentence, found, now, before, percent, f"sections.{code}")
            for found in _FROM_CHANGE.finditer(sentence.text):
                now, change, percent = int(found[1]), int(found[5]), found[6]
                before = now - change if found["up"] else now + change
                yield from _growth(sentence, found, now, before, percent, f"sections.{code}")


def _growth(
    sentence: Sentence, found: re.Match[str], now: int, before: int, percent: str, at: str
) -> Iterator[Finding]:
    if before <= 0:
        return
    true = Decimal(100 * (now - before)) / before
    if bool(found["down"]):
        true = -true
    yield from _differs(sentence, found, true, percent, at, "growth")


def _differs(
    sentence: Sentence, found: re.Match[str], true: Decimal, percent: str, at: str, variant: str
) -> Iterator[Finding]:
    """Told when a percentage is neither rounded nor cut off from the true one at the decimals printed."""
    decimals = len(percent.partition(".")[2])
    if abs(true - Decimal(percent)) >= Decimal(1).scaleb(-decimals):
        expected = f"{round(true, max(decimals, 1))}%"
        yield Finding("R15", "error", at, expected, f"{percent}%", sentence.quote(*found.span()), variant=variant)


_SHARE = re.compile(
    rf"(?:共|共计|合计|总计)[^，；0-9]{{0,16}}{_NUMBER}[，：]其中[^，；0-9]{{1,20}}([0-9]{{1,9}})\2[，（]?"
    rf"占(?:比|总数|总量|全部|总件数)?(?:的)?(?:比例)?(?:为|达)?{_PERCENT}"
)
_RATE_NAMES = "办结率|答复率|办复率|回复率|按[时期]办结率|按[时期]答复率|及时答复率|公开率|及时率"
_IMPOSSIBLE = re.compile(
    rf"((?:{_RATE_NAMES}|满意率|覆盖率|知晓率|合格率|准确率)|占比)(?:均|都)?(?:为|达到?|是|：)?{_PERCENT}"
)
_OF_RATE = re.compile(
    rf"(?:收到|受理|承办|接收|接到|新收)(?:各类|群众|政府信息公开|信息公开|依申请公开|公开|人大|代表|政协|建议|提案|申请|来件|诉求|件|办件|共|的)*+"
    rf"{_NUMBER}，(?:均?已|全部|按[时期]|共)*+(?:办结|答复|办复|回复)(?:申请)?(?:共)?([0-9]{{1,9}})\2，"
    rf"(?:{_RATE_NAMES})(?:为|达到?|是|：)?{_PERCENT}"
)


def rates_are_right(report: AnnualReport) -> Iterator[Finding]:
    """R15: a share of a total and a rate of conclusion are those of the numbers beside them, and none exceeds 100%.

    Source: arithmetic.
    """
    for code in report.sections:
        at = f"sections.{code}"
        for sentence in sentences(fold(section_text(report, code))):
            for found in (*_SHARE.finditer(sentence.text), *_OF_RATE.finditer(sentence.text)):
                whole, part, percent = int(found[1]), int(found[3]), found[4]
                if whole:
                    yield from _differs(sentence, found, Decimal(100 * part) / whole, percent, at, "rate")
            for found in _IMPOSSIBLE.finditer(sentence.text):
                if Decimal(found[2]) > 100:
                    quote = sentence.quote(*found.span())
                    yield Finding("R15", "error", at, "100%", f"{found[2]}%", quote, variant="impossible")
