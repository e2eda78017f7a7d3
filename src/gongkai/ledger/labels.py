"""What each kind of entry is called on a screen and in a workbook; one sentence about one entry."""

from __future__ import annotations

from collections.abc import Mapping

from gongkai.ledger.challenges import KINDS, RESULTS
from gongkai.ledger.events import (
    Answered,
    ChallengeDecided,
    ChallengeReceived,
    ChargeCollected,
    ConsultationSent,
    Corrected,
    DecisionsMade,
    DocumentIssued,
    Event,
    FactStated,
    FeeNoticed,
    FeePaid,
    ItemsPublished,
    Opening,
    ProjectsChanged,
    PurchaseMade,
    Received,
    type_name,
)
from gongkai.ledger.registers import ACCOUNTS, DECISION_KINDS, FACTS, PROJECT_KINDS
from gongkai.statute.outcomes import outcomes
from gongkai.statute.periods import PARTIES
from gongkai.statute.receipt import channels

ACTS: Mapping[str, str] = {
    "received": "收到申请",
    "receipt_confirmed": "确认收到",
    "supplement_requested": "补正告知",
    "supplement_received": "收到补正",
    "reasons_requested": "要求说明理由",
    "reasons_received": "收到理由说明",
    "reply_delayed": "告知延迟答复",
    "consultation_sent": "征求意见",
    "consultation_delivered": "征求意见书送达",
    "consultation_answered": "收到意见",
    "consultation_silent": "逾期未提出意见",
    "extension_approved": "批准延期",
    "extension_notified": "告知延期",
    "fee_noticed": "收费通知",
    "fee_paid": "缴费",
    "fee_lapsed": "逾期未缴费",
    "answered": "答复",
    "withdrawn": "申请人撤回",
    "deemed_abandoned": "逾期不补正视为放弃",
    "closed_otherwise": "其他终止",
    "served": "送达",
    "corrected": "重新答复",
    "archived": "归档",
    "challenge_received": "收到复议诉讼材料",
    "response_submitted": "提交答复答辩",
    "challenge_decided": "复议诉讼结案",
    "document_issued": "制发文件",
    "document_repealed": "废止文件",
    "document_lapsed": "文件失效",
    "decisions_made": "处理决定",
    "projects_changed": "事项增减",
    "charge_collected": "行政事业性收费",
    "purchase_made": "政府集中采购",
    "items_published": "主动公开",
    "channel_measured": "渠道数据",
    "requests_answered": "平台办件",
    "proposal_answered": "建议提案",
    "fact_stated": "工作数据",
    "opening": "期初数",
    "voided": "作废",
    "batch_voided": "撤销导入",
    "report_signed": "签发年度报告",
}
"""Chinese name of each event type."""


def describe(event: Event) -> str:
    """One line about an entry, in Chinese, without personal data: "答复：予以公开"."""
    name = ACTS[type_name(event)]
    detail = _detail(event)
    return f"{name}：{detail}" if detail else name


def _detail(event: Event) -> str:
    match event:
        case Received():
            return channels()[event.channel].label if event.channel in channels() else event.channel
        case Answered(outcome=code) | Corrected(outcome=code):
            return outcomes()[code].label if code in outcomes() else code
        case ConsultationSent():
            return PARTIES.get(event.party, event.party)
        case FeeNoticed(amount_yuan=amount) | FeePaid(amount_yuan=amount):
            return f"{amount}元"
        case ChallengeReceived():
            return KINDS.get(event.kind, event.kind)
        case ChallengeDecided():
            return RESULTS.get(event.result, event.result)
        case DocumentIssued():
            return f"《{event.title}》"
        case DecisionsMade():
            return f"{DECISION_KINDS.get(event.kind, event.kind)}{event.count}件"
        case ProjectsChanged():
            return f"{PROJECT_KINDS.get(event.kind, event.kind)}{event.change:+d}项"
        case ChargeCollected():
            return f"{event.item}{'退费' if event.is_refund else ''}{event.amount_yuan}元"
        case PurchaseMade():
            return f"{event.project}{event.amount_yuan}元"
        case ItemsPublished():
            return f"{event.category}{event.count}条（{event.channel}）"
        case FactStated():
            return f"{FACTS.get(event.name, event.name)}{event.value}"
        case Opening():
            return f"{ACCOUNTS.get(event.account, event.account)} {event.count}"
        case _:
            return ""
