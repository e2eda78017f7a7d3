"""Controls of a form written in one go. Django renders a template for each control and for each choice of it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.renderers import BaseRenderer
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


class _Input(forms.Widget):
    """An `input`, as Django's own template writes it."""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: BaseRenderer | None = None
    ) -> SafeString:
        it = self.get_context(name, value, attrs)["widget"]
        shown = "" if it["value"] is None else format_html(' value="{}"', it["value"])
        return format_html('<input type="{}" name="{}"{}{}>', it["type"], it["name"], shown, flatatt(it["attrs"]))


class TextInput(_Input, forms.TextInput):
    pass


class NumberInput(_Input, forms.NumberInput):
    pass


class Checkbox(_Input, forms.CheckboxInput):
    pass


class DateInput(_Input, forms.DateInput):
    """A date in ISO form, which every browser shows in its own."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class Select(forms.Select):
    """A choice of one, without groups."""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: BaseRenderer | None = None
    ) -> SafeString:
        chosen = set(self.format_value(value))
        marks = ("", SafeString(" selected"))
        options = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            ((code, marks[str(code) in chosen], label) for code, label in self.choices),
        )
        return format_html(
            '<select name="{}"{}>{}</select>', name, flatatt(self.build_attrs(self.attrs, attrs)), options
        )
