"""Boards of communities: what stands, what must come down, which are bare; by month; exported."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from gongkai.errors import BadUpload, OfficeError
from gongkai.web.channels.boards import add_proof, in_month, keep, overview, postings, to_come_down
from gongkai.web.channels.models import Board, Proof
from gongkai.web.channels.releasing import Posting, put_up
from gongkai.web.offices.models import Office
from gongkai.web.publishing.models import Publication
from gongkai.web.publishing.release import take_down
from tests.documents.redact import samples
from tests.web.conftest import TODAY, Staff
from tests.web.publishing.conftest import Papers


def test_what_stands_on_a_board_and_what_must_come_down(
    office: Office, staff: Staff, papers: Papers, board: Board, today: Any, django_assert_num_queries: Any
) -> None:
    values = {
        "section": board.section,
        "kind": "screen",
        "name": "广场电子屏",
        "place": "",
        "from_on": date(2026, 1, 1),
    }
    keep(staff.officer("head"), office, None, values | {"to_on": None})
    for days in (5, None):
        remove_on = TODAY + timedelta(days=days) if days else None
        put_up(staff.officer("officer"), papers.ready().pk, "board", board.name, Posting(TODAY, remove_on=remove_on))
    later = TODAY + timedelta(days=70)
    with django_assert_num_queries(2):
        lines = {one.board.name: one for one in overview(office, later)}
    one, bare = lines[board.name], lines["广场电子屏"]
    assert (one.up, one.late, one.total, one.last_on, one.quiet, one.is_quiet) == (2, 1, 2, TODAY, 70, True)
    assert (bare.up, bare.last_on, bare.is_quiet) == (0, None, True)
    assert not overview(office, later, days=71)[0].is_quiet
    late = list(to_come_down(office, later))
    assert [row.remove_on for row in late] == [TODAY + timedelta(days=5)]
    today(later)
    take_down(staff.officer("officer"), late[0].item_id, channel="board", place=board.name, cause="expired", on=TODAY)
    in_august = in_month(postings(board), date(2026, 8, 1))
    assert (in_august.count(), in_month(postings(board), date(2026, 6, 1)).count()) == (1, 2)


def test_a_board_keeps_its_name_and_photos_are_pictures(
    office: Office, staff: Staff, papers: Papers, board: Board
) -> None:
    liaison = staff.officer("liaison")
    values = {"section": board.section, "kind": "board", "name": "新名称", "place": "", "from_on": board.from_on}
    keep(liaison, office, board, values | {"to_on": None})
    put_up(staff.officer("officer"), papers.ready().pk, "board", "新名称", Posting(TODAY))
    for changed, why in (({"name": "再改"}, "under its name"), ({"to_on": TODAY}, "still stand")):
        with pytest.raises(OfficeError, match=why):
            keep(liaison, office, board, values | {"to_on": None} | changed)
    row = Publication.objects.select_related("office", "item").get()
    add_proof(liaison, row, "公示.pdf", samples.small_paper())
    with pytest.raises(BadUpload, match="picture"):
        add_proof(liaison, row, "公示.txt", b"words")
    assert Proof.objects.count() == 1


def test_the_pages_of_boards(office: Office, staff: Staff, papers: Papers, board: Board) -> None:
    put_up(staff.officer("officer"), papers.ready().pk, "board", board.name, Posting(TODAY))
    client, start = staff.client("liaison"), f"/desk/{office.code}/channels/boards/"
    assert "幸福社区公开栏" in client.get(start).content.decode()
    page = client.get(f"{start}{board.pk}/?month=2026-06").content.decode()
    assert "关于开展示例活动的通知" in page
    assert "2026年6月张贴过的内容" in page
    assert "<svg" in page
    data = {"section": board.section_id, "kind": "screen", "name": "新屏", "from_on": "2026-06-01"}
    assert client.post(f"{start}new/", data).status_code == 302
    assert client.post(f"{start}new/", data).status_code == 422
    file = client.post(f"{start}export/", {"format": "csv"}).content.decode("utf-8-sig")
    assert "幸福社区,幸福社区公开栏,公开栏,GK2026-00001,关于开展示例活动的通知,2026-06-10" in file
