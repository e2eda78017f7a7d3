"""The forms of a letter's way: opinion, seal, scan, dispatch, service; and the office's settings of letters."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gongkai.documents.letters.compose import FREE
from gongkai.documents.letters.model import LAYOUTS
from gongkai.documents.letters.number import PATTERN, check_pattern
from gongkai.ledger.codes import SERVICE_WAYS
from gongkai.statute.remedies import optional_suits
from gongkai.web.applications.forms import DayField, DeskForm, line, text
from gongkai.web.applications.uploads import ACCEPT
from gongkai.web.config.clock import local_today
from gongkai.web.desk.templatetags.words import glossed, outcome
from gongkai.web.notices.models import SealUse
from gongkai.web.notices.service import EVIDENCE, WAYS


class DecideForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    comment = text(_("意见"), lines=2, required=False, hint=_("退回、作废的必须写明原因。"))


class LetterForm(DeskForm):
    """A form about one letter as the officer saw it."""

    version = forms.IntegerField(widget=forms.HiddenInput)


def scan_field(*, required: bool = False) -> forms.FileField:
    return forms.FileField(
        label=_("扫描件"),
        required=required,
        allow_empty_file=True,
        help_text=_("PDF、OFD或者图片；加密保存。"),
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPT}),
    )


class SealForm(LetterForm):
    on = DayField(label=_("用印日期"), initial=local_today)
    copies = forms.IntegerField(label=_("份数"), min_value=1, max_value=999, initial=1)
    medium = forms.ChoiceField(
        label=_("印章"), choices=list(SealUse.MEDIA.items()), initial="paper", widget=forms.RadioSelect
    )
    scan = scan_field()


class ScanForm(LetterForm):
    scan = scan_field(required=True)


class ReplaceScanForm(ScanForm):
    reason = line(_("更换的原因"), 300, required=True, hint=_("原来的盖章件留在案卷中，注明原因，不会提供给申请人。"))


class DispatchForm(LetterForm):
    on = DayField(label=_("发出日期"), initial=local_today, help_text=_("邮寄的为交寄日期，当面的为签收日期。"))
    way = forms.ChoiceField(
        label=_("发出方式"), choices=glossed(SERVICE_WAYS), initial="post", widget=forms.RadioSelect
    )
    tracking = line(_("邮件号码"), 60)


class ServiceForm(LetterForm):
    """The proof of one way of service."""

    def __init__(self, *args: Any, way: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = WAYS[way]
        for name, label in known.dates.items():
            self.fields[name] = DayField(label=label)
        for name, label in known.texts.items():
            self.fields[name] = line(label, 200, required=True)
        if known.evidence:
            self.fields["evidence"] = forms.ChoiceField(
                label=_("拒绝签收的证明方式"), choices=list(EVIDENCE.items()), widget=forms.RadioSelect
            )
        if known.consent:
            self.fields["consent"] = forms.BooleanField(label=_("申请人同意以电子方式送达"))
        self.fields["scan"] = scan_field()
        for field in self.fields.values():
            if isinstance(field, DayField):
                field.widget.attrs["max"] = local_today().isoformat()

    def proof(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name not in ("version", "scan")}


# --- the office's settings ----------------------------------------------------------------------------------------

ORDERS = {
    "": _("按文书种类（告知、征求意见由工作机构负责人签发，答复经工作机构负责人审核、由分管领导签发）"),
    "head": _("工作机构负责人"),
    "leader": _("分管领导"),
    "head,leader": _("工作机构负责人，然后分管领导"),
}


class SettingsForm(DeskForm):
    approval = forms.ChoiceField(
        label=_("审批顺序"), choices=list(ORDERS.items()), required=False, widget=forms.RadioSelect
    )
    layout = forms.ChoiceField(label=_("版式"), choices=list(LAYOUTS.items()), widget=forms.RadioSelect)
    pattern = line(
        _("文号格式"), 80, required=True, hint=_("{code}单位代字，{word}文种代字，{year}年份，{serial}序号，各写一次。")
    )
    contact_person = line(_("联系人"), 60)
    without_suit = forms.MultipleChoiceField(
        label=_("救济告知中只写复议、不写诉讼的情形"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "2025年6月1日起，法院一般不受理这些情形的诉讼（法释〔2025〕8号）。默认仍写明诉讼：少写会使期限延长，多写无害。"
        ),
    )
    e_delivery = forms.BooleanField(label=_("开通网络送达：经申请人同意，可以在查询页下载文书"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["without_suit"].choices = [(code, outcome(code)) for code in optional_suits(local_today())]

    def clean_pattern(self) -> str:
        try:
            return check_pattern(self.cleaned_data["pattern"])
        except ValueError:
            raise forms.ValidationError(
                gettext("格式须写明四个部分各一次，如%(usual)s。") % {"usual": PATTERN}
            ) from None


PLACES_HINT = _(
    "可以写大括号中的词，生成时换成实际内容：{office}机关名称，{unit}工作机构，{phone}联系电话，{addressee}收件人，"
    "{you}您或者贵单位，{application}申请编号，{received_on}收到日期，{due_on}截止日期，{on}成文日期。"
)


class KindForm(DeskForm):
    """What an office sets for one kind of letter: order of approval, word of the number, its own words."""

    approval = forms.ChoiceField(
        label=_("这种文书的审批顺序"),
        choices=[("", _("与上面设置的相同")), *list(ORDERS.items())[1:]],
        required=False,
    )
    type_word = line(_("文种代字"), 20, hint=_("用于文号；代字相同的文书共用一个编号序列。"))
    opening = text(_("称呼之后"), required=False, lines=3, hint=PLACES_HINT)
    closing = text(_("联系方式之前"), required=False, lines=3)

    def words(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in FREE}

    def order(self) -> list[str]:
        return [role for role in self.cleaned_data["approval"].split(",") if role]
