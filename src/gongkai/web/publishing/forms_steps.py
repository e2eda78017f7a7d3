"""One form a step of an item. `ledger.item_acts` judges; here only the shape is checked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from gongkai.ledger import item_steps as steps
from gongkai.ledger.codes import EFFECTS, REFERRAL_ANSWERS
from gongkai.web.applications.forms import DayField, DeskForm, line, text
from gongkai.web.config.clock import local_today
from gongkai.web.desk.templatetags.words import glossed
from gongkai.web.offices.policy import Officer
from gongkai.web.publishing.forms import AttributeFields
from gongkai.web.publishing.models import Item


class StepForm(DeskForm):
    """The form of one step. revision: of the item the officer saw."""

    advice: ClassVar[Any] = ""
    danger: ClassVar[bool] = False
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, item: Item, officer: Officer, **kwargs: Any) -> None:
        self.item, self.officer = item, officer
        kwargs.setdefault("initial", {})
        kwargs["initial"] = {"on": local_today(), "revision": item.revision, **kwargs["initial"]}
        super().__init__(*args, **kwargs)
        self.prepare()

    def prepare(self) -> None:
        """Fit the fields to the item."""

    def event(self) -> Any:
        """The step the form states; each kind of form makes its own."""
        raise TypeError(f"{type(self).__name__} states no step")


class Formed(StepForm):
    advice = _("公开时限自信息形成之日起计算（条例第二十六条）。登记公文之前已经成文的，登记时就要填写成文日期。")
    on = DayField(label=_("成文日期"))
    document_number = line(_("文号"), 120)

    def event(self) -> Any:
        return steps.ItemFormed(on=self.cleaned_data["on"], document_number=self.cleaned_data["document_number"])


class Attributed(StepForm, AttributeFields):
    advice = _("改变公开属性后，已完成的审核作废；改为不主动公开的，已发布的应当撤下。")
    event_type: ClassVar[type[Any]] = steps.ItemAttributed

    def prepare(self) -> None:
        self.initial.setdefault("attribute", self.item.attribute)
        self.initial.setdefault("ground", self.item.ground)

    def event(self) -> Any:
        given = self.cleaned_data
        is_open = given["attribute"] == "publish"
        return self.event_type(
            on=local_today(),
            attribute=given["attribute"],
            ground="" if is_open else given["ground"],
            reason=given["reason"],
            by=self.officer.username,
        )


class Evaluated(Attributed):
    advice = _(
        "对不予公开的信息定期评估，因情势变化可以公开的应当公开（条例第十八条）。属性不变的也登记，期限重新计算。"
    )
    event_type = steps.ItemEvaluated


class EffectChanged(StepForm):
    on = DayField(label=_("自何日起"))
    effect = forms.ChoiceField(label=_("有效性"), choices=glossed(EFFECTS), widget=forms.RadioSelect)
    document = line(_("依据的文件"), 120, hint=_("修改、废止它的文件的文号或者名称。"))

    def event(self) -> Any:
        given = self.cleaned_data
        return steps.ItemEffectChanged(on=given["on"], effect=given["effect"], document=given["document"])


class Clarified(StepForm):
    advice = _(
        "发现影响社会稳定、扰乱社会和经济管理秩序的虚假或者不完整信息，应当发布准确的信息予以澄清（条例第六条）。"
    )
    on = DayField(label=_("澄清日期"))
    summary = text(_("澄清了什么"), lines=3)
    number = line(_("澄清所用信息的编号"), 40, hint=_("另有一条信息用于澄清的填写，如 GK2026-00001。"))

    def clean_number(self) -> str:
        number = str(self.cleaned_data["number"]).strip()
        if number and not Item.objects.filter(office_id=self.item.office_id, number=number).exists():
            raise forms.ValidationError(_("没有这个编号的信息。"))
        return number

    def event(self) -> Any:
        given = self.cleaned_data
        return steps.ItemClarified(
            on=given["on"], summary=given["summary"], item=given["number"], by=self.officer.username
        )


class Answered(StepForm):
    advice = _("答复可以公开的，审核继续；删改后可以公开的，保存新版本后重新报送；不得公开的，改变公开属性。")
    on = DayField(label=_("收到答复之日"))
    answer = forms.ChoiceField(label=_("答复"), choices=glossed(REFERRAL_ANSWERS), widget=forms.RadioSelect)
    letter = line(_("答复文号"), 120)

    def event(self) -> Any:
        given = self.cleaned_data
        return steps.ReferralAnswered(on=given["on"], answer=given["answer"], letter=given["letter"])


class Archived(StepForm):
    advice = _("归档后不能再改正文和审核；已公开的继续公开，仍可撤下、改变有效性。")
    on = DayField(label=_("归档日期"))

    def event(self) -> Any:
        return steps.ItemArchived(on=self.cleaned_data["on"])


class Submitted(StepForm):
    advice = _("报送后正文和附件定稿，不能再改；需要改的，保存为新版本重新审核（条例第十七条）。")

    def event(self) -> None:
        return None


class VoidForm(DeskForm):
    reason = text(_("作废的原因"), lines=2)
    revision = forms.IntegerField(widget=forms.HiddenInput)


STEP_FORMS: Mapping[str, type[StepForm]] = {
    "item_formed": Formed,
    "item_submitted": Submitted,
    "item_attributed": Attributed,
    "item_evaluated": Evaluated,
    "referral_answered": Answered,
    "item_effect_changed": EffectChanged,
    "item_clarified": Clarified,
    "item_archived": Archived,
}
"""Steps that are done by a form of fields. Words, review and publication have pages of their own."""
