"""Reading an office's entries: filters, words for what they say, rows of an export."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gongkai.ledger.events import from_object
from gongkai.ledger.labels import ACTS, describe
from gongkai.web.accounts.models import User
from gongkai.web.applications.exports import MOST, Cell
from gongkai.web.applications.forms import DayField, DeskForm, line
from gongkai.web.applications.panels import DESK_ACTS
from gongkai.web.desk.templatetags import words
from gongkai.web.desk.templatetags.words import act as act_name
from gongkai.web.desk.templatetags.words import clauses, is_english, named
from gongkai.web.entries import anchors
from gongkai.web.entries.chain import Verdict, verify
from gongkai.web.entries.models import DESK, DISCLOSURE, LEDGER, Anchor, Entry
from gongkai.web.entries.record import record_desk
from gongkai.web.offices.models import ROLES, Office, Section
from gongkai.web.offices.policy import Officer

KINDS = {LEDGER: _("台账"), DESK: _("工作台操作"), DISCLOSURE: _("个人信息的查看")}
A_PAGE = 50

DETAILS = {
    "reason": _("原因"),
    "document": _("依据文号"),
    "role": _("岗位"),
    "from": _("自"),
    "to": _("至"),
    "days": _("日期"),
    "last_on": _("最后一天"),
    "kind": _("类别"),
    "rows": _("行数"),
    "count": _("件数"),
    "sessions": _("会话数"),
    "fields": _("修改的项目"),
    "deputy_for": _("代理"),
    "members": _("成员人数"),
    "section": _("科室"),
    "handler": _("承办人"),
    "before": _("原成员人数"),
    "task": _("交办事项编号"),
    "assignee": _("具体承办人"),
    "due_on": _("时限"),
    "format": _("格式"),
    "size": _("大小（字节）"),
    "text": _("内容"),
    "into": _("并入"),
    "merged": _("并入的机关"),
    "parent": _("上级机关"),
    "name": _("名称"),
    "code": _("代码"),
    "version": _("版本"),
    "score": _("评分"),
    "entries": _("记录数"),
    "outcome": _("办理结果"),
    "amount_yuan": _("金额（元）"),
    "by": _("批准人"),
}
"""Names of details worth showing in words; the rest stands under its code."""

IN_WORDS = ("reason", "document", "by", "to")
"""Details of a ledger entry that a page shows beside its words."""


def type_name(entry: Entry) -> str:
    """What an entry records, in the language of the screen."""
    if entry.kind != LEDGER:
        return str(DESK_ACTS.get(entry.type, entry.type))
    return act_name(entry.type) if is_english() else describe(from_object(entry.body))


_FIRST_DAY, _LAST_DAY = date(1949, 10, 1), date(2999, 12, 31)
"""Days beyond these cannot be turned into instants; nothing was recorded there."""


@dataclass(frozen=True, slots=True)
class Row:
    """An entry as a page shows it. details: (name, value)."""

    entry: Entry
    kind: str
    type: str
    details: tuple[tuple[str, str], ...]


Names = Mapping[str, Mapping[int, str]]
"""What the ids in entries mean: by the name of the detail, then by id."""


def names_of(office: Office) -> Names:
    """Names of the sections of an office and of those who have or had a post there."""
    users = User.objects.filter(memberships__office=office).distinct()
    return {
        "section": dict(Section.objects.filter(office=office).values_list("pk", "name")),
        "handler": {user.pk: str(user) for user in users},
    }


def row_of(entry: Entry, names: Names, *, is_full: bool = False) -> Row:
    """is_full: every detail of a ledger entry; else only those that have a name, the rest being in the words of `type`."""
    return Row(entry, str(KINDS.get(entry.kind, entry.kind)), type_name(entry), tuple(_details(entry, names, is_full)))


def _details(entry: Entry, names: Names, is_full: bool) -> Iterator[tuple[str, str]]:
    for name, value in entry.body.items():
        if name in ("type", "on", "person", "sha256") or value in (None, "", [], {}):
            continue
        if entry.kind == LEDGER and not is_full and name not in IN_WORDS:
            continue
        if name == "changed" and isinstance(value, Mapping):
            for field, (old, new) in value.items():
                yield field_name(field), f"{_short(old)} → {_short(new)}"
        else:
            yield str(DETAILS.get(name, name)), _in_words(name, value, names)


def _in_words(name: str, value: Any, names: Names) -> str:
    """The value of a detail, codes and ids in words."""
    if name == "role":
        return str(ROLES.get(value, value))
    if name in names and isinstance(value, int):
        return names[name].get(value, str(value))
    if name == "days" and isinstance(value, list) and len(value) == 2:
        return f"{value[0]}—{value[1] or gettext('至今')}"
    return _short(value)


def field_name(field: str) -> str:
    """The label of a field of an office or section."""
    labels = {"letter_layout": _("文书版式"), "mfa_roles": _("登录须用验证器的岗位"), "retention_years": _("保存年数")}
    if field in labels:
        return str(labels[field])
    known = {one.name: getattr(one, "verbose_name", one.name) for one in Office._meta.get_fields()}
    return str(known.get(field, DETAILS.get(field, field)))


def _short(value: Any) -> str:
    if value is None or value == "":
        return gettext("（空）")
    if isinstance(value, list):
        return words.listed(_short(one) for one in value)
    return str(value)[:200]


class AuditForm(DeskForm):
    """What to look for among the entries."""

    kind = forms.ChoiceField(label=_("类别"), required=False)
    type = forms.ChoiceField(label=_("记录的事项"), required=False)
    by = line(_("经手人登录名"), 150)
    subject = line(_("编号"), 120)
    first = DayField(label=_("自"), required=False, is_past=False)
    last = DayField(label=_("至"), required=False, is_past=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every = [("", _("全部"))]
        self.fields["kind"].choices = every + list(KINDS.items())
        ledger = sorted((code, act_name(code)) for code in ACTS)
        desk = sorted(DESK_ACTS.items())
        self.fields["type"].choices = [*every, (KINDS[LEDGER], ledger), (KINDS[DESK], desk)]

    def entries(self, office: Office) -> QuerySet[Entry]:
        """The entries asked for, newest first."""
        found = Entry.objects.filter(office=office).order_by("-sequence")
        data = self.cleaned_data
        for name in ("kind", "type", "by", "subject"):
            if data.get(name):
                found = found.filter(**{name: data[name].strip()})
        zone = timezone.get_current_timezone()
        if data.get("first"):
            first = max(data["first"], _FIRST_DAY)
            found = found.filter(recorded_at__gte=datetime.combine(first, time.min, zone))
        if data.get("last"):
            last = min(data["last"], _LAST_DAY)
            found = found.filter(recorded_at__lt=datetime.combine(last + timedelta(days=1), time.min, zone))
        return found


def export_rows(found: QuerySet[Entry], names: Names) -> Iterator[list[Cell]]:
    """The head and a row an entry."""
    heads = (_("序号"), _("记录时间"), _("日期"), _("类别"), _("事项"), _("编号"), _("经手人"), _("内容"), _("校验值"))
    yield [str(head) for head in heads]
    for entry in found[:MOST].iterator(chunk_size=1000):
        row = row_of(entry, names, is_full=True)
        yield [
            entry.sequence,
            timezone.localtime(entry.recorded_at).strftime("%Y-%m-%d %H:%M:%S"),
            entry.on,
            row.kind,
            row.type,
            entry.subject,
            entry.by,
            clauses(named(name, value) for name, value in row.details),
            entry.digest,
        ]


@transaction.atomic
def note_export(officer: Officer, office: Office, kind: str, rows: int) -> None:
    """Record that entries were exported."""
    officer.must("see_audit")
    record_desk(office, "audit_exported", by=officer.username, kind=kind, rows=rows)


@transaction.atomic
def check_chain(officer: Officer, office: Office) -> Verdict:
    """Recompute the chain of an office against its anchors in the database and in the file; that it was done is recorded."""
    officer.must("see_audit")
    known = [*Anchor.objects.filter(office=office), *anchors.filed_anchors().get(office.code, [])]
    verdict = verify(office, known)
    record_desk(office, "audit_verified", by=officer.username, entries=verdict.entries, bad=verdict.bad)
    return verdict


def last_anchor(office: Office) -> Anchor | None:
    return Anchor.objects.filter(office=office).order_by("-sequence").first()
