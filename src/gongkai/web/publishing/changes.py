"""Who hears that something public changed: the search, the static pages, the feeds. Called in the transaction of the change."""

from __future__ import annotations

from collections.abc import Callable

from gongkai.web.publishing.models import Item

LISTENERS: list[Callable[[Item], None]] = []
"""Each is given the item after the change; apps add theirs when they start. What is slow they put on the queue."""


def tell(item: Item) -> None:
    for listener in LISTENERS:
        listener(item)
