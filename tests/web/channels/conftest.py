"""Boards of two communities and an account, beside the items of `tests.web.publishing`."""

from __future__ import annotations

from datetime import date

import pytest

from gongkai.web.channels.boards import keep
from gongkai.web.channels.figures import keep_account
from gongkai.web.channels.models import Board, ChannelAccount
from gongkai.web.offices.models import Office, Section
from tests.web.conftest import Staff
from tests.web.publishing.conftest import Papers, column, in_office, papers


@pytest.fixture
def board(office: Office, staff: Staff) -> Board:
    section = Section.objects.create(office=office, name="幸福社区", kind="community")
    values = {
        "section": section,
        "kind": "board",
        "name": "幸福社区公开栏",
        "place": "南门",
        "from_on": date(2026, 1, 1),
    }
    return keep(staff.officer("liaison"), office, None, values | {"to_on": None})


@pytest.fixture
def account(office: Office, staff: Staff) -> ChannelAccount:
    values = {"kind": "wechat", "name": "云海白云", "from_on": date(2024, 1, 1), "to_on": None}
    return keep_account(staff.officer("officer"), office, None, values)


__all__ = ["Papers", "column", "in_office", "papers"]
