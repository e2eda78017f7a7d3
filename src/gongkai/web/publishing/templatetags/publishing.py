"""The address of all of a group of the to-do page."""

from __future__ import annotations

from django import template

from gongkai.web.offices.models import Office
from gongkai.web.offices.policy import Officer
from gongkai.web.publishing.todo import list_url

register = template.Library()


@register.filter
def may(officer: Officer, act: str) -> bool:
    return officer.may(act)


@register.simple_tag
def items_url(office: Office, query: str) -> str:
    return list_url(office, query)
