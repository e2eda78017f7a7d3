"""Redaction in a browser: a mark is dragged, moved and sized by keyboard, the copy is made and released; axe finds nothing."""

from __future__ import annotations

import json
import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.documents.redact import samples
from tests.web.site import Site, site  # noqa: F401

pytestmark = pytest.mark.one_engine

SEED = """
    from datetime import date
    from django_scopes import scope
    from gongkai.web.accounts.models import User
    from gongkai.web.applications.actions import Filing, register
    from gongkai.web.applications.files import attach
    from gongkai.web.config.clock import local_today
    from gongkai.web.offices.models import Office
    from gongkai.web.offices.policy import officer_of
    from gongkai.web.people.models import Details
    from tests.documents.redact import samples

    office = Office.objects.get(code="baiyun")
    officer = officer_of(User.objects.get(username="baiyun-officer"), office, local_today())
    with scope(office=office):
        filing = Filing("natural_person", Details(name="王示例"), "加装电梯补贴名单", "electronic", "email")
        case = register(officer, office, filing, channel="in_person", arrived_on=date(2026, 6, 1)).case
        file = attach(officer, office, case, "original", "名单.pdf", samples.small_paper())
    print(f"/desk/baiyun/cases/{case.pk}/redaction/{file.pk}/")
"""
MARKS = """
    import json
    from django_scopes import scopes_disabled
    from gongkai.web.redaction.models import RedactionMark
    with scopes_disabled():
        print(json.dumps([[m.left, m.top, m.right, m.bottom, m.ground] for m in RedactionMark.objects.order_by("pk")]))
"""


def marks_in(site):  # noqa: F811
    return json.loads(site.run(MARKS))


def assert_axe_clean(page):
    found = Axe().run(page).response["violations"]
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []


def saved(page):
    return page.expect_response(lambda answer: "/marks/" in answer.url and answer.request.method == "POST")


@pytest.mark.usefixtures("site")
def test_a_mark_is_drawn_moved_and_released(site: Site, browser):  # noqa: F811
    address = site.run(SEED).strip()
    page = site.page(browser, "baiyun-officer")
    failures = []
    page.on("pageerror", lambda error: failures.append(str(error)))
    page.on("console", lambda message: failures.append(message.text) if message.type == "error" else None)
    page.goto(address)
    assert_axe_clean(page)
    page.get_by_role("button", name="开始", exact=True).click()
    sheet = page.locator("#sheet")
    frame = sheet.bounding_box()
    assert_axe_clean(page)

    # drawn with the mouse; the ground is asked for and the rectangle stays
    page.mouse.move(frame["x"] + 0.1 * frame["width"], frame["y"] + 0.1 * frame["height"])
    page.mouse.down()
    page.mouse.move(frame["x"] + 0.5 * frame["width"], frame["y"] + 0.2 * frame["height"], steps=4)
    page.mouse.up()
    assert "请先选择" in page.inner_text("#redact-said")
    with saved(page):
        page.select_option("#id_ground", "EX15")
    mark = page.locator("#sheet .mark")
    mark.wait_for()
    left, top, right, bottom, ground = marks_in(site)[0]
    assert ground == "EX15"
    assert (left, top, right, bottom) == pytest.approx((0.1, 0.1, 0.5, 0.2), abs=0.01)
    assert mark.evaluate("one => one === document.activeElement")

    # moved and sized by keyboard
    with saved(page):
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowDown")
    with saved(page):
        page.keyboard.press("Shift+ArrowRight")
    page.locator("#marks-list[data-version='4']").wait_for(state="attached")
    now = marks_in(site)[0]
    assert now[:4] == pytest.approx((left + 0.005, top + 0.005, right + 0.01, bottom + 0.005), abs=1e-4)
    assert page.evaluate("document.activeElement.className") == "mark"

    # one more in the middle, and away with it
    with saved(page):
        page.click("#add-mark")
    page.locator("#sheet .mark:focus").wait_for()
    with saved(page):
        page.keyboard.press("Delete")
    page.locator("#sheet .mark").nth(1).wait_for(state="detached")
    assert len(marks_in(site)) == 1
    assert_axe_clean(page)

    page.goto(f"{address}?size=full")
    assert_axe_clean(page)

    # the hints, then the copy
    page.select_option("#hints_ground", "EX15")
    page.click("#hints-form button[name=every]")
    page.locator("#sheet .mark").nth(3).wait_for()
    page.get_by_role("button", name="生成副本", exact=True).click()
    page.wait_for_url(re.compile("/copies/"))
    assert "检验通过，等待放行" in page.inner_text("main")
    assert_axe_clean(page)
    copy = page.url
    assert failures == []

    reviewer = site.page(browser, "baiyun-reviewer", width=360, script=False)
    reviewer.goto(copy)
    reviewer.get_by_role("button", name="检验并放行", exact=True).click()
    assert "副本已放行" in reviewer.inner_text("main")
    reviewer.goto(address)
    assert reviewer.locator("#sheet rect").count() > 3
    assert reviewer.evaluate("document.documentElement.scrollWidth") <= 360
    assert "不能修改" in reviewer.inner_text("main")


def test_without_script_a_mark_is_set_by_numbers(site: Site, browser):  # noqa: F811
    page = site.page(browser, "baiyun-officer", width=360, script=False)
    page.goto(site.run(SEED).strip())
    page.get_by_role("button", name="开始", exact=True).click()
    page.select_option("#id_ground", "EX15")
    page.click("#place-fields summary")
    for name, value in {"left": "10", "top": "20", "width": "30", "height": "4"}.items():
        page.fill(f"#id_{name}", value)
    page.get_by_role("button", name="保存标记", exact=True).click()
    assert page.locator("#sheet rect").count() == 1
    page.fill("#find-text", samples.NAME)
    page.click("#find-title ~ form button")
    assert "找到 1 处" in page.inner_text("main")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
