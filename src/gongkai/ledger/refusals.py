"""Why an act is refused: the article, and the sentence in English and Chinese. `ledger.acts` decides when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gongkai.errors import StepNotAllowed


@dataclass(frozen=True, slots=True)
class Refusal:
    """One reason to refuse. impossible: the act cannot have happened; else it may have, without effect or unlawfully."""

    article: str
    en: str
    zh: str
    is_impossible: bool = False


REFUSALS: dict[str, Refusal] = {
    "not_received": Refusal(
        "art. 31", "the application has not been received yet", "申请尚未收到，不能在收到之前办理", True
    ),
    "received_twice": Refusal(
        "art. 31", "the application was received already", "该申请已登记收到，不能重复登记", True
    ),
    "before_arrival": Refusal("art. 31", "this date is before the application arrived", "日期早于申请到达之日", True),
    "before_last_act": Refusal(
        "art. 45", "this date is before that of the act before it", "日期早于上一步办理的日期", True
    ),
    "confirmed_twice": Refusal("art. 31", "receipt was fixed already", "收到之日已确定，无需再次确认"),
    "not_confirmed": Refusal(
        "art. 31",
        "receipt by this channel counts only once confirmed; record the confirmation first",
        "该渠道以确认之日为收到之日，请先登记确认日期",
        True,
    ),
    "closed": Refusal("art. 33", "the application is closed", "申请已办结，不能再办理此步骤", True),
    "archived": Refusal("art. 45", "the file is archived", "案卷已归档，不能再办理此步骤", True),
    "not_closed": Refusal("art. 45", "the application is not closed yet", "申请尚未办结", True),
    "before_reply": Refusal("art. 33", "this date is before the reply", "日期早于答复之日", True),
    "second_supplement": Refusal(
        "art. 30", "only one notice to supplement may be given", "补正告知只能一次，不得再次要求补正"
    ),
    "late_supplement": Refusal(
        "art. 30",
        "the notice to supplement was due within 7 working days of receipt",
        "补正告知应在收到之日起7个工作日内作出",
    ),
    "supplement_due_past": Refusal(
        "art. 30", "the period given to supplement ends before it begins", "给予的补正期限早于告知之日", True
    ),
    "no_supplement_requested": Refusal(
        "art. 30", "no supplement was requested or it has come already", "没有待补正的告知，或补正已收到"
    ),
    "supplement_period_runs": Refusal(
        "art. 30", "the period given to supplement has not passed", "补正期限尚未届满，不能视为放弃"
    ),
    "second_reasons": Refusal("art. 35", "reasons were asked already", "已要求说明理由，不得重复要求"),
    "no_reasons_requested": Refusal("art. 35", "no reasons were asked", "未曾要求申请人说明理由"),
    "no_good_reasons": Refusal(
        "art. 35",
        "a delayed reply needs good reasons given by the applicant",
        "申请人理由合理且无法按期答复的，才可延迟答复",
    ),
    "delay_past": Refusal("art. 35", "the delayed date is not after the notice", "延迟答复日期应晚于告知之日", True),
    "already_consulting": Refusal(
        "art. 33(3)", "this addressee is being consulted already", "正在征求该对象意见，不必重复征求"
    ),
    "delivered_before_sent": Refusal(
        "art. 32", "the addressee cannot have received the letter before it was sent", "送达日期早于发出日期", True
    ),
    "no_consultation": Refusal(
        "art. 33(3)", "no open consultation with this addressee", "没有对该对象的未结征求意见", True
    ),
    "not_silent_yet": Refusal(
        "arts. 32, 34", "the addressee's 15 working days have not passed", "被征求意见方的15个工作日尚未届满"
    ),
    "silence_unknown": Refusal(
        "arts. 32, 34",
        "silence has no date the law fixes here: record when the addressee received the letter",
        "法律未定此类期限或缺送达日期，不能认定逾期未答复",
    ),
    "second_extension": Refusal("art. 33(2)", "the reply may be extended only once", "答复期限只能延长一次"),
    "long_extension": Refusal("art. 33(2)", "an extension is of 1 to 20 working days", "延长期限为1至20个工作日"),
    "no_approver": Refusal(
        "art. 33(2)", "the head of the OGI office must approve an extension", "延期须经政府信息公开工作机构负责人同意"
    ),
    "late_extension": Refusal(
        "art. 33(2)",
        "the reply was due already; an extension must be notified by then",
        "答复期限已届满，延期须在届满前告知申请人",
    ),
    "extension_not_approved": Refusal("art. 33(2)", "the extension was not approved", "延期未经批准，不能告知"),
    "no_clock": Refusal("arts. 30, 33", "the reply period is not running", "答复期限此时没有计算"),
    "no_fee_yet": Refusal(
        "art. 42; Fee Measures",
        "no processing fee could be charged before 2021-01-01",
        "2021年1月1日前不得收取信息处理费",
    ),
    "bad_amount": Refusal("art. 42; Fee Measures", "the amount must be above zero", "金额应大于零", True),
    "second_fee": Refusal("art. 42; Fee Measures", "a fee was noticed already", "已发出收费通知，不得重复收费"),
    "late_fee": Refusal(
        "art. 33; Fee Measures", "the fee notice was due within the reply period", "收费通知应在办理期限内发出"
    ),
    "no_fee": Refusal("art. 42; Fee Measures", "no unpaid fee notice", "没有待缴纳的收费通知", True),
    "fee_period_runs": Refusal(
        "art. 42; Fee Measures", "the 20 working days to pay have not passed", "20个工作日缴费期尚未届满"
    ),
    "unknown_outcome": Refusal("art. 36", "unknown outcome", "办理结果不在法定21类之中", True),
    "unknown_ground": Refusal("arts. 14-16", "unknown ground", "不予公开的理由代码无效", True),
    "third_party_open": Refusal(
        "art. 32", "a third party is still being consulted", "第三方意见征求尚未结束，不能公开"
    ),
    "override_reason": Refusal(
        "art. 32",
        "a third party objected: disclosure needs written reasons",
        "第三方不同意公开的，决定公开应书面说明理由",
    ),
    "reason": Refusal("art. 36(3)", "the reply must give concrete reasons", "答复应说明理由"),
    "withheld_grounds": Refusal(
        "art. 37", "name the ground of each withheld part", "部分公开应逐项列明不予公开部分的依据"
    ),
    "consultation_or_reason": Refusal(
        "art. 32", "consult the third party, or say why that was not needed", "应征求第三方意见，或说明无需征求的理由"
    ),
    "search_record_if_36_4": Refusal(
        "art. 36(4)", "'does not exist' needs a record of the search", "告知信息不存在的，应有检索记录"
    ),
    "reason_if_36_5": Refusal(
        "art. 36(5)", "say why the office is not responsible, and who is", "告知不属于本机关公开的，应说明理由"
    ),
    "earlier_case": Refusal(
        "art. 36(6)", "a repeat application needs the number of the earlier one", "重复申请应列明已答复的申请编号"
    ),
    "reasons_asked": Refusal("art. 35", "the applicant must first be asked for reasons", "应先要求申请人说明理由"),
    "supplement_received": Refusal(
        "art. 30", "only a supplemented application can still be unclear", "未收到补正的，不能以补正后仍不明确答复"
    ),
    "way_of_access": Refusal(
        "arts. 36(1), 36(2), 39(2)",
        "say what was provided, or where and how to get it",
        "应载明提供的内容，或获取的方式和途径",
    ),
    "no_closing_reason": Refusal("art. 45", "say why the application is closed", "应说明终止办理的原因"),
    "overdue": Refusal("art. 33(2)", "the reply came after its due date", "答复逾期"),
}


def refuse(act: str, code: str, table: Mapping[str, Refusal] = REFUSALS) -> StepNotAllowed:
    """The error for a refusal, to be raised by the caller. table: where the code stands."""
    why = table[code]
    return StepNotAllowed(act, code, why.en, article=why.article, zh=why.zh, is_impossible=why.is_impossible)
