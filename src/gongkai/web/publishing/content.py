"""The words of an item: what of HTML is kept, its plain text, and the digest that binds a review to them."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable
from hashlib import sha256

import nh3

from gongkai.errors import OfficeError
from gongkai.web.publishing.models import Attachment, Version

LONGEST = 500_000
"""Characters of a body, tags included."""

_TAGS = {
    *("p", "br", "hr", "h2", "h3", "h4", "strong", "em", "u", "s", "sub", "sup", "blockquote", "a", "img"),
    *("ul", "ol", "li", "table", "caption", "thead", "tbody", "tr", "th", "td", "figure", "figcaption"),
}
_ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "width", "height"},
    "th": {"colspan", "rowspan", "scope"},
    "td": {"colspan", "rowspan"},
    "ol": {"start"},
}
_CLEANER = nh3.Cleaner(
    tags=_TAGS,
    clean_content_tags={"script", "style", "iframe", "object", "template", "noscript", "svg", "math"},
    attributes=_ATTRIBUTES,
    attribute_filter=lambda tag, name, value: _attribute(tag, name, value),
    url_schemes={"http", "https", "mailto", "tel", "attachment"},
    link_rel="noopener noreferrer",
)
_OWN_FILE = re.compile(r"attachment:[0-9a-f-]{36}")


def _attribute(tag: str, name: str, value: str) -> str | None:
    """Pictures come from the item's own attachments: a page must not call other sites, nor change behind a review."""
    if (tag == "img" and name == "src") or value.startswith("attachment:"):
        return value if _OWN_FILE.fullmatch(value) else None
    if name in ("width", "height", "colspan", "rowspan", "start"):
        return value if value.isdecimal() and len(value) <= 4 else None
    return value


def clean(body: str) -> str:
    """The body as it may be kept and shown: no script, no style, no foreign pictures. Plain text becomes paragraphs.

    Raises:
        OfficeError: longer than `LONGEST`.
    """
    if len(body) > LONGEST:
        raise OfficeError(
            f"The text has more than {LONGEST:,} characters; attach it as a file.",
            zh=f"正文超过{LONGEST // 10_000}万字符，请改为附件上传。",
        )
    body = body.replace("\0", "")
    if not re.search(r"<[a-zA-Z/!]", body):
        body = "".join(f"<p>{html.escape(line.strip())}</p>" for line in body.splitlines() if line.strip())
    kept = _CLEANER.clean(body).replace("<img>", "").strip()
    return f"<p>{kept}</p>" if kept and "<" not in kept else kept  # cleaned again it stays the same


_BLOCK_END = re.compile(r"</(?:p|h[2-4]|blockquote|li|t[hdr]|caption|figcaption)>|<[bh]r>")


def plain(body: str) -> str:
    """The words of a cleaned body, a line a block."""
    lines = html.unescape(nh3.clean(_BLOCK_END.sub("\n", body), tags=set())).splitlines()
    return "\n".join(line.strip() for line in lines if line.strip())


def files_of(body: str) -> list[str]:
    """Ids of the attachments a body shows or points to."""
    return [found[len("attachment:") :] for found in _OWN_FILE.findall(body)]


def digest_of(version: Version, attachments: Iterable[Attachment]) -> str:
    """The digest of everything of a version that will be public."""
    files = [[one.name, one.alt, one.sha256] for one in attachments]
    in_force = version.in_force_on.isoformat() if version.in_force_on else ""
    stated = {**version.words(), "in_force_on": in_force, "files": files}
    return sha256(json.dumps(stated, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
