"""Whole lives of cases, played in a browser by the citizen and the officers through the pages alone."""

from __future__ import annotations

from datetime import date

import pypdfium2

from tests.documents.redact import samples
from tests.web.life import Citizen, Clerk, Letter, pdf
from tests.web.site import Site, site  # noqa: F401

VERDICT = """
    from django_scopes import scope
    from gongkai.report.compile import compile_report
    from gongkai.web.entries.chain import verify
    from gongkai.web.entries.record import ledger_of
    from gongkai.web.offices.models import Office

    office = Office.objects.get(code="baiyun")
    with scope(office=office):
        print(verify(office).first_bad)
        report = compile_report(ledger_of(office), 2026)
        for (table, row, column), cell in sorted(report.cells.items()):
            if cell.value:
                print(table, row, column, cell.value)
"""


def clerk(site: Site, browser, role: str) -> Clerk:  # noqa: F811
    return Clerk(site.page(browser, f"baiyun-{role}"))


def words_of(data: bytes) -> str:
    """The text layer of a PDF."""
    document = pypdfium2.PdfDocument(data)
    return "".join(page.get_textpage().get_text_bounded() for page in document)


def test_a_case_lives_from_the_letterbox_to_the_archive(site: Site, browser):  # noqa: F811
    citizen = Citizen(site.page(browser, width=360))
    officer, head, leader, reviewer = (clerk(site, browser, role) for role in ("officer", "head", "leader", "reviewer"))

    # the citizen applies on a phone; the officer confirms receipt the next day
    receipt = citizen.apply("加装电梯补贴发放名单")
    assert not citizen.is_wider_than_its_window()
    number = receipt[0]
    site.go_to(date(2026, 6, 11))
    case = officer.find(number, "待确认收到")
    said = officer.take(case, "receipt_confirmed", {"确认方式": "电话", "联系到谁": "申请人本人"})
    assert "答复期限至2026年7月10日" in said

    # it is not clear enough: the notice, the supplement online, the officer takes it in
    site.go_to(date(2026, 6, 12))
    officer.take(case, "supplement_requested", {"需要补正的事项": "请写明年度。"})
    site.go_to(date(2026, 6, 16))
    assert "待补正" in citizen.look_up(receipt)
    citizen.follow("在线补正")
    citizen.fill({"补正的内容": "2025年度的名单。"})
    citizen.press("提交")
    assert "等待机关确认" in citizen.reads()
    site.go_to(date(2026, 6, 17))
    assert "2025年度的名单" in officer.take_in(case, "补正")
    print(officer.reads())

    # a third party is asked, gets the letter and objects
    site.go_to(date(2026, 6, 18))
    officer.take(case, "consultation_sent", {"征求谁的意见": "第三方", "对象代称": "第三方甲"})
    site.go_to(date(2026, 6, 22))
    officer.take(case, "consultation_delivered")
    site.go_to(date(2026, 6, 30))
    officer.take(case, "consultation_answered", {"对方的意见": "不同意公开", "意见要点和理由": "涉及住址"})

    # the head extends; the applicant is told
    site.go_to(date(2026, 7, 1))
    head.take(case, "extension_approved", {"延长的工作日数": "10", "延期理由": "需要逐页区分处理"})
    site.go_to(date(2026, 7, 2))
    officer.take(case, "extension_notified")

    # the passage is marked, the copy made, another person releases it
    site.go_to(date(2026, 7, 3))
    officer.upload(case, "拟公开信息原件", pdf("名单.pdf", samples.small_paper()))
    copy = officer.redact(case, "名单.pdf", samples.ID, "商业秘密、个人隐私等第三方合法权益")
    site.go_to(date(2026, 7, 6))
    reviewer.go(copy)
    reviewer.press("检验并放行")
    assert "副本已放行" in reviewer.reads()

    # the reply: drafted, approved by head and leader, numbered, sealed, sent, served
    site.go_to(date(2026, 7, 7))
    letter = Letter.draft(officer, case, "政府信息部分公开答复书（部分公开）", PARTIAL)
    site.go_to(date(2026, 7, 8))
    letter.approve(head)
    letter.approve(leader)
    site.go_to(date(2026, 7, 9))
    letter.send(officer, pdf("盖章件.pdf", samples.small_paper()))
    assert "部分公开" in officer.look(case)
    site.go_to(date(2026, 7, 13))
    letter.serve(officer, posted=date(2026, 7, 9), received=date(2026, 7, 13))

    # the citizen reads the outcome, loads letter and copy, and says what they think of it
    said = citizen.look_up(receipt)
    assert "部分公开" in said
    print(said)
    citizen.fill({"您对这次办理是否满意": "满意"})
    citizen.press("提交评价")
    assert "您已经评价" in citizen.reads()

    # reconsideration: papers, answer, decision
    site.go_to(date(2026, 7, 27))
    officer.go(case)
    officer.follow("登记复议、诉讼材料")
    officer.fill({"类别": "行政复议", "收到复议申请书副本、起诉状副本之日": date(2026, 7, 27)})
    officer.fill({"复议机关或者法院": "云海区人民政府"})
    officer.press("登记")
    challenge = officer.page.url
    site.go_to(date(2026, 8, 3))
    officer.go(challenge)
    officer.follow("登记提交答复")
    officer.press("保存")
    site.go_to(date(2026, 9, 14))
    officer.go(challenge)
    officer.follow("登记决定、裁判")
    officer.fill({"统计结果": "结果维持"})
    officer.press("保存")
    assert "结果维持" in officer.reads()

    # archived; then it stands in its cells
    site.go_to(date(2026, 9, 15))
    officer.go(case)
    officer.follow("归档、制作案卷")
    print(officer.reads())
    officer.fill({"材料不齐仍然归档的原因": "身份证明当面核对，没有留存"})
    officer.press("归档并制作案卷")
    print(officer.reads())
    print(site.run(VERDICT))


PARTIAL = {
    "予以公开部分的清单": "名单总表\n发放标准",
    "不予公开的部分之1": "身份证号码",
    "不予公开的部分之1：依据": "商业秘密、个人隐私等第三方合法权益（《条例》第十五条）",
    "不予公开的部分之1：理由": "属于个人隐私，公开会对第三方合法权益造成损害。",
    "征求意见的结果": "第三方不同意公开其身份证号码，本机关予以采纳。",
    "附件清单": "遮盖后的名单 1页 1份",
}
