"""Cases one a line, written in one go: a page shows up to two hundred, and a template takes ten times as long."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator
from django.utils.translation import gettext

from gongkai.web.desk.templatetags import words

if TYPE_CHECKING:
    from gongkai.web.desk.queries import Line

register = template.Library()
CHARACTERS = 48
"""Of what was asked, in one line."""

_ANY = UUID(int=0)
_ROW = (
    '<tr><th scope="row" class="nowrap"><a class="number" href="{}">{}</a></th>\n<td class="content">{}</td>\n'
    '<td data-label="{}">{}</td>\n<td data-label="{}"{}>{}</td>\n<td data-label="{}">{}</td>\n'
    '<td data-label="{}">{}</td></tr>\n'
)
_ENDED = SafeString(' class="due soon"')


@register.simple_tag
def rows(lines: Iterable[Line], code: str, today: date) -> SafeString:
    """The rows of a table of cases. code: of the office."""
    address = reverse("desk:cases:case", args=[code, _ANY])
    labels = [gettext(text) for text in ("申请人", "情况", "期限", "承办人")]
    return mark_safe("".join(_row(line, address, labels, today) for line in lines))


def _row(line: Line, address: str, labels: list[str], today: date) -> SafeString:
    case, content = line.case, line.content
    return format_html(
        _ROW,
        address.replace(str(_ANY), str(case.pk)),
        case.number,
        content if len(content) <= CHARACTERS else Truncator(content).chars(CHARACTERS),
        labels[0],
        words.applicant(case.applicant),
        labels[1],
        _ENDED if line.is_ended else "",
        line.why or _state(line),
        labels[2],
        due(line, today),
        labels[3],
        case.handler or "",
    )


def _state(line: Line) -> str:
    case, stage = line.case, words.stage(line.case.stage)
    return stage + gettext("：") + words.outcome(case.outcome) if case.closed_on and case.outcome else stage


@register.filter
def due(line: Line, today: date) -> SafeString:
    """The reply date of a line in words; of a case that waits, the date at which the wait ends."""
    case = line.case
    if case.closed_on:
        return format_html("{}", gettext("%(day)s办结") % {"day": words.day(case.closed_on)})
    reply = "" if line.left is None else _reply(line, line.left, today)
    if case.wait_until:
        what = {"what": words.due_name(case.wait_name), "day": words.near_day(case.wait_until, today)}
        wait = format_html('<span class="small">{}</span>', gettext("%(what)s：%(day)s止") % what)
        return format_html("{}<br>{}", reply, wait) if reply else wait
    return reply or format_html('<span class="muted">{}</span>', words.wait(case.waiting_for))


def _reply(line: Line, left: int, today: date) -> SafeString:
    tone = " late" if line.is_late else " soon" if line.is_soon else ""
    until = gettext("（%(day)s止）") % {"day": words.near_day(line.case.reply_due_on, today)}
    guess = ""
    if line.case.is_provisional:
        guess = format_html(' <span class="muted small">{}</span>', gettext("暂按推算"))
    text = '<span class="due{}">{}</span><span class="nowrap">{}</span>{}'
    return format_html(text, tone, words.left(left), until, guess)
