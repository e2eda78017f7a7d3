"""Columns: the starter, what is lacking, changes, the end of one, how fresh they are, how many items they have."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from gongkai.errors import NotPermitted, OfficeError
from gongkai.statute.catalogue import duty_codes
from gongkai.statute.columns import column_kinds, parts
from gongkai.web.channels import columns
from gongkai.web.channels.figures import Figures, keep_month
from gongkai.web.channels.models import ChannelAccount
from gongkai.web.channels.starter import STARTER
from gongkai.web.channels.tree import board, counted, lacking, tree
from gongkai.web.offices.models import Office
from gongkai.web.publishing import changes
from gongkai.web.publishing.models import Category, Item
from tests.web.conftest import TODAY, Staff
from tests.web.publishing.conftest import Papers

VALUES = {"part": "content", "kind": "news", "longest_days": 0, "duty": "", "about": ""}


def test_the_starter_has_every_required_part_and_every_matter_of_article_20(office: Office, staff: Staff) -> None:
    assert {one.duty for one in STARTER if one.duty} >= {f"A20_{n:02d}" for n in range(1, 16)}
    assert {one.duty for one in STARTER if one.duty} <= duty_codes()
    assert {one.kind for one in STARTER} <= column_kinds().keys()
    assert [part.code for part in lacking(tree(office, TODAY))] == list(parts())
    officer = staff.officer("officer")
    assert columns.start(officer, office) == len(STARTER)
    nodes = tree(office, TODAY)
    assert lacking(nodes) == ()
    assert [node.column.name for node in nodes if node.depth == 0][-1] == "依申请公开"
    with pytest.raises(OfficeError, match="all there"):
        columns.start(officer, office)
    with pytest.raises(NotPermitted):
        columns.start(staff.officer("liaison"), office)


def test_columns_are_added_put_in_order_and_ended_with_their_items(
    office: Office, staff: Staff, papers: Papers, column: Category, monkeypatch: pytest.MonkeyPatch
) -> None:
    head, item = staff.officer("head"), papers.public()
    top = columns.add(head, office, "news", {"name": "要闻", **VALUES}, None)
    below = columns.add(head, office, "", {"name": "街道动态", **VALUES, "part": "guide"}, top)
    assert (below.code, below.part) == ("c1", "content")
    for code, name, parent, why in (
        ("news", "别的", None, "already"),
        ("No!", "别的", None, "letters"),
        ("x", "要闻", None, "name"),
    ):
        with pytest.raises(OfficeError, match=why):
            columns.add(head, office, code, {**VALUES, "name": name}, parent)
    with pytest.raises(OfficeError, match="below itself"):
        columns.change(head, top, {"name": "要闻", **VALUES}, below)
    columns.move(head, top, -1)
    assert [node.column.name for node in tree(office, TODAY)] == ["要闻", "街道动态", "通知公告"]
    heard: list[Item] = []
    monkeypatch.setattr(changes, "LISTENERS", [heard.extend])
    for move_to, on, why in (
        (None, TODAY, "1 items"),
        (column, TODAY, "does not stand"),
        (below, date(2027, 1, 1), "day"),
    ):
        with pytest.raises(OfficeError, match=why):
            columns.end(head, column, on, move_to)
    with pytest.raises(OfficeError, match="below it stand"):
        columns.end(head, top, TODAY)
    columns.end(head, column, TODAY, below)
    item.refresh_from_db()
    assert (item.category, heard) == (below, [item])
    assert [node.items for node in tree(office, TODAY)] == [1, 1]


def test_the_freshness_board_says_what_is_wrong_by_which_rule(
    office: Office, staff: Staff, papers: Papers, column: Category, today: Any, account: ChannelAccount
) -> None:
    columns.start(staff.officer("head"), office)
    papers.public()
    keep_month(staff.officer("head"), account, date(2026, 4, 1), Figures(posts=9))
    silent = {one.at: one.columns for one in board(office, TODAY)[0]}  # for two weeks after April
    assert silent["new_media"] == (f"@{account.pk}",)
    keep_month(staff.officer("head"), account, date(2026, 5, 1), Figures(posts=9))
    vetoes, lines = board(office, TODAY)
    found = {one.column.code: one for one in lines}
    assert [one.at for one in vetoes] == ["empty"]
    assert (found["notices"].finding, found["notices"].left) == (None, (date(2026, 12, 10) - TODAY).days)
    assert found["home"].left == 14
    finding = found["budget"].finding
    assert finding is not None
    assert (finding.code, finding.source) == ("empty", "国办秘函〔2019〕19号单项否决")
    assert found["applications"].finding is None  # the entrance is always there
    row = Category.objects.get(code="notices")
    values = {"name": row.name, "part": "content", "kind": "notices", "longest_days": 10, "duty": "", "about": ""}
    columns.change(staff.officer("head"), row, values, None)
    today(TODAY + timedelta(days=20))
    vetoes, lines = board(office, TODAY + timedelta(days=20))
    found = {one.column.code: one for one in lines}
    finding = found["notices"].finding
    assert finding is not None
    assert (finding.code, finding.since, finding.source) == ("stale", date(2026, 6, 21), "本机关设定的更新时限")
    assert "home" in {one.at for one in vetoes}


def test_items_are_counted_once_by_column_and_year(
    office: Office, papers: Papers, column: Category, staff: Staff, django_assert_max_num_queries: Any
) -> None:
    for _n in range(2):
        papers.public()
    papers.formed()
    below = columns.add(staff.officer("head"), office, "", {"name": "公示", **VALUES}, column)
    Item.objects.filter(number="GK2026-00002").update(category=below)
    with django_assert_max_num_queries(8):
        found = counted(office, TODAY)
    assert found.years == (2026,)
    assert [(node.column.name, numbers) for node, numbers in found.lines] == [("通知公告", (2,)), ("公示", (1,))]
    assert (found.totals, found.used(2026)) == ((2,), 1)


def test_the_pages_of_columns(staff: Staff, papers: Papers, office: Office) -> None:
    client, code = staff.client("head"), office.code
    assert "还缺少这些部分" in client.get(f"/desk/{code}/channels/").content.decode()
    client.post(f"/desk/{code}/channels/start/")
    papers.public()
    page = client.get(f"/desk/{code}/channels/").content.decode()
    assert "政府信息公开年报" in page
    assert "还缺少这些部分" not in page
    refused = client.post(f"/desk/{code}/channels/new/", {"name": "新栏目", "code": "budget", **VALUES})
    assert refused.status_code == 422
    assert "代码“budget”已经用过，请换一个。" in refused.content.decode()
    pk = Category.objects.get(code="budget").pk
    data = {"do": "change", "name": "财政预算决算", **VALUES, "parent": Category.objects.get(code="content").pk}
    assert client.post(f"/desk/{code}/channels/columns/{pk}/", data).status_code == 302
    assert Category.objects.get(pk=pk).name == "财政预算决算"
    assert "空白栏目" in client.get(f"/desk/{code}/channels/fresh/").content.decode()
    counts = client.get(f"/desk/{code}/channels/counts/")
    assert "首次公开信息 1 条" in counts.content.decode()
    file = client.post(f"/desk/{code}/channels/counts/", {"format": "csv"})
    assert "合计,,1" in file.content.decode("utf-8-sig")
    assert staff.client("liaison").post(f"/desk/{code}/channels/start/").status_code == 403
