"""One normative document (规范性文件) from draft to repeal: its events folded into its state; in force on any date.

Table two counts `DocumentIssued`, `DocumentRepealed` and `DocumentLapsed` (`registers`); the other steps add nothing to
a figure but the day of publication and a prolonged term. `norm_acts` judges the steps.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Literal, assert_never

from gongkai.errors import NoRuleInForce
from gongkai.ledger.entries import Ledger
from gongkai.ledger.events import DocumentIssued, DocumentLapsed, DocumentRepealed
from gongkai.ledger.norm_steps import (
    CommentsClosed,
    CommentsOpened,
    LegalityReviewed,
    NormAmended,
    NormDeliberated,
    NormDrafted,
    NormEvaluated,
    NormEvent,
    NormFiled,
    NormInterpreted,
    NormNumbered,
    NormPublished,
    NormRenewed,
    NormSigned,
)
from gongkai.statute.calendar import WorkCalendar
from gongkai.statute.periods import due_on, period

NormStep = NormEvent | DocumentIssued | DocumentRepealed | DocumentLapsed

NormStage = Literal[
    "drafting", "commenting", "commented", "reviewed", "adopted", "signed", "numbered", "issued", "published", "ended"
]

NORM_STAGES: dict[NormStage, str] = {
    "drafting": "起草",
    "commenting": "公开征求意见中",
    "commented": "征求意见结束",
    "reviewed": "合法性审核通过",
    "adopted": "集体审议通过",
    "signed": "已签发",
    "numbered": "已编号",
    "issued": "已印发",
    "published": "已公布",
    "ended": "已废止或者失效",
}


@dataclass(frozen=True)
class Norm:
    """What is known of one document after some of its events. Dates are None until they have come.

    number: subject of its entries; document_number: 文号, the same where no draft was recorded.
    comments_until: last day for comments; comments_reason: why the time was short.
    is_lawful, is_adopted: the last word of the legality review and of the deliberation; None before any.
    ended_on: first repeal or lapse.
    """

    number: str
    title: str = ""
    kind: str = "normative_documents"
    is_major: bool = False
    unit: str = ""
    document_number: str = ""
    drafted_on: date | None = None
    comments_opened_on: date | None = None
    comments_until: date | None = None
    comments_reason: str = ""
    comments_closed_on: date | None = None
    comments: int = 0
    comments_adopted: int = 0
    is_lawful: bool | None = None
    is_adopted: bool | None = None
    signed_on: date | None = None
    numbered_on: date | None = None
    issued_on: date | None = None
    in_force_from: date | None = None
    valid_until: date | None = None
    published_on: date | None = None
    interpreted_on: date | None = None
    interpretations: tuple[NormInterpreted, ...] = ()
    filed_on: date | None = None
    evaluated_on: date | None = None
    evaluation: str = ""
    amended_on: tuple[date, ...] = ()
    ended_on: date | None = None
    is_repealed: bool = False
    last_on: date | None = field(default=None, compare=False)

    def is_in_force(self, on: date) -> bool:
        """Whether it applies on a day: begun, not repealed or lapsed by then, its own term not over."""
        return self.effect(on) in ("in_force", "amended")

    def effect(self, on: date) -> str:
        """Its effect status on a day, as a code of `codes.EFFECTS`; "not_yet" before it is issued."""
        if self.ended_on is not None and self.ended_on <= on:
            return "repealed" if self.is_repealed else "lapsed"
        if self.in_force_from is None or on < self.in_force_from:
            return "not_yet"
        if self.valid_until is not None and self.valid_until < on:
            return "lapsed"
        return "amended" if any(day <= on for day in self.amended_on) else "in_force"

    def is_enforceable(self, on: date) -> bool:
        """Whether it may be relied on: in force and published by then. Source: 国办发〔2018〕37号 (mark K)."""
        return self.is_in_force(on) and self.published_on is not None and self.published_on <= on

    @property
    def stage(self) -> NormStage:
        """The last step of its life that was reached."""
        reached: tuple[tuple[NormStage, object], ...] = (
            ("ended", self.ended_on),
            ("published", self.published_on),
            ("issued", self.issued_on),
            ("numbered", self.numbered_on),
            ("signed", self.signed_on),
            ("adopted", self.is_adopted),
            ("reviewed", self.is_lawful),
            ("commented", self.comments_closed_on),
            ("commenting", self.comments_opened_on),
        )
        return next((stage for stage, is_reached in reached if is_reached), "drafting")


def begin_norm(number: str, event: NormStep) -> Norm | None:
    """The state after a first event: a draft, or the issue or end of a document that was not drafted in this ledger."""
    if isinstance(event, NormDrafted):
        return Norm(
            number,
            title=event.title,
            kind=event.kind,
            is_major=event.is_major,
            unit=event.unit,
            drafted_on=event.on,
            last_on=event.on,
        )
    if isinstance(event, DocumentIssued | DocumentRepealed | DocumentLapsed):
        return apply_norm(Norm(number, document_number=number), event)
    return None


def apply_norm(norm: Norm, event: NormStep) -> Norm:
    """The state after one more event."""
    return replace(_effect(norm, event), last_on=max(event.on, norm.last_on or event.on))


def _effect(norm: Norm, event: NormStep) -> Norm:
    match event:
        case NormDrafted():
            return norm
        case CommentsOpened() | CommentsClosed() | LegalityReviewed() | NormDeliberated():
            return _prepared(norm, event)
        case NormSigned(on=on):
            return replace(norm, signed_on=norm.signed_on or on)
        case NormNumbered(on=on):
            return replace(norm, numbered_on=norm.numbered_on or on, document_number=event.number)
        case DocumentIssued() | DocumentRepealed() | DocumentLapsed():
            return _issued(norm, event)
        case NormPublished(on=on):
            return replace(norm, published_on=norm.published_on or on)
        case NormInterpreted(on=on):
            first = norm.interpreted_on or on
            return replace(norm, interpreted_on=first, interpretations=(*norm.interpretations, event))
        case NormFiled(on=on):
            return replace(norm, filed_on=norm.filed_on or on)
        case NormEvaluated(on=on):
            return replace(norm, evaluated_on=on, evaluation=event.verdict)
        case NormAmended(on=on):
            return replace(norm, amended_on=(*norm.amended_on, on))
        case NormRenewed():
            return replace(norm, valid_until=event.valid_until)
        case _:
            assert_never(event)


def _prepared(norm: Norm, event: CommentsOpened | CommentsClosed | LegalityReviewed | NormDeliberated) -> Norm:
    match event:
        case CommentsOpened(on=on):
            return replace(
                norm,
                comments_opened_on=on,
                comments_until=event.until,
                comments_reason=event.reason,
                comments_closed_on=None,
            )
        case CommentsClosed(on=on):
            return replace(norm, comments_closed_on=on, comments=event.comments, comments_adopted=event.adopted)
        case LegalityReviewed():
            return replace(norm, is_lawful=event.verdict == "lawful")
        case NormDeliberated():
            return replace(norm, is_adopted=event.decision == "adopted")
        case _:
            assert_never(event)


def _issued(norm: Norm, event: DocumentIssued | DocumentRepealed | DocumentLapsed) -> Norm:
    if isinstance(event, DocumentIssued):
        return replace(
            norm,
            title=event.title,
            kind=event.kind,
            document_number=norm.document_number or norm.number,
            issued_on=event.on,
            in_force_from=event.in_force_from or event.on,
            valid_until=event.valid_until,
            published_on=event.disclosed_on or norm.published_on,
        )
    if norm.ended_on is not None:
        return norm
    return replace(norm, ended_on=event.on, is_repealed=isinstance(event, DocumentRepealed))


def fold_norm(number: str, events: Iterable[NormStep]) -> Norm | None:
    """The state after all events in the order given; None before a draft, an issue or an end."""
    norm: Norm | None = None
    for event in events:
        norm = begin_norm(number, event) if norm is None else apply_norm(norm, event)
    return norm


WARNING_DAYS = 90
"""How long before its end a term is shown as ending. Mark D: no text fixes it."""


def norms_of(ledger: Ledger) -> dict[str, Norm]:
    """Every document of a ledger by the number of its entries, as it stands after its last entry."""
    found = {}
    for number, entries in ledger.norms.items():
        norm = fold_norm(number, (entry.event for entry in entries))  # type: ignore[misc]  # Ledger.norms holds only these
        if norm is not None:
            found[number] = norm
    return found


def in_force_on(norms: Iterable[Norm], on: date) -> tuple[Norm, ...]:
    """Documents in force on a day."""
    return tuple(norm for norm in norms if norm.is_in_force(on))


def expiring(norms: Iterable[Norm], on: date, *, within_days: int = WARNING_DAYS) -> tuple[Norm, ...]:
    """Documents in force on a day whose own term ends within some days; the next to end first."""
    last = on + timedelta(days=within_days)
    found = [one for one in in_force_on(norms, on) if one.valid_until is not None and one.valid_until <= last]
    return tuple(sorted(found, key=lambda one: (one.valid_until or date.max, one.number)))


def run_out(norms: Iterable[Norm], on: date) -> tuple[Norm, ...]:
    """Documents whose term is over without a word about it: nobody repealed them or declared them lapsed."""
    return tuple(one for one in norms if one.ended_on is None and one.valid_until is not None and one.valid_until < on)


NORM_DATES: dict[str, tuple[str, str]] = {
    "comments_until": ("征求意见截止", "end of public comment"),
    "publish_by": ("主动公开", "publication"),
    "interpret_by": ("发布政策解读", "publication of the interpretation"),
    "valid_until": ("有效期届满", "end of its term"),
}
"""Every date a document may run towards, in Chinese and English."""


@dataclass(frozen=True, slots=True)
class NormDate:
    """One date that runs. source: the article; empty where the document itself sets it."""

    name: str
    on: date
    source: str = ""


def norm_dates(norm: Norm, calendar: WorkCalendar) -> tuple[NormDate, ...]:
    """Return the dates a document runs towards, the next first.

    Raises:
        CalendarGap: a count runs into a year without a holiday notice.
    Source: Regulation art. 26 for publication; local rules for the 3 working days of the interpretation.
    """
    return tuple(sorted(_dates(norm, calendar), key=lambda one: one.on))


def _dates(norm: Norm, calendar: WorkCalendar) -> Iterator[NormDate]:
    if norm.comments_until is not None and norm.comments_closed_on is None and norm.issued_on is None:
        yield NormDate("comments_until", norm.comments_until)
    if norm.ended_on is not None:
        return
    if norm.issued_on is not None and norm.published_on is None:
        yield from _counted("publish_by", norm.issued_on, "disclosure", calendar)
    if norm.published_on is not None and norm.interpreted_on is None:
        yield from _counted("interpret_by", norm.published_on, "interpretation", calendar)
    if norm.valid_until is not None:
        yield NormDate("valid_until", norm.valid_until)


def _counted(name: str, start: date, rule: str, calendar: WorkCalendar) -> Iterator[NormDate]:
    try:
        yield NormDate(name, due_on(start, rule, calendar), str(period(rule, start).source))
    except NoRuleInForce:
        return


def comments_needed_until(opened_on: date) -> date | None:
    """The earliest last day of comments on a major decision opened on a day; None before the rule was in force.

    Thirty natural days after the opening, without moving a day off. Source: 重大行政决策程序暂行条例 art. 15.
    """
    try:
        return opened_on + timedelta(days=period("public_comment", opened_on).value)
    except NoRuleInForce:
        return None
