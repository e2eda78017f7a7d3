"""Columns of the office, and items at each point of their life."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django_scopes import scope

from gongkai.ledger.item_steps import ItemFormed
from gongkai.web.config.clock import local_today
from gongkai.web.offices.models import Office
from gongkai.web.publishing.actions import Draft, Words, draft, review, submit, take
from gongkai.web.publishing.models import Category, Item
from gongkai.web.publishing.release import release
from tests.web.conftest import Staff

REVIEWERS = {"section": "head", "secrecy": "reviewer", "leader": "leader"}


@pytest.fixture(autouse=True)
def in_office(office: Office) -> Iterator[None]:
    with scope(office=office):
        yield


@pytest.fixture
def column(office: Office) -> Category:
    return Category.objects.create(office=office, code="notices", name="通知公告", kind="notices", duty="A20_15")


class Papers:
    """Makes items of the office and brings them to a point of their life."""

    def __init__(self, staff: Staff, column: Category) -> None:
        self.staff, self.column = staff, column

    def draft(self, title: str = "关于开展示例活动的通知", body: str = "<p>示例正文。</p>", **others: Any) -> Item:
        words = Words(title, body)
        return draft(self.staff.officer("officer"), self.staff.office, Draft(words, category=self.column, **others))

    def formed(self, **others: Any) -> Item:
        return take(self.staff.officer("officer"), self.draft(**others).pk, ItemFormed(on=local_today()))

    def submitted(self, **others: Any) -> Item:
        return submit(self.staff.officer("officer"), self.formed(**others).pk)

    def passed(self, item: Item, *stages: str) -> Item:
        for stage in stages or REVIEWERS:
            item = review(self.staff.officer(REVIEWERS[stage]), item.pk, "passed", version=item.version)
        return item

    def ready(self, **others: Any) -> Item:
        return self.passed(self.submitted(**others))

    def public(self, **others: Any) -> Item:
        return release(self.staff.officer("officer"), self.ready(**others).pk)


@pytest.fixture
def papers(staff: Staff, column: Category) -> Papers:
    return Papers(staff, column)


Change = Callable[[], object]
