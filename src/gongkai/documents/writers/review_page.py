"""What the web pages of `read` and `compare` share: one self-contained file, no script, nothing fetched, text escaped."""

from __future__ import annotations

from functools import lru_cache
from html import escape
from pathlib import Path

from gongkai.documents.webfont import font_face
from gongkai.documents.writers.review import printable
from gongkai.report.words import Language

_CSS = Path(__file__).parent.parent / "data" / "review.css"
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; font-src data:; base-uri 'none'; form-action 'none'"
_MARKS = {"\n": "⏎", "\r": "⏎", "\t": "→", " ": "␣", "\u3000": "␣", "\u00a0": "␣"}


def page(title: str, body: str, lang: Language) -> bytes:
    """Return a whole page with this body as UTF-8. It carries the glyphs it shows where no Chinese font is installed."""
    language = "zh-CN" if lang == "zh" else "en"
    return (
        f'<!DOCTYPE html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="robots" content="noindex">\n<meta name="color-scheme" content="light">\n'
        f"<title>{text(title)}</title>\n<style>\n{font_face(title + body)}{_style()}</style>\n</head>\n"
        f"<body>\n<main>\n{body}</main>\n</body>\n</html>\n"
    ).encode()


def text(value: str) -> str:
    """A text as it stands in a page: escaped, and a character no page may hold as �."""
    return escape(printable(value))


def visible(value: str) -> str:
    """Characters as written, escaped, with white space that can be seen: ⏎ a new line, ␣ a space, → a tab."""
    marked = value.replace("\r\n", "\n")
    return "".join(f'<i class="space">{_MARKS[char]}</i>' if char in _MARKS else text(char) for char in marked)


@lru_cache(maxsize=1)
def _style() -> str:
    return _CSS.read_text(encoding="utf-8")
