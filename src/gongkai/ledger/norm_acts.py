"""What may happen to a normative document next: state and step in, the step or `StepNotAllowed` out. See `acts`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from gongkai.errors import StepNotAllowed
from gongkai.ledger.events import DocumentIssued, DocumentLapsed, DocumentRepealed
from gongkai.ledger.norm_steps import (
    CommentsClosed,
    CommentsOpened,
    LegalityReviewed,
    NormAmended,
    NormDeliberated,
    NormDrafted,
    NormEvaluated,
    NormFiled,
    NormInterpreted,
    NormNumbered,
    NormPublished,
    NormRenewed,
    NormSigned,
)
from gongkai.ledger.norms import Norm, NormStep, comments_needed_until
from gongkai.ledger.refusals import Refusal, refuse
from gongkai.ledger.steps import step_name

Judge = Callable[[Norm, NormStep, "NormPolicy"], Iterator[str]]

_37 = "国办发〔2018〕37号"

NORM_REFUSALS: dict[str, Refusal] = {
    "not_drafted": Refusal(_37, "the document is not in the register yet", "该文件尚未登记，请先登记起草", True),
    "drafted_twice": Refusal(_37, "the document is in the register already", "该文件已登记，不能重复登记", True),
    "future": Refusal(_37, "this date lies in the future", "日期晚于今天", True),
    "before_last_act": Refusal(_37, "this date is before that of the step before it", "日期早于上一步的日期", True),
    "no_title": Refusal(_37, "the document needs a title", "应当写明文件名称", True),
    "issued": Refusal(_37, "the document is issued already", "该文件已经印发，不能再办理此步骤", True),
    "not_issued": Refusal(_37, "the document is not issued yet", "该文件尚未印发", True),
    "ended": Refusal(_37, "the document was repealed or declared lapsed already", "该文件已经废止或者失效", True),
    "not_in_force": Refusal(_37, "the document is not in force on that day", "该文件在当日不是现行有效"),
    "comments_end_early": Refusal(
        "重大行政决策程序暂行条例 art. 15", "the comments end before they begin", "征求意见截止日期早于开始日期", True
    ),
    "short_comments": Refusal(
        "重大行政决策程序暂行条例 art. 15",
        "the public has at least 30 days to comment on a major decision; say why it has less",
        "重大行政决策公开征求意见一般不少于30日，缩短的应当说明理由",
    ),
    "comments_open": Refusal(
        "重大行政决策程序暂行条例 art. 15",
        "the time for comments has not ended or its result is not recorded",
        "公开征求意见尚未结束，或者未登记征求意见的结果",
    ),
    "no_comments": Refusal(
        "重大行政决策程序暂行条例 arts. 14, 15",
        "the public was not asked about this major decision",
        "重大行政决策应当先公开征求意见",
    ),
    "not_opened": Refusal(_37, "the draft did not go out for comment", "没有正在进行的公开征求意见", True),
    "bad_comments": Refusal(_37, "more comments were taken up than came", "采纳的意见数多于收到的意见数", True),
    "no_opinion": Refusal(_37, "say what the legality review objects to", "合法性审核提出意见的，应当写明"),
    "not_lawful": Refusal(
        "国办发〔2018〕115号",
        "the draft has not passed the legality review",
        "未经合法性审核或者审核未通过的，不得提交集体审议",
    ),
    "not_adopted": Refusal(_37, "the draft was not adopted in deliberation", "未经集体审议通过，不得签发"),
    "not_signed": Refusal(_37, "the draft is not signed", "尚未签发，不能编号印发"),
    "signed_twice": Refusal(_37, "the draft is signed already", "该文件已经签发", True),
    "not_numbered": Refusal(_37, "the document has no number", "尚未统一编号，不能印发"),
    "numbered_twice": Refusal(_37, "the document has a number already", "该文件已有文号", True),
    "no_number": Refusal(_37, "the number is empty", "应当填写文号", True),
    "published_twice": Refusal(_37, "the document was published already", "该文件已经公布", True),
    "no_longer_term": Refusal(
        _37, "the new term does not end later than the old one", "新的有效期没有晚于原有效期", True
    ),
}


@dataclass(frozen=True, slots=True)
class NormPolicy:
    """Which steps must come before a document is issued. A setting: an office under other local rules may drop some."""

    needs_legality: bool = True
    needs_deliberation: bool = True


def take_norm(norm: Norm | None, event: NormStep, policy: NormPolicy, today: date) -> NormStep:
    """Return the step if it may be taken now.

    Raises:
        StepNotAllowed: the first reason against it, with its source.
    """
    for code in judge_norm(norm, event, policy, today):
        raise refuse(step_name(event), code, NORM_REFUSALS)
    return event


def judge_norm(norm: Norm | None, event: NormStep, policy: NormPolicy, today: date) -> Iterator[str]:
    """Yield every reason against a step, as codes of `NORM_REFUSALS`; nothing means it may be taken.

    The issue, repeal or lapse of a document that was not drafted in this ledger is recorded as it is.
    """
    if event.on > today:
        yield "future"
    if isinstance(event, NormDrafted | DocumentIssued) and not event.title.strip():
        yield "no_title"
    if norm is None:
        if not isinstance(event, NormDrafted | DocumentIssued | DocumentRepealed | DocumentLapsed):
            yield "not_drafted"
        return
    if isinstance(event, NormDrafted):
        yield "drafted_twice"
        return
    codes = list(_JUDGES[type(event)](norm, event, policy))
    yield from codes
    if not codes and norm.last_on is not None and event.on < norm.last_on and not isinstance(event, _RECORDED_LATE):
        yield "before_last_act"


def allowed_for_norm(norm: Norm | None, policy: NormPolicy, today: date) -> tuple[str, ...]:
    """Return the names of the steps open today. What a step must state (reasons) is checked by `take_norm`."""
    found = (
        step_name(sample)
        for sample in _samples(norm, today)
        if all(code in _ABOUT_CONTENT for code in judge_norm(norm, sample, policy, today))
    )
    return tuple(dict.fromkeys(found))


_RECORDED_LATE = (NormPublished, NormInterpreted, NormFiled)
"""Steps of others that reach the register later than they happened."""


def _comments_opened(norm: Norm, event: NormStep, policy: NormPolicy) -> Iterator[str]:
    assert isinstance(event, CommentsOpened)
    if norm.issued_on is not None:
        yield "issued"
    if event.until < event.on:
        yield "comments_end_early"
    needed = comments_needed_until(event.on) if norm.is_major else None
    if needed is not None and event.until < needed and not event.reason.strip():
        yield "short_comments"


def _comments_closed(norm: Norm, event: NormStep, policy: NormPolicy) -> Iterator[str]:
    assert isinstance(event, CommentsClosed)
    if norm.comments_until is None or norm.comments_closed_on is not None:
        yield "not_opened"
    elif event.on < norm.comments_until:
        yield "comments_open"
    if event.adopted > event.comments:
        yield "bad_comments"


def _legality(norm: Norm, event: NormStep, policy: NormPolicy) -> Iterator[str]:
    assert isinstance(event, LegalityReviewed)
    if norm.issued_on is not None:
        yield "issued"
    yield from _comments_done(norm)
    if event.verdict != "lawful" and not event.opinion.strip():
        yield "no_opinion"


def _comments_done(norm: Norm) -> Iterator[str]:
    if norm.comments_opened_on is not None and norm.comments_closed_on is None:
        yield "comments_open"
    elif norm.is_major and norm.comments_closed_on is None:
        yield "no_comments"


def _deliberated(norm: Norm, event: NormStep, policy: NormPolicy) -> Iterator[str]:
    if norm.issued_on is not None:
        yield "issued"
    yield from _comments_done(norm)
    if policy.needs_legality and not norm.is_lawful:
        yield "not_lawful"


def _prepared(norm: Norm, policy: NormPolicy) -> Iterator[str]:
    yield from _comments_done(norm)
    if policy.needs_legality and not norm.is_lawful:
        yield "not_lawful"
    if policy.needs_deliberation and not norm.is_adopted:
        yield "not_adopted"


def _signed(norm: Norm, event: NormStep, policy: NormPolicy) -> Iterator[str]:
    if norm.signed_on is not None:
        yield "signed_twice"
    yield from _prepared(norm, policy)


def _numbered(norm: Norm, event: NormStep, policy: NormPolicy) -> Iterator[str]:
    assert isinstance(event, NormNumbered)
    if norm.numbered_on is not None or norm.issued_on is not None:
        yield "numbered_twice"
    elif norm.signed_on is None:
        yield "not_signed"
    if not event.number.strip():
        yield "no_number"


def _issue(norm: Norm, event: NormStep, policy: NormPolicy) -> Iterator[str]:
    if norm.issued_on is not None or norm.drafted_on is None:
        yield "issued" if norm.issued_on is not None else "ended"
        return
    yield from _prepared(norm, policy)
    if norm.signed_on is None:
        yield "not_signed"
    elif norm.numbered_on is None:
        yield "not_numbered"


def _standing(norm: Norm, event: NormStep, policy: NormPolicy) -> Iterator[str]:
    if norm.issued_on is None or event.on < norm.issued_on:
        yield "not_issued"


def _published(norm: Norm, event: NormStep, policy: NormPolicy) -> Iterator[str]:
    yield from _standing(norm, event, policy)
    if norm.published_on is not None:
        yield "published_twice"


def _running(norm: Norm, event: NormStep, policy: NormPolicy) -> Iterator[str]:
    yield from _standing(norm, event, policy)
    if norm.ended_on is not None:
        yield "ended"
    elif norm.issued_on is not None and not norm.is_in_force(event.on):
        yield "not_in_force"


def _renewed(norm: Norm, event: NormStep, policy: NormPolicy) -> Iterator[str]:
    assert isinstance(event, NormRenewed)
    yield from _running(norm, event, policy)
    is_longer = norm.valid_until is not None and (event.valid_until or date.max) > norm.valid_until
    if not is_longer:
        yield "no_longer_term"


def _ending(norm: Norm, event: NormStep, policy: NormPolicy) -> Iterator[str]:
    yield from _standing(norm, event, policy)
    if norm.ended_on is not None:
        yield "ended"


_JUDGES: Mapping[type[NormStep], Judge] = {
    CommentsOpened: _comments_opened,
    CommentsClosed: _comments_closed,
    LegalityReviewed: _legality,
    NormDeliberated: _deliberated,
    NormSigned: _signed,
    NormNumbered: _numbered,
    DocumentIssued: _issue,
    NormPublished: _published,
    NormInterpreted: _standing,
    NormFiled: _standing,
    NormEvaluated: _standing,
    NormAmended: _running,
    NormRenewed: _renewed,
    DocumentRepealed: _ending,
    DocumentLapsed: _ending,
}

_ABOUT_CONTENT = frozenset({"no_title", "short_comments", "no_opinion", "no_number"})


def _samples(norm: Norm | None, today: date) -> Iterator[NormStep]:
    """Plain instances of each step, to ask whether it is open at all."""
    yield NormDrafted(on=today, title="-")
    yield CommentsOpened(on=today, until=today + timedelta(days=30))
    yield CommentsClosed(on=today)
    yield LegalityReviewed(on=today)
    yield NormDeliberated(on=today)
    yield NormSigned(on=today)
    yield NormNumbered(on=today, number="-")
    yield DocumentIssued(on=today, title="-")
    yield NormPublished(on=today)
    yield NormInterpreted(on=today)
    yield NormFiled(on=today)
    yield NormEvaluated(on=today)
    yield NormAmended(on=today)
    yield NormRenewed(on=today)
    yield DocumentRepealed(on=today)
    yield DocumentLapsed(on=today)


def why_not(norm: Norm | None, policy: NormPolicy, today: date) -> Mapping[str, StepNotAllowed]:
    """Return for each step that is not open today the first reason against it. What it must state does not count."""
    found: dict[str, StepNotAllowed] = {}
    for sample in _samples(norm, today):
        codes = [code for code in judge_norm(norm, sample, policy, today) if code not in _ABOUT_CONTENT]
        if codes:
            found.setdefault(step_name(sample), refuse(step_name(sample), codes[0], NORM_REFUSALS))
    return found


_BASIS: Mapping[str, str] = {
    "comments_opened": "no_comments",
    "comments_closed": "no_comments",
    "legality_reviewed": "not_lawful",
    "norm_deliberated": "not_adopted",
    "norm_signed": "not_adopted",
    "norm_numbered": "not_numbered",
    "document_issued": "not_signed",
    "norm_published": "not_issued",
}
"""The refusal that says why a step is demanded; the steps left out are demanded by nothing known to us."""


def basis_of(name: str) -> str:
    """Where a step of a document's life is demanded, as its refusals cite it; empty where nothing known to us does.

    Source: 国办发〔2018〕37号, 国办发〔2018〕115号; 重大行政决策程序暂行条例 arts. 14, 15 for the comments.
    """
    return NORM_REFUSALS[_BASIS[name]].article if name in _BASIS else ""
