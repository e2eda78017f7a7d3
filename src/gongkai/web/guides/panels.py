"""What the desk shows of records elsewhere: on the to-do page, among the names of what was done."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, F, Q, Value
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gongkai.web.desk.queries import Desk
from gongkai.web.guides import actions, counted
from gongkai.web.guides.kinds import KINDS, Kind
from gongkai.web.guides.models import Proposal
from gongkai.web.guides.queries import counts
from gongkai.web.offices.models import Office
from gongkai.web.registers.actions import HELD_BY
from gongkai.web.registers.todo import SOURCES, Duty

DUE_DAYS = 30
"""How long before its day an open proposal is shown. Ours."""


def duties(desk: Desk, office: Office) -> Iterator[Duty]:
    """Proposals whose day comes, and records that wait for a second person; two queries."""
    if desk.officer.may(actions.KEEP):
        yield from _proposals(desk, office)
    if desk.officer.may(actions.RELEASE):
        yield from _unreleased(office)


def _proposals(desk: Desk, office: Office) -> Iterator[Duty]:
    rows = Proposal.objects.filter(answered_on=None, ended_on=None, due_on__isnull=False).order_by("due_on")
    for row in rows[: desk.lines_shown]:
        days = (row.due_on - desk.today).days
        if days <= DUE_DAYS:
            what = _("建议提案 %(number)s《%(title)s》尚未答复") % {"number": row.number, "title": row.title}
            url = reverse("desk:registers:records:page", args=[office.code, "motions", row.pk])
            yield Duty(what, url, row.due_on, days, _("交办通知要求的期限"))


def _unreleased(office: Office) -> Iterator[Duty]:
    parts = []
    for slug, kind in KINDS.items():
        if kind.has_release:
            rows = kind.model.objects.filter(office=office, ended_on=None).order_by()
            rows = rows.annotate(slug=Value(slug)).values("slug")
            parts.append(
                rows.annotate(n=Count("pk", filter=~Q(released_version=F("version")))).values_list("slug", "n")
            )
    for slug, n in sorted(parts[0].union(*parts[1:], all=True)):
        if n:
            text = ngettext("%(kind)s：%(n)d 条待核对公开", "%(kind)s：%(n)d 条待核对公开", n)
            url = reverse("desk:registers:records:list", args=[office.code, slug])
            yield Duty(text % {"kind": KINDS[slug].label, "n": n}, url, why=_("由登记人以外的负责人核对后公开"))


def rows(office: Office) -> list[tuple[Kind, int, int]]:
    """Every kind with how many records stand and how many wait, for the front page of the registers."""
    found = counts(office)
    return [(kind, *found[slug]) for slug, kind in KINDS.items()]


def install() -> None:
    """Put our lines on the to-do page and the front page of the registers, and guard the entries of our records."""
    from gongkai.web.registers.views import MORE_ROWS

    if rows not in MORE_ROWS:
        MORE_ROWS.append(rows)
    if duties not in SOURCES:
        SOURCES.append(duties)
    if counted.holder not in HELD_BY:
        HELD_BY.append(counted.holder)
