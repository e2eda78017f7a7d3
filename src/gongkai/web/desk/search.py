"""Global search: number, words of what was asked, and the exact name, telephone, its last four, or identity number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongkai.errors import SealBroken
from gongkai.web.applications.models import Application, CoApplicant
from gongkai.web.desk.queries import Desk, Line, for_lines
from gongkai.web.offices.models import Office
from gongkai.web.people.queries import find_people

SHOWN = 20
"""Cases of each kind of result."""

_PEOPLE = 200  # a telephone tail may fit many; more tell nothing


class SearchForm(forms.Form):
    q = forms.CharField(label=gettext_lazy("查找"), max_length=100, required=False)


@dataclass(frozen=True, slots=True)
class Result:
    """Cases found in one way. has_more: not all are shown. names: the masked applicant by case, where it was searched."""

    title: str
    lines: Sequence[tuple[Line, str]]
    has_more: bool


def exact(text: str) -> Application | None:
    """The case with exactly this number."""
    return Application.objects.filter(number=text).only("pk").first()


def results(office: Office, desk: Desk, text: str) -> list[Result]:
    """What is found, by the way it was found. The words looked for are neither logged nor recorded."""
    people = find_people(office.pk, text)[:_PEOPLE]
    words = Q()
    for word in text.split():
        words &= Q(content__icontains=word)
    found = [
        _result(desk, _("编号"), _numbered(text)) if any(sign.isdigit() for sign in text) else None,
        _result(desk, _("申请人的姓名、电话或者证件号码"), _asked_by(people), with_names=True) if people else None,
        _result(desk, _("所需信息"), words),
    ]
    return [one for one in found if one is not None and one.lines]


def _asked_by(people: Sequence[UUID]) -> Q:
    """Cases these persons ask in, alone or together with others; ids first, by the index of each table."""
    alone = Application.objects.filter(person_id__in=people).order_by().values_list("pk", flat=True)
    others = CoApplicant.objects.filter(person_id__in=people).order_by().values_list("application_id", flat=True)
    return Q(pk__in={*alone[:_PEOPLE], *others[:_PEOPLE]})


def _numbered(text: str) -> Q:
    """Cases whose number begins so; a range, which the index of numbers serves."""
    return Q(number__in=_numbers(text)) | Q(number__gte=text, number__lt=text + "\U0010ffff")


def _numbers(text: str) -> list[str]:
    """The numbers a short number may stand for: 12 → 2026-0012 of every year that has cases."""
    if not (text.isascii() and text.isdigit() and len(text) <= 4):
        return []
    years = Application.objects.order_by("arrived_on").values_list("arrived_on__year", flat=True)
    first, last = years.first(), years.last()
    return [] if first is None else [f"{year}-{int(text):04d}" for year in range(first, last + 1)]


def _result(desk: Desk, title: str, which: Q, *, with_names: bool = False) -> Result:
    rows = for_lines(Application.objects.filter(which).order_by("-arrived_on", "-number"))
    if with_names:
        rows = rows.select_related("handler", "person")
    found = list(rows[: SHOWN + 1])
    lines = [(desk.line(case), _masked(case) if with_names else "") for case in found[:SHOWN]]
    return Result(title, lines, len(found) > SHOWN)


def _masked(case: Application) -> str:
    try:
        return case.person.masked.name if case.person else ""
    except SealBroken:
        return ""
