"""What a reviewer should look at before a paper is public: places in its words that may be wrong. No database.

A hint never decides. What may be personal data is found by `documents.redact.hints`; names of people have no form and
are not found.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from gongkai.documents.redact.hints import hints_in
from gongkai.documents.redact.model import HINT_GLOSSES, HINT_KINDS

LONGEST_TITLE = 60
MOST = 500
"""Hints of one paper; more say the same."""

KINDS: Mapping[str, str] = {
    **HINT_KINDS,
    "avoid": "不宜使用的词语",
    "wrong_name": "名称、称谓有误或者已变更",
    "not_https": "链接不是https",
    "dead_link": "本站链接打不开",
    "no_alt": "图片没有文字说明",
    "future": "日期在今天之后",
    "long_title": "标题过长",
    "empty_link": "链接没有文字",
}
GLOSSES: Mapping[str, str] = {
    **HINT_GLOSSES,
    "avoid": "word to avoid",
    "wrong_name": "wrong or outdated name",
    "not_https": "link that is not https",
    "dead_link": "dead link on this site",
    "no_alt": "picture without words",
    "future": "date in the future",
    "long_title": "title too long",
    "empty_link": "link without words",
}
PERSONAL = frozenset(HINT_KINDS)
"""Kinds that concern arts. 14 and 15 of the Regulation."""

_TOKEN = re.compile(
    r"""<(?P<end>/?)(?P<tag>[a-z][a-z0-9]*)(?P<rest>(?:[^>"]|"[^"]*")*)>|&(?:\#?[0-9A-Za-z]+);|[^<&]|[<&]""", re.DOTALL
)
_BLOCKS = frozenset(
    [
        "p",
        "h2",
        "h3",
        "h4",
        "blockquote",
        "li",
        "td",
        "th",
        "tr",
        "caption",
        "figcaption",
        "br",
        "hr",
        "table",
        "ul",
        "ol",
        "figure",
        "thead",
        "tbody",
    ]
)
_ATTRIBUTE = re.compile(r'([a-z]+)="([^"]*)"')
_DATE = re.compile(r"(20[0-9]{2})\s?(?:年\s?([0-9]{1,2})\s?月\s?([0-9]{1,2})\s?日|-([0-9]{1,2})-([0-9]{1,2})(?![0-9]))")


@dataclass(frozen=True, slots=True)
class Hint:
    """A place to look at. kind: key of `KINDS`. where: name of a field of `Version`, or the name of a file.

    start, end: in the plain text of that field (`Laid.text` of a body); equal where it is about the whole. text: what
    stands there, masked where it may be personal. instead: what the office's own list says.
    """

    kind: str
    where: str
    start: int
    end: int
    text: str = ""
    instead: str = ""

    @property
    def label(self) -> str:
        return KINDS[self.kind]

    @property
    def is_personal(self) -> bool:
        return self.kind in PERSONAL


@dataclass(frozen=True, slots=True)
class Link:
    """A link or a picture of a body; start, end: of its words in the text."""

    tag: str
    address: str
    alt: str
    start: int
    end: int


@dataclass(frozen=True)
class Laid:
    """A cleaned body as text. places: for each character of the text its start and end in the HTML, None for a line end."""

    body: str
    text: str
    places: Sequence[tuple[int, int] | None]
    links: Sequence[Link]


@dataclass(frozen=True, slots=True)
class Lists:
    """The office's own lists. avoid: words to avoid; names: wrong or outdated names. Each with what to write instead."""

    avoid: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)


def lay(body: str) -> Laid:
    """The text of a cleaned body, a line a block, and where each character stands."""
    signs: list[str] = []
    places: list[tuple[int, int] | None] = []
    links: list[Link] = []
    opened: list[tuple[dict[str, str], int]] = []
    for token in _TOKEN.finditer(body):
        tag = token["tag"]
        if tag is None:
            for sign in html.unescape(token[0]):
                signs.append(sign)
                places.append(token.span())
            continue
        at = len(signs)
        if tag == "a" and not token["end"]:
            opened.append((dict(_ATTRIBUTE.findall(token["rest"])), at))
        elif tag == "a" and opened:
            given, start = opened.pop()
            links.append(Link("a", html.unescape(given.get("href", "")), "", start, at))
        elif tag == "img":
            given = dict(_ATTRIBUTE.findall(token["rest"]))
            links.append(Link("img", given.get("src", ""), html.unescape(given.get("alt", "")), at, at))
        if tag in _BLOCKS and signs and signs[-1] != "\n":
            signs.append("\n")
            places.append(None)
    return Laid(body, "".join(signs), places, links)


def hints_of(
    words: Mapping[str, str],
    *,
    today: date,
    lists: Lists = Lists(),  # frozen
    files: Iterable[tuple[str, str]] = (),
    alts: Mapping[str, str] | None = None,
    is_alive: Callable[[str], bool] = lambda address: True,
) -> tuple[Hint, ...]:
    """Return what to look at, field by field in the order given, at most `MOST`.

    Args:
        words: fields of a version; "body" is cleaned HTML. files: name and text of each attachment.
        alts: attachment id → words of the picture. is_alive: whether an address of this site opens.
    """
    found: list[Hint] = []
    for where, value in words.items():
        laid = lay(value) if where == "body" else None
        text = laid.text if laid else value
        found += sorted(_in_text(where, text, today, lists), key=lambda one: (one.start, one.end))
        if laid:
            found += _in_links(laid, alts or {}, is_alive)
    if len(words.get("title", "")) > LONGEST_TITLE:
        found.append(Hint("long_title", "title", 0, 0, str(len(words["title"]))))
    for name, text in files:
        found += sorted(_in_text(name, text, today, lists), key=lambda one: (one.start, one.end))
    return tuple(found[:MOST])


def _in_text(where: str, text: str, today: date, lists: Lists) -> Iterator[Hint]:
    for one in hints_in(text):
        yield Hint(one.kind, where, one.start, one.end, one.text)
    for kind, table in (("avoid", lists.avoid), ("wrong_name", lists.names)):
        for word, instead in table.items():
            for start in _finds(text, word):
                if instead and word in instead and _stands(text, start, word, instead):
                    continue
                yield Hint(kind, where, start, start + len(word), word, instead)
    for date_in in _DATE.finditer(text):
        year, *rest = (int(part) for part in date_in.groups() if part)
        try:
            on = date(year, *rest)
        except (ValueError, TypeError):
            continue
        if on > today:
            yield Hint("future", where, *date_in.span(), date_in[0])


def _finds(text: str, word: str) -> Iterator[int]:
    at = text.find(word) if word else -1
    while at >= 0:
        yield at
        at = text.find(word, at + len(word))


def _stands(text: str, start: int, word: str, right: str) -> bool:
    """Whether the word found is only a part of the right name: 白云街道 in 白云街道办事处."""
    begin = start - right.index(word)
    return begin >= 0 and text.startswith(right, begin)


def _in_links(laid: Laid, alts: Mapping[str, str], is_alive: Callable[[str], bool]) -> Iterator[Hint]:
    for link in laid.links:
        address = link.address
        own = address.removeprefix("attachment:")
        if link.tag == "img":
            if not link.alt.strip() and not alts.get(own, "").strip():
                yield Hint("no_alt", "body", link.start, link.end, own[:8])
            continue
        if not laid.text[link.start : link.end].strip():
            yield Hint("empty_link", "body", link.start, link.end, address[:80])
        if own != address:
            if own not in alts:
                yield Hint("dead_link", "body", link.start, link.end, address[:80])
        elif address.startswith("http://"):
            yield Hint("not_https", "body", link.start, link.end, address[:80])
        elif not address.startswith(("mailto:", "tel:")) and not is_alive(address):
            yield Hint("dead_link", "body", link.start, link.end, address[:80])


def marked(laid: Laid, hints: Sequence[tuple[str, Hint]]) -> str:
    """The body with its hints marked: `<mark id>` around the first stretch of each, the id given with the hint.

    A mark ends where a tag stands; overlapping hints are marked once. The body was cleaned, and only `<mark>` is added.
    """
    inserts: dict[int, str] = {}
    covered = bytearray(len(laid.text))
    for name, hint in sorted(hints, key=lambda pair: (pair[1].start, -pair[1].end)):
        is_first = True
        for first, last in _stretches(laid, hint.start, hint.end, covered):
            identity = f' id="{html.escape(name)}" tabindex="-1"' if is_first else ""
            inserts[first] = inserts.get(first, "") + f"<mark{identity}>"
            inserts[last] = "</mark>" + inserts.get(last, "")
            is_first = False
        covered[hint.start : hint.end] = b"\1" * (hint.end - hint.start)
    parts, at = [], 0
    for place in sorted(inserts):
        parts += [laid.body[at:place], inserts[place]]
        at = place
    return "".join([*parts, laid.body[at:]])


def _stretches(laid: Laid, start: int, end: int, covered: bytearray) -> Iterator[tuple[int, int]]:
    """Stretches of the HTML that hold the characters of the text without a tag between, and are not yet marked."""
    begun: tuple[int, int] | None = None
    for at in range(start, min(end, len(laid.places))):
        place = laid.places[at]
        if place is None or covered[at]:
            if begun:
                yield begun
            begun = None
        elif begun and begun[1] == place[0]:
            begun = (begun[0], place[1])
        else:
            if begun:
                yield begun
            begun = place
    if begun:
        yield begun
