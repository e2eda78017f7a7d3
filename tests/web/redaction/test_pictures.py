"""Pictures of pages are kept in memory within a limit, never on the disk, and not beyond the file they are of."""

from __future__ import annotations

import pytest

from gongkai.errors import DocumentError, SealBroken
from gongkai.web.applications.files import attach, path_of
from gongkai.web.redaction import pictures
from gongkai.web.redaction.pictures import SHELF, Shelf, picture_of
from tests.documents.redact import samples

pytestmark = pytest.mark.one_engine

PAGES = samples.typeset("密 #pagebreak() " * 4 + "密", "width: 20mm, height: 20mm, margin: 2mm")
"""Five small pages."""


@pytest.fixture
def file(case, staff):
    SHELF.clear()
    yield attach(staff.officer("officer"), case.office, case, "original", "a.pdf", PAGES)
    SHELF.clear()


def test_the_next_pages_are_drawn_with_the_one_asked_for(file):
    first = picture_of(file, 2, 5)
    assert first.startswith(b"\x89PNG")
    path_of(file).unlink()  # from here on nothing can be drawn
    assert picture_of(file, 2, 5) == first
    assert picture_of(file, 4, 5).startswith(b"\x89PNG")
    with pytest.raises(SealBroken):
        picture_of(file, 5, 5)


def test_the_last_page_and_one_that_is_not_there(file):
    assert picture_of(file, 5, 5).startswith(b"\x89PNG")
    with pytest.raises(DocumentError):
        picture_of(file, 6, 5)


def test_a_destroyed_file_is_not_shown_from_memory(file):
    picture_of(file, 1, 5)
    file.wrapped_key = None
    with pytest.raises(SealBroken):
        picture_of(file, 1, 5)


def test_nothing_is_written_to_the_disk(file, settings):
    before = {path for path in settings.GONGKAI.data_dir.rglob("*") if path.is_file()}
    picture_of(file, 1, 5)
    assert {path for path in settings.GONGKAI.data_dir.rglob("*") if path.is_file()} == before


def test_what_was_longest_not_looked_at_goes_first():
    shelf = Shelf(10)
    shelf.put("a", 1, b"1234")
    shelf.put("a", 2, b"1234")
    shelf.take("a", 1)
    shelf.put("a", 3, b"1234")
    assert [shelf.take("a", page) for page in (1, 2, 3)] == [b"1234", None, b"1234"]
    shelf.put("a", 3, b"12")
    shelf.put("a", 4, b"1234")
    assert [shelf.take("a", page) is None for page in (1, 3, 4)] == [False, False, False]
    shelf.put("b", 1, b"x" * 11)
    assert shelf.take("b", 1) is None
    assert pictures.MOST_BYTES < 100 << 20
