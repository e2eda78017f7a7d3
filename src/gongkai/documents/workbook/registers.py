"""The registers (登记簿) of the workbook: sheets of one event a row, each row standing alone."""

from __future__ import annotations

from collections.abc import Mapping

from gongkai.documents.workbook.shape import (
    Column,
    Sheet,
    Slot,
    choice_column,
    count_column,
    day_column,
    number_column,
    void_column,
)
from gongkai.ledger import events as e


def _register(
    name: str, purpose: str, columns: tuple[Column, ...], event: type[e.Event], fields: Mapping[str, str], *needs: str
) -> Sheet:
    """A sheet of one event a row."""
    return Sheet(name, purpose, (*columns, void_column()), (Slot(event, "on", fields, needs),))


def _same(*names: str) -> dict[str, str]:
    return {name: name for name in names}


REGISTERS = (
    _register(
        "处理决定",
        "一行一个决定，或者一段时间的合计。公开的和依法不公开的都计入。",
        (
            day_column("日期", "作出决定的日期；合计填期末日期。", aliases=("决定日期",)),
            choice_column("kind", "类别", "decision", "条例第二十条第（五）、（六）项。", 22, "决定类别"),
            count_column("count", "件数", "决定的件数；一个决定多项处罚算一件。留空为1。", "数量"),
            count_column(
                "published",
                "其中已公开",
                "其中已向社会公开的件数；不清楚留空。条例第二十条第（六）项。",
                "已公开件数",
                "公开件数",
            ),
            number_column("决定书文号", "单个决定的文号；合计留空。", "文号"),
        ),
        e.DecisionsMade,
        _same("kind", "count", "published"),
        "kind",
    ),
    _register(
        "事项增减",
        "权力事项（不是决定）的增减，2019年格式（2019、2020年度报告）用。上一年项目数量填在“期初”。",
        (
            day_column("日期", "事项调整的日期。"),
            choice_column("kind", "类别", "project", "2019年格式表二的行。", 22, "事项类别"),
            Column("change", "增减数", "integer", "增加填正数，减少填负数，如 -2。", 12, aliases=("本年增/减", "增减")),
        ),
        e.ProjectsChanged,
        _same("kind", "change"),
        "kind",
        "change",
    ),
    _register(
        "行政收费",
        "一行一笔行政事业性收费，单位：元（年报自动换算为万元）。",
        (
            day_column("日期", "收费日期；合计填期末日期。", aliases=("收费日期",)),
            Column("item", "收费项目", "text", "收费项目名称。条例第二十条第（八）项。", 30, aliases=("项目",)),
            Column("amount", "金额（元）", "money", "实际收取的金额，单位：元，不填负数。", 16),
            choice_column("refund", "是否退费", "yes_no", "退费选“是”，金额仍填正数；留空为否。", 10, "退费"),
            number_column("票据号", "财政票据号，可留空。"),
        ),
        e.ChargeCollected,
        {"item": "item", "amount_yuan": "amount", "is_refund": "refund"},
        "item",
        "amount",
    ),
    _register(
        "集中采购",
        "一行一个政府集中采购项目，或者合计。",
        (
            day_column("日期", "合同签订或者公告的日期；合计填期末日期。", aliases=("采购日期",)),
            Column("project", "项目名称", "text", "采购项目名称。条例第二十条第（九）项。", 36, aliases=("采购项目",)),
            Column("amount", "金额（元）", "money", "采购金额，单位：元。", 16),
            count_column("count", "项目数", "合计时填项目个数；留空为1。", "项目数量"),
            number_column("项目编号", "采购项目编号，可留空。", "合同编号"),
        ),
        e.PurchaseMade,
        {"project": "project", "amount_yuan": "amount", "count": "count"},
        "project",
        "amount",
    ),
    _register(
        "主动公开",
        "一行一条信息，或者某类信息的合计。",
        (
            day_column("日期", "公开日期；合计填期末日期。条例第二十六条。", aliases=("公开日期", "发布日期")),
            Column(
                "category",
                "类别",
                "text",
                "公开目录中的类别，如 机构职能、财政信息。",
                30,
                aliases=("信息类别", "栏目"),
            ),
            Column(
                "channel",
                "渠道",
                "text",
                "如 政府网站、微信公众号、公开栏；留空为政府网站。",
                18,
                aliases=("公开渠道",),
            ),
            count_column("count", "条数", "留空为1。", "件数", "数量"),
            number_column("索引号", "单条信息的索引号，可留空。"),
        ),
        e.ItemsPublished,
        _same("category", "channel", "count"),
        "category",
    ),
    _register(
        "渠道数据",
        "一行一个渠道一个月（或一年）的数据。没有的数据留空，不要填0。",
        (
            day_column("截止日期", "这段时间的最后一天，如 2021-12-31。", aliases=("日期",)),
            Column("channel", "渠道", "text", "如 微信公众号“××街道”。", 28, aliases=("渠道名称",)),
            count_column("posts", "发布条数", "这段时间发布的条数。", "发布数"),
            count_column("reads", "阅读量", "这段时间的阅读次数。", "阅读数"),
            count_column("followers", "关注数", "截止日的关注人数。", "关注人数", "粉丝数"),
        ),
        e.ChannelMeasured,
        _same("channel", "posts", "reads", "followers"),
        "channel",
    ),
    _register(
        "平台办件",
        "一行一个平台一段时间的办件，如 12345。",
        (
            day_column("截止日期", "这段时间的最后一天。", aliases=("日期",)),
            Column("platform", "平台", "text", "如 12345、省平台、市长信箱。", 24, aliases=("平台名称",)),
            count_column("received", "受理件数", "收到的件数。", "件数", "收到件数"),
            count_column("answered", "按时办结件数", "不清楚留空。", "按时办结"),
        ),
        e.RequestsAnswered,
        {"platform": "platform", "received": "received", "answered_in_time": "answered"},
        "platform",
        "received",
    ),
    _register(
        "建议提案",
        "一行一件办复的人大建议、政协提案。",
        (
            day_column("答复日期", "书面答复的日期。", aliases=("日期",)),
            Column("title", "标题", "text", "建议、提案的标题。", 44, aliases=("建议提案名称", "案由")),
            choice_column("kind", "类别", "proposal", "人大建议或者政协提案。", 14),
            choice_column("done", "是否办结", "yes_no", "留空为是。", 10, "办结"),
            number_column("编号", "建议、提案的编号，可留空。", "建议提案编号"),
        ),
        e.ProposalAnswered,
        {"title": "title", "kind": "kind", "is_done": "done"},
        "title",
        "kind",
    ),
    _register(
        "工作数据",
        "年报文字部分用的数字，一行一项；同一项填两次的，以日期在后的为准。",
        (
            day_column("日期", "数据的截止日期，如 2021-12-31。", aliases=("截止日期",)),
            choice_column("name", "项目", "fact", "从下拉列表选择。", 32, "数据项目"),
            count_column("value", "数值", "整数。", "数量"),
            Column("note", "说明", "text", "数据来源等，可留空。", 40, aliases=("备注",), is_private=True),
        ),
        e.FactStated,
        _same("name", "value", "note"),
        "name",
        "value",
    ),
    _register(
        "期初",
        "开始使用本台账时已有、但没有逐笔登记的数量。上年结转的申请不填这里，直接登记在“申请登记”。",
        (
            day_column("日期", "期初日期，一般为上年12月31日。", aliases=("期初日期",)),
            choice_column("account", "科目", "account", "从下拉列表选择。", 38, "期初科目"),
            count_column("count", "数量", "整数。", "件数"),
        ),
        e.Opening,
        _same("account", "count"),
        "account",
        "count",
    ),
)
