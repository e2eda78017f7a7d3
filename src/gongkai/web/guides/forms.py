"""Forms of the records, made from their fields."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from gongkai.ledger.codes import PROPOSAL_RESULTS
from gongkai.statute.service_guide import guide_elements
from gongkai.web.applications.forms import NO_NAMES, DayField, DeskForm, line
from gongkai.web.applications.uploads import ACCEPT, ALLOWED_EN, ALLOWED_ZH
from gongkai.web.config.clock import local_today
from gongkai.web.desk.templatetags.words import glossed, is_english
from gongkai.web.guides.kinds import Field, Kind

_LONGEST = 5000


class RecordForm(DeskForm):
    """A record. version: what the officer saw when the form was opened; 0 for a new one."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, kind: Kind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in kind.typed:
            self.fields[one.name] = _field(kind, one)
            if kind.slug == "services" and one.name in _elements() and not one.is_required:
                self.fields[one.name].help_text = " ".join((str(_("网站检查的必备要素。")), str(one.note))).strip()

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


def _elements() -> frozenset[str]:
    """What a service guide must state."""
    return frozenset(one.code for one in guide_elements() if one.is_required)


def _field(kind: Kind, one: Field) -> forms.Field:
    given: dict[str, Any] = {"label": kind.label_of(one.name), "help_text": one.note, "required": one.is_required}
    if one.kind == "date":
        field = DayField(is_past=not one.is_ahead, **given)
        if field.is_past:
            field.widget.attrs["max"] = local_today().isoformat()
        return field
    if one.kind == "choice":
        first = [("", _("请选择") if one.is_required else _("（留空）"))]
        return forms.ChoiceField(choices=[*first, *glossed(one.choices or {})()], **given)
    if one.kind == "yes_no":
        return forms.BooleanField(**given | {"required": False})
    if one.kind == "number":
        return forms.IntegerField(
            min_value=0, max_value=9999, widget=forms.TextInput(attrs={"class": "short"}), **given
        )
    if one.kind == "text":
        return forms.CharField(max_length=_LONGEST, widget=forms.Textarea(attrs={"rows": 4}), **given)
    longest = kind.model._meta.get_field(one.name).max_length
    return forms.CharField(max_length=longest, **given)


class ReasonForm(DeskForm):
    reason = line(_("原因"), 200, required=True, hint=NO_NAMES)


class EndForm(DeskForm):
    """The end of a record: abolished on a day, or a slip."""

    is_slip = forms.TypedChoiceField(
        label=_("为什么停用"),
        choices=[("", _("废止、取消或者不再适用")), ("yes", _("登记有误，当初就不应登记"))],
        coerce=lambda value: value == "yes",
        empty_value=False,
        required=False,
        widget=forms.RadioSelect,
    )
    on = DayField(label=_("自哪一天起"))
    reason = line(_("原因"), 200, required=True, hint=NO_NAMES)


class FileForm(DeskForm):
    file = forms.FileField(label=_("文件"), widget=forms.FileInput(attrs={"accept": ACCEPT}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = ALLOWED_EN if is_english() else ALLOWED_ZH


class AnswerForm(DeskForm):
    """The answer of a proposal."""

    answered_on = DayField(label=_("答复日期"))
    result = forms.ChoiceField(label=_("办理结果"), choices=glossed(PROPOSAL_RESULTS), widget=forms.RadioSelect)
    answer_public = forms.BooleanField(label=_("答复可以公开"), required=False)
    public_on = DayField(label=_("答复公开日期"), required=False, help_text=_("答复全文或者摘要已经公开的填写。"))
    link = line(_("答复链接"), 300, hint=_("以 https:// 或者 http:// 开头。"))


class RecordFilter(forms.Form):
    """The filters of a list, as they stand in the address."""

    q = forms.CharField(label=_("词语、编号"), max_length=80, required=False)

    def __init__(self, data: QueryDict, *, kind: Kind) -> None:
        super().__init__(data, auto_id="f_%s")
        field = kind.by_name.get("kind")
        if field is not None and field.choices:
            every = [("", _("全部")), *glossed(field.choices)()]
            self.fields["kind"] = forms.ChoiceField(label=_("类别"), choices=every, required=False)
        states = [("", _("全部（不含停用）"))]
        if kind.has_release:
            states += [("public", _("已公开")), ("changed", _("有修改待核对")), ("waiting", _("尚未公开"))]
        self.fields["state"] = forms.ChoiceField(
            label=_("状态"), choices=[*states, ("ended", _("已停用"))], required=False
        )
        if kind.slug in ("powers", "motions"):
            self.fields["year"] = forms.IntegerField(label=_("年度"), min_value=2008, max_value=2100, required=False)
