"""The acts (办理动作) of an application as a clerk names them: every event but receipt, with the columns each one needs.

A label says what would else need a column of its own: whom was asked, what was answered, which tariff.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from gongkai.documents.workbook.choices import Choices, Code, lists
from gongkai.documents.workbook.shape import Slot
from gongkai.ledger import events as e
from gongkai.statute.fees import TARIFFS
from gongkai.statute.periods import PARTIES

_DUE = {"due_on": "day"}
_REASON = {"reason": "reason"}


def _asked(party: str) -> Slot:
    note = {
        "third_party": "条例第三十二条。书面征求；对方收到之日起15个工作日。",
        "co_maker": "条例第三十四条。对方收到之日起15个工作日，逾期未复视为同意。",
        "other_organ": "条例第三十三条第三款。征求意见时间不计入答复期限。",
    }[party]
    return Slot(
        e.ConsultationSent,
        "on",
        {"to": "who", "addressee_received_on": "day"},
        fixed=(("party", party),),
        label=f"征求{PARTIES[party]}意见",
        note=f"{note}“送达或期限日期”填对方收到的日期，可以后补。",
        aliases=(f"征求{PARTIES[party]}", f"发函征求{PARTIES[party]}意见"),
    )


def _answered(consents: bool | None, label: str, *aliases: str) -> Slot:
    return Slot(
        e.ConsultationAnswered,
        "on",
        {"to": "who", **_REASON},
        fixed=(("consents", consents),),
        label=f"收到意见回复：{label}",
        note="条例第三十二、三十四条。次日起恢复计算期限。",
        aliases=aliases,
    )


def _charged(tariff: str) -> Slot:
    return Slot(
        e.FeeNoticed,
        "on",
        {"amount_yuan": "amount", "addressee_received_on": "day"},
        needs=("amount",),
        fixed=(("tariff", tariff),),
        label=f"发出收费通知：{TARIFFS[tariff]}",
        note="条例第四十二条、信息处理费管理办法。收到通知次日起20个工作日内缴费；“送达或期限日期”填申请人收到的日期。",
        aliases=(f"收费通知：{TARIFFS[tariff]}", f"收费通知（{TARIFFS[tariff]}）"),
    )


def _reasons(are_reasonable: bool) -> Slot:
    return Slot(
        e.ReasonsReceived,
        "on",
        {},
        fixed=(("are_reasonable", are_reasonable),),
        label=f"收到申请理由：{'合理' if are_reasonable else '不合理'}",
        note="条例第三十五条。",
        aliases=(f"说明理由：{'合理' if are_reasonable else '不合理'}",),
    )


STEPS: tuple[Slot, ...] = (
    Slot(
        e.ReceiptConfirmed,
        "on",
        {},
        label="确认收到",
        note="条例第三十一条。网上、传真、平常信函和转来的申请，以双方确认之日为收到之日；一般填在“申请登记”的“确认日期”。",
        aliases=("双方确认", "与申请人确认", "确认收到申请"),
    ),
    Slot(
        e.SupplementRequested,
        "on",
        {**_DUE, **_REASON},
        label="补正告知",
        note="条例第三十条。收到申请之日起7个工作日内，只能一次；“送达或期限日期”填要求补正的期限。",
        aliases=("发出补正告知", "补正通知", "告知补正", "要求补正"),
    ),
    Slot(
        e.SupplementReceived,
        "on",
        {},
        label="收到补正",
        note="条例第三十条。答复期限自收到补正之日重新计算。",
        aliases=("收到补正材料", "申请人补正", "收到补正申请"),
    ),
    Slot(
        e.ReasonsRequested,
        "on",
        {**_DUE, **_REASON},
        label="要求说明理由",
        note="条例第三十五条。申请数量、频次明显超过合理范围时；“送达或期限日期”填答复期限。",
        aliases=("告知说明理由",),
    ),
    _reasons(True),
    _reasons(False),
    Slot(
        e.ReplyDelayed,
        "on",
        {**_DUE, **_REASON},
        needs=("day",),
        label="确定延迟答复期限",
        note="条例第三十五条。理由合理但无法按期答复；“送达或期限日期”必填，填延迟后的答复期限。",
        aliases=("延迟答复", "确定延迟期限"),
    ),
    *(_asked(party) for party in PARTIES),
    Slot(
        e.ConsultationDelivered,
        "on",
        {"to": "who"},
        label="征求意见函送达",
        note="条例第三十二、三十四条。“日期”填对方收到之日，其答复期限从次日起算。",
        aliases=("征求意见书送达", "意见征求函送达"),
    ),
    _answered(True, "同意", "第三方同意", "同意公开意见"),
    _answered(False, "不同意", "第三方不同意"),
    _answered(None, "未表明态度", "未表态"),
    Slot(
        e.ConsultationSilent,
        "on",
        {"to": "who"},
        label="征求意见逾期未复",
        note="条例第三十二条：由行政机关依照条例决定；第三十四条：视为同意公开。“日期”填对方期限届满之日。",
        aliases=("逾期未回复意见", "逾期未提出意见", "征求意见逾期未回复"),
    ),
    Slot(
        e.ExtensionApproved,
        "on",
        {"by": "who", "days": "days", **_REASON},
        label="批准延期",
        note="条例第三十三条第二款。须经工作机构负责人同意，最多20个工作日；“对象或批准人”填批准人职务。",
        aliases=("延期审批", "同意延期", "批准延长期限"),
    ),
    Slot(
        e.ExtensionNotified,
        "on",
        {},
        label="告知延期",
        note="条例第三十三条第二款。应在原答复期限届满前告知申请人，否则延期不发生效力。",
        aliases=("延期告知", "延期通知", "告知申请人延期"),
    ),
    *(_charged(tariff) for tariff in TARIFFS),
    Slot(
        e.FeePaid,
        "on",
        {"amount_yuan": "amount", "receipt": "paper"},
        needs=("amount",),
        label="收到缴费",
        note="信息处理费管理办法。缴费完成次日起重新计算答复期限；“票据号或案号”填财政票据号。",
        aliases=("缴费", "已缴费", "申请人缴费"),
    ),
    Slot(
        e.FeeLapsed,
        "on",
        {},
        label="逾期未缴费结案",
        note="信息处理费管理办法。计入“其他处理”第2项。",
        aliases=("逾期未缴费", "逾期不缴费结案"),
    ),
    Slot(
        e.Answered,
        "on",
        {
            "outcome": "outcome",
            "article": "article",
            "grounds": "grounds",
            **_REASON,
            "search_record": "search",
            "earlier_case": "earlier",
            "third_party_note": "third",
            "sent_by": "way",
        },
        needs=("outcome",),
        label="答复",
        note="条例第三十三、三十六条。“办理结果”必填；部分公开填“不公开理由”，不存在的填“检索记录”，重复申请填“原申请编号”；涉及第三方而未征求意见或不采纳其意见的填“第三方说明”。",
        aliases=("作出答复", "答复申请人", "发出答复", "发出答复书"),
    ),
    Slot(
        e.Withdrawn,
        "on",
        {},
        label="申请人撤回",
        note="计入“其他处理”第3项。",
        aliases=("撤回", "撤回申请", "申请人撤回申请"),
    ),
    Slot(
        e.DeemedAbandoned,
        "on",
        {},
        label="逾期不补正结案",
        note="条例第三十条。补正期限届满、无正当理由；计入“其他处理”第1项。",
        aliases=("逾期不补正", "视为放弃", "视为放弃申请"),
    ),
    Slot(
        e.ClosedOtherwise,
        "on",
        _REASON,
        needs=("reason",),
        label="其他原因结案",
        note="并案、机构改革移交等；“理由或说明”必填；计入“其他处理”第3项。",
        aliases=("其他结案", "并案", "并案处理"),
    ),
    Slot(
        e.Served,
        "on",
        {"way": "way"},
        label="答复送达",
        note="申请人收到答复之日；复议、诉讼期限从此起算。",
        aliases=("送达", "申请人签收"),
    ),
    Slot(
        e.Corrected,
        "on",
        {"outcome": "outcome", "challenge": "paper", **_REASON},
        needs=("outcome",),
        label="重新答复",
        note="复议、诉讼后重新作出；“票据号或案号”填案号。已公布的年报数字不改。",
        aliases=("重新作出答复", "更正答复"),
    ),
    Slot(
        e.Archived,
        "on",
        {},
        label="归档",
        note="条例第四十五条。",
        aliases=("结案归档", "已归档"),
    ),
)
"""Every act, in the order of the work; the label is the one in the drop-down."""

BY_LABEL: Mapping[str, Slot] = {step.label: step for step in STEPS}


@lru_cache(maxsize=1)
def choice_lists() -> Mapping[str, Choices]:
    """Every list of choices by its name, the acts ("step") among them; their codes are their labels."""
    labels: dict[Code, str] = {step.label: step.label for step in STEPS}
    return {**lists(), "step": Choices("办理动作", labels, {step.label: step.aliases for step in STEPS})}
