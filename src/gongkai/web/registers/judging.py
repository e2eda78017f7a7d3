"""What the core says against an entry of a register. Nothing here is law of our own: events, norms and dates are asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from gongkai.documents.workbook.cells import holds_personal_data
from gongkai.errors import EntryError
from gongkai.ledger.entries import Entry as LedgerEntry
from gongkai.ledger.entries import Ledger
from gongkai.ledger.entry_faults import entry_faults
from gongkai.ledger.events import Event, type_name
from gongkai.ledger.norm_acts import NORM_REFUSALS, NormPolicy, judge_norm
from gongkai.ledger.norms import Norm, apply_norm, begin_norm
from gongkai.ledger.refusals import refuse

Life = Sequence[tuple[date, int, Event]]


def faults(event: Event, subject: str, today: date) -> Iterator[EntryError]:
    """What is wrong with an event by itself: what the core says, and texts that seem to tell of a person."""
    yield from entry_faults(event, subject, today)
    for name in type(event).__dataclass_fields__:
        value = getattr(event, name)
        if isinstance(value, str) and holds_personal_data(value):
            yield EntryError(
                "The text seems to hold an identity or phone number; keep personal data out of the ledger.",
                zh="文字里疑似有身份证号或者手机号；台账长期保存，不登记个人信息，请删去。",
            )


def lives(ledger: Ledger, subject: str, without: Iterable[int] = ()) -> list[tuple[date, int, Event]]:
    """The standing steps of a document, in reading order."""
    gone = frozenset(without)
    found = ledger.norms.get(subject, ())
    return [(one.event.on, one.sequence, one.event) for one in found if one.sequence not in gone]


def check_life(before: Life, after: Life, policy: NormPolicy, today: date) -> None:
    """Raise for the first reason against the life of a document that a change brings in. policy: of the office.

    Raises:
        StepNotAllowed: with its source.
    """
    known = {(sequence, code) for sequence, _event, code in _reasons(before, policy, today)}
    for sequence, event, code in _reasons(after, policy, today):
        if (sequence, code) not in known:
            raise refuse(type_name(event), code, NORM_REFUSALS)


def _reasons(life: Life, policy: NormPolicy, today: date) -> Iterator[tuple[int, Event, str]]:
    """Every reason against every step, the steps taken one after the other all the same."""
    norm: Norm | None = None
    for _on, sequence, event in sorted(life, key=lambda one: one[:2]):
        for code in judge_norm(norm, event, policy, today):
            yield sequence, event, code
        norm = begin_norm("-", event) if norm is None else apply_norm(norm, event)


def same_as(ledger: Ledger, event: Event, subject: str) -> LedgerEntry | None:
    """A standing entry that says the very same."""
    return next((one for one in ledger.standing if one.subject == subject and one.event == event), None)
