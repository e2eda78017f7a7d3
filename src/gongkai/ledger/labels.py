"""What each kind of entry is called on a screen and in a workbook; one sentence about one entry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, cast

from gongkai.ledger import codes
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
from gongkai.ledger.index_numbers import placeholders, seen_patterns
from gongkai.ledger.item_steps import (
    ItemAttributed,
    ItemDrafted,
    ItemEffectChanged,
    ItemEvaluated,
    ItemEvent,
    ItemReleased,
    ItemReviewed,
    ItemScheduled,
    ItemTakenDown,
    ItemTransferred,
    ItemUnscheduled,
    ReferralAnswered,
)
from gongkai.ledger.items import ITEM_STAGES, REVIEW_STAGES
from gongkai.ledger.norm_steps import (
    CommentsClosed,
    LegalityReviewed,
    NormDeliberated,
    NormDrafted,
    NormEvaluated,
    NormEvent,
    NormNumbered,
)
from gongkai.ledger.norms import NORM_STAGES
from gongkai.ledger.registers import ACCOUNTS, DECISION_KINDS, FACTS, PROJECT_KINDS
from gongkai.ledger.state import STAGES
from gongkai.statute.catalogue import carriers, choices, columns, fields, starts, topics
from gongkai.statute.columns import column_kinds, parts, vetoes
from gongkai.statute.duties import criteria, duties
from gongkai.statute.fees import TARIFF_GLOSSES, TARIFFS
from gongkai.statute.forms import form_for
from gongkai.statute.guide import guide_fields
from gongkai.statute.letters import letter_kinds
from gongkai.statute.organs import organs
from gongkai.statute.outcomes import grounds, outcomes
from gongkai.statute.periods import PARTIES, PARTY_GLOSSES, periods
from gongkai.statute.receipt import channels
from gongkai.statute.service_guide import guide_elements
from gongkai.statute.systems import system_kinds

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
    "item_drafted": "信息登记",
    "item_formed": "成文",
    "item_limited": "设定公开时限",
    "item_attributed": "变更公开属性",
    "item_evaluated": "定期评估",
    "item_text_changed": "修改正文",
    "item_submitted": "报送审核",
    "item_reviewed": "公开审查",
    "referral_answered": "保密审定答复",
    "item_scheduled": "定时发布",
    "item_unscheduled": "取消定时发布",
    "item_released": "发布",
    "item_corrected": "更正",
    "item_clarified": "澄清",
    "item_effect_changed": "有效性变更",
    "item_taken_down": "撤下",
    "item_transferred": "移送",
    "item_archived": "信息归档",
    "norm_drafted": "规范性文件起草",
    "comments_opened": "公开征求意见",
    "comments_closed": "征求意见结果",
    "legality_reviewed": "合法性审核",
    "norm_deliberated": "集体审议",
    "norm_signed": "签发",
    "norm_numbered": "统一编号",
    "norm_published": "公布",
    "norm_interpreted": "政策解读",
    "norm_filed": "备案",
    "norm_evaluated": "文件评估清理",
    "norm_amended": "文件修改",
    "norm_renewed": "延长有效期",
    "opening": "期初数",
    "voided": "作废",
    "batch_voided": "撤销导入",
    "report_signed": "签发年度报告",
}
"""Chinese name of each event type."""

ACT_GLOSSES: Mapping[str, str] = {
    "received": "application received",
    "receipt_confirmed": "receipt confirmed",
    "supplement_requested": "notice to supplement",
    "supplement_received": "supplement received",
    "reasons_requested": "notice to give reasons",
    "reasons_received": "reasons received",
    "reply_delayed": "notice of a delayed reply",
    "consultation_sent": "consultation",
    "consultation_delivered": "consultation letter served",
    "consultation_answered": "opinion received",
    "consultation_silent": "no opinion in time",
    "extension_approved": "extension approved",
    "extension_notified": "notice of extension",
    "fee_noticed": "fee notice",
    "fee_paid": "fee paid",
    "fee_lapsed": "fee not paid in time",
    "answered": "reply",
    "withdrawn": "withdrawn by the applicant",
    "deemed_abandoned": "deemed abandoned, no supplement in time",
    "closed_otherwise": "otherwise closed",
    "served": "service",
    "corrected": "new reply",
    "archived": "archiving",
    "challenge_received": "reconsideration or litigation papers received",
    "response_submitted": "answer submitted",
    "challenge_decided": "reconsideration or litigation decided",
    "document_issued": "document issued",
    "document_repealed": "document repealed",
    "document_lapsed": "document lapsed",
    "decisions_made": "decisions",
    "projects_changed": "change of listed powers",
    "charge_collected": "administrative fees",
    "purchase_made": "centralized procurement",
    "items_published": "proactive disclosure",
    "channel_measured": "channel figures",
    "requests_answered": "requests on the platform answered",
    "proposal_answered": "proposal answered",
    "fact_stated": "figures of the work",
    "item_drafted": "item registered",
    "item_formed": "paper dated and signed",
    "item_limited": "limit of the item set",
    "item_attributed": "disclosure attribute changed",
    "item_evaluated": "periodic evaluation",
    "item_text_changed": "text changed",
    "item_submitted": "handed in for review",
    "item_reviewed": "pre-disclosure review",
    "referral_answered": "answer of the secrecy authority",
    "item_scheduled": "release set",
    "item_unscheduled": "release called off",
    "item_released": "released",
    "item_corrected": "correction",
    "item_clarified": "clarification",
    "item_effect_changed": "effect status changed",
    "item_taken_down": "taken down",
    "item_transferred": "handed to an archive or library",
    "item_archived": "item archived",
    "norm_drafted": "normative document drafted",
    "comments_opened": "public comment opened",
    "comments_closed": "result of the public comment",
    "legality_reviewed": "legality review",
    "norm_deliberated": "collective deliberation",
    "norm_signed": "signed for issue",
    "norm_numbered": "document numbered",
    "norm_published": "document published",
    "norm_interpreted": "policy interpretation",
    "norm_filed": "filed with a higher authority",
    "norm_evaluated": "document evaluated",
    "norm_amended": "document amended",
    "norm_renewed": "term prolonged",
    "opening": "opening balance",
    "voided": "voided",
    "batch_voided": "import undone",
    "report_signed": "annual report signed",
}
"""English name of each event type."""

STAGE_GLOSSES: Mapping[str, str] = {
    "awaiting_confirmation": "awaiting confirmation of receipt",
    "handling": "in progress",
    "awaiting_supplement": "awaiting the supplement",
    "consulting": "consultation",
    "awaiting_payment": "awaiting payment",
    "closed": "closed",
    "archived": "archived",
}
"""English name of each of `state.STAGES`."""

ITEM_STAGE_GLOSSES: Mapping[str, str] = {
    "drafting": "draft",
    "in_review": "under review",
    "referred": "awaiting the secrecy authority",
    "ready": "ready for release",
    "scheduled": "release is set",
    "public": "public",
    "taken_down": "withdrawn from publication",
    "kept": "not proactively disclosed",
    "archived": "archived",
}
"""English name of each of `items.ITEM_STAGES`."""

NORM_STAGE_GLOSSES: Mapping[str, str] = {
    "drafting": "drafting",
    "commenting": "open for public comment",
    "commented": "public comment closed",
    "reviewed": "passed the legality review",
    "adopted": "adopted in deliberation",
    "signed": "signed",
    "numbered": "numbered",
    "issued": "issued",
    "published": "published",
    "ended": "repealed or lapsed",
}
"""English name of each of `norms.NORM_STAGES`."""

REVIEW_STAGE_GLOSSES: Mapping[str, str] = {
    "section": "review by the section",
    "secrecy": "secrecy review",
    "leader": "approval by the leader",
}
"""English name of each of `items.REVIEW_STAGES`."""

HEADING_GLOSSES: Mapping[str, str] = {
    "申请人情况": "applicants",
    "法人或其他组织": "legal persons or other organizations",
    "三、本年度办理结果": "outcomes of the year",
    "（三）不予公开": "not disclosed",
    "（四）无法提供": "unable to provide",
    "（五）不予处理": "not handled",
    "（六）其他处理": "otherwise closed",
    "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）": (
        "(In each column the first and second items together equal the third and fourth together.)"
    ),
}
"""Headings of table three of the 2021 form and the note in its corner."""

GLOSSED: Sequence[tuple[Mapping[str, str], Mapping[str, str]]] = (
    (codes.SERVICE_KINDS, codes.SERVICE_KIND_GLOSSES),
    (codes.PROPOSERS, codes.PROPOSER_GLOSSES),
    (codes.PROPOSAL_RESULTS, codes.PROPOSAL_RESULT_GLOSSES),
    (ACTS, ACT_GLOSSES),
    ({str(code): label for code, label in STAGES.items()}, STAGE_GLOSSES),
    (codes.CHALLENGE_KINDS, codes.CHALLENGE_KIND_GLOSSES),
    (codes.RESULTS, codes.RESULT_GLOSSES),
    (codes.PROCEDURES, codes.PROCEDURE_GLOSSES),
    (codes.ROLES, codes.ROLE_GLOSSES),
    (codes.SERVICE_WAYS, codes.SERVICE_WAY_GLOSSES),
    (codes.DOCUMENT_KINDS, codes.DOCUMENT_KIND_GLOSSES),
    (codes.PROJECT_KINDS, codes.PROJECT_KIND_GLOSSES),
    (codes.PROPOSAL_KINDS, codes.PROPOSAL_KIND_GLOSSES),
    (codes.ATTRIBUTES, codes.ATTRIBUTE_GLOSSES),
    (codes.VERDICTS, codes.VERDICT_GLOSSES),
    (codes.REFERRAL_ANSWERS, codes.REFERRAL_ANSWER_GLOSSES),
    (codes.EFFECTS, codes.EFFECT_GLOSSES),
    (codes.ITEM_CHANNELS, codes.ITEM_CHANNEL_GLOSSES),
    (codes.TAKE_DOWN_CAUSES, codes.TAKE_DOWN_CAUSE_GLOSSES),
    (codes.KEEPERS, codes.KEEPER_GLOSSES),
    (codes.LEGALITY_VERDICTS, codes.LEGALITY_VERDICT_GLOSSES),
    (codes.DELIBERATIONS, codes.DELIBERATION_GLOSSES),
    (codes.EVALUATION_VERDICTS, codes.EVALUATION_VERDICT_GLOSSES),
    ({str(code): label for code, label in ITEM_STAGES.items()}, ITEM_STAGE_GLOSSES),
    ({str(code): label for code, label in NORM_STAGES.items()}, NORM_STAGE_GLOSSES),
    (REVIEW_STAGES, REVIEW_STAGE_GLOSSES),
    (PARTIES, PARTY_GLOSSES),
    (TARIFFS, TARIFF_GLOSSES),
)
"""Tables of codes: their Chinese labels, their English glosses."""


def english_of(label: str) -> str:
    """The English gloss of a Chinese label of the core; empty where it has none."""
    return _glosses().get(label, "")


@lru_cache(maxsize=1)
def _glosses() -> Mapping[str, str]:
    """Every label that has a gloss. A title that several letters bear keeps what their glosses have in common."""
    found = {table[code]: glosses[code] for table, glosses in GLOSSED for code in table}
    named: list[Any] = [*outcomes().values(), *grounds().values(), *channels().values(), *organs().values()]
    named += [one for versions in periods().values() for one in versions]
    table = form_for(2021).tables["t3"]
    named += [*guide_fields(), *table.rows, *table.columns]
    named += [*fields().values(), *columns().values(), *carriers().values(), *starts().values(), *topics().values()]
    named += [one for column in ("object", "way", "tier") for one in choices(column).values()]
    named += [*parts().values(), *column_kinds().values(), *vetoes().values(), *duties().values(), *criteria()]
    named += [*placeholders().values(), *seen_patterns(), *system_kinds().values(), *guide_elements()]
    found.update({one.label: one.gloss for one in reversed(named)})
    found.update(HEADING_GLOSSES)
    for kind in (one for versions in letter_kinds().values() for one in versions):
        found[kind.title] = _common(found.get(kind.title, kind.gloss), kind.gloss)
    return found


def _common(first: str, second: str) -> str:
    return first if first == second else first.partition(":")[0].partition(",")[0]


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
            return _item_detail(cast("ItemEvent", event)) or _norm_detail(cast("NormEvent", event))


def _item_detail(event: ItemEvent) -> str:
    match event:
        case ItemDrafted():
            return f"《{event.title}》（{codes.ATTRIBUTES.get(event.attribute, event.attribute)}）"
        case ItemAttributed() | ItemEvaluated():
            ground = f"，{grounds()[event.ground].label}" if event.ground in grounds() else ""
            return codes.ATTRIBUTES.get(event.attribute, event.attribute) + ground
        case ItemReviewed():
            stage = REVIEW_STAGES.get(event.stage, event.stage)
            return f"{stage}，{codes.VERDICTS.get(event.verdict, event.verdict)}（第{event.version}版）"
        case ReferralAnswered():
            return codes.REFERRAL_ANSWERS.get(event.answer, event.answer)
        case ItemReleased():
            return f"{_channel(event.channel, event.place)}（第{event.version}版）"
        case ItemScheduled():
            return f"{_channel(event.channel, event.place)}，{event.release_on.isoformat()}"
        case ItemUnscheduled():
            return _channel(event.channel, event.place)
        case ItemTakenDown():
            cause = codes.TAKE_DOWN_CAUSES.get(event.cause, event.cause)
            return f"{_channel(event.channel, event.place)}，{cause}"
        case ItemEffectChanged():
            return codes.EFFECTS.get(event.effect, event.effect)
        case ItemTransferred():
            return codes.KEEPERS.get(event.keeper, event.keeper)
        case _:
            return ""


def _channel(code: str, place: str) -> str:
    return codes.ITEM_CHANNELS.get(code, code) + (f"“{place}”" if place else "")


def _norm_detail(event: NormEvent) -> str:
    match event:
        case NormDrafted():
            return f"《{event.title}》"
        case NormNumbered():
            return event.number
        case CommentsClosed():
            return f"收到{event.comments}条，采纳{event.adopted}条"
        case LegalityReviewed():
            return codes.LEGALITY_VERDICTS.get(event.verdict, event.verdict)
        case NormDeliberated():
            return codes.DELIBERATIONS.get(event.decision, event.decision)
        case NormEvaluated():
            return codes.EVALUATION_VERDICTS.get(event.verdict, event.verdict)
        case _:
            return ""
