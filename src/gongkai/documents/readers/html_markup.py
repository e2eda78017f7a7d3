"""What is looked at before a page is parsed: fonts it carries are left out, and markup that would hold the parser up is refused."""

from __future__ import annotations

import re
from collections import Counter

from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from gongkai.errors import DocumentError

_MOST_TAGS = 200_000
_SHALLOW = 3_000
_DEEPEST = 2_000
_MOST_REOPENED = 2_000_000
_TAG = re.compile(rb"<(/?)([a-z][a-z0-9]*)", re.IGNORECASE)
_UNCLOSED = frozenset(
    b"p li td th tr option dd dt tbody thead tfoot colgroup col area base br embed hr img input link meta source track wbr "
    b"param rp rt optgroup".split()
)
_FORMATTING = frozenset(b"a b big code em font i nobr s small strike strong tt u".split())

_FONT = b'url("data:font/'

_SHORT = 50_000
"""Characters in which no tag can hold so many attributes that comparing their names takes a second."""

_LONG_TAG = 200
_MOST_COMPARED = 400_000_000
_OVERLAP = 4
_OPENING = re.compile(r"<[a-z](?=((?:[^>=]++|=\s*+(?:\"[^\"]*+\"|'[^']*+')?+)*+))", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"([^\s/>][^\s/>=]*+)(?:\s*+=\s*+(?:\"[^\"]*+\"?|'[^']*+'?|[^\s>]*+))?+")


def without_fonts(data: bytes) -> bytes:
    """A page without the fonts its style sheets carry, which may be most of it and state nothing."""
    parts, at = [], 0
    while (start := data.find(_FONT, at)) >= 0 and (end := data.find(b")", start)) >= 0:
        is_style = data.startswith(b"<style", data.rfind(b"<", 0, start)) and b"<" not in data[start:end]
        start += len(_FONT)
        parts.append(data[at:start])
        at = end if is_style else start
    return b"".join((*parts, data[at:])) if parts else data


def parsed(text: str) -> LexborHTMLParser:
    """The tree of a page. Raises DocumentError for markup that would take the parser minutes."""
    _check_tags(text)
    if len(text) > _SHORT:
        _check_attributes(text)
    try:
        return LexborHTMLParser(text)
    except (SelectolaxError, ValueError, RuntimeError):
        raise DocumentError(
            "The web page cannot be parsed; open it in a browser and save it again.",
            zh="网页无法解析；请用浏览器打开后另存再试。",
        ) from None


def _check_tags(text: str) -> None:
    """Raise DocumentError for too many or too deep tags: the parser looks through all open elements at each."""
    tags = text.count("<")
    if tags > _MOST_TAGS:
        raise DocumentError(
            f"The page has more than {_MOST_TAGS} tags, far more than a report; take the report out of it.",
            zh=f"网页的标记超过{_MOST_TAGS}个，远多于一份年度报告；请只保留报告部分。",
        )
    if tags <= _SHALLOW:
        return
    level: Counter[bytes] = Counter()
    deepest: Counter[bytes] = Counter()
    for closing, found in _TAG.findall(text.encode()):
        tag = found.lower()
        if tag not in _UNCLOSED:
            level[tag] = max(0, level[tag] + (-1 if closing else 1))
            deepest[tag] = max(deepest[tag], level[tag])
    reopened = sum(depth for tag, depth in deepest.items() if tag in _FORMATTING)
    if deepest.total() > _DEEPEST or reopened * tags > _MOST_REOPENED:
        raise DocumentError(
            "The page is nested too deep to be an ordinary one; open it in a browser and save it again.",
            zh="网页嵌套层次过深，不是正常的网页；请用浏览器打开后另存再试。",
        )


def _check_attributes(text: str) -> None:
    """Raise DocumentError for tags with very many attributes: the parser compares the name of each with all before it."""
    compared, room = 0, _OVERLAP * len(text)
    for found in _OPENING.finditer(text):
        length = found.end(1) - found.start(1)
        if length >= _LONG_TAG:
            room -= length
            names = _ATTRIBUTE.findall(text, *found.span(1)) if room >= 0 else ()
            compared += len(names) * len(set(names))
        if room < 0 or compared > _MOST_COMPARED:
            raise DocumentError(
                "A tag of the page has far more attributes than an ordinary one; open it in a browser and save it again.",
                zh="网页中有标记的属性远多于正常的网页；请用浏览器打开后另存再试。",
            )
