"""What the real offices published, item by item: as many in each category as their reports state, with sample texts.

The totals of `seeds` are left out of the ledger and these items stand in their place, so that the report is the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

from gongkai.demo.seeds import Seed
from gongkai.ledger.entries import Ledger
from gongkai.ledger.events import ItemsPublished
from gongkai.statute.catalogue import StarterItem, starter
from gongkai.web.catalogue.models import StandardItem
from gongkai.web.channels.models import Board, ChannelAccount, ChannelMonth
from gongkai.web.config.clock import calendar_of
from gongkai.web.entries.models import LEDGER, Entry
from gongkai.web.entries.record import record_desk
from gongkai.web.offices.models import Office, Section
from gongkai.web.offices.policy import SYSTEM
from gongkai.web.publishing.actions import Words
from gongkai.web.publishing.carry import Carried, carry_in
from gongkai.web.publishing.models import Category

REVIEWERS = {"section": "科室负责人岗", "secrecy": "保密审查岗", "leader": "分管领导岗"}
"""Posts, as the ledger names who acted."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its code, the duty it answers, its kind, and what an item in it is called."""

    code: str
    title: str
    duty: str = "A20_15"
    part: str = "content"
    kind: str = ""


COLUMNS: Mapping[str, Column] = {
    "主动公开基本目录": Column("catalogue", "主动公开基本目录（第{n}版）"),
    "政府信息公开指南": Column("guide", "政府信息公开指南", "A20_02", "guide"),
    "政府信息公开制度": Column("systems", "政府信息公开制度（{n}）", part="systems"),
    "政府信息公开年报": Column("reports", "政府信息公开工作年度报告", part="reports"),
    "机构职能": Column("functions", "机构职能与科室职责（{n}）", "A20_02"),
    "财政信息": Column("finance", "部门预算与决算公开说明（{n}）", "A20_07"),
    "公共资源配置": Column("resources", "公共资源配置结果公告（{n}）", "A20_09"),
    "提案办理": Column("proposals", "建议提案办理结果公开（{n}）"),
    "重大建设项目批准和实施": Column("projects", "辖区建设项目进展情况（{n}）", "A20_10"),
    "农业农村政策": Column("rural", "惠农政策落实情况（{n}）", "A21_township"),
    "政府会议": Column("meetings", "办事处第{n}次工作会议公开摘要"),
    "证明事项": Column("certificates", "证明事项清单调整说明（{n}）", "A20_05"),
    "重要部署执行公开": Column("deployment", "重点工作推进情况第{n}期", kind="news"),
    "脱贫攻坚": Column("poverty", "帮扶措施落实情况（{n}）", "A20_11"),
    "政务新媒体": Column("media", "政务新媒体运行情况"),
    "十二大攻坚": Column("campaign", "年度攻坚任务完成情况"),
    "法治政府建设工作报告": Column("rule-of-law", "法治政府建设工作报告（{n}）"),
    "政务公开培训": Column("training", "政务公开业务培训情况（{n}）"),
    "政务公开组织领导": Column("leadership", "政务公开组织领导机构"),
    "政务公开工作推进": Column("progress", "政务公开工作推进情况"),
    "安全生产、应急管理": Column("safety", "安全检查与应急演练情况（{n}）", "A20_12"),
    "应主动公开的其他政府信息": Column("others", "其他应当公开的事项（{n}）"),
    "规范性文件": Column("documents", "规范性文件（{n}）", "A20_01"),
    "行政执法": Column("enforcement", "行政处罚结果公示（{n}）", "A20_06"),
    "民生服务": Column("welfare", "民生服务事项公告（{n}）", "A20_11"),
    "环境保护": Column("environment", "环境整治情况（{n}）", "A20_13"),
    "政府采购": Column("procurement", "政府采购结果公告（{n}）", "A20_09"),
    "通知公告": Column("notices", "通知公告（{n}）", kind="notices"),
}
MORE_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "kaiyuan": (
        *("政府信息公开指南", "政府信息公开制度", "政府信息公开年报", "规范性文件", "财政信息"),
        *("行政执法", "民生服务", "环境保护", "政府采购", "通知公告"),
    ),
}
"""Columns beside those with items: the office's report states 13 in all."""


def without_totals(ledger: Ledger) -> Ledger:
    """The ledger without the stated totals of items, which `publish` records one by one."""
    kept = tuple(entry for entry in ledger.entries if not isinstance(entry.event, ItemsPublished))
    return Ledger(ledger.office, kept)


def publish(office: Office, seed: Seed) -> int:
    """Record the items of an office; return how many."""
    totals = [entry.event for entry in seed.book.ledger.entries if isinstance(entry.event, ItemsPublished)]
    counts = {event.category: event.count for event in totals}
    columns = {name: _column(office, at, name) for at, name in enumerate((*counts, *MORE_COLUMNS.get(office.code, ())))}
    year = seed.book.year
    assert year is not None
    rows = sorted(_items(office, columns, counts, year), key=lambda row: row.published_on)
    count: int = carry_in(office, rows, by=SYSTEM, reviewers=REVIEWERS, batch="公开报告所载事实")
    return count


def _column(office: Office, position: int, name: str) -> Category:
    kind = COLUMNS[name]
    return Category.objects.create(
        office=office, code=kind.code, name=name, position=position, part=kind.part, kind=kind.kind, duty=kind.duty
    )


def _items(office: Office, columns: Mapping[str, Category], counts: Mapping[str, int], year: int) -> Iterator[Carried]:
    """Spread over the year; the first of each category in the order of the report, so that it lists them so again."""
    calendar = calendar_of(office.calendar_region)
    for place, (name, count) in enumerate(counts.items()):
        for n in range(1, count + 1):
            away = timedelta(days=5 + place + (n - 1) * 330 // count)
            formed = calendar.next_working_day(date(year, 1, 1) + away)
            title = COLUMNS[name].title.format(n=n)
            yield Carried(_words(office, f"{year}年{title}【示例】", name), columns[name], formed, formed)


def _words(office: Office, title: str, category: str) -> Words:
    body = (
        f"<p>本文为演示系统自动生成的示例内容，用于展示“{category}”栏目的版式，不代表{office.name}发布的真实信息。</p>"
        "<h2>一、基本情况</h2><p>按照年度工作安排，相关工作已经完成，现将有关情况予以公开。</p>"
        "<h2>二、主要内容</h2><p>公开的内容、依据、时限和方式，均以本机关主动公开基本目录为准。</p>"
        "<p>公众如有意见建议，可通过本页所列联系方式向本机关反映。</p>"
    )
    return Words(title, body, summary=f"{category}类示例信息。", keywords="示例", issuer=office.name)


# --- where else it is public: boards, accounts, the standard catalogue ---------------------------------------------------

COMMUNITIES: Mapping[str, int] = {"baquan": 8, "hongqi": 11, "kaiyuan": 13}
"""How many communities the offices' reports name."""
FIELDS = 16
"""Fields of the standard catalogue of 开元街道, with `ITEMS` items in all, as its report states."""
ITEMS = 172
ASPECTS = (
    *("政策文件", "办理流程", "对象和标准", "结果公示", "资金使用", "监督检查"),
    *("咨询投诉渠道", "年度工作计划", "工作进展", "统计数据", "服务机构名录", "宣传活动"),
)
"""What the items beyond the starter's are called: a field and one of these."""


def equip(office: Office, year: int) -> None:
    """Boards of the communities, accounts with the figures the ledger holds, the standard catalogue."""
    day = date(year, 1, 4)
    for n in range(1, COMMUNITIES.get(office.code, 0) + 1):
        place = Section.objects.create(office=office, name=f"示例社区{n}", kind="community", place=n)
        Board.objects.create(
            office=office, section=place, name=f"示例社区{n}公开栏", place="社区服务中心门前", from_on=day
        )
    for row in Entry.objects.filter(office=office, kind=LEDGER, type="channel_measured"):
        _measured(office, row, day)
    if office.code == "kaiyuan":
        _catalogue(office, day)


def _measured(office: Office, row: Entry, day: date) -> None:
    """An account whose figures of the year are those of its entry."""
    body = row.body
    account = ChannelAccount.objects.create(office=office, kind="wechat", name=body["channel"], from_on=day)
    ChannelMonth.objects.create(
        office=office,
        account=account,
        month=date(row.on.year, 1, 1),
        is_year=True,
        posts=body["posts"],
        reads=body["reads"],
        followers=body["followers"],
        entry=row.sequence,
        by=SYSTEM,
    )


def _catalogue(office: Office, day: date) -> None:
    """The starter's items of as many fields, and more of each until there are enough."""
    known: dict[str, list[StarterItem]] = {}
    for one in starter():
        known.setdefault(one.field, []).append(one)
    codes = list(known)[:FIELDS]
    rows = [(code, one, one.level_2) for code in codes for one in known[code]]
    more = ((code, known[code][0], aspect) for aspect in ASPECTS for code in codes)
    rows += islice(more, ITEMS - len(rows))
    made = []
    for position, (code, one, name) in enumerate(rows):
        item = StandardItem(
            office=office,
            position=position,
            from_on=day,
            field=code,
            level_1=one.level_1,
            level_2=name,
            content="\n".join(one.content),
            basis="\n".join(one.basis),
            limit=one.limit,
            body=office.name,
            channels=list(one.channels),
            object=[one.object],
            way=[one.way],
            tier=[one.tier],
            duty=one.duty,
        )
        item.derive()
        made.append(item)
    StandardItem.objects.bulk_create(made)
    record_desk(office, "catalogue_started", by=SYSTEM, added=len(made))
