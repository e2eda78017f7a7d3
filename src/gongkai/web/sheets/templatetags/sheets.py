"""A step of the dry run in words."""

from __future__ import annotations

from django import template

from gongkai.ledger.events import Event, type_name
from gongkai.web.desk.templatetags.words import act

register = template.Library()


@register.filter
def step_of(event: Event) -> str:
    """The name of an event: 收到申请, 补正告知."""
    return act(type_name(event))
