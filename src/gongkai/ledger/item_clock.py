"""The dates of one item, with their reasons: when it must be public, be evaluated again, come down; and its history."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial

from gongkai.errors import CalendarGap, NoRuleInForce
from gongkai.ledger.clock import Superseded
from gongkai.ledger.item_steps import ItemDrafted, ItemEvent
from gongkai.ledger.items import Item, apply_item, begin_item
from gongkai.ledger.steps import step_name
from gongkai.statute.calendar import WorkCalendar
from gongkai.statute.catalogue import LimitDue, limit_due_on, parse_limit
from gongkai.statute.duties import ARTICLE_26, Limit, publish_by
from gongkai.statute.periods import due_on, period

ITEM_DATES: dict[str, tuple[str, str]] = {
    "publish_by": ("主动公开", "publication"),
    "release_on": ("定时发布", "release that is set"),
    "evaluate_by": ("不予公开信息定期评估", "evaluation of what is withheld"),
    "withdraw_by": ("撤下已变更、撤销的处罚决定", "withdrawal of a changed or annulled penalty decision"),
    "remove_on": ("到期撤下", "planned removal"),
}
"""Every date the clock of an item may return, in Chinese and English."""

PENALTIES = "A20_06"
"""The duty whose items are withdrawn when the decision is changed or annulled; 行政处罚法 art. 48."""


@dataclass(frozen=True, slots=True)
class ItemDate:
    """One date that runs. on: the last day in time. of: channel and place, where there are several."""

    name: str
    on: date
    source: str
    of: str = ""

    @property
    def label(self) -> str:
        return ITEM_DATES[self.name][0]

    @property
    def gloss(self) -> str:
        return ITEM_DATES[self.name][1]


@dataclass(frozen=True, slots=True)
class ItemClock:
    """All dates of an item at one state.

    due: the limit in days with its trace; None while the item has no date, is not to be published, or no law set a
        limit. due.on may be None too (long-term items, words not understood): `note` then says so.
    published_on: first day the present information was public; None while it is not.
    lag: working days from the day the limit runs from to `published_on`.
    superseded: last days that were valid until a step changed them.
    unknown: names of dates in a year without a holiday notice; `due` itself raises instead.
    """

    formed_on: date | None
    counted_from: date | None
    limit: Limit
    due: LimitDue | None
    published_on: date | None
    lag: int | None
    dates: tuple[ItemDate, ...]
    superseded: tuple[Superseded, ...]
    unknown: tuple[str, ...] = ()

    @property
    def due_on(self) -> date | None:
        return self.due.on if self.due is not None else None

    @property
    def note(self) -> str:
        """The catalogue's own words where they give no day ("长期公开"); else empty."""
        return self.limit.text if self.due is not None and (self.due.on is None or self.due.is_outer) else ""

    @property
    def is_late(self) -> bool:
        """Whether it was published after its last day."""
        return self.due_on is not None and self.published_on is not None and self.published_on > self.due_on

    def is_overdue(self, today: date) -> bool:
        """Whether its last day has passed without it being public."""
        return self.due_on is not None and self.published_on is None and today > self.due_on


def limit_of(item: Item) -> Limit:
    """The limit that binds an item: its catalogue's, else art. 26's."""
    return parse_limit(item.limit, item.limit_source) if item.limit else ARTICLE_26


def publish_due(item: Item, calendar: WorkCalendar) -> LimitDue | None:
    """Return when the present information of an item must be public; None while no limit runs.

    Raises:
        CalendarGap: the count runs into a year without a holiday notice.
    Source: Regulation art. 26; the item's own limit; D13.
    """
    if not item.is_for_publication or item.counted_from is None:
        return None
    try:
        return limit_due_on(limit_of(item), item.counted_from, calendar)
    except NoRuleInForce:
        return None  # formed before 2019-05-15


def published_on(item: Item) -> date | None:
    """First day the present information was public: in a version from its last change on, corrections included."""
    return min((one.on for one in item.publications if one.version >= item.information_version), default=None)


def read_item_clock(number: str, events: Iterable[ItemEvent], calendar: WorkCalendar) -> ItemClock | None:
    """Fold events (in reading order) and return all dates, with the history of the last day to publish.

    Returns None before the draft.
    Raises:
        CalendarGap: the limit runs into a year without a holiday notice; use a provisional calendar to go on.
    """
    item: Item | None = None
    history: list[Superseded] = []
    current: date | None = None
    for event in events:
        if item is None:
            if not isinstance(event, ItemDrafted):
                continue
            item = begin_item(number, event)
        else:
            item = apply_item(item, event)
        last = _last_day(item, calendar)
        if current is not None and last != current:
            history.append(Superseded(current, event.on, step_name(event)))
        current = last
    return None if item is None else _clock(item, publish_due(item, calendar), tuple(history), calendar)


def _last_day(item: Item, calendar: WorkCalendar) -> date | None:
    """The date of `publish_due` without its trace, which the history need not pay for."""
    if not item.is_for_publication or item.counted_from is None:
        return None
    try:
        return publish_by(item.counted_from, calendar, limit_of(item))
    except NoRuleInForce:
        return None


def _clock(item: Item, due: LimitDue | None, history: tuple[Superseded, ...], calendar: WorkCalendar) -> ItemClock:
    out_on = published_on(item)
    known: list[ItemDate] = []
    unknown: list[str] = []
    if due is not None and due.on is not None and out_on is None:
        known.append(ItemDate("publish_by", due.on, due.source))
    for name, source, of, work_out in _running(item, calendar):
        try:
            known.append(ItemDate(name, work_out(), source, of))
        except CalendarGap:
            unknown.append(name)
        except NoRuleInForce:
            pass  # the law of that time set no such limit
    order = list(ITEM_DATES)
    counted = item.counted_from
    return ItemClock(
        formed_on=item.formed_on,
        counted_from=counted,
        limit=limit_of(item),
        due=due,
        published_on=out_on,
        lag=None if counted is None or out_on is None else _lag(counted, out_on, calendar),
        dates=tuple(sorted(known, key=lambda one: (one.on, order.index(one.name)))),
        superseded=history,
        unknown=tuple(unknown),
    )


def _lag(counted: date, out_on: date, calendar: WorkCalendar) -> int | None:
    try:
        return calendar.working_days_between(counted, out_on)
    except CalendarGap:
        return None  # a paper older than the notices


def _running(item: Item, calendar: WorkCalendar) -> Iterator[tuple[str, str, str, Callable[[], date]]]:
    """Name, source, place and computation of every further date."""
    for schedule in item.schedules:
        of = f"{schedule.channel} {schedule.place}".strip()
        yield "release_on", "", of, partial(_same, schedule.release_on)
    if item.attribute == "withhold":
        start = max(item.attributed_on, item.evaluated_on or item.attributed_on)
        yield from _period("evaluate_by", "reevaluation", start, calendar)
    changed_on = item.effect_on if item.effect in ("amended", "repealed") and item.duty == PENALTIES else None
    if changed_on is not None and any(one.on <= changed_on for one in item.standing):
        yield from _period("withdraw_by", "penalty_withdrawal", changed_on, calendar)
    for one in item.standing:
        if one.remove_on is not None:
            yield "remove_on", "", f"{one.channel} {one.place}".strip(), partial(_same, one.remove_on)


def _period(
    name: str, rule: str, start: date, calendar: WorkCalendar
) -> Iterator[tuple[str, str, str, Callable[[], date]]]:
    try:
        source = str(period(rule, start).source)
    except NoRuleInForce:
        return
    yield name, source, "", partial(due_on, start, rule, calendar)


def _same(day: date) -> date:
    return day
