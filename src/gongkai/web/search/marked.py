"""Where a text matches, for people to see: spans of the original text, and HTML that is safe whatever the text holds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import takewhile

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from gongkai.web.search.fold import fold, original_spans
from gongkai.web.search.query import Phrase

Span = tuple[int, int]
BEFORE, AROUND = 30, 120
"""Characters of a snippet before the first match, and in all."""
PIECE, OVERLAP = 20_000, 1_000
"""Of a long text so many characters are looked into at a time, and how many of them again with the next."""


@dataclass(frozen=True, slots=True)
class Marked:
    """A piece of a text with the spans that match; whether the text goes on before and after."""

    text: str
    spans: tuple[Span, ...] = ()
    is_cut_before: bool = False
    is_cut_after: bool = False

    @property
    def html(self) -> SafeString:
        """The text, escaped, matches in `<mark>`, with … where it is cut."""
        parts, at = ["…" if self.is_cut_before else ""], 0
        for start, end in self.spans:
            parts += [escape(self.text[at:start]), "<mark>", escape(self.text[start:end]), "</mark>"]
            at = end
        parts += [escape(self.text[at:]), "…" if self.is_cut_after else ""]
        return mark_safe("".join(parts))  # every part is escaped

    def __str__(self) -> str:
        return self.text


def pattern_of(phrases: tuple[Phrase, ...]) -> re.Pattern[str] | None:
    """What finds any of the phrases in folded text, the longest first."""
    several = sorted(phrases, key=lambda phrase: -len("".join(phrase.runs)))
    return re.compile("|".join(phrase.pattern() for phrase in several)) if several else None


def mark_text(text: str, pattern: re.Pattern[str] | None) -> Marked:
    """The whole text with its matches."""
    if pattern is None:
        return Marked(text)
    folded = fold(text)
    return Marked(text, tuple(original_spans(text, folded, [match.span() for match in pattern.finditer(folded)])))


def snippet(text: str, pattern: re.Pattern[str] | None) -> Marked | None:
    """The piece of the text around the first match; None where nothing matches. A long text is read to there only."""
    if pattern is None:
        return None
    for start in range(0, max(len(text), 1), PIECE):
        end = start + PIECE + OVERLAP
        found = _snippet(text[start:end], pattern)
        if found is not None:
            before, after = found.is_cut_before or start > 0, found.is_cut_after or end < len(text)
            return Marked(found.text, found.spans, before, after)
    return None


def _snippet(text: str, pattern: re.Pattern[str]) -> Marked | None:
    folded = fold(text)
    first = pattern.search(folded)
    if first is None:
        return None
    near = takewhile(lambda span: span[0] < first.end() + 2 * AROUND, (one.span() for one in pattern.finditer(folded)))
    spans = original_spans(text, folded, list(near))
    start = max(0, spans[0][0] - BEFORE)
    end = min(len(text), max(spans[0][1], start + AROUND))
    inside = tuple((one - start, other - start) for one, other in spans if other <= end)
    return Marked(text[start:end], inside, start > 0, end < len(text))


def beginning(text: str) -> Marked:
    """The first piece of the text, nothing marked."""
    return Marked(text[:AROUND], is_cut_after=len(text) > AROUND)
