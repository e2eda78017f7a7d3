"""Where a letter's lines break and what stays together, the same for both formats; GB/T 9704-2012."""

from __future__ import annotations

import re
from dataclasses import dataclass

from gongkai.documents.letters.model import Attachment, Block, Letter, Paragraph, Table
from gongkai.documents.writers.outline import clean, width_of

RED = "FF0000"
BODY_WIDTH = 28
"""Characters of 16 pt on a line."""

_TITLE_WIDTH = 20.0
_MARK_ROOM = 442.0  # points: 156 mm
_MARK_LARGEST, _MARK_SMALLEST = 42.0, 22.0
_SIGNATURE_WIDTH = 22.0


@dataclass(frozen=True, slots=True)
class Mark:
    """The organ mark (发文机关标志) of a letter: its lines and the size of its type in points."""

    lines: tuple[str, ...]
    size: float


def evenly(text: str, width: float) -> tuple[str, ...]:
    """Lines of about the same length, none longer than `width` characters, none broken in a number or before a mark."""
    count = -(-round(width_of(text) * 2) // round(width * 2))
    if count <= 1:
        return (text,)
    cuts = [0]
    for part in range(1, count):
        cut = max(cuts[-1] + 1, round(part * len(text) / count))
        while cut < len(text) and re.match(r"\d\d|[（《“].|.[）》”、，。：]", text[cut - 1 : cut + 1]):
            cut += 1
        cuts.append(min(cut, len(text)))
    pieces = (text[start:end] for start, end in zip(cuts, [*cuts[1:], len(text)], strict=True))
    return tuple(piece for piece in pieces if piece)


def title_lines(letter: Letter) -> tuple[str, ...]:
    """The title; above it the organ's name, except under an organ mark and on a paper for a court."""
    name = (
        ()
        if letter.layout == "letter" or letter.kind == "litigation_response"
        else evenly(letter.organ, _TITLE_WIDTH)
        if letter.organ
        else ()
    )
    return (*name, *evenly(letter.title, _TITLE_WIDTH))


def mark(letter: Letter) -> Mark:
    """The organ mark on one line, its type made smaller as far as that looks well, else on two."""
    size = min(_MARK_LARGEST, _MARK_ROOM / max(1.0, width_of(letter.organ)))
    if size >= _MARK_SMALLEST:
        return Mark((letter.organ,), float(int(size)))
    return Mark(evenly(letter.organ, _MARK_ROOM / _MARK_SMALLEST), _MARK_SMALLEST)


def signature(letter: Letter) -> tuple[tuple[str, float], ...]:
    """Lines of the signature with the space to their right in characters: the date four in, the organ centred over it."""
    names = evenly(letter.signature, _SIGNATURE_WIDTH) if letter.signature else ()
    lines = [line for line in (*names, letter.date) if line]
    if not lines:
        return ()
    middle = 4 + width_of(letter.date) / 2  # of the date, from the right edge
    middle = max(middle, *(width_of(line) / 2 for line in lines))
    return tuple((line, middle - width_of(line) / 2) for line in lines)


def attachment_lines(attachments: tuple[Attachment, ...]) -> tuple[tuple[str, str], ...]:
    """Number and text of each attachment; one alone bears no number."""
    return tuple((f"{at}." if len(attachments) > 1 else "", _named(one)) for at, one in enumerate(attachments, 1))


def _named(one: Attachment) -> str:
    counts = [f"{one.copies}份" if one.copies else "", f"{one.pages}页" if one.pages else ""]
    said = "，".join(count for count in counts if count)
    return clean(one.name).rstrip("。；") + (f"（{said}）" if said else "")


def is_given_to(block: Block) -> bool:
    """Whether a block says to whom a paper is given, which stands below the attachments."""
    return isinstance(block, Paragraph) and block.role == "to"


def kept(letter: Letter) -> frozenset[int]:
    """Places of the blocks that stay with what follows: a table, or the signature, with two lines of text above it."""
    blocks = letter.blocks
    found = {at for at in range(len(blocks) - 1) if isinstance(blocks[at + 1], Table)}
    lines = 0
    for at in range(len(blocks) - 1, -1, -1):
        block = blocks[at]
        if not letter.signature or lines >= 2 or isinstance(block, Table):
            break
        found.add(at)
        lines += -(-int(width_of(block.text) + 2) // BODY_WIDTH)
    return frozenset(found)


def keeps_attachments(letter: Letter) -> bool:
    """Whether the list of attachments is short enough to stay with the text above and the signature below."""
    return len(letter.attachments) <= 5
