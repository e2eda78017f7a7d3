"""Hypothesis strategies of the ledger: single events, lawful cases, possible cases, whole ledgers."""

from __future__ import annotations

from dataclasses import MISSING, fields
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from gongkai.ledger.acts import allowed, judge
from gongkai.ledger.challenges import KINDS, PROCEDURES, RESULTS, ROLES
from gongkai.ledger.entries import Ledger, OfficeFacts, numbered
from gongkai.ledger.events import (
    COUNTS,
    Answered,
    ApplicationEvent,
    Archived,
    ChallengeDecided,
    ChallengeReceived,
    ChannelMeasured,
    ChargeCollected,
    ClosedOtherwise,
    ConsultationAnswered,
    ConsultationDelivered,
    ConsultationSent,
    ConsultationSilent,
    Corrected,
    DecisionsMade,
    DeemedAbandoned,
    DocumentIssued,
    DocumentLapsed,
    DocumentRepealed,
    Event,
    ExtensionApproved,
    ExtensionNotified,
    FactStated,
    FeeLapsed,
    FeeNoticed,
    FeePaid,
    ItemsPublished,
    Opening,
    ProjectsChanged,
    ProposalAnswered,
    PurchaseMade,
    ReasonsReceived,
    ReasonsRequested,
    ReceiptConfirmed,
    Received,
    ReplyDelayed,
    RequestsAnswered,
    ResponseSubmitted,
    Served,
    SupplementReceived,
    SupplementRequested,
    Withdrawn,
    codes_of,
)
from gongkai.ledger.registers import ACCOUNTS, DECISION_KINDS, FACTS, PROJECT_KINDS
from gongkai.ledger.state import State, apply, begin
from gongkai.statute.calendar import load_calendar
from gongkai.statute.organs import organs
from gongkai.statute.outcomes import APPLICANTS, outcomes
from gongkai.statute.receipt import CHANNELS

CALENDAR = load_calendar()
DAY = timedelta(days=1)
PARTIES = ("third_party", "co_maker", "other_organ")

money = st.decimals(min_value=Decimal("0.01"), max_value=Decimal(1_000_000), places=2)
days = st.dates(date(2019, 5, 15), date(2026, 12, 31))

_VALUES: dict[str, st.SearchStrategy[Any]] = {
    "date": days,
    "str": st.text(max_size=8),
    "int": st.integers(-1_000, 10**9),
    "bool": st.booleans(),
    "Decimal": st.decimals(allow_nan=False, allow_infinity=False, places=3, max_value=10**9, min_value=-(10**9)),
    "tuple[str, ...]": st.lists(st.text(max_size=8), max_size=3).map(tuple),
}


def instances(kind: type[Event]) -> st.SearchStrategy[Any]:
    """Any event of a class: every field of its declared type, optional ones sometimes None or left out."""
    required, optional = {}, {}
    for field in fields(kind):
        declared = str(field.type)
        value = _VALUES[declared.removesuffix(" | None")]
        if codes := codes_of(kind, field.name):
            value = st.sampled_from(sorted(codes))
        elif field.name in COUNTS:
            value = value.map(abs)
        if declared.endswith("None"):
            value = st.none() | value
        (required if field.default is MISSING else optional)[field.name] = value
    return st.fixed_dictionaries(required, optional=optional).map(lambda values: kind(**values))


# --- one application ----------------------------------------------------------------------------------------------


def forms_of(name: str, state: State | None, on: date) -> list[ApplicationEvent]:
    """Fully stated acts of a name on a day, lawful or not: with reasons, grounds, records and addressees."""
    known = state.consultations if state is not None else ()
    open_to = [one.to for one in known if one.ended_on is None]
    later = on + DAY * 30
    return {
        "received": [Received(on=on, channel=channel, applicant=who) for channel in CHANNELS for who in APPLICANTS],
        "receipt_confirmed": [ReceiptConfirmed(on=on)],
        "supplement_requested": [SupplementRequested(on=on), SupplementRequested(on=on, due_on=on + DAY * 15)],
        "supplement_received": [SupplementReceived(on=on)],
        "reasons_requested": [ReasonsRequested(on=on)],
        "reasons_received": [ReasonsReceived(on=on, are_reasonable=good) for good in (True, False)],
        "reply_delayed": [ReplyDelayed(on=on, due_on=later, reason="量大")],
        "consultation_sent": [
            ConsultationSent(on=on, party=party, to=f"{party}{len(known)}", addressee_received_on=received_on)
            for party in PARTIES
            for received_on in (None, on + DAY * 2)
        ],
        "consultation_delivered": [ConsultationDelivered(on=on, to=to) for to in open_to],
        "consultation_answered": [
            ConsultationAnswered(on=on, to=to, consents=consents) for to in open_to for consents in (True, False, None)
        ],
        "consultation_silent": [ConsultationSilent(on=on, to=to) for to in open_to],
        "extension_approved": [ExtensionApproved(on=on, by="负责人", days=count) for count in (1, 10, 20)],
        "extension_notified": [ExtensionNotified(on=on)],
        "fee_noticed": [FeeNoticed(on=on, amount_yuan=Decimal(380), addressee_received_on=on + DAY)],
        "fee_paid": [FeePaid(on=on, amount_yuan=Decimal(380))],
        "fee_lapsed": [FeeLapsed(on=on)],
        "answered": [answer(on, code) for code in outcomes()],
        "withdrawn": [Withdrawn(on=on)],
        "deemed_abandoned": [DeemedAbandoned(on=on)],
        "closed_otherwise": [ClosedOtherwise(on=on, reason="并案办理")],
        "served": [Served(on=on)],
        "corrected": [Corrected(on=on, outcome=code) for code in ("granted", "partial", "unable_not_held")],
        "archived": [Archived(on=on)],
    }[name]


ACT_NAMES = (
    "received",
    "receipt_confirmed",
    "supplement_requested",
    "supplement_received",
    "reasons_requested",
    "reasons_received",
    "reply_delayed",
    "consultation_sent",
    "consultation_delivered",
    "consultation_answered",
    "consultation_silent",
    "extension_approved",
    "extension_notified",
    "fee_noticed",
    "fee_paid",
    "fee_lapsed",
    "answered",
    "withdrawn",
    "deemed_abandoned",
    "closed_otherwise",
    "served",
    "corrected",
    "archived",
)


def answer(on: date, outcome: str, **changes: Any) -> Answered:
    """A reply that states all its outcome must state."""
    withheld = ("EX15",) if outcome == "partial" else ()
    full: dict[str, Any] = {"grounds": withheld, "reason": "理由", "search_record": "检索", "earlier_case": "旧1号"}
    return Answered(on=on, outcome=outcome, **(full | changes))


def lawful_forms(name: str, state: State | None, on: date) -> list[ApplicationEvent]:
    """Those of `forms_of` no judge objects to."""
    return [event for event in forms_of(name, state, on) if not any(judge(state, event, CALENDAR))]


@st.composite
def lawful_cases(draw: st.DrawFn, first: date, last: date) -> list[ApplicationEvent]:
    """One application as a careful officer would lead it: each step is one of `allowed`, some days after the last.

    Its dates lie between two days; periods may run to three months after `last`, so that day needs a calendar.
    """
    on = draw(st.dates(first, last))
    events = [draw(st.sampled_from(forms_of("received", None, on)))]
    state = begin("x", events[0])
    for wait in draw(st.lists(st.sampled_from((0, 0, 1, 2, 5, 8, 13, 21, 30, 90)), max_size=9)):
        on += DAY * wait
        if on > last:
            break
        names = [name for name in allowed(state, on, CALENDAR) if lawful_forms(name, state, on)]
        if not names:
            continue
        event = draw(st.sampled_from(lawful_forms(draw(st.sampled_from(names)), state, on)))
        events.append(event)
        state = apply(state, event)
    return events


@st.composite
def possible_cases(draw: st.DrawFn, first: date, last: date) -> list[ApplicationEvent]:
    """One application in any order of any acts with valid codes, lawful or not; perhaps never received."""
    moments = draw(st.lists(st.tuples(st.dates(first, last), st.sampled_from(ACT_NAMES)), max_size=8))
    events = [draw(st.sampled_from(forms_of("received", None, draw(st.dates(first, last)))))]
    for on, name in moments:
        forms = forms_of(name, None, on)
        if name.startswith("consultation") and not forms:
            forms = [ConsultationAnswered(on=on, to="third_party0")]
        events.append(draw(st.sampled_from(forms)))
    return events[draw(st.integers(0, 1)) :]


# --- registers and challenges -------------------------------------------------------------------------------------


def challenges(first: date, last: date) -> st.SearchStrategy[list[Event]]:
    """Papers, perhaps an answer, perhaps decisions, in order."""

    @st.composite
    def build(draw: st.DrawFn) -> list[Event]:
        kind = draw(st.sampled_from(sorted(KINDS)))
        dates = sorted(draw(st.lists(st.dates(first, last), min_size=1, max_size=4)))
        events: list[Event] = [
            ChallengeReceived(
                on=dates[0],
                kind=kind,
                procedure=draw(st.sampled_from(sorted(PROCEDURES))),
                role=draw(st.sampled_from(sorted(ROLES))),
            )
        ]
        for on in dates[1:]:
            result = draw(st.sampled_from(sorted(RESULTS)))
            decided = ChallengeDecided(on=on, result=result, is_effective=draw(st.booleans()))
            events.append(draw(st.sampled_from((ResponseSubmitted(on=on), decided))))
        return events

    return build()


def register_entries(first: date, last: date) -> st.SearchStrategy[Event]:
    """One entry of a register that stands alone, with figures that can be."""
    on = st.dates(first, last)
    counts = st.integers(0, 500)
    return st.one_of(
        st.builds(DecisionsMade, on=on, kind=st.sampled_from(sorted(DECISION_KINDS)), count=counts),
        st.builds(ProjectsChanged, on=on, kind=st.sampled_from(sorted(PROJECT_KINDS)), change=st.integers(-3, 9)),
        st.builds(ChargeCollected, on=on, item=st.just("占道费"), amount_yuan=money),
        st.builds(PurchaseMade, on=on, project=st.just("复印机"), amount_yuan=money, count=st.integers(1, 5)),
        st.builds(ItemsPublished, on=on, category=st.sampled_from(("财政", "救助")), count=counts),
        st.builds(ChannelMeasured, on=on, channel=st.just("公众号"), posts=counts, reads=counts, followers=counts),
        st.builds(RequestsAnswered, on=on, platform=st.just("热线"), received=counts),
        st.builds(ProposalAnswered, on=on, title=st.just("绿化"), is_done=st.booleans()),
        st.builds(FactStated, on=on, name=st.sampled_from(sorted(FACTS)), value=counts),
    )


@st.composite
def document_histories(draw: st.DrawFn, first: date, last: date) -> list[Event]:
    """A document issued, perhaps repealed or lapsed once."""
    issued, ended = sorted(draw(st.lists(st.dates(first, last), min_size=2, max_size=2)))
    later = issued + DAY * draw(st.sampled_from((0, 0, 30)))
    until = draw(st.none() | st.just(issued + DAY * 400))
    events: list[Event] = [
        DocumentIssued(on=issued, title="办法", in_force_from=later, valid_until=until, disclosed_on=issued)
    ]
    end = draw(st.sampled_from((None, DocumentRepealed(on=ended), DocumentLapsed(on=ended))))
    return events if end is None else [*events, end]


# --- whole ledgers ------------------------------------------------------------------------------------------------


@st.composite
def ledgers(draw: st.DrawFn, year: int, *, lawful: bool = True) -> Ledger:
    """Two years of an office, `year` and the next, with some cases from before; recorded in order or late."""
    first, last = date(year - 1, 9, 1), date(year + 1, 12, 31)
    cases = lawful_cases(first, last) if lawful else possible_cases(first, last)
    pairs: list[tuple[str, Event]] = []
    for at, events in enumerate(draw(st.lists(cases, max_size=6)), 1):
        pairs += [(f"申{at}", event) for event in events]
    for at, chain in enumerate(draw(st.lists(challenges(first, last), max_size=3)), 1):
        pairs += [(f"复{at}", event) for event in chain]
    for at, history in enumerate(draw(st.lists(document_histories(first, last), max_size=3)), 1):
        pairs += [(f"文{at}", event) for event in history]
    registered = draw(st.lists(register_entries(first, last), max_size=6))
    pairs += [("", event) for event in registered]
    changed = sorted({event.kind for event in registered if isinstance(event, ProjectsChanged)})
    for kind in changed:  # nobody loses powers it does not have
        pairs.append(("", Opening(on=date(year - 1, 1, 1), account=f"{kind}.projects", count=18)))
    accounts = sorted(account for account in ACCOUNTS if not account.startswith("rules"))
    for account in draw(st.sets(st.sampled_from(accounts), max_size=3)):
        pairs.append(("", Opening(on=date(year - 1, 1, 1), account=account, count=draw(st.integers(0, 50)))))
    if draw(st.booleans()):
        pairs.sort(key=lambda pair: pair[1].on)  # as they happened; otherwise case by case, recorded late
    kind = draw(st.sampled_from(sorted(organs())))
    return Ledger(OfficeFacts("某某街道办事处", kind=kind), tuple(numbered(pairs)))
