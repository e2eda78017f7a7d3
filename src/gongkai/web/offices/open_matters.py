"""What of an office is still under way, by kind and number: while there is any, the office cannot be merged into another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import QuerySet
from django_scopes import scope

from gongkai.web.applications.models import Application, Submission, Task
from gongkai.web.archive.models import Transfer
from gongkai.web.challenges.models import Challenge
from gongkai.web.desk.templatetags.words import is_english
from gongkai.web.notices.models import ON_THE_WAY, Letter
from gongkai.web.offices.hands import UNDECIDED
from gongkai.web.offices.models import Office
from gongkai.web.portal.models import CitizenRequest

SHOWN = 3
"""Numbers named of one kind."""


@dataclass(frozen=True, slots=True)
class OpenMatter:
    """One kind of thing under way. zh, en: what it is called; numbers: of the first few."""

    zh: str
    en: str
    count: int
    numbers: tuple[str, ...]

    def said(self, *, in_english: bool = False) -> str:
        more = len(self.numbers) < self.count
        if in_english:
            named = ", ".join(self.numbers) + (" and more" if more else "")
            return f"{self.en}: {self.count} ({named})"
        return f"{self.zh}{self.count}件（{'、'.join(self.numbers)}{'等' if more else ''}）"

    @property
    def said_here(self) -> str:
        """The same in the language of the screen."""
        return self.said(in_english=is_english())


def open_matters(office: Office) -> list[OpenMatter]:
    """Everything of an office that someone still has to finish."""
    with scope(office=office):
        return list(_found(office))


def _found(office: Office) -> Iterator[OpenMatter]:
    asked: tuple[tuple[str, str, QuerySet, str], ...] = (
        ("未办结的申请", "open applications", Application.objects.filter(closed_on=None), "number"),
        ("未结的复议诉讼", "open reconsiderations and suits", Challenge.objects.filter(UNDECIDED), "number"),
        ("未办结的交办事项", "open tasks", Task.objects.filter(done_on=None), "application__number"),
        ("未送出的文书", "letters not sent", Letter.objects.filter(status__in=ON_THE_WAY), "application__number"),
        ("未登记的网上材料", "papers to confirm", Submission.objects.filter(taken_at=None), "application__number"),
        ("未办结的更正与建议", "open requests", CitizenRequest.objects.filter(closed_on=None), "number"),
        ("未收到回执的移送清单", "transfers without receipt", Transfer.objects.exclude(status="received"), "number"),
    )
    for zh, en, rows, number in asked:
        mine = rows.filter(office=office).order_by(number, "pk")
        if count := mine.count():
            numbers = dict.fromkeys(mine.values_list(number, flat=True)[:SHOWN])
            yield OpenMatter(zh, en, count, tuple(one or "—" for one in numbers))
