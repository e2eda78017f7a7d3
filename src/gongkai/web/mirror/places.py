"""Where a page of the portal stands among the files, and what its links become there."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, unquote, urlsplit

_OWN_LINK = re.compile(r'(<(?:a|link|img)\b[^>]*?\b(?:href|src)=")(/[^"]*)(")')
_FORM = re.compile(r"<form\b[^>]*>")
_ACTION = re.compile(r'\baction="([^"]*)"')
_LIVE = re.compile(
    r"^/(?:desk|accounts|api|language|large|status|challenge|search|o/[-\w]+/(?:apply|status|suggest|send|case|requests?|search))(?:/|$)"
)
_SWITCH = re.compile(r'<form\b[^>]*\baction="/(?:language|large)/"[^>]*>.*?</form>', re.DOTALL)
"""Language and print are switched by the server."""
_ONE = {"page": "page-{}", "field": "field-{}"}
"""Parameters of an address that have a page of their own among the files."""


def place_of(url: str) -> str | None:
    """The path a page stands at among the files, ending in "/" for a page; None for one only the server can give."""
    parts = urlsplit(url)
    if _LIVE.match(parts.path):
        return None
    given = parse_qsl(parts.query, keep_blank_values=True)
    if not given or parts.path.startswith("/static/"):
        return parts.path
    if len(given) == 1 and given[0][0] in _ONE and re.fullmatch(r"[-\w]+", given[0][1]):
        name, value = given[0]
        return parts.path if (name, value) == ("page", "1") else f"{parts.path}{_ONE[name].format(value)}/"
    return None


def file_of(url: str) -> str:
    """The file of a page, relative to the folder."""
    place = place_of(url)
    assert place is not None  # only pages with a place are planned
    return unquote(place + "index.html" if place.endswith("/") else place).lstrip("/")


def to_files(html: str, url: str, live: str) -> str:
    """A page as it stands among the files: links to other files, and to the live server for what it alone does.

    live: scheme and host of the live server, without a slash at the end; empty where there is none: then the search leads
    to the page that searches in the browser, and the forms to the guide, which says how to apply on paper.
    """
    office = re.match(r"/o/[-\w]+/", url)
    own = office[0] if office else "/"

    def link(found: re.Match[str]) -> str:
        address = found[2].replace("&amp;", "&")
        bare, hash_mark, fragment = address.partition("#")
        place = place_of(bare)
        if place is None:
            place = live + bare if live else instead(bare)
        return found[1] + (place + hash_mark + fragment).replace("&", "&amp;") + found[3]

    def instead(address: str) -> str:
        if "/search/" in address or not office:
            return f"{own}find/" if office else "/"
        return f"{own}guide/"

    def form(found: re.Match[str]) -> str:
        action = _ACTION.search(found[0])
        target = action[1] if action and action[1] else urlsplit(url).path
        where = live + target if live else instead(target)
        said = f'action="{where}"'
        return _ACTION.sub(said, found[0]) if action else found[0][:-1] + f" {said}>"

    return _FORM.sub(form, _OWN_LINK.sub(link, _SWITCH.sub("", html)))
