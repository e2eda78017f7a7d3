"""What the style of a page hides or strikes out: style attributes, and rules of style sheets with simple selectors.

Of the rules only those count whose selector is a tag, an id, classes, or these together (`p.note`, `#a`, `.x.y`); the last
one wins, without regard to weight, and a style attribute goes before them unless they are `!important`. Rules within
@media and selectors of several steps are left aside.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from selectolax.lexbor import LexborNode

from gongkai.errors import DocumentError

_MOST_RULES = 5_000
_LARGEST_SHEET = 2_000_000
_MOST_TRIED = 5_000_000
_MOST_KNOWN = 20_000
_BRACE = re.compile(r"[{}]")
_SIMPLE = re.compile(r"([a-z][a-z0-9]*)?((?:[.#][a-z_\-\u0080-\uffff][\w\-]*)*)", re.IGNORECASE)
_STEP = re.compile(r"[.#][^.#]+")

_TELLING = re.compile(
    r"(?:^|[;\s{])(display|visibility|mso-hide|text-decoration(?:-line)?|vertical-align)\s*:\s*([a-z\- ]+)(!\s*important)?",
    re.IGNORECASE,
)
_STRUCK_TAGS = frozenset(("s", "strike"))
_RAISED_TAGS = frozenset(("sup", "sub"))


class _Rule(NamedTuple):
    tag: str
    ids: frozenset[str]
    classes: frozenset[str]
    stated: dict[str, bool]
    important: frozenset[str]


class Look(NamedTuple):
    """Whether an element is not shown, struck out, or stands higher or lower than the text beside it."""

    hidden: bool = False
    struck: bool = False
    raised: bool = False


class Styles:
    """The style sheets of a page. room: how many rules may still be tried."""

    def __init__(self, sheets: Iterable[str]) -> None:
        self._rules: dict[str, list[tuple[int, _Rule]]] = {}
        self._known: dict[tuple[str, str | None, str | None, str | None], Look] = {}
        self.room = _MOST_TRIED
        for number, (key, rule) in enumerate(_rules(sheets)):
            if number >= _MOST_RULES:
                break
            self._rules.setdefault(key, []).append((number, rule))
        self._ids = {name for rules in self._rules.values() for _, rule in rules for name in rule.ids}

    def look(self, node: LexborNode) -> Look:
        """How an element looks. Raises DocumentError for a page whose style is no ordinary page's."""
        return self.look_of(node.tag or "", node.attributes)

    def look_of(self, tag: str, attributes: Mapping[str, str | None]) -> Look:
        """The same by its tag and attributes."""
        if "hidden" in attributes:
            return _HIDDEN
        names = attributes.get("class") if self._rules else None
        number = attributes.get("id") if self._ids else None
        key = (tag, number if number in self._ids else None, names, attributes.get("style"))
        found = self._known.get(key)
        if found is None:
            found = self._look(*key)
            if len(self._known) < _MOST_KNOWN:
                self._known[key] = found
        return found

    def _look(self, tag: str, number: str | None, names: str | None, own: str | None) -> Look:
        stated = self._stated(tag, number or "", frozenset((names or "").split())) if self._rules else {}
        mine, important = _declared(own) if own else ({}, frozenset())
        for name, value in mine.items():
            known = stated.get(name)
            if known is None or not known[1] or name in important:
                stated[name] = value, True
        on = {name for name, (value, _) in stated.items() if value}
        return Look(
            not on.isdisjoint(("display", "visibility", "mso-hide")),
            tag in _STRUCK_TAGS or "text-decoration" in on,
            tag in _RAISED_TAGS or "vertical-align" in on,
        )

    def _stated(self, tag: str, number: str, classes: frozenset[str]) -> dict[str, tuple[bool, bool]]:
        """What the sheets state for an element, property by property, and whether that is `!important`."""
        tried = [
            rule for key in (*(f".{name}" for name in classes), f"#{number}", tag) for rule in self._rules.get(key, ())
        ]
        self.room -= len(tried) + len(classes)
        if self.room < 0:
            raise DocumentError(
                "The page has far more style rules than an ordinary one; open it in a browser and save it again.",
                zh="网页的样式规则远多于正常的网页；请用浏览器打开后另存再试。",
            )
        found: dict[str, tuple[bool, bool]] = {}
        for _, rule in sorted(tried, key=_order):
            if rule.tag in ("", tag) and rule.classes <= classes and rule.ids <= {number}:
                for name, value in rule.stated.items():
                    if name in rule.important or not found.get(name, (False, False))[1]:
                        found[name] = value, name in rule.important
        return found


_HIDDEN = Look(hidden=True)


def _order(each: tuple[int, _Rule]) -> int:
    return each[0]


def _declared(text: str) -> tuple[dict[str, bool], frozenset[str]]:
    """What declarations say of the properties that matter, and which of them are `!important`."""
    stated: dict[str, bool] = {}
    important = set()
    for name, value, mark in _TELLING.findall(text):
        name, value = name.lower().removesuffix("-line"), value.strip().lower()
        if name == "text-decoration":
            stated[name] = "line-through" in value.split()
        elif name == "vertical-align":
            stated[name] = value in ("super", "sub")
        else:
            stated[name] = value in ("none", "hidden", "collapse", "all")
        if mark:
            important.add(name)
    return stated, frozenset(important)


def _may_tell(text: str) -> bool:
    """Whether declarations name a property that matters; most rules of a sheet name none."""
    lower = text.lower()
    if "display" in lower or "visibility" in lower or "mso-hide" in lower:
        return True
    return "text-decoration" in lower or "vertical-align" in lower


def _rules(sheets: Iterable[str]) -> Iterator[tuple[str, _Rule]]:
    """Rules that matter, each with the part of its selector it is looked up by."""
    room = _LARGEST_SHEET
    for sheet in sheets:
        text = sheet[:room]
        room -= len(text)
        text = _without_comments(_without_fonts(text))
        for selectors, declarations in _top_rules(text):
            stated, important = _declared(declarations) if _may_tell(declarations) else ({}, frozenset())
            if not stated:
                continue
            for selector in selectors.split(","):
                found = _SIMPLE.fullmatch(selector.strip())
                if found is None or not found[0]:
                    continue
                steps = _STEP.findall(found[2])
                ids = frozenset(step[1:] for step in steps if step[0] == "#")
                classes = frozenset(step[1:] for step in steps if step[0] == ".")
                tag = (found[1] or "").lower()
                yield steps[0] if steps else tag, _Rule(tag, ids, classes, stated, important)


def _without_fonts(text: str) -> str:
    """A sheet without the fonts it carries, which may be most of it and state nothing of interest."""
    parts, at = [], 0
    while (start := text.find("@font-face", at)) >= 0 and (end := text.find("}", start)) >= 0:
        parts.append(text[at:start])
        at = end + 1
    return "".join((*parts, text[at:]))


def _without_comments(text: str) -> str:
    """A sheet without its comments, and without those of HTML around it."""
    parts, at = [], 0
    while (start := text.find("/*", at)) >= 0:
        parts.append(text[at:start])
        end = text.find("*/", start + 2)
        at = end + 2 if end >= 0 else len(text)
    return " ".join((*parts, text[at:])).replace("<!--", " ").replace("-->", " ")


def _top_rules(text: str) -> Iterator[tuple[str, str]]:
    """Selectors and declarations of the rules that stand in no other, such as @media."""
    at, brace = 0, text.find("{")
    while brace >= 0:
        end, following = text.find("}", brace), text.find("{", brace + 1)
        if 0 <= following < end:
            end = _end_of_block(text, following)
            following = text.find("{", end)
        if end < 0:
            return
        selectors = text[at:brace]
        selectors = selectors[max(selectors.rfind(";"), selectors.rfind("}")) + 1 :]
        if not selectors.lstrip().startswith("@"):
            yield selectors, text[brace + 1 : end]
        at, brace = end + 1, following


def _end_of_block(text: str, inner: int) -> int:
    """Where a rule ends that holds others, the first of them opened at `inner`; -1 where it does not."""
    depth = 1
    for found in _BRACE.finditer(text, inner):
        depth += 1 if found[0] == "{" else -1
        if depth == 0:
            return found.start()
    return -1
