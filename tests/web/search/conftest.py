from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import count
from typing import Any

import pytest

from gongkai.web.search.index import Row, put

Put = Callable[..., str]


@pytest.fixture
def put_text(db: None) -> Put:
    """Index one thing; gives its key. Later ones are a day newer unless told."""
    number = count(1)

    def put_one(body: str = "", **fields: Any) -> str:
        serial = next(number)
        values: dict[str, Any] = {
            "office_id": 1,
            "kind": "item",
            "key": f"item/{serial}",
            "title": f"样例条目甲乙{serial}",
            "on": date.fromordinal(date(2024, 1, 1).toordinal() + serial),
            "url": f"/items/{serial}/",
            "body": body,
        }
        row = Row(**(values | fields))
        put([row])
        return row.key

    return put_one
