"""A paper's way to the public, played in a browser: drafted, returned, approved, everywhere at once, repealed, withdrawn."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

from tests.web.life import Hand
from tests.web.site import ROOT, TODAY, Site, site  # noqa: F401

ITEMS = "/desk/baiyun/items/"
TITLE = "云海区白云街道物业服务评价办法"
NUMBER = "白云街规〔2026〕1号"


def hand(site: Site, browser, role: str = "") -> Hand:  # noqa: F811
    return Hand(site.page(browser, f"baiyun-{role}" if role else "", script=False))


def worker_cycle(site: Site, folder: Path) -> None:  # noqa: F811
    """What a worker does in one turn, with the portal kept as files."""
    static = {"GONGKAI_STATIC_DIR": str(folder), "GONGKAI_STATIC_BASE": site.url}
    command = [sys.executable, "-m", "gongkai", "worker", "--once"]
    subprocess.run(command, env=site.environment | static, cwd=ROOT, check=True, capture_output=True)


def read(site: Site, path: str) -> str:  # noqa: F811
    with urlopen(site.url + path) as answer:
        return answer.read().decode()


def test_a_paper_from_the_liaison_to_every_place_and_back(site: Site, browser, tmp_path: Path) -> None:  # noqa: F811
    site.run(
        """
        from django_scopes import scope
        from gongkai.web.offices.models import Office
        from gongkai.web.publishing.models import Category
        office = Office.objects.get(code="baiyun")
        with scope(office=office):
            Category.objects.create(office=office, code="documents", name="行政规范性文件", duty="A20_01")
        """
    )
    liaison, head = hand(site, browser, "liaison"), hand(site, browser, "head")
    reviewer, leader = hand(site, browser, "reviewer"), hand(site, browser, "leader")

    # the liaison drafts and hands in; the head passes; the reviewer finds an identity number and returns it
    liaison.go(f"{ITEMS}new/")
    liaison.fill(
        {
            "信息名称": TITLE,
            "正文": "第一条 为规范物业服务评价，制定本办法。\n联系人证件号码110101199003070038。",
            "所属栏目": "行政规范性文件",
            "文号": NUMBER,
            "成文日期": TODAY,
        }
    )
    liaison.press("登记")
    item = re.search(r"/items/([0-9a-f-]{36})/", liaison.page.url)
    assert item is not None
    own = f"{ITEMS}{item[1]}/"
    number = re.search(r"GK\d{4}-\d{5}", liaison.reads())
    assert number is not None
    submit(liaison, own)
    decide(head, own, "审核通过")
    reviewer.go(f"{own}review/")
    assert "可能有个人信息 1 处" in reviewer.reads()
    decide(reviewer, own, "退回修改", "正文含有身份证件号码，请删去。")

    # a new version without it passes all three; nobody sees it until it is released
    liaison.go(f"{own}edit/")
    liaison.fill({"正文": "第一条 为规范物业服务评价，制定本办法。\n第二条 评价每年一次。", "改动说明": "删去证件号码"})
    liaison.press("保存")
    submit(liaison, own)
    for who in (head, reviewer, leader):
        decide(who, own, "审核通过")
    anyone = hand(site, browser)
    anyone.go(f"/o/baiyun/item/{number[0]}/", status=404)
    head.go(f"/desk/baiyun/channels/items/{item[1]}/")
    head.press("发布")

    # at once on the portal, in feed, interface and search; in the files after one turn of the worker
    worker_cycle(site, tmp_path)
    page = f"/o/baiyun/item/{number[0]}/"
    anyone.go(page)
    assert "第二条 评价每年一次。" in anyone.reads()
    assert "110101199003070038" not in anyone.page.content()
    assert TITLE in read(site, "/o/baiyun/feed.atom")
    assert json.loads(read(site, f"/api/v1/offices/baiyun/items/{number[0]}"))["title"] == TITLE
    anyone.go("/o/baiyun/search/?q=物业服务评价")
    assert TITLE in anyone.reads()
    file = tmp_path / page.strip("/") / "index.html"
    assert "第二条 评价每年一次。" in file.read_text(encoding="utf-8")

    # repealed at the register: it stands on the page and in table two
    for act in ("issued", "repealed"):
        site.run(RECORD % (act, NUMBER))
    anyone = hand(site, browser)  # a new window: the other one may keep a page for a minute
    anyone.go(page)
    assert "已废止" in anyone.reads()
    assert site.run(TABLE_TWO).split() == ["1", "1", "0"]

    # withdrawn, it leaves its words everywhere
    head.go(f"/desk/baiyun/channels/items/{item[1]}/")
    head.main.locator("details", has_text="撤下").locator("summary").last.click()
    form = head.main.locator("form", has=head.page.locator("input[name=do][value=down]"))
    head.fill({"撤下原因": "内容有误", "说明": "条文有误，修改后重新公布。"}, form)
    head.press("撤下", form)
    worker_cycle(site, tmp_path)
    anyone = hand(site, browser)
    anyone.go(page, status=410)
    assert "条文有误，修改后重新公布。" in anyone.reads()
    assert "条文有误，修改后重新公布。" in file.read_text(encoding="utf-8")
    assert "deleted-entry" in read(site, "/o/baiyun/feed.atom")
    assert json.loads(read(site, "/api/v1/withdrawn?office=baiyun"))[0]["number"] == number[0]
    anyone.go("/o/baiyun/search/?q=物业服务评价")
    assert TITLE not in anyone.reads()


RECORD = """
from datetime import date
from django_scopes import scope
from gongkai.ledger.events import DocumentIssued, DocumentRepealed
from gongkai.web.accounts.models import User
from gongkai.web.offices.models import Office
from gongkai.web.offices.policy import officer_of
from gongkai.web.registers.actions import add
from gongkai.web.registers.kinds import REGISTERS
day, office = date(2026, 6, 10), Office.objects.get(code="baiyun")
events = {"issued": DocumentIssued(on=day, title="办法", disclosed_on=day), "repealed": DocumentRepealed(on=day)}
with scope(office=office):
    officer = officer_of(User.objects.get(username="baiyun-head"), office, day)
    add(officer, office, REGISTERS["documents"], events["%s"], "%s")
"""
TABLE_TWO = """
from django_scopes import scope
from gongkai.report.compile import compile_report
from gongkai.web.entries.record import ledger_of
from gongkai.web.offices.models import Office
office = Office.objects.get(code="baiyun")
with scope(office=office):
    cells = compile_report(ledger_of(office), 2026).cells
    row = "normative_documents"
    for column in ("issued_this_year", "repealed_this_year", "in_force"):
        print(cells["t2", row, column].value)
"""


def submit(who: Hand, own: str) -> None:
    who.go(f"{own}step/item_submitted/")
    who.main.locator("form").last.get_by_role("button").first.click()


def decide(who: Hand, own: str, verdict: str, opinion: str = "审查清单已逐项核对。") -> None:
    who.go(f"{own}review/")
    who.fill({"结论": verdict, "审核意见": opinion})
    who.press("提交审核结论")
