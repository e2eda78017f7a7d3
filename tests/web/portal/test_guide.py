"""The guide: nine fields or no publication; what is published stays until it is published anew."""

from __future__ import annotations

from datetime import date

import pytest

from gongkai.errors import NotPermitted, OfficeError
from gongkai.statute.fees import fee_by_application
from gongkai.statute.guide import guide_fields
from gongkai.statute.periods import period
from gongkai.web.entries.models import Entry
from gongkai.web.offices.models import Office
from gongkai.web.portal import guide
from gongkai.web.portal.actions import publish_guide, save_guide
from gongkai.web.portal.models import Guide

pytestmark = pytest.mark.one_engine

TEXTS = {
    "classification": "机构职能、规范性文件、规划计划",
    "arrangement": "索引、名称、内容概述、生成日期",
    "access": "网站、政务服务中心查阅点",
    "channels": {"in_person": "到窗口提交", "internet": "在本页面填写"},
}


def ready(office, staff):
    save_guide(staff.officer("head"), office, {}, TEXTS)
    return Office.objects.get(pk=office.pk)


def test_a_guide_without_its_fields_is_refused_by_their_names(in_office, staff):
    with pytest.raises(OfficeError) as caught:
        publish_guide(staff.officer("head"), in_office)
    assert "政府信息的分类、政府信息的编排体系、政府信息的获取方式（条例第十二条）" in caught.value.zh
    assert Guide.objects.count() == 0
    assert not Entry.objects.filter(type="guide_published").exists()


@pytest.mark.parametrize("name", ["ogi_office", "address", "hours", "phone", "fax"])
def test_each_contact_field_is_needed(in_office, staff, name):
    office = ready(in_office, staff)
    save_guide(staff.officer("head"), office, {name: ""}, TEXTS)
    with pytest.raises(OfficeError, match="lacks"):
        publish_guide(staff.officer("head"), office)


def test_a_complete_guide_is_published_with_an_entry(in_office, staff, today):
    published = publish_guide(staff.officer("head"), ready(in_office, staff))
    assert (published.version, published.published_on, published.by) == (1, date(2026, 6, 10), "baiyun-head")
    assert [one["code"] for one in published.body["fields"]] == [one.code for one in guide_fields()]
    assert [one["code"] for one in published.body["channels"]] == ["in_person", "internet"]
    assert Entry.objects.filter(type="guide_published", by="baiyun-head").count() == 1
    with pytest.raises(OfficeError, match="Nothing changed"):
        publish_guide(staff.officer("head"), in_office)


def test_only_those_who_set_up_the_office_publish(in_office, staff):
    office = ready(in_office, staff)
    for role in ("officer", "reviewer", "leader", "auditor"):
        with pytest.raises(NotPermitted):
            publish_guide(staff.officer(role), office)
        with pytest.raises(NotPermitted):
            save_guide(staff.officer(role), office, {"phone": "1"}, TEXTS)


def test_its_rules_are_those_of_the_law(in_office, staff):
    body = guide.compile_guide(ready(in_office, staff), date(2026, 6, 10))
    reply = period("reply", date(2026, 6, 10))
    lengths = {one["name"]: one["length"] for one in body["periods"]}
    assert lengths["reply"] == f"{reply.value}个工作日"
    assert lengths["extension"].startswith("不超过")
    pieces, pages = body["fees"]
    assert [row["span"] for row in pieces["rows"]][:3] == ["第1—10件", "第11—30件", "第31—40件"]
    assert pages["rows"][-1]["span"].endswith("起")
    assert f"40件{fee_by_application(40)}元" in pieces["examples"]
    assert {one["kind"] for one in body["remedies"]} == {"free_choice", "first_reconsideration"}
    assert all("云海区人民政府" in one["text"] for one in body["remedies"])


def test_the_public_page_shows_what_was_published(client, in_office, staff):
    assert "尚未发布" in client.get("/o/baiyun/guide/").content.decode()
    assert "尚未发布" in client.get("/o/baiyun/").content.decode()
    office = ready(in_office, staff)
    publish_guide(staff.officer("head"), office)
    save_guide(staff.officer("head"), office, {"phone": "000-99998888"}, TEXTS)
    page = client.get("/o/baiyun/guide/").content.decode()
    for words in ("2026年6月10日发布，第1版", "到窗口提交", "以提交之日为收到之日", "条例第五十一条", "条例第四十一条"):
        assert words in page
    main = page[page.index("<main") : page.index("</main>")]
    assert "000-11112222" in main
    assert "000-99998888" not in main


def test_staff_are_told_what_changed_since_and_the_public_is_not(client, in_office, staff):
    office = ready(in_office, staff)
    publish_guide(staff.officer("head"), office)
    save_guide(staff.officer("head"), office, {"phone": "000-99998888"}, TEXTS)
    assert "仅工作人员可见" not in client.get("/o/baiyun/guide/").content.decode()
    page = staff.client("officer").get("/o/baiyun/guide/").content.decode()
    assert "仅工作人员可见" in page
    assert "联系电话" in page[page.index("仅工作人员可见") : page.index("去编辑指南")]


def test_the_desk_page_lists_what_is_missing_then_publishes(in_office, staff):
    client, url = staff.client("head"), "/desk/baiyun/guide/"
    page = client.get(url).content.decode()
    assert page.count("未填写") == 3
    refused = client.post(url, {"act": "publish"})
    assert refused.status_code == 422
    assert "指南缺少" in refused.content.decode()
    given = {code: TEXTS[code] for code in guide.TEXTS}
    given |= {name: getattr(in_office, name) for name in ("ogi_office", "address", "postcode", "hours", "phone", "fax")}
    given |= {"website": "无", "email": "", "open_internet": "on", "note_internet": "在线填写"}
    without_note = client.post(url, {**given, "open_fax": "on", "note_fax": ""})
    assert without_note.status_code == 422
    assert TEXTS["arrangement"] in without_note.content.decode()
    assert client.post(url, given).status_code == 302
    assert client.post(url, {"act": "publish"}).status_code == 302
    body = Guide.objects.get().body
    assert body["channels"][0]["note"] == "在线填写"
    assert len(body["channels"]) == 1


def test_the_desk_page_is_for_those_who_set_up_the_office(in_office, other_office, staff):
    assert staff.client("officer").get("/desk/baiyun/guide/").status_code == 403
    assert staff.client("head").get("/desk/qingshan/guide/").status_code == 404
