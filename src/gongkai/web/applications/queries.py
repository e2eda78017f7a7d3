"""The case list: its filters, its order, and pages that cost the same however far one turns."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.db.models import F, Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from gongkai.statute.fees import ordinals_in_month
from gongkai.statute.outcomes import APPLICANTS, outcomes
from gongkai.statute.receipt import CHANNELS
from gongkai.web.accounts.models import User
from gongkai.web.applications.models import Application
from gongkai.web.desk.queries import WAITING_STAGES, for_lines, mine, overdue
from gongkai.web.desk.templatetags import words
from gongkai.web.desk.widgets import Checkbox, DateInput, NumberInput, Select, TextInput
from gongkai.web.offices.models import Membership, Office, Section
from gongkai.web.offices.policy import Officer
from gongkai.web.people.models import BlindIndex

PAGE_SIZE = 50
COUNTED_TO = 1000
"""Cases are counted up to here; beyond, the list says "more than"."""

STAGES = ("awaiting_confirmation", "handling", "awaiting_supplement", "consulting", "awaiting_payment")
STAGE_GROUPS: Mapping[str, tuple[Any, Q]] = {
    "open": (_("未办结"), Q(closed_on=None)),
    "waiting": (_("等待他人"), Q(closed_on=None, stage__in=WAITING_STAGES)),
    "done": (_("已办结（含已归档）"), Q(closed_on__isnull=False)),
}
ORDERS: Mapping[str, tuple[Any, str, bool]] = {
    # what the screen says, the column, whether the highest comes first
    "newest": (_("来件日期，新的在前"), "arrived_on", True),
    "oldest": (_("来件日期，旧的在前"), "arrived_on", False),
    "due": (_("答复期限，早的在前"), "reply_due_on", False),
    "wait": (_("等待截止日期，早的在前"), "wait_until", False),
    "closed": (_("办结日期，新的在前"), "closed_on", True),
}
FIRST_YEAR = 2008
"""The Regulation came into force on 2008-05-01; no case is older."""


class CaseFilter(forms.Form):
    """The filters of the list, as they stand in its address."""

    q = forms.CharField(label=_("所需信息中的词"), max_length=100, required=False, widget=TextInput)
    stage = forms.ChoiceField(label=_("办理阶段"), required=False, widget=Select)
    outcome = forms.ChoiceField(label=_("办理结果"), required=False, widget=Select)
    applicant = forms.ChoiceField(label=_("申请人类别"), required=False, widget=Select)
    channel = forms.ChoiceField(label=_("渠道"), required=False, widget=Select)
    handler = forms.ModelChoiceField(User.objects.none(), label=_("承办人"), required=False, widget=Select)
    section = forms.ModelChoiceField(Section.objects.none(), label=_("承办科室"), required=False, widget=Select)
    year = forms.IntegerField(
        label=_("来件年度"), min_value=FIRST_YEAR, max_value=2100, required=False, widget=NumberInput
    )
    received_from = forms.DateField(label=_("收到之日自"), required=False, widget=DateInput)
    received_to = forms.DateField(label=_("收到之日至"), required=False, widget=DateInput)
    due_from = forms.DateField(label=_("答复期限自"), required=False, widget=DateInput)
    due_to = forms.DateField(label=_("答复期限至"), required=False, widget=DateInput)
    closed_from = forms.DateField(label=_("办结日期自"), required=False, widget=DateInput)
    closed_to = forms.DateField(label=_("办结日期至"), required=False, widget=DateInput)
    overdue = forms.BooleanField(label=_("只看已逾期"), required=False, widget=Checkbox)
    mine = forms.BooleanField(label=_("只看我承办的"), required=False, widget=Checkbox)
    sort = forms.ChoiceField(label=_("排序"), required=False, widget=Select)

    def __init__(self, data: QueryDict, *, office: Office) -> None:
        super().__init__(data, auto_id="f_%s")
        every = [("", _("全部"))]
        fields = self.fields
        fields["stage"].choices = [
            *every,
            *((code, label) for code, (label, _which) in STAGE_GROUPS.items()),
            *((code, words.stage(code)) for code in STAGES),
            *((code, words.stage(code)) for code in ("closed", "archived")),
        ]
        fields["outcome"].choices = [*every, *((code, words.outcome(code)) for code in outcomes())]
        fields["applicant"].choices = [*every, *((code, words.applicant(code)) for code in APPLICANTS)]
        fields["channel"].choices = [*every, *((code, words.channel(code)) for code in CHANNELS)]
        fields["sort"].choices = [(code, label) for code, (label, _column, _down) in ORDERS.items()]
        staff, sections = staff_of(office), Section.objects.filter(office=office)
        fields["handler"].queryset, fields["section"].queryset = staff, sections
        names = staff.values_list("pk", "name", "username")
        fields["handler"].choices = lambda: [*every, *((pk, name or username) for pk, name, username in names)]
        fields["section"].choices = lambda: [*every, *sections.values_list("pk", "name")]
        for field in fields.values():
            if isinstance(field, forms.DateField):
                field.input_formats = ["%Y-%m-%d"]

    @property
    def used(self) -> list[forms.BoundField]:
        """The filters that are set; the order is none."""
        return [self[name] for name in self.fields if name != "sort" and self.data.get(name)]

    @property
    def in_words(self) -> list[tuple[str, str]]:
        """What is set, for the head of a printed list: label and value."""
        found = []
        for bound in self.used:
            value = self.cleaned_data.get(bound.name)
            shown = dict(getattr(bound.field, "choices", ())).get(value, value) if isinstance(value, str) else value
            if isinstance(value, bool):
                shown = _("是")
            if isinstance(value, date):
                shown = words.day(value)
            found.append((str(bound.label), str(shown)))
        return found

    @property
    def address(self) -> str:
        """The filters as the part of an address after the question mark, without the page and without what is empty."""
        return urlencode([(name, self.data[name]) for name in self.fields if self.data.get(name)])


def staff_of(office: Office) -> QuerySet[User]:
    """Everyone who has or had a post in an office."""
    return User.objects.filter(pk__in=Membership.objects.filter(office=office).values("user_id")).order_by("name")


def filtered(given: Mapping[str, Any], officer: Officer, today: date) -> QuerySet[Application]:
    """The cases that pass the filters; given: the cleaned data of a `CaseFilter`."""
    cases = Application.objects.order_by()
    for name in ("outcome", "applicant", "channel", "handler", "section"):
        if given.get(name):
            cases = cases.filter(**{name: given[name]})
    stage = given.get("stage", "")
    if stage:
        cases = cases.filter(STAGE_GROUPS[stage][1] if stage in STAGE_GROUPS else Q(stage=stage))
    for name, column in (("received", "received_on"), ("due", "reply_due_on"), ("closed", "closed_on")):
        if given.get(f"{name}_from"):
            cases = cases.filter(**{f"{column}__gte": given[f"{name}_from"]})
        if given.get(f"{name}_to"):
            cases = cases.filter(**{f"{column}__lte": given[f"{name}_to"]})
    if given.get("year"):
        cases = cases.filter(arrived_on__gte=date(given["year"], 1, 1), arrived_on__lte=date(given["year"], 12, 31))
    if given.get("overdue"):
        cases = cases.filter(overdue(today))
    if given.get("mine"):
        cases = cases.filter(mine(officer))
    for word in given.get("q", "").split():
        cases = cases.filter(_holding(word))
    return cases


def _holding(word: str) -> Q:
    """Cases in whose content a word stands. One without great and small letters is found in half the time."""
    return Q(content__contains=word) if word.upper() == word.lower() else Q(content__icontains=word)


def in_order(cases: QuerySet[Application], sort: str) -> QuerySet[Application]:
    """Cases in one of `ORDERS`; within a day by number, without a date last."""
    _label, column, is_down = ORDERS[sort]
    if column == "arrived_on":  # never empty: a plain order, which an index serves
        return cases.order_by(f"-{column}", "-number") if is_down else cases.order_by(column, "number")
    by = F(column).desc(nulls_last=True) if is_down else F(column).asc(nulls_last=True)
    return cases.order_by(by, "-number" if is_down else "number")


# --- pages --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list. found: how many the whole list has, counted up to one more than `COUNTED_TO`.

    next, back: where the pages beside it start, as `Mark.text`; empty where there is none.
    """

    cases: Sequence[Application]
    found: int
    next: str = ""
    back: str = ""

    @property
    def count(self) -> int:
        return min(self.found, COUNTED_TO)

    @property
    def has_more(self) -> bool:
        """Whether there are more cases than were counted."""
        return self.found > COUNTED_TO


@dataclass(frozen=True, slots=True)
class Mark:
    """The place of a case in an order: its date and its number."""

    on: date | None
    number: str

    @property
    def text(self) -> str:
        return f"{self.on.isoformat() if self.on else '-'}~{self.number}"

    @classmethod
    def read(cls, text: str) -> Mark | None:
        """The mark of an address; None for anything else."""
        found = re.fullmatch(r"(-|\d{4}-\d\d-\d\d)~([^\0]{1,40})", text)
        if found is None:
            return None
        try:
            return cls(None if found[1] == "-" else date.fromisoformat(found[1]), found[2])
        except ValueError:
            return None


def page_of(cases: QuerySet[Application], sort: str, *, after: str = "", before: str = "") -> Page:
    """The cases after or before a mark: found by their place in the order, not by counting from the start.

    Numbers first, which an index gives, then the rows of the page; the first page counts the list with the same look.
    """
    _label, column, is_down = ORDERS[sort]
    mark, is_back = (Mark.read(before), True) if before else (Mark.read(after), False)
    is_back = is_back and mark is not None
    ordered = in_order(cases, sort)
    if mark is None:
        numbers = _numbers(ordered, max(PAGE_SIZE, COUNTED_TO) + 1)
        found = len(numbers)
    else:
        beyond = ordered.filter(_beyond(mark, column, is_down, is_back))
        numbers = _numbers(beyond.reverse() if is_back else beyond, PAGE_SIZE + 1)
        found = cases.order_by().values("number")[: COUNTED_TO + 1].count()
    has_more = len(numbers) > PAGE_SIZE
    shown = _rows(numbers[:PAGE_SIZE][::-1] if is_back else numbers[:PAGE_SIZE])
    if not shown:
        return Page([], found)
    first, last = (Mark(getattr(case, column), case.number).text for case in (shown[0], shown[-1]))
    has_next, has_back = (True, has_more) if is_back else (has_more, mark is not None)
    return Page(shown, found, last if has_next else "", first if has_back else "")


def _numbers(cases: QuerySet[Application], most: int) -> list[str]:
    return list(cases.values_list("number", flat=True)[:most])


def _rows(numbers: Sequence[str]) -> list[Application]:
    """The cases of an office with these numbers, in their order."""
    found = {case.number: case for case in for_lines(Application.objects.filter(number__in=numbers).order_by())}
    return [found[number] for number in numbers if number in found]


def _beyond(mark: Mark, column: str, is_down: bool, is_back: bool) -> Q:
    """What comes after a mark in an order, or before it; cases without a date stand last either way."""
    sign = "lt" if is_down != is_back else "gt"
    same_day = Q(**{column: mark.on, f"number__{sign}": mark.number})
    if mark.on is None:
        return same_day | Q(**{f"{column}__isnull": False}) if is_back else same_day
    beyond = Q(**{f"{column}__{sign}": mark.on}) | same_day
    if is_back or column == "arrived_on":
        return Q(**{f"{column}__{sign}e": mark.on}) & beyond  # the first bounds the index, the second cuts the day
    return beyond | Q(**{f"{column}__isnull": True})


# --- the same applicant -------------------------------------------------------------------------------------------


SAME_SHOWN = 10
_RECEIPT = ("received_on", "arrived_on", "number", "pk")


@dataclass(frozen=True, slots=True)
class SameApplicant:
    """Other cases of who seems to be the same applicant. in_month, in_year: with this one, by date of receipt.

    ordinal: which of its month this case is, from 1; evidence for art. 35 and for the fee.
    """

    cases: Sequence[Application]
    in_month: int
    in_year: int
    ordinal: int
    day: date


def same_people(person: UUID) -> set[UUID]:
    """Persons of the office with the same identity number, or with the same name and telephone; the one itself too."""
    own = BlindIndex.objects.with_scopes_disabled().filter(person_id=person).values("digest")  # by its own index
    rows = BlindIndex.objects.filter(field__in=("id_number", "phone", "name"), digest__in=own)
    found: dict[str, set[UUID]] = {"id_number": set(), "phone": set(), "name": set()}
    for field, one in rows.values_list("field", "person_id"):
        found[field].add(one)
    return {person} | found["id_number"] | (found["phone"] & found["name"])


def same_applicant(case: Application) -> SameApplicant | None:
    """The other cases of the applicant of a case; None where there is none, or the person was made anonymous."""
    if case.person_id is None:
        return None
    rows = Application.objects.filter(person_id__in=same_people(case.person_id)).order_by()
    found = sorted((got or came, number, pk) for got, came, number, pk in rows.values_list(*_RECEIPT))
    if len(found) < 2:
        return None
    on = case.received_on or case.arrived_on
    in_month = [day for day, *_rest in found if (day.year, day.month) == (on.year, on.month)]
    in_year = [day for day, *_rest in found if day.year == on.year]
    ordinals = ordinals_in_month([(day, 1) for day, *_rest in found])
    newest = [pk for *_rest, pk in reversed(found) if pk != case.pk][:SAME_SHOWN]
    others = list(for_lines(Application.objects.filter(pk__in=newest).order_by("-arrived_on", "-number")))
    ordinal = ordinals[found.index((on, case.number, case.pk))]
    return SameApplicant(others, len(in_month), len(in_year), ordinal, on)
