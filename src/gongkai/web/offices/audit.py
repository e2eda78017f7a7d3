"""Reading an office's entries: filters, words for what they say, rows of an export."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gongkai.ledger.events import from_object
from gongkai.ledger.labels import ACTS, describe
from gongkai.web.applications.exports import MOST, Cell
from gongkai.web.applications.forms import DayField, DeskForm, line
from gongkai.web.desk.templatetags.words import act as act_name
from gongkai.web.desk.templatetags.words import is_english
from gongkai.web.entries import anchors
from gongkai.web.entries.chain import Verdict, verify
from gongkai.web.entries.models import DESK, DISCLOSURE, LEDGER, Anchor, Entry
from gongkai.web.entries.record import record_desk
from gongkai.web.offices.models import Office
from gongkai.web.offices.policy import Officer

KINDS = {LEDGER: _("台账"), DESK: _("工作台操作"), DISCLOSURE: _("个人信息的查看")}
A_PAGE = 50

DESK_ACTS = {
    "account_activated": _("恢复账号"),
    "account_changed": _("更正账号"),
    "account_deactivated": _("停用账号"),
    "account_opened": _("开设账号"),
    "account_unlocked": _("解除登录暂停"),
    "anonymised": _("销毁个人信息"),
    "assessed": _("审查判断"),
    "assigned": _("分派"),
    "audit_exported": _("导出记录"),
    "audit_verified": _("核对记录"),
    "challenge_described": _("登记复议诉讼情况"),
    "co_applicant_added": _("增加共同申请人"),
    "code_reissued": _("补发查询码"),
    "demonstration_loaded": _("载入演示数据"),
    "deputy_named": _("登记代理"),
    "evidence_listed": _("编列证据"),
    "exported": _("导出案件"),
    "fee_decided": _("决定收费"),
    "feed_made": _("生成日历地址"),
    "feed_revoked": _("停用日历地址"),
    "file_added": _("收入材料"),
    "file_opened": _("打开含个人信息的材料"),
    "file_shared": _("设定材料是否提供"),
    "files_destroyed": _("销毁含个人信息的材料"),
    "guide_edited": _("修改公开指南"),
    "guide_published": _("发布公开指南"),
    "handed_over": _("移交案件"),
    "leading_group_set": _("登记领导小组"),
    "merged": _("并案"),
    "note": _("备注"),
    "office_changed": _("修改机关信息"),
    "office_merged": _("并入其他机关"),
    "office_moved": _("调整上级机关"),
    "office_opened": _("开设机关"),
    "office_opened_below": _("开设下级机关"),
    "office_renamed": _("变更名称"),
    "office_took_over": _("承接其他机关"),
    "password_reset": _("重置密码"),
    "person_revealed": _("查看个人信息"),
    "receipt_means": _("确认收到的方式"),
    "request_answered": _("答复更正或建议"),
    "request_closed": _("办结更正或建议"),
    "request_received": _("收到更正或建议"),
    "role_ended": _("结束岗位"),
    "role_given": _("增加岗位"),
    "searched": _("检索"),
    "second_factor_removed": _("解除验证器"),
    "section_changed": _("修改科室"),
    "section_opened": _("开设科室"),
    "sessions_ended": _("结束会话"),
    "split": _("分案"),
    "submission_taken": _("收下网上材料"),
    "submitted": _("申请人网上提交"),
    "survey_answered": _("满意度评价"),
    "task_chased": _("催办"),
    "task_done": _("办结交办"),
    "task_given": _("交办"),
    "transcribed": _("代为填写"),
}
"""Names of desk entries; one that is not listed shows its code."""

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


@dataclass(frozen=True, slots=True)
class Row:
    """An entry as a page shows it. details: (name, value)."""

    entry: Entry
    kind: str
    type: str
    details: tuple[tuple[str, str], ...]


def row_of(entry: Entry, *, is_full: bool = False) -> Row:
    """is_full: every detail of a ledger entry; else only those that have a name, the rest being in the words of `type`."""
    return Row(entry, str(KINDS.get(entry.kind, entry.kind)), type_name(entry), tuple(_details(entry, is_full)))


def _details(entry: Entry, is_full: bool) -> Iterator[tuple[str, str]]:
    for name, value in entry.body.items():
        if name in ("type", "on", "person", "sha256") or value in (None, "", [], {}):
            continue
        if entry.kind == LEDGER and not is_full and name not in IN_WORDS:
            continue
        if name == "changed" and isinstance(value, Mapping):
            for field, (old, new) in value.items():
                yield field_name(field), f"{_short(old)} → {_short(new)}"
        else:
            yield str(DETAILS.get(name, name)), _short(value)


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
        return "、".join(_short(one) for one in value)
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
        self.fields["kind"].choices = every + list(KINDS.items())  # type: ignore[attr-defined]
        ledger = sorted((code, act_name(code)) for code in ACTS)
        desk = sorted(DESK_ACTS.items())
        self.fields["type"].choices = [*every, (KINDS[LEDGER], ledger), (KINDS[DESK], desk)]  # type: ignore[attr-defined]

    def entries(self, office: Office) -> QuerySet[Entry]:
        """The entries asked for, newest first."""
        found = Entry.objects.filter(office=office).order_by("-sequence")
        data = self.cleaned_data
        for name in ("kind", "type", "by", "subject"):
            if data.get(name):
                found = found.filter(**{name: data[name].strip()})
        zone = timezone.get_current_timezone()
        if data.get("first"):
            found = found.filter(recorded_at__gte=datetime.combine(data["first"], time.min, zone))
        if data.get("last"):
            found = found.filter(recorded_at__lt=datetime.combine(data["last"] + timedelta(days=1), time.min, zone))
        return found


def export_rows(found: QuerySet[Entry]) -> Iterator[list[Cell]]:
    """The head and a row an entry."""
    heads = (_("序号"), _("记录时间"), _("日期"), _("类别"), _("事项"), _("编号"), _("经手人"), _("内容"), _("校验值"))
    yield [str(head) for head in heads]
    for entry in found[:MOST].iterator(chunk_size=1000):
        row = row_of(entry, is_full=True)
        yield [
            entry.sequence,
            timezone.localtime(entry.recorded_at).strftime("%Y-%m-%d %H:%M:%S"),
            entry.on,
            row.kind,
            row.type,
            entry.subject,
            entry.by,
            "；".join(f"{name}：{value}" for name, value in row.details),
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
