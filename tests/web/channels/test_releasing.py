"""Publication at the desk: on a board with its photo, on a day, several at once; what is refused says why in a sentence."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from gongkai.errors import GongkaiError, NotPermitted
from gongkai.web.archive.vault import load
from gongkai.web.channels.models import Board, ChannelAccount, Proof
from gongkai.web.channels.releasing import OWN, Posting, put_up, where
from gongkai.web.config.clock import local_today
from gongkai.web.offices.models import Office
from gongkai.web.publishing.models import Item, Publication
from gongkai.web.publishing.release import release_what_is_due, schedule, take_down, unschedule
from tests.documents.redact import samples
from tests.web.conftest import TODAY, Staff
from tests.web.publishing.conftest import Papers

PAPER = samples.small_paper()
NEXT = TODAY + timedelta(days=1)


def page_of(client: Client, item: Item) -> str:
    return f"/desk/{item.office.code}/channels/items/{item.pk}/"


def test_a_posting_is_recorded_with_its_photo_and_its_days(
    papers: Papers, staff: Staff, board: Board, today: Any
) -> None:
    client, item = staff.client("officer"), papers.ready()
    today(TODAY + timedelta(days=9))
    data = {
        "do": "release",
        "revision": item.revision,
        "release-where": f"board|{board.name}",
        "release-on": "2026-06-15",
        "release-remove_on": "2026-06-18",
        "release-photo": SimpleUploadedFile("照片.pdf", PAPER),
    }
    assert client.post(page_of(client, item), data).status_code == 302
    row, proof = Publication.objects.get(), Proof.objects.get()
    assert (row.channel, row.place, row.on, row.remove_on) == (
        "board",
        board.name,
        date(2026, 6, 15),
        date(2026, 6, 18),
    )
    assert load(proof) == PAPER  # type: ignore[arg-type]
    shown = client.get(page_of(client, item)).content.decode()
    assert "公开栏 幸福社区公开栏" in shown
    assert "已过，请撤下" in shown
    assert client.get(f"/desk/{item.office.code}/channels/proofs/{proof.pk}/").content == PAPER
    data = {"do": "down", "down-which": row.pk, "down-cause": "expired", "down-on": "2026-06-18"}
    assert client.post(page_of(client, item), data).status_code == 302
    row.refresh_from_db()
    assert (row.ended_on, row.cause) == (date(2026, 6, 18), "expired")
    assert "公示期满" in client.get(page_of(client, item)).content.decode()


REFUSED = {
    "a day ahead": ({"release-on": "2026-06-11"}, "日期不能晚于今天，请登记已发生的日期。"),
    "another day for the portal": ({"release-on": "2026-06-09"}, "发布日期只能是今天"),
    "before the paper": ({"release-where": "press|", "release-place": "示例日报", "release-on": "2026-06-01"}, "早于"),
    "no name of a paper": ({"release-where": "press|"}, "请写明名称或者期号"),
    "a board that is none": ({"release-where": "board|别处"}, "选择一个有效的选项"),
    "removal before release": ({"release-remove_on": "2026-06-01"}, "撤下"),
    "a text as photo": ({"release-photo": ("a.txt", b"words")}, "不是照片或者PDF"),
}


def test_what_is_refused_says_why_and_nothing_is_half_done(papers: Papers, staff: Staff, board: Board) -> None:
    client, item = staff.client("officer"), papers.ready()
    for name, (changed, words) in REFUSED.items():
        data: dict[str, Any] = {"do": "release", "release-where": OWN, "release-on": TODAY.isoformat()} | changed
        if "release-photo" in data:
            data["release-photo"] = SimpleUploadedFile(*data["release-photo"])
        answer = client.post(page_of(client, item), data)
        assert answer.status_code == 422, name
        assert words in answer.content.decode(), name
    assert not Publication.objects.exists()
    item.refresh_from_db()
    assert item.stage == "ready"
    closed = client.post(page_of(client, papers.submitted()), {"do": "release"}, follow=True)
    assert "审查尚未完成" in closed.content.decode()
    assert staff.client("auditor").post(page_of(client, item), {"do": "release"}).status_code == 403


def test_the_actions_refuse_what_no_form_lets_through(
    papers: Papers, staff: Staff, office: Office, board: Board
) -> None:
    officer, item = staff.officer("officer"), papers.ready()
    for place, link in (("x" * 81, ""), ("报", "x" * 301)):
        with pytest.raises(GongkaiError, match="more than"):
            put_up(officer, item.pk, "press", place, Posting(TODAY, link))
    with pytest.raises(GongkaiError, match="no such place"):
        where(office, f"board|{board.name}", "", date(2025, 12, 31))
    with pytest.raises(NotPermitted):
        put_up(staff.officer("liaison"), item.pk, "website", "", Posting(TODAY))
    public = papers.public()
    for cause, reason, on in (
        ("wrong", "", TODAY),
        ("wrong", "错", TODAY - timedelta(days=1)),
        ("wrong", "错" * 301, TODAY),
    ):
        with pytest.raises(GongkaiError):
            take_down(officer, public.pk, channel="website", cause=cause, reason=reason, on=on)
    public.refresh_from_db()
    assert public.is_public


def test_a_release_is_set_for_a_day_called_off_and_done_by_the_worker(
    papers: Papers, staff: Staff, account: ChannelAccount, today: Any
) -> None:
    client, item = staff.client("officer"), papers.ready()
    for target in (OWN, f"wechat|{account.name}"):
        data = {"do": "schedule", "schedule-where": target, "schedule-release_on": NEXT.isoformat()}
        assert client.post(page_of(client, item), data).status_code == 302
    assert "2026年6月11日发布到微信公众号 云海白云" in client.get(page_of(client, item)).content.decode()
    data = {"do": "unschedule", "which": f"wechat|{account.name}", "reason": "另行推送"}
    assert client.post(page_of(client, item), data).status_code == 302
    today(NEXT)
    assert release_what_is_due() == 1
    assert [(row.channel, row.on) for row in Publication.objects.all()] == [("website", NEXT)]
    with pytest.raises(GongkaiError):
        unschedule(staff.officer("officer"), item.pk, channel="wechat", place=account.name)
    with pytest.raises(GongkaiError):
        schedule(staff.officer("officer"), papers.ready().pk, TODAY)


def test_several_are_released_at_once_each_for_itself(papers: Papers, staff: Staff, office: Office) -> None:
    client = staff.client("officer")
    one, two = papers.ready(title="示例通知一"), papers.ready(title="示例通知二")
    address = f"/desk/{office.code}/channels/ready/"
    assert "示例通知二" in client.get(address).content.decode()
    data = {"where": OWN, "item": [f"{one.pk}:{one.revision}", f"{two.pk}:{two.revision - 1}", "nonsense"]}
    answer = client.post(address, data)
    assert answer.status_code == 422
    assert "这些没有发布：" in answer.content.decode()
    one.refresh_from_db()
    two.refresh_from_db()
    assert (one.web_on, two.web_on) == (local_today(), None)
    assert "请勾选" in client.post(address, {"where": OWN}).content.decode()


def test_the_publication_page_shows_the_limit_with_its_days(papers: Papers, staff: Staff) -> None:
    client, item = staff.client("auditor"), papers.formed()
    shown = client.get(page_of(client, item)).content.decode()
    assert "最迟 2026年7月" in shown
    assert "到期之日是第 20 个工作日" in shown
    assert "现在发布" not in shown
    panel = client.get(f"/desk/{item.office.code}/items/{item.pk}/").content.decode()
    assert "现在没有在任何渠道公开。" in panel
    assert page_of(client, item) in panel
