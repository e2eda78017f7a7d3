"""Pages of the portal: what they say, how they are kept, what they cost; and what is left of what was withdrawn."""

from __future__ import annotations

import io
import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from PIL import Image

import gongkai.web
from gongkai.ledger.events import DocumentIssued, DocumentRepealed
from gongkai.ledger.item_steps import ItemClarified, ItemEffectChanged
from gongkai.web.config.clock import local_today
from gongkai.web.publishing.actions import Words, newest, save_words, submit, take
from gongkai.web.publishing.attachments import attach
from gongkai.web.publishing.models import Category, Item
from gongkai.web.publishing.release import release, take_down
from gongkai.web.registers import actions as registers
from gongkai.web.registers.kinds import REGISTERS
from tests.web.conftest import Staff
from tests.web.disclosure.markup import faults_of
from tests.web.publishing.conftest import Papers

STATIC = Path(gongkai.web.__file__).parent / "static"
PLACES = (
    "", "info/", "info/2026/", "info/c/notices/", "documents/", "systems/", "services/", "contacts/", "reports/", "catalogue/",
    "search/", "search/?q=活动", "search/?q=没有这个",
)  # fmt: skip


def picture(width: int = 60, height: int = 40) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "white").save(out, "PNG")
    return out.getvalue()


def with_files(papers: Papers) -> Item:
    """A public item whose body shows a picture and points to a file."""
    officer = papers.staff.officer("officer")
    item = papers.formed(document_number="白云街〔2026〕7号")
    image = attach(officer, item.pk, "流程图.png", picture(), alt="办理流程")
    file = attach(officer, item.pk, "名单.txt", "电梯补贴发放名单：示例一户".encode())
    body = (
        f'<h2>一、安排</h2><h4>细则</h4><p>见<a href="attachment:{file.pk}">名单</a>。</p><p><img src="attachment:{image.pk}" alt="流程"></p>'
        "<table><tbody><tr><td>甲</td></tr></tbody></table>"
    )
    words = Words(
        "关于开展示例活动的通知", body, summary="概述", keywords="活动", genre="通知", issuer="白云街道办事处"
    )
    save_words(officer, item.pk, words)
    item = papers.passed(submit(officer, item.pk))
    return release(officer, item.pk)


def address(item: Item) -> str:
    return f"/o/baiyun/item/{item.number}/"


@pytest.fixture
def annual(office: Any) -> Category:
    return Category.objects.create(office=office, code="reports", name="年度报告", part="reports")


@pytest.mark.one_engine
def test_the_page_of_an_item_says_all_that_is_known(client: Client, papers: Papers, staff: Staff) -> None:
    item = with_files(papers)
    page = client.get(address(item)).content.decode()
    assert re.search(r"<h1[^>]*><span[^>]*>关于开展示例活动的通知</span></h1>", page)
    for said in (item.index_number, "白云街〔2026〕7号", "2026年6月10日", "通知公告", "主动公开", "概述", "现行有效"):
        assert said in page
    assert "责任部门" not in page  # nothing there, no line
    assert "attachment:" not in page
    assert re.search(
        r'<img src="/o/baiyun/file/[0-9a-f-]{36}/[^"]+" alt="流程" width="60" height="40" loading="lazy">', page
    )
    assert "<h2>一、安排</h2><h3>细则</h3>" in page  # no level of headings is left out
    assert "流程图.png" in page
    assert 'class="qr"' in page
    assert faults_of(page) == []


def test_explanations_clarifications_effect_and_corrections(client: Client, papers: Papers, staff: Staff) -> None:
    item = papers.public()
    about = papers.public(title="《示例活动通知》解读", interprets=item)
    hidden = papers.submitted(title="还没有发布的解读", interprets=item)
    head = staff.officer("head")
    take(head, item.pk, ItemClarified(on=local_today(), summary="网传收费不实", item=about.number))
    take(head, item.pk, ItemEffectChanged(on=local_today(), effect="repealed"))
    page = client.get(address(item)).content.decode()
    assert about.title in page
    assert hidden.title not in page
    assert "网传收费不实" in page
    assert page.count("已废止（2026年6月10日）") == 3  # beside the title, in the note, in the table
    assert item.title in client.get(address(about)).content.decode()
    assert client.get(address(hidden)).status_code == 404
    officer = staff.officer("officer")
    save_words(officer, item.pk, Words("改过的标题", "<p>改。</p>"), kind="correction", changed="时间写错")
    assert "改过的标题" not in client.get("/o/baiyun/info/").content.decode()  # not reviewed yet
    release(officer, papers.passed(submit(officer, item.pk)).pk)
    page = client.get(address(item)).content.decode()
    assert "改过的标题" in page
    assert "时间写错" in page
    assert "首次发布" in page
    assert "改过的标题" in client.get("/o/baiyun/info/").content.decode()


@pytest.mark.parametrize("cause", ["wrong", "personal"])
def test_what_was_withdrawn_leaves_a_tombstone_and_no_file(
    client: Client, papers: Papers, staff: Staff, cause: str
) -> None:
    item = with_files(papers)
    file = newest(item).attachments.get(name="名单.txt")
    at = f"/o/baiyun/file/{file.pk}/{file.name}"
    sent = client.get(at)
    assert sent.content.decode() == "电梯补贴发放名单：示例一户"
    assert sent["Content-Type"] == "text/plain; charset=utf-8"
    assert sent["X-Content-Type-Options"] == "nosniff"
    assert sent["Content-Disposition"].startswith("attachment;")
    take_down(staff.officer("head"), item.pk, channel="website", cause=cause, reason="数字有误，核对后重发")
    gone = client.get(address(item))
    page = gone.content.decode()
    assert gone.status_code == 410
    assert (item.title in page) is (cause == "wrong")
    assert "数字有误，核对后重发" in page
    assert faults_of(page) == []
    assert client.get(at).status_code == 404
    assert item.title not in client.get("/o/baiyun/info/").content.decode()
    assert item.title not in client.get("/").content.decode()


@pytest.mark.one_engine
def test_a_picture_is_shown_and_a_file_of_a_draft_is_not(client: Client, papers: Papers) -> None:
    item = with_files(papers)
    image = newest(item).attachments.get(name="流程图.png")
    sent = client.get(f"/o/baiyun/file/{image.pk}/{image.name}")
    assert (sent["Content-Type"], sent["Content-Disposition"][:6]) == ("image/png", "inline")
    assert "sandbox" in sent["Content-Security-Policy"]
    draft = papers.draft(title="草稿")
    file = attach(papers.staff.officer("officer"), draft.pk, "内部.txt", b"x")
    assert client.get(f"/o/baiyun/file/{file.pk}/{file.name}").status_code == 404
    assert client.get(f"/o/baiyun/file/{uuid4()}/x.txt").status_code == 404


@pytest.mark.one_engine
def test_every_page_is_sound_small_and_the_same_for_all(client: Client, papers: Papers, annual: Category) -> None:
    item = with_files(papers)
    sheet = (STATIC / "site.css").stat().st_size
    for place in ("/", "/search/", "/search/?q=活动", address(item), *(f"/o/baiyun/{one}" for one in PLACES)):
        shown = client.get(place)
        page = shown.content.decode()
        assert shown.status_code == 200, place
        assert faults_of(page) == [], place
        assert "csrfmiddlewaretoken" not in page
        assert not shown.wsgi_request.session.accessed
        assert not shown.cookies
        assert shown["Cache-Control"] == "public, max-age=60"
        scripts = sum((STATIC / one).stat().st_size for one in re.findall(r'<script src="/static/([^?"]+)', page))
        assert len(shown.content) + sheet + scripts <= 100 * 1024, place
        again = client.get(place, headers={"If-None-Match": shown["ETag"]})
        assert (again.status_code, again.content) == (304, b""), place
        assert client.post(place).status_code == 405
        client.cookies["lang"] = "en"
        assert client.get(place)["ETag"] != shown["ETag"]
        assert '<html lang="en"' in client.get(place).content.decode()
        del client.cookies["lang"]


def test_a_page_is_kept_until_something_changes_and_costs_one_query(
    client: Client, papers: Papers, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    item = papers.public()
    with django_assert_max_num_queries(14):
        client.get("/o/baiyun/info/")
    for place in ("/o/baiyun/", "/o/baiyun/info/", address(item)):
        before = client.get(place).content
        with django_assert_num_queries(1):
            assert client.get(place).content == before
    for number in range(3):
        papers.public(title=f"第{number}号通知")
    with django_assert_max_num_queries(14):
        assert "第2号通知" in client.get("/o/baiyun/info/").content.decode()


def test_lists_are_filtered_and_paged(client: Client, papers: Papers, staff: Staff, column: Category) -> None:
    below = Category.objects.create(office=column.office, code="tenders", name="招标", parent=column)
    other = Category.objects.create(office=column.office, code="news", name="动态")
    first = papers.public(title="通知一")
    papers.column = below
    second = papers.public(title="招标二")
    papers.column = other
    third = papers.public(title="动态三", duty="A20_07")
    titles = {first.pk: "通知一", second.pk: "招标二", third.pk: "动态三"}

    def shown(rest: str) -> set[str]:
        page = client.get(f"/o/baiyun/info/{rest}").content.decode()
        return {title for title in titles.values() if f">{title}</a>" in page}

    assert shown("") == shown("2026/") == shown("?year=2026") == set(titles.values())
    assert shown("c/notices/") == shown("?column=notices") == {"通知一", "招标二"}
    assert shown("c/tenders/") == {"招标二"}
    assert shown("?duty=A20_07") == {"动态三"}
    assert shown("?kind=没有") == shown("?year=2020") == shown("?year=二〇") == shown("?effect=repealed") == set()
    for wrong in ("c/nothing/", "?page=2", "?page=0", "1900/"):
        assert client.get(f"/o/baiyun/info/{wrong}").status_code == 404, wrong
    assert client.get("/o/baiyun/info/?page=x&duty=%00&column='").status_code == 200


def test_documents_with_their_effect_on_a_day(client: Client, papers: Papers, staff: Staff) -> None:
    head, office = staff.officer("head", "officer"), staff.office
    today = local_today()
    register = REGISTERS["documents"]
    issued = DocumentIssued(
        on=today - timedelta(days=60),
        title="示例管理办法",
        kind="normative_documents",
        disclosed_on=today - timedelta(days=50),
    )
    registers.add(head, office, register, issued, "白云街规〔2026〕1号")
    hidden = DocumentIssued(on=today - timedelta(days=60), title="没有公布的办法", kind="normative_documents")
    registers.add(head, office, register, hidden, "白云街规〔2026〕2号")
    registers.add(head, office, register, DocumentRepealed(on=today - timedelta(days=5)), "白云街规〔2026〕1号")
    item = papers.public(title="示例管理办法", document_number="白云街规〔2026〕1号")
    page = client.get("/o/baiyun/documents/").content.decode()
    assert address(item) in page
    assert "<b>已废止</b>" in page
    assert "没有公布的办法" not in page
    page = client.get("/o/baiyun/documents/", {"on": (today - timedelta(days=10)).isoformat()}).content.decode()
    assert "现行有效" in page
    assert "示例管理办法" not in client.get("/o/baiyun/documents/?effect=in_force").content.decode()
    assert "示例管理办法" not in client.get("/o/baiyun/documents/?on=2020-01-01").content.decode()
    assert "日期应当写成" in client.get("/o/baiyun/documents/?on=明天").content.decode()


def test_reports_stand_by_their_year(client: Client, papers: Papers, annual: Category) -> None:
    papers.column = annual
    papers.public(title="白云街道2024年政府信息公开工作年度报告")
    papers.public(title="白云街道2025年政府信息公开工作年度报告")
    page = client.get("/o/baiyun/reports/").content.decode()
    assert page.index("2025年度，") < page.index("2024年度，")
    assert "共2份" in client.get("/o/baiyun/").content.decode()


def test_an_office_that_ended_keeps_its_items(client: Client, papers: Papers, other_office: Any) -> None:
    item = papers.public()
    item.office.to_on, item.office.successor = date(2026, 6, 1), other_office
    item.office.save()
    assert client.get(address(item)).status_code == 200
    assert client.get("/o/baiyun/info/")["Location"] == "/o/qingshan/"
