"""What the desk shows of challenges elsewhere: on the page of a case, on the to-do page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongkai.web.applications import panels
from gongkai.web.applications.panels import CasePage, Panel
from gongkai.web.challenges.models import Challenge
from gongkai.web.challenges.queries import line, pending
from gongkai.web.desk.queries import MORE_GROUPS, Desk, Group

MOST = 200
"""Challenges of an office on its to-do page; more were never open at once."""


def _challenges(page: CasePage) -> dict[str, Any] | None:
    """The challenges of a case; left out where there is none and none can be registered yet."""
    rows = Challenge.objects.filter(application=page.case).defer("claim", "facts", "arguments", "plea")
    lines = [line(one, page.today, page.calendar) for one in rows]
    if not lines and not page.officer.may("challenge"):
        return None
    return {"lines": lines, "may": page.officer.may("challenge")}


def _owed(desk: Desk) -> Iterator[Group]:
    """Challenges in which the office owes its answer or a new act; left out where there is none, in one query."""
    rows = pending().select_related("application").defer("claim", "facts", "arguments", "plea", "application__content")
    lines = [line(one, desk.today, desk.calendar) for one in rows[:MOST]]
    if not lines:
        return
    lines.sort(key=lambda one: (one.limit, one.challenge.number))
    hint = _(
        "复议、诉讼的答复期限和责令重新处理的期限；不按期提交的，视为没有证据、依据（行政复议法第七十条、行政诉讼法第三十四条）。"
    )
    tone = "bad" if any(one.is_late for one in lines) else "soon"
    yield Group("challenges", _("复议诉讼"), hint, len(lines), lines, "", tone, template="challenges/todo.html")


def install() -> None:
    """Put the panel on the page of a case, the group on the to-do page, and name our notes of the desk."""
    if _owed not in MORE_GROUPS:
        MORE_GROUPS.append(_owed)
    panels.add(Panel("challenges", "applications/case/challenges.html", _challenges, "side", 50))
    panels.DESK_ACTS.setdefault("challenge_described", gettext_lazy("修改复议诉讼信息"))
    panels.DESK_ACTS.setdefault("evidence_listed", gettext_lazy("编制证据目录"))
