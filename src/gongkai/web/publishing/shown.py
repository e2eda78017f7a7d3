"""A body as a page of the desk shows it: cleaned once more, its pictures and files at their addresses at the desk."""

from __future__ import annotations

import re
from uuid import UUID

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from gongkai.web.publishing import content

_SAFE = re.compile(r"attachment:([0-9a-f-]{36})")


def shown_body(body: str, code: str, item: UUID) -> SafeString:
    """The body as the public will see it, for a template. What is kept was cleaned; it is cleaned again, so that nothing
    that reached the table by another way is ever run."""
    return mark_safe(with_addresses(content.clean(body), code, item))  # cleaned by nh3


def with_addresses(body: str, code: str, item: UUID) -> str:
    """Cleaned HTML with the addresses of files put in."""

    def address(found: re.Match[str]) -> str:
        try:
            return reverse("desk:items:file", args=[code, item, UUID(found[1])])
        except ValueError:
            return ""

    return _SAFE.sub(address, body)


_ONLY_PARAGRAPHS = re.compile(r"(?:<p>(?:[^<>]|<br>)*</p>\s*)*")


def for_textarea(body: str) -> str:
    """A body for the form: plain lines where it has nothing but paragraphs, else its HTML."""
    if not _ONLY_PARAGRAPHS.fullmatch(body):
        return body
    import html

    lines = re.findall(r"<p>(.*?)</p>", body, re.DOTALL)
    plain = "\n\n".join(html.unescape(line.replace("<br>", "\n")) for line in lines)
    return body if re.search(r"<[a-zA-Z/!]", plain) else plain
