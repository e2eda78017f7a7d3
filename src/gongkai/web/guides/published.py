"""What the public portal may show of an office: only what a second person released, as it was released.

Each function is called inside the scope of the office, asks one query and returns plain values. A change that was not
released yet is not seen, a record that was withdrawn or has ended is gone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from gongkai.errors import SealBroken
from gongkai.ledger.codes import PROJECT_KINDS, SERVICE_KINDS
from gongkai.web.applications.uploads import short_name
from gongkai.web.guides.kinds import SYSTEM_KINDS
from gongkai.web.guides.models import DirectoryEntry, Kept, Power, ServiceGuide, SystemDocument, SystemFile
from gongkai.web.offices.models import Office
from gongkai.web.sheets import store


@dataclass(frozen=True, slots=True)
class PublicFile:
    """A file of a system. id: what `file_of` takes."""

    id: UUID
    name: str
    media_type: str
    size: int

    @property
    def short_name(self) -> str:
        """The end of its public address."""
        return short_name(self.name)


@dataclass(frozen=True, slots=True)
class System:
    """A system (制度). kind: code of `kinds.SYSTEM_KINDS`, label: its Chinese name; changed_on: of this release."""

    id: UUID
    kind: str
    label: str
    name: str
    number: str
    edition: str
    in_force_from: date
    valid_until: date | None
    unit: str
    summary: str
    link: str
    files: tuple[PublicFile, ...]
    published_on: date
    changed_on: date

    def is_in_force(self, on: date) -> bool:
        return self.in_force_from <= on and (self.valid_until is None or on <= self.valid_until)


@dataclass(frozen=True, slots=True)
class Guide:
    """A service item with its guide (办事指南). materials: one a line; label: of its kind, "" where none is stated."""

    id: UUID
    code: str
    name: str
    kind: str
    label: str
    basis: str
    applicants: str
    conditions: str
    materials: tuple[str, ...]
    place: str
    hours: str
    phone: str
    flow: str
    fee: str
    limit: str
    promised: str
    link: str
    unit: str
    published_on: date
    changed_on: date


@dataclass(frozen=True, slots=True)
class Person:
    """A line of the directory. name: "" where the person did not agree that it stands here; then the post is shown."""

    id: UUID
    section: str
    post: str
    name: str
    duty: str
    room: str
    phone: str
    window: str
    published_on: date
    changed_on: date


@dataclass(frozen=True, slots=True)
class ListedPower:
    """A listed power (权责事项)."""

    id: UUID
    code: str
    name: str
    kind: str
    label: str
    basis: str
    unit: str
    published_on: date
    changed_on: date


Shown = TypeVar("Shown")


def systems(office: Office) -> tuple[System, ...]:
    """The systems of an office, by kind in the order of `kinds.SYSTEM_KINDS`, the newest of a kind first."""
    order = list(SYSTEM_KINDS)
    found = [_made(System, row, _system(row.released)) for row in _rows(SystemDocument, office)]
    newest = sorted(found, key=lambda one: (one.in_force_from, one.name), reverse=True)
    return tuple(sorted(newest, key=lambda one: order.index(one.kind) if one.kind in order else len(order)))


def service_guides(office: Office) -> tuple[Guide, ...]:
    """The service items of an office, by name."""
    found = [_made(Guide, row, _guide(row.released)) for row in _rows(ServiceGuide, office)]
    return tuple(sorted(found, key=lambda one: (one.name, one.code)))


def directory(office: Office) -> tuple[Person, ...]:
    """The public directory of an office in its own order."""
    rows = list(_rows(DirectoryEntry, office))
    rows.sort(key=lambda row: (row.released.get("place", 0), row.released["section"], row.released["post"]))
    return tuple(_made(Person, row, row.released) for row in rows)


def powers(office: Office) -> tuple[ListedPower, ...]:
    """The list of powers of an office, by kind and name."""
    found = [
        _made(ListedPower, row, row.released | {"label": PROJECT_KINDS.get(row.released["kind"], "")})
        for row in _rows(Power, office)
    ]
    return tuple(sorted(found, key=lambda one: (list(PROJECT_KINDS).index(one.kind), one.name, one.code)))


def file_of(office: Office, number: UUID) -> tuple[PublicFile, bytes] | None:
    """A file of a released system with its content; None where there is none or it is not public."""
    row = SystemFile.objects.filter(office=office, pk=number).select_related("document").first()
    if row is None or row.document.published_on is None:
        return None
    public = {one["id"]: one for one in row.document.released.get("files", [])}
    if str(number) not in public:
        return None
    try:
        return _file(public[str(number)]), store.load(row)
    except SealBroken:
        return None


def _rows(model: type[Kept], office: Office) -> Iterator[Any]:
    yield from model.objects.filter(office=office, published_on__isnull=False, ended_on=None)


def _made(shown: type[Shown], row: Kept, values: dict[str, Any]) -> Shown:
    """A line of the portal from what was released."""
    names = {field.name for field in fields(shown)}
    given = {name: value for name, value in values.items() if name in names}
    return shown(**given | {"id": row.pk, "published_on": row.published_on, "changed_on": _day(values["changed_on"])})


def _system(values: dict[str, Any]) -> dict[str, Any]:
    return values | {
        "label": str(SYSTEM_KINDS.get(values["kind"], "")),
        "in_force_from": _day(values["in_force_from"]),
        "valid_until": _day(values["valid_until"]) if values.get("valid_until") else None,
        "files": tuple(_file(one) for one in values.get("files", [])),
    }


def _guide(values: dict[str, Any]) -> dict[str, Any]:
    materials = tuple(line.strip() for line in values["materials"].splitlines() if line.strip())
    return values | {"label": str(SERVICE_KINDS.get(values["kind"], "")), "materials": materials}


def _file(values: dict[str, Any]) -> PublicFile:
    return PublicFile(UUID(values["id"]), values["name"], values["media_type"], values["size"])


def _day(text: str) -> date:
    return date.fromisoformat(text)
