"""The act a letter goes with: what the draft says of it, as an event of the ledger. `ledger.acts` judges it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from gongkai.documents.letters.from_ledger import letter_for
from gongkai.ledger import steps
from gongkai.ledger.acts import allowed, judge
from gongkai.ledger.state import State
from gongkai.ledger.steps import ApplicationEvent
from gongkai.statute.calendar import WorkCalendar
from gongkai.statute.letters import kinds_for, letter_kind
from gongkai.statute.outcomes import grounds, outcomes
from gongkai.statute.periods import PARTIES
from gongkai.web.notices.models import Letter

OTHERS = ("consultation_notice_to_applicant", "public_interest_notice", "third_party_answer_form")
"""Letters of a case under way that go with no act of the ledger."""
CASE_FORMS = ("application_form", "registration_form", "review_slip", "archive_catalogue")
"""Forms of the file that go with no act, drawn up at any time."""
MADE_ELSEWHERE: Mapping[str, str] = {
    "service_proof": "desk:letters:proof",
    "evidence_list": "desk:challenges:evidence",
    "transfer_list": "desk:archive:transfers",
}
"""Kinds that are made from what is entered elsewhere, and the page that makes each."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A letter that may be drafted. event: what is known of its act, {} where it goes with none."""

    kind: str
    title: str
    about: str
    event: Mapping[str, str]

    @property
    def code(self) -> str:
        """The choice as one word of a form."""
        return ":".join([self.kind, *(self.event[name] for name in sorted(self.event))])


_SAMPLES: Mapping[str, Callable[[date], ApplicationEvent]] = {
    "supplement_requested": lambda on: steps.SupplementRequested(on=on),
    "reasons_requested": lambda on: steps.ReasonsRequested(on=on),
    "reply_delayed": lambda on: steps.ReplyDelayed(on=on, due_on=on),
    "extension_notified": lambda on: steps.ExtensionNotified(on=on),
    "fee_noticed": lambda on: steps.FeeNoticed(on=on, amount_yuan=Decimal(1)),
    "fee_lapsed": lambda on: steps.FeeLapsed(on=on),
    "deemed_abandoned": lambda on: steps.DeemedAbandoned(on=on),
}
WITH_LETTER = frozenset({*_SAMPLES, "consultation_sent", "answered", "corrected"})
"""Acts that go out as a letter: recorded when the letter is dispatched."""
RECORDS = frozenset({"received", "receipt_confirmed", "withdrawn", "closed_otherwise"})
"""Acts set down in a form after they were recorded."""


def choices(state: State, on: date, calendar: WorkCalendar) -> Iterator[Choice]:
    """The letters that fit a case today: one an act the law allows, for a reply one an outcome."""
    for act in allowed(state, on, calendar):
        if act in _SAMPLES:
            kind = letter_for(_SAMPLES[act](on))
            yield Choice(kind, letter_kind(kind, on).title, "", {"type": act})
        elif act == "consultation_sent":
            for party, label in PARTIES.items():
                kind = letter_for(steps.ConsultationSent(on=on, party=party))
                yield Choice(kind, letter_kind(kind, on).title, label, {"type": act, "party": party})
        elif act in ("answered", "corrected"):
            yield from _replies(act, state, on, calendar)


def _replies(act: str, state: State, on: date, calendar: WorkCalendar) -> Iterator[Choice]:
    for outcome in outcomes().values():
        if not outcome.is_reply or (act == "answered" and not _is_open(outcome.code, state, on, calendar)):
            continue
        for kind in kinds_for(outcome.code, on):
            article = next((one for one in kind.articles if one in outcome.articles), "")
            event = {"type": act, "outcome": outcome.code, "article": article}
            yield Choice(kind.code, kind.title, outcome.label, event)


def _is_open(outcome: str, state: State, on: date, calendar: WorkCalendar) -> bool:
    """Whether a reply with this outcome may go out, however it is worded."""
    said = {"reason": "-", "search_record": "-", "earlier_case": "-", "third_party_note": "-"}
    sample = steps.Answered(on=on, outcome=outcome, grounds=tuple(grounds())[:1], **said)
    return not any(True for _ in judge(state, sample, calendar))


# --- the event a letter states ------------------------------------------------------------------------------------


def planned_event(letter: Letter, on: date, way: str = "post") -> ApplicationEvent | None:
    """The act a letter goes with as it stands, done on a day; None where it goes with none.

    The amount of a fee is worked out by `applications.actions.notice_fee`; here it is a place holder.
    """
    make = _MAKERS.get(letter.act)
    return make(letter, on, way) if make is not None else None


def _due_on(letter: Letter) -> date | None:
    value = letter.fields.get("due_on")
    return date.fromisoformat(value) if value else None


def _supplement(letter: Letter, on: date, way: str) -> ApplicationEvent:
    return steps.SupplementRequested(on=on, due_on=_due_on(letter), reason=letter.said.get("unclear", ""))


def _reasons(letter: Letter, on: date, way: str) -> ApplicationEvent:
    return steps.ReasonsRequested(on=on, due_on=_due_on(letter), reason=letter.said.get("figures", ""))


def _delay(letter: Letter, on: date, way: str) -> ApplicationEvent:
    return steps.ReplyDelayed(on=on, due_on=_due_on(letter) or on, reason=letter.said.get("reason", ""))


def _consultation(letter: Letter, on: date, way: str) -> ApplicationEvent:
    to = letter.fields.get("to") or letter.fields.get("organ", "")
    return steps.ConsultationSent(on=on, party=letter.event["party"], to=to)


def _answer(letter: Letter, on: date, way: str) -> ApplicationEvent:
    kept = letter.fields
    return steps.Answered(
        on=on,
        outcome=letter.event["outcome"],
        article=letter.event.get("article", ""),
        grounds=tuple(dict.fromkeys(row["ground"] for row in kept.get("withheld", ()) if row["ground"])),
        reason=reason_of(letter),
        search_record="\n".join(str(value) for value in kept.get("search", {}).values() if value),
        earlier_case=kept.get("earlier", {}).get("application", ""),
        third_party_note=letter.said.get("consultation_result", ""),
        sent_by=way,
    )


def _correction(letter: Letter, on: date, way: str) -> ApplicationEvent:
    challenge = letter.fields.get("challenge", "")
    return steps.Corrected(on=on, outcome=letter.event["outcome"], challenge=challenge, reason=reason_of(letter))


_REASONS = ("reason", "provision", "place", "unclear", "figures")


def reason_of(letter: Letter) -> str:
    """What the record of a reply states: its reason or way of access; of parts withheld the reason of each."""
    rows = letter.fields.get("withheld", ())
    if rows:
        return "；".join(f"{row['part']}：{row['reason']}" for row in rows)
    return next((letter.said[code] for code in _REASONS if letter.said.get(code)), "")


_MAKERS: Mapping[str, Callable[[Letter, date, str], ApplicationEvent]] = {
    "supplement_requested": _supplement,
    "reasons_requested": _reasons,
    "reply_delayed": _delay,
    "consultation_sent": _consultation,
    "extension_notified": lambda letter, on, way: steps.ExtensionNotified(on=on),
    "fee_noticed": lambda letter, on, way: steps.FeeNoticed(
        on=on, amount_yuan=Decimal(1), tariff=letter.fields.get("tariff", "per_piece")
    ),
    "fee_lapsed": lambda letter, on, way: steps.FeeLapsed(on=on),
    "deemed_abandoned": lambda letter, on, way: steps.DeemedAbandoned(on=on),
    "answered": _answer,
    "corrected": _correction,
}
