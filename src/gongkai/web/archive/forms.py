"""Forms of archiving and transfer. They check shape; the actions judge."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongkai.web.applications.forms import NO_NAMES, DayField, DeskForm, line
from gongkai.web.applications.uploads import ACCEPT
from gongkai.web.archive.models import Transfer


class ArchiveForm(DeskForm):
    """Archiving a case. is_with_personal: only for those who may see personal data."""

    on = DayField(label=_("归档之日"))
    reason = line(_("材料不齐仍然归档的原因"), 500, hint=NO_NAMES)
    is_with_personal = forms.BooleanField(label=_("案卷中附入申请人信息和申请材料（留下查看记录）"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, may_reveal: bool, is_archived: bool, lacks: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_reveal:
            del self.fields["is_with_personal"]
        if is_archived:
            del self.fields["on"]
        if not lacks or is_archived:
            del self.fields["reason"]


def last_month(today: date) -> tuple[date, date]:
    """The month before the one of a day."""
    last = today.replace(day=1) - timedelta(days=1)
    return last.replace(day=1), last


class TransferForm(DeskForm):
    """A new transfer list."""

    kind = forms.ChoiceField(
        label=_("移送内容"),
        choices=list(Transfer.KINDS.items()),
        widget=forms.RadioSelect,
        help_text=_(
            "主动公开的政府信息应当及时向国家档案馆、公共图书馆提供（条例第二十五条）；案卷移送本机关的档案机构或者国家档案馆。"
        ),
    )
    to = line(_("接收单位"), 120, required=True)
    period_from = DayField(label=_("自"), is_past=False)
    period_to = DayField(label=_("至"), is_past=False)
    handler = line(_("经办人"), 60, required=True)


class ItemForm(DeskForm):
    """A line of a list."""

    title = line(_("名称"), 200, required=True)
    document = line(_("文号"), 80)
    dated_on = DayField(label=_("生成日期"), required=False)
    copies = forms.IntegerField(label=_("份数"), min_value=1, max_value=999, initial=1)
    note = line(_("备注"), 100)


class SendForm(DeskForm):
    on = DayField(label=_("移送日期"))


class ReceiptForm(DeskForm):
    on = DayField(label=_("接收单位签收日期"))
    file = forms.FileField(label=_("回执扫描件"), widget=forms.FileInput(attrs={"accept": ACCEPT}))
