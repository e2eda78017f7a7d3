"""How content applicants say they are with closed cases: figures only, and none from which one could be known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongkai.statute.outcomes import outcomes
from gongkai.web.applications.models import Application
from gongkai.web.portal.models import Survey

LEAST = 5
"""Fewer answers are not broken down: who asked little could be known by what was answered. Our own rule."""

CONTENT = 4
"""From this score an answer counts as content."""

Cell = str | int | None


@dataclass(frozen=True, slots=True)
class Group:
    """Answers of one group. content: how many say content or very content."""

    label: str
    count: int
    content: int

    @property
    def percent(self) -> int:
        return round(100 * self.content / self.count)


@dataclass(frozen=True, slots=True)
class Satisfaction:
    """What was answered on the cases closed in some years.

    scores: empty while fewer than `LEAST` answered. outcomes: groups of table three with at least so many answers;
    rest: the answers of all smaller groups together, None where they would tell of too few.
    """

    count: int
    closed: int
    scores: tuple[Group, ...]
    outcomes: tuple[Group, ...]
    rest: Group | None

    @property
    def all(self) -> Group:
        return Group(_("全部评价"), self.count, sum(one.content for one in self.scores))

    @property
    def shares(self) -> list[Group]:
        """The scores with their share of all answers, for the bars."""
        return [Group(one.label, self.count, one.count) for one in self.scores]


def satisfaction(first: int, last: int) -> Satisfaction:
    """The answers on the cases of the office in scope that were closed in these years."""
    years = (date(first, 1, 1), date(last, 12, 31))
    closed = Application.objects.filter(closed_on__range=years).count()
    rows = Survey.objects.filter(application__closed_on__range=years).order_by()
    counted = rows.values_list("score", "application__outcome").annotate(count=Count("pk"))
    by_score: Counter[int] = Counter()
    by_group: Counter[tuple[str, bool]] = Counter()
    for score, outcome, count in counted:
        by_score[score] += count
        by_group[(_group(outcome), score >= CONTENT)] += count
    total = sum(by_score.values())
    if total < LEAST:
        return Satisfaction(total, closed, (), (), None)
    scores = tuple(
        Group(str(label), by_score[score], by_score[score] * (score >= CONTENT))
        for score, label in Survey.SCORES.items()
    )
    return Satisfaction(total, closed, scores, *_by_outcome(by_group))


GROUPS = {
    "granted": gettext_lazy("予以公开"),
    "partial": gettext_lazy("部分公开"),
    "denied": gettext_lazy("不予公开"),
    "unable": gettext_lazy("无法提供"),
    "refused": gettext_lazy("不予处理"),
    "other": gettext_lazy("其他处理"),
}
"""Groups of outcomes as `statute.outcomes` names them."""


def _group(outcome: str) -> str:
    found = outcomes().get(outcome)
    return found.group if found is not None else "other"


def _by_outcome(counted: Counter[tuple[str, bool]]) -> tuple[tuple[Group, ...], Group | None]:
    """The groups that are large enough; the rest together, with so many of the others that it is large enough too.

    Else what few answered could be worked out from the total.
    """
    groups = {code: Group(str(label), _all(counted, code), counted[(code, True)]) for code, label in GROUPS.items()}
    ordered = sorted((code for code in groups if groups[code].count), key=lambda code: groups[code].count)
    hidden: list[str] = []
    for code in ordered:
        size = sum(groups[one].count for one in hidden)
        if groups[code].count < LEAST or 0 < size < LEAST:
            hidden.append(code)
    shown = tuple(groups[code] for code in GROUPS if code in ordered and code not in hidden)
    if not hidden or not shown:
        return shown, None
    rest = [groups[code] for code in hidden]
    return shown, Group(_("其余"), sum(one.count for one in rest), sum(one.content for one in rest))


def _all(counted: Counter[tuple[str, bool]], code: str) -> int:
    return counted[(code, True)] + counted[(code, False)]


def sheet(found: Satisfaction) -> Iterator[list[Cell]]:
    """The same for a workbook."""
    yield [_("项目"), _("评价件数"), _("满意和很满意")]
    yield [_("全部评价"), found.count, found.all.content if found.scores else None]
    for one in found.scores:
        yield [one.label, one.count, None]
    for one in (*found.outcomes, *([found.rest] if found.rest else ())):
        yield [one.label, one.count, one.content]
