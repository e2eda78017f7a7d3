"""The lists a clerk chooses from: the law's and the ledger's own labels, and other words people type for them.

Labels come from `statute` and `ledger`; only the aliases are ours. A word that could mean two choices is no alias.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property, lru_cache
from typing import Any

from gongkai.documents.numbers import narrow
from gongkai.ledger.codes import (
    ACCOUNTS,
    DECISION_KINDS,
    DOCUMENT_KINDS,
    FACTS,
    PROCEDURES,
    PROJECT_KINDS,
    PROPOSAL_KINDS,
    ROLES,
    SERVICE_WAYS,
)
from gongkai.statute.forms import FORM_IDS, load_form
from gongkai.statute.organs import organs
from gongkai.statute.outcomes import APPLICANTS, grounds, outcomes
from gongkai.statute.receipt import channels

Code = str | int | bool

_MARKS = str.maketrans("", "", "“”‘’\"'《》〈〉「」*＊※")
_NUMBERING = re.compile(r"^(?:\([一二三四五六七八九十0-9]{1,3}\)|[0-9]{1,2}[.、]|[一二三四五六七八九十]{1,3}、)(?=.)")

NEW_FORM = FORM_IDS[-1]

YES_NO: Mapping[Code, str] = {True: "是", False: "否"}
LEVELS: Mapping[Code, str] = {0: "正文", 2: "标题（一）", 3: "标题1."}


@lru_cache(maxsize=8_192)
def key_of(text: str) -> str:
    """Return what two spellings of a label share: narrow characters, no spaces, quotes or stars, no numbering in front."""
    bare = "".join(narrow(text).translate(_MARKS).split()).lower()
    return _NUMBERING.sub("", bare)


@dataclass(frozen=True)
class Choices:
    """A closed list: code → label shown in the drop-down, and other words for each code.

    name: heading of the list on the sheet 字典.
    """

    name: str
    labels: Mapping[Any, str]
    aliases: Mapping[Any, tuple[str, ...]] = field(default_factory=dict)

    @cached_property
    def codes(self) -> Mapping[str, Code]:
        """Every accepted word, as `key_of` gives it. Raises ValueError when a word means two codes."""
        found: dict[str, Code] = {}
        for code, label in self.labels.items():
            for word in (label, str(code), *self.aliases.get(code, ())):
                if found.setdefault(key_of(word), code) != code:
                    raise ValueError(f"{self.name}: {word} means both {found[key_of(word)]} and {code}")
        return found

    def find(self, text: str) -> Code | None:
        """The code of a label or alias, or None."""
        return self.codes.get(key_of(text))

    def nearest(self, text: str, at_most: int = 3) -> list[str]:
        """Labels a person may have meant: first those that contain the text, then those that look like it."""
        key = key_of(text)
        holding = [label for label in self.labels.values() if key and (key in key_of(label) or key_of(label) in key)]
        if holding:
            return holding[:at_most]
        codes = [self.codes[word] for word in get_close_matches(key[:60], self.codes, n=at_most, cutoff=0.4)]
        return list(dict.fromkeys(self.labels[code] for code in codes))


_APPLICANT_WORDS: Mapping[Code, tuple[str, ...]] = {
    "natural_person": ("公民", "个人", "自然人（公民）", "居民"),
    "commercial_enterprise": ("企业", "公司", "商业公司"),
    "research_institution": ("科研单位", "科研院所", "高校", "高等院校"),
    "social_welfare_org": ("公益组织", "社会公益机构", "慈善组织"),
    "legal_service_org": ("律师事务所", "律所", "法律服务所"),
    "other_org": ("其他", "其他组织", "其他法人", "其他法人或其他组织", "其它", "其它组织"),
}
_CHANNEL_WORDS: Mapping[Code, tuple[str, ...]] = {
    "in_person": ("当面", "当面递交", "当面申请", "现场", "现场提交", "现场申请", "窗口", "窗口提交"),
    "post_signed": ("邮寄", "挂号信", "挂号", "快递", "EMS", "邮政EMS", "特快专递", "邮政特快专递", "邮政快递"),
    "post_ordinary": ("平信", "普通信函", "普通信件", "普通邮件"),
    "internet": (
        "互联网",
        "网络",
        "网上",
        "网上申请",
        "网站",
        "政府网站",
        "在线",
        "在线申请",
        "电子邮件",
        "邮箱",
        "邮件",
        "email",
    ),
    "fax": ("传真件",),
    "oral": ("口头", "口头申请"),
    "forwarded": ("转来", "转办", "其他单位转来", "其他部门转来"),
}
_OUTCOME_WORDS: Mapping[Code, tuple[str, ...]] = {
    "granted": ("公开", "全部公开", "同意公开", "已主动公开"),
    "partial": ("部分予以公开", "区分处理"),
    "denied_law_prohibited": ("法律行政法规禁止公开", "不予公开：法律、行政法规禁止公开"),
    "denied_security_stability": ("三安全一稳定",),
    "denied_third_party": ("第三方合法权益",),
    "denied_internal_affairs": ("内部事务信息", "内部事务"),
    "denied_process_info": ("过程性信息",),
    "denied_enforcement_file": ("行政执法案卷", "执法案卷"),
    "denied_admin_query": ("行政查询事项",),
    "unable_not_held": (
        "不存在",
        "信息不存在",
        "政府信息不存在",
        "不掌握",
        "非本机关",
        "不属于本机关",
        "不属于本机关负责公开",
    ),
    "unable_needs_creation": ("需要另行制作", "另行制作", "需另行制作"),
    "unable_unclear_after_supplement": ("补正后仍不明确",),
    "refused_petition": ("信访举报投诉", "信访", "信访投诉"),
    "refused_publication": ("公开出版物",),
    "refused_excessive": ("大量反复申请",),
    "refused_confirm_reissue": ("确认或重新出具",),
    "other_no_supplement": ("逾期不补正",),
    "other_no_payment": ("逾期未缴费", "逾期不缴费"),
    "other_other": ("其他处理：其他",),
}
_GROUND_WORDS: Mapping[Code, tuple[str, ...]] = {
    "EX14A": ("属于国家秘密",),
    "EX14B": ("法律行政法规禁止公开",),
    "EX14C": ("三安全一稳定", "危及三安全一稳定"),
    "EX15": ("商业秘密", "个人隐私", "第三方合法权益", "商业秘密、个人隐私"),
    "EX16A": ("内部事务", "三类内部事务信息"),
    "EX16B": ("四类过程性信息",),
    "EX16C": ("行政执法案卷", "执法案卷"),
    "NOT_INFO": ("非政府信息", "不属于政府信息"),
}


def _with_rows(words: Mapping[Code, tuple[str, ...]]) -> Mapping[str, tuple[str, ...]]:
    """Outcome aliases with the printed row labels of the form, with and without their group."""
    rows = {row.code: row for row in load_form(NEW_FORM).tables["t3"].rows}
    found = {code: words.get(code, ()) for code in outcomes()}
    bare = [rows[code].label for code in outcomes()]
    for code in outcomes():
        group, label = key_of(rows[code].path[-1]) if rows[code].path else "", rows[code].label
        leaf = outcomes()[code].label.partition("：")[2]
        alone = (label, leaf) if bare.count(label) == 1 and key_of(label) != "其他" else ()
        found[code] = (*found[code], *(word for word in alone if word), f"{group}：{key_of(label)}")
    return found


@lru_cache(maxsize=1)
def lists() -> Mapping[str, Choices]:
    """Every list by its name in the sheet descriptions."""
    form = load_form(NEW_FORM)
    columns = {column.code: column for column in form.tables["t3"].columns}
    applicants = {code: columns[code].label for code in APPLICANTS}
    applicants["other_org"] = f"{applicants['other_org']}（{columns['other_org'].path[-1]}）"
    suits = {column.code: column for column in form.tables["t4"].columns}
    return {
        "organ": Choices("机关类型", {code: organ.label for code, organ in organs().items()}, _ORGAN_WORDS),
        "channel": Choices("渠道", {code: item.label for code, item in channels().items()}, _CHANNEL_WORDS),
        "applicant": Choices("申请人类型", dict(applicants), _APPLICANT_WORDS),
        "outcome": Choices(
            "办理结果", {code: item.label for code, item in outcomes().items()}, _with_rows(_OUTCOME_WORDS)
        ),
        "ground": Choices("不公开理由", {code: item.label for code, item in grounds().items()}, _GROUND_WORDS),
        "way": Choices("方式", SERVICE_WAYS, _WAY_WORDS),
        "challenge": Choices(
            "复议诉讼类型",
            {
                "reconsideration": suits["recon_upheld"].path[0],
                "litigation_direct": suits["lit_direct_upheld"].path[-1],
                "litigation_after_reconsideration": suits["lit_after_recon_upheld"].path[-1],
            },
            _CHALLENGE_WORDS,
        ),
        "result": Choices(
            "复议诉讼结果",
            {code: suits[f"recon_{code}"].label for code in ("upheld", "corrected", "other_result")},
            _RESULT_WORDS,
        ),
        "procedure": Choices("复议程序", PROCEDURES, {"ordinary": ("普通",), "simple": ("简易",)}),
        "role": Choices("身份", ROLES, {"respondent": ("被申请人", "被告"), "co_defendant": ("共同被告",)}),
        "document": Choices("文件类别", dict(DOCUMENT_KINDS), {"normative_documents": ("规范性文件",)}),
        "decision": Choices("决定类别", dict(DECISION_KINDS), {"other_public_services": ("其他", "其他对外管理服务")}),
        "project": Choices("事项类别", dict(PROJECT_KINDS), {"admin_fees": ("行政收费", "收费")}),
        "proposal": Choices(
            "建议提案类别", PROPOSAL_KINDS, {"congress": ("建议", "人大建议"), "consultative": ("提案", "政协委员提案")}
        ),
        "fact": Choices("工作数据项目", dict(FACTS), {code: (_without_unit(label),) for code, label in FACTS.items()}),
        "account": Choices("期初科目", dict(ACCOUNTS)),
        "yes_no": Choices(
            "是否", YES_NO, {True: ("有", "对", "√", "y", "yes", "1"), False: ("无", "不", "×", "n", "no", "0")}
        ),
        "section": Choices("报告章节", {item.code: item.heading for item in form.sections}, _SECTION_WORDS),
        "level": Choices("段落层级", LEVELS, {0: ("文字", "段落"), 2: ("二级标题", "（一）"), 3: ("三级标题", "1.")}),
    }


def _without_unit(label: str) -> str:
    return label.partition("（")[0]


_ORGAN_WORDS: Mapping[Code, tuple[str, ...]] = {
    "sub_district": ("街道", "街道办"),
    "township": ("乡镇", "镇政府", "乡政府", "乡人民政府", "镇人民政府"),
    "county_department": ("县级部门", "区级部门", "县直部门", "区直部门", "政府部门"),
    "county_government": ("县政府", "区政府", "县（区）人民政府"),
    "city_government": ("市政府", "市人民政府"),
}
_WAY_WORDS: Mapping[Code, tuple[str, ...]] = {
    "post": ("邮政", "挂号信", "EMS", "信函", "快递"),
    "in_person": ("当面领取", "直接送达", "现场", "自取"),
    "entrusted": ("委托", "转交"),
    "electronic": ("电子", "电子邮件", "邮件", "互联网", "网上", "在线", "电子送达"),
    "notice": ("公告送达",),
}
_CHALLENGE_WORDS: Mapping[Code, tuple[str, ...]] = {
    "reconsideration": ("复议",),
    "litigation_direct": ("直接起诉", "直接诉讼"),
    "litigation_after_reconsideration": ("复议后诉讼",),
}
_RESULT_WORDS: Mapping[Code, tuple[str, ...]] = {
    "upheld": ("维持", "驳回诉讼请求"),
    "corrected": ("纠正", "撤销", "变更", "确认违法", "责令履行", "责令限期履行"),
    "other_result": ("其他", "撤回", "撤诉", "终止", "不予受理", "驳回起诉", "调解"),
}
_SECTION_WORDS: Mapping[Code, tuple[str, ...]] = {
    "overview": ("第一部分",),
    "proactive": ("第二部分", "主动公开"),
    "applications": ("第三部分", "依申请公开"),
    "remedies": ("第四部分", "复议诉讼"),
    "problems": ("第五部分", "问题及改进"),
    "other_matters": ("第六部分", "其他事项"),
}
