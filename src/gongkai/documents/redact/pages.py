"""A file as an officer sees it: how many pages, each as a picture, and where its words stand."""

from __future__ import annotations

from io import BytesIO

from gongkai.documents.redact.model import Page, Word
from gongkai.documents.redact.source import Source, opened, reading, size_at
from gongkai.errors import DocumentError

MOST_FOUND = 5_000
_COARSEST, _FINEST = 20, 300


def page_count(data: bytes) -> int:
    """Return how many pages a PDF or an image has.

    Raises:
        DocumentError: what `source.opened` refuses.
    """
    with reading, opened(data, checks_streams=True) as source:
        return source.page_count


def pages(data: bytes) -> tuple[Page, ...]:
    """Return the size of every page as displayed.

    Raises:
        DocumentError: what `source.opened` refuses; a page of a size no paper has.
    """
    with reading, opened(data) as source:
        return tuple(source.page(number) for number in range(1, source.page_count + 1))


def page_picture(data: bytes, page: int, dpi: int) -> bytes:
    """Return a page as displayed, as PNG.

    Args:
        page: from 1. dpi: 20 to 300; a very large page is drawn more coarsely.
    Raises:
        DocumentError: what `source.opened` refuses; no such page.
    """
    with reading, opened(data) as source:
        _check_page(source, page)
        width, height = size_at(source.page(page), min(max(dpi, _COARSEST), _FINEST))
        picture, buffer = source.drawn(page, width, height), BytesIO()
    picture.save(buffer, "PNG", compress_level=3)
    return buffer.getvalue()


def page_words(data: bytes, page: int) -> tuple[Word, ...]:
    """Return the words of the text layer of a page, in reading order; Chinese runs on to the next space or line.

    Raises:
        DocumentError: what `source.opened` refuses; no such page.
    """
    with reading, opened(data) as source:
        _check_page(source, page)
        return tuple(Word(page, box, text) for box, text in source.text(page).words())


def places_of(data: bytes, text: str) -> tuple[Word, ...]:
    """Return where a text stands in the text layer of a file, at most `MOST_FOUND` places; white space does not count.

    Raises:
        DocumentError: what `source.opened` refuses.
    """
    wanted = "".join(text.split()).casefold()
    found: list[Word] = []
    if not wanted:
        return ()
    with reading, opened(data) as source:
        for number in range(1, source.page_count + 1):
            layer = source.text(number)
            kept = [(at, char) for at, written in enumerate(layer.text) for char in written.casefold() if char.strip()]
            plain, start = "".join(char for _, char in kept), 0
            while (start := plain.find(wanted, start)) >= 0 and len(found) < MOST_FOUND:
                first, last = kept[start][0], kept[start + len(wanted) - 1][0]
                found += (Word(number, box, line) for box, line in layer.lines(first, last + 1))
                start += len(wanted)
    return tuple(found)


def _check_page(source: Source, page: int) -> None:
    if not 1 <= page <= source.page_count:
        raise DocumentError(
            f"There is no page {page}; the file has {source.page_count}.",
            zh=f"没有第{page}页，文件共{source.page_count}页。",
        )
