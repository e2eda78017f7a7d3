"""The pages of the catalogue: read by everyone at the desk, kept by some; from the first upload to the print."""

from __future__ import annotations

from itertools import groupby

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django_scopes import scope

from gongkai.documents.tables import read_tables
from gongkai.statute.catalogue import starter
from gongkai.web.catalogue import actions, exporting
from gongkai.web.catalogue.figures import figures
from gongkai.web.catalogue.models import CatalogueUpload, StandardItem
from gongkai.web.catalogue.plan import plan_of_starter, plan_of_values
from gongkai.web.catalogue.queries import items_of
from gongkai.web.catalogue.reading import read_catalogue
from tests.web.catalogue.samples import book, usual
from tests.web.catalogue.test_catalogue import above, file_under  # noqa: F401 (above is a fixture)
from tests.web.conftest import TODAY


def address(office, name, *args):
    return reverse(f"desk:catalogue:{name}", args=[office.code, *args])


def text(answer):
    return answer.content.decode()


@pytest.fixture
def full(staff, in_office):
    """The office with the starter catalogue."""
    fields = {one.field for one in starter()}
    actions.take_starter(staff.officer("officer"), in_office, fields, seen=plan_of_starter([], "").signature)
    return in_office


def test_from_an_empty_catalogue_to_the_starter(staff, office):
    client = staff.client("officer")
    assert "目录还是空的" in text(client.get(address(office, "home")))
    assert client.post(address(office, "starter"), {}).status_code == 422
    assert client.post(address(office, "starter"), {"field": ["social_assistance", "budget"]}).status_code == 302
    home = text(client.get(address(office, "home")))
    assert "社会救助" in home
    assert "财政预决算" in home
    assert "公开目录</a>" in home  # the menu
    reader = staff.client("auditor")
    assert "新增事项" not in text(reader.get(address(office, "home")))
    assert reader.get(address(office, "add")).status_code == 403


def test_lists_boards_and_prints_ask_the_same_however_many_items(staff, full, django_assert_max_num_queries):
    client = staff.client("auditor")
    for name, most in (("home", 20), ("list", 16), ("coverage", 18), ("print", 16)):
        with django_assert_max_num_queries(most):
            page = client.get(address(full, name))
        assert page.status_code == 200
    assert "最低生活保障" in text(
        client.get(address(full, "list"), {"q": "最低生活保障", "field": "social_assistance"})
    )
    assert client.get(address(full, "list"), {"field": "nothing"}).status_code == 422
    board = text(client.get(address(full, "coverage"), {"status": "never"}))
    assert "列入目录，从未公开" in board
    assert "没有这样的事项" in text(client.get(address(full, "coverage"), {"status": "overdue"}))


def test_an_item_is_added_changed_shown_and_ended(staff, office):
    client = staff.client("head")
    form = {
        "field": "-",
        "field_other": "乡村振兴",
        "level_1": "项目库",
        "limit": "每月更新",
        "way": "publish",
        "content": "甲\r\n\r\n乙",
    }
    assert client.post(address(office, "add"), {**form, "field_other": ""}).status_code == 422
    made = client.post(address(office, "add"), form)
    assert made.status_code == 302, text(made)
    page = text(client.get(made["Location"]))
    for words in ("未能识别", "乡村振兴", "从未公开", "还没有信息归入", "列入目录事项"):
        assert words in page
    with scope(office=office):
        item = StandardItem.objects.get()
        paper = file_under(office, item)
    assert item.content == "甲\n乙"
    page = text(client.get(made["Location"]))
    assert "尚未公开" in page
    assert f'/items/{paper.pk}/">示例信息' in page
    new = {**form, "field": "乡村振兴", "field_other": "", "limit": "实时公开", "version": "1"}
    assert client.post(address(office, "change", item.pk), new).status_code == 302
    stale = client.post(address(office, "change", item.pk), {**new, "limit": "长期公开"})
    assert stale.status_code == 422
    assert "长期公开" in text(stale)
    assert client.post(address(office, "end", item.pk), {"gone_on": "2026-06-10", "reason": ""}).status_code == 422
    assert client.post(address(office, "end", item.pk), {"gone_on": "2026-06-10", "reason": "合并"}).status_code == 302
    assert "不在目录中" in text(client.get(address(office, "page", item.pk)))
    assert client.get(address(office, "change", item.pk)).status_code == 302
    assert client.get(address(office, "page", 10**25)).status_code == 404


def test_the_office_above_is_shown_taken_and_settled(staff, office, above, district):  # noqa: F811
    keeper, (guide, _names, _county) = above
    client, fields = staff.client("officer"), ["social_assistance"]
    dry = text(client.get(address(office, "take"), {"field": fields}))
    assert "到这一步还没有改动任何内容" in dry
    seen = dry.partition('name="seen" value="')[2].partition('"')[0]
    assert client.post(address(office, "take"), {"field": fields, "seen": "1"}).status_code == 422
    assert client.post(address(office, "take"), {"field": fields, "seen": seen}).status_code == 302
    with scope(office=office):
        mine = StandardItem.objects.get(origin=guide)
        actions.change(staff.officer("officer"), mine, {"basis": "本地依据"}, version=1)
    with scope(office=district):
        actions.change(keeper, guide, {"basis": "上级依据"}, version=1)
    assert "改动了 1 个已采用的事项" in text(client.get(address(office, "home")))
    page = text(client.get(address(office, "page", mine.pk)))
    assert "与上级目录不同的地方" in page
    assert "本地依据" in page
    assert "上级依据" in page
    assert "本机关改过" in text(client.get(address(office, "differences")))
    assert client.post(address(office, "differences"), {f"item-{mine.pk}": ""}).status_code == 422
    assert (
        client.post(address(office, "differences"), {f"item-{mine.pk}": "accept", "item-x": "keep"}).status_code == 302
    )
    with scope(office=office):
        assert StandardItem.objects.get(pk=mine.pk).basis == "上级依据"


def test_a_file_from_upload_to_undo(staff, office):
    client = staff.client("officer")

    def post(data, **more):
        return client.post(address(office, "import"), {"file": SimpleUploadedFile("目录.xlsx", data), **more})

    wrong = post(book(("表", [("姓名", "电话"), ("示例", 1)], [])))
    assert wrong.status_code == 422
    assert "没有找到标准目录的表头" in text(wrong)
    for data in (b"", b"%PDF-1.7", b"PK\x03\x04broken"):
        assert post(data).status_code == 422
    with scope(office=office):
        assert not CatalogueUpload.objects.exists()
    data = usual()  # a workbook written in another second is another file
    here = post(data)["Location"]
    dry = text(client.get(here))
    assert "到这一步还没有改动任何内容" in dry
    assert "未能识别" in dry
    assert client.get(f"{here}problems/?format=csv").status_code == 200
    seen = dry.partition('name="seen" value="')[2].partition('"')[0]
    assert client.post(here, {"seen": seen}).status_code == 302
    with scope(office=office):
        assert figures(office, TODAY) == (1, 3)
    assert "已经导入过" in text(post(data))
    assert client.post(f"{here}undo/", {"reason": "导错文件"}).status_code == 302
    with scope(office=office):
        assert figures(office, TODAY) == (0, 0)


def test_an_export_has_the_verbatim_columns_and_comes_in_again_as_it_was(staff, full):
    with scope(office=full):
        item = items_of(full, TODAY)[0]
        told = {
            "section": "民政办",
            "object": ["all", "specific"],
            "object_words": "低保对象",
            "channels_more": "某某小程序",
        }
        actions.change(staff.officer("officer"), item, {**told, "level_3": "三级"}, version=1)
        items = items_of(full, TODAY)
    answer = staff.client("officer").post(address(full, "export"))
    tables = read_tables(answer.content)
    plain = next(table for table in tables if table.name == "养老服务")
    head = [lower or upper for upper, lower in zip(plain.rows[1], plain.rows[2], strict=True)]
    assert head == [
        "序号", "一级事项", "二级事项", "公开内容（要素）", "公开依据", "公开时限", "公开主体", "公开渠道和载体",
        "全社会", "特定群体", "主动公开", "依申请公开", "县级", "乡级",
    ]  # fmt: skip
    found = read_catalogue(tables, body=full.name)
    assert found.findings == []
    plan = plan_of_values(items, ((one.row, one.values) for one in found.rows))
    assert (plan.same, plan.is_empty) == (74, True), [(one.item.title, one.names) for one in plan.changed]
    empty = read_tables(staff.client("officer").get(address(full, "template")).content)
    assert read_catalogue(empty).refusal == ("表头下面没有公开事项。", "There is no item below the heading.")
    groups = [(field, list(rows)) for field, rows in groupby(items, key=lambda one: one.field)]
    assert len(read_tables(exporting.to_book("示例", groups))) == len(groups)
