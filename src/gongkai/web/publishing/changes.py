"""Who hears that something public changed: the search, the static pages, the feeds. Called in the transaction of the change."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from gongkai.web.publishing.models import Item

LISTENERS: list[Callable[[Sequence[Item]], None]] = []
"""Each is given the items after the change; apps add theirs when they start. What is slow they put on the queue."""


def tell(*items: Item) -> None:
    for listener in LISTENERS:
        listener(items)
