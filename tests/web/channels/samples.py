"""One of everything an address of columns and channels can name, for the walk through every door."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from gongkai.web.channels.boards import keep
from gongkai.web.channels.drafts import put
from gongkai.web.channels.figures import keep_account
from gongkai.web.channels.models import Proof
from gongkai.web.channels.releasing import Posting, put_up
from gongkai.web.channels.transfers import make
from gongkai.web.offices.models import Section
from gongkai.web.publishing.models import Category
from tests.documents.redact import samples
from tests.web.conftest import TODAY, Staff
from tests.web.publishing.conftest import Papers


@dataclass(frozen=True)
class Channels:
    column: int
    item: UUID
    proof: UUID
    board: int
    account: int
    draft: int
    transfer: UUID


def build(staff: Staff) -> Channels:
    """Fill the office of the tests; the caller is in its scope."""
    office, officer = staff.office, staff.officer("officer")
    column = Category.objects.create(office=office, code="doors", name="示例栏目", kind="notices")
    since = {"from_on": date(2026, 1, 1), "to_on": None}
    section = Section.objects.create(office=office, name="示例社区", kind="community")
    values = {"section": section, "kind": "board", "name": "示例公开栏", "place": ""}
    board = keep(officer, office, None, values | since)
    account = keep_account(officer, office, None, {"kind": "wechat", "name": "示例公众号"} | since)
    item = Papers(staff, column).ready()
    draft = put(officer, item.pk)
    photo = ("照片.pdf", samples.small_paper())
    put_up(officer, item.pk, "board", board.name, Posting(TODAY, photo=photo))
    transfer = make(officer, office, keeper="archives", to="示例档案馆", month=TODAY, handler="张经办")
    return Channels(column.pk, item.pk, Proof.objects.get().pk, board.pk, account.pk, draft.pk, transfer.pk)
