"""What taking items in would do to a catalogue: added, changed, ended, unchanged. Nothing is written here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, field

from gongkai.statute.catalogue import StarterItem, starter
from gongkai.web.catalogue.models import StandardItem
from gongkai.web.catalogue.values import EMPTY, LOCAL, Values, changed_in, differing, field_rank


@dataclass(frozen=True)
class Change:
    """An item of this office that would say otherwise. names: of the columns.

    theirs: the item of the office above, where it comes from there; is_conflict: this office says otherwise there itself.
    """

    item: StandardItem
    values: Values
    names: Sequence[str]
    theirs: StandardItem | None = None
    is_conflict: bool = False


@dataclass(frozen=True)
class New:
    """An item that would be added. theirs: the item of the office above; row: its number in the file."""

    values: Values
    theirs: StandardItem | None = None
    row: int = 0

    @property
    def title(self) -> str:
        return " › ".join(level for level in (self.values[name] for name in ("level_1", "level_2", "level_3")) if level)


@dataclass
class Plan:
    """same: how many items say it already. linked: own items that are the same as one above and would follow it."""

    added: list[New] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    ended: list[StandardItem] = field(default_factory=list)
    linked: list[tuple[StandardItem, StandardItem]] = field(default_factory=list)
    same: int = 0

    @property
    def conflicts(self) -> list[Change]:
        return [one for one in self.changed if one.is_conflict]

    @property
    def takes(self) -> list[Change]:
        return [one for one in self.changed if not one.is_conflict]

    @property
    def is_empty(self) -> bool:
        return not (self.added or self.changed or self.ended or self.linked)

    @property
    def signature(self) -> str:
        """What an officer was shown; another one means that something changed meanwhile."""
        parts = [len(self.added), len(self.changed), len(self.ended), len(self.linked)]
        return "-".join(
            map(str, [*parts, sum(one.item.version for one in self.changed) + sum(x.version for x in self.ended)])
        )


def plan_of_values(own: Iterable[StandardItem], told: Iterable[tuple[int, Values]]) -> Plan:
    """What a file does to the standing items: by the name of the matter; `ended` are those of its fields it lacks."""
    standing = {item.key: item for item in own}
    plan, named, met = Plan(), set(), set()
    for row, values in told:
        key = (values["field"], *(values[level] for level in ("level_1", "level_2", "level_3") if values[level]))
        named.add(values["field"])
        met.add(key)
        item = standing.get(key)
        if item is None:
            plan.added.append(New(values, row=row))
            continue
        given = {name: value for name, value in values.items() if name != "duty" or value}
        names = changed_in(given, item.values)
        if names:
            plan.changed.append(Change(item, given, names))
        else:
            plan.same += 1
    plan.ended = [item for key, item in standing.items() if item.field in named and key not in met]
    return plan


def plan_of_above(own: Sequence[StandardItem], above: Iterable[StandardItem], standing: Set[int], body: str) -> Plan:
    """What taking items of the office above does. standing: ids of all that stand there; body: 公开主体 here.

    Of an item taken before, only what the office above changed since is a change; where this office says otherwise
    in the same column, it is a conflict and left to the officer.
    """
    taken = {item.origin_id: item for item in own if item.origin_id is not None}
    by_key = {item.key: item for item in own if item.origin_id is None}
    plan = Plan()
    for theirs in above:
        item = taken.get(theirs.pk)
        if item is not None:
            names = differing(item.taken, theirs.values)
            if not names:
                plan.same += 1
                continue
            new = {name: theirs.values[name] for name in names}
            is_conflict = any(item.values[name] not in (item.taken.get(name), new[name]) for name in names)
            plan.changed.append(Change(item, new, names, theirs, is_conflict))
        elif (same := by_key.get(theirs.key)) is not None:
            plan.linked.append((same, theirs))
        else:
            plan.added.append(New(here(theirs.values, body), theirs))
    plan.ended = [item for pk, item in taken.items() if pk not in standing]
    return plan


def here(values: Values, body: str) -> Values:
    """Values of the office above as this one takes them over: it names itself as 公开主体."""
    return {**values, **dict.fromkeys(LOCAL, ""), "body": body}


def plan_of_starter(own: Iterable[StandardItem], body: str, chosen: Iterable[str] | None = None) -> Plan:
    """What the starter catalogue adds: what does not stand already. chosen: fields; all by default."""
    standing = {item.key for item in own}
    fields = None if chosen is None else set(chosen)
    plan = Plan()
    for one in starter():
        if fields is not None and one.field not in fields:
            continue
        if (one.field, one.level_1, one.level_2) in standing:
            plan.same += 1
        else:
            plan.added.append(New(values_of(one, body)))
    return plan


def values_of(one: StarterItem, body: str) -> Values:
    """An item of the starter as values."""
    return {
        **{name: list(empty) if isinstance(empty, list) else empty for name, empty in EMPTY.items()},
        "field": one.field,
        "level_1": one.level_1,
        "level_2": one.level_2,
        "content": "\n".join(one.content),
        "basis": "\n".join(one.basis),
        "limit": one.limit,
        "body": body,
        "channels": list(one.channels),
        "object": [one.object],
        "way": [one.way],
        "tier": [one.tier],
        "duty": one.duty,
    }


def by_field(fields: Iterable[str]) -> list[tuple[str, int]]:
    """Fields with how often each is named, in the order of the 26."""
    counts: dict[str, int] = {}
    for one in fields:
        counts[one] = counts.get(one, 0) + 1
    return sorted(counts.items(), key=lambda pair: field_rank(pair[0]))
