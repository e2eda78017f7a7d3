"""A redacted copy: a new PDF of page pictures, in which nothing of the original is left but what is seen."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PIL import Image

from gongkai.documents.redact.legend import A4, legend_pictures
from gongkai.documents.redact.model import DPI, Mark, check_marks
from gongkai.documents.redact.paint import paint
from gongkai.documents.redact.source import opened, reading, size_at
from gongkai.documents.redact.text import PageText
from gongkai.documents.redact.writing import PictureBook, encoded

LONGEST_TITLE = 200


def redacted(data: bytes, marks: Sequence[Mark], *, title: str) -> bytes:
    """Return a PDF of the pages of a file as pictures with the marks painted out, and pages that explain them.

    The same input gives the same bytes. It holds no text, no attribute but its title and producer, and nothing that was
    hidden in the original. Without a mark it is the plain pages.

    Args:
        title: what a viewer shows as the name of the file; give none of the withheld words.
    Raises:
        DocumentError: what `source.opened` and `model.check_marks` refuse; a copy of more than `MOST_COPY_BYTES`.
    """
    book = PictureBook(title[:LONGEST_TITLE])
    with reading, opened(data, checks_streams=True) as source:
        check_marks(marks, source.page_count)
        for number in range(1, source.page_count + 1):
            page = source.page(number)
            here = [mark for mark in marks if mark.page == number]
            text = source.text(number) if here else PageText("", ())
            picture = source.drawn(number, *size_at(page, DPI))
            book.add(page, encoded(partial(_painted, picture, here, text)))
    for picture in legend_pictures(marks):
        book.add(A4, encoded(partial(_painted, picture, [], PageText("", ()))))
    return book.finished()


def _painted(picture: Image.Image, marks: Sequence[Mark], text: PageText, by_blocks: bool) -> Image.Image:
    copy = picture.copy()
    paint(copy, marks, text, by_blocks=by_blocks)
    return copy
