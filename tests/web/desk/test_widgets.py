"""Controls written in one go say what Django's templates would."""

from __future__ import annotations

from datetime import date

import pytest
from django import forms
from lxml import html

from gongkai.web.desk import widgets

CHOICES = [("", "全部"), ("a", "甲<乙"), (3, '"丙"')]


@pytest.mark.parametrize(
    ("ours", "djangos"),
    [
        (widgets.TextInput(), forms.TextInput()),
        (widgets.NumberInput(attrs={"min": 2008}), forms.NumberInput(attrs={"min": 2008})),
        (widgets.Checkbox(), forms.CheckboxInput()),
        (widgets.DateInput(), forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")),
        (widgets.Select(choices=CHOICES), forms.Select(choices=CHOICES)),
    ],
)
@pytest.mark.parametrize("value", [None, "", "a", "3", 3, True, False, "on", date(2026, 6, 1), "<b>\"'&", "2026-13-01"])
def test_a_control_is_as_django_writes_it(ours: forms.Widget, djangos: forms.Widget, value: object) -> None:
    attrs = {"id": "f_x", "aria-invalid": "true", "required": True, "disabled": False}
    found, expected = (html.fragment_fromstring(one.render("x", value, attrs)) for one in (ours, djangos))
    assert [parts(one) for one in found.iter()] == [parts(one) for one in expected.iter()]


def parts(element: html.HtmlElement) -> tuple[str, dict[str, str], str]:
    return element.tag, dict(element.attrib), (element.text or "").strip()
