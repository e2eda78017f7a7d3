"""What the registers owe, on the to-do page: terms that end, publication, interpretation, withdrawal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from gongkai.ledger.norms import WARNING_DAYS, norms_of
from gongkai.web.desk.queries import MORE_GROUPS, Desk, Group
from gongkai.web.offices.models import Office
from gongkai.web.registers.actions import KEEP
from gongkai.web.registers.kinds import REGISTERS
from gongkai.web.registers.models import ChangedPenalty
from gongkai.web.registers.norm_life import running
from gongkai.web.registers.penalties import withdrawals
from gongkai.web.registers.queries import ledger_of_register

LOOKED_BACK = 365
"""Days after which a missed publication or interpretation is no longer on the to-do page; the document still shows it."""


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing owed. what: in words, opening at url; on, days: the day and the natural days to it; why: its basis."""

    what: str
    url: str
    on: date | None = None
    days: int | None = None
    why: Any = ""
    text: str = ""

    @property
    def is_late(self) -> bool:
        return self.days is not None and self.days < 0


Source = Callable[[Desk, Office], Iterator[Duty]]
SOURCES: list[Source] = []
"""Where what is owed comes from; other parts of the registers add theirs."""


def documents(desk: Desk, office: Office) -> Iterator[Duty]:
    """Documents whose term ends or is over, that are not published or interpreted yet; one query."""
    if not desk.officer.may(KEEP):
        return
    ledger = ledger_of_register(office, REGISTERS["documents"])
    first = desk.today - timedelta(days=LOOKED_BACK)
    for norm in norms_of(ledger).values():
        url = reverse("desk:registers:life", args=[office.code, ledger.norms[norm.number][0].sequence])
        what = f"{norm.document_number or norm.number} {norm.title}".strip()
        for one in running(norm, desk.today, desk.calendar):
            is_shown = one.days <= WARNING_DAYS if one.name == "valid_until" else one.on >= first
            if is_shown:
                yield Duty(what, url, one.on, one.days, one.source, one.text)


def penalties(desk: Desk, office: Office) -> Iterator[Duty]:
    """Changed penalty decisions that must be withdrawn; one query."""
    if not desk.officer.may(KEEP):
        return
    rows = ChangedPenalty.objects.filter(withdrawn_on=None)
    for one in withdrawals(rows[: desk.lines_shown], desk.today, desk.calendar):
        url = reverse("desk:registers:withdraw_penalty", args=[office.code, one.row.pk])
        what = _("撤回已公开的处罚决定 %(number)s（%(how)s）") % {"number": one.row.number, "how": one.row.how_name}
        days = None if one.due_on is None else (one.due_on - desk.today).days
        yield Duty(what, url, one.due_on, days, one.source)


def group(desk: Desk) -> Iterator[Group]:
    """What the registers owe, the earliest first; left out where there is nothing."""
    if not desk.officer.may(KEEP) and not desk.officer.may("release_records"):
        return
    duties = [duty for source in SOURCES for duty in source(desk, desk.office)]
    if not duties:
        return
    duties.sort(key=lambda one: (one.on or date.max, one.what))
    tone = "bad" if any(one.is_late for one in duties) else "soon"
    hint = _("规范性文件的公布、解读和有效期，应当撤回的处罚决定，建议提案的答复，待核对公开的制度和指南。")
    lines = duties[: desk.lines_shown]
    yield Group("registers", _("登记簿事项"), hint, len(duties), lines, "", tone, template="desk/registers/todo.html")


def install() -> None:
    """Put the group on the to-do page."""
    SOURCES.extend(source for source in (documents, penalties) if source not in SOURCES)
    if group not in MORE_GROUPS:
        MORE_GROUPS.append(group)
