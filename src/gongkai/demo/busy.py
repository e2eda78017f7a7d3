"""An invented city office in which everything happens: every outcome for every kind of applicant, over two years.

Nothing here is real. Every act goes through `acts.take`, so the ledger is lawful by construction.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from gongkai.documents.workbook import LedgerBook
from gongkai.ledger import steps
from gongkai.ledger.acts import take
from gongkai.ledger.entries import Ledger, OfficeFacts, numbered
from gongkai.ledger.events import (
    ChallengeDecided,
    ChallengeReceived,
    ChannelMeasured,
    ChargeCollected,
    DecisionsMade,
    DocumentIssued,
    DocumentLapsed,
    DocumentRepealed,
    Event,
    FactStated,
    ItemsPublished,
    Opening,
    ProjectsChanged,
    ProposalAnswered,
    PurchaseMade,
    RequestsAnswered,
    ResponseSubmitted,
)
from gongkai.ledger.registers import DECISION_KINDS, FACTS, PROJECT_KINDS
from gongkai.ledger.state import State, apply, begin
from gongkai.report.model import Paragraph
from gongkai.statute.calendar import WorkCalendar, load_calendar
from gongkai.statute.outcomes import APPLICANTS, outcomes
from gongkai.statute.receipt import AWAITING_CONFIRMATION, CHANNELS

YEAR = 2024
OFFICE = OfficeFacts(
    name="云台市人民政府办公室（虚构示例）",
    kind="city_government",
    address="云台市示例路1号",
    phone="000-00000000",
    postcode="000000",
    website="https://example.invalid/",
)
Pair = tuple[str, Event]


def busy_book() -> LedgerBook:
    """The invented office's ledger of two years, with text for the sections a person writes."""
    return LedgerBook(
        ledger=Ledger(OFFICE, tuple(numbered([*_applications(), *_challenges(), *_registers()]))),
        year=YEAR,
        texts=_texts(),
        title="",
        signed_by="云台市人民政府办公室（虚构示例）",
        signed_on=date(YEAR + 1, 3, 20),
        problems=(),
    )


# --- applications -------------------------------------------------------------------------------------------------


def _applications() -> Iterator[Pair]:
    calendar = load_calendar()
    count = 0
    for turn, applicant in enumerate(APPLICANTS):
        for place, outcome in enumerate(outcomes()):
            copies = 1 + (turn + place) % 3
            for copy in range(copies):
                count += 1
                arrived = date(YEAR, 1, 8) + timedelta(days=(count * 3 + copy) % 240)
                yield from _one(f"{YEAR}-{count:03d}", arrived, applicant, outcome, count, calendar)
    for place, applicant in enumerate(APPLICANTS, 1):
        for year in (YEAR - 1, YEAR):  # received in December, answered in January or still open
            number, arrived = f"{year}-9{place:02d}", date(year, 12, 11 + place)
            event = steps.Received(on=arrived, applicant=applicant, person=f"P9{place:02d}", content="示例信息")
            case = _Case(number, event, calendar)
            if year < YEAR:
                case.add(steps.Answered(on=date(YEAR, 1, 3), outcome="granted", reason="随函提供"))
                case.add(steps.Served(on=date(YEAR, 1, 6)))
            yield from case.events


class _Case:
    """One application whose every act is checked as at the desk."""

    def __init__(self, number: str, received: steps.Received, calendar: WorkCalendar) -> None:
        self.number = number
        self.calendar = calendar
        self.state: State = begin(number, received)
        self.events: list[Pair] = [(number, received)]

    def add(self, event: steps.ApplicationEvent) -> None:
        take(self.state, event, self.calendar)
        self.state = apply(self.state, event)
        self.events.append((self.number, event))

    def later(self, days: int) -> date:
        """A working day some working days after the last act."""
        return self.calendar.nth_working_day_after(self.events[-1][1].on, days)


def _one(
    number: str, arrived: date, applicant: str, outcome: str, count: int, calendar: WorkCalendar
) -> Iterator[Pair]:
    channel = CHANNELS[count % len(CHANNELS)]
    person = f"P{count:03d}"
    case = _Case(
        number,
        steps.Received(on=arrived, channel=channel, applicant=applicant, person=person, content="示例信息"),
        calendar,
    )
    if channel in AWAITING_CONFIRMATION:
        case.add(steps.ReceiptConfirmed(on=case.later(1)))
    _prepare(case, outcome, count)
    _close(case, outcome)
    if case.state.is_answered:
        case.add(steps.Served(on=case.later(2)))
    case.add(steps.Archived(on=case.later(5)))
    yield from case.events


def _prepare(case: _Case, outcome: str, count: int) -> None:
    """What has to happen, or may happen, before this outcome."""
    match outcome:
        case "unable_unclear_after_supplement":
            case.add(steps.SupplementRequested(on=case.later(3), due_on=case.later(18), reason="申请内容不明确"))
            case.add(steps.SupplementReceived(on=case.later(5)))
        case "other_no_supplement":
            case.add(steps.SupplementRequested(on=case.later(4), due_on=case.later(14), reason="缺少身份证明"))
        case "other_no_payment":
            amount = Decimal(100)
            case.add(steps.FeeNoticed(on=case.later(2), amount_yuan=amount, addressee_received_on=case.later(4)))
        case "refused_excessive":
            case.add(steps.ReasonsRequested(on=case.later(2), due_on=case.later(12)))
            case.add(steps.ReasonsReceived(on=case.later(5), are_reasonable=False))
        case "denied_third_party" | "partial":
            sent = case.later(2)
            case.add(steps.ConsultationSent(on=sent, to="第三方甲", addressee_received_on=case.later(4)))
            case.add(steps.ConsultationAnswered(on=case.later(8), to="第三方甲", consents=False, reason="涉及商业秘密"))
        case "denied_process_info":
            case.add(steps.ExtensionApproved(on=case.later(15), by="工作机构负责人", reason="需进一步核实"))
            case.add(steps.ExtensionNotified(on=case.later(1)))
        case "granted" if count % 2:
            case.add(steps.FeeNoticed(on=case.later(2), amount_yuan=Decimal(380), tariff="per_page"))
            case.add(steps.FeePaid(on=case.later(6), amount_yuan=Decimal(380), receipt=f"示例{count:04d}"))
        case _:
            pass


def _close(case: _Case, outcome: str) -> None:
    match outcome:
        case "other_no_supplement":
            case.add(steps.DeemedAbandoned(on=case.later(20)))
        case "other_no_payment":
            case.add(steps.FeeLapsed(on=case.later(25)))
        case "other_other":
            case.add(steps.Withdrawn(on=case.later(3)))
        case _:
            case.add(
                steps.Answered(
                    on=case.later(6),
                    outcome=outcome,
                    grounds=("EX15",) if outcome == "partial" else (),
                    reason="示例理由",
                    search_record="档案室、办公系统，以文件名检索" if outcome == "unable_not_held" else "",
                    earlier_case=f"{YEAR - 1}-901" if outcome == "refused_duplicate" else "",
                )
            )


# --- challenges ---------------------------------------------------------------------------------------------------


def _challenges() -> Iterator[Pair]:
    kinds = {"reconsideration": "复", "litigation_direct": "诉", "litigation_after_reconsideration": "复诉"}
    for turn, (kind, word) in enumerate(kinds.items()):
        for place, result in enumerate(("upheld", "corrected", "other_result", "")):
            for copy in range(1 + (turn + place) % 2):
                number = f"（{YEAR}）{word}{place + 1}{copy + 1}号"
                received = date(YEAR, 3 + place, 4 + copy)
                procedure = "simple" if kind == "reconsideration" and place % 2 else "ordinary"
                yield (
                    number,
                    ChallengeReceived(
                        on=received, kind=kind, application=f"{YEAR}-{place + 1:03d}", procedure=procedure
                    ),
                )
                yield number, ResponseSubmitted(on=received + timedelta(days=4))
                if result:
                    yield number, ChallengeDecided(on=received + timedelta(days=50), result=result)


# --- registers ----------------------------------------------------------------------------------------------------


def _registers() -> Iterator[Pair]:
    yield from _documents()
    for place, kind in enumerate(PROJECT_KINDS, 3):
        yield "", Opening(on=date(YEAR - 1, 12, 31), account=f"{kind}.projects", count=10 * place)
        yield "", ProjectsChanged(on=date(YEAR, 6, 30), kind=kind, change=place - 9)
    for month in range(1, 13):
        end = date(YEAR, month, 28)
        for place, kind in enumerate(DECISION_KINDS, 1):
            yield "", DecisionsMade(on=end, kind=kind, count=place * month, published=place)
        yield "", ChargeCollected(on=end, item="示例收费", amount_yuan=Decimal("1234.56") * month)
        channel = "微信公众号“云台发布（虚构）”"
        yield "", ChannelMeasured(on=end, channel=channel, posts=20 + month, reads=9000 + month, followers=5000 + month)
        yield "", ItemsPublished(on=end, category="机构职能", count=month)
        yield "", ItemsPublished(on=end, category="财政信息", count=2)
    yield "", ChargeCollected(on=date(YEAR, 9, 9), item="示例收费", amount_yuan=Decimal(200), is_refund=True)
    for place, amount in enumerate(("350000", "128999.50", "76000"), 1):
        yield "", PurchaseMade(on=date(YEAR, 2 * place, 15), project=f"示例采购{place}", amount_yuan=Decimal(amount))
    yield "", RequestsAnswered(on=date(YEAR, 12, 31), platform="12345平台", received=820, answered_in_time=815)
    yield "", ProposalAnswered(on=date(YEAR, 9, 30), title="示例建议", kind="congress")
    yield "", ProposalAnswered(on=date(YEAR, 9, 30), title="示例提案")
    for place, name in enumerate(FACTS, 1):
        yield "", FactStated(on=date(YEAR, 12, 31), name=name, value=place * 7 % 9 + 1)


def _documents() -> Iterator[Pair]:
    for kind, word in (("normative_documents", "云政规"), ("rules", "云台市人民政府令")):
        for place, issued in enumerate((date(2019, 5, 6), date(2021, 8, 2), date(YEAR, 3, 11), date(YEAR, 10, 8)), 1):
            yield (
                f"{word}〔{issued.year}〕{place}号",
                DocumentIssued(
                    on=issued,
                    title=f"示例文件{place}",
                    kind=kind,
                    valid_until=date(YEAR, 8, 1) if place == 2 else None,
                    disclosed_on=issued + timedelta(days=10),
                ),
            )
        yield f"{word}〔2019〕1号", DocumentRepealed(on=date(YEAR, 3, 11))
        yield f"{word}〔2018〕9号", DocumentIssued(on=date(2018, 9, 3), title="示例旧文件", kind=kind)
        yield f"{word}〔2018〕9号", DocumentLapsed(on=date(YEAR, 5, 5))


def _texts() -> dict[str, tuple[Paragraph, ...]]:
    return {
        "problems": (
            Paragraph("（一）存在的主要问题", level=2),
            Paragraph("一是部分答复说理不够充分；二是个别栏目更新不够及时。（虚构示例文字）"),
            Paragraph("（二）改进情况", level=2),
            Paragraph("一是建立答复会商和法制审核机制；二是按月检查栏目更新并通报。（虚构示例文字）"),
        ),
        "other_matters": (Paragraph("无其他需要报告的事项。（虚构示例文字）"),),
    }
