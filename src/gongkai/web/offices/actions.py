"""Setting up an office: its particulars, its name, its place in the tree, its sections, its leading group."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from gongkai.errors import NotPermitted, OfficeError
from gongkai.web.accounts.models import User
from gongkai.web.applications.actions import refold
from gongkai.web.applications.models import Application
from gongkai.web.config.clock import local_today
from gongkai.web.entries.record import record_desk
from gongkai.web.offices.models import LeadingGroupMember, Membership, Office, OfficeName, Section, standing
from gongkai.web.offices.open_matters import open_matters
from gongkai.web.offices.policy import PERMISSIONS, Officer

FIELDS = (
    "kind",
    "word",
    "credit_code",
    "region_code",
    "calendar_region",
    "address",
    "hours",
    "phone",
    "fax",
    "postcode",
    "email",
    "website",
    "ogi_office",
    "reviewing_authority",
    "court",
    "online_reconsideration",
    "from_on",
)
"""What `change_particulars` may change; name, place in the tree and the end have actions of their own."""

OPTIONS = ("letter_layout", "mfa_roles", "retention_years")
"""What `change_particulars` may change of `Office.settings`."""

LAYOUTS = ("letter", "plain")
"""Layouts of letters: GB/T 9704 letter (信函格式), or plain."""


def setters_above(office: Office | None) -> Q:
    """Posts that may set up an office or one above it."""
    path = office.path.strip("/").split("/") if office is not None else []
    return Q(office_id__in=[int(part) for part in path], role__in=PERMISSIONS["set_up_office"])


def reaches(user_id: int, office: Office) -> bool:
    """Whether an account sets up an office or one above it today."""
    return Membership.objects.filter(setters_above(office), standing(local_today()), user_id=user_id).exists()


def _must_reach(officer: Officer, office: Office) -> None:
    if not reaches(officer.user_id, office):
        raise NotPermitted("set_up_office", zh=f"须由“{office.name}”或其上级机关的管理员办理。")


def _locked(office: Office) -> Office:
    return Office.objects.select_for_update().get(pk=office.pk)


def _checked(office: Office) -> None:
    """Check every field. Raises OfficeError with the first fault."""
    try:
        office.full_clean(exclude=["path"])
    except ValidationError as error:
        said = next(iter(error.messages))
        raise OfficeError(f"The office cannot be saved: {said}", zh=str(said)) from None


# --- particulars ------------------------------------------------------------------------------------------------------


@transaction.atomic
def change_particulars(
    officer: Officer, office: Office, fields: Mapping[str, Any], options: Mapping[str, Any] | None = None
) -> Sequence[str]:
    """Change fields and options of an office; return the names of those that differ, which the entry shows.

    With another local calendar the dates of open cases are worked out anew.

    Raises:
        NotPermitted; OfficeError: a value is not valid.
    """
    officer.must("set_up_office")
    office = _locked(office)
    old = {name: getattr(office, name) for name in fields if name in FIELDS}
    given = {name: value for name, value in (options or {}).items() if name in OPTIONS}
    old |= {name: office.settings.get(name) for name in given}
    new = {**{name: value for name, value in fields.items() if name in FIELDS}, **given}
    changed = sorted(name for name in new if old[name] != new[name])
    if not changed:
        return []
    if "from_on" in changed:
        _must_begin_before(office, new["from_on"])
    for name in set(changed) & set(FIELDS):
        setattr(office, name, new[name])
    office.settings = {**office.settings, **given}
    _checked(office)
    office.save()
    record_desk(
        office,
        "office_changed",
        by=officer.username,
        changed={name: [_plain(old[name]), _plain(new[name])] for name in changed},
    )
    if "calendar_region" in changed:
        for case in Application.objects.filter(office=office, closed_on=None).select_related("office"):
            refold(case)
    return changed


def _must_begin_before(office: Office, on: date) -> None:
    """Raise where an office would begin after its first change of name, its end or today; else move its first name."""
    first = office.former_names.order_by("to_on").first()
    ends = [local_today(), *([office.to_on] if office.to_on else []), *([first.to_on] if first and first.to_on else [])]
    if on > min(ends):
        raise OfficeError(
            f"The office cannot begin after {min(ends).isoformat()}.",
            zh=f"设立日期不能晚于{min(ends).isoformat()}（首次更名、合并之日或今天）。",
        )
    if first is not None:
        first.from_on = on
        first.save(update_fields=["from_on"])


# --- name and place ---------------------------------------------------------------------------------------------------


@transaction.atomic
def rename(officer: Officer, office: Office, name: str, on: date, *, reason: str, document: str = "") -> Office:
    """Give an office a new name from a day on; the old one stays in its history.

    Raises:
        NotPermitted; OfficeError: the same name, or a day that lies ahead or before the last change.
    """
    officer.must("set_up_office")
    office = _locked(office)
    if name == office.name:
        raise OfficeError("The office has this name already.", zh="名称没有变化。")
    began = _name_began(office)
    if not began < on <= local_today():
        raise OfficeError(
            f"The new name must begin after {began.isoformat()} and not after today.",
            zh=f"启用日期应在{began.isoformat()}之后，且不晚于今天。",
        )
    OfficeName.objects.create(
        office=office, name=office.name, from_on=began, to_on=on - timedelta(days=1), reason=reason, document=document
    )
    old, office.name = office.name, name
    _checked(office)
    office.save()
    details = {"from": on.isoformat(), "reason": reason, "document": document}
    record_desk(office, "office_renamed", by=officer.username, changed={"name": [old, name]}, **details)
    return office


def _name_began(office: Office) -> date:
    last = office.former_names.order_by("-to_on").first()
    return last.to_on + timedelta(days=1) if last is not None and last.to_on else office.from_on


def possible_parents(officer: Officer, office: Office) -> list[Office]:
    """Where an office may be moved: offices the officer reaches, none of them itself or below it."""
    others = Office.objects.filter(standing(local_today())).exclude(path__startswith=office.path)
    return [one for one in others.exclude(pk=office.parent_id) if reaches(officer.user_id, one)]


@transaction.atomic
def move(officer: Officer, office: Office, parent: Office, *, reason: str, document: str = "") -> Office:
    """Put an office below another one. Who moves it sets up both the office it stands below now and the new one.

    Raises:
        NotPermitted; OfficeError: the new place is below the office itself.
    """
    officer.must("set_up_office")
    office, parent = _locked(office), _locked(parent)
    old = office.parent
    _must_reach(officer, old or office)
    _must_reach(officer, parent)
    if old == parent:
        raise OfficeError("The office stands there already.", zh="上级机关没有变化。")
    office.parent = parent
    _checked(office)
    office.save()
    changed = {"parent": [old.code if old else None, parent.code]}
    record_desk(office, "office_moved", by=officer.username, changed=changed, reason=reason, document=document)
    return office


def successors(officer: Officer, office: Office) -> list[Office]:
    """Offices one may be merged into: those the officer reaches, none of them below it."""
    others = Office.objects.filter(standing(local_today()), successor=None).exclude(path__startswith=office.path)
    return [one for one in others if reaches(officer.user_id, one)]


@transaction.atomic
def merge(officer: Officer, office: Office, successor: Office, on: date, *, reason: str, document: str = "") -> Office:
    """Let an office end on a day and another take over. Its record stays where it is and can be read.

    Raises:
        NotPermitted; OfficeError: something is still under way, or offices still below it; a day that lies ahead.
    """
    officer.must("set_up_office")
    office, successor = _locked(office), _locked(successor)
    _must_reach(officer, successor)
    if on > local_today():
        raise OfficeError("The day lies ahead.", zh="日期尚未到来，请在合并之日或之后办理。")
    if office.successor_id or successor.pk == office.pk or successor.path.startswith(office.path):
        raise OfficeError("The office cannot be merged into this one.", zh="不能并入这个机关。")
    if waiting := open_matters(office):
        raise OfficeError(
            f"Still under way: {'; '.join(one.said(in_english=True) for one in waiting)}. Finish them first.",
            zh=f"还有{'，'.join(one.said() for one in waiting)}。请先办结，再办理合并。",
        )
    below = Office.objects.filter(parent=office, to_on=None).count()
    if below:
        raise OfficeError(
            f"{below} offices stand below it; move them first.", zh=f"还有{below}个下级机关，请先调整它们的上级机关。"
        )
    office.to_on, office.successor = on, successor
    office.save()
    OfficeName.objects.create(
        office=office, name=office.name, from_on=_name_began(office), to_on=on, reason=reason, document=document
    )
    details = {"on": on.isoformat(), "reason": reason, "document": document}
    record_desk(office, "office_merged", by=officer.username, into=successor.code, **details)
    record_desk(successor, "office_took_over", by=officer.username, merged=office.code, **details)
    return office


@transaction.atomic
def open_below(officer: Officer, parent: Office, code: str, name: str, kind: str, administrator: User) -> Office:
    """Open an office below one's own, with its first administrator.

    Raises:
        NotPermitted; OfficeError: the code is taken or a value not valid.
    """
    officer.must("manage_members")
    officer.must("set_up_office")
    if Office.objects.filter(code=code).exists():
        raise OfficeError(f"The code {code!r} is taken.", zh=f"代码“{code}”已被使用，请换一个。")
    office = Office(code=code, name=name, kind=kind, parent=parent, from_on=local_today())
    _checked(office)
    office.save()
    Membership.objects.create(user=administrator, office=office, role="administrator", from_on=local_today())
    record_desk(office, "office_opened", by=officer.username, parent=parent.code)
    record_desk(office, "role_given", administrator.username, by=officer.username, role="administrator")
    record_desk(parent, "office_opened_below", by=officer.username, code=code, name=name)
    return office


# --- sections and leading group ---------------------------------------------------------------------------------------


@transaction.atomic
def save_section(officer: Officer, office: Office, section: Section | None, fields: Mapping[str, Any]) -> Section:
    """Open a section or change one; a section that ends keeps its cases and members' history.

    Raises:
        NotPermitted; OfficeError: it would end with open cases, or end before it begins.
    """
    officer.must("set_up_office")
    is_new = section is None
    section = section or Section(office=office)
    old = {name: getattr(section, name) for name in fields}
    changed = sorted(name for name, value in fields.items() if is_new or old[name] != value)
    if not changed:
        return section
    for name, value in fields.items():
        setattr(section, name, value)
    if section.to_on is not None and section.to_on < section.from_on:
        raise OfficeError("It would end before it begins.", zh="结束日期早于开始日期。")
    if not is_new and "to_on" in changed and section.to_on is not None:
        waiting = Application.objects.filter(section=section, closed_on=None).count()
        if waiting:
            raise OfficeError(
                f"{waiting} open cases stand with this section; assign them first.",
                zh=f"该科室还有{waiting}件未办结的申请，请先改派。",
            )
    section.save()
    values = {name: [None if is_new else _plain(old[name]), _plain(fields[name])] for name in changed}
    act = "section_opened" if is_new else "section_changed"
    record_desk(office, act, section.name, by=officer.username, changed=values)
    return section


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


@dataclass(frozen=True, slots=True)
class Seat:
    """Someone's place in the leading group."""

    role: str
    name: str
    title: str = ""


@transaction.atomic
def set_leading_group(
    officer: Officer, office: Office, seats: Iterable[Seat], on: date, *, document: str
) -> list[LeadingGroupMember]:
    """Establish or adjust the leading group from a day on: the old rows end the day before, new ones begin.

    Raises:
        NotPermitted; OfficeError: nobody in it, no document, a day that is ahead or before the last adjustment.
    """
    officer.must("set_up_office")
    seats = list(seats)
    office = _locked(office)
    if not seats or not document.strip():
        raise OfficeError("Name the members and the document.", zh="请填写成员和成立或调整的文号。")
    current = list(LeadingGroupMember.objects.filter(office=office, to_on=None))
    latest = max((row.from_on for row in current), default=None)
    if on > local_today() or (latest is not None and on <= latest):
        raise OfficeError(
            "The day must lie after the last adjustment and not ahead.",
            zh="日期应在上一次成立或调整之后，且不晚于今天。",
        )
    for row in current:
        row.to_on = on - timedelta(days=1)
        row.save(update_fields=["to_on"])
    made = [
        LeadingGroupMember.objects.create(
            office=office,
            role=seat.role,
            name=seat.name,
            title=seat.title,
            document=document.strip(),
            from_on=on,
            place=place,
        )
        for place, seat in enumerate(seats)
    ]
    details = {"document": document.strip(), "from": on.isoformat(), "members": len(made), "before": len(current)}
    record_desk(office, "leading_group_set", by=officer.username, **details)
    return made
