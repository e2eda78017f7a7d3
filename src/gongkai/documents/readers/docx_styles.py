"""How the runs of a Word document look, as far as that decides what a reader sees: hidden, struck out, raised.

A run says so itself, or by its character style, or by the style of its paragraph; a style may build on another. What two
styles both say cancels out, as Word has it for such properties (ISO/IEC 29500-1, 17.7.3).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from lxml import etree

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_VAL = f"{_W}val"
_RPR, _PPR = f"{_W}rPr", f"{_W}pPr"
_TOGGLES = {f"{_W}vanish": 0, f"{_W}strike": 1, f"{_W}dstrike": 1}
_ALIGN, _RUN_STYLE, _PARAGRAPH_STYLE = f"{_W}vertAlign", f"{_W}rStyle", f"{_W}pStyle"
_LONGEST_CHAIN = 20


class Look(NamedTuple):
    """What is said of a run or a style; None where nothing is."""

    hidden: bool | None = None
    struck: bool | None = None
    raised: bool | None = None


PLAIN = Look()


class Styles:
    """The styles of a document that say anything of this; root: its styles part, None where it has none."""

    def __init__(self, root: etree._Element | None) -> None:
        own: dict[str, Look] = {}
        based: dict[str, str] = {}
        for style in () if root is None else root.iterchildren(f"{_W}style"):
            name = style.get(f"{_W}styleId", "")
            own[name] = look_of(part for properties in style.iterchildren(_RPR) for part in properties)
            based[name] = _value(_first(style, f"{_W}basedOn"))
        self._looks = {name: look for name in own if (look := _resolved(name, own, based)) != PLAIN}

    def of_paragraph(self, paragraph: etree._Element) -> Look:
        """What the style of a paragraph says of its runs."""
        if not self._looks or (properties := _first(paragraph, _PPR)) is None:
            return PLAIN
        return self._looks.get(_value(_first(properties, _PARAGRAPH_STYLE)), PLAIN)

    def of_run(self, run: etree._Element, paragraph: Look) -> Look:
        """How a run looks in a paragraph of that look."""
        properties = _first(run, _RPR)
        if properties is None:
            return paragraph
        own = look_of(properties)
        style = self._looks.get(_value(_first(properties, _RUN_STYLE)), PLAIN) if self._looks else PLAIN
        if style is PLAIN and paragraph is PLAIN:
            return own
        hidden = own.hidden if own.hidden is not None else bool(style.hidden) != bool(paragraph.hidden)
        struck = own.struck if own.struck is not None else bool(style.struck) != bool(paragraph.struck)
        raised = next((one.raised for one in (own, style, paragraph) if one.raised is not None), None)
        return Look(hidden, struck, raised)


def look_of(properties: Iterable[etree._Element]) -> Look:
    """What run properties say themselves."""
    stated: list[bool | None] = [None, None]
    raised: bool | None = None
    for part in properties:
        at = _TOGGLES.get(part.tag)
        if at is not None:
            stated[at] = bool(stated[at]) or part.get(_VAL, "true") not in ("false", "0", "off")
        elif part.tag == _ALIGN:
            raised = part.get(_VAL, "") in ("superscript", "subscript")
    return PLAIN if stated == [None, None] and raised is None else Look(stated[0], stated[1], raised)


def _resolved(name: str, own: Mapping[str, Look], based: Mapping[str, str]) -> Look:
    """What a style says with those it builds on; the nearest counts."""
    look = own[name]
    for _ in range(_LONGEST_CHAIN):
        name = based.get(name, "")
        if name not in own:
            break
        hidden, struck, raised = (
            mine if mine is not None else other for mine, other in zip(look, own[name], strict=True)
        )
        look = Look(hidden, struck, raised)
    return look


def _first(parent: Iterable[etree._Element], tag: str) -> etree._Element | None:
    return next((child for child in parent if child.tag == tag), None)


def _value(found: etree._Element | None) -> str:
    return "" if found is None else str(found.get(_VAL, ""))
