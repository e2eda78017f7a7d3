"""What the feeds, files and interface list: all of it through `publishing.public`."""

from __future__ import annotations

import re
from datetime import date

from django.db.models import Q, QuerySet

from gongkai.web.offices.models import Office
from gongkai.web.publishing import public
from gongkai.web.publishing.models import Item, Publication

_AFTER = re.compile(r"(\d{4}-\d\d-\d\d)~([0-9a-f-]{36})")
MOST = 200
"""Items of one page of the interface."""


def page_of(items: QuerySet[Item], after: str, size: int) -> tuple[list[Item], str | None]:
    """A page of items by day and id, the newest first, and what to give for the next one."""
    found = items.order_by("-web_on", "-pk")
    given = _AFTER.fullmatch(after)
    if given is not None:
        try:
            on = date.fromisoformat(given[1])
        except ValueError:
            on = date.min
        found = found.filter(Q(web_on__lt=on) | Q(web_on=on, pk__lt=given[2]))
    rows = list(public.versions_shown(found)[: size + 1])
    if len(rows) <= size:
        return rows, None
    last = rows[size - 1]
    return rows[:size], f"{last.web_on}~{last.pk}"


def withdrawn(office: Office | None = None) -> QuerySet[Publication]:
    """How each item that was withdrawn ended, the newest first."""
    gone = Publication.objects.filter(item__in=public.tombstones(office), channel="website", place="")
    gone = gone.exclude(ended_on=None).exclude(cause="superseded")
    return gone.select_related("item__office", "version").order_by("-ended_on", "-pk")
