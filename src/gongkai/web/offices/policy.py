"""Who may do what. One table; every action asks it, every button asks it, nothing else decides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from gongkai.errors import NotPermitted
from gongkai.ledger.events import EventTypes
from gongkai.web.accounts.models import User
from gongkai.web.offices.models import Office

_HANDLE = frozenset({"officer", "head"})
_READ = frozenset({"officer", "liaison", "reviewer", "head", "leader", "archivist", "auditor", "supervisor"})

PERMISSIONS: Mapping[str, frozenset[str]] = {
    # steps of a case, by the public name of their event
    **dict.fromkeys(EventTypes.of_application, _HANDLE),
    "extension_approved": frozenset({"head", "leader"}),  # art. 33(2): the head of the OGI office
    "archived": frozenset({"officer", "head", "archivist"}),
    # steps of an item of proactive disclosure
    **dict.fromkeys(EventTypes.of_item, _HANDLE),
    **dict.fromkeys(("item_drafted", "item_formed", "item_text_changed", "item_submitted"), _HANDLE | {"liaison"}),
    "item_reviewed": _HANDLE | {"liaison", "reviewer", "leader"},  # and the roles the stage names
    "referral_answered": frozenset({"reviewer", "head"}),
    "item_transferred": _HANDLE | {"archivist"},
    "item_archived": _HANDLE | {"archivist"},
    "set_up_publishing": frozenset({"administrator", "head"}),
    "see_items": _READ,
    "collect_material": _HANDLE,
    # desk
    "see_desk": _READ | {"administrator"},
    "see_cases": _READ,
    "register": _HANDLE,
    "attach": _HANDLE | {"liaison"},
    "assess": _HANDLE,
    "assign": _HANDLE,
    "reveal": frozenset({"officer", "head", "leader", "archivist"}),
    "void": frozenset({"head"}),
    "draft_letter": _HANDLE,
    "approve_as_head": frozenset({"head"}),
    "approve_as_leader": frozenset({"leader"}),
    "seal": _HANDLE | {"archivist"},
    "redact": _HANDLE | {"reviewer"},
    "release_redaction": frozenset({"reviewer", "head"}),
    "challenge": _HANDLE,
    "keep_registers": _HANDLE | {"liaison"},
    "keep_columns": frozenset({"officer", "head", "administrator"}),
    "keep_boards": _HANDLE | {"liaison"},
    "keep_catalogue": _HANDLE | {"administrator"},
    "release_records": frozenset({"head", "leader"}),
    "export": _READ,
    "see_statistics": _READ,
    "see_audit": frozenset({"auditor", "administrator", "head"}),
    "import": frozenset({"head", "administrator"}),
    "set_up_office": frozenset({"administrator", "head"}),
    "manage_members": frozenset({"administrator"}),
    "see_office": frozenset({"auditor", "administrator", "head"}),  # the page that leads to the three above
}
"""Act → roles that may do it. An act that is not listed nobody may do."""


@dataclass(frozen=True, slots=True)
class Officer:
    """Someone at work for an office today. roles: their own and those they stand in for."""

    user_id: int
    username: str
    name: str
    office_id: int
    roles: frozenset[str]
    section_id: int | None = None

    def may(self, act: str) -> bool:
        return bool(PERMISSIONS.get(act, frozenset()) & self.roles)

    def must(self, act: str) -> None:
        """Raises:
        NotPermitted: none of the roles allows it.
        """
        if not self.may(act):
            raise NotPermitted(act)


SYSTEM = "system"
APPLICANT = "applicant"
"""Who an entry is `by` when no officer acted."""


def officer_of(user: User, office: Office, on: date) -> Officer | None:
    """The officer an account is in an office on a day; None where it has no part in it.

    A supervisor of an office above sees the offices below, as supervisor and as nothing else.
    """
    return _officer(user, office, _posts(user, on))


def at_the_door(user: User, code: str, on: date) -> tuple[Office, Officer] | None:
    """The office of a code and the officer an account is in it; None where there is no such office or no part in it."""
    posts = _posts(user, on)
    office = next((post for post in posts if post.code == code), None)
    if office is None and any(post.role == "supervisor" for post in posts):
        office = Office.objects.filter(code=code).first()
    officer = _officer(user, office, posts) if office is not None else None
    return (office, officer) if office is not None and officer is not None else None


# Every page of the desk asks this first; Django's builder takes four times as long to write the same words.
_POSTS = """
SELECT offices_office.*, post.role, post.section_id FROM offices_membership AS post
JOIN offices_office ON offices_office.id = post.office_id
WHERE post.user_id = %s AND post.from_on <= %s AND (post.to_on IS NULL OR post.to_on >= %s) ORDER BY post.id
"""


def _posts(user: User, on: date) -> list[Any]:
    """The posts an account holds on a day: offices, each with `role` and `section_id`."""
    return list(Office.objects.raw(_POSTS, [user.pk, on, on]))


def _officer(user: User, office: Office, posts: Iterable[Any]) -> Officer | None:
    if not user.is_active:
        return None
    above = {int(part) for part in office.path.strip("/").split("/")}
    rows = [post for post in posts if post.pk in above]
    mine = [row for row in rows if row.pk == office.pk]
    roles = {row.role for row in mine} | {"supervisor" for row in rows if row.role == "supervisor"}
    if not roles:
        return None
    section = next((row.section_id for row in mine if row.section_id), None)
    return Officer(user.pk, user.username, str(user), office.pk, frozenset(roles), section)


def may_any(officer: Officer, acts: Iterable[str]) -> bool:
    return any(officer.may(act) for act in acts)
