"""What this part adds to others: who holds an entry, what goes onto a transfer list, duties on the to-do page."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from gongkai.web.archive.actions import FILLED_BY, HEAR_SENT
from gongkai.web.channels import duties, figures, transfers
from gongkai.web.publishing import panels
from gongkai.web.publishing.panels import STEP_PAGES, ItemPage, Panel
from gongkai.web.registers.actions import HELD_BY
from gongkai.web.registers.todo import SOURCES

STEPS = ("item_released", "item_scheduled", "item_unscheduled", "item_taken_down")


def _published(page: ItemPage) -> dict[str, Any] | None:
    """At how many places an item stands, and the way to the page where that changes."""
    if page.item.attribute != "publish":
        return None
    return {
        "standing": sum(1 for row in page.publications if row.ended_on is None),
        "address": reverse("desk:channels:publish", args=[page.item.office.code, page.item.pk]),
        "may": page.officer.may("item_released"),
    }


def install() -> None:
    panels.add(Panel("places", "channels/panel.html", _published, "side", 15))
    STEP_PAGES.update(dict.fromkeys(STEPS, "desk:channels:publish"))
    if figures.holder not in HELD_BY:
        HELD_BY.append(figures.holder)
    if duties.duties not in SOURCES:
        SOURCES.append(duties.duties)
    FILLED_BY["published"] = transfers.fill
    if transfers.record_sent not in HEAR_SENT:
        HEAR_SENT.append(transfers.record_sent)
