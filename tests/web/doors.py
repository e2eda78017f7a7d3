"""Every address of the site, read from the URLconf, and objects of one office to fill them with."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.db import connection
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from gongkai.ledger.events import DecisionsMade
from gongkai.web.applications.actions import Filing, register
from gongkai.web.applications.files import attach
from gongkai.web.applications.models import Application, Submission, Task
from gongkai.web.challenges.actions import Papers, register_challenge
from gongkai.web.config.clock import now
from gongkai.web.jobs.models import Job
from gongkai.web.notices.actions import draft
from gongkai.web.offices.models import Membership, Office, Section
from gongkai.web.people import seal
from gongkai.web.portal.models import CitizenRequest, RequestFile
from gongkai.web.redaction.actions import begin
from gongkai.web.registers.actions import add
from gongkai.web.registers.kinds import REGISTERS
from tests.documents.redact import samples
from tests.web.catalogue.samples import Standards
from tests.web.catalogue.samples import build as build_standards
from tests.web.channels.samples import Channels
from tests.web.channels.samples import build as build_channels
from tests.web.conftest import Staff
from tests.web.guides.samples import Records
from tests.web.guides.samples import build as build_records
from tests.web.publishing.samples import Paper
from tests.web.publishing.samples import build as build_paper
from tests.web.registers.samples import put as put_in_register
from tests.web.sheets.samples import put

PAPER = samples.small_paper()


@dataclass(frozen=True)
class Door:
    """An address. name: with its namespaces; kwargs: names of its parts; act: what `desk_view` asks for."""

    name: str
    kwargs: tuple[str, ...]
    act: str | None


def doors() -> list[Door]:
    """Every address of the site."""
    return list(_walk(get_resolver().url_patterns, "", ()))


def desk_doors() -> list[Door]:
    return [door for door in doors() if door.name.startswith("desk:")]


def public_doors() -> list[Door]:
    return [door for door in doors() if not door.name.startswith("desk:")]


def _walk(patterns: Any, space: str, kwargs: tuple[str, ...]) -> Iterator[Door]:
    for pattern in patterns:
        names = (*kwargs, *(name for name in pattern.pattern.regex.groupindex if name not in kwargs))
        if isinstance(pattern, URLPattern):
            yield Door(f"{space}{pattern.name}", names, getattr(pattern.callback, "desk_act", None))
        elif isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _walk(pattern.url_patterns, inner, names)


@dataclass(frozen=True)
class World:
    """An office with one of everything an address can name."""

    office: Office
    case: Application
    file: UUID
    task: int
    submission: UUID
    challenge: UUID
    request: UUID
    request_file: UUID
    letter: UUID
    section: int
    member: int
    post: int
    sheet: UUID
    upload: UUID
    job: UUID
    decisions: int
    records: Records
    standards: Standards
    channels: Channels
    paper: Paper


def build(staff: Staff, filing: Filing) -> World:
    """Fill the office of the tests; the caller is in its scope."""
    office, officer = staff.office, staff.officer("officer")
    case = register(officer, office, filing, channel="in_person", arrived_on=date(2026, 6, 1)).case
    original = attach(officer, office, case, "original", "原件.pdf", PAPER)
    begin(officer, original)
    section = Section.objects.create(office=office, name="综合科")
    task = Task.objects.create(
        office=office,
        application=case,
        section=section,
        text="查找",
        given_on=date(2026, 6, 2),
        due_on=date(2026, 6, 9),
    )
    sent = Submission.objects.create(office=office, application=case, kind="withdrawal", text="不要了", sent_at=now())
    challenge = register_challenge(officer, office, Papers("reconsideration", date(2026, 6, 8), application=case))
    person = case.person
    assert person is not None
    request = CitizenRequest(
        office=office, kind="correction", number="C2026-0001", person=person, code_digest="-", sent_on=date(2026, 6, 2)
    )
    request.set_content({"record": "旧", "wanted": "新", "reason": "错"})
    request.save()
    paper = RequestFile(office=office, request=request, name="证明.pdf", media_type="application/pdf", size=4)
    paper.sealed = seal.seal(b"%PDF", person.key(), paper.id.bytes)
    paper.save()
    letter = draft(officer, case, "public_interest_notice", {})
    post = Membership.objects.get(office=office, user_id=officer.user_id)
    failed = Job.objects.create(
        office=office, kind="bundle", subject="-", by=officer.username, back="/", state="failed", asked_at=now()
    )
    return World(
        office, case, original.pk, task.pk, sent.pk, challenge.pk, request.pk, paper.pk, letter.pk, section.pk,
        officer.user_id, post.pk, put(office).pk, put_in_register(office).pk, failed.pk,
        add(officer, office, REGISTERS["decisions"], DecisionsMade(on=date(2026, 6, 1), kind="penalty")),
        build_records(officer, office),
        build_standards(officer, office),
        build_channels(staff),
        build_paper(officer, office, section),
    )  # fmt: skip


Fill = Callable[[World], object]
FILL: Mapping[str, Mapping[str, Fill]] = {
    "": {"code": lambda world: world.office.code},
    "desk:feed": {"token": lambda world: f"{'0' * 32}.nothing"},
    "desk:cases:": {
        "pk": lambda world: world.case.pk,
        "file": lambda world: world.file,
        "kind": lambda world: "csv",
        "task": lambda world: world.task,
        "submission": lambda world: world.submission,
        "sequence": lambda world: 1,
        "act": lambda world: "supplement_requested",
    },
    "desk:cases:redaction:": {"number": lambda world: 1, "mark": lambda world: 1, "copy": lambda world: uuid4()},
    "desk:letters:": {
        "pk": lambda world: world.case.pk,
        "letter": lambda world: world.letter,
        "paper": lambda world: uuid4(),
        "kind": lambda world: "csv",
    },
    "desk:letters:draft_for_request": {"pk": lambda world: world.request},
    "desk:letters:draft_for_challenge": {"pk": lambda world: world.challenge},
    "desk:challenges:": {
        "pk": lambda world: world.challenge,
        "kind": lambda world: "docx",
        "sequence": lambda world: 1,
    },
    "desk:challenges:export": {"kind": lambda world: "csv"},
    "desk:archive:": {"pk": lambda world: uuid4(), "kind": lambda world: "csv"},
    "desk:archive:case": {"pk": lambda world: world.case.pk},
    "desk:jobs:": {"pk": lambda world: world.job},
    "desk:sheets:": {"pk": lambda world: world.sheet, "kind": lambda world: "csv"},
    "desk:registers:": {
        "pk": lambda world: world.upload,
        "kind": lambda world: "decisions",
        "sequence": lambda world: world.decisions,
    },
    **{
        f"desk:registers:{name}": {"sequence": lambda world: world.records.draft, "act": lambda world: "norm_signed"}
        for name in ("life", "step", "void_step")
    },
    "desk:registers:withdraw_penalty": {"pk": lambda world: world.records.penalty},
    "desk:registers:records:": {
        "kind": lambda world: "systems",
        "pk": lambda world: world.records.system,
        "file": lambda world: world.records.file,
    },
    "desk:registers:records:check": {"pk": lambda world: world.records.upload},
    "desk:registers:records:undo": {"pk": lambda world: world.records.upload},
    "desk:registers:records:discard": {"pk": lambda world: world.records.upload},
    "desk:registers:records:answer": {"kind": lambda world: "motions", "pk": lambda world: world.records.proposal},
    "desk:items:": {
        "pk": lambda world: world.paper.item,
        "file": lambda world: world.paper.file,
        "task": lambda world: world.paper.task,
        "act": lambda world: "item_clarified",
        "sequence": lambda world: world.paper.sequence,
    },
    "desk:catalogue:": {"pk": lambda world: world.standards.item},
    "desk:channels:column": {"pk": lambda world: world.channels.column},
    "desk:channels:publish": {"pk": lambda world: world.channels.item},
    "desk:channels:put_draft": {"pk": lambda world: world.channels.item},
    "desk:channels:draft": {"pk": lambda world: world.channels.draft},
    "desk:channels:proof": {"pk": lambda world: world.channels.proof},
    "desk:channels:board": {"pk": lambda world: world.channels.board},
    "desk:channels:edit_board": {"pk": lambda world: world.channels.board},
    "desk:channels:account": {"pk": lambda world: world.channels.account},
    "desk:channels:package": {"pk": lambda world: world.channels.transfer},
    **{
        f"desk:catalogue:{name}": {"pk": lambda world: world.standards.upload}
        for name in ("check", "problems", "discard", "undo")
    },
    "desk:request": {"pk": lambda world: world.request, "file": lambda world: world.request_file},
    "desk:offices:member": {"pk": lambda world: world.member},
    "desk:offices:change_member": {"pk": lambda world: world.member},
    "desk:offices:give_role": {"pk": lambda world: world.member},
    "desk:offices:end_role": {"pk": lambda world: world.member, "post": lambda world: world.post},
    "desk:offices:deputy": {"pk": lambda world: world.member, "post": lambda world: world.post},
    "desk:offices:hand_over": {"pk": lambda world: world.member},
    "desk:offices:account": {"pk": lambda world: world.member},
    "desk:offices:section": {"pk": lambda world: world.section},
    "desk:offices:export": {"kind": lambda world: "csv"},
    # public addresses: what a stranger would guess
    "portal:": {
        "pk": lambda world: world.case.pk,
        "file": lambda world: world.file,
        "kind": lambda world: "withdrawal",
        "paper": lambda world: uuid4(),
    },
    "disclosure:": {
        "pk": lambda world: uuid4(),
        "file": lambda world: uuid4(),
        "year": lambda world: 2026,
        "category": lambda world: "notices",
        "number": lambda world: "GK2026-00001",
        "name": lambda world: "x.pdf",
    },
    "opendata:": {
        "category": lambda world: "notices",
        "year": lambda world: 2026,
        "name": lambda world: "withdrawn",
        "form": lambda world: "csv",
    },
    "opendata:items": {"name": lambda world: "items"},
    "api-1:": {"number": lambda world: "GK2026-00001"},
    "portal:new_request": {"kind": lambda world: "correction"},
    "account_reset_password_from_key": {"uidb36": lambda world: "1", "key": lambda world: "set-password"},
    "account_confirm_email": {"key": lambda world: "nonsense"},
    "openid_connect_": {"provider_id": lambda world: "sso"},
}
"""By the start of an address's name, the longest first: what fills its parts. A new address adds a line where it needs one."""


def address(door: Door, world: World) -> str:
    """The address filled with objects of the office.

    Raises:
        LookupError: nothing in `FILL` fills a part.
    """
    filled = {}
    for kwarg in door.kwargs:
        starts = [start for start in FILL if door.name.startswith(start) and kwarg in FILL[start]]
        if not starts:
            raise LookupError(f"{door.name}: say in tests/web/doors.py FILL what fills {kwarg!r}")
        filled[kwarg] = FILL[max(starts, key=len)][kwarg](world)
    return reverse(door.name, kwargs=filled)


_CHANGE = re.compile(r'^\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"(\w+)"', re.IGNORECASE)
_HOUSEKEEPING = ("django_session", "usersessions_", "cache")


class Watch:
    """Which tables are changed while it watches; sessions and the cache do not count."""

    def __init__(self) -> None:
        self.tables: set[str] = set()

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        found = _CHANGE.match(sql)
        if found and not found.group(1).startswith(_HOUSEKEEPING):
            self.tables.add(found.group(1))
        return execute(sql, params, many, context)

    def watching(self) -> Any:
        return connection.execute_wrapper(self)
