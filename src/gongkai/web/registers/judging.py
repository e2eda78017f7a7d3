"""What the core says against an entry of a register. Nothing here is law of our own: events, norms and dates are asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from gongkai.documents.workbook.cells import holds_personal_data
from gongkai.errors import EntryError
from gongkai.ledger import events as e
from gongkai.ledger.entries import Entry as LedgerEntry
from gongkai.ledger.entries import Ledger
from gongkai.ledger.events import Event, from_object, to_object, type_name
from gongkai.ledger.norm_acts import NORM_REFUSALS, NormPolicy, judge_norm
from gongkai.ledger.norms import Norm, apply_norm, begin_norm
from gongkai.ledger.refusals import refuse

MOST_SUBJECT = 120
Life = Sequence[tuple[date, int, Event]]


def faults(event: Event, subject: str, today: date) -> Iterator[EntryError]:
    """What is wrong with an event by itself.

    The values are checked by the core's own reader of events; that a part is no more than its whole, and an end not
    before its beginning, follows from what the fields mean.
    """
    try:
        from_object(to_object(event))
    except EntryError as error:
        yield error
    if event.on > today:
        yield EntryError(f"{event.on} lies ahead.", zh=f"日期 {event.on.isoformat()} 尚未到来，请登记已发生的日期。")
    if len(subject) > MOST_SUBJECT:
        yield EntryError(f"The number has more than {MOST_SUBJECT} characters.", zh=f"编号不能超过{MOST_SUBJECT}个字。")
    for name in type(event).__dataclass_fields__:
        value = getattr(event, name)
        if isinstance(value, str) and holds_personal_data(value):
            yield EntryError(
                "The text seems to hold an identity or phone number; keep personal data out of the ledger.",
                zh="文字里疑似有身份证号或者手机号；台账长期保存，不登记个人信息，请删去。",
            )
    yield from _parts(event)


def _parts(event: Event) -> Iterator[EntryError]:
    if isinstance(event, e.DecisionsMade) and event.published is not None and event.published > event.count:
        yield EntryError("More decisions are published than made.", zh="“其中已公开”不能多于“件数”。")
    if isinstance(event, e.RequestsAnswered) and (event.answered_in_time or 0) > event.received:
        yield EntryError("More is answered than received.", zh="“按时办结件数”不能多于“受理件数”。")
    if isinstance(event, e.ChannelMeasured) and (event.posts, event.reads, event.followers) == (None, None, None):
        yield EntryError("No figure is stated.", zh="请至少填写一项数据：发布条数、阅读量或者关注数。")
    if isinstance(event, e.DocumentIssued):
        if event.valid_until is not None and event.valid_until < (event.in_force_from or event.on):
            yield EntryError("The term ends before it begins.", zh="“有效期至”不能早于施行日期。")
        if event.disclosed_on is not None and event.disclosed_on < event.on:
            yield EntryError("It is published before it is issued.", zh="“公开日期”不能早于印发日期。")


def lives(ledger: Ledger, subject: str, without: Iterable[int] = ()) -> list[tuple[date, int, Event]]:
    """The standing steps of a document, in reading order."""
    gone = frozenset(without)
    found = ledger.norms.get(subject, ())
    return [(one.event.on, one.sequence, one.event) for one in found if one.sequence not in gone]


def check_life(before: Life, after: Life, today: date) -> None:
    """Raise for the first reason against the life of a document that a change brings in.

    Raises:
        StepNotAllowed: with its source.
    """
    known = {(sequence, code) for sequence, _event, code in _reasons(before, today)}
    for sequence, event, code in _reasons(after, today):
        if (sequence, code) not in known:
            raise refuse(type_name(event), code, NORM_REFUSALS)


def _reasons(life: Life, today: date) -> Iterator[tuple[int, Event, str]]:
    """Every reason against every step, the steps taken one after the other all the same."""
    norm: Norm | None = None
    for _on, sequence, event in sorted(life, key=lambda one: one[:2]):
        for code in judge_norm(norm, event, NormPolicy(), today):  # type: ignore[arg-type]
            yield sequence, event, code
        norm = begin_norm("-", event) if norm is None else apply_norm(norm, event)  # type: ignore[arg-type]


def same_as(ledger: Ledger, event: Event, subject: str) -> LedgerEntry | None:
    """A standing entry that says the very same."""
    return next((one for one in ledger.standing if one.subject == subject and one.event == event), None)
