"""What is wrong with an entry of a register by itself: a value, a date or a count that its fields cannot mean."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from gongkai.errors import EntryError
from gongkai.ledger import events as e
from gongkai.ledger.events import Event, from_object, to_object

MOST_SUBJECT = 120
"""Characters of the number of what an entry is about."""


def entry_faults(event: Event, subject: str, today: date) -> Iterator[EntryError]:
    """Yield each thing wrong with an event before it is looked at beside others.

    The reader of events judges the values; that a day has come, a part is no more than its whole and an end not before
    its beginning follows from what the fields mean. No instrument is needed for it, and none is cited.

    Args:
        subject: number of what it is about, "" where it is about nothing by itself.
        today: the last day something recorded can have happened on.
    """
    try:
        from_object(to_object(event))
    except EntryError as error:
        yield error
    if event.on > today:
        yield EntryError(f"{event.on} lies ahead.", zh=f"日期 {event.on.isoformat()} 尚未到来，请登记已发生的日期。")
    if len(subject) > MOST_SUBJECT:
        yield EntryError(f"The number has more than {MOST_SUBJECT} characters.", zh=f"编号不能超过{MOST_SUBJECT}个字。")
    yield from _parts(event)


def _parts(event: Event) -> Iterator[EntryError]:
    """A part that is more than its whole, a term that ends before it begins, figures that are none."""
    match event:
        case e.DecisionsMade() if event.published is not None and event.published > event.count:
            yield EntryError("More decisions are published than made.", zh="“其中已公开”不能多于“件数”。")
        case e.RequestsAnswered() if (event.answered_in_time or 0) > event.received:
            yield EntryError("More is answered than received.", zh="“按时办结件数”不能多于“受理件数”。")
        case e.ChannelMeasured() if (event.posts, event.reads, event.followers) == (None, None, None):
            yield EntryError("No figure is stated.", zh="请至少填写一项数据：发布条数、阅读量或者关注数。")
        case e.DocumentIssued():
            if event.valid_until is not None and event.valid_until < (event.in_force_from or event.on):
                yield EntryError("The term ends before it begins.", zh="“有效期至”不能早于施行日期。")
            if event.disclosed_on is not None and event.disclosed_on < event.on:
                yield EntryError("It is published before it is issued.", zh="“公开日期”不能早于印发日期。")
        case _:
            pass
