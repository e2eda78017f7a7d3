"""Any ledger written into a workbook is read back: the same events of each subject, in the same reading order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongkai.documents.workbook import LedgerBook, read_ledger, write_ledger
from gongkai.documents.workbook.pack import clean
from gongkai.documents.workbook.sheets import SHEETS
from gongkai.errors import DocumentError
from gongkai.ledger import events as e
from gongkai.ledger.codes import PROPOSAL_KINDS, SERVICE_WAYS
from gongkai.ledger.entries import Entry, Ledger, OfficeFacts, numbered
from gongkai.ledger.registers import ACCOUNTS, DECISION_KINDS, DOCUMENT_KINDS, FACTS, PROJECT_KINDS
from gongkai.report.model import Paragraph
from gongkai.statute.fees import TARIFFS
from gongkai.statute.outcomes import APPLICANTS, grounds, outcomes
from gongkai.statute.periods import PARTIES
from gongkai.statute.receipt import CHANNELS

OFFICE = OfficeFacts("某某街道办事处", region="350502", postcode="010010", phone="0595-22783514")
DAY = date(2021, 9, 14)

DAYS = st.dates(date(2021, 9, 1), date(2021, 9, 6))  # few, so that acts of one day are common
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cn"], max_codepoint=0x2FFFF), max_size=12).map(clean)
FILLED = TEXT.filter(bool)
COUNTS = st.integers(0, 10**9)
YUAN = st.decimals(0, 10**9, places=2) | st.decimals(0, 100, places=5) | st.integers(0, 10**18).map(Decimal)
ANY_DAY = st.dates(date(1990, 1, 1), date(2100, 12, 31))

SPECIAL: dict[tuple[type[Any], str], st.SearchStrategy[Any]] = {
    (e.Received, "channel"): st.sampled_from(CHANNELS),
    (e.Received, "applicant"): st.sampled_from(APPLICANTS),
    (e.ConsultationSent, "party"): st.sampled_from(sorted(PARTIES)),
    (e.FeeNoticed, "tariff"): st.sampled_from(sorted(TARIFFS)),
    (e.Answered, "outcome"): st.sampled_from(sorted(outcomes())),
    (e.Answered, "article"): st.sampled_from(["", "36(4)", "16(1)", "37", "fee_measures_6"]),
    (e.Answered, "grounds"): st.lists(st.sampled_from(sorted(grounds())), max_size=3).map(tuple),
    (e.Answered, "sent_by"): st.sampled_from(sorted(map(str, SERVICE_WAYS))),
    (e.Served, "way"): st.sampled_from(sorted(map(str, SERVICE_WAYS))),
    (e.Corrected, "outcome"): st.sampled_from(sorted(outcomes())),
    (e.ClosedOtherwise, "reason"): FILLED,
    (e.ExtensionApproved, "days"): st.integers(0, 60),
    (e.ChallengeReceived, "kind"): st.sampled_from(
        ["reconsideration", "litigation_direct", "litigation_after_reconsideration"]
    ),
    (e.ChallengeReceived, "procedure"): st.sampled_from(["ordinary", "simple"]),
    (e.ChallengeReceived, "role"): st.sampled_from(["respondent", "co_defendant"]),
    (e.ChallengeDecided, "result"): st.sampled_from(["upheld", "corrected", "other_result"]),
    (e.DocumentIssued, "title"): FILLED,
    (e.DocumentIssued, "kind"): st.sampled_from(sorted(DOCUMENT_KINDS)),
    (e.DecisionsMade, "kind"): st.sampled_from(sorted(DECISION_KINDS)),
    (e.ProjectsChanged, "kind"): st.sampled_from(sorted(PROJECT_KINDS)),
    (e.ProjectsChanged, "change"): st.integers(-(10**6), 10**6),
    (e.ChargeCollected, "item"): FILLED,
    (e.PurchaseMade, "project"): FILLED,
    (e.ItemsPublished, "category"): FILLED,
    (e.ItemsPublished, "channel"): FILLED,
    (e.ChannelMeasured, "channel"): FILLED,
    (e.RequestsAnswered, "platform"): FILLED,
    (e.ProposalAnswered, "title"): FILLED,
    (e.ProposalAnswered, "kind"): st.sampled_from(sorted(map(str, PROPOSAL_KINDS))),
    (e.FactStated, "name"): st.sampled_from(sorted(FACTS)),
    (e.Opening, "account"): st.sampled_from(sorted(ACCOUNTS)),
}
PLAIN: dict[str, st.SearchStrategy[Any]] = {
    "date": ANY_DAY,
    "date | None": st.none() | ANY_DAY,
    "str": TEXT,
    "bool": st.booleans(),
    "bool | None": st.none() | st.booleans(),
    "int": COUNTS,
    "int | None": st.none() | COUNTS,
    "Decimal": YUAN,
}

CASES = {e.ResponseSubmitted, e.ChallengeDecided}
DOCUMENTS = {e.DocumentRepealed, e.DocumentLapsed}
ACTS = [kind for kind in e.ApplicationEvent.__args__ if kind is not e.Received]
ALONE = [kind for kind in (*e.RegisterEvent.__args__, e.Opening) if kind not in DOCUMENTS | {e.DocumentIssued}]
NUMBERED = {sheet.slots[0].event for sheet in SHEETS if sheet.role == "register" and "subject" in sheet.by_key}


def of(kind: type[Any], on: st.SearchStrategy[date] = DAYS) -> st.SearchStrategy[Any]:
    """Any event of a kind that a workbook can state."""
    drawn = {f.name: str(f.type) for f in fields(kind) if f.name != "on"}
    given = {
        name: SPECIAL[kind, name] if (kind, name) in SPECIAL else PLAIN[declared] for name, declared in drawn.items()
    }
    return st.builds(kind, on=on, **given)


@st.composite
def ledgers(draw: st.DrawFn) -> Ledger:
    """Applications received before all else, cases and documents in any order, registers; then some entries voided."""
    pairs: list[tuple[str, Any]] = []
    for number in range(draw(st.integers(0, 3))):
        pairs.append((f"2021-{number}", draw(of(e.Received, st.just(date(2021, 9, 1))))))
    for subject in [subject for subject, _ in pairs]:
        pairs += [(subject, draw(of(kind))) for kind in draw(st.lists(st.sampled_from(ACTS), max_size=5))]
    for first, rest, name in (
        (e.ChallengeReceived, CASES, "〔2021〕5号"),
        (e.DocumentIssued, DOCUMENTS, "街办〔2021〕1号"),
    ):
        kinds = draw(st.lists(st.sampled_from(sorted(rest, key=str)), max_size=4))
        if draw(st.booleans()):
            kinds.insert(draw(st.integers(0, len(kinds))), first)
        elif name.startswith("〔"):
            kinds = []
        pairs += [(name, draw(of(kind))) for kind in kinds]
    for kind in draw(st.lists(st.sampled_from(ALONE), max_size=6)):
        pairs.append((draw(TEXT) if kind in NUMBERED else "", draw(of(kind))))
    entries = list(numbered(pairs))
    return Ledger(OFFICE, (*entries, *_voids(draw, entries)))


def _voids(draw: st.DrawFn, entries: list[Entry]) -> Iterator[Entry]:
    """Void entries nothing rests on: not a receipt or a case that has acts."""
    rests = {entry.subject for entry in entries if not isinstance(entry.event, e.Received | e.ChallengeReceived)}
    free = [x for x in entries if not (isinstance(x.event, e.Received | e.ChallengeReceived) and x.subject in rests)]
    chosen = draw(st.lists(st.sampled_from(free), max_size=3, unique_by=lambda x: x.sequence)) if free else []
    for number, entry in enumerate(chosen, len(entries) + 1):
        yield Entry(number, e.Voided(on=entry.event.on, entry=entry.sequence, reason=draw(FILLED)), entry.subject)


def home(kind: type[Any]) -> str:
    """Events that stand on one sheet keep their order among each other."""
    names = {slot.event: sheet.name for sheet in SHEETS for slot in sheet.slots}
    return "application" if kind in e.ApplicationEvent.__args__ else names[kind]


def told(ledger: Ledger) -> dict[tuple[str, str], list[Any]]:
    """Standing events by subject and sheet, in reading order."""
    groups: dict[tuple[str, str], list[Any]] = {}
    for entry in ledger.standing:
        if not isinstance(entry.event, e.Voided):
            groups.setdefault((entry.subject, home(type(entry.event))), []).append(entry.event)
    return groups


def dropped(ledger: Ledger) -> list[tuple[str, Any, str]]:
    """What was voided, and why."""
    voids = [entry.event for entry in ledger.entries if isinstance(entry.event, e.Voided)]
    by_number = ledger.by_sequence
    return [(by_number[void.entry].subject, by_number[void.entry].event, void.reason) for void in voids]


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(ledgers())
def test_any_ledger_comes_back(ledger: Ledger) -> None:
    book = read_ledger(write_ledger(ledger, year=2021))
    assert told(book.ledger) == told(ledger)
    assert Counter(dropped(book.ledger)) == Counter(dropped(ledger))
    assert book.ledger.office == OFFICE


NO_ROW = (e.Voided, e.BatchVoided, e.ReportSigned, *e.ItemEvent.__args__, *e.NormEvent.__args__)
"""The record's own acts, and the steps of items and documents, which stand as what counts of them (`condensed`)."""


@pytest.mark.parametrize("kind", [kind for kind in e.Event.__args__ if kind not in NO_ROW])
def test_every_kind_of_event_has_a_row(kind: type[Any]) -> None:
    assert any(slot.event is kind for sheet in SHEETS for slot in sheet.slots)


@pytest.mark.parametrize(
    "amount",
    ["0", "0.1", "51.95662", "39800", "0.10", "123456789012345", "1234567890123456.78", "0.000001", "99999999.99"],
)
def test_money_comes_back_digit_for_digit(amount: str) -> None:
    paid = e.ChargeCollected(on=DAY, item="费", amount_yuan=Decimal(amount))
    (entry,) = read_ledger(write_ledger(Ledger(OFFICE, (Entry(1, paid),)))).ledger.entries
    assert entry.event == paid


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-", "@x", "'quoted", "0012", "1e5", "2021-3", "#REF!", "_x0041_", "a\nb", "𠮷", "🙂", "<&>"]
)
def test_a_text_comes_back_as_it_was(text: str) -> None:
    fact = e.FactStated(on=DAY, name="trainings", value=1, note=text)
    (entry,) = read_ledger(write_ledger(Ledger(OFFICE, (Entry(1, fact),)))).ledger.entries
    assert entry.event == fact


def test_the_report_s_own_words_come_back() -> None:
    texts = {
        "overview": (Paragraph("（一）主动公开", 2), Paragraph("1.数量", 3), Paragraph("全年14条。")),
        "problems": (Paragraph("有。"),),
    }
    book = LedgerBook(Ledger(OFFICE, ()), 2021, texts, "某某街道2021年报告", "某某街道", date(2022, 1, 24))
    assert read_ledger(write_ledger(book)) == book


def test_an_undone_import_keeps_its_rows_with_the_reason() -> None:
    entries = (
        Entry(1, e.Opening(on=DAY, account="rules.in_force", count=1), batch="b"),
        Entry(2, e.BatchVoided(on=DAY, batch="b", reason="导错了")),
    )
    ledger = read_ledger(write_ledger(Ledger(OFFICE, entries))).ledger
    assert told(ledger) == {}
    assert dropped(ledger)[0][2] == "导错了"


def test_writing_the_same_ledger_twice_gives_the_same_bytes() -> None:
    ledger = Ledger(OFFICE, tuple(numbered([("1", e.Received(on=DAY))])))
    assert write_ledger(ledger, year=2021) == write_ledger(ledger, year=2021)


@pytest.mark.parametrize(
    ("pairs", "says"),
    [
        ([("1", e.Withdrawn(on=DAY))], "not received before"),
        ([("1", e.Withdrawn(on=DAY)), ("1", e.Received(on=DAY))], "not received before"),
        ([("1", e.Received(on=DAY)), ("１", e.Received(on=DAY))], "opened twice"),
        ([("", e.Received(on=DAY))], "no subject"),
        ([("x", e.FactStated(on=DAY, name="trainings", value=1))], "no column for it"),
        ([("", e.FactStated(on=DAY, name="parties", value=1))], "parties"),
        ([("", e.FactStated(on=DAY, name="trainings", value=-1))], "-1"),
        ([("1", e.Received(on=date(1980, 1, 1)))], "1980"),
        ([("1", e.Received(on=DAY)), ("1", e.Served(on=DAY, way="pigeon"))], "pigeon"),
        ([("", e.ItemsPublished(on=DAY, category="x", channel=""))], "is empty"),
        ([("1", e.Received(on=DAY, content="x" * 40_000))], "longer than a cell"),
    ],
)
def test_what_a_workbook_cannot_hold_is_refused_not_changed(pairs: list[tuple[str, Any]], says: str) -> None:
    with pytest.raises(DocumentError, match=says):
        write_ledger(Ledger(OFFICE, tuple(numbered(pairs))))
