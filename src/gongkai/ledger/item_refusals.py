"""Why a step of an item is refused: the article, and the sentence in English and Chinese. `item_acts` decides when."""

from __future__ import annotations

from gongkai.ledger.refusals import Refusal

ITEM_REFUSALS: dict[str, Refusal] = {
    "not_drafted": Refusal("art. 19", "the item is not in the register yet", "该信息尚未登记，请先登记", True),
    "drafted_twice": Refusal("art. 19", "the item is in the register already", "该信息已登记，不能重复登记", True),
    "future": Refusal(
        "art. 26",
        "this date lies in the future; to publish later, set a release instead",
        "日期晚于今天；需要以后发布的，请使用定时发布",
        True,
    ),
    "before_draft": Refusal("art. 26", "this date is before the draft", "日期早于起草登记之日", True),
    "before_last_act": Refusal(
        "art. 17", "this date is before that of the step before it", "日期早于上一步办理的日期", True
    ),
    "archived": Refusal("art. 25", "the file of the item is archived", "该信息已归档，不能再办理此步骤", True),
    "unknown_attribute": Refusal(
        "art. 13", "the disclosure attribute is none of the three", "公开属性应为主动公开、依申请公开或者不予公开", True
    ),
    "unknown_ground": Refusal(
        "arts. 14-16",
        "the ground of withholding is none of arts. 14 to 16",
        "不予公开的依据不在条例第十四条至第十六条之中",
        True,
    ),
    "no_ground": Refusal(
        "arts. 14-16",
        "name the ground on which it is withheld",
        "确定为不予公开的，应当写明条例第十四条至第十六条的依据",
    ),
    "no_attribute_reason": Refusal(
        "art. 13; 国办发〔2016〕80号", "say why it is not published", "不主动公开的，应当说明理由"
    ),
    "no_decider": Refusal("art. 17", "say who decided that it is not published", "不主动公开的，应当写明由谁决定"),
    "unknown_duty": Refusal(
        "arts. 20, 21", "this is no code of arts. 20 and 21", "所对应的条例第二十条、第二十一条事项代码无效", True
    ),
    "same_attribute": Refusal("art. 13", "the item has this attribute already", "公开属性没有变化"),
    "no_title": Refusal("art. 12", "the item needs a title", "应当写明信息名称", True),
    "not_kept": Refusal(
        "art. 18", "only what is not published is evaluated again", "只有不主动公开的信息才需要定期评估"
    ),
    "already_submitted": Refusal("art. 17", "it is under review already", "已报送审核，不必重复报送"),
    "not_submitted": Refusal("art. 17", "it was not handed in for review", "尚未报送审核，不能审核"),
    "review_closed": Refusal("art. 17", "this version passed every stage already", "该版本已通过全部审核环节"),
    "other_stage": Refusal("art. 17", "another stage decides first", "未轮到该审核环节，请按顺序审核"),
    "other_version": Refusal(
        "art. 17",
        "the text was changed meanwhile: this is not its newest version",
        "正文在此期间已有改动，所依据的不是最新版本，请重新核对",
        True,
    ),
    "no_reviewer": Refusal("art. 17", "say who reviewed it", "应当写明审核人"),
    "same_reviewer": Refusal(
        "art. 17",
        "nobody reviews one's own draft or two stages of one item",
        "起草人不能审核自己的信息，同一人不能审核两个环节",
    ),
    "no_opinion": Refusal("art. 17", "say what has to be changed or clarified", "退回修改或者提请审定的，应当写明意见"),
    "referral_open": Refusal(
        "art. 17",
        "the secrecy authority has not answered; nothing is published until then",
        "保密行政管理部门尚未答复，答复前不得公开",
    ),
    "referral_negative": Refusal(
        "art. 17",
        "the secrecy authority did not allow this version; change the text first",
        "保密行政管理部门未同意公开该版本，请先删改",
    ),
    "no_referral": Refusal("art. 17", "nothing was referred to the secrecy authority", "没有待答复的保密审定", True),
    "not_for_release": Refusal(
        "art. 13",
        "its attribute is not 'publish'; change the attribute first, on a decision",
        "公开属性不是主动公开，不能发布；确需发布的，请先按规定变更公开属性",
    ),
    "not_reviewed": Refusal(
        "art. 17",
        "this version has not passed every stage of the review; nothing is published before that",
        "该版本未通过全部审核环节，先审后发，未经审查不得公开",
    ),
    "not_formed": Refusal(
        "art. 26", "the paper has no date yet; record its signing first", "文件尚未成文，请先登记成文日期"
    ),
    "formed_twice": Refusal(
        "art. 26",
        "the paper has its date already; if that is wrong, void the entry and record it again",
        "成文日期已登记；有误的，请先作废原记录再重新登记",
        True,
    ),
    "before_formed": Refusal("art. 26", "this date is before the date of the paper", "发布日期早于成文日期", True),
    "before_review": Refusal(
        "art. 17", "this date is before the review was closed", "发布日期早于审核通过之日，先审后发"
    ),
    "already_public": Refusal("art. 23", "this version is public there already", "该版本已在此渠道发布"),
    "later_release": Refusal(
        "art. 23", "something was published there after this date", "此渠道在该日期之后已有发布记录", True
    ),
    "index_changed": Refusal(
        "art. 12", "the item has another index number already", "该信息已有索引号，索引号不能更改", True
    ),
    "removal_past": Refusal("art. 23", "the planned removal is before the posting", "计划撤下的日期早于发布日期", True),
    "schedule_past": Refusal("art. 26", "a release is set for today or a later day", "定时发布的日期应为今天或者以后"),
    "not_scheduled": Refusal("art. 26", "no release is set for this channel", "该渠道没有定时发布的安排"),
    "not_public": Refusal("art. 23", "it is not public there", "该信息没有在此渠道发布"),
    "never_public": Refusal("art. 6", "it was never published", "该信息从未发布"),
    "no_take_down_reason": Refusal("art. 6", "say why it is withdrawn", "撤下已发布的信息应当说明原因"),
    "no_summary": Refusal("art. 6", "say what is corrected or clarified", "应当写明更正或者澄清的内容"),
    "same_effect": Refusal("art. 20(1)", "the effect status is this already", "有效性没有变化"),
    "review_runs": Refusal(
        "art. 17", "its review runs or a release is set; finish that first", "正在审核或者已定时发布，不能归档"
    ),
}
