"""The parts of an item's page. A panel has a name, a template and a function that gives the template what it shows.

Another part of the desk (publication, channels) adds one with `add(Panel(…))` when its app starts. Its template gets
`item`, `page` (`ItemPage`) and `it` (what the function returned). `page.extra` holds what a refused form held.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Literal

from gongkai.ledger.items import ReviewPolicy
from gongkai.statute.calendar import WorkCalendar
from gongkai.web.accounts.models import User
from gongkai.web.config.clock import calendar_of, local_today
from gongkai.web.entries.models import LEDGER, Entry
from gongkai.web.offices.policy import SYSTEM, Officer
from gongkai.web.publishing.models import Attachment, Item, Publication, Version
from gongkai.web.publishing.reading import Reading, read_entries
from gongkai.web.publishing.rules import policy_of

Place = Literal["top", "main", "side"]


@dataclass(frozen=True)
class ItemPage:
    """An item as one officer sees it. rows: its entries of every kind, in the order of recording, read once."""

    item: Item
    officer: Officer
    today: date
    calendar: WorkCalendar
    policy: ReviewPolicy
    rows: Sequence[Entry]
    extra: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def reading(self) -> Reading:
        known = [row.to_ledger() for row in self.rows if row.kind == LEDGER]
        return read_entries(self.item.office, self.item.number, known)

    @cached_property
    def versions(self) -> Sequence[Version]:
        """Newest first."""
        return list(Version.objects.filter(item=self.item).order_by("-number"))

    @property
    def version(self) -> Version:
        """The newest."""
        return self.versions[0]

    @cached_property
    def files(self) -> Sequence[Attachment]:
        """Of the newest version."""
        return list(Attachment.objects.filter(version=self.version).defer("text", "wrapped_key"))

    @cached_property
    def publications(self) -> Sequence[Publication]:
        """Where it stands or stood, newest first."""
        return list(Publication.objects.filter(item=self.item).select_related("version").order_by("-on", "-pk"))

    @cached_property
    def staff(self) -> Mapping[str, str]:
        """Names of those who recorded something, by user name."""
        names = {row.by for row in self.rows} | {version.by for version in self.versions}
        found = {user.username: str(user) for user in User.objects.filter(username__in=names)}
        return {SYSTEM: "系统", **found}

    @property
    def is_open(self) -> bool:
        """Whether the newest version may still be written."""
        return self.version.frozen_at is None


def open_page(item: Item, officer: Officer, **extra: Any) -> ItemPage:
    """Read what the page of an item rests on."""
    rows = list(Entry.objects.filter(office=item.office, subject=item.number).order_by("sequence"))
    calendar = calendar_of(item.office.calendar_region)
    return ItemPage(item, officer, local_today(), calendar, policy_of(item.office), rows, extra)


@dataclass(frozen=True)
class Panel:
    """A part of the page. order: the lower, the higher up in its place. act: who may not do it does not see the panel.

    facts: what the template gets as `it`; a panel whose facts are None is left out.
    """

    name: str
    template: str
    facts: Callable[[ItemPage], Any]
    place: Place = "main"
    order: int = 50
    act: str = "see_items"


_PANELS: dict[str, Panel] = {}


def add(panel: Panel) -> None:
    """Put a panel on the page; one of the same name is replaced."""
    _PANELS[panel.name] = panel


def panels_of(page: ItemPage, place: Place) -> list[dict[str, Any]]:
    """The panels of a place in their order, each with its template and its facts."""
    found = []
    for panel in sorted(_PANELS.values(), key=lambda one: (one.order, one.name)):
        if panel.place == place and page.officer.may(panel.act):
            facts = panel.facts(page)
            if facts is not None:
                found.append({"name": panel.name, "template": panel.template, "it": facts})
    return found


# --- pages of single steps ----------------------------------------------------------------------------------------

STEP_PAGES: dict[str, str] = {}
"""Step → name of the address (office code, item id) where it is done, for steps that have a page of their own.

The part that publishes adds `item_released`, `item_scheduled`, `item_unscheduled`, `item_taken_down`.
"""
