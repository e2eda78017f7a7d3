"""Articles that a page keeps out of its own markup: as a string in a script, in a template, or escaped in an attribute.

Content-management systems put an article into a variable or into JSON and let the browser insert it. Only strings that
hold a whole table are looked for; what a script would put together from its variables is not.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser

_MOST = 20
_LARGEST = 4_000_000
_MARK = re.compile(r"(?:<|&lt;|\\u003c|\\x3c)table", re.IGNORECASE)
_WHOLE = re.compile(r"<table[\s>]", re.IGNORECASE)
_END = "</table"
_SELF = re.compile(r"\A<[^>]*>|</[^>]*>\Z")

_PIECE = re.compile(
    r"""
      (?P<comment> //[^\n]* | /\*[\s\S]*?(?:\*/|\Z) )
    | (?P<string> "[^"\\\n]*(?:\\[\s\S][^"\\\n]*)*"
                | '[^'\\\n]*(?:\\[\s\S][^'\\\n]*)*'
                | `[^`\\]*(?:\\[\s\S][^`\\]*)*` )
    | (?P<broken> ["'][^\n]* | `[\s\S]* )
    | (?P<regex> (?<=[(,=:\[!&|?{};\n]) \s{0,9} /(?![*/]) (?:[^/\\\n\[]|\\.|\[(?:[^\]\\\n]|\\.){0,200}\]){1,500} / )
    """,
    re.VERBOSE,
)
_ESCAPE = re.compile(r"\\(?:u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(\r\n|[\s\S]))")
_LETTERS = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "", "\n": "", "\r\n": "", "\r": ""}


def embedded_markup(page: LexborHTMLParser) -> list[str]:
    """Markup with tables that stands beside the page's own, each once, in the order of the file."""
    found: dict[str, None] = {}
    room = _LARGEST
    for text in _candidates(page):
        markup = _unescaped(text)
        if markup is None or len(markup) > room:
            continue
        room -= len(markup)
        found.setdefault(markup)
        if len(found) >= _MOST:
            break
    return list(found)


def _candidates(page: LexborHTMLParser) -> Iterator[str]:
    for node in page.css("script, textarea, template, noscript"):
        if node.tag == "script":
            text = node.text()
            if _MARK.search(text):
                yield from _strings(text[:_LARGEST])
        elif node.tag == "textarea":
            yield node.text()
        else:
            yield _SELF.sub("", node.html or "")
    for node in page.css("*"):
        for value in node.attributes.values():
            if value and len(value) > len(_END) and "table" in value.lower():
                yield value


def _strings(script: str) -> Iterator[str]:
    """The strings of a script that hold table markup; strings with nothing but "+" between them are one."""
    held, end = "", 0
    for piece in _PIECE.finditer(script):
        if piece.lastgroup != "string":
            continue
        if held and script[end : piece.start()].strip() != "+":
            yield held
            held = ""
        held, end = held + _plain(piece[0][1:-1]), piece.end()
        if len(held) > _LARGEST:
            return
    if held:
        yield held


def _plain(text: str) -> str:
    """A string of JavaScript or JSON without its escapes."""
    if "\\" not in text:
        return text
    plain = _ESCAPE.sub(_character, text)
    return plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _character(escape: re.Match[str]) -> str:
    code = escape[1] or escape[2] or escape[3]
    if code:
        value = int(code, 16)
        return chr(value) if value <= 0x10FFFF else "\ufffd"
    return _LETTERS.get(escape[4], escape[4])


def _unescaped(text: str) -> str | None:
    """Text as markup that holds a whole table, None where it holds none; escapes may be two deep."""
    for _ in range(2):
        if not _MARK.search(text):
            return None
        if _WHOLE.search(text) and _END in text.lower():
            return text
        text = _plain(text) if "\\" in text else html.unescape(text)
    return text if _WHOLE.search(text) and _END in text.lower() else None
