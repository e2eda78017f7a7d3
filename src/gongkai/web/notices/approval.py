"""Who approves a letter and in which order, and whether someone may approve what they wrote themselves."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from gongkai.errors import OfficeError
from gongkai.statute.letters import LetterKind
from gongkai.web.config.clock import local_today
from gongkai.web.notices.models import IN_APPROVAL, Letter
from gongkai.web.offices.models import Membership, Office, standing
from gongkai.web.offices.policy import Officer

APPROVERS = {"head": "approve_as_head", "leader": "approve_as_leader"}
"""Roles that may approve, and the act of each in `offices.policy`."""
DEFAULT_ORDER = ("head", "leader")
_HEAD_ONLY = frozenset({"notice", "consultation"})
"""Families the head of the OGI office signs alone unless the office says otherwise."""


def order_of(office: Office, kind: LetterKind) -> list[str]:
    """Roles that approve a letter, in turn. A form of the file needs none.

    `Office.settings`: "approval" is the order of all letters; "approval_of" that of single kinds, by code.

    Raises:
        OfficeError: the setting names a role that cannot approve.
    """
    if kind.shape == "form":
        return []
    kept = office.settings
    usual = kept.get("approval", ["head"] if kind.family in _HEAD_ONLY else list(DEFAULT_ORDER))
    order = list(kept.get("approval_of", {}).get(kind.code, usual))
    if not order or any(role not in APPROVERS for role in order):
        raise OfficeError(
            "The order of approval in the office's settings is wrong; ask the administrator.",
            zh="机关设置中的文书审批顺序有误，请联系管理员。",
        )
    return order


def is_sole(office_id: int, role: str, username: str) -> bool:
    """Whether nobody else holds a role in an office today."""
    rows = Membership.objects.filter(standing(local_today()), office_id=office_id, role=role, user__is_active=True)
    return not rows.exclude(user__username=username).exists()


def must_be_other(letter: Letter, role: str, officer: Officer) -> bool:
    """Four eyes: refuse who wrote the letter or approved it before, unless the role has no other holder.

    Returns whether it is their own all the same, to be recorded as such.

    Raises:
        OfficeError: someone else holds the role.
    """
    before = letter.opinions.filter(decision="approved", at__gte=letter.updated_at, who=officer.username).exists()
    is_own = officer.username in letter.authors or before
    if is_own and not is_sole(letter.office_id, role, officer.username):
        raise OfficeError(
            "Nobody approves what they drafted; let another holder of the role decide.",
            zh="拟稿人不能审批自己的文书，请由同一岗位的其他人员审批。",
        )
    return is_own


HEAVY = ("application__content", "request__sealed", "challenge__facts", "challenge__arguments", "challenge__plea")


def waiting_for(officer: Officer) -> QuerySet[Letter]:
    """Letters that wait for this officer's approval, the longest waiting first; for the to-do list (待我审批)."""
    mine = Q(pk__in=[])
    for role, act in APPROVERS.items():
        if officer.may(act):
            own = Q() if is_sole(officer.office_id, role, officer.username) else ~Q(drafter=officer.username)
            mine |= Q(next_role=role) & own
    rows = Letter.objects.filter(mine, office_id=officer.office_id, status__in=IN_APPROVAL)
    return rows.select_related("application", "request", "challenge", "office").order_by("updated_at").defer(*HEAVY)
