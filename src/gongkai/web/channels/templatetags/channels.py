"""Template tags of columns and channels: the tabs, names of codes, links of publications."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.translation import gettext

from gongkai.statute.columns import column_kinds
from gongkai.web.catalogue.saying import duty_name
from gongkai.web.desk.templatetags.words import gloss
from gongkai.web.publishing.models import Item

register = template.Library()


@register.inclusion_tag("channels/tabs.html", takes_context=True)
def channel_tabs(context: dict[str, Any], here: str) -> dict[str, Any]:
    """The pages of this part the officer may open."""
    officer = context["officer"]
    may = {"may_release": officer.may("item_released"), "may_see_cases": officer.may("see_cases")}
    return {"office": context["office"], "here": here, **may}


@register.filter
def duty(code: str) -> str:
    """A duty of art. 20 or 21; "" for none."""
    return duty_name(code) if code else ""


@register.filter
def column_kind(code: str) -> str:
    kind = column_kinds().get(code)
    return gloss(kind.label) if kind is not None else ""


@register.filter
def web_link(text: str) -> str:
    """A link of a publication, where it is an address of the web; else its words."""
    if not text.startswith(("https://", "http://")):
        return text
    return format_html('<a href="{}" rel="noopener noreferrer">{}</a>', text, gettext("打开链接"))


@register.filter
def seen_as(item: Item) -> str:
    """An item and the revision the officer sees, as the value of a tick."""
    return f"{item.pk}:{item.revision}"


@register.filter
def figure(value: int | None) -> str:
    """A figure with its thousands parted; a dash for what is not known."""
    return "—" if value is None else f"{value:,}"
