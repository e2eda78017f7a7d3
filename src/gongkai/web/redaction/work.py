"""What is done with an uploaded file, each in a process of its own with time by its pages (`documents.limited`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gongkai.documents.limited import run_limited
from gongkai.documents.redact import apply, hints, leaks, pages
from gongkai.documents.redact.model import Hint, Leak, Mark, Page, Word
from gongkai.errors import DocumentError

SHOWN_DPI = 110
START_SECONDS = 20.0
LOOK_SECONDS = 60.0
COPY_SECONDS = 2.0
PROOF_SECONDS = 4.0
"""Of one page."""

COPY_MEGABYTES = 3072
"""Of a copy of `documents.redact.model.MOST_PAGES` pages, its original and the picture at hand."""

MOST_PAGES = 450
"""Of an original: with a line a page of what is withheld, its copy stays below the 500 pages of `documents.redact`."""

MOST_AT_ONCE, MOST_BYTES_AT_ONCE = 10, 5 * 1024 * 1024
"""Pages and bytes of a file whose copy is made while the browser waits: about 1.3 s a page with marks."""

MOST_LOOKED_AT_ONCE = 30
"""Pages of a file that is looked at while the browser waits: about 0.06 s a page full of text."""

AHEAD = 2
"""Pages drawn with the one that was asked for, since starting the process takes longer than drawing."""


def is_long(page_count: int, size: int) -> bool:
    """Whether the work on a file is done after the response (`web.jobs`)."""
    return page_count > MOST_AT_ONCE or size > MOST_BYTES_AT_ONCE


def is_long_to_look_at(data: bytes) -> bool:
    """Whether the first look at a file is done after the response.

    Raises:
        DocumentError: it cannot be opened.
    """
    if len(data) > MOST_BYTES_AT_ONCE:
        return True
    return run_limited(pages.page_count, data, seconds=START_SECONDS) > MOST_LOOKED_AT_ONCE


@dataclass(frozen=True, slots=True)
class Looked:
    """What a first look at a file finds."""

    pages: tuple[Page, ...]
    hints: tuple[Hint, ...]


def look(data: bytes) -> Looked:
    return Looked(pages.pages(data), hints.hints(data))


def looked_at(data: bytes) -> Looked:
    """The pages of a file and what may be personal data in it.

    Raises:
        DocumentError: it cannot be opened, or has more than `MOST_PAGES`.
    """
    found = run_limited(look, data, seconds=LOOK_SECONDS)
    if len(found.pages) > MOST_PAGES:
        raise DocumentError(
            f"The file has {len(found.pages)} pages, more than {MOST_PAGES}; split it and take the parts in one by one.",
            zh=f"文件有{len(found.pages)}页，超过{MOST_PAGES}页；请拆分后分别添加。",
        )
    return found


def draw(data: bytes, wanted: Sequence[int]) -> list[bytes]:
    return [pages.page_picture(data, page, SHOWN_DPI) for page in wanted]


def pictures(data: bytes, page: int, page_count: int) -> dict[int, bytes]:
    """A page as PNG and the next ones, by number; the page alone where it is no page of the file."""
    wanted = [page, *range(page + 1, min(page + AHEAD, page_count) + 1)]
    return dict(zip(wanted, run_limited(draw, data, wanted, seconds=START_SECONDS), strict=True))


def places(data: bytes, text: str) -> tuple[Word, ...]:
    return run_limited(pages.places_of, data, text, seconds=LOOK_SECONDS)


def make(data: bytes, marks: Sequence[Mark], title: str) -> tuple[bytes, int]:
    copy = apply.redacted(data, marks, title=title)
    return copy, pages.page_count(copy)


def copied(data: bytes, marks: Sequence[Mark], *, title: str, page_count: int) -> tuple[bytes, int]:
    """The copy, and how many pages it has with those that explain the grounds."""
    seconds = START_SECONDS + COPY_SECONDS * page_count
    return run_limited(make, data, list(marks), title, seconds=seconds, megabytes=COPY_MEGABYTES)


def leaks_of(original: bytes, copy: bytes, marks: Sequence[Mark], *, page_count: int) -> tuple[Leak, ...]:
    seconds = START_SECONDS + PROOF_SECONDS * page_count
    return run_limited(leaks.leaks, original, copy, list(marks), seconds=seconds, megabytes=COPY_MEGABYTES)
