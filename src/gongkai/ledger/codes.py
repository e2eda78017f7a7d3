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
