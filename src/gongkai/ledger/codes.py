"""Codes that entries use and their Chinese labels: kinds of documents, decisions, challenges, balances, facts."""

from __future__ import annotations

from collections.abc import Mapping

DOCUMENT_KINDS: Mapping[str, str] = {"normative_documents": "行政规范性文件", "rules": "规章"}
DECISION_KINDS: Mapping[str, str] = {
    "licensing": "行政许可",
    "penalty": "行政处罚",
    "coercion": "行政强制",
    "other_public_services": "其他对外管理服务事项",
}
PROJECT_KINDS: Mapping[str, str] = {**DECISION_KINDS, "admin_fees": "行政事业性收费"}
"""Kinds of listed powers (事项) the 2019 form counts."""
DOCUMENT_KIND_GLOSSES: Mapping[str, str] = {"normative_documents": "normative documents", "rules": "rules"}
PROJECT_KIND_GLOSSES: Mapping[str, str] = {
    "licensing": "administrative licence",
    "penalty": "administrative penalty",
    "coercion": "administrative coercion",
    "other_public_services": "other external management and services",
    "admin_fees": "administrative fees",
}

ACCOUNTS: Mapping[str, str] = {
    **{f"{kind}.projects": f"{label}：上一年项目数量" for kind, label in PROJECT_KINDS.items()},
    **{f"{kind}.in_force": f"{label}：期初现行有效件数" for kind, label in DOCUMENT_KINDS.items()},
    **{f"{kind}.disclosed": f"{label}：期初对外公开总数量" for kind, label in DOCUMENT_KINDS.items()},
}
"""What an `Opening` may state: balances whose single acts are not in the ledger."""

FACTS: Mapping[str, str] = {
    "communities": "所辖社区数量（个）",
    "departments": "内设科室数量（个）",
    "disclosure_staff": "从事政府信息公开工作人员（人）",
    "full_time_liaisons": "专职联络员（人）",
    "leading_group_meetings": "领导小组会议（次）",
    "catalogue_fields": "标准化目录领域（个）",
    "catalogue_items": "标准化目录事项（条）",
    "portal_columns": "门户网站栏目（个）",
    "consultation_topics": "民意征集议题（个）",
    "interpretations": "政策解读（篇）",
    "venues": "查阅场所、公开栏（处）",
    "transfers": "向档案馆、图书馆移送（次）",
    "trainings": "业务培训（次）",
    "training_attendees": "培训人次（人次）",
    "inspections": "监督检查（次）",
    "assessments": "工作考核（次）",
    "public_reviews": "社会评议（次）",
    "accountability_cases": "责任追究（起）",
}
"""Names a `FactStated` may have, with the unit in the label. They feed the narrative, never a table."""

CHALLENGE_KINDS: Mapping[str, str] = {
    "reconsideration": "行政复议",
    "litigation_direct": "行政诉讼（未经复议直接起诉）",
    "litigation_after_reconsideration": "行政诉讼（复议后起诉）",
}
CHALLENGE_KIND_GLOSSES: Mapping[str, str] = {
    "reconsideration": "administrative reconsideration",
    "litigation_direct": "administrative litigation (direct suit)",
    "litigation_after_reconsideration": "administrative litigation (suit after reconsideration)",
}
RESULTS: Mapping[str, str] = {"upheld": "结果维持", "corrected": "结果纠正", "other_result": "其他结果"}
RESULT_GLOSSES: Mapping[str, str] = {"upheld": "upheld", "corrected": "corrected", "other_result": "other result"}
PROCEDURES: Mapping[str, str] = {"ordinary": "普通程序", "simple": "简易程序"}
PROCEDURE_GLOSSES: Mapping[str, str] = {"ordinary": "ordinary procedure", "simple": "simple procedure"}
ROLES: Mapping[str, str] = {"respondent": "被申请人（被告）", "co_defendant": "共同被告（复议机关）"}
ROLE_GLOSSES: Mapping[str, str] = {
    "respondent": "respondent (defendant)",
    "co_defendant": "co-defendant (reconsideration authority)",
}

PROPOSAL_KINDS: Mapping[str, str] = {"congress": "人大代表建议", "consultative": "政协提案"}
PROPOSAL_KIND_GLOSSES: Mapping[str, str] = {
    "congress": "motion of a deputy to the people's congress",
    "consultative": "proposal of the consultative conference",
}

PROPOSERS: Mapping[str, str] = {
    "deputy": "人大代表",
    "delegation": "代表团",
    "member": "政协委员",
    "party": "民主党派、工商联",
    "group": "界别、专门委员会",
    "other_proposer": "其他提出人",
}
"""Who made a proposal, by kind; names are not kept."""
PROPOSER_GLOSSES: Mapping[str, str] = {
    "deputy": "deputy to the people's congress",
    "delegation": "delegation",
    "member": "member of the consultative conference",
    "party": "party or federation of industry and commerce",
    "group": "sector or special committee",
    "other_proposer": "another proposer",
}
PROPOSAL_RESULTS: Mapping[str, str] = {
    "solved": "已经解决或者基本解决",
    "planned": "列入计划解决",
    "explained": "留作参考、解释说明",
}
"""How a proposal was dealt with: the categories A, B and C of practice."""
PROPOSAL_RESULT_GLOSSES: Mapping[str, str] = {
    "solved": "solved, wholly or mostly",
    "planned": "planned",
    "explained": "noted or explained",
}

SERVICE_KINDS: Mapping[str, str] = {
    "licensing": "行政许可",
    "confirmation": "行政确认",
    "payment": "行政给付",
    "reward": "行政奖励",
    "public_service": "公共服务",
    "other_service": "其他服务事项",
}
"""Kinds of service items (办事指南)."""
SERVICE_KIND_GLOSSES: Mapping[str, str] = {
    "licensing": "administrative licence",
    "confirmation": "administrative confirmation",
    "payment": "administrative benefit",
    "reward": "administrative reward",
    "public_service": "public services",
    "other_service": "another service",
}

SERVICE_WAYS: Mapping[str, str] = {
    "post": "邮寄",
    "in_person": "当面",
    "entrusted": "委托送达",
    "electronic": "网络",
    "notice": "公告",
}
"""Ways a letter is sent or served; D12, 民事诉讼法 arts. 87-95."""
SERVICE_WAY_GLOSSES: Mapping[str, str] = {
    "post": "by post",
    "in_person": "in person",
    "entrusted": "entrusted service",
    "electronic": "online",
    "notice": "public notice",
}

# --- items of proactive disclosure (主动公开) ------------------------------------------------------------------------

ATTRIBUTES: Mapping[str, str] = {
    "publish": "主动公开",
    "on_application": "依申请公开",
    "withhold": "不予公开",
}
"""Disclosure attribute (公开属性) of a paper, fixed when it is drafted; Regulation arts. 13-16."""
ATTRIBUTE_GLOSSES: Mapping[str, str] = {
    "publish": "proactive disclosure",
    "on_application": "disclosure on application",
    "withhold": "withheld",
}
VERDICTS: Mapping[str, str] = {"passed": "审核通过", "returned": "退回修改", "referred": "提请保密行政管理部门审定"}
"""What a reviewer may decide; Regulation art. 17."""
VERDICT_GLOSSES: Mapping[str, str] = {
    "passed": "passed",
    "returned": "returned for changes",
    "referred": "referred to the secrecy authority",
}
REFERRAL_ANSWERS: Mapping[str, str] = {
    "may_disclose": "可以公开",
    "after_change": "删改后可以公开",
    "may_not": "不得公开",
}
REFERRAL_ANSWER_GLOSSES: Mapping[str, str] = {
    "may_disclose": "may be disclosed",
    "after_change": "may be disclosed once changed",
    "may_not": "must not be disclosed",
}
EFFECTS: Mapping[str, str] = {
    "in_force": "现行有效",
    "amended": "已修改",
    "repealed": "已废止",
    "lapsed": "已失效",
    "not_yet": "尚未生效",
}
"""Effect status (有效性) of what an item publishes."""
EFFECT_GLOSSES: Mapping[str, str] = {
    "in_force": "in force",
    "amended": "amended",
    "repealed": "repealed",
    "lapsed": "no longer in force",
    "not_yet": "not yet in force",
}
ITEM_CHANNELS: Mapping[str, str] = {
    "website": "政府网站",
    "wechat": "微信公众号",
    "new_media": "其他政务新媒体",
    "gazette": "政府公报",
    "press": "报刊",
    "broadcast": "广播电视",
    "press_conference": "新闻发布会",
    "board": "公开栏",
    "screen": "电子屏",
    "reading_point": "公开查阅点",
    "service_centre": "政务服务场所",
    "other": "其他渠道",
}
"""Where an item may be published; Regulation arts. 23-25."""
ITEM_CHANNEL_GLOSSES: Mapping[str, str] = {
    "website": "government website",
    "wechat": "WeChat account",
    "new_media": "another account in new media",
    "gazette": "government gazette",
    "press": "newspaper",
    "broadcast": "radio or television",
    "press_conference": "press conference",
    "board": "notice board",
    "screen": "LED screen",
    "reading_point": "reading point",
    "service_centre": "government service venue",
    "other": "another channel",
}
CHANNEL_CARRIERS: Mapping[str, str] = {
    "website": "website",
    "wechat": "new_media",
    "new_media": "new_media",
    "gazette": "gazette",
    "press": "print",
    "broadcast": "broadcast",
    "press_conference": "hearing",
    "board": "board",
    "screen": "board",
    "reading_point": "reading_point",
    "service_centre": "service_centre",
    "other": "other",
}
"""Which carrier of a standard catalogue (`statute.catalogue.carriers`) a channel serves."""
TAKE_DOWN_CAUSES: Mapping[str, str] = {
    "wrong": "内容有误",
    "secret": "涉及不予公开的内容",
    "personal": "含有个人信息",
    "changed": "所载决定变更或者撤销",
    "expired": "公示期满",
    "other": "其他原因",
}
"""Why an item is withdrawn from a channel: what a tombstone may say to the public."""
TAKE_DOWN_CAUSE_GLOSSES: Mapping[str, str] = {
    "wrong": "its content was wrong",
    "secret": "it held what must not be disclosed",
    "personal": "it held personal information",
    "changed": "the decision was changed or annulled",
    "expired": "the time of posting is over",
    "other": "another cause",
}
KEEPERS: Mapping[str, str] = {"archives": "国家档案馆", "library": "公共图书馆", "other_keeper": "其他查阅场所"}
"""Who receives disclosed information for reading; Regulation art. 25."""
KEEPER_GLOSSES: Mapping[str, str] = {
    "archives": "national archives",
    "library": "public library",
    "other_keeper": "another reading place",
}

# --- life of a normative document (规范性文件) ----------------------------------------------------------------------

LEGALITY_VERDICTS: Mapping[str, str] = {
    "lawful": "合法",
    "to_amend": "应当修改",
    "unlawful": "不合法",
}
LEGALITY_VERDICT_GLOSSES: Mapping[str, str] = {
    "lawful": "lawful",
    "to_amend": "to be amended",
    "unlawful": "unlawful",
}
DELIBERATIONS: Mapping[str, str] = {"adopted": "审议通过", "postponed": "暂缓审议", "rejected": "未通过审议"}
DELIBERATION_GLOSSES: Mapping[str, str] = {"adopted": "adopted", "postponed": "postponed", "rejected": "not adopted"}
EVALUATION_VERDICTS: Mapping[str, str] = {
    "keep": "继续有效",
    "amend": "建议修改",
    "repeal": "建议废止",
    "let_lapse": "建议宣布失效",
}
EVALUATION_VERDICT_GLOSSES: Mapping[str, str] = {
    "keep": "to be kept",
    "amend": "to be amended",
    "repeal": "to be repealed",
    "let_lapse": "to be declared lapsed",
}
