"""Whole lives of cases, played in a browser by the citizen and the officers through the pages alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import pypdfium2
import pytest

from tests.documents.redact import samples
from tests.web.life import PERSON, TYPING, Citizen, Clerk, Letter, pdf
from tests.web.site import Site, site  # noqa: F401

if TYPE_CHECKING:
    from playwright.sync_api import FilePayload

REPORT = """
    from django_scopes import scope
    from gongkai.report.compile import compile_report
    from gongkai.web.entries.chain import verify
    from gongkai.web.entries.record import ledger_of
    from gongkai.web.offices.models import Office

    office = Office.objects.get(code="baiyun")
    with scope(office=office):
        assert verify(office).is_good, verify(office).why
        for names, cell in compile_report(ledger_of(office), %d).cells.items():
            if cell.value:
                print(*names, cell.value)
"""


def report_of(site: Site, year: int) -> dict[str, int]:  # noqa: F811
    """The figures of an annual report that are not zero, compiled from a chain that verifies."""
    lines = [line.rpartition(" ") for line in site.run(REPORT % year).splitlines()]
    return {name: int(value) for name, _, value in lines}


def clerk(site: Site, browser, role: str) -> Clerk:  # noqa: F811
    return Clerk(site.page(browser, f"baiyun-{role}"))


def paper(name: str) -> FilePayload:
    """Some paper to upload."""
    return pdf(name, samples.typeset(f"{name}的内容"))


def words_of(data: bytes) -> str:
    """The text layer of a PDF."""
    document = pypdfium2.PdfDocument(data)
    return "".join(page.get_textpage().get_text_bounded() for page in document)


PARTIAL = {
    "予以公开部分的清单": "名单总表\n发放标准",
    "不予公开的部分之1": "身份证号码",
    "不予公开的部分之1：依据": "商业秘密、个人隐私等第三方合法权益（条例第十五条）",
    "不予公开的部分之1：理由": "属于个人隐私，公开会对第三方合法权益造成损害。",
    "征求意见的结果": "第三方不同意公开其身份证号码，本机关予以采纳。",
    "附件清单": "遮盖后的名单 1页 1份",
}


@dataclass(frozen=True)
class Life:
    """Who plays a case. receipt: the citizen's number and query code; case: its address on the desk."""

    site: Site
    citizen: Citizen
    officer: Clerk
    head: Clerk
    leader: Clerk
    reviewer: Clerk
    receipt: tuple[str, str]
    case: str


def file_and_confirm(site: Site, browser) -> Life:  # noqa: F811
    """The citizen applies on a phone; the officer finds it the next day and confirms receipt."""
    site.go_to(date(2026, 6, 10))
    citizen = Citizen(site.page(browser, width=360))
    clerks = [clerk(site, browser, role) for role in ("officer", "head", "leader", "reviewer")]
    receipt = citizen.apply("加装电梯补贴发放名单", paper("身份证.pdf"))
    site.go_to(date(2026, 6, 11))
    case = clerks[0].find(receipt[0], "待确认收到")
    said = clerks[0].take(case, "receipt_confirmed", {"确认方式": "电话", "联系到谁": "申请人本人"})
    assert "答复期限至2026年7月10日" in said
    return Life(site, citizen, *clerks, receipt, case)


def supplement(life: Life) -> None:
    """It is not clear enough: the notice, the supplement online, which the officer takes in."""
    site, citizen, officer = life.site, life.citizen, life.officer  # noqa: F811
    site.go_to(date(2026, 6, 12))
    officer.take(life.case, "supplement_requested", {"需要补正的事项": "请写明年度。"})
    site.go_to(date(2026, 6, 16))
    assert "待补正" in citizen.look_up(life.receipt)
    citizen.follow("在线补正")
    citizen.fill({"补正的内容": "2025年度的名单。", "材料": paper("补正.pdf")})
    citizen.press("提交")
    assert "等待机关登记" in citizen.reads()
    site.go_to(date(2026, 6, 17))
    assert "2025年度的名单" in officer.take_in(life.case, "补正")
    assert "答复期限至2026年7月15日" in officer.reads()  # counted from the day it was sent


def consult_and_extend(life: Life) -> None:
    """A third party is asked, gets the letter and objects; the head extends, the applicant is told."""
    site, officer, case = life.site, life.officer, life.case  # noqa: F811
    site.go_to(date(2026, 6, 18))
    officer.take(case, "consultation_sent", {"征求谁的意见": "第三方", "对象代称": "第三方甲"})
    site.go_to(date(2026, 6, 22))
    officer.take(case, "consultation_delivered")
    site.go_to(date(2026, 6, 30))
    officer.take(case, "consultation_answered", {"对方的意见": "不同意公开", "意见要点和理由": "涉及住址"})
    site.go_to(date(2026, 7, 1))
    life.head.take(case, "extension_approved", {"延长的工作日数": "10", "延期理由": "需要逐页区分处理"})
    site.go_to(date(2026, 7, 2))
    said = officer.take(case, "extension_notified")
    assert "答复期限至2026年8月7日" in said


def redact(life: Life) -> None:
    """The passage is marked and the copy made; another person releases it."""
    life.site.go_to(date(2026, 7, 3))
    life.officer.upload(life.case, "拟公开信息原件", pdf("名单.pdf", samples.small_paper()))
    ground = "4. 商业秘密、个人隐私等第三方合法权益（第十五条）"
    copy = life.officer.redact(life.case, "名单.pdf", samples.ID, ground)
    life.site.go_to(date(2026, 7, 6))
    life.reviewer.go(copy)
    life.reviewer.press("检验并放行")
    assert "副本已放行" in life.reviewer.reads()


def reply(life: Life) -> None:
    """Drafted, approved by head and leader, numbered, sealed, sent, served."""
    site, officer = life.site, life.officer  # noqa: F811
    site.go_to(date(2026, 7, 7))
    letter = Letter.draft(officer, life.case, "政府信息部分公开答复书（部分公开）", PARTIAL)
    site.go_to(date(2026, 7, 8))
    letter.approve(life.head)
    letter.approve(life.leader)
    assert "文号白云街公复〔2026〕1号" in life.leader.reads()
    site.go_to(date(2026, 7, 9))
    letter.send(officer, pdf("盖章件.pdf", samples.typeset("盖章的答复书")))
    site.go_to(date(2026, 7, 13))
    letter.serve(officer, posted=date(2026, 7, 9), received=date(2026, 7, 13), proof=paper("送达回证.pdf"))


def read_the_reply(life: Life) -> None:
    """The citizen sees the outcome, loads the letter and the copy without its text layer, fills in the survey."""
    citizen = life.citizen
    assert "已办结：部分公开" in citizen.look_up(life.receipt)
    assert words_of(citizen.load("区分处理件")) == ""
    assert "盖章的答复书" in words_of(citizen.load("盖章件"))
    citizen.fill({"您对这次办理是否满意": "满意"})
    citizen.press("提交评价")
    assert "您已经评价" in citizen.reads()


def reconsider(life: Life) -> str:
    """Papers come, the office answers, the reply is upheld; returns the address of the reconsideration."""
    site, officer = life.site, life.officer  # noqa: F811
    site.go_to(date(2026, 7, 27))
    officer.go(life.case)
    officer.follow("登记复议、诉讼材料")
    officer.fill({"类别": "行政复议", "收到复议申请书副本、起诉状副本之日": date(2026, 7, 27)})
    officer.fill({"复议机关或者法院": "云海区人民政府"})
    officer.press("登记")
    address = officer.page.url
    site.go_to(date(2026, 8, 3))
    officer.go(address)
    officer.follow("登记提交答复")
    officer.press("保存")
    site.go_to(date(2026, 9, 14))
    officer.go(address)
    officer.follow("登记决定、裁判")
    officer.fill({"统计结果": "结果维持"})
    officer.press("保存")
    return address


def archive(life: Life) -> None:
    """Nothing lacks; the bundle holds every paper of the case."""
    life.site.go_to(date(2026, 9, 15))
    life.officer.go(life.case)
    life.officer.follow("归档、制作案卷")
    assert "材料齐全，可以归档" in life.officer.reads()
    life.officer.fill({"案卷中附入申请人信息和申请材料（留下查看记录）": True})
    life.officer.press("归档并制作案卷")
    assert "附件 8 个" in life.officer.reads()


def test_a_case_lives_from_the_letterbox_to_the_archive(site: Site, browser):  # noqa: F811
    life = file_and_confirm(site, browser)
    supplement(life)
    consult_and_extend(life)
    redact(life)
    reply(life)
    read_the_reply(life)
    challenge = reconsider(life)
    archive(life)
    assert "已归档" in life.citizen.look_up(life.receipt)

    # it stands in its cells of tables three and four
    officer = life.officer
    assert officer.open_figure("（二）部分公开", column=0) == [life.receipt[0]]
    officer.go(challenge)
    assert "行政复议：结果维持" in officer.main.get_by_role("region", name="年度报告表四").inner_text()
    cells = report_of(site, 2026)
    assert cells["t3 partial natural_person"] == 1
    assert cells["t4 count recon_upheld"] == 1


@pytest.mark.one_engine
def test_the_browser_proves_its_work_and_the_form_goes_out_at_once(site: Site, browser):  # noqa: F811
    site.go_to(date(2024, 5, 6))
    citizen = Citizen(site.page(browser, width=360))
    citizen.go("/o/baiyun/apply/?kind=natural_person")
    citizen.fill({**PERSON, "获取信息的形式": "电子文档", "获取信息的途径": "电子邮件"})
    box = citizen.main.get_by_label("所需信息的名称、文号或者其他特征描述")
    box.press_sequentially("停车位规划", delay=TYPING / 5)
    citizen.fill({"身份证明的照片或者扫描件": paper("身份证.pdf")})
    citizen.press("提交申请")
    assert citizen.page.url.endswith("/receipt/")  # without the proof the page that asks again would come first
    assert citizen.fact("编号") == "2024-0001"


@pytest.mark.one_engine
def test_every_other_end_stands_in_its_row(site: Site, browser):  # noqa: F811
    site.go_to(date(2025, 3, 3))
    officer, citizen = clerk(site, browser, "officer"), Citizen(site.page(browser, width=360))
    refused, first = officer.register("拆迁方案的讨论稿")
    charged, _ = officer.register("历年全部合同")
    unclear, _ = officer.register("有关材料")
    again, second = officer.register("拆迁方案的讨论稿（再次申请）")
    withdrawn, slip = officer.register("停车位规划")

    # refused with its reason; without it, nothing goes out and nothing is lost
    site.go_to(date(2025, 3, 10))
    officer.answer(refused, "不予公开：属于四类过程性信息", {}, status=422)
    officer.fill({"答复的理由和内容": "属于决策前的讨论记录（第十六条第二款），公开会影响讨论。"})
    officer.press("登记“答复”")
    officer.take(refused, "served", {"送达方式": "当面"})

    # the same again: refused, naming the first
    reply = {"已答复的申请编号": first[0], "答复的理由和内容": "已经答复，内容相同。"}
    officer.answer(again, "不予处理：重复申请", reply)
    assert first[0] in officer.reads()

    # a fee is asked for many pages, a supplement for an unclear description; neither comes
    officer.open_step(charged, "fee_noticed")
    officer.fill({"页数": "40", "件数": "1"})
    officer.press("计算")
    officer.fill({"收费标准": "按量计收：100元", "批准人": "工作机构负责人"})
    officer.press("登记“收费通知”")
    officer.take(
        unclear, "supplement_requested", {"需要补正的事项": "请写明文件名称。", "补正期限至": date(2025, 3, 24)}
    )

    # withdrawn online with the code of the slip from the counter
    citizen.look_up(slip)
    citizen.follow("撤回申请")
    citizen.fill({"撤回的原因": "已经在网站上找到"})
    citizen.press("确认撤回")
    site.go_to(date(2025, 3, 11))
    assert "已经在网站上找到" in officer.take_in(withdrawn, "撤回申请")
    assert "已办结" in citizen.look_up(slip)

    site.go_to(date(2025, 4, 30))
    officer.take(charged, "fee_lapsed")
    officer.take(unclear, "deemed_abandoned", {"已核实：申请人没有说明逾期不补正的正当理由": True})
    assert officer.open_figure("2.重复申请", column=0) == [second[0]]
    cells = report_of(site, 2025)
    rows = ("denied_process_info", "refused_duplicate", "other_no_payment", "other_no_supplement", "other_other")
    assert {row: cells.get(f"t3 {row} natural_person") for row in rows} == dict.fromkeys(rows, 1)
    assert cells["t3 handled_total total"] == cells["t3 new_received total"] == 5


def test_the_second_of_two_officers_is_shown_what_changed(site: Site, browser):  # noqa: F811
    site.go_to(date(2024, 6, 3))
    officer, head = clerk(site, browser, "officer"), clerk(site, browser, "head")
    case, _ = officer.register("加装电梯补贴发放名单")
    for hand in (officer, head):
        hand.open_step(case, "consultation_sent")
    officer.fill({"征求谁的意见": "第三方", "对象代称": "第三方甲"})
    officer.press("登记“征求意见”")
    head.fill({"征求谁的意见": "共同制作机关", "对象代称": "区住房局"})
    head.press("登记“征求意见”", status=409)
    said = head.reads()
    assert "案件刚刚有变化" in said
    assert "经办人：征求意见" in said
    assert head.main.get_by_label("对象代称").input_value() == "区住房局"
    head.press("仍然登记“征求意见”")
    assert "已登记“征求意见”" in head.reads()
    assert head.reads().count("第三方甲") >= 1
    assert "区住房局" in head.reads()
