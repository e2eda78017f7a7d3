"""The list of challenges, its filters and rows; what of them stands on the to-do page and the page of a case."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongkai.ledger.challenges import KINDS, RESULTS
from gongkai.ledger.clock import days_left
from gongkai.statute.calendar import WorkCalendar
from gongkai.statute.periods import Period
from gongkai.web.applications.exports import Cell
from gongkai.web.challenges.models import STAGES, Challenge
from gongkai.web.challenges.reading import limit_of
from gongkai.web.desk.templatetags.words import gloss, glossed, named

PAGE_SIZE = 50

_OPEN = Q(decided_on=None)
STAGE_FILTERS: dict[str, Q] = {
    "answering": _OPEN & Q(responded_on=None, is_appealed=False),
    "deciding": _OPEN & Q(responded_on__isnull=False, is_appealed=False),
    "appealed": _OPEN & Q(is_appealed=True),
    "redoing": Q(decided_on__isnull=False, redo_due_on__isnull=False, redone_on=None),
    "done": Q(decided_on__isnull=False) & (Q(redo_due_on=None) | Q(redone_on__isnull=False)),
}
"""The rows of each stage of `models.STAGES`."""


@dataclass(frozen=True, slots=True)
class Line:
    """A challenge in one line. limit: the date the office must keep now; left: working days to it; article: its basis."""

    challenge: Challenge
    what: str = ""
    limit: date | None = None
    left: int | None = None
    article: str = ""

    @property
    def is_late(self) -> bool:
        return self.left is not None and self.left < 0

    @property
    def is_soon(self) -> bool:
        return self.left is not None and 0 <= self.left <= 3


def line(challenge: Challenge, today: date, calendar: WorkCalendar) -> Line:
    """A challenge with what the office owes now."""
    stage = challenge.stage
    if stage == "answering":
        limit = limit_of(challenge.kind, challenge.procedure, challenge.received_on)
        left = days_left(challenge.due_on, today, calendar)
        return Line(challenge, _("提交答复、证据"), challenge.due_on, left, basis(limit))
    if stage == "redoing" and challenge.redo_due_on is not None:
        left = days_left(challenge.redo_due_on, today, calendar)
        return Line(challenge, _("按决定、裁判重新处理"), challenge.redo_due_on, left)
    return Line(challenge)


def basis(limit: Period) -> str:
    """The article of a limit, as cited: 《行政诉讼法》第六十七条."""
    return f"《{limit.instrument.removeprefix('中华人民共和国')}》{limit.article}"


class ChallengeFilter(forms.Form):
    """The filters of the list, as they stand in its address."""

    q = forms.CharField(label=gettext_lazy("编号、案号、机关"), max_length=80, required=False)
    stage = forms.ChoiceField(label=gettext_lazy("状态"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("类别"), required=False)
    result = forms.ChoiceField(label=gettext_lazy("结果"), required=False)
    year = forms.IntegerField(label=gettext_lazy("收到年度"), min_value=2008, max_value=2100, required=False)

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data, auto_id="f_%s")
        every = [("", _("全部"))]
        self.fields["stage"].choices = [*every, *STAGES.items()]
        self.fields["kind"].choices = [*every, *glossed(KINDS)()]
        self.fields["result"].choices = [*every, *glossed(RESULTS)()]

    @property
    def address(self) -> str:
        """The filters as the part of an address after the question mark."""
        return urlencode([(name, self.data[name]) for name in self.fields if self.data.get(name)])


def filtered(given: dict[str, Any]) -> QuerySet[Challenge]:
    """The challenges that pass the filters."""
    rows = Challenge.objects.select_related("application", "handler")
    if given.get("stage"):
        rows = rows.filter(STAGE_FILTERS[given["stage"]])
    for name in ("kind", "result"):
        if given.get(name):
            rows = rows.filter(**{name: given[name]})
    if given.get("year"):
        rows = rows.filter(received_on__year=given["year"])
    text = given.get("q", "").strip()
    if text:
        where = Q()
        for name in ("number", "their_number", "authority", "application__number"):
            where |= Q(**{f"{name}__icontains": text})
        rows = rows.filter(where)
    return rows.defer("claim", "facts", "arguments", "plea", "application__content")


def pending(today_rows: QuerySet[Challenge] | None = None) -> QuerySet[Challenge]:
    """Challenges in which the office owes something: the answer, or a new act."""
    rows = Challenge.objects.all() if today_rows is None else today_rows
    return rows.filter(STAGE_FILTERS["answering"] | STAGE_FILTERS["redoing"])


def export_rows(rows: QuerySet[Challenge]) -> Iterator[list[Cell]]:
    """The head and a row a challenge."""
    yield [
        _("编号"),
        _("类别"),
        _("程序"),
        _("地位"),
        _("关联申请"),
        _("复议机关、法院"),
        _("案号"),
        _("收到之日"),
        _("答复期限"),
        _("答复之日"),
        _("状态"),
        _("决定、裁判之日"),
        _("统计结果"),
        _("重新处理期限"),
        _("重新处理之日"),
        _("年度报告表四栏目"),
    ]
    from gongkai.ledger.challenges import PROCEDURES, ROLES

    for one in rows.iterator(chunk_size=1000):
        yield [
            one.number,
            KINDS.get(one.kind, one.kind),
            PROCEDURES.get(one.procedure, one.procedure),
            ROLES.get(one.role, one.role),
            one.application.number if one.application else "",
            one.authority,
            one.their_number,
            one.received_on,
            one.due_on,
            one.responded_on,
            str(STAGES[one.stage]),
            one.decided_on,
            RESULTS.get(one.result, one.result),
            one.redo_due_on,
            one.redone_on,
            column_label(one.column),
        ]


def column_label(code: str) -> str:
    """A column of table four as a person reads it: 行政复议：结果维持."""
    if not code:
        return _("不计入")
    heads = (
        ("recon_", _("行政复议")),
        ("lit_direct_", _("未经复议直接起诉")),
        ("lit_after_recon_", _("复议后起诉")),
    )
    for prefix, head in heads:
        if code.startswith(prefix):
            rest = code.removeprefix(prefix)
            pending = _("尚未审结")
            result = gloss(RESULTS[rest]) if rest in RESULTS else pending
            return named(head, result)
    return code
