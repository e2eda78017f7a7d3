"""What is in someone's hands, and handing it over when they leave."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from gongkai.errors import OfficeError
from gongkai.web.accounts.models import User
from gongkai.web.applications.models import Application, Task
from gongkai.web.challenges.models import Challenge
from gongkai.web.config.clock import local_today
from gongkai.web.entries.models import DESK
from gongkai.web.entries.record import Act, record_all
from gongkai.web.offices.models import Membership, Office, standing
from gongkai.web.offices.policy import PERMISSIONS, Officer

UNDECIDED = Q(decided_on=None) | Q(redo_due_on__isnull=False, redone_on=None)
"""Challenges in which something is still to be done."""


@dataclass(frozen=True, slots=True)
class InHand:
    """Open cases, challenges and tasks of one person in an office."""

    cases: Sequence[Application]
    challenges: Sequence[Challenge]
    tasks: Sequence[Task]

    @property
    def count(self) -> int:
        return len(self.cases) + len(self.challenges) + len(self.tasks)

    @property
    def roles(self) -> frozenset[str]:
        """Roles one of which whoever takes it over must have: a task alone may go to a liaison."""
        return PERMISSIONS["assign"] if self.cases or self.challenges else PERMISSIONS["attach"]


def in_hand(office: Office, user: User) -> InHand:
    """What someone has in hand in an office."""
    cases = Application.objects.filter(office=office, handler=user, closed_on=None).defer("content")
    challenges = Challenge.objects.filter(UNDECIDED, office=office, handler=user)
    tasks = Task.objects.filter(office=office, assignee=user, done_on=None).select_related("application", "section")
    return InHand(list(cases.order_by("number")), list(challenges.order_by("number")), list(tasks))


def members_by_section(office: Office) -> dict[int, set[int]]:
    """Who may do a task of each section today: section to users."""
    found: dict[int, set[int]] = {}
    rows = Membership.objects.filter(
        standing(local_today()), office=office, role__in=PERMISSIONS["attach"], user__is_active=True
    )
    for section, user in rows.exclude(section=None).values_list("section_id", "user_id"):
        found.setdefault(section, set()).add(user)
    return found


@transaction.atomic
def hand_over(officer: Officer, office: Office, user: User, to: User, *, reason: str) -> int:
    """Give everything one person has in hand to another; return how much that was.

    A task stays with its section: it goes to the other one only if they are of that section, else to the section.

    Raises:
        NotPermitted; OfficeError: the other one may not take it over today, or there is nothing to hand over.
    """
    officer.must("manage_members")
    held = in_hand(office, user)
    if not held.count:
        raise OfficeError("There is nothing to hand over.", zh="没有未办结的事项需要移交。")
    posts = Membership.objects.filter(
        standing(local_today()), office=office, user=to, user__is_active=True, role__in=held.roles
    )
    if to.pk == user.pk or not posts.exists():
        raise OfficeError("The other one does not handle this here.", zh="接收人今天不是本机关办理这些事项的人员。")
    sections = members_by_section(office)
    acts = list(_acts(held, user, to, reason, sections))
    Application.objects.filter(pk__in=[one.pk for one in held.cases]).update(handler=to, version=F("version") + 1)
    Challenge.objects.filter(pk__in=[one.pk for one in held.challenges]).update(handler=to, version=F("version") + 1)
    for task in held.tasks:
        task.assignee = to if to.pk in sections.get(task.section_id, set()) else None
        task.save(update_fields=["assignee"])
    record_all(office, acts, by=officer.username)
    return held.count


def _acts(held: InHand, user: User, to: User, reason: str, sections: dict[int, set[int]]) -> Iterator[Act]:
    """An entry for each thing handed over."""
    today, body = local_today(), {"handler": to.pk, "from": user.username, "to": to.username, "reason": reason}
    for one in (*held.cases, *held.challenges):
        yield Act(DESK, "handed_over", one.number, today, body)
    for task in held.tasks:
        is_theirs = to.pk in sections.get(task.section_id, set())
        more: dict[str, Any] = {"task": task.pk, "to": to.username if is_theirs else task.section.name}
        yield Act(DESK, "handed_over", task.application.number, today, {**body, **more})
