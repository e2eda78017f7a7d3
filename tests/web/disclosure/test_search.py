"""The search follows what is public, in the transaction of the change; files are read by the worker."""

from __future__ import annotations

import re

import pytest
from django.db import transaction
from django.test import Client

from gongkai.web.disclosure import texts
from gongkai.web.disclosure.indexing import rebuild
from gongkai.web.jobs.queue import work_off
from gongkai.web.offices.models import Office
from gongkai.web.portal.suggest import suggest
from gongkai.web.publishing.actions import Words, newest, save_words, submit
from gongkai.web.publishing.models import Attachment, Item
from gongkai.web.publishing.release import release, take_down
from gongkai.web.search.find import find
from gongkai.web.search.models import Indexed
from tests.web.conftest import Staff
from tests.web.disclosure.test_pages import with_files
from tests.web.publishing.conftest import Papers


def found(query: str) -> list[str]:
    return [hit.row.title for hit in find(query).hits]


def test_an_item_is_found_as_long_as_it_stands(papers: Papers, staff: Staff) -> None:
    papers.ready(title="没有发布的电梯通知")
    assert found("电梯") == []
    item = papers.public(
        title="加装电梯补贴办法", body="<p>住房与<b>城乡建设</b>。</p>", document_number="白云街〔2026〕7号"
    )
    for query in ("电梯", "電梯", "２０２６", "〔2026〕7号", item.index_number, "城乡建设", item.number):
        assert found(query) == ["加装电梯补贴办法"], query
    officer = staff.officer("officer")
    save_words(officer, item.pk, Words("加装扶梯补贴办法", "<p>改。</p>"), changed="改")
    assert found("电梯") == ["加装电梯补贴办法"]  # what stands is what is found
    release(officer, papers.passed(submit(officer, item.pk)).pk)
    assert (found("电梯"), found("扶梯")) == ([], ["加装扶梯补贴办法"])
    with transaction.atomic():
        take_down(staff.officer("head"), item.pk, channel="website", cause="wrong", reason="有误")
        assert found("扶梯") == []
        transaction.set_rollback(True)
    assert found("扶梯") == ["加装扶梯补贴办法"]
    assert rebuild() == 1
    assert found("扶梯") == ["加装扶梯补贴办法"]


def test_the_text_of_attachments_is_found_after_the_worker(papers: Papers, monkeypatch: pytest.MonkeyPatch) -> None:
    item = with_files(papers)
    assert found("流程图") == [item.title]  # by its name
    assert found("发放名单") == []
    work_off()
    assert found("发放名单") == [item.title]
    assert Attachment.objects.get(version=newest(item), name="流程图.png").text == ""
    assert texts.read_left() == 0
    rebuild()
    assert found("发放名单") == [item.title]


def test_what_cannot_be_read_is_tried_once(papers: Papers) -> None:
    item = with_files(papers)
    file = newest(item).attachments.get(name="名单.txt")
    Attachment.objects.filter(pk=file.pk).update(wrapped_key=b"broken")
    assert texts.read_left() == 1
    file.refresh_from_db()
    assert file.text == texts.NOTHING
    assert texts.read_left() == 0


def test_the_page_of_the_search(client: Client, papers: Papers, office: Office, other_office: Office) -> None:
    items = [papers.public(title=f"第{number}批<b>电梯</b>补贴名单") for number in range(22)]
    page = client.get("/o/baiyun/search/", {"q": "电梯"}).content.decode()
    assert "找到22条" in page
    assert page.count("&lt;b&gt;<mark>电梯</mark>&lt;/b&gt;") == 20
    rest = re.search(r'<a rel="next" href="(\?[^"]+)"', page)
    assert rest is not None
    after = client.get("/search/" + rest[1].replace("&amp;", "&")).content.decode()
    assert after.count("<mark>电梯</mark>") == 2
    assert office.name in after
    assert items[0].number in after
    for place, expected in (
        ("/search/?q=电梯&office=qingshan", "去掉筛选条件，有22条"),
        ("/o/qingshan/search/?q=电梯", "没有找到"),
        ("/search/?q=电梯&year=2025", "没有找到"),
        ("/search/?q=电梯&column=notices&effect=in_force&year=2026&order=relevance", "找到22条"),
        ("/o/baiyun/search/?q=电梯补助名单", "换一种说法试试"),
        ("/search/?q=\x00'\"&year=x&effect=x&after=x", "没有找到"),
        ("/search/?column=notices", "找到22条"),
        ("/search/", "检索公开信息"),
    ):
        assert expected in client.get(place).content.decode(), place


def test_the_form_of_an_application_is_offered_what_is_public(
    client: Client, papers: Papers, other_office: Office
) -> None:
    papers.public(title="2025年老旧小区加装电梯补贴发放名单")
    papers.public(title="关于开展防汛演练的通知")
    asked = "我想申请公开贵单位2025年度老旧小区加装电梯的补贴名单和发放标准"
    office = Item.objects.all()[0].office
    assert [one.title for one in suggest(office, asked)] == ["2025年老旧小区加装电梯补贴发放名单"]
    assert suggest(other_office, asked) == []
    assert suggest(office, "信访") == []
    sent = client.get("/o/baiyun/suggest/", {"q": "加装电梯补贴"}).json()["items"]
    assert [one["title"] for one in sent] == ["2025年老旧小区加装电梯补贴发放名单"]
    assert client.get(sent[0]["url"]).status_code == 200
    assert Indexed.objects.count() == 2
