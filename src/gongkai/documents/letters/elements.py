"""Whether a letter has what its kind must hold: one test an element, and what else would make it wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from gongkai.documents.letters.model import LetterFacts
from gongkai.documents.writers.outline import clean
from gongkai.errors import NoRuleInForce, StatuteError
from gongkai.statute.fees import fee_lines
from gongkai.statute.letters import LetterKind, article_text, elements
from gongkai.statute.outcomes import grounds
from gongkai.statute.receipt import channels
from gongkai.statute.remedies import remedy

Missing = tuple[str, str, str]
"""Code, Chinese and English name of something a letter lacks."""


def missing(kind: LetterKind, facts: LetterFacts) -> tuple[Missing, ...]:
    """Return everything a letter of this kind lacks, in the order of the kind's elements, then what contradicts itself."""
    lacking = [code for code in kind.required if not _has(code, kind, facts)]
    known = elements()
    found = [(code, known[code].label, known[code].gloss) for code in lacking]
    return (*found, *_contradictions(kind, facts, lacking))


def remedy_text(kind: LetterKind, facts: LetterFacts) -> str:
    """The remedy clause of a letter as `statute.remedies` words it; "" where it carries none or it cannot be told."""
    outcome = outcome_of(kind, facts) if kind.remedy == "outcome" else kind.remedy
    if not outcome or facts.on is None:
        return ""
    office = facts.office
    try:
        return remedy(
            outcome,
            facts.on,
            office.facts.kind,
            grounds=[one.ground for one in facts.withheld],
            authority=office.facts.reviewing_authority,
            court=office.facts.court,
            is_online=facts.is_online,
            online=office.online_way,
            has_suit=outcome not in office.without_suit,
            letter=called(kind),
        ).text
    except (StatuteError, KeyError):  # no online way, a day before the Regulation, an unknown ground or kind of office
        return ""


def called(kind: LetterKind) -> str:
    """What a letter calls itself in its remedy clause."""
    if kind.code == "public_interest_notice":
        return "本决定"
    return "本答复" if kind.title.endswith("答复书") else "本告知书"


def outcome_of(kind: LetterKind, facts: LetterFacts) -> str:
    """The outcome a letter tells; "" where the facts name one that is not the kind's."""
    if not facts.outcome:
        return kind.outcomes[0] if kind.outcomes else ""
    return facts.outcome if facts.outcome in kind.outcomes else ""


def _has(code: str, kind: LetterKind, facts: LetterFacts) -> bool:
    if code == "remedy":
        return bool(remedy_text(kind, facts))
    if code == "article":
        return bool(kind.articles) and all(map(_is_article, facts.further_articles))
    test = _TESTS.get(code)
    return test(facts) if test is not None else bool(facts.text(code))


def _is_article(reference: str) -> bool:
    try:
        article_text(reference)
    except StatuteError:
        return False
    return True


def _withheld(facts: LetterFacts) -> bool:
    return bool(facts.withheld) and all(
        clean(one.part) and one.ground in grounds() and clean(one.reason) for one in facts.withheld
    )


def _contact(facts: LetterFacts) -> bool:
    return bool(clean(facts.office.facts.phone) and clean(facts.office.facts.address))


def _attachments(facts: LetterFacts) -> bool:
    return bool(facts.attachments) and all(clean(one.name) for one in facts.attachments)


_TESTS: Mapping[str, Callable[[LetterFacts], bool]] = {
    "number": lambda facts: facts.serial is not None and facts.serial > 0 and bool(clean(facts.office.code)),
    "addressee": lambda facts: bool(clean(facts.addressee)),
    "signature": lambda facts: bool(clean(facts.office.facts.name)),
    "date": lambda facts: facts.on is not None,
    "contact": _contact,
    "application": lambda facts: bool(clean(facts.application)),
    "received": lambda facts: facts.received_on is not None,
    "channel": lambda facts: facts.channel in channels(),
    "request": lambda facts: bool(clean(facts.request)),
    "attachments": _attachments,
    "due": lambda facts: facts.due_on is not None,
    "original_due": lambda facts: facts.original_due_on is not None,
    "consultation": lambda facts: bool(facts.consulted) and all(clean(one.to) for one in facts.consulted),
    "fee": lambda facts: facts.fee is not None and fee_yuan(facts) > 0,
    "given": lambda facts: any(clean(part) for part in facts.given),
    "withheld": _withheld,
    "search": lambda facts: facts.search is not None and facts.search.is_complete,
    "responsible": lambda facts: facts.responsible is not None,
    "earlier": lambda facts: facts.earlier is not None and bool(clean(facts.earlier.application)),
    "reasons_asked": lambda facts: facts.asked_on is not None and bool(facts.text("reasons_asked")),
    "notice": lambda facts: facts.notice is not None and bool(clean(facts.notice.number)),
    "supplemented": lambda facts: facts.supplemented_on is not None,
    "applicant": lambda facts: bool(clean(facts.applicant)),
    "handler": lambda facts: bool(clean(facts.handler)),
    "rows": lambda facts: bool(facts.rows),
    "papers_received": lambda facts: facts.papers_received_on is not None,
}


def fee_yuan(facts: LetterFacts) -> int:
    """The fee in yuan; 0 where none is due or the law of the day of receipt knew none."""
    fee = facts.fee
    if fee is None or facts.received_on is None or fee.count < 0 or fee.already < 0:
        return 0
    try:
        lines = fee_lines(fee.tariff, fee.count, already=fee.already, on=facts.received_on)
    except NoRuleInForce:
        return 0
    return sum(line.total for line in lines)


def _names_a_law(text: str) -> bool:
    """Whether a statute is named that is not plainly below an administrative regulation (art. 14 asks for one)."""
    return any(not title.endswith(_NO_LAWS) for title in re.findall(r"《([^《》]+)》", text))


_NO_LAWS = ("通知", "意见", "函", "纪要", "方案", "指引", "公告", "制度")
_SETS_A_DATE = frozenset(
    {"supplement_notice", "reasons_notice", "extension_notice", "delay_notice", "assistance_request"}
)
_TELLS_A_DATE_PAST = frozenset({"abandonment_notice", "lapse_notice"})


def _contradictions(kind: LetterKind, facts: LetterFacts, lacking: list[str]) -> Iterator[Missing]:
    """What is there but cannot be right."""
    on, due = facts.on, facts.due_on
    if on is not None and due is not None:
        if kind.code in _SETS_A_DATE and due <= on:
            yield "due", "晚于成文日期的截止日期", "a last day after the date of the letter"
        if kind.code in _TELLS_A_DATE_PAST and due >= on:
            yield "due", "早于成文日期的截止日期", "a last day before the date of the letter"
    if on is not None and facts.received_on is not None and facts.received_on > on:
        yield "received", "不晚于成文日期的收到日期", "a date of receipt not after the date of the letter"
    original = facts.original_due_on
    if "original_due" in kind.elements and on is not None and original is not None and on > original:
        yield "original_due", "不早于成文日期的原答复期限", "an original due date not before the date of the letter"
    if facts.fee is not None and facts.fee.tariff == "per_page" and facts.fee.already:
        yield "fee", "按量计收时不累计此前数量的计算", "a count by page that adds up nothing of before"
    if kind.remedy and not clean(facts.office.facts.reviewing_authority):
        yield "remedy", "行政复议机关的名称（在机关设置中填写）", "the reviewing authority's name, set for the office"
    if "remedy" in lacking and facts.is_online and not facts.office.online_way:
        yield "remedy", "网上申请行政复议的途径（以网络方式送达时）", "where to file reconsideration online"
    if "law" in kind.elements and facts.text("law") and not _names_a_law(facts.text("law")):
        yield (
            "law",
            "写入书名号的法律、行政法规名称（通知、意见等不能作为依据）",
            "a statute in 《》, not a notice or opinion",
        )
    if kind.outcomes and facts.outcome and facts.outcome not in kind.outcomes:
        yield "outcome", "与本文书相符的办理结果", "an outcome this letter tells"
