"""Tags of letters: those of a request or a challenge on its page, moments in Chinese."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import template
from django.template import Context
from django.utils.timezone import localtime

from gongkai.statute.letters import letter_kinds
from gongkai.web.challenges.models import Challenge
from gongkai.web.desk.templatetags.words import day
from gongkai.web.notices.actions import with_matter
from gongkai.web.notices.models import VOID
from gongkai.web.notices.outside import OF_REQUEST, response_kind
from gongkai.web.portal.models import CitizenRequest

register = template.Library()


@register.filter
def moment(at: datetime) -> str:
    """An instant as a screen says it: 2026年6月10日 15:04."""
    local = localtime(at)
    return f"{day(local.date())} {local:%H:%M}"


@register.inclusion_tag("notices/letters_of.html", takes_context=True)
def letters_of(context: Context, of: CitizenRequest | Challenge) -> dict[str, Any]:
    """The letters of a request to correct or of a challenge, and what can be drafted."""
    officer = context["request"].officer
    is_request = isinstance(of, CitizenRequest)
    rows = list(with_matter().filter(**{"request" if is_request else "challenge": of}).order_by("-created_at"))
    if isinstance(of, CitizenRequest):
        kinds: tuple[str, ...] = OF_REQUEST if of.kind == "correction" else ()
    else:
        standing = any(row.status != VOID for row in rows)
        kinds = () if standing else (response_kind(of),)
    may = officer.may("draft_letter")
    return {
        "rows": rows,
        "kinds": [(kind, letter_kinds()[kind][-1].title) for kind in kinds] if may else [],
        "address": "desk:letters:draft_for_request" if is_request else "desk:letters:draft_for_challenge",
        "of": of,
        "office": context["office"],
        "csrf_token": context.get("csrf_token"),
    }
