"""Forms of redaction: they check shape; `actions` checks the rest."""

from __future__ import annotations

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from gongkai.documents.redact.model import Box, Mark, numbered_grounds
from gongkai.web.desk.templatetags.words import beside, gloss
from gongkai.web.redaction.queries import law

LONGEST_PLACE = 80


def ground_choices() -> list[tuple[str, str]]:
    """The grounds with their articles, under the number that stands in the boxes."""
    return [
        (code, f"{number}. {beside(gloss(ground.label), law(ground.article))}")
        for code, (number, ground) in numbered_grounds().items()
    ]


class GroundForm(forms.Form):
    """On which ground, with a note."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    ground = forms.ChoiceField(
        label=_("不予公开的理由"),
        choices=lambda: [("", "—"), *ground_choices()],
        error_messages={"required": _("请选择不予公开的理由。")},
    )
    note = forms.CharField(
        label=_("备注"), max_length=200, required=False, help_text=_("只供本机关内部查看，不会出现在副本中。")
    )


def _percent(label: str, least: str = "0") -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        min_value=Decimal(least),
        max_value=100,
        max_digits=9,
        decimal_places=6,
        widget=forms.NumberInput(attrs={"step": "any", "inputmode": "decimal"}),
    )


class MarkForm(GroundForm):
    """A rectangle in percent of the page."""

    page = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    left = _percent(_("距左边（%）"))
    top = _percent(_("距上边（%）"))
    width = _percent(_("宽（%）"), "0.01")
    height = _percent(_("高（%）"), "0.01")

    PLACE = ("left", "top", "width", "height")

    def clean(self) -> dict[str, object]:
        found = super().clean() or {}
        if not any(self.data.get(self.add_prefix(name)) for name in self.PLACE):
            for name in self.PLACE:
                self.errors.pop(name, None)
            self.add_error(None, _("请在页面上拖出方框，或者用数字填写位置。"))
        for start, size in (("left", "width"), ("top", "height")):
            if start in found and size in found and found[start] + found[size] > Decimal("100.01"):
                self.add_error(size, _("超出了页面；起点与大小之和不能超过100%。"))
        return found

    def mark(self) -> Mark:
        value = self.cleaned_data
        left, top = float(value["left"]) / 100, float(value["top"]) / 100
        right = min(left + float(value["width"]) / 100, 1.0)
        bottom = min(top + float(value["height"]) / 100, 1.0)
        return Mark(value["page"], Box(left, top, right, bottom), value["ground"], value["note"])


class PlacesField(forms.Field):
    """Several places in the form of `place_text`."""

    widget = forms.SelectMultiple

    def clean(self, value: object) -> list[tuple[int, Box]]:
        found = []
        for text in value if isinstance(value, list | tuple) else []:
            try:
                page, *sides = str(text)[:LONGEST_PLACE].split(":")
                found.append((int(page), Box(*(float(side) for side in sides))))
            except (ValueError, TypeError):
                raise forms.ValidationError(_("位置有误，请刷新页面后再选。")) from None
        return found


class PlacesForm(GroundForm):
    """Places chosen from a list, each written as `place_text` writes it; or all of them."""

    place = PlacesField(required=False)
    every = forms.CharField(required=False, max_length=20)
    text = forms.CharField(required=False, max_length=100)


def place_text(page: int, box: Box) -> str:
    return ":".join([str(page), *(f"{side:.6f}" for side in box)])


class FindForm(forms.Form):
    text = forms.CharField(label=_("查找文字"), max_length=100, help_text=_("在文字层中查找；扫描件没有文字层。"))


class WithdrawForm(forms.Form):
    reason = forms.CharField(label=_("撤回放行的原因"), max_length=200)
