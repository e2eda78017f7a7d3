"""The desk pages of items: each is opened once, the way of a paper is walked, and what is hostile or wrong stays out."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from gongkai.ledger.item_steps import ItemFormed
from gongkai.web.catalogue.models import StandardItem
from gongkai.web.config.clock import local_today
from gongkai.web.desk.queries import todo_groups
from gongkai.web.offices.models import Membership, Section
from gongkai.web.publishing import liaisons, panels
from gongkai.web.publishing.actions import newest, take
from gongkai.web.publishing.checklist import CHECKS
from gongkai.web.publishing.models import Collection, Item, ReviewStage, Version
from gongkai.web.publishing.setup import Stage, set_lists, set_stages
from tests.web.conftest import TODAY, Staff
from tests.web.publishing.conftest import Papers

BODY = "<h2>一、事项</h2><p>联系电话13800005678。</p><table><tbody><tr><td>甲</td></tr></tbody></table>"


def at(name: str, *args: object) -> str:
    return reverse(f"desk:items:{name}", args=["baiyun", *args])


def text_of(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, address
    return response.content.decode()


@pytest.fixture
def section(office, staff: Staff) -> Section:
    section = Section.objects.create(office=office, name="民生保障科", from_on=TODAY.replace(year=2020))
    staff.officer("liaison")
    Membership.objects.filter(office=office, role="liaison").update(section=section)
    return section


def test_every_page_of_the_lists_shows_its_items(papers: Papers, staff: Staff, section: Section) -> None:
    late = papers.submitted(formed_on=None, title="逾期的示例")
    Item.objects.filter(pk=late.pk).update(due_on=TODAY - timedelta(days=3))
    papers.public(title="公开的示例", section=section)
    papers.draft(title="保留的示例", attribute="withhold", ground="EX16A", reason="内部事务")
    liaisons.ask(staff.officer("officer"), staff.office, section, "一季度情况", TODAY)
    head = staff.client("head")
    shown = text_of(head, at("list"))
    assert "已逾期 1 个工作日" in shown or "已逾期" in shown
    assert "逾期的示例" not in text_of(head, at("list") + "?stage=public")
    assert "公开的示例" in text_of(head, at("list") + "?stage=public&due=&q=公开")
    assert text_of(head, at("list") + "?stage=nonsense", 422)
    told = text_of(head, at("papers"))
    assert "登记公文 3 件，已主动公开 1 件，不予公开 1 件" in told
    assert "内部事务" in told
    assert "保留的示例" in text_of(head, at("evaluations"))
    assert "逾期的示例" in text_of(head, at("queue"))
    assert "民生保障科" in text_of(head, at("sections"))
    assert "一季度情况" in text_of(head, at("tasks"))
    assert "审核环节" in text_of(head, at("settings"))
    codes = {group.code for group in todo_groups(staff.office, staff.officer("head"), TODAY)}
    assert {"items_late", "items_review", "material"} <= codes
    assert "逾期的示例" in text_of(head, reverse("desk:todo", args=["baiyun"]))
    for name, query in (("export", ""), ("export_sections", "?year=2026")):
        for to in ("xlsx", "csv"):
            response = head.post(at(name) + query, {"format": to})
            assert response["Content-Disposition"].startswith("attachment")
    assert "公开的示例" in head.post(at("export") + "?stage=public", {"format": "csv"}).content.decode("utf-8-sig")


def test_the_list_asks_as_much_for_many(papers: Papers, staff: Staff, django_assert_max_num_queries) -> None:
    for _n in range(5):
        papers.draft()
    head = staff.client("head")
    head.get(at("list"))
    papers.draft()
    with django_assert_max_num_queries(22):
        head.get(at("list"))


def test_a_paper_from_its_draft_to_a_correction(papers: Papers, staff: Staff, column, office) -> None:
    standard = StandardItem.objects.create(
        office=office, from_on=TODAY, field="示例", level_1="示例事项", limit="自信息形成之日起7个工作日内"
    )
    officer = staff.client("officer")
    given = {"title": "示例办法", "body": BODY, "attribute": "publish", "category": column.pk, "standard": standard.pk}
    given |= {"formed_on": "2026-06-01", "document_number": "示〔2026〕1号"}
    response = officer.post(at("new"), given | {"attribute": "withhold"})
    assert response.status_code == 422  # no ground, no reason
    assert "示例办法" in response.content.decode()
    response = officer.post(at("new"), given)
    item = Item.objects.get()
    assert response["Location"] == at("item", item.pk)
    assert (item.due_on, item.standard, item.duty) == (TODAY, standard, "A20_15")
    shown = text_of(officer, at("item", item.pk))
    assert "今天到期" in shown
    assert "自信息形成之日起7个工作日内" in shown
    file = io.BytesIO(b"\x89PNG\r\n\x1a\n" + b"\0" * 20)
    file.name = "图.png"
    officer.post(at("files", item.pk), {"files": file, "alt": "示意图"})
    picture = newest(item).attachments.get()
    officer.post(at("change_file", item.pk, picture.pk), {"do": "place"})
    assert f'src="{at("file", item.pk, picture.pk)}"' in text_of(officer, at("item", item.pk))
    assert officer.get(at("file", item.pk, picture.pk))["Content-Disposition"].startswith("inline")
    item.refresh_from_db()
    officer.post(at("step", item.pk, "item_submitted"), {"revision": item.revision})
    for role, verdict in (("head", "passed"), ("reviewer", "returned")):
        client = staff.client(role)
        item.refresh_from_db()
        page = text_of(client, at("review", item.pk))
        assert "手机号码" in page
        assert '<mark id="hint-1" tabindex="-1">13800005678</mark>' in page
        decided = {"version": 1, "revision": item.revision, "verdict": verdict}
        assert client.post(at("review", item.pk), decided).status_code == 422  # nothing ticked, no opinion
        client.post(at("review", item.pk), decided | {"checked": list(CHECKS), "opinion": "请删去电话"})
    item.refresh_from_db()
    assert item.stage == "drafting"
    assert "请删去电话" in text_of(officer, at("item", item.pk))
    words = {"title": "示例办法", "body": "<p>新正文</p>", "revision": item.revision}
    assert officer.post(at("edit", item.pk), words).status_code == 422  # what was changed
    officer.post(at("edit", item.pk), words | {"changed": "删去电话"})
    difference = text_of(officer, at("difference", item.pk))
    assert "<del>" in difference
    assert "新正文" in difference
    assert officer.post(at("edit", item.pk), words | {"changed": "x"}).status_code == 422  # someone was first
    public = papers.public(title="公开的示例")
    assert "更正" in text_of(officer, at("edit", public.pk) + "?kind=correction")
    assert Version.objects.filter(item=item).count() == 2


def test_steps_of_fields_and_the_striking_out_of_a_slip(papers: Papers, staff: Staff) -> None:
    head = staff.client("head")
    item = papers.public()
    text_of(head, at("step", item.pk, "item_archived"))
    for act, given in {
        "item_clarified": {"on": "2026-06-10", "summary": "网传信息不实"},
        "item_effect_changed": {"on": "2026-06-10", "effect": "repealed", "document": "示〔2026〕2号"},
        "item_attributed": {"attribute": "withhold", "ground": "EX16A", "reason": "重新认定"},
        "item_evaluated": {"attribute": "withhold", "ground": "EX16A", "reason": "情况未变"},
    }.items():
        item.refresh_from_db()
        response = head.post(at("step", item.pk, act), given | {"revision": item.revision})
        assert response.status_code == 302, (act, response.content.decode()[:3000])
    item.refresh_from_db()
    assert (item.effect, item.must_come_down, item.evaluate_by is None) == ("repealed", True, False)
    assert "应当撤下" in text_of(head, at("item", item.pk))
    assert head.post(at("step", item.pk, "item_evaluated"), {"revision": item.revision}).status_code == 422
    assert text_of(head, at("step", item.pk, "item_released"), 404)  # has a page of its own
    sequence = item_entry(item, "item_evaluated")
    text_of(head, at("void", item.pk, sequence))
    head.post(at("void", item.pk, sequence), {"reason": "登记有误", "revision": item.revision})
    assert "登记有误" in text_of(head, at("item", item.pk))
    assert staff.client("officer").get(at("void", item.pk, sequence)).status_code == 403


def item_entry(item: Item, kind: str) -> int:
    from gongkai.web.entries.models import Entry

    return Entry.objects.filter(subject=item.number, type=kind).values_list("sequence", flat=True)[0]


PARAGRAPHS = (
    "<w:p><w:r><w:t>关于示例工作的通知</w:t></w:r></w:p>"
    "<w:p><w:r><w:t>各有关单位：&lt;script&gt;alert(1)&lt;/script&gt;请于近日办理。</w:t></w:r></w:p>"
    "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>社区</w:t></w:r></w:p></w:tc>"
    "<w:tc><w:p><w:r><w:t>地点</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
)


def word_file(body: str) -> bytes:
    space = "http://schemas.openxmlformats.org/"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{space}package/2006/content-types"><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{space}package/2006/relationships"><Relationship Id="r1" Type='
        f'"{space}officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f'<w:document xmlns:w="{space}wordprocessingml/2006/main"><w:body>{body}</w:body></w:document>',
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        for name, text in parts.items():
            package.writestr(name, '<?xml version="1.0" encoding="UTF-8"?>' + text)
    return file.getvalue()


def test_a_word_file_becomes_a_draft(papers: Papers, staff: Staff) -> None:
    data = io.BytesIO(word_file(PARAGRAPHS))
    data.name = "通知.docx"
    officer = staff.client("officer")
    response = officer.post(at("import"), {"file": data, "attribute": "publish", "keep": "on"})
    assert response.status_code == 302, response.context["form"].errors
    item = Item.objects.get()
    assert response["Location"] == at("edit", item.pk)
    version = newest(item)
    assert version.title == "关于示例工作的通知"
    assert "<td>社区</td><td>地点</td>" in version.body
    assert "&lt;script&gt;" in version.body
    assert version.attachments.get().name == "通知.docx"
    assert "<script>alert" not in text_of(officer, at("item", item.pk))
    broken = io.BytesIO(b"PK\x03\x04" + b"\0" * 200)
    broken.name = "坏.docx"
    assert officer.post(at("import"), {"file": broken, "attribute": "publish"}).status_code == 422
    assert Item.objects.count() == 1


def test_hostile_text_is_never_shown(papers: Papers, staff: Staff) -> None:
    item = papers.draft()
    hostile = (
        '<p onclick="evil()">甲</p><svg onload="evil()"></svg><a href="javascript:evil()">乙</a><script>evil()</script>'
    )
    Version.objects.filter(item=item).update(body=hostile)  # as one with the database in hand would
    take(staff.officer("officer"), item.pk, ItemFormed(on=local_today()))
    for page in ("item", "review", "difference"):
        assert "evil" not in text_of(staff.client("officer"), at(page, item.pk))
    assert "<script>evil" not in text_of(staff.client("officer"), at("edit", item.pk))  # escaped in its field


def test_another_order_of_stages_sends_back_what_does_not_fit(papers: Papers, staff: Staff) -> None:
    fits, ready = papers.passed(papers.submitted(), "section"), papers.ready()
    head, admin = staff.client("head"), staff.officer("head")
    rows = {"stage-TOTAL_FORMS": 2, "stage-INITIAL_FORMS": 2, "do": "stages", "is_four_eyes": "on"}
    rows |= {
        "stage-0-code": "section",
        "stage-0-name": "科室审核",
        "stage-0-roles": ["officer", "head"],
        "stage-0-place": 1,
    }
    rows |= {"stage-1-code": "leader", "stage-1-name": "领导审签", "stage-1-roles": ["leader"], "stage-1-place": 2}
    response = head.post(at("settings"), rows)
    assert response.status_code == 422
    assert "有 2 条正在审核或者待发布的信息受影响" in response.content.decode()
    head.post(at("settings"), rows | {"accepted": 2})
    assert [one.code for one in ReviewStage.objects.filter(office=staff.office)] == ["section", "leader"]
    for item in (fits, ready):
        item.refresh_from_db()
    assert (fits.stage, fits.next_stage) == ("in_review", "leader")
    assert (ready.stage, ready.version) == ("drafting", 2)
    papers.passed(fits, "leader")
    set_stages(admin, staff.office, [Stage("section", "科室审核", ("head",))], is_four_eyes=False, accepted=1)
    set_lists(admin, staff.office, {"残废人": "残疾人"}, {})
    assert head.post(at("settings"), {"do": "pattern", "pattern": "{year}"}).status_code == 422
    assert head.post(at("settings"), {"do": "pattern", "pattern": "BY-{year}-{serial:4}"}).status_code == 302
    assert "BY-2026-0001" in text_of(head, at("settings"))
    assert staff.client("officer").get(at("settings")).status_code == 403


def test_a_task_of_a_section_ends_with_its_item(papers: Papers, staff: Staff, section: Section) -> None:
    officer, liaison = staff.client("officer"), staff.client("liaison")
    asked = {"section": section.pk, "text": "临时救助发放情况", "due_on": "2026-06-12"}
    assert officer.post(at("tasks"), asked | {"due_on": "2026-06-01"}).status_code == 422
    officer.post(at("tasks"), asked)
    task = Collection.objects.get()
    officer.post(at("chase", task.pk))
    assert "已催 1 次" in text_of(liaison, at("tasks"))
    assert liaison.post(at("task", task.pk), {"item": "GK2026-09999"}).status_code == 422
    item = papers.draft(section=section)
    liaison.post(at("task", task.pk), {"item": item.number})
    task.refresh_from_db()
    assert (task.item, task.done_on) == (item, TODAY)
    assert "临时救助" in text_of(officer, at("tasks") + "?done=1")
    assert "临时救助" in text_of(officer, at("item", item.pk))


def test_another_part_puts_a_panel_on_the_page(papers: Papers, staff: Staff) -> None:
    item = papers.draft()
    panels.add(panels.Panel("of_a_test", "publishing/crumbs.html", lambda page: {"n": 1}, "side", act="void"))
    try:
        page = panels.open_page(item, staff.officer("head"))
        assert "of_a_test" in [one["name"] for one in panels.panels_of(page, "side")]
        page = panels.open_page(item, staff.officer("officer"))
        assert "of_a_test" not in [one["name"] for one in panels.panels_of(page, "side")]
    finally:
        del panels._PANELS["of_a_test"]
