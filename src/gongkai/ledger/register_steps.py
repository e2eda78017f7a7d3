"""Entries of the registers (登记簿): documents, decisions, powers, money, publication, stated facts. See `events`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentIssued:
    """A document was issued (制发). Subject of the entry: its number (文号).

    kind: "normative_documents" or "rules" (rows of table two).
    in_force_from: default the day of issue; valid_until: last day in force, if the document says so.
    disclosed_on: the day it was published.
    """

    on: date
    title: str
    kind: str = "normative_documents"
    in_force_from: date | None = None
    valid_until: date | None = None
    disclosed_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRepealed:
    """The document was repealed (废止) from this day on."""

    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentLapsed:
    """The document was declared lapsed (失效), which is not a repeal."""

    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionsMade:
    """Decisions (处理决定) of one kind: one, or a dated total. published: how many of them were published.

    kind: "licensing", "penalty", "coercion" or "other_public_services".
    """

    on: date
    kind: str
    count: int = 1
    published: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectsChanged:
    """The number of listed powers (事项) of one kind changed; 2019 form. kind may also be "admin_fees"."""

    on: date
    kind: str
    change: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeCollected:
    """Administrative fees (行政事业性收费) collected, in yuan. A refund is an amount with `is_refund`."""

    on: date
    item: str
    amount_yuan: Decimal
    is_refund: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PurchaseMade:
    """Centralised government procurement (政府集中采购): one purchase, or a dated total."""

    on: date
    project: str
    amount_yuan: Decimal
    count: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemsPublished:
    """Items published (主动公开) in a category on a channel: one, or a dated total."""

    on: date
    category: str
    channel: str = "政府网站"
    count: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelMeasured:
    """Figures of one channel for the month or year that ends on this day. followers: at that day."""

    on: date
    channel: str
    posts: int | None = None
    reads: int | None = None
    followers: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestsAnswered:
    """Messages of the public on a platform (12345 …): received and answered in time, as a dated total."""

    on: date
    platform: str
    received: int
    answered_in_time: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalAnswered:
    """A motion or proposal (建议、提案) was answered. kind: "congress" (人大建议) or "consultative" (政协提案)."""

    on: date
    title: str
    kind: str = "consultative"
    is_done: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class FactStated:
    """A figure about the office's work at a day. name: code of `ledger.registers.FACTS`."""

    on: date
    name: str
    value: int
    note: str = ""


RegisterEvent = (
    DocumentIssued
    | DocumentRepealed
    | DocumentLapsed
    | DecisionsMade
    | ProjectsChanged
    | ChargeCollected
    | PurchaseMade
    | ItemsPublished
    | ChannelMeasured
    | RequestsAnswered
    | ProposalAnswered
    | FactStated
)
