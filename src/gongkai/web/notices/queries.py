"""The letter register and the seal register of an office."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongkai.statute.letters import letter_kinds
from gongkai.web.applications.exports import MOST, Cell, to_csv, to_xlsx
from gongkai.web.desk.templatetags.words import is_english
from gongkai.web.notices.approval import HEAVY
from gongkai.web.notices.models import Letter, SealUse
from gongkai.web.offices.models import Office

PAGE = 50


def kind_choices() -> list[tuple[str, str]]:
    if is_english():
        return [(code, versions[-1].gloss) for code, versions in letter_kinds().items()]
    return [(code, versions[-1].title + _hint(code)) for code, versions in letter_kinds().items()]


def _hint(code: str) -> str:
    """What tells kinds of one title apart: the outcome they tell."""
    from gongkai.statute.outcomes import outcomes

    kind = letter_kinds()[code][-1]
    same = sum(versions[-1].title == kind.title for versions in letter_kinds().values())
    if same < 2 or not kind.outcomes:
        return ""
    return f"（{outcomes()[kind.outcomes[0]].label.partition('：')[2]}）"


class RegisterFilter(forms.Form):
    """What the register shows. Numbered letters only, unless a state before the number is asked for."""

    year = forms.IntegerField(label=gettext_lazy("年度"), required=False, min_value=2000, max_value=2999)
    word = forms.CharField(label=gettext_lazy("文种代字"), required=False, max_length=20)
    kind = forms.ChoiceField(
        label=gettext_lazy("文书"), required=False, choices=lambda: [("", _("全部")), *kind_choices()]
    )
    status = forms.ChoiceField(
        label=gettext_lazy("情况"),
        required=False,
        choices=lambda: [("", _("已编号的")), *((code, label) for code, label in Letter.STATUSES.items())],
    )
    case = forms.CharField(label=gettext_lazy("案件编号"), required=False, max_length=40)


def register(office: Office, wanted: Mapping[str, Any]) -> QuerySet[Letter]:
    """The letters of an office in the order of their numbers, newest year first; void numbers are among them."""
    rows = Letter.objects.filter(office=office)
    rows = rows.filter(status=wanted["status"]) if wanted.get("status") else rows.exclude(serial=None)
    for name, column in (("year", "year"), ("word", "type_word"), ("kind", "kind")):
        if wanted.get(name):
            rows = rows.filter(**{column: wanted[name]})
    if number := wanted.get("case"):
        rows = rows.filter(Q(application__number=number) | Q(request__number=number) | Q(challenge__number=number))
    rows = rows.select_related("application", "request", "challenge").defer(*HEAVY)
    return rows.order_by("-year", "type_word", "-serial", "-created_at")


def seals(office: Office) -> QuerySet[SealUse]:
    rows = SealUse.objects.filter(office=office).select_related(
        "letter__application", "letter__request", "letter__challenge"
    )
    return rows.order_by("-on", "-pk")


def register_rows(rows: QuerySet[Letter]) -> Iterator[list[Cell]]:
    """The register as rows of a file, the head first; no personal data."""
    yield [
        _("文号"),
        _("文书"),
        _("案件编号"),
        _("成文日期"),
        _("情况"),
        _("发出日期"),
        _("发出方式"),
        _("邮件号码"),
        _("送达日期"),
        _("作废原因"),
        _("拟稿人"),
    ]
    for one in rows[:MOST].iterator(chunk_size=1000):
        yield [
            one.number,
            one.title,
            one.subject,
            one.dated_on,
            one.get_status_display(),
            one.sent_on,
            one.way,
            one.tracking,
            one.served_on,
            one.void_reason,
            one.drafter,
        ]


def register_xlsx(rows: QuerySet[Letter]) -> bytes:
    return to_xlsx({_("文书登记簿"): register_rows(rows)}, _("文书登记簿"))


def register_csv(rows: QuerySet[Letter]) -> bytes:
    return to_csv(register_rows(rows))


FORMATS = {
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", register_xlsx),
    "csv": ("text/csv; charset=utf-8", register_csv),
}
