"""Hands for the browser tests that play whole cases: what people do on the pages, in the words that stand there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from gongkai.ledger.labels import ACTS

if TYPE_CHECKING:
    from playwright.sync_api import FilePayload, Locator, Page

CASES = "/desk/baiyun/cases/"
TYPING = 3500
"""Milliseconds for a text: the form of the portal refuses whoever fills it in faster than a person can."""

Value = str | date | bool | Any
"""A text, an option's words, a day, whether a box is ticked, or a file."""


@dataclass(frozen=True)
class Hand:
    """Someone at a browser."""

    page: Page

    @property
    def main(self) -> Locator:
        return self.page.locator("main")

    def reads(self) -> str:
        """All that stands on the page now."""
        return self.main.inner_text()

    def fact(self, term: str) -> str:
        """What stands beside a term of a list of facts."""
        beside = self.main.locator(f"xpath=.//dt[normalize-space()='{term}']/following-sibling::dd[1]")
        return beside.inner_text().strip()

    def go(self, address: str, status: int = 200) -> None:
        answer = self.page.goto(address)
        assert answer is not None
        assert answer.status == status, self.reads()

    def follow(self, name: str | re.Pattern[str], within: Locator | None = None) -> None:
        """Click a link; one in a closed fold is unfolded first."""
        link = (within or self.main).get_by_role("link", name=name, exact=True, include_hidden=True).first
        assert link.count(), f"no link {name}\n{self.page.url}\n{self.reads()}"
        if not link.is_visible():
            link.locator("xpath=ancestor::details/summary").click()
        self._arrive(link, 200)

    def press(self, name: str, within: Locator | None = None, status: int = 200) -> None:
        """Click a button and wait for the page it leads to. status: which answer it must be."""
        self._arrive((within or self.main).get_by_role("button", name=name, exact=True), status)

    def _arrive(self, control: Locator, status: int) -> None:
        assert control.count() == 1, f"{control}: {control.count()}\n{self.page.url}\n{self.reads()}"
        with self.page.expect_navigation() as arrival:
            control.click()
        answer = arrival.value
        assert answer is not None
        assert answer.status == status, f"{answer.status} {self.page.url}\n{self.reads()}"

    def fill(self, values: Mapping[str, Value], within: Locator | None = None) -> None:
        """Fill in fields by their labels, choices by the words beside them."""
        scope = within or self.main
        for label, value in values.items():
            named = re.compile(rf"^\s*{re.escape(label)}\s*(（(选填|必备)）)?\s*$")
            group = scope.get_by_role("group", name=named)
            if group.count():
                group.get_by_label(re.compile(rf"^\s*{re.escape(value)}(\s|$)")).check()
            else:
                self._set(scope.get_by_label(named), label, value)

    def _set(self, field: Locator, label: str, value: Value) -> None:
        assert field.count() == 1, f"{label}: {field.count()} fields\n{self.page.url}\n{self.reads()}"
        match field.evaluate("one => one.type"):
            case "select-one":
                field.select_option(label=value)
            case "checkbox":
                field.set_checked(value)
            case "file":
                field.set_input_files(value)
            case _:
                field.fill(value.isoformat() if isinstance(value, date) else value)


def pdf(name: str, data: bytes) -> FilePayload:
    return {"name": name, "mimeType": "application/pdf", "buffer": data}


# --- the citizen --------------------------------------------------------------------------------------------------

PERSON = {
    "姓名": "王示例",
    "证件号码": "110101199003070038",
    "联系电话": "13800005678",
    "通信地址": "示例市示例路8号2单元301室",
    "电子邮箱": "someone@example.invalid",
}


@dataclass(frozen=True)
class Citizen(Hand):
    """Who applies, on a telephone or at a desk: no page may be wider than the window."""

    def apply(self, content: str, identity: FilePayload) -> tuple[str, str]:
        """File an application on the portal; returns its number and query code."""
        self.go("/o/baiyun/apply/")
        self.follow("个人")
        self.fill(PERSON)
        box = self.main.get_by_label("所需信息的名称、文号或者其他特征描述")
        box.press_sequentially(content, delay=TYPING / len(content))
        self.fill({"获取信息的形式": "电子文档", "获取信息的途径": "电子邮件"})
        self.fill({"身份证明的照片或者扫描件": identity})
        self.press("下一步：核对")
        assert content in self.reads()
        self.press("确认提交")
        return self.fact("编号"), self.fact("查询码")

    def look_up(self, receipt: tuple[str, str]) -> str:
        """Open the status page of a case; returns what it says."""
        self.go("/o/baiyun/status/")
        self.fill({"编号": receipt[0], "查询码": receipt[1]})
        self.press("查询")
        return self.reads()

    def load(self, name: str) -> bytes:
        """Download a file of the case whose name has these words."""
        files = self.main.get_by_role("region", name="文书和材料")
        with self.page.expect_download() as coming:
            files.get_by_role("link", name=name).click()
        return coming.value.path().read_bytes()

    def _arrive(self, control: Locator, status: int) -> None:
        super()._arrive(control, status)
        assert self.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), self.page.url


# --- the office ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Clerk(Hand):
    """Someone at the desk of the office."""

    @property
    def next_steps(self) -> Locator:
        return self.main.get_by_role("region", name="下一步")

    def find(self, number: str, group: str) -> str:
        """Find a case in a group of the to-do list and open it; returns its address."""
        self.go("/desk/baiyun/")
        self.follow(number, self.main.get_by_role("region", name=re.compile(f"^{group}")))
        return self.page.url

    def open_step(self, case: str, act: str, **query: str) -> None:
        """Open the form of a step from the page of the case."""
        self.go(case)
        self.follow(ACTS[act], self.next_steps)

    def take(self, case: str, act: str, values: Mapping[str, Value] | None = None) -> str:
        """Do a step; returns what the page of the case says after it."""
        self.open_step(case, act)
        self.fill(values or {})
        self.press(f"登记“{ACTS[act]}”")
        said = self.reads()
        assert f"已登记“{ACTS[act]}”" in said, said
        return said

    def register(self, content: str) -> tuple[str, tuple[str, str]]:
        """Take an application in at the counter; returns the address of its case, and its number and query code."""
        self.go(f"{CASES}register/")
        self.fill({"来件渠道": "当面提交", "姓名或者名称": PERSON["姓名"], "证件类型": "居民身份证"})
        self.fill({label: text for label, text in PERSON.items() if label != "姓名"})
        self.fill({"所需信息的名称、文号或者其他特征性描述": content})
        self.press("登记并打印回执")
        return self.page.url.removesuffix("receipt/"), (self.fact("申请编号"), self.fact("查询码").split()[0])

    def answer(self, case: str, outcome: str, values: Mapping[str, Value], status: int = 200) -> None:
        """Record a reply: its outcome first, then what that outcome must state."""
        self.open_step(case, "answered")
        self.main.get_by_label(re.compile(f"^{outcome}")).check()
        self.press("下一步")
        self.fill(values)
        self.press(f"登记“{ACTS['answered']}”", status=status)

    def look(self, case: str) -> str:
        """What the page of a case says."""
        self.go(case)
        return self.reads()

    def take_in(self, case: str, kind: str) -> str:
        """Take what the applicant sent online as the step it is; returns what was sent."""
        self.go(case)
        self.follow(re.compile(rf"^核对并登记\s*{kind}$"))
        sent = self.reads()
        self.press("确认并登记")
        return sent

    def open_figure(self, row: str, *, column: int) -> list[str]:
        """Open a figure of table three on the page of statistics; returns the numbers of the cases behind it."""
        self.go("/desk/baiyun/statistics/")
        cells = self.main.get_by_role("row").filter(has_text=row).get_by_role("cell")
        self._arrive(cells.nth(column).get_by_role("link"), 200)
        return [line.inner_text() for line in self.main.locator("a.number").all()]

    def upload(self, case: str, kind: str, file: FilePayload) -> None:
        self.go(f"{case}files/")
        self.fill({"材料类别": kind, "文件": file})
        self.press("上传")
        assert f"已保存：{file['name']}" in self.reads()

    def redact(self, case: str, file: str, text: str, ground: str) -> str:
        """Mark a text wherever it stands in an original and make the copy; returns the copy's address."""
        self.go(case)
        self.follow(file, self.main.get_by_role("region", name="区分处理"))
        self.press("开始")
        self.fill({"查找文字": text})
        self.press("查找")
        found = self.page.locator("#found-form")
        self.fill({"不予公开的理由": ground}, found)
        self.press("标记全部 1 处", found)
        self.press("生成副本")
        assert "检验通过，等待放行" in self.reads()
        return self.page.url


@dataclass(frozen=True)
class Letter:
    """A letter of a case. address: of its page; title: the words on the links to it."""

    address: str
    title: str

    @classmethod
    def draft(cls, clerk: Clerk, case: str, title: str, values: Mapping[str, Value]) -> Letter:
        """Draft a letter from the page of the case and hand it in for approval."""
        clerk.go(case)
        clerk.fill({"起草文书": title})
        clerk.press("起草")
        clerk.fill(values)
        clerk.press("保存并返回文书")
        clerk.press("送审")
        return cls(clerk.page.url, clerk.main.get_by_role("heading", level=1).inner_text())

    def approve(self, clerk: Clerk) -> None:
        """Find the letter among those that wait for one's approval, and agree."""
        clerk.go("/desk/baiyun/letters/waiting/")
        clerk.main.locator(
            f"a[href='{self.address.partition('//')[2].partition('/')[2].join(('/', ''))}']"
        ).first.click()
        clerk.fill({"审批意见": "同意。"}, clerk.next_steps)
        clerk.press("同意")

    def send(self, clerk: Clerk, scan: FilePayload) -> None:
        """Seal it, keep the sealed scan, and post it."""
        clerk.go(self.address)
        clerk.follow("登记用印")
        clerk.fill({"份数": "2", "扫描件": scan})
        clerk.press("登记用印")
        clerk.follow("登记发出")
        clerk.fill({"发出方式": "邮寄", "邮件号码": "XA00000001"})
        clerk.press("登记发出")

    def serve(self, clerk: Clerk, *, posted: date, received: date, proof: FilePayload) -> None:
        """Enter the proof of service by post."""
        clerk.go(self.address)
        clerk.follow("登记送达")
        clerk.press("下一步")
        clerk.fill({"交寄日期": posted, "回执注明的收件日期": received, "扫描件": proof})
        clerk.press("登记送达")
