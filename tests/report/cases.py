"""Two small ledgers whose every figure was computed by hand, and reports made cell by cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from gongkai.ledger.entries import Ledger, OfficeFacts, numbered
from gongkai.ledger.events import (
    Answered,
    ChallengeDecided,
    ChallengeReceived,
    ChargeCollected,
    Corrected,
    DecisionsMade,
    DeemedAbandoned,
    DocumentIssued,
    DocumentRepealed,
    FeeLapsed,
    FeeNoticed,
    FeePaid,
    ItemsPublished,
    Opening,
    ProjectsChanged,
    PurchaseMade,
    ReceiptConfirmed,
    Received,
    SupplementRequested,
    Withdrawn,
)
from gongkai.report.model import AnnualReport, Cell, Number, written
from gongkai.statute.forms import load_form

d = date.fromisoformat
OFFICE = OfficeFacts("东城街道办事处")


def got(on: str, applicant: str = "natural_person", channel: str = "in_person") -> Received:
    return Received(on=d(on), applicant=applicant, channel=channel)


def replied(on: str, outcome: str, **fields: Any) -> Answered:
    return Answered(on=d(on), outcome=outcome, reason="理由", search_record="检索", **fields)


def ledger_of(pairs: list[tuple[str, Any]], office: OfficeFacts = OFFICE) -> Ledger:
    return Ledger(office, tuple(numbered(pairs)))


PAIRS_2024 = [
    ("A0", got("2023-12-18")),  # 1: carried in
    ("A0", replied("2024-01-05", "granted")),
    ("A1", got("2024-01-22")),  # 3
    ("A1", Withdrawn(on=d("2024-01-25"))),
    ("A2", got("2024-03-04", "commercial_enterprise")),  # 5
    ("A2", replied("2024-03-20", "denied_process_info")),
    ("A2", Corrected(on=d("2024-08-01"), outcome="granted", challenge="F1")),  # moves no figure
    ("A3", got("2024-05-06", "legal_service_org")),  # 8
    ("A3", replied("2024-05-20", "partial", grounds=("EX15",))),
    ("A4", got("2024-06-03", "research_institution", "internet")),  # 10
    ("A4", ReceiptConfirmed(on=d("2024-06-05"))),
    ("A4", replied("2024-06-20", "unable_not_held")),
    ("A5", got("2024-12-20", "social_welfare_org")),  # 13: carried out; example 25
    ("A5", replied("2025-01-10", "granted")),
    ("A6", got("2024-12-30", "natural_person", "internet")),  # 15: confirmed next year only
    ("A6", ReceiptConfirmed(on=d("2025-01-03"))),
    ("A7", got("2024-07-01", "other_org")),  # 17
    ("A7", SupplementRequested(on=d("2024-07-08"), due_on=d("2024-07-23"))),
    ("A7", DeemedAbandoned(on=d("2024-07-30"))),
    ("A8", got("2024-09-02")),  # 20
    ("A8", FeeNoticed(on=d("2024-09-05"), amount_yuan=Decimal(100))),
    ("A8", FeeLapsed(on=d("2024-10-12"))),
    ("A9", got("2024-10-08")),  # 23
    ("A9", FeeNoticed(on=d("2024-10-10"), amount_yuan=Decimal(380), tariff="per_page")),
    ("A9", FeePaid(on=d("2024-10-15"), amount_yuan=Decimal(380))),
    ("A9", replied("2024-11-01", "granted")),
    ("A10", got("2023-05-05")),  # 27: over before the year
    ("A10", replied("2023-05-19", "granted")),
    ("", Opening(on=d("2023-01-01"), account="normative_documents.in_force", count=4)),  # 29
    ("D1", DocumentIssued(on=d("2023-06-01"), title="甲办法")),
    ("D2", DocumentIssued(on=d("2024-03-01"), title="乙办法")),
    ("D3", DocumentIssued(on=d("2024-12-20"), title="丙办法", in_force_from=d("2025-02-01"))),
    ("D1", DocumentRepealed(on=d("2024-05-01"))),
    ("", DecisionsMade(on=d("2024-06-30"), kind="licensing", count=5)),  # 34
    ("", DecisionsMade(on=d("2024-12-31"), kind="licensing", count=3)),
    ("", DecisionsMade(on=d("2024-12-31"), kind="penalty", count=483, published=20)),
    ("", DecisionsMade(on=d("2023-12-31"), kind="penalty", count=99)),  # last year's
    ("", ChargeCollected(on=d("2024-04-01"), item="占道费", amount_yuan=Decimal(40_000))),  # 38
    ("", ChargeCollected(on=d("2024-05-01"), item="占道费", amount_yuan=Decimal(200), is_refund=True)),
    ("F1", ChallengeReceived(on=d("2024-04-10"), kind="reconsideration", application="A2")),  # 40
    ("F1", ChallengeDecided(on=d("2024-06-10"), result="corrected", basis="64")),
    ("F2", ChallengeReceived(on=d("2024-11-01"), kind="litigation_direct")),
    ("F3", ChallengeReceived(on=d("2024-11-01"), kind="litigation_after_reconsideration", role="co_defendant")),
    ("F4", ChallengeReceived(on=d("2023-11-01"), kind="litigation_after_reconsideration")),  # 44
    ("F4", ChallengeDecided(on=d("2024-02-01"), result="upheld", basis="69")),
    ("", ItemsPublished(on=d("2024-12-31"), category="财政", count=100)),  # 46
    ("", ItemsPublished(on=d("2024-12-31"), category="救助", count=47)),
]

FIGURES_2024: dict[str, tuple[Number, tuple[int, ...]]] = {
    "t2.normative_documents.issued_this_year": (2, (31, 32)),
    "t2.normative_documents.repealed_this_year": (1, (33,)),
    "t2.normative_documents.in_force": (5, (29, 31)),
    "t2.licensing.decisions_this_year": (8, (34, 35)),
    "t2.penalty.decisions_this_year": (483, (36,)),
    "t2.admin_fees.amount_wan_yuan": (Decimal("4.018"), (38, 39, 25)),
    "t3.new_received.natural_person": (3, (3, 20, 23)),
    "t3.new_received.commercial_enterprise": (1, (5,)),
    "t3.new_received.research_institution": (1, (11,)),
    "t3.new_received.social_welfare_org": (1, (13,)),
    "t3.new_received.legal_service_org": (1, (8,)),
    "t3.new_received.other_org": (1, (17,)),
    "t3.new_received.total": (8, (3, 5, 8, 11, 13, 17, 20, 23)),
    "t3.carried_in.natural_person": (1, (1,)),
    "t3.carried_in.total": (1, (1,)),
    "t3.granted.natural_person": (2, (2, 26)),
    "t3.granted.total": (2, (2, 26)),
    "t3.partial.legal_service_org": (1, (9,)),
    "t3.partial.total": (1, (9,)),
    "t3.denied_process_info.commercial_enterprise": (1, (6,)),
    "t3.denied_process_info.total": (1, (6,)),
    "t3.unable_not_held.research_institution": (1, (12,)),
    "t3.unable_not_held.total": (1, (12,)),
    "t3.other_no_supplement.other_org": (1, (19,)),
    "t3.other_no_supplement.total": (1, (19,)),
    "t3.other_no_payment.natural_person": (1, (22,)),
    "t3.other_no_payment.total": (1, (22,)),
    "t3.other_other.natural_person": (1, (4,)),
    "t3.other_other.total": (1, (4,)),
    "t3.handled_total.natural_person": (4, (2, 4, 22, 26)),
    "t3.handled_total.commercial_enterprise": (1, (6,)),
    "t3.handled_total.research_institution": (1, (12,)),
    "t3.handled_total.legal_service_org": (1, (9,)),
    "t3.handled_total.other_org": (1, (19,)),
    "t3.handled_total.total": (8, (2, 4, 6, 9, 12, 19, 22, 26)),
    "t3.carried_out.social_welfare_org": (1, (13,)),
    "t3.carried_out.total": (1, (13,)),
    "t4.recon_corrected": (1, (41,)),
    "t4.recon_total": (1, (41,)),
    "t4.lit_direct_pending": (1, (42,)),
    "t4.lit_direct_total": (1, (42,)),
    "t4.lit_after_recon_upheld": (1, (45,)),
    "t4.lit_after_recon_total": (1, (45,)),
}
"""Every figure of the report for 2024 that is not 0, with its entries."""

PAIRS_2020 = [
    ("B1", got("2019-12-30")),  # 1: carried in
    ("B1", replied("2020-01-10", "denied_internal_affairs")),
    ("B2", got("2020-02-03")),  # 3
    ("B2", Withdrawn(on=d("2020-02-05"))),
    ("B3", got("2020-03-02", "other_org")),  # 5
    ("B3", SupplementRequested(on=d("2020-03-05"), due_on=d("2020-03-20"))),
    ("B3", DeemedAbandoned(on=d("2020-03-23"))),
    ("B4", got("2020-12-21", "commercial_enterprise")),  # 8: carried out
    ("", Opening(on=d("2020-01-01"), account="normative_documents.disclosed", count=3)),  # 9
    ("E1", DocumentIssued(on=d("2020-04-01"), title="丁办法", disclosed_on=d("2020-04-03"))),
    ("E2", DocumentIssued(on=d("2020-12-30"), title="戊办法", disclosed_on=d("2021-01-05"))),
    ("", Opening(on=d("2020-01-01"), account="licensing.projects", count=5)),  # 12
    ("", ProjectsChanged(on=d("2020-06-01"), kind="licensing", change=1)),
    ("", DecisionsMade(on=d("2020-12-31"), kind="licensing", count=2)),
    ("", Opening(on=d("2020-01-01"), account="penalty.projects", count=6)),  # 15
    ("", ProjectsChanged(on=d("2020-07-01"), kind="penalty", change=-2)),
    ("", DecisionsMade(on=d("2020-12-31"), kind="penalty", count=31)),
    ("", DecisionsMade(on=d("2020-12-31"), kind="other_public_services", count=7)),
    ("", Opening(on=d("2020-01-01"), account="admin_fees.projects", count=1)),  # 19
    ("", PurchaseMade(on=d("2020-12-31"), project="二十个项目", amount_yuan=Decimal("519566.20"), count=20)),
    ("", ChargeCollected(on=d("2020-04-01"), item="占道费", amount_yuan=Decimal(40_000))),  # no cell in this form
]

FIGURES_2020: dict[str, tuple[Number, tuple[int, ...]]] = {
    "t2.normative_documents.made_this_year": (2, (10, 11)),
    "t2.normative_documents.newly_disclosed": (1, (10,)),
    "t2.normative_documents.disclosed_total": (4, (9, 10)),
    "t2.licensing.projects_last_year": (5, (12,)),
    "t2.licensing.change_this_year": (1, (13,)),
    "t2.licensing.decisions": (2, (14,)),
    "t2.penalty.projects_last_year": (6, (15,)),
    "t2.penalty.change_this_year": (-2, (16,)),
    "t2.penalty.decisions": (31, (17,)),
    "t2.other_public_services.decisions": (7, (18,)),
    "t2.admin_fees.projects_last_year": (1, (19,)),
    "t2.central_procurement.project_count": (20, (20,)),
    "t2.central_procurement.total_amount": (Decimal("51.95662"), (20,)),
    "t3.new_received.natural_person": (1, (3,)),
    "t3.new_received.commercial_enterprise": (1, (8,)),
    "t3.new_received.other_org": (1, (5,)),
    "t3.new_received.total": (3, (3, 5, 8)),
    "t3.carried_in.natural_person": (1, (1,)),
    "t3.carried_in.total": (1, (1,)),
    "t3.denied_internal_affairs.natural_person": (1, (2,)),
    "t3.denied_internal_affairs.total": (1, (2,)),
    "t3.other_disposal.natural_person": (1, (4,)),
    "t3.other_disposal.other_org": (1, (7,)),
    "t3.other_disposal.total": (2, (4, 7)),
    "t3.handled_total.natural_person": (2, (2, 4)),
    "t3.handled_total.other_org": (1, (7,)),
    "t3.handled_total.total": (3, (2, 4, 7)),
    "t3.carried_out.commercial_enterprise": (1, (8,)),
    "t3.carried_out.total": (1, (8,)),
}

# --- reports made cell by cell ------------------------------------------------------------------------------------


def report_of(
    form_id: str = "fmt2021", figures: Mapping[str, Number | None] | None = None, **fields: Any
) -> AnnualReport:
    """A report with 0 in every cell but those named by path; None is a cell nobody filled in."""
    form = load_form(form_id)
    cells = {key: Cell(0, "0") for key in form.figures}
    for path, value in (figures or {}).items():
        cells[form.figure(path).key] = Cell(value, written(value)) if value is not None else Cell(None, status="blank")
    facts = {"office": OFFICE.name, "office_kind": OFFICE.kind, "year": 2024 if form_id == "fmt2021" else 2020}
    return AnnualReport(**{**facts, "form_id": form_id, "cells": cells, **fields})


def with_cell(report: AnnualReport, key: tuple[str, str, str], cell: Cell) -> AnnualReport:
    """The report with one cell replaced or added, inside the form or outside it."""
    return replace(report, cells={**report.cells, key: cell})
