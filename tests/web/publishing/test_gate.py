"""Nothing reaches a channel without a closed review: not through the actions, and not past them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.test import Client

from gongkai.errors import NotPermitted, OfficeError, StaleCase, StepNotAllowed
from gongkai.ledger.codes import ITEM_CHANNELS
from gongkai.ledger.item_steps import (
    ItemAttributed,
    ItemReleased,
    ItemReviewed,
    ItemScheduled,
    ItemTakenDown,
    ItemTransferred,
    ReferralAnswered,
)
from gongkai.web.config.clock import local_today, now
from gongkai.web.entries.record import of_event, record_all
from gongkai.web.publishing import public
from gongkai.web.publishing.actions import Words, newest, review, save_words, submit, take
from gongkai.web.publishing.attachments import attach, detach
from gongkai.web.publishing.gate import FROZEN, KEPT, REFUSED
from gongkai.web.publishing.models import Item, Publication, ReviewStage, Version
from gongkai.web.publishing.release import release, schedule, take_down
from tests.web.conftest import Staff
from tests.web.publishing.conftest import Papers


def row(item: Item, **others: object) -> Publication:
    """A row as someone with the database in hand would write it."""
    values = {
        "version": newest(item),
        "channel": "website",
        "place": "",
        "on": local_today(),
        "by": "x",
        "at": now(),
        "sequence": 1,
    }
    return Publication(office=item.office, item=item, **(values | others))  # type: ignore[arg-type]


def refused(item: Item, say: str = REFUSED, **others: object) -> bool:
    """Whether the database keeps out a row that no action wrote."""
    with pytest.raises(DatabaseError, match=say), transaction.atomic():
        row(item, **others).save(force_insert=True)
    return not Publication.objects.filter(item=item, ended_on=None).exists()


def test_a_reviewed_item_is_public_with_its_number_and_its_day(papers: Papers) -> None:
    item = papers.public()
    assert (item.stage, item.is_public, item.web_version, item.web_on) == ("public", True, 1, local_today())
    assert item.index_number.endswith(f"/{local_today().year}-00001")
    shown = public.shown(item)
    assert shown is not None
    assert shown.version is not None
    assert shown.version.title == "关于开展示例活动的通知"
    assert list(public.items(item.office)) == [item]


def test_the_plain_step_is_no_way_round(papers: Papers, staff: Staff) -> None:
    """Steps that are more than their entry are refused by the action for the others, though the core allows them."""
    item, today = papers.ready(), local_today()
    for event in (
        ItemReleased(on=today, channel="website", version=1),
        ItemScheduled(on=today, channel="website", release_on=today, version=1),
        ItemTakenDown(on=today, channel="website", cause="wrong", reason="误"),
        ItemTransferred(on=today),
    ):
        with pytest.raises(OfficeError, match="its own page"):
            take(staff.officer("head"), item.pk, event)
    assert not public.items(item.office).exists()


def test_the_stored_reading_makes_no_word_public(papers: Papers) -> None:
    """A hand in the database that marks an item as shown shows nothing of it: words come through what passed the gate."""
    item = papers.submitted(title="没有审完的标题")
    Item.objects.filter(pk=item.pk).update(web_on=local_today(), web_version=1, is_public=True, stage="public")
    own, year = f"/o/{item.office.code}/", local_today().year
    for page in (
        "",
        "info/",
        f"info/{year}/",
        "info/c/notices/",
        "feed.atom",
        f"data/items-{year}.json",
        "search/?q=审完",
    ):
        answer = Client().get(own + page)
        assert answer.status_code == 200, page
        assert "没有审完的标题" not in answer.content.decode(), page
    assert Client().get(f"{own}item/{item.number}/").status_code == 404
    assert public.with_words(public.items(item.office)) == []


@pytest.mark.parametrize("channel", ITEM_CHANNELS)
def test_no_action_releases_what_is_not_reviewed(papers: Papers, staff: Staff, channel: str) -> None:
    for item in (papers.formed(), papers.submitted(), papers.passed(papers.submitted(), "section", "secrecy")):
        with pytest.raises(StepNotAllowed):
            release(staff.officer("head"), item.pk, channel=channel)
        with pytest.raises(StepNotAllowed):
            schedule(staff.officer("head"), item.pk, local_today(), channel=channel)
    assert not Publication.objects.exists()


def referred(papers: Papers, answer: str = "") -> Item:
    item = papers.passed(papers.submitted(), "section")
    item = review(papers.staff.officer("reviewer"), item.pk, "referred", version=1, opinion="涉及不明确事项")
    if answer:
        item = take(papers.staff.officer("head"), item.pk, ReferralAnswered(on=local_today(), answer=answer))
    return item


def again_after_attribute(papers: Papers) -> Item:
    item = papers.ready()
    for attribute in ("on_application", "publish"):
        event = ItemAttributed(on=local_today(), attribute=attribute, reason="调整", by="x")
        item = take(papers.staff.officer("head"), item.pk, event)
    return item


def changed_after_review(papers: Papers) -> Item:
    item = papers.ready()
    return save_words(papers.staff.officer("officer"), item.pk, Words("另一个标题", "<p>另文</p>"), changed="改标题")


def returned(papers: Papers) -> Item:
    item = papers.passed(papers.submitted(), "section", "secrecy")
    return review(papers.staff.officer("leader"), item.pk, "returned", version=1, opinion="请改")


def withheld(papers: Papers) -> Item:
    return take(
        papers.staff.officer("head"),
        papers.ready().pk,
        ItemAttributed(on=local_today(), attribute="withhold", ground="EX16A", reason="内部事务", by="x"),
    )


NOT_READY: dict[str, Callable[[Papers], Item]] = {
    "drafted": lambda papers: papers.draft(),
    "formed": lambda papers: papers.formed(),
    "handed in": lambda papers: papers.submitted(),
    "one stage short": lambda papers: papers.passed(papers.submitted(), "section", "secrecy"),
    "referred": referred,
    "referred, may not": lambda papers: referred(papers, "may_not"),
    "turned and turned back": again_after_attribute,
    "changed after the review": changed_after_review,
    "returned by the last": returned,
    "withheld after the review": withheld,
}


@pytest.mark.parametrize("name", NOT_READY)
def test_the_database_keeps_out_what_no_action_wrote(papers: Papers, name: str) -> None:
    assert refused(NOT_READY[name](papers))


def test_a_voided_review_counts_nowhere(papers: Papers, staff: Staff) -> None:
    from gongkai.web.publishing.actions import void
    from gongkai.web.publishing.reading import read_item

    item = papers.ready()
    passed = read_item(item).entries[-1]
    item = void(staff.officer("head"), item.pk, passed.sequence, "误审")
    assert item.stage == "in_review"
    assert refused(item)


def test_the_reviews_of_another_item_or_version_do_not_count(papers: Papers, staff: Staff) -> None:
    ready, other = papers.ready(), papers.submitted()
    assert refused(other)
    assert refused(other, version=newest(ready))
    assert refused(ready, version=newest(other))
    new = save_words(staff.officer("officer"), ready.pk, Words("新标题", "<p>新文</p>"), changed="改")
    assert refused(new, version=Version.objects.get(item=new, number=1))


def test_an_office_without_stages_publishes_nothing(papers: Papers) -> None:
    item = papers.ready()
    ReviewStage.objects.all().delete()
    assert refused(item)


def test_a_forged_review_is_found_by_the_chain_though_the_gate_believes_it(papers: Papers) -> None:
    """The gate reads entries; who can write entries cannot sign them. Recorded through the chain it is a real review."""
    item = papers.submitted()
    for stage in ("section", "secrecy", "leader"):
        event = ItemReviewed(on=local_today(), stage=stage, version=1, by="x")
        record_all(item.office, [of_event(event, item.number)], by="x")
    row(item).save(force_insert=True)
    assert Publication.objects.filter(item=item).exists()


def test_what_is_handed_in_does_not_change(papers: Papers, staff: Staff) -> None:
    item = papers.draft()
    file = attach(staff.officer("officer"), item.pk, "说明.txt", "示例".encode())
    item = submit(staff.officer("officer"), item.pk)
    version = newest(item)
    changes: list[Callable[[], object]] = [
        lambda: Version.objects.filter(pk=version.pk).update(body="<p>换过的正文</p>"),
        lambda: Version.objects.filter(pk=version.pk).update(frozen_at=None),
        lambda: Version.objects.filter(pk=version.pk)._raw_delete("default"),
        lambda: version.attachments.update(sha256="0" * 64),
        lambda: version.attachments.all()._raw_delete("default"),
    ]
    for change in changes:
        with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
            change()
    with pytest.raises(OfficeError, match="under review"):
        attach(staff.officer("officer"), item.pk, "另一.txt", b"x")
    with pytest.raises(OfficeError, match="under review"):
        detach(staff.officer("officer"), item.pk, file.pk)
    assert FROZEN.startswith("frozen")


def test_a_publication_is_ended_and_never_moved_or_dropped(papers: Papers, staff: Staff) -> None:
    item, other = papers.public(), papers.submitted()
    mine = Publication.objects.filter(item=item)
    changes: list[Callable[[], object]] = [
        lambda: mine.update(version=newest(other)),
        lambda: mine.update(item=other),
        lambda: mine.update(channel="wechat"),
        lambda: mine._raw_delete("default"),
    ]
    if connection.vendor == "postgresql":
        connection.check_constraints()
        changes.append(lambda: connection.cursor().execute("TRUNCATE publishing_publication CASCADE"))
    for change in changes:
        with pytest.raises(DatabaseError, match=KEPT), transaction.atomic():
            change()
    gone = take_down(staff.officer("head"), item.pk, channel="website", cause="wrong", reason="数字有误")
    assert (gone.stage, gone.is_public, gone.web_ended_on) == ("taken_down", False, local_today())
    shown = public.shown(gone)
    assert shown is not None
    assert shown.tombstone is not None
    assert (shown.version, shown.tombstone.reason) == (None, "数字有误")


def test_nobody_reviews_alone(papers: Papers, staff: Staff) -> None:
    item = papers.submitted()
    with pytest.raises(StepNotAllowed, match="nobody reviews"):
        review(staff.officer("officer"), item.pk, "passed", version=1)
    with pytest.raises(NotPermitted):
        review(staff.officer("leader"), item.pk, "passed", version=1)
    with pytest.raises(StaleCase):
        review(staff.officer("head"), item.pk, "passed", version=1, revision=item.revision - 1)
