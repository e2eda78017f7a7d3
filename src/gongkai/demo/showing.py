"""Proactive disclosure of the invented office: columns, what stands, and a paper at each point of its way to the public."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from gongkai.demo.published import REVIEWERS
from gongkai.ledger.item_steps import ItemFormed
from gongkai.ledger.items import REVIEW_STAGES
from gongkai.web.catalogue.actions import add_all
from gongkai.web.catalogue.plan import plan_of_starter
from gongkai.web.channels import columns
from gongkai.web.channels.models import Board
from gongkai.web.config.clock import calendar_of, local_today
from gongkai.web.guides import actions as guides
from gongkai.web.guides.kinds import KINDS
from gongkai.web.offices.models import Office, Section
from gongkai.web.offices.policy import SYSTEM, Officer
from gongkai.web.portal.actions import publish_guide, save_guide
from gongkai.web.portal.guide import texts_of
from gongkai.web.publishing.actions import Draft, Words, draft, review, submit, take
from gongkai.web.publishing.carry import Carried, carry_in
from gongkai.web.publishing.models import Category, Item
from gongkai.web.publishing.release import release, schedule, take_down

DECIDES = {"section": "head", "secrecy": "reviewer", "leader": "leader"}
"""Who of the demonstration's staff decides each stage."""

STANDING: tuple[tuple[str, str, str], ...] = (
    ("organs", "云台街道机关职能和内设机构", ""),
    ("documents", "云台街道物业服务评价管理办法", "云政办规〔2025〕1号"),
    ("documents", "云台街道小区停车管理暂行规定", "云政办规〔2022〕3号"),
    ("policies", "《云台街道物业服务评价管理办法》解读", ""),
    ("plans", "云台街道2026年重点工作计划", ""),
    ("statistics", "2025年辖区人口与企业统计简报", ""),
    ("licensing", "占道施工审批办理流程", ""),
    ("penalties", "2026年第一季度行政处罚结果公示", ""),
    ("budget", "云台街道2026年部门预算", ""),
    ("budget", "云台街道2025年部门决算", ""),
    ("fees", "行政事业性收费项目清单", ""),
    ("purchases", "社区养老服务设施改造项目采购结果", ""),
    ("projects", "云台路雨污分流工程进展情况", ""),
    ("livelihood", "2026年城乡居民医疗保险参保缴费办法", ""),
    ("assistance", "2026年第二季度最低生活保障对象调整情况", ""),
    ("expropriation", "白云路北段征收补偿方案（公示稿）", ""),
    ("emergencies", "云台街道防汛应急预案", ""),
    ("inspections", "2026年上半年安全生产检查情况通报", ""),
    ("recruitment", "公开招聘网格员公告", ""),
    ("notices", "关于开展老旧小区加装电梯意见征集的通知", ""),
    ("notices", "国庆假期便民服务中心值班安排", ""),
    ("others", "法治政府建设年度报告", ""),
    *(("reports", f"云台街道{year}年政府信息公开工作年度报告", "") for year in (2022, 2023, 2024, 2025)),
)
"""What stands on the portal: column, title, document number."""

GUIDE = {
    "classification": "按机构职能、政策文件、规划计划、行政执法、财政资金、民生事项分类。",
    "arrangement": "每条信息编有索引号，由机关代码、年份和流水号组成，可按栏目、文号、日期查找。",
    "access": "本平台“政府信息公开”专栏、便民服务中心公开查阅点、社区公开栏、市档案馆和公共图书馆。",
}
"""Texts of the guide the office has to write itself."""
RECORDS: Mapping[str, tuple[dict[str, object], ...]] = {
    "services": (
        {
            "name": "老年人优待证办理【示例】",
            "basis": "示例省优待老年人规定第五条",
            "applicants": "年满六十周岁的辖区居民",
            "conditions": "在本辖区居住",
            "materials": "居民身份证\n近期一寸照片一张",
            "place": "云台街道便民服务中心3号窗口",
            "hours": "工作日9:00—12:00，14:00—17:30",
            "phone": "000-00000002",
            "flow": "窗口受理，核对材料，当场办结",
            "fee": "不收费",
        },
    ),
    "directory": (
        {"section": "政务公开科", "post": "科长", "phone": "000-00000003", "duty": "政府信息公开", "place": 1},
        {"section": "综合科", "post": "科长", "phone": "000-00000004", "duty": "文秘、值班", "place": 2},
    ),
}


def show(office: Office, officers: Mapping[str, Officer]) -> None:
    """Everything of the office that is for the public, and what is on its way there."""
    head = officers["head"]
    columns.start(head, office)
    found = {one.code: one for one in Category.objects.filter(office=office)}
    add_all(office, [], plan_of_starter([], office.name, None))
    _stand(office, found)
    _records(office, officers)
    save_guide(head, office, {}, {**texts_of(office), **GUIDE})
    publish_guide(head, office)
    community = Section.objects.create(office=office, name="云台社区", kind="community", place=9)
    Board.objects.create(office=office, section=community, name="云台社区公开栏", place="社区服务中心门前")
    _on_the_way(_Desk(office, officers, found))


def _stand(office: Office, found: Mapping[str, Category]) -> None:
    """What stands, a paper every two weeks back from today, each published within a few days."""
    calendar, today = calendar_of(office.calendar_region), local_today()
    rows = []
    for n, (code, title, number) in enumerate(STANDING):
        formed = calendar.previous_working_day(today - timedelta(days=14 * (len(STANDING) - n)))
        out = min(calendar.next_working_day(formed + timedelta(days=3)), today)
        words = _words(office, f"{title}【示例】")
        rows.append(Carried(words, found[code], formed, out, document_number=number))
    carry_in(office, rows, by=SYSTEM, reviewers=REVIEWERS, batch="示例信息")
    explained = Item.objects.filter(office=office, document_number="云政办规〔2025〕1号")
    Item.objects.filter(office=office, title__contains="解读").update(interprets=explained.values("pk")[:1])


def _words(office: Office, title: str, more: str = "") -> Words:
    body = (
        f"<p>本文为演示系统的示例内容，用于展示页面，不代表任何机关的真实信息。</p>{more}"
        "<h2>一、适用范围</h2><p>本件适用于云台街道辖区。辖区居民、企业和其他组织可以查阅、复制和引用。</p>"
        "<h2>二、主要内容</h2><table><thead><tr><th>事项</th><th>要求</th></tr></thead><tbody>"
        "<tr><td>公开时限</td><td>自形成或者变更之日起20个工作日内</td></tr>"
        "<tr><td>公开方式</td><td>政府网站、社区公开栏</td></tr></tbody></table>"
        "<h2>三、联系方式</h2><p>如有疑问，请在工作时间向政务公开科咨询。</p>"
    )
    return Words(title, body, summary=f"{title}的主要内容。", keywords="示例", issuer=office.name)


def _records(office: Office, officers: Mapping[str, Officer]) -> None:
    """Systems, service guides and the directory: written by one, released by another."""
    for kind, rows in RECORDS.items():
        for values in rows:
            made = guides.add(officers["officer"], office, KINDS[kind], values)
            guides.release(officers["head"], KINDS[kind], made.pk, made.version)
    values = {"kind": "review", "name": "政府信息公开审查办法【示例】", "in_force_from": date(2025, 3, 1)}
    made = guides.add(officers["officer"], office, KINDS["systems"], values)
    guides.release(officers["head"], KINDS["systems"], made.pk, made.version)


class _Desk:
    """Where papers of these days are brought on their way."""

    def __init__(self, office: Office, officers: Mapping[str, Officer], found: Mapping[str, Category]) -> None:
        self.office, self.officers, self.found = office, officers, found
        self.today = local_today()
        self.calendar = calendar_of(office.calendar_region)

    def ago(self, days: int) -> date:
        on: date = self.today
        for _ in range(days):
            on = self.calendar.previous_working_day(on)
        return on

    def paper(self, title: str, column: str, days: int, more: str = "", **others: str) -> Item:
        """A paper of so many working days ago, drafted by a section's liaison."""
        words, on = _words(self.office, f"{title}【示例】", more), self.ago(days)
        return draft(
            self.officers["liaison"],
            self.office,
            Draft(words, category=self.found[column], **others),
            on=on,
        )

    def formed(self, title: str, column: str, days: int, more: str = "") -> Item:
        item = self.paper(title, column, days, more)
        return take(self.officers["liaison"], item.pk, ItemFormed(on=self.ago(days)))

    def submitted(self, title: str, column: str, days: int, more: str = "") -> Item:
        return submit(self.officers["liaison"], self.formed(title, column, days, more).pk)

    def passed(self, item: Item, upto: int = len(REVIEW_STAGES)) -> Item:
        for stage in list(REVIEW_STAGES)[:upto]:
            item = review(self.officers[DECIDES[stage]], item.pk, "passed", version=item.version)
        return item


def _on_the_way(desk: _Desk) -> None:
    """One paper a state."""
    head, reviewer = desk.officers["head"], desk.officers["reviewer"]
    desk.paper("社区微更新项目征求意见稿", "notices", 1)
    desk.formed("2026年秋季征兵工作安排", "notices", 23)  # overdue
    desk.formed("便民服务中心搬迁公告", "notices", 18)
    desk.submitted("高龄津贴发放情况公示", "assistance", 4)
    more = "<p>联系人：示例，电话19900001234，证件号码110101199003070038。</p>"
    desk.passed(desk.submitted("临时救助对象名单", "assistance", 6, more), 1)
    item = desk.passed(desk.submitted("河道清淤工程招标结果", "projects", 8), 1)
    review(reviewer, item.pk, "returned", version=1, opinion="请补充中标金额的单位。")
    item = desk.passed(desk.submitted("应急避难场所分布图", "emergencies", 9), 1)
    review(reviewer, item.pk, "referred", version=1, opinion="涉及场所位置，提请审定是否可以公开。")
    desk.passed(desk.submitted("第三季度食品安全抽检结果", "inspections", 5))
    item = desk.passed(desk.submitted("冬季用电安全提示", "notices", 2))
    schedule(head, item.pk, desk.today + timedelta(days=3))
    item = desk.passed(desk.submitted("社区图书室开放时间调整", "notices", 3))
    release(head, item.pk)
    item = release(head, desk.passed(desk.submitted("停水通知（时间有误）", "notices", 3)).pk)
    take_down(head, item.pk, channel="website", cause="wrong", reason="停水时间有误，已另行发布。")
    desk.paper("内部考勤情况通报", "others", 2, attribute="withhold", ground="EX16A", reason="属于内部管理事项")
