"""Several reports in one file: where one ends and the next begins.

Each report opens with its title and the heading of section one, and holds at least one table of the form. A file is cut
only where both parts have their own; a table of contents and a repeated heading cut nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from gongkai.documents.grid import Block, Document, Line
from gongkai.documents.locate import Match, locate
from gongkai.documents.prose import heading_of, is_title, is_title_part

_MOST = 50
"""Most reports that are looked for in one file."""

_FRONT = 6
"""Lines above a title that may belong to it, blank ones included."""


def parts(document: Document) -> Iterator[tuple[Document, tuple[Match, ...]]]:
    """Yield the part of each report with the tables found in it; one part, found or not, for an ordinary file."""
    cuts = list(_cuts(document.blocks))
    if len(cuts) < 2:
        yield document, locate(document)
        return
    found: list[tuple[Document, tuple[Match, ...]]] = []
    held: tuple[Block, ...] = ()
    for start, end in zip([0, *cuts[1:]], [*cuts[1:], len(document.blocks)], strict=True):
        held += document.blocks[start:end]
        part = replace(document, blocks=held)
        if matches := locate(part):
            found.append((part, matches))
            held = ()
    if held and found:
        last = replace(document, blocks=(*found[-1][0].blocks, *held))
        found[-1] = last, locate(last)
    if len(found) > 1:
        yield from found
    else:
        yield document, locate(document)


def _cuts(blocks: Sequence[Block]) -> Iterator[int]:
    """Where each report may begin: at its title if one stands before section one, else at that heading."""
    end = counted = 0
    for at, block in enumerate(blocks):
        if isinstance(block, Line) and any(heading_of(line) == "overview" for line in block.text.split("\n")):
            yield _front(blocks, end, at)
            end = at + 1
            counted += 1
            if counted == _MOST:
                return


def _front(blocks: Sequence[Block], start: int, heading: int) -> int:
    """The title before a heading, the last of several, with the lines of it just above: an organ, a year."""
    at = next((at for at in range(heading - 1, start - 1, -1) if _titled(blocks[at])), -1)
    if at < 0:
        return heading
    above = at
    while above > start and isinstance(block := blocks[above - 1], Line) and at - above < _FRONT:
        above -= 1
        if is_title_part(block.text) or is_title(block.text):
            at = above
        elif block.text.strip():
            break
    return at


def _titled(block: Block) -> bool:
    return isinstance(block, Line) and is_title(block.text)
