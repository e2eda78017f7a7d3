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

MOST_PAGES = 60
"""Of a file whose copy is made while the browser waits: about 1.3 s a page with marks."""


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


def picture(data: bytes, page: int) -> bytes:
    return run_limited(pages.page_picture, data, page, SHOWN_DPI, seconds=START_SECONDS)


def places(data: bytes, text: str) -> tuple[Word, ...]:
    return run_limited(pages.places_of, data, text, seconds=LOOK_SECONDS)


def make(data: bytes, marks: Sequence[Mark], title: str) -> tuple[bytes, int]:
    copy = apply.redacted(data, marks, title=title)
    return copy, pages.page_count(copy)


def copied(data: bytes, marks: Sequence[Mark], *, title: str, page_count: int) -> tuple[bytes, int]:
    """The copy, and how many pages it has with those that explain the grounds."""
    seconds = START_SECONDS + COPY_SECONDS * page_count
    return run_limited(make, data, list(marks), title, seconds=seconds)


def leaks_of(original: bytes, copy: bytes, marks: Sequence[Mark], *, page_count: int) -> tuple[Leak, ...]:
    seconds = START_SECONDS + PROOF_SECONDS * page_count
    return run_limited(leaks.leaks, original, copy, list(marks), seconds=seconds)
